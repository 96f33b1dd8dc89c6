"""Who holds what of a text, who could bridge it, and whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.reports.audience import Audience
from consensus.reports.holders import HoldersReport
from tui.views.positions import name_of

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class HoldersView:
    """Who holds what of a text.

    Attributes:
        name: what people call the text.
        report: who holds what; None for a package, which has no text of its own.
        names: the names of members and groups by their codes.
    """

    name: str
    report: HoldersReport | None
    names: dict[str, str]


def holders_view(target: str) -> Look[HoldersView]:
    """What reads who holds what of a text."""

    def look(group: WorkingGroup, check: Check) -> HoldersView:
        state = group.state
        report = None
        if target not in state.packages:
            report = group.holders(f"handle:{state.handle_of(target)}", Audience.SECRETARIAT)
        names = {each.code: each.name for each in state.negotiating_groups.values()}
        names |= {each.code: each.name for each in state.members.values()}
        return HoldersView(name_of(state, target), report, names)

    return look
