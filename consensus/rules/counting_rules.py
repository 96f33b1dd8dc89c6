"""Rules that count positions: consent, majorities, thresholds, ballots and silence."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import attrs
from attrs import frozen

from consensus.model.counting import Counts
from consensus.model.positions import Stance
from consensus.rules.reasons import (
    AwaitingConditions,
    Holds,
    NobodyEligible,
    NobodyPresent,
    NobodySupports,
    NoSilence,
    NoSupport,
    NotAtMeeting,
    NoVotesCast,
    Reason,
    SilenceBroken,
    SilenceEnded,
    SilenceRunning,
    SilenceTooShort,
    StandingObjections,
    TooFew,
    TooManyObjections,
    UnansweredObjections,
    count_phrase,
)
from consensus.rules.rule import Rule, flag, read_choice, whole_number
from consensus.rules.verdict import (
    Context,
    Denominator,
    RuleInput,
    SilenceSeen,
    needed,
    read_share,
)

_DISAGREEMENT = "Who disagrees without objecting does not block."


@frozen
class Consent(Rule):
    """Met when no objection stands and no member reserves its position.

    Without eligible members it is not met, since no silence could be consent.
    """

    name = "consent"
    sentence = "no objection stands and nobody reserves its position"
    notes = ("Silence is consent.", _DISAGREEMENT)
    weighs = frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: who objects and who reserves its position."""
        if not counts.eligible:
            return (NobodyEligible(),)
        return objections(counts) + holds(counts)


def objections(counts: Counts) -> tuple[Reason, ...]:
    """Returns the standing objections, as a reason; nothing when there are none."""
    count = counts.of(Stance.OBJECT)
    return (StandingObjections(members=counts.standing, count=count),) if count else ()


def holds(counts: Counts) -> tuple[Reason, ...]:
    """Returns the reserved positions, as reasons; nothing when there are none."""
    count = counts.of(Stance.HOLD)
    waiting = min(count, len(counts.conditional))
    reasons: list[Reason] = []
    if count > waiting:
        reasons.append(Holds(members=counts.holds, count=count - waiting))
    if waiting:
        reasons.append(AwaitingConditions(members=counts.conditional, count=waiting))
    return tuple(reasons)


_EMPTY: dict[Denominator, Reason] = {
    Denominator.PRESENT: NobodyPresent(),
    Denominator.CAST: NoVotesCast(),
}
_OF = {
    Denominator.ELIGIBLE: "the eligible members",
    Denominator.PRESENT: "the members present",
    Denominator.CAST: "the positions cast",
}
_NOT_COUNTED = {
    Denominator.ELIGIBLE: "Silence counts like a vote against.",
    Denominator.PRESENT: "Outside a meeting nobody is known to be present; remote is present.",
    Denominator.CAST: "Abstentions are cast; holds, recusals and silence are not.",
}


def _read_of(given: object) -> Denominator:
    return read_choice("`of` is one of", given, Denominator)


@frozen
class Threshold(Rule):
    """Met when at least a share of the denominator supports or accepts.

    Abstentions count among those cast; holds and recusals never do. Of an empty denominator no
    share is enough.

    Attributes:
        share: the share, exact.
        of: the denominator.
        block: whether a standing objection keeps the rule from being met.
    """

    name = "threshold"
    counts_silence = False
    share: Fraction = attrs.field(converter=read_share)
    of: Denominator = attrs.field(default=Denominator.ELIGIBLE, converter=_read_of)
    block: bool = attrs.field(default=True, validator=flag("`block` is"))

    @property
    def sentence(self) -> str:
        block = " and no objection stands" if self.block else ""
        return f"at least {self.share} of {_OF[self.of]} support or accept{block}"

    @property
    def notes(self) -> tuple[str, ...]:
        block = "A standing objection blocks." if self.block else "No objection blocks by itself."
        return (_NOT_COUNTED[self.of], block)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """Objections when they block, and what is cast when it is the denominator."""
        weights = set()
        if self.block:
            weights.add(RuleInput.OBJECTIONS)
        if self.of is Denominator.CAST:
            weights.add(RuleInput.CAST)
        return frozenset(weights)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: who objects, and how many are needed."""
        return (*(objections(counts) if self.block else ()), *self._too_few(counts))

    def _too_few(self, counts: Counts) -> tuple[Reason, ...]:
        if self.of is Denominator.PRESENT:
            if counts.present is None:
                return (NotAtMeeting(),)
            total = counts.present
        else:
            total = counts.eligible if self.of is Denominator.ELIGIBLE else counts.cast
        if not counts.eligible:
            return (NobodyEligible(),)
        if not total:
            return (_EMPTY[self.of],)
        have, need = counts.in_favour, needed(self.share, total)
        return (TooFew(have, need, self.of, total),) if have < need else ()


FOR_OR_AGAINST = "for or against"
"""The denominator of those who are for or against; abstentions are left out."""


class MajorityKind(StrEnum):
    """Which majority is asked for."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two-thirds"


