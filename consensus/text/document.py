"""Combining whole documents: how their blocks are arranged first, then their words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise

from attrs import evolve, field, frozen

from consensus.arguments import validated
from consensus.text.blocks import (
    Alignment,
    Block,
    BlockChange,
    BlockKind,
    align_contents,
    split_blocks,
    split_end,
)
from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    Hunk,
    Kept,
    Names,
    Option,
    PlacedHunk,
    Settlement,
    own_wording,
    settled_hunks,
)
from consensus.text.combine import combine
from consensus.text.edit import DisjointSet

_MOVED = (BlockChange.MOVED, BlockChange.MOVED_AND_MODIFIED)
# An item of a list with its margin and number; text that begins a line, and so ends a list.
_ITEM = re.compile(r"^([ \t]*)(\d{1,9})(?=[.)][ \t])", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n(?:[^\s\d]|\d+[^\d.)])")
_TIGHT = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@frozen
class BlockLayout:
    """A document laid out for comparing: blocks, each with a separator, and how the text ends.

    The end of a text is no part of its last block, or else appending a block would change the one
    before it, and a last block that moved up would stick to the next. So the last block has a
    separator here as if another one followed.

    Attributes:
        blocks: the blocks; none when the text is blank.
        tail: what ends the text: a line break, several, or none.
    """

    blocks: tuple[Block, ...]
    tail: str

    @property
    def text(self) -> str:
        """The blocks, with the separator of the last one and without the tail."""
        return "".join([block.text for block in self.blocks])

    def ending_in(self, separator: str) -> BlockLayout:
        """Give the last block another separator."""
        *before, last = self.blocks
        return evolve(self, blocks=(*before, evolve(last, separator=separator)))


def lay_out(text: str, markdown: bool) -> BlockLayout:
    """Lay a document out in blocks."""
    blocks = split_blocks(text, markdown)
    if not text.strip():
        return BlockLayout((), text)
    before = blocks[-2].separator if len(blocks) > 1 else ""
    newline = next((sign for sign in ("\r\n", "\n", "\r") if sign in text), "\n")
    usual = newline if blocks[-1].kind in _TIGHT else newline * 2
    if blocks[-1].kind in _TIGHT and len(blocks) > 1 and blocks[-2].kind is blocks[-1].kind:
        usual = before
    return BlockLayout(blocks, blocks[-1].separator).ending_in(usual)


def matched_ends(
    base: BlockLayout, layouts: Sequence[BlockLayout], alignments: Sequence[Alignment]
) -> tuple[BlockLayout, list[BlockLayout]]:
    """Let blocks that are last on one side only end as they do on the other."""
    if base.blocks:
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
class Cell:
    """Characters of the base that a proposal replaces, no more than a block where possible.

    Attributes:
        start, end: the characters; equal where blocks are only put in.
        text: what stands there.
    """

    start: int
    end: int
    text: str


@frozen
class Move:
    """Blocks of the base that stand elsewhere in a proposal, changed or not.

    Attributes:
        start, end: their characters in the base, without the separator behind the last.
        to: the place in the base before which they stand.
        rank: which of several moves to that place this is.
        separator: what stands behind them there.
        behind: the place in the base where the next block begins.
        is_section: whether they are a heading with what follows it, to which what is put in behind
            them would belong.
    """

    start: int
    end: int
    to: int
    rank: int
    separator: str
    behind: int
    is_section: bool


@frozen
class BlockEdits:
    """What one proposal does to the blocks of the base.

    Attributes:
        cells: what it replaces, in order, moved blocks being compared where they came from.
        moves: what it moves.
        crowded: the moves that bring blocks to where new ones are put in too.
        struck: for each move that is read as a deletion and an insertion instead, the cells that
            take the blocks out and put them in, by index.
    """

    cells: tuple[Cell, ...]
    moves: tuple[Move, ...]
    crowded: frozenset[Move] = frozenset()
    struck: Mapping[Move, tuple[int, ...]] = field(factory=dict)


@frozen
class _Run:
    """Consecutive blocks of the base that are consecutive blocks of the proposal.

    Attributes:
        old, new: the first block and the one after the last, on either side.
        pairs: which blocks of the one may differ from which of the other.
        is_one_text: whether all blocks of the one are compared with all of the other as one text.
        move: the move that they are, if they are one.
    """

    old: tuple[int, int]
    new: tuple[int, int]
    pairs: tuple[tuple[int, int], ...] = ()
    is_one_text: bool = False
    move: Move | None = None


class Reader:
    """Reads a proposal against the base, with any of its moves taken for what they seem.

    Args:
        base: the base.
        layout: the proposal.
        alignment: which blocks of the one became which of the other.
    """

    def __init__(self, base: BlockLayout, layout: BlockLayout, alignment: Alignment) -> None:
        self._base = base
        self._sheet = layout
        self._starts = [0, *accumulate(len(block.text) for block in base.blocks)]
        self._kept = list(self._kept_runs(alignment))
        self._moved = list(
            self._moves(
                (match.old[0], match.new[0]) for match in alignment.matches if match.fate in _MOVED
            )
        )

    @property
    def moves(self) -> tuple[Move, ...]:
        """All moves that the alignment shows."""
        return tuple(run.move for run in self._moved if run.move)

    def read(self, taken: Collection[Move]) -> BlockEdits:
        """Read the proposal."""
        moved = [run for run in self._moved if run.move in taken]
        runs = sorted([*self._kept, *moved], key=lambda run: run.old)
        away = {at for run in moved for at in range(*run.new)}
        cells: list[Cell] = []
        homes: dict[int, int] = {}  # where each new block that has no counterpart was put
        graves: dict[int, int] = {}  # where each old block that has none was taken out
        end = _Run((len(self._base.blocks),) * 2, (len(self._sheet.blocks),) * 2)
        crowded: set[Move] = set()
        old = new = 0
        gap: list[_Run] = []
        for run in [*runs, end]:
            gap.append(run)
            if run.move:
                continue
            left = [at for at in range(new, run.new[0]) if at not in away]
            if left:
                here = (one for one in moved if new <= one.new[0] < run.new[0])
                crowded.update(one.move for one in here if one.move)
            self._read_gap(old, gap, left, cells, homes, graves)
            old, new, gap = run.old[1], run.new[1], []
        struck = {
            run.move: tuple(
                sorted(
                    {graves[at] for at in range(*run.old)} | {homes[at] for at in range(*run.new)}
                )
            )
            for run in self._moved
            if run.move and run.move not in taken
        }
        moves = tuple(run.move for run in moved if run.move)
        return BlockEdits(tuple(cells), moves, frozenset(crowded), struck)

    def _kept_runs(self, alignment: Alignment) -> Iterator[_Run]:
        """Make runs of the blocks that keep their order, as long as can be."""
        start = new_start = end = new_end = 0
        pairs: list[tuple[int, int]] = []
        for match in alignment.matches:
            if match.is_moved or not match.old or not match.new:
                continue
            old, new = match.old[0], match.new[0]
            is_one_text = len(match.old) + len(match.new) > 2
            if is_one_text or (old, new) != (end, new_end):
                if start < end:
                    yield _Run((start, end), (new_start, new_end), tuple(pairs))
                start, new_start, pairs = old, new, []
            end, new_end = match.old[-1] + 1, match.new[-1] + 1
            if is_one_text:
                yield _Run((old, end), (new, new_end), is_one_text=True)
                start, new_start = end, new_end
            elif self._base.blocks[old] != self._sheet.blocks[new]:
                pairs.append((old, new))
        if start < end:
            yield _Run((start, end), (new_start, new_end), tuple(pairs))

    def _moves(self, pairs: Iterable[tuple[int, int]]) -> Iterator[_Run]:
        """Make one run of blocks that moved together."""
        runs: list[list[tuple[int, int]]] = []
        for pair in sorted(pairs):
            if runs and (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1) == pair:
                runs[-1].append(pair)
            else:
                runs.append([pair])
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
        new_ends = [run.new[1] for run in self._kept]
        ranks: Counter[int] = Counter()
        for run in sorted(runs, key=lambda run: run[0][1]):
            (first, new_first), (last, new_last) = run[0], run[-1]
            at = bisect_right(new_ends, new_first)
            before = self._kept[at - 1].old[1] if at else 0
            start, to = self._starts[first], self._starts[before]
            end = self._starts[last] + len(self._base.blocks[last].content)
            is_section = last > first and self._base.blocks[first].kind is BlockKind.HEADING
            separator = self._sheet.blocks[new_last].separator
            behind = self._starts[last + 1]
            move = Move(start, end, to, ranks[to], separator, behind, is_section)
            ranks[to] += 1
            yield _Run((first, last + 1), (new_first, new_last + 1), tuple(run), move=move)

    def _read_gap(
        self,
        old: int,
        runs: Sequence[_Run],
        left: Sequence[int],
        cells: list[Cell],
        homes: dict[int, int],
        graves: dict[int, int],
    ) -> None:
        """Read what stands before and in these runs, of which only the last keeps its place."""
        starts = [old, *(run.old[1] for run in runs[:-1])]
        gone = [range(start, run.old[0]) for start, run in zip(starts, runs, strict=True)]
        # What is new stands where something is gone, and would be taken for a rewording of it.
        home = next((at for at, places in enumerate(gone) if places), 0)
        for at, (places, run) in enumerate(zip(gone, runs, strict=True)):
            new = left if at == home else ()
            homes.update(dict.fromkeys(new, len(cells)))
            if new and places:
                graves.update(dict.fromkeys(places, len(cells)))
                cells += self._reworded(places[0], places[-1], new)
            elif new:
                cells[-1:] = self._inserted(places.start, new, cells[-1:])
                homes.update(dict.fromkeys(new, len(cells) - 1))
            for place in () if new else places:
                graves[place] = len(cells)
                cells.append(Cell(self._starts[place], self._starts[place + 1], ""))
            cells += self._read_run(run)

    def _inserted(self, at: int, new: Sequence[int], before: Sequence[Cell]) -> Sequence[Cell]:
        """Inserts blocks before one of the base, given the cell read before, if there is one.

        Where the block above got another separator, and they end with the one that it had, they
        stand between the two: then they do not depend on which of several insertions comes first.
        """
        place = self._starts[at]
        text = "".join([self._sheet.blocks[n].text for n in new])
        separator = self._base.blocks[at - 1].separator if at else ""
        for cell in before:
            is_separator = (cell.start, cell.end) == (place - len(separator), place)
            if is_separator and separator and text.endswith(separator):
                text = cell.text + text.removesuffix(separator)
                return (Cell(cell.start, cell.start, text),)
        return (*before, Cell(place, place, text))

    def _read_run(self, run: _Run) -> Iterator[Cell]:
        if run.is_one_text:
            yield from self._reworded(run.old[0], run.old[1] - 1, range(*run.new))
        for old, new in run.pairs:
            yield from self._reworded(
                old, old, (new,), is_leaving=bool(run.move and old == run.old[1] - 1)
            )

    def _reworded(
        self, first: int, last: int, new: Sequence[int], is_leaving: bool = False
    ) -> Iterator[Cell]:
        """Compare blocks with what they became, and the separator behind them by itself."""
        start = self._starts[first]
        end = self._starts[last] + len(self._base.blocks[last].content)
        *blocks, block = [self._sheet.blocks[at] for at in new]
        content = "".join([*(one.text for one in blocks), block.content])
        was = [self._base.blocks[at].text for at in range(first, last)]
        if content != "".join([*was, self._base.blocks[last].content]):
            yield Cell(start, end, content)
        separator = "" if is_leaving else block.separator
        if separator != self._base.blocks[last].separator:
            yield Cell(end, self._starts[last + 1], separator)


@frozen(eq=False)
class Section:
    """Characters of the base that some proposal changes, with what they are to become.

    Attributes:
        start, end: the characters; equal where blocks are only put in.
        base: what stands there in the base.
        texts: what stands there in the proposals that change it.
        hunks: what the section consists of where that is not a matter of comparing words: one of
            several places that are one conflict, or what conflicts were settled for.
    """

    start: int
    end: int
    base: str
    texts: Mapping[str, str]
    hunks: tuple[Hunk, ...] | None = field(default=None)

    @cached_property
    def combination(self) -> Combination:
        """What the proposals come to here."""
        if self.hunks is not None:
            return Combination(self.base, self.texts, self.hunks)
        return combine(self.base, self.texts)

    def hunks_as_written(self) -> Sequence[Hunk]:
        """Give what it consists of; what one text alone changes is one change, not cut by words."""
        if self.hunks is None and len(voices := set(self.texts.values())) == 1:
            return (Change(self.base, voices.pop(), tuple(sorted(self.texts))),)
        return self.combination.hunks

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        # Who is alone has no rival: no words need be compared to know that.
        if self.hunks is None and len(set(self.texts.values())) < 2:
            return True
        return self.combination.is_clean

    def wording(self, key: str) -> str:
        """Give what stands here in a proposal."""
        return self.texts.get(key, self.base)

    def followed_by(self, other: Section) -> Section:
        """Make one section of this and the next one."""
        keys = sorted({*self.texts, *other.texts})
        texts = {key: self.wording(key) + other.wording(key) for key in keys}
        return evolve(self, end=other.end, base=self.base + other.base, texts=texts, hunks=None)

    def disputed(self, link: int, sides: Iterable[Sequence[str]]) -> Section:
        """Make the whole section one of several places that are one conflict."""
        options = sorted((Option(self.texts[side[0]], tuple(side)) for side in sides), key=_by)
        conflict = Conflict(self.base, (Option(self.base), *options), linked=link)
        return evolve(self, hunks=(conflict,))


def _by(option: Option) -> tuple[str, ...]:
    return option.by


def sections(base: str, cells: Mapping[str, Sequence[Cell]]) -> list[Section]:
    """Gather the cells of all proposals that overlap into sections."""
    marked = sorted(
        ((cell.start, cell.end, key, cell.text) for key in cells for cell in cells[key]),
    )
    found: list[Section] = []
    group: list[tuple[int, int, str, str]] = []
    end = -1
    for mark in marked:
        is_apart = mark[0] >= end and not (group and group[0][0] == mark[1] == end)
        if is_apart and group:
            found.append(_section(base, group, end))
            group = []
        group.append(mark)
        end = max(end, mark[1])
    if group:
        found.append(_section(base, group, end))
    return found


def _section(base: str, group: Iterable[tuple[int, int, str, str]], end: int) -> Section:
    pieces: dict[str, list[str]] = {}
    done: dict[str, int] = {}
    start = -1
    for at, stop, key, text in group:
        start = at if start < 0 else start
        own = pieces.setdefault(key, [])
        own += (base[done.get(key, start) : at], text)
        done[key] = stop
    texts = {key: "".join((*own, base[done[key] : end])) for key, own in pieces.items()}
    return Section(start, end, base[start:end], texts)


@frozen
class Transfer:
    """Blocks that some proposals move, no other moving or deleting them.

    Attributes:
        move: from where to where.
        by: the proposals, sorted.
    """

    move: Move
    by: tuple[str, ...]


@frozen
class _Piece:
    """A part of the base as it comes in the new order.

    Attributes:
        start, end: its characters in the base; for the separator behind moved blocks none.
        section: the index of the section that it is, or -1.
        transfer: the blocks that it was moved with.
        is_origin: whether this is where moved blocks are missing.
    """

    start: int
    end: int
    section: int = -1
    transfer: Transfer | None = None
    is_origin: bool = False


@frozen(eq=False)
class DocumentArrangement:
    """A document in parts: what is kept, what is changed, and what stands elsewhere.

    Attributes:
        base: the base, its last block followed by a separator and not by its end.
        sections: where somebody changes something, in the order of the base.
        transfers: the blocks that are moved.
        tail: how the document ends.
    """

    base: str
    sections: tuple[Section, ...]
    transfers: tuple[Transfer, ...]
    tail: Section

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        return self.tail.is_clean and all(section.is_clean for section in self.sections)

    def wording(self, key: str) -> str:
        """Returns the text of one proposal."""
        written = []
        for piece in self._pieces([each for each in self.transfers if key in each.by]):
            if piece.section >= 0:
                written.append(self.sections[piece.section].wording(key))
            elif piece.start < piece.end:
                written.append(self.base[piece.start : piece.end])
            elif piece.transfer:
                written.append(piece.transfer.move.separator)
        return split_end("".join(written))[0] + self.tail.wording(key)

    def settled(
        self, settlements: Mapping[int, Settlement], names: Names | None
    ) -> DocumentArrangement:
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

        Args:
            for_critic: whether conflicts in blocks that moved are written as insertions.
            by_words: whether what one text alone changes is cut by words too.
        """
        numbers = {id(each): number for number, each in enumerate(self.transfers, start=1)}
        links = len(numbers)
        questions = 0
        hunks: list[PlacedHunk] = []
        pieces = list(self._pieces(self.transfers, with_origins=True))
        # How the document ends depends on the last words that are kept, wherever they stand.
        last = max((at for at, piece in enumerate(pieces) if self._is_kept(piece)), default=0)
        for at, piece in enumerate(pieces):
            transfer = piece.transfer
            number = numbers[id(transfer)] if transfer else 0
            found: Sequence[Hunk]
            if piece.is_origin and transfer:
                gone = self.base[transfer.move.start : transfer.move.end]
                hunks.append(PlacedHunk(Change(gone, "", transfer.by, number)))
                continue
            if piece.section >= 0:
                section = self.sections[piece.section]
                is_cut = by_words or at > last
                found = section.combination.hunks if is_cut else section.hunks_as_written()
                found, links, questions = _renumbered(found, links, questions)
            elif piece.start < piece.end:
                found = (Kept(self.base[piece.start : piece.end]),)
            else:
                found = (Kept(transfer.move.separator),) if transfer else ()
            if transfer:
                found = [_put_in(hunk, transfer.by, number, for_critic) for hunk in found]
            hunks += _counted(found, piece.section)
        ending, _, _ = _renumbered(self.tail.combination.hunks, links, questions)
        return _with_running_items(chain(_ended(hunks), _counted(ending, len(self.sections))))

    def _is_kept(self, piece: _Piece) -> bool:
        is_base = piece.section < 0 and piece.transfer is None
        return is_base and bool(self.base[piece.start : piece.end].strip())

    def _pieces(
        self, transfers: Collection[Transfer], with_origins: bool = False
    ) -> Iterator[_Piece]:
        """Cut the base at every section and move, and put the pieces in the new order."""
        cuts = sorted({cut for each in transfers for cut in _cuts(each.move)})
        pieces: list[_Piece] = []
        done = 0
        for at, section in enumerate(self.sections):
            pieces += _kept(done, section.start, cuts)
            pieces.append(_Piece(section.start, section.end, at))
            done = section.end
        pieces += _kept(done, len(self.base), cuts)
        if not transfers:
            yield from pieces
            return
        ordered: list[tuple[tuple[int, int, int], _Piece]] = []
        for piece in pieces:
            moved = next((each for each in transfers if _is_in(piece, each.move)), None)
            if moved is None:
                ordered.append(((piece.start, 1, 0), piece))
            else:
                place = (moved.move.to, 0, moved.move.rank)
                ordered.append((place, evolve(piece, transfer=moved)))
        for each in transfers:
            start, to = each.move.start, each.move.to
            ordered.append(((to, 0, each.move.rank), _Piece(0, 0, transfer=each)))
            if with_origins:
                ordered.append(((start, 2, 0), _Piece(start, start, -1, each, True)))
        ordered.sort(key=lambda entry: entry[0])
        yield from (piece for _, piece in ordered)


