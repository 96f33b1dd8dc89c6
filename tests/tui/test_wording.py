"""The screens on which words are typed: wording from the floor, and a new amendment."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.model.drafts import Cause
from consensus.model.positions import Stance
from tests.tui.playing import Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import handle, open_on, opened
from tui.screens.wording import EditScreen, ProposeScreen
from tui.views.wording import (
    Consolidation,
    Proposal,
    consolidation_act,
    consolidation_view,
    edit_act,
    proposal_act,
    wording_view,
)

# Proposing an amendment.


def test_what_is_typed_is_marked_beside_it(example: Path) -> None:
    """The words stand in the editor, and what they change beside or beneath it."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        assert player.screen().count("Strongly") == 2
        assert "by the chair" in player.screen()
        await assert_looks_in_sizes(player, "propose")

    play(example, story)


def test_f2_records_it_with_those_behind_it(example: Path) -> None:
    """Sponsors are picked, a rationale is typed, and F2 puts the amendment into the file."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        await player.press("f4")
        await player.type("RAH")
        await player.press("enter", "escape", "f5")
        await player.type("OWC")
        await player.press("enter", "escape", "f6")
        await player.type("it matters")
        await player.press("enter")
        assert "by RAH   with OWC   why: it matters" in player.screen()
        await player.press("f2")
        assert "✓ RAH: amendment to modify 5 (R5)" in player.notice()
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.sponsors, made.cosponsors, made.rationale) == (
            ("RAH",),
            ("OWC",),
            "it matters",
        )
        assert group.state.text(made.id).startswith("Strongly Encourage")


def test_whoever_has_the_floor_proposes(example: Path) -> None:
    """The speaker is the sponsor unless somebody else is picked."""
    with opened(example, "colleague") as group:
        group.open_meeting("Third meeting")
        group.request_floor("ELD")
        group.give_floor()

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        assert "by ELD" in player.screen()

    play(example, story)


@pytest.mark.parametrize(
    ("key", "typed", "kind", "told"),
    [
        ("i", "A new paragraph.", "insert", "A new paragraph."),
        ("d", "", "delete", "Encourage the organizers"),
        ("s", "", "split", "part 2"),
    ],
)
def test_other_kinds(example: Path, key: str, typed: str, kind: str, told: str) -> None:
    """F3 asks what the amendment does; the preview shows it, and F2 records it."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("f3", key)
        if key == "i":
            await player.type("5 bis")
            await player.press("enter")
        if key == "s":
            screen.editor.move_to(len("Encourage the organizers of meetings "))
            typed_here = "\n\n"
        else:
            typed_here = typed
        await player.type(typed_here)
        assert told in player.screen()
        await player.press("f2")

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert made.kind == kind
        assert made.label == ("5 bis" if key == "i" else "")
        assert len(made.parts) == (1 if key == "s" else 0)


def test_moving_asks_where_to(example: Path) -> None:
    """The item goes after the one that is picked."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f3", "v")
        await player.type("3")
        await player.press("enter")
        assert "moved after 3 (R3)" in player.screen()
        await player.press("f2")

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.kind, made.after) == ("move", handle(group, "3"))


def test_joining_asks_with_which(example: Path) -> None:
    """The items that are picked make one text, which can be typed over."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f3", "j")
        await player.type("6")
        await player.press("enter", "escape")
        assert "joined with 6 (R6)" in player.screen()
        await player.press("f2")

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert (made.kind, made.others) == ("join", (handle(group, "6"),))


def test_words_typed_for_one_kind_are_there_again(example: Path) -> None:
    """Looking at another kind loses nothing that was typed for this one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        await player.press("f3", "d", "f3", "m")
        assert screen.editor.words.startswith("Strongly Encourage")

    play(example, story)


def test_nothing_typed_is_nothing_recorded(example: Path) -> None:
    """F2 says what is missing, and Esc leaves without a question."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("f2")
        assert "nothing is changed yet" in player.notice()
        await player.press("escape")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)


def test_esc_asks_before_words_are_thrown_away(example: Path) -> None:
    """Leaving needs a second key where something was typed."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.type("Well, ")
        await player.press("escape")
        assert "Throw away what you typed?" in player.screen()
        await player.press("escape")
        assert player.app.screen is screen
        await player.press("escape", "enter")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)


def test_words_that_were_left_behind_come_back(example: Path) -> None:
    """Going elsewhere by the palette keeps what was typed until the screen is opened again."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Well, ")
        await player.app.action_go("overview")
        await player.settle()
        again = await open_on(player, ProposeScreen, "5")
        assert again.editor.words.startswith("Well, Encourage")
        assert "here again" in player.notice()

    play(example, story)


