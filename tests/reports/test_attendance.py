"""Who is at the meeting, and what it decided."""

from __future__ import annotations

from datetime import date

from consensus.history.operations import ChangeMember
from consensus.model.decisions import Outcome
from consensus.model.meetings import Forum, Presence
from consensus.model.people import Role
from consensus.reports.audience import Audience, Kind
from consensus.reports.meetings import Attendance, MeetingOutcome, attendance, decided_at
from consensus.working_group import WorkingGroup
from tests.support.market import MORNING

TODAY = MORNING.date()


def counted(found: Attendance) -> tuple[int, int, int, int]:
    """Members, those present, those among them that are remote, observers."""
    return found.members, found.present, found.remote, found.observers


def test_between_meetings_nobody_is_present_or_absent(market: WorkingGroup) -> None:
    """Members are counted all the same."""
    found = attendance(market.state, TODAY, Audience.SECRETARIAT)
    assert counted(found) == (7, 0, 0, 0)
    assert {each.presence for each in found.attendants} == {None}


def test_remote_members_are_present_and_observers_are_counted_apart(market: WorkingGroup) -> None:
    """Of seven members three are there, one of them remotely, and an observer."""
    market.open_meeting("Tuesday", Forum.PLENARY)
    market.note_presence(["ASP", "BIR", "OBS"])
    market.note_presence(["CED"], Presence.REMOTE)
    found = attendance(market.state, TODAY, Audience.SECRETARIAT)
    assert counted(found) == (7, 3, 1, 1)
    assert (found.title, found.forum) == ("Tuesday", Forum.PLENARY)


def test_who_does_not_count_today_is_listed_and_not_counted(market: WorkingGroup) -> None:
    """A membership that ended yesterday."""
    market.record(ChangeMember(code="GUM", name="Gum Terrace", until=date(2026, 4, 6)))
    found = attendance(market.state, TODAY, Audience.SECRETARIAT)
    assert found.members == 6
    assert [each.counts for each in found.attendants if each.member == "GUM"] == [False]


def test_attendants_have_their_alliances_and_offices(market: WorkingGroup) -> None:
    """They are told for each member."""
    market.assign_office(Role.CHAIR, "Ada Lind", member="asp")
    found = attendance(market.state, TODAY, Audience.MEMBERS)
    first = found.attendants[0]
    assert (first.member, first.negotiating_groups, first.offices) == (
        "ASP",
        ("ROW",),
        ("chair: Ada Lind",),
    )


def test_the_public_is_told_how_many(market: WorkingGroup) -> None:
    """It is not told who."""
    found = attendance(market.state, TODAY)
    assert (found.members, found.attendants) == (7, ())
    assert found.withheld.counts == {Kind.MEMBERS: 8}


def test_a_meeting_decided_what_was_declared_in_it(market: WorkingGroup) -> None:
    """Outcome by outcome, with what still awaits somebody's word; what went before is left out."""
    market.open_meeting("Tuesday")
    meeting = market.state.meeting
    assert meeting is not None
    assert decided_at(market.state, meeting.id) == ()
    market.note_presence(["ASP", "BIR", "CED"])
    market.decide(["R3"], Outcome.AGREED, pending=["DOG"], reason="nobody else objects")
    market.decide(["R2"], Outcome.DEFERRED, reason="no time")
    assert decided_at(market.state, meeting.id) == (
        MeetingOutcome(Outcome.AGREED, ("3",), ("3",)),
        MeetingOutcome(Outcome.DEFERRED, ("2",), ()),
    )
