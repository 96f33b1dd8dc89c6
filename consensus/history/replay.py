"""Replay: the state that a log of steps leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.history.amends import Amends, amends_of
from consensus.history.operation import Act, Operation
from consensus.history.step import ACT, Step, open_body
from consensus.model.overtaken import Overtaken
from consensus.model.state import State


def replay(steps: Sequence[Step], amends: Amends | None = None, into: State | None = None) -> State:
    """Apply steps, in order, to a state.

    Args:
        steps: the log, or the part of it that comes after `into`.
        amends: what the whole log says of its steps; read from `steps`, then a line of steps that
            each come after the one before, when it is not given.
        into: the state to go on from; it is changed. None begins with an empty one.
    """
    state = State() if into is None else into
    known = amends_of(steps) if amends is None else amends
    for step in steps:
        _apply(state, step, known)
    return state


@frozen
class Replayed:
    """A log that was replayed.

    Attributes:
        state: what it leads to.
        head: the hash of the last step; empty when there is none.
        steps: how many there are.
        bodies: how many bodies they have together.
        known: what the steps say of each other, where copies were joined.
    """

    state: State
    head: str = ""
    steps: int = 0
    bodies: int = 0
    known: Amends | None = None


def replay_line(steps: Iterable[Step], amends: Amends) -> Replayed | None:
    """Apply steps as they are read, so that no more than one need be in memory.

    Args:
        steps: a whole log, in the order in which it was stored.
        amends: what the log says of its steps.

    Returns:
        None when not each comes after the one before, as where two histories were joined: their
        order must be found before they are replayed.
    """
    state, head, length, bodies = State(), "", 0, 0
    for step in steps:
        if step.parents != ((head,) if head else ()):
            return None
        _apply(state, step, amends)
        head = step.hash
        length += 1
        bodies += len(step.bodies)
    return Replayed(state, head, length, bodies)


def _apply(state: State, step: Step, known: Amends) -> None:
    if step.id in known.apart:
        apply_as_far_as_it_goes(state, step, known)
        return
    operations = operations_of(step, known.substitutes)
    if step.id in known.undone:
        for operation in operations:
            reserve(state, operation)
        return
    act = act_of(step, known.substitutes)
    for operation in operations:
        operation.apply(state, act)


def apply_as_far_as_it_goes(state: State, step: Step, known: Amends) -> Overtaken | None:
    """Apply a step that was recorded apart, checked again: all of it, or those rows that hold.

    Returns:
        What does not apply and why, until a later step settles it; None when everything does, or
        was taken back.
    """
    waiting: list[tuple[int, Operation]] = []
    left: list[int] = []
    for number, operation in numbered_operations(step, known.substitutes):
        settled = (step.id, number) in known.settled
        if step.id in known.undone or settled:
            reserve(state, operation)
            left += [number] * settled
        else:
            waiting.append((number, operation))
    act = attrs.evolve(act_of(step, known.substitutes), apart=True)
    repeated = repeated_in(state, step, known)
    rivals = known.rivals_of(step.id)
    reasons: list[str] = []
    for part in _parts(waiting):
        try:
            if rivals:
                raise Rejected(*_reasons_of_rivals(state, rivals))
            if step.id in known.void:
                raise Rejected(*known.void[step.id])
            with state.journal.trial(keep=True):
                apply_checked(state, act, [operation for _, operation in part], repeated)
        except Rejected as rejected:
            left += [number for number, _ in part]
            reasons += rejected.reasons
            for _, operation in part:
                reserve(state, operation)
    if not left:
        return None
    overtaken = Overtaken(
        step=step.id,
        operations=tuple(sorted(left)),
        reasons=tuple(dict.fromkeys(reasons)),
        rivals=tuple(rivals),
        targets=tuple(sorted(frozenset[str]().union(*rivals.values()))),
    )
    state.journal.put(state.overtaken, step.id, overtaken)
    return overtaken


def _reasons_of_rivals(state: State, rivals: Mapping[str, Collection[str]]) -> Iterator[str]:
    for rival, targets in rivals.items():
        names = ", ".join(
            sorted(state.handle_of(each) if state.is_target(each) else each for each in targets)
        )
        yield f"{names} was settled otherwise in another copy (step {rival}); choose one of the two"


def repeated_in(state: State, step: Step, known: Amends) -> set[str]:
    """The ids of those operations of a step whose outcome another copy has brought already.

    Args:
        state: the state before the step.
        step: a step that was recorded apart.
        known: what the steps say of each other.
    """

    def is_applied(other: str, place: int) -> bool:
        waiting = state.overtaken.get(other)
        return not (
            other in known.undone
            or (other, place) in known.settled
            or (waiting is not None and place in waiting.operations)
        )

    return {
        operation.id
        for number, operation in numbered_operations(step, known.substitutes)
        if any(is_applied(*each) for each in known.repeats.get((step.id, number), ()))
    }


def _parts(
    operations: list[tuple[int, Operation]],
) -> Iterable[Sequence[tuple[int, Operation]]]:
    """What of a step stands or falls together: the whole of it, or each row of an import."""
    if all(each.STANDS_ALONE for _, each in operations):
        return [[each] for each in operations]
    return [operations]


def reserve(state: State, operation: Operation) -> None:
    """Keep the handles of an undone operation from being given again."""
    for handle in operation.handles():
        state.spend_handle(handle, operation.id)


def apply_checked(
    state: State, act: Act, operations: Iterable[Operation], repeated: Collection[str] = ()
) -> None:
    """Check and apply operations one after the other, each on what the last one left.

    Args:
        state: the state before them; it is changed.
        act: the step they are part of.
        operations: what was recorded.
        repeated: the ids of those whose outcome another copy of the record has brought already.

    Raises:
        Rejected: with every reason found; what was applied must be taken back by the caller.
    """
    reasons: list[str] = []
    if act.meeting and act.meeting not in state.meetings:
        reasons.append("the meeting in which it happened is not in the record")
    for operation in operations:
        if operation.id in repeated:
            operation.apply_repeated(state, act)
            continue
        found = list(operation.check(state, act))
        reasons += found
        if not reasons:
            operation.apply(state, act)
    if reasons:
        raise Rejected(*dict.fromkeys(reasons))


def unsound(steps: Sequence[Step], known: Amends) -> dict[tuple[str, int], tuple[Step, str]]:
    """What could not stand if the log were replayed so.

    Args:
        steps: the whole log, in order.
        known: what is left out and substituted on trial.

    Returns:
        (step id, number of the operation, or 0 for the whole step) to the step and the reason.
    """
    state = State()
    found: dict[tuple[str, int], tuple[Step, str]] = {}
    for step in steps:
        if step.id in known.apart:
            overtaken = apply_as_far_as_it_goes(state, step, known)
            if overtaken is not None:
                reason = "; ".join(overtaken.reasons)
                found |= {(step.id, each): (step, reason) for each in overtaken.operations}
            continue
        operations = operations_of(step, known.substitutes)
        if step.id in known.undone:
            for operation in operations:
                reserve(state, operation)
            continue
        try:
            with state.journal.trial(keep=True):
                apply_checked(state, act_of(step, known.substitutes), operations)
        except Rejected as rejected:
            found[step.id, 0] = step, str(rejected)
    return found


def act_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> Act:
    """Who recorded a step and when, by the substitute where that was redacted."""
    return step.act_read_from(substitutes.get((step.id, 0), step.bodies[0].body))


def operations_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> Iterator[Operation]:
    """The operations of a step, redacted ones by their substitutes or left out."""
    return (operation for _, operation in numbered_operations(step, substitutes))


def numbered_operations(
    step: Step, substitutes: Mapping[tuple[str, int], str]
) -> Iterator[tuple[int, Operation]]:
    """The operations of a step as `operations_of` gives them, each with its number from 1."""
    for index, sealed in enumerate(step.bodies):
        if sealed.name == ACT:
            continue
        body = substitutes.get((step.id, index), sealed.body)
        if body:
            yield index, open_body(sealed.name, body)
