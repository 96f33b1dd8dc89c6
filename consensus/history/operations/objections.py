"""The life of an objection after it was raised."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.position import ObjectionState
from consensus.model.state import State


def _no_objection(state: State, target: str, member: str) -> Iterator[str]:
    objection = state.objections.get(target, {}).get(member)
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
        objections = state.objections[self.target]
        answered = attrs.evolve(
            objections[self.member], state=ObjectionState.ANSWERED, answer=self.answer
        )
        state.journal.put(objections, self.member, answered)


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
        objections = state.objections[self.target]
        settled = attrs.evolve(objections[self.member], state=self.state)
        state.journal.put(objections, self.member, settled)
