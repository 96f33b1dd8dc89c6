"""Merging on the screen: what is chosen, what one confirmation records, and what it leaves."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from consensus.model.lookup import find_target
from consensus.text.hunk import InBrackets, KeepBase, Reword, Settlement, Take
from tests.tui.merging import (
    combination,
    last_change,
    last_operations,
    open_merge,
    opened,
    steps,
)
from tests.tui.playing import Player, play
from tests.tui.snapshot import assert_looks, assert_looks_in_sizes
from tui.views.merge import MergeChoices, merge_preview, merge_view
from tui.widgets.passage import Passage


def copied(record: Path) -> Path:
    """A second record like the first."""
    return Path(shutil.copy(record, record.with_name("other.consensus")))


def test_the_screen_shows_the_text_its_hunks_and_who_wants_what(example: Path) -> None:
    """At first every change is taken, every conflict open, and nothing recorded."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        assert "1 of 1 changes taken, 0 of 3 conflicts settled" in player.screen()
        await assert_looks_in_sizes(player, "merge")
        await player.press("down", "down", "enter")
        assert "settled: A4, A5" in player.screen()
        await assert_looks_in_sizes(player, "merge-settled")
        await player.press("f2")
        await assert_looks_in_sizes(player, "merge-confirm")

    play(example, story)


def test_a_question_of_its_own_stands_before_the_wording(example: Path) -> None:
    """That 14 is to be deleted is asked before its words are."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        assert "first: delete 14?" in player.screen()
        await assert_looks_in_sizes(player, "merge-question")

    play(example, story)


def test_one_confirmation_records_the_changes_and_the_settlement(example: Path) -> None:
    """Enter in the confirmation records one step, and the screen is left."""
    other, before = copied(example), steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "enter", "f2", "enter")
        assert player.notice() == (
            "✓ A51 merged into 3 (R3); A4 and A5 in brackets, some of their words over MER;"
            " 3 conflicts open, 1 of them in brackets"
        )
        assert "changes taken" not in player.screen()
        await open_merge(player, "3")
        assert "0 of 3 conflicts settled" in player.screen()

    play(example, story)
    assert before + 1 == steps(example)
    with opened(other) as group:
        group.merge("3", changes=[0], settle={0: Take("A4", "A5")})
    assert last_operations(other) == last_operations(example)


def test_the_confirmation_asks_for_a_reason(example: Path) -> None:
    """It is read through while the reason is typed, and Esc leaves it."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("f2", "escape")
        assert steps(example) == before
        await player.press("f2", "pagedown", "pagedown", "pagedown")
        assert "accept: DOL (if A9 is agreed, proposes A9), SDFA" in player.screen()
        await player.type("as agreed in the corridor\n")
        assert "✓ A51 merged into 3 (R3)" in player.notice()

    play(example, story)
    assert last_change(example).reason == "as agreed in the corridor"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("item", ["3", "7", "14"])
def test_what_is_recorded_is_what_the_library_records_for_the_same_choices(
    example: Path, item: str, seed: int
) -> None:
    """Whatever is taken, settled and kept alive, the step is that of `WorkingGroup.merge`."""
    other = copied(example)
    with opened(example) as group, opened(other) as same:
        choices = at_random(random.Random(f"{item} {seed}"), example, item)
        view = merge_view(find_target(group.state, item))(group, lambda: None)
        merge_preview(view, choices)(group, lambda: None).because("")(group)
        same.merge(
            item,
            changes=choices.taken(view.combination),
            settle=choices.settled,
            keep_open=sorted(choices.keep_open),
        )
    assert last_operations(other) == last_operations(example)


def at_random(chance: random.Random, record: Path, item: str) -> MergeChoices:
    """Some choices of how the amendments to an item combine."""
    found = combination(record, item)
    choices = MergeChoices().with_kept_open(chance.sample(list(found.proposals), 2))
    for number in range(len(found.changes)):
        if number and chance.random() < 0.3:
            choices = choices.with_change(found, number, taken=False)
    for number, conflict in enumerate(found.conflicts):
        ways: list[Settlement | None] = [KeepBase(), InBrackets(), Reword("other words")]
        # One at least is settled, so that there is something to record.
        ways += [None] if number else []
        ways += [Take(*option.by) for option in conflict.options if option.by]
        choices = choices.with_settlement(found, number, chance.choice(ways))
    return choices


