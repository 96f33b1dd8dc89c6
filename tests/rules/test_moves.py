from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.model.counts import Counts, GroupCount
from consensus.model.stance import Stance
from consensus.rules import parse_rule
from consensus.rules.consent import Consent
from consensus.rules.context import Context
from consensus.rules.moves import least_move
from consensus.rules.rule import Rule
from consensus.rules.verdict import ACCEPT, LIFT, Move, NoMove

from .drawing import rules, situations

MOVABLE = (None, Stance.HOLD, Stance.ABSTAIN, Stance.DISAGREE, Stance.OBJECT)


def counted(**groups: dict[Stance | None, int]) -> Counts:
    """Counts in which every group is given by its stances, the silent under None."""
    return Counts(
        groups={
            code: GroupCount(
                eligible=sum(stances.values()),
                stances={stance: n for stance, n in stances.items() if stance is not None},
            )
            for code, stances in groups.items()
        }
    )


def silent_in(group: GroupCount) -> int:
    return group.eligible - group.of(*(set(Stance) - {Stance.RECUSE}))


def available(counts: Counts, code: str, stance: Stance | None) -> int:
    group = counts.groups[code]
    return silent_in(group) if stance is None else group.of(stance)


def moved(counts: Counts, code: str, stance: Stance | None, to: str, count: int) -> Counts:
    """Counts after members of one class of one group have moved, written independently."""
    group = counts.groups[code]
    stances = dict(group.stances)
    if stance is not None:
        stances[stance] = stances.get(stance, 0) - count
    if to == ACCEPT:
        stances[Stance.ACCEPT] = stances.get(Stance.ACCEPT, 0) + count
    return attrs.evolve(
        counts, groups={**counts.groups, code: attrs.evolve(group, stances=stances)}
    )


def played(counts: Counts, moves: tuple[Move, ...], backwards: bool) -> Counts:
    """Counts after the moves; those of any group are taken from the first or last groups."""
    for move in sorted(moves, key=lambda each: each.group is None):
        left = move.count
        codes = list(counts.groups) if move.group is None else [move.group]
        for code in reversed(codes) if backwards else codes:
            taken = min(left, available(counts, code, move.stance))
            counts = moved(counts, code, move.stance, move.to, taken)
            left -= taken
        assert left == 0
    return counts


def every_change(counts: Counts, fewer_than: int) -> Iterator[Counts]:
    """All counts that fewer than so many members can bring about."""
    classes = [
        (code, stance, to, available(counts, code, stance))
        for code in counts.groups
        for stance in MOVABLE
        for to in ((ACCEPT, LIFT) if stance in (Stance.HOLD, Stance.OBJECT) else (ACCEPT,))
        if available(counts, code, stance)
    ]
    for numbers in product(*(range(min(most, fewer_than - 1) + 1) for *_, most in classes)):
        if sum(numbers) >= fewer_than:
            continue
        changed = counts
        for (code, stance, to, _), number in zip(classes, numbers, strict=True):
            if number:
                changed = moved(changed, code, stance, to, number)
        if all(silent_in(group) >= 0 for group in changed.groups.values()) and all(
            count >= 0 for group in changed.groups.values() for count in group.stances.values()
        ):
            yield changed


@settings(max_examples=200, deadline=None)
@given(rule=rules, situation=situations(most=9))
def test_moves_meet_the_rule_and_fewer_never_do(
    rule: Rule, situation: tuple[Counts, Context]
) -> None:
    """The moves named meet the rule whoever makes them, and no smaller set of moves does."""
    counts, context = situation
    moves, reason = least_move(rule, counts, context)

    if moves:
        assert reason == ""
        assert not rule.is_met(counts, context)
        assert rule.is_met(played(counts, moves, backwards=False), context)
        assert rule.is_met(played(counts, moves, backwards=True), context)
        fewer_than = sum(move.count for move in moves)
    else:
        assert (reason == NoMove.MET) == rule.is_met(counts, context)
        fewer_than = counts.eligible + 1
    if reason != NoMove.MET:
        assert not any(
            rule.is_met(changed, context) for changed in every_change(counts, fewer_than)
        )
