"""The record of a meeting: who was there, what was on the agenda, said, decided and undertaken."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from attrs import frozen

from consensus.model.meeting import Forum, Meeting, Presence
from consensus.model.member import day_of
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.consultation_lines import ConsultationLine, consultation_lines
from consensus.reports.decisions import RegisteredDecision, registered_decisions
from consensus.reports.planning import UndertakingLine, undertaking_lines
from consensus.reports.speakers import SpeakersReport, speakers
from consensus.reports.targets import label_of, spoken


@frozen
class Participants:
    """Who took part in a meeting, by whether it counts and how it was there.

    Attributes:
        in_person: the codes of members that count and were in the room; empty where withheld.
        remote: the codes of those that were there remotely; empty where withheld.
        absent: the codes of those that were not there; empty where withheld.
        observers: the codes of observers that were there; empty where withheld.
        present: how many members that count were there.
        members: how many members counted on that day.
        observing: how many observers were there.
        is_noted: whether it was noted at all who was there.
    """

    in_person: tuple[str, ...]
    remote: tuple[str, ...]
    absent: tuple[str, ...]
    observers: tuple[str, ...]
    present: int
    members: int
    observing: int
    is_noted: bool


@frozen
class MeetingRecord:
    """What was recorded of one meeting.

    Attributes:
        handle: such as `M1`.
        number: as it is printed; may be empty.
        title: what it is called.
        place: where it was held; may be empty.
        forum: where its decisions were taken.
        opened: when it began.
        closed: when it ended; None while it goes on.
        quorum: the rule of its quorum; empty for none.
        chatham_house: whether nobody is named with what was said.
        participants: who was there.
        floor: its agenda, who spoke, and what was noted.
        decisions: what was declared in it.
        consultations: those opened or reported back while it went on.
        undertakings: what was undertaken while it went on.
        presented: the labels or handles of the texts that were presented in it.
        withheld: what was left out for the audience.
    """

    handle: str
    number: str
    title: str
    place: str
    forum: Forum
    opened: datetime
    closed: datetime | None
    quorum: str
    chatham_house: bool
    participants: Participants
    floor: SpeakersReport
    decisions: tuple[RegisteredDecision, ...]
    consultations: tuple[ConsultationLine, ...]
    undertakings: tuple[UndertakingLine, ...]
    presented: tuple[str, ...]
    withheld: Withheld


def meeting_record(
    state: State, meeting: str, now: datetime, audience: Audience = Audience.PUBLIC
) -> MeetingRecord:
    """Gather what was recorded of a meeting.

    Args:
        state: the state.
        meeting: the id of a meeting that was opened.
        now: the moment to which time is counted while it goes on.
        audience: who it is for. Of a meeting under the Chatham House rule the members too are told
            no name of anybody who took part.
    """
    found = state.meetings[meeting]
    is_hidden = found.chatham_house and audience is Audience.MEMBERS
    naming = Audience.PUBLIC if is_hidden else audience
    left_out: Counter[Kind] = Counter()
    floor = speakers(state, now, audience, meeting)
    left_out.update(floor.withheld.counts)
    return MeetingRecord(
        handle=found.handle,
        number=found.number,
        title=found.title,
        place=found.place,
        forum=found.forum,
        opened=found.opened,
        closed=found.closed,
        quorum=found.quorum,
        chatham_house=found.chatham_house,
        participants=_participants(state, found, naming, left_out),
        floor=floor,
        decisions=registered_decisions(state, naming, left_out, meeting),
        consultations=_consultations(state, found, now, naming, left_out),
        undertakings=_undertakings(state, found, now, naming, left_out),
        presented=tuple(
            spoken(label_of(state, target), state.handle_of(target))
            for target, each in state.presented.items()
            if any(presentation.meeting == meeting for presentation in each)
        ),
        withheld=Withheld.of(left_out),
    )


def _participants(
    state: State, meeting: Meeting, audience: Audience, left_out: Counter[Kind]
) -> Participants:
    counting = {each.code for each in state.counting(day_of(meeting.opened))}
    presence = state.presence.get(meeting.id, {})
    where: dict[Presence, list[str]] = {each: [] for each in Presence}
    for code in sorted(counting) if presence else ():
        where[presence.get(code, Presence.ABSENT)].append(code)
    observers = sorted(
        code
        for code, there in presence.items()
        if there is not Presence.ABSENT and state.members[code].observer
    )
    names = audience.sees_names
    left_out[Kind.MEMBERS] += 0 if names or not presence else len(counting) + len(observers)
    return Participants(
        in_person=tuple(where[Presence.IN_PERSON]) if names else (),
        remote=tuple(where[Presence.REMOTE]) if names else (),
        absent=tuple(where[Presence.ABSENT]) if names else (),
        observers=tuple(observers) if names else (),
        present=len(where[Presence.IN_PERSON]) + len(where[Presence.REMOTE]),
        members=len(counting),
        observing=len(observers),
        is_noted=bool(presence),
    )


def _was_then(meeting: Meeting, moment: datetime | None) -> bool:
    end = meeting.closed
    return moment is not None and moment >= meeting.opened and (end is None or moment <= end)


def _consultations(
    state: State, meeting: Meeting, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> tuple[ConsultationLine, ...]:
    then = (
        each
        for each in consultation_lines(state, now, audience, Counter())
        if _was_then(meeting, each.opened) or _was_then(meeting, each.reported)
    )
    found = tuple(then)
    if not audience.sees_names:
        left_out[Kind.MEMBERS] += sum(
            len(held.participants) + bool(held.facilitator)
            for held in (state.consultations[state.handles[each.handle]] for each in found)
        )
    return found


def _undertakings(
    state: State, meeting: Meeting, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> tuple[UndertakingLine, ...]:
    lines = undertaking_lines(state, now, audience, Counter())
    found = tuple(each for each in lines if _was_then(meeting, each.made))
    left_out[Kind.UNDERTAKINGS] += 0 if audience.sees_names else len(found)
    return found
