"""Diagrams: their layout, what pictures show, and what they keep from an audience."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.analysis.coalitions import Between, Coalition, Coalitions, NoCoalitions
from consensus.analysis.packages import Bundle, Outlook, Packages, Wait
from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.diagrams.layout import (
    MOST_NODES,
    Box,
    BoxShape,
    Diagram,
    Layout,
    Line,
    Place,
    arrange_in_rows,
    box_shapes,
    in_columns,
    on_a_circle,
    with_frame,
)
from consensus.reports.diagrams.pictures import (
    Picture,
    coalition_picture,
    conflict_picture,
    neighbourhood,
    package_picture,
)
from consensus.reports.graph import (
    RelatedText,
    Relation,
    RelationKind,
    Relations,
    visible_graph,
)
from consensus.reports.html.charts import MOST_TEXTS, relation_diagram
from consensus.reports.html.element import write
from consensus.working_group import WorkingGroup
from tests.support.panel import make_panel

# Pictures: what they show, what they sum up, and what they keep from an audience.


def words(picture: Picture) -> list[str]:
    """The first words of each box, after reading the picture as XML."""
    ElementTree.fromstring(picture.svg())
    return [place.box.words[0] for place in picture.layout.places]


def around(group: WorkingGroup, name: str, audience: Audience) -> Picture:
    """What hangs on a text, as an audience may see it."""
    shown = visible_graph(group.state, group.graph, audience)
    return neighbourhood(shown.graph, group.state.handles[name])


def rival(group: WorkingGroup, count: int) -> None:
    """Propose so many amendments that all exclude each other."""
    for number in range(count):
        group.propose("R1", f"word{number}", old="shall", by=["ASH"])


def test_conflicts_are_drawn_with_what_could_be_had_together(panel: WorkingGroup) -> None:
    """Each pair is a line, and the largest compatible set is marked."""
    rival(panel, 3)
    panel.take_position("BAY", "A2", "support")
    picture = conflict_picture(panel.analysis.conflicts())
    assert words(picture) == ["A1", "A2 ✓", "A3"]
    assert len(picture.layout.runs) == 3


@pytest.mark.parametrize("count", [10, MOST_NODES + 1])
def test_what_is_too_large_to_be_followed_is_named(panel: WorkingGroup, count: int) -> None:
    """A set of more than sixty amendments, or of more than forty pairs, is not drawn."""
    rival(panel, count)
    for word in ("must", "may"):
        panel.propose("R2", word, old="should", by=["ASH"])
    picture = conflict_picture(panel.analysis.conflicts())
    assert words(picture) == [f"A{count + 1} ✓", f"A{count + 2}"]
    assert picture.legend.endswith("For want of room these are not drawn: 1.")


def test_sets_are_drawn_while_there_is_room() -> None:
    """Of many small ones, those of the first sixty texts are."""
    bundles = []
    for at in range(50):
        one, other = f"R{2 * at}", f"R{2 * at + 1}"
        wait = Wait("ASH", one, Stance.SUPPORT, other, Stance.HOLD, Outlook.TOGETHER)
        bundles.append(Bundle((one, other), (wait,), (), (one, other), (), {}))
    found = Packages(tuple(bundles), (), len(bundles))
    picture = package_picture(found, dict.fromkeys(found.targets, BoxShape.TEXT))
    assert len(picture.layout.places) == MOST_NODES
    assert picture.legend.endswith(
        "are not drawn: 31, 32, 33, 34, 35, 36, 37, 38, 39, 40 and 10 more."
    )


@pytest.mark.parametrize("count", [2, MOST_TEXTS + 1])
def test_arcs_between_very_many_texts_are_not_drawn(count: int) -> None:
    """They are counted, and listed in a table."""
    texts = tuple(RelatedText(f"A{at}", "", f"A{at}") for at in range(count))
    between = (Relation("A0", each.handle, RelationKind.CONFLICT) for each in texts[1:])
    page = "".join(write([relation_diagram(Relations(texts, tuple(between)), {}, "")]))
    assert f"In all: conflicts {count - 1}." in page
    assert "A0</bdi>" in page
    assert ("<svg" in page) is (count <= MOST_TEXTS)
    assert (f"{count} texts, too many to be drawn." in page) is (count > MOST_TEXTS)


def test_packages_are_drawn_from_what_waits_to_what_it_waits_for(panel: WorkingGroup) -> None:
    """Arrows bear the codes of the members; what falls says in which round."""
    panel.take_position("ASH", "R1", "accept", conditions=["R2"])
    panel.take_position("BAY", "R2", "object", reason="No.")
    found = panel.analysis.packages()
    picture = package_picture(found, box_shapes(panel.state, found.targets))
    assert [place.box.words for place in picture.layout.places] == [
        ("R1", "falls in round 2"),
        ("R2", "falls in round 1"),
    ]
    (run,) = picture.layout.runs
    assert (run.line.start, run.line.end, run.line.words) == ("R1", "R2", "ASH")


def coalitions(count: int) -> Coalitions:
    """Two coalitions of so many members each, and one member between them."""
    return Coalitions(
        tuple(
            Coalition(tuple(f"{side}{at:02}" for at in range(count)), 0.9, 0.4, ()) for side in "LR"
        ),
        (Between("MID", (0.6, 0.58), None, (0, 1), (0.55, 0.45), 9),),
        (),
        9,
        9,
    )


def test_coalitions_name_their_members_up_to_sixty() -> None:
    """Beyond that only how many they are, and the first few."""
    few, many = coalition_picture(coalitions(10)), coalition_picture(coalitions(40))
    assert "R09" in few.layout.places[1].box.words[-1]
    assert few.layout.places[2].box.words == ("MID", "1: 55%, 2: 45%")
    assert len(few.layout.runs) == 2
    assert many.layout.places[0].box.words[1].startswith("40 members")
    assert many.layout.places[0].box.words[-1].endswith("…")
    none = Coalitions((), (), (), 0, 0, none=NoCoalitions.FEW_TARGETS)
    assert "None are claimed" in coalition_picture(none).svg()


def test_a_text_is_drawn_with_what_hangs_on_it(panel: WorkingGroup) -> None:
    """Amendments with theirs, stances, packages, and what would follow it."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", kind="delete", by=["BAY"])
    panel.propose("A1", "ought to", old="should", by=["COL"])
    panel.propose(kind="insert", after="R1", text="Letters are kept.", by=["DUN"])
    panel.propose_package("Bargain", ["R1", "R2"])
    panel.take_position("ASH", "R1", "accept", conditions=["R3"])
    panel.take_position("DUN", "R1", "object", reason="No.")
    picture = around(panel, "R1", Audience.SECRETARIAT)
    shown = words(picture)
    assert {"A1 · modify", "A2 · delete", "A3 · modify", "A4 · insert", "PKG1"} <= {*shown}
    assert {"accept: 1", "object: 1", "R1 · 1", "R3 · 3"} <= {*shown}
    x = {place.box.words[0]: place.x for place in picture.layout.places}
    assert x["A3 · modify"] < x["A1 · modify"] < x["R1 · 1"] < x["accept: 1"]
    forms = {place.box.words[0]: place.box.shape for place in picture.layout.places}
    assert forms["PKG1"] is BoxShape.PACKAGE


