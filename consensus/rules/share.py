"""Shares: exact fractions of a denominator."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from math import ceil

from consensus.errors import MalformedRule

_WRITTEN = re.compile(
    r"(?P<above>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:\s*/\s*(?P<below>[0-9]{1,9}))?\s*(?P<percent>%)?"
)


class Denominator(StrEnum):
    """What a share is a share of."""

    ELIGIBLE = "eligible"
    PRESENT = "present"
    CAST = "cast"


def read_share(given: object) -> Fraction:
    """Read a share exactly.

    Args:
        given: `"2/3"`, `"75%"` or `"0.75"` as text, or a whole number or fraction.

    Returns:
        The share, more than 0 and at most 1.

    Raises:
        MalformedRule: it is not a share. Floats are refused, since 0.1 is not a tenth.
    """
    if isinstance(given, str):
        found = _WRITTEN.fullmatch(given.strip())
        if found is None:
            raise MalformedRule(f'{given!r} is not a share; write "2/3", "75%" or "0.75"')
        above, below, percent = found.group("above", "below", "percent")
        if below is not None and not int(below):
            raise MalformedRule(f"{given!r} divides by nothing")
        share = Fraction(above) / int(below or 1) / (100 if percent else 1)
    elif isinstance(given, int | Fraction) and not isinstance(given, bool):
        share = Fraction(given)
    else:
        raise MalformedRule(f'{given!r} is not a share; write "2/3", "75%" or "0.75"')
    if not 0 < share <= 1:
        raise MalformedRule(f"a share is more than 0 and at most 1, and {given} is not")
    return share


def needed(share: Fraction, total: int) -> int:
    """The least whole number that is at least this share of the total."""
    return ceil(share * total)


def read_denominator(given: object, *allowed: Denominator) -> Denominator:
    """Read the name of a denominator.

    Args:
        given: its name.
        allowed: the denominators that make sense here.

    Returns:
        The denominator.

    Raises:
        MalformedRule: it is none of those allowed.
    """
    for denominator in allowed:
        if given == denominator:
            return denominator
    names = ", ".join(f'"{denominator}"' for denominator in allowed)
    raise MalformedRule(f"`of` is one of {names}, not {given!r}")
