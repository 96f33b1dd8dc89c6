"""Steps as rows of an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from consensus.history.step import Step, redacted
from consensus.history.stored import StoredStep
from consensus.store.settling import follows

# Cast, because a flipped bit can make any value of any kind, and those are to be found, not raised.
SELECT = "SELECT position, CAST(id AS BLOB), CAST(hash AS BLOB), CAST(content AS BLOB) FROM steps"


def stored_step(row: tuple[int, bytes | None, bytes | None, bytes | None]) -> StoredStep:
    """The step in a row of `SELECT`, whatever became of its cells."""
    position, step_id, digest, content = row
    return StoredStep(
        position,
        (step_id or b"").decode(errors="replace"),
        (digest or b"").decode(errors="replace"),
        content or b"",
    )


def last(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number of steps, and the hash of the last one; empty where there is none."""
    row = connection.execute(f"{SELECT} ORDER BY position DESC LIMIT 1").fetchone()
    if row is None:
        return 0, ""
    stored = stored_step(row)
    return stored.position, stored.hash


def holds(connection: sqlite3.Connection, steps: Sequence[Step], expected_head: str) -> bool:
    """Whether these steps were appended after that head before."""
    named = "SELECT position FROM steps WHERE id = ?"
    first = connection.execute(named, (steps[0].id,)).fetchone() if steps else None
    if first is None:
        return False
    rows = connection.execute(
        f"{SELECT} WHERE position BETWEEN ? AND ? ORDER BY position",
        (first[0] - 1, first[0] - 1 + len(steps)),
    )
    return follows([stored_step(row).hash for row in rows], steps, expected_head)


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
