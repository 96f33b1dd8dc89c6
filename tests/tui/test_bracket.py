"""Brackets by the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.playing import Player, assert_looks_in_sizes, play
from tests.tui.records import handle, open_on, opened
from tui.screens.bracket import BracketScreen
from tui.views.wording import brackets_view


def test_b_arrows_b(example: Path) -> None:
    """The first b begins, the arrows go over more words, the second closes and asks who holds."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "5")
        await player.press("right", "right", "b", "right", "right")
        assert "[organizers of meetings]" in player.screen()
        await assert_looks_in_sizes(player, "bracket")
        await player.press("b")
        await player.type("alv, mer")
        await player.press("enter")
        await player.type("those who convene")
        await player.press("enter")
        await player.type("RAH")
        await player.press("enter")
        assert "✓ 5 (R5): brackets" in player.notice()
        await assert_looks_in_sizes(player, "bracket-written")

    play(example, story)
    with opened(example, "colleague") as group:
        text = group.state.text(handle(group, "5"))
        assert "the [ALV, MER: organizers of meetings | RAH: those who convene] to treat" in text
        assert group.state.version(handle(group, "5")).cause == "bracketing"


def test_another_wording_can_stand_beside_words_of_a_text_with_brackets(example: Path) -> None:
    """A bracket that is there already does not stand in the way of the next one."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "7")
        await player.press("end", "b", "b", "enter")
        await player.type("agency")
        await player.press("enter", "enter")
        assert "✓ 7 (R7): brackets" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        assert " | agency]" in group.state.text(handle(group, "7"))


def test_brackets_that_nobody_holds_need_two_enters(example: Path) -> None:
    """Holders and another wording may be left empty."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "5")
        await player.press("b", "b", "enter", "enter")

    play(example, story)
    with opened(example, "colleague") as group:
        assert group.state.text(handle(group, "5")).startswith("[Encourage] the")


def test_marking_backwards_and_letting_go(example: Path) -> None:
    """The arrows may go either way; Esc marks nothing, and once more leaves."""

    async def story(player: Player) -> None:
        screen = await open_on(player, BracketScreen, "5")
        await player.press("right", "right", "b", "left")
        assert "[the organizers]" in player.screen()
        await player.press("escape")
        assert not screen.words.is_marking
        await player.press("escape")
        assert player.app.screen is not screen

    play(example, story)


def test_lines_are_gone_through_with_up_and_down(example: Path) -> None:
    """Down stands on a word of the next line, End on the last of it, Home on the first."""

    async def story(player: Player) -> None:
        screen = await open_on(player, BracketScreen, "5")
        words = screen.view.wording.text if screen.view else ""
        await player.press("down")
        start, end = screen.words.span
        assert start > 40
        assert words[start:end].strip() == words[start:end] != ""
        below = start
        await player.press("up")
        assert screen.words.span[0] < below
        await player.press("end")
        assert screen.words.span[0] > 40
        await player.press("home")
        assert screen.words.span[0] == 0

    play(example, story)


@pytest.mark.parametrize(
    ("first", "last", "crosses"),
    [
        ("government", "[", True),
        ("government", "ALV", True),
        ("government", "should]", False),
        ("[", "should]", False),
        ("shall", "shall", False),
        ("shall", "|", True),
        ("shall", "should", True),
        ("MER", "should", True),
        ("should]", "designate", True),
        ("every", "government", False),
    ],
)
def test_a_part_of_a_bracket_is_not_marked(
    example: Path, first: str, last: str, crosses: bool
) -> None:
    """Whole brackets and words inside one option are marked; signs and names alone are not."""
    with opened(example, "colleague") as group:
        view = brackets_view(group, lambda: None, handle(group, "7"))
    text = view.wording.text
    start, end = text.index(first), text.index(last) + len(last)
    assert view.crosses(start, end) is crosses


def test_a_mark_that_crosses_a_bracket_is_told(example: Path) -> None:
    """The second b refuses it, and the words stay marked."""

    async def story(player: Player) -> None:
        screen = await open_on(player, BracketScreen, "7")
        await player.press(*["right"] * 3, "b", *["right"] * 2, "b")
        assert "mark all of it, or words inside it" in player.notice()
        assert screen.words.is_marking

    play(example, story)


def test_an_unknown_code_is_named(example: Path) -> None:
    """Nobody is put in a bracket that nobody knows."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "5")
        await player.press("b", "b")
        await player.type("ALV XQZ")
        await player.press("enter")
        assert "no member has the code XQZ" in player.screen()

    play(example, story)


def test_words_in_brackets_are_told_with_their_holders(example: Path) -> None:
    """Under the cursor stands which bracket it is in, and who holds its options."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "7")
        await player.press(*["right"] * 5)
        assert "bracket 1 of 1: shall (ALV) | should (MER)" in player.screen()

    play(example, story)


@pytest.mark.parametrize(
    ("keys", "typed", "read"),
    [("L", "should", "government should designate"), ("D", "", "government designate")],
)
def test_lifting_and_dropping_are_amendments(
    example: Path, keys: str, typed: str, read: str
) -> None:
    """The text stays as it is; what is proposed can be merged, decided, withdrawn."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "7")
        await player.press(*["right"] * 5, keys)
        if typed:
            await player.type(typed)
            await player.press("enter")
        await player.type("RAH")
        await player.press("enter")
        assert "✓ RAH:" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert made.sponsors == ("RAH",)
        assert read in group.state.text(made.id)
        assert "[ALV: shall | MER: should]" in group.state.text(handle(group, "7"))


def test_a_change_by_others_is_told(example: Path) -> None:
    """What was marked is let go, since it may not stand there any more."""

    async def story(player: Player) -> None:
        screen = await open_on(player, BracketScreen, "5")
        await player.press("b", "right")
        with opened(example, "colleague") as group:
            group.edit("5", "Encourage everybody.")
        await player.look_for_news()
        assert not screen.words.is_marking
        assert "mark the words once more" in player.notice()
        assert "Encourage everybody." in player.screen()

    play(example, story)


def test_an_amendment_is_reworded_instead(example: Path) -> None:
    """Brackets are written into items; it is said what to do."""

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "A8")
        await player.press("b")
        assert "reword the amendment" in player.notice()

    play(example, story)


def test_a_bracket_over_several_items_is_lifted_and_deleted(example: Path) -> None:
    """Where the cursor is in no bracket of the text, `L` and `D` settle the one around its item."""
    with opened(example, "colleague") as group:
        group.bracket_items("4", "6")
        group.bracket_items("5", "6", by=["RAH"])

    async def story(player: Player) -> None:
        await open_on(player, BracketScreen, "5")
        assert "BR1 from 4 (R4) to 6 (R6)" in player.screen()
        await player.press("L")
        assert "Which bracket over several items?" in player.screen()
        await player.press("down", "enter")
        assert "✓ BR2, from 5 (R5) to 6 (R6)" in player.notice()
        await player.press("D")
        assert "All items in it leave the text" in player.screen()
        await player.press("enter")
        assert "✓ BR1, from 4 (R4) to 6 (R6)" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        assert [each.became for each in group.state.spanning.values()] == ["deleted", "lifted"]
        assert group.state.items[handle(group, "R5")].removed
