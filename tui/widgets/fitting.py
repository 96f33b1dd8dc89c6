"""Fitting a text into columns of the terminal, never parting what readers take for one sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

ELLIPSIS = "…"
_JOINER = "\u200d"


# Letters and signs none of which joins the one before: Latin, Greek, Cyrillic, Chinese, Japanese
# and Korean ones as they are usually written, and the punctuation that comes with them.
_ALONE = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u3000-\u3029"
    "\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*"
)


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each sign of a text begins and ends, and how many columns it takes."""
    widths: dict[str, int] = {}
    if _ALONE.fullmatch(text):
        for place, sign in enumerate(text):
            width = widths.get(sign)
            if width is None:
                width = widths[sign] = cell_len(sign)
            yield place, place + 1, width
        return
    # Imported late: many texts never need it.
    import regex

    for found in regex.finditer(r"\X", text):
        sign = found[0]
        width = widths.get(sign)
        if width is None:
            width = widths[sign] = cell_len(sign)
        yield found.start(), found.end(), width


def fitted(text: str, room: int, to_the_right: bool = False) -> str:
    """A text in exactly so many columns, cut with an ellipsis where it is longer.

    Args:
        text: the text, without line breaks.
        room: how many columns there are.
        to_the_right: whether a shorter text ends at the right edge.
    """
    if room <= 0:
        return ""
    # A joiner at the end joins nothing, and would be measured as if it took in what follows.
    text = text.rstrip(_JOINER)
    if len(text) <= 2 * room or not text.isascii():
        length = cell_len(text)
        if length <= room:
            blank = " " * (room - length)
            return blank + text if to_the_right else text + blank
    cut = _beginning(text, room - 1).rstrip(_JOINER) + ELLIPSIS
    return cut + " " * (room - cell_len(cut))


def _beginning(text: str, room: int) -> str:
    if text.isascii():
        return text[:room]
    end = 0
    used = 0
    for _, stop, width in graphemes(text):
        used += width
        if used > room:
            break
        end = stop
    return text[:end]
