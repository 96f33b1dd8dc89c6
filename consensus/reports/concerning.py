"""Which steps of the record have to do with one target."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import attrs

from consensus.history.operation import Operation
from consensus.model.state import State


def things_of(state: State, target: str) -> frozenset[str]:
    """The ids under which steps speak of a target: its own, and those of its decisions.

    Args:
        state: the state.
        target: the id of an item, amendment or package.
    """
    return frozenset((target, *state.decided.get(target, ())))


def concerns(operation: Operation, things: Collection[str]) -> bool:
    """Whether an operation made one of some things, or speaks of one.

    Args:
        operation: the operation.
        things: their ids, as `things_of` finds them.
    """
    # What one operation makes many of has its id with an index behind it.
    if any(each == operation.id or each.startswith(f"{operation.id}.") for each in things):
        return True
    waiting: list[object] = [operation]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value in things:
                return True
        elif isinstance(value, tuple):
            waiting.extend(value)
        elif attrs.has(type(value)):
            fields = attrs.fields(type(cast("attrs.AttrsInstance", value)))
            waiting.extend(getattr(value, field.name) for field in fields)
    return False
