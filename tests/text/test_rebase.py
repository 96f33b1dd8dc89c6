"""Rebasing: a text carried over to another state of its base."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.bracket_edits import letter_of
from consensus.text.brackets import EVERY_CODE, bracket_spans, parse
from consensus.text.combine import combine
from consensus.text.diff import diff
from consensus.text.hunk import InBrackets, KeepBase, Reword
from consensus.text.merge import merge, rebase, settle_bracket, settled_for_text
from consensus.text.tokens import tokenise
from tests.text.strategies import OFFERED, amended, amended_beside_brackets


@pytest.mark.parametrize(
    ("old", "new", "text", "expected"),
    [
        ("We meet in May.", "We meet in June.", "We may meet in May.", "We may meet in June."),
        ("We meet.", "We meet.\n\nWe vote.", "We all meet.", "We all meet.\n\nWe vote."),
        ("One. Two.", "One. Two.", "One. Three.", "One. Three."),
        ("One. Two.", "One. Three.", "One. Three.", "One. Three."),
    ],
)
def test_a_text_is_carried_over(old: str, new: str, text: str, expected: str) -> None:
    """Changes of other words, and changes made by both, carry over cleanly."""
    assert rebase(old, new, text).text() == expected


def test_what_both_changed_is_a_conflict() -> None:
    """Where base and text went different ways, both wordings are there to choose from."""
    combination = rebase("We meet in May.", "We meet in June.", "We meet in July.")
    assert combination.render("brackets", {}) == "We meet in [May | June | July]."
    assert combination.settle({0: "text"}).text() == "We meet in July."


@given(amended())
def test_undoing_a_change_gives_the_text_before_it(case: tuple[str, dict[str, str]]) -> None:
    """Carried from after a change back to before it, the text with only that change is undone."""
    base, proposals = case
    changed = proposals["A"]
    assert rebase(changed, base, changed).text() == base


OR = "[shall | should]"


@pytest.mark.parametrize(
    ("new", "text", "expected"),
    [
        # What is put in beside the bracket, and what replaces words beside it.
        ("We should clean it.", f"We all {OR} clean it.", "We all should clean it."),
        ("We shall clean it.", f"All of us {OR} wash it.", "All of us shall wash it."),
        ("We clean it.", f"We all {OR} clean it.", "We all clean it."),
        ("We are to clean it.", f"We {OR} gladly clean it.", "We are to gladly clean it."),
        # Options that the text changes are its own words.
        ("We should clean it.", "We [shall | should all] clean it.", "We should all clean it."),
        ("We should clean it.", "We [must | should] clean it.", "We must clean it."),
        ("We should clean it.", "We [shall] clean it.", "We shall clean it."),
        # A bracket around it stays; one that only has another option now has it.
        ("We should clean it.", f"[We all {OR} clean it.]", "[We all should clean it.]"),
        (
            "We [shall | should | BAY: may] clean it.",
            f"We all {OR} clean it.",
            "We all [shall | should | BAY: may] clean it.",
        ),
        # Where new words stand for more than the bracket, only what the text changes is left.
        ("We tidy it.", f"We {OR} wash it.", "We wash it."),
    ],
)
def test_brackets_that_a_text_leaves_alone_follow(new: str, text: str, expected: str) -> None:
    """What is left of a text never writes back a bracket that is settled or has changed."""
    assert settled_for_text(rebase(f"We {OR} clean it.", new, text)).text() == expected


def brought_back(base: str, text: str, new: str, rest: str) -> list[str]:
    """The bracket signs and options that what is left adds, and its author never wrote."""
    wrote = {word for edit in diff(base, text) for word in tokenise(edit.text)}
    # Options of a bracket that it changes are its own.
    wrote.update(
        word
        for start, end in bracket_spans(base)
        if any(edit.start < end and start < edit.end for edit in diff(base, text))
        for word in tokenise(base[start + 1 : end - 1])
    )
    added = Counter(tokenise(rest)) - Counter(tokenise(new))
    return [word for word in added if word in (*OFFERED, "[", "]") and word not in wrote]


@given(amended_beside_brackets(), st.data())
def test_no_merge_and_no_edit_brings_a_bracket_back(
    case: tuple[str, dict[str, str]], data: st.DataObject
) -> None:
    """Whatever is taken and settled, later or at once, only the author's own words are left."""
    base, proposals = case
    number = data.draw(st.integers(1, len(bracket_spans(base))))
    read = parse(base, EVERY_CODE)[0]
    letters = [letter_of(at) for at in range(len([*read.brackets()][number - 1].options))]
    way = data.draw(st.sampled_from(["drop", Reword("other words"), *letters]))
    edited = settle_bracket(read, number, way).notation()
    combination = combine(base, proposals)
    settle = {
        at: data.draw(st.sampled_from([*conflict.by, KeepBase(), InBrackets()]))
        for at, conflict in enumerate(combination.conflicts)
        if data.draw(st.booleans())
    }
    keep_open = data.draw(st.sets(st.sampled_from(sorted(proposals))))
    merges = [
        merge(combination, settle=settle, keep_open=keep_open),
        merge(combination, take=(), keep_open=keep_open, brackets={number: way}),
    ]
    for merged in merges:
        for each in merged.outcomes:
            rest = merged.text if each.next_text is None else each.next_text
            assert not brought_back(base, proposals[each.key], merged.text, rest)
    for text in proposals.values():
        rest = settled_for_text(rebase(base, edited, text)).text()
        assert not brought_back(base, text, edited, rest)
