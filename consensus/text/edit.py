"""Edits by characters and by tokens; disjoint sets; heaviest increasing subsequences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from attrs import frozen

from consensus.text.tokens import Numbers


@frozen
class TextEdit:
    """A replacement of the text between two offsets."""

    start: int  # in characters of the text
    end: int  # equal to `start` for an insertion
    text: str  # what stands there afterwards; empty for a deletion


def apply(base: str, edits: Iterable[TextEdit]) -> str:
    """Returns a text after edits that were made for it, in the order of the text.

    Raises:
        ValueError: when edits overlap, are out of order or lie outside the text.
    """
    parts: list[str] = []
    done = 0
    for edit in edits:
        if not done <= edit.start <= edit.end <= len(base):
            raise ValueError(
                f"edit {edit.start}-{edit.end} overlaps another, is out of order, or lies outside "
                f"a text of {len(base)} characters"
            )
        parts += (base[done : edit.start], edit.text)
        done = edit.end
    parts.append(base[done:])
    return "".join(parts)


class Edit(NamedTuple):
    """A replacement of tokens of the base in a proposal.

    A deletion of one of two equal words, or an insertion beside an equal word, has no unique
    position. It stands where it cuts best, and its reach is what it could slide over within its
    sentence.
    """

    start: int  # the tokens of the base that are replaced; equal for an insertion
    end: int
    text: Numbers  # the numbered tokens that stand there afterwards; empty for a deletion
    low: int  # the first and last boundary between tokens that it reaches
    high: int

    @property
    def is_insertion(self) -> bool:
        """Whether nothing of the base is deleted."""
        return self.start == self.end

    def collides_with(self, other: Edit) -> bool:
        """Returns whether two edits share a token or an insertion point within their reach."""
        if self.is_insertion or other.is_insertion:
            return self.low <= other.high and other.low <= self.high
        return self.low < other.high and other.low < self.high


class AtomicEdit(NamedTuple):
    """Edits that are taken together: one, or those that insert or delete a pair of brackets."""

    edits: tuple[Edit, ...]  # in the order of the base
    # Places of bracket signs of the base that are kept but get another partner; without them it
    # would leave brackets unbalanced.
    needs: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        """The first token of the base that is replaced, or before which something is inserted."""
        return self.edits[0].start

    @property
    def end(self) -> int:
        """The token of the base before which the last edit ends."""
        return self.edits[-1].end


Element = TypeVar("Element", bound=Hashable)


class DisjointSet(Generic[Element]):
    """Disjoint groups (union-find); an element that was never joined is its own group."""

    def __init__(self) -> None:
        self._parents: dict[Element, Element] = {}

    def find(self, element: Element) -> Element:
        """Returns the representative of an element's group."""
        parents = self._parents
        root = element
        while root in parents:
            root = parents[root]
        while element != root:
            parents[element], element = root, parents[element]
        return root

    def join(self, one: Element, other: Element) -> bool:
        """Merges two groups; returns whether they were separate."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._parents[second] = first
        return True

    def groups(self, elements: Iterable[Element]) -> dict[Element, list[Element]]:
        """Returns the groups of some elements, each under its representative."""
        if not self._parents:
            return {element: [element] for element in elements}
        groups: dict[Element, list[Element]] = {}
        for element in elements:
            groups.setdefault(self.find(element), []).append(element)
        return groups


def heaviest_increasing_subsequence(places: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Returns the members of a strictly increasing subsequence of greatest weight.

    With equal weights this is the longest increasing subsequence (Fredman, 1975); for weights the
    best sums are kept in a sorted list, as in Jacobson and Vo (1992).
    """
    # Best chains by their last place; a chain that ends further right is kept only if heavier.
    ends: list[int] = []
    sums: list[int] = []
    lasts: list[int] = []
    before: list[int] = []
    for index, (place, weight) in enumerate(zip(places, weights, strict=True)):
        rank = bisect_left(ends, place)
        total = weight + (sums[rank - 1] if rank else 0)
        before.append(lasts[rank - 1] if rank else -1)
        stop = rank
        while stop < len(ends) and sums[stop] <= total:
            stop += 1
        ends[rank:stop] = [place]
        sums[rank:stop] = [total]
        lasts[rank:stop] = [index]
    chosen = []
    index = lasts[-1] if lasts else -1
    while index >= 0:
        chosen.append(index)
        index = before[index]
    return chosen[::-1]
