"""Settled snapshots: what a screen shows, as lines of text that can be read and compared."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from tests.tui.playing import Player

_FOLDER = Path(__file__).parent / "snapshots"

SIZES = ((80, 24), (120, 40))
"""Of a small terminal and of a large one, in columns and lines."""

UPDATE = "UPDATE_SNAPSHOTS"
"""Set in the environment, snapshots are written anew instead of compared; look at the change."""


_DIGITS = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids and hashes, which are others each time the example is made."""


def assert_looks(player: Player, name: str) -> None:
    """Compare the screen with what it looked like when somebody last looked at it.

    Args:
        player: of the screen.
        name: of the snapshot; the size of the terminal is added to it.
    """
    assert_shows(player.screen(), name, player.app.size)


async def assert_looks_in_sizes(player: Player, name: str) -> None:
    """Compare the screen with its snapshots in a small and in a large terminal.

    Args:
        player: of the screen; the terminal has the size that it had when this returns.
        name: of the snapshots.
    """
    before = player.app.size
    for size in SIZES:
        await player.resize(size)
        assert_looks(player, name)
    await player.resize(before)


def assert_shows(screen: str, name: str, size: tuple[int, int]) -> None:
    """Compare what is on a screen with what was on it when somebody last looked at it.

    Args:
        screen: line by line.
        name: of the snapshot.
        size: of the terminal, in columns and lines; it is added to the name.
    """
    width, height = size
    path = _FOLDER / f"{name}-{width}x{height}.txt"
    shown = _DIGITS.sub(lambda found: "·" * len(found[0]), screen) + "\n"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert path.is_file(), f"there is no snapshot {path.name}; write it with {UPDATE}=1"
    expected = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(expected.splitlines(), shown.splitlines(), lineterm="")
    assert expected == shown, "\n".join((path.name, *difference))
