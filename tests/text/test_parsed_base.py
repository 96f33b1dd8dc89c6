"""Parsed bases: read once, and compared with other texts as if each were compared alone."""

from __future__ import annotations

from itertools import accumulate
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.diff import (
    LARGEST_MATCHING,
    ParsedBase,
    find_edits,
)
from consensus.text.edit import TextEdit, apply
from consensus.text.tokens import Vocabulary, tokenise
from tests.text.strategies import amended

# Words and signs that stand close to single spaces, or reach over them: an Arabic number sign takes
# what follows into its grapheme, and the accents belong to what stands before.
_PIECES = [
    *("a", "b", "the", "a-b", "1.5", "1.", "/2", "'", ".", ",", "[", "]", "|", "\\[", "\\", "_"),
    *(" ", " ", " ", " ", "  ", "\t", "\n", "\r", "\x1c", "\u00a0", "\u2028"),
    *("é", "e\u0301", "\u0301", "\u0600", "\U000110bd", "中", "ก", "\u200d", "👍", "🇩", "\ud800"),
]
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


def found_reading_all(base: str, new: str, largest: int = LARGEST_MATCHING) -> tuple[TextEdit, ...]:
    """The edits between two composed texts, both read from their beginning to their end."""
    vocabulary = Vocabulary(is_exact=True)
    old, its = tokenise(base), tokenise(new)
    offsets = [0, *accumulate(map(len, old))]
    numbers, its_numbers = vocabulary.number(old), vocabulary.number(its)
    return tuple(
        TextEdit(offsets[each.start], offsets[each.end], vocabulary.spell(each.text))
        for each in find_edits(numbers, its_numbers, vocabulary, largest)
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
        assert found_reading_all(base, new, largest) == original.edits(new, largest=largest)


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
