"""Benches: the members of a stakeholder group, or of all, as the search for moves sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache

from attrs import frozen

from consensus.model.counts import GroupCount
from consensus.model.stance import Stance
from consensus.rules.verdict import ACCEPT
from consensus.rules.weight import Weight


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
