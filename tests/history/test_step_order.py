"""The order of steps: parents first, the same on every machine."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import Damaged
from consensus.history.step import Step, topological_order
from tests.support.recording import chain, step


@st.composite
def graphs(draw: st.DrawFn) -> list[Step]:
    """Steps with one root, each with one or two earlier steps as parents."""
    steps = [step(0, ())]
    for number in range(1, draw(st.integers(1, 12))):
        # Numbers go down as often as up, so that ids do not give the order away.
        parents = draw(st.lists(st.sampled_from(steps), min_size=1, max_size=2, unique=True))
        name = draw(st.integers(0, 40))
        steps.append(step(name, [each.hash for each in parents], branch=f"{number:x}"))
    return steps


@given(graphs(), st.randoms())
def test_parents_come_first(steps: list[Step], chance: random.Random) -> None:
    """Every step comes after its parents, and none is lost."""
    shuffled = chance.sample(steps, len(steps))
    seen: set[str] = set()
    for each in topological_order(shuffled):
        assert seen >= set(each.parents)
        seen.add(each.hash)
    assert {each.hash for each in steps} == seen


@given(graphs(), st.randoms())
def test_the_order_does_not_depend_on_how_the_steps_came(
    steps: list[Step], chance: random.Random
) -> None:
    """Two machines that got the same steps in another order agree."""
    assert topological_order(steps) == topological_order(chance.sample(steps, len(steps)))


def test_free_steps_come_by_id() -> None:
    """Of two steps that could come next, the one with the earlier id does."""
    root = step(0, ())
    late, early = step(9, (root.hash,)), step(3, (root.hash,))
    joined = step(10, (late.hash, early.hash))
    assert [root, early, late, joined] == topological_order([joined, late, early, root])


def test_a_missing_parent_is_damage_and_named() -> None:
    """A step whose parent is not there is named."""
    steps = chain(3)
    with pytest.raises(Damaged) as caught:
        topological_order([steps[0], steps[2]])
    assert steps[2].id == caught.value.step


def test_a_step_given_twice_is_taken_once() -> None:
    """The same step from two files is one step."""
    steps = chain(2)
    assert steps == topological_order([*steps, *steps])


def test_a_parent_named_twice_counts_as_one() -> None:
    """A step that names the same parent twice still comes after it."""
    root = step(0, ())
    twice = msgspec.structs.replace(step(1, ()), parents=(root.hash, root.hash))
    assert [root, twice] == topological_order([twice, root])


def test_nothing_is_in_order() -> None:
    """No steps have an order too."""
    assert topological_order([]) == []
