"""List what is still open as CSV: label, status, brackets, open amendments, who is silent."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from consensus import Status, WorkingGroup
from consensus.formats.source import read_source

FOLDER = Path(__file__).parent / "wgec"
SETTLED = {Status.AGREED, Status.ADOPTED, Status.WITHDRAWN, Status.REJECTED}


def main() -> None:
    """Write one row for each item that is not settled, to standard output."""
    with WorkingGroup.in_memory(title="Enhanced cooperation", rule="no_objection()") as group:
        group.import_members(read_source(FOLDER / "members.csv"))
        group.import_draft(read_source(FOLDER / "draft.md"))
        group.import_amendments(read_source(FOLDER / "amendments.jsonl"))
        group.import_positions(read_source(FOLDER / "positions.csv"))
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
