"""A stretch: a part of a document that somebody changes, combined by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    Hunk,
    Option,
)
from consensus.text.combine import combine
from consensus.text.reading import Cell


@frozen(eq=False)
class Stretch:
    """Characters of the base that somebody changes, with what they are to become.

    Attributes:
        start, end: the characters; equal where blocks are only put in.
        base: what stands there in the base.
        texts: what stands there in the proposals that change it.
        hunks: what the stretch consists of where that is not a matter of comparing words: one of
            several places that are one conflict, or what conflicts were settled for.
    """

    start: int
    end: int
    base: str
    texts: Mapping[str, str]
    hunks: tuple[Hunk, ...] | None = field(default=None)

    @cached_property
    def combination(self) -> Combination:
        """What the proposals come to here."""
        if self.hunks is not None:
            return Combination(self.base, self.texts, self.hunks)
        return combine(self.base, self.texts)

    def hunks_as_written(self) -> Sequence[Hunk]:
        """Give what it consists of; what one text alone changes is one change, not cut by words."""
        if self.hunks is None and len(voices := set(self.texts.values())) == 1:
            return (Change(self.base, voices.pop(), tuple(sorted(self.texts))),)
        return self.combination.hunks

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        # Who is alone has no rival: no words need be compared to know that.
        if self.hunks is None and len(set(self.texts.values())) < 2:
            return True
        return self.combination.is_clean

    def text(self) -> str:
        """Give the text with all changes made, when nothing is in conflict."""
        if self.hunks is None and len(voices := set(self.texts.values())) == 1:
            return voices.pop()
        return self.combination.text()

    def wording(self, key: str) -> str:
        """Give what stands here in a proposal."""
        return self.texts.get(key, self.base)

    def followed_by(self, other: Stretch) -> Stretch:
        """Make one stretch of this and the next one."""
        keys = sorted({*self.texts, *other.texts})
        texts = {key: self.wording(key) + other.wording(key) for key in keys}
        return evolve(self, end=other.end, base=self.base + other.base, texts=texts, hunks=None)

    def disputed(self, link: int, sides: Iterable[Sequence[str]]) -> Stretch:
        """Make the whole stretch one of several places that are one conflict.

        Args:
            link: the number of that conflict.
            sides: the proposals that change it, those together that agree at all of its places.
        """
        options = sorted((Option(self.texts[side[0]], tuple(side)) for side in sides), key=_by)
        conflict = Conflict(self.base, (Option(self.base), *options), linked=link)
        return evolve(self, hunks=(conflict,))


def _by(option: Option) -> tuple[str, ...]:
    return option.by


def stretches(base: str, cells: Mapping[str, Sequence[Cell]]) -> list[Stretch]:
    """Gather the cells of all proposals that overlap into stretches.

    Args:
        base: the base.
        cells: what each proposal replaces, in order.

    Returns:
        The stretches in order; no two overlap.
    """
    marked = sorted(
        ((cell.start, cell.end, key, cell.text) for key in cells for cell in cells[key]),
    )
    found: list[Stretch] = []
    group: list[tuple[int, int, str, str]] = []
    end = -1
    for mark in marked:
        is_apart = mark[0] >= end and not (group and group[0][0] == mark[1] == end)
        if is_apart and group:
            found.append(_stretch(base, group, end))
            group = []
        group.append(mark)
        end = max(end, mark[1])
    if group:
        found.append(_stretch(base, group, end))
    return found


def _stretch(base: str, group: Iterable[tuple[int, int, str, str]], end: int) -> Stretch:
    pieces: dict[str, list[str]] = {}
    done: dict[str, int] = {}
    start = -1
    for at, stop, key, text in group:
        start = at if start < 0 else start
        own = pieces.setdefault(key, [])
        own += (base[done.get(key, start) : at], text)
        done[key] = stop
    texts = {key: "".join((*own, base[done[key] : end])) for key, own in pieces.items()}
    return Stretch(start, end, base[start:end], texts)
