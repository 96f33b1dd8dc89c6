"""Reports as pages: a generic page for outlines, and those with a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from consensus.model.drafts import ItemKind
from consensus.reports.amendments import AmendmentLine, Piece, PieceKind
from consensus.reports.analysis import Pictures
from consensus.reports.audience import Audience
from consensus.reports.comparison import Change, Comparison, ItemComparison
from consensus.reports.dossier import Dossier, dossier_sections
from consensus.reports.html import charts
from consensus.reports.html.element import Element, Node, anchor, element
from consensus.reports.html.page import (
    CHANGE_SIGNS,
    change,
    contents_line,
    filter_choices,
    filter_controls,
    item_name,
    marked_changes,
    name,
    page,
    passage,
    self_link,
    slug,
    status,
    title_block,
    titled_section,
    wording,
)
from consensus.reports.matrix import GroupMatrix
from consensus.reports.open_items import (
    MOST_CONTESTED,
    Chapter,
    DraftItems,
    OpenItem,
    OpenItems,
    contested_sentence,
    counts_sentence,
)
from consensus.reports.outline import (
    Block,
    Cell,
    Grid,
    Heading,
    Mark,
    Outline,
    Passage,
    Points,
    Quotation,
    Sheet,
    Span,
    Table,
)
from consensus.reports.revisions import RevisionDocument, RevisionItem
from consensus.reports.summary.context import Paragraph, split_footnotes
from consensus.reports.summary.markup import trace_line
from consensus.reports.summary.summary import ChairSummary
from consensus.reports.words import STANCE_SIGNS, display_name, ruled_note, sign_of, words_of
from consensus.text.display import count_noun

_DEEPEST_POINT = 2


def amendments_list(lines: Sequence[AmendmentLine], language: str) -> Element:
    """Returns a list of amendments with the changes of each marked."""
    return element("ul", (_amendment(line, language) for line in lines), class_="amendments")


def _amendment(line: AmendmentLine, language: str) -> Element:
    to = f" to {line.target}" if line.depth else ""
    words: Iterator[Node] | None = None
    if line.changes:
        words = marked_changes(line.changes)
    elif line.text:
        words = wording(line.text)
    return element(
        "li",
        element(
            "p",
            element("b", name(line.handle)),
            f" {line.kind}{to}",
            f" ({line.attribution})" if line.backers else None,
            " ",
            status(line.standing),
            " late" if line.late else None,
        ),
        element("p", name(line.summary)),
        passage(words, language) if words is not None else None,
        element("p", "Why: ", name(line.rationale)) if line.rationale else None,
        id=anchor(line.handle),
        class_=f"d{min(line.depth, _DEEPEST_POINT)}" if line.depth else None,
    )


def open_items_page(report: OpenItems, pictures: Pictures | None, sheet: Sheet) -> Iterator[str]:
    """Yields the HTML of the report on open items."""
    items = [item for draft in report.drafts for item in draft.items]
    filters = filter_choices(each.standing for each in items)
    left_out = f"Only what is agreed is shown; items left out: {report.left_out}."
    figures = [*_figures(report, items, pictures)] if pictures else []
    return page(
        "Agreed and open",
        sheet,
        [*title_block(report.withheld, left_out * report.agreed_only), _totals(report)],
        _open_contents(report, figures),
        _open_main(report, items, figures, filters, sheet.language),
        items=len(items),
    )


def _totals(report: OpenItems) -> Element:
    return element(
        "ul",
        (element("li", element("b", str(count)), f" {part}") for part, count in report.parts),
        element("li", ruled_note(report.ruled, "")) if report.ruled else None,
        class_="totals",
    )


def _open_contents(report: OpenItems, figures: Sequence[Node]) -> Iterator[Node]:
    for draft in report.drafts:
        place = anchor(draft.handle)
        yield element("h3", element("a", draft.title or draft.handle, href=f"#{place}"))
        lines = [
            element("li", element("a", name(each.heading), href=f"#{place}"), data_for=place)
            for place, each in _chapters(draft)
        ]
        items = (contents_line(e.label, e.handle, status(e.standing)) for e in draft.items)
        yield element("ol", lines or items)
    if figures:
        yield element("ul", element("li", element("a", "In pictures", href="#pictures")))


def _chapters(draft: DraftItems) -> Iterator[tuple[str, Chapter]]:
    for number, each in enumerate(draft.chapters, start=1):
        yield f"{anchor(draft.handle)}-chapter-{number}", each


def _open_main(
    report: OpenItems,
    items: Sequence[OpenItem],
    figures: Sequence[Node],
    filters: Sequence[tuple[str, str]],
    language: str,
) -> Iterator[Node]:
    if report.is_large:
        yield from _contested(report)
    elif not report.agreed_only and len({words_of(each.standing) for each in items}) > 1:
        squares = [
            charts.Square(
                display_name(each.label, each.handle),
                sign_of(each.standing),
                words_of(each.standing),
            )
            for each in items
        ]
        yield charts.status_strip("Where each item stands", squares)
    yield filter_controls(filters)
    if report.is_large:
        yield element("p", _ON_PAPER, class_="on-paper")
    for draft in report.drafts:
        yield _draft(draft, language)
    if figures:
        yield titled_section(2, "In pictures", "pictures", *figures)


def _contested(report: OpenItems) -> Iterator[Element]:
    """Yields what is most contested, each with a link to its place on the page."""
    if contested := report.most_contested:
        yield titled_section(
            2,
            MOST_CONTESTED,
            "most-contested",
            element(
                "ol",
                (
                    element(
                        "li",
                        element("a", *item_name(e.label, e.handle), href=f"#{anchor(e.handle)}"),
                        " ",
                        status(e.standing),
                        f" {contested_sentence(e)}",
                    )
                    for e in contested
                ),
            ),
        )


def _figures(report: OpenItems, items: Sequence[OpenItem], pictures: Pictures) -> Iterator[Node]:
    if charts.is_telling(pictures.progress):
        yield charts.progress_chart(pictures.progress)
    if pictures.relations.relations:
        known = {item.handle: item.standing for item in items}
        known |= {line.handle: line.standing for item in items for line in item.amendments}
        known |= {
            line.handle: line.standing for draft in report.drafts for line in draft.insertions
        }
        yield charts.relation_diagram(pictures.relations, known, _UNTOLD[report.audience])
    if pictures.matrix and pictures.matrix.rows:
        yield charts.member_map(pictures.matrix)
    is_grouped = pictures.groups is not None and any(pictures.groups.groups)
    is_drawn = is_grouped and not report.is_large
    if pictures.groups and is_drawn:
        yield charts.group_map(pictures.groups)
    if (
        pictures.open_groups
        and is_grouped
        and (count := sum(bool(each.cells) for each in pictures.open_groups.rows))
    ):
        unseen = len(pictures.open_groups.rows) - count
        texts = count_noun(unseen, "text", "texts")
        left_out = f" Not shown in this version: positions on {texts}." if unseen else ""
        yield titled_section(
            3,
            "How the groups stand on what is open",
            "group-stances-title",
            element(
                "p",
                f"Of the {count} undecided items together, each member counting once for each."
                f"{left_out}{'' if is_drawn else _TOO_MANY}",
                class_="caption",
            ),
            charts.table(charts.group_stances(pictures.open_groups), "Groups and positions"),
            class_="figure",
        )


_ON_PAPER = (
    "Chapters that were closed on the screen are one line each. Expand everything before printing"
    " to have every item on paper."
)
_TOO_MANY = " Item by item they are too many for a picture."

_UNTOLD = {
    Audience.PUBLIC: "What positions are conditional on is not shown to this audience.",
    Audience.MEMBERS: "Conditions that were not stated openly are not shown.",
    Audience.SECRETARIAT: "",
}


def _draft(draft: DraftItems, language: str) -> Element:
    handle = element("span", f" ({draft.revision})", class_="handle")
    is_mixed = len({words_of(each.standing) for each in draft.items}) > 1
    return titled_section(
        2,
        (name(draft.title or draft.handle), handle),
        anchor(draft.handle),
        element("p", f"Language versions: {'; '.join(each.sentence for each in draft.languages)}.")
        if draft.languages
        else None,
        *(
            [_chapter(place, each, language, is_mixed) for place, each in _chapters(draft)]
            or [_open_part(draft, part, items, language) for part, items in draft.parts]
        ),
        _insertions(draft, language) if draft.insertions else None,
    )


def _open_part(draft: DraftItems, part: str, items: Sequence[OpenItem], language: str) -> Element:
    return titled_section(
        3,
        f"{part.capitalize()} ({len(items)})",
        f"{anchor(draft.handle)}-{slug(part)}",
        (_open_item(item, language) for item in items),
        data_part=True,
    )


def _chapter(place: str, chapter: Chapter, language: str, has_counts: bool) -> Element:
    counts = (
        (node for words, number in chapter.counts.items() for node in (" ", status(words, number)))
        if has_counts
        else ()
    )
    return element(
        "details",
        element(
            "summary",
            element("h3", name(chapter.heading)),
            f" {count_noun(len(chapter.items), 'item', 'items')}",
            counts,
            " ",
            element("span", class_="found meta"),
        ),
        (_open_item(item, language) for item in chapter.items),
        class_="chapter",
        id=place,
        data_part=True,
    )


def _insertions(draft: DraftItems, language: str) -> Element:
    return titled_section(
        3,
        f"Items that amendments would insert ({len(draft.insertions)})",
        f"{anchor(draft.handle)}-insertions",
        amendments_list(draft.insertions, language),
    )


def _open_item(item: OpenItem, language: str) -> Element:
    notes = [element("li", name(each)) for each in item.reasons]
    decided = f", {item.decided:%Y-%m-%d}" if item.decided else ""
    if item.counts:
        notes.insert(0, element("li", counts_sentence(item)))
    return element(
        "article",
        _item_heading(
            4,
            item,
            status(item.standing),
            element("span", item.kind, class_="meta"),
            element("span", f"{item.decision}{decided}", class_="meta") if item.decision else None,
        ),
        passage(wording(item.text), language),
        element("ul", *notes) if notes else None,
        _below(item, language) if item.amendments else None,
        class_="item",
        id=anchor(item.handle),
        data_status=slug(words_of(item.standing)),
        data_names="\n".join(
            filter(None, (item.label, item.handle, *(line.handle for line in item.amendments)))
        ),
    )


def _item_heading(level: int, item: OpenItem | ItemComparison, *notes: Element | None) -> Element:
    link = self_link(anchor(item.handle), display_name(item.label, item.handle))
    title = element("span", *item_name(item.label, item.handle))
    return element(f"h{level}", title, *notes, link)


def _below(item: OpenItem, language: str) -> Element:
    words = count_noun(item.open_amendments, "undecided amendment", "undecided amendments")
    others = len(item.amendments) - item.open_amendments
    to = display_name(item.label, item.handle)
    more = f", and {others} to them or by no member" if others else ""
    return element(
        "details",
        element("summary", f"{words} by members to {to}{more}"),
        amendments_list(item.amendments, language),
    )


_MARKS = {Mark.STRONG: "b", Mark.INSERTED: "ins", Mark.REMOVED: "del"}

_FIRST_OUTLINE_LEVEL, _LAST_OUTLINE_LEVEL = 2, 6
_FEW = 6
"""Fewer parts than these are seen at once, and need no filter."""


@frozen
class Part:
    """A heading and what is under it, with the parts under deeper headings that follow."""

    heading: Heading | None  # None for what stands before the first
    blocks: tuple[Block, ...]
    below: tuple[Part, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether it is nothing but tables, whose rows can be filtered."""
        return bool(self.blocks) and all(isinstance(each, Grid) for each in self.blocks)

    @property
    def is_unit(self) -> bool:
        """Whether a filter shows or hides the whole of it."""
        return bool(self.blocks) and not self.is_table and not self.below

    @property
    def units(self) -> int:
        """How many parts and rows in it a filter can hide."""
        rows = sum(len(each.table.rows) for each in self.blocks if isinstance(each, Grid))
        own = rows if self.is_table else self.is_unit
        return own + sum(each.units for each in self.below)


