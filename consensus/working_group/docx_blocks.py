"""Items of a draft, and outlines of reports, as paragraphs of a Word document."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from consensus.formats.docx.document import Block as DocxBlock
from consensus.formats.docx.document import (
    Cell,
    Document,
    Note,
    NoteKind,
    Paragraph,
    ParagraphFormat,
    Revision,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.styles import CELL, TITLE, heading_format, text_format
from consensus.formats.docx.writer import TitleBlock
from consensus.formats.labels import join_label
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Outline,
    Passage,
    Points,
    Quotation,
    Sheet,
    typed_marks,
)
from consensus.text.display import width_of

_REFERENCE = re.compile(r"\[\^[^\s\[\]]+\]")
# Where no script has its letters, so that texts hardly ever hold one.
_FIRST_PRIVATE = 0xF0000

Marks = tuple[Revision, ...]
Footnote = Callable[[str, Marks], Iterable[Run]]
"""Gives the words of a footnote item that is referred to from something with these marks."""


def format_of(state: State, kind: ItemKind, parent: str) -> ParagraphFormat:
    """Returns the paragraph format of an item of a kind under a parent."""
    headings = texts = 0
    while parent in state.items:
        above = state.items[parent]
        headings += above.kind is ItemKind.SECTION
        texts += above.kind not in (ItemKind.SECTION, ItemKind.TITLE)
        parent = above.parent
    if kind is ItemKind.TITLE:
        return ParagraphFormat(TITLE)
    return heading_format(headings + 1) if kind is ItemKind.SECTION else text_format(texts)


def printed_label(label: str, kind: ItemKind) -> str:
    """Returns a label as it is typed before a text; `[^1]:` for a footnote without a reference."""
    return f"{label}:" if kind is ItemKind.FOOTNOTE and label else join_label(label, "")


def add_footnote(notes: list[Note], words: Iterable[Run], marks: Marks = ()) -> Run:
    """Adds a footnote to the notes of a document; returns the run that refers to it."""
    number = len(notes) + 1
    key = f"{NoteKind.FOOTNOTE} {number}"
    notes.append(Note(key, NoteKind.FOOTNOTE, f"[^{number}]", (Paragraph(0, tuple(words)),)))
    return Run("", marks, note=key)


class Typesetter:
    """Turns texts into runs; a reference to a footnote item becomes a footnote of the document.

    While texts are compared, a private character replaces each reference, so that no change goes
    through it and a footnote that is numbered otherwise is the same one. No such character may
    stand in `texts`, which are all of them.
    """

    def __init__(self, footnotes: Iterable[Item], texts: Iterable[str], footnote: Footnote) -> None:
        self.notes: list[Note] = []
        self._footnote = footnote
        taken = {sign for text in texts for sign in text if ord(sign) >= _FIRST_PRIVATE}
        free = (sign for sign in map(chr, range(_FIRST_PRIVATE, 0x10FFFE)) if sign not in taken)
        self._signs = {item.id: sign for item, sign in zip(footnotes, free, strict=False)}
        self._items = {sign: item for item, sign in self._signs.items()}

    def with_signs(self, text: str, labels: Mapping[str, str], used: Collection[str]) -> str:
        """Replaces the first reference to each footnote in a text by a private character.

        References to those used elsewhere stay typed. `labels` maps each label to its item.
        """
        here: set[str] = set()

        def sign(found: re.Match[str]) -> str:
            item = labels.get(found[0], "")
            if item not in self._signs or item in used or item in here:
                return found[0]
            here.add(item)
            return self._signs[item]

        return _REFERENCE.sub(sign, text)

    def referred(self, text: str) -> set[str]:
        """Returns the footnote items that a text refers to by private characters."""
        return {self._items[sign] for sign in text if sign in self._items}

    def runs(self, text: str, marks: Marks = ()) -> Iterator[Run]:
        """Yields the runs of a text, all with the same marks."""
        start = 0
        for place, sign in enumerate(text):
            if sign not in self._items:
                continue
            if text[start:place]:
                yield Run(text[start:place], marks)
            start = place + 1
            yield add_footnote(self.notes, self._footnote(self._items[sign], marks), marks)
        if text[start:]:
            yield Run(text[start:], marks)

    def labelled(self, label: str, text: str, marks: Marks = ()) -> Iterator[Run]:
        """Yields the runs of a text behind its printed label."""
        if label:
            yield Run(f"{label}\t" if text else label, marks)
        yield from self.runs(text, marks)


_POINT = "–\t"
# How many characters fit between the margins, and beside the text of a cell; and how many of a
# long word or a long cell are made room for.
_LINE, _BESIDE = 80, 3
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
    )
    return Document(blocks), title_block


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
            yield _paragraph(typed_marks(block.spans))
        case Quotation():
            for line in typed_marks(block.spans).splitlines() or [""]:
                yield _paragraph(line, text_format(1))
        case Points():
            for point in block.points:
                yield _paragraph(_POINT + point.words, text_format(point.depth + 1))
        case Grid():
            rows = (block.table.headings, *block.table.rows)
            yield Table(tuple(map(table_row, rows)), _shares(rows))
            yield _paragraph("", _CELL)


def _paragraph(words: str, set_as: ParagraphFormat = _TEXT) -> Paragraph:
    return Paragraph(0, (Run(words),) if words else (), format=set_as)


def _shares(rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Returns the widths of columns: the longest word fits, and long cells share the rest."""
    columns = [*zip(*rows, strict=True)]
    words = [max(map(width_of, " ".join(column).split()), default=0) for column in columns]
    least = [min(width, _LONG_WORD) + _BESIDE for width in words]
    wanted = [min(max(map(width_of, column)), _LONG_CELL) + _BESIDE for column in columns]
    more = [max(0, whole - part) for whole, part in zip(wanted, least, strict=True)]
    room = max(0, _LINE - sum(least))
    return tuple(
        part + room * extra // (sum(more) or 1) for part, extra in zip(least, more, strict=True)
    )


def table_row(cells: tuple[str, ...]) -> Row:
    """Returns a row of a table, a paragraph in each cell."""
    return Row(tuple(Cell((_paragraph(cell, _CELL),)) for cell in cells))
