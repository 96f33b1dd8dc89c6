"""Differences: exact, by whole words, bounded in memory, and the same for a base read once."""

from __future__ import annotations

import itertools
from itertools import accumulate
from unicodedata import normalize
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.combine import combine
from consensus.text.diff import ParsedBase, diff, find_edits, refine, split_at
from consensus.text.edit import TextEdit, apply
from consensus.text.tokens import Vocabulary, tokenise
from tests.text.strategies import amended

LARGEST_MATCHING = "consensus.text.diff.LARGEST_MATCHING"
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
        ("One. Two.", "One. One. Two.", (TextEdit(4, 4, " One."),)),
        ("One.", "One. One.", (TextEdit(4, 4, " One."),)),
        ("One. One.", "One. One. One.", (TextEdit(9, 9, " One."),)),
        ("A. B. C.", "A. B. A. B. C.", (TextEdit(5, 5, " A. B."),)),
        ("“One.” Two.", "“One.” “One.” Two.", (TextEdit(7, 7, "“One.” "),)),
        ("一。二。", "一。一。二。", (TextEdit(2, 2, "一。"),)),
        ("One.\n\nTwo.", "One.\n\nOne.\n\nTwo.", (TextEdit(6, 6, "One.\n\n"),)),
        ("pay now", "pay . now", (TextEdit(3, 3, " ."),)),
        ("Intro. Pay up.", "Intro. Pay up. Pay up.", (TextEdit(14, 14, " Pay up."),)),
        # Words that another sentence begins with are none.
        ("Intro. Pay up", "Intro. Pay up. Pay up", (TextEdit(6, 6, " Pay up."),)),
        ("Intro. Pay up now.", "Intro. Pay up. Pay up now.", (TextEdit(6, 6, " Pay up."),)),
        ("Pay up now.", "Pay up. Pay up now.", (TextEdit(0, 0, "Pay up. "),)),
        ("Pay up", "Pay up. up", (TextEdit(3, 3, " up."),)),
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
    with patch(LARGEST_MATCHING, largest):
        assert new == apply(base, diff(base, new))


def test_parts_that_change_places_are_compared_in_the_order_of_both() -> None:
    """Of two runs that change places in a text compared in parts, the longer one is kept."""
    long, short = "one two three four five six ", "seven eight nine ten "
    for base, new in ((long + short, short + long), (short + long, long + short)):
        with patch(LARGEST_MATCHING, 1):
            edits = diff(base, new)
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


# Parsed bases: read once, and compared with other texts as if each were compared alone.


# Words and signs that stand close to single spaces, or reach over them: an Arabic number sign takes
# what follows into its grapheme, and the accents belong to what stands before.
_PIECES = [
    *("a", "b", "the", "a-b", "1.5", "1.", "/2", "'", ".", ",", "[", "]", "|", "\\[", "\\", "_"),
    *(" ", " ", " ", " ", "  ", "\t", "\n", "\r", "\x1c", "\u00a0", "\u2028"),
    *("é", "e\u0301", "\u0301", "\u0600", "\U000110bd", "中", "ก", "\u200d", "👍", "🇩", "\ud800"),
]
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


def found_reading_all(base: str, new: str) -> tuple[TextEdit, ...]:
    """The edits between two composed texts, both read from their beginning to their end."""
    vocabulary = Vocabulary(is_exact=True)
    old, its = tokenise(base), tokenise(new)
    offsets = [0, *accumulate(map(len, old))]
    numbers, its_numbers = vocabulary.number(old), vocabulary.number(its)
    return tuple(
        TextEdit(offsets[each.start], offsets[each.end], vocabulary.spell(each.text))
        for each in find_edits(numbers, its_numbers, vocabulary)
    )


@st.composite
def _with_others(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text and others, that share most of it or nothing with it."""
    base = draw(_TEXT)
    others = []
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(base))), draw(st.integers(0, len(base)))))
        others.append(draw(st.sampled_from([base[:start], ""])) + draw(_TEXT) + base[end:])
    return base, others


@given(_with_others(), st.integers(1, 40))
def test_reading_what_differs_finds_what_reading_all_does(
    case: tuple[str, list[str]], largest: int
) -> None:
    """A text is cut into the same tokens whether all of it is read or only what differs."""
    base, *others = (normalize("NFC", each) for each in (case[0], *case[1]))
    original = ParsedBase(base)
    for new in others:
        assert found_reading_all(base, new) == original.edits(new)
        with patch(LARGEST_MATCHING, largest):
            assert found_reading_all(base, new) == original.edits(new)


@given(amended())
def test_amendments_are_compared_as_if_each_were_alone(case: tuple[str, dict[str, str]]) -> None:
    """What else was compared with a text before makes no difference, brackets included."""
    base, proposals = case
    original = ParsedBase(base)
    for new in proposals.values():
        assert ParsedBase(base).edits(new) == original.edits(new)


@given(_with_others())
def test_edits_lead_to_the_other_text(case: tuple[str, list[str]]) -> None:
    """Carrying out the edits gives the other text to the last sign, however its words are spelt."""
    base, others = case
    original = ParsedBase(base)
    for new in others:
        assert new == apply(base, original.edits(new))


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        ("a x b c", "a x\u0600 b c", (TextEdit(3, 4, "\u0600 "),)),
        ("a café b", "a cafe\u0301 b", (TextEdit(2, 6, "cafe\u0301"),)),
        ("a [b] c d", "a c d", (TextEdit(2, 6, ""),)),
    ],
)
def test_edits_are_of_whole_tokens(base: str, new: str, expected: tuple[TextEdit, ...]) -> None:
    """A sign that takes the space behind it is one token with it; a spelling is an edit."""
    assert expected == ParsedBase(base).edits(new)


# Parting: where a text is cut.


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
