"""The grid of positions."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.model.meetings import Presence
from consensus.model.positions import Position
from tests.tui.playing import NOW, Player, assert_looks_in_sizes, play
from tui.widgets.rows import Rows


def position_of(path: Path, member: str, target: str) -> Position | None:
    """What a member says of a target, as the file has it."""
    with WorkingGroup.open(path, clock=lambda: NOW) as group:
        return group.state.positions.get(group.state.handles[target], {}).get(member)


@pytest.fixture
def in_session(example: Path) -> Path:
    """The example in a meeting to which everybody came but Alvora."""
    with WorkingGroup.open(example, by="sec", clock=lambda: NOW) as group:
        group.open_meeting("Third meeting")
        codes = [each.code for each in group.state.counting(NOW.date()) if each.code != "ALV"]
        group.note_presence(codes)
        group.note_presence(codes[:2], Presence.REMOTE)
    return example


async def at(player: Player, label: str) -> None:
    """Go to the grid of a text."""
    await player.press("4", "j")
    await player.type(label)
    await player.press("enter")


def test_the_grid_shows_groups_against_stances_and_every_member(in_session: Path) -> None:
    """Of 14, on which most has been said."""

    async def story(player: Player) -> None:
        await at(player, "14")
        await assert_looks_in_sizes(player, "grid")

    play(in_session, story)


STANCES = {
    "s": Stance.SUPPORT,
    "l": Stance.ACCEPT,
    "h": Stance.HOLD,
    "x": Stance.DISAGREE,
    "z": Stance.ABSTAIN,
}


def test_one_key_records_a_stance(in_session: Path) -> None:
    """It is that of the member under the cursor, said on the floor."""

    async def story(player: Player) -> None:
        await at(player, "6")
        await player.press("slash")
        await player.type("DOL\n")
        for key, stance in STANCES.items():
            await player.press(key)
            assert f"DOL: {stance} on 6" in player.notice()
            found = position_of(in_session, "DOL", "R6")
            assert found is not None
            assert found.stance is stance

    play(in_session, story)


def test_an_objection_asks_for_its_reason(in_session: Path) -> None:
    """The reason may be left out, and the question can be left."""

    async def story(player: Player) -> None:
        await at(player, "6")
        await player.press("slash")
        await player.type("DOL\n")
        await player.press("o", "escape")
        assert position_of(in_session, "DOL", "R6") is None
        await player.press("o")
        await player.type("too dear\n")

    play(in_session, story)
    found = position_of(in_session, "DOL", "R6")
    assert found is not None
    assert (found.stance, found.reason) == (Stance.OBJECT, "too dear")


def test_what_an_absent_member_says_needs_a_written_source(in_session: Path) -> None:
    """Without one nothing is recorded; with one it is kept as written."""

    async def story(player: Player) -> None:
        await at(player, "6")
        await player.press("slash")
        await player.type("ALV\n")
        await player.press("s", "enter")
        assert "an answer is needed here" in player.screen()
        await player.type("letter of 26 January\n")

    play(in_session, story)
    found = position_of(in_session, "ALV", "R6")
    assert found is not None
    assert (found.source, found.document) == ("written", "letter of 26 January")


def test_a_member_takes_its_position_back(in_session: Path) -> None:
    """With the key for deleting."""

    async def story(player: Player) -> None:
        await at(player, "6")
        await player.press("slash")
        await player.type("DOL\n")
        await player.press("s", "delete")

    play(in_session, story)
    assert position_of(in_session, "DOL", "R6") is None


def test_members_can_be_filtered(in_session: Path) -> None:
    """Who objects, holds or is against 14, and everybody again."""

    async def story(player: Player) -> None:
        await at(player, "14")
        await player.press("f", "o")
        rows = player.app.screen.query_one("#standings", Rows)
        assert 0 < len(rows.rows) < 41
        await player.press("f", "e")
        assert len(rows.rows) == 41

    play(in_session, story)


def test_the_arrows_turn_to_the_text_before_and_after(in_session: Path) -> None:
    """The member that is looked at stays the same."""

    async def story(player: Player) -> None:
        await at(player, "4")
        await player.press("slash")
        await player.type("DOL\n")
        before = player.app.target
        await player.press("right")
        assert player.app.target != before
        assert player.app.screen.query_one("#standings", Rows).key == "DOL"
        await player.press("left")
        assert player.app.target == before

    play(in_session, story)
