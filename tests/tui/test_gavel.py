"""The step-through: what the Chair declares."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from consensus.history.operations import SetAllOrNothing
from consensus.model.decisions import Outcome
from consensus.model.meetings import Forum
from consensus.reports.next_items import Rank, next_items
from consensus.working_group import WorkingGroup
from tests.support.panel import merge_all
from tests.tui.playing import NOW, Player, play
from tests.tui.records import (
    decisions,
    make_record,
    open_merge,
    opened,
    stances,
    status,
    step_to,
    title,
    until,
    until_asked,
    until_said,
    words,
)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A meeting on four recommendations."""
    path = tmp_path / "harbour.consensus"
    make_record(path).close()
    return path


@pytest.mark.parametrize("rule", ["consent()", "no_objection()"])
def test_eleven_paragraphs_pass_in_silence_with_twenty_two_keys(tmp_path: Path, rule: str) -> None:
    """Eleven decisions, no objection heard, who was there listed, nothing invented (story 2)."""
    path = tmp_path / "harbour.consensus"
    make_record(path, paragraphs=11, rule=rule).close()
    keys = ["g", "enter"] * 11
    assert len(keys) == 22

    async def story(player: Player) -> None:
        await player.press("3")
        await player.hurry(*keys)
        await until_said(player, "nothing else is open")

    play(path, story)
    made = decisions(path)
    assert [each.outcome for each in made] == [Outcome.AGREED] * 11
    assert all(each.no_objection_heard and not each.unmet for each in made)
    assert {each.present for each in made} == {("ASH", "BAY", "COL", "DUN", "ELM")}
    assert {each.absent for each in made} == {("FIR",)}
    with opened(path, "other") as group:
        assert [group.state.handle_of(each.targets[0]) for each in made] == [
            f"R{number}" for number in range(1, 12)
        ]
        assert not any(group.state.positions.values())


def test_the_gavel_shows_how_things_stand_before_it_falls(record: Path) -> None:
    """Status, counts, reasons and who is there come first, and Escape decides nothing."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        shown = words(player)
        assert "▶ ready Of 6 members: 6 no position" in shown
        assert "5 present: ASH, BAY, COL, DUN, ELM" in shown
        assert "1 absent: FIR" in shown
        assert "no objection heard" in shown
        await player.press("escape")

    play(record, story)
    assert decisions(record) == []


def test_another_outcome_is_chosen_by_its_letter(record: Path) -> None:
    """A letter puts the cursor on an outcome, and only Enter decides."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "f")
        assert "Enter: agreed ad ref" in player.screen()
        await player.press("enter")
        await until_said(player, "1: agreed ad ref, no objection heard; on to the next open item")
        assert title(player).startswith("2  ")

    play(record, story)
    assert status(record, "1") == "agreed ad ref"


def test_over_a_standing_objection_a_reason_is_needed(record: Path) -> None:
    """It is said plainly over whom it goes; with a reason it is recorded so, and undone."""
    with opened(record, "other") as group:
        group.take_position("DUN", "1", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "DUN still objects. Over this it needs a reason, and is marked so." in words(player)
        assert "or its letter: another" in player.screen()
        for _ in range(2):
            await player.press("enter")
            assert "an answer is needed here" in player.screen()
            assert "or its letter" not in player.screen()
        assert len(player.app.screen_stack) == 2
        await player.type("heard three times by DUN")
        assert "members will read this as you write it: it names DUN" in player.screen()
        await player.press(*["backspace"] * 7)
        assert "members will read this" not in player.screen()
        await player.type("\n")
        await until_said(player, "the Chair declared 1 agreed; DUN stated its objection")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.over, decision.reason) == (("DUN",), "heard three times")
    assert decision.ruled == decision.targets


