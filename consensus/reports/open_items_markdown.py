"""What is agreed and what is open, written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.amendment_lines import AmendmentLine
from consensus.reports.open_items import DraftItems, OpenItem, OpenItems, Section
from consensus.reports.tables import one_line, quoted


def open_items_markdown(report: OpenItems) -> str:
    """Write the report as Markdown."""
    return "\n".join(_report(report)) + "\n"


def _report(report: OpenItems) -> Iterator[str]:
    yield f"# {report.title}: agreed and open"
    yield ""
    yield f"As of {report.as_of:%Y-%m-%d %H:%M %Z}".rstrip() + f", for: {report.audience}."
    yield _totals(report)
    if report.agreed_only:
        yield f"Only what is agreed is shown; left out: {_items(report.left_out)}."
    if report.withheld.counts:
        yield report.withheld.sentence()
    for draft in report.drafts:
        yield ""
        yield f"## {draft.title or draft.handle} ({draft.handle}, {draft.revision})"
        yield from _draft(draft)


def _totals(report: OpenItems) -> str:
    parts = (f"{count} {section}" for section, count in report.totals.items() if count)
    return f"Items: {', '.join(parts) or 'none'}."


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _draft(draft: DraftItems) -> Iterator[str]:
    if draft.languages:
        yield ""
        yield f"Language versions: {'; '.join(each.sentence for each in draft.languages)}."
    for section in Section:
        items = draft.under(section)
        if items:
            yield ""
            yield f"### {section.capitalize()}"
        for item in items:
            yield from _item(item)
    if draft.insertions:
        yield ""
        yield "### Items that amendments would insert"
        yield ""
        yield from map(_amendment, draft.insertions)


def _item(item: OpenItem) -> Iterator[str]:
    label = f"{item.label} ({item.handle})" if item.label else item.handle
    yield ""
    yield f"**{label}**: {item.status}{f' ({item.decision})' if item.decision else ''}"
    yield ""
    yield quoted(item.text)
    notes = [
        *(f"- {reason}" for reason in item.reasons),
        *([f"- {_counts(item)}"] if item.counts else []),
        *map(_amendment, item.amendments),
    ]
    if notes:
        yield ""
        yield from notes


def _counts(item: OpenItem) -> str:
    parts = (f"{count} {stance}" for stance, count in item.counts.items() if count)
    return f"positions of {item.eligible} eligible: {', '.join(parts) or 'none'}"


def _amendment(line: AmendmentLine) -> str:
    backers = (*line.sponsors, *line.cosponsors)
    by = f" ({', '.join(backers)})" if backers else ""
    late = ", late" if line.late else ""
    return f"{'  ' * line.depth}- {line.handle}{by}, {line.status}{late}: {one_line(line.summary)}"
