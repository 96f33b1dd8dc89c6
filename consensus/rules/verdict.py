"""Verdicts, what a rule is judged by, and fractions and weights in their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

import attrs
import msgspec
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counting import Counts, Standing
from consensus.model.positions import Stance
from consensus.rules.reasons import ClosedByMerge, FallsWith, Reason


class Status(StrEnum):
    """Where a target stands; derived from positions, rule and decisions, never stored."""

    OPEN = "open"
    BLOCKED = "blocked"
    CONDITIONAL = "conditional"
    READY = "ready"
    MERGED = "merged"
    AGREED_AD_REF = "agreed ad ref"
    AGREED = "agreed"
    ADOPTED = "adopted"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NO_CONSENSUS = "no consensus"
    DELETED = "deleted"  # of an item: an amendment took it out of the draft, or joined it


PROVISIONAL, BY_THE_CHAIR = "provisionally agreed", "declared by the Chair"  # as people read it
NOT_RETAINED = "not retained"  # what a merge left out, which is rejected in data
FALLS = "falls"  # with its text, which is rejected in data, too

UNDECIDED = frozenset({Status.OPEN, Status.BLOCKED, Status.CONDITIONAL, Status.READY})
"""Where a target stands on which nothing was declared."""

ACCEPT, LIFT, ANSWER = "accept", "lift", "answer"


class Move(msgspec.Struct, frozen=True, gc=False):
    """A change of stance by any `count` of the `among` members of one class."""

    group: str | None  # the code of their stakeholder group; None when it does not matter which
    # The stance they take now; None for those silent or with a stale position.
    stance: Stance | None
    # `accept`, or `lift`: a hold or an objection is given up and the member is silent, or `answer`:
    # an objection is answered in substance; withdrawing it would do as well.
    to: str
    count: int  # how many have to move
    among: int  # how many could
    # Whether these members' objections were answered in substance; None where no rule asks.
    answered: bool | None = None


class NoMove(StrEnum):
    """Why no move of members is named."""

    MET = "met"
    TEXT = "text"
    PRESENCE = "presence"
    MEMBERSHIP = "membership"
    SUPPORT = "support"
    SILENCE = "silence"
    RATINGS = "ratings"
    OTHER = "other"
    NOT_MONOTONE = "not monotone"
    TOO_INTRICATE = "too intricate"
    TOLD_APART = "members told apart"
    CONDITIONS = "conditions"
    INTRODUCTION = "introduction"
    PARTS = "parts"
    NOT_ASKED = "not asked"
    WITHHELD = "withheld"  # from the audience, as are the counts


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What a rule says of a target."""

    target: str  # the id of the item, amendment or package
    status: Status  # where it stands
    rule: str  # the rule, as text
    met: bool  # whether the rule is met
    counts: Counts  # the counts it was judged on, with their denominators
    reasons: tuple[Reason, ...] = ()  # why it is not met; empty when it is
    could_change: tuple[Move, ...] = ()  # one cheapest set of moves that together would meet it
    # When `could_change` is empty, why: a `NoMove`, or what the unmet reasons are bound to.
    no_move: str = ""
    # How a met rule is met, without names, as clauses; empty when it is not.
    figures: tuple[str, ...] = ()
    is_ruling: bool = False  # whether the chair declared it over objections its rule does not allow
    is_provisional: bool = False  # whether it is agreed but for the rest of its draft

    @property
    def words(self) -> str:
        """The status as people read it: `provisionally agreed` until all of its draft is agreed."""
        if any(isinstance(each, ClosedByMerge) for each in self.reasons):
            return NOT_RETAINED
        if any(isinstance(each, FallsWith) and not each.is_part for each in self.reasons):
            return FALLS
        return PROVISIONAL if self.is_provisional else self.status.value

    @property
    def standing(self) -> str:
        """The same, and whether the chair declared it over objections."""
        return f"{self.words}, {BY_THE_CHAIR}" if self.is_ruling else self.words

    @property
    def is_whole(self) -> bool:
        """Whether it has all that was found, and nothing is withheld from an audience."""
        return self.no_move != NoMove.WITHHELD

    def anonymous(self) -> Verdict:
        """Returns a copy without the codes and words of members; how many take a stance stays."""
        counts = Counts(groups=self.counts.groups, silent=self.counts.silent)
        return msgspec.structs.replace(
            self, counts=counts, reasons=tuple(reason.anonymous() for reason in self.reasons)
        )


@frozen
class SilenceSeen:
    """The last silence procedure over a target, as it looks at the moment of judging."""

    opened: datetime
    deadline: datetime  # the moment before which an objection had to be made
    is_over: bool
    text_changed: bool = False  # whether the text was changed since, more than editorially
    broken_by: tuple[Standing, ...] = ()  # who objected before, whatever became of it
    late: tuple[Standing, ...] = ()  # the standing objections at the deadline or later

    def of(self, counts: Callable[[Standing], bool]) -> SilenceSeen:
        """Returns a copy with only the objections for which `counts` returns true."""
        broken_by, late = tuple(filter(counts, self.broken_by)), tuple(filter(counts, self.late))
        return attrs.evolve(self, broken_by=broken_by, late=late)


