"""What every screen has: help, palette, themes, keys of one's own, jumping, undoing, copying."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.command import CommandPalette

from consensus import WorkingGroup
from consensus.errors import UnreadableInput
from tests.history.samples.make_sample import FOLDER
from tests.tui.playing import NOW, Player, play, play_on
from tests.tui.snapshot import assert_looks_in_sizes
from tui.app import ConsensusApp
from tui.keymap import EVERYWHERE, STEP
from tui.screens.grid import GridScreen
from tui.screens.help import COLUMNS, HelpScreen
from tui.screens.overview import OverviewScreen
from tui.settings import THEMES, Preferences, place_of_preferences, read_preferences
from tui.widgets.rows import Rows


def opened(path: Path) -> WorkingGroup:
    """The record, open."""
    return WorkingGroup.open(path, by="sec", clock=lambda: NOW)


def test_help_lists_what_can_be_done(example: Path) -> None:
    """On the screen beneath first, then everywhere."""

    async def story(player: Player) -> None:
        await player.press("question_mark")
        await assert_looks_in_sizes(player, "help")
        await player.press("escape")
        assert isinstance(player.app.screen, OverviewScreen)

    play(example, story)


def test_help_says_all_of_what_each_key_does(example: Path) -> None:
    """In eighty columns an explanation goes on in the next row, which does the same."""

    async def story(player: Player) -> None:
        await player.press("question_mark")
        assert "…" not in player.screen().split("What can be done")[1].split("Enter: do it")[0]
        await player.press("escape", "3", "question_mark")
        rows = player.app.screen.query_one("#actions", Rows)
        said: dict[str, str] = {}
        for row in rows.rows:
            said[row.key] = f"{said.get(row.key, '')} {row.cells[-1].text}".strip()
            room = rows.scrollable_content_region.width
            room -= sum(column.width + 1 for column in COLUMNS[:-1])
            assert len(row.cells[-1].text) <= room
        assert all(said[action.id] == action.help for action in (*STEP, *EVERYWHERE))

    play(example, story)


def test_a_notice_of_what_was_undone_elsewhere_does_not_stay(example: Path) -> None:
    """The screen that said it was recorded says, too, that it was taken back."""

    async def story(player: Player) -> None:
        await player.press("3", "m")
        await player.type("ALV")
        await player.press("enter", "s")
        recorded = player.notice()
        assert "ALV" in recorded
        await player.press("1", "u", "enter")
        await player.press("3")
        assert player.notice().startswith("✓ took back: ALV on 4 (R4): support")

    play(example, story)


def test_help_does_what_is_chosen(example: Path) -> None:
    """Enter on a line is as good as its key."""

    async def story(player: Player) -> None:
        await player.press("f1")
        assert isinstance(player.app.screen, HelpScreen)
        player.app.screen.query_one("#actions", Rows).move_to_key("go.grid")
        await player.press("enter")
        assert isinstance(player.app.screen, GridScreen)

    play(example, story)


def test_the_palette_goes_to_items_and_members(example: Path) -> None:
    """A label goes to its text, a code to the member's line among the positions."""

    async def story(player: Player) -> None:
        await player.press("ctrl+p")
        assert isinstance(player.app.screen, CommandPalette)
        await player.type("R5")
        await player.settle()
        await player.press("enter")
        assert player.app.target == await player.app.record_worker.look(
            lambda group, _: group.state.handles["R5"]
        )
        await player.press("ctrl+p")
        await player.type("DOL")
        await player.settle()
        await player.press("enter")
        assert player.app.screen.query_one("#standings", Rows).key == "DOL"

    play(example, story)


def test_the_palette_does_what_can_be_done(example: Path) -> None:
    """An action is found by its words."""

    async def story(player: Player) -> None:
        await player.press("ctrl+p")
        await player.type("positions")
        await player.settle()
        await player.press("enter")
        assert isinstance(player.app.screen, GridScreen)

    play(example, story)


def test_themes_are_gone_through_in_turn(example: Path) -> None:
    """Dark, light, high contrast, and dark again."""

    async def story(player: Player) -> None:
        seen = [player.app.theme]
        for _ in THEMES:
            await player.press("T")
            seen.append(player.app.theme)
        assert seen == [each.name for each in (*THEMES, THEMES[0])]

    play(example, story)


