"""Merges two diverged copies of a history."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Protocol

import attrs
import msgspec
from attrs import frozen

from consensus.history.corrections import (
    CorrectionIndex,
    corrections_among,
    corrections_in,
    index_corrections,
    intersect,
    is_correction,
    is_merge,
)
from consensus.history.operation import Operation, StepContext, class_of
from consensus.history.operations.corrections import (
    JoinCopies,
    RedactBody,
    SettleOvertaken,
    UndoStep,
)
from consensus.history.replay import (
    Replayed,
    apply_together,
    context_of,
    numbered_operations,
    operations_of,
    repeated_in,
    replay,
    replay_line,
)
from consensus.history.step import (
    Step,
    StoredStep,
    make_step,
    topological_order,
)

# Joining: two copies of a record that went different ways, read as one.
# The joined record is what one file would hold had everybody recorded into it, in the order of
# the replay. What that file would have refused is set aside, named, and waits to be settled; so
# is what copies settled otherwise unseen by each other, of which no clock says which counts.

_Rivals = dict[str, dict[str, frozenset[str]]]
_Repeats = dict[tuple[str, int], tuple[tuple[str, int], ...]]
_Alike = dict[str, tuple[str, ...]]
_IDENTITY = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

FIRST_JOIN = f"{JoinCopies.NAME}/1"
"""The join of the first schema version: of what it brought together, the earlier stands."""

MOST_BYTES = 512 * 1024 * 1024
"""How much is taken in at once unless more is asked for."""


class StepSource(Protocol):
    """A log of steps; every store is one."""

    def read(self) -> Iterator[Step]:
        """Yields every step, in the order in which they were appended."""

    def read_stored(self) -> Iterator[StoredStep]:
        """Yields the stored form of every step."""


Watch = Callable[[Iterable[Step], CorrectionIndex], Iterable[Step]]
"""Yields the steps that it is given, and looks at each in the light of what the log says."""


def replay_log(
    log: StepSource,
    length: int,
    later: Mapping[tuple[str, int], str] | None = None,
    watch: Watch = lambda steps, _: steps,
) -> Replayed:
    """Replays the first `length` steps of a log, linear or merged.

    `later` has the substitutes of bodies redacted after those steps; `watch` wraps the iterator of
    steps. Raises Damaged or StoreTooNew if a step cannot be read.
    """
    back = corrections_among(islice(log.read_stored(), length))
    if not any(is_merge(step) for step in back):
        known = _with_substitutes(index_corrections(back), later)
        line = replay_line(watch(islice(log.read(), length), known), known)
        if line is not None:
            return line
    steps = topological_order(islice(log.read(), length))
    known = _with_substitutes(index_merged_corrections(steps), later)
    state = replay(list(watch(steps, known)), known)
    bodies = sum(len(step.bodies) for step in steps)
    return Replayed(state, steps[-1].hash if steps else "", len(steps), bodies, known)


def _with_substitutes(
    known: CorrectionIndex, more: Mapping[tuple[str, int], str] | None
) -> CorrectionIndex:
    return attrs.evolve(known, substitutes={**known.substitutes, **(more or {})})


def make_merge_step(one: Step, other: Step, *, name: str = "") -> Step:
    """Creates the step that merges two heads, the same on every machine.

    It has no author, and the time of the later head. `name` is the stored name of the operation,
    for one of an earlier schema version.
    """
    first, second = sorted((one, other), key=lambda step: step.hash)
    digest = hashlib.sha256(f"{first.hash} {second.hash}".encode()).hexdigest()
    later = max(one, other, key=lambda step: (step.moment, step.hash))
    time = max(one.id, other.id)[:13]
    step_id = f"{time}-7{digest[:3]}-8{digest[3:6]}-{digest[6:18]}"
    act = StepContext(step_id, "", later.moment, later.moment)
    joining = JoinCopies(id=step_id)
    made = make_step(act, (first.hash, second.hash), (joining,), salt=lambda: digest[32:])
    if not name:
        return made
    signed, body = made.bodies
    renamed = msgspec.structs.replace(body, name=name)
    return msgspec.structs.replace(made, bodies=(signed, renamed))


def steps_apart(steps: Sequence[Step]) -> frozenset[str]:
    """Returns the ids of steps that have concurrent steps: neither before nor after them.

    Merge steps are skipped, so it does not matter who merged when.
    """
    before = _content_parents(steps)
    apart: set[str] = set()
    # A step has seen all that stand before it if they end in its parents alone ...
    ends: set[str] = set()
    for step in steps:
        if step.hash in before:
            if not ends <= before[step.hash]:
                apart.add(step.id)
            ends = ends - before[step.hash] | {step.hash}
    # ... and was seen by all that stand after it if they begin with its children alone.
    beginnings: set[str] = set()
    for step in reversed(steps):
        if step.hash in before:
            if any(step.hash not in before[each] for each in beginnings):
                apart.add(step.id)
            children = {each for each in beginnings if step.hash in before[each]}
            beginnings = beginnings - children | {step.hash}
    return frozenset(apart)


def _content_parents(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """Maps each hash to its parents, with merge steps replaced by theirs."""
    through: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for step in steps:
        seen = frozenset().union(*(through.get(each, {each}) for each in step.parents))
        if is_merge(step):
            through[step.hash] = seen
        else:
            found[step.hash] = seen
    return found


def index_merged_corrections(
    steps: Sequence[Step], others: Mapping[tuple[str, int], str] | None = None
) -> CorrectionIndex:
    """Indexes the corrections in a whole log with merges, in order.

    `others` has the substitutes of bodies that another copy has redacted.
    """
    apart = steps_apart(steps)
    back = [step for step in steps if is_correction(step)]
    substitutes = {**_redacted_bodies(steps, back), **(others or {})}
    rivals, repeats, alike = _settled_apart(steps, apart, substitutes, back)
    known = CorrectionIndex(
        substitutes=substitutes, apart=apart, rivals=rivals, repeats=repeats, alike=alike
    )
    places = {step.id: place for place, step in enumerate(steps)}
    for number, step in enumerate(back):
        if step.id in apart:
            known = known.with_corrections(back[:number])
            reasons = _why_void(steps[: places[step.id]], back[:number], step, known)
            if reasons:
                known = attrs.evolve(known, void={**known.void, step.id: reasons})
    return known.with_corrections(back)


def _why_void(
    before: Sequence[Step], back: Sequence[Step], step: Step, known: CorrectionIndex
) -> tuple[str, ...]:
    """Returns why an undo or settlement does not hold; `back` are the corrections in `before`."""
    for _, operation in corrections_in(step, known.substitutes):
        if isinstance(operation, UndoStep):
            undone = known.with_corrections(back, undoing=operation.step)
            return tuple(_built_on(before, step, operation.step, known, undone))
        if isinstance(operation, SettleOvertaken):
            return _refused(before, step, known)
    return ()


def _built_on(
    before: Sequence[Step], undo: Step, target: str, known: CorrectionIndex, undone: CorrectionIndex
) -> Iterator[str]:
    """Returns why a step cannot be undone: another copy depended on it before, unseen."""
    seen = _reach_back(before, undo)
    built: set[str] = set()
    follow: set[str] = set()
    for step in before:
        if step.id == target or not follow.isdisjoint(step.parents):
            follow.add(step.hash)
            if step.id != target and step.hash not in seen:
                built.add(step.id)
    if not built:
        return
    now = replay(before, known).overtaken
    then = replay(before, undone).overtaken
    for each in sorted(built & then.keys()):
        if each not in now or set(then[each].operations) > set(now[each].operations):
            yield f"step {each} depends on step {target}, and was recorded in another copy before"


def _reach_back(before: Sequence[Step], step: Step) -> set[str]:
    seen = set(step.parents)
    for each in reversed(before):
        if each.hash in seen:
            seen.update(each.parents)
    return seen


def _refused(before: Sequence[Step], settlement: Step, known: CorrectionIndex) -> tuple[str, ...]:
    state = replay(before, known)
    act = attrs.evolve(context_of(settlement, known.substitutes), apart=True)
    repeated = repeated_in(state, settlement, known)
    part = list(numbered_operations(settlement, known.substitutes))
    return apply_together(state, act, part, repeated).reasons


def _redacted_bodies(steps: Sequence[Step], back: Sequence[Step]) -> dict[tuple[str, int], str]:
    """Maps (step id, body index) to its substitute, without all words that any copy redacted."""
    found: dict[tuple[str, int], Step] = {}
    substitutes: dict[tuple[str, int], str] = {}
    for step in reversed(back):
        for _, each in corrections_in(step, substitutes):
            if not isinstance(each, RedactBody):
                continue
            key = each.step, each.index
            if key not in substitutes:
                found[key] = step
                substitutes[key] = each.substitute
            elif step.hash not in _reach_back(steps, found[key]):
                # Neither saw the other, so each may still have the words that the other took out.
                substitutes[key] = intersect(substitutes[key], each.substitute)
    return substitutes


@frozen
class _Settling:
    """A step that was recorded apart and settles targets; equal contents were alike."""

    step: str  # its id
    operations: Mapping[int, tuple[str, bytes]]  # those that can repeat, by number: id and contents
    targets: Mapping[str, tuple[bytes, ...]]  # to their contents

    def does(self) -> tuple[object, ...]:
        """Returns what is equal for steps that do just the same."""
        contents = (content for _, content in self.operations.values())
        return tuple(sorted(self.targets.items())), *contents


def _settled_apart(
    steps: Sequence[Step],
    apart: Collection[str],
    substitutes: Mapping[tuple[str, int], str],
    back: Sequence[Step],
) -> tuple[_Rivals, _Repeats, _Alike]:
    """Returns `rivals`, `repeats` and `alike` of `CorrectionIndex`: what was done concurrently."""
    settling = list(_settling(steps, apart, substitutes))
    has_seen, first_joins = _seen_by(steps, {each.step for each in settling})
    undone = index_corrections(back).undone
    rivals: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    repeats: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    twins: list[tuple[set[str], str, str]] = []  # their steps, and what either made
    by_target: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(settling):
        for target in each.targets:
            by_target[target].append(number)
    pairs = [
        (earlier, later)
        for earlier, later in sorted(
            {pair for numbers in by_target.values() for pair in combinations(numbers, 2)}
        )
        if not has_seen[later] >> earlier & 1
        and not any(each >> earlier & each >> later & 1 for each in first_joins)
    ]
    # How often the recorder of each step had seen that the same was done and held.
    times: list[int] = []
    by_content: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, each in enumerate(settling):
        alike_before = by_content[each.does()]
        times.append(
            max((times[n] + 1 for n in alike_before if has_seen[number] >> n & 1), default=0)
        )
        if each.step not in undone:
            alike_before.append(number)
    # Of each step the bits of those that did the same, and of itself.
    same = [1 << number for number in range(len(settling))]
    for earlier, later in pairs:
        if times[earlier] == times[later] and settling[earlier].does() == settling[later].does():
            same[earlier] |= (settling[later].step not in undone) << later
            same[later] |= (settling[earlier].step not in undone) << earlier
    for earlier, later in pairs:
        if has_seen[later] & same[earlier] or has_seen[earlier] & same[later]:
            # Who did one knew what the other does, so they are not two answers to one question.
            continue
        one, other = settling[earlier], settling[later]
        shared = one.targets.keys() & other.targets.keys()
        differing = frozenset(each for each in shared if one.targets[each] != other.targets[each])
        if differing:
            rivals[one.step][other.step] = rivals[other.step][one.step] = differing
        contents = {content: (number, made) for number, (made, content) in one.operations.items()}
        for number, (made, content) in other.operations.items():
            if content in contents:
                place, before = contents[content]
                repeats[other.step, number].append((one.step, place))
                if made != before:
                    twins.append(({one.step, other.step}, made, before))
    # What waits may apply after what depends on it, so nobody is taken to have named its twin.
    waiting = {step for step, others in rivals.items() if others.keys() - undone}
    alike: dict[str, dict[str, None]] = defaultdict(dict)
    for made_in, made, before in twins:
        if waiting.isdisjoint(made_in):
            alike[made][before] = alike[before][made] = None
    return (
        rivals,
        {key: tuple(places) for key, places in repeats.items()},
        {made: tuple(others) for made, others in alike.items()},
    )


def _settling(
    steps: Sequence[Step], apart: Collection[str], substitutes: Mapping[tuple[str, int], str]
) -> Iterator[_Settling]:
    by_id = {step.id: step for step in steps if step.id in apart}
    made_by: dict[bytes, bytes] = {}
    first: dict[bytes, bytes] = {}

    def content_of(operation: Operation) -> bytes:
        """Returns the content of an operation; ids of equal content are replaced by the first."""
        return _IDENTITY.sub(lambda found: first.get(found[0], found[0]), operation.content())

    for step in by_id.values():
        kinds = (class_of(body.name) for body in step.bodies[1:])
        if all(each.exclusive_targets is Operation.exclusive_targets for each in kinds):
            continue
        operations = dict(numbered_operations(step, substitutes))
        targets: dict[str, list[bytes]] = defaultdict(list)
        settles = False
        for each in operations.values():
            if isinstance(each, SettleOvertaken) and each.step in by_id:
                # What became of the step: what of it was recorded again, or nothing.
                settles = True
                again = {made.id for made in operations_of(by_id[each.step], substitutes)}
                targets[each.step] += [
                    content_of(other) for other in operations.values() if other.id in again
                ]
                continue
            for target in each.exclusive_targets():
                targets[target].append(content_of(each))
        alike = {
            number: (each.id, content_of(each))
            for number, each in operations.items()
            if settles or each.exclusive_targets()
        }
        for made, content in alike.values():
            first[made.encode()] = made_by.setdefault(content, made.encode())
        yield _Settling(
            step=step.id,
            operations=alike,
            targets={target: tuple(sorted(contents)) for target, contents in targets.items()},
        )


def _seen_by(steps: Sequence[Step], wanted: Collection[str]) -> tuple[list[int], list[int]]:
    """Returns the bits of the ancestors of each wanted step, and of each merge of schema 1."""
    seen: dict[str, int] = {}
    found: list[int] = []
    first_joins: list[int] = []
    for step in steps:
        bits = 0
        for parent in step.parents:
            bits |= seen[parent]
        if step.id in wanted:
            found.append(bits)
            bits |= 1 << (len(found) - 1)
        elif any(body.name == FIRST_JOIN for body in step.bodies):
            first_joins.append(bits)
        seen[step.hash] = bits
    return found, first_joins
