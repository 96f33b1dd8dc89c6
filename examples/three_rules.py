"""Judge one record by several rules: for whoever has to choose the rule of a body.

    python examples/three_rules.py panel.consensus "consensus_minus(1)" "threshold('2/3')"

It prints the rules, and each item on which they differ, with the reasons of each. Nothing is
recorded: the record keeps its own rule. Without arguments it judges the working group of `wgec/`
by three rules.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from consensus import WorkingGroup

RULES = (
    "no_objection()",
    "consensus_minus(1)",
    'all_of(threshold("5%", block=False), clean_text(False))',
)
FOLDER = Path(__file__).parent / "wgec"


def sample() -> WorkingGroup:
    """Returns a working group made of files."""
    group = WorkingGroup.in_memory(title="Working group on enhanced cooperation")
    group.import_members(FOLDER / "members.csv")
    group.import_draft(FOLDER / "draft.md")
    group.import_amendments(FOLDER / "amendments.jsonl")
    group.import_positions(FOLDER / "positions.csv")
    return group


def main() -> None:
    """Print the rules, and the verdicts of each where they differ."""
    options = argparse.ArgumentParser(description="Judge one record by several rules.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("rules", nargs="*", help="the rules, as 'consensus rule explain' has them")
    given = options.parse_args()
    rules = given.rules or RULES
    opened = WorkingGroup.open(given.record, read_only=True) if given.record else sample()
    with opened as group:
        judgements = [group.judgement(rule) for rule in rules]
        for number, rule in enumerate(rules, start=1):
            print(f"rule {number}: {rule}")
        for item in group.status().items:
            verdicts = [judgement.verdict(item.id) for judgement in judgements]
            words = [verdict.status.value for verdict in verdicts]
            if len(set(words)) > 1 and item.kind != "section":
                print(f"{item.label:6}", *(f"{word:12}" for word in words))
                for number, verdict in enumerate(verdicts, start=1):
                    why = [reason.sentence(group.state.name_of) for reason in verdict.reasons]
                    print(f"       {number}: {'; '.join(why or verdict.figures)}")


if __name__ == "__main__":
    main()
