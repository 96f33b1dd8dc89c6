"""The SQLite file: recognised, never half there, and opened wherever it can be read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import Damaged, StoreError, StoreTooNew
from consensus.store.sqlite import SqliteStore
from tests.support.files import as_owner, crash, kept, protecting, tampered
from tests.support.recording import step


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
        with pytest.raises(StoreError, match="holds t, which no record has"):
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
        with pytest.raises(StoreError, match="holds wall, which no record has"):
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
