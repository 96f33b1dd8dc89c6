"""Outlines: a report laid out as headings, passages, points and tables, whatever writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import frozen

from consensus.reports.audience import Withheld
from consensus.reports.tables import Table


class Mark(StrEnum):
    """What is marked about some words."""

    PLAIN = "plain"
    STRONG = "strong"
    INSERTED = "inserted"
    REMOVED = "removed"


@frozen
class Span:
    """Words that bear one mark.

    Attributes:
        text: the words.
        mark: the mark.
    """

    text: str
    mark: Mark = Mark.PLAIN


@frozen
class Heading:
    """A heading within the report.

    Attributes:
        level: from 2, since the title of the report is the first.
        words: the heading.
        anchor: under what it is found; no other heading of the report has it.
        names: what a reader may look it up by beside its words, such as a handle.
    """

    level: int
    words: str
    anchor: str
    names: tuple[str, ...] = ()


@frozen
class Passage:
    """A passage of the report's own words.

    Attributes:
        spans: its words.
    """

    spans: tuple[Span, ...]


@frozen
class Quotation:
    """Words of the record, or what somebody wrote.

    Attributes:
        spans: its words.
        is_notation: whether it is a text in the notation of brackets, as reports give texts.
    """

    spans: tuple[Span, ...]
    is_notation: bool = False

    @property
    def text(self) -> str:
        """Its words without their marks."""
        return "".join(span.text for span in self.spans)


@frozen
class Point:
    """One point of a list.

    Attributes:
        words: what it says.
        depth: under how many other points it stands.
    """

    words: str
    depth: int = 0


@frozen
class Points:
    """A list.

    Attributes:
        points: at least one.
    """

    points: tuple[Point, ...]


@frozen
class Grid:
    """A table within a report.

    Attributes:
        title: what it shows, for those who do not see it.
        table: its cells.
    """

    title: str
    table: Table


Block: TypeAlias = Heading | Passage | Quotation | Points | Grid


@frozen
class Outline:
    """A report laid out.

    Attributes:
        title: what it is called.
        lines: what stands under the title, a sentence each.
        withheld: what was left out for the audience.
        blocks: everything else, in order.
        has_contents: whether it is so long that a table of contents helps.
    """

    title: str
    lines: tuple[str, ...] = ()
    withheld: Withheld = attrs.field(factory=Withheld)
    blocks: tuple[Block, ...] = ()
    has_contents: bool = False

    @property
    def preface(self) -> tuple[str, ...]:
        """What stands under the title, what was left out for the audience at its end."""
        return tuple(each for each in (*self.lines, self.withheld.sentence()) if each)


_PLAIN = re.compile(r"[A-Za-z0-9-]+")


def place(*words: str) -> str:
    """The anchor of a heading, made of what the heading is about.

    Args:
        words: such as a handle, or the name of a part.
    """
    return "-".join(map(_plain, words))


def _plain(words: str) -> str:
    joined = words.replace(" ", "-")
    if _PLAIN.fullmatch(joined):
        return joined
    return f"x{words.encode('utf-8', 'surrogatepass').hex()}"


def said(*parts: str | Span) -> Passage:
    """A passage of words, some of them marked."""
    return Passage(tuple(Span(each) if isinstance(each, str) else each for each in parts))


def strong(text: str) -> Span:
    """Words that are to be seen first."""
    return Span(text, Mark.STRONG)


_TYPED = {
    Mark.PLAIN: ("", ""),
    Mark.STRONG: ("", ""),
    Mark.INSERTED: ("{+", "+}"),
    Mark.REMOVED: ("[-", "-]"),
}


def typed(spans: Iterable[Span]) -> str:
    """Words whose marks are typed, as `git diff --word-diff` types them, where none can be seen."""
    return "".join(f"{_TYPED[each.mark][0]}{each.text}{_TYPED[each.mark][1]}" for each in spans)


def quoted_text(notation: str) -> Quotation:
    """A text of the record, in the notation of brackets."""
    return Quotation((Span(notation),), is_notation=True)


def quoted_words(words: str) -> Quotation:
    """What somebody wrote, signs that look like brackets meaning themselves."""
    return Quotation((Span(words),))


def points_of(*sentences: str) -> tuple[Points, ...]:
    """A list of the sentences that are not empty; nothing where all of them are."""
    found = tuple(Point(each) for each in sentences if each)
    return (Points(found),) if found else ()


def parts_of(*parts: tuple[str, Sequence[Block]]) -> Iterator[Block]:
    """Blocks under headings of the second level; a heading with nothing under it is left out.

    Args:
        parts: each heading with what stands under it.
    """
    for heading, blocks in parts:
        if blocks:
            yield Heading(2, heading, place(heading.lower()))
            yield from blocks


def grid_of(title: str, table: Table) -> tuple[Grid, ...]:
    """A table; nothing where it has no rows."""
    return (Grid(title, table),) if table.rows else ()
