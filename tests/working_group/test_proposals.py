"""Procedural proposals: recorded in one step, decided like a text, and counted with none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus import Audience, Wanted, WorkingGroup, write_report
from consensus.errors import Rejected
from consensus.formats.draft_writer import write_text
from consensus.history.operations import MakeProposal
from consensus.reports.meetings import proposal_lines
from consensus.reports.next_items import agenda_order, next_items
from consensus.reports.status import status_json
from consensus.rules.verdict import Status
from consensus.text.brackets import BracketedText
from tests.support.panel import status


@pytest.fixture
def session(panel: WorkingGroup) -> WorkingGroup:
    """A meeting that is at its methods of work."""
    panel.add_agenda_item("methods of work")
    panel.open_meeting("First meeting")
    panel.note_presence(["ASH", "BAY", "COL"])
    panel.take_up_agenda_item("1")
    return panel


def summary(group: WorkingGroup, audience: str = "members") -> str:
    """What the chair's summary tells, on one line."""
    return " ".join("".join(write_report(group, "summary", "text", Wanted(audience))).split())


def test_one_step_records_what_is_proposed_and_by_whom(session: WorkingGroup) -> None:
    """Under the agenda item that is open, without a capital and a full stop."""
    step = session.add_proposal("To have a co-chair.", by="ASH")
    assert (step.handle, step.made.text) == ("PROP1", "to have a co-chair")
    (line,) = proposal_lines(session.state, session.judgement())
    assert (line.handle, line.label, line.text, line.by) == (
        *("PROP1", "proposal 1", "to have a co-chair", "ASH"),
    )
    assert (line.meeting, line.agenda_item, line.standing) == ("M1", "AG1", "open")
    assert session.state.agenda_of(session.state.meeting.id)[0].targets == (step.made.target,)
    session.undo()
    assert not session.state.proposals
    assert not session.state.interventions


def test_before_a_meeting_it_can_be_put_under_an_item_of_the_agenda(panel: WorkingGroup) -> None:
    """The next meeting finds it there."""
    panel.add_agenda_item("dates")
    panel.add_proposal("that it meet in May", office="chair", agenda_item="dates")
    (line,) = proposal_lines(panel.state, panel.judgement())
    assert (line.by, line.meeting, line.agenda_item) == ("chair", "", "AG1")


@pytest.mark.parametrize("text", ["a co-chair", "together", "", "thatch the roof"])
def test_words_that_do_not_complete_the_sentence_are_refused(
    panel: WorkingGroup, text: str
) -> None:
    """It says how they are to begin."""
    with pytest.raises(Rejected, match="It was proposed"):
        panel.add_proposal(text)
    assert not panel.state.proposals


def test_it_is_a_target_like_any_other(session: WorkingGroup) -> None:
    """Positions are taken on it; it is deferred, and agreed when it is taken up again."""
    session.add_proposal("to have a co-chair", by="ASH")
    session.take_position("ASH", "PROP1", "support")
    session.take_position("BAY", "PROP1", "object", reason="one is enough")
    assert status(session, "proposal 1") is Status.BLOCKED
    assert [each.handle for each in next_items(session.state, session.judgement(), [])] == ["PROP1"]
    session.decide("PROP1", "deferred", reason="one member objected")
    assert status(session, "PROP1") is Status.DEFERRED
    session.decide("PROP1", "reopened")
    session.take_position("BAY", "PROP1", "support")
    session.take_position("COL", "PROP1", "accept", conditions=["3"])
    session.open_ballot("text", on="PROP1", rule='majority("simple")')
    session.cast_vote("BAL1", "ASH", "approve")
    session.close_ballot("BAL1", reason="enough")
    session.decide("3", "agreed")
    session.decide("PROP1", "agreed")
    assert status(session, "PROP1") is Status.AGREED


def test_it_counts_with_no_draft(session: WorkingGroup) -> None:
    """Neither its label nor any total is that of the recommendations; it comes last."""
    before = status_json(session.status())
    text = write_text(session.state, session.state.handles["D1"])
    pages = {
        name: "".join(write_report(session, name, "csv", Wanted("members")))
        for name in ("open", "matrix", "draft", "amendments")
    }
    made = session.add_proposal("to meet twice", by="ASH").made.target
    assert status_json(session.status()) == before
    assert write_text(session.state, session.state.handles["D1"]) == text
    for name, page in pages.items():
        assert "".join(write_report(session, name, "csv", Wanted("members"))) == page
    assert list(agenda_order(session.state, list(session.state.drafts)))[-1] == made
    assert session.decide("D1", "adopted", no_objection_heard=True)
    assert status(session, "PROP1") is Status.OPEN


