"""Who holds what, and whom to call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import Player, play
from tests.tui.stepping import make_record, opened, step_to, words
from tui.screens.grid import GridScreen
from tui.widgets.rows import Rows


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Ashland and Bayland hold one wording, Colland and Dunland another; Elmland accepts both."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH", "BAY"])
        group.propose("1", "ought to", old="shall", by=["COL", "DUN"])
        group.take_position("ELM", "A1", "accept")
        group.take_position("ELM", "A2", "accept")
    return path


def test_the_bridge_is_called_first(record: Path) -> None:
    """All five appear, the one that accepts both as the bridge (story 9)."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("v")
        shown = words(player)
        assert "could live with several: ELM" in shown
        for held in ("ASH, BAY", "COL, DUN"):
            assert held in shown
        await player.press("tab", "enter")
        assert isinstance(player.app.screen, GridScreen)
        assert player.app.screen.query_one("#standings", Rows).key == "ELM"

    play(record, story)


def test_what_nobody_holds_stays_on_the_table(record: Path) -> None:
    """An option whose last holder left it is listed as held by nobody (story 9)."""
    with opened(record) as group:
        group.bracket("2", "The office [FIR: should] publish all reports.")
        group.leave_brackets("2", "FIR")

    async def story(player: Player) -> None:
        await step_to(player, "2")
        await player.press("v")
        shown = words(player)
        assert "bracket B1, option a nobody should" in shown
        assert "no member supports it any more; it stays until it is decided" in shown

    play(record, story)
