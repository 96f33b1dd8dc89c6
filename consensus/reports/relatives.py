"""What an amendment has to do with the others: the same, nearly the same, excluded, following."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.document_order import handles_in_order
from consensus.model.rivals import combination_of
from consensus.model.state import State
from consensus.text.diff import similarity

NEARLY = 0.75
"""From how much likeness on two amendments are shown as nearly the same."""


@frozen
class Near:
    """An amendment that proposes nearly the same.

    Attributes:
        handle: such as `A17`.
        likeness: how much of what both change they change alike, from 0 to 1.
    """

    handle: str
    likeness: float


@frozen
class Relatives:
    """What an amendment has to do with the other undecided ones.

    Attributes:
        same: the handles of those that propose the same.
        near: those that propose nearly the same, the likest first.
        rivals: the handles of those that want other words in a place where it wants some.
        follows: the handles of the amendments whose new item it would stand after or under.
        followed_by: the handles of those that would stand after or under its new item.
    """

    same: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    rivals: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()


def relatives(state: State, target: str) -> Relatives:
    """Find what an amendment has to do with the other undecided ones.

    Args:
        state: the state.
        target: the id of the amendment; of anything else nothing is found.
    """
    amendment = state.amendments.get(target)
    if amendment is None:
        return Relatives()
    same: list[str] = []
    near: list[Near] = []
    base = state.text(amendment.target) if amendment.kind is AmendmentKind.MODIFY else ""
    mine = state.text(target)
    for other in _alike(state, amendment):
        found = similarity(base, mine, state.text(other.id))
        if found == 1:
            same.append(other.id)
        elif found >= NEARLY:
            near.append(Near(other.handle, found))
    places = {amendment.after, amendment.parent}
    below = [
        each.id
        for each in state.amendments.values()
        if target in (each.after, each.parent) and each.state is AmendmentState.OPEN
    ]
    return Relatives(
        same=handles_in_order(state, same),
        near=tuple(sorted(near, key=lambda each: (-each.likeness, each.handle))),
        rivals=tuple(_excluded(state, amendment)),
        follows=handles_in_order(state, (each for each in places if each in state.amendments)),
        followed_by=handles_in_order(state, below),
    )


def _alike(state: State, amendment: Amendment) -> Iterator[Amendment]:
    """The other undecided amendments that could propose the same as one."""
    for each in state.amendments_to.get(amendment.target, ()):
        other = state.amendments[each]
        if (
            other.id != amendment.id
            and other.state is AmendmentState.OPEN
            and other.kind is amendment.kind
            and (other.parent, other.others) == (amendment.parent, amendment.others)
            and (other.after == amendment.after or amendment.kind is AmendmentKind.INSERT)
        ):
            yield other


def _excluded(state: State, amendment: Amendment) -> Iterator[str]:
    """The handles of the amendments whose words and its own exclude each other."""
    if amendment.kind is not AmendmentKind.MODIFY:
        return
    found: dict[str, None] = {}
    for conflict in combination_of(state, amendment.target).conflicts:
        for option in conflict.options:
            if amendment.handle in conflict.by and amendment.handle not in option.by:
                found.update(dict.fromkeys(option.by))
    yield from sorted(found, key=lambda handle: (len(handle), handle))
