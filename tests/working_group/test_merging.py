"""Merging into the record: what goes in by default, what stays alive, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.drafts import Cause
from consensus.model.positions import StatedBy
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.next_items import Rank, next_items
from consensus.reports.step_sentences import change_sentence
from consensus.reports.words import SentenceContext
from consensus.rules.explain import explain
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, parse
from consensus.text.hunk import InBrackets, InOrder, KeepBase, Reword, Take
from consensus.working_group.decisions import preview_gavel
from consensus.working_group.merging import MergePlan, plan_taking
from consensus.working_group.script import make_example
from tests.support.market import new_market
from tests.support.panel import MEMBERS, make_panel, text

NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)


def state_of(group: WorkingGroup, handle: str) -> AmendmentState:
    """How far an amendment has come."""
    return group.state.amendments[group.state.handles[handle]].state


def stale(group: WorkingGroup, target: str) -> tuple[str, ...]:
    """The members whose position on a target needs to be taken afresh."""
    return group.verdict(target).counts.stale


@pytest.fixture
def rivals(panel: WorkingGroup) -> WorkingGroup:
    """Three amendments to recommendation 1: two clash over one word, each with more to say."""
    panel.propose("1", "Members should report every year to the port office.", by=["ASH"])
    panel.propose("1", "Members may report every second year to the harbour office.", by=["BAY"])
    panel.propose("1", "Members shall report every year to the port office.", by=["DUN"])
    return panel


def test_equal_changes_are_one_with_several_sponsors(rivals: WorkingGroup) -> None:
    """What two want alike is credited to both, and what clashes is a conflict of all options."""
    combination = rivals.combination("1")
    assert [
        {option.text: option.by for option in conflict.options}
        for conflict in combination.conflicts
    ] == [{"shall": (), "should": ("A1",), "may": ("A2",)}, {"": (), "second ": ("A2",)}]
    assert {change.text: change.by for change in combination.changes} == {"port": ("A1", "A3")}


def test_agreed_part_goes_in_and_the_rest_stays_alive(rivals: WorkingGroup) -> None:
    """Merging one change leaves each amendment its own other words over the new text."""
    rivals.merge("1", changes=[1], settle={})
    assert text(rivals, "R1") == "Members shall report every year to the port office."
    assert text(rivals, "A1") == "Members should report every year to the port office."
    assert text(rivals, "A2") == "Members may report every second year to the port office."
    assert [state_of(rivals, each) for each in ("A1", "A2", "A3")] == ["open", "open", "merged"]
    rivals.merge("1", settle={1: "A1", 2: KeepBase()})
    assert text(rivals, "R1") == "Members should report every year to the port office."
    assert [state_of(rivals, each) for each in ("A1", "A2")] == ["merged", "closed"]
    closed = rivals.state.amendments[rivals.state.handles["A2"]].closed_hunks
    assert [(hunk.replaces, hunk.text) for hunk in closed] == [("shall", "may"), ("", "second ")]


def test_settled_against_and_kept_open(rivals: WorkingGroup) -> None:
    """An amendment kept open keeps the words a decision settled against it."""
    rivals.merge("1", settle={1: "A1"}, keep_open=["A2"])
    assert text(rivals, "A2") == "Members may report every second year to the port office."
    assert state_of(rivals, "A2") is AmendmentState.OPEN


def test_conflict_written_as_a_bracket_and_lifted_by_amendment(rivals: WorkingGroup) -> None:
    """A bracket holds every option; bracketing the choices again changes nothing; one is lifted."""
    rivals.merge("1", settle={1: InBrackets()})
    bracketed = text(rivals, "R1")
    assert bracketed == (
        "Members [shall | ASH: should | BAY: may] report every [no text | BAY: second] year to the"
        " port office."
    )
    assert text(rivals, "A1").startswith("Members should report")
    assert text(rivals, "A2").startswith("Members may report")
    with pytest.raises(Rejected, match="settled so, R1 stays as it is"):
        rivals.merge("1", settle={1: InBrackets()})
    assert rivals.status().items[1].brackets == 2
    rivals.merge("1", settle={1: "A2"})
    assert text(rivals, "R1") == "Members may report every second year to the port office."


def test_new_wording_and_the_base_settle_a_conflict(rivals: WorkingGroup) -> None:
    """A conflict may be settled by words nobody proposed, or by those that stood there."""
    plan = rivals.plan_merge("1", settle={1: KeepBase()})
    assert plan.merge.text.startswith("Members shall report")
    rivals.merge("1", settle={1: Reword("are invited to")})
    assert text(rivals, "R1").startswith("Members are invited to report every year")


def test_plan_changes_nothing_and_names_positions_that_would_go_stale(
    rivals: WorkingGroup,
) -> None:
    """What a merge would do is seen before it is done."""
    rivals.take_position("COL", "1", Stance.SUPPORT)
    rivals.take_position("DUN", "1", Stance.OBJECT)
    head = rivals.head
    plan = rivals.plan_merge("1", take=["A3"])
    assert plan.stale == (("COL", "support"),)
    assert rivals.head == head
    assert stale(rivals, "1") == ()


def test_positions_carry_over_what_their_members_wanted(panel: WorkingGroup) -> None:
    """A whole merge leaves those fresh that sponsor, support or made a condition of it."""
    panel.propose("1", "port", old="harbour", by=["ASH"])
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.take_position("BAY", "1", Stance.SUPPORT, conditions=["A1"])
    panel.take_position("COL", "1", Stance.ACCEPT)
    panel.take_position("COL", "A1", Stance.ACCEPT)
    panel.take_position("DUN", "1", Stance.ABSTAIN)
    panel.take_position("ELM", "1", Stance.OBJECT)
    panel.merge("1")
    assert stale(panel, "1") == ("DUN",)
    assert [each.member for each in panel.verdict("1").counts.standing] == ["ELM"]


def test_editorial_edits_and_brackets_leave_positions_fresh(panel: WorkingGroup) -> None:
    """Only a change of substance asks for fresh positions; amendments follow every edit."""
    panel.propose("1", "must", old="shall", by=["BAY"])
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.edit("1", "Members shall report each year to the harbour office.", editorial=True)
    panel.bracket("1", "Members shall report [each year] to the harbour office.")
    assert stale(panel, "1") == ()
    assert text(panel, "A1") == "Members must report [each year] to the harbour office."
    with pytest.raises(Rejected, match="leaves the words as they are"):
        panel.bracket("1", "Members shall report [yearly] to the harbour office.")
    panel.edit("1", "Members shall report [each year].")
    assert stale(panel, "1") == ("ASH",)
    assert text(panel, "A1") == "Members must report [each year]."


def test_amendment_to_an_amendment_lives_on_when_its_target_is_merged(panel: WorkingGroup) -> None:
    """It becomes an amendment to the text that its target went into."""
    panel.propose("1", "Members must report every month to the harbour office.", by=["ASH"])
    panel.propose("A1", "week", old="month", by=["DUN"])
    panel.merge("1", take=["A1"])
    assert state_of(panel, "A1") is AmendmentState.MERGED
    assert text(panel, "A2") == "Members must report every week to the harbour office."
    panel.merge("1", take=["A2"])
    assert text(panel, "R1") == "Members must report every week to the harbour office."


def test_amendment_to_an_amendment_is_merged_into_it(panel: WorkingGroup) -> None:
    """The amended amendment has a new version, and stands against its own item as before."""
    panel.propose("1", "Members must report every month to the harbour office.", by=["ASH"])
    panel.propose("A1", "week", old="month", by=["DUN"])
    panel.merge("A1")
    assert text(panel, "A1") == "Members must report every week to the harbour office."
    assert text(panel, "R1") == "Members shall report every year to the harbour office."


def test_withdrawn_amendment_is_taken_up_over_the_present_text(panel: WorkingGroup) -> None:
    """The withdrawing sponsors are replaced, and the words follow what changed meanwhile."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
    panel.withdraw("A1", ["ASH"])
    assert state_of(panel, "A1") is AmendmentState.OPEN
    panel.withdraw("A1")
    assert state_of(panel, "A1") is AmendmentState.WITHDRAWN
    panel.edit("1", "Members shall report every year to the port office.")
    panel.take_up("A1", ["FIR"])
    assert state_of(panel, "A1") is AmendmentState.OPEN
    assert text(panel, "A1") == "Members must report every year to the port office."
    with pytest.raises(Rejected, match="only what was withdrawn"):
        panel.take_up("A1", ["ELM"])


