"""PostgreSQL: URLs, a connection that reconnects, LISTEN, and translated errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote, unquote_plus

import psycopg
from attrs import evolve, field, frozen
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from consensus.errors import Damaged, StoreError, StoreLocked, Unsure

# Errors of PostgreSQL, translated in this one place.

# What the driver raises, and what to say of it; {0} is the place.
_WORDS: tuple[tuple[type[psycopg.Error], type[StoreError], str], ...] = (
    (
        errors.LockNotAvailable,
        StoreLocked,
        "somebody else is writing to {0} and has not finished; try again in a moment",
    ),
    (
        errors.QueryCanceled,
        StoreLocked,
        "{0} took longer than its server allows; try again in a moment",
    ),
    (
        errors.DiskFull,
        StoreError,
        "the disk with {0} is full, so nothing was recorded; have room made on the server and try"
        " again",
    ),
    (
        errors.InsufficientPrivilege,
        StoreError,
        "you may not do that in {0}; ask whoever keeps the database",
    ),
    (
        errors.ReadOnlySqlTransaction,
        StoreError,
        "{0} can only be read: its server is a copy, or lets nobody write; record on the server"
        " that is written to",
    ),
    (errors.UniqueViolation, StoreError, "{0} already holds a step with that id"),
    (errors.ProgramLimitExceeded, StoreError, "that is too large for {0}; record less at once"),
    (errors.DataCorrupted, Damaged, "{0} is damaged; keep it as it is and use a backup"),
    (errors.IndexCorrupted, Damaged, "{0} is damaged; keep it as it is and use a backup"),
)


@contextmanager
def translate_errors(place: object) -> Iterator[None]:
    """Wraps errors of the driver in `StoreError`, with the place and what to do."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error, place) from error


def translate(error: psycopg.Error, place: object) -> StoreError:
    """Returns the `StoreError` for an error of the driver; `place` has no password."""
    reason = reason_of(error)
    for kind, ours, words in _WORDS:
        if isinstance(error, kind):
            return ours(f"{words.format(place)} ({reason})")
    return StoreError(f"{place} cannot be used: {reason}")


def reason_of(error: psycopg.Error) -> str:
    """Returns the message of the driver or server in one line."""
    said = error.diag.message_primary or str(error)
    return " ".join(said.split()) or type(error).__name__


_GROUP = "group="
_LONGEST_NAME = 100


@frozen
class PostgresUrl:
    """URL of a database, perhaps with the name of a working group in it."""

    # the URL without the working group, as libpq takes it; it may hold a password
    conninfo: str = field(repr=False)
    group: str  # the name of the working group; empty where none is named
    shown: str  # the URL for people, without a password and the working group

    def named(self, group: str) -> PostgresUrl:
        """Returns the URL of a working group in this database.

        Raises StoreError if the name is invalid.
        """
        if not group or len(group) > _LONGEST_NAME or not group.isprintable():
            raise StoreError(
                f"in a database a working group has a name of 1 to {_LONGEST_NAME} characters"
            )
        return evolve(self, group=group)

    def __str__(self) -> str:
        if not self.group:
            return self.shown
        return _with(self.shown, self.group)


def parse_url(url: str) -> PostgresUrl:
    """Parses the URL of a database: `postgresql://user@host/database?group=panel`.

    Everything but `group` goes to libpq:
    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS

    Raises StoreError if it cannot be read.
    """
    from psycopg import ProgrammingError

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
    place = PostgresUrl(conninfo, "", _without_password(address, others))
    return place.named(groups[0]) if groups else place


def with_group(url: str, group: str) -> str:
    """Returns the URL with a working group added, unless it names one."""
    if parse_url(url).group:
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


Connection = psycopg.Connection[tuple[Any, ...]]
_Found = TypeVar("_Found")

