"""Acts around meetings: opened, closed, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.errors import Rejected
from consensus.history.operation import Operation
from consensus.history.operations import (
    CloseMeeting,
    EndIntervention,
    NotePresence,
    OpenMeeting,
    WithdrawRequest,
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
        """Close the meeting that goes on; an intervention that goes on ends with it."""
        operation = CloseMeeting(meeting=self._meeting())
        return self.record(*self._ending(), operation, happened=happened)

    def note_presence(
        self,
        members: Sequence[str],
        presence: Presence = Presence.IN_PERSON,
        happened: datetime | None = None,
    ) -> Step:
        """Note who is at the meeting that goes on; who has left does not wait for the floor."""
        codes = tuple(find_member(self.state, code) for code in members)
        operation = NotePresence(meeting=self._meeting(), members=codes, presence=presence)
        leaving = self._leaving(codes) if presence is Presence.ABSENT else ()
        return self.record(*leaving, operation, happened=happened)

    def _meeting(self) -> str:
        meeting = self.state.meeting
        if meeting is None:
            raise Rejected("no meeting is going on; open one first")
        return meeting.id

    def _ending(self) -> tuple[EndIntervention, ...]:
        """What ends the intervention that goes on; nothing when nobody has the floor."""
        floor = self.state.floor
        if floor is None or floor.turn is None:
            return ()
        return (EndIntervention(meeting=floor.meeting, turn=floor.turn.id, member=floor.speaker),)

    def _leaving(self, codes: Sequence[str]) -> tuple[Operation, ...]:
        """What takes those who leave from the floor and off the speakers' list."""
        floor = self.state.floor_of(self._meeting())
        withdrawn = (
            WithdrawRequest(meeting=floor.meeting, request=each.id, member=each.member)
            for each in floor.requests
            if each.member in codes
        )
        return (*(self._ending() if floor.speaker in codes else ()), *withdrawn)
