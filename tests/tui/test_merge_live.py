"""Merging while other processes record: choices are kept where they fit, nothing stale goes in."""

from __future__ import annotations

from pathlib import Path

import attrs

from consensus.text.combine import combine
from consensus.text.hunk import KeepBase, Take
from tests.tui.merging import last_change, open_merge, opened, steps
from tests.tui.playing import Player, play
from tests.tui.stepping import words
from tui.views.merge import MergeChoices

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
            group.propose("3", "must be", old="should be", by=["TAL"])
        await player.look_for_news()
        await player.press("n")
        assert "1 of your 2 choices still fit" in player.notice()
        assert "1 of 3 conflicts settled" in player.screen()
        assert "“must be”" in player.screen()

    play(example, story, (120, 40))


def test_a_position_recorded_elsewhere_leaves_the_choices_alone(example: Path) -> None:
    """The numbers change, the choices stay, and nothing is said."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("down", "down", "enter")
        assert "A4 (ALV), A5 (TAL): 4 in favour" in player.screen()
        with opened(example, "other") as group:
            group.take_position("WYN", "A4", "support")
        await player.look_for_news()
        assert "A4 (ALV), A5 (TAL): 5 in favour" in player.screen()
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
        assert "3 (R3) has changed since you looked; look at it again" in player.notice()

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
            group.propose("3", "must be", old="should be", by=["TAL"])
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
        assert "new wording: “open, transparent and inclusive ever”" in player.screen()

    play(example, story, (120, 40))


def test_hostile_words_reach_no_terminal(example: Path) -> None:
    """Escape sequences, signs that turn the text around, and what looks like markup are shown."""
    words = "should \x1b\\]0;owned\x07be \u202e[bold]kind[/bold]"
    with opened(example, "other") as group:
        group.propose("3", words, old="should be", by=["TAL"])
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
