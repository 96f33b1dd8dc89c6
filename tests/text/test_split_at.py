"""Parting: where a text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.diff import split_at

texts = st.text("ab c.,é\n", max_size=20)


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        (
            "Ships enter. Pilots wait.",
            ("Ships enter.", "Pilots wait."),
            ("Ships enter. ", "Pilots wait."),
        ),
        (
            "Ships may enter with a pilot on board.",
            ("Ships may enter.", "A pilot is on board."),
            ("Ships may enter ", "with a pilot on board."),
        ),
        (
            "Fees are paid, and pilots are heard, and ships wait.",
            ("Fees are paid.", "Pilots are heard.", "Ships wait."),
            ("Fees are paid, ", "and pilots are heard, ", "and ships wait."),
        ),
        ("Ships wait.", ("Whales go first", "Ships wait."), ("", "Ships wait.")),
        ("", ("a", "b"), ("", "")),
    ],
)
def test_texts_are_cut_where_they_are_most_alike(
    text: str, parts: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Each piece keeps as many of its words as it can."""
    assert expected == split_at(text, parts)


@given(texts, st.lists(texts, min_size=1, max_size=4))
def test_nothing_is_lost(text: str, parts: list[str]) -> None:
    """The pieces are as many as the parts, and together they are the text."""
    pieces = split_at(text, parts)
    assert (len(pieces), "".join(pieces)) == (len(parts), text)
