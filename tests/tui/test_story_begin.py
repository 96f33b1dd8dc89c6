"""From nothing: an empty folder, Word files, a mail and a list of members, on the screens alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.widgets import Input

from consensus import WorkingGroup
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from tests.support.docx_files import dele, docx, ins, p
from tests.tui.playing import NOW, Player, play_on
from tui.screens.importing import ImportScreen
from tui.screens.overview import OverviewScreen
from tui.screens.welcome import WelcomeScreen
from tui.start import make_app

_TITLE = p("Rules of the harbour", style="Titel")
_FIRST = ("Members", " report every year to the harbour office.")
_SECOND = ("Ships", " may enter at night with a pilot on board.")
_THIRD = ("Fees", " are paid in advance.")
_FOURTH = ("Lamps are lit at [dusk | six].",)
_MEMBERS = (
    "code,name,group\nASH,Ashland,GOV\nBAY,Bayland,GOV\nCOL,Colland,GOV\n"
    "DUN,Dunes Society,CIV\nELM,Elm Shipping,BUS\n"
)
_MAIL = """From: Elm Shipping <office@elm.example>
To: secretariat@harbour.example
Subject: Paragraph 3
Message-ID: <17@elm.example>
Date: Fri, 27 Jan 2017 09:00:00 +0000

In paragraph 3 please replace "in advance" by "on departure".
"""


def word(*body: Iterable[str]) -> bytes:
    """A Word file with the title and numbered paragraphs."""
    return docx(_TITLE, *(p(*each, numbering=(1, 0)) for each in body))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a group, with what was sent to the secretariat."""
    place = tmp_path / "harbour"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "draft.docx").write_bytes(word(_FIRST, _SECOND, _THIRD, _FOURTH))
    (place / "members.csv").write_text(_MEMBERS, encoding="utf-8")
    ash = "Members", ins("Ashland", " shall"), " report every year to the harbour office."
    bay = "Ships", " may enter at night", dele("Bayland", " with a pilot on board"), "."
    col = "Members", ins("Ana Lima", " should"), " report every year to the harbour office."
    (place / "ashland.docx").write_bytes(word(ash, _SECOND, _THIRD, _FOURTH))
    (place / "bayland.docx").write_bytes(word(_FIRST, bay, _THIRD, _FOURTH))
    (place / "colland.docx").write_bytes(word(col, _SECOND, _THIRD, _FOURTH))
    (place / "elm.eml").write_text(_MAIL, encoding="utf-8")
    return place


async def bring_in(player: Player, name: str) -> None:
    """Import a file where files are imported, after a look at it."""
    player.app.screen.query_one(Input).focus()
    await player.type(name)
    await player.press("enter")


def accepted(path: Path) -> str:
    """Opens a Word file, and returns its words with all changes accepted."""
    return text(read_document(path.read_bytes(), path.name))


def test_from_nothing_to_the_papers_on_the_screens_alone(folder: Path) -> None:
    """A group, its draft, amendments of files and a mail, a meeting, decisions and papers."""

    async def story(player: Player) -> None:
        assert isinstance(player.app.screen, WelcomeScreen)
        await player.press("n", "enter", "enter")
        assert isinstance(player.app.screen, OverviewScreen)
        await player.press("ctrl+o")
        assert isinstance(player.app.screen, ImportScreen)
        for name in ("ashland.docx", "bayland.docx"):
            await bring_in(player, name)
            assert "✓ 1 taken" in player.screen()
            await player.press("enter")
            assert f"imported amendments from {name}" in player.notice()
        await bring_in(player, "colland.docx")
        assert "m: which member is Ana Lima?" in player.screen()
        await player.press("m")
        await player.type("COL\n")
        assert "✓ 1 taken" in player.screen()
        await player.press("enter")
        await bring_in(player, "elm.eml")
        await player.press("enter", "escape")
        # The mail says in words what it wants; the inbox suggests it.
        await player.press("7")
        assert "on departure" in player.screen()
        await player.press("enter", "enter")
        # The sender has the name of a member, who is offered first.
        assert "Whose amendment is it?" in player.screen()
        await player.press("enter")
        await player.press("enter")
        await player.press("5", "M")
        await player.type("First meeting\n")
        await player.press("enter")
        await player.press("H", "enter")
        assert "5 of 5 members present" in player.screen()
        # What a member deletes is taken by default, so that F2 alone merges it.
        await player.press("j")
        await player.type("2\n")
        await player.press("enter", "enter", "f2", "enter", "g", "enter")
        assert "2: agreed" in player.notice()
        await player.press("j")
        await player.type("4\n")
        await player.press("enter", "down", "enter")
        assert "“dusk” stays; F2: merge" in player.screen()
        await player.press("f2", "enter", "g", "enter")
        assert "2 of 4 agreed" in player.screen()
        await player.press("8", "P", "enter")
        assert "published as Rev.1" in player.notice()
        await player.press("space", "enter")
        assert "summary-M1.docx" in player.notice()

    play_on(make_app("", "sec", clock=lambda: NOW), story)
    with WorkingGroup.open(folder / "rules-of-the-harbour.consensus") as group:
        state = group.state
        told = [(each.sponsors, state.text(each.id)) for each in state.amendments.values()]
        assert told == [
            (("ASH",), "Members shall report every year to the harbour office."),
            (("BAY",), "Ships may enter at night."),
            (("COL",), "Members should report every year to the harbour office."),
            (("ELM",), "Fees are paid on departure."),
        ]
        assert state.meeting is not None
        assert state.meeting.title == "First meeting"
    papers = folder / "out" / "2017-01-27"
    assert accepted(papers / "changes-Rev.1-since-first-draft.docx") == (
        "Rules of the harbour\n"
        "1.\tMembers report every year to the harbour office.\n"
        "2.\tShips may enter at night.\n"
        "3.\tFees are paid in advance.\n"
        "4.\tLamps are lit at dusk.\n"
    )
    summary = accepted(papers / "summary-M1.docx")
    assert "In paragraph 2, “with a pilot on board” was deleted." in summary
    assert "leaving “dusk”. The Working Group agreed on paragraphs 2 and 4." in summary
