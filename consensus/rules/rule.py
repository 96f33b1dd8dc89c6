"""The base of all rules, rules made of rules, and those asked beside others."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

import attrs
from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.counting import Counts
from consensus.model.positions import Stance
from consensus.rules import reasons
from consensus.rules.reasons import Reason
from consensus.rules.verdict import Context, RuleInput, Span
from consensus.text.display import count_phrase


@frozen
class Rule(ABC):
    """A way to judge whether a target has consensus.

    A rule states why it is not met; it is met when it states nothing. It reads totals, of some
    members where it tells members apart (`Counts.narrowed`); each group is left to `each_group`.
    """

    name: ClassVar[str]  # what the rule is called in an expression
    # What it is called in a line of figures, given the rule; between those of several rules.
    short: ClassVar[str] = "{0.name}"

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
    def rated_on(self) -> Span | None:
        """The scale of the ratings that it asks for; None if it asks for none."""
        return next((each.rated_on for each in self.parts if each.rated_on), None)

    @property
    def has_moves(self) -> bool:
        """Whether the fewest moves that meet the rule are searched, as by totals they can be."""
        return all(each.has_moves for each in self.parts)

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

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        """Returns how a rule that is met is met, with its figures and without names, as clauses."""
        objecting = counts.of(Stance.OBJECT)
        said = count_phrase(objecting, "one member objects", "{} members object")
        allowed = f"{said}, as the rule allows" if objecting else "no objection"
        return (allowed, f"{counts.in_favour} of {counts.eligible} in favour")

    @property
    def short_form(self) -> str:
        """What the rule is called in a line of figures, such as `consensus minus 1`."""
        return self.short.format(self)

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
            if field.init and (field.default is attrs.NOTHING or value != field.default):
                is_bare = place == 0 or isinstance(value, Rule)
                written.append(("" if is_bare else f"{field.name}=") + _literal(value))
        return f"{self.name}({', '.join(written)})"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    # A tuple, since a union would be made each time.
    return str(value) if isinstance(value, (Rule, int)) else f'"{value}"'


_E = TypeVar("_E", bound=StrEnum)


def read_choice(what: str, given: object, allowed: Iterable[_E]) -> _E:
    """Returns an argument that is one of several words; the error begins with `what`."""
    words = {str(word): word for word in allowed}
    one_of(what, words)(None, None, given)
    return words[str(given)]


Validator = Callable[[Any, Any, Any], None]
"""Checks the value of a field of an attrs class, given the instance and the field."""


def must_be(what: str, is_fine: Callable[[Any], bool]) -> Validator:
    """Returns a validator; its error says `what` the argument must be, and what it is."""

    def check(rule: object, field: object, given: object) -> None:
        if not is_fine(given):
            raise MalformedRule(f"{what}, not {given!r}")

    return check


def one_of(what: str, words: Iterable[str], joined: str = ", ") -> Validator:
    """Returns a validator of one of several words; its error begins with `what`."""
    allowed = tuple(words)
    names = joined.join(f'"{word}"' for word in allowed)
    return must_be(f"{what} {names}", lambda given: given in allowed)


def whole_number(what: str, least: int) -> Validator:
    """Returns a validator of whole numbers from `least` on; its error begins with `what`."""
    return must_be(
        f"{what} a whole number from {least}",
        lambda given: isinstance(given, int) and not isinstance(given, bool) and given >= least,
    )


def flag(what: str) -> Validator:
    """Returns a validator of True and False; its error begins with `what`."""
    return must_be(f"{what} True or False", lambda given: isinstance(given, bool))


def is_word(word: object) -> bool:
    """Returns whether a value is text that can stand in quotation marks."""
    return isinstance(word, str) and word.isprintable() and word != "" and not {*'"\\'} & {*word}


def objections(counts: Counts) -> tuple[Reason, ...]:
    """Returns the standing objections, as a reason; nothing when there are none."""
    count = counts.of(Stance.OBJECT)
    return (reasons.StandingObjections(members=counts.standing, count=count),) if count else ()


def holds(counts: Counts) -> tuple[Reason, ...]:
    """Returns the reserved positions, as reasons; nothing when there are none."""
    if not (count := counts.of(Stance.HOLD)):
        return ()
    waiting = min(count, len(counts.conditional))
    lasting = reasons.Holds(members=counts.holds, count=count - waiting)
    conditional = reasons.AwaitingConditions(members=counts.conditional, count=waiting)
    return tuple(each for each in (lasting, conditional) if each.count)


# Rules made of rules, and clean text.


def check_part(name: str, given: object) -> None:
    """Raises MalformedRule, naming the rule around it, if an argument is no rule."""
    if not isinstance(given, Rule):
        raise MalformedRule(f"{name} takes rules, such as {name}(consent()), not {given!r}")


@frozen
class EachGroup(Rule):
    """Met when the inner rule is met in each stakeholder group that was named.

    Members of no stakeholder group are not asked. If no group is declared the rule is not met.
    """

    name = "each_group"
    short = "each group: {0.rule.short_form}"
    notes = ("Groups without members, and members of no group, are not asked.",)
    weighs = frozenset[RuleInput]()
    rule: Rule = attrs.field(validator=lambda rule, _, given: check_part(rule.name, given))

    @property
    def sentence(self) -> str:
        own = re.sub("of (all|the) members", "of its members", self.rule.sentence)
        return f"in each stakeholder group: {own}"

    @property
    def parts(self) -> tuple[Rule, ...]:
        return (self.rule,)

    @property
    def asked_of_groups(self) -> tuple[Rule, ...]:
        return (self.rule,)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not context.groups:
            return (reasons.NO_GROUPS,)
        asked = {each: (counts.only(each), context.only(each)) for each in context.groups}
        unmet = {each: self.rule.reasons(*own) for each, own in asked.items()}
        return tuple(reasons.GroupUnmet(each, reasons=why) for each, why in unmet.items() if why)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return tuple(
            f"{group}: {each}"
            for group in context.groups
            for each in self.rule.figures(counts.only(group), context.only(group))
        )

    def is_met(self, counts: Counts, context: Context) -> bool:
        return bool(context.groups) and all(
            self.rule.is_met(counts.only(each), context.only(each)) for each in context.groups
        )

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        return bool(context.groups) and self.rule in in_groups


@frozen(init=False)
class Composite(Rule):
    """A rule made of several rules."""

    rules: tuple[Rule, ...]

    def __init__(self, *rules: Rule) -> None:
        if not rules:
            raise MalformedRule(f"{self.name} needs a rule inside, such as {self.name}(consent())")
        for rule in rules:
            check_part(self.name, rule)
        object.__setattr__(self, "rules", rules)

    def _listed(self, rules: Sequence[Rule], word: str) -> str:
        """Returns when some of the rules are met, those of several clauses in parentheses."""
        apart = (": ", ";") if word == "and" else (", ", ": ", ";")
        parts = (
            f"({each.sentence})"
            if len(rules) > 1 and (len(each.parts) > 1 or any(e in each.sentence for e in apart))
            else each.sentence
            for each in rules
        )
        return f", {word} ".join(parts)

    @property
    def short_form(self) -> str:
        others = [each.short_form for each in self.rules if not isinstance(each, CleanText)]
        return self.short.join(others) or CleanText.short

    @property
    def weighs(self) -> frozenset[RuleInput]:
        return frozenset[RuleInput]().union(*(rule.weighs for rule in self.rules))

    @property
    def parts(self) -> tuple[Rule, ...]:
        return self.rules

    def __str__(self) -> str:
        """Returns the rule as an expression."""
        return f"{self.name}({', '.join(str(rule) for rule in self.rules)})"


@frozen(init=False)
class AllOf(Composite):
    """Met when every one of the rules is."""

    name = "all_of"
    short = " + "

    @property
    def sentence(self) -> str:
        others = [each for each in self.rules if each != CleanText()]
        if not others:
            return CleanText().sentence
        said = self._listed(others, "and")
        first, mark, rest = said.partition("; ") if "(" not in said else (said, "", "")
        clean = ", once every amendment is decided and no bracket is left"
        return f"{first}{clean}{mark}{rest}" if len(others) < len(self.rules) else said

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        found: list[Reason] = []
        for rule in self.rules:
            found += [each for each in rule.reasons(counts, context) if each not in found]
        return tuple(found)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        found = (each for rule in self.rules for each in rule.figures(counts, context))
        return tuple(dict.fromkeys(found))

    def is_met(self, counts: Counts, context: Context) -> bool:
        return all(rule.is_met(counts, context) for rule in self.rules)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        return all(rule.is_met_given(counts, context, in_groups) for rule in self.rules)


@frozen(init=False)
class AnyOf(Composite):
    """Met when at least one of the rules is."""

    name = "any_of"
    short = " or "

    @property
    def sentence(self) -> str:
        return ("either " if len(self.rules) > 1 else "") + self._listed(self.rules, "or")

    @property
    def counts_silence(self) -> bool:
        return any(each.counts_silence for each in self.rules)

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        unmet: list[Reason] = []
        lead = {1: "it is not met", 2: "neither is met"}.get(len(self.rules), "none is met")
        for rule in dict.fromkeys(self.rules):
            why = rule.reasons(counts, context)
            if not why:
                return ()
            unmet.append(reasons.AlternativeUnmet(str(rule), rule.sentence, lead, reasons=why))
            lead = "nor"
        return tuple(unmet)

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        met = next(rule for rule in self.rules if rule.is_met(counts, context))
        said = "; ".join(met.figures(counts, context))
        return (f"met by {met.short_form}: {said}".removesuffix(": "),)

    def is_met_given(self, counts: Counts, context: Context, in_groups: frozenset[Rule]) -> bool:
        return any(rule.is_met_given(counts, context, in_groups) for rule in self.rules)


@frozen
class CleanText(Rule):
    """Met when no bracket is left in an item, and no amendment to it is undecided.

    It is asked of items only, since the wording of an amendment may carry brackets.
    """

    name = "clean_text"
    short = "clean text"
    weighs = frozenset[RuleInput]()
    # Whether it is asked at all; `clean_text(False)` switches off what is implied.
    asked: bool = attrs.field(default=True, validator=flag("clean_text takes"))

    @property
    def sentence(self) -> str:
        if self.asked:
            return "no amendment is undecided and no bracket is left"
        return "brackets and amendments do not matter"

    @property
    def notes(self) -> tuple[str, ...]:
        asked = "It is asked of items only: an amendment may carry brackets."
        return (asked,) if self.asked else ()

    def figures(self, counts: Counts, context: Context) -> tuple[str, ...]:
        return ()

    def reasons(self, counts: Counts, context: Context) -> tuple[Reason, ...]:
        if not (self.asked and context.is_item):
            return ()
        amendments = reasons.OpenAmendments(context.open_amendments, context.deferred)
        brackets = reasons.Brackets(context.brackets, context.spanning)
        return tuple(e for e in (brackets, amendments) if e.count)


def for_item(rule: Rule) -> Rule:
    """Returns the rule for items: with `clean_text`, unless it contains that itself."""
    return rule if _speaks_of_text(rule) else AllOf(CleanText(), rule)


def _speaks_of_text(rule: Rule) -> bool:
    return isinstance(rule, CleanText) or any(_speaks_of_text(part) for part in rule.parts)


_ASKED_OF_ITEMS = (
    "An item also needs a clean text: every amendment decided, and no bracket left;"
    " clean_text(False) inside all_of switches that off."
)


def notes_on(rule: Rule) -> tuple[str, ...]:
    """Returns what a rule, and each rule in it, counts and leaves out, in sentences, each once."""
    found = list(_all_notes(rule)) + ([] if _speaks_of_text(rule) else [_ASKED_OF_ITEMS])
    return tuple(dict.fromkeys(found))


def _all_notes(rule: Rule) -> tuple[str, ...]:
    return (*rule.notes, *(note for part in rule.parts for note in _all_notes(part)))


RULES: tuple[type[Rule], ...] = (EachGroup, AllOf, AnyOf, CleanText)
"""The rules in this file, in the order in which they are listed; they come after all others."""
