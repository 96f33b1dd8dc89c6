"""The heaviest rise: what keeps its order when a list is put in another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise


def heaviest_rise(places: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Choose members of a sequence that rise strictly and together weigh most.

    With equal weights this is the longest increasing subsequence (Fredman, 1975); for weights the
    best sums are kept in a list that rises with the places, as in Jacobson and Vo (1992).

    Args:
        places: different numbers.
        weights: what each weighs, at least 1.

    Returns:
        The indices of those chosen, in order.
    """
    if all(one < other for one, other in pairwise(places)):
        return list(range(len(places)))
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
