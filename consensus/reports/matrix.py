"""Positions as a matrix of members or of groups, and the standing of each member on a target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import asdict, field, frozen

from consensus.model.counting import (
    Counts,
    Electorate,
    Standpoint,
    number_of_positions,
    positions_on,
)
from consensus.model.lookup import targets_in_order
from consensus.model.meetings import Presence
from consensus.model.positions import Stance
from consensus.model.staleness import is_stale
from consensus.model.state import State
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    number_hidden,
    visible_positions,
    visible_state,
)
from consensus.reports.outline import Outline, Table, grid_of
from consensus.reports.positions import PositionLine, contested_line, position_groups
from consensus.reports.words import display_name, label_of
from consensus.rules.judgement import Judgement


@frozen
class MatrixTarget:
    """What a column of the matrix is about."""

    handle: str  # such as `R3`
    label: str  # the printed label; may be empty


@frozen
class MatrixCell:
    """What one member says of one target."""

    stance: Stance  # what it says
    is_stale: bool  # whether it is to be reconfirmed
    is_conditional: bool  # whether it holds only if something else is agreed
    # the changes that it is about, where it was taken on an amendment that was merged, such as `the
    # deletion of “Boats are red.” (A1)`
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        marked = ["conditional"] * self.is_conditional + ["to be reconfirmed"] * self.is_stale
        marks = f" ({', '.join(marked)})" if marked else ""
        about = f": {'; '.join(self.about)}" if self.about else ""
        return f"{self.stance}{marks}{about}"


@frozen
class MatrixRow:
    """What one member says."""

    member: str  # its code
    group: str  # the code of its stakeholder group; empty when it is in none
    # one for each target; None where it has no position that the audience may see
    cells: tuple[MatrixCell | None, ...]


@frozen
class Matrix:
    """Members against targets."""

    targets: tuple[MatrixTarget, ...]  # the columns, in the order of the documents
    # the members, in the order of the list; empty for the public
    rows: tuple[MatrixRow, ...]
    withheld: Withheld  # what was left out for the audience


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
    found = targets_in_order(state, drafts)
    targets = [each for each in found if not items_only or each in state.items]
    for target in targets:
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
    groups = {**judgement.electorate.groups, **judgement.electorate.groups_over(state, targets)}
    named = groups if audience.sees_names else {}
    rows = tuple(
        MatrixRow(member, group, tuple(cells.get(member) for cells in said))
        for member, group in named.items()
    )
    left_out = Counter({Kind.POSITIONS: withheld, Kind.MEMBERS: len(groups) - len(named)})
    viewer = Viewer(audience, left_out).throughout(state, judgement.now)
    return Matrix(tuple(columns), rows, viewer.withheld)


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
    """Returns a matrix as an outline; one that is too large to be read as counts."""
    told = [f"{len(matrix.rows)} members, {len(matrix.targets)} texts."] if matrix.rows else []
    if len(matrix.rows) * len(matrix.targets) > MOST_CELLS:
        told.append(
            "On how many texts each took which position; the file for spreadsheets has all."
        )
        headings, rows = _counts_of_members(matrix)
    else:
        named = (display_name(each.label, each.handle) for each in matrix.targets)
        headings, rows = ("member", "group", *named), matrix_table(matrix).rows
    if not any(row.group for row in matrix.rows):
        headings, rows = (headings[0], *headings[2:]), tuple((e[0], *e[2:]) for e in rows)
    grid = grid_of("Positions", Table(headings, rows))
    return Outline("Positions of members", tuple(told), matrix.withheld, grid)


def _counts_of_members(matrix: Matrix) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Returns the headings and rows of a table of how often each member took each position."""
    said = [Counter(cell.stance if cell else None for cell in row.cells) for row in matrix.rows]
    stances = [each for each in Stance if any(own[each] for own in said)]
    rows = tuple(
        (row.member, row.group, *(str(own[each]) for each in (*stances, None)))
        for row, own in zip(matrix.rows, said, strict=True)
    )
    return ("member", "group", *stances, "no position"), rows


MOST_CELLS = 6_000
"""Cells of the matrix of members; a larger one cannot be read, and positions are counted."""