_MORE_FOR = {
    MajorityKind.SIMPLE: "more members are for it than against it",
    MajorityKind.ABSOLUTE: "more than half of the eligible members are for it",
    MajorityKind.TWO_THIRDS: "at least 2/3 of the members for or against it are for it",
}


def _read_kind(given: object) -> MajorityKind:
    return read_choice("a majority is one of", given, MajorityKind)


@frozen
class Majority(Rule):
    """Met by a majority of votes, as the kind says.

    Support and accept are votes for, disagree and object votes against. `simple` and
    `two-thirds` are of the members voting for or against: abstentions, holds and silence are
    not votes, as in rules 83, 85 and 86 of the rules of procedure of the UN General Assembly
    (A/520), by which members who abstain are considered as not voting. Here a vote may be given
    in writing, so being present is not asked; add `quorum` where it is. `absolute` is more than
    half of all eligible members. Equal votes do not pass (rule 95), and so neither does 0-0.

    Attributes:
        kind: which majority.
    """

    name = "majority"
    counts_silence = False
    kind: MajorityKind = attrs.field(converter=_read_kind)

    @property
    def sentence(self) -> str:
        return _MORE_FOR[self.kind]

    @property
    def notes(self) -> tuple[str, ...]:
        if self.kind is MajorityKind.ABSOLUTE:
            counted = "Silence and abstaining count like votes against"
            return (f"{counted}; no objection blocks by itself.",)
        return (
            "Against are those who disagree or object; no objection blocks by itself.",
            "Abstentions, holds and silence do not count; 0 to 0 does not pass.",
        )

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """Votes against, unless the majority is of all eligible members."""
        return frozenset() if self.kind is MajorityKind.ABSOLUTE else frozenset({RuleInput.AGAINST})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many votes for are needed."""
        if not counts.eligible:
            return (NobodyEligible(),)
        have, of = counts.in_favour, FOR_OR_AGAINST
        total = have + counts.of(Stance.DISAGREE, Stance.OBJECT)
        if self.kind is MajorityKind.ABSOLUTE:
            of, total = Denominator.ELIGIBLE, counts.eligible
        if not total:
            return (NoVotesCast(),)
        if self.kind is MajorityKind.TWO_THIRDS:
            need = needed(Fraction(2, 3), total)
        else:
            need = total // 2 + 1
        return (TooFew(have, need, of, total),) if have < need else ()


@frozen
class Unanimity(Rule):
    """Met when every eligible member supports or accepts; who recused itself is not eligible."""

    name = "unanimity"
    sentence = "every eligible member supports or accepts"
    notes = ("Silence, abstaining and reserving a position all stand in the way.",)
    counts_silence = False
    weighs = frozenset[RuleInput]()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many are missing, who of them objects or reserves its position."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        if counts.in_favour >= total:
            return ()
        missing = TooFew(counts.in_favour, total, Denominator.ELIGIBLE, total)
        return (*objections(counts), *holds(counts), missing)


@frozen
class ConsensusMinus(Rule):
    """Met when at most so many objections stand.

    Attributes:
        objections: how many may stand.
    """

    name = "consensus_minus"
    weighs = frozenset({RuleInput.OBJECTIONS})
    notes = ("Nobody has to support; holds do not matter.", _DISAGREEMENT)
    objections: int = attrs.field(validator=whole_number("the number of objections is", 0))

    @property
    def sentence(self) -> str:
        if not self.objections:
            return "no objection stands"
        return "at most " + count_phrase(
            self.objections, "one objection stands", "{} objections stand"
        )

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: who objects, and how many objections may stand."""
        if not counts.eligible:
            return (NobodyEligible(),)
        have = counts.of(Stance.OBJECT)
        if have <= self.objections:
            return ()
        return (*objections(counts), TooManyObjections(have, self.objections))


