"""Items inserted, removed, moved, split and joined, and what amends them meanwhile."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.history.operations import ArrangeItems, MovedItem, NewItem
from consensus.model.amendments import AmendmentState
from consensus.model.drafts import ItemKind
from consensus.text.brackets import BracketedText
from consensus.working_group.editing import plan_arrangement
from consensus.working_group.merging import rebase_parts
from tests.support.growth import peak_bytes
from tests.support.panel import text_source, ticking


def text(panel: WorkingGroup, handle: str) -> str:
    """The present text of an item or amendment."""
    return panel.state.text(panel.state.handles[handle])


def state_of(panel: WorkingGroup, handle: str) -> AmendmentState:
    """How far an amendment has come."""
    return panel.state.amendments[panel.state.handles[handle]].state


def labels(panel: WorkingGroup) -> list[str]:
    """The labels of the first draft, in order."""
    return [item.label for item in panel.state.walk(panel.state.handles["D1"]) if item.label]


def test_memory_grows_with_the_paragraphs_of_a_draft() -> None:
    """Four times the paragraphs under one parent take four times the memory, not sixteen."""

    def peak(paragraphs: int) -> int:
        group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
        words = "".join(f"Berth {each} is swept.\n\n" for each in range(paragraphs))
        return peak_bytes(lambda: group.import_draft(text_source("draft.txt", words)))

    peak(10)
    assert peak(2_000) < 6 * peak(500)


def test_new_items_come_after_the_ones_they_name(panel: WorkingGroup) -> None:
    """Each new item of a step sees those that the same step put before it."""

    def new(number: int, after: str) -> NewItem:
        words = BracketedText.plain(f"New {number}.")
        handle = f"N{number}"
        return NewItem(handle=handle, kind=ItemKind.PARAGRAPH, wording=words, after=after)

    state = panel.state
    draft, second = state.handles["D1"], state.handles["R2"]
    parent = state.items[second].parent
    items = (
        attrs.evolve(new(1, second), parent=parent),
        attrs.evolve(new(2, "#0"), parent=parent),
        attrs.evolve(new(3, "first"), parent=parent),
        attrs.evolve(new(4, second), parent=parent),
        attrs.evolve(new(5, ""), parent=parent),
        attrs.evolve(new(6, "first"), parent="#4"),
        attrs.evolve(new(7, "first"), parent="#4"),
    )
    panel.record(ArrangeItems(draft=draft, inserted=items))
    found = [item.handle for item in state.walk(draft) if item.handle[0] in "RN"]
    assert found == ["N3", "R1", "R2", "N4", "N1", "N2", "R3", "R4", "N5", "N7", "N6"]


def test_only_what_rearranges_is_arranged(panel: WorkingGroup) -> None:
    """An amendment to words is merged into its item, and none is merged twice."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    with pytest.raises(Rejected, match="A1 changes words; merge it into its item"):
        plan_arrangement(panel.state, panel.state.handles["A1"], panel.new_id)
    panel.propose("4", kind="delete", by=["ASH"])
    panel.merge("A2")
    with pytest.raises(Rejected, match="A2 is merged already"):
        panel.merge("A2")


def test_labels_of_what_is_put_in_between(panel: WorkingGroup) -> None:
    """Latin numbers as far as they go; then none, until a revision renumbers."""
    for number in range(1, 11):
        panel.propose(kind="insert", after="2", text="More.", by=["ASH"])
        panel.merge(f"A{number}")
    assert labels(panel)[:3] == ["1", "2", "2 novies"]
    assert len(labels(panel)) == 12
    panel.propose(kind="insert", after="S1", text="First.", by=["ASH"], label="0")
    panel.merge("A11")
    assert labels(panel)[0] == "0"


def test_insertion_follows_its_item_wherever_that_goes(panel: WorkingGroup) -> None:
    """What comes after an item comes after it in its new place, and in the place it had."""
    panel.propose(kind="insert", after="2", text="After two.", by=["ASH"])
    panel.propose("2", kind="move", after="4", by=["ASH"])
    panel.merge("A2")
    panel.merge("A1")
    assert labels(panel) == ["1", "3", "4", "2", "2 bis"]
    panel.propose(kind="insert", after="3", text="After three.", by=["ASH"])
    panel.propose("3", kind="delete", by=["ASH"])
    panel.merge("A4")
    panel.merge("A3")
    assert labels(panel)[:2] == ["1", "3 bis"]


def test_item_without_a_label_gives_none(panel: WorkingGroup) -> None:
    """What follows a heading or an unnumbered item is not numbered after it."""
    panel.propose(kind="insert", text="At the end.", by=["ASH"])
    panel.merge("A1")
    (inserted,) = [item for item in panel.state.items.values() if item.handle == "N1"]
    assert (inserted.label, inserted.parent) == ("", panel.state.handles["D1"])


def test_removed_item_takes_all_amendments_along(panel: WorkingGroup) -> None:
    """A chair's proposal and an observer's are closed as a member's is."""
    panel.propose("4", "low", old="in advance", by=["OBS"])
    panel.propose("4", "high", old="in advance")
    panel.propose("4", "fair", old="in advance", by=["ASH"])
    panel.propose("1", kind="join", others=["4"], by=["ASH"])
    panel.propose("4", kind="delete", by=["BAY"])
    panel.merge("A5")
    assert [state_of(panel, f"A{number}") for number in range(1, 6)] == ["closed"] * 4 + ["merged"]
    assert text(panel, "A1") == "Fees are paid low."


