"""Brackets: read, written, counted and changed, and told from other changes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import InvalidChoice, NotFound
from consensus.finding import Severity
from consensus.text.bracket_edits import (
    choose_alternatives,
    drop,
    find_alternatives,
    letter_of,
    lift,
    only_brackets,
    withdraw,
)
from consensus.text.brackets import (
    EVERY_CODE,
    Bracket,
    BracketedText,
    BracketOption,
    bracket_spans,
    is_code,
    parse,
    read_option_label,
    render,
    without_option_label,
)
from consensus.text.hunk import Reword
from consensus.text.merge import settle_bracket

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


# Brackets of foreign texts read as choices, and all of them lifted or dropped.


TWO_CODES = ("BRA", "USA")


@pytest.mark.parametrize(
    ("before", "after", "numbers"),
    [
        ("we [shall] [should] [may] act", "we [shall | should | may] act", (1,)),
        ("[a]/[b] and [c]", "[a | b] and [c]", (1,)),
        ("we [shall/should] act", "we [shall | should] act", (1,)),
        ("we [shall act / should wait]", "we [shall act | should wait]", (1,)),
        ("x [one [a] [b]] [two]", "x [one [a | b] | two]", (1, 2)),
        ("[BRA: a] [b] [c]", "[BRA: a] [b | c]", (2,)),
    ],
)
def test_what_looks_like_a_choice_becomes_one(
    before: str, after: str, numbers: tuple[int, ...]
) -> None:
    """Neighbours that nobody holds, and slashes between words, are choices when asked for."""
    text, chosen = choose_alternatives(parse(before, TWO_CODES)[0])
    assert (after, numbers) == (render(text), chosen)


@pytest.mark.parametrize(
    "text",
    [
        "[a] x [b]",
        "[BRA: a] [USA: b]",
        "[and/or] of [70/125]",
        "[men/women and children]",
        "[a | b]",
        "nothing at all",
    ],
)
def test_what_may_be_no_choice_stays(text: str) -> None:
    """Brackets with names, idioms, and a slash of which nobody knows how far it reaches, stay."""
    assert (parse(text, TWO_CODES)[0], ()) == choose_alternatives(parse(text, TWO_CODES)[0])


def test_unclear_slashes_are_still_noticed() -> None:
    """A slash between words is noticed also where it is not turned into a choice."""
    assert find_alternatives(parse("[men/women and children] x [a] [b]")[0]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Option 1: we act", "Option 1", "we act"),
        ("**Option B.** we act", "Option B", "we act"),
        ("Alternative (ii) – we act", "Alternative (ii)", "we act"),
        ("Option 2 (islands): we act", "Option 2 (islands)", "we act"),
        ("Option A", "Option A", ""),
    ],
)
def test_option_labels_are_read(text: str, label: str, rest: str) -> None:
    """A label of an option is taken off with the stop or emphasis after it."""
    found = read_option_label(text)
    assert found is not None
    assert (label, rest) == (found.label, found.rest)
    assert rest == without_option_label(text)


@pytest.mark.parametrize("text", ["Option 1 is better", "Options: many", "Optional: no", "7: no"])
def test_words_are_no_option_labels(text: str) -> None:
    """A sentence about an option is no option."""
    assert read_option_label(text) is None
    assert text == without_option_label(text)


@pytest.mark.parametrize(
    ("option", "after"),
    [(1, "We act [now]."), (2, "We wait."), (3, "We ."), (4, "We sleep.")],
)
def test_lifting_takes_the_label_of_an_option_away(option: int, after: str) -> None:
    """A label is a sign that tells options apart, and goes with the signs of the bracket."""
    text = parse("We [Option 1: act [now] | Option 2: wait | Option 3: no text | 7 alt: sleep].")[0]
    assert after == render(lift(text, 1, option)).replace("We.", "We .")


FOREIGN = [
    ("We [shall [urgently]] act [now].", "We shall urgently act now.", "We act."),
    ("[a [b [c [d [e]]]]] f", "a b c d e f", "f"),
    ("We call [upon] [on] States", "We call upon on States", "We call States"),
    ("x [BRA: y] (see [z])", "x y (see z)", "x (see)"),
]


def everything(text: BracketedText, change: object) -> str:
    """The text when every bracket in it is lifted, or dropped."""
    while text.count:
        text = lift(text, 1) if change is lift else drop(text, 1)
    return render(text)


@pytest.mark.parametrize(("text", "lifted", "dropped"), FOREIGN)
def test_all_brackets_lifted_or_dropped(text: str, lifted: str, dropped: str) -> None:
    """Lifted one by one, nested brackets leave all their words; dropped, none of them."""
    read = parse(text, TWO_CODES)[0]
    assert (lifted, dropped) == (everything(read, lift), everything(read, drop))


# Telling the writing of brackets from other changes of a text.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a b c", True),
        ("a b c", "a [b] c", True),
        ("a b c", "[a b c]", True),
        ("a b c", "a [ASH: b | BAY: d] c", True),
        ("a b c", "a [b | no text] c", True),
        ("a b c", "a [[b] c]", True),
        ("a [b] c", "[a [b] c]", True),
        ("a [b] c d", "a [b] c [d | e]", True),
        ("a [b | c] d", "a [b | c | e] d", True),
        ("a [b | c] d", "[a | x] [b | c] d", True),
        ("a [b c] d", "a [[b | x] c] d", True),
        ("a b c", "a [d | b] c", False),
        ("a b c", "a [b]", False),
        ("a b c", "a [b] c d", False),
        ("a [b | c] d", "a [b] d", False),
        ("a [b | c] d", "a [c | b] d", False),
        ("a [b] c", "a b c", False),
        ("", "[a]", False),
    ],
)
def test_only_brackets(before: str, after: str, expected: bool) -> None:
    """Words that stood there come first in a new bracket; nothing else may change."""
    codes = {"ASH", "BAY"}
    assert only_brackets(parse(before, codes)[0], parse(after, codes)[0]) is expected


def test_deep_brackets_are_told_apart_quickly() -> None:
    """However deep they are nested, each pair of brackets is looked at once."""
    deep = "x " + "[a " * 40 + "b" + "]" * 40
    assert only_brackets(parse(deep)[0], parse(f"[{deep}]")[0])
    assert not only_brackets(parse(deep)[0], parse(deep.replace("b", "c"))[0])


@pytest.mark.parametrize(
    ("text", "number", "choice", "expected"),
    [
        ("a [b] c", 1, "keep", "a b c"),
        ("a [b] c", 1, "a", "a b c"),
        ("a [b] c", 1, "drop", "a c"),
        ("a [b | ASH: d] c", 1, "a", "a b c"),
        ("a [b | ASH: d] c", 1, "b", "a d c"),
        ("a [b | no text], c", 1, "b", "a, c"),
        ("a [b | d] c", 1, Reword("e [f]"), "a e [f] c"),
        ("[a [b] c] [d]", 2, "drop", "[a c] [d]"),
        ("[a [b] c] [d]", 3, "keep", "[a [b] c] d"),
    ],
)
def test_a_bracket_is_settled(text: str, number: int, choice: str | Reword, expected: str) -> None:
    """Its signs go, and the words that are chosen stay."""
    assert settle_bracket(parse(text, {"ASH"})[0], number, choice).notation() == expected


def test_a_bracket_is_not_settled_by_what_it_does_not_offer() -> None:
    """The message says which options there are."""
    text = parse("a [b | no text] c")[0]
    with pytest.raises(InvalidChoice, match="B1 offers a choice, so say which: a “b”, b “no text”"):
        settle_bracket(text, 1, "keep", "B1")
    with pytest.raises(NotFound, match="B1 has no option c: choose keep, drop or one of a “b”"):
        settle_bracket(text, 1, "c", "B1")
    with pytest.raises(NotFound, match="there is no bracket 2"):
        settle_bracket(text, 2, "drop")


def test_brackets_are_found_by_their_opening_signs() -> None:
    """Nested ones count, signs that build no bracket do not."""
    text = r"a [b [c] | d] ] \[e] [f]"
    assert [text[start:end] for start, end in bracket_spans(text)] == [
        "[b [c] | d]",
        "[c]",
        "[f]",
    ]


def test_letters_go_on_after_z() -> None:
    """Options beyond the alphabet have letters, too."""
    assert [letter_of(at) for at in (0, 25, 26, 27, 51, 52)] == ["a", "z", "aa", "ab", "az", "ba"]
