"""Pairwise agreement of members, the adjusted Rand index, and how members lean on a target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import comb

from attrs import frozen

from consensus.model.counting import Electorate, contested_by, objection_of, stance_bits
from consensus.model.positions import Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State

# How often members agree with each other, against how often they would by chance.

PER_ONE = 1 << 20
"""Agreement is reckoned in whole millionths, so that sums do not depend on their order."""

PRIOR = 2
"""Pairs with little in common are drawn to what is expected, as if they shared so many more."""

_SCALE = 1 << 12
_BITS = 13


@frozen
class Ballot:
    """Votes of all members on the targets that divide them: 2 for, 1 between, 0 against.

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
    """Returns how much two random members who spoke of a target agree on average."""
    against, between, agree = (votes.count(value) for value in (0, 1, 2))
    count = against + between + agree
    if count < 2:
        return 1.0
    same = sum(each * (each - 1) for each in (against, between, agree))
    return (same + between * (against + agree)) / (count * (count - 1))


def agreement(ballot: Ballot) -> Agreement:
    """Computes the agreement of each pair of members."""
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
    """Returns the bit set of the positions at which a row has the value."""
    written = "".join("1" if each == value else "0" for each in reversed(row))
    return int(written, 2) if written else 0


# The adjusted Rand index: how far two divisions of the same things agree.


def adjusted_rand_index(one: Mapping[str, Hashable], other: Mapping[str, Hashable]) -> float:
    """Returns the adjusted Rand index of two clusterings (L. Hubert and P. Arabie, 1985).

    It is 1 for the same clustering and about 0 for unrelated ones. Each mapping gives the cluster
    of an element; elements in only one of them are ignored.
    """
    shared = [thing for thing in one if thing in other]
    pairs = comb(len(shared), 2)
    if not pairs:
        return 1.0
    both = _pairs_together((one[each], other[each]) for each in shared)
    mine = _pairs_together(one[each] for each in shared)
    its = _pairs_together(other[each] for each in shared)
    chance = mine * its / pairs
    most = (mine + its) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _pairs_together(parts: Iterable[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(parts).values())


@frozen
class Camp:
    """How some members lean on a target.

    Attributes:
        agree: how many support or accept it.
        between: how many abstain.
        against: how many disagree or object.
    """

    agree: int
    between: int
    against: int

    def __str__(self) -> str:
        return f"{self.agree}–{self.between}–{self.against}"

    @property
    def seen(self) -> int:
        """The number of members that lean some way."""
        return self.agree + self.between + self.against

    @property
    def mean(self) -> float:
        """The mean leaning, from -1 (all against) to 1 (all for); 0 if no member leans."""
        return (self.agree - self.against) / self.seen if self.seen else 0.0


# Leanings: who is for each target, who against, and who stands between.

FOR = frozenset({Stance.SUPPORT, Stance.ACCEPT})
AGAINST = frozenset({Stance.DISAGREE, Stance.OBJECT})


@frozen
class Leaning:
    """How the members lean on one target, each a set of bits.

    Attributes:
        target: the id of the target.
        agree: those that support or accept it, sponsors included, with or without conditions.
        between: those that abstain.
        against: those that disagree, and those whose objection stands.
    """

    target: str
    agree: int
    between: int
    against: int

    @property
    def seen(self) -> int:
        """All members who lean some way; not one who reserves its position or recuses itself."""
        return self.agree | self.between | self.against

    @property
    def is_contested(self) -> bool:
        """Whether two members lean differently."""
        return sum(map(bool, (self.agree, self.between, self.against))) > 1


def leanings(state: State, electorate: Electorate, targets: Iterable[str]) -> Iterator[Leaning]:
    """Yields how the members that count lean on each target; stale support is left out."""
    for target in targets:
        yield _leaning(state, electorate, target)


def _leaning(state: State, electorate: Electorate, target: str) -> Leaning:
    index = state.positions.member_index
    contested, electorate = contested_by(state, target), electorate.on(state, target)
    taking, _ = stance_bits(state, target, electorate.everybody, contested)
    objections = state.objections.get(target, {})
    sides = {"agree": 0, "between": 0, "against": 0}
    for stance, who in taking.items():
        if stance is Stance.OBJECT:
            standing = (
                each
                for each in index.members(who)
                if (each in objections and objections[each].is_standing)
                or (each in contested and contested[each].stance is Stance.OBJECT)
            )
            who = index.together(standing)
        side = _SIDES.get(stance)
        if side is not None:
            sides[side] |= who
    for member, position in state.positions.stance_index(target).conditional.items():
        if member in contested:
            continue
        bit = index.of(member) & electorate.everybody
        side = _SIDES.get(position.stance)
        if side is None or is_stale(state, position):
            continue
        if position.stance is Stance.OBJECT and not objection_of(position, objections).is_standing:
            continue
        sides[side] |= bit
    return Leaning(target, sides["agree"], sides["between"], sides["against"])


_SIDES = {
    **dict.fromkeys(FOR, "agree"),
    Stance.ABSTAIN: "between",
    **dict.fromkeys(AGAINST, "against"),
}
