"""Reasons of verdicts: why a rule is met or not, as values that say it in a sentence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec.structs import force_setattr, replace

from consensus.model.amendments import AmendmentKind
from consensus.model.counting import Standing
from consensus.model.positions import Stance
from consensus.text.display import count_noun, one_line, shortened_pair

Label = Callable[[str], str]
"""What to call the target with a given id."""

NOT_COUNTED = -1
"""In place of the number of members of a reason: as many as it names."""

# Words that sentences are made of.


def count_phrase(count: int, one: str, many: str) -> str:
    """Returns `one` for a count of 1, else `many` with the count in place of `{}`."""
    return one if count == 1 else many.format(count)


def list_phrase(parts: Iterable[str]) -> str:
    """Returns parts, at least one, as a list in a sentence: `R1, R2 and R3`."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def in_words(span: timedelta) -> str:
    """Returns a duration: in whole days from two on, else in hours and minutes."""
    minutes = span // timedelta(minutes=1)
    days, hours = minutes // (24 * 60), minutes // 60
    if days > 1 and minutes == days * 24 * 60:
        return f"{days} days"
    parts = [count_phrase(hours, "one hour", "{} hours")] if hours else []
    if minutes % 60:
        parts.append(count_phrase(minutes % 60, "one minute", "{} minutes"))
    return list_phrase(parts or ["no time"])


def explain_unmet(unmet: str, one: str = "was not met", many: str = "were not met") -> str:
    """Returns what a decision was taken without, such as `its rule was not met`."""
    named = {each if each.startswith("its ") else "its rule": None for each in unmet.split("; ")}
    return f"{list_phrase(named)} {one if len(named) == 1 else many}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()


def _ratings(count: int) -> str:
    return count_noun(count, "rating", "ratings")


# Reasons, and what several of them have in common.


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One reason for a status; there is nothing in it that it could be part of.

    Attributes:
        kind: the stable name of the reason, for data handed to other programs.
    """

    kind: ClassVar[str]

    @abstractmethod
    def sentence(self, label: Label = str) -> str:
        """Returns the reason as a sentence, without capital and full stop.

        `label` says what to call the target with a given id.
        """

    @property
    def bound_to(self) -> str:
        """What has to change instead, when no member can change this by moving; else empty."""
        return ""

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes and words of members; the numbers stay."""
        return self


class _Fixed(Reason, frozen=True):
    """A reason that always says the same."""

    says: ClassVar[str]

    def sentence(self, label: Label = str) -> str:
        """Returns the sentence."""
        return self.says


class _OfMembers(Reason, frozen=True):
    """A reason that some members cause.

    Attributes:
        members: who they are, as far as it is known or may be shown.
        count: how many they are.
    """

    says: ClassVar[tuple[str, str]]
    """The sentence for one member, and for several."""

    members: tuple[str | Standing, ...]
    count: int = NOT_COUNTED

    def __post_init__(self) -> None:
        if self.count == NOT_COUNTED:
            force_setattr(self, "count", len(self.members))

    @property
    def names(self) -> list[str]:
        """The codes of the members; of those who object, with whether no reason was stated."""
        return [
            each
            if isinstance(each, str)
            else each.member + ("" if each.reason else " (not stated)")
            for each in self.members
        ]

    @property
    def who(self) -> str:
        """The members by their codes, or how many they are."""
        return list_phrase(self.names or [count_phrase(self.count, "one member", "{} members")])

    def sentence(self, label: Label = str) -> str:
        """Returns the sentence, and the members behind it."""
        said = count_phrase(self.count, *self.says)
        return f"{said}: {', '.join(self.names)}" if self.members else said

    def anonymous(self) -> Reason:
        """Returns the same reason without the members and their words."""
        return replace(self, members=())


class _OnCondition(Reason, frozen=True):
    """A reason that a member's condition causes.

    Attributes:
        member: the code of the member; empty when it is not to be shown.
        targets: the items or amendments its condition names.
    """

    member: str
    targets: tuple[str, ...]

    @property
    def who(self) -> str:
        """The code of the member, if it may be shown."""
        return self.member or "a member"

    def targets_by(self, label: Label) -> str:
        """Returns the targets as a list in a sentence."""
        return list_phrase(map(label, self.targets))

    def anonymous(self) -> Reason:
        """Returns the same reason without the code of the member."""
        return replace(self, member="")


