"""Decisions: what one would record, and what comes of those on packages and amendments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import ArrangeItems, ChangeText, FollowUp
from consensus.model.amendments import AmendmentState
from consensus.model.decisions import Outcome, PackageState, Scope, StatementKind
from consensus.model.drafts import Cause
from consensus.model.meetings import Presence
from consensus.rules.explain import explain
from consensus.rules.verdict import Status
from consensus.working_group.decisions import Declaration, Gavel, plan_decision, preview_gavel
from tests.support.panel import text


def state_of(panel: WorkingGroup, handle: str) -> str:
    """How far an amendment or package has come."""
    state = panel.state
    found = state.handles[handle]
    return (state.amendments.get(found) or state.packages[found]).state.value


@pytest.fixture
def package(panel: WorkingGroup) -> WorkingGroup:
    """A package of two amendments to words, an insertion and a deletion, to three items."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "may", old="shall", by=["BAY"])
    panel.propose("3", "by day", old="at night", by=["DUN"])
    panel.propose(kind="insert", after="3", text="Boats are welcome.", by=["DUN"])
    panel.propose("4", kind="delete", by=["FIR"])
    panel.propose_package("All of it", ["1", "3", "4"], ["A1", "A3", "A4", "A5"])
    return panel


def test_package_merges_and_decides_in_one_step(package: WorkingGroup) -> None:
    """Conflicts are settled for its amendments; items it removes are not decided."""
    length = len(package.steps())
    package.decide("PKG1", "agreed", pending=["FIR"])
    assert len(package.steps()) == length + 1
    assert text(package, "R1").startswith("Members must")
    assert [state_of(package, each) for each in ("A1", "A2", "A3", "A4", "A5", "PKG1")] == [
        "merged",
        "closed",
        "merged",
        "merged",
        "merged",
        "agreed",
    ]
    (decision,) = package.state.decisions.values()
    assert (decision.scope, decision.pending) == (Scope.PACKAGE, ("FIR",))
    assert [package.state.handle_of(each) for each in decision.targets] == ["PKG1", "R1", "R3"]
    package.confirm_decision("PKG1", "fir")
    package.undo()
    package.undo()
    assert state_of(package, "PKG1") == PackageState.OPEN


def test_package_that_contradicts_itself_is_refused(package: WorkingGroup) -> None:
    """Two amendments for the same words cannot both be taken; nothing has changed."""
    package.propose_package("Both", ["1", "2"], ["A1", "A2"])
    head = package.head
    with pytest.raises(Rejected):
        package.decide("PKG2", "agreed")
    assert package.head == head
    assert text(package, "R1").startswith("Members shall")


def test_package_whose_amendment_was_merged_meanwhile_is_settled(package: WorkingGroup) -> None:
    """What is in the text already need not go in again."""
    package.merge("3")
    package.decide("PKG1", "agreed")
    assert (state_of(package, "PKG1"), state_of(package, "A1")) == ("agreed", "merged")


def test_package_over_a_closed_item_is_refused(package: WorkingGroup) -> None:
    """What was agreed has to be reopened before a package changes it."""
    package.decide("1", "agreed")
    with pytest.raises(Rejected, match="R1 is closed by a decision; reopen it first"):
        package.decide("PKG1", "agreed")


def test_package_that_changes_and_splits_an_item(panel: WorkingGroup) -> None:
    """Each part is planned on what the one before left, so that no word goes missing."""
    panel.propose("3", "shall", old="may", by=["BAY"])
    panel.propose(
        "3", "Ships may enter at night.", kind="split", parts=["A pilot is on board."], by=["ASH"]
    )
    panel.propose(kind="insert", after="1", text="One.", by=["ASH"])
    panel.propose(kind="insert", after="1", text="Two.", by=["ASH"])
    panel.propose_package("Three", ["1", "3"], ["A1", "A2", "A3", "A4"])
    panel.decide("PKG1", "agreed")
    assert text(panel, "R3") == "Ships shall enter at night."
    assert {text(panel, f"R{number}") for number in (5, 6, 7)} == {
        "A pilot is on board.",
        "One.",
        "Two.",
    }


