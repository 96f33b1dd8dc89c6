"""Rules on ratings from 1 to 9: Delphi and RAND/UCLA, with the percentiles that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from math import ceil
from statistics import median

import attrs
from attrs import frozen

from consensus.model.counting import Counts
from consensus.rules.reasons import (
    MedianTooLow,
    NoRatings,
    RatingsDisagree,
    Reason,
    TooFewRateHigh,
    TooManyRateLow,
)
from consensus.rules.rule import Rule, read_choice
from consensus.rules.verdict import Context, RuleInput, needed, read_share

HIGH = range(7, 10)
"""The ratings that agree, on the scale from 1 to 9."""

LOW = range(1, 4)
"""The ratings that are against."""

_RATINGS = (
    "Stances do not matter: ratings from 1 to 9 of the present wording do, those of the last round."
)


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
    notes = (_RATINGS, "The shares are of the ratings given; who did not rate is left out.")
    counts_silence = False
    weighs = frozenset[RuleInput]()
    agree: Fraction = attrs.field(default=Fraction(7, 10), converter=read_share)
    against: Fraction = attrs.field(default=Fraction(3, 20), converter=read_share)

    @property
    def sentence(self) -> str:
        low = f"less than {self.against} are 1 to 3"
        return f"at least {self.agree} of the ratings are 7 to 9 and {low}"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many ratings have to be high, and how many may be low."""
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


# Percentiles of a few whole numbers, exact.


class Interpolation(StrEnum):
    """Where among the values in ascending order a percentile lies.

    Small panels have few values, so that this can decide; statistical programs differ in it.
    """

    INCLUSIVE = "inclusive"
    """At (n - 1)p + 1, as NumPy, R (type 7) and `PERCENTILE` of spreadsheets have it."""
    EXCLUSIVE = "exclusive"
    """At (n + 1)p, as SPSS and R (type 6) and `PERCENTILE.EXC` of spreadsheets have it."""


def percentile(values: Sequence[int], share: Fraction, interpolation: Interpolation) -> Fraction:
    """Returns the value below which a share of the values lies, linearly interpolated."""
    last = len(values) - 1
    if interpolation is Interpolation.INCLUSIVE:
        place = last * share
    else:
        place = min(max((last + 2) * share - 1, Fraction(0)), Fraction(last))
    below = int(place)
    above = min(below + 1, last)
    return values[below] + (place - below) * (values[above] - values[below])


# `rand_ucla()`: appropriate without disagreement, by the RAND/UCLA Appropriateness Method.

_LOWER, _UPPER = Fraction(3, 10), Fraction(7, 10)
_MIDDLE = 5
_SYMMETRIC = Fraction("2.35")
_CORRECTION = Fraction("1.5")


def allowed_spread(lower: Fraction, upper: Fraction) -> Fraction:
    """Returns the interpercentile range adjusted for symmetry (IPRAS).

    IPRAS = 2.35 + 1.5 · |5 - (P30 + P70)/2|, where 2.35 is the range that is disagreement when
    ratings lie symmetrically around the middle of the scale, and 1.5 corrects for asymmetry
    (Fitch and others, The RAND/UCLA Appropriateness Method User's Manual, RAND 2001).
    """
    return _SYMMETRIC + _CORRECTION * abs(_MIDDLE - (lower + upper) / 2)


def _read_interpolation(given: object) -> Interpolation:
    return read_choice("percentiles are", given, Interpolation, " or ")


@frozen
class RandUcla(Rule):
    """Met when the median rating is from 7 to 9 and the ratings do not disagree.

    They disagree when P70 - P30 is greater than `allowed_spread` of these percentiles. Stances do
    not matter, so no member's moving would meet it.

    Attributes:
        percentiles: how P30 and P70 are interpolated, which can decide in small panels.
    """

    name = "rand_ucla"
    sentence = (
        "the median rating is 7 to 9 and the 30th and 70th percentiles are no further apart than "
        "the RAND/UCLA method allows"
    )
    counts_silence = False
    weighs = frozenset[RuleInput]()
    percentiles: Interpolation = attrs.field(
        default=Interpolation.INCLUSIVE, converter=_read_interpolation
    )

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            _RATINGS,
            "Allowed between the 30th and the 70th percentile are 2.35 + 1.5 × |5 − their middle|"
            " (RAND/UCLA Appropriateness Method).",
            f"Percentiles are interpolated “{self.percentiles}”.",
        )

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: the median is too low, or how far apart the ratings are."""
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


RULES: tuple[type[Rule], ...] = (Delphi, RandUcla)
"""The rules in this file, in the order in which they are listed."""
