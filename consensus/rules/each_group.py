"""`each_group(rule)`: every stakeholder group on its own."""

from __future__ import annotations

import attrs
from attrs import frozen

from consensus.model.counts import Counts
from consensus.rules.composite_rules import read_part
from consensus.rules.context import Context
from consensus.rules.reasons import GroupUnmet, NoGroups, Reason
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


def _read_rule(given: object) -> Rule:
    return read_part("each_group", given)


@frozen
class EachGroup(Rule):
    """Met when every declared stakeholder group meets the inner rule on its own.

    Members of no stakeholder group are not asked. Where no group is declared the rule is unmet:
    what is asked of nobody is not agreed.

    Attributes:
        rule: the inner rule.
    """

    name = "each_group"
    weighs = frozenset[Weight]()
    rule: Rule = attrs.field(converter=_read_rule)

    @property
    def is_monotone(self) -> bool:
        """Whether the inner rule is."""
        return self.rule.is_monotone

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The inner rule."""
        return (self.rule,)

    @property
    def asked_of_groups(self) -> tuple[Rule, ...]:
        """The inner rule."""
        return (self.rule,)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Say which groups do not meet the rule, and why."""
        if not context.groups:
            return (NoGroups(),)
        unmet = []
        for group in context.groups:
            reasons = self.rule.reasons(counts.only(group), context.only(group))
            if reasons:
                unmet.append(GroupUnmet(group, reasons=reasons))
        return tuple(unmet)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Whether there are groups, and each meets the inner rule."""
        return bool(context.groups) and all(
            self.rule.is_met(counts.only(group), context.only(group)) for group in context.groups
        )

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Whether there are groups, and the inner rule is among those they meet."""
        return bool(context.groups) and self.rule in in_groups
