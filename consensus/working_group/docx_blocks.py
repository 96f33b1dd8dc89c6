"""Outlines of reports as paragraphs of a Word document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from consensus.formats.docx.document import Block as DocxBlock
from consensus.formats.docx.document import (
    Cell,
    Document,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.styles import CELL, TITLE, heading_format, text_format
from consensus.formats.docx.writer import TitleBlock
from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Mark,
    Outline,
    Passage,
    Points,
    Quotation,
    Sheet,
    Span,
)
from consensus.text.display import width_of

_POINT = "–\t"
# How many characters fit between the margins, and beside the text of a cell; and how many of a
# long word or a long cell are made room for.
_LINE, _WIDE_LINE, _BESIDE = 80, 130, 3
_LONG_WORD, _LONG_CELL = 24, 48
_TEXT, _CELL = ParagraphFormat(), ParagraphFormat(CELL)
_TITLE = ParagraphFormat(TITLE)


def set_outline(outline: Outline, sheet: Sheet, symbol: str = "") -> tuple[Document, TitleBlock]:
    """Turns an outline into a Word document and its title block, for `write_document`."""
    blocks = tuple(_blocks(outline))
    title_block = TitleBlock(
        body=sheet.body,
        title=outline.title,
        name="",
        symbol=symbol,
        issued=sheet.as_of,
        language=sheet.language,
        is_wide=outline.is_wide,
    )
    return Document(blocks), title_block


def _blocks(outline: Outline) -> Iterator[DocxBlock]:
    yield Paragraph(0, (Run(outline.title),), format=_TITLE)
    for line in outline.preface:
        yield _paragraph(line)
    for block in outline.blocks:
        yield from _block(block, _WIDE_LINE if outline.is_wide else _LINE)


def _block(block: Block, line: int) -> Iterator[DocxBlock]:
    match block:
        case Heading():
            yield _paragraph(block.words, heading_format(block.level - 1))
        case Passage():
            yield Paragraph(0, _runs(block.spans), format=_TEXT)
        case Quotation():
            yield from _quotation(block, text_format(1))
        case Points():
            for point in block.points:
                yield _paragraph(_POINT + point.words, text_format(point.depth + 1))
        case Grid():
            rows = (block.table.headings, *block.table.rows)
            shown = (block.table.headings, *block.rows)
            yield Table(tuple(map(table_row, shown)), _shares(rows, line))
            yield _paragraph("", _CELL)


def _quotation(words: Quotation, set_as: ParagraphFormat) -> Iterator[Paragraph]:
    """Yields a paragraph for each line."""
    lines: list[list[Span]] = [[]]
    for span in words.spans:
        first, *others = span.text.split("\n")
        lines[-1].append(Span(first, span.mark))
        lines += ([Span(each, span.mark)] for each in others)
    for line in lines:
        yield Paragraph(0, _runs(line), format=set_as)


def _runs(spans: Iterable[Span]) -> tuple[Run, ...]:
    return tuple(
        Run(e.text, struck=e.mark is Mark.REMOVED, underlined=e.mark is Mark.INSERTED)
        for e in spans
        if e.text
    )


def _paragraph(words: str, set_as: ParagraphFormat = _TEXT) -> Paragraph:
    return Paragraph(0, (Run(words),) if words else (), format=set_as)


def _shares(rows: Sequence[tuple[str, ...]], line: int) -> tuple[int, ...]:
    """Returns the widths of columns: the longest word fits, and long cells share the rest."""
    columns = [*zip(*rows, strict=True)]
    words = [max(map(width_of, " ".join(column).split()), default=0) for column in columns]
    least = [min(width, _LONG_WORD) + _BESIDE for width in words]
    wanted = [min(max(map(width_of, column)), _LONG_CELL) + _BESIDE for column in columns]
    more = [max(0, whole - part) for whole, part in zip(wanted, least, strict=True)]
    room = max(0, line - sum(least))
    return tuple(
        part + room * extra // (sum(more) or 1) for part, extra in zip(least, more, strict=True)
    )


def table_row(cells: tuple[str | Quotation, ...]) -> Row:
    """Returns a row of a table, a paragraph in each cell, and in quotations one for each line."""
    return Row(
        tuple(
            Cell((_paragraph(e, _CELL),) if isinstance(e, str) else tuple(_quotation(e, _CELL)))
            for e in cells
        )
    )
