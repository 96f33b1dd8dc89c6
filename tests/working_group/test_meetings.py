"""Meetings: announced, moved and opened, enough members there, and the floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import MalformedRule, NotFound, Rejected
from consensus.history.operations import ChangeAnnouncement, GiveFloor, OpenMeeting, SetQuorum
from consensus.history.replay import replay
from consensus.model.meetings import Presence, SpeakersList
from consensus.reports.meetings import MeetingQuorum, attendance, meeting_lines, meeting_quorum
from tests.support.panel import MEMBERS, make_panel


def quorum(group: WorkingGroup) -> MeetingQuorum:
    """The quorum of the meeting that goes on."""
    assert group.state.meeting is not None
    found = meeting_quorum(group.state, group.state.meeting.id, group.now().date())
    assert found is not None
    return found


def test_announced_meeting_keeps_its_handle_when_it_opens(panel: WorkingGroup) -> None:
    """With number, place and quorum, unless they are given then; it is no meeting before."""
    begins = panel.now() + timedelta(days=30)
    panel.announce_meeting(
        "Second meeting", begins, ends=begins + timedelta(1), number="2", place="Pier", quorum="1/2"
    )
    panel.announce_meeting("Third meeting", begins - timedelta(days=1))
    assert [each.handle for each in panel.state.meetings_to_come] == ["M2", "M1"]
    assert panel.state.meeting is None
    panel.open_meeting("Second meeting", place="Town hall")
    opened = panel.state.meeting
    assert opened is not None
    assert (opened.handle, opened.number, opened.place) == ("M1", "2", "Town hall")
    assert opened.quorum == 'quorum("1/2")'
    assert [each.handle for each in panel.state.meetings_to_come] == ["M2"]
    panel.close_meeting()
    panel.open_meeting("Extra meeting")
    assert panel.state.meeting is not None
    assert panel.state.meeting.handle == "M3"


def test_opening_of_an_announced_meeting_can_be_undone(panel: WorkingGroup) -> None:
    """It is to come again, and keeps its handle."""
    panel.announce_meeting("Second meeting", panel.now() + timedelta(days=30))
    panel.open_meeting("M1")
    panel.undo()
    assert [each.handle for each in panel.state.meetings_to_come] == ["M1"]
    panel.open_meeting("M1")
    assert panel.state.meeting is not None
    assert panel.state.meeting.handle == "M1"
    panel.note_presence(["ASH"])
    assert panel.as_of("M1").state.meeting is not None


def test_meeting_to_come_is_moved_and_cancelled(panel: WorkingGroup) -> None:
    """What is not given stays as announced; the end does not outlast a new beginning."""
    begins = panel.now() + timedelta(days=30)
    panel.announce_meeting("Second meeting", begins, ends=begins, place="Pier")
    panel.reschedule_meeting("M1", place="Town hall")
    (found,) = panel.state.meetings_to_come
    assert (found.begins, found.ends, found.place) == (begins, begins, "Town hall")
    panel.reschedule_meeting("M1", begins + timedelta(days=1))
    (found,) = panel.state.meetings_to_come
    assert (found.begins, found.ends) == (begins + timedelta(days=1), None)
    panel.cancel_meeting("second meeting", "no boat")
    assert panel.state.meetings_to_come == ()
    assert [each.cancelled for each in meeting_lines(panel.state, panel.now().date())] == [True]


def test_meetings_that_cannot_be_announced_are_refused(panel: WorkingGroup) -> None:
    """Without a title, twice, at impossible times, or with a quorum that is none."""
    begins = panel.now() + timedelta(days=30)
    panel.announce_meeting("Second meeting", begins)
    with pytest.raises(Rejected, match="Second meeting was announced already, as M1"):
        panel.announce_meeting("second meeting", begins)
    with pytest.raises(Rejected, match="needs a title"):
        panel.announce_meeting(" ", begins)
    with pytest.raises(Rejected, match="end before it begins"):
        panel.announce_meeting("Third", begins, ends=begins - timedelta(days=1))
    with pytest.raises(Rejected, match="time zone"):
        panel.announce_meeting("Third", datetime(2030, 1, 1))  # noqa: DTZ001 - the point of it
    with pytest.raises(MalformedRule):
        panel.announce_meeting("Third", begins, quorum="most")
    with pytest.raises(MalformedRule, match="looks at who is present alone, and consent"):
        panel.announce_meeting("Third", begins, quorum="all_of(quorum('1/2'), consent())")
    with pytest.raises(NotFound, match="no meeting to come is called Fourth"):
        panel.cancel_meeting("Fourth")
    with pytest.raises(Rejected, match="no meeting to come has the id none"):
        panel.record(ChangeAnnouncement(meeting="none", begins=begins))
    with pytest.raises(Rejected, match="no meeting to come has the id none"):
        panel.record(OpenMeeting(handle="M9", title="x", announced="none"))


def test_quorum_counts_those_present_in_person_and_remotely(panel: WorkingGroup) -> None:
    """Observers do not count; it is there as soon as enough members are."""
    panel.open_meeting("First meeting", quorum="1/2")
    panel.note_presence(["ASH", "OBS"])
    panel.note_presence(["BAY"], Presence.REMOTE)
    found = quorum(panel)
    assert (found.is_there, found.present, found.members) == (False, 2, 6)
    assert len(found.reasons) == 1
    panel.note_presence(["DUN"])
    assert quorum(panel).is_there
    panel.set_quorum('each_group(quorum("1/3"))')
    found = quorum(panel)
    assert (found.is_there, len(found.reasons)) == (False, 1)
    assert attendance(panel.state, panel.now().date()).quorum == found
    panel.set_quorum("")
    assert attendance(panel.state, panel.now().date()).quorum is None
    with pytest.raises(Rejected, match="has that quorum already"):
        panel.set_quorum("")
    panel.close_meeting()
    with pytest.raises(Rejected, match="is not open"):
        panel.record(SetQuorum(meeting=panel.state.handles["M1"], quorum=""))


def test_meetings_are_listed_as_they_are_held(panel: WorkingGroup) -> None:
    """Held ones with who is there; those to come by their dates."""
    begins = panel.now() + timedelta(days=30)
    panel.announce_meeting("Later", begins + timedelta(days=1))
    panel.announce_meeting("First", begins, quorum="60%")
    panel.open_meeting("First")
    panel.note_presence(["ASH"])
    first, later = meeting_lines(panel.state, panel.now().date())
    assert (first.handle, first.begins, first.presence) == (
        "M2",
        begins,
        {"ASH": Presence.IN_PERSON},
    )
    assert first.quorum is not None
    assert (first.quorum.is_there, later.opened, later.quorum) == (False, None, None)


# The floor: who asks for it, who gets it next, and what was said.


@pytest.fixture
def sitting_panel() -> Iterator[WorkingGroup]:
    """The panel, in a meeting at which nobody is noted yet."""
    with make_panel() as group:
        group.open_meeting("First meeting")
        yield group


def floor(group: WorkingGroup) -> SpeakersList:
    """The speakers' list of the meeting that goes on."""
    found = group.state.floor
    assert found is not None
    return found


