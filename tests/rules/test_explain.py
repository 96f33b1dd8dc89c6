"""Rules, reasons and counts as sentences."""

from __future__ import annotations

import inspect
import re
import sys
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.counting import Counts, GroupCount, Standing
from consensus.model.positions import Stance
from consensus.rules import (
    Rule,
    Status,
    counting_rules,
    explain,
    parse_rule,
    rating_rules,
    reasons,
    share_rules,
)
from consensus.rules.explain import (
    explain_change,
    explain_counts,
    explain_moves,
    explain_standing,
)
from consensus.rules.expression import RULES
from consensus.rules.judgement import evaluate
from consensus.rules.moves import minimal_moves
from consensus.rules.reasons import (
    Reason,
    explain_unmet,
)
from consensus.rules.verdict import Context, NoMove, Verdict
from tests.conftest import at_most

from .drawing import rules, situations

ONE_OF_EACH: list[tuple[Reason, str, str]] = [
    (
        reasons.StandingObjections((Standing("BRA"), Standing("CHN", reason="too costly"))),
        "BRA (reason not stated) and CHN object",
        "2 members object",
    ),
    (
        reasons.StandingObjections((Standing("BRA"),)),
        "BRA (reason not stated) objects",
        "one member objects",
    ),
    (
        reasons.Holds(("RUS",)),
        "RUS reserves its position",
        "one member reserves its position",
    ),
    (
        reasons.AwaitingConditions(("PER", "COL")),
        "the positions of PER and COL are conditional",
        "the positions of 2 members are conditional",
    ),
    (reasons.TooManyObjections(3, 2), "the rule allows only 2 objections", ""),
    (reasons.TooManyObjections(1, 0), "the rule allows no objection", ""),
    (
        reasons.too_few(9, 10, "eligible", 14),
        "9 of 14 in favour (64%); 10 needed",
        "",
    ),
    (reasons.NO_SUPPORT, "nobody is in favour yet", ""),
    (reasons.NOBODY_SPOKE, "nobody has spoken; ask for objections", ""),
    (
        reasons.quorum_missing(5, 7, "present", 14),
        "no quorum: 5 of 14 present; 7 needed",
        "",
    ),
    (
        reasons.quorum_missing(5, 7, "cast", 14),
        "no quorum: 5 of 14 have expressed a position; 7 needed",
        "",
    ),
    (
        reasons.NOT_AT_MEETING,
        "the rule counts members present, and no meeting is open",
        "",
    ),
    (reasons.NOBODY_PRESENT, "no member is present", ""),
    (reasons.NOBODY_ELIGIBLE, "no member can take a position", ""),
    (
        reasons.NO_GROUPS,
        "the rule asks each stakeholder group, and none has members",
        "",
    ),
    (reasons.NO_VOTES_CAST, "no position that counts has been expressed", ""),
    (reasons.Brackets(1), "one bracket is left", ""),
    (reasons.Brackets(3), "3 brackets are left", ""),
    (reasons.OpenAmendments(1), "one amendment by a member is undecided", ""),
    (
        reasons.OpenAmendments(3, deferred=1),
        "3 amendments by members are undecided, and one more is deferred",
        "",
    ),
    (
        reasons.OpenAmendments(1, deferred=2),
        "one amendment by a member is undecided, and 2 more are deferred",
        "",
    ),
    (
        reasons.GroupUnmet("GOV", reasons=(reasons.NO_SUPPORT, reasons.Holds(("RUS",)))),
        "GOV: nobody is in favour yet; RUS reserves its position",
        "GOV: nobody is in favour yet; one member reserves its position",
    ),
    (
        reasons.AlternativeUnmet(
            "consent()", parse_rule("consent()").sentence, reasons=(reasons.Holds(("RUS",)),)
        ),
        "it is not met: RUS reserves its position",
        "it is not met: one member reserves its position",
    ),
    (
        reasons.ConditionPending("BRA", ("OP3", "OP7")),
        "BRA's position is conditional on OP3 and OP7",
        "a member's position is conditional on OP3 and OP7",
    ),
    (
        reasons.ConditionFailed("BRA", ("OP3",)),
        "BRA's condition (OP3) was not met, so its other position counts",
        "a member's condition (OP3) was not met, so its other position counts",
    ),
    (
        reasons.ConditionToConfirm("BRA", ("A9",)),
        "to be confirmed by BRA: A9 merged in part or in other words",
        "to be confirmed by a member: A9 merged in part or in other words",
    ),
    (
        reasons.ContestedChanges(
            "BRA",
            Stance.OBJECT,
            False,
            (
                reasons.Contested("A4", "modify", "should", "shall"),
                reasons.Contested("A5", "modify", "", "and binding"),
                reasons.Contested("A6", "modify", "in public", ""),
                reasons.Contested("A7", "delete", "Reports are public.", ""),
                reasons.Contested("A8", "insert", "", "Reports are secret."),
                reasons.Contested("A9", "move", "id first", ""),
            ),
            "no binding language",
        ),
        "BRA objects to “should” → “shall” (A4), the insertion of “and binding” (A5), the deletion"
        " of “in public” (A6), the deletion of “Reports are public.” (A7), its being put in (A8)"
        " and its move (A9): “no binding language”",
        "a member objects to a change",
    ),
    (
        reasons.ContestedChanges(
            "BRA", Stance.HOLD, False, (reasons.Contested("A4", "modify", "should", "shall"),)
        ),
        "BRA reserves its position on “should” → “shall” (A4)",
        "a member reserves its position on a change",
    ),
    (
        reasons.ContestedChanges(
            "BRA",
            Stance.OBJECT,
            True,
            (reasons.Contested("A4", "modify", "should", "shall", "must"),),
        ),
        "to be confirmed by BRA: it objected to “should” → “shall” (A4), and the words there are"
        " now “must”",
        "to be confirmed by a member: it objected to a change, and the text has changed since",
    ),
    (
        reasons.ProposedPart(("BRA", "CHN")),
        "BRA and CHN are to reconfirm, having proposed or supported this text or part of it",
        "2 members are to reconfirm, having proposed or supported this text or part of it",
    ),
    (
        reasons.ContestedChanges(
            "BRA",
            Stance.OBJECT,
            False,
            (reasons.Contested("A4", "modify", "should", "shall"),),
            "too strong",
            elsewhere=True,
        ),
        "BRA objects to the same words in A4: “too strong”",
        "a member objects to the same words",
    ),
    (
        reasons.DisagreedPart(("BRA", "CHN")),
        "BRA and CHN are against part of this text",
        "2 members are against part of this text",
    ),
    (
        reasons.ConditionFailed("BRA", ("R5",), to_confirm=True),
        "to be confirmed by BRA: its condition has failed: R5",
        "to be confirmed by a member: its condition has failed: R5",
    ),
    (reasons.ConsolidatedInto("A4"), "it is consolidated into A4", "it is consolidated into A4"),
    (
        reasons.MergedBefore(("A4", "A5")),
        "merged before objections were carried over to the text: A4 and A5",
        "",
    ),
    (
        reasons.StalePositions(("BRA", "CHN")),
        "the text changed: BRA and CHN are to reconfirm",
        "the text changed: 2 members are to reconfirm",
    ),
    (
        reasons.RequestToReopen(("GBR",), amendments=("A17",)),
        "request to reopen: one late amendment (A17) and one objection since (GBR)",
        "request to reopen: one late amendment (A17) and one objection since",
    ),
    (
        reasons.PartOpposed(("BRA",), part="A1"),
        "BRA objects to A1, which is part of it",
        "one member objects to A1, which is part of it",
    ),
    (
        reasons.PartOpposed(("BRA", "CHN"), part="A1", held=True),
        "BRA and CHN reserve their positions on A1, which is part of it",
        "2 members reserve their positions on A1, which is part of it",
    ),
    (reasons.RemovedBy("A1"), "deleted by the merge of A1", ""),
    (
        reasons.RemovedBy("A1", "OP3", date(2017, 1, 27)),
        "joined to OP3 by the merge of A1 on 2017-01-27",
        "",
    ),
    (
        reasons.ClosedByMerge("OP3", date(2017, 1, 27), ("A1", "A4")),
        "not retained in the merge of OP3 on 2017-01-27, which took A1 and A4",
        "",
    ),
    (
        reasons.ClosedByMerge("OP3", date(2017, 1, 27), ("OP3",)),
        "not retained in the merge of OP3 on 2017-01-27, which left those words as they were",
        "",
    ),
    (
        reasons.ClosedByMerge("A1", date(2017, 1, 27)),
        "not retained in the merge of A1 on 2017-01-27",
        "",
    ),
    (reasons.NotMerged("OP3"), "not in OP3 yet", ""),
    (
        reasons.AsDeclared("three meetings", "divergence"),
        "there was no consensus; tried: three meetings; level of agreement: divergence",
        "",
    ),
    (reasons.AsDeclared(text="OP3"), "left as it is, with OP3, without consensus", ""),
    (reasons.FallsWith("OP3"), "falls with OP3", ""),
    (reasons.FallsWith("OP3", is_part=True), "left out with OP3", ""),
    (
        reasons.Pending(("IRN",)),
        "awaiting confirmation by IRN",
        "awaiting confirmation by one member",
    ),
    (
        reasons.DecidedOver(("USA", "CAN")),
        "agreed, USA and CAN objecting",
        "agreed, 2 members objecting",
    ),
    (
        reasons.DecidedOver(("USA",), outcome="adopted", is_ruling=True),
        "the Chair declared it adopted; USA stated its objection",
        "the Chair declared it adopted; one member stated its objection",
    ),
    (reasons.DecidedUnmet("consent()"), "decided although its rule was not met", ""),
    (
        reasons.DecidedUnmet("majority()", unknown=True),
        "decided although its rule was not met; whether for the objections alone was not recorded",
        "",
    ),
    (
        reasons.DECISION_STALE,
        "the text has changed since the decision, which needs to be confirmed",
        "",
    ),
    (
        reasons.AllOrNothing(3),
        "nothing is agreed until everything is: 3 items of the draft are not agreed yet",
        "",
    ),
    (reasons.PackageTogether(("OP3", "PP4")), "linked with OP3 and PP4", ""),
    (
        reasons.NotIntroduced(datetime(2026, 5, 3, 10, tzinfo=UTC), timedelta(minutes=61)),
        "not yet introduced: circulated 2026-05-03 10:00 UTC, its notice of one hour and one minute"
        " ends 2026-05-03 11:01 UTC; or present it in a meeting",
        "",
    ),
    (
        reasons.UnansweredObjections((Standing("BRA", reason="cost"), Standing("CHN"))),
        "the objections of BRA and CHN (reason not stated) are not answered",
        "the objections of 2 members are not answered",
    ),
    (
        reasons.NOBODY_SUPPORTS,
        "there is no Yes yet",
        "",
    ),
    (reasons.NO_SILENCE, "there has been no silence procedure on this text", ""),
    (
        reasons.SILENCE_ENDED,
        "the text has changed since its silence procedure",
        "",
    ),
    (
        reasons.SilenceRunning(datetime(2026, 3, 5, 9, tzinfo=UTC)),
        "the silence procedure runs until 2026-03-05 09:00 UTC, unbroken so far",
        "",
    ),
    (reasons.SilenceTooShort(24, 72), "the silence procedure lasts 24 hours; 72 needed", ""),
    (
        reasons.SilenceBroken((Standing("BRA"),)),
        "BRA (reason not stated) broke the silence",
        "one member broke the silence",
    ),
    (reasons.NO_RATINGS, "nobody has rated the present wording", ""),
    (
        rating_rules.ratings_compared(True, 5, 7, 9),
        "5 of 9 ratings are 7 to 9 (56%); 7 needed",
        "",
    ),
    (
        rating_rules.ratings_compared(False, 2, 1, 9),
        "2 of 9 ratings are 1 to 3 (22%); at most 1 allowed",
        "",
    ),
    (
        rating_rules.ratings_compared(False, 1, 0, 1),
        "1 of 1 rating is 1 to 3 (100%); none allowed",
        "",
    ),
    (
        rating_rules.MedianTooLow(6.5, 8),
        "median 6.5 of 8 ratings; 7 needed",
        "",
    ),
    (
        rating_rules.RatingsDisagree(5.6, 2.95, 7),
        "7 ratings disagree: 5.6 points between the 30th and 70th percentile, 2.95 allowed",
        "",
    ),
    (
        share_rules.NotListed("population of", ("MLT", "LUX")),
        "the list of members has no population of MLT and LUX",
        "",
    ),
    (
        share_rules.Vetoed(("USA",)),
        "USA is against it, with a veto",
        "one member is against it, with a veto",
    ),
]


