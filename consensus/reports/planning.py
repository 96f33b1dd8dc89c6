"""Undertakings and milestones, with what is overdue."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.milestone import Milestone
from consensus.model.state import State
from consensus.model.undertaking import Undertaking
from consensus.reports.audience import Audience, Kind
from consensus.reports.words import several

WARNING_DAYS = 14
"""Days before its target from which a milestone is near, if nothing else is asked for."""


@frozen
class UndertakingLine:
    """One undertaking in a list.

    Attributes:
        handle: such as `U1`.
        what: what is to be done; empty where withheld.
        by: who is to do it: a code, an office or a person; empty where withheld.
        made: when it was undertaken.
        due: until when; None where no time is known.
        before: what it is to be done before, such as `M2` or `the next meeting`; may be empty.
        done: when it was done; None while it is not.
        outcome: how it was done; may be empty; empty where withheld.
        is_overdue: whether it should be done and is not.
    """

    handle: str
    what: str
    by: str
    made: datetime
    due: datetime | None
    before: str
    done: datetime | None
    outcome: str
    is_overdue: bool


def undertaking_lines(
    state: State, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> tuple[UndertakingLine, ...]:
    """The undertakings, the first made first.

    Args:
        state: the state.
        now: the moment that decides which are overdue.
        audience: who they are shown to; the public is told of offices, and of no names or words.
        left_out: what is withheld is counted here.
    """
    return tuple(
        _line(state, each, now, audience, left_out) for each in state.undertakings.values()
    )


def _line(
    state: State, each: Undertaking, now: datetime, audience: Audience, left_out: Counter[Kind]
) -> UndertakingLine:
    names = audience.sees_names
    if not names:
        left_out[Kind.MEMBERS] += each.office is None
        left_out[Kind.UNDERTAKINGS] += 1
    return UndertakingLine(
        handle=each.handle,
        what=each.what if names else "",
        by=each.by if names or each.office is not None else "",
        made=each.made,
        due=due_moment(state, each),
        before=_before(state, each),
        done=each.done,
        outcome=each.outcome if names else "",
        is_overdue=is_overdue(state, each, now),
    )


def due_moment(state: State, undertaking: Undertaking) -> datetime | None:
    """When an undertaking is due: its time, or the beginning of the meeting it is due before.

    A meeting that was cancelled stands for the next one that opens.
    """
    if undertaking.due is not None:
        return undertaking.due
    if undertaking.before:
        if undertaking.before in state.meetings:
            return state.meetings[undertaking.before].opened
        announced = state.announcements[undertaking.before]
        if not announced.cancelled:
            return announced.begins
    elif not undertaking.next_meeting:
        return None
    later = [each.opened for each in state.meetings.values() if each.opened > undertaking.made]
    return min(later, default=None)


def is_overdue(state: State, undertaking: Undertaking, now: datetime) -> bool:
    """Whether an undertaking should be done at a moment, and is not."""
    due = due_moment(state, undertaking)
    return undertaking.done is None and due is not None and due < now


def _before(state: State, undertaking: Undertaking) -> str:
    if undertaking.before:
        return state.handle_of(undertaking.before)
    return "the next meeting" if undertaking.next_meeting else ""


class Countdown(StrEnum):
    """How a milestone stands on a day."""

    REACHED = "reached"
    OVERDUE = "overdue"
    NEAR = "near"
    AHEAD = "ahead"


@frozen
class MilestoneLine:
    """One milestone in a list.

    Attributes:
        handle: such as `MS1`.
        title: what is to be reached.
        target: the day by which.
        days_left: how many days are left, below 0 after it.
        countdown: how it stands.
        reached: when it was reached; None while it is not.
        note: a word on how it was reached; may be empty; empty for the public.
    """

    handle: str
    title: str
    target: date
    days_left: int
    countdown: Countdown
    reached: datetime | None
    note: str

    @property
    def sentence(self) -> str:
        """How it stands, in words without a full stop."""
        if self.reached is not None:
            return f"reached {self.reached:%Y-%m-%d}"
        if self.days_left < 0:
            return f"overdue by {several(-self.days_left, 'day', 'days')}"
        return f"{several(self.days_left, 'day', 'days')} left" if self.days_left else "today"


def milestone_lines(
    state: State,
    day: date,
    audience: Audience = Audience.PUBLIC,
    warning: int = WARNING_DAYS,
) -> tuple[MilestoneLine, ...]:
    """The milestones, the earliest target first.

    Args:
        state: the state.
        day: from which days are counted.
        audience: who they are shown to.
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
