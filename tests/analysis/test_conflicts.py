"""Conflicts over whole drafts, what could be had together, and how alike two changes are."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.analysis.conflicts import (
    Clash,
    ClashKind,
    Conflicts,
    bits,
    components,
    largest_compatible,
)
from consensus.analysis.duplicates import Difference, similarity_bound
from consensus.text.combine import combine
from consensus.text.diff import similarity
from consensus.working_group import WorkingGroup
from tests.conftest import at_most
from tests.support.panel import make_panel


def clashes(group: WorkingGroup) -> list[Clash]:
    """Every clash of a working group."""
    return [each for cluster in group.analysis.conflicts().clusters for each in cluster.clashes]


def kinds(group: WorkingGroup) -> list[tuple[str, str, ClashKind]]:
    """Every clash as who, whom and why."""
    return [(each.one, each.other, each.kind) for each in clashes(group)]


def test_words_that_exclude_each_other(panel: WorkingGroup) -> None:
    """Amendments to one text clash where they want different words, and only there."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", "must", old="shall", by=["BAY"])
    panel.propose("R1", "port office", old="harbour office", by=["COL"])
    (clash,) = clashes(panel)
    assert Clash("A1", "A2", ClashKind.WORDS, "R1", ("shall",)) == clash
    assert panel.analysis.conflicts().free == ("A3",)


def test_deletion_excludes_whatever_changes_the_item(panel: WorkingGroup) -> None:
    """Deleting an item clashes with changing, moving and splitting it, and not with itself."""
    panel.propose("R1", kind="delete", by=["ASH"])
    panel.propose("R1", kind="delete", by=["BAY"])
    panel.propose("R1", "should", old="shall", by=["COL"])
    panel.propose("R1", kind="move", after="R3", by=["DUN"])
    assert kinds(panel) == [
        ("A1", "A3", ClashKind.DELETION),
        ("A1", "A4", ClashKind.DELETION),
        ("A2", "A3", ClashKind.DELETION),
        ("A2", "A4", ClashKind.DELETION),
    ]
    assert panel.analysis.conflicts().same[0].amendments == ("A1", "A2")


def test_moves_to_different_places_exclude_each_other(panel: WorkingGroup) -> None:
    """Two moves of one item clash unless they agree on the place; changing its words is free."""
    panel.propose("R1", kind="move", after="R3", by=["ASH"])
    panel.propose("R1", kind="move", after="R2", by=["BAY"])
    panel.propose("R1", kind="move", after="R3", by=["COL"])
    panel.propose("R1", "should", old="shall", by=["DUN"])
    assert kinds(panel) == [("A1", "A2", ClashKind.PLACE), ("A2", "A3", ClashKind.PLACE)]


def test_two_items_cannot_each_go_below_the_other(panel: WorkingGroup) -> None:
    """Moves that would put two items below each other clash across items."""
    panel.propose("R1", kind="move", parent="R2", by=["ASH"])
    panel.propose("R2", kind="move", parent="R1", by=["BAY"])
    assert kinds(panel) == [("A1", "A2", ClashKind.ROUND)]


def test_nothing_can_stand_below_what_is_deleted(panel: WorkingGroup) -> None:
    """A new item below an item clashes with the deletion of that item; one after it does not."""
    panel.propose("R1", kind="delete", by=["ASH"])
    panel.propose(kind="insert", parent="R1", text="(a) by letter;", by=["BAY"])
    panel.propose(kind="insert", after="R1", text="Letters are kept.", by=["COL"])
    assert kinds(panel) == [("A1", "A2", ClashKind.BELOW)]


def test_joining_and_splitting_one_item(panel: WorkingGroup) -> None:
    """An item cannot be split and joined; its words may change where the split leaves them."""
    panel.propose(
        "R3",
        "Ships may enter at night",
        kind="split",
        parts=["with a pilot on board."],
        by=["ASH"],
    )
    panel.propose(
        "R3",
        "Ships may enter at night with a pilot on board, and fees are paid in advance.",
        kind="join",
        others=["R4"],
        by=["BAY"],
    )
    panel.propose("R3", "Vessels", old="Ships", by=["COL"])
    panel.propose("R4", "on arrival", old="in advance", by=["DUN"])
    panel.propose("R4", kind="delete", by=["ELM"])
    found = {(each.one, each.other): each.kind for each in clashes(panel)}
    assert ClashKind.PARTS is found["A1", "A2"]
    assert ("A1", "A3") not in found
    assert ClashKind.DELETION is found["A2", "A5"]
    assert ClashKind.DELETION is found["A4", "A5"]
    assert ("A2", "A4") not in found


def test_what_joins_several_items_is_one_amendment(panel: WorkingGroup) -> None:
    """It is below each item that it joins, and is neither counted nor named once for each."""
    panel.propose("R3", "Letters are kept and read.", kind="join", others=["R4"], by=["ASH"])
    panel.propose("R1", "should", old="shall", by=["BAY"])
    found = panel.analysis.conflicts()
    assert (found.amendments, found.same, found.free) == (2, (), ("A2", "A1"))


