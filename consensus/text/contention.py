"""A contention: the strokes that meet in one conflict, and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from attrs import frozen

from consensus.text.splice import Splice
from consensus.text.stroke import Stroke
from consensus.text.tokens import tokenise
from consensus.text.vocabulary import Vocabulary


@frozen(eq=False, repr=False)
class Contention:
    """What lies behind the options of a conflict.

    Attributes:
        vocabulary: what numbered the tokens.
        start: the first token of the base that the conflict replaces.
        tokens: the tokens of the base from there, as written.
        held: for each contender the indices of its strokes.
        strokes: the strokes.
        clashes: pairs of indices of strokes that exclude each other.
    """

    vocabulary: Vocabulary
    start: int
    tokens: Sequence[str]
    held: Mapping[str, frozenset[int]]
    strokes: Mapping[int, Stroke]
    clashes: Collection[tuple[int, int]]

    def wording(self, keys: Iterable[str]) -> str:
        """Write the passage with the strokes of some contenders carried out."""
        indices = {index for key in keys for index in self.held[key]}
        return self._written(s for index in indices for s in self.strokes[index].splices)

    def clashing(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Give the pairs of contenders that cannot be taken together."""
        return [
            (one, other)
            for one, other in combinations(sorted(keys), 2)
            if self._exclude(self.held[one], self.held[other])
        ]

    def compatible(self) -> tuple[frozenset[str], ...]:
        """Give the largest sets of contenders that can be taken together."""
        alike: dict[frozenset[int], list[str]] = {}
        for key in sorted(self.held):
            alike.setdefault(self.held[key], []).append(key)
        groups = list(alike)
        friends = {
            at: {
                other
                for other, indices in enumerate(groups)
                if other != at and not self._exclude(groups[at], indices)
            }
            for at in range(len(groups))
        }
        sets = [
            frozenset(key for at in members for key in alike[groups[at]])
            for members in _largest(set(), set(friends), set(), friends)
        ]
        return tuple(sorted(sets, key=sorted))

    def in_order(self, keys: Sequence[str]) -> str | None:
        """Write pure insertions at one place one after the other; nothing for anything else."""
        splices = []
        for key in keys:
            own = [s for index in self.held[key] for s in self.strokes[index].splices]
            if len(own) != 1 or not own[0].is_insertion:
                return None
            splices.append(own[0])
        place = max(self.start, *(splice.low for splice in splices))
        if place > min(splice.high for splice in splices):
            return None
        written: list[str] = []
        for splice in dict.fromkeys(splices):
            tokens = [self.vocabulary.word(number) for number in splice.text_at(place)]
            if written and len(tokenise(written[-1] + tokens[0])) < 2:
                written.append(" ")
            written += tokens
        at = place - self.start
        return "".join((*self.tokens[:at], *written, *self.tokens[at:]))

    def _written(self, splices: Iterable[Splice]) -> str:
        written: list[str] = []
        at = 0
        for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
            written += self.tokens[at : splice.start - self.start]
            written.append(self.vocabulary.spell(splice.text))
            at = splice.end - self.start
        written += self.tokens[at:]
        return "".join(written)

    def _exclude(self, one: frozenset[int], other: frozenset[int]) -> bool:
        return any((min(i, k), max(i, k)) in self.clashes for i in one for k in other)


def _largest(
    taken: set[int], open_: set[int], done: set[int], friends: Mapping[int, set[int]]
) -> Iterator[set[int]]:
    """Find all maximal cliques (Bron and Kerbosch, 1973, with a pivot)."""
    if not open_ and not done:
        yield taken
        return
    pivot = max(open_ | done, key=lambda at: len(friends[at] & open_))
    for at in sorted(open_ - friends[pivot]):
        yield from _largest(taken | {at}, open_ & friends[at], done & friends[at], friends)
        open_ = open_ - {at}
        done = done | {at}
