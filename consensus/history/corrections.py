"""Corrections: steps that undo, redact or settle earlier ones, indexed; redacted bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Operation
from consensus.history.operations.corrections import (
    JoinCopies,
    RedactBody,
    SettleOvertaken,
    UndoStep,
)
from consensus.history.step import Step, StoredStep, read_body

# What later steps of a log say of earlier ones: undone, settled, redacted.

# Without the schema version, so that a later one still looks back at what an earlier one wrote.
_LOOKING_BACK = frozenset({UndoStep.NAME, RedactBody.NAME, SettleOvertaken.NAME, JoinCopies.NAME})
# A forged step could hide a name by writing one of its characters as an escape.
_NAMES = (*(f'"{name}'.encode() for name in sorted(_LOOKING_BACK)), rb"\u00")


@frozen
class CorrectionIndex:
    """What the steps of a log change about other steps.

    Attributes:
        undone: the ids of the steps that are left out.
        substitutes: (step id, body index) to the redacted body as JSON; empty when it went whole.
        settled: (step id, number of the operation) of what did not apply or cannot be read, and is
            left out since that was settled.
        apart: the ids of the steps that were recorded while others, which their recorders could
            not see, were recorded in another copy; each is checked again when it is replayed.
        void: the ids of the undos and settlements that do not hold, to the reasons.
        rivals: step id to the steps, unseen by its recorder, that settled the same otherwise, each
            with the targets that both settled; none of them applies.
        repeats: (step id, number of the operation) to those before it in the order, unseen by its
            recorder, that come to the same.
        alike: the id of an operation to those of the operations, unseen by its recorder, that come
            to the same; a text or item that one of them makes is the one that the others make.
    """

    undone: frozenset[str] = frozenset()
    substitutes: Mapping[tuple[str, int], str] = attrs.field(factory=dict)
    settled: frozenset[tuple[str, int]] = frozenset()
    apart: frozenset[str] = frozenset()
    void: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    rivals: Mapping[str, Mapping[str, frozenset[str]]] = attrs.field(factory=dict)
    repeats: Mapping[tuple[str, int], tuple[tuple[str, int], ...]] = attrs.field(factory=dict)
    alike: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)

    def rivals_of(self, step_id: str) -> dict[str, frozenset[str]]:
        """Returns the steps that settled the same differently and still hold, with the targets."""
        found = self.rivals.get(step_id, {})
        return {rival: found[rival] for rival in sorted(found.keys() - self.undone)}

    @property
    def settled_in_line(self) -> frozenset[str]:
        """The ids of settled steps not recorded apart, after which all are checked again."""
        if not self.settled:
            return frozenset()
        return frozenset(step for step, _ in self.settled) - self.apart

    def is_omitted(self, step: Step) -> bool:
        """Returns whether a step was undone, or all of it settled."""
        if step.id in self.undone:
            return True
        numbers = range(1, len(step.bodies))
        return bool(numbers) and all((step.id, each) in self.settled for each in numbers)

    def with_corrections(self, steps: Sequence[Step], undoing: str = "") -> CorrectionIndex:
        """Returns a copy with the undos and settlements of these steps instead of its own.

        `undoing` is a step taken to be undone after them, in a dry run.
        """
        found = index_corrections(steps, undoing, self.void, self.rivals)
        return attrs.evolve(self, undone=found.undone, settled=found.settled)


def is_correction(step: Step) -> bool:
    """Returns whether a step changes how earlier ones are replayed."""
    return any(names_correction(body.name) for body in step.bodies)


def corrections_among(stored: Iterable[StoredStep]) -> list[Step]:
    """Returns the stored steps that may be corrections; no other is decoded."""
    return [each.open() for each in stored if any(name in each.content for name in _NAMES)]


def redacts(step: Step) -> bool:
    """Returns whether a step deletes words of earlier ones."""
    return any(body.name.partition("/")[0] == RedactBody.NAME for body in step.bodies)


def is_merge(step: Step) -> bool:
    """Returns whether a step only merges two copies of the record."""
    return any(body.name.partition("/")[0] == JoinCopies.NAME for body in step.bodies)


def corrections_in(
    step: Step, substitutes: Mapping[tuple[str, int], str]
) -> Iterable[tuple[int, Operation]]:
    """Yields the correcting operations of a step, the last first, each with its index.

    One that cannot be read is an `Unreadable`, and has no effect.
    """
    for index, sealed in reversed(list(enumerate(step.bodies))):
        if names_correction(sealed.name):
            body = substitutes.get((step.id, index), sealed.body)
            if body:
                yield index, read_body(sealed.name, body)


def index_corrections(
    steps: Sequence[Step],
    undoing: str = "",
    void: Collection[str] = (),
    rivals: Mapping[str, Collection[str]] | None = None,
) -> CorrectionIndex:
    """Indexes the corrections in a log whose steps each follow the one before.

    An undo that was undone has no effect. A redaction holds whatever is undone; of two of one body,
    the later. `undoing` is a step taken to be undone after all, in a dry run; `void` are the ids of
    undos and settlements that do not hold; `rivals` maps settlements to the steps that settled the
    same differently.
    """
    undone = {undoing} if undoing else set()
    settlements: list[tuple[str, SettleOvertaken]] = []
    substitutes: dict[tuple[str, int], str] = {}
    # From the end: whatever changes the meaning of a step comes after it.
    for step in reversed(steps):
        holds = step.id not in undone and step.id not in void
        for _, each in corrections_in(step, substitutes):
            if isinstance(each, UndoStep) and holds:
                undone.add(each.step)
            elif isinstance(each, SettleOvertaken) and holds:
                settlements.append((step.id, each))
            elif isinstance(each, RedactBody):
                substitutes.setdefault((each.step, each.index), each.substitute)
    known = rivals or {}
    settled = {
        (each.step, number)
        for step_id, each in settlements
        if undone.issuperset(known.get(step_id, ()))
        for number in each.operations
    }
    return CorrectionIndex(frozenset(undone), substitutes, frozenset(settled))


def names_correction(stored: str) -> bool:
    """Returns whether operations of a stable name are corrections."""
    return stored.partition("/")[0] in _LOOKING_BACK


# Substitutes: what stands in the record in place of a body from which words were taken out.

# What stands where words were taken out.
REDACTED = "(redacted)"


def intersect(one: str, other: str) -> str:
    """Returns the JSON body with what two redacted ones share; empty if one was deleted whole."""
    if not one or not other:
        return ""
    shared = _shared(msgspec.json.decode(one), msgspec.json.decode(other))
    return msgspec.json.encode(shared, order="sorted").decode()


def _shared(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: _shared(one[name], other[name]) for name in one if name in other}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_shared(*pair) for pair in zip(one, other, strict=True)]
    return one if one == other else REDACTED


def only_words_taken_out(body: str, substitute: str) -> bool:
    """Returns whether a substitute for a body only lacks words of it."""
    return _is_without_words(msgspec.json.decode(body), msgspec.json.decode(substitute))


def _is_without_words(value: Any, left: Any) -> bool:
    if isinstance(value, str) and isinstance(left, str):
        return _is_text_without_words(value, left)
    if isinstance(value, list) and isinstance(left, list) and len(value) == len(left):
        return all(_is_without_words(*pair) for pair in zip(value, left, strict=True))
    if isinstance(value, dict) and isinstance(left, dict) and len(value) == len(left):
        # Words may have been taken out of a name too, which then has no other to be compared with.
        renamed = [name for name in left if name not in value]
        gone = [name for name in value if name not in left]
        return (
            all(REDACTED in name for name in renamed)
            and all(_is_without_words(value[name], left[name]) for name in left if name in value)
            and all(
                any(
                    _is_text_without_words(name, new) and _is_without_words(value[name], left[new])
                    for new in renamed
                )
                for name in gone
            )
        )
    return bool(value == left)


def _is_text_without_words(text: str, left: str) -> bool:
    first, *others = left.split(REDACTED)
    if not others:
        return text == left
    if not text.startswith(first) or not text.endswith(others[-1]):
        return False
    place = len(first)
    for piece in others:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True
