"""Spots: where among the items of a draft those of another version of it go."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from consensus.model.state import State


class Spots:
    """The tree of a draft as it becomes, item by item, the tree of another version.

    Args:
        state: where the draft is.
        draft: the id of the draft.
        removed: the ids of the items that will leave it.
    """

    def __init__(self, state: State, draft: str, removed: Container[str]) -> None:
        self._root = draft
        self._removed = removed
        self._above: dict[str, str] = {}
        self._below: dict[str, list[str]] = {draft: []}
        for item in state.walk(draft):
            # What stands under an item that is gone already stands where that stood.
            self._put(item.id, item.parent if item.parent in state.items else draft, "")

    def parent(self, item: str) -> str:
        """The id of what an item stands under."""
        return self._above[item]

    def has_items_under(self, item: str) -> bool:
        """Whether other items stand under an item."""
        return bool(self._below.get(item))

    def is_under_removed(self, item: str) -> bool:
        """Whether what an item stands under will leave the draft."""
        return self._above[item] in self._removed

    def find(self, before: str, under: str, later: Container[str]) -> tuple[str, str]:
        """Find where an item goes that comes straight after another in the text.

        Args:
            before: the id of the item before it; empty at the beginning.
            under: the id of what it should stand under.
            later: the ids of the items that stay where they are and come after it.

        Returns:
            The ids of its parent and of the item it follows there, or `first`. The order of the
            text comes first; where that leaves no place under `under`, as for a heading that
            parts a section, another parent is chosen.
        """
        if not before:
            return self._root, "first"
        places = dict(self._places(before, under, later))
        while under not in places and under != self._root:
            under = self._above[under]
        if under in places:
            return under, places[under]
        parent = next(reversed(places))
        return parent, places[parent]

    def _places(self, before: str, under: str, later: Container[str]) -> Iterator[tuple[str, str]]:
        """The places straight after an item in the text, the deepest first."""
        yield before, "first"
        while before != self._root:
            if under != before and any(each in later for each in self._inside(before)):
                return
            if under == before:
                return
            yield self._above[before], before
            before = self._above[before]

    def _inside(self, item: str) -> Iterator[str]:
        waiting = list(self._below.get(item, ()))
        while waiting:
            each = waiting.pop()
            yield each
            waiting += self._below.get(each, ())

    def is_at(self, item: str, parent: str, after: str) -> bool:
        """Whether an item stands at a place, those that will leave left out."""
        if self._above[item] != parent:
            return False
        siblings = self._below[parent]
        place = siblings.index(item) - 1
        while place >= 0 and siblings[place] in self._removed:
            place -= 1
        return (siblings[place] if place >= 0 else "first") == after

    def put(self, item: str, parent: str, after: str) -> None:
        """Put an item at a place, with all that stands under it."""
        if item in self._above:
            self._below[self._above[item]].remove(item)
        self._put(item, parent, after)

    def _put(self, item: str, parent: str, after: str) -> None:
        self._above[item] = parent
        siblings = self._below.setdefault(parent, [])
        if after == "first":
            siblings.insert(0, item)
        elif after:
            siblings.insert(siblings.index(after) + 1, item)
        else:
            siblings.append(item)

    def above(self, item: str) -> Iterator[str]:
        """Yield the ids of an item and of all that it stands under."""
        while item != self._root:
            yield item
            item = self._above[item]


def above_in(parents: Sequence[int], nodes: Sequence[str], place: int, root: str) -> str:
    """The id of what an item of a version stands under there."""
    return nodes[parents[place]] if parents[place] >= 0 else root
