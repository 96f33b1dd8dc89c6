"""The SQLite store in a hard life: locked, full, killed, and with words to forget."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import HeadMoved, StoreError, StoreLocked
from consensus.history.step import redacted
from consensus.history.verify import verify
from consensus.store import sqlite
from consensus.store.cache import write_cached
from consensus.store.sqlite import SqliteStore
from tests.support.files import crash, kept, tampered, whole, words_in
from tests.support.growth import peak_bytes
from tests.support.recording import SECRET, chain, member, redaction, step


def test_head_is_read_without_the_content_of_its_step(path: Path) -> None:
    """Opening a record whose last step is an import of 8 MB reads a small part of that."""
    first = chain(1)
    large = step(2, (first[0].hash,), member(2, "x" * 8_000_000))
    with closing(SqliteStore.create(path)) as store:
        store.extend([*first, large], "")

    def look() -> None:
        with closing(SqliteStore.open(path)) as store:
            assert (store.length, store.head) == (2, large.hash)

    assert peak_bytes(look) < 1_000_000


class TestBusy:
    def test_a_locked_file_is_waited_for_and_named(self, path: Path) -> None:
        """When another program does not finish in time, that is said and nothing changes."""
        steps = kept(path)
        new = step(4, (steps[-1].hash,))
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            closing(SqliteStore.open(path, wait=0.02)) as store,
        ):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreLocked, match=f"another program is writing to {path}"):
                store.append(new, steps[-1].hash)
            assert steps == list(store.read())
            other.execute("ROLLBACK")
            store.append(new, steps[-1].hash)
            assert store.length == 4

    def test_a_full_disk_is_named_and_nothing_changes(self, path: Path) -> None:
        """A step for which there is no room is not half there."""
        steps = kept(path)
        large = step(4, (steps[-1].hash,), member(4, "x" * 200_000))
        with closing(SqliteStore.open(path)) as store:
            pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
            store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
            with pytest.raises(StoreError, match="is full"):
                store.append(large, steps[-1].hash)
            assert steps == list(store.read())
            assert verify(store.read_stored()).is_intact

    def test_a_backup_holds_one_moment_while_others_write(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Steps appended while the copy is made neither stop it nor get half into it."""
        monkeypatch.setattr(sqlite, "_PAGES_AT_ONCE", 10)
        steps = chain(900)
        with (
            closing(SqliteStore.create(path)) as store,
            closing(SqliteStore.open(path)) as other,
        ):
            store.extend(steps, "")
            parts: list[int] = []

            def meanwhile(done: int, of: int) -> None:
                assert len(parts) < 500, "the copy begins again with each step"
                head = other.head
                other.append(step(1000 + len(parts), (head,)), head)
                parts.append(done)

            store.backup(str(tmp_path / "copy"), meanwhile)
            assert len(parts) > 5
            assert 900 + len(parts) == store.length
        with closing(SqliteStore.open(tmp_path / "copy")) as copy:
            assert steps == list(copy.read())


class TestSnapshotInTheFile:
    """Earlier versions kept one there; whatever it holds, it is never read."""

    def test_it_goes_with_the_next_change(self, path: Path) -> None:
        """It is ignored, and its words are in no byte of the file once anything was recorded."""
        steps = kept(path)
        tampered(path, _old_snapshot())
        with closing(SqliteStore.open(path)) as store:
            assert (store.holds_old_snapshot, store.snapshot(whole)) == (True, None)
            assert words_in(path.parent) == [path.name]
            store.append(step(4, (steps[-1].hash,)), steps[-1].hash)
            assert not store.holds_old_snapshot
        assert words_in(path.parent) == []

    def test_no_copy_takes_it_along(self, path: Path, tmp_path: Path) -> None:
        """A backup has neither the snapshot nor its words, and the file itself is left as it is."""
        kept(path)
        tampered(path, _old_snapshot())
        with closing(SqliteStore.open(path)) as store:
            store.backup(str(tmp_path / "copy"))
            assert store.holds_old_snapshot
        with closing(SqliteStore.open(tmp_path / "copy")) as copy:
            assert not copy.holds_old_snapshot
        assert SECRET.encode() not in (tmp_path / "copy").read_bytes()

    def test_earlier_versions_open_what_this_one_writes(self, path: Path) -> None:
        """They refuse a file without the table in which they kept a snapshot."""
        kept(path)
        with closing(sqlite3.connect(path)) as connection:
            columns = connection.execute("SELECT name, type FROM pragma_table_info('snapshots')")
            expected = [("number", "INTEGER"), ("digest", "TEXT"), ("content", "BLOB")]
            assert expected == columns.fetchall()
            assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)


def _old_snapshot() -> str:
    """What puts a snapshot of many pages into a file, as an earlier version did."""
    content = SECRET.encode() * 400
    digest = hashlib.sha256(content).hexdigest()
    return f"INSERT INTO snapshots VALUES (1, '{digest}', x'{content.hex()}')"


