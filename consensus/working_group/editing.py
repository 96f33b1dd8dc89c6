"""What another wording of a text would do to what hangs on it, before it is recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from attrs import frozen

from consensus.finding import Finding
from consensus.history.operation import Act
from consensus.history.operations import ChangeText, FollowUp
from consensus.model.counting import positions_on
from consensus.model.drafts import Cause
from consensus.model.staleness import decision_is_stale, is_stale
from consensus.model.state import State
from consensus.reports.step_sentences import taken_out
from consensus.working_group.bracket_notation import unpaired_brackets
from consensus.working_group.contesting import MergeEffects, effects_of


class Fate(StrEnum):
    """What becomes of an amendment when the text that it amends is reworded."""

    FOLLOWS = "follows"
    """It proposes the same over the new text."""
    CLASHES = "keeps its own words"
    """Both change the same words: its own stay proposed over the new text."""
    MET = "is met"
    """The new text says what it proposed, so nothing of it is left."""


@frozen
class Following:
    """What becomes of one amendment.

    Attributes:
        handle: such as `A17`.
        fate: what becomes of it.
        before: its text before, in the notation of brackets.
        after: its text after; that of its target where it is met.
    """

    handle: str
    fate: Fate
    before: str
    after: str


@frozen
class Refreshing:
    """A position that would need to be taken afresh.

    Attributes:
        target: the handle of what it is on.
        member: the code of the member.
        stance: what the member says.
    """

    target: str
    member: str
    stance: str


@frozen
class EditPlan:
    """A rewording before it is recorded: what it would change, and what hangs on that.

    Attributes:
        operation: what would be recorded.
        old: the text before, in the notation of brackets.
        new: the text after.
        following: what becomes of each undecided amendment that says how the text would read.
        refreshing: the positions that would need to be taken afresh.
        decisions: the handles of the decisions that would no longer cover the words.
        findings: what is odd about the brackets.
        effects: what becomes of objections, holds and conditions.
        taken_out: the handles of merged amendments that would no longer be in the text.
    """

    operation: ChangeText
    old: str
    new: str
    following: tuple[Following, ...]
    refreshing: tuple[Refreshing, ...]
    decisions: tuple[str, ...]
    findings: tuple[Finding, ...]
    effects: MergeEffects
    taken_out: tuple[str, ...]


def foresee(state: State, operation: ChangeText, text: str) -> EditPlan:
    """Say what a rewording would do, recording nothing.

    Args:
        state: the state that it was planned in.
        operation: what would be recorded.
        text: the text as it was typed, which may hold signs that build no bracket.
    """
    old, new = state.text(operation.target), operation.wording.notation()
    targets = (operation.target, *(each.amendment for each in operation.follow_ups))
    held = [
        position
        for target in targets
        for position in positions_on(state, target)
        if not is_stale(state, position)
    ]
    decision = state.last_decision(operation.target)
    covered = decision is not None and not decision_is_stale(state, decision, operation.target)
    # A trial happens at no time that anybody sees.
    moment = datetime.min.replace(tzinfo=UTC)
    following = tuple(_following(state, each, new) for each in operation.follow_ups)
    with state.journal.trial():
        operation.apply(state, Act("", "", moment, moment))
        gone = tuple(each.handle for each in taken_out(state, operation))
        refreshing = tuple(
            Refreshing(state.handle_of(each.target), each.member, each.stance.value)
            for each in held
            if is_stale(state, each)
        )
        lost = (
            decision is not None
            and covered
            and decision_is_stale(state, decision, operation.target)
        )
    return EditPlan(
        operation=operation,
        old=old,
        new=new,
        following=following,
        refreshing=refreshing,
        decisions=(decision.handle,) if decision is not None and lost else (),
        findings=unpaired_brackets(text),
        effects=effects_of(state, operation),
        taken_out=gone,
    )


def _following(state: State, follow_up: FollowUp, new: str) -> Following:
    before = state.text(follow_up.amendment)
    if follow_up.wording is None:
        fate, after = Fate.MET, new
    else:
        fate = Fate.FOLLOWS if follow_up.cause is Cause.REBASED else Fate.CLASHES
        after = follow_up.wording.notation()
    return Following(state.handle_of(follow_up.amendment), fate, before, after)
