"""Two versions of the software on one record: the older one spoils nothing and says why."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from consensus import WorkingGroup
from consensus.errors import StoreTooNew
from consensus.history.operation import StepContext
from consensus.history.operations import AddMember
from consensus.history.step import Step, make_step
from consensus.history.verify import verify
from consensus.store.doctor import doctor
from consensus.store.opening import copy_record, open_store
from tests.support.panel import fill, ticking
from tests.support.postgres import Server

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A working group that both versions use."""
    if request.param == "file":
        found = str(tmp_path / "panel.consensus")
    else:
        server: Server = request.getfixturevalue("postgres")
        found = server.new_url()
    with WorkingGroup.create(found, title="Panel", clock=ticking()) as group:
        fill(group)
    return found


def record_later(place: str, name: str = "agree-by-telepathy/1", later_format: int = 1) -> Step:
    """Record what only later software can."""
    with closing(open_store(place)) as store:
        act = StepContext("ffffffff-0000-7000-8000-000000000000", "later", NOW, NOW)
        made = make_step(act, (store.head,), [AddMember(id="m", code="ZZZ", name="Zed")])
        bodies = (made.bodies[0], msgspec.structs.replace(made.bodies[1], name=name))
        made = msgspec.structs.replace(made, bodies=bodies, format=later_format)
        store.append(made, store.head)
        return made


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("agree-by-telepathy/1", "does not know the operation agree-by-telepathy/1"),
        ("add-member/99", "add-member/99"),
    ],
)
def test_an_operation_that_is_not_known_is_named(place: str, name: str, words: str) -> None:
    """Neither is the record opened, nor is anything recorded by whoever has it open."""
    with WorkingGroup.open(place) as group:
        later = record_later(place, name)
        before = group.head
        with pytest.raises(StoreTooNew, match=words):
            group.record(AddMember(id="", code="YYY", name="Why"))
        with pytest.raises(StoreTooNew, match=words):
            group.refresh()
        assert group.head == before
    with pytest.raises(StoreTooNew, match=words):
        WorkingGroup.open(place)
    with closing(open_store(place)) as store:
        assert store.head == later.hash


def test_what_is_not_known_is_proved_copied_and_backed_up(place: str, tmp_path: Path) -> None:
    """All of that needs no understanding; nothing is lost by older software."""
    later = record_later(place)
    copy, backup = tmp_path / "copy.consensus", tmp_path / "backup.consensus"
    assert copy_record(place, copy).head == later.hash
    with closing(open_store(place)) as store:
        assert verify(store.read_stored(), later.hash).is_intact
        store.backup(str(backup))
    for each in (copy, backup):
        with closing(open_store(each)) as store:
            assert later in list(store.read())
    assert not any("step" in each.message and "fsync" not in each.message for each in doctor(place))


def test_a_step_of_a_later_format_is_told_from_a_damaged_one(place: str) -> None:
    """The software is to be brought up to date, not the record repaired."""
    record_later(place, "add-member/1", later_format=2)
    with pytest.raises(StoreTooNew, match="format 2"):
        WorkingGroup.open(place)
