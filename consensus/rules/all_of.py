"""`all_of(rule, …)`: several rules at once."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.composite_rules import Composite
from consensus.rules.context import Context
from consensus.rules.reasons import Reason
from consensus.rules.rule import Rule


@frozen(init=False)
class AllOf(Composite):
    """Met when every one of the rules is."""

    name = "all_of"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say why the unmet ones are not met, each reason once."""
        found: list[Reason] = []
        for rule in self.rules:
            found += [each for each in rule.reasons(counts, context) if each not in found]
        return tuple(found)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Whether every one is met."""
        return all(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Whether every one is met, given what each group meets."""
        return all(rule.is_met_given(counts, context, in_groups) for rule in self.rules)
