"""The grid of positions."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.model.meetings import Presence
from consensus.model.positions import Position
from consensus.reports.words import SAYS_OF
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


def in_view(player: Player) -> list[str]:
    """The codes of the members that are listed, from the top."""
    return [each.key for each in player.app.screen.query_one("#standings", Rows).rows]


async def at(player: Player, label: str) -> None:
    """Go to the grid of a text."""
    await player.press("4", "j")
    await player.type(label)
    await player.press("enter")


def test_positions_show_groups_as_signs_and_whoever_said_something(in_session: Path) -> None:
    """Of 14, on which most has been said: what is to be talked about comes first."""

    async def story(player: Player) -> None:
        await at(player, "14")
        await assert_looks_in_sizes(player, "grid")
        assert in_view(player) == ["CCE", "TRCA", "MER", "UVD", "WYN", "YAR", "LUM", "IODS"]
        assert " GOV  …◇◇◇+·················" in player.screen()
        assert " BUS  ✗✗···                     0 of 5  2 object\n" in player.screen()
        assert "8 of 41 members: who said something; 33 have no position" in player.screen()
        assert "5 Jan, written" in player.screen()
        assert "CCE on 14: s support" in player.screen()

    play(in_session, story)


def test_positions_on_an_amendment_are_not_among_those_on_the_paragraph(in_session: Path) -> None:
    """The arrows go from the paragraph to the amendments to it, and back."""

    async def story(player: Player) -> None:
        await at(player, "3")
        assert "MER" not in in_view(player)
        await player.press("right")
        assert in_view(player)[:1] == ["MER"]
        assert "A4  ✗ blocked: 3 of 41 in favour   replace “should” by “shall”" in player.screen()
        await player.press("left")
        assert "MER" not in in_view(player)

    play(in_session, story)


def test_a_wide_screen_has_the_items_beside_the_members(in_session: Path) -> None:
    """The same cursor goes through both; on a smaller one they are not even read."""

    async def story(player: Player) -> None:
        await at(player, "3")
        heading = next(each for each in player.screen().splitlines() if "when, where" in each)
        assert "  PP1 PP2 PP3 1 2 ▸3 4 5 " in heading
        line = next(each for each in player.screen().splitlines() if " ELD " in each)
        assert "+ support" in line
        assert "  +   ·   ·   + · +  · + + " in line
        await player.resize((120, 40))
        assert "PP1" not in player.screen()

    play(in_session, story, (200, 50))


def test_enter_shows_all_that_a_member_said(in_session: Path) -> None:
    """With the conditions and the day, in full."""

    async def story(player: Player) -> None:
        await at(player, "14")
        await player.press("slash")
        await player.type("WYN\n")
        await player.press("enter")
        shown = " ".join(player.screen().split())
        assert "Without the words in brackets." in shown
        assert "provided A27 is agreed, otherwise object" in shown
        assert "5 January 2017, written" in shown

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
            assert f"DOL {SAYS_OF[stance].format(6)}" in player.notice()
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
        await player.press("s")
        assert len(player.app.screen_stack) == 1
        assert "ALV is absent; where is “support” written?" in player.screen()
        await player.press("enter")
        assert "an answer is needed here" in player.screen()
        await player.press("escape")
        assert position_of(in_session, "ALV", "R6") is None
        await player.press("s")
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
        assert [each.key for each in rows.rows] == ["CCE", "TRCA", "MER"]
        await player.press("f", "e")
        assert len(rows.rows) == 41
        await player.press("f", "n")
        assert len(rows.rows) == 33

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
