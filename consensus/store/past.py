"""The past of a store: its first steps, read where they lie, and nothing that came later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from consensus.errors import StoreError
from consensus.history.step import Step
from consensus.history.stored import StoredStep
from consensus.store.memory import MemoryStore
from consensus.store.port import Erasure, Read, Source, Store


class PastStore:
    """The first steps of a store; they can be read as long as that one is open.

    Args:
        store: the store.
        length: how many of its steps there are.
        head: the hash of the last one; empty when there is none.
    """

    def __init__(self, store: Store, length: int, head: str) -> None:
        self._store = store
        self._length = length
        self._head = head

    @property
    def head(self) -> str:
        """The hash of the last step; empty when there is none."""
        return self._head

    @property
    def length(self) -> int:
        """How many steps there are."""
        return self._length

    def read(self, since: int = 0) -> Iterator[Step]:
        """The steps after the first `since` ones, in order; see the port."""
        return islice(self._store.read(since), max(0, self._length - since))

    def read_stored(self) -> Iterator[StoredStep]:
        """Every step as it lies there, for verification."""
        return islice(self._store.read_stored(), self._length)

    def append(self, step: Step, expected_head: str) -> None:
        """Refuse: nothing can be added to the past."""
        raise _refusal()

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Refuse: nothing can be added to the past."""
        raise _refusal()

    def redact(self, step: Step, expected_head: str, erase: Erasure) -> None:
        """Refuse: words are taken out in the present, and are then out of the past too."""
        raise _refusal()

    def watch(self, timeout: float | None = None) -> bool:
        """Nobody appends to the past."""
        return False

    @property
    def keeps_snapshots(self) -> bool:
        """False: the store keeps one snapshot, that of the present."""
        return False

    @property
    def holds_snapshot(self) -> bool:
        """False: a snapshot holds the present."""
        return False

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        """None: a snapshot holds the present."""
        return None

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        """Refuse: the store keeps one snapshot, that of the present."""
        raise _refusal()

    def drop_snapshots(self) -> None:
        """Refuse: the snapshot is that of the present."""
        raise _refusal()

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        """Refuse: the wall shows the present."""
        raise _refusal()

    def on_wall(self) -> bytes:
        """Nothing: what was on the wall is not recorded."""
        return b""

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Copy these steps to a new file; see the port."""
        MemoryStore(list(self.read())).backup(path, progress)

    def close(self) -> None:
        """Nothing: the store is that of the present, which goes on."""


def _refusal() -> StoreError:
    return StoreError("the past can be read, not changed")