@pytest.mark.parametrize(("reason", "named", "numbers"), ONE_OF_EACH)
def test_each_reason_has_a_sentence(reason: Reason, named: str, numbers: str) -> None:
    """A reason is one sentence, and without names only numbers are left of it."""
    assert named == reason.sentence()
    assert (numbers or named) == reason.anonymous().sentence()


def test_no_reason_lacks_a_sentence_or_shares_its_kind() -> None:
    """Every reason there is appears above, each with a kind of its own."""
    modules = (reasons, share_rules, rating_rules)
    found = [
        value
        for module in modules
        for name, value in inspect.getmembers(module)
        if not name.startswith("_")
        and (isinstance(value, Reason) or (inspect.isclass(value) and issubclass(value, Reason)))
    ]
    open_kinds = (Reason, reasons.Fixed, reasons.Compared, reasons.OfMembers, reasons.InText)
    kinds = {value.kind for value in found if value not in open_kinds}
    listed = [each.kind for each, *_ in ONE_OF_EACH]

    assert kinds <= set(listed)
    by_kind = {each.kind: type(each) for each, *_ in ONE_OF_EACH}
    assert all(by_kind[each.kind] is type(each) for each, *_ in ONE_OF_EACH)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("consent()", "no member objects or reserves its position; silence is consent"),
        (
            "no_objection()",
            "no member objects or reserves its position, and at least one is in favour or "
            "none objected when the Chair asked",
        ),
        ("unanimity()", "every member is in favour"),
        ("consensus_minus(0)", "no member objects; a reserved position does not count"),
        ("consensus_minus(1)", "at most one member objects"),
        ("consensus_minus(2)", "at most 2 members object"),
        (
            'threshold("75%")',
            "at least 75% of all members are in favour, and none objects",
        ),
        (
            'threshold("2/3", of="cast", block=False)',
            "at least 2/3 of positions expressed are in favour",
        ),
        ('majority("simple")', "more are for than against"),
        ('majority("absolute")', "more than half of all members are for"),
        (
            'majority("two-thirds")',
            "at least 2/3 of those for or against are for",
        ),
        ('quorum("1/2")', "at least 1/2 of the members are present"),
        (
            'quorum("1/2", of="cast")',
            "at least 1/2 of the members have expressed a position",
        ),
        (
            "each_group(unanimity())",
            "in each stakeholder group: every member is in favour",
        ),
        (
            'all_of(unanimity(), majority("simple"))',
            "every member is in favour, and more are for than against",
        ),
        (
            "all_of(clean_text(), unanimity())",
            "every member is in favour, once every amendment is decided and no bracket is left",
        ),
        (
            "any_of(unanimity(), all_of(consensus_minus(0), consensus_minus(1)))",
            "either every member is in favour, or ((no member objects; a reserved position "
            "does not count), and at most one member objects)",
        ),
        ("any_of(consensus_minus(0))", "no member objects; a reserved position does not count"),
        (
            "rough_consensus()",
            "every objection neither withdrawn nor accommodated was answered; "
            "counts decide nothing",
        ),
        (
            "iesg_ballot()",
            "at least one Yes, no Discuss, and Yes or No Objection from at least 2/3 of "
            "those not recused",
        ),
        (
            "silence()",
            "a silence procedure of at least 72 hours passed unbroken",
        ),
        (
            "silence(1)",
            "a silence procedure of at least one hour passed unbroken",
        ),
        (
            'delphi(agree="75%")',
            "at least 75% of ratings are 7 to 9, and fewer than 15% are 1 to 3",
        ),
        (
            "rand_ucla()",
            "the median rating is 7 to 9, without disagreement (RAND/UCLA)",
        ),
        (
            'all_of(among("P", threshold("2/3", block=False)), at_most("1/4"), clean_text())',
            "(among P alone: at least 2/3 of its members are in favour), and at most 1/4 of votes "
            "for or against are against, once every amendment is decided and no bracket is left",
        ),
        (
            'each_group(any_of(majority("absolute"), threshold("1/2", of="members")))',
            "in each stakeholder group: either more than half of its members are for, or "
            "(at least 1/2 of its members and those recused are in favour, and none objects)",
        ),
        (
            'among("P", quorum("1/2"))',
            "among P alone: at least 1/2 of its members are present",
        ),
        (
            'each_group(quorum("1/2", of="cast"))',
            "in each stakeholder group: at least 1/2 of its members have expressed a position",
        ),
        (
            "all_of(clean_text(), rough_consensus())",
            "every objection neither withdrawn nor accommodated was answered, once every amendment "
            "is decided and no bracket is left; counts decide nothing",
        ),
        (
            "all_of(clean_text(), any_of(consent(), unanimity()))",
            "either (no member objects or reserves its position; silence is consent), or every "
            "member is in favour, once every amendment is decided and no bracket is left",
        ),
        ("clean_text()", "no amendment is undecided and no bracket is left"),
        ("clean_text(False)", "brackets and amendments do not matter"),
    ],
)
def test_each_rule_has_a_sentence(rule: str, expected: str) -> None:
    """A rule is explained in one sentence."""
    assert expected == parse_rule(rule).sentence