def test_split_and_join_move_the_words(panel: WorkingGroup) -> None:
    """A split makes the second part an item of its own; a join takes it back."""
    panel.propose(
        "1", "Members shall report.", kind="split", parts=["Reports go to the office."], by=["ASH"]
    )
    panel.merge("A1")
    labels = [item.label for item in panel.state.walk(next(iter(panel.state.drafts)))]
    assert labels[1:4] == ["1", "1 bis", "2"]
    panel.propose("1", kind="join", others=["1 bis"], by=["ASH"])
    panel.merge("A2")
    assert text(panel, "R1") == "Members shall report. Reports go to the office."


def test_split_waits_for_rivals_of_the_same_words(panel: WorkingGroup) -> None:
    """Amendments to the words that a split would rearrange have to be settled first."""
    panel.propose("1", "Members.", kind="split", parts=["Report."], by=["ASH"])
    panel.propose("1", "must", old="shall", by=["BAY"])
    with pytest.raises(Rejected, match="A2 change"):
        panel.merge("A1")


def test_move_puts_an_item_elsewhere(panel: WorkingGroup) -> None:
    """A moved item keeps its label until a revision renumbers."""
    panel.propose("4", kind="move", after="1", by=["ASH"])
    panel.merge("A1")
    draft = next(iter(panel.state.drafts))
    assert [item.label for item in panel.state.walk(draft)][1:] == ["1", "4", "2", "3"]


def test_unknown_names_and_numbers_are_refused(rivals: WorkingGroup) -> None:
    """A merge names only what is there."""
    with pytest.raises(Rejected, match="A9 is no open amendment"):
        rivals.merge("1", take=["A9"])
    with pytest.raises(Rejected, match=r"there is no change c8: c1 is the only one$"):
        rivals.merge("1", changes=[8])
    with pytest.raises(Rejected, match=r"no change c0: .* counted from 1 since version 0\.2$"):
        rivals.merge("1", changes=[0])
    with pytest.raises(Rejected, match=r"there is no conflict 3: there are 2, counted from 1$"):
        rivals.merge("1", settle={3: "A1"})
    with pytest.raises(
        Rejected, match=r"no conflict 0: there are 2, counted from 1 since version 0\.2$"
    ):
        rivals.merge("1", settle={0: "A1"})
    with pytest.raises(Rejected):
        rivals.merge("1", settle={1: "A3"})
    with pytest.raises(Rejected, match=r"give InBrackets\(\), no string"):
        rivals.merge("1", settle={1: "brackets"})


def test_brackets_nested_too_deep_to_store_are_refused(panel: WorkingGroup) -> None:
    """A hostile text gives one clear reason, and no row of it is taken."""
    from tests.support.panel import text_source

    deep = "[" * 150 + "x" + "]" * 150
    with pytest.raises(Rejected, match="nested 150 deep"):
        panel.edit("1", deep)
    row = f'{{"target": "1", "text": "{deep}", "by": ["ASH"]}}'
    report = panel.import_amendments(text_source("rows.jsonl", row))
    assert (report.refused, panel.state.amendments) == (1, {})


def test_instruction_is_asked_for_by_the_names_of_the_arguments(rivals: WorkingGroup) -> None:
    """The command line names its options behind that."""
    rivals.take_position("DUN", "A1", "object")
    with pytest.raises(Rejected, match=r"on the Chair's instruction, with a reason$"):
        rivals.merge("1", settle={1: "A1"}, without_brackets=True)


def test_choices_beside_a_plan_are_refused(rivals: WorkingGroup) -> None:
    """A plan is recorded as it was made; nothing is recorded where something else is asked for."""
    plan = rivals.plan_merge("1", settle={1: "A1"})
    with pytest.raises(
        Rejected, match="give take, changes, settle, keep_open and without_brackets"
    ):
        rivals.merge(plan, settle={1: "A2"})
    assert rivals.state.text(plan.target) == plan.combination.base


def test_merge_takes_only_what_is_named_and_asks_of_all_else_nothing(
    rivals: WorkingGroup,
) -> None:
    """An amendment taken whole wins its conflicts; where it holds no option they stay open."""
    state = rivals.state
    plan = plan_taking(state, state.handles["R1"], rivals.new_id, rivals.now(), ["A3"])
    assert plan.merge.text == "Members shall report every year to the port office."
    assert [outcome.key for outcome in plan.merge.outcomes if outcome.left] == ["A1", "A2"]


def test_a_plan_says_what_becomes_of_amendments_and_positions(tmp_path: Path) -> None:
    """Who objects, in favour of what amendments close, what is merged in part, who is asked."""
    with make_example(tmp_path / "wgec.consensus", "sec", lambda: NOW) as group:
        plan = group.plan_merge(
            "3",
            settle={1: "A4", 2: "A9", 3: KeepBase()},
            keep_open=["A7"],
            without_brackets=True,
            reason="a ruling",
        )
    said = dict(plan.sections)
    assert said["Who objects to what is merged, or reserves its position"][0] == (
        "MER objects: “Meridia cannot accept binding language in a voluntary text.” (A4)"
    )
    assert said["What becomes of each amendment"] == (
        "A4, A5, A51: merged in full",
        "A6: not retained, in favour of A4, A5: it wanted “is best when”",
        "A8: not retained, in favour of A9: it wanted “open, transparent, inclusive and"
        " gender-responsive”",
        "A9: merged in part: “open, transparent and inclusive” becomes “open and transparent, that"
        " no voice should be excluded from it”",
        "A9: not retained in part, in favour of the text as it stands: it wanted “left”",
        "A7: undecided (kept open)",
    )
    assert said["Conditions to be confirmed"] == (
        "DOL made A9 a condition, which is merged in part or in other words",
    )
    assert said["Positions on the text, to be reconfirmed"] == (
        "accept: DOL (if A9 is agreed, proposes A9), SDFA",
        "support: ELD, OWC (if A7 is agreed, supports A7)",
        "proposed or supported part of it: ALV, CDR, TAL, UVD, YAR",
    )
    # ELD and SDFA are named once, as those who are to reconfirm.
    assert "In favour of the text as it stands" not in said


def test_an_amendment_whose_words_stand_in_brackets_is_not_closed_for_the_text() -> None:
    """The text stays with its bracket, so that only the rival is closed; the bracket decides."""
    group = new_market()
    for member, new in (("ASP", "must"), ("BIR", "should")):
        group.propose("R2", new, old="shall", by=[member])
    group.take_position("FIG", "A1", "object", reason="Too strict.")
    group.merge("R2", settle={1: Take("A1")})
    plan = group.plan_merge("R2", settle={1: KeepBase()})
    assert dict(plan.sections)["What becomes of each amendment"] == (
        "A2: not retained, in favour of the text as it stands: it wanted “should”",
        "A1: undecided (in brackets)",
    )
    group.merge(plan)
    assert "[shall | ASP: must]" in group.state.text(group.state.handles["R2"])
    assert state_of(group, "A1") is AmendmentState.OPEN
    assert state_of(group, "A2") is AmendmentState.CLOSED
    group.merge("R2", settle={"B1": "a"})
    assert state_of(group, "A1") is AmendmentState.CLOSED


def test_a_plan_says_why_an_amendment_stays_open(rivals: WorkingGroup) -> None:
    """A conflict that is not settled, words in brackets only, and a change that is not taken."""

    def fates(**choices: Any) -> tuple[str, ...]:
        return dict(rivals.plan_merge("1", **choices).sections)["What becomes of each amendment"]

    assert fates(changes=[1]) == (
        "A1: merged in part: “harbour” becomes “port”",
        "A1: undecided (conflict 1): “shall” becomes “should”",
        "A3: merged in full",
        "A2: undecided (conflict 1, conflict 2)",
    )
    assert fates(changes=[1], settle={1: InBrackets("A2")})[1:] == (
        "A1: undecided (conflict 1 in brackets): “shall” becomes “should”",
        "A3: merged in full",
        "A2: in brackets, not merged",
    )
    assert fates(changes=[], settle={1: KeepBase()})[:2] == (
        "A1: undecided (not chosen): “harbour” becomes “port”",
        "A1: not retained in part, in favour of the text as it stands: it wanted “should”",
    )
    assert fates(changes=[], settle={1: "A2"}, keep_open=["A1"]) == (
        "A2: merged in full",
        "A1: undecided (kept open, not chosen)",
        "A3: undecided (not chosen)",
    )


