"""The meeting: presence, the floor, the agenda, members and offices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.model.decision import Outcome
from consensus.model.floor import SpeakersList
from consensus.model.meeting import Forum, Presence
from consensus.model.member import Role
from consensus.model.naming import find_target
from consensus.model.state import State
from tests.tui.playing import NOW, Player, play, play_on
from tests.tui.snapshot import assert_looks
from tui.starting import make_app
from tui.views.floor import floor_to, seconds_in
from tui.widgets.rows import Rows

SIZES = ((80, 24), (120, 40))
Found = TypeVar("Found")


def read(path: Path, look: Callable[[State], Found]) -> Found:
    """Something of the state, as the file has it."""
    with WorkingGroup.open(path, clock=lambda: NOW) as group:
        return look(group.state)


def floor_in(path: Path) -> SpeakersList:
    """The speakers' list, as the file has it."""

    def look(state: State) -> SpeakersList:
        assert state.floor is not None
        return state.floor

    return read(path, look)


def presence_in(path: Path, code: str) -> Presence:
    """Whether a member is at the meeting that goes on, as the file has it."""

    def look(state: State) -> Presence:
        assert state.meeting is not None
        return state.presence_of(code, state.meeting.id)

    return read(path, look)


def rows(player: Player, name: str) -> Rows:
    """One of the lists on the screen."""
    return player.app.screen.query_one(f"#{name}", Rows)


def keys(player: Player, name: str) -> list[str]:
    """The keys of the rows of a list, from the top."""
    return [row.key for row in rows(player, name).rows]


async def go_to(player: Player, code: str) -> None:
    """Put the cursor on a member."""
    await player.press("slash")
    await player.type(f"{code}\n")


async def go_to_list(player: Player, name: str) -> None:
    """Give the keys to one of the lists."""
    rows(player, name).focus()
    await player.settle()


@pytest.fixture
def in_session(example: Path) -> Path:
    """The example in a meeting to which everybody came but Alvora, at its second matter."""
    with WorkingGroup.open(example, by="sec", clock=lambda: NOW) as group:
        group.open_meeting("Third meeting, first day", Forum.PLENARY)
        codes = [each.code for each in group.state.counting(NOW.date()) if each.code != "ALV"]
        group.note_presence([*codes, "KRV"])
        group.note_presence(["KEL", "NOBF"], Presence.REMOTE)
        group.add_agenda_item("Adoption of the agenda")
        group.add_agenda_item("Capacity and connectivity in underserved regions", targets=["R4"])
        group.add_agenda_item("Any other matters", number="3(a)")
        group.take_up_agenda_item("1")
        group.finish_agenda_item()
        group.take_up_agenda_item("2")
        group.set_time_budget(180, observers=120)
    return example


@pytest.fixture
def debate(in_session: Path) -> Path:
    """The same when Meridia speaks and five wait, one of them for a right of reply."""
    with WorkingGroup.open(in_session, by="sec", clock=lambda: NOW) as group:
        for code in ("MER", "KRV", "KEL", "WCSO", "DOL"):
            group.request_floor(code)
        group.request_floor("VES", right_of_reply=True)
        group.give_floor()
    return in_session


@pytest.mark.parametrize("size", SIZES)
def test_between_meetings_the_screen_says_how_to_open_one(
    example: Path, size: tuple[int, int]
) -> None:
    """Members are listed all the same."""

    async def story(player: Player) -> None:
        await player.press("5")
        assert "No meeting is open: M opens one" in player.screen()
        assert_looks(player, "meeting-none")

    play(example, story, size)


@pytest.mark.parametrize("size", SIZES)
def test_a_meeting_shows_who_speaks_who_waits_and_who_is_there(
    debate: Path, size: tuple[int, int]
) -> None:
    """Members come before observers, and rights of reply last."""

    async def story(player: Player) -> None:
        await player.press("5", "L")
        assert keys(player, "speakers") == ["KEL", "WCSO", "DOL", "KRV", "VES/reply"]
        assert "40 of 41 members present, 2 remote; 1 observer" in player.screen()
        assert_looks(player, "meeting")

    play(debate, story, size)


