"""Looking at a working group: names, verdicts with conditions, the graph."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import MalformedRule, NotFound, Rejected
from consensus.model.drafts import Cause
from consensus.model.graph import EdgeKind, NodeKind, export_graph
from consensus.model.lookup import find, find_draft, find_item, find_member
from consensus.rules.reasons import ConditionFailed, ConditionPending, PackageTogether
from consensus.rules.verdict import Status
from tests.support.panel import text_source


def status(group: WorkingGroup, target: str) -> Status:
    """Where a target stands."""
    return group.verdict(target).status


def test_things_are_found_by_handle_label_row_and_id(panel: WorkingGroup) -> None:
    """Each name people use leads to the same thing, and a wrong one to a near suggestion."""
    state = panel.state
    item = state.handles["R1"]
    row = '{"id": "letter-7", "target": "1", "text": "All new.", "by": ["ASH"]}'
    panel.import_amendments(text_source("rows.jsonl", row))
    assert find(state, "R1") == find(state, "r1") == find(state, "1") == item
    assert find(state, "label:1") == find(state, "handle:R1") == item
    assert find(state, "letter-7") == find(state, "A1")
    assert find(state, item) == item
    assert find_member(state, "ash") == "ASH"
    assert find_draft(state) == find_draft(state, "D1")
    with pytest.raises(NotFound, match="did you mean ASH"):
        find_member(state, "ASHE")
    with pytest.raises(NotFound, match="nothing is called R11; did you mean R1"):
        find(state, "R11")
    with pytest.raises(NotFound, match="no draft"):
        find_draft(state, "R1")
    with pytest.raises(NotFound, match="no item"):
        find_item(state, "A1")
    with pytest.raises(NotFound, match="no items have the label 77"):
        find(state, "label:77")


def test_label_on_several_items_and_label_like_a_handle_are_refused(panel: WorkingGroup) -> None:
    """A name that could mean two things is refused with both."""
    panel.propose(kind="insert", after="4", text="Another rule.", label="1", by=["ASH"])
    panel.merge("A1")
    with pytest.raises(NotFound, match="stands on several items; say which: R1, R5"):
        find(panel.state, "1")
    panel.propose(kind="insert", after="4", text="One more.", label="R2", by=["ASH"])
    panel.merge("A2")
    with pytest.raises(NotFound, match="is a handle and the label of R6"):
        find(panel.state, "R2")


def test_sub_items_are_named_with_the_label_above(panel: WorkingGroup) -> None:
    """`(a)` under 5 is called 5(a)."""
    text = "5. Ships are invited to:\n\n    (a) slow down;\n\n    (b) light lanterns.\n"
    panel.import_draft(text_source("more.md", text))
    assert panel.state.full_label(find(panel.state, "5(b)")) == "5(b)"
    assert find(panel.state, "(b)") == find(panel.state, "5(b)")


def test_conditions_of_two_targets_on_each_other_are_conditional(panel: WorkingGroup) -> None:
    """Neither is ready alone; both could be agreed together, and say so."""
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["3"])
    panel.take_position("BAY", "3", Stance.ACCEPT, conditions=["1"])
    verdict = panel.verdict("1")
    assert verdict.status is Status.CONDITIONAL
    assert verdict.counts.conditional == ("ASH",)
    third = panel.state.handles["R3"]
    assert ConditionPending("ASH", (third,)) in verdict.reasons
    assert PackageTogether((third,)) in verdict.reasons
    panel.decide("3", "agreed", reason="together with 1")
    assert status(panel, "1") is Status.READY


def test_failed_condition_counts_as_the_other_stance(panel: WorkingGroup) -> None:
    """When what was made a condition is rejected, the member objects unless it said otherwise."""
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["3"])
    panel.take_position("BAY", "1", Stance.SUPPORT, conditions=["3"], otherwise=Stance.ABSTAIN)
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.decide("3", "rejected")
    verdict = panel.verdict("1")
    assert [each.member for each in verdict.counts.standing] == ["ASH"]
    assert verdict.counts.of(Stance.ABSTAIN) == 1
    assert {type(reason) for reason in verdict.reasons} >= {ConditionFailed}
    assert verdict.status is Status.BLOCKED


@pytest.mark.parametrize("rule", ["unanimity()", 'threshold("1/1")', "each_group(unanimity())"])
def test_a_condition_that_fails_may_be_better_than_one_that_waits(
    panel: WorkingGroup, rule: str
) -> None:
    """Whoever recuses itself then is not asked, where its support had gone stale."""
    panel.set_rule(rule)
    panel.propose("2", "Members shall do something else.", by=["COL"])
    panel.take_position("DUN", "A1", Stance.OBJECT)
    said = {"conditions": ["A1"], "otherwise": Stance.RECUSE}
    panel.take_position("BAY", "1", Stance.SUPPORT, **said)
    panel.edit("1", "Quite other words here now.")
    panel.take_position("ASH", "1", Stance.SUPPORT, **said)
    for member in ("COL", "DUN", "ELM", "FIR"):
        panel.take_position(member, "1", Stance.ACCEPT)
    assert status(panel, "1") is Status.CONDITIONAL


def test_the_only_support_may_wait_for_a_condition(panel: WorkingGroup) -> None:
    """Where a rule asks for one that supports, it could be agreed with what that one asks for."""
    panel.set_rule("iesg_ballot()")
    panel.propose("2", "Members shall do something else.", by=["COL"])
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["A1"])
    for member in ("BAY", "COL", "DUN", "ELM", "FIR"):
        panel.take_position(member, "1", Stance.ACCEPT)
        panel.take_position(member, "A1", Stance.SUPPORT)
    assert status(panel, "1") is Status.CONDITIONAL


def test_condition_that_cannot_be_met_is_not_conditional(panel: WorkingGroup) -> None:
    """A target whose partner has an objection of its own stays open."""
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["3"])
    panel.take_position("BAY", "3", Stance.OBJECT)
    assert status(panel, "1") is Status.OPEN


def test_objection_lives_and_ends(panel: WorkingGroup) -> None:
    """Answered it still stands; accommodated, withdrawn or given up it does not."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.take_position("BAY", "1", Stance.OBJECT, reason="too often")
    assert status(panel, "1") is Status.BLOCKED
    panel.answer_objection("1", "BAY", "every second year would do")
    assert panel.verdict("1").counts.standing[0].answered
    assert status(panel, "1") is Status.BLOCKED
    panel.settle_objection("1", "BAY", "accommodated")
    assert status(panel, "1") is Status.READY
    with pytest.raises(Rejected, match="accommodated already"):
        panel.answer_objection("1", "BAY", "again")
    panel.take_position("BAY", "1", Stance.OBJECT)
    panel.take_position("BAY", "1", Stance.ABSTAIN)
    objection = panel.state.objections[panel.state.handles["R1"]]["BAY"]
    assert objection.state == "withdrawn"
    panel.take_position("BAY", "1", Stance.OBJECT)
    panel.withdraw_position("BAY", "1")
    assert status(panel, "1") is Status.READY
    with pytest.raises(Rejected, match="holds no position"):
        panel.withdraw_position("BAY", "1")


