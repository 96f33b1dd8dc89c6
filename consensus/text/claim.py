"""Claims: what one voice wants in one sentence, taken or left as a whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from consensus.text.edit import AtomicEdit, DisjointSet, Edit
from consensus.text.tokens import (
    CLOSERS,
    GAPS,
    Kind,
    Numbers,
    ReadText,
    Vocabulary,
    likeness,
    sentence_cuts,
    sentence_ends,
    tokenise,
)

# What may stand last in a sentence.
_ENDING = (Kind.STOP, Kind.CLOSE, Kind.SIGN)

# A rewrite deletes at least this share of its sentence's words, and no fewer than this many …
_REWRITE_SHARE = 1 / 3
_FEWEST_REWRITTEN = 3
# … and inserts at least this many words for each one deleted.
_REWRITE_INSERTED = 0.5

# A run of as many words, deleted at one place and inserted at another, is a move.
_SHORTEST_MOVE = 3

# A sentence inserted at another place that is as alike to a deleted run of words moves, reworded.
_REWORDED = 2 / 3

# Words of up to so many letters say little by themselves.
_LITTLE = 3

# A sentence that says so many of the significant words deleted beside it belongs to the deletion.
_FEWEST_SAID = 2


class Voice:
    """All proposals with one wording, up to layout.

    Attributes:
        keys: the proposals, sorted.
        texts: their different texts, sorted.
        keys_of_text: for each of the texts, the proposals that have it.
        numbers: the numbered tokens, the same for all of them.
        edits: where it differs from the base.
        new_starts: for each edit, the token of this voice where it begins.
        position: where each edit begins in the base to its index.
    """

    def __init__(
        self,
        texts: Sequence[str],
        keys_of_text: Sequence[Sequence[str]],
        numbers: Numbers,
        edits: Sequence[Edit],
        vocabulary: Vocabulary,
    ) -> None:
        self.keys = tuple(sorted(chain.from_iterable(keys_of_text)))
        self.texts = texts
        self.keys_of_text = keys_of_text
        self.numbers = numbers
        self.edits = edits
        self._vocabulary = vocabulary
        shift = 0
        self.position: dict[int, int] = {}
        self.new_starts: list[int] = []
        for at, (start, end, text, _, _) in enumerate(edits):
            self.position[start] = at
            self.new_starts.append(start + shift)
            shift += len(text) - (end - start)

    @cached_property
    def spellings(self) -> list[list[str]]:
        """The tokens of each of its texts, as written."""
        return [tokenise(text) for text in self.texts]

    def spell(self, start: int, end: int) -> str:
        """Returns some of its tokens as text; the least of several spellings."""
        if self._vocabulary.has_spellings:
            return "".join(self._tokens[start:end])
        return "".join(map(self._vocabulary.word, self.numbers[start:end]))

    @cached_property
    def _tokens(self) -> list[str]:
        first, *others = self.spellings
        return [*map(min, zip(first, *others, strict=True))] if others else first

    def span(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Returns its range for one of the base, in which its edits begin at `first` to `last`."""
        at = self.position[last]
        closing = self.edits[at]
        return (
            self.new_starts[self.position[first]] - (first - start),
            self.new_starts[at] + len(closing.text) + (end - closing.end),
        )


class Sentences:
    """The sentences of a text; white space between two belongs to neither.

    Attributes:
        starts, ends: the first token of each, and the one behind its last.
    """

    def __init__(self, read: ReadText, vocabulary: Vocabulary) -> None:
        self._numbers = read.numbers
        self._vocabulary = vocabulary
        found, size = [*sentence_ends(read.numbers, vocabulary)], len(read.numbers)
        starts = [0, *map(itemgetter(1), found)]
        self.starts = starts[: bisect_left(starts, size)]
        self.ends = [*map(itemgetter(0), found), size][: len(self.starts)]

    @cached_property
    def cuts(self) -> list[int]:
        """Where the text is cut into sentences; what a semicolon ends is none."""
        return sentence_cuts(self._numbers, self.ends, self._vocabulary)

    def at(self, token: int) -> int:
        """Returns the sentence of a token; -1 between two."""
        found = bisect_right(self.starts, token) - 1
        return found if found >= 0 and token < self.ends[found] else -1

    def beside(self, place: int) -> list[int]:
        """Returns the sentences that end and begin at a boundary, or next to it."""
        after = bisect_left(self.starts, place)
        return [each for each in (after - 1, after) if 0 <= each < len(self.starts)]

    def touched(self, edit: Edit) -> set[int]:
        """Returns the sentences that an edit changes; -2 for one that stands beside none."""
        start, end, _, _, _ = edit
        first = bisect_right(self.starts, start) - 1
        # Most edits stand inside one sentence.
        if first >= 0 and end < self.ends[first]:
            return {first}
        if start < end:
            last = bisect_right(self.starts, end - 1) - 1
            if end >= self.ends[last] and start > self.starts[last]:
                # Where a sentence ends otherwise, the next one begins otherwise.
                last = min(last + 1, len(self.starts) - 1)
            if found := {e for e in range(max(first, 0), last + 1) if start < self.ends[e]}:
                return found
        before = self.at(start - 1)
        return {before if before >= 0 else -2} if self.starts else set()

    def replaced(self, edits: Iterable[Edit]) -> set[int]:
        """Returns the sentences of which edits replace words."""
        found: set[int] = set()
        for edit in edits:
            if edit.start < edit.end:
                found |= self.touched(edit)
        return found

    def words(self, at: int) -> int:
        """Returns how many words a sentence has."""
        return self._vocabulary.count_words(self._numbers[self.starts[at] : self.ends[at]])

    def is_between(self, place: int) -> bool:
        """Returns whether a boundary between tokens stands between two sentences."""
        if (before := self.at(place - 1)) < 0:
            return True
        kind = self._vocabulary.kinds[self._numbers[place - 1]]
        return place == self.ends[before] and kind in _ENDING


