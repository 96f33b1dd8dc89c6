"""Watching a record, and recording into it from several threads and processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.history.step import Step
from tests.support.panel import fill, make_panel, ticking


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record in a file."""
    with WorkingGroup.create(tmp_path / "panel.consensus", title="Panel") as group:
        fill(group)
    return tmp_path / "panel.consensus"


def record_some(path: Path, member: str, count: int) -> None:
    """Record positions as another program would."""
    with WorkingGroup.open(path, by=member) as group:
        for number in range(count):
            group.take_position(member, "1", Stance.SUPPORT, reason=str(number))


def test_a_callback_hears_every_step_once_and_in_order(path: Path) -> None:
    """Also its own steps; the state has them when it is called, and True ends the watch."""
    heard: list[Step] = []
    with WorkingGroup.open(path, by="own") as group:

        def told(steps: tuple[Step, ...]) -> bool:
            assert group.head == steps[-1].hash
            if not heard:
                group.take_position("ASH", "2", Stance.ACCEPT)
            heard.extend(steps)
            return len(heard) == 6

        writer = threading.Thread(target=record_some, args=(path, "BAY", 5))
        writer.start()
        group.watch(told, seconds=600)
        writer.join()
        assert [step.id for step in heard] == [step.id for step in group.steps()[-6:]]


def test_a_watch_ends_with_its_time_and_with_the_record() -> None:
    """Where nothing happens it returns, and so it does on a record that was closed."""
    group = make_panel()
    group.watch(lambda steps: pytest.fail(f"{len(steps)} steps"), seconds=0.01)
    group.close()
    group.watch(lambda steps: pytest.fail(f"{len(steps)} steps"))


def test_an_iterator_gives_what_is_recorded_until_the_record_is_closed(path: Path) -> None:
    """The event loop goes on meanwhile, and whoever closes the record ends the iteration."""

    async def story() -> list[str]:
        heard: list[str] = []
        with WorkingGroup.open(path) as group:
            writing = asyncio.create_task(asyncio.to_thread(record_some, path, "BAY", 5))
            async for steps in group.changes():
                heard += [step.act.by for step in steps]
                if len(heard) == 5:
                    group.close()
            await writing
        return heard

    assert asyncio.run(asyncio.wait_for(story(), 600)) == ["BAY"] * 5


def test_threads_with_a_working_group_each_lose_nothing(path: Path) -> None:
    """Several threads record into one file, each through a working group of its own."""
    members = ("ASH", "BAY", "COL")
    threads = [threading.Thread(target=record_some, args=(path, each, 10)) for each in members]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with WorkingGroup.open(path) as group:
        by = [step.act.by for step in group.steps()]
        assert {each: by.count(each) for each in members} == dict.fromkeys(members, 10)
        assert group.verify().is_intact


def test_threads_that_take_turns_may_share_one(path: Path) -> None:
    """A working group may be used by any thread, as long as it is one at a time."""
    lock = threading.Lock()
    with WorkingGroup.open(path) as group:

        def record(member: str) -> None:
            for _ in range(10):
                with lock:
                    group.take_position(member, "1", Stance.SUPPORT)

        threads = [threading.Thread(target=record, args=(each,)) for each in ("ASH", "BAY")]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert len(group.steps()) == 3 + 20
        assert group.verify().is_intact


# Two facilitators recording into one file at the same time.


_STEPS = 500

_RECORD = """
import sys
from consensus import Stance, WorkingGroup
path, member, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
with WorkingGroup.open(path, by=member) as group:
    for number in range(steps):
        stance = Stance.SUPPORT if number % 2 else Stance.ACCEPT
        group.take_position(member, str(number % 4 + 1), stance, reason=f"{member} {number}")
"""


def test_two_processes_record_five_hundred_steps_each(tmp_path: Path) -> None:
    """All thousand are there, each writer's in its own order, and the proof holds."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
        before = len(group.steps())
    writers = [
        subprocess.Popen([sys.executable, "-c", _RECORD, str(path), member, str(_STEPS)])
        for member in ("ASH", "DUN")
    ]
    assert [writer.wait(timeout=600) for writer in writers] == [0, 0]
    with WorkingGroup.open(path) as group:
        said: dict[str, list[str]] = {"ASH": [], "DUN": []}
        for step, operations, _ in group.history():
            if step.act.by in said:
                said[step.act.by] += [each.reason for each in operations]  # type: ignore[attr-defined]  # positions only
        assert said == {
            member: [f"{member} {number}" for number in range(_STEPS)] for member in said
        }
        assert len(group.steps()) == before + 2 * _STEPS
        assert group.verify().is_intact
