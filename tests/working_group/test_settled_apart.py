"""What several copies decided, merged or edited unseen by each other: nobody's clock chooses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import ConsensusError, NotFound, Rejected
from consensus.history.replicas import make_merge_step
from consensus.history.step import Step, topological_order
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.status import waiting_objections
from tests.conftest import at_most
from tests.support.panel import Clock, copy_of, hashes, one_clock, two_copies

from .test_any_commands import tables

BEFORE = "Members shall report every year to the harbour office."
EDITED = "Members shall report gladly."


def slow(days: float) -> Clock:
    """A clock that is some days slow."""
    tick = one_clock()
    return lambda: tick() - timedelta(days=days)


def synced(one: WorkingGroup, other: WorkingGroup) -> None:
    """Join two copies, and see that they say the same."""
    everything = hashes(one) | hashes(other)
    one.sync(other)
    for each in (one, other):
        assert hashes(each) == everything
        assert each.verify().is_intact
    assert one.head == other.head
    assert tables(one.state) == tables(other.state)


def stands(group: WorkingGroup, item: str = "R1") -> tuple[str, Outcome | None]:
    """The text of an item, and what was last decided of it."""
    found = group.state.handles[item]
    decided = group.state.last_decision(found)
    return group.state.text(found), decided.outcome if decided else None


def waiting(group: WorkingGroup) -> set[str]:
    """The ids of the steps that wait to be settled."""
    return set(group.state.overtaken)


def panel() -> WorkingGroup:
    """A panel of which copies can be taken."""
    return two_copies()[0]


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_a_clock_three_days_slow_loses_nobodys_words(days: int) -> None:
    """Both decide and edit one paragraph: it is as before, both are shown, and one is chosen."""
    base = panel()
    ann, bob = copy_of(base, "ann", one_clock()), copy_of(base, "bob", slow(days))
    before = stands(ann)
    decision = ann.decide("1", Outcome.AGREED)
    edit = bob.edit("1", EDITED)
    later = bob.decide("1", Outcome.DEFERRED, reason="no time")
    synced(ann, bob)
    for each in (ann, bob):
        assert stands(each) == before == (BEFORE, None)
        assert waiting(each) == {decision.id, edit.id, later.id}
        assert {line.line.sentences[0] for line in each.superseded} == {
            "DEC1: 1 (R1) agreed, although its rule was not met",
            "1 (R1) was reworded",
            "DEC1: 1 (R1) deferred: “no time”",
        }
        assert [line.would_read for line in each.superseded if line.id == edit.id] == [
            (f"R1 would read: {EDITED}",)
        ]
        item = each.state.handles["R1"]
        shown = dossier(each.state, each.judgement(), item, Audience.SECRETARIAT)
        assert set(shown.settled_apart) == waiting(each)
        assert each.status().settled_apart == ("R1",)
    with pytest.raises(Rejected, match="changed since"):
        bob.reapply(later.id)
    bob.reapply(edit.id, "as the room had it")
    assert stands(bob) == (EDITED, None)
    assert waiting(bob) == {later.id}
    bob.reapply(later.id)
    assert stands(bob) == (EDITED, Outcome.DEFERRED)
    assert waiting(bob) == set()
    synced(ann, bob)
    assert stands(ann) == (EDITED, Outcome.DEFERRED)


def two_amendments(group: WorkingGroup) -> None:
    """A1 and A2 replace the same word of recommendation 1."""
    group.propose("1", "must", old="shall", by=["ASH"])
    group.propose("1", "may", old="shall", by=["BAY"])


def test_of_two_merges_of_one_text_neither_goes_in_until_one_is_chosen() -> None:
    """The amendments are open as before; the one that is chosen goes in as it was merged."""
    ann, bob = two_copies(two_amendments)
    one = ann.merge("1", settle={1: "A1"})
    other = bob.merge("1", settle={1: "A2"})
    position = bob.take_position("COL", "1", Stance.SUPPORT)
    synced(ann, bob)
    assert stands(ann) == (BEFORE, None)
    assert waiting(ann) == {one.id, other.id, position.id}
    assert ann.state.overtaken[one.id].rivals == (other.id,)
    chosen = ann.reapply(one.id, "put to the room")
    assert stands(ann) == (BEFORE.replace("shall", "must"), None)
    assert waiting(ann) == {position.id}
    assert [step.id for step, _, undone in ann.history() if undone] == [one.id, other.id]
    ann.undo(chosen.id)
    assert stands(ann) == (BEFORE, None)
    assert waiting(ann) == {one.id, other.id, position.id}
    synced(ann, bob)


def test_the_same_gavel_in_two_copies_is_no_conflict() -> None:
    """Both decisions are on record, nothing waits, and what was said beside either stands."""
    ann, bob = two_copies()
    ann.decide("1", Outcome.AGREED, pending=["COL"], reason="in the small room")
    bob.decide("1", Outcome.AGREED, pending=["COL"], reason="in the large room")
    for each in (ann, bob):
        each.make_statement("1", "ASH", "reservation", "for now")
    synced(ann, bob)
    assert stands(ann) == (BEFORE, Outcome.AGREED)
    assert waiting(ann) == set()
    assert len(ann.state.decided[ann.state.handles["R1"]]) == len(ann.state.statements) == 2


def test_the_same_merge_in_two_copies_is_no_conflict() -> None:
    """The text is what both made of it, once."""
    ann, bob = two_copies(two_amendments)
    for each in (ann, bob):
        each.merge("1", settle={1: "A1"})
    synced(ann, bob)
    assert stands(ann) == (BEFORE.replace("shall", "must"), None)
    assert waiting(ann) == set()
    assert ann.state.version(ann.state.handles["R1"]).number == 2


def test_two_who_choose_the_same_agree_and_two_who_choose_otherwise_wait() -> None:
    """A choice is a decision: made twice it is one, made otherwise it waits for a choice."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.decide("1", Outcome.AGREED)
    synced(ann, bob)
    cyn, dan = copy_of(ann, "cyn", slow(3)), copy_of(bob, "dan", one_clock())
    ann.reapply(one.id, "Ann")
    cyn.reapply(one.id, "Cyn")
    dan.reapply(other.id, "Dan")
    synced(ann, cyn)
    assert (stands(ann), waiting(ann)) == ((EDITED, None), set())
    synced(ann, dan)
    choices = {step.id for step in ann.steps()[-5:] if step.act.note == "" and len(step.bodies) > 3}
    assert stands(ann) == (BEFORE, None)
    assert waiting(ann) == {one.id, other.id} | choices
    assert len(choices) == 3
    ann.reapply(min(choices), "for good")
    assert len(waiting(ann)) == 0
    assert stands(ann) in ((EDITED, None), (BEFORE, Outcome.AGREED))
    synced(ann, dan)


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_what_was_decided_on_the_same_decision_stands(days: int) -> None:
    """Both defer an item, and one then agrees it: it is agreed, whoever was slow."""
    base = panel()
    ann, bob = copy_of(base, "ann", one_clock()), copy_of(base, "bob", slow(days))
    for each in (ann, bob):
        each.decide("1", Outcome.DEFERRED, reason="no time")
    ann.decide("1", Outcome.AGREED)
    bob.decide("2", Outcome.REJECTED)
    synced(ann, bob)
    assert (stands(ann), waiting(ann)) == ((BEFORE, Outcome.AGREED), set())
    assert len(ann.state.decided[ann.state.handles["R1"]]) == 3


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_what_was_decided_on_the_same_choice_stands(days: int) -> None:
    """Both choose one decision, and one then reopens it: it is open, whoever was slow."""
    ann, bob = two_copies()
    ann.edit("1", EDITED)
    chosen = bob.decide("1", Outcome.AGREED)
    synced(ann, bob)
    cyn, dan = copy_of(ann, "cyn", one_clock()), copy_of(bob, "dan", slow(days))
    for each in (cyn, dan):
        each.reapply(chosen.id)
    cyn.decide("1", Outcome.REOPENED, reason="a new fact")
    synced(cyn, dan)
    assert (stands(cyn), waiting(cyn)) == ((BEFORE, None), set())
    assert len(cyn.state.decided[cyn.state.handles["R1"]]) == 2


