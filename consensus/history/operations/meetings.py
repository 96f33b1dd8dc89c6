"""Meetings and presence."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.meeting import Forum, Meeting, Presence
from consensus.model.state import State


def meeting_over(state: State, meeting: str) -> Iterator[str]:
    """The reason why nothing more can happen in a meeting that is not going on."""
    found = state.meetings.get(meeting)
    if found is None or found.closed is not None:
        yield "that meeting is not going on"


@operation("open-meeting")
@frozen(kw_only=True)
class OpenMeeting(Operation):
    """A meeting begins.

    Attributes:
        handle: such as `M1`.
        title: what the meeting is called.
        forum: where its decisions are taken unless they say otherwise.
    """

    handle: str
    title: str
    forum: Forum = Forum.COMMITTEE

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a second meeting at the same time."""
        if state.meeting is not None:
            yield f"{state.meeting.title} is still going on; close it first"

    def apply(self, state: State, act: Act) -> None:
        """Open it; nobody is noted as present yet."""
        handle = state.give_handle(self.handle, self.id)
        meeting = Meeting(self.id, handle, self.title, self.forum, act.happened)
        state.journal.put(state.meetings, self.id, meeting)
        state.journal.put(state.presence, self.id, {})


@operation("close-meeting")
@frozen(kw_only=True)
class CloseMeeting(Operation):
    """A meeting ends.

    Attributes:
        meeting: the id of the meeting.
    """

    meeting: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not going on."""
        yield from meeting_over(state, self.meeting)

    def apply(self, state: State, act: Act) -> None:
        """Close it."""
        closed = attrs.evolve(state.meetings[self.meeting], closed=act.happened)
        state.journal.put(state.meetings, self.meeting, closed)


@operation("note-presence")
@frozen(kw_only=True)
class NotePresence(Operation):
    """Members come, go, or join remotely.

    Attributes:
        meeting: the id of the meeting.
        members: the codes of the members.
        presence: in person, remote or absent.
    """

    meeting: str
    members: tuple[str, ...]
    presence: Presence = Presence.IN_PERSON

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not going on and members that are not there."""
        yield from meeting_over(state, self.meeting)
        yield from unknown_members(state, self.members)

    def apply(self, state: State, act: Act) -> None:
        """Note it for each member."""
        noted = state.presence[self.meeting]
        for code in self.members:
            state.journal.put(noted, code, self.presence)
