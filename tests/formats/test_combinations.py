"""Settlements of conflicts and brackets, and numbers of changes, as they are written."""

from __future__ import annotations

import re

import pytest

from consensus.errors import Rejected
from consensus.formats.combinations import read_changes, read_settlements
from consensus.text.combine import combine
from consensus.text.hunk import InBrackets, InOrder, KeepBase, Reword, Settlement, Take

COMBINATION = combine("a b c", {"A1": "a x c", "A2": "a y c", "A3": "a x c"})
EDGES = combine("we meet, and eat", {"A1": "we meet, or eat", "A2": "we meet eat"})


@pytest.mark.parametrize(
    ("written", "settlement"),
    [
        ("1=A2", Take("A2")),
        ("1=a", KeepBase()),
        ("1=b", Take("A1", "A3")),
        ("1=c", Take("A2")),
        ("1=A1+A3", Take("A1", "A3")),
        ("1=base", KeepBase()),
        ("1=brackets", InBrackets()),
        ("1=order:A1,A3", InOrder("A1", "A3")),
        ("1=text:new words", Reword("new words")),
        ('1=text:" new words "', Reword(" new words ")),
        ("1=text:“new words”", Reword("new words")),
        ("1=text:", Reword("")),
        ("1=text:x=y", Reword("x=y")),
    ],
)
def test_settlements_are_read(written: str, settlement: Settlement) -> None:
    """Each way to settle a conflict has its notation."""
    assert read_settlements([written], COMBINATION, "R1") == {1: settlement}


TWO_PLACES = combine(
    "The chair shall report. The board shall meet.",
    {
        "A1": "The chair may report. The board shall meet.",
        "A2": "The chair must report. The board must meet.",
        "A3": "The chair shall report. The board can meet.",
        "A4": "The chair shall report. The board shall meet. Reports are public.",
    },
)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("1=A1+A3", "A3 wants nothing in 1; settle that alone, and choose A3 for conflict 2"),
        ("1=A1+A4", "A4 wants nothing in 1; settle that alone, and take A4 too"),
    ],
)
def test_an_amendment_that_wants_nothing_in_a_conflict_is_named(written: str, instead: str) -> None:
    """What to do in its place is said: settle the other conflict too, or take its changes."""
    with pytest.raises(Rejected, match=re.escape(instead)):
        read_settlements([written], TWO_PLACES, "R1")


def test_new_words_are_parted_as_the_old_ones_were() -> None:
    """Nobody types the white space at the edge of a conflict, and the shell takes quotes off."""
    conflict = EDGES.conflicts[0]
    assert conflict.replaces.startswith(",")
    found = read_settlements(["1=text:, but"], EDGES, "R1")[1]
    text = EDGES.settle({1: found}).text()
    assert text == "we meet, but eat"


@pytest.mark.parametrize(
    ("given", "numbers"), [((), None), (("1", "c3"), [1, 3]), (("C2,4",), [2, 4])]
)
def test_changes_are_numbered_from_one(given: tuple[str, ...], numbers: list[int] | None) -> None:
    """A change is named as it is shown."""
    assert read_changes(given) == numbers
