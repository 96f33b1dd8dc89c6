"""Steps as rows in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.history.step import Step, redacted
from consensus.history.stored import StoredStep
from consensus.store.postgres_connection import Connection
from consensus.store.postgres_listener import channel_of
from consensus.store.settling import follows

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
    """The number of steps of a working group, and the hash of the last one; empty for none."""
    row = connection.execute(
        "SELECT position, hash FROM consensus.steps WHERE working_group = %s"
        " ORDER BY position DESC LIMIT 1",
        (group,),
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def stored_steps(connection: Connection, group: int, since: int, until: int) -> list[StoredStep]:
    """The steps after the first `since` ones, up to the one at place `until`."""
    rows = connection.execute(
        "SELECT position, id, hash, content FROM consensus.steps"
        " WHERE working_group = %s AND position > %s AND position <= %s ORDER BY position",
        (group, since, until),
        binary=True,
    )
    return [StoredStep(*row) for row in rows]


def holds(connection: Connection, group: int, steps: Sequence[Step], expected_head: str) -> bool:
    """Whether these steps were appended after that head before."""
    if not steps:
        return False
    row = connection.execute(
        "SELECT position FROM consensus.steps WHERE working_group = %s AND id = %s",
        (group, steps[0].id),
    ).fetchone()
    if row is None:
        return False
    found = stored_steps(connection, group, row[0] - 2, row[0] - 1 + len(steps))
    return follows([each.hash for each in found], steps, expected_head)


def add(connection: Connection, group: int, steps: Sequence[Step], length: int) -> None:
    """Put steps after the first `length` ones, and announce them."""
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


def take_out(connection: Connection, group: int, step_id: str, indices: Sequence[int]) -> bool:
    """Take bodies out of a step; whether there is such a step."""
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
    """The snapshot with the digest it was kept under."""
    row = connection.execute(
        "SELECT digest, content FROM consensus.snapshots WHERE working_group = %s",
        (group,),
        binary=True,
    ).fetchone()
    return (str(row[0]), bytes(row[1])) if row else None
