"""Two seats on one record: what another records takes nothing from under the hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.working_group.editing import plan_arrangement
from tests.tui.playing import Player, play
from tests.tui.records import make_record, open_merge, opened, step_to
from tui.widgets.rows import Rows

BRACKETED = "Members [shall] report [every year] to the office, and [may] pay [in advance]."


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A text with four brackets."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.edit("1", BRACKETED)
    return path


def at_cursor(player: Player, rows: str) -> str:
    """The words of the row at the cursor."""
    found = player.app.screen.query_one(f"#{rows}", Rows)
    return " ".join(cell.text for cell in found.rows[found.cursor].cells)


async def go_down_to(player: Player, rows: str, what: str) -> None:
    """Move the cursor to the first row below it that has some words."""
    for _ in range(40):
        if what in at_cursor(player, rows):
            return
        await player.press("down")
    raise AssertionError(f"no row has {what}")


def test_choices_for_brackets_are_kept_or_named_when_the_text_changes(record: Path) -> None:
    """Those with the same words and context stay; the others are named, each with the reason."""

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        for what in ("keep: “shall”", "keep: “every year”", "keep: “may”"):
            await go_down_to(player, "hunks", what)
            await player.press("enter")
        assert "3 of 4 brackets settled" in player.screen()
        with opened(record, "other") as group:
            group.edit("1", BRACKETED.replace("[every year] ", ""))
        await player.look_for_news()
        assert player.notice() == (
            "✗ the text of 1 has changed; read it again before you merge; your choice at"
            " [shall] no longer applies: the words around it have changed; your choice at"
            " [every year] no longer applies: it has changed or is gone"
        )
        assert "1 of 3 brackets settled" in player.screen()

    play(record, story, (120, 40))


def test_a_choice_far_from_what_changed_is_kept_with_its_bracket(record: Path) -> None:
    """It has another number by then, and the cursor is still on it."""

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        await go_down_to(player, "hunks", "in advance")
        await player.press("down", "enter")
        assert at_cursor(player, "hunks").startswith(" (•) drop: no text")
        with opened(record, "other") as group:
            group.edit("1", BRACKETED.replace("[shall]", "shall"))
        await player.look_for_news()
        said = "the text of 1 has changed; read it again before you merge"
        assert player.notice() == said
        assert "1 of 3 brackets settled" in player.screen()
        assert at_cursor(player, "hunks").startswith(" (•) drop: no text")

    play(record, story, (120, 40))


def test_esc_keeps_the_choices_of_this_seat(record: Path) -> None:
    """No question is asked; they are there when one comes back, on the item it is said so."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("enter")
        await go_down_to(player, "hunks", "keep: “shall”")
        await player.press("enter")
        assert "nothing is recorded yet: 1 choice is kept here" in player.screen()
        await player.press("escape")
        assert type(player.app.screen).__name__ == "ItemScreen"
        assert "nothing is recorded yet: 1 choice is kept here" in player.screen()
        await player.press("enter")
        assert player.notice() == "your choices from before are still here"
        assert "1 of 4 brackets settled" in player.screen()
        await player.press("escape")
        with opened(record, "other") as group:
            group.edit("1", BRACKETED.replace("[shall]", "must"))
        await player.look_for_news()
        await player.press("enter")
        assert "your choice at [shall] no longer applies" in player.notice()
        await player.press("escape")
        assert "nothing is recorded yet" not in player.screen()

    play(record, story, (120, 40))


def test_the_cursor_stays_on_what_it_stood_for_when_points_come_before_it(tmp_path: Path) -> None:
    """On the item and where its points are settled, whatever their numbers are by then."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.edit("1", "Members shall report every year to the harbour office, and may pay.")
        group.propose("1", "can", old="may", by=["ASH"])
        group.propose("1", "might", old="may", by=["BAY"])

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await go_down_to(player, "targets", "“might”")
        before = at_cursor(player, "targets")
        with opened(path, "other") as group:
            group.propose("1", "must", old="shall", by=["COL"])
            group.propose("1", "will", old="shall", by=["DUN"])
        await player.look_for_news()
        assert at_cursor(player, "targets") == before
        await player.press("enter")
        assert "“might”" in at_cursor(player, "hunks")
        await go_down_to(player, "hunks", "“might”")
        before = at_cursor(player, "hunks")
        with opened(path, "other") as group:
            group.propose("1", "Ships", old="Members", by=["DUN"])
            group.propose("1", "Ports", old="Members", by=["ELM"])
            # It joins the conflict, which then is over one wording more.
            group.propose("1", "could", old="may", by=["ELM"])
        await player.look_for_news()
        assert at_cursor(player, "hunks") == before
        await player.press("enter")
        assert "settled: A2" in player.screen()

    play(path, story, (120, 50))


def test_what_is_gone_from_under_the_cursor_is_said(tmp_path: Path) -> None:
    """The cursor goes to what stood beside it."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "each month", old="every year", by=["BAY"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert "“shall” becomes “must”" in at_cursor(player, "hunks")
        with opened(path, "other") as group:
            group.withdraw("A1")
        await player.look_for_news()
        assert "“every year” becomes “each month”" in at_cursor(player, "hunks")
        said = (
            "no longer listed here: “shall” becomes “must”; the cursor is on what stood beside it"
        )
        assert said in player.notice()
        with opened(path, "other") as group:
            group.take_position("COL", "A2", "support")
        await player.press("down")
        await player.look_for_news()
        assert player.notice() == ""

    play(path, story, (120, 40))