NO_GROUP = "no group"
NOT_SHOWN = "not shown"


@frozen
class GroupCell:
    """How the members of one group stand on one target."""

    members: int  # how many of its members count
    counts: Mapping[Stance, int]  # how many positions count of each stance that some take
    stale: int = 0  # how many positions need to be reconfirmed
    # how many proposed or supported part of the text and said nothing of the whole
    proposed: int = 0
    # how many are in each class; together all that did not recuse themselves
    classes: Mapping[Standpoint, int] = field(factory=Counter)

    @property
    def entitled(self) -> int:
        """How many of its members count and did not recuse themselves."""
        return sum(self.classes.values())

    @property
    def supportive(self) -> int:
        """How many support or accept the text."""
        return self.classes[Standpoint.SUPPORT] + self.classes[Standpoint.ACCEPT]

    @property
    def against(self) -> int:
        """How many object to the text or disagree with it."""
        return self.classes[Standpoint.OBJECT] + self.classes[Standpoint.DISAGREE]


@frozen
class GroupRow:
    """How every group stands on one target."""

    target: MatrixTarget  # the target
    # one for each group; none where the audience may not see every position, since counts of the
    # others would be untrue
    cells: tuple[GroupCell, ...]

    def in_words(self, groups: int) -> tuple[str, ...]:
        """Returns its name, and what is said of each of so many groups."""
        said = tuple(map(cell_in_words, self.cells)) or (NOT_SHOWN,) * groups
        return (display_name(self.target.label, self.target.handle), *said)


@frozen
class GroupMatrix:
    """Targets against stakeholder groups."""

    # the codes of the groups with members, in the order of the list; empty for members in none
    groups: tuple[str, ...]
    rows: tuple[GroupRow, ...]  # the targets, in the order they were asked for
    withheld: Withheld = field(factory=Withheld)  # what was left out for the audience

    def totals(self) -> tuple[GroupCell, ...]:
        """Returns all targets that are shown together: each member counts once for every one."""
        found = []
        for place, _ in enumerate(self.groups):
            cells = [row.cells[place] for row in self.rows if row.cells]
            counts: Counter[Stance] = Counter()
            for cell in cells:
                counts.update(cell.counts)
            members = sum(cell.members for cell in cells)
            stale = sum(cell.stale for cell in cells)
            proposed = sum(cell.proposed for cell in cells)
            classes = Counter(
                {each: sum(cell.classes[each] for cell in cells) for each in Standpoint}
            )
            found.append(GroupCell(members, counts, stale, proposed, classes))
        return tuple(found)


def group_matrix(
    state: State, judgement: Judgement, targets: Sequence[str], audience: Audience
) -> GroupMatrix:
    """Returns how the members of each stakeholder group stand on each target.

    Of a target of which the audience may not see every position no cells are given; the public is
    shown no groups.
    """
    viewer = Viewer(audience).throughout(state, judgement.now)
    if not audience.sees_names:
        viewer.left_out[Kind.POSITIONS] = sum(number_of_positions(state, e) for e in targets)
        return GroupMatrix((), (), viewer.withheld)
    electorate = judgement.electorate
    named = {*electorate.group_bits, *electorate.groups_over(state, targets).values()}
    groups = tuple(group for group in (*state.groups, "") if group in named)
    rows = []
    for each, cells in zip(targets, _seen(state, judgement, targets, audience), strict=True):
        shown = () if number_hidden(state, each, audience) else groups
        visible = visible_positions(state, each, audience)
        viewer.left_out[Kind.POSITIONS] += number_of_positions(state, each) - len(visible)
        target = MatrixTarget(state.handle_of(each), label_of(state, each))
        rows.append(GroupRow(target, tuple(cells.get(group, GroupCell(0, {})) for group in shown)))
    return GroupMatrix(groups, tuple(rows), viewer.withheld)


def _seen(
    state: State, judgement: Judgement, targets: Sequence[str], audience: Audience
) -> list[dict[str, GroupCell]]:
    """Returns the cells of each group for each text, as far as an audience may see positions."""
    with visible_state(state, audience) as hidden:
        seen = Judgement(state, judgement.now) if hidden else judgement
        return [_cells(seen.counts(each), seen.electorate.on(state, each)) for each in targets]