class StandingObjections(_OfMembers, frozen=True):
    """Some objections stand where none may."""

    kind = "standing-objections"
    says = ("one member objects", "{} members object")
    members: tuple[Standing, ...]


class Holds(_OfMembers, frozen=True):
    """Some members reserve their position."""

    kind = "holds"
    says = ("one member reserves its position", "{} members reserve their position")


class AwaitingConditions(_OfMembers, frozen=True):
    """The positions of some members wait for a condition, and count as reserved until then."""

    kind = "awaiting-conditions"
    says = ("one member waits for a condition", "{} members wait for a condition")


class TooManyObjections(Reason, frozen=True):
    """More objections stand (`have`) than the rule allows (`allowed`)."""

    kind = "too-many-objections"
    have: int
    allowed: int

    def sentence(self, label: Label = str) -> str:
        objections = count_phrase(self.have, "one objection stands", "{} objections stand")
        return f"{objections}, and {f'at most {self.allowed}' if self.allowed else 'none'} may"


class _OfDenominator(Reason, frozen=True):
    """A reason that too few members cause.

    Attributes:
        have: how many they are.
        need: how many they have to be.
        of: the name of the denominator, such as `eligible`, `present` or `cast`.
        total: the denominator; of a quorum, how many are eligible.
    """

    have: int
    need: int
    of: str
    total: int


class TooFew(_OfDenominator, frozen=True):
    """Too few members support or accept."""

    kind = "too-few"

    def sentence(self, label: Label = str) -> str:
        return f"support or accept: {self.have} of {self.total} {self.of}, {self.need} needed"


class NoSupport(_Fixed, frozen=True):
    """No member supports or accepts, and silence is not enough."""

    kind = "no-support"
    says = "nobody supports or accepts"


class QuorumMissing(_OfDenominator, frozen=True):
    """Too few members are present or have spoken."""

    kind = "quorum-missing"

    @property
    def bound_to(self) -> str:
        """What has to change is who is present: no stance changes that."""
        return "presence" if self.of == "present" else ""

    def sentence(self, label: Label = str) -> str:
        what = "present" if self.of == "present" else "with a position cast"
        return f"quorum: {self.have} of {self.total} eligible {what}, {self.need} needed"


class NotAtMeeting(_Fixed, frozen=True):
    """The rule counts members present, who are known in a meeting only."""

    kind = "not-at-meeting"
    bound_to = "presence"
    says = "the rule counts those present, and nobody is known to be outside a meeting"


class NobodyPresent(_Fixed, frozen=True):
    """The rule counts those present, and no eligible member is."""

    kind = "nobody-present"
    bound_to = "presence"
    says = "no eligible member is present"


class NobodyEligible(_Fixed, frozen=True):
    """There is no member whose word would count."""

    kind = "nobody-eligible"
    bound_to = "membership"
    says = "no member is eligible"


class NoGroups(_Fixed, frozen=True):
    """The rule asks each stakeholder group, and none is declared."""

    kind = "no-groups"
    bound_to = "membership"
    says = "the rule asks each stakeholder group, and none with eligible members is declared"


class NoVotesCast(_Fixed, frozen=True):
    """No member has taken a stance that counts."""

    kind = "no-votes-cast"
    says = "no position is cast that counts"


class Brackets(Reason, frozen=True):
    """Brackets are left in the text, `count` of them."""

    kind = "brackets"
    bound_to = "text"
    count: int

    def sentence(self, label: Label = str) -> str:
        return count_phrase(
            self.count, "one bracket is left in the text", "{} brackets are left in the text"
        )


class OpenAmendments(Reason, frozen=True):
    """Amendments to the text with a member behind them are undecided, `count` of them."""

    kind = "open-amendments"
    bound_to = "text"
    count: int

    def sentence(self, label: Label = str) -> str:
        return count_phrase(
            self.count, "one amendment by a member is open", "{} amendments by members are open"
        )


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

    def _joined(self, label: Label) -> str:
        return "; ".join(each.sentence(label) for each in self.reasons)


class GroupUnmet(_Nested, frozen=True):
    """One stakeholder group does not meet the rule on its own."""

    kind = "group-unmet"
    group: str

    def sentence(self, label: Label = str) -> str:
        return f"{self.group or 'no group'}: {self._joined(label)}"


