"""Moves: the fewest members whose moving would meet a rule.

A member may move to `accept`, or give up a hold or an objection and be silent. Since a monotone
rule likes acceptance at least as well as a lifted objection, the least number is found among
moves to `accept`; afterwards the members are asked for less wherever less is enough.

What a member leaves matters only for what a rule weighs (`Weight`), so the members of a bench
form two queues: those whose position is already cast and those whose is not. In each queue the
members whose moving helps most come first. Any least solution can be brought into this form by
exchanging members of one queue, which never harms a monotone rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from consensus.model.counts import Counts, GroupCount
from consensus.rules.bench import Bench, Camp, Queues, Taken, total
from consensus.rules.settlement import Demands, Settlement, soften
from consensus.rules.verdict import Move, NoMove
from consensus.rules.weight import Weight

if TYPE_CHECKING:
    from consensus.rules.context import Context
    from consensus.rules.rule import Rule

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
