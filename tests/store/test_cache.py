"""The cache of snapshots: where it lies, who may read it, how large it grows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consensus.store import cache
from consensus.store.cache import (
    FOLDER,
    is_cached,
    read_cached,
    remove_cached,
    write_cached,
)
from consensus.store.cache import (
    cache_folder as named_folder,
)
from consensus.store.port import Source
from consensus.store.sqlite import SqliteStore
from tests.support.files import kept, whole

KEY = "a" * 64

# Windows has other paths, and keeps files apart by the folders of its users, not by modes.
posix = pytest.mark.skipif(sys.platform == "win32", reason="of paths and modes as in POSIX")


def at(folder: Path, key: str = KEY) -> Path:
    """Where the snapshot of a record lies."""
    return folder / f"{key}.snapshot"


@posix
@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/consensus"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/ann/.cache/consensus"),
        ("linux", {}, "/home/ann/.cache/consensus"),
        ("darwin", {}, "/home/ann/Library/Caches/consensus"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/consensus"),
        ("win32", {}, "/home/ann/AppData/Local/consensus"),
        ("linux", {FOLDER: "/named", "XDG_CACHE_HOME": "/x"}, "/named"),
        ("linux", {FOLDER: "off", "XDG_CACHE_HOME": "/x"}, None),
    ],
)
def test_the_folder_is_the_one_named_or_that_of_the_platform(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    expected: str | None,
) -> None:
    """The variable of this software comes first, then that of the XDG specification."""
    for name in (FOLDER, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ann"))
    assert named_folder() == (Path(expected) if expected else None)


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service may run as one, and is no worse for it."""

    def no_home() -> Path:
        raise RuntimeError("no home")

    for name in (FOLDER, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    write_cached(KEY, b"one")
    remove_cached(KEY)
    assert (named_folder(), read_cached(KEY, whole), is_cached(KEY)) == (None, None, False)


@posix
def test_only_its_user_can_read_it(cache_folder: Path) -> None:
    """The folder is made for the user alone, and so is each file in it."""
    write_cached(KEY, b"one")
    modes = [each.stat().st_mode & 0o777 for each in (cache_folder, at(cache_folder))]
    assert (modes, read_cached(KEY, whole)) == ([0o700, 0o600], b"one")


@posix
def test_a_file_that_others_may_open_is_not_read(cache_folder: Path) -> None:
    """Who can write to it could have invented it."""
    write_cached(KEY, b"one")
    at(cache_folder).chmod(0o660)
    assert (read_cached(KEY, whole), is_cached(KEY)) == (None, True)


@posix
def test_a_file_of_another_user_is_not_read(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where several users share a folder each believes only what is its own."""
    write_cached(KEY, b"one")
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert read_cached(KEY, whole) is None


@posix
def test_a_link_is_not_followed(cache_folder: Path, tmp_path: Path) -> None:
    """A link could name any file of the user."""
    write_cached(KEY, b"one")
    at(cache_folder).rename(tmp_path / "elsewhere")
    at(cache_folder).symlink_to(tmp_path / "elsewhere")
    assert read_cached(KEY, whole) is None


@posix
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_not_read(make: Callable[[Path], None], cache_folder: Path) -> None:
    """A folder or a pipe in the place of a snapshot neither fails nor is waited for."""
    write_cached(KEY, b"one")
    at(cache_folder).unlink()
    make(at(cache_folder))
    assert read_cached(KEY, whole) is None


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "*"])
def test_a_key_that_is_no_hash_names_no_file(cache_folder: Path, tmp_path: Path, key: str) -> None:
    """A file from elsewhere may say anything where the hash of its first step should be."""
    write_cached(KEY, b"one")
    before = sorted(tmp_path.parent.rglob("*"))
    write_cached(key, b"two")
    remove_cached(key)
    assert (read_cached(key, whole), is_cached(key)) == (None, False)
    assert before == sorted(tmp_path.parent.rglob("*"))


def test_a_folder_that_cannot_be_written_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The record is opened and closed as without a cache."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(FOLDER, str(tmp_path / "file"))
    kept(tmp_path / "group.consensus")
    with closing(SqliteStore.open(tmp_path / "group.consensus")) as store:
        store.keep_snapshot(b"one", store.head)
        store.drop_snapshots()
        assert (store.keeps_snapshots, store.snapshot(whole)) == (True, None)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "group.consensus"]


def test_a_full_disk_leaves_the_last_one(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    """What cannot be written whole takes the place of nothing, and no part of it stays."""
    write_cached(KEY, b"one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    write_cached(KEY, b"two")
    assert ([at(cache_folder)], b"one") == (list(cache_folder.iterdir()), read_cached(KEY, whole))


def test_the_least_recently_used_go_first(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    """Together they stay below a bound; what else lies in the folder is left alone."""
    monkeypatch.setattr(cache, "_MOST_BYTES", 350)
    for number, each in enumerate("abc"):
        write_cached(each * 64, b"x" * 36)
        os.utime(at(cache_folder, each * 64), ns=(number, number))
    (cache_folder / "thesis.txt").write_bytes(b"x" * 900)
    assert read_cached("a" * 64, whole) == b"x" * 36
    write_cached("d" * 64, b"x" * 36)
    left = [f"{each * 64}.snapshot" for each in "acd"]
    assert [*left, "thesis.txt"] == sorted(each.name for each in cache_folder.iterdir())
    write_cached("e" * 64, b"x" * 900)
    assert read_cached("e" * 64, whole) == b"x" * 900
    assert len(list(cache_folder.iterdir())) == 2


def test_what_another_process_removes_meanwhile_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    """A file that was listed and is gone takes no room, and the others are still limited."""
    write_cached("b" * 64, b"x" * 36)
    listed = [at(cache_folder, each * 64) for each in "abc"]
    monkeypatch.setattr(cache, "_kept_in", lambda _: iter(listed))
    monkeypatch.setattr(cache, "_MOST_BYTES", 150)
    write_cached("c" * 64, b"x" * 36)
    assert [at(cache_folder, "c" * 64)] == list(cache_folder.iterdir())


def test_what_cannot_be_read_from_the_disk_is_no_snapshot(cache_folder: Path) -> None:
    """A fault of the disk costs a replay, and is no error to the caller."""

    def fails(_: Source) -> bytes:
        raise OSError(5, "Input/output error")

    write_cached(KEY, b"words")
    assert read_cached(KEY, fails) is None


def test_what_a_killed_program_left_is_removed_too(cache_folder: Path) -> None:
    """Half of a snapshot may hold the words as well; other records keep theirs."""
    for each in "ab":
        write_cached(each * 64, b"words")
    (cache_folder / f"{KEY}.0123456789ab.part").write_bytes(b"words")
    remove_cached(KEY)
    assert [at(cache_folder, "b" * 64)] == list(cache_folder.iterdir())


def test_words_are_erased_where_no_cache_is_wanted_any_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the usual folder holds from before goes too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(FOLDER)
    write_cached(KEY, b"words")
    monkeypatch.setenv(FOLDER, "off")
    assert at(tmp_path / "consensus").exists()
    remove_cached(KEY)
    assert list((tmp_path / "consensus").iterdir()) == []
