"""Tokens: the words, numbers, white space and signs that texts are compared by."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Runs of letters and digits, joined by an apostrophe or a hyphen; points and slashes join digits.
# An escaped bracket sign is one token, so that no edit can part it from its backslash.
_ASCII = re.compile(
    r"[A-Za-z0-9]++(?:(?:['-]|(?<=[0-9])[./](?=[0-9]))[A-Za-z0-9]++)*"
    r"|[ \t\x1c-\x1f]++"
    r"|(?:\r\n|[\n\r\x0b\x0c])+"
    r"|\\[\[\]|:\\]"
    r"|[^\w]|_",
    re.ASCII,
)

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
_BREAK = r"\n\r\x0b\x0c\x85\u2028\u2029"
_ANY_SCRIPT = (
    rf"(?V1)(?:\r\n|[{_BREAK}])+"
    rf"|(?:[^\S{_BREAK}]|[\x1c-\x1f])+"
    r"|\\[\[\]|:\\]"
    rf"|(?!\p{{M}}){_LETTER}+"
    rf"(?:(?:['’‐‑\u00ad\u200c\u200d-]|(?<=\p{{Nd}})[./](?=\p{{Nd}})){_LETTER}+)*"
    r"|\X"
)


@cache
def _any_script() -> Any:
    # Imported late: most drafts in Latin letters of other languages need it, plain ASCII does not.
    import regex

    return regex.compile(_ANY_SCRIPT)


def tokenise(text: str) -> list[str]:
    """Cut a text into tokens, losing nothing.

    A token is a word with its inner apostrophes and hyphens; a number with its inner points and
    slashes (`1.5`, `70/125`); a run of line breaks; a run of other white space; any other sign; in
    scripts written without spaces, each grapheme. Marks stay with their letter. The escaped
    bracket signs (`\\[`, `\\]`, `\\|`, `\\:`, `\\\\`) are one token each.

    Args:
        text: any text.

    Returns:
        The tokens as written; joined together they are the text again.
    """
    if text.isascii():
        return _ASCII.findall(text)
    tokens: list[str] = _any_script().findall(text)
    return tokens
