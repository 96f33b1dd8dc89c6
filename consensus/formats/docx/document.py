"""A Word document as a value: paragraphs, tables, notes and comments, with every change in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from consensus.finding import Finding
from consensus.formats.docx.numbering import ListPlace, Numbering
from consensus.formats.docx.revision import Revision


@frozen
class Run:
    """Signs that bear the same marks.

    Attributes:
        text: what is printed; `\\t` and `\\n` where it has tabs and breaks. Empty for a note.
        marks: the changes it is part of, from the outermost inwards.
        comments: the ids of the comments that are about it.
        note: the key of the footnote or endnote whose sign stands here; empty otherwise.
    """

    text: str
    marks: tuple[Revision, ...] = ()
    comments: tuple[str, ...] = ()
    note: str = ""


@frozen
class ParagraphFormat:
    """What a paragraph is by its style.

    Attributes:
        style: the name of its style, in small letters, such as `heading 1`; empty for the default.
        heading: from 1 to 9 for a heading of that level; 0 for other paragraphs.
        place: where it stands in a list; None when it is in none.
    """

    style: str = ""
    heading: int = 0
    place: ListPlace | None = None


@frozen
class Paragraph:
    """One paragraph, up to its mark.

    Attributes:
        number: counted from 1 over all paragraphs of the document, whatever becomes of them.
        runs: its signs.
        mark: the changes its paragraph mark is part of: inserted where a paragraph was split,
            deleted where it was joined to the next.
        format: what it is.
        former: what it was before each tracked change of that, with the change.
        comments: the ids of comments that have no words but stand in it.
    """

    number: int
    runs: tuple[Run, ...] = ()
    mark: tuple[Revision, ...] = ()
    format: ParagraphFormat = ParagraphFormat()
    former: tuple[tuple[Revision, ParagraphFormat], ...] = ()
    comments: tuple[str, ...] = ()


@frozen
class Cell:
    """One cell of a table.

    Attributes:
        blocks: what stands in it.
        marks: the changes by which it came or goes.
    """

    blocks: tuple[Block, ...]
    marks: tuple[Revision, ...] = ()


@frozen
class Row:
    """One row of a table.

    Attributes:
        cells: from the first on.
        marks: the changes by which it came or goes.
    """

    cells: tuple[Cell, ...]
    marks: tuple[Revision, ...] = ()


@frozen
class Table:
    """A table.

    Attributes:
        rows: from the first on.
        shares: how wide each column is, as a share of them all; empty for all the same. With
            shares the first row is a heading, which is printed again on every page.
    """

    rows: tuple[Row, ...]
    shares: tuple[int, ...] = ()


Block: TypeAlias = Paragraph | Table


class NoteKind(StrEnum):
    """Where a note is printed."""

    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@frozen
class Note:
    """A footnote or endnote.

    Attributes:
        key: its kind and its id in the file.
        kind: where it is printed.
        label: `[^3]` for the third footnote, `[^iii]` for the third endnote. Those of the text with
            all changes rejected are counted first, so that a new note renumbers no other.
        blocks: what it says.
    """

    key: str
    kind: NoteKind
    label: str
    blocks: tuple[Block, ...]


@frozen
class Comment:
    """A comment in the margin.

    Attributes:
        id: its id in the file.
        author: as Word wrote it; empty when it did not say.
        date: when, as for `Revision`.
        text: what it says, its paragraphs on lines of their own.
        answers: the id of the comment it replies to; empty for none.
        is_done: whether it was marked as settled.
    """

    id: str
    author: str
    date: datetime | None
    text: str
    answers: str = ""
    is_done: bool = False


@frozen
class Document:
    """A Word document.

    Attributes:
        body: its paragraphs and tables.
        notes: footnotes, then endnotes, in the order in which their signs stand in the text.
        headers: what is printed at the top of pages, each different one once.
        footers: what is printed at the bottom.
        comments: in the order of the file.
        numberings: the lists that paragraphs belong to, by their ids.
        revisions: every tracked change of the body and the notes, in the order of reading.
        findings: what could not be read as it was meant.
    """

    body: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    headers: tuple[tuple[Block, ...], ...] = ()
    footers: tuple[tuple[Block, ...], ...] = ()
    comments: tuple[Comment, ...] = ()
    numberings: Mapping[str, Numbering] = field(factory=dict)
    revisions: tuple[Revision, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Those who changed something or commented, in the order in which they first come."""
        names = [each.author for each in self.revisions]
        names += [each.author for each in self.comments]
        return tuple(dict.fromkeys(name for name in names if name))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body and then of the notes, those in tables among them."""
        yield from paragraphs_of(self.body)
        for note in self.notes:
            yield from paragraphs_of(note.blocks)


def paragraphs_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Yield the paragraphs of blocks, those in tables among them."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            for cell in row.cells:
                yield from paragraphs_of(cell.blocks)