def waiting(group: WorkingGroup) -> list[str]:
    """Who waits, in speaking order."""
    return [each.member for each in floor(group).waiting]


def presence(group: WorkingGroup, member: str) -> Presence:
    """Whether a member is at the meeting."""
    return group.state.presence_of(member, floor(group).meeting)


class TestOrder:
    def test_members_speak_in_the_order_in_which_they_asked(
        self, sitting_panel: WorkingGroup
    ) -> None:
        """Neither the group nor taking part remotely matters; observers come after members."""
        sitting_panel.request_floor("OBS")
        sitting_panel.request_floor("DUN", remote=True)
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("FIR", remote=True)
        assert waiting(sitting_panel) == ["DUN", "ASH", "FIR", "OBS"]

    def test_rights_of_reply_come_after_the_list(self, sitting_panel: WorkingGroup) -> None:
        """They wait until observers have spoken, and one member may want both."""
        sitting_panel.request_floor("BAY", right_of_reply=True)
        sitting_panel.request_floor("OBS")
        sitting_panel.request_floor("BAY")
        found = [(each.member, each.right_of_reply) for each in floor(sitting_panel).waiting]
        assert found == [("BAY", False), ("OBS", False), ("BAY", True)]

    def test_a_request_recorded_late_has_its_place(self, sitting_panel: WorkingGroup) -> None:
        """What counts is when somebody asked, not when that was written down."""
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("BAY", happened=sitting_panel.now() - timedelta(minutes=5))
        assert waiting(sitting_panel) == ["BAY", "ASH"]

    @given(
        acts=st.lists(
            st.tuples(
                st.sampled_from(("ask", "ask remotely", "reply", "withdraw", "next", "leave")),
                st.sampled_from((*MEMBERS, "OBS")),
            ),
            max_size=25,
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_order_holds_whatever_is_asked_and_withdrawn(self, acts: list[tuple[str, str]]) -> None:
        """The list is what a plain list of members, one of observers and one of replies give."""
        with make_panel() as panel:
            panel.open_meeting("First meeting")
            members: list[str] = []
            observers: list[str] = []
            replies: list[str] = []
            for act, code in acts:
                own = observers if code == "OBS" else members
                expected = [*members, *observers, *sorted(replies, key="OBS".__eq__)]
                if act == "next" and expected:
                    panel.give_floor()
                    assert expected[0] == floor(panel).speaker
                    first = next(each for each in (members, observers, replies) if each)
                    first.remove(expected[0])
                elif act == "leave":
                    panel.note_presence([code], Presence.ABSENT)
                    for each in (own, replies):
                        if code in each:
                            each.remove(code)
                elif act == "withdraw" and code in own + replies:
                    panel.withdraw_request(code)
                    (own if code in own else replies).remove(code)
                elif act == "reply" and code not in replies:
                    panel.request_floor(code, right_of_reply=True)
                    replies.append(code)
                elif act.startswith("ask") and code not in own:
                    panel.request_floor(code, remote=act == "ask remotely")
                    own.append(code)
                expected = [*members, *observers, *sorted(replies, key="OBS".__eq__)]
                assert expected == waiting(panel)
            assert panel.state.floors == replay(panel.steps()).floors


class TestRequest:
    def test_who_asks_is_there(self, sitting_panel: WorkingGroup) -> None:
        """Raising a flag notes the member as present, in the same step."""
        step = sitting_panel.request_floor("ASH")
        assert presence(sitting_panel, "ASH") is Presence.IN_PERSON
        sitting_panel.request_floor("BAY", remote=True)
        assert presence(sitting_panel, "BAY") is Presence.REMOTE
        sitting_panel.undo(step.id)
        assert (presence(sitting_panel, "ASH"), waiting(sitting_panel)) == (
            Presence.ABSENT,
            ["BAY"],
        )

    def test_presence_stays_as_it_was_noted(self, sitting_panel: WorkingGroup) -> None:
        """Without a word on it, who was noted as remote stays so."""
        sitting_panel.note_presence(["ASH"], Presence.REMOTE)
        sitting_panel.request_floor("ASH")
        assert presence(sitting_panel, "ASH") is Presence.REMOTE

    def test_nobody_waits_twice(self, sitting_panel: WorkingGroup) -> None:
        """A second request of the same kind is refused."""
        sitting_panel.request_floor("ASH")
        with pytest.raises(Rejected, match="ASH has asked for the floor already"):
            sitting_panel.request_floor("ASH")

    def test_who_leaves_waits_no_more(self, sitting_panel: WorkingGroup) -> None:
        """Leaving the room withdraws requests and ends an intervention."""
        sitting_panel.request_floor("ASH")
        sitting_panel.give_floor()
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("BAY")
        sitting_panel.note_presence(["ASH"], Presence.ABSENT)
        assert (floor(sitting_panel).speaker, waiting(sitting_panel)) == ("", ["BAY"])

    def test_withdrawing_what_was_not_asked_is_refused(self, sitting_panel: WorkingGroup) -> None:
        """Who is not on the list cannot leave it."""
        with pytest.raises(Rejected, match="ASH is not on the speakers' list"):
            sitting_panel.withdraw_request("ASH")

    def test_a_closed_list_takes_rights_of_reply_alone(self, sitting_panel: WorkingGroup) -> None:
        """After the cut-off requests are refused until the list is opened again."""
        sitting_panel.close_list()
        with pytest.raises(Rejected, match="the speakers' list is closed"):
            sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("BAY", right_of_reply=True)
        with pytest.raises(Rejected, match="closed already"):
            sitting_panel.close_list()
        sitting_panel.reopen_list()
        sitting_panel.request_floor("ASH")
        assert waiting(sitting_panel) == ["ASH", "BAY"]

    def test_between_meetings_nobody_asks(self, sitting_panel: WorkingGroup) -> None:
        """The floor is that of a meeting."""
        sitting_panel.close_meeting()
        assert sitting_panel.state.floor is None
        with pytest.raises(Rejected, match="no meeting is open"):
            sitting_panel.request_floor("ASH")


class TestGiving:
    def test_the_next_one_ends_the_last_one(self, sitting_panel: WorkingGroup) -> None:
        """One step ends an intervention and begins the next."""
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("BAY")
        sitting_panel.give_floor()
        step = sitting_panel.give_floor()
        first, second = floor(sitting_panel).turns
        assert (first.member, second.member, floor(sitting_panel).speaker) == ("ASH", "BAY", "BAY")
        assert first.ended == second.began == floor(sitting_panel).turns[-1].began == step.happened

    def test_nobody_waits(self, sitting_panel: WorkingGroup) -> None:
        """Without anybody on the list somebody must be named; the speaker goes on."""
        sitting_panel.give_floor("ASH")
        with pytest.raises(Rejected, match="nobody waits for the floor"):
            sitting_panel.give_floor()
        assert floor(sitting_panel).speaker == "ASH"

    def test_passing_others_over_is_recorded(self, sitting_panel: WorkingGroup) -> None:
        """A named one before its turn speaks out of turn; the next one by name does not."""
        for code in ("ASH", "BAY", "COL"):
            sitting_panel.request_floor(code)
        sitting_panel.give_floor("BAY")
        sitting_panel.give_floor("ASH")
        sitting_panel.give_floor("DUN")
        found = [(each.member, each.out_of_turn) for each in floor(sitting_panel).turns]
        assert found == [("BAY", True), ("ASH", False), ("DUN", True)]
        assert waiting(sitting_panel) == ["COL"]

    def test_a_right_of_reply_is_given_as_one(self, sitting_panel: WorkingGroup) -> None:
        """The chair may give it at once, asked for or not."""
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("ASH", right_of_reply=True)
        sitting_panel.give_floor("ASH", right_of_reply=True)
        sitting_panel.give_floor("BAY", right_of_reply=True)
        found = [(each.member, each.right_of_reply) for each in floor(sitting_panel).turns]
        assert (found, waiting(sitting_panel)) == ([("ASH", True), ("BAY", True)], ["ASH"])

    def test_the_speaker_has_the_floor_already(self, sitting_panel: WorkingGroup) -> None:
        """Who speaks can get the floor again only by asking again."""
        sitting_panel.give_floor("ASH")
        with pytest.raises(Rejected, match="ASH has the floor already"):
            sitting_panel.give_floor("ASH")
        sitting_panel.request_floor("ASH")
        sitting_panel.give_floor()
        assert len(floor(sitting_panel).turns) == 2

    def test_a_list_that_moved_on_is_looked_at_again(self, sitting_panel: WorkingGroup) -> None:
        """Who is passed over since the operation was made is not passed over unsaid."""
        sitting_panel.request_floor("OBS")
        given_floor = GiveFloor(
            meeting=floor(sitting_panel).meeting,
            member="OBS",
            request=floor(sitting_panel).waiting[0].id,
        )
        sitting_panel.request_floor("ASH")
        with pytest.raises(Rejected, match="ASH is next now"):
            sitting_panel.record(given_floor)

    def test_the_end(self, sitting_panel: WorkingGroup) -> None:
        """An intervention ends once, not before it began, and with the meeting."""
        step = sitting_panel.give_floor("ASH")
        sitting_panel.end_intervention(happened=step.happened - timedelta(seconds=9))
        assert step.happened == floor(sitting_panel).turns[0].ended
        with pytest.raises(Rejected, match="nobody has the floor"):
            sitting_panel.end_intervention()
        sitting_panel.give_floor("BAY")
        meeting = floor(sitting_panel).meeting
        sitting_panel.close_meeting()
        assert all(each.ended for each in sitting_panel.state.floor_of(meeting).turns)

    def test_each_step_can_be_undone(self, sitting_panel: WorkingGroup) -> None:
        """Giving the floor, taken back, leaves the speaker before and the list as it was."""
        sitting_panel.request_floor("ASH")
        sitting_panel.request_floor("BAY")
        sitting_panel.give_floor()
        before = floor(sitting_panel)
        sitting_panel.give_floor()
        sitting_panel.undo()
        assert before == floor(sitting_panel)

    def test_time_is_counted_from_the_moment_of_giving(self, sitting_panel: WorkingGroup) -> None:
        """Seconds are whole, and end with the intervention."""
        step = sitting_panel.give_floor("ASH")
        turn = floor(sitting_panel).turn
        assert turn is not None
        assert turn.seconds(step.happened + timedelta(seconds=90, milliseconds=900)) == 90
        assert turn.seconds(step.happened - timedelta(seconds=3)) == 0

    def test_budgets(self, sitting_panel: WorkingGroup) -> None:
        """Observers have the same time unless said otherwise; nothing is no limit."""
        assert None is floor(sitting_panel).budget_for()
        sitting_panel.set_time_budget(180)
        assert (
            floor(sitting_panel).budget_for(),
            floor(sitting_panel).budget_for(observer=True),
        ) == (180, 180)
        sitting_panel.set_time_budget(180, observers=0)
        assert None is floor(sitting_panel).budget_for(observer=True)
        with pytest.raises(Rejected, match="no time"):
            sitting_panel.set_time_budget(-1)


class TestAgenda:
    def test_each_matter_has_its_list(self, sitting_panel: WorkingGroup) -> None:
        """Who waits under one is not next under another, and is when that is taken up again."""
        sitting_panel.add_agenda_item("Reports", targets=["D1", "1"])
        sitting_panel.add_agenda_item("Fees")
        sitting_panel.take_up_agenda_item("1")
        sitting_panel.request_floor("ASH")
        sitting_panel.close_list()
        sitting_panel.take_up_agenda_item("fees")
        sitting_panel.request_floor("BAY")
        assert (waiting(sitting_panel), floor(sitting_panel).is_closed) == (["BAY"], False)
        sitting_panel.finish_agenda_item()
        assert waiting(sitting_panel) == []
        sitting_panel.take_up_agenda_item("AG1")
        assert (waiting(sitting_panel), floor(sitting_panel).is_closed) == (["ASH"], True)

    def test_finishing_clears_the_list(self, sitting_panel: WorkingGroup) -> None:
        """Who still waited waits no more, and the intervention that goes on ends."""
        sitting_panel.add_agenda_item("Reports")
        sitting_panel.take_up_agenda_item("Reports")
        sitting_panel.give_floor("ASH")
        sitting_panel.request_floor("BAY")
        sitting_panel.finish_agenda_item("1")
        sitting_panel.take_up_agenda_item("1")
        assert (floor(sitting_panel).speaker, waiting(sitting_panel)) == ("", [])

    def test_numbers_go_on(self, sitting_panel: WorkingGroup) -> None:
        """A matter without a number gets the next whole one; a number is given once."""
        sitting_panel.add_agenda_item("Reports")
        sitting_panel.add_agenda_item("Night", number="3(a)")
        sitting_panel.add_agenda_item("Fees", number="7.")
        sitting_panel.add_agenda_item("Other business")
        found = [each.number for each in sitting_panel.state.agenda.values()]
        assert found == ["1", "3(a)", "7.", "8"]
        with pytest.raises(Rejected, match="is Night already"):
            sitting_panel.add_agenda_item("Day", number="3(a)")

    def test_an_agenda_can_be_made_before_the_meeting(self, sitting_panel: WorkingGroup) -> None:
        """What is put on it between meetings belongs to the meeting that takes it up."""
        sitting_panel.close_meeting()
        sitting_panel.add_agenda_item("Reports")
        with pytest.raises(Rejected, match="no meeting is open"):
            sitting_panel.take_up_agenda_item("Reports")
        sitting_panel.open_meeting("Second meeting")
        sitting_panel.take_up_agenda_item("1")
        item = sitting_panel.state.agenda[floor(sitting_panel).agenda_item]
        assert (floor(sitting_panel).meeting, "Reports") == (item.meeting, item.title)

    @pytest.mark.parametrize("name", ["2", "AG9", "Salvage"])
    def test_what_is_not_on_it(self, sitting_panel: WorkingGroup, name: str) -> None:
        """A matter nobody put on the agenda is not found."""
        sitting_panel.add_agenda_item("Reports")
        with pytest.raises(NotFound, match=name):
            sitting_panel.take_up_agenda_item(name)

    def test_what_cannot_be_done_twice(self, sitting_panel: WorkingGroup) -> None:
        """A matter is taken up and finished once at a time, in that order."""
        sitting_panel.add_agenda_item("Reports")
        with pytest.raises(Rejected, match="not been taken up"):
            sitting_panel.finish_agenda_item("Reports")
        with pytest.raises(Rejected, match="no agenda item is taken up"):
            sitting_panel.finish_agenda_item()
        sitting_panel.take_up_agenda_item("Reports")
        with pytest.raises(Rejected, match="taken up already"):
            sitting_panel.take_up_agenda_item("Reports")
        sitting_panel.finish_agenda_item("Reports")
        with pytest.raises(Rejected, match="finished already"):
            sitting_panel.finish_agenda_item("Reports")


class TestInterventions:
    def test_what_was_said_is_noted_with_its_place(self, sitting_panel: WorkingGroup) -> None:
        """A note has the words, who said them or nobody, what it was about and the matter."""
        sitting_panel.add_agenda_item("Reports")
        sitting_panel.take_up_agenda_item("1")
        happened: datetime = sitting_panel.now()
        sitting_panel.note_intervention("Once a year is enough.", member="ash", items=["1", "D1"])
        sitting_panel.note_intervention("Costs were a concern.", happened=happened)
        one, other = sitting_panel.state.interventions.values()
        handles = [sitting_panel.state.handle_of(each) for each in one.targets]
        assert (one.member, handles) == ("ASH", ["R1", "D1"])
        assert ("", (), happened) == (other.member, other.targets, other.happened)
        assert floor(sitting_panel).agenda_item == one.agenda_item == other.agenda_item

    def test_a_note_needs_words(self, sitting_panel: WorkingGroup) -> None:
        """An empty note is refused."""
        with pytest.raises(Rejected, match="say what was said"):
            sitting_panel.note_intervention("  ")

    def test_a_name_can_be_redacted(self, sitting_panel: WorkingGroup) -> None:
        """What was noted by mistake can be taken out, and the record verifies."""
        sitting_panel.note_intervention("Mr Vane is against it.")
        sitting_panel.redact("Mr Vane")
        (noted,) = sitting_panel.state.interventions.values()
        assert "Vane" not in noted.text
        assert sitting_panel.verify().is_intact
