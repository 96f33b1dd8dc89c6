"""Blocks of a document, and the alignment of two lists of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import nlargest
from itertools import pairwise
from math import inf, log
from typing import TypeAlias

from attrs import frozen

from consensus.arguments import validated
from consensus.text.edit import heaviest_increasing_subsequence
from consensus.text.tokens import tokenise

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_LINE_BREAK = re.compile(r"[\r\n]")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|--+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}\s*$")
_TABLE_ROW = re.compile(r"\s*\|")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=\s|$)")
# CommonMark lets only these interrupt a paragraph, so that a line may begin with "1986.".
_INTERRUPTING_ITEM = re.compile(r"\s*(?:[-*+]|1[.)])\s+\S")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_CONTINUED = re.compile(r"(?: {2}|\t)")
_RAW_HTML = {
    "<!--": re.compile("-->"),
    **{
        f"<{tag}": re.compile(f"</{tag}>", re.IGNORECASE)
        for tag in ("pre", "script", "style", "textarea")
    },
}
_RAW_HTML_START = re.compile(r" {0,3}(<!--|<(?:pre|script|style|textarea)(?=[\s>]))", re.IGNORECASE)


class BlockKind(StrEnum):
    """What a block of a document is.

    Attributes:
        PARAGRAPH: a run of lines that is nothing else.
        HEADING: a heading, with its underline if it has one.
        LIST_ITEM: one item of a list, without what is nested in it.
        TABLE_ROW: one row of a table.
        CODE: code or raw HTML as a whole, blank lines in it included.
        FRONT_MATTER: the metadata at the head of a file, whole.
        BLANK: blank lines before everything else.
    """

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    CODE = "code"
    FRONT_MATTER = "front matter"
    BLANK = "blank"


@frozen
class Block:
    """One block of a document.

    Attributes:
        kind: what it is.
        content: its lines; the end of the last line and blank lines behind it are no part of it.
        separator: what stands between it and the next block.
    """

    kind: BlockKind
    content: str
    separator: str

    @property
    def text(self) -> str:
        """The block as it stands in the document, with its separator."""
        return self.content + self.separator


def split_blocks(text: str, markdown: bool = True) -> tuple[Block, ...]:
    """Cut a document into blocks, losing nothing.

    Args:
        text: the document.
        markdown: whether to read headings, list items, table rows, code and front matter, by the
            rules of CommonMark where they matter for cutting; otherwise blank lines part blocks.

    Returns:
        The blocks in order; their texts joined together are the document again. Blank lines
        belong to the block before them.
    """
    lines = _lines(text)
    kind_of = _line_kind if markdown else _plain_line_kind
    # No other shape begins with a letter.
    kinds = [_TEXT_LINE if line[0].isalpha() else kind_of(line) for line in lines]
    kinds.append(_BLANK_LINE)
    return tuple(_blocks(lines, kinds, _block_at if markdown else _paragraph_at))


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    # That is quick, but it breaks lines at other signs too.
    if len(lines) == text.count("\n") + (not text.endswith("\n") and bool(text)):
        return lines
    return _LINE.findall(text)


def split_end(text: str) -> tuple[str, str]:
    """Part a text from what ends it: the end of its last line with words, and blank lines."""
    solid = len(text.rstrip())
    found = _LINE_BREAK.search(text, solid)
    end = found.start() if found else len(text)
    return text[:end], text[end:]


def _blocks(lines: Sequence[str], kinds: Sequence[_LineKind], block_at: _Reader) -> Iterator[Block]:
    at = 0
    in_list = False
    size, paragraph = len(lines), BlockKind.PARAGRAPH
    while at < size:
        if kinds[at] is _TEXT_LINE and kinds[at + 1] is _BLANK_LINE and not in_list:
            # Most blocks are paragraphs of one line.
            line = lines[at]
            content = line.rstrip("\r\n")
            separator = line[len(content) :]
            at += 1
            while at < size and kinds[at] is _BLANK_LINE:
                separator += lines[at]
                at += 1
            yield Block(paragraph, content, separator)
            continue
        kind, stop = block_at(lines, kinds, at, in_list)
        if kind is BlockKind.LIST_ITEM:
            in_list = True
        elif in_list:
            in_list = _CONTINUED.match(lines[at]) is not None
        end = stop
        while end < size and kinds[end] is _BLANK_LINE:
            end += 1
        yield Block(kind, *split_end("".join(lines[at:end])))
        at = end


class _LineKind(StrEnum):
    """What a line is when looked at alone."""

    BLANK = "blank"
    TEXT = "text"
    INDENTED = "indented"
    RULE = "rule"
    UNDERLINE = "underline"
    HEADING = "heading"
    TABLE_ROW = "table row"
    LIST_ITEM = "list item"
    INTERRUPTING_ITEM = "interrupting item"
    FENCE = "fence"
    RAW_HTML = "raw html"


# Members of an enum are slow to look up, and these are looked up most.
_BLANK_LINE, _TEXT_LINE = _LineKind.BLANK, _LineKind.TEXT
_SHAPES = (
    (_LineKind.RULE, _RULE),
    (_LineKind.UNDERLINE, _UNDERLINE),
    (_LineKind.HEADING, _HEADING),
    (_LineKind.TABLE_ROW, _TABLE_ROW),
    (_LineKind.INTERRUPTING_ITEM, _INTERRUPTING_ITEM),
    (_LineKind.LIST_ITEM, _LIST_ITEM),
    (_LineKind.FENCE, _FENCE),
    (_LineKind.RAW_HTML, _RAW_HTML_START),
    (_LineKind.INDENTED, _INDENTED),
)
_SINGLE = {
    _LineKind.RULE: BlockKind.PARAGRAPH,
    _LineKind.HEADING: BlockKind.HEADING,
    _LineKind.TABLE_ROW: BlockKind.TABLE_ROW,
}
_ITEMS = (_LineKind.LIST_ITEM, _LineKind.INTERRUPTING_ITEM)
_ENDS_A_PARAGRAPH = frozenset(_LineKind) - {
    _LineKind.TEXT,
    _LineKind.INDENTED,
    _LineKind.LIST_ITEM,
}


def _line_kind(line: str) -> _LineKind:
    if line.isspace():
        return _BLANK_LINE
    return next((kind for kind, shape in _SHAPES if shape.match(line)), _LineKind.TEXT)


def _plain_line_kind(line: str) -> _LineKind:
    return _BLANK_LINE if line.isspace() else _LineKind.TEXT


# Says what block begins at a line, and the line after its last one.
_Reader: TypeAlias = Callable[
    [Sequence[str], Sequence[_LineKind], int, bool], tuple[BlockKind, int]
]


def _paragraph_at(
    lines: Sequence[str], kinds: Sequence[_LineKind], at: int, in_list: bool
) -> tuple[BlockKind, int]:
    if kinds[at] is _BLANK_LINE:
        return BlockKind.BLANK, at
    return BlockKind.PARAGRAPH, _lines_of_text(kinds, at, {_BLANK_LINE})


def _block_at(
    lines: Sequence[str], kinds: Sequence[_LineKind], at: int, in_list: bool
) -> tuple[BlockKind, int]:
    kind = kinds[at]
    if at == 0 and lines[0].rstrip() == "---":
        end = _closing(lines, 1, re.compile(r"(?:---|\.\.\.)\s*$"))
        if end is not None:
            return BlockKind.FRONT_MATTER, end
    if kind is _BLANK_LINE:
        return BlockKind.BLANK, at
    if kind in _SINGLE:
        return _SINGLE[kind], at + 1
    if kind is _LineKind.FENCE:
        sign = lines[at].strip()
        run = sign[: len(sign) - len(sign.lstrip(sign[0]))]
        closing = re.compile(rf"\s*{re.escape(run)}{re.escape(sign[0])}*\s*$")
        # A fence that is never closed reaches to the end.
        return BlockKind.CODE, _closing(lines, at + 1, closing) or len(lines)
    if kind is _LineKind.RAW_HTML:
        opening = lines[at].lstrip()
        tag = next(tag for tag in _RAW_HTML if opening.lower().startswith(tag))
        return BlockKind.CODE, _closing(lines, at, _RAW_HTML[tag]) or len(lines)
    if kind is _LineKind.INDENTED and not in_list:
        return BlockKind.CODE, _indented_code(kinds, at)
    if kind in _ITEMS:
        return BlockKind.LIST_ITEM, _lines_of_text(kinds, at + 1, (*_ENDS_A_PARAGRAPH, *_ITEMS))
    end = _lines_of_text(kinds, at + 1, _ENDS_A_PARAGRAPH)
    if end < len(lines) and _UNDERLINE.match(lines[end]):
        return BlockKind.HEADING, end + 1
    return BlockKind.PARAGRAPH, end


def _closing(lines: Sequence[str], at: int, sign: re.Pattern[str]) -> int | None:
    """Give the line after the next one that closes what was opened."""
    return next((i + 1 for i in range(at, len(lines)) if _closes(lines[i], sign)), None)


def _closes(line: str, sign: re.Pattern[str]) -> bool:
    # A tag may close anywhere in a line, a fence only at its beginning.
    return (sign.search if sign in _RAW_HTML.values() else sign.match)(line) is not None


def _indented_code(kinds: Sequence[_LineKind], at: int) -> int:
    end = at + 1
    for place in range(at + 1, len(kinds)):
        if kinds[place] is _LineKind.INDENTED:
            end = place + 1
        elif kinds[place] is not _BLANK_LINE:
            break
    return end


def _lines_of_text(kinds: Sequence[_LineKind], at: int, ends: Container[_LineKind]) -> int:
    while kinds[at] not in ends:
        at += 1
    return at


# Words become letters of the planes above the surrogates, so that texts are compared as strings.
_FIRST_LETTER = 0x10000
_LETTERS = 0x100000
_MOST_HOLDERS = 40
_CANDIDATES = 4


class ShingleIndex(dict[str, str]):
    """Writes texts with one letter for each word, ignoring case; signs are left out."""

    def letters(self, text: str) -> str:
        """Write a text with one letter for each word."""
        return "".join(map(self.__getitem__, tokenise(text)))

    def __missing__(self, token: str) -> str:
        letter = ""
        if token.isalnum() or any(map(str.isalnum, token)):
            folded = token.casefold()
            letter = chr(_FIRST_LETTER + len(self) % _LETTERS) if folded == token else self[folded]
        self[token] = letter
        return letter


class CandidateIndex:
    """An index of texts by their words and pairs of words.

    Args:
        texts: the texts by number, written in letters.
        most: how many candidates are returned.
        holders_of_word: a word that more texts hold says little and costs much, and is left out.
        holders_of_pair: the same for a pair of words.
    """

    def __init__(
        self,
        texts: Mapping[int, str],
        most: int = _CANDIDATES,
        holders_of_word: int = _MOST_HOLDERS,
        holders_of_pair: int = _MOST_HOLDERS,
    ) -> None:
        self._holders: dict[str, list[int]] = {}
        self._count = len(texts)
        self._most = most
        self._limits = (0, holders_of_word, holders_of_pair)
        for at, letters in texts.items():
            for shingle in _shingles(letters):
                self._holders.setdefault(shingle, []).append(at)

    def most_alike(self, letters: str) -> list[int]:
        """Give the texts that share most of the rarest words with another, the best first."""
        votes: defaultdict[int, float] = defaultdict(float)
        for shingle in _shingles(letters):
            holders = self._holders.get(shingle, ())
            if 0 < len(holders) <= self._limits[len(shingle)]:
                weight = log(1 + self._count / len(holders))
                for at in holders:
                    votes[at] += weight
        return nlargest(self._most, votes, key=lambda at: (votes[at], -at))


def similarity(one: str, other: str) -> float:
    """Give the share of their words that two blocks, in letters, hold in the same order."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other) if one and other else 0.0


