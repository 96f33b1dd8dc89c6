"""The default store: one SQLite file, with a write-ahead log while it is in use."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from consensus.errors import HeadMoved, NotFound, StoreError, StoreLocked
from consensus.history.corrections import redacts
from consensus.history.step import Step, StoredStep, redacted
from consensus.store.cache import cache_folder, is_cached, read_cached, remove_cached, write_cached
from consensus.store.files import create_atomically, remove_with_companions
from consensus.store.port import Erasure, Read, Source, was_committed
from consensus.store.sqlite_file import (
    WAIT,
    check_format,
    clear_wall,
    connect,
    create_schema,
    drop_old_snapshot,
    has_wall,
    holds_old_snapshot,
    make_wall,
    open_file,
    shape,
    source_of,
    translate_errors,
)

# Cast, because a flipped bit can make any value of any kind, and those are to be found, not raised.
SELECT = "SELECT position, CAST(id AS BLOB), CAST(hash AS BLOB), CAST(content AS BLOB) FROM steps"
# Content is the last column, so that SQLite reads no page beyond those of the hash.
_HEADS = "SELECT position, CAST(hash AS BLOB) FROM steps"


def stored_step(row: tuple[int, bytes | None, bytes | None, bytes | None]) -> StoredStep:
    """Converts a row of `SELECT` to a step, also when its values are damaged."""
    position, step_id, digest, content = row
    return StoredStep(position, _decoded(step_id), _decoded(digest), content or b"")


def _decoded(cell: bytes | None) -> str:
    return (cell or b"").decode(errors="replace")


def first(connection: sqlite3.Connection) -> str:
    """Returns the hash of the first step; empty if there is none."""
    row = connection.execute(f"{_HEADS} ORDER BY position LIMIT 1").fetchone()
    return _decoded(row[1]) if row else ""


def last(connection: sqlite3.Connection) -> tuple[int, str]:
    """Returns the number of steps and the last hash; (0, "") if there is none.

    The content is not selected: an import can have hundreds of megabytes, and opening and appending
    read the head.
    """
    row = connection.execute(f"{_HEADS} ORDER BY position DESC LIMIT 1").fetchone()
    return (row[0], _decoded(row[1])) if row else (0, "")


def holds(connection: sqlite3.Connection, steps: Sequence[Step], expected_head: str) -> bool:
    """Returns whether these steps were already appended after that head."""
    named = "SELECT position FROM steps WHERE id = ?"
    first = connection.execute(named, (steps[0].id,)).fetchone() if steps else None
    if first is None:
        return False
    rows = connection.execute(
        f"{_HEADS} WHERE position BETWEEN ? AND ? ORDER BY position",
        (first[0] - 1, first[0] - 1 + len(steps)),
    )
    return was_committed([_decoded(digest) for _, digest in rows], steps, expected_head)


def add(connection: sqlite3.Connection, steps: Sequence[Step], length: int) -> None:
    """Appends steps after the first `length` ones."""
    for position, step in enumerate(steps, length + 1):
        stored = StoredStep.of(step, position)
        connection.execute(
            "INSERT INTO steps VALUES (?, ?, ?, ?)",
            (stored.position, stored.id, stored.hash, stored.content),
        )


def erase_bodies(connection: sqlite3.Connection, step_id: str, indices: Sequence[int]) -> bool:
    """Deletes bodies of a step; returns whether the step exists."""
    row = connection.execute(f"{SELECT} WHERE id = ?", (step_id,)).fetchone()
    if row is None:
        return False
    stored = stored_step(row)
    erased = StoredStep.of(redacted(stored.open(), indices), stored.position)
    connection.execute(
        "UPDATE steps SET content = ? WHERE position = ?", (erased.content, erased.position)
    )
    return True


_POLL_SECONDS = 0.1
_ROWS_AT_ONCE = 500
_PAGES_AT_ONCE = 256


class SqliteStore:
    """Keeps steps in one file; safe for several threads and processes.

    Attributes:
        path: the file, as an absolute path.
        is_writable: whether steps can be appended; a write-protected file can only be read.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, source: str, is_writable: bool
    ) -> None:
        self.path = path
        self.is_writable = is_writable
        self._connection = connection
        self._source = source
        self._lock = threading.RLock()
        self._closed = threading.Event()
        # A file opened as unchanging is read without locks, so a change must be noticed here.
        self._unchanging = shape(path) if "immutable" in source else None
        self._seen = self.length

    @classmethod
    def create(
        cls,
        path: str | Path,
        wait: float = WAIT,
        steps: Sequence[Step] = (),
    ) -> SqliteStore:
        """Creates a file and opens it.

        Args:
            path: where; nothing may be there.
            wait: how many seconds to wait for other programs that use the file.
            steps: those it begins with.

        Raises:
            StoreError: the file could not be made; nothing is left behind.
        """
        place = Path(path).absolute()
        with translate_errors(place), create_atomically(place) as temporary:
            create_schema(temporary, wait)
            if steps:
                with closing(cls.open(temporary, wait=wait)) as made:
                    made.extend(steps, "")
        try:
            return cls.open(place, wait=wait)
        except BaseException:
            remove_with_companions(place)
            raise

    @classmethod
    def open(cls, path: str | Path, read_only: bool = False, wait: float = WAIT) -> SqliteStore:
        """Opens an existing file; a write-protected file or folder is opened for reading.

        Args:
            path: the file.
            read_only: whether to refuse every change.
            wait: how many seconds to wait for other programs that use the file.

        Raises:
            StoreTooNew: a later version of this software wrote it.
            Damaged: only a part of it is there.
            StoreError: it is not there, or is no record of a working group.
        """
        place = Path(path).absolute()
        connection, source, is_writable = open_file(place, read_only, wait)
        try:
            store = cls(place, connection, source, is_writable)
            if is_writable and store.holds_traces:
                # Another process that reads the file keeps them there; the next opening retries.
                with suppress(StoreLocked):
                    store.erase_traces()
        except BaseException:
            connection.close()
            raise
        return store

    # Steps

    @property
    def head(self) -> str:
        """The hash of the last step; empty when there is none."""
        with self._reading() as connection:
            return last(connection)[1]

    @property
    def length(self) -> int:
        """How many steps there are."""
        with self._reading() as connection:
            return last(connection)[0]

    def append(self, step: Step, expected_head: str) -> None:
        """Appends one step atomically and durably; see `Store`."""
        self.extend((step,), expected_head)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Appends several steps in one transaction; see `Store`."""
        with self._writing() as connection:
            if holds(connection, steps, expected_head):
                return
            length = self._check_head(connection, expected_head) + len(steps)
            add(connection, steps, length - len(steps))
            for step_id, indices in erase:
                if not erase_bodies(connection, step_id, indices):
                    raise NotFound(f"no step in {self.path} has the id {step_id}")
            key = first(connection)
            if erase or any(map(redacts, steps)):
                clear_wall(connection)
            if erase:
                connection.execute("INSERT OR IGNORE INTO traces VALUES (1)")
        self._seen = length
        if erase:
            self._erase_now(key)

    def read(self, since: int = 0) -> Iterator[Step]:
        """Yields the steps after the first `since` ones, in order; see `Store`."""
        for stored in self._rows(since):
            step = stored.open()
            self._seen = max(self._seen, stored.position)
            yield step

    def read_stored(self) -> Iterator[StoredStep]:
        """Yields the stored form of every step, for verification."""
        return self._rows(0)

    def redact(self, step: Step, expected_head: str, erase: Erasure) -> None:
        """Appends a step and deletes bodies of earlier ones for good; see `Store`."""
        self.extend((step,), expected_head, erase)

    def watch(self, timeout: float | None = None) -> bool:
        """Waits until another process has appended; see `Store`."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._closed.is_set():
            length = self.length
            if length > self._seen:
                self._seen = length
                return True
            left = _POLL_SECONDS if end is None else end - time.monotonic()
            if left <= 0:
                return False
            self._closed.wait(min(left, _POLL_SECONDS))
        return False

    # Snapshots

    @property
    def keeps_snapshots(self) -> bool:
        """Whether a snapshot would be kept; see `Store`."""
        return cache_folder() is not None

    @property
    def holds_snapshot(self) -> bool:
        """Whether a snapshot is kept, damaged or not."""
        return is_cached(self._key())

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        """Returns what `read` parses from the last snapshot; see `Store`."""
        return read_cached(self._key(), read)

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        """Replaces the last snapshot; see `Store`."""
        key = self._key()
        self._check_still(expected_head)
        write_cached(key, content)
        try:
            # Looked at again: a redaction between may have found nothing to remove yet.
            self._check_still(expected_head)
        except HeadMoved:
            remove_cached(key)
            raise

    def drop_snapshots(self) -> None:
        """Deletes the snapshot, which can be rebuilt from the log."""
        remove_cached(self._key())

    @property
    def holds_old_snapshot(self) -> bool:
        """Whether the file contains a snapshot of an earlier version, which is never read."""
        with self._reading() as connection:
            return holds_old_snapshot(connection)

    def drop_old_snapshot(self) -> None:
        """Deletes the snapshot of an earlier version; every write does this."""
        with self._writing():
            pass

    # The wall

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        """Replaces what is on the wall; see `Store`."""
        with self._writing() as connection:
            if expected_head is not None:
                self._check_head(connection, expected_head)
            make_wall(connection)
            connection.execute("INSERT OR REPLACE INTO wall VALUES (1, ?)", (content,))

    def on_wall(self) -> bytes:
        """Returns what is on the wall; empty when it is blank."""
        with self._reading() as connection:
            if not has_wall(connection):
                return b""
            row = connection.execute("SELECT CAST(content AS BLOB) FROM wall").fetchone()
        return row[0] or b"" if row else b""

    # The file

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Copies every step to a new file while in use; see `Store`."""

        def report(status: int, remaining: int, total: int) -> None:
            if progress is not None:
                progress(total - remaining, total)

        place = Path(path).absolute()
        with create_atomically(place) as temporary:
            # A connection of its own in one long reading: it sees one moment whatever is written
            # meanwhile, and blocks no writer.
            with translate_errors(self.path), closing(connect(self._source, WAIT)) as source:
                source.execute("BEGIN")
                source.execute("SELECT 1 FROM steps").fetchone()
                with (
                    translate_errors(place),
                    closing(connect(source_of(temporary, "mode=rw"), WAIT)) as target,
                ):
                    source.backup(target, pages=_PAGES_AT_ONCE, progress=report)
                    clear_wall(target)
                    drop_old_snapshot(target)
            self._check_unchanged()

    @property
    def holds_traces(self) -> bool:
        """Whether redacted words may still lie in unused parts of the file."""
        with self._reading() as connection:
            return connection.execute("SELECT 1 FROM traces").fetchone() is not None

    def erase_traces(self) -> None:
        """Rewrites the file without redacted words in its unused parts.

        Raises:
            StoreLocked: another program is reading the file; some traces may be left.
            StoreError: it could not be written; some traces may be left.
        """
        with self._lock, translate_errors(self.path):
            self._empty_log()
            self._connection.execute("VACUUM")
            self._empty_log()
            self._connection.execute("DELETE FROM traces")

    def integrity(self) -> tuple[str, ...]:
        """Returns the problems that SQLite's integrity check reports."""
        with self._reading() as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
        return tuple(row[0] for row in rows if row[0] != "ok")

    def close(self) -> None:
        """Closes the file."""
        self._closed.set()
        with self._lock, translate_errors(self.path):
            self._connection.close()

    # How it is done

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translate_errors(self.path):
            yield self._connection
        self._check_unchanged()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translate_errors(self.path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                check_format(connection, self.path)
                drop_old_snapshot(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def _check_unchanged(self) -> None:
        if self._unchanging is not None and self._unchanging != shape(self.path):
            raise StoreError(f"{self.path} was changed while it was being read; open it again")

    def _check_head(self, connection: sqlite3.Connection, expected: str) -> int:
        """Raises HeadMoved unless the last step is the expected one; returns the length."""
        length, head = last(connection)
        if head != expected:
            raise HeadMoved(
                f"somebody else recorded a step in {self.path} first; read it and try again"
            )
        return length

    def _check_still(self, expected_head: str | None) -> None:
        with self._reading() as connection:
            if expected_head is not None:
                self._check_head(connection, expected_head)

    def _key(self) -> str:
        """Returns the hash of the first step, which identifies the record; empty for none."""
        with self._reading() as connection:
            return first(connection)

    def _erase_now(self, key: str) -> None:
        try:
            remove_cached(key)
            self.erase_traces()
        except StoreError as error:
            raise type(error)(
                "the redaction is recorded, but the words may still lie beside the record or in"
                f" unused parts of {self.path}; close every other program that uses it and open it"
                f" again ({error})"
            ) from error

    def _rows(self, since: int) -> Iterator[StoredStep]:
        end = self.length
        while since < end:
            with self._reading() as connection:
                rows = connection.execute(
                    f"{SELECT} WHERE position > ? ORDER BY position LIMIT ?",
                    (since, _ROWS_AT_ONCE),
                ).fetchall()
            if not rows:
                return
            for row in rows:
                yield stored_step(row)
            since = rows[-1][0]

    def _empty_log(self) -> None:
        busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreLocked(f"another program is reading {self.path}; try again in a moment")
