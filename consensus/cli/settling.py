"""How conflicts are settled, as it is written on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from consensus.cli.combination_view import letter_of
from consensus.cli.target import listed
from consensus.text.combination import (
    Combination,
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Reword,
    Settlement,
    Take,
    with_wording,
)

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


def settlements(given: Sequence[str], combination: Combination) -> dict[int, Settlement]:
    """Read settlements such as `1=A7`, `2=b`, `3=A7+A9`, `4=base`, `5=text:"new words"`.

    Args:
        given: each a number of a conflict, counted from 1, and what it is settled by.
        combination: where the conflicts are.

    Returns:
        The index of a conflict, counted from 0, to its settlement.

    Raises:
        click.UsageError: one cannot be read, or a conflict is settled twice.
    """
    found: dict[int, Settlement] = {}
    for each in given:
        digits, sign, by = each.partition("=")
        if not (sign and by and digits.strip().isdecimal()):
            raise click.UsageError(f"a settlement is written NUMBER=WHAT, not {each}")
        number = int(digits)
        if not 1 <= number <= len(combination.conflicts):
            raise click.UsageError(f"there is no conflict {number}: {_how_many(combination)}")
        if number - 1 in found:
            raise click.UsageError(f"conflict {number} is settled twice")
        found[number - 1] = _settlement(by.strip(), combination.conflicts[number - 1])
    return found


def change_numbers(given: Sequence[str]) -> list[int] | None:
    """Read numbers of changes such as `1` or `c1`; counted from 0, None where none is given.

    Raises:
        click.UsageError: one is no number.
    """
    found = []
    for each in listed(given):
        read = re.fullmatch(r"[cC]?(\d+)", each)
        if read is None or not int(read[1]):
            raise click.UsageError(f"a change is named c1, c2 and so on, not {each}")
        found.append(int(read[1]) - 1)
    return found if given else None


def _settlement(by: str, conflict: Conflict) -> Settlement:
    way, sign, rest = by.partition(":")
    if sign and way == "text":
        return _new_words(rest, conflict)
    if sign and way == "order":
        return InOrder(*listed([rest]))
    if by == "base":
        return KeepBase()
    if by == "brackets":
        return InBrackets()
    for place, option in enumerate(conflict.options):
        if by == letter_of(place):
            return Take(*option.by) if option.by else KeepBase()
    return Take(*(part.strip() for part in by.split("+") if part.strip()))


def _new_words(text: str, conflict: Conflict) -> Reword:
    """New words as they are quoted; without quotes, parted from their neighbours as before.

    A shell takes quotes off.
    """
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        return Reword(text[1:-1])
    return with_wording(conflict, text)


def _how_many(combination: Combination) -> str:
    count = len(combination.conflicts)
    return "there is only one" if count == 1 else f"there are {count}" if count else "there is none"
