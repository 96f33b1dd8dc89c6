"""The floor: who asks for it, who gets it next, and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import GiveFloor
from consensus.history.replay import replay
from consensus.model.meetings import Presence, SpeakersList
from tests.support.panel import MEMBERS, make_panel


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
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
    def test_members_speak_in_the_order_in_which_they_asked(self, panel: WorkingGroup) -> None:
        """Neither the group nor taking part remotely matters; observers come after members."""
        panel.request_floor("OBS")
        panel.request_floor("DUN", remote=True)
        panel.request_floor("ASH")
        panel.request_floor("FIR", remote=True)
        assert waiting(panel) == ["DUN", "ASH", "FIR", "OBS"]

    def test_rights_of_reply_come_after_the_list(self, panel: WorkingGroup) -> None:
        """They wait until observers have spoken, and one member may want both."""
        panel.request_floor("BAY", right_of_reply=True)
        panel.request_floor("OBS")
        panel.request_floor("BAY")
        found = [(each.member, each.right_of_reply) for each in floor(panel).waiting]
        assert found == [("BAY", False), ("OBS", False), ("BAY", True)]

    def test_a_request_recorded_late_has_its_place(self, panel: WorkingGroup) -> None:
        """What counts is when somebody asked, not when that was written down."""
        panel.request_floor("ASH")
        panel.request_floor("BAY", happened=panel.now() - timedelta(minutes=5))
        assert waiting(panel) == ["BAY", "ASH"]

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
    def test_who_asks_is_there(self, panel: WorkingGroup) -> None:
        """Raising a flag notes the member as present, in the same step."""
        step = panel.request_floor("ASH")
        assert presence(panel, "ASH") is Presence.IN_PERSON
        panel.request_floor("BAY", remote=True)
        assert presence(panel, "BAY") is Presence.REMOTE
        panel.undo(step.id)
        assert (presence(panel, "ASH"), waiting(panel)) == (Presence.ABSENT, ["BAY"])

    def test_presence_stays_as_it_was_noted(self, panel: WorkingGroup) -> None:
        """Without a word on it, who was noted as remote stays so."""
        panel.note_presence(["ASH"], Presence.REMOTE)
        panel.request_floor("ASH")
        assert presence(panel, "ASH") is Presence.REMOTE

    def test_nobody_waits_twice(self, panel: WorkingGroup) -> None:
        """A second request of the same kind is refused."""
        panel.request_floor("ASH")
        with pytest.raises(Rejected, match="ASH waits for the floor already"):
            panel.request_floor("ASH")

    def test_who_leaves_waits_no_more(self, panel: WorkingGroup) -> None:
        """Leaving the room withdraws requests and ends an intervention."""
        panel.request_floor("ASH")
        panel.give_floor()
        panel.request_floor("ASH")
        panel.request_floor("BAY")
        panel.note_presence(["ASH"], Presence.ABSENT)
        assert (floor(panel).speaker, waiting(panel)) == ("", ["BAY"])

    def test_withdrawing_what_was_not_asked_is_refused(self, panel: WorkingGroup) -> None:
        """Who is not on the list cannot leave it."""
        with pytest.raises(Rejected, match="ASH is not on the speakers' list"):
            panel.withdraw_request("ASH")

    def test_a_closed_list_takes_rights_of_reply_alone(self, panel: WorkingGroup) -> None:
        """After the cut-off requests are refused until the list is opened again."""
        panel.close_list()
        with pytest.raises(Rejected, match="the speakers' list is closed"):
            panel.request_floor("ASH")
        panel.request_floor("BAY", right_of_reply=True)
        with pytest.raises(Rejected, match="closed already"):
            panel.close_list()
        panel.reopen_list()
        panel.request_floor("ASH")
        assert waiting(panel) == ["ASH", "BAY"]

    def test_between_meetings_nobody_asks(self, panel: WorkingGroup) -> None:
        """The floor is that of a meeting."""
        panel.close_meeting()
        assert panel.state.floor is None
        with pytest.raises(Rejected, match="no meeting is going on"):
            panel.request_floor("ASH")


class TestGiving:
    def test_the_next_one_ends_the_last_one(self, panel: WorkingGroup) -> None:
        """One step ends an intervention and begins the next."""
        panel.request_floor("ASH")
        panel.request_floor("BAY")
        panel.give_floor()
        step = panel.give_floor()
        first, second = floor(panel).turns
        assert (first.member, second.member, floor(panel).speaker) == ("ASH", "BAY", "BAY")
        assert first.ended == second.began == floor(panel).turns[-1].began == step.happened

    def test_nobody_waits(self, panel: WorkingGroup) -> None:
        """Without anybody on the list somebody must be named; the speaker goes on."""
        panel.give_floor("ASH")
        with pytest.raises(Rejected, match="nobody waits for the floor"):
            panel.give_floor()
        assert floor(panel).speaker == "ASH"

    def test_passing_others_over_is_recorded(self, panel: WorkingGroup) -> None:
        """A named one before its turn speaks out of turn; the next one by name does not."""
        for code in ("ASH", "BAY", "COL"):
            panel.request_floor(code)
        panel.give_floor("BAY")
        panel.give_floor("ASH")
        panel.give_floor("DUN")
        found = [(each.member, each.out_of_turn) for each in floor(panel).turns]
        assert found == [("BAY", True), ("ASH", False), ("DUN", True)]
        assert waiting(panel) == ["COL"]

    def test_a_right_of_reply_is_given_as_one(self, panel: WorkingGroup) -> None:
        """The chair may give it at once, asked for or not."""
        panel.request_floor("ASH")
        panel.request_floor("ASH", right_of_reply=True)
        panel.give_floor("ASH", right_of_reply=True)
        panel.give_floor("BAY", right_of_reply=True)
        found = [(each.member, each.right_of_reply) for each in floor(panel).turns]
        assert (found, waiting(panel)) == ([("ASH", True), ("BAY", True)], ["ASH"])

    def test_the_speaker_has_the_floor_already(self, panel: WorkingGroup) -> None:
        """Who speaks can get the floor again only by asking again."""
        panel.give_floor("ASH")
        with pytest.raises(Rejected, match="ASH has the floor already"):
            panel.give_floor("ASH")
        panel.request_floor("ASH")
        panel.give_floor()
        assert len(floor(panel).turns) == 2

    def test_a_list_that_moved_on_is_looked_at_again(self, panel: WorkingGroup) -> None:
        """Who is passed over since the operation was made is not passed over unsaid."""
        panel.request_floor("OBS")
        given_floor = GiveFloor(
            meeting=floor(panel).meeting, member="OBS", request=floor(panel).waiting[0].id
        )
        panel.request_floor("ASH")
        with pytest.raises(Rejected, match="ASH is next now"):
            panel.record(given_floor)

    def test_the_end(self, panel: WorkingGroup) -> None:
        """An intervention ends once, not before it began, and with the meeting."""
        step = panel.give_floor("ASH")
        panel.end_intervention(happened=step.happened - timedelta(seconds=9))
        assert step.happened == floor(panel).turns[0].ended
        with pytest.raises(Rejected, match="nobody has the floor"):
            panel.end_intervention()
        panel.give_floor("BAY")
        meeting = floor(panel).meeting
        panel.close_meeting()
        assert all(each.ended for each in panel.state.floor_of(meeting).turns)

    def test_each_step_can_be_undone(self, panel: WorkingGroup) -> None:
        """Giving the floor, taken back, leaves the speaker before and the list as it was."""
        panel.request_floor("ASH")
        panel.request_floor("BAY")
        panel.give_floor()
        before = floor(panel)
        panel.give_floor()
        panel.undo()
        assert before == floor(panel)

    def test_time_is_counted_from_the_moment_of_giving(self, panel: WorkingGroup) -> None:
        """Seconds are whole, and end with the intervention."""
        step = panel.give_floor("ASH")
        turn = floor(panel).turn
        assert turn is not None
        assert turn.seconds(step.happened + timedelta(seconds=90, milliseconds=900)) == 90
        assert turn.seconds(step.happened - timedelta(seconds=3)) == 0

    def test_budgets(self, panel: WorkingGroup) -> None:
        """Observers have the same time unless said otherwise; nothing is no limit."""
        assert None is floor(panel).budget_for()
        panel.set_time_budget(180)
        assert (floor(panel).budget_for(), floor(panel).budget_for(observer=True)) == (180, 180)
        panel.set_time_budget(180, observers=0)
        assert None is floor(panel).budget_for(observer=True)
        with pytest.raises(Rejected, match="no time"):
            panel.set_time_budget(-1)


class TestAgenda:
    def test_each_matter_has_its_list(self, panel: WorkingGroup) -> None:
        """Who waits under one is not next under another, and is when that is taken up again."""
        panel.add_agenda_item("Reports", targets=["D1", "1"])
        panel.add_agenda_item("Fees")
        panel.take_up_agenda_item("1")
        panel.request_floor("ASH")
        panel.close_list()
        panel.take_up_agenda_item("fees")
        panel.request_floor("BAY")
        assert (waiting(panel), floor(panel).is_closed) == (["BAY"], False)
        panel.finish_agenda_item()
        assert waiting(panel) == []
        panel.take_up_agenda_item("AG1")
        assert (waiting(panel), floor(panel).is_closed) == (["ASH"], True)

    def test_finishing_clears_the_list(self, panel: WorkingGroup) -> None:
        """Who still waited waits no more, and the intervention that goes on ends."""
        panel.add_agenda_item("Reports")
        panel.take_up_agenda_item("Reports")
        panel.give_floor("ASH")
        panel.request_floor("BAY")
        panel.finish_agenda_item("1")
        panel.take_up_agenda_item("1")
        assert (floor(panel).speaker, waiting(panel)) == ("", [])

    def test_numbers_go_on(self, panel: WorkingGroup) -> None:
        """A matter without a number gets the next whole one; a number is given once."""
        panel.add_agenda_item("Reports")
        panel.add_agenda_item("Night", number="3(a)")
        panel.add_agenda_item("Fees", number="7.")
        panel.add_agenda_item("Other business")
        found = [each.number for each in panel.state.agenda.values()]
        assert found == ["1", "3(a)", "7.", "8"]
        with pytest.raises(Rejected, match="is Night already"):
            panel.add_agenda_item("Day", number="3(a)")

    def test_an_agenda_can_be_made_before_the_meeting(self, panel: WorkingGroup) -> None:
        """What is put on it between meetings belongs to the meeting that takes it up."""
        panel.close_meeting()
        panel.add_agenda_item("Reports")
        with pytest.raises(Rejected, match="no meeting is going on"):
            panel.take_up_agenda_item("Reports")
        panel.open_meeting("Second meeting")
        panel.take_up_agenda_item("1")
        item = panel.state.agenda[floor(panel).agenda_item]
        assert (floor(panel).meeting, "Reports") == (item.meeting, item.title)

    @pytest.mark.parametrize("name", ["2", "AG9", "Salvage"])
    def test_what_is_not_on_it(self, panel: WorkingGroup, name: str) -> None:
        """A matter nobody put on the agenda is not found."""
        panel.add_agenda_item("Reports")
        with pytest.raises(NotFound, match=name):
            panel.take_up_agenda_item(name)

    def test_what_cannot_be_done_twice(self, panel: WorkingGroup) -> None:
        """A matter is taken up and finished once at a time, in that order."""
        panel.add_agenda_item("Reports")
        with pytest.raises(Rejected, match="not been taken up"):
            panel.finish_agenda_item("Reports")
        with pytest.raises(Rejected, match="no agenda item is taken up"):
            panel.finish_agenda_item()
        panel.take_up_agenda_item("Reports")
        with pytest.raises(Rejected, match="taken up already"):
            panel.take_up_agenda_item("Reports")
        panel.finish_agenda_item("Reports")
        with pytest.raises(Rejected, match="finished already"):
            panel.finish_agenda_item("Reports")


class TestInterventions:
    def test_what_was_said_is_noted_with_its_place(self, panel: WorkingGroup) -> None:
        """A note has the words, who said them or nobody, what it was about and the matter."""
        panel.add_agenda_item("Reports")
        panel.take_up_agenda_item("1")
        happened: datetime = panel.now()
        panel.note_intervention("Once a year is enough.", member="ash", items=["1", "D1"])
        panel.note_intervention("Costs were a concern.", happened=happened)
        one, other = panel.state.interventions.values()
        handles = [panel.state.handle_of(each) for each in one.targets]
        assert (one.member, handles) == ("ASH", ["R1", "D1"])
        assert ("", (), happened) == (other.member, other.targets, other.happened)
        assert floor(panel).agenda_item == one.agenda_item == other.agenda_item

    def test_a_note_needs_words(self, panel: WorkingGroup) -> None:
        """An empty note is refused."""
        with pytest.raises(Rejected, match="say what was said"):
            panel.note_intervention("  ")

    def test_a_name_can_be_redacted(self, panel: WorkingGroup) -> None:
        """What was noted by mistake can be taken out, and the record verifies."""
        panel.note_intervention("Mr Vane is against it.")
        panel.redact("Mr Vane")
        (noted,) = panel.state.interventions.values()
        assert "Vane" not in noted.text
        assert panel.verify().is_intact
