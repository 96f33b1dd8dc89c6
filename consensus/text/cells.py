"""Cells of a table that a spreadsheet may open, kept from being read as formulas."""

from __future__ import annotations

import re

# Full-width signs count too: spreadsheets set to Chinese or Japanese read them alike. Apostrophes
# before a sign are matched so that one can be taken off again without guessing.
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r\n＝＋－＠]")


def neutralised(cell: str) -> str:
    """Write an apostrophe before what a spreadsheet would take for a formula.

    Args:
        cell: the text of a cell.

    Returns:
        The text, with an apostrophe in front when it begins with `=`, `+`, `-`, `@`, a tab or a
        line break, as it is or after white space or apostrophes.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Take the apostrophe off again that `neutralised` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
