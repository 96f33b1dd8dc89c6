"""Faults of the disk at every statement: all or nothing, and the record verifies afterwards."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import StoreError
from consensus.history.step import Step
from consensus.history.verify import verify
from consensus.store.sqlite import SqliteStore
from tests.support.faults import MANY, Fault, each_fault
from tests.support.files import tampered, whole
from tests.support.recording import chain, redaction, step


def test_creating_leaves_a_whole_file_or_none(fault: Fault, tmp_path: Path) -> None:
    """Wherever making a record fails, nothing is left behind."""
    for number, failed in each_fault(
        fault, lambda number: SqliteStore.create(tmp_path / str(number)).close()
    ):
        assert ([] if failed else [str(number)]) == os.listdir(tmp_path)
        (tmp_path / str(number)).unlink(missing_ok=True)


def test_appending_adds_all_steps_or_none(fault: Fault, tmp_path: Path) -> None:
    """Wherever appending fails, the record is as it was, and the next try succeeds."""
    steps = chain(2)
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(steps, "")

        def append(number: int) -> None:
            one = step(10 * number, (steps[-1].hash,))
            together = [one, step(10 * number + 1, (one.hash,))]
            store.extend(together, steps[-1].hash)
            steps.extend(together)

        for _, _ in each_fault(fault, append):
            assert steps == list(store.read())
            assert verify(store.read_stored()).is_intact
            with closing(SqliteStore.open(tmp_path / "group")) as other:
                assert steps == list(other.read())
        assert len(steps) == 4


def test_redacting_happens_whole_or_not_at_all(fault: Fault, tmp_path: Path) -> None:
    """Wherever redacting fails, either nothing happened or the redaction is recorded, and told."""
    steps = chain(40)
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(steps, "")
        for number in range(1, MANY):
            before = list(store.read())
            store.keep_snapshot(b"one")
            target = steps[number]
            last = redaction(1000 + number, before[-1], of=target)
            message = ""
            with fault.at_statement(number):
                try:
                    store.redact(last, before[-1].hash, [(target.id, [1])])
                except StoreError as error:
                    message = str(error)
                done = fault.reached < number
            recorded = done or "redaction is recorded" in message
            after: list[Step] = list(store.read())
            assert recorded == (after != before)
            assert recorded == (store.snapshot(whole) is None)
            assert recorded == (store.head == last.hash)
            found = verify(store.read_stored())
            assert found.is_intact
            assert recorded == ((target.id, 1) in found.redactions)
            if done:
                assert not message
                return
            # What was left of the words goes when the record is opened again.
            with closing(SqliteStore.open(tmp_path / "group")) as other:
                assert not other.holds_traces
    raise AssertionError("the change never came to its end")


def test_snapshots_are_kept_whole_or_not_at_all(fault: Fault, tmp_path: Path) -> None:
    """Wherever keeping a snapshot fails, the one before is still there."""
    kept = [b"first"]
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(chain(2), "")
        store.keep_snapshot(kept[-1])

        def keep(number: int) -> None:
            content = str(number).encode()
            store.keep_snapshot(content)
            kept.append(content)

        for _, _ in each_fault(fault, keep):
            assert kept[-1] == store.snapshot(whole)
        assert len(kept) == 2


def test_what_is_shown_is_the_new_or_the_old(fault: Fault, tmp_path: Path) -> None:
    """Wherever it fails, also in a file from before there was a wall, what was there is shown."""
    shown = [b""]
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(chain(2), "")
        tampered(tmp_path / "group", "DROP TABLE wall")

        def show(number: int) -> None:
            content = str(number).encode()
            store.show_on_wall(content)
            shown.append(content)

        for _, _ in each_fault(fault, show):
            assert shown[-1] == store.on_wall()
            assert verify(store.read_stored()).is_intact
        assert len(shown) == 2


def test_a_backup_is_whole_or_not_there(fault: Fault, tmp_path: Path) -> None:
    """Wherever a backup fails, no file is left, and the record itself is as it was."""
    steps = chain(5)
    copies = tmp_path / "copies"
    copies.mkdir()
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(steps, "")
        for number, failed in each_fault(
            fault, lambda number: store.backup(str(copies / str(number)))
        ):
            assert ([] if failed else [str(number)]) == os.listdir(copies)
            assert steps == list(store.read())
            if not failed:
                with closing(SqliteStore.open(copies / str(number))) as copy:
                    assert steps == list(copy.read())


def test_opening_that_fails_leaves_the_record_alone(fault: Fault, tmp_path: Path) -> None:
    """Wherever opening fails, no connection stays open and the next try succeeds."""
    steps = chain(3)
    with closing(SqliteStore.create(tmp_path / "group")) as store:
        store.extend(steps, "")
    for _, _ in each_fault(fault, lambda _: SqliteStore.open(tmp_path / "group").close()):
        assert os.listdir(tmp_path) == ["group"]
    with closing(SqliteStore.open(tmp_path / "group")) as store:
        assert steps == list(store.read())


@pytest.mark.parametrize("call", ["link", "fsync"])
def test_a_disk_that_fails_outside_of_sqlite_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A disk too full even for the name of a file is an error of the store too."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        SqliteStore.create(tmp_path / "group")
    assert os.listdir(tmp_path) == []
