"""What SQLite reports, in our words: the one place where its errors are translated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consensus.errors import Damaged, StoreError, StoreLocked

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
def translated(path: Path) -> Iterator[None]:
    """Let errors of the driver leave as errors of the store, with the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged file may quote it, and then be no text.
        kind, words = _WORDS[sqlite3.SQLITE_CORRUPT]
        raise kind(words.format(path)) from error


def translate(error: sqlite3.Error, path: Path) -> StoreError:
    """The error of the store that says what the driver reported.

    Args:
        error: as the driver raised it.
        path: the file.
    """
    code = getattr(error, "sqlite_errorcode", None)
    # The low eight bits are the primary result code (https://www.sqlite.org/rescode.html).
    primary = None if code is None else code & 0xFF
    if primary in _WORDS:
        kind, words = _WORDS[primary]
        return kind(f"{words.format(path)} ({error})")
    return StoreError(f"{path} cannot be used: {error}")
