"""The rule `at_least(n)`: a number of members, rather than a share of them, has to agree."""

from __future__ import annotations

import attrs
from attrs import frozen

from consensus.model.counting import Counts
from consensus.rules.reasons import Reason, too_few
from consensus.rules.rule import Rule, whole_number
from consensus.rules.verdict import Context, RuleInput


@frozen
class AtLeast(Rule):
    """Met when at least so many members support or accept.

    Attributes:
        members: how many have to.
    """

    name = "at_least"
    members: int = attrs.field(validator=whole_number("the number of members is", 1))

    @property
    def sentence(self) -> str:
        """When it is met."""
        return f"at least {self.members} of the members are in favour"

    @property
    def notes(self) -> tuple[str, ...]:
        """What it counts and leaves out."""
        return ("Nothing else matters: no objection blocks.",)

    @property
    def counts_silence(self) -> bool:
        """Whether members that say nothing may be taken to consent."""
        return False

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What may change the answer besides how many are in favour."""
        return frozenset()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns the reason: how many are needed."""
        found = too_few(counts.in_favour, self.members, "eligible", counts.eligible)
        return (found,) if found.is_short else ()
