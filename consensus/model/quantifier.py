"""Quantifiers: the words that a summary has for a number of members, by their share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen


@frozen
class Quantifier:
    """The words for a share of the members.

    Attributes:
        words: such as `most members`.
        share: at least which share of the members they need, as `2/3`; more than that share when
            it begins with `>`.
    """

    words: str
    share: str

    @property
    def at_least(self) -> Fraction:
        """The share itself.

        Raises:
            ValueError: it is no share from 0 to 1.
        """
        share = self.share.removeprefix(">").strip()
        try:
            found = Fraction(share[:-1]) / 100 if share.endswith("%") else Fraction(share)
        except ZeroDivisionError as error:
            raise ValueError(f"{self.share} is no share") from error
        if not 0 <= found <= 1:
            raise ValueError(f"{self.share} is no share from 0 to 1")
        return found

    def fits(self, count: int, of: int) -> bool:
        """Whether the words can be said of so many of so many members."""
        share = Fraction(count, of)
        return share > self.at_least if self.share.startswith(">") else share >= self.at_least


QUANTIFIERS = (
    Quantifier("all members", "1"),
    Quantifier("most members", "2/3"),
    Quantifier("the majority of members", ">1/2"),
    Quantifier("several members", ">0"),
)
"""The words until the body sets its own."""

ONE = "one member"
TWO = "some members"
# One is never several, and two are not many, whatever their share of a small body.
_FEW = {1: ONE, 2: TWO}


def in_words(count: int, of: int, table: Sequence[Quantifier]) -> str:
    """The words for a number of members.

    One is `one member` and two are `some members`, unless they are all there are; for more, the
    largest share of the table that they reach gives the words.

    Args:
        count: how many.
        of: of how many; where they are unknown or fewer than `count`, the lowest share is taken.
        table: the quantifiers.
    """
    if (count in _FEW and count < of) or count <= 1:
        return _FEW.get(count, "no member")
    rows = sorted(table, key=lambda each: (each.at_least, each.share[:1] == ">"))
    if of < count:
        return rows[0].words
    fitting = [each for each in rows if each.fits(count, of)]
    return fitting[-1].words if fitting else f"{count} members"
