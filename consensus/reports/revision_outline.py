"""The text of a draft, and the table of its new labels, laid out."""

from __future__ import annotations

from consensus.model.draft import ItemKind
from consensus.reports.outline import Block, Heading, Outline, grid_of, place, said, strong
from consensus.reports.preface import moment
from consensus.reports.revisions import (
    Concordance,
    RevisionDocument,
    RevisionItem,
    concordance_table,
)
from consensus.reports.tables import Table

_FIRST_LEVEL, _LAST_LEVEL = 2, 4


def revision_outline(document: RevisionDocument) -> Outline:
    """Lay the text of a draft out, its sections as headings."""
    state = document.name[:1].upper() + document.name[1:]
    issued = f", issued {moment(document.issued)}" if document.issued else ""
    standing = f", {document.standing}" if document.standing else ""
    return Outline(
        document.title or "Draft",
        (f"{state}{issued}{standing}.",),
        document.withheld,
        tuple(map(_item, document.items)),
    )


def _item(item: RevisionItem) -> Block:
    if item.kind in (ItemKind.SECTION, ItemKind.TITLE):
        level = min(item.depth + _FIRST_LEVEL, _LAST_LEVEL)
        return Heading(level, f"{item.label} {item.text}".strip(), place(item.handle))
    label = (strong(item.label), " ") if item.label else ()
    return said(*label, item.text)


def revision_table(document: RevisionDocument) -> Table:
    """The text of a draft as rows of cells, one for each item."""
    return Table.of(
        ("handle", "label", "kind", "depth", "text"),
        [(item.handle, item.label, item.kind, item.depth, item.text) for item in document.items],
    )


def concordance_outline(concordance: Concordance) -> Outline:
    """Lay a concordance out."""
    return Outline(
        f"Concordance of labels, {concordance.draft}, {concordance.name}",
        blocks=grid_of("Concordance", concordance_table(concordance)),
    )
