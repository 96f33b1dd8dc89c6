"""The history: what was recorded, one step in full, undoing it, the past, and the proof."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from tests.tui.playing import (
    HOSTILE,
    NOW,
    Player,
    assert_looks,
    assert_looks_in_sizes,
    play,
    raw_controls,
)
from tests.tui.records import make_record, opened
from tui.views.history import last_step_view
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows


def shown(player: Player) -> list[str]:
    """What each row of the list says."""
    return [row.cells[-1].text for row in player.app.screen.query_one("#steps", Rows).rows]


def details(player: Player) -> str:
    """The step in full."""
    return player.app.screen.query_one("#step", Passage).text


def title(player: Player) -> str:
    """The line above the list."""
    return str(player.app.screen.query_one("#list").border_title)


def test_the_history_tells_the_last_step_first(example: Path) -> None:
    """In sentences, with the meeting, and the step under the cursor in full."""

    async def story(player: Player) -> None:
        await player.press("6", "down")
        await assert_looks_in_sizes(player, "history")

    play(example, story)


def test_a_step_is_shown_in_full(example: Path) -> None:
    """Every operation with a sentence of its own, then who recorded it and its hashes."""

    async def story(player: Player) -> None:
        await player.press("6", "end")
        with opened(example) as group:
            first = group.steps()[0]
        assert "began, rule: no_objection()" in details(player)
        assert f"hash {first.hash}" in details(player)
        assert "after none, it is the first" in details(player)
        await player.press("up")
        assert shown(player)[-2] == "5 stakeholder groups named"
        assert "stakeholder group GOV (Governments) named" in details(player)

    play(example, story)


def test_enter_gives_a_step_all_the_room(example: Path) -> None:
    """A long one can be read to its end; Esc gives the list back."""

    async def story(player: Player) -> None:
        await player.press("6", "slash")
        await player.type("take position")
        await player.press("enter", "end", "enter")
        assert not player.app.screen.query_one("#list").display
        await assert_looks_in_sizes(player, "history-whole")
        await player.press("escape")
        assert player.app.screen.query_one("#list").display

    play(example, story)


def test_steps_are_found_while_words_are_typed(example: Path) -> None:
    """By words, and by the code of a member."""

    async def story(player: Player) -> None:
        await player.press("6", "slash")
        await player.type("eld pkg")
        assert shown(player) == ["ELD on PKG1: support"]
        await assert_looks_in_sizes(player, "history-found")
        for _ in range(3):
            await player.press("backspace")
        assert len(shown(player)) > 2
        await player.press("enter")
        assert player.app.focused is player.app.screen.query_one("#steps")
        assert "found" in title(player)
        await player.press("escape")
        assert "steps, the last one first" in title(player)

    play(example, story)


def test_words_that_nobody_said_are_said_to_be_missing(example: Path) -> None:
    """And Esc shows everything again."""

    async def story(player: Player) -> None:
        await player.press("6", "slash")
        await player.type("zebra")
        assert "nothing has these words; Esc shows all steps" in player.screen()
        assert details(player) == ""
        await player.press("escape")
        assert len(shown(player)) > 10

    play(example, story)


def test_only_what_is_about_the_present_item(example: Path) -> None:
    """With amendments to it; the same key shows everything again."""

    async def story(player: Player) -> None:
        await player.press("6")
        player.app.target = ""
        await player.press("f")
        assert "go to an item first" in player.notice()
        await player.press("j")
        await player.type("15")
        await player.press("enter", "6", "f")
        assert "on R15 and amendments to it" in title(player)
        assert "A34 merged into 15 (R15)" in shown(player)
        assert "A33 withdrawn" in " ".join(shown(player))
        assert "1 (R1) adopted" not in " ".join(shown(player))
        await player.press("f")
        assert "steps, the last one first" in title(player)

    play(example, story)


def test_what_others_record_appears(example: Path) -> None:
    """At the top, the cursor staying on the last step while it was there."""

    async def story(player: Player) -> None:
        await player.press("6")
        with opened(example) as group:
            group.take_position("ALV", "4", Stance.OBJECT, source="written", document="a letter")
        await player.look_for_news()
        assert shown(player)[0].startswith("ALV on 4 (R4): object")
        assert "ALV on 4 (R4): object" in details(player)

    play(example, story)


def test_a_step_is_taken_back(example: Path) -> None:
    """Any step, after a look at it; both it and the undo stay to be read."""

    async def story(player: Player) -> None:
        await player.press("6", "slash")
        await player.type("qir r2")
        await player.press("enter", "U")
        assert "QIR on 2 (R2): object" in player.screen()
        await player.press("escape")
        with opened(example) as group:
            before = group.head
        await player.press("U", "enter")
        with opened(example) as group:
            assert group.head != before
            assert "QIR" not in group.state.positions[group.state.handles["R2"]]
        assert player.notice().startswith("✓ took back: QIR on 2 (R2): object")
        assert shown(player)[0].startswith("took back: QIR on 2 (R2): object")
        assert shown(player)[1].startswith("undone: QIR on 2 (R2): object")
        await assert_looks_in_sizes(player, "history-undone")

    play(example, story)


def test_a_changed_member_is_taken_back_from_what_to_what(example: Path) -> None:
    """Each of several changes says the values of its own time, in the history and before `u`."""
    with opened(example) as group:
        group.change_member("ALV", group="BUS")
        group.change_member("ALV", group="CIV", name="Alvonia and Isles")

    async def story(player: Player) -> None:
        said = "ALV: name changed from Alvora to Alvonia and Isles, group changed from BUS to CIV"
        await player.press("6")
        assert shown(player)[0].startswith(said[:40])
        await player.press("u")
        assert said in words_of(player)
        await player.press("enter")
        await player.press("u")
        assert "ALV: group changed from GOV to BUS" in words_of(player)
        await player.press("escape", "down", "enter")
        assert said in words_of(player)

    play(example, story)


def words_of(player: Player) -> str:
    """The words on the screen, without frames and line breaks."""
    return " ".join(player.screen().replace("│", " ").split())


def test_what_depends_on_a_step_is_taken_back_with_it(example: Path) -> None:
    """The later steps are named with the reason before anything is undone."""
    with opened(example) as group:
        group.propose(by=["ELD"], target="4", text="Other words altogether.")
        made = list(group.state.amendments.values())[-1].handle
        group.take_position("BKV", made, Stance.SUPPORT)

    async def story(player: Player) -> None:
        await player.press("6", "down", "U")
        assert "What was recorded later depends on it" in player.screen()
        assert f"BKV on {made}: support" in player.screen()
        assert "undo all 2, the last first" in player.screen()
        await assert_looks_in_sizes(player, "history-depends")
        await player.press("enter")
        with opened(example) as group:
            assert made not in group.state.handles
        assert [each.partition(":")[0] for each in shown(player)[:4]] == [
            *("took back", "took back"),
            *("undone", "undone"),
        ]

    play(example, story)


def test_what_cannot_be_taken_back_says_why(example: Path) -> None:
    """The beginning stays, and so does what was undone already."""

    async def story(player: Player) -> None:
        await player.press("6", "end", "U")
        assert "the beginning of a working group cannot be undone" in player.notice()
        await player.press("home", "U", "enter", "down", "U")
        assert "was undone already" in player.notice()

    play(example, story)


def test_every_screen_shows_the_past(example: Path) -> None:
    """As of a step, with a plain word that nothing can be recorded; Esc returns."""

    async def story(player: Player) -> None:
        await player.press("6", "slash")
        await player.type("WDA public reports")
        await player.press("enter", "A")
        assert "as of 27 Jan 2017 12:08 — nothing can be recorded; Esc returns" in player.screen()
        await assert_looks_in_sizes(player, "history-past")
        await player.press("j")
        await player.type("15")
        await player.press("enter")
        assert "agreed" not in " ".join(
            line for line in player.screen().splitlines() if line.strip().startswith("15 ")
        )
        for place in "1234567":
            await player.press(place)
            assert "as of 27 Jan 2017 12:08" in player.screen()
        await player.press("1", "escape")
        assert "as of" not in player.screen()
        assert player.app.as_of == ""

    play(example, story)


def test_escape_leaves_the_past_from_every_place(example: Path) -> None:
    """One key is enough, wherever one is."""

    async def story(player: Player) -> None:
        for place in "1234567":
            await player.press("6", "home", "down", "A", place)
            assert player.app.as_of, place
            await player.press("escape")
            assert player.app.as_of == "", place

    play(example, story)


def test_nothing_is_recorded_in_the_past(example: Path) -> None:
    """Every key that records says so, and the record and the wall stay as they are."""

    async def story(player: Player) -> None:
        with opened(example) as group:
            before = group.head
        await player.press("6", "down", "A")
        for keys in (("U",), ("u",), ("w",), ("7", "X"), ("7", "enter")):
            await player.press("6", *keys)
            assert "nothing can be recorded; Esc returns" in player.notice(), keys
        assert not await player.app.record("support", lambda group: group.undo())
        with opened(example) as group:
            assert group.head == before
            assert group.projector() is None

    play(example, story)


def test_the_same_key_returns_to_the_present(example: Path) -> None:
    """Where what others recorded meanwhile is shown."""

    async def story(player: Player) -> None:
        await player.press("6", "down", "down", "A")
        count = len(shown(player))
        with opened(example) as group:
            group.take_position("ALV", "4", Stance.OBJECT, source="written", document="a letter")
        await player.look_for_news()
        assert len(shown(player)) == count
        await player.press("A")
        assert len(shown(player)) == count + 3
        assert "this is the present" in player.notice()

    play(example, story)


def test_the_wall_is_blanked_in_the_past_too(example: Path) -> None:
    """What the room sees is always the present's business."""

    async def story(player: Player) -> None:
        with opened(example) as group:
            group.show_on_projector("4")
        await player.press("6", "down", "A", "f9")
        with opened(example) as group:
            assert group.projector() is None

    play(example, story)


