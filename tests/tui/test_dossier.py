"""The dossier of an item, amendment or package."""

from __future__ import annotations

from pathlib import Path

from consensus.model.amendments import AmendmentState
from consensus.model.positions import ObjectionState
from tests.tui.playing import Player, assert_looks_in_sizes, play
from tests.tui.records import handle, open_on, opened
from tui.screens.bracket import BracketScreen
from tui.screens.dossier import DossierScreen
from tui.screens.wording import EditScreen, ProposeScreen
from tui.views.dossier import Part


async def go_to(player: Player, part: Part) -> None:
    """Put the cursor on a section."""
    await player.press("home", *["down"] * list(Part).index(part))


async def section(player: Player, name: str, part: Part) -> str:
    """Open a dossier and read one section of it."""
    await open_on(player, DossierScreen, name)
    await go_to(player, part)
    return player.screen()


def test_what_an_amendment_is(example: Path) -> None:
    """Its changes are marked, with who proposes it and why; objections are counted at the left."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "A8")
        assert "Proposed by: WDA" in player.screen()
        assert "✗1" in player.screen()
        await assert_looks_in_sizes(player, "dossier")

    play(example, story)


SECTIONS = (
    ("3", Part.STATUS, "Rule: no member objects", "dossier-status"),
    ("4", Part.POSITIONS, "to be reconfirmed", "dossier-positions"),
    ("11", Part.OBJECTIONS, "raised, ✗ stands", "dossier-objections"),
    ("3", Part.AMENDMENTS, "replace “should” by “shall”", "dossier-amendments"),
    ("A4", Part.RELATED, "The same", "dossier-related"),
    ("8", Part.VERSIONS, "Version 2  merge of A20", "dossier-versions"),
    ("8", Part.DECISIONS, "awaiting confirmation by SRN", "dossier-decisions"),
    ("3", Part.ROOM, "several", "dossier-room"),
    ("5", Part.HISTORY, "10 positions recorded", "dossier-history"),
)
"""By the target that is looked at: a section, what it tells, and its snapshot."""


def test_sections(example: Path) -> None:
    """Each section says what it has; nothing of it is cut that scrolling does not show."""

    async def story(player: Player) -> None:
        for name, part, told, snapshot in SECTIONS:
            assert told in await section(player, name, part), snapshot
            await assert_looks_in_sizes(player, snapshot)
            await player.press("escape")

    play(example, story)


def test_an_empty_section_says_what_to_do(example: Path) -> None:
    """Where there is nothing, the key that makes something is named."""

    async def story(player: Player) -> None:
        assert "Press a to propose one" in await section(player, "5", Part.AMENDMENTS)

    play(example, story)


def test_a_package_has_a_dossier_too(example: Path) -> None:
    """It says what it settles; no text can be amended."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "PKG1")
        assert "Settles: " in player.screen()
        assert "amend" not in player.screen().splitlines()[-1]

    play(example, story)


def test_the_section_is_read_page_by_page(example: Path) -> None:
    """Page down reads on without leaving the list."""

    async def story(player: Player) -> None:
        before = await section(player, "3", Part.AMENDMENTS)
        await player.press("pagedown")
        after = player.screen()
        assert before != after
        await player.press("pageup")
        assert player.screen() == before

    play(example, story)


def test_enter_goes_to_what_it_has_to_do_with(example: Path) -> None:
    """The dossier of another target opens over this one, and Esc comes back."""

    async def story(player: Player) -> None:
        def titled(name: str) -> bool:
            return str(player.app.screen.query_one("#body").border_title).startswith(name)

        await open_on(player, DossierScreen, "A8")
        await player.press("enter")
        await player.type("A7")
        await player.press("enter")
        assert titled("A7")
        await player.press("escape")
        assert titled("A8")

    play(example, story)


def test_y_copies_the_text(example: Path) -> None:
    """Of the first section the words alone, of others what is read."""

    async def story(player: Player) -> None:
        screen = await open_on(player, DossierScreen, "5")
        assert screen.text_to_copy().startswith("Encourage the organizers")
        await player.press("y")
        assert "✓ copied" in player.notice()
        await go_to(player, Part.STATUS)
        assert screen.text_to_copy().startswith("✗ blocked")

    play(example, story)


