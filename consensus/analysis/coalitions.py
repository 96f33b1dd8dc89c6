"""Coalitions: members clustered by agreement, with a permutation test, and what defines each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from random import Random
from statistics import mean, stdev

from attrs import frozen

from consensus.analysis.agreement import (
    PER_ONE,
    Agreement,
    Ballot,
    Camp,
    Leaning,
    adjusted_rand_index,
    agreement,
    expected,
    leanings,
)
from consensus.arguments import OnProgress
from consensus.model.counting import Electorate
from consensus.model.state import State

# A clustering of members into sets that agree more with each other than chance has it.


@frozen
class Clustering:
    """Members divided into sets.

    Attributes:
        sets: the numbers of the members of each set, ascending; the largest set first, and of
            equal ones that with the lowest number.
        strength: the excess agreement of all pairs that are in one set, summed up.
    """

    sets: tuple[tuple[int, ...], ...]
    strength: int


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
    if not excess:
        return Clustering((), 0)
    return _moved(excess, _joined(excess))


class _Linkage:
    """Sets merged step by step, each named by its lowest member, and their strength."""

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
        """Merges the sets that agree most on average; tied pairs are merged together."""
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
    """Returns the set of each member in the strongest clustering of the agglomeration."""
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


def _moved(excess: Sequence[Sequence[int]], placed: list[int]) -> Clustering:
    """Returns the clustering after members moved to better sets, as long as that helps."""
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
    return Clustering(tuple(by_size), strength)


def _best_place(row: Sequence[int], at: int, placed: Sequence[int]) -> int:
    """Returns the set with which a member agrees most; its own if others only tie."""
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


# Chance: how strong a clustering comes of positions that are shuffled by lot.

SHUFFLES = 19
"""How often the positions are shuffled for comparison: all of them weaker happens by chance once
in twenty times."""

DEVIATIONS = 4.0
"""How many standard deviations stronger than the shuffled ones a clustering has to be."""

_SEED = 1785  # Condorcet's essay on the probability of decisions; any number would do.


def permutation_test(
    ballot: Ballot, strength: int, progress: OnProgress | None
) -> tuple[float, bool]:
    """Returns the strongest clustering of shuffled votes, and whether `strength` clearly beats it.

    The votes on each target are shuffled among the members that voted on it, so the counts and the
    voters stay. It stops at the first shuffle that is as strong. `progress` is called with the
    shuffles done and the shuffles in all.
    """
    chance = Random(_SEED)  # noqa: S311 - a lot that falls the same way every time is what is wanted
    votes = _in_canonical_order(ballot)
    found: list[int] = []
    for done in range(SHUFFLES):
        shuffled: list[tuple[int | None, ...]] = []
        for column in votes:
            said = [each for each in column if each is not None]
            chance.shuffle(said)
            drawn = iter(said)
            shuffled.append(tuple(None if each is None else next(drawn) for each in column))
        found.append(cluster_members(agreement(Ballot(tuple(shuffled))).excess).strength)
        if progress is not None:
            progress(done + 1, SHUFFLES)
        if found[-1] >= strength:
            return max(found), False
    return max(found), strength > mean(found) + DEVIATIONS * stdev(found)


def _in_canonical_order(ballot: Ballot) -> list[tuple[int | None, ...]]:
    """Returns the votes in an order of members and targets independent of names and numbering.

    Members and targets are distinguished by refinement: by their votes and by whose votes they are,
    a few rounds.
    """
    columns = [list(each) for each in ballot.votes]
    members, targets = [0] * ballot.members, [0] * len(columns)
    for _ in range(3):
        targets = _ranked(
            (
                targets[at],
                sorted(
                    (members[place], each) for place, each in enumerate(column) if each is not None
                ),
            )
            for at, column in enumerate(columns)
        )
        members = _ranked(
            (
                members[place],
                sorted((targets[at], each) for at, each in enumerate(row) if each is not None),
            )
            for place, row in enumerate(zip(*columns, strict=True))
        )
    places = sorted(range(len(members)), key=lambda place: members[place])
    order = sorted(range(len(targets)), key=lambda at: targets[at])
    return [tuple(columns[at][place] for place in places) for at in order]


def _ranked(signs: Iterable[tuple[int, list[tuple[int, int]]]]) -> list[int]:
    known = list(signs)
    ranks: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    keys = [(first, tuple(rest)) for first, rest in known]
    for rank, key in enumerate(sorted(set(keys))):
        ranks[key] = rank
    return [ranks[key] for key in keys]


# Coalitions: members that agree with each other more than with the rest, and what defines them.

LEAST_POSITIONS = 5
"""A member that says less than this on what divides the members is left out."""

LEAST_SHARE_OF_TARGETS = 0.1
"""So is one that speaks of a smaller share of what divides them."""

LEAST_SHARE_OF_MEMBERS = 0.05
"""A coalition has a greater share of the members than this, and two of them at least."""

MARGIN = 0.05
"""A member that agrees with another coalition as much as with its own, or nearly, is between."""

MOST_TARGETS = 1_000
"""At most so many targets are looked at, those that divide the members most, and all that tie."""

MOST_MEMBERS = 1_000
"""Above this, comparing every pair of members takes too long."""

_DEFINING = 5


class NoCoalitions(StrEnum):
    """Why no coalitions are claimed."""

    FEW_MEMBERS = "too few members took enough positions"
    FEW_TARGETS = "too little divides the members"
    MANY_MEMBERS = "too many members to compare in pairs"
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
        side = (
            "for"
            if self.inside.mean > 0.5
            else "against"
            if self.inside.mean < -0.5
            else "split on"
        )
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
    """A member that belongs to no coalition clearly.

    Attributes:
        member: its code.
        agreement: how much it agrees with the members of each coalition, from 0 to 1.
        own: the number of the coalition that it was counted in, from 0; None for none.
    """

    member: str
    agreement: tuple[float, ...]
    own: int | None


@frozen
class Coalitions:
    """What coalitions there are among the members.

    Attributes:
        coalitions: the largest first; none where none can be claimed.
        between: members that stand between them, or apart from all.
        left_out: the codes of members that said too little to be placed.
        targets: how many targets divide the members.
        looked_at: how many of them were looked at.
        strength: the excess agreement within the sets, per pair of members.
        by_chance: the most that shuffled positions came to; None where nothing was shuffled.
        none: why there are none; None where there are some.
        agreement_with_groups: the adjusted Rand index between the coalitions and the declared
            stakeholder groups, 1 for the same and about 0 for no relation; None where fewer than
            two groups are declared, or no coalitions found.
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

    @property
    def placed(self) -> Mapping[str, int]:
        """The code of each member of a coalition to the coalition's number, from 0."""
        return {
            member: number
            for number, coalition in enumerate(self.coalitions)
            for member in coalition.members
        }


