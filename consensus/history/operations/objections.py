"""The life of an objection after it was raised."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.position import ObjectionState
from consensus.model.state import State
from consensus.model.tally import objection_held


def _no_objection(state: State, target: str, member: str) -> Iterator[str]:
    objection = objection_held(state, target, member)
    if objection is None:
        yield f"{member} has raised no objection there"
    elif not objection.is_standing:
        yield f"the objection of {member} was {objection.state} already"


@operation("answer-objection")
@frozen(kw_only=True)
class AnswerObjection(Operation):
    """An objection is answered in substance; it stands until it is settled.

    Attributes:
        target: the id of the target.
        member: the code of the member that objects.
        answer: what was answered.
    """

    target: str
    member: str
    answer: str

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse where nothing stands, and an empty answer."""
        yield from _no_objection(state, self.target, self.member)
        if not self.answer.strip():
            yield "an answer needs words"

    def apply(self, state: State, act: Act) -> None:
        """Note the answer."""
        _note(state, self.target, self.member, ObjectionState.ANSWERED, self.answer)


@operation("settle-objection")
@frozen(kw_only=True)
class SettleObjection(Operation):
    """An objection is accommodated, withdrawn, or sustained.

    Attributes:
        target: the id of the target.
        member: the code of the member that objects.
        state: what became of it.
        reason: how; may be empty.
    """

    target: str
    member: str
    state: ObjectionState
    reason: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse where nothing stands, and states that settle nothing."""
        yield from _no_objection(state, self.target, self.member)
        if self.state in (ObjectionState.RAISED, ObjectionState.ANSWERED):
            yield "an objection ends accommodated, withdrawn or sustained"

    def apply(self, state: State, act: Act) -> None:
        """Note what became of it."""
        _note(state, self.target, self.member, self.state)


def _note(state: State, target: str, member: str, became: ObjectionState, answer: str = "") -> None:
    objection = objection_held(state, target, member)
    if objection is None:
        raise TypeError(f"{member} objects to nothing there, which the check should have said")
    if target not in state.objections:
        state.journal.put(state.objections, target, {})
    noted = msgspec.structs.replace(objection, state=became, answer=answer or objection.answer)
    state.journal.put(state.objections[target], member, noted)
