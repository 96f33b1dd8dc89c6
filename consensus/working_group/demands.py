"""What undecided amendments demand of each item of a draft: words, a place, or that it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.drafts import Item, ItemKind
from consensus.model.state import State
from consensus.working_group.arranging import spot_of

_BY_WORDS = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


class Demands:
    """What amendments demand of each item.

    Args:
        state: where they are.
        draft: the id of the draft that they amend.
        amendments: the amendments, none of which amends another.
    """

    def __init__(self, state: State, draft: str, amendments: Sequence[Amendment]) -> None:
        self._state, self._draft = state, draft
        self.leaving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that delete it or join it to another."""
        self.moving: dict[str, list[str]] = defaultdict(list)
        """Item to the amendments that move it, or something that it stands under."""
        self._wording: dict[str, list[Amendment]] = defaultdict(list)
        self._coming: dict[tuple[str, str], list[Amendment]] = defaultdict(list)
        for each in amendments:
            self._sort(each)
        self._divided = {
            item: each
            for each in amendments
            if each.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN) and self._is_undisputed(each)
            for item in (each.target, *each.others)
        }

    def wording(self, item: str) -> Sequence[Amendment]:
        """The amendments that give an item other words."""
        return self._wording.get(item, ())

    def coming(self, parent: str, after: str) -> Sequence[Amendment]:
        """The amendments that put something in one place.

        Args:
            parent: the item, or the draft, under which it is.
            after: the item behind which it is; `first` for the beginning, empty for the end.
        """
        return self._coming.get((parent, after), ())

    def division(self, item: str) -> Amendment | None:
        """The amendment that splits an item or joins it, where that can be told by its mark.

        So it is where nobody else demands anything of the items, nothing stands under them, and
        nothing else comes between what is joined or divided.
        """
        return self._divided.get(item)

    def is_moved_only(self, item: str) -> bool:
        """Whether one amendment moves an item and no other demands anything of it."""
        return (
            len(self.moving.get(item, ())) == 1
            and not self.leaving.get(item)
            and not self.wording(item)
        )

    def _sort(self, amendment: Amendment) -> None:
        kind, target = amendment.kind, amendment.target
        if kind is AmendmentKind.DELETE:
            self.leaving[target].append(amendment.id)
        for each in amendment.others:
            self.leaving[each].append(amendment.id)
        if kind in _BY_WORDS:
            self._wording[target].append(amendment)
        if kind is AmendmentKind.MOVE:
            for item in subtree(self._state, target):
                self.moving[item.id].append(amendment.id)
        if kind in (AmendmentKind.INSERT, AmendmentKind.MOVE):
            parent, after = spot_of(self._state, amendment)
            self._coming[self._place(parent, after)].append(amendment)
        elif kind is AmendmentKind.SPLIT:
            self._coming[self._place(self._state.items[target].parent, target)].append(amendment)

    def _place(self, parent: str, after: str) -> tuple[str, str]:
        """Where something stands: first, last, or after an item under a parent."""
        parent = parent or self._draft
        if after != "first" and after not in self._state.children.get(parent, ()):
            after = ""
        return parent, after

    def _is_undisputed(self, division: Amendment) -> bool:
        for item in (division.target, *division.others):
            is_target = item == division.target
            if (
                self._state.items[item].kind is ItemKind.FOOTNOTE
                or self.moving.get(item)
                or list(self.wording(item)) != [division] * is_target
                or self.leaving.get(item, []) != [division.id] * (not is_target)
                or any(not below.removed for below in list(subtree(self._state, item))[1:])
            ):
                return False
        return self._is_together(division)

    def _is_together(self, division: Amendment) -> bool:
        parent = self._state.items[division.target].parent
        items = (division.target, *division.others)
        if division.kind is AmendmentKind.SPLIT:
            return self.coming(parent, division.target)[:1] == [division]
        children = self._state.children[parent]
        there = [each for each in children if not self._state.items[each].removed]
        at = there.index(division.target)
        is_next = tuple(there[at : at + len(items)]) == items
        return is_next and not any(self.coming(parent, each) for each in items[:-1])


def touched(state: State, amendment: Amendment) -> Iterator[str]:
    """Yield the items in whose words an amendment changes something."""
    if amendment.kind is not AmendmentKind.INSERT:
        yield amendment.target
    yield from amendment.others
    if amendment.kind is AmendmentKind.MOVE:
        yield from (item.id for item in subtree(state, amendment.target) if not item.removed)


def subtree(state: State, item: str) -> Iterator[Item]:
    """Yield an item and all below it, in order, removed ones among them."""
    waiting = [item]
    while waiting:
        found = waiting.pop()
        if found in state.items:
            yield state.items[found]
        waiting.extend(reversed(state.children.get(found, ())))
