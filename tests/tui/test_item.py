"""The step-through: going from one open matter to the next, at any pace of typing."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import FrameType

import pytest

from consensus.working_group import WorkingGroup
from tests.tui.playing import NOW, Player, assert_looks_in_sizes, play
from tests.tui.records import (
    make_record,
    opened,
    rows,
    stances,
    step_to,
    title,
    until,
    until_asked,
    until_said,
    words,
)
from tui.screens.bracket import BracketScreen
from tui.screens.dossier import DossierScreen
from tui.screens.package import PackageScreen
from tui.screens.settle import SettleScreen
from tui.screens.wording import EditScreen, ProposeScreen

ROOT = Path(__file__).parents[2]

# The step-through: going from one open matter to the next, and looking at each.


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A meeting on four recommendations, the first of them with amendments."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "ought to", old="shall", by=["BAY"])
        group.propose("A1", "need to", old="must", by=["COL"])
    return path


def test_open_matters_come_in_the_order_of_the_draft(record: Path) -> None:
    """Decided ones are passed over, and after the last it goes on from the first."""
    with opened(record, "other") as group:
        group.decide("2", "agreed")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("n")
        assert title(player).startswith("3  ")
        assert player.notice() == "on to the next open item"
        await player.press("n", "n")
        assert title(player).startswith("1  ")
        assert player.notice() == "no open item stands after it; on to the first one"
        await player.press("j")
        await player.type("1\n")
        assert title(player).startswith("1  ")
        assert player.notice() == ""
        await player.press("N")
        assert title(player).startswith("4  ")

    play(record, story)


def test_it_is_said_when_nothing_else_is_open(tmp_path: Path) -> None:
    """The last open matter stays in sight."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.decide(["1", "2", "3"], "agreed")

    async def story(player: Player) -> None:
        await step_to(player, "4")
        await player.press("n")
        assert player.notice() == "nothing else is open"
        assert title(player).startswith("4  ")

    play(path, story)


def test_without_a_draft_it_is_said_what_to_do(tmp_path: Path) -> None:
    """There is nothing to step through, and no key does harm."""
    path = tmp_path / "empty.consensus"
    WorkingGroup.create(path, title="Empty", clock=lambda: NOW).close()

    async def story(player: Player) -> None:
        await player.press("3")
        assert "nothing yet: ^o imports a draft" in player.screen()
        await player.press("s")
        assert "nothing is selected to speak about" in player.notice()
        await player.press("g")
        assert "nothing is selected to decide" in player.notice()
        await player.press("n", "t", "enter", "v", "e", "a", "i", "c", "k", "r", "m", "p", "d")
        assert "nothing yet: ^o imports a draft" in player.screen()

    play(path, story)


def test_a_new_paragraph_that_is_proposed_is_a_question_of_its_own(example: Path) -> None:
    """Whether it is to be put in is asked first, with its own sign."""

    async def story(player: Player) -> None:
        await player.press("3", "j", *"A41", "enter")
        assert "first: insert" in player.screen()
        assert "Encourage regulators" in player.screen()

    play(example, story)


def test_the_item_comes_first_and_amendments_to_amendments_below_them(record: Path) -> None:
    """The wordings of a conflict stand below it, each with who proposes it."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert [row.cells[1].text for row in rows(player, "targets").rows] == [
            "1  the text as it stands",
            "conflict over 3 wordings",
            "as it stands: “shall”",
            "“must”",
            "└─A3  COL: replace “must” by “need to”",
            "“ought to”",
        ]
        assert "“must” A1 (ASH)" in words(player)

    play(record, story)


def test_an_amendment_shows_its_changes(record: Path) -> None:
    """What the cursor is on is what every screen looks at."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down", "down", "down")
        assert "Members shall must report" in player.screen()
        assert player.app.target == target

    with opened(record, "other") as group:
        target = group.state.handles["A1"]
    play(record, story)


