"""The store in memory, the reference for the others; a prefix of any store, and steps on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from threading import Condition

from attrs import define, field

from consensus.arguments import OnProgress
from consensus.errors import HeadMoved, NotFound, Rejected, StoreError
from consensus.history.corrections import redacts
from consensus.history.step import Step, StoredStep, redacted
from consensus.store.port import Erasure, Read, Source, Store, was_committed
from consensus.store.sqlite import SqliteStore

# The store in memory: the reference that every other store is compared with.


@define
class _Record:
    """State that several handles on one record share; `changed` guards it and wakes watchers."""

    steps: dict[str, StoredStep] = field(factory=dict)
    head: str = ""
    wall: bytes = b""
    changed: Condition = field(factory=Condition)

    def check_head(self, expected: str) -> None:
        """Raises HeadMoved if the head is not the expected one."""
        if self.head != expected:
            raise HeadMoved("somebody else recorded a step first; read it and try again")

    def holds(self, steps: Sequence[Step], expected_head: str) -> bool:
        """Returns whether these steps were already appended after that head."""
        first = self.steps.get(steps[0].id) if steps else None
        if first is None:
            return False
        end = first.position - 1 + len(steps)
        found = list(self.steps.values())[max(0, first.position - 2) : end]
        return was_committed([each.hash for each in found], steps, expected_head)

    def placed(self, steps: Sequence[Step], expected_head: str) -> dict[str, StoredStep]:
        """Returns the steps by id with the positions at which they would be appended."""
        self.check_head(expected_head)
        first = len(self.steps) + 1
        added = {step.id: StoredStep.of(step, place) for place, step in enumerate(steps, first)}
        if len(added) < len(steps) or added.keys() & self.steps.keys():
            raise StoreError("there is a step with that id already")
        return added

    def update(self, changed: dict[str, StoredStep]) -> None:
        """Replaces steps of the same ids, appends the others, and wakes watchers."""
        self.steps.update(changed)
        self.head = next(reversed(self.steps.values())).hash if self.steps else ""
        self.changed.notify_all()


class _WithoutSnapshots(Store):
    """A store that keeps no snapshot."""

    @property
    def keeps_snapshots(self) -> bool:
        """False: what is read is in memory already, or is not the whole record."""
        return False

    @property
    def holds_snapshot(self) -> bool:
        """False: none is kept."""
        return False

    def snapshot(self, read: Callable[[Source], Read]) -> Read | None:
        return None

    def drop_snapshots(self) -> None:
        """Does nothing: no snapshot is kept."""


class MemoryStore(_WithoutSnapshots):
    """Keeps steps in memory, for as long as the process runs."""

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self._record = _Record()
        self._seen = 0
        self._closed = False
        self.extend(steps, "")

    def beside(self) -> MemoryStore:
        """Returns another handle on the same record, as another process would have."""
        other = MemoryStore()
        other._record = self._record
        other._seen = self.length
        return other

    # Steps

    @property
    def head(self) -> str:
        with self._using() as record:
            return record.head

    @property
    def length(self) -> int:
        with self._using() as record:
            return len(record.steps)

    def append(self, step: Step, expected_head: str) -> None:
        self.extend((step,), expected_head)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        with self._using() as record:
            if record.head != expected_head and record.holds(steps, expected_head):
                return
            changed = record.placed(steps, expected_head)
            for step_id, indices in erase:
                stored = changed.get(step_id) or record.steps.get(step_id)
                if stored is None:
                    raise NotFound(f"no step has the id {step_id}")
                erased = redacted(stored.open(), indices)
                changed[step_id] = StoredStep.of(erased, stored.position)
            record.update(changed)
            if erase or any(map(redacts, steps)):
                record.wall = b""
            self._seen = len(record.steps)

    def read(self, since: int = 0) -> Iterator[Step]:
        for stored in self._stored(since):
            step = stored.open()
            self._seen = max(self._seen, stored.position)
            yield step

    def read_stored(self) -> Iterator[StoredStep]:
        return iter(self._stored(0))

    def watch(self, timeout: float | None = None) -> bool:
        with self._record.changed:
            self._record.changed.wait_for(
                lambda: self._closed or len(self._record.steps) > self._seen, timeout
            )
            moved = not self._closed and len(self._record.steps) > self._seen
            self._seen = len(self._record.steps)
        return moved

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        """Keeps nothing; only checks the head. See `Store`."""
        with self._using() as record:
            if expected_head is not None:
                record.check_head(expected_head)

    # The wall

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        with self._using() as record:
            if expected_head is not None:
                record.check_head(expected_head)
            record.wall = content

    def on_wall(self) -> bytes:
        with self._using() as record:
            return record.wall

    # The whole

    def backup(self, path: str, progress: OnProgress | None = None) -> None:

        def report(done: int) -> None:
            if progress is not None:
                progress(done, 1)

        with self._using() as record:
            steps = [stored.open() for stored in record.steps.values()]
        report(0)
        SqliteStore.create(path, steps=steps).close()
        report(1)

    def close(self) -> None:
        """Closes this handle and ends its waits; other handles keep the record."""
        with self._record.changed:
            self._closed = True
            self._record.changed.notify_all()

    # How it is done

    @contextmanager
    def _using(self) -> Iterator[_Record]:
        with self._record.changed:
            if self._closed:
                raise StoreError("the file was closed; open it again")
            yield self._record

    def _stored(self, since: int) -> list[StoredStep]:
        with self._using() as record:
            return list(record.steps.values())[since:]


class PrefixStore(_WithoutSnapshots):
    """Read-only view of the first `length` steps of a store, which must stay open.

    `head` is the hash of the last of them; empty when there is none.
    """

    def __init__(self, store: Store, length: int, head: str) -> None:
        self._store = store
        self._length = length
        self._head = head

    @property
    def head(self) -> str:
        return self._head

    @property
    def length(self) -> int:
        return self._length

    def read(self, since: int = 0) -> Iterator[Step]:
        return islice(self._store.read(since), max(0, self._length - since))

    def read_stored(self) -> Iterator[StoredStep]:
        return islice(self._store.read_stored(), self._length)

    def append(self, step: Step, expected_head: str) -> None:
        self.extend((step,), expected_head)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        raise _refusal()

    def watch(self, timeout: float | None = None) -> bool:
        """Returns False: a prefix never grows."""
        return False

    def keep_snapshot(self, content: bytes | bytearray, expected_head: str | None = None) -> None:
        raise _refusal()

    def drop_snapshots(self) -> None:
        raise _refusal()

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        raise _refusal()

    def on_wall(self) -> bytes:
        """Returns nothing: earlier contents of the wall are not recorded."""
        return b""

    def backup(self, path: str, progress: OnProgress | None = None) -> None:
        MemoryStore(list(self.read())).backup(path, progress)

    def close(self) -> None:
        """Does nothing: the store stays open."""


def _refusal() -> StoreError:
    return StoreError("the past can be read, not changed")


class StagedStore(PrefixStore):
    """Holds steps back on top of a store until `commit` appends them in one transaction.

    What others append to that store meanwhile is not seen. Whatever could not be taken back is
    refused, since the steps may never be committed.
    """

    def __init__(self, store: Store, length: int, head: str) -> None:
        super().__init__(store, length, head)
        self._staged: list[Step] = []

    @property
    def head(self) -> str:
        return self._staged[-1].hash if self._staged else self._head

    @property
    def length(self) -> int:
        return self._length + len(self._staged)

    def read(self, since: int = 0) -> Iterator[Step]:
        return chain(super().read(since), self._staged[max(0, since - self._length) :])

    def read_stored(self) -> Iterator[StoredStep]:
        yield from super().read_stored()
        for position, step in enumerate(self._staged, self._length + 1):
            yield StoredStep.of(step, position)

    def extend(self, steps: Sequence[Step], expected_head: str, erase: Erasure = ()) -> None:
        """Holds steps back; raises Rejected if bodies are to be erased."""
        if erase:
            raise cannot_wait("words are taken out for good at once")
        if expected_head != self.head:
            raise HeadMoved("somebody else recorded a step first; read it and try again")
        self._staged += steps

    def commit(self) -> None:
        """Appends what was held back, all of it or nothing; raises as `Store.extend` does."""
        if self._staged:
            self._store.extend(self._staged, self._head)

    def watch(self, timeout: float | None = None) -> bool:
        """Waits until another process has appended to the store below."""
        return self._store.watch(timeout)

    def show_on_wall(self, content: bytes, expected_head: str | None = None) -> None:
        """Raises Rejected: the room would see it before it is recorded."""
        raise cannot_wait("what the room sees changes at once")

    def on_wall(self) -> bytes:
        return self._store.on_wall()

    def backup(self, path: str, progress: OnProgress | None = None) -> None:
        """Raises Rejected: a copy would hold what may never be recorded."""
        raise cannot_wait("a copy is written at once")

    def close(self) -> None:
        """Closes the store below; nothing can be committed after that."""
        self._store.close()


class CannotWaitError(Rejected):
    """Something takes effect at once, and so not among what is recorded together."""


def cannot_wait(what: str) -> CannotWaitError:
    """Returns the refusal of what takes effect before the steps held back are committed."""
    return CannotWaitError(
        f"{what} and could not be taken back; do it before or after what is recorded together"
    )


def never_recorded() -> Rejected:
    """Returns the refusal to copy or verify what is left where what happened later is not."""
    return Rejected(
        "what had happened by a moment is drawn from the history and is no copy of it, so it is not"
        " copied, joined or verified; look at recorded:TIME, or at the present"
    )