def contained(part: str, whole: str) -> float:
    """Give the share of the words of one block that another holds in the same order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(part, whole) / len(part) if part else 0.0


def _shingles(letters: str) -> Iterable[str]:
    # Not a set: weights must be added up in the same order on every machine.
    return dict.fromkeys((*letters, *(one + other for one, other in pairwise(letters))))


# A part of a split block has this share of its words from the whole.
LEAST_CONTAINED = 0.7
# What parts make up together must be as like the whole as this: half of the words in order.
LEAST_LIKENESS_OF_PARTS = 0.5


class AlignedBlocks:
    """The blocks of one draft in an alignment.

    Attributes:
        blocks: the blocks.
        partners: for each block that is paired with one of the other side, that block.
        grouped: the blocks that were split or joined.
    """

    def __init__(self, blocks: Sequence[str], lettering: ShingleIndex) -> None:
        self.blocks = blocks
        self.partners: dict[int, int] = {}
        self.grouped: set[int] = set()
        self._lettering = lettering
        self._letters: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.blocks)

    def letters(self, at: int) -> str:
        """Give a block with one letter for each word."""
        if at not in self._letters:
            self._letters[at] = self._lettering.letters(self.blocks[at])
        return self._letters[at]

    def is_left(self, at: int) -> bool:
        """Tell whether nothing is known of a block yet."""
        return at not in self.partners and at not in self.grouped

    def left(self) -> list[int]:
        """Give the blocks of which nothing is known yet."""
        return [at for at in range(len(self.blocks)) if self.is_left(at)]


def find_splits(
    wholes: AlignedBlocks, parts: AlignedBlocks
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Find blocks of one side that are several consecutive blocks of the other.

    Yields:
        Each whole with its parts; they are marked as grouped, and are no pairs any more.
    """
    left = parts.left()
    beside = {n for at in left for n in (at - 1, at + 1) if n in parts.partners}
    for part in sorted(beside):
        whole = parts.partners.get(part)
        if whole is not None and (found := _grown(whole, part, wholes, parts)):
            del wholes.partners[whole], parts.partners[part]
            yield _grouped(whole, found, wholes, parts)
    left = [at for at in parts.left() if at + 1 < len(parts) and parts.is_left(at + 1)]
    orphans = {at: wholes.letters(at) for at in wholes.left()} if left else {}
    shortlist = CandidateIndex(orphans)
    for part in left:
        for whole in shortlist.most_alike(parts.letters(part)) if orphans else ():
            if not parts.is_left(part) or not wholes.is_left(whole):
                continue
            if _holds(whole, part, wholes, parts) and (found := _grown(whole, part, wholes, parts)):
                yield _grouped(whole, found, wholes, parts)