@pytest.mark.parametrize(
    ("choice", "words"),
    [("a", "shall "), ("b", "should "), ("drop", ""), (Reword("must"), "must ")],
)
def test_a_settled_bracket_is_not_written_back_by_words_beside_it(
    panel: WorkingGroup, choice: str | Reword, words: str
) -> None:
    """A default merge of what is left of an amendment adds its own words, and nothing else."""
    panel.edit("1", "Members [shall | should] clean the bench.")
    panel.propose("1", "Members and observers [shall | should] clean the bench.", by=["ASH"])
    panel.propose("1", "Members are encouraged to clean the bench.", by=["BAY"])
    plan = panel.plan_merge("1", settle={"B1": choice})
    assert "A1: undecided (conflict 1)" in dict(plan.sections)["What becomes of each amendment"]
    panel.merge(plan)
    assert text(panel, "R1") == f"Members {words}clean the bench."
    panel.merge("1")
    assert text(panel, "R1") == f"Members and observers {words}clean the bench."


def test_words_beside_a_bracket_go_in_with_the_words_that_settle_it(panel: WorkingGroup) -> None:
    """One merge settles the bracket and takes what another amendment puts in beside it."""
    panel.edit("1", "Members [shall | should] clean the bench.")
    panel.propose("1", "Members and observers [shall | should] clean the bench.", by=["ASH"])
    panel.propose("1", "Members are encouraged to clean the bench.", by=["BAY"])
    panel.merge("1", settle={"B1": "b", 1: "A1"})
    assert text(panel, "R1") == "Members and observers should clean the bench."


def test_an_edit_that_settles_a_bracket_is_not_undone_by_words_beside_it(
    panel: WorkingGroup,
) -> None:
    """What is proposed beside the bracket follows the text that the chair edits."""
    panel.edit("1", "Members [shall | should] clean the bench.")
    panel.propose("1", "Members and observers [shall | should] clean the bench.", by=["ASH"])
    panel.propose("1", "Members [shall | should] wash the bench.", by=["BAY"])
    panel.edit("1", "Members are encouraged to tidy the bench.")
    assert text(panel, "A1") == "Members and observers are encouraged to tidy the bench."
    assert text(panel, "A2") == "Members are encouraged to wash the bench."


def test_what_is_left_of_the_example_after_its_brackets_are_settled(
    tmp_path: Path,
) -> None:
    """Only words that the amendments propose themselves are quoted as still open."""
    with make_example(tmp_path / "wgec.consensus", "sec", lambda: NOW) as group:
        group.merge("7", settle={"B1": "b"})
        assert "every observer State should designate" in text(group, "A54")
        group.merge("3", settle={1: "A4", 2: InBrackets()})
        plan = group.plan_merge("3", settle={"B2": "b"})
        assert dict(plan.sections)["What becomes of each amendment"][2] == (
            "A9: undecided (conflict 3): “left” stays of the bracket “[taken as close as"
            " possible"
            " | left]”"
        )


def test_each_of_several_brackets_says_in_whose_favour_it_is_settled(panel: WorkingGroup) -> None:
    """So do the amendments that it closes, with its number; of equal brackets none is named."""
    panel.edit("1", "Members [ASH: shall | BAY: may] report [every year | COL: twice a year].")
    panel.propose("1", "Members may report [every year | COL: twice a year].", by=["BAY"])
    panel.propose("1", "Members [ASH: shall | BAY: may] report every year.", by=["DUN"])
    plan = panel.plan_merge("1", settle={"B1": "a", "B2": "b"})
    assert [each.outcome for each in plan.brackets] == [
        "“shall”, in favour of ASH",
        "“twice a year”, in favour of COL",
    ]
    assert dict(plan.sections)["What becomes of each amendment"] == (
        "A1: not retained, in favour of “shall” (B1): it wanted “may”",
        "A2: not retained, in favour of “twice a year” (B2): it wanted “every year”",
    )
    panel.edit("1", "Members [shall | may] report, and [shall | may] pay.")
    panel.propose("1", "Members shall report, and [shall | may] pay.", by=["ASH"])
    equal = panel.plan_merge("1", settle={"B1": "b", "B2": "a"}, keep_open=["A1", "A2"])
    assert (
        "A3: not retained: it wanted “shall”"
        in dict(equal.sections)["What becomes of each amendment"]
    )


# What a merge takes by default, what goes in in brackets, and what is refused.


def state_value_of(group: WorkingGroup, handle: str) -> str:
    """How far an amendment has come."""
    return group.state.amendments[group.state.handles[handle]].state.value


@pytest.fixture
def opposed(panel: WorkingGroup) -> WorkingGroup:
    """Two amendments to recommendation 1 that are compatible; a member objects to the first."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
    panel.propose("1", "port", old="harbour", by=["COL"])
    panel.take_position("DUN", "A1", Stance.OBJECT, reason="too strong")
    panel.take_position("ELM", "A1", Stance.SUPPORT)
    return panel


def test_what_somebody_objects_to_waits_and_says_why(opposed: WorkingGroup) -> None:
    """Nothing named, only what is ready and unopposed goes in."""
    plan = opposed.plan_merge("1")
    assert plan.merge.text == "Members shall report every year to the port office."
    waits, goes_in = plan.changes
    assert (waits.is_ticked, waits.why_not) == (False, "DUN objects: “too strong”")
    assert [(each.member, each.on) for each in waits.against] == [("DUN", "A1")]
    assert (goes_in.is_ticked, goes_in.why_not) == (True, "")
    assert plan.objecting == ()
    assert [row.is_ticked for row in opposed.changes_to("1")] == [False, True]


def test_a_hold_and_a_condition_wait_too_whatever_the_rule_allows() -> None:
    """Under consensus minus one an amendment with an objection is ready, and still waits."""
    with make_panel(rule="consensus_minus(2)") as group:
        for place, words in enumerate(("must", "should", "may")):
            group.propose(str(place + 2), words, old=("should", "may", "are")[place], by=["ASH"])
        group.take_position("BAY", "A1", Stance.OBJECT)
        group.take_position("COL", "A2", Stance.HOLD, reason="no instructions")
        group.take_position("DUN", "A3", Stance.ACCEPT, conditions=["4"])
        assert group.verdict("A1").status == "ready"
        assert [group.changes_to(each)[0].why_not for each in ("2", "3", "4")] == [
            "BAY objects",
            "COL reserves its position: “no instructions”",
            "DUN has a condition",
        ]


def test_what_waits_for_a_condition_needs_no_brackets(panel: WorkingGroup) -> None:
    """It does not go in by default; named it does, and whose condition is not met is asked."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("BAY", "A1", Stance.ACCEPT, conditions=["2"])
    (row,) = panel.changes_to("1")
    assert (row.is_ticked, row.why_not) == (False, "BAY has a condition")
    plan = panel.plan_merge("1", take=["A1"])
    assert plan.merge.text.startswith("Members must report")
    assert [each.sentence for each in plan.objecting] == ["BAY has a condition"]
    assert (plan.bracketed, plan.unbracketed) == ((), ())


def test_what_is_not_ready_by_its_own_rule_waits() -> None:
    """The reason is that of the rule; named, it goes in all the same."""
    with make_panel(rule='threshold("1/2")') as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        (row,) = group.changes_to("1")
        assert row.why_not.startswith("not ready: ")
        with pytest.raises(Rejected, match="nothing goes into R1 unless it is named; c1: not rea"):
            group.merge("1")
        group.merge("1", take=["A1"])
        assert text(group, "R1") == "Members must report every year to the harbour office."


