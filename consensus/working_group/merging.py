"""What a merge or an edit makes of a text, and of the amendments to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Act
from consensus.history.operations import ChangeText, FollowUp
from consensus.history.operations.texts import closed_by_decision
from consensus.model.pinning import is_stale
from consensus.model.rivals import combination_of, names_of, rivals
from consensus.model.state import State
from consensus.model.tally import positions_on
from consensus.model.version import Cause
from consensus.text.combination import (
    Combination,
    InBrackets,
    Reword,
    Settlement,
    Take,
    settled_by_question,
)
from consensus.text.merge import Merge, merge
from consensus.working_group.carrying import carry_modifying, carry_rearranging
from consensus.working_group.contesting import with_contested
from consensus.working_group.wording import read_text


@frozen
class MergePlan:
    """A merge before it is recorded: what it would change, and what it would leave.

    Attributes:
        target: the id of the item or amendment.
        combination: how the open amendments to it combine.
        merge: the text it would have, and what is taken, left and closed of each amendment.
        operation: what would be recorded.
        stale: (member, stance) of each position on the target that would need to be taken afresh.
        conflicts_open: how many conflicts stay open.
    """

    target: str
    combination: Combination
    merge: Merge
    operation: ChangeText
    stale: tuple[tuple[str, str], ...]
    conflicts_open: int


def plan_merge(
    state: State,
    target: str,
    new_id: Callable[[], str],
    take: Collection[str] | None = None,
    changes: Collection[int] | None = None,
    settle: Mapping[int, Settlement | str] | None = None,
    keep_open: Collection[str] = (),
    reason: str = "",
) -> MergePlan:
    """Plan a merge of amendments into the text they amend.

    Args:
        state: the state to merge in.
        target: the id of the item or amendment.
        new_id: makes identities.
        take: the handles of the amendments whose changes go in; None for all of them.
        changes: the numbers, counted from 0, of the changes that go in, in place of `take`.
        settle: conflict number, counted from 0, to how it is settled; others stay open.
        keep_open: handles of amendments whose hunks settled against them stay alive.
        reason: why; may be empty.

    Raises:
        Rejected: a number or handle is none of this combination, or a settlement does not fit.
    """
    if target in state.packages:
        raise Rejected(f"{state.handle_of(target)} is a package, which has no text of its own")
    closed = tuple(closed_by_decision(state, target))
    if closed:
        raise Rejected(*closed)
    combination = combination_of(state, target)
    handles = names_of(state, target)
    for handle in (*(take or ()), *keep_open):
        if handle not in handles:
            raise Rejected(f"{handle} is no open amendment to {state.handle_of(target)}")
    if changes is None and take is not None:
        wanted = set(take)
        changes = [
            number
            for number, change in enumerate(combination.changes)
            if wanted.intersection(change.by)
        ]
    for number in changes or ():
        if not 0 <= number < len(combination.changes):
            raise Rejected(f"there is no change {number + 1}")
    for number in settle or ():
        if not 0 <= number < len(combination.conflicts):
            raise Rejected(f"there is no conflict {number + 1}")
    try:
        merged = merge(
            combination, take=changes, settle=settle or {}, keep_open=keep_open, names=handles
        )
    except ValueError as error:
        raise Rejected(str(error)) from error
    settled_something = any(each.taken or each.closed for each in merged.outcomes)
    if merged.text == combination.base and not settled_something:
        raise Rejected(_nothing_to_merge(state, target, len(combination.conflicts), bool(settle)))
    operation = _operation_of(state, target, new_id(), merged, (settle or {}).values(), reason)
    settled = settled_by_question(combination.conflicts, settle or {})
    return MergePlan(
        target,
        combination,
        merged,
        operation,
        _would_go_stale(state, operation),
        len(combination.conflicts) - len(settled),
    )


def _nothing_to_merge(state: State, target: str, conflicts: int, settled: bool) -> str:
    handle = state.handle_of(target)
    if settled:
        return f"settled so, {handle} stays as it is"
    if not rivals(state, target):
        return f"there is no undecided amendment to the words of {handle}"
    if conflicts == 1:
        return f"nothing can go into {handle} before its conflict is settled"
    if conflicts:
        return f"nothing can go into {handle} before one of its {conflicts} conflicts is settled"
    return f"nothing that was named can go into {handle}"


def plan_taking(
    state: State, target: str, new_id: Callable[[], str], handles: Sequence[str]
) -> MergePlan:
    """Plan to take named amendments whole, every conflict settled in their favour.

    Raises:
        Rejected: two of them contradict each other.
    """
    combination = combination_of(state, target)
    settle: dict[int, Settlement | str] = {}
    for number, conflict in enumerate(combination.conflicts):
        holders = {key for option in conflict.options for key in option.by}
        chosen = [handle for handle in handles if handle in holders]
        if chosen:
            settle[number] = Take(*chosen)
    return plan_merge(state, target, new_id, take=handles, settle=settle)


def plan_edit(
    state: State,
    target: str,
    text: str,
    new_id: Callable[[], str],
    cause: Cause = Cause.EDIT,
    reason: str = "",
) -> ChangeText:
    """Plan another text for an item or amendment; the amendments to it follow.

    Args:
        state: the state to edit in.
        target: the id of the item or amendment.
        text: the text from now on, in the notation of brackets.
        new_id: makes identities.
        cause: why; positions carry over what is editorial or only writes brackets.
        reason: why, in words; may be empty.
    """
    if not text.strip():
        raise Rejected("a text needs words; an item goes by an amendment that deletes it")
    old = state.text(target)
    follow_ups = carry_modifying(state, target, target, old, text)
    follow_ups += carry_rearranging(state, target, old, text)
    operation = ChangeText(
        id=new_id(),
        target=target,
        seen=state.version_id(target),
        wording=read_text(state, text),
        cause=cause,
        follow_ups=tuple(follow_ups),
        reason=reason,
    )
    return with_contested(state, operation)


def bracketing(text: str, words: str) -> str:
    """A text with some of its words in brackets.

    Args:
        text: the text, in the notation of brackets.
        words: as they stand in it, once.

    Raises:
        Rejected: they do not stand there, or more than once.
    """
    times = text.count(words)
    if times != 1:
        found = f"those words stand there {times} times" if times else "those words are not there"
        raise Rejected(f"{found}; quote them as they stand, with enough of them to be clear")
    return text.replace(words, f"[{words}]")


def _operation_of(
    state: State,
    target: str,
    operation_id: str,
    merged: Merge,
    settlements: Collection[Settlement | str],
    reason: str,
) -> ChangeText:
    by_handle = {each.handle: each for each in rivals(state, target)}
    whole: list[str] = []
    in_part: list[str] = []
    follow_ups: list[FollowUp] = []
    for outcome in merged.outcomes:
        amendment = by_handle[outcome.key]
        touched = bool(outcome.taken or outcome.closed)
        if outcome.taken:
            complete = outcome.next_text is None and not outcome.closed
            (whole if complete else in_part).append(amendment.id)
        follow_ups.append(
            FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=None if outcome.next_text is None else read_text(state, outcome.next_text),
                cause=Cause.REMAINDER if touched else Cause.REBASED,
                taken=outcome.taken,
                closed=outcome.closed,
            )
        )
        old = state.text(amendment.id)
        if outcome.next_text is not None:
            follow_ups += carry_modifying(state, amendment.id, amendment.id, old, outcome.next_text)
        elif outcome.taken:
            follow_ups += carry_modifying(state, amendment.id, target, old, merged.text)
    follow_ups += carry_rearranging(state, target, state.text(target), merged.text)
    operation = ChangeText(
        id=operation_id,
        target=target,
        seen=state.version_id(target),
        wording=read_text(state, merged.text),
        cause=_cause(settlements, bool(whole), bool(in_part)),
        merged_whole=tuple(whole),
        merged_in_part=tuple(in_part),
        follow_ups=tuple(follow_ups),
        reason=reason,
    )
    # Read as notation, the text may have other offsets.
    is_as_merged = operation.wording.notation() == merged.text
    places = {by_handle[each.key].id: each.places for each in merged.outcomes if is_as_merged}
    return with_contested(state, operation, places)


def _cause(settlements: Collection[Settlement | str], whole: bool, in_part: bool) -> Cause:
    if in_part or any(isinstance(each, Reword) for each in settlements):
        return Cause.PART_MERGE
    if whole:
        return Cause.MERGE
    bracketed = any(isinstance(each, InBrackets) for each in settlements)
    return Cause.BRACKETING if bracketed else Cause.REBASED


def _would_go_stale(state: State, operation: ChangeText) -> tuple[tuple[str, str], ...]:
    fresh = [
        position
        for position in positions_on(state, operation.target)
        if not is_stale(state, position)
    ]
    moment = datetime.min.replace(tzinfo=UTC)
    with state.journal.trial():
        operation.apply(state, Act("", "", moment, moment))
        return tuple(
            (position.member, position.stance.value)
            for position in fresh
            if is_stale(state, position)
        )