def test_an_objection_to_be_confirmed_is_not_said_to_stand(record: Path) -> None:
    """The words that DUN objected to went in, and have changed since."""
    with opened(record, "other") as group:
        old = group.state.text(group.state.handles["R1"])
        group.propose("1", old.replace("shall", "must"), by=["BAY"])
        group.take_position("DUN", "A1", "object", reason="too strict")
        merge_all(group, "1")
        group.edit("1", old.replace("shall", "will"))

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "DUN objected to words that have changed since, and has not said" in words(player)

    play(record, story)


@pytest.mark.parametrize("size", [(80, 24), (80, 40)])
def test_the_keys_stay_in_sight_however_much_is_asked(record: Path, size: tuple[int, int]) -> None:
    """What stands above them is scrolled, where several object and the room is full."""
    with opened(record, "other") as group:
        group.note_presence(list(group.state.members))
        group.propose("1", "Members may report.", by=["BAY"])
        for member in ("ASH", "DUN", "ELM"):
            group.take_position(member, "1", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        for key in ("g", "v", "enter"):
            await player.press(key)
            assert "Decision: 1" in player.screen()
            assert "another   Esc: leave it" in player.screen()
        await player.type("zzz\n")
        assert "no objection is of zzz" in player.screen()
        assert "another   Esc: leave it" in player.screen()
        await player.press(*["backspace"] * 3)
        await player.type("dun\nas advice\n")
        assert all(f"{each} " in player.screen() for each in ("who", "its words", "why"))
        assert "another   Esc: leave it" in player.screen()

    play(record, story, size)


def test_who_objects_in_confidence_is_not_to_be_read_out(record: Path) -> None:
    """The gavel says so beside the code, where it says who objects and why it stands so."""
    with opened(record, "other") as group:
        group.take_position("DUN", "1", "object", reason="too costly", source="confidence")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "DUN (in confidence) still objects. Over this it needs" in words(player)
        assert "- DUN (in confidence) objects" in words(player)

    play(record, story)


def test_the_receipt_says_what_an_agreement_is_without(record: Path) -> None:
    """An amendment is undecided, so that the rule is not met; the record says so, too."""
    with opened(record, "other") as group:
        group.propose("1", "Members may report.", by=["BAY"])

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "enter")
        await until_said(player, "1: agreed, no objection heard, although its rule is not met")

    play(record, story)


def test_objections_that_keep_a_share_from_its_bar_need_a_reason(record: Path) -> None:
    """Though the rule counts no objection as a block, it is not met, and the screen asks why."""
    with opened(record, "other") as group:
        group.set_rule('threshold("2/3", block=False)')
        group.take_position("DUN", "1", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "enter")
        assert "an answer is needed here" in player.screen()
        await player.type("heard three times\n")
        await until_said(player, "1: agreed, DUN objecting")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.ruled, decision.reason) == ((), "heard three times")
    assert decision.unmet


@pytest.mark.parametrize(
    ("key", "way", "stance"),
    [("v", "reservation", "accept"), ("i", "dissociation", "abstain")],
)
def test_a_member_that_objects_steps_out_of_the_way(
    record: Path, key: str, way: str, stance: str
) -> None:
    """Its letter asks for its words; it is agreed then, and the words are beside the decision."""
    with opened(record, "other") as group:
        group.take_position("DUN", "1", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", key)
        assert f"Enter: {way}" in player.screen()
        assert "DUN no longer stands in the way; give its words." in words(player)
        await player.press("enter")
        await player.type("understood as voluntary\n")
        await until_said(player, f"1: agreed, with the {way} of DUN")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.over, decision.ruled, decision.unmet) == ((), (), "")
    assert stances(record, "R1")["DUN"] == stance
    with opened(record) as group:
        (stated,) = group.state.statements.values()
        assert (stated.member, stated.kind, stated.text) == (
            "DUN",
            way,
            "understood as voluntary",
        )


