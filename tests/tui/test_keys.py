"""The line of keys: what fits, and what a click on it does."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.playing import Player, play
from tui.screens.help import HelpScreen
from tui.widgets.frame import Key, Keys, fit_keys

KEYS = st.builds(
    Key,
    key=st.sampled_from(["a", "f2", "escape"]),
    display=st.sampled_from(["a", "f2", "esc"]),
    label=st.text("abc 漢", min_size=1, max_size=12),
    help=st.just(""),
    is_help=st.just(False),
    is_idle=st.booleans(),
)
HELP = Key("question_mark", "?", "help", "", True, False)


@given(keys=st.lists(KEYS, max_size=8), place=st.integers(0, 8), width=st.integers(8, 120))
def test_the_keys_fit_and_help_is_among_them(keys: list[Key], place: int, width: int) -> None:
    """In the order in which they were; a sign says that others are left out."""
    everything = [*keys[:place], HELP, *keys[place:]]
    shown, is_cut = fit_keys(everything, width)
    taken = sum(key.width for key in shown)
    assert (taken + 1 if is_cut else taken - 1) <= width
    assert HELP in shown
    assert is_cut is (len(shown) < len(everything))
    left = iter(everything)
    assert all(key in left for key in shown)


def test_a_click_on_a_key_presses_it(example: Path) -> None:
    """And the mouse over it says what it does."""

    async def story(player: Player) -> None:
        await player.pilot.hover(Keys, offset=(2, 0))
        keys = player.app.screen.query_one(Keys)
        assert keys.tooltip == "What can be done on this screen"
        await player.pilot.click(Keys, offset=(2, 0))
        await player.settle()
        assert isinstance(player.app.screen, HelpScreen)

    play(example, story)


def test_a_click_beside_the_keys_does_nothing(example: Path) -> None:
    """Where nothing stands, nothing is pressed."""

    async def story(player: Player) -> None:
        before = player.screen()
        await player.pilot.click(Keys, offset=(78, 0))
        await player.settle()
        assert player.screen() == before

    play(example, story)
