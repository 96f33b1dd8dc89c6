"""Looking at a working group: names, verdicts with conditions, the graph, what is closed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import MalformedRule, NotFound, Rejected, UnreadableInput
from consensus.history.operations import AssignOffice, SetAllOrNothing
from consensus.model.drafts import Cause
from consensus.model.graph import EdgeKind, NodeKind, export_graph
from consensus.model.lookup import find, find_draft, find_item, find_member
from consensus.model.people import Role
from consensus.reports.next_items import Rank, next_items
from consensus.rules.reasons import ConditionFailed, ConditionPending, PackageTogether
from consensus.rules.verdict import Status
from consensus.working_group.script import play, read_script
from tests.support.panel import status, text_source, ticking, two_copies


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
        return {(start, end) for start, end, found in graph.edges(data="kind") if found == kind}

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


# The edges of what can be looked at, undone and taken out.


def test_the_head_stands_for_the_record(panel: WorkingGroup) -> None:
    """It is the hash of the last step, against which the record is verified."""
    head = panel.head
    assert panel.steps()[-1].hash == head
    panel.take_position("ASH", "1", Stance.SUPPORT)
    assert panel.verify(head).is_intact
    assert panel.refresh() is False


def test_the_past_by_a_meeting_its_title_and_its_end(panel: WorkingGroup) -> None:
    """A meeting ends with its last step; a name of nothing is not found."""
    panel.open_meeting("First meeting")
    panel.note_presence(["ASH"])
    panel.take_position("ASH", "1", Stance.SUPPORT)
    undone = panel.take_position("ASH", "2", Stance.SUPPORT)
    panel.undo(undone.id)
    panel.close_meeting()
    panel.decide("1", "agreed")
    for name in ("M1", "First meeting"):
        past = panel.as_of(name)
        assert past.state.positions[past.state.handles["R1"]]["ASH"].stance is Stance.SUPPORT
        assert not past.state.decisions
    with pytest.raises(NotFound, match="no step has the id Second meeting"):
        panel.as_of("Second meeting")


def test_before_the_beginning_there_was_nothing(panel: WorkingGroup) -> None:
    """A moment before the first step shows an empty record."""
    past = panel.as_of(datetime(1999, 1, 1, tzinfo=UTC))
    assert (past.title, past.steps(), past.state.members) == ("", [], {})


def test_step_is_named_by_the_start_of_its_id(panel: WorkingGroup) -> None:
    """As long as no other begins alike."""
    step = panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.undo(step.id[:-2])
    assert not panel.state.positions.get(panel.state.handles["R1"])
    with pytest.raises(NotFound, match="steps begin with 0"):
        panel.undo("0")


def test_nothing_is_recorded_as_nothing(panel: WorkingGroup) -> None:
    """A step holds something, and its time has a zone."""
    with pytest.raises(Rejected, match="there is nothing to record"):
        panel.record()
    with pytest.raises(Rejected, match="say the time zone"):
        panel.decide("1", "agreed", happened=datetime(2026, 1, 1))  # noqa: DTZ001 - is refused


def test_meeting_acts_need_a_meeting(panel: WorkingGroup) -> None:
    """Presence is noted at a meeting that goes on."""
    with pytest.raises(Rejected, match="no meeting is open; open one first"):
        panel.note_presence(["ASH"])
    with pytest.raises(Rejected, match="no meeting is open; open one first"):
        panel.close_meeting()


@pytest.mark.parametrize("words", ["object", "recommendation", "2026-03", "R1", "A1"])
def test_words_on_which_the_record_rests_are_not_taken_out(panel: WorkingGroup, words: str) -> None:
    """A stance, a kind or a handle is no personal data: without it nothing can be read."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("ASH", "1", Stance.OBJECT, happened=datetime(2026, 3, 1, tzinfo=UTC))
    head = panel.head
    with pytest.raises((Rejected, NotFound)):
        panel.redact(words)
    assert panel.head == head
    with pytest.raises(Rejected, match="name the words to take out"):
        panel.redact(" ")