def test_of_several_that_object_those_that_step_out_of_the_way_are_named(record: Path) -> None:
    """Over the others it is a ruling, whose reason is asked for beside the words."""
    with opened(record, "other") as group:
        group.note_presence(["DUN", "ELM"])
        for member in ("DUN", "ELM"):
            group.take_position(member, "1", "object", reason="too costly")
        group.take_position("FIR", "1", "object", source="written", document="L1")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "v")
        assert "who is named no longer stands in the way; give its words." in words(player)
        await player.press("enter")
        await player.type("zzz\n")
        assert "no objection is of zzz" in player.screen()
        await player.press(*["backspace"] * 3)
        await player.type("dun elm\n")
        await player.type("understood as voluntary\n")
        assert "DUN, ELM no longer stand in the way; give their words. Over" in words(player)
        assert "an answer is needed here" in player.screen()
        await player.type("heard three times\n")
        said = "the Chair declared 1 agreed, with the reservation of DUN and ELM"
        await until_said(player, f"{said}; FIR stated its objection")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.over, decision.reason) == (("FIR",), "heard three times")
    with opened(record) as group:
        stated = [(each.member, each.text) for each in group.state.statements.values()]
        assert stated == [(code, "understood as voluntary") for code in ("DUN", "ELM")]


def test_every_agreement_over_an_objection_is_shown_as_a_ruling(record: Path) -> None:
    """Also one ad referendum, and an adoption."""
    with opened(record, "other") as group:
        group.take_position("DUN", "1", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        shown = [line for line in player.screen().splitlines() if "the Chair’s ruling" in line]
        assert [line.split()[2] for line in shown] == ["agreed", "agreed", "adopted"]

    play(record, story)


def test_what_is_objected_to_goes_in_brackets(record: Path) -> None:
    """The gavel can put the whole text in one bracket instead; nothing is decided then."""
    with opened(record, "other") as group:
        group.take_position("DUN", "2", "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "2")
        await player.press("g", "b")
        assert "Enter: in brackets" in player.screen()
        await player.press("enter")
        await until_said(player, "2: in brackets")

    play(record, story)
    assert decisions(record) == []
    with opened(record) as group:
        wording = group.state.version(group.state.handles["R2"]).wording
        assert wording.notation() == "[The office should publish all reports.]"


def test_an_objection_that_the_rule_allows_takes_no_reason(tmp_path: Path) -> None:
    """The gavel says so, and the group has agreed; the member may still join or stand aside."""
    path = tmp_path / "harbour.consensus"
    with make_record(path, rule="consensus_minus(1)") as group:
        for item in ("1", "2"):
            group.take_position("DUN", item, "object", reason="too costly")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "DUN objects, as the rule allows; the decision will say so." in words(player)
        assert "joins with a reservation" in words(player)
        assert "in brackets" not in words(player)
        await player.press("enter")
        await until_said(player, "1: agreed, DUN objecting")
        await step_to(player, "2")
        await player.press("g", "v", "enter")
        await player.type("understood as voluntary\n")
        await until_said(player, "2: agreed, with the reservation of DUN")

    play(path, story)
    decision, other = decisions(path)
    assert (decision.over, decision.ruled, decision.reason) == (("DUN",), (), "")
    assert (other.over, other.unmet) == ((), "")


@pytest.mark.parametrize("rule", ["consent()", "consensus_minus(1)"])
def test_the_gavel_says_who_reserves_its_position(tmp_path: Path, rule: str) -> None:
    """Before it falls, beside who objects too; whose word is awaited says so itself."""
    path = tmp_path / "harbour.consensus"
    with make_record(path, rule=rule) as group:
        for item in ("1", "2"):
            group.take_position("DUN", item, "hold")
        group.take_position("ASH", "2", "object", reason="too costly")

    async def story(player: Player) -> None:
        for item in ("1", "2"):
            await step_to(player, item)
            await player.press("g")
            assert "reserves its position; the decision will say so." in warning(player)
            await player.press("escape")

    def warning(player: Player) -> str:
        return str(player.app.screen.query_one("#warning").render())

    play(path, story)


def test_the_gavel_is_taken_back(record: Path) -> None:
    """Undo asks once and leaves the text, the positions and the status as they were."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "enter")
        await until_said(player, "1: agreed")
        await player.press("u")
        await until_asked(player, "Take back your last step?")
        await player.press("enter")
        await until_said(player, "took back")

    play(record, story)
    assert status(record, "1") == "ready"


def to_be_agreed(group: WorkingGroup) -> dict[str, str]:
    """What may be agreed now, by label, and why."""
    found = next_items(group.state, group.judgement(), list(group.state.drafts))
    return {each.label: each.reason for each in found if each.rank is Rank.MAY_BE_AGREED}


def test_what_informals_agree_is_taken_to_the_committee(tmp_path: Path) -> None:
    """It is agreed ad ref; `p` asks whose word it awaits, and nothing can be adopted."""
    path = tmp_path / "harbour.consensus"
    make_record(path, forum=Forum.INFORMALS).close()

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "agreed by the informals, and taken to the committee" in words(player)
        assert "adopted" not in player.screen()
        await player.press("enter")
        await until_said(player, "1: agreed ad ref, no objection heard")
        await player.press("g", "p")
        await player.type("fir\n")
        await until_said(player, "2: agreed ad ref, no objection heard, awaiting confirmation")

    play(path, story)
    assert [status(path, each) for each in "12"] == ["agreed ad ref"] * 2
    with opened(path) as group:
        group.confirm_decision("2", "FIR")
        assert not to_be_agreed(group)
        group.close_meeting()
        found = to_be_agreed(group)
        assert found["1"] == "agreed in informals, and not yet by the committee"
        assert found["2"] == found["1"]
        group.decide("1", "agreed")
        assert group.verdict("1").status == "agreed"


def test_agreed_pending_waits_for_a_word(record: Path) -> None:
    """Pending a member's word it is not agreed; when the word comes, it is (story 4)."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("p")
        await player.type("irn\n")
        assert "no member has the code irn" in player.screen()
        for _ in "irn":
            await player.press("backspace")
        await player.type("fir\n")
        await until_said(player, "1: agreed, no objection heard, awaiting confirmation by FIR")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.pending, decision.forum) == (("FIR",), "committee")
    assert status(record, "1") == "agreed ad ref"

    async def word(player: Player) -> None:
        await step_to(player, "1")
        assert "awaiting confirmation by FIR" in words(player)
        await player.press("m")
        await player.type("fir\n")
        await until_asked(player, "FIR on 1")
        await player.press("s")
        await player.type("letter of 12 March\n")
        await until_said(player, "if that confirms the decision, p records it")
        assert "awaiting confirmation by FIR - p: the confirmation has come" in words(player)
        await player.press("p")
        await until_asked(player, "Who has confirmed?")
        await player.press("enter")
        await until_said(player, "FIR confirms 1")
        assert "● agreed" in player.screen()

    play(record, word)
    assert status(record, "1") == "agreed"


def test_a_word_that_was_awaited_is_not_lost_in_silence(record: Path) -> None:
    """The gavel warns that the word is not waited for any more, and the receipt says so."""
    with opened(record, "other") as group:
        group.decide("1", "agreed", pending=["FIR"])

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        await until_asked(
            player, "Awaiting confirmation by FIR; a decision now no longer awaits it"
        )
        await player.press("a")
        await player.press("enter")
        await until_said(player, "without the confirmation of FIR, awaited until then")

    play(record, story)
    assert decisions(record)[-1].without == {decisions(record)[0].targets[0]: ("FIR",)}


def test_a_deferral_says_why_and_until_when(record: Path) -> None:
    """The reason is needed, the day may be left out and has to be one."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("d", "enter")
        assert "an answer is needed here" in player.screen()
        await player.type("awaits an answer\n")
        await player.type("soon\n")
        assert "soon is no day" in player.screen()
        for _ in "soon":
            await player.press("backspace")
        await player.type("2017-05-04\n")
        await until_said(player, "1: deferred; on to the next open item")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.reason, decision.due) == ("awaits an answer", date(2017, 5, 4))


def test_what_is_decided_can_be_reopened(record: Path) -> None:
    """Of an agreed item the gavel offers adoption and reopening."""
    with opened(record, "other") as group:
        group.decide("1", "agreed")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "t adopted" in player.screen()
        assert "a agreed" not in player.screen()
        await player.press("o", "enter")
        await until_said(player, "1: reopened")

    play(record, story)
    assert status(record, "1") == "ready"


def test_enter_reopens_what_was_rejected(record: Path) -> None:
    """It is what can be done first; and who is present is said there, too."""
    with opened(record, "other") as group:
        group.note_presence(["ASH", "BAY"])
        group.decide("1", "rejected")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "present: ASH, BAY" in player.screen()
        assert "Enter: reopened" in player.screen()
        await player.press("enter", "enter")
        await until_said(player, "1: reopened")

    play(record, story)


def test_a_decision_on_a_package_says_what_is_in_it(record: Path) -> None:
    """Each text by its first words, and each amendment by what it changes."""
    with opened(record, "other") as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose_package("Both", ["1", "3"], ["A1"])

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("j")
        await player.type("pkg1\n")
        await player.press("g")
        shown = player.screen()
        assert "Decision: PKG1" in shown
        with opened(record) as group:
            for each in ("1", "3"):
                text = group.state.text(group.state.handles[f"R{each}"])
                assert f"{each}  {text[:30]}" in shown
        assert "A1 to " in shown

    play(record, story)


def test_the_gavel_decides_the_selected_amendment(record: Path) -> None:
    """After it comes the next undecided amendment, and then the text again."""
    with opened(record, "other") as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "every month", old="every year", by=["BAY"])

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("g", "r", "enter")
        await until_said(player, "A1: rejected; on to the next undecided amendment, or the text")
        assert "○ A2" in player.screen() or "▶ A2" in player.screen()
        await player.press("g", "enter")
        await until_said(player, "A2: agreed")
        assert player.app.target == target

    with opened(record, "other") as group:
        target = group.state.handles["R1"]
    play(record, story)
    assert [each.outcome for each in decisions(record)] == [Outcome.REJECTED, Outcome.AGREED]


def test_a_package_is_decided_whole(record: Path) -> None:
    """Refused, it leaves text and positions as they were; relented, one gavel settles it."""
    with opened(record, "other") as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose_package("Both", ["1", "3"], ["A1"])
        group.give_floor("DUN")
        before = group.state.text(group.state.handles["R1"])

    async def refused(player: Player) -> None:
        await step_to(player, "1")
        assert "PKG1" in player.screen()
        await step_to(player, "PKG1")
        await player.press("o")
        await until_asked(player, "DUN objects to PKG1")
        await player.type("not both\n")
        await until_said(player, "DUN objects to PKG1")
        assert "PKG1 is blocked" in player.screen()

    play(record, refused)
    with opened(record, "other") as group:
        assert group.state.text(group.state.handles["R1"]) == before
    assert stances(record, "R1") == {}

    async def relented(player: Player) -> None:
        await step_to(player, "PKG1")
        await player.press("l")
        await player.press("g", "enter")
        await until_said(player, "PKG1: agreed")

    play(record, relented)
    (decision,) = decisions(record)
    with opened(record, "other") as group:
        settled = [group.state.handle_of(each) for each in decision.targets]
        assert group.state.text(group.state.handles["R1"]).startswith("Members must")
    assert settled == ["PKG1", "R1", "R3"]


def test_an_item_lists_the_package_it_is_part_of(record: Path) -> None:
    """The cursor goes to the package without leaving the item."""
    with opened(record, "other") as group:
        group.propose_package("Both", ["1", "3"])

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("down")
        assert "Both: 1, 3 together" in player.screen()
        assert title(player).startswith("1  ")
        await player.press("g", "enter")
        await until_said(player, "PKG1: agreed, no objection heard; on to the next open item")

    play(record, story)
    assert status(record, "3") == "agreed"


def test_what_gave_way_to_other_words_takes_no_gavel(record: Path) -> None:
    """It is said why, and Enter declares nothing."""
    with opened(record, "other") as group:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "each year", old="every year", by=["BAY"])
        text = "Members must report each year to the harbour office."
        group.consolidate(["A1", "A2"], text, consenting=["ASH"])

    async def story(player: Player) -> None:
        await step_to(player, "A1")
        await player.press("g")
        assert "A1 is retired already" in player.screen()
        await player.press("enter")
        assert len(player.app.screen_stack) == 2
        await player.press("escape")
        await until(player, lambda: len(player.app.screen_stack) == 1)

    play(record, story)
    assert decisions(record) == []


@pytest.mark.parametrize("is_shown_behind", [False, True])
def test_an_objection_that_came_meanwhile_stops_the_gavel(
    record: Path, is_shown_behind: bool
) -> None:
    """A gavel that saw no objection is refused when one was recorded since."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        with opened(record, "other") as group:
            group.take_position("DUN", "1", "object", reason="wait")
        if is_shown_behind:
            await player.look_for_news()
        await player.press("enter")
        await until(player, lambda: "✗" in player.notice())
        assert "what DUN said of 1 was not seen; look at 1 again" in player.notice()

    play(record, story)
    assert decisions(record) == []


def test_a_ruling_is_over_those_alone_that_were_shown(record: Path) -> None:
    """The reason given over one objection is none over another that came while it was typed."""
    with opened(record, "other") as group:
        group.take_position("ASH", "1", "object", reason="too strict")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        await player.press("a", "enter")
        with opened(record, "other") as group:
            group.take_position("DUN", "1", "object", reason="wait")
        await player.look_for_news()
        await player.type("Discussed for two days.\n")
        await until(player, lambda: "✗" in player.notice())
        assert "what DUN said of 1 was not seen" in player.notice()

    play(record, story)
    assert decisions(record) == []


def test_the_gavel_says_that_two_copies_wait_for_a_choice(record: Path, tmp_path: Path) -> None:
    """What copies settled otherwise is said before anything is declared or merged."""
    other = tmp_path / "other.consensus"
    shutil.copy(record, other)
    with opened(record, "other") as one, opened(other, "other") as two:
        one.decide("1", Outcome.AGREED)
        two.edit("1", "Other words.")
        one.sync(two)

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert "two copies settled it otherwise" in words(player)
        await player.press("escape")
        await open_merge(player, "1")
        assert "two copies settled it otherwise" in words(player)

    play(record, story)


@pytest.mark.parametrize("ruled", [False, True])
def test_what_is_agreed_before_all_of_its_draft_is_shown_so(tmp_path: Path, *, ruled: bool) -> None:
    """The gavel, the receipt, each list and total, and a filter say that it is provisional."""
    path = tmp_path / "harbour.consensus"
    with make_record(path, rule="consent()") as group:
        group.record(SetAllOrNothing(draft=group.state.handles["D1"], holds=True))
        if ruled:
            group.take_position("DUN", "1", "object", reason="too costly")
    said = "provisionally agreed until everything in D1 is agreed"

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g")
        assert f"If agreed: {said}." in words(player)
        await player.press("enter")
        if ruled:
            await player.type("heard three times\n")
        await until_said(player, f"the Chair declared 1 {said}" if ruled else f"1: {said}")
        await player.press("2")
        await player.until(lambda: "◐   1 Members shall" in player.screen())
        assert " ◐1" in player.screen().splitlines()[1]
        assert ("1 declared by the Chair" in player.screen()) is ruled
        await player.press("f", "p")
        await player.until(lambda: "1 of 4 items" in player.screen())
        await player.press("1")
        await player.until(lambda: "1 provisionally agreed" in words(player))

    play(path, story, (120, 40))
    assert status(path, "1") == "agreed ad ref"


def test_no_consensus_asks_what_was_tried_and_which_level(record: Path) -> None:
    """A level is asked for where the body has a list of them, by its number or name."""
    with opened(record, "other") as group:
        group.set_levels("icann")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "n")
        assert "Enter: no consensus" in player.screen()
        await player.press("enter")
        await player.press("enter")
        assert "an answer is needed here" in player.screen()
        await player.type("three meetings\n")
        await player.type("9\n")
        assert "9 is no level; give its number or name" in player.screen()
        await player.press("backspace")
        await player.type("4\n")
        await until_said(player, "1: no consensus")

    play(record, story)
    (decision,) = decisions(record)
    assert (decision.tried, decision.level) == ("three meetings", "divergence")
    assert status(record, "1") == "no consensus"


