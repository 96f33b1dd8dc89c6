"""The SQLite file: format, opening, validation, and translated errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_ISDIR

from consensus.errors import Damaged, StoreError, StoreLocked, StoreTooNew

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
        "{0} is damaged or only a part of it is there; keep it as it is and go on with a backup",
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
        raise Damaged(f"only a part of {path} is there; keep it as it is and go on with a backup")
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    found = set(rows)
    known = {("table", name) for name in (*_TABLES, "wall")}
    if missing := _TABLES.keys() - {name for kind, name in found & known}:
        raise Damaged(f"{path} lacks {', '.join(sorted(missing))}; go on with a backup")
    if foreign := {name for _, name in found - known}:
        # A trigger or view in a file from elsewhere could change what is recorded.
        raise StoreError(
            f"{path} holds {', '.join(sorted(foreign))}, which no record has; ask where it is from"
        )


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise StoreError(f"there is no file {path}; check the name, or start a record") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be opened ({error.strerror})") from error
    if S_ISDIR(found.st_mode):
        raise StoreError(f"{path} is a folder; name the file in it")
    if not found.st_size:
        raise Damaged(f"{path} is empty; take it from a backup, or delete it and start a record")
    if found.st_size < _SMALLEST:
        # Refused here, because SQLite takes a file of one byte for an empty one.
        raise StoreError(
            f"{path} is no record of a working group, or only the beginning of one; check the name,"
            " or take it from a backup"
        )
