"""Merging into the record: what goes in, what stays alive, which positions carry over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.model.amendments import AmendmentState
from consensus.text.hunk import InBrackets, KeepBase, Reword
from consensus.working_group.merging import plan_taking
from consensus.working_group.script import make_example

NOW = datetime(2017, 1, 27, 17, 0, tzinfo=UTC)


def text(group: WorkingGroup, handle: str) -> str:
    """The current text of an item or amendment."""
    return group.state.text(group.state.handles[handle])


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
    rivals.merge("1", changes=[0], settle={})
    assert text(rivals, "R1") == "Members shall report every year to the port office."
    assert text(rivals, "A1") == "Members should report every year to the port office."
    assert text(rivals, "A2") == "Members may report every second year to the port office."
    assert [state_of(rivals, each) for each in ("A1", "A2", "A3")] == ["open", "open", "merged"]
    rivals.merge("1", settle={0: "A1", 1: KeepBase()})
    assert text(rivals, "R1") == "Members should report every year to the port office."
    assert [state_of(rivals, each) for each in ("A1", "A2")] == ["merged", "closed"]
    closed = rivals.state.amendments[rivals.state.handles["A2"]].closed_hunks
    assert [(hunk.replaces, hunk.text) for hunk in closed] == [("shall", "may"), ("", "second ")]


def test_settled_against_and_kept_open(rivals: WorkingGroup) -> None:
    """An amendment kept open keeps the words a decision settled against it."""
    rivals.merge("1", settle={0: "A1"}, keep_open=["A2"])
    assert text(rivals, "A2") == "Members may report every second year to the port office."
    assert state_of(rivals, "A2") is AmendmentState.OPEN


def test_conflict_written_as_a_bracket_and_lifted_by_amendment(rivals: WorkingGroup) -> None:
    """A bracket holds every option; bracketing the choices again changes nothing; one is lifted."""
    rivals.merge("1", settle={0: InBrackets()})
    bracketed = text(rivals, "R1")
    assert bracketed == (
        "Members [shall | ASH: should | BAY: may] report every [no text | BAY: second] year to the"
        " port office."
    )
    assert text(rivals, "A1").startswith("Members should report")
    assert text(rivals, "A2").startswith("Members may report")
    with pytest.raises(Rejected, match="settled so, R1 stays as it is"):
        rivals.merge("1", settle={0: InBrackets()})
    assert rivals.status().items[1].brackets == 2
    rivals.merge("1", settle={0: "A2"})
    assert text(rivals, "R1") == "Members may report every second year to the port office."


def test_new_wording_and_the_base_settle_a_conflict(rivals: WorkingGroup) -> None:
    """A conflict may be settled by words nobody proposed, or by those that stood there."""
    plan = rivals.plan_merge("1", settle={0: KeepBase()})
    assert plan.merge.text.startswith("Members shall report")
    rivals.merge("1", settle={0: Reword("are invited to")})
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
    with pytest.raises(Rejected, match="there is no change c8"):
        rivals.merge("1", changes=[7])
    with pytest.raises(Rejected, match="there is no conflict 2; counted from 0, there is"):
        rivals.merge("1", settle={2: "A1"})
    with pytest.raises(Rejected):
        rivals.merge("1", settle={0: "A3"})


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
    """The command line names its options in the same place."""
    rivals.take_position("DUN", "A1", "object")
    with pytest.raises(Rejected, match=r"with a reason \(without_brackets=True and reason=…\)"):
        rivals.merge("1", settle={0: "A1"}, without_brackets=True)


def test_choices_beside_a_plan_are_refused(rivals: WorkingGroup) -> None:
    """A plan is recorded as it was made; nothing is recorded where something else is asked for."""
    plan = rivals.plan_merge("1", settle={0: "A1"})
    with pytest.raises(
        Rejected, match="give take, changes, settle, keep_open and without_brackets"
    ):
        rivals.merge(plan, settle={0: "A2"})
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
            settle={0: "A4", 1: "A9", 2: KeepBase()},
            keep_open=["A7"],
            without_brackets=True,
            reason="a ruling",
        )
    said = dict(plan.sections)
    assert said["Who objects to what goes in, or reserves its position"][0] == (
        "MER objects: “Meridia cannot accept binding language in a voluntary text.” (A4)"
    )
    assert said["What becomes of each amendment"] == (
        "A4, A5, A51: merged in full",
        "A6: closed, in favour of A4, A5: it wanted “is best when”",
        "A8: closed, in favour of A9: it wanted “open, transparent, inclusive and"
        " gender-responsive”",
        "A9: merged in part: “open, transparent and inclusive” becomes “open and transparent, that"
        " no voice should be excluded from it”",
        "A9: closed in part, in favour of the text as it stands: it wanted “left”",
        "A7: still open (kept open)",
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


def test_a_plan_says_why_an_amendment_stays_open(rivals: WorkingGroup) -> None:
    """A conflict that is not settled, words in brackets only, and a change that is not taken."""

    def fates(**choices: Any) -> tuple[str, ...]:
        return dict(rivals.plan_merge("1", **choices).sections)["What becomes of each amendment"]

    assert fates(changes=[0]) == (
        "A1: merged in part: “harbour” becomes “port”",
        "A1: still open (conflict 1): “shall” becomes “should”",
        "A3: merged in full",
        "A2: still open (conflict 1, conflict 2)",
    )
    assert fates(changes=[0], settle={0: InBrackets("A2")})[1:] == (
        "A1: still open (conflict 1 in brackets): “shall” becomes “should”",
        "A3: merged in full",
        "A2: in brackets, not merged",
    )
    assert fates(changes=[], settle={0: KeepBase()})[:2] == (
        "A1: still open (not chosen): “harbour” becomes “port”",
        "A1: closed in part, in favour of the text as it stands: it wanted “should”",
    )
    assert fates(changes=[], settle={0: "A2"}, keep_open=["A1"]) == (
        "A2: merged in full",
        "A1: still open (kept open, not chosen)",
        "A3: still open (not chosen)",
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
    assert "A1: still open (conflict 1)" in dict(plan.sections)["What becomes of each amendment"]
    panel.merge(plan)
    assert text(panel, "R1") == f"Members {words}clean the bench."
    panel.merge("1")
    assert text(panel, "R1") == f"Members and observers {words}clean the bench."


def test_words_beside_a_bracket_go_in_with_the_words_that_settle_it(panel: WorkingGroup) -> None:
    """One merge settles the bracket and takes what another amendment puts in beside it."""
    panel.edit("1", "Members [shall | should] clean the bench.")
    panel.propose("1", "Members and observers [shall | should] clean the bench.", by=["ASH"])
    panel.propose("1", "Members are encouraged to clean the bench.", by=["BAY"])
    panel.merge("1", settle={"B1": "b", 0: "A1"})
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
        group.merge("3", settle={0: "A4", 1: InBrackets()})
        plan = group.plan_merge("3", settle={"B2": "b"})
        assert dict(plan.sections)["What becomes of each amendment"][2] == (
            "A9: still open (conflict 3): “[taken as close as possible | DOL propose,"
            " FAR, BKV support: left]” becomes “left”"
        )
