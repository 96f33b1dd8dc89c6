"""A side of an alignment: the blocks of one draft, and what was found of them so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.text.shortlist import Lettering, Shortlist, contained, likeness

# A part of a split block has this share of its words from the whole.
LEAST_CONTAINED = 0.7
# What parts make up together must be as like the whole as this: half of the words in order.
LEAST_LIKENESS_OF_PARTS = 0.5


class Side:
    """The blocks of one draft in an alignment.

    Attributes:
        blocks: the blocks.
        partners: for each block that is paired with one of the other side, that block.
        grouped: the blocks that were split or joined.
    """

    def __init__(self, blocks: Sequence[str], lettering: Lettering) -> None:
        self.blocks = blocks
        self.partners: dict[int, int] = {}
        self.grouped: set[int] = set()
        self._lettering = lettering
        self._letters: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.blocks)

    def letters(self, at: int) -> str:
        """Give a block with one letter for each word."""
        if at not in self._letters:
            self._letters[at] = self._lettering.letters(self.blocks[at])
        return self._letters[at]

    def is_left(self, at: int) -> bool:
        """Tell whether nothing is known of a block yet."""
        return at not in self.partners and at not in self.grouped

    def left(self) -> list[int]:
        """Give the blocks of which nothing is known yet."""
        return [at for at in range(len(self.blocks)) if self.is_left(at)]


def find_splits(wholes: Side, parts: Side) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Find blocks of one side that are several consecutive blocks of the other.

    Args:
        wholes: the side that has them as one.
        parts: the side that has them in parts.

    Yields:
        Each whole with its parts; they are marked as grouped, and are no pairs any more.
    """
    left = parts.left()
    beside = {n for at in left for n in (at - 1, at + 1) if n in parts.partners}
    for part in sorted(beside):
        whole = parts.partners.get(part)
        if whole is not None and (found := _grown(whole, part, wholes, parts)):
            del wholes.partners[whole], parts.partners[part]
            yield _grouped(whole, found, wholes, parts)
    left = [at for at in parts.left() if at + 1 < len(parts) and parts.is_left(at + 1)]
    orphans = {at: wholes.letters(at) for at in wholes.left()} if left else {}
    shortlist = Shortlist(orphans)
    for part in left:
        for whole in shortlist.most_alike(parts.letters(part)) if orphans else ():
            if not parts.is_left(part) or not wholes.is_left(whole):
                continue
            if _holds(whole, part, wholes, parts) and (found := _grown(whole, part, wholes, parts)):
                yield _grouped(whole, found, wholes, parts)


def _grown(whole: int, part: int, wholes: Side, parts: Side) -> range:
    """Add neighbours to a part as long as that makes them more like the whole."""
    letters = wholes.letters(whole)
    own = parts.letters(part)
    like = likeness(letters, own)
    first = last = part
    is_growing = True
    while is_growing:
        is_growing = False
        for at in (last + 1, first - 1):
            if not 0 <= at < len(parts) or not parts.is_left(at):
                continue
            more = parts.letters(at)
            longer = own + more if at > last else more + own
            if _holds(whole, at, wholes, parts) and likeness(letters, longer) > like:
                own, like = longer, likeness(letters, longer)
                first, last = min(first, at), max(last, at)
                is_growing = True
    if first == last or like < LEAST_LIKENESS_OF_PARTS:
        return range(0)
    return range(first, last + 1)


def _grouped(whole: int, found: range, wholes: Side, parts: Side) -> tuple[int, tuple[int, ...]]:
    wholes.grouped.add(whole)
    parts.grouped.update(found)
    return whole, tuple(found)


def _holds(whole: int, part: int, wholes: Side, parts: Side) -> bool:
    return contained(parts.letters(part), wholes.letters(whole)) >= LEAST_CONTAINED
