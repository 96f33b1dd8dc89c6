"""What somebody has chosen of a combination so far, before any of it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import evolve, field, frozen

from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    InBrackets,
    InOrder,
    Reword,
    Settlement,
    Take,
    settled_by_question,
)
from consensus.text.merge import with_questions


@frozen
class MergeChoices:
    """Which changes are left out, and how conflicts are settled; nothing, to begin with.

    Attributes:
        left: the numbers, from 0, of the changes that are left out; the others are taken.
        settled: the number, from 0, of each conflict that is settled, and by what.
        keep_open: handles of amendments that stay alive where a conflict is settled against them.
        waiting: the numbers, from 0, of the changes that are left out unless they are chosen.
        bracketed: the numbers, from 0, of the changes that go in in brackets.
    """

    left: frozenset[int] = frozenset()
    settled: Mapping[int, Settlement] = field(factory=dict)
    keep_open: frozenset[str] = frozenset()
    waiting: frozenset[int] = frozenset()
    bracketed: frozenset[int] = frozenset()

    @classmethod
    def begin(cls, waiting: Iterable[int]) -> MergeChoices:
        """No choice yet, with what waits left out."""
        numbers = frozenset(waiting)
        return cls(left=numbers, waiting=numbers)

    @property
    def number(self) -> int:
        """How many choices were made."""
        return len(self.left ^ self.waiting) + len(self.settled) + len(self.keep_open)

    def taken(self, combination: Combination) -> list[int]:
        """The numbers of the changes that are taken, some of them with a question."""
        left = self.left - with_questions(combination, self.settled)
        return [at for at in range(len(combination.changes)) if at not in left]

    def with_change(self, combination: Combination, number: int, taken: bool) -> MergeChoices:
        """Take or leave a change, and with it those that are one edit with it."""
        together = {number}
        changes = combination.changes
        if changes[number].linked:
            together |= {
                at for at, each in enumerate(changes) if each.linked == changes[number].linked
            }
        return evolve(self, left=self.left - together if taken else self.left | together)

    def with_settlement(
        self, combination: Combination, number: int, settlement: Settlement | None
    ) -> MergeChoices:
        """Settle a conflict, or leave it unsettled again; and with it what is one question with it,
        unless that was settled otherwise."""
        before = self.settled.get(number)
        followed = _following(combination, number, before)
        settled = {
            at: each
            for at, each in self.settled.items()
            if at != number and followed.get(at) != each
        }
        settled = {**_following(combination, number, settlement), **settled}
        if settlement is not None:
            settled[number] = settlement
        return evolve(self, settled=settled)

    def with_kept_open(self, handles: Iterable[str]) -> MergeChoices:
        """Keep amendments alive where something is settled against them; none of them any more
        if all were kept alive already."""
        wanted = frozenset(handles)
        if wanted <= self.keep_open:
            return evolve(self, keep_open=self.keep_open - wanted)
        return evolve(self, keep_open=self.keep_open | wanted)

    def carried(
        self, old: Combination, new: Combination, waiting: Iterable[int] = ()
    ) -> MergeChoices:
        """The choices that still fit where the combination has become another.

        A conflict is the same where its words and its options are, a change where it does the
        same for the same amendments, whatever their numbers are.
        """
        numbers = frozenset(waiting)
        if old == new and numbers == self.waiting:
            return self
        conflicts = _places(new.conflicts)
        changes = _places(new.changes)
        settled: dict[int, Settlement] = {}
        for number, settlement in sorted(self.settled.items()):
            places = conflicts.get(_what(old.conflicts[number]), [])
            if places:
                settled[places.pop(0)] = settlement
        left = set(numbers)
        for number, change in enumerate(old.changes):
            places = changes.get(_what(change), [])
            place = places.pop(0) if places else None
            if place is not None and (number in self.left) != (number in self.waiting):
                left = left | {place} if number in self.left else left - {place}
        kept_open = self.keep_open & frozenset(new.proposals)
        return MergeChoices(frozenset(left), settled, kept_open, numbers)


def _following(
    combination: Combination, number: int, settlement: Settlement | None
) -> dict[int, Settlement]:
    """The settlements of other conflicts that follow from one."""
    if settlement is None:
        return {}
    found = settled_by_question(combination.conflicts, {number: settlement})
    return {at: each for at, each in found.items() if at != number and not isinstance(each, str)}


Unfinished: TypeAlias = tuple[Combination, MergeChoices]
"""Choices with the combination that they were made of."""


def _what(hunk: Conflict | Change) -> tuple[object, ...]:
    if isinstance(hunk, Conflict):
        return hunk.replaces, hunk.options
    return hunk.replaces, hunk.text, hunk.by


def _places(hunks: Iterable[Conflict | Change]) -> dict[tuple[object, ...], list[int]]:
    found: dict[tuple[object, ...], list[int]] = {}
    for number, hunk in enumerate(hunks):
        found.setdefault(_what(hunk), []).append(number)
    return found


def place_of(combination: Combination, number: int, conflict: Conflict) -> int | None:
    """The number, from 0, that a conflict has by now; None where it is another.

    Args:
        combination: how things combine now.
        number: what number it had.
        conflict: the conflict.
    """
    conflicts = combination.conflicts
    numbers = [number] if number < len(conflicts) else []
    numbers += range(len(conflicts))
    wanted = _what(conflict)
    return next((at for at in numbers if _what(conflicts[at]) == wanted), None)


def chosen_in(conflict: Conflict, settlement: Settlement) -> tuple[str, ...]:
    """The handles of the amendments whose words a settlement takes, typed anew or not."""
    if isinstance(settlement, Reword):
        return next((each.by for each in conflict.options if each.text == settlement.text), ())
    return favoured(settlement)


def favoured(settlement: Settlement | None) -> tuple[str, ...]:
    """The handles of the amendments that a settlement was made for, in its order."""
    return settlement.keys if isinstance(settlement, Take | InOrder | InBrackets) else ()
