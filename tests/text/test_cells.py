"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consensus.text.display import escape_formula, unescape_formula


@given(st.text(st.sampled_from("'= +-@\ta＝")))
def test_every_cell_is_restored_as_it_was(cell: str) -> None:
    """The apostrophe written is the one taken off, however many there were before."""
    assert unescape_formula(escape_formula(cell)) == cell


@given(st.text(st.sampled_from("'= +-@\ta＝")))
def test_no_written_cell_begins_like_a_formula(cell: str) -> None:
    """White space in front hides nothing."""
    assert escape_formula(cell).lstrip()[:1] not in ("=", "+", "-", "@", "＝")
