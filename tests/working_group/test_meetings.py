"""Meetings: announced, moved, opened, and whether enough members are there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from consensus import WorkingGroup
from consensus.errors import MalformedRule, NotFound, Rejected
from consensus.history.operations import ChangeAnnouncement, OpenMeeting, SetQuorum
from consensus.model.meetings import Presence
from consensus.reports.meetings import attendance, meeting_lines
from consensus.rules.judgement import MeetingQuorum, meeting_quorum


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
    with pytest.raises(Rejected, match="is not going on"):
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
