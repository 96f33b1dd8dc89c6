"""Boxes in columns, with lines between them that cross as little as can be had easily.

The columns are given, or follow from the lines: what a line leads to stands further right. Within
a column boxes are ordered by where their neighbours stand (K. Sugiyama, S. Tagawa, M. Toda,
"Methods for Visual Understanding of Hierarchical System Structures", 1981); a line that passes a
column holds a place in it, so that it runs beside the boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from consensus.reports.diagrams.layout import Layout, Place, Run, size_of, width_of_words
from consensus.reports.diagrams.sketch import Line, Sketch
from consensus.rules.judgement import rings

_BETWEEN_COLUMNS = 56
_BETWEEN_BOXES = 10
_ROOM_FOR_A_LINE = 14
_SWEEPS = 6
_LANE = 16


def in_columns(sketch: Sketch, column: Mapping[str, int] | None = None) -> Layout:
    """Lay boxes out in columns from left to right.

    Args:
        sketch: what is laid out.
        column: the column of each box, from 0; if not given, each box stands right of all that
            lead to it, and boxes that lead to each other in a ring stand in one column.
    """
    column = column if column is not None else _columns(sketch)
    rows = _rows(sketch, column)
    return _placed(sketch, column, rows)


def _columns(sketch: Sketch) -> dict[str, int]:
    """How long the longest way to each box is, a ring of them counting as one."""
    near: dict[str, dict[str, None]] = {box.key: {} for box in sketch.boxes}
    for line in sketch.lines:
        near[line.start][line.end] = None
    ring_of: dict[str, tuple[str, ...]] = {key: (key,) for key in near}
    for ring in rings(near):
        ring_of.update(dict.fromkeys(ring, ring))
    waits = dict.fromkeys(ring_of.values(), 0)
    ways = [
        (ring_of[one], ring_of[other])
        for one, others in near.items()
        for other in others
        if ring_of[one] != ring_of[other]
    ]
    for _, after in ways:
        waits[after] += 1
    column = dict.fromkeys(waits, 0)
    free = [ring for ring, count in waits.items() if not count]
    for ring in free:
        for before, after in ways:
            if before == ring:
                column[after] = max(column[after], column[ring] + 1)
                waits[after] -= 1
                if not waits[after]:
                    free.append(after)
    return {key: column[ring] for key, ring in ring_of.items()}


_Key = str | tuple[int, int]
"""A box, or the place that a line holds in a column, as the numbers of both."""


def _rows(sketch: Sketch, column: Mapping[str, int]) -> list[list[_Key]]:
    """What stands in each column from top to bottom, the places of passing lines included."""
    last = max(column.values(), default=0)
    rows: list[list[_Key]] = [[] for _ in range(last + 1)]
    for box in sketch.boxes:
        rows[column[box.key]].append(box.key)
    near: dict[_Key, list[_Key]] = {}
    for number, line in enumerate(sketch.lines):
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


def _placed(sketch: Sketch, column: Mapping[str, int], rows: Sequence[Sequence[_Key]]) -> Layout:
    boxes = {box.key: box for box in sketch.boxes}
    sizes = {key: size_of(box) for key, box in boxes.items()}

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
        x += width + _room_after(sketch, column, at)
    places = tuple(Place(boxes[key], *middles[key], *sizes[key]) for key in boxes)
    at_key = {place.box.key: place for place in places}
    runs = tuple(
        _run(number, line, column, at_key, middles, edges)
        for number, line in enumerate(sketch.lines)
    )
    bows = [
        run.bow + side * width_of_words(run.line.words) / 2
        for run in runs
        if run.bow is not None
        for side in (-1, 1)
    ]
    left = min((0.0, *bows))
    width = max((0.0, *(right for _, right in edges), *bows))
    return Layout(width, highest, places, runs).shifted(-left, 0)


def _room_after(sketch: Sketch, column: Mapping[str, int], at: int) -> float:
    """How much room the words on the lines behind a column take."""
    words = [
        width_of_words(line.words)
        for line in sketch.lines
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
        # The further it leads, the further it bows out; there and back lie on different sides.
        side = -1 if line.points and end.y < start.y else 1
        ends = (
            (start.x + side * start.width / 2, start.y),
            (end.x + side * end.width / 2, end.y),
        )
        out = _LANE + min(abs(start.y - end.y) / 6, _BETWEEN_COLUMNS)
        return Run(line, ends, start.x + side * (max(start.width, end.width) / 2 + out))
    side = 1 if own < its else -1
    points = [(start.x + side * start.width / 2, start.y)]
    for at in range(own + side, its, side):
        _, y = middles[number, at]
        points += [(edges[at][0 if side > 0 else 1], y), (edges[at][1 if side > 0 else 0], y)]
    points.append((end.x - side * end.width / 2, end.y))
    return Run(line, tuple(points))
