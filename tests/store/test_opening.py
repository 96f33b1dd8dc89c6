"""Opening, making and copying stores by path, URL or `:memory:`."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import Damaged, StoreError
from consensus.history.verify import verify
from consensus.store.memory import MemoryStore
from consensus.store.opening import copy_record, create_store, open_store
from consensus.store.sqlite import SqliteStore
from tests.support.recording import chain, redacted_chain, step

# Copies from any place to any place: the same steps, proved, or nothing.

PLACES = ("file", "url", "database")


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], str]:
    """A place of some kind where nothing is yet."""

    def found(kind: str, name: str) -> str:
        if kind == "database":
            return str(request.getfixturevalue("postgres").new_url())
        path = tmp_path / f"{name}.consensus"
        return path.as_uri() if kind == "url" else str(path)

    return found


@pytest.mark.parametrize("target", PLACES)
@pytest.mark.parametrize("source", PLACES)
def test_a_record_is_the_same_wherever_it_is_copied(
    place: Callable[[str, str], str], source: str, target: str
) -> None:
    """Steps, hashes and what was redacted; the copy goes on by itself."""
    steps = redacted_chain()
    here, there = place(source, "here"), place(target, "there")
    with closing(create_store(here, steps=steps)) as store:
        store.show_on_wall(b"shown")
        stored = list(store.read_stored())
        told: list[tuple[int, int]] = []
        made = copy_record(here, there, lambda done, of: told.append((done, of)))
        assert verify(stored) == made
        assert told[-1] == (8, 8)
        with closing(open_store(there)) as copy:
            assert stored == list(copy.read_stored())
            assert copy.on_wall() == b""
            copy.append(step(9, (copy.head,)), copy.head)
        assert store.length == 4


@pytest.mark.parametrize("target", PLACES)
def test_what_is_there_is_left_as_it_is(place: Callable[[str, str], str], target: str) -> None:
    """A copy overwrites nothing."""
    here, there = place("file", "here"), place(target, "there")
    create_store(here, steps=redacted_chain()).close()
    create_store(there).close()
    with pytest.raises(StoreError, match="there already"):
        copy_record(here, there)
    with closing(open_store(there)) as store:
        assert store.length == 0


@pytest.mark.parametrize("target", PLACES)
def test_a_damaged_record_is_not_copied(
    place: Callable[[str, str], str], tmp_path: Path, target: str
) -> None:
    """The step is named, and nothing is made."""
    steps = redacted_chain()
    here, there = place("file", "here"), place(target, "there")
    create_store(here, steps=steps).close()
    with closing(sqlite3.connect(tmp_path / "here.consensus")) as behind:
        behind.execute("UPDATE steps SET content = content || ' ' WHERE position = 3")
        behind.commit()
    with pytest.raises(Damaged, match="not copied") as caught:
        copy_record(here, there)
    assert steps[2].id in str(caught.value)
    with pytest.raises(StoreError):
        open_store(there)


# Opening and making stores by path, URL or `:memory:`.


def test_a_path_is_a_file(path: Path) -> None:
    """What was made under a path is opened under it, as text or as a path."""
    with closing(create_store(path)) as store:
        store.append(chain(1)[0], "")
    with closing(open_store(str(path))) as store:
        assert (SqliteStore, 1) == (type(store), store.length)


def test_a_relative_path_stays_the_same_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A program that changes its folder keeps to the file it opened."""
    monkeypatch.chdir(path.parent)
    with closing(create_store(path.name)) as store:
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        store.append(chain(1)[0], "")
        store.backup(str(path.with_name("copy")))
    assert [path.with_name("copy"), path] == sorted(path.parent.iterdir())


def test_a_file_url_is_a_file(tmp_path: Path) -> None:
    """A URL of a file on this machine names that file, its signs decoded."""
    place = tmp_path / "a b.consensus"
    with closing(create_store(place.as_uri())):
        assert place.exists()
    with closing(open_store(place.as_uri(), read_only=True)) as store:
        assert store.length == 0


def test_memory_is_new_each_time() -> None:
    """A store in memory begins empty."""
    with closing(create_store(":memory:")) as store:
        store.append(chain(1)[0], "")
    with closing(open_store(":memory:")) as store:
        assert (MemoryStore, 0) == (type(store), store.length)


@pytest.mark.parametrize("ask", [open_store, create_store])
@pytest.mark.parametrize("url", ["gopher://host/group", "MYSQL://me:pa55word@host/group"])
def test_an_unknown_kind_is_named_without_its_password(ask: object, url: str) -> None:
    """The error says which kinds there are, and repeats nothing that may be secret."""
    assert callable(ask)
    with pytest.raises(StoreError, match="nothing can be kept at") as caught:
        ask(url)
    assert url.split(":")[0].lower() in str(caught.value)
    assert "pa55word" not in str(caught.value)


def test_a_file_on_another_machine_is_refused() -> None:
    """A URL of a file elsewhere is not taken for one here."""
    with pytest.raises(StoreError, match="another machine"):
        open_store("file://server/share/group.consensus")


def test_a_database_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the driver is not installed, the error says what to install."""
    for name in [each for each in sys.modules if each.startswith("consensus.store.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for ask in (open_store, create_store):
        with pytest.raises(StoreError, match=r"pip install 'consensus-tracker\[postgres\]'"):
            ask("postgresql://me:pa55word@host/db?group=panel")
