"""The largest compatible set: of things that exclude each other, those with most behind them.

It is a maximum weighted independent set of the graph of exclusions, found by branch and bound with
a cover of cliques as the bound. What excludes what within one text follows the places in it, so
most graphs dissolve without a branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

MOST_WORK = 4_000_000
"""How much is looked at in one cluster before the rest is only estimated, some two seconds: the
number of things that a branch chooses from, squared, for every branch."""

_DEEPEST = 200


@frozen
class Compatible:
    """A set in which nothing excludes anything else.

    Attributes:
        chosen: the indices of the things in it, ascending.
        weight: what they weigh together.
        at_most: what no set can outweigh; the weight itself where the set is known to be best.
    """

    chosen: tuple[int, ...]
    weight: int
    at_most: int

    @property
    def is_exact(self) -> bool:
        """Whether it is known that no set weighs more."""
        return self.weight == self.at_most


def largest_compatible(
    weights: Sequence[int], exclusions: Sequence[int], most_work: int = MOST_WORK
) -> Compatible:
    """Find the heaviest set of things of which none excludes another.

    Of several such sets it is the one with most things, and of these the one that holds the
    earliest: so it does not depend on how it was found.

    Args:
        weights: what each thing weighs, 0 or more.
        exclusions: for each thing, the set of those that it excludes, as an integer with the bit
            of each one's index set; what excludes something is excluded by it.
        most_work: how much is looked at before the rest is only estimated.

    Returns:
        The set. Where it took too many branches, a set to which nothing can be added, and how
        much more another could weigh at most.
    """
    count = len(weights)
    # One number ranks by weight, then by how many there are, then by which; so no two sets tie.
    ranks = [
        (weight * (count + 1) + 1) << count | 1 << (count - 1 - at)
        for at, weight in enumerate(weights)
    ]
    search = _Search(ranks, exclusions, most_work)
    chosen = tuple(bits(search.best((1 << count) - 1)))
    weight = sum([weights[at] for at in chosen])
    at_most = weight
    if search.gave_up:
        at_most = max(weight, (search.cover((1 << count) - 1) >> count) // (count + 1))
    return Compatible(chosen, weight, at_most)


def bits(mask: int) -> Iterator[int]:
    """The indices of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def components(mask: int, exclusions: Sequence[int]) -> Iterator[int]:
    """The parts of a set that hang together, that with the lowest index first."""
    while mask:
        part = mask & -mask
        edge = part
        while edge:
            near = 0
            for at in bits(edge):
                near |= exclusions[at]
            edge = near & mask & ~part
            part |= edge
        mask &= ~part
        yield part


class _Search:
    def __init__(self, ranks: Sequence[int], exclusions: Sequence[int], work: int) -> None:
        self._ranks = ranks
        self._exclusions = exclusions
        self._work = work
        self.gave_up = False

    def best(self, mask: int, needed: int = 0, depth: int = 0) -> int:
        """The best set within a mask; any set at all where none outranks what is needed."""
        taken, mask = self._reduced(mask)
        parts = list(components(mask, self._exclusions))
        bounds = [self.cover(part) for part in parts]
        rest = sum(bounds)
        have = self._rank(taken)
        for part, bound in zip(parts, bounds, strict=True):
            rest -= bound
            if have + bound + rest <= needed:
                return taken
            found = self._best_connected(part, bound, needed - have - rest, depth)
            taken |= found
            have += self._rank(found)
        return taken

    def _best_connected(self, mask: int, bound: int, needed: int, depth: int) -> int:
        if self._work <= 0 or depth >= _DEEPEST:
            self.gave_up = True
            return self._greedy(mask)
        self._work -= mask.bit_count() ** 2
        best = self._greedy(mask)
        reached = self._rank(best)
        if reached == bound:
            return best
        pivot = max(
            bits(mask), key=lambda at: ((self._exclusions[at] & mask).bit_count(), self._ranks[at])
        )
        rank, bit = self._ranks[pivot], 1 << pivot
        near = mask & ~bit & ~self._exclusions[pivot]
        with_it = bit | self.best(near, max(needed, reached) - rank, depth + 1)
        best = max(best, with_it, key=self._rank)
        reached = self._rank(best)
        if self.cover(mask & ~bit) > max(needed, reached):
            without = self.best(mask & ~bit, max(needed, reached), depth + 1)
            best = max(best, without, key=self._rank)
        return best

    def _reduced(self, mask: int) -> tuple[int, int]:
        """What certainly is in a best set, and what is left to choose from.

        A thing that outweighs everything it excludes belongs in; one that excludes another and
        all that the other excludes, and is no heavier, can be left out.
        """
        taken = 0
        changed = True
        while changed:
            changed = False
            for at in bits(mask):
                if not mask >> at & 1:
                    continue
                near = self._exclusions[at] & mask
                outweighed = self._ranks[at] >= self._rank(near)
                if outweighed or self._is_heaviest_of_clique(at, near, mask):
                    taken |= 1 << at
                    mask &= ~(near | 1 << at)
                    changed = True
                    continue
                for other in bits(near):
                    closed = self._exclusions[other] | 1 << other
                    if near & ~closed == 0 and self._ranks[at] >= self._ranks[other]:
                        mask &= ~(1 << other)
                        near &= ~(1 << other)
                        changed = True
        return taken, mask

    def _is_heaviest_of_clique(self, at: int, near: int, mask: int) -> bool:
        return all(
            self._ranks[other] <= self._ranks[at]
            and (near & ~(1 << other)) & ~self._exclusions[other] == 0
            for other in bits(near)
        )

    def cover(self, mask: int) -> int:
        """What no set within a mask can outrank: the sum of the heaviest of each of some cliques.

        Weight is taken off clique by clique, the lightest thing deciding how much.
        """
        total = 0
        left = {at: self._ranks[at] for at in bits(mask)}
        while left:
            start = min(left, key=lambda at: (left[at], at))
            clique = [start]
            common = self._exclusions[start]
            for at in sorted(left, key=lambda at: -left[at]):
                if common >> at & 1:
                    clique.append(at)
                    common &= self._exclusions[at]
            off = left[start]
            total += off
            for at in clique:
                left[at] -= off
                if not left[at]:
                    del left[at]
        return total

    def _greedy(self, mask: int) -> int:
        taken = 0
        while mask:
            at = max(
                bits(mask),
                key=lambda at: (
                    self._ranks[at] // ((self._exclusions[at] & mask).bit_count() + 1),
                    self._ranks[at],
                ),
            )
            taken |= 1 << at
            mask &= ~(self._exclusions[at] | 1 << at)
        return taken

    def _rank(self, mask: int) -> int:
        return sum(self._ranks[at] for at in bits(mask))
