"""Power that fails in the middle of a write: whole steps are left, and all that were whole."""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen

from consensus.history.step import Step
from consensus.history.verify import verify
from consensus.store.sqlite import SqliteStore, wal_path
from tests.support.recording import chain

_SECTOR = 512
_HEADER, _FRAME_HEADER = 32, 24


@frozen
class Recorded:
    """A file as it lay on the disk while steps were recorded, all of which are in its log.

    Attributes:
        path: the file, with its log beside it.
        steps: every step.
        sizes: how large the log was after each step.
    """

    path: Path
    steps: list[Step]
    sizes: list[int]

    def whole(self, log: int) -> list[Step]:
        """The steps that are whole in so many bytes of the log."""
        return [each for each, size in zip(self.steps, self.sizes, strict=True) if size <= log]


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """Eight steps that were recorded one after the other."""
    path = tmp_path / "live" / "group"
    path.parent.mkdir()
    steps, sizes = chain(8), []
    with closing(SqliteStore.create(path)) as store:
        for each in steps:
            store.append(each, store.head)
            sizes.append(wal_path(path).stat().st_size)
        kept = tmp_path / "kept"
        shutil.copytree(path.parent, kept)
    return Recorded(kept / "group", steps, sizes)


def found(recorded: Recorded, file: bytes, log: bytes) -> list[Step]:
    """The steps that are found in a file and a log with these bytes."""
    folder = recorded.path.parent.with_name("found")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "group"
    path.write_bytes(file)
    wal_path(path).write_bytes(log)
    with closing(SqliteStore.open(path)) as store:
        steps = list(store.read())
        assert not steps or verify(store.read_stored()).is_intact
        assert store.integrity() == ()
    return steps


def test_a_log_cut_anywhere_holds_whole_steps(recorded: Recorded) -> None:
    """Every step that had reached the disk is there, and nothing of the next one."""
    file, log = recorded.path.read_bytes(), wal_path(recorded.path).read_bytes()
    chance = random.Random(20170126)
    cuts = {*range(0, len(log), _SECTOR), *recorded.sizes, *(s - 1 for s in recorded.sizes)}
    for cut in cuts | {chance.randrange(len(log)) for _ in range(50)}:
        assert recorded.whole(cut) == found(recorded, file, log[:cut]), cut


@pytest.mark.parametrize("filling", [b"\0", b"\xff", b"old"])
def test_a_sector_that_was_not_written_ends_what_is_whole(
    recorded: Recorded, filling: bytes
) -> None:
    """What stood there before may be anything; steps before it are there, no later one is."""
    file, log = recorded.path.read_bytes(), wal_path(recorded.path).read_bytes()
    for start in range(_SECTOR, len(log), 7 * _SECTOR):
        sector = (filling * _SECTOR)[:_SECTOR]
        torn = log[:start] + sector[: len(log) - start] + log[start + _SECTOR :]
        if torn == log:
            continue
        steps = found(recorded, file, torn)
        assert recorded.whole(start) == steps or recorded.whole(start + _SECTOR) == steps


def test_a_page_half_written_into_the_file_is_made_whole_from_the_log(recorded: Recorded) -> None:
    """Power may fail while the log is brought into the file: every page is there still."""
    file, log = recorded.path.read_bytes(), wal_path(recorded.path).read_bytes()
    page = int.from_bytes(file[16:18])
    frames = range(_HEADER, len(log), _FRAME_HEADER + page)
    numbers = {int.from_bytes(log[start : start + 4]) for start in frames}
    assert len(numbers) > 1
    for number in numbers:
        start = (number - 1) * page
        # The first sector of the file says what it is, and is not torn by anything smaller.
        begin = start + (_SECTOR if number == 1 else 0)
        torn = bytearray(file.ljust(start + page, b"\0"))
        torn[begin : start + page // 2] = b"\xa5" * (start + page // 2 - begin)
        assert recorded.steps == found(recorded, bytes(torn), log)
