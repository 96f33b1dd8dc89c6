"""Combining whole documents: how their blocks are arranged first, then their words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import accumulate, chain, combinations, count, groupby, pairwise, takewhile
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeAlias

from attrs import define, evolve, frozen
from rapidfuzz.distance.Indel import opcodes

from consensus.arguments import validated
from consensus.text.blocks import (
    Alignment,
    Block,
    BlockChange,
    BlockKind,
    Match,
    align_contents,
    split_blocks,
    split_end,
)
from consensus.text.combination import Combination, PlacedHunk
from consensus.text.combine import combine
from consensus.text.edit import DisjointSet, TextEdit, apply
from consensus.text.hunk import (
    Change,
    Conflict,
    Hunk,
    Kept,
    Names,
    Option,
    Settlement,
    own_wording,
    settled_hunks,
)

_MOVED = (BlockChange.MOVED, BlockChange.MOVED_AND_MODIFIED)
# An item of a list with its margin and number; text that begins a line, and so ends a list.
_ITEM = re.compile(r"^([ \t]*)(\d{1,9})(?=[.)][ \t])", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n(?:[^\s\d]|\d+[^\d.)])")
# An item of a list without a number or letter, with its margin and the words that sort the list.
_BULLET = re.compile(r"([ \t]*)[-*+][ \t]+(?!\W*(?:\d|\w{1,4}[.)]\s|\S*\d[.):]))\W*(.*)")
# Fewer items may be in alphabetical order by chance: three are in every sixth list.
_FEWEST_SORTED = 4
_TIGHT = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@frozen
class _Layout:
    """A document laid out for comparing: blocks, each with a separator, and how the text ends."""

    # Without a separator behind the last block, appending one would change the one before it, and
    # a last block that moved up would stick to the next. A blank text has no blocks.

    blocks: tuple[Block, ...]
    tail: str

    @property
    def text(self) -> str:
        """The blocks, with the separator of the last one and without the tail."""
        return "".join([block.text for block in self.blocks])

    @property
    def contents(self) -> list[str]:
        return [block.content for block in self.blocks]

    def ending_in(self, separator: str) -> _Layout:
        """Returns the layout with another separator behind its last block."""
        *before, last = self.blocks
        return evolve(self, blocks=(*before, evolve(last, separator=separator)))


def _lay_out(text: str, markdown: bool) -> _Layout:
    blocks = split_blocks(text, markdown)
    if not text.strip():
        return _Layout((), text)
    last = blocks[-1]
    newline = next((each for each in ("\r\n", "\n", "\r") if each in text), "\n")
    usual = newline if last.kind in _TIGHT else newline * 2
    if last.kind in _TIGHT and len(blocks) > 1 and blocks[-2].kind is last.kind:
        usual = blocks[-2].separator
    return _Layout(blocks, last.separator).ending_in(usual)


def _with_matched_ends(
    base: _Layout, layouts: Sequence[_Layout], alignments: Sequence[Alignment]
) -> tuple[_Layout, list[_Layout]]:
    """Makes blocks that are last on one side only end as they do on the other."""
    seen: Counter[str] = Counter()
    for layout, alignment in zip(layouts, alignments, strict=True):
        for match in alignment.matches:
            if len(base.blocks) - 1 in match.old and match.new[-1:] < (len(layout.blocks) - 1,):
                seen.update(layout.blocks[at].separator for at in match.new[-1:])
    if seen:
        base = base.ending_in(max(seen, key=lambda end: (seen[end], len(end), end)))
    ended = []
    for layout, alignment in zip(layouts, alignments, strict=True):
        for match in alignment.matches:
            if match.old and match.new and match.new[-1] == len(layout.blocks) - 1:
                layout = layout.ending_in(base.blocks[match.old[-1]].separator)
        ended.append(layout)
    return base, ended


@frozen
class _Move:
    """Blocks of the base that stand elsewhere in a proposal, changed or not."""

    start: int  # offsets of the base
    end: int  # without the separator behind the last block
    to: int  # before which offset of the base they stand
    rank: int  # which of several moves to that place this is
    separator: str  # what stands behind them there
    behind: int  # where the next block of the base begins
    is_section: bool  # a heading with what follows it, to which insertions behind would belong

    def holds(self, start: int, end: int) -> bool:
        """Returns whether a part of the base is moved; insertions at the edges are not."""
        if start == end:
            return self.start < start < self.end
        return self.start <= start and end <= self.end

    def collides_with(self, other: _Move) -> bool:
        return self != other and (
            (self.start < other.end and other.start < self.end)
            or self.to == other.to
            or self.start < other.to < self.end
            or other.start < self.to < other.end
        )

    def is_contested_by(self, edit: TextEdit) -> bool:
        start, end = edit.start, edit.end
        return (
            start < self.to < end
            or start == self.to == end
            or (self.is_section and start == self.behind == end)
            or start < self.start < end
            or start < self.end < end
        )


@frozen
class _BlockEdits:
    """What one proposal does to the blocks of the base."""

    edits: tuple[TextEdit, ...]  # each within a block where possible; moved ones at their origin
    moves: tuple[_Move, ...]
    crowded: frozenset[_Move]  # moves to where new blocks are inserted too
    # For moves read as a deletion and an insertion, the parts of the base where these are made.
    struck: Mapping[_Move, tuple[tuple[int, int], ...]]


@define
class _Run:
    """Consecutive blocks of the base that are consecutive blocks of the proposal."""

    old: range
    new: range
    edits: list[TextEdit]  # what differs in them
    is_moved: bool = False


class _Reader:
    """Reads a proposal against the base, with some of its moves taken as moves."""

    def __init__(self, base: _Layout, layout: _Layout, alignment: Alignment) -> None:
        self._base = base
        self._layout = layout
        self._starts = [0, *accumulate(len(block.text) for block in base.blocks)]
        self._kept = self._kept_runs(alignment.matches)
        # All moves that the alignment shows, with the blocks that move.
        self.moves = dict(
            self._moves(
                (match.old[0], match.new[0]) for match in alignment.matches if match.fate in _MOVED
            )
        )

    def read(self, taken: Collection[_Move]) -> _BlockEdits:
        moved = {move: run for move, run in self.moves.items() if move in taken}
        away = {at for run in moved.values() for at in run.new}
        size, new_size = len(self._base.blocks), len(self._layout.blocks)
        end = _Run(range(size, size), range(new_size, new_size), [])
        edits: list[TextEdit] = []
        homes: dict[int, tuple[int, int]] = {}  # where blocks without a counterpart are inserted
        crowded: set[_Move] = set()
        old = new = 0
        gap: list[_Run] = []
        runs = sorted([*self._kept, *moved.values()], key=lambda run: run.old.start)
        for run in (*runs, end):
            gap.append(run)
            if run.is_moved:
                continue
            between = range(new, run.new.start)
            left = [at for at in between if at not in away]
            if left:
                crowded.update(move for move, one in moved.items() if one.new.start in between)
            self._read_gap(old, gap, left, edits, homes)
            old, new, gap = run.old.stop, run.new.stop, []
        struck = {
            move: (
                *((self._starts[at], self._starts[at] + 1) for at in run.old),
                *(homes[at] for at in run.new if at in homes),
            )
            for move, run in self.moves.items()
            if move not in taken
        }
        return _BlockEdits(tuple(edits), tuple(moved), frozenset(crowded), struck)

    def _kept_runs(self, matches: Iterable[Match]) -> list[_Run]:
        """Returns the blocks that keep their order, in runs as long as can be."""
        runs: list[_Run] = []
        for match in matches:
            old, new = match.old, match.new
            if match.is_moved or not old or not new:
                continue
            if not runs or (runs[-1].old.stop, runs[-1].new.stop) != (old[0], new[0]):
                runs.append(_Run(range(old[0], old[0]), range(new[0], new[0]), []))
            run = runs[-1]
            run.old, run.new = range(run.old.start, old[-1] + 1), range(run.new.start, new[-1] + 1)
            is_one = len(old) == len(new) == 1
            if not is_one or self._base.blocks[old[0]] != self._layout.blocks[new[0]]:
                run.edits += self._reworded(old, new)
        return runs

    def _moves(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[_Move, _Run]]:
        """Yields the blocks that moved, those that moved together in one run."""
        placed = enumerate(sorted(pairs))
        together = groupby(placed, key=lambda each: (each[1][0] - each[0], each[1][1] - each[0]))
        runs = [[pair for _, pair in run] for _, run in together]
        # Blocks that stand more than once, or hold no word, are not sure to be the same ones.
        contents = Counter(block.content for block in self._base.blocks) if runs else Counter()
        runs = [
            run
            for run in runs
            if any(
                contents[content] == 1 and any(map(str.isalnum, content))
                for content in (self._base.blocks[old].content for old, _ in run)
            )
        ]
        new_ends = [run.new.stop for run in self._kept]
        ranks: Counter[int] = Counter()
        for run in sorted(runs, key=lambda run: run[0][1]):
            (first, new_first), (last, new_last) = run[0], run[-1]
            at = bisect_right(new_ends, new_first)
            before = self._kept[at - 1].old.stop if at else 0
            start, to = self._starts[first], self._starts[before]
            end = self._starts[last] + len(self._base.blocks[last].content)
            is_section = last > first and self._base.blocks[first].kind is BlockKind.HEADING
            separator = self._layout.blocks[new_last].separator
            behind = self._starts[last + 1]
            move = _Move(start, end, to, ranks[to], separator, behind, is_section)
            ranks[to] += 1
            edits = [edit for old, new in run[:-1] for edit in self._reworded([old], [new])]
            edits += self._reworded([last], [new_last], is_leaving=True)
            yield move, _Run(range(first, last + 1), range(new_first, new_last + 1), edits, True)

    def _read_gap(
        self,
        old: int,
        runs: Sequence[_Run],
        left: Sequence[int],
        edits: list[TextEdit],
        homes: dict[int, tuple[int, int]],
    ) -> None:
        """Reads what stands before and in these runs, of which only the last keeps its place."""
        starts = [old, *(run.old.stop for run in runs[:-1])]
        gone = [range(start, run.old.start) for start, run in zip(starts, runs, strict=True)]
        # What is new stands where something is gone, and would be taken for a rewording of it.
        home = next((at for at, places in enumerate(gone) if places), 0)
        for at, (places, run) in enumerate(zip(gone, runs, strict=True)):
            new = left if at == home else ()
            if new and places:
                reworded = [*self._reworded(places, new)]
                for edit in reworded[:1]:
                    homes.update(dict.fromkeys(new, (edit.start, edit.end)))
                edits += reworded
            elif new:
                edits[-1:] = self._inserted(places.start, new, edits[-1:])
                homes.update(dict.fromkeys(new, (edits[-1].start, edits[-1].end)))
            for place in () if new else places:
                edits.append(TextEdit(self._starts[place], self._starts[place + 1], ""))
            edits += run.edits

    def _inserted(
        self, at: int, new: Sequence[int], before: Sequence[TextEdit]
    ) -> Sequence[TextEdit]:
        """Inserts blocks before one of the base, given the edit read before, if there is one."""
        # If the block above got another separator, and they end with its old one, they are
        # inserted between the two: then they do not depend on the order of insertions.
        place = self._starts[at]
        text = "".join([self._layout.blocks[n].text for n in new])
        separator = self._base.blocks[at - 1].separator if at else ""
        for edit in before:
            is_separator = (edit.start, edit.end) == (place - len(separator), place)
            if is_separator and separator and text.endswith(separator):
                text = edit.text + text.removesuffix(separator)
                return (TextEdit(edit.start, edit.start, text),)
        return (*before, TextEdit(place, place, text))

    def _reworded(
        self, old: Sequence[int], new: Sequence[int], is_leaving: bool = False
    ) -> Iterator[TextEdit]:
        """Compares blocks with what they became, and apart from them the separator behind."""
        *before, last = [self._base.blocks[at] for at in old]
        *after, new_last = [self._layout.blocks[at] for at in new]
        content = "".join([*(block.text for block in after), new_last.content])
        end = self._starts[old[-1]] + len(last.content)
        if content != "".join([*(block.text for block in before), last.content]):
            yield TextEdit(self._starts[old[0]], end, content)
        separator = "" if is_leaving else new_last.separator
        if separator != last.separator:
            yield TextEdit(end, self._starts[old[-1] + 1], separator)


@frozen(eq=False)
class _Section:
    """Characters of the base that some proposal changes, with what they are to become."""

    start: int  # offsets of the base; equal where blocks are only inserted
    end: int
    base: str
    texts: Mapping[str, str]  # what stands there in the proposals that change it
    # What it consists of where that is no matter of comparing words: one of several places that
    # are one conflict, or what conflicts were settled for.
    hunks: tuple[Hunk, ...] | None = None

    @cached_property
    def combination(self) -> Combination:
        """The combination of the proposals in this section."""
        if self.hunks is not None:
            return Combination(self.base, self.texts, self.hunks)
        return combine(self.base, self.texts)

    def hunks_as_written(self) -> Sequence[Hunk]:
        """Returns what it consists of, with what one text alone changes not cut by words."""
        if self.hunks is None and len(voices := set(self.texts.values())) == 1:
            return (Change(self.base, voices.pop(), tuple(sorted(self.texts))),)
        return self.combination.hunks

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        # A single text has no rival: no words need be compared to know that.
        is_alone = self.hunks is None and len(set(self.texts.values())) < 2
        return is_alone or self.combination.is_clean

    def wording(self, key: str) -> str:
        """Returns what stands here in a proposal."""
        return self.texts.get(key, self.base)

    def holds(self, start: int, end: int) -> bool:
        """Returns whether it holds a part of the base, or an insertion that no other holds."""
        if (self.start, self.end) == (start, end):
            return True
        is_inside = start < end or self.start < start
        return is_inside and self.start <= start < self.end and end <= self.end

    def followed_by(self, other: _Section) -> _Section:
        """Returns one section of this and the next one."""
        keys = sorted({*self.texts, *other.texts})
        texts = {key: self.wording(key) + other.wording(key) for key in keys}
        return evolve(self, end=other.end, base=self.base + other.base, texts=texts, hunks=None)

    def disputed(self, link: int, sides: Iterable[Sequence[str]]) -> _Section:
        """Returns the section as a conflict, linked by number with those at other places."""
        options = [Option(self.texts[side[0]], tuple(side)) for side in sides]
        options.sort(key=attrgetter("by"))
        conflict = Conflict(self.base, (Option(self.base), *options), linked=link)
        return evolve(self, hunks=(conflict,))


def _sections(base: str, edits: Mapping[str, Sequence[TextEdit]]) -> list[_Section]:
    """Returns the edits of all proposals by section, with overlapping ones in one section."""
    marked = sorted((edit.start, edit.end, key, edit.text) for key in edits for edit in edits[key])
    groups: list[list[tuple[int, int, str, str]]] = []
    end = -1
    for mark in marked:
        is_apart = mark[0] >= end and not (groups and groups[-1][0][0] == mark[1] == end)
        if is_apart:
            groups.append([])
        groups[-1].append(mark)
        end = max(end, mark[1])
    return [_section(base, group) for group in groups]


def _section(base: str, group: Sequence[tuple[int, int, str, str]]) -> _Section:
    start, end = group[0][0], max(mark[1] for mark in group)
    edits: dict[str, list[TextEdit]] = {}
    for at, stop, key, text in group:
        edits.setdefault(key, []).append(TextEdit(at - start, stop - start, text))
    words = base[start:end]
    return _Section(start, end, words, {key: apply(words, own) for key, own in edits.items()})


class _Piece(NamedTuple):
    """A part of the base in the new order."""

    order: tuple[int, int, int]
    start: int  # offsets of the base; none for the separator behind moved blocks
    end: int
    section: int = -1  # the index of the section that it is
    move: _Move | None = None
    is_origin: bool = False  # whether this is where moved blocks are missing


@frozen(eq=False)
class _DocumentArrangement:
    """A document in parts: what is kept, what is changed, and what stands elsewhere."""

    base: str  # its last block followed by a separator and not by its end
    sections: tuple[_Section, ...]
    moves: Mapping[_Move, tuple[str, ...]]  # the proposals of each, sorted
    tail: _Section  # how the document ends

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        return self.tail.is_clean and all(section.is_clean for section in self.sections)

    def wording(self, key: str) -> str:
        """Returns the text of one proposal."""
        pieces = self._pieces([move for move, by in self.moves.items() if key in by])
        written = [
            self._kept_text(each) if each.section < 0 else self.sections[each.section].wording(key)
            for each in pieces
        ]
        return split_end("".join(written))[0] + self.tail.wording(key)

    def settled(
        self, settlements: Mapping[int, Settlement], names: Names | None
    ) -> _DocumentArrangement:
        """Returns the document with conflicts settled, by their index among all of them."""
        places = (each for each in self.hunks() if isinstance(each.hunk, Conflict))
        chosen: dict[int, dict[int, Settlement]] = {}
        for number, placed in enumerate(places):
            if number in settlements:
                chosen.setdefault(placed.part, {})[placed.number] = settlements[number]
        parts = [*self.sections, self.tail]
        for part, ways in chosen.items():
            hunks = settled_hunks(parts[part].combination.hunks, ways, names)
            parts[part] = evolve(parts[part], hunks=hunks)
        return evolve(self, sections=tuple(parts[:-1]), tail=parts[-1])

    def hunks(self, *, for_critic: bool = False, by_words: bool = True) -> Iterator[PlacedHunk]:
        """Yields what is kept, changed and in conflict, in the new order.

        Blocks that moved are a change that deletes them and changes that insert them, all with one
        number; a conflict about their words stands where they are inserted. The tail counts as the
        last part.
        """
        numbers = {move: number for number, move in enumerate(self.moves, start=1)}
        links: _NewNumbers = defaultdict(count(len(numbers) + 1).__next__)
        questions: _NewNumbers = defaultdict(count(1).__next__)
        hunks: list[PlacedHunk] = []
        pieces = self._pieces(self.moves, with_origins=True)
        # How the document ends depends on the last words that are kept, wherever they stand.
        last = max((at for at, piece in enumerate(pieces) if self._is_kept(piece)), default=0)
        for at, piece in enumerate(pieces):
            move = piece.move
            if move and piece.is_origin:
                gone = self.base[move.start : move.end]
                hunks.append(PlacedHunk(Change(gone, "", self.moves[move], numbers[move])))
                continue
            own: Sequence[Hunk] = (Kept(self._kept_text(piece)),)
            if piece.section >= 0:
                section = self.sections[piece.section]
                is_cut = by_words or at > last
                own = section.combination.hunks if is_cut else section.hunks_as_written()
            for placed in _placed(own, piece.section, links, questions):
                if move:
                    by, number = self.moves[move], numbers[move]
                    hunk = _inserted_by_move(placed.hunk, by, number, for_critic)
                    placed = placed._replace(hunk=hunk)
                hunks.append(placed)
        ending = _placed(self.tail.combination.hunks, len(self.sections), links, questions)
        return _with_running_items(chain(_ended(hunks), ending))

    def _kept_text(self, piece: _Piece) -> str:
        if piece.move and piece.start == piece.end:
            return piece.move.separator
        return self.base[piece.start : piece.end]

    def _is_kept(self, piece: _Piece) -> bool:
        return piece.section < 0 and piece.move is None and bool(self._kept_text(piece).strip())

    def _pieces(self, moves: Collection[_Move], with_origins: bool = False) -> list[_Piece]:
        """Returns the base in the new order, cut at every section and move."""
        cuts = sorted({cut for move in moves for cut in (move.start, move.end, move.to)})
        parts: list[tuple[int, int, int]] = []
        done, size = 0, len(self.base)
        sections = [(section.start, section.end, at) for at, section in enumerate(self.sections)]
        for start, stop, at in (*sections, (size, size, -1)):
            inner = cuts[bisect_right(cuts, done) : bisect_left(cuts, start)]
            kept = pairwise([done, *inner, start])
            parts += [(one, other, -1) for one, other in kept if one < other]
            if at >= 0:
                parts.append((start, stop, at))
            done = stop
        pieces = []
        for start, stop, at in parts:
            move = next((move for move in moves if move.holds(start, stop)), None)
            order = (move.to, 0, move.rank) if move else (start, 1, 0)
            pieces.append(_Piece(order, start, stop, at, move))
        for move in moves:
            pieces.append(_Piece((move.to, 0, move.rank), 0, 0, move=move))
            if with_origins:
                order = (move.start, 2, 0)
                pieces.append(_Piece(order, move.start, move.start, move=move, is_origin=True))
        return sorted(pieces, key=itemgetter(0))


# For the number of a link or question within a part, the one that it has in the document.
_NewNumbers: TypeAlias = defaultdict[tuple[int, int], int]


def _placed(
    hunks: Iterable[Hunk], part: int, links: _NewNumbers, questions: _NewNumbers
) -> Iterator[PlacedHunk]:
    index = 0
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            if hunk.question:
                hunk = evolve(hunk, question=questions[part, hunk.question])
            yield PlacedHunk(hunk, part, index)
            index += 1
        elif isinstance(hunk, Change) and hunk.linked:
            yield PlacedHunk(evolve(hunk, linked=links[part, hunk.linked]))
        else:
            yield PlacedHunk(hunk)


def _inserted_by_move(hunk: Hunk, by: tuple[str, ...], number: int, is_whole: bool) -> Hunk:
    """Returns a hunk of moved blocks as part of what is inserted at their new place."""
    if isinstance(hunk, Conflict):
        options = (Option(one.text, one.by or by) for one in hunk.options)
        return Conflict("", (Option(""), *options)) if is_whole else hunk
    authors = hunk.by if isinstance(hunk, Change) else ()
    return Change("", hunk.text, tuple(sorted({*by, *authors})), number)


def _ended(hunks: Sequence[PlacedHunk]) -> Iterator[PlacedHunk]:
    """Removes the separator after the last block."""
    # Where blocks are inserted or deleted at the end, the separator stands before them, not after.
    kept = (
        at for at, (hunk, *_) in enumerate(hunks) if isinstance(hunk, Kept) and hunk.text.strip()
    )
    last = max(kept, default=0)
    yield from hunks[:last]
    gap = new_gap = ""
    by: tuple[str, ...] = ()
    for placed in hunks[last:]:
        hunk = placed.hunk
        if isinstance(hunk, Conflict):
            old, after = _shifted(hunk.replaces, gap)
            ends = [_shifted(option.text, new_gap)[1] for option in hunk.options]
            options = tuple(
                evolve(option, text=_shifted(option.text, gap)[0]) for option in hunk.options
            )
            yield placed._replace(hunk=evolve(hunk, replaces=old, options=options))
            gap, new_gap = after, ends[-1]
            continue
        by = hunk.by if isinstance(hunk, Change) else by
        old, gap = _shifted(hunk.replaces, gap)
        new, new_gap = _shifted(hunk.text, new_gap)
        if old == new:
            if new:
                yield PlacedHunk(Kept(new))
        elif isinstance(hunk, Change):
            yield PlacedHunk(evolve(hunk, replaces=old, text=new))
        else:
            yield PlacedHunk(Change(old, new, by))


def _with_running_items(placed: Iterable[PlacedHunk]) -> Iterator[PlacedHunk]:
    """Yields hunks in which inserted or renumbered items continue the numbers before them."""
    # An item 6 after item 5 gets the next number, also if another's changes made item 5 number 6,
    # and if two of them are in an order.
    before: list[Hunk] = []
    for each, following in pairwise((*placed, PlacedHunk(Kept("")))):
        hunk = each.hunk
        if isinstance(hunk, Change) and hunk.by:
            is_number = hunk.replaces.isdigit() and hunk.text.isdigit()
            if is_number or (not hunk.replaces and _ITEM.search(hunk.text)):
                text = _running_on(hunk, before, following.hunk if is_number else Kept(""))
                each = each._replace(hunk=evolve(hunk, text=text))
        before.append(each.hunk)
        yield each


def _running_on(hunk: Change, before: Sequence[Hunk], sign: Hunk) -> str:
    """Returns the text of a change with the numbers of its items continued."""
    # The character after the number of a renumbered item is kept, and is in the next hunk.
    written = "".join(
        [each.replaces if isinstance(each, Conflict) else each.text for each in before]
    )
    line = max(written.rfind("\n"), written.rfind("\r")) + 1
    text = written[line:] + hunk.text + (sign.text[:2] if isinstance(sign, Kept) else "")
    done = len(written) - line
    items = [*_ITEM.finditer(text, done if written[line:].strip() else 0)]
    if not items:
        return hunk.text
    margin = items[0][1]
    own = "".join([own_wording(each, hunk.by[0]) for each in before])
    last, own_last = (_last_number(each, margin) for each in (written, own))
    if last is None or own_last is None:
        return hunk.text
    numbered: list[str] = []
    previous = own_last
    for item in items:
        number = int(item[2])
        if item[1] == margin and number in (previous + 1, own_last + 1):
            previous, last = number, last + 1
            numbered += (text[done : item.start(2)], str(last))
            done = item.end(2)
    if not numbered:
        return hunk.text
    return "".join((*numbered, text[done:] if not hunk.replaces else ""))


def _last_number(text: str, margin: str) -> int | None:
    """Returns the number of the last item with a margin, where other lists do not follow it."""
    found = [item for item in _ITEM.finditer(text) if item[1] == margin]
    if not found or _PARAGRAPH.search(text, found[-1].end()):
        return None
    return int(found[-1][2])


def _shifted(text: str, gap: str) -> tuple[str, str]:
    """Puts the old separator before a text, and returns the separator after it."""
    return split_end(gap + text) if text else ("", gap)


@validated
def combine_documents(
    base: str, proposals: Mapping[str, str], *, markdown: bool = True
) -> Combination:
    """Combines several proposals for a document as far as they agree.

    The blocks of each proposal are aligned with those of the base: a block that moved is compared
    with what it was. Uncontested changes of the arrangement are made; words are combined block by
    block, or over several blocks where a proposal rewrote them as one.

    Args:
        base: the document that the proposals are made against.
        proposals: the proposed documents, each whole, under keys of any kind of name.
        markdown: whether they are Markdown; otherwise blank lines part blocks.

    Returns:
        The combination; the order of the proposals makes no difference.

    Raises:
        InvalidArgument: an argument has a wrong type or value.
    """
    keys = sorted(key for key in proposals if proposals[key] != base)
    texts = sorted({proposals[key] for key in keys})
    layout = _lay_out(base, markdown)
    layouts = [_lay_out(text, markdown) for text in texts]
    contents = layout.contents
    alignments = [align_contents(contents, each.contents) for each in layouts]
    layout, layouts = _with_matched_ends(layout, layouts, alignments)
    readers = [_Reader(layout, *each) for each in zip(layouts, alignments, strict=True)]
    read = dict(zip(texts, _read(readers), strict=True))
    by_key = {key: read[proposals[key]] for key in keys}
    sections = _sections(layout.text, {key: each.edits for key, each in by_key.items()})
    if not any(each.struck for each in by_key.values()):
        sections = [part for each in sections for part in _without_shared_blocks(each, markdown)]
        sections = [
            part for each in sections for part in _sorted_items(each, layout.blocks, markdown)
        ]
    moves: dict[_Move, tuple[str, ...]] = {}
    for key, each in by_key.items():
        for move in each.moves:
            moves[move] = (*moves.get(move, ()), key)
    tails = {text: each.tail for text, each in zip(texts, layouts, strict=True)}
    ends = {key: tails[proposals[key]] for key in keys if tails[proposals[key]] != layout.tail}
    end = len(layout.text)
    arrangement = _DocumentArrangement(
        layout.text,
        tuple(_contested(sections, read.values())),
        dict(sorted(moves.items(), key=lambda each: (each[0].start, each[0].to))),
        _Section(end, end, layout.tail, ends),
    )
    return Combination(base, proposals, arrangement=arrangement)


def _without_shared_blocks(section: _Section, markdown: bool) -> Iterator[_Section]:
    """Yields insertions at one place in parts: what all insert, and what stands between."""
    voices = sorted(set(section.texts.values()))
    if section.start < section.end or len(voices) < 2:
        yield section
        return
    blocks = {text: [block.text for block in split_blocks(text, markdown)] for text in voices}
    shared = reduce(_common_blocks, blocks.values())
    done = dict.fromkeys(voices, 0)
    for block in (*shared, None):
        texts: dict[str, str] = {}
        for text, own in blocks.items():
            end = len(own) if block is None else own.index(block, done[text])
            if between := "".join(own[done[text] : end]):
                texts |= {key: between for key, its in section.texts.items() if its == text}
            done[text] = end + 1
        if texts:
            yield evolve(section, texts=texts)
        if block is not None:
            yield evolve(section, texts=dict.fromkeys(section.texts, block))


def _sorted_items(section: _Section, blocks: Sequence[Block], markdown: bool) -> Iterator[_Section]:
    """Yields items that several insert at one place of an alphabetical list in parts, sorted."""
    if section.start < section.end or section.is_clean:
        yield section
        return
    own = {key: split_blocks(text, markdown) for key, text in section.texts.items()}
    by: dict[Block, list[str]] = {}
    for key, items in own.items():
        for block in items:
            by.setdefault(block, []).append(key)
    starts = [0, *accumulate(len(block.text) for block in blocks)]
    at = bisect_left(starts, section.start)
    before = [*takewhile(_sorted_by, reversed(blocks[:at]))][::-1]
    after = [*takewhile(_sorted_by, blocks[at:])]
    inserted = sorted(by, key=_sorted_by)
    if (
        len(before) + len(after) >= _FEWEST_SORTED
        and all(map(_are_sorted, ([*before, *items, *after] for items in own.values())))
        and _are_sorted([*before, *inserted, *after])
        and not any(_are_rivals(*pair, by) for pair in combinations(inserted, 2))
    ):
        for block in inserted:
            yield evolve(section, texts=dict.fromkeys(by[block], block.text))
    else:
        yield section


def _are_sorted(items: Iterable[Block]) -> bool:
    found = [*map(_sorted_by, items)]
    return all(found) and all(
        margin == its_margin and words < its_words
        for (margin, words), (its_margin, its_words) in pairwise(found)
    )


def _are_rivals(one: Block, other: Block, by: Mapping[Block, Sequence[str]]) -> bool:
    """Returns whether two inserted blocks are similar, and no proposal has both."""
    if not set(by[one]).isdisjoint(by[other]):
        return False
    conflicts = combine("", {"one": one.text, "other": other.text}).conflicts
    return any(conflict.kind != "order" for conflict in conflicts)


def _sorted_by(block: Block) -> tuple[str, ...]:
    """Returns the margin of an item and what it is sorted by; nothing for other blocks."""
    # An item that begins with a number or letter of its own is sorted by nothing.
    item = _BULLET.match(block.content)
    return (item[1], item[2].casefold()) if item and item[2] else ()


def _common_blocks(one: Sequence[str], other: Sequence[str]) -> list[str]:
    matching = opcodes(one, other).as_matching_blocks()
    shared = [block for run in matching for block in one[run.a : run.a + run.size]]
    return [block for block in shared if not block.isspace()]


def _read(readers: Sequence[_Reader]) -> list[_BlockEdits]:
    """Reads the proposals, taking as moves those that no other change contests."""
    taken = [set(reader.moves) for reader in readers]
    while True:
        read = [reader.read(moves) for reader, moves in zip(readers, taken, strict=True)]
        contested = [
            {move for move in moves if move in own.crowded or _is_contested(move, own, read)}
            for moves, own in zip(taken, read, strict=True)
        ]
        if not any(contested):
            return read
        taken = [moves - lost for moves, lost in zip(taken, contested, strict=True)]


def _is_contested(move: _Move, own: _BlockEdits, read: Iterable[_BlockEdits]) -> bool:
    return any(
        any(map(move.is_contested_by, each.edits))
        or (each is not own and any(map(move.collides_with, each.moves)))
        for each in read
    )


def _contested(found: Sequence[_Section], read: Collection[_BlockEdits]) -> Iterable[_Section]:
    """Makes one conflict of the places where a contested move deletes and inserts blocks."""
    places: DisjointSet[int] = DisjointSet()
    joined: set[int] = set()
    inserted = {each.start: at for at, each in enumerate(found) if each.start == each.end}
    for each in read:
        for move, spans in each.struck.items():
            ends = sorted(
                {
                    next(at for at, section in enumerate(found) if section.holds(*span))
                    for span in spans
                }
            )
            if move.is_section and move.behind in inserted:
                # Insertions behind a moved heading may belong to it.
                ends.append(inserted[move.behind])
            joined.update(ends)
            for end in ends[1:]:
                places.join(ends[0], end)
    voices: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for at in sorted(joined):
        for key, text in found[at].texts.items():
            voices.setdefault(places.find(at), {}).setdefault(key, []).append((at, text))
    disputes = [top for top, said in voices.items() if len(set(map(tuple, said.values()))) > 1]
    links = {top: number for number, top in enumerate(sorted(disputes), start=1)}
    moves = [move for each in read for move in each.moves]
    cuts = {cut for move in moves for cut in (move.start, move.end, move.to)}
    arranged: list[_Section] = []
    before = 0
    for at, section in enumerate(found):
        top = places.find(at)
        link = links.get(top, 0) if at in joined else 0
        if link:
            is_next = link == before and arranged[-1].end == section.start not in cuts
            if is_next and arranged[-1].base and section.base:
                section = arranged.pop().followed_by(section)
            sides: dict[object, list[str]] = {}
            for key in section.texts:
                sides.setdefault(tuple(voices[top][key]), []).append(key)
            section = section.disputed(link, list(sides.values()))
        arranged.append(section)
        before = link
    return arranged
