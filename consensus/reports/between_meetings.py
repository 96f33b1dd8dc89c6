"""What was recorded in a meeting, and outside meetings since the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from consensus.history.operation import Operation
from consensus.history.operations import CloseMeeting, OpenMeeting
from consensus.history.step import Step

Told: TypeAlias = tuple[Step, tuple[Operation, ...], bool]
"""A step with its operations, and whether it was undone."""


def recorded_in(history: Iterable[Told], meeting: str) -> Iterator[Told]:
    """The steps of a meeting, from its opening on.

    Args:
        history: every step, as `WorkingGroup.history` gives it.
        meeting: the id of the meeting.
    """
    for each in history:
        if each[0].meeting == meeting or _opens(each, meeting):
            yield each


def recorded_before(history: Iterable[Told], meeting: str) -> tuple[Told, ...]:
    """The steps outside meetings since the meeting before was closed, or since the beginning.

    Args:
        history: every step, as `WorkingGroup.history` gives it.
        meeting: the id of the meeting that came next.
    """
    between: list[Told] = []
    for each in history:
        if _opens(each, meeting):
            break
        if any(isinstance(one, CloseMeeting) for one in each[1]) and not each[2]:
            between = []
        elif not each[0].meeting:
            between.append(each)
    return tuple(between)


def _opens(told: Told, meeting: str) -> bool:
    return any(
        isinstance(one, OpenMeeting) and meeting in (one.id, one.announced) for one in told[1]
    )