def test_no_rule_lacks_its_place_in_the_table_or_a_sentence() -> None:
    """Every class of a rule that has a name can be written in expressions, and explained."""
    named = [
        rule
        for module in (counting_rules, share_rules, rating_rules, sys.modules[Rule.__module__])
        for _, rule in inspect.getmembers(module, inspect.isclass)
        if rule.__module__ == module.__name__ and issubclass(rule, Rule) and "name" in vars(rule)
    ]

    assert set(named) == set(RULES.values())
    assert not any(map(inspect.isabstract, named))


def judged(rule: str, brackets: int = 0, **groups: dict[Stance, int]) -> Verdict:
    """A verdict on a body whose groups have ten members each."""
    counts = Counts(groups={code: GroupCount(10, None, given) for code, given in groups.items()})
    return evaluate(parse_rule(rule), "OP7", counts, Context(tuple(groups), brackets))


S = Stance


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            judged("consent()", GOV={S.ACCEPT: 4}),
            ("no objection; 4 of 10 in favour",),
        ),
        (
            judged("consensus_minus(2)", GOV={S.OBJECT: 2}),
            ("2 members object, as the rule allows; 0 of 10 in favour",),
        ),
        (
            judged("consent()", GOV={S.OBJECT: 1}),
            (
                "one member objects",
                "would be met if the one objection was withdrawn",
            ),
        ),
        (
            judged('each_group(threshold("1/2"))', GOV={S.ACCEPT: 2}, CIV={S.ACCEPT: 5}),
            (
                "GOV: 2 of 10 in favour (20%); 5 needed",
                "would be met if any 3 of the 8 members of GOV without a position accepted it",
            ),
        ),
        (
            judged('threshold("1/2")', GOV={S.ACCEPT: 2}, CIV={}),
            (
                "2 of 20 in favour (10%); 10 needed",
                "would be met if any 8 of the 18 members without a position accepted it",
            ),
        ),
        (
            judged("consent()", GOV={S.HOLD: 2}, CIV={S.OBJECT: 1}),
            (
                "one member objects",
                "2 members reserve their positions",
                "would be met if both reserved positions were given up, and the one "
                "objection was withdrawn",
            ),
        ),
        (
            judged("clean_text()", brackets=1, GOV={}),
            (
                "one bracket is left",
                "no position can change it yet: settle the bracket",
            ),
        ),
        (
            judged('quorum("1/2")', GOV={}),
            (
                "the rule counts members present, and no meeting is open",
                "no position can change it yet: more members have to be present",
            ),
        ),
        (
            judged("rough_consensus()", GOV={S.ACCEPT: 2, S.OBJECT: 1}),
            (
                "the objection of one member is not answered",
                "would be met if the one unanswered objection was answered or withdrawn",
            ),
        ),
        (
            judged("each_group(iso_consensus())", GOV={S.OBJECT: 2}, CIV={S.ACCEPT: 1}),
            (
                "GOV: the objections of 2 members are not answered",
                "would be met if both unanswered objections were answered or withdrawn",
            ),
        ),
        (
            judged("silence()", GOV={S.ACCEPT: 4}),
            (
                "there has been no silence procedure on this text",
                "no position can change it yet: a silence procedure has to pass unbroken",
            ),
        ),
        (
            judged("delphi()", GOV={S.ACCEPT: 10}),
            (
                "nobody has rated the present wording",
                "no position changes it: ratings are needed",
            ),
        ),
        (
            judged("all_of(clean_text(), each_group(delphi()))", brackets=1, GOV={}),
            (
                "one bracket is left",
                "GOV: nobody has rated the present wording",
                "no position can change it yet: settle the bracket; even then ratings are needed",
            ),
        ),
        (
            evaluate(
                parse_rule("delphi()"),
                "OP7",
                Counts(groups={"GOV": GroupCount(2, None, {}, 0, (1, 9))}),
                Context(("GOV",)),
            ),
            (
                "1 of 2 ratings is 7 to 9 (50%); 2 needed",
                "1 of 2 ratings is 1 to 3 (50%); none allowed",
                "no position changes it: a further round of ratings is needed",
            ),
        ),
        (
            judged("all_of(silence(), delphi())", GOV={S.OBJECT: 1}),
            (
                "there has been no silence procedure on this text",
                "nobody has rated the present wording",
                "no position can change it yet: a silence procedure has to pass unbroken; even"
                " then ratings are needed",
            ),
        ),
        (
            judged("any_of(clean_text(), delphi())", brackets=1, GOV={}),
            (
                "neither is met: one bracket is left",
                "nor: nobody has rated the present wording",
                "no position can change it yet: the text has to be settled",
            ),
        ),
        (
            judged('all_of(among("P", majority("simple")), majority("simple"))', GOV={}),
            (
                "there is no group P",
                "no position that counts has been expressed",
                "there is no single smallest change for this rule",
            ),
        ),
        (
            judged("iesg_ballot()", GOV={S.ACCEPT: 10}),
            (
                "there is no Yes yet",
                "would be met only with at least one Yes",
            ),
        ),
        (
            Verdict("OP7", Status.AGREED, "consent()", True, Counts(), no_move=NoMove.NOT_ASKED),
            (),
        ),
        (
            Verdict("OP7", Status.OPEN, "consent()", False, Counts(), no_move=NoMove.OTHER),
            ("no change of positions alone would meet this rule",),
        ),
    ],
)
def test_a_verdict_explains_itself(verdict: Verdict, expected: tuple[str, ...]) -> None:
    """A verdict is explained by its reasons and by what would change it."""
    assert expected == explain(verdict)


