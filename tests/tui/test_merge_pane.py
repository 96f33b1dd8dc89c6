"""The text on the merge screen: whatever is chosen, it reads as what would be recorded."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import chain, permutations
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import NothingToMerge, Rejected
from consensus.model.lookup import find_target
from consensus.text.combine import combine
from consensus.text.hunk import Conflict, InBrackets, InOrder, KeepBase, Reword, Settlement, Take
from consensus.working_group.merging import MergePlan, WithoutBrackets
from tests.support.panel import MEMBERS, make_panel
from tests.tui.merging import opened
from tui.screens.merge import merge_rows
from tui.views.merge import MergeChoices, MergeView, merge_view, spans_of_choices
from tui.views.text import Mark

_NO_WORDS = {Mark.REMOVED, Mark.SIGN, Mark.STRONG, Mark.FAINT}
# Each by its text: who proposes it, and how others stand to it.
Proposals = Mapping[str, tuple[str, Mapping[str, str]]]

REPORT = "Members should report every year to the office."
WITHIN: Proposals = {
    REPORT.replace("should", "shall"): ("ASH", {"FIR": "object"}),
    REPORT.replace("should", "shall promptly"): ("BAY", {}),
    REPORT.replace("should", "must"): ("COL", {}),
}
DELAY = "The body acts without delay. It meets [once | ELM: twice] a year."
IN_ORDER: Proposals = {
    DELAY.replace("delay", "undue delay"): ("ASH", {"DUN": "object"}),
    DELAY.replace("delay", "unreasonable delay"): ("BAY", {}),
    DELAY.replace("[once | ELM: twice]", "twice"): ("COL", {"FIR": "hold"}),
    f"{DELAY} Votes are secret.": ("DUN", {}),
    f"{DELAY} No fee is paid by members.": ("ELM", {"ASH": "object"}),
}
TERM = "The chair serves for two years and may speak each year and vote, and reports to all."
TWO_PLACES: Proposals = {
    TERM.replace("two", "four").replace("reports", "answers"): ("ASH", {"DUN": "object"}),
    TERM.replace("two", "three").replace("reports", "writes"): ("BAY", {}),
    TERM.replace("each year and", "[each good year and]"): ("COL", {"ELM": "hold"}),
}
MADE = {"within": (REPORT, WITHIN), "order": (DELAY, IN_ORDER), "places": (TERM, TWO_PLACES)}


def proposed(text: str, proposals: Proposals) -> WorkingGroup:
    """A panel whose first recommendation has a text with these amendments."""
    group = make_panel()
    group.edit("1", text)
    for number, (wording, (member, said)) in enumerate(proposals.items(), 1):
        group.propose("1", wording, by=[member])
        for other, stance in said.items():
            group.take_position(other, f"A{number}", stance)
    return group


def viewed(group: WorkingGroup, item: str) -> MergeView:
    """What the merge screen shows of an item."""
    return merge_view(find_target(group.state, item))(group, lambda: None)


def ways(conflict: Conflict) -> Iterator[Settlement]:
    """Every way to settle a conflict for one option, two in an order, none, or other words."""
    yield from (KeepBase(), InBrackets(), Reword("other words"))
    options = [option for option in conflict.options if option.by]
    for option in options:
        yield Take(*option.by)
        if option.text.strip():
            yield from (Reword(option.text), Reword(f"and {option.text} too"))
    for one, other in permutations(options, 2):
        way = InOrder(*one.by, *other.by)
        try:
            conflict.settled(way)
        except ValueError:
            continue
        yield way


def planned(group: WorkingGroup, item: str, view: MergeView, choices: MergeChoices) -> MergePlan:
    """The plan of the same choices: in brackets, or on the instruction where only that is left."""

    def plan(without_brackets: WithoutBrackets, reason: str) -> MergePlan:
        return group.plan_merge(
            item,
            changes=choices.taken(view.combination),
            settle=choices.settled,
            keep_open=sorted(choices.keep_open),
            without_brackets=without_brackets,
            reason=reason,
        )

    try:
        return plan(False, "")
    except NothingToMerge:
        raise
    except Rejected:
        return plan("needed", "a ruling")


def assert_as_planned(
    group: WorkingGroup, item: str, view: MergeView, choices: MergeChoices
) -> str:
    """The text shown, that of the choices and that of the plan are one; returns it."""
    resolved = view.resolved(choices)
    merged = resolved.merge(choices.keep_open, view.backers)
    spans = spans_of_choices(resolved, view.backers)
    shown = "".join(each.text for each in spans if each.mark not in _NO_WORDS)
    # A space tells words that are taken out from those in their place.
    assert "".join(shown.split()) == "".join(merged.text.split())
    ticked = [row.cells[0].text == "[x]" for row in merge_rows(view, choices) if is_change(row.key)]
    assert ticked == [row.is_ticked for row in resolved.changes]
    try:
        plan = planned(group, item, view, choices)
    except NothingToMerge:
        assert merged.text == view.combination.base
        return merged.text
    assert merged.text == plan.merge.text == plan.operation.wording.notation()
    assert merged.outcomes == plan.merge.outcomes
    assert (resolved.changes, resolved.settled) == (plan.changes, plan.settled)
    return merged.text


def is_change(key: str) -> bool:
    """Whether a row stands for a change, and is no note beneath one."""
    return key.startswith("change ") and key.endswith(" 0")


def ticks(view: MergeView) -> list[MergeChoices]:
    """The changes as they are at first, all of them, and none."""
    begun = MergeChoices.begin(view.waiting)
    everything = nothing = begun
    for row in view.planned:
        everything = everything.with_change(view.combination, row.number, taken=True)
        nothing = nothing.with_change(view.combination, row.number, taken=False)
    return [begun, everything, nothing]


def at_random(chance: random.Random, view: MergeView) -> MergeChoices:
    """Some changes ticked, conflicts settled anyhow, one of them unsettled, one kept open."""
    combination = view.combination
    choices = MergeChoices.begin(view.waiting)
    for row in view.planned:
        choices = choices.with_change(combination, row.number, chance.random() < 0.5)
    for number, conflict in enumerate(combination.conflicts):
        if chance.random() < 0.8:
            way = chance.choice(list(ways(conflict)))
            choices = choices.with_settlement(combination, number, way)
    if combination.conflicts and chance.random() < 0.3:
        number = chance.randrange(len(combination.conflicts))
        choices = choices.with_settlement(combination, number, None)
    return choices.with_kept_open(chance.sample(sorted(combination.proposals), 1))


def assert_all_as_planned(group: WorkingGroup, item: str, seed: str, times: int) -> set[str]:
    """Each way to settle each conflict, whatever is ticked, and some choices at random."""
    view = viewed(group, item)
    conflicts = list(enumerate(view.combination.conflicts))
    one_by_one = (
        begun.with_settlement(view.combination, number, way)
        for begun in ticks(view)
        for number, conflict in conflicts
        for way in ways(conflict)
    )
    chance = random.Random(seed)
    mixed = (at_random(chance, view) for _ in range(times))
    return {
        assert_as_planned(group, item, view, choices)
        for choices in chain(ticks(view), one_by_one, mixed)
    }


def test_words_within_those_chosen_stand_in_brackets() -> None:
    """A2 has the word of A1, to which a member objects; settled for A2 it is in brackets."""
    with proposed(REPORT, WITHIN) as group:
        view = viewed(group, "1")
        choices = MergeChoices().with_settlement(view.combination, 0, Take("A2"))
        assert assert_as_planned(group, "1", view, choices) == (
            "Members [should | BAY: shall promptly] report every year to the office."
        )
        rows = [cell.text for row in merge_rows(view, choices) for cell in row.cells]
        assert "settled: A2, in brackets: FIR objects" in rows


def test_words_within_new_wording_are_said_to_go_in_without() -> None:
    """They are no option of a bracket: only the instruction of the chair records them."""
    with proposed(REPORT, WITHIN) as group:
        view = viewed(group, "1")
        choices = MergeChoices().with_settlement(view.combination, 0, Reword("shall gladly"))
        assert assert_as_planned(group, "1", view, choices) == REPORT.replace(
            "should", "shall gladly"
        )
        rows = [cell.text for row in merge_rows(view, choices) for cell in row.cells]
        assert "settled: new wording, without brackets: FIR objects" in rows


def test_an_order_within_a_sentence_has_the_opposed_words_in_brackets() -> None:
    """Both were put in at one place; the member objects to one of them."""
    with proposed(DELAY, IN_ORDER) as group:
        view = viewed(group, "1")
        number = next(
            at for at, each in enumerate(view.combination.conflicts) if each.by == ("A1", "A2")
        )
        choices = MergeChoices.begin(view.waiting).with_settlement(
            view.combination, number, InOrder("A2", "A1")
        )
        text = assert_as_planned(group, "1", view, choices)
        assert "without unreasonable [no text | ASH: undue] delay" in text


def test_what_is_one_edit_with_brackets_is_taken_with_them() -> None:
    """A word put in between the signs that the same amendment puts in goes with these."""
    found = combine(TERM, {"A1": TERM.replace("each year and", "[each good year and]")})
    assert [each.linked for each in found.changes] == [1, 0, 1]
    left = MergeChoices().with_change(found, 0, taken=False)
    assert left.taken(found) == []
    assert left.with_change(found, 0, taken=True).taken(found) == [0, 1, 2]


@pytest.mark.parametrize("name", MADE)
def test_the_text_shown_is_the_plan_of_every_choice(name: str) -> None:
    """For words within others, orders, brackets in the text, and questions of two places."""
    text, proposals = MADE[name]
    with proposed(text, proposals) as group:
        texts = assert_all_as_planned(group, "1", name, times=30)
        assert len(texts) > 8
        assert any(f"{member}: " in each for each in texts for member in MEMBERS)


@pytest.mark.parametrize("item", ["P2", "P3", "3", "7", "10", "14", "16", "L2", "A7", "A28"])
def test_the_text_shown_is_the_plan_in_the_example(example: Path, item: str) -> None:
    """Every text with amendments that can be merged, once some of them are objected to."""
    with opened(example) as group:
        handles = sorted(group.combination(item).proposals)
        chance = random.Random(item)
        for handle in chance.sample(handles, (len(handles) + 1) // 2):
            group.take_position("KEL", handle, chance.choice(["object", "hold"]))
        assert len(assert_all_as_planned(group, item, item, times=15)) > 1
