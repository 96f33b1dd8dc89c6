"""Matching: which tokens of two texts correspond, and where they differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from consensus.text.vocabulary import Numbers

# The matching of n by m tokens keeps n·m bits: 5,000 by 5,000 are 3 MB. Above that the texts are
# split first at whatever both hold exactly once.
LARGEST_MATCHING = 5_000 * 5_000

# Without anything that both hold exactly once, up to this size (120 MB) is matched all the same.
LARGEST_UNANCHORED = 1_000_000_000

# Runs that serve as anchors: whole phrases first, then single words between them.
_ANCHOR_LENGTHS = (12, 4, 1)


# From which token to which of the old text, and from which to which of the new text.
Difference: TypeAlias = tuple[int, int, int, int]


def differences(old: Numbers, new: Numbers, largest: int = LARGEST_MATCHING) -> list[Difference]:
    """Find the fewest tokens by which two texts differ.

    Args:
        old: the numbered tokens of the old text.
        new: those of the new text, by the same vocabulary.
        largest: how many pairs of tokens are matched at once; texts above that are split first.

    Returns:
        The differences in order; between two of them at least one token is kept.
    """
    if 0 < len(old) * len(new) <= largest:
        # rapidfuzz sets aside what both begin and end with much faster than it could be done here.
        return _matched(old, new, 0, 0)
    return list(_differences(old, new, 0, len(old), 0, len(new), largest))


def _differences(
    old: Numbers, new: Numbers, a: int, b: int, c: int, d: int, largest: int
) -> Iterator[Difference]:
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    if a == b and c == d:
        return
    pairs = (b - a) * (d - c)
    if pairs == 0:
        yield (a, b, c, d)
    elif pairs <= largest:
        yield from _matched(old[a:b], new[c:d], a, c)
    else:
        anchors = _anchors(old[a:b], new[c:d])
        if anchors:
            i, k = a, c
            for start, new_start, length in anchors:
                yield from _differences(old, new, i, a + start, k, c + new_start, largest)
                i, k = a + start + length, c + new_start + length
            yield from _differences(old, new, i, b, k, d, largest)
        elif pairs <= LARGEST_UNANCHORED:
            yield from _matched(old[a:b], new[c:d], a, c)
        else:
            yield (a, b, c, d)


def _matched(old: Numbers, new: Numbers, a: int, c: int) -> list[Difference]:
    from rapidfuzz.distance.Indel import opcodes

    found = []
    end, new_end = a, c
    # The last block is empty and stands at the end of both.
    for block in opcodes(old, new).as_matching_blocks():
        start, new_start, size = block.a + a, block.b + c, block.size
        if start > end or new_start > new_end:
            found.append((end, start, new_end, new_start))
        end, new_end = start + size, new_start + size
    return found


def _anchors(old: Numbers, new: Numbers) -> list[tuple[int, int, int]]:
    """Find runs that both hold exactly once, in the order of both: (in old, in new, length)."""
    for length in _ANCHOR_LENGTHS:
        places, new_places = _once(old, length), _once(new, length)
        common = sorted((at, new_places[run]) for run, at in places.items() if run in new_places)
        anchors: list[tuple[int, int, int]] = []
        end = new_end = 0
        for at, new_at in _longest_rise(common):
            if at >= end and new_at >= new_end:
                anchors.append((at, new_at, length))
                end, new_end = at + length, new_at + length
        if anchors:
            return anchors
    return []


def _once(tokens: Numbers, length: int) -> dict[Numbers, int]:
    """Map every run of this length that occurs exactly once to its place."""
    starts = range(len(tokens) - length + 1)
    counts = Counter(tokens[at : at + length] for at in starts)
    runs = ((tokens[at : at + length], at) for at in starts)
    return {run: at for run, at in runs if counts[run] == 1}


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the most pairs whose second members rise, the first ones rising already."""
    ends: list[int] = []
    lasts: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        rank = bisect_left(ends, place)
        before.append(lasts[rank - 1] if rank else -1)
        if rank == len(ends):
            ends.append(place)
            lasts.append(index)
        else:
            ends[rank], lasts[rank] = place, index
    rising = []
    index = lasts[-1] if lasts else -1
    while index >= 0:
        rising.append(pairs[index])
        index = before[index]
    return rising[::-1]
