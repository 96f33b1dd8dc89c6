"""Taking a step back, and taking words out of the record."""

from __future__ import annotations

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.state import State


@operation("undo-step")
@frozen(kw_only=True)
class UndoStep(Operation):
    """A step is taken back; the replay leaves it out from here on.

    Attributes:
        step: the id of the step.
        reason: why; may be empty.
    """

    step: str
    reason: str = ""

    def apply(self, state: State, act: Act) -> None:
        """Nothing of its own: the replay leaves the named step out."""


@operation("redact-body")
@frozen(kw_only=True)
class RedactBody(Operation):
    """Words are taken out of a recorded body; the chain still verifies and names the gap.

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

    def apply(self, state: State, act: Act) -> None:
        """Nothing of its own: the replay uses the substitute."""