def test_what_was_wrong_with_an_outcome_is_not_said_of_another(record: Path) -> None:
    """Nor of an answer that is given since."""

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "n", "enter")
        assert "an answer is needed here" in player.screen()
        await player.press("t")
        assert "an answer is needed here" not in player.screen()
        await player.press("backspace", "enter", "up")
        assert "Enter: rejected" in player.screen()
        assert "an answer is needed here" not in player.screen()

    play(record, story)


def test_who_is_absent_is_named_in_full_in_a_small_terminal(example: Path) -> None:
    """Also of a text that somebody objects to, where every outcome and way past it is listed."""
    with opened(example) as group:
        codes = [each.code for each in group.state.counting(NOW.date())]
        group.open_meeting("Third")
        group.note_presence(codes[:-18])

    async def story(player: Player) -> None:
        await step_to(player, "5")
        await player.press("g")
        assert "18 absent" in player.screen()
        assert set(codes[-18:]) <= set(re.findall(r"\w+", player.screen()))
        assert "Esc: leave it" in player.screen()

    play(example, story)


def test_a_package_is_agreed_with_the_words_that_were_shown(record: Path) -> None:
    """Not with those that another seat wrote into one of its texts since."""
    with opened(record, "other") as group:
        group.propose_package("Both", ["1", "2"])

    async def story(player: Player) -> None:
        await step_to(player, "PKG1")
        await player.press("g")
        with opened(record, "other") as group:
            group.edit("1", "Members need never report.")
        await player.look_for_news()
        await player.press("a", "enter")
        await until(player, lambda: "✗" in player.notice())
        assert "PKG1 stands otherwise since it was shown" in player.notice()

    play(record, story)
    assert decisions(record) == []


