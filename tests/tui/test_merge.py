"""The merge screen: what can be chosen, what one confirmation records, and what it leaves."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from itertools import chain, permutations
from pathlib import Path

import attrs
import pytest

from consensus import WorkingGroup
from consensus.errors import NothingToMerge, Rejected
from consensus.model.lookup import find_target
from consensus.text.combine import combine
from consensus.text.hunk import Conflict, InBrackets, InOrder, KeepBase, Reword, Settlement, Take
from consensus.working_group.merging import MergePlan, WithoutBrackets
from tests.support.panel import MEMBERS, make_panel
from tests.tui.playing import Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import (
    combination,
    last_change,
    last_operations,
    make_record,
    open_merge,
    opened,
    points,
    step_to,
    steps,
    until_asked,
    until_said,
    words,
)
from tui.screens.points import point_rows
from tui.views.merge import (
    MergeChoices,
    MergeView,
    Place,
    merge_preview,
    merge_view,
    spans_of_choices,
)
from tui.views.text import Mark
from tui.widgets.passage import Passage

# Merging on the screen: what is chosen, what one confirmation records, and what it leaves.


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


def test_wordings_stand_side_by_side_where_there_is_room(example: Path) -> None:
    """Each in its sentence, with who objects and why; arrows go along them."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("right")
        titles = [str(each.border_title) for each in player.app.screen.query(".card.-current")]
        assert titles == ["a  should be"]
        await player.press("right", "right", "left", "enter")
        (card,) = player.app.screen.query(".card.-current")
        assert (str(card.border_title), str(card.border_subtitle)) == ("b  shall be", "◉ taken")
        assert "✗ MER objects “Meridia" in player.screen()
        assert "in brackets: A4, A5" in player.screen()

    play(example, story, (120, 40))


