"""Meetings: the order of matters, who is there, who speaks, and the record of one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain, count
from unittest.mock import patch

import pytest

from consensus.history.operations import AddMember, ChangeMember
from consensus.model.decisions import Outcome
from consensus.model.meetings import Forum, Presence
from consensus.model.people import Role
from consensus.reports.audience import Audience, Kind, Viewer
from consensus.reports.decisions import decisions, decisions_outline
from consensus.reports.meeting_record import MeetingRecord, meeting_record, meeting_record_outline
from consensus.reports.meetings import (
    Attendance,
    MeetingOutcome,
    SpeakersReport,
    attendance,
    decided_at,
    speakers,
    visible_attendees,
)
from consensus.reports.next_items import agenda_order, is_open_root, root_target
from consensus.working_group import WorkingGroup
from tests.support.market import MORNING, hold_a_meeting, markdown
from tests.support.panel import make_panel

# The speakers' list as it is called out, timed, and shown to whom.


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
    """The public is told how long, not who, and the notes that are no member's."""
    public = told(debate, Audience.PUBLIC, 1)
    assert [each.member for each in public.spoken] == ["", "DOG"]
    assert [each.text for each in public.noted] == ["Costs were a concern."]
    assert public.withheld.counts == {Kind.INTERVENTIONS: 1, Kind.MEMBERS: 1}
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


# The record of a meeting: who was there, its agenda, what was said, decided and undertaken.

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


def test_under_the_chatham_house_policy_the_record_names_nobody(met: WorkingGroup) -> None:
    """Numbers and outcomes are told, and how much was left out."""
    met.set_audience_policy("chatham-house")
    found = record(met, Audience.PUBLIC)
    written = markdown(meeting_record_outline(found))
    assert "Present: 4 of 7 members, 1 observer." in written
    assert "reopened" in written
    assert not any(code in written for code in ("ELD", "ASP", "too early", "neighbours", "Ada"))
    assert found.withheld.counts[Kind.UNDERTAKINGS] == 1
    assert found.withheld.counts[Kind.INTERVENTIONS] == 1