def test_a_change_that_is_left_stays_open(example: Path) -> None:
    """Enter on a change leaves it out, and Enter again takes it."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("home", "enter")
        assert "0 of 1 changes taken" in player.screen()
        await player.press("enter")
        assert "1 of 1 changes taken" in player.screen()
        await player.press("enter", "n", "down", "down", "enter", "f2", "enter")

    play(example, story)
    remaining = {each.amendment: each for each in last_change(example).follow_ups}
    with opened(example) as group:
        left = remaining[group.state.handles["A51"]]
    assert left.taken == ()
    assert left.wording is not None
    assert "shall be] open, transparent" in last_change(example).wording.notation()


def test_one_edit_in_two_places_is_one_row(example: Path) -> None:
    """Words that are put in brackets stand between both signs, and are taken or left with them."""
    with opened(example) as group:
        group.propose("5", "[the organizers]", old="the organizers", by=["ALV"])

    async def story(player: Player) -> None:
        await open_merge(player, "5")
        assert "“the organizers” becomes “[the organizers]”" in player.screen()
        assert "1 of 1 changes taken" in player.screen()
        await player.press("enter")
        assert "0 of 1 changes taken" in player.screen()

    play(example, story, (120, 40))


def test_a_conflict_is_put_in_brackets_and_unsettled_again(example: Path) -> None:
    """`b` writes every wording as a bracket, `0` takes that back."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b")
        assert "in brackets, left open" in player.screen()
        assert "[should be | ALV, TAL propose, UVD, YAR" in player.screen()
        await player.press("0")
        assert "0 of 3 conflicts settled" in player.screen()
        await player.press("b", "f2", "enter")

    play(example, story)
    assert "[should be | ALV, TAL propose, UVD, YAR support: shall be | MER propose, HVN" in (
        last_change(example).wording.notation()
    )


def test_new_wording_settles_a_conflict(example: Path) -> None:
    """`e` asks for words, begins with those that stand there, and F2 takes them."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("n", "e")
        await player.type(" fair")
        await assert_looks_in_sizes(player, "merge-new-wording")
        await player.press("f2")
        assert "new wording: “open, transparent and" in player.screen()
        await player.press("f2", "enter")

    play(example, story)
    assert "transparent and inclusive fair, and" in last_change(example).wording.notation()


def test_words_that_go_together_are_added_and_others_are_not(example: Path) -> None:
    """`+` adds a wording that goes with the chosen one; one that excludes it is refused."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("n", "down", "down", "enter", "down", "plus")
        assert "exclude each other here" in player.notice()
        await player.press("down", "down", "down", "plus")
        assert "settled: A26, A30" in player.screen()
        await player.press("plus")
        assert "settled: A26, in brackets: " in player.screen()
        await player.press("t", "f2", "enter")

    play(example, story, (120, 40))
    assert "arrangements for cooperation are sufficient, and whether" in (
        last_change(example).wording.notation()
    )


def test_both_is_refused_where_two_wordings_exclude_each_other(example: Path) -> None:
    """`t` says why two wordings cannot both be had, and what to do where there are more."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("t")
        assert "both can be had only where they put words in at one place" in player.notice()
        await player.press("n", "t")
        assert "choose one wording with Enter" in player.notice()

    play(example, story)


def test_both_asks_in_which_order_where_it_matters(example: Path) -> None:
    """Two insertions at one place can both be had, in an order that is asked for."""
    with opened(example) as group:
        group.propose("5", group.state.text(group.state.handles["R5"]) + " First.", by=["ALV"])
        group.propose("5", group.state.text(group.state.handles["R5"]) + " Then.", by=["TAL"])

    async def story(player: Player) -> None:
        await open_merge(player, "5")
        await player.press("t")
        assert "In which order?" in player.screen()
        await player.press("2", "f2", "enter")

    play(example, story)
    assert last_change(example).wording.notation().endswith(" Then. First.")


def test_what_is_settled_against_can_be_kept_open(example: Path) -> None:
    """`O` keeps the amendments open against which a conflict is settled."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "enter", "up", "up", "R")
        assert "kept open: A6" in player.screen()
        await player.press("f2", "enter")

    play(example, story)
    with opened(example) as group:
        assert group.state.amendments[group.state.handles["A6"]].state == "open"


def test_n_goes_from_one_unsettled_conflict_to_the_next(example: Path) -> None:
    """What is settled is passed by, and when nothing is left that is said."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        assert "conflict 1 of 3" in player.screen()
        await player.press("n")
        assert "conflict 2 of 3" in player.screen()
        await player.press("down", "enter", "n")
        assert "conflict 1 of 3" in player.screen()
        await player.press("down", "enter", "N")
        assert player.notice() == "every conflict is settled; F2 merges"

    play(example, story)


def test_leaving_records_nothing_and_asks_only_where_something_was_chosen(example: Path) -> None:
    """Esc leaves at once at first; after a choice it asks."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("escape")
        assert "To take up next" in player.screen()
        await open_merge(player, "3")
        await player.press("b", "escape")
        assert "Leave without merging?" in player.screen()
        assert "Enter: leave   Esc: stay" in player.screen()
        await player.press("escape")
        assert "in brackets" in player.screen()
        await player.press("escape", "enter")
        assert "To take up next" in player.screen()
        await open_merge(player, "3")
        assert "0 of 3 conflicts settled" in player.screen()

    play(example, story)
    assert before == steps(example)


