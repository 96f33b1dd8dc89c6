"""Operations on steps themselves: undo, redaction, and joined copies."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.model.state import State


@operation("join-copies", version=2)
@frozen(kw_only=True, repr=False, eq=False)
class JoinCopies(Operation):
    """Two copies of the record become one: the two heads that its step names as its parents.

    Where both settled one target otherwise, neither applies until a user chooses. Of what a join
    of the first schema version brought together, the one that was recorded first stands.
    """

    def apply(self, state: State, act: StepContext) -> None:
        """Changes nothing: the steps of both copies are replayed in one order."""


@operation("settle-overtaken")
@frozen(kw_only=True, repr=False, eq=False)
class SettleOvertaken(Operation):
    """What no longer applied of a step is settled; the replay leaves it out from here on.

    What is recorded in its place stands beside it in the same step.

    Attributes:
        step: the id of the step.
        operations: which of its operations are left out, counted from 1.
        reason: how, in words; may be empty.
    """

    step: str
    operations: tuple[int, ...]
    reason: str = ""

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns the step that it settles."""
        return (self.step,)

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        waiting = state.overtaken.get(self.step)
        if waiting is None:
            yield f"step {self.step} does not wait to be settled"
        elif not self.operations or not set(self.operations) <= set(waiting.operations):
            yield f"of step {self.step} something else waits to be settled now; look at it again"

    def apply(self, state: State, act: StepContext) -> None:
        """Removes the settled operations from the superseded ones that wait."""
        waiting = state.overtaken.get(self.step)
        if waiting is None:
            return
        left = tuple(each for each in waiting.operations if each not in self.operations)
        if left:
            state.journal.change(state.overtaken, self.step, operations=left)
        else:
            state.journal.remove(state.overtaken, self.step)


@operation("undo-step")
@frozen(kw_only=True, repr=False, eq=False)
class UndoStep(Operation):
    """A step is taken back; the replay leaves it out from here on.

    Attributes:
        step: the id of the step.
        reason: why; may be empty.
    """

    step: str
    reason: str = ""

    def apply(self, state: State, act: StepContext) -> None:
        """Changes nothing: the replay omits the named step."""


@operation("redact-body")
@frozen(kw_only=True, repr=False, eq=False)
class RedactBody(Operation):
    """Words are deleted from a recorded body; the chain still verifies and names the gap.

    Attributes:
        step: the id of the step.
        index: which body: 0 says who recorded the step, 1 is its first operation.
        substitute: the body without the words, as JSON; empty when nothing may stand in its place.
        reason: why; it must not repeat the words.
    """

    step: str
    index: int
    substitute: str = ""
    reason: str = ""

    def apply(self, state: State, act: StepContext) -> None:
        """Changes nothing: the replay uses the substitute."""
