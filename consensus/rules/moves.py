"""The fewest changes of positions that would meet a rule."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.counting import Counts, GroupCount
from consensus.model.positions import Stance
from consensus.rules.verdict import ACCEPT, LIFT, Move, NoMove, Weight

if TYPE_CHECKING:
    from consensus.rules.rule import Rule
    from consensus.rules.verdict import Context


# Benches: the members of a stakeholder group, or of all, as the search for moves sees them.


class Camp(StrEnum):
    """Members who say the same now, so that any of them can move for any other.

    Those who need the least persuading come first. Objections that were answered are a camp of
    their own only where a rule weighs which ones were; else all who object are in `OBJECTING`.
    """

    SILENT = "silent"
    HOLDING = "holding"
    ABSTAINING = "abstaining"
    DISAGREEING = "disagreeing"
    ANSWERED = "answered"
    OBJECTING = "objecting"

    @property
    def stance(self) -> Stance | None:
        """The stance they take now; None for the silent and those with a stale position."""
        return _STANCES[self]

    @property
    def is_cast(self) -> bool:
        """Whether their position counts among those cast."""
        return self.stance is not None and self.stance.is_cast

    @property
    def objects(self) -> bool:
        """Whether their objection stands, answered or not."""
        return self.stance is Stance.OBJECT

    @property
    def can_lift(self) -> bool:
        """Whether they have something to give up without accepting: a hold or an objection."""
        return self.objects or self is Camp.HOLDING


_STANCES: dict[Camp, Stance | None] = {
    Camp.SILENT: None,
    Camp.HOLDING: Stance.HOLD,
    Camp.ABSTAINING: Stance.ABSTAIN,
    Camp.DISAGREEING: Stance.DISAGREE,
    Camp.ANSWERED: Stance.OBJECT,
    Camp.OBJECTING: Stance.OBJECT,
}

CAMPS = tuple(Camp)
"""Every camp, those who need the least persuading first."""

# Asked of a camp each time, these would take as long as all the counting.
_NOT_OBJECTING = tuple((camp, camp.stance) for camp in CAMPS if camp.stance and not camp.objects)

Taken = Mapping[Camp, int]
"""How many members are taken from each camp."""


@frozen
class Bench:
    """Members who could move, by the camp they are in now.

    Attributes:
        eligible: how many members count.
        present: how many of them are at the meeting; None outside meetings.
        supporting: how many support.
        agreeing: how many accept.
        waiting: how many there are in each camp.
        ratings: the ratings they gave, which no move changes.
    """

    eligible: int
    present: int | None
    supporting: int
    agreeing: int
    waiting: Taken
    ratings: tuple[int, ...] = ()

    @classmethod
    def of(cls, group: GroupCount, answers_apart: bool) -> Bench:
        """The bench of a stakeholder group.

        Args:
            group: the group.
            answers_apart: whether those whose objection was answered are a camp of their own.
        """
        waiting = {camp: group.of(stance) for camp, stance in _NOT_OBJECTING}
        waiting[Camp.ANSWERED] = group.answered if answers_apart else 0
        waiting[Camp.OBJECTING] = group.of(Stance.OBJECT) - waiting[Camp.ANSWERED]
        supporting, agreeing = group.of(Stance.SUPPORT), group.of(Stance.ACCEPT)
        cast_or_held = supporting + agreeing + sum(waiting.values())
        waiting[Camp.SILENT] = max(0, group.eligible - cast_or_held)
        return cls(group.eligible, group.present, supporting, agreeing, waiting, group.ratings)

    @classmethod
    def joined(cls, benches: Iterable[Bench]) -> Bench:
        """Several benches as one."""
        joined = list(benches)
        known = [bench.present for bench in joined if bench.present is not None]
        return cls(
            eligible=sum(bench.eligible for bench in joined),
            present=sum(known) if known else None,
            supporting=sum(bench.supporting for bench in joined),
            agreeing=sum(bench.agreeing for bench in joined),
            waiting=total(bench.waiting for bench in joined),
            ratings=tuple(sorted(rating for bench in joined for rating in bench.ratings)),
        )

    def accepting(self, taken: Taken) -> Bench:
        """The bench after so many of each camp have moved to accept."""
        waiting = {camp: count - taken.get(camp, 0) for camp, count in self.waiting.items()}
        agreeing = self.agreeing + sum(taken.values())
        return Bench(self.eligible, self.present, self.supporting, agreeing, waiting, self.ratings)

    def moved(self, moves: Iterable[tuple[Camp, str, int]]) -> Bench:
        """The bench after some have moved: from which camp, to `accept` or `lift`, how many."""
        waiting = {**self.waiting}
        agreeing = self.agreeing
        for camp, to, count in moves:
            waiting[camp] -= count
            if to == ACCEPT:
                agreeing += count
            else:
                waiting[Camp.SILENT] += count
        return Bench(self.eligible, self.present, self.supporting, agreeing, waiting, self.ratings)

    def count(self) -> GroupCount:
        """The bench, counted."""
        stances = {stance: self.waiting[camp] for camp, stance in _NOT_OBJECTING}
        answered = self.waiting.get(Camp.ANSWERED, 0)
        stances[Stance.OBJECT] = answered + self.waiting.get(Camp.OBJECTING, 0)
        stances[Stance.SUPPORT] = self.supporting
        stances[Stance.ACCEPT] = self.agreeing
        return GroupCount(self.eligible, self.present, stances, answered, self.ratings)


@frozen
class Queues:
    """The two queues in which the members of a bench move to accept.

    Attributes:
        cast: what is taken when 0, 1, 2, … members move whose position is cast already.
        uncast: what is taken when 0, 1, 2, … members move who are silent or hold.
    """

    cast: tuple[Taken, ...]
    uncast: tuple[Taken, ...]

    @classmethod
    def of(cls, bench: Bench, weighs: frozenset[Weight]) -> Queues:
        """Line the members up, those first whose moving helps most in what is weighed."""
        cast, uncast = _orders(weighs)
        return cls(cast=_lined_up(bench, cast), uncast=_lined_up(bench, uncast))

    def taken(self, cast: int, uncast: int) -> Taken:
        """What is taken when so many move from the head of each queue."""
        return {**self.cast[cast], **self.uncast[uncast]}


def total(several: Iterable[Taken]) -> dict[Camp, int]:
    """What is taken together."""
    together = dict.fromkeys(CAMPS, 0)
    for taken in several:
        for camp, count in taken.items():
            together[camp] += count
    return together


@cache
def _orders(weighs: frozenset[Weight]) -> tuple[tuple[Camp, ...], tuple[Camp, ...]]:
    """The camps whose position is cast and those whose is not, the most helpful first."""

    def help_of(camp: Camp) -> int:
        against = camp.objects or camp is Camp.DISAGREEING
        return (
            (camp is Camp.OBJECTING and Weight.UNANSWERED in weighs)
            + (camp.objects and Weight.OBJECTIONS in weighs)
            + (against and Weight.AGAINST in weighs)
            + (camp is Camp.HOLDING and Weight.HOLDS in weighs)
        )

    order = sorted(CAMPS, key=help_of, reverse=True)
    cast = tuple(camp for camp in order if camp.is_cast)
    return cast, tuple(camp for camp in order if not camp.is_cast)


def _lined_up(bench: Bench, order: Iterable[Camp]) -> tuple[Taken, ...]:
    queue: list[dict[Camp, int]] = [{}]
    for camp in order:
        before = queue[-1]
        queue += [{**before, camp: count + 1} for count in range(bench.waiting[camp])]
    return tuple(queue)


# Settlements: moves that together meet a rule.

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


# Moves: the fewest members whose moving would meet a rule.
# A member may move to `accept`, or give up a hold or an objection and be silent. Since a monotone
# rule likes acceptance at least as well as a lifted objection, the least number is found among
# moves to `accept`; afterwards the members are asked for less wherever less is enough. What a
# member leaves matters only for what a rule weighs (`Weight`), so the members of a bench form two
# queues: those whose position is already cast and those whose is not. In each queue the members
# whose moving helps most come first. Any least solution can be brought into this form by
# exchanging members of one queue, which never harms a monotone rule.

MOST_GROUP_RULES = 6
"""How many different rules may be asked of each group; the search doubles with every one."""


def least_move(rule: Rule, counts: Counts, context: Context) -> tuple[tuple[Move, ...], str]:
    """Find one cheapest set of moves that together meet a rule.

    Args:
        rule: the rule.
        counts: what the members say now.
        context: what else the rule may ask.

    Returns:
        The moves, and when there are none the reason: a value of `NoMove`, or what the reasons
        that no member can change are bound to.
    """
    if rule.is_met(counts, context):
        return (), NoMove.MET
    if not rule.is_monotone:
        return (), NoMove.NOT_MONOTONE
    known = {**{code: GroupCount() for code in context.groups}, **counts.groups}
    answers_apart = Weight.UNANSWERED in _weighed_in_all(rule)
    benches = {code: Bench.of(group, answers_apart) for code, group in known.items()}
    everyone = Counts(
        groups={code: bench.accepting(bench.waiting).count() for code, bench in benches.items()}
    )
    left = rule.reasons(everyone, context)
    if left:
        return (), next((reason.bound_to for reason in left if reason.bound_to), NoMove.OTHER)
    asked = tuple(dict.fromkeys(rule.asked_of_groups))
    if len(asked) > MOST_GROUP_RULES:
        return (), NoMove.TOO_INTRICATE
    whole = Bench.joined(benches.values())
    best: Settlement | None = None
    for size in range(len(asked) + 1):
        for chosen in combinations(asked, size):
            demands = Demands(rule, frozenset(chosen), context, benches, whole, answers_apart)
            best = _least_settlement(demands, best)
    if best is None:
        raise AssertionError(f"{rule} is met when all accept, but not by its totals alone")
    return soften(best), ""


def _least_settlement(demands: Demands, best: Settlement | None) -> Settlement | None:
    """The least way to meet the demands, if it takes fewer members than the best known one."""
    per_group = [_ways_in(demands, group) for group in demands.benches]
    if not all(per_group):
        return best
    cheapest = tuple(min(ways, key=_size) for ways in per_group)
    best = _completed(demands, cheapest, best)
    least = sum(map(_size, cheapest))
    if best is not None and best.count <= least:
        return best
    for choice in _choices(demands, per_group, best):
        if choice != cheapest:
            best = _completed(demands, choice, best)
    return best


def _ways_in(demands: Demands, group: str) -> list[Taken]:
    """The ways in which a stakeholder group can do its part, none of them needlessly large."""
    if not demands.in_groups:
        return [{}]
    bench = demands.benches[group]
    weighs = demands.rule.weighs.union(*map(_weighed_in_all, demands.in_groups))
    queues = Queues.of(bench, weighs)

    def is_met(cast: int, uncast: int) -> bool:
        return demands.are_met_in(group, bench.accepting(queues.taken(cast, uncast)))

    ways: dict[tuple[int, ...], Taken] = {}
    for cast, uncast in _corners(is_met, len(queues.cast) - 1, len(queues.uncast) - 1):
        way = queues.taken(cast, uncast)
        effect = _effect(demands.rule.weighs, way)
        if effect not in ways or _size(way) < _size(ways[effect]):
            ways[effect] = way
    return list(ways.values())


def _weighed_in_all(rule: Rule) -> frozenset[Weight]:
    """What a rule asked of a group weighs, that of rules asked of each group again included."""
    return rule.weighs.union(*map(_weighed_in_all, rule.parts))


def _choices(
    demands: Demands, per_group: list[list[Taken]], best: Settlement | None
) -> Iterator[tuple[Taken, ...]]:
    """One way for each stakeholder group, in every combination that could beat the best.

    Of combinations with the same effect on what the rule weighs only the smallest is kept: the
    others can be had from it by further moves.
    """
    limit = demands.whole.eligible + 1 if best is None else best.count
    rest = sum(min(map(_size, ways)) for ways in per_group)
    kept: dict[tuple[int, ...], tuple[int, tuple[Taken, ...]]] = {}
    kept[_effect(demands.rule.weighs, {})] = (0, ())
    for ways in per_group:
        rest -= min(map(_size, ways))
        longer: dict[tuple[int, ...], tuple[int, tuple[Taken, ...]]] = {}
        for effect, (size, choice) in kept.items():
            for way in ways:
                reached = size + _size(way)
                if reached + rest >= limit:
                    continue
                added = _effect(demands.rule.weighs, way)
                together = tuple(map(sum, zip(effect, added, strict=True)))
                if together not in longer or reached < longer[together][0]:
                    longer[together] = (reached, (*choice, way))
        kept = longer
    for _, choice in sorted(kept.values(), key=lambda each: each[0]):
        yield choice


def _completed(
    demands: Demands, choice: tuple[Taken, ...], best: Settlement | None
) -> Settlement | None:
    """Add the fewest moves anywhere that meet the whole rule; the best if that is not better."""
    placed = sum(map(_size, choice))
    bench = demands.whole.accepting(total(choice))
    queues = Queues.of(bench, demands.rule.weighs)
    most = (len(queues.cast) - 1, len(queues.uncast) - 1)

    def is_met(cast: int, uncast: int) -> bool:
        return demands.are_met_by(bench.accepting(queues.taken(cast, uncast)))

    fewer_than = None if best is None else best.count - placed
    for cast, uncast in _corners(is_met, *most, fewer_than):
        if best is None or placed + cast + uncast < best.count:
            in_groups = dict(zip(demands.benches, choice, strict=True))
            best = Settlement(demands, in_groups, queues.taken(cast, uncast))
    return best


def _corners(
    is_met: Callable[[int, int], bool],
    most_cast: int,
    most_uncast: int,
    fewer_than: int | None = None,
) -> Iterator[tuple[int, int]]:
    """The pairs that meet something monotone in both numbers, none larger than another in both.

    Yields those with the most uncast first, since the silent are the easiest to persuade; none
    when it is clear from the start that all of them add up to `fewer_than` or more.
    """
    if not is_met(most_cast, most_uncast):
        return
    least_cast = _least(lambda cast: is_met(cast, most_uncast), most_cast)
    least_uncast = _least(lambda uncast: is_met(most_cast, uncast), most_uncast)
    if fewer_than is not None and least_cast + least_uncast >= fewer_than:
        return
    cast, uncast = least_cast, most_uncast
    if is_met(least_cast, least_uncast):
        yield least_cast, least_uncast
        return
    while True:
        while uncast > least_uncast and is_met(cast, uncast - 1):
            uncast -= 1
        yield cast, uncast
        if uncast == least_uncast:
            return
        uncast -= 1
        while not is_met(cast, uncast):
            cast += 1


def _least(holds: Callable[[int], bool], most: int) -> int:
    """The least number for which something holds that holds for all greater ones and `most`."""
    return bisect_left(range(most), True, key=holds)


def _effect(weighs: frozenset[Weight], taken: Taken) -> tuple[int, ...]:
    """What moves change of that which a rule weighs."""
    unanswered, holding = taken.get(Camp.OBJECTING, 0), taken.get(Camp.HOLDING, 0)
    objecting = unanswered + taken.get(Camp.ANSWERED, 0)
    against = objecting + taken.get(Camp.DISAGREEING, 0)
    return (
        unanswered if Weight.UNANSWERED in weighs else 0,
        objecting if Weight.OBJECTIONS in weighs else 0,
        against if Weight.AGAINST in weighs else 0,
        holding if Weight.HOLDS in weighs else 0,
        holding + taken.get(Camp.SILENT, 0) if Weight.CAST in weighs else 0,
    )


def _size(taken: Taken) -> int:
    return sum(taken.values())
