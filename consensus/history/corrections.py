"""What later steps say of earlier ones: undone, redacted, settled; and redacted bodies."""

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
_LOOKING_BACK = frozenset(
    {UndoStep.NAME, RedactBody.NAME, SettleOvertaken.NAME, JoinCopies.NAME},
)
# A forged step could hide a name by writing one of its characters as an escape.
_NAMES = (*(f'"{name}'.encode() for name in sorted(_LOOKING_BACK)), rb"\u00")


@frozen
class CorrectionIndex:
    """What the steps of a log say of each other.

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
    """

    undone: frozenset[str] = frozenset()
    substitutes: Mapping[tuple[str, int], str] = attrs.field(factory=dict)
    settled: frozenset[tuple[str, int]] = frozenset()
    apart: frozenset[str] = frozenset()
    void: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    rivals: Mapping[str, Mapping[str, frozenset[str]]] = attrs.field(factory=dict)
    repeats: Mapping[tuple[str, int], tuple[tuple[str, int], ...]] = attrs.field(factory=dict)

    def rivals_of(self, step_id: str) -> dict[str, frozenset[str]]:
        """The steps that settled the same otherwise and were not taken back, with the targets."""
        found = self.rivals.get(step_id, {})
        return {rival: found[rival] for rival in sorted(found.keys() - self.undone)}

    @property
    def settled_in_line(self) -> frozenset[str]:
        """The ids of the steps that are settled and were not recorded apart.

        They cannot be read, or rested on one that cannot; what follows them is checked again.
        """
        if not self.settled:
            return frozenset()
        return frozenset(step for step, _ in self.settled) - self.apart

    def is_omitted(self, step: Step) -> bool:
        """Whether a step was taken back, or all of it settled."""
        if step.id in self.undone:
            return True
        numbers = range(1, len(step.bodies))
        return bool(numbers) and all((step.id, each) in self.settled for each in numbers)

    def with_corrections(self, steps: Sequence[Step], undoing: str = "") -> CorrectionIndex:
        """The same with the undos and settlements of these steps in place of its own.

        Args:
            steps: steps that look back, in order.
            undoing: the id of a step that is taken to be undone after all of them, on trial.
        """
        found = index_corrections(steps, undoing, self.void, self.rivals)
        return attrs.evolve(self, undone=found.undone, settled=found.settled)


def is_correction(step: Step) -> bool:
    """Whether a step changes how earlier ones are replayed."""
    return any(names_correction(body.name) for body in step.bodies)


def corrections_among(stored: Iterable[StoredStep]) -> list[Step]:
    """Those stored steps that may change how earlier ones are replayed; no other is decoded."""
    return [each.open() for each in stored if any(name in each.content for name in _NAMES)]


def redacts(step: Step) -> bool:
    """Whether a step takes words out of earlier ones."""
    return any(body.name.partition("/")[0] == RedactBody.NAME for body in step.bodies)


def is_merge(step: Step) -> bool:
    """Whether a step joins two copies of the record, and so says nothing else."""
    return any(body.name.partition("/")[0] == JoinCopies.NAME for body in step.bodies)


def corrections_in(
    step: Step, substitutes: Mapping[tuple[str, int], str]
) -> Iterable[tuple[int, Operation]]:
    """The operations of a step that look back, the last one first, each with its index.

    One that cannot be read is an `Unreadable`, and says nothing.
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
    """Read from a log, in order, what it says of its own earlier steps.

    An undo that was itself undone undoes nothing. A redaction stays whatever is undone; of two
    redactions of one body the later one holds.

    Args:
        steps: the log, in which each step but the first comes after the one before.
        undoing: the id of a step that is taken to be undone after all of them, on trial.
        void: the ids of undos and settlements that do not hold.
        rivals: the ids of settlements to those of the steps that settled the same otherwise.
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
    """Whether operations of a stable name change how earlier steps are replayed."""
    return stored.partition("/")[0] in _LOOKING_BACK


# Substitutes: what stands in the record in place of a body from which words were taken out.

# What stands where words were taken out.
REDACTED = "(redacted)"


def intersect(one: str, other: str) -> str:
    """A substitute for a body with nothing that either of two substitutes for it lacks.

    Args:
        one: a body as JSON, without some words; empty when it went whole.
        other: the same body without other words.
    """
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
    """Whether a substitute says nothing that the body did not say.

    Args:
        body: the body as JSON.
        substitute: what stands in its place, as JSON.
    """
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
