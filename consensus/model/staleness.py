"""Conditions: what has become of the targets that a position depends on."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import has_words, shared_changes
from consensus.model.decisions import Outcome
from consensus.model.pinning import decision_is_stale
from consensus.model.positions import Position
from consensus.model.stance import Stance
from consensus.model.state import State

_FAILED = (AmendmentState.CLOSED, AmendmentState.WITHDRAWN, AmendmentState.RETIRED)


def is_declared(state: State, target: str) -> bool:
    """Whether a target was declared agreed and awaits no member's word.

    An amendment that went in is agreed with the text, where that still has all its words.
    """
    decision = state.last_decision(target)
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is AmendmentState.MERGED:
        if amendment.merged_before and decision is None:
            return True
        if not amendment.merged_before and not is_whole(state, amendment):
            return False
        if decision is None:
            return amendment.holder in state.items and is_declared(state, amendment.holder)
    if decision is None:
        return False
    return (
        decision.closes
        and decision.outcome is not Outcome.AGREED_AD_REF
        and not decision.pending
        and not decision_is_stale(state, decision, target)
    )


def is_whole(state: State, amendment: Amendment) -> bool:
    """Whether a merged amendment went in whole, and is still in the text in its own words."""
    return not amendment.closed_hunks and is_in_text(state, amendment)


def is_in_text(state: State, amendment: Amendment) -> bool:
    """Whether all words that were taken of an amendment stand in the text that they went into."""
    if not amendment.taken_hunks or amendment.holder not in state.items:
        return True
    text = state.text(amendment.holder)
    return all(has_words(text, each.text) for each in amendment.taken_hunks)


def went_in_otherwise(state: State, target: str) -> bool:
    """Whether an amendment went in only in part, or in other words than its own.

    So one did that was closed in favour of another which has its words, and more around them.
    """
    amendment = state.amendments.get(target)
    if amendment is None or amendment.merged_before:
        return False
    if amendment.state is AmendmentState.MERGED:
        return not is_whole(state, amendment)
    if amendment.state is AmendmentState.RETIRED:
        return any(
            target in each.sources
            and each.state is AmendmentState.MERGED
            and not each.merged_before
            for each in state.amendments.values()
        )
    if amendment.taken_hunks or amendment.state is not AmendmentState.CLOSED:
        return bool(amendment.taken_hunks)
    if amendment.kind is not AmendmentKind.MODIFY:
        return False
    before = state.versions[amendment.against].wording.notation()
    shared = shared_changes(before, state.text(target), state.text(amendment.target))
    merged_before = [
        hunk.text
        for each in map(state.amendments.__getitem__, state.amendments_to[amendment.target])
        if each.merged_before
        for hunk in each.taken_hunks
    ]
    return any(not any(has_words(text, change.text) for text in merged_before) for change in shared)


def has_failed(state: State, target: str) -> bool:
    """Whether a target can no longer be agreed unless it is taken up again."""
    decision = state.last_decision(target)
    if decision is not None:
        return decision.outcome in (Outcome.REJECTED, Outcome.WITHDRAWN)
    if target in state.amendments:
        failed = state.amendments[target].state in _FAILED
        return failed and not went_in_otherwise(state, target)
    return target in state.items and state.items[target].removed


class Outlook(NamedTuple):
    """A position, and what has become of its conditions.

    Attributes:
        position: the position.
        undeclared: the conditions that are not declared agreed.
        failed: those of them that have failed.
    """

    position: Position
    undeclared: tuple[str, ...]
    failed: tuple[str, ...]

    @classmethod
    def of(cls, position: Position, state: State) -> Outlook:
        """Look at the conditions of a position."""
        undeclared = tuple([each for each in position.conditions if not is_declared(state, each)])
        failed = tuple([each for each in undeclared if has_failed(state, each)])
        return cls(position, undeclared, failed)

    def stance(self, assumed: Collection[str] | None = None) -> Stance | None:
        """The stance that counts; None while a condition is pending.

        Args:
            assumed: targets assumed agreed besides the declared ones; all others count as failed.
                None assumes nothing and lets undecided conditions be pending.
        """
        if assumed is None and not self.failed:
            return None if self.undeclared else self.position.stance
        if assumed is not None and all(each in assumed for each in self.undeclared):
            return self.position.stance
        return self.position.otherwise


def effective(position: Position, state: State) -> Stance | None:
    """The stance that counts, conditions considered; None while a condition is pending."""
    return Outlook.of(position, state).stance()
