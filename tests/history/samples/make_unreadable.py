"""Make the record with steps that cannot be read, as early software of this version wrote one.

It was made once, as `python -m tests.history.samples.make_unreadable`, and is kept as
`unreadable.consensus`. It can only be made by the software of then, which took `None` for a text
and recorded it; what it could not do was to open the file again.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from consensus import Stance, WorkingGroup
from consensus.formats.source import Source
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AddMilestone,
    MoveMilestone,
    TakePosition,
)

from .make_sample import FOLDER, clock

_DRAFT = """# Rules of the ferry

1. The ferry leaves at every full hour.

2. Bicycles travel free of charge.

3. The bell is rung before the ramp is raised.

4. Dogs are kept on a leash.
"""

# What a caller without a type checker gave for a text that it did not have.
_NONE = cast("Any", None)


def play(group: WorkingGroup) -> None:
    """Record four steps that cannot be read, what rests on them, and good steps between."""
    group.record(
        AddGroup(code="COAST"),
        *(AddMember(code=code, group="COAST") for code in ("ELM", "FIR", "OAK")),
    )
    group.import_draft(Source("ferry.md", _DRAFT, "digest of ferry.md"))
    group.take_position("ELM", "1", Stance.SUPPORT)
    # One operation, and an answer that rests on it.
    group.take_position("FIR", "1", Stance.OBJECT, reason=_NONE)
    group.answer_objection("1", "FIR", "the hour is the same as before")
    # Two bad rows among five, which hold without each other as those of an import do.
    items = {item.label: item for item in group.state.items.values()}
    group.record(
        *(
            TakePosition(
                target=items[label].id,
                version=items[label].version,
                member=member,
                stance=Stance.ACCEPT,
                reason=reason,
                reservation=reservation,
            )
            for member, label, reason, reservation in (
                ("ELM", "2", "cheap", ""),
                ("FIR", "2", _NONE, ""),
                ("OAK", "2", "fair", "for a year"),
                ("ELM", "3", "", _NONE),
                ("FIR", "3", "loud enough", ""),
            )
        )
    )
    # An amendment, what members say of it, its merge and what is said of the text after that.
    group.propose("2", "Bicycles travel at half the fare.", by=["OAK"], rationale=_NONE)
    group.take_position("ELM", "A1", Stance.SUPPORT)
    group.merge("2", take=["A1"])
    group.take_position("FIR", "2", Stance.ACCEPT, reason="half is fair")
    # Two operations that stand or fall together.
    milestone = group.new_id()
    group.record(
        AddMilestone(id=milestone, handle="MS1", title="a new timetable", target=date(2026, 9, 1)),
        MoveMilestone(milestone=milestone, target=date(2026, 10, 1), reason=_NONE),
    )
    group.reach_milestone("MS1")
    group.open_meeting("First crossing")
    group.note_presence(["ELM", "FIR", "OAK"])
    group.note_intervention("The bell wakes the harbour.", member="OAK", items=["3"])
    group.propose("4", "Dogs travel on the upper deck.", by=["ELM"], rationale="fewer quarrels")
    group.take_position("OAK", "A2", Stance.SUPPORT)
    group.decide("3", "agreed")
    group.close_meeting()


def main() -> None:
    """Write the record."""
    path = FOLDER / "unreadable.consensus"
    path.unlink(missing_ok=True)
    times = clock()
    with WorkingGroup.create(
        path, title="Ferry committee", by="secretary", clock=lambda: next(times)
    ) as group:
        play(group)


if __name__ == "__main__":
    main()
