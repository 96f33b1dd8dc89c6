"""Settlements: moves that together meet a rule."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.bench import CAMPS, Bench, Camp, Taken, total
from consensus.rules.verdict import ACCEPT, LIFT, Move

if TYPE_CHECKING:
    from consensus.rules.context import Context
    from consensus.rules.rule import Rule

_Key = tuple[str | None, Camp, str]
"""A group (None: any), a camp, and what is moved to."""

_Moves = dict[_Key, int]
"""How many move."""


@frozen
class Demands:
    """What has to hold: some rules in each stakeholder group, and the rule as a whole.

    Attributes:
        rule: the rule as a whole.
        in_groups: the rules that each group meets on its own.
        context: what else the rules may ask.
        benches: the members of each stakeholder group.
        whole: all members.
        answers_apart: whether it matters whose objection was answered.
    """

    rule: Rule
    in_groups: frozenset[Rule]
    context: Context
    benches: Mapping[str, Bench]
    whole: Bench
    answers_apart: bool

    def are_met_in(self, group: str, bench: Bench) -> bool:
        """Whether a stakeholder group does its part."""
        if group not in self.context.groups:
            return True
        counts, context = Counts(groups={group: bench.count()}), self.context.only(group)
        return all(rule.is_met(counts, context) for rule in self.in_groups)

    def are_met_by(self, whole: Bench) -> bool:
        """Whether all members together do the rest."""
        counts = Counts(groups={"": whole.count()})
        return self.rule.is_met_given(counts, self.context, self.in_groups)


@frozen
class Settlement:
    """Members who move to accept, so that the demands are met.

    Attributes:
        demands: what is met.
        in_groups: who moves in each stakeholder group, so that the group does its part.
        anywhere: who moves besides, of whatever group.
    """

    demands: Demands
    in_groups: Mapping[str, Taken]
    anywhere: Taken

    @property
    def count(self) -> int:
        """How many members move."""
        return sum(total([*self.in_groups.values(), self.anywhere]).values())


def soften(settlement: Settlement) -> tuple[Move, ...]:
    """Ask for less where less is enough; the number of members who move stays.

    Members easier to persuade take the place of others, and holds and objections are lifted
    rather than turned into acceptance.

    Args:
        settlement: who moves to accept.

    Returns:
        The moves, by group and by camp.
    """
    demands = settlement.demands
    moves: _Moves = {
        (group, camp, ACCEPT): count
        for group, taken in [*settlement.in_groups.items(), (None, settlement.anywhere)]
        for camp, count in taken.items()
        if count
    }
    for place, hard in enumerate(CAMPS):
        for soft in CAMPS[:place]:
            for group in (None, *demands.benches):
                moving = moves.get((group, hard, ACCEPT))
                if not moving:
                    continue
                most = min(moving, _free(demands, moves, group, soft))
                moves = _shift(demands, moves, (group, hard, ACCEPT), (group, soft, ACCEPT), most)
    moves = _placed(demands, moves)
    for group, camp, to in tuple(moves):
        # What members of any group do must not undo what a group has to meet on its own.
        if camp.can_lift and (group is not None or not demands.in_groups):
            most = moves[group, camp, to]
            moves = _shift(demands, moves, (group, camp, to), (group, camp, LIFT), most)
    order = [*demands.benches, None]
    return tuple(
        Move(
            group=group,
            stance=camp.stance,
            to=to,
            count=count,
            among=_among(demands, moves, group, camp),
            answered=camp is Camp.ANSWERED if demands.answers_apart and camp.objects else None,
        )
        for (group, camp, to), count in sorted(
            moves.items(),
            key=lambda item: (order.index(item[0][0]), CAMPS.index(item[0][1]), item[0][2]),
        )
    )


def _shift(
    demands: Demands,
    moves: _Moves,
    source: _Key,
    to: _Key,
    most: int,
) -> _Moves:
    """As many as possible, up to `most`, move otherwise, as long as the demands are met."""

    def shifted(count: int) -> _Moves:
        changed = {**moves, source: moves.get(source, 0) - count, to: moves.get(to, 0) + count}
        return {key: number for key, number in changed.items() if number}

    count = bisect_left(range(1, most + 1), 1, key=lambda n: not _are_met(demands, shifted(n)))
    return shifted(count) if count else moves


def _are_met(demands: Demands, moves: _Moves) -> bool:
    whole = demands.whole.moved((camp, to, n) for (_, camp, to), n in moves.items())
    if not demands.are_met_by(whole):
        return False
    return not demands.in_groups or all(
        demands.are_met_in(
            group,
            bench.moved((camp, to, n) for (code, camp, to), n in moves.items() if code == group),
        )
        for group, bench in demands.benches.items()
    )


def _placed(demands: Demands, moves: _Moves) -> _Moves:
    """Name the groups of those who move anywhere, where only these groups can be meant."""
    placed: _Moves = {}
    shares: _Moves
    for (group, camp, to), count in moves.items():
        homes = {
            code: free
            for code, bench in demands.benches.items()
            if (free := bench.waiting[camp] - moves.get((code, camp, ACCEPT), 0))
        }
        if group is None and (len(homes) == 1 or count == sum(homes.values())):
            shares = {(code, camp, to): min(free, count) for code, free in homes.items()}
        else:
            shares = {(group, camp, to): count}
        for key, share in shares.items():
            placed[key] = placed.get(key, 0) + share
    return placed


def _among(demands: Demands, moves: _Moves, group: str | None, camp: Camp) -> int:
    """How many of a camp could move; of those anywhere, those not moving in their group."""
    if group is not None:
        return demands.benches[group].waiting[camp]
    placed = sum(n for (code, other, _), n in moves.items() if code is not None and other == camp)
    return demands.whole.waiting[camp] - placed


def _free(demands: Demands, moves: _Moves, group: str | None, camp: Camp) -> int:
    """How many of a camp do not move yet."""
    moving = sum(n for (_, other, _), n in moves.items() if other == camp)
    anywhere = demands.whole.waiting[camp] - moving
    if group is None:
        return anywhere
    own = demands.benches[group].waiting[camp] - moves.get((group, camp, ACCEPT), 0)
    return min(own, anywhere)
