"""Who stands where on one target, for the grid of positions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.lookup import targets_in_order
from consensus.reports.audience import Audience
from consensus.reports.positions import Standings, standings
from consensus.rules.explain import explain
from consensus.rules.verdict import Status
from consensus.text.display import shortened

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check

_BEGINNING = 200


@frozen
class GridView:
    """Who stands where on one target.

    Attributes:
        target: its id; empty when there is nothing to look at.
        name: its label or handle.
        beginning: how its text begins.
        status: where it stands.
        reasons: why, as sentences.
        standings: every member and group; None when there is nothing to look at.
        proposed: the codes of members that proposed or supported part of it, and are to be asked
            about the whole.
    """

    target: str
    name: str = ""
    beginning: str = ""
    status: Status | None = None
    reasons: tuple[str, ...] = ()
    standings: Standings | None = None
    proposed: frozenset[str] = frozenset()


def grid_of(target: str) -> Callable[[WorkingGroup, Check], GridView]:
    """What reads who stands where on a target; without one, on the first there is."""

    def read(group: WorkingGroup, check: Check) -> GridView:
        state = group.state
        found = (
            target
            if state.is_target(target)
            else next(targets_in_order(state, list(state.drafts)), "")
        )
        if not found:
            return GridView("")
        judgement = group.judgement()
        verdict = judgement.verdict(found, with_moves=False)
        check()
        there = standings(state, judgement, found, Audience.SECRETARIAT)
        package = state.packages.get(found)
        text = package.title if package else state.text(found)
        return GridView(
            target=found,
            name=there.target if package or not there.label else there.label,
            beginning=shortened(text, _BEGINNING),
            status=verdict.status,
            reasons=explain(verdict, label=state.handle_of),
            standings=there,
            proposed=frozenset(verdict.counts.proposed),
        )

    return read


def neighbour_of(target: str, by: int) -> Callable[[WorkingGroup, Check], str]:
    """What finds the target before or after another by the drafts; itself at an end."""

    def read(group: WorkingGroup, check: Check) -> str:
        targets = list(targets_in_order(group.state, list(group.state.drafts)))
        place = targets.index(target) + by if target in targets else 0
        return targets[max(0, min(place, len(targets) - 1))] if targets else ""

    return read
