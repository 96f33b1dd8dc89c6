"""A small record with papers beside its text, and where the screen shows them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from consensus.formats.source import Source
from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player
from tests.tui.stepping import make_record
from tui.screens.planning import PapersScreen
from tui.views.planning import Sheet
from tui.widgets.passage import Passage

_DAY = timedelta(days=1)


def make_papers(path: Path) -> None:
    """Two questions, of which one is closed, and something of every other kind."""
    with make_record(path) as group:
        _questions(group)
        group.announce_meeting("Second", NOW + 10 * _DAY, number="2", place="Room 4")
        earlier = NOW - 9 * _DAY
        group.undertake(
            "send the fees of other harbours", "BAY", due=NOW - 2 * _DAY, happened=earlier
        )
        group.undertake("ask the pilots", "chair", due=NOW + 3 * _DAY)
        group.undertake("print the draft", "secretariat", due="Second")
        group.undertake("book the room", "Ann Example")
        group.fulfil("U4", "Room 4")
        group.add_milestone("first reading done", date(2017, 1, 20), happened=earlier)
        group.add_milestone("report adopted", date(2017, 3, 1))
        group.open_consultation(
            "3",
            facilitator="COL",
            due=NOW - _DAY,
            purpose="a text on pilots",
            participants=["ASH"],
            happened=earlier,
        )
        group.open_consultation("4", facilitator="Ann Example", due=NOW + _DAY)
        group.translate("1", "fr", "Les membres font rapport chaque année.")
        group.translate("2", "fr", "Le bureau publie tous les rapports.")
        group.edit("1", "Members shall report twice a year to the harbour office.")


def _questions(group: WorkingGroup) -> None:
    asked = NOW - 30 * _DAY
    group.ask_question("Which lights are needed?", deadline=NOW - 3 * _DAY, happened=asked)
    group.ask_question("Who pays?", number="2(a)", deadline=NOW + 4 * _DAY, happened=asked)
    group.receive_contribution(
        "ASH",
        {"1": "Red ones at the mole. Green ones at the pier.", "2(a)": "All who enter."},
        received=NOW - 5 * _DAY,
    )
    group.receive_contribution("", {"1": "None."}, name="Harbour Watch", received=NOW - _DAY)
    group.highlight("ASH", "Red ones at the mole", issue="colour of the lights")
    group.import_contributions(Source.of("Q2(a): The port.", "bay-letter.md"))


def lists(player: Player) -> str:
    """The names of the lists, what is overdue in each beside it."""
    return player.screen().splitlines()[2].strip()


def paper(player: Player) -> str:
    """What is selected, in full."""
    return player.app.screen.query_one("#paper", Passage).text


async def go_to(player: Player, sheet: Sheet, key: str) -> None:
    """Put the cursor on one of the papers."""
    await player.app.go_to_paper(sheet, key)
    await player.settle()
    screen = player.app.screen
    assert isinstance(screen, PapersScreen)
    assert screen.selected is not None, player.screen()
    assert screen.selected[0] == key
