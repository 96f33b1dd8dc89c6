"""The base of all rules, rules made of rules, and those asked beside others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counting import Counts
from consensus.rules.reasons import (
    AlternativeUnmet,
    Brackets,
    GroupUnmet,
    NobodyEligible,
    NoGroups,
    NotAtMeeting,
    OpenAmendments,
    QuorumMissing,
    Reason,
)
from consensus.rules.verdict import Context, Denominator, RuleInput, needed, read_share


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


# Arguments of rules: what they are when they make sense, and the refusal when they do not.

_E = TypeVar("_E", bound=StrEnum)


def read_choice(what: str, given: object, allowed: Iterable[_E], joined: str = ", ") -> _E:
    """Parses an argument that is one of several words.

    The error begins with `what`, such as `a majority is one of`, and has `joined` between the
    words.
    """
    words = tuple(allowed)
    for word in words:
        if given == word:
            return word
    names = joined.join(f'"{word}"' for word in words)
    raise MalformedRule(f"{what} {names}, not {given!r}")


Validator = Callable[[Any, Any, Any], None]
"""Checks the value of a field of an attrs class, given the instance and the field."""


def whole_number(what: str, least: int) -> Validator:
    """Returns a validator of whole numbers from `least` on; its error begins with `what`."""

    def check(rule: object, field: object, given: object) -> None:
        if isinstance(given, bool) or not isinstance(given, int) or given < least:
            raise MalformedRule(f"{what} a whole number from {least}, not {given!r}")

    return check


def flag(what: str) -> Validator:
    """Returns a validator of True and False; its error begins with `what`."""

    def check(rule: object, field: object, given: object) -> None:
        if not isinstance(given, bool):
            raise MalformedRule(f"{what} True or False, not {given!r}")

    return check


# Rules that are asked beside others, and rules made of rules.


def _read_of(given: object) -> Denominator:
    return read_choice("`of` is one of", given, (Denominator.PRESENT, Denominator.CAST))


@frozen
class Quorum(Rule):
    """Met when at least a share of the eligible members is present, or has a position cast.

    Attributes:
        share: the share of the eligible members, exact.
        of: whether those present or the positions cast are counted.
    """

    name = "quorum"
    share: Fraction = attrs.field(converter=read_share)
    of: Denominator = attrs.field(default=Denominator.PRESENT, converter=_read_of)

    @property
    def sentence(self) -> str:
        what = "are present" if self.of is Denominator.PRESENT else "have a position cast"
        return f"at least {self.share} of the eligible members {what}"

    @property
    def notes(self) -> tuple[str, ...]:
        if self.of is Denominator.PRESENT:
            return ("Outside a meeting nobody is known to be present; remote is present.",)
        return ("What is said does not matter, only that a position is cast.",)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What is cast, when that is counted."""
        return frozenset({RuleInput.CAST}) if self.of is Denominator.CAST else frozenset()

    @property
    def counts_silence(self) -> bool:
        """Whether members that are present are counted, also those without a position."""
        return self.of is Denominator.PRESENT

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many are missing."""
        total = counts.eligible
        if not total:
            return (NobodyEligible(),)
        have = counts.present if self.of is Denominator.PRESENT else counts.cast
        if have is None:
            return (NotAtMeeting(),)
        need = needed(self.share, total)
        return (QuorumMissing(have, need, self.of, total),) if have < need else ()


def check_part(name: str, given: object) -> None:
    """Raises MalformedRule, naming the rule around it, if an argument is no rule."""
    if not isinstance(given, Rule):
        raise MalformedRule(f"{name} takes rules, such as {name}(consent()), not {given!r}")


@frozen
class EachGroup(Rule):
    """Met when every declared stakeholder group meets the inner rule on its own.

    Members of no stakeholder group are not asked. If no group is declared the rule is
    not met.

    Attributes:
        rule: the inner rule.
    """

    name = "each_group"
    notes = ("Groups without eligible members, and members of no group, are not asked.",)
    weighs = frozenset[RuleInput]()
    rule: Rule = attrs.field(validator=lambda rule, _, given: check_part(rule.name, given))

    @property
    def sentence(self) -> str:
        return f"in each stakeholder group on its own: {self.rule.sentence}"

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
            check_part(self.name, rule)
        object.__setattr__(self, "rules", rules)

    def _listed(self, rules: Sequence[Rule], word: str) -> str:
        """Returns when some of the rules are met, those made of several in parentheses."""
        parts = (f"({each.sentence})" if len(each.parts) > 1 else each.sentence for each in rules)
        return f"; {word} ".join(parts)

    @property
    def weighs(self) -> frozenset[RuleInput]:
        """What any of the rules weighs."""
        return frozenset[RuleInput]().union(*(rule.weighs for rule in self.rules))

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules."""
        return self.rules

    def __str__(self) -> str:
        """Returns the rule as an expression."""
        return f"{self.name}({', '.join(str(rule) for rule in self.rules)})"


