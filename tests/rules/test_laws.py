from __future__ import annotations

from typing import Any

import attrs
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.counts import Counts, GroupCount
from consensus.model.stance import Stance
from consensus.rules import Status
from consensus.rules.consent import Consent
from consensus.rules.context import Context
from consensus.rules.moves import least_move
from consensus.rules.reasons import NoSupport, Reason
from consensus.rules.rule import Rule
from consensus.rules.verdict import NoMove

from .drawing import rules, situations


def accepting(counts: Counts, data: st.DataObject) -> Counts | None:
    """Counts after one drawn member, who does not accept, has moved to accept."""
    classes: list[tuple[str, Stance | None]] = []
    for code, group in counts.groups.items():
        taken = [stance for stance, n in group.stances.items() if n and stance != Stance.RECUSE]
        classes += [(code, stance) for stance in taken if stance != Stance.ACCEPT]
        if group.eligible > group.of(*taken):
            classes.append((code, None))
    if not classes:
        return None
    code, stance = data.draw(st.sampled_from(classes))
    stances = dict(counts.groups[code].stances)
    if stance is not None:
        stances[stance] -= 1
    stances[Stance.ACCEPT] = stances.get(Stance.ACCEPT, 0) + 1
    moved = attrs.evolve(counts.groups[code], stances=stances)
    return attrs.evolve(counts, groups={**counts.groups, code: moved})


@given(rule=rules, situation=situations(), data=st.data())
def test_acceptance_never_unmeets(rule: Rule, situation: tuple[Counts, Context], data: Any) -> None:
    """A monotone rule that is met stays met when somebody moves to accept."""
    counts, context = situation
    changed = accepting(counts, data)

    assert rule.is_monotone
    if changed is not None and rule.is_met(counts, context):
        assert rule.is_met(changed, context)


@given(rule=rules, situation=situations())
def test_a_rule_is_met_when_it_gives_no_reason(
    rule: Rule, situation: tuple[Counts, Context]
) -> None:
    """Being met and having nothing to say are the same."""
    counts, context = situation

    assert rule.is_met(counts, context) == (rule.reasons(counts, context) == ())


@given(rule=rules, situation=situations())
def test_a_verdict_agrees_with_itself(rule: Rule, situation: tuple[Counts, Context]) -> None:
    """Status, reasons and moves of a verdict never contradict each other."""
    counts, context = situation
    verdict = rule.evaluate("OP7", counts, context)

    assert verdict.met == (verdict.status == Status.READY)
    assert verdict.met == (verdict.reasons == ())
    assert verdict.met == (verdict.no_move == NoMove.MET)
    assert (verdict.could_change == ()) == (verdict.no_move != "")
    if verdict.status == Status.BLOCKED:
        assert counts.of(Stance.OBJECT)


@given(rule=rules, situation=situations())
def test_who_is_hidden_changes_no_number(rule: Rule, situation: tuple[Counts, Context]) -> None:
    """A verdict without names has the same status, reasons and moves in number."""
    counts, context = situation
    verdict = rule.evaluate("OP7", counts, context)
    hidden = verdict.anonymous()

    assert [reason.kind for reason in verdict.reasons] == [each.kind for each in hidden.reasons]
    assert verdict.could_change == hidden.could_change
    assert hidden == hidden.anonymous()


@frozen
class _Quiet(Rule):
    """Met while nobody is in favour; acceptance unmeets it."""

    name = "quiet"
    is_monotone = False

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Give one reason, whatever it is, when somebody is in favour."""
        return (NoSupport(),) if counts.in_favour else ()


def test_no_move_is_named_for_a_rule_that_is_not_monotone() -> None:
    """What more acceptance may unmeet has no least move."""
    counts = Counts(groups={"": GroupCount(2, None, {Stance.ACCEPT: 1})})

    assert least_move(_Quiet(), counts, Context()) == ((), NoMove.NOT_MONOTONE)


def test_moves_can_be_left_out() -> None:
    """A long list is judged without looking for moves."""
    counts = Counts(groups={"": GroupCount(2, None, {Stance.HOLD: 1})})
    verdict = Consent().evaluate("OP7", counts, Context(), with_moves=False)

    assert (verdict.could_change, verdict.no_move) == ((), NoMove.NOT_ASKED)
