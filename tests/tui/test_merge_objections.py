"""Merging what members object to or hold: what waits, what is asked, and what is said after."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from consensus.text.hunk import InBrackets
from tests.tui.playing import Player, assert_looks_in_sizes, play
from tests.tui.records import (
    last_change,
    make_record,
    open_merge,
    opened,
    points,
    rows,
    step_to,
    steps,
    words,
)
from tui.screens.dossier import DossierScreen
from tui.views.dossier import Part
from tui.views.merge import MergeChoices, merge_preview, merge_view


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """A record with amendments of which some wait: for a member, for their notice, for an order."""
    path = tmp_path / "panel.consensus"
    with make_record(path) as group:
        group.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
        group.propose("1", "port", old="harbour", by=["COL"])
        group.take_position("DUN", "A1", "object", reason="too strong")
        group.take_position("ELM", "A1", "support")
        text = group.state.text(group.state.handles["R2"])
        group.propose("2", f"{text} Members pay for paper.", by=["ASH"])
        group.propose("2", f"{text} Old files are kept.", by=["COL"])
        group.take_position("COL", "1", "accept")
    return path


async def settle_for_shall(player: Player) -> None:
    """Settle the first conflict on paragraph 3 for A4 and A5, to which a member objects."""
    await open_merge(player, "3")
    await player.press("down", "down", "enter", "f2")


def test_what_a_member_objects_to_waits_with_the_reason_beside_it(panel: Path) -> None:
    """It is unticked; ticked, it goes in in brackets, and who objects is still named."""

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert "1 of 2 changes taken" in player.screen()
        assert "DUN objects: “too strong”" in player.screen()
        await assert_looks_in_sizes(player, "merge-waiting")
        await player.press("home", "enter")
        assert "2 of 2 changes taken" in player.screen()
        assert "in brackets: DUN objects: “too strong”" in player.screen()
        assert "[shall | ASH propose, BAY, ELM support: must]" in player.screen()
        await player.press("f2")
        assert "Enter: merge, A1 in brackets (DUN objects)" in player.screen()
        assert "- accepted by COL" in player.screen()
        await player.press("enter")
        assert player.notice() == "✓ A2 merged into 1 (R1); A1 in brackets over DUN"

    play(panel, story, (120, 40))
    with opened(panel) as group:
        assert group.state.text(group.state.handles["R1"]) == (
            "Members [shall | ASH propose, BAY, ELM support: must] report every year to the port"
            " office."
        )


def test_without_brackets_takes_a_second_key_and_a_reason(example: Path) -> None:
    """F8 asks for a reason first, and is ready for it; then it records the Chair's instruction."""
    before = steps(example)

    async def story(player: Player) -> None:
        await settle_for_shall(player)
        assert "MER objects: “Meridia cannot accept binding language" in player.screen()
        assert "or, without brackets, merged: A4, A5, A51; not retained: A6;" in words(player)
        await player.press("pagedown", "pagedown")
        assert "If merged without brackets" in player.screen()
        assert "- A6: not retained, in favour of A4, A5: it wanted" in words(player)
        assert "f8: without brackets, on the Chair's instruction (needs a reason)" in words(player)
        await player.press("f8")
        assert "Type a reason above first; then f8 works" in player.screen()
        assert "Merge into 3?" in player.screen()
        assert steps(example) == before
        await player.type("the ruling of the Chair")
        assert "(needs a reason)" not in player.screen()
        await player.press("f8")
        assert player.notice() == (
            "✓ A4, A5 and A51 merged into 3 (R3); A4 and A5 merged without brackets over MER;"
            " A6 not retained; 2 conflicts open"
        )

    play(example, story)
    change = last_change(example)
    assert "cooperation shall be open" in change.wording.notation()
    assert change.reason == "the ruling of the Chair"
    with opened(example) as group:
        unbracketed = [group.state.handle_of(each) for each in change.unbracketed]
        assert unbracketed == ["A4", "A5"]


def test_objection_to_words_that_went_in_is_counted_where_they_stand(example: Path) -> None:
    """Over other words as they stand nobody objects; over the bracket, those who did before."""
    with opened(example) as group:
        group.merge("3", settle={1: InBrackets()})

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("home", "down")
        assert "✗ MER objects to “should be” → “shall be” (A4)" in words(player)
        assert in_its_way(player, "as it stands") == ["✗ ALV MER", "", ""]

    play(example, story)


def in_its_way(player: Player, words: str) -> list[str]:
    """Who objects to it or holds it, in the rows that have such words."""
    found = [row.cells for row in rows(player, "hunks").rows]
    return [cells[3].text for cells in found if len(cells) == 4 and words in cells[1].text]