@pytest.mark.parametrize("key", ["space", "q", "F", "R", "E", "L", "B", "I", "H", "C"])
def test_between_meetings_every_key_says_how_to_open_one(example: Path, key: str) -> None:
    """Nothing is asked that could not be recorded."""

    async def story(player: Player) -> None:
        await player.press("5", key)
        assert "no meeting is open" in player.notice()
        assert "M opens one" in player.notice()

    play(example, story)


def test_a_meeting_is_opened(example: Path) -> None:
    """With its title and its forum; the question can be left."""

    async def story(player: Player) -> None:
        await player.press("5", "M", "escape", "M")
        await player.type("Third meeting\n")
        await player.press("p")
        assert "Third meeting is open" in player.notice()
        assert "0 of 41 members present" in player.screen()

    play(example, story)
    meeting = read(example, lambda state: state.meeting)
    assert meeting is not None
    assert (meeting.title, meeting.forum) == ("Third meeting", Forum.PLENARY)


def test_closing_a_meeting_shows_what_it_decided(debate: Path) -> None:
    """And what is left: who speaks and waits, what is on the agenda."""
    with WorkingGroup.open(debate, by="sec", clock=lambda: NOW) as group:
        group.decide(["R4"], Outcome.AGREED, pending=["ALV"])

    async def story(player: Player) -> None:
        await player.press("5", "M")
        shown = player.screen()
        assert "agreed: 4 (pending somebody's word: 4)" in shown
        assert "MER still has the floor" in shown
        assert "Still waiting to speak: KEL, WCSO, DOL, KRV, VES" in shown
        assert_looks(player, "meeting-closing")
        await player.press("escape")
        assert read(debate, lambda state: state.meeting) is not None
        await player.press("M", "enter")
        assert "is closed" in player.notice()

    play(debate, story)
    assert read(debate, lambda state: state.meeting) is None


def test_enter_notes_a_member_here_then_remote_then_absent(in_session: Path) -> None:
    """In turn."""

    async def story(player: Player) -> None:
        await player.press("5")
        await go_to(player, "ALV")
        for presence in (Presence.IN_PERSON, Presence.REMOTE, Presence.ABSENT):
            await player.press("enter")
            assert presence_in(in_session, "ALV") is presence

    play(in_session, story)


def test_enter_never_takes_anybody_off_the_list(debate: Path) -> None:
    """Who waits or speaks is here or remote in turn; Delete notes that it has left."""

    async def story(player: Player) -> None:
        await player.press("5")
        await go_to(player, "KEL")
        assert "Enter: here" in player.screen()
        await player.press("enter")
        assert presence_in(debate, "KEL") is Presence.IN_PERSON
        assert "KEL" in keys(player, "speakers")
        await player.press("delete")
        assert "KEL: absent" in player.notice()
        assert "KEL" not in keys(player, "speakers")

    play(debate, story)
    assert presence_in(debate, "KEL") is Presence.ABSENT


def test_several_are_noted_at_once(example: Path) -> None:
    """A group comes, then everybody else; who is remote stays remote."""
    with WorkingGroup.open(example, by="sec", clock=lambda: NOW) as group:
        group.open_meeting("Third meeting")
        group.note_presence(["KEL"], Presence.REMOTE)

    async def story(player: Player) -> None:
        await player.press("5", "H")
        await player.type("gov here\n")
        assert "GOV here: 21 noted" in player.notice()
        assert "22 of 41 members present, 1 remote" in player.screen()
        await player.press("H")
        await player.type("members here\n")
        assert "41 of 41 members present, 1 remote" in player.screen()
        await player.press("H")
        await player.type("g12 remote\n")
        assert "41 of 41 members present, 13 remote" in player.screen()

    play(example, story)
    assert presence_in(example, "KEL") is Presence.REMOTE
    assert presence_in(example, "KRV") is Presence.ABSENT


