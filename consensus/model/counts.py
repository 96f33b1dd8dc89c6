"""Counts: how many members say what, with every denominator beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial

import attrs
import msgspec
from attrs import frozen

from consensus.model.contested import ContestedChange
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


def together(counts: Collection[GroupCount]) -> GroupCount:
    """The members of several groups counted as one; presence of those of whom it is known."""
    if len(counts) == 1:
        return next(iter(counts))
    stances: dict[Stance, int] = {}
    for each in counts:
        for stance, number in each.stances.items():
            stances[stance] = stances.get(stance, 0) + number
    present = [each.present for each in counts if each.present is not None]
    return GroupCount(
        sum([each.eligible for each in counts]),
        sum(present) if present else None,
        stances,
        sum([each.answered for each in counts]),
        tuple(sorted([rating for each in counts for rating in each.ratings])),
    )


class Groups(Mapping[str, GroupCount]):
    """What the members of each stakeholder group say, told apart when somebody looks.

    Most rules look at the total alone.

    Args:
        total: what all of them say together.
        tell_apart: counts each group, by its code.
    """

    __slots__ = ("_groups", "_tell_apart", "total")

    def __init__(
        self, total: GroupCount, tell_apart: Callable[[], Mapping[str, GroupCount]]
    ) -> None:
        self.total = total
        self._tell_apart = tell_apart
        self._groups: Mapping[str, GroupCount] | None = None

    def without(self, *stances: Stance) -> Groups:
        """The same where nobody took any of these stances."""
        return Groups(self.total.without(*stances), partial(_each_without, self, stances))

    @property
    def _told_apart(self) -> Mapping[str, GroupCount]:
        if self._groups is None:
            self._groups = self._tell_apart()
        return self._groups

    def __getitem__(self, code: str) -> GroupCount:
        return self._told_apart[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told_apart)

    def __len__(self) -> int:
        return len(self._told_apart)

    def __repr__(self) -> str:
        return repr(self._told_apart)


def _each_without(groups: Groups, stances: Iterable[Stance]) -> dict[str, GroupCount]:
    return {code: group.without(*stances) for code, group in groups.items()}


def counted_apart(groups: Mapping[str, GroupCount]) -> Groups:
    """The groups as they were counted, by code."""
    if isinstance(groups, Groups):
        return groups
    return Groups(together(groups.values()), partial(dict, groups))


_NOBODY = counted_apart({})


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
        proposed: the codes of members that proposed or supported part of the text, and said
            nothing of the whole since; they are among the silent.
        contested: the changes in the text that eligible members object to or hold since before
            these went in; each member counts once under its stance.
    """

    groups: Groups = attrs.field(default=_NOBODY, converter=counted_apart)
    standing: tuple[Standing, ...] = ()
    holds: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    silent: int = 0
    proposed: tuple[str, ...] = ()
    contested: tuple[ContestedChange, ...] = ()

    @property
    def no_position(self) -> int:
        """How many have said nothing, of the whole or of a part, and are not to say it again."""
        return self.silent - len(self.stale) - len(self.proposed)

    @property
    def eligible(self) -> int:
        """How many members count, recused ones taken out."""
        return self.groups.total.eligible

    @property
    def present(self) -> int | None:
        """How many eligible members are at the meeting; None outside meetings."""
        return self.groups.total.present

    @property
    def cast(self) -> int:
        """How many positions count as cast; holds and recusals never do."""
        return self.of(*(stance for stance in _STANCES if stance.is_cast))

    @property
    def in_favour(self) -> int:
        """How many support or accept."""
        return self.of(Stance.SUPPORT, Stance.ACCEPT)

    @property
    def unanswered(self) -> int:
        """How many standing objections were not answered in substance."""
        return self.of(Stance.OBJECT) - self.groups.total.answered

    @property
    def ratings(self) -> tuple[int, ...]:
        """The fresh ratings of the latest round, in ascending order."""
        return self.groups.total.ratings

    def of(self, *stances: Stance) -> int:
        """How many take one of these stances."""
        return self.groups.total.of(*stances)

    def stances(self) -> dict[Stance, int]:
        """How many there are of each stance, every stance named."""
        return {**dict.fromkeys(_STANCES, 0), **self.groups.total.stances}

    def only(self, group: str) -> Counts:
        """The counts of one stakeholder group on its own.

        Which of the members that reserve their position, or wait for a condition, belong to the
        group is known only when all of them do; else they are counted and not named.
        """
        own = self.groups.get(group, GroupCount())
        all_here = own.of(Stance.HOLD) == self.of(Stance.HOLD)
        return attrs.evolve(
            self,
            groups=counted_apart({group: own}),
            standing=tuple(each for each in self.standing if each.group == group),
            holds=self.holds if all_here else (),
            stale=(),
            proposed=(),
            contested=(),
            conditional=self.conditional if all_here else (),
            silent=max(0, own.eligible - own.of(*set(Stance) - {Stance.RECUSE})),
        )
