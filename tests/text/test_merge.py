"""Merging by hunk: the agreed part goes in, the rest stays alive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.combination import (
    HunkRecord,
    InBrackets,
    KeepBase,
    Reword,
)
from consensus.text.combine import combine
from consensus.text.merge import Outcome, merge
from tests.text.strategies import amended, plain

Case = tuple[str, dict[str, str]]

BASE = "We should meet in the spring; it is that of next year."
A = "We shall meet in the spring; it is that of this year."
B = "We may meet in the spring; it is that of next year."


def outcome(key: str, next_text: str | None, **hunks: tuple[tuple[str, str], ...]) -> Outcome:
    """Write an outcome down with its hunks as pairs."""
    records = {
        what: tuple(HunkRecord(*pair) for pair in hunks.get(what, ()))
        for what in ("taken", "left", "closed")
    }
    return Outcome(key, next_text=next_text, **records)


def test_open_conflicts_leave_the_words_of_the_base() -> None:
    """What is agreed goes in; the options in dispute are left, each in its amendment."""
    merged = merge(combine(BASE, {"A": A, "B": B}))
    assert merged.text == "We should meet in the spring; it is that of this year."
    assert merged.outcomes == (
        outcome(
            "A",
            "We shall meet in the spring; it is that of this year.",
            taken=(("next", "this"),),
            left=(("should", "shall"),),
        ),
        outcome(
            "B", "We may meet in the spring; it is that of this year.", left=(("should", "may"),)
        ),
    )


def test_settling_closes_what_it_decides_against() -> None:
    """The amendment a conflict is settled for is merged in full, its rival is closed."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: "A"})
    assert merged.text == A
    assert merged.outcomes == (
        outcome("A", None, taken=(("should", "shall"), ("next", "this"))),
        outcome("B", None, closed=(("should", "may"),)),
    )


def test_an_amendment_may_be_kept_open_against_a_decision() -> None:
    """What was decided against stays alive where the body wants it to."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: "A"}, keep_open=("B",))
    assert merged.outcomes[1] == outcome(
        "B", "We may meet in the spring; it is that of this year.", left=(("should", "may"),)
    )


@pytest.mark.parametrize(("settlement", "word"), [(KeepBase(), "should"), (Reword("must"), "must")])
def test_other_words_close_every_option(settlement: KeepBase | Reword, word: str) -> None:
    """Settled for the base or for new words, a conflict is closed for all who contended."""
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: settlement})
    assert merged.text == f"We {word} meet in the spring; it is that of this year."
    assert [each.next_text for each in merged.outcomes] == [None, None]
    assert [len(each.closed) for each in merged.outcomes] == [1, 1]


def test_a_change_not_taken_is_left() -> None:
    """A merge may take one change of an amendment and leave another."""
    merged = merge(combine(BASE, {"A": A}), take=[1])
    assert merged.text == "We should meet in the spring; it is that of this year."
    assert merged.outcomes == (
        outcome("A", A, taken=(("next", "this"),), left=(("should", "shall"),)),
    )


def test_linked_changes_go_together() -> None:
    """Taking an opening bracket takes the closing one."""
    merged = merge(combine("we weigh the means now", {"A": "we [weigh the means] now"}), take=[0])
    assert merged.text == "we [weigh the means] now"


def test_a_conflict_in_brackets_leaves_each_amendment_its_choice() -> None:
    """Each amendment becomes the choice of its option; bracketing those is the same bracket."""
    names = {"A": ("BRA",), "B": ("USA",)}
    merged = merge(combine(BASE, {"A": A, "B": B}), settle={0: InBrackets()}, names=names)
    assert merged.text == (
        "We [should | BRA: shall | USA: may] meet in the spring; it is that of this year."
    )
    choices = {each.key: each.next_text or "" for each in merged.outcomes}
    assert choices == {
        "A": "We shall meet in the spring; it is that of this year.",
        "B": "We may meet in the spring; it is that of this year.",
    }
    assert combine(merged.text, choices).render("brackets", names) == merged.text


def test_neighbouring_brackets_stay_questions_of_their_own() -> None:
    """Choices in two brackets side by side are two conflicts, and bracketed as they were."""
    first, second = "[should | A: shall | B: may]", "[report | A: notify | C: write]"
    base = f"We {first} {second} to all members."
    choices = {
        "A": "We shall notify to all members.",
        "B": f"We may {second} to all members.",
        "C": f"We {first} write to all members.",
    }
    again = combine(base, choices)
    assert len(again.conflicts) == 2
    assert again.render("brackets") == base


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"take": [7]}, "no change 7: there are 1, counted from 0"),
        ({"settle": {3: "A"}}, "no conflict 3: there are 1, counted from 0"),
    ],
)
def test_unknown_numbers_are_refused(arguments: dict[str, object], message: str) -> None:
    """A change or conflict that does not exist is a mistake of the caller."""
    with pytest.raises(ValueError, match=message):
        merge(combine(BASE, {"A": A, "B": B}), **arguments)  # type: ignore[arg-type]  # by name


@given(amended())
def test_taking_everything_is_the_text(case: Case) -> None:
    """A clean combination merged whole gives its text and leaves nothing."""
    combination = combine(*case)
    if combination.is_clean:
        merged = merge(combination)
        assert merged.text == combination.text()
        assert all(each.next_text is None and not each.left for each in merged.outcomes)


@given(amended())
def test_taking_nothing_leaves_every_amendment_as_it_was(case: Case) -> None:
    """Nothing taken: the base stays, and each next text is the proposal itself."""
    base, proposals = case
    merged = merge(combine(base, proposals), take=())
    assert merged.text == base
    for each in merged.outcomes:
        text = base if each.next_text is None else each.next_text
        assert plain(text) == plain(proposals[each.key])
        assert not each.taken
        assert not each.closed


@given(amended(), st.data())
def test_nothing_unmerged_vanishes(case: Case, data: st.DataObject) -> None:
    """Every hunk of every amendment is taken, left or closed, and what is left comes back."""
    base, proposals = case
    combination = combine(base, proposals)
    numbers = range(len(combination.changes))
    take = {number for number in numbers if data.draw(st.booleans())}
    settle = {
        index: data.draw(st.sampled_from([*conflict.by, KeepBase(), InBrackets()]))
        for index, conflict in enumerate(combination.conflicts)
        if data.draw(st.booleans())
    }
    merged = merge(combination, take=take, settle=settle)
    whole = merge(combination)
    for each, everything in zip(merged.outcomes, whole.outcomes, strict=True):
        wanted = (*everything.taken, *everything.left)
        found = (*each.taken, *each.left, *each.closed)
        assert sorted(found, key=str) == sorted(wanted, key=str)
        assert (each.next_text is None) == (not each.left)
        if each.next_text is not None:
            assert combine(merged.text, {"A": each.next_text}).text() == each.next_text


@given(amended(), st.data())
def test_the_remainder_can_go_in_later(case: Case, data: st.DataObject) -> None:
    """Of a clean combination, one part today and the rest tomorrow is the whole."""
    base, proposals = case
    combination = combine(base, proposals)
    if not combination.is_clean:
        return
    numbers = range(len(combination.changes))
    merged = merge(combination, take={number for number in numbers if data.draw(st.booleans())})
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    later = combine(merged.text, rest)
    assert later.is_clean
    assert later.text() == combination.text()
