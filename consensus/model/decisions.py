"""Decisions, statements, packages, consultations and silence procedures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.model import Recorded
from consensus.model.meetings import Forum
from consensus.model.positions import ObjectionState, StatedBy


class Outcome(StrEnum):
    """What was declared."""

    AGREED = "agreed"
    AGREED_AD_REF = "agreed ad ref"
    ADOPTED = "adopted"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NO_CONSENSUS = "no consensus"
    REOPENED = "reopened"

    @property
    def closes(self) -> bool:
        """Whether later amendments and objections become requests to reopen."""
        return self in (Outcome.AGREED, Outcome.AGREED_AD_REF, Outcome.ADOPTED)


def phrased(standing: str) -> str:
    """Returns an outcome or status as what a text is, such as `without consensus`."""
    return standing.replace(Outcome.NO_CONSENSUS, "without consensus")


class Scope(StrEnum):
    """What a decision covers."""

    ITEM = "item"
    UNBRACKETED = "unbracketed words"
    SEVERAL = "several items"
    PACKAGE = "package"
    DRAFT = "whole draft"


@frozen(kw_only=True, repr=False, eq=False)
class DecisionFields(Recorded):
    """What is stated of a decision.

    Attributes:
        handle: such as `DEC4`.
        outcome: what was declared.
        targets: the ids of what was decided.
        versions: the ids of their versions, in the order of `targets`.
        scope: what it covers.
        forum: where it was taken.
        pending: the codes of members whose confirmation it still awaits.
        present: the codes of members recorded as present.
        absent: the codes of members not present.
        over: the codes of members over whose objection it was taken.
        holding: the codes of members that were known to reserve their position.
        ruled: the ids of what the chair ruled on over an objection that its rule does not allow.
        ruling_unknown: whether it was not recorded if only objections kept its rule from being met.
        unmet: the rule that was not met when it was taken; empty when it was met.
        unmet_each: of several targets, in their order, the rule of each that was not met; none
            where all were met, and where it was not recorded.
        reason: why; needed for a ruling over an objection and for a deferral.
        no_objection_heard: whether the Chair asked, as in a meeting, and none was heard.
        silent: the ids of those of several targets that did, where others did not.
        due: for a deferral, the day it is listed again.
        tried: what was tried, where there was no consensus.
        level: the level of agreement, of the list of the body; empty for none.
    """

    handle: str
    outcome: Outcome
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    scope: Scope = Scope.ITEM
    forum: Forum = Forum.COMMITTEE
    pending: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    ruling_unknown: bool = False
    unmet: str = ""
    unmet_each: tuple[str, ...] = ()
    reason: str = ""
    no_objection_heard: bool = False
    silent: tuple[str, ...] = ()
    due: date | None = None
    tried: str = ""
    level: str = ""

    def passed_in_silence(self, target: str) -> bool:
        """Returns whether no objection to a target was heard."""
        return self.no_objection_heard or target in self.silent

    def unmet_on(self, target: str) -> str:
        """Returns the rule of a target that was not met; of any where it was not recorded."""
        return dict(zip(self.targets, self.unmet_each, strict=False)).get(target, self.unmet)

    @property
    def is_unmet_unknown(self) -> bool:
        """Whether it was not recorded of which of several targets a rule was not met."""
        return bool(self.unmet) and not self.unmet_each and len(self.targets) > 1


@frozen(kw_only=True, repr=False, eq=False)
class Decision(DecisionFields):
    """A decision, pinned to the versions it was taken on."""

    happened: datetime  # when it was declared
    meeting: str = ""  # the id of the meeting; empty outside meetings
    returned: tuple[str, ...] = ()  # the ids of targets that a member it awaited changed; now open
    answered_by: tuple[str, ...] = ()  # the ids of the amendments with which they came back
    # the id of each item or amendment, of several targets, to those of `over` that objected to it
    over_each: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    holding_each: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)  # the same of `holding`
    # the id of each target to the codes of members whose word was awaited on it until then
    without: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    given: tuple[str, ...] = ()  # the codes of members that gave the word it awaited
    same: tuple[str, ...] = ()  # the ids of those that other copies made alike, unseen
    # the id of each target to those of `over` and `holding` on it that had not said so openly on it
    # when it was taken; targets without any are left out
    in_confidence: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    # where the objections, reserved positions and others against it came from when it was taken
    against: tuple[StatedBy, ...] = ()
    # the id of each target to those of `over` whose objection to it had been answered by then
    answered: Mapping[str, Mapping[str, ObjectionState]] = attrs.field(factory=dict)

    @property
    def is_confided(self) -> bool:
        """Whether something said in confidence stood against it."""
        return bool(self.in_confidence) or not all(each.is_open for each in self.against)

    def over_on(self, target: str) -> tuple[str, ...]:
        """Returns the codes of members over whose standing objection to a target it was taken."""
        return self.over_each.get(target, self.over)

    def holding_on(self, target: str) -> tuple[str, ...]:
        """Returns the codes of members that were known to reserve their position on a target."""
        return self.holding_each.get(target, self.holding)

    @property
    def closes(self) -> bool:
        """Whether later amendments and objections to its targets are requests to reopen."""
        return self.outcome.closes and self.scope is not Scope.UNBRACKETED

    @property
    def bars_changes(self) -> bool:
        """Whether nothing is merged into its targets until the chair reopens them."""
        return self.closes or self.gives_up

    @property
    def gives_up(self) -> bool:
        """Whether its targets are agreed no more unless they are reopened."""
        return self.outcome in (Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.NO_CONSENSUS)

    @property
    def keeps_text(self) -> bool:
        """Whether the text remains in its draft, although nothing of it is agreed."""
        return self.outcome is Outcome.NO_CONSENSUS

    def goes_on_to(self, outcome: Outcome) -> bool:
        """Returns whether an outcome is a later gavel: ad referendum, agreed, adopted."""
        ranks = (Outcome.AGREED_AD_REF, Outcome.AGREED, Outcome.ADOPTED)
        return outcome in ranks and (
            bool(self.pending) or ranks.index(outcome) > ranks.index(self.outcome)
        )

    def version_of(self, target: str) -> str:
        """Returns the id of the version of the target that was decided on."""
        return self.versions[self.targets.index(target)]


def join_unmet(each: Iterable[str]) -> str:
    """Returns the rules, and the notice periods, that were not met of any of several targets."""
    return "; ".join(sorted({part for unmet in each for part in unmet.split("; ") if part}))


class StatementKind(StrEnum):
    """What a member puts on record beside a decision."""

    EXPLANATION = "explanation of position"
    RESERVATION = "reservation"
    DISSOCIATION = "dissociation"
    MINORITY = "minority statement"
    VOTE = "explanation of vote"

    @property
    def is_dissent(self) -> bool:
        """Whether a member does not wholly join in; the public is told so, without its name."""
        return self not in (StatementKind.EXPLANATION, StatementKind.VOTE)


@frozen(kw_only=True, repr=False, eq=False)
class StatementFields(Recorded):
    """What is stated of what a member put on record."""

    decision: str  # the id of the decision
    member: str  # the member's code
    kind: StatementKind
    text: str = ""  # the member's words
    annexed: bool = False  # whether the member agrees that they are annexed to a report
    # the ids of those of several targets of the decision that it is about; empty for all of them
    about: tuple[str, ...] = ()
    before: bool = False  # whether it was made before the vote, or before the decision


@frozen(kw_only=True, repr=False, eq=False)
class Statement(StatementFields):
    """What a member put on record beside a decision; it changes no count."""

    in_confidence: bool = False  # whether only the secretariat may read it

    @property
    def words(self) -> str:
        """What kind of statement it is, and whether it was made before or after the vote."""
        when = "before" if self.before else "after" if self.kind is StatementKind.VOTE else ""
        what = "vote" if self.kind is StatementKind.VOTE else "decision"
        return f"{self.kind}, {when} the {what}" if when else self.kind.value

    def is_on(self, target: str) -> bool:
        """Returns whether it is about a target of its decision."""
        return not self.about or target in self.about


class PackageState(StrEnum):
    """How far a package has come."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"