def test_the_summary_tells_of_it(session: WorkingGroup) -> None:
    """Who proposed it, what was said of it, and what became of it."""
    session.add_proposal("to have a co-chair", by="ASH")
    session.note_sense("PROP1", "the majority", "object")
    session.decide("PROP1", "deferred", reason="the majority objected")
    told = summary(session)
    assert "proposed to have a co-chair." in told
    assert "The majority of members objected to this proposal." in told
    assert "not to pursue this proposal for the moment" in told


def test_the_summary_does_not_say_twice_what_nobody_in_particular_proposed(
    session: WorkingGroup,
) -> None:
    """What was agreed says it; what was left is told as proposed."""
    session.add_proposal("that the secretariat post the questions")
    session.decide("PROP1", "agreed")
    session.add_proposal("to meet twice a year")
    told = summary(session)
    assert told.count("that the secretariat post the questions") == 1
    assert "the Working Group agreed that" in told or "agreed that the secretariat" in told
    assert "t was proposed to meet twice a year." in told


def test_the_record_of_the_meeting_has_a_heading_for_them(session: WorkingGroup) -> None:
    """With their words, and their decision under its own."""
    session.add_proposal("to meet twice", by="ASH")
    session.decide("PROP1", "agreed")
    page = "".join(write_report(session, "meeting", "markdown", Wanted("members")))
    assert "## Procedural proposals\n\n- proposal 1: to meet twice\n" in page
    assert "| proposal 1 | agreed" in page
    page = "".join(write_report(session, "dossier", "markdown", Wanted(subject="PROP1")))
    assert "Procedural proposal, version 1. **Agreed.**" in page


def test_under_the_chatham_house_rule_nobody_is_named(panel: WorkingGroup) -> None:
    """As with whatever is said there."""
    panel.open_meeting("Retreat", chatham_house=True)
    panel.add_proposal("to meet twice", by="ASH")
    (line,) = proposal_lines(panel.state, panel.judgement())
    assert line.by == ""
    assert "Ash" not in summary(panel, Audience.SECRETARIAT)


def test_brackets_of_a_proposal_are_words_and_may_be_a_footnote(session: WorkingGroup) -> None:
    """What was decided shows them as they were written."""
    session.add_proposal("to use the methods of the first group^[2013-2014]", office="chair")
    session.decide("PROP1", "agreed")
    told = summary(session)
    assert "agreed to use the methods of the first group [2]" in told
    assert "\\" not in told


def test_a_proposal_needs_no_notice_also_when_it_was_edited(panel: WorkingGroup) -> None:
    """It is no text that has to be circulated."""
    panel.set_notice(timedelta(hours=24))
    panel.add_proposal("to eat")
    panel.take_position("ASH", "PROP1", "support")
    assert panel.verdict("PROP1").status == "ready"
    panel.edit("PROP1", "to drink", reason="so")
    panel.take_position("ASH", "PROP1", "support")
    assert panel.verdict("PROP1").status == "ready"


def test_a_proposal_without_a_note_is_listed(session: WorkingGroup) -> None:
    """As a program may record it; nobody is said to have made it."""
    session.record(MakeProposal(handle="PROP1", wording=BracketedText.plain("to eat")))
    session.note_intervention("the costs", kind="concern", items=["PROP1"])
    (line,) = proposal_lines(session.state, session.judgement())
    assert (line.text, line.by) == ("to eat", "")


def test_where_the_room_was_against_it_no_objection_is_not_taken_as_heard(
    session: WorkingGroup,
) -> None:
    """In a meeting silence at the gavel is; the Chair can still say so."""
    for number, stance in enumerate(("object", "support"), 1):
        session.add_proposal(f"to eat {number}")
        session.note_sense(f"PROP{number}", "the majority", stance)
        made = session.decide(f"PROP{number}", "agreed").made
        assert made.no_objection_heard == (stance == "support")
