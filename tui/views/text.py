"""Pieces of a text with what is to be seen of each; of wordings, changes and combinations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from consensus.reports.comparison import Piece as Compared
from consensus.reports.comparison import PieceKind, compare_texts
from consensus.text.brackets import Bracket, BracketedText, BracketOption
from consensus.text.combination import Change, Combination, Conflict, Kept


class Mark(StrEnum):
    """What is to be seen of a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    SIGN = "sign"
    NAME = "name"
    OPTION = "option"
    CHOSEN = "chosen"
    FAINT = "faint"
    STRONG = "strong"
    HEADING = "heading"


_MARKS = {
    PieceKind.KEPT: Mark.KEPT,
    PieceKind.REMOVED: Mark.REMOVED,
    PieceKind.INSERTED: Mark.ADDED,
}


@frozen
class Piece:
    """Some words, and what is to be seen of them.

    Attributes:
        text: the words as they are, control signs included.
        mark: how they are meant.
    """

    text: str
    mark: Mark = Mark.KEPT


def plain(pieces: Iterable[Piece]) -> str:
    """The words alone."""
    return "".join(piece.text for piece in pieces)


def pieces_of_wording(wording: BracketedText, names: bool = True) -> tuple[Piece, ...]:
    """A text with its brackets, their signs and names told apart from the words.

    Args:
        wording: the text.
        names: whether it says who holds which option.
    """
    return tuple(_wording(wording, names))


def pieces_of_change(old: str, new: str) -> tuple[Piece, ...]:
    """What makes one text of another: words kept, removed, added."""
    return pieces_of_comparison(compare_texts(old, new))


def pieces_of_comparison(compared: Iterable[Compared]) -> tuple[Piece, ...]:
    """What was compared already: words kept, removed, added."""
    return tuple(told_apart(Piece(each.text, _MARKS[each.kind]) for each in compared))


def told_apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put a space between words that are taken out and those that come in their place.

    Args:
        pieces: as they stand; where a space or a sign stands between them, none is put in.
    """
    before = Piece("")
    for piece in pieces:
        takes_place = before.mark is Mark.REMOVED and piece.mark in (Mark.ADDED, Mark.CHOSEN)
        if takes_place and before.text[-1:].isalnum() and piece.text[:1].isalnum():
            yield Piece(" ")
        yield piece
        before = piece


def pieces_of_combination(combination: Combination, current: int = -1) -> tuple[Piece, ...]:
    """A combination as it would read: changes marked, conflicts as numbered brackets.

    Args:
        combination: the combination; conflicts that are settled in it read as settled.
        current: the number of the conflict that is looked at, counted from 0 among those left.
    """
    return tuple(told_apart(_combination(combination, current)))


def _wording(wording: BracketedText, names: bool) -> Iterator[Piece]:
    # Printed drafts nest brackets to any depth, so this is a loop and no recursion.
    waiting: list[Iterator[Bracket | str | Piece]] = [iter(wording.parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, Piece):
            yield part
        elif isinstance(part, str):
            yield Piece(part, Mark.OPTION if len(waiting) > 1 else Mark.KEPT)
        else:
            waiting.append(_bracket(part, names))


def _bracket(bracket: Bracket, names: bool) -> Iterator[Bracket | str | Piece]:
    yield Piece("[", Mark.SIGN)
    for number, option in enumerate(bracket.options):
        if number:
            yield Piece(" | ", Mark.SIGN)
        if names and option.names:
            yield Piece(f"{_held(option)}: ", Mark.NAME)
        if option.text.parts:
            yield from option.text.parts
        else:
            yield Piece("no text", Mark.FAINT)
    yield Piece("]", Mark.SIGN)


def _held(option: BracketOption) -> str:
    parts = [", ".join(option.proposes)] if option.proposes else []
    if option.supports:
        parts.append(f"{', '.join(option.supports)} support")
    if option.opposes:
        parts.append(f"{', '.join(option.opposes)} oppose")
    return ", ".join(parts)


def _combination(combination: Combination, current: int) -> Iterator[Piece]:
    number = -1
    for hunk in combination.hunks:
        if isinstance(hunk, Kept):
            yield Piece(hunk.text, Mark.CHOSEN if hunk.settled_from else Mark.KEPT)
        elif isinstance(hunk, Change):
            yield from _change(hunk)
        else:
            number += 1
            yield from _conflict(hunk, number, number == current)


def _change(change: Change) -> Iterator[Piece]:
    if change.replaces:
        yield Piece(change.replaces, Mark.REMOVED)
    if change.text:
        yield Piece(change.text, Mark.CHOSEN if change.settled_from else Mark.ADDED)


def _conflict(conflict: Conflict, number: int, is_current: bool) -> Iterator[Piece]:
    sign = Mark.STRONG if is_current else Mark.SIGN
    yield Piece(f"[{number + 1}: ", sign)
    for place, option in enumerate(conflict.options):
        if place:
            yield Piece(" | ", sign)
        if option.by:
            yield Piece(f"{', '.join(option.by)}: ", Mark.NAME)
        if option.text.strip():
            yield Piece(option.text, Mark.OPTION)
        else:
            yield Piece("no text", Mark.FAINT)
    yield Piece("]", sign)


def joined(parts: Sequence[tuple[Piece, ...]], between: str) -> tuple[Piece, ...]:
    """Several passages one after the other."""
    found: list[Piece] = []
    for number, part in enumerate(parts):
        if number:
            found.append(Piece(between))
        found.extend(part)
    return tuple(found)