def _grown(whole: int, part: int, wholes: AlignedBlocks, parts: AlignedBlocks) -> range:
    """Add neighbours to a part as long as that makes them more like the whole."""
    letters = wholes.letters(whole)
    own = parts.letters(part)
    like = similarity(letters, own)
    first = last = part
    is_growing = True
    while is_growing:
        is_growing = False
        for at in (last + 1, first - 1):
            if not 0 <= at < len(parts) or not parts.is_left(at):
                continue
            more = parts.letters(at)
            longer = own + more if at > last else more + own
            if _holds(whole, at, wholes, parts) and similarity(letters, longer) > like:
                own, like = longer, similarity(letters, longer)
                first, last = min(first, at), max(last, at)
                is_growing = True
    if first == last or like < LEAST_LIKENESS_OF_PARTS:
        return range(0)
    return range(first, last + 1)


def _grouped(
    whole: int, found: range, wholes: AlignedBlocks, parts: AlignedBlocks
) -> tuple[int, tuple[int, ...]]:
    wholes.grouped.add(whole)
    parts.grouped.update(found)
    return whole, tuple(found)


def _holds(whole: int, part: int, wholes: AlignedBlocks, parts: AlignedBlocks) -> bool:
    return contained(parts.letters(part), wholes.letters(whole)) >= LEAST_CONTAINED


