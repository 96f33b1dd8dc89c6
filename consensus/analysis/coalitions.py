"""Coalitions: members clustered by agreement, with a permutation test, and what defines each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import permutations
from random import Random
from statistics import mean, stdev

from attrs import evolve, frozen

from consensus.analysis.agreement import (
    PER_ONE,
    SCALE,
    Ballot,
    Camp,
    Leaning,
    Member,
    Votes,
    Weights,
    adjusted_rand_index,
    alike,
    bits_of,
    excess_agreement,
    expected,
    leanings,
    transposed,
)
from consensus.arguments import OnProgress
from consensus.model.counting import Electorate
from consensus.model.state import State
from consensus.text.edit import DisjointSet
from consensus.text.hunk import bits


@frozen
class Clustering:
    """Members divided into sets."""

    # The numbers of the members of each set, ascending; the largest set first, and of equal ones
    # that with the lowest number.
    sets: tuple[tuple[int, ...], ...]
    strength: int  # the excess agreement of all pairs that are in one set, summed up

    def large(self) -> tuple[tuple[int, ...], ...]:
        """Returns the sets that are large enough for a coalition."""
        least = max(1, LEAST_SHARE_OF_MEMBERS * sum(map(len, self.sets)))
        return tuple(each for each in self.sets if len(each) > least)


def cluster_members(excess: Sequence[Sequence[int]]) -> Clustering:
    """Clusters members so that those in one set agree more than they would by chance.

    Sets are merged by average linkage (R. Sokal and C. Michener, 1958), and of the clusterings on
    the way the one with the highest excess agreement within sets is kept, as in modularity (M.
    Newman, 2006). Then members move to the set with which they agree most, all at once, as long as
    that raises the strength.

    `excess` is a symmetric matrix of whole numbers: how much more each pair agrees than by chance.
    Tied pairs are merged together and tied members stay, so the result does not depend on the
    numbering of members.
    """
    return _strongest(excess, _agglomerated(excess))


def _strongest(excess: Sequence[Sequence[int]], found: Iterable[Clustering]) -> Clustering:
    return _moved(excess, max(found, key=lambda each: each.strength))


def _agglomerated(excess: Sequence[Sequence[int]]) -> Iterator[Clustering]:
    """Yields every clustering of the agglomeration, from members alone to all in one set."""
    linkage = _Linkage(excess)
    yield linkage.clustering()
    while len(linkage.sets) > 1:
        linkage.join()
        yield linkage.clustering()


class _Linkage:
    """Sets merged step by step, each named by its lowest member, and their strength."""

    def __init__(self, excess: Sequence[Sequence[int]]) -> None:
        self.sets = {at: [at] for at in range(len(excess))}
        self._strength = 0
        self._between = {
            at: {other: more for other, more in enumerate(row) if other != at}
            for at, row in enumerate(excess)
        }
        self._most = {at: self._most_of(at) for at in self.sets} if len(excess) > 1 else {}

    def clustering(self) -> Clustering:
        """Returns the present sets."""
        by_size = sorted(map(sorted, self.sets.values()), key=lambda each: (-len(each), each))
        return Clustering(tuple(map(tuple, by_size)), self._strength)

    def _mean(self, one: int, other: int) -> float:
        return self._between[one][other] / (len(self.sets[one]) * len(self.sets[other]))

    def _most_of(self, at: int) -> float:
        sets, size = self.sets, len(self.sets[at])
        return max(sums / (size * len(sets[other])) for other, sums in self._between[at].items())

    def join(self) -> None:
        """Merges the sets that agree most on average; tied pairs are merged together."""
        most = max(self._most.values())
        tied, linked = {at for at, mean in self._most.items() if mean == most}, DisjointSet[int]()
        for one in tied:
            for other in tied - {one}:
                if self._mean(one, other) == most:
                    linked.join(one, other)
        for group in linked.groups(sorted(tied)).values():
            self._merge(group)

    def _merge(self, group: Sequence[int]) -> None:
        first, *others = sorted(group)
        # A set that agreed most with one that is gone looks for another.
        stale = [
            at
            for at, mean in self._most.items()
            if at not in group and any(self._mean(at, other) == mean for other in group)
        ]
        own = self._between[first]
        for other in others:
            self._strength += own.pop(other)
            row = self._between.pop(other)
            del row[first], self._most[other]
            for third, agreed in row.items():
                own[third] += agreed
                its = self._between[third]
                its[first] += agreed
                del its[other]
            self.sets[first] += self.sets.pop(other)
        if len(self.sets) > 1:
            self._most = {
                at: max(mean, self._mean(at, first)) if at != first else self._most_of(first)
                for at, mean in self._most.items()
            }
            self._most.update({at: self._most_of(at) for at in stale})


def _moved(excess: Sequence[Sequence[int]], start: Clustering) -> Clustering:
    """Returns the clustering after members moved to better sets, as long as that helps."""
    placed = [number for _, number in sorted(_places(start.sets).items())]
    strength = start.strength
    while True:
        moved = [_best_place(row, at, placed) for at, row in enumerate(excess)]
        reached = sum(
            sums
            for at, row in enumerate(excess)
            for sums, number in zip(row[:at], moved, strict=False)
            if number == moved[at]
        )
        if reached <= strength:
            break
        placed, strength = moved, reached
    sets: dict[int, list[int]] = {}
    for at, number in enumerate(placed):
        sets.setdefault(number, []).append(at)
    by_size = sorted(map(tuple, sets.values()), key=lambda each: (-len(each), each))
    return Clustering(tuple(by_size), strength)


def _places(sets: Iterable[Iterable[Member]]) -> dict[Member, int]:
    """Returns the number of the set in which each member is."""
    return {member: number for number, members in enumerate(sets) for member in members}


def _best_place(row: Sequence[int], at: int, placed: Sequence[int]) -> int:
    """Returns the set with which a member agrees most; its own if others only tie."""
    agreed = defaultdict(int, {placed[at]: -row[at]})
    for number, more in zip(placed, row, strict=True):
        agreed[number] += more
    most = max(agreed.values())
    best = [number for number, sums in agreed.items() if sums == most]
    return best[0] if len(best) == 1 else placed[at]


# How often such a share of the targets is drawn, to see which clustering comes out again.
DRAWS = 12
SHARE_DRAWN = 0.8
# Of clusterings that have this share of the highest strength, the most stable one is taken.
NEAR_STRONGEST = 0.85
# As stable as the most stable one are those whose mean index is lower by no more than this.
NEAR_STABLEST = 0.05


def stable_clustering(ballot: Ballot, progress: OnProgress | None) -> Clustering:
    """Clusters members into as many large sets as come out again when targets are left out.

    The strongest clustering with each number of large sets is compared, by the adjusted Rand index,
    with those of the same number over parts of the targets (T. Lange, V. Roth, M. Braun and J.
    Buhmann, 2004). Of those near the highest strength the strongest of the most stable is taken. A
    ballot in canonical order makes the draws independent of names.
    """
    excess = excess_agreement(ballot)
    found = [*_agglomerated(excess)]
    strongest = _strongest(excess, found)
    least = NEAR_STRONGEST * strongest.strength
    near = {number: each for number, each in _by_number(found).items() if each.strength >= least}
    if len(near) < 2 or len(strongest.large()) < 2:
        return strongest
    chance = Random(_SEED)  # noqa: S311 - a lot that falls the same way every time is what is wanted
    stable = dict.fromkeys(near, 0.0)
    for done in range(DRAWS):
        if progress is not None:
            progress(done, DRAWS + SHUFFLES)
        drawn = chance.sample(range(ballot.targets), round(SHARE_DRAWN * ballot.targets))
        again = _by_number(_agglomerated(excess_agreement(ballot, sum(1 << at for at in drawn))))
        for number in near.keys() & again.keys():
            sets = _places(near[number].large()), _places(again[number].large())
            stable[number] += adjusted_rand_index(*sets) / DRAWS
    least = max(stable.values()) - NEAR_STABLEST
    return _strongest(excess, [each for number, each in near.items() if stable[number] >= least])


def _by_number(found: Iterable[Clustering]) -> dict[int, Clustering]:
    """Returns the strongest clustering with each number of large sets, from two."""
    best: dict[int, Clustering] = {}
    for each in found:
        number = len(each.large())
        if number > 1 and (number not in best or each.strength > best[number].strength):
            best[number] = each
    return best


# Chance: how strong a clustering comes of positions that are shuffled by lot.

# How often the positions are shuffled; by chance all of these are weaker once in twenty times.
SHUFFLES = 19
# How many standard deviations stronger than the shuffled ones a clustering has to be.
DEVIATIONS = 4.0
_PRIME = (1 << 61) - 1
_SEED = 1785  # Condorcet's essay on the probability of decisions; any number would do.


def permutation_test(
    ballot: Ballot, strength: int, progress: OnProgress | None
) -> tuple[float, bool]:
    """Returns the strongest clustering of shuffled votes, and whether `strength` clearly beats it.

    The votes on each target are shuffled among the members that voted on it, so the counts and the
    voters stay. It stops at the first shuffle that is as strong.
    """
    chance = Random(_SEED)  # noqa: S311 - a lot that falls the same way every time is what is wanted
    found: list[int] = []
    for done in range(SHUFFLES):
        columns = [_shuffled(each, chance) for each in ballot.columns]
        votes = Ballot(tuple(transposed(columns, len(ballot.rows))), ballot.targets)
        found.append(cluster_members(excess_agreement(votes)).strength)
        if progress is not None:
            progress(DRAWS + done + 1, DRAWS + SHUFFLES)
        if found[-1] >= strength:
            return max(found), False
    return max(found), strength > mean(found) + DEVIATIONS * stdev(found)


def _shuffled(votes: Votes, chance: Random) -> Votes:
    against, between, agree = votes
    voters = [*bits(against | between | agree)]
    chance.shuffle(voters)
    first, second = against.bit_count(), (against | between).bit_count()
    parts = voters[:first], voters[first:second], voters[second:]
    against, between, agree = (sum(1 << at for at in part) for part in parts)
    return against, between, agree


def canonical(ballot: Ballot, most: int) -> tuple[Ballot, list[int]]:
    """Returns a ballot in an order independent of names and numbering, and that of its members.

    It has at most so many members, as good as random. Members and targets are distinguished in a
    few rounds, by their votes and whose votes they are (B. Weisfeiler and A. Leman, 1968).
    """
    members, targets = [0] * len(ballot.rows), [0] * ballot.targets
    for _ in range(3):
        targets = _refined(ballot.columns, members)
        members = _refined(ballot.rows, targets)
    order = sorted(range(len(members)), key=members.__getitem__)[:most]
    columns = sorted(range(ballot.targets), key=targets.__getitem__)
    rows = transposed([ballot.columns[at] for at in columns], len(members))
    return Ballot(tuple(rows[at] for at in order), ballot.targets), order


def _refined(sets: Sequence[Votes], keys: Sequence[int]) -> list[int]:
    """Returns a key of each set, by the keys of what is in it."""
    weights = [Weights([pow(3 * key + value, 5, _PRIME) for key in keys]) for value in (1, 2, 3)]
    return [
        sum(each.over(bits) for each, bits in zip(weights, votes, strict=True)) % _PRIME
        for votes in sets
    ]


# A member that says less than this on what divides the members is left out.
LEAST_POSITIONS = 5
# So is one that speaks of a smaller share of what divides them.
LEAST_SHARE_OF_TARGETS = 0.1
# A coalition has a greater share of the members than this, and two of them at least.
LEAST_SHARE_OF_MEMBERS = 0.05
# At most so many targets are looked at, those that divide the members most, and all that tie.
MOST_TARGETS = 1_000
# Of more members, this many are compared in pairs, and the others go where they agree most.
MOST_COMPARED = 400
# A target divides two coalitions when their means on it, from -1 to 1, are so far apart.
LEAST_GAP = 1.0
# How many of the targets that define a coalition are named.
_DEFINING = 5


class NoCoalitions(StrEnum):
    """Why no coalitions are claimed."""

    FEW_MEMBERS = "too few members took enough positions"
    FEW_TARGETS = "too little divides the members"
    CHANCE = "positions shuffled by lot divide the members as much"
    ONE = "no two sets agree more within than with others"


@frozen
class Defining:
    """A target on which a coalition differs from the others.

    Attributes:
        target: its handle.
        inside: how the coalition leans on it.
        outside: how the others do.
    """

    target: str
    inside: Camp
    outside: Camp

    @property
    def gap(self) -> float:
        """How far apart they are, from 0 to 2; negative if the coalition is less in favour."""
        return self.inside.mean - self.outside.mean

    def __str__(self) -> str:
        mean = self.inside.mean
        side = "for" if mean > 0.5 else "against" if mean < -0.5 else "split on"
        return f"{side} {self.target}"


@frozen
class Coalition:
    """Members that agree with each other more than with the rest.

    Attributes:
        members: their codes, sorted.
        inner: how much two of them agree on average, from 0 to 1.
        outer: how much one of them agrees with one of the rest on average.
        defining: the targets on which they differ most from the rest, the greatest gap first.
    """

    members: tuple[str, ...]
    inner: float
    outer: float
    defining: tuple[Defining, ...]

    @property
    def name(self) -> str:
        """The two targets that define it most."""
        return ", ".join(map(str, self.defining[:2]))


@frozen
class Between:
    """A member that votes with each of two coalitions on a third of what divides them, at least.

    Attributes:
        member: its code.
        agreement: how much it agrees with the members of each coalition, from 0 to 1.
        own: the number of the coalition that it was counted in, from 0; None for none.
        sides: the numbers of the two coalitions, its own first.
        shares: the share of what divides them on which it votes with each; to be between on a
            target counts half for each.
        targets: on how many targets that divide them it took a position.
    """

    member: str
    agreement: tuple[float, ...]
    own: int | None
    sides: tuple[int, int]
    shares: tuple[float, float]
    targets: int


@frozen
class Coalitions:
    """What coalitions there are among the members.

    Attributes:
        coalitions: the largest first; none where none can be claimed.
        between: members that stand between two of them.
        left_out: the codes of members that said too little to be placed.
        targets: how many targets divide the members.
        looked_at: how many of them were looked at.
        strength: the excess agreement within the sets, per pair of members.
        by_chance: the most that shuffled positions gave; None where nothing was shuffled.
        none: why there are none; None where there are some.
        agreement_with_groups: the adjusted Rand index between the coalitions and the declared
            stakeholder groups, 1 for the same and about 0 for no relation; None where fewer than
            two groups are declared, or no coalitions found.
        apart: the codes of members that are in none of them.
        compared: how many members were compared in pairs.
    """

    coalitions: tuple[Coalition, ...]
    between: tuple[Between, ...]
    left_out: tuple[str, ...]
    targets: int
    looked_at: int
    strength: float = 0.0
    by_chance: float | None = None
    none: NoCoalitions | None = None
    agreement_with_groups: float | None = None
    apart: tuple[str, ...] = ()
    compared: int = 0

    @property
    def placed(self) -> Mapping[str, int]:
        """The code of each member of a coalition to the coalition's number, from 0."""
        return _places(each.members for each in self.coalitions)


