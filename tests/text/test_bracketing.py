"""Telling the writing of brackets from other changes of a text."""

from __future__ import annotations

import pytest

from consensus.errors import InvalidChoice, NotFound
from consensus.text.bracket_edits import letter_of, only_brackets
from consensus.text.brackets import bracket_spans, parse
from consensus.text.hunk import Reword
from consensus.text.merge import settle_bracket


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a b c", True),
        ("a b c", "a [b] c", True),
        ("a b c", "[a b c]", True),
        ("a b c", "a [ASH: b | BAY: d] c", True),
        ("a b c", "a [b | no text] c", True),
        ("a b c", "a [[b] c]", True),
        ("a [b] c", "[a [b] c]", True),
        ("a [b] c d", "a [b] c [d | e]", True),
        ("a [b | c] d", "a [b | c | e] d", True),
        ("a [b | c] d", "[a | x] [b | c] d", True),
        ("a [b c] d", "a [[b | x] c] d", True),
        ("a b c", "a [d | b] c", False),
        ("a b c", "a [b]", False),
        ("a b c", "a [b] c d", False),
        ("a [b | c] d", "a [b] d", False),
        ("a [b | c] d", "a [c | b] d", False),
        ("a [b] c", "a b c", False),
        ("", "[a]", False),
    ],
)
def test_only_brackets(before: str, after: str, expected: bool) -> None:
    """Words that stood there come first in a new bracket; nothing else may change."""
    codes = {"ASH", "BAY"}
    assert only_brackets(parse(before, codes)[0], parse(after, codes)[0]) is expected


def test_deep_brackets_are_told_apart_quickly() -> None:
    """However deep they are nested, each pair of brackets is looked at once."""
    deep = "x " + "[a " * 40 + "b" + "]" * 40
    assert only_brackets(parse(deep)[0], parse(f"[{deep}]")[0])
    assert not only_brackets(parse(deep)[0], parse(deep.replace("b", "c"))[0])


@pytest.mark.parametrize(
    ("text", "number", "choice", "expected"),
    [
        ("a [b] c", 1, "keep", "a b c"),
        ("a [b] c", 1, "a", "a b c"),
        ("a [b] c", 1, "drop", "a c"),
        ("a [b | ASH: d] c", 1, "a", "a b c"),
        ("a [b | ASH: d] c", 1, "b", "a d c"),
        ("a [b | no text], c", 1, "b", "a, c"),
        ("a [b | d] c", 1, Reword("e [f]"), "a e [f] c"),
        ("[a [b] c] [d]", 2, "drop", "[a c] [d]"),
        ("[a [b] c] [d]", 3, "keep", "[a [b] c] d"),
    ],
)
def test_a_bracket_is_settled(text: str, number: int, choice: str | Reword, expected: str) -> None:
    """Its signs go, and the words that are chosen stay."""
    assert settle_bracket(parse(text, {"ASH"})[0], number, choice).notation() == expected


def test_a_bracket_is_not_settled_by_what_it_does_not_offer() -> None:
    """The message says which options there are."""
    text = parse("a [b | no text] c")[0]
    with pytest.raises(InvalidChoice, match="B1 offers a choice, so say which: a “b”, b “no text”"):
        settle_bracket(text, 1, "keep", "B1")
    with pytest.raises(NotFound, match="B1 has no option c: choose keep, drop or one of a “b”"):
        settle_bracket(text, 1, "c", "B1")
    with pytest.raises(NotFound, match="there is no bracket 2"):
        settle_bracket(text, 2, "drop")


def test_brackets_are_found_by_their_opening_signs() -> None:
    """Nested ones count, signs that build no bracket do not."""
    text = r"a [b [c] | d] ] \[e] [f]"
    assert [text[start:end] for start, end in bracket_spans(text)] == [
        "[b [c] | d]",
        "[c]",
        "[f]",
    ]


def test_letters_go_on_after_z() -> None:
    """Options beyond the alphabet have letters, too."""
    assert [letter_of(at) for at in (0, 25, 26, 27, 51, 52)] == ["a", "z", "aa", "ab", "az", "ba"]
