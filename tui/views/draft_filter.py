"""Which items of a draft are shown, and where words that are looked for stand in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from attrs import frozen

from consensus.rules.verdict import Status
from tui.views.draft import ItemLine
from tui.views.text import Mark, Piece

_BEFORE_THE_WORDS = 18


@frozen
class Filter:
    """Some of the items of a draft.

    Attributes:
        name: what they have in common, such as `blocked`.
        key: the key that picks it.
        keeps: whether an item is one of them.
    """

    name: str
    key: str
    keeps: Callable[[ItemLine], bool]


def _of(*statuses: Status) -> Callable[[ItemLine], bool]:
    wanted: Collection[Status] = frozenset(statuses)
    return lambda line: not line.is_heading and line.status in wanted


is_undecided = _of(Status.OPEN, Status.BLOCKED, Status.CONDITIONAL, Status.READY)
"""Whether an item is still to be settled."""

ALL = Filter("all", "l", lambda line: True)

FILTERS = (
    ALL,
    Filter("undecided", "u", is_undecided),
    Filter("open", "o", _of(Status.OPEN)),
    Filter("blocked", "b", _of(Status.BLOCKED)),
    Filter("conditional", "c", _of(Status.CONDITIONAL)),
    Filter("ready", "r", _of(Status.READY)),
    Filter("stale", "s", lambda line: line.stale > 0),
    Filter("with brackets", "k", lambda line: line.brackets > 0),
    Filter("with open amendments", "m", lambda line: line.amendments > 0),
    Filter("agreed", "a", _of(Status.AGREED, Status.ADOPTED)),
    Filter("agreed ad ref", "f", _of(Status.AGREED_AD_REF)),
    Filter("deferred", "d", _of(Status.DEFERRED)),
    Filter("withdrawn or rejected", "w", _of(Status.WITHDRAWN, Status.REJECTED)),
)
"""What can be picked, in this order."""


def has_words(line: ItemLine, words: str) -> bool:
    """Whether an item is called so, or has these words; case does not matter."""
    wanted = words.casefold()
    return (
        wanted in line.text.casefold()
        or wanted in line.label.casefold()
        or wanted == line.handle.casefold()
    )


def around(text: str, words: str) -> str:
    """A text from a little before the first place where words stand in it."""
    place = text.casefold().find(words.casefold()) if words else -1
    if place <= _BEFORE_THE_WORDS:
        return text
    space = text.find(" ", place - _BEFORE_THE_WORDS, place)
    return f"…{text[space + 1 if space >= 0 else place - _BEFORE_THE_WORDS :]}"


def marked(pieces: tuple[Piece, ...], words: str) -> Iterator[Piece]:
    """The pieces, with the places where words stand in one of them told apart."""
    wanted = words.casefold()
    for piece in pieces:
        folded = piece.text.casefold()
        # Folding may lengthen a text, as it does `ß`; places in it would then be wrong.
        if not wanted or len(folded) != len(piece.text):
            yield piece
            continue
        at = 0
        while (place := folded.find(wanted, at)) >= 0:
            if place > at:
                yield Piece(piece.text[at:place], piece.mark)
            at = place + len(wanted)
            yield Piece(piece.text[place:at], Mark.STRONG)
        if at < len(piece.text):
            yield Piece(piece.text[at:], piece.mark)
