"""A text without what typists and word processors change unasked, and the way back to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from unicodedata import is_normalized, normalize

from attrs import frozen

_VARIANTS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    # Soft hyphen, zero-width space and joiners, word joiner, byte order mark: nothing to see.
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}


@frozen
class Folded:
    """A text in one typography and one case, with the offsets it has in the original.

    Attributes:
        text: the folded text; a run of white space is one space.
        starts: for each sign of it, where the original of that sign begins.
        ends: for each sign of it, where the original of that sign ends.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch that is not empty stands in the original."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Bring a text into one typography: NFC, one kind of quotes, dashes and spaces, one case."""
    if text.isascii() and " ".join(text.split()) == text and "`" not in text:
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for unit in _units(text):
        folded = _folded_unit(unit)
        end = place + len(unit)
        if folded == " " and signs and signs[-1] == " ":
            ends[-1] = end
        else:
            signs += folded
            starts += [place] * len(folded)
            ends += [end] * len(folded)
        place = end
    return Folded("".join(signs), starts, ends)


def _units(text: str) -> Iterable[str]:
    if is_normalized("NFC", text):
        return text
    graphemes: list[str] = _grapheme().findall(text)
    return graphemes


@cache
def _grapheme() -> Any:
    # Imported late: only texts with letters and marks apart need it.
    import regex

    return regex.compile(r"\X")


@cache
def _folded_unit(unit: str) -> str:
    if unit.isspace():
        return " "
    return "".join(_VARIANTS.get(sign, sign) for sign in normalize("NFC", unit)).casefold()
