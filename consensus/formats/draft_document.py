"""A draft as it was read from a file: its title, and its items in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import attrs
from attrs import frozen

from consensus.finding import Finding, Severity
from consensus.formats.label_parts import parts_of
from consensus.formats.outline import parents
from consensus.model.draft import ItemKind

FOOTNOTE = re.compile(r"(\[\^[^\s\[\]]+\]):\s*")
"""How a footnote begins; what stands in square signs is its label."""

_RECOMMENDATIONS = re.compile(r"\brecommendations?\b", re.IGNORECASE)


@frozen
class DraftItem:
    """An item of a draft as it was read.

    Attributes:
        kind: what it is.
        label: the printed label without a final stop, such as `3`, `12(a)`, `OP7 ter` or `[^1]`;
            empty for none.
        text: its text as written, without the label.
        depth: 0 at the top; an item stands under the nearest earlier item of smaller depth.
        line: where it begins in the file, counted from 1.
    """

    kind: ItemKind
    label: str
    text: str
    depth: int
    line: int


@frozen
class DraftDocument:
    """A draft as it was read.

    Attributes:
        title: the title of the document, which is no item; empty when it has none.
        items: in the order of the document, footnotes last.
    """

    title: str
    items: tuple[DraftItem, ...]


def recommends(heading: str) -> bool:
    """Whether a heading or title announces recommendations."""
    return bool(_RECOMMENDATIONS.search(heading))


def with_chapeaux(items: Sequence[DraftItem]) -> Iterator[DraftItem]:
    """Make a chapeau of each paragraph that ends in a colon and has items under it."""
    above = set(parents(item.depth for item in items))
    for index, item in enumerate(items):
        announces = item.kind is ItemKind.PARAGRAPH and item.text.endswith(":")
        known = parts_of(item.label)
        if announces and index in above and not (known and known.is_prefixed):
            yield attrs.evolve(item, kind=ItemKind.CHAPEAU)
        else:
            yield item


def check_labels(items: Iterable[DraftItem], file: str) -> tuple[Finding, ...]:
    """Find the labels that stand on several items of one parent."""
    items = tuple(items)
    lines: dict[tuple[int, str], list[int]] = {}
    for item, parent in zip(items, parents(item.depth for item in items), strict=True):
        if item.label:
            lines.setdefault((parent, item.label), []).append(item.line)
    return tuple(
        Finding(
            f"The label {label} stands on {len(where)} items, the first in line {where[0]}; all"
            " were kept, so name them by their handles or correct the labels.",
            Severity.WARNING,
            file,
            where[1],
        )
        for (_, label), where in lines.items()
        if len(where) > 1
    )
