"""Audiences: who may see what, and what was left out for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

import attrs
from attrs import frozen

from consensus.model.position import Position
from consensus.model.stance import Source

# What a member said so that the others could hear or read it. What it said in confidence, and
# what the secretariat takes its position to be, is for the secretariat.
_OPENLY = frozenset({Source.FLOOR, Source.WRITTEN, Source.GROUP})


class Audience(StrEnum):
    """Who a report is for."""

    PUBLIC = "public"
    """Texts and decisions; no sponsor, stance, reason, code of a member, or analysis."""
    MEMBERS = "members"
    """Also sponsors, and what was said openly."""
    SECRETARIAT = "secretariat"
    """Everything."""

    @property
    def sees_names(self) -> bool:
        """Whether members may be named, and their reasons given."""
        return self is not Audience.PUBLIC

    def sees(self, position: Position) -> bool:
        """Whether the audience may see that a member holds a position."""
        if self is Audience.MEMBERS:
            return position.source in _OPENLY
        return self is Audience.SECRETARIAT


class Kind(StrEnum):
    """What can be left out of a report."""

    SPONSORS = "sponsors"
    POSITIONS = "positions"
    REASONS = "reasons"
    RATIONALES = "rationales"
    NAMES = "names in brackets"
    OBJECTIONS = "objections"
    STATEMENTS = "statements"
    SENSES = "senses of the room"
    INTERVENTIONS = "interventions"
    CONTRIBUTIONS = "contributions in confidence"
    HIGHLIGHTS = "passages highlighted"
    UNDERTAKINGS = "undertakings"
    MEMBERS = "members named"
    ANALYSES = "analyses"


@frozen
class Withheld:
    """What was left out of a report for its audience.

    Attributes:
        counts: how much of each kind; kinds of which nothing was left out are not named.
    """

    counts: Mapping[Kind, int] = attrs.field(factory=dict)

    @classmethod
    def of(cls, left_out: Counter[Kind]) -> Withheld:
        """What a report counted while it was put together."""
        return cls({kind: left_out[kind] for kind in Kind if left_out[kind]})

    @property
    def total(self) -> int:
        """How much was left out in all."""
        return sum(self.counts.values())

    def sentence(self) -> str:
        """What was left out, as one sentence; empty when nothing was."""
        if not self.counts:
            return ""
        parts = ", ".join(f"{kind} {count}" for kind, count in self.counts.items())
        return f"Withheld from this audience: {parts}."