def _cuts(move: Move) -> tuple[int, int, int]:
    return move.start, move.end, move.to


def _kept(start: int, end: int, cuts: Sequence[int]) -> Iterator[_Piece]:
    for cut in [*(cut for cut in cuts if start < cut < end), end]:
        if start < cut:
            yield _Piece(start, cut)
        start = cut


def _is_in(piece: _Piece, move: Move) -> bool:
    if piece.start == piece.end:
        return move.start < piece.start < move.end
    return move.start <= piece.start and piece.end <= move.end


def _renumbered(hunks: Sequence[Hunk], links: int, questions: int) -> tuple[list[Hunk], int, int]:
    """Gives linked changes, and conflicts of one question, numbers that no others have."""
    numbers: dict[int, int] = {}
    asked: dict[int, int] = {}
    found: list[Hunk] = []
    for hunk in hunks:
        if isinstance(hunk, Change) and hunk.linked:
            number = numbers.setdefault(hunk.linked, links + len(numbers) + 1)
            found.append(evolve(hunk, linked=number))
        elif isinstance(hunk, Conflict) and hunk.question:
            number = asked.setdefault(hunk.question, questions + len(asked) + 1)
            found.append(evolve(hunk, question=number))
        else:
            found.append(hunk)
    return found, links + len(numbers), questions + len(asked)


