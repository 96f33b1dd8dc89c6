"""No consensus as an outcome, and levels of agreement: what is declared, told and counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.history.operations import SetAllOrNothing
from consensus.model.amendments import AmendmentState
from consensus.model.decisions import Outcome, PackageState
from consensus.reports.audience import Audience
from consensus.reports.final_report import annexed_to
from consensus.reports.history import describe
from consensus.reports.progress import bracket_statistics
from consensus.reports.wall import Totals
from consensus.rules.explain import explain
from consensus.rules.mergeable import failure_words
from consensus.rules.verdict import Status
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from tests.support.panel import BEGIN

TRIED = "three meetings and a consultation"


def status_of(panel: WorkingGroup, name: str) -> Status:
    """Where a target stands."""
    return panel.verdict(name).status


@pytest.fixture
def split(panel: WorkingGroup) -> WorkingGroup:
    """Two members want other words in 1, which has a bracket, and there is no consensus on it."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "may", old="shall", by=["BAY"])
    panel.bracket("1", "Members shall report [every year] to the harbour office.")
    panel.decide("1", "no consensus", tried=TRIED)
    return panel


def test_text_remains_and_counts_as_open_nowhere(split: WorkingGroup) -> None:
    """Its amendments and brackets are told apart from open ones, and why says what was tried."""
    assert status_of(split, "1") is Status.NO_CONSENSUS
    assert "shall report [every year]" in split.state.text(split.state.handles["R1"])
    assert [status_of(split, each) for each in ("A1", "A2")] == [Status.NO_CONSENSUS] * 2
    assert split.state.amendments[split.state.handles["A1"]].state is AmendmentState.OPEN
    assert not split.judgement().undecided_amendments(split.state.handles["R1"])
    verdict = split.verdict("1")
    assert explain(verdict) == (f"there was no consensus; tried: {TRIED}",)
    totals = split.status().totals
    assert (totals[Status.NO_CONSENSUS], totals[Status.REJECTED]) == (1, 0)
    told = "".join(write_report(split, "open", wanted=Wanted("members")))
    assert "1 no consensus" in told
    assert "undecided" not in told
    shown = Totals.of([split.verdict(each) for each in ("1", "2", "3", "4")])
    assert shown.words == "0 agreed, 3 open, no consensus on 1"


def test_nothing_is_merged_into_it_until_it_is_reopened(split: WorkingGroup) -> None:
    """Reopened, its amendments are open again, and it can be agreed."""
    with pytest.raises(Rejected, match="is closed by a decision; reopen it first"):
        split.merge("1", take=["A1"])
    with pytest.raises(Rejected, match="reopen it first"):
        split.decide("1", "agreed")
    split.decide("1", "reopened")
    assert status_of(split, "1") is Status.OPEN
    assert status_of(split, "A1") is not Status.NO_CONSENSUS
    split.merge("1", take=["A1"], settle={1: "A1"})


def test_what_was_tried_is_said_and_goes_with_nothing_else(panel: WorkingGroup) -> None:
    """Without it, or with another outcome, the decision is refused."""
    with pytest.raises(Rejected, match="say what was tried"):
        panel.decide("1", "no consensus")
    with pytest.raises(Rejected, match="goes with no consensus, not with rejected"):
        panel.decide("1", "rejected", tried=TRIED)


def test_of_a_draft_it_is_declared_of_what_is_left(panel: WorkingGroup) -> None:
    """What is agreed, withdrawn or rejected stays so; a set of items is declared together."""
    panel.decide("2", "agreed")
    panel.decide("3", "withdrawn")
    step = panel.decide("D1", "no consensus", tried=TRIED)
    assert [panel.state.handle_of(each) for each in step.made.targets] == ["R1", "R4"]
    assert [status_of(panel, each) for each in ("1", "2", "3", "4")] == [
        *(Status.NO_CONSENSUS, Status.AGREED, Status.WITHDRAWN, Status.NO_CONSENSUS),
    ]
    with pytest.raises(Rejected, match="is decided already"):
        panel.decide("D1", "no consensus", tried=TRIED)
    panel.decide(["1", "4"], "reopened")
    step = panel.decide(["1", "4"], "no consensus", tried=TRIED)
    assert step.made.scope == "several items"


def test_condition_on_it_has_failed_and_the_rest_of_a_whole_is_not_agreed(
    panel: WorkingGroup,
) -> None:
    """Where nothing is agreed until everything is, a text without consensus is not agreed."""
    panel.take_position("ASH", "2", "support", conditions=["1"])
    panel.record(SetAllOrNothing(draft=panel.state.handles["D1"], holds=True))
    for each in ("2", "3", "4"):
        panel.decide(each, "agreed")
    panel.decide("1", "no consensus", tried=TRIED)
    assert panel.verdict("3").words == "provisionally agreed"
    assert panel.verdict("2").counts.standing
    panel.record(SetAllOrNothing(draft=panel.state.handles["D1"], holds=False))
    assert status_of(panel, "3") is Status.AGREED


