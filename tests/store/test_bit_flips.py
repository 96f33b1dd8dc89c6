"""Bits that flip in stored steps: every one is found, and its step named."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from consensus.errors import StoreError
from consensus.history.step import Step, redacted
from consensus.history.stored import StoredStep
from consensus.history.verify import verify
from consensus.store.doctor import doctor
from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.history.recording import chain, redaction
from tests.postgres import Server

_FLIPS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 300

Put = Callable[[StoredStep], None]


def steps() -> list[Step]:
    """Twelve steps, one of which lost a body."""
    made = chain(11)
    made.append(redaction(12, made[-1], of=made[4]))
    made[4] = redacted(made[4], [1])
    return made


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def flip_many(store: Store, put: Put) -> None:
    """Flip one bit of one step after the other, wherever, and see that the step is named."""
    chance = random.Random(20170126)
    stored = list(store.read_stored())
    for _ in range(_FLIPS):
        each = chance.choice(stored)
        bit = chance.randrange(8 * len(each.content))
        put(attrs.evolve(each, content=flipped(each.content, bit)))
        named = {problem.step for problem in verify(store.read_stored()).problems}
        assert each.id in named, (each.position, bit)
        put(each)
    assert verify(store.read_stored()).is_intact


def test_in_memory() -> None:
    """Where nothing lies between the bits and the proof."""
    store = MemoryStore(steps())
    flip_many(store, lambda each: store._record.steps.__setitem__(each.id, each))


def test_in_a_file(path: Path) -> None:
    """In the cells of the table of steps."""
    SqliteStore.create(path, steps=steps()).close()
    with (
        closing(SqliteStore.open(path)) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as behind,
    ):
        behind.execute("PRAGMA synchronous = OFF")
        flip_many(
            store,
            lambda each: behind.execute(
                "UPDATE steps SET content = ? WHERE position = ?", (each.content, each.position)
            ),
        )


def test_in_a_database(postgres: Server) -> None:
    """In the rows of the table of steps."""
    psycopg = pytest.importorskip("psycopg")
    from consensus.store.postgres import PostgresStore

    url = postgres.new_url()
    with (
        closing(PostgresStore.create(url, steps=steps())) as store,
        psycopg.connect(postgres.url(), autocommit=True) as behind,
    ):
        flip_many(
            store,
            lambda each: behind.execute(
                "UPDATE consensus.steps SET content = %b WHERE id = %s AND working_group ="
                " (SELECT number FROM consensus.working_groups WHERE name = %s)",
                (each.content, each.id, store.place.group),
            ),
        )


def test_anywhere_in_a_file(path: Path) -> None:
    """Wherever in the file a bit flips, it is found, or every step reads as it was recorded."""
    SqliteStore.create(path, steps=steps()).close()
    content, whole = path.read_bytes(), steps()
    chance = random.Random(20170126)
    for _ in range(_FLIPS):
        bit = chance.randrange(8 * len(content))
        path.write_bytes(flipped(content, bit))
        if not doctor(path):
            try:
                with closing(SqliteStore.open(path, read_only=True)) as store:
                    assert [each.id for each in store.read()] == [each.id for each in whole], bit
                    assert verify(store.read_stored()).is_intact, bit
            except StoreError as error:
                raise AssertionError(f"bit {bit} goes unnoticed until it is read") from error
