"""Conflicts over whole drafts: within texts, across them, and what could be had together."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.analysis.conflicts import Clash, ClashKind, Conflicts
from consensus.analysis.duplicates import Difference
from consensus.text.combine import combine
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
