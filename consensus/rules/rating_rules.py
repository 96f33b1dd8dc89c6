"""Rules on ratings: Delphi and RAND/UCLA, with the percentiles that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from statistics import median

import attrs
from attrs import frozen
from attrs.converters import optional

from consensus.errors import MalformedRule
from consensus.model.counting import Counts
from consensus.rules import reasons
from consensus.rules.reasons import Compared, Fixed, Label, Reason
from consensus.rules.rule import Rule, flag, is_word, must_be, one_of
from consensus.rules.verdict import Context, RuleInput, Share, Span, needed, read_share, read_span
from consensus.text.display import count_noun

HIGH = 7  # the least rating that RAND/UCLA calls appropriate, on its scale from 1 to 9


def _notes(scale: Span) -> str:
    said = f"the ratings, {scale.words}, of the last round on these words do"
    return f"Positions do not matter: {said}."


def _ratings(count: int) -> str:
    return count_noun(count, "rating", "ratings")


class MedianTooLow(Reason, frozen=True):
    """The median of all ratings that count is below 7."""

    kind = "median-too-low"
    bound_to = reasons.RATINGS
    median: float
    total: int

    def sentence(self, label: Label = str) -> str:
        return f"median {self.median:g} of {_ratings(self.total)}; 7 needed"


class RatingsDisagree(Reason, frozen=True):
    """The ratings lie too far apart."""

    kind = "ratings-disagree"
    bound_to = reasons.RATINGS
    spread: float  # from the 30th to the 70th percentile
    # How far apart these may be, given how far from the middle of the scale they lie.
    allowed: float
    total: int

    def sentence(self, label: Label = str) -> str:
        apart = f"{self.spread:g} points between the 30th and 70th percentile"
        return f"{_ratings(self.total)} disagree: {apart}, {self.allowed:g} allowed"


def ratings_compared(high: bool, have: int, need: int, total: int, span: str = "") -> Compared:
    """Returns the reason that too few of the ratings are high, or too many low."""
    kind, what = ("few", "7 to 9") if high else ("many", "1 to 3")
    kind = f"too-{kind}-rate-{'high' if high else 'low'}"
    said = f"{'rating' if total == 1 else 'ratings'} {'is' if have == 1 else 'are'} {span or what}"
    return Compared(kind, have, need, "", total, said, not high, reasons.RATINGS)


def _unrated(counts: Counts, scale: Span) -> tuple[Reason, ...]:
    """Returns why there are no ratings to judge by, or none on the scale that the rule has now."""
    off = sum(each not in scale for each in counts.ratings)
    said = f"{_ratings(off)} to be given anew: the scale is from {scale.words}"
    found = Fixed("ratings-off-scale", said, reasons.RATINGS) if off else reasons.NO_RATINGS
    return (found,) if off or not counts.ratings else ()


def _is_no_number(given: object) -> bool:
    return given == "" or (is_word(given) and given == str(given).strip("0123456789 "))


@frozen
class Delphi(Rule):
    """Met when at least a share of the ratings is in favour, and less than another is opposed.

    With the defaults this is "consensus in" as core outcome sets define it: 70 % or more rating
    7 to 9 and fewer than 15 % rating 1 to 3 (Williamson and others, The COMET Handbook 1.0, Trials
    18, supplement 3, 2017), and `out="70%"` with the same bars is "consensus out". Inside
    `each_group` every panel has to on its own. Stances do not matter, so no member's moving would
    meet it.
    """

    name = "delphi"
    short = "Delphi {0.agree}/{0.against}"
    counts_silence = False
    weighs = frozenset[RuleInput]()
    # The share of the ratings in favour, and what those opposed have to stay below, exact.
    agree: Fraction = attrs.field(default=read_share("70%"), converter=read_share)
    against: Fraction = attrs.field(default=read_share("15%"), converter=read_share)
    scale: Span = attrs.field(default=Span(1, 9), converter=read_span)
    in_favour: Span = attrs.field(default=Span(7, 9), converter=read_span)
    opposed: Span = attrs.field(default=Span(1, 3), converter=read_span)
    not_rated: str = attrs.field(
        default="", validator=must_be("not_rated is a word, such as X", _is_no_number)
    )
    # The share of ratings opposed at which the text is out; None where that is not said.
    out: Share | None = attrs.field(default=None, converter=optional(read_share))
    # Whether who cannot judge is in the denominator; otherwise such answers count nowhere.
    count_not_rated: bool = attrs.field(default=False, validator=flag("`count_not_rated` is"))

    def __attrs_post_init__(self) -> None:
        low, high, scale = self.opposed, self.in_favour, self.scale
        if not scale.first <= low.first <= low.last < high.first <= high.last <= scale.last:
            said = f"opposed ({low}) has to lie below in_favour ({high})"
            raise MalformedRule(f"{said}, both on the scale from {scale.first} to {scale.last}")

    @property
    def sentence(self) -> str:
        low = f"fewer than {self.against} are {self.opposed.words}"
        return f"at least {self.agree} of ratings are {self.in_favour.words}, and {low}"

    @property
    def notes(self) -> tuple[str, ...]:
        left_out = "The shares are of the ratings given; who did not rate is left out."
        unable = "is counted among them" if self.count_not_rated else "counts nowhere"
        said = (f"Who cannot judge says {self.not_rated} and {unable}.",) if self.not_rated else ()
        out = f"The text is out when {self.out} or more are {self.opposed.words}."
        return (_notes(self.scale), left_out, *said, *((out,) if self.out else ()))

    @property
    def rated_on(self) -> Span:
        return attrs.evolve(self.scale, not_rated=self.not_rated)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if unrated := _unrated(counts, self.scale):
            return unrated
        found = tuple(each for each in self._compared(counts) if each.is_short)
        high, low, total = self._numbers(counts)
        enough = needed(self.out, total) if self.out else total + 1
        if low < enough or high >= self.against * total:
            return found
        said = f"out: {low} of {total} ratings are {self.opposed.words}, {enough} needed for that"
        return (*found, Fixed("rated-out", said, reasons.RATINGS))

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return tuple(each.sentence() for each in self._compared(counts))

    def _numbers(self, counts: Counts) -> tuple[int, int, int]:
        """Returns how many ratings are in favour, how many opposed, and of how many."""
        unable = counts.unrated if self.count_not_rated else 0
        spans = (self.in_favour, self.opposed)
        high, low = (sum(each in span for each in counts.ratings) for span in spans)
        return high, low, len(counts.ratings) + unable

    def _compared(self, counts: Counts) -> tuple[Compared, Compared]:
        """Returns how many rate high, and how many low, as the reasons if these are too few."""
        high, low, total = self._numbers(counts)
        need, allowed = needed(self.agree, total), ceil(self.against * total) - 1
        few = ratings_compared(True, high, need, total, self.in_favour.words)
        return few, ratings_compared(False, low, allowed, total, self.opposed.words)


def percentile(values: Sequence[int], share: Fraction, interpolation: str) -> Fraction:
    """Returns the value below which a share of the values lies, linearly interpolated."""
    last = len(values) - 1
    if interpolation == "inclusive":
        place = last * share  # as NumPy, R (type 7) and `PERCENTILE` have it
    else:  # as SPSS, R (type 6) and `PERCENTILE.EXC` have it
        place = min(max((last + 2) * share - 1, Fraction(0)), Fraction(last))
    below = int(place)
    above = min(below + 1, last)
    return values[below] + (place - below) * (values[above] - values[below])


_LOWER, _UPPER = Fraction(3, 10), Fraction(7, 10)


def allowed_spread(lower: Fraction, upper: Fraction) -> Fraction:
    """Returns the interpercentile range adjusted for symmetry (IPRAS).

    IPRAS = 2.35 + 1.5 · |5 - (P30 + P70)/2|, where 2.35 is the range that is disagreement when
    ratings lie symmetrically around the middle of the scale, and 1.5 corrects for asymmetry
    (Fitch and others, The RAND/UCLA Appropriateness Method User's Manual, RAND 2001).
    """
    return Fraction("2.35") + Fraction("1.5") * abs(5 - (lower + upper) / 2)


@frozen
class RandUcla(Rule):
    """Met when the median rating is from 7 to 9 and the ratings do not disagree.

    They disagree when P70 - P30 is greater than `allowed_spread` of these percentiles. A median of
    6.5 is not enough, as in panels of authors of the manual, where more than 3 and less than 7 is
    uncertain (EPAGE, Lausanne); others count it to the higher category.
    """

    name = "rand_ucla"
    sentence = "the median rating is 7 to 9, without disagreement (RAND/UCLA)"
    short = "RAND/UCLA"
    counts_silence = False
    rated_on = Span(1, 9)
    weighs = frozenset[RuleInput]()
    # How P30 and P70 are interpolated, which can decide in small panels.
    percentiles: str = attrs.field(
        default="inclusive", validator=one_of("percentiles are", ("inclusive", "exclusive"), " or ")
    )

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            _notes(Span(1, 9)),
            "Allowed between the 30th and the 70th percentile are 2.35 + 1.5 × |5 − their middle|"
            " (RAND/UCLA Appropriateness Method).",
            f"Percentiles are interpolated “{self.percentiles}”.",
            "A median between 6 and 7 is not enough.",
        )

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if unrated := _unrated(counts, self.rated_on):
            return unrated
        middle, spread, allowed, total = self._measured(counts)
        low = () if middle >= HIGH else (MedianTooLow(middle, total),)
        apart = (RatingsDisagree(float(spread), float(allowed), total),)
        return (*low, *(apart if spread > allowed else ()))

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        middle, spread, allowed, total = self._measured(counts)
        between = f"{float(spread):g} points between the 30th and 70th percentile"
        apart = f"no disagreement: {between}, {float(allowed):g} allowed"
        return (f"median {middle:g} of {_ratings(total)}", apart)

    def _measured(self, counts: Counts) -> tuple[float, Fraction, Fraction, int]:
        """Returns the median, the spread between percentiles, what is allowed, and the number."""
        ratings = counts.ratings
        lower, upper = (percentile(ratings, each, self.percentiles) for each in (_LOWER, _UPPER))
        spread, allowed = upper - lower, allowed_spread(lower, upper)
        return float(median(ratings)), spread, allowed, len(ratings)


RULES: tuple[type[Rule], ...] = (Delphi, RandUcla)
"""The rules in this file, in the order in which they are listed."""
