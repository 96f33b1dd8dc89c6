"""A contention: the strokes that meet in one conflict, and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from operator import itemgetter

from attrs import frozen

from consensus.text.splice import Splice
from consensus.text.tokens import tokenise
from consensus.text.weave import Indices, Passage, Weave, names


@frozen(eq=False, repr=False)
class Contention:
    """What lies behind the options of a conflict.

    Attributes:
        weave: the strokes of all proposals.
        passage: where some of them meet in the conflict.
        tokens: the tokens of the whole base, as written.
        keys: the proposals, those with one text together, in the order of their bits.
        clashes: pairs of indices of strokes that exclude each other.
    """

    weave: Weave
    passage: Passage
    tokens: Sequence[str]
    keys: Sequence[Sequence[str]]
    clashes: Collection[tuple[int, int]]

    def wording(self, keys: Iterable[str]) -> str:
        """Write the passage with the strokes of some contenders carried out."""
        held = self._held()
        indices = {index for key in keys for index in held[key]}
        return self._written(s for index in indices for s in self.weave.strokes[index].splices)

    def clashing(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Give the pairs of contenders that cannot be taken together."""
        held = self._held()
        return [
            (one, other)
            for one, other in combinations(sorted(keys), 2)
            if self._exclude(held[one], held[other])
        ]

    def compatible(self) -> tuple[frozenset[str], ...]:
        """Give the largest sets of contenders that can be taken together."""
        alike: dict[Indices, list[str]] = {}
        for key, own in sorted(self._held().items()):
            alike.setdefault(own, []).append(key)
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
        held = self._held()
        splices = []
        for key in keys:
            own = [s for index in held[key] for s in self.weave.strokes[index].splices]
            if len(own) != 1 or not own[0].is_insertion:
                return None
            splices.append(own[0])
        place = max(self.passage.start, *(splice.low for splice in splices))
        if place > min(splice.high for splice in splices):
            return None
        vocabulary = self.weave.vocabulary
        written: list[str] = []
        for splice in dict.fromkeys(splices):
            tokens = [vocabulary.word(number) for number in splice.text_at(place)]
            if written and len(tokenise(written[-1] + tokens[0])) < 2:
                written.append(" ")
            written += tokens
        before = self.tokens[self.passage.start : place]
        return "".join((*before, *written, *self.tokens[place : self.passage.end]))

    def _written(self, splices: Iterable[Splice]) -> str:
        written: list[str] = []
        at = self.passage.start
        for splice in sorted(splices, key=itemgetter(0, 1)):
            written += self.tokens[at : splice.start]
            written.append(self.weave.vocabulary.spell(splice.text))
            at = splice.end
        written += self.tokens[at : self.passage.end]
        return "".join(written)

    def _held(self) -> dict[str, Indices]:
        """Give for each contender the indices of its strokes here."""
        return {
            key: own
            for own, holders in self.weave.shares(self.passage.strokes).items()
            for key in names(holders, self.keys)
        }

    def _exclude(self, one: Indices, other: Indices) -> bool:
        return any((i, k) in self.clashes or (k, i) in self.clashes for i in one for k in other)


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
