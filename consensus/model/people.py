"""Members, groups, offices and nominations, and words for how many of some."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from consensus.model import Recorded


def day_of(moment: datetime) -> date:
    """Returns the day on which membership is counted at a moment: that of UTC, for every member."""
    return moment.astimezone(UTC).date()


@frozen
class Group:
    """A stakeholder group, such as governments or civil society."""

    code: str  # how the group is written in files, such as `GOV`
    name: str = ""  # its name in full


@frozen
class Member:
    """A delegation or person that counts towards consensus, or an observer that does not."""

    code: str  # the short code, such as `BRA`; it identifies the member for ever
    name: str = ""  # its name in full
    group: str = ""  # the code of its stakeholder group; empty when it is in none
    observer: bool = False  # whether it takes part without counting
    since: date | None = None  # the first day of membership; None from the beginning
    until: date | None = None  # the last day of membership; None without end
    weights: tuple[tuple[str, str], ...] = ()  # by name, decimal numbers as text
    former: tuple[str, ...] = ()  # the names it had before

    def counts_on(self, day: date) -> bool:
        """Returns whether the member counts towards consensus on that day."""
        if self.observer:
            return False
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@frozen
class NegotiatingGroup:
    """An alliance that speaks for its members, each of which can say otherwise."""

    code: str  # such as `G77`
    name: str = ""  # its name in full
    members: tuple[str, ...] = ()  # the codes of its members, sorted

    def has(self, member: str) -> bool:
        """Returns whether a member belongs to it, by binary search."""
        index = bisect_left(self.members, member)
        return self.members[index : index + 1] == (member,)


class Role(StrEnum):
    """An office of the working group."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"


@frozen(kw_only=True, repr=False, eq=False)
class Office(Recorded):
    """A person holding an office; the delegation the person comes from still counts."""

    role: Role  # which office
    person: str  # the person's name
    member: str = ""  # the code of the delegation the person comes from, or empty
    nomination: str = ""  # the id of the nomination that the members approved; empty for none


class NominationState(StrEnum):
    """What became of a nomination."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


@frozen(kw_only=True, repr=False, eq=False)
class NominationFields(Recorded):
    """What is stated of a nomination."""

    handle: str  # such as `NOM1`
    role: Role  # for which office
    person: str  # the person's name
    member: str = ""  # the code of the delegation the person comes from, or empty
    by: str = ""  # who nominated the person: an office or a body, in words; may be empty


@frozen(kw_only=True, repr=False, eq=False)
class Nomination(NominationFields):
    """A person is put forward for an office, and takes it once the members approve."""

    made: datetime  # when
    state: NominationState = NominationState.OPEN  # what became of it


@frozen
class Quantifier:
    """The words for a share of the members."""

    words: str  # such as `most members`
    # at least which share of the members they need, as `2/3`; more than that share when it begins
    # with `>`
    share: str

    @property
    def at_least(self) -> Fraction:
        """The share itself; raises ValueError if it is none from 0 to 1."""
        share = self.share.removeprefix(">").strip()
        try:
            found = Fraction(share[:-1]) / 100 if share.endswith("%") else Fraction(share)
        except ZeroDivisionError as error:
            raise ValueError(f"{self.share} is no share") from error
        if not 0 <= found <= 1:
            raise ValueError(f"{self.share} is no share from 0 to 1")
        return found

    def fits(self, count: int, of: int) -> bool:
        """Returns whether the words can be said of so many of so many members."""
        share = Fraction(count, of)
        return share > self.at_least if self.share.startswith(">") else share >= self.at_least


QUANTIFIERS = (
    Quantifier("all members", "1"),
    Quantifier("most members", "2/3"),
    Quantifier("the majority of members", ">1/2"),
    Quantifier("several members", ">0"),
)
"""The words until the body sets its own."""


class AudiencePolicy(StrEnum):
    """What the papers of a body tell, and of whom, without its secretariat's release."""

    UN = "un"
    """What was public in the room is public; who holds which position, and why, is not."""
    IETF = "ietf"
    """The public reads what members read: who said what, and why."""
    CHATHAM_HOUSE = "chatham-house"
    """What was said may be used, and never who said it or took part; members read no more."""
    ASSEMBLY = "assembly"
    """Papers number the members and give positions as totals, to members too."""


class Style(StrEnum):
    """After which body summaries and lists of decisions are worded, and members are called."""

    PLAIN = "plain"
    UN = "un"
    IETF = "ietf"
    ISO = "iso"


ONE = "one member"
TWO = "some members"
# One is never several, and two are not many, whatever their share of a small body.
_FEW = {1: ONE, 2: TWO}


def in_words(count: int, of: int, table: Sequence[Quantifier]) -> str:
    """Returns the words for a number of members.

    One is `one member` and two are `some members`, unless they are all there are; for more, the
    largest share of the table that they reach gives the words.
    """
    if (count in _FEW and count < of) or count <= 1:
        return _FEW.get(count, "no member")
    rows = sorted(table, key=lambda each: (each.at_least, each.share[:1] == ">"))
    if of < count:
        return rows[0].words
    fitting = [each for each in rows if each.fits(count, of)]
    return fitting[-1].words if fitting else f"{count} members"
