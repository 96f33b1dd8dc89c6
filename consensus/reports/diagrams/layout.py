"""Layout of diagrams: boxes and lines on a circle or in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from math import cos, pi, sin
from unicodedata import east_asian_width

from attrs import evolve, frozen

from consensus.analysis.order import strongly_connected_targets
from consensus.model.state import State

MOST_NODES = 60
"""Boxes of a diagram; a larger one cannot be read, and is summarised instead."""


class BoxShape(StrEnum):
    """The kind of what a box represents, shown by its outline."""

    TEXT = "text"
    """An item, a draft or a bracket: a rectangle."""
    AMENDMENT = "amendment"
    """A proposal to change a text: round corners."""
    PEOPLE = "people"
    """A member, a group or a coalition: round ends."""
    PACKAGE = "package"
    """What is settled together: a double outline."""
    EVENT = "event"
    """A decision, a meeting, something said or asked: cut corners."""


class LineStyle(StrEnum):
    """The style of a line."""

    FULL = "full"
    BROKEN = "broken"
    DOTTED = "dotted"


@frozen
class Box:
    """One box of a diagram, with words that are not broken into lines."""

    key: str  # what lines call it; unique
    words: tuple[str, ...]  # lines, the first in bold
    shape: BoxShape
    tooltip: str = ""
    is_strong: bool = False  # a heavy outline
    is_faint: bool = False  # a broken outline


@frozen
class Line:
    """A line between the boxes of two keys."""

    start: str
    end: str
    words: str = ""
    style: LineStyle = LineStyle.FULL
    points: bool = False  # whether it has an arrowhead at its end


@frozen
class Diagram:
    """Boxes and the lines between them, without positions; no line leads back to its box."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...] = ()
    title: str = ""
    caption: str = ""


# Layouts: where the boxes of a diagram stand and how its lines run, in pixels.

LINE_HEIGHT = 16
TITLE_HEIGHT = 22
_CHARACTER_WIDTH = 6.9  # of 12 pixels high letters without serifs, on average
_BOLD = 1.08
_ROOM_BESIDE_WORDS = 16
_NARROWEST = 44
_MARGIN = 14


