"""Parses rule expressions such as `all_of(quorum(1/2), consent())`; tables of rules by name."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, lru_cache
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from consensus.errors import MalformedRule
from consensus.model.state import State
from consensus.rules import counting_rules, rating_rules, rule, share_rules
from consensus.rules.counting_rules import Silence
from consensus.rules.rule import AllOf, AnyOf, EachGroup, Rule
from consensus.rules.share_rules import Quorum
from consensus.rules.verdict import Denominator, Share, read_share
from consensus.text.display import list_phrase

_BUILT_IN = (counting_rules, share_rules, rating_rules, rule)
_REGISTERED: dict[str, type[Rule]] = {each.name: each for m in _BUILT_IN for each in m.RULES}
RULES: Mapping[str, type[Rule]] = MappingProxyType(_REGISTERED)
"""Every rule by its name, those of other packages once they are looked up."""

_NAME = "[A-Za-z_][A-Za-z_0-9]*+"
_WORDS = {"true": True, "false": False}

ENTRY_POINTS = "consensus.rules"
"""The group of entry points in which other packages name their rules."""


def register(kind: type[Rule]) -> type[Rule]:
    """Adds a rule, so that it can be written in expressions; returns it, to be a decorator.

    Raises MalformedRule where another rule has the name, or the class is no rule with a name.
    """
    name = getattr(kind, "name", "")
    is_rule = inspect.isclass(kind) and issubclass(kind, Rule) and not inspect.isabstract(kind)
    if not (is_rule and re.fullmatch(_NAME, str(name))) or iskeyword(name) or name in _WORDS:
        said = "it needs a name (no word of Python), a sentence and reasons"
        raise MalformedRule(f"{kind!r} is no rule: {said}")
    if _REGISTERED.setdefault(name, kind) is not kind:
        raise MalformedRule(f"there is a rule {name!r} already")
    return kind


def load_installed(name: str = "") -> tuple[str, ...]:
    """Registers installed rules, or those of a name; returns why each other cannot be loaded."""
    # It takes longer to load than most commands to run, and no rule of this package needs it.
    from importlib.metadata import entry_points

    broken = []
    for found in (e for e in entry_points(group=ENTRY_POINTS) if name in ("", e.name)):
        try:
            kind = found.load()
            if getattr(kind, "name", found.name) != found.name:
                raise MalformedRule(f"its class has another name, {kind.name!r}")
            register(kind)
        except Exception as error:  # Whatever code of others raises when it is loaded.
            package = found.dist.name if found.dist else found.value
            why = str(error) or type(error).__name__
            broken.append(f"the rule {found.name} of the package {package} cannot be loaded: {why}")
    return tuple(broken)


DEEPEST = 20
"""How many rules may be nested in one another; no body's rules of procedure come near."""

LONGEST = 4000
"""How many signs an expression may have."""

MOST_HOURS = 10 * 366 * 24
"""How many hours of silence, ten years, a rule that is set may ask for."""

_NUMBER = r"[0-9]++(?:\.[0-9]++)?+"
_TOKENS = re.compile(rf"""(?:\s+|{_NAME}|{_NUMBER}(?!\w)|"[^"\n\\]*"|'[^'\n\\]*'|[(),=\[\]])*+""")
# The zeros before a number, which Python does not read, outside of what is in quotation marks.
_ZEROS = re.compile(r"""("[^"]*"|'[^']*')|(?<![\w.])0+(?=[0-9])""")


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
    return _parsed(text)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Rule:
    return _Reader(text).read()


def recorded_rule(state: State, target: str = "") -> Rule:
    """Parses the rule of a target, a draft, or the working group; an error says whose it is."""
    draft = target if target in state.drafts or not target else state.draft_of(target)
    owned = {"": state.settings[""].rule}
    owned |= {draft: state.drafts[draft].rule} if draft else {}
    owned |= {target: state.items[target].rule} if target in state.items else {}
    owner = next(each for each in reversed(owned) if owned[each])
    try:
        return parse_rule(owned[owner])
    except MalformedRule as error:
        whose = state.name_of(owner) if owner else "the working group"
        said = f"the rule of {whose}, {owned[owner]}, cannot be read: {error} Install the package"
        said += " that has it, or set another rule"
        raise MalformedRule(said, owned[owner], error.column) from error


