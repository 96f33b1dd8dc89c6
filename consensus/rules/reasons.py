"""Reasons of verdicts: why a rule is met or not, as values."""

from __future__ import annotations

from collections.abc import Sized
from datetime import date, datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec.structs import force_setattr, replace

from consensus.model.counting import Standing
from consensus.model.positions import Stance

# Reasons: why a target has the status it has, as values; `explain` turns them into sentences.

NOT_COUNTED = -1
"""In place of the number of members of a reason: as many as it names."""


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One reason for a status; there is nothing in it that it could be part of.

    Attributes:
        kind: the stable name of the reason, for data handed to other programs.
    """

    kind: ClassVar[str]

    @property
    def bound_to(self) -> str:
        """What has to change instead, when no member can change this by moving; else empty."""
        return ""

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes and words of members; the numbers stay."""
        return self


def count_members(reason: Reason, members: Sized, count: int) -> None:
    """Sets the count of a reason to the number of its members, unless a count was given."""
    if count == NOT_COUNTED:
        force_setattr(reason, "count", len(members))


class _OfMembers(Reason, frozen=True):
    """A reason that some members cause.

    Attributes:
        members: their codes, as far as they are known or may be shown.
        count: how many they are.
    """

    members: tuple[str, ...]
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        count_members(self, self.members, self.count)

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes of the members."""
        return replace(self, members=())


class _OnCondition(Reason, frozen=True):
    """A reason that a member's condition causes.

    Attributes:
        member: the code of the member; empty when it is not to be shown.
        targets: the items or amendments its condition names.
    """

    member: str
    targets: tuple[str, ...]

    def anonymous(self) -> Reason:
        """Returns the same reason without the code of the member."""
        return replace(self, member="")


class StandingObjections(Reason, frozen=True):
    """Some objections stand where none may.

    Attributes:
        members: who objects and why, as far as it is known or may be shown.
        count: how many they are.
    """

    kind = "standing-objections"
    members: tuple[Standing, ...]
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        count_members(self, self.members, self.count)

    def anonymous(self) -> Reason:
        """Returns the same reason without the members and their words."""
        return replace(self, members=())


class Holds(_OfMembers, frozen=True):
    """Some members reserve their position."""

    kind = "holds"


class AwaitingConditions(_OfMembers, frozen=True):
    """The positions of some members wait for a condition, and count as reserved until then."""

    kind = "awaiting-conditions"


class TooManyObjections(Reason, frozen=True):
    """More objections stand than the rule allows.

    Attributes:
        have: how many stand.
        allowed: how many may.
    """

    kind = "too-many-objections"
    have: int
    allowed: int


class TooFew(Reason, frozen=True):
    """Too few members support or accept.

    Attributes:
        have: how many do.
        need: how many have to.
        of: the name of the denominator, such as `eligible`, `present` or `cast`.
        total: the denominator.
    """

    kind = "too-few"
    have: int
    need: int
    of: str
    total: int


class NoSupport(Reason, frozen=True):
    """Nobody supports or accepts, and silence is not enough."""

    kind = "no-support"


class QuorumMissing(Reason, frozen=True):
    """Too few members are present or have spoken.

    Attributes:
        have: how many are.
        need: how many have to be.
        of: what is counted, `present` or `cast`.
        total: how many are eligible.
    """

    kind = "quorum-missing"
    have: int
    need: int
    of: str
    total: int

    @property
    def bound_to(self) -> str:
        """What has to change is who is present: no stance changes that."""
        return "presence" if self.of == "present" else ""


class NotAtMeeting(Reason, frozen=True):
    """The rule counts those present, and outside a meeting nobody is known to be."""

    kind = "not-at-meeting"
    bound_to = "presence"


class NobodyPresent(Reason, frozen=True):
    """The rule counts those present, and no eligible member is."""

    kind = "nobody-present"
    bound_to = "presence"


class NobodyEligible(Reason, frozen=True):
    """There is no member whose word would count."""

    kind = "nobody-eligible"
    bound_to = "membership"


class NoGroups(Reason, frozen=True):
    """The rule asks each stakeholder group, and none is declared."""

    kind = "no-groups"
    bound_to = "membership"


class NoVotesCast(Reason, frozen=True):
    """Nobody has taken a stance that counts."""

    kind = "no-votes-cast"


class Brackets(Reason, frozen=True):
    """Brackets are left in the text.

    Attributes:
        count: how many.
    """

    kind = "brackets"
    bound_to = "text"
    count: int


class OpenAmendments(Reason, frozen=True):
    """Amendments to the text are undecided.

    Attributes:
        count: how many.
    """

    kind = "open-amendments"
    bound_to = "text"
    count: int


class _Nested(Reason, frozen=True, kw_only=True):
    """A reason made of the reasons of an inner rule.

    Attributes:
        reasons: why the inner rule is not met.
    """

    reasons: tuple[Reason, ...]

    @property
    def bound_to(self) -> str:
        """What the first inner reason that no member can change is bound to."""
        return next((reason.bound_to for reason in self.reasons if reason.bound_to), "")

    def anonymous(self) -> Reason:
        """Returns the same reason, the inner ones without members."""
        return replace(self, reasons=tuple(each.anonymous() for each in self.reasons))


class GroupUnmet(_Nested, frozen=True):
    """One stakeholder group does not meet the rule on its own.

    Attributes:
        group: the code of the group.
        reasons: why the inner rule is not met in it.
    """

    kind = "group-unmet"
    group: str


class AlternativeUnmet(_Nested, frozen=True):
    """One of several rules, any of which would do, is not met.

    Attributes:
        rule: that rule, as text.
        reasons: why it is not met.
    """

    kind = "alternative-unmet"
    rule: str


class ConditionPending(_OnCondition, frozen=True):
    """A member supports or accepts provided that something else is agreed, and it is not yet."""

    kind = "condition-pending"


class ConditionFailed(_OnCondition, frozen=True):
    """What a member made a condition will not be agreed, so its other stance counts.

    Attributes:
        to_confirm: whether it was a condition for what went into the text since.
    """

    kind = "condition-failed"
    to_confirm: bool = False


class StalePositions(_OfMembers, frozen=True):
    """The text changed after some members took their position, which has to be taken afresh."""

    kind = "stale-positions"


class Contested(msgspec.Struct, frozen=True, gc=False):
    """A change that a member objects to or holds since before it went in.

    Attributes:
        amendment: the id of the amendment that proposed it.
        kind: what that proposed to do, such as `modify`.
        replaces: the words before; of a deleted item its text.
        text: the words after.
        now: the words that stand there instead by now, where it is to be confirmed and they are
            known.
    """

    amendment: str
    kind: str
    replaces: str
    text: str
    now: str = ""


class ContestedChanges(Reason, frozen=True):
    """What a member objected to or held went into the text, and it has not come round.

    Attributes:
        member: the code of the member; empty when it is not to be shown.
        stance: `object` or `hold`.
        to_confirm: whether other words stand there by now, so that the member is to be asked.
        changes: what it is about; none when it is not to be shown.
        words: why, in the member's words; empty means not stated.
        elsewhere: whether it objects to them in another amendment that wants the same.
    """

    kind = "contested-changes"
    member: str
    stance: Stance
    to_confirm: bool
    changes: tuple[Contested, ...]
    words: str = ""
    elsewhere: bool = False

    def anonymous(self) -> Reason:
        """Returns the same reason without the member, and without what it is about."""
        return replace(self, member="", changes=(), words="")


class ConditionToConfirm(_OnCondition, frozen=True):
    """What a member made a condition went in in part, or in other words."""

    kind = "condition-to-confirm"


class ProposedPart(_OfMembers, frozen=True):
    """Members proposed or supported part of the text, and are to say what they think of it."""

    kind = "proposed-part"


class ConsolidatedInto(Reason, frozen=True):
    """An amendment was drawn together with others in one that takes its place.

    Attributes:
        amendment: the id of that one.
    """

    kind = "consolidated-into"
    amendment: str


class ClosedByMerge(Reason, frozen=True):
    """A merge settled a conflict against an amendment, or its target left the draft.

    Attributes:
        target: the id of the text that was merged into, or of the amendment that was carried out.
        day: the day of the merge.
        took: the ids of the amendments that went in there; `target` alone if its words stayed as
            they were; empty where other words went in.
    """

    kind = "closed-by-merge"
    target: str
    day: date
    took: tuple[str, ...] = ()


class DisagreedPart(_OfMembers, frozen=True):
    """Members disagreed with part of the text, and said nothing of the whole."""

    kind = "disagreed-part"


class MergedBefore(Reason, frozen=True):
    """Amendments went in before objections to them were carried over to the text.

    Attributes:
        amendments: the ids of those that members objected to, or held.
    """

    kind = "merged-before"
    amendments: tuple[str, ...]


class RequestToReopen(Reason, frozen=True):
    """After the decision came amendments or objections, which ask the chair to reopen.

    Attributes:
        amendments: the amendments that came late.
        members: the codes of members who objected late.
        count: how many members they are.
    """

    kind = "request-to-reopen"
    amendments: tuple[str, ...]
    members: tuple[str, ...]
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        count_members(self, self.members, self.count)

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes of the members."""
        return replace(self, members=())