def test_named_words_that_somebody_objects_to_go_in_in_brackets(opposed: WorkingGroup) -> None:
    """The bracket says who proposes and who supports; the amendment is the choice of its option."""
    plan = opposed.plan_merge("1", take=["A1", "A2"])
    assert plan.merge.text == (
        "Members [shall | ASH propose, BAY, ELM support: must] report every year"
        " to the port office."
    )
    assert (plan.bracketed, plan.unbracketed) == (("A1",), ())
    assert [each.sentence for each in plan.objecting] == ["DUN objects: “too strong”"]
    opposed.record(plan.operation)
    assert [state_value_of(opposed, each) for each in ("A1", "A2")] == ["open", "merged"]
    assert text(opposed, "A1") == "Members must report every year to the port office."
    # What is in brackets already stays so, unless the chair says otherwise.
    (row,) = opposed.changes_to("1")
    assert row.replaces == "[shall | ASH propose, BAY, ELM support: must]"
    assert (row.text, row.is_ticked) == ("must", False)
    with pytest.raises(Rejected, match=r"DUN objects: “too strong” \(A1\): words of A1 are merged"):
        opposed.plan_merge("1", take=["A1"])
    again = opposed.plan_merge("1", changes=[1], without_brackets=True, reason="a ruling")
    assert again.merge.text == "Members must report every year to the port office."


def test_without_brackets_takes_a_reason(opposed: WorkingGroup) -> None:
    """The reason is recorded with what went in against whom."""
    with pytest.raises(
        Rejected, match=r"DUN objects: “too strong” \(A1\): words of A1 are merged without"
    ):
        opposed.plan_merge("1", take=["A1"], without_brackets=True)
    plan = opposed.plan_merge("1", take=["A1"], without_brackets=True, reason="as in rule 4")
    assert plan.merge.text == "Members must report every year to the harbour office."
    assert (plan.bracketed, plan.unbracketed) == ((), ("A1",))
    assert plan.operation.reason == "as in rule 4"
    # Nothing is objected to here, so no reason is needed.
    assert opposed.plan_merge("1", take=["A2"], without_brackets=True).unbracketed == ()


def test_the_chairs_instruction_is_told(opposed: WorkingGroup) -> None:
    """In the dossier and the summary; the public reads no reason and no name."""
    opposed.open_meeting("First meeting")
    opposed.merge("1", take=["A1"], without_brackets=True, reason="rule 4 says so")
    opposed.close_meeting()
    told = {
        audience: dossier(
            opposed.state, opposed.judgement(), opposed.state.handles["R1"], audience
        ).instructions[0]
        for audience in (Audience.PUBLIC, Audience.SECRETARIAT)
    }
    assert told[Audience.SECRETARIAT].sentence == (
        "A1 merged without brackets, on the Chair's instruction: rule 4 says so"
    )
    assert told[Audience.PUBLIC].reason == ""
    sentences = [each.text for each in opposed.summary(audience=Audience.PUBLIC).sentences]
    assert any("without brackets, on the Chair's instruction" in each for each in sentences)
    assert not any("rule 4" in each or "DUN" in each for each in sentences)


def test_the_same_words_of_another_amendment_wait_as_well(opposed: WorkingGroup) -> None:
    """A3 is unopposed, but DUN objects to that very change in A1; named, they go in in brackets."""
    opposed.propose("1", "must", old="shall", by=["FIR"])
    plan = opposed.plan_merge("1")
    assert plan.merge.text == "Members shall report every year to the port office."
    waits, goes_in = plan.changes
    assert (waits.by, waits.is_ticked) == (("A1", "A3"), False)
    assert waits.why_not == "DUN objects: “too strong” (A1)"
    assert (goes_in.by, goes_in.is_ticked) == (("A2",), True)
    named = opposed.plan_merge("1", take=["A3"])
    assert "[shall | ASH, FIR propose, BAY, ELM support: must]" in named.merge.text
    assert [(each.member, each.on) for each in named.objecting] == [("DUN", "A1")]
    with pytest.raises(Rejected, match=r"DUN objects: “too strong” \(A1\)"):
        opposed.plan_merge("1", take=["A3"], without_brackets=True)


def test_an_objection_to_other_words_does_not_hold_up_the_same_change(panel: WorkingGroup) -> None:
    """COL objects to one word of A1; the other, which A2 wants too, goes in for A2."""
    panel.propose("2", "The office shall publish all annual reports.", by=["ASH"])
    panel.propose("2", "shall", old="should", by=["BAY"])
    panel.take_position("COL", "A1", Stance.OBJECT, words="annual")
    rows = panel.changes_to("2")
    assert [(row.text.strip(), row.is_ticked) for row in rows] == [
        ("shall", True),
        ("annual", False),
    ]
    panel.take_position("COL", "A1", Stance.OBJECT, words="shall")
    assert not any(row.is_ticked for row in panel.changes_to("2"))


def test_a_conflict_settled_for_opposed_words_is_written_as_a_bracket(
    opposed: WorkingGroup,
) -> None:
    """What lost is closed; whether brackets or not, who objects is named."""
    opposed.propose("1", "should", old="shall", by=["FIR"])
    plan = opposed.plan_merge("1", settle={1: "A1"})
    assert plan.settled == {1: InBrackets("A1")}
    assert "[shall | ASH propose, BAY, ELM support: must]" in plan.merge.text
    assert [(each.member, each.on) for each in plan.objecting] == [("DUN", "A1")]
    assert plan.operation.cause is Cause.MERGE
    same = opposed.plan_merge("1", settle={1: Reword("must")})
    assert "[shall | ASH propose, BAY, ELM support: must]" in same.merge.text
    ruled = opposed.plan_merge("1", settle={1: "A1"}, without_brackets=True, reason="ruling")
    assert ruled.merge.text == "Members must report every year to the port office."
    other = opposed.plan_merge("1", settle={1: Reword("will")})
    assert (other.objecting, other.bracketed) == ((), ())


@pytest.mark.parametrize("source", [StatedBy.CONFIDENCE, StatedBy.SECRETARIAT])
def test_support_not_stated_openly_is_in_no_bracket(
    opposed: WorkingGroup, source: StatedBy
) -> None:
    """A bracket is read by everybody; withdrawn and conditional support is not in it either."""
    opposed.take_position("FIR", "A1", Stance.SUPPORT, source=source)
    opposed.take_position("COL", "A1", Stance.SUPPORT, conditions=["4"])
    opposed.take_position("BAY", "A1", Stance.ACCEPT)
    assert (
        "[shall | ASH propose, ELM support: must]"
        in opposed.plan_merge("1", take=["A1"]).merge.text
    )


HALF = "The office should publish all reports and send them to members."


def test_half_a_sentence_waits_for_its_question(panel: WorkingGroup) -> None:
    """A rewrite of a sentence that another amends in one place goes in whole, or not at all."""
    panel.propose("2", "Within a month the secretariat publishes what it received.", by=["ASH"])
    panel.propose("2", "every report", old="all reports", by=["BAY"])
    with pytest.raises(Rejected, match="nothing can go into R2 before its conflict is settled"):
        panel.merge("2")
    panel.merge("2", settle={1: "A1"})
    assert text(panel, "R2") == "Within a month the secretariat publishes what it received."
    assert [state_value_of(panel, each) for each in ("A1", "A2")] == ["merged", "closed"]


def test_what_is_merged_in_part_is_named(panel: WorkingGroup) -> None:
    """A change that an uncontended claim holds goes in; of the other amendment it is a part."""
    panel.edit("2", "Each controller and processor shall keep records of all operations.")
    panel.propose("2", "Each controller shall keep records of the main operations.", by=["ASH"])
    panel.propose("2", "Each controller shall keep records of all operations.", by=["BAY"])
    panel.propose("2", "some", old="all", by=["COL"])
    plan = panel.plan_merge("2")
    assert plan.in_part == ("A1",)
    assert plan.changes[0].in_part == ("A1",)
    assert plan.merge.text == "Each controller shall keep records of all operations."
    panel.take_position("DUN", "A2", Stance.OBJECT)
    assert not panel.changes_to("2")[0].is_ticked
    # Settled for A1, all of its claim goes in, words included that it shares with others.
    settled = panel.plan_merge("2", settle={1: "A1"})
    assert settled.merge.text == (
        "Each controller [and processor | ASH, BAY: no text] shall keep records of the main"
        " operations."
    )
    assert settled.in_part == ("A1",)


