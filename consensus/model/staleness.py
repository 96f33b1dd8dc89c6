"""Whether a position still holds: changed texts, conditions, carried-over text, introductions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import has_words, shared_changes
from consensus.model.decisions import Decision, Outcome
from consensus.model.drafts import Cause, ItemKind, Version
from consensus.model.positions import SUPPORTIVE, Position, Stance
from consensus.model.state import GIVEN_UP, State
from consensus.text.brackets import BracketedText


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
    """Returns whether a supportive position must be reconfirmed; no other goes stale."""
    if position.stance not in SUPPORTIVE:
        return False
    bit = state.positions.member_index.of(position.member)
    return not current_bits(state, position.target, position.version, bit, position.conditions)


def current_bits(
    state: State, target: str, version: str, bits: int, conditions: Collection[str] = ()
) -> int:
    """Returns the bits of those members whose support of a version holds for the present one.

    `version` is the one they took a stance on, and `conditions` are the ids of the amendments they
    made a condition.
    """
    current = state.version_id(target)
    if version == current or target in state.packages:
        return bits
    policy = CarryOver(state.settings[""].carry_over)
    if policy is not CarryOver.WISHES_MET:
        return bits if policy is CarryOver.ALWAYS else 0
    for change in _changes_since(state, version, current):
        if change is None:
            return 0
        if change.cause is Cause.MERGE:
            for amendment in change.merged_whole:
                if amendment not in conditions:
                    bits &= supportive_bits(state, amendment)
        elif change.cause not in HARMLESS:
            return 0
        if not bits:
            return 0
    return bits


def supportive_bits(state: State, amendment: str) -> int:
    """Returns the bits of members that support or accept an amendment, or sponsor it."""
    index = state.positions.member_index
    roll = state.positions.stance_index(amendment)
    found = speaking = 0
    for call in roll.calls:
        speaking |= call.bits
        if call.stance in _WANTING:
            found |= current_bits(state, amendment, call.version, call.bits)
    for position in roll.conditional.values():
        bit = index.of(position.member)
        speaking |= bit
        if position.stance in _WANTING and not is_stale(state, position):
            found |= bit
    return found | index.together(state.amendments[amendment].backers) & ~speaking


def text_changed(state: State, target: str, version: str) -> bool:
    """Returns whether a text was changed, more than editorially, since a version of it.

    Silence procedures, ratings and decisions are about one wording, so this holds for them whatever
    the policy for positions.
    """
    return not all(
        change is not None and change.cause in (Cause.EDITORIAL, Cause.REBASED)
        for change in _changes_since(state, version, state.version_id(target))
    )


def decision_is_stale(state: State, decision: Decision, target: str) -> bool:
    """Returns whether the text was changed, more than editorially, since the decision."""
    return text_changed(state, target, decision.version_of(target))


def none_was_heard(state: State, target: str) -> bool:
    """Returns whether a meeting that heard no objection to a target took the decision on it."""
    found = state.last_decision(target)
    if found is None or not (found.meeting and found.passed_in_silence(target)):
        return False
    is_met = found.outcome.closes and not found.unmet_on(target)
    return is_met and not decision_is_stale(state, found, target)


def _changes_since(state: State, pinned: str, current: str) -> Iterator[Version | None]:
    """Yields the versions after the pinned one, newest first; None if that is no ancestor."""
    while current != pinned:
        version = state.versions.get(current)
        if version is None:
            yield None
            return
        yield version
        current = version.previous


def is_declared(state: State, target: str) -> bool:
    """Returns whether a target was declared agreed without any member's word pending.

    A merged amendment is agreed with the text, if that still has all its words.
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
    return (
        decision is not None
        and decision.closes
        and decision.outcome is not Outcome.AGREED_AD_REF
        and not decision.pending
        and not decision_is_stale(state, decision, target)
        and not state.falls_with(target)
    )


def not_agreed_in(state: State, draft: str) -> Iterator[str]:
    """Yields the items not agreed of a draft, if nothing of it is agreed until everything is."""
    for item in state.walk(draft) if draft and state.drafts[draft].all_or_nothing else ():
        is_left = not state.left_out(item.id) and not is_declared(state, item.id)
        if is_left and item.kind.can_be_agreed:
            yield item.id


def is_whole(state: State, amendment: Amendment) -> bool:
    """Returns whether a merged amendment is in the text, whole and in its own words."""
    return not amendment.closed_hunks and is_in_text(state, amendment)


def is_in_text(state: State, amendment: Amendment) -> bool:
    """Returns whether all words merged from an amendment are still in the text."""
    if not amendment.taken_hunks or amendment.holder not in state.items:
        return True
    text = state.text(amendment.holder)
    return all(has_words(text, each.text) for each in amendment.taken_hunks)


