"""Wording from the floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.model.drafts import Cause
from consensus.model.positions import Stance
from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks_in_sizes
from tests.tui.writing import group_at, handle, open_on
from tui.screens.wording import EditScreen


def test_what_hangs_on_a_wording_is_seen_while_it_is_typed(example: Path) -> None:
    """Amendments that follow or clash, and positions to be taken afresh, stand beside the words."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "3")
        screen.editor.move_to(screen.editor.words.index("open"))
        await player.type("wholly ")
        assert "follow as they are" in player.screen()
        await assert_looks_in_sizes(player, "edit")
        await player.press("f2")
        assert "Reword 3 (R3)?" in player.screen()
        await assert_looks_in_sizes(player, "edit-confirm")

    play(example, story)


def test_enter_records_what_was_seen(example: Path) -> None:
    """F2 shows what would change, and Enter records it."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("Strongly ")
        await player.press("f6")
        await player.type("asked for by the chair")
        await player.press("enter")
        assert "reason: asked for by the chair" in player.screen()
        await player.press("f2", "enter")
        assert "✓ 5 (R5) reworded" in player.notice()
        assert not isinstance(player.app.screen, EditScreen)

    play(example, story)
    with group_at(example) as group:
        version = group.state.version(handle(group, "5"))
        assert (version.number, version.cause) == (2, Cause.EDIT)
        assert group.state.text(handle(group, "5")).startswith("Strongly Encourage")


def test_an_editorial_change_leaves_positions_alone(example: Path) -> None:
    """F3 says that nothing of substance changes."""
    with group_at(example) as group:
        before = group.verdict("5").counts.of(Stance.SUPPORT)

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("Do ")
        await player.press("f3")
        assert "editorial: positions carry over" in player.screen()
        assert "no position needs to be reconfirmed" in player.screen()
        await player.press("f2", "enter")

    play(example, story)
    with group_at(example) as group:
        assert group.state.version(handle(group, "5")).cause is Cause.EDITORIAL
        assert group.verdict("5").counts.of(Stance.SUPPORT) == before


def test_an_amendment_is_reworded_by_its_sponsors(example: Path) -> None:
    """The same screen records another wording of an amendment, never an editorial one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "A8")
        assert "by its sponsors" in player.screen()
        assert "editorial" not in player.screen()
        screen.editor.move_to(0)
        await player.type("Yes: ")
        await player.press("f2", "enter")
        assert "✓ A8 reworded by its sponsors" in player.notice()

    play(example, story)
    with group_at(example) as group:
        assert group.state.text(handle(group, "A8")).startswith("Yes: ")


def test_an_odd_bracket_is_told_before_it_is_recorded(example: Path) -> None:
    """A sign without its partner is named with its place."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("[")
        assert "✗ line 1, sign 1" in player.screen()

    play(example, story)


def test_an_agreed_text_is_said_to_be_agreed(example: Path) -> None:
    """What was decided is named before other words take its place."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "1")
        assert "1 (R1) is agreed: other words are not covered" in player.screen()
        screen.editor.move_to(0)
        await player.type("Do ")
        assert "would no longer cover the words" in player.screen()

    play(example, story)


def test_an_empty_text_is_refused(example: Path) -> None:
    """It is said how an item is taken out, and what was typed stays."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.select_all()
        await player.press("backspace")
        assert "to take the item out, propose that" in player.screen()
        await player.press("f2")
        await player.press("enter")
        assert "a text needs words" in player.notice()
        assert player.app.screen is screen

    play(example, story)


def test_undo_and_redo_inside_the_editor(example: Path) -> None:
    """Ctrl+Z and Ctrl+Y take typing back and forth; u is a letter here."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        whole = screen.editor.words
        await player.type("u1 j")
        assert screen.editor.words == f"u1 j{whole}"
        await player.press("ctrl+z")
        assert screen.editor.words == whole
        await player.press("ctrl+y")
        assert screen.editor.words == f"u1 j{whole}"
        await player.press("tab")
        assert screen.editor.words == f"u1 j{whole}"
        assert not screen.editor.has_focus

    play(example, story)


@pytest.mark.parametrize(
    "words",
    [
        "各国政府应当\u3000报告 [BRA: 每年 | 每两年]。",
        "تلتزم الدول [ALV: سنوياً] بالتقارير\u200f.",
        "escape \x1b[31m, bell \x07, line\u2028separator, \u202ereversed\r\n  and\ttab, cafe\u0301",
    ],
)
def test_every_script_and_sign_comes_back_as_it_was(example: Path, words: str) -> None:
    """Control signs are shown as pictures, and nothing is changed by being shown."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.load(words)
        await player.settle()
        assert screen.editor.words == words
        assert not {"\x1b", "\x07", "\u2028", "\u202e"} & set(player.screen())
        await player.type("x")
        assert screen.editor.words == f"x{words}"

    play(example, story)


def test_fifty_thousand_signs_can_be_typed_in(example: Path) -> None:
    """A very long paragraph is edited like a short one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        long = "Members [shall | should] report every year. " * 1200
        screen.editor.load(long)
        screen.editor.move_to(30_000)
        await player.type("Also ")
        assert screen.editor.words == f"{long[:30_000]}Also {long[30_000:]}"
        assert "Also" in player.screen()

    play(example, story)


def test_half_a_bracket_is_refused_before_anything_is_asked(example: Path) -> None:
    """F2 says where the bracket has no other half, and shows no confirmation."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("[")
        await player.press("f2")
        assert "line 1, character 1: this square bracket is never closed" in player.notice()
        assert isinstance(player.app.screen, EditScreen)
        assert "Reword 5" not in player.screen()

    play(example, story)
