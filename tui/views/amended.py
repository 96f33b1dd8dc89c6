"""What amendments do to a text: one alone, or all undecided ones combined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.rivals import combine_pending
from consensus.reports.amendments import change_summary
from tui.views.text import Mark, Piece, pieces_of_change, pieces_of_combination, pieces_of_wording

if TYPE_CHECKING:
    from consensus.model.state import State
    from consensus.text.combination import Combination
    from consensus.working_group import WorkingGroup


def pieces_of_amendment(state: State, amendment: str) -> tuple[Piece, ...]:
    """What an amendment does, its changes marked against the text it was made to.

    Args:
        state: the state.
        amendment: its id.
    """
    found = state.amendments[amendment]
    return tuple(_PIECES[found.kind](state, found))


def combined(group: WorkingGroup, target: str) -> tuple[Piece, ...]:
    """All undecided amendments to a text combined: changes marked, conflicts numbered.

    Args:
        group: the working group.
        target: the id of an item or amendment; a package has no text of its own.
    """
    state = group.state
    if target in state.packages:
        return (Piece("A package has no text of its own; its items have.", Mark.FAINT),)
    combination = combine_pending(state, target)
    backers = {key: state.amendments[state.handles[key]].backers for key in combination.proposals}
    pieces = list(pieces_of_combination(combination))
    if not combination.proposals:
        pieces.append(Piece("\nNo undecided amendment changes its words.", Mark.FAINT))
    for each in group.changes_to(target):
        if each.why_not:
            pieces.append(Piece(f"\n{', '.join(each.by)} waits", Mark.NAME))
            pieces.append(Piece(f": {each.why_not}"))
    pieces += _holders_of_options(combination, backers)
    pieces += _neighbours(combination)
    pieces += _beside(state, target)
    return tuple(pieces)


def _modify(state: State, amendment: Amendment) -> Iterator[Piece]:
    base = state.versions[amendment.against].wording.notation()
    yield from pieces_of_change(base, state.text(amendment.id))


def _insert(state: State, amendment: Amendment) -> Iterator[Piece]:
    yield from (
        Piece(piece.text, Mark.ADDED) if piece.mark is Mark.KEPT else piece
        for piece in pieces_of_wording(state.version(amendment.id).wording)
    )


def _delete(state: State, amendment: Amendment) -> Iterator[Piece]:
    yield Piece(state.versions[amendment.against].wording.notation(), Mark.REMOVED)


def _rearrange(state: State, amendment: Amendment) -> Iterator[Piece]:
    yield Piece(f"{change_summary(state, amendment.id)}\n", Mark.STRONG)
    yield from _modify(state, amendment)
    for part in amendment.parts:
        yield Piece(f"\n¶ {part}", Mark.ADDED)
    for other in amendment.others:
        yield Piece(f"\n¶ {state.text(other)}", Mark.ADDED)


_PIECES: Mapping[AmendmentKind, Callable[[State, Amendment], Iterator[Piece]]] = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: _insert,
    AmendmentKind.DELETE: _delete,
    AmendmentKind.MOVE: _rearrange,
    AmendmentKind.SPLIT: _rearrange,
    AmendmentKind.JOIN: _rearrange,
}


def _holders_of_options(
    combination: Combination, backers: Mapping[str, tuple[str, ...]]
) -> Iterator[Piece]:
    for number, conflict in enumerate(combination.conflicts, 1):
        is_order = conflict.kind == "order"
        yield Piece(f"\n{'Order' if is_order else 'Conflict'} {number}", Mark.SIGN)
        for option in conflict.options:
            words = option.text.strip() or "no text"
            yield Piece(f"\n  {words}", Mark.OPTION if option.text.strip() else Mark.FAINT)
            by = "; ".join(f"{key}: {', '.join(backers[key]) or 'the chair'}" for key in option.by)
            yield Piece(f"  {by or 'as the text is'}", Mark.NAME)


def _neighbours(combination: Combination) -> Iterator[Piece]:
    for each in combination.neighbours:
        yield Piece(f"\n{', '.join(each.by)} change one sentence; read it again: ", Mark.FAINT)
        yield Piece(each.sentence)


def _beside(state: State, target: str) -> Iterator[Piece]:
    """What is undecided and does not change the words: deletions, moves, splits and joins."""
    for each in state.amendments_to.get(target, ()):
        amendment = state.amendments[each]
        changes_words = amendment.kind is AmendmentKind.MODIFY
        if amendment.state is AmendmentState.OPEN and not changes_words:
            yield Piece(f"\n{amendment.handle} would ", Mark.NAME)
            yield Piece(change_summary(state, each))
