"""Outlines: headings, paragraphs, lists and tables, the common form of all reports."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import attrs
from attrs import frozen

from consensus.reports.audience import Audience, Withheld
from consensus.text.display import escape_formula, one_line

if TYPE_CHECKING:
    from consensus.reports.html.element import Element

_HTML = re.compile(r"<|&(?=#?\w+;)|\]\((?!https?://)")
_ESCAPES = {"<": "&lt;", "&": "&amp;", "](": "]\\("}


@frozen
class Table:
    """Rows of cells under headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
        """Returns a table of values, formatted as text.

        Moments are written to the minute, lists with commas, and what is missing as nothing.
        """
        return cls(tuple(headings), tuple(tuple(map(_text, row)) for row in rows))

    @classmethod
    def of_attributes(cls, lines: Iterable[object], *columns: str | tuple[str, str]) -> Table:
        """Returns a table of attributes: each column is one, or a heading and the attribute."""
        pairs = [(each, each) if isinstance(each, str) else each for each in columns]
        headings, names = zip(*pairs, strict=True)
        return cls.of(headings, ([getattr(line, name) for name in names] for line in lines))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def csv_chunks(table: Table) -> Iterator[str]:
    """Yields a table as comma-separated values (RFC 4180), row by row.

    No spreadsheet takes them for formulas; line breaks in cells are written as line feeds.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in (table.headings, *table.rows):
        # The writer puts no quotation marks around a carriage return on its own.
        cells = (each.replace("\r\n", "\n").replace("\r", "\n") for each in row)
        writer.writerow(map(escape_formula, cells))
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def markdown_of(table: Table) -> str:
    """Returns a table as Markdown, bars and HTML in cells escaped and their lines joined."""
    rows = (table.headings, ["---"] * len(table.headings), *table.rows)
    return "".join(markdown_row(map(escape_html, row)) for row in rows)


def markdown_quotation(text: str) -> str:
    """Returns a text as a quotation in Markdown, every line of it marked."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines() or [""])


def escape_html(text: str) -> str:
    """Escapes what Markdown would take for HTML, and links that lead to no page of the web.

    Entities are read by every Markdown renderer, also in tables and link texts, where a backslash
    is not.
    """
    return _HTML.sub(lambda found: _ESCAPES[found[0]], text)