def test_all_amendments_are_shown_together_and_the_text_again(record: Path) -> None:
    """Conflicts are numbered, with their wordings and which amendments want them."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert "Members [¹shall / A1: must / A2: ought to] report" in words(player)
        await player.press("t")
        assert "Members shall report" in words(player)
        await player.press("t")
        assert "Members ‹1: shall› report" in words(player)
        await player.press("t")
        assert "[¹shall / A1: must / A2: ought to]" in words(player)

    play(record, story)


def test_what_another_process_records_appears_by_itself(record: Path) -> None:
    """Counts change in place; the cursor stays where it was."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down", "down", "down", "down")
        key = player.app.target
        with opened(record, "other") as group:
            group.take_position("DUN", "1", "object", reason="wait")
            group.propose("1", "all members", old="Members", by=["ELM"])
        await until(player, lambda: "A4" in player.screen())
        assert player.app.target == key
        assert "A3 is" in player.screen()
        await player.press("home")
        assert "✗ DUN objects “wait” 27 Jan, floor" in words(player)

    play(record, story)


def test_what_is_undone_elsewhere_leaves_its_item_in_sight(record: Path) -> None:
    """When the selected amendment is gone, something else is selected."""

    with opened(record, "other") as group:
        proposed = group.propose("3", "by day", old="at night", by=["ASH"])

    async def story(player: Player) -> None:
        await step_to(player, "A4")
        with opened(record, "other") as group:
            group.undo(proposed.id)
        await until(player, lambda: "A4" not in player.screen())
        assert title(player).startswith("3  ")
        await player.press("g")
        await until_asked(player, "Decision:")

    play(record, story)


def test_more_can_be_done_on_other_screens(record: Path) -> None:
    """Each key opens its screen for what is selected, and Escape comes back."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        for key, screen in (
            ("enter", SettleScreen),
            ("e", EditScreen),
            ("b", BracketScreen),
            ("a", ProposeScreen),
            ("i", DossierScreen),
        ):
            await player.press(key)
            assert isinstance(player.app.screen, screen)
            await player.press("escape")
            await until(player, lambda: len(player.app.screen_stack) == 1)

    play(record, story)


def test_a_package_has_a_screen_and_no_text(record: Path) -> None:
    """Enter opens the packages; what needs a text says that there is none."""
    with opened(record, "other") as group:
        group.propose_package("Both", ["1", "3"])

    async def story(player: Player) -> None:
        await step_to(player, "PKG1")
        for key in ("e", "b", "a"):
            await player.press(key)
            assert "a package has no text of its own" in player.notice()
        await player.press("v")
        await until_asked(player, "Who supports what of 1")
        await player.press("escape", "enter")
        assert isinstance(player.app.screen, PackageScreen)

    play(record, story)


def test_a_consultation_is_opened_and_reports_back(record: Path) -> None:
    """It is said of the item while it goes on."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("c")
        await until_asked(player, "A consultation on 1: who leads it?")
        await player.type("Ms Hale\n")
        await until_asked(player, "Which members take part?")
        await player.type("ash xyz\n")
        assert "no member has the code xyz" in player.screen()
        for _ in " xyz":
            await player.press("backspace")
        await player.type(" bay\n")
        await until_asked(player, "What is it to find?")
        await player.press("enter")
        await until_asked(player, "When is it to report back?")
        await player.type("later\n")
        assert "that is no time" in player.screen()
        for _ in "later":
            await player.press("backspace")
        await player.type("18:30\n")
        await until_said(player, "a consultation on 1, led by Ms Hale")
        assert "CON1 on R1, led by Ms Hale, with ASH, BAY, reports back by" in words(player)
        await player.press("c")
        await until_asked(player, "Open consultations on 1")
        await player.press("enter")
        await until_asked(player, "What is the outcome of CON1?")
        await player.type("a common text\n")
        await until_said(player, "CON1 reports back")
        assert "CON1 on" not in player.screen()

    play(record, story)
    with opened(record, "other") as group:
        (consultation,) = group.state.consultations.values()
    assert (consultation.participants, consultation.outcome) == (("ASH", "BAY"), "a common text")


