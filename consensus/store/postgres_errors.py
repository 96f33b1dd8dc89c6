"""What PostgreSQL reports, in our words: the one place where its errors are translated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from consensus.errors import Damaged, StoreError, StoreLocked

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
    (errors.DataCorrupted, Damaged, "{0} is damaged; keep it as it is and go on with a backup"),
    (errors.IndexCorrupted, Damaged, "{0} is damaged; keep it as it is and go on with a backup"),
)


@contextmanager
def translated(place: object) -> Iterator[None]:
    """Let errors of the driver leave as errors of the store, with the place and what to do."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error, place) from error


def translate(error: psycopg.Error, place: object) -> StoreError:
    """The error of the store that says what the driver reported.

    Args:
        error: as the driver raised it.
        place: the database or the working group in it, without a password.
    """
    reason = reason_of(error)
    for kind, ours, words in _WORDS:
        if isinstance(error, kind):
            return ours(f"{words.format(place)} ({reason})")
    return StoreError(f"{place} cannot be used: {reason}")


def reason_of(error: psycopg.Error) -> str:
    """What the driver or the server says, in one line."""
    said = error.diag.message_primary or str(error)
    return " ".join(said.split()) or type(error).__name__
