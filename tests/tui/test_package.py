"""Packages on the screen: proposed, looked at, objected to, settled whole by one gavel."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consensus.formats.source import decode
from consensus.history.operations import AddMember
from consensus.model.decisions import StatementKind
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup
from tests.tui.playing import Player, assert_looks_in_sizes, play, play_on
from tests.tui.records import opened, steps
from tui.start import make_app

EVENING = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 6, 3, 12, tzinfo=UTC)
"""Twelve minutes past three on the morning after the last day of the session."""

DRAFT = """# Harbour rules

PP3. Recalling the rules of the port,

PP4. Mindful of those who live beside the quays,

OP3. Members shall report every year to the harbour office.

OP4. Reports are public.

OP7. Ships may enter at night with a pilot on board.
"""
ITEMS = ("OP3", "OP7", "PP4")


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """Five members on the last evening, with an amendment to OP3 and one to OP7."""
    path = tmp_path / "harbour.consensus"
    group = WorkingGroup.create(
        path, title="Harbour panel", rule="consent()", by="sec", clock=lambda: EVENING
    )
    for code in ("ASH", "BAY", "COL", "DUN", "ELM"):
        group.record(AddMember(code=code, name=f"{code.title()} Land"))
    group.import_draft(decode(DRAFT.encode(), "draft.md"))
    group.propose("OP3", "should", old="shall", by=["ASH"])
    group.propose("OP7", "by day", old="at night", by=["DUN"])
    group.close()
    return path


def texts(record: Path) -> list[str]:
    """The texts of the three items."""
    with opened(record) as group:
        return [group.state.text(group.state.handles[handle]) for handle in _handles(group)]


def _handles(group: WorkingGroup) -> list[str]:
    by_label = {item.label: item.handle for item in group.state.items.values()}
    return [by_label[label] for label in ITEMS]


def test_one_gavel_settles_three_items_at_night(harbour: Path) -> None:
    """One member objects: all is as before; it relents: one gavel, dated with the actual day."""
    before = texts(harbour)

    async def story(player: Player) -> None:
        await player.press("K")
        assert "No package is proposed" in player.screen()
        await player.press("a", "down", "enter", "down", "enter", "down", "enter", "down", "down")
        await player.press("enter", "down", "enter", "f2")
        await player.type("Night traffic")
        await player.press("enter")
        assert player.notice() == "✓ a package is proposed: Night traffic"
        assert "PP4, OP3, OP7 with A1, A2" in player.screen()
        await player.press("m")
        await player.type("elm")
        await player.press("enter", "o")
        await player.type("too much at once")
        await player.press("enter")
        assert "PKG1 is blocked. " in player.screen()
        assert before == texts(harbour)
        await player.press("m")
        await player.type("elm")
        await player.press("enter", "l")
        await player.press("g", "enter")
        assert player.notice().startswith("✓ PKG1: agreed")
        for code, kind, words in (("bay", "r", "on the pilots"), ("col", "d", "")):
            await player.press("S")
            await player.type(code)
            await player.press("enter", kind)
            await player.type(words)
            await player.press("enter")
        assert "reservation of BAY: on the pilots" in player.screen()
        assert "dissociation of COL" in player.screen()

    play_on(make_app(str(harbour), "sec", clock=lambda: NIGHT), story, (120, 40))
    with opened(harbour) as group:
        state = group.state
        (decision,) = state.decisions.values()
        assert decision.happened == NIGHT
        handles = ["PKG1", *_handles(group)]
        assert [group.verdict(each).status for each in handles] == [Status.AGREED] * 4
        assert [state.handle_of(each) for each in decision.targets[:1]] == ["PKG1"]
        counts = group.verdict("PKG1").counts
        assert (counts.in_favour, counts.cast, counts.standing) == (1, 1, ())
        assert [(each.member, each.kind) for each in state.statements.values()] == [
            ("BAY", StatementKind.RESERVATION),
            ("COL", StatementKind.DISSOCIATION),
        ]
    assert texts(harbour) == [
        "Members should report every year to the harbour office.",
        "Ships may enter by day with a pilot on board.",
        before[2],
    ]


def test_the_gavel_of_a_package_says_whose_word_it_would_drop(harbour: Path) -> None:
    """A word awaited on one of its items, unless the package is refused; the receipt says so."""
    with opened(harbour) as group:
        group.decide("PP4", "agreed ad ref", pending=["ELM"])
        group.propose_package("Preamble and reports", ["PP4", "OP4"])
    warned = "Awaiting confirmation by ELM; an agreement now no longer awaits it."
    without = "without the confirmation of ELM, awaited until then"

    async def story(player: Player) -> None:
        await player.press("K", "g")
        assert warned in " ".join(player.screen().split())
        await player.press("enter")
        assert without in player.notice()

    async def refusal(player: Player) -> None:
        await player.press("K", "g", "r", "enter", "enter")
        assert player.notice().startswith("✓ PKG1: rejected")
        assert without not in player.notice()

    refused = harbour.with_name("refused.consensus")
    shutil.copy(harbour, refused)
    play(refused, refusal)
    play(harbour, story)
    with opened(harbour) as group:
        before, decision = group.state.decisions.values()
        assert decision.without == {before.targets[0]: ("ELM",)}


def test_a_refused_package_leaves_no_trace_in_the_texts(harbour: Path) -> None:
    """Rejected, the package is closed; items and amendments are as they were."""
    with opened(harbour) as group:
        group.propose_package("Night traffic", list(ITEMS), ["A1", "A2"])
    before = texts(harbour)

    async def story(player: Player) -> None:
        await player.press("K", "g", "r", "enter", "enter")
        assert player.notice().startswith("✓ PKG1: rejected")

    play(harbour, story)
    assert before == texts(harbour)
    with opened(harbour) as group:
        assert [
            group.state.amendments[group.state.handles[each]].state for each in ("A1", "A2")
        ] == [
            "open",
            "open",
        ]


def test_a_package_says_what_it_settles_and_what_it_would_do(harbour: Path) -> None:
    """Its items with the changes that its amendments would make, and where everything stands."""
    with opened(harbour) as group:
        group.propose_package("Night traffic", list(ITEMS), ["A1", "A2"])

    async def story(player: Player) -> None:
        await player.press("K")
        assert "One decision on all of these, or none" in player.screen()
        await assert_looks_in_sizes(player, "package")
        await player.press("a", "enter")
        await assert_looks_in_sizes(player, "package-proposal")

    play(harbour, story)


def test_a_package_over_a_hold_takes_a_reason(harbour: Path) -> None:
    """Who holds words that go in is shown before, and Enter waits until a reason is given."""
    with opened(harbour) as group:
        group.take_position("BAY", "A1", "hold", reason="no instructions")
        group.propose_package("Duties", ["OP3", "OP4"], ["A1"])

    async def story(player: Player) -> None:
        await player.press("K")
        said = " ".join(player.screen().split())
        assert "the reserved position of BAY to “shall” → “should” (A1) stands" in said
        await player.press("g", "enter", "enter")
        assert "Words are merged over BAY. This needs a reason" in player.screen()
        await player.type("all or nothing")
        await player.press("enter")
        assert player.notice().startswith("✓ PKG1: agreed")

    play(harbour, story)
    with opened(harbour) as group:
        contested = [each for held in group.state.contested.values() for each in held]
        assert [(each.member, each.change.text) for each in contested] == [("BAY", "should")]
    assert texts(harbour)[0].startswith("Members should report")


def test_a_package_of_contradictions_says_that_it_cannot_be_agreed(harbour: Path) -> None:
    """Two amendments that conflict are not both merged, and the decision says so too."""
    with opened(harbour) as group:
        group.propose("OP3", "must", old="shall", by=["BAY"])
        group.propose_package("Duties", ["OP3", "OP4"], ["A1", "A3"])

    async def story(player: Player) -> None:
        await player.press("K")
        assert "It cannot be agreed as it is: " in player.screen()
        assert "conflict here" in player.screen()

    play(harbour, story)


def test_leaving_a_proposal_records_nothing(harbour: Path) -> None:
    """One item is no package; what was taken is let go of after a question."""
    before = steps(harbour)

    async def story(player: Player) -> None:
        await player.press("K", "a", "enter", "f2")
        assert player.notice() == "✗ a package has at least two items"
        await player.press("enter", "enter", "escape")
        assert "Leave without proposing it?" in player.screen()
        await player.press("enter")
        assert "No package is proposed" in player.screen()
        await player.press("a", "escape")
        assert "No package is proposed" in player.screen()

    play(harbour, story)
    assert before == steps(harbour)


def test_an_item_left_out_takes_its_amendments_along(harbour: Path) -> None:
    """What is no longer listed is no longer taken."""

    async def story(player: Player) -> None:
        await player.press("K", "a", "down", "down", "enter", "down", "enter")
        assert "The package: OP3 with A1" in player.screen()
        await player.press("up", "enter")
        assert "What does the package settle?" in player.screen()

    play(harbour, story)


def test_a_statement_needs_a_decision(harbour: Path) -> None:
    """Where nothing was decided, the key says so."""
    with opened(harbour) as group:
        group.propose_package("Night traffic", list(ITEMS))

    async def story(player: Player) -> None:
        await player.press("K", "S")
        assert player.notice() == (
            "✗ PKG1 is not decided: a statement goes on record beside a decision"
        )

    play(harbour, story)


def test_the_package_is_stepped_through_and_known_in_full(harbour: Path) -> None:
    """Enter goes to the step-through, `i` to everything about it."""
    with opened(harbour) as group:
        group.propose_package("Night traffic", list(ITEMS))

    async def story(player: Player) -> None:
        await player.press("K", "i")
        assert type(player.app.screen).__name__ == "DossierScreen"
        await player.press("escape", "enter")
        assert type(player.app.screen).__name__ == "ItemScreen"

    play(harbour, story)
