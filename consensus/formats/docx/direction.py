"""The direction of writing: which paragraphs and which words run from right to left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Hebrew to Arabic Extended, their presentation forms, and the ancient and African scripts.
_MAY_RUN_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LEFT = ("R", "AL")
_RIGHT = ("L",)


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left: its first letter does.

    Source: rules P2 and P3 of the Unicode Bidirectional Algorithm (UAX 9).
    """
    if not _MAY_RUN_LEFT.search(text):
        return False
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in _LEFT or kind in _RIGHT:
            return kind in _LEFT
    return False


def stretches(text: str, paragraph_runs_left: bool) -> Iterator[tuple[str, bool]]:
    """Part a text where its letters begin to run the other way.

    Args:
        text: the text.
        paragraph_runs_left: whether the paragraph runs from right to left, which decides for what
            stands before the first letter.

    Yields:
        Each part, and whether it runs from right to left.
    """
    if not paragraph_runs_left and not _MAY_RUN_LEFT.search(text):
        if text:
            yield text, False
        return
    start = 0
    way: bool | None = None
    for place, sign in enumerate(text):
        kind = unicodedata.bidirectional(sign)
        if kind not in _LEFT and kind not in _RIGHT:
            continue
        found = kind in _LEFT
        if way is not None and found is not way:
            yield text[start:place], way
            start = place
        way = found
    if text[start:]:
        yield text[start:], paragraph_runs_left if way is None else way
