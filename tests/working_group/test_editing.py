"""Items reworded, arranged and consolidated, and what amends them meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.history.operations import ArrangeItems, MovedItem, NewItem
from consensus.model.amendments import AmendmentState
from consensus.model.drafts import ItemKind
from consensus.text.brackets import BracketedText
from consensus.text.hunk import Reword
from consensus.working_group.editing import (
    AmendmentFate,
    Fate,
    StalePosition,
    plan_arrangement,
    rebase_parts,
)
from tests.support.growth import peak_bytes
from tests.support.panel import text, text_source, ticking


def test_each_amendment_follows_clashes_or_is_met(panel: WorkingGroup) -> None:
    """An amendment elsewhere follows, one to the same words keeps its own, an equal one is met."""
    panel.propose("1", "Members shall report every year to the port office.", by=["ASH"])
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    panel.propose("1", "Members should report every year to the harbour office.", by=["DUN"])
    plan = panel.plan_edit("1", "Members should report every year to the harbour office.")
    assert plan.following == (
        AmendmentFate(
            "A1",
            Fate.FOLLOWS,
            "Members shall report every year to the port office.",
            "Members should report every year to the port office.",
        ),
        AmendmentFate(
            "A2",
            Fate.CLASHES,
            "Members may report every year to the harbour office.",
            "Members may report every year to the harbour office.",
        ),
        AmendmentFate("A3", Fate.MET, plan.new, plan.new),
    )


def test_what_is_foreseen_is_what_happens(panel: WorkingGroup) -> None:
    """The texts that are foreseen are those that the record holds after the edit."""
    panel.propose("1", "Members shall report every year to the port office.", by=["ASH"])
    panel.take_position("COL", "1", Stance.SUPPORT)
    new = "All members shall report every year to the harbour office."
    plan = panel.plan_edit("1", new)
    assert panel.state.text(panel.state.handles["R1"]) == plan.old
    panel.edit("1", new)
    (following,) = plan.following
    assert following.after == panel.state.text(panel.state.handles["A1"])
    assert plan.refreshing == (StalePosition("R1", "COL", "support"),)
    assert panel.verdict("1").counts.stale == ("COL",)


def test_editorial_changes_ask_nobody_again(panel: WorkingGroup) -> None:
    """What is editorial leaves positions and decisions as they were."""
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.decide("1", "agreed")
    new = "Members shall report every year to the harbour office"
    plan = panel.plan_edit("1", new, editorial=True)
    assert (plan.refreshing, plan.decisions) == ((), ())
    assert panel.plan_edit("1", new).decisions == ("DEC1",)


def test_positions_on_amendments_that_clash_are_asked_again(panel: WorkingGroup) -> None:
    """Whoever supports an amendment whose words were changed under it is listed with it."""
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    panel.take_position("COL", "A1", Stance.SUPPORT)
    plan = panel.plan_edit("1", "Members should report every year to the harbour office.")
    assert StalePosition("A1", "COL", "support") in plan.refreshing


def test_odd_brackets_are_found(panel: WorkingGroup) -> None:
    """A sign without its partner is told before it is recorded."""
    (finding,) = panel.plan_edit("1", "Members [shall report.").findings
    assert finding.line == 1


UNCLOSED = "Members [shall report."


@pytest.mark.parametrize(
    "record",
    [
        lambda group: group.edit("1", UNCLOSED),
        lambda group: group.bracket("1", UNCLOSED),
        lambda group: group.propose("1", UNCLOSED, by=["ASH"]),
        lambda group: group.propose("1", "[Ships", old="Members", by=["ASH"]),
        lambda group: group.propose("1", "Members report.", kind="split", parts=[UNCLOSED]),
        lambda group: group.revise("A1", UNCLOSED),
        lambda group: group.consolidate(["A1", "A2"], UNCLOSED),
        lambda group: group.plan_merge("1", settle={1: Reword("[shall")}),
    ],
)
def test_a_bracket_without_its_other_half_is_refused(
    panel: WorkingGroup, record: Callable[[WorkingGroup], object]
) -> None:
    """Wherever a text is typed; the message says where it is and how it is written as a word."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["ASH"])
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    count = len(panel.steps())
    with pytest.raises(Rejected, match=r"line 1, character \d+: .* never closed; .* write \\\["):
        record(panel)
    assert len(panel.steps()) == count


def test_brackets_that_are_words_are_typed_with_a_backslash(panel: WorkingGroup) -> None:
    """So an interval is written; a passage that holds half a bracket is replaced by another."""
    interval = r"Members report from \[0 to 1\] every year."
    panel.edit("1", interval)
    assert panel.state.text(panel.state.handles["R1"]) == interval
    panel.edit("1", "Members [shall] report.")
    panel.propose("1", "All members [shall", old="Members [shall", by=["ASH"])
    assert panel.state.text(panel.state.handles["A1"]) == "All members [shall] report."


def test_a_text_without_words_is_refused(panel: WorkingGroup) -> None:
    """An item goes by an amendment, not by an edit that empties it."""
    with pytest.raises(Rejected):
        panel.plan_edit("1", "  ")