def test_package_and_amendment_end_without_consensus(panel: WorkingGroup) -> None:
    """A package leaves no trace in the text; an amendment can be reopened."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("3", "by day", old="at night", by=["DUN"])
    panel.propose_package("Both", ["1", "3"], ["A1"])
    panel.decide("PKG1", "no consensus", tried=TRIED)
    package = panel.state.packages[panel.state.handles["PKG1"]]
    assert (package.state, status_of(panel, "PKG1")) == (PackageState.REFUSED, Status.NO_CONSENSUS)
    panel.decide("A2", "no consensus", tried=TRIED)
    assert status_of(panel, "A2") is Status.NO_CONSENSUS
    panel.decide("A2", "reopened")
    assert status_of(panel, "A2") is not Status.NO_CONSENSUS


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        ("un", f"There was no consensus on recommendation 1, after {TRIED}."),
        ("ietf", f"There was no consensus for section 1, after {TRIED}."),
        ("iso", f"Clause 1 was not accepted, after {TRIED}."),
    ],
)
def test_summary_tells_it_in_the_style(panel: WorkingGroup, style: str, sentence: str) -> None:
    """Members read what was tried, and the public that there was none."""
    panel.set_style(style)
    panel.open_meeting("Third meeting")
    panel.decide("1", "no consensus", tried=TRIED)
    panel.close_meeting()
    told = "".join(write_report(panel, "summary", wanted=Wanted("members", attributed=True)))
    assert sentence in told
    public = "".join(write_report(panel, "summary"))
    assert sentence.partition(", after")[0] in public
    assert "by consensus" not in told + public


@pytest.mark.parametrize("audience", list(Audience))
def test_what_was_tried_is_for_members(split: WorkingGroup, audience: Audience) -> None:
    """It is words of the Chair, which no report shows the public."""
    for name in ("open", "decisions", "progress"):
        told = "".join(write_report(split, name, wanted=Wanted(audience)))
        assert "no consensus" in told
        assert TRIED not in told or audience.sees_names


def test_level_is_one_of_the_list_of_the_body(panel: WorkingGroup) -> None:
    """ICANN's is shipped; full consensus stands beside no objection, and is printed where it is."""
    with pytest.raises(Rejected, match="has no list"):
        panel.decide("1", "agreed", level="consensus")
    with pytest.raises(Rejected, match="there are: icann"):
        panel.set_levels("gnso")
    panel.set_levels("icann")
    with pytest.raises(Rejected, match="is no level of agreement of this body"):
        panel.decide("1", "agreed", level="rough")
    with pytest.raises(Rejected, match="goes with an agreement"):
        panel.decide("1", "no consensus", tried=TRIED, level="full consensus")
    panel.take_position("ASH", "2", "object", reason="too dear")
    with pytest.raises(Rejected, match="ASH objects, so that there is no “full consensus”"):
        panel.decide("2", "agreed", reason="time is short", level="full consensus")
    panel.decide("2", "agreed", reason="time is short", level="consensus")
    panel.decide("1", "agreed", level="full consensus")
    panel.decide("3", "no consensus", tried=TRIED, level="divergence")
    assert "level of agreement: full consensus" in explain(panel.verdict("1"))
    assert panel.verdict("1").reasons[0].kind == "as-declared"
    told = "".join(write_report(panel, "decisions"))
    for level in ("full consensus", "divergence"):
        assert level in told
    assert "by consensus" not in told


def test_level_contradicts_nothing_on_record(panel: WorkingGroup) -> None:
    """None that nobody opposes beside dissent, and no divergence where the body agreed."""
    panel.set_levels("icann")
    panel.take_position("ASH", "1", "object", reason="too dear")
    panel.take_position("BAY", "2", "disagree")
    panel.take_position("COL", "2", "disagree", source="confidence")
    for kind in ("reservations", "dissociations"):
        words: Any = {kind: {"ASH": "Too dear."}}
        with pytest.raises(Rejected, match="ASH stands aside, so that there is no “full"):
            panel.decide("1", "agreed", level="full consensus", **words)
    panel.decide("1", "agreed", level="consensus", dissociations={"ASH": "Too dear."})
    with pytest.raises(Rejected, match="BAY, COL are against it, so that there is no “full"):
        panel.decide("2", "agreed", level="full consensus")
    for level in ("divergence", "minority view"):
        for outcome in ("agreed", "adopted"):
            with pytest.raises(Rejected, match=f"“{level}” is no agreement; declare no consensus"):
                panel.decide("3", outcome, level=level)
    panel.decide("3", "rejected", reason="no", level="minority view")
    panel.decide("4", "agreed", level="full consensus")
    with pytest.raises(Rejected, match="ASH cannot dissociate itself from “full consensus”"):
        panel.make_statement("4", "ASH", "dissociation", "No.")
    panel.make_statement("4", "ASH", "reservation", "On the fees.")