def _put_in(hunk: Hunk, by: tuple[str, ...], number: int, whole: bool) -> Hunk:
    """Make a hunk of moved blocks part of what is put in at their new place."""
    if isinstance(hunk, Conflict):
        options = (Option(one.text, one.by or by) for one in hunk.options)
        return Conflict("", (Option(""), *options)) if whole else hunk
    authors = hunk.by if isinstance(hunk, Change) else ()
    return Change("", hunk.text, tuple(sorted({*by, *authors})), number)


def _counted(hunks: Sequence[Hunk], section: int) -> Iterator[PlacedHunk]:
    count = 0
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            yield PlacedHunk(hunk, section, count)
            count += 1
        else:
            yield PlacedHunk(hunk)


def _ended(hunks: Sequence[PlacedHunk]) -> Iterator[PlacedHunk]:
    """Take the separator behind the last block away.

    Where blocks are put in or taken out at the end, what parts them from those before stands
    before them and not behind.
    """
    last = max((at for at, placed in enumerate(hunks) if _holds_words(placed.hunk)), default=0)
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
        old, gap = _shifted(hunk.text if isinstance(hunk, Kept) else hunk.replaces, gap)
        new, new_gap = _shifted(hunk.text, new_gap)
        if old == new:
            if new:
                yield PlacedHunk(Kept(new))
        elif isinstance(hunk, Change):
            yield PlacedHunk(evolve(hunk, replaces=old, text=new))
        else:
            yield PlacedHunk(Change(old, new, by))


