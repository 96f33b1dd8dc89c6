"""Differences: exact, by whole words, and bounded in memory."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.combine import combine
from consensus.text.diff import diff, refine
from consensus.text.edit import TextEdit, apply
from tests.text.strategies import amended

SOME_TEXT = st.lists(st.sampled_from(["a", "b", "and", " ", ",", "\n", "[", "é", "e\u0301"])).map(
    "".join
)


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        ("a b", "a b", ()),
        ("", "a", (TextEdit(0, 0, "a"),)),
        ("a", "", (TextEdit(0, 1, ""),)),
        ("shall report", "should report", (TextEdit(0, 5, "should"),)),
        ("we report", "we shall report", (TextEdit(3, 3, "shall "),)),
        ("we shall report", "we report", (TextEdit(3, 9, ""),)),
        ("we meet.", "we meet often.", (TextEdit(7, 7, " often"),)),
        ("One. Two. Three.", "One. Four. Two. Three.", (TextEdit(4, 4, " Four."),)),
        ("- a\n- b", "- a\n- c\n- b", (TextEdit(4, 4, "- c\n"),)),
        ("a [b] c", "a [b] [d] c", (TextEdit(6, 6, "[d] "),)),
    ],
)
def test_edits_are_whole_words_where_they_cut_best(
    base: str, new: str, expected: tuple[TextEdit, ...]
) -> None:
    """No edit has an edge inside a word, and sliding ones stand between sentences or words."""
    assert expected == diff(base, new)


def test_a_chance_match_does_not_split_a_rewriting() -> None:
    """A short word that two long rewritten runs happen to share is replaced with them."""
    base = "progress made towards of many different goals"
    new = "all reports written here of very few other aims"
    assert len([edit for edit in diff(base, new) if " of " in edit.text]) == 1


@given(SOME_TEXT, SOME_TEXT)
def test_applying_the_difference_gives_the_new_text(base: str, new: str) -> None:
    """`apply(base, diff(base, new))` is `new`, to the last sign."""
    assert new == apply(base, diff(base, new))


@given(st.text(), st.text())
def test_the_law_holds_for_any_signs(base: str, new: str) -> None:
    """Control signs, lone surrogates and all scripts are compared like other text."""
    assert new == apply(base, diff(base, new))


@given(SOME_TEXT, SOME_TEXT, st.integers(1, 20))
def test_splitting_large_texts_keeps_the_law(base: str, new: str, largest: int) -> None:
    """A text that is compared in parts is still changed into exactly the new one."""
    assert new == apply(base, diff(base, new, largest=largest))


def test_parts_that_change_places_are_compared_in_the_order_of_both() -> None:
    """Of two runs that change places in a text compared in parts, the longer one is kept."""
    long, short = "one two three four five six ", "seven eight nine ten "
    for base, new in ((long + short, short + long), (short + long, long + short)):
        edits = diff(base, new, largest=1)
        assert new == apply(base, edits)
        moved = "".join(base[edit.start : edit.end] for edit in edits)
        assert ("three" in moved, "eight" in moved) == (False, True)


@given(amended())
def test_edits_are_in_order_and_apart(case: tuple[str, dict[str, str]]) -> None:
    """Edits follow each other, with something kept between any two."""
    base, proposals = case
    for new in proposals.values():
        edits = diff(base, new)
        assert all(one.end < other.start for one, other in itertools.pairwise(edits))


def test_a_very_long_text_is_split_at_what_occurs_once() -> None:
    """Twenty thousand words with two changes are compared without matching all with all."""
    words = [f"word{number}" for number in range(20_000)]
    changed = [*words[:5_000], "new", *words[5_000:15_000], *words[15_001:]]
    base = " ".join(words)
    edits = diff(base, " ".join(changed))
    assert [edit.text for edit in edits] == ["new ", ""]


def test_edits_that_overlap_are_refused() -> None:
    """Edits out of order are a mistake of the caller and are named."""
    with pytest.raises(ValueError, match="3-4"):
        apply("abcdef", [TextEdit(2, 4, ""), TextEdit(3, 4, "x")])


@given(st.text(), st.text())
def test_refining_loses_nothing(old: str, new: str) -> None:
    """What is equal or deleted is the old passage, what is equal or inserted the new one."""
    pieces = refine(old, new)
    assert old == "".join(text for kind, text in pieces if kind != "insert")
    assert new == "".join(text for kind, text in pieces if kind != "delete")


def test_refining_shows_the_ending_that_changed() -> None:
    """Inside a replaced word only the signs that differ are shown as changed."""
    assert refine("annually", "annual") == [("equal", "annual"), ("delete", "ly")]


def test_sentence_that_ends_like_another_that_moved_is_matched_once() -> None:
    """The words of the last sentence stand within those of the first, which moves behind others."""
    first = "สมาชิกส่งรายงานทุกปี सदस्य हर वर्ष रिपोर्ट देंगे।"
    other = "- Members shall report annually."
    last = "सदस्य हर वर्ष रिपोर्ट देंगे।"
    base, text = f"{first}\n\n{other}\n\n{last}  ", f"{other}\n\n{last}\n\n{first}  "
    assert combine(base, {"A": text}).project("A") == text