def test_what_comes_in_with_a_recording_of_ones_own_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As what is found without one, beside what was recorded."""
    monkeypatch.setattr("tui.app.POLL_SECONDS", 3600.0)
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "each month", old="every year", by=["BAY"])
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await go_down_to(player, "targets", "“must”")
        with opened(path, "other") as group:
            group.withdraw("A1")
        await player.press("s")
        assert player.notice() == (
            "✓ DUN supports 1: “Members shall report every year to the…”; no longer listed here:"
            " “shall” becomes “must”; the cursor is on what stood beside it"
        )
        assert "“each month”" in at_cursor(player, "targets")
        await player.press("l")
        assert "no longer listed" not in player.notice()

    play(path, story, (120, 40))


def test_members_keep_the_cursor_when_others_come_before_them(tmp_path: Path) -> None:
    """In the positions; who said nothing any more is named, and one beside it is selected."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.take_position("COL", "1", "support")
        group.take_position("DUN", "1", "support")
        group.take_position("ELM", "1", "support")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("4")
        await go_down_to(player, "standings", "DUN")
        with opened(path, "other") as group:
            group.take_position("ASH", "1", "object")
        await player.look_for_news()
        assert " DUN " in at_cursor(player, "standings")
        with opened(path, "other") as group:
            group.withdraw_position("DUN", "1")
        await player.look_for_news()
        assert " ELM " in at_cursor(player, "standings")
        assert "no longer listed here: DUN" in player.notice()

    play(path, story)


def test_an_item_that_is_taken_away_leaves_the_cursor_beside_it(tmp_path: Path) -> None:
    """In the draft, where what stood above it is gone as well."""
    path = tmp_path / "harbour.consensus"
    with make_record(path, paragraphs=6) as group:
        for item in ("2", "4"):
            group.propose(item, kind="delete", by=["ASH"])

    async def story(player: Player) -> None:
        await player.press("2", "j")
        await player.type("4\n")
        assert "Fees are paid" in at_cursor(player, "tree")
        with opened(path, "other") as group:
            for each in ("A1", "A2"):
                state = group.state
                group.record(plan_arrangement(state, state.handles[each], group.new_id))
        await player.look_for_news()
        await player.until(lambda: "5  Members shall" in at_cursor(player, "tree"))
        assert "no longer listed here: 4 Fees are paid in advance." in player.notice()

    play(path, story)


# Who speaks, and on what, is the same on every screen.


def test_speaker_and_target_are_kept_from_the_item_to_the_positions_and_back(
    tmp_path: Path,
) -> None:
    """What a key said is spoken on is what the positions show, with the cursor on who speaks."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "each month", old="every year", by=["BAY"])
        group.give_floor("DUN")
        group.request_floor("ELM")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await go_down_to(player, "targets", "“must”")
        await player.press("A")
        assert " DUN on A1" in player.screen()
        await go_down_to(player, "targets", "“each month”")
        await player.press("4")
        assert " DUN on A1: " in player.screen()
        assert " DUN " in at_cursor(player, "standings")
        await player.press("3")
        assert " DUN on A1" in player.screen()
        assert "“each month”" in at_cursor(player, "targets")
        await player.press("enter")
        assert " DUN on A1" in player.screen()
        await player.press("space")
        assert " ELM on 1" in player.screen()
        await player.press("A", "escape")
        assert " ELM on A2" in player.screen()
        await player.press("4")
        assert " ELM on A2: " in player.screen()
        await player.press("left")
        assert " ELM on A1: " in player.screen()
        await player.press("3")
        assert " ELM on A1" in player.screen()

    play(path, story, (120, 40))


@pytest.mark.parametrize("keys", ["1 enter", "2 enter", "5 tab enter 3"])
def test_whoever_speaks_speaks_on_what_was_gone_to(tmp_path: Path, keys: str) -> None:
    """Also where that was selected already; looking at another screen alone changes nothing."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.add_agenda_item("Article 1", targets=["1"])
        group.propose("1", "must", old="shall", by=["ASH"])
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("home", "1", "3", "2", "3", "5", "3")
        assert " DUN on A1" in player.screen()
        await player.press(*keys.split())
        assert " on 1" in player.screen()
        assert " on A1" not in player.screen()

    play(path, story, (120, 40))


