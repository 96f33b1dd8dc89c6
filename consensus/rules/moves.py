"""Moves: the fewest changes of positions that would meet a rule."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import combinations

from attrs import evolve, frozen
from msgspec.structs import replace

from consensus.model.counting import Counts, GroupCount, together
from consensus.model.positions import Stance
from consensus.rules.rule import Rule
from consensus.rules.share_rules import Among
from consensus.rules.verdict import ACCEPT, ANSWER, LIFT, Context, Move, NoMove, RuleInput


class StanceGroup(StrEnum):
    """Members with the same stance, who are interchangeable in a move.

    Those who need the least persuading come first. Answered objections are a group of their own
    only if a rule weighs them; otherwise all who object are in `OBJECTING`.
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


_STANCES: dict[StanceGroup, Stance | None] = {
    StanceGroup.SILENT: None,
    StanceGroup.HOLDING: Stance.HOLD,
    StanceGroup.ABSTAINING: Stance.ABSTAIN,
    StanceGroup.DISAGREEING: Stance.DISAGREE,
    StanceGroup.ANSWERED: Stance.OBJECT,
    StanceGroup.OBJECTING: Stance.OBJECT,
}

STANCE_GROUPS = tuple(StanceGroup)  # those who need the least persuading first
# Precomputed: the properties would take as long as all the counting.
_NOT_OBJECTING = tuple((g, s) for g, s in _STANCES.items() if s and s is not Stance.OBJECT)

_SILENT, _ANSWERED, _OBJECTING = StanceGroup.SILENT, StanceGroup.ANSWERED, StanceGroup.OBJECTING
_OBJECT, _SUPPORT, _ACCEPT = Stance.OBJECT, Stance.SUPPORT, Stance.ACCEPT

Taken = Mapping[StanceGroup, int]  # how many members are taken from each stance group


def waiting(group: GroupCount) -> dict[StanceGroup, int]:
    """Returns how many members of a group there are in each stance group."""
    taken = group.stances.get
    found = {stance_group: taken(stance, 0) for stance_group, stance in _NOT_OBJECTING}
    found[_ANSWERED] = group.answered
    found[_OBJECTING] = taken(_OBJECT, 0) - group.answered
    spoken = taken(_SUPPORT, 0) + taken(_ACCEPT, 0) + sum(found.values())
    found[_SILENT] = max(0, group.eligible - spoken)
    return found


def moved(group: GroupCount, moves: Iterable[tuple[StanceGroup, str, int]]) -> GroupCount:
    """Returns the counts after moves (stance group, what is moved to, number)."""
    stances, answered = {**group.stances}, group.answered
    for stance_group, to, count in moves:
        if to == ANSWER:
            answered += count
            continue
        if stance := _STANCES[stance_group]:
            stances[stance] = stances.get(stance, 0) - count
        if stance_group is StanceGroup.ANSWERED:
            answered -= count
        if to == ACCEPT:
            stances[_ACCEPT] = stances.get(_ACCEPT, 0) + count
    ratings, unrated = group.ratings, group.unrated
    return GroupCount(group.eligible, group.present, stances, answered, ratings, unrated)


def accepting(group: GroupCount, taken: Taken) -> GroupCount:
    """Returns the counts after so many of each stance group moved to accept."""
    return moved(group, [(stance_group, ACCEPT, count) for stance_group, count in taken.items()])


def queues_of(
    members: GroupCount, weighs: frozenset[RuleInput]
) -> tuple[tuple[Taken, ...], tuple[Taken, ...]]:
    """Returns who is taken when 0, 1, 2, … move whose position is cast, and whose is not.

    Those come first whose move helps most in what the rule reads.
    """
    cast, uncast = _orders(weighs)
    free = waiting(members)
    return _sorted_by_cost(free, cast), _sorted_by_cost(free, uncast)


def total(several: Iterable[Taken]) -> dict[StanceGroup, int]:
    """Returns how many members are taken out of each stance group by several moves together."""
    added: Counter[StanceGroup] = Counter()
    for taken in several:
        added.update(taken)
    return added


