"""Blocks of a document, and the alignment of two lists of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from heapq import nlargest
from itertools import pairwise
from math import inf, log
from typing import TypeAlias

from attrs import frozen

from consensus.arguments import validated
from consensus.text.edit import heaviest_increasing_subsequence
from consensus.text.tokens import likeness, shared_ends, tokenise

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_BREAK = re.compile(r"[\r\n]")
_UNDERLINE = r" {0,3}(?:=+|--+)\s*$"
# What a line is when read alone; the first that matches counts.
_LINE_KINDS = {
    "blank": r"\s*\Z",
    "rule": r" {0,3}(?P<mark>[-*_])(?:[ \t]*(?P=mark)){2,}\s*$",
    "underline": _UNDERLINE,
    "heading": r" {0,3}#{1,6}(?=\s|$)",
    "table_row": r"\s*\|",
    # CommonMark lets only these interrupt a paragraph, so that a line may begin with "1986.".
    "interrupting_item": r"\s*(?:[-*+]|1[.)])\s+\S",
    "list_item": r"\s*(?:[-*+]|\d{1,9}[.)])(?=\s|$)",
    "fence": r"\s*(?:`{3,}|~{3,})",
    "raw_html": r" {0,3}<(?:!--|(?i:pre|script|style|textarea)(?=[\s>]))",
    "indented": r"(?: {4}| {0,3}\t)",
}
_LINE_KIND = re.compile("|".join(f"(?P<{kind}>{shape})" for kind, shape in _LINE_KINDS.items()))
_ENDS_A_PARAGRAPH = frozenset((*_LINE_KINDS, "end")) - {"list_item", "indented"}
_ENDS_AN_ITEM = _ENDS_A_PARAGRAPH | {"list_item"}
_IS_UNDERLINE = re.compile(_UNDERLINE)
_RAW_HTML_TAG = re.compile(r"!--|\w+")
_CONTINUED = re.compile(r"(?: {2}|\t)")


class BlockKind(StrEnum):
    """What a block of a document is."""

    PARAGRAPH = "paragraph"  # a run of lines that is nothing else
    HEADING = "heading"  # with its underline if it has one
    LIST_ITEM = "list item"  # without what is nested in it
    TABLE_ROW = "table row"
    CODE = "code"  # or raw HTML, as a whole, blank lines in it included
    FRONT_MATTER = "front matter"  # the metadata at the head of a file, whole
    BLANK = "blank"  # lines before everything else


@frozen
class Block:
    """One block of a document."""

    kind: BlockKind
    content: str  # its lines, without the end of the last one and blank lines behind it
    separator: str  # what stands between it and the next block

    @property
    def text(self) -> str:
        """The block as it stands in the document, with its separator."""
        return self.content + self.separator


def split_blocks(text: str, markdown: bool = True) -> tuple[Block, ...]:
    """Returns the blocks of a document; their texts joined together are the document again.

    Args:
        text: the document. Blank lines belong to the block before them.
        markdown: whether to read headings, list items, table rows, code and front matter, by the
            rules of CommonMark where they matter for cutting; otherwise blank lines part blocks.
    """
    lines = _lines(text)
    kind_of = _kind_of if markdown else lambda line: "blank" if line.isspace() else "text"
    # No other kind begins with a letter.
    kinds = ["text" if line[0].isalpha() else kind_of(line) for line in lines]
    kinds.append("end")
    blocks: list[Block] = []
    at, size = 0, len(lines)
    in_list = False
    while at < size:
        if kinds[at] == "text" and kinds[at + 1] == "blank" and not in_list:
            # Most blocks are paragraphs of one line.
            kind, end = BlockKind.PARAGRAPH, at + 1
        elif markdown and at == 0 and (found := _front_matter(lines)):
            kind, end = BlockKind.FRONT_MATTER, found
        else:
            kind, end = _block_at(lines, kinds, at, in_list)
            is_item = kind is BlockKind.LIST_ITEM
            in_list = is_item or (in_list and _CONTINUED.match(lines[at]) is not None)
        following = end
        while kinds[following] == "blank":
            following += 1
        while end > at + 1 and kinds[end - 1] == "blank":
            end -= 1
        block = lines[at] if end == at + 1 else "".join(lines[at:end])
        content = block.rstrip("\r\n")
        separator = block[len(content) :] + "".join(lines[end:following])
        blocks.append(Block(kind, content, separator))
        at = following
    return tuple(blocks)


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    # That is quick, but it breaks lines at other signs too.
    if len(lines) == text.count("\n") + (not text.endswith("\n") and bool(text)):
        return lines
    return _LINE.findall(text)


def split_end(text: str) -> tuple[str, str]:
    """Splits a text into its words and what ends it: the end of the last line, blank lines."""
    end = len(text.rstrip())
    if not text.startswith(("\n", "\r"), end):
        found = _LINE_BREAK.search(text, end)
        end = found.start() if found else len(text)
    return text[:end], text[end:]


def _kind_of(line: str) -> str:
    found = _LINE_KIND.match(line)
    return str(found.lastgroup) if found else "text"


def _front_matter(lines: Sequence[str]) -> int | None:
    if lines[0].rstrip() != "---":
        return None
    return _line_after(lines, 1, lambda line: line.rstrip() in ("---", "..."))


def _line_after(lines: Sequence[str], start: int, closes: Callable[[str], bool]) -> int | None:
    """Returns the index after the line that closes the block opened at `start`."""
    return next((at + 1 for at in range(start, len(lines)) if closes(lines[at])), None)


def _block_at(
    lines: Sequence[str], kinds: Sequence[str], at: int, in_list: bool
) -> tuple[BlockKind, int]:
    """Returns the kind of the block that begins at a line, and the line after its last one."""
    match kinds[at]:
        case "blank":
            return BlockKind.BLANK, at + 1
        case "rule":
            return BlockKind.PARAGRAPH, at + 1
        case "heading":
            return BlockKind.HEADING, at + 1
        case "table_row":
            return BlockKind.TABLE_ROW, at + 1
        case "list_item" | "interrupting_item":
            return BlockKind.LIST_ITEM, _end_of_text(kinds, at + 1, _ENDS_AN_ITEM)
        case "fence":
            opening = lines[at].strip()
            mark = opening[0]
            fence = mark * (len(opening) - len(opening.lstrip(mark)))

            def closes(line: str) -> bool:
                return line.strip().startswith(fence) and not line.strip().strip(mark)

            # A fence that is never closed reaches to the end.
            return BlockKind.CODE, _line_after(lines, at + 1, closes) or len(lines)
        case "raw_html":
            found = _RAW_HTML_TAG.search(lines[at])
            tag = found[0].lower() if found else ""
            end_tag = "-->" if tag == "!--" else f"</{tag}>"
            end = _line_after(lines, at, lambda line: end_tag in line.lower())
            return BlockKind.CODE, end or len(lines)
        case "indented" if not in_list:
            end = at + 1
            for after in range(at + 1, len(lines)):
                if kinds[after] == "indented":
                    end = after + 1
                elif kinds[after] != "blank":
                    break
            return BlockKind.CODE, end
    end = _end_of_text(kinds, at + 1, _ENDS_A_PARAGRAPH)
    if end < len(lines) and _IS_UNDERLINE.match(lines[end]):
        return BlockKind.HEADING, end + 1
    return BlockKind.PARAGRAPH, end


def _end_of_text(kinds: Sequence[str], at: int, ends: Container[str]) -> int:
    while kinds[at] not in ends:
        at += 1
    return at


# Words become letters of the planes above the surrogates, so that texts are compared as strings.
_FIRST_LETTER = 0x10000
_LETTERS = 0x100000
_MOST_HOLDERS = 40
_CANDIDATES = 4


class ShingleIndex(dict[str, str]):
    """The letter of each token; words differing in case share one, other tokens have none."""

    def letters(self, text: str) -> str:
        """Encodes a text with one letter for each word."""
        return "".join(map(self.__getitem__, tokenise(text)))

    def __missing__(self, token: str) -> str:
        letter = ""
        if token.isalnum() or any(map(str.isalnum, token)):
            folded = token.casefold()
            letter = chr(_FIRST_LETTER + len(self) % _LETTERS) if folded == token else self[folded]
        self[token] = letter
        return letter


class CandidateIndex:
    """An index of texts, in letters, by their words and pairs of words.

    A word or pair that more texts hold than a limit says little and costs much, and is left out.
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
        """Returns the texts that share most of the rarest words with another, the best first."""
        votes: defaultdict[int, float] = defaultdict(float)
        for shingle in _shingles(letters):
            holders = self._holders.get(shingle, ())
            if 0 < len(holders) <= self._limits[len(shingle)]:
                weight = log(1 + self._count / len(holders))
                for at in holders:
                    votes[at] += weight
        return nlargest(self._most, votes, key=lambda at: (votes[at], -at))