def test_the_public_sees_no_member_and_no_stance(panel: WorkingGroup) -> None:
    """Neither codes nor stances nor conditions are in what the public gets."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.take_position("DUN", "R1", "accept", conditions=["R3"])
    told = around(panel, "R1", Audience.PUBLIC).svg()
    assert "A1 · modify" in told
    for secret in ("ASH", "DUN", "accept", "R3"):
        assert secret not in told


def test_a_text_with_very_much_on_it_is_summed_up(panel: WorkingGroup) -> None:
    """Of many amendments those with most behind them are shown, and how many more there are."""
    rival(panel, 70)
    for code in ("BAY", "COL"):
        panel.take_position(code, "A66", "support")
    shown = words(around(panel, "R1", Audience.SECRETARIAT))
    assert len(shown) <= MOST_NODES
    assert "A66 · modify" in shown
    assert "31 more amendments" in shown


def test_words_of_a_record_are_no_markup(panel: WorkingGroup) -> None:
    """Whatever a record holds is written as words."""
    panel.propose_package("</text><script>alert(1)</script>", ["R1", "R2"])
    panel.propose("R1", "should", old="shall", by=["ASH"])
    for name in ("PKG1", "R1"):
        assert "<script" not in around(panel, name, Audience.SECRETARIAT).svg()


def test_the_same_record_gives_the_same_picture() -> None:
    """Nothing in a picture depends on the run."""

    def drawn() -> str:
        with make_panel() as group:
            rival(group, 5)
            group.take_position("ASH", "R1", "accept", conditions=["R2"])
            found = group.analysis.packages()
            return (
                conflict_picture(group.analysis.conflicts()).svg()
                + package_picture(found, box_shapes(group.state, found.targets)).svg()
                + around(group, "R1", Audience.MEMBERS).svg()
            )

    assert drawn() == drawn()


# Layouts: no two boxes lie on each other, lines end at their boxes, and nothing is by chance.


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
