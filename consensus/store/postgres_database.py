"""A PostgreSQL database as a whole: its tables prepared, and what is in it."""

from __future__ import annotations

from contextlib import closing

from consensus.store.postgres_connection import Link
from consensus.store.postgres_place import read_place
from consensus.store.postgres_schema import Kept, bring_up_to_date, working_groups_of
from consensus.store.sqlite_file import WAIT


def prepare(url: str) -> None:
    """Make the tables of a database, or bring them up to date, and begin nothing in it.

    Raises:
        StoreTooNew: a later version of this software made the tables.
        StoreError: it could not be done; nothing has changed.
    """
    place = read_place(url)
    with closing(Link(place, WAIT, 0)) as link:
        link.write(lambda connection: bring_up_to_date(connection, place))


def kept_in(url: str) -> list[Kept]:
    """The working groups of a database, by name.

    Raises:
        StoreError: it cannot be read, or has no tables of the present format.
    """
    place = read_place(url)
    with closing(Link(place, WAIT, 0)) as link:
        return link.read(lambda connection: working_groups_of(connection, place))
