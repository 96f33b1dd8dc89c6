"""Explanations of rules: one sentence for each."""

from __future__ import annotations

from functools import singledispatch

from consensus.rules.all_of import AllOf
from consensus.rules.any_of import AnyOf
from consensus.rules.clean_text import CleanText
from consensus.rules.consensus_minus import ConsensusMinus
from consensus.rules.consent import Consent
from consensus.rules.counting_rules import Threshold
from consensus.rules.delphi import Delphi
from consensus.rules.each_group import EachGroup
from consensus.rules.iesg_ballot import IesgBallot
from consensus.rules.majority import Majority, MajorityKind
from consensus.rules.no_objection import NoObjection
from consensus.rules.quorum import Quorum
from consensus.rules.rating_rules import RandUcla
from consensus.rules.rough_consensus import RoughConsensus
from consensus.rules.rule import Rule
from consensus.rules.share import Denominator
from consensus.rules.silence import Silence
from consensus.rules.unanimity import Unanimity


@singledispatch
def explain_rule(rule: Rule) -> str:
    """Say when a rule is met, as one sentence without capital and full stop."""
    raise NotImplementedError(f"no sentence is written for {type(rule).__name__}")


@explain_rule.register
def _(rule: Consent) -> str:
    return "no objection stands and nobody reserves its position"


@explain_rule.register
def _(rule: NoObjection) -> str:
    return (
        "no objection stands, nobody reserves its position, and at least one member supports or "
        "accepts"
    )


@explain_rule.register
def _(rule: Unanimity) -> str:
    return "every eligible member supports or accepts"


@explain_rule.register
def _(rule: ConsensusMinus) -> str:
    if not rule.objections:
        return "no objection stands"
    if rule.objections == 1:
        return "at most one objection stands"
    return f"at most {rule.objections} objections stand"


@explain_rule.register
def _(rule: Threshold) -> str:
    of = {
        Denominator.ELIGIBLE: "the eligible members",
        Denominator.PRESENT: "the members present",
        Denominator.CAST: "the positions cast",
    }[rule.of]
    block = " and no objection stands" if rule.block else ""
    return f"at least {rule.share} of {of} support or accept{block}"


@explain_rule.register
def _(rule: Majority) -> str:
    return {
        MajorityKind.SIMPLE: "more members are for it than against it",
        MajorityKind.ABSOLUTE: "more than half of the eligible members are for it",
        MajorityKind.TWO_THIRDS: "at least 2/3 of the members for or against it are for it",
    }[rule.kind]


@explain_rule.register
def _(rule: Quorum) -> str:
    what = "are present" if rule.of is Denominator.PRESENT else "have a position cast"
    return f"at least {rule.share} of the eligible members {what}"


@explain_rule.register
def _(rule: EachGroup) -> str:
    return f"in each stakeholder group on its own: {explain_rule(rule.rule)}"


@explain_rule.register
def _(rule: AllOf) -> str:
    if len(rule.rules) == 1:
        return explain_rule(rule.rules[0])
    return "all of these: " + "; ".join(f"({explain_rule(part)})" for part in rule.rules)


@explain_rule.register
def _(rule: AnyOf) -> str:
    if len(rule.rules) == 1:
        return explain_rule(rule.rules[0])
    return "any of these: " + "; ".join(f"({explain_rule(part)})" for part in rule.rules)


@explain_rule.register
def _(rule: CleanText) -> str:
    if rule.asked:
        return "no bracket and no open amendment is left in the text of an item"
    return "brackets and open amendments in the text do not matter"


@explain_rule.register
def _(rule: RoughConsensus) -> str:
    return "every standing objection was answered, and more members are for it than against it"


@explain_rule.register
def _(rule: IesgBallot) -> str:
    return (
        "at least one member supports, no objection stands, and at least 2/3 of the eligible "
        "members support or accept"
    )


@explain_rule.register
def _(rule: Silence) -> str:
    hours = "one hour" if rule.hours == 1 else f"{rule.hours} hours"
    return f"it was under silence for at least {hours} and nobody objected before the deadline"


@explain_rule.register
def _(rule: Delphi) -> str:
    return (
        f"at least {rule.agree} of the ratings are 7 to 9 and less than {rule.against} are 1 to 3"
    )


@explain_rule.register
def _(rule: RandUcla) -> str:
    return (
        "the median rating is 7 to 9 and the 30th and 70th percentiles are no further apart than "
        "the RAND/UCLA method allows"
    )
