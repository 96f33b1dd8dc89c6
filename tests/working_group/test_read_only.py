"""A record that is opened to be read: whatever would be recorded is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consensus import Rejected, Source, Status, StoreError, WorkingGroup
from consensus.history.operations import AddMember
from consensus.working_group.script import make_example


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the demo, alone in its folder."""
    place = tmp_path_factory.mktemp("demo") / "demo.consensus"
    make_example(place).close()
    return place


@pytest.fixture
def group(record: Path) -> Iterator[WorkingGroup]:
    """The record, opened to be read; afterwards it is as it was, and nothing lies beside it."""
    before = record.read_bytes(), record.stat().st_mtime_ns
    with WorkingGroup.open(record, read_only=True) as opened:
        yield opened
    assert (record.read_bytes(), record.stat().st_mtime_ns) == before
    assert os.listdir(record.parent) == [record.name]


def test_everything_can_be_looked_at(group: WorkingGroup) -> None:
    """Status, verdicts, merges that are only planned, and the past."""
    assert group.status().totals[Status.OPEN] > 0
    assert group.verdict("3").rule
    assert group.plan_merge("3").operation
    assert group.verify().is_intact
    assert group.as_of(group.steps()[5].id).steps() == group.steps()[:6]
    assert group.private_notes() == ()


WRITES: dict[str, Callable[[WorkingGroup], object]] = {
    "a member": lambda group: group.add_member("X1"),
    "an import": lambda group: group.import_members(Source.of("code\nX1\n", "members.csv")),
    "a decision": lambda group: group.decide("1", "deferred", reason="It is late."),
    "a plan of a merge": lambda group: group.merge(group.plan_merge("3")),
    "an undo": lambda group: group.undo(),
    "a redaction": lambda group: group.redact("the"),
    "a private note": lambda group: group.note_privately("3", "Call them."),
    "a slide": lambda group: group.show_on_projector("3"),
    "a blank slide": lambda group: group.blank_projector(),
    "a bundle": lambda group: group.import_steps(b""),
    "a copy": lambda group: group.sync("other.consensus"),
    "an erasure": lambda group: group.erase_withheld(0),
    "a block": lambda group: group.atomic().__enter__(),
}


@pytest.mark.parametrize("what", WRITES)
def test_nothing_is_recorded(group: WorkingGroup, what: str) -> None:
    """The refusal says why, and that is the only thing that happens."""
    head = group.head
    with pytest.raises(Rejected, match="opened with read_only=True, to be read and not changed"):
        WRITES[what](group)
    assert group.head == head


def test_the_store_refuses_too(group: WorkingGroup) -> None:
    """What would pass the working group by is not written either."""
    with pytest.raises(StoreError, match="opened for reading"):
        group._log.record([AddMember(code="X1")])
    assert "X1" not in group.state.members


def test_another_copy_records_nothing_in_it(record: Path, tmp_path: Path) -> None:
    """A copy that joins both is told that this one can only be read."""
    with WorkingGroup.open(record, read_only=True) as group:
        group.backup(tmp_path / "copy.consensus")
        with WorkingGroup.open(tmp_path / "copy.consensus") as copy:
            copy.add_member("X1")
            with pytest.raises(StoreError, match="opened for reading"):
                copy.sync(group)
            assert copy.sync(group, pull=True).went_out == 0


def test_a_write_protected_folder_is_read(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file may be made beside the record, as on a read-only file system."""
    monkeypatch.setattr("consensus.store.sqlite.may_write", lambda path: False)
    with WorkingGroup.open(record, read_only=True) as group:
        assert group.verify().is_intact
        with pytest.raises(Rejected, match="read_only=True"):
            group.add_member("X1")
