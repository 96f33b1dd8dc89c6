"""The overview."""

from __future__ import annotations

from pathlib import Path

from consensus.model.decisions import Outcome
from tests.tui.merging import opened
from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks_in_sizes
from tui.widgets.rows import Rows


def test_the_overview_says_what_to_take_up_next(example: Path) -> None:
    """The first thing on the screen is what is ready for the gavel."""

    async def story(player: Player) -> None:
        assert "ready for the gavel" in player.screen()
        await assert_looks_in_sizes(player, "overview")

    play(example, story)


def test_what_was_deferred_is_taken_up_with_one_key(example: Path) -> None:
    """Enter asks, with the reason it was deferred for; Enter again reopens it and goes there."""
    with opened(example) as group:
        group.decide("7", Outcome.DEFERRED, reason="until the annex is here")

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#next", Rows)
        rows.move_to_key(next(row.key for row in rows.rows if row.cells[0].text == "7"))
        await player.settle()
        await player.press("enter")
        assert "Take up 7?" in player.screen()
        assert "It was deferred: until the annex is here" in player.screen()
        await player.press("enter")
        assert player.notice() == "✓ 7: reopened"
        assert type(player.app.screen).__name__ == "StepScreen"
        assert "7 (R7)" in player.screen()

    play(example, story)
    with opened(example) as group:
        assert group.verdict("7").status == "open"
