"""An arrangement: the parts of a document that proposals change, and the blocks that they move."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from attrs import evolve, frozen

from consensus.text.blocks import parted
from consensus.text.combination import Change, Conflict, Hunk, Kept, Option
from consensus.text.reading import Move
from consensus.text.stretch import Stretch


@frozen
class Transfer:
    """Blocks that some proposals move, nobody wanting them elsewhere or gone.

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
        stretch: the index of the stretch that it is, or -1.
        transfer: the blocks that it was moved with.
        is_origin: whether this is where moved blocks are missing.
    """

    start: int
    end: int
    stretch: int = -1
    transfer: Transfer | None = None
    is_origin: bool = False


@frozen(eq=False)
class Arrangement:
    """A document in parts: what is kept, what is changed, and what stands elsewhere.

    Attributes:
        base: the base, its last block followed by a separator and not by its end.
        stretches: where somebody changes something, in the order of the base.
        transfers: the blocks that are moved.
        tail: how the document ends.
    """

    base: str
    stretches: tuple[Stretch, ...]
    transfers: tuple[Transfer, ...]
    tail: Stretch

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        return self.tail.is_clean and all(stretch.is_clean for stretch in self.stretches)

    def text(self) -> str:
        """Give the text with all changes made, when nothing is in conflict."""
        written = []
        for piece in self._pieces(self.transfers):
            if piece.stretch >= 0:
                written.append(self.stretches[piece.stretch].text())
            elif piece.start < piece.end:
                written.append(self.base[piece.start : piece.end])
            elif piece.transfer:
                written.append(piece.transfer.move.separator)
        return parted("".join(written))[0] + self.tail.text()

    def wording(self, key: str) -> str:
        """Give the text of one proposal."""
        written = []
        for piece in self._pieces([each for each in self.transfers if key in each.by]):
            if piece.stretch >= 0:
                written.append(self.stretches[piece.stretch].wording(key))
            elif piece.start < piece.end:
                written.append(self.base[piece.start : piece.end])
            elif piece.transfer:
                written.append(piece.transfer.move.separator)
        return parted("".join(written))[0] + self.tail.wording(key)

    def hunks(self, put_in: bool = False, by_words: bool = True) -> Iterator[tuple[Hunk, int, int]]:
        """Give what is kept, changed and in conflict, in the new order.

        Blocks that moved are a change that takes them out and changes that put them in, all with
        one number; a conflict about their words stands where they are put in.

        Args:
            put_in: whether in such a conflict all wordings are put in, that of the base too, since
                the base has none of them there.
            by_words: whether changes without a rival are cut by words too; the text that comes of
                them is the same.

        Yields:
            Each hunk; for a conflict, the index of the stretch that it is in (the tail counting
            as the last) and its index among the conflicts there.
        """
        numbers = {id(each): number for number, each in enumerate(self.transfers, start=1)}
        links = len(numbers)
        questions = 0
        hunks: list[tuple[Hunk, int, int]] = []
        pieces = list(self._pieces(self.transfers, with_origins=True))
        # How the document ends depends on the last words that are kept, wherever they stand.
        last = max((at for at, piece in enumerate(pieces) if self._is_kept(piece)), default=0)
        for at, piece in enumerate(pieces):
            transfer = piece.transfer
            number = numbers[id(transfer)] if transfer else 0
            found: Sequence[Hunk]
            if piece.is_origin and transfer:
                gone = self.base[transfer.move.start : transfer.move.end]
                hunks.append((Change(gone, "", transfer.by, number), -1, -1))
                continue
            if piece.stretch >= 0:
                stretch = self.stretches[piece.stretch]
                is_cut = by_words or at > last
                found = stretch.combination.hunks if is_cut else stretch.hunks_as_written()
                found, links, questions = _renumbered(found, links, questions)
            elif piece.start < piece.end:
                found = (Kept(self.base[piece.start : piece.end]),)
            else:
                found = (Kept(transfer.move.separator),) if transfer else ()
            if transfer:
                found = [_put_in(hunk, transfer.by, number, put_in) for hunk in found]
            hunks += _counted(found, piece.stretch)
        ending, _, _ = _renumbered(self.tail.combination.hunks, links, questions)
        return chain(_ended(hunks), _counted(ending, len(self.stretches)))

    def _is_kept(self, piece: _Piece) -> bool:
        is_base = piece.stretch < 0 and piece.transfer is None
        return is_base and bool(self.base[piece.start : piece.end].strip())

    def _pieces(
        self, transfers: Collection[Transfer], with_origins: bool = False
    ) -> Iterator[_Piece]:
        """Cut the base at every stretch and move, and put the pieces in the new order."""
        cuts = sorted({cut for each in transfers for cut in _cuts(each.move)})
        pieces: list[_Piece] = []
        done = 0
        for at, stretch in enumerate(self.stretches):
            pieces += _kept(done, stretch.start, cuts)
            pieces.append(_Piece(stretch.start, stretch.end, at))
            done = stretch.end
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


def _counted(hunks: Sequence[Hunk], stretch: int) -> Iterator[tuple[Hunk, int, int]]:
    count = 0
    for hunk in hunks:
        if isinstance(hunk, Conflict):
            yield hunk, stretch, count
            count += 1
        else:
            yield hunk, -1, -1


def _ended(hunks: Sequence[tuple[Hunk, int, int]]) -> Iterator[tuple[Hunk, int, int]]:
    """Take the separator behind the last block away.

    Where blocks are put in or taken out at the end, what parts them from those before stands
    before them and not behind.
    """
    last = max((at for at, (hunk, _, _) in enumerate(hunks) if _holds_words(hunk)), default=0)
    yield from hunks[:last]
    gap = new_gap = ""
    by: tuple[str, ...] = ()
    for hunk, stretch, index in hunks[last:]:
        if isinstance(hunk, Conflict):
            old, after = _shifted(hunk.replaces, gap)
            ends = [_shifted(option.text, new_gap)[1] for option in hunk.options]
            options = tuple(
                Option(_shifted(option.text, gap)[0], option.by) for option in hunk.options
            )
            yield evolve(hunk, replaces=old, options=options), stretch, index
            gap, new_gap = after, ends[-1]
            continue
        by = hunk.by if isinstance(hunk, Change) else by
        old, gap = _shifted(hunk.text if isinstance(hunk, Kept) else hunk.replaces, gap)
        new, new_gap = _shifted(hunk.text, new_gap)
        if old == new:
            if new:
                yield Kept(new), -1, -1
        elif isinstance(hunk, Change):
            yield evolve(hunk, replaces=old, text=new), -1, -1
        else:
            yield Change(old, new, by), -1, -1


def _holds_words(hunk: Hunk) -> bool:
    return isinstance(hunk, Kept) and bool(hunk.text.strip())


def _shifted(text: str, gap: str) -> tuple[str, str]:
    """Put what parted a text from the last one before it, and say what parts it from the next."""
    return parted(gap + text) if text else ("", gap)