@cache
def _orders(weighs: frozenset[RuleInput]) -> tuple[tuple[StanceGroup, ...], ...]:
    """Returns the stance groups with a cast position and those without, the most helpful first."""

    def help_of(stance_group: StanceGroup) -> int:
        against = stance_group.stance is Stance.OBJECT or stance_group is StanceGroup.DISAGREEING
        return (
            (stance_group is StanceGroup.OBJECTING and RuleInput.UNANSWERED in weighs)
            + (stance_group.stance is Stance.OBJECT and RuleInput.OBJECTIONS in weighs)
            + (against and RuleInput.AGAINST in weighs)
            + (stance_group is StanceGroup.HOLDING and RuleInput.HOLDS in weighs)
        )

    order = sorted(STANCE_GROUPS, key=help_of, reverse=True)
    cast = tuple(each for each in order if each.stance and each.stance.is_cast)
    return cast, tuple(each for each in order if each not in cast)


def _sorted_by_cost(free: Taken, order: Iterable[StanceGroup]) -> tuple[Taken, ...]:
    queue: list[dict[StanceGroup, int]] = [{}]
    for stance_group in order:
        before = queue[-1]
        queue += [{**before, stance_group: count + 1} for count in range(free[stance_group])]
    return tuple(queue)


# A stakeholder group (None: any), a stance group, and what is moved to.
_Key = tuple[str | None, StanceGroup, str]
_Moves = dict[_Key, int]  # how many move


@frozen
class Requirements:
    """The rules to meet: some in each stakeholder group, and the rule as a whole."""

    rule: Rule
    in_groups: frozenset[Rule]  # the rules that each group meets on its own
    context: Context
    groups: Mapping[str, GroupCount]  # the members of each stakeholder group
    whole: GroupCount
    answers_apart: bool  # whether it matters whose objection was answered

    def are_met_in(self, group: str, members: GroupCount) -> bool:
        """Returns whether a stakeholder group meets its rules."""
        if group not in self.context.groups:
            return True
        counts, context = Counts(groups={group: members}), self.context.only(group)
        return all(rule.is_met(counts, context) for rule in self.in_groups)

    def are_met_by(self, whole: GroupCount) -> bool:
        """Returns whether all members together meet the rule, given those of groups."""
        return self.rule.is_met_given(Counts({"": whole}), self.context, self.in_groups)


@frozen
class MoveSet:
    """Members who move to accept, so that the requirements are met."""

    requirements: Requirements
    in_groups: Mapping[str, Taken]  # who moves so that each stakeholder group does its part
    anywhere: Taken  # who moves besides, of any group

    @property
    def count(self) -> int:
        """How many members move."""
        return sum(total([*self.in_groups.values(), self.anywhere]).values())


def relax(move_set: MoveSet) -> tuple[Move, ...]:
    """Returns the moves of a set, with members easier to persuade, lifting or answers if enough."""
    requirements = move_set.requirements
    moves: _Moves = {
        (group, stance_group, ACCEPT): count
        for group, taken in [*move_set.in_groups.items(), (None, move_set.anywhere)]
        for stance_group, count in taken.items()
        if count
    }
    for place, hard in enumerate(STANCE_GROUPS):
        for soft in STANCE_GROUPS[:place]:
            for group in (None, *requirements.groups):
                source, to = (group, hard, ACCEPT), (group, soft, ACCEPT)
                if moving := moves.get(source):
                    most = min(moving, _free(requirements, moves, group, soft))
                    moves = _move_at_most(requirements, moves, source, to, most)
    moves = _placed(requirements, moves)
    for source in tuple(moves):
        group, stance_group, _ = source
        can_lift = stance_group.stance is Stance.OBJECT or stance_group is StanceGroup.HOLDING
        # What members of any group do must not undo what a group has to meet on its own.
        if can_lift and (group is not None or not requirements.in_groups):
            lift, answer = (group, stance_group, LIFT), (group, stance_group, ANSWER)
            moves = _move_at_most(requirements, moves, source, lift, moves[source])
            if requirements.answers_apart and stance_group is StanceGroup.OBJECTING:
                moves = _move_at_most(requirements, moves, lift, answer, moves.get(lift, 0))
    order = [*requirements.groups, None]
    found = []
    for key in sorted(moves, key=lambda e: (order.index(e[0]), STANCE_GROUPS.index(e[1]), e[2])):
        group, stance_group, goal = key
        among = _among(requirements, moves, group, stance_group)
        is_told = requirements.answers_apart and stance_group.stance is Stance.OBJECT
        answered = stance_group is StanceGroup.ANSWERED if is_told else None
        found.append(Move(group, stance_group.stance, goal, moves[key], among, answered))
    return tuple(found)


