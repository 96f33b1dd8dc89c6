"""Settling whether something was recorded, and whether it is what was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from consensus.history.step import Step
from consensus.store.port import Source

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


def is_as_kept(source: Source, digest: str) -> bool:
    """Whether a snapshot is still what it was.

    Args:
        source: gives the bytes of the snapshot.
        digest: what it was kept under.
    """
    hashed = hashlib.sha256()
    while piece := source(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest() == digest
