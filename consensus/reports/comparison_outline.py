"""A comparison of two states of a draft, laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consensus.reports.comparison import Comparison, ItemComparison, Piece, PieceKind
from consensus.reports.outline import Block, Heading, Mark, Outline, Quotation, Span, place
from consensus.reports.tables import Table
from consensus.reports.targets import spoken

_MARKS = {
    PieceKind.KEPT: Mark.PLAIN,
    PieceKind.REMOVED: Mark.REMOVED,
    PieceKind.INSERTED: Mark.INSERTED,
}


def comparison_outline(comparison: Comparison, kept: bool = False) -> Outline:
    """Lay a comparison out.

    Args:
        comparison: the comparison.
        kept: whether items that stayed as they were are shown too.
    """
    totals = (f"{count} {change}" for change, count in comparison.totals.items())
    return Outline(
        f"{comparison.draft}, {comparison.new} against {comparison.old}",
        (f"Items: {', '.join(totals)}.",),
        comparison.withheld,
        tuple(block for item in comparison.shown(kept) for block in _item(item)),
    )


def _item(item: ItemComparison) -> Iterator[Block]:
    name = spoken(item.label, item.handle)
    yield Heading(2, f"{name}: {item.change}", place(item.handle))
    yield changes_quoted(item.pieces)


def changes_quoted(pieces: Iterable[Piece]) -> Quotation:
    """Words with what was removed and inserted among them marked."""
    return Quotation(tuple(Span(each.text, _MARKS[each.kind]) for each in pieces))


def comparison_table(comparison: Comparison, kept: bool = False) -> Table:
    """A comparison as rows of cells, one for each item.

    Args:
        comparison: the comparison.
        kept: whether items that stayed as they were are shown too.
    """
    return Table.of(
        ("handle", "label_before", "label_after", "change", "text_before", "text_after"),
        [
            (
                item.handle,
                item.old_label,
                item.new_label,
                item.change,
                _without(PieceKind.INSERTED, item.pieces),
                _without(PieceKind.REMOVED, item.pieces),
            )
            for item in comparison.shown(kept)
        ],
    )


def _without(kind: PieceKind, pieces: Iterable[Piece]) -> str:
    return "".join(each.text for each in pieces if each.kind is not kind)
