"""Private notes of the facilitator, in a file apart from the record.

Copying, exporting, serving and verifying a record never read them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import attrs
from attrs import frozen

from consensus.errors import NotFound, StoreError, StoreTooNew
from consensus.model.positions import Stance
from consensus.store.sqlite import WAIT, connect, source_of, translate_errors

FORMAT = 2
_APPLICATION = int.from_bytes(b"cnot")
_SQLITE = b"SQLite format 3\0"
# Numbers are never given again, so that a removed note is not mistaken for a later one.
_COLUMNS = (
    "number INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, text TEXT NOT NULL,"
    " written TEXT NOT NULL, by TEXT NOT NULL"
)
# What the second format added: what a member said informally.
_ADDED = ("member", "stance")
_ROWS = "SELECT number, target, text, written, by, member, stance FROM notes ORDER BY number"
_FIRST_ROWS = "SELECT number, target, text, written, by, '', '' FROM notes ORDER BY number"
_TABLES = {"notes", "sqlite_sequence"}
_FOR_OTHERS = 0o077


@frozen
class PrivateNote:
    """A note that only the user who keeps the record can read."""

    number: int  # counted from 1, never given again; 0 before it is kept
    target: str  # the id of the item, amendment or package it is about
    text: str  # the words
    written: datetime  # when
    by: str = ""  # who wrote it; may be empty
    member: str = ""  # the code of the member that said it informally; empty for none
    stance: Stance | None = None  # where that member would stand; None where it did not say


class Notes(Protocol):
    """Keeps private notes in the order in which they were written."""

    def append(self, note: PrivateNote) -> PrivateNote:
        """Appends a note durably and returns it with its number, whatever number it had."""
        ...

    def read(self) -> tuple[PrivateNote, ...]:
        """Returns every note, the first written first."""
        ...

    def remove(self, number: int) -> None:
        """Deletes a note and overwrites its words; raises NotFound if there is no such note."""
        ...


class MemoryNotes(Notes):
    """Keeps notes in memory, for as long as the process runs."""

    def __init__(self) -> None:
        self._notes: dict[int, PrivateNote] = {}
        self._given = 0

    def append(self, note: PrivateNote) -> PrivateNote:
        self._given += 1
        note = attrs.evolve(note, number=self._given)
        self._notes[note.number] = note
        return note

    def read(self) -> tuple[PrivateNote, ...]:
        return tuple(self._notes.values())

    def remove(self, number: int) -> None:
        if number not in self._notes:
            raise _unknown(number)
        del self._notes[number]


class NoteFile(Notes):
    """Keeps notes in a SQLite file readable by its owner only, created with the first note.

    With `makes_folder` its folder is created with it.
    """

    def __init__(self, path: Path, makes_folder: bool = False) -> None:
        self._path = path.absolute()
        self._makes_folder = makes_folder

    @classmethod
    def beside(cls, record: Path) -> NoteFile:
        """Returns the notes of a record in a file: `panel.notes` beside `panel.consensus`."""
        stem = record.name.removesuffix(".consensus")
        return cls(record.with_name(f"{stem}.notes"))

    @classmethod
    def apart(cls, key: str) -> NoteFile:
        """Returns the notes of a record in a database, in the user's data directory, by its key."""
        given = os.environ.get("XDG_DATA_HOME", "")
        folder = Path(given) if given else Path.home() / ".local" / "share"
        return cls(folder / "consensus" / "notes" / f"{key}.notes", makes_folder=True)

    def append(self, note: PrivateNote) -> PrivateNote:
        with self._failing_clearly():
            if self._makes_folder:
                self._path.parent.mkdir(0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._writing() as connection:
            cursor = connection.execute(
                "INSERT INTO notes (target, text, written, by, member, stance)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(note.target, note.text, note.written.isoformat()),
                    *(note.by, note.member, note.stance or ""),
                ),
            )
        assert cursor.lastrowid is not None
        return attrs.evolve(note, number=cursor.lastrowid)

    def read(self) -> tuple[PrivateNote, ...]:
        if not self._path.exists():
            return ()
        self._check_kind()
        with (
            translate_errors(self._path),
            closing(connect(source_of(self._path, "mode=ro"), WAIT)) as connection,
        ):
            if self._is_empty(connection):
                return ()
            is_first = self._recognise(connection) < FORMAT
            rows = connection.execute(_FIRST_ROWS if is_first else _ROWS)
            return tuple(
                PrivateNote(
                    number,
                    target,
                    text,
                    datetime.fromisoformat(written),
                    by,
                    member,
                    Stance(stance) if stance else None,
                )
                for number, target, text, written, by, member, stance in rows
            )

    def remove(self, number: int) -> None:
        if not self._path.exists():
            raise _unknown(number)
        with self._writing() as connection:
            if not connection.execute("DELETE FROM notes WHERE number = ?", (number,)).rowcount:
                raise _unknown(number)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._check_kind()
        with (
            translate_errors(self._path),
            closing(connect(source_of(self._path, "mode=rw"), WAIT)) as connection,
        ):
            connection.execute("PRAGMA synchronous = FULL")
            # What is removed is overwritten, not only taken off the list.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            if self._is_empty(connection):
                connection.execute(f"CREATE TABLE notes ({_COLUMNS})")
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute("PRAGMA user_version = 1")
            if self._recognise(connection) < FORMAT:
                for name in _ADDED:
                    given = f"{name} TEXT NOT NULL DEFAULT ''"
                    connection.execute(f"ALTER TABLE notes ADD COLUMN {given}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            self._keep_from_others()
            yield connection
            connection.execute("COMMIT")

    def _check_kind(self) -> None:
        """Raises StoreError if the file is not an SQLite file."""
        with self._failing_clearly(), self._path.open("rb") as file:
            begins = file.read(len(_SQLITE))
        if begins and begins != _SQLITE:
            raise self._foreign()

    def _is_empty(self, connection: sqlite3.Connection) -> bool:
        """Returns whether the file has no tables yet."""
        found = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        named = connection.execute("PRAGMA application_id").fetchone()
        return bool(found == named == (0,))

    def _recognise(self, connection: sqlite3.Connection) -> int:
        """Returns the version of the format; raises StoreError if it holds no notes."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if application == _APPLICATION and version > FORMAT:
            raise StoreTooNew(f"a later version of this software wrote {self._path}")
        if application != _APPLICATION or names != _TABLES:
            raise self._foreign()
        return int(version)

    def _keep_from_others(self) -> None:
        """Restricts the file to its owner, also where a copy widened its mode."""
        if os.name == "posix" and self._path.stat().st_mode & _FOR_OTHERS:
            with self._failing_clearly():
                self._path.chmod(0o600)

    def _foreign(self) -> StoreError:
        return StoreError(
            f"{self._path} holds no private notes and is left as it is; rename it, since the notes"
            " of this file go there"
        )

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"private notes cannot be kept in {self._path} ({error.strerror})"
            ) from error


def _unknown(number: int) -> NotFound:
    return NotFound(f"there is no private note {number}")
