"""The overview and the preview of a revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from attrs import frozen

from consensus.history.operations import ChangeMember
from consensus.history.replay import operations_of
from consensus.model.amendments import TrayState
from consensus.model.lookup import find_draft
from consensus.model.spanning import brackets_left
from consensus.reports.audience import Audience, marked_verdict
from consensus.reports.history import HistoryLine, describe
from consensus.reports.next_items import NextItem, Rank, next_items
from consensus.reports.planning import overdue
from consensus.reports.progress import ProgressPoint, progress
from consensus.reports.words import SIGNS, label_or_handle
from consensus.rules.explain import explain, explain_counts
from consensus.rules.expression import recorded_rule
from consensus.rules.verdict import Status, Verdict
from consensus.text.display import count_noun
from consensus.working_group import WorkingGroup
from consensus.working_group.publishing import plan_revision
from tui.views.item import spans_of_points
from tui.views.merge import merge_view
from tui.views.text import Mark, Span, spans_of_amendment
from tui.worker import Check, as_look


@frozen
class DraftLine:
    """The progress of a draft."""

    id: str
    handle: str
    title: str  # what it is called
    totals: Mapping[str, int]  # how many items have each status, in words
    ruled: int  # how many of them the chair declared agreed over objections
    stale: int  # how many items have positions that need to be reconfirmed


@frozen
class OverviewView:
    """The status of everything."""

    title: str  # the name of the working group
    rule: str  # the rule for everything that has none of its own
    drafts: tuple[DraftLine, ...]
    # how far they had come at the end of each day with decisions
    progress: tuple[ProgressPoint, ...]
    tray_entries: frozenset[str]  # the ids of the entries that wait in the tray
    overdue: tuple[str, ...]  # the handles of what is overdue beside the text
    lately: tuple[HistoryLine, ...]  # the last steps, the latest first
    missing: tuple[str, ...]  # of what others bring: nothing of these is there yet

    @property
    def stale(self) -> int:
        """How many items have positions that need to be reconfirmed."""
        return sum(draft.stale for draft in self.drafts)


def overview_view(group: WorkingGroup, check: Check) -> OverviewView:
    """Reads the status of everything."""
    state = group.state
    judgement = group.judgement()
    drafts: list[DraftLine] = []
    for draft in state.drafts.values():
        totals = dict.fromkeys(SIGNS, 0)
        stale = ruled = 0
        for item in state.walk(draft.id):
            check()
            if item.kind.can_be_agreed:
                verdict = judgement.verdict(item.id, with_moves=False)
                totals[verdict.words] += 1
                ruled += verdict.is_ruling
                stale += bool(verdict.counts.stale)
        drafts.append(DraftLine(draft.id, draft.handle, draft.title, totals, ruled, stale))
    return OverviewView(
        title=state.title,
        rule=recorded_rule(state).sentence,
        drafts=tuple(drafts),
        progress=progress(state, list(state.drafts), audience=Audience.SECRETARIAT),
        tray_entries=frozenset(
            each.id for each in state.tray.values() if each.state is TrayState.WAITING
        ),
        overdue=tuple(overdue(state, group.now())),
        lately=tuple(_lately(group)),
        missing=tuple(
            each for each in ("members", "amendments", "positions") if not any(getattr(state, each))
        ),
    )


_LATELY = 8


def _lately(group: WorkingGroup) -> Iterator[HistoryLine]:
    for step in reversed(group.steps(_LATELY)):
        operations = tuple(operations_of(step, {}))
        # What a change of a member says takes the whole history to read.
        if operations and not any(isinstance(each, ChangeMember) for each in operations):
            yield describe(step, operations, group.state)


_TAKES = {
    Rank.COPIES: "settle copies",
    Rank.READY: "decision",
    Rank.MERGEABLE: "merge",
    Rank.MERGE: "merge",
    Rank.CONFLICT: "settle, merge",
    Rank.TOGETHER: "both together",
    Rank.SINGLE_OBJECTION: "1 objection",
    Rank.FRESH_POSITIONS: "reconfirm",
    Rank.TEXT: "text first",
    Rank.STUCK: "several moves",
    Rank.NOT_DISCUSSED: "ask the room",
    Rank.NOT_INTRODUCED: "introduce",
    Rank.OVERDUE: "report back",
    Rank.BALLOT: "close ballot",
    Rank.UNDERTAKING: "overdue",
    Rank.MILESTONE: "overdue",
    Rank.PENDING: "confirmation",
    Rank.MAY_BE_AGREED: "decision",
    Rank.DEFERRED: "deferred",
    Rank.TRAY: "a place",
    Rank.REOPEN: "reopen",
}
"""What agreement on something takes, in two words."""


@frozen
class NextLine:
    """Something to take up, and what that takes."""

    item: NextItem
    status: str  # where it stands, in words; empty for what is no text
    takes: str  # what agreement takes, in two words


@as_look
def preview_look(group: WorkingGroup, check: Check, target: str) -> tuple[Span, ...]:
    """Reads a text with all undecided amendments, and where it stands."""
    state = group.state
    if target in state.amendments:
        spans = spans_of_amendment(state, target)
    elif target in state.packages:
        names = (label_or_handle(state, each) for each in state.packages[target].items)
        spans = (Span(f"Decided together: {', '.join(names)}"),)
    elif target in state.items:
        spans = spans_of_points(merge_view(target)(group, check))
    else:
        return ()
    verdict = group.judgement().verdict(target)
    name = partial(label_or_handle, state)
    status = f"\n\n{SIGNS[verdict.words]} {name(target)} is {verdict.words}. "
    why = explain(marked_verdict(state, verdict), label=name)
    told = " ".join((explain_counts(verdict.counts), *(f"{each}." for each in why)))
    return (*spans, Span(status, Mark.NAME), Span(told))


@as_look
def next_view(group: WorkingGroup, check: Check, explained: int) -> tuple[NextLine, ...]:
    """Reads what to take up next, in order, with all reasons of so many; it may take seconds."""
    state, verdicts = group.state, dict[str, Verdict]()
    found = next_items(
        *(state, group.judgement(), list(state.drafts)),
        today=group.now().date(),
        check=check,
        judged=lambda verdict: verdicts.update({verdict.target: verdict}),
        explained=explained,
    )
    # Of what is there twice, a text and the amendments to it, the nearer is to be done first; what
    # was deferred has to be taken up before either.
    nearest = {each.id: each for each in reversed(found)}
    nearest |= {each.id: each for each in found if each.rank is Rank.DEFERRED}
    return tuple(_next_line(e, verdicts.get(e.id)) for e in found if nearest[e.id] is e)


def _next_line(item: NextItem, verdict: Verdict | None) -> NextLine:
    takes = _TAKES.get(item.rank) or count_noun(item.size, "member moves", "members move")
    if verdict and item.rank is Rank.READY and (against := len(verdict.counts.standing)):
        # What is objected to is never called ready, though its rule allows a decision.
        over = f"over {count_noun(against, 'objection', 'objections')}"
        return NextLine(item, Status.BLOCKED, over)
    return NextLine(item, verdict.words if verdict else "", takes)


_OFTEN = 20


@frozen
class LabelLine:
    """The change of one label in a revision."""

    handle: str  # the handle of the item, which never changes
    old: str  # its label now; may be empty
    new: str  # its label in the revision; empty where the item is gone, or has none
    is_gone: bool  # whether the item is not in it, as it was deleted or rejected since


@frozen
class PublishingView:
    """What would be published."""

    handle: str  # that of the draft
    title: str
    last: str  # the name of its last published state
    name: str  # what the next one may be called
    taken: tuple[str, ...]  # names that revisions of it have
    items: int  # how many items it has that can be agreed
    totals: Mapping[str, int]  # how many of these have each status, in words
    ruled: int  # how many of them the chair declared agreed over objections
    brackets: int  # how many brackets are in it
    amendments: int  # how many amendments to it are open
    # the labels that would change if they are made continuous, with items gone
    renumbered: tuple[LabelLine, ...]
    # the items that were deleted, which is all that changes if labels are left
    gone: tuple[LabelLine, ...]


def publishing_view(group: WorkingGroup, check: Check, draft: str) -> PublishingView:
    """Reads what would be published of a draft, named by id; the first one if not named."""
    state = group.state
    draft = draft or next(iter(state.drafts), "") or find_draft(state)
    judgement = group.judgement()
    totals = dict.fromkeys(SIGNS, 0)
    amendments = ruled = 0
    for number, item in enumerate(state.walk(draft)):
        if number % _OFTEN == 0:
            check()
        amendments += len(judgement.undecided_amendments(item.id))
        if item.kind.can_be_agreed:
            verdict = judgement.verdict(item.id, with_moves=False)
            totals[verdict.words] += 1
            ruled += verdict.is_ruling
    found = state.drafts[draft]
    taken = (
        found.revision,
        *(each.name for each in state.revisions.values() if each.draft == draft),
    )
    numbered = filter(None, (re.fullmatch(r"Rev\.(\d{1,4})", each) for each in taken))
    name = f"Rev.{max((int(each[1]) for each in numbered), default=0) + 1}"
    check()
    plan = plan_revision(state, draft, name, group.new_id)
    lines = {
        each.item: LabelLine(
            state.handle_of(each.item), each.old, each.new, each.item not in plan.items
        )
        for each in plan.concordance
        if each.old != each.new or each.item not in plan.items
    }
    return PublishingView(
        handle=found.handle,
        title=found.title,
        last=found.revision,
        name=name,
        taken=tuple(dict.fromkeys(taken)),
        items=sum(totals.values()),
        totals=totals,
        ruled=ruled,
        brackets=brackets_left(state, draft),
        amendments=amendments,
        renumbered=tuple(lines.values()),
        gone=tuple(line for item, line in lines.items() if state.items[item].removed),
    )
