"""Pairwise agreement of members, the adjusted Rand index, and how members lean on a target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import comb
from typing import TypeAlias, TypeVar

from attrs import frozen

from consensus.model.counting import Electorate, contested_by, objection_of, stance_bits
from consensus.model.positions import Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State

Member = TypeVar("Member", int, str)

# Agreement is computed in whole millionths, so that sums do not depend on their order.
PER_ONE = 1 << 20
SCALE = 1 << 12
# Pairs with little in common are drawn to what is expected, as if they shared so many more.
PRIOR = 2

Votes: TypeAlias = tuple[int, int, int]
"""Those against, between and for, as bits: targets of a member, or members of a target."""


@frozen
class Ballot:
    """Votes of members on the targets that divide them."""

    rows: tuple[Votes, ...]  # of each member
    targets: int  # how many there are

    @cached_property
    def columns(self) -> list[Votes]:
        """For each target, the bits of the members against it, between, and for it."""
        return transposed(self.rows, self.targets)


def transposed(sets: Sequence[Votes], count: int) -> list[Votes]:
    """Returns votes by column as votes by row, or the other way round; `count` is of the result."""
    found = []
    for value in range(3):
        lines = [f"{each[value]:0{count}b}" for each in reversed(sets)]
        digits = zip(*lines, strict=True) if lines and count else [()] * count
        found.append([int("".join(each) or "0", 2) for each in digits][::-1])
    return list(zip(*found, strict=True))


def expected(against: int, between: int, agree: int) -> float:
    """Returns how much two random members who spoke of a target agree on average."""
    count = against + between + agree
    if count < 2:
        return 1.0
    same = sum(each * (each - 1) for each in (against, between, agree))
    return (same + between * (against + agree)) / (count * (count - 1))


def alike(one: Votes, other: Votes) -> tuple[int, int]:
    """Returns on how many half targets two members agree, and of how many whole ones both speak.

    They agree on a target by 1 where both are for or both against it or both between, by 1/2 where
    just one is between, and not where one is for and the other against.
    """
    against, between, agree = one
    its_against, its_between, its_agree = other
    extreme, its_extreme = against | agree, its_against | its_agree
    same = (against & its_against | between & its_between | agree & its_agree).bit_count()
    half = (between & its_extreme | its_between & extreme).bit_count()
    return 2 * same + half, ((extreme | between) & (its_extreme | its_between)).bit_count()


def bits_of(flags: Sequence[bool]) -> int:
    """Returns the bits of the places whose flag is set."""
    return int("".join("01"[each] for each in reversed(flags)) or "0", 2)


class Weights:
    """Whole numbers of targets, which are added up over a set of targets by counting bits."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._least = min(numbers, default=0)
        above = [each - self._least for each in numbers]
        digits = range(max(above, default=0).bit_length())
        self._slices = [bits_of([each >> digit & 1 == 1 for each in above]) for digit in digits]

    def over(self, targets: int) -> int:
        """Returns the sum over the targets of a set of bits."""
        found = self._least * targets.bit_count()
        for digit, part in enumerate(self._slices):
            found += (part & targets).bit_count() << digit
        return found


def excess_agreement(ballot: Ballot, within: int = -1) -> list[list[int]]:
    """Returns how much more each pair agrees than chance has it, on the targets `within` some bits.

    That is than two random members that spoke of the same targets, in `PER_ONE`; drawn to 0 where a
    pair shares little.
    """
    rows = [
        (against & within, between & within, agree & within)
        for against, between, agree in ballot.rows
    ]
    spoken = [against | between | agree for against, between, agree in rows]
    by_chance = [expected(*map(int.bit_count, votes)) for votes in ballot.columns]
    chance = Weights([round(each * SCALE) for each in by_chance])
    excess = [[0] * len(rows) for _ in rows]
    for one, row in enumerate(rows):
        above, spoke = excess[one], spoken[one]
        for other in range(one):
            halves, shared = alike(row, rows[other])
            if shared:
                more = halves * SCALE - 2 * chance.over(spoke & spoken[other])
                above[other] = excess[other][one] = PER_ONE * more // (2 * SCALE * (shared + PRIOR))
    return excess


def adjusted_rand_index(one: Mapping[Member, Hashable], other: Mapping[Member, Hashable]) -> float:
    """Returns the adjusted Rand index of two clusterings (L. Hubert and P. Arabie, 1985).

    It is 1 for the same clustering and about 0 for unrelated ones. Each mapping gives the cluster
    of an element; elements in only one of them are ignored.
    """
    shared = [thing for thing in one if thing in other]
    pairs = comb(len(shared), 2)
    if not pairs:
        return 1.0
    pairs_of = [(one[each], other[each]) for each in shared]
    parted = pairs_of, [each for each, _ in pairs_of], [each for _, each in pairs_of]
    both, mine, its = (sum(comb(n, 2) for n in Counter(parts).values()) for parts in parted)
    chance = mine * its / pairs
    most = (mine + its) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


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


@frozen
class Leaning:
    """How the members lean on one target, each a set of bits."""

    target: str  # its id
    agree: int  # those that support or accept it, sponsors included, with or without conditions
    between: int  # those that abstain
    against: int  # those that disagree, and those whose objection stands

    @property
    def votes(self) -> Votes:
        """Those against, between and for."""
        return self.against, self.between, self.agree

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
    **dict.fromkeys((Stance.SUPPORT, Stance.ACCEPT), "agree"),
    Stance.ABSTAIN: "between",
    **dict.fromkeys((Stance.DISAGREE, Stance.OBJECT), "against"),
}
