"""`no_objection()`: consent, and somebody in favour."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.consent import holds, objections
from consensus.rules.context import Context
from consensus.rules.reasons import NobodyEligible, NoSupport, Reason
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


@frozen
class NoObjection(Rule):
    """Met when no objection stands, nobody reserves its position, and at least one supports."""

    name = "no_objection"
    weighs = frozenset({Weight.OBJECTIONS, Weight.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say who objects, who reserves its position, and whether nobody supports."""
        if not counts.eligible:
            return (NobodyEligible(),)
        support = () if counts.in_favour else (NoSupport(),)
        return objections(counts) + holds(counts) + support
