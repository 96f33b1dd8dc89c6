"""A stroke: splices that are one edit, since they put in or take out one pair of brackets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from consensus.text.partition import Partition
from consensus.text.splice import Splice
from consensus.text.vocabulary import Numbers, Sign, Vocabulary


class Stroke(NamedTuple):
    """What is taken or left as one: a single splice, or linked ones in order.

    Attributes:
        splices: where the base is changed.
        needs: places of bracket signs of the base that are kept but get another partner; without
            them the stroke would leave brackets unbalanced.
    """

    splices: tuple[Splice, ...]
    needs: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        """The first token of the base that is replaced, or before which something is put in."""
        return self.splices[0].start

    @property
    def end(self) -> int:
        """The token of the base before which the last splice ends."""
        return self.splices[-1].end

    @property
    def is_linked(self) -> bool:
        """Whether several splices belong together."""
        return len(self.splices) > 1


class Pair(NamedTuple):
    """An opening bracket with its closing one and the bars between its options, as places."""

    opening: int
    closing: int
    bars: tuple[int, ...]


def pairs(tokens: Numbers, signs: Mapping[str, Sign]) -> list[Pair]:
    """Find the brackets of a text; signs without a partner build none."""
    found = []
    open_brackets: list[tuple[int, list[int]]] = []
    for place, token in enumerate(tokens):
        sign = signs[token]
        if sign is Sign.OPEN:
            open_brackets.append((place, []))
        elif sign is Sign.BAR and open_brackets:
            open_brackets[-1][1].append(place)
        elif sign is Sign.CLOSE and open_brackets:
            opening, bars = open_brackets.pop()
            found.append(Pair(opening, place, tuple(bars)))
    return found


# A splice of the proposal by its index, or a kept bracket sign by its place in the base.
_Node = tuple[str, int]


def strokes(
    splices: Sequence[Splice],
    base_pairs: Sequence[Pair],
    new: Numbers,
    vocabulary: Vocabulary,
) -> list[Stroke]:
    """Join the splices of one proposal that put in or take out brackets together.

    Args:
        splices: all splices of the proposal, in order.
        base_pairs: the brackets of the base.
        new: the numbered tokens of the proposal.
        vocabulary: what numbered the tokens.

    Returns:
        The strokes in order of their beginning. Each, carried out alone, leaves the brackets of a
        text balanced if they are balanced in the base and in the proposal.
    """
    new_pairs = pairs(new, vocabulary.signs) if vocabulary.has_brackets else []
    if not splices or not (base_pairs or new_pairs):
        return [Stroke((splice,)) for splice in splices]
    places = _Places(splices)
    linked: Partition[_Node] = Partition()
    old = {(("kept", pair.opening), ("kept", pair.closing)) for pair in base_pairs}
    untouched = set()
    for pair in new_pairs:
        opening, closing = places.in_new(pair.opening), places.in_new(pair.closing)
        if (opening, closing) in old:
            untouched.add((opening, closing))
            continue
        linked.join(opening, closing)
        bars = [bar for bar in map(places.in_new, pair.bars) if bar[0] == "splice"]
        for bar in bars:
            linked.join(opening, bar)
        if bars and opening[0] == closing[0] == "splice":
            # Options put in with their bracket: what was done to the words between belongs to it.
            for index in range(opening[1], closing[1]):
                linked.join(opening, ("splice", index))
    for pair in base_pairs:
        opening, closing = places.in_base(pair.opening), places.in_base(pair.closing)
        if (opening, closing) in untouched:
            continue
        linked.join(opening, closing)
        for bar in map(places.in_base, pair.bars):
            if bar[0] == "splice":
                linked.join(opening, bar)
    together: dict[_Node, list[Splice]] = {}
    for index, splice in enumerate(splices):
        together.setdefault(linked.find(("splice", index)), []).append(splice)
    needs: dict[_Node, list[int]] = {}
    for place in sorted(place for pair in base_pairs for place in (pair.opening, pair.closing)):
        needs.setdefault(linked.find(("kept", place)), []).append(place)
    return [Stroke(tuple(group), tuple(needs.get(top, ()))) for top, group in together.items()]


class _Places:
    """Tells which splice a token of the base or of the proposal belongs to, if any."""

    def __init__(self, splices: Sequence[Splice]) -> None:
        self._splices = splices
        self._starts = [splice.start for splice in splices]
        self._new_starts = []
        shift = 0
        for splice in splices:
            self._new_starts.append(splice.start + shift)
            shift += len(splice.text) - (splice.end - splice.start)

    def in_base(self, place: int) -> _Node:
        index = bisect_right(self._starts, place) - 1
        # An insertion at this very place hides no removal: no two splices of a text touch.
        if index >= 0 and place < self._splices[index].end:
            return ("splice", index)
        return ("kept", place)

    def in_new(self, place: int) -> _Node:
        index = bisect_right(self._new_starts, place) - 1
        if index < 0:
            return ("kept", place)
        after = place - self._new_starts[index] - len(self._splices[index].text)
        if after < 0:
            return ("splice", index)
        return ("kept", self._splices[index].end + after)