class Claim(NamedTuple):
    """What one voice wants in one sentence: one bracket pair, both ends of a move, a rewrite."""

    voice: int  # its index
    parts: tuple[int, ...]  # the indices of its atomic edits, in order
    # Those of them that delete much of a sentence and insert as much, for each rewrite of which it
    # consists; a rewrite owns the stretch between its first and its last edit.
    rewrites: tuple[tuple[int, ...], ...] = ()


class EditIndex:
    """The atomic edits and claims of all voices over one base.

    Attributes:
        base, sentences: the base and its sentences.
        vocabulary: what numbered the tokens.
        voices: those that claims and bits number.
        parts: all different atomic edits, in the order of the base.
        holders: for each atomic edit the voices that have it, as bits in their order.
        layout: the atomic edits of white space alone.
        between: those that insert whole sentences between sentences.
        moves: deletions, each with an insertion of the same words.
        claims: the claims of all voices.
        claims_of: for each atomic edit the claims that it is part of.
    """

    def __init__(
        self,
        base: ReadText,
        vocabulary: Vocabulary,
        sentences: Sentences,
        voices: Sequence[Voice],
        parts_of: Sequence[Sequence[AtomicEdit]],
    ) -> None:
        self.base, self.sentences = base, sentences
        self.vocabulary, self.voices = vocabulary, voices
        # Atomic edits are hashed once, since that costs more than all else done with them here.
        numbers: dict[AtomicEdit, int] = {}
        read_in = [[numbers.setdefault(part, len(numbers)) for part in own] for own in parts_of]
        self.parts = parts = sorted(numbers)
        number = [0] * len(parts)
        for at, part in enumerate(parts):
            number[numbers[part]] = at
        found_in = [[number[read] for read in own] for own in read_in]
        self.holders = [0] * len(parts)
        for at, own in enumerate(found_in):
            for index in own:
                self.holders[index] |= 1 << at
        self.layout: set[int] = set()
        self.between: set[int] = set()
        # What is long enough to be one end of a move, and the other.
        self._deleted: set[int] = set()
        self._inserted: set[int] = set()
        # Tokens of white space never stand side by side.
        blank = ("", vocabulary.space) if vocabulary.is_flowing else ()
        for at, (edits, _) in enumerate(parts):
            start, end, text, _, _ = edits[0]
            if len(edits) == 1 and start == end:
                if self._is_whole_sentence(edits[0]):
                    self.between.add(at)
                if len(text) >= _SHORTEST_MOVE:
                    self._inserted.add(at)
            if len(edits) == 1 and text in blank and base.numbers[start:end] in blank:
                self.layout.add(at)
            if edits[-1].end - start >= _SHORTEST_MOVE and not any(e.text for e in edits):
                self._deleted.add(at)
        self.moves: set[tuple[int, int]] = set()
        self.claims: list[Claim] = []
        for at, own in enumerate(found_in):
            worded = [index for index in own if index not in self.layout] if self.layout else own
            self.claims += self._claims(at, worded)
        self.claims_of: list[list[int]] = [[] for _ in parts]
        for at, claim in enumerate(self.claims):
            for index in claim.parts:
                self.claims_of[index].append(at)

    def held(self, parts: Iterable[int]) -> int:
        """Returns the voices that have some atomic edits, as bits in their order."""
        held = 0
        for at in parts:
            held |= self.holders[at]
        return held

    def edits_of(self, parts: Iterable[int]) -> list[tuple[int, Edit]]:
        """Returns the edits of some atomic edits, each with the voices that have it."""
        return [(self.holders[at], edit) for at in parts for edit in self.parts[at].edits]

    def _is_whole_sentence(self, edit: Edit) -> bool:
        """Returns whether an insertion is of whole sentences or items between others."""
        numbers, kinds = self.base.numbers, self.vocabulary.kinds
        place, size = edit.start, len(numbers)
        if not numbers:
            return True
        is_line = kinds[edit.text[0]] is Kind.BREAK and (
            place == size or kinds[numbers[place]] is Kind.BREAK
        )
        if not is_line and not self.sentences.is_between(place):
            return False
        words = [number for number in edit.text if kinds[number] not in GAPS]
        if is_line or not words:
            return bool(words)
        last = words[-1]
        return (
            kinds[last] is Kind.STOP
            or kinds[edit.text[-1]] is Kind.BREAK
            or self.vocabulary.word(last) in CLOSERS
            or (place == size and kinds[last] is not Kind.WORD)
        )

    def _claims(self, voice: int, own: Sequence[int]) -> list[Claim]:
        """Returns the claims of a voice, given its atomic edits in the order of the base."""
        sets: DisjointSet[int] = DisjointSet()
        first_in: dict[int, int] = {}
        between, parts, touched = self.between, self.parts, self.sentences.touched
        for index in own:
            if index not in between:
                for edit in parts[index].edits:
                    for sentence in touched(edit):
                        first = first_in.setdefault(sentence, index)
                        if first != index:
                            sets.join(first, index)
        moved: set[int] = set()
        for deletion, insertion in self._moves(own):
            sets.join(deletion, insertion)
            moved |= {deletion, insertion}
            self.moves.add((deletion, insertion))
        groups = map(tuple, sets.groups(own).values())
        return self._with_rewrites_joined(voice, groups, moved)

    def _moves(self, own: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yields deletions with insertions of the same words or of a sentence with some of them."""
        insertions = sorted(self._inserted.intersection(own))
        for deletion in sorted(self._deleted.intersection(own)) if insertions else ():
            edits, numbers = self.parts[deletion].edits, self.base.numbers
            words = self.vocabulary.words("".join([numbers[e.start : e.end] for e in edits]))
            for insertion in insertions:
                others = self.vocabulary.words(self.parts[insertion].edits[0].text)
                if min(len(words), len(others)) >= _SHORTEST_MOVE and (
                    words in others
                    or others in words
                    or (insertion in self.between and likeness(words, others) >= _REWORDED)
                    or self._is_said_beside(edits, words, insertion)
                ):
                    yield deletion, insertion

    def _is_said_beside(self, deleted: Sequence[Edit], words: Numbers, insertion: int) -> bool:
        """Returns whether a sentence beside that of deleted words says some of them again."""
        inserted = self.parts[insertion].edits[0]
        beside = self.sentences.beside(inserted.start)
        if insertion not in self.between or self.sentences.touched(deleted[0]).isdisjoint(beside):
            return False
        word = self.vocabulary.word
        said, its = (
            {word(each).casefold() for each in run if not is_little(word(each))}
            for run in (words, self.vocabulary.words(inserted.text))
        )
        return len(said & its) >= _FEWEST_SAID

    def _with_rewrites_joined(
        self, voice: int, groups: Iterable[tuple[int, ...]], moved: Collection[int]
    ) -> list[Claim]:
        """Joins rewritten sentences in a row, where words match by chance; none that only moves."""
        found: list[Claim] = []
        last: set[int] = set()
        for group in groups:
            strikes, is_rewrite = self._measure(group, moved)
            claim = Claim(voice, group, (group,) if is_rewrite else ())
            here: set[int] = set()
            if strikes:
                here = self.sentences.replaced(e for at in group for e in self.parts[at].edits)
            rewrites = found[-1].rewrites + claim.rewrites if here and last else ()
            if rewrites and min(here) <= max(last) + 1:
                joined = tuple(sorted(found[-1].parts + group))
                is_one = self._measure(joined, moved)[1]
                found[-1] = Claim(voice, joined, (joined,) if is_one else rewrites)
                last |= here
            else:
                found.append(claim)
                last = here
        return found

    def _measure(self, group: Sequence[int], moved: Collection[int]) -> tuple[bool, bool]:
        """Returns whether edits delete much of their sentences, and whether they rewrite them."""
        numbers, count = self.base.numbers, self.vocabulary.count_words
        found: list[Edit] = []
        struck = ""
        for at in group:
            for edit in self.parts[at].edits if at not in moved else ():
                found.append(edit)
                struck += numbers[edit.start : edit.end]
        # Most claims replace a word or two.
        if len(struck) < _FEWEST_REWRITTEN or (deleted := count(struck)) < _FEWEST_REWRITTEN:
            return False, False
        total = sum(map(self.sentences.words, self.sentences.replaced(found) - {-2}))
        if not total or deleted < _REWRITE_SHARE * total:
            return False, False
        inserted = count("".join([text for _, _, text, _, _ in found]))
        return True, inserted >= _REWRITE_INSERTED * deleted


def is_little(word: str) -> bool:
    """Returns whether a word is short, as "the", "is" or "les", and says little by itself."""
    return len(word) <= _LITTLE and word.upper() != word.lower()
