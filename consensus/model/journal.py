"""A journal of changes, so that what was tried can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

_ABSENT = object()


class Journal:
    """Writes to dictionaries and, while something is being tried, remembers what stood there."""

    def __init__(self) -> None:
        self._entries: list[tuple[MutableMapping[Any, Any], Any, Any]] | None = None

    def put(self, table: MutableMapping[Key, Value], key: Key, value: Value) -> None:
        """Set an entry of a table."""
        if self._entries is not None:
            self._entries.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def remove(self, table: MutableMapping[Key, Value], key: Key) -> None:
        """Take an entry out of a table."""
        if self._entries is not None:
            self._entries.append((table, key, table[key]))
        del table[key]

    def drop(self, table: MutableMapping[Key, Value], key: Key) -> None:
        """Take out what was derived under a key, whether or not it was derived already.

        What is derived anew while something is being tried is dropped when that is taken back.
        """
        if self._entries is not None:
            self._entries.append((table, key, table.get(key, _ABSENT)))
        table.pop(key, None)

    @contextmanager
    def trial(self, keep: bool = False) -> Iterator[None]:
        """Try changes: they are taken back at the end, or only on an error when `keep` is set.

        Args:
            keep: whether the changes stay when the block ends without an error.
        """
        outer = self._entries
        entries: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._entries = entries
        kept = False
        try:
            yield
            kept = keep
        finally:
            self._entries = outer
            if not kept:
                for table, key, before in reversed(entries):
                    if before is _ABSENT:
                        table.pop(key, None)
                    else:
                        table[key] = before
            elif outer is not None:
                outer.extend(entries)
