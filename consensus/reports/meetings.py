"""The meetings that were held, and those to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import frozen

from consensus.model.meeting import Announcement, Forum, Meeting, Presence
from consensus.model.state import State
from consensus.rules.judgement import MeetingQuorum, meeting_quorum


@frozen
class MeetingLine:
    """One meeting in a list.

    Attributes:
        handle: such as `M2`.
        number: as it is printed; may be empty.
        title: what it is called.
        place: where it is held; may be empty.
        begins: when it was announced to begin; None where it was not announced.
        ends: when it was announced to end; None where that was not said.
        forum: where its decisions are taken; None before it is opened.
        opened: when it began; None before it is opened.
        closed: when it ended; None while it goes on, and before.
        cancelled: whether it is not held.
        quorum: whether enough members are there; None without a rule, and except while it goes on.
        rule: the rule of its quorum; empty for none.
        presence: who is there, member to presence.
    """

    handle: str
    number: str
    title: str
    place: str
    begins: datetime | None
    ends: datetime | None
    forum: Forum | None
    opened: datetime | None
    closed: datetime | None
    cancelled: bool
    quorum: MeetingQuorum | None
    rule: str
    presence: Mapping[str, Presence]


def meeting_lines(state: State, day: date) -> tuple[MeetingLine, ...]:
    """The meetings in the order in which they were or are to be held, with who is there.

    It names members; so it is for the secretariat, and for members.

    Args:
        state: the state.
        day: on which it is counted who is a member.
    """
    held = (_held(state, each, day) for each in state.meetings.values())
    announced = (each for each in state.announcements.values() if each.id not in state.meetings)
    return (*held, *map(_to_come, sorted(announced, key=lambda each: each.begins)))


def _held(state: State, meeting: Meeting, day: date) -> MeetingLine:
    announced = state.announcements.get(meeting.id)
    goes_on = meeting.closed is None
    return MeetingLine(
        handle=meeting.handle,
        number=meeting.number,
        title=meeting.title,
        place=meeting.place,
        begins=announced.begins if announced else None,
        ends=announced.ends if announced else None,
        forum=meeting.forum,
        opened=meeting.opened,
        closed=meeting.closed,
        cancelled=False,
        quorum=meeting_quorum(state, meeting.id, day) if goes_on else None,
        rule=meeting.quorum,
        presence=state.presence.get(meeting.id, {}),
    )


def _to_come(announced: Announcement) -> MeetingLine:
    return MeetingLine(
        handle=announced.handle,
        number=announced.number,
        title=announced.title,
        place=announced.place,
        begins=announced.begins,
        ends=announced.ends,
        forum=None,
        opened=None,
        closed=None,
        cancelled=announced.cancelled,
        quorum=None,
        rule=announced.quorum,
        presence={},
    )
