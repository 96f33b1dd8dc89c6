"""Combining several proposals for a whole document: its blocks first, then their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from consensus.arguments import validated
from consensus.text.alignment import align
from consensus.text.arrangement import Arrangement, Transfer
from consensus.text.document_combination import DocumentCombination
from consensus.text.edit import DisjointSet
from consensus.text.reading import Cell, Move, Reader, Reading, Sheet, lay_out, matched_ends
from consensus.text.stretch import Stretch, stretches


@validated
def combine_documents(
    base: str,
    proposals: Mapping[str, str],
    *,
    markdown: bool = True,
) -> DocumentCombination:
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
    sheet = lay_out(base, markdown)
    sheets = [lay_out(text, markdown) for text in texts]
    alignments = [align(sheet.blocks, each.blocks) for each in sheets]
    sheet, sheets = matched_ends(sheet, sheets, alignments)
    readers = dict(
        zip(
            texts,
            (Reader(sheet, *each) for each in zip(sheets, alignments, strict=True)),
            strict=True,
        )
    )
    readings = _read(readers)
    tails = {text: each.tail for text, each in zip(texts, sheets, strict=True)}
    found = stretches(sheet.text, {key: readings[proposals[key]].cells for key in keys})
    return DocumentCombination(
        base,
        proposals,
        Arrangement(
            sheet.text,
            tuple(_contested(found, {key: readings[proposals[key]] for key in keys})),
            tuple(_transfers(readings, keys, proposals)),
            _tail(sheet, {key: tails[proposals[key]] for key in keys}),
        ),
    )


def _read(readers: Mapping[str, Reader]) -> dict[str, Reading]:
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


def _is_contested(move: Move, text: str, readings: Mapping[str, Reading]) -> bool:
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
    readings: Mapping[str, Reading], keys: Sequence[str], proposals: Mapping[str, str]
) -> Iterable[Transfer]:
    by: dict[Move, list[str]] = {}
    for key in keys:
        for move in readings[proposals[key]].moves:
            by.setdefault(move, []).append(key)
    for move in sorted(by, key=lambda move: (move.start, move.to)):
        yield Transfer(move, tuple(by[move]))


def _tail(sheet: Sheet, tails: Mapping[str, str]) -> Stretch:
    end = len(sheet.text)
    changed = {key: tail for key, tail in tails.items() if tail != sheet.tail}
    return Stretch(end, end, sheet.tail, changed)


def _contested(found: Sequence[Stretch], readings: Mapping[str, Reading]) -> Iterable[Stretch]:
    """Make one conflict of the places where blocks go out and come in by a contested move."""
    places: DisjointSet[int] = DisjointSet()
    joined: set[int] = set()
    inserted = {each.start: at for at, each in enumerate(found) if each.start == each.end}
    for reading in readings.values():
        for move, cells in reading.struck.items():
            ends = [_holding(found, reading.cells[at]) for at in cells]
            if move.is_section and move.behind in inserted:
                # What is put in behind a section may belong to it.
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
    arranged: list[Stretch] = []
    before = 0
    for at, stretch in enumerate(found):
        top = places.find(at)
        link = links.get(top, 0) if at in joined else 0
        if link:
            if link == before and stretch.start not in cuts and _adjoin(arranged[-1], stretch):
                stretch = arranged.pop().followed_by(stretch)
            sides: dict[object, list[str]] = {}
            for key in stretch.texts:
                sides.setdefault(tuple(voices[top][key]), []).append(key)
            stretch = stretch.disputed(link, list(sides.values()))
        arranged.append(stretch)
        before = link
    return arranged


def _adjoin(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches that hold words of the base follow each other."""
    return one.start < one.end == other.start < other.end


def _holding(found: Sequence[Stretch], cell: Cell) -> int:
    """Find the stretch that holds a cell."""
    return next(
        at
        for at, stretch in enumerate(found)
        if (stretch.start, stretch.end) == (cell.start, cell.end)
        or (
            stretch.start <= cell.start < stretch.end
            and cell.end <= stretch.end
            and (cell.start < cell.end or stretch.start < cell.start)
        )
    )