def test_a_change_by_others_disturbs_nothing_and_is_shown(example: Path) -> None:
    """Words and cursor stay; both changes are shown; F8 carries what was typed over."""

    async def story(player: Player) -> None:
        screen = await open_on(player, ProposeScreen, "5")
        await player.press("home")
        await player.type("Strongly ")
        with opened(example, "colleague") as group:
            text = group.state.text(handle(group, "5"))
            group.edit("5", text.replace("remote", "distant"))
        await player.look_for_news()
        assert screen.editor.words.startswith("Strongly Encourage")
        assert screen.editor.cursor_location == (0, len("Strongly "))
        assert "was changed while you typed" in player.screen()
        assert "Changed meanwhile" in player.screen()
        assert_looks(player, "propose-changed")
        await player.press("f2")
        assert "which also undoes what was changed" in player.screen()
        await player.press("c")
        assert "distant participants" in screen.editor.words
        assert screen.editor.words.startswith("Strongly Encourage")
        await player.press("f2")
        assert "✓" in player.notice()

    play(example, story)


def test_an_amendment_to_an_amendment(example: Path) -> None:
    """What is amended may be an amendment; it can only be modified."""

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "A8")
        await player.press("f3")
        assert "can only be modified" in player.notice()
        await player.type("Now: ")
        await player.press("f2")

    play(example, story)
    with opened(example, "colleague") as group:
        made = list(group.state.amendments.values())[-1]
        assert made.target == handle(group, "A8")


def test_a_package_has_no_words(example: Path) -> None:
    """It is said what to do instead, and Esc leaves."""
    with opened(example, "colleague") as group:
        group.propose_package("Both", ["5", "6"])

    async def story(player: Player) -> None:
        await open_on(player, ProposeScreen, "PKG1")
        assert "open one of its items" in player.notice()
        await player.press("f2", "escape")
        assert not isinstance(player.app.screen, ProposeScreen)

    play(example, story)


# Wording from the floor.


def test_what_hangs_on_a_wording_is_seen_while_it_is_typed(example: Path) -> None:
    """Amendments that follow or clash, and positions to be taken afresh, stand beside the words."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "3")
        screen.editor.move_to(screen.editor.words.index("open"))
        await player.type("wholly ")
        assert "follow as they are" in player.screen()
        await assert_looks_in_sizes(player, "edit")
        await player.press("f2")
        assert "Reword 3 (R3)?" in player.screen()
        await assert_looks_in_sizes(player, "edit-confirm")

    play(example, story)


def test_enter_records_what_was_seen(example: Path) -> None:
    """F2 shows what would change, and Enter records it."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("Strongly ")
        await player.press("f6")
        await player.type("asked for by the chair")
        await player.press("enter")
        assert "reason: asked for by the chair" in player.screen()
        await player.press("f2", "enter")
        assert "✓ 5 (R5) reworded" in player.notice()
        assert not isinstance(player.app.screen, EditScreen)

    play(example, story)
    with opened(example, "colleague") as group:
        version = group.state.version(handle(group, "5"))
        assert (version.number, version.cause) == (2, Cause.EDIT)
        assert group.state.text(handle(group, "5")).startswith("Strongly Encourage")


def test_an_editorial_change_leaves_positions_alone(example: Path) -> None:
    """F3 says that nothing of substance changes."""
    with opened(example, "colleague") as group:
        before = group.verdict("5").counts.of(Stance.SUPPORT)

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("Do ")
        await player.press("f3")
        assert "editorial: positions carry over" in player.screen()
        assert "no position needs to be reconfirmed" in player.screen()
        await player.press("f2", "enter")

    play(example, story)
    with opened(example, "colleague") as group:
        assert group.state.version(handle(group, "5")).cause is Cause.EDITORIAL
        assert group.verdict("5").counts.of(Stance.SUPPORT) == before