def test_amendment_to_an_amendment_of_a_package_goes_on(panel: WorkingGroup) -> None:
    """What amends what a package takes becomes an amendment to the item it went into."""
    panel.propose("1", "Members must report every month.", by=["ASH"])
    panel.propose("A1", "week", old="month", by=["BAY"])
    panel.propose_package("Both", ["1", "2"], ["A1"])
    with pytest.raises(Rejected, match="A2 is to no item of the package"):
        panel.propose_package("Both", ["1", "2"], ["A1", "A2"])
    panel.decide("PKG1", "agreed")
    assert text(panel, "R1") == "Members must report every month."
    assert [each.handle for each in panel.state.open_amendments(panel.state.handles["R1"])] == [
        "A2"
    ]


def test_package_is_decided_on_its_own(package: WorkingGroup) -> None:
    """Named beside others it would be agreed without its texts."""
    with pytest.raises(Rejected, match="PKG1 is a package, decided on its own"):
        package.decide(["PKG1", "2"], "agreed")
    with pytest.raises(Rejected, match="PKG1 is a package, which has no text of its own"):
        package.merge("PKG1")


def test_package_is_listed_again_when_it_is_due(package: WorkingGroup) -> None:
    """A deferral of a package has its day and its reason."""
    package.decide("PKG1", "deferred", reason="late", due=date(2026, 5, 1))
    (decision,) = package.state.decisions.values()
    assert (decision.due, state_of(package, "PKG1")) == (date(2026, 5, 1), "open")


def test_presence_is_read_from_the_meeting(panel: WorkingGroup) -> None:
    """Who was there and who was not stands on the decision; silence creates no position."""
    panel.open_meeting("Meeting")
    panel.note_presence(["ASH", "OBS"])
    panel.note_presence(["BAY"], Presence.REMOTE)
    panel.decide("1", "agreed")
    (decision,) = panel.state.decisions.values()
    assert (decision.present, decision.absent) == (("ASH", "BAY"), ("COL", "DUN", "ELM", "FIR"))
    assert decision.no_objection_heard
    assert not panel.state.positions.get(panel.state.handles["R1"])


def test_a_text_passes_in_silence_beside_one_that_is_objected_to(panel: WorkingGroup) -> None:
    """At the gavel and afterwards; a position that came in since is no silence."""
    panel.set_rule("no_objection()")
    panel.take_position("FIR", "2", Stance.OBJECT)
    panel.open_meeting("Meeting")
    panel.decide(["1", "2"], "agreed", reason="heard and noted")
    (decision,) = panel.state.decisions.values()
    assert not decision.no_objection_heard
    passed = [decision.passed_in_silence(panel.state.handles[each]) for each in ("R1", "R2")]
    assert passed == [True, False]
    assert [panel.verdict(each).met for each in ("1", "2")] == [True, False]
    panel.undo(panel.steps()[-1].id)
    declared = Declaration(Outcome.AGREED, reason="heard and noted")
    judged = panel.judgement()
    planned = plan_decision(panel.state, judged, panel.new_id, decision.targets, declared)
    panel.take_position("ASH", "1", Stance.SUPPORT, source="written", document="L1")
    panel.record(planned)
    (decision,) = panel.state.decisions.values()
    assert not decision.passed_in_silence(panel.state.handles["R1"])