def _move_at_most(
    requirements: Requirements, moves: _Moves, source: _Key, to: _Key, most: int
) -> _Moves:
    """Replaces one move by another for as many members as possible, up to `most`."""

    def shifted(count: int) -> _Moves:
        changed = {**moves, source: moves.get(source, 0) - count, to: moves.get(to, 0) + count}
        return {key: number for key, number in changed.items() if number}

    count = bisect_left(range(1, most + 1), 1, key=lambda n: not _are_met(requirements, shifted(n)))
    return shifted(count) if count else moves


def _are_met(requirements: Requirements, moves: _Moves) -> bool:
    whole = [(stance_group, to, n) for (_, stance_group, to), n in moves.items()]
    if not requirements.are_met_by(moved(requirements.whole, whole)):
        return False
    for group, members in requirements.groups.items() if requirements.in_groups else ():
        own = [(each, to, n) for (code, each, to), n in moves.items() if code == group]
        if not requirements.are_met_in(group, moved(members, own)):
            return False
    return True


def _placed(requirements: Requirements, moves: _Moves) -> _Moves:
    """Adds the stakeholder group to moves of members of any group, if only one has such members."""
    placed: _Moves = {}
    for (group, stance_group, to), count in moves.items():
        homes = {
            code: free
            for code, members in requirements.groups.items()
            if (free := waiting(members)[stance_group] - moves.get((code, stance_group, ACCEPT), 0))
        }
        shares: _Moves = {(group, stance_group, to): count}
        if group is None and (len(homes) == 1 or count == sum(homes.values())):
            shares = {(code, stance_group, to): min(free, count) for code, free in homes.items()}
        for key, share in shares.items():
            placed[key] = placed.get(key, 0) + share
    return placed


def _among(
    requirements: Requirements, moves: _Moves, group: str | None, stance_group: StanceGroup
) -> int:
    """Returns how many of a stance group could move; without a group, those free in theirs."""
    if group is not None:
        return waiting(requirements.groups[group])[stance_group]
    in_group = (key for key in moves if key[0] is not None and key[1] is stance_group)
    placed = sum(moves[key] for key in in_group)
    return waiting(requirements.whole)[stance_group] - placed


def _free(
    requirements: Requirements, moves: _Moves, group: str | None, stance_group: StanceGroup
) -> int:
    """Returns how many of a stance group do not move yet."""
    moving = sum(n for (_, other, _), n in moves.items() if other == stance_group)
    anywhere = waiting(requirements.whole)[stance_group] - moving
    if group is None:
        return anywhere
    in_group = moves.get((group, stance_group, ACCEPT), 0)
    return min(waiting(requirements.groups[group])[stance_group] - in_group, anywhere)


# Moves: the fewest members whose moving would meet a rule.
# A member may move to `accept`, or give up a hold or an objection and be silent; where a rule asks
# for answers, its objection may be answered and stand. A monotone rule likes acceptance at least as
# well, so the least number is found among moves to `accept`, and then less is asked where it is
# enough. What a member leaves matters only for what a rule weighs (`RuleInput`), so there are two
# queues: those whose position is cast and those whose is not, the most helpful first. Any least
# solution can be brought into this form by exchanging members of one queue, which never harms.

MOST_GROUP_RULES = 6
"""How many different rules may be asked of each group; the search doubles with every one."""


