"""What operations say, and do not say, of objections to what goes in."""

from __future__ import annotations

from io import BytesIO

import attrs
import pytest

from consensus import Stance, WorkingGroup
from consensus.analysis.agreement import leanings
from consensus.history.operation import Operation
from consensus.history.operations import ArrangeItems, ChangeText, RecordDecision, TakePosition
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import open_body
from consensus.model.counting import Electorate
from consensus.model.people import day_of
from consensus.model.positions import Source
from consensus.reports.audience import Audience, number_hidden, visible_state
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.words import SentenceContext
from consensus.rules.explain import explain
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
from tests.support.panel import make_panel

SHALL = "The office shall publish all reports."


@pytest.fixture
def binding() -> WorkingGroup:
    """A1 makes recommendation 2 binding, and FIR objects to that; silence is consent."""
    panel = make_panel("consent()")
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    return panel


def recorded(panel: WorkingGroup) -> Operation:
    """The only operation of the last step."""
    found = panel.steps()[-1].operation(1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (
            "change-text/1",
            '{"cause":"merge","id":"1","seen":"2","target":"3","wording":{"parts":["x"]}}',
            ChangeText,
        ),
        ("arrange-items/1", '{"draft":"1","id":"2"}', ArrangeItems),
    ],
)
def test_first_schema_carries_nothing(name: str, body: str, expected: type[Operation]) -> None:
    """What was recorded before objections were carried says so once it is read."""
    operation = open_body(name, body)
    assert isinstance(operation, expected)
    assert isinstance(operation, ChangeText | ArrangeItems)
    assert not operation.carries


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (
            "take-position/1",
            '{"id":"1","member":"FIR","stance":"object","target":"2","version":"3"}',
            TakePosition(id="1", member="FIR", stance=Stance.OBJECT, target="2", version="3"),
        ),
        (
            "record-decision/1",
            '{"handle":"DEC1","id":"1","outcome":"agreed","targets":["2"],"versions":["3"]}',
            RecordDecision(
                id="1", handle="DEC1", outcome="agreed", targets=("2",), versions=("3",)
            ),
        ),
    ],
)
def test_first_schema_named_no_words_and_asked_nobody(
    name: str, body: str, expected: Operation
) -> None:
    """What the second added is as if it had not been said."""
    assert open_body(name, body) == expected


def test_merge_from_before_keeps_the_status_it_had(binding: WorkingGroup) -> None:
    """The amendment is agreed, nobody objects to the text, and why says that none were carried."""
    operation = binding.plan_edit("2", SHALL).operation
    binding.record(attrs.evolve(operation, carries=False, contested=()))
    assert binding.verdict("A1").status is Status.AGREED
    verdict = binding.verdict("2")
    assert (verdict.status, verdict.counts.standing, verdict.counts.proposed) == (
        Status.READY,
        (),
        (),
    )
    assert "merged before objections were carried over to the text: A1" in explain(
        verdict, label=binding.state.handle_of
    )


def test_undone_objection_is_not_carried(binding: WorkingGroup) -> None:
    """The merge stays, and says of an objection that was never raised nothing any more."""
    objection = binding.steps()[-1]
    binding.edit("2", SHALL)
    assert [each.member for each in binding.verdict("2").counts.standing] == ["FIR"]
    binding.undo(objection.id)
    assert binding.state.contested == {}
    assert binding.verdict("2").counts.standing == ()


def test_redacted_reason_is_gone_from_the_text_too(binding: WorkingGroup) -> None:
    """The objection stands without the words that were taken out."""
    binding.edit("2", SHALL)
    binding.redact("no binding language")
    (standing,) = binding.verdict("2").counts.standing
    assert (standing.member, standing.reason) == ("FIR", "(redacted)")


def test_snapshot_keeps_what_is_contested(binding: WorkingGroup) -> None:
    """A state read back from one is the state that was written."""
    binding.edit("2", SHALL)
    found = read_snapshot(BytesIO(write_snapshot(binding.state, "head", 1)).read)
    assert found is not None
    assert found[0].contested == binding.state.contested != {}


