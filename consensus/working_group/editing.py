"""Edits of texts and of the arrangement of a draft, and what follows for amendments to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import chain

from attrs import evolve, frozen

from consensus.errors import Rejected
from consensus.finding import Finding
from consensus.formats import bracket_notation
from consensus.formats.placing import (
    handles_for,
    insertion_point_of,
    label_after,
    label_of_part,
)
from consensus.history import operations
from consensus.history.operation import Operation
from consensus.history.operations.drafts import unsettled
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.counting import positions_on
from consensus.model.drafts import Cause, ItemKind
from consensus.model.rivals import competing_amendments
from consensus.model.staleness import decision_is_stale, is_stale
from consensus.model.state import State
from consensus.rules.mergeable import bars_arranging
from consensus.text.brackets import BracketedText
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import BASE, TEXT, linked_changes, provenance, rebase, settled_for_text
from consensus.working_group import contesting

# What amendments propose, carried over to a text that has changed under them.

# Private-use characters; one that no text has separates the parts of a split.
_MARKS = range(0xE000, 0xF8FF)


@frozen
class Rebased:
    """A text rebased on a base that has changed."""

    text: str  # the text over the new base, its own words winning wherever both changed the same
    is_clean: bool  # whether they never did
    taken: tuple[HunkOutcome, ...] = ()  # what the new base has of it already


def rebase_text(old_base: str, new_base: str, text: str) -> Rebased:
    """Rebases a text on a base that has changed."""
    combination = rebase(old_base, new_base, text)
    settled = settled_for_text(combination)
    taken = tuple(
        HunkOutcome(replaces, new)
        for numbers, replaces, new in linked_changes(combination)
        if all({BASE, TEXT} <= set(combination.changes[each].by) for each in numbers)
    )
    return Rebased(settled.text(), combination.is_clean, taken)


def rebase_parts(
    old_base: str, new_base: str, parts: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """Rebases the parts of a split text; returns them, and whether none conflicts."""
    present = set(chain(old_base, new_base, *parts))
    mark = next(sign for sign in map(chr, _MARKS) if sign not in present)
    found = rebase_text(old_base, new_base, mark.join(parts))
    return tuple(found.text.split(mark)), found.is_clean


def rebase_amendments(
    state: State, amended: str, target: str, old: str, new: str
) -> list[operations.FollowUp]:
    """Returns the follow-ups of amendments to a text that changes; what it says now is merged."""
    follow_ups: list[operations.FollowUp] = []
    for amendment in competing_amendments(state, amended):
        mine = state.text(amendment.id)
        found = rebase_text(old, new, mine)
        is_merged = bool(found.taken) and found.text == new
        follow_ups.append(
            operations.FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=None if is_merged else bracket_notation.read_text(state, found.text),
                cause=_cause(found.is_clean),
                target=target if target != amended else "",
                taken=found.taken,
            )
        )
        heir = target if is_merged else amendment.id
        follow_ups += rebase_amendments(state, amendment.id, heir, mine, found.text)
    return follow_ups


def rebase_rearrangements(
    state: State, amended: str, old: str, new: str
) -> list[operations.FollowUp]:
    """Returns the follow-ups of the amendments that split a text, or join it to others."""
    follow_ups: list[operations.FollowUp] = []
    for amendment in unsettled(state, amended):
        mine = state.text(amendment.id)
        parts: tuple[str, ...] = ()
        if amendment.kind is AmendmentKind.SPLIT:
            (text, *rest), clean = rebase_parts(old, new, (mine, *amendment.parts))
            parts = tuple(rest)
        elif amendment.kind is AmendmentKind.JOIN:
            joined = (amendment.target, *amendment.others)
            found = rebase_text(
                " ".join(old if each == amended else state.text(each) for each in joined),
                " ".join(new if each == amended else state.text(each) for each in joined),
                mine,
            )
            text, clean = found.text, found.is_clean
        else:
            continue
        follow_ups.append(
            operations.FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=bracket_notation.read_text(state, text),
                parts=parts,
                cause=_cause(clean),
            )
        )
        follow_ups += rebase_amendments(state, amendment.id, amendment.id, mine, text)
    return follow_ups


def _cause(clean: bool) -> Cause:
    return Cause.REBASED if clean else Cause.REMAINDER


def over_present_text(state: State, amendment: Amendment) -> BracketedText | None:
    """Returns the wording of an amendment to be reopened, rebased on the text of its target.

    It is None when the target says what it said. Raises Rejected where it splits or joins a text
    that has changed, which has to be proposed again.
    """
    if not amendment.against or amendment.against == state.version_id(amendment.target):
        return None
    if amendment.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN):
        raise Rejected(
            f"{state.handle_of(amendment.target)} has changed since {amendment.handle};"
            f" propose to {amendment.kind} it anew"
        )
    if amendment.kind is not AmendmentKind.MODIFY:
        return None
    old = state.versions[amendment.against].text
    found = rebase_text(old, state.text(amendment.target), state.text(amendment.id))
    return bracket_notation.read_text(state, found.text)


def plan_edit(
    state: State,
    target: str,
    text: str,
    new_id: Callable[[], str],
    cause: Cause = Cause.EDIT,
    reason: str = "",
) -> operations.ChangeText:
    """Returns the operation that replaces a text; `cause` says whether positions carry over."""
    if not text.strip():
        raise Rejected("a text needs words; an item goes by an amendment that deletes it")
    old = state.text(target)
    follow_ups = rebase_amendments(state, target, target, old, text)
    follow_ups += rebase_rearrangements(state, target, old, text)
    met = [each.amendment for each in follow_ups if each.taken and each.wording is None]
    if met and cause is Cause.EDITORIAL and state.bars_changes(target):
        handle, handles = state.handle_of(target), ", ".join(map(state.handle_of, met))
        raise Rejected(
            f"{handle} is closed by a decision and would say what {handles} asks for, which is no"
            f" editorial correction; reopen it first, or record the withdrawal of"
            f" {handles}"
        )
    operation = operations.ChangeText(
        id=new_id(),
        target=target,
        seen=state.version_id(target),
        wording=bracket_notation.read_text(state, text),
        cause=cause,
        follow_ups=tuple(follow_ups),
        reason=reason,
    )
    return contesting.with_contested(state, operation)


class Fate(StrEnum):
    """The outcome for an amendment when the text that it amends is reworded."""

    FOLLOWS = "follows"
    """It proposes the same over the new text."""
    CLASHES = "keeps its own words"
    """Both change the same words: its own stay proposed over the new text."""
    MET = "is met"
    """The new text says what it proposed, so nothing of it is left."""


@frozen
class AmendmentFate:
    """The outcome for one amendment of a rewording."""

    handle: str  # such as `A17`
    fate: Fate  # what becomes of it
    before: str  # its text before, in the notation of brackets
    after: str  # its text after; that of its target where it is met


@frozen
class StalePosition:
    """A position that would have to be taken again."""

    target: str  # the handle of what it is on
    member: str  # the code of the member
    stance: str  # what the member says


@frozen
class EditPlan:
    """A rewording before it is recorded: what it changes, and the consequences."""

    operation: operations.ChangeText  # what would be recorded
    old: str  # the text before, in the notation of brackets
    new: str  # the text after
    following: tuple[AmendmentFate, ...]  # what becomes of each undecided amendment to the words
    refreshing: tuple[StalePosition, ...]  # the positions that would need to be taken afresh
    decisions: tuple[str, ...]  # the handles of the decisions that would no longer cover the words
    findings: tuple[Finding, ...]  # what is odd about the brackets
    effects: contesting.MergeEffects  # what becomes of objections, holds and conditions
    taken_out: tuple[str, ...]  # the handles of merged amendments that would leave the text


def preview_edit(state: State, operation: operations.ChangeText, text: str) -> EditPlan:
    """Computes what a rewording would do; the text as typed may have unbalanced brackets."""
    from consensus.reports.step_sentences import taken_out

    target = operation.target
    old, new = state.text(target), operation.wording.notation()
    held = [
        position
        for text_of in (target, *(each.amendment for each in operation.follow_ups))
        for position in positions_on(state, text_of)
        if not is_stale(state, position)
    ]
    last = state.last_decision(target)
    covering = [each for each in (last,) if each and not decision_is_stale(state, each, target)]
    following = tuple(_following(state, each, new) for each in operation.follow_ups)
    with contesting.applied(state, operation):
        gone = tuple(each.handle for each in taken_out(state, operation))
        refreshing = tuple(
            StalePosition(state.handle_of(each.target), each.member, each.stance.value)
            for each in held
            if is_stale(state, each)
        )
        lost = [each.handle for each in covering if decision_is_stale(state, each, target)]
    return EditPlan(
        operation=operation,
        old=old,
        new=new,
        following=following,
        refreshing=refreshing,
        decisions=tuple(lost),
        findings=bracket_notation.unpaired_brackets(text),
        effects=contesting.effects_of(state, operation),
        taken_out=gone,
    )


def _following(state: State, follow_up: operations.FollowUp, new: str) -> AmendmentFate:
    before = state.text(follow_up.amendment)
    if follow_up.wording is None:
        fate, after = Fate.MET, new
    else:
        fate = Fate.FOLLOWS if follow_up.cause is Cause.REBASED else Fate.CLASHES
        after = follow_up.wording.notation()
    return AmendmentFate(state.handle_of(follow_up.amendment), fate, before, after)


def plan_arrangement(
    state: State, amendment_id: str, new_id: Callable[[], str]
) -> operations.ArrangeItems:
    """Returns the operation that merges an amendment to the arrangement, or raises Rejected."""
    amendment = state.amendments[amendment_id]
    if amendment.state is not AmendmentState.OPEN:
        raise Rejected(f"{amendment.handle} is {amendment.state} already")
    if amendment.kind is AmendmentKind.MODIFY:
        raise Rejected(f"{amendment.handle} changes words; merge it into its item")
    if barred := tuple(bars_arranging(state, amendment)):
        raise Rejected(*barred)
    arranged = _arranged(state, amendment)
    seen = tuple(map(state.version_id, arranged.touched()))
    return contesting.with_contested_items(state, evolve(arranged, id=new_id(), seen=seen))


def _arranged(state: State, amendment: Amendment) -> operations.ArrangeItems:
    arranging = partial(operations.ArrangeItems, draft=amendment.draft, amendments=(amendment.id,))
    kind, target = amendment.kind, amendment.target
    if kind is AmendmentKind.DELETE:
        return arranging(removed=(target,))
    if kind is AmendmentKind.MOVE:
        parent, after = insertion_point_of(state, amendment.parent, amendment.after)
        return arranging(moved=(operations.MovedItem(item=target, parent=parent, after=after),))
    wording = state.version(amendment.id).wording
    if kind is AmendmentKind.INSERT:
        return arranging(inserted=(_inserted(state, amendment, wording),))
    if kind is AmendmentKind.SPLIT:
        return arranging(inserted=tuple(_parts(state, amendment)), reworded={target: wording})
    return arranging(removed=amendment.others, reworded={target: wording})


def _inserted(state: State, amendment: Amendment, wording: BracketedText) -> operations.NewItem:
    kind = ItemKind(amendment.item_kind) if amendment.item_kind else ItemKind.PARAGRAPH
    parent, after = insertion_point_of(state, amendment.parent, amendment.after)
    return operations.NewItem(
        handle=handles_for(state, [(kind, "")])[0],
        kind=kind,
        label=amendment.label or label_after(state, after),
        wording=wording,
        parent=parent,
        after=after,
    )


def _parts(state: State, split: Amendment) -> Iterator[operations.NewItem]:
    item = state.items[split.target]
    handles = handles_for(state, [(item.kind, "")] * len(split.parts))
    for number, (handle, part) in enumerate(zip(handles, split.parts, strict=True)):
        yield operations.NewItem(
            handle=handle,
            kind=item.kind,
            label=label_of_part(item, number),
            wording=bracket_notation.read_text(state, part),
            parent=item.parent if item.parent in state.items else "",
            after=f"#{number - 1}" if number else item.id,
        )


def plan_consolidation(
    state: State,
    new_id: Callable[[], str],
    sources: Sequence[str],
    text: str,
    by: Sequence[str] = (),
    consenting: Sequence[str] = (),
    rationale: str = "",
    nameless: bool = False,
) -> tuple[Operation, ...]:
    """Returns what records one wording of amendments; arguments as `consolidate`, as ids."""
    bracket_notation.check_typed(text)
    amendments = [state.amendments[each] for each in dict.fromkeys(sources)]
    for each in amendments:
        if each.state is not AmendmentState.OPEN:
            raise Rejected(f"{each.handle} is {each.state} already")
    targets = {each.target for each in amendments}
    modifying = all(each.kind is AmendmentKind.MODIFY for each in amendments)
    if len(amendments) < 2 or len(targets) != 1 or not modifying:
        raise Rejected("a consolidated wording draws together amendments to the words of one text")
    target = targets.pop()
    if nameless:
        text = bracket_notation.keep_names(state, state.version(target).wording, text)
    texts = {each.handle: state.text(each.id) for each in amendments}
    rows = provenance(state.text(target), texts, text, bracket_notation.codes(state))
    proposal = operations.ProposeAmendment(
        id=new_id(),
        handle=state.next_handle("A"),
        kind=AmendmentKind.MODIFY,
        draft=amendments[0].draft,
        target=target,
        against=state.version_id(target),
        wording=bracket_notation.read_text(state, text),
        sponsors=tuple(by),
        rationale=rationale,
        sources=tuple(each.id for each in amendments),
        new_words=tuple(row.text.strip() for row in rows if row.is_new),
    )
    retired = [
        operations.RetireAmendment(amendment=each.id, into=proposal.id, consenting=behind)
        for each in amendments
        if set(behind := each.sponsors or each.cosponsors) <= set(consenting)
    ]
    return (proposal, *retired)
