"""The picture of coalitions: who is in each, and who stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.analysis.coalitions import MARGIN, Between, Coalition, Coalitions
from consensus.reports.diagrams.columns import in_columns
from consensus.reports.diagrams.picture import Picture, nothing
from consensus.reports.diagrams.sketch import MOST_NODES, Box, Form, Line, Sketch, Stroke

_CODES_IN_A_LINE = 8
_MOST_BETWEEN = 14


def coalition_picture(found: Coalitions) -> Picture:
    """Picture who is in each coalition, and who stands between them.

    Args:
        found: the coalitions.
    """
    if not found.coalitions:
        return Picture("Coalitions", "", nothing(f"None are claimed: {found.none}."))
    placed = sum(len(each.members) for each in found.coalitions)
    outside = [each for each in found.between if each.own is None]
    names_all = placed + len(outside) <= MOST_NODES
    boxes = [
        Box(
            str(number),
            tuple(_words(number, each, names_all)),
            Form.PEOPLE,
            told=", ".join(each.members),
            is_strong=True,
        )
        for number, each in enumerate(found.coalitions, start=1)
    ]
    nearest = sorted(found.between, key=lambda each: max(each.agreement) - min(each.agreement))
    shown = nearest if len(nearest) <= _MOST_BETWEEN else nearest[: _MOST_BETWEEN - 1]
    boxes += [
        Box(f"member {each.member}", (each.member, _shares(each)), Form.PEOPLE) for each in shown
    ]
    lines = [line for each in shown for line in _lines(each)]
    if len(shown) < len(nearest):
        more = (f"{len(nearest) - len(shown)} more", "between them")
        boxes.append(Box("rest", more, Form.PEOPLE, is_faint=True))
    sketch = Sketch(tuple(boxes), tuple(lines))
    column = {box.key: 0 if box.is_strong else 1 for box in boxes}
    return Picture(
        f"Coalitions: {len(found.coalitions)} among {placed + len(outside)} members",
        "Left the coalitions: what defines them, how many they are, and how much they agree among"
        " themselves and with the rest. Right the members between them, or apart, with the share"
        " of what both spoke of on which each agrees with a coalition; lines lead to those it"
        " agrees with most, a full one to that which it was counted in.",
        in_columns(sketch, column),
    )


def _words(number: int, each: Coalition, names_all: bool) -> Iterator[str]:
    yield f"{number}. {each.name}"
    yield (
        f"{len(each.members)} members, {each.inner:.0%} among themselves,"
        f" {each.outer:.0%} with the rest"
    )
    if names_all:
        yield from _in_lines(each.members)
    else:
        yield f"{', '.join(each.members[:_CODES_IN_A_LINE])}…"


def _in_lines(codes: Sequence[str]) -> Iterator[str]:
    for at in range(0, len(codes), _CODES_IN_A_LINE):
        yield ", ".join(codes[at : at + _CODES_IN_A_LINE])


def _shares(between: Between) -> str:
    return ", ".join(
        f"{number}: {share:.0%}" for number, share in enumerate(between.agreement, start=1)
    )


def _lines(between: Between) -> Iterator[Line]:
    """To the coalition that it was counted in, and to those that it agrees with most."""
    most = max(between.agreement)
    for number, share in enumerate(between.agreement, start=1):
        is_own = between.own == number - 1
        if is_own or share >= most - MARGIN:
            stroke = Stroke.FULL if is_own else Stroke.BROKEN
            yield Line(f"member {between.member}", str(number), stroke=stroke)
