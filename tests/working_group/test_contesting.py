"""Objections, holds, support and conditions through a merge, and who is listed as objecting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.history.operation import StepContext
from consensus.history.operations import WithdrawPosition
from consensus.model.amendments import AmendmentState
from consensus.model.contested import ContestedState
from consensus.reports.audience import Audience
from consensus.reports.next_items import next_items
from consensus.reports.step_sentences import change_sentence
from consensus.reports.words import SentenceContext
from consensus.rules.explain import explain
from consensus.rules.verdict import Status
from consensus.text.hunk import InBrackets, Reword
from consensus.working_group.editing import plan_arrangement
from consensus.working_group.merging import MergePlan
from tests.conftest import at_most
from tests.support.panel import fill, make_panel, merge_all, text_source, ticking


def states(group: WorkingGroup, target: str) -> list[tuple[str, str]]:
    """Who contested what is in a text, and what has become of it."""
    contested = group.state.contested.get(group.state.handles[target], ())
    return [(each.member, each.state.value) for each in contested]


def sentences(group: WorkingGroup, target: str) -> tuple[str, ...]:
    """Why a target stands where it does."""
    return explain(group.verdict(target), label=group.state.handle_of)


@pytest.fixture
def binding(panel: WorkingGroup) -> WorkingGroup:
    """A1 makes recommendation 2 binding, and FIR objects to that; silence is consent."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    return panel


def test_objection_stands_on_the_text_that_has_the_words(binding: WorkingGroup) -> None:
    """After the merge the paragraph is blocked, by whom and about what is said, once."""
    merge_all(binding, "2", settle={})
    verdict = binding.verdict("2")
    assert verdict.status is Status.BLOCKED
    assert [(each.member, each.reason) for each in verdict.counts.standing] == [
        ("FIR", "no binding language")
    ]
    assert "FIR objects to “should” → “shall” (A1): “no binding language”" in sentences(
        binding, "2"
    )
    assert verdict.could_change[0].stance is Stance.OBJECT


def test_other_words_are_to_be_confirmed_and_the_first_ones_end_it(binding: WorkingGroup) -> None:
    """Must is not should: FIR goes on blocking until the words are those from before."""
    merge_all(binding, "2")
    binding.edit("2", "The office must publish all reports.")
    assert binding.verdict("2").status is Status.BLOCKED
    assert (
        "to be confirmed by FIR: it objected to “should” → “shall” (A1): “no binding language”, and"
        " the words there are now “must”"
    ) in sentences(binding, "2")
    plan = binding.plan_edit("2", "The office should publish all reports.")
    assert [(each.member, each.state) for each in plan.operation.contested] == [
        ("FIR", ContestedState.LAPSED)
    ]
    binding.record(plan.operation)
    assert states(binding, "R2") == [("FIR", "lapsed")]
    assert binding.verdict("2").counts.standing == ()


def test_words_that_come_back_are_contested_again(binding: WorkingGroup) -> None:
    """Whoever objected to a change that stands in the text is listed, however it came there."""
    merge_all(binding, "2")
    binding.edit("2", "The office should publish all reports.")
    binding.edit("2", "Each year the office shall publish all reports.")
    assert states(binding, "R2") == [("FIR", "standing")]


def test_lifted_bracket_reads_as_before(binding: WorkingGroup) -> None:
    """Put in brackets beside the old word, the new one stands; without them the old one is back."""
    merge_all(binding, "2")
    binding.edit("2", "The office [should | shall] publish all reports.")
    assert states(binding, "R2") == [("FIR", "standing")]
    binding.edit("2", "The office should publish all reports.")
    assert states(binding, "R2") == [("FIR", "lapsed")]


def test_choice_from_a_bracket_goes_back_to_the_wording_nobody_proposed(
    binding: WorkingGroup,
) -> None:
    """Where the conflict was written as a bracket, its base wording is that from before."""
    binding.propose("2", "must", old="should", by=["BAY"])
    merge_all(binding, "2", settle={1: InBrackets()})
    assert binding.state.contested == {}
    merge_all(binding, "2", settle={1: "A1"})
    assert binding.state.text(binding.state.handles["R2"]).startswith("The office shall")
    assert binding.verdict("2").status is Status.BLOCKED
    binding.edit("2", "The office should publish all reports.")
    assert states(binding, "R2") == [("FIR", "lapsed")]


def test_choice_from_a_bracket_by_an_edit_is_one_change(binding: WorkingGroup) -> None:
    """Its signs are none of what FIR objects to: that is the wording instead of the bracket."""
    binding.propose("2", "must", old="should", by=["BAY"])
    binding.merge("2", settle={1: InBrackets()})
    binding.edit("2", "The office shall publish all reports.")
    assert states(binding, "R2") == [("FIR", "standing")]
    binding.edit("2", "The office might publish all reports.")
    assert states(binding, "R2") == [("FIR", "to be confirmed")]
    binding.edit("2", "The office should publish all reports.")
    assert states(binding, "R2") == [("FIR", "lapsed")]


