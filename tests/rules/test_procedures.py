"""Rules that ask for a procedure: silence and ratings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import quantiles

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import MalformedRule
from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.rules import Status, parse_rule
from consensus.rules.judgement import evaluate
from consensus.rules.rating_rules import Interpolation, allowed_spread, percentile
from consensus.rules.reasons import (
    GroupUnmet,
    NobodyEligible,
    NoRatings,
    NoSilence,
    Reason,
    SilenceBroken,
    SilenceEnded,
    SilenceRunning,
    SilenceTooShort,
    StandingObjections,
    TooFewRateHigh,
)
from consensus.rules.verdict import LIFT, Context, Move, SilenceSeen

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
LAPSES = OPENED + timedelta(hours=72)
OVER = SilenceSeen(OPENED, LAPSES, is_over=True)
BRAZIL, CHINA = Standing("BRA", "GOV"), Standing("CHN", "CIV")


def objecting(*standing: Standing) -> Counts:
    """Counts of two groups of five members each, in which these objections stand."""
    return Counts(
        groups={
            code: GroupCount(5, None, {Stance.OBJECT: sum(each.group == code for each in standing)})
            for code in ("GOV", "CIV")
        },
        standing=standing,
    )


@pytest.mark.parametrize(
    ("seen", "counts", "expected"),
    [
        (OVER, objecting(), ()),
        (None, objecting(), (NoSilence(),)),
        (attrs.evolve(OVER, text_changed=True), objecting(), (SilenceEnded(),)),
        (attrs.evolve(OVER, is_over=False), objecting(), (SilenceRunning(LAPSES),)),
        (
            attrs.evolve(OVER, deadline=OPENED + timedelta(hours=71, minutes=59)),
            objecting(),
            (SilenceTooShort(71, 72),),
        ),
        # Broken is broken, while it runs and after, even when the objection was withdrawn.
        (
            attrs.evolve(OVER, is_over=False, broken_by=(BRAZIL,)),
            objecting(BRAZIL),
            (SilenceBroken((BRAZIL,)),),
        ),
        (attrs.evolve(OVER, broken_by=(BRAZIL,)), objecting(), (SilenceBroken((BRAZIL,)),)),
        # An objection from before the procedure counts, one after its deadline does not.
        (OVER, objecting(BRAZIL), (StandingObjections((BRAZIL,)),)),
        (attrs.evolve(OVER, late=(BRAZIL,)), objecting(BRAZIL), ()),
        (
            attrs.evolve(OVER, late=(CHINA,)),
            objecting(BRAZIL, CHINA),
            (StandingObjections((BRAZIL,)),),
        ),
        (OVER, Counts(), (NobodyEligible(),)),
    ],
)
def test_silence(seen: SilenceSeen | None, counts: Counts, expected: tuple[Reason, ...]) -> None:
    """Silence is met when it lasted long enough and nobody objected before the deadline."""
    assert expected == parse_rule("silence()").reasons(counts, Context(silence=seen))


def test_silence_in_each_group_is_broken_where_the_objection_comes_from() -> None:
    """Only the group of the member that broke the silence does not meet the rule."""
    context = Context(groups=("GOV", "CIV"), silence=attrs.evolve(OVER, broken_by=(BRAZIL,)))
    rule = parse_rule("each_group(silence())")

    assert (GroupUnmet("GOV", reasons=(SilenceBroken((BRAZIL,)),)),) == rule.reasons(
        objecting(), context
    )


def test_silence_kept_but_for_an_earlier_objection_is_blocked() -> None:
    """Whoever objected before the silence can still make it hold by withdrawing."""
    verdict = evaluate(parse_rule("silence()"), "OP7", objecting(BRAZIL), Context(silence=OVER))

    assert verdict.status == Status.BLOCKED
    assert verdict.could_change == (Move("GOV", Stance.OBJECT, LIFT, 1, 1),)


@pytest.mark.parametrize("hours", ["0", "1.5", "True", '"72"'])
def test_hours_of_silence_are_whole(hours: str) -> None:
    """Hours that are no whole number from 1 are refused."""
    with pytest.raises(MalformedRule, match="whole number from 1"):
        parse_rule(f"silence({hours})")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('delphi(agree="0%")', "more than 0"),
        ("delphi(70)", "at most 1"),
        ('rand_ucla("nearest")', 'percentiles are "inclusive" or "exclusive"'),
    ],
)
def test_rules_on_ratings_refuse_what_makes_no_sense(rule: str, message: str) -> None:
    """A malformed rule on ratings says what to write."""
    with pytest.raises(MalformedRule, match=message):
        parse_rule(rule)


def test_each_panel_rates_on_its_own() -> None:
    """Inside `each_group` a panel that disagrees, or has not rated, is named."""
    counts = Counts(
        groups={
            "GOV": GroupCount(3, ratings=(7, 8, 9)),
            "CIV": GroupCount(3, ratings=(5, 8, 9)),
            "BUS": GroupCount(3),
        }
    )
    rule = parse_rule("each_group(delphi())")

    assert rule.reasons(counts, Context(groups=("GOV", "CIV", "BUS"))) == (
        GroupUnmet("CIV", reasons=(TooFewRateHigh(2, 3, 3),)),
        GroupUnmet("BUS", reasons=(NoRatings(),)),
    )


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [(7, 8, "6.1"), (1, 9, "2.35"), (1, 1, "8.35"), (9, 9, "8.35"), (3, 7, "2.35")],
)
def test_spread_allowed_grows_with_asymmetry(lower: int, upper: int, expected: str) -> None:
    """P30 = 7 and P70 = 8 allow 6.1, as in BMJ Open 2012;2:e001431, table 1."""
    assert Fraction(expected) == allowed_spread(Fraction(lower), Fraction(upper))


@pytest.mark.parametrize(
    ("interpolation", "lower", "upper", "allowed"),
    [
        (Interpolation.INCLUSIVE, "4.2", "7.4", "3.55"),
        (Interpolation.EXCLUSIVE, "2.6", "8.2", "2.95"),
    ],
)
def test_how_percentiles_are_interpolated_can_decide(
    interpolation: Interpolation, lower: str, upper: str, allowed: str
) -> None:
    """Of the ratings 1 1 5 7 7 9 9 one way finds agreement and the other disagreement."""
    ratings = (1, 1, 5, 7, 7, 9, 9)
    found = [percentile(ratings, Fraction(p), interpolation) for p in ("0.3", "0.7")]

    assert [Fraction(lower), Fraction(upper)] == found
    assert Fraction(allowed) == allowed_spread(*found)


@given(st.lists(st.integers(1, 9), min_size=2), st.sampled_from(Interpolation))
def test_percentiles_are_those_of_the_standard_library(
    values: list[int], interpolation: Interpolation
) -> None:
    """Tenths are what `statistics.quantiles` gives, but never outside the values."""
    ordered = sorted(values)
    expected = quantiles(values, n=10, method=interpolation.value)

    for tenth, cut in enumerate(expected, 1):
        held = min(max(cut, ordered[0]), ordered[-1])
        found = percentile(ordered, Fraction(tenth, 10), interpolation)
        assert float(found) == pytest.approx(held)
