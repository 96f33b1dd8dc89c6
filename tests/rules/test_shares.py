"""Published procedures at their boundaries, and laws of rules that tell members apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import MalformedRule
from consensus.history.operations import (
    AddGroup,
    AddMember,
    ChangeMember,
    FormNegotiatingGroup,
    ImportDraft,
)
from consensus.history.operations.drafts import NewItem
from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.drafts import ItemKind
from consensus.model.positions import Stance
from consensus.rules import Rule, parse_rule
from consensus.rules.counting_rules import Consent
from consensus.rules.explain import explain_change
from consensus.rules.expression import procedures, register
from consensus.rules.judgement import evaluate
from consensus.rules.rule import AllOf
from consensus.rules.share_rules import Among, AtMost, NoVeto, Threshold, Weighted
from consensus.rules.verdict import Context, Denominator, NoMove, Roster, Status
from consensus.text.brackets import BracketedText
from consensus.working_group import WorkingGroup
from tests.support.panel import MEMBERS, make_panel, status, text_source

from .drawing import shares

AGAINST = (Stance.DISAGREE, Stance.OBJECT)


@frozen
class Ballot:
    """What one member says, and what is known of it."""

    member: str
    stance: Stance | None = None
    group: str = ""
    reason: str = "why"
    answered: bool = False
    weight: str = "1"


def counted(ballots: Sequence[Ballot], present: int | None = None) -> Counts:
    """The counts of some ballots, which can be narrowed as those of a record can."""
    groups = {}
    for group in dict.fromkeys(each.group for each in ballots):
        own = [each for each in ballots if each.group == group]
        eligible = sum(each.stance is not Stance.RECUSE for each in own)
        stances = Counter(each.stance for each in own if each.stance)
        answered = sum(each.answered for each in own if each.stance is Stance.OBJECT)
        groups[group] = GroupCount(eligible, present, dict(stances), answered)

    def narrow(members: frozenset[str], reasoned: bool) -> Counts:
        left = [each for each in ballots if each.member in members]
        silent = [attrs.evolve(each, stance=None) for each in left]
        drops = [reasoned and each.stance in AGAINST and not each.reason for each in left]
        chosen = zip(left, silent, drops, strict=True)
        return counted([quiet if drop else each for each, quiet, drop in chosen], present)

    standing = tuple(
        Standing(each.member, each.group, each.answered, each.reason)
        for each in ballots
        if each.stance is Stance.OBJECT
    )
    return Counts(groups, standing, narrow=narrow)


def context(ballots: Sequence[Ballot], **lists: Sequence[str]) -> Context:
    """The context of some ballots, with their stakeholder groups and other lists."""
    groups: dict[str, frozenset[str]] = {}
    for each in ballots:
        groups[each.group] = groups.get(each.group, frozenset()) | {each.member}
    known = {code: frozenset(members) for code, members in lists.items()}
    weights = {each.member: Fraction(each.weight) for each in ballots if each.weight}
    members = frozenset(each.member for each in ballots)
    return Context(
        groups=tuple(group for group in groups if group),
        is_item=False,
        roster=Roster(members, groups, known, {"population": weights, "weight": weights}),
    )


def votes(
    yes: int = 0, no: int = 0, aside: int = 0, silent: int = 0, group: str = "", bare: int = 0
) -> list[Ballot]:
    """Ballots of numbered members: for, against, standing aside, silent, against without reason."""
    stances = [
        *[(Stance.SUPPORT, "why")] * yes,
        *[(Stance.OBJECT, "too early")] * no,
        *[(Stance.ABSTAIN, "")] * aside,
        *[(None, "")] * silent,
        *[(Stance.DISAGREE, "")] * bare,
    ]
    return [
        Ballot(f"{group or 'M'}{at}", stance, group, reason)
        for at, (stance, reason) in enumerate(stances)
    ]


def met(rule: str | Rule, ballots: Sequence[Ballot], present: int | None = None) -> bool:
    """Whether a rule is met by ballots."""
    judged = parse_rule(rule) if isinstance(rule, str) else rule
    found = judged.reasons(counted(ballots, present), context(ballots))
    assert (not found) == judged.is_met(counted(ballots, present), context(ballots))
    return not found


# Each procedure one vote below its boundary, at it and above, and with nothing at all.

_ISO = procedures()["iso-dis"].rule
_3GPP = procedures()["3gpp"].rule
_IEEE = procedures()["ieee-sa"].rule
_ROBERT = procedures()["roberts-two-thirds"].rule


@pytest.mark.parametrize(
    ("rule", "ballots", "expected"),
    [
        # 3GPP Working Procedures, article 26: 71 % of the votes cast, abstentions not counted.
        (_3GPP, votes(71, 29, 30), True),
        (_3GPP, votes(70, 29, 30), False),
        (_3GPP, votes(72, 29, 30), True),
        (_3GPP, votes(5, 2), True),
        (_3GPP, votes(7, 3, 40), False),
        (_3GPP, votes(0, 0, 9), False),
        # ISO/IEC Directives, Part 1, 2.6.3: two thirds of the P-members voting in favour, and not
        # more than a quarter of all votes negative.
        (_ISO, votes(10, 5, group="P"), False),
        (_ISO, votes(9, 3, group="P"), True),
        (_ISO, votes(8, 3, group="P"), False),
        (_ISO, votes(10, 3, group="P"), True),
        # P-members at two thirds, and O-members who keep the negative votes at a quarter.
        (_ISO, [*votes(8, 4, group="P"), *votes(4, 0, group="O")], True),
        (_ISO, [*votes(7, 4, group="P"), *votes(5, 0, group="O")], False),
        (_ISO, [*votes(8, 4, group="P"), *votes(3, 0, group="O")], False),
        (_ISO, [*votes(9, 3, group="P"), *votes(0, 1, group="O")], False),
        # Abstentions and negative votes without technical reasons are excluded.
        (_ISO, votes(9, 3, aside=20, bare=7, group="P"), True),
        (_ISO, votes(0, 0, aside=9, group="P"), False),
        (_ISO, votes(0, 0, bare=9, group="P"), False),
        # Nobody is a P-member.
        (_ISO, votes(9, 0, group="O"), False),
        # IEEE SA: 75 % returned, 75 % of those for or against approve, under 30 % abstain.
        (_IEEE, votes(57, 18, 0, 25), True),
        (_IEEE, votes(56, 18, 0, 26), False),
        (_IEEE, votes(56, 19, 0, 25), False),
        (_IEEE, votes(71, 0, 29), True),
        (_IEEE, votes(70, 0, 30), False),
        (_IEEE, votes(75, 0, 0, 25, bare=0), True),
        (_IEEE, votes(54, 18, 0, 25, bare=3), True),
        (_IEEE, votes(0, 0, 0, 9), False),
        # A share that must not be passed, and one that must not be reached.
        ('at_most("1/4")', votes(9, 3), True),
        ('at_most("1/4")', votes(8, 3), False),
        ('at_most("1/4")', votes(10, 3), True),
        ('at_most("1/4", below=True)', votes(9, 3), False),
        ('at_most("1/4", below=True)', votes(10, 3), True),
        ('at_most("1/4")', votes(0, 0, 3, 3), False),
        ('at_most("10%", "objections", of="eligible")', votes(0, 1, 0, 9), True),
        ('at_most("10%", "objections", of="eligible")', votes(0, 1, 0, 8), False),
    ],
)
def test_a_vote_is_counted_as_the_body_counts_it(
    rule: str, ballots: list[Ballot], expected: bool
) -> None:
    """One vote below the boundary, at it and above; nothing never passes."""
    assert expected is met(rule, ballots)


@pytest.mark.parametrize(
    ("yes", "no", "present", "expected"),
    [(20, 10, 51, True), (19, 10, 51, False), (21, 10, 51, True), (20, 10, 50, False)],
)
def test_two_thirds_with_a_quorum(yes: int, no: int, present: int, expected: bool) -> None:
    """Two thirds of those voting, with more than half of the members there (RONR, 40 and 44)."""
    ballots = votes(yes, no, 0, 100 - yes - no)
    assert expected is met(_ROBERT, ballots, present)


# Populations of the states in thousands, as the Council used them for 2024 (rounded).
_EU = {
    "DE": 84358, "FR": 68070, "IT": 58851, "ES": 48060, "PL": 36754, "RO": 19052, "NL": 17811,
    "BE": 11754, "CZ": 10828, "SE": 10522, "PT": 10468, "GR": 10395, "HU": 9597, "AT": 9104,
    "BG": 6448, "DK": 5933, "FI": 5564, "SK": 5429, "IE": 5194, "HR": 3851, "LT": 2857,
    "SI": 2117, "LV": 1883, "EE": 1366, "CY": 921, "LU": 661, "MT": 542,
}  # fmt: skip


def council(*against: str) -> list[Ballot]:
    """The Council, in which all but some states support."""
    return [
        Ballot(code, Stance.OBJECT if code in against else Stance.SUPPORT, weight=str(people))
        for code, people in _EU.items()
    ]


_SMALL = ("MT", "LU", "CY", "EE", "LV", "SI", "LT", "HR", "IE", "SK", "FI", "DK")


@pytest.mark.parametrize(
    ("against", "expected"),
    [
        # Three states with more than 35 % of the population do not block; a fourth does.
        (("DE", "FR", "IT"), True),
        (("DE", "FR", "IT", "MT"), False),
        (("DE", "FR", "ES", "MT"), False),
        # Four states with less than 35 % do not.
        (("PT", "GR", "HU", "AT"), True),
        # 15 of 27 states are 55 %; 14 are not, whatever the population.
        (_SMALL, True),
        ((*_SMALL, "BG"), False),
        (_SMALL[:-1], True),
        (tuple(_EU), False),
    ],
)
def test_a_qualified_majority_of_the_council(against: tuple[str, ...], expected: bool) -> None:
    """55 % of the states with 65 % of the population; four states to block (TEU, 16(4))."""
    assert expected is met(procedures()["eu-qmv"].rule, council(*against))


@pytest.mark.parametrize(
    ("yes", "expected"), [("64.9999", False), ("65", True), ("65.0001", True), ("0", False)]
)
def test_weights_are_added_exactly(yes: str, expected: bool) -> None:
    """65 % of the weight are enough, the least bit less is not, and the figures say so."""
    rest = str(100 - Fraction(yes) if "." not in yes else "35.0001" if yes < "65" else "34.9999")
    ballots = [Ballot("A", Stance.SUPPORT, weight=yes), Ballot("B", Stance.DISAGREE, weight=rest)]
    rule = parse_rule('weighted("65%", by="population")')
    found = rule.reasons(counted(ballots), context(ballots))
    assert expected is not bool(found)
    if yes == "64.9999":
        assert found[0].sentence() == (
            "population in favour: 64.9999 of 100 (64.99% of all members); 65% needed"
        )


def test_who_has_no_weight_is_named() -> None:
    """A member that the list of members gives no weight keeps the rule from being met."""
    ballots = [Ballot("A", Stance.SUPPORT), Ballot("MLT", Stance.SUPPORT, weight="")]
    found = parse_rule('weighted("1/2", by="population")').reasons(
        counted(ballots), context(ballots)
    )
    assert [each.sentence() for each in found] == ["the list of members has no population of MLT"]


def test_only_who_counts_needs_a_weight() -> None:
    """Of those for or against, who did not vote needs none; codes with numbers are in order."""
    ballots = [
        *(Ballot(f"V{at}", Stance.SUPPORT, weight="") for at in (10, 1, 2)),
        Ballot("V3", Stance.OBJECT),
        Ballot("V4", weight=""),
        Ballot("V5", Stance.ABSTAIN, weight=""),
    ]
    rule = parse_rule('weighted("1/2", of="for or against")')
    (found,) = rule.reasons(counted(ballots), context(ballots))
    assert found.sentence() == "the list of members has no weight of V1, V2 and V10"
    assert met(rule, [*ballots[3:], Ballot("V6", Stance.SUPPORT)])


_PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")


def security_council(yes: int, **stances: Stance) -> list[Ballot]:
    """The Council of 15: some permanent members as said, and so many of the others for it."""
    permanent = [Ballot(code, stances.get(code, Stance.SUPPORT)) for code in _PERMANENT]
    return [*permanent, *votes(yes, 0, 10 - yes)]


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        (security_council(4), True),
        (security_council(3), False),
        (security_council(5), True),
        (security_council(10, USA=Stance.OBJECT), False),
        (security_council(10, RUS=Stance.DISAGREE), False),
        (security_council(5, CHN=Stance.ABSTAIN), True),
        (security_council(4, CHN=Stance.ABSTAIN), False),
        (security_council(5, GBR=Stance.RECUSE), True),
        # Nine are needed, whoever is recused: article 27(3) says nine members.
        (security_council(5, GBR=Stance.RECUSE, USA=Stance.RECUSE), False),
        (security_council(6, GBR=Stance.RECUSE, USA=Stance.RECUSE), True),
        (votes(15), False),
    ],
)
def test_a_decision_of_the_security_council(ballots: list[Ballot], expected: bool) -> None:
    """Nine of fifteen, and no permanent member against; abstaining is no veto (article 27(3))."""
    assert expected is met(procedures()["unsc"].rule, ballots)


def test_shares_of_all_members_do_not_shrink() -> None:
    """Of all members, recused ones stay in the denominator, which the figures name."""
    ballots = security_council(5, GBR=Stance.RECUSE, USA=Stance.RECUSE)
    rule = parse_rule('threshold("9/15", of="members", block=False)')
    (found,) = rule.reasons(counted(ballots), context(ballots))
    assert found.sentence() == (
        "8 of 15 in favour (53% of all members and those recused); 9 needed"
    )


def test_who_vetoes_is_named_and_hidden() -> None:
    """The members whose veto it is are named, and without names only their number is."""
    ballots = security_council(10, USA=Stance.OBJECT, FRA=Stance.OBJECT)
    rule = parse_rule(f"no_veto([{', '.join(repr(code) for code in _PERMANENT)}])")
    (found,) = rule.reasons(counted(ballots), context(ballots))
    assert found.sentence() == "FRA and USA are against it, each with a veto"
    assert found.anonymous().sentence() == "2 members are against it, each with a veto"


def test_a_veto_that_nobody_can_cast_is_said() -> None:
    """A code that no member has keeps the rule from being met, instead of being no veto."""
    ballots = votes(9)
    (found,) = parse_rule('no_veto(["M1", "USA"])').reasons(counted(ballots), context(ballots))
    assert found.sentence() == "the list of members has no member USA"


def test_a_rule_that_tells_members_apart_names_no_smallest_change() -> None:
    """It says so, also where it is a part of another."""
    ballots = votes(1, 2, group="GOV")
    for rule in ('weighted("2/3")', "all_of(consent(), among('GOV', consent()))"):
        verdict = evaluate(parse_rule(rule), "OP7", counted(ballots), context(ballots))
        assert (verdict.could_change, verdict.no_move) == ((), NoMove.TOLD_APART)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("among('GOV', consent())", "would be met if GOV2 and GOV3 withdrew their objections"),
        (
            "among('GOV', threshold('1/2', block=False))",
            "would be met if any 2 of the 3 members of GOV without a position accepted it",
        ),
        (
            "among('CIV', unanimity())",
            "would be met if all 4 members of CIV without a position accepted it",
        ),
        ("among('ISL', consensus_minus(1))", "would be met if GOV2 or GOV3 withdrew its objection"),
        (
            "among('GOV', among('GOV', consent()))",
            "would be met if GOV2 and GOV3 withdrew their objections",
        ),
    ],
)
def test_among_some_members_the_smallest_change_is_one_of_theirs(rule: str, expected: str) -> None:
    """It is named with who they are, and meets the rule."""
    ballots = [*votes(2, 2, silent=3, group="GOV"), *votes(silent=4, group="CIV")]
    isles = context(ballots, ISL=["GOV2", "GOV3", "CIV0"])
    verdict = evaluate(parse_rule(rule), "OP7", counted(ballots), isles)
    assert explain_change(verdict).startswith(expected)
    left = sum(each.count for each in verdict.could_change)
    moved = [
        attrs.evolve(each, stance=Stance.ACCEPT)
        if each.stance in (None, Stance.OBJECT)
        and each.stance == verdict.could_change[0].stance
        and each.member.startswith("GOV" if "CIV" not in rule else "CIV")
        and (left := left - 1) >= 0
        else each
        for each in ballots
    ]
    assert not parse_rule(rule).reasons(counted(moved), isles)


@pytest.mark.parametrize(
    ("rule", "ballots", "expected"),
    [
        ('threshold("2/3", block=False)', votes(10, 5, 3), None),
        (
            'threshold("2/3", of="for or against", block=False)',
            votes(10, 5, 3),
            ("10 of 15 in favour (67% of votes for or against); 10 needed",),
        ),
        (
            'at_most("1/4")',
            votes(9, 3),
            ("3 of 12 against (25% of votes for or against); at most 3 allowed",),
        ),
        (
            'at_most("1/9")',
            votes(8),
            ("0 of 8 against (0% of votes for or against); none allowed",),
        ),
        (
            'majority("simple")',
            votes(2, 1),
            ("2 for, 1 against",),
        ),
        ("consent()", votes(2, 0, 1), ("no objection", "2 of 3 in favour")),
        (
            'any_of(unanimity(), majority("absolute"))',
            votes(2, 1),
            ("met by absolute majority: 2 of 3 in favour (67%); 2 needed",),
        ),
        (
            'among("GOV", threshold("1/2"))',
            votes(2, 0, 1, group="GOV"),
            ("GOV: 2 of 3 in favour (67%); 2 needed",),
        ),
        (
            'each_group(threshold("1/2"))',
            [*votes(2, group="GOV"), *votes(1, group="CIV")],
            (
                "GOV: 2 of 2 in favour (100%); 1 needed",
                "CIV: 1 of 1 in favour; all are needed",
            ),
        ),
        (
            "rough_consensus()",
            [*votes(5), Ballot("X", Stance.OBJECT, answered=True)],
            ("the one objection was answered", "5 for, 1 against"),
        ),
        (
            'weighted("50%", by="population")',
            council("DE"),
            ("population in favour: 364032 of 448390 (81.18% of all members); 50% needed",),
        ),
    ],
)
def test_a_met_rule_says_its_own_figures(
    rule: str, ballots: list[Ballot], expected: tuple[str, ...] | None
) -> None:
    """What a verdict says when it is met are the numbers that its rule compared."""
    verdict = evaluate(parse_rule(rule), "OP7", counted(ballots), context(ballots))
    assert (verdict.figures or None) == expected


# RFC 7282 and ISO/IEC Guide 2: answers decide, not counts.


@pytest.mark.parametrize("rule", ["rough_consensus()", "iso_consensus()"])
@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        # RFC 7282, section 7: five for and a hundred against can be rough consensus.
        (
            [*votes(5), *(Ballot(f"X{at}", Stance.OBJECT, answered=True) for at in range(100))],
            True,
        ),
        ([*votes(100), Ballot("X", Stance.OBJECT)], False),
        ([*votes(100), Ballot("X", Stance.OBJECT, answered=True)], True),
        (
            [Ballot("X", Stance.OBJECT, answered=True), Ballot("Y", Stance.OBJECT)],
            False,
        ),
        (votes(0, 0, 0, 5), True),
        ([], False),
    ],
)
def test_objections_are_addressed_whatever_the_count(
    rule: str, ballots: list[Ballot], expected: bool
) -> None:
    """Met when every objection neither withdrawn nor accommodated was answered."""
    assert expected is met(rule, ballots)


# Laws of the rules that tell members apart.

GROUPS = ("GOV", "CIV", "")
ballot_lists = st.lists(
    st.tuples(
        st.sampled_from([None, *Stance]),
        st.sampled_from(GROUPS),
        st.sampled_from(["", "why"]),
        st.sampled_from(["0", "1", "2.5", "100"]),
        st.booleans(),
    ),
    max_size=8,
).map(
    lambda drawn: [
        Ballot(f"M{at}", stance, group, reason, answered, weight)
        for at, (stance, group, reason, weight, answered) in enumerate(drawn)
    ]
)
plain = st.one_of(
    st.builds(Threshold, shares, st.sampled_from(Denominator), st.booleans()),
    st.builds(
        AtMost,
        shares,
        st.sampled_from(["against", "objections", "abstentions"]),
        st.sampled_from(Denominator),
        st.booleans(),
    ),
    st.builds(Consent),
    st.builds(Weighted, shares, st.just("population"), st.sampled_from(Denominator)),
    st.lists(st.sampled_from(["M0", "M1"]), min_size=1, unique=True).map(NoVeto),
)
told_apart: st.SearchStrategy[Rule] = st.one_of(
    plain,
    st.builds(Among, st.sampled_from(["GOV", "CIV", "NIX"]), plain),
    st.lists(plain, min_size=1, max_size=2).map(lambda rules: AllOf(*rules)),
)


@given(told_apart, ballot_lists, st.data())
def test_acceptance_never_unmeets_a_rule(
    rule: Rule, ballots: list[Ballot], data: st.DataObject
) -> None:
    """A member who moves to accept does not turn a met rule into an unmet one."""
    movable = [at for at, each in enumerate(ballots) if each.stance is not Stance.RECUSE]
    if not (movable and met(rule, ballots)):
        return
    at = data.draw(st.sampled_from(movable))
    moved = [*ballots]
    moved[at] = attrs.evolve(ballots[at], stance=Stance.ACCEPT)
    assert met(rule, moved)


@given(plain, ballot_lists)
def test_among_a_group_is_the_rule_on_its_ballots(rule: Rule, ballots: list[Ballot]) -> None:
    """What others say changes nothing: only the ballots of the group are counted."""
    own = [each for each in ballots if each.group == "GOV"]
    assert met(Among("GOV", rule), ballots) is met(rule, own)


@given(shares, st.sampled_from(Denominator), ballot_lists)
def test_equal_weights_are_a_threshold(
    share: Fraction, of: Denominator, ballots: list[Ballot]
) -> None:
    """Where every member weighs the same, weights are counts."""
    equal = [attrs.evolve(each, weight="2.5") for each in ballots]
    assert met(Weighted(share, "population", of), equal) is met(Threshold(share, of, False), equal)


@given(told_apart)
def test_a_rule_that_tells_members_apart_reads_back_the_same(rule: Rule) -> None:
    """Writing a rule and reading it gives the same rule."""
    assert rule == parse_rule(str(rule))
    assert str(rule) == str(parse_rule(str(rule)))


@given(told_apart, ballot_lists)
def test_nobody_at_all_meets_no_share(rule: Rule, ballots: list[Ballot]) -> None:
    """With nobody eligible no share is enough, and each reason is a sentence without names."""
    recused = [attrs.evolve(each, stance=Stance.RECUSE) for each in ballots]
    found = rule.reasons(counted(recused), context(recused))
    if not isinstance(rule, NoVeto) and "no_veto" not in str(rule):
        assert found
    assert all(each.sentence() and each.anonymous().sentence() for each in found)


# Members told apart in records: on their day, in their group, with their names.


def rolled(rule: str) -> WorkingGroup:
    """A vote of 1980 under a rule: OLD, who left since, was for it, and NEW joined since."""
    group = make_panel(rule)
    ends = {"OLD": {"until": date(1990, 1, 1)}, "NEW": {"since": date(2000, 1, 1)}}
    weights = {"OLD": "50", "AAA": "20", "NEW": "1"}
    group.record(
        *(
            AddMember(code=code, group="GOV", weights=(("weight", heavy),), **ends.get(code, {}))
            for code, heavy in weights.items()
        ),
        *(
            ChangeMember(code=code, group=own, since=date(2000, 1, 1))
            for code, own in MEMBERS.items()
        ),
    )
    wording = BracketedText.plain("Lamps are lit at dusk.")
    group.record(
        ImportDraft(
            handle="D2",
            title="Votes",
            items=(
                NewItem(
                    handle="V1", kind=ItemKind.PARAGRAPH, wording=wording, voted=date(1980, 6, 1)
                ),
            ),
        )
    )
    return group


@pytest.mark.parametrize(
    ("rule", "stance", "expected"),
    [
        ('no_veto(["OLD"])', Stance.OBJECT, "OLD is against it, with a veto"),
        ('among("GOV", unanimity())', None, "GOV: 1 of 2 in favour; all are needed"),
        ('weighted("80%")', Stance.ACCEPT, "50 of 70"),
        (
            'threshold("2/3", of="for or against with reasons", block=False)',
            Stance.OBJECT,
            "0 of 1 in favour (0% of votes for and reasoned votes against); 1 needed",
        ),
    ],
)
def test_a_roll_call_tells_the_members_of_its_day_apart(
    rule: str, stance: Stance | None, expected: str
) -> None:
    """Who left since has its vote, veto and weight, and who joined since has none."""
    with rolled(rule) as group:
        group.take_position("OLD", "V1", stance or Stance.ACCEPT, reason="too dear")
        group.take_position("NEW", "V1", Stance.ACCEPT)
        said = " ".join(each.sentence() for each in group.verdict("V1").reasons)
        assert expected in said


@pytest.mark.parametrize(
    "rule",
    [
        "rough_consensus()",
        "iso_consensus()",
        'no_veto(["ASH"])',
        "each_group(consent())",
        'among("GOV", consent())',
        "any_of(unanimity(), consent())",
        'all_of(each_group(consent()), threshold("2/3", block=False))',
        "silence()",
    ],
)
def test_a_package_is_not_ready_while_an_objection_stands_in_the_way_of_an_item(rule: str) -> None:
    """It is blocked under every rule of the item that the objection keeps from being met."""
    with make_panel("consent()") as group:
        group.propose_package("Reports", ["1", "3"])
        group.set_rule(rule, "3")
        assert status(group, "PKG1") is Status.READY
        if rule == "silence()":
            group.open_silence("3", hours=72)
        group.take_position("ASH", "3", Stance.OBJECT, reason="too early")
        assert status(group, "PKG1") is Status.BLOCKED


def test_a_package_is_ready_where_the_rule_of_an_item_bears_the_objection() -> None:
    """An objection that was answered, is of another group, or that counts for nothing, is borne."""
    with make_panel("consent()") as group:
        group.propose_package("Reports", ["1", "3"])
        group.take_position("ASH", "3", Stance.OBJECT, reason="too early")
        for rule in ('among("CIV", consent())', 'no_veto(["BAY"])', "consensus_minus(1)"):
            group.set_rule(rule, "3")
            assert status(group, "PKG1") is Status.READY, rule
        group.answer_objection("3", "ASH", "there is time")
        group.set_rule('all_of(quorum("1/2", of="cast"), rough_consensus())', "3")
        assert status(group, "PKG1") is Status.READY


def test_a_stakeholder_group_is_no_negotiating_group_of_the_same_code() -> None:
    """Each group is asked for its own members; among a code are those of the stakeholder group."""
    bare = 'threshold("1/2", of="for or against with reasons", block=False)'
    with WorkingGroup.in_memory(title="Ships", rule=f"each_group({bare})") as group:
        group.record(
            AddGroup(code="GOV"),
            AddMember(code="A", group="GOV"),
            AddMember(code="B"),
            FormNegotiatingGroup(code="GOV", members=("A", "B")),
        )
        group.import_draft(text_source("t.md", "1. Ships may enter at night.\n"))
        group.take_position("A", "1", Stance.OBJECT, reason="too dark")
        group.take_position("B", "1", Stance.ACCEPT)
        for rule in (f"each_group({bare})", f'among("GOV", {bare})'):
            group.set_rule(rule)
            (found,) = group.verdict("1").reasons
            assert found.sentence().startswith("GOV: 0 of 1 in favour "), rule


def test_silence_among_a_group_is_broken_by_its_members_alone() -> None:
    """An objection of another group is not counted, and one of the group itself is."""
    with make_panel('among("CIV", silence())') as group:
        group.open_silence(["1", "2"], hours=72)
        group.take_position("ASH", "1", Stance.OBJECT, reason="too early")
        group.take_position("DUN", "2", Stance.OBJECT, reason="too early")
        said = [group.verdict(each).reasons[0].sentence() for each in ("1", "2")]
        assert not any(each in said[0] for each in ("ASH", "DUN"))
        assert "DUN" in said[1]


def test_among_some_members_only_their_groups_are_asked() -> None:
    """A group that has none of them is not asked, and a veto is asked in the group it is of."""
    with make_panel('among("ISL", each_group(unanimity()))') as group:
        for code in ("ASH", "BAY"):
            group.take_position(code, "1", Stance.ACCEPT)
        assert group.verdict("1").met
        assert not group.verdict("2").met
        group.set_rule('each_group(no_veto(["ASH", "DUN"]))')
        assert group.verdict("1").figures == tuple(
            f"{code}: none of {number} with a veto is against it"
            for code, number in (("GOV", 1), ("CIV", 1), ("BUS", 0))
        )
        group.take_position("DUN", "1", Stance.DISAGREE)
        (found,) = group.verdict("1").reasons
        assert found.sentence() == "CIV: DUN is against it, with a veto"
        group.set_rule('each_group(no_veto(["USA"]))')
        assert "the list of members has no member USA" in group.verdict("1").reasons[0].sentence()


def test_among_a_group_members_are_named_and_silence_is_silence() -> None:
    """Who holds or waits has its name, and where nobody spoke the chair is to ask."""
    with make_panel('among("GOV", no_objection())') as group:
        group.take_position("DUN", "1", Stance.ACCEPT)
        (found,) = group.verdict("1").reasons
        assert found.sentence() == "GOV: nobody has spoken; ask for objections"
        group.take_position("ASH", "1", Stance.HOLD)
        group.take_position("BAY", "1", Stance.ACCEPT, conditions=["2"])
        (found, *_) = group.verdict("1").reasons
        assert "ASH reserves its position" in found.sentence()
        assert "the position of BAY is conditional" in found.sentence()
        (found, *_) = group.verdict("1").anonymous().reasons
        assert not any(each in found.sentence() for each in ("ASH", "BAY"))


# What cannot be a rule, and how the new ones are written.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('at_most("1/4", "silence")', '"against", "objections", "abstentions"'),
        ('among("", consent())', "takes a code"),
        ('among("GOV", "x")', "takes rules"),
        ("no_veto([])", "takes codes"),
        ("no_veto([1])", "takes codes"),
        ('weighted("2/3", by="")', "is a name"),
        ('weighted("2/3", of="votes")', '"for or against"'),
        ('no_veto(["A)', "never closed"),
        ('delphi(scale="9-1")', "no span of ratings"),
        ('delphi(scale="1-1000")', "no span of ratings"),
        ('delphi(scale="1-7")', "both on the scale from 1 to 7"),
        ('delphi(opposed="1-7")', "has to lie below"),
        *(
            (f'delphi(not_rated="{word}")', "a word, such as X")
            for word in ("3", "-1", "7.5", " ", "X ")
        ),
        ('delphi(out="0")', "more than 0"),
        ("no_veto(['A'", "never closed"),
        ("among(P, consent())", "put P in quotation marks"),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, says: str) -> None:
    """The message says what to write instead."""
    with pytest.raises(MalformedRule, match=says):
        parse_rule(text)


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("threshold('71%', of='for or against')", 'threshold("71%", of="for or against")'),
        ("no_veto(by=['CHN', 'FRA'])", 'no_veto(["CHN", "FRA"])'),
        ("no_veto('CHN')", 'no_veto(["CHN"])'),
        ("weighted(0.65, 'population')", 'weighted("0.65", by="population")'),
        ("at_most('1/4', 'against')", 'at_most("1/4")'),
    ],
)
def test_a_rule_is_printed_as_it_was_written(given_: str, written: str) -> None:
    """Shares keep their form, lists theirs, and what is the default is left out."""
    assert written == str(parse_rule(given_))


def test_every_named_procedure_is_a_rule_with_source_and_limits() -> None:
    """Each can be parsed, is printed back the same, and says where it comes from."""
    assert list(procedures()) == [
        *("iso-dis", "3gpp", "ieee-sa", "eu-qmv", "unsc", "un-no-objection", "rfc7282", "iesg"),
        *("w3c", "codex", "loomio", "roberts-two-thirds"),
    ]
    for each in procedures().values():
        assert parse_rule(each.rule) == parse_rule(str(parse_rule(each.rule)))
        assert all((each.title, each.source, each.limits))


def test_a_rule_is_registered_once_and_replaces_none() -> None:
    """A class that is no rule, and a name that is taken, are refused."""

    class Mine(Consent):
        """Another rule of the same name."""

    class Keyword(Consent):
        """A rule that no expression could name."""

        name = "if"

    for kind in (Mine, Keyword, Rule, int):
        with pytest.raises(MalformedRule):
            register(kind)
    assert register(Consent) is Consent
