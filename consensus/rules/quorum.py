"""`quorum(share, of="present")`: enough eligible members are present, or have spoken."""

from __future__ import annotations

from fractions import Fraction

import attrs
from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.context import Context
from consensus.rules.reasons import NobodyEligible, NotAtMeeting, QuorumMissing, Reason
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator, needed, read_denominator, read_share
from consensus.rules.weight import Weight


def _read_of(given: object) -> Denominator:
    return read_denominator(given, Denominator.PRESENT, Denominator.CAST)


@frozen
class Quorum(Rule):
    """Met when at least a share of the eligible members is present, or has a position cast.

    Attributes:
        share: the share of the eligible members, exact.
        of: whether those present or the positions cast are counted.
    """

    name = "quorum"
    share: Fraction = attrs.field(converter=read_share)
    of: Denominator = attrs.field(default=Denominator.PRESENT, converter=_read_of)

    @property
    def weighs(self) -> frozenset[Weight]:
        """What is cast, when that is counted."""
        return frozenset({Weight.CAST}) if self.of is Denominator.CAST else frozenset()

    @property
    def counts_silence(self) -> bool:
        """Whether those are counted that are present, silent or not."""
        return self.of is Denominator.PRESENT

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have = counts.present if self.of is Denominator.PRESENT else counts.cast
        if have is None:
            return (NotAtMeeting(),)
        need = needed(self.share, total)
        return (QuorumMissing(have, need, self.of, total),) if have < need else ()
