"""`consent()`: silence is consent."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.context import Context
from consensus.rules.reasons import (
    AwaitingConditions,
    Holds,
    NobodyEligible,
    Reason,
    StandingObjections,
)
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


@frozen
class Consent(Rule):
    """Met when no objection stands and nobody reserves its position.

    Where no member is eligible there is nobody whose silence could be consent.
    """

    name = "consent"
    weighs = frozenset({Weight.OBJECTIONS, Weight.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say who objects and who reserves its position."""
        if not counts.eligible:
            return (NobodyEligible(),)
        return objections(counts) + holds(counts)


def objections(counts: Counts) -> tuple[Reason, ...]:
    """The standing objections, as a reason; nothing when there are none."""
    count = counts.of(Stance.OBJECT)
    return (StandingObjections(members=counts.standing, count=count),) if count else ()


def holds(counts: Counts) -> tuple[Reason, ...]:
    """The reserved positions, as reasons; nothing when there are none."""
    count = counts.of(Stance.HOLD)
    waiting = min(count, len(counts.conditional))
    reasons: list[Reason] = []
    if count > waiting:
        reasons.append(Holds(members=counts.holds, count=count - waiting))
    if waiting:
        reasons.append(AwaitingConditions(members=counts.conditional, count=waiting))
    return tuple(reasons)