@frozen
class Place:
    """The middle and the size of a box."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@frozen
class Run:
    """The path of a line: where it begins, bends and ends."""

    line: Line
    points: tuple[tuple[float, float], ...]
    bow: float | None = None  # the x that it bows out to

    def shifted(self, right: float, down: float) -> Run:
        """Returns the same, moved to the right and down."""
        points = tuple((x + right, y + down) for x, y in self.points)
        return Run(self.line, points, None if self.bow is None else self.bow + right)


@frozen
class Heading:
    """A heading over a part of a diagram, from the start of its base line."""

    words: str
    x: float
    y: float
    is_title: bool  # in bold


@frozen
class Layout:
    """A diagram with the position of everything in it."""

    width: float
    height: float
    places: tuple[Place, ...] = ()
    runs: tuple[Run, ...] = ()
    headings: tuple[Heading, ...] = ()
    frames: tuple[tuple[float, float, float, float], ...] = ()  # x, y, width and height

    def shifted(self, right: float, down: float) -> Layout:
        """Returns the same, moved to the right and down; its size grows as much."""
        return Layout(
            self.width + right,
            self.height + down,
            tuple(evolve(each, x=each.x + right, y=each.y + down) for each in self.places),
            tuple(each.shifted(right, down) for each in self.runs),
            tuple(evolve(each, x=each.x + right, y=each.y + down) for each in self.headings),
            tuple((x + right, y + down, wide, high) for x, y, wide, high in self.frames),
        )


def text_width(words: str) -> float:
    """Returns the approximate width of words; characters of East Asian scripts are two wide."""
    signs = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
    return signs * _CHARACTER_WIDTH


def box_size(box: Box) -> tuple[float, float]:
    """Returns the width and height of a box that holds its words."""
    first, *others = box.words
    width = max((text_width(first) * _BOLD, *map(text_width, others)))
    return max(width + _ROOM_BESIDE_WORDS, _NARROWEST), len(box.words) * LINE_HEIGHT + 8


def with_frame(diagram: Diagram, inner: Layout) -> Layout:
    """Returns a layout with a frame, and the title and caption of its diagram above it."""
    headings = [words for words in (diagram.title, diagram.caption) if words]
    top = _MARGIN + len(headings) * TITLE_HEIGHT
    moved = inner.shifted(_MARGIN, top)
    width = max(inner.width, *map(text_width, headings)) if headings else inner.width
    width, height = width + 2 * _MARGIN, moved.height + _MARGIN
    return evolve(
        moved,
        width=width,
        height=height,
        headings=(
            *moved.headings,
            *(
                Heading(words, _MARGIN, _MARGIN + 6 + at * TITLE_HEIGHT, words == diagram.title)
                for at, words in enumerate(headings)
            ),
        ),
        frames=((0, 0, width, height), *moved.frames),
    )


_GAP = 16.0


def arrange_in_rows(layouts: Iterable[Layout], widest: float) -> Layout:
    """Returns several layouts as one, in rows no wider than `widest` unless one alone is wider."""
    placed: list[Layout] = []
    x = y = row = width = 0.0
    for each in layouts:
        if x and x + each.width > widest:
            x, y, row = 0.0, y + row + _GAP, 0.0
        placed.append(each.shifted(x, y))
        width = max(width, x + each.width)
        x += each.width + _GAP
        row = max(row, each.height)
    return Layout(
        width,
        y + row,
        tuple(place for each in placed for place in each.places),
        tuple(run for each in placed for run in each.runs),
        tuple(heading for each in placed for heading in each.headings),
        tuple(frame for each in placed for frame in each.frames),
    )


_CIRCLE_GAP = 14
_BETWEEN_TWO = 50
_FLATTENED = 0.72


def on_a_circle(diagram: Diagram) -> Layout:
    """Lays boxes out on a circle, the first at the top and the others clockwise."""
    sizes = [box_size(box) for box in diagram.boxes]
    widest = max(width for width, _ in sizes)
    highest = max(height for _, height in sizes)
    count = len(diagram.boxes)
    # The boxes need most room at the top and bottom, where they stand side by side.
    across = max(count * (widest + _CIRCLE_GAP) / (2 * pi) * 1.15, widest * 0.8)
    down = max(across * _FLATTENED, count * (highest + _CIRCLE_GAP) / 5, 2 * highest)
    turn = 0.0
    if count < 3:
        across, down, turn = (count - 1) * (widest + _BETWEEN_TWO) / 2, 0.0, pi / 2
    places = tuple(
        Place(
            box,
            widest / 2 + across + across * sin(2 * pi * at / count - turn),
            highest / 2 + down - down * cos(2 * pi * at / count - turn),
            *size,
        )
        for at, (box, size) in enumerate(zip(diagram.boxes, sizes, strict=True))
    )
    at_key = {place.box.key: place for place in places}
    runs = tuple(Run(line, ends(at_key[line.start], at_key[line.end])) for line in diagram.lines)
    return Layout(widest + 2 * across, highest + 2 * down, places, runs)


def ends(start: Place, end: Place) -> tuple[tuple[float, float], tuple[float, float]]:
    """Returns the ends of a straight line between two boxes, on their outlines."""
    return _edge(start, end), _edge(end, start)


def _edge(of: Place, towards: Place) -> tuple[float, float]:
    """Returns where the line from the middle of a box towards another leaves it."""
    right, down = towards.x - of.x, towards.y - of.y
    shares = [
        half / abs(way)
        for half, way in ((of.width / 2, right), (of.height / 2, down))
        if abs(way) > 1e-9
    ]
    share = min((1.0, *shares))
    return of.x + right * share, of.y + down * share


# Boxes in columns, with lines between them that cross as little as can be had easily.
# The columns are given, or follow from the lines: what a line leads to stands further right.
# Within a column boxes are ordered by where their neighbours stand (K. Sugiyama, S. Tagawa, M.
# Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981); a line that
# passes a column holds a place in it, so that it runs beside the boxes.

_BETWEEN_COLUMNS = 56
_BETWEEN_BOXES = 10
_ROOM_FOR_A_LINE = 14
_SWEEPS = 6
_LANE = 16


def in_columns(diagram: Diagram, column: Mapping[str, int] | None = None) -> Layout:
    """Lays boxes out in columns from left to right.

    Where no column is given, each box stands right of all that lead to it, and boxes that lead to
    each other in a ring stand in one column.
    """
    column = column if column is not None else _columns(diagram)
    rows = _rows(diagram, column)
    return _place_boxes(diagram, column, rows)


def _columns(diagram: Diagram) -> dict[str, int]:
    """Returns the length of the longest path to each box, a cycle counting as one."""
    near: dict[str, list[str]] = {box.key: [] for box in diagram.boxes}
    for line in diagram.lines:
        near[line.start].append(line.end)
    ring_of: dict[str, tuple[str, ...]] = {key: (key,) for key in near}
    for ring in strongly_connected_targets(near):
        ring_of.update(dict.fromkeys(ring, ring))
    ways = {(ring_of[each.start], ring_of[each.end]) for each in diagram.lines}
    column = dict.fromkeys(ring_of.values(), 0)
    for _ in column:  # no path is longer
        for before, after in ways:
            if before != after:
                column[after] = max(column[after], column[before] + 1)
    return {key: column[ring] for key, ring in ring_of.items()}


_Key = str | tuple[int, int]
"""A box, or the place that a line holds in a column, as the numbers of both."""


def _rows(diagram: Diagram, column: Mapping[str, int]) -> list[list[_Key]]:
    """Returns the boxes of each column from top to bottom, with gaps for passing lines."""
    last = max(column.values(), default=0)
    rows: list[list[_Key]] = [[] for _ in range(last + 1)]
    for box in diagram.boxes:
        rows[column[box.key]].append(box.key)
    near: dict[_Key, list[_Key]] = {}
    for number, line in enumerate(diagram.lines):
        stops: list[_Key] = [line.start]
        low, high = sorted((column[line.start], column[line.end]))
        between: list[_Key] = [(number, each) for each in range(low + 1, high)]
        for each in range(low + 1, high):
            rows[each].append((number, each))
        stops += between if column[line.start] < column[line.end] else reversed(between)
        stops.append(line.end)
        for one, other in pairwise(stops):
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    for sweep in range(_SWEEPS):
        places = range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1)
        for at in places:
            beside = at - 1 if sweep % 2 == 0 else at + 1
            if 0 <= beside < len(rows):
                _sort_by_neighbours(rows[at], rows[beside], near)
    return rows


def _sort_by_neighbours(
    row: list[_Key], beside: Sequence[_Key], near: Mapping[_Key, Sequence[_Key]]
) -> None:
    height = {key: (at + 0.5) / len(beside) for at, key in enumerate(beside)}
    own = {key: (at + 0.5) / len(row) for at, key in enumerate(row)}

    def middle(key: _Key) -> float:
        heights = [height[each] for each in near.get(key, ()) if each in height]
        return sum(heights) / len(heights) if heights else own[key]

    row.sort(key=middle)


def _place_boxes(
    diagram: Diagram, column: Mapping[str, int], rows: Sequence[Sequence[_Key]]
) -> Layout:
    boxes = {box.key: box for box in diagram.boxes}
    sizes = {key: box_size(box) for key, box in boxes.items()}

    def height(key: _Key) -> float:
        return sizes[key][1] + _BETWEEN_BOXES if isinstance(key, str) else _ROOM_FOR_A_LINE

    heights = [sum(map(height, row)) for row in rows]
    highest = max(heights, default=0.0)
    middles: dict[_Key, tuple[float, float]] = {}
    edges: list[tuple[float, float]] = []
    x = 0.0
    for at, row in enumerate(rows):
        width = max((sizes[key][0] for key in row if isinstance(key, str)), default=0.0)
        edges.append((x, x + width))
        y = (highest - heights[at]) / 2
        for key in row:
            middles[key] = x + width / 2, y + height(key) / 2
            y += height(key)
        x += width + _room_after(diagram, column, at)
    places = tuple(Place(boxes[key], *middles[key], *sizes[key]) for key in boxes)
    at_key = {place.box.key: place for place in places}
    runs = tuple(
        _run(number, line, column, at_key, middles, edges)
        for number, line in enumerate(diagram.lines)
    )
    bows = [
        run.bow + side * text_width(run.line.words) / 2
        for run in runs
        if run.bow is not None
        for side in (-1, 1)
    ]
    left = min((0.0, *bows))
    width = max((0.0, *(right for _, right in edges), *bows))
    return Layout(width, highest, places, runs).shifted(-left, 0)


def _room_after(diagram: Diagram, column: Mapping[str, int], at: int) -> float:
    """Returns the width of the longest label on the lines behind a column."""
    words = [
        text_width(line.words)
        for line in diagram.lines
        if line.words and at in (column[line.start], column[line.end])
    ]
    return _BETWEEN_COLUMNS + max(words, default=0.0) * 0.85


def _run(
    number: int,
    line: Line,
    column: Mapping[str, int],
    at_key: Mapping[str, Place],
    middles: Mapping[_Key, tuple[float, float]],
    edges: Sequence[tuple[float, float]],
) -> Run:
    start, end = at_key[line.start], at_key[line.end]
    own, its = column[line.start], column[line.end]
    if own == its:
        # The longer the line, the wider its curve; the two directions are on different sides.
        side = -1 if line.points and end.y < start.y else 1
        ends = ((start.x + side * start.width / 2, start.y), (end.x + side * end.width / 2, end.y))
        out = _LANE + min(abs(start.y - end.y) / 6, _BETWEEN_COLUMNS)
        return Run(line, ends, start.x + side * (max(start.width, end.width) / 2 + out))
    side = 1 if own < its else -1
    points = [(start.x + side * start.width / 2, start.y)]
    for at in range(own + side, its, side):
        _, y = middles[number, at]
        points += [(edges[at][0 if side > 0 else 1], y), (edges[at][1 if side > 0 else 0], y)]
    points.append((end.x - side * end.width / 2, end.y))
    return Run(line, tuple(points))


def box_shape(state: State, target: str) -> BoxShape:
    """Returns the shape of the box of a target."""
    if target in state.packages:
        return BoxShape.PACKAGE
    return BoxShape.AMENDMENT if target in state.amendments else BoxShape.TEXT


def box_shapes(state: State, handles: Iterable[str]) -> dict[str, BoxShape]:
    """Returns the shape of the box of each target, by handle."""
    return {each: box_shape(state, state.handles[each]) for each in handles}
