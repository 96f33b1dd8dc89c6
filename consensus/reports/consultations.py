"""The consultations: the list as it is handed out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from attrs import frozen

from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.consultation_lines import ConsultationLine, consultation_lines
from consensus.reports.outline import Outline, grid_of
from consensus.reports.preface import moment
from consensus.reports.tables import Table
from consensus.reports.words import several


@frozen
class Consultations:
    """Who was asked to find common ground on what.

    Attributes:
        consultations: the first opened first.
        withheld: what was left out for the audience.
    """

    consultations: tuple[ConsultationLine, ...]
    withheld: Withheld


def consultations(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, open_only: bool = False
) -> Consultations:
    """List the consultations.

    Args:
        state: the state.
        now: the moment that decides which are overdue.
        audience: who it is for.
        open_only: whether those that have reported back are left out.
    """
    left_out: Counter[Kind] = Counter()
    lines = consultation_lines(state, now, audience, left_out)
    kept = tuple(each for each in lines if each.goes_on or not open_only)
    return Consultations(kept, Withheld.of(left_out))


def consultations_outline(report: Consultations) -> Outline:
    """Lay the list out."""
    going_on = sum(1 for each in report.consultations if each.goes_on)
    total = several(len(report.consultations), "consultation", "consultations")
    grid = Table.of(
        ("consultation", "on", "led by", "with", "reports back", "purpose or outcome"),
        [
            (
                each.handle,
                ", ".join(each.items),
                each.facilitator,
                ", ".join(each.participants),
                _until(each),
                each.outcome or each.purpose,
            )
            for each in report.consultations
        ],
    )
    return Outline(
        "Consultations",
        (f"{total}: {going_on} not reported back.",),
        report.withheld,
        grid_of("Consultations", grid),
    )


def _until(line: ConsultationLine) -> str:
    if line.reported is not None:
        return f"reported {moment(line.reported)}"
    overdue = ", overdue" if line.is_overdue else ""
    return f"{moment(line.due)}{overdue}"


def consultations_table(report: Consultations) -> Table:
    """The list as rows of cells for spreadsheets."""
    return Table.of(
        (
            *("handle", "items", "facilitator", "participants", "opened", "due", "overdue"),
            *("reported", "purpose", "outcome"),
        ),
        [
            (
                each.handle,
                ", ".join(each.items),
                each.facilitator,
                ", ".join(each.participants),
                moment(each.opened),
                moment(each.due),
                "yes" if each.is_overdue else "no",
                moment(each.reported),
                each.purpose,
                each.outcome,
            )
            for each in report.consultations
        ],
    )