def test_own_levels_replace_by_consensus_in_a_summary(panel: WorkingGroup) -> None:
    """What the body calls it is said, and “by consensus” is not said beside it."""
    panel.set_style("un")
    panel.set_levels(["general agreement", "agreement of most"], ["general agreement"])
    panel.open_meeting("First meeting")
    panel.decide("1", "adopted", level="agreement of most")
    panel.decide("2", "adopted")
    told = "".join(write_report(panel, "summary"))
    assert "adopted recommendation 1 (agreement of most)." in told
    assert "adopted recommendation 2 by consensus." in told
    panel.set_levels([])
    assert panel.state.settings[""].levels == ()
    with pytest.raises(Rejected, match="named twice"):
        panel.set_levels(["most", "Most"])


def test_outcome_is_in_the_history_and_survives_undo(split: WorkingGroup) -> None:
    """The step says what was tried; taken back, the text is open."""
    lines = (describe(step, made, split.state, gone) for step, made, gone in split.history())
    told = "; ".join(sentence for each in lines for sentence in each.sentences)
    assert f"no consensus on 1 (R1); tried: “{TRIED}”" in told
    split.undo()
    assert split.verdict("1").status is not Status.NO_CONSENSUS
    assert Outcome.NO_CONSENSUS not in {e.outcome for e in split.state.decisions.values()}


def test_brackets_of_it_are_counted_apart(split: WorkingGroup) -> None:
    """They are in no total, and are told as left."""
    found = bracket_statistics(split.state, split.state.handles["D1"])
    assert (found.total.brackets, found.items) == (0, ())
    assert [(each.handle, each.counts.brackets) for each in found.left] == [("R1", 1)]


def annexed(group: WorkingGroup, name: str) -> list[tuple[str, str, str]]:
    """Who has which statement annexed on a text, in its own words."""
    target = group.state.handles[name]
    return [(each.member, each.kind, each.text) for each in annexed_to(group.state, target)]


def test_statement_is_annexed_with_the_consent_of_its_author(split: WorkingGroup) -> None:
    """What has none stays on record; a new one replaces that of its author and kind alone."""
    split.make_statement("1", "ASH", "minority statement", "We  wanted\n\n“must”.", annexed=True)
    split.make_statement("1", "BAY", "explanation of position", "May is enough.")
    split.make_statement("1", "COL", "minority statement", "Neither.", annexed=True)
    assert annexed(split, "R1") == [
        ("ASH", "minority statement", "We  wanted\n\n“must”."),
        ("COL", "minority statement", "Neither."),
    ]
    split.make_statement("1", "ASH", "minority statement", "We wanted “must”.", annexed=True)
    split.make_statement("1", "ASH", "explanation of position", "For the record.")
    assert annexed(split, "R1") == [
        ("ASH", "minority statement", "We wanted “must”."),
        ("COL", "minority statement", "Neither."),
    ]
    with pytest.raises(Rejected, match="give the words"):
        split.make_statement("1", "DUN", "reservation", annexed=True)
    split.decide("1", "reopened")
    assert annexed(split, "R1") == []


def test_statement_is_on_the_text_it_was_made_on(panel: WorkingGroup) -> None:
    """Of several that were decided together only on that; made on the decision, on each."""
    panel.set_style("un")
    panel.open_meeting("Third meeting")
    panel.decide("D1", "no consensus", tried=TRIED)
    panel.make_statement("3", "ASH", "minority statement", "Nights are long.", annexed=True)
    panel.make_statement("DEC1", "BAY", "minority statement", "None of it.", annexed=True)
    both = [("ASH", "minority statement", "Nights are long.")]
    both += [("BAY", "minority statement", "None of it.")]
    assert [annexed(panel, each) for each in ("R1", "R3")] == [both[1:], both]
    panel.make_statement("3", "BAY", "minority statement", "Not 3.", annexed=True)
    assert annexed(panel, "R1") == both[1:]
    assert annexed(panel, "R3") == [both[0], ("BAY", "minority statement", "Not 3.")]
    told = "".join(write_report(panel, "summary", wanted=Wanted("members", attributed=True)))
    assert "ASH and BAY put a minority statement on record on recommendation 3." in told
    lines = (describe(step, made, panel.state, gone) for step, made, gone in panel.history())
    said = "; ".join(sentence for each in lines for sentence in each.sentences)
    assert "ASH put on record beside DEC1, on 3 (R3): minority statement" in said
    panel.decide("3", "reopened")
    assert (annexed(panel, "R1"), annexed(panel, "R3")) == (both[1:], [])


