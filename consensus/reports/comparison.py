"""Two versions of a draft compared, and texts compared with the wordings proposed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter

from attrs import field, frozen

from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.lookup import with_parts
from consensus.model.spanning import Signs
from consensus.model.state import State
from consensus.reports.amendments import (
    AmendmentLine,
    Piece,
    PieceKind,
    amendment_lines,
    changes_quoted,
    compare_texts,
    place_of,
)
from consensus.reports.audience import Audience, Kind, Viewer, Withheld
from consensus.reports.outline import (
    Block,
    Cell,
    Grid,
    Heading,
    Outline,
    Table,
    passage,
    place,
    plain,
    quoted_text,
)
from consensus.reports.revisions import FIRST, PRESENT, Issue, find_issue
from consensus.reports.words import display_name
from consensus.rules.judgement import Judgement
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
    signs = [each.signs(state, audience.sees_names) for each in (before, after)]
    items = tuple(
        _compare(state, item, before, after, signs, audience.sees_names)
        for item in _order(before, after)
    )
    # Each version of a text is counted once.
    versions = {version for issue in (before, after) for version in issue.versions.values()}
    spanning = {each.id: each for issue in (before, after) for each in issue.spanning}
    named = sum(len(state.versions[each].wording.holders) for each in versions)
    named += sum(len(each.holders) for each in spanning.values())
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


def _compare(
    state: State,
    item: str,
    before: Issue,
    after: Issue,
    signs: Sequence[Mapping[str, Signs]],
    names: bool,
) -> ItemComparison:
    pairs = zip((before, after), signs, strict=True)
    old, new = (_text(state, issue, item, each.get(item), names) for issue, each in pairs)
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


def _text(state: State, issue: Issue, item: str, signs: Signs | None, names: bool) -> str:
    if not (version := issue.versions.get(item)):
        return ""
    wording = state.versions[version].wording
    return signs.written(wording, names) if signs else wording.notation(names)


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


# The amendments to some drafts, text by text.


@frozen
class AmendedItem:
    """One item with the amendments to it, or the insertions into a draft."""

    handle: str  # such as `R3`; of the draft for insertions
    label: str  # the printed label; may be empty
    text: str  # its text in the notation of brackets; empty for insertions
    removed: bool  # whether the item has left the draft since
    amendments: tuple[AmendmentLine, ...]  # in order, those to an amendment after it


@frozen
class Compilation:
    """The amendments to some drafts."""

    title: str  # the name of the working group
    audience: Audience  # who it is for
    # those that are amended, in the order of the documents, insertions last
    items: tuple[AmendedItem, ...]
    withheld: Withheld  # what was left out for the audience


def compilation(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    open_only: bool = False,
) -> Compilation:
    """Returns the amendments to some drafts, by the items that they amend."""
    viewer = Viewer(audience)
    items: list[AmendedItem] = []
    for target in amendable(state, drafts):
        lines = amendment_lines(
            state,
            judgement,
            target,
            viewer,
            lambda line: not open_only or line.state is AmendmentState.OPEN,
        )
        if lines:
            items.append(_amended(state, target, lines, viewer))
    return Compilation(state.title, audience, tuple(items), viewer.withheld)


def amendable(state: State, targets: Iterable[str]) -> Iterator[str]:
    """Yields targets, of a draft what can be amended in it, and of a package its parts."""
    for target in with_parts(state, targets):
        yield from _amendable(state, target) if target in state.drafts else (target,)


def _amendable(state: State, draft: str) -> Iterator[str]:
    """Yields the items of a draft, then those that have left it, then the draft itself."""
    yield from (item.id for item in state.walk(draft))
    yield from (item.id for item in state.items.values() if item.draft == draft and item.removed)
    yield draft


def _amended(
    state: State, target: str, lines: tuple[AmendmentLine, ...], viewer: Viewer
) -> AmendedItem:
    item = state.items.get(target)
    if item is None:
        return AmendedItem(state.handle_of(target), "", "", False, lines)
    text = viewer.text(state.version(target).wording)
    return AmendedItem(item.handle, state.full_label(item.id), text, item.removed, lines)


def compilation_outline(compilation: Compilation) -> Outline:
    """Returns a compilation as an outline, item by item."""
    return Outline(
        "Compilation of amendments",
        (),
        compilation.withheld,
        tuple(block for item in compilation.items for block in _compiled(item)),
    )


def _compiled(item: AmendedItem) -> Iterator[Block]:
    yield Heading(2, _heading(item), place(item.handle))
    if item.text:
        yield quoted_text(item.text)
    for line in item.amendments:
        yield from _amendment(line)


def _heading(item: AmendedItem) -> str:
    if not item.text:
        return f"Insertions into {item.handle}"
    name = display_name(item.label, item.handle)
    return f"{name}, removed" if item.removed else name


def _amendment(line: AmendmentLine) -> Iterator[Block]:
    by = f", {line.attribution}" if line.backers else ""
    to = f", to {line.target}" if line.depth else ""
    is_over = line.state is AmendmentState.CLOSED or line.consolidated_into
    how = line.standing if is_over else line.state.value
    yield Heading(3, f"{line.handle}{by}{to}, {how}", place(line.handle))
    yield passage(line.summary)
    if line.changes:
        yield changes_quoted(line.changes)
    if line.rationale:
        yield passage(f"Rationale: {line.rationale}")


def compilation_table(compilation: Compilation) -> Table:
    """Returns a compilation as a table, a row for each amendment."""
    same = ("kind", "sponsors", "cosponsors", "state", "status", "summary", "text", "rationale")
    rows = [
        (item.handle, item.label, line.handle, line.target, *attrgetter(*same)(line))
        for item in compilation.items
        for line in item.amendments
    ]
    return Table.of(("item", "label", "amendment", "to", *same), rows)


# Amendments to a text side by side, each as the text would read with it.


@frozen
class Wording:
    """One wording that is proposed for a text, by one amendment or by several alike."""

    amendments: tuple[str, ...]  # their handles, of an amendment to an amendment `A9 to A4`
    attributions: tuple[str, ...]  # who proposes and supports each; empty where withheld
    is_chairs: bool  # whether it is a proposal of the chair
    sources: tuple[str, ...]  # the handles of the amendments that the chair's draws together
    changes: tuple[Piece, ...]  # its words, with what they change; empty for what arranges texts
    summary: str  # what it would do, in one sentence

    @property
    def heading(self) -> str:
        """Such as `A4 (ALV propose, UVD support), A5 (TAL)`."""
        named = zip(self.amendments, self.attributions, strict=True)
        whole = ", ".join(f"{handle} ({by})" if by else handle for handle, by in named)
        drawn = f", from {', '.join(self.sources)}" if self.sources else ""
        return f"Chair’s proposal: {whole}{drawn}" if self.is_chairs else whole

    @property
    def cell(self) -> Cell:
        """Its words with what they change marked, or what it does."""
        return changes_quoted(self.changes) if self.changes else self.summary


@frozen
class TextSideBySide:
    """A text, or the place of a new one, with all wordings that are proposed for it."""

    handle: str  # of the item or amendment; of the draft for new texts
    label: str  # the printed label; may be empty
    place: str  # where a new text goes, such as `after 5`; empty for texts that are there
    text: str  # as it stands, in the notation of brackets; empty for a new one
    wordings: tuple[Wording, ...]  # in the order of the first amendment, the chair's last


@frozen
class SideBySide:
    """Texts, each beside what is proposed for it."""

    title: str  # the name of the working group
    audience: Audience  # who it is for
    texts: tuple[TextSideBySide, ...]  # in the order of the documents, new texts last
    withheld: Withheld  # what was left out for the audience


def side_by_side(
    state: State,
    judgement: Judgement,
    targets: Sequence[str],
    audience: Audience = Audience.PUBLIC,
) -> SideBySide:
    """Returns texts beside the undecided amendments to them, and those that were consolidated.

    Of a draft it is every text that such an amendment is made to; a text by itself is shown also
    where there is none.
    """
    viewer = Viewer(audience)
    texts: list[TextSideBySide] = []

    def is_shown(line: AmendmentLine) -> bool:
        into = state.handles.get(line.consolidated_into, line.id)
        return state.is_open(state.amendments[into])

    for target in amendable(state, targets):
        lines = amendment_lines(state, judgement, target, viewer, is_shown)
        # A draft is no text: what stands there is the place of a new one.
        if lines or (target in targets and target not in state.drafts):
            item = _amended(state, target, lines, viewer)
            texts += (
                TextSideBySide(item.handle, item.label, place, item.text, _wordings(state, near))
                for place, near in _by_place(state, lines).items()
            )
    return SideBySide(state.title, audience, tuple(texts), viewer.withheld)


def _by_place(state: State, lines: Iterable[AmendmentLine]) -> dict[str, list[AmendmentLine]]:
    """Returns amendments by the place of the new text they are about; of others it is empty."""
    found: dict[str, list[AmendmentLine]] = {}
    where = ""
    for line in lines:
        if not line.depth:
            is_new = line.kind is AmendmentKind.INSERT
            where = place_of(state, state.amendments[line.id]) if is_new else ""
        found.setdefault(where, []).append(line)
    return found or {"": []}


def _wordings(state: State, lines: Iterable[AmendmentLine]) -> tuple[Wording, ...]:
    alike: dict[object, list[AmendmentLine]] = {}
    for line in lines:
        is_chairs = not state.amendments[line.id].sponsors
        to = line.target if line.depth else ""
        alike.setdefault((is_chairs, to, line.changes or line.summary), []).append(line)
    found = (
        Wording(
            tuple(f"{e.handle} to {e.target}" if e.depth else e.handle for e in same),
            tuple(each.attribution for each in same),
            not state.amendments[same[0].id].sponsors,
            tuple(state.handle_of(s) for e in same for s in state.amendments[e.id].sources),
            same[0].changes,
            same[0].summary,
        )
        for same in alike.values()
    )
    return tuple(sorted(found, key=lambda each: each.is_chairs))


_COLUMNS = 5
"""More columns of text do not fit on a sheet of paper that lies on its side."""


def side_by_side_outline(report: SideBySide) -> Outline:
    """Returns texts beside what is proposed for them as an outline, a table for each text.

    Where there are more wordings than fit, there are several tables, each with the text as it
    stands in the first column and the chair's proposals in the last.
    """
    blocks = (block for number, each in enumerate(report.texts) for block in _beside(each, number))
    marks = "Words that are struck are taken out, words that are underlined are put in."
    return Outline("Side by side", (marks,), report.withheld, tuple(blocks), is_wide=True)


def _beside(text: TextSideBySide, number: int) -> Iterator[Block]:
    name = display_name(text.label, text.handle)
    title = f"New text {text.place}" if text.place else name
    yield Heading(2, title, place(text.handle, str(number)), (text.handle,))
    chairs = [each for each in text.wordings if each.is_chairs][: _COLUMNS - 2]
    others = [each for each in text.wordings if each not in chairs]
    room = _COLUMNS - 1 - len(chairs)
    tables = -(-len(others) // room)
    if not text.wordings:
        yield passage("No amendment to it is undecided.")
    if tables > 1:
        yield passage(
            f"{len(text.wordings)} wordings are proposed. They stand in {tables} tables, each of"
            " which repeats the text" + (" and what the Chair proposes." if chairs else ".")
        )
    stands: Cell = "None" if text.place else quoted_text(text.text)
    for at in range(max(tables, 1)):
        # As many in each as in the others, so that no column stands alone.
        part = others[at * len(others) // (tables or 1) : (at + 1) * len(others) // (tables or 1)]
        shown = (*part, *chairs)
        yield Grid.of(
            f"{title}{f', table {at + 1} of {tables}' if tables > 1 else ''}",
            ("Text as it stands", *(each.heading for each in shown)),
            [(stands, *(each.cell for each in shown))],
        )


def side_by_side_table(report: SideBySide) -> Table:
    """Returns a row for each wording that is proposed."""
    return Table.of(
        ("handle", "label", "place", "text", "amendments", "by", "chair", "changes", "summary"),
        [
            (
                *(text.handle, text.label, text.place, text.text),
                *(each.amendments, "; ".join(each.attributions), each.is_chairs),
                *(plain(changes_quoted(each.changes)), each.summary),
            )
            for text in report.texts
            for each in text.wordings
        ],
    )
