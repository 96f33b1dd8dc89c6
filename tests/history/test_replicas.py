"""Two histories read as one: their order, what was recorded apart, and what no longer applies."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.history.corrections import CorrectionIndex, is_merge
from consensus.history.operations import AddMember, SettleOvertaken, UndoStep
from consensus.history.replay import replay
from consensus.history.replicas import index_merged_corrections, make_merge_step, steps_apart
from consensus.history.step import Step, topological_order
from consensus.history.verify import verify
from tests.conftest import at_most
from tests.support.recording import chain, member, redaction, step, stored

from .samples.make_sample import FOLDER


def undo(number: int, parent: Step, of: Step) -> Step:
    """A step that takes another back."""
    return step(number, (parent.hash,), UndoStep(id=f"undo-{number}", step=of.id))


@st.composite
def joined(draw: st.DrawFn) -> list[Step]:
    """A record that went different ways and was joined again, several times perhaps."""
    steps = chain(1)
    ends = [steps[0], steps[0]]
    for number in range(2, draw(st.integers(2, 14))):
        branch = draw(st.integers(0, 2))
        if branch == 2 and ends[0].hash != ends[1].hash:
            ends = [make_merge_step(*ends)] * 2
            made = ends[0]
        else:
            made = step(draw(st.integers(2, 40)), (ends[branch % 2].hash,), branch=f"{number:x}")
            ends[branch % 2] = made
        if made.hash not in {each.hash for each in steps}:
            steps.append(made)
    return topological_order(steps)


def before(steps: list[Step]) -> dict[str, set[str]]:
    """The hashes of all steps before each step, by its hash."""
    known: dict[str, set[str]] = {}
    for each in steps:
        known[each.hash] = set(each.parents).union(*(known[parent] for parent in each.parents))
    return known


def test_both_copies_join_with_the_same_step() -> None:
    """Whoever joins two heads makes the same step, and the record verifies."""
    start, one = chain(2)
    other = step(3, (start.hash,), branch="b")
    assert make_merge_step(one, other) == make_merge_step(other, one)
    found = verify(stored([start, one, other, make_merge_step(one, other)]))
    assert found.is_intact
    assert is_merge(make_merge_step(one, other))


@given(joined())
def test_apart_are_the_steps_that_have_others_beside_them(steps: list[Step]) -> None:
    """A step is apart when some other is neither before nor after it."""
    earlier = before(steps)
    content = [each for each in steps if not is_merge(each)]
    expected = {
        each.id
        for each in content
        if any(
            other.hash not in earlier[each.hash] and each.hash not in earlier[other.hash]
            for other in content
            if other is not each
        )
    }
    assert expected == steps_apart(steps)


@given(joined())
def test_a_join_changes_nothing_of_what_was_recorded(steps: list[Step]) -> None:
    """Joining two copies once more, or not, leaves order and state as they are."""
    ends = {each.hash for each in steps} - {parent for each in steps for parent in each.parents}
    if len(ends) != 2:
        return
    more = topological_order(
        [*steps, make_merge_step(*(each for each in steps if each.hash in ends))]
    )
    assert [each for each in more if not is_merge(each)] == [
        each for each in steps if not is_merge(each)
    ]
    assert replay(steps, index_merged_corrections(steps)) == replay(
        more, index_merged_corrections(more)
    )


def test_of_two_that_contradict_each_other_the_later_one_waits() -> None:
    """Two copies give a code to two members: the later one is set aside, and named with why."""
    start = chain(1)[0]
    one = step(2, (start.hash,), AddMember(id="one", code="ASH", name="One"))
    other = step(3, (start.hash,), AddMember(id="other", code="ASH", name="Other"))
    steps = topological_order([start, one, other, make_merge_step(one, other)])
    state = replay(steps, index_merged_corrections(steps))
    assert state.members["ASH"].name == "One"
    assert list(state.overtaken) == [other.id]
    assert state.overtaken[other.id].reasons == ("ASH is a member already",)


def test_two_copies_that_say_the_same_agree() -> None:
    """The same member added twice is one member, and nothing waits."""
    start = chain(1)[0]
    one, other = (
        step(number, (start.hash,), AddMember(id=f"{number}", code="ASH", name="Ash"))
        for number in (2, 3)
    )
    steps = topological_order([start, one, other, make_merge_step(one, other)])
    state = replay(steps, index_merged_corrections(steps))
    assert (list(state.members), state.overtaken) == (["ASH"], {})


def test_a_settlement_that_fails_where_it_stands_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is void as any other step that fails where something is missing, and says why."""
    start = chain(1)[0]
    one = step(2, (start.hash,), AddMember(id="one", code="ASH", name="One"))
    other = step(3, (start.hash,), AddMember(id="other", code="ASH", name="Other"))
    joined = make_merge_step(one, other)
    settled = SettleOvertaken(id="settled", step=other.id, operations=(1,))
    settlement, beside = step(5, (joined.hash,), settled), step(6, (joined.hash,), member(6))
    steps = topological_order(
        [start, one, other, joined, settlement, beside, make_merge_step(settlement, beside)]
    )
    assert index_merged_corrections(steps).void == {}

    def missing(*_: object) -> Iterator[str]:
        raise KeyError("gone")

    monkeypatch.setattr(SettleOvertaken, "check", missing)
    reason = "it rests on what is not in the history (KeyError: 'gone')"
    assert index_merged_corrections(steps).void == {settlement.id: (reason,)}


