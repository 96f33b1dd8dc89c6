"""Citations in words, in four languages, and what they are read as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.formats.citations import (
    PARTS,
    Relation,
    match_citation,
    parse_citation,
    repeated_label,
)

CITED = {
    "Article 5 – paragraph 1 – point a": "article 5, paragraph 1, point a",
    "Article 5(1)(a)": "article 5, 1, a",
    "Article 5 – paragraph 1 – subparagraph 2 – introductory part": (
        "article 5, paragraph 1, subparagraph 2, introductory part"
    ),
    "point (a) of paragraph 1 of Article 5": "article 5, paragraph 1, point a",
    "second indent of paragraph 3": "paragraph 3, indent 2",
    "Annex II, part A, point 2": "annex ii, part a, point 2",
    "Recital 12": "recital 12",
    "operative paragraph 4 bis": "operative paragraph 4 bis",
    "OP7 ter": "operative paragraph 7 ter",
    "PP6 alt bis": "recital 6 alt bis",
    "§ 3(b)": "article 3, b",
    "12(a)": "12, a",
    "5 a": "5 bis",
    "(12b)": "12 ter",
    "5 a)": "5, a",
    "article 5, paragraphe 1, point a)": "article 5, paragraph 1, point a",
    "point a) du paragraphe 1 de l’article 5": "article 5, paragraph 1, point a",
    "deuxième alinéa": "subparagraph 2",
    "alinéa 3 du préambule": "recital 3",
    "Artikel 5 Absatz 1 Buchstabe a": "article 5, paragraph 1, point a",
    "Art. 5 Abs. 1 Buchst. a": "article 5, paragraph 1, point a",
    "Buchstabe a des Absatzes 1 von Artikel 5": "article 5, paragraph 1, point a",
    "§ 4 Abs. 2 Satz 1": "article 4, paragraph 2, sentence 1",
    "artículo 5, apartado 1, letra a)": "article 5, paragraph 1, point a",
    "párrafo segundo": "paragraph 2",
    "Title": "title",
    "sec. 3(b)(2)(A)(iii)": "section 3, b, 2, a, iii",
    "§ 4 Abs. 2 Nr. 1": "article 4, paragraph 2, point 1",
    "point e a (new)": "point e bis",
    "Article -11": "article -11",
    "Citation 1 a": "citation 1 bis",
    "Annex II, Part B, point 3": "annex ii, part b, point 3",
    "first indent": "indent 1",
    "subclause 4.2": "article 4.2",
    "Art. 16a (2)": "article 16 bis, 2",
    "Recital (12a)": "recital 12 bis",
    "Nr. 3 Buchstabe b Doppelbuchstabe aa": "point 3, point b, point aa",
    "second subparagraph of paragraph 1": "paragraph 1, subparagraph 2",
    "last indent of point (b)": "point b, indent -1",
    "introductory phrase of Article 3(1)": "article 3, 1, introductory part",
    "Article 1 bis": "article 1 bis",
    "§ 4 Abs. 2 Nr. 1 Satz 2": "article 4, paragraph 2, point 1, sentence 2",
    "subsections (a) and (b) of section 4": "section 4, subparagraph a, b",
}


@pytest.mark.parametrize(("words", "expected"), CITED.items(), ids=CITED)
def test_citation_is_read_from_the_outermost_part_inwards(words: str, expected: str) -> None:
    """Whatever the language, and whichever end it begins at."""
    assert expected == str(parse_citation(words))


NEW = ("Recital 12 a (new)", "article 12 bis (nouveau)", "Erwägung 12a (neu)", "new OP12 bis")


@pytest.mark.parametrize("words", NEW)
def test_new_provision_says_so(words: str) -> None:
    """It is the first after the number, however that is written."""
    found = parse_citation(words)
    assert found is not None
    assert (found.is_new, str(found.levels[-1].number)) == (True, "12 bis")


BESIDE = {
    "after Article 5": Relation.AFTER,
    "après l'article 5": Relation.AFTER,
    "nach Artikel 5": Relation.AFTER,
    "después del artículo 5": Relation.AFTER,
    "before Article 5": Relation.BEFORE,
}


@pytest.mark.parametrize(("words", "expected"), BESIDE.items(), ids=BESIDE)
def test_place_beside_a_provision(words: str, expected: Relation) -> None:
    """It is told which side of it is meant."""
    found = parse_citation(words)
    assert found is not None
    assert (found.relation, str(found)) == (expected, "article 5")


@pytest.mark.parametrize("words", ["Articles 5 to 7", "5-7", "points 3 y 4", "Artikel 5 und 6"])
def test_several_provisions_say_so(words: str) -> None:
    """What cites several is no place for one amendment."""
    found = parse_citation(words)
    assert found is not None
    assert found.is_several


@pytest.mark.parametrize(
    "words", ["", "Members shall report", "The", "Article", "artİcle 5", "x" * 300, "4 km"]
)
def test_other_words_are_no_citation(words: str) -> None:
    """Sentences, and words that only resemble one, are left alone; `Article` alone names a part."""
    found = parse_citation(words)
    assert found is None or str(found) == "article"


def test_citation_ends_where_other_words_begin() -> None:
    """What follows is not taken for part of it, nor is an ordinal that counts nothing in it."""
    sentence = "in OP4 replace shall by should"
    found, end = match_citation(sentence, 3)
    assert (str(found), sentence[end:]) == ("operative paragraph 4", " replace shall by should")
    found, end = match_citation("2. Second thing.")
    assert (str(found), end) == ("2", 2)


_PIECES = st.sampled_from(
    [
        *PARTS,
        "1",
        "5 a",
        "(b)",
        "II",
        " – ",
        "of",
        "(new)",
        "after",
        "first",
        "du",
        "bis",
        "alt",
        "x",
        "İ",
        "fİrst",
        "İtem 5İ",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=12).map(" ".join))
def test_any_words_are_read_or_not_but_never_fail(words: str) -> None:
    """Reading ends within the words, and reads the same again."""
    found, end = match_citation(words)
    assert 0 <= end <= len(words)
    assert (found, end) == match_citation(words)
    parse_citation(words)


SEVERAL = {
    "OP1, OP2 and OP4": ["operative paragraph 1", "operative paragraph 2", "operative paragraph 4"],
    "paragraphs 1 and 4": ["paragraph 1", "paragraph 4"],
    "Article 5, paragraphs 1 and 2": ["article 5, paragraph 1", "article 5, paragraph 2"],
    "paragraphs 1 et 2 de l'article 5": ["article 5, paragraph 1", "article 5, paragraph 2"],
    "paragraphs 4 to 6": ["paragraph 4", "paragraph 5", "paragraph 6"],
    "Articles 5–7": ["article 5", "article 6", "article 7"],
    "OP1 and PP2": ["operative paragraph 1", "recital 2"],
    "recitals 3 and 4 a": ["recital 3", "recital 4 bis"],
    "Article 5 – paragraph 1": ["article 5, paragraph 1"],
    "paragraph OP4": ["operative paragraph 4"],
}


@pytest.mark.parametrize(("words", "expected"), SEVERAL.items(), ids=SEVERAL)
def test_several_provisions_are_told_apart(words: str, expected: list[str]) -> None:
    """Each with the parts around it; what runs from one to another takes in what is between."""
    found = parse_citation(words)
    assert found is not None
    assert [str(each) for each in found.each()] == expected


def test_run_without_end_is_a_slip() -> None:
    """It is not counted out."""
    found = parse_citation("paragraphs 1 to 9999")
    assert found is not None
    assert len(found.each()) == 2


@pytest.mark.parametrize("text", ["dem 1. Januar 2007 bis", "Satz 1 im Rat"])
def test_words_that_hold_the_number_of_a_label_are_no_label(text: str) -> None:
    """What is quoted from within a text may begin with a day or a sentence that is cited."""
    assert repeated_label("(1)", text) == 0
    assert repeated_label("(1)", f"(1) {text}") == len("(1) ")
