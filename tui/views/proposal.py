"""An amendment while it is being made: what it would do, and how it is recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected
from consensus.model.amendments import AmendmentKind
from consensus.reports.words import label_of
from consensus.text.display import shortened
from tui.views.text import Mark, Piece, pieces_of_change
from tui.views.wording import WordingView, name_of, pieces_of_both, problems_of

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from tui.worker import Act, Check, Look

_BETWEEN_PARTS = re.compile(r"\n[ \t]*\n\s*")
_BEGINNING = 56

WITHOUT_WORDS = (AmendmentKind.DELETE, AmendmentKind.MOVE)
"""Kinds of amendments that say nothing of how the words would read."""


@frozen
class Proposal:
    """An amendment as far as it is made.

    Attributes:
        kind: what it does.
        by: the codes of its sponsors; none for a proposal of the chair.
        cosponsors: the codes of those that join.
        rationale: why; may be empty.
        label: for an insertion, the label proposed.
        after: for a move, the id of the item it goes after; of a heading, it goes under that.
        others: for a join, the ids of the items joined.
    """

    kind: AmendmentKind = AmendmentKind.MODIFY
    by: tuple[str, ...] = ()
    cosponsors: tuple[str, ...] = ()
    rationale: str = ""
    label: str = ""
    after: str = ""
    others: tuple[str, ...] = ()


@frozen
class PlaceLine:
    """An item that another can be moved after, or joined with.

    Attributes:
        id: its id.
        name: what people call it.
        beginning: how its text begins.
    """

    id: str
    name: str
    beginning: str


def places_view(group: WorkingGroup, check: Check, target: str) -> tuple[PlaceLine, ...]:
    """Read the other items of the draft that an item is in."""
    state = group.state
    found: list[PlaceLine] = []
    for item in state.walk(state.draft_of(target)):
        check()
        if item.id != target:
            label = label_of(state, item.id) or item.handle
            beginning = shortened(" ".join(state.text(item.id).split()), _BEGINNING)
            found.append(PlaceLine(item.id, label, beginning))
    return tuple(found)


def joined_text(group: WorkingGroup, target: str, others: tuple[str, ...]) -> str:
    """What items would read as one, in the order in which they were named."""
    return " ".join(group.state.text(each) for each in (target, *others))


def parts_of(text: str) -> tuple[str, ...]:
    """The parts into which empty lines cut a text."""
    return tuple(part for part in _BETWEEN_PARTS.split(text.strip()) if part)


def foresight(
    proposal: Proposal, wording: WordingView, against: str, changed: bool, text: str
) -> Look[tuple[Piece, ...]]:
    """Work out what an amendment would do, to be shown while it is made.

    Args:
        proposal: the amendment as far as it is made.
        wording: what it amends.
        against: what that said when it was begun.
        changed: whether that was changed since.
        text: the words typed.
    """

    def look(group: WorkingGroup, check: Check) -> tuple[Piece, ...]:
        if changed and proposal.kind is AmendmentKind.MODIFY:
            pieces = pieces_of_both(against, wording.text, text, check)
        else:
            pieces = _PIECES[proposal.kind](group, proposal, wording, text)
        problems = problems_of(group, text)
        warned = tuple(Piece(f"\n✗ {each}", Mark.SIGN) for each in problems)
        return (*pieces, *warned)

    return look


def _modify(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    if text == wording.text:
        return (Piece("nothing yet: type above what it should say", Mark.FAINT),)
    return pieces_of_change(wording.text, text)


def _insert(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    label = f"{proposal.label} " if proposal.label else ""
    if not text.strip():
        return (Piece(f"nothing yet: type above what comes after {wording.name}", Mark.FAINT),)
    return (
        Piece(f"{wording.text}\n\n", Mark.FAINT),
        Piece(label, Mark.NAME),
        Piece(text, Mark.ADDED),
    )


def _delete(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    return (Piece(wording.text, Mark.REMOVED),)


def _move(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    state = group.state
    if not proposal.after:
        return (Piece("F3 asks where it goes", Mark.FAINT),)
    return (
        Piece(f"{state.text(proposal.after)}\n\n", Mark.FAINT),
        Piece(f"moved after {name_of(group, proposal.after)}\n", Mark.NAME),
        Piece(wording.text, Mark.ADDED),
    )


def _split(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    parts = parts_of(text)
    if len(parts) < 2:
        return (Piece("put an empty line (Enter Enter) where it is to be split", Mark.FAINT),)
    pieces: list[Piece] = []
    for number, part in enumerate(parts, 1):
        pieces += [Piece(f"{'' if number == 1 else chr(10)}part {number}\n", Mark.NAME)]
        pieces += [Piece(f"{part}\n")]
    changed = " ".join(parts) != " ".join(wording.text.split("\n"))
    if changed:
        pieces += [Piece("\nin all\n", Mark.NAME)]
        pieces += pieces_of_change(wording.text, " ".join(parts))
    return tuple(pieces)


def _join(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Piece, ...]:
    if not proposal.others:
        return (Piece("F3 asks what it is joined with", Mark.FAINT),)
    names = ", ".join(name_of(group, each) for each in proposal.others)
    return (
        Piece(f"joined with {names}\n", Mark.NAME),
        *pieces_of_change(joined_text(group, wording.target, proposal.others), text),
    )


_PIECES = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: _insert,
    AmendmentKind.DELETE: _delete,
    AmendmentKind.MOVE: _move,
    AmendmentKind.SPLIT: _split,
    AmendmentKind.JOIN: _join,
}


def proposing(proposal: Proposal, target: str, version: str, text: str) -> Act:
    """How an amendment is recorded.

    Args:
        proposal: the amendment.
        target: the id of what it amends.
        version: the id of the version that its words were typed against.
        text: the words.
    """

    def act(group: WorkingGroup) -> Step:
        refuse_if_changed(group, target, version)
        words, *parts = parts_of(text) if proposal.kind is AmendmentKind.SPLIT else (text,)
        inserts = proposal.kind is AmendmentKind.INSERT
        return group.propose(
            "" if inserts else target,
            "" if proposal.kind in WITHOUT_WORDS else words,
            by=proposal.by,
            cosponsors=proposal.cosponsors,
            kind=proposal.kind,
            after=target if inserts else proposal.after,
            label=proposal.label,
            parts=parts,
            others=proposal.others,
            rationale=proposal.rationale,
            draft=group.state.draft_of(target),
        )

    return act


def refuse_if_changed(group: WorkingGroup, target: str, version: str) -> None:
    """Record nothing over a text that is not the one that was seen.

    Raises:
        Rejected: it has changed since.
    """
    if group.state.version_id(target) != version:
        raise Rejected(f"{name_of(group, target)} has changed since; look at it again")