def contained(part: str, whole: str) -> float:
    """Returns the share of the words of one block that another holds in the same order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(part, whole) / len(part) if part else 0.0


def _shingles(letters: str) -> Iterable[str]:
    # Not a set: weights must be added up in the same order on every machine.
    return dict.fromkeys((*letters, *(one + other for one, other in pairwise(letters))))


# A part of a split block has this share of its words from the whole.
_LEAST_CONTAINED = 0.7
# What parts make up together must be as like the whole as this: half of the words in order.
_LEAST_LIKENESS_OF_PARTS = 0.5


class _AlignedBlocks:
    """The blocks of one draft in an alignment."""

    def __init__(self, blocks: Sequence[str], lettering: ShingleIndex) -> None:
        self.blocks = blocks
        self.partners: dict[int, int] = {}  # the block of the other side that each is paired with
        self.grouped: set[int] = set()  # those that were split or joined
        self.letters = cache(lambda at: lettering.letters(blocks[at]))

    def __len__(self) -> int:
        return len(self.blocks)

    def is_left(self, at: int) -> bool:
        """Returns whether a block is not matched yet."""
        is_known = at in self.partners or at in self.grouped
        return not is_known and 0 <= at < len(self.blocks)

    def left(self) -> list[int]:
        return [at for at in range(len(self.blocks)) if self.is_left(at)]


def _splits(wholes: _AlignedBlocks, parts: _AlignedBlocks) -> Iterator[tuple[int, range]]:
    """Yields each block of one side with the run of blocks of the other that it corresponds to."""
    # This is a split, or a join with the sides swapped. The blocks are marked as grouped and are
    # no longer paired.
    for whole, part in _possible_splits(wholes, parts):
        is_paired = wholes.partners.get(whole) == part
        if is_paired or (
            wholes.is_left(whole) and parts.is_left(part) and _holds(whole, part, wholes, parts)
        ):
            found = _grown(whole, part, wholes, parts)
            if found:
                if is_paired:
                    del wholes.partners[whole], parts.partners[part]
                wholes.grouped.add(whole)
                parts.grouped.update(found)
                yield whole, found


def _possible_splits(wholes: _AlignedBlocks, parts: _AlignedBlocks) -> Iterator[tuple[int, int]]:
    """Yields each block that may have been split, with one of those that it may have become."""
    # Where one of these is its partner, others stand beside that; they come first.
    beside = {n for at in parts.left() for n in (at - 1, at + 1) if n in parts.partners}
    yield from [(parts.partners[at], at) for at in sorted(beside)]
    left = [at for at in parts.left() if parts.is_left(at + 1)]
    orphans = {at: wholes.letters(at) for at in wholes.left()} if left else {}
    candidates = CandidateIndex(orphans)
    for part in left if orphans else ():
        yield from ((whole, part) for whole in candidates.most_alike(parts.letters(part)))


def _grown(whole: int, part: int, wholes: _AlignedBlocks, parts: _AlignedBlocks) -> range:
    """Adds neighbours to a part while that makes them more similar to the whole."""
    letters, own = wholes.letters(whole), parts.letters(part)
    like = likeness(letters, own)
    first = last = part
    is_growing = True
    while is_growing:
        is_growing = False
        for at in (last + 1, first - 1):
            if not parts.is_left(at) or not _holds(whole, at, wholes, parts):
                continue
            more = parts.letters(at)
            longer = own + more if at > last else more + own
            if (its := likeness(letters, longer)) > like:
                own, like = longer, its
                first, last = min(first, at), max(last, at)
                is_growing = True
    is_split = first < last and like >= _LEAST_LIKENESS_OF_PARTS
    return range(first, last + 1) if is_split else range(0)


def _holds(whole: int, part: int, wholes: _AlignedBlocks, parts: _AlignedBlocks) -> bool:
    return contained(parts.letters(part), wholes.letters(whole)) >= _LEAST_CONTAINED


class BlockChange(StrEnum):
    """How blocks changed."""

    KEPT = "kept"
    MODIFIED = "modified"  # its words changed
    MOVED = "moved"  # it stands elsewhere among the others
    MOVED_AND_MODIFIED = "moved and modified"
    INSERTED = "inserted"
    DELETED = "deleted"
    SPLIT = "split"  # one became several
    JOINED = "joined"  # several became one


@frozen
class Match:
    """Blocks of the old draft and what they are in the new one."""

    fate: BlockChange
    old: tuple[int, ...]  # indices of the old blocks; none when inserted, several when joined
    new: tuple[int, ...]  # indices of the new blocks; none when deleted, several when split
    likeness: float  # from 0 to 1, the share of their words that both hold in the same order
    # Whether their order among the others changed; split or joined blocks may have moved too.
    is_moved: bool = False


@frozen
class Alignment:
    """Which blocks of one draft became which of another.

    Attributes:
        matches: in the order of the new draft; deleted blocks follow the block they stood after.
    """

    matches: tuple[Match, ...]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every old block with every new one that it became part of, in the order of the new."""
        return tuple((old, new) for match in self.matches for new in match.new for old in match.old)