def outline_page(outline: Outline, sheet: Sheet, figures: Sequence[Element] = ()) -> Iterator[str]:
    """Yields the HTML of an outline, its pictures before everything else."""
    parts = tuple(_nested(tuple(_flatten(outline.blocks))))
    return page(
        outline.title,
        sheet,
        title_block(outline.withheld, *outline.lines),
        _outline_contents(parts, bool(figures)),
        _outline_main(parts, figures, outline.figures, sheet.language),
        items=sum(each.units for each in parts),
    )


def _flatten(blocks: Iterable[Block]) -> Iterator[Part]:
    heading: Heading | None = None
    under: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading or under:
                yield Part(heading, tuple(under))
            heading, under = block, []
        else:
            under.append(block)
    if heading or under:
        yield Part(heading, tuple(under))


def _nested(parts: Sequence[Part]) -> Iterator[Part]:
    start = 0
    while start < len(parts):
        end = start + 1
        while end < len(parts) and _level(parts[end]) > _level(parts[start]) > 0:
            end += 1
        below = tuple(_nested(parts[start + 1 : end]))
        yield Part(parts[start].heading, parts[start].blocks, below)
        start = end


def _level(part: Part) -> int:
    return part.heading.level if part.heading else 0


def _outline_contents(parts: Sequence[Part], has_figures: bool) -> Iterator[Node]:
    lines = [line for part in parts for line in _lines(part, 0)]
    if has_figures:
        lines.insert(0, element("li", element("a", "At a glance", href="#glance")))
    if len(lines) > 1:
        yield element("ol", *lines)


