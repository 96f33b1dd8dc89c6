"""What is agreed and what is open, as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from consensus.reports.audience import Audience
from consensus.reports.html.amendments import amendments_list
from consensus.reports.html.charts import group_map, group_stances, member_map
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.figure import table
from consensus.reports.html.page import controls, masthead, page, self_link
from consensus.reports.html.progress_chart import progress_chart
from consensus.reports.html.signs import choices, contents_line, named, slug, status
from consensus.reports.html.strip import Square, strip
from consensus.reports.html.tie_diagram import tie_diagram
from consensus.reports.html.wording import name, passage, wording
from consensus.reports.open_items import DraftItems, OpenItem, OpenItems, Section
from consensus.reports.pictures import Pictures
from consensus.reports.preface import Sheet
from consensus.reports.status_signs import SIGNS
from consensus.reports.targets import spoken


def open_items_page(report: OpenItems, pictures: Pictures | None, sheet: Sheet) -> Iterator[str]:
    """Write the report as a page, in pieces.

    Args:
        report: the report.
        pictures: what its pictures show, for the same audience; None where only what is agreed is
            shown.
        sheet: whose it is, when and for whom it is drawn up.
    """
    items = [item for draft in report.drafts for item in draft.items]
    statuses = Counter(item.status for item in items)
    left_out = (
        f"Only what is agreed is shown; items left out: {report.left_out}."
        if report.agreed_only
        else ""
    )
    return page(
        "Agreed and open",
        sheet,
        [*masthead(report.withheld, left_out), _totals(report)],
        _contents(report),
        _main(
            report,
            items,
            pictures,
            choices(statuses),
            sheet.language,
        ),
    )


def _totals(report: OpenItems) -> Element:
    return element(
        "ul",
        (
            element("li", element("b", str(count)), f" {section}")
            for section, count in report.totals.items()
            if count
        ),
        class_="totals",
    )


def _contents(report: OpenItems) -> Iterator[Node]:
    if not report.agreed_only:
        yield element("ul", element("li", element("a", "At a glance", href="#glance")))
    for draft in report.drafts:
        place = anchor(draft.handle)
        yield element("h3", element("a", draft.title or draft.handle, href=f"#{place}"))
        yield element("ol", map(_line, draft.items))


def _line(item: OpenItem) -> Element:
    return contents_line(item.label, item.handle, status(item.status))


def _main(
    report: OpenItems,
    items: Sequence[OpenItem],
    pictures: Pictures | None,
    filters: Sequence[tuple[str, str]],
    language: str,
) -> Iterator[Node]:
    if pictures and items:
        yield element(
            "section",
            element("h2", "At a glance", id="glance"),
            *_figures(report, items, pictures),
            aria_labelledby="glance",
        )
    yield controls(filters)
    for draft in report.drafts:
        yield _draft(draft, language)


def _figures(report: OpenItems, items: Sequence[OpenItem], pictures: Pictures) -> Iterator[Node]:
    yield strip(
        "Where each item stands",
        [
            Square(spoken(each.label, each.handle), SIGNS[each.status], each.status)
            for each in items
        ],
    )
    if pictures.progress:
        yield progress_chart(pictures.progress)
    if pictures.ties.ties:
        known = {item.handle: item.status for item in items}
        known |= {line.handle: line.status for item in items for line in item.amendments}
        known |= {line.handle: line.status for draft in report.drafts for line in draft.insertions}
        yield tie_diagram(pictures.ties, known, _UNTOLD[report.audience])
    if pictures.matrix and pictures.matrix.rows:
        yield member_map(pictures.matrix)
    if pictures.groups and pictures.groups.groups:
        yield group_map(pictures.groups)
    if pictures.open_groups and pictures.open_groups.rows:
        count = len(pictures.open_groups.rows)
        yield element(
            "section",
            element("h3", "How the groups stand on what is open", id="group-stances-title"),
            element(
                "p",
                f"Of the {count} undecided items together, each member counting once for each.",
                class_="caption",
            ),
            table(group_stances(pictures.open_groups), "Groups against stances"),
            class_="figure",
            aria_labelledby="group-stances-title",
        )


_UNTOLD = {
    Audience.PUBLIC: "What positions are conditional on is not shown to this audience.",
    Audience.MEMBERS: "Conditions that were not stated openly are not shown.",
    Audience.SECRETARIAT: "",
}


def _draft(draft: DraftItems, language: str) -> Element:
    place = anchor(draft.handle)
    return element(
        "section",
        element(
            "h2",
            name(draft.title or draft.handle),
            element("span", f" ({draft.handle}, {draft.revision})", class_="handle"),
            id=place,
        ),
        element("p", f"Language versions: {'; '.join(each.sentence for each in draft.languages)}.")
        if draft.languages
        else None,
        *(_section(draft, section, language) for section in Section if draft.under(section)),
        _insertions(draft, language) if draft.insertions else None,
        aria_labelledby=place,
    )


def _section(draft: DraftItems, section: Section, language: str) -> Element:
    items = draft.under(section)
    place = f"{anchor(draft.handle)}-{slug(section)}"
    return element(
        "section",
        element("h3", f"{section.capitalize()} ({len(items)})", id=place),
        (_item(item, language) for item in items),
        data_part=True,
        aria_labelledby=place,
    )


def _insertions(draft: DraftItems, language: str) -> Element:
    place = f"{anchor(draft.handle)}-insertions"
    return element(
        "section",
        element("h3", f"Items that amendments would insert ({len(draft.insertions)})", id=place),
        amendments_list(draft.insertions, "", language),
        aria_labelledby=place,
    )


def _item(item: OpenItem, language: str) -> Element:
    place = anchor(item.handle)
    told = [*map(_reason, item.reasons)]
    if item.counts:
        told.append(element("li", _counts(item)))
    return element(
        "article",
        element(
            "h4",
            element("span", *named(item.label, item.handle)),
            status(item.status),
            element("span", item.kind, class_="meta"),
            element("span", _decision(item), class_="meta") if item.decision else None,
            self_link(place, spoken(item.label, item.handle)),
        ),
        passage(wording(item.text), language),
        element("ul", *told) if told else None,
        _below(item, language) if item.amendments else None,
        class_="item",
        id=place,
        data_status=slug(item.status),
        data_names="\n".join(
            filter(None, (item.label, item.handle, *(line.handle for line in item.amendments)))
        ),
    )


def _reason(sentence: str) -> Element:
    return element("li", name(sentence))


def _decision(item: OpenItem) -> str:
    return f"{item.decision}, {item.decided:%Y-%m-%d}" if item.decided else item.decision


def _counts(item: OpenItem) -> str:
    parts = (f"{count} {stance}" for stance, count in item.counts.items() if count)
    return f"positions of {item.eligible} eligible: {', '.join(parts) or 'none'}"


def _below(item: OpenItem, language: str) -> Element:
    count = len(item.amendments)
    words = "1 undecided amendment" if count == 1 else f"{count} undecided amendments"
    return element(
        "details",
        element("summary", f"{words} to {spoken(item.label, item.handle)}"),
        amendments_list(item.amendments, item.text, language, item.handle),
    )
