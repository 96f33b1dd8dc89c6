"""The record of a meeting: who was there, its agenda, what was said, decided and undertaken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus.reports.audience import Audience, Kind
from consensus.reports.decisions import decisions, decisions_outline
from consensus.reports.meeting_record import MeetingRecord, meeting_record, meeting_record_outline
from consensus.working_group import WorkingGroup
from tests.support.market import hold_a_meeting, markdown

LATER = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)


@pytest.fixture
def met(busy: WorkingGroup) -> WorkingGroup:
    """A busy market after a meeting."""
    hold_a_meeting(busy)
    return busy


def record(
    group: WorkingGroup, audience: Audience = Audience.SECRETARIAT, name: str = "M1"
) -> MeetingRecord:
    """What was recorded of a meeting."""
    return meeting_record(group.state, group.state.handles[name], LATER, audience)


def test_a_meeting_has_what_was_recorded_while_it_went_on(met: WorkingGroup) -> None:
    """What was decided and undertaken before and after it is not in it."""
    met.undertake("sweep the square", "DOG")
    met.decide("R2", "deferred", reason="It rains.")
    found = record(met)
    assert [each.decision.handle for each in found.decisions] == ["DEC4"]
    assert [each.what for each in found.undertakings] == [
        "ask the neighbours",
        "compile the replies",
    ]
    assert [each.handle for each in found.consultations] == ["CON1"]
    there = found.participants
    assert (there.in_person, there.remote) == (("ASP", "BIR", "ELD"), ("FIG",))
    assert (there.absent, there.observers) == (("CED", "DOG", "GUM"), ("OBS",))
    assert (there.present, there.members, there.observing) == (4, 7, 1)


def test_the_public_learns_what_was_decided_and_nobodys_name(met: WorkingGroup) -> None:
    """Numbers and outcomes are told, and how much was left out."""
    found = record(met, Audience.PUBLIC)
    written = markdown(meeting_record_outline(found))
    assert "Present: 4 of 7 members, 1 observer." in written
    assert "reopened" in written
    assert not any(code in written for code in ("ELD", "ASP", "too early", "neighbours", "Ada"))
    assert found.withheld.counts[Kind.UNDERTAKINGS] == 2
    assert found.withheld.counts[Kind.INTERVENTIONS] == 1


def test_what_was_noted_stands_under_its_item_of_the_agenda(met: WorkingGroup) -> None:
    """Beside how often the floor was given under it."""
    written = markdown(meeting_record_outline(record(met, Audience.MEMBERS)))
    assert (
        "### 1. Opening hours\n\n- open, on R1, 1 intervention\n- INT1, ELD: Seven is too early.\n"
    ) in written


def test_under_the_chatham_house_rule_members_are_told_no_name(busy: WorkingGroup) -> None:
    """Not who was there, not who is to do what; what was said they are told."""
    busy.open_meeting("Retreat", chatham_house=True)
    busy.note_presence(["ASP", "BIR"])
    busy.note_intervention("It is too loud.")
    busy.undertake("ask the neighbours", "ELD")
    busy.decide("R5", "agreed", pending=["GUM"])
    busy.close_meeting()
    written = markdown(meeting_record_outline(record(busy, Audience.MEMBERS)))
    assert "It is too loud." in written
    assert "pending 1" in written
    assert not any(code in written for code in ("ASP", "BIR", "ELD", "GUM", "neighbours"))
    whole = markdown(meeting_record_outline(record(busy)))
    assert "in person: ASP, BIR" in whole


def test_the_register_has_every_decision_with_what_it_was_on(met: WorkingGroup) -> None:
    """One that was overtaken by another no longer holds."""
    found = decisions(met.state, Audience.MEMBERS)
    assert [each.targets for each in found.decisions] == [
        *(("1 (R1)",), ("4 (R4)",), ("5 (R5)",), ("1 (R1)",))
    ]
    assert [each.decision.is_current for each in found.decisions] == [False, True, True, False]
    written = markdown(decisions_outline(found))
    assert "| DEC3 | 5 (R5) | deferred |" in written
    assert "due 2026-05-01; The hall is closed." in written
