"""The step that an undo would take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.history.operations import ArrangeItems, ChangeText
from consensus.history.replay import operations_of
from consensus.model.contested import ContestedState
from consensus.model.positions import Stance
from consensus.reports.history import describe

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from tui.worker import Check


@frozen
class LastStepView:
    """The step that an undo would take back.

    Attributes:
        step: its id.
        sentences: what happened in it, one sentence for each operation.
    """

    step: str
    sentences: tuple[str, ...]


def last_step_view(group: WorkingGroup, check: Check) -> LastStepView:
    """Read the step that an undo would take back.

    Raises:
        NotFound: there is none.
    """
    step = group.last_own_step()
    line = describe(step, tuple(operations_of(step, {})), group.state)
    return LastStepView(step.id, line.sentences)


_CALLED = {Stance.OBJECT: "objection", Stance.HOLD: "hold"}


def lapsed_in(step: Step) -> tuple[str, ...]:
    """Whose objections or holds have lapsed in a step, one sentence for each member."""
    lapsed = {
        each.member: f"the {_CALLED[each.stance]} of {each.member} has lapsed"
        for operation in operations_of(step, {})
        if isinstance(operation, ChangeText | ArrangeItems)
        for each in operation.contested
        if each.state is ContestedState.LAPSED and not each.unchanged
    }
    return tuple(lapsed.values())
