"""Reasons of rules that ask for a procedure: answers, ballots, silence and ratings."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import frozen

from consensus.model.counts import Standing
from consensus.rules.reasons import Reason, StandingObjections

SILENCE = "silence"
RATINGS = "ratings"
SUPPORT = "support"


@frozen
class UnansweredObjections(StandingObjections):
    """Some standing objections were not answered in substance."""

    kind = "unanswered-objections"


@frozen
class NobodySupports(Reason):
    """Somebody has to support outright, and accepting is not enough."""

    kind = "nobody-supports"
    bound_to = SUPPORT


@frozen
class NoSilence(Reason):
    """The text was never put under a silence procedure."""

    kind = "no-silence"
    bound_to = SILENCE


@frozen
class SilenceEnded(Reason):
    """The text was changed after it was put under silence."""

    kind = "silence-ended"
    bound_to = SILENCE


@frozen
class SilenceRunning(Reason):
    """The deadline of the silence procedure has not passed.

    Attributes:
        deadline: the moment before which an objection has to be made.
    """

    kind = "silence-running"
    bound_to = SILENCE
    deadline: datetime


@frozen
class SilenceTooShort(Reason):
    """The silence procedure is shorter than the rule asks.

    Attributes:
        hours: how many whole hours it lasts.
        need: how many it has to.
    """

    kind = "silence-too-short"
    bound_to = SILENCE
    hours: int
    need: int


@frozen
class SilenceBroken(Reason):
    """Some members objected before the deadline of the silence procedure.

    Attributes:
        members: who broke it and why, as far as it is known or may be shown.
        count: how many they are.
    """

    kind = "silence-broken"
    bound_to = SILENCE
    members: tuple[Standing, ...]
    count: int = attrs.field()

    @count.default
    def _count_members(self) -> int:
        return len(self.members)

    def anonymous(self) -> Reason:
        """The same reason without the members and their words."""
        return attrs.evolve(self, members=())


@frozen
class NoRatings(Reason):
    """Nobody whose rating counts has rated the present wording."""

    kind = "no-ratings"
    bound_to = RATINGS


@frozen
class TooFewRateHigh(Reason):
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


@frozen
class TooManyRateLow(Reason):
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


@frozen
class MedianTooLow(Reason):
    """The median rating is below 7.

    Attributes:
        median: the median.
        total: how many ratings count.
    """

    kind = "median-too-low"
    bound_to = RATINGS
    median: float
    total: int


@frozen
class RatingsDisagree(Reason):
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