def test_jumping_finds_the_label_that_was_typed(example: Path) -> None:
    """`1` is 1, and not 10 or 11."""

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("1\n")
        label = await player.app.record_worker.look(
            lambda group, _: group.state.full_label(player.app.target)
        )
        assert label == "1"

    play(example, story)


def test_undo_shows_what_it_would_take_back(example: Path) -> None:
    """And takes it back when it is confirmed, not when the question is left."""

    async def story(player: Player) -> None:
        await player.app.record("R4 agreed", lambda group: group.decide("4", "agreed"))
        await player.press("u")
        assert "Take back your last step?" in player.screen()
        await player.press("escape")
        assert "6 of 23 agreed" in player.screen()
        await player.press("u", "enter")
        assert "5 of 23 agreed" in player.screen()

    play(example, story)
    with opened(example) as group:
        assert group.verdict("4").status == "ready"


def test_the_text_of_what_is_selected_is_copied(example: Path) -> None:
    """As it stands in the record."""

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("5\n")
        await player.press("1", "y")
        text = await player.app.record_worker.look(
            lambda group, _: group.state.text(player.app.target)
        )
        assert player.app.clipboard == text

    play(example, story)


def test_keys_of_ones_own(example: Path) -> None:
    """A key that a person has chosen does it, and the usual one does no longer."""
    preferences = Preferences(keys={"go.grid": "f4"})

    async def story(player: Player) -> None:
        await player.press("4")
        assert isinstance(player.app.screen, OverviewScreen)
        await player.press("f4")
        assert isinstance(player.app.screen, GridScreen)

    app = ConsensusApp(lambda: opened(example), preferences, clock=lambda: NOW)
    play_on(app, story)


def test_a_theme_of_ones_own(example: Path) -> None:
    """It is there from the beginning."""

    async def story(player: Player) -> None:
        assert player.app.theme == "consensus-light"
        assert player.app.has_class("-light-mode")

    app = ConsensusApp(lambda: opened(example), Preferences("consensus-light"), clock=lambda: NOW)
    play_on(app, story)


class TestReadingPreferences:
    def test_nothing_need_be_there(self, tmp_path: Path) -> None:
        """Without a file everything is as usual."""
        assert read_preferences(tmp_path / "tui.toml") == Preferences()

    def test_a_theme_and_keys(self, tmp_path: Path) -> None:
        """They stand in a file that a person can write."""
        path = tmp_path / "tui.toml"
        path.write_text('theme = "consensus-contrast"\n[keys]\n"go.grid" = "f4"\n', "utf-8")
        assert read_preferences(path) == Preferences("consensus-contrast", {"go.grid": "f4"})

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("theme = ", "cannot be read"),
            ('theme = "pink"', "there is no theme 'pink'"),
            ('[keys]\n"go.moon" = "f4"', "names the action 'go.moon'"),
            ('[keys]\n"go.grid" = 4', "needs a key"),
            ('keys = "f4"', r"headed \[keys\]"),
            ("colour = 1", "has colour"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path: Path, text: str, problem: str) -> None:
        """With the file and what is wrong in it."""
        path = tmp_path / "tui.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(UnreadableInput, match=problem):
            read_preferences(path)

    def test_the_file_is_where_such_files_are(self, tmp_path: Path) -> None:
        """In the folder that the environment names, or in the usual one."""
        assert place_of_preferences({"XDG_CONFIG_HOME": str(tmp_path)}) == (
            tmp_path / "consensus" / "tui.toml"
        )
        assert place_of_preferences({}).parts[-3:] == (".config", "consensus", "tui.toml")


def test_a_record_that_cannot_be_read_whole_says_so(tmp_path: Path) -> None:
    """The step is named as the record is opened, and everything else is shown."""
    path = Path(shutil.copy(FOLDER / "unreadable.consensus", tmp_path / "ferry.consensus"))

    async def story(player: Player) -> None:
        assert "number 5" in player.notice()
        assert "cannot be read" in player.notice()
        assert "8 more are left out" in player.notice()
        assert isinstance(player.app.screen, OverviewScreen)

    play(path, story)
