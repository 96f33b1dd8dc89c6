"""What bridges the groups, or coalitions, and what divides them, as it is listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.views.analysis_findings import Finding, headed, named, whole

if TYPE_CHECKING:
    from consensus.analysis.bridges import Bridge, Bridges
    from consensus.model.state import State

_MOST = 30


def bridge_findings(state: State, found: Bridges, across: str) -> Iterator[Finding]:
    """What bridges most, then what divides most.

    Args:
        state: the state.
        found: the bridges.
        across: what they are across, such as `groups`.
    """
    for each in found.bridging[:_MOST]:
        yield _finding(state, each, "bridges", across)
    for each in found.divisive[:_MOST]:
        yield _finding(state, each, "divides", across)


def _finding(state: State, bridge: Bridge, does: str, across: str) -> Finding:
    number = f"{bridge.consensus:.3f}" if does == "bridges" else f"{bridge.spread:.2f}"
    camps = [
        (group, f"{camp.agree} for, {camp.between} between, {camp.against} against")
        for group, camp in bridge.camps.items()
    ]
    short = "  ".join(
        f"{group} {camp.agree}–{camp.between}–{camp.against}"
        for group, camp in bridge.camps.items()
    )
    return Finding(
        f"{does} {across} {bridge.target}",
        named(state, bridge.target),
        f"{does} {across}, {number}",
        short,
        whole(
            headed(state, bridge.target),
            [
                ("consensus", f"{bridge.consensus:.3f}, the product of (agree + 1) / (seen + 2)"),
                ("spread", f"{bridge.spread:.2f} between the group most in favour and the least"),
                *camps,
            ],
        ),
        state.handles[bridge.target],
    )