def test_a_hold_that_became_an_objection_is_ruled_over_only_when_shown(record: Path) -> None:
    """A ruling is over those that object, not over those that only reserved their position."""
    with opened(record, "other") as group:
        group.take_position("ASH", "1", "object", reason="too strict")
        group.take_position("DUN", "1", "hold")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "a", "enter")
        with opened(record, "other") as group:
            group.take_position("DUN", "1", "object", reason="wait")
        await player.look_for_news()
        await player.type("Discussed for two days.\n")
        await until(player, lambda: "✗" in player.notice())

    play(record, story)
    assert decisions(record) == []


def test_brackets_of_another_seat_are_not_written_over(record: Path) -> None:
    """One bracket around the text is that of the text that was shown."""
    with opened(record, "other") as group:
        group.take_position("DUN", "1", "object", reason="too strict")

    async def story(player: Player) -> None:
        await step_to(player, "1")
        await player.press("g", "b")
        with opened(record, "other") as group:
            group.bracket("1", f"[{group.state.text(group.state.handles['R1'])[:-1]}].")
        await player.look_for_news()
        await player.press("enter")
        await until(player, lambda: "✗" in player.notice())

    play(record, story)
    with opened(record, "other") as group:
        assert group.state.text(group.state.handles["R1"]).count("[") == 1
