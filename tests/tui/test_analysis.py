"""The record as a whole: the overview, the analysis with what-if, and who holds what."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.model.decisions import Outcome
from consensus.working_group.analysis import Analysis
from tests.tui.playing import Player, assert_looks, assert_looks_in_sizes, play
from tests.tui.records import make_record, opened, step_to, until_asked, until_said, words
from tui.screens.grid import GridScreen
from tui.screens.item import ItemScreen
from tui.widgets.rows import Rows

# The record as a whole, and what if.


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Rival amendments, conditions on each other, an objection, and a decision."""
    path = tmp_path / "harbour.consensus"
    with make_record(path, rule="no_objection()") as group:
        group.note_presence(["FIR"])
        group.propose("1", "must", old="shall", by=["ASH", "BAY"])
        group.propose("1", "ought to", old="shall", by=["COL"])
        group.propose("A2", "are asked to", old="ought to", by=["DUN"])
        group.propose("2", "should print", old="should publish", by=["DUN"])
        group.take_position("ELM", "A1", "accept")
        group.take_position("ELM", "A2", "accept")
        group.take_position("FIR", "3", "object", reason="Too dark.")
        group.take_position("ASH", "3", "support", conditions=["4"])
        group.take_position("BAY", "4", "support", conditions=["3"])
        group.take_position("COL", "4", "accept", conditions=["A1", "A2"])
        group.decide("2", "agreed", reason="Enough was said.")
    return path


async def turn(player: Player, times: int) -> None:
    """Turn to a later part."""
    await player.press("9", *["right"] * times)


def test_parts(record: Path) -> None:
    """Each part is a list, with all of what is selected beside or beneath it."""

    async def story(player: Player) -> None:
        for part, times in (("calls", 0), ("conflicts", 1), ("packages", 2), ("bridges", 2)):
            await turn(player, times)
            await assert_looks_in_sizes(player, f"analysis-{part}")

    play(record, story)


def test_every_part_says_what_it_found(record: Path) -> None:
    """Also where it found nothing, with the reason; and after the last comes the first."""

    async def story(player: Player) -> None:
        said = []
        await player.press("9")
        for _ in range(8):
            said.append(words(player))
            await player.press("right")
        assert "Take up next: A2, amendments ready to be merged" in said[0]
        assert "amendments are undecided, with" in said[1]
        assert "rounds. 3 (R3) and 4 (R4) go together." in said[2]
        assert "4 conditions, by which" in said[3]
        assert "Can never be met" in said[3]
        assert "None are claimed: too little divides the members" in said[4]
        assert "No coalitions are found" in said[5]
        assert "Bridges across stakeholder groups" in said[5]
        assert "First" in said[6]
        assert said[7] == said[0]

    play(record, story)