@frozen
class MinimalMoves:
    """The fewest members whose moves would together meet a rule."""

    move_set: MoveSet | None = None  # who moves; None if nobody can, or need
    no_move: str = ""  # why then; see `minimal_moves`
    who: str = ""  # the group or office that they are of, where the rule asks one alone

    @property
    def count(self) -> int:
        """How many members move."""
        return self.move_set.count if self.move_set else 0

    def moves(self) -> tuple[Move, ...]:
        """Returns what they do, with as little asked of them as is enough."""
        found = relax(self.move_set) if self.move_set else ()
        return tuple(replace(each, group=self.who) for each in found) if self.who else found


def minimal_moves(rule: Rule, counts: Counts, context: Context) -> tuple[tuple[Move, ...], str]:
    """Returns one smallest set of moves that together meet a rule.

    Without moves, the reason comes with it: a value of `NoMove`, or the `bound_to` of a reason that
    no member can change.
    """
    found = find_minimal_moves(rule, counts, context)
    return found.moves(), found.no_move


def find_minimal_moves(rule: Rule, counts: Counts, context: Context) -> MinimalMoves:
    """Returns what `minimal_moves` does, as far as it takes to know how many members move."""
    if rule.is_met(counts, context):
        return MinimalMoves(no_move=NoMove.MET)
    if not rule.is_monotone:
        return MinimalMoves(no_move=NoMove.NOT_MONOTONE)
    if isinstance(rule, Among):
        found = find_minimal_moves(part := rule.rule, *rule.own(counts, context))
        return found if part.asked_of_groups else evolve(found, who=rule.who)
    if not rule.has_moves:
        return MinimalMoves(no_move=NoMove.TOLD_APART)
    known = {**{code: GroupCount() for code in context.groups}, **counts.groups}
    answers_apart = RuleInput.UNANSWERED in _weighed_in_all(rule)
    if not answers_apart:
        known = {code: replace(group, answered=0) for code, group in known.items()}
    everyone = Counts({code: accepting(group, waiting(group)) for code, group in known.items()})
    left = rule.reasons(everyone, context)
    if left:
        bound = (reason.bound_to for reason in left if reason.bound_to)
        return MinimalMoves(no_move=next(bound, NoMove.OTHER))
    asked = tuple(dict.fromkeys(rule.asked_of_groups))
    if len(asked) > MOST_GROUP_RULES:
        return MinimalMoves(no_move=NoMove.TOO_INTRICATE)
    whole = together(known.values())
    best: MoveSet | None = None
    for size in range(len(asked) + 1):
        for chosen in combinations(asked, size):
            in_groups = frozenset(chosen)
            requirements = Requirements(rule, in_groups, context, known, whole, answers_apart)
            best = _minimal_move_set(requirements, best)
    if best is None:
        raise AssertionError(f"{rule} is met when all accept, but not by its totals alone")
    return MinimalMoves(best)


def _minimal_move_set(requirements: Requirements, best: MoveSet | None) -> MoveSet | None:
    """Returns a smaller set that meets the requirements, or the best known one."""
    per_group = [_ways_to_meet(requirements, group) for group in requirements.groups]
    if not all(per_group):
        return best
    cheapest = tuple(min(ways, key=_size) for ways in per_group)
    best = _completed(requirements, cheapest, best)
    least = sum(map(_size, cheapest))
    if best is not None and best.count <= least:
        return best
    for choice in _choices(requirements, per_group, best):
        if choice != cheapest:
            best = _completed(requirements, choice, best)
    return best


def _ways_to_meet(requirements: Requirements, group: str) -> list[Taken]:
    """Returns the minimal ways in which a stakeholder group can meet its rules."""
    if not requirements.in_groups:
        return [{}]
    members = requirements.groups[group]
    weighs = requirements.rule.weighs.union(*map(_weighed_in_all, requirements.in_groups))
    cast_queue, uncast_queue = queues_of(members, weighs)

    def is_met(cast: int, uncast: int) -> bool:
        taken = {**cast_queue[cast], **uncast_queue[uncast]}
        return requirements.are_met_in(group, accepting(members, taken))

    ways: dict[tuple[int, ...], Taken] = {}
    for cast, uncast in _corners(is_met, len(cast_queue) - 1, len(uncast_queue) - 1):
        way = {**cast_queue[cast], **uncast_queue[uncast]}
        effect = _effect(requirements.rule.weighs, way)
        if effect not in ways or _size(way) < _size(ways[effect]):
            ways[effect] = way
    return list(ways.values())


