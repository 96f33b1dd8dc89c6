"""What is agreed and what is open, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.amendment_lines import AmendmentLine
from consensus.reports.open_items import DraftItems, OpenItem, OpenItems, Section
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Point,
    Points,
    place,
    quoted_text,
    said,
)
from consensus.reports.targets import spoken
from consensus.reports.words import several


def open_items_outline(report: OpenItems) -> Outline:
    """Lay the report out draft by draft, and in each by parts."""
    left_out = (
        f"Only what is agreed is shown; left out: {several(report.left_out, 'item', 'items')}."
        if report.agreed_only
        else ""
    )
    return Outline(
        "Agreed and open",
        (_totals(report), left_out),
        report.withheld,
        tuple(block for draft in report.drafts for block in _draft(draft)),
    )


def _totals(report: OpenItems) -> str:
    parts = (f"{count} {section}" for section, count in report.totals.items() if count)
    return f"Items: {', '.join(parts) or 'none'}."


def _draft(draft: DraftItems) -> Iterator[Block]:
    title = f"{draft.title or draft.handle} ({draft.handle}, {draft.revision})"
    yield Heading(2, title, place(draft.handle))
    if draft.languages:
        yield said(f"Language versions: {'; '.join(each.sentence for each in draft.languages)}.")
    for section in Section:
        items = draft.under(section)
        if items:
            yield Heading(3, section.capitalize(), place(draft.handle, section))
        for item in items:
            yield from _item(item)
    if draft.insertions:
        yield Heading(3, "Items that amendments would insert", place(draft.handle, "insertions"))
        yield Points(tuple(map(_amendment, draft.insertions)))


def _item(item: OpenItem) -> Iterator[Block]:
    decision = f" ({item.decision})" if item.decision else ""
    name = spoken(item.label, item.handle)
    yield Heading(4, f"{name}: {item.status}{decision}", place(item.handle))
    yield quoted_text(item.text)
    points = (
        *map(Point, item.reasons),
        *([Point(counts_sentence(item))] if item.counts else []),
        *map(_amendment, item.amendments),
    )
    if points:
        yield Points(points)


def counts_sentence(item: OpenItem) -> str:
    """How often each stance was taken on an item, of how many that could take one."""
    parts = (f"{count} {stance}" for stance, count in item.counts.items() if count)
    return f"positions of {item.eligible} eligible: {', '.join(parts) or 'none'}"


def _amendment(line: AmendmentLine) -> Point:
    by = f" ({', '.join(line.backers)})" if line.backers else ""
    late = ", late" if line.late else ""
    return Point(f"{line.handle}{by}, {line.status}{late}: {line.summary}", line.depth)