def test_private_notes_are_kept_beside_the_record(record: Path) -> None:
    """They are written, seen and removed, and no step is recorded."""
    with opened(record, "other") as group:
        before = group.head

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("k")
        await until_asked(player, "A note on 1, for yourself")
        await player.type("ask Ashland\n")
        await until_asked(player, "Who said it")
        await player.press("down", "enter")
        await until_asked(player, "would stand")
        await player.press("down", "down", "enter")
        await until_said(player, "your note on 1")
        await until(player, lambda: "k: a note of yours" in " ".join(player.screen().split()))
        await player.press("k")
        await until_asked(player, "Your notes on 1")
        assert "ASH can live with it: ask Ashland" in player.screen()
        await player.press("down", "enter")
        await until_asked(player, "remove it for good")
        await player.press("enter")
        await until_said(player, "a note is removed")

    play(record, story)
    with opened(record, "other") as group:
        assert group.private_notes() == ()
        assert group.head == before


def test_looks_of_an_item_without_amendments(example: Path) -> None:
    """Text, counts and reasons stand one below the other."""

    async def story(player: Player) -> None:
        await step_to(player, "5")
        await assert_looks_in_sizes(player, "step-item")

    play(example, story)


def test_looks_of_an_item_with_seven_amendments(example: Path) -> None:
    """The text, everything to be decided on it, and why it is open."""

    async def story(player: Player) -> None:
        await step_to(player, "3")
        await assert_looks_in_sizes(player, "step-amendments")
        await player.press("down", "down", "down", "down")
        await assert_looks_in_sizes(player, "step-amendment")

    play(example, story)


def test_looks_of_amendments_together(example: Path) -> None:
    """The combined text has most of the room."""

    async def story(player: Player) -> None:
        await step_to(player, "3")
        await player.press("t")
        await assert_looks_in_sizes(player, "step-together")

    play(example, story)


def test_looks_of_the_gavel(example: Path) -> None:
    """How things stand, then what can be declared."""

    with opened(example, "other") as group:
        group.open_meeting("Third meeting")
        group.note_presence(["ALV", "BKV", "CCE", "CDR", "DOL"])
        group.give_floor("ALV")

    async def story(player: Player) -> None:
        await step_to(player, "4")
        await player.press("g")
        await assert_looks_in_sizes(player, "gavel")
        await player.press("escape")
        await step_to(player, "5")
        await player.press("g", "enter")
        await assert_looks_in_sizes(player, "gavel-over-an-objection")

    play(example, story)


def test_looks_of_a_package_and_of_a_new_item(example: Path) -> None:
    """A package shows all that it settles; a proposed item is a matter of its own."""

    async def story(player: Player) -> None:
        await step_to(player, "PKG1")
        await assert_looks_in_sizes(player, "step-package")
        await step_to(player, "9")
        await player.press("down")
        await assert_looks_in_sizes(player, "step-in-package")

    play(example, story)


def test_looks_of_who_holds_what(example: Path) -> None:
    """Wordings with who holds them, and whom to call."""

    async def story(player: Player) -> None:
        await step_to(player, "14")
        await player.press("v")
        await until_asked(player, "Who supports what of 14")
        await assert_looks_in_sizes(player, "holders")
        await player.press("enter")
        await until(player, lambda: type(player.app.screen).__name__ == "GridScreen")

    play(example, story)


# The step-through while somebody types faster than it can show.


def test_a_key_means_what_was_gone_to_before_it_is_shown(tmp_path: Path) -> None:
    """A stance right after `next open` is on the next matter, never on the one before."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.hurry("s", "n", "l", "n", "h")
        await until_said(player, "DUN reserves its position on 3")

    play(path, story)
    assert [stances(path, each) for each in ("R1", "R2", "R3")] == [
        {"DUN": "support"},
        {"DUN": "accept"},
        {"DUN": "hold"},
    ]


def test_a_key_means_the_row_that_the_cursor_was_put_on(tmp_path: Path) -> None:
    """A stance right after the cursor moved is on the row that it moved to."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.hurry("right", "A", "s", "home", "A", "x")
        await until_said(player, "DUN is against 1")

    play(path, story)
    assert stances(path, "A1") == {"DUN": "support"}
    assert stances(path, "R1") == {"DUN": "disagree"}


