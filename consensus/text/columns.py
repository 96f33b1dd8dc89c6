"""Text in the columns of a terminal: how wide it is, broken into lines, set as a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_EMOJI_STYLE = "\ufe0f"


def width_of(text: str) -> int:
    """How many columns a text takes on a terminal; what is one sign to a reader is counted once."""
    if text.isascii():
        return len(text)
    import regex

    return sum(map(_width_of_sign, regex.findall(r"\X", text)))


def _width_of_sign(cluster: str) -> int:
    """The columns of one sign as readers see it, such as a letter with its marks, or an emoji."""
    if _EMOJI_STYLE in cluster:
        return 2
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in cluster):
        return 2
    return sum(unicodedata.category(sign) not in ("Mn", "Me", "Cf") for sign in cluster)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell; numbers to the right.

    Args:
        rows: as many cells each, the headings first.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(width_of, column)) for column in columns]
    to_the_right = [all(map(_is_number, column[1:])) for column in columns]
    lines = []
    for row in rows:
        padded = [
            " " * (width - width_of(cell)) + cell
            if right
            else cell + " " * (width - width_of(cell))
            for cell, width, right in zip(row, widths, to_the_right, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _is_number(cell: str) -> bool:
    return cell.replace("/", "").isdecimal() or not cell


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> Iterator[str]:
    """Break a text between words into lines of a width; a longer word stands out.

    Args:
        text: any text; runs of white space in it count as one blank.
        width: the columns of a line.
        indent: what the first line begins with.
        hanging: what the others begin with.
    """
    line, taken = indent, width_of(indent)
    is_empty = True
    for word in text.split():
        wide = width_of(word)
        if not is_empty and taken + 1 + wide > width:
            yield line
            line, taken, is_empty = hanging, width_of(hanging), True
        line += word if is_empty else f" {word}"
        taken += wide if is_empty else wide + 1
        is_empty = False
    yield line.rstrip() if is_empty else line