def _with_running_items(placed: Iterable[PlacedHunk]) -> Iterator[PlacedHunk]:
    """Yields hunks; the numbers of items inserted or renumbered go on from what stands before.

    An item 6 behind item 5 is to have the next number, also where another's changes have made
    item 5 number 6, and where two of them stand in an order.
    """
    before: list[Hunk] = []
    for each, following in pairwise((*placed, PlacedHunk(Kept("")))):
        hunk = each.hunk
        if isinstance(hunk, Change) and hunk.by:
            is_number = hunk.replaces.isdigit() and hunk.text.isdigit()
            if is_number or (not hunk.replaces and _ITEM.search(hunk.text)):
                text = _running_on(hunk, before, following.hunk if is_number else Kept(""))
                if text != hunk.text:
                    each = each._replace(hunk=evolve(hunk, text=text))
        before.append(each.hunk)
        yield each


def _running_on(hunk: Change, before: Sequence[Hunk], sign: Hunk) -> str:
    """Returns what a change inserts, with the numbers of items in it going on from those before.

    The sign behind the number of an item that is renumbered is kept, and stands in the next hunk.
    """
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


def _holds_words(hunk: Hunk) -> bool:
    return isinstance(hunk, Kept) and bool(hunk.text.strip())


def _shifted(text: str, gap: str) -> tuple[str, str]:
    """Put what parted a text from the last one before it, and say what parts it from the next."""
    return split_end(gap + text) if text else ("", gap)


