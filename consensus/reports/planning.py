"""Undertakings and milestones, what is overdue, and the days that are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.people import day_of
from consensus.model.planning import Milestone, Undertaking
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, sees_attendance
from consensus.reports.contributions import members_missing
from consensus.reports.outline import Outline, Table, grid_of, moment
from consensus.text.display import count_noun

WARNING_DAYS = 14
"""Default of the days before its target from which a milestone is near."""


@frozen
class UndertakingLine:
    """One undertaking in a list."""

    handle: str  # such as `U1`
    what: str  # what is to be done; empty where withheld
    by: str  # who is to do it: a code, an office or a person; empty where withheld
    made: datetime  # when it was undertaken
    due: datetime | None  # until when; None where no time is known
    before: str  # what it is to be done before, such as `M2` or `the next meeting`; may be empty
    done: datetime | None  # when it was done; None while it is not
    outcome: str  # how it was done; may be empty; empty where withheld
    is_overdue: bool  # whether it should be done and is not

    @property
    def until(self) -> str:
        """The time by which it is to be done, in words; empty where there is none."""
        before = f"before {self.before}" if self.before else ""
        overdue = "(overdue)" if self.is_overdue else ""
        return " ".join(filter(None, (before, moment(self.due), overdue)))

    @property
    def result(self) -> str:
        """When and how it was done; empty while it is not."""
        return f"{self.done:%Y-%m-%d} {self.outcome}".rstrip() if self.done else ""


def undertaking_lines(
    state: State, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> tuple[UndertakingLine, ...]:
    """Returns the undertakings, in the order in which they were made.

    Args:
        now: the moment that decides which are overdue.
        audience: the public sees what offices undertook, and of members no name and no word.
        left_out: what is withheld is counted here.
    """
    viewer = Viewer(audience, left_out)
    return tuple(undertaking_line(state, each, now, viewer) for each in state.undertakings.values())


def undertaking_line(
    state: State, each: Undertaking, now: datetime, viewer: Viewer
) -> UndertakingLine:
    """Returns an undertaking as a report line."""
    names = viewer.sees_names or each.office is not None
    viewer.left_out[Kind.UNDERTAKINGS] += not names
    is_told = names and sees_attendance(state, viewer.audience)
    next_meeting = "the next meeting" if each.next_meeting else ""
    return UndertakingLine(
        handle=each.handle,
        what=each.what if names else "",
        by=each.by if is_told else viewer.named(each.by, Kind.MEMBERS),
        made=each.made,
        due=state.due_moment(each),
        before=state.handle_of(each.before) if each.before else next_meeting,
        done=each.done,
        outcome=each.outcome if names else "",
        is_overdue=state.is_overdue(each, now),
    )


class Countdown(StrEnum):
    """How near a milestone is on a day."""

    REACHED = "reached"
    OVERDUE = "overdue"
    NEAR = "near"
    AHEAD = "ahead"


@frozen
class MilestoneLine:
    """One milestone in a list."""

    handle: str  # such as `MS1`
    title: str  # what is planned
    target: date  # the day by which
    days_left: int  # how many days are left, below 0 after it
    countdown: Countdown  # how it stands
    reached: datetime | None  # when it was reached; None while it is not
    note: str  # a word on how it was reached; may be empty; empty for the public

    @property
    def sentence(self) -> str:
        """Its status, in words without a full stop."""
        if self.reached is not None:
            return f"reached {self.reached:%Y-%m-%d}"
        if self.days_left < 0:
            return f"overdue by {count_noun(-self.days_left, 'day', 'days')}"
        return f"{count_noun(self.days_left, 'day', 'days')} left" if self.days_left else "today"


def milestone_lines(
    state: State, day: date, audience: Audience = Audience.PUBLIC, warning: int = WARNING_DAYS
) -> tuple[MilestoneLine, ...]:
    """Returns the milestones, the earliest target first.

    Args:
        day: from which days are counted.
        warning: from how many days before its target a milestone is near.
    """
    found = sorted(state.milestones.values(), key=lambda each: each.target)
    return tuple(
        MilestoneLine(
            handle=each.handle,
            title=each.title,
            target=each.target,
            days_left=each.days_left(day),
            countdown=_countdown(each, day, warning),
            reached=each.reached,
            note=each.note if audience.sees_names else "",
        )
        for each in found
    )


def _countdown(milestone: Milestone, day: date, warning: int) -> Countdown:
    left = milestone.days_left(day)
    if milestone.reached is not None:
        return Countdown.REACHED
    if left < 0:
        return Countdown.OVERDUE
    return Countdown.NEAR if left <= warning else Countdown.AHEAD


@frozen
class Undertakings:
    """Who undertook what."""

    undertakings: tuple[UndertakingLine, ...]  # the first made first
    withheld: Withheld  # what was left out for the audience


def undertakings(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, open_only: bool = False
) -> Undertakings:
    """Returns the list of undertakings."""
    left_out: Counter[Kind] = Counter()
    lines = undertaking_lines(state, now, audience, left_out)
    kept = tuple(each for each in lines if each.done is None or not open_only)
    return Undertakings(kept, Withheld.of(left_out))


def undertakings_outline(report: Undertakings) -> Outline:
    """Returns the report on undertakings as an outline."""
    lines = report.undertakings
    done = sum(1 for each in lines if each.done is not None)
    overdue = sum(1 for each in lines if each.is_overdue)
    total = count_noun(len(lines), "undertaking", "undertakings")
    return Outline(
        "Undertakings",
        (f"{total}: {done} done, {overdue} overdue.",),
        report.withheld,
        grid_of("Undertakings", undertakings_grid(lines)),
    )


def undertakings_grid(lines: tuple[UndertakingLine, ...]) -> Table:
    """Returns undertakings as a table for readers."""
    return Table.of_attributes(lines, "by", "what", ("due", "until"), ("done", "result"))


def undertakings_table(report: Undertakings) -> Table:
    """Returns the report on undertakings as a table for spreadsheets."""
    return Table.of_attributes(
        report.undertakings,
        *("handle", "by", "what", "made", "due", "before", "done", "outcome"),
        ("overdue", "is_overdue"),
    )


@frozen
class Milestones:
    """What is planned by which day."""

    milestones: tuple[MilestoneLine, ...]  # the earliest target first
    withheld: Withheld  # what was left out for the audience


def milestones(
    state: State, day: date, audience: Audience = Audience.PUBLIC, warning: int = WARNING_DAYS
) -> Milestones:
    """Returns the list of milestones."""
    hidden = sum(1 for each in state.milestones.values() if each.note)
    left_out = Counter({Kind.REASONS: 0 if audience.sees_names else hidden})
    return Milestones(milestone_lines(state, day, audience, warning), Withheld.of(left_out))


def milestones_outline(report: Milestones) -> Outline:
    """Returns the report on milestones as an outline."""
    reached = sum(1 for each in report.milestones if each.reached is not None)
    total = count_noun(len(report.milestones), "milestone", "milestones")
    columns = ("title", "target", ("standing", "sentence"), "note")
    return Outline(
        "Milestones",
        (f"{total}: {reached} reached.",),
        report.withheld,
        grid_of("Milestones", Table.of_attributes(report.milestones, *columns)),
    )


def milestones_table(report: Milestones) -> Table:
    """Returns the report on milestones as a table for spreadsheets."""
    return Table.of_attributes(
        report.milestones,
        *("handle", "title", "target", "days_left", "countdown", "reached", "note"),
    )


@frozen
class Overdue:
    """The handles of what is overdue at a moment."""

    questions: tuple[str, ...] = ()  # whose deadline has passed while members are missing
    undertakings: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    consultations: tuple[str, ...] = ()
    ballots: tuple[str, ...] = ()  # whose deadline has passed while they are open

    def __iter__(self) -> Iterator[str]:
        """Yields every handle, undertakings first."""
        yield from self.undertakings
        yield from self.milestones
        yield from self.consultations
        yield from self.ballots
        yield from self.questions


def overdue(state: State, now: datetime) -> Overdue:
    """Returns what is overdue, without names."""
    return Overdue(
        questions=tuple(
            each.handle
            for each in state.questions.values()
            if each.is_late(now) and members_missing(state, each.id, now)
        ),
        undertakings=tuple(
            each.handle for each in state.undertakings.values() if state.is_overdue(each, now)
        ),
        milestones=tuple(
            each.handle
            for each in state.milestones.values()
            if each.reached is None and each.days_left(day_of(now)) < 0
        ),
        consultations=tuple(
            each.handle for each in state.consultations.values() if each.is_overdue(now)
        ),
        ballots=tuple(
            each.handle for each in state.ballots.values() if each.is_open and each.has_ended(now)
        ),
    )


def time_until(due: datetime, now: datetime) -> str:
    """Returns the time until a moment, or since it, in days of UTC: `overdue by 1 day`."""
    return days_until((day_of(due) - day_of(now)).days, now > due)


def days_until(days: int, has_passed: bool) -> str:
    """Returns a number of days in words: `3 days left`, `due today`, `overdue since today`."""
    if has_passed:
        return f"overdue by {count_noun(-days, 'day', 'days')}" if days else "overdue since today"
    return f"{count_noun(days, 'day', 'days')} left" if days else "due today"
