"""Telling the writing of brackets from other changes of a text."""

from __future__ import annotations

import pytest

from consensus.text.bracket_edits import only_brackets
from consensus.text.brackets import parse


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
