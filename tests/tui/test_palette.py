"""The palette: every action, paper and place is found by the words that people use for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.screen import Screen

from consensus.rules.expression import procedures
from consensus.working_group.reports.writing import REPORTS
from tests.tui.playing import Player, assert_looks_in_sizes, play
from tests.tui.records import opened
from tui.keymap import actions_of
from tui.palette import Entry, _plain, _shown, go_and_wait, screens_by_place
from tui.screens.deliver import DeliverScreen, Preview
from tui.screens.dialogs import AskText, Confirm, PressKey
from tui.screens.dossier import DossierScreen
from tui.screens.gavel import GavelScreen
from tui.screens.grid import GridScreen
from tui.screens.help import HelpScreen
from tui.screens.importing import ImportScreen
from tui.screens.overview import OverviewScreen
from tui.screens.publish import PublishScreen
from tui.screens.settle import SettleScreen


async def look_for(player: Player, words: str) -> list[str]:
    """Open the palette, type something, and return what is found, the likeliest first."""
    await player.press("ctrl+p")
    assert isinstance(player.app.screen, CommandPalette)
    await player.type(words)
    await player.settle()
    found = player.app.screen.query_one(CommandList).options
    return [str(each.hit.text) for each in found]  # type: ignore[attr-defined]


BY_WORDS = (
    ("redact", "redact"),
    ("remove a name", "redact"),
    ("privacy", "redact"),
    ("private notes", "note"),
    ("who is here", "who is here"),
    ("summary", "write: chair’s summary"),
    ("chair's summary", "write: chair’s summary"),
    ("comment table", "write: comment table, and what was decided"),
    ("tracked changes", "write: tracked changes between two texts"),
    ("roll call", "write: sheet for a roll call"),
    ("side by side", "write: texts beside all wordings proposed"),
    ("backup", "write: the whole history"),
    ("undertakings", "write: undertakings"),
    ("statements", "write: statements and explanations of vote"),
    ("participants", "write: list of participants"),
    ("publish", "publish"),
    ("theme light", "theme: light"),
    ("audience", "audience"),
    ("keys", "keys: change them"),
    ("inbox", "inbox"),
    ("R5", "5  Encourage the organizers of meetings to treat remote partic…"),
)


def test_what_people_call_it_is_found_first(example: Path) -> None:
    """By titles and descriptions; what can be done comes before texts with the words."""

    async def story(player: Player) -> None:
        for words, first in BY_WORDS:
            assert (await look_for(player, words))[:1] == [first], words
            await player.press("escape", "escape")

    play(example, story)


def test_every_action_of_every_screen_is_found(example: Path) -> None:
    """By its label, with the digit of its screen; what records at once only on that screen."""

    async def story(player: Player) -> None:
        await player.press("1", "ctrl+p")
        found = {str(e.hit.text) for e in player.app.screen.query_one(CommandList).options}  # type: ignore[attr-defined]
        missing = [
            action.id
            for _, screen in screens_by_place(player.app)
            for action in actions_of(screen)
            if (action.listed or action.shown) and action.label not in found and not action.records
        ]
        assert missing == []
        await player.press("escape", "escape", "4")
        assert "against" in await look_for(player, "against")

    play(example, story)


def test_every_report_is_found_by_its_name(example: Path) -> None:
    """To be written and to be looked at."""

    async def story(player: Player) -> None:
        await player.press("ctrl+p")
        found = [str(e.hit.text) for e in player.app.screen.query_one(CommandList).options]  # type: ignore[attr-defined]
        for report in REPORTS.values():
            title = f"{report.title[:1].lower()}{report.title[1:]}"
            assert f"write: {title}" in found
            assert f"look at: {title}" in found

    play(example, story)


TOGETHER: tuple[tuple[str, type[Screen[object]]], ...] = (
    ("gavel 3", GavelScreen),
    ("who 14", Confirm),
    ("all about 14", DossierScreen),
    ("redact MER", AskText),
)


@pytest.mark.parametrize(("words", "screen"), TOGETHER, ids=[words for words, _ in TOGETHER])
def test_a_verb_with_a_place_does_it_there(
    example: Path, words: str, screen: type[Screen[object]]
) -> None:
    """Whatever was looked at before."""

    async def story(player: Player) -> None:
        await player.press("6")
        await look_for(player, words)
        await player.press("enter")
        assert isinstance(player.app.screen, screen)

    play(example, story)


def steps(record: Path) -> int:
    """How many steps are in a record."""
    with opened(record, "sec") as group:
        return len(group.steps())


def test_no_click_records(in_session: Path) -> None:
    """Whatever is clicked, of what is found on any screen; Enter records on this one."""
    before = steps(in_session)
    seen: set[type] = set()

    async def story(player: Player) -> None:
        for place, words, most in (
            *(("3", "supp", 6), ("3", "acc", 6), ("4", "against", 6), ("1", "floor", 6)),
            *(("3 enter", "supp", 2), ("3 enter", "merge", 2), ("ctrl+o", "import", 2)),
        ):
            await player.press(*place.split())
            seen.add(type(player.app.screen))
            found = await look_for(player, words)
            await player.press("escape", "escape", "escape")
            for at in range(min(len(found), most)):
                await player.press(*place.split())
                await look_for(player, words)
                rows = player.app.screen.query_one(CommandList)
                rows.highlighted = at
                await player.settle()
                assert await player.pilot.click(rows, offset=(4, 2 * at - rows.scroll_offset.y + 1))
                await player.settle()
                await player.press("escape", "escape", "escape")
                assert steps(in_session) == before, (place, words, found[at])

    play(in_session, story)
    assert {SettleScreen, ImportScreen} <= seen


def test_what_records_at_once_is_never_done_from_another_screen(in_session: Path) -> None:
    """Nor is it listed before anything is typed."""

    async def story(player: Player) -> None:
        await player.press("6")
        for words in ("support", "against", "support 3", "next speaker"):
            found = await look_for(player, words)
            assert not {"support", "against", "support 3"} & set(found), words
            await player.press("escape", "escape")
        await player.press("3", "ctrl+p")
        listed = [str(e.hit.text) for e in player.app.screen.query_one(CommandList).options]  # type: ignore[attr-defined]
        assert not {"support", "next speaker", "to the room"} & set(listed)

    play(in_session, story)


def test_a_member_is_redacted_by_its_name(example: Path) -> None:
    """Its code carries the record; what was typed is shown as it is."""

    async def story(player: Player) -> None:
        assert (await look_for(player, "redact MER"))[0] == "redact Meridia"
        await player.press("escape", "escape")

        async def gone_on(node: object) -> None:
            await player.app.action_go("history")

        player.app.until_idle = gone_on  # type: ignore[method-assign]
        assert not await go_and_wait(player.app, "papers")

    play(example, story)
    assert "\x1b" not in str(_shown(Entry("a\x1b[31mb", "", str), []))
    assert "\x1b" not in _plain("a\x1b[31mb")


def test_an_action_of_another_screen_runs_there(example: Path) -> None:
    """`publish` on the papers, or on the draft; `here` in the meeting."""

    async def story(player: Player) -> None:
        await look_for(player, "publish the draft")
        await player.press("enter")
        assert isinstance(player.app.screen, PublishScreen)
        await player.press("escape")
        await look_for(player, "ask a question")
        await player.press("enter")
        assert isinstance(player.app.screen, PressKey)

    play(example, story)


@pytest.mark.parametrize(
    ("words", "keys", "setting", "value"),
    [
        ("rule", "iso-dis\n\n", "rule", procedures()["iso-dis"].rule),
        ("style", "ietf\n\n", "style", "ietf"),
        ("chatham", "chatham\n\n", "policy", "chatham-house"),
    ],
)
def test_rule_style_and_audience_of_a_body_are_chosen(
    example: Path, words: str, keys: str, setting: str, value: str
) -> None:
    """Each by its name, after a look at what would hold."""

    async def story(player: Player) -> None:
        found = await look_for(player, words)
        assert found[0] == f"{'audience policy' if setting == 'policy' else words}: choose another"
        await player.press("enter")
        await player.type(keys)
        assert isinstance(player.app.screen, OverviewScreen)
        assert player.notice().startswith("✓")

    play(example, story)
    with opened(example, "sec") as group:
        assert getattr(group.state.settings[""], setting) == value


def test_a_report_is_ticked_in_the_form_that_was_named(example: Path) -> None:
    """Or looked at; of a member, of one meeting, of a revision."""
    with opened(example, "sec") as group:
        group.publish("Rev.1")

    async def story(player: Player) -> None:
        await look_for(player, "undertakings csv")
        await player.press("enter")
        screen = player.app.screen
        assert isinstance(screen, DeliverScreen)
        assert "undertakings.csv" in [each.name for each in screen.papers]
        await look_for(player, "summary M1")
        await player.press("enter")
        assert "of M1, as it would be" in player.screen()
        assert screen.query_one(Preview).has_focus
        await look_for(player, "rev1")
        await player.press("enter")
        assert "Rev.1 since first draft, as it would be" in player.screen()
        await look_for(player, "member DOL")
        await player.press("enter")
        assert "All about one member, of DOL, as it would be" in player.screen()

    play(example, story)


def test_where_nothing_is_found_the_nearest_is_offered(example: Path) -> None:
    """Three of them, none of which records something at once, and all keys of the screen."""

    async def story(player: Player) -> None:
        found = await look_for(player, "sumary")
        assert found[0] == "write: chair’s summary"
        assert len(found) == 4
        assert found[-1] == "all keys"
        await player.press("up", "enter")
        assert isinstance(player.app.screen, HelpScreen)
        await player.press("escape")
        assert "support" not in await look_for(player, "suport")

    play(example, story)


def test_a_colon_opens_it(example: Path) -> None:
    """As does ctrl+p; a member's code goes to its positions."""

    async def story(player: Player) -> None:
        await player.press("colon")
        await player.type("summ")
        await player.settle()
        await assert_looks_in_sizes(player, "palette")
        await player.press("escape", "escape")
        await look_for(player, "DOL")
        await player.press("enter")
        assert isinstance(player.app.screen, GridScreen)

    play(example, story)
