"""Rule expressions, read and written, and the page on how to write a rule."""

from __future__ import annotations

import doctest
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import MalformedRule
from consensus.rules.counting_rules import Consent, NoObjection
from consensus.rules.expression import DEEPEST, LONGEST, RULES, parse_rule
from consensus.rules.rule import AllOf, EachGroup, Rule
from consensus.rules.share_rules import Majority, Quorum, Threshold
from tests.rules.drawing import rules


@given(rules)
def test_a_printed_rule_reads_back_the_same(rule: Rule) -> None:
    """Writing a rule and reading it gives the same rule."""
    assert rule == parse_rule(str(rule))


@given(rules)
def test_a_printed_rule_prints_the_same_again(rule: Rule) -> None:
    """What is written is already in canonical form."""
    assert str(rule) == str(parse_rule(str(rule)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("consent", Consent()),
        ("  consent ( ) ", Consent()),
        (
            'all_of(quorum("1/2"), no_objection())',
            AllOf(Quorum(Fraction(1, 2)), NoObjection()),
        ),
        (
            "each_group(threshold('2/3', of='cast'))",
            EachGroup(Threshold("2/3", of="cast")),
        ),
        ('threshold("75%")', Threshold(Fraction(3, 4))),
        ("threshold(0.75)", Threshold(Fraction(3, 4))),
        ("threshold(1)", Threshold(Fraction(1))),
        ('threshold("2 / 3")', Threshold(Fraction(2, 3))),
        ('threshold("33.3%")', Threshold(Fraction(333, 1000))),
        ('threshold("2/3", "cast", false)', Threshold("2/3", "cast", False)),
        ("all_of(consent, no_objection,)", AllOf(Consent(), NoObjection())),
        ('majority(kind="simple")', Majority("simple")),
    ],
)
def test_reads(text: str, expected: Rule) -> None:
    """Rules are read with or without parentheses, white space and names of arguments."""
    assert expected == parse_rule(text)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Threshold("75%"), 'threshold("75%")'),
        (Threshold("2/3", "cast", False), 'threshold("2/3", of="cast", block=False)'),
        (AllOf(Consent(), Majority("two-thirds")), 'all_of(consent(), majority("two-thirds"))'),
    ],
)
def test_prints(rule: Rule, expected: str) -> None:
    """The canonical form leaves defaults out, and shares are as they were written."""
    assert expected == str(rule)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "missing at the end"),
        ("consnet()", 1, "did you mean consent?"),
        ("no-objection()", 3, "'-' means nothing"),
        ("all_of(consent(), majorty('simple'))", 19, "did you mean majority?"),
        ("all_of()", 1, "needs a rule inside"),
        ("all_of(1)", 1, "takes rules"),
        ("each_group('x')", 1, "takes rules"),
        ("threshold()", 1, "takes share, of, block"),
        ("threshold(0)", 1, "more than 0 and at most 1"),
        ('threshold("3/2")', 1, "more than 0 and at most 1"),
        ('threshold("1/0")', 1, "divides by nothing"),
        ('threshold("1e9")', 1, "is not a share"),
        ("threshold(True)", 1, "is not a share"),
        ('threshold("2/3", off="cast")', 18, "did you mean of?"),
        ('threshold("2/3", of="votes")', 1, '"eligible", "present", "cast"'),
        ('threshold("2/3", block=1)', 1, "True or False"),
        ('threshold("2/3", of="cast", of="cast")', 29, "given twice"),
        ('threshold(of="cast", "2/3")', 27, "positional argument follows keyword"),
        ('quorum("1/2", of="eligible")', 1, '"present", "cast"'),
        ('majority("large")', 1, '"simple", "absolute", "two-thirds"'),
        ("consensus_minus(0.5)", 1, "whole number"),
        ("clean_text(1)", 1, "True or False"),
        ("consent(1)", 1, "takes no arguments"),
        ("consent(x=1)", 9, "takes none"),
        ("consent() or unanimity()", 1, "join rules with all_of"),
        ("all_of(consent() consent())", 8, "forgot a comma"),
        ("all_of(consent()", 7, "never closed"),
        ("all_of(consent(),", 7, "never closed"),
        ("all_of(,)", 8, "a rule is written like"),
        ('majority("simple)', 10, "never closed"),
        ("majority(“simple”)", 10, "straight quotation marks"),
        ('"consent"', 1, "a rule is expected"),
        ("__import__('os')", 1, "no rule is called"),
        (
            "all_of(" * DEEPEST + "consent()" + ")" * DEEPEST,
            7 * DEEPEST + 1,
            "nested more than",
        ),
        ("(" * 300, 201, "too many nested"),
        ('consent("\x00")', 1, "a rule is written like"),
        ("consent('é', x=1)", 14, "takes none"),
        ('threshold("2/3", of="\ud800")', 1, "a rule is written like"),
        ("f'x'", 1, "expected here"),
        ("threshold(1e5)", 11, "expected here"),
        ("threshold(1_0)", 11, "expected here"),
        ("consent((()))", 10, "expected here"),
        ("consent()" + " " * LONGEST, 0, "longer than"),
    ],
)
def test_refuses(text: str, column: int, says: str) -> None:
    """What cannot be read is refused with its place and what to write instead."""
    with pytest.raises(MalformedRule) as caught:
        parse_rule(text)

    assert column == caught.value.column
    assert text == caught.value.expression
    assert says in str(caught.value)


@given(st.text(alphabet="consent_all()\"'=,./% 12", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in any other way than by refusing it."""
    try:
        rule = parse_rule(text)
    except MalformedRule:
        return
    assert rule == parse_rule(str(rule))


def test_every_rule_is_registered_under_its_name() -> None:
    """The registry knows every rule by the name it prints."""
    assert all(name == rule.name for name, rule in RULES.items())


@pytest.mark.parametrize("share", [0.5, None, "half", "-1/2", "5/"])
def test_what_is_not_exactly_a_share_is_refused(share: object) -> None:
    """A share given from Python is exact text, a fraction or a whole number."""
    with pytest.raises(MalformedRule):
        Threshold(share)


PAGE = Path(__file__).parents[2] / "docs" / "how-to-write-a-rule.md"


def test_the_page_on_writing_a_rule_is_true() -> None:
    """The code on the page runs as it stands, and answers what the page says."""
    *code, session = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {"__name__": "at_least"}
    for block in code:
        exec(compile(block, PAGE.name, "exec"), names)
    test = doctest.DocTestParser().get_doctest(session, names, PAGE.name, str(PAGE), 0)

    results = doctest.DocTestRunner(verbose=False).run(test)

    assert results.attempted
    assert not results.failed