@pytest.mark.parametrize("days", [-3, 0, 3])
@pytest.mark.parametrize("target", ["1", "A1"])
def test_what_was_decided_reopened_and_decided_again_stands(days: int, target: str) -> None:
    """The other copy's decision is the first of the two, however much it is like the second."""
    base = panel()
    two_amendments(base)
    ann, bob = copy_of(base, "ann", one_clock()), copy_of(base, "bob", slow(days))
    outcome = Outcome.REJECTED if target == "A1" else Outcome.AGREED
    for each in (ann, bob):
        each.decide(target, outcome)
    ann.decide(target, Outcome.REOPENED, reason="a new fact")
    ann.decide(target, outcome)
    synced(ann, bob)
    handle = "A1" if target == "A1" else "R1"
    assert (stands(ann, handle)[1], waiting(ann)) == (outcome, set())


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_a_word_given_in_one_copy_is_given_for_what_both_decided(days: int) -> None:
    """Each member confirms in another copy, one in both: nothing is awaited any more."""
    base = panel()
    ann, bob = copy_of(base, "ann", one_clock()), copy_of(base, "bob", slow(days))
    for each, member in ((ann, "ASH"), (bob, "BAY")):
        each.decide("1", Outcome.AGREED, pending=["ASH", "BAY", "COL"])
        each.confirm_decision("1", member)
        each.confirm_decision("1", "COL")
    synced(ann, bob)
    assert waiting(ann) == set()
    for each in ann.state.decisions.values():
        assert (each.pending, set(each.given)) == ((), {"ASH", "BAY", "COL"})
        assert each.without == {}


