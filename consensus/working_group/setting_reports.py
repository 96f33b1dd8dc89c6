"""Setting the outline of a report as a Word document."""

from __future__ import annotations

from collections.abc import Iterator

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
from consensus.formats.docx.masthead import Masthead
from consensus.formats.docx.paper import CELL, TITLE, heading_format, text_format
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
from consensus.reports.preface import Sheet

_POINT = "–\t"
_TEXT, _CELL = ParagraphFormat(), ParagraphFormat(CELL)
_TITLE = ParagraphFormat(TITLE)


def set_outline(outline: Outline, sheet: Sheet, symbol: str = "") -> tuple[Document, Masthead]:
    """Set an outline for Word, to be written by `write_document`.

    Args:
        outline: the outline.
        sheet: whose it is, when and for whom it was drawn up.
        symbol: the symbol of the document; empty for none.
    """
    blocks = tuple(_blocks(outline))
    masthead = Masthead(
        body=sheet.body,
        title=outline.title,
        name="",
        symbol=symbol,
        issued=sheet.as_of,
        language=sheet.language,
    )
    return Document(blocks), masthead


def _blocks(outline: Outline) -> Iterator[DocxBlock]:
    yield Paragraph(0, (Run(outline.title),), format=_TITLE)
    for line in outline.preface:
        yield _paragraph(line)
    for block in outline.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[DocxBlock]:
    match block:
        case Heading():
            yield _paragraph(block.words, heading_format(block.level - 1))
        case Passage():
            yield _paragraph(typed(block.spans))
        case Quotation():
            for line in typed(block.spans).splitlines() or [""]:
                yield _paragraph(line, text_format(1))
        case Points():
            for point in block.points:
                yield _paragraph(_POINT + point.words, text_format(point.depth + 1))
        case Grid():
            rows = (block.table.headings, *block.table.rows)
            yield Table(tuple(map(_row, rows)))
            yield _paragraph("", _CELL)


def _paragraph(words: str, set_as: ParagraphFormat = _TEXT) -> Paragraph:
    return Paragraph(0, (Run(words),) if words else (), format=set_as)


def _row(cells: tuple[str, ...]) -> Row:
    return Row(tuple(Cell((_paragraph(cell, _CELL),)) for cell in cells))
