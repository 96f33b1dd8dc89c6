"""`majority("simple")`: more for than against."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.context import Context
from consensus.rules.reasons import NobodyEligible, NoVotesCast, Reason, TooFew
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator, needed
from consensus.rules.weight import Weight

FOR_OR_AGAINST = "for or against"
"""The denominator of those who are for or against; abstentions are left out."""


class MajorityKind(StrEnum):
    """Which majority is asked for."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two-thirds"


def _read_kind(given: object) -> MajorityKind:
    for kind in MajorityKind:
        if given == kind:
            return kind
    names = ", ".join(f'"{kind}"' for kind in MajorityKind)
    raise MalformedRule(f"a majority is one of {names}, not {given!r}")


@frozen
class Majority(Rule):
    """Met by a majority of votes, as the kind says.

    Support and accept are votes for, disagree and object votes against. `simple` and
    `two-thirds` are of the members voting for or against: abstentions, holds and silence are
    not votes, as in rules 83, 85 and 86 of the rules of procedure of the UN General Assembly
    (A/520), by which members who abstain are considered as not voting. Here a vote may be given
    in writing, so being present is not asked; add `quorum` where it is. `absolute` is more than
    half of all eligible members. Equal votes do not pass (rule 95), and so neither does 0-0.

    Attributes:
        kind: which majority.
    """

    name = "majority"
    counts_silence = False
    kind: MajorityKind = attrs.field(converter=_read_kind)

    @property
    def weighs(self) -> frozenset[Weight]:
        """Votes against, unless the majority is of all eligible members."""
        return frozenset() if self.kind is MajorityKind.ABSOLUTE else frozenset({Weight.AGAINST})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say how many votes for are needed."""
        if not counts.eligible:
            return (NobodyEligible(),)
        have, of = counts.in_favour, FOR_OR_AGAINST
        total = have + counts.of(Stance.DISAGREE, Stance.OBJECT)
        if self.kind is MajorityKind.ABSOLUTE:
            of, total = Denominator.ELIGIBLE, counts.eligible
        if not total:
            return (NoVotesCast(),)
        if self.kind is MajorityKind.TWO_THIRDS:
            need = needed(Fraction(2, 3), total)
        else:
            need = total // 2 + 1
        return (TooFew(have, need, of, total),) if have < need else ()
