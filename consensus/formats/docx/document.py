"""A Word document: paragraphs, runs, tables, comments and tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from consensus.finding import Finding
from consensus.formats.docx.numbering import ListPlace, Numbering

_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\d*(Z|[+-]\d\d:\d\d)?")


class RevisionKind(StrEnum):
    """The kind of a tracked change."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved from"
    MOVED_TO = "moved to"
    FORMATTED = "formatted"

    @property
    def inserts(self) -> bool:
        """Whether the marked text is there only once the change is accepted."""
        return self in (RevisionKind.INSERTED, RevisionKind.MOVED_TO)

    @property
    def deletes(self) -> bool:
        """Whether the marked text is gone once the change is accepted."""
        return self in (RevisionKind.DELETED, RevisionKind.MOVED_FROM)


@frozen
class Revision:
    """One tracked change."""

    number: int  # counted from 1 in the order of reading; each mark in the file is one of its own
    kind: RevisionKind  # what it does
    author: str = ""  # as Word wrote it; empty when it did not say
    # when; without a zone where the file has only the local time of the author, which Word writes
    # with a `Z` as if it were universal time. None when it did not say
    date: datetime | None = None
    # for what was moved, the name that the place it left and the one it went to share; empty where
    # the file names none
    move: str = ""


Accepting: TypeAlias = str | Collection[str] | Callable[[Revision], bool]
"""Which changes are accepted: `accept` for all, `reject` for none, those by some authors, or those
of which a function says so."""

ACCEPT = "accept"
REJECT = "reject"


def is_accepted(revision: Revision, accepting: Accepting) -> bool:
    """Returns whether a change is among those accepted; raises ValueError for an unknown word."""
    if isinstance(accepting, str):
        if accepting not in (ACCEPT, REJECT):
            raise ValueError(f"changes are accepted (accept) or rejected (reject), not {accepting}")
        return accepting == ACCEPT
    return accepting(revision) if callable(accepting) else revision.author in accepting


def is_shown(marks: Iterable[Revision], accepting: Accepting) -> bool:
    """Returns whether text with these marks is in the document when some changes are accepted.

    Every mark must let it be. So what one inserts and another deletes again is there only when the
    first is accepted and the second is not, whichever of the marks stands inside the other.
    """
    return all(
        mark.kind is RevisionKind.FORMATTED or mark.kind.inserts == is_accepted(mark, accepting)
        for mark in marks
    )


def read_date(universal: str | None, local: str | None) -> datetime | None:
    """Returns when something was done, from its date attributes; None where they are invalid.

    Later versions of Word write the universal time beside the local one of the author, whose zone,
    if one is written, is ignored.
    """
    for written, is_universal in ((universal, True), (local, False)):
        if found := _DATE.fullmatch((written or "").strip()):
            with suppress(ValueError):
                return datetime.fromisoformat(found[1] + (found[2] or "Z") * is_universal)
    return None


@frozen
class Run:
    """Consecutive characters with the same marks."""

    text: str  # what is printed; `\t` and `\n` where it has tabs and breaks. Empty for a note
    marks: tuple[Revision, ...] = ()  # the changes it is part of, from the outermost inwards
    comments: tuple[str, ...] = ()  # the ids of the comments that are about it
    note: str = ""  # the key of the footnote or endnote that is referred to here; empty otherwise
    # whether it is printed struck out, or bold and underlined; that is no change, and is not read
    struck: bool = False
    underlined: bool = False


@frozen
class ParagraphFormat:
    """The format of a paragraph: heading, list, depth and style."""

    # the name of its style, in small letters, such as `heading 1`; empty for the default
    style: str = ""
    heading: int = 0  # from 1 to 9 for a heading of that level; 0 for other paragraphs
    place: ListPlace | None = None  # where it stands in a list; None when it is in none
    # whether its words are printed struck out, all but one in parentheses behind them, as what a
    # draft is without is printed
    is_struck: bool = False


