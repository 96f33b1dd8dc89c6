"""Rules made of rules: all of some, any of some, and one for each group."""

from __future__ import annotations

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counting import Counts
from consensus.rules.reasons import AlternativeUnmet, GroupUnmet, NoGroups, Reason
from consensus.rules.rule import Rule
from consensus.rules.verdict import Context, RuleInput

# Composites: rules made of several rules.


@frozen(init=False)
class Composite(Rule):
    """A rule made of several rules.

    Attributes:
        rules: the rules, at least one.
    """

    rules: tuple[Rule, ...]

    def __init__(self, *rules: Rule) -> None:
        if not rules:
            raise MalformedRule(f"{self.name} needs a rule inside, such as {self.name}(consent())")
        for rule in rules:
            read_part(self.name, rule)
        object.__setattr__(self, "rules", rules)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What any of the rules weighs."""
        return frozenset[RuleInput]().union(*(rule.weighs for rule in self.rules))

    @property
    def is_monotone(self) -> bool:
        """Whether all the rules are."""
        return all(rule.is_monotone for rule in self.rules)

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules."""
        return self.rules

    @property
    def asked_of_groups(self) -> tuple[Rule, ...]:
        """What any of the rules asks of each group."""
        return tuple(asked for rule in self.rules for asked in rule.asked_of_groups)

    def __str__(self) -> str:
        """Returns the rule as an expression."""
        return f"{self.name}({', '.join(str(rule) for rule in self.rules)})"


def read_part(name: str, given: object) -> Rule:
    """Returns an argument of a rule that must be a rule.

    Args:
        name: the name of the outer rule.
        given: what is put inside.

    Returns:
        The inner rule.

    Raises:
        MalformedRule: it is no rule.
    """
    if not isinstance(given, Rule):
        raise MalformedRule(f"{name} takes rules, such as {name}(consent()), not {given!r}")
    return given


@frozen(init=False)
class AllOf(Composite):
    """Met when every one of the rules is."""

    name = "all_of"

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns the reasons of the unmet rules, each once."""
        found: list[Reason] = []
        for rule in self.rules:
            found += [each for each in rule.reasons(counts, context) if each not in found]
        return tuple(found)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Returns whether every one is met."""
        return all(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Returns whether every one is met, given what each group meets."""
        return all(rule.is_met_given(counts, context, in_groups) for rule in self.rules)


@frozen(init=False)
class AnyOf(Composite):
    """Met when at least one of the rules is."""

    name = "any_of"

    @property
    def counts_silence(self) -> bool:
        """Whether one of the rules does."""
        return any(each.counts_silence for each in self.rules)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns the reasons of every rule; nothing if one is met."""
        unmet = []
        for rule in dict.fromkeys(self.rules):
            reasons = rule.reasons(counts, context)
            if not reasons:
                return ()
            unmet.append(AlternativeUnmet(str(rule), reasons=reasons))
        return tuple(unmet)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Returns whether one is met."""
        return any(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Returns whether one is met, given what each group meets."""
        return any(rule.is_met_given(counts, context, in_groups) for rule in self.rules)


# `each_group(rule)`: every stakeholder group on its own.


def _read_rule(given: object) -> Rule:
    return read_part("each_group", given)


@frozen
class EachGroup(Rule):
    """Met when every declared stakeholder group meets the inner rule on its own.

    Members of no stakeholder group are not asked. If no group is declared the rule is unmet:
    what is asked of nobody is not agreed.

    Attributes:
        rule: the inner rule.
    """

    name = "each_group"
    weighs = frozenset[RuleInput]()
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
        """Returns a reason for each group that does not meet the rule."""
        if not context.groups:
            return (NoGroups(),)
        unmet = []
        for group in context.groups:
            reasons = self.rule.reasons(counts.only(group), context.only(group))
            if reasons:
                unmet.append(GroupUnmet(group, reasons=reasons))
        return tuple(unmet)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Returns whether there are groups, and each meets the inner rule."""
        return bool(context.groups) and all(
            self.rule.is_met(counts.only(group), context.only(group)) for group in context.groups
        )

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Returns whether there are groups, and the inner rule is among those they meet."""
        return bool(context.groups) and self.rule in in_groups
