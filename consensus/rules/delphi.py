"""`delphi(agree="70%", against="15%")`: enough ratings are high, and few are low."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import attrs
from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.context import Context
from consensus.rules.procedure_reasons import NoRatings, TooFewRateHigh, TooManyRateLow
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule
from consensus.rules.share import needed, read_share
from consensus.rules.weight import Weight

HIGH = range(7, 10)
"""The ratings that agree, on the scale from 1 to 9."""

LOW = range(1, 4)
"""The ratings that are against."""


@frozen
class Delphi(Rule):
    """Met when at least a share of the ratings is from 7 to 9, and less than another from 1 to 3.

    With the defaults this is "consensus in" as core outcome sets define it: 70 % or more rating
    7 to 9 and fewer than 15 % rating 1 to 3 (Williamson and others, The COMET Handbook 1.0, Trials
    18, supplement 3, 2017). Inside `each_group` every panel has to on its own. Stances do not
    matter, so no member's moving would meet it.

    Attributes:
        agree: the share of ratings from 7 to 9, exact.
        against: the share that ratings from 1 to 3 have to stay below, exact.
    """

    name = "delphi"
    counts_silence = False
    weighs = frozenset[Weight]()
    agree: Fraction = attrs.field(default=Fraction(7, 10), converter=read_share)
    against: Fraction = attrs.field(default=Fraction(3, 20), converter=read_share)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say how many ratings have to be high, and how many may be low."""
        ratings = counts.ratings
        if not ratings:
            return (NoRatings(),)
        found: list[Reason] = []
        total = len(ratings)
        high, need = sum(each in HIGH for each in ratings), needed(self.agree, total)
        if high < need:
            found.append(TooFewRateHigh(high, need, total))
        low, allowed = sum(each in LOW for each in ratings), ceil(self.against * total) - 1
        if low > allowed:
            found.append(TooManyRateLow(low, allowed, total))
        return tuple(found)