@frozen
class NoObjection(Rule):
    """Met when no objection or reserved position stands, and at least one member supports."""

    name = "no_objection"
    sentence = (
        "no objection stands, nobody reserves its position, and at least one member supports or "
        "accepts"
    )
    notes = ("Silence does not stand in the way, but is not enough.", _DISAGREEMENT)
    weighs = frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: who objects, who reserves its position, and that none supports."""
        if not counts.eligible:
            return (NobodyEligible(),)
        support = () if counts.in_favour else (NoSupport(),)
        return objections(counts) + holds(counts) + support


@frozen
class RoughConsensus(Rule):
    """Met when every standing objection was answered in substance, and more are for than against.

    Issues have to be addressed, not necessarily accommodated (RFC 7282, section 3), so an answered
    objection may stand here where it blocks `consent`. That more are for than against is how the
    majority that rough consensus needs besides is counted here: support and accept against
    disagree and object, answered or not; 0-0 does not pass. Holds and silence matter to neither.
    """

    name = "rough_consensus"
    sentence = "every standing objection was answered, and more members are for it than against it"
    notes = (
        "An objection has to be answered in substance, not necessarily accommodated (RFC 7282).",
        "Against are those who disagree or object, answered or not; 0 to 0 does not pass.",
        "Holds and silence do not matter.",
    )
    weighs = frozenset({RuleInput.UNANSWERED, RuleInput.AGAINST})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: whose objection was not answered, and how many votes for are needed."""
        if not counts.eligible:
            return (NobodyEligible(),)
        votes = Majority(MajorityKind.SIMPLE).reasons(counts, context)
        if not counts.unanswered:
            return votes
        members = tuple(each for each in counts.standing if not each.answered)
        return (UnansweredObjections(members, counts.unanswered), *votes)


@frozen
class IesgBallot(Rule):
    """Met when at least one supports, none objects, and two thirds support or accept.

    Support is "Yes", accept "No Objection" and object "Discuss" in the balloting procedures of the
    Internet Engineering Steering Group, where at least two thirds of the area directors that are
    not recused have to ballot "Yes" or "No Objection". Members that recuse themselves are not
    eligible.
    """

    name = "iesg_ballot"
    sentence = (
        "at least one member supports, no objection stands, and at least 2/3 of the eligible "
        "members support or accept"
    )
    notes = (
        "Support is “Yes”, accept “No Objection”, object “Discuss”, as the IESG ballots.",
        "Who recused itself is not eligible; who is silent is.",
    )
    counts_silence = False
    weighs = frozenset({RuleInput.OBJECTIONS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: no member supports, who objects, and how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have, need = counts.in_favour, needed(Fraction(2, 3), total)
        return (
            *(() if counts.of(Stance.SUPPORT) else (NobodySupports(),)),
            *objections(counts),
            *((TooFew(have, need, Denominator.ELIGIBLE, total),) if have < need else ()),
        )


_HOUR = timedelta(hours=1)


@frozen
class Silence(Rule):
    """Met when a silence procedure lasted long enough and no member objected before its deadline.

    The last procedure over the target is looked at, and only while the text is the one that was
    put under silence. Silence that was broken stays broken, even when the objection is withdrawn;
    the text is put under silence again. An objection that stood before the procedure began counts
    while it stands. One that comes at the deadline or later is too late to count; ask
    `all_of(silence(), consent())` where it should.

    Attributes:
        hours: how long the procedure has to last.
    """

    name = "silence"
    weighs = frozenset({RuleInput.OBJECTIONS})
    notes = (
        "The last procedure over the present wording is looked at.",
        "Once broken it stays broken, though the objection be withdrawn.",
        "An objection at the deadline or later is too late to count; nobody has to support.",
    )
    hours: int = attrs.field(default=72, validator=whole_number("the hours of silence are", 1))

    @property
    def sentence(self) -> str:
        hours = count_phrase(self.hours, "one hour", "{} hours")
        return f"it was under silence for at least {hours} and nobody objected before the deadline"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: no procedure, a changed text, too short, not over yet, objections."""
        if not counts.eligible:
            return (NobodyEligible(),)
        seen = context.silence
        if seen is None:
            return (NoSilence(),)
        if seen.text_changed:
            return (SilenceEnded(),)
        lasts = seen.deadline - seen.opened
        is_short = lasts < self.hours * _HOUR
        too_short = (SilenceTooShort(lasts // _HOUR, self.hours),) if is_short else ()
        return (*too_short, *_objected(seen, counts))


def _objected(seen: SilenceSeen, counts: Counts) -> tuple[Reason, ...]:
    if seen.broken_by:
        return (SilenceBroken(seen.broken_by),)
    running = () if seen.is_over else (SilenceRunning(seen.deadline),)
    earlier = counts.of(Stance.OBJECT) - len(seen.late)
    if earlier <= 0:
        return running
    members = tuple(each for each in counts.standing if each not in seen.late)
    return (*running, StandingObjections(members, earlier))


RULES: tuple[type[Rule], ...] = (
    Consent,
    NoObjection,
    Unanimity,
    ConsensusMinus,
    Threshold,
    Majority,
    RoughConsensus,
    IesgBallot,
    Silence,
)
"""The rules in this file, in the order in which they are listed."""
