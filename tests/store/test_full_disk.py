"""A full disk: nothing is recorded by halves, and when there is room again all goes on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import StoreError
from consensus.history.verify import verify
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.support.files import whole
from tests.support.postgres import Server
from tests.support.recording import chain, member, step

from .full_disk import fill, small_disk

_LARGE = 300_000
# Longer than what text compresses to, so that it needs the room.
_WORDS = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(_LARGE // 3))


def fill_up(store: Store, folder: Path, *refused: Callable[[], None]) -> None:
    """Record until the disk is full, make room, and record on.

    Args:
        store: the record.
        folder: the full disk.
        refused: what else finds no room there.
    """
    steps = list(store.read())

    def record_on() -> None:
        for number in range(len(steps) + 1, 100):
            made = step(number, (store.head,), member(number, _WORDS + str(number)))
            store.append(made, store.head)
            steps.append(made)

    with pytest.raises(StoreError, match=r"is full.*(make room|have room made)"):
        record_on()
    assert steps == list(store.read())
    assert verify(store.read_stored()).is_intact
    taken = fill(folder)
    for change in (
        lambda: store.append(step(200, (store.head,), member(200, _WORDS)), store.head),
        lambda: store.show_on_wall(_WORDS.encode()),
        *refused,
    ):
        with pytest.raises(StoreError):
            change()
    assert (steps, None, b"") == (list(store.read()), store.snapshot(whole), store.on_wall())
    taken.unlink()
    last = step(201, (store.head,))
    store.append(last, store.head)
    assert [*steps, last] == list(store.read())
    assert verify(store.read_stored()).is_intact


def test_a_file_on_a_full_disk(tmp_path: Path) -> None:
    """Steps and the wall; a backup that finds no room leaves nothing."""
    with small_disk(tmp_path / "small", 4096) as folder:
        path = folder / "group.consensus"
        with closing(SqliteStore.create(path)) as store:
            store.extend(chain(3), "")
            fill_up(store, folder)
            taken = fill(folder)
            before = {each.name for each in folder.iterdir()}
            with pytest.raises(StoreError):
                store.backup(str(folder / "copy"))
            with pytest.raises(StoreError):
                SqliteStore.create(folder / "other")
            assert before == {each.name for each in folder.iterdir()}
            taken.unlink()
        with closing(SqliteStore.open(path)) as store:
            assert verify(store.read_stored()).is_intact


def test_a_database_on_a_full_disk(postgres: Server) -> None:
    """The tables fill a disk of their own; the server and the record outlast it."""
    psycopg = pytest.importorskip("psycopg")
    from consensus.store.postgres import PostgresStore

    # The server's user cannot get into the folders of a test.
    place = Path(tempfile.mkdtemp(prefix="disk-"))
    place.chmod(0o755)
    with (
        small_disk(place / "small", 4096) as folder,
        postgres.database("full_one") as url,
    ):
        tables = folder / "tables"
        tables.mkdir()
        postgres.give(tables)
        with closing(PostgresStore.create(f"{url}&group=panel", steps=chain(3))) as store:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE TABLESPACE small LOCATION '{tables}'")
                for table in ("steps", "snapshots", "walls"):
                    connection.execute(f"ALTER TABLE consensus.{table} SET TABLESPACE small")
            fill_up(store, folder, lambda: store.keep_snapshot(_WORDS.encode()))
            with psycopg.connect(url, autocommit=True) as connection:
                for table in ("steps", "snapshots", "walls"):
                    connection.execute(f"DROP TABLE consensus.{table}")
                connection.execute("DROP TABLESPACE small")
    shutil.rmtree(place)