def test_rows_of_an_import_stand_alone() -> None:
    """Of many rows recorded together only those wait that do not apply."""
    start = chain(1)[0]
    one = step(2, (start.hash,), AddMember(id="one", code="M7", name="Seven"))
    other = step(3, (start.hash,), *(member(number) for number in (6, 7, 8)))
    steps = topological_order([start, one, other, make_merge_step(one, other)])
    state = replay(steps, index_merged_corrections(steps))
    assert (set(state.members), state.overtaken[other.id].operations) == ({"M6", "M7", "M8"}, (2,))


def test_an_undo_holds_where_nobody_built_on_what_it_takes_back() -> None:
    """A step of one copy alone is taken back there, whatever the other copy did."""
    start = chain(1)[0]
    one = step(2, (start.hash,))
    back = undo(4, one, of=one)
    other = step(3, (start.hash,))
    steps = topological_order([start, one, back, other, make_merge_step(back, other)])
    known = index_merged_corrections(steps)
    assert (known.undone, known.void) == ({one.id}, {})
    assert list(replay(steps, known).members) == ["M3"]


@pytest.mark.parametrize("names", [("A (redacted)", "(redacted) B"), ("(redacted)", "A B")])
def test_words_taken_out_in_either_copy_are_out(names: tuple[str, str]) -> None:
    """Two copies redact one body: what is left of it is what both left."""
    start = chain(1)[0]
    target = step(2, (start.hash,), member(2, "A B"))
    one, other = (
        redaction(
            number,
            target,
            of=target,
            substitute=f'{{"code":"M2","id":"member-2","name":"{name}"}}',
        )
        for number, name in zip((3, 4), names, strict=True)
    )
    steps = topological_order([start, target, one, other, make_merge_step(one, other)])
    assert replay(steps, index_merged_corrections(steps)).members["M2"].name == "(redacted)"


@at_most(100)
@given(st.randoms(use_true_random=False), st.floats(0.2, 0.99))
def test_whatever_is_missing_an_operation_is_refused_or_applied(
    chance: random.Random, share: float
) -> None:
    """Of one of everything that can happen any part may be gone, and in another order."""
    with WorkingGroup.open(FOLDER / "format-1.consensus") as group:
        whole = group.steps()
    left = [each for each in whole[1:] if chance.random() < share]
    places = {each.id: place + chance.randrange(25) for place, each in enumerate(left)}
    steps = [whole[0], *sorted(left, key=lambda each: places[each.id])]
    state = replay(steps, CorrectionIndex(apart=frozenset(each.id for each in steps)))
    assert state.title == group.title
