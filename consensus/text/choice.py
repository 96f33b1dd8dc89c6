"""Choices: a text that is its base but for options chosen in some of its brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from consensus.text.vocabulary import Numbers, Sign, Vocabulary

# How bracket notation writes an empty option.
_NO_TEXT = ("no", "text")


def chosen(base: Numbers, new: Numbers, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Find what is struck when a text only chooses among options in brackets.

    Comparing words would take words of one bracket for those of another. A text that is its base
    word for word, but for some brackets of which one option is left, is read as just that.

    Args:
        base: the numbered tokens of the base.
        new: those of the text.
        vocabulary: what numbered them.

    Returns:
        The tokens of the base that are struck, as (start, end) in order; none when the text is
        anything else than such a choice.
    """
    brackets = _outermost(base, vocabulary.signs)
    if not brackets or len(new) >= len(base):
        return []
    # For each bracket: where in the new text it may end, from where it began, and what is left.
    reached: list[dict[int, tuple[int, tuple[int, int]]]] = []
    places: Sequence[int] = [0]
    done = 0
    for bracket in brackets:
        between = base[done : bracket.start]
        begun = [
            (place, place + len(between))
            for place in places
            if new[place : place + len(between)] == between
        ]
        ends: dict[int, tuple[int, tuple[int, int]]] = {}
        for start, end in _wordings(bracket, base, vocabulary) if begun else ():
            words = base[start:end]
            for before, place in begun:
                if new[place : place + len(words)] == words:
                    ends.setdefault(place + len(words), (before, (start, end)))
        reached.append(ends)
        places = list(ends)
        done = bracket.end
    place = len(new) - (len(base) - done)
    if place not in reached[-1] or new[place:] != base[done:]:
        return []
    struck: list[tuple[int, int]] = []
    for bracket, ends in zip(reversed(brackets), reversed(reached), strict=True):
        place, left = ends[place]
        struck[:0] = _struck(bracket, left)
    return struck


@frozen
class _Outermost:
    """A bracket that stands in no other: where it begins, what offers it makes, where it ends."""

    start: int
    end: int
    offers: tuple[tuple[int, int], ...]


def _outermost(tokens: Numbers, signs: Mapping[str, Sign]) -> list[_Outermost]:
    found: list[_Outermost] = []
    depth = start = 0
    edges: list[int] = []
    for place, token in enumerate(tokens):
        sign = signs[token]
        if sign is Sign.OPEN:
            if not depth:
                start, edges = place, [place]
            depth += 1
        elif sign is Sign.BAR and depth == 1:
            edges.append(place)
        elif sign is Sign.CLOSE and depth:
            depth -= 1
            if not depth:
                edges.append(place)
                offers = tuple((one + 1, other) for one, other in pairwise(edges))
                found.append(_Outermost(start, place + 1, offers))
    return found


def _wordings(
    bracket: _Outermost, base: Numbers, vocabulary: Vocabulary
) -> Iterator[tuple[int, int]]:
    """Give what may be left of a bracket: all of it, or an option with its names or without."""
    signs = vocabulary.signs
    yield bracket.start, bracket.end
    for start, end in bracket.offers:
        # One space on either side of a bar belongs to the bar.
        if start > bracket.start + 1 and start < end and signs[base[start]] is Sign.SPACE:
            start += 1
        if end < bracket.end - 1 and start < end and signs[base[end - 1]] is Sign.SPACE:
            end -= 1
        for first in (start, *_behind_names(start, end, base, vocabulary)):
            words = [vocabulary.word(n) for n in base[first:end] if signs[n] is not Sign.SPACE]
            yield (first, first) if tuple(words) == _NO_TEXT else (first, end)


def _behind_names(start: int, end: int, base: Numbers, vocabulary: Vocabulary) -> Iterator[int]:
    """Give the place behind the first colon of an option, which may end a list of names."""
    for place in range(start, end):
        if vocabulary.word(base[place]) == ":":
            behind = place + 1
            if behind < end and vocabulary.signs[base[behind]] is Sign.SPACE:
                behind += 1
            yield behind
            return


def _struck(bracket: _Outermost, left: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = left
    if start == end:
        yield bracket.start, bracket.end
    elif left != (bracket.start, bracket.end):
        yield bracket.start, start
        yield end, bracket.end
