"""Verdicts worked out by hand, of counts, of procedures, and of conditions in a ring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import quantiles

import attrs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import MalformedRule
from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.rules import Status, parse_rule
from consensus.rules.judgement import evaluate
from consensus.rules.rating_rules import (
    MedianTooLow,
    RatingsDisagree,
    allowed_spread,
    percentile,
    ratings_compared,
)
from consensus.rules.reasons import (
    NO_GROUPS,
    NO_RATINGS,
    NO_SILENCE,
    NO_SUPPORT,
    NO_VOTES_CAST,
    NOBODY_ELIGIBLE,
    NOBODY_PRESENT,
    NOBODY_SPOKE,
    NOBODY_SUPPORTS,
    NOT_AT_MEETING,
    SILENCE_ENDED,
    AlternativeUnmet,
    AwaitingConditions,
    Brackets,
    Compared,
    Fixed,
    GroupUnmet,
    Holds,
    OpenAmendments,
    Reason,
    SilenceBroken,
    SilenceRunning,
    SilenceTooShort,
    StandingObjections,
    TooManyObjections,
    UnansweredObjections,
    quorum_missing,
    too_few,
)
from consensus.rules.rule import for_item
from consensus.rules.verdict import LIFT, Context, Move, SilenceSeen

MET: tuple[Reason, ...] = ()


def group(eligible: int, present: int | None = None, **stances: int) -> GroupCount:
    """A stakeholder group with so many eligible members and so many of each stance."""
    return GroupCount(eligible, present, {Stance(name): n for name, n in stances.items()})


def counted(eligible: int, present: int | None = None, **stances: int) -> Counts:
    """Counts of a body without stakeholder groups."""
    return Counts(groups={"": group(eligible, present, **stances)})


def votes_for(have: int, need: int, total: int) -> Compared:
    """The reason that a majority of so many votes for or against lacks some for it."""
    return msgspec.structs.replace(too_few(have, need, "for or against", total), what="for")


def objections(count: int) -> StandingObjections:
    """The reason that so many object, when nobody is known by name."""
    return StandingObjections(members=(), count=count)


def reserved(count: int) -> Holds:
    """The reason that so many reserve their position, when nobody is known by name."""
    return Holds(members=(), count=count)


def answered(eligible: int, count: int, **stances: int) -> Counts:
    """Counts of a body without stakeholder groups in which so many objections were answered."""
    return Counts(groups={"": msgspec.structs.replace(group(eligible, **stances), answered=count)})


def unanswered(count: int) -> UnansweredObjections:
    """The reason that so many objections are not answered, when nobody is known by name."""
    return UnansweredObjections(members=(), count=count)


def rated(*ratings: int) -> Counts:
    """Counts of a body without stakeholder groups whose members gave these ratings."""
    return Counts(groups={"": GroupCount(len(ratings), ratings=tuple(sorted(ratings)))})


def unable(count: int, *ratings: int) -> Counts:
    """Counts of ratings, and of members who cannot judge."""
    whole = rated(*ratings).groups.total
    return Counts(groups={"": msgspec.structs.replace(whole, unrated=count)})


_SPANS = 'scale="1-7", in_favour="5-7", opposed="1-3", not_rated="X"'
_OWN = f'delphi(agree="75%", against="25%", {_SPANS})'
_OUT = f'delphi(agree="75%", against="25%", {_SPANS}, out="75%")'


def own(high: bool, have: int, need: int, total: int) -> Reason:
    """The reason that too few or too many ratings lie in a span of that scale."""
    return ratings_compared(high, have, need, total, "5 to 7" if high else "1 to 3")


def is_out(low: int) -> Reason:
    """The reason that so many of twenty ratings are opposed that the text is out."""
    return Fixed("rated-out", f"out: {low} of 20 ratings are 1 to 3, 15 needed for that", "ratings")


FIVE = 'all_of(quorum("60%", of="cast"), threshold("75%"))'

WORKED: list[tuple[str, Counts, tuple[Reason, ...]]] = [
    # Consent: silence is enough, a disagreement and an abstention do not matter.
    ("consent()", counted(5), MET),
    ("consent()", counted(5, disagree=3, abstain=1), MET),
    ("consent()", counted(5, object=1), (objections(1),)),
    ("consent()", counted(5, hold=2), (reserved(2),)),
    ("consent()", counted(5, object=1, hold=2), (objections(1), reserved(2))),
    ("consent()", counted(0), (NOBODY_ELIGIBLE,)),
    ("consent()", counted(0, recuse=3), (NOBODY_ELIGIBLE,)),
    # No objection: somebody has to be in favour, or the chair to ask.
    ("no_objection()", attrs.evolve(counted(5), silent=5), (NOBODY_SPOKE,)),
    ("no_objection()", counted(5, abstain=1), (NO_SUPPORT,)),
    ("no_objection()", counted(5, accept=1), MET),
    ("no_objection()", counted(5, support=4, hold=1), (reserved(1),)),
    ("no_objection()", counted(5, object=1), (objections(1), NO_SUPPORT)),
    ("no_objection()", counted(0), (NOBODY_ELIGIBLE,)),
    # Unanimity: recusal leaves the denominator, abstention does not.
    ("unanimity()", counted(5, support=3, accept=2), MET),
    ("unanimity()", counted(4, support=4, recuse=1), MET),
    ("unanimity()", counted(5, support=4, abstain=1), (too_few(4, 5, "eligible", 5),)),
    (
        "unanimity()",
        counted(5, support=3, object=1, hold=1),
        (objections(1), reserved(1), too_few(3, 5, "eligible", 5)),
    ),
    ("unanimity()", counted(0), (NOBODY_ELIGIBLE,)),
    # Consensus minus n.
    ("consensus_minus(1)", counted(5, object=1), MET),
    ("consensus_minus(1)", counted(5, object=2), (objections(2), TooManyObjections(2, 1))),
    ("consensus_minus(0)", counted(5, object=1), (objections(1), TooManyObjections(1, 0))),
    ("consensus_minus(1)", counted(5, hold=4), MET),
    ("consensus_minus(1)", counted(0), (NOBODY_ELIGIBLE,)),
    # Five eligible, 75 % of the eligible, quorum 60 %.
    (FIVE, counted(5, accept=2), (quorum_missing(2, 3, "cast", 5), too_few(2, 4, "eligible", 5))),
    (FIVE, counted(5, accept=4, disagree=1), MET),
    (FIVE, counted(5, accept=4, object=1), (objections(1),)),
    # At least a share is rounded up, exactly.
    ('threshold("2/3")', counted(9, support=6), MET),
    ('threshold("2/3")', counted(10, support=6), (too_few(6, 7, "eligible", 10),)),
    ('threshold("0.1")', counted(10, support=1), MET),
    ('threshold("2/3", block=False)', counted(3, support=2, object=1), MET),
    # A hold moves no share; a recusal leaves the denominator; abstentions count in cast.
    ('threshold("1/2", of="cast")', counted(9, support=1, disagree=1, hold=7), MET),
    ('threshold("1/2")', counted(4, support=2, recuse=1), MET),
    ('threshold("1/2")', counted(5, support=2), (too_few(2, 3, "eligible", 5),)),
    (
        'threshold("1/2", of="cast")',
        counted(9, support=1, disagree=1, abstain=1),
        (too_few(1, 2, "cast", 3),),
    ),
    ('threshold("1/2", of="cast")', counted(9), (NO_VOTES_CAST,)),
    ('threshold("1/2", of="cast")', counted(9, hold=9), (NO_VOTES_CAST,)),
    ('threshold("1/2", of="present")', counted(9, support=9), (NOT_AT_MEETING,)),
    ('threshold("1/2", of="present")', counted(9, 4, support=2), MET),
    ('threshold("1/2", of="present")', counted(9, 5, support=2), (too_few(2, 3, "present", 5),)),
    ('threshold("1/2", of="present")', counted(9, 0, support=2), (NOBODY_PRESENT,)),
    ('threshold("1/2")', counted(0), (NOBODY_ELIGIBLE,)),
    # Majorities: abstentions are no votes, equal votes and 0-0 do not pass.
    ('majority("simple")', counted(9, support=1), MET),
    ('majority("simple")', counted(9), (NO_VOTES_CAST,)),
    ('majority("simple")', counted(9, abstain=9), (NO_VOTES_CAST,)),
    ('majority("simple")', counted(9, support=2, abstain=5, disagree=1), MET),
    (
        'majority("simple")',
        counted(9, support=2, disagree=1, object=1),
        (votes_for(2, 3, 4),),
    ),
    ('majority("absolute")', counted(9, support=5), MET),
    ('majority("absolute")', counted(8, support=4), (too_few(4, 5, "eligible", 8),)),
    ('majority("absolute")', counted(0), (NOBODY_ELIGIBLE,)),
    ('majority("two-thirds")', counted(9, support=2, object=1, abstain=6), MET),
    (
        'majority("two-thirds")',
        counted(9, support=3, disagree=2),
        (votes_for(3, 4, 5),),
    ),
    ('majority("two-thirds")', counted(9), (NO_VOTES_CAST,)),
    # Rough consensus: an answered objection may stand, and counts decide nothing.
    ("rough_consensus()", answered(5, 1, accept=2, object=1), MET),
    ("rough_consensus()", counted(5, accept=2, object=1), (unanswered(1),)),
    ("rough_consensus()", answered(9, 1, accept=4, object=2), (unanswered(1),)),
    ("consent()", answered(5, 1, accept=2, object=1), (objections(1),)),
    ("rough_consensus()", answered(5, 2, accept=2, object=2), MET),
    ("rough_consensus()", counted(5, accept=2, hold=2, disagree=1), MET),
    ("rough_consensus()", counted(5), MET),
    ("rough_consensus()", counted(0), (NOBODY_ELIGIBLE,)),
    # RFC 7282, section 7: five people for and a hundred against, whose issue was answered.
    ("rough_consensus()", answered(105, 100, support=5, object=100), MET),
    ("rough_consensus()", answered(105, 99, support=5, object=100), (unanswered(1),)),
    # The IESG's ballot: of 15 area directors one is recused, so 10 of 14 are needed.
    ("iesg_ballot()", counted(14, support=1, accept=9, recuse=1), MET),
    (
        "iesg_ballot()",
        counted(14, support=1, accept=8, abstain=3, recuse=1),
        (too_few(9, 10, "eligible", 14),),
    ),
    ("iesg_ballot()", counted(14, accept=14), (NOBODY_SUPPORTS,)),
    ("iesg_ballot()", counted(14, support=13, object=1), (objections(1),)),
    ("iesg_ballot()", counted(3), (NOBODY_SUPPORTS, too_few(0, 2, "eligible", 3))),
    ("iesg_ballot()", counted(0), (NOBODY_ELIGIBLE,)),
    # Ratings: 0-0 never passes; a share is at least, and below.
    ("delphi()", counted(9, accept=9), (NO_RATINGS,)),
    ("delphi()", rated(7, 7, 8, 8, 9, 9, 9, 4, 5, 6), MET),
    ("delphi()", rated(7, 7, 8, 8, 9, 9, 4, 5, 6, 6), (ratings_compared(True, 6, 7, 10),)),
    ("delphi()", rated(7, 7, 8, 8, 9, 9, 9, 1, 3), (ratings_compared(False, 2, 1, 9),)),
    ('delphi(against="10%")', rated(*[7] * 9, 3), (ratings_compared(False, 1, 0, 10),)),
    ('delphi(against="11%")', rated(*[7] * 9, 3), MET),
    (
        "delphi()",
        rated(1, 2, 9),
        (ratings_compared(True, 1, 3, 3), ratings_compared(False, 2, 0, 3)),
    ),
    # A scale of the panel's own, one rating below, at and above; who cannot judge; and out.
    (_OWN, rated(*[5] * 15, *[4] * 5), MET),
    (_OWN, rated(*[5] * 14, *[4] * 6), (own(True, 14, 15, 20),)),
    (_OWN, rated(*[7] * 16, *[4] * 4), MET),
    (_OWN, rated(*[5] * 15, *[3] * 5), (own(False, 5, 4, 20),)),
    (_OWN, rated(*[5] * 16, *[3] * 4), MET),
    (_OWN, unable(20, *[5] * 15, *[4] * 5), MET),
    (f"{_OWN[:-1]}, count_not_rated=True)", unable(1, *[5] * 15, *[4] * 4), MET),
    (
        f"{_OWN[:-1]}, count_not_rated=True)",
        unable(1, *[5] * 14, *[4] * 5),
        (own(True, 14, 15, 20),),
    ),
    (_OWN, unable(9), (NO_RATINGS,)),
    (_OUT, rated(*[1] * 14, *[4] * 6), (own(True, 0, 15, 20), own(False, 14, 4, 20))),
    (
        _OUT,
        rated(*[1] * 15, *[4] * 5),
        (own(True, 0, 15, 20), own(False, 15, 4, 20), is_out(15)),
    ),
    (_OUT, rated(*[1] * 15, *[7] * 5), (own(True, 5, 15, 20), own(False, 15, 4, 20))),
    # Fifteen panellists, P30 = 7 and P70 = 8 (BMJ Open 2012;2:e001431, table 1).
    ("rand_ucla()", rated(4, 5, 6, *[7] * 5, *[8] * 5, 9, 9), MET),
    ("rand_ucla()", rated(1, 1, 5, 7, 7, 9, 9), MET),
    (
        'rand_ucla("exclusive")',
        rated(1, 1, 5, 7, 7, 9, 9),
        (RatingsDisagree(5.6, 2.95, 7),),
    ),
    ("rand_ucla()", rated(6, 7), (MedianTooLow(6.5, 2),)),
    (
        "rand_ucla()",
        rated(1, 1, 1, 5, 9, 9, 9),
        (MedianTooLow(5.0, 7), RatingsDisagree(8.0, 2.35, 7)),
    ),
    ("rand_ucla()", rated(8), MET),
    ("rand_ucla()", counted(9, accept=9), (NO_RATINGS,)),
    # Quorum.
    ('quorum("1/2")', counted(9), (NOT_AT_MEETING,)),
    ('quorum("1/2")', counted(9, 4), (quorum_missing(4, 5, "present", 9),)),
    ('quorum("1/2")', counted(9, 5), MET),
    ('quorum("1/2", of="cast")', counted(4, support=1, abstain=1), MET),
    ('quorum("1/2", of="cast")', counted(4, hold=4), (quorum_missing(0, 2, "cast", 4),)),
    ('quorum("1/2")', counted(0, 0), (NOBODY_ELIGIBLE,)),
    # Several rules.
    ('all_of(consent(), majority("simple"))', counted(5, accept=1), MET),
    ("all_of(consent(), no_objection())", counted(5, object=1), (objections(1), NO_SUPPORT)),
    ('any_of(consent(), majority("simple"))', counted(5, accept=2, object=1), MET),
    (
        'any_of(consent(), majority("simple"))',
        counted(5, accept=1, object=1),
        (
            AlternativeUnmet(
                "consent()",
                parse_rule("consent()").sentence,
                "neither is met",
                reasons=(objections(1),),
            ),
            AlternativeUnmet(
                'majority("simple")',
                parse_rule('majority("simple")').sentence,
                "nor",
                reasons=(votes_for(1, 2, 2),),
            ),
        ),
    ),
]


@pytest.mark.parametrize(
    ("rule", "counts", "expected"),
    [
        ("no_objection()", counted(5), MET),
        ("no_objection()", counted(5, disagree=1), MET),
        ("no_objection()", counted(5, hold=1), (reserved(1),)),
        ("no_objection()", counted(5, object=1), (objections(1),)),
        ("no_objection()", counted(0), (NOBODY_ELIGIBLE,)),
        ("all_of(no_objection(), consensus_minus(0))", counted(5), MET),
    ],
)
def test_no_objection_heard_is_what_the_rule_asks_for(
    rule: str, counts: Counts, expected: tuple[Reason, ...]
) -> None:
    """Once the Chair has asked, only what stands bars it."""
    judged = parse_rule(rule)
    assert judged.reasons(counts, Context(none_heard=True)) == expected
    if expected == MET:
        assert "no objection was heard" in judged.figures(counts, Context(none_heard=True))[0]


@pytest.mark.parametrize(("rule", "counts", "expected"), WORKED)
def test_worked_example(rule: str, counts: Counts, expected: tuple[Reason, ...]) -> None:
    """Each rule says exactly why it is not met, and nothing when it is."""
    judged = parse_rule(rule)

    assert expected == judged.reasons(counts, Context())
    assert (expected == MET) == judged.is_met(counts, Context())


TWO_GROUPS = Counts(groups={"GOV": group(3, support=2), "CIV": group(4, support=2, disagree=2)})


def test_each_group_names_the_groups_that_fall_short() -> None:
    """A group that does not meet the inner rule is named with its own reasons."""
    rule = parse_rule('each_group(threshold("2/3", of="cast"))')
    expected = (GroupUnmet("CIV", reasons=(too_few(2, 3, "cast", 4),)),)

    assert expected == rule.reasons(TWO_GROUPS, Context(groups=("GOV", "CIV")))


def test_each_group_leaves_out_a_group_that_is_not_declared() -> None:
    """A group without eligible members is not declared, and nobody waits for it."""
    rule = parse_rule('each_group(threshold("2/3", of="cast"))')

    assert rule.is_met(TWO_GROUPS, Context(groups=("GOV",)))


def test_each_group_is_unmet_where_a_declared_group_has_nobody() -> None:
    """A declared group in which nobody is eligible cannot agree to anything."""
    counts = attrs.evolve(TWO_GROUPS, groups={"GOV": group(3, support=2), "ACA": group(0)})
    expected = (GroupUnmet("ACA", reasons=(NOBODY_ELIGIBLE,)),)

    assert expected == parse_rule("each_group(consent())").reasons(
        counts, Context(groups=("GOV", "ACA"))
    )


def test_each_group_is_unmet_without_groups() -> None:
    """What is asked of no group at all is not agreed."""
    assert parse_rule("each_group(consent())").reasons(TWO_GROUPS, Context()) == (NO_GROUPS,)


def test_members_are_named_in_the_group_they_belong_to() -> None:
    """Objections are named in their group; holds only where all holders are in that group."""
    brazil, china = Standing("BRA", "GOV"), Standing("CHN", "CIV")
    counts = Counts(
        groups={"GOV": group(3, object=1, hold=1), "CIV": group(3, object=1)},
        standing=(brazil, china),
        holds=("RUS",),
    )
    expected = (
        GroupUnmet("GOV", reasons=(StandingObjections((brazil,)), Holds(("RUS",)))),
        GroupUnmet("CIV", reasons=(StandingObjections((china,)),)),
    )

    assert expected == parse_rule("each_group(consent())").reasons(
        counts, Context(groups=("GOV", "CIV"))
    )


def test_waiting_for_a_condition_is_not_called_a_hold() -> None:
    """A position that waits for a condition keeps the target open under its own name."""
    counts = attrs.evolve(counted(5, hold=2), holds=("RUS",), conditional=("BRA",))

    assert (Holds(("RUS",)), AwaitingConditions(("BRA",))) == parse_rule("consent()").reasons(
        counts, Context()
    )


@pytest.mark.parametrize(
    ("rule", "context", "expected"),
    [
        ("consent()", Context(), MET),
        ("consent()", Context(brackets=2), (Brackets(2),)),
        ("consent()", Context(open_amendments=1), (OpenAmendments(1),)),
        (
            "consent()",
            Context(brackets=1, open_amendments=1),
            (Brackets(1), OpenAmendments(1)),
        ),
        ("all_of(consent(), clean_text(False))", Context(brackets=2), MET),
        ("all_of(clean_text(), consent())", Context(brackets=2), (Brackets(2),)),
        ("consent()", Context(brackets=2, is_item=False), MET),
    ],
)
def test_clean_text_is_implied_for_items(
    rule: str, context: Context, expected: tuple[Reason, ...]
) -> None:
    """An item needs a clean text unless the rule speaks of the text itself."""
    assert expected == for_item(parse_rule(rule)).reasons(counted(3), context)


@pytest.mark.parametrize(
    ("rule", "counts", "expected"),
    [
        ("consent()", counted(5), Status.READY),
        ("consent()", counted(5, object=1), Status.BLOCKED),
        ("consent()", counted(5, object=1, hold=1), Status.BLOCKED),
        ("consent()", counted(5, hold=1), Status.OPEN),
        ("no_objection()", counted(5, object=1), Status.OPEN),
        ("no_objection()", counted(5, accept=1, object=1), Status.BLOCKED),
        ("unanimity()", counted(2, accept=1, object=1), Status.OPEN),
        ('majority("simple")', counted(5, accept=1, object=1), Status.BLOCKED),
        ('quorum("1/2", of="cast")', counted(4, object=1), Status.OPEN),
    ],
)
def test_status(rule: str, counts: Counts, expected: Status) -> None:
    """Blocked is what would be met without objections and holds, and has an objection."""
    verdict = evaluate(parse_rule(rule), "OP7", counts, Context())

    assert expected == verdict.status
    assert (expected == Status.READY) == verdict.met


def test_text_that_is_not_clean_is_open_even_under_an_objection() -> None:
    """An objection does not block what waits for the text anyway."""
    rule = for_item(parse_rule("consent()"))

    assert evaluate(rule, "OP7", counted(3, object=1), Context(brackets=1)).status == Status.OPEN


# Rules that ask for a procedure: silence and ratings.


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
        (None, objecting(), (NO_SILENCE,)),
        (attrs.evolve(OVER, text_changed=True), objecting(), (SILENCE_ENDED,)),
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
        (OVER, Counts(), (NOBODY_ELIGIBLE,)),
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
        GroupUnmet("CIV", reasons=(ratings_compared(True, 2, 3, 3),)),
        GroupUnmet("BUS", reasons=(NO_RATINGS,)),
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
        ("inclusive", "4.2", "7.4", "3.55"),
        ("exclusive", "2.6", "8.2", "2.95"),
    ],
)
def test_how_percentiles_are_interpolated_can_decide(
    interpolation: str, lower: str, upper: str, allowed: str
) -> None:
    """Of the ratings 1 1 5 7 7 9 9 one way finds agreement and the other disagreement."""
    ratings = (1, 1, 5, 7, 7, 9, 9)
    found = [percentile(ratings, Fraction(p), interpolation) for p in ("0.3", "0.7")]

    assert [Fraction(lower), Fraction(upper)] == found
    assert Fraction(allowed) == allowed_spread(*found)


@given(st.lists(st.integers(1, 9), min_size=2), st.sampled_from(["inclusive", "exclusive"]))
def test_percentiles_are_those_of_the_standard_library(
    values: list[int], interpolation: str
) -> None:
    """Tenths are what `statistics.quantiles` gives, but never outside the values."""
    ordered = sorted(values)
    expected = quantiles(values, n=10, method=interpolation)

    for tenth, cut in enumerate(expected, 1):
        held = min(max(cut, ordered[0]), ordered[-1])
        found = percentile(ordered, Fraction(tenth, 10), interpolation)
        assert float(found) == pytest.approx(held)
