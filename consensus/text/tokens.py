"""Tokenizer: words, numbers, white space and punctuation; numbered tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache
from itertools import accumulate, count, filterfalse
from typing import Any, TypeAlias
from unicodedata import normalize
from weakref import proxy

from attrs import frozen

from consensus.text.display import is_simple_script

# Runs of letters and digits, joined by an apostrophe or a hyphen; points, commas, colons and
# slashes join digits. An escaped bracket sign is one token, so that no edit can part it from its
# backslash.
_PATTERN = (
    r"{letter}++(?:(?:[{joiners}]|(?<=[0-9])[./,:](?=[0-9])){letter}++)*+"
    r"|[\s\x1c-\x1f]++"
    r"|\\[\[\]|:\\]"
    r"|[^\w]|_"
)
_ASCII = re.compile(_PATTERN.format(letter="[A-Za-z0-9]", joiners="'-"), re.ASCII)
_SIMPLE_SCRIPT = re.compile(_PATTERN.format(letter=r"[^\W_]", joiners="'’‐‑\u00ad-"))

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]"
_ANY_SCRIPT = (
    r"(?V1)[\s\x1c-\x1f]+"
    r"|\\[\[\]|:\\]"
    rf"|(?!\p{{M}}){_LETTER}+"
    rf"(?:(?:['’‐‑\u00ad\u200c\u200d-]|(?<=\p{{Nd}})[./,:](?=\p{{Nd}})){_LETTER}+)*"
    r"|\X"
)


@cache
def _any_script() -> Any:
    # Imported late, since few drafts need it.
    import regex

    return regex.compile(_ANY_SCRIPT)


def tokenise(text: str) -> list[str]:
    r"""Splits a text into tokens, without loss.

    A token is a word with its inner apostrophes and hyphens; a number with its inner points,
    commas, colons and slashes (`1,000.5`, `23:00`, `70/125`); a run of white space; any other
    character; in scripts written without spaces, each grapheme. Marks stay with their letter.
    The escaped bracket characters (`\[`, `\]`, `\|`, `\:`, `\\`) are one token each.
    """
    if text.isascii():
        return _ASCII.findall(text)
    if is_simple_script(text):
        return _SIMPLE_SCRIPT.findall(text)
    tokens: list[str] = _any_script().findall(text)
    return tokens


class Kind(IntEnum):
    """What a token is, as far as comparing texts must know."""

    WORD = 0
    SPACE = 1
    BREAK = 2  # white space with a paragraph break in it or, where lines are kept, a line end
    STOP = 3  # a sign that may end a sentence
    OPEN = 4  # and the other signs of bracket notation
    CLOSE = 5
    BAR = 6
    COMMA = 7
    SIGN = 8


# Numbered tokens: one character each, whose code point is the number of the token's class. Strings
# are cut, compared and hashed faster than lists.
Numbers: TypeAlias = str
_Items: TypeAlias = Sequence[str]
GAPS = (Kind.SPACE, Kind.BREAK)
_WORD = Kind.WORD  # members of an enum are slow to look up
FULL_STOPS, SEMICOLONS = frozenset(".!?…。！？"), frozenset(";；")
STOPS = FULL_STOPS | SEMICOLONS
CLOSERS = frozenset(")]}”\"'’»")
_UNSPACED_STOPS = frozenset("。！？；")
_BRACKETS = frozenset("[]|")

# So many characters of a text are looked for in another one.
_PROBE = 24

_KINDS = {
    "[": Kind.OPEN,
    "]": Kind.CLOSE,
    "|": Kind.BAR,
    ",": Kind.COMMA,
    ":": Kind.COMMA,
    **dict.fromkeys(STOPS, Kind.STOP),
}

# Typographic signs are compared as the plain ones; a soft hyphen is none.
_PLAIN = str.maketrans("’‘‛“”„‟‐‑", '\'\'\'""""--', "\xad")