@pytest.mark.parametrize(
    ("holds", "conditional", "expected"),
    [
        (("ALV", "BKV"), (), "would be met if ALV and BKV no longer reserved their positions"),
        ((), ("ALV", "BKV"), "would be met if ALV and BKV gave up their conditions"),
        (
            ("ALV",),
            ("BKV",),
            "would be met if ALV and BKV gave up their reserved or conditional positions",
        ),
    ],
)
def test_who_waits_for_a_condition_is_not_said_to_hold(
    holds: tuple[str, ...], conditional: tuple[str, ...], expected: str
) -> None:
    """A condition that is not met yet is counted as a hold, but is told by its own name."""
    groups = {"GOV": GroupCount(10, None, {S.HOLD: 2})}
    counts = Counts(groups=groups, holds=holds, conditional=conditional)

    assert explain(evaluate(parse_rule("consent()"), "OP7", counts, Context()))[-1] == expected


def objecting(rule: str, *codes: str, eligible: int = 10, **groups: dict[Stance, int]) -> Verdict:
    """A verdict over the objections of some members of GOV, beside whom other groups have ten."""
    stances = {S.OBJECT: len(codes)} if codes else {}
    counts = Counts(
        groups={
            "GOV": GroupCount(eligible, None, stances),
            **{code: GroupCount(10, None, given) for code, given in groups.items()},
        },
        standing=tuple(Standing(code, "GOV", reason="cost") for code in codes),
        silent=eligible - len(codes) + sum(10 - sum(each.values()) for each in groups.values()),
    )
    return evaluate(parse_rule(rule), "OP7", counts, Context(("GOV", *groups)))


