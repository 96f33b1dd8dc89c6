"""The proceedings of a meeting: what was recorded in it, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from attrs import frozen

from consensus.history.operation import Operation
from consensus.history.operations import (
    AnnounceMeeting,
    FinishAgendaItem,
    OpenMeeting,
    TakeUpAgendaItem,
)
from consensus.history.step import Step

Kind = TypeVar("Kind", bound=Operation)


@frozen
class Happening:
    """One operation of a meeting.

    Attributes:
        step: the id of the step.
        operation: what happened.
        agenda_item: the id of the agenda item that was taken up; empty when none was.
    """

    step: str
    operation: Operation
    agenda_item: str = ""


@frozen
class Proceedings:
    """What was recorded of a meeting, in order, without what was undone.

    Attributes:
        meeting: the id of the meeting.
        happenings: what happened, its announcement and opening included.
    """

    meeting: str
    happenings: tuple[Happening, ...]

    def of(self, kind: type[Kind]) -> Iterator[tuple[Kind, str]]:
        """The operations of one kind, each with the id of its step."""
        for each in self.happenings:
            if isinstance(each.operation, kind):
                yield each.operation, each.step

    def steps_of(self, *kinds: type[Operation]) -> tuple[str, ...]:
        """The ids of the steps with operations of some kinds, each once."""
        found = (each.step for each in self.happenings if isinstance(each.operation, kinds))
        return tuple(dict.fromkeys(found))


def proceedings(
    history: Iterable[tuple[Step, Sequence[Operation], bool]], meeting: str
) -> Proceedings:
    """Find what was recorded of a meeting.

    Args:
        history: each step with its operations and whether it was undone.
        meeting: the id of the meeting.
    """
    found: list[Happening] = []
    current = ""
    for step, operations, undone in history:
        if undone:
            continue
        for each in operations:
            if step.meeting != meeting and not _begins(each, meeting):
                continue
            if isinstance(each, TakeUpAgendaItem):
                current = each.item
            found.append(Happening(step.id, each, current))
            if isinstance(each, FinishAgendaItem) and each.item == current:
                current = ""
    return Proceedings(meeting, tuple(found))


def _begins(operation: Operation, meeting: str) -> bool:
    if isinstance(operation, OpenMeeting):
        return meeting in (operation.id, operation.announced)
    return isinstance(operation, AnnounceMeeting) and operation.id == meeting
