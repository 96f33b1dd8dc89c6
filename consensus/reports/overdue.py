"""What is overdue beside the text: questions, undertakings, milestones, consultations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from consensus.model.member import day_of
from consensus.model.state import State
from consensus.reports.contributions import members_missing
from consensus.reports.planning import is_overdue
from consensus.reports.words import several


@frozen
class Overdue:
    """What is overdue at a moment.

    Attributes:
        questions: the handles of those whose deadline has passed while members are missing.
        undertakings: the handles of those that should be done.
        milestones: the handles of those whose day has passed.
        consultations: the handles of those that should have reported back.
    """

    questions: tuple[str, ...] = ()
    undertakings: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    consultations: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """Every handle, what somebody has promised first."""
        yield from self.undertakings
        yield from self.milestones
        yield from self.consultations
        yield from self.questions


def overdue(state: State, now: datetime) -> Overdue:
    """Say what is overdue; nobody is named.

    Args:
        state: the state.
        now: the moment.
    """
    return Overdue(
        questions=tuple(
            each.handle
            for each in state.questions.values()
            if each.is_late(now) and members_missing(state, each.id, now)
        ),
        undertakings=tuple(
            each.handle for each in state.undertakings.values() if is_overdue(state, each, now)
        ),
        milestones=tuple(
            each.handle
            for each in state.milestones.values()
            if each.reached is None and each.days_left(day_of(now)) < 0
        ),
        consultations=tuple(
            each.handle for each in state.consultations.values() if each.is_overdue(now)
        ),
    )


def time_until(due: datetime, now: datetime) -> str:
    """How long there is until a moment, or since it, in words: `3 days left`, `overdue by 1 day`.

    Args:
        due: the moment.
        now: from which whole days of universal time are counted.
    """
    return days_until((day_of(due) - day_of(now)).days, now > due)


def days_until(days: int, has_passed: bool) -> str:
    """So many days in words: `3 days left`, `due today`, `overdue since today`.

    Args:
        days: how many are left, below 0 after the day.
        has_passed: whether the moment itself has passed.
    """
    if has_passed:
        return f"overdue by {several(-days, 'day', 'days')}" if days else "overdue since today"
    return f"{several(days, 'day', 'days')} left" if days else "due today"
