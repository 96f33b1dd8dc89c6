"""What may stand in the record where words were taken out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.history.corrections import REDACTED, intersect, only_words_taken_out
from consensus.history.operations import AddMember
from consensus.history.step import Step
from consensus.working_group.log import redacted_bodies
from tests.support.recording import step

TEXTS = st.text('ab \n"\\é', max_size=8)
DATA = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def named(name: str, group: str) -> Step:
    """A step in which a member joins."""
    return step(2, (), AddMember(id="m", code="M", name=name, group=group))


@given(TEXTS, TEXTS, TEXTS.filter(str.strip))
def test_what_a_redaction_leaves_is_known_as_such(name: str, group: str, words: str) -> None:
    """Every substitute that the software makes says nothing that the body did not say."""
    made = named(name, group)
    for each in redacted_bodies(made, words, ""):
        body = made.bodies[each.index].body
        assert body is not None
        assert only_words_taken_out(body, each.substitute)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Ash agrees", "Ash objects"),
        ("Ash agrees", "(redacted) objects"),
        ("Ash agrees", "Ash agrees (redacted)!"),
        ("Ash agrees", "agrees(redacted)Ash"),
        ("Ash agrees", 3),
        (["Ash"], ["(redacted)", "Bay"]),
        ({"by": "Ash"}, {"by": "(redacted)", "why": "asked"}),
        ({"by": "Ash"}, {"to": "Ash"}),
        ({"by": "Ash"}, {"x(redacted)": "Ash"}),
        (3, 4),
    ],
)
def test_other_words_are_known_as_such(said: Any, left: Any) -> None:
    """What puts anything in the place of what it takes out is no redaction."""
    assert not only_words_taken_out(json.dumps(said), json.dumps(left))


@given(DATA, DATA)
def test_what_is_left_of_two_substitutes_does_not_depend_on_their_order(
    one: Any, other: Any
) -> None:
    """Each machine finds the same, and of equal ones it is just that."""
    first, second = json.dumps(one), json.dumps(other)
    assert json.loads(intersect(first, second)) == json.loads(intersect(second, first))
    assert json.loads(intersect(first, first)) == one


def test_nothing_is_left_that_either_took_out() -> None:
    """A text that differs is gone whole; what both left stays."""
    one = json.dumps({"name": f"{REDACTED} of Bay", "group": "GOV", "codes": ["A", "B"]})
    other = json.dumps({"name": f"Ash of {REDACTED}", "group": "GOV", "codes": ["A", REDACTED]})
    assert json.loads(intersect(one, other)) == {
        "name": REDACTED,
        "group": "GOV",
        "codes": ["A", REDACTED],
    }
    assert intersect(one, "") == ""
