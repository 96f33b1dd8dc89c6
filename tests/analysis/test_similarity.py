"""How alike two changes of one text are."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.analysis.duplicates import similarity_bound
from consensus.text.diff import similarity

BASE = "Members shall report every year to the harbour office."
# An Arabic number sign takes the space behind it into its grapheme.
SOME_TEXT = st.lists(
    st.sampled_from(["a", "b", "é", "e\u0301", "\u0600", " ", "\n", "[", "]"])
).map("".join)
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
    assert similarity(BASE, one, other) == pytest.approx(expected)


@given(WORDS, WORDS, WORDS)
def test_likeness_is_a_share_and_has_no_order(base: str, one: str, other: str) -> None:
    """It is between 0 and 1, and the same whichever is named first."""
    found = similarity(base, one, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(similarity(base, other, one))


@given(SOME_TEXT, SOME_TEXT, SOME_TEXT)
@example("", "a a x\u0600 \n", "c, x\u0600 b b b b \n \n \n a \n")
def test_nothing_is_more_alike_than_it_can_be(base: str, one: str, other: str) -> None:
    """What is found quickly bounds what is found exactly."""
    assert similarity(base, one, other) <= similarity_bound(base, one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BASE, BASE, 1.0),
        (BASE.replace("shall", "should"), BASE.replace("harbour", "port"), 0.0),
        (BASE.replace("shall", "should"), BASE.replace("shall", "may"), 0.5),
        (BASE.replace("shall", "should"), BASE.replace("shall report", "should tell"), 2 / 3),
        (BASE.replace("year", "cafe\u0301"), BASE.replace("harbour", "port"), 1.0),
    ],
)
def test_most_that_is_not_alike_is_known_quickly(one: str, other: str, expected: float) -> None:
    """The bound is likeness itself where words that stand together are changed."""
    assert similarity_bound(BASE, one, other) == pytest.approx(expected)