def test_what_one_lets_go_and_another_chooses_waits_for_both() -> None:
    """Neither settlement holds until somebody settles it for all."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.decide("1", Outcome.AGREED)
    synced(ann, bob)
    chosen = ann.reapply(one.id)
    gone = bob.discard(one.id, "of no use")
    synced(ann, bob)
    assert (stands(ann), waiting(ann)) == (
        (BEFORE, None),
        {one.id, other.id, chosen.id, gone.id},
    )
    ann.reapply(chosen.id)
    assert (stands(ann), waiting(ann)) == ((EDITED, None), set())
    synced(ann, bob)


def test_choosing_one_and_letting_the_other_go_is_the_same_choice() -> None:
    """Two who settle it alike, in either way, have settled it."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.decide("1", Outcome.AGREED)
    synced(ann, bob)
    ann.reapply(one.id)
    bob.discard(other.id, "of no use")
    synced(ann, bob)
    assert (stands(ann), waiting(ann)) == ((EDITED, None), set())


def test_letting_one_go_does_not_bring_the_other_back_by_itself() -> None:
    """What was recorded meanwhile on the text as it is would be lost; the other can be chosen."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.edit("1", "Members report.")
    synced(ann, bob)
    ann.discard(other.id, "of no use")
    assert (stands(ann), waiting(ann)) == ((BEFORE, None), {one.id})
    ann.reapply(one.id)
    assert (stands(ann), waiting(ann)) == ((EDITED, None), set())
    synced(ann, bob)


def test_what_is_taken_back_is_no_rival() -> None:
    """Whoever undoes one of the two has the other, in every copy."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    bob.decide("1", Outcome.AGREED)
    synced(ann, bob)
    bob.undo(one.id)
    assert (stands(bob), waiting(bob)) == ((BEFORE, Outcome.AGREED), set())
    synced(ann, bob)