def _weighed_in_all(rule: Rule) -> frozenset[RuleInput]:
    """Returns the inputs of a rule and, recursively, of its parts."""
    return rule.weighs.union(*map(_weighed_in_all, rule.parts))


def _choices(
    requirements: Requirements, per_group: list[list[Taken]], best: MoveSet | None
) -> Iterator[tuple[Taken, ...]]:
    """Yields one way for each group, the smallest of each effect, as combinations that may win."""
    limit = requirements.whole.eligible + 1 if best is None else best.count
    rest = sum(min(map(_size, ways)) for ways in per_group)
    kept: dict[tuple[int, ...], tuple[int, tuple[Taken, ...]]] = {}
    kept[_effect(requirements.rule.weighs, {})] = (0, ())
    for ways in per_group:
        rest -= min(map(_size, ways))
        longer: dict[tuple[int, ...], tuple[int, tuple[Taken, ...]]] = {}
        for effect, (size, choice) in kept.items():
            for way in ways:
                reached = size + _size(way)
                if reached + rest >= limit:
                    continue
                added = _effect(requirements.rule.weighs, way)
                together = tuple(map(sum, zip(effect, added, strict=True)))
                if together not in longer or reached < longer[together][0]:
                    longer[together] = (reached, (*choice, way))
        kept = longer
    for _, choice in sorted(kept.values(), key=lambda each: each[0]):
        yield choice


def _completed(
    requirements: Requirements, choice: tuple[Taken, ...], best: MoveSet | None
) -> MoveSet | None:
    """Adds the fewest moves of any group that meet the whole rule; returns the best set."""
    placed = sum(map(_size, choice))
    members = accepting(requirements.whole, total(choice))
    cast_queue, uncast_queue = queues_of(members, requirements.rule.weighs)
    most = (len(cast_queue) - 1, len(uncast_queue) - 1)

    def is_met(cast: int, uncast: int) -> bool:
        taken = {**cast_queue[cast], **uncast_queue[uncast]}
        return requirements.are_met_by(accepting(members, taken))

    fewer_than = None if best is None else best.count - placed
    for cast, uncast in _corners(is_met, *most, fewer_than):
        if best is None or placed + cast + uncast < best.count:
            in_groups = dict(zip(requirements.groups, choice, strict=True))
            best = MoveSet(requirements, in_groups, {**cast_queue[cast], **uncast_queue[uncast]})
    return best


def _corners(
    is_met: Callable[[int, int], bool],
    most_cast: int,
    most_uncast: int,
    fewer_than: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Yields the minimal pairs that meet a monotone predicate, first those with the most uncast."""
    if not is_met(most_cast, most_uncast):
        return
    least_cast = bisect_left(range(most_cast), True, key=lambda n: is_met(n, most_uncast))
    least_uncast = bisect_left(range(most_uncast), True, key=lambda n: is_met(most_cast, n))
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


def _effect(weighs: frozenset[RuleInput], taken: Taken) -> tuple[int, ...]:
    """Returns how moves change the inputs that a rule reads."""
    unanswered, holding = taken.get(StanceGroup.OBJECTING, 0), taken.get(StanceGroup.HOLDING, 0)
    objecting = unanswered + taken.get(StanceGroup.ANSWERED, 0)
    against = objecting + taken.get(StanceGroup.DISAGREEING, 0)
    return (
        unanswered if RuleInput.UNANSWERED in weighs else 0,
        objecting if RuleInput.OBJECTIONS in weighs else 0,
        against if RuleInput.AGAINST in weighs else 0,
        holding if RuleInput.HOLDS in weighs else 0,
        holding + taken.get(StanceGroup.SILENT, 0) if RuleInput.CAST in weighs else 0,
    )


def _size(taken: Taken) -> int:
    return sum(taken.values())