@pytest.mark.parametrize(
    ("verdict", "named", "numbers"),
    [
        (
            objecting("consent()", "CCE", "TRCA"),
            "would be met if CCE and TRCA withdrew their objections",
            "would be met if both objections were withdrawn",
        ),
        (
            objecting("consensus_minus(1)", "CCE", "TRCA"),
            "would be met if CCE or TRCA withdrew its objection",
            "would be met if any one of the 2 objections was withdrawn",
        ),
        (
            objecting("consensus_minus(1)", "CCE", "TRCA", "MER"),
            "would be met if any 2 of CCE, TRCA and MER withdrew their objections",
            "would be met if any 2 of the 3 objections were withdrawn",
        ),
        (
            objecting("consensus_minus(1)", "CCE", "TRCA", "MER", "PLG"),
            "would be met if any 3 of the 4 objections were withdrawn",
            "would be met if any 3 of the 4 objections were withdrawn",
        ),
        (
            objecting("rough_consensus()", "CCE", "TRCA"),
            "would be met if the objections of CCE and TRCA were answered or withdrawn",
            "would be met if both unanswered objections were answered or withdrawn",
        ),
        (
            objecting("unanimity()", "CCE", CIV={S.SUPPORT: 8}),
            "would be met if the other 12 members were in favour (1 objects, 11 no position)",
            "would be met if the other 12 members were in favour (1 objects, 11 no position)",
        ),
        (
            objecting("no_objection()"),
            "would be met if any member came out in favour",
            "would be met if any member came out in favour",
        ),
        # Who accepts is another than who withdraws.
        (
            objecting('each_group(threshold("1/2"))', "BRU", "CAL", eligible=2, CON={S.ACCEPT: 5}),
            "would be met if one of BRU and CAL accepted it, and the other withdrew its objection",
            "would be met if any one of the 2 objecting members accepted it, and the other"
            " objection was withdrawn",
        ),
        (
            objecting('threshold("1/3")', "BRU", "CAL", "DAN", eligible=3),
            "would be met if one of BRU, CAL and DAN accepted it, and the other 2 withdrew their"
            " objections",
            "would be met if any one of the 3 objecting members accepted it, and the other 2"
            " objections were withdrawn",
        ),
        (
            objecting('threshold("2/5")', *"ABCDE", eligible=5),
            "would be met if any 2 of the 5 objecting members accepted it, and the other 3"
            " objections were withdrawn",
            "would be met if any 2 of the 5 objecting members accepted it, and the other 3"
            " objections were withdrawn",
        ),
        # Of a group with fewer than five members nothing is told without names.
        (
            objecting('each_group(threshold("1/2"))', eligible=5, CIV={S.ACCEPT: 5}),
            "would be met if any 3 of the 5 members of GOV without a position accepted it",
            "would be met if any 3 of the 5 members of GOV without a position accepted it",
        ),
        (
            objecting('each_group(threshold("1/2"))', eligible=4, CIV={S.ACCEPT: 5}),
            "would be met if any 2 of the 4 members of GOV without a position accepted it",
            "would be met if any 2 of the 4 members without a position accepted it",
        ),
    ],
)
def test_what_would_change_it_names_few_members(verdict: Verdict, named: str, numbers: str) -> None:
    """Up to three are named; without names there are numbers, and no group of under five."""
    assert explain(verdict)[-1] == named
    assert explain(verdict, names=False)[-1] == numbers


