"""Layouts: where the boxes of a sketch stand and how its lines run, in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from attrs import evolve, frozen

from consensus.reports.diagrams.sketch import Box, Line, Sketch

LINE_HEIGHT = 16
TITLE_HEIGHT = 22
_SIGN_WIDTH = 6.9  # of 12 pixels high letters without serifs, on average
_BOLD = 1.08
_ROOM_BESIDE_WORDS = 16
_NARROWEST = 44
_MARGIN = 14


@frozen
class Place:
    """Where a box stands.

    Attributes:
        box: the box.
        x: of its middle.
        y: of its middle.
        width: how wide it is.
        height: how high it is.
    """

    box: Box
    x: float
    y: float
    width: float
    height: float

    def shifted(self, right: float, down: float) -> Place:
        """The same further to the right and further down."""
        return evolve(self, x=self.x + right, y=self.y + down)


@frozen
class Run:
    """How a line runs.

    Attributes:
        line: the line.
        points: where it begins, bends and ends, as pairs of x and y; two at least.
        bow: the x that it bows out to, between two boxes that stand one above the other.
    """

    line: Line
    points: tuple[tuple[float, float], ...]
    bow: float | None = None

    def shifted(self, right: float, down: float) -> Run:
        """The same further to the right and further down."""
        points = tuple((x + right, y + down) for x, y in self.points)
        return Run(self.line, points, None if self.bow is None else self.bow + right)


@frozen
class Crossing:
    """A mark that stands for a line: where the row of one box crosses the column of another.

    Attributes:
        line: the line that it stands for.
        x: of its middle, under the box of the column.
        y: of its middle, beside the box of the row.
        step: how far apart rows and columns are.
    """

    line: Line
    x: float
    y: float
    step: float


@frozen
class Heading:
    """Words over a part of a diagram.

    Attributes:
        words: the words.
        x: where they begin.
        y: of their base line.
        is_title: whether they are the title, in bold.
    """

    words: str
    x: float
    y: float
    is_title: bool


@frozen
class Layout:
    """Where everything of a diagram stands.

    Attributes:
        width: of the whole.
        height: of the whole.
        places: where the boxes stand.
        runs: how the lines run.
        headings: words over its parts.
        frames: outlines around its parts, as x, y, width and height.
        crossings: marks that stand for lines.
    """

    width: float
    height: float
    places: tuple[Place, ...] = ()
    runs: tuple[Run, ...] = ()
    headings: tuple[Heading, ...] = ()
    frames: tuple[tuple[float, float, float, float], ...] = ()
    crossings: tuple[Crossing, ...] = ()

    def shifted(self, right: float, down: float) -> Layout:
        """The same further to the right and further down; it is as much wider and higher."""
        return Layout(
            self.width + right,
            self.height + down,
            tuple(each.shifted(right, down) for each in self.places),
            tuple(each.shifted(right, down) for each in self.runs),
            tuple(evolve(each, x=each.x + right, y=each.y + down) for each in self.headings),
            tuple((x + right, y + down, wide, high) for x, y, wide, high in self.frames),
            tuple(evolve(each, x=each.x + right, y=each.y + down) for each in self.crossings),
        )


def width_of_words(words: str) -> float:
    """How wide words are, near enough; signs of East Asian scripts are two wide."""
    signs = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
    return signs * _SIGN_WIDTH


def size_of(box: Box) -> tuple[float, float]:
    """How wide and how high a box is, so that its words go into it."""
    first, *others = box.words
    width = max((width_of_words(first) * _BOLD, *map(width_of_words, others)))
    return max(width + _ROOM_BESIDE_WORDS, _NARROWEST), len(box.words) * LINE_HEIGHT + 8


def framed(sketch: Sketch, inner: Layout) -> Layout:
    """A layout with a frame around it, and the title and caption of its sketch over it.

    Args:
        sketch: what is laid out.
        inner: where its boxes stand.
    """
    headings = [words for words in (sketch.title, sketch.caption) if words]
    top = _MARGIN + len(headings) * TITLE_HEIGHT
    moved = inner.shifted(_MARGIN, top)
    width = max(inner.width, *map(width_of_words, headings)) if headings else inner.width
    width, height = width + 2 * _MARGIN, moved.height + _MARGIN
    return evolve(
        moved,
        width=width,
        height=height,
        headings=(
            *moved.headings,
            *(
                Heading(words, _MARGIN, _MARGIN + 6 + at * TITLE_HEIGHT, words == sketch.title)
                for at, words in enumerate(headings)
            ),
        ),
        frames=((0, 0, width, height), *moved.frames),
    )


def gathered(layouts: Iterable[Layout], widest: float, gap: float = 16) -> Layout:
    """Several layouts in rows, one after the other.

    Args:
        layouts: them.
        widest: how wide a row may become, unless one alone is wider.
        gap: what is left between them.
    """
    placed: list[Layout] = []
    x = y = row = width = 0.0
    for each in layouts:
        if x and x + each.width > widest:
            x, y, row = 0.0, y + row + gap, 0.0
        placed.append(each.shifted(x, y))
        width = max(width, x + each.width)
        x += each.width + gap
        row = max(row, each.height)
    return _together(placed, width, y + row)


def _together(layouts: Sequence[Layout], width: float, height: float) -> Layout:
    return Layout(
        width,
        height,
        tuple(place for each in layouts for place in each.places),
        tuple(run for each in layouts for run in each.runs),
        tuple(heading for each in layouts for heading in each.headings),
        tuple(frame for each in layouts for frame in each.frames),
        tuple(crossing for each in layouts for crossing in each.crossings),
    )
