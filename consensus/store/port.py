"""The `Store` protocol, what was committed, and the bodies that are erased for good."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from consensus.arguments import OnProgress
from consensus.history.step import Step, StoredStep, redacted

__all__ = ["Erasure", "Read", "Source", "Store", "StoredStep"]


Erasure = Sequence[tuple[str, Sequence[int]]]
"""(step id, body indices) for each step that loses bodies for good."""

Body = tuple[str, int]
"""The id of a step, and the index of one of its bodies."""


Read = TypeVar("Read")
"""What is read from a snapshot."""

Source = Callable[[int], bytes]
"""Reads up to so many bytes, like `BinaryIO.read`; fewer only at the end."""


class Store(Protocol):
    """Keeps steps in the order in which they were appended, and deletes none."""

    @property
    def head(self) -> str:
        """The hash of the last step; empty when there is none."""
        ...

    @property
    def length(self) -> int:
        """How many steps there are."""
        ...

    def append(self, step: Step, expected_head: str) -> None:
        """Appends one step atomically and durably.

        Idempotent: appending the same step after the same head again changes nothing, so a caller
        may retry after a lost connection.

        Raises:
            HeadMoved: the last step is not `expected_head`.
            Unsure: the connection was lost and did not come back; the step may or may not have been
                written.
            StoreError: it could not be written; nothing has changed.
        """
        ...

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Appends several steps in one transaction, as a sync does.

        Idempotent, as `append`.

        Args:
            steps: the steps, each after its parents; a redaction among them clears the wall, since
                it may show the words.
            expected_head: the hash of the last step there is; empty for none.
            erase: bodies to delete in the same transaction, of stored or appended steps; snapshot
                and wall are deleted too, as for `redact`.

        Raises:
            HeadMoved: the last step is another than expected.
            Unsure: as for `append`.
            NotFound, StoreError: as for `redact`.
        """
        ...

    def read(self, since: int = 0) -> Iterator[Step]:
        """Yields the steps after the first `since` ones, in order.

        Raises:
            Damaged: a stored step cannot be read.
        """
        ...

    def read_stored(self) -> Iterator[StoredStep]:
        """Yields the stored form of every step, for verification."""
        ...

    def redact(self, step: Step, expected_head: str, erase: Erasure) -> None:
        """Appends a step and deletes bodies of earlier ones for good, in one transaction.

        Snapshot and wall are deleted too, since they may contain the words.

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
        self.extend((step,), expected_head, erase)

    def watch(self, timeout: float | None = None) -> bool:
        """Waits until another process has appended; returns whether it did before the timeout.

        Steps appended since this store last read, appended or watched count too, so none is missed
        between a read and the next watch. Closing the store ends the wait.

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
        """Returns the last snapshot as `read` parses it; None if none matches its digest.

        The caller has to check it against the log, since it may be of another copy of the record.

        Args:
            read: parses the snapshot from a stream, so that it need not be in memory whole.
        """
        ...

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        """Replaces the last snapshot, if this store keeps any.

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
        """Deletes the snapshot, which can be rebuilt from the log."""
        ...

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        """Replaces what the room sees on the projector (the wall), for every open handle.

        It is no step: the head stays and watchers are not woken.

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
        """Returns what `show_on_wall` wrote last, unchanged; empty if nothing is shown."""
        ...

    def backup(self, path: str, progress: OnProgress | None = None) -> None:
        """Copies every step to a new file while the store is in use, without snapshot and wall.

        Args:
            path: where; it must not exist.
            progress: called with the parts done and the parts in all.

        Raises:
            StoreError: the path is taken or cannot be written; nothing is left there.
        """
        ...

    def close(self) -> None:
        """Closes the file or connection."""
        ...


def was_committed(found: Sequence[str], steps: Sequence[Step], expected_head: str) -> bool:
    """Returns whether `found` is the expected head followed by exactly these steps.

    `found` has the stored hashes from the one before the first of the steps to the last.
    """
    before = [expected_head] if expected_head else []
    return list(found) == before + [each.hash for each in steps]


def digest_of(content: bytes | bytearray) -> str:
    """Returns the SHA-256 of a snapshot, by which damage is detected."""
    return hashlib.sha256(content).hexdigest()


def remaining_bodies(steps: Iterable[Step], gone: Collection[Body]) -> frozenset[Body]:
    """Returns which of some redacted bodies these steps still contain."""
    return frozenset(
        (step.id, index)
        for step in steps
        for index, body in enumerate(step.bodies)
        if (step.id, index) in gone and not body.is_redacted
    )


def without_bodies(step: Step, indices: Collection[int]) -> Step:
    """Returns a step as if some of its bodies had been erased."""
    found = [each for each in indices if each < len(step.bodies)]
    return redacted(step, found) if found else step


def as_erasure(bodies: Collection[Body]) -> Erasure:
    """Groups bodies by step, as the store takes them."""
    erase: dict[str, list[int]] = defaultdict(list)
    for step, index in sorted(bodies):
        erase[step].append(index)
    return tuple(erase.items())
