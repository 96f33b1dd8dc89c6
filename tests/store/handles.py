"""Handles on one record: what a store of any kind must be able to give a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from tests.support.postgres import Server

WAIT = 0.05


class Handles:
    """Handles on one record that lies in a file.

    Attributes:
        folder: where copies can be put.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: list[Store] = [self.create()]

    @property
    def first(self) -> Store:
        """The handle that made the record."""
        return self._opened[0]

    def create(self) -> Store:
        """Make the record."""
        return SqliteStore.create(self.folder / "group.consensus", wait=WAIT)

    def beside(self) -> Store:
        """Another handle on the same record, as another process would have."""
        store = self.open()
        self._opened.append(store)
        return store

    def open(self) -> Store:
        """Open the record once more."""
        return SqliteStore.open(self.folder / "group.consensus", wait=WAIT)

    def reopen(self) -> Store:
        """Close the first handle and open the record again."""
        self.first.close()
        self._opened[0] = self.open()
        return self.first

    def close(self) -> None:
        """Close every handle."""
        for each in self._opened:
            each.close()


class MemoryHandles(Handles):
    """Handles on one record in memory."""

    def create(self) -> Store:
        """Make the record."""
        self._kept = MemoryStore()
        return self._kept.beside()

    def open(self) -> Store:
        """Open the record once more."""
        return self._kept.beside()


class PostgresHandles(Handles):
    """Handles on one working group in a database."""

    def __init__(self, folder: Path, server: Server) -> None:
        self._url = server.new_url()
        super().__init__(folder)

    def create(self) -> Store:
        """Make the record."""
        from consensus.store.postgres import PostgresStore

        return PostgresStore.create(self._url, wait=WAIT)

    def open(self) -> Store:
        """Open the record once more."""
        from consensus.store.postgres import PostgresStore

        return PostgresStore.open(self._url, wait=WAIT)


KINDS = ("memory", "postgres", "sqlite")
Make = Callable[[Path], Handles]
