"""Comparison of a draft with a version of it in a file, such as a counter-draft."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from consensus.reports.amendments import Piece
from consensus.reports.comparison import changes_quoted
from consensus.reports.outline import Block, Heading, Outline, place
from consensus.text.blocks import BlockChange


@frozen
class ComparedItem:
    """Items of a draft and their counterparts in another version of it."""

    fate: BlockChange  # what became of them
    handles: tuple[str, ...]  # their handles; none when inserted, several when joined
    old_labels: tuple[str, ...]  # their labels; empty ones where none is printed
    # the labels in the other version; none when deleted, several when split
    new_labels: tuple[str, ...]
    lines: tuple[int, ...]  # where they begin in the file
    # whether they stand elsewhere among the others; what was split or joined may be that too
    is_moved: bool
    # the label or first words of what they follow in the file, where they are new or moved
    after: str
    # their words; those kept and removed make up the old text, those kept and inserted the new one
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """The labels before and after, and the handles."""
        old = ", ".join(filter(None, self.old_labels))
        new = ", ".join(filter(None, self.new_labels))
        label = f"{old} → {new}" if old and new and old != new else new or old
        handles = ", ".join(self.handles)
        if not handles:
            return label or f"line {self.lines[0]}"
        return f"{label} ({handles})" if label else handles


@frozen
class DraftComparison:
    """A draft as it stands, compared with another version of it in a file."""

    draft: str  # the handle of the draft
    title: str  # its title
    source: str  # the name of the file
    # in the order of the file; what was deleted comes behind what stood before it
    items: tuple[ComparedItem, ...]

    @property
    def totals(self) -> dict[BlockChange, int]:
        """How many items there are of each kind of change, every kind included."""
        return {fate: sum(1 for item in self.items if item.fate is fate) for fate in BlockChange}

    @property
    def is_same(self) -> bool:
        """Whether nothing but labels differs."""
        return all(item.fate is BlockChange.KEPT for item in self.items)


def draft_comparison_outline(comparison: DraftComparison, kept: bool = False) -> Outline:
    """Returns a comparison as an outline; unchanged items are shown where `kept`."""
    totals = (f"{count} {fate}" for fate, count in comparison.totals.items() if count)
    shown = (
        item
        for item in comparison.items
        if kept or item.fate is not BlockChange.KEPT or item.old_labels != item.new_labels
    )
    return Outline(
        f"{comparison.title or comparison.draft}: {comparison.source} against the present text",
        (f"Items: {', '.join(totals)}.",),
        blocks=tuple(
            block for number, item in enumerate(shown) for block in _compared_item(number, item)
        ),
    )


def _compared_item(number: int, item: ComparedItem) -> Iterator[Block]:
    after = f" after {item.after}" if item.after else ""
    also = (
        ", moved" if item.is_moved and item.fate in (BlockChange.SPLIT, BlockChange.JOINED) else ""
    )
    yield Heading(2, f"{item.name}: {item.fate}{also}{after}", place("item", str(number)))
    yield changes_quoted(item.pieces)
