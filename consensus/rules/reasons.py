"""Reasons of verdicts: why a rule is met or not, as values that say it in a sentence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec.structs import force_setattr, replace

from consensus.model.amendments import AmendmentKind
from consensus.model.counting import Standing
from consensus.model.positions import Stance
from consensus.text.display import count_phrase, in_words, list_phrase, one_line, shortened_pair

Label = Callable[[str], str]  # what to call the target with a given id

NOT_COUNTED = -1  # in place of the number of members of a reason: as many as it names
MOST_NAMED = 12  # more codes in a sentence are not read: it says how many they are

PRESENT, PRESENCE, MEMBERSHIP = "present", "presence", "membership"

# Words that sentences are made of.


def explain_unmet(
    unmet: str | Mapping[str, str],
    is_ahead: bool = False,
    is_unknown: bool = False,
    listed: Callable[[Sequence[str]], str] = list_phrase,
) -> str:
    """Returns what a decision is or was without, as `its rule was not met`; empty for nothing.

    `unmet` is that of one, of some if `is_unknown`, or of each by its name; `listed` joins names.
    """
    some = "some of the texts decided together" if is_unknown else ""
    texts: dict[str, dict[str, None]] = {}
    for name, parts in ({some: unmet} if isinstance(unmet, str) else unmet).items():
        for part in filter(None, parts.split("; ")):
            texts.setdefault(part if part.startswith("its ") else "its rule", {})[name] = None
    said = [f"the {its[4:]} of {listed([*on])}" if any(on) else its for its, on in texts.items()]
    be = ("is" if is_ahead else "was") if len(said) == 1 else ("are" if is_ahead else "were")
    unknown = "; of which was not recorded" if is_unknown else ""
    return f"{list_phrase(said)} {be} not met{unknown}" if said else ""


def dissent(who: str, count: int, is_ruling: bool) -> str:
    """Returns what follows what was declared over objections; `who` is empty where it is hidden."""
    if not is_ruling:
        return f", {who} objecting" if who else ""
    stated = count_phrase(count, "its objection", "their objections")
    return f"; {who} stated {stated}" if who else "; objections were stated"


def moment_words(moment: datetime) -> str:
    """Returns a moment as sentences give it: `2026-03-05 09:00 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()


# Reasons, and what several of them have in common.


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One reason for a status, with a stable name for other programs (`kind`)."""

    @property
    @abstractmethod
    def kind(self) -> str: ...

    @abstractmethod
    def sentence(self, label: Label = str) -> str:
        """Returns the reason as a sentence; `label` names the target with a given id."""

    @property
    def bound_to(self) -> str:
        """What has to change instead, when no member can change this by moving; else empty."""
        return ""

    def anonymous(self) -> Reason:
        """Returns the same reason without the codes and words of members; the numbers stay."""
        return self


class Fixed(Reason, frozen=True):
    """A reason that always says the same (`says`), and with what it is bound to."""

    kind: str
    says: str
    bound_to: str = ""

    def sentence(self, label: Label = str) -> str:
        return self.says


class OfMembers(Reason, frozen=True):
    """A reason that some members cause."""

    says: ClassVar[tuple[str, str]]
    """The sentence for one member, and for several, with `{}` for who they are."""

    members: tuple[str | Standing, ...]  # who they are, as far as it is known or may be shown
    count: int = NOT_COUNTED  # how many they are

    def __post_init__(self) -> None:
        if self.count == NOT_COUNTED:
            force_setattr(self, "count", len(self.members))

    @property
    def names(self) -> list[str]:
        """The codes of the members; of those who object, with whether no reason was stated."""
        return [
            e if isinstance(e, str) else e.member + ("" if e.reason else " (reason not stated)")
            for e in self.members
        ]

    @property
    def who(self) -> str:
        """The members by their codes, or how many they are where these are not known or many."""
        named = self.names if len(self.members) == self.count <= MOST_NAMED else ()
        return list_phrase(named or [count_phrase(self.count, "one member", "{} members")])

    def sentence(self, label: Label = str) -> str:
        """Returns the sentence, with the members in it."""
        return self.says[self.count != 1].format(self.who)

    def anonymous(self) -> Reason:
        """Returns the same reason without the members and their words."""
        return replace(self, members=())


class _OnCondition(Reason, frozen=True):
    """A reason that a member's condition causes."""

    member: str  # the code of the member; empty when it is not to be shown
    targets: tuple[str, ...]  # the items or amendments its condition names

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


class StandingObjections(OfMembers, frozen=True):
    """Some objections stand where none may."""

    kind = "standing-objections"
    says = ("{} objects", "{} object")
    members: tuple[Standing, ...]


class Holds(OfMembers, frozen=True):
    """Some members reserve their position."""

    kind = "holds"
    says = ("{} reserves its position", "{} reserve their positions")


class AwaitingConditions(OfMembers, frozen=True):
    """The positions of some members wait for a condition, and count as reserved until then."""

    kind = "awaiting-conditions"
    says = ("the position of {} is conditional", "the positions of {} are conditional")


class TooManyObjections(Reason, frozen=True):
    """More objections stand (`have`) than the rule allows (`allowed`)."""

    kind = "too-many-objections"
    have: int
    allowed: int

    def sentence(self, label: Label = str) -> str:
        allowed = count_phrase(self.allowed, "only one objection", "only {} objections")
        return f"the rule allows {allowed if self.allowed else 'no objection'}"


class Compared(Reason, frozen=True):
    """A number that is too small, or with `at_most` too large."""

    kind: str  # the stable name of the reason
    have: int | str  # the number; text where it is no whole one
    need: int | str  # what it has to be at least, or at most
    of: str  # what the total is of, such as `members present`; empty where `what` says it
    total: int | str
    what: str  # what is counted, such as `in favour`
    at_most: bool = False  # whether the number is too large
    bound_to: str = ""  # what has to change, when no member can change it by moving; else empty

    @property
    def is_short(self) -> bool:
        """Whether whole numbers are too small, or too large, so that this is a reason."""
        have, need = int(self.have), int(self.need)
        return have > need if self.at_most else have < need

    def sentence(self, label: Label = str) -> str:
        needed = f"{self.need} needed"
        if self.at_most:
            needed = f"at most {self.need} allowed" if int(self.need) > 0 else "none allowed"
        if isinstance(self.have, str) or isinstance(self.total, str):
            return f"{self.what}: {self.have} of {self.total} ({self.of}); {needed}"
        said = f"{self.have} of {self.total} {self.what}"
        if self.what == FOR:
            against = self.total - self.have
            said = f"{self.have} for, {against} against"
            if self.is_short and self.have == against:
                return f"{said}; a tie is not enough"
            return f"{said}; {needed}" if int(self.need) > self.total // 2 + 1 else said
        if self.kind == "quorum-missing":
            return f"no quorum: {said}; {needed}" if self.is_short else f"quorum: {said}"
        of = "" if self.of in ("", BASES["eligible"]) else f" of {self.of}"
        if self.kind == "too-few" and self.need == self.total and not of:
            return f"{said}; all are needed"
        share = round(100 * self.have / self.total) if self.total else 0
        # A share that is not all, or not nothing, is not called so.
        share = min(max(share, int(self.have > 0)), 99 if self.have < self.total else 100)
        return f"{said} ({share}%{of}); {needed}"


BASES = {
    "eligible": "all members",
    "members": "all members and those recused",
    "present": "members present",
    "cast": "positions expressed",
    "for or against": "votes for or against",
    "for or against with reasons": "votes for and reasoned votes against",
}
"""What a share is of, in words, by denominator."""
FOR = "for"  # what a majority counts


def too_few(have: int, need: int, of: str, total: int) -> Compared:
    """Returns the reason that too few members are in favour."""
    return Compared("too-few", have, need, BASES.get(of, of), total, "in favour")


def quorum_missing(have: int, need: int, of: str, total: int) -> Compared:
    """Returns the reason that too few of the eligible members are present or have spoken."""
    said, bound_to = (PRESENT, PRESENCE) if of == PRESENT else ("have expressed a position", "")
    return Compared("quorum-missing", have, need, "", total, said, bound_to=bound_to)


class InText(Reason, frozen=True):
    """A reason that the text gives, `count` times."""

    says: ClassVar[tuple[str, str]]
    acts: ClassVar[tuple[str, str]]
    """What has to be done about it, for one and for several."""
    bound_to = "text"
    count: int

    def sentence(self, label: Label = str) -> str:
        return count_phrase(self.count, *self.says)


class Brackets(InText, frozen=True):
    """Brackets are left in the text."""

    kind = "brackets"
    says = ("one bracket is left", "{} brackets are left")
    acts = ("settle the bracket", "settle the {} brackets")
    spanning: tuple[tuple[str, str], ...] = ()  # first and last item of those over several items

    def sentence(self, label: Label = str) -> str:
        over = " and ".join(f"from {label(one)} to {label(last)}" for one, last in self.spanning)
        some = "" if len(self.spanning) == self.count else f" {len(self.spanning)} of them"
        return super().sentence(label) + (f",{some} {over}" if over else "")


class OpenAmendments(InText, frozen=True):
    """Amendments to the text with a member behind them are undecided."""

    kind = "open-amendments"
    says = ("one amendment by a member is undecided", "{} amendments by members are undecided")
    acts = ("decide the amendment", "decide the {} amendments")
    deferred: int = 0  # how many more are undecided, and were deferred

    def sentence(self, label: Label = str) -> str:
        more = count_phrase(self.deferred, ", and one more is", ", and {} more are")
        return super().sentence(label) + (f"{more} deferred" if self.deferred else "")


class _Nested(Reason, frozen=True, kw_only=True):
    """A reason made of the reasons of an inner rule."""

    reasons: tuple[Reason, ...]  # why the inner rule is not met

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
    lead: str = "it is not met"  # what the sentence begins with; of all but the first, `nor`

    def sentence(self, label: Label = str) -> str:
        return f"{self.lead}: {self._joined(label)}"


class ConditionPending(_OnCondition, frozen=True):
    """A member supports or accepts provided that something else is agreed, and it is not yet."""

    kind = "condition-pending"

    def sentence(self, label: Label = str) -> str:
        return f"{self.who}'s position is conditional on {self.targets_by(label)}"


class ConditionFailed(_OnCondition, frozen=True):
    """What a member made a condition will not be agreed, so its other stance counts."""

    kind = "condition-failed"
    to_confirm: bool = False  # whether it was a condition for what went into the text since

    def sentence(self, label: Label = str) -> str:
        targets = self.targets_by(label)
        if self.to_confirm:
            return f"to be confirmed by {self.who}: its condition has failed: {targets}"
        return f"{self.who}'s condition ({targets}) was not met, so its other position counts"


class StalePositions(OfMembers, frozen=True):
    """The text changed after some members took their position, which has to be reconfirmed."""

    kind = "stale-positions"
    says = ("the text changed: {} is to reconfirm", "the text changed: {} are to reconfirm")


class Contested(msgspec.Struct, frozen=True, gc=False):
    """A change that a member objects to or holds since before it went in."""

    amendment: str  # the id of the amendment that proposed it
    kind: str  # what that proposed to do, such as `modify`
    replaces: str  # the words before; of a deleted item its text
    text: str  # the words after
    # The words that stand there instead by now, where it is to be confirmed and they are known.
    now: str = ""


class ContestedChanges(Reason, frozen=True):
    """What a member objected to or held went into the text, and it has not come round."""

    kind = "contested-changes"
    member: str  # the code of the member; empty when it is not to be shown
    stance: Stance  # `object` or `hold`
    to_confirm: bool  # whether other words stand there by now, so that the member is to be asked
    changes: tuple[Contested, ...]  # what it is about; none when it is not to be shown
    words: str = ""  # why, in the member's words; empty means not stated
    elsewhere: bool = False  # whether it objects to them in another amendment that wants the same

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
        now = f"the words there are now {list_phrase(there or [''])}"
        about += f"{words}, and {now if there else 'the text has changed since'}"
        return f"to be confirmed by {member}: it {verb} {about}"

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
        went_in = "merged in part or in other words"
        return f"to be confirmed by {self.who}: {self.targets_by(label)} {went_in}"


class ProposedPart(OfMembers, frozen=True):
    """Members proposed or supported part of the text, and are to say what they think of it."""

    kind = "proposed-part"
    says = (
        "{} is to reconfirm, having proposed or supported this text or part of it",
        "{} are to reconfirm, having proposed or supported this text or part of it",
    )


class ConsolidatedInto(Reason, frozen=True):
    """An amendment was drawn together with others in `amendment`, which takes its place."""

    kind = "consolidated-into"
    amendment: str

    def sentence(self, label: Label = str) -> str:
        return f"it is consolidated into {label(self.amendment)}"


class ClosedByMerge(Reason, frozen=True):
    """A merge settled a conflict against an amendment, or its target left the draft."""

    kind = "closed-by-merge"
    target: str  # the id of the text that was merged into, or of the amendment that was carried out
    day: date  # the day of the merge
    # The ids of amendments that went in there; `target` alone if its words stayed, else empty.
    took: tuple[str, ...] = ()

    def sentence(self, label: Label = str) -> str:
        closed = f"not retained in the merge of {label(self.target)} on {self.day:%Y-%m-%d}"
        if self.took == (self.target,):
            return f"{closed}, which left those words as they were"
        return f"{closed}, which took {list_phrase(map(label, self.took))}" if self.took else closed


class FallsWith(Reason, frozen=True):
    """What an amendment would change, or an item belongs to, is gone: rejected, removed or so."""

    kind = "falls-with"
    text: str  # the id of the item or amendment that is gone
    is_part: bool = False  # whether an item is left out with it

    def sentence(self, label: Label = str) -> str:
        return f"{'left out' if self.is_part else 'falls'} with {label(self.text)}"


class DisagreedPart(OfMembers, frozen=True):
    """Members disagreed with part of the text, and said nothing of the whole."""

    kind = "disagreed-part"
    says = ("{} is against part of this text", "{} are against part of this text")


class MergedBefore(Reason, frozen=True):
    """Amendments went in before objections to them were carried over to the text."""

    kind = "merged-before"
    amendments: tuple[str, ...]

    def sentence(self, label: Label = str) -> str:
        amendments = list_phrase(map(label, self.amendments))
        return f"merged before objections were carried over to the text: {amendments}"


class RequestToReopen(OfMembers, frozen=True, kw_only=True):
    """After the decision came amendments or objections, which ask the chair to reopen."""

    kind = "request-to-reopen"
    amendments: tuple[str, ...] = ()  # the amendments that came late; `members` objected late

    def sentence(self, label: Label = str) -> str:
        parts = []
        if self.amendments:
            late = count_phrase(len(self.amendments), "one late amendment", "{} late amendments")
            parts.append(f"{late} ({', '.join(map(label, self.amendments))})")
        if self.count:
            named = f" ({', '.join(self.names)})" if self.members else ""
            late = count_phrase(self.count, "one objection since", "{} objections since")
            parts.append(f"{late}{named}")
        return f"request to reopen: {list_phrase(parts)}"


class PartOpposed(OfMembers, frozen=True, kw_only=True):
    """Some members object to a part of a package, or hold it."""

    kind = "part-opposed"
    part: str  # the id of the item or amendment
    held: bool = False  # whether they hold it

    def sentence(self, label: Label = str) -> str:
        one, many = "objects to", "object to"
        if self.held:
            one, many = "reserves its position on", "reserve their positions on"
        verb = one if self.count == 1 else many
        return f"{self.who} {verb} {label(self.part)}, which is part of it"


class AsDeclared(Reason, frozen=True):
    """What the chair said with a decision: the level of agreement, or what was tried in vain."""

    kind = "as-declared"
    tried: str = ""  # what was tried before there was no consensus
    level: str = ""  # of the list of the body
    text: str = ""  # the id of the text without consensus that it amends; empty for none

    def sentence(self, label: Label = str) -> str:
        tried = f"there was no consensus; tried: {self.tried}" if self.tried else ""
        level = f"level of agreement: {self.level}" if self.level else ""
        left = f"left as it is, with {label(self.text)}, without consensus" if self.text else ""
        return "; ".join(filter(None, (tried, level, left)))


class NotMerged(Reason, frozen=True):
    """An amendment was declared agreed, and has not gone into its text (or draft) yet."""

    kind = "not-merged"
    target: str
    in_brackets: str = ""  # whether its words stand there in brackets: `whole`, `in part` or empty

    def sentence(self, label: Label = str) -> str:
        if not self.in_brackets:
            return f"not in {label(self.target)} yet"
        part = "" if self.in_brackets == "whole" else "in part "
        return f"{part}in brackets in {label(self.target)}"


class RemovedBy(Reason, frozen=True):
    """An amendment took the item out of the draft."""

    kind = "removed-by"
    amendment: str  # the id of the amendment
    into: str = ""  # the id of the item that it was joined to; empty where it was deleted
    day: date | None = None  # the day of the merge; None where that is not known

    def sentence(self, label: Label = str) -> str:
        joined = f"joined to {label(self.into)}" if self.into else "deleted"
        day = f" on {self.day:%Y-%m-%d}" if self.day else ""
        return f"{joined} by the merge of {label(self.amendment)}{day}"


class Pending(OfMembers, frozen=True):
    """It was agreed pending the word of some members."""

    kind = "pending"

    def sentence(self, label: Label = str) -> str:
        return f"awaiting confirmation by {self.who}"


class DecidedOver(OfMembers, frozen=True):
    """It was decided although some members objected."""

    kind = "decided-over"
    outcome: str = "agreed"
    is_ruling: bool = False  # whether the rule does not allow it, so that the chair ruled

    def sentence(self, label: Label = str) -> str:
        said = f"the Chair declared it {self.outcome}" if self.is_ruling else self.outcome
        return said + dissent(self.who if self.count else "", self.count, self.is_ruling)


class DecidedUnmet(Reason, frozen=True):
    """It was decided although the rule was not met."""

    kind = "decided-unmet"
    rule: str
    of_several: bool = False  # whether more was decided with it, and it is not known whose
    unknown: bool = False  # whether it was not recorded if only objections were in its way

    def sentence(self, label: Label = str) -> str:
        unknown = "; whether for the objections alone was not recorded" if self.unknown else ""
        return f"decided although {explain_unmet(self.rule, is_unknown=self.of_several)}{unknown}"


class AllOrNothing(Reason, frozen=True):
    """Nothing of the draft is agreed until everything is; `open` items of it are not."""

    kind = "all-or-nothing"
    open: int

    def sentence(self, label: Label = str) -> str:
        left = count_phrase(self.open, "one item of the draft is", "{} items of the draft are")
        return f"nothing is agreed until everything is: {left} not agreed yet"


class NotIntroduced(Reason, frozen=True):
    """The text was circulated, and its notice period has not passed; it is not introduced yet."""

    kind = "not-introduced"
    bound_to = "introduction"
    circulated: datetime
    notice: timedelta

    def sentence(self, label: Label = str) -> str:
        return (
            f"not yet introduced: circulated {moment_words(self.circulated)}, its notice of"
            f" {in_words(self.notice)} ends {moment_words(self.circulated + self.notice)};"
            " or present it in a meeting"
        )


class PackageTogether(Reason, frozen=True):
    """The target is decided together with others, the rest of its package."""

    kind = "package-together"
    targets: tuple[str, ...]

    def sentence(self, label: Label = str) -> str:
        return f"linked with {list_phrase(map(label, self.targets))}"


# Reasons of rules that ask for a procedure: answers, ballots, silence and ratings.

SILENCE, RATINGS, SUPPORT = "silence", "ratings", "support"


class UnansweredObjections(StandingObjections, frozen=True):
    """Some standing objections were not answered in substance."""

    kind = "unanswered-objections"
    says = ("the objection of {} is not answered", "the objections of {} are not answered")


class SilenceRunning(Reason, frozen=True):
    """The deadline of the silence procedure, for objections, has not passed."""

    kind = "silence-running"
    bound_to = SILENCE
    deadline: datetime

    def sentence(self, label: Label = str) -> str:
        ends = moment_words(self.deadline)
        return f"the silence procedure runs until {ends}, unbroken so far"


class SilenceTooShort(Reason, frozen=True):
    """The silence procedure lasts fewer whole hours (`hours`) than the rule asks (`need`)."""

    kind = "silence-too-short"
    bound_to = SILENCE
    hours: int
    need: int

    def sentence(self, label: Label = str) -> str:
        lasts = count_phrase(self.hours, "one hour", "{} hours")
        return f"the silence procedure lasts {lasts}; {self.need} needed"


class SilenceBroken(OfMembers, frozen=True):
    """Some members objected before the deadline of the silence procedure."""

    kind = "silence-broken"
    bound_to = SILENCE
    says = ("{} broke the silence", "{} broke the silence")
    members: tuple[Standing, ...]


# Reasons that always say the same.

NO_SUPPORT = Fixed("no-support", "nobody is in favour yet")
NOBODY_SPOKE = Fixed("nobody-spoke", "nobody has spoken; ask for objections")
NOT_AT_MEETING = Fixed(
    "not-at-meeting", "the rule counts members present, and no meeting is open", PRESENCE
)
NOBODY_PRESENT = Fixed("nobody-present", "no member is present", PRESENCE)
NOBODY_ELIGIBLE = Fixed("nobody-eligible", "no member can take a position", MEMBERSHIP)
NO_GROUPS = Fixed(
    "no-groups", "the rule asks each stakeholder group, and none has members", MEMBERSHIP
)
NO_VOTES_CAST = Fixed("no-votes-cast", "no position that counts has been expressed")
DECISION_STALE = Fixed(
    "decision-stale", "the text has changed since the decision, which needs to be confirmed"
)
NOBODY_SUPPORTS = Fixed("nobody-supports", "there is no Yes yet", SUPPORT)
NO_SILENCE = Fixed("no-silence", "there has been no silence procedure on this text", SILENCE)
SILENCE_ENDED = Fixed("silence-ended", "the text has changed since its silence procedure", SILENCE)
NO_RATINGS = Fixed("no-ratings", "nobody has rated the present wording", RATINGS)