@validated
def combine_documents(
    base: str,
    proposals: Mapping[str, str],
    *,
    markdown: bool = True,
) -> Combination:
    """Weave several proposals for a document together as far as they agree.

    The blocks of each proposal are aligned with those of the base: a block that moved is compared
    with what it was. What some do to the arrangement of blocks and nobody contests is done; words
    are combined block by block, or over several blocks where somebody rewrote them as one.

    Args:
        base: the document that the proposals are made against.
        proposals: the proposed documents, each whole, under keys of any kind of name.
        markdown: whether they are Markdown; otherwise blank lines part blocks.

    Returns:
        The combination; the order of the proposals makes no difference.

    Raises:
        InvalidArgument: an argument is of another type, or no value of it.
    """
    keys = sorted(key for key in proposals if proposals[key] != base)
    texts = sorted({proposals[key] for key in keys})
    layout = lay_out(base, markdown)
    layouts = [lay_out(text, markdown) for text in texts]
    contents = [block.content for block in layout.blocks]
    alignments = [
        align_contents(contents, [block.content for block in each.blocks]) for each in layouts
    ]
    layout, layouts = matched_ends(layout, layouts, alignments)
    readers = dict(
        zip(
            texts,
            (Reader(layout, *each) for each in zip(layouts, alignments, strict=True)),
            strict=True,
        )
    )
    readings = _read(readers)
    tails = {text: each.tail for text, each in zip(texts, layouts, strict=True)}
    found = sections(layout.text, {key: readings[proposals[key]].cells for key in keys})
    if not any(reading.struck for reading in readings.values()):
        found = [part for each in found for part in _without_shared_blocks(each, markdown)]
    arrangement = DocumentArrangement(
        layout.text,
        tuple(_contested(found, {key: readings[proposals[key]] for key in keys})),
        tuple(_transfers(readings, keys, proposals)),
        _tail(layout, {key: tails[proposals[key]] for key in keys}),
    )
    return Combination(base, proposals, arrangement=arrangement)