# What members speak on: the text, unless a key says an amendment.


def test_a_stance_does_not_follow_the_cursor(record: Path) -> None:
    """It is on the text; a key says that it is on the amendment, until another speaks."""
    with opened(record, "other") as group:
        group.give_floor("DUN")
        group.request_floor("ELM")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down", "down", "down")
        assert "DUN on 1 (A: on A1): s support" in words(player)
        await player.press("l")
        assert player.notice().startswith("✓ DUN can live with 1: “Members shall report every year")
        await player.press("A")
        assert "DUN on A1" in words(player)
        await player.press("s")
        assert player.notice() == "✓ DUN supports A1: replace “shall” by “must”"
        await player.press("space")
        assert "ELM on 1" in words(player)
        await player.hurry("A", "space", "h")
        await until_said(player, "ELM reserves its position on")

    play(record, story)
    assert stances(record, "R1") == {"DUN": "accept"}
    assert stances(record, "A1") == {"DUN": "support", "ELM": "hold"}


def test_another_member_is_not_heard_on_what_the_cursor_left_unasked(record: Path) -> None:
    """Where the cursor is on another amendment than what is spoken on, it is asked which."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down", "down", "down", "A", "down", "down", "m")
        await until_asked(player, "On which is it?")
        assert "A1 which is spoken on" in words(player)
        await player.press("c")
        await until_asked(player, "Who speaks?")
        await player.type("BAY\n")
        await until_asked(player, "BAY on A2")
        await player.press("l")
        await until_said(player, "BAY can live with A2")
        await player.press("m", "s")
        await player.type("BAY\n")
        await until_asked(player, "BAY on A1")
        await player.press("s")
        await until_said(player, "BAY supports A1")

    play(record, story)
    assert stances(record, "A1") == {"BAY": "support"}
    assert stances(record, "A2") == {"BAY": "accept"}


def test_a_stance_does_not_slide_to_the_text_when_an_amendment_is_closed(record: Path) -> None:
    """Who spoke on the amendment speaks on the text only after that was said."""
    with opened(record, "other") as group:
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down", "down", "down", "A", "down")
        assert "DUN on A1" in words(player)
        with opened(record, "other") as group:
            group.decide("A1", "rejected", reason="Nobody wanted it.")
        await player.look_for_news()
        await player.press("s")
        assert "what was spoken on is closed; the same key again speaks on 1" in player.notice()
        assert stances(record, "R1") == {}
        await player.press("s")
        assert player.notice().startswith("✓ DUN supports 1")

    play(record, story)
    assert stances(record, "R1") == {"DUN": "support"}


def test_an_objection_is_to_the_words_that_were_there_when_it_was_begun(record: Path) -> None:
    """Words that changed while the reason was typed are looked at first; the reason is not lost."""
    with opened(record, "other") as group:
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("o")
        with opened(record, "other") as group:
            group.edit("1", "Members may report every year.")
        await player.type("It binds nobody.\n")
        assert "1 (R1) has changed since; look at it again" in player.notice()
        assert "typed was: It binds nobody." in player.notice()

    play(record, story)
    assert stances(record, "R1") == {}


def test_the_floor_line_says_first_what_the_next_key_does(record: Path) -> None:
    """Also on a small terminal every key is in sight."""
    with opened(record, "other") as group:
        group.give_floor("DUN")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert " DUN on 1: s support" in player.screen()
        await player.press("down", "down", "down")
        floor = next(line for line in player.screen().splitlines() if line.startswith(" DUN"))
        assert floor.startswith(" DUN on 1 (A: on A")
        assert floor.endswith("s support l accept h reserve x against o object m z r")
        await player.press("x", "A")
        assert " DUN on A1 (A: on 1): " in player.screen()

    play(record, story)


def test_what_was_gone_to_by_its_label_is_spoken_on_by_all(record: Path) -> None:
    """Going to an amendment takes it up for whoever speaks."""
    with opened(record, "other") as group:
        group.give_floor("DUN")
        group.request_floor("ELM")

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("s", "space", "l")

    play(record, story)
    assert stances(record, "A1") == {"DUN": "support", "ELM": "accept"}


def test_reasons_are_read_where_a_wording_is_chosen(record: Path) -> None:
    """Who objects comes first, with the reason, the day and the place; figures on a key."""
    with opened(record, "other") as group:
        group.take_position("DUN", "A1", "object", reason="not before the fees")
        group.take_position("ELM", "A1", "accept")
        group.take_position("ELM", "A2", "accept")

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        assert "✗ DUN objects “not before the fees” 27 Jan, floor" in words(player)
        assert "bridge ELM could live with A1 and A2" in words(player)
        assert "+ ASH proposes it" in words(player)
        assert "would be met if DUN withdrew its objection" in words(player)
        assert "Of 6 members" not in words(player)
        await player.press("f")
        assert "in favour" in words(player)

    play(record, story, (120, 40))


def test_wordings_say_who_is_absent_and_what_is_in_their_way(tmp_path: Path) -> None:
    """Beside each, never in the column of another text; the paragraph has its own place."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["FIR"])
        group.propose("1", "ought to", old="shall", by=["BAY"])
        group.take_position("DUN", "A2", "object", reason="vague")
        group.take_position("ELM", "A2", "hold")
        group.take_position("COL", "1", "object", reason="no duty")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        found = {row.cells[1].text: row.cells[2:] for row in rows(player, "targets").rows}
        assert found["1  the text as it stands"] == ()
        assert [each.text for each in found["“must”"]] == ["A1 (FIR (absent))", "absent"]
        assert [each.text for each in found["“ought to”"]] == ["A2 (BAY)", "✗ DUN … ELM"]
        assert "COL objects “no duty” 27 Jan, floor" in player.screen()

    play(path, story)


