"""The port: what a store of steps must do, and the check of what was committed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from consensus.history.step import Step, StoredStep

__all__ = ["Erasure", "Read", "Source", "Store", "StoredStep"]


Erasure = Sequence[tuple[str, Sequence[int]]]
"""(step id, body indices) for each step that loses bodies for good."""


Read = TypeVar("Read")
"""What is read from a snapshot."""

Source = Callable[[int], bytes]
"""Gives the next bytes, as many as it is told; fewer only where they end."""


class Store(Protocol):
    """Keeps steps in the order in which they were appended; forgets nothing."""

    @property
    def head(self) -> str:
        """The hash of the last step; empty when there is none."""
        ...

    @property
    def length(self) -> int:
        """How many steps there are."""
        ...

    def append(self, step: Step, expected_head: str) -> None:
        """Append one step durably, all of it or nothing.

        The same step after the same head again is the same act and changes nothing, so whoever
        does not know whether it was recorded may ask again.

        Raises:
            HeadMoved: the last step is another than expected.
            Unsure: the connection was lost and did not come back; the step is there or is not.
            StoreError: it could not be written; nothing has changed.
        """
        ...

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Append several steps in one act, as a sync does: all of them or none.

        As with `append`, the same steps after the same head again change nothing.

        Args:
            steps: the steps, each after those before it; where one is a redaction, the wall
                goes, since it may show the words.
            expected_head: the hash of the last step there is; empty for none.
            erase: bodies to take out in the same act, of steps that are there or come in; with
                them go the snapshot and the wall, as for `redact`.

        Raises:
            HeadMoved: the last step is another than expected.
            Unsure: as for `append`.
            NotFound, StoreError: as for `redact`.
        """
        ...

    def read(self, since: int = 0) -> Iterator[Step]:
        """The steps after the first `since` ones, in order.

        Raises:
            Damaged: a stored step cannot be read.
        """
        ...

    def read_stored(self) -> Iterator[StoredStep]:
        """Every step as it lies there, for verification."""
        ...

    def redact(self, step: Step, expected_head: str, erase: Erasure) -> None:
        """Append a step and, in the same act, take bodies out of earlier ones for good.

        The snapshot and the wall go with them, since they may hold the words.

        Args:
            step: the step that records the redaction.
            expected_head: as for `append`.
            erase: which bodies.

        Raises:
            HeadMoved: the last step is another than expected; nothing has changed.
            NotFound: no step has that id, or it has no body of that index; nothing has changed.
            Unsure: as for `append`.
            StoreError: the redaction could not be written and nothing has changed, or, where the
                message says so, it is recorded but the words may still lie in unused parts of
                the file.
        """
        ...

    def watch(self, timeout: float | None = None) -> bool:
        """Wait until somebody else has appended; whether that happened before the timeout.

        What was appended since this store last read, appended or watched counts too, so nothing
        slips through between a reading and the next watch. Closing the store ends the wait.

        Args:
            timeout: in seconds; None waits for ever.
        """
        ...

    @property
    def keeps_snapshots(self) -> bool:
        """Whether a snapshot would be kept; it is a cache, and never a part of the record."""
        ...

    @property
    def holds_snapshot(self) -> bool:
        """Whether a snapshot is kept, damaged or not."""
        ...

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        """What is read from the last snapshot kept; None when there is none or it is damaged.

        It must be checked against the log: it may be of another copy of the record.

        Args:
            read: reads it piece by piece, so that it need not be in memory whole.
        """
        ...

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        """Keep a snapshot in place of the last one, where this store keeps any.

        Args:
            content: the snapshot.
            expected_head: the hash of the last step it includes. With it nothing is kept that
                was written before a redaction, and so could bring the words back; None keeps it
                whatever the head is.

        Raises:
            HeadMoved: the last step is another than expected; the last snapshot is still there.
        """
        ...

    def drop_snapshots(self) -> None:
        """Forget the snapshot; the log has it all."""
        ...

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        """Put something on the wall, in place of what was there, for every handle to see.

        It is no step: the head stays, and nobody who watches is woken.

        Args:
            content: what to show, all of it or nothing; empty for a blank wall.
            expected_head: the hash of the last step that it was made from. With it nothing is
                shown that was made before a redaction; None shows it whatever the head is.

        Raises:
            HeadMoved: the last step is another than expected; the wall is as it was.
            StoreError: it could not be written; the wall is as it was.
        """
        ...

    def on_wall(self) -> bytes:
        """What is on the wall, byte for byte as it was put there; empty when it is blank."""
        ...

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Copy every step to a new file while the store is in use; snapshot and wall stay here.

        Args:
            path: where; it must not exist.
            progress: called with the parts done and the parts in all.

        Raises:
            StoreError: the path is taken or cannot be written; nothing is left there.
        """
        ...

    def close(self) -> None:
        """Let go of the file or connection."""
        ...


# Settling whether something was recorded, and whether it is what was recorded.

_PIECE = 1 << 20


def was_committed(found: Sequence[str], steps: Sequence[Step], expected_head: str) -> bool:
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


def matches_digest(source: Source, digest: str) -> bool:
    """Whether a snapshot is still what it was.

    Args:
        source: gives the bytes of the snapshot.
        digest: what it was kept under.
    """
    hashed = hashlib.sha256()
    while piece := source(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest() == digest
