"""Positions as lines and as a matrix of members or groups, and the standing of each member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from consensus.model.amendments import AmendmentKind
from consensus.model.contested import ContestedChange, ContestedState
from consensus.model.counting import Counts, contested_on, number_of_positions, positions_on
from consensus.model.lookup import targets_in_order
from consensus.model.meetings import Presence
from consensus.model.positions import SUPPORTIVE, ObjectionState, Position, Source, Stance
from consensus.model.staleness import is_stale, stale_bits, stance_in_force
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_positions
from consensus.reports.outline import Outline, Table, grid_of
from consensus.reports.words import display_name, label_of
from consensus.rules.judgement import Judgement
from consensus.rules.reasons import contested_words

# Positions, objections and the sense of the room as reports list them.


@frozen
class PositionLine:
    """One member's position in a report.

    Attributes:
        member: the member's code.
        stance: what the member says.
        source: where it comes from.
        via: the code of the negotiating group that spoke for it; empty if it spoke itself.
        document: the written source; empty where there is none.
        reason: why; empty means not stated.
        reservation: a reservation on record; may be empty.
        conditions: the handles of what must be agreed for the stance to hold.
        otherwise: the stance that counts once a condition has failed.
        version: the number of the version it was taken on; 0 for packages.
        is_stale: whether the text changed so that a fresh position is needed.
        by_sponsoring: whether the member supports it by sponsoring it.
        happened: when it was taken.
    """

    member: str
    stance: Stance
    source: Source
    via: str
    document: str
    reason: str
    reservation: str
    conditions: tuple[str, ...]
    otherwise: Stance
    version: int
    is_stale: bool
    by_sponsoring: bool
    happened: datetime


@frozen
class PositionGroup:
    """The positions of one stance.

    Attributes:
        stance: the stance.
        positions: by member.
    """

    stance: Stance
    positions: tuple[PositionLine, ...]


@frozen
class ObjectionLine:
    """One objection and how far it has come.

    Attributes:
        member: who objects.
        reason: why; empty means not stated.
        state: raised, answered, accommodated, withdrawn or sustained.
        answer: what was answered; empty while nobody answered.
        is_standing: whether it is neither withdrawn nor accommodated.
        words: the words of an amendment that it is about; empty where it is about all of it.
    """

    member: str
    reason: str
    state: ObjectionState
    answer: str
    is_standing: bool
    words: str = ""

    @property
    def about(self) -> str:
        """Such as ` to “should”`; empty where it is about all of the amendment."""
        return f" to “{self.words}”" if self.words else ""


@frozen
class ContestedLine:
    """A change in a text that a member objected to, or held, before it went in.

    Attributes:
        member: the code of the member.
        stance: `object` or `hold`.
        state: whether it stands, is to be confirmed, or how it ended.
        amendment: the handle of the amendment that proposed it.
        kind: what that proposed to do.
        replaces: the words before; of a deleted item its text.
        text: the words after; of an inserted item its text.
        reason: why; empty means not stated.
        answer: what was answered; empty while nobody answered.
    """

    member: str
    stance: Stance
    state: ContestedState
    amendment: str
    kind: AmendmentKind
    replaces: str
    text: str
    reason: str
    answer: str

    @property
    def is_open(self) -> bool:
        """Whether it counts against the text."""
        return self.state in (ContestedState.STANDING, ContestedState.TO_CONFIRM)

    @property
    def about(self) -> str:
        """Such as `“should” → “shall” (A4)`."""
        return f"{contested_words(self.kind, self.replaces, self.text)} ({self.amendment})"

    @property
    def sentence(self) -> str:
        """Such as `MER objects to “should” → “shall” (A4): “no binding language”`."""
        held = self.stance is Stance.HOLD
        reason = f": “{self.reason}”" if self.reason else ""
        reason += f"; answered: {self.answer}" if self.answer else ""
        if self.state is ContestedState.STANDING:
            verb = "reserves its position on" if held else "objects to"
            return f"{self.member} {verb} {self.about}{reason}"
        what = "the hold" if held else "the objection"
        return f"{what} of {self.member} to {self.about} {_HAS_BECOME[self.state]}{reason}"


_HAS_BECOME = {
    ContestedState.TO_CONFIRM: "is to be confirmed",
    ContestedState.LAPSED: "has lapsed: the text reads as before",
    ContestedState.WITHDRAWN: "was withdrawn",
    ContestedState.ACCOMMODATED: "was accommodated",
    ContestedState.REPLACED: "gave way to one to the whole",
    ContestedState.NOT_CONFIRMED: "was not confirmed when the chair asked",
}


@frozen
class SenseLine:
    """A sense of the room.

    Attributes:
        quantity: such as `the majority`.
        stance: what they expressed.
        note: further words; may be empty.
        happened: when the room was sounded.
    """

    quantity: str
    stance: Stance
    note: str
    happened: datetime


def position_groups(state: State, target: str, audience: Audience) -> tuple[PositionGroup, ...]:
    """Returns the positions on a target that an audience may see, in the order of the stances."""
    lines = [
        position_line(state, target, each) for each in visible_positions(state, target, audience)
    ]
    groups = [
        PositionGroup(stance, tuple(line for line in lines if line.stance is stance))
        for stance in Stance
    ]
    return tuple(group for group in groups if group.positions)


# What a failed condition leaves goes stale only where it lets the text pass.
_WITH_TEXT = (None, *SUPPORTIVE)

WAITS = "waiting for a condition"
STALE = "needing a fresh position"
NOT_COUNTED = "not counted"


def counted_as(
    state: State, counts: Counts, electorate: Collection[str], seen: Sequence[Position]
) -> dict[str, tuple[str, ...]]:
    """Returns the members under what their position counts as now, in the order of the stances.

    Beside the stances there are `waiting for a condition`, `needing a fresh position`, and `not
    counted`: observers, and whose objection is withdrawn or accommodated. `electorate` has the
    codes of the members that count, and `seen` the positions that are to be named.
    """
    named = {
        **dict.fromkeys((each.member for each in counts.standing), Stance.OBJECT.value),
        **dict.fromkeys(counts.holds, Stance.HOLD.value),
        **dict.fromkeys(counts.conditional, WAITS),
        **dict.fromkeys(counts.stale, STALE),
    }
    found: dict[str, list[str]] = {}
    for position in seen:
        what = named.get(position.member)
        if what is None:
            stance = stance_in_force(position, state)
            is_settled = stance in (None, Stance.OBJECT, Stance.HOLD)
            what = NOT_COUNTED if is_settled or position.member not in electorate else str(stance)
        found.setdefault(what, []).append(position.member)
    order = (*Stance, WAITS, STALE, NOT_COUNTED)
    return {str(what): tuple(sorted(found[what])) for what in order if what in found}


def position_line(state: State, target: str, position: Position) -> PositionLine:
    """Returns a position as a report line, without filtering by audience."""
    version = state.versions.get(position.version)
    return PositionLine(
        member=position.member,
        stance=position.stance,
        source=position.source,
        via=position.via,
        document=position.document,
        reason=position.reason,
        reservation=position.reservation,
        conditions=tuple(state.handle_of(each) for each in position.conditions),
        otherwise=position.otherwise,
        version=version.number if version else 0,
        is_stale=is_stale(state, position) and stance_in_force(position, state) in _WITH_TEXT,
        by_sponsoring=position.id == target,
        happened=position.happened,
    )


def position_notes(line: PositionLine) -> tuple[str, ...]:
    """Returns what else is known of a position beside stance and reason, in a few words each."""
    stale = f"on version {line.version}, needs a fresh position" if line.is_stale else ""
    conditions = (
        f"provided {', '.join(line.conditions)}, otherwise {line.otherwise}"
        if line.conditions
        else ""
    )
    notes = (
        "as sponsor" if line.by_sponsoring else "",
        stale,
        conditions,
        f"reservation: {line.reservation}" if line.reservation else "",
    )
    return tuple(note for note in notes if note)


def objection_lines(state: State, target: str, viewer: Viewer) -> tuple[ObjectionLine, ...]:
    """Returns the objections to a target that an audience may see, by member.

    Only the secretariat sees one whose member has taken another position since: whether it was
    raised openly is no longer known.
    """
    objections = state.objections.get(target, {})
    openly = {each.id for each in visible_positions(state, target, viewer.audience)}
    shown = [
        each
        for _, each in sorted(objections.items())
        if viewer.audience is Audience.SECRETARIAT or each.id in openly
    ]
    viewer.left_out[Kind.OBJECTIONS] += len(objections) - len(shown)
    held = state.positions.get(target, {}).values()
    words = {position.id: position.words for position in held}
    return tuple(
        ObjectionLine(
            each.member,
            each.reason,
            each.state,
            each.answer,
            each.is_standing,
            words.get(each.id, ""),
        )
        for each in shown
    )


def contested_lines(state: State, target: str, audience: Audience) -> tuple[ContestedLine, ...]:
    """Returns the contested changes in a text that an audience may see, ended ones included."""
    recorded = state.contested.get(target, ())
    in_brackets = [each for each in contested_on(state, target) if each not in recorded]
    return tuple(
        contested_line(state, each)
        for each in (*recorded, *in_brackets)
        if audience.sees(each.position)
    )


def contested_line(state: State, contested: ContestedChange) -> ContestedLine:
    """Returns a contested change as a report line, without filtering by audience."""
    kind = state.amendments[contested.amendment].kind
    return ContestedLine(
        contested.member,
        contested.stance,
        contested.state,
        state.handle_of(contested.amendment),
        kind,
        # Of a move it is where the item was, by ids.
        "" if kind is AmendmentKind.MOVE else contested.change.replaces,
        contested.change.text,
        contested.position.reason,
        contested.answer,
    )


def sense_lines(state: State, target: str, viewer: Viewer) -> tuple[SenseLine, ...]:
    """Returns the senses of the room on a target, in order; they reveal stances but no names."""
    noted = (each for each in state.senses.values() if each.target == target)
    lines = (SenseLine(each.quantity, each.stance, each.note, each.happened) for each in noted)
    return viewer.named(tuple(lines), Kind.SENSES)


# The matrix of positions: members against targets.


@frozen
class MatrixTarget:
    """What a column of the matrix is about.

    Attributes:
        handle: such as `R3`.
        label: the printed label; may be empty.
    """

    handle: str
    label: str


@frozen
class MatrixCell:
    """What one member says of one target.

    Attributes:
        stance: what it says.
        is_stale: whether a fresh position is needed.
        is_conditional: whether it holds only if something else is agreed.
        about: the changes that it is about, where it was taken on an amendment that went in, such
            as `the deletion of “Boats are red.” (A1)`.
    """

    stance: Stance
    is_stale: bool
    is_conditional: bool
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        marks = (" (stale)" if self.is_stale else "") + (" if" if self.is_conditional else "")
        about = f": {'; '.join(self.about)}" if self.about else ""
        return f"{self.stance}{marks}{about}"


@frozen
class MatrixRow:
    """What one member says.

    Attributes:
        member: its code.
        group: the code of its stakeholder group; empty when it is in none.
        cells: one for each target; None where it has no position that the audience may see.
    """

    member: str
    group: str
    cells: tuple[MatrixCell | None, ...]


@frozen
class Matrix:
    """Members against targets.

    Attributes:
        targets: the columns, in the order of the documents.
        rows: the members that count, in the order of the record; empty for the public.
        withheld: what was left out for the audience.
    """

    targets: tuple[MatrixTarget, ...]
    rows: tuple[MatrixRow, ...]
    withheld: Withheld


def matrix(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    items_only: bool = False,
) -> Matrix:
    """Returns the matrix of what every member that counts says of every target, or every item."""
    columns: list[MatrixTarget] = []
    said: list[dict[str, MatrixCell]] = []
    withheld = 0
    for target in targets_in_order(state, drafts):
        if items_only and target not in state.items:
            continue
        columns.append(MatrixTarget(state.handle_of(target), label_of(state, target)))
        cells: dict[str, MatrixCell] = {}
        about = _contested_about(state, target)
        for position in positions_on(state, target):
            if audience.sees(position):
                cells[position.member] = MatrixCell(
                    position.stance,
                    is_stale(state, position),
                    bool(position.conditions),
                    about.get(position.member, ()),
                )
            else:
                withheld += 1
        said.append(cells)
    groups = judgement.electorate.groups
    named = groups if audience.sees_names else {}
    rows = tuple(
        MatrixRow(member, group, tuple(cells.get(member) for cells in said))
        for member, group in named.items()
    )
    left_out = {Kind.POSITIONS: withheld, Kind.MEMBERS: len(groups) - len(named)}
    return Matrix(
        tuple(columns), rows, Withheld({kind: count for kind, count in left_out.items() if count})
    )


def _contested_about(state: State, target: str) -> Mapping[str, tuple[str, ...]]:
    """Returns the contested changes of members that have no other position on the text."""
    said = state.positions.get(target, {})
    found: dict[str, dict[str, None]] = {}
    for each in state.contested_in(target):
        if each.member not in said:
            found.setdefault(each.member, {})[contested_line(state, each).about] = None
    return {member: tuple(about) for member, about in found.items()}


def matrix_table(matrix: Matrix) -> Table:
    """Returns a matrix as a table, to be written as CSV or Markdown."""
    return Table.of(
        ("member", "group", *(target.handle for target in matrix.targets)),
        (
            (row.member, row.group, *("" if cell is None else cell for cell in row.cells))
            for row in matrix.rows
        ),
    )


def matrix_outline(matrix: Matrix) -> Outline:
    """Returns a matrix as an outline."""
    counted = f"{len(matrix.rows)} members, {len(matrix.targets)} texts."
    return Outline(
        "Positions of members",
        (counted,) if matrix.rows else (),
        matrix.withheld,
        grid_of("Positions", matrix_table(matrix)),
    )


# The matrix of groups: how the members of each stakeholder group stand on each target.

_AGAINST = (Stance.OBJECT, Stance.DISAGREE)
NO_GROUP = "no group"
_FOR = (Stance.SUPPORT, Stance.ACCEPT)


@frozen
class GroupCell:
    """How the members of one group stand on one target.

    Attributes:
        members: how many of its members count.
        counts: how many fresh positions there are of each stance that some take.
        stale: how many positions need to be taken afresh.
        proposed: how many proposed or supported part of the text and said nothing of the whole.
    """

    members: int
    counts: Mapping[Stance, int]
    stale: int = 0
    proposed: int = 0

    @property
    def silent(self) -> int:
        """How many have no position that the audience may see."""
        return self.members - sum(self.counts.values()) - self.stale - self.proposed

    @property
    def supportive(self) -> int:
        """How many support or accept the text."""
        return sum(self.counts.get(stance, 0) for stance in _FOR)

    @property
    def against(self) -> int:
        """How many object to the text or disagree with it."""
        return sum(self.counts.get(stance, 0) for stance in _AGAINST)


@frozen
class GroupRow:
    """How every group stands on one target.

    Attributes:
        target: the target.
        cells: one for each group.
    """

    target: MatrixTarget
    cells: tuple[GroupCell, ...]


@frozen
class GroupMatrix:
    """Targets against stakeholder groups.

    Attributes:
        groups: the codes of the groups with members that count, in the order of the record; empty
            for members in none.
        rows: the targets, in the order they were asked for.
        withheld: what was left out for the audience.
    """

    groups: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    withheld: Withheld = field(factory=Withheld)

    def totals(self) -> tuple[GroupCell, ...]:
        """All targets together for each group: each member counts once for every one."""
        found = []
        for place, _ in enumerate(self.groups):
            cells = [row.cells[place] for row in self.rows]
            counts: Counter[Stance] = Counter()
            for cell in cells:
                counts.update(cell.counts)
            members = sum(cell.members for cell in cells)
            stale = sum(cell.stale for cell in cells)
            proposed = sum(cell.proposed for cell in cells)
            found.append(GroupCell(members, counts, stale, proposed))
        return tuple(found)


def group_matrix(
    state: State, judgement: Judgement, targets: Sequence[str], audience: Audience
) -> GroupMatrix:
    """Returns how the members of each stakeholder group stand on each target.

    Positions that the audience may not see are counted as none; the public is shown no groups.
    """
    if not audience.sees_names:
        hidden = sum(number_of_positions(state, each) for each in targets)
        return GroupMatrix((), (), Withheld.of(Counter({Kind.POSITIONS: hidden})))
    eligible = judgement.electorate.eligible
    groups = tuple(group for group in (*state.groups, "") if group in eligible)
    group_of, bits_of = judgement.electorate.groups, judgement.electorate.group_bits
    index = state.positions.member_index
    rows = []
    hidden = 0
    for each in targets:
        visible = visible_positions(state, each, audience)
        hidden += number_of_positions(state, each) - len(visible)
        stale = stale_bits(state, each, visible)
        taken: dict[str, list[Stance]] = {group: [] for group in groups}
        for position in visible:
            belongs = group_of.get(position.member)
            if belongs is not None and not (stale and stale & index.of(position.member)):
                taken[belongs].append(position.stance)
        proposing = index.together(judgement.counts(each).proposed)
        proposing &= ~index.together(position.member for position in visible)
        target = MatrixTarget(state.handle_of(each), label_of(state, each))
        cells = tuple(
            GroupCell(
                eligible[group],
                Counter(taken[group]),
                (stale & bits_of[group]).bit_count(),
                (proposing & bits_of[group]).bit_count(),
            )
            for group in groups
        )
        rows.append(GroupRow(target, cells))
    return GroupMatrix(groups, tuple(rows), Withheld.of(Counter({Kind.POSITIONS: hidden})))


def group_matrix_outline(matrix: GroupMatrix) -> Outline:
    """Returns the group matrix as an outline."""
    grid = Table.of(
        ("text", *(group or NO_GROUP for group in matrix.groups)),
        [
            (display_name(row.target.label, row.target.handle), *map(cell_in_words, row.cells))
            for row in matrix.rows
        ],
    )
    return Outline("Positions by group", (), matrix.withheld, grid_of("Positions by group", grid))


def cell_in_words(cell: GroupCell) -> str:
    """Returns the counts of a group in words."""
    parts = [f"{cell.counts[stance]} {stance}" for stance in Stance if cell.counts.get(stance)]
    if cell.stale:
        parts.append(f"{cell.stale} to be taken afresh")
    if cell.proposed:
        parts.append(f"{cell.proposed} proposed or supported part of it")
    if cell.silent:
        parts.append(f"{cell.silent} without position")
    return f"of {cell.members}: {', '.join(parts)}"


def group_matrix_table(matrix: GroupMatrix) -> Table:
    """Returns the group matrix as a table for spreadsheets, a row for each target and group."""
    return Table.of(
        ("target", "label", "group", "members", *Stance, "stale", "proposed part", "silent"),
        [
            (
                row.target.handle,
                row.target.label,
                group,
                cell.members,
                *(cell.counts.get(stance, 0) for stance in Stance),
                cell.stale,
                cell.proposed,
                cell.silent,
            )
            for row in matrix.rows
            for group, cell in zip(matrix.groups, row.cells, strict=True)
        ],
    )


# Who stands where on one target: every member, and every stakeholder group.


@frozen
class MemberStanding:
    """The position of one member on a target; None where the audience may see none."""

    member: str
    name: str
    group: str
    presence: Presence | None  # None between meetings
    position: PositionLine | None


@frozen(kw_only=True)
class GroupStanding(GroupCell):
    """How the members of one stakeholder group stand on a target, and how many are there."""

    group: str
    present: int | None  # None between meetings


@frozen
class Standings:
    """The positions of all members that count on one target; no members for the public."""

    target: str
    label: str
    groups: tuple[GroupStanding, ...]  # that have members, in the order of the record
    members: tuple[MemberStanding, ...]  # group by group
    withheld: Withheld


def standings(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> Standings:
    """Returns the position of every member and group on a target; the public sees neither."""
    eligible = judgement.electorate.groups
    said = {
        line.member: line
        for group in position_groups(state, target, audience)
        for line in group.positions
    }
    meeting = state.meeting
    by_group: dict[str, list[MemberStanding]] = {}
    for code, group in eligible.items():
        presence = state.presence_of(code, meeting.id) if meeting else None
        standing = MemberStanding(code, state.members[code].name, group, presence, said.get(code))
        by_group.setdefault(group, []).append(standing)
    proposing = set(judgement.counts(target).proposed).difference(said)
    order = [group for group in (*state.groups, "") if group in by_group]
    hidden = sum(1 for code in state.positions.get(target, {}) if code in eligible)
    seen = sum(1 for code in said if code in eligible)
    left_out = Counter({Kind.POSITIONS: hidden - seen})
    if not audience.sees_names:
        left_out[Kind.MEMBERS] = len(eligible)
        order = []
    return Standings(
        target=state.handle_of(target),
        label=label_of(state, target),
        groups=tuple(_of_group(group, by_group[group], proposing) for group in order),
        members=tuple(each for group in order for each in by_group[group]),
        withheld=Withheld.of(left_out),
    )


def _of_group(
    group: str, members: Sequence[MemberStanding], proposing: Collection[str]
) -> GroupStanding:
    positions = [each.position for each in members if each.position is not None]
    fresh = [each for each in positions if not each.is_stale]
    between_meetings = any(each.presence is None for each in members)
    there = sum(1 for each in members if each.presence is not Presence.ABSENT)
    return GroupStanding(
        group=group,
        members=len(members),
        present=None if between_meetings else there,
        counts=Counter(each.stance for each in fresh),
        stale=len(positions) - len(fresh),
        proposed=sum(1 for each in members if each.member in proposing),
    )
