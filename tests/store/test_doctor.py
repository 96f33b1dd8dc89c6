"""The doctor: what is wrong with a record file is found, and nothing is repaired unasked."""

from __future__ import annotations

import shutil
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.finding import Severity
from consensus.history import snapshot
from consensus.history.replay import replay
from consensus.history.snapshot import write_snapshot
from consensus.store.doctor import doctor
from consensus.store.sqlite import SqliteStore

from .files import crash, kept, protecting, tampered, whole


def with_snapshot(path: Path) -> None:
    """Make a record that has a snapshot."""
    steps = kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(write_snapshot(replay(steps[:2]), steps[1].hash, 2))


def only(path: Path, **options: object) -> tuple[Severity, str]:
    """The one finding there is."""
    (found,) = doctor(path, **options)  # type: ignore[arg-type] # passes options on
    assert str(path) == found.file
    return found.severity, found.message


def test_a_sound_file_has_no_findings(path: Path) -> None:
    """Where nothing is wrong nothing is said."""
    with_snapshot(path)
    before = path.read_bytes()
    assert doctor(path) == ()
    assert ([path], before) == (list(path.parent.iterdir()), path.read_bytes())


@pytest.mark.parametrize(
    ("content", "words"), [(None, "no file"), (b"", "empty"), (b"text" * 900, "no record")]
)
def test_what_cannot_be_opened_is_a_finding(path: Path, content: bytes | None, words: str) -> None:
    """A file that is no record is described, not raised."""
    if content is not None:
        path.write_bytes(content)
    severity, message = only(path)
    assert severity is Severity.ERROR
    assert words in message


def test_a_later_format_is_a_finding(path: Path) -> None:
    """The doctor says to bring the software up to date."""
    kept(path)
    tampered(path, "PRAGMA user_version = 9")
    assert "up to date" in only(path)[1]


def test_an_altered_step_is_named(path: Path) -> None:
    """What verification finds is among the findings."""
    steps = kept(path)
    tampered(path, "UPDATE steps SET hash = 'x' WHERE position = 2")
    severity, message = only(path)
    assert severity is Severity.ERROR
    assert steps[1].id in message
    assert "backup" in message


def test_steps_cut_off_are_found_by_a_published_head(path: Path) -> None:
    """With a published head the doctor sees what is missing at the end."""
    steps = kept(path)
    assert doctor(path, head=steps[1].hash) == ()
    tampered(path, "DELETE FROM steps WHERE position = 3")
    assert doctor(path) == ()
    assert "published head" in only(path, head=steps[2].hash)[1]


def test_a_damaged_page_is_a_finding(path: Path) -> None:
    """SQLite's own check, or the reading after it, tells of damaged pages."""
    kept(path, 60)
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xa5" * 4096
    path.write_bytes(content)
    assert Severity.ERROR in {each.severity for each in doctor(path)}


def test_a_damaged_snapshot_is_dropped_when_asked(path: Path) -> None:
    """A snapshot of no use is told of, and goes only with a repair; no step does."""
    with_snapshot(path)
    tampered(path, "UPDATE snapshots SET content = replace(content, 'Member', 'Mumber')")
    severity, message = only(path)
    assert severity is Severity.WARNING
    assert "damaged" in message
    assert "damaged" in only(path)[1]
    severity, message = only(path, repair=True)
    assert severity is Severity.NOTE
    assert "was dropped" in message
    assert doctor(path) == ()
    with closing(SqliteStore.open(path)) as store:
        assert (store.length, store.snapshot(whole)) == (3, None)


def test_a_damaged_snapshot_is_never_read(path: Path) -> None:
    """A flipped letter that leaves the snapshot readable does not get into the state."""
    with_snapshot(path)
    tampered(path, "UPDATE snapshots SET content = replace(content, 'Member', 'Mumber')")
    with closing(SqliteStore.open(path)) as store:
        assert store.snapshot(whole) is None


def test_a_snapshot_of_another_record_is_found(path: Path) -> None:
    """A snapshot whose head is not in the record is of no use."""
    kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(write_snapshot(replay([]), "elsewhere", 2))
    assert "another record" in only(path)[1]


def test_steps_that_only_the_snapshot_knows_of_are_missed(path: Path) -> None:
    """A log that was cut off is told of, and a repair does not take the last trace of it away."""
    steps = kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(write_snapshot(replay(steps), steps[-1].hash, len(steps)))
    tampered(path, f"DELETE FROM steps WHERE position = {len(steps)}")
    for repair in (False, True):
        severity, message = only(path, repair=repair)
        assert severity is Severity.ERROR
        assert f"includes {len(steps)} steps and the record has {len(steps) - 1}" in message


def test_a_snapshot_of_another_version_is_found(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot with another layout is of no use."""
    with_snapshot(path)
    monkeypatch.setattr(snapshot, "layout", lambda: "other")
    assert "another version" in only(path)[1]


@pytest.mark.parametrize("begins", [b"\xdf\0\0\0\7\xa6layout", b"\xff" * 60, b"{", b""])
def test_a_snapshot_of_another_form_is_found(path: Path, begins: bytes) -> None:
    """Whatever software before or after this one kept is told of, dropped, and not opened from."""
    steps = kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(begins + b" and so on" * 9 if begins else begins)
    with WorkingGroup.open(path) as group:
        assert group.head == steps[-1].hash
    assert "another version" in only(path)[1]
    assert "was dropped" in only(path, repair=True)[1]
    assert doctor(path) == ()


def test_damage_anywhere_in_a_snapshot_is_found(path: Path) -> None:
    """A byte changed at any place leaves the record as it is, replayed from its steps."""
    with_snapshot(path)
    with closing(SqliteStore.open(path)) as store:
        written, head = store.snapshot(whole), store.head
    assert written is not None
    for place in range(0, len(written), 7):
        changed = written[:place] + bytes([written[place] ^ 0xFF]) + written[place + 1 :]
        tampered(path, f"UPDATE snapshots SET content = x'{changed.hex()}'")
        with WorkingGroup.open(path) as group:
            assert group.head == head
    assert "damaged" in only(path)[1]


def test_a_log_left_behind_is_a_note(path: Path) -> None:
    """After a crash the last steps lie beside the file; whoever copies it must know."""
    crash(path)
    severity, message = only(path)
    assert severity is Severity.NOTE
    assert "group.consensus-wal" in message


def test_a_protected_folder_is_a_warning(protected: Path) -> None:
    """A file in which nothing can be recorded is told of."""
    place = protected / "group.consensus"
    kept(place)
    with protecting(protected):
        severity, message = only(place)
    assert severity is Severity.WARNING
    assert "write-protected" in message


def test_a_disk_almost_full_is_a_warning(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file could not be rewritten, that is told before it has to be."""
    kept(path)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10_000, 9_000, 1_000))
    severity, message = only(path)
    assert severity is Severity.WARNING
    assert "1,000 bytes" in message


def test_words_left_in_the_file_are_a_warning_and_erased_when_asked(path: Path) -> None:
    """What an interrupted redaction left behind is told of, and goes with a repair."""
    kept(path)
    tampered(path, "INSERT INTO traces VALUES (1)")
    severity, message = only(path)
    assert severity is Severity.WARNING
    assert "redacted words" in message
    assert doctor(path, repair=True) == ()
    assert doctor(path) == ()
