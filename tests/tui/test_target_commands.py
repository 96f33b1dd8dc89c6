"""The step-through: what members say."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.history.operations import FormNegotiatingGroup
from consensus.model.decisions import StatementKind
from consensus.model.positions import StatedBy
from consensus.reports.words import SAYS_OF
from tests.tui.playing import Player, play
from tests.tui.records import (
    make_record,
    opened,
    stances,
    status,
    step_to,
    until_asked,
    until_said,
    words,
)

_WORDS = ": “Members shall report every year to the…”"

KEYS = (
    ("s", "support"),
    ("l", "accept"),
    ("h", "hold"),
    ("x", "disagree"),
    ("z", "abstain"),
)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A meeting at which Dunland has the floor."""
    path = tmp_path / "harbour.consensus"
    with make_record(path) as group:
        group.give_floor("DUN")
    return path


def test_one_key_records_what_the_speaker_says(record: Path) -> None:
    """Whoever has the floor is the subject, and the line above the keys confirms it."""

    async def story(player: Player) -> None:
        await player.press("3")
        for key, stance in KEYS:
            await player.press(key)
            assert player.notice() == f"✓ DUN {SAYS_OF[stance].format(1)}{_WORDS}"
            assert f"DUN on 1: {stance} so far" in player.screen()
            assert stances(record, "R1") == {"DUN": stance}

    play(record, story)


def test_hold_keeps_an_item_open_until_instructions_come(record: Path) -> None:
    """A hold moves no share; when the member accepts, the item is ready (story 1)."""

    async def story(player: Player) -> None:
        await player.press("3")
        assert "▶ 1 is ready. - no objection" in words(player)
        await player.press("h")
        assert "… DUN reserves its position 27 Jan, floor ○ 1 is open." in words(player)
        await player.press("l")
        assert "~ DUN can live with it ▶ 1 is ready." in words(player)

    play(record, story)
    assert status(record, "1") == "ready"


def test_an_objection_asks_for_its_reason(record: Path) -> None:
    """The reason is one line."""

    async def story(player: Player) -> None:
        await player.press("3", "o")
        await until_asked(player, "DUN objects to 1. Why?")
        await player.type("too costly\n")
        await until_said(player, "DUN objects to 1")
        assert "✗ 1 is blocked" in player.screen()

    play(record, story)
    with opened(record, "other") as group:
        (objection,) = group.state.objections[group.state.handles["R1"]].values()
    assert objection.reason == "too costly"


def test_an_objection_may_give_no_reason(record: Path) -> None:
    """Enter alone records it as not stated; Escape records nothing."""

    with opened(record, "other") as group:
        before = len(group.steps())

    async def story(player: Player) -> None:
        await player.press("3", "o")
        await until_asked(player, "Why?")
        await player.press("escape", "o")
        await until_asked(player, "Why?")
        await player.press("enter")
        await until_said(player, "DUN objects to 1")
        assert "DUN (reason not stated)" in words(player)

    play(record, story)
    with opened(record, "other") as group:
        assert len(group.steps()) == before + 1


def test_an_absent_member_needs_a_written_source(record: Path) -> None:
    """What it is said to have spoken is not recorded until a document is named (story 3)."""

    async def story(player: Player) -> None:
        await player.press("3", "m")
        await until_asked(player, "Who speaks?")
        await player.type("fir\n")
        await until_asked(player, "FIR on 1")
        await player.press("s")
        await until_asked(player, "FIR is not noted as present. In writing: which document?")
        await player.press("enter")
        assert "an answer is needed here" in player.screen()
        await player.type("letter of 12 March\n")
        await until_said(player, f"FIR supports 1{_WORDS}, in writing (letter of 12 March)")

    play(record, story)
    with opened(record, "other") as group:
        position = group.state.positions[group.state.handles["R1"]]["FIR"]
    assert (position.source, position.document) == (StatedBy.WRITTEN, "letter of 12 March")


def test_nothing_is_recorded_of_an_absent_member_without_a_source(record: Path) -> None:
    """Leaving the question leaves the record as it is."""

    async def story(player: Player) -> None:
        await player.press("3", "m")
        await until_asked(player, "Who speaks?")
        await player.type("fir\n")
        await until_asked(player, "FIR on 1")
        await player.press("o")
        await until_asked(player, "FIR objects to 1")
        await player.press("enter")
        await until_asked(player, "which document?")
        await player.press("escape")

    play(record, story)
    assert stances(record, "R1") == {}


def test_when_nobody_has_the_floor_it_is_asked_who_speaks(tmp_path: Path) -> None:
    """A stance asks for the member first, and then is recorded."""
    path = tmp_path / "harbour.consensus"
    make_record(path).close()

    async def story(player: Player) -> None:
        await player.press("3")
        assert "nobody has the floor" in player.screen()
        await player.press("s")
        await until_asked(player, "Nobody has the floor. Who speaks?")
        await player.type("ash\n")
        await until_said(player, "ASH supports 1")

    play(path, story)
    assert stances(path, "R1") == {"ASH": "support"}


