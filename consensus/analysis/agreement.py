"""How often members agree with each other, against how often they would by chance."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

PER_ONE = 1 << 20
"""Agreement is reckoned in whole millionths, so that sums do not depend on their order."""

PRIOR = 2
"""Pairs with little in common are drawn to what is expected, as if they shared so many more."""

_SCALE = 1 << 12
_BITS = 13


@frozen
class Ballot:
    """What every member says of every target that divides them: 2 for, 1 between, 0 against.

    Attributes:
        votes: for each target, what each member says, None where it says nothing.
    """

    votes: tuple[tuple[int | None, ...], ...]

    @property
    def members(self) -> int:
        """How many members there are."""
        return len(self.votes[0]) if self.votes else 0


@frozen
class Agreement:
    """How often each pair of members agrees.

    Two members agree on a target by 1 where both are for or both against it or both between, by
    1/2 where just one is between, and not where one is for and the other against.

    Attributes:
        share: how much they agree on what both speak of, from 0 to `PER_ONE`; None where there
            is nothing.
        excess: how much more they agree than two members that spoke of the same targets and
            were drawn by lot, in `PER_ONE`; drawn to 0 where they share little.
    """

    share: Sequence[Sequence[int | None]]
    excess: Sequence[Sequence[int]]


def expected(votes: Sequence[int | None]) -> float:
    """How much two different members, drawn by lot from those that speak of a target, agree."""
    against, between, agree = (votes.count(value) for value in (0, 1, 2))
    count = against + between + agree
    if count < 2:
        return 1.0
    same = sum(each * (each - 1) for each in (against, between, agree))
    return (same + between * (against + agree)) / (count * (count - 1))


def agreement(ballot: Ballot) -> Agreement:
    """Reckon how often each pair of members agrees, from one look at each pair."""
    rows = list(zip(*ballot.votes, strict=True))
    said = [[_mask(row, value) for value in (0, 1, 2)] for row in rows]
    spoken = [against | between | agree for against, between, agree in said]
    weights = [round(expected(votes) * _SCALE) for votes in ballot.votes]
    slices = [_mask([weight >> bit & 1 for weight in weights], 1) for bit in range(_BITS)]
    count = len(rows)
    share: list[list[int | None]] = [[None] * count for _ in range(count)]
    excess = [[0] * count for _ in range(count)]
    for one in range(count):
        against, between, agree = said[one]
        spoke = spoken[one]
        extreme = against | agree
        mine, above = share[one], excess[one]
        for other in range(one):
            its_against, its_between, its_agree = said[other]
            shared = (spoke & spoken[other]).bit_count()
            if not shared:
                continue
            same = (against & its_against | between & its_between | agree & its_agree).bit_count()
            half = (between & (its_against | its_agree) | its_between & extreme).bit_count()
            both = spoke & spoken[other]
            chance = 0
            for bit, part in enumerate(slices):
                chance += (part & both).bit_count() << bit
            mine[other] = share[other][one] = PER_ONE * (2 * same + half) // (2 * shared)
            above[other] = excess[other][one] = (
                PER_ONE
                * ((2 * same + half) * _SCALE - 2 * chance)
                // (2 * _SCALE * (shared + PRIOR))
            )
    return Agreement(share, excess)


def _mask(row: Sequence[int | None], value: int) -> int:
    """The set of places where a row has a value."""
    written = "".join("1" if each == value else "0" for each in reversed(row))
    return int(written, 2) if written else 0
