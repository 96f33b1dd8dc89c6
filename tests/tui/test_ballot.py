"""Ballots on the screen: opened with what is filled in, voted in, closed, and declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.model.decisions import Outcome
from consensus.model.lookup import find_target
from tests.tui.playing import NOW, Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import MEMBERS, decisions, make_record, opened, paper, read, words
from tui.screens.planning import PapersScreen
from tui.widgets.passage import Passage


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """Six members, five of them at a meeting, and two amendments to 1 that conflict."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        every = "Members shall report every {} to the harbour office."
        group.propose("1", every.format("month"), by=["ASH"])
        group.propose("1", every.format("week"), by=["BAY"])
    return path


async def put_to_vote(player: Player, item: str, *keys: str) -> None:
    """Ask for a ballot on an item, and press the keys that follow."""
    await player.press("8", "right", "plus", "b")
    await player.type(f"{item}\n")
    await player.press(*keys)


def selected(player: Player) -> str:
    """The handle of the paper under the cursor."""
    screen = player.app.screen
    assert isinstance(screen, PapersScreen)
    assert screen.selected is not None
    return screen.selected[0]


def test_a_text_is_voted_on_and_declared(harbour: Path) -> None:
    """Enter takes what is filled in, a key is a vote, and g declares what it came to."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "2")
        assert_looks(player, "ballot-kinds")
        await player.press("t", "enter")
        assert "consent()" in player.screen()
        await player.type('majority("simple")\n\n')
        await player.press("v", "enter", "a", "enter", "c", "enter", "enter")
        assert_looks(player, "ballot-choices")
        await player.press("d", "n", "o", "enter", "escape", "C")
        assert "Still to vote: DUN, ELM, FIR" in player.screen()
        await player.press("enter")
        await assert_looks_in_sizes(player, "ballot-closed")
        assert "The chair declares: 2 agreed" in paper(player)
        assert "Result: the text is approved" in paper(player)
        assert "consensus decision add" not in paper(player)
        await player.press("g", "enter")

    play(harbour, story)
    assert [each.outcome for each in decisions(harbour)] == [Outcome.AGREED]


def test_a_text_that_is_not_approved_is_for_the_chair(harbour: Path) -> None:
    """The gavel is opened on it, and no outcome is chosen."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "2")
        await player.press("t", "enter")
        await player.type('majority("simple")\n\n')
        await player.press("v", "enter", "d", "n", "o", "enter", "escape", "C", "enter")
        assert "The text is not approved; the Chair declares what follows" in paper(player)
        await player.press("g")
        assert "Decision: 2" in player.screen()
        await player.press("escape")

    play(harbour, story)
    assert not decisions(harbour)


def test_a_secret_ballot_is_closed_with_totals(harbour: Path) -> None:
    """Those present took part, unless others are typed; the papers have to add up."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "nothing")
        assert "approval of the text" not in player.screen()
        await player.press("y")
        await player.type("Shall we sit at night?\n\ns2017-02-01\n")
        await player.press("v")
        assert "BAL1 is secret" in player.notice()
        await player.press("C")
        assert "ASH BAY COL DUN ELM" in player.screen()
        await player.type("\n3 1\n")
        assert "that is 4 of 5 papers" in player.screen()
        await player.type(" 1\n")
        assert "FIR did not vote" in player.screen()
        await player.type("all are here\n")
        assert "The chair declares: yes, the rule is met" in paper(player)
        await player.press("g")
        assert "no text in it to decide on" in player.notice()

    play(harbour, story)
    (ballot,) = read(harbour, lambda state: tuple(state.ballots.values()))
    assert ballot.outcome is not None
    assert ballot.outcome.totals == {"yes": 3, "no": 1, "blank": 1}
    assert ballot.outcome.took_part == ("ASH", "BAY", "COL", "DUN", "ELM")


def test_spoilt_papers_on_options_are_counted(harbour: Path) -> None:
    """Behind the totals of the options; without their number none was spoilt."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "nothing", "a")
        await player.type("Which pier?\nnorth, south\ns\n")
        await player.press("C", "enter")
        assert "How many for north, south, invalid, in this order" in words(player)
        await player.type("4 2 1\nfog\n")
        assert "Took part: 5 of 6 members, 1 with a spoilt paper" in paper(player)

    play(harbour, story)
    (ballot,) = read(harbour, lambda state: tuple(state.ballots.values()))
    assert ballot.outcome is not None
    assert ballot.outcome.totals == {"north": 4, "south": 2, "invalid": 1}


