"""Copies from any place to any place: the same steps, proved, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consensus.errors import Damaged, StoreError
from consensus.history.verify import verify
from consensus.store.opening import copy_record, create_store, open_store
from tests.support.recording import redacted_chain, step

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
