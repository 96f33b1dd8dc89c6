"""What the tests of stores share: every kind of store, handles on a record, and one on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from tests.support.postgres import Server


# Handles on one record: what a store of any kind must be able to give a test.

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


# What the tests of stores share: every kind of store, and a record on disk.


@pytest.fixture(params=KINDS)
def make_handles(request: pytest.FixtureRequest) -> Make:
    """What makes a new record of each kind of store in a folder."""
    if request.param == "postgres":
        return partial(PostgresHandles, server=request.getfixturevalue("postgres"))
    return MemoryHandles if request.param == "memory" else Handles


@pytest.fixture
def handles(make_handles: Make, tmp_path: Path) -> Iterator[Handles]:
    """A new record of each kind of store, and as many handles on it as a test wants."""
    opened = make_handles(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a record can be made."""
    return tmp_path / "group.consensus"


@contextmanager
def _anybody() -> Iterator[None]:
    """Act as a user without privileges, since nothing is write-protected for the privileged one."""
    privileged = os.geteuid() == 0
    if privileged:
        os.seteuid(65534)
    try:
        yield
    finally:
        if privileged:
            os.seteuid(0)


@pytest.fixture
def protected(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that can be write-protected, used by a user without privileges."""
    if not hasattr(os, "geteuid"):
        pytest.skip("write protection of folders works by users here")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o777)
        try:
            with _anybody():
                yield place
        finally:
            place.chmod(0o777)
