"""Texts and proposals that are hard to combine."""

from __future__ import annotations

from hypothesis import strategies as st

# Few words, so that they repeat and edits can slide; signs that build, escape or imitate brackets.
WORDS = ("a", "b", "and", "the", "shall", "not", ",", ".", "\n", "\\[", "#", "{")

KEYS = "ABCDE"


def is_balanced(text: str) -> bool:
    """Tell whether every bracket sign of a text that is not escaped has its partner."""
    depth = at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in tuple("[]|:\\"):
            at += 1
        elif text[at] == "[":
            depth += 1
        elif text[at] == "]":
            depth -= 1
            if depth < 0:
                return False
        at += 1
    return depth == 0


def bracketed(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Put some of the words in brackets, with another option or without."""
    start = draw(st.integers(0, len(words)))
    end = draw(st.integers(start, len(words)))
    option = draw(st.sampled_from([[], [], ["|", "not"]]))
    return [*words[:start], "[", *words[start:end], *option, "]", *words[end:]]


@st.composite
def edited(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Change some words as a delegation might, or as nobody in their right mind would."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(words)))
        end = min(len(words), start + draw(st.integers(0, 3)))
        edit = draw(
            st.sampled_from(
                ["delete", "insert", "replace", "replace", "bracket", "empty", "append"]
            )
        )
        word = draw(st.sampled_from(WORDS))
        if edit == "delete":
            words = [*words[:start], *words[end:]]
        elif edit == "insert":
            words = [*words[:start], word, *words[start:]]
        elif edit == "replace":
            words = [*words[:start], word, *words[end:]]
        elif edit == "bracket":
            words = bracketed(draw, words)
        elif edit == "append":
            words = [*words, word]
        else:
            words = []
    return words


@st.composite
def amended(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a base and up to five proposals for it, some of them identical."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=8))
    if draw(st.booleans()):
        words = bracketed(draw, words)
    between = draw(st.sampled_from([" ", " ", ""]))
    proposals: dict[str, str] = {}
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        if proposals and draw(st.integers(0, 3)) == 0:
            proposals[key] = draw(st.sampled_from(sorted(proposals.values())))
        else:
            proposals[key] = between.join(draw(edited(words)))
    return between.join(words), proposals


def balanced_only(case: tuple[str, dict[str, str]]) -> bool:
    """Tell whether all texts of a case have balanced brackets."""
    base, proposals = case
    return all(is_balanced(text) for text in (base, *proposals.values()))
