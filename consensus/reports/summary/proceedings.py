"""The proceedings of a meeting: what was recorded in it, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddAgendaItem,
    AnnounceMeeting,
    FinishAgendaItem,
    OpenMeeting,
    TakeUpAgendaItem,
)
from consensus.history.step import Step


@frozen
class Happening:
    """One operation of a meeting.

    Attributes:
        step: the id of the step.
        operation: what happened.
        agenda_item: the id of the agenda item that was taken up; empty when none was.
    """

    step: str
    operation: Any
    agenda_item: str = ""


@frozen
class Proceedings:
    """What was recorded of a meeting, in order, without what was undone or no longer applies.

    Attributes:
        meeting: the id of the meeting.
        happenings: what happened, its announcement and opening included.
    """

    meeting: str
    happenings: tuple[Happening, ...]

    def of(self, *kinds: type[Operation]) -> tuple[Happening, ...]:
        """What happened of some kinds."""
        return tuple(each for each in self.happenings if isinstance(each.operation, kinds))


Applied: TypeAlias = Iterable[tuple[Step, Sequence[Operation]]]
"""Each step with those of its operations that apply, redacted words replaced."""


def proceedings(history: Applied, meeting: str) -> Proceedings:
    """Find what was recorded of a meeting.

    Args:
        history: every step, as `WorkingGroup.applied` gives it.
        meeting: the id of the meeting.
    """
    return Proceedings(meeting, tuple(_happenings(history, meeting)))


def _happenings(history: Applied, meeting: str) -> Iterator[Happening]:
    current = ""
    for step, operations in history:
        for each in operations:
            if step.meeting != meeting and not _begins(each, meeting):
                continue
            if isinstance(each, TakeUpAgendaItem):
                current = each.item
            yield Happening(step.id, each, current)
            if isinstance(each, FinishAgendaItem) and each.item == current:
                current = ""


def _begins(operation: Operation, meeting: str) -> bool:
    if isinstance(operation, AddAgendaItem):
        # It was put on the agenda of a meeting to come, which may have been this one.
        return not operation.meeting
    if isinstance(operation, OpenMeeting):
        return meeting in (operation.id, operation.announced)
    return isinstance(operation, AnnounceMeeting) and operation.id == meeting