def markdown_row(cells: Iterable[str]) -> str:
    """Returns a row of cells in which HTML is escaped."""
    escaped = (one_line(cell).replace("\\|", "|").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


class Mark(StrEnum):
    """How words are marked."""

    PLAIN = "plain"
    STRONG = "strong"
    INSERTED = "inserted"
    REMOVED = "removed"


@frozen
class Span:
    """Words with one mark."""

    text: str
    mark: Mark = Mark.PLAIN


@frozen
class Heading:
    """A heading within the report."""

    level: int  # from 2, since the title of the report is the first
    words: str  # the heading
    anchor: str  # under what it is found; no other heading of the report has it
    # what a reader may look it up by beside its words, such as a handle
    names: tuple[str, ...] = ()


@frozen
class Passage:
    """A passage of the report's own words."""

    spans: tuple[Span, ...]


@frozen
class Quotation:
    """A text of the record, in the notation of brackets, or the words of a member."""

    spans: tuple[Span, ...]
    is_notation: bool = False

    @property
    def text(self) -> str:
        """Its words without their marks."""
        return "".join(span.text for span in self.spans)


@frozen
class Point:
    """One item of a list, `depth` levels below the first."""

    words: str
    depth: int = 0


@frozen
class Points:
    """A list of at least one point."""

    points: tuple[Point, ...]


@frozen
class Grid:
    """A table within a report, with a title for those who do not see it."""

    title: str
    table: Table
    marked: tuple[tuple[Cell, ...], ...] = ()  # its rows, where words in them are marked

    @classmethod
    def of(cls, title: str, headings: tuple[str, ...], rows: Iterable[Sequence[Cell]]) -> Grid:
        """Returns a table in whose cells words may be marked."""
        whole = tuple(map(tuple, rows))
        table = Table(headings, tuple(tuple(map(plain, row)) for row in whole))
        return cls(title, table, () if whole == table.rows else whole)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Its rows, with the marks of words if any are marked."""
        return self.marked or self.table.rows


Cell: TypeAlias = str | Quotation
Block: TypeAlias = Heading | Passage | Quotation | Points | Grid


@frozen
class Outline:
    """A report as a sequence of blocks."""

    title: str  # what it is called
    lines: tuple[str, ...] = ()  # what stands under the title, a sentence each
    withheld: Withheld = attrs.field(factory=Withheld)  # what was left out for the audience
    blocks: tuple[Block, ...] = ()  # everything else, in order
    has_contents: bool = False  # whether it is so long that a table of contents helps
    is_wide: bool = False  # whether its tables need a page on its side
    # the pictures on its page, by the anchor of the heading under which they stand; what they show
    # is said in words too
    figures: Mapping[str, Callable[[], Element]] = attrs.field(factory=dict)

    @property
    def preface(self) -> tuple[str, ...]:
        """The lines under the title, what was withheld from the audience last."""
        return tuple(each for each in (*self.lines, self.withheld.sentence()) if each)


_PLAIN = re.compile(r"[A-Za-z0-9-]+")


def place(*words: str) -> str:
    """Returns the anchor of a heading, from what the heading is about, such as a handle."""
    return "-".join(map(_safe_anchor, words))


def _safe_anchor(words: str) -> str:
    joined = words.replace(" ", "-")
    if _PLAIN.fullmatch(joined):
        return joined
    return f"x{words.encode('utf-8', 'surrogatepass').hex()}"


def passage(*parts: str | Span) -> Passage:
    """Returns a passage of words, some of them marked."""
    return Passage(tuple(Span(each) if isinstance(each, str) else each for each in parts))


def strong_words(text: str) -> Span:
    """Returns emphasized words."""
    return Span(text, Mark.STRONG)


_TYPED = {
    Mark.PLAIN: ("", ""),
    Mark.STRONG: ("", ""),
    Mark.INSERTED: ("{+", "+}"),
    Mark.REMOVED: ("[-", "-]"),
}


def typed_marks(spans: Iterable[Span]) -> str:
    """Returns words with marks as plain characters, like those of `git diff --word-diff`."""
    return "".join(f"{_TYPED[each.mark][0]}{each.text}{_TYPED[each.mark][1]}" for each in spans)


def plain(cell: Cell) -> str:
    """Returns the words of a cell, with their marks as plain characters."""
    return cell if isinstance(cell, str) else typed_marks(cell.spans)


def quoted_text(notation: str) -> Quotation:
    """Returns a text of the record as a quotation in bracket notation."""
    return Quotation((Span(notation),), is_notation=True)


def quoted_words(words: str) -> Quotation:
    """Returns a member's words as a quotation, brackets in them escaped."""
    return Quotation((Span(words),))


def points_of(*sentences: str) -> tuple[Points, ...]:
    """Returns a list of the sentences that are not empty; nothing where all of them are."""
    found = tuple(Point(each) for each in sentences if each)
    return (Points(found),) if found else ()


def parts_of(*parts: tuple[str, Sequence[Block]]) -> Iterator[Block]:
    """Yields blocks under headings of the second level; a heading without blocks is left out."""
    for heading, blocks in parts:
        if blocks:
            yield Heading(2, heading, place(heading.lower()))
            yield from blocks


def grid_of(title: str, table: Table) -> tuple[Grid, ...]:
    """Returns a table; nothing where it has no rows."""
    return (Grid(title, table),) if table.rows else ()


@frozen
class Sheet:
    """The metadata that every page and document of a report states."""

    body: str  # whose report it is, such as the name of a working group
    as_of: datetime  # the moment it is drawn up
    audience: Audience  # who it is for
    language: str = ""  # the language of the texts of the record, as a tag; empty for not known


def as_of_line(as_of: datetime, audience: Audience, body: str = "") -> str:
    """Returns the line with the date of a report, its audience, and perhaps whose it is."""
    opening = f"{body}, as of" if body else "As of"
    return f"{opening} {moment(as_of)}, for: {audience}."


def minute(when: datetime) -> str:
    """Returns a moment to the minute in its own zone, without naming the zone."""
    return f"{when:%Y-%m-%d %H:%M}"


def moment(when: datetime | None) -> str:
    """Returns a moment to the minute with its zone; empty where there is none."""
    return f"{when:%Y-%m-%d %H:%M %Z}".rstrip() if when else ""
