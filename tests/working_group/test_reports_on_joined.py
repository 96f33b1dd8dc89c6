"""Reports of a record of which something no longer applies since copies were joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from consensus import Outcome, Stance, WorkingGroup
from consensus.history.operations import NoteIntervention, TakePosition
from consensus.model.decisions import StatementKind
from consensus.reports.audience import Audience
from consensus.reports.summary.markup import summary_text
from consensus.working_group.reports.report import Form
from tests.support.every_report import requests, written

from .copies import two_copies


def joined() -> WorkingGroup:
    """Ann takes A1 back and notes an objection before Bob builds on A1, and uses the gavel."""
    ann, bob = two_copies(begin)
    ann.undo(ann.steps()[-1].id)
    ann.take_position("DUN", "1", Stance.OBJECT)
    bob.decide("1", Outcome.AGREED)
    bob.make_statement("1", "COL", StatementKind.EXPLANATION, "it is short")
    stances = {"ASH": "R4", "BAY": "A1", "COL": "R4"}
    bob.record(*(_support(bob, member, target) for member, target in stances.items()))
    bob.propose("A1", "can", old="must", by=["ELM"])
    bob.decide("A1", Outcome.REJECTED)
    bob.decide("3", Outcome.AGREED)
    bob.note_intervention("Ships are safe.", member="FIR", items=["3"])
    ann.sync(bob)
    return ann


def begin(group: WorkingGroup) -> None:
    """A meeting comes to a matter, and A1 is put forward."""
    group.open_meeting("Tuesday")
    group.note_presence(["ASH", "BAY", "COL", "DUN", "ELM", "FIR"])
    group.add_agenda_item("Reports")
    group.take_up_agenda_item("Reports")
    group.propose("2", "must", old="should", by=["ASH"])


def _support(group: WorkingGroup, member: str, handle: str) -> TakePosition:
    target = group.state.handles[handle]
    version = group.state.version(target).id
    return TakePosition(target=target, version=version, member=member, stance=Stance.SUPPORT)


def let_go(group: WorkingGroup) -> None:
    """Everything that waits is settled."""
    for each in group.overtaken:
        group.let_go(each.id, "asked again")


def redact(group: WorkingGroup) -> None:
    """Words are taken out of the record."""
    group.redact("Ships are safe.")


def leave(group: WorkingGroup) -> None:
    """Everything goes on waiting."""


LATER = pytest.mark.parametrize("later", [leave, let_go, redact])


def test_what_waits_is_what_was_built_on_what_is_gone() -> None:
    """Of the rows, one; of the rest, the whole step."""
    assert [(each.rows, each.of) for each in joined().overtaken] == [
        *((1, 1), (1, 1), (1, 3), (1, 1), (1, 1))
    ]


@LATER
@pytest.mark.parametrize("audience", Audience)
def test_every_report_is_written(
    audience: Audience, later: Callable[[WorkingGroup], object]
) -> None:
    """In every form, about everything, before it is settled and after."""
    group = joined()
    later(group)
    for report, wanted in requests(group, audience):
        for form in report.forms:
            assert written(group, report, wanted, form) or form is Form.DOCX


@LATER
def test_a_summary_tells_what_applies_alone(later: Callable[[WorkingGroup], object]) -> None:
    """The gavel that fell over an objection, and the row on what is gone, are not told."""
    group = joined()
    later(group)
    told = summary_text(group.summary(audience=Audience.SECRETARIAT, attributed=True))
    assert (
        "DUN objected to paragraph 1. ASH and COL supported paragraph 4. The Panel agreed on "
        "paragraph 3, although its rule was not met." in " ".join(told.split())
    )


@LATER
def test_what_applied_is_what_the_state_holds(later: Callable[[WorkingGroup], object]) -> None:
    """Each position and note in the state is there, and nothing else of their kind."""
    group = joined()
    later(group)
    state = group.state
    held = {(on, code) for on, by_code in state.positions.items() for code in by_code}
    assert {(each.target, each.member) for each in _of(group, TakePosition)} == held
    assert {each.id for each in _of(group, NoteIntervention)} == set(state.interventions)


def test_the_past_ends_with_what_applied() -> None:
    """As of a revision it is as it was issued, not as where another copy issued it again."""
    ann, bob = two_copies()
    ann.publish("Rev.1")
    bob.edit("1", "Members shall report gladly.")
    again = bob.publish("Rev.1")
    ann.sync(bob)
    assert [each.id for each in ann.overtaken] == [again.id]
    then = ann.as_of("Rev.1").state
    assert "gladly" not in then.text(then.handles["R1"])


def _of(group: WorkingGroup, kind: type) -> Iterable:
    return (each for _, done in group.applied() for each in done if isinstance(each, kind))
