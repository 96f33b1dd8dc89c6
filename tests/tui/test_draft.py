"""The draft."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consensus.formats.source import decode
from consensus.model.lookup import find
from consensus.model.positions import Stance, StatedBy
from consensus.rules.verdict import UNDECIDED, Status
from consensus.working_group import WorkingGroup
from tests.support.large_records import SMALL_CODE, new_record
from tests.tui.playing import NOW, SIZES, Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import opened
from tui.screens import draft as draft_screen
from tui.screens.dialogs import filter_choices
from tui.screens.dossier import DossierScreen
from tui.screens.draft import DraftScreen
from tui.screens.item import ItemScreen
from tui.screens.wording import EditScreen, ProposeScreen
from tui.views.draft import Showing, item_view
from tui.views.text import Choice, Mark
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree is read anew at once, so that a test need not wait."""
    monkeypatch.setattr(draft_screen, "PAUSE_SECONDS", 0.0)


def tree(player: Player) -> Rows:
    """The tree of the draft."""
    return player.app.screen.query_one("#tree", Rows)


def labels(player: Player) -> list[str]:
    """The labels of what the outline shows, headings with their words."""
    return [row.cells[1].text.split("  ")[0] for row in tree(player).rows]


def words(player: Player) -> str:
    """The text that is shown of the item."""
    return player.app.screen.query_one("#text", Passage).text


def verdict(player: Player) -> str:
    """What is said of where the item stands."""
    return player.app.screen.query_one("#verdict", Passage).text


async def go_to(player: Player, name: str) -> None:
    """Open the draft with the cursor on what a name means."""
    await player.press("2")
    player.app.target = await player.app.record_worker.look(
        lambda group, check: find(group.state, name)
    )
    await player.settle()


def test_the_draft_shows_its_tree_and_an_item(example: Path) -> None:
    """Items stand in order with their status, and the selected one with its text and reasons."""

    async def story(player: Player) -> None:
        await go_to(player, "7")
        assert labels(player)[:3] == ["PP1", "PP2", "PP3"]
        assert "[ALV: shall | MER: should]" in words(player)
        assert verdict(player).startswith("○ open\nOf 40 members (1 recused)")
        assert "A16 ✗ blocked  FAR: replace “twelve” by “twenty-four”" in verdict(player)
        await assert_looks_in_sizes(player, "draft")

    play(example, story)


def test_the_cursor_sets_what_all_screens_look_at(example: Path) -> None:
    """Moving in the tree sets the target, and shows the item."""

    async def story(player: Player) -> None:
        await go_to(player, "4")
        await player.press("down")
        assert player.app.target == tree(player).key
        assert words(player).startswith("Encourage the organizers")
        assert "✗ blocked" in verdict(player)
        assert "→ would be met if PLG withdrew its objection" in verdict(player)

    play(example, story)


def test_an_amendment_that_is_looked_at_is_shown_with_its_item(example: Path) -> None:
    """Going to an amendment puts the cursor on what it amends, and leaves the target."""

    async def story(player: Player) -> None:
        await go_to(player, "A16")
        assert "7  (R7)" in player.screen()
        assert player.app.target != tree(player).key

    play(example, story)


@pytest.mark.parametrize("size", SIZES)
def test_t_shows_the_text_in_each_way(example: Path, size: tuple[int, int]) -> None:
    """Rolling text, clean words, changes since the last revision."""

    async def story(player: Player) -> None:
        await go_to(player, "4")
        assert "rolling text (t)" in player.screen()
        await go_to(player, "7")
        await player.press("t")
        assert "clean words (t)" in player.screen()
        assert "every government […] designate" in words(player)
        await go_to(player, "4")
        await player.press("t")
        assert "changes since first draft (t)" in player.screen()
        assert_looks(player, "draft-changes")
        await player.press("t")
        assert "rolling text (t)" in player.screen()
        assert words(player).startswith("Invite the secretariat")

    play(example, story, size)


def test_the_text_moves_with_the_outline(example: Path) -> None:
    """Beside the outline the item at the cursor stands in sight among those around it."""

    async def story(player: Player) -> None:
        await go_to(player, "16")
        assert "15 ● Recommend that progress" in player.screen()
        assert "(a) ● include enhanced" in player.screen()
        await player.press("tab", "up", "up")
        assert words(player).startswith("Recommend that the Commission")
        assert "15 ● Recommend that progress" in player.screen()

    play(example, story, (120, 40))


