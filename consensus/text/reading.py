"""A reading: what a proposal does to the blocks of a document."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from attrs import evolve, field, frozen

from consensus.text.alignment import Alignment, Fate
from consensus.text.blocks import Block, BlockKind, split_blocks

_MOVED = (Fate.MOVED, Fate.MOVED_AND_MODIFIED)
_TIGHT = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@frozen
class Sheet:
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

    def ending_in(self, separator: str) -> Sheet:
        """Give the last block another separator."""
        *before, last = self.blocks
        return evolve(self, blocks=(*before, evolve(last, separator=separator)))


def lay_out(text: str, markdown: bool) -> Sheet:
    """Lay a document out in blocks.

    Args:
        text: the document.
        markdown: whether it is Markdown, as for `split_blocks`.
    """
    blocks = split_blocks(text, markdown)
    if not text.strip():
        return Sheet((), text)
    before = blocks[-2].separator if len(blocks) > 1 else ""
    newline = next((sign for sign in ("\r\n", "\n", "\r") if sign in text), "\n")
    usual = newline if blocks[-1].kind in _TIGHT else newline * 2
    if blocks[-1].kind in _TIGHT and len(blocks) > 1 and blocks[-2].kind is blocks[-1].kind:
        usual = before
    return Sheet(blocks, blocks[-1].separator).ending_in(usual)


def matched_ends(
    base: Sheet, sheets: Sequence[Sheet], alignments: Sequence[Alignment]
) -> tuple[Sheet, list[Sheet]]:
    """Let blocks that are last on one side only end as they do on the other.

    Args:
        base: the base.
        sheets: the proposals.
        alignments: which blocks of the base became which of each.

    Returns:
        The base and the proposals with other separators behind their last blocks.
    """
    if base.blocks:
        seen: Counter[str] = Counter()
        for sheet, alignment in zip(sheets, alignments, strict=True):
            for match in alignment.matches:
                if len(base.blocks) - 1 in match.old and match.new[-1:] < (len(sheet.blocks) - 1,):
                    seen.update(sheet.blocks[at].separator for at in match.new[-1:])
        if seen:
            base = base.ending_in(max(seen, key=lambda end: (seen[end], len(end), end)))
    ended = []
    for sheet, alignment in zip(sheets, alignments, strict=True):
        for match in alignment.matches:
            if match.old and match.new and match.new[-1] == len(sheet.blocks) - 1:
                sheet = sheet.ending_in(base.blocks[match.old[-1]].separator)
        ended.append(sheet)
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
class Reading:
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
        sheet: the proposal.
        alignment: which blocks of the one became which of the other.
    """

    def __init__(self, base: Sheet, sheet: Sheet, alignment: Alignment) -> None:
        self._base = base
        self._sheet = sheet
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

    def read(self, taken: Collection[Move]) -> Reading:
        """Read the proposal.

        Args:
            taken: the moves that are read as such; the others are read as deletions and insertions.
        """
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
        return Reading(tuple(cells), moves, frozenset(crowded), struck)

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
                place = self._starts[places.start]
                cells.append(Cell(place, place, "".join(self._sheet.blocks[n].text for n in new)))
            for place in () if new else places:
                graves[place] = len(cells)
                cells.append(Cell(self._starts[place], self._starts[place + 1], ""))
            cells += self._read_run(run)

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
