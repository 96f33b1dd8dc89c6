"""Faults of a server at every statement: all or nothing, once, and never in doubt for long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import StoreError, Unsure
from consensus.history.step import redacted
from consensus.history.verify import verify
from consensus.store.sqlite import SqliteStore
from tests.support.faults import MANY, each_fault
from tests.support.postgres import Server
from tests.support.recording import chain, redaction, step

pytest.importorskip("psycopg")

from consensus.store.postgres import PostgresStore
from tests.support.database_faults import ServerFault
from tests.support.files import whole

pytestmark = pytest.mark.waits

# How long a lost server is waited for is six times as much.
_WAIT = 0.1

Change = Callable[[PostgresStore], None]


@pytest.fixture
def store(postgres: Server) -> Iterator[PostgresStore]:
    """A working group with twelve steps, a snapshot and something on the wall."""
    with closing(PostgresStore.create(postgres.new_url(), _WAIT, chain(12))) as made:
        made.keep_snapshot(b"kept")
        made.show_on_wall(b"shown")
        yield made


def more(store: PostgresStore, count: int) -> None:
    """Append steps to the twelve."""
    head, steps = store.head, []
    for number in range(count):
        steps.append(step(100 + number, (steps[-1].hash if steps else head,)))
    store.extend(steps, head)


def taken_out(store: PostgresStore) -> None:
    """Take a body out of the third step."""
    steps = list(store.read())
    store.redact(redaction(99, steps[-1], of=steps[2]), steps[-1].hash, [(steps[2].id, [1])])


CHANGES: dict[str, Change] = {
    "a step": lambda store: more(store, 1),
    "a few steps": lambda store: more(store, 3),
    "many steps": lambda store: more(store, 10),
    "a redaction": taken_out,
    "a snapshot": lambda store: store.keep_snapshot(b"new", store.head),
    "no snapshot": lambda store: store.drop_snapshots(),
    "something on the wall": lambda store: store.show_on_wall(b"new", store.head),
}


def found(store: PostgresStore) -> tuple[object, ...]:
    """Everything in a working group, except what makes it one of its own."""
    steps = [(each.position, each.id, each.open().bodies[0].name) for each in store.read_stored()]
    gone = [body.is_redacted for each in store.read() for body in each.bodies]
    assert verify(store.read_stored(), store.head).is_intact
    return steps, gone, store.snapshot(whole), store.on_wall()


@pytest.fixture(params=sorted(CHANGES))
def change(request: pytest.FixtureRequest) -> Change:
    """Something to change."""
    return CHANGES[request.param]


@pytest.fixture
def outcome(postgres: Server, change: Change) -> tuple[object, ...]:
    """What is there when all goes well."""
    with closing(PostgresStore.create(postgres.new_url(), _WAIT, chain(12))) as made:
        made.keep_snapshot(b"kept")
        made.show_on_wall(b"shown")
        change(made)
        return found(made)


def test_what_the_server_refuses_changes_nothing(
    store: PostgresStore,
    change: Change,
    outcome: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk, at whichever statement, is told and leaves everything as it was."""
    before = found(store)
    fault = ServerFault(monkeypatch, "full")
    for _, failed in each_fault(fault, lambda _: change(store)):
        assert (before if failed else outcome) == found(store)


@pytest.mark.parametrize("kind", ["before", "after"])
def test_a_lost_connection_is_not_noticed(
    postgres: Server,
    change: Change,
    outcome: tuple[object, ...],
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever it is lost, also before the last word, what was under way is done once."""
    fault = ServerFault(monkeypatch, kind)
    for number in range(1, MANY):
        with closing(PostgresStore.create(postgres.new_url(), _WAIT, chain(12))) as store:
            store.keep_snapshot(b"kept")
            store.show_on_wall(b"shown")
            with fault.at_statement(number):
                change(store)
                reached = fault.reached
            assert outcome == found(store)
        if reached < number:
            return
    raise AssertionError("the change never came to its end")


def test_a_server_that_stays_away_leaves_no_doubt_once_it_is_back(
    postgres: Server,
    change: Change,
    outcome: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Either nothing was recorded, or it is said to be unsure; what is there is whole."""
    fault = ServerFault(monkeypatch, "gone")
    unsure = 0
    for number in range(1, MANY):
        with closing(PostgresStore.create(postgres.new_url(), 0.02, chain(12))) as store:
            store.keep_snapshot(b"kept")
            store.show_on_wall(b"shown")
            before = found(store)
            raised: StoreError | None = None
            with fault.at_statement(number):
                try:
                    change(store)
                except StoreError as error:
                    raised = error
                reached = fault.reached
            fault.come_back()
            if isinstance(raised, Unsure):
                unsure += 1
                assert found(store) == outcome
            elif raised is not None:
                assert "cannot be reached" in str(raised)
                assert found(store) == before
        if reached < number:
            assert unsure == 1
            return
    raise AssertionError("the change never came to its end")


def test_asking_again_settles_what_was_unsure(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was told so appends the same step again, and it is there once."""
    head, new = store.head, step(100, (store.head,))
    fault = ServerFault(monkeypatch, "gone")
    for number in range(1, MANY):
        with fault.at_statement(number):
            try:
                store.append(new, head)
            except StoreError:
                fault.come_back()
                store.append(new, head)
        assert (13, new.hash) == (store.length, store.head)


def test_a_working_group_is_begun_whole_or_not_at_all(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever beginning one fails, the name is free and no table has a row of it."""
    steps = chain(25)
    url = postgres.new_url()
    PostgresStore.create(postgres.new_url()).close()
    fault = ServerFault(monkeypatch, "full")
    for _, failed in each_fault(fault, lambda _: PostgresStore.create(url, _WAIT, steps).close()):
        if not failed:
            with closing(PostgresStore.open(url)) as store:
                assert steps == list(store.read())


def test_a_backup_is_whole_or_not_there(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Wherever reading the database fails, no file is left."""
    taken_out(store)
    steps = list(store.read())
    fault = ServerFault(monkeypatch, "full")
    for number, failed in each_fault(
        fault, lambda number: store.backup(str(tmp_path / str(number)))
    ):
        assert ([] if failed else [str(number)]) == os.listdir(tmp_path)
        if not failed:
            with closing(SqliteStore.open(tmp_path / str(number))) as copy:
                assert steps == list(copy.read())
                assert steps[2] == redacted(steps[2], [1])