# Less alike, blocks that stand in the same place are an old one struck and a new one put in.
_LEAST_LIKENESS_IN_PLACE = 0.3
# Blocks of a word or two that stand alone in the same place may share no word, and yet be one that
# was spelt otherwise: three in four of their letters are the same.
_LEAST_LIKENESS_OF_LETTERS = 0.75
# Elsewhere a likeness must be beyond chance: half of the words in the same order.
_LEAST_LIKENESS_ELSEWHERE = 0.5
# Blocks with fewer words are alike by chance; only equal ones are looked for elsewhere.
_FEWEST_WORDS_ELSEWHERE = 4
# Of candidates equally alike, one that keeps its place among its neighbours wins.
_PLACE_BONUS = 0.1
# How many blocks to either side are compared with one that stands between the same neighbours.
_NEARBY = 2


@validated
def align(old: Sequence[str | Block], new: Sequence[str | Block]) -> Alignment:
    """Aligns two drafts: which blocks of the one became which of the other.

    Equal blocks are found first, then for each other block the few that share its rarest words
    are compared by their words. The time it takes grows with the number of blocks, not with its
    square.

    Args:
        old: the blocks or items of the old draft, as texts or as `Block`.
        new: those of the new draft.

    Returns:
        The alignment; every block is in exactly one of its matches.

    Raises:
        InvalidArgument: an argument has a wrong type or value.
    """
    return align_contents(
        [block if isinstance(block, str) else block.content for block in old],
        [block if isinstance(block, str) else block.content for block in new],
    )


