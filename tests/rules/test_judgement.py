"""Rings of conditions."""

from __future__ import annotations

import networkx
from hypothesis import given
from hypothesis import strategies as st

from consensus.rules.judgement import strongly_connected_targets

_TARGETS = st.sampled_from("abcdefgh")


@given(st.dictionaries(_TARGETS, st.sets(_TARGETS, max_size=4)))
def test_rings_are_the_strongly_connected_components(conditions: dict[str, set[str]]) -> None:
    """They are what a graph library finds, components of one target left out."""
    graph = networkx.DiGraph(
        [(one, other) for one, needed in conditions.items() for other in needed]
    )
    expected = sorted(
        tuple(sorted(component))
        for component in networkx.strongly_connected_components(graph)
        if len(component) > 1
    )
    assert list(strongly_connected_targets(conditions)) == expected


def test_long_chain_needs_no_recursion() -> None:
    """Thousands of conditions in one ring are one package."""
    conditions = {str(number): {str((number + 1) % 20_000)} for number in range(20_000)}
    (ring,) = strongly_connected_targets(conditions)
    assert len(ring) == 20_000
