"""Numerals of labels: digits, letters and Roman numerals."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

_ROMAN = (
    *((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")),
    (1, "i"),
)
_ALPHABET = 26


class Numerals(Enum):
    """How the numbers of a series are written."""

    DIGITS = "digits"
    LETTERS = "letters"
    ROMAN = "roman"

    def read(self, numeral: str) -> int:
        """Return the number that a numeral of a label stands for."""
        match self:
            case Numerals.DIGITS:
                return int(numeral)
            case Numerals.LETTERS:
                # After z come aa, bb, as in resolutions of the United Nations.
                return (len(numeral) - 1) * _ALPHABET + ord(numeral[0].lower()) - ord("a") + 1
            case Numerals.ROMAN:
                return _ROMAN_NUMBERS.get(numeral.lower(), 1)

    def write(self, number: int, capital: bool = False) -> str:
        """Write a number, counted from 1, as a numeral of a label."""
        match self:
            case Numerals.DIGITS:
                return str(number)
            case Numerals.LETTERS:
                rounds, letter = divmod(number - 1, _ALPHABET)
                written = chr(ord("a") + letter) * (rounds + 1)
            case Numerals.ROMAN:
                written = _roman(number)
        return written.upper() if capital else written


def numerals_of(series: Collection[str]) -> Numerals:
    """Tell how the numbers of a series are written.

    Letters that are Roman numerals too are read as such when one has several signs (`iv`), or when
    all are and the first is `i`.
    """
    if all(numeral.isdigit() for numeral in series):
        return Numerals.DIGITS
    small = [numeral.lower() for numeral in series]
    if not all(numeral in _ROMAN_NUMBERS for numeral in small):
        return Numerals.LETTERS
    several = any(len(numeral) > 1 for numeral in small)
    return Numerals.ROMAN if several or small[0] == "i" else Numerals.LETTERS


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


_ROMAN_NUMBERS = {_roman(number): number for number in range(1, 200)}