def _cells(counts: Counts, electorate: Electorate) -> dict[str, GroupCell]:
    groups = electorate.groups
    classes = {
        each: Counter(groups[code] for code in codes) for each, codes in counts.members().items()
    }
    stale = Counter(groups[code] for code in counts.stale)
    proposed = Counter(groups[code] for code in counts.proposed)
    return {
        group: GroupCell(
            bits.bit_count(),
            Counter(counts.groups[group].stances),
            stale[group],
            proposed[group],
            Counter({each: numbers[group] for each, numbers in classes.items()}),
        )
        for group, bits in electorate.group_bits.items()
    }


def group_matrix_outline(matrix: GroupMatrix) -> Outline:
    """Returns the group matrix as an outline."""
    if matrix.rows and not any(matrix.groups):
        told = () if matrix.withheld.counts else ("No member is in a stakeholder group.",)
        return Outline("Positions by group", told, matrix.withheld, ())
    grid = Table.of(
        ("text", *(group or NO_GROUP for group in matrix.groups)),
        [row.in_words(len(matrix.groups)) for row in matrix.rows],
    )
    return Outline("Positions by group", (), matrix.withheld, grid_of("Positions by group", grid))


def cell_in_words(cell: GroupCell) -> str:
    """Returns the counts of a group in words."""
    parts = [f"{count} {each}" for each, count in cell.classes.items() if count]
    recused = cell.members - cell.entitled
    outside = f" ({recused} recused)" if recused else ""
    return f"of {cell.entitled}{outside}: {', '.join(parts) or 'none'}"


def group_matrix_table(matrix: GroupMatrix) -> Table:
    """Returns the group matrix as a table for spreadsheets, a row for each target and group.

    Numbers are left empty where they are withheld.
    """
    return Table.of(
        ("target", "label", "group", "members", *(each.value for each in Standpoint), "recused"),
        [
            (
                row.target.handle,
                row.target.label,
                group,
                *(_numbers(row.cells[place]) if row.cells else [""] * (len(Standpoint) + 2)),
            )
            for row in matrix.rows
            for place, group in enumerate(matrix.groups)
        ],
    )


def _numbers(cell: GroupCell) -> tuple[int, ...]:
    classes = (cell.classes[each] for each in Standpoint)
    return (cell.members, *classes, cell.members - cell.entitled)


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
    # that have members, in the order of the record; none where counts of them would be untrue
    groups: tuple[GroupStanding, ...]
    members: tuple[MemberStanding, ...]  # group by group
    withheld: Withheld


def standings(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> Standings:
    """Returns the position of every member and group on a target; the public sees neither."""
    eligible = judgement.electorate.on(state, target).groups
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
    (cells,) = _seen(state, judgement, (target,), audience)
    order = [group for group in (*state.groups, "") if group in by_group]
    hidden = sum(1 for code in state.positions.get(target, {}) if code in eligible)
    seen = sum(1 for code in said if code in eligible)
    left_out = Counter({Kind.POSITIONS: hidden - seen})
    if not audience.sees_names:
        left_out[Kind.MEMBERS] = len(eligible)
        order = []
    shown = [] if number_hidden(state, target, audience) else order
    return Standings(
        target=state.handle_of(target),
        label=label_of(state, target),
        groups=tuple(_of_group(group, by_group[group], cells[group]) for group in shown),
        members=tuple(each for group in order for each in by_group[group]),
        withheld=Viewer(audience, left_out).throughout(state, judgement.now).withheld,
    )


def _of_group(group: str, members: Sequence[MemberStanding], cell: GroupCell) -> GroupStanding:
    between_meetings = any(each.presence is None for each in members)
    there = sum(
        each.presence is not Presence.ABSENT
        for each in members
        if each.position is None or each.position.stance is not Stance.RECUSE
    )
    present = None if between_meetings else there
    return GroupStanding(**asdict(cell, recurse=False), group=group, present=present)