def test_an_amendment_is_reworded_by_its_sponsors(example: Path) -> None:
    """The same screen records another wording of an amendment, never an editorial one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "A8")
        assert "by its sponsors" in player.screen()
        assert "editorial" not in player.screen()
        screen.editor.move_to(0)
        await player.type("Yes: ")
        await player.press("f2", "enter")
        assert "✓ A8 reworded by its sponsors" in player.notice()

    play(example, story)
    with opened(example, "colleague") as group:
        assert group.state.text(handle(group, "A8")).startswith("Yes: ")


def test_an_odd_bracket_is_told_before_it_is_recorded(example: Path) -> None:
    """A sign without its partner is named with its place."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("[")
        assert "✗ line 1, column 1" in player.screen()

    play(example, story)


def test_an_agreed_text_is_said_to_be_agreed(example: Path) -> None:
    """What was decided is named before other words take its place."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "1")
        assert "1 (R1) is agreed: other words are not covered" in player.screen()
        screen.editor.move_to(0)
        await player.type("Do ")
        assert "would no longer cover the words" in player.screen()

    play(example, story)


def test_an_empty_text_is_refused(example: Path) -> None:
    """It is said how an item is taken out, and what was typed stays."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.select_all()
        await player.press("backspace")
        assert "to take the item out, propose that" in player.screen()
        await player.press("f2")
        await player.press("enter")
        assert "a text needs words" in player.notice()
        assert player.app.screen is screen

    play(example, story)


def test_undo_and_redo_inside_the_editor(example: Path) -> None:
    """Ctrl+Z and Ctrl+Y take typing back and forth; u is a letter here."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        whole = screen.editor.words
        await player.type("u1 j")
        assert screen.editor.words == f"u1 j{whole}"
        await player.press("ctrl+z")
        assert screen.editor.words == whole
        await player.press("ctrl+y")
        assert screen.editor.words == f"u1 j{whole}"
        await player.press("tab")
        assert screen.editor.words == f"u1 j{whole}"
        assert not screen.editor.has_focus

    play(example, story)


@pytest.mark.parametrize(
    "words",
    [
        "各国政府应当\u3000报告 [BRA: 每年 | 每两年]。",
        "تلتزم الدول [ALV: سنوياً] بالتقارير\u200f.",
        "escape \x1b[31m, bell \x07, line\u2028separator, \u202ereversed\r\n  and\ttab, cafe\u0301",
    ],
)
def test_every_script_and_sign_comes_back_as_it_was(example: Path, words: str) -> None:
    """Control signs are shown as pictures, and nothing is changed by being shown."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.load(words)
        await player.settle()
        assert screen.editor.words == words
        assert not {"\x1b", "\x07", "\u2028", "\u202e"} & set(player.screen())
        await player.type("x")
        assert screen.editor.words == f"x{words}"

    play(example, story)


def test_fifty_thousand_signs_can_be_typed_in(example: Path) -> None:
    """A very long paragraph is edited like a short one."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        long = "Members [shall | should] report every year. " * 1200
        screen.editor.load(long)
        screen.editor.move_to(30_000)
        await player.type("Also ")
        assert screen.editor.words == f"{long[:30_000]}Also {long[30_000:]}"
        assert "Also" in player.screen()

    play(example, story)


def test_half_a_bracket_is_refused_before_anything_is_asked(example: Path) -> None:
    """F2 says where the bracket has no other half, and shows no confirmation."""

    async def story(player: Player) -> None:
        screen = await open_on(player, EditScreen, "5")
        screen.editor.move_to(0)
        await player.type("[")
        await player.press("f2")
        assert "line 1, character 1: this square bracket is never closed" in player.notice()
        assert isinstance(player.app.screen, EditScreen)
        assert "Reword 5" not in player.screen()

    play(example, story)


def test_names_taken_out_of_brackets_stay_out(example: Path) -> None:
    """The screens show names, so that what is recorded has those that were left, and no other."""
    named, bare = "Meet [MER: yearly | OWC: weekly] there", "Meet [yearly | weekly] there"
    with opened(example, "colleague") as group:
        group.edit("5", f"{named}.")
        item = group.state.handles["R5"]
        version = group.state.version_id(item)
        proposal_act(Proposal(), item, version, f"{bare}.")(group)
        proposal_act(Proposal(), item, version, f"{named} or here.")(group)
        first, second = list(group.state.amendments)[-2:]
        wording = wording_view(group, second)
        edit_act(wording, wording.version, f"{bare} or here.", False, "")(group)
        view = consolidation_view(group, lambda: None, item)
        made = Consolidation(tuple(each for each in view.sources if each.id in (first, second)))
        consolidation_act(made, view.wording, version, f"{bare} and here.")(group)
        drawn = list(group.state.amendments)[-1]
        texts = [group.state.text(each) for each in (first, second, drawn)]
    assert texts == [f"{bare}.", f"{bare} or here.", f"{bare} and here."]
