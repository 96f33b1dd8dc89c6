"""A vocabulary: tokens numbered, so that comparing texts is comparing numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import accumulate
from sys import maxsize
from typing import TypeAlias
from unicodedata import is_normalized, normalize

from attrs import frozen

from consensus.text.tokens import tokenise
from consensus.text.unlike import unlike


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
_BRACKETS = frozenset("[]|")
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


class _Numbers(dict[str, str]):
    """The numbers of tokens; one that is missing is given a number."""

    def __init__(self, add: Callable[[str], str]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, token: str) -> str:
        return self._add(token)


class _Words(dict[str, Numbers]):
    """What stands between single spaces, and its numbers; what is missing is read.

    Attributes:
        is_even: whether all of it begins and ends with a word or sign that the space behind is no
            part of: then no token reaches over a single space, and every space is a token of its
            own.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.is_even = True
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> Numbers:
        # A few signs of Arabic and Indian scripts take what follows into their grapheme.
        *tokens, space = tokenise(f"{word} ")
        numbers = self._vocabulary.number(tokens)
        if space != " " or not numbers or numbers[0] in self._vocabulary.spaces:
            self.is_even = False
        else:
            self[word] = numbers
        return numbers


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
        self._numbers = _Numbers(self._add)
        self._composed: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._fixed = 0
        self._space = ""
        self._words = _Words(self)
        self.signs: Mapping[str, Sign] = _Signs(self._written)

    def read(self, text: str) -> ReadText:
        """Number the tokens of a text."""
        tokens = tokenise(text)
        if not self._composed and is_normalized("NFC", text):
            self._add_all(tokens)
        return ReadText(text, tokens, self.number(tokens), [0, *accumulate(map(len, tokens))])

    def read_base(self, text: str) -> ReadText:
        """Number the tokens of a text that is read before all others.

        Its spelling wins over that of canonically equal tokens read later.
        """
        self._fixed = maxsize
        read = self.read(text)
        self._fixed = len(self._written)
        self._space = self._numbers.get(" ", "")
        if self._space and read.numbers.count(self._space) == text.count(" "):
            # At both ends of the text there may be other white space.
            words, numbers = text.split(" ")[1:-1], read.numbers.split(self._space)[1:-1]
            self._words.update(zip(words, numbers, strict=True))
        return read

    def read_proposal(self, text: str, base: ReadText) -> Numbers:
        """Number the tokens of a text that shares most of its words with the base."""
        words = self._words
        if not words:
            return self.number(tokenise(text))
        first, last, start, end = _differing(base, text)
        words.is_even = True
        numbers = self._space.join(map(words.__getitem__, text[start:end].split(" ")))
        if not words.is_even:
            return self.number(tokenise(text))
        return base.numbers[:first] + numbers + base.numbers[last:]

    def number(self, tokens: Iterable[str]) -> Numbers:
        """Give the numbers of tokens."""
        return "".join(map(self._numbers.__getitem__, tokens))

    def _add_all(self, tokens: Sequence[str]) -> None:
        """Add many tokens at once, each of which has but one spelling."""
        fresh = [token for token in dict.fromkeys(tokens) if token not in self._numbers]
        numbers = [*map(chr, range(len(self._written), len(self._written) + len(fresh)))]
        self._numbers.update(zip(fresh, numbers, strict=True))
        self._written.update(zip(numbers, fresh, strict=True))
        for token in filter(str.isspace, fresh):
            self._note(token)
        for token in _BRACKETS & self._numbers.keys():
            self._note(token)

    def _add(self, token: str) -> str:
        composed = token if token.isascii() else normalize("NFC", token)
        number = self._composed.get(composed) or self._numbers.get(composed)
        if number is None:
            number = chr(len(self._written))
            self._written[number] = token
        elif ord(number) >= self._fixed:
            # Of several spellings of the same word the least is kept, whatever was read first.
            self._written[number] = min(self._written[number], token)
        if composed != token:
            self._composed[composed] = number
        self._numbers[token] = number
        self._note(token)
        return number

    def _note(self, token: str) -> None:
        if token in _BRACKETS:
            self.has_brackets = True
        elif token.isspace() and token[0] not in _BREAKS:
            self.spaces += self._numbers[token]

    def word(self, number: str) -> str:
        """Give the token with a number, as it is written."""
        return self._written[number]

    def spell(self, numbers: Numbers) -> str:
        """Write numbered tokens out as text."""
        return "".join(map(self._written.__getitem__, numbers))


def _differing(base: ReadText, text: str) -> tuple[int, int, int, int]:
    """Find between which single spaces a text differs from its base.

    Returns:
        From which token of the base to which, and from where to where in the text.
    """
    start, end, stop = unlike(base.text, text)
    return bisect_left(base.offsets, start), bisect_left(base.offsets, end), start, stop
