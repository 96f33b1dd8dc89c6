"""A vocabulary: tokens numbered, so that comparing texts is comparing numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import accumulate
from sys import maxsize
from typing import TypeAlias
from unicodedata import is_normalized, normalize

from attrs import frozen

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


# Numbered tokens: one character each, whose code point is the number of the token. Strings are cut,
# compared and hashed faster than lists.
Numbers: TypeAlias = str

_SIGNS = {
    "[": Sign.OPEN,
    "]": Sign.CLOSE,
    "|": Sign.BAR,
    **dict.fromkeys(".!?;:…。！？；", Sign.STOP),
}
_BRACKETS = "[]|"
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def _sign(token: str) -> Sign:
    if token[0].isalnum():
        return Sign.WORD
    if token.isspace():
        return Sign.BREAK if token[0] in _BREAKS else Sign.SPACE
    return _SIGNS.get(token, Sign.OTHER)


class _Signs(dict[str, Sign]):
    """What each numbered token is, found out when somebody asks."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, number: str) -> Sign:
        sign = self[number] = _sign(normalize("NFC", self._written[number]))
        return sign


@frozen(eq=False)
class ReadText:
    """A text in numbered tokens.

    Attributes:
        text: the text.
        tokens: its tokens as written.
        numbers: their numbers.
        offsets: where each token begins in the text, and where the last one ends.
    """

    text: str
    tokens: list[str]
    numbers: Numbers
    offsets: list[int]


class Vocabulary:
    """Numbers for tokens: two tokens have one number when they are equal in NFC.

    Attributes:
        signs: what each numbered token is.
        spaces: the numbers of all tokens that are white space but no line breaks.
        has_brackets: whether a bracket sign was read.
    """

    def __init__(self) -> None:
        self.spaces = ""
        self.has_brackets = False
        self._numbers: dict[str, str] = {}
        self._composed: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._fixed = 0
        self.signs: Mapping[str, Sign] = _Signs(self._written)

    def read(self, text: str, *, fixed: bool = False) -> ReadText:
        """Number the tokens of a text.

        Args:
            text: the text.
            fixed: whether its spelling wins over that of canonically equal tokens read later; such
                a text is read before all others.
        """
        if fixed:
            self._fixed = maxsize
        tokens = tokenise(text)
        numbers = self._number(tokens, text)
        if fixed:
            self._fixed = len(self._written)
        return ReadText(text, tokens, numbers, [0, *accumulate(map(len, tokens))])

    def read_like(self, text: str, base: ReadText) -> Numbers:
        """Number the tokens of a text that has much in common with another, read before.

        Args:
            text: the text.
            base: the other; only what differs from it, and the words around, is looked at.
        """
        if not is_normalized("NFC", base.text) or not is_normalized("NFC", text):
            return self._number(tokenise(text), text)
        start, end = _differing(base.text, text)
        middle = text[start : len(text) - len(base.text) + end]
        first, last = bisect_left(base.offsets, start), bisect_left(base.offsets, end)
        numbers = self._number(tokenise(middle), middle)
        return base.numbers[:first] + numbers + base.numbers[last:]

    def _number(self, tokens: Sequence[str], text: str) -> Numbers:
        numbers = self._numbers
        fresh = [token for token in dict.fromkeys(tokens) if token not in numbers]
        if fresh:
            if self._composed or not is_normalized("NFC", text):
                self._add(fresh)
            else:
                after = range(len(self._written), len(self._written) + len(fresh))
                numbers.update(zip(fresh, map(chr, after), strict=True))
                self._written.update(zip(map(chr, after), fresh, strict=True))
            for token in filter(str.isspace, fresh):
                if token[0] not in _BREAKS:
                    self.spaces += numbers[token]
            self.has_brackets = not numbers.keys().isdisjoint(_BRACKETS)
        return "".join([numbers[token] for token in tokens])

    def _add(self, fresh: Iterable[str]) -> None:
        """Add tokens some of which may be spelled in two ways."""
        numbers, written = self._numbers, self._written
        for token in fresh:
            composed = normalize("NFC", token)
            number = self._composed.get(composed) or numbers.get(composed)
            if number is None:
                number = chr(len(written))
                written[number] = token
            elif ord(number) >= self._fixed:
                # Of several spellings of the same word the least is kept, whatever was read first.
                written[number] = min(written[number], token)
            if composed != token:
                self._composed[composed] = number
            numbers[token] = number

    def word(self, number: str) -> str:
        """Give the token with a number, as it is written."""
        return self._written[number]

    def spell(self, numbers: Numbers) -> str:
        """Write numbered tokens out as text."""
        return "".join([self._written[number] for number in numbers])


def _differing(base: str, text: str) -> tuple[int, int]:
    """Find the words of a base outside of which another text is the same.

    Both places stand between white space and a word or sign, in the base and in the text, where no
    token reaches over and none depends on what stands beyond.
    """
    from rapidfuzz.distance import Postfix, Prefix

    prefix = Prefix.similarity(base, text)
    # What both begin with is set aside first, as when tokens are matched.
    suffix = min(Postfix.similarity(base, text), min(len(base), len(text)) - prefix)
    start = base.rfind(" ", 0, max(0, prefix - 1)) + 1
    while start and base[start].isspace():
        start = base.rfind(" ", 0, start - 1) + 1
    size = len(base)
    end = base.find(" ", size - suffix) + 1 or size
    while end < size and base[end].isspace():
        end = base.find(" ", end) + 1 or size
    return start, end
