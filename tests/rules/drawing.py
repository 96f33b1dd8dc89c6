"""Strategies that draw rules, counts and contexts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.rules.counting_rules import (
    ConsensusMinus,
    Consent,
    IesgBallot,
    IsoConsensus,
    NoObjection,
    RoughConsensus,
    Silence,
    Unanimity,
)
from consensus.rules.rating_rules import Delphi, RandUcla
from consensus.rules.rule import AllOf, AnyOf, CleanText, EachGroup, Rule
from consensus.rules.share_rules import AtMost, Majority, Quorum, Threshold
from consensus.rules.verdict import Context, Denominator, SilenceSeen

shares = st.one_of(
    st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(1)]),
    st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=10),
)

# Votes without a reason are known of single members only.
denominators = st.sampled_from([each for each in Denominator if each is not Denominator.REASONED])

plain_rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Consent),
    st.builds(NoObjection),
    st.builds(Unanimity),
    st.builds(ConsensusMinus, st.integers(0, 3)),
    st.builds(Threshold, shares, denominators, st.booleans()),
    st.builds(
        AtMost,
        shares,
        st.sampled_from(["against", "objections", "abstentions"]),
        denominators,
        st.booleans(),
    ),
    st.builds(Majority, st.sampled_from(["simple", "absolute", "two-thirds"])),
    st.builds(Quorum, shares, st.sampled_from(["present", "cast"]), st.booleans()),
    st.builds(CleanText, st.booleans()),
    st.builds(RoughConsensus),
    st.builds(IsoConsensus),
    st.builds(IesgBallot),
    st.builds(Silence, st.sampled_from([24, 72])),
    st.builds(Delphi, shares, shares),
    st.builds(
        Delphi,
        shares,
        shares,
        st.just("0-10"),
        st.sampled_from(["7-10", "10-10"]),
        st.sampled_from(["0-3", "1-6"]),
        st.sampled_from(["", "X", "cannot say"]),
        st.one_of(st.none(), shares),
        st.booleans(),
    ),
    st.builds(RandUcla, st.sampled_from(["inclusive", "exclusive"])),
)


def _larger(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda rules: AllOf(*rules)),
        several.map(lambda rules: AnyOf(*rules)),
        inner.map(EachGroup),
    )


rules = st.recursive(plain_rules, _larger, max_leaves=5)


@st.composite
def group_counts(draw: st.DrawFn, most: int, at_meeting: bool) -> GroupCount:
    """Draw one stakeholder group."""
    drawn = draw(st.lists(st.sampled_from([None, *Stance]), max_size=most))
    eligible = len(drawn) - drawn.count(Stance.RECUSE)
    present = draw(st.integers(0, eligible)) if at_meeting else None
    stances = {stance: drawn.count(stance) for stance in Stance if stance in drawn}
    answered = draw(st.integers(0, stances.get(Stance.OBJECT, 0)))
    ratings = draw(st.lists(st.integers(1, 9), max_size=eligible))
    return GroupCount(eligible, present, stances, answered, tuple(sorted(ratings)))


OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@st.composite
def silences(draw: st.DrawFn, groups: dict[str, GroupCount]) -> SilenceSeen | None:
    """Draw a silence procedure, now and then one that was broken; None where there is none."""
    if draw(st.booleans()):
        return None
    late = [
        Standing(f"{code}{number}", code)
        for code, group in groups.items()
        for number in range(draw(st.integers(0, group.of(Stance.OBJECT))))
    ]
    broken = draw(st.sampled_from([(), (), (), (Standing("ASH", next(iter(groups))),)]))
    return SilenceSeen(
        opened=OPENED,
        deadline=OPENED + timedelta(hours=draw(st.sampled_from([24, 72]))),
        is_over=draw(st.sampled_from([True, True, False])),
        text_changed=draw(st.sampled_from([False, False, False, True])),
        broken_by=broken,
        late=tuple(late),
    )


@st.composite
def situations(draw: st.DrawFn, most: int = 9, dirt: bool = True) -> tuple[Counts, Context]:
    """Draw counts of up to three groups, and a context that fits them."""
    at_meeting = draw(st.booleans())
    codes = draw(st.sampled_from([("",), ("GOV",), ("GOV", "CIV"), ("", "GOV", "CIV")]))
    each = most // len(codes)
    groups = {code: draw(group_counts(each, at_meeting)) for code in codes}
    context = Context(
        groups=tuple(code for code, group in groups.items() if code and group.eligible),
        brackets=draw(st.sampled_from([0, 0, 0, 1])) if dirt else 0,
        silence=draw(silences(groups)),
    )
    return Counts(groups=groups), context
