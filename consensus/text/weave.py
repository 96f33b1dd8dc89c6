"""A weave: the strokes of all proposals over one base, and who holds which."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

from consensus.text.partition import Partition
from consensus.text.splice import Splice
from consensus.text.stroke import Pair, Stroke
from consensus.text.vocabulary import Numbers, Vocabulary

# Indices of strokes, or of passages.
Indices: TypeAlias = tuple[int, ...]


class Passage(NamedTuple):
    """A stretch of the base that somebody changes, alone or against others.

    Attributes:
        start, end: the tokens of the base; equal where something is only put in.
        strokes: indices of the strokes that reach in here.
        splices: what is done when nobody disagrees; empty in a contested passage.
    """

    start: int
    end: int
    strokes: Indices
    splices: tuple[Splice, ...] = ()

    @property
    def is_contested(self) -> bool:
        """Whether strokes in here exclude each other."""
        return not self.splices


class Seam(NamedTuple):
    """Where words meet that should not, as indices of strokes, sorted.

    Attributes:
        strokes: all in the passages that come together there.
        meeting: those of them that make these words meet.
    """

    strokes: Indices
    meeting: Indices

    def with_more(self, other: Seam) -> Seam:
        """A seam that another passage comes to as well."""
        return Seam(
            tuple(sorted({*self.strokes, *other.strokes})),
            tuple(sorted({*self.meeting, *other.meeting})),
        )


@frozen(eq=False)
class Weave:
    """The strokes of all proposals over one base.

    Proposals are bits here: one for each different text, the lowest being the base itself.

    Attributes:
        base: the numbered tokens of the base.
        vocabulary: what numbered them.
        strokes: all different strokes, in order of their beginning.
        holders: for each stroke the proposals that hold it.
        everyone: all proposals and the base.
        pairs: the brackets of the base.
        seams: the bad seams that were found, in the runs of passages that were looked at.
    """

    base: Numbers
    vocabulary: Vocabulary
    strokes: Sequence[Stroke]
    holders: Sequence[int]
    everyone: int
    pairs: Sequence[Pair]
    seams: dict[tuple[Passage, ...], set[Seam]] = field(factory=dict, init=False, repr=False)
    _known: dict[Passage, dict[Numbers, int]] = field(factory=dict, init=False, repr=False)
    _shares: dict[Indices, dict[Indices, int]] = field(factory=dict, init=False, repr=False)

    def write(self, splices: Iterable[Splice], start: int, end: int) -> Numbers:
        """Carry splices out on a stretch of the base."""
        written: list[Numbers] = []
        for splice in sorted(splices, key=itemgetter(0, 1)):
            written += (self.base[start : splice.start], splice.text)
            start = splice.end
        written.append(self.base[start:end])
        return "".join(written)

    def wordings(self, passage: Passage) -> dict[Numbers, int]:
        """Give every wording that a passage may come to have, with the proposals that have it."""
        # A passage is looked at several times.
        wordings = self._known.get(passage)
        if wordings is None:
            wordings = self._known[passage] = self._wordings(passage)
        return wordings

    def _wordings(self, passage: Passage) -> dict[Numbers, int]:
        start, end, _, done = passage
        if done:
            text = done[0].text if len(done) == 1 else self.write(done, start, end)
            return {text: self.holders[passage.strokes[0]]}
        shares = self.shares(passage.strokes)
        found = {self.base[start:end]: self.everyone & ~sum(shares.values())}
        for own, holders in shares.items():
            splices = [splice for index in own for splice in self.strokes[index].splices]
            text = self.write(splices, start, end)
            found[text] = found.get(text, 0) | holders
        return found

    def shares(self, strokes: Indices) -> dict[Indices, int]:
        """Give the sets of strokes that proposals carry out together, and which proposals do."""
        shares = self._shares.get(strokes)
        if shares is not None:
            return shares
        held: dict[int, list[int]] = {}
        for index in strokes:
            for bit in bits(self.holders[index]):
                held.setdefault(bit, []).append(index)
        shares = self._shares[strokes] = {}
        for bit in sorted(held):
            own = tuple(held[bit])
            shares[own] = shares.get(own, 0) | bit
        return shares

    def passages(self, groups: Partition[int]) -> list[Passage]:
        """Lay out what is contested and what is not.

        Args:
            groups: strokes that are contested together; joined further here, until no stroke
                reaches into a contested passage that it is no part of.

        Returns:
            The passages in order; no two overlap.
        """
        members, hulls = self._hulls(groups)
        while self._absorb(hulls, groups):
            members, hulls = self._hulls(groups)
        found = [Passage(start, end, tuple(members[top])) for start, end, top in hulls]
        for indices in members.values():
            if len(indices) == 1:
                splices = self.strokes[indices[0]].splices
                found += [Passage(s.start, s.end, tuple(indices), (s,)) for s in splices]
        found.sort(key=itemgetter(0, 1))
        return found

    def _hulls(
        self, groups: Partition[int]
    ) -> tuple[dict[int, list[int]], list[tuple[int, int, int]]]:
        """Give all groups of strokes, and from where to where the contested ones reach."""
        strokes = self.strokes
        members = groups.gathered(range(len(strokes)))
        hulls = []
        for top, indices in members.items():
            if len(indices) > 1:
                start = min([strokes[index].start for index in indices])
                end = max([strokes[index].end for index in indices])
                hulls.append((*self._balanced(start, end), top))
        return members, sorted(hulls)

    def _balanced(self, start: int, end: int) -> tuple[int, int]:
        """Widen a stretch until it holds no bracket sign of the base without its partner."""
        widened = True
        while widened:
            widened = False
            for pair in self.pairs:
                if (start <= pair.opening < end) != (start <= pair.closing < end):
                    start, end = min(start, pair.opening), max(end, pair.closing + 1)
                    widened = True
        return start, end

    def _absorb(self, hulls: list[tuple[int, int, int]], groups: Partition[int]) -> bool:
        """Join what reaches into a hull with it; tells whether anything was joined."""
        if not hulls:
            return False
        spliced = sorted(
            (splice.start, splice.end, index)
            for index, stroke in enumerate(self.strokes)
            for splice in stroke.splices
        )
        starts = [start for start, _, _ in spliced]
        longest = max([stop - place for place, stop, _ in spliced])
        joined = False
        for start, end, top in hulls:
            nearby = slice(bisect_left(starts, start - longest), bisect_right(starts, end))
            for place, stop, index in spliced[nearby]:
                if start < place < end if place == stop else place < end and start < stop:
                    joined |= groups.join(top, index)
        for (_, end, top), (start, _, other) in pairwise(hulls):
            if start < end:
                joined |= groups.join(top, other)
        return joined


def names(holders: int, keys: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give the keys of proposals, sorted, those with one text being together in `keys`."""
    # The base, as the lowest bit, has no key.
    return tuple(sorted([key for bit in bits(holders >> 1) for key in keys[bit.bit_length() - 1]]))


def bits(mask: int) -> list[int]:
    """Give each bit of a mask alone, the lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest)
        mask ^= lowest
    return found
