"""What every screen has, how the terminal is left, and a whole meeting played by keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.containers import VerticalScroll
from textual.widgets import Input, Static
from textual.widgets._toast import Toast

from consensus import WorkingGroup
from consensus.errors import UnreadableInput
from consensus.reports.history import describe
from consensus.reports.revisions import revision_document
from tests.history.samples.make_sample import FOLDER
from tests.tui.playing import NOW, Player, assert_looks, assert_looks_in_sizes, play, play_on
from tests.tui.records import open_merge, open_on, opened, steps
from tui.app import ConsensusApp
from tui.keymap import EVERYWHERE, STEP
from tui.screens.deliver import DeliverScreen
from tui.screens.dialogs import AskWording, Confirm
from tui.screens.grid import GridScreen
from tui.screens.help import HelpScreen
from tui.screens.overview import OverviewScreen
from tui.screens.wording import EditScreen
from tui.settings import THEMES, Preferences, place_of_preferences, read_preferences
from tui.views.text import Span
from tui.widgets.rows import Rows

# What every screen has: help, palette, themes, keys of one's own, jumping, undoing, copying.


def test_help_lists_what_can_be_done(example: Path) -> None:
    """On the screen beneath first, then everywhere."""

    async def story(player: Player) -> None:
        await player.press("question_mark")
        await assert_looks_in_sizes(player, "help")
        await player.press("escape")
        assert isinstance(player.app.screen, OverviewScreen)

    play(example, story)


def test_help_says_all_of_what_each_key_does(example: Path) -> None:
    """Of the action at the cursor, in whole; each is found by its own words."""

    async def story(player: Player) -> None:
        await player.press("3", "question_mark")
        find = player.app.screen.query_one("#find", Input)
        says = player.app.screen.query_one("#help-says", Static)
        for action in (*STEP, *EVERYWHERE):
            find.value = action.help
            await player.settle()
            assert str(says.render()) == action.help
            assert says.virtual_size.height <= says.size.height

    play(example, story)


@pytest.mark.parametrize("place", [*"12345679", "3 enter", "8", "8 right", "1 K", "3 i"])
def test_help_stands_on_one_page(example: Path, place: str) -> None:
    """In eighty columns nothing is scrolled to, and no key or name is cut."""

    async def story(player: Player) -> None:
        await player.press(*place.split(), "question_mark")
        for rows in player.app.screen.query(Rows):
            assert not rows.show_vertical_scrollbar
        help_, page = player.app.screen, player.screen()
        assert isinstance(help_, HelpScreen)
        assert "Anywhere" in page
        assert "not agreed" in page
        assert "Esc close" in page
        for line in help_._listed:
            assert f" {help_._actions[line].label} " in page

    play(example, story)


def test_the_overview_leads_to_whom_to_call_and_to_deliver(example: Path) -> None:
    """What is objected to names the key of whom to call, which does it; papers are at hand."""

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#next", Rows)
        blocked = [each for each in rows.rows if each.cells[0].text == "✗"]
        assert {each.cells[-1].text for each in blocked} == {"v"}
        rows.move_to_key(blocked[0].key)
        await player.press("v")
        assert "all positions" in player.screen()
        await player.press("escape")
        assert "to deliver (8)" in player.screen()
        await player.press("8")
        assert isinstance(player.app.screen, DeliverScreen)

    play(example, story)


@pytest.mark.parametrize("keys", ["3", "3 enter"])
def test_a_message_leaves_the_floor_line_to_be_read(example: Path, keys: str) -> None:
    """Also in eighty columns."""

    async def story(player: Player) -> None:
        await player.press(*keys.split())
        player.app.tell("somebody else recorded a position meanwhile", is_problem=True)
        await player.settle()
        screen = player.app.screen
        toast, line = screen.query_one(Toast).region, screen.query_one("#floor-line").region
        assert toast.bottom <= line.y

    play(example, story)


def test_help_moves_from_column_to_column(example: Path) -> None:
    """Down from the last of one column leads to the first of the next, and only one is chosen."""

    async def story(player: Player) -> None:
        await player.press("3", "question_mark", *["down"] * 18)
        chosen = [each.key for each in player.app.screen.query(Rows) if each.cursor >= 0]
        assert chosen == ["step.holders"]
        await player.press("enter")
        assert "Who supports which wording" not in player.screen()
        assert not isinstance(player.app.screen, HelpScreen)

    play(example, story)


@pytest.mark.parametrize("place", [*"123456789"])
def test_tab_goes_from_pane_to_pane(example: Path, place: str) -> None:
    """And shift+Tab back; the title of the pane with the focus stands out."""

    async def story(player: Player) -> None:
        await player.press(place)
        chain = player.app.screen.focus_chain
        first = player.app.focused
        seen = []
        for _ in chain:
            await player.press("tab")
            seen.append(player.app.focused)
        assert {*seen} == {*chain}
        assert player.app.focused is first
        await player.press("tab", "shift+tab")
        assert player.app.focused is first
        for pane in player.app.screen.query(".pane"):
            if isinstance(pane, VerticalScroll) and pane.display and pane.max_scroll_y:
                assert pane.can_focus

    play(example, story, (120, 40))


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


def test_help_is_searched_and_explains_the_signs(example: Path) -> None:
    """What is typed leaves the actions that are called so; signs and marks stand beneath."""

    async def story(player: Player) -> None:
        await player.press("question_mark")
        assert "✗ blocked" in player.screen()
        assert "not agreed" in player.screen()
        await player.type("positions")
        assert "flag" not in player.screen()
        await player.press("enter")
        assert isinstance(player.app.screen, GridScreen)

    play(example, story)


def test_help_does_what_is_chosen(example: Path) -> None:
    """Enter on a line is as good as its key."""

    async def story(player: Player) -> None:
        await player.press("f1")
        assert isinstance(player.app.screen, HelpScreen)
        await player.type("who stands where")
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


def test_themes_are_chosen_from_a_list(example: Path) -> None:
    """The own ones, and those of Textual."""

    async def story(player: Player) -> None:
        for name in (*(each.name for each in THEMES), "nord", "dracula"):
            await player.press("T")
            await player.type(name)
            await player.settle()
            await player.press("down", "enter")
            assert player.app.theme == name
            assert "9Analysis" in player.screen()

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


# Leaving for good: what was typed or chosen and not recorded is shown first.


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


# A whole meeting, from the state in which the example begins to a published revision, by keys.

MEETING = "Fourth meeting"


async def whole_meeting(player: Player) -> None:
    """What a secretary does at the keyboard, and nothing else."""
    # The meeting opens in committee, and everybody is there.
    await player.press("5", "M")
    await player.type(f"{MEETING}\n")
    await player.press("enter", "H", "enter")
    # 4 is ready: one gavel.
    await player.press("3", "j")
    await player.type("4\n")
    await player.press("g", "enter")
    # 3: the second conflict is settled for the text as it stands, the first goes into brackets.
    await player.press("j")
    await player.type("3\n")
    await player.press("enter", "n", "down", "enter", "n", "b", "f2", "enter")
    # The chair rules on 5 over the objection of Pelagor, takes that back, and rules after all.
    await agreed_over_an_objection(player)
    await player.press("u", "enter")
    await agreed_over_an_objection(player)
    # The package settles 9 and 12 at once.
    await player.press("j")
    await player.type("PKG1\n")
    await player.press("g", "enter")
    # Three amendments to 16(b) are drawn together; one of the sponsors lets its own go.
    await player.press("j")
    await player.type("16(b)\n")
    await player.press("O", "down", "enter", "down", "enter", "down", "enter")
    await player.press("f5", "enter", "escape", "f2", "enter")
    # The revision goes out, and the meeting closes.
    await player.press("2", "P", "enter")
    await player.press("5", "M", "enter")


async def agreed_over_an_objection(player: Player) -> None:
    """The gavel falls on 5, with its reason."""
    await player.press("j")
    await player.type("5\n")
    await player.press("g", "enter")
    await player.type("The hall is ready\n")


def test_a_meeting_by_keyboard_alone(example: Path) -> None:
    """Through a conflict, a bracket, a dissent, an undo, a package and a consolidation."""
    with WorkingGroup.open(example) as group:
        before = len(group.steps())
    play(example, whole_meeting)
    with WorkingGroup.open(example) as group:
        state = group.state
        (draft,) = state.drafts
        told = [
            (sentence, undone)
            for step, operations, undone in list(group.history())[before:]
            for sentence in describe(step, operations, state).sentences
        ]
        everybody = told.pop(1)
        undo = told.pop(4)
        issued = revision_document(state, draft, "Rev.1")
        texts = {item.handle: item.text for item in issued.items}
        bracketed = "A4, A5 and A6 in brackets, some of their words over ALV and MER"
        ruled = (
            "the Chair declared 5 (R5) agreed; PLG stated its objection; the Chair's reason:"
            " “The hall is ready”"
        )
        assert told == [
            ("M4 opened: Fourth meeting", False),
            ("DEC18: 4 (R4) agreed", False),
            (f"A51 merged into 3 (R3); {bracketed}; A7, A8 and A9 not retained", False),
            (f"DEC19: {ruled}", True),
            (f"DEC20: {ruled}", False),
            ("DEC21: PKG1, 9 (R9) and 11 (R12) agreed (package)", False),
            ("A55 proposed by the chair to 14(b) (L2), drawing together A38, A39 and A47", False),
            ("A38 retired into A55", False),
            ("Rev.1 of D1 published with 21 items", False),
            ("M4 closed", False),
        ]
        assert everybody[0].endswith("noted as present (in person)")
        assert undo[0].endswith("undone")
        assert texts["R3"] == (
            "Agree that cooperation [should be | shall be | is best when] open, transparent and "
            "inclusive, and that decisions should be taken as close as possible to the communities "
            "that they affect."
        )
        assert texts["L2"].startswith("publish each year the steps they have taken")
        assert state.decisions[state.handles["DEC20"]].over == ("PLG",)
        assert group.verdict("9").status == group.verdict("R12").status == "agreed"
        assert issued.issued == NOW
        assert group.verify().is_intact


@pytest.mark.parametrize(
    ("size", "classes"), [((80, 24), "narrow short"), ((120, 40), "normal tall")]
)
def test_a_dialog_has_its_looks_for_the_terminal_before_it_opens(
    example: Path, size: tuple[int, int], classes: str
) -> None:
    """It is styled once, and not again when it is told how large it is."""

    async def story(player: Player) -> None:
        dialog = Confirm("Leave", [Span("words")], "leave")
        assert {f"-{each}" for each in classes.split()} <= dialog.classes

    play(example, story, size)
