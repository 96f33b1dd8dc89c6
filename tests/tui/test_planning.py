"""The papers beside the text: five lists, and each of them in full."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consensus.formats.source import Source
from tests.tui.playing import HOSTILE, Player, assert_looks_in_sizes, play, raw_controls
from tests.tui.records import go_to_paper, lists, make_papers, opened, paper
from tui.screens.deliver import DeliverScreen
from tui.screens.planning import PapersScreen
from tui.screens.tray import TrayScreen
from tui.views.planning import Sheet


@pytest.fixture(scope="module")
def papers_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with something of every kind, which no test may change."""
    path = tmp_path_factory.mktemp("papers") / "papers.consensus"
    make_papers(path)
    return path


@pytest.fixture
def papers(papers_made: Path, tmp_path: Path) -> Path:
    """Such a record of the test's own."""
    return Path(shutil.copy(papers_made, tmp_path / "papers.consensus"))


def test_five_lists_are_gone_through_with_arrows(papers: Path) -> None:
    """Whatever is overdue stands first, with a sign, and is counted beside the list's name."""

    async def story(player: Player) -> None:
        await player.press("8", "right")
        for sheet in Sheet:
            assert lists(player).count("!1") == 5
            await assert_looks_in_sizes(player, f"papers-{sheet}")
            await player.press("right")
        assert isinstance(player.app.screen, DeliverScreen)
        await player.press("right")
        assert "2 questions and 3 contributions" in player.screen()
        await player.press("left", "left")
        assert "1 ballot, 1 open" in player.screen()

    play(papers, story)


def test_the_name_of_a_list_can_be_clicked(papers: Path) -> None:
    """It comes to the front."""

    async def story(player: Player) -> None:
        await player.press("8", "right")
        await player.pilot.click("#tab-milestones")
        await player.settle()
        assert "2 milestones and 1 meeting to come; 1 overdue" in player.screen()

    play(papers, story)


def test_a_question_says_who_answered_what_and_who_did_not(papers: Path) -> None:
    """By stakeholder group, with what is late; and a reminder can be copied."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.QUESTIONS, "Q1")
        told = paper(player)
        assert "answers 2, 1 of them late" in told
        assert told.index("GOV (1)") < told.index("Red ones at the mole")
        assert "Harbour Watch  C2, 2017-01-26, late\nNone." in told
        assert "no answer yet from 5 of 6: BAY, COL, DUN, ELM, FIR" in told
        await player.press("y")
        assert "Which lights are needed?" in player.app.clipboard
        assert "To Bayland, Colland" in player.app.clipboard

    play(papers, story)


def test_a_contribution_shows_what_is_highlighted_in_it(papers: Path) -> None:
    """And which document it came in."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.QUESTIONS, "C1")
        assert "Highlighted\nHL1  colour of the lights  “Red ones at the mole”" in paper(player)
        await player.press("down", "down")
        assert "documents bay-letter.md" in paper(player)

    play(papers, story)


PAPERS = (
    (Sheet.UNDERTAKINGS, "U1", "BAY (Bayland)"),
    (Sheet.UNDERTAKINGS, "U3", "before M2"),
    (Sheet.UNDERTAKINGS, "U4", "how Room 4"),
    (Sheet.MILESTONES, "MS1", "it is overdue by 7 days"),
    (Sheet.MILESTONES, "M2", "To be done before it\nU3 secretariat  print the draft"),
    (Sheet.CONSULTATIONS, "CON1", "to find a text on pilots"),
    (Sheet.CONSULTATIONS, "fr D1", "version 1 is translated, version 2 stands"),
    (Sheet.BALLOTS, "BAL1", "ASH     Ashland  yes"),
)
"""Some papers, by the list they stand in, and what is told of each."""


def test_each_is_told_in_full(papers: Path) -> None:
    """Beneath the list it stands in."""

    async def story(player: Player) -> None:
        for sheet, key, told in PAPERS:
            await go_to_paper(player, sheet, key)
            assert told in paper(player)

    play(papers, story)


