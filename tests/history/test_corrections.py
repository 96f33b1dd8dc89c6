"""What a log says of its own earlier steps: undone ones, and redacted bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.history.corrections import (
    REDACTED,
    index_corrections,
    intersect,
    only_words_taken_out,
)
from consensus.history.operations import AddMember, RedactBody, UndoStep
from consensus.history.replay import context_of, replay
from consensus.history.step import Step, close_body, redacted
from consensus.store.words import redacted_bodies
from tests.support.recording import chain, member, redaction, step


def undo(number: int, parent: Step, of: Step) -> Step:
    """A step that takes another back."""
    return step(number, (parent.hash,), UndoStep(id=f"undo-{number}", step=of.id))


def test_an_undone_step_is_left_out() -> None:
    """The named step, and no other, is undone."""
    steps = chain(3)
    steps.append(undo(4, steps[2], of=steps[1]))
    assert {steps[1].id} == index_corrections(steps).undone
    assert list(replay(steps).members) == ["M3"]


def test_an_undo_that_was_undone_undoes_nothing() -> None:
    """Taking back the taking back brings the step in again."""
    steps = chain(3)
    steps.append(undo(4, steps[2], of=steps[1]))
    steps.append(undo(5, steps[3], of=steps[3]))
    assert {steps[3].id} == index_corrections(steps).undone
    assert list(replay(steps).members) == ["M2", "M3"]


def test_a_substitute_takes_the_place_of_the_body() -> None:
    """The replay uses the words that were left, before and after the body is gone."""
    steps = chain(2)
    substitute = close_body(member(2, "A delegate"))
    steps.append(redaction(3, steps[1], of=steps[1], substitute=substitute))
    without = [steps[0], redacted(steps[1], [1]), steps[2]]
    for each in (steps, without):
        assert replay(each).members["M2"].name == "A delegate"


def test_of_two_redactions_of_one_body_the_later_one_holds() -> None:
    """Words that were left by mistake can be taken out as well."""
    steps = chain(2)
    first = close_body(member(2, "still the name"))
    steps.append(redaction(3, steps[1], of=steps[1], substitute=first))
    steps.append(redaction(4, steps[2], of=steps[1], substitute=close_body(member(2, "nobody"))))
    assert replay(steps).members["M2"].name == "nobody"


def test_a_redaction_stays_when_it_is_undone() -> None:
    """Words that are gone do not come back."""
    steps = chain(2)
    steps.append(redaction(3, steps[1], of=steps[1]))
    steps.append(undo(4, steps[2], of=steps[2]))
    assert {(steps[1].id, 1): ""} == index_corrections(steps).substitutes


def test_a_redaction_that_repeated_the_words_can_be_redacted() -> None:
    """What the first redaction took out stays out under the substitute of the second."""
    steps = chain(2)
    first = redaction(3, steps[1], of=steps[1], substitute=close_body(member(2, "the words")))
    clean = RedactBody(
        id="redact-3", step=steps[1].id, index=1, substitute=close_body(member(2, "clean"))
    )
    second = redaction(4, first, of=first, substitute=close_body(clean))
    record = [steps[0], redacted(steps[1], [1]), redacted(first, [1]), second]
    assert replay(record).members["M2"].name == "clean"


def test_who_recorded_a_step_is_read_from_the_substitute() -> None:
    """A name taken out of the first body is replaced where a substitute says by what."""
    steps = chain(2)
    steps.append(redaction(3, steps[1], of=steps[1], index=0, substitute='{"by":"a delegate"}'))
    known = index_corrections(steps).substitutes
    assert [context_of(each, known).by for each in steps[:2]] == ["SEC", "a delegate"]


# What may stand in the record where words were taken out.


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
