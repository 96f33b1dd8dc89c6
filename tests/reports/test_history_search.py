"""The chronicle: every step told, and found again."""

from __future__ import annotations

import pytest

from consensus.errors import NotFound, Rejected
from consensus.model.positions import Stance
from consensus.reports.history import Entry, describe, handles_about, search
from consensus.working_group import WorkingGroup


def told(group: WorkingGroup) -> list[Entry]:
    """Every step of a record."""
    return group.chronicle.entries()


def test_it_tells_what_the_history_tells(busy: WorkingGroup) -> None:
    """Steps are told as everywhere else, though most of their operations stay closed."""
    expected = [describe(step, done, busy.state, undone) for step, done, undone in busy.history()]
    assert expected == [each.line for each in told(busy)]
    assert [step.hash for step in busy.steps()] == [each.hash for each in told(busy)]


def test_it_goes_on_with_what_is_recorded(busy: WorkingGroup) -> None:
    """A later step is added, and nothing is told twice."""
    before = told(busy)
    busy.take_position("DOG", "R5", Stance.SUPPORT)
    after = told(busy)
    assert len(before) + 1 == len(after)
    assert all(one is other for one, other in zip(before, after, strict=False))
    assert after[-1].line.sentences == ("DOG on 5 (R5): support",)


def test_an_undo_says_what_it_took_back(busy: WorkingGroup) -> None:
    """What was undone is marked, and the undo tells of it and is found by it."""
    step = busy.take_position("DOG", "R5", Stance.SUPPORT)
    told(busy)
    busy.undo(step.id, reason="wrong member")
    undone, undo = told(busy)[-2:]
    assert undone.line.undone
    assert undo.line.sentences == ("took back: DOG on 5 (R5): support (wrong member)",)
    assert step.id == undo.undoes
    assert [undone, undo] == search(told(busy), "dog r5")[-2:]


def test_names_find_what_is_about_them_alone(busy: WorkingGroup) -> None:
    """A handle, label or code finds no other that begins like it, or that was only spoken of."""
    for number in range(12):
        busy.propose(by=["ELD"], target="R5", text=f"Another wording, number {number}.")
    found = search(told(busy), "a1")
    assert found
    assert all(each.is_about("a1") for each in found)
    assert not any("A12" in sentence for each in found for sentence in each.line.sentences)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nights loud", "DOG on 3 (R3): object — Nights are loud."),
        ("record decision fig", "DEC2: 4 (R4) declared agreed, pending FIG"),
        ("", "A1 proposed by ASP to 2 (R2)"),
    ],
)
def test_words_find_what_was_said(busy: WorkingGroup, typed: str, sentence: str) -> None:
    """Every word must be found: of what was done, of the kind of it, of the reasons given."""
    found = [each for entry in search(told(busy), typed) for each in entry.line.sentences]
    assert sentence in found


def test_what_is_about_an_item_includes_its_amendments(busy: WorkingGroup) -> None:
    """Whoever looks into the past of an item wants that of the amendments to it too."""
    around = handles_about(busy.state, "R2")
    assert {"R2", "A1", "A2"} == set(around)
    step = busy.take_position("FIG", "A2", Stance.SUPPORT)
    assert step.id not in [each.id for each in search(told(busy), "", ["R2"])]
    assert step.id in [each.id for each in search(told(busy), "", around)]


def test_each_operation_of_a_large_step_is_told_in_full(busy: WorkingGroup) -> None:
    """What is summed up in the list can be read one by one."""
    entry = next(each for each in told(busy) if each.operations > 3)
    assert entry.operations == len(busy.chronicle.sentences(entry.id, 1_000))
    assert len(busy.chronicle.sentences(entry.id, 2)) == 2


def test_words_that_were_redacted_are_not_found(busy: WorkingGroup) -> None:
    """What was taken out of the record is out of the chronicle too."""
    assert search(told(busy), "nights")
    busy.redact("Nights are loud.")
    assert not search(told(busy), "nights")


def test_a_stopped_reading_goes_on(busy: WorkingGroup) -> None:
    """Something urgent comes first; what was read until then is not read again."""

    class Stopped(Exception):  # noqa: N818 - nothing went wrong
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        busy.chronicle.entries(stop)
    assert len(busy.steps()) == len(told(busy))


def test_what_rests_on_a_step_is_named(busy: WorkingGroup) -> None:
    """Before an undo it can be seen what would have to be undone first."""
    proposed = busy.propose(by=["ELD"], target="R5", text="Another wording.")
    handle = list(busy.state.amendments.values())[-1].handle
    later = busy.take_position("DOG", handle, Stance.SUPPORT)
    assert [later] == [step for step, _ in busy.resting_on(proposed.id)]
    assert busy.resting_on(later.id) == []
    with pytest.raises(Rejected):
        busy.resting_on(busy.steps()[0].id)
    with pytest.raises(NotFound):
        busy.resting_on("nothing")
