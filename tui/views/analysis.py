"""What a record says as a whole, part by part, as it is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected
from tui.views.analysis_bridges import bridge_findings
from tui.views.analysis_findings import (
    Finding,
    call_findings,
    coalition_findings,
    conflict_findings,
    order_findings,
    package_findings,
    progress_findings,
)

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


class Part(StrEnum):
    """A part of the analysis."""

    CALLS = "calls"
    CONFLICTS = "conflicts"
    ORDER = "order"
    PACKAGES = "packages"
    COALITIONS = "coalitions"
    BRIDGES = "bridges"
    PROGRESS = "progress"


@frozen
class AnalysisView:
    """One part of the analysis.

    Attributes:
        part: which.
        summary: what was found, in one line.
        findings: what was found, one by one.
    """

    part: Part
    summary: str
    findings: tuple[Finding, ...]


Found = tuple[str, Sequence[Finding]]


def analysis_view(part: Part) -> Look[AnalysisView]:
    """What reads one part of the analysis; it takes long where the record is large."""

    def look(group: WorkingGroup, check: Check) -> AnalysisView:
        summary, findings = _READERS[part](group, check)
        return AnalysisView(part, summary, tuple(findings))

    return look


def _calls(group: WorkingGroup, check: Check) -> Found:
    return call_findings(group.state, group.analysis.calls("", lambda *_: check(), check))


def _conflicts(group: WorkingGroup, check: Check) -> Found:
    return conflict_findings(group.state, group.analysis.conflicts("", lambda *_: check()))


def _order(group: WorkingGroup, check: Check) -> Found:
    return order_findings(group.state, group.analysis.order())


def _packages(group: WorkingGroup, check: Check) -> Found:
    return package_findings(group.state, group.analysis.packages(check))


def _coalitions(group: WorkingGroup, check: Check) -> Found:
    return coalition_findings(group.state, group.analysis.coalitions("", lambda *_: check()))


def _bridges(group: WorkingGroup, check: Check) -> Found:
    """Across the stakeholder groups, then across the coalitions."""
    told: list[str] = []
    findings: list[Finding] = []
    for across in ("groups", "coalitions"):
        try:
            found = group.analysis.bridges(across, "", lambda *_: check(), check)
        except Rejected as none:
            told.append(str(none))
            continue
        told.append(f"across the {across} {', '.join(found.groups)}")
        findings += bridge_findings(group.state, found, across)
    return "; ".join(told), findings


def _progress(group: WorkingGroup, check: Check) -> Found:
    return progress_findings(group.state, group.analysis.progress("meeting"))


_READERS: Mapping[Part, Callable[[WorkingGroup, Check], Found]] = {
    Part.CALLS: _calls,
    Part.CONFLICTS: _conflicts,
    Part.ORDER: _order,
    Part.PACKAGES: _packages,
    Part.COALITIONS: _coalitions,
    Part.BRIDGES: _bridges,
    Part.PROGRESS: _progress,
}
