"""Tokens: what is one and what is not, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text import tokens
from consensus.text.tokens import tokenise
from tests.text.strategies import SIMPLE_TEXT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("shall not", ["shall", " ", "not"]),
        ("Members' don't", ["Members", "'", " ", "don't"]),
        ("policy-making", ["policy-making"]),
        ("Côte d’Ivoire", ["Côte", " ", "d’Ivoire"]),
        ("1.5 or 70/125.", ["1.5", " ", "or", " ", "70/125", "."]),
        ("1,000 at 23:00, 5", ["1,000", " ", "at", " ", "23:00", ",", " ", "5"]),
        ("and/or", ["and", "/", "or"]),
        ("A/RES/70/125", ["A", "/", "RES", "/", "70/125"]),
        ("a  \t b", ["a", "  \t ", "b"]),
        ("a \n\n b", ["a", " \n\n ", "b"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("# {x_1}", ["#", " ", "{", "x", "_", "1", "}"]),
        ("[a|b]", ["[", "a", "|", "b", "]"]),
        ("\\[a\\]", ["\\[", "a", "\\]"]),
        ("cafe\u0301s", ["cafe\u0301s"]),
        ("可持续发展", ["可", "持", "续", "发", "展"]),
        ("การ", ["ก", "า", "ร"]),
        ("ที่", ["ที่"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("👍🏽👩‍👩‍👧🇧🇷", ["👍🏽", "👩‍👩‍👧", "🇧🇷"]),
    ],
)
def test_tokens_are_what_readers_take_as_one(text: str, expected: list[str]) -> None:
    """Words, numbers, white space, signs and graphemes are cut as a reader would cut them."""
    assert expected == tokenise(text)


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    """The tokens of any text, joined, are that text."""
    assert text == "".join(tokenise(text))


@given(st.text(st.characters(max_codepoint=127)) | SIMPLE_TEXT)
def test_simple_scripts_are_cut_like_every_other(text: str) -> None:
    """The quick ways for ASCII and for simple scripts give the same tokens as that for all."""
    assert tokens._any_script().findall(text) == tokenise(text)


@given(st.lists(st.sampled_from(["shall", "not", "1.5", "é"]), min_size=1))
def test_words_between_spaces_stay_whole(words: list[str]) -> None:
    """Words that stand between spaces are tokens of their own."""
    assert words == tokenise(" ".join(words))[::2]