def test_an_order_is_settled_each_of_its_ways(panel: WorkingGroup) -> None:
    """One first, the other first, one of them, neither, or both in brackets; never by default."""
    base = "Fees are paid in advance."
    one, other = "Ships of members pay half.", "The office keeps accounts."
    panel.propose("4", f"{base} {one}", by=["ASH"])
    panel.propose("4", f"{base} {other}", by=["BAY"])
    with pytest.raises(Rejected, match="nothing can go into R4 before its order is settled"):
        panel.merge("4")
    ways = {
        Take("A1", "A2"): f"{base} {one} {other}",
        InOrder("A2", "A1"): f"{base} {other} {one}",
        Take("A1"): f"{base} {one}",
        Take("A2"): f"{base} {other}",
        KeepBase(): base,
    }
    for way, expected in ways.items():
        plan = panel.plan_merge("4", settle={1: way})
        assert plan.merge.text == expected
        assert (plan.conflicts_open, plan.orders_open) == (0, 0)
    bracketed = panel.plan_merge("4", settle={1: InBrackets()})
    assert bracketed.merge.text == f"{base} [no text | ASH: {one} | BAY: {other}]"
    assert [state.next_text for state in bracketed.merge.outcomes] == [
        f"{base} {one}",
        f"{base} {other}",
    ]


def test_an_order_with_a_sentence_that_somebody_holds(panel: WorkingGroup) -> None:
    """Only what is held goes in in brackets, in its order; the other sentence is merged."""
    base = "Fees are paid in advance."
    one, other = "Ships of members pay half.", "The office keeps accounts."
    panel.propose("4", f"{base} {one}", by=["ASH"])
    panel.propose("4", f"{base} {other}", by=["BAY"])
    panel.take_position("DUN", "A2", Stance.HOLD)
    plan = panel.plan_merge("4", settle={1: Take("A2", "A1")})
    assert plan.merge.text == f"{base} [no text | BAY: {other}] {one}"
    assert (plan.bracketed, [each.member for each in plan.objecting]) == (("A2",), ["DUN"])
    panel.record(plan.operation)
    assert [state_value_of(panel, each) for each in ("A1", "A2")] == ["merged", "open"]
    assert text(panel, "A2") == f"{base} {other} {one}"
    panel.take_position("DUN", "A2", Stance.ACCEPT)
    panel.merge("4")
    assert text(panel, "R4") == f"{base} {other} {one}"


def test_a_sentence_kept_open_stands_beside_the_one_taken(panel: WorkingGroup) -> None:
    """Which comes first was not asked of it, so it does not propose to delete the other."""
    panel.propose("4", "Fees are paid in advance. Ships of members pay half.", by=["ASH"])
    panel.propose("4", "Fees are paid in advance. The office keeps accounts.", by=["BAY"])
    panel.merge("4", settle={1: "A1"}, keep_open=["A2"])
    assert text(panel, "A2") == (
        "Fees are paid in advance. Ships of members pay half. The office keeps accounts."
    )


@pytest.fixture
def bracketed(panel: WorkingGroup) -> Iterator[WorkingGroup]:
    """Recommendation 3 with two brackets, and amendments about them and beside them."""
    panel.edit("3", "Ships may enter [at night] with a [pilot | ASH: guide | BAY, COL: crew].")
    panel.propose("3", "Ships may enter with a [pilot | ASH: guide | BAY, COL: crew].", by=["DUN"])
    panel.propose("3", "vessels", old="Ships", by=["ELM"])
    panel.propose("3", "boats", old="Ships", by=["FIR"])
    return panel


def test_brackets_and_conflicts_are_settled_in_one_merge(bracketed: WorkingGroup) -> None:
    """B1 and B2 by keep, drop or an option, beside a conflict; what is against it closes."""
    plan = bracketed.plan_merge("3", settle={1: "A2", "B1": "keep", "B2": "b"})
    assert plan.merge.text == "vessels may enter at night with a guide."
    assert [bracket.choice for bracket in plan.brackets] == ["keep", "b"]
    assert plan.objecting == ()
    assert plan.brackets[1].others == ("BAY", "COL")
    bracketed.record(plan.operation)
    assert text(bracketed, "R3") == "vessels may enter at night with a guide."
    assert [state_value_of(bracketed, each) for each in ("A1", "A2", "A3")] == [
        "closed",
        "merged",
        "closed",
    ]


def test_a_bracket_settled_as_an_amendment_says_merges_it(bracketed: WorkingGroup) -> None:
    """Whoever else has words there follows."""
    bracketed.merge("3", take=(), settle={"B1": "drop"})
    assert text(bracketed, "R3") == "Ships may enter with a [pilot | ASH: guide | BAY, COL: crew]."
    assert state_value_of(bracketed, "A1") == "merged"
    assert (
        text(bracketed, "A2") == "vessels may enter with a [pilot | ASH: guide | BAY, COL: crew]."
    )
    bracketed.merge("3", take=(), settle={"B1": Reword("captain")})
    assert text(bracketed, "R3") == "Ships may enter with a captain."


def test_a_bracket_settled_for_words_that_somebody_objects_to(bracketed: WorkingGroup) -> None:
    """Those words are in brackets already; they leave them on the Chair's instruction."""
    bracketed.take_position("FIR", "A1", Stance.OBJECT, reason="ships need the night")
    with pytest.raises(Rejected, match=r"FIR objects: “ships need the night” \(A1\): words"):
        bracketed.plan_merge("3", take=(), settle={"B1": "drop"})
    plan = bracketed.plan_merge(
        "3", take=(), settle={"B1": "drop"}, without_brackets=True, reason="ruling"
    )
    assert plan.unbracketed == ("A1",)
    # Settled the other way, nobody objects.
    assert bracketed.plan_merge("3", take=(), settle={"B1": "keep"}).objecting == ()


def test_words_put_in_place_of_a_bracket_go_in_whole(panel: WorkingGroup) -> None:
    """The signs of the bracket and what stood between them are one change."""
    panel.edit("1", "Every member [ASH: shall | BAY: should] report fully.")
    panel.propose("1", "Every member is encouraged to report fully.", by=["COL"])
    (row,) = panel.changes_to("1")
    assert (row.replaces, row.text) == ("[ASH: shall | BAY: should]", "is encouraged to")
    panel.merge("1")
    assert text(panel, "R1") == "Every member is encouraged to report fully."
    assert state_value_of(panel, "A1") == "merged"


def test_whoever_objected_to_words_in_a_bracket_is_asked_when_it_is_lifted(
    opposed: WorkingGroup,
) -> None:
    """Put in brackets after they went in, they are still those that a member objects to."""
    opposed.merge("1", take=["A1"], without_brackets=True, reason="a ruling")
    opposed.bracket("1", "Members [must] report every year to the harbour office.")
    (asked,) = opposed.plan_merge("1", take=(), settle={"B1": "keep"}).objecting
    assert (asked.member, asked.on, asked.reason) == ("DUN", "B1", "too strong")
    assert opposed.plan_merge("1", take=(), settle={"B1": Reword("shall")}).effects.lapsed


def test_brackets_that_are_not_there_are_refused(bracketed: WorkingGroup) -> None:
    """Each message says what can be named."""
    for settle, message in (
        ({"B3": "keep"}, "there is no bracket B3: there are 2"),
        ({"B2": "keep"}, "B2 offers a choice, so say which: a “pilot”, b “guide”, c “crew”"),
        ({"B2": "d"}, "B2 has no option d"),
        ({"x": "keep"}, "x is neither the number of a conflict nor a bracket such as B1"),
        ({"B1": KeepBase()}, "a bracket is settled by keep, drop"),
    ):
        with pytest.raises(Rejected, match=message):
            bracketed.plan_merge("3", settle=settle)


def test_a_conflict_over_bracketed_words_adds_its_options(panel: WorkingGroup) -> None:
    """No bracket stands in a bracket, and whoever supports an option is in it."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
    panel.propose("1", "may", old="shall", by=["COL"])
    panel.merge("1", settle={1: InBrackets()})
    panel.propose("1", "can", old="[shall | ASH propose, BAY support: must | COL: may]", by=["DUN"])
    panel.merge("1", settle={1: InBrackets()})
    assert text(panel, "R1") == (
        "Members [shall | ASH propose, BAY support: must | COL: may | DUN: can] report every year"
        " to the harbour office."
    )


@pytest.mark.parametrize(
    "outcome", [Outcome.AGREED, Outcome.ADOPTED, Outcome.REJECTED, Outcome.WITHDRAWN]
)
def test_closed_items_are_not_merged_into(panel: WorkingGroup, outcome: Outcome) -> None:
    """Until the chair reopens them; editorial corrections stay possible, and are recorded so."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("1", outcome, reason="after three meetings")
    with pytest.raises(Rejected, match="R1 is closed by a decision; reopen it first"):
        panel.plan_merge("1")
    panel.edit("1", text(panel, "R1").replace("office", "Office"), editorial=True)
    assert panel.state.version(panel.state.handles["R1"]).cause is Cause.EDITORIAL
    panel.decide("1", Outcome.REOPENED, reason="new facts")
    panel.merge("1")
    assert text(panel, "R1").startswith("Members must report")


