"""Combinations: written clean, with brackets, markers or CriticMarkup, and worded anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.errors import Unresolved
from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, Bracket, parse
from consensus.text.combination import Combination
from consensus.text.combine import combine
from consensus.text.hunk import (
    Backers,
    Change,
    Conflict,
    Hunk,
    Kept,
    Option,
    render_bracket,
    with_wording,
)

NAMES = {"A1": ("BRA",), "A2": ("USA", "CAN"), "A3": ()}


def options(*texts: str | tuple[str, str]) -> tuple[Option, ...]:
    """Make options: a base wording as a string, another with the key of its proposal."""
    return tuple(
        Option(text, ()) if isinstance(text, str) else Option(text[0], (text[1],)) for text in texts
    )


def combination(*hunks: Hunk) -> Combination:
    """Make a combination of hunks."""
    return Combination("", {}, hunks)


def change(replaces: str, text: str) -> Change:
    """Make a change by one proposal."""
    return Change(replaces, text, ("A1",))


def conflict(*texts: str | tuple[str, str]) -> Conflict:
    """Make a conflict about a base wording that comes first."""
    return Conflict(str(texts[0]), options(*texts))


@pytest.mark.parametrize(
    ("given_options", "expected"),
    [
        (options("shall", ("should", "BRA")), "[shall | BRA: should]"),
        (options(("should", "BRA"), "shall"), "[shall | BRA: should]"),
        (options("shall", ("", "BRA"), ("may", "USA")), "[shall | BRA: no text | USA: may]"),
        (options("", ("not", "BRA"), ("soon", "USA")), "[no text | BRA: not | USA: soon]"),
        (options("a ", ("b ", "BRA")), "[a | BRA: b] "),
        (options(" a\n", (" b\n", "BRA")), " [a | BRA: b]\n"),
        (options("a ", ("b", "BRA")), "[a  | BRA: b]"),
        (options("a ", ("", "BRA")), "[a | BRA: no text] "),
        (options("", (" a", "BRA"), (" b", "USA")), " [no text | BRA: a | USA: b]"),
        (options("", (" a ", "BRA")), "[no text | BRA:  a] "),
        (options("", (" ", "BRA"), ("\n", "USA")), "[no text | BRA:   | USA: \n]"),
        (options("", (" ", "BRA")), "[no text | BRA:  ]"),
        (options("x [A: y] z", ("w", "BRA")), "[x [A: y] z | BRA: w]"),
        (options("a | b", ("BRA: c", "BRA")), r"[a \| b | BRA: BRA: c]"),
        (options("07:00", ("08:00", "BRA")), "[07:00 | BRA: 08:00]"),
        (options("Note: a", ("b", "BRA")), r"[Note\: a | BRA: b]"),
        (options("that is: a", ("b", "BRA")), "[that is: a | BRA: b]"),
    ],
)
def test_a_conflict_is_written_as_a_bracket(given_options: Sequence[Option], expected: str) -> None:
    """The base comes first, each other wording has its proposers, brackets inside are kept."""
    assert expected == render_bracket(given_options)


@pytest.mark.parametrize(
    ("given_options", "expected"),
    [
        (options("[A: x | B: y]", ("x", "C"), ("y", "D")), "[A, C: x | B, D: y]"),
        (options("[A: x | B: y]", ("x", "A"), ("y", "B")), "[A: x | B: y]"),
        (options("[A: x | B: y]", ("[A: x | C: z]", "C")), "[A: x | B: y | C: z]"),
        (options("[A oppose: x | y]", ("x", "C")), "[C propose, A oppose: x | y]"),
        (options("[text]", ("text", "A"), ("", "B")), "[A: text | B: no text]"),
        (options("[text]", ("text", "A"), ("x", "B")), "[[text] | A: text | B: x]"),
        (options("[text]", ("x", "B")), "[text | B: x]"),
        (options("text", ("[text]", "A"), ("", "B")), "[text | A: [text] | B: no text]"),
        (options("[A: x] [B: y]", ("x", "C")), "[[A: x] [B: y] | C: x]"),
        (options("a [x | B: y] z", ("w", "C")), "[a x z | B: a y z | C: w]"),
        (options("a [x | B: y] z", ("a y z", "C")), "[a x z | B, C: a y z]"),
        (options("a[ x | B: no text], z", ("w", "C")), "[a x, z | B: a, z | C: w]"),
        (options("a [x] z", ("w", "C")), "[a [x] z | C: w]"),
        (options("a [x | y] z", ("b [x | y] z", "C")), "[a x z | a y z | C: b [x | y] z]"),
    ],
)
def test_a_bracket_among_the_options_is_taken_apart(
    given_options: Sequence[Option], expected: str
) -> None:
    """A conflict among the choices of a bracket is that bracket, with all names."""
    assert expected == render_bracket(given_options)


choices = st.lists(
    st.text(st.sampled_from("ab |:"), max_size=4), min_size=2, max_size=4, unique=True
)


@given(choices)
def test_bracketing_the_choices_gives_the_same_bracket(texts: list[str]) -> None:
    """When everyone chooses the own option of a bracket, the bracket stays as it is."""
    proposed = [(text, f"M{place}") for place, text in enumerate(texts)]
    bracket = render_bracket(options(*proposed))
    before, after = re.split(r"\[.*\]", bracket, flags=re.DOTALL)
    inner = parse(bracket, EVERY_CODE)[0].parts
    written = [
        (f"{before}{option.text.notation()}{after}", option.proposes[0])
        for part in inner
        if isinstance(part, Bracket)
        for option in part.options
    ]
    assert bracket == render_bracket(options(bracket, *written))


@pytest.mark.parametrize(
    ("base", "proposals"),
    [
        ("Members report.", ("Members shall report.", "Members should report.")),
        ("A quick brown fox.", ("A brown fox.", "A slow brown fox.")),
        ("Report annually.", ("Report.", "Report yearly.")),
        ("Meet (once a year).", ("Meet (a year).", "Meet (twice a year).")),
        ("One.\n\nTwo.\n", ("One.\n\nNew.\n\nTwo.\n", "One.\n\nOther.\n\nTwo.\n")),
        ("- one\n- two\n", ("- one\n- new\n- two\n", "- one\n- other\n- two\n")),
        ("Members report.", ("", "Members shall report.")),
    ],
)
def test_lifting_an_option_gives_what_was_proposed(base: str, proposals: tuple[str, ...]) -> None:
    """A conflict written as a bracket holds each wording, the base included, to the space."""
    combined = combine(base, {f"M{place}": text for place, text in enumerate(proposals)})
    read = parse(combined.render("brackets"), EVERY_CODE)[0]
    lifted = [lift(read, 1, option).notation() for option in range(1, 2 + len(proposals))]
    assert [base, *proposals] == lifted


def test_names_of_proposals_are_those_of_their_sponsors() -> None:
    """Sponsors are printed where given; a proposal without any is printed without a name."""
    given_options = options("shall", ("should", "A1"), ("may", "A2"), ("will", "A3"))
    assert render_bracket(given_options, NAMES) == "[shall | BRA: should | USA, CAN: may | will]"
    assert render_bracket(given_options, {}) == "[shall | should | may | will]"


def test_a_bracket_says_who_proposes_and_who_supports() -> None:
    """Supporters are named once, those of the base too; whoever proposes needs no support."""
    names = {
        "": Backers(supports=("FIN",)),
        "A1": Backers(("BRA",), ("CHL", "USA")),
        "A2": Backers(("USA",), ("BRA",)),
        "A3": ("PER",),
    }
    given_options = (Option("shall"), Option("should", ("A1", "A2")), Option("may", ("A3",)))
    assert render_bracket(given_options, names) == (
        "[FIN support: shall | BRA, USA propose, CHL support: should | PER: may]"
    )


def test_a_name_that_cannot_be_written_is_refused() -> None:
    """A key with a space would not be read back as a name."""
    with pytest.raises(ValueError, match="my file"):
        render_bracket(options("a", ("b", "my file")))


MIXED = combination(
    Kept("We "),
    conflict("shall", ("should", "A1"), ("may", "A2")),
    Kept(" report "),
    change("yearly", "annually"),
    change("", " and fully"),
    change(" now", ""),
    Kept("."),
)


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("brackets", "We [shall | BRA: should | USA, CAN: may] report annually and fully."),
        (
            "markers",
            "We \n<<<<<<< BRA\nshould\n||||||| base\nshall\n=======\nmay\n>>>>>>> USA, CAN\n"
            " report annually and fully.",
        ),
        (
            "critic",
            "We {~~shall~>should~~}{>>BRA<<}{++may++}{>>USA, CAN<<} report"
            " {~~yearly~>annually~~}{>>BRA<<}{++ and fully++}{>>BRA<<}{-- now--}{>>BRA<<}.",
        ),
    ],
)
def test_notations(notation: str, expected: str) -> None:
    """Conflicts are shown in each notation, and changes are made or shown."""
    assert expected == MIXED.render(notation, NAMES)


def test_clean_text_needs_every_conflict_settled() -> None:
    """The clean text is the changed text, and is refused while conflicts are left."""
    assert combination(Kept("a "), change("old", "new")).render("clean") == "a new"
    with pytest.raises(Unresolved, match="1 conflict is left"):
        MIXED.render("clean")


def test_an_unknown_notation_is_refused() -> None:
    """Who asks for another notation is told which ones there are."""
    with pytest.raises(ValueError, match="clean, brackets, markers, critic"):
        MIXED.render("latex")


def test_markers_stand_on_lines_of_their_own() -> None:
    """No line break is doubled where the text has its own, and conflicts may follow one another."""
    text = combination(
        conflict("a\n", ("b\n", "A"), ("c\n", "B"), ("", "C")),
        conflict("d", ("e", "A")),
        Kept("\n\nEnd"),
    )
    expected = (
        "<<<<<<< A\nb\n||||||| base\na\n======= B\nc\n=======\n>>>>>>> C\n"
        "<<<<<<< base\nd\n=======\ne\n>>>>>>> A\n\nEnd"
    )
    assert expected == text.render("markers")
    assert combination(conflict("d", ("e", "A"))).render("markers")[-10:] == ">>>>>>> A\n"


def test_markers_are_longer_than_underlines() -> None:
    """A heading underlined with equals signs is not taken for a marker."""
    text = combination(Kept("Title\n========\n"), conflict("a", ("b", "A"), ("c", "B")))
    expected = "Title\n========\n<<<<<<<<< A\nb\n||||||||| base\na\n=========\nc\n>>>>>>>>> B\n"
    assert expected == text.render("markers")


def test_critic_deletion_comes_first() -> None:
    """The base wording stands once, so that rejecting everything leaves it."""
    text = combination(conflict("x", ("y", "A"), ("", "B")))
    assert text.render("critic") == "{--x--}{>>B<<}{++y++}{>>A<<}"
    assert text.render("critic", {}) == "{--x--}{++y++}"


def test_what_is_only_put_in_beside_a_conflict_stands_by_itself_in_critic_markup() -> None:
    """The words that others replace are not repeated for it."""
    text = combination(conflict("may", ("and may", "A"), ("may now", "B"), ("shall", "C")))
    assert text.render("critic") == "{++and ++}{>>A<<}{~~may~>shall~~}{>>C<<}{++ now++}{>>B<<}"
    alone = combination(conflict("may", ("and may", "A")), change("x", "y"))
    assert alone.render("critic", {"A": ("FIN",)}) == "{++and ++}{>>FIN<<}may{~~x~>y~~}"


def test_signs_of_criticmarkup_in_the_text_survive() -> None:
    """A sign that the text holds is parted, as CommonMark escapes punctuation, and is no mark."""
    text = combination(Kept("a {++ b ++} ~> {c}"), change("", "d --} {=="))
    expected = r"a {\++ b ++\} ~\> {c}{++d --\} {\==++}{>>A1<<}"
    assert expected == text.render("critic")


plain = st.text(st.sampled_from("ab +-~={}<>"), min_size=1, max_size=6)
hunks = st.one_of(
    st.builds(Kept, plain),
    st.builds(change, plain, plain),
    st.builds(
        lambda base, *others: conflict(base, *zip(others, "AB", strict=True)), plain, plain, plain
    ),
)


def unescaped(text: str) -> str:
    """Take away the backslashes that CommonMark reads as escapes."""
    return re.sub(r"\\([-+~=<>{}])", r"\1", text)


@given(st.lists(hunks, max_size=5))
@example([Kept("{"), Kept("~~<"), change("<", "<")])
@example([Kept("{"), conflict("~", ("a~", "A"), ("~b", "B")), Kept("~<"), change("<", "<")])
def test_rejecting_every_critic_mark_gives_the_base(made: list[Hunk]) -> None:
    """What is left without insertions and comments, and with what was replaced, is the base."""
    base = "".join(hunk.text if isinstance(hunk, Kept) else hunk.replaces for hunk in made)
    written = combination(*made).render("critic")
    written = re.sub(r"\{>>.*?<<\}|\{\+\+.*?\+\+\}", "", written)
    written = re.sub(r"\{--(.*?)--\}", r"\1", written)
    written = re.sub(r"\{~~(.*?)~>.*?~~\}", r"\1", written)
    assert base == unescaped(written)


BASE = "Members report annually.\n\n# Funding [and means]\n\nThe fund {x} helps.\n"


@given(st.lists(st.sampled_from(("shall", "should", "may", "will")), max_size=4, unique=True))
def test_brackets_of_a_combination_can_be_read(verbs: list[str]) -> None:
    """What several proposals make of a text is one bracket more, held by those who made them."""
    proposals = {
        f"M{place}": BASE.replace("report", f"{verb} report") for place, verb in enumerate(verbs)
    }
    written = combine(BASE, proposals).render("brackets")
    read, findings = parse(written, tuple(proposals))
    assert 1 + (len(verbs) > 1) == read.count
    assert (tuple(proposals) if len(verbs) > 1 else ()) == read.holders
    assert findings == ()


# New wording for a conflict, parted from its neighbours.


@pytest.mark.parametrize(
    ("base", "other", "typed", "stands"),
    [
        ("shall", "should", "must", "must"),
        (" and open", ", fair", "and fair", " and fair"),
        (" and open", ", fair", ", fair", ", fair"),
        ("each year ", "every year ", "yearly", "yearly "),
        ("each year ", "every year ", "yearly ", "yearly "),
        ("", " with care", "gladly", " gladly"),
        (" and open", ", fair", "", ""),
    ],
)
def test_new_words_are_parted_as_the_wordings_were(
    base: str, other: str, typed: str, stands: str
) -> None:
    """White space at the edges of every wording is put there, and never twice."""
    conflict = Conflict(base, (Option(base), Option(other, ("A1",))))
    assert with_wording(conflict, typed).text == stands
