"""Rule expressions, read and written, and the page on how to write a rule."""

from __future__ import annotations

import copy
import doctest
import pickle
import re
import warnings
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import MalformedRule
from consensus.rules.counting_rules import ConsensusMinus, Consent, NoObjection, Silence
from consensus.rules.expression import (
    DEEPEST,
    LONGEST,
    MOST_HOURS,
    RULES,
    expression_of,
    parse_rule,
    read_quorum,
)
from consensus.rules.rule import AllOf, EachGroup, Rule
from consensus.rules.share_rules import Majority, NoVeto, Quorum, Threshold
from consensus.rules.verdict import read_share
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
        ("silence(072)", Silence(72)),
        ("silence( hours = 0024 )", Silence(24)),
        ("threshold(01)", Threshold(Fraction(1))),
        ("threshold(00.5)", Threshold(Fraction(1, 2))),
        ("consensus_minus(00)", ConsensusMinus(0)),
        ('threshold("02/03")', Threshold(Fraction(2, 3))),
        (
            "\u00a0all_of(consent\u2009,\u3000no_objection\x1f( ))\r\n",
            AllOf(Consent(), NoObjection()),
        ),
        ('threshold("2\u00a0/\u20093")', Threshold(Fraction(2, 3))),
    ],
)
def test_reads(text: str, expected: Rule) -> None:
    """Rules are read with or without parentheses, white space and names of arguments."""
    assert expected == parse_rule(text)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Threshold("75%"), 'threshold("75%")'),
        (parse_rule("threshold(0.71)"), 'threshold("0.71")'),
        (parse_rule("threshold(00.50)"), 'threshold("0.50")'),
        (parse_rule("threshold(1)"), 'threshold("1")'),
        (Threshold(Fraction(71, 100)), 'threshold("71/100")'),
        (Quorum("1/2", above=True), 'quorum("1/2", above=True)'),
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
        ("threshold(2/3)", 12, "quotation marks, like threshold('2/3')"),
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
        ("consensus_minus(0.5)", 1, "a whole number from 0, not 0.5"),
        ("consensus_minus(1.0)", 1, "a whole number from 0, not 1.0"),
        ("threshold(1if 1else 2)", 11, "without letters after it"),
        ('no_veto("A\\B")', 9, "has a \\ after it"),
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
        ("threshold(1e5)", 11, "without letters after it"),
        ("threshold(1_0)", 11, "without letters after it"),
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


@pytest.mark.parametrize("code", ["A\\B", 'A"B', "", " \n"])
def test_a_code_that_cannot_be_written_is_refused(code: str) -> None:
    """What could not be read back is no code from Python either."""
    with pytest.raises(MalformedRule, match="takes codes"):
        NoVeto([code])


def test_a_share_is_printed_and_copied_as_it_was_written() -> None:
    """Its words stay with it in sentences, copies and pickles, and it is worth the same."""
    share = read_share(" 70 %")
    for same in (share, copy.copy(share), copy.deepcopy(share), pickle.loads(pickle.dumps(share))):
        assert (str(same), f"{same}", f"{same:>4}", repr(same)) == ("70%", "70%", " 70%", "70%")
        assert same == Fraction(7, 10)
    rule = parse_rule('all_of(quorum("1/2"), threshold("71%"))')
    for again in (copy.deepcopy(rule), pickle.loads(pickle.dumps(rule))):
        assert (again, str(again)) == (rule, str(rule))


def test_no_expression_makes_python_warn() -> None:
    """A number with a word after it is refused without a warning of Python's own parser."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with pytest.raises(MalformedRule):
            parse_rule("threshold(1if 1else 2)")
    assert not said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"silence({MOST_HOURS + 1})", "at most 87840 hours, ten years"),
        ("all_of(consent(), each_group(silence(99999999999999)))", "ten years"),
        ('quorum("1", above=True)', "more than all cannot be there"),
        ('all_of(quorum("100%", above=True), consent())', "more than all cannot be there"),
        (
            'all_of(delphi(scale="1-7", in_favour="5-7", opposed="1-3"), rand_ucla())',
            "on one scale, not on 1-7 and 1-9",
        ),
        (
            'any_of(consent(), each_group(any_of(delphi(scale="0-9"), delphi())))',
            "on one scale, not on 0-9 and 1-9",
        ),
    ],
)
def test_what_records_may_hold_cannot_all_be_set_anew(text: str, says: str) -> None:
    """A rule that makes no sense is refused where it is set, and is read where it is recorded."""
    assert parse_rule(text)
    with pytest.raises(MalformedRule, match=says):
        expression_of(text)


@pytest.mark.parametrize(
    "text",
    [
        f"silence({MOST_HOURS})",
        'quorum("1")',
        'quorum("0.99", above=True)',
        'all_of(delphi(not_rated="X"), rand_ucla(), each_group(delphi()))',
    ],
)
def test_what_makes_sense_can_be_set(text: str) -> None:
    """A bound itself is no mistake, nor is one scale in several parts."""
    assert expression_of(text)


def test_a_meeting_has_no_quorum_of_more_than_all() -> None:
    """It could never be there."""
    with pytest.raises(MalformedRule, match="more than all cannot be there"):
        read_quorum('quorum("1", above=True)')


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