def find_coalitions(
    state: State, electorate: Electorate, targets: Iterable[str], progress: OnProgress | None = None
) -> Coalitions:
    """Finds coalitions among the members that count, by how they lean on some targets.

    Only targets that divide the members are used (see `excess_agreement`, `stable_clustering`).
    Coalitions are reported only if the clustering is stronger than any of shuffled votes by several
    standard deviations, and if at least two sets are large enough and agree more within than with
    the rest. `progress` is called with the draws and shuffles done, and in all.
    """
    divided = [each for each in leanings(state, electorate, targets) if each.is_contested]
    table = _Table.of(state, electorate, divided)
    lengths = (len(divided), len(table.targets))
    few = NoCoalitions.FEW_TARGETS if len(divided) < LEAST_POSITIONS else None
    if few or len(table.members) < 4:
        few = few or NoCoalitions.FEW_MEMBERS
        return Coalitions((), (), table.left_out, *lengths, none=few)
    ballot, compared = canonical(table.ballot, MOST_COMPARED)
    clustering = stable_clustering(ballot, progress)
    pairs = len(compared) * (len(compared) - 1) // 2
    by_chance, is_more = permutation_test(ballot, clustering.strength, progress)
    claimed = _claimed(ballot, clustering.large()) if is_more else []
    why = NoCoalitions.CHANCE if not is_more else NoCoalitions.ONE if len(claimed) < 2 else None
    strengths = (clustering.strength / PER_ONE / pairs, by_chance / PER_ONE / pairs)
    found = Coalitions((), (), table.left_out, *lengths, *strengths, why, compared=len(compared))
    if why:
        return found
    sets, cores = (
        [sorted(compared[at] for at in each) for each in several]
        for several in (clustering.sets, claimed)
    )
    cores.sort(key=lambda each: (-len(each), each))
    whole = _with_others(table.ballot, sets, cores)
    coalitions = tuple(map(partial(_coalition, table, compared), whole, cores))
    inside = {at for each in whole for at in each}
    return evolve(
        found,
        coalitions=coalitions,
        between=tuple(_between(table, whole, cores)),
        agreement_with_groups=_with_groups(table.groups, coalitions),
        apart=tuple(code for at, code in enumerate(table.members) if at not in inside),
    )