def test_what_is_on_the_projector_needs_no_notice(panel: WorkingGroup) -> None:
    """Under a notice, a text that is not introduced passes in silence where the room sees it."""
    panel.set_rule("no_objection()")
    panel.set_notice(timedelta(days=30))
    panel.open_meeting("Meeting")
    panel.note_presence(["ASH"])
    panel.decide("1", "agreed")
    panel.show_on_projector("2")
    panel.decide("2", "agreed")
    panel.decide("3", "agreed")
    seen = [each.unmet for each in panel.state.decisions.values()]
    late = "all_of(clean_text(), no_objection()); its notice of 30 days"
    assert seen == [late, "", late]
    assert panel.verdict("2").met
    panel.decide("2", "reopened")
    assert not panel.verdict("2").met


def test_rejected_amendment_comes_back_over_the_present_text(panel: WorkingGroup) -> None:
    """Reopened, it does not undo what was merged while it was closed."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("A1", "rejected")
    panel.propose("1", "port", old="harbour", by=["BAY"])
    panel.merge("1")
    panel.decide("A1", "reopened")
    assert state_of(panel, "A1") == AmendmentState.OPEN
    assert text(panel, "A1") == "Members must report every year to the port office."
    panel.merge("1")
    assert text(panel, "R1") == "Members must report every year to the port office."


def test_reopened_split_of_another_text_is_proposed_anew(panel: WorkingGroup) -> None:
    """Where the words have changed, nobody can say how they would be split."""
    panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["ASH"])
    panel.propose("4", kind="move", after="1", by=["ASH"])
    for name in ("A1", "A2"):
        panel.decide(name, "rejected")
    panel.edit("3", "Ships stay out.")
    panel.edit("4", "Fees are low.")
    with pytest.raises(Rejected, match="R3 has changed since A1; propose to split it anew"):
        panel.decide("A1", "reopened")
    panel.decide("A2", "reopened")
    panel.merge("A2")
    assert text(panel, "R4") == "Fees are low."


def test_reopened_insertion_and_unchanged_text(panel: WorkingGroup) -> None:
    """Where nothing has changed nothing is carried over."""
    panel.propose(kind="insert", after="1", text="One.", by=["ASH"])
    panel.propose("1", "must", old="shall", by=["ASH"])
    for name in ("A1", "A2"):
        panel.decide(name, "rejected")
        panel.decide(name, "reopened")
    assert [state_of(panel, each) for each in ("A1", "A2")] == ["open", "open"]
    assert text(panel, "A2").startswith("Members must")


def test_word_is_lifted_from_the_decision_that_awaits_it(panel: WorkingGroup) -> None:
    """Of two decisions on one item the one that holds; a word on the other is refused."""
    panel.decide("1", "agreed ad ref", pending=["ASH"])
    panel.decide("1", "agreed", pending=["FIR"])
    with pytest.raises(
        Rejected, match=r"DEC1 holds no more.*: R1 is agreed \(DEC2\), awaiting FIR"
    ):
        panel.confirm_decision("1", "ASH")
    assert [each.pending for each in panel.state.decisions.values()] == [("ASH",), ("FIR",)]
    panel.confirm_decision("DEC2", "FIR")
    assert [each.pending for each in panel.state.decisions.values()] == [("ASH",), ()]
    with pytest.raises(Rejected, match="DEC2 does not await FIR"):
        panel.confirm_decision("1", "FIR")
    with pytest.raises(NotFound, match="nothing was decided on 2"):
        panel.confirm_decision("2", "FIR")


def test_decision_over_objections_names_them(panel: WorkingGroup) -> None:
    """The rule that was not met stands on the decision, too."""
    panel.take_position("FIR", "1", Stance.OBJECT)
    panel.decide("1", "agreed", reason="heard and noted")
    (decision,) = panel.state.decisions.values()
    assert (decision.over, decision.unmet, decision.no_objection_heard) == (
        ("FIR",),
        "all_of(clean_text(), no_objection())",
        False,
    )


def test_merge_that_was_planned_before_a_withdrawal_is_refused(panel: WorkingGroup) -> None:
    """What its sponsors took back does not go in because somebody looked earlier."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    planned = panel.plan_merge("1").operation
    panel.withdraw("A1")
    with pytest.raises(Rejected, match="A1 is withdrawn already"):
        panel.record(planned)


