"""A combination with what was chosen of it, as pieces of text."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    InBrackets,
    Kept,
    Names,
    Option,
)
from consensus.text.render import write_bracket
from tui.views.merge_choices import MergeChoices
from tui.views.text import Mark, Piece, pieces_of_change, told_apart


def pieces_of_choices(
    combination: Combination, choices: MergeChoices, names: Names, current: int = -1
) -> tuple[Piece, ...]:
    """A combination as it would read now: changes marked, conflicts with their numbers.

    Args:
        combination: the combination.
        choices: what was chosen of it, as it would be recorded.
        names: the codes to print for each amendment where a conflict is put in brackets.
        current: the number of the conflict that is looked at, from 0; none if negative.
    """
    return tuple(told_apart(_pieces(combination, choices, names, current)))


def _pieces(
    combination: Combination, choices: MergeChoices, names: Names, current: int
) -> Iterator[Piece]:
    conflicts = changes = 0
    all_taken = set(choices.taken(combination))
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            yield from _conflict(hunk, conflicts, choices, names, conflicts == current)
            conflicts += 1
        elif isinstance(hunk, Change):
            text = hunk.text if changes in all_taken else hunk.replaces
            if changes in choices.bracketed:
                text = write_bracket((Option(hunk.replaces), Option(text, hunk.by)), names)
            changes += 1
            if text == hunk.replaces:
                yield Piece(text)
            elif changes - 1 in choices.bracketed:
                yield Piece(text, Mark.ADDED)
            else:
                yield from _replaced(hunk.replaces, text, Mark.ADDED)
        else:
            yield Piece(hunk.text)


def _conflict(
    conflict: Conflict, number: int, choices: MergeChoices, names: Names, is_current: bool
) -> Iterator[Piece]:
    sign = Mark.STRONG if is_current else Mark.SIGN
    settlement = choices.settled.get(number)
    if settlement is None:
        yield Piece(f"‹{number + 1}: ", sign)
        if conflict.replaces:
            yield Piece(conflict.replaces, Mark.OPTION)
        else:
            yield Piece("nothing", Mark.FAINT)
        yield Piece("›", sign)
        return
    settled = conflict.settled(settlement, names)
    yield Piece(f"‹{number + 1}✓ ", sign)
    if isinstance(settled, Kept) or isinstance(settlement, InBrackets):
        yield Piece(settled.text, Mark.CHOSEN)
    else:
        yield from _replaced(settled.replaces, settled.text, Mark.CHOSEN)
    yield Piece("›", sign)


def _replaced(old: str, new: str, mark: Mark) -> Iterator[Piece]:
    if old:
        yield Piece(old, Mark.REMOVED)
    if new:
        yield Piece(new, mark)


def number_of_current(pieces: tuple[Piece, ...]) -> int:
    """The number of the piece with which the conflict that is looked at begins; 0 for none."""
    return next((at for at, piece in enumerate(pieces) if piece.mark is Mark.STRONG), 0)


def against_base(base: str, wording: str) -> tuple[Piece, ...]:
    """A wording marked against the words of the base; as a whole where little of them is left."""
    if wording == base:
        return (Piece(wording) if wording else Piece("no text", Mark.FAINT),)
    if not wording:
        return (Piece(base, Mark.REMOVED),)
    pieces = pieces_of_change(base, wording)
    kept = sum(len(piece.text) for piece in pieces if piece.mark is Mark.KEPT)
    if 2 * kept >= len(wording):
        return pieces
    removed = [Piece(base, Mark.REMOVED)] if base else []
    return tuple(told_apart([*removed, Piece(wording, Mark.ADDED)]))
