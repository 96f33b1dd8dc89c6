"""Telling the writing of brackets from other changes of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from attrs import define, field

from consensus.text.bracketed_text import Bracket, BracketedText, Part

_Place: TypeAlias = tuple[int, int]
"""A part of the text before, by its number, and how many of its signs are behind us."""


def only_brackets(before: BracketedText, after: BracketedText) -> bool:
    """Whether a text differs from another only by brackets that were written into it.

    A new bracket has the words that stood there as its first option, and may have others beside
    them; a bracket that was there may have further options. Names do not matter.

    Args:
        before: the text before.
        after: the text after.
    """
    return _Matching().is_whole(before.parts, after.parts)


@define
class _Matching:
    """Looks for the parts of one text in those of another; what was found is kept."""

    _known: dict[tuple[int, int, _Place], frozenset[_Place]] = field(factory=dict)

    def is_whole(self, before: Sequence[Part], after: Sequence[Part]) -> bool:
        return (len(before), 0) in self._ends(before, after, (0, 0))

    def _ends(
        self, before: Sequence[Part], after: Sequence[Part], start: _Place
    ) -> frozenset[_Place]:
        """Where some parts may end in the text before, when they begin at a place."""
        key = (id(before), id(after), start)
        if key not in self._known:
            places = frozenset((start,))
            for part in after:
                places = frozenset(
                    end for place in places for end in self._after_part(before, part, place)
                )
            self._known[key] = places
        return self._known[key]

    def _after_part(self, before: Sequence[Part], part: Part, place: _Place) -> frozenset[_Place]:
        number, offset = place
        there = before[number] if number < len(before) else ""
        if isinstance(part, str):
            if not isinstance(there, str) or not there.startswith(part, offset):
                return frozenset()
            end = offset + len(part)
            return frozenset(((number + 1, 0) if end == len(there) else (number, end),))
        found = self._ends(before, part.options[0].text.parts, place)
        if isinstance(there, Bracket) and self._goes_on(there, part):
            return found | {(number + 1, 0)}
        return found

    def _goes_on(self, before: Bracket, after: Bracket) -> bool:
        """Whether a bracket is one that was there, perhaps with further options."""
        return len(after.options) >= len(before.options) and all(
            self.is_whole(old.text.parts, new.text.parts)
            for old, new in zip(before.options, after.options, strict=False)
        )
