"""Brackets: text that is not agreed, as structure; how it is read, written and changed."""

from __future__ import annotations

from consensus.text.bracket_edits import (
    as_alternatives,
    choose_alternatives,
    drop,
    find_alternatives,
    lift,
    withdraw,
)
from consensus.text.bracket_reading import parse
from consensus.text.bracketed_text import (
    EVERY_CODE,
    Bracket,
    BracketedText,
    BracketOption,
    is_code,
    render,
)

__all__ = [
    "EVERY_CODE",
    "Bracket",
    "BracketOption",
    "BracketedText",
    "as_alternatives",
    "choose_alternatives",
    "drop",
    "find_alternatives",
    "is_code",
    "lift",
    "parse",
    "render",
    "withdraw",
]
