"""Steps as rows of an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from consensus.history.step import Step, redacted
from consensus.history.stored import StoredStep
from consensus.store.settling import follows

# Cast, because a flipped bit can make any value of any kind, and those are to be found, not raised.
SELECT = "SELECT position, CAST(id AS BLOB), CAST(hash AS BLOB), CAST(content AS BLOB) FROM steps"
# Content is the last column, so that SQLite reads no page beyond those of the hash.
_HEADS = "SELECT position, CAST(hash AS BLOB) FROM steps"


def stored_step(row: tuple[int, bytes | None, bytes | None, bytes | None]) -> StoredStep:
    """The step in a row of `SELECT`, whatever became of its cells."""
    position, step_id, digest, content = row
    return StoredStep(position, _decoded(step_id), _decoded(digest), content or b"")


def _decoded(cell: bytes | None) -> str:
    return (cell or b"").decode(errors="replace")


def first(connection: sqlite3.Connection) -> str:
    """The hash of the first step; empty where there is none."""
    row = connection.execute(f"{_HEADS} ORDER BY position LIMIT 1").fetchone()
    return _decoded(row[1]) if row else ""


def last(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number of steps, and the hash of the last one; empty where there is none.

    Its content is not read: an import can be of hundreds of megabytes, and every opening of the
    record and every append asks for the head.
    """
    row = connection.execute(f"{_HEADS} ORDER BY position DESC LIMIT 1").fetchone()
    return (row[0], _decoded(row[1])) if row else (0, "")


def holds(connection: sqlite3.Connection, steps: Sequence[Step], expected_head: str) -> bool:
    """Whether these steps were appended after that head before."""
    named = "SELECT position FROM steps WHERE id = ?"
    first = connection.execute(named, (steps[0].id,)).fetchone() if steps else None
    if first is None:
        return False
    rows = connection.execute(
        f"{_HEADS} WHERE position BETWEEN ? AND ? ORDER BY position",
        (first[0] - 1, first[0] - 1 + len(steps)),
    )
    return follows([_decoded(digest) for _, digest in rows], steps, expected_head)


def add(connection: sqlite3.Connection, steps: Sequence[Step], length: int) -> None:
    """Put steps after the first `length` ones."""
    for position, step in enumerate(steps, length + 1):
        stored = StoredStep.of(step, position)
        connection.execute(
            "INSERT INTO steps VALUES (?, ?, ?, ?)",
            (stored.position, stored.id, stored.hash, stored.content),
        )


def take_out(connection: sqlite3.Connection, step_id: str, indices: Sequence[int]) -> bool:
    """Take bodies out of a step; whether there is such a step."""
    row = connection.execute(f"{SELECT} WHERE id = ?", (step_id,)).fetchone()
    if row is None:
        return False
    stored = stored_step(row)
    erased = StoredStep.of(redacted(stored.open(), indices), stored.position)
    connection.execute(
        "UPDATE steps SET content = ? WHERE position = ?", (erased.content, erased.position)
    )
    return True