class AlternativeUnmet(_Nested, frozen=True):
    """One of several rules, any of which would do, is not met; `when` says when it would be."""

    kind = "alternative-unmet"
    rule: str
    when: str

    def sentence(self, label: Label = str) -> str:
        return f"it would do that {self.when}, but {self._joined(label)}"


class ConditionPending(_OnCondition, frozen=True):
    """A member supports or accepts provided that something else is agreed, and it is not yet."""

    kind = "condition-pending"

    def sentence(self, label: Label = str) -> str:
        return f"{self.who} waits for {self.targets_by(label)}"


class ConditionFailed(_OnCondition, frozen=True):
    """What a member made a condition will not be agreed, so its other stance counts.

    Attributes:
        to_confirm: whether it was a condition for what went into the text since.
    """

    kind = "condition-failed"
    to_confirm: bool = False

    def sentence(self, label: Label = str) -> str:
        targets = self.targets_by(label)
        if self.to_confirm:
            return f"to be confirmed by {self.who}: its condition has failed: {targets}"
        return f"the condition of {self.who} has failed: {targets}"


class StalePositions(_OfMembers, frozen=True):
    """The text changed after some members took their position, which has to be reconfirmed."""

    kind = "stale-positions"
    says = (
        "the text changed, and one member needs to take a fresh position",
        "the text changed, and {} members need to take a fresh position",
    )


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

    def sentence(self, label: Label = str) -> str:
        objects = self.stance is Stance.OBJECT
        member = self.member or "a member"
        verb = "objects to" if objects else "reserves its position on"
        words = f": “{self.words}”" if self.words else ""
        if self.elsewhere:
            kinds = {each.kind for each in self.changes}
            what = "the same words" if kinds <= {AmendmentKind.MODIFY} else "the same change"
            others = list_phrase(dict.fromkeys(label(e.amendment) for e in self.changes) or [""])
            return f"{member} {verb} {what}{f' in {others}' if others else ''}{words}"
        proposing: dict[str, list[str]] = {}
        for each in self.changes:
            what = contested_words(each.kind, each.replaces, each.text)
            proposing.setdefault(what, []).append(label(each.amendment))
        named = [f"{what} ({list_phrase(by)})" for what, by in proposing.items()]
        about = list_phrase(named or ["a change"])
        if not self.to_confirm:
            return f"{member} {verb} {about}{words}"
        verb = "objected to" if objects else "reserved its position on"
        there = dict.fromkeys(f"“{each.now}”" for each in self.changes if each.now)
        now = (
            f", and the words there are now {list_phrase(there)}"
            if there
            else ", and the text has changed since"
        )
        return f"to be confirmed by {member}: it {verb} {about}{words}{now}"

    def anonymous(self) -> Reason:
        """Returns the same reason without the member, and without what it is about."""
        return replace(self, member="", changes=(), words="")


_MOST_SIGNS = 80


def contested_words(kind: str, replaces: str, text: str) -> str:
    """Returns what a member objects to, such as `“should” → “shall”`."""
    replaces, text = shortened_pair(one_line(replaces), one_line(text), _MOST_SIGNS)
    if kind == AmendmentKind.INSERT:
        return "its being put in"
    if kind == AmendmentKind.MOVE:
        return "its move"
    if not text:
        return f"the deletion of “{replaces}”"
    return f"“{replaces}” → “{text}”" if replaces else f"the insertion of “{text}”"


class ConditionToConfirm(_OnCondition, frozen=True):
    """What a member made a condition went in in part, or in other words."""

    kind = "condition-to-confirm"

    def sentence(self, label: Label = str) -> str:
        went_in = "went in in part or in other words"
        return f"to be confirmed by {self.who}: {self.targets_by(label)} {went_in}"


class ProposedPart(_OfMembers, frozen=True):
    """Members proposed or supported part of the text, and are to say what they think of it."""

    kind = "proposed-part"
    says = (
        "one member proposed or supported part of this text, to be reconfirmed",
        "{} members proposed or supported part of this text, to be reconfirmed",
    )


class ConsolidatedInto(Reason, frozen=True):
    """An amendment was drawn together with others in `amendment`, which takes its place."""

    kind = "consolidated-into"
    amendment: str

    def sentence(self, label: Label = str) -> str:
        return f"it is consolidated into {label(self.amendment)}"


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

    def sentence(self, label: Label = str) -> str:
        closed = f"closed by the merge of {label(self.target)} on {self.day:%Y-%m-%d}"
        if self.took == (self.target,):
            return f"{closed}, which left those words as they were"
        return f"{closed}, which took {list_phrase(map(label, self.took))}" if self.took else closed


