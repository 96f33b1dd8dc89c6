"""Leaving for good: what was typed or chosen and not recorded is shown first."""

from __future__ import annotations

from pathlib import Path

from tests.tui.merging import open_merge, steps
from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks
from tests.tui.writing import open_on
from tui.screens.dialogs import AskWording
from tui.screens.wording import EditScreen


def test_nothing_is_asked_where_nothing_would_be_lost(example: Path) -> None:
    """A text that was opened and left alone is no loss."""

    async def story(player: Player) -> None:
        await open_on(player, EditScreen, "5")
        await player.press("ctrl+q")
        assert not player.app.is_running

    play(example, story)


def test_what_is_being_typed_is_not_lost_unseen(example: Path) -> None:
    """Esc goes on with it, Enter leaves it."""

    async def story(player: Player) -> None:
        await open_on(player, EditScreen, "5")
        await player.type("Strongly ")
        await player.press("ctrl+q")
        assert "Leave without recording this?" in player.screen()
        assert "Strongly Encourage" in player.screen()
        assert_looks(player, "leaving")
        await player.press("escape")
        await player.type("and ")
        assert "Strongly and Encourage" in player.screen()
        await player.press("ctrl+q", "enter")
        assert not player.app.is_running

    before = steps(example)
    play(example, story)
    assert steps(example) == before


def test_words_left_on_another_screen_are_remembered(example: Path) -> None:
    """They wait there, so they would be lost too."""

    async def story(player: Player) -> None:
        await open_on(player, EditScreen, "5")
        await player.type("Strongly ")
        await player.app.action_go("draft")
        await player.settle()
        await player.press("ctrl+q")
        assert "Strongly Encourage" in player.screen()
        await player.press("ctrl+q")
        assert not player.app.is_running

    play(example, story)


def test_an_answer_of_several_lines_is_asked_about(example: Path) -> None:
    """Even while the question stands there."""

    async def story(player: Player) -> None:
        player.app.push_screen(AskWording("What does it say?"))
        await player.settle()
        await player.type("A long answer")
        await player.press("ctrl+q")
        assert "Leave without recording this?" in player.screen()

    play(example, story)


def test_what_was_chosen_of_a_merge_is_asked_about(example: Path) -> None:
    """And nothing, once it is recorded."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "enter", "ctrl+q")
        assert "what you chose of a merge" in player.screen()
        await player.press("escape", "f2", "enter", "ctrl+q")
        assert not player.app.is_running

    play(example, story)
