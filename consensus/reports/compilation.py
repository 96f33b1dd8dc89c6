"""The compilation of amendments, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import frozen

from consensus.model.amendment import AmendmentKind, AmendmentState
from consensus.model.document_order import amendments_below
from consensus.model.state import State
from consensus.reports.amendment_lines import AmendmentLine, amendment_line
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import Block, Heading, Outline, place, quoted_text, said
from consensus.reports.tables import Table
from consensus.reports.targets import spoken
from consensus.rules.judgement import Judgement
from consensus.text.diff import ParsedBases


@frozen
class AmendedItem:
    """One item with the amendments to it, or the insertions into a draft.

    Attributes:
        handle: such as `R3`; of the draft for insertions.
        label: the printed label; may be empty.
        text: its text in the notation of brackets; empty for insertions.
        removed: whether the item has left the draft since.
        amendments: in order, those to an amendment after it.
    """

    handle: str
    label: str
    text: str
    removed: bool
    amendments: tuple[AmendmentLine, ...]


@frozen
class Compilation:
    """The amendments to some drafts.

    Attributes:
        title: the name of the working group.
        audience: who it is for.
        items: those that are amended, in the order of the documents, insertions last.
        withheld: what was left out for the audience.
    """

    title: str
    audience: Audience
    items: tuple[AmendedItem, ...]
    withheld: Withheld


def compilation(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    open_only: bool = False,
) -> Compilation:
    """Compile the amendments to some drafts.

    Args:
        state: the state.
        judgement: of that state.
        drafts: the ids of the drafts.
        audience: who it is for.
        open_only: whether amendments that were merged, closed, withdrawn or retired are left out.
    """
    left_out: Counter[Kind] = Counter()
    items: list[AmendedItem] = []
    for target in (each for draft in drafts for each in _amendable(state, draft)):
        originals = ParsedBases()
        lines = tuple(
            amendment_line(state, judgement, amendment.id, audience, left_out, depth, originals)
            for amendment, depth in amendments_below(state, target)
            if not open_only or amendment.state is AmendmentState.OPEN
        )
        if lines:
            items.append(_amended(state, target, lines, audience, left_out))
    return Compilation(state.title, audience, tuple(items), Withheld.of(left_out))


def _amendable(state: State, draft: str) -> Iterator[str]:
    """The items of a draft, then those that have left it, then the draft itself."""
    yield from (item.id for item in state.walk(draft))
    yield from (item.id for item in state.items.values() if item.draft == draft and item.removed)
    yield draft


def _amended(
    state: State,
    target: str,
    lines: tuple[AmendmentLine, ...],
    audience: Audience,
    left_out: Counter[Kind],
) -> AmendedItem:
    item = state.items.get(target)
    if item is None:
        return AmendedItem(state.handle_of(target), "", "", False, lines)
    wording = state.version(target).wording
    left_out[Kind.NAMES] += 0 if audience.sees_names else len(wording.holders)
    text = wording.notation(audience.sees_names)
    return AmendedItem(item.handle, state.full_label(item.id), text, item.removed, lines)


def compilation_outline(compilation: Compilation) -> Outline:
    """Lay a compilation out item by item."""
    return Outline(
        "Compilation of amendments",
        (),
        compilation.withheld,
        tuple(block for item in compilation.items for block in _item(item)),
    )


def _item(item: AmendedItem) -> Iterator[Block]:
    yield Heading(2, _heading(item), place(item.handle))
    if item.text:
        yield quoted_text(item.text)
    for line in item.amendments:
        yield from _amendment(line)


def _heading(item: AmendedItem) -> str:
    if not item.text:
        return f"Insertions into {item.handle}"
    name = spoken(item.label, item.handle)
    return f"{name}, removed" if item.removed else name


def _amendment(line: AmendmentLine) -> Iterator[Block]:
    by = f", {', '.join(line.backers)}" if line.backers else ""
    to = f", to {line.target}" if line.depth else ""
    yield Heading(3, f"{line.handle}{by}{to}, {line.state}", place(line.handle))
    yield said(line.summary)
    if line.kind in (AmendmentKind.MODIFY, AmendmentKind.INSERT):
        yield quoted_text(line.text)
    if line.rationale:
        yield said(f"Rationale: {line.rationale}")


def compilation_table(compilation: Compilation) -> Table:
    """A compilation as rows of cells, one for each amendment."""
    headings = (
        *("item", "label", "amendment", "to", "kind", "sponsors", "cosponsors", "state"),
        *("status", "summary", "text", "rationale"),
    )
    rows = [
        (
            item.handle,
            item.label,
            line.handle,
            line.target,
            line.kind,
            ", ".join(line.sponsors),
            ", ".join(line.cosponsors),
            line.state,
            line.status,
            line.summary,
            line.text,
            line.rationale,
        )
        for item in compilation.items
        for line in item.amendments
    ]
    return Table.of(headings, rows)
