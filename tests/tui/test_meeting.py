"""The meeting: presence, the agenda, members and offices."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.model.decisions import Outcome
from consensus.model.lookup import find_target
from consensus.model.meetings import Forum, InterventionKind, Presence
from consensus.model.people import Role
from tests.tui.playing import NOW, Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import (
    go_to_list,
    go_to_member,
    keys,
    presence_in,
    read,
    rows,
    steps,
    until_said,
)
from tui.screens.meeting import Present


def present(player: Player) -> Present:
    """The wall of codes."""
    return player.app.screen.query_one(Present)


def test_between_meetings_the_screen_says_how_to_open_one(example: Path) -> None:
    """Members are listed all the same."""

    async def story(player: Player) -> None:
        await player.press("5")
        assert "No meeting is open: M opens one" in player.screen()
        await assert_looks_in_sizes(player, "meeting-none")

    play(example, story)


def test_a_meeting_shows_who_speaks_who_waits_and_who_is_there(debate: Path) -> None:
    """Members come before observers, and rights of reply last."""

    async def story(player: Player) -> None:
        await player.press("5", "L")
        assert keys(player, "speakers") == ["KEL", "WCSO", "DOL", "KRV", "VES/reply"]
        assert "40 of 41 members present, 2 remote; 1 observer" in player.screen()
        await assert_looks_in_sizes(player, "meeting")

    play(debate, story)


def test_between_meetings_every_key_says_how_to_open_one(example: Path) -> None:
    """Nothing is asked that could not be recorded."""

    async def story(player: Player) -> None:
        await player.press("5")
        for key in ("F", "R", "E", "L", "B", "I", "H", "C"):
            player.app.tell("")
            await player.press(key)
            assert "no meeting is open" in player.notice(), key
            assert "M opens one" in player.notice(), key

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


@pytest.mark.parametrize("key", ["space", "q"])
def test_the_floor_asks_whether_to_open_a_meeting_where_none_is(example: Path, key: str) -> None:
    """On any screen; Esc opens none, and q asks then who wants to speak."""

    async def story(player: Player) -> None:
        await player.press("3", key)
        assert "No meeting is open. Open one? Such as:" in player.screen()
        await player.press("escape")
        assert read(example, lambda state: state.meeting) is None
        await player.press(key)
        await player.type("Third meeting\n")
        await player.press("c")
        if key == "q":
            await player.type("KEL\n")
            assert "KEL asks for the floor" in player.notice()
        else:
            assert "nobody waits for the floor" in player.notice()

    play(example, story)
    meeting = read(example, lambda state: state.meeting)
    assert meeting is not None
    assert (meeting.title, meeting.forum) == ("Third meeting", Forum.COMMITTEE)


def test_closing_a_meeting_shows_what_it_decided(debate: Path) -> None:
    """And what is left: who speaks and waits, what is on the agenda."""
    with WorkingGroup.open(debate, by="sec", clock=lambda: NOW) as group:
        group.decide(["R4"], Outcome.AGREED, pending=["ALV"])

    async def story(player: Player) -> None:
        await player.press("5", "M")
        shown = player.screen()
        assert "agreed: 4 (awaiting confirmation: 4)" in shown
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
        await go_to_member(player, "ALV")
        for presence in (Presence.IN_PERSON, Presence.REMOTE, Presence.ABSENT):
            await player.press("enter")
            assert presence_in(in_session, "ALV") is presence

    play(in_session, story)


def test_enter_never_takes_anybody_off_the_list(debate: Path) -> None:
    """Who waits or speaks is here or remote in turn; Delete notes that it has left."""

    async def story(player: Player) -> None:
        await player.press("5")
        await go_to_member(player, "KEL")
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


def test_letters_among_the_members_are_commands(in_session: Path) -> None:
    """A code is found behind `/` alone; Esc and another screen lead back to the speakers."""

    async def story(player: Player) -> None:
        await player.press("5", "tab", "tab", "tab")
        assert present(player).has_focus
        for key, asks in (("M", "Close M4"), ("u", "Take back your last step?")):
            await player.press(key)
            assert asks in player.screen()
            await player.press("escape")
        before = steps(in_session)
        await player.press("slash")
        await player.type("kel\n")
        assert present(player).has_focus
        assert present(player).key == "KEL"
        assert "Enter: absent" in player.screen()
        assert steps(in_session) == before
        await player.press("enter")
        assert presence_in(in_session, "KEL") is Presence.ABSENT
        await player.press("E")
        assert "nobody has the floor" in player.notice()
        await player.press("escape")
        assert player.app.screen.query_one("#speakers").has_focus
        await player.press("slash")
        await player.type("kel\n")
        await player.press("1", "5")
        assert player.app.screen.query_one("#speakers").has_focus

    play(in_session, story, (120, 40))


def test_a_wide_screen_has_three_panes_and_the_wall_of_codes(debate: Path) -> None:
    """Speakers, agenda and what was said side by side."""

    async def story(player: Player) -> None:
        await player.press("5")
        assert "Speakers  5 wait" in player.screen()
        panes = [player.app.screen.query_one(f"#{each}-pane").region for each in PANES]
        assert len({each.y for each in panes[:3]}) == 1
        assert panes[3].width == 200

    play(debate, story, (200, 50))


PANES = ("speakers", "agenda", "said", "present")


def test_what_was_said_is_noted(debate: Path) -> None:
    """By the speaker about what is looked at, or by nobody about what the matter concerns."""
    with WorkingGroup.open(debate, clock=lambda: NOW) as group:
        six, four = (find_target(group.state, name) for name in ("R6", "R4"))

    async def story(player: Player) -> None:
        await player.press("j")
        await player.type("6\n")
        await player.press("5", "I")
        await player.type("It is too dear.\n")
        assert "noted by MER: It is too dear." in player.notice()
        assert "MER    It is too dear." in player.screen()
        await player.press("I")
        await player.type("the costs of travel")
        await player.press("tab", "enter", "home", "enter")
        await player.press("tab", "enter", *["down"] * 6, "enter")
        assert "kind     concern" in player.screen()
        await player.press("tab", "enter", "down", "enter", "tab", "5", "enter")
        assert "not attributed" in player.notice()
        await player.press("I")
        await player.type("Thanks.")
        await player.press("tab", "enter", "home", "down", "enter")
        await player.press("tab", "tab", "enter", "end", "enter", "tab", "enter")

    play(debate, story, (120, 40))
    noted = read(debate, lambda state: list(state.interventions.values()))
    said = [(e.member, e.office, e.text, e.kind, e.voices, e.targets) for e in noted[-3:]]
    assert said == [
        ("MER", "", "It is too dear.", InterventionKind.STATEMENT, 0, (six,)),
        ("", "", "the costs of travel", InterventionKind.CONCERN, 5, (four,)),
        ("", "chair", "Thanks.", InterventionKind.STATEMENT, 0, ()),
    ]


def test_a_note_of_a_proposal_begins_with_to_or_that(debate: Path) -> None:
    """And no note is empty."""

    async def story(player: Player) -> None:
        await player.press("5", "I", "enter")
        assert "an answer is needed here" in player.screen()
        await player.type("a co-chair")
        await player.press("tab", "tab", "enter", *["down"] * 5, "enter", "shift+tab", "shift+tab")
        await player.press("enter")
        assert "begin with “to” or “that”" in player.screen()

    play(debate, story)


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
        assert "Agenda  1 of 4 finished" in player.screen()

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
        assert present(player).key == "NEW"
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
        await player.press("q")
        await player.type("DOL\n")
        await player.press("i")
        assert rows(player, "standings").key == "DOL"
        await player.press("5")
        await go_to_member(player, "KEL")
        await player.press("4")
        assert rows(player, "standings").key == "KEL"

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


def test_a_procedural_proposal_is_recorded_and_then_decided(debate: Path) -> None:
    """P asks what is proposed and by whom, and goes to where it can be decided."""

    async def story(player: Player) -> None:
        await player.press("5", "P")
        await player.type("to have a co-chair\n")
        await player.type("the Chair\n")
        assert "proposal 1" in player.screen()
        assert "to have a co-chair" in player.screen()
        await player.press("d", "enter")
        await player.type("The majority objected.\n")
        await player.press("enter")
        await until_said(player, "proposal 1: deferred")
        await player.press("2", "j")
        await player.type("proposal 1\n")
        assert "deferred" in player.screen()

    play(debate, story)
    with WorkingGroup.open(debate) as group:
        proposal = find_target(group.state, "PROP1")
        decision = group.state.last_decision(proposal)
        assert decision is not None
        assert decision.outcome is Outcome.DEFERRED
        (note,) = (e for e in group.state.interventions.values() if proposal in e.targets)
        assert (note.office, note.text) == ("chair", "to have a co-chair")


def test_enter_takes_the_first_of_a_list_also_where_that_is_nobody(debate: Path) -> None:
    """No arrow has to be pressed before."""

    async def story(player: Player) -> None:
        await player.press("5", "P")
        await player.type("to meet twice\n")
        assert "Who proposes it?" in player.screen()
        await player.press("enter")
        assert "─proposal 1  " in player.screen()

    play(debate, story)


def test_a_procedural_proposal_begins_with_to_or_that(debate: Path) -> None:
    """Otherwise the question says so."""

    async def story(player: Player) -> None:
        await player.press("5", "plus", "p")
        await player.type("a co-chair\n")
        assert "begin with “to” or “that”" in player.screen()

    play(debate, story)
