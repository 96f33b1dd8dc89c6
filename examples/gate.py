"""Stop a pipeline while something is open: for whoever keeps a text and its record in a repository.

    python examples/gate.py panel.consensus --require agreed

A step of CI that runs it fails (exit code 1) unless every item has the status, or a later one. For
each item that has not it prints why, and what would change that. Without a record it tries a panel
that agreed one of three items, and says which exit code that is.
"""

from __future__ import annotations

import argparse
import sys

from consensus import Source, Status, WorkingGroup, explain

# Each is enough where one before it is required.
ORDER = (Status.READY, Status.AGREED_AD_REF, Status.AGREED, Status.ADOPTED)


def failing(group: WorkingGroup, required: Status) -> int:
    """Prints every item that falls short of a status, with the reasons; returns how many."""
    enough = ORDER[ORDER.index(required) :]
    items = [item for item in group.status().items if item.kind not in ("title", "section")]
    open_items = [item for item in items if item.status not in enough]
    for item in open_items:
        print(*explain(group.verdict(item.id), group.state.name_of), sep="\n  ")
    print(f"{len(items) - len(open_items)} of {len(items)} items are {required}")
    return len(open_items)


def sample() -> WorkingGroup:
    """Returns a panel with one item agreed, one that a member objects to, and one amended."""
    group = WorkingGroup.in_memory(title="Panel", rule="no_objection()")
    group.import_members(Source.of("code\nASH\nBAY\nELM\n", "members.csv"))
    text = "1. The lights stay on.\n\n2. The gate is shut.\n\n3. Dogs are welcome."
    group.import_draft(Source.of(text, "panel.md"))
    group.take_position("ASH", "1", "support")
    group.decide("1", "agreed")
    group.take_position("ASH", "2", "support")
    group.take_position("BAY", "2", "object", reason="rescuers come by it")
    group.propose("3", "Dogs on a lead", old="Dogs", by=["ELM"])
    return group


def main() -> None:
    """Judge a record, and say so by the exit code."""
    options = argparse.ArgumentParser(description="Fail unless everything is agreed.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("--require", type=Status, choices=ORDER, default=Status.AGREED)
    given = options.parse_args()
    opened = WorkingGroup.open(given.record, read_only=True) if given.record else sample()
    with opened as group:
        code = 1 if failing(group, given.require) else 0
    if given.record:
        sys.exit(code)
    print("exit code:", code)


if __name__ == "__main__":
    main()