class Roster(msgspec.Struct, frozen=True, gc=False):
    """Who the members are, for rules that tell them apart."""

    members: frozenset[str] = frozenset()  # the codes of those that count
    # The code of each declared stakeholder group, and of none, to its members.
    groups: Mapping[str, frozenset[str]] = {}
    # The code of a negotiating group, or an office that no such group is called like, to its.
    lists: Mapping[str, frozenset[str]] = {}
    weights: Mapping[str, Mapping[str, Fraction]] = {}  # by name, what each member weighs
    elsewhere: frozenset[str] = frozenset()  # the members that are asked in another group

    def only(self, group: str) -> Roster:
        """Returns the roster of one stakeholder group, beside which the others are asked."""
        members = self.members & self.groups.get(group, frozenset())
        elsewhere = self.members - members - self.groups.get("", frozenset())
        return msgspec.structs.replace(self, members=members, elsewhere=elsewhere)

    def among(self, code: str) -> Roster:
        """Returns the roster of a stakeholder group, else negotiating group, else office."""
        known = self.groups if code in self.groups else self.lists
        members = self.members & known.get(code, frozenset())
        return msgspec.structs.replace(self, members=members, elsewhere=frozenset())


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a rule may ask besides the counts."""

    groups: tuple[str, ...] = ()  # the codes of the stakeholder groups with eligible members
    brackets: int = 0  # how many brackets are left in the text
    open_amendments: int = 0  # how many amendments to the text are undecided and backed by a member
    deferred: int = 0  # how many more of these were deferred
    is_item: bool = True  # whether the target is an item; an amendment may carry brackets
    silence: SilenceSeen | None = None  # the last silence procedure over the target, if any
    roster: Roster = Roster()  # who the members are
    none_heard: bool = False  # whether the Chair asked in a meeting, and heard no objection
    spanning: tuple[tuple[str, str], ...] = ()  # first and last item of those over several items

    def only(self, group: str) -> Context:
        """Returns the context of one stakeholder group."""
        silence = self.silence and self.silence.of(lambda each: each.group == group)
        roster = self.roster.only(group)
        return msgspec.structs.replace(self, groups=(group,), silence=silence, roster=roster)

    def among(self, code: str) -> Context:
        """Returns the context of those in a group or office; of groups, those they are in."""
        roster = self.roster.among(code)
        groups = tuple(each for each in self.groups if roster.members & roster.groups[each])
        silence = self.silence and self.silence.of(lambda each: each.member in roster.members)
        return msgspec.structs.replace(self, groups=groups, silence=silence, roster=roster)


@frozen
class Span:
    """A scale of whole numbers for ratings, written `1-7`, perhaps beside another answer."""

    first: int
    last: int
    not_rated: str = ""  # the word of who cannot judge; empty where there is none

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def words(self) -> str:
        """The span in words, such as `1 to 7`, or `5` alone."""
        return f"{self.first} to {self.last}" if self.first < self.last else f"{self.first}"

    @property
    def answers(self) -> str:
        """Which ratings can be given, in words, such as `a whole number from 1 to 9`."""
        unable = f", or {self.not_rated} for cannot judge" if self.not_rated else ""
        return f"a whole number from {self.words}{unable}"

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


def read_span(given: object) -> Span:
    """Parses a span such as `1-7`, from 0 to 100; raises MalformedRule if it is none."""
    found = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", str(given).replace(" ", ""), re.ASCII)
    if found is None or not int(found[1]) <= int(found[2]) <= 100:
        raise MalformedRule(f'{given!r} is no span of ratings; write it as "1-7", from 0 to 100')
    return Span(int(found[1]), int(found[2]))


_WRITTEN = re.compile(
    r"(?P<above>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:\s*/\s*(?P<below>[0-9]{1,9}))?\s*(?P<percent>%)?"
)


class Denominator(StrEnum):
    """What a share is a share of."""

    ELIGIBLE = "eligible"
    PRESENT = "present"
    CAST = "cast"
    FOR_OR_AGAINST = "for or against"
    REASONED = "for or against with reasons"  # those for, and those against with a reason
    MEMBERS = "members"  # those who recused themselves too


class Share(Fraction):
    """An exact fraction that is printed as it was written, such as `70%`."""

    written: str

    def __new__(cls, share: Fraction, written: str) -> Share:
        """Returns a share that is printed as `written`."""
        made = super().__new__(cls, share)
        made.written = written
        return made

    def __str__(self) -> str:
        return self.written

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(self.written, spec)

    def __reduce__(self) -> tuple[type[Share], tuple[Fraction, str]]:
        return Share, (Fraction(self), self.written)

    def __deepcopy__(self, memo: object = None) -> Share:
        return self

    __copy__ = __deepcopy__


def read_share(given: object) -> Share:
    """Parses a share, more than 0 and at most 1, exactly.

    It is `"2/3"`, `"75%"` or `"0.75"` as text, or a whole number or fraction; floats are refused,
    since 0.1 is not a tenth. Raises MalformedRule if it is no share.
    """
    found = _WRITTEN.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is not None:
        above, below, percent = found.group("above", "below", "percent")
        if below is not None and not int(below):
            raise MalformedRule(f"{given!r} divides by nothing")
        share = Fraction(above) / int(below or 1) / (100 if percent else 1)
    elif isinstance(given, int | Fraction) and not isinstance(given, bool):
        share = Fraction(given)
    else:
        raise MalformedRule(f'{given!r} is not a share; write "2/3", "75%" or "0.75"')
    if not 0 < share <= 1:
        raise MalformedRule(f"a share is more than 0 and at most 1, and {given} is not")
    return Share(share, "".join(str(given).split()))


def needed(share: Fraction, total: int) -> int:
    """Returns the least integer that is at least this share of the total."""
    # Rounded up in integers, ten times as fast as with fractions.
    return -(-share.numerator * total // share.denominator)


class RuleInput(StrEnum):
    """What may change a rule's answer besides support and acceptance, for the search for moves."""

    OBJECTIONS = "objections"  # how many stand
    HOLDS = "holds"  # how many members reserve their position
    UNANSWERED = "unanswered"  # how many standing objections were not answered in substance
    AGAINST = "against"  # how many disagree or object
    CAST = "cast"  # how many positions are cast
