"""The record of a member: what it proposed, said and undertook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter

from attrs import field, frozen

from consensus.model.decisions import StatementKind
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports.amendments import AmendmentLine, amendment_line
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    number_hidden,
    visible_positions,
)
from consensus.reports.contributions import ContributionLine, contribution_line, contributions_grid
from consensus.reports.meetings import offices_of
from consensus.reports.outline import Block, Outline, Table, grid_of, parts_of, points_of
from consensus.reports.planning import UndertakingLine, undertaking_line, undertakings_grid
from consensus.reports.positions import (
    NotedLine,
    PositionLine,
    noted_lines,
    noted_sentence,
    position_line,
    position_notes,
)
from consensus.reports.words import display_name, label_of
from consensus.rules.judgement import Judgement


@frozen
class MemberPosition:
    """What a member says of one target."""

    target: str  # the handle of the target
    label: str  # what people call it; may be empty
    position: PositionLine  # what the member says


@frozen
class MemberStatement:
    """What a member put on record beside a decision."""

    decision: str  # the handle of the decision
    kind: StatementKind  # explanation, reservation, dissociation or minority statement
    text: str  # the member's words


@frozen
class MemberRecord:
    """Everything that is known of one member."""

    member: str = ""  # its code; empty where withheld
    name: str = ""  # its name in full; may be empty
    group: str = ""  # the code of its stakeholder group; empty when it is in none
    negotiating_groups: tuple[str, ...] = ()  # the codes of the alliances that it is in
    offices: tuple[str, ...] = ()  # the offices that its people hold, such as `chair: Ada Lind`
    is_observer: bool = False  # whether it takes part without counting
    since: date | None = None  # the first day of membership; None from the beginning
    until: date | None = None  # the last day of membership; None without end
    # what it says of texts, in the order of the documents
    positions: tuple[MemberPosition, ...] = ()
    # the handles of the items on which it has no position
    silent_on: tuple[str, ...] = ()
    # the handles of the items on which the audience sees no position of it, and may not see the
    # positions of every member: they are the same for all members that said nothing openly
    not_shown: tuple[str, ...] = ()
    # the handles of the items of which it spoke on a part only, merged since
    to_reconfirm: tuple[str, ...] = ()
    amendments: tuple[AmendmentLine, ...] = ()  # those that it proposes or supports
    statements: tuple[MemberStatement, ...] = ()  # what it put on record beside decisions
    noted: tuple[NotedLine, ...] = ()  # what it said or wrote, as far as that was noted
    # its contributions; in confidence for the secretariat alone
    contributions: tuple[ContributionLine, ...] = ()
    undertakings: tuple[UndertakingLine, ...] = ()  # what it is to do
    # what is left out for the audience of the positions and contributions of all members together,
    # since how much there is of this one would show that it said something
    withheld: Withheld = field(factory=Withheld)


def member_record(
    state: State,
    judgement: Judgement,
    member: str,
    drafts: Sequence[str],
    now: datetime,
    audience: Audience = Audience.PUBLIC,
) -> MemberRecord:
    """Returns everything recorded of one member; the public gets an empty record."""
    if not audience.sees_names:
        return MemberRecord(withheld=Withheld({Kind.MEMBERS: 1}))
    viewer = Viewer(audience).throughout(state, now)
    found = state.members[member]
    targets = list(targets_in_order(state, drafts))
    positions = _positions(state, member, targets, audience)
    spoken_of = {each.target for each in positions}
    hidden = {each: number_hidden(state, each, audience) for each in targets}
    viewer.left_out[Kind.POSITIONS] += sum(hidden.values())
    items = [each for each in targets if each in state.items]
    unheard = [each for each in items if state.handle_of(each) not in spoken_of]
    silent = [each for each in unheard if not hidden[each]]
    counted = {each: judgement.counts(each) for each in silent}
    partly = [e for e in silent if member in (*counted[e].proposed, *counted[e].disagreed)]
    sent_in = viewer.seen(state.contributions.values(), Kind.CONTRIBUTIONS)
    return MemberRecord(
        member=member,
        name=found.name,
        group=found.group,
        negotiating_groups=state.negotiating_groups_of(member),
        offices=offices_of(state, member),
        is_observer=found.observer,
        since=found.since,
        until=found.until,
        positions=positions,
        silent_on=tuple(state.handle_of(each) for each in silent if each not in partly),
        not_shown=tuple(state.handle_of(each) for each in unheard if hidden[each]),
        to_reconfirm=tuple(map(state.handle_of, partly)),
        amendments=tuple(
            amendment_line(state, judgement, each.id, viewer)
            for each in state.amendments.values()
            if member in each.backers
        ),
        statements=tuple(
            MemberStatement(state.decisions[each.decision].handle, each.kind, each.text)
            for each in state.statements.values()
            if each.member == member and (audience.sees_all or not each.in_confidence)
        ),
        noted=noted_lines(
            state, (each for each in state.interventions.values() if each.member == member), viewer
        ),
        contributions=tuple(
            contribution_line(state, each) for each in sent_in if each.member == member
        ),
        undertakings=tuple(
            undertaking_line(state, each, now, viewer)
            for each in state.undertakings.values()
            if each.member == member
        ),
        withheld=viewer.withheld,
    )


def _positions(
    state: State, member: str, targets: Sequence[str], audience: Audience
) -> tuple[MemberPosition, ...]:
    return tuple(
        MemberPosition(
            state.handle_of(target), label_of(state, target), position_line(state, target, position)
        )
        for target in targets
        for position in visible_positions(state, target, audience)
        if position.member == member
    )


def member_record_outline(record: MemberRecord) -> Outline:
    """Returns the record of a member as an outline; empty parts are left out."""
    if not record.member:
        return Outline("Record of a member", withheld=record.withheld)
    title = f"Record of {display_name(record.name, record.member)}"
    return Outline(title, tuple(_standing(record)), record.withheld, tuple(_blocks(record)))


def _standing(record: MemberRecord) -> Iterator[str]:
    yield "Observer." if record.is_observer else "Member."
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
        yield "What is not shown is named for all members together, and says nothing of this one."


def _blocks(record: MemberRecord) -> Iterator[Block]:
    return parts_of(
        ("Positions", grid_of("Positions", _positions_table(record.positions))),
        ("No position", points_of(", ".join(record.silent_on))),
        (
            "Not shown, whether this member took a position or not",
            points_of(", ".join(record.not_shown)),
        ),
        ("To be reconfirmed", points_of(", ".join(record.to_reconfirm))),
        (
            "Amendments",
            points_of(
                *(
                    f"{each.handle} to {each.target}, {each.standing}: {each.summary}"
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


def _positions_table(positions: tuple[MemberPosition, ...]) -> Table:
    return Table.of(
        ("on", "position", "why", "where it was said", "notes"),
        [
            (
                display_name(each.label, each.target),
                line.says,
                line.reason,
                f"via {line.via}" if line.via else line.document or line.source.value,
                "; ".join(position_notes(line)),
            )
            for each in positions
            for line in (each.position,)
        ],
    )


def member_record_table(record: MemberRecord) -> Table:
    """Returns a member's word on each text, as a table for spreadsheets."""
    what = ("stance", "reason", "reservation", "conditions")
    where = ("source", "via", "document")
    return Table.of(
        ("member", "target", "label", *what, "otherwise", *where, "stale", "happened"),
        [
            (
                record.member,
                each.target,
                each.label,
                *attrgetter(*what)(line),
                line.otherwise if line.conditions else "",
                *attrgetter(*where)(line),
                line.is_stale,
                line.happened.isoformat(),
            )
            for each in record.positions
            for line in (each.position,)
        ],
    )