class PartOpposed(Reason, frozen=True):
    """Some members object to a part of a package, or hold it.

    Attributes:
        members: their codes; none when they are not to be shown.
        part: the id of the item or amendment.
        held: whether they hold it.
        count: how many they are.
    """

    kind = "part-opposed"
    members: tuple[str, ...]
    part: str
    held: bool = False
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        count_members(self, self.members, self.count)

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes of the members."""
        return replace(self, members=())


class NotMerged(Reason, frozen=True):
    """An amendment was declared agreed, and has not gone into its text yet.

    Attributes:
        target: the id of that text; of the draft for an insertion.
    """

    kind = "not-merged"
    target: str


class RemovedBy(Reason, frozen=True):
    """An amendment took the item out of the draft.

    Attributes:
        amendment: the id of the amendment.
        into: the id of the item that it was joined to; empty where it was deleted.
        day: the day of the merge; None where that is not known.
    """

    kind = "removed-by"
    amendment: str
    into: str = ""
    day: date | None = None


class Pending(_OfMembers, frozen=True):
    """It was agreed pending the word of some members."""

    kind = "pending"


class DecidedOver(_OfMembers, frozen=True):
    """It was decided over the standing objection of some members."""

    kind = "decided-over"


class DecidedUnmet(Reason, frozen=True):
    """It was decided although the rule was not met.

    Attributes:
        rule: the rule, as text.
    """

    kind = "decided-unmet"
    rule: str


class DecisionStale(Reason, frozen=True):
    """The text changed after the decision."""

    kind = "decision-stale"


class AllOrNothing(Reason, frozen=True):
    """Nothing of the draft is agreed until everything is.

    Attributes:
        open: how many items of the draft are not agreed.
    """

    kind = "all-or-nothing"
    open: int


class NotIntroduced(Reason, frozen=True):
    """The text is not before the members yet: its notice period has not passed.

    Attributes:
        circulated: when it was circulated.
        notice: how long it has to be circulated.
    """

    kind = "not-introduced"
    bound_to = "introduction"
    circulated: datetime
    notice: timedelta


class PackageTogether(Reason, frozen=True):
    """The target is decided together with others.

    Attributes:
        targets: the others of the package.
    """

    kind = "package-together"
    targets: tuple[str, ...]


# Reasons of rules that ask for a procedure: answers, ballots, silence and ratings.

SILENCE = "silence"
RATINGS = "ratings"
SUPPORT = "support"


class UnansweredObjections(StandingObjections, frozen=True):
    """Some standing objections were not answered in substance."""

    kind = "unanswered-objections"


class NobodySupports(Reason, frozen=True):
    """Somebody has to support outright, and accepting is not enough."""

    kind = "nobody-supports"
    bound_to = SUPPORT


class NoSilence(Reason, frozen=True):
    """The text was never put under a silence procedure."""

    kind = "no-silence"
    bound_to = SILENCE


class SilenceEnded(Reason, frozen=True):
    """The text was changed after it was put under silence."""

    kind = "silence-ended"
    bound_to = SILENCE


class SilenceRunning(Reason, frozen=True):
    """The deadline of the silence procedure has not passed.

    Attributes:
        deadline: the moment before which an objection has to be made.
    """

    kind = "silence-running"
    bound_to = SILENCE
    deadline: datetime


class SilenceTooShort(Reason, frozen=True):
    """The silence procedure is shorter than the rule asks.

    Attributes:
        hours: how many whole hours it lasts.
        need: how many it has to.
    """

    kind = "silence-too-short"
    bound_to = SILENCE
    hours: int
    need: int


class SilenceBroken(Reason, frozen=True):
    """Some members objected before the deadline of the silence procedure.

    Attributes:
        members: who broke it and why, as far as it is known or may be shown.
        count: how many they are.
    """

    kind = "silence-broken"
    bound_to = SILENCE
    members: tuple[Standing, ...]
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        count_members(self, self.members, self.count)

    def anonymous(self) -> Reason:
        """Returns the same reason without the members and their words."""
        return replace(self, members=())


class NoRatings(Reason, frozen=True):
    """Nobody whose rating counts has rated the present wording."""

    kind = "no-ratings"
    bound_to = RATINGS


class TooFewRateHigh(Reason, frozen=True):
    """Too few ratings are from 7 to 9.

    Attributes:
        have: how many are.
        need: how many have to be.
        total: how many ratings count.
    """

    kind = "too-few-rate-high"
    bound_to = RATINGS
    have: int
    need: int
    total: int


class TooManyRateLow(Reason, frozen=True):
    """Too many ratings are from 1 to 3.

    Attributes:
        have: how many are.
        allowed: how many may be.
        total: how many ratings count.
    """

    kind = "too-many-rate-low"
    bound_to = RATINGS
    have: int
    allowed: int
    total: int


class MedianTooLow(Reason, frozen=True):
    """The median rating is below 7.

    Attributes:
        median: the median.
        total: how many ratings count.
    """

    kind = "median-too-low"
    bound_to = RATINGS
    median: float
    total: int


class RatingsDisagree(Reason, frozen=True):
    """The ratings lie too far apart.

    Attributes:
        spread: from the 30th to the 70th percentile.
        allowed: how far apart these may be, given how far from the middle of the scale they lie.
        total: how many ratings count.
    """

    kind = "ratings-disagree"
    bound_to = RATINGS
    spread: float
    allowed: float
    total: int