def test_members_are_filtered_and_found(in_session: Path) -> None:
    """What is looked for is shown, though the filter would hide it."""

    async def story(player: Player) -> None:
        await player.press("5", "f", "a")
        assert keys(player, "members") == ["ALV", "TTC", "FDI", "PSR"]
        await player.press("f", "r")
        assert keys(player, "members") == ["KEL", "NOBF"]
        await player.press("f", "o")
        assert keys(player, "members") == ["KRV", "FDI", "PSR"]
        await player.press("f", "g")
        await player.type("int\n")
        assert "of 45, INT" in player.screen()
        await go_to(player, "MER")
        assert rows(player, "members").key == "MER"
        assert "negotiates with NAC" in player.screen()

    play(in_session, story)


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
        assert "Floor: DOL Dolmara, GOV" in player.screen()

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
    """It goes to the list; a click on what is selected there does."""

    async def story(player: Player) -> None:
        await player.press("5")
        await player.pilot.click("#speakers", offset=(3, 0))
        await player.settle()
        assert floor_in(debate).speaker == "MER"
        assert rows(player, "speakers").has_focus
        await asyncio.sleep(0.6)  # two quick clicks are one double click
        await player.pilot.click("#speakers", offset=(3, 0))
        await player.settle()
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


@pytest.mark.parametrize("size", SIZES)
def test_time_goes_on_and_over_in_words(debate: Path, size: tuple[int, int]) -> None:
    """Not in colour alone; nothing is read anew for it."""
    moment = NOW

    def clock() -> datetime:
        return moment

    async def story(player: Player) -> None:
        nonlocal moment
        await player.press("5")
        assert "0:00 of 3:00, 3:00 left" in player.screen()
        moment = NOW + timedelta(minutes=2, seconds=50)
        await player.pilot.pause(1.1)
        assert "2:50 of 3:00, 0:10 left" in player.screen()
        moment = NOW + timedelta(minutes=63, seconds=7)
        await player.pilot.pause(1.1)
        assert "! 63:07 of 3:00, 60:07 over time" in player.screen()
        assert "floor: MER ! 63:07 of 3:00" in player.screen()
        assert "for 1 h 3 min" in player.screen()
        assert_looks(player, "meeting-over-time")

    play_on(make_app(str(debate), "sec", clock=clock), story, size)


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


def test_what_was_said_is_noted(debate: Path) -> None:
    """By the speaker about what is looked at, or by nobody about what the matter concerns."""
    with WorkingGroup.open(debate, clock=lambda: NOW) as group:
        six, four = (find_target(group.state, name) for name in ("R6", "R4"))

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("6\n")
        await player.press("5", "I", "enter")
        await player.type("It is too dear.\n")
        await player.press("a")
        assert "noted by MER: It is too dear." in player.notice()
        await player.press("I")
        await player.type("nobody\n")
        await player.type("Some were worried.\n")
        await player.press("g")
        assert "attributed to nobody" in player.notice()
        await player.press("I", "enter")
        await player.type("Thanks.\n")
        await player.press("n")

    play(debate, story)
    noted = read(debate, lambda state: list(state.interventions.values()))
    assert [(each.member, each.text, each.targets) for each in noted[-3:]] == [
        ("MER", "It is too dear.", (six,)),
        ("", "Some were worried.", (four,)),
        ("MER", "Thanks.", ()),
    ]


