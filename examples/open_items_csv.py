"""List what is still open as CSV, for a spreadsheet: for whoever prepares a meeting.

    python examples/open_items_csv.py panel.consensus > open.csv

It prints a row for each item that is not settled: its label, where it stands, how many brackets and
undecided amendments it has, and how many of the members have said nothing. Without a record it
lists the working group of `wgec/`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from consensus import Status, WorkingGroup

FOLDER = Path(__file__).parent / "wgec"
SETTLED = {Status.AGREED, Status.ADOPTED, Status.WITHDRAWN, Status.REJECTED}


def sample() -> WorkingGroup:
    """Returns a working group made of files."""
    group = WorkingGroup.in_memory(title="Enhanced cooperation", rule="no_objection()")
    group.import_members(FOLDER / "members.csv")
    group.import_draft(FOLDER / "draft.md")
    group.import_amendments(FOLDER / "amendments.jsonl")
    group.import_positions(FOLDER / "positions.csv")
    return group


def main() -> None:
    """Write one row for each item that is not settled, to standard output."""
    options = argparse.ArgumentParser(description="List what is open as CSV.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    record = options.parse_args().record
    with WorkingGroup.open(record, read_only=True) if record else sample() as group:
        table = csv.writer(sys.stdout)
        table.writerow(["label", "status", "brackets", "open amendments", "silent", "eligible"])
        for item in group.status().items:
            if item.status not in SETTLED and item.kind not in ("title", "section"):
                table.writerow(
                    [
                        item.label,
                        item.status,
                        item.brackets,
                        item.open_amendments,
                        item.no_position,
                        item.eligible,
                    ]
                )


if __name__ == "__main__":
    main()
