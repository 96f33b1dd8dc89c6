from __future__ import annotations

from typing import Any

import attrs
import msgspec
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.counting import Counts, GroupCount
from consensus.model.positions import Stance
from consensus.rules import Status
from consensus.rules.counting_rules import Consent
from consensus.rules.judgement import evaluate
from consensus.rules.moves import minimal_moves
from consensus.rules.reasons import (
    NO_SUPPORT,
    Reason,
)
from consensus.rules.rule import Rule
from consensus.rules.share_rules import AtMost, Quorum
from consensus.rules.verdict import Context, NoMove, RuleInput

from .drawing import rules, situations


def accepting(counts: Counts, data: st.DataObject) -> Counts | None:
    """Counts after one drawn member, who is not in favour yet, has moved to accept."""
    in_favour = (Stance.SUPPORT, Stance.ACCEPT)
    classes: list[tuple[str, Stance | None]] = []
    for code, group in counts.groups.items():
        taken = [stance for stance, n in group.stances.items() if n and stance != Stance.RECUSE]
        classes += [(code, stance) for stance in taken if stance not in in_favour]
        if group.eligible > group.of(*taken):
            classes.append((code, None))
    if not classes:
        return None
    code, stance = data.draw(st.sampled_from(classes))
    return attrs.evolve(
        counts, groups={**counts.groups, code: _without(counts.groups[code], stance, data, True)}
    )


def lifting(counts: Counts, data: st.DataObject) -> Counts | None:
    """Counts after one drawn hold or objection was given up."""
    classes = [
        (code, stance)
        for code, group in counts.groups.items()
        for stance in (Stance.HOLD, Stance.OBJECT)
        if group.of(stance)
    ]
    if not classes:
        return None
    code, stance = data.draw(st.sampled_from(classes))
    return attrs.evolve(
        counts, groups={**counts.groups, code: _without(counts.groups[code], stance, data, False)}
    )


def _without(
    group: GroupCount, stance: Stance | None, data: st.DataObject, accepts: bool
) -> GroupCount:
    """A group after one member has left a stance; of those who object, an answered one or not."""
    stances = dict(group.stances)
    answered = group.answered
    if stance is Stance.OBJECT and answered:
        unanswered = group.of(stance) - answered
        answered -= data.draw(st.booleans()) if unanswered else 1
    if stance is not None:
        stances[stance] -= 1
    if accepts:
        stances[Stance.ACCEPT] = stances.get(Stance.ACCEPT, 0) + 1
    return msgspec.structs.replace(group, stances=stances, answered=answered)


@given(rule=rules, situation=situations(), data=st.data())
def test_acceptance_never_unmeets(rule: Rule, situation: tuple[Counts, Context], data: Any) -> None:
    """A monotone rule that is met stays met when somebody moves to accept."""
    counts, context = situation
    changed = accepting(counts, data)

    assert rule.is_monotone
    if changed is not None and rule.is_met(counts, context):
        assert rule.is_met(changed, context)


def _asks_for_positions_cast(rule: Rule) -> bool:
    if isinstance(rule, Quorum):
        return RuleInput.CAST in rule.weighs
    return isinstance(rule, AtMost) or any(map(_asks_for_positions_cast, rule.parts))


@given(rule=rules, situation=situations(), data=st.data())
def test_lifting_never_unmeets(rule: Rule, situation: tuple[Counts, Context], data: Any) -> None:
    """A rule that is met stays met when a hold or an objection is given up.

    A quorum of positions cast is left out, and at_most: an objection that is given up is one less,
    and where nothing is cast no share is small enough.
    """
    counts, context = situation
    changed = lifting(counts, data)

    if changed is None or _asks_for_positions_cast(rule) or not rule.is_met(counts, context):
        return
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
    verdict = evaluate(rule, "OP7", counts, context)

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
    verdict = evaluate(rule, "OP7", counts, context)
    hidden = verdict.anonymous()

    assert [reason.kind for reason in verdict.reasons] == [each.kind for each in hidden.reasons]
    assert verdict.could_change == hidden.could_change
    assert hidden == hidden.anonymous()


@frozen
class _Quiet(Rule):
    """Met while nobody is in favour; acceptance unmeets it."""

    name = "quiet"
    sentence = "nobody is in favour"
    is_monotone = False

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Give one reason, whatever it is, when somebody is in favour."""
        return (NO_SUPPORT,) if counts.in_favour else ()


def test_no_move_is_named_for_a_rule_that_is_not_monotone() -> None:
    """What more acceptance may unmeet has no least move."""
    counts = Counts(groups={"": GroupCount(2, None, {Stance.ACCEPT: 1})})

    assert minimal_moves(_Quiet(), counts, Context()) == ((), NoMove.NOT_MONOTONE)


def test_moves_can_be_left_out() -> None:
    """A long list is judged without looking for moves."""
    counts = Counts(groups={"": GroupCount(2, None, {Stance.HOLD: 1})})
    verdict = evaluate(Consent(), "OP7", counts, Context(), with_moves=False)

    assert (verdict.could_change, verdict.no_move) == ((), NoMove.NOT_ASKED)