def went_in_otherwise(state: State, target: str) -> bool:
    """Returns whether an amendment was merged only in part, or with changed wording.

    This includes one that was closed in favour of another that contains its words.
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
    before = state.versions[amendment.against].text
    shared = shared_changes(before, state.text(target), state.text(amendment.target))
    merged_before = [
        hunk.text
        for each in state.amendments_on(amendment.target)
        if each.merged_before
        for hunk in each.taken_hunks
    ]
    return any(not any(has_words(text, change.text) for text in merged_before) for change in shared)


def has_failed(state: State, target: str) -> bool:
    """Returns whether a target cannot be agreed any more unless it is reopened."""
    decision = state.last_decision(target)
    if decision is not None:
        return decision.gives_up or bool(state.falls_with(target))
    if target in state.amendments:
        failed = state.amendments[target].state in GIVEN_UP
        return (failed and not went_in_otherwise(state, target)) or bool(state.falls_with(target))
    return target in state.items and state.items[target].removed


def joined_by(state: State, item: str) -> Amendment | None:
    """Returns the merged amendment that joined an item to another; None if it was not joined."""
    if not state.items[item].removed:
        return None
    for each in state.amendments.values():
        is_join = each.kind is AmendmentKind.JOIN and each.state is AmendmentState.MERGED
        if is_join and item in each.others:
            return each
    return None


class ConditionState(NamedTuple):
    """A position, with the state of its conditions."""

    position: Position
    undeclared: tuple[str, ...]  # the conditions that are not declared agreed
    failed: tuple[str, ...]  # those of them that have failed

    @classmethod
    def of(cls, position: Position, state: State) -> ConditionState:
        """Returns the state of the conditions of a position."""
        undeclared = tuple([each for each in position.conditions if not is_declared(state, each)])
        failed = tuple([each for each in undeclared if has_failed(state, each)])
        return cls(position, undeclared, failed)

    def stance(self, assumed: Collection[str] | None = None) -> Stance | None:
        """Returns the stance that counts; None while a condition is pending.

        `assumed` are targets taken to be agreed besides the declared ones, and all others to have
        failed; None assumes nothing.
        """
        if assumed is None and not self.failed:
            return None if self.undeclared else self.position.stance
        if assumed is not None and all(each in assumed for each in self.undeclared):
            return self.position.stance
        return self.position.otherwise


def stance_in_force(position: Position, state: State) -> Stance | None:
    """Returns the stance that counts, conditions considered; None while a condition is pending."""
    return ConditionState.of(position, state).stance()


@frozen
class Introduction:
    """How a text came before the members."""

    circulated: datetime | None  # when its words were; None if not known, so long ago
    notice: timedelta  # the notice period of the working group
    presented: datetime | None = None  # in a meeting or by a silence procedure

    def is_complete(self, now: datetime) -> bool:
        """Returns whether the text was presented, or its notice period is over, at a moment."""
        if self.presented is not None and self.presented <= now:
            return True
        return self.circulated is None or now - self.circulated >= self.notice


def introduction(state: State, target: str) -> Introduction:
    """Returns how an item or amendment was introduced.

    An item is circulated with its draft; a procedural proposal needs no notice. Words merged before
    they were introduced are circulated by that, and earlier presentations do not count.
    """
    notice = state.settings[""].notice
    amendment = state.amendments.get(target)
    if amendment is None:
        draft = state.items[target].draft
        circulated = state.drafts[draft].circulated if draft else None
    else:
        circulated = amendment.circulated or state.moments[target]
    moments = [each.opened for each in state.silences.values() if target in each.targets]
    moments += [each.happened for each in state.presented.get(target, ())]
    changed = state.recirculated.get(target)
    if changed is not None:
        moments = [moment for moment in moments if moment >= changed]
        circulated = max(changed, circulated or changed)
    return Introduction(circulated, notice, min(moments, default=None))


def note_recirculated(
    state: State, texts: Iterable[str], amendments: Iterable[str], now: datetime
) -> None:
    """Records that texts got words of amendments that were not introduced yet."""
    if all(is_introduced(state, each, now) for each in amendments):
        return
    for text in texts:
        state.journal.put(state.recirculated, text, now)


def is_introduced(state: State, target: str, now: datetime) -> bool:
    """Returns whether a text was introduced at a moment, so that it can be decided and merged.

    A text is introduced once it was presented in a meeting, put under a silence procedure, or
    circulated at least the notice period ago; without a notice period, at once. A package is
    introduced with what it settles, and a procedural proposal with what it says.
    """
    item = state.items.get(target)
    is_proposal = item is not None and item.kind is ItemKind.PROPOSAL
    if not state.settings[""].notice or target in state.packages or is_proposal:
        return True
    return introduction(state, target).is_complete(now)


class Reconfirmation(StrEnum):
    """How this working group stands to a text that it carried over."""

    NOT_RECONFIRMED = "not reconfirmed"
    RECONFIRMED = "reconfirmed"
    WITH_CHANGES = "reconfirmed with changes"
    NOT_RETAINED = "not retained"


_OUTCOMES = {
    Outcome.AGREED: Reconfirmation.RECONFIRMED,
    Outcome.ADOPTED: Reconfirmation.RECONFIRMED,
    Outcome.REJECTED: Reconfirmation.NOT_RETAINED,
    Outcome.WITHDRAWN: Reconfirmation.NOT_RETAINED,
}


def digest_of(wording: BracketedText) -> str:
    """Returns the hash by which two records compare a text, without names."""
    return sha256(wording.notation(False).encode()).hexdigest()


def reconfirmation(state: State, item: str) -> Reconfirmation:
    """Returns the state of an item that was carried over from another working group.

    What is agreed ad referendum, or pending a member's word, is not reconfirmed yet.
    """
    decision = state.last_decision(item)
    if decision is None or decision.pending:
        return Reconfirmation.NOT_RECONFIRMED
    found = _OUTCOMES.get(decision.outcome, Reconfirmation.NOT_RECONFIRMED)
    if found is Reconfirmation.RECONFIRMED and is_changed(state, item):
        return Reconfirmation.WITH_CHANGES
    return found


def is_changed(state: State, item: str) -> bool:
    """Returns whether the text of an item differs from the one that was carried over."""
    return digest_of(state.version(item).wording) != state.origins[item][0].digest
