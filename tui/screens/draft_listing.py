"""Which items of a draft the tree lists, and how: all of them, or what a filter and words keep."""

from __future__ import annotations

from consensus.reports.words import SIGNS
from consensus.rules.verdict import Status
from tui.views.draft import DraftView, ItemLine
from tui.views.draft_filter import ALL, Filter, around, has_words, is_undecided
from tui.widgets.lazy_rows import LazyRows
from tui.widgets.row import Cell, Column, Row, Tone

COLUMNS = (
    Column("Item"),
    Column("Status", width=15),
    Column("[ ]", width=3, to_the_right=True),
    Column("amd", width=3, to_the_right=True),
    Column("stale", width=5, to_the_right=True),
)
"""What is seen of each item in the tree."""

NO_DRAFT = "there is no draft yet: consensus draft import FILE takes one in"

_TONES: dict[Status, Tone] = {
    Status.BLOCKED: "bad",
    Status.CONDITIONAL: "warning",
    Status.READY: "accent",
    Status.MERGED: "good",
    Status.AGREED_AD_REF: "warning",
    Status.AGREED: "good",
    Status.ADOPTED: "good",
    Status.DEFERRED: "faint",
    Status.WITHDRAWN: "faint",
    Status.REJECTED: "faint",
}


class Listing:
    """The items of a draft that are listed.

    Args:
        view: the draft.
        kept: which of its items.
        words: what they have in them; empty for anything.
    """

    def __init__(self, view: DraftView, kept: Filter = ALL, words: str = "") -> None:
        self._view = view
        self._filter = kept
        self._words = words
        self._lines = [
            line
            for line in view.lines
            if kept.keeps(line) and (not words or has_words(line, words))
        ]
        self.rows = LazyRows([line.id for line in self._lines], self._row)

    @property
    def is_whole(self) -> bool:
        """Whether every item is listed."""
        return self._filter is ALL and not self._words

    @property
    def empty(self) -> str:
        """What is said where nothing is listed."""
        if self._view.draft is None:
            return NO_DRAFT
        if self._words:
            return "nothing has these words; Esc shows all items"
        return f"nothing is {self._filter.name}; Esc shows all items"

    @property
    def title(self) -> str:
        """What is listed, in a line."""
        draft = self._view.draft
        if draft is None:
            return "No draft"
        title = f"{draft.handle} {draft.title}"
        if len(self._view.drafts) > 1:
            title = f"{len(self._view.drafts)} drafts (D)  {title}"
        if self.is_whole:
            return title
        items = sum(1 for line in self._view.lines if not line.is_heading)
        listed = sum(1 for line in self._lines if not line.is_heading)
        named = self._filter.name if self._filter is not ALL else "found"
        return f"{named}: {listed} of {items} items  {title}"

    def take_in(self, place: int, line: ItemLine) -> bool:
        """List an item as it is now, the others as they were read; whether it is at that place."""
        if not self._lines or self._lines[place].id != line.id:
            return False
        self._lines[place] = line
        self.rows.forget(place)
        return True

    def undecided_from(self, place: int, by: int) -> int | None:
        """Where the next item is that is to be settled, from the end on to the beginning."""
        for step in range(1, len(self._lines) + 1):
            following = (place + by * step) % len(self._lines)
            if is_undecided(self._lines[following]):
                return following
        return None

    def _row(self, number: int) -> Row:
        line = self._lines[number]
        words = around(line.text, self._words)
        named = f"{line.label}  {words}" if line.label else words
        indent = line.depth if self.is_whole else 0
        if line.is_heading:
            return Row(line.id, (Cell(named, "strong"), *(Cell(""),) * 4), indent)
        return Row(
            line.id,
            (
                Cell(named),
                Cell(f"{SIGNS[line.status]} {line.status}", _TONES.get(line.status, "")),
                Cell(str(line.brackets or "")),
                Cell(str(line.amendments or "")),
                Cell(str(line.stale or ""), "warning"),
            ),
            indent,
        )