def test_a_deferred_item_is_not_closed(panel: WorkingGroup) -> None:
    """Its text may be worked on while it waits for its day."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("1", Outcome.DEFERRED, reason="no time")
    panel.merge("1")
    assert text(panel, "R1").startswith("Members must report")


def test_a_package_takes_its_words_plain_on_the_instruction(opposed: WorkingGroup) -> None:
    """All of it or nothing, so nothing in brackets: who objects is named, and a reason is asked."""
    opposed.propose(kind="insert", after="1", text="Reports are public.", by=["ASH"])
    opposed.take_position("BAY", "A3", Stance.HOLD, reason="no instructions")
    opposed.propose_package("Words", items=["1", "2"], amendments=["A1", "A3"])
    message = (
        r"DUN objects: “too strong” \(A1\); BAY reserves its position: “no instructions” \(A3\):"
        r" words of A1, A3 are merged without brackets only on the Chair's instruction"
    )
    for wrong in ({}, {"without_brackets": True}, {"reason": "all or nothing"}):
        with pytest.raises(Rejected, match=message):
            opposed.decide("PKG1", Outcome.AGREED, **wrong)
    assert "shall" in text(opposed, "R1")
    state = opposed.state
    gavel = preview_gavel(state, opposed.judgement(), state.handles["PKG1"], opposed.now())
    assert (gavel.opposing, Outcome.AGREED in gavel.outcomes) == (("BAY", "DUN"), True)
    opposed.decide("PKG1", Outcome.AGREED, reason="all or nothing", without_brackets=True)
    assert text(opposed, "R1") == "Members must report every year to the harbour office."
    assert [each.member for each in opposed.state.contested_in(opposed.state.handles["R1"])] == [
        "DUN"
    ]
    with pytest.raises(Rejected, match="only a package puts words into a text"):
        opposed.decide("2", Outcome.AGREED, without_brackets=True)


def test_an_unopposed_package_asks_for_no_instruction(opposed: WorkingGroup) -> None:
    """The gavel alone puts its words in."""
    opposed.propose_package("Words", items=["1", "2"], amendments=["A2"])
    opposed.decide("PKG1", Outcome.AGREED)
    assert text(opposed, "R1") == "Members shall report every year to the port office."


def test_what_cannot_go_in_in_brackets_takes_the_instruction(panel: WorkingGroup) -> None:
    """An insertion that a member holds waits for the reason, which is the note of the step."""
    panel.propose(kind="insert", after="1", text="Reports are public.", by=["ASH"])
    panel.take_position("BAY", "A1", Stance.HOLD, reason="no instructions")
    message = (
        r"BAY reserves its position: “no instructions” \(A1\): A1 is merged only on the Chair's"
    )
    for wrong in ({}, {"without_brackets": True}, {"reason": "so"}):
        with pytest.raises(Rejected, match=message):
            panel.merge("A1", **wrong)
    step = panel.merge("A1", without_brackets=True, reason="the chair's ruling")
    assert step.act.note == "the chair's ruling"
    assert state_value_of(panel, "A1") == "merged"


@pytest.mark.parametrize("way", ["b", "drop", Reword("at noon")])
def test_a_change_in_an_option_that_goes_is_not_said_to_be_merged(
    panel: WorkingGroup, way: str | Reword
) -> None:
    """With the other option chosen A1 is closed; named beside it, it is refused."""
    panel.edit("3", "Ships may enter [at night | by day] with a pilot on board.")
    panel.propose("3", "at dawn", old="at night", by=["ASH"])
    plan = panel.plan_merge("3", settle={"B1": way})
    assert "dawn" not in plan.merge.text
    (outcome,) = plan.merge.outcomes
    assert (outcome.taken, len(outcome.closed), outcome.next_text) == ((), 1, None)
    with pytest.raises(Rejected, match="A1 changes words that go with B1"):
        panel.plan_merge("3", take=["A1"], settle={"B1": way})
    kept = panel.plan_merge("3", settle={"B1": "a"})
    assert kept.merge.text == "Ships may enter at dawn with a pilot on board."
    assert [each.closed for each in kept.merge.outcomes] == [()]
    panel.propose("3", "at dusk", old="at night", by=["COL"])
    with pytest.raises(Rejected, match="conflict 1 changes words that go with B1"):
        panel.plan_merge("3", settle={1: "A1", "B1": way})


def test_what_was_in_order_stays_open_when_the_bracket_before_it_goes(
    panel: WorkingGroup,
) -> None:
    """A1 went in in brackets; its words out again, A2 still proposes its own sentence."""
    base = text(panel, "R2")
    for words, by in (("The clerk keeps the seal.", "ASH"), ("Votes are secret.", "COL")):
        panel.propose("2", f"{base} {words}", by=[by])
    panel.take_position("DUN", "A1", Stance.HOLD)
    panel.merge("2", settle={1: "A1"})
    assert text(panel, "R2") == f"{base} [no text | ASH: The clerk keeps the seal.]"
    panel.merge("2", take=[], settle={"B1": "a"})
    assert text(panel, "R2") == base
    assert (state_value_of(panel, "A2"), text(panel, "A2")) == ("open", f"{base} Votes are secret.")


def test_a_bracket_and_the_conflict_around_it_are_not_both_settled(panel: WorkingGroup) -> None:
    """A1, settled against, went in all the same by its option, and DUN was not named."""
    base = text(panel, "R2")
    for words, by in (("must", "ASH"), ("may", "COL")):
        panel.propose("2", words, old="should", by=[by])
    panel.take_position("DUN", "A1", Stance.HOLD)
    panel.merge("2", settle={1: "A1"})
    assert text(panel, "R2") == base.replace("should", "[should | ASH: must]")
    for way in (KeepBase(), Take("A2")):
        with pytest.raises(Rejected, match="B1 stands in words that conflict 1 changes"):
            panel.plan_merge("2", settle={1: way, "B1": "b"})


def test_an_order_has_in_brackets_what_is_held_in_another_amendment(panel: WorkingGroup) -> None:
    """A3 has the very sentence of A1, which the order names; BAY's reservation is to its words."""
    base = text(panel, "R2")
    for words, by in (("Fees are paid.", "ASH"), ("Votes are secret.", "COL")):
        panel.propose("2", f"{base} {words}", by=[by])
    panel.propose("2", f"{base} Fees are paid.".replace("office", "panel"), by=["ELM"])
    panel.take_position("BAY", "A3", Stance.HOLD)
    for way in (InOrder("A1"), InOrder("A1", "A2"), InOrder("A2", "A1"), Take("A1")):
        plan = panel.plan_merge("2", settle={1: way})
        assert "[no text | ASH, ELM: Fees are paid.]" in plan.merge.text
        assert plan.bracketed == ("A1", "A3")
    with pytest.raises(Rejected, match=r"BAY reserves its position \(A3\)"):
        panel.plan_merge("2", settle={1: InOrder("A1")}, without_brackets=True)


@pytest.mark.parametrize("kind", ["delete", "insert"])
def test_the_same_arrangement_of_another_amendment_takes_it_too(
    panel: WorkingGroup, kind: str
) -> None:
    """DUN objects to A1, and A2 would do the same: DUN is named, and objects to what it did."""
    wanted = {"target": "2"} if kind == "delete" else {"after": "1", "text": "Reports are public."}
    for by in ("ASH", "BAY"):
        panel.propose(kind=kind, by=[by], **wanted)
    panel.take_position("DUN", "A1", Stance.OBJECT, reason="too early")
    with pytest.raises(Rejected, match=r"DUN objects: “too early” \(A1\): A2 is merged only on"):
        panel.merge("A2")
    panel.merge("A2", without_brackets=True, reason="the chair's ruling")
    assert [each.member for held in panel.state.contested.values() for each in held] == ["DUN"]


