"""Instructions as people write them, and what each of them is read as."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.formats.instructions import Act, Instruction, Where, read_instructions

Read = tuple[Act, str, str, str]

ASKED: dict[str, Read] = {
    "in OP4 replace shall by should": (Act.REPLACE, "OP4", "shall", "should"),
    "OP4: shall -> should": (Act.REPLACE, "OP4", "shall", "should"),
    'In paragraph OP4, please change "shall" to "should".': (
        *(Act.REPLACE, "paragraph OP4", "shall", "should"),
    ),
    'Could you please change "every year" in paragraph 1 to "every other year"?': (
        *(Act.REPLACE, "paragraph 1", "every year", "every other year"),
    ),
    'We propose to replace the words "thirty days" in OP4 with "sixty days".': (
        *(Act.REPLACE, "OP4", "thirty days", "sixty days"),
    ),
    'Replace in OP4 the words "thirty days" with the following: "sixty days".': (
        *(Act.REPLACE, "OP4", "thirty days", "sixty days"),
    ),
    'In OP4 we would like to see "shall" replaced by "should".': (
        *(Act.REPLACE, "OP4", "shall", "should"),
    ),
    'OP1: "shall" should read "should".': (Act.REPLACE, "OP1", "shall", "should"),
    'OP4, line 1: for "thirty" read "sixty".': (Act.REPLACE, "OP4", "thirty", "sixty"),
    'OP4: instead of "thirty", "sixty"': (Act.REPLACE, "OP4", "thirty", "sixty"),
    'It would be better to say "sixty days" instead of "thirty days" in OP4.': (
        *(Act.REPLACE, "OP4", "thirty days", "sixty days"),
    ),
    'In OP4 we would prefer "sixty" to "thirty".': (Act.REPLACE, "OP4", "thirty", "sixty"),
    "- GBR: substitute should for shall": (Act.REPLACE, "", "shall", "should"),
    "Dans OP4, remplacer « shall » par « should ».": (Act.REPLACE, "OP4", "shall", "should"),
    'Wir schlagen vor, in OP4 "shall" durch "should" zu ersetzen.': (
        *(Act.REPLACE, "OP4", "shall", "should"),
    ),
    'En OP4, sustituir "shall" por "should".': (Act.REPLACE, "OP4", "shall", "should"),
    'OP2: delete "all"': (Act.DELETE, "OP2", "all", ""),
    'Proponemos suprimir "all" en OP2.': (Act.DELETE, "OP2", "all", ""),
    "Please delete OP3.": (Act.DELETE, "OP3", "", ""),
    "OP3 should be deleted.": (Act.DELETE, "OP3", "", ""),
    "OP3: supprimer.": (Act.DELETE, "OP3", "", ""),
    "Nous proposons de supprimer OP3.": (Act.DELETE, "OP3", "", ""),
    'OP1: after "every year" insert "in writing"': (Act.INSERT, "OP1", "every year", "in writing"),
    'Insert "in writing" after "report" in OP1.': (Act.INSERT, "OP1", "report", "in writing"),
    'OP1 should read: "Reports are due."': (Act.REWRITE, "OP1", "", "Reports are due."),
    "OP1 to read: Reports are due.": (Act.REWRITE, "OP1", "", "Reports are due."),
    "OP3: replace the whole paragraph by: Ships wait.": (Act.REWRITE, "OP3", "", "Ships wait."),
    'Replace OP3 with "Ships wait."': (Act.REWRITE, "OP3", "", "Ships wait."),
    'Add a new paragraph after OP3: "Ships wait."': (Act.NEW_ITEM, "after OP3", "", "Ships wait."),
    'Insert a new paragraph between OP2 and OP3: "Ships wait."': (
        *(Act.NEW_ITEM, "after OP2", "", "Ships wait."),
    ),
    "New OP3 bis: Ships wait.": (Act.NEW_ITEM, "New OP3 bis", "", "Ships wait."),
    'We propose a new OP3 bis: "Ships wait."': (Act.NEW_ITEM, "new OP3 bis", "", "Ships wait."),
    "OP3 bis (new)\nShips wait.": (Act.NEW_ITEM, "OP3 bis (new)", "", "Ships wait."),
    "OP3 bis (new)\n\nShips wait\noutside.": (
        *(Act.NEW_ITEM, "OP3 bis (new)", "", "Ships wait outside."),
    ),
}


def told(each: Instruction) -> Read:
    """What is asked for, where, and the likeliest reading of it."""
    return (each.act, each.cited, *each.readings[0])


@pytest.mark.parametrize(("sentence", "expected"), ASKED.items(), ids=ASKED)
def test_sentence_is_read(sentence: str, expected: Read) -> None:
    """In whatever order it says where, what and by what."""
    assert [told(each) for each in read_instructions(sentence)] == [expected]


NOTHING = [
    "We cannot accept OP4. It should be weaker.",
    "We support OP4 and propose no changes.",
    'We do not want to replace "shall" by "should" in OP4.',
    'There was an amendment to replace "shall" by "should" in OP4, which we oppose.',
    "New OP3 bis is needed.",
    "Dear colleagues,\n\nthank you for the draft of 5 March.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_asks_for_nothing_is_no_instruction(text: str) -> None:
    """Nor is what says that it does not ask."""
    assert list(read_instructions(text)) == []


def test_words_may_be_meant_wherever_they_stand() -> None:
    """However that is said; a place that was cited before does not hold then."""
    for words in ("throughout", "everywhere", "wherever it appears", "in the whole text, partout"):
        (found,) = read_instructions(f'OP4:\nReplace "Members" by "Parties" {words}.')
        assert (found.everywhere, found.cited) == (True, "")
    (german,) = read_instructions('Überall "Members" durch "Parties" ersetzen.')
    assert (german.everywhere, told(german)[2:]) == (True, ("Members", "Parties"))


@pytest.mark.parametrize(
    "where",
    ["In OP1, OP2 and OP4, replace shall by should", "Replace shall by should in OP1, OP2 and OP4"],
)
def test_several_places_are_an_instruction_each(where: str) -> None:
    """Whether they are cited first or last."""
    found = [each.cited.removeprefix("operative paragraph ") for each in read_instructions(where)]
    assert found == ["1", "2", "4"]


def test_place_holds_until_another_is_cited() -> None:
    """Or until a paragraph comes that asks for nothing."""
    text = (
        'OP2:\n- delete "all";\n- replace "should" by "shall".\n\n'
        'OP3: after "pilot" add "and a crew" and delete "at night".\n\n'
        'Thank you for the good work on this.\n\nDelete "gladly".'
    )
    found = [(each.cited, each.act) for each in read_instructions(text)]
    assert found == [
        ("OP2", Act.DELETE),
        ("OP2", Act.REPLACE),
        ("OP3", Act.INSERT),
        ("OP3", Act.DELETE),
        ("", Act.DELETE),
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    """As mail programs wrap them, also inside a quotation."""
    text = 'In OP2, replace "and Members shall read all of them within a\nmonth" with "promptly".'
    (found,) = read_instructions(text)
    assert found.readings[0] == ("and Members shall read all of them within a month", "promptly")


@pytest.mark.parametrize(
    ("sentence", "where"),
    [
        ('At the end of OP3 add "and a crew".', Where.END),
        ('OP3: add at the end "and a crew"', Where.END),
        ('Add to OP3: "and a crew".', Where.END),
        ('OP3: at the beginning, insert "As a rule,"', Where.BEGINNING),
        ('OP3: insert "always" before "enter"', Where.BEFORE),
    ],
)
def test_insertion_says_where(sentence: str, where: Where) -> None:
    """At an end of the text, or beside words."""
    (found,) = read_instructions(sentence)
    assert (found.act, found.where) == (Act.INSERT, where)
    assert "OP3" in found.cited


@given(st.text(max_size=200))
def test_no_text_is_too_much(text: str) -> None:
    """Whatever is written, it is read to its end."""
    for found in read_instructions(text):
        assert found.readings


@given(
    st.lists(
        st.sampled_from(
            ["replace", "delete", "shall", '"', "by", "OP4", "in", "throughout", "(new)", ":", "\n"]
        ),
        max_size=25,
    )
)
@example(["OP4", "(new)", "\n"])
def test_words_of_instructions_in_any_order_are_read(words: list[str]) -> None:
    """What is asked for always says what is to become of which words."""
    for found in read_instructions(" ".join(words)):
        assert all(old or new or found.act is Act.DELETE for old, new in found.readings)
