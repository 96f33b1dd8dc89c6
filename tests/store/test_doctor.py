"""The doctor: what is wrong with a record file is found, and nothing is repaired unasked."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from consensus import WorkingGroup
from consensus.errors import Damaged
from consensus.finding import Severity
from consensus.history import snapshot
from consensus.history.replay import replay
from consensus.history.snapshot import write_snapshot
from consensus.store.doctor import doctor
from consensus.store.sqlite import SqliteStore
from tests.support.files import crash, kept, protecting, tampered, whole
from tests.support.recording import redaction


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
    assert "published fingerprint" in only(path, head=steps[2].hash)[1]


def test_a_damaged_page_is_a_finding(path: Path) -> None:
    """SQLite's own check, or the reading after it, tells of damaged pages."""
    kept(path, 60)
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xa5" * 4096
    path.write_bytes(content)
    assert Severity.ERROR in {each.severity for each in doctor(path)}


def cached(cache_folder: Path) -> Path:
    """The one snapshot in the cache."""
    (found,) = cache_folder.glob("*.snapshot")
    return found


def forged(path: Path) -> bytes:
    """A snapshot with the true head of a record and an invented state."""
    steps = kept(path)
    invented = replay(steps)
    invented.members["M2"] = attrs.evolve(invented.members["M2"], name="Invented")
    return bytes(write_snapshot(invented, steps[-1].hash, len(steps)))


def test_a_forged_snapshot_is_an_error_and_dropped_when_asked(path: Path) -> None:
    """One with the true head and an invented state does not agree with the replayed log."""
    content = forged(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(content)
    severity, message = only(path)
    assert severity is Severity.ERROR
    assert "the kept snapshot does not agree with the steps" in message
    severity, message = only(path, repair=True)
    assert severity is Severity.NOTE
    assert "was dropped" in message
    assert doctor(path) == ()


def test_a_snapshot_in_the_file_is_a_note(path: Path) -> None:
    """What an earlier version or a forger left in the file is not read; a repair deletes it."""
    content = forged(path)
    digest = hashlib.sha256(content).hexdigest()
    tampered(path, f"INSERT INTO snapshots VALUES (1, '{digest}', x'{content.hex()}')")
    severity, message = only(path)
    assert severity is Severity.NOTE
    assert "it is not read" in message
    with WorkingGroup.open(path) as group:
        assert group.state.members["M2"].name == "Member 2"
    assert "was deleted" in only(path, repair=True)[1]
    assert doctor(path) == ()


def test_a_record_without_steps_is_an_error(path: Path) -> None:
    """An emptied record is not in order, and cannot be opened."""
    kept(path)
    tampered(path, "DELETE FROM steps")
    severity, message = only(path)
    assert severity is Severity.ERROR
    assert "all of it was lost" in message
    with pytest.raises(Damaged, match=r"group\.consensus holds no step.*backup"):
        WorkingGroup.open(path)


def test_a_damaged_snapshot_is_dropped_when_asked(path: Path, cache_folder: Path) -> None:
    """A snapshot of no use is told of, and goes only with a repair; no step does."""
    with_snapshot(path)
    place = cached(cache_folder)
    place.write_bytes(place.read_bytes().replace(b"Member", b"Mumber"))
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


def test_a_snapshot_of_another_copy_is_a_note(path: Path) -> None:
    """A snapshot whose head is not in this copy of the record is not read, and is no fault."""
    kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(write_snapshot(replay([]), "elsewhere", 2))
    severity, message = only(path)
    assert severity is Severity.NOTE
    assert "another copy" in message


def test_a_snapshot_older_than_a_redaction_is_a_note(path: Path) -> None:
    """It may hold the words, and is not read; a repair drops it."""
    steps = kept(path)
    content = write_snapshot(replay(steps), steps[-1].hash, 3)
    last = redaction(4, steps[-1], of=steps[1])
    with closing(SqliteStore.open(path)) as store:
        store.redact(last, steps[-1].hash, [(steps[1].id, [1])])
        store.keep_snapshot(content)
    severity, message = only(path)
    assert severity is Severity.NOTE
    assert "older than an undo or a redaction" in message
    assert "was dropped" in only(path, repair=True)[1]


def test_steps_that_only_the_snapshot_knows_of_are_missed(path: Path) -> None:
    """A log that was cut off is told of, and a repair does not take the last trace of it away."""
    steps = kept(path)
    with closing(SqliteStore.open(path)) as store:
        store.keep_snapshot(write_snapshot(replay(steps), steps[-1].hash, len(steps)))
    tampered(path, f"DELETE FROM steps WHERE position = {len(steps)}")
    for repair in (False, True):
        severity, message = only(path, repair=repair)
        assert severity is Severity.WARNING
        assert f"includes {len(steps)} steps and this copy has {len(steps) - 1}" in message


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


def test_damage_anywhere_in_a_snapshot_is_found(path: Path, cache_folder: Path) -> None:
    """A byte changed at any place leaves the record as it is, replayed from its steps."""
    with_snapshot(path)
    place = cached(cache_folder)
    written = place.read_bytes()
    with closing(SqliteStore.open(path)) as store:
        for index in range(0, len(written), 7):
            changed = bytes([written[index] ^ 0xFF])
            place.write_bytes(written[:index] + changed + written[index + 1 :])
            assert store.snapshot(whole) is None
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