def _without_shared_blocks(section: Section, markdown: bool) -> Iterator[Section]:
    """Yields what is inserted at one place in parts: what all insert, and what stands between."""
    voices = sorted(set(section.texts.values()))
    if section.start < section.end or len(voices) < 2:
        yield section
        return
    blocks = {text: [block.text for block in split_blocks(text, markdown)] for text in voices}
    shared = blocks[voices[0]]
    for text in voices[1:]:
        shared = _common_blocks(shared, blocks[text])
    done = dict.fromkeys(voices, 0)
    for block in (*shared, None):
        ends = {
            text: len(own) if block is None else own.index(block, done[text])
            for text, own in blocks.items()
        }
        between = {
            key: "".join(blocks[text][done[text] : ends[text]])
            for key, text in section.texts.items()
        }
        texts = {key: text for key, text in between.items() if text}
        if texts:
            yield evolve(section, texts=texts)
        if block is not None:
            yield evolve(section, texts=dict.fromkeys(section.texts, block))
        done = {text: end + 1 for text, end in ends.items()}


def _common_blocks(one: Sequence[str], other: Sequence[str]) -> list[str]:
    from rapidfuzz.distance.Indel import opcodes

    matching = opcodes(one, other).as_matching_blocks()
    shared = [block for run in matching for block in one[run.a : run.a + run.size]]
    return [block for block in shared if not block.isspace()]