class DisagreedPart(_OfMembers, frozen=True):
    """Members disagreed with part of the text, and said nothing of the whole."""

    kind = "disagreed-part"
    says = (
        "one member disagrees with part of this text",
        "{} members disagree with part of this text",
    )


class MergedBefore(Reason, frozen=True):
    """Amendments went in before objections to them were carried over to the text."""

    kind = "merged-before"
    amendments: tuple[str, ...]

    def sentence(self, label: Label = str) -> str:
        amendments = list_phrase(map(label, self.amendments))
        return f"merged before objections were carried over to the text: {amendments}"


class RequestToReopen(_OfMembers, frozen=True, kw_only=True):
    """After the decision came amendments or objections, which ask the chair to reopen.

    Attributes:
        amendments: the amendments that came late; `members` objected late.
    """

    kind = "request-to-reopen"
    amendments: tuple[str, ...] = ()

    def sentence(self, label: Label = str) -> str:
        parts = []
        if self.amendments:
            late = count_phrase(len(self.amendments), "one late amendment", "{} late amendments")
            parts.append(f"{late} ({', '.join(map(label, self.amendments))})")
        if self.count:
            named = f" ({', '.join(self.names)})" if self.members else ""
            parts.append(
                count_phrase(self.count, "one late objection", "{} late objections") + named
            )
        return f"asks to reopen: {list_phrase(parts)}"


class PartOpposed(_OfMembers, frozen=True, kw_only=True):
    """Some members object to a part of a package, or hold it.

    Attributes:
        part: the id of the item or amendment.
        held: whether they hold it.
    """

    kind = "part-opposed"
    part: str
    held: bool = False

    def sentence(self, label: Label = str) -> str:
        one, many = ("holds", "hold") if self.held else ("objects to", "object to")
        verb = one if self.count == 1 else many
        return f"{self.who} {verb} {label(self.part)}, which is part of it"


class NotMerged(Reason, frozen=True):
    """An amendment was declared agreed, and has not gone into its text (or draft) yet.

    Attributes:
        in_brackets: whether its words stand there in brackets: `whole`, `in part` or empty.
    """

    kind = "not-merged"
    target: str
    in_brackets: str = ""

    def sentence(self, label: Label = str) -> str:
        if not self.in_brackets:
            return f"not in {label(self.target)} yet"
        part = "" if self.in_brackets == "whole" else "in part "
        return f"{part}in brackets in {label(self.target)}"


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

    def sentence(self, label: Label = str) -> str:
        joined = f"joined to {label(self.into)}" if self.into else "deleted"
        day = f" on {self.day:%Y-%m-%d}" if self.day else ""
        return f"{joined} by the merge of {label(self.amendment)}{day}"


class Pending(_OfMembers, frozen=True):
    """It was agreed pending the word of some members."""

    kind = "pending"

    def sentence(self, label: Label = str) -> str:
        return f"pending the word of {self.who}"


class DecidedOver(_OfMembers, frozen=True):
    """It was decided over the standing objection of some members."""

    kind = "decided-over"

    def sentence(self, label: Label = str) -> str:
        return f"decided over the standing objection of {self.who}"


class DecidedUnmet(Reason, frozen=True):
    """It was decided although the rule was not met."""

    kind = "decided-unmet"
    rule: str

    def sentence(self, label: Label = str) -> str:
        return f"decided although {explain_unmet(self.rule)}"


class DecisionStale(_Fixed, frozen=True):
    """The text changed after the decision."""

    kind = "decision-stale"
    says = "the text changed after the decision"


class AllOrNothing(Reason, frozen=True):
    """Nothing of the draft is agreed until everything is; `open` items of it are not."""

    kind = "all-or-nothing"
    open: int

    def sentence(self, label: Label = str) -> str:
        one, many = "one item of the draft is not", "{} items of the draft are not"
        return f"nothing is agreed until everything is: {count_phrase(self.open, one, many)}"


class NotIntroduced(Reason, frozen=True):
    """The text was circulated, and its notice period has not passed; it is not introduced yet."""

    kind = "not-introduced"
    bound_to = "introduction"
    circulated: datetime
    notice: timedelta

    def sentence(self, label: Label = str) -> str:
        return (
            f"not yet introduced: circulated {_moment(self.circulated)}, its notice of"
            f" {in_words(self.notice)} ends {_moment(self.circulated + self.notice)};"
            " or present it in a meeting"
        )


