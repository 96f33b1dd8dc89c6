"""Replay: the state that a log of steps leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation, stable_name
from consensus.history.operations.undoing import RedactBody, UndoStep
from consensus.history.step import ACT, Step, open_body
from consensus.model.state import State

_UNDO = stable_name(UndoStep)
_REDACT = stable_name(RedactBody)


@frozen
class Amends:
    """What later steps of a log say of earlier ones.

    Attributes:
        undone: the ids of the steps that are left out.
        substitutes: (step id, body index) to the redacted body as JSON; empty when it went whole.
    """

    undone: frozenset[str]
    substitutes: Mapping[tuple[str, int], str]


def looks_back(step: Step) -> bool:
    """Whether a step changes how earlier ones are replayed."""
    return any(body.name in (_UNDO, _REDACT) for body in step.bodies)


def amends_of(steps: Sequence[Step]) -> Amends:
    """Read from a log, in order, what it says of its own earlier steps.

    An undo that was itself undone undoes nothing. A redaction stays whatever is undone.
    """
    undoing: list[tuple[str, list[str]]] = []
    substitutes: dict[tuple[str, int], str] = {}
    for step in steps:
        if not looks_back(step):
            continue
        targets: list[str] = []
        for each in operations_of(step, substitutes):
            if isinstance(each, UndoStep):
                targets.append(each.step)
            elif isinstance(each, RedactBody):
                substitutes[each.step, each.index] = each.substitute
        undoing.append((step.id, targets))
    undone: set[str] = set()
    for step_id, targets in reversed(undoing):
        if step_id not in undone:
            undone.update(targets)
    return Amends(frozenset(undone), substitutes)


def replay(steps: Sequence[Step], amends: Amends | None = None, into: State | None = None) -> State:
    """Apply steps, in order, to a state.

    Args:
        steps: the log, or the part of it that comes after `into`.
        amends: what the whole log says of its steps; read from `steps` when it is not given.
        into: the state to go on from; it is changed. None begins with an empty one.
    """
    state = State() if into is None else into
    known = amends_of(steps) if amends is None else amends
    for step in steps:
        act = step.act
        for operation in operations_of(step, known.substitutes):
            if step.id in known.undone:
                reserve(state, operation)
            else:
                operation.apply(state, act)
    return state


def reserve(state: State, operation: Operation) -> None:
    """Keep the handles of an undone operation from being given again."""
    for handle in operation.handles():
        state.reserve_handle(handle)


def apply_checked(state: State, act: Act, operations: Iterable[Operation]) -> None:
    """Check and apply operations one after the other, each on what the last one left.

    Raises:
        Rejected: with every reason found; what was applied must be taken back by the caller.
    """
    reasons: list[str] = []
    for operation in operations:
        found = list(operation.check(state, act))
        reasons += found
        if not reasons:
            operation.apply(state, act)
    if reasons:
        raise Rejected(*dict.fromkeys(reasons))


def dependents(steps: Sequence[Step], without: Collection[str]) -> list[tuple[Step, str]]:
    """The steps that could not have been recorded without some others, with the reason.

    Args:
        steps: the whole log, in order.
        without: the ids of the steps left out on trial.
    """
    known = amends_of(steps)
    state = State()
    found: list[tuple[Step, str]] = []
    lost = set(without)
    for step in steps:
        act = step.act
        operations = list(operations_of(step, known.substitutes))
        if step.id in known.undone or step.id in lost:
            for operation in operations:
                reserve(state, operation)
            continue
        try:
            with state.journal.trial(keep=True):
                apply_checked(state, act, operations)
        except Rejected as rejected:
            found.append((step, str(rejected)))
            lost.add(step.id)
    return found


def operations_of(
    step: Step, substitutes: Mapping[tuple[str, int], str]
) -> Iterator[Operation]:
    """The operations of a step, redacted ones by their substitutes or left out."""
    for index, sealed in enumerate(step.bodies):
        if sealed.name == ACT:
            continue
        body = substitutes.get((step.id, index), sealed.body)
        if body:
            yield open_body(sealed.name, body)
