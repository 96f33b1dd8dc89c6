"""Faults of the disk: failing statements, torn writes, flipped bits, and no room left."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import attrs
import pytest
from attrs import frozen

from consensus.errors import StoreError
from consensus.history.step import Step, StoredStep, redacted
from consensus.history.verify import verify
from consensus.store.doctor import doctor
from consensus.store.memory import MemoryStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore, wal_path
from tests.cli.conftest import Answer, run_command
from tests.history.samples.make_sample import FOLDER
from tests.support.faults import MANY, Fault, each_fault
from tests.support.files import tampered, whole
from tests.support.postgres import Server
from tests.support.recording import chain, member, redaction, step

pytestmark = pytest.mark.waits

# Bits that flip in stored steps: every one is found, and its step named.

_FLIPS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 300

_FLIPS_IN_REFERENCES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 80

_ID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_FIELD = re.compile(rb'(\w+)\\*":')

Put = Callable[[StoredStep], None]


def steps() -> list[Step]:
    """Twelve steps, one of which lost a body."""
    made = chain(11)
    made.append(redaction(12, made[-1], of=made[4]))
    made[4] = redacted(made[4], [1])
    return made


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def flip_many(store: Store, put: Put) -> None:
    """Flip one bit of one step after the other, wherever, and see that the step is named."""
    chance = random.Random(20170126)
    stored = list(store.read_stored())
    for _ in range(_FLIPS):
        each = chance.choice(stored)
        bit = chance.randrange(8 * len(each.content))
        put(attrs.evolve(each, content=flipped(each.content, bit)))
        named = {problem.step for problem in verify(store.read_stored()).problems}
        assert each.id in named, (each.position, bit)
        put(each)
    assert verify(store.read_stored()).is_intact


def test_in_memory() -> None:
    """Where nothing lies between the bits and the proof."""
    store = MemoryStore(steps())
    flip_many(store, lambda each: store._record.steps.__setitem__(each.id, each))


def test_in_a_file(path: Path) -> None:
    """In the cells of the table of steps."""
    SqliteStore.create(path, steps=steps()).close()
    with (
        closing(SqliteStore.open(path)) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as behind,
    ):
        behind.execute("PRAGMA synchronous = OFF")
        flip_many(
            store,
            lambda each: behind.execute(
                "UPDATE steps SET content = ? WHERE position = ?", (each.content, each.position)
            ),
        )


def test_in_a_database(postgres: Server) -> None:
    """In the rows of the table of steps."""
    psycopg = pytest.importorskip("psycopg")
    from consensus.store.postgres import PostgresStore

    url = postgres.new_url()
    with (
        closing(PostgresStore.create(url, steps=steps())) as store,
        psycopg.connect(postgres.url(), autocommit=True) as behind,
    ):
        flip_many(
            store,
            lambda each: behind.execute(
                "UPDATE consensus.steps SET content = %b WHERE id = %s AND working_group ="
                " (SELECT number FROM consensus.working_groups WHERE name = %s)",
                (each.content, each.id, store.place.group),
            ),
        )


def test_anywhere_in_a_file(path: Path) -> None:
    """Wherever in the file a bit flips, it is found, or every step reads as it was recorded."""
    SqliteStore.create(path, steps=steps()).close()
    content, whole = path.read_bytes(), steps()
    chance = random.Random(20170126)
    for _ in range(_FLIPS):
        bit = chance.randrange(8 * len(content))
        path.write_bytes(flipped(content, bit))
        if not doctor(path):
            try:
                with closing(SqliteStore.open(path, read_only=True)) as store:
                    assert [each.id for each in store.read()] == [each.id for each in whole], bit
                    assert verify(store.read_stored()).is_intact, bit
            except StoreError as error:
                raise AssertionError(f"bit {bit} goes unnoticed until it is read") from error


def references(content: bytes) -> Iterator[tuple[str, int]]:
    """The field and the offset of each identity in a step that names something else."""
    for found in _ID.finditer(content):
        field = _FIELD.findall(content[: found.start()])[-1].decode()
        # An identity of its own, and the digest of another record, lead nowhere in this one.
        if field not in ("id", "digest"):
            yield field, found.start()


def told(path: Path, step: StoredStep, content: bytes, *command: str) -> Answer:
    """What a command says of the record with other bytes in a step, which then come back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as behind:
        update = "UPDATE steps SET content = ? WHERE position = ?"
        behind.execute(update, (content, step.position))
        answer = run_command("-f", str(path), *command)
        behind.execute(update, (step.content, step.position))
    return answer


def sample(path: Path) -> list[StoredStep]:
    """The kept record of everything that can happen, and its steps."""
    shutil.copy(FOLDER / "format-1.consensus", path)
    with closing(SqliteStore.open(path)) as store:
        return list(store.read_stored())


