"""The wall: what the room sees, and that it sees nothing else (stories 4 and 5)."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from consensus import WorkingGroup
from consensus.errors import StoreError
from consensus.text.brackets import BracketedText
from consensus.working_group.wall import WallWindow
from tests.tui.playing import (
    HOSTILE,
    NOW,
    SIZES,
    Player,
    assert_shows,
    play,
    press,
    raw_controls,
    resize,
    run,
    settled,
    settled_screen,
    until,
)
from tests.tui.records import opened
from tui.screens.dialogs import AskText, PressKey
from tui.start import make_app, start
from tui.views.text import Mark
from tui.wall import POLL_SECONDS, WallApp
from tui.widgets.passage import Passage


class Room:
    """Looks at the wall as the room does."""

    def __init__(self, pilot: Pilot[None], app: WallApp) -> None:
        self.pilot = pilot
        self.app = app

    def screen(self) -> str:
        """What is on the wall, without colours, line by line."""
        return settled_screen(self.app)

    async def look(self) -> None:
        """Let it look at the record now, and show what is there."""
        self.app.look()
        await settled(self.app)

    async def until(self, holds: Callable[[str], bool]) -> None:
        """Wait until something is to be seen by itself."""
        await until(self.app, lambda: holds(self.screen()))

    async def pushed(self, record: Path, target: str) -> None:
        """Push something, and look at it."""
        with opened(record) as group:
            group.show_on_projector(target)
        await self.look()
        assert not is_blank(self.screen())

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until they have done what they do."""
        await press(self.app, *keys)

    async def assert_looks_in_sizes(self, name: str) -> None:
        """Compare the wall with its snapshots in a small and in a large room."""
        for size in SIZES:
            await resize(self.pilot, size)
            assert_shows(self.screen(), name, size)


def is_blank(screen: str) -> bool:
    """Whether there is nothing on a screen."""
    return not screen.strip()