def test_a_third_way_is_open() -> None:
    """What is decided after the sync stands; what waits does not apply to it any more."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.edit("1", "Members report.")
    synced(ann, bob)
    ann.edit("1", "Members may report.")
    with pytest.raises(Rejected, match="changed since"):
        ann.reapply(one.id)
    for each in (one, other):
        ann.discard(each.id, "a third wording was found")
    assert (stands(ann), waiting(ann)) == (("Members may report.", None), set())


# The acts that settle a target; each may be refused on what the copy has done before.
ACTS: tuple[Callable[[WorkingGroup], object], ...] = (
    lambda group: group.edit("1", EDITED),
    lambda group: group.edit("1", "Members report."),
    lambda group: group.decide("1", Outcome.AGREED),
    lambda group: group.decide("1", Outcome.DEFERRED, reason="no time"),
    lambda group: group.merge("1", settle={1: "A1"}),
    lambda group: group.merge("1", settle={1: "A2"}),
    lambda group: group.decide("A1", Outcome.REJECTED),
    lambda group: group.decide("2", Outcome.AGREED),
    lambda group: group.edit("2", "The office publishes."),
    lambda group: group.decide("1", Outcome.REOPENED, reason="a new fact"),
    lambda group: group.decide("2", Outcome.AGREED, pending=["ASH", "BAY"]),
    lambda group: group.confirm_decision("2", "ASH"),
)
BRANCH = st.lists(st.integers(0, len(ACTS) - 1), max_size=3)


def record(group: WorkingGroup, acts: list[int]) -> list[str]:
    """Do what can be done of these acts; the ids of the steps."""
    steps: list[str] = []
    for act in acts:
        try:
            step = ACTS[act](group)
        except (Rejected, NotFound):
            continue
        assert isinstance(step, Step)
        steps.append(step.id)
    return steps


@at_most(40, share=0.4)
@given(st.tuples(BRANCH, BRANCH, BRANCH), st.permutations([0.0, 3.0, -2.0]))
@example(([], [1, 6], [3, 1]), [-2.0, 0.0, 3.0])  # a decision on a text that waits and has a twin
def test_no_clock_and_no_order_of_syncing_settles_anything(
    branches: tuple[list[int], list[int], list[int]], days: list[float]
) -> None:
    """The same acts come to the same texts and decisions, whoever was slow and synced when."""
    base = panel()
    two_amendments(base)
    found = set()
    for slowness in (days, [0.0, 0.0, 0.0]):
        copies = [copy_of(base, by, slow(each)) for by, each in zip("abc", slowness, strict=True)]
        steps = [record(*each) for each in zip(copies, branches, strict=True)]
        names = {
            step: (copy, place) for copy, ids in enumerate(steps) for place, step in enumerate(ids)
        }
        states = []
        for order in permutations(copies):
            first, second, third = (copy_of(each, "dan", one_clock()) for each in order)
            first.sync(second)
            second.sync(third)
            third.sync(first)
            assert hashes(first) == hashes(third)
            states.append(tables(third.state))
        assert all(each == states[0] for each in states)
        waits = frozenset(names[each] for each in waiting(third))
        last = third.state.last_decision(third.state.handles["R2"])
        awaited = last.pending if last else ()
        found.add((*(stands(third, each) for each in ("R1", "R2", "A1", "A2")), awaited, waits))
    assert len(found) == 1, found


def test_a_join_of_the_first_schema_version_lets_the_first_stand() -> None:
    """A copy that older software joined comes in, with what stood there, and this is said."""
    ann, bob = two_copies()
    one = ann.edit("1", EDITED)
    other = bob.decide("1", Outcome.AGREED)
    heads = [ann.steps()[-1], bob.steps()[-1]]
    old = make_merge_step(*heads, name="join-copies/1")
    assert old.hash != make_merge_step(*heads).hash
    steps = topological_order([*ann.steps(), heads[1], old])
    bob._log.store.extend([heads[0], old], bob.head)
    bob.refresh()
    assert (stands(bob), waiting(bob)) == ((EDITED, None), {other.id})
    assert bob.state.overtaken[other.id].rivals == ()
    assert [step.id for step in steps] == [step.id for step in bob.steps()]
    report = ann.sync(bob)
    assert any("older version" in str(each) for each in report.findings)
    assert (stands(ann), waiting(ann)) == ((EDITED, None), {other.id})
    assert one.id not in waiting(ann)


def test_an_objection_to_the_text_that_one_copy_made_counts_on_that_of_the_other() -> None:
    """Both merge the same; a position on the version of either is one on the text of both."""
    ann, bob = two_copies(lambda group: group.propose("1", EDITED, by=["ASH"]))
    ann.merge("1", changes=[1])
    bob.merge("1", changes=[1])
    bob.take_position("BAY", "1", "object", reason="too glad")
    ann.take_position("COL", "1", "support")
    synced(ann, bob)
    for each in (ann, bob):
        item = each.state.handles["R1"]
        held = each.state.positions[item]
        assert each.superseded == ()
        assert {held["BAY"].version, held["COL"].version} == {each.state.version_id(item)}
        assert [one.reason for one in each.state.objections[item].values()] == ["too glad"]


def test_what_was_built_on_the_same_merge_is_no_rival_of_it() -> None:
    """Each goes on from the same merge: it is one, and so is what both did after it."""
    ann, bob = two_copies(lambda group: group.propose("1", EDITED, by=["ASH"]))
    for each in (ann, bob):
        each.merge("1", changes=[1])
        each.edit("1", "Members report gladly.")
    last = bob.edit("1", "Members report.")
    synced(ann, bob)
    assert waiting(ann) == set()
    assert stands(ann) == stands(bob) == ("Members report.", None)
    bob.undo(last.id)
    synced(ann, bob)
    assert stands(ann) == ("Members report gladly.", None)


def test_a_merge_that_was_taken_back_is_no_longer_the_same() -> None:
    """One took it back and edited the text instead: nobody's clock chooses between the two."""
    ann, bob = two_copies(lambda group: group.propose("1", EDITED, by=["ASH"]))
    merged = ann.merge("1", changes=[1])
    same = bob.merge("1", changes=[1])
    ann.undo(merged.id)
    edit = ann.edit("1", "Members may report.")
    synced(ann, bob)
    assert waiting(ann) == {same.id, edit.id}


