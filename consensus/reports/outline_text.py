"""An outline written for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Outline,
    Passage,
    Points,
    Quotation,
    typed,
)
from consensus.reports.tables import Table, one_line
from consensus.text.display import aligned, width_of, wrapped

_UNDERLINES = {1: "=", 2: "-"}
_INDENT = "  "


def outline_text(outline: Outline, width: int = 80) -> Iterator[str]:
    """Write an outline as plain text, in pieces.

    Args:
        outline: the outline.
        width: the columns of the terminal; a table that is wider is written row by row.
    """
    yield _lines(_heading(1, outline.title))
    if outline.preface:
        yield "\n"
    for line in outline.preface:
        yield _lines(wrapped(line, width))
    for block in outline.blocks:
        yield "\n"
        yield _lines(_block(block, width))


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _heading(level: int, words: str) -> Iterator[str]:
    title = one_line(words)
    yield title
    if level in _UNDERLINES:
        yield _UNDERLINES[level] * width_of(title)


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading():
            yield from _heading(block.level, block.words)
        case Passage():
            yield from wrapped(typed(block.spans), width)
        case Quotation():
            for line in typed(block.spans).splitlines() or [""]:
                yield from wrapped(line, width, "  | ", "  | ")
        case Points():
            for point in block.points:
                indent = _INDENT * point.depth
                yield from wrapped(point.words, width, f"{indent}- ", f"{indent}  ")
        case Grid():
            yield from _table(block.table, width)


def _table(table: Table, width: int) -> Iterator[str]:
    lines = aligned([tuple(map(one_line, row)) for row in (table.headings, *table.rows)])
    if max(map(width_of, lines)) > width:
        yield from _row_by_row(table, width)
    else:
        yield from lines


def _row_by_row(table: Table, width: int) -> Iterator[str]:
    for number, (first, *others) in enumerate(table.rows):
        if number:
            yield ""
        yield one_line(first) or "-"
        for heading, cell in zip(table.headings[1:], others, strict=True):
            if cell:
                yield from wrapped(f"{heading}: {cell}", width, _INDENT, _INDENT * 2)