def test_many_members_are_a_number() -> None:
    """Thirteen codes in a sentence are not read."""
    codes = [f"M{at:02}" for at in range(13)]
    few, many = (
        reasons.StandingObjections(tuple(Standing(code, reason="cost") for code in some))
        for some in (codes[:12], codes)
    )
    assert few.sentence().startswith("M00, M01, M02, M03, ")
    assert many.sentence() == "13 members object"


@pytest.mark.parametrize(
    ("rule", "short"),
    [
        ("no_objection()", "no objection"),
        ("consensus_minus(1)", "consensus minus 1"),
        ('threshold("2/3")', "2/3 of members, no objection"),
        ('majority("two-thirds")', "two-thirds majority"),
        ("silence()", "silence, 72 h"),
        ('all_of(clean_text(), quorum("1/2"), unanimity())', "quorum 1/2 + unanimity"),
        ("any_of(consent(), rough_consensus())", "no objection or rough consensus"),
        ("each_group(rand_ucla())", "each group: RAND/UCLA"),
    ],
)
def test_each_rule_has_a_short_form(rule: str, short: str) -> None:
    """It is what a line of figures calls it."""
    assert parse_rule(rule).short_form == short


def test_a_verdict_on_ratings_says_how_many_there_are() -> None:
    """A rule met by ratings is explained with how many rate high and how many low."""
    counts = Counts(groups={"": GroupCount(10, None, {}, ratings=(6, 7, 8, 9))})
    verdict = evaluate(parse_rule('delphi(agree="75%")'), "OP7", counts, Context())

    assert explain(verdict) == (
        "3 of 4 ratings are 7 to 9 (75%); 3 needed; 0 of 4 ratings are 1 to 3 (0%); none allowed",
    )


