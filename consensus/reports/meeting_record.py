"""The record of a meeting, and of what happened between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from consensus.history.corrections import REDACTED
from consensus.history.operation import Operation
from consensus.history.operations import CloseMeeting, OpenMeeting
from consensus.history.step import Step
from consensus.model.meetings import Forum, Meeting, Presence
from consensus.model.people import day_of
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, sees_persons
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
    alphabetical,
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
    quoted_words,
)
from consensus.reports.planning import UndertakingLine, undertaking_line, undertakings_grid
from consensus.reports.positions import noted_sentence
from consensus.reports.words import join_names, target_name
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
class ListedPerson:
    """A person on a list of participants."""

    name: str
    title: str = ""  # such as `Ms.`
    function: str = ""  # what the person is
    is_head: bool = False  # whether the person heads the delegation
    remote: bool = False  # whether the person took part remotely in every meeting

    @property
    def words(self) -> str:
        """The person as lists print it."""
        notes = ("head of delegation",) * self.is_head + ("remotely",) * self.remote
        words = f"{self.title} {self.name}".strip()
        words += f", {self.function}" if self.function else ""
        return f"{words} ({', '.join(notes)})" if notes else words


STANDINGS = ("member", "observer", "other")
"""As what a delegation takes part, in the order of a list of participants."""


@frozen
class Delegation:
    """The persons of a member or observer, or of another organisation."""

    standing: str  # as what it takes part, one of `STANDINGS`
    code: str  # its code, or number in an assembly; empty for others
    name: str  # what it is called
    persons: tuple[ListedPerson, ...]  # who is listed, heads first; empty where withheld
    is_absent: bool = False  # whether it was noted that it was at none of the meetings


@frozen
class ParticipantList:
    """Who took part in a meeting, or in all of them: delegations with their persons."""

    title: str  # what the meeting is called, or the working group
    # members, observers, others, each in alphabetical order; empty where withheld
    delegations: tuple[Delegation, ...]
    withheld: Withheld  # what was left out for the audience


def participant_list(
    state: State, meetings: Sequence[str], audience: Audience = Audience.PUBLIC
) -> ParticipantList:
    """Returns the list of participants of meetings, by id: who is listed or was noted as present.

    Somebody who is on the lists of several meetings, with the same name, title and function, stands
    on it once.
    """
    viewer = Viewer(audience)
    titles = [(state.meetings.get(e) or state.announcements[e]).title for e in meetings]
    found = listed_delegations(state, meetings, viewer)
    title = titles[0] if len(titles) == 1 else state.title
    return ParticipantList(title, found, viewer.withheld)


def listed_delegations(
    state: State, meetings: Sequence[str], viewer: Viewer
) -> tuple[Delegation, ...]:
    """Returns who took part in meetings, as far as an audience may know, in order."""
    found: dict[tuple[str, str, str], dict[tuple[object, ...], ListedPerson]] = {}
    came: set[tuple[str, str, str]] = set()
    for meeting in meetings:
        held, there = state.meetings.get(meeting), state.presence.get(meeting, {})
        begins = held.opened if held else state.announcements[meeting].begins
        seen = viewer.at(state, meeting, begins)
        viewer.is_vague |= seen.is_vague
        listed = [each for each in state.participants.values() if each.meeting == meeting]
        codes = {each.member for each in listed if each.member}
        codes.update(code for code in there if there[code] is not Presence.ABSENT)
        sees = sees_persons(state, viewer.audience, held)
        viewer.left_out[Kind.PERSONS] += 0 if sees else len(listed)
        for standing, is_observer in zip(STANDINGS, (False, True), strict=False):
            of = (each for each in codes if state.members[each].observer is is_observer)
            for code in visible_attendees(state, sorted(of), seen, held):
                name = state.members[code].name or code if sees else f"Member {code}"
                found.setdefault((standing, code, name), {})
                noted = there.get(code, None if is_observer or not there else Presence.ABSENT)
                if not sees or noted is not Presence.ABSENT:
                    came.add((standing, code, name))
        alike = Counter[tuple[object, ...]]()
        for each in listed if sees else ():
            key = next((of for of in found if each.member and of[1] == each.member), None)
            key = key or (STANDINGS[2], "", each.organisation)
            said = (each.name, each.title, each.function, each.is_head)
            # Of one meeting each row is a person, but what two copies of the record both added.
            if not (alike[key, said] and "-" in each.handle):
                alike[key, said] += 1
            is_unknown = any(REDACTED in words for words in said[:3])
            who = (each.id,) if is_unknown else (*said, alike[key, said])
            persons = found.setdefault(key, {})
            remote = each.remote and (who not in persons or persons[who].remote)
            persons[who] = ListedPerson(*said, remote)
    return tuple(
        Delegation(
            *key,
            tuple(sorted(persons.values(), key=lambda each: not each.is_head)),
            key[0] != STANDINGS[2] and key not in came,
        )
        for key, persons in sorted(found.items(), key=lambda each: _in_order(*each[0]))
    )


def _in_order(standing: str, code: str, name: str) -> tuple[int, int, str]:
    """Returns the key by which a list of participants is in order."""
    number = int(code) if code.isdecimal() and name == f"Member {code}" else 0
    return STANDINGS.index(standing), number, alphabetical(name)


def participant_list_outline(report: ParticipantList) -> Outline:
    """Returns a list of participants as an outline."""
    blocks: list[Block] = []
    for standing in STANDINGS:
        of = [each for each in report.delegations if each.standing == standing]
        blocks += parts_of((f"{standing.title()}s", [*delegation_blocks(of)]))
    return Outline("List of participants", (f"{report.title}.",), report.withheld, tuple(blocks))


def delegation_blocks(delegations: Iterable[Delegation], level: int = 3) -> Iterator[Block]:
    """Yields delegations with their persons, under headings of a level."""
    for each in delegations:
        if each.name:
            absent = " (listed, not noted as present)" if each.is_absent else ""
            at = place(each.standing, each.code or each.name)
            yield Heading(level, f"{each.name}{absent}", at)
        yield from points_of(*(person.words for person in each.persons))


def participant_list_table(report: ParticipantList) -> Table:
    """Returns a list of participants as a table: a row for each person, or for who has none."""
    rows = [
        (each.standing, each.code, each.name, one.title, one.name, one.function)
        + ((one.is_head, one.remote) if each.persons else ("", ""))
        + (each.is_absent,)
        for each in report.delegations
        for one in each.persons or (ListedPerson(""),)
    ]
    person = ("title", "name", "function", "head", "remote", "absent")
    return Table.of(("standing", "code", "delegation", *person), rows)


@frozen
class Statements:
    """What members put on record beside decisions, in their own words."""

    decisions: tuple[RegisteredDecision, ...]  # those with statements, the first first
    withheld: Withheld  # what was left out for the audience


def statements(state: State, audience: Audience = Audience.PUBLIC, meeting: str = "") -> Statements:
    """Returns what members put on record beside decisions, or beside those of one meeting."""
    viewer = Viewer(audience)
    made = registered_decisions(state, viewer, meeting)
    viewer.left_out = Counter({Kind.STATEMENTS: viewer.left_out[Kind.STATEMENTS]})
    return Statements(tuple(each for each in made if each.spoken), viewer.withheld)


def statements_outline(report: Statements) -> Outline:
    """Returns statements as an outline, decision by decision."""
    total = sum(len(each.spoken) for each in report.decisions)
    count = (f"{count_noun(total, 'statement', 'statements')}.",)
    blocks = tuple(statement_blocks(report.decisions, 2))
    return Outline("Statements, in the words of their authors", count, report.withheld, blocks)


def statement_blocks(found: Iterable[RegisteredDecision], level: int) -> Iterator[Block]:
    """Yields statements in their authors' words, those before the vote first."""
    for made in found:
        if not made.spoken:
            continue
        when = f"{made.decision.happened:%Y-%m-%d}"
        title = f"{join_names(made.targets)}: {made.declared}, {when}"
        yield Heading(level, title, place("statements", made.decision.handle))
        for number, each in enumerate(made.spoken, 1):
            who = f"{each.name} ({each.member})" if each.name else each.member
            at = place("statement", made.decision.handle, str(number))
            yield Heading(level + 1, f"{who}, {each.words or each.kind}", at)
            yield quoted_words(each.text)