def test_an_objection_to_an_item_that_both_copies_inserted_counts() -> None:
    """The item that one of them made is that of the other, whichever came first."""
    ann, bob = two_copies(
        lambda group: group.propose("", "Boats are red.", by=["ASH"], kind="insert", after="1")
    )
    before = set(ann.state.items)
    ann.merge("A1")
    bob.merge("A1")
    (made,) = [each.handle for each in bob.state.items.values() if each.id not in before]
    bob.take_position("BAY", made, "object", reason="blue")
    synced(ann, bob)
    assert ann.superseded == ()
    assert "BAY" in ann.state.objections[ann.state.handles[made]]


SAID = st.lists(
    st.sampled_from(("object 1", "hold 1", "object A1", "object A2", "edit", "merge A2")),
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(SAID, SAID, SAID, st.sampled_from([-3.0, 0.0, 3.0]))
def test_nobodys_objection_is_lost_by_a_sync(
    first: list[str], second: list[str], before: list[str], days: float
) -> None:
    """Of two copies that made the same text, every objection stands or waits and is named."""
    base = panel()
    base.propose("1", BEFORE.replace("shall", "should"), by=["ASH"])
    base.propose("1", BEFORE.replace("every year", "every month"), by=["ASH"])
    ann, bob = copy_of(base, "ann", one_clock()), copy_of(base, "bob", slow(days))
    for group, member, acts in ((ann, "BAY", first), (bob, "COL", second)):
        for act in before:
            if act.endswith(("A1", "A2")):
                do(group, "ASH", act)
        group.merge("1", take=["A1"])
        for act in acts:
            do(group, member, act)
    one, other = objecting(ann), objecting(bob)
    synced(ann, bob)
    for group in (ann, bob):
        named = objecting(group) | {
            (member, group.state.handle_of(target))
            for target, waiting in waiting_objections(group.state).items()
            for _, member in waiting
        }
        assert one | other <= named


def do(group: WorkingGroup, member: str, act: str) -> None:
    """One act in a copy; what is refused there is left out."""
    word, _, target = act.partition(" ")
    with suppress(ConsensusError):
        if word in ("object", "hold"):
            group.take_position(member, target, word, reason="no")
        elif word == "merge":
            group.merge("1", take=["A2"])
        else:
            group.edit("1", group.state.text(group.state.handles["R1"]) + " Always.")


def objecting(group: WorkingGroup) -> set[tuple[str, str]]:
    """Who objects to the paragraph, an amendment or a change in the text, or holds it."""
    state = group.state
    blocking = (Stance.OBJECT, Stance.HOLD)
    return {
        (each.member, state.handle_of(target))
        for target, held in state.positions.items()
        for each in held.values()
        if each.stance in blocking
    } | {(each.member, "R1") for held in state.contested.values() for each in held if each.is_open}
