"""Rules that count positions: consent, majorities, thresholds, quorums and silence."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counting import Counts
from consensus.model.positions import Stance
from consensus.rules.reasons import (
    AwaitingConditions,
    Brackets,
    Holds,
    NobodyEligible,
    NobodyPresent,
    NobodySupports,
    NoSilence,
    NoSupport,
    NotAtMeeting,
    NoVotesCast,
    OpenAmendments,
    QuorumMissing,
    Reason,
    SilenceBroken,
    SilenceEnded,
    SilenceRunning,
    SilenceTooShort,
    StandingObjections,
    TooFew,
    TooManyObjections,
    UnansweredObjections,
)
from consensus.rules.rule import Rule
from consensus.rules.verdict import (
    Context,
    Denominator,
    RuleInput,
    SilenceSeen,
    needed,
    read_denominator,
    read_share,
)

# `consent()`: silence is consent.


@frozen
class Consent(Rule):
    """Met when no objection stands and nobody reserves its position.

    Where no member is eligible there is nobody whose silence could be consent.
    """

    name = "consent"
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


# `threshold(share, of="eligible", block=True)`: a share of a named denominator in favour.

_EMPTY: dict[Denominator, Reason] = {
    Denominator.PRESENT: NobodyPresent(),
    Denominator.CAST: NoVotesCast(),
}


def _read_of(given: object) -> Denominator:
    return read_denominator(given, *Denominator)


def _read_block(given: object) -> bool:
    if not isinstance(given, bool):
        raise MalformedRule(f"`block` is True or False, not {given!r}")
    return given


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
    block: bool = attrs.field(default=True, converter=_read_block)

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


# `majority("simple")`: more for than against.

FOR_OR_AGAINST = "for or against"
"""The denominator of those who are for or against; abstentions are left out."""


class MajorityKind(StrEnum):
    """Which majority is asked for."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two-thirds"


def _read_kind(given: object) -> MajorityKind:
    for kind in MajorityKind:
        if given == kind:
            return kind
    names = ", ".join(f'"{kind}"' for kind in MajorityKind)
    raise MalformedRule(f"a majority is one of {names}, not {given!r}")


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


# `quorum(share, of="present")`: enough eligible members are present, or have spoken.


def _read_quorum_of(given: object) -> Denominator:
    return read_denominator(given, Denominator.PRESENT, Denominator.CAST)


@frozen
class Quorum(Rule):
    """Met when at least a share of the eligible members is present, or has a position cast.

    Attributes:
        share: the share of the eligible members, exact.
        of: whether those present or the positions cast are counted.
    """

    name = "quorum"
    share: Fraction = attrs.field(converter=read_share)
    of: Denominator = attrs.field(default=Denominator.PRESENT, converter=_read_quorum_of)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What is cast, when that is counted."""
        return frozenset({RuleInput.CAST}) if self.of is Denominator.CAST else frozenset()

    @property
    def counts_silence(self) -> bool:
        """Whether members that are present are counted, also those without a position."""
        return self.of is Denominator.PRESENT

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have = counts.present if self.of is Denominator.PRESENT else counts.cast
        if have is None:
            return (NotAtMeeting(),)
        need = needed(self.share, total)
        return (QuorumMissing(have, need, self.of, total),) if have < need else ()


@frozen
class Unanimity(Rule):
    """Met when every eligible member supports or accepts; who recused itself is not eligible."""

    name = "unanimity"
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


# `consensus_minus(n)`: a few objections may stand.


def _read_number(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise MalformedRule(f"the number of objections is a whole number from 0, not {given!r}")
    return given


@frozen
class ConsensusMinus(Rule):
    """Met when at most so many objections stand.

    Attributes:
        objections: how many may stand.
    """

    name = "consensus_minus"
    weighs = frozenset({RuleInput.OBJECTIONS})
    objections: int = attrs.field(converter=_read_number)

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
    """Met when no objection stands, nobody reserves its position, and at least one supports."""

    name = "no_objection"
    weighs = frozenset({RuleInput.OBJECTIONS, RuleInput.HOLDS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: who objects, who reserves its position, and that none supports."""
        if not counts.eligible:
            return (NobodyEligible(),)
        support = () if counts.in_favour else (NoSupport(),)
        return objections(counts) + holds(counts) + support


# `rough_consensus()`: objections are answered, not necessarily accommodated.