def test_it_is_proved_that_nothing_was_altered(example: Path) -> None:
    """And what was altered is named."""

    async def story(player: Player) -> None:
        await player.press("6", "V")
        await player.settle()
        with opened(example) as group:
            assert f"✓ all {len(group.steps())} steps are as recorded" in player.notice()
        with closing(sqlite3.connect(example)) as connection, connection:
            connection.execute(
                "UPDATE steps SET content = replace(content, 'QIR', 'SRN') WHERE position ="
                " (SELECT max(position) FROM steps WHERE instr(content, 'QIR'))"
            )
        await player.press("V")
        await player.settle()
        assert "was recorded" in player.notice()
        assert "✓" not in player.notice()

    play(example, story)


def test_no_text_of_a_record_tricks_the_terminal(example: Path) -> None:
    """Whatever was said, in the list, in full, in a question and in the line that tells of it."""
    with opened(example) as group:
        for words in HOSTILE.values():
            group.take_position("ELD", "4", Stance.ACCEPT, reason=words)

    async def story(player: Player) -> None:
        await player.press("6")
        for words in HOSTILE.values():
            assert raw_controls(player.pilot) == set(), words
            await player.press("U")
            assert raw_controls(player.pilot) == set(), words
            await player.press("escape", "down")
        await player.press("home", "U", "enter")
        assert raw_controls(player.pilot) == set()

    play(example, story, (120, 40))