def test_redaction_of_words_in_texts(panel: WorkingGroup) -> None:
    """They go from every version of an item, from amendments, hunks and the tray."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "Master Quill shall decide.", by=["BAY"])
    panel.propose("1", "Master Quill", old="Members", by=["COL"])
    panel.merge("1", take=["A3"])
    panel.import_amendments(text_source("a.jsonl", '{"old": "by Master Quill", "text": "x"}'))
    panel.redact("Master Quill")
    stored = b"".join(each.content for each in panel._log.store.read_stored())
    assert b"Quill" not in stored
    assert panel.verify().is_intact
    assert "(redacted)" in panel.state.text(panel.state.handles["A2"])


def test_redaction_in_one_step_leaves_the_others(panel: WorkingGroup) -> None:
    """A step may be named; another body then keeps the words."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.take_position("BAY", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.redact("Ms Quill", step.id)
    held = panel.state.positions[panel.state.handles["R1"]]
    assert [held[code].reason for code in ("ASH", "BAY")] == [
        "(redacted) said so",
        "Ms Quill said so",
    ]


def test_offices_change_hands_and_fall_vacant(panel: WorkingGroup) -> None:
    """One chair follows another; facilitators can be several, and lay down theirs one by one."""

    def held() -> list[tuple[str, str]]:
        return [(each.role.value, each.person) for each in panel.state.offices.values()]

    def assign(role: Role, person: str, member: str = "") -> None:
        panel.record(AssignOffice(role=role, person=person, member=member))

    assign(Role.CHAIR, "Ms Quill", "ASH")
    assign(Role.CHAIR, "Mr Reed")
    assign(Role.FACILITATOR, "Ms Sedge", "BAY")
    assign(Role.FACILITATOR, "Mr Tern", "COL")
    assert held() == [
        ("chair", "Mr Reed"),
        ("facilitator", "Ms Sedge"),
        ("facilitator", "Mr Tern"),
    ]
    assign(Role.FACILITATOR, "", "BAY")
    assign(Role.CHAIR, "")
    assert held() == [("facilitator", "Mr Tern")]
    assign(Role.FACILITATOR, "")
    assert held() == []


def test_rule_for_everything_and_all_or_nothing(panel: WorkingGroup) -> None:
    """Settings hold until they are set otherwise."""
    draft = panel.state.handles["D1"]
    panel.record(SetAllOrNothing(draft=draft, holds=True))
    assert panel.state.drafts[draft].all_or_nothing
    panel.set_rule("unanimity()")
    assert panel.verdict("1").rule == "all_of(clean_text(), unanimity())"


def test_member_without_a_bracket_leaves_none(panel: WorkingGroup) -> None:
    """Only who holds an option can let it go."""
    panel.edit("1", "Members [ASH: shall | BAY: may] report.")
    panel.leave_brackets("1", "ASH")
    assert panel.state.text(panel.state.handles["R1"]) == "Members [shall | BAY: may] report."
    with pytest.raises(Rejected, match="ASH holds no option in the brackets of 1"):
        panel.leave_brackets("1", "ASH")


SCRIPT = """[
  {"act": "position", "member": "FIR", "target": "1", "stance": "object", "reason": "costly",
   "happened": "2017-01-26T10:00:00Z"},
  {"act": "answer-objection", "target": "1", "member": "FIR", "answer": "It is paid for."},
  {"act": "propose-package", "title": "Both", "items": ["1", "2"], "amendments": ["A1"]},
  {"act": "merge", "item": "2", "take": ["A2"]},
  {"act": "decide", "targets": ["4"], "outcome": "deferred", "reason": "late",
   "due": "2017-03-01"}
]"""


