"""A shortlist: the few blocks that may be like another one, found by the rarest of their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from itertools import pairwise
from math import log

from consensus.text.tokens import tokenise

# Words become letters of the planes above the surrogates, so that texts are compared as strings.
_FIRST_LETTER = 0x10000
_LETTERS = 0x100000
# What stands in more blocks than this says little and costs much.
_MOST_HOLDERS = 40
_CANDIDATES = 4


class Lettering(dict[str, str]):
    """Writes texts with one letter for each word, in whatever case; signs are left out."""

    def letters(self, text: str) -> str:
        """Write a text with one letter for each word."""
        return "".join(map(self.__getitem__, tokenise(text)))

    def __missing__(self, token: str) -> str:
        letter = ""
        if token.isalnum() or any(map(str.isalnum, token)):
            folded = token.casefold()
            letter = chr(_FIRST_LETTER + len(self) % _LETTERS) if folded == token else self[folded]
        self[token] = letter
        return letter


class Shortlist:
    """An index of blocks by their words and pairs of words.

    Args:
        blocks: the blocks by number, written in letters.
    """

    def __init__(self, blocks: Mapping[int, str]) -> None:
        self._holders: dict[str, list[int]] = {}
        self._count = len(blocks)
        for at, letters in blocks.items():
            for shingle in _shingles(letters):
                self._holders.setdefault(shingle, []).append(at)

    def most_alike(self, letters: str) -> list[int]:
        """Give the blocks that share most of the rarest words with another, the best first."""
        votes: defaultdict[int, float] = defaultdict(float)
        for shingle in _shingles(letters):
            holders = self._holders.get(shingle, ())
            if 0 < len(holders) <= _MOST_HOLDERS:
                weight = log(1 + self._count / len(holders))
                for at in holders:
                    votes[at] += weight
        return nlargest(_CANDIDATES, votes, key=lambda at: (votes[at], -at))


def likeness(one: str, other: str) -> float:
    """Give the share of their words that two blocks, in letters, hold in the same order."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other) if one and other else 0.0


def contained(part: str, whole: str) -> float:
    """Give the share of the words of one block that another holds in the same order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(part, whole) / len(part) if part else 0.0


def _shingles(letters: str) -> Iterable[str]:
    # Not a set: weights must be added up in the same order on every machine.
    return dict.fromkeys((*letters, *(one + other for one, other in pairwise(letters))))
