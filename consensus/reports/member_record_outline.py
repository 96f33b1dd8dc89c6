"""The record of a member, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.contribution_forms import contributions_grid
from consensus.reports.member_record import MemberPosition, MemberRecord
from consensus.reports.noted_lines import noted_sentence
from consensus.reports.outline import Block, Outline, grid_of, parts_of, points_of
from consensus.reports.positions import position_notes
from consensus.reports.tables import Table
from consensus.reports.targets import spoken
from consensus.reports.undertakings import undertakings_grid


def member_record_outline(record: MemberRecord) -> Outline:
    """Lay the record of a member out; parts of which nothing is known are left out."""
    if not record.member:
        return Outline("Record of a member", withheld=record.withheld)
    title = f"Record of {spoken(record.name, record.member)}"
    return Outline(title, tuple(_standing(record)), record.withheld, tuple(_blocks(record)))


def _standing(record: MemberRecord) -> Iterator[str]:
    yield "Observer." if record.is_observer else "Member that counts."
    if record.group:
        yield f"Stakeholder group: {record.group}."
    if record.negotiating_groups:
        yield f"Negotiates with: {', '.join(record.negotiating_groups)}."
    if record.offices:
        yield f"Offices: {', '.join(record.offices)}."
    if record.since:
        yield f"Since {record.since.isoformat()}."
    if record.until:
        yield f"Until {record.until.isoformat()}."
    if record.withheld.counts:
        yield "What is withheld is counted for all members together, and says nothing of this one."


def _blocks(record: MemberRecord) -> Iterator[Block]:
    return parts_of(
        ("Positions", grid_of("Positions", _positions(record.positions))),
        (
            "No position",
            points_of(", ".join(record.silent_on)),
        ),
        (
            "Amendments",
            points_of(
                *(
                    f"{each.handle} to {each.target}, {each.state}, {each.status}: {each.summary}"
                    for each in record.amendments
                )
            ),
        ),
        (
            "Statements on decisions",
            points_of(
                *(f"{each.decision}, {each.kind}: {each.text}" for each in record.statements)
            ),
        ),
        ("Said and written", points_of(*map(noted_sentence, record.noted))),
        ("Contributions", grid_of("Contributions", contributions_grid(record.contributions))),
        ("Undertakings", grid_of("Undertakings", undertakings_grid(record.undertakings))),
    )


def _positions(positions: tuple[MemberPosition, ...]) -> Table:
    return Table.of(
        ("on", "stance", "why", "where it was said", "notes"),
        [
            (
                spoken(each.label, each.target),
                line.stance,
                line.reason,
                f"via {line.via}" if line.via else line.document or line.source.value,
                "; ".join(position_notes(line)),
            )
            for each in positions
            for line in (each.position,)
        ],
    )


def member_record_table(record: MemberRecord) -> Table:
    """What a member says of each text, as rows of cells for spreadsheets."""
    return Table.of(
        (
            *("member", "target", "label", "stance", "reason", "reservation", "conditions"),
            *("otherwise", "source", "via", "document", "stale", "happened"),
        ),
        [
            (
                record.member,
                each.target,
                each.label,
                line.stance,
                line.reason,
                line.reservation,
                ", ".join(line.conditions),
                line.otherwise if line.conditions else "",
                line.source,
                line.via,
                line.document,
                "yes" if line.is_stale else "no",
                line.happened.isoformat(),
            )
            for each in record.positions
            for line in (each.position,)
        ],
    )