@frozen
class _Table:
    """The votes of the members with enough votes on the targets that are used."""

    members: tuple[str, ...]
    left_out: tuple[str, ...]
    targets: tuple[str, ...]
    ballot: Ballot
    groups: Mapping[str, str]

    @classmethod
    def of(cls, state: State, electorate: Electorate, divided: Sequence[Leaning]) -> _Table:
        codes = state.positions.member_index.codes()
        chosen = _most_dividing(divided)
        groups = electorate.groups_over(state, (each.target for each in chosen))
        rows = transposed([each.votes for each in chosen], len(codes))
        least = max(LEAST_POSITIONS, LEAST_SHARE_OF_TARGETS * len(chosen))
        placed = sorted(
            (code, row)
            for code, row in zip(codes, rows, strict=True)
            if code in groups and sum(map(int.bit_count, row)) >= least
        )
        members = tuple(code for code, _ in placed)
        return cls(
            members,
            tuple(sorted(set(groups or electorate.groups).difference(members))),
            tuple(state.handle_of(each.target) for each in chosen),
            Ballot(tuple(row for _, row in placed), len(chosen)),
            groups,
        )


def _most_dividing(divided: Sequence[Leaning]) -> Sequence[Leaning]:
    """Returns the targets that divide the members most, in order."""
    if len(divided) <= MOST_TARGETS:
        return divided
    united = [expected(*map(int.bit_count, each.votes)) for each in divided]
    limit = sorted(united)[MOST_TARGETS - 1]
    return [each for each, share in zip(divided, united, strict=True) if share <= limit]


