"""A working group that two threads use at once: the second is refused, and nobody waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from consensus import (
    Judgement,
    Queries,
    Rejected,
    Source,
    Wanted,
    WorkingGroup,
    write_report,
    write_report_docx,
)

SECONDS = 30.0


class Gate:
    """Holds up whoever comes through it, until it is opened; says that somebody is there."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, *_: object) -> None:
        """Wait here."""
        self.reached.set()
        assert self.opened.wait(SECONDS)


@pytest.fixture
def group() -> Iterator[WorkingGroup]:
    """A panel with a draft and two members."""
    with WorkingGroup.in_memory(title="Harbour panel", by="secretary") as panel:
        panel.import_draft(Source.of("1. Members shall report.\n\n2. Lamps are lit.\n", "a.md"))
        panel.import_members(Source.of("code\nASH\nBAY\n", "members.csv"))
        yield panel


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    """Another thread."""
    with ThreadPoolExecutor(1, thread_name_prefix="web worker") as pool:
        yield pool


def busy(
    other: ThreadPoolExecutor, work: Callable[[Callable[..., None]], object]
) -> tuple[Gate, Future[object]]:
    """Lets the other thread begin some work, and returns once it is in the middle of it."""
    gate = Gate()
    done = other.submit(work, gate)
    assert gate.reached.wait(SECONDS)
    return gate, done


def test_a_second_thread_is_refused_at_once(group: WorkingGroup, other: ThreadPoolExecutor) -> None:
    """Both threads, and what each does, are named; the first goes on undisturbed."""
    rows = Source.of("target,text,by\n1,Members report.,ASH\n", "rows.csv")
    gate, done = busy(other, lambda gate: group.import_amendments(rows, progress=gate))
    head = group.head
    me = threading.current_thread().name
    for act in (group.status, lambda: group.add_member("COL"), group.undo):
        with pytest.raises(Rejected) as refused:
            act()
        said = "import_amendments is running in the thread 'web worker_0', so "
        assert str(refused.value).startswith(said)
        assert f"cannot begin in {me!r}: take turns with a lock" in str(refused.value)
    assert group.head == head
    gate.opened.set()
    done.result(SECONDS)
    assert group.state.handle_of(next(iter(group.state.amendments))) == "A1"
    group.add_member("COL")


def test_a_block_belongs_to_its_thread(group: WorkingGroup, other: ThreadPoolExecutor) -> None:
    """What another thread recorded in it would stand and fall with the block."""

    def record(gate: Callable[..., None]) -> None:
        with group.atomic():
            group.take_position("ASH", "1", "support")
            gate()
            group.take_position("BAY", "1", "support")

    gate, done = busy(other, record)
    with pytest.raises(Rejected, match="a block of atomic is running in the thread 'web worker_0'"):
        group.take_position("BAY", "2", "support")
    gate.opened.set()
    done.result(SECONDS)
    assert len(group.state.positions[group.state.handles["N1"]]) == 2


def test_after_a_failure_any_thread_may_go_on(
    group: WorkingGroup, other: ThreadPoolExecutor
) -> None:
    """What was refused, or raised, holds nobody up."""
    for _ in range(2):
        with pytest.raises(Rejected):
            group.add_member("ASH")
        assert isinstance(other.submit(group.add_member, "ASH").exception(SECONDS), Rejected)
    other.submit(group.add_member, "COL").result(SECONDS)
    assert "COL" in group.state.members


def test_threads_that_take_turns_are_not_refused(group: WorkingGroup) -> None:
    """With a lock around each use, as the example of a web service has it."""
    lock = threading.Lock()

    def record(number: int) -> None:
        with lock:
            group.add_member(f"M{number}")
            group.status()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(record, range(20)))
    assert len(group.state.members) == 22


def test_of_threads_that_crowd_in_none_waits_for_ever(group: WorkingGroup) -> None:
    """Each call is done or refused, and what was done is recorded once."""

    def record(number: int) -> bool:
        try:
            group.add_member(f"M{number}")
        except Rejected:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(record, range(40), timeout=SECONDS))
    assert 0 < done == len(group.state.members) - 2
    assert group.verify().is_intact


def test_a_watch_is_ended_from_another_thread(tmp_path: Path, other: ThreadPoolExecutor) -> None:
    """Waiting is no use of the working group, and closing it ends the wait."""
    group = WorkingGroup.create(tmp_path / "harbour.consensus", title="Harbour panel")
    watching = other.submit(group.watch, lambda steps: None)
    group.close()
    watching.result(SECONDS)


def test_tasks_of_one_loop_are_one_thread(group: WorkingGroup) -> None:
    """While changes are awaited, the loop goes on using the working group."""

    async def play() -> int:
        async for steps in group.changes():
            return len(steps)
        return 0

    async def both() -> int:
        waiting = asyncio.create_task(play())
        await asyncio.sleep(0)
        group.add_member("COL")
        return await waiting

    assert asyncio.run(asyncio.wait_for(both(), SECONDS)) == 1


@pytest.mark.parametrize("write", [write_report, write_report_docx])
def test_a_report_is_written_by_one_thread(
    group: WorkingGroup, other: ThreadPoolExecutor, write: Callable[..., object]
) -> None:
    """What others may not see is taken out of the state meanwhile, and put back afterwards."""
    name = "dossier"
    wanted = Wanted(subject="1")
    me = threading.current_thread().name

    def slowly(gate: Callable[..., None]) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(
                Queries, "judgement", lambda self, *_: gate() or Judgement(self.state, self.now())
            )
            write(group, name, wanted=wanted)

    gate, done = busy(other, slowly)
    said = (
        f"{write.__name__} is running in the thread 'web worker_0', so take_position cannot begin"
    )
    with pytest.raises(Rejected, match=f"{said} in {me!r}: take turns"):
        group.take_position("ASH", "1", "support")
    with pytest.raises(Rejected, match=f"so {write.__name__} cannot begin in {me!r}"):
        write(group, name, wanted=wanted)
    gate.opened.set()
    done.result(SECONDS)

    rows = Source.of("target,text,by\n1,Members report.,ASH\n", "rows.csv")
    gate, done = busy(other, lambda gate: group.import_amendments(rows, progress=gate))
    with pytest.raises(Rejected, match=f"so {write.__name__} cannot begin in {me!r}"):
        write(wanted=wanted, name=name, group=group)
    gate.opened.set()
    done.result(SECONDS)
    assert write(group=group, name=name, wanted=wanted)
