"""The default store: one SQLite file, with a write-ahead log while it is in use."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR

from consensus.arguments import OnProgress
from consensus.errors import Damaged, HeadMoved, NotFound, StoreError, StoreLocked, StoreTooNew
from consensus.history.corrections import redacts
from consensus.history.step import Step, StoredStep, redacted
from consensus.store.cache import cache_folder, is_cached, read_cached, remove_cached, write_cached
from consensus.store.files import create_atomically, remove_with_companions
from consensus.store.port import Erasure, Read, Source, Store, was_committed

# Errors of SQLite, translated in this one place.

# The primary result code, and what to say of it; {0} is the file.
_WORDS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (
        StoreLocked,
        "another program is writing to {0} and has not finished; try again in a moment",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreLocked,
        "another part of this program is still using {0}; try again in a moment",
    ),
    sqlite3.SQLITE_FULL: (
        StoreError,
        "the disk with {0} is full, so nothing was recorded; make room on it and try again",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreError,
        "{0} can only be read: the file or its folder is write-protected, or it was opened for"
        " reading; copy it to a folder you may write to and record there",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "{0} cannot be opened; see that the file is there and that you may read it and write to"
        " its folder",
    ),
    sqlite3.SQLITE_PERM: (StoreError, "you may not use {0}; ask whoever owns it"),
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "{0} is no record of a working group, or only the beginning of one; check the name, or"
        " take it from a backup",
    ),
    sqlite3.SQLITE_CORRUPT: (
        Damaged,
        "{0} is damaged or only a part of it is there; keep it as it is and use a backup",
    ),
    sqlite3.SQLITE_CONSTRAINT: (StoreError, "{0} already holds a step with that id"),
    sqlite3.SQLITE_TOOBIG: (StoreError, "the step is too large for {0}; record less at once"),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk with {0} reports an error; check that it is still connected, and make a backup"
        " on another one",
    ),
}


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Wraps errors of the driver in `StoreError`, with the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged file may quote it, and then be no text.
        kind, words = _WORDS[sqlite3.SQLITE_CORRUPT]
        raise kind(words.format(path)) from error


def translate(error: sqlite3.Error, path: Path) -> StoreError:
    """Returns the `StoreError` for an error of the driver."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low eight bits are the primary result code (https://www.sqlite.org/rescode.html).
    primary = None if code is None else code & 0xFF
    if primary in _WORDS:
        kind, words = _WORDS[primary]
        return kind(f"{words.format(path)} ({error})")
    return StoreError(f"{path} cannot be used: {error}")


# The SQLite file: its format, how it is recognised, and how it may be opened.

FORMAT = 1
# How many seconds to wait for other programs that use the file.
WAIT = 5.0
# No SQLite file has fewer bytes: one page of the smallest size.
_SMALLEST = 512
_APPLICATION = int.from_bytes(b"cons")
_TABLES = {
    "steps": "position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL,"
    " content BLOB NOT NULL",
    # Earlier versions kept a snapshot here, and refuse a file without the table. It stays empty.
    "snapshots": "number INTEGER PRIMARY KEY, digest TEXT NOT NULL, content BLOB NOT NULL",
    # Holds a row while redacted words may still lie in unused parts of the file.
    "traces": "number INTEGER PRIMARY KEY",
}
# What is on the wall is no part of the record: early ones lack the table until something is shown.
_WALL = "number INTEGER PRIMARY KEY, content BLOB NOT NULL"


def connect(source: str, wait: float) -> sqlite3.Connection:
    """Opens a connection without implicit transactions; `wait` is the lock timeout in seconds."""
    return sqlite3.connect(
        source, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
    )


def source_of(path: Path, mode: str) -> str:
    """Returns the SQLite URI of an absolute path.

    The mode is `mode=rw`, `mode=ro`, or `immutable=1`, which reads without locks and companion
    files.
    """
    return f"{path.as_uri()}?{mode}"