def test_reservation_on_one_of_several_stands_beside_that_one(panel: WorkingGroup) -> None:
    """In every report on one text."""
    panel.decide(["1", "2"], "agreed")
    panel.make_statement("2", "BAY", "reservation", "On the log.")
    told = "".join(write_report(panel, "final", wanted=Wanted("members")))
    one, _, two = told.partition("agreed on paragraph 2")
    assert "BAY placed a reservation" not in one
    assert "BAY placed a reservation" in two
    for each, there in (("1", False), ("2", True)):
        told = "".join(write_report(panel, "dossier", wanted=Wanted("members", subject=each)))
        assert ("On the log." in told) is there
    told = "".join(write_report(panel, "decisions", wanted=Wanted("members")))
    assert "BAY, reservation on 2: On the log." in told


def test_deadline_of_statements_bars_later_ones_from_the_annex(split: WorkingGroup) -> None:
    """The Chair can set another day; what is not for the annex is taken at any time."""
    split.set_statements_due(BEGIN + timedelta(days=1))
    late = BEGIN + timedelta(days=2)
    with pytest.raises(
        Rejected, match=r"were due by 2026-03-03 09:00 UTC; .* for statements on D1"
    ):
        split.make_statement("1", "ASH", "reservation", "late", annexed=True, happened=late)
    split.make_statement("1", "ASH", "reservation", "late", happened=late)
    split.set_statements_due(BEGIN + timedelta(days=3), "D1")
    split.make_statement("1", "ASH", "reservation", "in time", annexed=True, happened=late)
    split.set_statements_due(None)
    assert split.state.drafts[split.state.handles["D1"]].statements_due is None
    assert annexed(split, "R1") == [("ASH", "reservation", "in time")]


def test_statement_on_what_has_no_consensus_names_none(split: WorkingGroup) -> None:
    """Nobody dissociates itself from a consensus that there was not."""
    split.set_style("un")
    split.open_meeting("Fourth meeting")
    split.decide("3", "no consensus", tried=TRIED)
    split.make_statement("3", "ASH", "dissociation", "No.")
    split.make_statement("3", "BAY", "minority statement", "Pilots are dear.")
    told = "".join(write_report(split, "summary", wanted=Wanted("members", attributed=True)))
    assert "dissociated itself from the decision on" in told
    assert "put a minority statement on record on" in told


def test_it_is_named_so_that_sentences_read(panel: WorkingGroup) -> None:
    """A text is without consensus; it is not “no consensus”."""
    panel.take_position("ASH", "2", "support", conditions=["1"])
    panel.decide("1", "no consensus", tried=TRIED)
    with pytest.raises(Rejected, match="R1 is without consensus; reopen it first"):
        panel.decide("1", "adopted")
    position = panel.state.positions[panel.state.handles["R2"]]["ASH"]
    assert failure_words(panel.state, position) == (
        "its condition failed: 1 (R1) was without consensus"
    )


def test_no_analysis_takes_up_what_has_no_consensus(split: WorkingGroup) -> None:
    """Its amendments are in no conflict and no order; a compilation calls them what they are."""
    assert split.analysis.conflicts().amendments == 0
    texts = {each for turn in split.analysis.order().turns for each in turn.targets}
    assert texts == {"R2", "R3", "R4"}
    told = "".join(write_report(split, "amendments", wanted=Wanted("members")))
    assert "A1, ASH, no consensus" in told
    amendment = split.propose("1", "could", old="shall", by=["COL"])
    assert status_of(split, amendment.handle) is Status.NO_CONSENSUS
    split.propose("1", "will", old="shall", by=["DUN"])
    assert split.analysis.conflicts().amendments == 0


def test_what_was_tried_is_a_clause_however_it_was_typed(panel: WorkingGroup) -> None:
    """A capital that only began a sentence, and its full stop, are left out."""
    panel.set_style("un")
    panel.open_meeting("Third meeting")
    panel.decide("1", "no consensus", tried="Two meetings.")
    for name in ("summary", "final"):
        told = "".join(write_report(panel, name, wanted=Wanted("members")))
        assert "no consensus on recommendation 1, after two meetings." in told
