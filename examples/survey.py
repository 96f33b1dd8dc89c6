"""Take the answers of an online form as positions: for whoever asks members between meetings.

    python examples/survey.py panel.consensus answers.csv

The form asks who answers, then about each item (`Paragraph 1`, `Paragraph 2`, ...), with the
answers "Yes", "Yes, but", "No" and "Do not know", and for remarks. Each answer becomes a row that
`import_positions` takes: the last answer of a member counts, and what was taken before adds
nothing. It prints which lines could not be taken, and where each item stands after that. Without
files it takes four answers to a panel of three.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

from consensus import Source, WorkingGroup, read_file

STANCES = {"Yes": "support", "Yes, but": "accept", "No": "object"}
ANSWERS = """Timestamp,Who are you?,Paragraph 1,Paragraph 2,Remarks
2026-03-10 09:12,Ashland,Yes,No,The costs are not known.
2026-03-10 11:40,bay,Yes,"Yes, but",
2026-03-11 08:05,Elmore,Do not know,Maybe,
2026-03-11 17:30,The Neighbours,No,No,We walk there.
"""


def take(group: WorkingGroup, form: Source) -> None:
    """Record the answers, and print what could not be taken."""
    codes = {member.name.casefold(): code for code, member in group.state.members.items()}
    rows: list[str] = []
    lines: list[int] = []
    answers = csv.DictReader(io.StringIO(form.text))
    for answer in answers:
        who = answer["Who are you?"].strip()
        for question, said in answer.items():
            if question.startswith("Paragraph ") and said != "Do not know":
                row = {
                    "target": question.removeprefix("Paragraph "),
                    "member": codes.get(who.casefold(), who),
                    # What is no answer of the form stays as it is, and is refused.
                    "stance": STANCES.get(said, said),
                    "reason": answer["Remarks"],
                    "date": answer["Timestamp"][:10],
                }
                rows.append(json.dumps(row))
                lines.append(answers.line_num)
    report = group.import_positions(Source.of("\n".join(rows), f"{form.name}.jsonl"))
    print(f"{report.taken} taken, {report.duplicates} known already, {report.refused} refused")
    for finding in report.findings:
        print(f"  {form.name}, line {lines[finding.line - 1]}: {finding.message}")


def sample() -> WorkingGroup:
    """Returns a panel of three with two paragraphs."""
    group = WorkingGroup.in_memory(title="Panel", rule="no_objection()")
    members = "code,name\nASH,Ashland\nBAY,Bay\nELM,Elmore\n"
    group.import_members(Source.of(members, "members.csv"))
    group.import_draft(Source.of("1. The lights stay on.\n\n2. The gate is shut.", "panel.md"))
    return group


def main() -> None:
    """Take the answers into a record, or into a panel that is made for them."""
    options = argparse.ArgumentParser(description="Take the answers of a form as positions.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("answers", nargs="?", type=Path, help="what the form exports, as CSV")
    given = options.parse_args()
    if (given.record is None) != (given.answers is None):
        options.error("name a record and the answers, or neither")
    form = read_file(given.answers) if given.answers else Source.of(ANSWERS, "answers.csv")
    opened = WorkingGroup.open(given.record, by="survey") if given.record else sample()
    with opened as group:
        take(group, form)
        if given.record is None:
            take(group, form)
        for item in group.status().items:
            if item.kind not in ("title", "section"):
                print(f"{item.label} {item.standing}:", "; ".join(item.reasons))


if __name__ == "__main__":
    main()
