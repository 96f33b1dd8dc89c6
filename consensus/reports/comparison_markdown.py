"""A comparison written as Markdown, removed words struck out and inserted ones in bold."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.comparison import Change, Comparison, ItemComparison, Piece, PieceKind
from consensus.reports.tables import quoted

_MARKS = {PieceKind.KEPT: "", PieceKind.REMOVED: "~~", PieceKind.INSERTED: "**"}


def comparison_markdown(comparison: Comparison, kept: bool = False) -> str:
    """Write a comparison as Markdown.

    Args:
        comparison: the comparison.
        kept: whether items that stayed as they were are shown too.
    """
    return "\n".join(_lines(comparison, kept)) + "\n"


def _lines(comparison: Comparison, kept: bool) -> Iterator[str]:
    yield f"# {comparison.draft}: {comparison.new} against {comparison.old}"
    yield ""
    totals = (f"{count} {change}" for change, count in comparison.totals.items())
    yield f"Items: {', '.join(totals)}."
    if comparison.withheld.counts:
        yield comparison.withheld.sentence()
    for item in comparison.items:
        if item.change is Change.KEPT and item.old_label == item.new_label and not kept:
            continue
        yield ""
        yield f"**{_name(item)}**: {item.change}"
        yield ""
        yield quoted("".join(map(marked, item.pieces)))


def _name(item: ItemComparison) -> str:
    return f"{item.label} ({item.handle})" if item.label else item.handle


def marked(piece: Piece) -> str:
    """Write a piece with its marks, white space outside them since Markdown wants it so."""
    mark = _MARKS[piece.kind]
    words = piece.text.strip()
    if not mark or not words:
        return piece.text
    start = piece.text.index(words)
    return f"{piece.text[:start]}{mark}{words}{mark}{piece.text[start + len(words) :]}"