def test_log_names_who_objects_and_what_lapsed(binding: WorkingGroup) -> None:
    """The secretariat reads it; others are told of the text alone."""
    binding.edit("2", SHALL)
    context = SentenceContext(binding.state, Audience.SECRETARIAT)
    assert operation_sentence(recorded(binding), context) == (
        "2 (R2) was reworded; A1 of ASH is met: the text says now what it asks for; the objection"
        " of FIR to “should” → “shall” (A1) stands on the text"
    )
    binding.edit("2", "The office must publish all reports.")
    assert operation_sentence(recorded(binding), context).endswith(
        "; the objection of FIR to “should” → “shall” (A1) is to be confirmed"
    )
    binding.edit("2", "The office should publish all reports.")
    assert operation_sentence(recorded(binding), context).endswith(
        "; the objection of FIR to “should” → “shall” (A1) has lapsed: the text reads as before"
    )
    assert (
        operation_sentence(recorded(binding), SentenceContext(binding.state, Audience.MEMBERS))
        == "2 (R2) was reworded"
    )
    binding.edit("2", "Soon the office should publish all reports.")
    assert operation_sentence(recorded(binding), context) == "2 (R2) was reworded"


def test_log_says_what_was_done_to_an_item(binding: WorkingGroup) -> None:
    """A move and a deletion by what they are, not by where the item was."""
    context = SentenceContext(binding.state, Audience.SECRETARIAT)
    for number, kind in enumerate(("move", "delete"), 2):
        binding.propose("3", kind=kind, by=["ASH"], **({"after": "4"} if kind == "move" else {}))
        binding.take_position("FIR", f"A{number}", Stance.HOLD)
        binding.merge(f"A{number}", without_brackets=True, reason="the chair rules")
        assert operation_sentence(recorded(binding), context).endswith(
            f"; the hold of FIR to {WHAT_WAS_DONE[kind]} (A{number}) stands on the text"
        )


WHAT_WAS_DONE = {
    "move": "its move",
    "delete": "the deletion of “Ships may enter at night with a pilot on board.”",
}


def test_without_brackets_is_told_with_the_reason(binding: WorkingGroup) -> None:
    """Over whom, and why; members read that it was ruled, and why."""
    operation = ChangeText(
        id="1",
        target=binding.state.handles["R2"],
        seen="2",
        wording=binding.plan_edit("2", SHALL).operation.wording,
        cause="merge",
        merged_whole=(binding.state.handles["A1"],),
        reason="time is short",
        contested=binding.plan_edit("2", SHALL).operation.contested,
        unbracketed=(binding.state.handles["A1"],),
    )
    assert operation_sentence(
        operation, SentenceContext(binding.state, Audience.SECRETARIAT)
    ).startswith("A1 merged into 2 (R2); A1 went in without brackets over FIR: “time is short”; ")
    assert operation_sentence(operation, SentenceContext(binding.state, Audience.MEMBERS)) == (
        "A1 merged into 2 (R2); A1 went in without brackets: “time is short”"
    )


def test_what_was_said_in_confidence_stays_so(binding: WorkingGroup) -> None:
    """An objection from confidence goes with the words, and members are not told of it."""
    binding.take_position(
        "ELM", "A1", Stance.OBJECT, source=Source.CONFIDENCE, reason="do not say this"
    )
    binding.edit("2", SHALL)
    target = binding.state.handles["R2"]
    assert len(binding.verdict("2").counts.standing) == 2
    assert number_hidden(binding.state, target, Audience.MEMBERS) == 1
    assert number_hidden(binding.state, target, Audience.PUBLIC) == 2
    now = binding.now()
    with visible_state(binding.state, Audience.MEMBERS) as left_out:
        seen = Judgement(binding.state, now).counts(target)
        assert [each.member for each in seen.standing] == ["FIR"]
        assert left_out == 2
    assert len(binding.state.contested[target]) == 2


def test_who_objects_to_what_went_in_leans_against_the_text(binding: WorkingGroup) -> None:
    """Also where it had supported it, and was not asked since."""
    binding.take_position("FIR", "2", Stance.SUPPORT)
    binding.edit("2", SHALL)
    state = binding.state
    electorate = Electorate.of(state, day_of(binding.now()))
    (leaning,) = leanings(state, electorate, [state.handles["R2"]])
    assert [*state.positions.member_index.members(leaning.against)] == ["FIR"]
    assert leaning.agree == 0
    graph = binding.graph
    assert graph.has_edge("FIR", state.handles["R2"])
