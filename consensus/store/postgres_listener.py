"""Hearing at once of what others record in PostgreSQL."""

from __future__ import annotations

import time

import psycopg

from consensus.store.postgres_connection import Connection, Link, connect

# How soon a wait notices that it was closed, and how often it looks where nothing can be heard.
_SLICE_SECONDS = 0.2
_POLL_SECONDS = 0.5


def channel_of(number: int) -> str:
    """The channel on which new steps of the working group with that number are announced."""
    return f"consensus_steps_{number}"


class Listener:
    """A connection that hears when steps are appended.

    Where there can be none, as on a copy of a server, its waits are short.

    Args:
        link: the connection that looks.
        number: that of the working group.
    """

    def __init__(self, link: Link, number: int) -> None:
        self._link = link
        self._channel = channel_of(number)
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Hear everything from now on, if that is possible."""
        if self._connection is not None:
            return
        try:
            self._connection = connect(self._link.place)
            self._connection.execute(f"LISTEN {self._channel}".encode())
        except psycopg.Error:
            self.close()

    def wait(self, seconds: float) -> None:
        """Wait for a step, or until it is time to look anyway."""
        if self._connection is None:
            self._link.pause(min(seconds, _POLL_SECONDS))
            return
        end = time.monotonic() + seconds
        try:
            while not self._link.is_closed and (left := end - time.monotonic()) > 0:
                heard = self._connection.notifies(timeout=min(left, _SLICE_SECONDS), stop_after=1)
                if list(heard):
                    return
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
