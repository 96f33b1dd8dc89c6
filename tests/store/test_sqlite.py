"""The SQLite store: its file, recognised and protected, and a hard life with other processes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import Damaged, HeadMoved, StoreError, StoreLocked, StoreTooNew
from consensus.history.step import redacted, topological_order
from consensus.history.verify import verify
from consensus.store import sqlite
from consensus.store.cache import write_cached
from consensus.store.sqlite import SqliteStore
from tests.support.files import as_owner, crash, kept, protecting, tampered, whole, words_in
from tests.support.growth import peak_bytes
from tests.support.recording import SECRET, chain, member, redaction, step

# The SQLite file: recognised, never half there, and opened wherever it can be read.


class TestFormat:
    def test_the_file_says_what_it_is(self, path: Path) -> None:
        """Application, format and journal are written in the file."""
        kept(path)
        with closing(sqlite3.connect(path)) as connection:
            pragmas = ("application_id", "user_version", "journal_mode")
            found = [connection.execute(f"PRAGMA {each}").fetchone()[0] for each in pragmas]
        assert found == [0x636F6E73, 1, "wal"]

    def test_a_closed_record_is_one_file(self, path: Path) -> None:
        """Nothing lies beside the file once it is closed."""
        kept(path)
        assert [path] == list(path.parent.iterdir())

    @pytest.mark.parametrize("name", ["a b.consensus", "50%?#é.consensus", "x" * 200, "{0}"])
    def test_any_name_will_do(self, tmp_path: Path, name: str) -> None:
        """Signs that mean something in a URI or a message are signs of a name like others."""
        kept(tmp_path / name)
        with closing(SqliteStore.open(tmp_path / name)) as store:
            assert store.length == 3
        assert [name] == os.listdir(tmp_path)

    def test_commits_reach_the_disk(self, path: Path) -> None:
        """Every connection waits for the disk and overwrites what it deletes."""
        with closing(SqliteStore.create(path)) as store:
            pragmas = ("synchronous", "secure_delete", "trusted_schema")
            found = [store._connection.execute(f"PRAGMA {each}").fetchone()[0] for each in pragmas]
        assert found == [2, 1, 0]


class TestCreating:
    def test_a_file_that_is_there_is_left_as_it_is(self, path: Path) -> None:
        """Nothing is overwritten, be it a record or not."""
        path.write_text("mine")
        with pytest.raises(StoreError, match="there already"):
            SqliteStore.create(path)
        assert ("mine", [path]) == (path.read_text(), list(path.parent.iterdir()))

    def test_a_link_that_leads_nowhere_is_left_as_it_is(self, path: Path) -> None:
        """A name is taken by a link too."""
        path.symlink_to("nowhere")
        with pytest.raises(StoreError, match="there already"):
            SqliteStore.create(path)

    def test_a_file_made_meanwhile_is_left_as_it_is(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who takes the name while the record is being made keeps it."""
        link = os.link

        def late(made: Path, place: Path) -> None:
            path.write_text("theirs")
            link(made, place)

        monkeypatch.setattr(os, "link", late)
        with pytest.raises(StoreError, match="there already"):
            SqliteStore.create(path)
        assert ("theirs", [path]) == (path.read_text(), list(path.parent.iterdir()))

    def test_disks_without_links_will_do(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A memory stick without links holds records too, and nothing is overwritten there."""

        def none(made: Path, place: Path) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", none)
        kept(path)
        with pytest.raises(StoreError, match="there already"):
            SqliteStore.create(path)
        assert [path] == list(path.parent.iterdir())

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        """The error says which folder is missing."""
        with pytest.raises(StoreError, match=f"no folder {tmp_path / 'nowhere'}"):
            SqliteStore.create(tmp_path / "nowhere" / "group.consensus")

    def test_a_protected_folder_is_named(self, protected: Path) -> None:
        """The error says that the folder cannot be written, and nothing is left in it."""
        with protecting(protected), pytest.raises(StoreError, match="folder you may write"):
            SqliteStore.create(protected / "group.consensus")
        assert list(protected.iterdir()) == []


class TestRecognising:
    def test_a_missing_file(self, path: Path) -> None:
        """The error names the file, and opening makes none."""
        with pytest.raises(StoreError, match=f"no file {path}"):
            SqliteStore.open(path)
        assert not path.exists()

    def test_a_folder(self, tmp_path: Path) -> None:
        """A folder is no record."""
        with pytest.raises(StoreError, match="is a folder"):
            SqliteStore.open(tmp_path)

    def test_an_empty_file(self, path: Path) -> None:
        """A file without content is what is left of a record, not a new one."""
        path.touch()
        with pytest.raises(Damaged, match="empty"):
            SqliteStore.open(path)

    @pytest.mark.parametrize(
        "content",
        [b"x", b"Dear colleagues,\n" * 90, b"\x00" * 5000, b"%PDF-1.7\n%\xff\xfe" * 500],
    )
    def test_a_file_of_another_kind(self, path: Path, content: bytes) -> None:
        """Text and other binary files are told from records, and left as they are."""
        path.write_bytes(content)
        with pytest.raises(StoreError, match="is no record"):
            SqliteStore.open(path)
        assert content == path.read_bytes()

    def test_another_programs_file(self, path: Path) -> None:
        """An SQLite file of another program is told from a record."""
        tampered(path, "CREATE TABLE steps (position)")
        with pytest.raises(StoreError, match="is an SQLite file but no record"):
            SqliteStore.open(path)

    @pytest.mark.parametrize("share", [0.001, 0.004, 0.1, 0.5, 0.9, 0.9999])
    def test_a_half_written_file(self, path: Path, share: float) -> None:
        """A file cut off anywhere is not taken for a whole record."""
        kept(path, 40)
        whole = path.read_bytes()
        path.write_bytes(whole[: max(1, int(len(whole) * share))])
        with pytest.raises(StoreError, match=r"part|beginning"):
            SqliteStore.open(path)

    def test_a_file_of_later_software(self, path: Path) -> None:
        """A later format is not touched, and the error says what to do."""
        kept(path)
        tampered(path, "PRAGMA user_version = 2")
        with pytest.raises(StoreTooNew, match=r"format 2.*bring the software up to date"):
            SqliteStore.open(path)

    def test_a_file_that_later_software_took_over_meanwhile(self, path: Path) -> None:
        """Whoever has the file open records nothing more in it once its format is a later one."""
        steps = kept(path)
        with closing(SqliteStore.open(path)) as store:
            tampered(path, "PRAGMA user_version = 2")
            for change in (
                lambda: store.append(step(4, (steps[-1].hash,)), steps[-1].hash),
                lambda: store.show_on_wall(b"shown"),
            ):
                with pytest.raises(StoreTooNew, match="format 2"):
                    change()
            assert steps == list(store.read())

    def test_a_file_that_lacks_a_table(self, path: Path) -> None:
        """A record without one of its tables is damaged."""
        kept(path)
        tampered(path, "DROP TABLE steps")
        with pytest.raises(Damaged, match="lacks steps"):
            SqliteStore.open(path)

    def test_a_file_that_brings_programs_of_its_own(self, path: Path) -> None:
        """A trigger in a file from elsewhere could change what is recorded; it is refused."""
        kept(path)
        tampered(path, "CREATE TRIGGER t AFTER INSERT ON steps BEGIN DELETE FROM steps; END")
        with pytest.raises(StoreError, match="holds t, as no such file does"):
            SqliteStore.open(path)

    @pytest.mark.parametrize(
        "what",
        [
            "TRIGGER wall AFTER INSERT ON steps BEGIN DELETE FROM steps; END",
            "VIEW wall AS SELECT 1 AS number, 'shown' AS content",
        ],
    )
    def test_a_program_that_calls_itself_the_wall(self, path: Path, what: str) -> None:
        """Only a table may have the name of what is on the wall."""
        kept(path)
        tampered(path, "DROP TABLE wall")
        tampered(path, f"CREATE {what}")
        with pytest.raises(StoreError, match="holds wall, as no such file does"):
            SqliteStore.open(path)

    def test_a_file_from_before_there_was_a_wall(self, path: Path) -> None:
        """Its wall is blank, also for who can only read it, until something is shown."""
        kept(path)
        tampered(path, "DROP TABLE wall")
        with closing(SqliteStore.open(path, read_only=True)) as store:
            assert store.on_wall() == b""
            with pytest.raises(StoreError, match="can only be read"):
                store.show_on_wall(b"shown")
        with closing(SqliteStore.open(path)) as store:
            store.backup(str(path.with_name("copy")))
            store.show_on_wall(b"shown")
            assert store.on_wall() == b"shown"

    def test_a_damaged_page(self, path: Path) -> None:
        """Damage that shows only while reading is an error of the store too."""
        kept(path, 60)
        content = bytearray(path.read_bytes())
        content[8192:-4096] = b"\xa5" * (len(content) - 12288)
        path.write_bytes(content)
        with pytest.raises(StoreError), closing(SqliteStore.open(path)) as store:
            list(store.read())


class TestProtected:
    def test_a_protected_file_in_a_protected_folder_can_be_read(self, protected: Path) -> None:
        """Reading needs no right to write; recording says what to do."""
        place = protected / "group.consensus"
        steps = kept(place)
        with protecting(protected), closing(SqliteStore.open(place)) as store:
            assert (False, steps) == (store.is_writable, list(store.read()))
            with pytest.raises(StoreError, match=r"can only be read.*folder you may write to"):
                store.append(step(4, (steps[-1].hash,)), steps[-1].hash)
            assert [place] == list(protected.iterdir())

    def test_a_protected_file_can_be_backed_up(self, protected: Path) -> None:
        """Copying to another folder is reading."""
        place = protected / "group.consensus"
        steps = kept(place)
        elsewhere = protected / "elsewhere"
        elsewhere.mkdir()
        with protecting(protected), closing(SqliteStore.open(place)) as store:
            store.backup(str(elsewhere / "copy"))
            with closing(SqliteStore.open(elsewhere / "copy")) as copy:
                assert (True, steps) == (copy.is_writable, list(copy.read()))

    def test_the_last_steps_of_somebody_at_work_are_seen(self, protected: Path) -> None:
        """While another program has the file open, its last steps are read from beside it."""
        place = protected / "group.consensus"
        steps = kept(place)
        with closing(SqliteStore.open(place)) as theirs:
            steps.append(step(4, (steps[-1].hash,)))
            theirs.append(steps[-1], steps[-2].hash)
            with protecting(protected), closing(SqliteStore.open(place)) as store:
                assert (False, steps) == (store.is_writable, list(store.read()))

    def test_last_steps_that_cannot_be_read_are_not_passed_over(self, protected: Path) -> None:
        """Where the last steps lie beside the file and cannot be read, the error says so."""
        place = protected / "group.consensus"
        crash(place)
        with as_owner():
            place.with_name(f"{place.name}-shm").unlink()
        with protecting(protected), pytest.raises(StoreError, match="the last steps"):
            SqliteStore.open(place)

    def test_a_file_changed_while_it_is_read_is_noticed(self, protected: Path) -> None:
        """What is read without locks must not change; when it does, that is said."""
        place = protected / "group.consensus"
        steps = kept(place)
        with protecting(protected):
            store = SqliteStore.open(place)
        with closing(store):
            with closing(SqliteStore.open(place)) as theirs:
                theirs.append(step(4, (steps[-1].hash,)), steps[-1].hash)
            with pytest.raises(StoreError, match="changed while it was being read"):
                list(store.read())

    def test_opened_for_reading_nothing_is_recorded(self, path: Path) -> None:
        """Who asked only to read cannot change a record that could be changed."""
        steps = kept(path)
        with closing(SqliteStore.open(path, read_only=True)) as store:
            for change in (
                lambda: store.append(step(4, (steps[-1].hash,)), steps[-1].hash),
                store.drop_old_snapshot,
                lambda: store.show_on_wall(b"shown"),
            ):
                with pytest.raises(StoreError, match="can only be read"):
                    change()
            assert (False, steps) == (store.is_writable, list(store.read()))
        assert [path] == list(path.parent.iterdir())


# The SQLite store in a hard life: locked, full, killed, and with words to forget.


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


# Several processes that record in one file at once.

_STEPS = 500
_PROGRAM = """
import sys
from consensus.errors import HeadMoved
from consensus.store.sqlite import SqliteStore
from tests.support.recording import step

path, branch, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqliteStore.open(path, wait=30)
for number in range(count):
    while True:
        head = store.head
        try:
            store.append(step(number, (head,) if head else (), branch=branch), head)
        except HeadMoved:
            continue
        break
store.close()
"""


def test_two_processes_lose_no_step_and_agree_on_one_order(path: Path) -> None:
    """Two processes append many steps at once: all are there, in one chain that verifies."""
    SqliteStore.create(path).close()
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", _PROGRAM, str(path), each, str(_STEPS)], cwd=root)
        for each in ("a", "b")
    ]
    assert [each.wait(600) for each in processes] == [0, 0]
    with closing(SqliteStore.open(path)) as store:
        steps = list(store.read())
        assert Counter(a=_STEPS, b=_STEPS) == Counter(each.id[-1] for each in steps)
        assert steps == topological_order(steps)
        found = verify(store.read_stored())
        assert (found.steps, found.is_intact) == (2 * _STEPS, True)
