"""Judge one record by three rules: which items would pass, and what the others would take."""

from __future__ import annotations

from pathlib import Path

from consensus import WorkingGroup
from consensus.formats.source import read_source
from consensus.rules import explain

RULES = (
    "no_objection()",
    "consensus_minus(1)",
    'all_of(threshold("5%", block=False), clean_text(False))',
)
FOLDER = Path(__file__).parent / "wgec"


def main() -> None:
    """Print a table of items by rules, and the reason of each verdict that differs."""
    with WorkingGroup.in_memory(title="Working group on enhanced cooperation") as group:
        group.import_members(read_source(FOLDER / "members.csv"))
        group.import_draft(read_source(FOLDER / "draft.md"))
        group.import_amendments(read_source(FOLDER / "amendments.jsonl"))
        group.import_positions(read_source(FOLDER / "positions.csv"))

        judgements = [group.judgement(rule) for rule in RULES]
        for number, rule in enumerate(RULES, start=1):
            print(f"rule {number}: {rule}")
        for item in group.status().items:
            verdicts = [judgement.verdict(item.id) for judgement in judgements]
            words = [verdict.status.value for verdict in verdicts]
            if len(set(words)) > 1 and item.kind != "section":
                print(f"{item.label:6}", *(f"{word:12}" for word in words))
                for number, verdict in enumerate(verdicts, start=1):
                    why = explain(verdict, names=False, label=group.state.handle_of)
                    print(f"       {number}: {'; '.join(why)}")


if __name__ == "__main__":
    main()