class PackageTogether(Reason, frozen=True):
    """The target is decided together with others, the rest of its package."""

    kind = "package-together"
    targets: tuple[str, ...]

    def sentence(self, label: Label = str) -> str:
        return f"hangs together with {list_phrase(map(label, self.targets))}"


# Reasons of rules that ask for a procedure: answers, ballots, silence and ratings.

SILENCE = "silence"
RATINGS = "ratings"
SUPPORT = "support"


class UnansweredObjections(StandingObjections, frozen=True):
    """Some standing objections were not answered in substance."""

    kind = "unanswered-objections"
    says = (
        "the objection of one member is not answered",
        "the objections of {} members are not answered",
    )


class NobodySupports(_Fixed, frozen=True):
    """At least one member has to support outright; accepting is not enough."""

    kind = "nobody-supports"
    bound_to = SUPPORT
    says = "nobody supports, and accepting is not enough"


class NoSilence(_Fixed, frozen=True):
    """The text was never put under a silence procedure."""

    kind = "no-silence"
    bound_to = SILENCE
    says = "it was never put under silence"


class SilenceEnded(_Fixed, frozen=True):
    """The text was changed after it was put under silence."""

    kind = "silence-ended"
    bound_to = SILENCE
    says = "the text changed after it was put under silence"


class SilenceRunning(Reason, frozen=True):
    """The deadline of the silence procedure, for objections, has not passed."""

    kind = "silence-running"
    bound_to = SILENCE
    deadline: datetime

    def sentence(self, label: Label = str) -> str:
        return f"it is under silence until {_moment(self.deadline)}"


class SilenceTooShort(Reason, frozen=True):
    """The silence procedure lasts fewer whole hours (`hours`) than the rule asks (`need`)."""

    kind = "silence-too-short"
    bound_to = SILENCE
    hours: int
    need: int

    def sentence(self, label: Label = str) -> str:
        lasts = count_phrase(self.hours, "one hour", "{} hours")
        return f"the silence lasts {lasts}, {self.need} needed"


class SilenceBroken(_OfMembers, frozen=True):
    """Some members objected before the deadline of the silence procedure."""

    kind = "silence-broken"
    bound_to = SILENCE
    says = ("one member broke the silence", "{} members broke the silence")
    members: tuple[Standing, ...]


class NoRatings(_Fixed, frozen=True):
    """No member whose rating counts has rated the present wording."""

    kind = "no-ratings"
    bound_to = RATINGS
    says = "nobody has rated the present wording"


class TooFewRateHigh(Reason, frozen=True):
    """Fewer of the ratings that count (`have`) are from 7 to 9 than have to be (`need`)."""

    kind = "too-few-rate-high"
    bound_to = RATINGS
    have: int
    need: int
    total: int

    def sentence(self, label: Label = str) -> str:
        return f"rated 7 to 9: {self.have} of {_ratings(self.total)}, {self.need} needed"


class TooManyRateLow(Reason, frozen=True):
    """More of the ratings that count (`have`) are from 1 to 3 than may be (`allowed`)."""

    kind = "too-many-rate-low"
    bound_to = RATINGS
    have: int
    allowed: int
    total: int

    def sentence(self, label: Label = str) -> str:
        allowed = f"at most {self.allowed}" if self.allowed else "none"
        return f"rated 1 to 3: {self.have} of {_ratings(self.total)}, {allowed} allowed"


class MedianTooLow(Reason, frozen=True):
    """The median of all ratings that count is below 7."""

    kind = "median-too-low"
    bound_to = RATINGS
    median: float
    total: int

    def sentence(self, label: Label = str) -> str:
        return f"the median of {_ratings(self.total)} is {self.median:g}, at least 7 needed"


class RatingsDisagree(Reason, frozen=True):
    """The ratings lie too far apart.

    Attributes:
        spread: from the 30th to the 70th percentile.
        allowed: how far apart these may be, given how far from the middle of the scale they lie.
    """

    kind = "ratings-disagree"
    bound_to = RATINGS
    spread: float
    allowed: float
    total: int

    def sentence(self, label: Label = str) -> str:
        return (
            f"{_ratings(self.total)} disagree: their 30th and 70th percentiles are "
            f"{self.spread:g} apart, at most {self.allowed:g} allowed"
        )
