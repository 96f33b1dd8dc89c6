"""`rand_ucla()`: appropriate without disagreement, by the RAND/UCLA Appropriateness Method."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counts import Counts
from consensus.rules.context import Context
from consensus.rules.delphi import HIGH
from consensus.rules.percentile import Interpolation, percentile
from consensus.rules.procedure_reasons import MedianTooLow, NoRatings, RatingsDisagree
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight

_LOWER, _UPPER = Fraction(3, 10), Fraction(7, 10)
_MIDDLE = 5
_SYMMETRIC = Fraction("2.35")
_CORRECTION = Fraction("1.5")


def allowed_spread(lower: Fraction, upper: Fraction) -> Fraction:
    """The interpercentile range adjusted for symmetry (IPRAS).

    IPRAS = 2.35 + 1.5 · |5 - (P30 + P70)/2|, where 2.35 is the range that is disagreement when
    ratings lie symmetrically around the middle of the scale, and 1.5 corrects for asymmetry
    (Fitch and others, The RAND/UCLA Appropriateness Method User's Manual, RAND 2001).

    Args:
        lower: the 30th percentile, P30.
        upper: the 70th percentile, P70.
    """
    return _SYMMETRIC + _CORRECTION * abs(_MIDDLE - (lower + upper) / 2)


def _read_interpolation(given: object) -> Interpolation:
    for kind in Interpolation:
        if given == kind:
            return kind
    names = " or ".join(f'"{kind}"' for kind in Interpolation)
    raise MalformedRule(f"percentiles are {names}, not {given!r}")


@frozen
class RandUcla(Rule):
    """Met when the median rating is from 7 to 9 and the ratings do not disagree.

    They disagree when P70 - P30 is greater than `allowed_spread` of these percentiles. Stances do
    not matter, so no member's moving would meet it.

    Attributes:
        percentiles: how P30 and P70 are interpolated, which can decide in small panels.
    """

    name = "rand_ucla"
    counts_silence = False
    weighs = frozenset[Weight]()
    percentiles: Interpolation = attrs.field(
        default=Interpolation.INCLUSIVE, converter=_read_interpolation
    )

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say that the median is too low, or how far apart the ratings are."""
        ratings = counts.ratings
        if not ratings:
            return (NoRatings(),)
        found: list[Reason] = []
        middle = float(median(ratings))
        if middle < HIGH[0]:
            found.append(MedianTooLow(middle, len(ratings)))
        lower = percentile(ratings, _LOWER, self.percentiles)
        upper = percentile(ratings, _UPPER, self.percentiles)
        spread, allowed = upper - lower, allowed_spread(lower, upper)
        if spread > allowed:
            found.append(RatingsDisagree(float(spread), float(allowed), len(ratings)))
        return tuple(found)
