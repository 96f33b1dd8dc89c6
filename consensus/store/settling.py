"""Settling whether something was recorded, and whether it is what was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from consensus.history.step import Step
from consensus.store.port import Read, Source

_PIECE = 1 << 20


def follows(found: Sequence[str], steps: Sequence[Step], expected_head: str) -> bool:
    """Whether what a store holds is these steps straight after the head that they were made on.

    Args:
        found: the hashes in the store, from the one before the first of the steps to the last.
        steps: what is to be appended.
        expected_head: the hash of the step before; empty where there is none.
    """
    before = [expected_head] if expected_head else []
    return list(found) == before + [each.hash for each in steps]


def digest_of(content: bytes | bytearray) -> str:
    """What a snapshot is kept under, so that a damaged one is not read."""
    return hashlib.sha256(content).hexdigest()


def read_checked(source: Source, digest: bytes, read: Callable[[Source], Read]) -> Read | None:
    """What is read from a snapshot; None where it is not what was kept.

    Args:
        source: gives the bytes of the snapshot.
        digest: what it was kept under.
        read: reads it, perhaps not to the end.
    """
    hashed = hashlib.sha256()

    def passed(length: int) -> bytes:
        piece = source(length)
        hashed.update(piece)
        return piece

    found = read(passed)
    while passed(_PIECE):
        pass
    return found if hashed.hexdigest().encode() == digest else None
