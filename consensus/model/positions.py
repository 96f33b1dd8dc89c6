"""Stances, positions, objections, ratings, and the sense of the room."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec
from attrs import frozen

from consensus.model import Recorded


class Stance(StrEnum):
    """One member's stance on an item or amendment."""

    SUPPORT = "support"
    ACCEPT = "accept"
    ABSTAIN = "abstain"
    HOLD = "hold"
    DISAGREE = "disagree"
    OBJECT = "object"
    RECUSE = "recuse"

    @property
    def is_supportive(self) -> bool:
        """Whether the stance lets the text pass, and so goes stale when the text changes."""
        return self in SUPPORTIVE

    @property
    def is_cast(self) -> bool:
        """Whether the stance counts among those cast; holds and recusals never do."""
        return self not in (Stance.HOLD, Stance.RECUSE)


SUPPORTIVE = frozenset({Stance.SUPPORT, Stance.ACCEPT, Stance.ABSTAIN})


class StatedBy(StrEnum):
    """Where a position comes from."""

    FLOOR = "floor"
    WRITTEN = "written"
    GROUP = "group"
    CONFIDENCE = "confidence"
    SECRETARIAT = "secretariat"

    @property
    def is_open(self) -> bool:
        """Whether all members could hear or read it; what the secretariat assumes they did not."""
        return self not in (StatedBy.CONFIDENCE, StatedBy.SECRETARIAT)


class Position(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One member's stance on a target, pinned to the version it was taken on.

    There may be millions, so they are structs, which are quicker made and smaller; they hold
    nothing that could hold them, so the collector need not look at them either.
    """

    id: str  # the id of the operation that recorded it
    target: str  # the id of the item, amendment or package
    version: str  # the id of the version the stance was taken on
    member: str  # the member's code
    stance: Stance  # what the member says
    happened: datetime  # when the stance was taken
    recorded: datetime  # when it was written down
    reason: str = ""  # why, in the member's words; empty means not stated
    # the ids of the targets that must be agreed for the stance to hold
    conditions: tuple[str, ...] = ()
    otherwise: Stance = Stance.OBJECT  # the stance that counts once a condition has failed
    reservation: str = ""  # the text of a reservation on record; it changes no count
    source: StatedBy = StatedBy.FLOOR  # where the position comes from
    # the code of the negotiating group that spoke for the member; empty if it spoke itself
    via: str = ""
    document: str = ""  # the written source, where there is one
    words: str = ""  # the words of an amendment's change that it is about; empty for all of them


class ObjectionState(StrEnum):
    """How far an objection has come."""

    RAISED = "raised"
    ANSWERED = "answered"
    ACCOMMODATED = "accommodated"
    WITHDRAWN = "withdrawn"
    SUSTAINED = "sustained"

    @property
    def words(self) -> str:
        """What people read of it."""
        return "maintained" if self is ObjectionState.SUSTAINED else self.value


class Objection(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A position `object` and its life; there may be nearly as many."""

    id: str  # the id of the position that raised it
    target: str  # what is objected to
    member: str  # who objects
    reason: str = ""  # why; empty means not stated
    state: ObjectionState = ObjectionState.RAISED  # how far it has come
    answer: str = ""  # what was answered; empty while nobody answered

    @property
    def is_standing(self) -> bool:
        """Whether it still stands: neither withdrawn nor accommodated."""
        return self.state not in (ObjectionState.WITHDRAWN, ObjectionState.ACCOMMODATED)

    @property
    def is_answered(self) -> bool:
        """Whether it was answered in substance, accommodated or not (RFC 7282, section 3)."""
        return bool(self.answer)


@frozen(repr=False, eq=False)
class SenseOfTheRoom(Recorded):
    """Quantities without names, recorded as such; it decides and counts nothing."""

    target: str  # the id of the target
    quantity: str  # such as `the majority` or `several`
    stance: Stance  # what that quantity of members expressed
    happened: datetime  # when the room was sounded
    note: str = ""  # further words; may be empty


@frozen(kw_only=True, repr=False, eq=False)
class RatingFields(Recorded):
    """What is stated of a rating.

    Attributes:
        target: the id of the item, amendment or package.
        version: the id of the version that was rated.
        member: the member's code.
        rating: on the scale of the rule of the target; None for who cannot judge.
        round: the round of rating, from 1; only the latest round on a target counts.
    """

    target: str
    version: str
    member: str
    rating: int | None
    round: int = 1


@frozen(kw_only=True, repr=False, eq=False)
class Rating(RatingFields):
    """One member's latest rating of a target.

    A rating measures one wording: it counts as long as every change since was editorial, and is
    stale after any other, brackets and merged amendments included.
    """

    happened: datetime  # when it was given
