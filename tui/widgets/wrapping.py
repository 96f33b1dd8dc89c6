"""Wrapping: where the lines of a text begin and end on so many columns of the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.widgets.fitting import graphemes

# Letters and signs of which each takes one column and none joins the one before: Latin, Greek,
# Cyrillic, and the punctuation that comes with them. Lines of these are found without a look at
# every sign.
_SIMPLE = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e]*")

_CLOSING = frozenset("、。，．：；！？）」』】〕》〉］｝…‥ー々ゝヽっャュョァィゥェォ")
"""Signs that no line begins with, where one may end before any letter."""

_OPENING = frozenset("（「『【〔《〈［｛")
"""Signs that no line ends with."""

_ZERO_WIDTH_SPACE = "\u200b"
_NO_BREAK = frozenset("\xa0\u2007\u202f")

_USUAL, _SPACE, _CLOSES, _OPENS = range(4)
"""What a sign does to the end of a line."""


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each line of a text begins and ends; white space between two lines is in neither.

    Lines end at white space, before and after wide letters such as Chinese ones, and where a word
    is longer than a line between two signs.

    Args:
        text: the text, without line breaks.
        width: how many columns there are.
    """
    width = max(1, width)
    if _SIMPLE.fullmatch(text):
        return _simple_lines(text, width)
    return _lines(text, width)


def _simple_lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, end = 0, len(text)
    while end - start > width:
        space = text.rfind(" ", start, start + width + 1)
        if space <= start:
            yield start, start + width
            start += width
            continue
        stop = space
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        yield start, stop
        start = space
        while start < end and text[start] == " ":
            start += 1
        if start == end:
            return
    yield start, end


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = used = 0
    # Where the line may end: the end of its words, where the next one begins, and how many
    # columns are used by then.
    stop = following = before = -1
    kinds: dict[str, int] = {}
    last, last_width = _SPACE, 0
    for at, end, columns in graphemes(text):
        sign = text[at:end]
        kind = kinds.get(sign)
        if kind is None:
            kind = kinds[sign] = _kind(sign)
        if kind == _SPACE:
            if last != _SPACE or at == 0:
                stop = at
            used += columns
            following, before = end, used
        else:
            is_beside_wide = columns == 2 or last_width == 2
            if is_beside_wide and last not in (_SPACE, _OPENS) and kind != _CLOSES:
                stop = following = at
                before = used
            while used + columns > width and at > start:
                if following > start:
                    yield start, max(start, stop)
                    start = following
                    used -= before
                else:
                    yield start, at
                    start, used = at, 0
                stop = following = before = -1
            used += columns
        last, last_width = kind, columns
    if start < len(text) or not text:
        hanging = following == len(text) and used > width and stop >= start
        yield start, stop if hanging else len(text)


def _kind(sign: str) -> int:
    if (sign.isspace() and sign not in _NO_BREAK) or sign == _ZERO_WIDTH_SPACE:
        return _SPACE
    if sign in _CLOSING:
        return _CLOSES
    return _OPENS if sign in _OPENING else _USUAL
