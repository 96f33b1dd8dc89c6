"""The tray: what found no place, placed by hand or set aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.formats.source import Source
from consensus.model.amendments import Amendment, AmendmentKind, TrayState
from tests.tui.hostile import HOSTILE, raw_controls
from tests.tui.playing import NOW, Player, play
from tests.tui.snapshot import SIZES, assert_looks_in_sizes
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows

ROWS: tuple[dict[str, object], ...] = (
    {
        "by": "ELD",
        "cosponsors": ["BKV", "CCE"],
        "date": "2017-01-20",
        "old": "appoint one focal point in every country for Internet public policies",
        "text": "an office for Internet-related public policy",
        "rationale": "One person is not enough.",
    },
    {"by": "TAL", "target": "99", "text": "A new paragraph\x1b[2J on [safety].", "kind": "insert"},
    {"by": "DOL", "target": "99", "kind": "delete"},
)


def opened(path: Path) -> WorkingGroup:
    """The record of a test, for whatever is done beside the screens."""
    return WorkingGroup.open(path, by="sec", clock=lambda: NOW)


@pytest.fixture
def waiting(example: Path) -> Path:
    """The example with three more entries in its tray: misquoted, to be inserted, to be deleted."""
    words = "\n".join(json.dumps({"id": f"X{number}", **row}) for number, row in enumerate(ROWS))
    with opened(example) as group:
        report = group.import_amendments(Source.of(words, "late.jsonl"))
        assert report.tray == 3
    return example


def entry(player: Player) -> str:
    """The entry in full."""
    return player.app.screen.query_one("#entry", Passage).text


def states(path: Path) -> list[TrayState]:
    """What became of each entry."""
    with opened(path) as group:
        return [each.state for each in group.state.tray.values()]


def last_amendment(path: Path) -> Amendment:
    """The amendment that was made last."""
    with opened(path) as group:
        return list(group.state.amendments.values())[-1]


def test_the_tray_says_why_each_entry_waits(waiting: Path) -> None:
    """With all that came with it, and the nearest passages with how like they are."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "down")
        for words in ("late.jsonl, line 1", "20 Jan 2017", "ELD", "BKV, CCE", "One person"):
            assert words in entry(player)
        assert "68% 7 (R7)  a national focal point for Internet-related" in entry(player)
        await assert_looks_in_sizes(player, "tray")

    play(waiting, story)


def test_no_text_of_an_entry_tricks_the_terminal(example: Path) -> None:
    """In the list, in full, in a question, and in the amendment that it makes."""
    rows = [
        json.dumps({"id": f"H{number}", "by": "ELD", "old": f"{words} zzz", "text": words})
        for number, words in enumerate(HOSTILE.values())
    ]
    with opened(example) as group:
        group.import_amendments(Source.of("\n".join(rows), "hostile.jsonl"))
        waiting = len(group.state.tray)

    async def story(player: Player) -> None:
        await player.press("7")
        for _ in range(waiting):
            assert raw_controls(player.pilot) == set()
            await player.press("enter", "2", "enter", "enter")
            assert raw_controls(player.pilot) == set()
            while len(player.app.screen_stack) > 1:
                await player.press("escape")
            await player.press("down")

    play(example, story, (120, 40))


def test_signs_that_trick_a_terminal_are_made_visible(waiting: Path) -> None:
    """And brackets in an entry are only brackets."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "down", "down")
        assert "\\u001b[2J on [safety]." in entry(player)

    play(waiting, story)


def test_an_entry_is_placed_on_a_suggested_passage(waiting: Path) -> None:
    """Enter for the place, Enter after a look at the amendment it makes."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "down", "enter")
        assert "Where does TR3 belong?" in player.screen()
        await assert_looks_in_sizes(player, "tray-where")
        await player.press("enter")
        assert "TR3 becomes an amendment of ELD to 7 (R7)" in player.screen()
        await assert_looks_in_sizes(player, "tray-preview")
        await player.press("escape")
        assert states(waiting)[2] is TrayState.WAITING
        await player.press("enter", "enter", "enter")
        assert "✓ TR3 is placed on 7 (R7)" in player.notice()
        assert TrayState.PLACED is states(waiting)[2]

    play(waiting, story)
    made = last_amendment(waiting)
    assert made.sponsors == ("ELD",)
    assert made.placing.how == "by hand"
    with opened(waiting) as group:
        assert made.target == group.state.handles["R7"]
        assert "an office for Internet-related public policy" in group.state.text(made.id)


