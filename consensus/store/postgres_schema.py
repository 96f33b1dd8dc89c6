"""The tables in PostgreSQL: format, migrations, privileges, and which records they hold."""

from __future__ import annotations

from contextlib import closing

from attrs import frozen

from consensus.errors import StoreError, StoreTooNew
from consensus.store.postgres_connection import (
    Connection,
    PostgresUrl,
    ReconnectingConnection,
    parse_url,
)
from consensus.store.sqlite import WAIT

# The tables in PostgreSQL: their format, how they are made, brought up to date and recognised.

_FORMATS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE SCHEMA consensus",
        "CREATE TABLE consensus.format ("
        " number integer PRIMARY KEY CHECK (number = 1), version integer NOT NULL)",
        "INSERT INTO consensus.format VALUES (1, 0)",
        # Appending locks the row of the working group, which gives the steps one order.
        "CREATE TABLE consensus.working_groups ("
        " number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,"
        " key uuid NOT NULL DEFAULT gen_random_uuid(),"
        " holds_traces boolean NOT NULL DEFAULT false)",
        # The working group comes first in every key, so that its rows can be kept together.
        "CREATE TABLE consensus.steps ("
        " working_group bigint NOT NULL REFERENCES consensus.working_groups,"
        " position bigint NOT NULL, id text NOT NULL, hash text NOT NULL, content bytea NOT NULL,"
        " PRIMARY KEY (working_group, position), UNIQUE (working_group, id))",
        "CREATE TABLE consensus.snapshots ("
        " working_group bigint PRIMARY KEY REFERENCES consensus.working_groups,"
        " digest text NOT NULL, content bytea NOT NULL)",
        "CREATE TABLE consensus.walls ("
        " working_group bigint PRIMARY KEY REFERENCES consensus.working_groups,"
        " content bytea NOT NULL)",
    ),
)
"""What makes each format of the one before, the first of nothing."""

Kept = tuple[str, int, bytes | None, bytes | None]
"""A working group: its name, how many steps it has, and its first and last one as stored."""

FORMAT = len(_FORMATS)
# Any number will do, as long as no other user in the database locks it.
_LOCK = int.from_bytes(b"cons")


def bring_up_to_date(connection: Connection, place: PostgresUrl) -> None:
    """Creates or migrates the tables in the open transaction.

    Raises StoreTooNew if a later version of this software made them.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    version = version_of(connection)
    check_version(version, place)
    if version == FORMAT:
        return
    for statements in _FORMATS[version:]:
        for each in statements:
            connection.execute(each.encode())
    connection.execute("UPDATE consensus.format SET version = %s", (FORMAT,))


def version_of(connection: Connection) -> int:
    """Returns the format version of the tables; 0 if there are none."""
    found = connection.execute("SELECT to_regclass('consensus.format')").fetchone()
    if found is None or found[0] is None:
        return 0
    row = connection.execute("SELECT version FROM consensus.format").fetchone()
    return int(row[0]) if row else 0


def check_version(version: int, place: PostgresUrl) -> None:
    """Raises StoreTooNew if the format is later than this software knows."""
    if version > FORMAT:
        raise StoreTooNew(
            f"{place.shown} was brought up to date by a later version of this software (format"
            f" {version}, this one knows {FORMAT}); bring the software up to date to open it"
        )


def check_current(connection: Connection, place: PostgresUrl) -> None:
    """Raises StoreError if there are no tables or they need a migration, else StoreTooNew."""
    version = version_of(connection)
    check_version(version, place)
    if version == FORMAT:
        return
    state = f"has tables of format {version}, this software needs {FORMAT}" if version else ""
    raise StoreError(
        f"{place.shown} {state or 'holds no tables yet'}; let whoever may make tables there"
        " create them"
    )


def check_owner(connection: Connection, place: PostgresUrl) -> None:
    """Raises StoreError if this user may not rewrite the tables."""
    row = connection.execute(
        "SELECT pg_has_role(relowner, 'USAGE'), pg_get_userbyid(relowner) FROM pg_class"
        " WHERE oid = 'consensus.steps'::regclass"
    ).fetchone()
    if row is not None and not row[0]:
        raise StoreError(
            f"the tables of {place.shown} belong to {row[1]}, who alone may rewrite them"
        )


def privileges(connection: Connection) -> tuple[bool, bool]:
    """Returns whether this user may read steps, and whether it may append them."""
    row = connection.execute(
        "SELECT has_table_privilege('consensus.steps', 'SELECT'),"
        " has_table_privilege('consensus.steps', 'INSERT') AND NOT pg_is_in_recovery()"
    ).fetchone()
    assert row is not None
    return bool(row[0]), bool(row[1])


@frozen
class Found:
    """A working group found in a database."""

    number: int  # what its rows are kept under
    name: str  # what people call it there
    key: str  # what tells it from any other, wherever its database is moved to


def find(connection: Connection, place: PostgresUrl) -> Found:
    """Returns the working group that the URL names, or the only one in the database.

    Raises StoreError if there is no such working group, or several and none is named.
    """
    rows = connection.execute(
        "SELECT number, name, key::text FROM consensus.working_groups"
        " WHERE name = %(name)s OR %(name)s = '' ORDER BY name LIMIT 6",
        {"name": place.group},
    ).fetchall()
    if len(rows) == 1:
        return Found(*rows[0])
    if place.group:
        raise StoreError(
            f"{place.shown} holds no working group {place.group}; see the list of"
            " working groups there"
        )
    if not rows:
        raise StoreError(f"{place.shown} holds no working group yet; create a working group")
    few = ", ".join(row[1] for row in rows[:5]) + (" and more" if len(rows) > 5 else "")
    raise StoreError(
        f"{place.shown} holds several working groups ({few}); say which with ?group=NAME"
    )


def working_groups_of(connection: Connection, place: PostgresUrl) -> list[Kept]:
    """Returns the working groups of a database, by name."""
    check_current(connection, place)
    return connection.execute(
        "SELECT name, coalesce(latest.position, 0), earliest.content, latest.content"
        " FROM consensus.working_groups"
        " LEFT JOIN LATERAL (SELECT content FROM consensus.steps"
        " WHERE working_group = number AND position = 1) AS earliest ON true"
        " LEFT JOIN LATERAL (SELECT position, content FROM consensus.steps"
        " WHERE working_group = number ORDER BY position DESC LIMIT 1) AS latest ON true"
        " ORDER BY name",
        binary=True,
    ).fetchall()


# A PostgreSQL database as a whole: its tables prepared, and what is in it.


def prepare(url: str) -> None:
    """Creates or migrates the tables of a database; raises as `opening.prepare_database`."""
    place = parse_url(url)
    with closing(ReconnectingConnection(place, WAIT, 0)) as database:
        database.write(lambda connection: bring_up_to_date(connection, place))


def kept_in(url: str) -> list[Kept]:
    """Returns the working groups of a database, by name.

    Raises StoreError if it cannot be read, or has no tables of the present format.
    """
    place = parse_url(url)
    with closing(ReconnectingConnection(place, WAIT, 0)) as database:
        return database.read(lambda connection: working_groups_of(connection, place))
