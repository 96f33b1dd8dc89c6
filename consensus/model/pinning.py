"""Pinning: whether what was said of one version still holds for the present one."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from consensus.model.decision import Decision
from consensus.model.position import Position
from consensus.model.stance import Stance
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


def is_stale(state: State, position: Position) -> bool:
    """Whether a supportive position needs to be taken afresh.

    Objections, holds, disagreements and recusals never go stale.
    """
    if not position.stance.is_supportive:
        return False
    current = state.version_id(position.target)
    if position.version == current or position.target in state.packages:
        return False
    policy = CarryOver(state.settings[""].carry_over)
    if policy is not CarryOver.WISHES_MET:
        return policy is CarryOver.NEVER
    return not all(
        change is not None
        and (
            change.cause in HARMLESS
            or (
                change.cause is Cause.MERGE
                and all(_wanted(state, position, each) for each in change.merged_whole)
            )
        )
        for change in _changes_since(state, position.version, current)
    )


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


def _wanted(state: State, position: Position, amendment: str) -> bool:
    if amendment in position.conditions:
        return True
    own = state.positions.get(amendment, {}).get(position.member)
    if own is None:
        return position.member in state.amendments[amendment].backers
    return own.stance in (Stance.SUPPORT, Stance.ACCEPT) and not is_stale(state, own)