def test_choices_are_still_there_after_a_look_at_another_screen(example: Path) -> None:
    """Going to a place by its number loses nothing that was chosen."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b", "1")
        await open_merge(player, "3")
        assert player.notice() == "your choices from before are still here"
        assert "in brackets" in player.screen()

    play(example, story)


def test_an_amendment_opens_the_text_it_amends_at_what_it_wants(example: Path) -> None:
    """For an amendment without amendments of its own the cursor begins at its first hunk."""

    async def story(player: Player) -> None:
        await open_merge(player, "A8")
        assert "3 (R3): 7 amendments" in player.screen()
        assert "A8 (WDA): 2 in favour" in player.screen()

    play(example, story)


def test_an_item_that_is_to_be_deleted_is_deleted_by_a_step_of_its_own(example: Path) -> None:
    """The question shows what goes and who objects; over that it takes the chair and a reason."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("enter")
        assert_looks(player, "merge-deletion")
        await player.press("y")
        assert "A25 goes in whole: delete 14." in player.screen()
        assert "ALV objects" in player.screen()
        await player.press("enter", "f8")
        assert "Carry out A25?" in player.screen()
        await player.type("as the Chair ruled")
        await player.press("f8")
        assert player.notice() == "✓ A25 is carried out: delete 14"

    play(example, story)
    with opened(example) as group:
        assert group.state.items[group.state.handles["R14"]].removed


def test_a_deletion_can_be_rejected_and_the_wording_gone_on_with(example: Path) -> None:
    """Rejected, the question is gone and the screen stays."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("enter", "n", "enter")
        assert player.notice() == "✓ A25 is rejected: delete 14"
        assert "first:" not in player.screen()
        assert "0 of 1 conflicts settled" in player.screen()

    play(example, story)


def test_what_is_closed_or_has_nothing_to_merge_says_so(example: Path) -> None:
    """A closed item names the decision as the reason; one without amendments has nothing."""

    async def story(player: Player) -> None:
        await open_merge(player, "2")
        assert "R2 is agreed, so nothing goes in: reopen it first, with g" in player.screen()
        await player.press("f2")
        assert "reopen it first" in player.notice()
        await player.press("escape")
        await open_merge(player, "11")
        assert "R11 is rejected, so nothing goes in" in player.screen()
        assert "0 of 2 changes taken" in player.screen()
        await player.press("escape")
        await open_merge(player, "5")
        assert "5 (R5): no undecided amendment changes its words" in player.screen()
        await player.press("enter", "t", "n", "0", "f2")
        assert "no undecided amendment" in player.notice()

    play(example, story)


def test_nothing_to_merge_before_a_conflict_is_settled_says_so(example: Path) -> None:
    """Where every change is left and no conflict settled, the library's reason is shown."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("home", "enter", "f2")
        assert "nothing can go into R3 before one of its 3 conflicts is settled" in (
            player.notice()
        )

    play(example, story)


def test_more_about_what_the_cursor_is_on_is_one_key_away(example: Path) -> None:
    """`i` tells everything about the amendment, `v` who holds what; both come back."""

    async def story(player: Player) -> None:
        await open_merge(player, "A8")
        await player.press("i")
        assert "A8" in player.screen()
        assert type(player.app.screen).__name__ == "DossierScreen"
        await player.press("escape", "v")
        assert type(player.app.screen).__name__ == "HoldersScreen"
        await player.press("escape")
        assert "3 (R3): 7 amendments" in player.screen()

    play(example, story)


def test_merging_from_the_step_through_comes_back_to_it(example: Path) -> None:
    """Enter opens the merge of what is selected, and what was merged is seen at once."""

    async def story(player: Player) -> None:
        player.app.target = await player.app.record_worker.look(
            lambda group, check: find_target(group.state, "3")
        )
        await player.press("3", "enter")
        assert "3 (R3): 7 amendments" in player.screen()
        await player.press("f2", "enter")
        assert type(player.app.screen).__name__ == "StepScreen"
        assert "A51 merged into 3 (R3); 3 conflicts open" in player.screen()

    play(example, story, (120, 40))


def test_options_that_begin_alike_are_shown_where_they_differ(example: Path) -> None:
    """In eighty columns as well, each from shortly before its first other word."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        shown = player.screen()
        for option in (
            "… are sufficient, and whether",
            "… are sufficient and report",
            "“take stock",
        ):
            assert option in shown

    play(example, story)


def test_the_title_counts_what_no_member_proposed_apart(example: Path) -> None:
    """As every other screen and command does."""

    async def story(player: Player) -> None:
        await open_merge(player, "7")
        assert "7 (R7): 6 amendments and A54, 5 of 5 changes taken" in player.screen()

    play(example, story)


def test_a_bracket_reads_on_the_step_as_in_the_merge(example: Path) -> None:
    """Who proposes an option is told from who supports it."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b", "f2", "enter", "3", "j")
        await player.type("3\n")
        text = player.app.screen.query_one("#text", Passage).text
        assert "[should be | ALV, TAL propose, UVD, YAR support: shall be" in text

    play(example, story)
