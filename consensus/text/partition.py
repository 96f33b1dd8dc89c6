"""A partition: things sorted into groups by joining two at a time (union-find)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


class Partition(Generic[Thing]):
    """Groups that never overlap; a thing that was never joined is a group of its own."""

    def __init__(self) -> None:
        self._above: dict[Thing, Thing] = {}

    def find(self, thing: Thing) -> Thing:
        """Give the thing that stands for the group of another."""
        above = self._above
        top = thing
        while (upper := above.get(top, top)) != top:
            top = upper
        while thing != top:
            above[thing], thing = top, above.get(thing, top)
        return top

    def join(self, one: Thing, other: Thing) -> bool:
        """Make one group of two; tells whether they were two before."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._above[second] = first
        return True

    def gathered(self, things: Iterable[Thing]) -> dict[Thing, list[Thing]]:
        """Give all groups of some things, each under the thing that stands for it."""
        if not self._above:
            return {thing: [thing] for thing in things}
        groups: dict[Thing, list[Thing]] = {}
        for thing in things:
            top = self.find(thing) if thing in self._above else thing
            groups.setdefault(top, []).append(thing)
        return groups
