"""A division of members into sets that agree more with each other than chance has it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen


@frozen
class Division:
    """Members divided into sets.

    Attributes:
        sets: the numbers of the members of each set, ascending; the largest set first, and of
            equal ones that with the lowest number.
        strength: the excess agreement of all pairs that are in one set, summed up.
    """

    sets: tuple[tuple[int, ...], ...]
    strength: int


def divide(excess: Sequence[Sequence[int]]) -> Division:
    """Divide members so that those in one set agree more than they would by chance.

    Sets are joined by average linkage (R. Sokal and C. Michener, 1958), the pair that agrees most
    on average first, and what was best on the way is kept: the division whose sets hold most
    excess agreement, as modularity has it (M. Newman, 2006). Then members move to another set
    where they agree more, all at once, as long as that makes the division stronger.

    Pairs that tie are joined together and members that tie stay where they are. So the same
    members are divided in the same way whatever their numbers.

    Args:
        excess: for each pair, how much more it agrees than by chance; whole numbers, symmetric.
    """
    if not excess:
        return Division((), 0)
    return _moved(excess, _joined(excess))


class _Linkage:
    """Sets that are joined step by step, each named by the least of its members.

    Attributes:
        sets: the members of each set.
        strength: the excess agreement of all pairs that are in one set.
    """

    def __init__(self, excess: Sequence[Sequence[int]]) -> None:
        count = len(excess)
        self.sets = {at: [at] for at in range(count)}
        self.strength = 0
        self._between = {
            at: {other: excess[at][other] for other in range(count) if other != at}
            for at in range(count)
        }
        self._most = {at: self._most_of(at) for at in self.sets} if count > 1 else {}

    def _mean(self, one: int, other: int) -> float:
        return self._between[one][other] / (len(self.sets[one]) * len(self.sets[other]))

    def _most_of(self, at: int) -> float:
        sets, size = self.sets, len(self.sets[at])
        return max(sums / (size * len(sets[other])) for other, sums in self._between[at].items())

    def join(self) -> None:
        """Join the sets that agree most on average; where pairs tie, all that hang together."""
        for group in self._tied(max(self._most.values())):
            self._merge(group)

    def _tied(self, most: float) -> list[list[int]]:
        left = {at for at, mean in self._most.items() if mean == most}
        groups: list[list[int]] = []
        while left:
            group = [min(left)]
            left.discard(group[0])
            for one in group:
                near = sorted(other for other in left if self._mean(one, other) == most)
                left.difference_update(near)
                group += near
            groups.append(sorted(group))
        return groups

    def _merge(self, group: Sequence[int]) -> None:
        inside = set(group)
        first, *others = group
        # Whoever agreed most with a set that is gone has to be looked at again.
        stale = [
            at
            for at, mean in self._most.items()
            if at not in inside and any(self._mean(at, other) == mean for other in group)
        ]
        own = self._between[first]
        for other in others:
            self.strength += own.pop(other)
            row = self._between.pop(other)
            del row[first], self._most[other]
            for third, agreed in row.items():
                own[third] += agreed
                its = self._between[third]
                its[first] += agreed
                del its[other]
            self.sets[first] += self.sets.pop(other)
        if len(self.sets) < 2:
            self._most = {}
            return
        self._most[first] = self._most_of(first)
        for at in self._most:
            self._most[at] = (
                max(self._most[at], self._mean(at, first)) if at != first else (self._most[first])
            )
        for at in stale:
            self._most[at] = self._most_of(at)


def _joined(excess: Sequence[Sequence[int]]) -> list[int]:
    """The set of each member, at the strongest division on the way from many sets to one."""
    linkage = _Linkage(excess)
    best, sets = 0, [list(each) for each in linkage.sets.values()]
    while len(linkage.sets) > 1:
        linkage.join()
        if linkage.strength > best:
            best, sets = linkage.strength, [list(each) for each in linkage.sets.values()]
    placed = [0] * len(excess)
    for number, members in enumerate(sets):
        for at in members:
            placed[at] = number
    return placed


def _moved(excess: Sequence[Sequence[int]], placed: list[int]) -> Division:
    """The division after members moved to where they agree more, as long as that helps."""
    strength = _strength(excess, placed)
    while True:
        moved = [_best_place(row, at, placed) for at, row in enumerate(excess)]
        reached = _strength(excess, moved)
        if reached <= strength:
            break
        placed, strength = moved, reached
    sets: dict[int, list[int]] = {}
    for at, number in enumerate(placed):
        sets.setdefault(number, []).append(at)
    by_size = sorted(map(tuple, sets.values()), key=lambda each: (-len(each), each))
    return Division(tuple(by_size), strength)


def _best_place(row: Sequence[int], at: int, placed: Sequence[int]) -> int:
    """The set with which a member agrees most; its own where others only tie with each other."""
    agreed: dict[int, int] = {placed[at]: 0}
    for other, number in enumerate(placed):
        if other != at:
            agreed[number] = agreed.get(number, 0) + row[other]
    most = max(agreed.values())
    best = [number for number, sums in agreed.items() if sums == most]
    return best[0] if len(best) == 1 else placed[at]


def _strength(excess: Sequence[Sequence[int]], placed: Sequence[int]) -> int:
    return sum(
        sums
        for at, row in enumerate(excess)
        for sums, number in zip(row[:at], placed, strict=False)
        if number == placed[at]
    )