def test_choice_from_a_bracket_by_an_amendment_is_one_change(panel: WorkingGroup) -> None:
    """FIR objects to the choice, not to each sign that goes; it lapses with the wording before."""
    panel.edit("2", "The office [should | BAY: must] publish all reports.")
    panel.propose("2", "The office must publish all reports.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(panel, "2")
    assert states(panel, "R2") == [("FIR", "standing")]
    panel.edit("2", "The office should publish all reports.")
    assert states(panel, "R2") == [("FIR", "lapsed")]


def test_hold_stays_a_hold_and_sponsors_are_to_be_asked(panel: WorkingGroup) -> None:
    """Nobody is lost: one reserves, two proposed or supported part, and the classes add up."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("BAY", "A1", Stance.ACCEPT)
    panel.take_position("COL", "A1", Stance.HOLD, reason="awaits instructions")
    merge_all(panel, "2")
    counts = panel.verdict("2").counts
    assert (counts.holds, counts.proposed, counts.no_position) == (("COL",), ("ASH", "BAY"), 3)
    assert counts.in_favour == 0
    classes = sum(counts.stances().values()) + len(counts.proposed) + len(counts.stale)
    assert classes + counts.no_position == counts.eligible == 6
    assert "COL reserves its position on “should” → “shall” (A1): “awaits instructions”" in (
        sentences(panel, "2")
    )
    panel.take_position("ASH", "2", Stance.SUPPORT)
    assert panel.verdict("2").counts.proposed == ("BAY",)


def test_objection_goes_before_an_older_support_and_counts_once(panel: WorkingGroup) -> None:
    """FIR supported the paragraph, and objects to two changes in it: that is one objection."""
    panel.take_position("FIR", "2", Stance.SUPPORT)
    panel.propose("2", "all annual reports", old="all reports", by=["ASH"])
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.take_position("FIR", "A2", Stance.OBJECT)
    merge_all(panel, "2")
    counts = panel.verdict("2").counts
    assert (counts.of(Stance.OBJECT), counts.in_favour, counts.stale) == (1, 0, ())
    assert len(counts.contested) == 2


def test_named_words_are_all_that_is_objected_to(panel: WorkingGroup) -> None:
    """Of an amendment with two changes only that with the words is contested."""
    panel.propose("2", "The office shall publish all annual reports.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, words="shall")
    panel.take_position("ELM", "A1", Stance.HOLD)
    merge_all(panel, "2")
    contested = panel.state.contested_in(panel.state.handles["R2"])
    assert [(each.member, each.change.text.strip()) for each in contested] == [
        ("ELM", "shall"),
        ("ELM", "annual"),
        ("FIR", "shall"),
    ]
    panel.propose("1", "must", old="shall", by=["BAY"])
    with pytest.raises(Rejected, match="“never” is nothing that A2 changes"):
        panel.take_position("FIR", "A2", Stance.OBJECT, words="never")
    with pytest.raises(Rejected, match="only an objection or reserved position"):
        panel.take_position("FIR", "A2", Stance.SUPPORT, words="must")
    with pytest.raises(Rejected, match="R1 is no amendment that changes words"):
        panel.take_position("FIR", "1", Stance.OBJECT, words="shall")


def test_objection_to_words_that_are_reworded_is_about_the_amendment(
    panel: WorkingGroup,
) -> None:
    """FIR named words that A1 has no longer; whatever it says instead goes in over FIR."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, words="shall")
    panel.revise("A1", "The office must publish all reports.")
    with pytest.raises(Rejected, match="FIR objects"):
        panel.merge("2", take=["A1"], without_brackets=True)
    merge_all(panel, "2")
    assert states(panel, "R2") == [("FIR", "standing")]


def test_named_words_are_words(binding: WorkingGroup) -> None:
    """White space is none of the words of an amendment."""
    with pytest.raises(Rejected, match="there are no words in what is quoted"):
        binding.take_position("FIR", "A1", Stance.OBJECT, words=" ")


@pytest.mark.parametrize("stance", ["support", "accept", "abstain", "disagree"])
def test_a_position_on_the_text_withdraws_it(binding: WorkingGroup, stance: str) -> None:
    """FIR answers for the whole from then on."""
    merge_all(binding, "2")
    binding.take_position("FIR", "2", stance)
    assert states(binding, "R2") == [("FIR", "withdrawn")]
    assert binding.verdict("2").counts.standing == ()
    assert binding.verdict("2").counts.of(Stance(stance)) == 1


def test_an_objection_to_the_text_takes_its_place(binding: WorkingGroup) -> None:
    """It is FIR's own from then on, and still counts once."""
    merge_all(binding, "2")
    binding.take_position("FIR", "2", Stance.OBJECT, reason="the whole of it")
    assert states(binding, "R2") == [("FIR", "replaced")]
    assert [each.reason for each in binding.verdict("2").counts.standing] == ["the whole of it"]


def test_objection_is_answered_and_settled_on_the_text(binding: WorkingGroup) -> None:
    """As any other: answered it stands, accommodated it does not."""
    merge_all(binding, "2")
    binding.answer_objection("2", "FIR", "it says whom it binds")
    assert [each.answered for each in binding.verdict("2").counts.standing] == [True]
    binding.settle_objection("2", "FIR", "accommodated")
    assert binding.verdict("2").counts.standing == ()
    with pytest.raises(Rejected, match="FIR has raised no objection there"):
        binding.settle_objection("2", "FIR", "withdrawn")


def test_a_group_does_not_speak_for_one_that_objected(panel: WorkingGroup) -> None:
    """ASH is in ISL and spoke for itself; BAY is reached."""
    panel.propose("2", "shall", old="should", by=["COL"])
    panel.take_position("ASH", "A1", Stance.OBJECT)
    merge_all(panel, "2")
    panel.state_group_position("ISL", "2", Stance.SUPPORT)
    counts = panel.verdict("2").counts
    assert [each.member for each in counts.standing] == ["ASH"]
    assert counts.of(Stance.SUPPORT) == 1


def test_gavel_goes_over_an_objection_to_what_went_in(binding: WorkingGroup) -> None:
    """It needs a reason, names FIR, and reopened it stands again."""
    merge_all(binding, "2")
    with pytest.raises(Rejected, match="FIR still objects"):
        binding.decide("2", "agreed")
    binding.decide("2", "agreed", reason="the chair rules")
    (decision,) = binding.state.decisions.values()
    assert (decision.over, decision.no_objection_heard) == (("FIR",), False)
    assert binding.verdict("2").status is Status.AGREED
    assert binding.verdict("A1").status is Status.AGREED
    binding.decide("2", "reopened")
    assert binding.verdict("2").status is Status.BLOCKED
    assert binding.verdict("A1").status is Status.MERGED


def test_no_objection_heard_ends_what_was_to_be_confirmed(binding: WorkingGroup) -> None:
    """FIR is there and was asked about the other words; away, it goes on blocking."""
    merge_all(binding, "2")
    binding.edit("2", "The office must publish all reports.")
    binding.take_position("ASH", "2", Stance.SUPPORT)
    binding.open_meeting("Meeting")
    binding.note_presence(["ASH"])
    with pytest.raises(Rejected, match="FIR"):
        binding.decide("2", "agreed", no_objection_heard=True, reason="none was heard")
    binding.note_presence(["FIR"])
    binding.decide("2", "agreed", no_objection_heard=True)
    (decision,) = binding.state.decisions.values()
    assert (decision.over, decision.unmet, decision.no_objection_heard) == ((), "", True)
    assert states(binding, "R2") == [("FIR", "not confirmed")]


def test_what_is_to_be_confirmed_ends_only_where_the_chair_asked(binding: WorkingGroup) -> None:
    """FIR is there and nobody has a position: a gavel without asking still goes over FIR."""
    merge_all(binding, "2")
    binding.edit("2", "The office must publish all reports.")
    binding.open_meeting("Meeting")
    binding.note_presence(["ASH", "FIR"])
    with pytest.raises(Rejected, match="FIR still objects"):
        binding.decide("2", "agreed")
    binding.decide("2", "agreed", reason="the chair rules")
    (decision,) = binding.state.decisions.values()
    assert (decision.over, decision.no_objection_heard) == (("FIR",), False)
    assert states(binding, "R2") == [("FIR", "to be confirmed")]


def test_no_objection_is_heard_only_to_an_agreement(binding: WorkingGroup) -> None:
    """It would be ignored for what is rejected or deferred."""
    with pytest.raises(Rejected, match="what is rejected is no agreement"):
        binding.decide("2", "rejected", no_objection_heard=True)


def test_standing_objection_is_not_ended_by_silence(binding: WorkingGroup) -> None:
    """Only what is to be confirmed ends so: the words objected to are in the text."""
    merge_all(binding, "2")
    binding.open_meeting("Meeting")
    binding.note_presence(["ASH", "FIR"])
    with pytest.raises(Rejected, match="FIR"):
        binding.decide("2", "agreed", no_objection_heard=True, reason="none was heard")
    binding.decide("2", "agreed", reason="the chair rules")
    assert states(binding, "R2") == [("FIR", "standing")]


def test_undone_merge_gives_the_objection_back_to_the_amendment(binding: WorkingGroup) -> None:
    """As if nothing had gone in; undone, the edit that ended it lets it stand again."""
    merged = merge_all(binding, "2")
    edited = binding.edit("2", "The office should publish all reports.")
    binding.undo(edited.id)
    assert states(binding, "R2") == [("FIR", "standing")]
    binding.undo(merged.id)
    assert binding.state.contested == {}
    assert [each.member for each in binding.verdict("A1").counts.standing] == ["FIR"]


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[tuple[WorkingGroup, WorkingGroup]]:
    """Two copies of one record, in which A1 makes recommendation 2 binding and A2 joins it to 1."""
    here, there = tmp_path / "ann.consensus", tmp_path / "bob.consensus"
    clock = ticking()
    with WorkingGroup.create(here, title="Harbour panel", by="Ann", clock=clock) as ann:
        fill(ann)
        ann.propose("2", "shall", old="should", by=["ASH"])
        ann.propose("1", kind="join", others=["2"], by=["ASH"])
        ann.backup(there)
        with WorkingGroup.open(there, by="Bob", clock=clock) as bob:
            yield ann, bob


@pytest.mark.parametrize("objected_first", [True, False])
def test_objection_from_another_copy_stands_on_what_went_in(
    copies: tuple[WorkingGroup, WorkingGroup], tmp_path: Path, objected_first: bool
) -> None:
    """Recorded before or after the merge in the other copy, it is listed in both."""
    ann, bob = copies
    if objected_first:
        bob.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
        merge_all(ann, "2")
    else:
        merge_all(ann, "2")
        bob.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    ann.sync(tmp_path / "bob.consensus")
    bob.refresh()
    for copy in (ann, bob):
        assert not copy.superseded
        assert [each.member for each in copy.verdict("2").counts.standing] == ["FIR"]
    ann.edit("2", "The office should publish all reports.")
    assert states(ann, "R2") == [("FIR", "lapsed")]


@pytest.mark.parametrize("objected_first", [True, False])
def test_objection_from_another_copy_goes_on_to_the_joined_item(
    copies: tuple[WorkingGroup, WorkingGroup], tmp_path: Path, objected_first: bool
) -> None:
    """What was merged there meanwhile was joined to another item, too; it is to be confirmed."""
    ann, bob = copies
    if objected_first:
        bob.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(ann, "2")
    ann.merge("A2")
    if not objected_first:
        bob.take_position("FIR", "A1", Stance.OBJECT)
    ann.sync(tmp_path / "bob.consensus")
    assert [each.member for each in ann.verdict("1").counts.standing] == ["FIR"]
    assert states(ann, "R2") == []


def test_objection_to_a_deletion_stands_where_the_words_were(panel: WorkingGroup) -> None:
    """With the words back it has lapsed; other words beside the place do not touch it."""
    panel.propose("3", "Ships may enter with a pilot on board.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(panel, "3")
    assert "FIR objects to the deletion of “at night” (A1)" in sentences(panel, "3")
    panel.edit("3", "Ships may always enter with a good pilot on board.")
    assert states(panel, "R3") == [("FIR", "standing")]
    panel.edit("3", "Ships may always enter at night with a good pilot on board.")
    assert states(panel, "R3") == [("FIR", "lapsed")]


def test_other_words_in_place_of_deleted_ones_are_to_be_confirmed(panel: WorkingGroup) -> None:
    """By day is neither what FIR wanted to keep nor its deletion; out again, that stands."""
    panel.propose("3", "Ships may enter with a pilot on board.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(panel, "3")
    panel.edit("3", "Ships may enter by day with a pilot on board.")
    assert states(panel, "R3") == [("FIR", "to be confirmed")]
    panel.edit("3", "Ships may enter with a pilot on board.")
    assert states(panel, "R3") == [("FIR", "standing")]


def test_a_deletion_within_a_larger_one_goes_in_over_the_objection(panel: WorkingGroup) -> None:
    """A1 is settled against, and what FIR wanted to keep goes all the same: the chair says why."""
    panel.edit("2", "The office should publish all annual reports in full.")
    panel.propose("2", "", old="annual ", by=["ASH"])
    panel.propose("2", "", old="all annual ", by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="keep annual")
    with pytest.raises(Rejected, match=r"FIR objects: “keep annual” \(A1\)"):
        panel.plan_merge("2", settle={1: "A2"}, without_brackets=True)
    plan = panel.plan_merge("2", settle={1: "A2"})
    assert (
        plan.merge.text == "The office should publish [all annual | BAY: no text] reports in full."
    )
    assert [(each.member, each.on) for each in plan.objecting] == [("FIR", "A1")]
    assert {each.key for each in plan.merge.outcomes if each.next_text is not None} == {"A1", "A2"}
    panel.merge("2", settle={1: "A2"}, without_brackets=True, reason="the chair's ruling")
    assert states(panel, "R2") == [("FIR", "standing")]
    panel.edit("2", "The office should publish all annual reports in full.")
    assert states(panel, "R2") == [("FIR", "lapsed")]


def test_a_deletion_with_a_bracket_is_over_the_objection_to_less_of_it(
    panel: WorkingGroup,
) -> None:
    """Kept, the words that FIR wants are there; taken out, FIR is asked about and listed."""
    base = "The office should publish all annual reports in full."
    panel.edit("2", base)
    panel.propose("2", "", old="annual ", by=["ASH"])
    panel.propose("2", "", old="all annual ", by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("2", settle={1: "A2"})
    panel.merge("2", settle={"B1": "a"})
    assert panel.state.text(panel.state.handles["R2"]) == base
    assert states(panel, "R2") == []
    panel.undo()
    with pytest.raises(Rejected, match=r"FIR objects \(A1\): words of A1 are merged without"):
        panel.plan_merge("2", settle={"B1": "b"})
    panel.merge("2", settle={"B1": "b"}, without_brackets=True, reason="the chair's ruling")
    assert states(panel, "R2") == [("FIR", "standing")]


def test_the_end_of_a_bracket_asks_about_words_of_an_amendment_that_it_closes(
    promptly: WorkingGroup,
) -> None:
    """A1 was kept open beside the bracket, which holds its words within more."""
    promptly.merge("2", settle={1: "A2"}, keep_open=["A1"])
    with pytest.raises(Rejected, match=r"FIR objects.* \(A1\)"):
        promptly.plan_merge("2", settle={"B1": "b"})
    ruling = {"without_brackets": True, "reason": "the chair's ruling"}
    plan = promptly.plan_merge("2", settle={"B1": "b"}, **ruling)
    assert ([each.member for each in plan.objecting], plan.unbracketed) == (["FIR"], ("A1",))
    promptly.record(plan.operation)
    assert states(promptly, "R2") == [("FIR", "standing")]


def test_a_word_in_a_sentence_inserted_behind_is_not_the_one_objected_to(
    panel: WorkingGroup,
) -> None:
    """The “and” that A2 puts in place of the last word has nothing to do with that of A1."""
    base = "The office should publish all reports in full each year."
    panel.edit("2", base)
    panel.propose("2", f"{base} Votes are secret and public.", by=["ASH"])
    panel.propose("2", base.replace("year.", "and"), by=["COL"])
    panel.take_position("FIR", "A2", Stance.OBJECT)
    plan = panel.plan_merge("2", take=["A1"], settle={})
    assert plan.merge.text == f"{base} Votes are secret and public."
    panel.record(plan.operation)
    assert states(panel, "R2") == []


def test_words_in_a_bracket_are_not_taken_for_the_same_words_behind_it(
    panel: WorkingGroup,
) -> None:
    """A1 answers for its word while it lives; that of A2 is another, to which FIR says nothing."""
    base = "The office should publish reports in full each year."
    panel.edit("2", base)
    panel.propose("2", "public", old="full", by=["ELM"])
    panel.propose("2", f"{base} Votes are secret and public.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("2", changes=[1, 2])
    assert panel.state.text(panel.state.handles["R2"]) == (
        "The office should publish reports in [full | ELM: public] each year."
        " Votes are secret and public."
    )
    assert states(panel, "R2") == []


def test_words_in_a_bracket_are_not_taken_for_the_same_words_of_the_text(
    panel: WorkingGroup,
) -> None:
    """Another change beside “should” does not make it the “should” that FIR objects to."""
    base = "The office should publish all reports in full."
    panel.edit("2", base)
    panel.propose("2", "office now should", old="office should", by=["ELM"])
    panel.propose("2", "all should reports", old="all reports", by=["ASH"])
    panel.take_position("FIR", "A2", Stance.OBJECT)
    panel.merge("2", changes=[1, 2])
    assert "now should publish all [no text | ASH: should] reports" in panel.state.text(
        panel.state.handles["R2"]
    )
    assert states(panel, "R2") == []


def test_words_over_a_bracket_that_go_in_for_another_amendment_are_asked_about(
    panel: WorkingGroup,
) -> None:
    """DUN's reservation is to “the” of A1, which A2 puts there as well, without the bracket."""
    base = "The office should publish all annual reports."
    panel.edit("2", base)
    panel.propose("2", "the annual", old="annual", by=["FIR"])
    panel.propose("2", "the", old="annual", by=["ASH"])
    panel.merge("2", settle={1: InBrackets("A1")})
    panel.take_position("DUN", "A1", Stance.HOLD)
    with pytest.raises(Rejected, match=r"DUN reserves its position \(A1\)"):
        panel.plan_merge("2", settle={1: "A2"})
    plan = panel.plan_merge("2", settle={1: "A2"}, without_brackets=True, reason="a ruling")
    assert ([each.member for each in plan.objecting], plan.unbracketed) == (["DUN"], ("A1",))
    panel.record(plan.operation)
    assert states(panel, "R2") == [("DUN", "standing")]


def test_a_rejected_deletion_in_brackets_keeps_its_objection(panel: WorkingGroup) -> None:
    """Also where the bracket gets another option meanwhile, or the text beside it changes."""
    panel.propose("2", "The office should publish reports.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("2", changes=[1])
    panel.decide("A1", Outcome.REJECTED)
    item = panel.state.handles["R2"]
    panel.edit("2", panel.state.text(item).replace("The office", "Each office"))
    panel.edit("2", panel.state.text(item).replace("]", " | ELM: annual]"))
    assert states(panel, "R2") == []
    assert [each.member for each in panel.verdict("2").counts.contested] == ["FIR"]
    with pytest.raises(Rejected, match=r"FIR objects \(A1\)"):
        panel.plan_merge("2", settle={"B1": "b"})
    panel.merge("2", settle={"B1": "b"}, without_brackets=True, reason="the chair's ruling")
    assert states(panel, "R2") == [("FIR", "standing")]
    panel.edit("2", "Each office should publish all reports.")
    assert states(panel, "R2") == [("FIR", "lapsed")]


def test_words_that_give_way_within_their_bracket_are_to_be_confirmed(
    binding: WorkingGroup,
) -> None:
    """Another word in the option is not the one that FIR objects to, nor the one before."""
    binding.merge("2", changes=[1])
    binding.decide("A1", Outcome.REJECTED)
    binding.edit("2", "The office [should | ASH: must] publish all reports.")
    assert states(binding, "R2") == [("FIR", "to be confirmed")]
    binding.merge("2", settle={"B1": "b"})
    assert states(binding, "R2") == [("FIR", "to be confirmed")]
    binding.edit("2", "The office should publish all reports.")
    assert states(binding, "R2") == [("FIR", "lapsed")]


@pytest.fixture
def promptly(binding: WorkingGroup) -> WorkingGroup:
    """Beside A1, which FIR objects to, A2 wants the same words and more."""
    binding.propose("2", "shall promptly", old="should", by=["BAY"])
    return binding


def test_words_that_another_amendment_wants_too_go_in_over_the_objection(
    promptly: WorkingGroup,
) -> None:
    """A1 is settled against, and its words are in the text all the same: the chair says why."""
    with pytest.raises(Rejected, match="words of A1 are merged without brackets only"):
        promptly.plan_merge("2", settle={1: "A2"}, without_brackets=True)
    plan = promptly.plan_merge(
        "2", settle={1: "A2"}, without_brackets=True, reason="the chair's ruling"
    )
    assert [(each.member, each.on) for each in plan.objecting] == [("FIR", "A1")]
    assert plan.unbracketed == ("A1",)
    promptly.merge("2", settle={1: "A2"}, without_brackets=True, reason="the chair's ruling")
    assert states(promptly, "R2") == [("FIR", "standing")]
    promptly.edit("2", "The office should publish all reports.")
    assert states(promptly, "R2") == [("FIR", "lapsed")]


@pytest.mark.parametrize(("choice", "became"), [("a", "lapsed"), ("b", "standing")])
def test_words_of_another_option_are_contested_in_the_bracket(
    promptly: WorkingGroup, choice: str, became: str
) -> None:
    """Without the instruction A2 goes in in brackets, and FIR is listed with what stays of them."""
    promptly.merge("2", settle={1: "A2"})
    assert promptly.state.text(promptly.state.handles["R2"]) == (
        "The office [should | BAY: shall promptly] publish all reports."
    )
    assert states(promptly, "R2") == [("FIR", "standing")]
    promptly.merge("2", settle={"B1": choice}, without_brackets=True, reason="the chair's ruling")
    assert states(promptly, "R2") == [("FIR", became)]


def test_new_wording_with_words_objected_to_needs_the_reason(promptly: WorkingGroup) -> None:
    """A conflict settled by other words is no way round the objection; without them it is."""
    way = Reword("shall certainly")
    with pytest.raises(Rejected, match="FIR objects"):
        promptly.plan_merge("2", settle={1: way})
    promptly.merge("2", settle={1: way}, without_brackets=True, reason="the chair's ruling")
    assert states(promptly, "R2") == [("FIR", "standing")]
    promptly.undo()
    promptly.merge("2", settle={1: Reword("might")})
    assert states(promptly, "R2") == []


def test_edit_that_says_what_was_objected_to_carries_the_objection(binding: WorkingGroup) -> None:
    """With more words around it, too; A1 goes on without them."""
    binding.edit("2", "The office shall certainly publish all reports.")
    assert states(binding, "R2") == [("FIR", "standing")]
    assert binding.state.amendments[binding.state.handles["A1"]].state is AmendmentState.OPEN


def test_words_that_go_in_again_are_contested_once(binding: WorkingGroup) -> None:
    """A1 lives, since more stood around its words; they go, and it is merged at last."""
    binding.edit("2", "The office shall certainly publish all reports.")
    binding.edit("2", "The office must publish all reports.")
    assert states(binding, "R2") == [("FIR", "to be confirmed")]
    binding.edit("2", "The office should publish all reports.")
    assert states(binding, "R2") == [("FIR", "lapsed")]
    merge_all(binding, "2")
    assert states(binding, "R2") == [("FIR", "standing")]


def test_objection_to_a_removed_item_stands_beside_it(panel: WorkingGroup) -> None:
    """On the item before, until the same words are put in again."""
    panel.propose("3", kind="delete", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    assert [each.member for each in panel.verdict("2").counts.standing] == ["FIR"]
    panel.edit("2", "The office shall publish all reports.")
    assert states(panel, "R2") == [("FIR", "standing")]
    text = "Ships may enter at night with a pilot on board."
    panel.propose(kind="insert", after="2", text=text, by=["FIR"])
    panel.merge("A2")
    assert states(panel, "R2") == [("FIR", "lapsed")]


def test_objection_to_an_insertion_stands_on_the_new_item(panel: WorkingGroup) -> None:
    """Whatever becomes of its words; it ends when the item goes."""
    panel.propose(kind="insert", after="4", text="Lamps are lit.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    made = panel.state.amendments[panel.state.handles["A1"]].became
    handle = panel.state.handle_of(made)
    assert panel.verdict(handle).counts.proposed == ("ASH",)
    panel.edit(handle, "Lamps are lit at dusk.")
    assert "FIR objects to its being put in (A1)" in sentences(panel, handle)
    panel.propose(handle, kind="delete", by=["FIR"])
    panel.merge("A2")
    assert states(panel, handle) == [("FIR", "lapsed")]


def test_objection_to_an_insertion_goes_with_words_that_are_joined(panel: WorkingGroup) -> None:
    """The new item is gone, its words are in another, and FIR objects to them there."""
    panel.propose(kind="insert", after="4", text="Lamps are lit.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    made = panel.state.handle_of(panel.state.amendments[panel.state.handles["A1"]].became)
    panel.propose("4", kind="join", others=[made], by=["ASH"])
    panel.merge("A2")
    assert states(panel, "R4") == [("FIR", "standing")]
    assert [each.member for each in panel.verdict("4").counts.standing] == ["FIR"]


@pytest.mark.parametrize("kind", ["delete", "join"])
def test_objection_to_a_removed_item_outlives_the_one_that_it_stands_on(
    panel: WorkingGroup, kind: str
) -> None:
    """Where that is removed, too, it stands on the one before."""
    panel.propose("4", kind="delete", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    if kind == "delete":
        panel.propose("3", kind="delete", by=["ASH"])
    else:
        panel.propose("2", kind="join", others=["3"], by=["ASH"])
    panel.merge("A2")
    assert states(panel, "R3") == []
    assert states(panel, "R2") == [("FIR", "standing")]
    panel.undo()
    assert states(panel, "R3") == [("FIR", "standing")]


def test_objection_to_a_move_ends_when_it_is_moved_back(panel: WorkingGroup) -> None:
    """It stands on the item in its new place."""
    panel.propose("2", kind="move", after="4", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    assert "FIR objects to its move (A1)" in sentences(panel, "2")
    panel.propose("2", kind="move", after="1", by=["FIR"])
    panel.merge("A2")
    assert states(panel, "R2") == [("FIR", "lapsed")]


def test_words_that_are_split_off_take_the_objection_along(panel: WorkingGroup) -> None:
    """And joined again they bring it back."""
    panel.edit("3", "Ships may enter. A pilot is on board.")
    panel.propose("3", "shall be", old="is", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(panel, "3")
    panel.propose(
        "3", "Ships may enter.", kind="split", parts=["A pilot shall be on board."], by=["ASH"]
    )
    panel.merge("A2")
    made = panel.state.handle_of(panel.state.amendments[panel.state.handles["A2"]].became)
    assert states(panel, "R3") == []
    assert states(panel, made) == [("FIR", "standing")]
    text = "Ships may enter. A pilot shall be on board."
    panel.propose("3", text, kind="join", others=[made], by=["ASH"])
    panel.merge("A3")
    assert states(panel, "R3") == [("FIR", "standing")]
    panel.edit("3", "Ships may enter. A pilot is on board.")
    assert states(panel, "R3") == [("FIR", "lapsed")]


def test_objection_to_a_source_goes_with_the_consolidated_wording(panel: WorkingGroup) -> None:
    """FIR objected to what one of two amendments wanted, and it is in the wording of both."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("2", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.consolidate(
        ["A1", "A2"], "The office shall publish all annual reports.", consenting=["ASH", "BAY"]
    )
    merge_all(panel, "2")
    assert states(panel, "R2") == [("FIR", "standing")]
    assert "FIR objects to “should” → “shall” (A1)" in sentences(panel, "2")


def test_objection_to_a_source_keeps_the_consolidated_wording_out(panel: WorkingGroup) -> None:
    """It never goes in by default, until FIR has said what it thinks of that."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("2", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    panel.consolidate(
        ["A1", "A2"], "The office shall publish all annual reports.", consenting=["ASH", "BAY"]
    )
    with pytest.raises(Rejected, match="FIR objects"):
        panel.merge("2")
    panel.take_position("FIR", "A3", Stance.ACCEPT)
    panel.merge("2")
    assert states(panel, "R2") == []


def test_objection_moves_with_an_amendment_only_once_that_is_in_plain(panel: WorkingGroup) -> None:
    """In brackets A1 is undecided, and what went into it over FIR stays with it."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("A1", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("FIR", "A2", Stance.HOLD)
    merge_all(panel, "A1")
    panel.merge("2", take=["A1"])
    assert panel.state.amendments[panel.state.handles["A1"]].state is AmendmentState.OPEN
    assert states(panel, "A1") == [("FIR", "standing")]
    assert states(panel, "R2") == []


def test_objection_to_an_amended_amendment_goes_on(panel: WorkingGroup) -> None:
    """It stands against the amendment that has the words, and then against the text."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("A1", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("FIR", "A2", Stance.OBJECT)
    merge_all(panel, "A1")
    assert [each.member for each in panel.verdict("A1").counts.standing] == ["FIR"]
    assert panel.changes_to("2")[0].why_not == "FIR objects"
    merge_all(panel, "2")
    assert states(panel, "R2") == [("FIR", "standing")]


def test_sponsor_that_objects_to_words_in_its_own_amendment_counts_once(
    panel: WorkingGroup,
) -> None:
    """What BAY made of its amendment is not what ASH supports by proposing it."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("A1", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("ASH", "A2", Stance.HOLD)
    panel.merge("A1", take=["A2"], without_brackets=True, reason="the chair rules")
    counts = panel.verdict("A1").counts
    assert (counts.holds, counts.in_favour, counts.silent) == (("ASH",), 0, 5)
    assert counts.proposed == ("BAY",)


def test_hold_is_given_up_by_taking_the_position_back(panel: WorkingGroup) -> None:
    """COL reserved its position on what went in, and no longer does."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("COL", "A1", Stance.HOLD)
    panel.merge("2", take=["A1"], without_brackets=True, reason="the chair rules")
    panel.withdraw_position("COL", "2")
    assert states(panel, "R2") == [("COL", "withdrawn")]
    with pytest.raises(Rejected, match="COL holds no position there"):
        panel.withdraw_position("COL", "2")


def test_what_is_to_be_confirmed_in_an_amendment_goes_on_with_it(panel: WorkingGroup) -> None:
    """A1 was reworded after A2 went into it over FIR; then it went in itself."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("A1", "all annual reports", old="all reports", by=["BAY"])
    panel.take_position("FIR", "A2", Stance.OBJECT)
    merge_all(panel, "A1")
    panel.revise("A1", "The office shall publish all yearly reports.")
    assert states(panel, "A1") == [("FIR", "to be confirmed")]
    merge_all(panel, "2")
    assert states(panel, "R2") == [("FIR", "to be confirmed")]


def test_package_goes_over_those_who_objected_to_what_is_in_it(binding: WorkingGroup) -> None:
    """The decision names FIR once, and the objection stays on the text."""
    binding.propose_package("Two", ["2", "3"], ["A1"])
    binding.decide("PKG1", "agreed", reason="the chair rules", without_brackets=True)
    (decision,) = binding.state.decisions.values()
    assert decision.over == ("FIR",)
    assert states(binding, "R2") == [("FIR", "standing")]


def test_merged_is_not_agreed_until_the_text_is(panel: WorkingGroup) -> None:
    """Agreed with the text while that has its words; merged again when they are reworded."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    merge_all(panel, "2")
    assert panel.verdict("A1").status is Status.MERGED
    panel.decide("2", "agreed")
    assert panel.verdict("A1").status is Status.AGREED
    panel.decide("2", "reopened")
    panel.edit("2", "The office must publish all reports.")
    panel.decide("2", "agreed")
    assert panel.verdict("A1").status is Status.MERGED


def test_a_condition_on_what_another_amendment_includes_is_to_be_confirmed(
    panel: WorkingGroup,
) -> None:
    """A1 is closed in favour of A2, which has its words and more: in other words, not failed."""
    base = "Parties shall protect forests."
    panel.edit("2", base)
    panel.propose("2", base.replace("forests", "forests and wetlands"), by=["ASH"])
    panel.propose("2", base.replace("forests", "forests and wetlands and rivers"), by=["COL"])
    panel.propose("2", base.replace("forests", "forests and lakes"), by=["DUN"])
    panel.take_position("BAY", "3", Stance.ACCEPT, conditions=["A1"])
    panel.take_position("ELM", "3", Stance.ACCEPT, conditions=["A3"])
    (conflict,) = panel.combination("2").conflicts
    assert [each.includes for each in conflict.options if "A2" in each.by] == [("A1",)]
    plan = panel.plan_merge("2", settle={1: "A2"})
    assert plan.effects.conditions == (("BAY", "A1"),)
    panel.record(plan.operation)
    counts = panel.verdict("3").counts
    assert (counts.conditional, [each.member for each in counts.standing]) == (("BAY",), ["ELM"])
    assert any("by BAY: A1 merged in part or in other words" in e for e in sentences(panel, "3"))
    # With the words out again nothing of it is left to confirm.
    panel.edit("2", base)
    assert {each.member for each in panel.verdict("3").counts.standing} == {"BAY", "ELM"}


def test_condition_is_met_only_by_a_whole_amendment_that_is_agreed(panel: WorkingGroup) -> None:
    """Merged it is pending, agreed it is met, and reworded the member is to confirm."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("BAY", "3", Stance.ACCEPT, conditions=["A1"])
    merge_all(panel, "2")
    assert panel.verdict("3").counts.conditional == ("BAY",)
    panel.decide("2", "agreed")
    assert panel.verdict("3").counts.in_favour == 1
    panel.decide("2", "reopened")
    panel.edit("2", "The office must publish all reports.")
    panel.decide("2", "agreed")
    counts = panel.verdict("3").counts
    assert (counts.in_favour, counts.conditional, counts.standing) == (0, ("BAY",), ())
    assert "to be confirmed by BAY: A1 merged in part or in other words" in sentences(panel, "3")


def test_condition_that_is_met_in_part_counts_neither_way(panel: WorkingGroup) -> None:
    """One change of A1 goes in and the other is settled against: BAY stays conditional."""
    panel.edit("2", "The office should publish all reports. They are printed.")
    panel.propose("2", "The office shall publish all reports. They are read.", by=["ASH"])
    panel.propose("2", "must", old="should", by=["DUN"])
    panel.take_position("BAY", "3", Stance.ACCEPT, conditions=["A1"])
    merge_all(panel, "2", settle={1: "A2"})
    counts = panel.verdict("3").counts
    assert (counts.in_favour, counts.conditional, counts.standing) == (0, ("BAY",), ())
    assert "to be confirmed by BAY: A1 merged in part or in other words" in sentences(panel, "3")


RULED = {"take": ["A1"], "without_brackets": True, "reason": "the chair's ruling"}


def test_without_brackets_needs_a_reason(binding: WorkingGroup) -> None:
    """The chair's instruction is stored with why, and the log tells it."""
    operation = binding.plan_merge("2", **RULED).operation
    assert operation.unbracketed == (binding.state.handles["A1"],)
    with pytest.raises(Rejected, match=r"words of A1 .* only on the Chair's instruction"):
        binding.record(attrs.evolve(operation, reason=""))
    with pytest.raises(Rejected, match="is not among the amendments that were merged"):
        binding.record(attrs.evolve(operation, unbracketed=("x",), reason="so"))
    binding.record(operation)


def test_operation_that_says_nothing_is_careful(binding: WorkingGroup) -> None:
    """What it meets stands in an unknown place; what it changes is to be confirmed."""
    operation = binding.plan_merge("2", **RULED).operation
    with pytest.raises(Rejected, match="FIR objects to A1 since this was planned"):
        binding.record(attrs.evolve(operation, contested=()))
    moment = datetime(2026, 3, 3, tzinfo=UTC)
    context = StepContext("", "", moment, moment)
    attrs.evolve(operation, id="0", contested=()).apply(binding.state, context)
    assert states(binding, "R2") == [("FIR", "standing")]
    edit = binding.plan_edit("2", "The office should publish all reports.").operation
    binding.record(attrs.evolve(edit, contested=()))
    assert states(binding, "R2") == [("FIR", "to be confirmed")]


def test_words_that_an_objection_names_can_be_redacted(panel: WorkingGroup) -> None:
    """Also where something else was taken out of the objection before."""
    panel.propose("2", "shall gladly", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="in confidence", words="gladly")
    merge_all(panel, "2")
    for words in ("in confidence", "gladly"):
        panel.redact(words)
    assert states(panel, "R2") == [("FIR", "standing")]
    assert "FIR objects to “should” → “shall (redacted)” (A1): “(redacted)”" in sentences(
        panel, "2"
    )


def test_words_put_into_an_option_that_is_chosen_are_contested(panel: WorkingGroup) -> None:
    """Of “[report | ASH: write]” the first is chosen, with a word between its own."""
    panel.edit("1", "Members [report fully | ASH: write] each year.")
    panel.propose("1", "Members report more fully each year.", by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    merge_all(panel, "1")
    assert {*states(panel, "R1")} == {("FIR", "standing")}
    panel.edit("1", "Members report fully each year.")
    assert {*states(panel, "R1")} == {("FIR", "lapsed")}


def test_plan_is_refused_when_another_member_objects_since(panel: WorkingGroup) -> None:
    """What was shown is recorded or nothing, and who objects since is named."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    plan = panel.plan_merge("2")
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    before = panel.head
    with pytest.raises(Rejected, match="since this was shown: nothing goes into R2 unless it is"):
        panel.merge(plan)
    with pytest.raises(Rejected, match="FIR objects to A1 since this was planned"):
        panel.record(plan.operation)
    named = panel.plan_merge("2", take=["A1"])
    panel.take_position("ELM", "A1", Stance.HOLD)
    with pytest.raises(Rejected) as refused:
        panel.merge(named)
    assert refused.value.reasons == ("since this was shown: ELM reserves its position (A1)",)
    panel.settle_objection("A1", "FIR", "withdrawn")
    with pytest.raises(Rejected, match="no longer, since this was shown: FIR objects"):
        panel.merge(named)
    assert panel.state.text(panel.state.handles["R2"]) == "The office should publish all reports."
    assert before != panel.head
    panel.merge(panel.plan_merge("2", take=["A1"]))
    assert "[should | ASH: shall]" in panel.state.text(panel.state.handles["R2"])


def test_plan_is_refused_when_something_else_would_be_asked(panel: WorkingGroup) -> None:
    """A condition that fails by it since, or support that is written into its bracket."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("2", "must", old="should", by=["BAY"])
    plan = panel.plan_merge("2", settle={1: "A1"})
    panel.take_position("DUN", "3", Stance.SUPPORT, conditions=["A2"])
    with pytest.raises(Rejected, match="since this was shown: Conditions that fail: DUN on R3"):
        panel.merge(plan)
    brackets = panel.plan_merge("2", settle={1: InBrackets()})
    panel.take_position("ELM", "A1", Stance.SUPPORT)
    with pytest.raises(Rejected, match="what would be merged has changed since this was shown"):
        panel.merge(brackets)
    panel.merge(panel.plan_merge("2", settle={1: "A1"}), reason="as agreed")
    assert panel.state.text(panel.state.handles["R2"]) == "The office shall publish all reports."


def test_plan_knows_what_its_own_step_changes(panel: WorkingGroup) -> None:
    """An objection that the same step withdraws is not missed, and one that it records is."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    plan = panel.plan_merge("2")
    amendment = panel.state.handles["A1"]
    panel.take_position("BAY", "A1", Stance.OBJECT)
    withdrawal = WithdrawPosition(id=panel.new_id(), member="BAY", target=amendment)
    with pytest.raises(Rejected, match="BAY objects to A1 since this was planned"):
        panel.record(plan.operation, withdrawal)
    panel.record(withdrawal, plan.operation)
    assert panel.state.text(panel.state.handles["R2"]) == "The office shall publish all reports."


def test_plan_says_who_supports_the_text_since(panel: WorkingGroup) -> None:
    """A position on the text that came in, or was taken back, is told with who took it."""
    panel.set_rule("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    plan = panel.plan_merge("2", take=["A1"])
    panel.take_position("ELM", "2", Stance.SUPPORT)
    with pytest.raises(Rejected) as refused:
        panel.merge(plan)
    assert refused.value.reasons == ("since this was shown: ELM on the text: support",)
    plan = panel.plan_merge("2", take=["A1"])
    panel.withdraw_position("ELM", "2")
    with pytest.raises(Rejected) as refused:
        panel.merge(plan)
    assert refused.value.reasons == ("no longer, since this was shown: ELM on the text: support",)


def test_plan_is_recorded_where_only_its_headings_read_otherwise(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has changed is found by values, not by how they are printed."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("ELM", "2", Stance.SUPPORT)
    plan = panel.plan_merge("2", take=["A1"])
    shown = [plan.sections, ()]
    monkeypatch.setattr(MergePlan, "sections", property(lambda _: shown.pop()))
    panel.merge(plan)
    assert panel.state.text(panel.state.handles["R2"]) == "The office shall publish all reports."


def test_plan_of_what_was_taken_back_says_so(panel: WorkingGroup) -> None:
    """A plan whose amendment, text or record is another names no id, and says what to do."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    must = panel.propose("2", "must", old="should", by=["BAY"])
    nested = panel.propose("A2", "must always", old="must", by=["DUN"])
    into_text = panel.plan_merge("2", settle={1: "A2"})
    into_amendment = panel.plan_merge("A2", take=["A3"])
    elsewhere = make_panel()
    refused = []
    for undone, plan, group in (
        (nested, into_amendment, panel),
        (must, into_amendment, panel),
        (None, into_text, panel),
        (None, into_text, elsewhere),
    ):
        if undone is not None:
            panel.undo(undone.id)
        with pytest.raises(Rejected) as caught:
            group.merge(plan)
        refused += caught.value.reasons
    assert refused == [
        "A3 was taken back since this was planned; plan it anew",
        "the text was taken back since this was planned; plan it anew",
        "A2 was taken back since this was planned; plan it anew",
        "this was planned in another working group; plan it in this one",
    ]


def test_plan_of_a_draft_that_was_taken_back_says_so(panel: WorkingGroup) -> None:
    """The items of a draft go with it."""
    panel.import_draft(text_source("other.md", "# Other\n\n1. Ships may leave.\n"))
    item = [*panel.state.items.values()][-1]
    draft = panel.steps()[-1].id
    proposed = panel.propose(item.handle, "must", old="may", by=["ASH"])
    plan = panel.plan_merge(item.handle, take=["A1"])
    panel.undo(proposed.id)
    panel.undo(draft)
    with pytest.raises(Rejected, match="the text was taken back since this was planned"):
        panel.merge(plan)


def test_arrangement_is_refused_when_a_member_objects_since(panel: WorkingGroup) -> None:
    """A deletion that was planned before is not carried out over an objection it does not name."""
    panel.set_rule("consent()")
    panel.propose("2", kind="delete", by=["ASH"])
    plan = plan_arrangement(panel.state, panel.state.handles["A1"], panel.new_id)
    panel.take_position("FIR", "A1", Stance.OBJECT)
    with pytest.raises(Rejected, match="FIR objects to A1 since this was planned"):
        panel.record(plan)
    assert not panel.state.items[panel.state.handles["R2"]].removed


def test_objection_to_an_insertion_stands_on_every_part_of_it(panel: WorkingGroup) -> None:
    """A new item that is split blocks in both parts, and undone in the one that is left."""
    panel.set_rule("consent()")
    panel.propose(kind="insert", after="4", text="Boats must wait. Ships stay.", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="too long")
    panel.merge("A1", without_brackets=True, reason="a ruling")
    panel.propose("R5", "Boats must wait.", kind="split", parts=["Ships stay."])
    split = panel.merge("A2")
    for each in ("R5", "R6"):
        assert states(panel, each) == [("FIR", "standing")]
        assert panel.verdict(each).status is Status.BLOCKED
    panel.undo(split.id)
    assert states(panel, "R5") == [("FIR", "standing")]


def test_parts_of_a_split_insertion_answer_apart(panel: WorkingGroup) -> None:
    """Withdrawn or gone in one part, the objection stands on in the other, with its answer."""
    panel.set_rule("consent()")
    text = "Boats must wait. Ships stay in port."
    panel.propose(kind="insert", after="4", text=text, by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="too long")
    panel.merge("A1", without_brackets=True, reason="a ruling")
    panel.answer_objection("R5", "FIR", "it is short")
    panel.propose("R5", "Boats must wait.", kind="split", parts=["Ships stay in port."])
    panel.merge("A2")
    held = panel.state.contested_in(panel.state.handles["R6"])
    assert [(each.member, each.answer) for each in held] == [("FIR", "it is short")]
    panel.settle_objection("R5", "FIR", "withdrawn")
    assert (states(panel, "R5"), states(panel, "R6")) == (
        [("FIR", "withdrawn")],
        [("FIR", "standing")],
    )
    panel.propose("R6", kind="delete", by=["BAY"])
    panel.merge("A3")
    assert states(panel, "R6") == [("FIR", "lapsed")]


def test_typed_words_of_an_option_leave_other_places_as_they_were_chosen(
    panel: WorkingGroup,
) -> None:
    """They go in in brackets at their place alone, where somebody objects to them."""
    panel.set_rule("consent()")
    panel.edit("2", "The office should publish all reports and keep all letters of the office.")
    base = panel.state.text(panel.state.handles["R2"])
    wanted = base.replace("publish", "print").replace("keep", "burn")
    panel.propose("2", wanted, by=["ASH"])
    panel.propose("2", base.replace("publish", "issue").replace("keep", "sell"), by=["BAY"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no printing")
    conflicts = panel.combination("2").conflicts
    assert len(conflicts) == 2
    words = conflicts[0].wording("A1")
    plan = panel.plan_merge("2", settle={1: Reword(words)})
    assert plan.merge.text == base.replace("publish", "[publish | ASH: print]")
    both = panel.plan_merge("2", settle={1: Reword(words), 2: "A2"})
    assert both.merge.text == base.replace("publish", "[publish | ASH: print]").replace(
        "keep", "sell"
    )


def test_the_reason_for_one_change_leaves_the_others_in_brackets(panel: WorkingGroup) -> None:
    """Only what cannot go in in brackets goes in without, on the Chair's instruction."""
    panel.set_rule("consent()")
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("DUN", "A1", Stance.OBJECT, reason="too strong")
    panel.merge("1", take=["A1"])
    panel.propose("1", "port", old="harbour", by=["COL"])
    panel.take_position("FIR", "A2", Stance.OBJECT)
    with pytest.raises(Rejected, match="words of A1 are merged without brackets only"):
        panel.plan_merge("1", take=["A1", "A2"])
    with pytest.raises(Rejected, match="words of A1 are merged without brackets only"):
        panel.plan_merge("1", take=["A1", "A2"], without_brackets="needed")
    plan = panel.plan_merge(
        "1", take=["A1", "A2"], without_brackets="needed", reason="so the chair rules"
    )
    assert plan.merge.text == (
        "Members must report every year to the [harbour | COL: port] office."
    )
    assert (plan.unbracketed, plan.bracketed) == (("A1",), ("A2",))
    panel.merge(plan)
    told = change_sentence(plan.operation, SentenceContext(panel.state, Audience.SECRETARIAT))
    assert "A1 merged without brackets over DUN" in told
    assert "A2 in brackets over FIR" in told


def test_agreed_words_in_brackets_are_said_to_stand_there(binding: WorkingGroup) -> None:
    """They are in the text in brackets, and not yet in it otherwise."""
    binding.merge("2", take=["A1"])
    binding.decide("A1", Outcome.AGREED, reason="by a vote")
    assert "in brackets in R2" in sentences(binding, "A1")
    found = [
        each.reason
        for each in next_items(binding.state, binding.judgement(), list(binding.state.drafts))
    ]
    assert any("in brackets in 2 (R2)" in each and "not in 2" not in each for each in found)
    binding.propose("2", "The office should publish no reports.", by=["COL"])
    binding.decide("A2", Outcome.AGREED)
    assert "not in R2 yet" in sentences(binding, "A2")


# After any merges and edits, whoever objected to what stands is listed as objecting.


MEMBERS = ("ASH", "BAY", "COL", "DUN", "ELM", "FIR")
# Each slot has words of its own and one that several share; the empty one leaves it out.
WORDS = (
    ("should", "shall", "must"),
    ("red", "blue", "many"),
    ("", "early", "always"),
    ("boats", "", "ships"),
    ("many", "few", "red"),
)


Names = set[tuple[str, str]]
Changes = set[tuple[str, int, str, str]]


def written(slots: tuple[str, ...]) -> str:
    """A text with a word in each slot, between words that nobody changes."""
    one, two, three, four, five = (f" {each}" if each else "" for each in slots)
    return (
        f"The office{one} publish the{two} report each year.{three}"
        f" Whoever enters with{four} pays at the gate for{five} lamps."
    )


class Slots(RuleBasedStateMachine):
    """A text of slots: amendments and edits put words into them, members object."""

    @initialize()
    def begin(self) -> None:
        """Give recommendation 1 the first word in every slot."""
        self.group: WorkingGroup = make_panel()
        self.slots = tuple(each[0] for each in WORDS)
        self.group.edit("1", written(self.slots))
        # Of each amendment the slot, and the words before and after.
        self.proposed: dict[str, tuple[int, str, str]] = {}
        self.objecting: Names = set()
        # Who objected to what went in where; it stays until it is given up.
        self.went_in: Changes = set()
        # Of those, whose words gave way to the ones before and have not come back since.
        self.lapsed: Changes = set()
        self.past: list[
            tuple[tuple[str, ...], dict[str, tuple[int, str, str]], Names, Changes, Changes]
        ] = []

    @rule(at=st.integers(0, 4), word=st.integers(0, 2), by=st.sampled_from(MEMBERS))
    def propose(self, at: int, word: int, by: str) -> None:
        """Somebody wants another word in a slot."""
        wanted = WORDS[at][word]
        if wanted == self.slots[at] or any(slot == at for slot, _, _ in self.proposed.values()):
            return
        self.remember()
        changed = (*self.slots[:at], wanted, *self.slots[at + 1 :])
        self.group.propose("1", written(changed), by=[by])
        made = list(self.group.state.amendments.values())[-1]
        self.proposed[made.handle] = (at, self.slots[at], wanted)

    @precondition(lambda self: self.proposed)
    @rule(data=st.data(), member=st.sampled_from(MEMBERS))
    def object(self, data: st.DataObject, member: str) -> None:
        """A member objects to an amendment."""
        handle = data.draw(st.sampled_from(sorted(self.proposed)))
        self.remember()
        self.group.take_position(member, handle, Stance.OBJECT)
        self.objecting.add((member, handle))

    @precondition(lambda self: self.objecting)
    @rule(data=st.data())
    def come_round(self, data: st.DataObject) -> None:
        """A member gives its objection up before the amendment goes in."""
        member, handle = data.draw(st.sampled_from(sorted(self.objecting)))
        self.remember()
        self.group.take_position(member, handle, Stance.ACCEPT)
        self.objecting.discard((member, handle))

    @precondition(lambda self: self.proposed)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Some amendments go in."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.proposed)), min_size=1))
        self.remember()
        self.group.merge(
            "1", take=sorted(chosen), without_brackets=True, reason="the chair's ruling"
        )
        for handle in chosen:
            at, before, after = self.proposed.pop(handle)
            self.slots = (*self.slots[:at], after, *self.slots[at + 1 :])
            self.went_in |= {
                (member, at, before, after)
                for member, objected in self.objecting
                if objected == handle
            }
            self.objecting = {each for each in self.objecting if each[1] != handle}
        self.note_lapsed()

    @rule(at=st.integers(0, 4), word=st.integers(0, 2))
    def edit(self, at: int, word: int) -> None:
        """The chair puts another word into a slot that no amendment is about."""
        is_amended = any(slot == at for slot, _, _ in self.proposed.values())
        if is_amended or self.slots[at] == WORDS[at][word]:
            return
        self.remember()
        self.slots = (*self.slots[:at], WORDS[at][word], *self.slots[at + 1 :])
        self.group.edit("1", written(self.slots))
        self.note_lapsed()

    @precondition(lambda self: self.went_in)
    @rule(data=st.data(), withdraws=st.booleans())
    def give_up(self, data: st.DataObject, withdraws: bool) -> None:
        """A member answers for the whole text, or withdraws what it objected to in it."""
        member = data.draw(st.sampled_from(sorted({each[0] for each in self.went_in})))
        if not withdraws:
            self.remember()
            self.group.take_position(member, "1", Stance.ACCEPT)
        elif member in self.listed():
            self.remember()
            self.group.settle_objection("1", member, "withdrawn")
        else:
            # All that it objected to has lapsed.
            with pytest.raises(Rejected):
                self.group.settle_objection("1", member, "withdrawn")
            return
        self.went_in = {
            each for each in self.went_in if each[0] != member or self.slots[each[1]] == each[2]
        }

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        """The last step is taken back."""
        self.group.undo()
        self.slots, self.proposed, self.objecting, self.went_in, self.lapsed = self.past.pop()

    def remember(self) -> None:
        """Keep what is expected before a step, for its undoing."""
        sets = {*self.objecting}, {*self.went_in}, {*self.lapsed}
        self.past.append((self.slots, {**self.proposed}, *sets))

    def note_lapsed(self) -> None:
        """Note whose place is as before now, and whose words have come back."""
        back = {each for each in self.went_in if self.slots[each[1]] == each[3]}
        gone = {each for each in self.went_in if self.slots[each[1]] == each[2]}
        self.lapsed = (self.lapsed | gone) - back

    def listed(self) -> dict[str, set[ContestedState]]:
        """Who is listed as objecting to words of the text, and whether that is to be confirmed."""
        found: dict[str, set[ContestedState]] = {}
        for each in self.group.state.contested_in(self.group.state.handles["R1"]):
            found.setdefault(each.member, set()).add(each.state)
        return found

    @invariant()
    def whoever_objected_is_listed(self) -> None:
        """Those whose words stand, or gave way to others; not those whose place was as before."""
        if not hasattr(self, "group"):
            return
        assert self.group.state.text(self.group.state.handles["R1"]) == written(self.slots)
        expected: dict[str, set[ContestedState]] = {}
        for member, at, _, after in self.went_in - self.lapsed:
            stands = self.slots[at] == after
            became = ContestedState.STANDING if stands else ContestedState.TO_CONFIRM
            expected.setdefault(member, set()).add(became)
        assert self.listed() == expected
        standing = {each.member for each in self.group.verdict("1").counts.standing}
        assert standing == set(expected)
        state = self.group.state
        assert all(
            state.amendments[state.handles[each]].state is AmendmentState.OPEN
            for each in self.proposed
        )


TestSlots = Slots.TestCase
TestSlots.settings = settings(at_most(5_000), stateful_step_count=15, deadline=None)
