"""`unanimity()`: every eligible member supports or accepts."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.consent import holds, objections
from consensus.rules.context import Context
from consensus.rules.reasons import NobodyEligible, Reason, TooFew
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator
from consensus.rules.weight import Weight


@frozen
class Unanimity(Rule):
    """Met when every eligible member supports or accepts; who recused itself is not eligible."""

    name = "unanimity"
    counts_silence = False
    weighs = frozenset[Weight]()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say how many are missing, and who objects or reserves its position among them."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        if counts.in_favour >= total:
            return ()
        missing = TooFew(counts.in_favour, total, Denominator.ELIGIBLE, total)
        return (*objections(counts), *holds(counts), missing)
