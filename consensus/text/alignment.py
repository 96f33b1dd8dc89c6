"""Alignment: which blocks of one draft became which blocks of another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from math import inf
from typing import TypeAlias

from attrs import frozen

from consensus.text.blocks import Block
from consensus.text.rise import heaviest_rise
from consensus.text.shortlist import Lettering, Shortlist, contained, likeness


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
# Elsewhere a likeness must be beyond chance: half of the words in the same order.
LEAST_LIKENESS_ELSEWHERE = 0.5
# Blocks with fewer words are alike by chance; only equal ones are looked for elsewhere.
FEWEST_WORDS_ELSEWHERE = 4
# A part of a split block has this share of its words from the whole.
LEAST_CONTAINED = 0.7
# Of candidates equally alike, one that keeps its place among its neighbours wins.
_PLACE_BONUS = 0.1
# How many blocks to either side are compared with one that stands between the same neighbours.
_NEARBY = 2


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
    """
    return _Aligner([*map(_words_of, old)], [*map(_words_of, new)]).alignment()


def _words_of(block: str | Block) -> str:
    return block if isinstance(block, str) else block.content


# Blocks of the old draft, and of the new one, that belong together.
_Group: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


class _Aligner:
    """The state of one alignment: which old blocks have been found to be which new ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._old = old
        self._new = new
        self._lettering = Lettering()
        self._old_letters: dict[int, str] = {}
        self._new_letters: dict[int, str] = {}
        self._new_of: dict[int, int] = {}
        self._old_of: dict[int, int] = {}

    def alignment(self) -> Alignment:
        """Match what can be matched, the surest first, and name it."""
        self._match_equal()
        left_old = [at for at in range(len(self._old)) if at not in self._new_of]
        left_new = [at for at in range(len(self._new)) if at not in self._old_of]
        groups: list[_Group] = []
        if left_old and left_new:
            self._match_alike(left_old, left_new)
        if len(self._new_of) < max(len(self._old), len(self._new)):
            groups = self._split_and_joined()
        groups += [((old,), (new,)) for old, new in self._new_of.items()]
        groups.sort(key=lambda group: group[1])
        return Alignment(tuple(self._named(groups)))

    def _join(self, old: int, new: int) -> None:
        self._new_of[old] = new
        self._old_of[new] = old

    def _part(self, old: int) -> None:
        del self._old_of[self._new_of.pop(old)]

    def _match_equal(self) -> None:
        old, new = self._old, self._new
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
        # Equal blocks that stand several times go with a neighbour that is certain.
        for one, other in certain:
            self._extend(one, other, 1)
            self._extend(one, other, -1)

    def _extend(self, old: int, new: int, step: int) -> None:
        old, new = old + step, new + step
        while (
            0 <= old < len(self._old)
            and 0 <= new < len(self._new)
            and old not in self._new_of
            and new not in self._old_of
            and self._old[old] == self._new[new]
        ):
            self._join(old, new)
            old, new = old + step, new + step

    def _match_alike(self, left_old: Sequence[int], left_new: Sequence[int]) -> None:
        shortlist = Shortlist({at: self._letters_of_old(at) for at in left_old})
        gaps = _Gaps(self._rising(), left_old, left_new)
        found = []
        for new in left_new:
            alike = shortlist.most_alike(self._letters_of_new(new))
            for old in dict.fromkeys((*gaps.nearby(new), *alike)):
                in_place = gaps.of_old[old] == gaps.of_new[new]
                like = self._likeness((old,), (new,))
                if like >= (LEAST_LIKENESS_IN_PLACE if in_place else self._least(old, new)):
                    drift = abs(old * len(self._new) - new * len(self._old))
                    found.append((-like - _PLACE_BONUS * in_place, drift, new, old))
        for _, _, new, old in sorted(found):
            if new not in self._old_of and old not in self._new_of:
                self._join(old, new)
        # What crosses others in its gap does not stand in the same place after all.
        rising = {old for old, _ in self._rising()}
        for old in left_old:
            new_or_none = self._new_of.get(old)
            if new_or_none is None or old in rising:
                continue
            if self._likeness((old,), (new_or_none,)) < self._least(old, new_or_none):
                self._part(old)

    def _rising(self) -> list[tuple[int, int]]:
        """Give the pairs that keep their order."""
        pairs = sorted(self._new_of.items())
        weights = [1 + len(self._old[old]) for old, _ in pairs]
        return [pairs[at] for at in heaviest_rise([new for _, new in pairs], weights)]

    def _least(self, old: int, new: int) -> float:
        """Say how like each other two blocks must be that stand in different places."""
        if self._old[old] == self._new[new]:
            return 0
        words = min(len(self._letters_of_old(old)), len(self._letters_of_new(new)))
        return LEAST_LIKENESS_ELSEWHERE if words >= FEWEST_WORDS_ELSEWHERE else inf

    def _split_and_joined(self) -> list[_Group]:
        """Find blocks that were split or joined, and take them out of the pairs."""
        return [
            *_Wholes(self._new_of, self._old_of, self._letters_of_old, self._letters_of_new).groups(
                len(self._old), len(self._new)
            ),
            *(
                (parts, whole)
                for whole, parts in _Wholes(
                    self._old_of, self._new_of, self._letters_of_new, self._letters_of_old
                ).groups(len(self._new), len(self._old))
            ),
        ]

    def _named(self, groups: Sequence[_Group]) -> Iterator[Match]:
        weights = [1 + sum(len(self._old[at]) for at in old) for old, _ in groups]
        rising = set(heaviest_rise([old[0] for old, _ in groups], weights))
        known = {at for old, _ in groups for at in old}
        deleted = deque(at for at in range(len(self._old)) if at not in known)
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
        is_equal = len(old) == len(new) and self._old[old[0]] == self._new[new[0]]
        if len(new) > 1:
            fate = Fate.SPLIT
        elif len(old) > 1:
            fate = Fate.JOINED
        elif is_moved:
            fate = Fate.MOVED if is_equal else Fate.MOVED_AND_MODIFIED
        else:
            fate = Fate.KEPT if is_equal else Fate.MODIFIED
        return Match(fate, old, new, self._likeness(old, new), is_moved)

    def _likeness(self, old: tuple[int, ...], new: tuple[int, ...]) -> float:
        if len(old) == 1 == len(new) and self._old[old[0]] == self._new[new[0]]:
            return 1.0
        return likeness(
            "".join(map(self._letters_of_old, old)), "".join(map(self._letters_of_new, new))
        )

    def _letters_of_old(self, at: int) -> str:
        if at not in self._old_letters:
            self._old_letters[at] = self._lettering.letters(self._old[at])
        return self._old_letters[at]

    def _letters_of_new(self, at: int) -> str:
        if at not in self._new_letters:
            self._new_letters[at] = self._lettering.letters(self._new[at])
        return self._new_letters[at]


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


class _Wholes:
    """Looks for blocks of one side that are several blocks of the other.

    Args:
        part_of: for each whole the part it is paired with.
        whole_of: for each part the whole it is paired with.
        whole_letters, part_letters: how the blocks of either side are written in letters.
    """

    def __init__(
        self,
        part_of: dict[int, int],
        whole_of: dict[int, int],
        whole_letters: Callable[[int], str],
        part_letters: Callable[[int], str],
    ) -> None:
        self._part_of = part_of
        self._whole_of = whole_of
        self._whole_letters = whole_letters
        self._part_letters = part_letters

    def groups(self, wholes: int, parts: int) -> list[_Group]:
        """Find the wholes with their parts; both are no pairs any more.

        Args:
            wholes, parts: how many blocks there are on either side.
        """
        self._taken = set(self._whole_of)
        self._parts = parts
        found: list[_Group] = []
        free = [at for at in range(parts) if at not in self._taken]
        beside = {n for at in free for n in (at - 1, at + 1) if n in self._whole_of}
        for part in sorted(beside):
            if part in self._whole_of:
                self._collect(self._whole_of[part], part, found)
        orphans = [at for at in range(wholes) if at not in self._part_of]
        starts = [at for at in free if at not in self._taken and at + 1 < parts]
        if orphans and starts:
            shortlist = Shortlist({at: self._whole_letters(at) for at in orphans})
            gone: set[int] = set()
            for part in starts:
                for whole in shortlist.most_alike(self._part_letters(part)):
                    if part in self._taken or whole in gone or not self._contains(whole, part):
                        continue
                    if self._collect(whole, part, found):
                        gone.add(whole)
        return found

    def _collect(self, whole: int, part: int, found: list[_Group]) -> bool:
        letters = self._whole_letters(whole)
        first = last = part
        own = self._part_letters(part)
        like = likeness(letters, own)
        grown = True
        while grown:
            grown = False
            for at in (last + 1, first - 1):
                if not 0 <= at < self._parts or at in self._taken or not self._contains(whole, at):
                    continue
                more = self._part_letters(at)
                longer = own + more if at > last else more + own
                if likeness(letters, longer) > like:
                    own, like = longer, likeness(letters, longer)
                    first, last = min(first, at), max(last, at)
                    grown = True
        if first == last or like < LEAST_LIKENESS_ELSEWHERE:
            return False
        if whole in self._part_of:
            del self._whole_of[self._part_of.pop(whole)]
        self._taken.update(range(first, last + 1))
        found.append(((whole,), tuple(range(first, last + 1))))
        return True

    def _contains(self, whole: int, part: int) -> bool:
        share = contained(self._part_letters(part), self._whole_letters(whole))
        return share >= LEAST_CONTAINED
