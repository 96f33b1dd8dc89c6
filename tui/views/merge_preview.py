"""What a merge would do, before it is confirmed; and what records exactly that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.model.decisions import Outcome
from consensus.model.rivals import combine_pending
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.step_sentences import change_sentence
from consensus.reports.words import Voice
from consensus.text.merge import MergeOutcome as WhatRemains
from tui.views.edit import pieces_of_sections
from tui.views.merge import MergeView, Question
from tui.views.merge_choices import MergeChoices
from tui.views.merge_pieces import pieces_of_choices
from tui.views.text import Mark, Piece, pieces_of_change

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.merging import MergePlan
    from tui.worker import Act, Check, Look


@frozen
class MergePreview:
    """What would be recorded by one confirmation.

    Attributes:
        what: what happens, in few words.
        pieces: the text before and after, what remains of each amendment, and what goes with it.
        because: what records exactly that, for a reason in words that may be empty; refused when
            the record is another by then.
        takes_reason: whether a reason is recorded with it.
        does: what that is called, such as `merge, A4 in brackets (MER objects)`; empty where
            it cannot be recorded, and `ruled` can.
        ruled: the same without brackets, on the chair's instruction, which needs a reason; None
            where nobody objects to what goes in, or holds it.
    """

    what: str
    pieces: tuple[Piece, ...]
    because: Callable[[str], Act]
    takes_reason: bool = True
    does: str = "merge"
    ruled: MergePreview | None = None


def merge_preview(view: MergeView, choices: MergeChoices) -> Look[MergePreview]:
    """What reads what a merge would do.

    Args:
        view: what the choices were made of.
        choices: the choices.

    Returns:
        A reading that raises `Rejected` when the amendments combine otherwise by now, or nothing
        can be merged so.
    """

    def look(group: WorkingGroup, check: Check) -> MergePreview:
        if combine_pending(group.state, view.target) != view.combination:
            raise Rejected(f"{view.name} has changed since you looked; look at it again")
        planning = partial(
            group.plan_merge,
            view.target,
            changes=choices.taken(view.combination),
            settle=choices.settled,
            keep_open=sorted(choices.keep_open),
        )
        state = group.state
        ruling = partial(planning, without_brackets=True, reason=_TO_BE_SAID)
        try:
            plan = planning()
        except Rejected as refused:
            # Some words cannot go in in brackets: only the chair's instruction is left.
            try:
                plan = ruling()
            except Rejected:
                raise refused from None
            ruled = _preview(state, plan, tuple(_pieces(plan, None, choices, view)))
            return attrs.evolve(ruled, does="", ruled=ruled)
        check()
        second = ruling() if plan.bracketed else None
        pieces = tuple(_pieces(plan, second, choices, view))
        return _preview(state, plan, pieces, _preview(state, second, pieces) if second else None)

    return look


_TO_BE_SAID = "to be said"


def _preview(
    state: State, plan: MergePlan, pieces: tuple[Piece, ...], ruled: MergePreview | None = None
) -> MergePreview:
    def because(reason: str) -> Act:
        # What was shown is recorded; a text or amendment that has changed by then refuses it.
        return lambda other: other.record(attrs.evolve(plan.operation, reason=reason))

    what = [
        change_sentence(attrs.evolve(plan.operation, reason=""), Voice(state, Audience.SECRETARIAT))
    ]
    for kind, count in (("conflict", plan.conflicts_open), ("order", plan.orders_open)):
        what += [f"{count} {kind}{'' if count == 1 else 's'} open"] if count else []
    does = "merge"
    if plan.bracketed:
        opposed = [each for each in plan.objecting if each.on in plan.bracketed]
        members = dict.fromkeys(attrs.evolve(each, reason="").sentence for each in opposed)
        does = f"merge, {', '.join(plan.bracketed)} in brackets ({'; '.join(members)})"
    return MergePreview("; ".join(what), pieces, because, does=does, ruled=ruled)


def arrangement_preview(question: Question) -> Look[MergePreview]:
    """What reads what carrying out an amendment to the arrangement would do."""

    def look(group: WorkingGroup, check: Check) -> MergePreview:
        from consensus.rules.explain import explain_reason
        from consensus.rules.mergeable import dissent_on
        from consensus.working_group.editing import plan_arrangement

        state = group.state
        operation = plan_arrangement(state, question.id, group.new_id)
        pieces = [Piece(f"{question.handle} goes in whole: {question.does}.\n")]
        opposed = dissent_on(state, group.judgement(), question.id)
        pieces += [Piece(f"{each.sentence}\n", Mark.SIGN) for each in opposed]
        if early := group.judgement().not_introduced(question.id):
            pieces.append(Piece(f"{question.handle} is {explain_reason(early)}\n", Mark.SIGN))
        for item in operation.removed:
            pieces += [Piece("\n"), Piece(state.text(item), Mark.REMOVED), Piece("\n")]
            left = [
                state.amendments[each].handle
                for each in state.amendments_to.get(item, ())
                if each != question.id and state.amendments[each].state == "open"
            ]
            if left:
                pieces.append(Piece(f"\nStill open, without their text: {', '.join(left)}\n"))
        for item, wording in operation.reworded.items():
            pieces += [Piece("\n"), *pieces_of_change(state.text(item), wording.notation())]
        for new in operation.inserted:
            label = f"\n{new.label or new.handle}  "
            pieces += [Piece(label, Mark.NAME), Piece(new.wording.notation(), Mark.ADDED)]
        what = f"{question.handle} is carried out: {question.does}"

        def because(reason: str) -> Act:
            return lambda other: other.record(operation, note=reason)

        found = MergePreview(what, tuple(pieces), because, bool(opposed), "record it")
        return attrs.evolve(found, does="", ruled=found) if opposed else found

    return look


def rejection_preview(question: Question) -> Look[MergePreview]:
    """What reads what rejecting an amendment to the arrangement would do."""

    def look(group: WorkingGroup, check: Check) -> MergePreview:
        pieces = (Piece(f"{question.handle} is closed; the text stays as it is."),)
        what = f"{question.handle} is rejected: {question.does}"

        def because(reason: str) -> Act:
            return lambda other: other.decide(question.id, Outcome.REJECTED, reason=reason)

        return MergePreview(what, pieces, because, does="record it")

    return look


def _pieces(
    plan: MergePlan, ruled: MergePlan | None, choices: MergeChoices, view: MergeView
) -> Iterator[Piece]:
    combination = plan.combination
    bracketed = frozenset(row.number for row in plan.changes if row.in_brackets)
    recorded = attrs.evolve(choices, settled=plan.settled, bracketed=bracketed)
    yield from pieces_of_choices(combination, recorded, view.backers)
    yield from pieces_of_sections(plan.sections)
    if ruled is not None:
        said = {line for section in plan.sections for line in section.lines}
        lines = [line for section in ruled.sections for line in section.lines if line not in said]
        yield from pieces_of_sections([("If merged without brackets", lines)])
    settled = combination.settle(plan.settled, view.backers)
    for neighbours in settled.neighbours:
        yield Piece(f"\n\n{', '.join(neighbours.by)} change the same sentence: read it as a whole")
    for finding in settled.findings:
        yield Piece(f"\n\n{finding.message}")
    for question in view.questions:
        yield Piece(f"\n\nStill to be decided: {question.handle}, {question.does}", Mark.FAINT)


def what_remains(outcome: WhatRemains) -> str:
    """What a merge leaves of an amendment, in few words."""
    if outcome.taken and not outcome.left and not outcome.closed:
        return "merged in full"
    if outcome.taken:
        return "merged in part" + ("" if outcome.left else "; the rest is closed")
    return "stays open" if outcome.left else "closed"
