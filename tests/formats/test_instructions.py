"""Instructions as people write them, and what each of them is read as."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.formats.instruction_forms import FORMS, Act, Form, Where
from consensus.formats.instructions import Instruction, read_instructions, read_proposal

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


# A sentence for each form of the table, in its order.
EXAMPLES = (
    'Add a new paragraph after paragraph 3: "So."',
    'Insert after paragraph 3: "So."',
    'Insert "So." after paragraph 3.',
    'After paragraph 3, insert a new paragraph: "So."',
    'After paragraph 3, the following paragraph is inserted: "So."',
    'The following paragraph is inserted after paragraph 3: "So."',
    'A new paragraph after paragraph 3: "So."',
    'After paragraph 3, a new paragraph: "So."',
    "Nach Absatz 3 wird „So.“ eingefügt.",
    'After Article 6, there is inserted Article 6 bis reading: "So."',
    'The following point (c) is added: "So."',
    'Insert paragraph 3 bis: "So."',
    'Add a new paragraph before paragraph 3: "So."',
    'Insert before paragraph 3: "So."',
    'Insert "So." before paragraph 3.',
    'Before paragraph 3, insert "So."',
    'Before paragraph 3, the following paragraph is inserted: "So."',
    'The following paragraph is inserted before paragraph 3: "So."',
    'New paragraph before paragraph 3: "So."',
    'Before paragraph 3, a new paragraph: "So."',
    "Vor Absatz 3 wird „So.“ eingefügt.",
    "Compléter l’article 5 par l’alinéa suivant : « So. »",
    'Add a new paragraph at the end of Article 5: "So."',
    'At the end of Article 5, add a new paragraph: "So."',
    'In Article 5, insert at the end a new paragraph: "So."',
    'Reword paragraph 3 as follows: "So."',
    'Replace paragraph 3 with "So."',
    'Paragraph 3 is replaced by the following: "So."',
    "Absatz 3 wird durch den folgenden Absatz 3 ersetzt: „So.“",
    "Article 5 wird durch „So.“ ersetzt.",
    'For paragraph 3 substitute "So."',
    'Substitute "So." for paragraph 3.',
    'Paragraph 3 should read: "So."',
    'Replace the whole paragraph by: "So."',
    'should read: "So."',
    "Delete paragraph 3.",
    "The whole of paragraph 3 is deleted.",
    "Paragraph 3 is deleted.",
    "Move paragraph 3 after paragraph 5.",
    "Paragraph 3 is moved after paragraph 5.",
    "Move paragraph 3 before paragraph 5.",
    "Paragraph 3 is moved before paragraph 5.",
    "Merge paragraph 3 with paragraph 4.",
    "Merge this paragraph with paragraph 4.",
    'Merge OP3 and OP4 to read: "So."',
    'Merge OP3 with OP4 to read: "So."',
    "Merge paragraphs 3 and 4.",
    'Bracket "so".',
    'Put "so" in square brackets.',
    "Bracket paragraph 3.",
    "Put paragraph 3 in square brackets.",
    "Bracket this paragraph.",
    "Put it in brackets.",
    'Remove the brackets around "so".',
    'Keep "so" without brackets.',
    "Remove the brackets around paragraph 3.",
    "Remove the brackets.",
    'Retain "so".',
    "Retain the text.",
    "Paragraph 3 is retained.",
    "Paragraph 3 becomes paragraph 4.",
    'Strike "a" and all that follows through "c" and insert "b".',
    "Substituer aux mots « a » les mots « b ».",
    'Strike "a" and insert "b".',
    'Delete "a" and replace it with "b".',
    'Strike "a" and substitute "b".',
    '"a" is deleted and replaced by "b".',
    'Replace "a" by "b".',
    '"a" is replaced by "b".',
    "„a“ wird durch „b“ ersetzt.",
    'Substitute "b" for "a".',
    'Substitute "a" with "b".',
    'For "a" substitute "b".',
    'Instead of "a", read "b".',
    'Say "b" instead of "a".',
    '"b" instead of "a".',
    'We prefer "b" to "a".',
    '"a" should read "b".',
    '"a" -> "b"',
    'Insert "b" between "a" and "c".',
    'Insert "b" after "a".',
    'After "a" insert "b".',
    'Insert after "a" the following: "b".',
    "Nach „a“ wird „b“ eingefügt.",
    '"b" is inserted after "a".',
    'Insert "b" before "a".',
    'Before "a" insert "b".',
    'Insert before "a" the following: "b".',
    "Vor „a“ wird „b“ eingefügt.",
    '"b" is inserted before "a".',
    "Compléter l’article 5 par les mots : « b »",
    "L’article 5 est complété par une phrase ainsi rédigée : « Il est clos. »",
    'Add "b" at the end.',
    'Add at the end: "b".',
    'At the end, add "b".',
    "Am Ende wird „b“ angefügt.",
    '"b" is added at the end.',
    'Add to paragraph 3: "b".',
    'Add "b" at the beginning.',
    'Add at the beginning: "b".',
    'At the beginning, add "b".',
    "Zu Beginn wird „b“ eingefügt.",
    '"b" is added at the beginning.',
    'Strike "a" and all that follows through "c".',
    'Strike "and" at the end.',
    'Delete "a".',
    '"a" is deleted.',
    "Replace shall by should.",
)


@pytest.mark.parametrize(("form", "sentence"), [*zip(FORMS, EXAMPLES, strict=True)], ids=EXAMPLES)
def test_every_form_of_the_table_reads_a_sentence(form: Form, sentence: str) -> None:
    """What it asks for, and that no other form reads it first."""
    (found,) = read_instructions(sentence)
    assert found.form == form.letters
    assert found.act is (Act.REPLACE if "& beside:q" in form.letters else form.act)
    assert not found.problem


LEGAL: dict[str, Read] = {
    "In Article 5(2), the words ‘without delay’ are deleted.": (
        *(Act.DELETE, "Article 5(2)", "without delay", ""),
    ),
    'Section 3(b)(2)(A)(iii) is amended by striking "may" and inserting "shall".': (
        *(Act.REPLACE, "Section 3(b)(2)(A)(iii)", "may", "shall"),
    ),
    "In § 4 Abs. 2 Nr. 1 werden die Wörter „zwei Tage“ durch die Wörter „drei Tage“ ersetzt.": (
        *(Act.REPLACE, "§ 4 Abs. 2 Nr. 1", "zwei Tage", "drei Tage"),
    ),
    "À l'article 5, les mots « deux jours » sont remplacés par les mots « trois jours ».": (
        *(Act.REPLACE, "l'article 5", "deux jours", "trois jours"),
    ),
    "Donde dice «dos», debe decir «tres».": (Act.REPLACE, "", "dos", "tres"),
    "PP3 alt: Recalling the report,": (Act.NEW_ITEM, "PP3 alt", "", "Recalling the report,"),
    "nit: s/teh/the/": (Act.REPLACE, "", "teh", "the"),
    "OLD:\nevery month\n\nNEW:\nevery year": (Act.REPLACE, "", "every month", "every year"),
    "In the first subparagraph, insert “soon” after “report”": (
        *(Act.INSERT, "first subparagraph", "report", "soon"),
    ),
}


@pytest.mark.parametrize(("sentence", "expected"), LEGAL.items(), ids=LEGAL)
def test_sentence_of_a_body_is_read(sentence: str, expected: Read) -> None:
    """As assemblies, drafters and standards bodies write them."""
    assert [told(each) for each in read_instructions(sentence)] == [expected]


WHY = {
    'Replace "six" with "nine", because audits take longer.': "audits take longer",
    'Replace "six" with "nine" (see 4.2)': "see 4.2",
    'Replace "six" with "nine" — to be consistent': "to be consistent",
}


@pytest.mark.parametrize(("sentence", "why"), WHY.items(), ids=WHY)
def test_words_behind_the_last_quotation_are_the_reason(sentence: str, why: str) -> None:
    """They are never proposed."""
    (found,) = read_proposal(sentence)
    assert (told(found)[2:], found.rationale) == (("six", "nine"), why)


def test_which_of_the_words_is_said() -> None:
    """By its number, or as all."""
    found = read_proposal('Replace the second "shall" with "should".')
    assert [each.occurrence for each in found] == [2]
    found = read_proposal('Delete "all" in both places.')
    assert [each.everywhere for each in found] == [True]


UNCLEAR = [
    'Delete "all" and everything after it.',
    'Either delete "all" or replace it with "some".',
    'Strike all that follows after "all".',
    'Replace "all" with "some" and adjust the table.',
    'Delete "all" in the third row.',
    "Reword this to be clearer.",
    "This paragraph should be shortened.",
    'Should we delete "all"?',
    'We do not support replacing "all" with "some".',
]


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_leaves_words_over_is_said(text: str) -> None:
    """It is neither done in part nor taken for a text."""
    assert all(each.problem for each in read_proposal(text))
    assert read_proposal(text)


TEXTS = [
    "Members shall delete data after use.",
    "Members shall report every year.",
    "4. Fees are paid in advance.",
    "Data are deleted after use.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_asks_for_no_change_is_a_text(text: str) -> None:
    """Also where it has words of an instruction in it."""
    assert read_proposal(text) == ()


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
