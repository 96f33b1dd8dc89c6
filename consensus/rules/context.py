"""The context of a verdict: what a rule may ask besides the counts."""

from __future__ import annotations

import attrs
from attrs import frozen


@frozen
class Context:
    """What a rule may ask besides the counts.

    Attributes:
        groups: the codes of the declared stakeholder groups that have eligible members.
        brackets: how many brackets are left in the text.
        open_amendments: how many amendments to the text are undecided and backed by a member.
        is_item: whether the target is an item; the wording of an amendment may carry brackets.
    """

    groups: tuple[str, ...] = ()
    brackets: int = 0
    open_amendments: int = 0
    is_item: bool = True

    def only(self, group: str) -> Context:
        """The context of one stakeholder group on its own."""
        return attrs.evolve(self, groups=(group,))