_MORE_FOR = Majority(MajorityKind.SIMPLE)


@frozen
class RoughConsensus(Rule):
    """Met when every standing objection was answered in substance, and more are for than against.

    Issues have to be addressed, not necessarily accommodated (RFC 7282, section 3), so an answered
    objection may stand here where it blocks `consent`. That more are for than against is how the
    majority that rough consensus needs besides is counted here: support and accept against
    disagree and object, answered or not; 0-0 does not pass. Holds and silence matter to neither.
    """

    name = "rough_consensus"
    weighs = frozenset({RuleInput.UNANSWERED, RuleInput.AGAINST})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: whose objection was not answered, and how many votes for are needed."""
        if not counts.eligible:
            return (NobodyEligible(),)
        return (*_unanswered(counts), *_MORE_FOR.reasons(counts, context))


def _unanswered(counts: Counts) -> tuple[Reason, ...]:
    if not counts.unanswered:
        return ()
    members = tuple(each for each in counts.standing if not each.answered)
    return (UnansweredObjections(members, counts.unanswered),)


_SHARE = Fraction(2, 3)


@frozen
class IesgBallot(Rule):
    """Met when at least one supports, nobody objects, and two thirds support or accept.

    Support is "Yes", accept "No Objection" and object "Discuss" in the balloting procedures of the
    Internet Engineering Steering Group, where at least two thirds of the area directors that are
    not recused have to ballot "Yes" or "No Objection". Members that recuse themselves are not
    eligible.
    """

    name = "iesg_ballot"
    counts_silence = False
    weighs = frozenset({RuleInput.OBJECTIONS})

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: no member supports, who objects, and how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have, need = counts.in_favour, needed(_SHARE, total)
        return (
            *(() if counts.of(Stance.SUPPORT) else (NobodySupports(),)),
            *objections(counts),
            *((TooFew(have, need, Denominator.ELIGIBLE, total),) if have < need else ()),
        )


# `silence(hours=72)`: nobody objected before a deadline.

_HOUR = timedelta(hours=1)


def _read_hours(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise MalformedRule(f"the hours of silence are a whole number from 1, not {given!r}")
    return given


@frozen
class Silence(Rule):
    """Met when a silence procedure lasted long enough and nobody objected before its deadline.

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
    hours: int = attrs.field(default=72, converter=_read_hours)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: no procedure, a changed text, too short, not over yet, objections."""
        if not counts.eligible:
            return (NobodyEligible(),)
        seen = context.silence
        if seen is None:
            return (NoSilence(),)
        if seen.text_changed:
            return (SilenceEnded(),)
        return (*self._too_short(seen), *_objected(seen, counts))

    def _too_short(self, seen: SilenceSeen) -> tuple[Reason, ...]:
        lasts = seen.deadline - seen.opened
        if lasts >= self.hours * _HOUR:
            return ()
        return (SilenceTooShort(lasts // _HOUR, self.hours),)


def _objected(seen: SilenceSeen, counts: Counts) -> tuple[Reason, ...]:
    if seen.broken_by:
        return (SilenceBroken(seen.broken_by),)
    running = () if seen.is_over else (SilenceRunning(seen.deadline),)
    earlier = counts.of(Stance.OBJECT) - len(seen.late)
    if earlier <= 0:
        return running
    members = tuple(each for each in counts.standing if each not in seen.late)
    return (*running, StandingObjections(members, earlier))


# `clean_text()`: no bracket and no open amendment is left in an item.


def _read_asked(given: object) -> bool:
    if not isinstance(given, bool):
        raise MalformedRule(f"clean_text takes True or False, not {given!r}")
    return given


@frozen
class CleanText(Rule):
    """Met when an item has no bracket and no open amendment.

    It is asked of items only, since the wording of an amendment may carry brackets.

    Attributes:
        asked: whether it is asked at all; `clean_text(False)` switches off what is implied.
    """

    name = "clean_text"
    weighs = frozenset[RuleInput]()
    asked: bool = attrs.field(default=True, converter=_read_asked)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many brackets and open amendments are left."""
        if not (self.asked and context.is_item):
            return ()
        found: list[Reason] = []
        if context.brackets:
            found.append(Brackets(context.brackets))
        if context.open_amendments:
            found.append(OpenAmendments(context.open_amendments))
        return tuple(found)