_WITHIN_LINE = re.compile(r"[^\S\r\n]")
# White space that ends a line, counted to find paragraph breaks.
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028]|(\u2029)")


def _is_paragraph_break(space: str) -> bool:
    return "\u2029" in space or len(_LINE_END.findall(space)) > 1


def _kind(token: str) -> Kind:
    """Returns the kind of a token that is no word."""
    if token.isspace():
        return Kind.BREAK if _is_paragraph_break(token) else Kind.SPACE
    return _KINDS.get(token, Kind.SIGN)


@frozen(eq=False)
class ReadText:
    """A text in numbered tokens."""

    text: str
    tokens: list[str]  # as written
    numbers: Numbers
    offsets: list[int]  # where each token begins in the text, and where the last one ends

    def slice(self, start: int, end: int) -> str:
        """Returns the text from one token up to another."""
        return self.text[self.offsets[start] : self.offsets[end]]


class _TokenNumbers(dict[str, str]):
    """Numbers of tokens; a missing one is assigned on access."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        # Weak, so that what was read is freed with the last that needs it, not found in a cycle.
        self._vocabulary = proxy(vocabulary)

    def __missing__(self, token: str) -> str:
        number: str = self._vocabulary.add(token)
        self[token] = number
        return number


class Vocabulary:
    """Numbers for tokens: tokens of one class have one number.

    A class is what is the same wording: one NFC form, typographic quotes and hyphens like plain
    ones, and, in flowing text, any white space inside a paragraph. With `is_exact` each spelling
    is a class of its own.

    Attributes:
        kinds: the kind of each numbered token.
        word: returns the token with a number, as it was first written.
        has_brackets: whether a sign of bracket notation was read.
        has_spellings: whether any class was read in more than one spelling.
        is_flowing: whether line ends inside paragraphs are white space like any other.
        space: the number of a single space, once a base is read.
    """

    def __init__(self, *, is_exact: bool = False, is_flowing: bool = True) -> None:
        self.has_brackets = False
        self.has_spellings = False
        self._is_exact = is_exact
        self.is_flowing = is_flowing
        self._written: dict[str, str] = {}
        # Asked for so often that a method would cost more than what it does.
        self.word = self._written.__getitem__
        self._classes: dict[str, str] = {}
        self._numbers = _TokenNumbers(self)
        self.space = ""
        self._has_own_spaces = False
        self._breaks: list[str] = []
        self.kinds: dict[str, Kind] = {}

    def read_base(self, text: str) -> ReadText:
        """Returns a text read, and prepares reading texts that share most of its words."""
        tokens = tokenise(text)
        if text.isascii():
            self._add_plain(tokens)
        read = ReadText(text, tokens, self.number(tokens), [0, *accumulate(map(len, tokens))])
        self.space = self._numbers[" "]
        # A few signs of Arabic and Indian scripts take what follows into their grapheme.
        self._has_own_spaces = tokens.count(" ") == text.count(" ")
        return read

    def read_proposal(self, text: str, base: ReadText) -> Numbers:
        """Returns the numbers of a text that shares most of its words with the base."""
        if not self._has_own_spaces:
            return self.number(tokenise(text))
        offsets, done = base.offsets, 0
        numbers: list[Numbers] = []
        first, last, stop = differing_range(base.text, text)
        for start, end, new_start, new_end in _differing(base.text, text, first, last, first, stop):
            tokens = tokenise(f" {text[new_start:new_end]} ")
            if tokens[0] != " " or tokens[-1] != " ":
                return self.number(tokenise(text))
            kept = base.numbers[bisect_left(offsets, done) : bisect_left(offsets, start)]
            numbers += (kept, self.number(tokens[1:-1]))
            done = end
        return "".join((*numbers, base.numbers[bisect_left(offsets, done) :]))

    def _add_plain(self, tokens: Iterable[str]) -> None:
        """Numbers many tokens at once, each of which is a class of its own."""
        fresh = dict.fromkeys(tokens)
        signs = [each for each in filterfalse(str.isalnum, fresh) if not each[0].isalnum()]
        if not self._is_exact:
            for space in [each for each in signs if each != " " and each.isspace()]:
                signs.remove(space)
                del fresh[space]
        next_numbers = map(chr, count(len(self._written)))
        numbers = dict(zip(fresh, next_numbers, strict=False))
        self._numbers.update(numbers)
        self._classes.update(numbers)
        self._written.update(zip(numbers.values(), numbers, strict=True))
        self.has_brackets = not _BRACKETS.isdisjoint(signs)
        self.kinds.update(dict.fromkeys(numbers.values(), Kind.WORD))
        self.kinds.update({numbers[each]: _kind(each) for each in signs})

    def sentence_marks(self, stops: frozenset[str]) -> list[str]:
        """Returns the numbers of what may end a sentence: some stops, and breaks."""
        classes = self._classes
        return [*map(classes.__getitem__, classes.keys() & stops), *self._breaks]

    def number(self, tokens: Iterable[str]) -> Numbers:
        """Returns the numbers of tokens."""
        return "".join(map(self._numbers.__getitem__, tokens))

    def add(self, token: str) -> str:
        """Registers a new token, and returns the character that stands for its class."""
        name = token if self._is_exact else self._class_of(token)
        number = self._classes.get(name)
        if number is None:
            number = self._classes[name] = chr(len(self._written))
            self._written[number] = token
            self.kinds[number] = self._kind_of(token)
            if token in _BRACKETS:
                self.has_brackets = True
            elif name != " " and name.isspace():
                self._breaks.append(number)
        elif token != self._written[number]:
            self.has_spellings = True
        return number

    def _kind_of(self, token: str) -> Kind:
        if not token.isascii():
            token = normalize("NFC", token)
        if token[0].isalnum():
            return _WORD
        kind = _kind(token)
        is_line_end = kind is Kind.SPACE and not self.is_flowing and _LINE_END.search(token)
        return Kind.BREAK if is_line_end else kind

    def _class_of(self, token: str) -> str:
        if token.isspace():
            if _is_paragraph_break(token):
                return "\n\n"
            if self.is_flowing or not _LINE_END.search(token):
                return " "
            # Where lines are kept, white space that ends one is compared by its width.
            return _WITHIN_LINE.sub(" ", token.replace("\r\n", "\n"))
        if token.isascii():
            return token
        return normalize("NFC", token).translate(_PLAIN) or token

    def spell(self, numbers: Numbers) -> str:
        """Returns numbered tokens as text, each as it was first written."""
        return "".join(map(self._written.__getitem__, numbers))

    def words(self, numbers: Numbers) -> Numbers:
        """Filters numbered tokens: returns the numbers of words, in order."""
        kinds = self.kinds
        return "".join([number for number in numbers if kinds[number] is _WORD])

    def count_words(self, numbers: Numbers) -> int:
        """Returns how many of numbered tokens are words."""
        return [*map(self.kinds.__getitem__, numbers)].count(_WORD)


@cache
def comparers() -> tuple[Callable[[_Items, _Items], int], Callable[[_Items, _Items], int], Any]:
    """Returns what counts what two texts share at their starts and at their ends, and `opcodes`."""
    # Imported late, since who only reads compares nothing; and once, since that takes as long as
    # comparing does.
    from rapidfuzz.distance.Indel import opcodes
    from rapidfuzz.distance.Postfix import similarity as same_end
    from rapidfuzz.distance.Prefix import similarity as same_beginning

    return same_beginning, same_end, opcodes


def shared_ends(old: _Items, new: _Items) -> tuple[int, int]:
    """Returns how much two texts or lists share at their start, and at the end of what is left."""
    same_beginning, same_end, _ = comparers()
    prefix = same_beginning(old, new)
    return prefix, min(same_end(old, new), min(len(old), len(new)) - prefix)


def likeness(words: _Items, others: _Items) -> float:
    """Returns the share of their words that two texts hold in the same order."""
    from rapidfuzz.distance.Indel import normalized_similarity

    return normalized_similarity(words, others) if words and others else 0.0


def differing_range(old: str, new: str) -> tuple[int, int, int]:
    """Returns the range in which two texts differ, extended to single spaces.

    It is the start in both texts, the end in the old one and the end in the new one. No token
    reaches over such a space unless other white space is beside it.
    """
    prefix, suffix = shared_ends(old, new)
    start = old.rfind(" ", 0, max(0, prefix - 1)) + 1
    end = old.find(" ", len(old) - suffix)
    if end < 0:
        end = len(old)
    return start, end, end + len(new) - len(old)


def _differing(
    old: str, new: str, start: int, end: int, new_start: int, new_end: int
) -> list[tuple[int, int, int, int]]:
    """Splits ranges of two texts at the words in their middle that both have."""
    is_long = new_end - new_start > 2 * _PROBE
    middle = new.find(" ", (new_start + new_end) // 2, new_end) if is_long else -1
    its = old.find(new[middle : middle + _PROBE], start, end) if middle >= 0 else -1
    if its < 0:
        return [(start, end, new_start, new_end)]
    same_beginning, same_end, _ = comparers()
    low = middle - same_end(new[new_start:middle], old[start:its])
    high = middle + same_beginning(new[middle:new_end], old[its:end])
    low, high, shift = new.find(" ", low), new.rfind(" ", low, high) + 1, its - middle
    before = _differing(old, new, start, low + shift, new_start, low)
    return [*before, *_differing(old, new, high + shift, end, high, new_end)]


def is_balanced(run: Numbers, vocabulary: Vocabulary) -> bool:
    """Returns whether the brackets among numbered tokens are balanced."""
    depth = 0
    for kind in kinds_of(run, vocabulary):
        if kind is Kind.OPEN:
            depth += 1
        elif kind is Kind.CLOSE:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def kinds_of(run: Numbers, vocabulary: Vocabulary) -> Sequence[Kind]:
    """Returns the kind of each of numbered tokens."""
    return [*map(vocabulary.kinds.__getitem__, run)]


def sentence_ends(
    numbers: Numbers, vocabulary: Vocabulary, stops: frozenset[str] = STOPS
) -> Iterator[tuple[int, int]]:
    """Yields where a sentence ends with one of some stops, and where the next one begins."""
    word, kinds, size = vocabulary.word, vocabulary.kinds, len(numbers)
    places: list[int] = []
    for mark in vocabulary.sentence_marks(stops):
        at = numbers.find(mark)
        while at >= 0:
            places.append(at)
            at = numbers.find(mark, at + 1)
    done = 0
    for at in sorted(places):
        # The label that a paragraph begins with, such as “1.”, is no sentence.
        if at < done or (at == done + 1 and word(numbers[done]).isdigit()):
            continue
        end, last = at, word(numbers[at])
        if last in STOPS:
            end += 1
            while end < size and (behind := word(numbers[end])) in CLOSERS:
                end, last = end + 1, behind
            if end < size and last not in _UNSPACED_STOPS:
                if kinds[numbers[end]] not in GAPS:
                    continue
                follows = word(numbers[end + 1])[0] if end + 1 < size else ""
                if last == "." and (follows.islower() or follows.isdigit()):
                    continue
                # Behind “e.g.” a sign does not begin a sentence.
                is_sign = last == "." and follows and not follows.isalnum()
                if is_sign and numbers[at - 2 : at - 1] == numbers[at]:
                    continue
        start = end
        while start < size and kinds[numbers[start]] in GAPS:
            start += 1
        done = start
        yield end, start


def sentence_cuts(numbers: Numbers, ends: Iterable[int], vocabulary: Vocabulary) -> list[int]:
    """Returns where a text is cut into sentences; what a semicolon ends is none."""
    stops = {end for end in ends if vocabulary.word(numbers[end - 1]) not in SEMICOLONS}
    return sorted({0, *stops, len(numbers)})
