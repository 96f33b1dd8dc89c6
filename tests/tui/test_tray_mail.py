"""Mails in the tray: what they offer is shown, and taken by a few keys."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.model.amendments import TrayState
from tests.tui.playing import NOW, Player, play
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows

HEAD = "From: Ana <a@dol.example>\nDate: Tue, 07 Mar 2017 00:10:00 +0000\nMessage-ID: <{0}@x>\n"
ASKS = (
    "Subject: Our \x1b[2J views\n\nDelete paragraph 9.\nIn 2, replace enhanced by [better].\n\n"
    "> Views?\n"
)
THANKS = "\nThank you all.\n"


def opened(path: Path) -> WorkingGroup:
    """The record of a test, for whatever is done beside the screens."""
    return WorkingGroup.open(path, by="sec", clock=lambda: NOW)


def take(path: Path, text: str, senders: dict[str, str], number: int = 1) -> None:
    """Take a mail in."""
    mail = io.BytesIO((HEAD.format(number) + text).encode())
    with opened(path) as group:
        group.import_mail(mail, name="in.eml", senders=senders)


@pytest.fixture
def mailed(example: Path) -> Path:
    """The example with a mail of Dolmara in its tray, which asks for two changes."""
    take(example, ASKS, {"@dol.example": "DOL"})
    return example


def entry(player: Player) -> str:
    """The entry in full."""
    return player.app.screen.query_one("#entry", Passage).text


def made(path: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """What the amendments of the sender do, to which item, by whom."""
    with opened(path) as group:
        state = group.state
        return [
            (each.kind.value, state.handle_of(each.target), each.sponsors)
            for each in list(state.amendments.values())[-2:]
        ]


def test_mail_is_shown_with_what_it_offers(mailed: Path) -> None:
    """Whole, with what it quotes, how sure each offer is, and no sign that moves the cursor."""

    async def story(player: Player) -> None:
        await player.press("7", "end")
        for words in ("Ana <a@dol.example>", "Delete paragraph 9.", "quoted", "Views?"):
            assert words in entry(player)
        assert "100% 9 (R9)  delete it" in entry(player)
        assert "100% 2 (R2), which is closed  replace “enhanced” by “[better]”" in entry(player)
        assert "\x1b" not in player.screen()

    play(mailed, story, (120, 40))


def test_offers_are_taken_one_by_one(mailed: Path) -> None:
    """Each after a look; the mail leaves what waits, and its other offers stay to be taken."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        assert "What does TR3 ask for?" in player.screen()
        await player.press("enter")
        assert "TR3 becomes what DOL proposes" in player.screen()
        await player.press("escape", "enter", "enter", "enter")
        assert "✓ TR3 amends 9 (R9); it offers 1 more (f shows it)" in player.notice()
        await player.press("f", "end")
        assert "taken as A" in entry(player)
        await player.press("enter", "enter", "enter")
        assert "✓ TR3 amends 2 (R2)" in player.notice()
        await player.press("enter")
        assert "TR3 is placed already" in player.notice()

    play(mailed, story)
    assert made(mailed) == [("delete", "R9", ("DOL",)), ("modify", "R2", ("DOL",))]


def test_all_offers_are_taken_at_once(mailed: Path) -> None:
    """In one step, which one key takes back."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        await player.type("all")
        await player.press("enter", "enter")
        assert "✓ TR3 amends 9 (R9), 2 (R2)" in player.notice()

    play(mailed, story)
    assert len(made(mailed)) == 2
    with opened(mailed) as group:
        group.undo()
        assert list(group.state.tray.values())[-1].state is TrayState.WAITING


def test_sponsor_is_asked_for_where_nobody_knows_the_sender(example: Path) -> None:
    """An amendment of nobody would be the chair's."""
    take(example, "\nDelete paragraph 9.\n", {})

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter", "enter")
        assert "Whose amendment is it?" in player.screen()
        await player.type("TAL, DOL")
        await player.press("enter", "enter")
        assert "✓ TR3 amends 9 (R9)" in player.notice()

    play(example, story)
    assert made(example)[-1] == ("delete", "R9", ("TAL", "DOL"))


def test_mail_that_asks_for_nothing_says_so(mailed: Path) -> None:
    """It can be set aside, and others placed by hand."""
    take(mailed, THANKS, {}, 2)

    async def story(player: Player) -> None:
        await player.press("7", "end")
        assert "It asks for no change of words that could be found." in entry(player)
        await player.press("up", "enter")
        await player.type("hand")
        await player.press("enter")
        assert "Where does TR3 belong?" in player.screen()
        await player.press("escape")
        assert len(player.app.screen.query_one("#entries", Rows).rows) == 4

    play(mailed, story)
