"""Reasons of rules that ask for a procedure: answers, ballots, silence and ratings."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from consensus.model.counts import Standing
from consensus.rules.reasons import NOT_COUNTED, Reason, StandingObjections, count_members

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
        """The same reason without the members and their words."""
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
