"""Drawing amendments together."""

from __future__ import annotations

from pathlib import Path

from consensus.model.amendments import AmendmentState
from tests.tui.playing import Player, assert_looks_in_sizes, play
from tests.tui.records import handle, open_on, opened
from tui.screens.consolidate import ConsolidateScreen


def states(record: Path, *names: str) -> list[AmendmentState]:
    """How far amendments have come."""
    with opened(record, "colleague") as group:
        return [group.state.amendments[handle(group, name)].state for name in names]


async def consent(player: Player, *codes: str) -> None:
    """Note that members let their amendments go."""
    await player.press("f5")
    for code in codes:
        await player.type(code)
        await player.press("enter")
    await player.press("escape")


def test_streamlining(example: Path) -> None:
    """One sponsor refuses: its amendment stays alive, the others retire, new words are marked."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "down", "down", "down", "enter", "down", "enter")
        assert "One wording for 3 (R3): A4, A7, A8" in player.screen()
        await player.press("tab")
        screen.editor.move_to(screen.editor.words.index("affect") + len("affect"))
        await player.type(" most")
        await consent(player, "ALV", "RAH")
        await player.press("f6")
        await player.type("streamlined")
        await player.press("enter")
        await assert_looks_in_sizes(player, "consolidate")
        await player.press("f2")
        question = player.screen()
        assert "Set one wording beside A4, A7, A8?" in question
        await assert_looks_in_sizes(player, "consolidate-confirm")
        await player.press("enter")
        assert "✓ A4, A7, A8 drawn together for 3 (R3)" in player.notice()

    play(example, story)
    assert states(example, "A4", "A7", "A8", "A55") == ["retired", "retired", "open", "open"]
    with opened(example, "colleague") as group:
        made = group.state.amendments[handle(group, "A55")]
        assert made.new_words == ("most",)
        assert made.rationale == "streamlined"
        assert [group.state.handle_of(each) for each in made.sources] == ["A4", "A7", "A8"]


def test_what_becomes_of_each_is_seen_before_it_is_recorded(example: Path) -> None:
    """Words of each source are named, new ones too, and who has not consented."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "down", "down", "down", "enter", "down", "enter", "tab")
        screen.editor.move_to(screen.editor.words.index("affect") + len("affect"))
        await player.type(" most")
        await consent(player, "ALV", "RAH")
        seen = player.screen()
        assert "new: in none of them “most”" in seen
        assert "A4    retires: ALV consents" in seen
        assert "A8    stays alive: no consent of WDA" in seen

    play(example, story, (120, 40))


def test_conflicts_among_them_stand_in_brackets(example: Path) -> None:
    """What excludes each other is written as a bracket with those who hold it."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "down", "down", "enter")
        assert "ALV: shall" in screen.editor.words
        assert screen.editor.words.count("[") == 1

    play(example, story)


def test_marking_disturbs_nothing_that_was_typed(example: Path) -> None:
    """Another mark leaves the words; F7 begins anew, and undo brings them back."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "tab")
        await player.type("Now. ")
        typed = screen.editor.words
        await player.press("shift+tab", "down", "down", "down", "enter")
        assert screen.editor.words == typed
        assert "F7 begins anew" in player.notice()
        await player.press("f7")
        assert "Now. " not in screen.editor.words
        assert "accountable" in screen.editor.words
        await player.press("tab", "ctrl+z")
        assert screen.editor.words == typed

    play(example, story)


def test_everybody_can_consent_at_once(example: Path) -> None:
    """One answer stands for all the sponsors; a member may propose the wording."""

    async def story(player: Player) -> None:
        await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "down", "down", "down", "enter")
        await player.press("f4")
        await player.type("ELD")
        await player.press("enter", "escape")
        await player.press("f5")
        await player.type("everybody")
        await player.press("enter")
        await player.press("f2", "enter")

    play(example, story)
    assert states(example, "A4", "A7") == ["retired", "retired"]
    with opened(example, "colleague") as group:
        assert group.state.amendments[handle(group, "A55")].sponsors == ("ELD",)


def test_one_alone_is_nothing_to_draw_together(example: Path) -> None:
    """F2 says what is missing."""

    async def story(player: Player) -> None:
        await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "f2")
        assert "mark at least two" in player.notice()

    play(example, story)


def test_o_draws_together_what_amends_the_target(example: Path) -> None:
    """The key works on every screen; the amendment that is selected is marked at first."""

    async def story(player: Player) -> None:
        target = await player.app.record_worker.look(lambda group, check: handle(group, "A8"))
        player.app.target = target
        await player.press("O")
        assert isinstance(player.app.screen, ConsolidateScreen)
        assert "One wording for 3 (R3): A8" in player.screen()
        await player.press("escape")
        assert not isinstance(player.app.screen, ConsolidateScreen)

    play(example, story)


def test_an_amendment_decided_meanwhile_is_marked_no_longer(example: Path) -> None:
    """What others withdraw leaves the marks, and what was typed stays."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ConsolidateScreen, "3")
        await player.press("enter", "down", "down", "down", "enter", "tab")
        await player.type("Now. ")
        typed = screen.editor.words
        with opened(example, "colleague") as group:
            group.withdraw("A4", ["ALV", "UVD"])
        await player.look_for_news()
        assert screen.editor.words == typed
        assert "One wording for 3 (R3): A7" in player.screen()
        assert "undecided no longer" in player.notice()

    play(example, story)


def test_an_item_without_amendments_says_what_to_do(example: Path) -> None:
    """The empty list names the key that proposes one."""

    async def story(player: Player) -> None:
        await open_on(player, ConsolidateScreen, "5")
        assert "no undecided amendment changes its words" in player.screen()

    play(example, story)
