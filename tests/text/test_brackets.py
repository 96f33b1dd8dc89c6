"""Brackets: read, written, counted and changed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import NotFound
from consensus.finding import Severity
from consensus.text.bracket_edits import drop, lift, withdraw
from consensus.text.brackets import (
    EVERY_CODE,
    Bracket,
    BracketedText,
    BracketOption,
    is_code,
    parse,
    render,
)

CODES = ("BRA", "USA", "COL", "MWI", "PER", "G77")


def plain(words: str) -> BracketedText:
    """Make a text without brackets."""
    return BracketedText.plain(words)


def choice(*options: tuple[str, tuple[str, ...]]) -> Bracket:
    """Make a bracket of plain options, each with those who propose it."""
    return Bracket(tuple(BracketOption(plain(words), names) for words, names in options))


words = st.one_of(
    st.text(st.sampled_from("ab |[]\\:/,\n.no"), max_size=8),
    st.sampled_from(
        (
            "no text",
            " no text",
            "\\no text",
            "BRA: x",
            " USA : ",
            "COL propose: a",
            "C:\\",
            "\\[",
            "7:00",
            "7 :1",
        )
    ),
)
names = st.lists(st.sampled_from(CODES), max_size=2).map(tuple)


def bracketed(inner: st.SearchStrategy[BracketedText]) -> st.SearchStrategy[BracketedText]:
    """Draw a text in whose brackets stand texts drawn from another strategy."""
    options = st.builds(BracketOption, inner, names, names, names)
    brackets = st.lists(options, min_size=1, max_size=3).map(lambda found: Bracket(tuple(found)))
    return st.lists(st.one_of(words, brackets), max_size=4).map(
        lambda parts: BracketedText(tuple(parts))
    )


texts = st.recursive(words.map(plain), bracketed, max_leaves=8)


def test_a_time_of_day_names_nobody() -> None:
    """A colon between digits joins them, so that no option is written with a backslash for it."""
    written = "open from [07:00 to 20:00 | BRA: 08:00]"
    read, findings = parse(written, CODES)
    assert not findings
    assert [option.attribution for bracket in read.brackets() for option in bracket.options] == [
        "",
        "BRA",
    ]
    assert written == render(read)


@given(texts)
def test_written_text_reads_back_as_it_was(text: BracketedText) -> None:
    """What is rendered is parsed to the same value, and nothing about it is a warning."""
    read, findings = parse(render(text), CODES)
    assert text == read
    assert [finding for finding in findings if finding.severity is not Severity.NOTE] == []
    assert text.parts == read.parts


@given(texts)
def test_written_text_needs_no_list_of_codes(text: BracketedText) -> None:
    """A reader who takes every name at its word reads what was written, too."""
    assert text == parse(render(text), EVERY_CODE)[0]


@given(texts)
def test_text_survives_json(text: BracketedText) -> None:
    """A text is stored as JSON and comes back equal."""
    stored = msgspec.json.encode(text)
    assert text == msgspec.json.decode(stored, type=BracketedText)


@given(st.text(st.sampled_from("ab |[]\\:`()\n1^!"), max_size=30), st.booleans())
def test_any_text_can_be_read(text: str, markdown: bool) -> None:
    """No sequence of signs is refused, and reading what was read changes nothing."""
    read = parse(text, CODES, markdown=markdown)[0]
    assert read == parse(render(read), CODES)[0]


@given(texts)
def test_hidden_names_leave_the_words(text: BracketedText) -> None:
    """Without names the same brackets are written, held by nobody."""
    read = parse(render(text, names=False), CODES)[0]
    assert text.count == read.count
    assert read.holders == ()


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("[BRA: shall | USA: should]", choice(("shall", ("BRA",)), ("should", ("USA",)))),
        ("[BRA:shall|USA: should]", choice(("shall", ("BRA",)), ("should", ("USA",)))),
        ("[BRA, USA: shall]", choice(("shall", ("BRA", "USA")))),
        ("[shall]", choice(("shall", ()))),
        ("[BRA: no text | x]", choice(("", ("BRA",)), ("x", ()))),
        ("[]", choice(("", ()))),
        (r"[\no text]", choice(("no text", ()))),
        (r"[BRA\: x]", choice(("BRA: x", ()))),
        ("[07:00 | BRA: 08:00]", choice(("07:00", ()), ("08:00", ("BRA",)))),
        ("[Note: x]", choice(("Note: x", ()))),
        ("[bra: x]", choice(("bra: x", ()))),
        (r"[a \| b]", choice(("a | b", ()))),
        (
            "[COL, BRA propose, MWI support, PER oppose: text]",
            Bracket((BracketOption(plain("text"), ("COL", "BRA"), ("MWI",), ("PER",)),)),
        ),
        (
            "[BRA: a [b | c]]",
            Bracket(
                (BracketOption(BracketedText(("a ", choice(("b", ()), ("c", ())))), ("BRA",)),)
            ),
        ),
    ],
)
def test_notation_is_read(notation: str, expected: Bracket) -> None:
    """Each form of the notation is one bracket."""
    assert ((expected,), ()) == (parse(notation, CODES)[0].parts, parse(notation, CODES)[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab ] c", [(1, 4, Severity.WARNING)]),
        ("a\n [b [c]", [(2, 2, Severity.WARNING)]),
        ("a | [b | c", [(1, 5, Severity.WARNING)]),
        ("\n[XYZ: a]", [(2, 2, Severity.NOTE)]),
        ("x [shall] [should] [may]", [(1, 3, Severity.NOTE)]),
        ("x [men/women]", [(1, 3, Severity.NOTE)]),
        ("[and/or] [BRA: a] [USA: b] [70/125], [c], [d]", []),
    ],
)
def test_doubts_are_findings(text: str, expected: list[tuple[int, int, Severity]]) -> None:
    """Unbalanced signs, names nobody bears and possible alternatives are named with their place."""
    findings = parse(text, CODES)[1]
    assert expected == [(found.line, found.column, found.severity) for found in findings]


def test_unbalanced_signs_are_kept() -> None:
    """A sign that closes nothing is text, and written so that it stays text."""
    text = parse("a] [b", ())[0]
    assert text.parts == ("a] [b",)
    assert render(text) == r"a\] \[b"


def test_parts_are_in_normal_form() -> None:
    """Neighbouring strings are one, empty ones are none, so equal texts are equal."""
    assert BracketedText(("ab",)) == BracketedText(("a", "", "b"))
    assert BracketedText() == plain("")
    assert len({BracketedText(("a", "b")), plain("ab")}) == 1
    assert plain("a") != choice(("a", ()))


def test_nested_brackets_are_counted() -> None:
    """Nested brackets count, and the text knows whether any is left and who holds them."""
    text = parse("a [BRA: b [c | USA: d]] [MWI support: e]", CODES)[0]
    assert (text.count, text.depth, text.is_clean) == (3, 2, False)
    assert text.holders == ("BRA", "USA", "MWI")
    assert (plain("[a]").count, plain("[a]").depth, plain("[a]").is_clean) == (0, 0, True)


@pytest.mark.parametrize(
    ("before", "number", "option", "after"),
    [
        ("we [BRA: shall] act", 1, None, "we shall act"),
        ("we [shall | may] act", 1, 2, "we may act"),
        ("[a [b] c] [d]", 1, None, "a [b] c [d]"),
        ("[a [b] c] [d]", 2, None, "[a b c] [d]"),
        ("act [no text | now].", 1, 1, "act."),
    ],
)
def test_lift_keeps_the_words(before: str, number: int, option: int | None, after: str) -> None:
    """Lifting a bracket takes its signs away and leaves the chosen words."""
    assert after == render(lift(parse(before, CODES)[0], number, option))


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("a [very] big", 1, "a big"),
        ("act [now].", 1, "act."),
        ("[The] members", 1, "members"),
        ("x-[y]z", 1, "x-z"),
        ("[a [b] c] [d]", 2, "[a c] [d]"),
        ("[a [b] c] [d]", 3, "[a [b] c]"),
    ],
)
def test_drop_takes_the_words_out(before: str, number: int, after: str) -> None:
    """Dropping a bracket takes out its words and the white space left over, gluing nothing."""
    assert after == render(drop(parse(before, CODES)[0], number))


def test_no_such_bracket() -> None:
    """A bracket or option that is not there is refused, as is lifting without a choice."""
    text = parse("[a | b]")[0]
    with pytest.raises(NotFound, match="no bracket 2"):
        lift(text, 2)
    with pytest.raises(NotFound, match="no option 3"):
        lift(text, 1, 3)
    with pytest.raises(ValueError, match="2 options"):
        lift(text, 1)
    with pytest.raises(NotFound):
        drop(text, 0)


def test_withdraw_leaves_the_bracket() -> None:
    """A name withdrawn is gone from every bracket, and the bracket stays without holder."""
    text = parse("[BRA: a | USA propose, BRA support: b [BRA oppose: c]]", CODES)[0]
    assert render(withdraw(text, "BRA")) == "[a | USA: b [c]]"


def test_what_markdown_resolves_is_no_bracket() -> None:
    """Links, images, footnotes, code and citations stay as they are, and are written so."""
    text = (
        "See [x [y]](u) ![i](p \"t\") [y][r] [R] [R][] [^1] `[c]` <a title='[d]'> [12, 14].\n\n"
        "We [shall] [text](see annex).\n\n```\n[code]\n```\n\n"
        "[r]: http://example.org\n[^1]: Foot.\n"
    )
    read, findings = parse(text, CODES, markdown=True)
    assert read.count == 2
    assert text == render(read, markdown=True)
    assert [finding.severity for finding in findings] == [Severity.NOTE, Severity.NOTE]
    assert "citations" in findings[0].message


def test_a_bracket_before_a_parenthesis_is_no_link() -> None:
    """A bracket is kept apart from a parenthesis that would make a Markdown link of it."""
    text = BracketedText(("Part", choice(("ies", ())), "(s)"))
    written = render(text, markdown=True)
    assert written == "Part[ies]\\(s)"
    assert text == parse(written, markdown=True)[0]


@pytest.mark.parametrize("name", ["my file", "a,b", "a:b", "", "[a]", "a|b"])
def test_a_name_must_be_a_code(name: str) -> None:
    """A name that could not be read back is refused when the bracket is made."""
    assert not is_code(name)
    with pytest.raises(ValueError, match="cannot be written"):
        BracketOption(plain("x"), (name,))
    with pytest.raises(ValueError, match="at least one option"):
        Bracket(())


def test_depth_is_no_limit() -> None:
    """Five thousand nested brackets are read, compared, changed and written."""
    written = "[" * 5000 + "x" + "]" * 5000
    text = parse(written)[0]
    assert (5000, 5000, written) == (text.count, text.depth, render(text))
    assert lift(text, 2500).count == 4999
    assert drop(text, 5000).count == 4999
    assert text == withdraw(text, "BRA")
