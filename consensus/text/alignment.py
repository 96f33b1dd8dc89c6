"""Alignment: which blocks of one draft became which blocks of another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from math import inf
from typing import TypeAlias

from attrs import frozen

from consensus.arguments import validated
from consensus.text.blocks import Block
from consensus.text.rise import heaviest_rise
from consensus.text.shortlist import Lettering, Shortlist, likeness
from consensus.text.side import Side, find_splits


class Fate(StrEnum):
    """What became of blocks.

    Attributes:
        KEPT: nothing.
        MODIFIED: its words changed.
        MOVED: it stands elsewhere among the others.
        MOVED_AND_MODIFIED: both.
        INSERTED: it is new.
        DELETED: it is gone.
        SPLIT: one became several.
        JOINED: several became one.
    """

    KEPT = "kept"
    MODIFIED = "modified"
    MOVED = "moved"
    MOVED_AND_MODIFIED = "moved and modified"
    INSERTED = "inserted"
    DELETED = "deleted"
    SPLIT = "split"
    JOINED = "joined"


@frozen
class Match:
    """Blocks of the old draft and what they are in the new one.

    Attributes:
        fate: what became of them.
        old: indices of the old blocks; none when inserted, several when joined.
        new: indices of the new blocks; none when deleted, several when split.
        likeness: from 0 to 1, the share of their words that both hold in the same order.
        is_moved: whether they stand elsewhere among the others; blocks that were split or joined
            may be that too.
    """

    fate: Fate
    old: tuple[int, ...]
    new: tuple[int, ...]
    likeness: float
    is_moved: bool = False


@frozen
class Alignment:
    """Which blocks of one draft became which of another.

    Attributes:
        matches: in the order of the new draft; what was deleted comes behind what stood before it.
    """

    matches: tuple[Match, ...]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every old block with every new one that it became part of, in the order of the new."""
        return tuple((old, new) for match in self.matches for new in match.new for old in match.old)


# Less alike, blocks that stand in the same place are an old one struck and a new one put in.
LEAST_LIKENESS_IN_PLACE = 0.3
# Blocks of a word or two that stand alone in the same place may share no word, and yet be one that
# was spelt otherwise: three in four of their letters are the same.
LEAST_LIKENESS_OF_LETTERS = 0.75
# Elsewhere a likeness must be beyond chance: half of the words in the same order.
LEAST_LIKENESS_ELSEWHERE = 0.5
# Blocks with fewer words are alike by chance; only equal ones are looked for elsewhere.
FEWEST_WORDS_ELSEWHERE = 4
# Of candidates equally alike, one that keeps its place among its neighbours wins.
_PLACE_BONUS = 0.1
# How many blocks to either side are compared with one that stands between the same neighbours.
_NEARBY = 2


@validated
def align(old: Sequence[str | Block], new: Sequence[str | Block]) -> Alignment:
    """Find out which blocks of one draft became which of another.

    Equal blocks are found first, then for each other block the few that share its rarest words
    are compared by their words. The time it takes grows with the number of blocks, not with its
    square.

    Args:
        old: the blocks or items of the old draft, as texts or as `Block`.
        new: those of the new draft.

    Returns:
        The alignment; every block is in exactly one of its matches.

    Raises:
        InvalidArgument: an argument is of another type, or no value of it.
    """
    return _Aligner([*map(_words_of, old)], [*map(_words_of, new)]).alignment()


def _words_of(block: str | Block) -> str:
    return block if isinstance(block, str) else block.content


# Blocks of the old draft, and of the new one, that belong together.
_Group: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


