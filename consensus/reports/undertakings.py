"""Who undertook what, and what is overdue: the list as it is handed out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from attrs import frozen

from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Outline, grid_of
from consensus.reports.planning import UndertakingLine, undertaking_lines
from consensus.reports.preface import moment
from consensus.reports.tables import Table
from consensus.reports.words import several


@frozen
class Undertakings:
    """Who undertook what.

    Attributes:
        undertakings: the first made first.
        withheld: what was left out for the audience.
    """

    undertakings: tuple[UndertakingLine, ...]
    withheld: Withheld


def undertakings(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, open_only: bool = False
) -> Undertakings:
    """List who undertook what.

    Args:
        state: the state.
        now: the moment that decides which are overdue.
        audience: who it is for.
        open_only: whether what is done is left out.
    """
    left_out: Counter[Kind] = Counter()
    lines = undertaking_lines(state, now, audience, left_out)
    kept = tuple(each for each in lines if each.done is None or not open_only)
    return Undertakings(kept, Withheld.of(left_out))


def undertakings_outline(report: Undertakings) -> Outline:
    """Lay the list out."""
    lines = report.undertakings
    done = sum(1 for each in lines if each.done is not None)
    overdue = sum(1 for each in lines if each.is_overdue)
    total = several(len(lines), "undertaking", "undertakings")
    return Outline(
        "Undertakings",
        (f"{total}: {done} done, {overdue} overdue.",),
        report.withheld,
        grid_of("Undertakings", undertakings_grid(lines)),
    )


def undertakings_grid(lines: tuple[UndertakingLine, ...]) -> Table:
    """Undertakings as people read them in a table."""
    return Table.of(
        ("undertaking", "by", "what", "due", "done"),
        [
            (
                each.handle,
                each.by,
                each.what,
                due_words(each),
                f"{each.done:%Y-%m-%d} {each.outcome}".rstrip() if each.done else "",
            )
            for each in lines
        ],
    )


def due_words(line: UndertakingLine) -> str:
    """Until when it is to be done, in words; empty where nobody said."""
    return " ".join(
        (
            *([f"before {line.before}"] if line.before else []),
            *([f"{line.due:%Y-%m-%d %H:%M}"] if line.due else []),
            *(["(overdue)"] if line.is_overdue else []),
        )
    )


def undertakings_table(report: Undertakings) -> Table:
    """The list as rows of cells for spreadsheets."""
    return Table.of(
        ("handle", "by", "what", "made", "due", "before", "done", "outcome", "overdue"),
        [
            (
                each.handle,
                each.by,
                each.what,
                moment(each.made),
                moment(each.due),
                each.before,
                moment(each.done),
                each.outcome,
                "yes" if each.is_overdue else "no",
            )
            for each in report.undertakings
        ],
    )