def test_conflicting_amendments_are_ranked(harbour: Path) -> None:
    """They are the options; what is no choice is asked again, and the gavel is on the first."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "1", "r", "enter")
        assert "A1, A2, the text as it stands" in player.screen()
        await player.press("enter", "enter", "n", "enter", "v", "enter")
        await player.type("A1>A7\n")
        assert "A7 is no choice in BAL1" in words(player)
        await player.type("\nA2>A1\n\nA2\n")
        await player.press("escape", "C", "enter")
        assert "BAY     Bayland  A2" in paper(player)
        await player.press("g")
        assert "Decision: A2" in player.screen()

    play(harbour, story)


def test_what_is_refused_is_asked_again_as_typed(harbour: Path) -> None:
    """Only what was wrong has to be typed anew."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "3", "s")
        await player.type("Well?\n4-6 70%\nn\n")
        assert "the top points of a scale" in words(player)
        assert "Well?" in player.screen()
        await player.type("\n4-5 50%\nn\n")
        assert "BAL1: Well?" in paper(player)
        assert "at least 50% of the points given are 4 to 5" in paper(player)

    play(harbour, story)


def test_a_deadline_that_is_past_is_typed_anew(harbour: Path) -> None:
    """The dialog stays open, with what was typed and what is wrong with it."""

    async def story(player: Player) -> None:
        await put_to_vote(player, "3", "t", "enter")
        await player.type('majority("simple")\n2017-01-27 09:00\n')
        assert "Until when are votes cast?" in player.screen()
        assert_looks(player, "ballot-deadline-past")
        await player.press(*["backspace"] * 5)
        await player.type("18:00\n")
        assert "until 2017-01-27 18:00" in paper(player)

    play(harbour, story)
    (ballot,) = read(harbour, lambda state: tuple(state.ballots.values()))
    assert ballot.rule == 'majority("simple")'


def test_a_ballot_is_found_again(harbour: Path) -> None:
    """From what is next, from its text, and in all that is known of that."""
    morning = NOW.replace(hour=8)
    with opened(harbour) as group:
        group.open_ballot("text", on="3", deadline=NOW.replace(hour=9), happened=morning)
        group.open_ballot("scale", on="4")
        for code in list(MEMBERS)[1:]:
            group.cast_vote("BAL2", code, "5")

    async def story(player: Player) -> None:
        while "close it" not in player.app.screen.query_one("#words", Passage).text:
            await player.press("down")
        await player.press("enter")
        assert selected(player) == "BAL1"
        await player.press("down", "v", "enter", "4")
        assert "Took part: 6 of 6" in paper(player)
        assert "Who votes?" not in player.screen()
        await player.press("u", "enter")
        assert "took back" in player.notice()
        assert "Still to vote: ASH" in paper(player)
        player.app.target = read(harbour, lambda state: find_target(state, "3"))
        await player.press("Y")
        assert selected(player) == "BAL1"
        player.app.target = read(harbour, lambda state: find_target(state, "1"))
        await player.press("Y", "t", "enter", "enter", "enter")
        assert "BAL3: Approval of 1" in paper(player)
        await player.press("u", "enter")
        assert "took back" in player.notice()
        player.app.target = read(harbour, lambda state: find_target(state, "3"))
        await player.press("3", "i", *["down"] * 8)
        assert "BAL1, Approval of 3" in words(player)

    play(harbour, story)
