"""The overview."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks

SIZES = ((80, 24), (120, 40))


@pytest.mark.parametrize("size", SIZES)
def test_the_overview_says_what_to_take_up_next(example: Path, size: tuple[int, int]) -> None:
    """The first thing on the screen is what is ready for the gavel."""

    async def story(player: Player) -> None:
        assert "ready for the gavel" in player.screen()
        assert_looks(player, "overview")

    play(example, story, size)
