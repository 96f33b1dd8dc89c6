"""Layouts: no two boxes lie on each other, lines end at their boxes, and nothing is by chance."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.reports.diagrams.layout import (
    Box,
    BoxShape,
    Diagram,
    Layout,
    Line,
    Place,
    arrange_in_rows,
    in_columns,
    on_a_circle,
    on_a_staircase,
    with_frame,
)


@st.composite
def sketches(draw: st.DrawFn, most: int = 14) -> Diagram:
    """Boxes with words of several lengths, and lines between any of them, rings too."""
    count = draw(st.integers(1, most))
    words = st.lists(st.text("aXé漢 ", min_size=1, max_size=18), min_size=1, max_size=3)
    boxes = tuple(
        Box(f"B{at}", tuple(draw(words)), draw(st.sampled_from(BoxShape))) for at in range(count)
    )
    pairs = [(one.key, other.key) for one in boxes for other in boxes if one is not other]
    ends = draw(st.lists(st.sampled_from(pairs), max_size=2 * count)) if pairs else []
    pointing = draw(st.booleans())
    said = st.text("ab ", max_size=9)
    lines = tuple(Line(*each, draw(said), points=pointing) for each in ends)
    return Diagram(boxes, lines, "Title")


def overlap(one: Place, other: Place) -> bool:
    """Whether two boxes lie on each other."""
    across = abs(one.x - other.x) < (one.width + other.width) / 2
    return across and abs(one.y - other.y) < (one.height + other.height) / 2


def check(layout: Layout, sketch: Diagram) -> None:
    """Everything is there, inside the whole, with room between."""
    assert [place.box for place in layout.places] == list(sketch.boxes)
    for place in layout.places:
        assert place.x - place.width / 2 >= -0.01
        assert place.x + place.width / 2 <= layout.width + 0.01
        assert place.y - place.height / 2 >= -0.01
        assert place.y + place.height / 2 <= layout.height + 0.01
    for one, other in combinations(layout.places, 2):
        assert not overlap(one, other)
    at_key = {place.box.key: place for place in layout.places}
    assert [run.line for run in layout.runs] == list(sketch.lines)
    for run in layout.runs:
        for (x, y), place in (
            (run.points[0], at_key[run.line.start]),
            (run.points[-1], at_key[run.line.end]),
        ):
            assert abs(x - place.x) <= place.width / 2 + 0.01
            assert abs(y - place.y) <= place.height / 2 + 0.01


@given(sketches())
def test_a_circle_holds_every_box(sketch: Diagram) -> None:
    """On a circle no two boxes lie on each other, and every line joins its two."""
    check(on_a_circle(sketch), sketch)


@pytest.mark.parametrize("count", [1, 2, 3, 12, 60])
def test_a_circle_holds_sixty_boxes(count: int) -> None:
    """So it is with up to as many boxes as are drawn."""
    boxes = tuple(
        Box(f"A{at}", (f"A{at} ✓", "support 17"), BoxShape.AMENDMENT) for at in range(count)
    )
    check(on_a_circle(Diagram(boxes)), Diagram(boxes))


@given(sketches())
def test_a_staircase_holds_every_box(sketch: Diagram) -> None:
    """On a staircase each line is a mark, left of the lower box and beneath the upper one."""
    layout = on_a_staircase(sketch)
    assert [place.box for place in layout.places] == list(sketch.boxes)
    for one, other in combinations(layout.places, 2):
        assert not overlap(one, other)
    assert [crossing.line for crossing in layout.crossings] == list(sketch.lines)
    at_key = {place.box.key: place for place in layout.places}
    for crossing in layout.crossings:
        above, below = sorted(
            (at_key[crossing.line.start], at_key[crossing.line.end]), key=lambda place: place.y
        )
        assert crossing.y == below.y
        assert crossing.x < below.x - below.width / 2
        assert abs(crossing.x - above.x) <= above.width / 2
        for place in layout.places:
            across = abs(place.x - crossing.x) < place.width / 2
            assert not (across and abs(place.y - crossing.y) < place.height / 2)


@given(sketches())
def test_columns_hold_every_box(sketch: Diagram) -> None:
    """In columns no two boxes lie on each other, whatever waits for whatever."""
    check(in_columns(sketch), sketch)


def test_what_a_line_leads_to_stands_further_right() -> None:
    """A chain goes from left to right, and what is in a ring stands in one column."""
    boxes = tuple(Box(key, (key,), BoxShape.TEXT) for key in "ABCD")
    lines = (Line("A", "B"), Line("B", "C"), Line("C", "B"), Line("C", "D"), Line("A", "D"))
    x = {place.box.key: place.x for place in in_columns(Diagram(boxes, lines)).places}
    assert x["A"] < x["B"] == x["C"] < x["D"]


@given(st.lists(sketches(6), min_size=1, max_size=6), st.integers(100, 900))
def test_parts_are_gathered_side_by_side(parts: list[Diagram], widest: int) -> None:
    """Frames do not lie on each other, and stay within the width unless one alone is wider."""
    layouts = [with_frame(each, on_a_circle(each)) for each in parts]
    whole = arrange_in_rows(layouts, widest)
    assert whole.width <= max(widest, *(each.width for each in layouts))
    assert len(whole.frames) == len(parts)
    for (x, y, width, height), (its_x, its_y, its_width, its_height) in combinations(
        whole.frames, 2
    ):
        assert (
            x + width <= its_x
            or its_x + its_width <= x
            or y + height <= its_y
            or its_y + its_height <= y
        )