def test_three_panes_side_by_side_where_there_is_room(record: Path) -> None:
    """The texts around it, the text with its points, and who stands where."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert "Fees are paid in advance" in player.screen()
        assert "GOV ···  0 of 3" in player.screen()
        outline = rows(player, "outline")
        outline.focus()
        await player.press("end", "enter")
        assert title(player).startswith("4  ")

    play(record, story, (200, 50))


@pytest.mark.parametrize("screen", ["3", "4"])
def test_a_stance_enters_few_files(tmp_path: Path, screen: str) -> None:
    """From the key to the stored row, on the item and in the positions: thirty at most."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.give_floor("DUN")
    entered: set[str] = set()
    is_counting = False

    def note(frame: FrameType, event: str, arg: object) -> None:
        nonlocal is_counting
        place = Path(frame.f_code.co_filename)
        if is_counting and any(map(place.is_relative_to, (ROOT / "consensus", ROOT / "tui"))):
            entered.add(str(place.relative_to(ROOT)))
            # Once it is stored there is nothing to be done any more but to tell it.
            is_counting = frame.f_code.co_name != "append" or place.stem != "sqlite"

    async def story(player: Player) -> None:
        nonlocal is_counting
        await step_to(player, "A1")
        await player.press(screen)
        sys.settrace(note)
        is_counting = True
        try:
            await player.press("s")
        finally:
            sys.settrace(before)

    before = sys.gettrace()
    threading.settrace(note)
    try:
        play(path, story)
    finally:
        threading.settrace(before)  # type: ignore[arg-type] # as it was
    assert not is_counting
    assert len(stances(path, "A1")) == 1
    # Once a second the frame looks at the clock and the record, whatever else is done.
    entered -= {"tui/widgets/frame.py", "tui/views/meeting.py"}
    assert 10 < len(entered) <= 30, "\n".join(sorted(entered))


@pytest.mark.parametrize("outcome", ["rejected", "no consensus"])
def test_what_fell_with_its_text_is_no_point(tmp_path: Path, outcome: str) -> None:
    """The text stays in sight, and says how it was closed."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "must", old="shall", by=["BAY"])
        group.decide("1", outcome, tried="three meetings" if outcome == "no consensus" else "")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert "no consensus" in player.screen() or "not agreed to" in player.screen()
        assert "must" not in player.screen()

    play(path, story)