class BlockChange(StrEnum):
    """What became of blocks.

    Attributes:
        KEPT: nothing.
        MODIFIED: its words changed.
        MOVED: it stands elsewhere among the others.
        MOVED_AND_MODIFIED: both.
        INSERTED: it is new.
        DELETED: it is gone.
        SPLIT: one became several.
        JOINED: several became one.
    """

    KEPT = "kept"
    MODIFIED = "modified"
    MOVED = "moved"
    MOVED_AND_MODIFIED = "moved and modified"
    INSERTED = "inserted"
    DELETED = "deleted"
    SPLIT = "split"
    JOINED = "joined"


@frozen
class Match:
    """Blocks of the old draft and what they are in the new one.

    Attributes:
        fate: what became of them.
        old: indices of the old blocks; none when inserted, several when joined.
        new: indices of the new blocks; none when deleted, several when split.
        likeness: from 0 to 1, the share of their words that both hold in the same order.
        is_moved: whether they stand elsewhere among the others; blocks that were split or joined
            may be that too.
    """

    fate: BlockChange
    old: tuple[int, ...]
    new: tuple[int, ...]
    likeness: float
    is_moved: bool = False


@frozen
class Alignment:
    """Which blocks of one draft became which of another.

    Attributes:
        matches: in the order of the new draft; what was deleted comes behind what stood before it.
    """

    matches: tuple[Match, ...]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every old block with every new one that it became part of, in the order of the new."""
        return tuple((old, new) for match in self.matches for new in match.new for old in match.old)


# Less alike, blocks that stand in the same place are an old one struck and a new one put in.
LEAST_LIKENESS_IN_PLACE = 0.3
# Blocks of a word or two that stand alone in the same place may share no word, and yet be one that
# was spelt otherwise: three in four of their letters are the same.
LEAST_LIKENESS_OF_LETTERS = 0.75
# Elsewhere a likeness must be beyond chance: half of the words in the same order.
LEAST_LIKENESS_ELSEWHERE = 0.5
# Blocks with fewer words are alike by chance; only equal ones are looked for elsewhere.
FEWEST_WORDS_ELSEWHERE = 4
# Of candidates equally alike, one that keeps its place among its neighbours wins.
_PLACE_BONUS = 0.1
# How many blocks to either side are compared with one that stands between the same neighbours.
_NEARBY = 2


@validated
def align(old: Sequence[str | Block], new: Sequence[str | Block]) -> Alignment:
    """Find out which blocks of one draft became which of another.

    Equal blocks are found first, then for each other block the few that share its rarest words
    are compared by their words. The time it takes grows with the number of blocks, not with its
    square.

    Args:
        old: the blocks or items of the old draft, as texts or as `Block`.
        new: those of the new draft.

    Returns:
        The alignment; every block is in exactly one of its matches.

    Raises:
        InvalidArgument: an argument is of another type, or no value of it.
    """
    return align_contents(
        [block if isinstance(block, str) else block.content for block in old],
        [block if isinstance(block, str) else block.content for block in new],
    )


def align_contents(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Returns the alignment of two lists of blocks, without validating what they are."""
    return _Aligner(old, new).alignment()


