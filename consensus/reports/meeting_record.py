"""The record of a meeting, and of what happened between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from consensus.history.operation import Operation
from consensus.history.operations import CloseMeeting, OpenMeeting
from consensus.history.step import Step
from consensus.model.meetings import Forum, Meeting, Presence
from consensus.model.people import day_of
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld
from consensus.reports.consultations import (
    ConsultationLine,
    consultation_line,
    consultation_sentence,
)
from consensus.reports.decisions import (
    InstructionLine,
    RegisteredDecision,
    decisions_grid,
    instruction_lines,
    registered_decisions,
)
from consensus.reports.meetings import (
    AgendaLine,
    SpeakersReport,
    SpokenLine,
    proposed_by,
    speakers,
    visible_attendees,
)
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Point,
    Points,
    Table,
    grid_of,
    minute,
    moment,
    parts_of,
    place,
    points_of,
)
from consensus.reports.planning import UndertakingLine, undertaking_line, undertakings_grid
from consensus.reports.positions import noted_sentence
from consensus.reports.words import target_name
from consensus.text.display import count_noun


@frozen
class Participants:
    """Who took part in a meeting, by whether it counts and how it was there."""

    # the codes of members that were in the room; empty where withheld
    in_person: tuple[str, ...]
    remote: tuple[str, ...]  # the codes of those that were there remotely; empty where withheld
    absent: tuple[str, ...]  # the codes of those that were not there; empty where withheld
    observers: tuple[str, ...]  # the codes of observers that were there; empty where withheld
    present: int  # how many members were there
    members: int  # how many members counted on that day
    observing: int  # how many observers were there
    is_noted: bool  # whether it was noted at all who was there


@frozen
class MeetingRecord:
    """What was recorded of one meeting."""

    handle: str  # such as `M1`
    number: str  # as it is printed; may be empty
    title: str  # what it is called
    place: str  # where it was held; may be empty
    forum: Forum  # where its decisions were taken
    opened: datetime  # when it began
    closed: datetime | None  # when it ended; None while it is open
    quorum: str  # the rule of its quorum; empty for none
    chatham_house: bool  # whether no member is named with what was said
    participants: Participants  # who was there
    floor: SpeakersReport  # its agenda, who spoke, and what was noted
    decisions: tuple[RegisteredDecision, ...]  # what was declared in it
    consultations: tuple[ConsultationLine, ...]  # those opened or reported back while it was open
    undertakings: tuple[UndertakingLine, ...]  # what was undertaken while it was open
    presented: tuple[str, ...]  # the labels or handles of the texts that were presented in it
    proposals: tuple[str, ...]  # the labels and words of procedural proposals that were made in it
    # what was merged on the Chair's instruction although members objected
    instructions: tuple[InstructionLine, ...]
    withheld: Withheld  # what was left out for the audience


def meeting_record(
    state: State, meeting: str, now: datetime, audience: Audience = Audience.PUBLIC
) -> MeetingRecord:
    """Collects what was recorded of a meeting.

    Args:
        meeting: the id of a meeting that was opened.
        now: the moment to which time is counted while it goes on.
        audience: who it is for. Of a meeting under the Chatham House rule the members too are told
            no name of anybody who took part.
    """
    found = state.meetings[meeting]
    floor = speakers(state, now, audience, meeting)
    viewer = Viewer(audience, Counter(floor.withheld.counts)).at(state, meeting, found.opened)
    own = Viewer(viewer.audience)
    consultations = tuple(
        consultation_line(state, each, now, own)
        for each in state.consultations.values()
        if _was_then(found, each.opened) or _was_then(found, each.reported)
    )
    undertakings = tuple(
        undertaking_line(state, each, now, own)
        for each in state.undertakings.values()
        if _was_then(found, each.made)
    )
    viewer.left_out[Kind.MEMBERS] += own.left_out[Kind.MEMBERS]
    viewer.left_out[Kind.UNDERTAKINGS] += own.left_out[Kind.UNDERTAKINGS]
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
        participants=participants_of(state, found, viewer),
        floor=floor,
        decisions=registered_decisions(state, viewer, meeting),
        consultations=consultations,
        undertakings=undertakings,
        presented=tuple(
            target_name(state, target)
            for target, each in state.presented.items()
            if any(presentation.meeting == meeting for presentation in each)
        ),
        proposals=tuple(
            f"{each.label}: {state.version(each.id).wording.notation(viewer.sees_names)}"
            for each in state.proposals
            if (said := proposed_by(state, each.id)) and said.meeting == meeting
        ),
        instructions=instruction_lines(state, meeting, viewer),
        withheld=viewer.withheld,
    )


def participants_of(state: State, meeting: Meeting, viewer: Viewer) -> Participants:
    """Returns who was at a meeting, as far as an audience may know."""
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
    return Participants(
        in_person=visible_attendees(state, where[Presence.IN_PERSON], viewer, meeting),
        remote=visible_attendees(state, where[Presence.REMOTE], viewer, meeting),
        absent=visible_attendees(state, where[Presence.ABSENT], viewer, meeting),
        observers=visible_attendees(state, observers, viewer, meeting),
        present=len(where[Presence.IN_PERSON]) + len(where[Presence.REMOTE]),
        members=len(counting),
        observing=len(observers),
        is_noted=bool(presence),
    )


def _was_then(meeting: Meeting, moment: datetime | None) -> bool:
    end = meeting.closed
    return moment is not None and moment >= meeting.opened and (end is None or moment <= end)


def meeting_record_outline(record: MeetingRecord) -> Outline:
    """Returns the record of a meeting as an outline; empty parts are left out."""
    return Outline(
        f"Record of {record.title or record.handle}",
        tuple(_opening(record)),
        record.withheld,
        tuple(_blocks(record)),
    )


def _opening(record: MeetingRecord) -> Iterator[str]:
    number = f"Meeting {record.number}, " if record.number else ""
    where = f", {record.place}" if record.place else ""
    until = f"closed {moment(record.closed)}" if record.closed else "still open"
    opening = f"{number}{record.forum}{where}: opened {moment(record.opened)}, {until}."
    yield opening[:1].upper() + opening[1:]
    if record.chatham_house:
        yield "Held under the Chatham House rule: nobody is named with what was said."
    there = record.participants
    if not there.is_noted:
        yield "Who was present was not noted."
        return
    rule = f", quorum {record.quorum}" if record.quorum else ""
    yield (
        f"Present: {there.present} of {count_noun(there.members, 'member', 'members')},"
        f" {count_noun(there.observing, 'observer', 'observers')}{rule}."
    )


def _blocks(record: MeetingRecord) -> Iterator[Block]:
    floor = record.floor
    return parts_of(
        ("Participants", points_of(*_participant_lines(record.participants))),
        ("Agenda", tuple(_agenda(floor, record.closed is None))),
        ("Presented", points_of(*record.presented)),
        ("Procedural proposals", points_of(*record.proposals)),
        ("On the Chair's instruction", points_of(*(each.sentence for each in record.instructions))),
        ("Decisions", grid_of("Decisions", decisions_grid(record.decisions))),
        ("Consultations", points_of(*map(consultation_sentence, record.consultations))),
        ("Undertakings", grid_of("Undertakings", undertakings_grid(record.undertakings))),
        ("Speakers", grid_of("Speakers", speakers_grid(floor))),
    )


def _participant_lines(there: Participants) -> Iterator[str]:
    for words, codes in (
        ("in person", there.in_person),
        ("remotely", there.remote),
        ("not there", there.absent),
        ("observers", there.observers),
    ):
        if codes:
            yield f"{words}: {', '.join(codes)}"


def _agenda(floor: SpeakersReport, goes_on: bool) -> Iterator[Block]:
    """Yields the agenda, with the notes under each of its items, and those under none."""
    for line in floor.agenda:
        yield Heading(3, f"{line.number}. {line.title}", place(line.handle))
        yield Points((Point(_standing(line, floor, goes_on)), *_noted(floor, line.handle)))
    beside = _noted(floor, "")
    if beside:
        if floor.agenda:
            yield Heading(3, "Under no item of the agenda", place("agenda", "none"))
        yield Points(beside)


def _noted(floor: SpeakersReport, agenda_item: str) -> tuple[Point, ...]:
    return tuple(
        Point(noted_sentence(each)) for each in floor.noted if each.agenda_item == agenda_item
    )


def _standing(line: AgendaLine, floor: SpeakersReport, goes_on: bool) -> str:
    spoke = sum(1 for each in floor.spoken if each.agenda_item == line.handle)
    state = (
        "finished"
        if line.is_finished
        else "being discussed"
        if line.is_current and goes_on
        else "open"
        if goes_on
        else "not finished"
    )
    on = f", on {', '.join(line.targets)}" if line.targets else ""
    given = f", {count_noun(spoke, 'intervention', 'interventions')}" if spoke else ""
    return f"{state}{on}{given}"


def speakers_grid(floor: SpeakersReport) -> Table:
    """Returns who had the floor as a table; withheld names are empty cells."""
    return Table.of(
        ("number", "member", "under", "began", "seconds", "notes"),
        [
            (number, each.member, each.agenda_item, minute(each.began), each.seconds, _notes(each))
            for number, each in enumerate(floor.spoken, start=1)
        ],
    )


def _notes(line: SpokenLine) -> str:
    notes = (
        "right of reply" if line.right_of_reply else "",
        "out of turn" if line.out_of_turn else "",
        f"{count_noun(line.over, 'second', 'seconds')} over" if line.over else "",
    )
    return ", ".join(note for note in notes if note)


RecordedStep: TypeAlias = tuple[Step, tuple[Operation, ...], bool]
"""A step with its operations, and whether it was undone."""


def recorded_in(history: Iterable[RecordedStep], meeting: str) -> Iterator[RecordedStep]:
    """Yields the steps of a meeting, from its opening on."""
    for each in history:
        if each[0].meeting == meeting or _opens(each, meeting):
            yield each


def recorded_before(history: Iterable[RecordedStep], meeting: str) -> tuple[RecordedStep, ...]:
    """Returns the steps outside meetings since the meeting before was closed, or the beginning."""
    between: list[RecordedStep] = []
    for each in history:
        if _opens(each, meeting):
            break
        if any(isinstance(one, CloseMeeting) for one in each[1]) and not each[2]:
            between = []
        elif not each[0].meeting:
            between.append(each)
    return tuple(between)


def _opens(recorded: RecordedStep, meeting: str) -> bool:
    return any(
        isinstance(one, OpenMeeting) and meeting in (one.id, one.announced) for one in recorded[1]
    )