def _lines(part: Part, depth: int) -> Iterator[Element]:
    if part.heading is None:
        return
    yield element(
        "li",
        element("a", name(part.heading.words), href=f"#{part.heading.anchor}"),
        class_=f"d{min(depth, _DEEPEST_POINT)}" if depth else None,
        data_for=part.heading.anchor,
    )
    for each in part.below:
        yield from _lines(each, depth + 1)


_Drawn: TypeAlias = Mapping[str, Callable[[], Element]]


def _outline_main(
    parts: Sequence[Part], figures: Sequence[Element], drawn: _Drawn, language: str
) -> Iterator[Node]:
    if figures:
        yield titled_section(2, "At a glance", "glance", *figures)
    if sum(part.units for part in parts) >= _FEW:
        yield filter_controls(())
    for part in parts:
        yield _part(part, _FIRST_OUTLINE_LEVEL, drawn, language)


def _part(part: Part, level: int, drawn: _Drawn, language: str) -> Element:
    heading = part.heading
    content = (_block(each, part.is_table, language) for each in part.blocks)
    if heading is None:
        return element("div", content, data_status="none" if part.is_unit else None)
    return element(
        "section",
        element(
            f"h{min(level, _LAST_OUTLINE_LEVEL)}",
            element("span", name(heading.words)),
            self_link(heading.anchor, heading.words),
            class_="part",
        ),
        content,
        drawn[heading.anchor]() if heading.anchor in drawn else None,
        (_part(each, level + 1, drawn, language) for each in part.below),
        id=heading.anchor,
        data_part=not part.is_unit,
        data_status="none" if part.is_unit else None,
        data_names="\n".join(heading.names),
    )


