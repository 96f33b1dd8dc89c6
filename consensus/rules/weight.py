"""Weights: what a rule looks at besides how many support or accept."""

from __future__ import annotations

from enum import StrEnum


class Weight(StrEnum):
    """What may change a rule's answer besides how many support or accept.

    The search for the cheapest moves looks only at what a rule says it weighs.
    """

    OBJECTIONS = "objections"
    """How many objections stand."""
    HOLDS = "holds"
    """How many members reserve their position."""
    UNANSWERED = "unanswered"
    """How many of the standing objections were not answered in substance."""
    AGAINST = "against"
    """How many disagree or object."""
    CAST = "cast"
    """How many positions are cast."""
