"""Comparison of two versions of a draft, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import field, frozen

from consensus.model.state import State
from consensus.reports.amendments import Piece, PieceKind, changes_quoted, compare_texts
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Block, Heading, Outline, Table, place
from consensus.reports.revisions import FIRST, PRESENT, Issue, find_issue
from consensus.reports.words import display_name
from consensus.text.blocks import BlockChange


class Change(StrEnum):
    """What became of an item."""

    KEPT = "kept"
    CHANGED = "changed"
    INSERTED = "inserted"
    REMOVED = "removed"


@frozen
class ItemComparison:
    """One item or amendment, compared."""

    handle: str  # such as `R3`
    old_label: str  # its label before; empty when it had none or was not there
    new_label: str  # its label after; empty when it has none or is not there
    change: Change  # what became of it
    # its words; those kept and removed make up the old text, those kept and inserted the new one
    pieces: tuple[Piece, ...]
    left_out: str = ""  # `rejected` or `withdrawn` where that is why it was removed

    @property
    def label(self) -> str:
        """Its label, old and new where it changed; empty when it has none."""
        if self.old_label and self.new_label and self.old_label != self.new_label:
            return f"{self.old_label} → {self.new_label}"
        return self.new_label or self.old_label


@frozen
class Comparison:
    """Two states of a draft, compared."""

    draft: str  # the title of the draft
    old: str  # the name of the earlier state
    new: str  # the name of the later state
    # in the order of the later state, removed ones where they stood
    items: tuple[ItemComparison, ...]
    withheld: Withheld = field(factory=Withheld)  # what was left out for the audience
    _kept: bool = False

    @property
    def totals(self) -> dict[Change, int]:
        """How many items there are of each kind of change, every kind included."""
        return {change: sum(1 for item in self.items if item.change is change) for change in Change}

    @property
    def shown(self) -> tuple[ItemComparison, ...]:
        """The items that changed, labels included, and the others where they are wanted too."""
        return tuple(
            item
            for item in self.items
            if self._kept or item.change is not Change.KEPT or item.old_label != item.new_label
        )


def compare_revisions(
    state: State,
    draft: str,
    old: str = FIRST,
    new: str = PRESENT,
    audience: Audience = Audience.PUBLIC,
    kept: bool = False,
) -> Comparison:
    """Compares two states of a draft item by item, both named as in `find_issue`.

    JSON always has all items; what else is written shows unchanged ones only where `kept`.
    """
    before, after = (find_issue(state, draft, each).clean() for each in (old, new))
    items = tuple(
        _compare(state, item, before, after, audience.sees_names) for item in _order(before, after)
    )
    # Each version of a text is counted once.
    versions = {version for issue in (before, after) for version in issue.versions.values()}
    named = sum(len(state.versions[each].wording.holders) for each in versions)
    return Comparison(
        state.drafts[draft].title,
        before.name,
        after.name,
        items,
        Withheld.of(Counter({Kind.NAMES: 0 if audience.sees_names else named})),
        kept,
    )


def _order(before: Issue, after: Issue) -> Iterator[str]:
    """Yields the items of both, each removed one after the kept one that it followed."""
    following: dict[str, list[str]] = {}
    above = ""
    for item in before.items:
        if item in after.versions:
            above = item
        else:
            following.setdefault(above, []).append(item)
    yield from following.get("", ())
    for item in after.items:
        yield item
        yield from following.get(item, ())


def _compare(state: State, item: str, before: Issue, after: Issue, names: bool) -> ItemComparison:
    old = _text(state, before, item, names)
    new = _text(state, after, item, names)
    if item not in before.versions:
        change = Change.INSERTED
    elif item not in after.versions:
        change = Change.REMOVED
    else:
        change = Change.KEPT if old == new else Change.CHANGED
    return ItemComparison(
        state.items[item].handle,
        before.labels.get(item, ""),
        after.labels.get(item, ""),
        change,
        compare_texts(old, new),
        after.left_out.get(item, ""),
    )


def _text(state: State, issue: Issue, item: str, names: bool) -> str:
    version = issue.versions.get(item)
    return state.versions[version].wording.notation(names) if version else ""


def comparison_outline(comparison: Comparison) -> Outline:
    """Returns a comparison as an outline."""
    totals = (f"{count} {change}" for change, count in comparison.totals.items())
    return Outline(
        f"{comparison.draft}, {comparison.new} against {comparison.old}",
        (f"Items: {', '.join(totals)}.",),
        comparison.withheld,
        tuple(block for item in comparison.shown for block in _item(item)),
    )


def _item(item: ItemComparison) -> Iterator[Block]:
    name = display_name(item.label, item.handle)
    change = f"{item.change}, {item.left_out}" if item.left_out else item.change
    yield Heading(2, f"{name}: {change}", place(item.handle))
    yield changes_quoted(item.pieces)


def comparison_table(comparison: Comparison) -> Table:
    """Returns a comparison as a table, a row for each item."""
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
            for item in comparison.shown
        ],
    )


def _without(kind: PieceKind, pieces: Iterable[Piece]) -> str:
    return "".join(each.text for each in pieces if each.kind is not kind)


# A draft, compared with a version of it in a file, such as a counter-draft.


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
