"""The port: what a store of steps must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

from consensus.history.step import Step


@frozen
class StoredStep:
    """A step as it lies in a store, not trusted yet.

    Attributes:
        position: its place, counted from 1.
        id: the id the store knows it by.
        hash: the hash the store knows it by.
        content: its bytes.
    """

    position: int
    id: str
    hash: str
    content: bytes


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

        Raises:
            HeadMoved: the last step is another than expected.
            StoreError: it could not be written; nothing has changed.
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

    def redact(self, step: Step, expected_head: str, erase: Sequence[tuple[str, Sequence[int]]]) -> None:
        """Append a step and, in the same act, take bodies out of earlier ones for good.

        Snapshots go with them, since they may hold the words.

        Args:
            step: the step that records the redaction.
            expected_head: as for `append`.
            erase: (step id, body indices) for each step that loses bodies.
        """
        ...

    def watch(self, timeout: float | None = None) -> bool:
        """Wait until somebody else has appended; whether that happened before the timeout.

        Args:
            timeout: in seconds; None waits for ever.
        """
        ...

    def snapshot(self) -> bytes | None:
        """The last snapshot kept; None when there is none."""
        ...

    def keep_snapshot(self, content: bytes) -> None:
        """Keep a snapshot in place of the last one."""
        ...

    def drop_snapshots(self) -> None:
        """Forget every snapshot; the log has it all."""
        ...

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Copy everything to a new file while the store is in use.

        Args:
            path: where; it must not exist.
            progress: called with the parts done and the parts in all.
        """
        ...

    def close(self) -> None:
        """Let go of the file or connection."""
        ...
