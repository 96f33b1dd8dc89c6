"""Heat maps: what every member, or every group, says of every item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.model.stance import Stance
from consensus.reports.group_matrix import NO_GROUP, GroupMatrix, GroupRow, cell_in_words
from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, drawing, figure
from consensus.reports.matrix import Matrix, MatrixCell
from consensus.reports.stance_signs import STANCE_SIGNS
from consensus.reports.targets import spoken
from consensus.text.display import shortened

_SIDE = 20
_GROUP_WIDE = 76
_NAME_WIDE = 112
_LONGEST_NAME = 16
_CODE_HIGH = 64
_LONGEST_CODE = 9
_MOST_DRAWN = 200
"""Items; a longer picture is not looked at."""


def member_map(matrix: Matrix) -> Element:
    """Draw what every member says of every item, a row for each item.

    Args:
        matrix: members against items; at least one of each.
    """
    width = _NAME_WIDE + len(matrix.rows) * _SIDE + 4
    height = _CODE_HIGH + len(matrix.targets) * _SIDE + 4
    legend = ", ".join(f"{sign} {stance}" for stance, sign in STANCE_SIGNS.items())
    return figure(
        "positions",
        "Who says what",
        f"Items down, members across: {legend}; a bar under the sign: to be taken afresh; a point"
        " beside it: on conditions; nothing: no position that this audience sees.",
        [
            drawing(
                width,
                height,
                f"{len(matrix.targets)} items against {len(matrix.rows)} members",
                _members(matrix),
            )
        ],
        Cells(
            ("item", *(f"{row.member} ({row.group or NO_GROUP})" for row in matrix.rows)),
            [
                (
                    spoken(target.label, target.handle),
                    *(str(row.cells[place] or "") for row in matrix.rows),
                )
                for place, target in enumerate(matrix.targets)
            ],
        ),
    )


def _members(matrix: Matrix) -> Iterator[Node]:
    for column, row in enumerate(matrix.rows):
        yield _across(row.member, _NAME_WIDE + column * _SIDE + 14, _CODE_HIGH - 6)
    for place, target in enumerate(matrix.targets):
        y = _CODE_HIGH + place * _SIDE
        yield _down(target.label, target.handle, y)
        for column, row in enumerate(matrix.rows):
            cell = row.cells[place]
            x = _NAME_WIDE + column * _SIDE
            if cell is None:
                yield element(
                    "rect", x=x + 1, y=y + 1, width=_SIDE - 2, height=_SIDE - 2, class_="none"
                )
            else:
                yield _cell(cell, f"{spoken(target.label, target.handle)}, {row.member}", x, y)


def _cell(cell: MatrixCell, where: str, x: int, y: int) -> Element:
    bar = element("rect", x=x + 4, y=y + 16, width=12, height=2, class_="stale")
    point = element("circle", cx=x + 16, cy=y + 5, r=2, class_="condition")
    return element(
        "g",
        element("title", f"{where}: {cell}"),
        element("rect", x=x + 1, y=y + 1, width=_SIDE - 2, height=_SIDE - 2, class_="ground"),
        element("text", STANCE_SIGNS[cell.stance], x=x + _SIDE // 2, y=y + 14),
        bar if cell.is_stale else None,
        point if cell.is_conditional else None,
        class_=f"cell {cell.stance}",
    )


def group_map(matrix: GroupMatrix) -> Element:
    """Draw how every stakeholder group stands on every item, a row for each item.

    Args:
        matrix: groups against items; at least one of each.
    """
    drawn = matrix.rows[:_MOST_DRAWN]
    width = _NAME_WIDE + len(matrix.groups) * _GROUP_WIDE + 4
    height = 24 + len(drawn) * _SIDE + 4
    cut = (
        f" The first {len(drawn)} of {len(matrix.rows)} items are drawn."
        if len(drawn) < len(matrix.rows)
        else ""
    )
    return figure(
        "groups",
        "How the groups stand on each item",
        "Items down, stakeholder groups across: how many support or accept the text, of how many"
        " members; behind ✗ how many object or disagree. The fuller the square, the larger the"
        f" part that supports or accepts.{cut}",
        [
            drawing(
                width,
                height,
                f"{len(drawn)} items against {len(matrix.groups)} groups",
                _groups(matrix.groups, drawn),
            )
        ],
        Cells(
            ("item", *(group or NO_GROUP for group in matrix.groups)),
            [
                (spoken(row.target.label, row.target.handle), *map(cell_in_words, row.cells))
                for row in matrix.rows
            ],
        ),
    )


def _groups(groups: Sequence[str], rows: Sequence[GroupRow]) -> Iterator[Node]:
    for column, group in enumerate(groups):
        x = _NAME_WIDE + column * _GROUP_WIDE + _GROUP_WIDE // 2
        words = shortened(group or NO_GROUP, _LONGEST_CODE)
        yield element("text", words, x=x, y=16, class_="axis")
    for place, row in enumerate(rows):
        y = 24 + place * _SIDE
        yield _down(row.target.label, row.target.handle, y)
        for column, cell in enumerate(row.cells):
            x = _NAME_WIDE + column * _GROUP_WIDE
            share = cell.supportive * (_GROUP_WIDE - 2) // cell.members if cell.members else 0
            against = f" ✗{cell.against}" if cell.against else ""
            yield element(
                "g",
                element(
                    "rect",
                    x=x + 1,
                    y=y + 1,
                    width=_GROUP_WIDE - 2,
                    height=_SIDE - 2,
                    class_="none against" if cell.against else "none",
                ),
                element("rect", x=x + 1, y=y + 1, width=share, height=_SIDE - 2, class_="share"),
                element(
                    "text",
                    f"{cell.supportive}/{cell.members}{against}",
                    x=x + _GROUP_WIDE // 2,
                    y=y + 14,
                ),
                class_="cell",
            )


def group_stances(matrix: GroupMatrix) -> Cells:
    """How often the members of each group take each stance, of how many chances.

    Args:
        matrix: groups against items.
    """
    return Cells(
        ("group", *Stance, "to be taken afresh", "no position"),
        [
            (
                group or NO_GROUP,
                *(f"{total.counts.get(stance, 0)} of {total.members}" for stance in Stance),
                f"{total.stale} of {total.members}",
                f"{total.silent} of {total.members}",
            )
            for group, total in zip(matrix.groups, matrix.totals(), strict=True)
        ],
    )


def _across(code: str, x: int, y: int) -> Element:
    words = shortened(code, _LONGEST_CODE)
    return element("text", words, x=x, y=y, class_="axis start", transform=f"rotate(-90 {x} {y})")


def _down(label: str, handle: str, y: int) -> Element:
    words = shortened(f"{label} {handle}" if label else handle, _LONGEST_NAME)
    return element("text", words, x=_NAME_WIDE - 8, y=y + 14, class_="axis end")