def test_gavel_over_an_objection_needs_a_reason_and_is_marked(panel: WorkingGroup) -> None:
    """The decision names over whom it was taken, and that the rule was not met."""
    panel.take_position("BAY", "1", Stance.OBJECT)
    with pytest.raises(Rejected, match="BAY still objects"):
        panel.decide("1", "agreed")
    panel.decide("1", "agreed", reason="the chair found rough consensus")
    kinds = {reason.kind for reason in panel.verdict("1").reasons}
    assert status(panel, "1") is Status.AGREED
    assert kinds == {"decided-over", "decided-unmet"}


def test_alliance_speaks_for_its_members_unless_they_spoke(panel: WorkingGroup) -> None:
    """A statement via a group reaches members; each keeps or takes its own word."""
    panel.take_position("ASH", "1", Stance.OBJECT)
    panel.state_group_position("ISL", "1", Stance.SUPPORT)
    held = panel.state.positions[panel.state.handles["R1"]]
    assert (held["ASH"].stance, held["ASH"].via) == ("object", "")
    assert (held["BAY"].stance, held["BAY"].via) == ("support", "ISL")
    panel.take_position("BAY", "1", Stance.HOLD)
    with pytest.raises(Rejected, match="has spoken for itself"):
        panel.state_group_position("ISL", "1", Stance.SUPPORT)
    with pytest.raises(Rejected, match="no negotiating group"):
        panel.state_group_position("XYZ", "1", Stance.SUPPORT)


def test_nothing_is_agreed_until_everything_is(panel: WorkingGroup) -> None:
    """With that setting, agreed items are ad referendum until the last one is agreed."""
    from consensus.history.operations import SetAllOrNothing

    draft = find_draft(panel.state)
    panel.record(SetAllOrNothing(draft=draft, holds=True))
    panel.decide(["1", "2", "3"], "agreed")
    assert status(panel, "1") is Status.AGREED_AD_REF
    panel.decide("4", "agreed")
    assert [status(panel, label) for label in "1234"] == [Status.AGREED] * 4


def test_whole_draft_is_adopted_by_one_gavel(panel: WorkingGroup) -> None:
    """Naming the draft decides every item that can be agreed."""
    panel.decide("D1", "adopted")
    assert panel.status().totals[Status.ADOPTED] == 4
    assert next(iter(panel.state.decisions.values())).scope == "whole draft"


