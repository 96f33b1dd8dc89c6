"""What a log says of its own earlier steps: undone ones, and redacted bodies."""

from __future__ import annotations

from consensus.history.corrections import index_corrections
from consensus.history.operations import RedactBody, UndoStep
from consensus.history.replay import context_of, replay
from consensus.history.step import Step, close_body, redacted
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
