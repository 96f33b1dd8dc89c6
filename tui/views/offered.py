"""A mail in the tray: all that it says, and the amendments that it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendments import AmendmentKind, TrayEntry, TrayState
from consensus.model.state import State
from consensus.reports.amendments import text_summary
from tui.views.naming import name_of
from tui.views.text import Mark, Piece, pieces_of_change

if TYPE_CHECKING:
    from consensus.working_group.import_mail import Offer

_SAID = (
    *(("from ", "sender name"), (" <", "sender address"), ("> ", "sent"), ("\nabout ", "subject")),
    ("\n\n", "text"),
)


@frozen
class OfferedChange:
    """An amendment that a mail seems to ask for.

    Attributes:
        number: by which it is taken.
        name: what people call what it amends, or follows.
        summary: what it would do, in a line.
        score: how sure it is that it is meant, from 0 to 1.
        reopens: whether it asks to reopen what is closed.
        taken: the handle of the amendment that was made of it; empty for none.
        pieces: the amendment, as changed words.
    """

    number: int
    name: str
    summary: str
    score: float
    reopens: bool
    taken: str
    pieces: tuple[Piece, ...]


def offered_changes(state: State, offers: tuple[Offer, ...]) -> tuple[OfferedChange, ...]:
    """The offers of a mail, as they are shown."""
    return tuple(_change(state, each) for each in offers)


def mail_pieces(state: State, entry: TrayEntry, offers: tuple[OfferedChange, ...]) -> list[Piece]:
    """A mail in full, and what it offers."""
    fields = entry.fields
    pieces = [Piece(entry.handle, Mark.HEADING), Piece(f"  {entry.problem}")]
    if entry.state is TrayState.PLACED:
        pieces.append(Piece(f"\nplaced as {state.handle_of(entry.became)}", Mark.CHOSEN))
    elif entry.state is TrayState.SET_ASIDE:
        pieces.append(Piece(f"\nset aside: {entry.reason}", Mark.CHOSEN))
    pieces.append(Piece("\n"))
    for lead, name in _SAID:
        pieces += [Piece(lead, Mark.FAINT), Piece(fields.get(name, ""))]
    for name in ("attachments", "quoted", "signature"):
        if fields.get(name):
            pieces.append(Piece(f"\n\n{name}\n{fields[name]}", Mark.FAINT))
    return [*pieces, *_offered(offers)]


def _offered(offers: tuple[OfferedChange, ...]) -> list[Piece]:
    if not offers:
        return [Piece("\n\nIt asks for no change of words that could be found.", Mark.FAINT)]
    pieces = [Piece("\n\nIt seems to ask for (Enter)", Mark.HEADING)]
    for each in offers:
        closed = ", which is closed" if each.reopens else ""
        pieces += [
            Piece(f"\n{each.score:4.0%} ", Mark.NAME),
            Piece(f"{each.name}{closed}  ", Mark.HEADING),
            Piece(each.summary),
            Piece(f"  taken as {each.taken}" if each.taken else "", Mark.CHOSEN),
        ]
    return pieces


def _change(state: State, offer: Offer) -> OfferedChange:
    place = offer.place
    if place.kind is AmendmentKind.INSERT:
        beside = place.after if place.after in state.items else place.parent or place.target
        name = (
            f"after {name_of(state, beside)}" if beside == place.after else name_of(state, beside)
        )
        summary = f"insert “{place.text}”"
        pieces: tuple[Piece, ...] = (Piece(place.text, Mark.ADDED),)
    else:
        name, now = name_of(state, place.target), state.text(place.target)
        is_gone = place.kind is AmendmentKind.DELETE
        summary = "delete it" if is_gone else text_summary(now, place.text)
        pieces = pieces_of_change(now, place.text)
    return OfferedChange(
        *(offer.number, name, summary, offer.score, offer.reopens, offer.taken), pieces=pieces
    )
