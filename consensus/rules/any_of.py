"""`any_of(rule, …)`: one of several rules is enough."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.composite_rules import Composite
from consensus.rules.context import Context
from consensus.rules.reasons import AlternativeUnmet, Reason
from consensus.rules.rule import Rule


@frozen(init=False)
class AnyOf(Composite):
    """Met when at least one of the rules is."""

    name = "any_of"

    @property
    def counts_silence(self) -> bool:
        """Whether one of the rules does."""
        return any(each.counts_silence for each in self.rules)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say of every rule why it is not met; nothing when one is."""
        unmet = []
        for rule in dict.fromkeys(self.rules):
            reasons = rule.reasons(counts, context)
            if not reasons:
                return ()
            unmet.append(AlternativeUnmet(str(rule), reasons=reasons))
        return tuple(unmet)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Whether one is met."""
        return any(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Whether one is met, given what each group meets."""
        return any(rule.is_met_given(counts, context, in_groups) for rule in self.rules)
