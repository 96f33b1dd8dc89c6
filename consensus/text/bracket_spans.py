"""Which signs of a text in bracket notation are no words: brackets, bars, names, `no text`."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from consensus.text.bracket_signs import find_signs
from consensus.text.bracketed_text import ATTRIBUTION, NO_TEXT


def without_words(text: str, codes: Collection[str] = ()) -> tuple[tuple[int, int], ...]:
    """Find what a text in bracket notation has besides its words.

    Args:
        text: the text.
        codes: codes of members and groups; names not among them are words.

    Returns:
        Start and end of each stretch of signs, names and `no text`, in order.
    """
    found: list[tuple[int, int]] = []
    structure = find_signs(text).structure
    for start, end in pairwise((*structure, len(text))):
        place = start + 1
        if text[start] in "[|":
            named = ATTRIBUTION.match(text, place, end)
            if named and all(each.split()[0] in codes for each in named[1].split(",")):
                place = named.end()
            if NO_TEXT.fullmatch(text, place, end):
                place = end
        found.append((start, place))
    return tuple(found)