@pytest.mark.parametrize(
    ("rule", "ratings", "expected"),
    [
        ('delphi(scale="1-7", in_favour="5-7", opposed="1-3")', (6, 7, 8, 9), "2 ratings to be"),
        ("rand_ucla()", (0, 8, 9), "1 rating to be"),
    ],
)
def test_ratings_that_are_off_the_scale_are_to_be_given_anew(
    rule: str, ratings: tuple[int, ...], expected: str
) -> None:
    """After a change of scale no share is told of numbers that mean something else."""
    counts = Counts(groups={"": GroupCount(10, None, {}, ratings=ratings)})
    first, *_ = explain(evaluate(parse_rule(rule), "OP7", counts, Context()))
    assert first.startswith(f"{expected} given anew: the scale is from 1 to ")


def test_what_two_reasons_say_is_said_once() -> None:
    """To what a member objects says that it objects; what is so of all is so of a group."""
    standing = (Standing("DAN", "GOV", reason="too soon"),)
    change = reasons.Contested("A1", "modify", "should", "shall")
    carried = reasons.ContestedChanges("DAN", S.OBJECT, False, (change,), "too soon")
    own = reasons.StandingObjections((*standing, Standing("EVE", "GOV", reason="cost")))
    nothing = reasons.NO_VOTES_CAST
    of_group = reasons.GroupUnmet("P", reasons=(nothing,))

    def said(*given: Reason) -> tuple[str, ...]:
        return explain_standing(Verdict("OP7", Status.OPEN, "consent()", False, Counts(), given))

    assert said(reasons.StandingObjections(standing), carried) == (
        "DAN objects to “should” → “shall” (A1): “too soon”",
    )
    assert said(own, carried)[0] == "DAN and EVE object"
    assert said(of_group, nothing) == (nothing.says,)
    assert said(of_group) == (f"P: {nothing.says}",)


def test_names_are_left_out_when_asked() -> None:
    """Without names neither codes nor words of members appear."""
    counts = Counts(
        groups={"": GroupCount(5, None, {S.OBJECT: 1, S.HOLD: 1})},
        standing=(Standing("BRA", reason="secret"),),
        holds=("RUS",),
        disagreed=("CHN",),
    )
    verdict = evaluate(parse_rule("consent()"), "OP7", counts, Context())
    said = " ".join(explain(verdict, names=False))

    assert "BRA" in " ".join(explain(verdict))
    assert not any(word in said for word in ("BRA", "RUS", "CHN", "secret"))
    assert not any(word in repr(verdict.anonymous()) for word in ("BRA", "RUS", "CHN", "secret"))


def test_targets_are_called_by_their_label() -> None:
    """Whoever shows a sentence says what the targets in it are called."""
    verdict = Verdict(
        "x",
        Status.OPEN,
        "consent()",
        False,
        Counts(),
        reasons=(reasons.ConditionPending("BRA", ("0198",)),),
    )

    assert explain(verdict, label={"0198": "OP7"}.__getitem__) == (
        "BRA's position is conditional on OP7",
    )


@pytest.mark.parametrize(
    ("targets", "said"),
    [(("OP3",), "OP3 were agreed"), (("OP3", "OP7"), "OP3 and OP7 were agreed")],
)
def test_what_a_position_waits_for_would_change_it(targets: tuple[str, ...], said: str) -> None:
    """One or several texts that would have to be agreed."""
    pending = (reasons.ConditionPending("BRA", targets),)
    verdict = Verdict(
        "x", Status.CONDITIONAL, "consent()", False, Counts(), pending, no_move=NoMove.CONDITIONS
    )
    assert explain_change(verdict) == f"would be met if {said}"


# Counts as a sentence.


CASES = (
    (Counts(groups={"": GroupCount(6)}, silent=6), "Of 6 members: 6 no position"),
    (
        Counts(groups={"": GroupCount(6, stances={Stance.SUPPORT: 2, Stance.ACCEPT: 1})}, silent=3),
        "Of 6 members: 3 in favour (2 support, 1 can live with it), 3 no position",
    ),
    (
        Counts(
            groups={
                "GOV": GroupCount(3, stances={Stance.OBJECT: 1, Stance.DISAGREE: 2}),
                "CIV": GroupCount(3, stances={Stance.HOLD: 2, Stance.ABSTAIN: 1}),
            },
            conditional=("ELM",),
        ),
        "Of 6 members: 1 objects, 2 against, 1 stands aside, 1 reserved, 1 conditional",
    ),
    (
        Counts(
            groups={"": GroupCount(5, stances={Stance.RECUSE: 1, Stance.SUPPORT: 1})},
            stale=("ASH", "BAY"),
            silent=4,
        ),
        "Of 5 members (1 recused): 1 in favour (1 supports), 2 to be reconfirmed, 2 no position",
    ),
)