def test_a_part_is_read_once_until_something_is_recorded(
    record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coming back to a part shows it at once; what is recorded has it read again."""
    read: list[str] = []
    original = Analysis.conflicts

    def conflicts(self: Analysis, *given: object) -> object:
        read.append("conflicts")
        return original(self, *given)

    monkeypatch.setattr(Analysis, "conflicts", conflicts)
    # A look for news while it is read would have it begin again.
    monkeypatch.setattr("tui.app.POLL_SECONDS", 3600.0)

    async def story(player: Player) -> None:
        await player.press("9", "right", "right", "left", "1", "9")
        assert read == ["conflicts"]
        await player.app.record(
            "a position", lambda group: group.take_position("ELM", "R2", "accept")
        )
        await player.settle()
        assert read == ["conflicts"] * 2

    play(record, story)


def test_enter_goes_to_what_was_found(record: Path) -> None:
    """To the text to settle it, or to the positions of a member."""

    async def story(player: Player) -> None:
        await player.press("9")
        findings = player.app.screen.query_one("#findings", Rows)
        called = findings.rows[findings.cursor].cells[0].text
        await player.press("enter")
        assert isinstance(player.app.screen, GridScreen)
        assert called == player.app.screen.query_one("#standings", Rows).key
        await turn(player, 1)
        await player.press("enter")
        assert isinstance(player.app.screen, ItemScreen)
        assert "A1" in words(player)

    play(record, story)


def test_the_step_says_what_an_amendment_excludes(record: Path) -> None:
    """With the support that choosing it would cost."""

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        assert "conflicts with A2, A3, which have support 3" in words(player)

    play(record, story)


def test_what_if_shows_what_would_change_and_records_nothing(record: Path) -> None:
    """One thing is supposed on top of the other, until it is left."""
    with opened(record, "other") as group:
        before = group.head

    async def story(player: Player) -> None:
        await step_to(player, "3")
        await player.press("W")
        await until_asked(player, "What if, of 3, …")
        await player.press("s")
        await until_asked(player, "Who says otherwise?")
        await player.type("FIR\n")
        await until_asked(player, "What if FIR said of 3 …")
        await player.press("l")
        await until_asked(player, "If FIR says of R3: accept")
        assert "3 ○ open → ◇ conditional" in " ".join(words(player).replace("│", "").split())
        assert_looks(player, "what-if")
        await player.press("enter")
        await until_asked(player, "And if, of 3, …")
        await player.press("g")
        await until_asked(player, "is declared agreed")
        assert "3 ○ open → ● agreed" in " ".join(words(player).replace("│", "").split())
        await player.press("escape")

    play(record, story)
    with opened(record, "other") as group:
        assert group.head == before


def test_what_cannot_be_supposed_is_told(record: Path) -> None:
    """A rule that cannot be read, and a merge that is in conflict, are refused with the reason."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("W")
        await until_asked(player, "What if, of 1, …")
        await player.press("r")
        await until_asked(player, "Which rule?")
        await player.type("nonsense\n")
        await until_said(player, "nonsense")
        await player.press("W")
        await until_asked(player, "What if, of 1, …")
        await player.press("m")
        await until_said(player, "conflict")

    play(record, story)


def test_an_amendment_goes_in_or_is_withdrawn(record: Path) -> None:
    """Of an amendment it can be supposed that it goes in, or is taken back, from the list too."""

    async def story(player: Player) -> None:
        await turn(player, 1)
        await player.press("W")
        await until_asked(player, "What if, of A1, …")
        await player.press("m")
        await until_asked(player, "If A1 goes into R1")
        assert "A1 ▶ ready → ⊕ merged" in " ".join(words(player).replace("│", "").split())
        await player.press("enter")
        await until_asked(player, "And if, of A1, …")
        await player.press("escape", "W")
        await until_asked(player, "What if, of A1, …")
        await player.press("t")
        await until_asked(player, "A1 is withdrawn by its sponsors")

    play(record, story)


# The overview.


def test_the_overview_says_what_to_take_up_next(example: Path) -> None:
    """The first thing on the screen is what is ready for decision."""

    async def story(player: Player) -> None:
        assert "▶ 4      decision" in player.screen()
        await assert_looks_in_sizes(player, "overview")

    play(example, story)


def test_what_was_deferred_is_taken_up_with_one_key(example: Path) -> None:
    """Enter asks, with the reason it was deferred for; Enter again reopens it and goes there."""
    with opened(example) as group:
        group.decide("7", Outcome.DEFERRED, reason="until the annex is here")

    async def story(player: Player) -> None:
        rows = player.app.screen.query_one("#next", Rows)
        rows.move_to_key(next(row.key for row in rows.rows if row.cells[1].text == "7"))
        await player.settle()
        await player.press("enter")
        assert "Take up 7?" in player.screen()
        assert "It was deferred: until the annex is here" in player.screen()
        await player.press("enter")
        assert player.notice() == "✓ 7: reopened"
        assert type(player.app.screen).__name__ == "ItemScreen"
        assert "7 (R7)" in player.screen()

    play(example, story)
    with opened(example) as group:
        assert group.verdict("7").status == "open"


# Who holds what, and whom to call.


@pytest.fixture
def rival_wordings(tmp_path: Path) -> Path:
    """Ashland and Bayland hold one wording, Colland and Dunland another; Elmland accepts both."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH", "BAY"])
        group.propose("1", "ought to", old="shall", by=["COL", "DUN"])
        group.take_position("ELM", "A1", "accept")
        group.take_position("ELM", "A2", "accept")
    return path


def test_the_bridge_is_called_first(rival_wordings: Path) -> None:
    """All five appear, the one that accepts both as the bridge (story 9)."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("v")
        shown = words(player)
        assert "ELM could live with several" in shown
        for held in ("ASH, BAY", "COL, DUN"):
            assert held in shown
        await player.press("enter")
        await player.until(lambda: isinstance(player.app.screen, GridScreen))
        assert player.app.screen.query_one("#standings", Rows).key == "ELM"

    play(rival_wordings, story)


def test_what_nobody_holds_stays_on_the_table(rival_wordings: Path) -> None:
    """An option whose last holder left it is listed as held by nobody (story 9)."""
    with opened(rival_wordings, "other") as group:
        group.bracket("2", "The office [FIR: should] publish all reports.")
        group.leave_brackets("2", "FIR")

    async def story(player: Player) -> None:
        await step_to(player, "2")
        await player.press("v")
        shown = words(player)
        assert "bracket B1, option a: should" in shown
        assert "no member supports it; it stays until it is decided" in shown

    play(rival_wordings, story)


def test_where_nothing_is_found_it_is_said_what_to_do(tmp_path: Path) -> None:
    """Members have proposed and said nothing yet."""
    path = tmp_path / "harbour.consensus"
    make_record(path).close()

    async def story(player: Player) -> None:
        await player.press("9", "right")
        said = "nothing was found: 3 records what members propose and say, → goes to the"
        assert said in player.screen()

    play(path, story)