def test_the_positions_of_another_text_are_shown_whatever_was_spoken_on(tmp_path: Path) -> None:
    """What is selected on another screen is looked at there."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("2", "down", "4")
        assert " DUN on 2: " in player.screen()
        await player.press("j")
        await player.type("A1\n")
        assert "on A1: " in player.screen()

    play(path, story, (120, 40))


# The gavel, from here and where points are settled.


def test_a_letter_of_the_gavel_puts_the_focus_on_what_it_asks(tmp_path: Path) -> None:
    """The reason is typed at once, without an Enter before it."""
    path = tmp_path / "harbour.consensus"
    make_record(path).close()

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "n")
        await player.type("three meetings\n")
        assert "1: no consensus" in player.notice()
        await step_to(player, "1")
        await player.press("g", "o")
        await player.type("new facts\n")

    play(path, story)
    with opened(path) as group:
        first, last = group.state.decisions.values()
    assert (first.tried, last.reason) == ("three meetings", "new facts")


def test_a_gavel_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was recorded and what comes next are one message, with all that it lets lapse."""
    path = tmp_path / "harbour.consensus"
    make_record(path).close()
    told: list[str] = []

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        monkeypatch.setattr(player.app, "notify", lambda words, **_: told.append(words))
        await player.press("enter")

    play(path, story)
    assert told == ["✓ 1: agreed, no objection heard; on to the next open item"]


def test_the_gavel_falls_where_points_are_settled(record: Path) -> None:
    """Not over choices that are not merged yet, which is said."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("enter")
        await go_down_to(player, "hunks", "keep: “shall”")
        await player.press("enter", "g")
        assert player.notice() == (
            "✗ nothing is recorded yet: 1 choice is kept here, and F2 merges them; only then it is"
            " decided, with g"
        )
        await player.press("0", "g")
        assert "Decision: 1" in player.screen()
        await player.press("escape", "g", "r")
        await player.type("nobody wanted it\n")
        assert player.notice() == "✓ 1: rejected"
        assert type(player.app.screen).__name__ == "ItemScreen"

    play(record, story, (120, 40))


def test_a_key_counts_for_what_the_screen_shows(record: Path) -> None:
    """While it does not show yet what another seat recorded, no stance is recorded."""
    with opened(record, "other") as group:
        group.give_floor("COL")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        with opened(record, "other") as group:
            group.edit("1", "Members must never report.")
            group.give_floor("DUN")
        player.app.look_for_news()
        await player.hurry("s")
        assert "✗" in player.notice()

    play(record, story)
    with opened(record, "other") as group:
        assert not group.state.positions.get(group.state.handles["R1"], {})


def test_what_is_undone_elsewhere_leaves_the_cursor_beside_it(record: Path) -> None:
    """It does not jump to the text itself, and it is said."""
    with opened(record, "other") as group:
        group.propose("1", "the harbour office", old="the office", by=["ASH"])
        group.propose("1", "should", old="may", by=["BAY"])

    async def story(player: Player) -> None:
        await step_to(player, "A2")
        with opened(record, "other") as group:
            group.undo()
        await player.look_for_news()
        assert "no longer listed here" in player.notice()

    play(record, story)


def test_a_stance_is_on_the_words_that_were_there_when_its_reason_was_asked(record: Path) -> None:
    """Not on what another seat made of them, nor on what is shown instead of what is gone."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        player.app.member = "COL"
        await player.press("4")
        await player.press("o")
        with opened(record, "other") as group:
            group.edit("1", "Members may report every year.")
        await player.look_for_news()
        await player.type("It binds nobody.\n")
        assert "1 (R1) has changed since" in player.notice()
        assert "typed was: It binds nobody." in player.notice()

    play(record, story)
    with opened(record, "other") as group:
        assert not group.state.positions.get(group.state.handles["R1"], {})