def test_what_is_shown_can_be_copied(example: Path) -> None:
    """The step in full goes to the clipboard."""

    async def story(player: Player) -> None:
        await player.press("6", "y")
        assert player.app.clipboard == details(player)

    play(example, story)


def sync_after(
    example: Path,
    folder: Path,
    here: Callable[[WorkingGroup], object],
    there: Callable[[WorkingGroup], object],
) -> Path:
    """The example after a sync with a copy in which something was done before."""
    later = iter(NOW + timedelta(minutes=number) for number in range(100))
    place = Path(shutil.copy(example, folder / "other.consensus"))
    with WorkingGroup.open(place, by="ann", clock=lambda: next(later)) as ann:
        there(ann)
    with WorkingGroup.open(example, by="bob", clock=lambda: next(later)) as bob:
        here(bob)
        bob.sync(place)
    return example


@pytest.fixture
def joined(example: Path, tmp_path: Path) -> Path:
    """The example after a sync: another copy had an objection to 5 before it was agreed here."""
    return sync_after(
        example,
        tmp_path,
        lambda group: group.decide("5", "agreed", reason="heard none"),
        lambda group: group.take_position("ALV", "5", Stance.OBJECT),
    )


def test_what_no_longer_applies_is_shown_and_let_go(joined: Path) -> None:
    """Marked in the list, with why, and settled by two keys and a reason."""

    async def story(player: Player) -> None:
        await player.press("6")
        assert "1 no longer applies (W, R)" in title(player)
        await player.press("R")
        assert "this step applies" in player.notice()
        await player.press("W")
        assert [row.startswith("does not apply: ") for row in shown(player)] == [True]
        assert "that was not seen, of ALV" in details(player)
        assert_looks(player, "history-overtaken")
        await player.press("R", *"discard", "enter")
        await player.type("asked again\n")
        assert shown(player) == []
        await player.press("escape")
        assert "which did not apply any more, was settled" in shown(player)[0]

    play(joined, story, (120, 40))
    with opened(joined) as group:
        assert group.superseded == ()


