"""Where the words of a consolidated wording come from."""

from __future__ import annotations

import pytest

from consensus.text.brackets import without_words
from consensus.text.merge import Provenance, provenance

BASE = "Members shall report."
SOURCES = {"A1": "Members should report.", "A2": "Members shall report yearly."}


def new_words(wording: str) -> list[str]:
    """What of a wording is in neither the text nor a source."""
    rows = provenance(BASE, SOURCES, wording, {"ASH", "BAY"})
    return [row.text.strip() for row in rows if row.is_new]


def test_each_run_of_words_names_its_sources() -> None:
    """Words of the base name nobody, others those that have them there, new ones are told."""
    rows = provenance(BASE, SOURCES, "Members should report yearly now.")
    assert [row for row in rows if row.sources or row.is_new] == [
        Provenance("should", ("A1",)),
        Provenance(" yearly", ("A2",)),
        Provenance("now", (), is_new=True),
    ]
    assert "".join(row.text for row in rows) == "Members should report yearly now."


@pytest.mark.parametrize(
    ("wording", "new"),
    [
        ("Members [ASH: shall | BAY: should] report.", []),
        ("Members [shall | no text] report.", []),
        ("Members [ASH propose, BAY oppose: shall] report.", []),
        ("Members [shall | might] report.", ["might"]),
        ("Members [Note: shall] report.", ["Note:"]),
    ],
)
def test_signs_of_brackets_and_names_are_never_new(wording: str, new: list[str]) -> None:
    """Only words are: a name that nobody bears is one."""
    assert new_words(wording) == new


def test_what_is_no_word_is_found_in_order() -> None:
    """Signs with the names behind them, and the words for an empty option."""
    text = "a [ASH: b | no text] c"
    found = [text[start:end] for start, end in without_words(text, {"ASH"})]
    assert found == ["[ASH:", "| no text", "]"]