def test_decision_on_unbracketed_words_leaves_the_brackets_open(panel: WorkingGroup) -> None:
    """The item stays open for what is in brackets."""
    panel.bracket("1", "Members shall report [every year] to the harbour office.")
    panel.decide("1", "agreed", scope="unbracketed words")
    assert status(panel, "1") is Status.OPEN


def test_agreement_on_a_text_that_changed_no_longer_holds(panel: WorkingGroup) -> None:
    """An agreed text can only be edited editorially; then the agreement holds."""
    panel.decide("1", "agreed")
    with pytest.raises(Rejected, match="reopen it first"):
        panel.edit("1", "Something else.")
    panel.edit("1", "Members shall report each year to the harbour office.", editorial=True)
    assert status(panel, "1") is Status.AGREED
    assert panel.state.version(panel.state.handles["R1"]).cause is Cause.EDITORIAL


def test_another_rule_judges_the_same_record(panel: WorkingGroup) -> None:
    """A rule can be tried without recording it, and set for an item, a draft or everything."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.take_position("BAY", "1", Stance.OBJECT)
    item = panel.state.handles["R1"]
    assert panel.judgement("consensus_minus(1)").verdict(item).status is Status.READY
    assert status(panel, "1") is Status.BLOCKED
    panel.set_rule("consensus_minus(1)", "1")
    assert status(panel, "1") is Status.READY
    panel.set_rule("", "1")
    panel.set_rule("threshold(0.1, block=False)", "D1")
    assert status(panel, "1") is Status.READY
    with pytest.raises(MalformedRule):
        panel.judgement("perhaps()")


def test_graph_holds_members_texts_positions_and_rivalries(panel: WorkingGroup) -> None:
    """Nodes and edges carry their kinds, and the graph is written in three notations."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["COL"])
    panel.propose("1", "may", old="shall", by=["BAY"])
    panel.propose("1", "may", old="shall", by=["DUN"])
    panel.propose("A1", "will", old="must", by=["ELM"])
    panel.take_position("FIR", "1", Stance.SUPPORT, conditions=["3"])
    panel.bracket("2", "The office should publish [all] reports.")
    panel.open_meeting("First meeting")
    panel.decide("4", "agreed")
    panel.add_agenda_item("Reports")
    panel.note_intervention("Once a year is enough.")
    panel.ask_question("How often?")
    panel.receive_contribution("ASH", {"1": "Once a year."})
    panel.propose_package("Both", ["1", "3"])
    graph = panel.graph
    state = panel.state
    ids = state.handles

    def edges(kind: EdgeKind) -> set[tuple[str, str]]:
        return {(start, end) for start, end, found in graph.edges(data="kind") if found is kind}

    assert {found for _, found in graph.nodes(data="kind")} == set(NodeKind)
    assert (ids["A1"], ids["A2"]) in edges(EdgeKind.CONFLICTS_WITH)
    assert (ids["A3"], ids["A2"]) in edges(EdgeKind.SAME_AS)
    assert (ids["A4"], ids["A1"]) in edges(EdgeKind.DEPENDS_ON)
    assert ("COL", ids["A1"]) in edges(EdgeKind.COSPONSORS)
    assert (ids["R1"], ids["R3"]) in edges(EdgeKind.CONDITIONAL_ON)
    assert ("ASH", ids["A1"]) in edges(EdgeKind.POSITION)
    data = json.loads(export_graph(graph, "json"))
    assert len(data["nodes"]) == graph.number_of_nodes()
    ElementTree.fromstring(export_graph(graph, "graphml"))
    assert export_graph(graph, "dot").startswith("digraph consensus {")
    with pytest.raises(ValueError, match="graphml, dot or json"):
        export_graph(graph, "pdf")


def test_combination_of_a_package_is_refused(panel: WorkingGroup) -> None:
    """A package has no text of its own."""
    panel.propose_package("Both", ["1", "3"])
    with pytest.raises(NotFound, match="is a package"):
        panel.combination("PKG1")


def test_member_leaves_its_bracket_which_stays(panel: WorkingGroup) -> None:
    """A bracket whose holder withdraws is held by nobody, not deleted."""
    panel.edit("1", "Members [ASH: shall | BAY: should] report.")
    panel.leave_brackets("1", "BAY")
    assert panel.state.text(panel.state.handles["R1"]) == "Members [ASH: shall | should] report."
    with pytest.raises(Rejected, match="holds no option"):
        panel.leave_brackets("1", "BAY")


def test_sense_of_the_room_counts_nowhere(panel: WorkingGroup) -> None:
    """Quantities without names are noted and change no count."""
    before = panel.verdict("1").counts
    panel.note_sense("1", "several", Stance.OBJECT, "on the rhythm of reports")
    assert panel.verdict("1").counts == before
    assert [each.quantity for each in panel.state.senses.values()] == ["several"]
    with pytest.raises(Rejected, match="say how many"):
        panel.note_sense("1", " ", Stance.OBJECT)
