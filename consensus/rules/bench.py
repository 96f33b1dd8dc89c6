"""Benches: the members of a stakeholder group, or of all, as the search for moves sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from consensus.model.counts import GroupCount
from consensus.model.stance import Stance
from consensus.rules.weight import Weight

Taken = Mapping[Stance | None, int]
"""How many members are taken from each class; None is the class of the silent."""

CLASSES: tuple[Stance | None, ...] = (
    None,
    Stance.HOLD,
    Stance.ABSTAIN,
    Stance.DISAGREE,
    Stance.OBJECT,
)
"""The stances from which a member can move, those who need the least persuading first."""


@frozen
class Bench:
    """Members who could move, by the stance they take now.

    Attributes:
        eligible: how many members count.
        present: how many of them are at the meeting; None outside meetings.
        in_favour: how many support or accept.
        waiting: how many there are in each class; silent ones, and ones whose position is
            stale, under None.
    """

    eligible: int
    present: int | None
    in_favour: int
    waiting: Taken

    @classmethod
    def of(cls, group: GroupCount) -> Bench:
        """The bench of a stakeholder group."""
        waiting: dict[Stance | None, int] = {
            stance: group.of(stance) for stance in CLASSES if stance is not None
        }
        in_favour = group.of(Stance.SUPPORT, Stance.ACCEPT)
        waiting[None] = max(0, group.eligible - in_favour - sum(waiting.values()))
        return cls(group.eligible, group.present, in_favour, waiting)

    @classmethod
    def joined(cls, benches: Iterable[Bench]) -> Bench:
        """Several benches as one."""
        joined = list(benches)
        known = [bench.present for bench in joined if bench.present is not None]
        return cls(
            eligible=sum(bench.eligible for bench in joined),
            present=sum(known) if known else None,
            in_favour=sum(bench.in_favour for bench in joined),
            waiting=total(bench.waiting for bench in joined),
        )

    def accepting(self, taken: Taken) -> Bench:
        """The bench after so many of each class have moved to accept."""
        waiting = {stance: count - taken.get(stance, 0) for stance, count in self.waiting.items()}
        in_favour = self.in_favour + sum(taken.values())
        return Bench(self.eligible, self.present, in_favour, waiting)

    def silent(self, taken: Taken) -> Bench:
        """The bench after so many of each class have fallen silent."""
        waiting = {stance: count - taken.get(stance, 0) for stance, count in self.waiting.items()}
        waiting[None] += sum(taken.values())
        return Bench(self.eligible, self.present, self.in_favour, waiting)

    def count(self) -> GroupCount:
        """The bench, counted."""
        stances = {stance: count for stance, count in self.waiting.items() if stance is not None}
        stances[Stance.ACCEPT] = self.in_favour
        return GroupCount(self.eligible, self.present, stances)


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

        def help_of(stance: Stance | None) -> int:
            objects = stance is Stance.OBJECT
            against = objects or stance is Stance.DISAGREE
            return (
                (objects and Weight.OBJECTIONS in weighs)
                + (against and Weight.AGAINST in weighs)
                + (stance is Stance.HOLD and Weight.HOLDS in weighs)
            )

        order = sorted(CLASSES, key=help_of, reverse=True)
        return cls(
            cast=_lined_up(bench, [each for each in order if each and each.is_cast]),
            uncast=_lined_up(bench, [each for each in order if not (each and each.is_cast)]),
        )

    def taken(self, cast: int, uncast: int) -> Taken:
        """What is taken when so many move from the head of each queue."""
        return {**self.cast[cast], **self.uncast[uncast]}


def total(several: Iterable[Taken]) -> dict[Stance | None, int]:
    """What is taken together."""
    together: dict[Stance | None, int] = dict.fromkeys(CLASSES, 0)
    for taken in several:
        for stance, count in taken.items():
            together[stance] += count
    return together


def _lined_up(bench: Bench, order: Iterable[Stance | None]) -> tuple[Taken, ...]:
    queue: list[dict[Stance | None, int]] = [{}]
    for stance in order:
        before = queue[-1]
        queue += [{**before, stance: count + 1} for count in range(bench.waiting[stance])]
    return tuple(queue)
