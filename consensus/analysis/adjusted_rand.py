"""The adjusted Rand index: how far two divisions of the same things agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from math import comb


def adjusted_rand(one: Mapping[str, Hashable], other: Mapping[str, Hashable]) -> float:
    """How far two divisions agree, chance allowed for (L. Hubert and P. Arabie, 1985).

    Args:
        one: each thing to the part that it is in.
        other: the same of another division; things that only one of them has are left out.

    Returns:
        1 for the same division, about 0 for divisions that have nothing to do with each other.
    """
    shared = [thing for thing in one if thing in other]
    pairs = comb(len(shared), 2)
    if not pairs:
        return 1.0
    both = _pairs_together((one[each], other[each]) for each in shared)
    mine = _pairs_together(one[each] for each in shared)
    its = _pairs_together(other[each] for each in shared)
    chance = mine * its / pairs
    most = (mine + its) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _pairs_together(parts: Iterable[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(parts).values())