_SYNTAX = "{}; a rule is written like all_of(quorum('1/2'), consent())"


class _Reader:
    """Parser of one expression, which has the syntax of a call in Python and is not evaluated."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def read(self) -> Rule:
        """Parses the whole expression as one rule."""
        text = self.expression
        if len(text) > LONGEST:
            raise self._error(f"the rule is longer than {LONGEST} characters", 0)
        self._check_tokens()
        written = _ZEROS.sub(lambda hit: hit[1] or " " * len(hit[0]), re.sub(r"\s", " ", text))
        self.source = written.lstrip()
        self.indent = indent = len(written) - len(self.source)
        if not self.source:
            raise self._error("a rule or a value is missing at the end", indent + 1)
        try:
            body = ast.parse(self.source, mode="eval").body
        except SyntaxError as error:
            raise self._error(_SYNTAX.format(error.msg), (error.offset or 1) + indent) from error
        except (ValueError, RecursionError, MemoryError) as error:
            raise self._error(_SYNTAX.format(error), 1) from error
        found = self._value(body, 1)
        if not isinstance(found, Rule):
            raise self._error("a rule is expected here, such as consent()", self._column(body))
        return found

    def _check_tokens(self) -> None:
        text = self.expression
        at = _TOKENS.match(text).end()  # type: ignore[union-attr] # It matches no token too.
        if at == len(text):
            return
        advice = f"{text[at]!r} means nothing in a rule"
        if text[at] in "\"'":
            advice = "the quotation mark is never closed, or has a \\ after it"
        elif text[at] in "“”„‘’«»":
            advice = f"write straight quotation marks instead of {text[at]}"
        elif text[at] in "0123456789":
            advice = "a number is written like 2 or 0.5, without letters after it"
        elif text[at] == "/":
            advice = "a share stands in quotation marks, like threshold('2/3')"
        raise self._error(advice, at + 1)

    def _column(self, node: ast.expr | ast.keyword) -> int:
        before = self.source.encode()[: node.col_offset].decode()
        return len(before) + self.indent + 1

    def _value(self, node: ast.expr, depth: int) -> object:
        if depth > DEEPEST:
            raise self._error(f"rules are nested more than {DEEPEST} deep", self._column(node))
        match node:
            case ast.Constant(value=bool() | str() as value):
                return value
            case ast.Constant(value=int() | float()):
                number = ast.get_source_segment(self.source, node) or ""
                if re.fullmatch(_NUMBER, number):
                    return Share(Fraction(number), number) if "." in number else int(number)
            case ast.List(elts=elements):
                return tuple(self._value(each, depth + 1) for each in elements)
            case ast.Name(id=name) if name in _WORDS:
                return _WORDS[name]
            case ast.Name(id=name):
                return self._rule(name, node, [], [], depth)
            case ast.Call(func=ast.Name(id=name), args=given, keywords=named):
                return self._rule(name, node, given, named, depth)
        expected = "a rule or a value is expected here; join rules with all_of(…)"
        raise self._error(expected, self._column(node))

    def _rule(
        self, name: str, at: ast.expr, given: list[ast.expr], named: list[ast.keyword], depth: int
    ) -> Rule:
        if name not in RULES and (broken := load_installed(name)):
            raise self._error("; ".join(broken), self._column(at))
        if (kind := RULES.get(name)) is None:
            advice = f"{_advice(name, tuple(RULES))} or is its package not installed?"
            if isinstance(at, ast.Name) and name.isupper():
                advice = f"put {name} in quotation marks"
            raise self._error(f"no rule is called {name!r}; {advice}", self._column(at))
        accepted = inspect.signature(kind)
        values = [self._value(each, depth + 1) for each in given]
        by_name: dict[str, object] = {}
        for each in named:
            said = f"{each.arg!r} is given twice" if each.arg in by_name else ""
            if each.arg not in accepted.parameters:
                advice = _advice(str(each.arg), tuple(accepted.parameters))
                said = f"{name} has no argument {each.arg!r}; {advice}"
            if said:
                raise self._error(said, self._column(each))
            by_name[str(each.arg)] = self._value(each.value, depth + 1)
        try:
            accepted.bind(*values, **by_name)
            return kind(*values, **by_name)
        except TypeError as error:
            takes = ", ".join(accepted.parameters) or "no arguments"
            raise self._error(f"{name} takes {takes}: {error}", self._column(at)) from error
        except Exception as error:  # Rules of other packages may refuse in their own way.
            raise self._error(str(error) or type(error).__name__, self._column(at)) from error

    def _error(self, message: str, column: int) -> MalformedRule:
        where = f"column {column}: " if column else ""
        return MalformedRule(f"{where}{message}", self.expression, column)


def _advice(word: str, known: tuple[str, ...]) -> str:
    if near := get_close_matches(word.lower().replace("-", "_"), known, n=2, cutoff=0.6):
        return f"did you mean {' or '.join(near)}?"
    return f"there are {', '.join(known)}" if known else "it takes none"


def read_quorum(given: str) -> str:
    """Parses a quorum such as `1/2`, `60%`, `quorum("1/2")` or `each_group(quorum("1/3"))`.

    Returns the rule, written as a rule. Raises MalformedRule if it is neither a share nor a rule
    that only counts who is present.
    """
    try:
        rule: Rule = Quorum(read_share(given))
    except MalformedRule:
        rule = parse_rule(given)
    _only_presence(rule)
    _check_new(rule)
    return str(rule)


def _only_presence(rule: Rule) -> None:
    if isinstance(rule, EachGroup | AllOf | AnyOf):
        for part in rule.parts:
            _only_presence(part)
    elif not (isinstance(rule, Quorum) and rule.of is Denominator.PRESENT):
        said = "the quorum of a meeting looks at who is present alone"
        raise MalformedRule(f"{said}, and {rule} does not")


@frozen
class Procedure:
    """A published procedure of a body, as an expression."""

    name: str  # such as `iso-dis`
    title: str  # the body and what it decides
    rule: str  # the expression
    source: str  # where it is published
    limits: str  # what the expression leaves out


@cache
def procedures() -> Mapping[str, Procedure]:
    """Returns every named procedure by its name."""
    text = Path(__file__).with_name("procedures.toml").read_text(encoding="utf-8")
    found = {name: Procedure(name, **fields) for name, fields in tomllib.loads(text).items()}
    return MappingProxyType(found)


def expression_of(given: str) -> str:
    """Returns the expression of a named procedure; any other text is checked and returned as it is.

    Raises MalformedRule where the text is neither a name nor a rule.
    """
    if re.fullmatch(r"[\w-]+", name := given.strip()):
        known = {each.replace("-", "_"): each for each in (*RULES, *procedures())}
        given = known.get(folded := name.casefold().replace("-", "_"), name)
        if folded not in known and not load_installed(name) and name not in RULES:
            near = [known[each] for each in get_close_matches(folded, known, n=1)]
            advice = f"did you mean {near[0]}?" if near else "see the list of rules"
            raise MalformedRule(f"no rule or procedure is called {name!r}; {advice}", name, 1)
        if given in procedures():
            return procedures()[given].rule
    _check_new(parse_rule(given))
    return given


def _check_new(rule: Rule) -> None:
    """Raises MalformedRule for what makes no sense, though records may hold it."""
    if isinstance(rule, Silence) and rule.hours > MOST_HOURS:
        raise MalformedRule(f"a silence lasts at most {MOST_HOURS} hours, ten years")
    if isinstance(rule, Quorum) and rule.above and rule.share >= 1:
        raise MalformedRule("more than all cannot be there; leave `above` out, or lower the share")
    if len(scales := {str(each.rated_on): None for each in rule.parts if each.rated_on}) > 1:
        raise MalformedRule(f"a rule takes ratings on one scale, not on {list_phrase(scales)}")
    for part in rule.parts:
        _check_new(part)