def test_amendment_follows_an_edit_that_says_what_it_says(panel: WorkingGroup) -> None:
    """The chair's edit merges it, so that its words are on record as taken."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("A1", "weekly", old="every year", by=["BAY"])
    panel.edit("1", "Members must report every year to the harbour office.")
    assert state_of(panel, "A1") == AmendmentState.MERGED
    taken = panel.state.amendments[panel.state.handles["A1"]].taken_hunks
    assert [(hunk.replaces, hunk.text) for hunk in taken] == [("shall", "must")]
    assert text(panel, "A2") == "Members must report weekly to the harbour office."
    panel.merge("1")
    assert text(panel, "R1") == "Members must report weekly to the harbour office."


def test_closed_amendment_keeps_what_it_said_and_of_what(panel: WorkingGroup) -> None:
    """Settled against, it stays over the text it was said of, and so does what amends it."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "may", old="shall", by=["BAY"])
    panel.propose("A2", "weekly", old="every year", by=["COL"])
    before = panel.state.version_id(panel.state.handles["R1"])
    panel.merge("1", settle={1: "A1"})
    closed = panel.state.amendments[panel.state.handles["A2"]]
    assert (closed.state, closed.against) == (AmendmentState.CLOSED, before)
    assert state_of(panel, "A3") == AmendmentState.OPEN


def test_operations_may_be_recorded_without_a_plan(panel: WorkingGroup) -> None:
    """An embedder's own change may leave an amendment as it is, or close it."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    item, amendment = panel.state.handles["R1"], panel.state.handles["A1"]
    panel.record(
        ChangeText(
            target=item,
            seen=panel.state.version_id(item),
            wording=panel.state.version(item).wording,
            cause=Cause.EDITORIAL,
            follow_ups=(FollowUp(amendment=amendment, seen=amendment),),
        ),
        ArrangeItems(draft=panel.state.handles["D1"]),
    )
    assert state_of(panel, "A1") == AmendmentState.CLOSED


def test_nobody_is_absent_where_presence_was_never_noted(panel: WorkingGroup) -> None:
    """A meeting of which only the decisions are kept says of nobody that it was away."""
    panel.open_meeting("First meeting")
    panel.decide("1", "agreed")
    panel.note_presence(["ASH"])
    panel.decide("2", "agreed")
    first, second = panel.state.decisions.values()
    assert (first.present, first.absent) == ((), ())
    assert (second.present, second.absent) == (("ASH",), ("BAY", "COL", "DUN", "ELM", "FIR"))


# What a gavel would record, looked at before it falls.


def foreseen(panel: WorkingGroup, handle: str) -> Gavel:
    """What a gavel on a target would record now."""
    target = panel.state.handles[handle]
    return preview_gavel(panel.state, panel.judgement(), target, panel.now())


def test_an_undecided_item_can_be_agreed_first_of_all(panel: WorkingGroup) -> None:
    """Everything but reopening can be declared, an agreement being offered first."""
    assert list(Outcome)[:-1] == list(foreseen(panel, "R1").outcomes)


def test_silence_and_presence_are_foreseen(panel: WorkingGroup) -> None:
    """Nobody having said anything, an agreement passes in silence, with who is there noted."""
    panel.open_meeting("First")
    panel.note_presence(["ASH", "BAY"])
    panel.note_presence(["COL"], Presence.REMOTE)
    agreement = foreseen(panel, "R1").agreement
    assert agreement
    assert agreement.no_objection_heard
    assert agreement.present == ("ASH", "BAY", "COL")
    assert agreement.absent == ("DUN", "ELM", "FIR")


def test_a_standing_objection_is_foreseen(panel: WorkingGroup) -> None:
    """It says over whom an agreement would go, and that it would be the chair's ruling."""
    panel.take_position("ASH", "1", "support")
    panel.take_position("DUN", "1", "object", reason="too costly")
    gavel = foreseen(panel, "R1")
    assert Status.BLOCKED is gavel.verdict.status
    assert gavel.agreement
    assert gavel.agreement.over == ("DUN",)
    assert gavel.agreement.ruled == gavel.agreement.targets


