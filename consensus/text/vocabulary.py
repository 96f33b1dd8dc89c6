"""A vocabulary: tokens numbered, so that comparing texts is comparing numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from sys import maxsize
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


_BRACKETS = (Sign.OPEN, Sign.CLOSE, Sign.BAR)
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def _sign(token: str) -> Sign:
    if token[0].isalnum():
        return Sign.WORD
    if token.isspace():
        return Sign.BREAK if token[0] in _BREAKS else Sign.SPACE
    return _SIGNS.get(token, Sign.OTHER)


# Texts are read in chunks, since proposals share most of their sentences. A token never reaches
# over the place where white space ends.
_CHUNKS = re.compile(r"(?<=[.,;:\n]\s)(?=\S)")


class _Numbers(dict[str, int]):
    """The numbers of tokens; one that is missing is given a number."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, token: str) -> int:
        number = self[token] = self._add(token)
        return number


class Vocabulary:
    """Numbers for tokens: two tokens have one number when they are equal in NFC.

    Attributes:
        signs: what each numbered token is.
        has_brackets: whether a bracket sign was read.
    """

    def __init__(self) -> None:
        self.signs: list[Sign] = []
        self.has_brackets = False
        self._numbers = _Numbers(self._add)
        self._composed: dict[str, int] = {}
        self._written: list[str] = []
        self._fixed = 0
        self._chunks: dict[str, tuple[list[int], list[str]]] = {}

    def read(self, text: str, *, fixed: bool = False) -> tuple[list[int], list[str]]:
        """Number the tokens of a text.

        Args:
            text: the text.
            fixed: whether its spelling wins over that of canonically equal tokens read later; such
                a text is read before all others.

        Returns:
            The numbers and, beside them, the tokens as written.
        """
        if fixed:
            self._fixed = maxsize
        known = self._chunks
        numbers: list[int] = []
        tokens: list[str] = []
        for chunk in _CHUNKS.split(text):
            read = known.get(chunk)
            if read is None:
                words = tokenise(chunk)
                read = known[chunk] = [*map(self._numbers.__getitem__, words)], words
            numbers += read[0]
            tokens += read[1]
        if fixed:
            self._fixed = len(self._written)
        return numbers, tokens

    def _add(self, token: str) -> int:
        composed = token if token.isascii() else normalize("NFC", token)
        number = self._composed.get(composed)
        if number is None:
            number = len(self._written)
            self._composed[composed] = number
            self._written.append(token)
            sign = _sign(composed)
            self.signs.append(sign)
            if sign in _BRACKETS:
                self.has_brackets = True
        elif number >= self._fixed:
            # Of several spellings of the same word the least is kept, whatever was read first.
            self._written[number] = min(self._written[number], token)
        return number

    def word(self, number: int) -> str:
        """Give the token with a number, as it is written."""
        return self._written[number]

    def spell(self, numbers: Iterable[int]) -> str:
        """Write numbered tokens out as text."""
        written = self._written
        return "".join([written[number] for number in numbers])
