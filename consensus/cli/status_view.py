"""Statuses as the command line shows them: a sign, the word, and counts with denominators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.cli import output
from consensus.model.drafts import ItemKind
from consensus.model.positions import Stance
from consensus.reports.words import SIGNS

if TYPE_CHECKING:
    from consensus.reports.status import ItemStatus, StatusReport

_HEADER = (
    *("", "label", "item", "status", "in favour", "against", "object", "hold", "stale", "silent"),
    *("brackets", "amendments"),
)


def show_status(report: StatusReport) -> None:
    """Write the table of items, and how many of them have each status."""
    items = [item for item in report.items if ItemKind(item.kind).can_be_agreed]
    rows = [_row(item) for item in items]
    header: tuple[str, ...] = _HEADER
    if any(item.proposed for item in items):
        header = (*header, "proposed part")
        rows = [(*row, str(item.proposed or "")) for row, item in zip(rows, items, strict=True)]
    if any(item.consultations for item in items):
        header = (*header, "consultation")
        rows = [
            (*row, ", ".join(item.consultations)) for row, item in zip(rows, items, strict=True)
        ]
    output.write_table(header, rows, "there is no item yet")
    if items:
        output.write(f"\n{totals(report)}")
    for language in report.languages:
        output.write(language.sentence)
    if report.settled_apart:
        output.write(
            f"{', '.join(report.settled_apart)}: settled otherwise in two copies, so text and"
            " status are those from before; choose with 'consensus overtaken'"
        )


def totals(report: StatusReport) -> str:
    """How many items have each status, of how many."""
    parts = ", ".join(f"{count} {status}" for status, count in report.totals.items() if count)
    return f"{parts}; {sum(report.totals.values())} items"


def _row(item: ItemStatus) -> tuple[str, ...]:
    counts = item.counts
    return (
        SIGNS[item.status],
        item.label or item.kind,
        item.handle,
        item.status,
        f"{counts[Stance.SUPPORT] + counts[Stance.ACCEPT]}/{item.eligible}",
        *(
            str(count or "")
            for count in (
                counts[Stance.DISAGREE],
                counts[Stance.OBJECT],
                counts[Stance.HOLD],
                item.stale,
                item.no_position,
                item.brackets,
                item.open_amendments,
            )
        ),
    )
