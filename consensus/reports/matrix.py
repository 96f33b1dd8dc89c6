"""The matrix of positions: members against targets."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from consensus.model.document_order import targets_in_order
from consensus.model.pinning import is_stale
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.tally import positions_on
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Outline, grid_of
from consensus.reports.tables import Table
from consensus.reports.targets import label_of
from consensus.rules.judgement import Judgement


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
    """

    stance: Stance
    is_stale: bool
    is_conditional: bool

    def __str__(self) -> str:
        marks = (" (stale)" if self.is_stale else "") + (" if" if self.is_conditional else "")
        return f"{self.stance}{marks}"


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
    """Lay out what every member that counts says of every target.

    Args:
        state: the state.
        judgement: of that state.
        drafts: the ids of the drafts.
        audience: who it is for.
        items_only: whether amendments and packages are left out.
    """
    columns: list[MatrixTarget] = []
    said: list[dict[str, MatrixCell]] = []
    withheld = 0
    for target in targets_in_order(state, drafts):
        if items_only and target not in state.items:
            continue
        columns.append(MatrixTarget(state.handle_of(target), label_of(state, target)))
        cells: dict[str, MatrixCell] = {}
        for position in positions_on(state, target):
            if audience.sees(position):
                cells[position.member] = MatrixCell(
                    position.stance, is_stale(state, position), bool(position.conditions)
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


def matrix_table(matrix: Matrix) -> Table:
    """A matrix as rows of cells, to be written as CSV or Markdown."""
    return Table.of(
        ("member", "group", *(target.handle for target in matrix.targets)),
        (
            (row.member, row.group, *("" if cell is None else cell for cell in row.cells))
            for row in matrix.rows
        ),
    )


def matrix_outline(matrix: Matrix) -> Outline:
    """Lay a matrix out."""
    counted = f"{len(matrix.rows)} members, {len(matrix.targets)} texts."
    return Outline(
        "Positions of members",
        (counted,) if matrix.rows else (),
        matrix.withheld,
        grid_of("Positions", matrix_table(matrix)),
    )
