"""Any outline as a page: its parts can be filtered by words, and rows of tables too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, table
from consensus.reports.html.page import controls, masthead, page, self_link
from consensus.reports.html.wording import name, passage, wording
from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Mark,
    Outline,
    Passage,
    Points,
    Quotation,
    Span,
)
from consensus.reports.preface import Sheet

_MARKS = {Mark.STRONG: "b", Mark.INSERTED: "ins", Mark.REMOVED: "del"}
_DEEPEST = 2
_FIRST_LEVEL, _LAST_LEVEL = 2, 6
_FEW = 6
"""Fewer parts than these are seen at once, and need no filter."""


@frozen
class Part:
    """A heading and what stands under it, up to the next heading.

    Attributes:
        heading: the heading; None for what stands before the first.
        blocks: what stands under it.
        below: the parts under headings of a deeper level that follow.
    """

    heading: Heading | None
    blocks: tuple[Block, ...]
    below: tuple[Part, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether it is nothing but tables, whose rows can be filtered."""
        return bool(self.blocks) and all(isinstance(each, Grid) for each in self.blocks)

    @property
    def is_unit(self) -> bool:
        """Whether a filter shows or leaves out the whole of it."""
        return bool(self.blocks) and not self.is_table and not self.below

    @property
    def units(self) -> int:
        """How many parts and rows in it a filter can leave out."""
        rows = sum(len(each.table.rows) for each in self.blocks if isinstance(each, Grid))
        own = rows if self.is_table else self.is_unit
        return own + sum(each.units for each in self.below)


def outline_page(
    outline: Outline,
    sheet: Sheet,
    figures: Sequence[Element] = (),
) -> Iterator[str]:
    """Write an outline as a page, in pieces.

    Args:
        outline: the outline.
        sheet: whose it is, when and for whom it is drawn up.
        figures: pictures to show before everything else.
    """
    parts = tuple(_nested(tuple(_flat(outline.blocks))))
    return page(
        outline.title,
        sheet,
        masthead(outline.withheld, *outline.lines),
        _contents(parts, bool(figures)),
        _main(parts, figures, sheet.language),
    )


def _flat(blocks: Iterable[Block]) -> Iterator[Part]:
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


def _contents(parts: Sequence[Part], has_figures: bool) -> Iterator[Node]:
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
        class_=f"d{min(depth, _DEEPEST)}" if depth else None,
        data_for=part.heading.anchor,
    )
    for each in part.below:
        yield from _lines(each, depth + 1)


def _main(parts: Sequence[Part], figures: Sequence[Element], language: str) -> Iterator[Node]:
    if figures:
        yield element(
            "section",
            element("h2", "At a glance", id="glance"),
            *figures,
            aria_labelledby="glance",
        )
    if sum(part.units for part in parts) >= _FEW:
        yield controls(())
    for part in parts:
        yield _part(part, _FIRST_LEVEL, language)


def _part(part: Part, level: int, language: str) -> Element:
    heading = part.heading
    content = (_block(each, part.is_table, language) for each in part.blocks)
    if heading is None:
        return element("div", content, data_status="none" if part.is_unit else None)
    return element(
        "section",
        element(
            f"h{min(level, _LAST_LEVEL)}",
            element("span", name(heading.words)),
            self_link(heading.anchor, heading.words),
            class_="part",
        ),
        content,
        (_part(each, level + 1, language) for each in part.below),
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
            words = wording(block.text) if block.is_notation else _spans(block.spans)
            return passage(words, language)
        case Points():
            return element(
                "ul",
                (
                    element(
                        "li",
                        name(point.words),
                        class_=f"d{min(point.depth, _DEEPEST)}" if point.depth else None,
                    )
                    for point in block.points
                ),
                class_="points",
            )
        case Grid():
            cells = Cells(block.table.headings, block.table.rows)
            return table(cells, block.title, most=len(cells.rows), is_filtered=is_filtered)
        case Heading():
            raise AssertionError("a heading begins a part")


def _spans(spans: Iterable[Span]) -> Iterator[Node]:
    for span in spans:
        mark = _MARKS.get(span.mark)
        yield element(mark, span.text) if mark else span.text