def _read(readers: Mapping[str, Reader]) -> dict[str, BlockEdits]:
    """Read the proposals, taking for moves what nothing else that happens there contests."""
    taken = {text: set(reader.moves) for text, reader in readers.items()}
    while True:
        readings = {text: reader.read(taken[text]) for text, reader in readers.items()}
        contested = {
            text: {move for move in taken[text] if _is_contested(move, text, readings)}
            for text in readers
        }
        if not any(contested.values()):
            return readings
        for text, moves in contested.items():
            taken[text] -= moves


def _is_contested(move: Move, text: str, readings: Mapping[str, BlockEdits]) -> bool:
    if move in readings[text].crowded:
        return True
    for other_text, reading in readings.items():
        if other_text != text and any(_collide(move, other) for other in reading.moves):
            return True
        for cell in reading.cells:
            if cell.start < move.to < cell.end or cell.start == move.to == cell.end:
                return True
            if move.is_section and cell.start == move.behind == cell.end:
                return True
            if cell.start < move.start < cell.end or cell.start < move.end < cell.end:
                return True
    return False


def _collide(one: Move, other: Move) -> bool:
    if one == other:
        return False
    return (
        (one.start < other.end and other.start < one.end)
        or one.to == other.to
        or one.start < other.to < one.end
        or other.start < one.to < other.end
    )