_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0
# A server that vanished without a word is noticed after some ten seconds.
_DEFAULTS = {
    "application_name": "consensus",
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


def connect(place: PostgresUrl) -> Connection:
    """Opens a connection in autocommit mode; transactions are begun explicitly.

    Raises psycopg.OperationalError if the server is unreachable or refuses the login.
    """
    given: dict[str, Any] = {**_DEFAULTS, **conninfo_to_dict(place.conninfo)}
    # Plans are not kept on the server, so that a pool of connections may stand between.
    return psycopg.connect(make_conninfo("", **given), autocommit=True, prepare_threshold=None)


class _ConnectionLostError(Exception):
    """Signals a lost connection; `while_confirming` if that was during the commit."""

    def __init__(self, reason: psycopg.Error, while_confirming: bool) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.while_confirming = while_confirming


class ReconnectingConnection:
    """One connection that threads share, reconnecting when it is lost.

    It waits `wait` seconds for others who write, and goes on trying for `patience` seconds after
    the connection was lost. Raises StoreError if the server cannot be reached, or refuses the
    login.
    """

    def __init__(self, place: PostgresUrl, wait: float, patience: float) -> None:
        self.place = place
        self._wait = wait
        self._patience = patience
        self._lock = threading.RLock()
        self._closed = threading.Event()
        try:
            self._connection: Connection | None = connect(place)
        except psycopg.Error as error:
            raise StoreError(f"{place.shown} cannot be reached: {reason_of(error)}") from error

    def read(self, look: Callable[[Connection], _Found]) -> _Found:
        """Runs `look` in a read-only transaction, and again after a reconnect.

        Raises StoreError if the server does not come back or reports an error.
        """
        return self._retry("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", look)

    def ask(self, look: Callable[[Connection], _Found]) -> _Found:
        """Runs `look` without a transaction, for a single statement; otherwise as `read`."""
        return self._retry("", look)

    def write(self, change: Callable[[Connection], _Found], retry: bool = True) -> _Found:
        """Runs a change in one durable transaction.

        With `retry` it is run again where the connection was lost: it may then have been done
        before, and must see that for itself. Raises Unsure if the server went away while it
        confirmed, and did not come back; else StoreError, and nothing has changed.
        """
        # An announcement in the room must survive the plug being pulled, whatever the server is
        # set to; what it does beyond that, such as waiting for its copies, is left to it.
        return self._retry(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
            f" SET LOCAL lock_timeout = {max(1, round(1000 * self._wait))};"
            " SELECT set_config('synchronous_commit', 'on', true)"
            " WHERE current_setting('synchronous_commit') = 'off'",
            change,
            True,
            self._patience if retry else 0,
        )

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._closed.is_set()

    def pause(self, seconds: float) -> None:
        """Sleeps, unless it is closed meanwhile."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """Closes the connection."""
        self._closed.set()
        with self._lock:
            self._drop()

    # How it is done

    def _retry(
        self,
        begin: str,
        act: Callable[[Connection], _Found],
        changes: bool = False,
        patience: float | None = None,
    ) -> _Found:
        """Runs `act` in a transaction; retries with exponential backoff while disconnected."""
        patience = self._patience if patience is None else patience
        unsure = False
        end: float | None = None
        pause = _PAUSE_SECONDS
        with self._lock:
            while True:
                try:
                    return self._attempt(begin, act)
                except _ConnectionLostError as lost:
                    unsure = unsure or (changes and lost.while_confirming)
                    end = end or time.monotonic() + patience
                    if time.monotonic() + pause > end:
                        raise self._unreachable(lost.reason, changes, unsure) from lost.reason
                self._closed.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _attempt(self, begin: str, act: Callable[[Connection], _Found]) -> _Found:
        if self.is_closed:
            raise StoreError("the database was closed; open it again")
        confirming = False
        try:
            connection = self._connected()
            if begin:
                connection.execute(begin)
            found = act(connection)
            if begin:
                confirming = True
                connection.execute("COMMIT")
        except psycopg.Error as error:
            if self._connection is None or self._connection.closed:
                self._connection = None
                raise _ConnectionLostError(error, confirming) from error
            self._roll_back()
            raise translate(error, self.place) from error
        except BaseException:
            self._roll_back()
            raise
        return found

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self.place)
        return self._connection

    def _roll_back(self) -> None:
        if self._connection is None:
            return
        if self._connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
            return
        try:
            self._connection.execute("ROLLBACK")
        except psycopg.Error:
            # The server rolls back by itself once the connection is closed.
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _unreachable(self, error: psycopg.Error, changes: bool, unsure: bool) -> StoreError:
        reason = reason_of(error)
        if unsure:
            return Unsure(
                f"{self.place} went away before it confirmed, so what was recorded last is there or"
                f" is not; look at the history before recording it again ({reason})"
            )
        so = "nothing was recorded, try again" if changes else "try again when it is back"
        return StoreError(f"{self.place} went away and cannot be reached; {so} ({reason})")


# LISTEN: notifications of appended steps.

# How soon a wait notices that it was closed, and how often it looks where nothing can be heard.
_SLICE_SECONDS = 0.2
_POLL_SECONDS = 0.5


def channel_of(number: int) -> str:
    """Returns the NOTIFY channel on which new steps of a working group are announced."""
    return f"consensus_steps_{number}"


class Listener:
    """Connection that listens for appended steps; polls where LISTEN is not possible."""

    def __init__(self, database: ReconnectingConnection, number: int) -> None:
        self._database = database
        self._channel = channel_of(number)
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Starts to listen, if that is possible."""
        if self._connection is not None:
            return
        try:
            self._connection = connect(self._database.place)
            self._connection.execute(f"LISTEN {self._channel}".encode())
        except psycopg.Error:
            self.close()

    def wait(self, seconds: float) -> None:
        """Waits for a notification or the next time to poll."""
        if self._connection is None:
            self._database.pause(min(seconds, _POLL_SECONDS))
            return
        end = time.monotonic() + seconds
        try:
            while not self._database.is_closed and (left := end - time.monotonic()) > 0:
                heard = self._connection.notifies(timeout=min(left, _SLICE_SECONDS), stop_after=1)
                if list(heard):
                    return
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