def test_rows_count_objections_to_their_own_words(panel: Path) -> None:
    """Who objects to one change of an amendment is not counted beside its other change."""
    with opened(panel) as group:
        group.edit("3", "Ships may enter at night. A pilot is on board.")
        group.propose("3", "Ships may enter at dusk. Two pilots are on board.", by=["ASH"])
        group.propose("3", "Ships may enter at dawn. A pilot is on board.", by=["BAY"])
        group.take_position("DUN", "A5", "object", words="dusk")
        group.take_position("ELM", "A5", "disagree")

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        assert in_its_way(player, "becomes “Two pilots are”") == [""]
        assert in_its_way(player, "“dusk”") == ["✗ DUN"]
        assert in_its_way(player, "“dawn”") == [""]

    play(panel, story, (120, 40))


def test_options_of_brackets_name_who_objects_to_them(panel: Path) -> None:
    """Beside the option that it objects to, and nowhere else; who is named with it is for it."""
    with opened(panel) as group:
        group.merge("1", take=["A1"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert in_its_way(player, "a: “shall”") == [""]
        assert in_its_way(player, "b: “must”") == ["✗ DUN"]
        await player.press("end", "up", "up")
        assert "✗ DUN objects ASH propose, BAY, ELM support" in words(player)

    play(panel, story)


def test_the_confirmation_has_every_line_of_the_plan(example: Path) -> None:
    """The screens and the command line show the same sentences, those of the library."""
    with opened(example) as group:
        view = merge_view(group.state.handles["R3"])(group, lambda: None)
        choices = MergeChoices.begin(view.waiting).with_settlement(
            view.combination, 0, view.combination.conflicts[0].in_brackets(("A4",), ("A4",))
        )
        shown = "".join(
            each.text for each in merge_preview(view, choices)(group, lambda: None).spans
        )
        sections = group.plan_merge("3", settle={1: "A4"}).sections
    for heading, lines in sections:
        assert "\n".join((f"\n{heading}", *(f"- {line}" for line in lines))) in shown


def test_the_confirmation_says_that_there_is_more_to_read(example: Path) -> None:
    """On a small screen it names the key to read on, and at the end the one to go back."""

    async def story(player: Player) -> None:
        await settle_for_shall(player)
        assert "▼ more below: pgdn" in player.screen()
        assert "A6: undecided (conflict 1 in brackets)" not in player.screen()
        await player.press("pagedown")
        assert "A6: undecided (conflict 1 in brackets)" in player.screen()
        await player.press("pagedown", "pagedown")
        assert "proposed or supported part of it: CDR" in player.screen()
        assert "▲ more above: pgup" in player.screen()
        await player.resize((120, 60))
        assert "more below" not in player.screen()

    play(example, story)


def test_the_confirmation_begins_with_what_becomes_of_each_amendment(example: Path) -> None:
    """Opposed words in brackets, others and what is still asked are told apart."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("down", "b", "f2")
        begins = words(player)
        assert "in brackets, contested: A26, A27, A28;" in begins
        assert "in brackets, left open Esc: leave it" in begins
        assert "still to be decided: A25, delete 14" in begins
        assert "Enter: merge, A26, A27, A28 in brackets (CCE objects;" in begins
        assert "QIR reserves its position), A29, A30, A50" in begins
        await assert_looks_in_sizes(player, "merge-all-in-brackets")
        await player.press("enter")
        assert "still to be decided: A25, delete 14" in player.notice()

    async def other(player: Player) -> None:
        await settle_for_shall(player)
        begins = words(player)
        assert "merged: A51; in brackets, contested: A4, A5; undecided: A6" in begins

    play(example, other)
    play(example, story)


def test_the_reason_is_said_to_be_optional_or_needed(example: Path, panel: Path) -> None:
    """What Enter does without one is said; where only the second key records, it is required."""
    with opened(panel) as group:
        group.merge("1", take=["A1"])

    async def optional(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("f2")
        assert "Reason (optional; Enter records none)" in player.screen()
        await player.press("escape", "down", "down", "enter", "f2")
        assert "Reason (optional with Enter, required with f8)" in player.screen()

    async def required(player: Player) -> None:
        await open_merge(player, "1")
        await player.press("home", "enter", "f2")
        assert "Reason (required)" in player.screen()
        assert "on the Chair's instruction (needs a reason)" in player.screen()

    play(example, optional)
    play(panel, required)


def test_words_in_brackets_are_said_to_be_there(panel: Path) -> None:
    """Taken they go in without, as the preview shows; the options of the bracket are named."""
    with opened(panel) as group:
        group.merge("1", take=["A1"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        await player.press("home")
        shown = words(player)
        assert "in brackets, and stays undecided; Enter: take it without, for which" in shown
        assert "a bracket of the text" in shown
        await player.press("enter")
        assert "no text]" not in words(player)

    play(panel, story)


def test_brackets_of_the_text_are_settled_where_conflicts_are(panel: Path) -> None:
    """Keep, drop, an option or other words, with the same keys; the text shows the choice."""
    with opened(panel) as group:
        group.edit("4", "Members [may] meet [ASH: once | BAY: twice] in [the winter of] a year.")

    async def story(player: Player) -> None:
        await open_merge(player, "4")
        assert "0 of 3 brackets settled" in player.screen()
        await player.press("home", "enter", "enter")
        assert "settled: keep" in player.screen()
        assert "“may” stays; F2: merge" in words(player)
        await player.press("down", "down", "enter", "down", "enter")
        assert "settled: b" in player.screen()
        assert "BAY" in words(player)
        await player.press("e")
        await player.type(" or more")
        await player.press("f2")
        assert "new wording: “twice or more”" in player.screen()
        await player.press("down", "enter", "down", "enter")
        assert "settled: drop" in player.screen()
        assert "3 of 3 brackets settled" in player.screen()
        assert "Members [may] meet" in player.screen()
        await player.press("f2")
        assert "- ASH proposed another option (B2)" in words(player)
        shown = words(player)
        for each in (
            "the brackets around “may” are lifted",
            "“the winter of” is deleted with its brackets",
            "It will read:",
            "Members may meet twice or more in a year.",
        ):
            assert each in shown
        await player.press("enter")
        assert "in 4, the brackets around “may” are lifted" in player.notice()

    play(panel, story, (120, 40))
    assert last_change(panel).wording.notation() == "Members may meet twice or more in a year."


def test_a_bracket_is_unsettled_and_settled_beside_a_conflict(panel: Path) -> None:
    """Both are recorded together; a bracket that a chosen change is in says why it cannot be."""
    with opened(panel) as group:
        group.bracket("1", "Members shall report [every year] to the harbour office.")
        group.propose("1", "must", old="shall", by=["COL"])
        group.propose("1", "will", old="shall", by=["DUN"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        await player.press("end", "up", "enter")
        assert "settled: drop" in player.screen()
        await player.press("0")
        assert "0 of 1 brackets settled" in player.screen()
        await player.press("down", "enter")
        assert "settled: keep" in player.screen()
        await player.press("f2", "enter")

    play(panel, story, (120, 40))
    assert "report every year" in last_change(panel).wording.notation()


def test_what_is_in_brackets_already_goes_in_only_on_the_instruction(panel: Path) -> None:
    """Enter does nothing then, and the dialog does not offer it."""
    with opened(panel) as group:
        group.merge("1", take=["A1"])

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        assert any(
            "“must” stays of the bracket “[shall | must]”" in each for each in points(player)
        )
        assert "1 of 2 changes taken" in player.screen()
        await player.press("home", "enter", "f2")
        assert "Enter: merge" not in player.screen()
        await player.press("enter")
        assert "Merge into 1?" in player.screen()
        await player.type("a ruling")
        await player.press("f8")
        assert "A1 merged without brackets over DUN" in player.notice()

    play(panel, story, (160, 40))
    assert "Members must report" in last_change(panel).wording.notation()


def test_the_reason_for_a_lifted_bracket_is_for_that_alone(panel: Path) -> None:
    """Other words that members object to stay in brackets, and the confirmation shows them so."""
    with opened(panel) as group:
        group.merge("1", take=["A1"])
        group.take_position("BAY", "A2", "object", reason="no port")

    async def story(player: Player) -> None:
        await open_merge(player, "1")
        await player.press("home", "enter", "end", "enter")
        assert "2 of 2 changes taken" in player.screen()
        assert "[harbour | COL: port]" in words(player)
        await player.press("f2")
        assert "[harbour | COL: port]" in words(player)
        await player.type("a ruling")
        await player.press("f8")
        assert "A1 merged without brackets over DUN" in player.notice()
        assert "A2 in brackets over BAY" in player.notice()

    play(panel, story, (160, 40))
    assert last_change(panel).wording.notation() == (
        "Members must report every year to the [harbour | COL: port] office."
    )


def test_an_order_is_asked_as_such_and_has_no_default(panel: Path) -> None:
    """Two sentences at one place: which first; nothing goes in before that is settled."""

    async def story(player: Player) -> None:
        await open_merge(player, "2")
        assert "0 of 1 orders settled" in player.screen()
        assert "order, which first? open" in player.screen()
        await assert_looks_in_sizes(player, "merge-order")
        await player.press("f2")
        assert "nothing can go into R2 before its order is settled" in player.notice()
        await player.press("t", "1")
        assert "order: A3, then A4" in player.screen()

    play(panel, story)


def test_what_is_not_introduced_says_so(panel: Path) -> None:
    """In the merge, in the step-through and in the dossier."""
    with opened(panel) as group:
        group.set_notice(timedelta(hours=24))

    async def story(player: Player) -> None:
        await step_to(player, "1")
        assert "not introduced" in player.screen()
        await player.press("right")
        assert "not yet introduced" in player.screen()
        await open_merge(player, "1")
        assert "0 of 2 changes taken" in player.screen()
        assert "not yet introduced: circulated 2017-01-27" in player.screen()
        await player.press("i")
        await player.press("home", *["down"] * list(Part).index(Part.STATUS))
        assert "not yet introduced" in player.screen()

    play(panel, story, (120, 40))


def test_the_notice_names_whose_objection_lapsed(example: Path) -> None:
    """The words before are back, and so nothing stands against the text any more."""
    with opened(example) as group:
        old = group.state.text(group.state.handles["R3"])
        group.merge("3", settle={1: "A4"}, changes=[], without_brackets=True, reason="a ruling")

    async def story(player: Player) -> None:
        await player.app.record("3 reworded", lambda group: group.edit("3", old))
        assert player.notice() == "✓ 3 reworded; the objection of MER no longer applies"

    play(example, story)


def test_the_dossier_says_who_objects_to_what_went_in(example: Path) -> None:
    """With those who proposed it, to be asked again; the objection can be answered there."""
    with opened(example) as group:
        group.merge("3", settle={1: "A4"}, without_brackets=True, reason="a ruling")

    async def story(player: Player) -> None:
        target = await player.app.record_worker.look(lambda group, check: group.state.handles["R3"])
        await player.app.push_screen(DossierScreen(target))
        await player.settle()
        await player.press("home", *["down"] * list(Part).index(Part.OBJECTIONS))
        assert "✗ MER objects to “should be” → “shall be” (A4): “Meridia" in words(player)
        await player.press("up")
        await player.press(*["pagedown"] * 3)
        shown = words(player)
        assert "To be reconfirmed (9 of 41)" in shown
        assert "ALV (proposed or supported part of it)" in shown
        await player.press("down", "down")
        assert "A4 ⊕ merged, ALV, UVD" in words(player)
        await player.press("down", "down", "down")
        assert "A4, A5 merged without brackets, on the Chair's instruction" in words(player)
        await player.press("A")
        await player.type("It binds nobody.\n")
        assert player.notice() == "✓ MER: objection to 3 (R3) answered"

    play(example, story, (120, 40))


def test_the_grid_says_who_is_to_be_asked_again(example: Path) -> None:
    """Who proposed part of a text is neither for it nor without a position."""
    with opened(example) as group:
        group.merge("3", settle={1: "A4"}, without_brackets=True, reason="a ruling")

    async def story(player: Player) -> None:
        await step_to(player, "3")
        await player.press("4", "f", "n")
        assert "30 of 41 members: who has no position" in player.screen()
        await player.press("f", "f")
        assert "ALV GOV ⟳ to be reco… proposed or supported part of…" in words(player)
        await player.press("f", "o")
        assert "MER GOV ✗ object" in words(player)

    play(example, story)


def test_a_condition_met_in_part_is_named_before_it_is_recorded(example: Path) -> None:
    """Of A9 only some words go in, and a member had made the whole of it a condition."""

    async def story(player: Player) -> None:
        await open_merge(player, "3")
        await player.press("n", "down", "down", "enter", *["down"] * 5, "enter", "f2")
        assert "Conditions to be confirmed" in player.screen()
        assert "- DOL made A9 a condition, which is merged in part" in player.screen()
        await player.press("enter")
        assert "A9 in part" in player.notice()

    play(example, story, (120, 40))


def test_conditions_that_fail_are_named_before_it_is_recorded(example: Path) -> None:
    """By the text as it stands, without A26, A27 and A30, which members made conditions."""

    async def story(player: Player) -> None:
        await open_merge(player, "14")
        await player.press("down", "down", "enter", "f2", "pagedown", "pagedown")
        assert "Conditions that fail" in player.screen()
        assert "- WYN on R14: “accept” provided A27, which fails" in player.screen()

    play(example, story, (120, 60))