def test_script_of_the_rarer_acts(panel: WorkingGroup) -> None:
    """Answers, packages, merges and deferrals are played, too."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("2", "may", old="should", by=["ASH"])
    panel.propose("2", "must", old="should", by=["BAY"])
    play(panel, read_script(text_source("script.json", SCRIPT)))
    state = panel.state
    assert state.objections[state.handles["R1"]]["FIR"].answer == "It is paid for."
    assert "PKG1" in state.handles
    assert state.text(state.handles["R2"]) == "The office may publish all reports."
    (decision,) = state.decisions.values()
    assert str(decision.due) == "2017-03-01"


def test_script_that_says_what_cannot_be(panel: WorkingGroup) -> None:
    """A stance that there is not is a fault of the script."""
    script = SCRIPT.replace('"object"', '"shout"')
    with pytest.raises(
        UnreadableInput, match=r"the act position cannot be played: stance must be .*, not 'shout'"
    ):
        play(panel, read_script(text_source("script.json", script)))


def test_groups_members_and_copies_on_disk(tmp_path: Path) -> None:
    """Files of groups and members go into a file on disk, which can be copied while in use."""
    with pytest.raises(Rejected, match="a working group needs a title"):
        WorkingGroup.create(tmp_path / "none.consensus", title=" ")
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as panel:
        panel.import_groups(text_source("g.csv", "code,name,kind,members\nGOV,,stakeholder,\n"))
        panel.import_members(text_source("m.csv", "code,group\nASH,GOV\n"))
        panel.import_positions(text_source("p.csv", "target,member,stance\n"))
        panel.backup(tmp_path / "copy.consensus")
        head = panel.head
    with WorkingGroup.open(tmp_path / "copy.consensus") as copy:
        assert (copy.head, list(copy.state.members)) == (head, ["ASH"])


# What was decided stays until it is reopened, and what an awaited member changes is an answer.


def status_of(group: WorkingGroup, name: str) -> Status:
    """Where a target stands, by its handle."""
    return group.judgement().verdict(group.state.handles[name]).status


def ranks(group: WorkingGroup) -> list[tuple[str, Rank]]:
    """What is to be taken up next."""
    found = next_items(group.state, group.judgement(), list(group.state.drafts))
    return [(each.handle, each.rank) for each in found]


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn", "agreed", "adopted", "agreed ad ref"])
def test_nothing_is_merged_into_what_was_decided(panel: WorkingGroup, outcome: str) -> None:
    """Neither words nor arrangements, planned or recorded; reopened, both go in."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose("2", kind="delete", by=["BAY"])
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["COL"])
    planned = panel.plan_merge("2", take=["A1"]).operation
    panel.decide("2", outcome)
    why = "R2 is closed by a decision; reopen it first"
    for act in (
        lambda: panel.plan_merge("2", take=["A1"]),
        lambda: panel.merge("2"),
        lambda: panel.merge("A2"),
        lambda: panel.record(planned),
        lambda: panel.edit("2", "Nobody reads."),
    ):
        with pytest.raises(Rejected, match=why):
            act()
    panel.edit("2", "The office should publish all reports", editorial=True)
    panel.merge("A3")
    assert status_of(panel, "R2") is Status(outcome)
    panel.decide("2", "reopened")
    panel.merge("2", take=["A1"])
    assert "must" in panel.state.text(panel.state.handles["R2"])


def test_a_package_leaves_rejected_items_as_they_are(panel: WorkingGroup) -> None:
    """Its gavel is refused, and no text has changed."""
    panel.propose("2", "must", old="should", by=["ASH"])
    panel.propose_package("Both", ["1", "2"], ["A1"])
    panel.decide("2", "rejected")
    with pytest.raises(Rejected, match="R2 is closed by a decision"):
        panel.decide("PKG1", "agreed")
    assert "should" in panel.state.text(panel.state.handles["R2"])


def test_closed_items_and_amendments_to_them_are_not_up_next(panel: WorkingGroup) -> None:
    """Requests to reopen stay listed; a rejected item is in no list before it is reopened."""
    panel.set_rule("consent()")
    panel.propose("1", "may", old="shall", by=["ASH"])
    panel.propose("2", "may", old="should", by=["BAY"])
    panel.propose("3", "by day", old="at night", by=["COL"])
    panel.decide("1", "agreed")
    panel.decide("2", "rejected")
    panel.decide("3", "withdrawn")
    panel.propose("1", "must", old="shall", by=["DUN"])
    assert ranks(panel) == [("R4", Rank.NOT_DISCUSSED), ("R1", Rank.REOPEN)]
    panel.decide("2", "reopened")
    assert ("R2", Rank.MERGEABLE) in ranks(panel)


