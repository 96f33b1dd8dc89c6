"""Texts damaged at random: cut, doubled, swapped, and with signs put in that mean something."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.support.docx_damage import damaged

_ANYWHERE = (
    *("[", "]", "|", "\\", ":", "\n", "\n\n", "\t", " ", "\r", "\x00", "\x1b[31m", "\ufeff"),
    *("\u2028", "\u202e", "é", "e\u0301", "\U0001f4a9", "\u0645\u0631\u062d\u0628\u0627"),
    *("\u6f22\u5b57", "\ue000", "\U000f0000", "\ufffe", "İ", "0", "9" * 30, "-1", "\u0663"),
    *("½", "²", "a" * 300, "…", "“", "’", "–", "\xa0", "\u200b"),
)
_LONGEST = 20_000  # signs; the rest is cut off, so that no run is about size alone


def damaged_text(text: str, pieces: Sequence[str], random: Random) -> bytes:
    """A text of which some was changed, in UTF-8 or in something else.

    Args:
        text: a sound text.
        pieces: signs that mean something in its notation.
        random: what decides.
    """
    for _ in range(random.randint(1, 6)):
        one, other = sorted(random.randint(0, len(text)) for _ in "ab")
        piece = random.choice(random.choice((pieces, _ANYWHERE)))
        how = random.random()
        if how < 0.2:
            text = text[:one] + text[other:]
        elif how < 0.35:
            text = text[:other] + text[one:]
        elif how < 0.45:
            third = random.randint(other, len(text))
            text = text[:one] + text[other:third] + text[one:other] + text[third:]
        elif how < 0.9:
            text = text[:one] + piece + text[one:]
        else:
            text = text[:one] + piece * random.choice((2, 10, 100, 1000)) + text[one:]
        text = text[:_LONGEST]
    if random.random() < 0.1:
        return damaged(text.encode(), random)
    encoding = random.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig", "latin-1"))
    return text.encode(encoding, "replace")
