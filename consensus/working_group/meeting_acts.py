"""Acts around meetings: opened, closed, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operations import (
    CloseMeeting,
    NotePresence,
    OpenMeeting,
)
from consensus.history.step import Step
from consensus.model.meeting import Forum, Presence
from consensus.model.naming import (
    find_member,
)
from consensus.working_group.reading import Reading


class MeetingActs(Reading):
    """What is done around meetings."""

    def open_meeting(
        self, title: str, forum: Forum = Forum.COMMITTEE, happened: datetime | None = None
    ) -> Step:
        """Open a meeting; what is recorded until it is closed belongs to it."""
        operation = OpenMeeting(handle=self.state.next_handle("M"), title=title, forum=forum)
        return self.record(operation, happened=happened)

    def close_meeting(self, happened: datetime | None = None) -> Step:
        """Close the meeting that goes on."""
        return self.record(CloseMeeting(meeting=self._meeting()), happened=happened)

    def note_presence(
        self,
        members: Sequence[str],
        presence: Presence = Presence.IN_PERSON,
        happened: datetime | None = None,
    ) -> Step:
        """Note who is at the meeting that goes on."""
        codes = tuple(find_member(self.state, code) for code in members)
        operation = NotePresence(meeting=self._meeting(), members=codes, presence=presence)
        return self.record(operation, happened=happened)

    def _meeting(self) -> str:
        meeting = self.state.meeting
        if meeting is None:
            raise Rejected("no meeting is going on; open one first")
        return meeting.id