def test_orders_are_called_orders_where_only_they_hold_up_a_merge(panel: WorkingGroup) -> None:
    """Two orders are no conflicts; beside a conflict both are named."""
    one, other = "Ships wait", "Boats go."
    panel.edit("2", f"{one}. {other}")
    for first, last, by in (
        ("Fees are paid.", "Cats eat fish.", "ASH"),
        ("Votes count.", "Rain may fall at noon.", "COL"),
    ):
        panel.propose("2", f"{one}. {first} {other} {last}", by=[by])
    assert [each.kind for each in panel.combination("2").conflicts] == ["order", "order"]
    with pytest.raises(Rejected, match="before one of its 2 orders is settled"):
        panel.plan_merge("2")
    panel.propose("2", f"{one}. Gulls wait.", by=["BAY"])
    panel.propose("2", f"{one}. Crabs wait.", by=["DUN"])
    with pytest.raises(Rejected, match=r"its \d (conflicts and orders|orders and conflicts)"):
        panel.plan_merge("2")


def test_new_wording_that_goes_in_as_an_option_in_brackets_is_for_its_place(
    panel: WorkingGroup,
) -> None:
    """The words are those of A1, to which DUN objects; what the plan says is what the text has."""
    base = "The chair serves for two years and may speak each year, and reports to all."
    panel.edit("1", base)
    panel.propose("1", base.replace("two", "four").replace("reports", "answers"), by=["ASH"])
    panel.propose("1", base.replace("two", "three").replace("reports", "writes"), by=["BAY"])
    panel.take_position("DUN", "A1", Stance.OBJECT)
    plan = panel.plan_merge("1", settle={1: Reword("four")})
    assert plan.merge.text == base.replace("two", "[two | ASH: four]")
    assert plan.settled == {1: InBrackets("A1", is_alone=True)}
    assert plan.conflicts_open == 1


def test_an_order_within_a_sentence_has_opposed_words_in_brackets(panel: WorkingGroup) -> None:
    """Both go in, one after the other; only the words that a member objects to stay open."""
    panel.edit("1", "The body acts without delay.")
    panel.propose("1", "The body acts without undue delay.", by=["ASH"])
    panel.propose("1", "The body acts without unreasonable delay.", by=["BAY"])
    panel.take_position("DUN", "A1", Stance.OBJECT)
    plan = panel.plan_merge("1", settle={1: InOrder("A2", "A1")})
    assert plan.merge.text == "The body acts without unreasonable [no text | ASH: undue] delay."
    panel.record(plan.operation)
    assert [state_value_of(panel, each) for each in ("A1", "A2")] == ["open", "merged"]


def test_whose_words_go_in_within_others_in_brackets_is_told(panel: WorkingGroup) -> None:
    """A2 has the word of A1 that FIR objects to; the record says over whom it is in brackets."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("2", "shall promptly", old="should", by=["BAY"])
    panel.propose("2", "must", old="should", by=["COL"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    plan = panel.plan_merge("2", settle={1: "A2"})
    assert plan.merge.text == "The office [should | BAY: shall promptly] publish all reports."
    told = change_sentence(plan.operation, SentenceContext(panel.state, Audience.SECRETARIAT))
    assert told.startswith("A2 put in brackets in 2 (R2) over FIR")


def test_all_options_in_brackets_name_who_objects_to_one_of_them(panel: WorkingGroup) -> None:
    """Before the merge; the record says that some of the words in brackets are opposed."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.propose("2", "must", old="should", by=["COL"])
    panel.take_position("FIR", "A1", Stance.OBJECT)
    plan = panel.plan_merge("2", settle={1: InBrackets()})
    assert [each.member for each in plan.objecting] == ["FIR"]
    told = change_sentence(plan.operation, SentenceContext(panel.state, Audience.SECRETARIAT))
    assert told == "A1 and A2 put in brackets in 2 (R2), some of their words over FIR"


def test_an_objection_takes_no_words_out_of_the_brackets_that_were_chosen(
    panel: WorkingGroup,
) -> None:
    """Both sentences were asked for in brackets; an objection to one leaves the other there."""
    base = "Members shall report every year."
    panel.edit("1", base)
    panel.propose("1", f"{base} The office shall publish all reports.", by=["ASH"])
    panel.propose("1", f"{base} Ships may not enter at night.", by=["BAY"])
    settle = {1: InBrackets("A1", "A2")}
    expected = panel.plan_merge("1", settle=settle).merge.text
    assert "[no text | BAY: Ships may not enter at night.]" in expected
    panel.take_position("DUN", "A1", Stance.OBJECT)
    assert panel.plan_merge("1", settle=settle).merge.text == expected


@pytest.mark.parametrize(
    ("settlement", "take", "which"),
    [
        (KeepBase(), ["A3"], ", which left those words as they were"),
        (Take("A2"), ["A3"], ", which took A2"),
        (Reword("will"), [], ""),
    ],
)
def test_what_closed_an_amendment_is_what_was_chosen_among_equal_words(
    panel: WorkingGroup, settlement: KeepBase | Take | Reword, take: list[str], which: str
) -> None:
    """The word stands twice; what went in for the other one closed nothing at the first."""
    base = "Members shall report to the office. Ships shall carry a pilot on board."
    panel.edit("1", base)
    for old, new, member in (
        ("Members shall", "Members should", "ASH"),
        ("Members shall", "Members must", "BAY"),
        ("Ships shall", "Ships may", "COL"),
    ):
        panel.propose("1", base.replace(old, new), by=[member])
    panel.merge("1", settle={1: settlement}, take=take)
    why = explain(panel.verdict("A1"), label=panel.state.handle_of)
    assert why == (f"not retained in the merge of R1 on 2026-03-02{which}",)


# What is listed as ready to be merged is what a merge takes.


# Words of the four recommendations, and what may stand there instead.
WORDS = {
    "1": ("shall", "every year", "harbour"),
    "2": ("should", "all", "reports"),
    "3": ("at night", "pilot", "board"),
}
RULES = ("no_objection()", "consent()", "consensus_minus(2)", 'threshold("1/3")')
STANCES = ("support", "accept", "object", "hold", "disagree")

members = st.sampled_from(sorted(MEMBERS))
targets = st.sampled_from(sorted(WORDS))
modifies = st.tuples(st.just("modify"), targets, st.integers(0, 2), st.integers(0, 1), members)
acts = st.one_of(
    modifies,
    modifies,
    modifies,
    st.tuples(st.sampled_from(("insert", "delete", "split", "join")), targets, members),
    st.tuples(
        st.sampled_from(STANCES), st.integers(0, 9), members, st.sampled_from(("", "4", "A1"))
    ),
    st.tuples(st.just("amend"), st.integers(0, 9), members),
    st.tuples(st.just("consolidate"), targets, st.booleans(), members),
    st.tuples(st.just("merge"), targets, st.integers(0, 9)),
    st.tuples(st.just("decide"), targets, st.sampled_from(("rejected", "deferred", "agreed"))),
    st.tuples(st.just("bracket"), targets),
    st.tuples(st.just("present"), st.integers(0, 9)),
)


def handle_of(group: WorkingGroup, number: int) -> str:
    """One of the amendments; the first recommendation while there is none."""
    handles = [each.handle for each in group.state.amendments.values()]
    return handles[number % len(handles)] if handles else "R1"


def done(group: WorkingGroup, act: tuple[object, ...]) -> None:
    """Record one act; one that does not fit is refused and changes nothing."""
    match act:
        case ("modify", target, place, choice, by):
            old = WORDS[str(target)][int(str(place))]
            group.propose(str(target), ("other words", "new")[int(str(choice))], old=old, by=[by])
        case ("insert", target, by):
            group.propose(kind="insert", after=str(target), text="Boats wait.", by=[by])
        case ("delete", target, by):
            group.propose(str(target), kind="delete", by=[by])
        case ("split", target, by):
            *_, last = group.state.text(group.state.handles[f"R{target}"]).split()
            group.propose(str(target), kind="split", parts=[last], by=[by])
        case ("join", target, by):
            group.propose(str(target), kind="join", others=["4"], by=[by])
        case ("amend", number, by):
            handle = handle_of(group, int(str(number)))
            text = group.state.text(group.state.handles[handle])
            group.propose(handle, f"{text} Boats wait.", by=[by])
        case ("consolidate", target, retires, by):
            sources = sorted(group.combination(str(target)).proposals)
            consenting = sorted(MEMBERS) if retires else []
            group.consolidate(sources, "All words are new.", by=[by], consenting=consenting)
        case ("merge", target, number):
            handle = handle_of(group, int(str(number)))
            group.merge(str(target), take=[handle], without_brackets=True, reason="a ruling")
        case ("decide", target, outcome):
            group.decide(str(target), Outcome(str(outcome)), reason="so it is")
        case ("bracket", target):
            words = WORDS[str(target)][0]
            text = group.state.text(group.state.handles[f"R{target}"])
            group.bracket(str(target), text.replace(words, f"[{words}]", 1))
        case ("present", number):
            group.open_meeting("Meeting")
            group.present([handle_of(group, int(str(number)))])
            group.close_meeting()
        case (stance, number, by, condition):
            conditions = [str(condition)] if condition and stance in ("support", "accept") else []
            handle = handle_of(group, int(str(number)))
            group.take_position(str(by), handle, Stance(str(stance)), conditions=conditions)


