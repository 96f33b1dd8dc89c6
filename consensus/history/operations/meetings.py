"""Meetings and presence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_members
from consensus.model.amendment import AmendmentState
from consensus.model.meeting import Announcement, Forum, Meeting, Presence, Presentation
from consensus.model.state import State


def meeting_over(state: State, meeting: str) -> Iterator[str]:
    """The reason why nothing more can happen in a meeting that is not going on."""
    found = state.meetings.get(meeting)
    if found is None or found.closed is not None:
        yield "that meeting is not going on"


def _bad_times(begins: datetime, ends: datetime | None) -> Iterator[str]:
    """Why a meeting cannot be held at a time."""
    if any(each is not None and each.tzinfo is None for each in (begins, ends)):
        yield "give the times of a meeting with their time zone"
    elif ends is not None and ends < begins:
        yield "the meeting would end before it begins"


@operation("announce-meeting")
@frozen(kw_only=True)
class AnnounceMeeting(Operation):
    """A meeting is announced.

    Attributes:
        handle: such as `M2`.
        title: what the meeting is called.
        begins: when it is to begin.
        ends: when it is to end; None where that was not said.
        number: as it is printed, such as `2`; may be empty.
        place: where it is to be held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
    """

    handle: str
    title: str
    begins: datetime
    ends: datetime | None = None
    number: str = ""
    place: str = ""
    quorum: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse one without a title, at an impossible time, or announced already."""
        if not self.title.strip():
            yield "a meeting needs a title"
        yield from _bad_times(self.begins, self.ends)
        for each in state.meetings_to_come:
            if each.title.casefold() == self.title.casefold():
                yield f"{each.title} was announced already, as {each.handle}"

    def apply(self, state: State, act: Act) -> None:
        """Announce it."""
        announcement = Announcement(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            title=self.title,
            begins=self.begins,
            ends=self.ends,
            number=self.number,
            place=self.place,
            quorum=self.quorum,
        )
        state.journal.put(state.announcements, self.id, announcement)


@operation("change-announcement")
@frozen(kw_only=True)
class ChangeAnnouncement(Operation):
    """A meeting to come is held at another time or place, or not at all.

    Attributes:
        meeting: the id of the meeting.
        begins: when it is to begin.
        ends: when it is to end; None where that was not said.
        place: where it is to be held; may be empty.
        cancelled: whether it is not held.
        reason: why.
    """

    meeting: str
    begins: datetime
    ends: datetime | None = None
    place: str = ""
    cancelled: bool = False
    reason: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not to come, and impossible times."""
        yield from _not_to_come(state, self.meeting)
        yield from _bad_times(self.begins, self.ends)

    def apply(self, state: State, act: Act) -> None:
        """Change it."""
        changed = attrs.evolve(
            state.announcements[self.meeting],
            begins=self.begins,
            ends=self.ends,
            place=self.place,
            cancelled=self.cancelled,
        )
        state.journal.put(state.announcements, self.meeting, changed)


def _not_to_come(state: State, meeting: str) -> Iterator[str]:
    """The reason why a meeting cannot be opened or changed as one to come."""
    if all(each.id != meeting for each in state.meetings_to_come):
        yield f"no meeting to come has the id {meeting}"


def named_under_the_rule(state: State, act: Act, what: str) -> Iterator[str]:
    """Why a name cannot be recorded of what is said: the Chatham House rule holds in the meeting.

    Args:
        state: the state.
        act: the step.
        what: what would name somebody, and what to record instead.
    """
    meeting = state.meetings.get(act.meeting)
    if meeting is not None and meeting.chatham_house:
        yield f"the Chatham House rule holds in {meeting.title}: {what}"


@operation("open-meeting")
@frozen(kw_only=True)
class OpenMeeting(Operation):
    """A meeting begins.

    Attributes:
        handle: such as `M1`.
        title: what the meeting is called.
        forum: where its decisions are taken unless they say otherwise.
        announced: the id of the announced meeting that it is; empty for another one.
        number: as it is printed, such as `2`; may be empty.
        place: where it is held; may be empty.
        quorum: the rule by which enough members are there; empty for none.
        chatham_house: whether what is said in it may be reported, and by whom it was said not.
        opened_by: the office that opens it, in words; may be empty.
        facilities: what is made available for it, such as `remote participation`.
    """

    handle: str
    title: str
    forum: Forum = Forum.COMMITTEE
    announced: str = ""
    number: str = ""
    place: str = ""
    quorum: str = ""
    chatham_house: bool = False
    opened_by: str = ""
    facilities: tuple[str, ...] = ()

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a second meeting at the same time, unless it was held elsewhere."""
        if state.meeting is not None and not act.apart:
            yield f"{state.meeting.title} is still going on; close it first"
        if self.announced:
            yield from _not_to_come(state, self.announced)

    def apply(self, state: State, act: Act) -> None:
        """Open it; nobody is noted as present yet."""
        if self.announced:
            # It keeps the handle and the identity that its announcement gave it.
            handle = state.announcements[self.announced].handle
        else:
            handle = state.give_handle(self.handle, self.id)
        meeting = Meeting(
            id=self.announced or self.id,
            handle=handle,
            title=self.title,
            forum=self.forum,
            opened=act.happened,
            number=self.number,
            place=self.place,
            quorum=self.quorum,
            chatham_house=self.chatham_house,
            opened_by=self.opened_by,
            facilities=self.facilities,
        )
        state.journal.put(state.meetings, meeting.id, meeting)
        state.journal.put(state.presence, meeting.id, {})

    def handles(self) -> Iterator[str]:
        """The handle it gives; none where the announcement gave it."""
        if not self.announced:
            yield self.handle


