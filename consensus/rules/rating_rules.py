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
from consensus.rules import reasons
from consensus.rules.reasons import Compared, Label, Reason
from consensus.rules.rule import Rule, read_choice
from consensus.rules.verdict import Context, RuleInput, needed, read_share
from consensus.text.display import count_noun

HIGH, LOW = range(7, 10), range(1, 4)
"""The ratings that agree and those that are against, on the scale from 1 to 9."""

_RATINGS = (
    "Stances do not matter: ratings from 1 to 9 of the present wording do, those of the last round."
)


def _ratings(count: int) -> str:
    return count_noun(count, "rating", "ratings")


class MedianTooLow(Reason, frozen=True):
    """The median of all ratings that count is below 7."""

    kind = "median-too-low"
    bound_to = reasons.RATINGS
    median: float
    total: int

    def sentence(self, label: Label = str) -> str:
        return f"the median of {_ratings(self.total)} is {self.median:g}, at least 7 needed"


class RatingsDisagree(Reason, frozen=True):
    """The ratings lie too far apart."""

    kind = "ratings-disagree"
    bound_to = reasons.RATINGS
    spread: float  # from the 30th to the 70th percentile
    # How far apart these may be, given how far from the middle of the scale they lie.
    allowed: float
    total: int

    def sentence(self, label: Label = str) -> str:
        apart = f"{self.spread:g} apart, at most {self.allowed:g} allowed"
        return f"{_ratings(self.total)} disagree: their 30th and 70th percentiles are {apart}"


def ratings_compared(high: bool, have: int, need: int, total: int) -> Compared:
    """Returns the reason that too few of the ratings are high, or too many low."""
    kind, what = ("few", "7 to 9") if high else ("many", "1 to 3")
    kind, of = f"too-{kind}-rate-{'high' if high else 'low'}", "rating" if total == 1 else "ratings"
    return Compared(kind, have, need, of, total, f"rated {what}", not high, reasons.RATINGS)


@frozen
class Delphi(Rule):
    """Met when at least a share of the ratings is from 7 to 9, and less than another from 1 to 3.

    With the defaults this is "consensus in" as core outcome sets define it: 70 % or more rating
    7 to 9 and fewer than 15 % rating 1 to 3 (Williamson and others, The COMET Handbook 1.0, Trials
    18, supplement 3, 2017). Inside `each_group` every panel has to on its own. Stances do not
    matter, so no member's moving would meet it.
    """

    name = "delphi"
    notes = (_RATINGS, "The shares are of the ratings given; who did not rate is left out.")
    counts_silence = False
    weighs = frozenset[RuleInput]()
    # The share of ratings from 7 to 9, exact.
    agree: Fraction = attrs.field(default=read_share("70%"), converter=read_share)
    # The share that ratings from 1 to 3 have to stay below, exact.
    against: Fraction = attrs.field(default=read_share("15%"), converter=read_share)

    @property
    def sentence(self) -> str:
        low = f"less than {self.against} are 1 to 3"
        return f"at least {self.agree} of the ratings are 7 to 9 and {low}"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.ratings:
            return (reasons.NO_RATINGS,)
        return tuple(each for each in self._compared(counts) if each.is_short)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return tuple(each.sentence() for each in self._compared(counts))

    def _compared(self, counts: Counts) -> tuple[Compared, Compared]:
        """Returns how many rate high, and how many low, as the reasons if these are too few."""
        ratings, total = counts.ratings, len(counts.ratings)
        high, low = (sum(each in span for each in ratings) for span in (HIGH, LOW))
        need, allowed = needed(self.agree, total), ceil(self.against * total) - 1
        few = ratings_compared(True, high, need, total)
        return few, ratings_compared(False, low, allowed, total)


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

    They disagree when P70 - P30 is greater than `allowed_spread` of these percentiles. A median of
    6.5 is not enough, as in panels of authors of the manual, where more than 3 and less than 7 is
    uncertain (EPAGE, Lausanne); others count it to the higher category.
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
    )  # how P30 and P70 are interpolated, which can decide in small panels

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            _RATINGS,
            "Allowed between the 30th and the 70th percentile are 2.35 + 1.5 × |5 − their middle|"
            " (RAND/UCLA Appropriateness Method).",
            f"Percentiles are interpolated “{self.percentiles}”.",
            "A median between 6 and 7 is not enough.",
        )

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not counts.ratings:
            return (reasons.NO_RATINGS,)
        middle, spread, allowed, total = self._measured(counts)
        low = () if middle >= HIGH[0] else (MedianTooLow(middle, total),)
        apart = (RatingsDisagree(float(spread), float(allowed), total),)
        return (*low, *(apart if spread > allowed else ()))

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        middle, spread, allowed, total = self._measured(counts)
        between = f"{float(spread):g} between the 30th and 70th percentiles"
        median_of = f"the median of {_ratings(total)} is {middle:g}"
        return (median_of, f"{between}, at most {float(allowed):g} allowed")

    def _measured(self, counts: Counts) -> tuple[float, Fraction, Fraction, int]:
        """Returns the median, the spread between percentiles, what is allowed, and the number."""
        ratings = counts.ratings
        lower, upper = (percentile(ratings, each, self.percentiles) for each in (_LOWER, _UPPER))
        spread, allowed = upper - lower, allowed_spread(lower, upper)
        return float(median(ratings)), spread, allowed, len(ratings)


RULES: tuple[type[Rule], ...] = (Delphi, RandUcla)
"""The rules in this file, in the order in which they are listed."""