@frozen(repr=False, eq=False)
class Package(Recorded):
    """A proposal that chooses among several items at once."""

    handle: str  # such as `PKG1`
    title: str  # what people call it
    items: tuple[str, ...]  # the ids of the items it settles
    amendments: tuple[str, ...] = ()  # the ids of the amendments it takes
    state: PackageState = PackageState.OPEN  # how far it has come


@frozen(kw_only=True, repr=False, eq=False)
class ConsultationFields(Recorded):
    """What is stated of a consultation."""

    handle: str  # such as `CON1`
    items: tuple[str, ...]  # the ids of the items, amendments or packages it is about
    facilitator: str = ""  # who leads it, by name or by the code of a member; may be empty
    # the codes of the members that take part; empty if it is open to all
    participants: tuple[str, ...] = ()
    due: datetime | None = None  # when it is to report back; None for no time
    purpose: str = ""  # what it is to find, in words; may be empty


@frozen(kw_only=True, repr=False, eq=False)
class Consultation(ConsultationFields):
    """A consultation on one or several items.

    It decides nothing: what it comes to is reported back, and takes effect by what is then
    recorded.
    """

    opened: datetime  # when it was opened
    reported: datetime | None = None  # when it reported back; None while it is open
    outcome: str = ""  # what it came to, in words; empty while it goes on

    @property
    def goes_on(self) -> bool:
        """Whether it has not reported back."""
        return self.reported is None

    def is_overdue(self, moment: datetime) -> bool:
        """Returns whether it should have reported back at that moment, and has not."""
        return self.goes_on and self.due is not None and self.due < moment


@frozen
class Breach:
    """One member breaking the silence over one target.

    A breach stays, even when the objection is withdrawn later: what was broken has to be asked
    again.
    """

    target: str  # the id of what is objected to
    member: str  # the code of the member that broke the silence
    happened: datetime  # when
    reason: str = ""  # why; empty means not stated


@frozen(repr=False, eq=False)
class Silence(Recorded):
    """A silence procedure over one or several targets.

    Nothing is recorded when it lapses: whether its deadline has passed depends on the time at
    which one looks. It holds for the versions it was opened on, so a change of a text that is
    more than editorial ends it for that target.
    """

    handle: str  # such as `SP1`
    targets: tuple[str, ...]  # the ids of the items, amendments or packages
    versions: tuple[str, ...]  # the ids of their versions, in the same order
    opened: datetime  # when it began
    deadline: datetime  # the moment before which an objection has to be made
    breaches: tuple[Breach, ...] = ()  # who broke it, in the order in which it was recorded

    def version_of(self, target: str) -> str:
        """Returns the id of the version of a target that it was opened on."""
        return self.versions[self.targets.index(target)]

    def is_running(self, moment: datetime) -> bool:
        """Returns whether an objection at that moment breaks it; at the deadline it is too late."""
        return self.opened <= moment < self.deadline

    def breaches_of(self, target: str) -> tuple[Breach, ...]:
        """Returns who broke the silence over a target."""
        return tuple(breach for breach in self.breaches if breach.target == target)