def test_what_cannot_be_recorded_again_goes_on_waiting(joined: Path) -> None:
    """The refusal says why, and once nothing is in its way it is recorded."""

    async def too_early(player: Player) -> None:
        await player.press("6", "W", "R", *"again", "enter")
        assert "that was not seen, of ALV" in player.notice()

    async def in_time(player: Player) -> None:
        await player.press("6", "W", "R", *"again", "enter")
        assert "recorded again" in player.notice()

    play(joined, too_early, (120, 40))
    with opened(joined) as group:
        group.settle_objection("5", "ALV", "withdrawn")
        group.withdraw_position("ALV", "5")
    play(joined, in_time, (120, 40))
    with opened(joined) as group:
        assert group.superseded == ()
        decision = group.state.last_decision(group.state.handles["R5"])
        assert decision is not None
        assert decision.outcome == "agreed"


def test_of_two_that_settled_one_item_one_is_chosen(example: Path, tmp_path: Path) -> None:
    """Both wait and name each other; the one that is recorded again lets the other go."""
    both = sync_after(
        example,
        tmp_path,
        lambda group: group.edit("5", "Everybody reports."),
        lambda group: group.decide("5", "agreed", reason="heard none"),
    )

    async def story(player: Player) -> None:
        await player.press("6", "W")
        assert [row.startswith("does not apply: ") for row in shown(player)] == [True, True]
        assert "was settled otherwise in another copy" in details(player)
        assert "would read: Everybody reports." in details(player)
        await player.press("R", *"again", "enter")
        assert "recorded again" in player.notice()
        assert shown(player) == []

    play(both, story, (120, 40))
    with opened(both) as group:
        assert group.superseded == ()
        assert group.state.text(group.state.handles["R5"]) == "Everybody reports."


def test_of_a_step_whose_words_were_redacted_the_others_are_said(tmp_path: Path) -> None:
    """Where the frame names what an undo would take back, as in the history."""
    with make_record(tmp_path / "harbour.consensus") as group:
        group.note_intervention("Ms Example fears the noise.")
        group.redact("Ms Example")
        said = last_step_view(group, lambda: None).sentences
    assert said == ("INT1: an intervention was noted: (redacted) fears the noise.",)