@frozen
class Paragraph:
    """One paragraph, up to its paragraph mark."""

    number: int  # counted from 1 over all paragraphs of the document, deleted ones included
    runs: tuple[Run, ...] = ()  # its characters
    # the changes its paragraph mark is part of: inserted where a paragraph was split, deleted
    # where it was joined to the next
    mark: tuple[Revision, ...] = ()
    format: ParagraphFormat = ParagraphFormat()  # what it is
    # what it was before each tracked change of that, with the change
    former: tuple[tuple[Revision, ParagraphFormat], ...] = ()
    comments: tuple[str, ...] = ()  # the ids of comments that have no words but stand in it

    @property
    def text(self) -> str:
        """Its words, inserted and deleted ones included."""
        return "".join(run.text for run in self.runs)


@frozen
class Cell:
    """One cell of a table, and the changes by which it came or goes."""

    blocks: tuple[Block, ...]
    marks: tuple[Revision, ...] = ()
    goes_on: bool = False  # whether it is one with the cell above it, which has the words of both


@frozen
class Row:
    """One row of a table, and the changes by which it came or goes."""

    cells: tuple[Cell, ...]
    marks: tuple[Revision, ...] = ()


@frozen
class Table:
    """A table."""

    rows: tuple[Row, ...]  # from the first on
    # how wide each column is, as a share of them all; empty for all the same. With shares the
    # first row is a heading, which is printed again on every page
    shares: tuple[int, ...] = ()


Block: TypeAlias = Paragraph | Table


class NoteKind(StrEnum):
    """Where a note is printed: at the foot of the page or at the end."""

    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@frozen
class Note:
    """A footnote or endnote."""

    key: str  # its kind and its id in the file
    kind: NoteKind  # where it is printed
    # `[^3]` for the third footnote, `[^iii]` for the third endnote. Those of the text with all
    # changes rejected are counted first, so that a new note renumbers no other
    label: str
    blocks: tuple[Block, ...]  # what it says


@frozen
class Comment:
    """A comment in the margin."""

    id: str  # its id in the file
    author: str  # as Word wrote it; empty when it did not say
    date: datetime | None  # when, as for `Revision`
    text: str  # what it says, its paragraphs on lines of their own
    answers: str = ""  # the id of the comment it replies to; empty for none
    is_done: bool = False  # whether it was marked as settled


@frozen
class Document:
    """A Word document."""

    body: tuple[Block, ...]  # its paragraphs and tables
    notes: tuple[Note, ...] = ()  # footnotes, then endnotes, in the order of the references to them
    # what is printed at the top of pages, each different one once
    headers: tuple[tuple[Block, ...], ...] = ()
    footers: tuple[tuple[Block, ...], ...] = ()  # what is printed at the bottom
    comments: tuple[Comment, ...] = ()  # in the order of the file
    # the lists that paragraphs belong to, by their ids
    numberings: Mapping[str, Numbering] = field(factory=dict)
    # every tracked change of the body and the notes, in the order of reading
    revisions: tuple[Revision, ...] = ()
    findings: tuple[Finding, ...] = ()  # what could not be read as it was meant

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors of changes and comments, in the order of their first."""
        names = [each.author for each in self.revisions]
        names += [each.author for each in self.comments]
        return tuple(dict.fromkeys(name for name in names if name))

    def marks(self) -> Iterator[Revision]:
        """Yields the changes that the words and the marks of its paragraphs are part of."""
        for paragraph in self.paragraphs():
            yield from paragraph.mark
            for run in paragraph.runs:
                yield from run.marks

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yields the paragraphs of the body and then of the notes, those in tables included."""
        yield from paragraphs_of(self.body)
        for note in self.notes:
            yield from paragraphs_of(note.blocks)


def paragraphs_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Yields the paragraphs of blocks, those in tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            for cell in row.cells:
                yield from paragraphs_of(cell.blocks)
