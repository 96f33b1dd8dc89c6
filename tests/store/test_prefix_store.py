"""The past of a store: its first steps, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consensus.errors import StoreError
from consensus.history.operation import StepContext
from consensus.history.operations import StartWorkingGroup
from consensus.history.step import Step, make_step
from consensus.store.memory import MemoryStore, PrefixStore
from consensus.store.sqlite import SqliteStore


def steps(count: int) -> list[Step]:
    """Steps that come one after the other."""
    made: list[Step] = []
    for number in range(count):
        moment = datetime(2026, 3, 2, 9, number, tzinfo=UTC)
        act = StepContext(f"step{number}", "secretary", moment, moment)
        parents = (made[-1].hash,) if made else ()
        made.append(make_step(act, parents, [StartWorkingGroup(id=f"id{number}", title="Panel")]))
    return made


@pytest.fixture
def store() -> MemoryStore:
    """A store of five steps."""
    made = MemoryStore()
    made.extend(steps(5), "")
    return made


def test_only_the_first_steps_are_read(store: MemoryStore) -> None:
    """From the beginning, from somewhere in it, or as they lie there."""
    whole = list(store.read())
    past = PrefixStore(store, 3, whole[2].hash)
    assert (past.length, past.head) == (3, whole[2].hash)
    assert list(past.read()) == whole[:3]
    assert list(past.read(2)) == whole[2:3]
    assert list(past.read(4)) == []
    assert [each.position for each in past.read_stored()] == [1, 2, 3]
    assert (past.snapshot(whole), past.on_wall(), past.watch(0)) == (None, b"", False)


def test_nothing_is_changed_in_the_past(store: MemoryStore) -> None:
    """Neither the steps nor what lies beside them; the present stays open when the past closes."""
    step = steps(6)[-1]
    past = PrefixStore(store, 3, "")
    changes: tuple[Callable[[], None], ...] = (
        lambda: past.append(step, ""),
        lambda: past.extend([step], ""),
        lambda: past.redact(step, "", []),
        lambda: past.keep_snapshot(b"x"),
        past.drop_snapshots,
        lambda: past.show_on_wall(b"x"),
    )
    for change in changes:
        with pytest.raises(StoreError, match="the past"):
            change()
    past.close()
    assert store.length == 5


def test_the_past_is_copied_alone(store: MemoryStore, tmp_path: Path) -> None:
    """A copy of it holds nothing that came later."""
    whole = list(store.read())
    copy = tmp_path / "then.consensus"
    PrefixStore(store, 3, whole[2].hash).backup(str(copy))
    opened = SqliteStore.open(copy)
    assert list(opened.read()) == whole[:3]
    opened.close()