def find_coalitions(
    state: State,
    electorate: Electorate,
    targets: Iterable[str],
    progress: OnProgress | None = None,
) -> Coalitions:
    """Finds coalitions among the members that count, by how they lean on some targets.

    Only targets that divide the members are used. Members are clustered by how much more each pair
    agrees than chance predicts from all votes on each target (see `agreement` and
    `cluster_members`); targets on which one of a pair did not vote are left out for the pair.
    Coalitions are reported only if the clustering is stronger than any of shuffled votes by several
    standard deviations, and if at least two sets are large enough and agree more within than with
    the rest.

    `progress` is called with the shuffles done and the shuffles in all.
    """
    divided = [each for each in leanings(state, electorate, targets) if each.is_contested]
    table = _Table.of(state, electorate, divided)
    counts = (len(divided), len(table.targets))
    if len(table.members) > MOST_MEMBERS:
        return Coalitions((), (), table.left_out, *counts, none=NoCoalitions.MANY_MEMBERS)
    if len(divided) < LEAST_POSITIONS:
        return Coalitions((), (), table.left_out, *counts, none=NoCoalitions.FEW_TARGETS)
    if len(table.members) < 4:
        return Coalitions((), (), table.left_out, *counts, none=NoCoalitions.FEW_MEMBERS)
    agreed = agreement(table.ballot)
    clustering = cluster_members(agreed.excess)
    pairs = len(table.members) * (len(table.members) - 1) // 2
    strength = clustering.strength / PER_ONE / pairs
    by_chance, is_more = permutation_test(table.ballot, clustering.strength, progress)
    lengths = (strength, by_chance / PER_ONE / pairs)
    if not is_more:
        return Coalitions((), (), table.left_out, *counts, *lengths, NoCoalitions.CHANCE)
    found = _claimed(table, agreed, clustering)
    if len(found) < 2:
        return Coalitions((), (), table.left_out, *counts, *lengths, NoCoalitions.ONE)
    coalitions = tuple(_coalition(table, agreed, members) for members in found)
    return Coalitions(
        coalitions,
        tuple(_between(table, agreed, found)),
        table.left_out,
        *counts,
        *lengths,
        None,
        _with_groups(electorate, coalitions),
    )


