"""A vocabulary: tokens numbered, so that comparing texts is comparing numbers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from unicodedata import normalize

from consensus.text.tokens import tokenise


class Sign(IntEnum):
    """What a token is, as far as comparing texts must know."""

    WORD = 0
    SPACE = 1
    BREAK = 2
    STOP = 3
    OPEN = 4
    CLOSE = 5
    BAR = 6
    OTHER = 7


_SIGNS = {
    "[": Sign.OPEN,
    "]": Sign.CLOSE,
    "|": Sign.BAR,
    **dict.fromkeys(".!?;:…。！？；", Sign.STOP),
}


_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def _sign(token: str) -> Sign:
    if token in _SIGNS:
        return _SIGNS[token]
    if token.isspace():
        return Sign.BREAK if token[0] in _BREAKS else Sign.SPACE
    return Sign.WORD if token[0].isalnum() else Sign.OTHER


class Vocabulary:
    """Numbers for tokens: two tokens have one number when they are equal in NFC.

    Attributes:
        signs: what each numbered token is.
    """

    def __init__(self) -> None:
        self.signs: list[Sign] = []
        self._numbers: dict[str, int] = {}
        self._composed: dict[str, int] = {}
        self._written: list[str] = []
        self._is_fixed: list[bool] = []

    def read(self, text: str, *, fixed: bool = False) -> tuple[list[int], list[str]]:
        """Number the tokens of a text.

        Args:
            text: the text.
            fixed: whether its spelling wins over that of canonically equal tokens read later.

        Returns:
            The numbers and, beside them, the tokens as written.
        """
        tokens = tokenise(text)
        numbers = self._numbers
        read = []
        for token in tokens:
            number = numbers.get(token)
            if number is None:
                number = self._add(token, fixed)
            read.append(number)
        return read, tokens

    def _add(self, token: str, fixed: bool) -> int:
        composed = token if token.isascii() else normalize("NFC", token)
        number = self._composed.get(composed)
        if number is None:
            number = len(self._written)
            self._composed[composed] = number
            self._written.append(token)
            self._is_fixed.append(fixed)
            self.signs.append(_sign(composed))
        elif not self._is_fixed[number]:
            # Of several spellings of the same word the least is kept, whatever was read first.
            self._written[number] = min(self._written[number], token)
        self._numbers[token] = number
        return number

    def word(self, number: int) -> str:
        """Give the token with a number, as it is written."""
        return self._written[number]

    def spell(self, numbers: Iterable[int]) -> str:
        """Write numbered tokens out as text."""
        written = self._written
        return "".join([written[number] for number in numbers])
