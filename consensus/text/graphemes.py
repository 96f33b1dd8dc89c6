"""Graphemes: what readers take for one sign, such as a letter with its marks or a joined emoji."""

from __future__ import annotations

from itertools import islice


def first_graphemes(text: str, most: int) -> str:
    """The beginning of a text, cut between graphemes.

    Args:
        text: any text.
        most: how many graphemes there are at most.
    """
    if text.isascii() or len(text) <= most:
        return text[:most]
    # Imported late: most texts in Latin letters never need it.
    import regex

    return "".join(found[0] for found in islice(regex.finditer(r"\X", text), most))


def shortened(text: str, most: int) -> str:
    """The text, or if it has more graphemes than are wanted its beginning and an ellipsis."""
    if len(text) <= most or len(first_graphemes(text, most)) == len(text):
        return text
    return f"{first_graphemes(text, most - 1).rstrip()}…"
