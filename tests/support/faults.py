"""Faults of what a store writes to, at every one of its statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from consensus.errors import StoreError

MANY = 100


class Fault:
    """Something that goes wrong at one statement of all connections, and not before or after.

    Attributes:
        words: what the error says.
        at: which statement fails, counted from 1.
        reached: how many statements there were.
    """

    words = ""

    def __init__(self) -> None:
        self.at = 0
        self.reached = 0

    def is_due(self) -> bool:
        """Whether this statement is the one that fails."""
        self.reached += 1
        return self.reached == self.at

    @contextmanager
    def at_statement(self, number: int) -> Iterator[None]:
        """Fail at this statement from now on."""
        self.at, self.reached = number, 0
        try:
            yield
        finally:
            self.at = 0


class DiskFault(Fault):
    """A disk that fails under an SQLite file."""

    words = "disk I/O error"

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        fault = self
        plain = sqlite3.connect

        class Connection(sqlite3.Connection):
            def execute(self, *arguments: object) -> sqlite3.Cursor:  # type: ignore[override] # passes everything on
                fault.strike()
                return super().execute(*arguments)  # type: ignore[arg-type] # passes everything on

            def backup(self, *arguments: object, **named: object) -> None:  # type: ignore[override] # passes everything on
                fault.strike()
                super().backup(*arguments, **named)  # type: ignore[arg-type] # passes everything on
                fault.strike()

        monkeypatch.setattr(
            sqlite3, "connect", lambda *a, **named: plain(*a, factory=Connection, **named)
        )

    def strike(self) -> None:
        """Fail if it is time to."""
        if self.is_due():
            raise sqlite3.OperationalError(self.words)


def each_fault(fault: Fault, change: Callable[[int], None]) -> Iterator[tuple[int, bool]]:
    """Do a change again and again, each time with the fault one statement later.

    Yields:
        The number of the statement, and whether the fault came out as an error of the store.
    """
    for number in range(1, MANY):
        message = ""
        with fault.at_statement(number):
            try:
                change(number)
            except StoreError as error:
                message = str(error)
            reached = fault.reached
        assert (reached >= number) == (fault.words in message if message else False)
        yield number, bool(message)
        if not message:
            assert number > 1
            return
    raise AssertionError("the change never came to its end")


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> DiskFault:
    """A disk that can be made to fail."""
    return DiskFault(monkeypatch)
