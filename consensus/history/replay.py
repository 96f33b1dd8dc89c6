"""Replays steps into a state, with garbage collection paused."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple

import attrs
import msgspec
from attrs import frozen

from consensus.errors import Damaged, Rejected, StoreTooNew
from consensus.history.corrections import CorrectionIndex, index_corrections, names_correction
from consensus.history.operation import Operation, StepContext
from consensus.history.step import ACT, Step, Unreadable, read_body, stands_alone
from consensus.model.state import State, Superseded

# Also in the substitute of a redacted body, which is text within another body.
_OWN_ID = re.compile(r'"id\\*":\\*"([^"\\]{36})')
_ID_LENGTHS = range(36, 43)
_SPACE = re.compile(r"\s")
# What an operation names, with the number of what was made beside others; its own id is not named.
_NAMED_ID = re.compile(
    r'(?<!"id":")([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})((?:\.[a-z]?\d+)?)'
)


def replay(
    steps: Sequence[Step], amends: CorrectionIndex | None = None, into: State | None = None
) -> State:
    """Applies steps, in order, to a state, and returns it.

    A step that cannot be read is left out, and so is what depends on it; see `State.overtaken`.

    Raises:
        Damaged: a step was altered after it was recorded; the error names it. With `into` also
            when a step cannot be read.
        StoreTooNew: a later version of this software recorded one of them.
    """
    state = State() if into is None else into
    known = index_corrections(steps) if amends is None else amends
    if into is None and known.settled_in_line:
        return replay_checked(steps, known)
    for step in steps:
        try:
            _apply(state, step, known)
        except (StoreTooNew, MemoryError):
            raise
        except Exception as error:
            if into is not None:
                problem = f"{type(error).__name__}: {error}"
                raise Damaged(f"step {step.id} does not apply ({problem})", step.id) from error
            # The second replay says which step it is, whether it was altered, or leaves it out.
            return replay_checked(steps, known)
    return state


@frozen
class Replayed:
    """A log that was replayed."""

    state: State  # what it leads to
    head: str = ""  # the hash of the last step; empty when there is none
    steps: int = 0  # how many there are
    bodies: int = 0  # how many bodies they have together
    known: CorrectionIndex | None = None  # what its steps say of each other, if copies were joined


def replay_line(steps: Iterable[Step], amends: CorrectionIndex) -> Replayed | None:
    """Replays a linear log step by step, without holding it in memory.

    Returns None if a step does not follow the one before, as after a merge of copies, or cannot be
    read; the log must then be sorted first.
    """
    if amends.settled_in_line:
        return None
    state, head, length, bodies = State(), "", 0, 0
    for step in steps:
        if step.parents != ((head,) if head else ()):
            return None
        try:
            _apply(state, step, amends)
        except (StoreTooNew, MemoryError):
            raise
        except Exception:
            # `replay` finds the reason, for which it needs every step.
            return None
        head = step.hash
        length += 1
        bodies += len(step.bodies)
    return Replayed(state, head, length, bodies)


def _apply(state: State, step: Step, known: CorrectionIndex) -> None:
    if step.id in known.apart:
        found = apply_valid_parts(state, step, known)
        if found is not None and found.unreadable:
            raise Damaged("; ".join(found.reasons), step.id)
        return
    operations = (operation for _, operation in resolved_operations(state, step, known))
    if step.id in known.undone:
        for operation in operations:
            if isinstance(operation, Unreadable):
                raise Damaged(operation.sentence, step.id)
            reserve(state, operation)
        return
    act = step.context_from(known.substitutes.get((step.id, 0), step.bodies[0].body))
    for operation in operations:
        operation.apply(state, act)


def replay_checked(
    steps: Sequence[Step], known: CorrectionIndex, is_checked: bool = False
) -> State:
    """Replays a log, validating and skipping from the first step that fails or was corrected."""
    state = State()
    settled = known.settled_in_line
    is_proved = False
    for step in steps:
        if not is_checked and step.id not in settled:
            try:
                with state.journal.rollback_scope(keep=True):
                    _apply(state, step, known)
            except (StoreTooNew, MemoryError):
                raise
            except Exception:
                # Only now, since the digests of a long record take long.
                _refuse_altered(steps)
                is_proved = True
            else:
                continue
        is_checked = True
        found = apply_valid_parts(state, step, known)
        if found is not None and found.unreadable and not is_proved:
            _refuse_altered(steps)
            is_proved = True
    return state


def refuse_broken(steps: Sequence[Step], known: CorrectionIndex) -> None:
    """Raises Damaged if the log does not hold because a step was altered.

    That is so if an altered step is a correction, names an id that no step created, is refused, or
    makes another be refused. The error names the first altered step.
    """
    altered = {step.id for step in steps if not step.is_intact()}
    if not altered:
        return
    made = {step.id for step in steps}
    for step in steps:
        for body in step.bodies:
            made.update(_OWN_ID.findall(body.body or ""))
    for number, step in enumerate(steps, 1):
        if step.id in altered:
            for index, body in enumerate(step.bodies):
                if not body.is_intact() and (
                    names_correction(body.name) or not made.issuperset(_named(body.body or ""))
                ):
                    raise _damaged(step, number, index)
    replay_checked(steps, known, is_checked=True)


def _named(body: str) -> Iterator[str]:
    """Yields the ids in a body, and what one could have been before a bit of it flipped."""
    try:
        waiting = [msgspec.json.decode(body)]
    except msgspec.MsgspecError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += (*value, *value.values())
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and len(value) in _ID_LENGTHS and not _SPACE.search(value):
            # One operation may make several things, which are numbered.
            name, _, number = value.partition(".")
            yield name if number.isdecimal() or value == name else value


def _refuse_altered(steps: Iterable[Step]) -> None:
    """Raises Damaged for the first step with a body that is not what its digest says."""
    for number, step in enumerate(steps, 1):
        for index, body in enumerate(step.bodies):
            if not body.is_intact():
                raise _damaged(step, number, index)


def _damaged(step: Step, number: int, index: int) -> Damaged:
    return Damaged(
        f"step {step.id} (number {number}) is damaged: its body {index}"
        f" ({step.bodies[index].name}) is not the one that was recorded; keep the file as it is and"
        " use a backup",
        step.id,
    )


def apply_valid_parts(state: State, step: Step, known: CorrectionIndex) -> Superseded | None:
    """Applies a step after checking it again: all of it, or the rows that are valid.

    Used for steps recorded apart, or after an omitted one. Returns what was not applied and why;
    None if everything was, or the step was undone.
    """
    waiting: list[tuple[int, Operation]] = []
    left: list[int] = []
    for number, operation in resolved_operations(state, step, known):
        settled = (step.id, number) in known.settled
        if step.id in known.undone or settled:
            reserve(state, operation)
            left += [number] * settled
        else:
            waiting.append((number, operation))
    is_apart = step.id in known.apart
    act = context_of(step, known.substitutes)
    if is_apart:
        act = attrs.evolve(act, apart=True)
    elif act.meeting not in state.meetings:
        # The meeting was left out; what was recorded in it need not be for that.
        act = attrs.evolve(act, meeting="")
    repeated = repeated_in(state, step, known)
    rivals = known.rivals_of(step.id)
    reasons: list[str] = []
    unreadable = False
    objections: list[tuple[str, str]] = []
    if step.id not in known.undone and (problem := problem_of_context(step, known.substitutes)):
        left.append(0)
        if (step.id, 0) not in known.settled:
            reasons.append(problem)
            unreadable = True
    for part in _parts(waiting):
        against = _reasons_of_rivals(state, rivals) if rivals else known.void.get(step.id, ())
        outcome = apply_together(state, act, part, repeated, against)
        if outcome.reasons:
            left += [number for number, _ in part]
            reasons += outcome.reasons
            unreadable = unreadable or not is_apart or outcome.is_damaged
            for _, operation in part:
                reserve(state, operation)
                objections += operation.objections()
    if not left:
        return None
    overtaken = Superseded(
        step=step.id,
        operations=tuple(sorted(left)),
        reasons=tuple(dict.fromkeys(reasons)),
        rivals=tuple(rivals),
        targets=tuple(sorted(frozenset[str]().union(*rivals.values()))),
        unreadable=unreadable,
        objections=tuple(dict.fromkeys(objections)),
    )
    state.journal.put(state.overtaken, step.id, overtaken)
    return overtaken


class PartOutcome(NamedTuple):
    """The outcome of operations that are applied together or not at all."""

    reasons: tuple[str, ...] = ()  # why they do not apply, as sentences; none when they do
    is_damaged: bool = False  # whether one cannot be read, or rests on what is not in the record


def apply_together(
    state: State,
    act: StepContext,
    part: Sequence[tuple[int, Operation]],
    repeated: Mapping[str, Collection[str]],
    against: Iterable[str] = (),
) -> PartOutcome:
    """Checks and applies operations that are applied together or not at all."""
    try:
        if refusals := tuple(against):
            raise Rejected(*refusals)
        with state.journal.rollback_scope(keep=True):
            apply_checked(state, act, [operation for _, operation in part], repeated)
    except (StoreTooNew, MemoryError):
        raise
    except Exception as error:
        is_unreadable = any(isinstance(operation, Unreadable) for _, operation in part)
        reasons = tuple(_reasons_of(part, error))
        return PartOutcome(reasons, is_unreadable or not isinstance(error, Rejected))
    return PartOutcome()


def _reasons_of_rivals(state: State, rivals: Mapping[str, Collection[str]]) -> Iterator[str]:
    for rival, targets in rivals.items():
        names = ", ".join(
            sorted(state.handle_of(each) if state.is_target(each) else each for each in targets)
        )
        yield f"{names} was settled otherwise in another copy (step {rival}); choose one of the two"


def repeated_in(state: State, step: Step, known: CorrectionIndex) -> dict[str, tuple[str, ...]]:
    """Maps operations of a step whose outcome another copy has already recorded to those there."""

    def is_applied(other: str, place: int) -> bool:
        waiting = state.overtaken.get(other)
        return not (
            other in known.undone
            or (other, place) in known.settled
            or (waiting is not None and place in waiting.operations)
        )

    return {
        operation.id: known.alike.get(operation.id, ())
        for number, operation in numbered_operations(step, known.substitutes)
        if any(is_applied(*each) for each in known.repeats.get((step.id, number), ()))
    }


def _reasons_of(part: Sequence[tuple[int, Operation]], error: Exception) -> Iterable[str]:
    unreadable = [
        f"operation {number} {operation.sentence}"
        for number, operation in part
        if isinstance(operation, Unreadable)
    ]
    if unreadable:
        return unreadable
    if isinstance(error, Rejected):
        return error.reasons
    return [f"it rests on what is not in the history ({type(error).__name__}: {error})"]


def _parts(operations: list[tuple[int, Operation]]) -> Iterable[Sequence[tuple[int, Operation]]]:
    if all(stands_alone(each) for _, each in operations):
        return [[each] for each in operations]
    return [operations]


def reserve(state: State, operation: Operation) -> None:
    """Reserves the handles of an undone operation."""
    for handle in operation.handles():
        state.spend_handle(handle, operation.id)


def apply_checked(
    state: State,
    act: StepContext,
    operations: Iterable[Operation],
    repeated: Mapping[str, Collection[str]] = MappingProxyType({}),
    is_new: bool = False,
) -> None:
    """Checks and applies operations one after the other, each on the result of the last.

    `repeated` maps those whose outcome another copy has already recorded to those there. New ones
    are asked what they missed, too. Raises Rejected with every reason; the caller must roll back.
    """
    reasons: list[str] = []
    if act.meeting and act.meeting not in state.meetings:
        reasons.append("the meeting in which it happened is not in the history")
    for operation in operations:
        if operation.id in repeated:
            operation.apply_repeated(state, act, repeated[operation.id])
            continue
        missed = tuple(operation.missed(state)) if is_new and not reasons else ()
        reasons += missed or operation.check(state, act)
        if not reasons:
            operation.apply(state, act)
    if reasons:
        raise Rejected(*dict.fromkeys(reasons))


def replay_problems(
    steps: Sequence[Step], known: CorrectionIndex
) -> dict[tuple[str, int], tuple[Step, str]]:
    """Returns why steps would be refused if the log were replayed with these corrections.

    Maps (step id, number of the operation, or 0 for the whole step) to the step and the reason.
    """
    state = State()
    found: dict[tuple[str, int], tuple[Step, str]] = {}
    settled = known.settled_in_line
    for step in steps:
        operations = [operation for _, operation in resolved_operations(state, step, known)]
        if step.id in known.undone:
            for operation in operations:
                reserve(state, operation)
            continue
        is_line = step.id not in known.apart and step.id not in settled
        if is_line and not any(isinstance(each, Unreadable) for each in operations):
            try:
                with state.journal.rollback_scope(keep=True):
                    apply_checked(state, context_of(step, known.substitutes), operations)
            except (StoreTooNew, MemoryError):
                raise
            except Exception as error:
                found[step.id, 0] = step, str(error)
            continue
        overtaken = apply_valid_parts(state, step, known)
        if overtaken is not None:
            reason = "; ".join(overtaken.reasons)
            found |= {
                (step.id, each): (step, reason)
                for each in overtaken.operations
                if each or (step.id, each) not in known.settled
            }
    return found


def context_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> StepContext:
    """Returns who recorded a step and when; no name if that cannot be read."""
    try:
        return step.context_from(substitutes.get((step.id, 0), step.bodies[0].body))
    except Damaged:
        return step.context_from(None)


def problem_of_context(step: Step, substitutes: Mapping[tuple[str, int], str]) -> str:
    """Returns why the body that says who recorded a step cannot be read; empty if it can."""
    try:
        step.context_from(substitutes.get((step.id, 0), step.bodies[0].body))
    except Damaged as error:
        return str(error)
    return ""


def operations_of(step: Step, substitutes: Mapping[tuple[str, int], str]) -> Iterator[Operation]:
    """Returns the operations of a step; redacted ones by their substitute or left out."""
    return (operation for _, operation in numbered_operations(step, substitutes))


def numbered_operations(
    step: Step,
    substitutes: Mapping[tuple[str, int], str],
    translate: Callable[[str], str] | None = None,
    wanted: Callable[[str], object] = bool,
) -> Iterator[tuple[int, Operation]]:
    """Returns the operations of a step whose bodies are wanted, by number from 1.

    Each body goes through `translate`.
    """
    for index, sealed in enumerate(step.bodies):
        if sealed.name == ACT:
            continue
        body = substitutes.get((step.id, index), sealed.body)
        if body and wanted(body):
            yield index, read_body(sealed.name, translate(body) if translate else body)


def resolved_operations(
    state: State, step: Step, known: CorrectionIndex
) -> Iterator[tuple[int, Operation]]:
    """Returns the operations of a step, about the texts and items that the state has.

    Where two copies did the same, one of the two is applied, and what was recorded of the text
    that the other made is about the text of that one.
    """
    if not known.alike:
        return numbered_operations(step, known.substitutes)

    def resolve(found: re.Match[str]) -> str:
        name, number = found.groups()
        if name in known.alike and name + number not in state.versions:
            for other in known.alike[name]:
                if other + number in state.versions:
                    return other + number
        return found[0]

    return numbered_operations(step, known.substitutes, lambda body: _NAMED_ID.sub(resolve, body))


_MANY = 10_000  # fewer are looked at in a millisecond
_is_frozen = False  # whether much is, as was found once: to count it takes long


@contextmanager
def gc_paused() -> Iterator[None]:
    """Disables the cyclic garbage collector, which took 25 % of the time of reading a record."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def promote_survivors() -> None:
    """Moves all objects to the oldest generation, if many are new.

    They are then not scanned soon. For a record that was just read, and stays: after repeated work
    it would keep garbage cycles, as the oldest generation is scanned seldom.
    """
    global _is_frozen
    # What somebody else has frozen stays so.
    if gc.get_count()[0] > _MANY and not (_is_frozen := _is_frozen or gc.get_freeze_count() > 0):
        gc.freeze()
        gc.unfreeze()


class PassingCheck:
    """Verifies steps during replay, so that only a verified state is kept as a snapshot.

    A forged copy can have steps with the true hashes and other bodies, since the hash of a step
    covers the digests of its bodies.

    Attributes:
        is_intact: whether every step so far has the bodies that its hash covers or that were
            redacted on record, and all end in one step.
    """

    def __init__(self) -> None:
        self.is_intact: bool = True

    def watch(self, steps: Iterable[Step], known: CorrectionIndex) -> Iterator[Step]:
        """Yields the steps, in replay order, and verifies each."""
        ends: set[str] = set()
        for step in steps:
            self.is_intact = self.is_intact and _is_covered(step, known)
            # In a line each comes after the one before, which its hash says.
            if known.apart:
                ends.difference_update(step.parents)
                ends.add(step.hash)
            yield step
        self.is_intact = self.is_intact and len(ends) <= 1


def _is_covered(step: Step, known: CorrectionIndex) -> bool:
    """Returns whether each body matches its digest or was redacted on record."""
    return all(
        each.is_intact() and (each.body is not None or (step.id, index) in known.substitutes)
        for index, each in enumerate(step.bodies)
    )
