"""What holds of every merge: nothing opposed goes in plain, and no claim goes in by half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, parse
from consensus.working_group.merging import MergePlan
from tests.support.panel import MEMBERS, make_panel

WORDS = ("Members", "report", "fully", "each", "year", "to", "the", "office", "in", "writing.")
SLOTS = (1, 2, 3, 4, 7)
OPPOSED = ("object", "hold")

places = st.sets(st.sampled_from(SLOTS), min_size=1, max_size=3)
proposals = st.lists(places, min_size=1, max_size=5)


@st.composite
def scenes(
    draw: st.DrawFn,
) -> tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject]:
    """Which words each amendment changes, and who objects to which, or holds it."""
    changed = draw(proposals)
    opposed = draw(
        st.dictionaries(
            st.sampled_from(range(len(changed))),
            st.tuples(st.sampled_from(("DUN", "ELM", "FIR")), st.sampled_from(OPPOSED)),
        )
    )
    return changed, opposed, draw(st.data())


def word_of(number: int, slot: int) -> str:
    """A word that no other amendment has there."""
    return f"word{number}{slot}"


def played(changed: list[set[int]], opposed: dict[int, tuple[str, str]]) -> WorkingGroup:
    """A group with these amendments, and with these positions on them."""
    group = make_panel(rule="consensus_minus(6)")
    group.edit("1", " ".join(WORDS))
    for number, slots in enumerate(changed):
        words = [word_of(number, at) if at in slots else word for at, word in enumerate(WORDS)]
        group.propose("1", " ".join(words), by=[sorted(MEMBERS)[number % 3]])
    for number, (member, stance) in opposed.items():
        group.take_position(member, f"A{number + 1}", Stance(stance))
    return group


def plain(text: str) -> str:
    """What stands outside brackets, and the first option of each bracket."""
    read = parse(text, EVERY_CODE)[0]
    while not read.is_clean:
        read = lift(read, 1, 1)
    return read.notation()


def planned(group: WorkingGroup, data: st.DataObject) -> MergePlan | None:
    """A merge of whatever is named; None where nothing goes in."""
    combination = group.combination("1")
    handles = sorted(combination.proposals)
    take = data.draw(st.none() | st.sets(st.sampled_from(handles)))
    settle = {
        number: data.draw(st.sampled_from(conflict.by))
        for number, conflict in enumerate(combination.conflicts)
        if data.draw(st.booleans())
    }
    try:
        return group.plan_merge("1", take=take, settle=settle)
    except Rejected:
        return None


@given(scenes())
def test_what_is_opposed_never_goes_in_plain(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """Whatever is named: words that a member objects to or holds stand in brackets, or nowhere.

    And whoever objects to what is in brackets is in the plan.
    """
    changed, opposed, data = scene
    with played(changed, opposed) as group:
        plan = planned(group, data)
        if plan is None:
            return
        words = set(plain(plan.merge.text).split())
        named = {(each.on, each.member) for each in plan.objecting}
        for number, (member, _) in opposed.items():
            own = {word_of(number, slot) for slot in changed[number]}
            assert not own & words
            if any(word in plan.merge.text for word in own):
                assert (f"A{number + 1}", member) in named
                assert f"A{number + 1}" in plan.bracketed


@given(scenes())
def test_by_default_a_claim_goes_in_whole_or_waits_whole(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """All that one amendment changes in a sentence is taken, or none of it."""
    changed, opposed, _ = scene
    with played(changed, opposed) as group:
        ticked = [row for row in group.changes_to("1") if row.is_ticked]
        try:
            text = group.plan_merge("1").merge.text
        except Rejected:
            assert not ticked
            return
        for number, slots in enumerate(changed):
            own = {word_of(number, slot) for slot in slots}
            assert own <= set(text.split()) or not any(word in text for word in own)
            if number in opposed:
                assert not any(word in text for word in own)


@given(scenes())
def test_a_question_settled_for_an_amendment_takes_all_of_it(
    scene: tuple[list[set[int]], dict[int, tuple[str, str]], st.DataObject],
) -> None:
    """Settled and taken for one alone, as the chair rules, the text is that amendment's own."""
    changed, opposed, data = scene
    number = data.draw(st.sampled_from(range(len(changed))))
    handle = f"A{number + 1}"
    with played(changed, opposed) as group:
        conflicts = group.combination("1").conflicts
        settle = {at: handle for at, each in enumerate(conflicts) if handle in each.by}
        plan = group.plan_merge(
            "1", take=[handle], settle=settle, without_brackets=True, reason="a ruling"
        )
        assert plan.merge.text == group.state.text(group.state.handles[handle])
        assert plan.unbracketed == ((handle,) if number in opposed else ())


def test_the_scenes_hold_brackets_and_refusals() -> None:
    """A conflict settled for what is opposed is a bracket; what all contend for waits."""
    with played([{1, 2}, {2}], {0: ("DUN", "object")}) as group:
        plan = group.plan_merge("1", settle={0: "A1"})
        assert plan.merge.text == (
            "Members [report fully | ASH: word01 word02] each year to the office in writing."
        )
        with pytest.raises(Rejected):
            group.plan_merge("1")
