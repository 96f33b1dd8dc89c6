"""Clashes: pairs of undecided amendments that cannot both be had, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations

from attrs import frozen

from consensus.analysis.duplicates import proposal_of
from consensus.model.amendment import Amendment, AmendmentKind
from consensus.model.rivals import clashing
from consensus.model.state import State
from consensus.text.combination import Combination
from consensus.text.combine import combine


class ClashKind(StrEnum):
    """Why two amendments cannot both be had."""

    WORDS = "they want different words"
    DELETION = "one deletes what the other changes"
    PLACE = "they move it to different places"
    ROUND = "each would move below the other"
    PARTS = "they split or join it differently"
    BELOW = "one removes the item below which the other would stand"
    THROUGH = "one amends an amendment that the other excludes"


@frozen
class Clash:
    """Two amendments that cannot both be had.

    Attributes:
        one: the handle of the one recorded first.
        other: the handle of the other.
        kind: why.
        target: the handle of the item, draft or amendment over which they clash.
        words: the words of it that they contend for, once for each place; empty words where both
            only put something in, and nothing where they clash over something else than words.
        through: for what clashes through another amendment, the handle of that one.
    """

    one: str
    other: str
    kind: ClashKind
    target: str
    words: tuple[str, ...] = ()
    through: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The handles of the two."""
        return frozenset((self.one, self.other))


def find_clashes(
    state: State,
    undecided: Sequence[Amendment],
    combined: Callable[[str], Combination],
) -> tuple[Clash, ...]:
    """Find the pairs that cannot both be had among some undecided amendments.

    Amendments to one text clash over its words; across texts an amendment that takes an item out,
    moves, splits or joins it clashes with what else is to become of it. What amends an amendment
    cannot be had without it, so it clashes with what that one clashes with.

    Args:
        state: the state.
        undecided: the amendments, in the order in which they are to be named.
        combined: gives, for the id of a text, how the amendments to its words combine.

    Returns:
        The clashes, each pair once, in the order of the amendments.
    """
    finder = _Finder(state, undecided, combined)
    found = {clash.pair: clash for clash in (*finder.across(), *finder.over_words())}
    for clash in finder.through(tuple(found.values())):
        found.setdefault(clash.pair, clash)
    order = finder.order
    return tuple(sorted(found.values(), key=lambda each: (order[each.one], order[each.other])))


def exclusions(clashes: Iterable[Clash]) -> dict[str, tuple[str, ...]]:
    """What each amendment that clashes excludes.

    Args:
        clashes: all of them, in the order of the amendments.

    Returns:
        The handle of each to those of the ones that it clashes with, in that order.
    """
    found: dict[str, list[str]] = {}
    for clash in clashes:
        found.setdefault(clash.one, []).append(clash.other)
        found.setdefault(clash.other, []).append(clash.one)
    return {each: tuple(others) for each, others in found.items()}


