"""The largest compatible set, against trying every set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consensus.analysis.conflicts import bits, components, largest_compatible


@st.composite
def exclusions(draw: st.DrawFn, most: int = 9) -> tuple[list[int], list[int]]:
    """Some things with weights, and what each excludes, as masks."""
    count = draw(st.integers(0, most))
    weights = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    masks = [0] * count
    for one in range(count):
        for other in range(one):
            if draw(st.booleans()):
                masks[one] |= 1 << other
                masks[other] |= 1 << one
    return weights, masks


def best_of_all(weights: list[int], masks: list[int]) -> tuple[int, ...]:
    """The best set by trying every one: by weight, then number, then those that come first."""
    count = len(weights)
    compatible = [
        tuple(bits(mask))
        for mask in range(1 << count)
        if not any(masks[at] & mask for at in bits(mask))
    ]
    return max(
        compatible,
        key=lambda chosen: (
            sum(weights[at] for at in chosen),
            len(chosen),
            sum(1 << (count - 1 - at) for at in chosen),
        ),
    )


@given(exclusions())
def test_it_is_the_best_of_all_sets(given_things: tuple[list[int], list[int]]) -> None:
    """Branch and bound finds what trying every set finds, and knows that it is best."""
    weights, masks = given_things
    found = largest_compatible(weights, masks)
    assert best_of_all(weights, masks) == found.chosen
    assert sum(weights[at] for at in found.chosen) == found.weight == found.at_most
    assert found.is_exact


@given(exclusions())
def test_without_time_it_is_compatible_and_bounded(
    given_things: tuple[list[int], list[int]],
) -> None:
    """When it has to stop, nothing chosen excludes anything, and no set exceeds the bound."""
    weights, masks = given_things
    found = largest_compatible(weights, masks, most_work=0)
    assert not any(masks[one] >> other & 1 for one in found.chosen for other in found.chosen)
    best = sum(weights[at] for at in best_of_all(weights, masks))
    assert found.weight <= best <= found.at_most


def test_a_thousand_in_a_row_dissolve_without_a_branch() -> None:
    """Where each excludes its neighbours only, every other one is taken."""
    count = 1_000
    masks = [((1 << at >> 1) | (2 << at)) & ((1 << count) - 1) for at in range(count)]
    found = largest_compatible([1] * count, masks, most_work=0)
    assert tuple(range(0, count, 2)) == found.chosen
    assert found.is_exact


def test_parts_that_hang_together() -> None:
    """Components are given by their lowest index."""
    assert list(components(0b111, [0b100, 0, 0b001])) == [0b101, 0b010]