def test_the_next_speaker_is_the_subject_at_once(record: Path) -> None:
    """A stance pressed right after the floor was given is that of the new speaker."""
    with opened(record, "other") as group:
        group.request_floor("ELM")

    async def story(player: Player) -> None:
        await player.press("3")
        await player.hurry("space", "s")
        assert player.notice() == f"✓ ELM supports 1{_WORDS}"

    play(record, story)
    assert stances(record, "R1") == {"ELM": "support"}


def test_a_negotiating_group_speaks_for_its_members(record: Path) -> None:
    """Its statement reaches its members."""
    with opened(record, "other") as group:
        group.record(FormNegotiatingGroup(code="COAST", members=("ASH", "BAY")))

    async def story(player: Player) -> None:
        await player.press("3", "m")
        await until_asked(player, "Who speaks?")
        await player.type("coast\n")
        await until_asked(player, "COAST on 1")
        await player.press("l")
        await until_said(player, "COAST can live with 1")

    play(record, story)
    assert stances(record, "R1") == {"ASH": "accept", "BAY": "accept"}


def test_a_reservation_changes_no_count(record: Path) -> None:
    """It goes with the support that the speaker has given."""

    async def story(player: Player) -> None:
        await player.press("3", "s", "r")
        await until_asked(player, "Reservation of DUN on 1")
        await player.type("not for ferries\n")
        await until_said(player, f"DUN supports 1{_WORDS}, with a reservation")
        assert "1 of 6 in favour" in player.screen()

    play(record, story)
    with opened(record, "other") as group:
        position = group.state.positions[group.state.handles["R1"]]["DUN"]
    assert position.reservation == "not for ferries"


def test_a_reservation_of_who_has_said_nothing_asks_with_what(record: Path) -> None:
    """It goes with support or with accept."""

    async def story(player: Player) -> None:
        await player.press("3", "r")
        await until_asked(player, "DUN on 1: with what?")
        await player.press("l")
        await until_asked(player, "Reservation of DUN on 1")
        await player.type("not for ferries\n")
        await until_said(player, f"DUN can live with 1{_WORDS}, with a reservation")

    play(record, story)


def test_beside_a_decision_a_statement_goes_on_record(record: Path) -> None:
    """Once it is decided, a dissociation goes beside the decision (story 10)."""
    with opened(record, "other") as group:
        group.decide("1", "agreed")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("r")
        await until_asked(player, "1 is decided. DUN puts on record beside it")
        await player.press("d")
        await until_asked(player, "dissociation of DUN on 1")
        await player.type("we cannot join\n")
        await until_said(player, "DUN: dissociation on 1")

    play(record, story)
    with opened(record, "other") as group:
        (statement,) = group.state.statements.values()
    assert (statement.kind, statement.text) == (StatementKind.DISSOCIATION, "we cannot join")


def test_a_position_is_taken_back(record: Path) -> None:
    """Another member's word can be taken back."""
    with opened(record, "other") as group:
        group.take_position("ASH", "1", "object", reason="no")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("m")
        await until_asked(player, "Who speaks?")
        await player.type("ash\n")
        await until_asked(player, "ASH on 1")
        await player.press("w")
        await until_said(player, "ASH takes its position on 1 back")

    play(record, story)
    assert stances(record, "R1") == {}


def test_an_observer_counts_nowhere(record: Path) -> None:
    """What an observer says is recorded and said to count nowhere."""
    with opened(record, "other") as group:
        group.add_member("OWL", name="Owls", observer=True)
        group.give_floor("OWL")

    async def story(player: Player) -> None:
        await player.press("3", "s")
        assert player.notice() == (f"✓ OWL supports 1{_WORDS}, as an observer: counts nowhere")
        assert "0 of 6 in favour" in player.screen()

    play(record, story)


def test_statement_for_the_annex_is_the_members_own_words(record: Path) -> None:
    """Its kind is asked for after that, and its words are needed."""
    with opened(record, "other") as group:
        group.decide("1", "no consensus", tried="three meetings")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("r")
        await until_asked(player, "1 is decided. DUN puts on record beside it")
        await player.press("a")
        await until_asked(player, "What does DUN state for the annex?")
        await player.press("m")
        await until_asked(player, "minority statement of DUN on 1")
        await player.type("we wanted more\n")
        await until_said(player, "DUN: minority statement on 1")

    play(record, story)
    with opened(record, "other") as group:
        (statement,) = group.state.statements.values()
    assert (statement.kind, statement.annexed) == (StatementKind.MINORITY, True)
