"""Faults of the disk, and others at work, while two copies are joined."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import StoreError
from consensus.history.verify import verify
from consensus.store.memory import MemoryStore
from consensus.store.sqlite import SqliteStore
from consensus.working_group.log import Log
from tests.support.faults import Fault
from tests.support.panel import fill, make_panel, ticking

from .copies import copy_of, one_clock, two_copies

_MANY = 400


def diverge(folder: Path, redact: bool) -> tuple[Path, Path]:
    """Two files that went different ways."""
    one, other = folder / "a.consensus", folder / "b.consensus"
    with WorkingGroup.create(one, title="Panel", by="ann", clock=ticking()) as group:
        fill(group)
        group.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill fears it")
        group.backup(other)
    clock = one_clock()
    with WorkingGroup.open(one, by="ann", clock=clock) as ann:
        ann.propose("1", "must", old="shall", by=["ASH"])
        if redact:
            ann.redact("Ms Quill")
    with WorkingGroup.open(other, by="bob", clock=clock) as bob:
        bob.propose("1", "may", old="shall", by=["BAY"])
    return one, other


def heads(*files: Path) -> list[str]:
    """The head of each file, each of which verifies."""
    found = []
    for each in files:
        with closing(SqliteStore.open(each)) as store:
            assert verify(store.read_stored()).is_intact
            found.append(store.head)
    return found


@pytest.mark.parametrize("redact", [False, True])
def test_each_copy_takes_all_in_or_nothing(fault: Fault, tmp_path: Path, redact: bool) -> None:
    """Wherever a sync fails, each file is as it was or whole, and the next sync mends the rest."""
    failed: set[tuple[bool, bool]] = set()
    for number in range(1, _MANY):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = diverge(folder, redact)
        before = heads(*files)
        with WorkingGroup.open(files[0], by="ann", clock=one_clock()) as ann:
            with fault.at_statement(number):
                try:
                    ann.sync(files[1])
                except StoreError as error:
                    message = str(error)
                    assert "disk I/O error" in message
                else:
                    assert fault.reached < number
            done = fault.reached < number
            after = heads(*files)
            failed.add((after[0] != before[0], after[1] != before[1]))
            assert ann.sync(files[1]).head == ann.head
        whole = heads(*files)
        assert whole[0] == whole[1]
        assert all(now in (then, whole[0]) for now, then in zip(after, before, strict=True))
        if done:
            # It failed before either was written, between the two, and not at all.
            assert failed == {(False, False), (True, False), (True, True)}
            return
    raise AssertionError("the sync never came to its end")


def test_a_bundle_comes_in_whole_or_not_at_all(fault: Fault, tmp_path: Path) -> None:
    """Wherever making a copy of a bundle fails, no file is left."""
    content = make_panel().bundle()
    for number in range(1, _MANY):
        path = tmp_path / f"{number}.consensus"
        with fault.at_statement(number):
            try:
                WorkingGroup.from_bundle(path, content).close()
            except StoreError:
                assert not path.exists()
                continue
        assert path.exists()
        return
    raise AssertionError("the copy never came to its end")


def test_what_is_recorded_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """Somebody goes on recording in the other copy while it is synced again and again."""
    one, other = diverge(tmp_path, redact=False)

    def record() -> None:
        with WorkingGroup.open(other, by="bob", clock=one_clock()) as bob:
            for number in range(40):
                bob.take_position("BAY", "2", Stance.SUPPORT, reason=str(number))

    writer = threading.Thread(target=record)
    writer.start()
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        while writer.is_alive():
            ann.sync(other)
        writer.join()
        ann.sync(other)
        said = [
            each.reason
            for step, operations, _ in ann.history()
            if step.act.by == "bob"
            for each in operations
            if hasattr(each, "stance")
        ]
    assert said == [str(number) for number in range(40)]
    assert len(set(heads(one, other))) == 1


def crossing(one: WorkingGroup, other: WorkingGroup) -> Callable[[], object]:
    """What syncs two copies over and over."""
    return lambda: [one.sync(other) for _ in range(5)]


def test_copies_that_sync_with_each_other_at_once_agree() -> None:
    """Two pairs of handles on the same two records sync both ways at the same time."""
    ann, bob = two_copies()
    for number in range(5):
        ann.take_position("ASH", "1", Stance.SUPPORT, reason=str(number))
        bob.take_position("BAY", "2", Stance.SUPPORT, reason=str(number))
    stores = [each._log.store for each in (ann, bob)]

    def handle(place: int, by: str) -> WorkingGroup:
        store = stores[place]
        assert isinstance(store, MemoryStore)
        return WorkingGroup(Log(store.beside(), one_clock(), by))

    threads = [
        threading.Thread(target=crossing(handle(0, "ann"), handle(1, "bob"))),
        threading.Thread(target=crossing(handle(1, "bob"), handle(0, "ann"))),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    ann.sync(bob)
    assert ann.head == bob.head
    assert ann.verify().is_intact
    assert copy_of(ann, "cyn", one_clock()).head == ann.head
