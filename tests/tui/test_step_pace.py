"""The step-through while somebody types faster than it can show."""

from __future__ import annotations

from pathlib import Path

from tests.tui.playing import Player, play
from tests.tui.stepping import make_record, stances, step_to, until_said


def test_a_key_means_what_was_gone_to_before_it_is_shown(tmp_path: Path) -> None:
    """A stance right after `next open` is on the next matter, never on the one before."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.hurry("s", "n", "l", "n", "h")
        await until_said(player, "DUN: hold on 3")

    play(path, story)
    assert [stances(path, each) for each in ("R1", "R2", "R3")] == [
        {"DUN": "support"},
        {"DUN": "accept"},
        {"DUN": "hold"},
    ]


def test_a_key_means_the_row_that_the_cursor_was_put_on(tmp_path: Path) -> None:
    """A stance right after the cursor moved is on the row that it moved to."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.hurry("down", "s", "up", "x")
        await until_said(player, "DUN: disagree on 1")

    play(path, story)
    assert stances(path, "A1") == {"DUN": "support"}
    assert stances(path, "R1") == {"DUN": "disagree"}
