"""Take the answers of an online form as positions: for whoever asks members between meetings.

    python examples/survey.py panel.consensus answers.csv

The form asks who answers, then about each item (`Paragraph 1`, `Paragraph 2`, ...), with the
answers "Yes", "Yes, but", "No" and "Do not know", and for the reason of each (`Why 1`, ...); a
remark on all of it is nobody's reason for one answer, and stays in the form. Each answer becomes a
row that `import_positions` takes. The last answer of a member counts, and one that is not newer
than the position its member holds is passed over: so the same form again adds nothing, and what a
member said since stands. An answer that was withdrawn since would be taken again; delete it in the
form. Times without a zone are those of this machine. It prints which lines could not be taken, and
where each item stands after that. Without files it takes four answers to a panel of three, and then
the same form with one more.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from consensus import Source, WorkingGroup, read_file

STANCES = {"Yes": "support", "Yes, but": "accept", "No": "object"}
ANSWERS = """Timestamp,Who are you?,Paragraph 1,Why 1,Paragraph 2,Why 2,Remarks
2026-03-10 09:12,Ashland,Yes,,No,The costs are not known.,
2026-03-10 11:40,bay,Yes,,"Yes, but",,A short form!
2026-03-11 08:05,Elmore,Do not know,,Maybe,,
2026-03-11 17:30,The Neighbours,No,We walk there.,No,,
"""
ONE_MORE = "2026-03-12 10:00,Elmore,No,They are too bright.,Do not know,,\n"


def take(group: WorkingGroup, form: Source) -> None:
    """Record the answers, and print what could not be taken."""
    codes = {
        word.casefold(): code
        for code, member in group.state.members.items()
        for word in (code, member.name)
        if word
    }
    held = {
        (member, item.label): position.happened
        for item in group.status().items
        for member, position in group.state.positions.get(item.id, {}).items()
    }
    rows: list[str] = []
    lines: list[int] = []
    passed = 0
    answers = csv.DictReader(io.StringIO(form.text))
    for answer in answers:
        who = answer["Who are you?"].strip()
        member = codes.get(who.casefold(), who)
        day, when = answer["Timestamp"], None
        with suppress(ValueError):  # what is no moment is refused where it is imported
            when = datetime.fromisoformat(day).astimezone()
        for question, said in answer.items():
            if question.startswith("Paragraph ") and said != "Do not know":
                target = question.removeprefix("Paragraph ")
                if when and (member, target) in held and when <= held[member, target]:
                    passed += 1
                    continue
                row = {
                    "target": target,
                    "member": member,
                    # What is no answer of the form stays as it is, and is refused.
                    "stance": STANCES.get(said, said),
                    "reason": answer.get(f"Why {target}", ""),
                    "source": "written",
                    "document": form.name,
                    "date": when.isoformat() if when else day,
                }
                rows.append(json.dumps(row))
                lines.append(answers.line_num)
    report = group.import_positions(Source.of("\n".join(rows), f"{form.name}.jsonl"))
    passed += report.duplicates
    print(f"{report.taken} taken, {passed} passed over, {report.refused} refused")
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
            take(group, Source.of(ANSWERS + ONE_MORE, form.name))
        for item in group.status().items:
            if item.kind not in ("title", "section"):
                print(f"{item.label} {item.standing}:", "; ".join(item.reasons))


if __name__ == "__main__":
    main()
