"""Parses rule expressions such as `all_of(quorum(1/2), consent())`; the table of rules."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from types import MappingProxyType
from typing import NoReturn

from attrs import frozen

from consensus.errors import MalformedRule
from consensus.rules import counting_rules, rating_rules, rule
from consensus.rules.rule import Rule

RULES: Mapping[str, type[Rule]] = MappingProxyType(
    {each.name: each for module in (counting_rules, rating_rules, rule) for each in module.RULES}
)
"""Every rule by its name."""


# Expressions: rules written as text, read without evaluating code.

DEEPEST = 20
"""How many rules may be nested in one another; no body's rules of procedure come near."""

LONGEST = 4000
"""How many signs an expression may have."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>"[^"\n]*"|'[^'\n]*')
      | (?P<sign>[(),=])""",
    re.VERBOSE,
)
_WORDS = {"True": True, "False": False, "true": True, "false": False}


def parse_rule(text: str) -> Rule:
    """Parses a rule expression.

    Args:
        text: an expression such as `all_of(quorum("1/2"), no_objection())`; a rule without
            arguments may be written without parentheses.

    Returns:
        The rule; `str(rule)` is an expression for the same rule.

    Raises:
        MalformedRule: the expression cannot be read. The error names the column, what is wrong
            and what to write instead.
    """
    return _Reader(text).read()


@frozen
class _Token:
    kind: str
    text: str
    column: int


class _Reader:
    """Parser of one expression, token by token."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        if len(expression) > LONGEST:
            self._refuse(f"the rule is longer than {LONGEST} signs", 0)
        self.tokens = list(self._tokenise())
        self.place = 0

    def read(self) -> Rule:
        """Parses the whole expression as one rule."""
        start = self._now
        rule = self._value(1)
        if not isinstance(rule, Rule):
            self._refuse("a rule is expected here, such as consent()", start.column)
        if self._now.kind != "end":
            self._refuse("the rule ends here; join several with all_of(…)", self._now.column)
        return rule

    @property
    def _now(self) -> _Token:
        return self.tokens[self.place]

    def _next(self) -> _Token:
        token = self._now
        self.place += 1
        return token

    def _tokenise(self) -> Iterator[_Token]:
        position = 0
        while position < len(self.expression):
            found = _TOKEN.match(self.expression, position)
            if found is None:
                sign = self.expression[position]
                advice = (
                    "the quotation mark is never closed"
                    if sign in "\"'"
                    else f"{sign!r} means nothing in a rule"
                )
                if sign in "“”„‘’«»":
                    advice = f"write straight quotation marks instead of {sign}"
                self._refuse(advice, position + 1)
            if found.lastgroup != "space":
                yield _Token(str(found.lastgroup), found[0], position + 1)
            position = found.end()
        yield _Token("end", "", len(self.expression) + 1)

    def _value(self, depth: int) -> object:
        token = self._next()
        if depth > DEEPEST:
            self._refuse(f"rules are nested more than {DEEPEST} deep", token.column)
        if token.kind == "text":
            return token.text[1:-1]
        if token.kind == "number":
            return Fraction(token.text) if "." in token.text else int(token.text)
        if token.kind == "sign":
            self._refuse(f"a rule or a value is expected here, not {token.text!r}", token.column)
        if token.kind == "end":
            self._refuse("a rule or a value is missing at the end", token.column)
        if token.text in _WORDS:
            return _WORDS[token.text]
        return self._rule(token, depth)

    def _rule(self, name: _Token, depth: int) -> Rule:
        kind = RULES.get(name.text)
        if kind is None:
            advice = _advice(name.text, tuple(RULES))
            self._refuse(f"no rule is called {name.text!r}; {advice}", name.column)
        given, named = self._arguments(depth) if self._now.text == "(" else ([], {})
        accepted = inspect.signature(kind)
        for key in named:
            if key not in accepted.parameters:
                advice = _advice(key, tuple(accepted.parameters))
                self._refuse(f"{name.text} has no argument {key!r}; {advice}", name.column)
        try:
            accepted.bind(*given, **named)
        except TypeError as error:
            self._refuse(f"{name.text} {_usage(kind)}: {error}", name.column)
        try:
            return kind(*given, **named)
        except MalformedRule as error:
            self._refuse(str(error), name.column)

    def _arguments(self, depth: int) -> tuple[list[object], dict[str, object]]:
        opening = self._next()
        given: list[object] = []
        named: dict[str, object] = {}
        while self._now.text != ")":
            token = self._now
            if token.kind == "name" and self.tokens[self.place + 1].text == "=":
                self.place += 2
                if token.text in named:
                    self._refuse(f"{token.text!r} is given twice", token.column)
                named[token.text] = self._value(depth + 1)
            elif named:
                self._refuse("arguments without a name come before those with one", token.column)
            else:
                given.append(self._value(depth + 1))
            if self._now.text == ",":
                self._next()
            elif self._now.kind == "end":
                self._refuse("this parenthesis is never closed", opening.column)
            elif self._now.text != ")":
                self._refuse("a comma or a closing parenthesis is missing here", self._now.column)
        self._next()
        return given, named

    def _refuse(self, message: str, column: int) -> NoReturn:
        where = f"column {column}: " if column else ""
        raise MalformedRule(f"{where}{message}", self.expression, column)


def _advice(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word.lower().replace("-", "_"), known, n=2, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there are {', '.join(known)}" if known else "it takes none"


def _usage(kind: type[Rule]) -> str:
    names = [str(parameter.name) for parameter in inspect.signature(kind).parameters.values()]
    return f"takes {', '.join(names)}" if names else "takes no arguments"