def test_amendments_to_amendments_clash_through_them(panel: WorkingGroup) -> None:
    """What amends an amendment excludes what that one excludes, and says through which."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", "must", old="shall", by=["BAY"])
    panel.propose("A1", "every month", old="every year", by=["COL"])
    found = {(each.one, each.other): (each.kind, each.through) for each in clashes(panel)}
    assert found == {
        ("A1", "A2"): (ClashKind.WORDS, ""),
        ("A3", "A2"): (ClashKind.THROUGH, "A1"),
    }


def test_the_largest_set_is_chosen_by_support(panel: WorkingGroup) -> None:
    """One amendment with more behind it wins over two others; each choice names its cost."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", "harbour mistress", old="harbour office", by=["BAY"])
    panel.propose("R1", "Members report to nobody.", by=["COL"])
    for code in ("DUN", "ELM", "FIR"):
        panel.take_position(code, "A3", "accept")
    (cluster,) = panel.analysis.conflicts().clusters
    assert (cluster.largest, cluster.support, cluster.is_exact) == (("A3",), 4, True)
    costs = {each.amendment: (each.support, each.excludes, each.costs) for each in cluster.choices}
    assert costs == {"A1": (1, ("A3",), 4), "A2": (1, ("A3",), 4), "A3": (4, ("A1", "A2"), 2)}
    panel.take_position("DUN", "A1", "support")
    panel.take_position("ELM", "A2", "support")
    (cluster,) = panel.analysis.conflicts().clusters
    assert cluster.largest == ("A1", "A2")


def test_the_same_and_nearly_the_same(panel: WorkingGroup) -> None:
    """Identical amendments are one group with all sponsors; near ones show where they differ."""
    panel.propose(
        "R2", "The office shall print and send all of its reports to members.", by=["ASH"]
    )
    panel.propose(
        "R2", "The office shall print and send all of its reports to members.", by=["BAY"]
    )
    panel.propose(
        "R2", "The office shall print and mail all of its reports to members.", by=["COL"]
    )
    found = panel.analysis.conflicts()
    (same,) = found.same
    assert (same.amendments, same.sponsors) == (("A1", "A2"), ("ASH", "BAY"))
    (near,) = found.nearly_same
    assert ("A1", "A3", (Difference("send", "mail"),)) == (near.one, near.other, near.differences)
    assert _excluded(found)["A1"] == ("A3",)


def test_new_items_that_read_nearly_alike(panel: WorkingGroup) -> None:
    """Insertions are compared with each other wherever they are to stand."""
    panel.propose(kind="insert", after="R1", text="Minutes of it are kept and sent.", by=["ASH"])
    panel.propose(kind="insert", after="R4", text="Minutes of it are kept and read.", by=["BAY"])
    panel.propose(kind="insert", after="R4", text="Boats have bells.", by=["BAY"])
    assert [(each.one, each.other) for each in panel.analysis.conflicts().nearly_same] == [
        ("A1", "A2")
    ]


