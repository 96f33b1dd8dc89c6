"""Bits that flip in stored steps: every one is found, and its step named."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from consensus.errors import StoreError
from consensus.history.step import Step, StoredStep, redacted
from consensus.history.verify import verify
from consensus.store.doctor import doctor
from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.cli.conftest import Answer, run_command
from tests.history.samples.make_sample import FOLDER
from tests.support.postgres import Server
from tests.support.recording import chain, redaction

_FLIPS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 300

_FLIPS_IN_REFERENCES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 80

_ID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_FIELD = re.compile(rb'(\w+)\\*":')

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


def references(content: bytes) -> Iterator[tuple[str, int]]:
    """The field and the offset of each identity in a step that names something else."""
    for found in _ID.finditer(content):
        field = _FIELD.findall(content[: found.start()])[-1].decode()
        # An identity of its own, and the digest of another record, lead nowhere in this one.
        if field not in ("id", "digest"):
            yield field, found.start()


def told(path: Path, step: StoredStep, content: bytes, *command: str) -> Answer:
    """What a command says of the record with other bytes in a step, which then come back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as behind:
        update = "UPDATE steps SET content = ? WHERE position = ?"
        behind.execute(update, (content, step.position))
        answer = run_command("-f", str(path), *command)
        behind.execute(update, (step.content, step.position))
    return answer


def sample(path: Path) -> list[StoredStep]:
    """The kept record of everything that can happen, and its steps."""
    shutil.copy(FOLDER / "format-1.consensus", path)
    with closing(SqliteStore.open(path)) as store:
        return list(store.read_stored())


def test_a_flip_in_a_reference_is_damage(path: Path) -> None:
    """Whatever names what is not there any more ends every command with 4, and no other error."""
    found = [(step, *each) for step in sample(path) for each in references(step.content)]
    chance = random.Random(20170126)
    for step, field, place in chance.sample(found, min(len(found), _FLIPS_IN_REFERENCES)):
        bit = 8 * place + chance.randrange(8 * 36)
        answer = told(path, step, flipped(step.content, bit), "status")
        # What lies beside the bodies is under the hash, which the next step names as its parent.
        hashed = field == "meeting" and "missing or was altered" in answer.err
        assert (answer.code, step.id in answer.err or hashed) == (4, True), (field, bit, answer)
    assert run_command("-f", str(path), "status").code == 0
