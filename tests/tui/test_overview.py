"""The overview."""

from __future__ import annotations

from pathlib import Path

from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks_in_sizes


def test_the_overview_says_what_to_take_up_next(example: Path) -> None:
    """The first thing on the screen is what is ready for the gavel."""

    async def story(player: Player) -> None:
        assert "ready for the gavel" in player.screen()
        await assert_looks_in_sizes(player, "overview")

    play(example, story)