def test_in_a_narrow_terminal_the_item_stands_alone(example: Path) -> None:
    """Where there is no room for two columns the text is that of the item, under its name."""

    async def story(player: Player) -> None:
        await go_to(player, "4")
        assert "4  (R4), rolling text (t)" in player.screen()
        assert "5 ✗ Encourage" not in player.screen()

    play(example, story, (80, 24))


def test_n_goes_from_find_to_find(example: Path) -> None:
    """After a search n and N go from find to find, marked in both panes, until Esc."""

    async def story(player: Player) -> None:
        await go_to(player, "PP1")
        await player.press("slash")
        await player.type("meeting")
        await player.press("enter")
        assert "2 with “meeting”" in player.screen()
        assert tree(player).rows[tree(player).cursor].cells[1].tone == "accent"
        found = words(player)
        assert found.startswith("Invite the secretariat")
        await player.press("n")
        assert words(player).startswith("Encourage the organizers of meetings")
        await player.press("n")
        assert words(player) == found
        await player.press("N", "escape")
        assert "with “meeting”" not in player.screen()
        await player.press("n")
        assert "7  (R7)" not in player.screen()
        assert words(player).startswith("Invite governments")

    play(example, story)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("6 1 a", "a"), ("6 1", "one"), ("art 6", "six"), ("legit inter", "f"), ("60", "sixty")],
)
def test_a_jump_finds_by_parts(typed: str, first: str) -> None:
    """The parts of a label, or how words begin, in their order."""
    choices = (
        Choice("sixty", "60", "N60  Final provisions"),
        Choice("f", "6(1)(f)", "N9  the legitimate interests pursued by the controller"),
        Choice("b", "16(1)(a)", "N20  any other"),
        Choice("a", "6(1)(a)", "N8  the data subject has given consent"),
        Choice("one", "6(1)", "N7  Processing shall be lawful"),
        Choice("six", "Article 6", "N6  Lawfulness of processing"),
    )
    assert filter_choices(choices, typed)[0].key == first


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A draft of 248 items in chapters, of which the second is wholly agreed."""
    path = tmp_path / "large.consensus"
    with new_record(SMALL_CODE, path) as group:
        draft, *_ = group.state.drafts
        heading = group.state.children[draft][1]
        for item in group.state.children[heading]:
            if group.verdict(f"handle:{group.state.handle_of(item)}").status in {
                *UNDECIDED,
                Status.DEFERRED,
            }:
                group.decide(f"handle:{group.state.handle_of(item)}", "agreed", reason="read out")
    return path


def test_chapters_that_are_agreed_start_closed(large: Path) -> None:
    """In a large draft they are one row, which Enter and the arrows open and close."""

    async def story(player: Player) -> None:
        await player.press("2")
        closed = next(row for row in tree(player).rows if row.cells[0].text == "▸")
        assert re.fullmatch(r"\d+ agreed  31–60", closed.cells[2].text)
        assert "60" not in labels(player)
        await go_to(player, "60")
        assert "60" in labels(player)
        await player.press("left")
        assert tree(player).key == closed.key
        assert "60" not in labels(player)
        await player.press("right")
        assert "60" in labels(player)
        await player.press("enter")
        assert "60" not in labels(player)
        await player.press("enter")
        assert "60" in labels(player)

    play(large, story)


def test_the_row_at_the_cursor_is_in_sight_after_a_search_and_a_filter(large: Path) -> None:
    """Wherever the cursor goes, and in a smaller terminal too, its row is on the screen."""

    async def story(player: Player) -> None:
        def in_sight() -> bool:
            rows = tree(player)
            return 0 <= rows.cursor - rows.scroll_offset.y < rows.size.height

        await player.press("2", "slash")
        await player.type("222")
        await player.press("enter")
        assert labels(player)[tree(player).cursor] == "222"
        assert in_sight()
        await player.press("escape", "f", "u")
        assert in_sight()
        await player.press("escape")
        assert in_sight()
        await player.press("j")
        await player.type("111")
        await player.press("enter")
        assert labels(player)[tree(player).cursor] == "111"
        assert in_sight()

    play(large, story)


def test_a_search_shows_where_words_stand(example: Path) -> None:
    """While words are typed only the items that have them are listed, with the words in sight."""

    async def story(player: Player) -> None:
        await go_to(player, "PP1")
        await player.press("slash")
        await player.type("meeting")
        assert labels(player) == ["4", "5"]
        await player.press("down")
        assert words(player).startswith("Encourage the organizers of meetings")
        await assert_looks_in_sizes(player, "draft-search")
        await player.press("enter")
        assert len(labels(player)) > 20
        assert words(player).startswith("Encourage the organizers of meetings")
        assert isinstance(player.app.screen, DraftScreen)

    play(example, story)


def test_a_search_looks_at_labels_and_handles(example: Path) -> None:
    """What is typed may be a label, a handle, or words that nothing has."""

    async def story(player: Player) -> None:
        await player.press("2")
        for typed, expected in (("r7", ["7"]), ("(b)", ["(b)"]), ("no such words", [])):
            await player.press("slash")
            await player.type(typed)
            assert labels(player) == expected
            await player.press("escape")

    play(example, story)


def test_escape_goes_back_to_where_the_search_began(example: Path) -> None:
    """Esc ends the search, and the cursor is where it was."""

    async def story(player: Player) -> None:
        await go_to(player, "3")
        await player.press("slash")
        await player.type("meeting")
        await player.press("escape")
        assert words(player).startswith("Agree that cooperation")
        assert len(labels(player)) > 20

    play(example, story)


def test_a_filter_keeps_what_was_asked_for(example: Path) -> None:
    """A key lists only the items of a status, or with brackets; headings are left out."""

    async def story(player: Player) -> None:
        await player.press("2")
        kept = {"b": ["5"], "r": ["4"], "k": ["PP3", "7", "14"], "c": ["9", "12"]}
        for key, expected in kept.items():
            await player.press("f", key)
            assert labels(player) == expected
            assert f"{len(expected)} of 23 items" in player.screen()
            await player.press("escape")
            assert len(labels(player)) > 20

    play(example, story)


def test_a_filter_says_how_many_there_are(example: Path) -> None:
    """Before one is picked each says how many items it keeps."""

    async def story(player: Player) -> None:
        await player.press("2", "f")
        await assert_looks_in_sizes(player, "draft-filter")

    play(example, story)


def test_what_is_filtered_away_is_shown_when_it_is_gone_to(example: Path) -> None:
    """Going to an item that the filter hides shows all items again."""

    async def story(player: Player) -> None:
        await player.press("2", "f", "b")
        await go_to(player, "7")
        assert "7  (R7)" in player.screen()
        assert len(labels(player)) > 20

    play(example, story)


def test_n_goes_to_what_is_to_be_settled(example: Path) -> None:
    """n goes on over what is agreed, and N back."""

    async def story(player: Player) -> None:
        await go_to(player, "PP3")
        await player.press("n")
        assert "3  (R3)" in player.screen()
        await player.press("N")
        assert "PP3  (P3)" in player.screen()

    play(example, story)


def test_enter_steps_through_from_the_item(example: Path) -> None:
    """Enter opens the step-through at the item under the cursor."""

    async def story(player: Player) -> None:
        await go_to(player, "5")
        key = tree(player).key
        await player.press("enter")
        assert isinstance(player.app.screen, ItemScreen)
        assert player.app.target == key

    play(example, story)


def test_keys_open_what_is_done_with_an_item(example: Path) -> None:
    """a proposes, e rewords, i shows everything; Esc comes back."""

    async def story(player: Player) -> None:
        await go_to(player, "5")
        for key, screen in (("a", ProposeScreen), ("e", EditScreen), ("i", DossierScreen)):
            await player.press(key)
            assert isinstance(player.app.screen, screen)
            await player.press("escape")
            assert isinstance(player.app.screen, DraftScreen)

    play(example, story)


def test_what_would_be_published_is_shown_first(example: Path) -> None:
    """Totals, brackets and new labels stand above the name; Esc publishes nothing."""

    async def story(player: Player) -> None:
        await player.press("2", "P")
        assert "last published as zero draft" in player.screen()
        await assert_looks_in_sizes(player, "draft-publish")
        await player.press("escape")

    play(example, story)
    with opened(example, "colleague") as group:
        assert not group.state.revisions


def test_a_revision_is_published(example: Path) -> None:
    """A name and a standing are typed, and Enter puts the revision into the file."""

    async def story(player: Player) -> None:
        await player.press("2", "P", "tab")
        await player.type("without prejudice")
        await player.press("enter")
        assert "✓ D1 is published as Rev.1" in player.notice()
        await player.press("P")
        await player.type("Rev.1")
        await player.press("enter")
        assert "was published already" in player.screen()
        await player.press("escape")
        await go_to(player, "4")
        await player.press("t", "t")
        assert "changes since Rev.1 (t)" in player.screen()

    play(example, story)
    with opened(example, "colleague") as group:
        revision = next(iter(group.state.revisions.values()))
        assert (revision.name, revision.standing) == ("Rev.1", "without prejudice")


def test_labels_can_be_left_as_they_are(example: Path) -> None:
    """New labels are shown while the box is ticked; unticked, none changes."""
    with opened(example, "colleague") as group:
        group.propose(text="Act at once", kind="insert", after="3", label="3 bis", by=["ALV"])
        group.merge(list(group.state.amendments.values())[-1].handle)

    async def story(player: Player) -> None:
        await player.press("2", "P")
        body = player.app.screen.query_one("#body", Passage)
        assert "3 bis → 4" in body.text
        await player.press("tab", "tab", "space")
        assert "no label changes" in player.screen()
        assert "→" not in body.text
        await player.press("enter")

    play(example, story)
    with opened(example, "colleague") as group:
        assert find(group.state, "3 bis")


def test_a_step_shows_at_the_item_at_once(example: Path) -> None:
    """What is recorded on the item changes its line and its reasons."""

    async def story(player: Player) -> None:
        await go_to(player, "5")
        item = tree(player).key
        await player.app.record(
            "PLG can live with 5",
            lambda group: group.take_position("PLG", item, Stance.ACCEPT, source=StatedBy.WRITTEN),
        )
        await player.settle()
        assert tree(player).rows[tree(player).cursor].cells[0].text == "▶"
        assert verdict(player).startswith("▶ ready")

    play(example, story)


def test_another_draft_is_shown(example: Path) -> None:
    """D asks which draft where there are several, and a target in another one goes there."""
    with opened(example, "colleague") as group:
        group.import_draft(decode(b"# Annex\n\n1. Only item of it\n", "annex.md"))

    async def story(player: Player) -> None:
        await player.press("2")
        assert "2 drafts (D)" in player.screen()
        await player.press("D")
        await player.type("D2")
        await player.press("enter")
        assert "Only item of it" in player.screen()
        assert "D2 Annex" in player.screen()
        await go_to(player, "R7")
        assert "D1 Draft recommendations" in player.screen()
        assert "7  (R7)" in player.screen()

    play(example, story)


def test_an_empty_record_says_what_to_do(tmp_path: Path) -> None:
    """Without a draft the screen says how to get one."""
    path = tmp_path / "empty.consensus"
    WorkingGroup.create(path, title="Panel", by="sec", clock=lambda: NOW).close()

    async def story(player: Player) -> None:
        await player.press("2", "t", "n", "f", "escape", "i", "enter")
        assert "nothing yet: ^o imports a draft, a writes the first item" in player.screen()

    play(path, story)


def test_y_copies_the_text_as_it_is_shown(example: Path) -> None:
    """What is copied is what is shown, whole."""

    async def story(player: Player) -> None:
        await go_to(player, "7")
        await player.press("t", "y")
        assert player.app.clipboard == words(player)

    play(example, story)


def test_what_another_process_records_shows_by_itself(example: Path) -> None:
    """A position that comes in elsewhere changes the tree, and the cursor stays."""

    async def story(player: Player) -> None:
        await go_to(player, "4")
        with opened(example, "colleague") as group:
            group.take_position("PLG", "R5", Stance.ACCEPT, source=StatedBy.WRITTEN)
        await player.look_for_news()
        place = labels(player).index("5")
        assert tree(player).rows[place].cells[0].text == "▶"
        assert "4  (R4)" in player.screen()

    play(example, story)


def test_what_was_rejected_is_struck_and_says_so(example: Path) -> None:
    """Among the others and alone; its brackets are not counted."""
    with opened(example, "colleague") as group:
        group.decide("14", "rejected", reason="no support")
        item = find(group.state, "14")
        view = item_view(group, lambda: None, item, Showing.CLEAN, after=[item])
        assert view is not None
        for words, why in (view.text, view.after[1:]):
            assert (words.mark, why.text) == (Mark.REMOVED, " (rejected)")
        assert (view.line.brackets, group.state.version(item).wording.count) == (0, 1)