def _block(block: Block, is_filtered: bool, language: str) -> Element:
    match block:
        case Passage():
            return element("p", _spans(block.spans))
        case Quotation():
            return passage(_quoted(block), language)
        case Points():
            return element(
                "ul",
                (
                    element(
                        "li",
                        name(point.words),
                        class_=f"d{min(point.depth, _DEEPEST_POINT)}" if point.depth else None,
                    )
                    for point in block.points
                ),
                class_="points",
            )
        case Grid():
            rows = len(block.table.rows)
            marked = [[_cell(each, language) for each in row] for row in block.marked]
            return charts.table(
                block.table, block.title, most=rows, is_filtered=is_filtered, marked=marked
            )
        case Heading():
            raise AssertionError("a heading begins a part")


def _cell(cell: Cell, language: str) -> str | Element:
    return cell if isinstance(cell, str) else passage(_quoted(cell), language, within="td")


def _quoted(words: Quotation) -> Iterator[Node]:
    if not words.is_notation:
        return _spans(words.spans)
    if any(each.mark in _CHANGED for each in words.spans):
        pieces = (Piece(_CHANGED.get(e.mark, PieceKind.KEPT), e.text) for e in words.spans)
        return marked_changes(pieces)
    return wording(words.text)


_CHANGED = {Mark.INSERTED: PieceKind.INSERTED, Mark.REMOVED: PieceKind.REMOVED}


