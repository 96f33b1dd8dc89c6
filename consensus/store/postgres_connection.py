"""A connection to PostgreSQL that is made anew when it was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from consensus.errors import StoreError, Unsure
from consensus.store.postgres_errors import reason_of, translate
from consensus.store.postgres_place import PostgresPlace

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


def connect(place: PostgresPlace) -> Connection:
    """A connection on which every transaction is begun by hand.

    Raises:
        psycopg.OperationalError: the server cannot be reached, or lets nobody in.
    """
    given: dict[str, Any] = {**_DEFAULTS, **conninfo_to_dict(place.conninfo)}
    # Plans are not kept on the server, so that a pool of connections may stand between.
    return psycopg.connect(make_conninfo("", **given), autocommit=True, prepare_threshold=None)


class _LostError(Exception):
    """The connection was lost.

    Attributes:
        reason: what the driver says.
        while_confirming: whether everything may have been done by then.
    """

    def __init__(self, reason: psycopg.Error, while_confirming: bool) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.while_confirming = while_confirming


class Link:
    """One connection that several threads share, and that outlives its server.

    Args:
        place: where.
        wait: how many seconds to wait for others who write.
        patience: how many seconds to go on trying after the connection was lost.

    Raises:
        StoreError: the server cannot be reached, or lets nobody in.
    """

    def __init__(self, place: PostgresPlace, wait: float, patience: float) -> None:
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
        """Look at the database as it is at one moment.

        Args:
            look: what to do on the connection; done again where that was lost meanwhile.

        Raises:
            StoreError: the server went away and did not come back, or something else is wrong.
        """
        return self._insist("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", look)

    def ask(self, look: Callable[[Connection], _Found]) -> _Found:
        """As `read`, where one statement says it all."""
        return self._insist("", look)

    def write(self, change: Callable[[Connection], _Found], insist: bool = True) -> _Found:
        """Change the database durably, all of it or nothing.

        Args:
            change: what to do in a transaction.
            insist: whether to do it again where the connection was lost. It may then have been
                done before, and must see that for itself.

        Raises:
            Unsure: the server went away while it confirmed, and did not come back.
            StoreError: nothing has changed.
        """
        # An announcement in the room must survive the plug being pulled, whatever the server is
        # set to; what it does beyond that, such as waiting for its copies, is left to it.
        return self._insist(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
            f" SET LOCAL lock_timeout = {max(1, round(1000 * self._wait))};"
            " SELECT set_config('synchronous_commit', 'on', true)"
            " WHERE current_setting('synchronous_commit') = 'off'",
            change,
            True,
            self._patience if insist else 0,
        )

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._closed.is_set()

    def pause(self, seconds: float) -> None:
        """Wait, unless it is closed meanwhile."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """Let go of the connection."""
        self._closed.set()
        with self._lock:
            self._drop()

    # How it is done

    def _insist(
        self,
        begin: str,
        act: Callable[[Connection], _Found],
        changes: bool = False,
        patience: float | None = None,
    ) -> _Found:
        """Do something in a transaction, again and again while the connection is lost."""
        patience = self._patience if patience is None else patience
        unsure = False
        end: float | None = None
        pause = _PAUSE_SECONDS
        with self._lock:
            while True:
                try:
                    return self._attempt(begin, act)
                except _LostError as lost:
                    unsure = unsure or (changes and lost.while_confirming)
                    end = end or time.monotonic() + patience
                    if time.monotonic() + pause > end:
                        raise self._unreachable(lost.reason, changes, unsure) from lost.reason
                self._closed.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _attempt(self, begin: str, act: Callable[[Connection], _Found]) -> _Found:
        if self.is_closed:
            raise StoreError("the record was closed; open it again")
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
                raise _LostError(error, confirming) from error
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
            # Whatever it was doing is undone by the server once nobody is there any more.
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
                f" is not; look at the log before recording it again ({reason})"
            )
        so = "nothing was recorded, try again" if changes else "try again when it is back"
        return StoreError(f"{self.place} went away and cannot be reached; {so} ({reason})")
