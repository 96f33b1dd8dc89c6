"""Playing the screens on which words are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from textual.screen import Screen

from consensus.model.lookup import find
from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player

Opened = TypeVar("Opened", bound=Screen[None])


async def open_on(player: Player, screen: Callable[[str], Opened], name: str) -> Opened:
    """Open a screen on what a name means."""
    target = await player.app.record_worker.look(lambda group, check: find(group.state, name))
    player.app.target = target
    opened = screen(target)
    await player.app.push_screen(opened)
    await player.settle()
    return opened


def group_at(record: Path) -> WorkingGroup:
    """The record as another process would open it."""
    return WorkingGroup.open(record, by="colleague", clock=lambda: NOW)


def handle(group: WorkingGroup, name: str) -> str:
    """The id of what a name means."""
    return find(group.state, name)
