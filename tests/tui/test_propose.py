"""Proposing an amendment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks, assert_looks_in_sizes
from tests.tui.writing import group_at, handle, open_on
from tui.screens.wording import ProposeScreen


def test_what_is_typed_is_marked_beside_it(example: Path) -> None:
    """The words stand in the editor, and what they change beside or beneath it."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        assert player.screen().count("Strongly") == 2
        assert "by the chair" in player.screen()
        await assert_looks_in_sizes(player, "propose")

    play(example, story)


def test_f2_records_it_with_those_behind_it(example: Path) -> None:
    """Sponsors are picked, a rationale is typed, and F2 puts the amendment into the file."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        await player.press("f4")
        await player.type("RAH")
        await player.press("enter", "escape", "f5")
        await player.type("OWC")
        await player.press("enter", "escape", "f6")
        await player.type("it matters")
        await player.press("enter")
        assert "by RAH   with OWC   why: it matters" in player.screen()
        await player.press("f2")
        assert "✓ RAH: amendment to modify 5 (R5)" in player.notice()
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)
    with group_at(example) as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.sponsors, made.cosponsors, made.rationale) == (
            ("RAH",),
            ("OWC",),
            "it matters",
        )
        assert group.state.text(made.id).startswith("Strongly Encourage")


def test_whoever_has_the_floor_proposes(example: Path) -> None:
    """The speaker is the sponsor unless somebody else is picked."""
    with group_at(example) as group:
        group.open_meeting("Third meeting")
        group.request_floor("ELD")
        group.give_floor()

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        assert "by ELD" in player.screen()

    play(example, story)


@pytest.mark.parametrize(
    ("key", "typed", "kind", "told"),
    [
        ("i", "A new paragraph.", "insert", "A new paragraph."),
        ("d", "", "delete", "Encourage the organizers"),
        ("s", "", "split", "part 2"),
    ],
)
def test_other_kinds(example: Path, key: str, typed: str, kind: str, told: str) -> None:
    """F3 asks what the amendment does; the preview shows it, and F2 records it."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("f3", key)
        if key == "i":
            await player.type("5 bis")
            await player.press("enter")
        if key == "s":
            screen.editor.move_to(len("Encourage the organizers of meetings "))
            typed_here = "\n\n"
        else:
            typed_here = typed
        await player.type(typed_here)
        assert told in player.screen()
        await player.press("f2")

    play(example, story)
    with group_at(example) as group:
        made = list(group.state.amendments.values())[-1]
        assert made.kind == kind
        assert made.label == ("5 bis" if key == "i" else "")
        assert len(made.parts) == (1 if key == "s" else 0)


def test_moving_asks_where_to(example: Path) -> None:
    """The item goes after the one that is picked."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f3", "v")
        await player.type("3")
        await player.press("enter")
        assert "moved after 3 (R3)" in player.screen()
        await player.press("f2")

    play(example, story)
    with group_at(example) as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.kind, made.after) == ("move", handle(group, "3"))


def test_joining_asks_with_which(example: Path) -> None:
    """The items that are picked make one text, which can be typed over."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f3", "j")
        await player.type("6")
        await player.press("enter", "escape")
        assert "joined with 6 (R6)" in player.screen()
        await player.press("f2")

    play(example, story)
    with group_at(example) as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.kind, made.others) == ("join", (handle(group, "6"),))


def test_words_typed_for_one_kind_are_there_again(example: Path) -> None:
    """Looking at another kind loses nothing that was typed for this one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        await player.press("f3", "d", "f3", "m")
        assert screen.editor.words.startswith("Strongly Encourage")

    play(example, story)


def test_nothing_typed_is_nothing_recorded(example: Path) -> None:
    """F2 says what is missing, and Esc leaves without a question."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f2")
        assert "nothing is changed yet" in player.notice()
        await player.press("escape")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)


def test_esc_asks_before_words_are_thrown_away(example: Path) -> None:
    """Leaving needs a second key where something was typed."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.type("Well, ")
        await player.press("escape")
        assert "Throw away what you typed?" in player.screen()
        await player.press("escape")
        assert player.app.screen is screen
        await player.press("escape", "enter")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)


def test_words_that_were_left_behind_come_back(example: Path) -> None:
    """Going elsewhere by the palette keeps what was typed until the screen is opened again."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Well, ")
        await player.app.action_go("overview")
        await player.settle()
        again = await open_on(player, ProposeScreen, "5")
        assert again.editor.words.startswith("Well, Encourage")
        assert "here again" in player.notice()

    play(example, story)


def test_a_change_by_others_disturbs_nothing_and_is_shown(example: Path) -> None:
    """Words and cursor stay; both changes are shown; F8 carries what was typed over."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        with group_at(example) as group:
            text = group.state.text(handle(group, "5"))
            group.edit("5", text.replace("remote", "distant"))
        await player.look_for_news()
        assert screen.editor.words.startswith("Strongly Encourage")
        assert screen.editor.cursor_location == (0, len("Strongly "))
        assert "was changed while you typed" in player.screen()
        assert "Changed meanwhile" in player.screen()
        assert_looks(player, "propose-changed")
        await player.press("f2")
        assert "which also undoes what was changed" in player.screen()
        await player.press("c")
        assert "distant participants" in screen.editor.words
        assert screen.editor.words.startswith("Strongly Encourage")
        await player.press("f2")
        assert "✓" in player.notice()

    play(example, story)


def test_an_amendment_to_an_amendment(example: Path) -> None:
    """What is amended may be an amendment; it can only be modified."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "A8")
        await player.press("f3")
        assert "can only be modified" in player.notice()
        await player.type("Now: ")
        await player.press("f2")

    play(example, story)
    with group_at(example) as group:
        made = list(group.state.amendments.values())[-1]
        assert made.target == handle(group, "A8")


def test_a_package_has_no_words(example: Path) -> None:
    """It is said what to do instead, and Esc leaves."""
    with group_at(example) as group:
        group.propose_package("Both", ["5", "6"])

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "PKG1")
        assert "open one of its items" in player.notice()
        await player.press("f2", "escape")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)