def _spans(spans: Iterable[Span]) -> Iterator[Node]:
    for span in spans:
        mark = _MARKS.get(span.mark)
        yield element(mark, span.text) if mark else span.text


def comparison_page(comparison: Comparison, sheet: Sheet) -> Iterator[str]:
    """Yields the HTML of a comparison."""
    shown = comparison.shown
    left = len(comparison.items) - len(shown)
    return page(
        f"{comparison.draft}, {comparison.new} against {comparison.old}",
        sheet,
        title_block(
            comparison.withheld,
            "Words in the earlier state alone are struck out, words in the later one alone are"
            " underlined.",
            f"Items that stayed as they were, left out: {left}." if left else "",
        ),
        [element("ol", (contents_line(e.label, e.handle, change(e.change)) for e in shown))],
        _comparison_main(comparison, shown, sheet.language),
        items=len(shown),
    )


def _comparison_main(
    comparison: Comparison, shown: Sequence[ItemComparison], language: str
) -> Iterator[Node]:
    if len({each.change for each in comparison.items}) > 1:
        squares = [
            charts.Square(
                display_name(each.label, each.handle), CHANGE_SIGNS[each.change], each.change
            )
            for each in comparison.items
        ]
        strip = charts.status_strip("What became of each item", squares)
        yield titled_section(2, "At a glance", "glance", strip)
    yield filter_controls(
        [
            (slug(each), f"{CHANGE_SIGNS[each]} {each} ({count})")
            for each in Change
            if (count := sum(1 for item in shown if item.change is each))
        ]
    )
    yield titled_section(
        2,
        "Changes",
        "changes",
        (_comparison_item(item, language) for item in shown) if shown else [element("p", "None.")],
    )


def _comparison_item(item: ItemComparison, language: str) -> Element:
    return element(
        "article",
        _item_heading(3, item, change(item.change)),
        passage(marked_changes(item.pieces), language),
        class_="item",
        id=anchor(item.handle),
        data_status=slug(item.change),
        data_names="\n".join(filter(None, (item.old_label, item.new_label, item.handle))),
    )


_POSITIONS, _AMENDMENTS = "Positions", "Amendments"


def dossier_page(dossier: Dossier, groups: GroupMatrix, sheet: Sheet) -> Iterator[str]:
    """Yields the HTML of a dossier, with how the groups stand on its target."""
    subject = dossier.subject
    parts = list(dossier_sections(dossier))
    title = f": {subject.title}" if subject.title else ""
    return page(
        display_name(subject.label, subject.handle) + title,
        sheet,
        title_block(dossier.withheld),
        [
            element(
                "ul",
                (
                    element("li", element("a", heading, href=f"#{slug(heading.lower())}"))
                    for heading in ("Text", *(heading for heading, _ in parts))
                ),
            )
        ],
        _dossier_main(dossier, groups, parts, sheet.language),
    )