def test_punctuation_follows_the_point_of_its_amendment(tmp_path: Path) -> None:
    """A comma has no row of its own; it goes in when its amendment is settled for."""
    path = tmp_path / "harbour.consensus"
    text = "Members report each year. They pay fees in advance."
    with make_record(path) as group:
        group.edit("1", text)
        group.propose("1", text.replace("report", "report,").replace("fees", "dues"), by=["ASH"])
        group.propose("1", text.replace("fees", "rent"), by=["COL"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert len(points(player)) == 4
        assert "1 of 1 changes taken" in player.screen()
        await player.press("end", "enter")
        assert points(player)[-1] == "“rent”"
        assert "0 of 1 changes taken" in player.screen()
        await player.press("up", "enter", "f2", "enter")

    play(path, story)
    with opened(path) as group:
        assert (
            group.state.text(group.state.handles["R1"])
            == "Members report, each year. They pay dues in advance."
        )


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
        group.merge("3", changes=[1], settle={1: Take("A4", "A5")})
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
            settle={at + 1: way for at, way in choices.settled.items()},
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
        await player.press("end", "enter")
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
        assert "“the organizers” becomes “[the organizers]”" in points(player)
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
        assert "conflict here" in player.notice()
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


def test_leaving_records_nothing_and_keeps_what_was_chosen(example: Path) -> None:
    """Esc leaves at once, and asks nothing."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("escape")
        assert "To take up next" in player.screen()
        await open_merge(player, "3")
        await player.press("b", "escape")
        assert "To take up next" in player.screen()
        await open_merge(player, "3")
        assert "1 of 3 conflicts settled" in player.screen()
        await player.press("0", "escape")
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
        assert "3: 7 amendments" in player.screen()
        assert "✗ QIR objects" in player.screen()
        assert "A8 (WDA)" in player.screen()
        assert "2 in favour" not in player.screen()
        await player.press("f")
        assert "2 in favour, 1 against (QIR objects), of 41" in words(player)

    play(example, story)


def test_an_item_that_is_to_be_deleted_is_deleted_by_a_step_of_its_own(example: Path) -> None:
    """The question shows what goes and who objects; over that it takes the chair and a reason."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("enter")
        assert_looks(player, "merge-deletion")
        await player.press("y")
        assert "A25 is merged whole: delete 14." in player.screen()
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
        assert "R2 is agreed, so nothing is merged: reopen it first (g)" in player.screen()
        await player.press("f2")
        assert "reopen it first" in player.notice()
        await player.press("escape")
        await open_merge(player, "11")
        assert "R11 is rejected, so nothing is merged" in player.screen()
        assert "0 of 2 changes taken" in player.screen()
        await player.press("escape")
        await open_merge(player, "5")
        assert "5: no undecided amendment changes its words" in player.screen()
        await player.press("enter", "t", "n", "0", "f2")
        assert "no undecided amendment" in player.notice()

    play(example, story)


def test_nothing_to_merge_before_a_conflict_is_settled_says_so(example: Path) -> None:
    """Where every change is left and no conflict settled, the library's reason is shown."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("end", "enter", "f2")
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
        assert "Who supports what of 3" in player.screen()
        await player.press("escape")
        assert "3: 7 amendments" in player.screen()

    play(example, story)


def test_merging_from_the_step_through_comes_back_to_it(example: Path) -> None:
    """Enter opens the merge of what is selected, and what was merged is seen at once."""

    async def story(player: Player) -> None:
        player.app.target = await player.app.record_worker.look(
            lambda group, check: find_target(group.state, "3")
        )
        await player.press("3", "enter")
        assert "3: 7 amendments" in player.screen()
        await player.press("f2", "enter")
        assert type(player.app.screen).__name__ == "ItemScreen"
        assert "A51 merged into 3 (R3); 3 conflicts open" in player.notice()

    play(example, story, (120, 40))


def test_the_decision_after_a_merge_is_on_the_text(tmp_path: Path) -> None:
    """The amendment is merged; what is still open is the paragraph."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("2", "must", old="should", by=["ASH"])

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("enter", "f2", "enter")
        await until_said(player, "A1 merged into 2")
        await player.press("g")
        await until_asked(player, "Decision: 2")

    play(path, story)


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
        assert "7: 6 amendments and A54, 5 of 5 changes taken" in player.screen()

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


# Merging while other processes record: choices are kept where they fit, nothing stale goes in.

BASE = "Members shall report each year, and may comment."
CHOICES = MergeChoices(
    left=frozenset({0}), settled={0: Take("A1")}, keep_open=frozenset({"A2", "A3"})
)


def proposing(**texts: str) -> dict[str, str]:
    """Two that contend for one verb, one that changes another, and more."""
    return {
        "A1": BASE.replace("shall", "should"),
        "A2": BASE.replace("shall", "must"),
        "A3": BASE.replace("may", "can"),
        **texts,
    }


def test_choices_follow_their_conflict_when_its_number_changes() -> None:
    """A conflict earlier in the text takes the number; what was settled goes with its options."""
    before = combine(BASE, proposing())
    after = combine(
        BASE, proposing(A4=BASE.replace("Members", "States"), A5=BASE.replace("Members", "Parties"))
    )
    assert CHOICES.rebase(before, after) == attrs.evolve(CHOICES, settled={1: Take("A1")})


def test_a_choice_goes_when_what_it_was_made_of_is_another() -> None:
    """A third option in the conflict, and a change that became a conflict, take theirs away."""
    before = combine(BASE, proposing())
    after = combine(
        BASE, proposing(A4=BASE.replace("shall", "will"), A5=BASE.replace("may", "might"))
    )
    rebased = CHOICES.rebase(before, after)
    assert rebased == MergeChoices(keep_open=frozenset({"A2", "A3"}))


def test_a_choice_stays_with_its_conflict_where_another_has_the_same_words() -> None:
    """The second of two alike was settled, and the first was not."""
    base = "Members shall meet each year. Guests shall pay each day."
    both = {"A1": base.replace("shall", "must"), "A2": base.replace("shall", "will")}
    before = combine(base, both)
    after = combine(base, {**both, "A3": base.replace("each day", "each week")})
    assert len(before.conflicts) == 2
    choices = MergeChoices(settled={1: Take("A1")})
    assert choices.rebase(before, after).settled == {1: Take("A1")}


def test_a_change_left_out_stays_out_after_an_objection_came_and_went() -> None:
    """What somebody chose is no matter of what would be without it."""
    found = combine(BASE, proposing())
    left = MergeChoices().with_change(found, 0, taken=False)
    objected = left.rebase(found, found, [0])
    assert objected.number == 1
    assert objected.rebase(found, found, []) == left


def test_the_same_combination_keeps_every_choice() -> None:
    """Nothing is lost where nothing that matters has changed."""
    assert CHOICES.rebase(combine(BASE, proposing()), combine(BASE, proposing())) is CHOICES


def test_changes_that_are_one_edit_are_taken_and_left_together() -> None:
    """An opening and a closing bracket are one choice."""
    found = combine(BASE, {"A1": BASE.replace("each year", "[each year]")})
    assert len(found.changes) == 2
    left = MergeChoices().with_change(found, 1, taken=False)
    assert left.left == frozenset({0, 1})
    assert left.with_change(found, 0, taken=True).number == 0


def test_a_choice_taken_back_leaves_none() -> None:
    """Settled and unsettled again, kept alive and no longer: as at the beginning."""
    found = combine("We meet.", {"A1": "We vote.", "A2": "We rest."})
    choices = MergeChoices().with_settlement(found, 0, KeepBase()).with_kept_open({"A1"})
    assert choices.with_settlement(found, 0, None).with_kept_open({"A1"}) == MergeChoices()


def test_what_another_process_records_keeps_the_choices_that_still_fit(example: Path) -> None:
    """A new option in conflict 1 takes its settlement away, that of conflict 2 stays."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b", "n", "down", "down", "enter")
        with opened(example, "other") as group:
            group.propose("3", "cooperation must be", old="cooperation should be", by=["TAL"])
        await player.look_for_news()
        said = "✗ the amendments to 3 have changed; read it again before you merge"
        lost = "your choice at “should be” no longer applies: its wordings have changed"
        assert player.notice() == f"{said}; {lost}"
        await player.press("n")
        assert "1 of 3 conflicts settled" in player.screen()
        assert "“must be”" in points(player)

    play(example, story, (120, 40))


def test_a_position_recorded_elsewhere_leaves_the_choices_alone(example: Path) -> None:
    """The numbers change, the choices stay, and nothing is said."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "enter")
        assert "+ YAR supports it" in player.screen()
        with opened(example, "other") as group:
            group.take_position("WYN", "A4", "support")
        await player.look_for_news()
        assert "+ WYN YAR support it" in player.screen()
        assert "1 of 3 conflicts settled" in player.screen()
        assert player.notice() == ""

    play(example, story)


def test_nothing_is_recorded_over_what_changed_while_it_was_confirmed(example: Path) -> None:
    """What the confirmation shows is recorded or nothing; why not is said, choices are kept."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b", "f2")
        with opened(example, "other") as group:
            group.propose("3", "concern", old="affect", by=["TAL"])
        await player.press("enter")
        await player.look_for_news()
        assert "came in since; look at R3 again" in player.notice()
        assert "in brackets" in player.screen()

    play(example, story)
    assert before + 1 == steps(example)


def test_objection_that_comes_while_it_is_confirmed_is_shown_first(example: Path) -> None:
    """Nothing is recorded; the dialog says what has changed, and what Enter would do now."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("f2")
        assert "Enter: merge   " in player.screen()
        await player.type("as was agreed")
        with opened(example, "other") as group:
            group.take_position("TAL", "A51", "object", reason="too long")
        await player.press("enter")
        assert steps(example) == before + 1
        assert "Not recorded: since this was shown: TAL objects: “too long” (A51)" in words(player)
        assert "Enter: merge, A51 in brackets (TAL objects)" in words(player)
        assert "as was agreed" in player.screen()
        await player.press("enter")
        assert "A51 put in brackets in 3 (R3) over TAL" in player.notice()

    play(example, story, (120, 40))
    assert last_change(example).reason == "as was agreed"


def test_merge_that_is_impossible_by_then_is_refused_with_all_that_was_said(example: Path) -> None:
    """Also why it cannot be planned any more, where the dialog has nothing to show."""
    before = steps(example)

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("f2")
        with opened(example, "other") as group:
            for handle in group.combination("3").proposals:
                group.withdraw(handle)
        await player.press("enter")
        assert "A51 is withdrawn already" in player.notice()
        assert "3 has changed since you looked; look at it again" in player.notice()

    play(example, story, (160, 40))
    assert before + 7 == steps(example)


def test_support_that_comes_while_a_bracket_is_confirmed_is_named_in_it(example: Path) -> None:
    """The bracket says who supports its options, and is shown again before it is recorded."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("b", "f2")
        with opened(example, "other") as group:
            group.take_position("ZEN", "A6", "support")
        await player.press("enter")
        shown = words(player)
        assert "Not recorded: what would be merged has changed" in shown
        assert "HVN, ZEN support: is best when" in shown
        await player.press("enter")
        assert "in brackets" in player.notice()

    play(example, story, (120, 60))
    assert "ZEN support: is best when" in last_change(example).wording.notation()


def test_objection_to_a_deletion_while_it_is_confirmed_is_shown_first(example: Path) -> None:
    """It takes the instruction of the Chair then, which needs a reason."""
    with opened(example, "other") as group:
        group.propose("4", kind="delete", by=["ALV"])
        deletion = list(group.state.amendments.values())[-1].handle

    async def story(player: Player) -> None:
        await open_merge(player, deletion)
        await player.press("enter", "y")
        with opened(example, "other") as group:
            group.take_position("TAL", deletion, "object", reason="it is needed")
        await player.press("enter")
        shown = words(player)
        assert f"Not recorded: TAL objects to {deletion} since this was planned" in shown
        assert "TAL objects: “it is needed”" in shown
        await player.type("a ruling")
        await player.press("f8")
        assert "is carried out" in player.notice()

    play(example, story, (120, 40))


def test_words_typed_for_a_conflict_that_has_changed_are_not_lost(example: Path) -> None:
    """They are not put in place of another conflict, and they are said again."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("e")
        await player.type(" ever")
        with opened(example, "other") as group:
            group.propose("3", "cooperation must be", old="cooperation should be", by=["TAL"])
        await player.look_for_news()
        await player.press("f2")
        await player.look_for_news()
        assert player.notice() == (
            "✗ the conflict has changed meanwhile, so this was not taken: should be ever"
        )
        assert "0 of 3 conflicts settled" in player.screen()

    play(example, story)


def test_words_typed_go_to_their_conflict_when_its_number_has_changed(example: Path) -> None:
    """A conflict that came before it does not get them."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("n", "e")
        await player.type(" ever")
        with opened(example, "other") as group:
            group.propose("3", "Accept", old="Agree", by=["TAL"])
            group.propose("3", "Underline", old="Agree", by=["ALV"])
        await player.look_for_news()
        await player.press("f2")
        assert "1 of 4 conflicts settled" in player.screen()
        assert "new wording: “open, transparent and inclusive ever”" in points(player)

    play(example, story, (120, 40))


def test_hostile_words_reach_no_terminal(example: Path) -> None:
    """Escape sequences, signs that turn the text around, and what looks like markup are shown."""
    words = "should \x1b\\]0;owned\x07be \u202e[bold]kind[/bold]"
    with opened(example, "other") as group:
        group.propose("3", f"cooperation {words}", old="cooperation should be", by=["TAL"])
        group.propose(kind="insert", after="3", text=words, by=["TAL"])
        added = list(group.state.amendments.values())[-1].handle

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "down", "down")
        shown = [player.screen()]
        await player.press("enter", "f2")
        shown.append(player.screen())
        await player.press("escape", "e")
        shown.append(player.screen())
        await player.press("escape")
        await open_merge(player, added)
        shown.append(player.screen())
        await player.press("enter")
        shown.append(player.screen())
        await player.press("y")
        shown.append(player.screen())
        assert "[bold]kind[/bold]" in shown[0]
        signs = {sign for screen in shown for sign in screen if sign < " " or sign == "\u202e"}
        assert signs == {"\n"}

    play(example, story, (120, 40))


# The text on the merge screen: whatever is chosen, it reads as what would be recorded.

_NO_WORDS = {Mark.REMOVED, Mark.SIGN, Mark.STRONG, Mark.FAINT}
# Each by its text: who proposes it, and how others stand to it.
Proposals = Mapping[str, tuple[str, Mapping[str, str]]]

REPORT = "Members should report every year to the office."
WITHIN: Proposals = {
    REPORT.replace("should", "shall"): ("ASH", {"FIR": "object"}),
    REPORT.replace("should", "shall promptly"): ("BAY", {}),
    REPORT.replace("should", "must"): ("COL", {}),
}
DELAY = "The body acts without delay. It meets [once | ELM: twice] a year."
IN_ORDER: Proposals = {
    DELAY.replace("delay", "undue delay"): ("ASH", {"DUN": "object"}),
    DELAY.replace("delay", "unreasonable delay"): ("BAY", {}),
    DELAY.replace("[once | ELM: twice]", "twice"): ("COL", {"FIR": "hold"}),
    f"{DELAY} Votes are secret.": ("DUN", {}),
    f"{DELAY} No fee is paid by members.": ("ELM", {"ASH": "object"}),
}
TERM = "The chair serves for two years and may speak each year and vote, and reports to all."
TWO_PLACES: Proposals = {
    TERM.replace("two", "four").replace("reports", "answers"): ("ASH", {"DUN": "object"}),
    TERM.replace("two", "three").replace("reports", "writes"): ("BAY", {}),
    TERM.replace("each year and", "[each good year and]"): ("COL", {"ELM": "hold"}),
}
MADE = {"within": (REPORT, WITHIN), "order": (DELAY, IN_ORDER), "places": (TERM, TWO_PLACES)}


def proposed(text: str, proposals: Proposals) -> WorkingGroup:
    """A panel whose first recommendation has a text with these amendments."""
    group = make_panel()
    group.edit("1", text)
    for number, (wording, (member, said)) in enumerate(proposals.items(), 1):
        group.propose("1", wording, by=[member])
        for other, stance in said.items():
            group.take_position(other, f"A{number}", stance)
    return group


def viewed(group: WorkingGroup, item: str) -> MergeView:
    """What the merge screen shows of an item."""
    return merge_view(find_target(group.state, item))(group, lambda: None)


def ways(conflict: Conflict) -> Iterator[Settlement]:
    """Every way to settle a conflict for one option, two in an order, none, or other words."""
    yield from (KeepBase(), InBrackets(), Reword("other words"))
    options = [option for option in conflict.options if option.by]
    for option in options:
        yield Take(*option.by)
        if option.text.strip():
            yield from (Reword(option.text), Reword(f"and {option.text} too"))
    for one, other in permutations(options, 2):
        way = InOrder(*one.by, *other.by)
        try:
            conflict.settled(way)
        except ValueError:
            continue
        yield way


def planned(group: WorkingGroup, item: str, view: MergeView, choices: MergeChoices) -> MergePlan:
    """The plan of the same choices: in brackets, or on the instruction where only that is left."""

    def plan(without_brackets: WithoutBrackets, reason: str) -> MergePlan:
        return group.plan_merge(
            item,
            changes=choices.taken(view.combination),
            settle={at + 1: way for at, way in choices.settled.items()},
            keep_open=sorted(choices.keep_open),
            without_brackets=without_brackets,
            reason=reason,
        )

    try:
        return plan(False, "")
    except NothingToMerge:
        raise
    except Rejected:
        return plan("needed", "a ruling")


def assert_as_planned(
    group: WorkingGroup, item: str, view: MergeView, choices: MergeChoices
) -> str:
    """The text shown, that of the choices and that of the plan are one; returns it."""
    resolved = view.resolved(choices)
    merged = resolved.merge(choices.keep_open, view.backers)
    spans = spans_of_choices(resolved, view.backers)
    shown = "".join(each.text for each in spans if each.mark not in _NO_WORDS)
    # A space tells words that are taken out from those in their place.
    assert "".join(shown.split()) == "".join(merged.text.split())
    ticked = {
        Place.of(row.key).number: row.cells[0].text == "[x]"
        for row in point_rows(view, choices)
        if is_change(row.key)
    }
    shown_apart = [row for row in resolved.changes if row.places[0] not in view.folded]
    assert ticked == {row.places[0]: row.is_ticked for row in shown_apart}
    try:
        plan = planned(group, item, view, choices)
    except NothingToMerge:
        assert merged.text == view.combination.base
        return merged.text
    assert merged.text == plan.merge.text == plan.operation.wording.notation()
    assert merged.outcomes == plan.merge.outcomes
    settled = {at + 1: way for at, way in resolved.settled.items()}
    assert (resolved.changes, settled) == (plan.changes, plan.settled)
    return merged.text


def is_change(key: str) -> bool:
    """Whether a row stands for a change, and is no note beneath one."""
    return key.startswith("change ") and key.endswith(" 0")


def ticks(view: MergeView) -> list[MergeChoices]:
    """The changes as they are at first, all of them, and none."""
    begun = MergeChoices.begin(view.waiting)
    everything = nothing = begun
    for row in view.planned:
        everything = everything.with_change(view.combination, row.places[0], taken=True)
        nothing = nothing.with_change(view.combination, row.places[0], taken=False)
    return [begun, everything, nothing]


def ticked_at_random(chance: random.Random, view: MergeView) -> MergeChoices:
    """Some changes ticked, conflicts settled anyhow, one of them unsettled, one kept open."""
    combination = view.combination
    choices = MergeChoices.begin(view.waiting)
    for row in view.planned:
        choices = choices.with_change(combination, row.places[0], chance.random() < 0.5)
    for number, conflict in enumerate(combination.conflicts):
        if chance.random() < 0.8:
            way = chance.choice(list(ways(conflict)))
            choices = choices.with_settlement(combination, number, way)
    if combination.conflicts and chance.random() < 0.3:
        number = chance.randrange(len(combination.conflicts))
        choices = choices.with_settlement(combination, number, None)
    return choices.with_kept_open(chance.sample(sorted(combination.proposals), 1))


def assert_all_as_planned(group: WorkingGroup, item: str, seed: str, times: int) -> set[str]:
    """Each way to settle each conflict, whatever is ticked, and some choices at random."""
    view = viewed(group, item)
    conflicts = list(enumerate(view.combination.conflicts))
    one_by_one = (
        begun.with_settlement(view.combination, number, way)
        for begun in ticks(view)
        for number, conflict in conflicts
        for way in ways(conflict)
    )
    chance = random.Random(seed)
    mixed = (ticked_at_random(chance, view) for _ in range(times))
    return {
        assert_as_planned(group, item, view, choices)
        for choices in chain(ticks(view), one_by_one, mixed)
    }


def test_words_within_those_chosen_stand_in_brackets() -> None:
    """A2 has the word of A1, to which a member objects; settled for A2 it is in brackets."""
    with proposed(REPORT, WITHIN) as group:
        view = viewed(group, "1")
        choices = MergeChoices().with_settlement(view.combination, 0, Take("A2"))
        assert assert_as_planned(group, "1", view, choices) == (
            "Members [should | BAY: shall promptly] report every year to the office."
        )
        rows = [cell.text for row in point_rows(view, choices) for cell in row.cells]
        assert "settled: A2, in brackets: FIR objects" in rows


def test_words_within_new_wording_are_said_to_go_in_without() -> None:
    """They are no option of a bracket: only the instruction of the chair records them."""
    with proposed(REPORT, WITHIN) as group:
        view = viewed(group, "1")
        choices = MergeChoices().with_settlement(view.combination, 0, Reword("shall gladly"))
        assert assert_as_planned(group, "1", view, choices) == REPORT.replace(
            "should", "shall gladly"
        )
        rows = [cell.text for row in point_rows(view, choices) for cell in row.cells]
        assert "settled: new wording, without brackets: FIR objects" in rows


def test_an_order_within_a_sentence_has_the_opposed_words_in_brackets() -> None:
    """Both were put in at one place; the member objects to one of them."""
    with proposed(DELAY, IN_ORDER) as group:
        view = viewed(group, "1")
        number = next(
            at for at, each in enumerate(view.combination.conflicts) if each.by == ("A1", "A2")
        )
        choices = MergeChoices.begin(view.waiting).with_settlement(
            view.combination, number, InOrder("A2", "A1")
        )
        text = assert_as_planned(group, "1", view, choices)
        assert "without unreasonable [no text | ASH: undue] delay" in text


def test_what_is_one_edit_with_brackets_is_taken_with_them() -> None:
    """A word put in between the signs that the same amendment puts in goes with these."""
    found = combine(TERM, {"A1": TERM.replace("each year and", "[each good year and]")})
    assert [each.linked for each in found.changes] == [1, 0, 1]
    left = MergeChoices().with_change(found, 0, taken=False)
    assert left.taken(found) == []
    assert left.with_change(found, 0, taken=True).taken(found) == [1, 2, 3]


@pytest.mark.parametrize("name", MADE)
def test_the_text_shown_is_the_plan_of_every_choice(name: str) -> None:
    """For words within others, orders, brackets in the text, and questions of two places."""
    text, proposals = MADE[name]
    with proposed(text, proposals) as group:
        texts = assert_all_as_planned(group, "1", name, times=30)
        assert len(texts) > 8
        assert any(f"{member}: " in each for each in texts for member in MEMBERS)


@pytest.mark.parametrize("item", ["P2", "P3", "3", "7", "10", "14", "16", "L2", "A7", "A28"])
def test_the_text_shown_is_the_plan_in_the_example(example: Path, item: str) -> None:
    """Every text with amendments that can be merged, once some of them are objected to."""
    with opened(example) as group:
        handles = sorted(group.combination(item).proposals)
        chance = random.Random(item)
        for handle in chance.sample(handles, (len(handles) + 1) // 2):
            group.take_position("KEL", handle, chance.choice(["object", "hold"]))
        assert len(assert_all_as_planned(group, item, item, times=15)) > 1


def test_a_bracket_is_found_again_among_those_alike(tmp_path: Path) -> None:
    """Where another seat took one like it away, it is not known which one is meant."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:

        def written(text: str) -> MergeView:
            group.edit("1", text)
            return merge_view(group.state.handles["R1"])(group, lambda: None)

        before = written("We [may] meet, [may] vote and [must] rest.")
        after = written("We meet, [may] vote and [must] rest.")
    assert before.bracket_of(before, 2) == 2
    assert [after.bracket_of(before, number) for number in (1, 2, 3)] == [0, 0, 2]


def test_unsettled_a_change_that_waits_stays_open(tmp_path: Path) -> None:
    """`0` leaves it as it was at the beginning, and takes nothing a member objects to."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.take_position("DUN", "A1", "object", reason="too strict")

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert "0 of 1 changes taken" in player.screen()
        await player.press("0")
        assert "0 of 1 changes taken" in player.screen()

    play(path, story)