def _transfers(
    readings: Mapping[str, BlockEdits], keys: Sequence[str], proposals: Mapping[str, str]
) -> Iterable[Transfer]:
    by: dict[Move, list[str]] = {}
    for key in keys:
        for move in readings[proposals[key]].moves:
            by.setdefault(move, []).append(key)
    for move in sorted(by, key=lambda move: (move.start, move.to)):
        yield Transfer(move, tuple(by[move]))


def _tail(layout: BlockLayout, tails: Mapping[str, str]) -> Section:
    end = len(layout.text)
    changed = {key: tail for key, tail in tails.items() if tail != layout.tail}
    return Section(end, end, layout.tail, changed)


def _contested(found: Sequence[Section], readings: Mapping[str, BlockEdits]) -> Iterable[Section]:
    """Make one conflict of the places where blocks go out and come in by a contested move."""
    places: DisjointSet[int] = DisjointSet()
    joined: set[int] = set()
    inserted = {each.start: at for at, each in enumerate(found) if each.start == each.end}
    for reading in readings.values():
        for move, cells in reading.struck.items():
            ends = [_holding(found, reading.cells[at]) for at in cells]
            if move.is_section and move.behind in inserted:
                # What is put in behind a moved heading may belong to it.
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
    moves = [move for reading in readings.values() for move in reading.moves]
    cuts = {cut for move in moves for cut in (move.start, move.end, move.to)}
    arranged: list[Section] = []
    before = 0
    for at, section in enumerate(found):
        top = places.find(at)
        link = links.get(top, 0) if at in joined else 0
        if link:
            if link == before and section.start not in cuts and _adjoin(arranged[-1], section):
                section = arranged.pop().followed_by(section)
            sides: dict[object, list[str]] = {}
            for key in section.texts:
                sides.setdefault(tuple(voices[top][key]), []).append(key)
            section = section.disputed(link, list(sides.values()))
        arranged.append(section)
        before = link
    return arranged


def _adjoin(one: Section, other: Section) -> bool:
    """Tell whether two sections that hold words of the base follow each other."""
    return one.start < one.end == other.start < other.end


def _holding(found: Sequence[Section], cell: Cell) -> int:
    """Find the section that holds a cell."""
    return next(
        at
        for at, section in enumerate(found)
        if (section.start, section.end) == (cell.start, cell.end)
        or (
            section.start <= cell.start < section.end
            and cell.end <= section.end
            and (cell.start < cell.end or section.start < cell.start)
        )
    )