@operation("set-quorum")
@frozen(kw_only=True)
class SetQuorum(Operation):
    """It is said by which rule enough members are at a meeting.

    Attributes:
        meeting: the id of the meeting.
        quorum: the rule; empty for none.
    """

    meeting: str
    quorum: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not going on, and the quorum it has."""
        yield from meeting_over(state, self.meeting)
        found = state.meetings.get(self.meeting)
        if found is not None and found.quorum == self.quorum:
            yield f"{found.title} has that quorum already"

    def apply(self, state: State, act: Act) -> None:
        """Set it."""
        meeting = attrs.evolve(state.meetings[self.meeting], quorum=self.quorum)
        state.journal.put(state.meetings, self.meeting, meeting)


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


@operation("present-texts")
@frozen(kw_only=True)
class PresentTexts(Operation):
    """Texts are put before the members in the meeting that goes on, and so are introduced.

    Attributes:
        meeting: the id of the meeting.
        targets: the ids of the items and amendments.
    """

    meeting: str
    targets: tuple[str, ...]

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse meetings that are not going on, and texts that are gone or were presented.

        A text is presented again once words went in that were not introduced.
        """
        yield from meeting_over(state, self.meeting)
        if not self.targets:
            yield "name what is presented"
        if len(set(self.targets)) != len(self.targets):
            yield "the same text is named twice"
        for target in self.targets:
            amendment = state.amendments.get(target)
            if amendment is None and target not in state.items:
                yield f"no item or amendment has the id {target}"
                continue
            # What was presented in another copy was presented, whatever became of it in this one.
            if act.apart:
                continue
            handle = state.handle_of(target)
            if amendment is not None and amendment.state is not AmendmentState.OPEN:
                yield f"{handle} is {amendment.state} already"
            elif target in state.items and state.items[target].removed:
                yield f"{handle} was removed from the draft"
            if _was_presented(state, target):
                meeting = state.meetings[state.presented[target][-1].meeting]
                yield f"{handle} was presented already, in {meeting.title}"

    def apply(self, state: State, act: Act) -> None:
        """Note it for each text."""
        for target in self.targets:
            if not _was_presented(state, target):
                before = state.presented.get(target, ())
                presentation = Presentation(self.meeting, act.happened)
                state.journal.put(state.presented, target, (*before, presentation))


def _was_presented(state: State, target: str) -> bool:
    """Whether a text was presented since words went in that were not introduced."""
    changed = state.recirculated.get(target)
    presented = state.presented.get(target, ())
    return any(changed is None or each.happened >= changed for each in presented)
