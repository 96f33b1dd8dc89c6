"""Ballots: recorded questions with options and a deadline, and the votes cast in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import frozen

from consensus.model import Recorded


class BallotKind(StrEnum):
    """What is asked in a ballot, and how it is answered."""

    TEXT = "text"
    """Whether members approve a text: by name, with comments and reasons."""
    YES_NO = "yes-no"
    SCALE = "scale"
    """How far, in five points; the share in the top points is counted."""
    APPROVAL = "approval"
    """Which of the options are acceptable: any number of them is marked."""
    RANKED = "ranked"
    """In which order the options are preferred: counted by Schulze's method."""

    @property
    def has_options(self) -> bool:
        """Whether the options are named when it is opened."""
        return self in (BallotKind.APPROVAL, BallotKind.RANKED)


APPROVE, WITH_COMMENTS, DISAPPROVE = "approve", "approve with comments", "disapprove"
ABSTAIN, YES, NO, BLANK, INVALID, NONE = "abstain", "yes", "no", "blank", "invalid", "none"
_ANSWERS = {
    BallotKind.TEXT: (APPROVE, WITH_COMMENTS, DISAPPROVE, ABSTAIN),
    BallotKind.YES_NO: (YES, NO, BLANK),
    BallotKind.SCALE: ("5", "4", "3", "2", "1", BLANK),
}

Ranks: TypeAlias = tuple[tuple[str, ...], ...]
"""A choice: the answer alone, the options that are marked together, or each place in turn."""


@frozen
class BallotOption:
    """One of the options of a ballot."""

    name: str  # the handle of an item or amendment, or words
    target: str = ""  # the id of that item or amendment; empty for words
    version: str = ""  # the id of its version when the ballot was opened
    # By how many times as many as prefer the default option it has to be preferred to it.
    ratio: str = "1"


@frozen
class Vote:
    """What one member chose in an open ballot."""

    id: str  # the id of the operation that recorded it
    member: str  # the member's code
    choice: Ranks  # what it chose
    happened: datetime  # when
    comment: str = ""  # its comments or reasons; may be empty


@frozen(kw_only=True, repr=False, eq=False)
class BallotFields(Recorded):
    """What is stated of a ballot.

    Attributes:
        handle: such as `BAL1`.
        kind: what is asked, and how it is answered.
        question: the question in words.
        target: the id of the item, amendment, package or draft it is about; empty for none.
        version: the id of the version that is voted on; empty for a draft.
        texts: of a draft, the id of each item to that of its version that is voted on.
        options: what is chosen among; empty where the answers are those of the kind.
        default: of a ranked ballot, the name of the option that others have to beat; empty for
            none.
        rule: the rule that counts the votes, of a text or of yes and no.
        top: of a scale, the points that are counted, such as `4-5`.
        share: of a scale, the share that has to be in these points, such as `70%`.
        secret: whether only totals are kept, and who took part.
        deadline: the moment before which votes are cast; None while it stays open.
    """

    handle: str
    kind: BallotKind
    question: str
    target: str = ""
    version: str = ""
    texts: Mapping[str, str] = attrs.field(factory=dict)
    options: tuple[BallotOption, ...] = ()
    default: str = ""
    rule: str = ""
    top: str = ""
    share: str = ""
    secret: bool = False
    deadline: datetime | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """What can be chosen: the answers of its kind, or the names of its options."""
        return _ANSWERS.get(self.kind) or tuple(each.name for each in self.options)

    @property
    def versions(self) -> dict[str, str]:
        """The ids of what it is about, each with that of the version voted on."""
        options = {each.target: each.version for each in self.options if each.target}
        return {**({self.target: self.version} if self.target else {}), **self.texts, **options}

    def has_ended(self, moment: datetime) -> bool:
        """Returns whether its deadline has passed at a moment; at the deadline it has."""
        return self.deadline is not None and moment >= self.deadline

    def counted_at(self, moment: datetime) -> datetime:
        """Returns when it is looked at who has a vote: the moment, or the last before the end."""
        return min(moment, self.deadline - timedelta.resolution) if self.deadline else moment


@frozen(kw_only=True, repr=False, eq=False)
class BallotOutcome(Recorded):
    """What a ballot came to: a recommendation, which decides nothing by itself.

    Attributes:
        entitled: the codes of the members that could vote, sorted.
        took_part: the codes of those that did, sorted; recorded for a secret ballot alone, as are:
        totals: how many chose each answer, or marked each option; `invalid` is how many spoilt
            their paper.
        preferences: of a ranked ballot, how many prefer each option, in the order of the options,
            to each other one.
        met: whether the votes meet the rule; None if nobody voted, and among options.
        found: the shares with their bounds, and what was left out, in sentences.
        places: among options, their names by place, of which the first is recommended; several
            in one place are tied, and what was left out is in none.
        reason: why it was closed before its deadline; may be empty.
    """

    entitled: tuple[str, ...] = ()
    took_part: tuple[str, ...] = ()
    totals: Mapping[str, int] = attrs.field(factory=dict)
    preferences: tuple[tuple[int, ...], ...] = ()
    met: bool | None = None
    found: tuple[str, ...] = ()
    places: Ranks = ()
    reason: str = ""


@frozen(kw_only=True, repr=False, eq=False)
class Ballot(BallotFields):
    """A question that is voted on, or was."""

    opened: datetime  # when it was opened
    closed: datetime | None = None  # when it was closed; None while it is open
    outcome: BallotOutcome | None = None  # what it came to; None while it is open

    @property
    def is_open(self) -> bool:
        """Whether the ballot was not closed, whatever its deadline."""
        return self.closed is None
