"""Analysis of a whole working group: conflicts, packages, coalitions, bridges and what-if."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import consensus
from consensus.analysis.bridges import Bridges, find_bridges, stakeholder_groups
from consensus.analysis.coalitions import Coalitions, find_coalitions
from consensus.analysis.conflicts import Conflicts, find_conflicts
from consensus.analysis.order import Order, take_up_order
from consensus.analysis.packages import Packages, find_packages
from consensus.analysis.what_if import Assumption, Effects, what_if
from consensus.arguments import OnProgress, Validated
from consensus.errors import Rejected
from consensus.model.lookup import find_draft, targets_in_order
from consensus.reports.audience import Audience, effective_audience
from consensus.reports.next_items import CallSheet, call_sheet
from consensus.reports.progress import By, ProgressPoint, progress


class Analysis(Validated):
    """Analyses a working group, perhaps at a past moment, as a whole; nothing is recorded by it.

    It is for the facilitator; the caller decides who else may see it. All drafts are analysed where
    none is named; a name that no draft has raises `NotFound`. `progress` is called with how much is
    done, and of how much in all; `check` is called again and again, and an exception of either ends
    the analysis.
    """

    def __init__(self, group: consensus.Queries) -> None:
        self._group = group

    def _drafts(self, draft: str) -> Sequence[str]:
        state = self._group.state
        return [find_draft(state, draft)] if draft else list(state.drafts)

    def conflicts(self, draft: str = "", progress: OnProgress | None = None) -> Conflicts:
        """Finds undecided amendments that exclude each other, and the largest set that does not."""
        group = self._group
        electorate = group.judgement().electorate
        return find_conflicts(group.state, self._drafts(draft), electorate, progress=progress)

    def order(self, draft: str = "") -> Order:
        """Returns in which order to take up what is undecided: dependencies come first."""
        group = self._group
        return take_up_order(group.state, group.judgement(), self._drafts(draft))

    def packages(self, check: Callable[[], None] | None = None) -> Packages:
        """Returns targets tied by conditions, which can be agreed, and what would break that."""
        return find_packages(self._group.state, self._group.judgement(), check)

    def coalitions(self, draft: str = "", progress: OnProgress | None = None) -> Coalitions:
        """Returns the groups of members that agree with each other more than with the rest."""
        state = self._group.state
        targets = targets_in_order(state, self._drafts(draft))
        return find_coalitions(state, self._group.judgement().electorate, targets, progress)

    def bridges(
        self,
        across: Literal["groups", "coalitions"] | str = "groups",
        draft: str = "",
        progress: OnProgress | None = None,
        check: Callable[[], None] | None = None,
    ) -> Bridges:
        """Returns the texts that members of every group can live with, and those that divide most.

        They are the declared stakeholder `groups`, or the `coalitions` found, which are named by
        their numbers from 1.

        Raises:
            Rejected: there are no two such groups to look across.
        """
        state, electorate = self._group.state, self._group.judgement().electorate
        if across == "groups":
            groups = stakeholder_groups(electorate)
            missing = "fewer than two stakeholder groups are declared"
        else:
            found = self.coalitions(draft, progress)
            groups = {
                str(number): each.members for number, each in enumerate(found.coalitions, start=1)
            }
            missing = f"no coalitions are found: {found.none}"
        if len(groups) < 2:
            raise Rejected(missing)
        targets = targets_in_order(state, self._drafts(draft))
        return find_bridges(state, electorate, targets, groups, check)

    def calls(
        self,
        draft: str = "",
        progress: OnProgress | None = None,
        check: Callable[[], None] | None = None,
    ) -> CallSheet:
        """Returns whom to call, what is closest to agreement, and what to take up next."""
        group = self._group
        state, judgement, drafts = group.state, group.judgement(), self._drafts(draft)
        conflicts = find_conflicts(state, drafts, judgement.electorate, progress=progress)
        return call_sheet(state, judgement, drafts, conflicts, group.now().date(), check)

    def progress(self, by: By | str = "day", draft: str = "") -> tuple[ProgressPoint, ...]:
        """Returns how many items were agreed after each `day` or `meeting` with decisions."""
        drafts = self._drafts(draft)
        return progress(self._group.state, drafts, By(by), Audience.SECRETARIAT)

    def report(
        self,
        audience: Audience | str = "public",
        draft: str = "",
        progress: OnProgress | None = None,
    ) -> consensus.AnalysisReport:
        """Returns all parts of the analysis as one report, as an audience may see it."""
        from consensus.reports.analysis import analysis_report

        group = self._group
        drafts = self._drafts(draft)
        seen_by = effective_audience(group.state, audience)
        return analysis_report(group.state, group.now(), drafts, seen_by, progress)

    def what_if(self, *assumptions: Assumption, progress: OnProgress | None = None) -> Effects:
        """Returns which verdicts would change under some assumptions, and why; nothing is recorded.

        Each is a `Says`, `Merges`, `Withdraws`, `Declares` or `Judges` of
        `consensus.analysis.what_if`, assumed on top of those before.

        Raises:
            Rejected: something of it cannot happen; with every reason.
            MalformedRule: a rule cannot be read.
        """
        from consensus.working_group.decisions import act_of_trial
        from consensus.working_group.proposing import plan_assumption

        group = self._group
        state, now = group.state, group.now()
        act = act_of_trial(state, now)
        return what_if(
            state,
            now,
            act,
            [str(each) for each in assumptions],
            [partial(plan_assumption, state, act, group.new_id, each) for each in assumptions],
            progress,
        )
