"""The window through which a screen for the room looks at the wall."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consensus.errors import Damaged, StoreError
from consensus.working_group import WorkingGroup
from consensus.working_group.wall import WallWindow
from tests.support.panel import fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of a panel, in a file."""
    place = tmp_path / "panel.consensus"
    with WorkingGroup.create(place, title="Harbour panel", by="secretary") as group:
        fill(group)
    return place


def test_it_shows_what_is_pushed_and_blanked(path: Path) -> None:
    """A window that is open sees at once what another handle puts on the wall."""
    with WallWindow.open(path) as window, WorkingGroup.open(path) as facilitator:
        assert window.slide() is None
        shown = facilitator.push_to_wall("3")
        assert shown == window.slide()
        facilitator.blank_wall()
        assert window.slide() is None


def test_it_begins_only_where_a_record_is(tmp_path: Path) -> None:
    """Where there is nothing to look at, the opening says so."""
    with pytest.raises(StoreError, match="no file"):
        WallWindow.open(tmp_path / "none.consensus")


def test_it_comes_back_after_an_error(path: Path) -> None:
    """A file that was away is read again when it is there again."""
    away = path.with_name("away")
    with WallWindow.open(path) as window:
        path.rename(away)
        with pytest.raises(StoreError, match="cannot be found"):
            window.slide()
        away.rename(path)
        assert window.slide() is None


def test_it_reads_the_file_that_took_the_place(path: Path) -> None:
    """A backup moved into the place of the record is what the room sees from then on."""
    other = path.with_name("other.consensus")
    shutil.copy(path, other)
    with WorkingGroup.open(other) as facilitator:
        shown = facilitator.push_to_wall("2")
    with WallWindow.open(path) as window:
        assert window.slide() is None
        other.replace(path)
        assert shown == window.slide()


def test_it_is_not_stopped_by_what_it_cannot_read(path: Path) -> None:
    """What other software put on the wall is an error, and the next push is seen."""
    with WallWindow.open(path) as window, WorkingGroup.open(path) as facilitator:
        facilitator._log.store.show_on_wall(b"{]")
        with pytest.raises(Damaged):
            window.slide()
        assert facilitator.push_to_wall("3") == window.slide()