@pytest.mark.parametrize(("counts", "sentence"), CASES)
def test_counts_are_said_with_their_denominator(counts: Counts, sentence: str) -> None:
    """What nobody says is left out; who is to reconfirm a position is not without one."""
    assert sentence == explain_counts(counts)


@pytest.mark.parametrize(
    ("unmet", "said"),
    [
        ("", ""),
        ("consent()", "its rule was not met"),
        ("consent(); its notice of 24 hours", "its rule and its notice of 24 hours were not met"),
        ({"R1": "consent()", "R2": "", "R3": ""}, "the rule of R1 was not met"),
        ({"R1": "consent()", "R2": "unanimity()"}, "the rule of R1 and R2 was not met"),
        (
            {"R1": "consent()", "R2": "consent(); its notice of 24 hours"},
            "the rule of R1 and R2 and the notice of 24 hours of R2 were not met",
        ),
    ],
)
def test_what_was_not_met_is_told_of_the_texts_it_was_not_met_of(
    unmet: str | dict[str, str], said: str
) -> None:
    """Of one text as its own; of several by their names, each with what it was without."""
    assert explain_unmet(unmet) == said


_KINDS = {
    "objecti": Stance.OBJECT,
    "without a position": None,
    "reserved": Stance.HOLD,
    "standing aside": Stance.ABSTAIN,
    "against it": Stance.DISAGREE,
}


def drawn_from(clause: str) -> tuple[object, ...]:
    """Which members a clause draws from: what they say, whether answered, and their group."""
    codes = re.findall(r"\b(GOV|CIV|none)-(\w+)-\d", clause)
    if codes:
        own = {group for group, _ in codes}
        return Stance(codes[0][1]), "", own.pop() if len(own) == 1 else ""
    if re.match("another |the other( 2)? (accepted|withdrew|gave|no)|the objections? of ", clause):
        return "unnamed", "", ""
    kind = next((stance for word, stance in _KINDS.items() if word in clause), "unnamed")
    answered = re.search(r"\b(un)?answered (?=objecti)", clause)
    group = re.search(r" of (GOV|CIV|no group)\b", clause)
    of = group[1].removeprefix("no group") or "none" if group else ""
    return kind, answered[0] if answered else "", of


_shares = st.sampled_from(["1/4", "1/3", "1/2", "2/3"])
_of_groups = _shares.map(lambda share: parse_rule(f'each_group(threshold("{share}"))'))


@st.composite
def opposed(draw: st.DrawFn) -> tuple[Counts, Context]:
    """Draw two groups, most of whose members object or reserve their position."""
    groups = {}
    for code in ("GOV", "CIV"):
        said = draw(st.lists(st.sampled_from([S.OBJECT, S.OBJECT, S.HOLD, None]), max_size=5))
        answered = draw(st.integers(0, said.count(S.OBJECT)))
        stances = {each: said.count(each) for each in said if each}
        groups[code] = GroupCount(len(said), None, stances, answered)
    return Counts(groups=groups), Context(tuple(code for code in groups if groups[code].eligible))


@at_most(300)
@given(
    rule=st.one_of(_of_groups, rules),
    situation=st.one_of(opposed(), situations(most=8, dirt=False)),
    names=st.booleans(),
)
def test_nobody_can_do_two_of_the_things_that_would_change_it(
    rule: Rule, situation: tuple[Counts, Context], names: bool
) -> None:
    """Of members that are told of twice, the later are others: else one could do both."""
    counts, context = situation
    standing, holds = [], []
    for code, group in counts.groups.items():
        for number in range(group.of(Stance.OBJECT)):
            member = f"{code or 'none'}-object-{number}"
            standing.append(Standing(member, code, number < group.answered, "cost"))
        holds += [f"{code or 'none'}-hold-{number}" for number in range(group.of(Stance.HOLD))]
    counts = attrs.evolve(counts, standing=tuple(standing), holds=tuple(holds))
    moves, _ = minimal_moves(rule, counts, context)
    if not moves:
        return
    said = explain_moves(moves, counts, names)
    codes = re.findall(r"\b\w+-\w+-\d+", said)
    assert len(codes) == len(set(codes)), said
    before: list[tuple[object, ...]] = []
    for clause in said.split(", and "):
        kind, answered, of = drawn = drawn_from(clause)
        same = [each for each in before if each[:2] == (kind, answered) and kind != "unnamed"]
        if any(of == group or not of or not group for *_, group in same):
            assert "other" in clause, said
        before.append(drawn)