def statements_table(report: Statements) -> Table:
    """Returns statements as a table for spreadsheets."""
    return Table.of(
        ("decision", "targets", "outcome", "happened", "member", "name", "kind", "on", "text"),
        [
            (
                *(made.decision.handle, made.targets, made.decision.outcome.value),
                *(made.decision.happened, each.member, each.name),
                *(each.words or each.kind.value, each.on, each.text),
            )
            for made in report.decisions
            for each in made.spoken
        ],
    )


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
    listed: tuple[Delegation, ...] = ()  # the list of participants; empty where nobody is listed


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
        listed=with_persons(listed_delegations(state, (meeting,), viewer)),
        withheld=viewer.withheld,
    )


def listed_not_present(state: State, meeting: str) -> tuple[str, ...]:
    """Returns the members and observers on the list of a meeting that was opened, not present."""
    if meeting not in state.meetings:
        return ()
    listed = {e.member: None for e in state.participants.values() if e.meeting == meeting}
    absent = Presence.ABSENT
    return tuple(e for e in listed if e and state.presence_of(e, meeting) is absent)


def with_persons(delegations: tuple[Delegation, ...]) -> tuple[Delegation, ...]:
    """Returns the delegations of which persons are listed, beside a list of who was present."""
    return tuple(each for each in delegations if each.persons)


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
        (
            "Participants",
            [
                *points_of(*_participant_lines(record.participants)),
                *delegation_blocks(record.listed),
            ],
        ),
        ("Agenda", tuple(_agenda(floor, record.closed is None))),
        ("Presented", points_of(*record.presented)),
        ("Procedural proposals", points_of(*record.proposals)),
        ("On the Chair's instruction", points_of(*(each.sentence for each in record.instructions))),
        ("Decisions", grid_of("Decisions", decisions_grid(record.decisions, False))),
        ("Statements", [*statement_blocks(record.decisions, 3)]),
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
