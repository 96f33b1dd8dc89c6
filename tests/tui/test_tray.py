"""The tray: what found no place, and what mails offer, placed by hand or set aside."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.formats.source import Source
from consensus.model.amendments import Amendment, AmendmentKind, TrayState
from tests.tui.playing import HOSTILE, NOW, SIZES, Player, assert_looks_in_sizes, play, raw_controls
from tests.tui.records import opened
from tui.widgets.passage import Passage
from tui.widgets.rows import Rows

# The tray: what found no place, placed by hand or set aside.

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
        assert "✓ TR2 is dismissed" in player.notice()
        handles = [row.cells[0].text for row in player.app.screen.query_one("#entries", Rows).rows]
        assert "TR2" not in handles
        await player.press("f", "home", "down")
        assert "dismissed: a remark, no amendment" in entry(player)
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
            assert "the inbox is empty" in player.screen()
        await player.press("enter", "X", "f")
        assert len(player.app.screen_stack) == 1

    play(record, story)


def test_nothing_waiting_says_what_else_there_is(example: Path) -> None:
    """With the key that shows it."""
    with opened(example) as group:
        group.dismiss("TR1", "elsewhere")
        group.dismiss("TR2", "a remark")

    async def story(player: Player) -> None:
        await player.press("7")
        assert "everything is placed; f shows" in player.screen()

    play(example, story)


# Mails in the tray: what they offer is shown, and taken by a few keys.

HEAD = "From: Ana <a@dol.example>\nDate: Tue, 07 Mar 2017 00:10:00 +0000\nMessage-ID: <{0}@x>\n"
ASKS = (
    "Subject: Our \x1b[2J views\n\nDelete paragraph 9.\nIn 2, replace enhanced by [better].\n\n"
    "> Views?\n"
)
THANKS = "\nThank you all.\n"


def take(path: Path, text: str, senders: dict[str, str], number: int = 1) -> None:
    """Take a mail in."""
    mail = io.BytesIO((HEAD.format(number) + text).encode())
    with opened(path) as group:
        group.import_mail(mail, name="in.eml", senders=senders)


@pytest.fixture
def mailed(example: Path) -> Path:
    """The example with a mail of Dolmara in its tray, which asks for two changes."""
    take(example, ASKS, {"@dol.example": "DOL"})
    return example


def made(path: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """What the amendments of the sender do, to which item, by whom."""
    with opened(path) as group:
        state = group.state
        return [
            (each.kind.value, state.handle_of(each.target), each.sponsors)
            for each in list(state.amendments.values())[-2:]
        ]


def test_mail_is_shown_with_what_it_offers(mailed: Path) -> None:
    """Whole, with what it quotes, how sure each offer is, and no sign that moves the cursor."""

    async def story(player: Player) -> None:
        await player.press("7", "end")
        for words in ("Ana <a@dol.example>", "Delete paragraph 9.", "quoted", "Views?"):
            assert words in entry(player)
        assert "100% 9 (R9)  delete it" in entry(player)
        assert "100% 2 (R2), which is closed  replace “enhanced” by “[better]”" in entry(player)
        assert "\x1b" not in player.screen()

    play(mailed, story, (120, 40))


def test_offers_are_taken_one_by_one(mailed: Path) -> None:
    """Each after a look; the mail leaves what waits, and its other offers stay to be taken."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        assert "What does TR3 ask for?" in player.screen()
        await player.press("enter")
        assert "TR3 becomes what DOL proposes" in player.screen()
        await player.press("escape", "enter", "enter", "enter")
        assert "✓ TR3 amends 9 (R9); it offers 1 more (f shows it)" in player.notice()
        await player.press("f", "end")
        assert "taken as A" in entry(player)
        await player.press("enter", "enter", "enter")
        assert "✓ TR3 amends 2 (R2)" in player.notice()
        await player.press("enter")
        assert "TR3 is placed already" in player.notice()

    play(mailed, story)
    assert made(mailed) == [("delete", "R9", ("DOL",)), ("modify", "R2", ("DOL",))]


def test_all_offers_are_taken_at_once(mailed: Path) -> None:
    """In one step, which one key takes back."""

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter")
        await player.type("all")
        await player.press("enter", "enter")
        assert "✓ TR3 amends 9 (R9), 2 (R2)" in player.notice()

    play(mailed, story)
    assert len(made(mailed)) == 2
    with opened(mailed) as group:
        group.undo()
        assert list(group.state.tray.values())[-1].state is TrayState.WAITING


def test_sponsor_is_asked_for_where_nobody_knows_the_sender(example: Path) -> None:
    """An amendment of nobody would be the chair's."""
    take(example, "\nDelete paragraph 9.\n", {})

    async def story(player: Player) -> None:
        await player.press("7", "end", "enter", "enter")
        assert "Whose amendment is it?" in player.screen()
        await player.type("TAL, Domar\n")
        assert "no member has the code Domar" in player.screen()
        await player.press(*["backspace"] * 5)
        await player.type("DOL")
        await player.press("enter", "enter")
        assert "✓ TR3 amends 9 (R9)" in player.notice()

    play(example, story)
    assert made(example)[-1] == ("delete", "R9", ("TAL", "DOL"))


def test_mail_that_asks_for_nothing_says_so(mailed: Path) -> None:
    """It can be set aside, and others placed by hand."""
    take(mailed, THANKS, {}, 2)

    async def story(player: Player) -> None:
        await player.press("7", "end")
        assert "It asks for no change of words that could be found." in entry(player)
        await player.press("up", "enter")
        await player.type("hand")
        await player.press("enter")
        assert "Where does TR3 belong?" in player.screen()
        await player.press("escape")
        assert len(player.app.screen.query_one("#entries", Rows).rows) == 4

    play(mailed, story)


# Comments of a table, and what became of them.

COMMENTS = """MB/NC,Clause,Type of comment,Comments,Proposed change
ELD,1,ge,Well written.,
BKV,2,te,A focal point is missing.,
CCE,,ge,Too long.,
"""


def test_what_became_of_comments_is_said_in_the_inbox(example: Path) -> None:
    """With two keys and a reason each; the rows are gone then, and come back with all."""
    with opened(example) as group:
        group.import_amendments(Source.of(COMMENTS, "comments.csv"))

    async def story(player: Player) -> None:
        await player.press("7", "c")
        assert "What became of ELD-001?" in player.screen()
        await assert_looks_in_sizes(player, "tray-disposition")
        await player.press("o", "enter")
        assert "✓ ELD-001: noted" in player.notice()
        assert "A focal point is missing." in entry(player)
        await assert_looks_in_sizes(player, "tray-comments")
        await player.press("enter", "n", "enter")
        assert "Why?" in player.screen()  # not accepted without a reason
        await player.type("It is in 5.\n")
        await player.press("X", "s")
        await player.type("BKV-001\n")
        assert "✓ CCE-001: see BKV-001" in player.notice()
        await player.press("c")
        assert "no comment of a table waits" in player.notice()
        await player.press("f", "end")
        assert "see BKV-001" in entry(player)

    play(example, story)
    with opened(example) as group:
        said = [(each.disposition, each.reason) for each in group.state.comments.values()]
        assert said == [("noted", ""), ("not accepted", "It is in 5."), ("see", "")]
