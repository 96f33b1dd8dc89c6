"""The overview: where everything stands, and what to take up next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.amendments import TrayState
from consensus.reports.next_items import NextItem, next_items
from consensus.reports.planning import overdue
from consensus.reports.progress import ProgressPoint, progress
from consensus.rules.verdict import Status

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check


@frozen
class DraftLine:
    """How far a draft has come.

    Attributes:
        id: its id.
        handle: such as `D1`.
        title: what it is called.
        totals: how many items have each status.
        stale: how many items have positions that need to be reconfirmed.
    """

    id: str
    handle: str
    title: str
    totals: Mapping[Status, int]
    stale: int


@frozen
class OverviewView:
    """Where everything stands.

    Attributes:
        title: the name of the working group.
        rule: the rule for everything that has none of its own.
        drafts: every draft.
        progress: how far they had come at the end of each day with decisions.
        tray_entries: the ids of the entries that wait in the tray.
        overdue: the handles of what is overdue beside the text.
    """

    title: str
    rule: str
    drafts: tuple[DraftLine, ...]
    progress: tuple[ProgressPoint, ...]
    tray_entries: frozenset[str]
    overdue: tuple[str, ...]

    @property
    def stale(self) -> int:
        """How many items have positions that need to be reconfirmed."""
        return sum(draft.stale for draft in self.drafts)


def overview_view(group: WorkingGroup, check: Check) -> OverviewView:
    """Read where everything stands."""
    state = group.state
    judgement = group.judgement()
    drafts: list[DraftLine] = []
    for draft in state.drafts.values():
        totals = dict.fromkeys(Status, 0)
        stale = 0
        for item in state.walk(draft.id):
            check()
            if item.kind.can_be_agreed:
                verdict = judgement.verdict(item.id, with_moves=False)
                totals[verdict.status] += 1
                stale += bool(verdict.counts.stale)
        drafts.append(DraftLine(draft.id, draft.handle, draft.title, totals, stale))
    return OverviewView(
        title=state.title,
        rule=state.settings[""].rule,
        drafts=tuple(drafts),
        progress=progress(state, list(state.drafts)),
        tray_entries=frozenset(
            each.id for each in state.tray.values() if each.state is TrayState.WAITING
        ),
        overdue=tuple(overdue(state, group.now())),
    )


def next_view(group: WorkingGroup, check: Check) -> tuple[NextItem, ...]:
    """Read what to take up next, the first first; it takes seconds where there are thousands."""
    state = group.state
    return next_items(
        state, group.judgement(), list(state.drafts), today=group.now().date(), check=check
    )
