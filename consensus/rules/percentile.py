"""Percentiles of a few whole numbers, exact."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction


class Interpolation(StrEnum):
    """Where among the values in ascending order a percentile lies.

    Small panels have few values, so that this can decide; statistical programs differ in it.
    """

    INCLUSIVE = "inclusive"
    """At (n - 1)p + 1, as NumPy, R (type 7) and `PERCENTILE` of spreadsheets have it."""
    EXCLUSIVE = "exclusive"
    """At (n + 1)p, as SPSS and R (type 6) and `PERCENTILE.EXC` of spreadsheets have it."""


def percentile(values: Sequence[int], share: Fraction, interpolation: Interpolation) -> Fraction:
    """The value below which a share of the values lies, by linear interpolation between two.

    Args:
        values: at least one value, in ascending order.
        share: between 0 and 1.
        interpolation: where among the values it lies; never outside them.
    """
    last = len(values) - 1
    if interpolation is Interpolation.INCLUSIVE:
        place = last * share
    else:
        place = min(max((last + 2) * share - 1, Fraction(0)), Fraction(last))
    below = int(place)
    above = min(below + 1, last)
    return values[below] + (place - below) * (values[above] - values[below])