# Blocks of the old draft, and of the new one, that belong together.
_Group: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


def align_contents(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Returns the alignment of two lists of blocks, without validating what they are."""
    return _Aligner(old, new).alignment()


class _Aligner:
    """The state of one alignment: which old blocks have been found to be which new ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        lettering = ShingleIndex()
        self._old = _AlignedBlocks(old, lettering)
        self._new = _AlignedBlocks(new, lettering)

    def alignment(self) -> Alignment:
        """Matches blocks, the surest first, and returns the alignment."""
        old, new = self._old, self._new
        self._match_equal()
        self._match_alone()
        if old.left() and new.left():
            self._match_alike()
        groups: list[_Group] = []
        if old.left() or new.left():
            groups += [((whole,), tuple(parts)) for whole, parts in _splits(old, new)]
            groups += [(tuple(parts), (whole,)) for whole, parts in _splits(new, old)]
        groups += [((one,), (other,)) for one, other in old.partners.items()]
        groups.sort(key=lambda group: group[1])
        return Alignment(tuple(self._named(groups)))

    def _join(self, old: int, new: int) -> None:
        self._old.partners[old] = new
        self._new.partners[new] = old

    def _match_equal(self) -> None:
        old, new = self._old.blocks, self._new.blocks
        start, end = shared_ends(old, new)
        for at in range(start):
            self._join(at, at)
        for at in range(1, end + 1):
            self._join(len(old) - at, len(new) - at)
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
        """Unpairs equal blocks out of order that occur elsewhere too: they did not move."""
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
            self._old.is_left(old)
            and self._new.is_left(new)
            and self._old.blocks[old] == self._new.blocks[new]
        ):
            self._join(old, new)
            old, new = old + step, new + step

    def _match_alone(self) -> None:
        """Pairs the only old and the only new block between two matched pairs, if similar."""
        for olds, news in self._gaps():
            if len(olds) != 1 or len(news) != 1:
                continue
            old, new = olds[0], news[0]
            # A counterpart found elsewhere leaves one of them alone.
            is_free = self._old.is_left(old) and self._new.is_left(new)
            if is_free and (
                self._likeness((old,), (new,)) >= _LEAST_LIKENESS_ELSEWHERE
                or self._is_respelt(old, new)
            ):
                self._join(old, new)

    def _is_respelt(self, old: int, new: int) -> bool:
        words = max(len(self._old.letters(old)), len(self._new.letters(new)))
        if words >= _FEWEST_WORDS_ELSEWHERE:
            return False
        like = likeness(self._old.blocks[old], self._new.blocks[new])
        return like >= _LEAST_LIKENESS_OF_LETTERS

    def _match_alike(self) -> None:
        left_old = self._old.left()
        candidates = CandidateIndex({at: self._old.letters(at) for at in left_old})
        found = []
        for olds, news in self._gaps():
            near = [at for at in olds if self._old.is_left(at)]
            unmatched = [at for at in news if self._new.is_left(at)]
            for rank, new in enumerate(unmatched):
                centre = rank * len(near) // len(unmatched)
                nearby = near[max(0, centre - _NEARBY) : centre + _NEARBY + 1]
                alike = candidates.most_alike(self._new.letters(new))
                for old in dict.fromkeys((*nearby, *alike)):
                    in_place = old in olds
                    like = self._likeness((old,), (new,))
                    if like >= (_LEAST_LIKENESS_IN_PLACE if in_place else self._least(old, new)):
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

    def _gaps(self) -> Iterator[tuple[range, range]]:
        """Yields the old and new blocks between matched pairs, where there are new ones."""
        ends = [(-1, -1), *self._rising(), (len(self._old), len(self._new))]
        for (one, other), (end, new_end) in pairwise(ends):
            if other + 1 < new_end:
                yield range(one + 1, end), range(other + 1, new_end)

    def _rising(self) -> list[tuple[int, int]]:
        """Returns the pairs that keep their order."""
        pairs = sorted(self._old.partners.items())
        if all(new < other for (_, new), (_, other) in pairwise(pairs)):
            return pairs
        weights = [1 + len(self._old.blocks[old]) for old, _ in pairs]
        return [
            pairs[at] for at in heaviest_increasing_subsequence([new for _, new in pairs], weights)
        ]

    def _least(self, old: int, new: int) -> float:
        """Returns the least similarity of a pair of blocks at different places."""
        if self._old.blocks[old] == self._new.blocks[new]:
            return 0
        words = min(len(self._old.letters(old)), len(self._new.letters(new)))
        return _LEAST_LIKENESS_ELSEWHERE if words >= _FEWEST_WORDS_ELSEWHERE else inf

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
        return likeness("".join(map(self._old.letters, old)), "".join(map(self._new.letters, new)))


def _places(blocks: Sequence[str], within: range) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at in within:
        places.setdefault(blocks[at], []).append(at)
    return places
