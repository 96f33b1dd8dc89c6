"""Private notes: in memory and in a file of their own, which only its owner may read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consensus.errors import NotFound, StoreError, StoreTooNew
from consensus.model.positions import Stance
from consensus.store.memory import MemoryStore
from consensus.store.notes import MemoryNotes, NoteFile, Notes, PrivateNote
from consensus.store.opening import create_store, open_notes, open_store
from tests.support.postgres import Server

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "file"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Notes]:
    """Gives the notes, opened anew where that can be."""
    if request.param == "memory":
        notes = MemoryNotes()
        return lambda: notes
    return lambda: NoteFile.beside(tmp_path / "panel.consensus")


def test_notes_are_kept_in_order_and_a_removed_number_is_not_given_again(
    reopen: Callable[[], Notes],
) -> None:
    """What was written is read back, by whoever opens the notes next; numbers are for ever."""
    assert reopen().read() == ()
    first = reopen().append(PrivateNote(0, "r1", "ASH will move – ask again", MOMENT, "secretary"))
    second = reopen().append(PrivateNote(0, "r2", "[BAY] bluffs", MOMENT + timedelta(hours=1), ""))
    assert reopen().read() == (first, second)
    reopen().remove(second.number)
    third = reopen().append(PrivateNote(0, "r1", "not before Tuesday", MOMENT, ""))
    assert [each.number for each in reopen().read()] == [1, 3]
    assert reopen().read() == (first, third)
    fourth = reopen().append(PrivateNote(0, "r1", "", MOMENT, "", "ASH", Stance.ACCEPT))
    assert (fourth.member, fourth.stance) == ("ASH", Stance.ACCEPT)
    assert reopen().read() == (first, third, fourth)


def test_a_file_of_the_first_format_is_read_and_taken_on_with_the_next_note(
    tmp_path: Path,
) -> None:
    """Its notes are those of no member."""
    with closing(sqlite3.connect(tmp_path / "panel.notes")) as connection:
        connection.execute(
            "CREATE TABLE notes (number INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL,"
            " text TEXT NOT NULL, written TEXT NOT NULL, by TEXT NOT NULL)"
        )
        row = ("r1", "once", MOMENT.isoformat(), "ada")
        connection.execute("INSERT INTO notes (target, text, written, by) VALUES (?, ?, ?, ?)", row)
        connection.execute(f"PRAGMA application_id = {int.from_bytes(b'cnot')}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    notes = NoteFile.beside(tmp_path / "panel.consensus")
    first = PrivateNote(1, "r1", "once", MOMENT, "ada")
    assert notes.read() == (first,)
    second = notes.append(PrivateNote(0, "r1", "twice", MOMENT, "", "ASH", Stance.HOLD))
    assert NoteFile.beside(tmp_path / "panel.consensus").read() == (first, second)


def test_note_that_is_not_there_cannot_be_removed(reopen: Callable[[], Notes]) -> None:
    """Removing an unknown number says so, before and after the first note."""
    with pytest.raises(NotFound, match="there is no private note 1"):
        reopen().remove(1)
    reopen().append(PrivateNote(0, "r1", "once", MOMENT, ""))
    with pytest.raises(NotFound, match="there is no private note 2"):
        reopen().remove(2)


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    """The file is made with the first note, for its owner alone, and stays so after a copy."""
    before = os.umask(0)
    try:
        notes = NoteFile.beside(tmp_path / "panel.consensus")
        notes.read()
        assert list(tmp_path.iterdir()) == []
        notes.append(PrivateNote(0, "r1", "once", MOMENT, ""))
    finally:
        os.umask(before)
    file = tmp_path / "panel.notes"
    assert [each.name for each in tmp_path.iterdir()] == ["panel.notes"]
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    notes.append(PrivateNote(0, "r1", "twice", MOMENT, ""))
    assert file.stat().st_mode & 0o777 == 0o600


def test_removed_words_are_not_in_the_file(tmp_path: Path) -> None:
    """What is removed is overwritten."""
    notes = NoteFile.beside(tmp_path / "panel.consensus")
    notes.append(PrivateNote(0, "r1", "the capital has no instructions", MOMENT, ""))
    assert b"no instructions" in (tmp_path / "panel.notes").read_bytes()
    notes.remove(1)
    assert b"no instructions" not in (tmp_path / "panel.notes").read_bytes()


def test_file_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    """A text or another database that has the name by chance is named and not touched."""
    file = tmp_path / "panel.notes"
    notes = NoteFile.beside(tmp_path / "panel.consensus")
    file.write_text("buy bread\n", encoding="utf-8")
    for use in (notes.read, lambda: notes.append(PrivateNote(0, "r1", "once", MOMENT, ""))):
        with pytest.raises(StoreError, match="holds no private notes and is left as it is"):
            use()
    assert file.read_text(encoding="utf-8") == "buy bread\n"
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(StoreError, match="holds no private notes"):
        notes.read()


def test_file_of_a_later_version_is_not_read(tmp_path: Path) -> None:
    """Notes that a later version wrote are not guessed at."""
    notes = NoteFile.beside(tmp_path / "panel.consensus")
    notes.append(PrivateNote(0, "r1", "once", MOMENT, ""))
    with closing(sqlite3.connect(tmp_path / "panel.notes")) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(StoreTooNew):
        notes.read()


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A note that cannot be written says where it should have gone."""
    notes = NoteFile.beside(tmp_path / "gone" / "panel.consensus")
    with pytest.raises(StoreError, match="private notes cannot be kept in"):
        notes.append(PrivateNote(0, "r1", "once", MOMENT, ""))


def test_where_the_notes_of_a_record_are(tmp_path: Path) -> None:
    """They lie beside a file, and in memory with a record in memory."""
    record = tmp_path / "panel.consensus"
    for place in (record, str(record), record.as_uri()):
        open_notes(place, MemoryStore()).append(PrivateNote(0, "r1", "once", MOMENT, ""))
    assert len(NoteFile(tmp_path / "panel.notes").read()) == 3
    assert isinstance(open_notes(":memory:", MemoryStore()), MemoryNotes)


def test_notes_on_a_record_in_a_database_stay_on_this_machine(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie in the person's own folder, and are found by whatever name the server is called."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    url = postgres.new_url()
    with closing(create_store(url)) as store:
        open_notes(url, store).append(PrivateNote(0, "r1", "once", MOMENT, ""))
    other = url.replace("postgresql:", "postgres:")
    with closing(open_store(other)) as store:
        assert [each.text for each in open_notes(other, store).read()] == ["once"]
    folder = tmp_path / "consensus" / "notes"
    assert [each.suffix for each in folder.iterdir()] == [".notes"]
    assert folder.stat().st_mode & 0o077 == 0
    with closing(create_store(postgres.new_url())) as store:
        assert open_notes(url, store).read() == ()