@frozen(init=False)
class AllOf(Composite):
    """Met when every one of the rules is."""

    name = "all_of"

    @property
    def sentence(self) -> str:
        others = [each for each in self.rules if each != CleanText()]
        if not others:
            return CleanText().sentence
        clean = ", once no bracket and no open amendment is left in the text"
        return self._listed(others, "and") + (clean if len(others) < len(self.rules) else "")

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
    def sentence(self) -> str:
        return ("either " if len(self.rules) > 1 else "") + self._listed(self.rules, "or")

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
            unmet.append(AlternativeUnmet(str(rule), rule.sentence, reasons=reasons))
        return tuple(unmet)

    def is_met(self, counts: Counts, context: Context) -> bool:
        """Returns whether one is met."""
        return any(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        """Returns whether one is met, given what each group meets."""
        return any(rule.is_met_given(counts, context, in_groups) for rule in self.rules)


@frozen
class CleanText(Rule):
    """Met when an item has no bracket and no open amendment.

    It is asked of items only, since the wording of an amendment may carry brackets.

    Attributes:
        asked: whether it is asked at all; `clean_text(False)` switches off what is implied.
    """

    name = "clean_text"
    weighs = frozenset[RuleInput]()
    asked: bool = attrs.field(default=True, validator=flag("clean_text takes"))

    @property
    def sentence(self) -> str:
        if self.asked:
            return "no bracket and no open amendment is left in the text of an item"
        return "brackets and open amendments in the text do not matter"

    @property
    def notes(self) -> tuple[str, ...]:
        asked = "It is asked of items only: an amendment may carry brackets."
        return (asked,) if self.asked else ()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        """Returns reasons: how many brackets and open amendments are left."""
        if not (self.asked and context.is_item):
            return ()
        found: list[Reason] = []
        if context.brackets:
            found.append(Brackets(context.brackets))
        if context.open_amendments:
            found.append(OpenAmendments(context.open_amendments))
        return tuple(found)


def for_item(rule: Rule) -> Rule:
    """Returns the rule for items: with `clean_text`, unless it contains that itself."""
    return rule if _speaks_of_text(rule) else AllOf(CleanText(), rule)


def _speaks_of_text(rule: Rule) -> bool:
    return isinstance(rule, CleanText) or any(_speaks_of_text(part) for part in rule.parts)


_ASKED_OF_ITEMS = (
    "An item also needs a clean text: no bracket and no open amendment;"
    " clean_text(False) inside all_of switches that off."
)


def notes_on(rule: Rule) -> tuple[str, ...]:
    """Returns what a rule, and each rule in it, counts and leaves out, in sentences, each once."""
    notes = [*_all_notes(rule), *([] if _speaks_of_text(rule) else [_ASKED_OF_ITEMS])]
    return tuple(dict.fromkeys(notes))


def _all_notes(rule: Rule) -> tuple[str, ...]:
    return (*rule.notes, *(note for part in rule.parts for note in _all_notes(part)))


RULES: tuple[type[Rule], ...] = (Quorum, EachGroup, AllOf, AnyOf, CleanText)
"""The rules in this file, in the order in which they are listed; they come after all others."""
