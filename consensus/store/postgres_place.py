"""Where a record lies in PostgreSQL: what its URL says."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus

from attrs import evolve, field, frozen

from consensus.errors import StoreError

_GROUP = "group="
_LONGEST_NAME = 100


@frozen
class PostgresPlace:
    """A database, and perhaps one of the working groups in it.

    Attributes:
        conninfo: the URL without the working group, as libpq takes it; it may hold a password.
        group: the name of the working group; empty where none is named.
        shown: the URL for people, without a password and the working group.
    """

    conninfo: str = field(repr=False)
    group: str
    shown: str

    def named(self, group: str) -> PostgresPlace:
        """A working group in this database.

        Raises:
            StoreError: the name is none that a working group can have.
        """
        if not group or len(group) > _LONGEST_NAME or not group.isprintable():
            raise StoreError(
                f"a working group in a database is named by 1 to {_LONGEST_NAME} printable signs"
            )
        return evolve(self, group=group)

    def __str__(self) -> str:
        if not self.group:
            return self.shown
        return _with(self.shown, self.group)


def read_place(url: str) -> PostgresPlace:
    """Take the URL of a database apart: `postgresql://user@host/database?group=panel`.

    Everything but `group` is what libpq takes:
    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS

    Raises:
        StoreError: it cannot be read.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    address, _, query = url.partition("?")
    parts = [each for each in query.split("&") if each]
    groups = [unquote_plus(each[len(_GROUP) :]) for each in parts if each.startswith(_GROUP)]
    others = "&".join(each for each in parts if not each.startswith(_GROUP))
    if len(groups) > 1:
        raise StoreError("the URL names several working groups; open one at a time")
    conninfo = f"{address}?{others}" if others else address
    try:
        conninfo_to_dict(conninfo)
    except ProgrammingError as error:
        # What could not be read may be a password, so it is not repeated.
        raise StoreError(
            "the URL of the database cannot be read; write"
            " postgresql://user@host:port/database?group=NAME, signs such as @ / : # in a password"
            " as %40 %2F %3A %23"
        ) from error
    place = PostgresPlace(conninfo, "", _without_password(address, others))
    return place.named(groups[0]) if groups else place


def with_group(url: str, group: str) -> str:
    """The URL of a working group in the database that a URL names; as it is where it names one."""
    if read_place(url).group:
        return url
    return _with(url, group)


def _with(url: str, group: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{_GROUP}{quote(group, safe='')}"


def _without_password(address: str, options: str) -> str:
    scheme, _, rest = address.partition("://")
    login, at, where = rest.rpartition("@")
    shown = "&".join(each for each in options.split("&") if "password" not in each.lower())
    address = f"{scheme}://{login.partition(':')[0]}{at}{where}"
    return f"{address}?{shown}" if shown else address
