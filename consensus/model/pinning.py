"""Pinning: whether what was said of one version still holds for the present one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

from consensus.model.decisions import Decision
from consensus.model.positions import Position
from consensus.model.stance import SUPPORTIVE, Stance
from consensus.model.state import State
from consensus.model.version import Cause, Version


class CarryOver(StrEnum):
    """When a supportive position carries over a change of the text it was taken on."""

    WISHES_MET = "while own wishes are met"
    """Every change since is editorial, the writing of a bracket, or an amendment merged whole
    that the member itself supports, accepts or made a condition."""
    ALWAYS = "always"
    NEVER = "never"


HARMLESS = frozenset({Cause.EDITORIAL, Cause.BRACKETING, Cause.REBASED})
_WANTING = (Stance.SUPPORT, Stance.ACCEPT)


def is_stale(state: State, position: Position) -> bool:
    """Whether a supportive position needs to be taken afresh.

    Objections, holds, disagreements and recusals never go stale.
    """
    if position.stance not in SUPPORTIVE:
        return False
    seat = state.positions.seats.of(position.member)
    return not fresh(state, position.target, position.version, seat, position.conditions)


def stale_among(state: State, target: str, positions: Iterable[Position]) -> int:
    """The seats of those whose positions are stale, as `is_stale` says of each.

    Args:
        state: the state.
        target: the id of the target of all positions.
        positions: at most one of each member.
    """
    current = state.version_id(target)
    older: dict[tuple[str, tuple[str, ...]], int] = {}
    for position in positions:
        if position.version != current and position.stance.is_supportive:
            said = position.version, position.conditions
            older[said] = older.get(said, 0) | state.positions.seats.of(position.member)
    found = 0
    for (version, conditions), seats in older.items():
        found |= seats & ~fresh(state, target, version, seats, conditions)
    return found


def fresh(
    state: State, target: str, version: str, seats: int, conditions: Collection[str] = ()
) -> int:
    """Those of some members whose support of a version of a target holds for the present one.

    Args:
        state: the state.
        target: the id of the target.
        version: the id of the version that they support, accept or abstain on.
        seats: the seats of the members.
        conditions: the ids of the amendments that they made a condition.
    """
    current = state.version_id(target)
    if version == current or target in state.packages:
        return seats
    policy = CarryOver(state.settings[""].carry_over)
    if policy is not CarryOver.WISHES_MET:
        return seats if policy is CarryOver.ALWAYS else 0
    for change in _changes_since(state, version, current):
        if change is None:
            return 0
        if change.cause is Cause.MERGE:
            for amendment in change.merged_whole:
                if amendment not in conditions:
                    seats &= wanting(state, amendment)
        elif change.cause not in HARMLESS:
            return 0
        if not seats:
            return 0
    return seats


def wanting(state: State, amendment: str) -> int:
    """The seats of the members that support or accept an amendment, or stand behind it."""
    numbers = state.positions.seats
    roll = state.positions.roll(amendment)
    found = speaking = 0
    for call in roll.calls:
        speaking |= call.seats
        if call.stance in _WANTING:
            found |= fresh(state, amendment, call.version, call.seats)
    for position in roll.conditional.values():
        seat = numbers.of(position.member)
        speaking |= seat
        if position.stance in _WANTING and not is_stale(state, position):
            found |= seat
    return found | numbers.together(state.amendments[amendment].backers) & ~speaking


def text_changed(state: State, target: str, version: str) -> bool:
    """Whether a text was changed, more than editorially, since a version of it.

    Silence procedures and ratings are about one wording, so they are pinned by this, whatever
    the policy for positions is. So are decisions.
    """
    return not all(
        change is not None and change.cause in (Cause.EDITORIAL, Cause.REBASED)
        for change in _changes_since(state, version, state.version_id(target))
    )


def decision_is_stale(state: State, decision: Decision, target: str) -> bool:
    """Whether the text was changed, more than editorially, since it was decided."""
    return text_changed(state, target, decision.version_of(target))


def _changes_since(state: State, pinned: str, current: str) -> Iterator[Version | None]:
    """The versions after the pinned one, newest first; None when the pinned one is not below."""
    while current != pinned:
        version = state.versions.get(current)
        if version is None:
            yield None
            return
        yield version
        current = version.previous