@frozen
class _Table:
    """The votes of the members with enough votes on the targets that are used."""

    members: tuple[str, ...]
    left_out: tuple[str, ...]
    targets: tuple[str, ...]
    ballot: Ballot

    @classmethod
    def of(cls, state: State, electorate: Electorate, divided: Sequence[Leaning]) -> _Table:
        index = state.positions.member_index
        codes = index.codes()
        groups = electorate.groups_over(state, (each.target for each in divided))
        groups = groups or {**electorate.groups}
        count = len(codes)
        columns = [_column(each, count) for each in divided]
        chosen = _most_dividing(columns)
        columns = [columns[at] for at in chosen]
        said = [sum(each is not None for each in row) for row in zip(*columns, strict=True)]
        least = max(LEAST_POSITIONS, LEAST_SHARE_OF_TARGETS * len(chosen))
        placed = sorted(
            (code, at)
            for at, code in enumerate(codes)
            if code in groups and columns and said[at] >= least
        )
        places = [at for _, at in placed]
        members = tuple(code for code, _ in placed)
        return cls(
            members,
            tuple(sorted(set(groups).difference(members))),
            tuple(state.handle_of(divided[at].target) for at in chosen),
            Ballot(tuple(tuple(column[at] for at in places) for column in columns)),
        )


def _column(leaning: Leaning, count: int) -> list[int | None]:
    """Returns the vote on a target for each bit of the member index."""
    column: list[int | None] = [None] * count
    for value, bits in ((0, leaning.against), (1, leaning.between), (2, leaning.agree)):
        left = bits
        while left:
            lowest = left & -left
            column[lowest.bit_length() - 1] = value
            left ^= lowest
    return column


def _most_dividing(columns: Sequence[Sequence[int | None]]) -> list[int]:
    """Returns the numbers of the targets that divide the members most, in order."""
    if len(columns) <= MOST_TARGETS:
        return list(range(len(columns)))
    united = [expected(column) for column in columns]
    limit = sorted(united)[MOST_TARGETS - 1]
    return [at for at, share in enumerate(united) if share <= limit]


def _claimed(table: _Table, agreed: Agreement, clustering: Clustering) -> list[tuple[int, ...]]:
    """Returns the clusters large enough, whose members agree more among them than with others."""
    return [
        members
        for members in clustering.sets
        if len(members) > max(1, LEAST_SHARE_OF_MEMBERS * len(table.members))
        and _inner(agreed, members) > _outer(agreed, members)
    ]


def _inner(agreed: Agreement, members: Sequence[int]) -> float:
    return _mean(agreed.share[one][other] for one in members for other in members if one > other)


def _outer(agreed: Agreement, members: Sequence[int]) -> float:
    rest = sorted(set(range(len(agreed.share))).difference(members))
    return _mean(agreed.share[one][other] for one in members for other in rest)


def _mean(shares: Iterable[int | None]) -> float:
    known = [each for each in shares if each is not None]
    return sum(known) / len(known) / PER_ONE if known else 0.0


def _coalition(table: _Table, agreed: Agreement, members: Sequence[int]) -> Coalition:
    inside = set(members)
    found: list[Defining] = []
    for handle, column in zip(table.targets, table.ballot.votes, strict=True):
        own = _camp(column[at] for at in members)
        rest = _camp(each for at, each in enumerate(column) if at not in inside)
        if 2 * own.seen >= len(members) and rest.seen:
            found.append(Defining(handle, own, rest))
    return Coalition(
        members=tuple(table.members[at] for at in members),
        inner=_inner(agreed, members),
        outer=_outer(agreed, members),
        defining=tuple(sorted(found, key=lambda each: -abs(each.gap))[:_DEFINING]),
    )


def _camp(votes: Iterable[int | None]) -> Camp:
    said = list(votes)
    return Camp(said.count(2), said.count(1), said.count(0))


def _between(
    table: _Table, agreed: Agreement, found: Sequence[tuple[int, ...]]
) -> Iterable[Between]:
    own = {at: number for number, members in enumerate(found) for at in members}
    for at, code in enumerate(table.members):
        with_each = tuple(
            _mean(agreed.share[at][other] for other in members if other != at) for members in found
        )
        number = own.get(at)
        others = [share for each, share in enumerate(with_each) if each != number]
        if number is None or max(others) >= with_each[number] - MARGIN:
            yield Between(code, with_each, number)


def _with_groups(electorate: Electorate, coalitions: Sequence[Coalition]) -> float | None:
    placed = {code: number for number, each in enumerate(coalitions) for code in each.members}
    declared = {
        code: group for code, group in electorate.groups.items() if group and code in placed
    }
    if len(set(declared.values())) < 2:
        return None
    return adjusted_rand_index(placed, declared)
