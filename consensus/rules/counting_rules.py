"""`threshold(share, of="eligible", block=True)`: a share of a named denominator in favour."""

from __future__ import annotations

from fractions import Fraction

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.rules.consent import objections
from consensus.rules.context import Context
from consensus.rules.reasons import (
    NobodyEligible,
    NobodyPresent,
    NotAtMeeting,
    NoVotesCast,
    Reason,
    TooFew,
)
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator, needed, read_denominator, read_share
from consensus.rules.weight import Weight

_EMPTY: dict[Denominator, Reason] = {
    Denominator.PRESENT: NobodyPresent(),
    Denominator.CAST: NoVotesCast(),
}


def _read_of(given: object) -> Denominator:
    return read_denominator(given, *Denominator)


def _read_block(given: object) -> bool:
    if not isinstance(given, bool):
        raise MalformedRule(f"`block` is True or False, not {given!r}")
    return given


@frozen
class Threshold(Rule):
    """Met when at least a share of the denominator supports or accepts.

    Abstentions count among those cast; holds and recusals never do. Of an empty denominator no
    share is enough.

    Attributes:
        share: the share, exact.
        of: the denominator.
        block: whether a standing objection keeps the rule from being met.
    """

    name = "threshold"
    counts_silence = False
    share: Fraction = attrs.field(converter=read_share)
    of: Denominator = attrs.field(default=Denominator.ELIGIBLE, converter=_read_of)
    block: bool = attrs.field(default=True, converter=_read_block)

    @property
    def weighs(self) -> frozenset[Weight]:
        """Objections when they block, and what is cast when it is the denominator."""
        weights = set()
        if self.block:
            weights.add(Weight.OBJECTIONS)
        if self.of is Denominator.CAST:
            weights.add(Weight.CAST)
        return frozenset(weights)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say who objects, and how many are needed."""
        return (*(objections(counts) if self.block else ()), *self._too_few(counts))

    def _too_few(self, counts: Counts) -> tuple[Reason, ...]:
        if self.of is Denominator.PRESENT:
            if counts.present is None:
                return (NotAtMeeting(),)
            total = counts.present
        else:
            total = counts.eligible if self.of is Denominator.ELIGIBLE else counts.cast
        if not counts.eligible:
            return (NobodyEligible(),)
        if not total:
            return (_EMPTY[self.of],)
        have, need = counts.in_favour, needed(self.share, total)
        return (TooFew(have, need, self.of, total),) if have < need else ()