class TestAfterACrash:
    def test_steps_survive_a_killed_program(self, path: Path) -> None:
        """A program killed after a step leaves the step, in the file or beside it."""
        crash(path)
        with closing(SqliteStore.open(path)) as store:
            assert store.length == 5
            assert verify(store.read_stored()).is_intact
        assert [path] == list(path.parent.iterdir())


class TestWordsAreGone:
    def test_redacted_words_are_nowhere_in_the_bytes(self, path: Path, cache_folder: Path) -> None:
        """Neither the file, what lies beside it nor the cache holds the words, even while open."""
        steps = chain(30)
        steps.append(step(31, (steps[-1].hash,), member(31, SECRET)))
        with closing(SqliteStore.create(path)) as store:
            store.extend(steps[:30], "")
            store.append(steps[30], steps[29].hash)
            store.keep_snapshot(SECRET.encode() * 400)
            assert words_in(cache_folder)
            store.show_on_wall(SECRET.encode() * 400)
            assert words_in(path.parent)
            last = redaction(32, steps[30], of=steps[30])
            store.redact(last, steps[30].hash, [(steps[30].id, [1])])
            assert words_in(path.parent) + words_in(cache_folder) == []
            assert not store.holds_traces
            steps.append(step(33, (last.hash,)))
            store.append(steps[-1], last.hash)
        assert words_in(path.parent) == []
        with closing(SqliteStore.open(path)) as store:
            assert redacted(steps[30], [1]) == list(store.read())[30]
            assert verify(store.read_stored()).is_intact

    def test_a_snapshot_written_during_a_redaction_does_not_stay(
        self, path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It was made from a state that has the words, and the redaction did not find it yet."""
        steps = kept(path)
        last = redaction(4, steps[-1], of=steps[1])

        def redact_meanwhile(key: str, content: bytes) -> None:
            with closing(SqliteStore.open(path)) as other:
                other.redact(last, steps[-1].hash, [(steps[1].id, [1])])
            write_cached(key, content)

        monkeypatch.setattr(sqlite, "write_cached", redact_meanwhile)
        with closing(SqliteStore.open(path)) as store:
            with pytest.raises(HeadMoved):
                store.keep_snapshot(SECRET.encode(), steps[-1].hash)
            assert not store.holds_snapshot
        assert list(cache_folder.iterdir()) == []

    def test_a_snapshot_that_cannot_be_removed_is_told_of(
        self, path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The redaction is recorded, and who did it hears where the words still are."""
        steps = kept(path)
        last = redaction(4, steps[-1], of=steps[1])

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        with closing(SqliteStore.open(path)) as store:
            store.keep_snapshot(SECRET.encode(), steps[-1].hash)
            with monkeypatch.context() as patch:
                patch.setattr(Path, "unlink", refuse)
                with pytest.raises(StoreError, match=f"is recorded, but.*{cache_folder}.*delete"):
                    store.redact(last, steps[-1].hash, [(steps[1].id, [1])])
            assert store.head == last.hash

    def test_long_redacted_words_are_nowhere_in_the_bytes(self, path: Path) -> None:
        """Words that took up pages of their own are gone too."""
        steps = chain(2)
        steps.append(step(3, (steps[-1].hash,), member(3, f"{SECRET} said " * 3000)))
        with closing(SqliteStore.create(path)) as store:
            store.extend(steps, "")
            last = redaction(4, steps[2], of=steps[2])
            store.redact(last, steps[2].hash, [(steps[2].id, [1])])
            assert words_in(path.parent) == []

    def test_words_left_by_other_programs_are_gone_too(self, path: Path) -> None:
        """What another program deleted without overwriting it goes with the next redaction."""
        steps = kept(path)
        statement = f"INSERT INTO steps VALUES (9, 'x', 'x', '{SECRET * 1000}')"
        tampered(path, "PRAGMA secure_delete = OFF", statement, "DELETE FROM steps WHERE id = 'x'")
        assert [path.name] == words_in(path.parent)
        last = redaction(4, steps[2], of=steps[2])
        with closing(SqliteStore.open(path)) as store:
            store.redact(last, steps[2].hash, [(steps[2].id, [1])])
            assert words_in(path.parent) == []

    def test_a_reader_that_keeps_traces_is_told_of_and_the_next_opening_erases(
        self, path: Path
    ) -> None:
        """While another program reads, the words may stay; that is said, and made good later."""
        steps = chain(2)
        steps.append(step(3, (steps[-1].hash,), member(3, SECRET)))
        with (
            closing(SqliteStore.create(path, wait=0.02)) as store,
            closing(sqlite3.connect(path, isolation_level=None)) as reader,
        ):
            store.extend(steps, "")
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM steps").fetchone()
            last = redaction(4, steps[2], of=steps[2])
            with pytest.raises(StoreLocked, match="redaction is recorded, but the words may"):
                store.redact(last, steps[2].hash, [(steps[2].id, [1])])
            assert (last.hash, True) == (store.head, store.holds_traces)
            with closing(SqliteStore.open(path, wait=0.02)) as other:
                assert other.holds_traces
        with closing(SqliteStore.open(path)) as store:
            assert not store.holds_traces
            assert words_in(path.parent) == []
            assert verify(store.read_stored()).is_intact