class _Finder:
    def __init__(
        self,
        state: State,
        undecided: Sequence[Amendment],
        combined: Callable[[str], Combination],
    ) -> None:
        self._state = state
        self._combined = combined
        self.order = {each.handle: at for at, each in enumerate(undecided)}
        self._words: dict[str, list[Amendment]] = {}
        self._shapes: list[Amendment] = []
        for each in undecided:
            if each.kind is AmendmentKind.MODIFY:
                self._words.setdefault(each.target, []).append(each)
            else:
                self._shapes.append(each)

    def _clash(
        self,
        one: str,
        other: str,
        kind: ClashKind,
        target: str,
        words: tuple[str, ...] = (),
        through: str = "",
    ) -> Clash:
        if self.order[one] > self.order[other]:
            one, other = other, one
        return Clash(one, other, kind, self._state.handle_of(target), words, through)

    def over_words(self) -> Iterator[Clash]:
        for target, amendments in self._words.items():
            if len(amendments) > 1:
                for (one, other), words in clashing(self._combined(target)).items():
                    if one in self.order and other in self.order:
                        yield self._clash(one, other, ClashKind.WORDS, target, words)

    def across(self) -> Iterator[Clash]:
        on_item: dict[str, list[Amendment]] = {}
        below: dict[str, list[Amendment]] = {}
        for each in self._shapes:
            for item in dict.fromkeys((each.target, *each.others)):
                on_item.setdefault(item, []).append(each)
            if each.parent in self._state.items:
                below.setdefault(each.parent, []).append(each)
        for item, shaping in on_item.items():
            if item in self._state.drafts:
                continue
            for one, other in combinations(shaping, 2):
                yield from self._between(one, other, item)
            for one in shaping:
                for other in self._words.get(item, ()):
                    yield from self._with_words(one, other, item)
                if one.takes_out(item):
                    for other in below.get(item, ()):
                        yield self._clash(one.handle, other.handle, ClashKind.BELOW, item)
        yield from self._rounds()

    def _between(self, one: Amendment, other: Amendment, item: str) -> Iterator[Clash]:
        """The clash of two amendments that both rearrange an item, if they do clash."""
        if proposal_of(self._state, one) == proposal_of(self._state, other):
            return
        kinds = {one.kind, other.kind}
        kind = None
        if AmendmentKind.DELETE in kinds:
            kind = ClashKind.DELETION
        elif kinds == {AmendmentKind.MOVE}:
            kind = ClashKind.PLACE
        elif AmendmentKind.MOVE not in kinds:
            kind = ClashKind.PARTS
        elif one.takes_out(item) or other.takes_out(item):
            kind = ClashKind.DELETION
        if kind is not None:
            yield self._clash(one.handle, other.handle, kind, item)

    def _with_words(self, one: Amendment, other: Amendment, item: str) -> Iterator[Clash]:
        """The clash of an amendment that rearranges an item with one to its words, if any."""
        if one.kind is AmendmentKind.DELETE:
            yield self._clash(one.handle, other.handle, ClashKind.DELETION, item)
        elif one.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN):
            items = (one.target, *one.others)
            text = self._state.text
            woven = combine(
                " ".join(map(text, items)),
                {
                    one.handle: " ".join((text(one.id), *one.parts)),
                    other.handle: " ".join(
                        text(other.id if each == item else each) for each in items
                    ),
                },
            )
            for words in clashing(woven).values():
                yield self._clash(one.handle, other.handle, ClashKind.WORDS, item, words)

    def _rounds(self) -> Iterator[Clash]:
        """Pairs of moves that would each put an item below the other."""
        moves = [each for each in self._shapes if each.kind is AmendmentKind.MOVE]
        above = {each.id: tuple(self._above(each.parent)) for each in moves}
        moving: dict[str, list[Amendment]] = {}
        for each in moves:
            moving.setdefault(each.target, []).append(each)
        for one in moves:
            for item in above[one.id]:
                for other in moving.get(item, ()):
                    if one.target in above[other.id] and one is not other:
                        yield self._clash(one.handle, other.handle, ClashKind.ROUND, one.target)

    def _above(self, item: str) -> Iterator[str]:
        while item in self._state.items:
            yield item
            item = self._state.items[item].parent

    def through(self, known: Iterable[Clash]) -> Iterator[Clash]:
        """What amendments to amendments exclude because those that they amend do."""
        amending: dict[str, list[Amendment]] = {}
        for target, amendments in self._words.items():
            if target in self._state.amendments:
                amending.setdefault(self._state.amendments[target].handle, []).extend(amendments)
        if not amending:
            return
        waiting = [(each, end) for each in known for end in (each.one, each.other)]
        while waiting:
            clash, amended = waiting.pop()
            other = clash.other if amended == clash.one else clash.one
            for each in amending.get(amended, ()):
                if each.handle != other:
                    target = self._state.handles[amended]
                    found = self._clash(
                        each.handle, other, ClashKind.THROUGH, target, through=amended
                    )
                    yield found
                    waiting += ((found, found.one), (found, found.other))