class _Aligner:
    """The state of one alignment: which old blocks have been found to be which new ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        lettering = Lettering()
        self._old = Side(old, lettering)
        self._new = Side(new, lettering)

    def alignment(self) -> Alignment:
        """Match what can be matched, the surest first, and name it."""
        old, new = self._old, self._new
        self._match_equal()
        self._match_alone()
        if old.left() and new.left():
            self._match_alike(old.left(), new.left())
        groups: list[_Group] = []
        if old.left() or new.left():
            groups += [((whole,), parts) for whole, parts in find_splits(old, new)]
            groups += [(parts, (whole,)) for whole, parts in find_splits(new, old)]
        groups += [((one,), (other,)) for one, other in old.partners.items()]
        groups.sort(key=lambda group: group[1])
        return Alignment(tuple(self._named(groups)))

    def _join(self, old: int, new: int) -> None:
        self._old.partners[old] = new
        self._new.partners[new] = old

    def _match_equal(self) -> None:
        old, new = self._old.blocks, self._new.blocks
        start, shorter = 0, min(len(old), len(new))
        while start < shorter and old[start] == new[start]:
            self._join(start, start)
            start += 1
        end = 0
        while end < shorter - start and old[-1 - end] == new[-1 - end]:
            self._join(len(old) - 1 - end, len(new) - 1 - end)
            end += 1
        old_places = _places(old, range(start, len(old) - end))
        new_places = _places(new, range(start, len(new) - end))
        certain = [
            (old_places[text][0], places[0])
            for text, places in new_places.items()
            if len(places) == 1 == len(old_places.get(text, ()))
        ]
        for one, other in certain:
            self._join(one, other)
        self._part_common(certain)
        # Equal blocks that stand several times go with a neighbour that is certain.
        for one, other in certain:
            if self._old.partners.get(one) == other:
                self._extend(one, other, 1)
                self._extend(one, other, -1)

    def _part_common(self, certain: Sequence[tuple[int, int]]) -> None:
        """Part equal blocks in another order that stand elsewhere too: they did not move."""
        rising = {old for old, _ in self._rising()}
        crossing = [(old, new) for old, new in certain if old not in rising]
        if not crossing:
            return
        counts = Counter(self._old.blocks)
        new_counts = Counter(self._new.blocks)
        for old, new in crossing:
            text = self._old.blocks[old]
            if counts[text] > 1 or new_counts[text] > 1 or not self._old.letters(old):
                del self._old.partners[old], self._new.partners[new]

    def _extend(self, old: int, new: int, step: int) -> None:
        old, new = old + step, new + step
        while (
            0 <= old < len(self._old)
            and 0 <= new < len(self._new)
            and self._old.is_left(old)
            and self._new.is_left(new)
            and self._old.blocks[old] == self._new.blocks[new]
        ):
            self._join(old, new)
            old, new = old + step, new + step

    def _match_alone(self) -> None:
        """Match blocks that are alone between neighbours that are certain, and much alike."""
        old, new = self._old, self._new
        ends = [*self._rising(), (len(old), len(new))]
        for (one, other), (end, new_end) in pairwise([(-1, -1), *ends]):
            one, other = one + 1, other + 1
            if (one + 1, other + 1) != (end, new_end):
                continue
            # A counterpart found elsewhere leaves one of them alone.
            is_free = old.is_left(one) and new.is_left(other)
            if is_free and (
                self._likeness((one,), (other,)) >= LEAST_LIKENESS_ELSEWHERE
                or self._is_respelt(one, other)
            ):
                self._join(one, other)

    def _is_respelt(self, old: int, new: int) -> bool:
        from rapidfuzz.distance import Indel

        words = max(len(self._old.letters(old)), len(self._new.letters(new)))
        if words >= FEWEST_WORDS_ELSEWHERE:
            return False
        one, other = self._old.blocks[old], self._new.blocks[new]
        return Indel.normalized_similarity(one, other) >= LEAST_LIKENESS_OF_LETTERS

    def _match_alike(self, left_old: Sequence[int], left_new: Sequence[int]) -> None:
        shortlist = Shortlist({at: self._old.letters(at) for at in left_old})
        gaps = _Gaps(self._rising(), left_old, left_new)
        found = []
        for new in left_new:
            alike = shortlist.most_alike(self._new.letters(new))
            for old in dict.fromkeys((*gaps.nearby(new), *alike)):
                in_place = gaps.of_old[old] == gaps.of_new[new]
                like = self._likeness((old,), (new,))
                if like >= (LEAST_LIKENESS_IN_PLACE if in_place else self._least(old, new)):
                    drift = abs(old * len(self._new) - new * len(self._old))
                    found.append((-like - _PLACE_BONUS * in_place, drift, new, old))
        for _, _, new, old in sorted(found):
            if self._old.is_left(old) and self._new.is_left(new):
                self._join(old, new)
        # What crosses others in its gap does not stand in the same place after all.
        rising = {old for old, _ in self._rising()}
        for old in left_old:
            partner = self._old.partners.get(old)
            if partner is None or old in rising:
                continue
            if self._likeness((old,), (partner,)) < self._least(old, partner):
                del self._old.partners[old], self._new.partners[partner]

    def _rising(self) -> list[tuple[int, int]]:
        """Give the pairs that keep their order."""
        pairs = sorted(self._old.partners.items())
        weights = [1 + len(self._old.blocks[old]) for old, _ in pairs]
        return [pairs[at] for at in heaviest_rise([new for _, new in pairs], weights)]

    def _least(self, old: int, new: int) -> float:
        """Say how like each other two blocks must be that stand in different places."""
        if self._old.blocks[old] == self._new.blocks[new]:
            return 0
        words = min(len(self._old.letters(old)), len(self._new.letters(new)))
        return LEAST_LIKENESS_ELSEWHERE if words >= FEWEST_WORDS_ELSEWHERE else inf

    def _named(self, groups: Sequence[_Group]) -> Iterator[Match]:
        weights = [1 + sum(len(self._old.blocks[at]) for at in old) for old, _ in groups]
        rising = set(heaviest_rise([old[0] for old, _ in groups], weights))
        deleted = deque(self._old.left())
        done = 0
        for index, (old, new) in enumerate(groups):
            while index in rising and deleted and deleted[0] < old[0]:
                yield Match(Fate.DELETED, (deleted.popleft(),), (), 0.0)
            for at in range(done, new[0]):
                yield Match(Fate.INSERTED, (), (at,), 0.0)
            yield self._match(old, new, index not in rising)
            done = new[-1] + 1
        for at in deleted:
            yield Match(Fate.DELETED, (at,), (), 0.0)
        for at in range(done, len(self._new)):
            yield Match(Fate.INSERTED, (), (at,), 0.0)

    def _match(self, old: tuple[int, ...], new: tuple[int, ...], is_moved: bool) -> Match:
        is_equal = len(old) == len(new) and self._old.blocks[old[0]] == self._new.blocks[new[0]]
        like = 1.0 if is_equal else self._likeness(old, new)
        if len(new) > 1:
            fate = Fate.SPLIT
        elif len(old) > 1:
            fate = Fate.JOINED
        elif is_moved:
            fate = Fate.MOVED if is_equal else Fate.MOVED_AND_MODIFIED
        else:
            fate = Fate.KEPT if is_equal else Fate.MODIFIED
        return Match(fate, old, new, like, is_moved)

    def _likeness(self, old: tuple[int, ...], new: tuple[int, ...]) -> float:
        if len(old) == 1 == len(new) and self._old.blocks[old[0]] == self._new.blocks[new[0]]:
            return 1.0
        return likeness("".join(map(self._old.letters, old)), "".join(map(self._new.letters, new)))


def _places(blocks: Sequence[str], within: range) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at in within:
        places.setdefault(blocks[at], []).append(at)
    return places


class _Gaps:
    """The stretches between blocks that are known to be the same, in the same order."""

    def __init__(
        self,
        anchors: Sequence[tuple[int, int]],
        left_old: Sequence[int],
        left_new: Sequence[int],
    ) -> None:
        old_anchors, new_anchors = [old for old, _ in anchors], [new for _, new in anchors]
        self.of_old = {at: bisect_left(old_anchors, at) for at in left_old}
        self.of_new = {at: bisect_left(new_anchors, at) for at in left_new}
        self._members: dict[int, list[int]] = {}
        for at in left_old:
            self._members.setdefault(self.of_old[at], []).append(at)
        self._ranks: dict[int, tuple[int, int]] = {}
        counts: Counter[int] = Counter(self.of_new.values())
        seen: Counter[int] = Counter()
        for at in left_new:
            gap = self.of_new[at]
            self._ranks[at] = (seen[gap], counts[gap])
            seen[gap] += 1

    def nearby(self, new: int) -> Sequence[int]:
        """Give the old blocks that stand about where a new one does, between the same anchors."""
        members = self._members.get(self.of_new[new], [])
        rank, count = self._ranks[new]
        centre = rank * len(members) // count
        return members[max(0, centre - _NEARBY) : centre + _NEARBY + 1]
