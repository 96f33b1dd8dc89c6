"""Boxes down a staircase, with a mark where two hang together: for what lines would cover up.

Go left from a box to see what it hangs together with of those above it, and down from it for those
below, as in a table of distances between towns.
"""

from __future__ import annotations

from consensus.reports.diagrams.layout import Crossing, Layout, Place, size_of
from consensus.reports.diagrams.sketch import Sketch

_GAP = 6
_SIDE = 12


def on_a_staircase(sketch: Sketch) -> Layout:
    """Lay boxes out down a staircase.

    Args:
        sketch: what is laid out.
    """
    sizes = [size_of(box) for box in sketch.boxes]
    step = max(height for _, height in sizes) + _GAP
    places = tuple(
        Place(box, at * step + width / 2, at * step + step / 2, width, height)
        for at, (box, (width, height)) in enumerate(zip(sketch.boxes, sizes, strict=True))
    )
    row = {box.key: at for at, box in enumerate(sketch.boxes)}
    crossings = []
    for line in sketch.lines:
        above, below = sorted((row[line.start], row[line.end]))
        crossings.append(Crossing(line, above * step + _SIDE, below * step + step / 2, step))
    width = max(place.x + place.width / 2 for place in places)
    return Layout(width, len(places) * step, places, crossings=tuple(crossings))