def test_signs_of_footnotes_are_no_brackets() -> None:
    """Typed in an edit or an amendment, `[^1]` refers to a footnote, and holds nothing back."""
    draft = "1. Members report.[^1]\n\n2. Ships wait.\n\n[^1]: Harbour law.\n"
    with WorkingGroup.in_memory() as group:
        group.import_draft(text_source("d.md", draft))
        group.edit("1", "Members shall report.[^1]")
        group.propose("2", "Ships [may] wait.[^1]")
        item, amendment = (
            group.state.version(group.state.handles[each]).wording for each in ("N1", "A1")
        )
        assert (item.count, item.notation()) == (0, "Members shall report.\\[^1\\]")
        assert (amendment.count, amendment.notation()) == (1, "Ships [may] wait.\\[^1\\]")


def test_edit_foresees_what_becomes_of_objections(panel: WorkingGroup) -> None:
    """Other words are to be confirmed, the old ones end it, and nothing is recorded by looking."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    plan = panel.plan_edit("2", "The office shall publish all reports.")
    assert [each.sentence for each in plan.effects.contested] == [
        "FIR objects to “should” → “shall” (A1): “no binding language”"
    ]
    panel.record(plan.operation)
    changed = panel.plan_edit("2", "The office must publish all reports.").effects
    assert [each.sentence for each in changed.to_confirm] == [
        "the objection of FIR to “should” → “shall” (A1) is to be confirmed: “no binding language”"
    ]
    back = panel.plan_edit("2", "The office should publish all reports.").effects
    assert [each.member for each in back.lapsed] == ["FIR"]
    assert panel.verdict("2").counts.of(Stance.OBJECT) == 1


def test_merged_words_that_would_go_are_named(panel: WorkingGroup) -> None:
    """By their amendment; not where they stay, and not once they are gone."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.merge("2", take=["A1"])
    text = panel.state.text(panel.state.handles["R2"])
    assert panel.plan_edit("2", f"{text} It reads them.").taken_out == ()
    other = text.replace("shall", "may")
    assert panel.plan_edit("2", other).taken_out == ("A1",)
    panel.edit("2", other)
    assert panel.plan_edit("2", text.replace("shall", "can")).taken_out == ()


# Items inserted, removed, moved, split and joined, and what amends them meanwhile.


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
    with pytest.raises(Rejected, match="A2 changes the words that A1 would rearrange"):
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


# One wording set beside several amendments.


TEXT = "Members must report twice a year to the harbour office."


@pytest.fixture
def sources(panel: WorkingGroup) -> WorkingGroup:
    """Two amendments to recommendation 1, and one each to others."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
    panel.propose("1", "twice a year", old="every year", by=["COL"])
    panel.propose("2", "may", old="should", by=["COL"])
    panel.propose("1", kind="delete", by=["COL"])
    return panel


def states(panel: WorkingGroup) -> dict[str, str]:
    """How far each amendment has come."""
    return {each.handle: each.state.value for each in panel.state.amendments.values()}


@pytest.mark.parametrize("names", [["A1"], ["A1", "A1"], ["A1", "A3"], ["A1", "A4"]])
def test_only_amendments_to_the_words_of_one_text(sources: WorkingGroup, names: list[str]) -> None:
    """One alone, or of different texts or kinds, is nothing to draw together."""
    with pytest.raises(Rejected, match="amendments to the words of one text"):
        sources.consolidate(names, TEXT)


def test_decided_amendments_are_not_drawn_on(sources: WorkingGroup) -> None:
    """What was withdrawn has to be taken up first."""
    sources.withdraw("A2")
    with pytest.raises(Rejected, match="A2 is withdrawn already"):
        sources.consolidate(["A1", "A2"], TEXT)


def test_sponsors_consent_for_their_co_sponsors(sources: WorkingGroup) -> None:
    """A source retires with the consent of those that proposed it."""
    sources.consolidate(["A1", "A2"], TEXT, by=["DUN"], consenting=["ASH"])
    assert states(sources) == {
        "A1": "retired",
        "A2": "open",
        "A3": "open",
        "A4": "open",
        "A5": "open",
    }
    made = sources.state.amendments[sources.state.handles["A5"]]
    assert made.sponsors == ("DUN",)
    assert made.new_words == ()


def test_co_sponsors_consent_where_no_sponsor_is_left(sources: WorkingGroup) -> None:
    """Whoever keeps an amendment alive is asked."""
    sources.withdraw("A1", ["ASH"])
    sources.consolidate(["A1", "A2"], TEXT, consenting=["ASH", "COL"])
    assert (states(sources)["A1"], states(sources)["A2"]) == ("open", "retired")


def test_chair_s_own_proposal_retires_with_nobody_s_consent(sources: WorkingGroup) -> None:
    """No member stands behind it, so none is asked."""
    sources.propose("1", "weekly", old="every year")
    sources.consolidate(["A1", "A5"], TEXT)
    assert (states(sources)["A1"], states(sources)["A5"]) == ("open", "retired")
