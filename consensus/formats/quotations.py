"""Quotations in a sentence, put aside so that what they say is not read as part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consensus.formats.instruction_patterns import HELD, HELD_END, QUOTES


def hold(text: str) -> tuple[str, list[str]]:
    """A text with a sign in place of each quotation, and the quotations."""
    quotes: list[str] = []

    def take(found: re.Match[str]) -> str:
        quotes.append(found[0])
        return f"{HELD}{len(quotes) - 1}{HELD_END}"

    return QUOTES.sub(take, text.replace(HELD, "").replace(HELD_END, "")), quotes


def put_back(text: str, quotes: Sequence[str]) -> str:
    """A text with its quotations where they were."""
    return re.sub(
        rf"{HELD}(\d+){HELD_END}",
        lambda found: quotes[int(found[1])] if int(found[1]) < len(quotes) else "",
        text,
    )


def bare(quote: str) -> str:
    """What stands within quotation marks."""
    found = QUOTES.fullmatch(quote)
    return next(each for each in found.groups() if each is not None) if found else quote