def create_schema(path: Path, wait: float) -> None:
    """Creates the tables of a record without steps in an empty file."""
    with closing(connect(source_of(path, "mode=rw"), wait)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for name, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE {name} ({columns})")
        make_wall(connection)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def open_file(path: Path, read_only: bool, wait: float) -> tuple[sqlite3.Connection, str, bool]:
    """Opens a record as far as the permissions of its file and folder allow.

    Returns the connection, its URI, and whether it is writable. Raises StoreTooNew for a later
    format, Damaged for a truncated file, and StoreError if it cannot be read or is no record.
    """
    _refuse_what_is_no_file(path)
    if may_write(path):
        source = source_of(path, "mode=rw")
        return _connect_checked(path, source, read_only, wait), source, not read_only
    log = wal_path(path)
    if log.exists():
        source = source_of(path, "mode=ro")
        try:
            return _connect_checked(path, source, True, wait), source, False
        except (Damaged, StoreTooNew):
            raise
        except StoreError as error:
            if holds_steps(log):
                raise StoreError(
                    f"the last steps of {path} are in {log.name}, which can only be read in a"
                    " folder you may write to; copy both files to one and open the copy"
                ) from error
    source = source_of(path, "immutable=1")
    return _connect_checked(path, source, True, wait), source, False


def check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreTooNew if the file has a later format; it may get one while it is in use."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT:
        raise StoreTooNew(
            f"{path} was written by a later version of this software (format {version}, this one"
            f" knows {FORMAT}); bring the software up to date to open it"
        )


def make_wall(connection: sqlite3.Connection) -> None:
    """Creates the table of the wall, if it does not exist."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS wall ({_WALL})")


def has_wall(connection: sqlite3.Connection) -> bool:
    """Returns whether the file has the table of the wall."""
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'wall'"
    return connection.execute(named).fetchone() is not None


def clear_wall(connection: sqlite3.Connection) -> None:
    """Deletes what is on the wall, overwriting its bytes."""
    if has_wall(connection):
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("DELETE FROM wall")


def holds_old_snapshot(connection: sqlite3.Connection) -> bool:
    """Returns whether the file contains a snapshot of an earlier version."""
    return connection.execute("SELECT 1 FROM snapshots").fetchone() is not None


def drop_old_snapshot(connection: sqlite3.Connection) -> None:
    """Deletes the snapshot of an earlier version, overwriting its bytes."""
    # Looked at first, since deleting from an empty table writes a page.
    if holds_old_snapshot(connection):
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("DELETE FROM snapshots")


def wal_path(path: Path) -> Path:
    """Returns the path of the write-ahead log of a file."""
    return path.with_name(f"{path.name}-wal")


def holds_steps(log: Path) -> bool:
    """Returns whether a write-ahead log exists and is not empty."""
    return log.exists() and log.stat().st_size > 0


def may_write(path: Path) -> bool:
    """Returns whether this user may write to a file and its folder."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(each, os.W_OK, effective_ids=effective) for each in (path, path.parent))


def shape(path: Path) -> tuple[int, int]:
    """Returns modification time (ns) and size in bytes, which change with every write."""
    try:
        found = path.stat()
    except OSError as error:
        raise StoreError(f"{path} is gone ({error.strerror})") from error
    return found.st_mtime_ns, found.st_size


def _connect_checked(path: Path, source: str, read_only: bool, wait: float) -> sqlite3.Connection:
    with translate_errors(path):
        connection = connect(source, wait)
    try:
        with translate_errors(path):
            # A flipped bit can make any bytes of a text, and those are to be found, not raised.
            connection.text_factory = lambda content: content.decode(errors="replace")
            _recognise(connection, path)
            # A file from elsewhere is not trusted to bring functions of its own.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            # A step that was announced in the room must survive the plug being pulled.
            connection.execute("PRAGMA synchronous = FULL")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != _APPLICATION:
        raise StoreError(
            f"{path} is an SQLite file but no record of a working group; check the name"
        )
    check_format(connection, path)
    # SQLite fills up a page cut short; only a log beside the file could still complete it.
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    if path.stat().st_size % page and not holds_steps(wal_path(path)):
        raise Damaged(f"only a part of {path} is there; keep it as it is and use a backup")
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    found = set(rows)
    known = {("table", name) for name in (*_TABLES, "wall")}
    if missing := _TABLES.keys() - {name for kind, name in found & known}:
        raise Damaged(f"{path} lacks {', '.join(sorted(missing))}; use a backup")
    if foreign := {name for _, name in found - known}:
        # A trigger or view in a file from elsewhere could change what is recorded.
        raise StoreError(
            f"{path} holds {', '.join(sorted(foreign))}, as no such file does; ask where it is from"
        )


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise StoreError(
            f"there is no file {path}; check the name, or create a working group"
        ) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be opened ({error.strerror})") from error
    if S_ISDIR(found.st_mode):
        raise StoreError(f"{path} is a folder; name the file in it")
    if not found.st_size:
        raise Damaged(
            f"{path} is empty; take it from a backup, or delete it and create a working group"
        )
    if found.st_size < _SMALLEST:
        # Refused here, because SQLite takes a file of one byte for an empty one.
        raise StoreError(
            f"{path} is no record of a working group, or only the beginning of one; check the name,"
            " or take it from a backup"
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


class SqliteStore(Store):
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
        """Creates a file, with some initial steps, and opens it.

        Args:
            path: where; nothing may be there.
            wait: how many seconds to wait for other programs that use the file.

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
        with self._reading() as connection:
            return last(connection)[1]

    @property
    def length(self) -> int:
        with self._reading() as connection:
            return last(connection)[0]

    def append(self, step: Step, expected_head: str) -> None:
        self.extend((step,), expected_head)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
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
        for stored in self._rows(since):
            step = stored.open()
            self._seen = max(self._seen, stored.position)
            yield step

    def read_stored(self) -> Iterator[StoredStep]:
        return self._rows(0)

    def watch(self, timeout: float | None = None) -> bool:
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
        return cache_folder() is not None

    @property
    def holds_snapshot(self) -> bool:
        return is_cached(self._key())

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        return read_cached(self._key(), read)

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
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
        with self._writing() as connection:
            if expected_head is not None:
                self._check_head(connection, expected_head)
            make_wall(connection)
            connection.execute("INSERT OR REPLACE INTO wall VALUES (1, ?)", (content,))

    def on_wall(self) -> bytes:
        with self._reading() as connection:
            if not has_wall(connection):
                return b""
            row = connection.execute("SELECT CAST(content AS BLOB) FROM wall").fetchone()
        return row[0] or b"" if row else b""

    # The file

    def backup(self, path: str, progress: OnProgress | None = None) -> None:

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
