"""The store for several facilitators at once: working groups in one PostgreSQL database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import TypeVar

from psycopg import errors

from consensus.arguments import OnProgress
from consensus.errors import HeadMoved, NotFound, StoreError
from consensus.history.corrections import redacts
from consensus.history.step import Step, StoredStep, redacted
from consensus.store.port import Erasure, Read, Source, Store, digest_of, was_committed
from consensus.store.postgres_connection import (
    Connection,
    Listener,
    ReconnectingConnection,
    channel_of,
    parse_url,
)
from consensus.store.postgres_schema import (
    Found,
    bring_up_to_date,
    check_current,
    check_owner,
    check_version,
    find,
    privileges,
)
from consensus.store.sqlite import WAIT, SqliteStore

# From so many steps on they are sent as a stream of rows.
_MANY = 20
_INSERT = (
    "INSERT INTO consensus.steps (working_group, position, id, hash, content)"
    " VALUES (%s, %s, %s, %s, %b)"
)
_COPY = (
    "COPY consensus.steps (working_group, position, id, hash, content) FROM STDIN (FORMAT BINARY)"
)
_TYPES = ("int8", "int8", "text", "text", "bytea")


def last(connection: Connection, group: int) -> tuple[int, str]:
    """Returns the number of steps of a working group and the last hash; (0, "") if none."""
    row = connection.execute(
        "SELECT position, hash FROM consensus.steps WHERE working_group = %s"
        " ORDER BY position DESC LIMIT 1",
        (group,),
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def stored_steps(connection: Connection, group: int, since: int, until: int) -> list[StoredStep]:
    """Returns the steps after position `since`, up to and including `until`."""
    rows = connection.execute(
        "SELECT position, id, hash, content FROM consensus.steps"
        " WHERE working_group = %s AND position > %s AND position <= %s ORDER BY position",
        (group, since, until),
        binary=True,
    )
    return [StoredStep(*row) for row in rows]


def holds(connection: Connection, group: int, steps: Sequence[Step], expected_head: str) -> bool:
    """Returns whether these steps were already appended after that head."""
    if not steps:
        return False
    row = connection.execute(
        "SELECT position FROM consensus.steps WHERE working_group = %s AND id = %s",
        (group, steps[0].id),
    ).fetchone()
    if row is None:
        return False
    found = stored_steps(connection, group, row[0] - 2, row[0] - 1 + len(steps))
    return was_committed([each.hash for each in found], steps, expected_head)


def add(connection: Connection, group: int, steps: Sequence[Step], length: int) -> None:
    """Appends steps after the first `length` ones and notifies listeners."""
    rows = [
        (group, each.position, each.id, each.hash, each.content)
        for each in (StoredStep.of(step, place) for place, step in enumerate(steps, length + 1))
    ]
    if len(rows) < _MANY:
        for row in rows:
            connection.execute(_INSERT, row)
    else:
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)
    connection.execute("SELECT pg_notify(%s, '')", (channel_of(group),))


def erase_bodies(connection: Connection, group: int, step_id: str, indices: Sequence[int]) -> bool:
    """Deletes bodies of a step; returns whether the step exists."""
    row = connection.execute(
        "SELECT position, id, hash, content FROM consensus.steps"
        " WHERE working_group = %s AND id = %s",
        (group, step_id),
        binary=True,
    ).fetchone()
    if row is None:
        return False
    stored = StoredStep(*row)
    erased = StoredStep.of(redacted(stored.open(), indices), stored.position)
    connection.execute(
        "UPDATE consensus.steps SET content = %b WHERE working_group = %s AND position = %s",
        (erased.content, group, erased.position),
    )
    return True


def snapshot_of(connection: Connection, group: int) -> tuple[str, bytes] | None:
    """Returns the digest and bytes of the snapshot."""
    row = connection.execute(
        "SELECT digest, content FROM consensus.snapshots WHERE working_group = %s",
        (group,),
        binary=True,
    ).fetchone()
    return (str(row[0]), bytes(row[1])) if row else None


_Found = TypeVar("_Found")

# A server that is started again, or whose place another one takes, needs longer than a colleague.
_PATIENCE = 6
_ROWS_AT_ONCE = 500
# How often a watch polls in case a notification was missed.
_LONGEST_WAIT_SECONDS = 10.0


class PostgresStore(Store):
    """Keeps the steps of one working group; safe for several threads and processes.

    Attributes:
        place: the database, and the working group in it.
        key: what tells the working group from any other, wherever its database is moved to.
        is_writable: whether steps can be appended.
    """

    def __init__(self, database: ReconnectingConnection, found: Found, is_writable: bool) -> None:
        self.place = database.place.named(found.name)
        self.key = found.key
        self.is_writable = is_writable
        self._database = database
        self._number = found.number
        self._idle: list[Listener] = []
        self._seen = 0

    @classmethod
    def create(cls, url: str, wait: float = WAIT, steps: Sequence[Step] = ()) -> PostgresStore:
        """Creates a working group in a database, with some initial steps, and the tables if needed.

        Args:
            url: the database, and the name of the working group in it, as for `parse_url`.
            wait: how many seconds to wait for others who write.

        Raises:
            StoreTooNew: a later version of this software made the tables.
            StoreError: the name is taken, or it could not be written; nothing has changed.
        """
        place = parse_url(url)
        place = place.named(place.group)
        database = ReconnectingConnection(place, wait, _PATIENCE * wait)

        def begin(connection: Connection) -> PostgresStore:
            bring_up_to_date(connection, place)
            try:
                row = connection.execute(
                    "INSERT INTO consensus.working_groups (name) VALUES (%s)"
                    " RETURNING number, name, key::text",
                    (place.group,),
                ).fetchone()
            except errors.UniqueViolation as error:
                raise StoreError(
                    f"{place} is there already and is left as it is; choose another name"
                ) from error
            assert row is not None
            store = cls(database, Found(*row), is_writable=True)
            add(connection, store._number, steps, 0)
            store._seen = len(steps)
            return store

        try:
            # A second try could not tell its own working group from another's.
            return database.write(begin, retry=False)
        except BaseException:
            database.close()
            raise

    @classmethod
    def open(cls, url: str, read_only: bool = False, wait: float = WAIT) -> PostgresStore:
        """Opens an existing working group.

        Args:
            url: the database, and the name of the working group where there are several.
            read_only: whether to refuse every change.
            wait: how many seconds to wait for others who write; for a server that went away, six
                times as long.

        Raises:
            StoreTooNew: a later version of this software made the tables.
            StoreError: the working group is not there, or cannot be reached.
        """
        place = parse_url(url)
        database = ReconnectingConnection(place, wait, _PATIENCE * wait)

        def look(connection: Connection) -> PostgresStore:
            check_current(connection, place)
            found = find(connection, place)
            may_read, may_write = privileges(connection)
            store = cls(database, found, may_write and not read_only)
            # A screen for the room may be given no more than the wall.
            store._seen = last(connection, found.number)[0] if may_read else 0
            return store

        try:
            return database.read(look)
        except BaseException:
            database.close()
            raise

    # Steps

    @property
    def head(self) -> str:
        return self._database.ask(lambda connection: last(connection, self._number))[1]

    @property
    def length(self) -> int:
        return self._database.ask(lambda connection: last(connection, self._number))[0]

    def append(self, step: Step, expected_head: str) -> None:
        self.extend((step,), expected_head)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Appends several steps in one transaction; see `Store`.

        Until the doctor's repair rewrites the tables, erased words may remain in the server's
        files, where no query reaches them.
        """

        def change(connection: Connection, length: int, head: str) -> int:
            if head != expected_head and holds(connection, self._number, steps, expected_head):
                return self._seen
            self._check_head(head, expected_head)
            add(connection, self._number, steps, length)
            for step_id, indices in erase:
                if not erase_bodies(connection, self._number, step_id, indices):
                    raise NotFound(f"no step in {self.place} has the id {step_id}")
            if erase or any(map(redacts, steps)):
                self._forget(connection)
            if erase:
                connection.execute(
                    "UPDATE consensus.working_groups SET holds_traces = true WHERE number = %s",
                    (self._number,),
                )
            return length + len(steps)

        self._seen = self._write(change)

    def read(self, since: int = 0) -> Iterator[Step]:
        for stored in self._rows(since):
            step = stored.open()
            self._seen = max(self._seen, stored.position)
            yield step

    def read_stored(self) -> Iterator[StoredStep]:
        return self._rows(0)

    def watch(self, timeout: float | None = None) -> bool:
        end = None if timeout is None else time.monotonic() + timeout
        listener = self._idle.pop() if self._idle else Listener(self._database, self._number)
        try:
            while not self._database.is_closed:
                listener.begin()
                if self._has_news():
                    return True
                left = _LONGEST_WAIT_SECONDS if end is None else end - time.monotonic()
                if left <= 0:
                    return False
                listener.wait(min(left, _LONGEST_WAIT_SECONDS))
            return False
        finally:
            self._idle.append(listener)
            if self._database.is_closed:
                self._let_go()

    # Snapshots

    @property
    def keeps_snapshots(self) -> bool:
        return self.is_writable

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        row = self._database.ask(lambda connection: snapshot_of(connection, self._number))
        if row is None or digest_of(row[1]) != row[0]:
            return None
        return read(BytesIO(row[1]).read)

    @property
    def holds_snapshot(self) -> bool:
        return (
            self._database.ask(lambda connection: snapshot_of(connection, self._number)) is not None
        )

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:

        def change(connection: Connection, _: int, head: str) -> None:
            self._check_head(head, expected_head)
            connection.execute(
                "INSERT INTO consensus.snapshots VALUES (%s, %s, %b) ON CONFLICT (working_group)"
                " DO UPDATE SET digest = excluded.digest, content = excluded.content",
                (self._number, digest_of(content), content),
            )

        self._write(change)

    def drop_snapshots(self) -> None:
        statement = "DELETE FROM consensus.snapshots WHERE working_group = %s"
        self._write(lambda connection, *_: connection.execute(statement, (self._number,)))

    # The wall

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:

        def change(connection: Connection, _: int, head: str) -> None:
            self._check_head(head, expected_head)
            connection.execute(
                "INSERT INTO consensus.walls VALUES (%s, %b) ON CONFLICT (working_group)"
                " DO UPDATE SET content = excluded.content",
                (self._number, content),
            )

        self._write(change)

    def on_wall(self) -> bytes:
        shown = "SELECT content FROM consensus.walls WHERE working_group = %s"
        row = self._database.ask(
            lambda connection: connection.execute(shown, (self._number,), binary=True).fetchone()
        )
        return bytes(row[0]) if row else b""

    # The database

    def backup(self, path: str, progress: OnProgress | None = None) -> None:

        def look(connection: Connection) -> list[StoredStep]:
            length = last(connection, self._number)[0]
            found: list[StoredStep] = []
            while len(found) < length:
                until = len(found) + _ROWS_AT_ONCE
                found += stored_steps(connection, self._number, len(found), until)
                if progress is not None:
                    progress(len(found), length + 1)
            return found

        steps = [each.open() for each in self._database.read(look)]
        SqliteStore.create(path, steps=steps).close()
        if progress is not None:
            progress(len(steps) + 1, len(steps) + 1)

    @property
    def holds_traces(self) -> bool:
        """Whether redacted words may still lie in unused parts of the server's files."""
        marked = "SELECT holds_traces FROM consensus.working_groups WHERE number = %s"
        row = self._database.ask(
            lambda connection: connection.execute(marked, (self._number,)).fetchone()
        )
        return row == (True,)

    def settings(self) -> dict[str, str]:
        """Returns the server's settings for durability, by name."""
        asked = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes')"
        return dict(self._database.ask(lambda connection: connection.execute(asked).fetchall()))

    def erase_traces(self) -> None:
        """Rewrites the tables without redacted words, under an exclusive lock.

        Raises:
            StoreLocked: others are using the tables.
            StoreError: this user may not do that.
        """

        def rewrite(connection: Connection) -> None:
            marked = "SELECT number FROM consensus.working_groups WHERE holds_traces"
            groups = [row[0] for row in connection.execute(marked)]
            check_owner(connection, self.place)
            for table in ("steps", "snapshots", "walls"):
                connection.execute(f"VACUUM FULL consensus.{table}".encode())
            connection.execute(
                "UPDATE consensus.working_groups SET holds_traces = false WHERE number = ANY(%s)",
                (groups,),
            )

        self._database.ask(rewrite)

    def close(self) -> None:
        self._database.close()
        self._let_go()

    # How it is done

    def _write(self, change: Callable[[Connection, int, str], _Found]) -> _Found:
        """Runs a change while holding the lock on the row of the working group."""
        if not self.is_writable:
            raise StoreError(
                f"{self.place} can only be read: it was opened for reading, its server is a copy,"
                " or this user may not record"
            )

        def locked(connection: Connection) -> _Found:
            row = connection.execute(
                "SELECT version FROM consensus.working_groups AS groups, consensus.format"
                " WHERE groups.number = %s FOR NO KEY UPDATE OF groups",
                (self._number,),
            ).fetchone()
            if row is None:
                raise StoreError(f"{self.place} was taken out of the database")
            check_version(row[0], self.place)
            # A statement of its own, so that it sees what the lock was waited for.
            return change(connection, *last(connection, self._number))

        return self._database.write(locked)

    def _check_head(self, head: str, expected: str | None) -> None:
        """Raises HeadMoved if a head is expected and is not the last."""
        if expected is not None and head != expected:
            raise HeadMoved(
                f"somebody else recorded a step in {self.place} first; read it and try again"
            )

    def _forget(self, connection: Connection) -> None:
        """Deletes snapshot and wall, which may contain redacted words."""
        group = (self._number,)
        connection.execute("DELETE FROM consensus.snapshots WHERE working_group = %s", group)
        connection.execute("DELETE FROM consensus.walls WHERE working_group = %s", group)

    def _rows(self, since: int) -> Iterator[StoredStep]:
        end = self.length
        while since < end:
            until = min(end, since + _ROWS_AT_ONCE)
            rows = self._database.ask(
                partial(stored_steps, group=self._number, since=since, until=until)
            )
            yield from rows
            since = until

    def _has_news(self) -> bool:
        try:
            length = self.length
        except StoreError:
            if self._database.is_closed:
                return False
            raise
        found = length > self._seen
        self._seen = max(self._seen, length)
        return found

    def _let_go(self) -> None:
        while self._idle:
            self._idle.pop().close()
