"""How alike two changes of one text are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.likeness import likeness

BASE = "Members shall report every year to the harbour office."
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d,"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BASE.replace("shall", "should"), BASE.replace("shall", "should"), 1.0),
        (BASE.replace("shall", "should"), BASE.replace("harbour", "port"), 0.0),
        (BASE.replace("shall", "should"), BASE.replace("shall", "may"), 0.5),
        (BASE.replace("year", "month"), BASE.replace("year", "month or so"), 2 / 3),
    ],
)
def test_likeness_looks_at_what_is_changed_only(one: str, other: str, expected: float) -> None:
    """Words that both leave as they were make nothing alike."""
    assert likeness(BASE, one, other) == pytest.approx(expected)


@given(WORDS, WORDS, WORDS)
def test_likeness_is_a_share_and_has_no_order(base: str, one: str, other: str) -> None:
    """It is between 0 and 1, and the same whichever is named first."""
    found = likeness(base, one, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(likeness(base, other, one))
