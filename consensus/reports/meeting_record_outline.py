"""The record of a meeting, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.consultation_lines import consultation_sentence
from consensus.reports.decisions import decisions_grid
from consensus.reports.meeting_record import MeetingRecord, Participants
from consensus.reports.noted_lines import noted_sentence
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Point,
    Points,
    grid_of,
    parts_of,
    place,
    points_of,
)
from consensus.reports.preface import minute, moment
from consensus.reports.speakers import AgendaLine, SpeakersReport, SpokenLine
from consensus.reports.tables import Table
from consensus.reports.undertakings import undertakings_grid
from consensus.reports.words import several


def meeting_record_outline(record: MeetingRecord) -> Outline:
    """Lay the record of a meeting out; parts of which nothing was recorded are left out."""
    return Outline(
        f"Record of {record.title} ({record.handle})",
        tuple(_opening(record)),
        record.withheld,
        tuple(_blocks(record)),
    )


def _opening(record: MeetingRecord) -> Iterator[str]:
    number = f"Meeting {record.number}, " if record.number else ""
    where = f", {record.place}" if record.place else ""
    until = f"closed {moment(record.closed)}" if record.closed else "still going on"
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
        f"Present: {there.present} of {several(there.members, 'member', 'members')},"
        f" {several(there.observing, 'observer', 'observers')}{rule}."
    )


def _blocks(record: MeetingRecord) -> Iterator[Block]:
    floor = record.floor
    return parts_of(
        ("Participants", points_of(*_participants(record.participants))),
        ("Agenda", tuple(_agenda(floor, record.closed is None))),
        ("Presented", points_of(*record.presented)),
        ("Decisions", grid_of("Decisions", decisions_grid(record.decisions))),
        ("Consultations", points_of(*map(consultation_sentence, record.consultations))),
        ("Undertakings", grid_of("Undertakings", undertakings_grid(record.undertakings))),
        ("Speakers", grid_of("Speakers", speakers_grid(floor))),
    )


def _participants(there: Participants) -> Iterator[str]:
    for words, codes in (
        ("in person", there.in_person),
        ("remotely", there.remote),
        ("not there", there.absent),
        ("observers", there.observers),
    ):
        if codes:
            yield f"{words}: {', '.join(codes)}"


def _agenda(floor: SpeakersReport, goes_on: bool) -> Iterator[Block]:
    """The agenda, with what was noted under each of its items, and what under none."""
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
    )
    on = f", on {', '.join(line.targets)}" if line.targets else ""
    given = f", {several(spoke, 'intervention', 'interventions')}" if spoke else ""
    return f"{state}{on}{given}"


def speakers_grid(floor: SpeakersReport) -> Table:
    """Who had the floor, as rows of cells; whoever is not named is an empty cell."""
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
        f"{several(line.over, 'second', 'seconds')} over" if line.over else "",
    )
    return ", ".join(note for note in notes if note)


def meeting_record_table(record: MeetingRecord) -> Table:
    """Who had the floor, as rows of cells for spreadsheets."""
    return speakers_grid(record.floor)