def test_words_are_worked_on_from_here(example: Path) -> None:
    """Amending, rewording and brackets open on the target."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "5")
        for key, screen in (("a", ProposeScreen), ("e", EditScreen), ("b", BracketScreen)):
            await player.press(key)
            assert isinstance(player.app.screen, screen)
            await player.press("escape")
            assert isinstance(player.app.screen, DossierScreen)

    play(example, story)


def test_an_objection_is_answered_and_settled(example: Path) -> None:
    """A notes the answer, X what became of it."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "11")
        await player.press("A")
        await player.type("KEL")
        await player.press("enter")
        await player.type("The budget is named now.")
        await player.press("enter")
        assert "✓ KEL: objection to 11 (R11) answered" in player.notice()
        await player.press("X")
        await player.type("KEL")
        await player.press("enter", "w")
        await player.type("content")
        await player.press("enter")
        assert "✓ KEL: objection to 11 (R11) withdrawn" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        objection = group.state.objections[handle(group, "11")]["KEL"]
        assert (objection.state, objection.answer) == (
            ObjectionState.WITHDRAWN,
            "The budget is named now.",
        )


def test_the_only_objection_needs_no_picking(example: Path) -> None:
    """Where one stands, that is meant."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "A8")
        await player.press("X", "s", "enter")
        assert "✓ QIR: objection to A8 maintained" in player.notice()

    play(example, story)


def test_members_join_and_withdraw(example: Path) -> None:
    """C adds a co-sponsor, W takes one or all of them off, U takes up what was withdrawn."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "A8")
        await player.press("C")
        await player.type("OWC")
        await player.press("enter")
        assert "Proposed by: WDA, OWC" in player.screen()
        await player.press("W")
        await player.type("WDA")
        await player.press("enter", "enter")
        assert "by OWC" in player.screen()
        await player.press("W", "enter")
        assert "State: withdrawn" in player.screen()
        await player.press("U")
        await player.type("RAH")
        await player.press("enter")
        assert "✓ RAH takes up A8" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        amendment = group.state.amendments[handle(group, "A8")]
        assert (amendment.state, amendment.backers) == (AmendmentState.OPEN, ("RAH",))


def test_all_withdraw_at_once(example: Path) -> None:
    """The last choice stands for everybody behind it."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "A4")
        await player.press("W")
        await player.type("all")
        await player.press("enter", "enter")
        assert "✓ ALV, UVD: withdrawn from A4" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        assert group.state.amendments[handle(group, "A4")].state is AmendmentState.WITHDRAWN


def test_a_word_that_was_awaited_comes(example: Path) -> None:
    """L lifts what was pending."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "8")
        await player.press("L")
        await player.type("by letter")
        await player.press("enter")
        assert "✓ SRN confirmed 8 (R8)" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        decision = group.state.last_decision(handle(group, "8"))
        assert decision is not None
        assert decision.pending == ()


def test_a_statement_goes_on_record_beside_a_decision(example: Path) -> None:
    """S asks beside which decision, who, what kind, and in which words."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "8")
        await player.press("S")
        await player.type("ELD")
        await player.press("enter", "d")
        await player.type("It keeps away.")
        await player.press("enter")
        assert "✓ ELD: dissociation beside DEC11" in player.notice()
        await go_to(player, Part.DECISIONS)
        assert "ELD, dissociation: It keeps away." in player.screen()

    play(example, story)


def test_a_member_leaves_the_brackets(example: Path) -> None:
    """B takes its name out; the bracket stays."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "7")
        await player.press("B")
        await player.type("ALV")
        await player.press("enter")
        assert "✓ ALV leaves the brackets in 7 (R7)" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        assert "[shall | MER: should]" in group.state.text(handle(group, "7"))


def test_keys_that_have_nothing_to_act_on_are_not_shown(example: Path) -> None:
    """The footer of an item without decision, bracket or objection has no key for them."""

    async def story(player: Player) -> None:
        await open_on(player, DossierScreen, "6")
        keys = player.screen().splitlines()[-1]
        assert "answer" not in keys
        assert "co-sponsor" not in keys
        await player.press("A", "C", "W", "U", "L", "B")
        assert isinstance(player.app.screen, DossierScreen)

    play(example, story)


def test_what_others_record_is_shown_where_one_reads(example: Path) -> None:
    """Section and cursor stay as another process records a position."""

    async def story(player: Player) -> None:
        await section(player, "5", Part.POSITIONS)
        with opened(example, "colleague") as group:
            group.take_position("TAL", "5", "support", reason="At last.")
        await player.look_for_news()
        assert "At last." in player.screen()

    play(example, story, (120, 40))