# Blocks of the old draft, and of the new one, that belong together.
_Group: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


class _Aligner:
    """The state of one alignment: which old blocks have been found to be which new ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        lettering = ShingleIndex()
        self._old = AlignedBlocks(old, lettering)
        self._new = AlignedBlocks(new, lettering)

    def alignment(self) -> Alignment:
        """Match what can be matched, the surest first, and name it."""
        old, new = self._old, self._new
        self._match_equal()
        self._match_alone()
        if old.left() and new.left():
            self._match_alike(old.left(), new.left())
        groups: list[_Group] = []
        if old.left() or new.left():
            groups += [((whole,), parts) for whole, parts in find_splits(old, new)]
            groups += [(parts, (whole,)) for whole, parts in find_splits(new, old)]
        groups += [((one,), (other,)) for one, other in old.partners.items()]
        groups.sort(key=lambda group: group[1])
        return Alignment(tuple(self._named(groups)))

    def _join(self, old: int, new: int) -> None:
        self._old.partners[old] = new
        self._new.partners[new] = old

    def _match_equal(self) -> None:
        old, new = self._old.blocks, self._new.blocks
        start, shorter = 0, min(len(old), len(new))
        while start < shorter and old[start] == new[start]:
            self._join(start, start)
            start += 1
        end = 0
        while end < shorter - start and old[-1 - end] == new[-1 - end]:
            self._join(len(old) - 1 - end, len(new) - 1 - end)
            end += 1
        old_places = _places(old, range(start, len(old) - end))
        new_places = _places(new, range(start, len(new) - end))
        certain = [
            (old_places[text][0], places[0])
            for text, places in new_places.items()
            if len(places) == 1 == len(old_places.get(text, ()))
        ]
        for one, other in certain:
            self._join(one, other)
        self._part_common(certain)
        is_repeated = len(old_places) < len(old) - end - start
        # Equal blocks that stand several times go with a neighbour that is certain.
        for one, other in certain if is_repeated else ():
            if self._old.partners.get(one) == other:
                self._extend(one, other, 1)
                self._extend(one, other, -1)

    def _part_common(self, certain: Sequence[tuple[int, int]]) -> None:
        """Part equal blocks in another order that stand elsewhere too: they did not move."""
        rising = {old for old, _ in self._rising()}
        crossing = [(old, new) for old, new in certain if old not in rising]
        if not crossing:
            return
        counts = Counter(self._old.blocks)
        new_counts = Counter(self._new.blocks)
        for old, new in crossing:
            text = self._old.blocks[old]
            if counts[text] > 1 or new_counts[text] > 1 or not self._old.letters(old):
                del self._old.partners[old], self._new.partners[new]

    def _extend(self, old: int, new: int, step: int) -> None:
        old, new = old + step, new + step
        while (
            0 <= old < len(self._old)
            and 0 <= new < len(self._new)
            and self._old.is_left(old)
            and self._new.is_left(new)
            and self._old.blocks[old] == self._new.blocks[new]
        ):
            self._join(old, new)
            old, new = old + step, new + step

    def _match_alone(self) -> None:
        """Match blocks that are alone between neighbours that are certain, and much alike."""
        old, new = self._old, self._new
        ends = [*self._rising(), (len(old), len(new))]
        for (one, other), (end, new_end) in pairwise([(-1, -1), *ends]):
            one, other = one + 1, other + 1
            if (one + 1, other + 1) != (end, new_end):
                continue
            # A counterpart found elsewhere leaves one of them alone.
            is_free = old.is_left(one) and new.is_left(other)
            if is_free and (
                self._likeness((one,), (other,)) >= LEAST_LIKENESS_ELSEWHERE
                or self._is_respelt(one, other)
            ):
                self._join(one, other)

    def _is_respelt(self, old: int, new: int) -> bool:
        from rapidfuzz.distance import Indel

        words = max(len(self._old.letters(old)), len(self._new.letters(new)))
        if words >= FEWEST_WORDS_ELSEWHERE:
            return False
        one, other = self._old.blocks[old], self._new.blocks[new]
        return Indel.normalized_similarity(one, other) >= LEAST_LIKENESS_OF_LETTERS

    def _match_alike(self, left_old: Sequence[int], left_new: Sequence[int]) -> None:
        shortlist = CandidateIndex({at: self._old.letters(at) for at in left_old})
        gaps = _Gaps(self._rising(), left_old, left_new)
        found = []
        for new in left_new:
            alike = shortlist.most_alike(self._new.letters(new))
            for old in dict.fromkeys((*gaps.nearby(new), *alike)):
                in_place = gaps.of_old[old] == gaps.of_new[new]
                like = self._likeness((old,), (new,))
                if like >= (LEAST_LIKENESS_IN_PLACE if in_place else self._least(old, new)):
                    drift = abs(old * len(self._new) - new * len(self._old))
                    found.append((-like - _PLACE_BONUS * in_place, drift, new, old))
        for _, _, new, old in sorted(found):
            if self._old.is_left(old) and self._new.is_left(new):
                self._join(old, new)
        # What crosses others in its gap does not stand in the same place after all.
        rising = {old for old, _ in self._rising()}
        for old in left_old:
            partner = self._old.partners.get(old)
            if partner is None or old in rising:
                continue
            if self._likeness((old,), (partner,)) < self._least(old, partner):
                del self._old.partners[old], self._new.partners[partner]

    def _rising(self) -> list[tuple[int, int]]:
        """Give the pairs that keep their order."""
        pairs = sorted(self._old.partners.items())
        if all(new < other for (_, new), (_, other) in pairwise(pairs)):
            return pairs
        weights = [1 + len(self._old.blocks[old]) for old, _ in pairs]
        return [
            pairs[at] for at in heaviest_increasing_subsequence([new for _, new in pairs], weights)
        ]

    def _least(self, old: int, new: int) -> float:
        """Say how like each other two blocks must be that stand in different places."""
        if self._old.blocks[old] == self._new.blocks[new]:
            return 0
        words = min(len(self._old.letters(old)), len(self._new.letters(new)))
        return LEAST_LIKENESS_ELSEWHERE if words >= FEWEST_WORDS_ELSEWHERE else inf

    def _named(self, groups: Sequence[_Group]) -> Iterator[Match]:
        firsts = [old[0] for old, _ in groups]
        rising: Container[int] = range(len(groups))
        if any(one >= other for one, other in pairwise(firsts)):
            weights = [1 + sum(len(self._old.blocks[at]) for at in old) for old, _ in groups]
            rising = set(heaviest_increasing_subsequence(firsts, weights))
        deleted = deque(self._old.left())
        done = 0
        for index, (old, new) in enumerate(groups):
            while index in rising and deleted and deleted[0] < old[0]:
                yield Match(BlockChange.DELETED, (deleted.popleft(),), (), 0.0)
            for at in range(done, new[0]):
                yield Match(BlockChange.INSERTED, (), (at,), 0.0)
            yield self._match(old, new, index not in rising)
            done = new[-1] + 1
        for at in deleted:
            yield Match(BlockChange.DELETED, (at,), (), 0.0)
        for at in range(done, len(self._new)):
            yield Match(BlockChange.INSERTED, (), (at,), 0.0)

    def _match(self, old: tuple[int, ...], new: tuple[int, ...], is_moved: bool) -> Match:
        is_equal = len(old) == len(new) and self._old.blocks[old[0]] == self._new.blocks[new[0]]
        like = 1.0 if is_equal else self._likeness(old, new)
        if len(new) > 1:
            fate = BlockChange.SPLIT
        elif len(old) > 1:
            fate = BlockChange.JOINED
        elif is_moved:
            fate = BlockChange.MOVED if is_equal else BlockChange.MOVED_AND_MODIFIED
        else:
            fate = BlockChange.KEPT if is_equal else BlockChange.MODIFIED
        return Match(fate, old, new, like, is_moved)

    def _likeness(self, old: tuple[int, ...], new: tuple[int, ...]) -> float:
        if len(old) == 1 == len(new) and self._old.blocks[old[0]] == self._new.blocks[new[0]]:
            return 1.0
        return similarity(
            "".join(map(self._old.letters, old)), "".join(map(self._new.letters, new))
        )


def _places(blocks: Sequence[str], within: range) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at in within:
        places.setdefault(blocks[at], []).append(at)
    return places


class _Gaps:
    """The stretches between blocks that are known to be the same, in the same order."""

    def __init__(
        self,
        anchors: Sequence[tuple[int, int]],
        left_old: Sequence[int],
        left_new: Sequence[int],
    ) -> None:
        old_anchors, new_anchors = [old for old, _ in anchors], [new for _, new in anchors]
        self.of_old = {at: bisect_left(old_anchors, at) for at in left_old}
        self.of_new = {at: bisect_left(new_anchors, at) for at in left_new}
        self._members: dict[int, list[int]] = {}
        for at in left_old:
            self._members.setdefault(self.of_old[at], []).append(at)
        self._ranks: dict[int, tuple[int, int]] = {}
        counts: Counter[int] = Counter(self.of_new.values())
        seen: Counter[int] = Counter()
        for at in left_new:
            gap = self.of_new[at]
            self._ranks[at] = (seen[gap], counts[gap])
            seen[gap] += 1

    def nearby(self, new: int) -> Sequence[int]:
        """Give the old blocks that stand about where a new one does, between the same anchors."""
        members = self._members.get(self.of_new[new], [])
        rank, count = self._ranks[new]
        centre = rank * len(members) // count
        return members[max(0, centre - _NEARBY) : centre + _NEARBY + 1]
