"""`iesg_ballot()`: as the IESG approves documents."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.consent import objections
from consensus.rules.context import Context
from consensus.rules.procedure_reasons import NobodySupports
from consensus.rules.reasons import NobodyEligible, Reason, TooFew
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator, needed
from consensus.rules.weight import Weight

_SHARE = Fraction(2, 3)


@frozen
class IesgBallot(Rule):
    """Met when one supports, nobody objects, and two thirds support or accept.

    Support is "Yes", accept "No Objection" and object "Discuss" in the balloting procedures of the
    Internet Engineering Steering Group, where at least two thirds of the area directors that are
    not recused have to ballot "Yes" or "No Objection". Who recused itself is not eligible here.
    """

    name = "iesg_ballot"
    counts_silence = False
    weighs = frozenset({Weight.OBJECTIONS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say that nobody supports, who objects, and how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have, need = counts.in_favour, needed(_SHARE, total)
        return (
            *(() if counts.of(Stance.SUPPORT) else (NobodySupports(),)),
            *objections(counts),
            *((TooFew(have, need, Denominator.ELIGIBLE, total),) if have < need else ()),
        )
