"""Composites: rules made of several rules."""

from __future__ import annotations

from attrs import frozen

from consensus.errors import MalformedRule
from consensus.rules.rule import Rule
from consensus.rules.weight import Weight


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
    def weighs(self) -> frozenset[Weight]:
        """What any of the rules weighs."""
        return frozenset[Weight]().union(*(rule.weighs for rule in self.rules))

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
        """The rule as an expression."""
        return f"{self.name}({', '.join(str(rule) for rule in self.rules)})"


def read_part(name: str, given: object) -> Rule:
    """Check that what is put inside a rule is a rule.

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