def test_what_is_opposed_is_not_to_be_merged(panel: WorkingGroup) -> None:
    """Whatever the rule allows: with an objection or a hold it is for the chair to look at."""
    panel.set_rule("consensus_minus(1)")
    panel.propose("1", "may", old="shall", by=["ASH"])
    assert ("R1", Rank.MERGEABLE) in ranks(panel)
    panel.take_position("BAY", "A1", "object", reason="too weak")
    assert status_of(panel, "A1") is Status.READY
    assert ("R1", Rank.MERGEABLE) not in ranks(panel)
    assert ("A1", Rank.READY) in ranks(panel)
    panel.withdraw_position("BAY", "A1")
    panel.take_position("COL", "A1", "hold")
    assert ("R1", Rank.MERGEABLE) not in ranks(panel)


def test_what_nobody_spoke_on_comes_after_what_somebody_did(panel: WorkingGroup) -> None:
    """Silence meets the rule, and the chair has yet to ask for objections."""
    panel.set_rule("consent()")
    panel.take_position("ASH", "3", "support")
    panel.open_silence("4", hours=1)
    assert [each for each in ranks(panel) if each[1] is Rank.READY] == [
        ("R3", Rank.READY),
        ("R4", Rank.READY),
    ]
    last = ranks(panel)[-2:]
    assert last == [("R1", Rank.NOT_DISCUSSED), ("R2", Rank.NOT_DISCUSSED)]


def test_a_change_by_the_awaited_member_is_its_answer(panel: WorkingGroup) -> None:
    """The item is open again with the change on the table; the decision awaits no word."""
    panel.decide("2", "agreed ad ref", pending=["COL", "DUN"])
    panel.propose("2", "must", old="should", by=["ASH"])
    assert (status_of(panel, "R2"), panel.state.amendments[panel.state.handles["A1"]].late) == (
        Status.AGREED_AD_REF,
        True,
    )
    panel.propose("2", "may", old="should", by=["COL"])
    state = panel.state
    answered = state.decisions[state.handles["DEC1"]]
    assert (answered.pending, answered.returned) == ((), (state.handles["R2"],))
    assert answered.answered_by == (state.handles["A2"],)
    assert status_of(panel, "R2") is Status.OPEN
    assert not any(state.amendments[state.handles[each]].late for each in ("A1", "A2"))
    panel.merge("2", take=["A2"], settle={1: "A2"})
    panel.decide("2", "agreed")
    assert status_of(panel, "R2") is Status.AGREED


def test_taking_the_answer_back_awaits_the_word_again(panel: WorkingGroup) -> None:
    """Undone, the item is agreed ad referendum as before."""
    panel.decide("2", "agreed ad ref", pending=["COL"])
    step = panel.propose("2", "may", old="should", by=["COL"])
    panel.undo(step.id)
    decision = panel.state.decisions[panel.state.handles["DEC1"]]
    assert (decision.pending, decision.returned) == (("COL",), ())
    assert status_of(panel, "R2") is Status.AGREED_AD_REF


def test_of_several_items_only_the_one_changed_comes_back(panel: WorkingGroup) -> None:
    """The others go on awaiting the word; a package comes back whole."""
    panel.decide(["1", "2"], "agreed ad ref", pending=["COL"])
    panel.propose("2", "may", old="should", by=["COL"])
    assert (status_of(panel, "R1"), status_of(panel, "R2")) == (Status.AGREED_AD_REF, Status.OPEN)
    assert panel.state.decisions[panel.state.handles["DEC1"]].pending == ("COL",)
    panel.propose_package("Both", ["3", "4"])
    panel.decide("PKG1", "agreed", pending=["DUN"])
    panel.propose("4", "afterwards", old="in advance", by=["DUN"])
    assert [status_of(panel, each) for each in ("PKG1", "R3")] == [Status.OPEN, Status.OPEN]
    assert status_of(panel, "R4") is Status.OPEN


def test_copies_that_reject_and_merge_apart_let_a_user_choose() -> None:
    """A text rejected in one copy is not changed by the other's merge without a word."""
    ann, bob = two_copies(lambda panel: panel.propose("2", "must", old="should", by=["ASH"]))
    ann.decide("2", "rejected")
    bob.merge("2", take=["A1"])
    ann.sync(bob)
    for each in (ann, bob):
        assert "should" in each.state.text(each.state.handles["R2"])
        assert each.superseded
