"""Settling conflicts: by proposals that agree, by the base, by new words, by brackets."""

from __future__ import annotations

import pytest

from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.hunk import (
    Change,
    Conflict,
    InBrackets,
    InOrder,
    KeepBase,
    Kept,
    Option,
    Reword,
    Settlement,
    Take,
)

BASE = "We should meet in the spring of next year."
PROPOSALS = {
    "A": "We shall meet in the spring of next year.",
    "B": "We may meet in the spring of next year.",
    "C": "We shall meet in the spring of next year.",
}


def rivals() -> Combination:
    """Combine two wordings for one word, one of them wanted by two."""
    return combine(BASE, PROPOSALS)


@pytest.mark.parametrize(
    ("settlement", "word", "by"),
    [
        ("A", "shall", ("A", "C")),
        (Take("B"), "may", ("B",)),
        (Take("A", "C"), "shall", ("A", "C")),
        (Reword("might"), "might", ()),
        (Reword("may"), "may", ("B",)),
        (InBrackets(), "[should | A, C: shall | B: may]", ("A", "B", "C")),
    ],
)
def test_a_settled_conflict_is_a_change(
    settlement: Settlement | str, word: str, by: tuple[str, ...]
) -> None:
    """The change carries the words it was settled for and names those whose words they are."""
    settled = rivals().settle({0: settlement})
    assert settled.changes == (Change("should", word, by),)
    assert settled.text() == BASE.replace("should", word)


@pytest.mark.parametrize("settlement", [KeepBase(), Reword("should")])
def test_keeping_the_base_is_no_change(settlement: Settlement) -> None:
    """A conflict settled for the words of the base leaves them as kept."""
    settled = rivals().settle({0: settlement})
    assert settled.hunks[1] == Kept("should")
    assert settled.text() == BASE


def test_names_are_printed_as_asked_for() -> None:
    """Where a conflict is written as a bracket, the codes of sponsors can stand for keys."""
    names = {"A": ("BRA",), "B": ("USA", "CAN"), "C": ()}
    settled = rivals().settle({0: InBrackets()}, names)
    assert settled.changes[0].text == "[should | BRA: shall | USA, CAN: may]"


def test_the_others_stay_open() -> None:
    """Settling one conflict leaves the rest, and says what the settled one was."""
    combination = combine("Red. Tea.", {"A": "Blue. Oat.", "B": "Pink. Rye."})
    settled = combination.settle({1: "B"})
    assert len(settled.conflicts) == 1
    assert settled.changes[0].settled_from == combination.conflicts[1]
    assert settled.settle({0: "A"}).text() == "Blue. Rye."


WIDE = {
    "A": "We shall meet in the spring of next year.",
    "B": "",
    "C": "We should meet in the spring of every year.",
    "D": "We should meet in the spring of any year.",
}


def test_compatible_proposals_can_be_taken_together() -> None:
    """Two changes that exclude a third, but not each other, are carried out both."""
    combination = combine(BASE, WIDE)
    (conflict,) = combination.conflicts
    assert conflict.compatible == (
        frozenset({"A", "C"}),
        frozenset({"A", "D"}),
        frozenset({"B"}),
    )
    settled = combination.settle({0: Take("A", "C")})
    assert settled.text() == "We shall meet in the spring of every year."
    assert settled.changes[0].by == ("A", "C")


@pytest.mark.parametrize(
    ("settlement", "message"),
    [
        (Take("A", "B"), "exclude each other here: A and B"),
        (Take("A", "C", "D"), "exclude each other here: C and D"),
        ("E", "E has no option here: choose from A, B, C, D"),
        (InOrder("A", "C"), "only pure insertions at one place can stand in an order"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(settlement: Settlement | str, message: str) -> None:
    """A settlement that cannot be carried out names the proposals in its way."""
    with pytest.raises(ValueError, match=message):
        combine(BASE, WIDE).settle({0: settlement})


def test_a_conflict_that_does_not_exist_is_refused() -> None:
    """Conflicts are counted from 0, and the message says so."""
    with pytest.raises(ValueError, match="no conflict 1: there are 1, counted from 0"):
        rivals().settle({1: "A"})


def test_taking_nobody_is_refused() -> None:
    """A settlement in favour of nobody is a mistake."""
    with pytest.raises(ValueError, match="at least one"):
        Take()


@pytest.mark.parametrize(
    ("base", "proposals", "expected"),
    [
        (
            "Members report.",
            {"A": "Members shall report.", "B": "Members promptly report."},
            {"AB": "Members shall promptly report.", "BA": "Members promptly shall report."},
        ),
        (
            "- one\n- two",
            {"A": "- one\n- two\n- red", "B": "- one\n- two\n- blue"},
            {"AB": "- one\n- two\n- red\n- blue", "BA": "- one\n- two\n- blue\n- red"},
        ),
        ("", {"A": "Red.", "B": "Blue"}, {"AB": "Red.Blue", "BA": "Blue Red."}),
    ],
)
def test_insertions_at_one_place_may_stand_in_either_order(
    base: str, proposals: dict[str, str], expected: dict[str, str]
) -> None:
    """Both of two insertions are kept in the order stated, and no words run together."""
    combination = combine(base, proposals)
    for order, text in expected.items():
        assert combination.settle({0: InOrder(*order)}).text() == text


def test_conflicts_made_by_hand_can_be_settled() -> None:
    """A conflict needs nothing but its options to be settled for one of them."""
    conflict = Conflict("a", (Option("a"), Option("b", ("B",)), Option("c", ("C", "D"))))
    assert conflict.compatible == (frozenset({"B"}), frozenset({"C", "D"}))
    assert conflict.settled("D") == Change("a", "c", ("C", "D"))
    with pytest.raises(ValueError, match="B and C"):
        conflict.settled(Take("B", "C"))


def test_only_those_whose_words_meet_exclude_each_other() -> None:
    """A third whose words stand in the same conflict goes with whom it doubles no word."""
    base = "Members report to the harbour office."
    found = combine(
        base,
        {
            "ASH": "Members report to our harbour office.",
            "BAY": "Members report to the our office.",
            "COL": "Members report to the port office.",
        },
    )
    (conflict,) = found.conflicts
    assert conflict.excluding == (("ASH", "BAY"), ("BAY", "COL"))
    settled = found.settle({0: Take("ASH", "COL")})
    assert settled.text() == "Members report to our port office."
