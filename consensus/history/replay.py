"""Replay: the state that a log of steps leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Act, Operation
from consensus.history.operations.undoing import RedactBody, UndoStep
from consensus.history.step import ACT, Step, open_body
from consensus.history.stored import StoredStep
from consensus.model.state import State

# Without the schema version, so that a later one still looks back at what an earlier one wrote.
_LOOKING_BACK = frozenset({UndoStep.NAME, RedactBody.NAME})
_NAMES = tuple(f'"{name}/'.encode() for name in sorted(_LOOKING_BACK))


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
    return any(_name_looks_back(body.name) for body in step.bodies)


def looking_back(stored: Iterable[StoredStep]) -> list[Step]:
    """Those stored steps that may change how earlier ones are replayed; no other is decoded."""
    return [each.open() for each in stored if any(name in each.content for name in _NAMES)]


def _name_looks_back(stored: str) -> bool:
    return stored.partition("/")[0] in _LOOKING_BACK


def amends_of(steps: Sequence[Step], undoing: str = "") -> Amends:
    """Read from a log, in order, what it says of its own earlier steps.

    An undo that was itself undone undoes nothing. A redaction stays whatever is undone; of two
    redactions of one body the later one holds.

    Args:
        steps: the log.
        undoing: the id of a step that is taken to be undone after all of them, on trial.
    """
    undone = {undoing} if undoing else set()
    substitutes: dict[tuple[str, int], str] = {}
    # From the end: whatever changes the meaning of a step comes after it.
    for step in reversed(steps):
        for index, sealed in reversed(list(enumerate(step.bodies))):
            if not _name_looks_back(sealed.name):
                continue
            body = substitutes.get((step.id, index), sealed.body)
            each = open_body(sealed.name, body) if body else None
            if isinstance(each, UndoStep) and step.id not in undone:
                undone.add(each.step)
            elif isinstance(each, RedactBody):
                substitutes.setdefault((each.step, each.index), each.substitute)
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
    """

    state: State
    head: str = ""
    steps: int = 0
    bodies: int = 0


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


def _apply(state: State, step: Step, amends: Amends) -> None:
    operations = operations_of(step, amends.substitutes)
    if step.id in amends.undone:
        for operation in operations:
            reserve(state, operation)
        return
    act = act_of(step, amends.substitutes)
    for operation in operations:
        operation.apply(state, act)


def reserve(state: State, operation: Operation) -> None:
    """Keep the handles of an undone operation from being given again."""
    for handle in operation.handles():
        state.spend_handle(handle, operation.id)


def apply_checked(state: State, act: Act, operations: Iterable[Operation]) -> None:
    """Check and apply operations one after the other, each on what the last one left.

    Raises:
        Rejected: with every reason found; what was applied must be taken back by the caller.
    """
    reasons: list[str] = []
    if act.meeting and act.meeting not in state.meetings:
        reasons.append("the meeting in which it happened is not in the record")
    for operation in operations:
        found = list(operation.check(state, act))
        reasons += found
        if not reasons:
            operation.apply(state, act)
    if reasons:
        raise Rejected(*dict.fromkeys(reasons))


def unsound(steps: Sequence[Step], known: Amends) -> list[tuple[Step, str]]:
    """The steps that could not stand if the log were replayed so, each with the reason.

    Args:
        steps: the whole log, in order.
        known: what is left out and substituted on trial.
    """
    state = State()
    found: list[tuple[Step, str]] = []
    for step in steps:
        operations = list(operations_of(step, known.substitutes))
        if step.id in known.undone:
            for operation in operations:
                reserve(state, operation)
            continue
        try:
            with state.journal.trial(keep=True):
                apply_checked(state, act_of(step, known.substitutes), operations)
        except Rejected as rejected:
            found.append((step, str(rejected)))
    return found


def act_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> Act:
    """Who recorded a step and when, by the substitute where that was redacted."""
    return step.act_read_from(substitutes.get((step.id, 0), step.bodies[0].body))


def operations_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> Iterator[Operation]:
    """The operations of a step, redacted ones by their substitutes or left out."""
    for index, sealed in enumerate(step.bodies):
        if sealed.name == ACT:
            continue
        body = substitutes.get((step.id, index), sealed.body)
        if body:
            yield open_body(sealed.name, body)