def _dossier_main(
    dossier: Dossier, groups: GroupMatrix, parts: list[tuple[str, tuple[str, ...]]], language: str
) -> Iterator[Node]:
    subject = dossier.subject
    version = f", version {subject.version}" if subject.version else ""
    yield _dossier_section(
        "Text",
        element("p", f"{subject.kind.capitalize()}{version} ", status(dossier.standing)),
        element("ul", (element("li", name(each)) for each in subject.proposal))
        if subject.proposal
        else None,
        passage(wording(subject.text), language) if subject.text else None,
    )
    for heading, sentences in parts:
        if heading == _POSITIONS:
            yield _dossier_section(heading, *_positions(dossier, groups))
        elif heading == _AMENDMENTS:
            yield _dossier_section(
                heading,
                amendments_list(dossier.amendments, language),
            )
        else:
            yield _dossier_section(
                heading, element("ul", (element("li", name(each)) for each in sentences))
            )


def _dossier_section(heading: str, *content: Element | None) -> Element:
    return titled_section(2, heading, slug(heading.lower()), *content)


def _positions(dossier: Dossier, groups: GroupMatrix) -> Iterator[Element]:
    if dossier.stances:
        yield charts.table(
            Table.of(
                ("member", "position", "counts as", "why", "where it was said", "notes"),
                [
                    (
                        line.member,
                        f"{STANCE_SIGNS[line.stance]}\N{NO-BREAK SPACE}{said or line.says}",
                        stance.heading,
                        *line.cells,
                    )
                    for stance in dossier.stances
                    for line, said in stance.lines
                ]
                + [
                    (code, said, stance.heading, "", "", "")
                    for stance in dossier.stances
                    for code, said in stance.of_part
                ],
            ),
            "Positions, member by member",
        )
    if dossier.no_position:
        heading = dossier.no_position_heading.capitalize()
        yield element("p", f"{heading}: {', '.join(dossier.no_position)}.")
    if any(groups.groups) and any(row.cells for row in groups.rows):
        yield element("h3", "How the groups stand")
        yield charts.table(charts.group_stances(groups), "Groups and positions")


_FIRST_LEVEL, _LAST_LEVEL = 2, 4
_DEEPEST_ITEM = 3


def draft_page(
    document: RevisionDocument, statuses: Mapping[str, str], sheet: Sheet
) -> Iterator[str]:
    """Yields the HTML of the text of a draft, each item with its status where it has one."""
    state = document.name[:1].upper() + document.name[1:]
    issued = f", published {document.issued:%Y-%m-%d}" if document.issued else ""
    standing = f", {document.standing}" if document.standing else ""
    return page(
        document.title or "Draft",
        sheet,
        title_block(document.withheld, f"{state}{issued}{standing}.", document.left_out),
        [element("ol", (_draft_line(item, statuses) for item in document.items))],
        _draft_main(document, statuses),
        items=len(document.items),
    )


def _draft_line(item: RevisionItem, statuses: Mapping[str, str]) -> Element:
    known = statuses.get(item.handle)
    words = (
        [name(item.text)] if item.kind is ItemKind.SECTION else item_name(item.label, item.handle)
    )
    return element(
        "li",
        element("a", *words, href=f"#{anchor(item.handle)}"),
        " ",
        status(known) if known else None,
        data_for=anchor(item.handle),
    )


def _draft_main(document: RevisionDocument, statuses: Mapping[str, str]) -> Iterator[Node]:
    yield filter_controls(filter_choices(statuses.values()))
    yield element(
        "article",
        _items(document, statuses),
        class_="draft",
        aria_label=document.title or "Draft",
    )


