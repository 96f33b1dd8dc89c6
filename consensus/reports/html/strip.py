"""Strips: every item as one square with a sign, in the order of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from consensus.reports.html.element import Element, Node, element
from consensus.reports.html.figure import Cells, drawing, figure
from consensus.reports.html.signs import slug

_SIDE = 22  # pixels; a sign of 13 pixels can be read in it
_ACROSS = 15  # squares; as many as a telephone shows
_ACROSS_AT_MOST = 40


@frozen
class Square:
    """One item of a strip.

    Attributes:
        name: what people call it.
        sign: the sign to show.
        word: what the sign says.
    """

    name: str
    sign: str
    word: str


def strip(title: str, squares: Sequence[Square]) -> Element:
    """Draw a strip.

    Args:
        title: what it shows.
        squares: the items, in the order of the documents; at least one.
    """
    across = min(_ACROSS if len(squares) <= 4 * _ACROSS else _ACROSS_AT_MOST, len(squares))
    down = -(-len(squares) // across)
    legend = ", ".join(dict.fromkeys(f"{each.sign} {each.word}" for each in squares))
    return figure(
        "strip",
        title,
        f"One square for each item, in the order of the documents: {legend}.",
        [
            drawing(
                across * _SIDE,
                down * _SIDE,
                f"{len(squares)} squares, each with the sign of an item",
                _drawn(squares, across),
            )
        ],
        Cells(("item", "sign"), [(each.name, each.word) for each in squares]),
    )


def _drawn(squares: Sequence[Square], across: int) -> Iterator[Node]:
    for place, square in enumerate(squares):
        x, y = place % across * _SIDE, place // across * _SIDE
        yield element(
            "g",
            element("title", f"{square.name}: {square.word}"),
            element("rect", x=x + 1, y=y + 1, width=_SIDE - 2, height=_SIDE - 2, rx=3),
            element("text", square.sign, x=x + _SIDE // 2, y=y + 16),
            class_=f"square {slug(square.word)}",
        )