def test_enter_gives_it_all_the_room(papers: Path) -> None:
    """Esc shows the list again."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.QUESTIONS, "C1")
        await player.press("enter")
        assert "Bayland (GOV)" not in player.screen()
        assert "colour of the lights" in player.screen()
        await player.press("escape")
        assert "Bayland (GOV)" in player.screen()

    play(papers, story)


def test_another_list_takes_the_room_back(papers: Path) -> None:
    """What is selected there can be given all the room again."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.QUESTIONS, "C1")
        await player.press("enter", "right")
        assert "send the fees of other harbours" in player.screen()
        assert "ask the pilots" in player.screen()
        await player.press("enter")
        assert "send the fees of other harbours" in player.screen()
        assert "ask the pilots" not in player.screen()

    play(papers, story)


def test_the_cursor_stays_when_others_record(papers: Path) -> None:
    """What they recorded appears by itself."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.UNDERTAKINGS, "U2")
        with opened(papers, "other") as group:
            group.undertake("count the ships", "ASH")
        player.app.look_for_news()
        await player.settle()
        assert "count the ships" in player.screen()
        screen = player.app.screen
        assert isinstance(screen, PapersScreen)
        assert screen.selected is not None
        assert screen.selected[0] == "U2"

    play(papers, story)


def test_other_screens_look_at_what_a_consultation_is_on(papers: Path) -> None:
    """The step-through opens there."""

    async def story(player: Player) -> None:
        await go_to_paper(player, Sheet.CONSULTATIONS, "CON1")
        await player.press("down", "up", "3")
        assert "Ships may enter at night" in player.screen()

    play(papers, story)


def test_what_is_overdue_is_gone_to_from_the_overview(papers: Path) -> None:
    """Enter on it opens its list, with the cursor on it."""

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#next")
        rows.focus()
        for _ in range(20):
            line = next(each for each in player.screen().splitlines() if "U1 " in each)
            if rows.key == papers_id(papers):
                break
            await player.press("down")
        assert "send the fees" in line
        await player.press("enter")
        screen = player.app.screen
        assert isinstance(screen, PapersScreen)
        assert screen.selected is not None
        assert screen.selected[0] == "U1"

    play(papers, story)


def papers_id(record: Path) -> str:
    """The id of what is overdue among the undertakings."""
    with opened(record, "other") as group:
        return group.state.handles["U1"]


def test_nothing_is_recorded_in_the_past(papers: Path) -> None:
    """The lists are as they were then, and every key that records says why it does not."""

    async def story(player: Player) -> None:
        with opened(papers, "other") as group:
            first = group.steps()[0].id
        await player.app.look_back(first, "its beginning")
        await player.press("8", "right")
        assert "0 questions and 0 contributions" in player.screen()
        await player.press("plus")
        assert "nothing can be recorded" in player.notice()
        await player.press("escape")
        assert "2 questions" in player.screen()

    play(papers, story)


def test_no_paper_tricks_the_terminal(papers: Path) -> None:
    """Neither in a list nor in full."""
    with opened(papers, "other") as group:
        for words in HOSTILE.values():
            group.ask_question(f"begin {words}?")
            group.undertake(f"begin {words}", "ASH")
            group.add_milestone(f"begin {words}", group.now().date())
            group.open_consultation("1", purpose=f"begin {words}")
            group.open_ballot("yes-no", f"begin {words}")
        group.import_contributions(Source.of(f"Q1: {HOSTILE['markup']}", "fir-letter.md"))

    async def story(player: Player) -> None:
        await player.press("8", "right")
        for _ in Sheet:
            await player.press("end")
            for _ in HOSTILE:
                assert raw_controls(player.pilot) == set()
                await player.press("up")
            await player.press("right")

    play(papers, story, (120, 40))


def test_a_list_without_anything_says_how_to_begin(example: Path) -> None:
    """And keys that need something say so."""

    async def story(player: Player) -> None:
        await player.press("8", "right")
        for words in (
            "+ asks a question",
            "+ notes who",
            "+ sets a milestone",
            "+ opens one",
            "+ opens a",
        ):
            assert words in player.screen()
            await player.press("right")
        await player.press("right", "C")
        assert (
            "select an undertaking or a milestone or a consultation or a ballot first"
            in player.notice()
        )
        await player.press("7")
        assert isinstance(player.app.screen, TrayScreen)

    play(example, story)
