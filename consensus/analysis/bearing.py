"""What bears on what: the targets whose verdict may change when something happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consensus.history.operation import Operation
from consensus.history.operations import (
    ArrangeItems,
    ChangeText,
    RecordDecision,
    SetRule,
    TakePosition,
    WithdrawAmendment,
)
from consensus.model.document_order import targets_in_order
from consensus.model.state import State


def affected(state: State, operations: Iterable[Operation]) -> tuple[str, ...]:
    """The ids of the targets whose verdict may be another after some operations.

    They are what the operations touch, the texts that amendments among these amend, the packages
    they belong to, and whatever has conditions on any of them, directly or not. Whatever the
    operations do not name keeps its verdict.

    Args:
        state: the state after the operations.
        operations: what happened.
    """
    found: dict[str, None] = {}
    for operation in operations:
        for target in _touched(state, operation):
            found.update(dict.fromkeys(_with_its_text(state, target)))
    packages = [
        package.id
        for package in state.packages.values()
        if not found.keys().isdisjoint((*package.items, *package.amendments))
    ]
    found.update(dict.fromkeys(packages))
    waiting = [*found]
    dependents = dependents_of(state) if waiting else {}
    while waiting:
        for each in dependents.get(waiting.pop(), ()):
            if each not in found:
                found[each] = None
                waiting.append(each)
    return tuple(each for each in found if state.is_target(each))


def dependents_of(state: State) -> dict[str, list[str]]:
    """The id of each target that something is conditional on to what is conditional on it."""
    dependents: dict[str, dict[str, None]] = {}
    for target in state.positions:
        for position in state.positions.roll(target).conditional.values():
            for condition in position.conditions:
                dependents.setdefault(condition, {})[target] = None
    return {condition: list(targets) for condition, targets in dependents.items()}


def _touched(state: State, operation: Operation) -> Iterator[str]:
    match operation:
        case TakePosition():
            yield operation.target
        case WithdrawAmendment():
            yield operation.amendment
        case ChangeText():
            yield operation.target
            yield from state.amendments_to.get(operation.target, ())
            yield from (each.amendment for each in operation.follow_ups)
            yield from (each.target for each in operation.contested if each.target)
        case ArrangeItems():
            yield from operation.amendments
            for item in operation.touched():
                yield item
                yield from state.amendments_to.get(item, ())
            yield from (f"{operation.id}.{at}" for at in range(len(operation.inserted)))
            # Objections to an item that goes stand on another one.
            yield from (each.target for each in operation.contested if each.target in state.items)
        case RecordDecision():
            yield from operation.targets
            # What went into a text is agreed with it.
            for amendment in state.amendments.values():
                if amendment.holder in operation.targets:
                    yield amendment.id
            for draft in dict.fromkeys(map(state.draft_of, operation.targets)):
                # There a decision on one item bears on what was agreed of the others.
                if draft and state.drafts[draft].all_or_nothing:
                    yield from (item.id for item in state.walk(draft))
        case SetRule(target=target) if target in state.items:
            yield target
        case SetRule(target=target):
            yield from targets_in_order(state, [target] if target else list(state.drafts))
        case _:
            yield from targets_in_order(state, list(state.drafts))


def _with_its_text(state: State, target: str) -> Iterator[str]:
    """A target, and what it amends in the end."""
    while target not in state.drafts:
        yield target
        if target not in state.amendments:
            return
        target = state.amendments[target].target
