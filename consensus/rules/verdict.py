"""Verdicts: what a rule says of a target, and who could change it."""

from __future__ import annotations

from enum import StrEnum

import attrs
import msgspec

from consensus.model.counts import Counts
from consensus.model.stance import Stance
from consensus.rules.reasons import Reason


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


UNDECIDED = frozenset({Status.OPEN, Status.BLOCKED, Status.CONDITIONAL, Status.READY})
"""Where a target stands on which nothing was declared."""

ACCEPT = "accept"
LIFT = "lift"


class Move(msgspec.Struct, frozen=True, gc=False):
    """Any `count` of the `among` members of one class doing the same thing.

    Attributes:
        group: the code of their stakeholder group; None when it does not matter which.
        stance: the stance they take now; None for those silent or with a stale position.
        to: `accept`, or `lift`: a hold or an objection is given up and the member is silent.
        count: how many have to move.
        among: how many could.
        answered: whether the objections of these members were answered in substance; None where
            the rule does not ask.
    """

    group: str | None
    stance: Stance | None
    to: str
    count: int
    among: int
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
    CONDITIONS = "conditions"
    INTRODUCTION = "introduction"
    NOT_ASKED = "not asked"


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What a rule says of a target.

    Attributes:
        target: the id of the item, amendment or package.
        status: where it stands.
        rule: the rule, as text.
        met: whether the rule is met.
        counts: the counts it was judged on, with their denominators.
        reasons: why it is not met; empty when it is.
        could_change: one cheapest set of moves that together would meet the rule.
        no_move: when `could_change` is empty, why: a value of `NoMove`, or what the unmet
            reasons say they are bound to.
    """

    target: str
    status: Status
    rule: str
    met: bool
    counts: Counts
    reasons: tuple[Reason, ...] = ()
    could_change: tuple[Move, ...] = ()
    no_move: str = ""

    def anonymous(self) -> Verdict:
        """The same verdict without the codes and words of members; the numbers stay."""
        counts = attrs.evolve(
            self.counts,
            standing=(),
            holds=(),
            stale=(),
            conditional=(),
            proposed=(),
            contested=(),
        )
        return msgspec.structs.replace(
            self, counts=counts, reasons=tuple(reason.anonymous() for reason in self.reasons)
        )
