"""The floor: who asks for it, who gets it, and for how long."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.model.meetings import Presence
from tests.tui.playing import NOW, Player, assert_looks_in_sizes, play, play_on
from tests.tui.records import floor_in, go_to_list, keys, presence_in, rows
from tui.start import make_app
from tui.views.meeting import floor_to, seconds_in


def test_the_flag_and_space_are_told_from_the_meeting(in_session: Path) -> None:
    """The notice says who has the floor now and who follows."""

    async def story(player: Player) -> None:
        await player.press("5")
        for code in ("KRV", "DOL", "ALV"):
            await player.press("q")
            await player.type(f"{code}\n")
            assert f"{code} asks for the floor" in player.notice()
        assert keys(player, "speakers") == ["DOL", "ALV", "KRV"]
        await player.press("space")
        assert "DOL has the floor; then ALV, KRV" in player.notice()
        assert "● DOL  Dolmara  GOV" in player.screen()

    play(in_session, story)
    assert presence_in(in_session, "ALV") is Presence.IN_PERSON


def test_space_leaves_the_floor_to_who_has_it_when_nobody_waits(in_session: Path) -> None:
    """It says so; ending is a key of its own."""

    async def story(player: Player) -> None:
        await player.press("5", "space")
        assert "nobody waits for the floor; q notes who asks" in player.notice()
        await player.press("q")
        await player.type("DOL\n")
        await player.press("space", "space")
        assert "nobody waits for the floor; DOL keeps the floor" in player.notice()
        assert floor_in(in_session).speaker == "DOL"
        await player.press("E")
        assert "nobody has the floor" in player.notice()
        assert floor_in(in_session).speaker == ""
        await player.press("E")
        assert player.notice() == "✗ nobody has the floor"

    play(in_session, story)


def test_the_floor_is_given_by_name_out_of_turn(debate: Path) -> None:
    """To one that waits, or to one that did not ask."""

    async def story(player: Player) -> None:
        await player.press("5", "F")
        await player.type("DOL\n")
        assert "DOL has the floor, out of turn" in player.notice()
        await player.press("F")
        await player.type("KEL\n")
        assert player.notice() == "✓ KEL has the floor"
        await player.press("F")
        await player.type("ZEN\n")
        assert "ZEN has the floor, out of turn" in player.notice()

    play(debate, story)
    turns = floor_in(debate).turns
    assert [(each.member, each.out_of_turn) for each in turns] == [
        ("MER", False),
        ("DOL", True),
        ("KEL", False),
        ("ZEN", True),
    ]


def test_who_waits_gets_the_floor_or_leaves_the_list(debate: Path) -> None:
    """With Enter and Delete on the list of speakers."""

    async def story(player: Player) -> None:
        await player.press("5")
        await go_to_list(player, "speakers")
        await player.press("down", "delete")
        assert "WCSO is off the speakers' list" in player.notice()
        await player.press("end", "enter")
        assert "VES has the floor, for a right of reply, out of turn" in player.notice()
        await player.press("home", "enter")
        assert player.notice() == "✓ KEL has the floor"
        assert keys(player, "speakers") == ["DOL", "KRV"]

    play(debate, story)


def test_a_click_into_a_list_gives_nobody_the_floor(debate: Path) -> None:
    """Nor does a click on what is selected there: only Enter records."""

    async def story(player: Player) -> None:
        await player.press("5", "tab")
        await player.pilot.click("#speakers", offset=(3, 0))
        await player.settle()
        assert floor_in(debate).speaker == "MER"
        assert rows(player, "speakers").has_focus
        await player.pilot.click("#speakers", offset=(3, 0))
        await player.settle()
        assert floor_in(debate).speaker == "MER"
        await player.press("enter")
        assert player.notice().startswith("✓ KEL has the floor")

    play(debate, story)


def test_a_right_of_reply_waits_even_where_the_list_is_closed(in_session: Path) -> None:
    """Others are refused until it is opened again."""

    async def story(player: Player) -> None:
        await player.press("5", "L")
        assert "list closed" in player.screen()
        await player.press("q")
        await player.type("DOL\n")
        assert player.notice().startswith("✗ DOL asks for the floor: ")
        await player.press("R")
        await player.type("VES\n")
        assert keys(player, "speakers") == ["VES/reply"]
        await player.press("L", "q")
        await player.type("DOL\n")
        assert keys(player, "speakers") == ["DOL", "VES/reply"]

    play(in_session, story)


def test_time_is_said_in_minutes_or_seconds(in_session: Path) -> None:
    """For members and for observers; what is neither is refused while it is asked."""

    async def story(player: Player) -> None:
        await player.press("5", "B", *["backspace"] * 4)
        await player.type("3 min\n")
        assert "say it as 3:00, or in seconds" in player.screen()
        await player.press(*["backspace"] * 5)
        await player.type("2:30\n")
        await player.press(*["backspace"] * 4)
        await player.type("90\n")
        assert "members may speak 2:30, observers 1:30" in player.notice()
        assert "to speak 2:30, observers 1:30" in player.screen()
        await player.press("B", *["backspace"] * 4)
        await player.type("0\n")
        await player.press(*["backspace"] * 4)
        await player.type("0\n")
        assert "as long as they like" in player.notice()

    play(in_session, story)
    assert floor_in(in_session).budget_for() is None


def test_time_goes_on_and_over_in_words(debate: Path) -> None:
    """Not in colour alone; nothing is read anew for it."""
    moment = NOW

    def clock() -> datetime:
        return moment

    async def story(player: Player) -> None:
        nonlocal moment
        await player.press("5")
        assert "0:00 of 3:00, 3:00 left" in player.screen()
        moment = NOW + timedelta(minutes=2, seconds=50)
        await player.until(lambda: "2:50 of 3:00, 0:10 left" in player.screen())
        moment = NOW + timedelta(minutes=63, seconds=7)
        await player.until(lambda: "! 63:07 of 3:00, 60:07 over time" in player.screen())
        await player.until(lambda: "● MER ! 63:07 of 3:00" in player.screen())
        assert "for 1 h 3 min" in player.screen()
        await assert_looks_in_sizes(player, "meeting-over-time")

    play_on(make_app(str(debate), "sec", clock=clock), story)


def test_time_of_the_past_stands_still(debate: Path) -> None:
    """Where the record is shown as it was, nobody speaks on."""
    moment = NOW
    with WorkingGroup.open(debate, clock=lambda: NOW) as group:
        step = group.steps()[-1].id

    async def story(player: Player) -> None:
        nonlocal moment
        await player.press("5")
        moment = NOW + timedelta(minutes=9)
        await player.app.look_back(step, "then")
        await player.settle()
        assert "0:00 of 3:00, 3:00 left" in player.screen()
        await player.press("E")
        assert "nothing can be recorded" in player.notice()

    play_on(make_app(str(debate), "sec", clock=lambda: moment), story)
    assert floor_in(debate).speaker == "MER"


def test_space_gives_the_floor_to_nobody_but_who_was_shown(debate: Path) -> None:
    """Another facilitator may have given it meanwhile."""
    with WorkingGroup.open(debate, by="sec", clock=lambda: NOW) as group:
        group.give_floor()
        with pytest.raises(Rejected, match="the list has changed"):
            floor_to("KEL")(group)
        floor_to("WCSO")(group)
    assert floor_in(debate).speaker == "WCSO"


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("180", 180),
        ("3:00", 180),
        (" 0:45 ", 45),
        ("0", 0),
        ("3:60", None),
        ("-3", None),
        ("1:2:3", None),
        ("", None),
    ],
)
def test_time_is_read_as_a_clock_shows_it(answer: str, seconds: int | None) -> None:
    """Or as seconds alone."""
    assert seconds_in(answer) == seconds


@pytest.mark.parametrize("seed", range(3))
def test_the_screen_shows_the_speaking_order_of_the_record(in_session: Path, seed: int) -> None:
    """Whatever was asked, given, answered and withdrawn before."""
    chance = random.Random(seed)
    codes = ["ALV", "DOL", "KEL", "KRV", "FDI", "VES", "WCSO"]

    async def story(player: Player) -> None:
        await player.press("5")
        for _ in range(12):
            key = chance.choice(["q", "q", "q", "R", "space", "F", "delete"])
            if key == "delete":
                await go_to_list(player, "speakers")
                await player.press("home", *["down"] * chance.randrange(3), "delete")
            else:
                await player.press(key)
                if key != "space":
                    await player.type(f"{chance.choice(codes)}\n")
            floor = floor_in(in_session)
            expected = [
                each.member + ("/reply" if each.right_of_reply else "") for each in floor.waiting
            ]
            assert keys(player, "speakers") == expected
            speaker = f"● {floor.speaker} " if floor.speaker else "nobody has the floor"
            assert speaker in player.screen()

    play(in_session, story)
