"""The speakers' list as it is called out, timed, and shown to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus.reports.audience import Audience, Kind
from consensus.reports.meetings import SpeakersReport, speakers
from consensus.working_group import WorkingGroup
from tests.support.market import MORNING


@pytest.fixture
def debate(market: WorkingGroup) -> WorkingGroup:
    """ASP spoke, DOG speaks remotely, BIR, an observer and a right of reply wait."""
    market.open_meeting("Tuesday")
    market.add_agenda_item("Fees", targets=["R2"])
    market.add_agenda_item("Music", number="2(a)")
    market.take_up_agenda_item("Fees")
    market.set_time_budget(60, observers=30)
    for code in ("ASP", "OBS", "DOG", "BIR"):
        market.request_floor(code, remote=code == "DOG")
    market.request_floor("ELD", right_of_reply=True)
    market.give_floor(happened=MORNING + timedelta(hours=1))
    market.note_intervention("The fee is fair.", member="ASP", items=["R2"])
    market.note_intervention("Costs were a concern.")
    market.give_floor("DOG", happened=MORNING + timedelta(hours=1, seconds=75))
    return market


def told(group: WorkingGroup, audience: Audience, seconds: int) -> SpeakersReport:
    """The report, some seconds after the speaker began."""
    floor = group.state.floor
    assert floor is not None
    assert floor.turn is not None
    return speakers(group.state, floor.turn.began + timedelta(seconds=seconds), audience)


def test_the_speaker_is_timed(debate: WorkingGroup) -> None:
    """Elapsed and left are whole seconds; over its time a speaker has less than none left."""
    found = [
        (each.elapsed, each.left) for each in (told(debate, Audience.PUBLIC, s) for s in (20, 70))
    ]
    assert found == [(20, 40), (70, -10)]


def test_who_speaks_and_who_waits_is_told_to_everybody(debate: WorkingGroup) -> None:
    """Names, groups and flags are those called out in the room."""
    for audience in Audience:
        report = told(debate, audience, 1)
        assert (
            report.meeting,
            report.speaker,
            report.name,
            report.group,
        ) == ("M1", "DOG", "Dogwood Court", "NBR")
        assert (report.is_remote, report.is_observer, report.right_of_reply) == (True, False, False)
        waiting = [
            (each.member, each.group, each.is_observer, each.right_of_reply)
            for each in report.waiting
        ]
        assert waiting == [
            ("BIR", "TRD", False, False),
            ("OBS", "", True, False),
            ("ELD", "NBR", False, True),
        ]


def test_who_spoke_before_and_what_was_said_is_withheld(debate: WorkingGroup) -> None:
    """The public is told how long, not who, and how many notes there are."""
    public = told(debate, Audience.PUBLIC, 1)
    assert [each.member for each in public.spoken] == ["", "DOG"]
    assert public.noted == ()
    assert public.withheld.counts == {Kind.INTERVENTIONS: 2, Kind.MEMBERS: 1}
    members = told(debate, Audience.MEMBERS, 1)
    assert [each.member for each in members.spoken] == ["ASP", "DOG"]
    noted = [(each.member, each.text, each.targets, each.agenda_item) for each in members.noted]
    assert sorted(noted) == [
        ("", "Costs were a concern.", (), "AG1"),
        ("ASP", "The fee is fair.", ("R2",), "AG1"),
    ]


def test_what_went_over_its_time(debate: WorkingGroup) -> None:
    """Each turn says how long it took, by how much too long, and whether it was out of turn."""
    first, second = told(debate, Audience.MEMBERS, 61).spoken
    assert (first.seconds, first.over, first.out_of_turn) == (75, 15, False)
    assert (second.seconds, second.over, second.out_of_turn) == (61, 1, False)


def test_the_agenda_is_in_order(debate: WorkingGroup) -> None:
    """Each matter says what it concerns and whether the meeting is at it or done with it."""
    debate.finish_agenda_item()
    debate.take_up_agenda_item("music")
    found = [
        (each.number, each.title, each.targets, each.is_current, each.is_finished)
        for each in speakers(debate.state, debate.now()).agenda
    ]
    assert found == [
        ("1", "Fees", ("R2",), False, True),
        ("2(a)", "Music", (), True, False),
    ]


def test_between_meetings_there_is_no_floor(debate: WorkingGroup) -> None:
    """Nobody speaks or waits; of a past meeting the turns are told, without names to the public."""
    meeting = debate.state.meeting
    assert meeting is not None
    debate.close_meeting()
    assert speakers(debate.state, debate.now()) == SpeakersReport()
    past = speakers(debate.state, debate.now(), meeting=meeting.id)
    assert (past.speaker, past.waiting, [each.member for each in past.spoken]) == ("", (), ["", ""])