def test_what_is_decided_clashes_no_more(panel: WorkingGroup) -> None:
    """Withdrawn amendments are left out, and so is what only they excluded."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.propose("R1", "must", old="shall", by=["BAY"])
    panel.withdraw("A2", ["BAY"])
    found = panel.analysis.conflicts()
    assert (found.clusters, found.free, found.amendments) == ((), ("A1",), 1)


_WORDS = ["shall", "should", "must", "may", ""]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["shall", "every", "harbour", "to the"]), st.sampled_from(_WORDS)
        ),
        min_size=1,
        max_size=6,
    )
)
@at_most(60)
def test_pairs_clash_where_they_cannot_both_be_merged(changes: list[tuple[str, str]]) -> None:
    """Two amendments exclude each other exactly when, alone with each other, they conflict."""
    with make_panel() as group:
        for old, new in changes:
            text = group.state.text(group.state.handles["R1"]).replace(old, new, 1)
            if text != group.state.text(group.state.handles["R1"]):
                group.propose("R1", text, by=["ASH"])
        found = group.analysis.conflicts()
        excluded = _excluded(found)
        base = group.state.text(group.state.handles["R1"])
        texts = {each.handle: group.state.text(each.id) for each in group.state.amendments.values()}
        for one, other in combinations(texts, 2):
            alone = combine(base, {one: texts[one], other: texts[other]})
            assert alone.is_clean == (other not in excluded.get(one, ()))
        _check(found)


def _excluded(found: Conflicts) -> dict[str, tuple[str, ...]]:
    """What each amendment that clashes excludes."""
    return {each.amendment: each.excludes for cluster in found.clusters for each in cluster.choices}


def _check(found: Conflicts) -> None:
    for cluster in found.clusters:
        for clash in cluster.clashes:
            assert not {clash.one, clash.other} <= set(cluster.largest)


@pytest.mark.parametrize("reverse", [False, True])
def test_progress_is_told(panel: WorkingGroup, reverse: bool) -> None:
    """Every text that is combined is told, up to all of them."""
    for target in ("R2", "R1") if reverse else ("R1", "R2"):
        panel.propose(target, "One.", by=["ASH"])
        panel.propose(target, "Two.", by=["BAY"])
    told: list[tuple[int, int]] = []
    panel.analysis.conflicts(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


# The largest compatible set, against trying every set.


@st.composite
def exclusions(draw: st.DrawFn, most: int = 9) -> tuple[list[int], list[int]]:
    """Some things with weights, and what each excludes, as masks."""
    count = draw(st.integers(0, most))
    weights = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    masks = [0] * count
    for one in range(count):
        for other in range(one):
            if draw(st.booleans()):
                masks[one] |= 1 << other
                masks[other] |= 1 << one
    return weights, masks


def best_of_all(weights: list[int], masks: list[int]) -> tuple[int, ...]:
    """The best set by trying every one: by weight, then number, then those that come first."""
    count = len(weights)
    compatible = [
        tuple(bits(mask))
        for mask in range(1 << count)
        if not any(masks[at] & mask for at in bits(mask))
    ]
    return max(
        compatible,
        key=lambda chosen: (
            sum(weights[at] for at in chosen),
            len(chosen),
            sum(1 << (count - 1 - at) for at in chosen),
        ),
    )


@given(exclusions())
def test_it_is_the_best_of_all_sets(given_things: tuple[list[int], list[int]]) -> None:
    """Branch and bound finds what trying every set finds, and knows that it is best."""
    weights, masks = given_things
    found = largest_compatible(weights, masks)
    assert best_of_all(weights, masks) == found.chosen
    assert sum(weights[at] for at in found.chosen) == found.weight == found.at_most
    assert found.is_exact


@given(exclusions())
def test_without_time_it_is_compatible_and_bounded(
    given_things: tuple[list[int], list[int]],
) -> None:
    """When it has to stop, nothing chosen excludes anything, and no set exceeds the bound."""
    weights, masks = given_things
    found = largest_compatible(weights, masks, most_work=0)
    assert not any(masks[one] >> other & 1 for one in found.chosen for other in found.chosen)
    best = sum(weights[at] for at in best_of_all(weights, masks))
    assert found.weight <= best <= found.at_most


def test_a_thousand_in_a_row_dissolve_without_a_branch() -> None:
    """Where each excludes its neighbours only, every other one is taken."""
    count = 1_000
    masks = [((1 << at >> 1) | (2 << at)) & ((1 << count) - 1) for at in range(count)]
    found = largest_compatible([1] * count, masks, most_work=0)
    assert tuple(range(0, count, 2)) == found.chosen
    assert found.is_exact


def test_parts_that_hang_together() -> None:
    """Components are given by their lowest index."""
    assert list(components(0b111, [0b100, 0, 0b001])) == [0b101, 0b010]


# How alike two changes of one text are.


BASE = "Members shall report every year to the harbour office."
# An Arabic number sign takes the space behind it into its grapheme.
SOME_TEXT = st.lists(
    st.sampled_from(["a", "b", "é", "e\u0301", "\u0600", " ", "\n", "[", "]"])
).map("".join)
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d,"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BASE.replace("shall", "should"), BASE.replace("shall", "should"), 1.0),
        (BASE.replace("shall", "should"), BASE.replace("harbour", "port"), 0.0),
        (BASE.replace("shall", "should"), BASE.replace("shall", "may"), 0.5),
        (BASE.replace("year", "month"), BASE.replace("year", "month or so"), 2 / 3),
    ],
)
def test_likeness_looks_at_what_is_changed_only(one: str, other: str, expected: float) -> None:
    """Words that both leave as they were make nothing alike."""
    assert similarity(BASE, one, other) == pytest.approx(expected)


@given(WORDS, WORDS, WORDS)
def test_likeness_is_a_share_and_has_no_order(base: str, one: str, other: str) -> None:
    """It is between 0 and 1, and the same whichever is named first."""
    found = similarity(base, one, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(similarity(base, other, one))


@given(SOME_TEXT, SOME_TEXT, SOME_TEXT)
@example("", "a a x\u0600 \n", "c, x\u0600 b b b b \n \n \n a \n")
def test_nothing_is_more_alike_than_it_can_be(base: str, one: str, other: str) -> None:
    """What is found quickly bounds what is found exactly."""
    assert similarity(base, one, other) <= similarity_bound(base, one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BASE, BASE, 1.0),
        (BASE.replace("shall", "should"), BASE.replace("harbour", "port"), 0.0),
        (BASE.replace("shall", "should"), BASE.replace("shall", "may"), 0.5),
        (BASE.replace("shall", "should"), BASE.replace("shall report", "should tell"), 2 / 3),
        (BASE.replace("year", "cafe\u0301"), BASE.replace("harbour", "port"), 1.0),
    ],
)
def test_most_that_is_not_alike_is_known_quickly(one: str, other: str, expected: float) -> None:
    """The bound is likeness itself where words that stand together are changed."""
    assert similarity_bound(BASE, one, other) == pytest.approx(expected)
