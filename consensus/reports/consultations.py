"""Consultations, silence procedures and what ballots came to: lines and sentences."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.ballots import NONE, Ballot, BallotKind, Ranks
from consensus.model.decisions import Breach, Consultation, Silence
from consensus.model.staleness import text_changed
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld
from consensus.reports.outline import Outline, Table, grid_of, moment
from consensus.text.display import count_noun, list_phrase


@frozen
class ConsultationLine:
    """One consultation in a report."""

    handle: str  # such as `CON1`
    items: tuple[str, ...]  # the handles of what it is about
    facilitator: str  # who leads it; empty where none is named, or withheld
    # the codes of the members that take part; empty if open to all, or where withheld
    participants: tuple[str, ...]
    opened: datetime  # when it was opened
    due: datetime | None  # when it is to report back; None for no time
    is_overdue: bool  # whether it should have reported back by now
    reported: datetime | None  # when it reported back; None while it is open
    purpose: str  # what it is to find; may be empty; empty where withheld
    outcome: str  # its outcome; empty while it is open, or where withheld

    @property
    def goes_on(self) -> bool:
        """Whether it has not reported back."""
        return self.reported is None

    @property
    def until(self) -> str:
        """When it reported back, or is to do so, in words."""
        if self.reported is not None:
            return f"reported {moment(self.reported)}"
        return f"{moment(self.due)}{', overdue' if self.is_overdue else ''}"

    @property
    def words(self) -> str:
        """Its outcome, or as long as there is none its purpose."""
        return self.outcome or self.purpose


def consultation_lines(
    state: State, now: datetime, audience: Audience, left_out: Counter[Kind], target: str = ""
) -> tuple[ConsultationLine, ...]:
    """Returns the consultations, or those about one target, in the order of opening."""
    chosen = state.consultations_on(target) if target else tuple(state.consultations.values())
    return tuple(consultation_line(state, each, now, Viewer(audience, left_out)) for each in chosen)


def consultation_line(
    state: State, consultation: Consultation, now: datetime, viewer: Viewer
) -> ConsultationLine:
    """Returns a consultation as a report line."""
    return ConsultationLine(
        handle=consultation.handle,
        items=tuple(state.handle_of(each) for each in consultation.items),
        facilitator=viewer.named(consultation.facilitator, Kind.MEMBERS),
        participants=viewer.named(consultation.participants, Kind.MEMBERS),
        opened=consultation.opened,
        due=consultation.due,
        is_overdue=consultation.is_overdue(now),
        reported=consultation.reported,
        purpose=viewer.named(consultation.purpose, Kind.REASONS),
        outcome=viewer.named(consultation.outcome, Kind.REASONS),
    )


def consultation_sentence(line: ConsultationLine) -> str:
    """Returns a consultation as a clause, without capital and full stop."""
    parts = [f"{line.handle} on {', '.join(line.items)}"]
    if line.facilitator:
        parts.append(f"led by {line.facilitator}")
    if line.participants:
        parts.append(f"with {', '.join(line.participants)}")
    if line.reported is not None:
        parts.append(f"reported back {line.reported:%Y-%m-%d %H:%M}")
    elif line.due is not None:
        overdue = "should have reported back" if line.is_overdue else "reports back"
        parts.append(f"{overdue} by {moment(line.due)}")
    else:
        parts.append("open")
    return ", ".join(parts) + (f": {line.words}" if line.words else "")


@frozen
class Consultations:
    """Who was asked to find common ground on what."""

    consultations: tuple[ConsultationLine, ...]  # the first opened first
    withheld: Withheld  # what was left out for the audience


def consultations(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, open_only: bool = False
) -> Consultations:
    """Returns the report on the consultations."""
    left_out: Counter[Kind] = Counter()
    lines = consultation_lines(state, now, audience, left_out)
    kept = tuple(each for each in lines if each.goes_on or not open_only)
    return Consultations(kept, Withheld.of(left_out))


def consultations_outline(report: Consultations) -> Outline:
    """Returns the report on consultations as an outline."""
    going_on = sum(1 for each in report.consultations if each.goes_on)
    total = count_noun(len(report.consultations), "consultation", "consultations")
    who = (("on", "items"), ("led by", "facilitator"))
    what = (("with", "participants"), ("reports back", "until"), ("purpose or outcome", "words"))
    return Outline(
        "Consultations",
        (f"{total}: {going_on} not reported back.",),
        report.withheld,
        grid_of("Consultations", Table.of_attributes(report.consultations, *who, *what)),
    )


def consultations_table(report: Consultations) -> Table:
    """Returns the report on consultations as a table for spreadsheets."""
    return Table.of_attributes(
        report.consultations,
        *("handle", "items", "facilitator", "participants", "opened", "due"),
        *(("overdue", "is_overdue"), "reported", "purpose", "outcome"),
    )


class Course(StrEnum):
    """The outcome of a silence procedure for one text."""

    RUNNING = "running"
    BROKEN = "broken"
    LAPSED = "lapsed"
    ENDED = "ended"

    @property
    def words(self) -> str:
        """As people read it; as data it keeps its name."""
        return "passed without objection" if self is Course.LAPSED else self.value


@frozen
class SilenceLine:
    """One text under one silence procedure."""

    handle: str  # that of the procedure, such as `SP1`
    target: str  # the handle of the text
    label: str  # its printed label; empty for none
    opened: datetime  # when the silence began
    deadline: datetime  # when it lapses, or lapsed
    # `ended` when the text was changed since, `broken` when a member objected in time, `lapsed`
    # when the deadline passed without
    course: Course
    breaches: tuple[Breach, ...]  # who broke it, and why


def silence_lines(state: State, now: datetime) -> tuple[SilenceLine, ...]:
    """Returns the status of every silence procedure, in the order in which they were opened."""
    return tuple(
        SilenceLine(
            handle=silence.handle,
            target=state.handle_of(target),
            label=state.full_label(target) if target in state.items else "",
            opened=silence.opened,
            deadline=silence.deadline,
            course=_course(state, silence, target, now),
            breaches=silence.breaches_of(target),
        )
        for silence in state.silences.values()
        for target in silence.targets
    )


def _course(state: State, silence: Silence, target: str, now: datetime) -> Course:
    if silence.breaches_of(target):
        return Course.BROKEN
    if text_changed(state, target, silence.version_of(target)):
        return Course.ENDED
    return Course.RUNNING if now < silence.deadline else Course.LAPSED


# Ballots, in a clause each; what is counted is in the report on them.

_RESULTS = {
    BallotKind.TEXT: ("the text is approved", "the text is not approved"),
    BallotKind.YES_NO: ("yes, the rule is met", "no, the rule is not met"),
}


def ballot_result(ballot: Ballot) -> str:
    """Returns what a closed ballot came to, as a clause without names; empty while it is open."""
    done = ballot.outcome
    if done is None:
        return ""
    if done.places:
        first = done.places[0]
        if len(first) > 1:
            return f"a tie between {list_phrase(first)}"
        is_default = first[0] == ballot.default
        return f"nothing beats {first[0]}" if is_default else f"{first[0]} is recommended"
    if done.met is None:
        return "no result"
    if ballot.kind is BallotKind.SCALE:
        missed = "" if done.met else "not "
        return f"{ballot.share} in the points {ballot.top.replace('5-5', '5')} {missed}reached"
    return _RESULTS[ballot.kind][not done.met]


def written(choice: Ranks, kind: BallotKind | None = None) -> str:
    """Returns a choice as it is written: an answer, options that are marked, or in order."""
    between = ", " if kind is BallotKind.APPROVAL else " = "
    return " > ".join(between.join(tied) for tied in choice) or NONE


def ballot_sentence(ballot: Ballot, now: datetime) -> str:
    """Returns a ballot as a clause, without names, capital and full stop."""
    named = f"{ballot.handle}, {ballot.question}"
    if ballot.closed is not None:
        return f"{named}, closed {moment(ballot.closed)}: {ballot_result(ballot)}"
    overdue = ", to be closed" if ballot.has_ended(now) else ""
    until = f" until {moment(ballot.deadline)}{overdue}" if ballot.deadline else ""
    return f"{named}, open{until}"
