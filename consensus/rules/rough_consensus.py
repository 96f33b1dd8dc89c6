"""`rough_consensus()`: objections are answered, not necessarily accommodated."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.context import Context
from consensus.rules.majority import Majority, MajorityKind
from consensus.rules.procedure_reasons import UnansweredObjections
from consensus.rules.reasons import NobodyEligible, Reason
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight

_MORE_FOR = Majority(MajorityKind.SIMPLE)


@frozen
class RoughConsensus(Rule):
    """Met when every standing objection was answered in substance, and more are for than against.

    Issues have to be addressed, not necessarily accommodated (RFC 7282, section 3), so an answered
    objection may stand here where it blocks `consent`. That more are for than against is how the
    majority that rough consensus needs besides is counted here: support and accept against
    disagree and object, answered or not; 0-0 does not pass. Holds and silence matter to neither.
    """

    name = "rough_consensus"
    weighs = frozenset({Weight.UNANSWERED, Weight.AGAINST})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say whose objection was not answered, and how many votes for are needed."""
        if not counts.eligible:
            return (NobodyEligible(),)
        return (*_unanswered(counts), *_MORE_FOR.reasons(counts, context))


def _unanswered(counts: Counts) -> tuple[Reason, ...]:
    if not counts.unanswered:
        return ()
    members = tuple(each for each in counts.standing if not each.answered)
    return (UnansweredObjections(members, counts.unanswered),)
