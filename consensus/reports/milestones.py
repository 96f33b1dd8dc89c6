"""What the group is to have reached by which day: the list as it is handed out."""

from __future__ import annotations

from collections import Counter
from datetime import date

from attrs import frozen

from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Outline, grid_of
from consensus.reports.planning import WARNING_DAYS, MilestoneLine, milestone_lines
from consensus.reports.preface import moment
from consensus.reports.tables import Table
from consensus.reports.words import several


@frozen
class Milestones:
    """What is to be reached by which day.

    Attributes:
        milestones: the earliest target first.
        withheld: what was left out for the audience.
    """

    milestones: tuple[MilestoneLine, ...]
    withheld: Withheld


def milestones(
    state: State,
    day: date,
    audience: Audience = Audience.PUBLIC,
    warning: int = WARNING_DAYS,
) -> Milestones:
    """List what is to be reached by which day.

    Args:
        state: the state.
        day: from which days are counted.
        audience: who it is for.
        warning: from how many days before its target a milestone is near.
    """
    hidden = sum(1 for each in state.milestones.values() if each.note)
    left_out = Counter({Kind.REASONS: 0 if audience.sees_names else hidden})
    return Milestones(milestone_lines(state, day, audience, warning), Withheld.of(left_out))


def milestones_outline(report: Milestones) -> Outline:
    """Lay the list out."""
    reached = sum(1 for each in report.milestones if each.reached is not None)
    total = several(len(report.milestones), "milestone", "milestones")
    return Outline(
        "Milestones",
        (f"{total}: {reached} reached.",),
        report.withheld,
        grid_of("Milestones", milestones_grid(report)),
    )


def milestones_grid(report: Milestones) -> Table:
    """The list as people read it in a table."""
    return Table.of(
        ("milestone", "title", "target", "standing", "note"),
        [
            (each.handle, each.title, each.target.isoformat(), each.sentence, each.note)
            for each in report.milestones
        ],
    )


def milestones_table(report: Milestones) -> Table:
    """The list as rows of cells for spreadsheets."""
    return Table.of(
        ("handle", "title", "target", "days_left", "countdown", "reached", "note"),
        [
            (
                each.handle,
                each.title,
                each.target.isoformat(),
                each.days_left,
                each.countdown,
                moment(each.reached),
                each.note,
            )
            for each in report.milestones
        ],
    )
