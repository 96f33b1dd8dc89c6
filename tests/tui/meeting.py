"""What is read of a meeting, in the file and on its screen, and going through its lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from consensus import WorkingGroup
from consensus.model.meetings import Presence, SpeakersList
from consensus.model.state import State
from tests.tui.playing import NOW, Player
from tui.widgets.rows import Rows

Found = TypeVar("Found")


def read(path: Path, look: Callable[[State], Found]) -> Found:
    """Something of the state, as the file has it."""
    with WorkingGroup.open(path, clock=lambda: NOW) as group:
        return look(group.state)


def floor_in(path: Path) -> SpeakersList:
    """The speakers' list, as the file has it."""

    def look(state: State) -> SpeakersList:
        assert state.floor is not None
        return state.floor

    return read(path, look)


def presence_in(path: Path, code: str) -> Presence:
    """Whether a member is at the meeting that goes on, as the file has it."""

    def look(state: State) -> Presence:
        assert state.meeting is not None
        return state.presence_of(code, state.meeting.id)

    return read(path, look)


def rows(player: Player, name: str) -> Rows:
    """One of the lists on the screen."""
    return player.app.screen.query_one(f"#{name}", Rows)


def keys(player: Player, name: str) -> list[str]:
    """The keys of the rows of a list, from the top."""
    return [row.key for row in rows(player, name).rows]


async def go_to(player: Player, code: str) -> None:
    """Put the cursor on a member."""
    await player.press("slash")
    await player.type(f"{code}\n")


async def go_to_list(player: Player, name: str) -> None:
    """Give the keys to one of the lists."""
    rows(player, name).focus()
    await player.settle()
