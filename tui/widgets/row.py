"""A row of a list: cells of text with a tone, told apart by a key."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from consensus.text.display import made_visible

Tone: TypeAlias = Literal["", "strong", "faint", "good", "bad", "warning", "accent"]
"""How a cell is meant; what it says is in its words or signs too."""


# More signs of a text than these are never drawn for a column: joined emoji and letters with many
# marks take several, and a paragraph may be very long.
_SIGNS_PER_COLUMN = 16


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

    def beginning(self, room: int) -> str:
        """As much of it as can be seen in so many columns, or more."""
        most = room * _SIGNS_PER_COLUMN
        return _one_line(self.text[:most] if len(self.text) > most else self.text)


@frozen
class Row:
    """One row.

    Attributes:
        key: what it stands for, so that it is found again when the rows change.
        cells: one for each column; the last of fewer takes the room that is left.
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
