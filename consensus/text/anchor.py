"""Finds the passage that a quote is taken from, whatever its typography."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import accumulate
from unicodedata import is_normalized, normalize

from attrs import frozen

from consensus.text.blocks import CandidateIndex, ShingleIndex
from consensus.text.display import graphemes
from consensus.text.tokens import tokenise

_VARIANTS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    # Soft hyphen, zero-width space and joiners, word joiner, byte order mark: nothing to see.
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}


@frozen
class Normalized:
    """A normalized text, with the offsets of its characters in the original."""

    text: str  # a run of white space is one space
    starts: Sequence[int]  # for each character of it, where the original of that begins
    ends: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Returns the span in the original of a non-empty span of the normalized text."""
        return self.starts[start], self.ends[end - 1]


def normalize_text(text: str) -> Normalized:
    """Normalizes a text: NFC, case folded, one kind of quotes, dashes and spaces."""
    if text.isascii() and " ".join(text.split()) == text and "`" not in text:
        return Normalized(text.lower(), range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    # A grapheme each, as far as letters and marks stand apart.
    for unit in text if is_normalized("NFC", text) else graphemes(text):
        folded = _normalized_unit(unit)
        end = place + len(unit)
        if folded == " " and signs and signs[-1] == " ":
            ends[-1] = end
        else:
            signs += folded
            starts += [place] * len(folded)
            ends += [end] * len(folded)
        place = end
    return Normalized("".join(signs), starts, ends)


@cache
def _normalized_unit(unit: str) -> str:
    if unit.isspace():
        return " "
    return "".join(_VARIANTS.get(sign, sign) for sign in normalize("NFC", unit)).casefold()


# Found by trial on 900 paragraphs of a civil code. Of quotes of 8 to 40 words with one or two words
# misquoted, 7 in 1,000 are less alike than this to what they quote; of 400 such passages of a
# constitution, in the same legal language, none is as much like any of the paragraphs.
LEAST_LIKENESS = 0.75
# Fewer than 8 words meet something alike by chance: at 0.75 one foreign quote in 14 did, at 0.8 one
# in 27, and at 0.85 a third of the quotes with one wrong word would be lost.
LEAST_LIKENESS_SHORT = 0.8
_SHORT = 8
# A passage that is looked for in one text only competes with few others, so less will do.
LEAST_LIKENESS_HINTED = 0.7
# Fewer words are found by chance, give or take one, in any long text.
LEAST_WORDS = 4
LEAST_WORDS_HINTED = 3
# Two fuzzy placements whose likeness differs by less are a matter for a human reader.
CLEAR_LEAD = 0.02

_NEAR = 0.9  # likeness of a few words that may be meant as well as an exact quote
_NORMALISED_SCORE = 0.99  # below an exact quote and above every fuzzy one
_CANDIDATES = 8  # three were enough in the trial
_REACH = 3  # words by which the ends of a fuzzy passage may move: two misquoted ones and a spare
_LEAST_SHARED = 0.4  # share of a quote's words that an item must hold to be worth comparing


class AnchorKind(StrEnum):
    """How a passage was found."""

    EXACT = "exact"
    NORMALISED = "normalised"
    FUZZY = "fuzzy"
    TARGET = "target"  # not by its words: the whole of the item that was named


@frozen
class Anchor:
    """A span of a text that a quote refers to."""

    start: int
    end: int
    score: float  # likeness of quote and passage: 1 is exact, 0.99 differs in typography
    how: AnchorKind

    @classmethod
    def whole(cls, text: str) -> Anchor:
        """Returns the anchor of an item that was named and not quoted."""
        return cls(0, len(text), 1.0, AnchorKind.TARGET)


@frozen
class Placement:
    """An item, and the span in it that a quote refers to."""

    key: str
    anchor: Anchor


def anchor(quote: str, text: str) -> Anchor | None:
    """Returns the first span of a text that a quote refers to; None without one."""
    found = Passages({"": text}).find(quote, hint="")
    return found[0].anchor if found else None


def settled(placements: Sequence[Placement]) -> Placement | None:
    """Returns the placement that leads clearly; None if there is none or it is ambiguous."""
    scores = [each.anchor.score for each in placements[:2]]
    is_clear = len(scores) == 1 or (scores and scores[0] - scores[1] >= CLEAR_LEAD)
    return placements[0] if is_clear else None


@frozen
class _Item:
    key: str
    folded: Normalized
    words: tuple[tuple[int, int], ...]  # start and end of each word in the folded text
    letters: str  # one letter for each word


class Passages:
    """Index of items by their words, to find the one that a quote is taken from."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._letters = ShingleIndex()
        self._items = [self._item(key, text) for key, text in texts.items()]
        self._places = {item.key: place for place, item in enumerate(self._items)}
        # Folding leaves no line breaks, so no quote runs over from one item to the next.
        self._joined = "\n".join(item.folded.text for item in self._items)
        lengths = (len(item.folded.text) + 1 for item in self._items)
        self._starts = [0, *accumulate(lengths)]
        count = len(self._items)
        self._candidates = CandidateIndex(
            {place: item.letters for place, item in enumerate(self._items)},
            most=_CANDIDATES,
            holders_of_word=max(20, count // 4),
            holders_of_pair=count,
        )

    def find(self, quote: str, hint: str | None = None) -> tuple[Placement, ...]:
        """Returns the placements of a quote, best first, and nothing fuzzy where it is literal.

        Passages in the item with the key `hint` are preferred to equal ones elsewhere, and may be
        less like the quote. Equal scores at the head mean that the quote is ambiguous.
        """
        folded = normalize_text(quote.strip())
        if not folded.text.strip():
            return ()
        literal = list(self._literal(quote.strip(), folded.text))
        found = sorted(literal or self._fuzzy(folded.text, hint), key=lambda at: -at.anchor.score)
        hinted = [each for each in found if each.key == hint]
        if hinted and hinted[0].anchor.score > found[0].anchor.score - CLEAR_LEAD:
            found = hinted
        if literal:
            found = [each for each in found if each.anchor.score == found[0].anchor.score]
        return tuple(found)

    def ambiguous_keys(self, quote: str) -> set[str]:
        """Returns the keys of the items that have a quote exactly, or a short one almost."""
        folded = normalize_text(quote.strip()).text.strip()
        keys = {each.key for each in self._literal(quote.strip(), folded)} if folded else set()
        if LEAST_WORDS <= len(folded.split()) < _SHORT:
            keys |= {each.key for each in self._fuzzy(folded, None) if each.anchor.score >= _NEAR}
        return keys

    def nearest(self, quote: str, most: int) -> tuple[Placement, ...]:
        """Returns the placements most similar to the quote, best first, for a user to choose from.

        If the quote occurs literally, only those are returned.
        """
        folded = normalize_text(quote.strip()).text
        if not folded.strip():
            return ()
        if literal := tuple(self._literal(quote.strip(), folded)):
            return literal[:most]
        _, letters = self._words(folded)
        near = [
            Placement(self._items[place].key, located)
            for place in self._candidates.most_alike(letters)
            if (located := _locate(folded, letters, self._items[place], least_shared=0))
        ]
        return tuple(sorted(near, key=lambda each: -each.anchor.score)[:most])

    def _item(self, key: str, text: str) -> _Item:
        folded = normalize_text(text)
        return _Item(key, folded, *self._words(folded.text))

    def _words(self, folded: str) -> tuple[tuple[tuple[int, int], ...], str]:
        """Returns the spans of the words of a normalized text, and one letter for each."""
        spans: list[tuple[int, int]] = []
        letters: list[str] = []
        end = 0
        for token in tokenise(folded):
            start, end = end, end + len(token)
            if letter := self._letters[token]:
                spans.append((start, end))
                letters.append(letter)
        return tuple(spans), "".join(letters)

    def literal_in(self, key: str, quote: str) -> tuple[Placement, ...]:
        """Returns where a quote stands to the letter in one item, in any typography."""
        at, folded = self._places.get(key), normalize_text(quote.strip()).text.strip()
        return tuple(self._literal(quote.strip(), folded, at)) if folded and at is not None else ()

    def _literal(self, quote: str, folded: str, only: int | None = None) -> Iterator[Placement]:
        """Yields the literal occurrences of the quote, in any typography, in one item or all."""
        text = self._joined if only is None else self._items[only].folded.text
        for start in _occurrences(folded, text):
            place = bisect_right(self._starts, start) - 1 if only is None else only
            item = self._items[place]
            within = start - self._starts[place] if only is None else start
            span = item.folded.original_span(within, within + len(folded))
            if self._texts[item.key][slice(*span)] == quote:
                yield Placement(item.key, Anchor(*span, 1.0, AnchorKind.EXACT))
            else:
                yield Placement(item.key, Anchor(*span, _NORMALISED_SCORE, AnchorKind.NORMALISED))

    def _fuzzy(self, quote: str, hint: str | None) -> Iterator[Placement]:
        _, letters = self._words(quote)
        places = self._candidates.most_alike(letters) if len(letters) >= LEAST_WORDS else []
        hinted = self._places.get(hint) if hint is not None else None
        if hinted is not None and hinted not in places and len(letters) >= LEAST_WORDS_HINTED:
            places.append(hinted)
        for place in places:
            item = self._items[place]
            least = LEAST_LIKENESS_SHORT if len(letters) < _SHORT else LEAST_LIKENESS
            least = LEAST_LIKENESS_HINTED if place == hinted else least
            located = _locate(quote, letters, item)
            if located is not None and located.score >= least:
                yield Placement(item.key, located)


def _occurrences(quote: str, text: str) -> Iterator[int]:
    """Yields the offsets of a quote in a text that cut no word at either end."""
    start = text.find(quote)
    while start >= 0:
        end = start + len(quote)
        if not _cuts_word(text, start) and not _cuts_word(text, end):
            yield start
        start = text.find(quote, start + 1)


def _cuts_word(text: str, place: int) -> bool:
    around = text[max(0, place - 1) : place + 1] if place else ""
    return len(around) == 2 and around.isalnum() and len(tokenise(around)) == 1


def _locate(
    quote: str, letters: str, item: _Item, least_shared: float = _LEAST_SHARED
) -> Anchor | None:
    """Returns the run of whole words in an item that is most similar to a quote."""
    from rapidfuzz import fuzz

    shared = sum(letter in item.letters for letter in letters)
    if not item.words or shared < least_shared * len(letters):
        return None
    aligned = fuzz.partial_ratio_alignment(letters, item.letters)
    if aligned is None:
        return None

    def likeness(first: int, last: int) -> float:
        passage = item.folded.text[item.words[first][0] : item.words[last][1]]
        return fuzz.ratio(quote, passage) / 100

    first, last = aligned.dest_start, max(aligned.dest_start, aligned.dest_end - 1)
    for _ in range(2):  # each end depends on the other
        starts = range(max(0, first - _REACH), min(last, first + _REACH) + 1)
        first = max(starts, key=lambda start: (likeness(start, last), start))
        ends = range(max(first, last - _REACH), min(len(item.words) - 1, last + _REACH) + 1)
        last = max(ends, key=lambda end: (likeness(first, end), -end))
    span = item.folded.original_span(item.words[first][0], item.words[last][1])
    score = min(likeness(first, last), _NORMALISED_SCORE - 0.01)
    return Anchor(*span, score, AnchorKind.FUZZY)