def watch(
    record: Path, story: Callable[[Room], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> WallApp:
    """Put a wall up, play a story before it, and take it down."""

    async def played() -> WallApp:
        with WallWindow.open(record) as window:
            app = WallApp(window, clock=lambda: NOW)
            async with app.run_test(size=size) as pilot:
                await settled(app)
                await story(Room(pilot, app))
            return app

    return run(played())


def in_another_process(record: Path, *arguments: str) -> None:
    """Do something on the command line, in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "consensus", "-f", str(record), "--by", "another", *arguments],
        check=True,
        capture_output=True,
    )


def test_it_is_blank_until_something_is_pushed(example: Path) -> None:
    """And blank again when it is blanked."""

    async def story(room: Room) -> None:
        assert is_blank(room.screen())
        with opened(example) as group:
            group.show_on_projector("4")
            await room.until(lambda screen: "Invite the secretariat" in screen)
            group.blank_projector()
            await room.until(is_blank)

    watch(example, story)


def test_it_begins_blank_whatever_was_pushed_before(example: Path) -> None:
    """What is left from another day is not shown; pushed again, it is."""
    with opened(example) as group:
        group.show_on_projector("4")

    async def story(room: Room) -> None:
        await room.look()
        assert is_blank(room.screen())
        with WorkingGroup.open(example) as group:
            group.show_on_projector("4")
        await room.until(lambda screen: "Invite the secretariat" in screen)

    watch(example, story)


@pytest.mark.parametrize(("target", "name"), [("7", "item"), ("D1", "draft"), ("", "overview")])
def test_it_is_large_and_plain(example: Path, target: str, name: str) -> None:
    """An item with its brackets, a draft with where its items stand, or how far all have come."""

    async def story(room: Room) -> None:
        await room.pushed(example, target)
        await room.assert_looks_in_sizes(f"wall-{name}")
        assert ("1 of 2" in room.screen()) is (name == "draft")

    watch(example, story)


def marked(room: Room, name: str) -> list[tuple[str, Mark]]:
    """The words of a part of the wall, with how each is drawn."""
    passage = room.app.query_one(f"#wall-{name}", Passage)
    ends = [*passage._starts[1:], len(passage.text)]
    spans = zip(passage._starts, ends, passage._marks, strict=True)
    return [(passage.text[start:end], mark) for start, end, mark in spans]


def test_the_change_is_struck_underlined_and_in_brackets(example: Path) -> None:
    """What would go, what would come in its place, and what excludes each other, by letters."""

    async def story(room: Room) -> None:
        await room.pushed(example, "7")
        found = marked(room, "text")
        assert ("is encouraged to", Mark.OPTION) in found
        assert ("a", Mark.REMOVED) in found
        assert ("one or more", Mark.ADDED) in found
        assert {"[", "(A)", " / (B)"} <= {text for text, mark in found if mark is Mark.SIGN}
        assert "taken out   put in   [not agreed / or]" in room.screen()
        await room.pushed(example, "3")
        assert "   (D)  open, transparent and inclusive\n" in room.screen()
        assert ("(G)  ", Mark.SIGN) in marked(room, "options")

    watch(example, story)


def test_both_texts_stand_side_by_side(example: Path) -> None:
    """The text on the left, how it would read on the right."""

    async def story(room: Room) -> None:
        with opened(example) as group:
            group.show_on_projector("A24", "side-by-side")
        await room.look()
        one, other = (marked(room, name) for name in ("text", "beside"))
        assert Mark.REMOVED in {mark for _, mark in one}
        assert Mark.ADDED in {mark for _, mark in other}
        left, right = (room.app.query_one(f"#wall-{each}").region for each in ("text", "beside"))
        assert (left.y, left.width) == (right.y, right.width)

    watch(example, story)


def test_pending_is_said_without_a_name(example: Path) -> None:
    """What was agreed pending somebody's word is not told whose (story 4)."""

    async def story(room: Room) -> None:
        await room.pushed(example, "8")
        assert "◑ agreed ad ref, pending" in room.screen()
        assert "SRN" not in room.screen()
        await room.assert_looks_in_sizes("wall-pending")

    watch(example, story)


def test_it_names_nobody(example: Path) -> None:
    """Whatever is pushed, no member's code comes with it."""
    with opened(example) as group:
        codes = set(group.state.members) | set(group.state.negotiating_groups)
        targets = [*group.state.items, *group.state.amendments, *group.state.packages, "D1"]

    async def story(room: Room) -> None:
        assert targets
        with opened(example) as group:
            for target in targets:
                group.show_on_projector(target)
                await room.look()
                assert not is_blank(room.screen()), target
                words = {word.strip("[]|:,.") for word in room.screen().split()}
                assert not words & codes, target

    watch(example, story, (120, 40))


def test_the_wall_stays_while_the_facilitator_browses(example: Path) -> None:
    """And while another process records an objection, byte for byte; F9 blanks it (story 5)."""

    async def played() -> None:
        app = make_app(str(example), "sec", clock=lambda: NOW)
        with WallWindow.open(example) as window:
            wall = WallApp(window, clock=lambda: NOW)
            async with (
                wall.run_test(size=(120, 40)) as wall_pilot,
                app.run_test(size=(80, 24)) as pilot,
            ):
                room, player = Room(wall_pilot, wall), Player(pilot, app)
                await player.settle()
                await player.press("j")
                await player.type("4")
                await player.press("enter", "w")
                assert "✓ on the projector" in player.notice()
                await room.until(lambda screen: "Invite the secretariat" in screen)
                before = (room.screen(), shown(example))
                await player.press("j")
                await player.type("9")
                await player.press("enter", "6", "4", "2")
                words = ("position", "set", "ALV", "4", "object", "--reason", "Costs.")
                await asyncio.to_thread(
                    in_another_process, example, *words, "--source", "written", "--document", "x"
                )
                await room.look()
                assert before == (room.screen(), shown(example))
                app.push_screen(AskText("Why?"))
                await player.settle()
                await player.type("half a sen")
                await player.press("f9")
                await room.look()
                assert is_blank(room.screen())
                assert isinstance(app.screen, AskText)
                await player.press("escape", "w")
                await room.until(lambda screen: "9" in screen)

    run(played())


def test_w_asks_what_to_show_and_remembers_it(example: Path) -> None:
    """The status line says what the room sees, whoever shows it."""

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("7")
        await player.press("enter", "w")
        assert isinstance(player.app.screen, PressKey)
        said = player.screen()
        for each in ("with all amendments", "the text alone", "progress"):
            assert each in said
        assert "side by side" not in said
        await player.press("escape")
        assert shown(example) == b""
        await player.press("w", "t")
        assert "projector 7" in player.screen()
        with opened(example) as group:
            assert group.projector().source == "zero draft"
        await player.press("j")
        await player.type("A16")
        await player.press("enter", "w")
        assert "side by side" in player.screen()
        await player.press("enter")
        with opened(example) as group:
            assert group.projector().label == "7"
            group.show_on_projector("12")
        player.app.look_for_news()
        await player.settle()
        assert "projector 12" in player.screen()
        await player.press("f9")
        assert "projector 12" not in player.screen()

    play(example, story)


def shown(record: Path) -> bytes:
    """The bytes on the wall."""
    with opened(record) as group:
        return group._log.store.on_wall()


def test_a_blanked_wall_is_blank_at_the_next_look(example: Path) -> None:
    """And it looks so often that this is within a tenth of a second."""

    async def story(room: Room) -> None:
        await room.pushed(example, "4")
        with opened(example) as group:
            group.blank_projector()
        await room.look()
        assert is_blank(room.screen())

    watch(example, story, (120, 40))
    assert POLL_SECONDS * 2 <= 0.1


@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_is_scrolled_on_the_wall(example: Path, size: tuple[int, int]) -> None:
    """With the arrows; another text begins at its beginning."""
    words = " ".join(f"word{number}" for number in range(1500))
    with opened(example) as group:
        group.edit("4", words)

    async def story(room: Room) -> None:
        await room.pushed(example, "4")
        assert "word0 " in room.screen()
        assert " 1 of " in room.screen()
        assert room.app.query_one("#room", VerticalScroll).scrollbar_size_vertical == 0
        await room.press("down", "down", "pagedown", "pagedown")
        assert "word0 " not in room.screen()
        await room.press("up", *["pageup"] * 5)
        assert "word0 " in room.screen()
        await room.press("end", *["pagedown"] * 40)
        assert "word1499" in room.screen()
        page, pages = re.findall(r" (\d+) of (\d+)", room.screen())[-1]
        assert page == pages
        with opened(example) as group:
            group.show_on_projector("1")
        await room.until(lambda screen: "Encourage" in screen)

    watch(example, story, size)


def test_no_other_key_does_anything(example: Path) -> None:
    """Nobody can browse, or bring help, a palette or a message before the room."""
    with opened(example) as group:
        group.show_on_projector("4")

    async def story(room: Room) -> None:
        before = room.screen()
        keys = ("1", "j", "u", "question_mark", "ctrl+p", "f1", "escape", "enter", "w", "tab", "T")
        await room.press(*keys)
        assert before == room.screen()
        assert len(room.app.screen_stack) == 1

    watch(example, story)


def test_no_text_tricks_the_terminal_of_the_room(example: Path) -> None:
    """Signs that would are made visible, and brackets that are words stay words."""

    async def story(room: Room) -> None:
        with opened(example) as group:
            for words in HOSTILE.values():
                escaped = BracketedText.plain(f"begin {words}").notation()
                group.edit("4", escaped)
                group.show_on_projector("4")
                await room.until(lambda screen: "begin" in screen)
                assert raw_controls(room.pilot) == set(), words
                group.blank_projector()
                await room.until(is_blank)
            group.edit("4", "Quiet\x1b\\[2J words and \\[brackets\\].")
            group.show_on_projector("4")
            await room.until(lambda screen: "Quiet\\u001b[2J words and [brackets]." in screen)

    watch(example, story)


def test_the_wall_stays_when_the_record_cannot_be_read(example: Path) -> None:
    """The room is shown no error but a small dot; whoever takes the wall down is told."""
    away = example.with_name("away")
    with opened(example) as group:
        group.show_on_projector("4")

    async def story(room: Room) -> None:
        before = room.screen()
        example.rename(away)
        await room.look()
        assert before == room.screen()
        away.rename(example)
        await room.pushed(example, "2")
        before = room.screen()
        example.rename(away)
        await room.look()
        assert before == re.sub(" *·\n", "\n", room.screen())
        away.rename(example)
        with opened(example) as group:
            group.show_on_projector("1")
        await room.until(lambda screen: "Encourage" in screen)
        assert room.app.problem == ""
        example.rename(away)
        await room.look()

    app = watch(example, story)
    assert "cannot be found" in app.problem


def test_leaving_says_what_went_wrong(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an error of the store, which the command shows with its exit code."""

    def run(app: WallApp) -> None:
        app.problem = "the file is gone"

    monkeypatch.setattr(WallApp, "run", run)
    with pytest.raises(StoreError, match="the projector stayed as it was, since the file is gone"):
        start(str(example), wall=True)


def test_it_begins_only_before_a_record(tmp_path: Path) -> None:
    """Where there is none, nothing is put up."""
    with pytest.raises(StoreError, match="no file"):
        start(str(tmp_path / "none.consensus"), wall=True)
