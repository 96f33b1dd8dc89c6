"""`consensus_minus(n)`: a few objections may stand."""

from __future__ import annotations

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.consent import objections
from consensus.rules.context import Context
from consensus.rules.reasons import NobodyEligible, Reason, TooManyObjections
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


def _read_number(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise MalformedRule(f"the number of objections is a whole number from 0, not {given!r}")
    return given


@frozen
class ConsensusMinus(Rule):
    """Met when at most so many objections stand.

    Attributes:
        objections: how many may stand.
    """

    name = "consensus_minus"
    weighs = frozenset({Weight.OBJECTIONS})
    objections: int = attrs.field(converter=_read_number)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say who objects, and how many objections may stand."""
        if not counts.eligible:
            return (NobodyEligible(),)
        have = counts.of(Stance.OBJECT)
        if have <= self.objections:
            return ()
        return (*objections(counts), TooManyObjections(have, self.objections))
