"""Brackets of foreign texts read as choices, and all of them lifted or dropped."""

from __future__ import annotations

import pytest

from consensus.text.bracket_edits import choose_alternatives, drop, find_alternatives, lift
from consensus.text.brackets import (
    BracketedText,
    parse,
    read_option_label,
    render,
    without_option_label,
)

CODES = ("BRA", "USA")


@pytest.mark.parametrize(
    ("before", "after", "numbers"),
    [
        ("we [shall] [should] [may] act", "we [shall | should | may] act", (1,)),
        ("[a]/[b] and [c]", "[a | b] and [c]", (1,)),
        ("we [shall/should] act", "we [shall | should] act", (1,)),
        ("we [shall act / should wait]", "we [shall act | should wait]", (1,)),
        ("x [one [a] [b]] [two]", "x [one [a | b] | two]", (1, 2)),
        ("[BRA: a] [b] [c]", "[BRA: a] [b | c]", (2,)),
    ],
)
def test_what_looks_like_a_choice_becomes_one(
    before: str, after: str, numbers: tuple[int, ...]
) -> None:
    """Neighbours that nobody holds, and slashes between words, are choices when asked for."""
    text, chosen = choose_alternatives(parse(before, CODES)[0])
    assert (after, numbers) == (render(text), chosen)


@pytest.mark.parametrize(
    "text",
    [
        "[a] x [b]",
        "[BRA: a] [USA: b]",
        "[and/or] of [70/125]",
        "[men/women and children]",
        "[a | b]",
        "nothing at all",
    ],
)
def test_what_may_be_no_choice_stays(text: str) -> None:
    """Brackets with names, idioms, and a slash of which nobody knows how far it reaches, stay."""
    assert (parse(text, CODES)[0], ()) == choose_alternatives(parse(text, CODES)[0])


def test_unclear_slashes_are_still_noticed() -> None:
    """A slash between words is noticed also where it is not turned into a choice."""
    assert find_alternatives(parse("[men/women and children] x [a] [b]")[0]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Option 1: we act", "Option 1", "we act"),
        ("**Option B.** we act", "Option B", "we act"),
        ("Alternative (ii) – we act", "Alternative (ii)", "we act"),
        ("Option 2 (islands): we act", "Option 2 (islands)", "we act"),
        ("Option A", "Option A", ""),
    ],
)
def test_option_labels_are_read(text: str, label: str, rest: str) -> None:
    """A label of an option is taken off with the stop or emphasis after it."""
    found = read_option_label(text)
    assert found is not None
    assert (label, rest) == (found.label, found.rest)
    assert rest == without_option_label(text)


@pytest.mark.parametrize("text", ["Option 1 is better", "Options: many", "Optional: no", "7: no"])
def test_words_are_no_option_labels(text: str) -> None:
    """A sentence about an option is no option."""
    assert read_option_label(text) is None
    assert text == without_option_label(text)


@pytest.mark.parametrize(
    ("option", "after"),
    [(1, "We act [now]."), (2, "We wait."), (3, "We ."), (4, "We sleep.")],
)
def test_lifting_takes_the_label_of_an_option_away(option: int, after: str) -> None:
    """A label is a sign that tells options apart, and goes with the signs of the bracket."""
    text = parse("We [Option 1: act [now] | Option 2: wait | Option 3: no text | 7 alt: sleep].")[0]
    assert after == render(lift(text, 1, option)).replace("We.", "We .")


FOREIGN = [
    ("We [shall [urgently]] act [now].", "We shall urgently act now.", "We act."),
    ("[a [b [c [d [e]]]]] f", "a b c d e f", "f"),
    ("We call [upon] [on] States", "We call upon on States", "We call States"),
    ("x [BRA: y] (see [z])", "x y (see z)", "x (see)"),
]


def everything(text: BracketedText, change: object) -> str:
    """The text when every bracket in it is lifted, or dropped."""
    while text.count:
        text = lift(text, 1) if change is lift else drop(text, 1)
    return render(text)


@pytest.mark.parametrize(("text", "lifted", "dropped"), FOREIGN)
def test_all_brackets_lifted_or_dropped(text: str, lifted: str, dropped: str) -> None:
    """Lifted one by one, nested brackets leave all their words; dropped, none of them."""
    read = parse(text, CODES)[0]
    assert (lifted, dropped) == (everything(read, lift), everything(read, drop))
