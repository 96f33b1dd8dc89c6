"""Counts: how many members say what, with every denominator beside it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import msgspec
from attrs import frozen

from consensus.model.stance import Stance

# Going through an enumeration itself takes longer than counting.
_STANCES = tuple(Stance)


# Neither this nor the next can be part of a ring, so the collector need not look at them.
class GroupCount(msgspec.Struct, frozen=True, gc=False):
    """The members of one stakeholder group, counted.

    Attributes:
        eligible: how many members count, those who recused themselves already taken out.
        present: how many of the eligible are at the meeting; None outside meetings.
        stances: how many fresh positions there are of each stance.
        answered: how many of those who object were answered in substance.
        ratings: the fresh ratings of the latest round, from 1 to 9, in ascending order.
    """

    eligible: int = 0
    present: int | None = None
    stances: Mapping[Stance, int] = msgspec.field(default_factory=dict)
    answered: int = 0
    ratings: tuple[int, ...] = ()

    def of(self, *stances: Stance) -> int:
        """How many take one of these stances."""
        return sum([self.stances.get(stance, 0) for stance in stances])

    def without(self, *stances: Stance) -> GroupCount:
        """The same where nobody took any of these stances."""
        left = {**self.stances}
        for stance in stances:
            left.pop(stance, None)
        answered = 0 if Stance.OBJECT in stances else self.answered
        return GroupCount(self.eligible, self.present, left, answered, self.ratings)


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A standing objection, as the rules see it.

    Attributes:
        member: who objects.
        group: the code of its stakeholder group.
        answered: whether the objection was answered in substance.
        reason: why; empty means not stated.
    """

    member: str
    group: str = ""
    answered: bool = False
    reason: str = ""


@frozen
class Counts:
    """What the members say of one target.

    Attributes:
        groups: by code of the stakeholder group; members of none are under the empty code.
        standing: the standing objections of eligible members; `object` is counted in `groups` too.
        holds: the codes of members who reserve their position.
        stale: the codes of members whose supportive position needs to be taken afresh.
        conditional: the codes of members whose position waits for a condition.
        silent: how many eligible members have no position at all.
    """

    groups: Mapping[str, GroupCount] = attrs.field(factory=dict)
    standing: tuple[Standing, ...] = ()
    holds: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    silent: int = 0

    @property
    def eligible(self) -> int:
        """How many members count, recused ones taken out."""
        return sum([group.eligible for group in self.groups.values()])

    @property
    def present(self) -> int | None:
        """How many eligible members are at the meeting; None outside meetings."""
        known = [group.present for group in self.groups.values() if group.present is not None]
        return sum(known) if known else None

    @property
    def cast(self) -> int:
        """How many positions count as cast; holds and recusals never do."""
        return self.of(*(stance for stance in Stance if stance.is_cast))

    @property
    def in_favour(self) -> int:
        """How many support or accept."""
        return self.of(Stance.SUPPORT, Stance.ACCEPT)

    @property
    def unanswered(self) -> int:
        """How many standing objections were not answered in substance."""
        return self.of(Stance.OBJECT) - sum(group.answered for group in self.groups.values())

    @property
    def ratings(self) -> tuple[int, ...]:
        """The fresh ratings of the latest round, in ascending order."""
        return tuple(sorted(each for group in self.groups.values() for each in group.ratings))

    def of(self, *stances: Stance) -> int:
        """How many take one of these stances."""
        # Asked more often than anything else, so without asking each group for its sum.
        return sum(
            [group.stances.get(stance, 0) for group in self.groups.values() for stance in stances]
        )

    def stances(self) -> dict[Stance, int]:
        """How many there are of each stance, every stance named."""
        found = dict.fromkeys(_STANCES, 0)
        for group in self.groups.values():
            for stance, number in group.stances.items():
                found[stance] += number
        return found

    def only(self, group: str) -> Counts:
        """The counts of one stakeholder group on its own.

        Which of the members that reserve their position, or wait for a condition, belong to the
        group is known only when all of them do; else they are counted and not named.
        """
        own = self.groups.get(group, GroupCount())
        all_here = own.of(Stance.HOLD) == self.of(Stance.HOLD)
        return attrs.evolve(
            self,
            groups={group: own},
            standing=tuple(each for each in self.standing if each.group == group),
            holds=self.holds if all_here else (),
            stale=(),
            conditional=self.conditional if all_here else (),
            silent=max(0, own.eligible - own.of(*set(Stance) - {Stance.RECUSE})),
        )
