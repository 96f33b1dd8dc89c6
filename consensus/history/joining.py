"""Joining: two copies of a record that went different ways, read as one.

The joined record is what one file would hold had everybody recorded into it, in the order of the
replay. What that file would have refused is set aside, named, and waits to be settled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import attrs

from consensus.errors import Rejected
from consensus.history.amends import Amends, joins, looks_back, said_back
from consensus.history.operation import Act
from consensus.history.operations.copies import JoinCopies, SettleOvertaken
from consensus.history.operations.undoing import RedactBody, UndoStep
from consensus.history.replay import act_of, apply_checked, operations_of, replay
from consensus.history.step import Step, make_step
from consensus.history.substitutes import narrower


def join_of(one: Step, other: Step) -> Step:
    """The step that joins two heads: the same on every machine, whichever copy makes it.

    It has nobody's name and no time of its own but that of the later head.
    """
    first, second = sorted((one, other), key=lambda step: step.hash)
    digest = hashlib.sha256(f"{first.hash} {second.hash}".encode()).hexdigest()
    later = max(one, other, key=lambda step: (step.recorded, step.hash))
    time = max(one.id, other.id)[:13]
    step_id = f"{time}-7{digest[:3]}-8{digest[3:6]}-{digest[6:18]}"
    act = Act(step_id, "", later.recorded, later.recorded)
    joining = JoinCopies(id=step_id)
    return make_step(act, (first.hash, second.hash), (joining,), salt=lambda: digest[32:])


def steps_apart(steps: Sequence[Step]) -> frozenset[str]:
    """The ids of the steps that have others beside them, neither before nor after them.

    Steps that join copies are looked through, so that it does not matter who joined when.

    Args:
        steps: the whole log, in order.
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
    """Hash to the hashes of the steps before it, those that join copies replaced by theirs."""
    through: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for step in steps:
        seen = frozenset().union(*(through.get(each, {each}) for each in step.parents))
        if joins(step):
            through[step.hash] = seen
        else:
            found[step.hash] = seen
    return found


def amends_of_joined(
    steps: Sequence[Step], others: Mapping[tuple[str, int], str] | None = None
) -> Amends:
    """Read from a log in which copies were joined what it says of its own steps.

    Args:
        steps: the whole log, in order.
        others: the substitutes of bodies that another copy has taken out.
    """
    apart = steps_apart(steps)
    back = [step for step in steps if looks_back(step)]
    substitutes = {**_narrowest_substitutes(steps, back), **(others or {})}
    known = Amends(substitutes=substitutes, apart=apart)
    places = {step.id: place for place, step in enumerate(steps)}
    for number, step in enumerate(back):
        if step.id in apart:
            known = known.with_what_is_said(back[:number])
            reasons = _why_void(steps[: places[step.id]], back[:number], step, known)
            if reasons:
                known = attrs.evolve(known, void={**known.void, step.id: reasons})
    return known.with_what_is_said(back)


def _why_void(
    before: Sequence[Step], back: Sequence[Step], step: Step, known: Amends
) -> tuple[str, ...]:
    """Why an undo or a settlement does not hold where it stands; nothing where it does.

    Args:
        before: the steps before it.
        back: those among them that look back.
        step: the undo or settlement; no other step is void.
        known: what is said before it.
    """
    for _, operation in said_back(step, known.substitutes):
        if isinstance(operation, UndoStep):
            undone = known.with_what_is_said(back, undoing=operation.step)
            return tuple(_built_on(before, step, operation.step, known, undone))
        if isinstance(operation, SettleOvertaken):
            return _refused(before, step, known)
    return ()


def _built_on(
    before: Sequence[Step], undo: Step, target: str, known: Amends, undone: Amends
) -> Iterator[str]:
    """Why a step cannot be undone: another copy had built on it before, which nobody saw."""
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
    """The hashes of all steps that come before a step."""
    seen = set(step.parents)
    for each in reversed(before):
        if each.hash in seen:
            seen.update(each.parents)
    return seen


def _refused(before: Sequence[Step], settlement: Step, known: Amends) -> tuple[str, ...]:
    """Why a step that settles another cannot stand where it does."""
    state = replay(before, known)
    act = attrs.evolve(act_of(settlement, known.substitutes), apart=True)
    try:
        apply_checked(state, act, operations_of(settlement, known.substitutes))
    except Rejected as rejected:
        return rejected.reasons
    return ()


def _narrowest_substitutes(
    steps: Sequence[Step], back: Sequence[Step]
) -> dict[tuple[str, int], str]:
    """(step id, body index) to its substitute, without all that any copy took out."""
    found: dict[tuple[str, int], Step] = {}
    substitutes: dict[tuple[str, int], str] = {}
    for step in reversed(back):
        for _, each in said_back(step, substitutes):
            if not isinstance(each, RedactBody):
                continue
            key = each.step, each.index
            if key not in substitutes:
                found[key] = step
                substitutes[key] = each.substitute
            elif step.hash not in _reach_back(steps, found[key]):
                # Neither saw the other, so each may still have the words that the other took out.
                substitutes[key] = narrower(substitutes[key], each.substitute)
    return substitutes