def test_what_was_noted_stands_under_its_item_of_the_agenda(met: WorkingGroup) -> None:
    """Beside how often the floor was given under it."""
    written = markdown(meeting_record_outline(record(met, Audience.MEMBERS)))
    assert (
        "### 1. Opening hours\n\n- not finished, on R1, 1 intervention\n"
        "- ELD: Seven is too early.\n"
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
    assert "awaiting confirmation by 1 member" in written
    assert not any(code in written for code in ("ASP", "BIR", "ELD", "GUM", "neighbours"))
    whole = markdown(meeting_record_outline(record(busy)))
    assert "in person: ASP, BIR" in whole


def test_the_register_has_every_decision_with_what_it_was_on(met: WorkingGroup) -> None:
    """One that was overtaken by another no longer holds; the last reopening does."""
    found = decisions(met.state, Audience.MEMBERS)
    assert [each.targets for each in found.decisions] == [
        *(("1 (R1)",), ("4 (R4)",), ("5 (R5)",), ("1 (R1)",))
    ]
    assert [each.decision.is_current for each in found.decisions] == [False, True, True, True]
    written = markdown(decisions_outline(found))
    assert "| 5 (R5) | deferred |" in written
    assert "due 2026-05-01; The hall is closed." in written


# Who is at the meeting, and what it decided.

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


def test_who_takes_part_is_told_by_the_policy(market: WorkingGroup) -> None:
    """With names; as numbers in an assembly; as how many under the Chatham House rule."""
    found = attendance(market.state, TODAY)
    assert [each.member for each in found.attendants][:2] == ["ASP", "BIR"]
    market.set_audience_policy("assembly")
    found = attendance(market.state, TODAY)
    numbers = [each.member for each in found.attendants]
    assert numbers == sorted(numbers)
    assert [(e.name, e.group) for e in found.attendants] == [(f"Member {n}", "") for n in numbers]
    market.set_audience_policy("chatham-house")
    found = attendance(market.state, TODAY)
    assert (found.members, found.attendants) == (7, ())
    assert found.withheld.counts == {Kind.MEMBERS: 8}


def test_the_numbers_of_an_assembly_do_not_tell_who_is_who(market: WorkingGroup) -> None:
    """They follow no order of codes or of joining, and stay the same in every report."""
    market.set_audience_policy("assembly")
    codes = list(market.state.members)
    told = [numbers_of(market, each) for each in codes]
    assert told != sorted(told)
    assert len({*told}) == len(codes)
    market.add_member("AAA")
    assert [numbers_of(market, each) for each in codes] == told
    assert numbers_of(market, "AAA") not in told


def test_the_numbers_of_an_assembly_stay_the_same_when_it_grows() -> None:
    """Also when more members join than numbers of four digits would do for, and after an undo."""
    group = WorkingGroup.in_memory(title="Assembly")
    group.set_audience_policy("assembly")
    group.record(*(AddMember(code=f"M{number}") for number in range(4_999)))
    public = Viewer(Audience.PUBLIC)
    before = [visible_attendees(group.state, [f"M{n}"], public) for n in (0, 1, 4_998)]
    joined = group.record(*(AddMember(code=f"N{number}") for number in range(3)))
    assert [visible_attendees(group.state, [f"M{n}"], public) for n in (0, 1, 4_998)] == before
    group.undo(joined)
    assert [visible_attendees(group.state, [f"M{n}"], public) for n in (0, 1, 4_998)] == before


def test_the_numbers_of_an_assembly_follow_from_how_its_record_began() -> None:
    """From nothing that papers have: all other ids and codes of these two records are alike."""
    assert numbers_with("1") != numbers_with("2")


def numbers_with(first: str) -> list[str]:
    """The numbers of the members of a record, with the id of the operation that begins it."""
    ids = chain((first,), (f"{number:036}" for number in count(1)))
    with patch("consensus.working_group.log.new_id", lambda moment: next(ids)):
        group = WorkingGroup.in_memory(title="Assembly")
        for code in ("ASP", "BIR", "CED"):
            group.add_member(code)
        group.open_meeting("Tuesday")
    group.set_audience_policy("assembly")
    return [numbers_of(group, code) for code in ("ASP", "BIR", "CED")]


def numbers_of(group: WorkingGroup, code: str) -> str:
    """The number of a member to the public."""
    (number,) = visible_attendees(group.state, [code], Viewer(Audience.PUBLIC))
    return number


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


# What a meeting goes through, one matter after the other.


def in_order(panel: WorkingGroup) -> list[str]:
    """The handles of the matters of every draft."""
    state = panel.state
    return [state.handle_of(each) for each in agenda_order(state, list(state.drafts))]


def is_open(panel: WorkingGroup, handle: str) -> bool:
    """Whether something is left to decide on a matter."""
    return is_open_root(panel.state, panel.judgement(), panel.state.handles[handle])


def test_items_come_in_the_order_of_the_draft() -> None:
    """Headings are left out while nobody amends them."""
    assert in_order(make_panel()) == ["R1", "R2", "R3", "R4"]


def test_a_new_item_comes_after_what_it_would_follow() -> None:
    """Insertions stand where they would go, in the order in which they came."""
    panel = make_panel()
    panel.propose(kind="insert", after="2", text="Boats are welcome.", by=["ASH"])
    panel.propose(kind="insert", after="2", text="Rafts are not.", by=["ASH"])
    panel.propose(kind="insert", text="This is the end.", by=["ASH"])
    assert in_order(panel) == ["R1", "R2", "A1", "A2", "R3", "R4", "A3"]


def test_amended_headings_and_packages_are_matters_too() -> None:
    """A heading is open while an amendment to it is; a package comes after its draft."""
    panel = make_panel()
    heading = next(each.handle for each in panel.state.items.values() if each.handle[0] == "S")
    panel.propose(heading, "Rules", old="Recommendations", by=["ASH"])
    panel.propose_package("Both", ["1", "2"])
    assert [heading, "R1", "R2", "R3", "R4", "PKG1"] == in_order(panel)
    assert is_open(panel, heading)
    panel.decide("A1", "rejected")
    assert not is_open(panel, heading)


def test_a_matter_is_open_until_it_is_decided() -> None:
    """A decision closes it and a reopening opens it again."""
    panel = make_panel()
    assert is_open(panel, "R1")
    panel.decide("1", "deferred", reason="later")
    assert not is_open(panel, "R1")
    panel.decide("1", "reopened")
    assert is_open(panel, "R1")


def test_an_amendment_to_an_amendment_belongs_to_the_item() -> None:
    """What an amendment amends in the end is the matter; a new item is one itself."""
    panel = make_panel()
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("A1", "ought to", old="must", by=["BAY"])
    panel.propose(kind="insert", text="This is the end.", by=["ASH"])
    state = panel.state
    assert state.handles["R1"] == root_target(state, state.handles["A2"])
    assert state.handles["A3"] == root_target(state, state.handles["A3"])


def test_matters_of_a_record_without_a_draft_are_none() -> None:
    """There is nothing to go through before a draft is imported."""
    assert in_order(WorkingGroup.in_memory()) == []
