"""Renumbering: continuous labels for a revision that is to be published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consensus.formats.label_parts import LabelParts, parts_of
from consensus.formats.numerals import numerals_of
from consensus.formats.outline import parents
from consensus.model.draft import ItemKind

FIRST_OF_AN_EXCERPT = 6
"""A series whose lowest number is at least this belongs to a text that begins elsewhere and goes
on from there; a lower one only lost its first paragraphs, and begins at 1 again."""

_SUBDIVISION = re.compile(r"(\s?\()([a-z0-9]+)(\))")


def renumber(items: Sequence[tuple[int, ItemKind, str]]) -> tuple[str, ...]:
    """Give items continuous labels, as when a revision is published.

    Every series keeps its style. `OP`, `PP`, `R` and plain numbers run through the whole draft,
    plain numbers anew under each parent where they did before; letters run anew under each parent;
    `A.1` and `5.1` follow the label of their heading. `OP7 bis` becomes `OP8` and those after it
    move on; an `alt` stays the alternative of its paragraph, and becomes an ordinary one when that
    is gone. Footnotes, and labels of no known series, keep theirs.

    Args:
        items: depth, kind and printed label of each item, in the order of the document.

    Returns:
        the new labels, in the same order.
    """
    return _Renumbering(items).labels()


class _Renumbering:
    def __init__(self, items: Sequence[tuple[int, ItemKind, str]]) -> None:
        self._old = [label for _, _, label in items]
        self._headings = [kind is ItemKind.SECTION for _, kind, _ in items]
        self._parents = list(parents(depth for depth, _, _ in items))
        self._labelled = {
            index: parts
            for index, (_, kind, label) in enumerate(items)
            if kind is not ItemKind.FOOTNOTE and (parts := parts_of(label)) is not None
        }
        self._restarting = self._find_restarting()
        self._holders = self._find_holders()

    def labels(self) -> tuple[str, ...]:
        """Return the new labels."""
        bases = self._bases()
        subdivisions = self._subdivisions()
        new = list(self._old)
        for index, parts in self._labelled.items():
            base = bases[self._holders[index]]
            if parts.sub:
                new[index] = base + subdivisions.get(index, f"{parts.sub} {parts.suffix}".rstrip())
            elif self._holders[index] != index:
                new[index] = f"{base} {parts.suffix}"
            else:
                new[index] = base
        return tuple(new)

    def _find_restarting(self) -> set[str]:
        """Find the series of plain numbers that begin anew under different parents."""
        seen: dict[tuple[bool, str, str], int] = {}
        restarting: set[str] = set()
        for index, parts in self._labelled.items():
            if parts.before or parts.sub or parts.suffix:
                continue
            parent = seen.setdefault(
                (self._headings[index], parts.series, parts.number), self._parents[index]
            )
            if parent != self._parents[index]:
                restarting.add(parts.series)
        return restarting

    def _find_holders(self) -> dict[int, int]:
        """Find for each label the item that holds its number: itself, or the one it belongs to.

        `12(a)` and `12 alt` belong to the nearest `12` before them, or else to the first after; the
        first of those that find none holds the number itself.
        """
        holding: dict[tuple[bool, str], list[int]] = {}
        dependent: list[int] = []
        for index, parts in self._labelled.items():
            if parts.sub or parts.is_alternative:
                dependent.append(index)
            else:
                holding.setdefault((self._headings[index], parts.base), []).append(index)
        holders = {index: index for indices in holding.values() for index in indices}
        for index in dependent:
            key = (self._headings[index], self._labelled[index].base)
            candidates = holding.setdefault(key, [index])
            before = [candidate for candidate in candidates if candidate <= index]
            holders[index] = before[-1] if before else candidates[0]
        return holders

    def _bases(self) -> dict[int, str]:
        """Number the items that hold a number, and write their labels without subdivisions."""
        series: dict[tuple[bool, str, int], list[int]] = {}
        for index in sorted(set(self._holders.values())):
            parts = self._labelled[index]
            key = (self._headings[index], parts.series, self._scope(index, parts))
            series.setdefault(key, []).append(index)
        numbers: dict[int, str] = {}
        for indices in series.values():
            numbers.update(_counted(indices, [self._labelled[each].number for each in indices]))
        bases: dict[int, str] = {}
        for index in sorted(numbers):
            parts = self._labelled[index]
            before = parts.before
            heading = self._heading_of(index, parts)
            if heading in bases:
                before = bases[heading].rstrip(".)") + "."
            bases[index] = before + numbers[index] + parts.after
        return bases

    def _scope(self, index: int, parts: LabelParts) -> int:
        """Return the item under which a series runs; -1 for the whole draft."""
        heading = self._heading_of(index, parts)
        if heading >= 0:
            return heading
        runs_through = parts.number.isdigit() and parts.before != "("
        if runs_through and parts.series not in self._restarting:
            return -1
        return self._parents[index]

    def _heading_of(self, index: int, parts: LabelParts) -> int:
        """Return the item above whose label a cluster begins with; -1 when there is none."""
        if not parts.before.endswith("."):
            return -1
        above = self._parents[index]
        while above >= 0:
            label = self._labelled.get(above)
            if label is not None and self._old[above] == parts.before[:-1]:
                return above
            above = self._parents[above]
        return -1

    def _subdivisions(self) -> dict[int, str]:
        """Number what is subdivided once, as in `12(a)`, under each holder."""
        groups: dict[int, list[int]] = {}
        for index, parts in self._labelled.items():
            if _SUBDIVISION.fullmatch(parts.sub) and not parts.is_alternative:
                groups.setdefault(self._holders[index], []).append(index)
        new: dict[int, str] = {}
        for indices in groups.values():
            subs = [self._labelled[index].sub for index in indices]
            numerals = [sub.strip(" ()") for sub in subs]
            for index, numeral in _counted(indices, numerals).items():
                new[index] = _SUBDIVISION.sub(rf"\g<1>{numeral}\g<3>", self._labelled[index].sub)
        return new


def _counted(indices: Sequence[int], numerals: Sequence[str]) -> dict[int, str]:
    """Give each item of a series its numeral."""
    style = numerals_of(numerals)
    lowest = min(style.read(numeral) for numeral in numerals)
    first = lowest if lowest >= FIRST_OF_AN_EXCERPT else 1
    capital = numerals[0].isupper()
    return {index: style.write(number, capital) for number, index in enumerate(indices, first)}
