"""The order of steps: parents first, ties by id, the same on every machine."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Protocol, TypeVar

from consensus.errors import Damaged


class Follower(Protocol):
    """What comes after others: a step, or what was told of one."""

    @property
    def id(self) -> str:
        """The id of the step."""
        ...

    @property
    def hash(self) -> str:
        """The hash of the step."""
        ...

    @property
    def parents(self) -> tuple[str, ...]:
        """The hashes of the steps before it."""
        ...


Following = TypeVar("Following", bound=Follower)


def in_order(steps: Iterable[Following]) -> list[Following]:
    """Sort steps so that each comes after its parents, the earlier id first among free ones.

    Raises:
        Damaged: a parent is missing, or the steps form a ring.
    """
    known = {step.hash: step for step in steps}
    waiting: dict[str, int] = {}
    children: dict[str, list[str]] = {}
    free: list[tuple[str, str]] = []
    for digest, step in known.items():
        for parent in step.parents:
            if parent not in known:
                raise Damaged(f"the step before step {step.id} is missing or was altered", step.id)
            children.setdefault(parent, []).append(digest)
        waiting[digest] = len(step.parents)
        if not step.parents:
            heapq.heappush(free, (step.id, digest))
    ordered: list[Following] = []
    while free:
        _, digest = heapq.heappop(free)
        ordered.append(known[digest])
        for child in children.get(digest, ()):
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(free, (known[child].id, child))
    if len(ordered) != len(known):
        raise Damaged("some steps each claim to come after the other")
    return ordered
