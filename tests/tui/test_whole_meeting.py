"""A whole meeting, from the state in which the example begins to a published revision, by keys."""

from __future__ import annotations

from pathlib import Path

from consensus import WorkingGroup
from consensus.reports.history import describe
from consensus.reports.revisions import revision_document
from tests.tui.playing import NOW, Player, play

MEETING = "Fourth meeting"


async def whole_meeting(player: Player) -> None:
    """What a secretary does at the keyboard, and nothing else."""
    # The meeting opens in committee, and everybody is there.
    await player.press("5", "M")
    await player.type(f"{MEETING}\n")
    await player.press("enter", "H", "enter")
    # 4 is ready: one gavel.
    await player.press("3", "j")
    await player.type("4\n")
    await player.press("g", "enter")
    # 3: the second conflict is settled for the text as it stands, the first goes into brackets.
    await player.press("j")
    await player.type("3\n")
    await player.press("enter", "n", "down", "enter", "n", "b", "f2", "enter")
    # 5 is agreed over the objection of Pelagor, taken back, and agreed after all.
    await agreed_over_an_objection(player)
    await player.press("u", "enter")
    await agreed_over_an_objection(player)
    # The package settles 9 and 12 at once.
    await player.press("j")
    await player.type("PKG1\n")
    await player.press("g", "enter")
    # Three amendments to 16(b) are drawn together; one of the sponsors lets its own go.
    await player.press("j")
    await player.type("16(b)\n")
    await player.press("O", "down", "enter", "down", "enter", "down", "enter")
    await player.press("f5", "enter", "escape", "f2", "enter")
    # The revision goes out, and the meeting closes.
    await player.press("2", "P", "enter")
    await player.press("5", "M", "enter")


async def agreed_over_an_objection(player: Player) -> None:
    """The gavel falls on 5, with its reason."""
    await player.press("j")
    await player.type("5\n")
    await player.press("g", "enter")
    await player.type("The hall is ready\n")


def test_a_meeting_by_keyboard_alone(example: Path) -> None:
    """Through a conflict, a bracket, a dissent, an undo, a package and a consolidation."""
    with WorkingGroup.open(example) as group:
        before = len(group.steps())
    play(example, whole_meeting)
    with WorkingGroup.open(example) as group:
        state = group.state
        (draft,) = state.drafts
        told = [
            (sentence, undone)
            for step, operations, undone in list(group.history())[before:]
            for sentence in describe(step, operations, state).sentences
        ]
        everybody = told.pop(1)
        undo = told.pop(4)
        issued = revision_document(state, draft, "Rev.1")
        texts = {item.handle: item.text for item in issued.items}
        bracketed = "A4, A5 and A6 in brackets, some of their words over ALV and MER"
        over = "over the standing objection of PLG"
        unmet = "although its rule was not met: “The hall is ready”"
        assert told == [
            ("M4 opened: Fourth meeting", False),
            ("DEC18: 4 (R4) declared agreed", False),
            (f"A51 merged into 3 (R3); {bracketed}; A7, A8 and A9 closed", False),
            (f"DEC19: 5 (R5) declared agreed, {over}, {unmet}", True),
            (f"DEC20: 5 (R5) declared agreed, {over}, {unmet}", False),
            ("DEC21: PKG1, 9 (R9) and 12 (R12) declared agreed (package)", False),
            ("A55 proposed by the chair to 16(b) (L2), drawing together A38, A39 and A47", False),
            ("A38 retired into A55", False),
            ("Rev.1 of D1 published with 28 items", False),
            ("M4 closed", False),
        ]
        assert everybody[0].endswith("noted as present (in person)")
        assert undo[0].endswith("undone")
        assert texts["R3"] == (
            "Agree that cooperation [should be | shall be | is best when] open, transparent and "
            "inclusive, and that decisions should be taken as close as possible to the communities "
            "that they affect."
        )
        assert texts["L2"].startswith("publish each year the steps they have taken")
        assert state.decisions[state.handles["DEC20"]].over == ("PLG",)
        assert group.verdict("9").status == group.verdict("12").status == "agreed"
        assert issued.issued == NOW
        assert group.verify().is_intact
