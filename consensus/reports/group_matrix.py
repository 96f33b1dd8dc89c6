"""The matrix of groups: how the members of each stakeholder group stand on each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from consensus.model.pinning import stale_among
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import number_of_positions
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.matrix import MatrixTarget
from consensus.reports.outline import Outline, grid_of
from consensus.reports.shown_verdict import visible_positions
from consensus.reports.tables import Table
from consensus.reports.targets import label_of, spoken
from consensus.rules.judgement import Judgement

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
    """Count how the members of each stakeholder group stand on each target.

    Args:
        state: the state.
        judgement: of that state.
        targets: the ids of items, amendments or packages.
        audience: who it is for; positions that it may not see are counted as none, and the public
            is shown no groups.
    """
    if not audience.sees_names:
        hidden = sum(number_of_positions(state, each) for each in targets)
        return GroupMatrix((), (), Withheld.of(Counter({Kind.POSITIONS: hidden})))
    eligible = judgement.electorate.eligible
    groups = tuple(group for group in (*state.groups, "") if group in eligible)
    group_of, seats_of = judgement.electorate.groups, judgement.electorate.seats
    seats = state.positions.seats
    rows = []
    hidden = 0
    for each in targets:
        visible = visible_positions(state, each, audience)
        hidden += number_of_positions(state, each) - len(visible)
        stale = stale_among(state, each, visible)
        taken: dict[str, list[Stance]] = {group: [] for group in groups}
        for position in visible:
            belongs = group_of.get(position.member)
            if belongs is not None and not (stale and stale & seats.of(position.member)):
                taken[belongs].append(position.stance)
        proposing = seats.together(judgement.counts(each).proposed)
        proposing &= ~seats.together(position.member for position in visible)
        target = MatrixTarget(state.handle_of(each), label_of(state, each))
        cells = tuple(
            GroupCell(
                eligible[group],
                Counter(taken[group]),
                (stale & seats_of[group]).bit_count(),
                (proposing & seats_of[group]).bit_count(),
            )
            for group in groups
        )
        rows.append(GroupRow(target, cells))
    return GroupMatrix(groups, tuple(rows), Withheld.of(Counter({Kind.POSITIONS: hidden})))


def group_matrix_outline(matrix: GroupMatrix) -> Outline:
    """Lay out how the groups stand on each target."""
    grid = Table.of(
        ("text", *(group or NO_GROUP for group in matrix.groups)),
        [
            (spoken(row.target.label, row.target.handle), *map(cell_in_words, row.cells))
            for row in matrix.rows
        ],
    )
    return Outline("Positions by group", (), matrix.withheld, grid_of("Positions by group", grid))


def cell_in_words(cell: GroupCell) -> str:
    """How a group stands, in words."""
    parts = [f"{cell.counts[stance]} {stance}" for stance in Stance if cell.counts.get(stance)]
    if cell.stale:
        parts.append(f"{cell.stale} to be taken afresh")
    if cell.proposed:
        parts.append(f"{cell.proposed} proposed or supported part of it")
    if cell.silent:
        parts.append(f"{cell.silent} without position")
    return f"of {cell.members}: {', '.join(parts)}"


def group_matrix_table(matrix: GroupMatrix) -> Table:
    """How the groups stand as rows of cells for spreadsheets, one for each target and group."""
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