def test_amendments_to_an_insertion_become_amendments_to_the_item(panel: WorkingGroup) -> None:
    """What amends the words of an insertion goes on against the item made of it."""
    panel.propose(kind="insert", after="1", text="Boats are welcome.", by=["ASH"])
    panel.propose("A1", "ships", old="Boats", by=["BAY"])
    panel.propose("A1", "Boats are very welcome.", by=["COL"])
    panel.merge("A1", take=["A3"])
    assert text(panel, "A1") == "Boats are very welcome."
    panel.merge("A1")
    assert state_of(panel, "A2") is AmendmentState.OPEN
    assert [each.handle for each in panel.state.open_amendments(panel.state.handles["R5"])] == [
        "A2"
    ]
    assert text(panel, "A2").startswith("ships")


def test_amendments_to_a_split_go_on_against_its_first_part(panel: WorkingGroup) -> None:
    """So do those to a join; those to a move or deletion end with it."""
    panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["ASH"])
    panel.propose("A1", "Boats", old="Ships", by=["BAY"])
    panel.merge("A1")
    assert [each.handle for each in panel.state.open_amendments(panel.state.handles["R3"])] == [
        "A2"
    ]
    panel.propose("4", kind="move", after="1", by=["ASH"])
    panel.propose("A3", "Dues", old="Fees", by=["BAY"])
    panel.merge("A3")
    assert (state_of(panel, "A4"), text(panel, "A4")) == ("closed", "Dues are paid in advance.")


def test_split_follows_the_words_that_change(panel: WorkingGroup) -> None:
    """What was merged meanwhile is in the parts, each word in the part it stands in."""
    panel.propose(
        "3", "Ships may enter at night.", kind="split", parts=["A pilot is on board."], by=["ASH"]
    )
    panel.propose("3", "shall", old="may", by=["BAY"])
    panel.propose("3", "deck", old="board", by=["COL"])
    panel.propose("A1", "Boats", old="Ships", by=["DUN"])
    panel.merge("3")
    assert text(panel, "A1") == "Ships shall enter at night."
    assert panel.state.amendments[panel.state.handles["A1"]].parts == ("A pilot is on deck.",)
    assert text(panel, "A4") == "Boats shall enter at night."
    panel.merge("A1")
    assert text(panel, "R3") == "Ships shall enter at night."
    assert text(panel, "R5") == "A pilot is on deck."


def test_join_follows_the_words_of_every_item_it_joins(panel: WorkingGroup) -> None:
    """A word merged into either item is in what they are joined to."""
    panel.propose("1", kind="join", others=["2"], by=["ASH"])
    panel.edit("1", "Members must report.")
    panel.propose("2", "may", old="should", by=["BAY"])
    panel.merge("2")
    panel.merge("A1")
    assert text(panel, "R1") == "Members must report. The office may publish all reports."
    assert labels(panel) == ["1", "3", "4"]


def test_rivals_of_a_rearrangement_are_decided_first(panel: WorkingGroup) -> None:
    """Two splits of one item cannot both be merged, nor a join over words that others change."""
    panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["ASH"])
    panel.propose("2", kind="join", others=["3"], by=["BAY"])
    panel.propose("2", "may", old="should", by=["COL"])
    with pytest.raises(Rejected, match="A2 change the words that A1 would rearrange"):
        panel.merge("A1")
    with pytest.raises(Rejected, match="A3, A1 change the words that A2 would rearrange"):
        panel.merge("A2")
    panel.decide("A1", "rejected")
    panel.merge("2", take=["A3"])
    panel.merge("A2")
    assert text(panel, "R2").startswith("The office may publish")


def test_amendment_that_comes_in_between_keeps_a_planned_arrangement_out(
    panel: WorkingGroup,
) -> None:
    """What was looked at before it came is looked at again."""
    panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["ASH"])
    planned = plan_arrangement(panel.state, panel.state.handles["A1"], panel.new_id)
    panel.propose("3", "shall", old="may")
    with pytest.raises(Rejected, match="A2 changes the words of R3; merge or decide it first"):
        panel.record(planned)


def test_item_moved_to_the_first_place_and_to_the_top(panel: WorkingGroup) -> None:
    """After the heading is first below it; the top of the draft is beside it."""
    item = panel.state.handles["R4"]
    panel.propose("4", kind="move", after="S1", by=["ASH"])
    panel.merge("A1")
    assert labels(panel) == ["4", "1", "2", "3"]
    panel.record(
        ArrangeItems(
            draft=panel.state.handles["D1"],
            moved=(MovedItem(item=item, after="first"),),
            seen=(panel.state.version_id(item),),
        )
    )
    assert panel.state.depth(item) == 0
    assert next(panel.state.walk(panel.state.handles["D1"])).handle == "R4"


WORDS = st.lists(st.sampled_from(("red", "blue", "old", "new", ".")), min_size=1, max_size=8).map(
    " ".join
)


@given(WORDS, WORDS, st.lists(WORDS, min_size=2, max_size=4))
def test_parts_stay_as_many_as_they_were(old: str, new: str, parts: list[str]) -> None:
    """However the text changes, each part stays a part, and keeps words of its own."""
    carried, _ = rebase_parts(old, new, parts)
    assert len(carried) == len(parts)
    assert rebase_parts(old, old, parts) == (tuple(parts), True)


def test_two_insertions_get_different_handles(panel: WorkingGroup) -> None:
    """Items of two drafts and of one package are never called alike."""
    panel.propose(kind="insert", after="1", text="One.", by=["ASH"])
    panel.propose(kind="insert", after="1", text="Two.", by=["ASH"])
    panel.propose_package("Both", ["1", "2"], ["A1", "A2"])
    panel.decide("PKG1", "agreed")
    panel.import_draft(
        text_source("quays.md", "# Quays\n\n## Recommendations\n\n1. Quays are swept.\n")
    )
    handles = [item.handle for item in panel.state.items.values()]
    assert len(handles) == len(set(handles))
    assert not [handle for handle in handles if "-" in handle]
