"""How alike two changes of one text are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.likeness import fewest_apart, likeness, most_changed, words_of
from consensus.text.tokens import tokenise

BASE = "Members shall report every year to the harbour office."
SOME_TEXT = st.lists(st.sampled_from(["a", "b", "é", "e\u0301", " ", "\n", "[", "]"])).map("".join)
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


@given(SOME_TEXT, SOME_TEXT, SOME_TEXT)
def test_what_is_found_quickly_bounds_what_is_found_exactly(
    base: str, one: str, other: str
) -> None:
    """Nothing is more alike than the fewest words apart and the most words changed let it be."""
    texts = [tokenise(each) for each in (base, one, other)]
    changed = most_changed(texts[0], texts[1]) + most_changed(texts[0], texts[2])
    apart = fewest_apart(words_of(texts[1]), words_of(texts[2]))
    assert one == other or likeness(base, one, other) <= max(0, 1 - apart / max(changed, 1))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (BASE, BASE, 0),
        (BASE, BASE.replace("shall", "should"), 2),
        (BASE, BASE.replace("shall report", "should tell"), 4),
        ("a a", "a a a", 1),
        ("é b", "e\u0301 b c", 5),
    ],
)
def test_no_more_words_are_changed_than_are_not_the_same_at_both_ends(
    old: str, new: str, expected: int
) -> None:
    """What both begin and end with is not changed, unless a word is spelled in two ways."""
    assert expected == most_changed(tokenise(old), tokenise(new))
