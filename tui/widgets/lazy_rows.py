"""Rows that are made when they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from tui.widgets.row import Row

_KEPT = 512


class LazyRows(Sequence[Row]):
    """Rows of known keys, each made when it is looked at; the last few hundred are kept.

    Args:
        keys: the key of each row.
        make: makes the row of a number, counted from 0.
    """

    def __init__(self, keys: Sequence[str], make: Callable[[int], Row]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        row = self._made.get(number)
        if row is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            row = self._made[number] = self._make(number)
        return row

    def forget(self, place: int) -> None:
        """Make a row anew when it is looked at next."""
        self._made.pop(place, None)

    def key_at(self, place: int) -> str:
        """The key of a row, which is not made for that."""
        return self._keys[place]

    def place_of(self, key: str) -> int | None:
        """Where the row of a key is; None when there is none."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None
