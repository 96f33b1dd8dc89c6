"""The register of decisions: what the chair declared, in order."""

from __future__ import annotations

from collections import Counter

from attrs import frozen

from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.decision_lines import DecisionLine, decision_line, decision_notes
from consensus.reports.outline import Outline, grid_of
from consensus.reports.preface import minute, moment
from consensus.reports.tables import Table
from consensus.reports.targets import label_of, spoken
from consensus.reports.words import several


@frozen
class RegisteredDecision:
    """One decision with what it was about.

    Attributes:
        targets: what was decided, as people call it.
        decision: what was declared.
    """

    targets: tuple[str, ...]
    decision: DecisionLine


@frozen
class Decisions:
    """What the chair declared.

    Attributes:
        decisions: the first first.
        withheld: what was left out for the audience.
    """

    decisions: tuple[RegisteredDecision, ...]
    withheld: Withheld


def decisions(state: State, audience: Audience = Audience.PUBLIC, meeting: str = "") -> Decisions:
    """List the decisions.

    Args:
        state: the state.
        audience: who it is for.
        meeting: the id of the only meeting whose decisions are wanted; empty for all.
    """
    left_out: Counter[Kind] = Counter()
    found = registered_decisions(state, audience, left_out, meeting)
    return Decisions(found, Withheld.of(left_out))


def registered_decisions(
    state: State, audience: Audience, left_out: Counter[Kind], meeting: str = ""
) -> tuple[RegisteredDecision, ...]:
    """The decisions in order, each with what it was about.

    Args:
        state: the state.
        audience: who they are shown to.
        left_out: what is withheld is counted here.
        meeting: the id of the only meeting whose decisions are wanted; empty for all.
    """
    return tuple(
        RegisteredDecision(
            tuple(spoken(label_of(state, each), state.handle_of(each)) for each in found.targets),
            decision_line(state, found, audience, left_out),
        )
        for found in state.decisions.values()
        if not meeting or found.meeting == meeting
    )


def decisions_outline(report: Decisions) -> Outline:
    """Lay the register out."""
    total = several(len(report.decisions), "decision", "decisions")
    return Outline(
        "Decisions",
        (f"{total}.",),
        report.withheld,
        grid_of("Decisions", decisions_grid(report.decisions)),
    )


def decisions_grid(found: tuple[RegisteredDecision, ...]) -> Table:
    """Decisions as people read them in a table."""
    return Table.of(
        ("decision", "on", "declared", "when", "notes"),
        [
            (
                each.decision.handle,
                ", ".join(each.targets),
                each.decision.outcome,
                minute(each.decision.happened),
                "; ".join(_notes(each.decision)),
            )
            for each in found
        ],
    )


def _notes(line: DecisionLine) -> tuple[str, ...]:
    statements = tuple(f"{each.member}, {each.kind}: {each.text}" for each in line.statements)
    reason = (line.reason,) if line.reason else ()
    return (*decision_notes(line), *reason, *statements)


def decisions_table(report: Decisions) -> Table:
    """The register as rows of cells for spreadsheets."""
    return Table.of(
        (
            *("handle", "targets", "outcome", "happened", "scope", "forum", "meeting", "holds"),
            *("no_objection_heard", "pending", "over", "unmet", "due", "reason", "present"),
            *("absent", "statements"),
        ),
        [
            (
                line.handle,
                ", ".join(each.targets),
                line.outcome,
                moment(line.happened),
                line.scope,
                line.forum,
                line.meeting,
                "yes" if line.is_current else "no",
                "yes" if line.no_objection_heard else "no",
                ", ".join(line.pending) or (line.pending_count or ""),
                ", ".join(line.over),
                line.unmet,
                line.due.isoformat() if line.due else "",
                line.reason,
                ", ".join(line.present),
                ", ".join(line.absent),
                "; ".join(f"{said.member}, {said.kind}: {said.text}" for said in line.statements),
            )
            for each in report.decisions
            for line in (each.decision,)
        ],
    )
