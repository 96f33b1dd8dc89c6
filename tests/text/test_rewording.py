"""New wording for a conflict, parted from its neighbours."""

from __future__ import annotations

import pytest

from consensus.text.hunk import Conflict, Option, with_wording


@pytest.mark.parametrize(
    ("base", "other", "typed", "stands"),
    [
        ("shall", "should", "must", "must"),
        (" and open", ", fair", "and fair", " and fair"),
        (" and open", ", fair", ", fair", ", fair"),
        ("each year ", "every year ", "yearly", "yearly "),
        ("each year ", "every year ", "yearly ", "yearly "),
        ("", " with care", "gladly", " gladly"),
        (" and open", ", fair", "", ""),
    ],
)
def test_new_words_are_parted_as_the_wordings_were(
    base: str, other: str, typed: str, stands: str
) -> None:
    """White space at the edges of every wording is put there, and never twice."""
    conflict = Conflict(base, (Option(base), Option(other, ("A1",))))
    assert with_wording(conflict, typed).text == stands