def test_a_flip_in_a_reference_is_damage(path: Path) -> None:
    """Whatever names what is not there any more ends every command with 4, and no other error."""
    found = [(step, *each) for step in sample(path) for each in references(step.content)]
    chance = random.Random(20170126)
    for hit, field, place in chance.sample(found, min(len(found), _FLIPS_IN_REFERENCES)):
        bit = 8 * place + chance.randrange(8 * 36)
        answer = told(path, hit, flipped(hit.content, bit), "status")
        # What lies beside the bodies is under the hash, which the next step names as its parent.
        hashed = field == "meeting" and "missing or was altered" in answer.err
        assert (answer.code, hit.id in answer.err or hashed) == (4, True), (field, bit, answer)
    assert run_command("-f", str(path), "status").code == 0


# Faults of the disk at every statement: all or nothing, and the record verifies afterwards.


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


# Power that fails in the middle of a write: whole steps are left, and all that were whole.

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


# A disk that is really full: a small one in memory, where this user may make one.


@contextmanager
def small_disk(place: Path, kibibytes: int) -> Iterator[Path]:
    """A folder on a disk of that size."""
    place.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={kibibytes}k,mode=777", "none", str(place)]
    try:
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk of its own can only be made by the privileged user of a machine")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(folder: Path) -> Path:
    """Leave no room; the file that takes it."""
    taken = folder / "taken"
    with suppress(OSError), taken.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    return taken


# A full disk: nothing is recorded by halves, and when there is room again all goes on.

_LARGE = 300_000
# Longer than what text compresses to, so that it needs the room.
_WORDS = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(_LARGE // 3))


def fill_up(store: Store, folder: Path, *refused: Callable[[], None]) -> None:
    """Record until the disk is full, make room, and record on.

    Args:
        store: the record.
        folder: the full disk.
        refused: what else finds no room there.
    """
    steps = list(store.read())

    def record_on() -> None:
        for number in range(len(steps) + 1, 100):
            made = step(number, (store.head,), member(number, _WORDS + str(number)))
            store.append(made, store.head)
            steps.append(made)

    with pytest.raises(StoreError, match=r"is full.*(make room|have room made)"):
        record_on()
    assert steps == list(store.read())
    assert verify(store.read_stored()).is_intact
    taken = fill(folder)
    for change in (
        lambda: store.append(step(200, (store.head,), member(200, _WORDS)), store.head),
        lambda: store.show_on_wall(_WORDS.encode()),
        *refused,
    ):
        with pytest.raises(StoreError):
            change()
    assert (steps, None, b"") == (list(store.read()), store.snapshot(whole), store.on_wall())
    taken.unlink()
    last = step(201, (store.head,))
    store.append(last, store.head)
    assert [*steps, last] == list(store.read())
    assert verify(store.read_stored()).is_intact


def test_a_file_on_a_full_disk(tmp_path: Path) -> None:
    """Steps and the wall; a backup that finds no room leaves nothing."""
    with small_disk(tmp_path / "small", 4096) as folder:
        path = folder / "group.consensus"
        with closing(SqliteStore.create(path)) as store:
            store.extend(chain(3), "")
            fill_up(store, folder)
            taken = fill(folder)
            before = {each.name for each in folder.iterdir()}
            with pytest.raises(StoreError):
                store.backup(str(folder / "copy"))
            with pytest.raises(StoreError):
                SqliteStore.create(folder / "other")
            assert before == {each.name for each in folder.iterdir()}
            taken.unlink()
        with closing(SqliteStore.open(path)) as store:
            assert verify(store.read_stored()).is_intact


def test_a_database_on_a_full_disk(postgres: Server) -> None:
    """The tables fill a disk of their own; the server and the record outlast it."""
    psycopg = pytest.importorskip("psycopg")
    from consensus.store.postgres import PostgresStore

    # The server's user cannot get into the folders of a test.
    place = Path(tempfile.mkdtemp(prefix="disk-"))
    place.chmod(0o755)
    with (
        small_disk(place / "small", 4096) as folder,
        postgres.database("full_one") as url,
    ):
        tables = folder / "tables"
        tables.mkdir()
        postgres.give(tables)
        with closing(PostgresStore.create(f"{url}&group=panel", steps=chain(3))) as store:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE TABLESPACE small LOCATION '{tables}'")
                for table in ("steps", "snapshots", "walls"):
                    connection.execute(f"ALTER TABLE consensus.{table} SET TABLESPACE small")
            fill_up(store, folder, lambda: store.keep_snapshot(_WORDS.encode()))
            with psycopg.connect(url, autocommit=True) as connection:
                for table in ("steps", "snapshots", "walls"):
                    connection.execute(f"DROP TABLE consensus.{table}")
                connection.execute("DROP TABLESPACE small")
    shutil.rmtree(place)
