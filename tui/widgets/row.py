"""A row of a list: cells of text with a tone, told apart by a key."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from consensus.text.control_signs import made_visible

Tone: TypeAlias = Literal["", "strong", "faint", "good", "bad", "warning", "accent"]
"""How a cell is meant; what it says is in its words or signs too."""


def _one_line(text: str) -> str:
    return made_visible(" ".join(text.split()))


@frozen
class Cell:
    """One cell.

    Attributes:
        text: its text; control signs are made visible, and line breaks become spaces.
        tone: how it is meant.
    """

    text: str
    tone: Tone = ""

    @property
    def shown(self) -> str:
        """The text as a terminal may show it, on one line."""
        return _one_line(self.text)


@frozen
class Row:
    """One row.

    Attributes:
        key: what it stands for, so that it is found again when the rows change.
        cells: one for each column.
        indent: how far the widest cell is set in.
    """

    key: str
    cells: tuple[Cell, ...]
    indent: int = 0


@frozen
class Column:
    """One column.

    Attributes:
        title: stands above it; the titles are left out where all are empty.
        width: in columns of the terminal; 0 for the one that takes what is left.
        to_the_right: whether its cells end at its right edge, as numbers do.
    """

    title: str = ""
    width: int = 0
    to_the_right: bool = False
