"""Boxes on a circle, so that every line between any two of them can be seen."""

from __future__ import annotations

from math import cos, pi, sin

from consensus.reports.diagrams.layout import Layout, Place, Run, size_of
from consensus.reports.diagrams.sketch import Sketch

_GAP = 14
_BETWEEN_TWO = 50
_FLATTENED = 0.72


def on_a_circle(sketch: Sketch) -> Layout:
    """Lay boxes out on a circle, the first at the top and the others clockwise.

    Args:
        sketch: what is laid out; two boxes stand side by side, and a single one alone.
    """
    sizes = [size_of(box) for box in sketch.boxes]
    widest = max(width for width, _ in sizes)
    highest = max(height for _, height in sizes)
    count = len(sketch.boxes)
    # The boxes need most room at the top and bottom, where they stand side by side.
    across = max(count * (widest + _GAP) / (2 * pi) * 1.15, widest * 0.8)
    down = max(across * _FLATTENED, count * (highest + _GAP) / 5, 2 * highest)
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
        for at, (box, size) in enumerate(zip(sketch.boxes, sizes, strict=True))
    )
    at_key = {place.box.key: place for place in places}
    runs = tuple(Run(line, ends(at_key[line.start], at_key[line.end])) for line in sketch.lines)
    return Layout(widest + 2 * across, highest + 2 * down, places, runs)


def ends(start: Place, end: Place) -> tuple[tuple[float, float], tuple[float, float]]:
    """A straight line between two boxes, from outline to outline."""
    return _edge(start, end), _edge(end, start)


def _edge(of: Place, towards: Place) -> tuple[float, float]:
    """Where the line from the middle of a box towards another leaves it."""
    right, down = towards.x - of.x, towards.y - of.y
    shares = [
        half / abs(way)
        for half, way in ((of.width / 2, right), (of.height / 2, down))
        if abs(way) > 1e-9
    ]
    share = min((1.0, *shares))
    return of.x + right * share, of.y + down * share
