"""Cells of a table that a spreadsheet may open, kept from being read as formulas."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula, white space before it or not.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(cell: str) -> str:
    """Write an apostrophe before what a spreadsheet would take for a formula.

    Args:
        cell: the text of a cell.

    Returns:
        The text, with an apostrophe in front when it begins with `=`, `+`, `-`, `@`, a tab or a
        carriage return, as it is or after white space.
    """
    begins = cell.startswith(_FORMULA_SIGNS) or cell.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{cell}" if begins else cell