def _items(document: RevisionDocument, statuses: Mapping[str, str]) -> Iterator[Node]:
    level = _FIRST_LEVEL - 1
    for item in document.items:
        if item.kind is ItemKind.SECTION:
            # No level is left out, however deep the draft has it.
            level = min(item.depth + _FIRST_LEVEL, level + 1, _LAST_LEVEL)
            yield element(
                f"h{level}",
                name(item.label) if item.label else None,
                " " if item.label else None,
                element("span", wording(item.text), lang=document.language, dir="auto"),
                id=anchor(item.handle),
            )
        else:
            yield _paragraph(item, statuses.get(item.handle), document.language)


def _paragraph(item: RevisionItem, known: str | None, language: str) -> Element:
    place = anchor(item.handle)
    label = element("b", name(item.label), " ") if item.label else None
    words: tuple[Node, ...] = (*filter(None, (label,)), *wording(item.text))
    if item.left_out:
        words = (element("s", *words), f" ({item.left_out})")
    depth = min(item.depth, _DEEPEST_ITEM)
    return element(
        "div",
        passage(words, language, within="p"),
        element(
            "p",
            status(known) if known else None,
            " ",
            self_link(place, display_name(item.label, item.handle)),
            class_="margin",
        ),
        class_=f"paragraph d{depth}" if depth else "paragraph",
        id=place,
        data_status=slug(words_of(known)) if known else "none",
        data_names="\n".join(filter(None, (item.label, item.handle))),
    )


_WORDS_SHOWN = 8


def summary_page(summary: ChairSummary, sheet: Sheet, *, trace: bool = False) -> Iterator[str]:
    """Yields the HTML of a summary; where `trace`, the source of each sentence can be unfolded."""
    return page(
        f"{summary.name}: Chair’s summary",
        sheet,
        title_block(
            summary.withheld,
            *filter(None, [summary.parent]),
            summary.where_and_when,
            f"Chair’s summary, {summary.drawn_up}",
        ),
        [element("ul", (element("li", _link(each)) for each in summary.paragraphs))],
        [element("div", _paragraphs(summary, trace), lang=sheet.language)],
    )


def _link(paragraph: Paragraph) -> Element:
    words = "".join(words for words, _ in split_footnotes(paragraph.sentences[0].text)).split()
    more = "…" if len(words) > _WORDS_SHOWN else ""
    shown = f"{paragraph.number}. {' '.join(words[:_WORDS_SHOWN])}{more}"
    return element("a", shown, href=f"#{_summary_place(paragraph)}")


def _summary_place(paragraph: Paragraph) -> str:
    return f"paragraph-{paragraph.number}"


def _paragraphs(summary: ChairSummary, trace: bool) -> Iterator[Element]:
    notes: list[str] = []
    for each in summary.paragraphs:
        words = " ".join(said.text for said in each.sentences)
        yield element(
            "section",
            element("p", f"{each.number}. ", *_with_footnotes(words, notes)),
            element("ul", (element("li", *_with_footnotes(e.text, notes)) for e in each.points))
            if each.points
            else None,
            _trace(each) if trace else None,
            id=_summary_place(each),
            aria_label=f"Paragraph {each.number}",
        )
    if notes:
        told = (element("li", note, id=f"note-{at}") for at, note in enumerate(notes, 1))
        yield element("section", element("ol", told), aria_label="Footnotes")


def _with_footnotes(text: str, notes: list[str]) -> Iterator[Element | str]:
    """Yields a sentence with the numbers of its footnotes, which are added to `notes`."""
    for words, note in split_footnotes(text):
        yield words
        if note:
            notes.append(note)
            yield element("sup", element("a", str(len(notes)), href=f"#note-{len(notes)}"))


def _trace(paragraph: Paragraph) -> Element:
    return element(
        "details",
        element("summary", "What this rests on"),
        element(
            "ul",
            (element("li", element("code", trace_line(each))) for each in paragraph.all_sentences),
        ),
    )