@pytest.mark.parametrize("rule", ["consent()", "no_objection()", "unanimity()"])
def test_over_an_objection_that_the_rule_bars_the_chair_rules(
    panel: WorkingGroup, rule: str
) -> None:
    """It takes a reason, is told from what the group agreed, and is counted apart."""
    panel.set_rule(rule)
    panel.take_position("ASH", "1", "support")
    panel.take_position("DUN", "1", "object", reason="too costly")
    with pytest.raises(Rejected, match="DUN still objects; the Chair's ruling"):
        panel.decide("1", "agreed")
    panel.decide("1", "agreed", reason="heard three times")
    verdict = panel.verdict("1")
    assert (verdict.status, verdict.is_ruling, panel.status().ruled) == (Status.AGREED, True, 1)
    assert explain(verdict)[0] == "the Chair declared it agreed; DUN stated its objection"
    assert explain(verdict.anonymous())[0] == (
        "the Chair declared it agreed; one member stated its objection"
    )


@pytest.mark.parametrize("rule", ["consensus_minus(1)", 'threshold("1/6", block=False)'])
def test_over_an_objection_that_the_rule_allows_it_is_agreed(
    panel: WorkingGroup, rule: str
) -> None:
    """It takes no reason, and is counted with what else is agreed."""
    panel.set_rule(rule)
    panel.take_position("ASH", "1", "support")
    panel.take_position("DUN", "1", "object", reason="too costly")
    panel.decide("1", "agreed")
    verdict = panel.verdict("1")
    assert (verdict.status, verdict.is_ruling, panel.status().ruled) == (Status.AGREED, False, 0)
    assert explain(verdict) == ("agreed, DUN objecting",)


@pytest.mark.parametrize("rule", ["consent()", "consensus_minus(1)"])
def test_a_member_that_objects_can_step_out_of_the_way(panel: WorkingGroup, rule: str) -> None:
    """With a reservation it accepts, with a dissociation it stands aside; both are one step."""
    panel.set_rule(rule)
    for member in ("DUN", "FIR"):
        panel.take_position(member, "1", "object", source="written", document="note", reason="no")
    before = len(panel.steps())
    panel.decide(
        "1", "agreed", reservations={"DUN": "as a trial"}, dissociations={"fir": "no part"}
    )
    assert len(panel.steps()) == before + 1
    state = panel.state
    target = state.handles["R1"]
    held = state.positions[target]
    assert (held["DUN"].stance, held["DUN"].reservation) == (Stance.ACCEPT, "as a trial")
    assert (held["FIR"].stance, held["FIR"].reason) == (Stance.ABSTAIN, "no part")
    (decision,) = state.decisions.values()
    assert (decision.over, decision.ruled, decision.unmet) == ((), (), "")
    assert [(each.member, each.kind, each.text) for each in state.statements.values()] == [
        ("DUN", StatementKind.RESERVATION, "as a trial"),
        ("FIR", StatementKind.DISSOCIATION, "no part"),
    ]
    panel.undo()
    assert len(panel.verdict("1").counts.standing) == 2


def test_one_of_two_that_objects_does_not_step_out_for_the_other(panel: WorkingGroup) -> None:
    """The other's objection stands, and without a reason nothing is recorded of either."""
    for member in ("DUN", "FIR"):
        panel.take_position(member, "1", "object", source="written", document="note", reason="no")
    with pytest.raises(Rejected, match="FIR still objects"):
        panel.decide("1", "agreed", reservations={"DUN": "as a trial"})
    with pytest.raises(Rejected, match="give the words of the reservation of DUN"):
        panel.decide("1", "agreed", reservations={"DUN": " "})
    assert (len(panel.verdict("1").counts.standing), dict(panel.state.decisions)) == (2, {})


