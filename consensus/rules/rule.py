"""Rules: how consensus on a target is judged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

import attrs
from attrs import frozen

from consensus.model.counting import Counts
from consensus.rules.reasons import Reason
from consensus.rules.verdict import Context, RuleInput


@frozen
class Rule(ABC):
    """A way to judge whether a target has consensus.

    A rule states why it is not met; it is met when it states nothing. A rule reads totals only,
    never who is in which stakeholder group: that is the business of `each_group`.

    Attributes:
        name: what the rule is called in an expression.
    """

    name: ClassVar[str]

    @abstractmethod
    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns why the rule is not met; nothing when it is."""

    @property
    @abstractmethod
    def sentence(self) -> str:
        """When the rule is met, as one sentence without capital and full stop."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the rule counts and leaves out, as sentences with capital and full stop."""
        return ()

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What may change the answer besides how many support or accept; everything, to be safe."""
        return frozenset(RuleInput)

    @property
    def is_monotone(self) -> bool:
        """Whether a met rule stays met when positions only get more favourable.

        That is with more acceptance, and fewer objections, holds and votes against. Conditions and
        moves are computed for monotone rules only.
        """
        return all(each.is_monotone for each in self.parts)

    @property
    def counts_silence(self) -> bool:
        """Whether the rule can be met by members that say nothing (tacit consent).

        Items judged by such a rule have to be introduced (presented or circulated) to be ready.
        """
        return all(each.counts_silence for each in self.parts)

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules that this one is made of."""
        return ()

    @property
    def asked_of_groups(self) -> tuple[Rule, ...]:
        """The rules that this one, or one that it is made of, asks of each stakeholder group."""
        return tuple(asked for part in self.parts for asked in part.asked_of_groups)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Returns whether the rule is met."""
        return not self.reasons(counts, context)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Returns whether the rule is met by the totals, given what each stakeholder group meets.

        `in_groups` has those rules of `asked_of_groups` that are taken to be met in each group.
        """
        return self.is_met(counts, context)

    def __str__(self) -> str:
        """Returns the rule as an expression, which `parse_rule` reads back as the same rule."""
        written = []
        for place, field in enumerate(attrs.fields(type(self))):
            value = getattr(self, field.name)
            if field.default is attrs.NOTHING or value != field.default:
                written.append(_literal(value) if place == 0 else f"{field.name}={_literal(value)}")
        return f"{self.name}({', '.join(written)})"


def _literal(value: object) -> str:
    if isinstance(value, Fraction | StrEnum):
        return f'"{value}"'
    return str(value)
