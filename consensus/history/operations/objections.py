"""The life of an objection after it was raised."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.positions import end_contested
from consensus.history.operations.texts import replace_contested
from consensus.model.contested import ContestedChange, ContestedState
from consensus.model.position import ObjectionState
from consensus.model.state import State
from consensus.model.tally import contested_by, objection_held


def _contested_by(state: State, target: str, member: str) -> list[ContestedChange]:
    return [each for each in state.contested_in(target) if each.member == member]


def _no_objection(state: State, target: str, member: str) -> Iterator[str]:
    if _contested_by(state, target, member):
        return
    objection = objection_held(state, target, member)
    in_brackets = contested_by(state, target).get(member)
    if objection is None and in_brackets is not None:
        handle = state.handle_of(in_brackets.amendment)
        yield f"what {member} objects to or holds is in brackets as {handle}; settle that there"
    elif objection is None:
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


_ENDS_CONTESTED = {
    ObjectionState.ACCOMMODATED: ContestedState.ACCOMMODATED,
    ObjectionState.WITHDRAWN: ContestedState.WITHDRAWN,
}


def _note(state: State, target: str, member: str, became: ObjectionState, answer: str = "") -> None:
    """Note what became of all that a member objects to in a text, carried there or raised."""
    contested = _contested_by(state, target, member)
    if became in _ENDS_CONTESTED:
        end_contested(state, target, member, _ENDS_CONTESTED[became])
    elif answer and contested:
        answered = [msgspec.structs.replace(each, answer=answer) for each in contested]
        replace_contested(state, target, answered)
    objection = objection_held(state, target, member)
    if objection is None or not objection.is_standing:
        if not contested:
            raise TypeError(f"{member} objects to nothing there, which the check should have said")
        return
    if target not in state.objections:
        state.journal.put(state.objections, target, {})
    noted = msgspec.structs.replace(objection, state=became, answer=answer or objection.answer)
    state.journal.put(state.objections[target], member, noted)
