"""Text in the columns of a terminal and in the cells of a spreadsheet."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.display import (
    aligned,
    escape_formula,
    shortened_pair,
    unescape_formula,
    width_of,
    wrapped,
)
from tests.text.strategies import SIMPLE_TEXT

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plain", 5),
        ("中文", 4),
        ("e\u0301", 1),
        ("👩🏽‍💻", 2),
        ("❤️", 2),
        ("🇧🇷", 2),
        (ENGLAND, 2),
        ("می\u200cدهند", 6),
        ("\u1112\u1161\u11ab", 2),
    ],
)
def test_columns_are_those_of_what_is_seen(text: str, columns: int) -> None:
    """What readers take for one sign is as wide as it looks."""
    assert width_of(text) == columns


@given(SIMPLE_TEXT)
def test_characters_of_simple_scripts_are_graphemes(text: str) -> None:
    """So a text in Latin, Greek or Cyrillic is measured and cut without a table of graphemes."""
    assert regex.findall(r"\X", text) == [*text]


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    """A column is as wide as its widest cell, whatever signs are in it."""
    rows = [("name", "count"), ("中文", "7"), ("a", "12/41")]
    assert aligned(rows) == ["name  count", "中文      7", "a     12/41"]


def test_a_text_is_broken_between_words() -> None:
    """The first line and the others begin as they are told to."""
    lines = wrapped("one two three\nfour", 9, "- ", "  ")
    assert list(lines) == ["- one two", "  three", "  four"]


@given(st.text(), st.integers(5, 40))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    """The words are those of the text, and a line is too wide only for one word alone."""
    lines = list(wrapped(text, width))
    assert " ".join(lines).split() == text.split()
    assert all(width_of(line) <= width or " " not in line for line in lines)


LONG = "The group shall meet twice in every calendar year and report to the assembly on the group"


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        (LONG, ("… on the group",) * 2),
        (f"{LONG} itself", ("… on the group", "… on the group itself")),
        (
            LONG.replace("the assembly", "the council"),
            ("… report to the assembly on t…", "… report to the council on th…"),
        ),
        (
            LONG.replace("The", "Each"),
            ("The group shall meet twice in…", "Each group shall meet twice i…"),
        ),
    ],
)
def test_two_texts_are_shortened_where_they_differ(new: str, shown: tuple[str, str]) -> None:
    """What differs is seen on both sides, wherever in the texts it stands."""
    assert shortened_pair(LONG, new, 30) == shown


@given(st.text("ab ", max_size=90), st.text("ab ", max_size=90), st.integers(12, 40))
def test_texts_that_differ_do_so_when_they_are_shortened(old: str, new: str, most: int) -> None:
    """Neither is longer than asked for."""
    old, new = " ".join(old.split()), " ".join(new.split())
    one, other = shortened_pair(old, new, most)
    assert (one == other) is (old == new)
    assert max(len(one), len(other)) <= most


# Cells that no spreadsheet takes for a formula.


@given(st.text(st.sampled_from("'= +-@\ta＝")))
def test_every_cell_is_restored_as_it_was(cell: str) -> None:
    """The apostrophe written is the one taken off, however many there were before."""
    assert unescape_formula(escape_formula(cell)) == cell


@given(st.text(st.sampled_from("'= +-@\ta＝")))
def test_no_written_cell_begins_like_a_formula(cell: str) -> None:
    """White space in front hides nothing."""
    assert escape_formula(cell).lstrip()[:1] not in ("=", "+", "-", "@", "＝")