RETIRED = [
    ("modify", "1", 0, 0, "ASH"),
    ("amend", 0, "ASH"),
    ("modify", "1", 0, 0, "ASH"),
    ("consolidate", "1", True, "ASH"),
]


@example(RETIRED, "no_objection()", False)
@given(st.lists(acts, min_size=3, max_size=14), st.sampled_from(RULES), st.booleans())
def test_what_is_listed_as_ready_goes_in(
    happened: list[tuple[object, ...]], rule: str, has_notice: bool
) -> None:
    """Each merge that is listed takes at least part of what it names, with nothing chosen.

    And of a text that is not listed so, a merge with nothing chosen takes nothing.
    """
    with make_panel(rule=rule) as group:
        if has_notice:
            group.set_notice(timedelta(hours=24))
        for act in happened:
            try:
                done(group, act)
            except (Rejected, NotFound):
                continue
        state = group.state
        found = next_items(state, group.judgement(), list(state.drafts))
        listed = {each.handle for each in found if each.rank is Rank.MERGEABLE}
        kinds = {each.handle: each.kind for each in state.amendments.values()}
        texts = [each for each in ("R1", "R2", "R3", "R4") if each in state.handles]
        for handle in {*listed, *texts, *kinds}:
            is_whole = kinds.get(handle, AmendmentKind.MODIFY) is not AmendmentKind.MODIFY
            if handle not in listed and is_whole:
                continue
            try:
                step = group.merge(handle)
            except Rejected:
                assert handle not in listed, handle
                continue
            operation = step.operation(1)
            group.undo(step.id)
            if handle in listed and not is_whole:
                assert operation.merged_whole or operation.merged_in_part
            assert handle in listed or handle not in texts


# What holds of every merge: nothing opposed goes in plain, and no claim goes in by half.


SENTENCE_WORDS = (
    "Members",
    "report",
    "fully",
    "each",
    "year",
    "to",
    "the",
    "office",
    "in",
    "writing.",
)
SLOTS = (1, 2, 3, 4, 7)
OPPOSED = ("object", "hold")

places = st.sets(st.sampled_from(SLOTS), min_size=1, max_size=3)
proposals = st.lists(places, min_size=1, max_size=5)


@st.composite
def scenes(
    draw: st.DrawFn,
) -> tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject]:
    """Which words each amendment changes, and who objects to which, or holds it."""
    changed = draw(proposals)
    opposed = draw(
        st.dictionaries(
            st.sampled_from(range(len(changed))),
            st.tuples(st.sampled_from(("DUN", "ELM", "FIR")), st.sampled_from(OPPOSED)),
        )
    )
    return changed, opposed, draw(st.data())


def word_of(number: int, slot: int) -> str:
    """A word that no other amendment has there."""
    return f"word{number}{slot}"


def played(changed: list[set[int]], opposed: dict[int, tuple[str, str]]) -> WorkingGroup:
    """A group with these amendments, and with these positions on them."""
    group = make_panel(rule="consensus_minus(6)")
    group.edit("1", " ".join(SENTENCE_WORDS))
    for number, slots in enumerate(changed):
        words = [
            word_of(number, at) if at in slots else word for at, word in enumerate(SENTENCE_WORDS)
        ]
        group.propose("1", " ".join(words), by=[sorted(MEMBERS)[number % 3]])
    for number, (member, stance) in opposed.items():
        group.take_position(member, f"A{number + 1}", Stance(stance))
    return group


def plain(text: str) -> str:
    """What stands outside brackets, and the first option of each bracket."""
    read = parse(text, EVERY_CODE)[0]
    while not read.is_clean:
        read = lift(read, 1, 1)
    return read.notation()


def planned(group: WorkingGroup, data: st.DataObject) -> MergePlan | None:
    """A merge of whatever is named; None where nothing goes in."""
    combination = group.combination("1")
    handles = sorted(combination.proposals)
    take = data.draw(st.none() | st.sets(st.sampled_from(handles)))
    settle = {
        number: data.draw(st.sampled_from(conflict.by))
        for number, conflict in enumerate(combination.conflicts, 1)
        if data.draw(st.booleans())
    }
    try:
        return group.plan_merge("1", take=take, settle=settle)
    except Rejected:
        return None


@given(scenes())
def test_what_is_opposed_never_goes_in_plain(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """Whatever is named: words that a member objects to or holds stand in brackets, or nowhere.

    And whoever objects to what is in brackets is in the plan.
    """
    changed, opposed, data = scene
    with played(changed, opposed) as group:
        plan = planned(group, data)
        if plan is None:
            return
        words = set(plain(plan.merge.text).split())
        named = {(each.on, each.member) for each in plan.objecting}
        for number, (member, _) in opposed.items():
            own = {word_of(number, slot) for slot in changed[number]}
            assert not own & words
            if any(word in plan.merge.text for word in own):
                assert (f"A{number + 1}", member) in named
                assert f"A{number + 1}" in plan.bracketed


@given(scenes())
def test_numbers_of_a_plan_choose_the_same_again(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """Conflicts and changes are given by the numbers that a plan tells: a plan of them is equal."""
    changed, opposed, data = scene
    with played(changed, opposed) as group:
        plan = planned(group, data)
        if plan is None:
            return
        ticked = [number for row in plan.changes if row.is_ticked for number in row.numbers]
        again = group.plan_merge("1", changes=ticked, settle=plan.settled)
        assert (again.merge, again.settled, again.changes) == (
            plan.merge,
            plan.settled,
            plan.changes,
        )
        numbers = range(1, len(plan.combination.conflicts) + 1)
        assert [*map(again.open_in, numbers)] == [*map(plan.open_in, numbers)]


@given(scenes())
def test_by_default_a_claim_goes_in_whole_or_waits_whole(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """All that one amendment changes in a sentence is taken, or none of it."""
    changed, opposed, _ = scene
    with played(changed, opposed) as group:
        ticked = [row for row in group.changes_to("1") if row.is_ticked]
        try:
            text = group.plan_merge("1").merge.text
        except Rejected:
            assert not ticked
            return
        for number, slots in enumerate(changed):
            own = {word_of(number, slot) for slot in slots}
            assert own <= set(text.split()) or not any(word in text for word in own)
            if number in opposed:
                assert not any(word in text for word in own)


@given(scenes())
def test_a_question_settled_for_an_amendment_takes_all_of_it(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """Settled and taken for one alone, as the chair rules, the text is that amendment's own."""
    changed, opposed, data = scene
    number = data.draw(st.sampled_from(range(len(changed))))
    handle = f"A{number + 1}"
    with played(changed, opposed) as group:
        conflicts = group.combination("1").conflicts
        settle = {at: handle for at, each in enumerate(conflicts, 1) if handle in each.by}
        plan = group.plan_merge(
            "1", take=[handle], settle=settle, without_brackets=True, reason="a ruling"
        )
        assert plan.merge.text == group.state.text(group.state.handles[handle])
        assert plan.unbracketed == ((handle,) if number in opposed else ())


def test_the_scenes_hold_brackets_and_refusals() -> None:
    """A conflict settled for what is opposed is a bracket; what all contend for waits."""
    with played([{1, 2}, {2}], {0: ("DUN", "object")}) as group:
        plan = group.plan_merge("1", settle={1: "A1"})
        assert plan.merge.text == (
            "Members [report fully | ASH: word01 word02] each year to the office in writing."
        )
        with pytest.raises(Rejected):
            group.plan_merge("1")
