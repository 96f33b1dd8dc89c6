"""Rebasing: a text carried over to another state of its base."""

from __future__ import annotations

import pytest
from hypothesis import given

from consensus.text.merge import rebase
from tests.text.strategies import amended


@pytest.mark.parametrize(
    ("old", "new", "text", "expected"),
    [
        ("We meet in May.", "We meet in June.", "We may meet in May.", "We may meet in June."),
        ("We meet.", "We meet.\n\nWe vote.", "We all meet.", "We all meet.\n\nWe vote."),
        ("One. Two.", "One. Two.", "One. Three.", "One. Three."),
        ("One. Two.", "One. Three.", "One. Three.", "One. Three."),
    ],
)
def test_a_text_is_carried_over(old: str, new: str, text: str, expected: str) -> None:
    """Changes of other words, and changes made by both, carry over cleanly."""
    assert rebase(old, new, text).text() == expected


def test_what_both_changed_is_a_conflict() -> None:
    """Where base and text went different ways, both wordings are there to choose from."""
    combination = rebase("We meet in May.", "We meet in June.", "We meet in July.")
    assert combination.render("brackets", {}) == "We meet in [May | June | July]."
    assert combination.settle({0: "text"}).text() == "We meet in July."


@given(amended())
def test_undoing_a_change_gives_the_text_before_it(case: tuple[str, dict[str, str]]) -> None:
    """Carried from after a change back to before it, the text with only that change is undone."""
    base, proposals = case
    changed = proposals["A"]
    assert rebase(changed, base, changed).text() == base
