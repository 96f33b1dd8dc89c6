"""A splice: tokens of the base replaced by others, at every place where that could be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from consensus.text.choice import chosen
from consensus.text.matching import LARGEST_MATCHING, differences
from consensus.text.vocabulary import Numbers, Sign, Vocabulary

# Members of an enum are slow to look up, and these are looked up most.
_SPACE, _BREAK, _STOP, _WORD = Sign.SPACE, Sign.BREAK, Sign.STOP, Sign.WORD
_OPEN, _CLOSE = Sign.OPEN, Sign.CLOSE

# A kept word or sign between two rewritten runs is a chance match when it is this short …
_LONGEST_CHANCE_MATCH = 3
# … and when on both sides at least this many words went out and came in.
_SHORTEST_REWRITING = 3

# A splice that can slide along a long repetition is tried at this many of its places.
_MOST_PLACES_TRIED = 200

# Whole brackets cut better than any other place does.
_BALANCED = 100


class Splice(NamedTuple):
    """One place of the base where a proposal has other tokens.

    A deletion of one of two equal words, or an insertion beside an equal word, has no single
    place. It stands where it cuts best, and it occupies every place it could slide to.

    Attributes:
        start, end: the tokens of the base that are replaced; equal for an insertion.
        text: the numbered tokens that stand there afterwards; empty for a deletion.
        low, high: the first and last boundary between tokens that any of its places touches.
    """

    start: int
    end: int
    text: Numbers
    low: int
    high: int

    @property
    def is_insertion(self) -> bool:
        """Whether nothing of the base goes out."""
        return self.start == self.end

    def text_at(self, start: int) -> Numbers:
        """Give what an insertion puts in when it stands at another of its places."""
        turn = (start - self.start) % len(self.text)
        return self.text[turn:] + self.text[:turn]


# While splices are being found: the tokens replaced, and what replaces them.
_Raw = tuple[int, int, Numbers]


def splices(
    base: Numbers,
    new: Numbers,
    vocabulary: Vocabulary,
    largest: int = LARGEST_MATCHING,
) -> list[Splice]:
    """Find where a text differs from its base.

    Args:
        base: the numbered tokens of the base.
        new: those of the text.
        vocabulary: what numbered them.
        largest: how many pairs of tokens are matched at once.

    Returns:
        The splices in order. Equal changes are equal splices, whatever else a text changes. Two
        splices of one text never could touch: those that could are one.
    """
    found: list[_Raw] = []
    if vocabulary.has_brackets:
        found = [(*struck, "") for struck in chosen(base, new, vocabulary)]
    if not found:
        for start, end, new_start, new_end in differences(base, new, largest):
            _push(found, base, (start, end, new[new_start:new_end]))
        if len(found) > 1:
            found = _without_chance_matches(found, base, vocabulary)
    bounds = [0, *(end for _, end, _ in found)]
    limits = [*(start for start, _, _ in found[1:]), len(base)]
    return [
        _placed(raw, base, vocabulary, bound, limit)
        for raw, bound, limit in zip(found, bounds, limits, strict=False)
    ]


def _push(found: list[_Raw], base: Numbers, raw: _Raw) -> None:
    """Add a splice behind others, joined with those that it could touch by sliding."""
    while found:
        start, end, text = found[-1]
        gap = raw[0] - end
        right = _steps_right(base, found[-1], raw[0])
        if right + _steps_left(base, raw, end) < gap:
            break
        found.pop()
        _, _, text = _slid((start, end, text), right)
        _, stop, more = _slid(raw, right - gap)
        joined = _trimmed(base, (start + right, stop, text + more))
        if joined is None:
            return
        raw = joined
    found.append(raw)


def _trimmed(base: Numbers, raw: _Raw) -> _Raw | None:
    start, end, text = raw
    while start < end and text and base[start] == text[0]:
        start, text = start + 1, text[1:]
    while start < end and text and base[end - 1] == text[-1]:
        end, text = end - 1, text[:-1]
    return (start, end, text) if start < end or text else None


def _steps_left(base: Numbers, raw: _Raw, bound: int) -> int:
    """Count how many tokens an insertion or deletion can slide to the left."""
    start, end, text = raw
    steps = 0
    if not text:
        while start - steps > bound and base[start - 1 - steps] == base[end - 1 - steps]:
            steps += 1
    elif start == end:
        size = len(text)
        while start - steps > bound and base[start - 1 - steps] == text[(-1 - steps) % size]:
            steps += 1
    return steps


def _steps_right(base: Numbers, raw: _Raw, limit: int) -> int:
    """Count how many tokens an insertion or deletion can slide to the right."""
    start, end, text = raw
    steps = 0
    if not text:
        while end + steps < limit and base[start + steps] == base[end + steps]:
            steps += 1
    elif start == end:
        size = len(text)
        while start + steps < limit and base[start + steps] == text[steps % size]:
            steps += 1
    return steps


def _slid(raw: _Raw, steps: int) -> _Raw:
    """Move an insertion or deletion that can slide there; steps to the left are negative."""
    start, end, text = raw
    if text and steps:
        turn = steps % len(text)
        text = text[turn:] + text[:turn]
    return start + steps, end + steps, text


def _placed(raw: _Raw, base: Numbers, vocabulary: Vocabulary, bound: int, limit: int) -> Splice:
    """Put a splice where it cuts best; of equal places the first is taken."""
    start, end, text = raw
    if start < end and text:
        return Splice(start, end, text, start, end)
    left = _steps_left(base, raw, bound)
    right = _steps_right(base, raw, limit)
    if not left and not right:
        return Splice(start, end, text, start, end)
    low, high = start - left, end + right
    signs = vocabulary.signs
    # Sliding moves a run along what stays the same, with two tokens before it and one behind.
    window = max(0, low - 2)
    along = base[window:start] + (text or base[start:end]) + base[end : high + 1]
    kinds = [signs[token] for token in along]
    size = len(text) or end - start
    places = range(low - window, low - window + min(left + right + 1, _MOST_PLACES_TRIED))
    cuts = [_strength(kinds, at, _OPEN) + _strength(kinds, at + size, _CLOSE) for at in places]
    if not vocabulary.has_brackets:
        return Splice(*_slid(raw, cuts.index(max(cuts)) - left), low, high)
    balanced = [is_balanced(along[at : at + size], signs) for at in places]
    cuts = [cut + _BALANCED * whole for cut, whole in zip(cuts, balanced, strict=True)]
    best = cuts.index(max(cuts))
    raw = _slid(raw, best - left)
    return Splice(*raw, *(_extent(raw, best, balanced, base, signs) or (low, high)))


def _extent(
    raw: _Raw, at: int, balanced: Sequence[bool], base: Numbers, signs: Mapping[str, Sign]
) -> tuple[int, int] | None:
    """Say how far a splice with bracket signs reaches, where that is less than it could slide.

    Whole brackets slide only as such, not with the end of one and the beginning of another; and
    with a single sign it is certain which one is meant, wherever its white space goes.

    Args:
        raw: the splice.
        at: which of its places it stands at.
        balanced: for each of its places whether it has whole brackets only there.
        base: the numbered tokens of the base.
        signs: what the tokens are.
    """
    start, end, text = raw
    first, last = start - at, start - at + len(balanced) - 1
    if all(signs[token] not in (_OPEN, _CLOSE) for token in text or base[start:end]):
        return None
    if balanced[at]:
        return first + balanced.index(True), last - balanced[::-1].index(True) + end - start
    if any(signs[token] in (_OPEN, _CLOSE) for token in base[first:last]):
        return None
    return start, end


def is_balanced(run: Numbers, signs: Mapping[str, Sign]) -> bool:
    """Tell whether every bracket sign among these tokens has its partner there."""
    depth = 0
    for token in run:
        if signs[token] is Sign.OPEN:
            depth += 1
        elif signs[token] is Sign.CLOSE:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def _strength(kinds: list[Sign], at: int, bracket: Sign) -> int:
    """Say how well a place cuts, given the bracket sign that may stand at this end of a run."""
    if at == 0 or at == len(kinds):
        return 4
    left, right = kinds[at - 1], kinds[at]
    if left is _BREAK or (right if bracket is _OPEN else left) is bracket:
        return 4
    if left is _SPACE:
        return 3 if at > 1 and kinds[at - 2] is _STOP else 2
    if right is _BREAK:
        return 2
    return 1 if right is _SPACE else 0


def _without_chance_matches(found: list[_Raw], base: Numbers, vocabulary: Vocabulary) -> list[_Raw]:
    """Join long rewritten runs over a lone short word or sign that both happen to hold."""
    spaces, signs = vocabulary.spaces, vocabulary.signs
    gaps = [base[end:start].strip(spaces) for (_, end, _), (start, _, _) in pairwise(found)]
    if 1 not in map(len, gaps):
        return found
    chains = [[found[0]]]
    for gap, raw in zip(gaps, found[1:], strict=True):
        if not gap:
            chains[-1].append(raw)
        else:
            chains.append([raw])
    joined = [chains[0]]
    for chain in chains[1:]:
        before = joined[-1]
        start, end, text = before[-1]
        kept = base[end : chain[0][0]]
        if (
            _is_chance(kept, vocabulary)
            and _is_rewriting(before, base, signs)
            and _is_rewriting(chain, base, signs)
        ):
            _, stop, more = chain[0]
            before[-1:] = [(start, stop, text + kept + more), *chain[1:]]
        else:
            joined.append(chain)
    return [raw for chain in joined for raw in chain]


def _is_chance(kept: Numbers, vocabulary: Vocabulary) -> bool:
    solid = kept.strip(vocabulary.spaces)
    return (
        len(solid) == 1
        and vocabulary.signs[solid] in (Sign.WORD, Sign.OTHER)
        and len(vocabulary.word(solid)) <= _LONGEST_CHANCE_MATCH
    )


def _is_rewriting(chain: list[_Raw], base: Numbers, signs: Mapping[str, Sign]) -> bool:
    put_in = taken_out = 0
    for start, end, text in chain:
        put_in += [signs[token] for token in text].count(_WORD)
        taken_out += [signs[token] for token in base[start:end]].count(_WORD)
        if put_in >= _SHORTEST_REWRITING and taken_out >= _SHORTEST_REWRITING:
            return True
    return False
