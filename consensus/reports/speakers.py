"""The speakers' list, as it is called out and timed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import attrs
from attrs import frozen

from consensus.model.floor import Turn
from consensus.model.meeting import Meeting, Presence
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.noted_lines import NotedLine, noted_lines


@frozen
class AgendaLine:
    """One matter on the agenda.

    Attributes:
        handle: such as `AG2`.
        number: as it is printed, such as `3(a)`.
        title: what it is about.
        targets: the handles of the items, amendments, packages or drafts it concerns.
        is_current: whether the meeting is at it.
        is_finished: whether the meeting is done with it.
    """

    handle: str
    number: str
    title: str
    targets: tuple[str, ...]
    is_current: bool
    is_finished: bool


@frozen
class WaitingLine:
    """Who waits for the floor.

    Attributes:
        member: its code.
        name: its name in full; may be empty.
        group: the code of its stakeholder group; empty when it is in none.
        asked: when it asked.
        is_remote: whether it takes part remotely.
        is_observer: whether it does not count towards consensus, and so speaks after members.
        right_of_reply: whether it answers what was said of it, and so speaks after the list.
    """

    member: str
    name: str
    group: str
    asked: datetime
    is_remote: bool
    is_observer: bool
    right_of_reply: bool


@frozen
class SpokenLine:
    """Who had the floor, and for how long.

    Attributes:
        member: its code; empty where withheld.
        began: when.
        seconds: for how many whole seconds; so far, where it still speaks.
        over: by how many seconds it went over its time; 0 where it did not, or had no limit.
        right_of_reply: whether it answered what was said of it.
        out_of_turn: whether somebody else was next.
        agenda_item: the handle of the agenda item; empty when none was taken up.
    """

    member: str
    began: datetime
    seconds: int
    over: int
    right_of_reply: bool
    out_of_turn: bool
    agenda_item: str


@frozen
class SpeakersReport:
    """The floor of one meeting.

    Attributes:
        meeting: the handle of the meeting; empty when none goes on.
        title: what the meeting is called.
        agenda: what is on its agenda, in the order in which it was put there.
        speaker: the code of who has the floor; empty when nobody has it.
        name: the speaker's name in full; may be empty.
        group: the code of the speaker's stakeholder group; may be empty.
        is_remote: whether the speaker takes part remotely.
        is_observer: whether the speaker does not count towards consensus.
        right_of_reply: whether the speaker answers what was said of it.
        elapsed: for how many whole seconds the speaker has had the floor; 0 when nobody has it.
        left: how many seconds the speaker has left, below 0 where it is over its time; None
            without a limit, or when nobody has the floor.
        is_closed: whether nobody can be put on the list any more.
        waiting: who waits, in speaking order.
        spoken: who had the floor in this meeting, in order, the speaker included.
        noted: what was said, as far as it was noted; empty where withheld.
        withheld: what was left out for the audience.
    """

    meeting: str = ""
    title: str = ""
    agenda: tuple[AgendaLine, ...] = ()
    speaker: str = ""
    name: str = ""
    group: str = ""
    is_remote: bool = False
    is_observer: bool = False
    right_of_reply: bool = False
    elapsed: int = 0
    left: int | None = None
    is_closed: bool = False
    waiting: tuple[WaitingLine, ...] = ()
    spoken: tuple[SpokenLine, ...] = ()
    noted: tuple[NotedLine, ...] = ()
    withheld: Withheld = attrs.field(factory=Withheld)


def speakers(
    state: State,
    now: datetime,
    audience: Audience = Audience.PUBLIC,
    meeting: str = "",
) -> SpeakersReport:
    """Say who has the floor, for how long, who waits, who spoke and what was noted.

    Who speaks and who waits is called out in the room, so every audience is told while the
    meeting goes on. Who spoke before, and what was said, is for those who may see names.

    Args:
        state: the state.
        now: the moment to which time is counted.
        audience: who it is for.
        meeting: the id of the meeting; the one that goes on if not given.

    Returns:
        An empty report when no meeting goes on and none is given.
    """
    found = state.meetings[meeting] if meeting else state.meeting
    if found is None:
        return SpeakersReport(agenda=_agenda(state, ""))
    floor = state.floor_of(found.id)
    turn = floor.turn if found.closed is None else None
    left_out: Counter[Kind] = Counter()
    budget = floor.budget_for(observer=turn.observer) if turn else None
    elapsed = turn.seconds(now) if turn else 0
    member = state.members[turn.member] if turn else None
    return SpeakersReport(
        meeting=found.handle,
        title=found.title,
        agenda=_agenda(state, found.id),
        speaker=turn.member if turn else "",
        name=member.name if member else "",
        group=member.group if member else "",
        is_remote=bool(turn) and _is_remote(state, floor.speaker, found.id),
        is_observer=bool(turn and turn.observer),
        right_of_reply=bool(turn and turn.right_of_reply),
        elapsed=elapsed,
        left=None if budget is None else budget - elapsed,
        is_closed=floor.is_closed,
        waiting=_waiting(state, found) if found.closed is None else (),
        spoken=_spoken(state, found, now, audience, left_out),
        noted=_noted(state, found, audience, left_out),
        withheld=Withheld.of(left_out),
    )


def _agenda(state: State, meeting: str) -> tuple[AgendaLine, ...]:
    current = state.floor_of(meeting).agenda_item
    return tuple(
        AgendaLine(
            handle=each.handle,
            number=each.number,
            title=each.title,
            targets=tuple(state.handle_of(target) for target in each.targets),
            is_current=each.id == current,
            is_finished=each.finished is not None,
        )
        for each in state.agenda_of(meeting)
    )


def _is_remote(state: State, member: str, meeting: str) -> bool:
    return state.presence_of(member, meeting) is Presence.REMOTE


def _waiting(state: State, meeting: Meeting) -> tuple[WaitingLine, ...]:
    return tuple(
        WaitingLine(
            member=each.member,
            name=state.members[each.member].name,
            group=state.members[each.member].group,
            asked=each.asked,
            is_remote=_is_remote(state, each.member, meeting.id),
            is_observer=each.observer,
            right_of_reply=each.right_of_reply,
        )
        for each in state.floor_of(meeting.id).waiting
    )


def _spoken(
    state: State, meeting: Meeting, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> tuple[SpokenLine, ...]:
    floor = state.floor_of(meeting.id)
    end = meeting.closed or now

    def line(turn: Turn) -> SpokenLine:
        seconds = turn.seconds(end)
        budget = floor.budget_for(observer=turn.observer)
        is_now = meeting.closed is None and turn is floor.turn
        is_told = is_now or (audience.sees_names and not meeting.chatham_house)
        left_out[Kind.MEMBERS] += not is_told
        return SpokenLine(
            member=turn.member if is_told else "",
            began=turn.began,
            seconds=seconds,
            over=0 if budget is None else max(0, seconds - budget),
            right_of_reply=turn.right_of_reply,
            out_of_turn=turn.out_of_turn,
            agenda_item=state.handle_of(turn.agenda_item) if turn.agenda_item else "",
        )

    return tuple(map(line, floor.turns))


def _noted(
    state: State, meeting: Meeting, audience: Audience, left_out: Counter[Kind]
) -> tuple[NotedLine, ...]:
    there = [each for each in state.interventions.values() if each.meeting == meeting.id]
    return noted_lines(state, there, audience, left_out)
