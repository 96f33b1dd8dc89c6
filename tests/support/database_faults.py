"""Faults of a PostgreSQL server, and of the way to it, at every statement."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.support.faults import Fault


class ServerFault(Fault):
    """What goes wrong at one statement that changes something, or at all from there on.

    Attributes:
        kind: `full` where the server refuses, since its disk is full; `before` or `after` where the
            connection is lost before or after the statement is done; `gone` where it is lost
            after it and the server is not there any more.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.words = "is full" if kind == "full" else "went away" if kind == "gone" else "lost"
        self._is_gone = False
        fault = self
        execute, connect = psycopg.Connection.execute, psycopg.connect
        write_row = psycopg.Copy.write_row

        def executing(connection: Any, query: Any, *arguments: Any, **named: Any) -> Any:
            return fault.through(
                connection, lambda: execute(connection, query, *arguments, **named)
            )

        def writing(copy: Any, row: Any) -> None:
            fault.through(copy.connection, lambda: write_row(copy, row))

        def connecting(*arguments: Any, **named: Any) -> Any:
            if fault._is_gone:
                raise psycopg.OperationalError("nobody is there")
            return connect(*arguments, **named)

        monkeypatch.setattr(psycopg.Connection, "execute", executing)
        monkeypatch.setattr(psycopg.Copy, "write_row", writing)
        monkeypatch.setattr(psycopg, "connect", connecting)

    def through(self, connection: Any, statement: Any) -> Any:
        """Do a statement, unless it is time to fail."""
        if not self.is_due():
            return statement()
        if self.kind == "full":
            raise errors.DiskFull("could not extend file: No space left on device")
        if self.kind == "before":
            connection.close()
            return statement()
        statement()
        connection.close()
        self._is_gone = self.kind == "gone"
        raise psycopg.OperationalError("the connection was lost")

    def come_back(self) -> None:
        """Let the server be there again."""
        self._is_gone = False