def test_the_agenda_is_put_together_taken_up_and_finished(debate: Path) -> None:
    """What a matter is about is what the other screens look at then."""
    four = read(debate, lambda state: find_target(state, "R4"))

    async def story(player: Player) -> None:
        await player.press("5")
        await player.press("plus", "a")
        await player.type("Next meeting\n")
        await player.type("4\n")
        if player.app.target:
            await player.press("n")
        assert "on the agenda: 4 Next meeting" in player.notice()
        await player.press("C")
        assert "finished: 2 Capacity" in player.notice()
        assert "no longer waiting: KEL, WCSO, DOL, KRV, VES" in player.notice()
        await player.press("C")
        assert "no item of the agenda is taken up" in player.notice()
        await go_to_list(player, "agenda")
        await player.press("home", "down", "enter")
        assert "taken up: 2 Capacity" in player.notice()
        assert player.app.target == four
        assert rows(player, "agenda").key == "AG2"
        await player.press("enter")
        assert "is taken up already" in player.notice()
        await player.press("end", "C")
        assert "has not been taken up" in player.notice()
        assert "Agenda: 1 of 4 finished" in player.screen()

    play(debate, story)
    assert read(debate, lambda state: [each.number for each in state.agenda.values()]) == [
        "1",
        "2",
        "3(a)",
        "4",
    ]


def test_members_and_observers_join(in_session: Path) -> None:
    """With a code, a name and a group; a code twice is refused."""

    async def story(player: Player) -> None:
        await player.press("5", "plus", "m")
        await player.type("NEW\n")
        await player.type("New Delegation\n")
        await player.type("GOV\n")
        assert "NEW joins as a member" in player.notice()
        assert rows(player, "members").key == "NEW"
        await player.press("plus", "o")
        await player.type("OBS\n")
        await player.type("\n")
        await player.type("none\n")
        assert "OBS joins as an observer" in player.notice()
        await player.press("plus", "m")
        await player.type("new\n")
        await player.type("Again\n")
        await player.type("GOV\n")
        assert player.notice().startswith("✗ new joins as a member: ")

    play(in_session, story)
    members = read(in_session, lambda state: state.members)
    assert (members["NEW"].name, members["NEW"].group) == ("New Delegation", "GOV")
    assert (members["OBS"].observer, members["OBS"].group) == (True, "")


def test_an_office_passes_on_and_falls_vacant(in_session: Path) -> None:
    """Enter alone leaves it vacant."""

    def chairs() -> list[tuple[str, str]]:
        offices = read(in_session, lambda state: list(state.offices.values()))
        return [(each.person, each.member) for each in offices if each.role is Role.CHAIR]

    async def story(player: Player) -> None:
        await player.press("5", "plus", "f", "c")
        assert "Now: Talvia (TAL)" in player.screen()
        await player.type("Ada Lind\n")
        await player.type("DOL\n")
        assert "Ada Lind (DOL) is chair" in player.notice()
        assert chairs() == [("Ada Lind", "DOL")]
        await player.press("plus", "f", "c", "enter")
        assert "chair: vacant" in player.notice()
        assert chairs() == []

    play(in_session, story)


def test_a_members_positions_are_one_key_away(in_session: Path) -> None:
    """The grid of positions has its cursor on the member."""

    async def story(player: Player) -> None:
        await player.press("5")
        await go_to(player, "DOL")
        await player.press("i")
        assert rows(player, "standings").key == "DOL"

    play(in_session, story)


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
            speaker = f"Floor: {floor.speaker} " if floor.speaker else "Floor: nobody has it"
            assert speaker in player.screen()

    play(in_session, story)


def test_a_hostile_name_is_shown_as_it_is(in_session: Path) -> None:
    """Square brackets are no markup, and control signs cannot reach the terminal."""
    with WorkingGroup.open(in_session, by="sec", clock=lambda: NOW) as group:
        group.add_member("BAD", "[bold]Bad[/bold] \x1b[31mred\x07")
        group.request_floor("BAD")
        group.give_floor()
        group.add_agenda_item("[link=x]click[/link] \x1b[2J", number="9")

    async def story(player: Player) -> None:
        await player.press("5")
        assert "[bold]Bad[/bold]" in player.screen()
        assert "[link=x]click[/link]" in player.screen()
        assert "\x1b" not in player.screen()

    play(in_session, story)