def test_an_entry_is_placed_on_words_that_are_typed(waiting: Path) -> None:
    """Words that do not stand there are refused until they do."""

    async def story(player: Player) -> None:
        await player.press("7", "enter")
        await player.type("2")
        await player.press("enter", "down", "enter")
        assert "Which words does it replace?" in player.screen()
        await player.press("enter")
        assert "these words do not stand there" in player.screen()
        await player.hurry(*["backspace"] * 60)
        await player.type("enhanced cooperation")
        await player.press("enter")
        assert "TR1 becomes an amendment of TRCA to 2 (R2)" in player.screen()
        await player.press("enter")
        assert "✓ TR1 is placed on 2 (R2)" in player.notice()

    play(waiting, story)
    with opened(waiting) as group:
        words = group.state.text(last_amendment(waiting).id)
    assert "the prompt repair of submarine cables wherever they lie" in words


def test_an_entry_replaces_a_whole_text(waiting: Path) -> None:
    """When nothing is said of which words."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "enter")
        await player.type("9")
        await player.press("enter", "enter", "enter")
        assert "✓ TR2 is placed on 9 (R9)" in player.notice()

    play(waiting, story)
    with opened(waiting) as group:
        assert group.state.text(last_amendment(waiting).id).startswith("Something should be said")


def test_an_insertion_is_placed_after_an_item(waiting: Path) -> None:
    """No words are asked for; what comes in is shown."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "down", "down", "enter")
        await player.type("10")
        await player.press("enter")
        assert "A new item after 10 (R10)" in player.screen()
        await player.press("enter")

    play(waiting, story)
    made = last_amendment(waiting)
    assert made.kind is AmendmentKind.INSERT
    with opened(waiting) as group:
        assert made.after == group.state.handles["R10"]


def test_a_deletion_is_placed_on_a_whole_item(waiting: Path) -> None:
    """And shown as words struck out."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        await player.type("11")
        await player.press("enter", "enter")
        assert "becomes an amendment of DOL to 11 (R11)" in player.screen()
        await player.press("enter")

    play(waiting, story)
    assert last_amendment(waiting).kind is AmendmentKind.DELETE


def test_an_entry_is_set_aside_with_a_reason(waiting: Path) -> None:
    """Without a reason it stays where it is; set aside it can still be read."""

    async def story(player: Player) -> None:
        await player.press("7", "down", "X", "enter")
        assert "an answer is needed here" in player.screen()
        await player.type("a remark, no amendment")
        await player.press("enter")
        assert "✓ TR2 is set aside" in player.notice()
        handles = [row.cells[0].text for row in player.app.screen.query_one("#entries", Rows).rows]
        assert "TR2" not in handles
        await player.press("f", "home", "down")
        assert "set aside: a remark, no amendment" in entry(player)
        await assert_looks_in_sizes(player, "tray-all")
        await player.press("enter")
        assert "TR2 is set aside already" in player.notice()
        await player.press("X")
        assert "TR2 is set aside already" in player.notice()

    play(waiting, story)


def test_what_was_placed_says_as_what(waiting: Path) -> None:
    """It can be read and not placed again."""
    with opened(waiting) as group:
        group.place("TR2", "9", old="")
        made = list(group.state.amendments.values())[-1].handle

    async def story(player: Player) -> None:
        await player.press("7", "f", "down")
        assert f"placed by hand as {made}" in entry(player)
        await player.press("enter")
        assert f"TR2 is placed already as {made}; u takes it back" in player.notice()

    play(waiting, story)


def test_every_question_can_be_left(waiting: Path) -> None:
    """At each step Esc leaves the entry as it was."""

    async def story(player: Player) -> None:
        with opened(waiting) as group:
            before = group.head
        for keys in (("enter",), ("enter", "2", "enter"), ("enter", "2", "enter", "down", "enter")):
            await player.press("7", *keys, "escape")
            assert len(player.app.screen_stack) == 1, keys
        await player.press("X", "escape")
        with opened(waiting) as group:
            assert group.head == before

    play(waiting, story)


def test_what_cannot_be_placed_there_says_why(waiting: Path) -> None:
    """An amendment is not deleted but withdrawn."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        await player.type("A3")
        await player.press("enter", "enter")
        assert "not deleted but withdrawn" in player.notice()

    play(waiting, story)


def test_an_empty_tray_is_said_to_be_empty(tmp_path: Path) -> None:
    """Whether nothing ever came in, or nothing waits any more."""
    record = tmp_path / "new.consensus"
    WorkingGroup.create(record, title="New", by="sec", clock=lambda: NOW).close()

    async def story(player: Player) -> None:
        await player.press("7")
        for size in SIZES:
            await player.resize(size)
            assert "the tray is empty" in player.screen()
        await player.press("enter", "X", "f")
        assert len(player.app.screen_stack) == 1

    play(record, story)


def test_nothing_waiting_says_what_else_there_is(example: Path) -> None:
    """With the key that shows it."""
    with opened(example) as group:
        group.set_aside("TR1", "elsewhere")
        group.set_aside("TR2", "a remark")

    async def story(player: Player) -> None:
        await player.press("7")
        assert "nothing waits for a place; f shows" in player.screen()

    play(example, story)