def _claimed(ballot: Ballot, large: Iterable[Collection[int]]) -> list[Collection[int]]:
    """Returns the sets whose members agree more with each other than with all others."""
    everybody = set(range(len(ballot.rows)))
    return [
        each
        for each in large
        if _share(ballot, each, each) > _share(ballot, each, everybody.difference(each))
    ]


def _with_others(
    ballot: Ballot, sets: Sequence[Sequence[int]], cores: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Returns the claimed sets with the members that were not compared, by nearest centroid."""
    known = {at for each in sets for at in each}
    claimed = {at for each in cores for at in each}
    centres = [*cores, *(each for each in sets if len(each) > 1 and not claimed.intersection(each))]
    means = [[camp.mean for camp in _camps(ballot, each)] for each in centres]
    near = [Weights([round(2 * SCALE * each) for each in row]) for row in means]
    length = [Weights([round(SCALE * each * each) for each in row]) for row in means]
    whole = [[*each] for each in centres]
    for at, (against, between, agree) in enumerate(ballot.rows):
        if at not in known:
            spoken = against | between | agree
            closest = max(
                range(len(centres)),
                key=lambda n: near[n].over(agree) - near[n].over(against) - length[n].over(spoken),
            )
            whole[closest].append(at)
    return [sorted(each) for each in whole[: len(cores)]]


def _share(ballot: Ballot, members: Iterable[int], others: Collection[int]) -> float:
    """Returns how much members agree with others on average, of what both speak of."""
    known = [
        PER_ONE * halves // (2 * shared)
        for one in members
        for other in others
        if one != other
        for halves, shared in (alike(ballot.rows[one], ballot.rows[other]),)
        if shared
    ]
    return sum(known) / len(known) / PER_ONE if known else 0.0


def _camps(ballot: Ballot, members: Iterable[int]) -> list[Camp]:
    """Returns how some members lean on each target."""
    inside = sum(1 << at for at in members)
    return [
        Camp(*((bits & inside).bit_count() for bits in (agree, between, against)))
        for against, between, agree in ballot.columns
    ]


def _coalition(
    table: _Table, compared: Collection[int], members: Sequence[int], core: Sequence[int]
) -> Coalition:
    """Returns a coalition; agreement is measured among the members that were compared."""
    rest = sorted(set(range(len(table.members))).difference(members))
    camps = zip(_camps(table.ballot, members), _camps(table.ballot, rest), strict=True)
    found = [
        Defining(handle, own, others)
        for handle, (own, others) in zip(table.targets, camps, strict=True)
        if 2 * own.seen >= len(members) and others.seen
    ]
    return Coalition(
        members=tuple(table.members[at] for at in members),
        inner=_share(table.ballot, core, core),
        outer=_share(table.ballot, core, set(compared).difference(core)),
        defining=tuple(sorted(found, key=lambda each: -abs(each.gap))[:_DEFINING]),
    )


def _between(
    table: _Table, whole: Sequence[Sequence[int]], cores: Sequence[Sequence[int]]
) -> Iterator[Between]:
    """Yields the members that vote with each of two coalitions on a third of what divides them."""
    ballot = table.ballot
    own = _places(whole)
    camps = [_camps(ballot, each) for each in whole]
    dividing = {
        (one, other): _dividing(camps[one], camps[other])
        for one, other in permutations(range(len(whole)), 2)
    }
    for at, (against, between, agree) in enumerate(ballot.rows):
        found: list[Between] = []
        for sides, (above, below) in dividing.items():
            spoken = ((against | between | agree) & (above | below)).bit_count()
            halves = (between & (above | below)).bit_count()
            halves += 2 * (agree & above | against & below).bit_count()
            if own.get(at) not in (None, sides[0]) or spoken < LEAST_POSITIONS:
                continue
            if 2 * spoken <= 3 * halves <= 4 * spoken:  # from a third to two thirds
                share = halves / (2 * spoken)
                shares = (share, 1 - share)
                found.append(Between(table.members[at], (), own.get(at), sides, shares, spoken))
        if found:
            agreed = tuple(_share(ballot, (at,), each) for each in cores)
            yield evolve(max(found, key=lambda each: min(each.shares)), agreement=agreed)


def _dividing(mine: Sequence[Camp], its: Sequence[Camp]) -> tuple[int, int]:
    """Returns the targets on which one coalition is clearly more in favour, and less."""
    gaps = [one.mean - other.mean for one, other in zip(mine, its, strict=True)]
    more, less = ([sign * each >= LEAST_GAP for each in gaps] for sign in (1, -1))
    return bits_of(more), bits_of(less)


def _with_groups(groups: Mapping[str, str], coalitions: Sequence[Coalition]) -> float | None:
    placed = _places(each.members for each in coalitions)
    declared = {code: group for code, group in groups.items() if group and code in placed}
    if len(set(declared.values())) < 2:
        return None
    return adjusted_rand_index(placed, declared)