def test_a_refused_decision_says_nothing_of_statements(panel: WorkingGroup) -> None:
    """They need the decision, whose id nobody knows."""
    for member in ("DUN", "FIR"):
        panel.take_position(member, "1", "object", source="written", document="note", reason="no")
    with pytest.raises(Rejected) as refused:
        panel.decide("1", "agreed", reservations={"DUN": "as a trial"})
    (reason,) = refused.value.reasons
    assert reason.startswith("FIR still objects")
    assert " id " not in reason


def test_a_reservation_is_on_the_text_that_a_package_makes(package: WorkingGroup) -> None:
    """It is not to be reconfirmed, and what it accepts counts when the package is judged."""
    package.take_position("ELM", "1", "object", reason="no")
    package.take_position("ELM", "PKG1", "object", reason="no")
    package.decide("PKG1", "agreed", reservations={"ELM": "as a trial"})
    state = package.state
    item = state.handles["R1"]
    held = state.positions[item]["ELM"]
    assert (held.stance, held.version) == (Stance.ACCEPT, state.version_id(item))
    assert package.verdict("1").counts.stale == ()
    assert "as a trial" in {each.text for each in state.statements.values()}


def test_a_member_that_is_away_steps_aside_in_writing(panel: WorkingGroup) -> None:
    """From the floor of a meeting it cannot; its document is kept with its new position."""
    panel.take_position("DUN", "1", "object", source="written", document="L1", reason="no")
    panel.open_meeting("Monday")
    panel.note_presence(["ASH"])
    with pytest.raises(Rejected, match="DUN’s attendance was not noted"):
        panel.decide("1", "agreed", reservations={"DUN": "as a trial"})
    panel.decide("1", "agreed", reservations={"DUN": "as a trial"}, source="written", document="L2")
    held = panel.state.positions[panel.state.handles["R1"]]["DUN"]
    assert (held.source.value, held.document) == ("written", "L2")


def test_what_is_agreed_can_go_on_or_be_reopened(panel: WorkingGroup) -> None:
    """An agreed item is adopted or reopened, and nothing else."""
    panel.decide("1", "agreed")
    assert foreseen(panel, "R1").outcomes == (Outcome.ADOPTED, Outcome.REOPENED)


def test_whose_word_is_awaited_is_named(panel: WorkingGroup) -> None:
    """A decision that awaits a word says whose."""
    panel.decide("1", "agreed", pending=["FIR"])
    assert foreseen(panel, "R1").awaiting == ("FIR",)


def test_what_has_gone_in_can_only_be_agreed(panel: WorkingGroup) -> None:
    """A merged amendment is not agreed yet; one that gave way to others takes no gavel."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.merge("1", take=["A1"])
    assert foreseen(panel, "A1").outcomes == (
        Outcome.AGREED,
        Outcome.AGREED_AD_REF,
        Outcome.ADOPTED,
    )
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", "every report", old="all reports", by=["BAY"])
    panel.consolidate(["A2", "A3"], "The office must publish every report.", consenting=["ASH"])
    gavel = foreseen(panel, "A2")
    assert gavel.outcomes == ()
    assert "A2 is retired already" in gavel.refusal


def test_a_package_is_foreseen_whole_and_leaves_no_trace(panel: WorkingGroup) -> None:
    """Its amendments are tried and taken back; over whom it goes counts objections to them."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("ELM", "A1", "object", reason="not that")
    panel.propose_package("Both", ["1", "3"], ["A1"])
    before = panel.state.text(panel.state.handles["R1"])
    gavel = foreseen(panel, "PKG1")
    assert Outcome.AGREED is gavel.outcomes[0]
    assert gavel.agreement
    assert gavel.agreement.over == ("ELM",)
    assert before == panel.state.text(panel.state.handles["R1"])
