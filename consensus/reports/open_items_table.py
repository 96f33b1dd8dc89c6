"""What is agreed and what is open, as a table for spreadsheets."""

from __future__ import annotations

from consensus.reports.open_items import OpenItems
from consensus.reports.tables import Table

_HEADINGS = (
    *("draft", "handle", "label", "kind", "section", "status", "decision", "brackets"),
    *("open_amendments", "amendments", "sponsors", "reasons", "text"),
)


def open_items_table(report: OpenItems) -> Table:
    """The report as rows of cells, one for each item."""
    rows = [
        (
            draft.handle,
            item.handle,
            item.label,
            item.kind,
            item.section,
            item.status,
            item.decision,
            item.brackets,
            len(item.amendments),
            "; ".join(line.handle for line in item.amendments),
            "; ".join(
                f"{line.handle}: {', '.join(line.backers)}"
                for line in item.amendments
                if line.backers
            ),
            "; ".join(item.reasons),
            item.text,
        )
        for draft in report.drafts
        for item in draft.items
    ]
    return Table.of(_HEADINGS, rows)
