"""Reasons: why a target has the status it has, as values; `explain` turns them into sentences."""

from __future__ import annotations

from typing import ClassVar

import attrs
from attrs import frozen

from consensus.model.counts import Standing


@frozen
class Reason:
    """One reason for a status.

    Attributes:
        kind: the stable name of the reason, for data handed to other programs.
    """

    kind: ClassVar[str]

    @property
    def bound_to(self) -> str:
        """What has to change instead, when no member can change this by moving; else empty."""
        return ""

    def anonymous(self) -> Reason:
        """The same reason without the codes and words of members; the numbers stay."""
        return self


@frozen
class _OfMembers(Reason):
    """A reason that lies with some members.

    Attributes:
        members: their codes, as far as they are known or may be shown.
        count: how many they are.
    """

    members: tuple[str, ...]
    count: int = attrs.field()

    @count.default
    def _count_members(self) -> int:
        return len(self.members)

    def anonymous(self) -> Reason:
        """The same reason without the codes of the members."""
        return attrs.evolve(self, members=())


@frozen
class _OnCondition(Reason):
    """A reason that lies with a condition a member has made.

    Attributes:
        member: the code of the member; empty when it is not to be shown.
        targets: the items or amendments its condition names.
    """

    member: str
    targets: tuple[str, ...]

    def anonymous(self) -> Reason:
        """The same reason without the code of the member."""
        return attrs.evolve(self, member="")


@frozen
class StandingObjections(Reason):
    """Some objections stand where none may.

    Attributes:
        members: who objects and why, as far as it is known or may be shown.
        count: how many they are.
    """

    kind = "standing-objections"
    members: tuple[Standing, ...]
    count: int = attrs.field()

    @count.default
    def _count_members(self) -> int:
        return len(self.members)

    def anonymous(self) -> Reason:
        """The same reason without the members and their words."""
        return attrs.evolve(self, members=())


@frozen
class Holds(_OfMembers):
    """Some members reserve their position."""

    kind = "holds"


@frozen
class AwaitingConditions(_OfMembers):
    """The positions of some members wait for a condition, and count as reserved until then."""

    kind = "awaiting-conditions"


@frozen
class TooManyObjections(Reason):
    """More objections stand than the rule allows.

    Attributes:
        have: how many stand.
        allowed: how many may.
    """

    kind = "too-many-objections"
    have: int
    allowed: int


@frozen
class TooFew(Reason):
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


@frozen
class NoSupport(Reason):
    """Nobody supports or accepts, and silence is not enough."""

    kind = "no-support"


@frozen
class QuorumMissing(Reason):
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
        """Who is present does not change by anybody's stance."""
        return "presence" if self.of == "present" else ""


@frozen
class NotAtMeeting(Reason):
    """The rule counts those present, and outside a meeting nobody is known to be."""

    kind = "not-at-meeting"
    bound_to = "presence"


@frozen
class NobodyPresent(Reason):
    """The rule counts those present, and no eligible member is."""

    kind = "nobody-present"
    bound_to = "presence"


@frozen
class NobodyEligible(Reason):
    """There is no member whose word would count."""

    kind = "nobody-eligible"
    bound_to = "membership"


@frozen
class NoGroups(Reason):
    """The rule asks each stakeholder group, and none is declared."""

    kind = "no-groups"
    bound_to = "membership"


@frozen
class NoVotesCast(Reason):
    """Nobody has taken a stance that counts."""

    kind = "no-votes-cast"


@frozen
class Brackets(Reason):
    """Brackets are left in the text.

    Attributes:
        count: how many.
    """

    kind = "brackets"
    bound_to = "text"
    count: int


@frozen
class OpenAmendments(Reason):
    """Amendments to the text are undecided.

    Attributes:
        count: how many.
    """

    kind = "open-amendments"
    bound_to = "text"
    count: int


@frozen
class _Nested(Reason):
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
        """The same reason, the inner ones without members."""
        return attrs.evolve(self, reasons=tuple(each.anonymous() for each in self.reasons))


@frozen
class GroupUnmet(_Nested):
    """One stakeholder group does not meet the rule on its own.

    Attributes:
        group: the code of the group.
        reasons: why the inner rule is not met in it.
    """

    kind = "group-unmet"
    group: str
    reasons: tuple[Reason, ...]


@frozen
class AlternativeUnmet(_Nested):
    """One of several rules, any of which would do, is not met.

    Attributes:
        rule: that rule, as text.
        reasons: why it is not met.
    """

    kind = "alternative-unmet"
    rule: str
    reasons: tuple[Reason, ...]


@frozen
class ConditionPending(_OnCondition):
    """A member supports or accepts provided that something else is agreed, and it is not yet."""

    kind = "condition-pending"


@frozen
class ConditionFailed(_OnCondition):
    """What a member made a condition will not be agreed, so its other stance counts."""

    kind = "condition-failed"


@frozen
class StalePositions(_OfMembers):
    """The text changed after some members took their position, which has to be taken afresh."""

    kind = "stale-positions"


@frozen
class RequestToReopen(Reason):
    """After the decision came amendments or objections, which ask the chair to reopen.

    Attributes:
        amendments: the amendments that came late.
        members: the codes of members who objected late.
        count: how many members they are.
    """

    kind = "request-to-reopen"
    amendments: tuple[str, ...]
    members: tuple[str, ...]
    count: int = attrs.field()

    @count.default
    def _count_members(self) -> int:
        return len(self.members)

    def anonymous(self) -> Reason:
        """The same reason without the codes of the members."""
        return attrs.evolve(self, members=())


@frozen
class Pending(_OfMembers):
    """It was agreed pending the word of some members."""

    kind = "pending"


@frozen
class DecidedOver(_OfMembers):
    """It was decided over the standing objection of some members."""

    kind = "decided-over"


@frozen
class DecidedUnmet(Reason):
    """It was decided although the rule was not met.

    Attributes:
        rule: the rule, as text.
    """

    kind = "decided-unmet"
    rule: str


@frozen
class DecisionStale(Reason):
    """The text changed after the decision."""

    kind = "decision-stale"


@frozen
class AllOrNothing(Reason):
    """Nothing of the draft is agreed until everything is.

    Attributes:
        open: how many items of the draft are not agreed.
    """

    kind = "all-or-nothing"
    open: int


@frozen
class PackageTogether(Reason):
    """The target is decided together with others.

    Attributes:
        targets: the others of the package.
    """

    kind = "package-together"
    targets: tuple[str, ...]
