"""Decisions: what the chair declared."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.meeting import Forum


class Outcome(StrEnum):
    """What was declared."""

    AGREED = "agreed"
    AGREED_AD_REF = "agreed ad ref"
    ADOPTED = "adopted"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    REOPENED = "reopened"

    @property
    def closes(self) -> bool:
        """Whether later amendments and objections become requests to reopen."""
        return self in (Outcome.AGREED, Outcome.AGREED_AD_REF, Outcome.ADOPTED)


class Scope(StrEnum):
    """What a decision covers."""

    ITEM = "item"
    UNBRACKETED = "unbracketed words"
    SEVERAL = "several items"
    PACKAGE = "package"
    DRAFT = "whole draft"


@frozen
class Decision:
    """A decision, pinned to the versions it was taken on.

    Attributes:
        id: the id of the operation that recorded it.
        handle: such as `DEC4`.
        outcome: what was declared.
        targets: the ids of what was decided.
        versions: the ids of their versions, in the order of `targets`.
        scope: what it covers.
        forum: where it was taken.
        pending: the codes of members whose word it still awaits.
        present: the codes of members recorded as present.
        absent: the codes of members not present.
        over: the codes of members over whose standing objection it was taken.
        unmet: the rule that was not met when it was taken; empty when it was met.
        reason: why; needed over a standing objection and for a deferral.
        no_objection_heard: whether it passed in silence; that creates no positions.
        meeting: the id of the meeting; empty outside meetings.
        happened: when it was declared.
        due: for a deferral, the day it is listed again.
        returned: the ids of the targets that came back with a change of a member whose word was
            awaited; the decision holds for them no longer.
        answered_by: the ids of the amendments with which they came back.
    """

    id: str
    handle: str
    outcome: Outcome
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    happened: datetime
    scope: Scope = Scope.ITEM
    forum: Forum = Forum.COMMITTEE
    pending: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    unmet: str = ""
    reason: str = ""
    no_objection_heard: bool = False
    meeting: str = ""
    due: date | None = None
    returned: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()

    @property
    def closes(self) -> bool:
        """Whether later amendments and objections to its targets are requests to reopen."""
        return self.outcome.closes and self.scope is not Scope.UNBRACKETED

    @property
    def bars_changes(self) -> bool:
        """Whether nothing is merged into its targets until the chair reopens them."""
        return self.closes or self.outcome in (Outcome.REJECTED, Outcome.WITHDRAWN)

    def goes_on_to(self, outcome: Outcome) -> bool:
        """Whether an agreement moves up by another gavel: ad referendum, agreed, adopted."""
        ranks = (Outcome.AGREED_AD_REF, Outcome.AGREED, Outcome.ADOPTED)
        return outcome in ranks and (
            bool(self.pending) or ranks.index(outcome) > ranks.index(self.outcome)
        )

    def version_of(self, target: str) -> str:
        """The id of the version of the target that was decided on."""
        return self.versions[self.targets.index(target)]


class StatementKind(StrEnum):
    """What a member puts on record beside a decision."""

    EXPLANATION = "explanation of position"
    RESERVATION = "reservation"
    DISSOCIATION = "dissociation"


@frozen
class Statement:
    """What a member put on record beside a decision; it changes no count.

    Attributes:
        id: the id of the operation that recorded it.
        decision: the id of the decision.
        member: the member's code.
        kind: explanation, reservation or dissociation.
        text: the member's words.
    """

    id: str
    decision: str
    member: str
    kind: StatementKind
    text: str = ""
