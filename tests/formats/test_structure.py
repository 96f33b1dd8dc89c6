"""How papers of five kinds are divided into items, from Markdown, plain text and Word alike."""

from __future__ import annotations

import re

import pytest

from consensus.formats.citations import PARTS
from consensus.formats.conversion import Form, convert
from consensus.formats.draft import HEADINGS, DraftDocument, heading_level
from consensus.formats.draft_docx import decode_docx, read_docx_draft
from consensus.formats.draft_text import read_markdown_draft, read_plain_draft
from consensus.formats.draft_writer import OutItem, write_draft
from consensus.formats.source import Source
from tests.formats.test_draft import outline
from tests.support.docx_files import NUMBERING, docx, level, p, row, table

Outline = list[tuple[int, str, str, str]]

ACT = """\
Regulation on lighthouses

Whereas:

(1) Ships need lights at night.

(2) Keepers need rest by day.

CHAPTER I

GENERAL PROVISIONS

Article 1
Subject matter

This Regulation lays down how lighthouses are kept.

Article 2

Definitions

1. In this Regulation:

(a) ‘keeper’ means who keeps a light:

(i) by night; or

(ii) by day;

(b) ‘light’ means:

— a lamp;

— a fire.

A lamp without oil is no light.

2. Ferries are not ships.

CHAPTER II

KEEPING

Article 3

Oil

Oil is bought each spring.

Article 4

Repealed
"""
ACT_ITEMS: Outline = [
    (0, "C", "", "Whereas:"),
    (1, "P", "(1)", "Ships need lights at night."),
    (1, "P", "(2)", "Keepers need rest by day."),
    (0, "S", "CHAPTER I", "GENERAL PROVISIONS"),
    (1, "S", "Article 1", "Subject matter"),
    (2, "P", "", "This Regulation lays down how lighthouses are kept."),
    (1, "S", "Article 2", "Definitions"),
    (2, "C", "1", "In this Regulation:"),
    (3, "SP", "(a)", "‘keeper’ means who keeps a light:"),
    (4, "SP", "(i)", "by night; or"),
    (4, "SP", "(ii)", "by day;"),
    (3, "SP", "(b)", "‘light’ means:"),
    (4, "P", "", "a lamp;"),
    (4, "P", "", "a fire."),
    (3, "P", "", "A lamp without oil is no light."),
    (2, "P", "2", "Ferries are not ships."),
    (0, "S", "CHAPTER II", "KEEPING"),
    (1, "S", "Article 3", "Oil"),
    (2, "P", "", "Oil is bought each spring."),
    (1, "S", "", "Article 4"),
    (2, "P", "", "Repealed"),
]

STANDARD = """\
Pocket whistles

This standard was written by whistlers.

1 Scope

This standard is about whistles for pockets.

2 Terms and definitions

2.1 whistle

thing that is blown

NOTE 1 A bell is no whistle.

3 Requirements

3.1 Sound

3.1.1 A whistle shall be heard:

(a) at sea;

NOTE Fog is no excuse.

(b) on land.

EXAMPLE A whistle of tin.

3.1.2 It should not be heard at night.

3.2 Weight

The weight is at most this.

| whistle | grams |
|---|---|
| tin | 20 |
"""
STANDARD_ITEMS: Outline = [
    (0, "P", "", "This standard was written by whistlers."),
    (0, "S", "1", "Scope"),
    (1, "P", "", "This standard is about whistles for pockets."),
    (0, "S", "2", "Terms and definitions"),
    (1, "S", "2.1", "whistle"),
    (2, "P", "", "thing that is blown"),
    (2, "P", "", "NOTE 1 A bell is no whistle."),
    (0, "S", "3", "Requirements"),
    (1, "S", "3.1", "Sound"),
    (2, "C", "3.1.1", "A whistle shall be heard:"),
    (3, "SP", "(a)", "at sea;"),
    (3, "P", "", "NOTE Fog is no excuse."),
    (3, "SP", "(b)", "on land."),
    (3, "P", "", "EXAMPLE A whistle of tin."),
    (2, "P", "3.1.2", "It should not be heard at night."),
    (1, "S", "3.2", "Weight"),
    (2, "P", "", "The weight is at most this."),
    (2, "P", "", "| whistle | grams |\n|---|---|\n| tin | 20 |"),
]

RESOLUTION = """\
Tides and tide tables

The General Assembly,

Recalling its resolution on moons,

Deeply concerned that tables are lost at sea,

Having considered the report of the Harbour Master,

1. Decides to print tide tables:

(a) each year; and

(b) in large type;

2. Requests the Harbour Master to report.
"""
RESOLUTION_ITEMS: Outline = [
    (0, "P", "", "The General Assembly,"),
    (0, "PP", "", "Recalling its resolution on moons,"),
    (0, "PP", "", "Deeply concerned that tables are lost at sea,"),
    (0, "PP", "", "Having considered the report of the Harbour Master,"),
    (0, "OP", "1", "Decides to print tide tables:"),
    (1, "SP", "(a)", "each year; and"),
    (1, "SP", "(b)", "in large type;"),
    (0, "OP", "2", "Requests the Harbour Master to report."),
]

STATUTE = """\
Ferry Act

PART A
Ferries

§ 7a Fares

(a) A ferry may charge:

(1) each passenger, if

(A) the passenger is grown up; or

(B) the passenger has:

(i) a bicycle; or

(ii) a goat; and

(2) nobody else.

(b)(1) Fares are printed.

(2) They are paid aboard.

(c) Goats stand.

§ 8. Timetables

A ferry leaves when it is full.
"""
STATUTE_ITEMS: Outline = [
    (0, "S", "PART A", "Ferries"),
    (1, "S", "", "§ 7a Fares"),
    (2, "C", "(a)", "A ferry may charge:"),
    (3, "P", "(1)", "each passenger, if"),
    (4, "P", "(A)", "the passenger is grown up; or"),
    (4, "C", "(B)", "the passenger has:"),
    (5, "SP", "(i)", "a bicycle; or"),
    (5, "SP", "(ii)", "a goat; and"),
    (3, "P", "(2)", "nobody else."),
    (2, "P", "(b)", ""),
    (3, "P", "(1)", "Fares are printed."),
    (3, "P", "(2)", "They are paid aboard."),
    (2, "P", "(c)", "Goats stand."),
    (1, "S", "§ 8", "Timetables"),
    (2, "P", "", "A ferry leaves when it is full."),
]


INTERNET_DRAFT = """\
---
title: "Ringing bells over IP"
docname: draft-tower-bells-00

normative:
  RFC2119:

--- abstract

Bells can be rung from afar.

--- middle

# Introduction {#intro}

{:toc}

A bell has one rope.

## Terms {#terms}

{::boilerplate bcp14-tagged}

Ringers MUST read [the tower book][book]:

* slowly;
* aloud.

# Security Considerations

Ropes break.

[book]: https://tower.example/book

--- back

# Thanks

To all ringers.
"""
DRAFT_ITEMS: Outline = [
    (0, "T", "", INTERNET_DRAFT.split("\n\n--- abstract")[0]),
    (0, "T", "", "--- abstract"),
    (0, "P", "", "Bells can be rung from afar."),
    (0, "T", "", "--- middle"),
    (0, "S", "", "Introduction {#intro}"),
    (1, "T", "", "{:toc}"),
    (1, "P", "", "A bell has one rope."),
    (1, "S", "", "Terms {#terms}"),
    (2, "T", "", "{::boilerplate bcp14-tagged}"),
    (2, "C", "", "Ringers MUST read [the tower book][book]:"),
    (3, "P", "", "slowly;"),
    (3, "P", "", "aloud."),
    (0, "S", "", "Security Considerations"),
    (1, "P", "", "Ropes break."),
    (1, "T", "", "[book]: https://tower.example/book"),
    (1, "T", "", "--- back"),
    (0, "S", "", "Thanks"),
    (1, "P", "", "To all ringers."),
]


def flat(text: str) -> bytes:
    """A Word file with a paragraph for each line, all in one style, their numbers typed."""
    lines = [line for line in text.split("\n") if line]
    rows = [row(*re.findall(r"[^| ]+", line)) for line in lines if line.startswith("| ")]
    paragraphs = (p(line) for line in lines if not line.startswith("|"))
    return docx(*paragraphs, *([table(*rows)] if rows else ()))


def of_word(content: bytes) -> DraftDocument:
    """Read a Word file."""
    source = decode_docx(content, "paper.docx")
    draft, _ = read_docx_draft(source.shown, source.name)
    assert len(draft.places) == len(draft.document.items)
    return draft.document


def of_plain(text: str) -> DraftDocument:
    """Read plain text."""
    return read_plain_draft(Source.of(text, "paper.txt"))[0]


def of_markdown(text: str) -> DraftDocument:
    """Read Markdown."""
    return read_markdown_draft(Source.of(text, "paper.md"))[0]


def written(document: DraftDocument) -> str:
    """Write a draft that was read as Markdown."""
    items = [OutItem(each.label, each.kind, each.depth, each.text) for each in document.items]
    return write_draft(document.title, items)


PAPERS = {
    "act": (ACT, ACT_ITEMS),
    "standard": (STANDARD, STANDARD_ITEMS),
    "resolution": (RESOLUTION, RESOLUTION_ITEMS),
    "statute": (STATUTE, STATUTE_ITEMS),
}


@pytest.mark.parametrize(("text", "items"), PAPERS.values(), ids=PAPERS)
def test_a_paper_has_the_same_items_in_every_form(text: str, items: Outline) -> None:
    """Plain text, a Word file without styles, Markdown, and Word files that are written here."""
    title, in_word = text.split("\n")[0], items
    plain = of_plain(text)
    assert (plain.title, outline(plain)) == (title, items)
    if "|" in text:  # each row of a table in Word is an item, which can come and go
        in_word = [*items[:-1], (2, "P", "", "whistle | grams"), (2, "P", "", "tin | 20")]
    word = of_word(flat(text))
    assert (word.title, outline(word)) == (title, in_word)
    markdown = of_markdown(written(plain))
    assert (markdown.title, outline(markdown)) == (title, items)
    made = convert(written(plain).encode(), "paper.md", Form.MARKDOWN, Form.DOCX)
    again = of_word(made.content)
    assert (again.title, outline(again)) == (title, in_word)


def test_an_internet_draft_comes_back() -> None:
    """What is only about the text is nothing to agree on, and stands where it stood."""
    read = of_markdown(INTERNET_DRAFT)
    assert (read.title, outline(read)) == ("Ringing bells over IP", DRAFT_ITEMS)
    again = written(read)
    assert again.replace("- ", "* ") == INTERNET_DRAFT.replace("* aloud", "\n* aloud").replace(
        "- ", "* "
    )
    assert outline(of_markdown(again)) == DRAFT_ITEMS


CAPITALS = """\
AGREEMENT ON SEA BIRDS

The Parties,

Noting that gulls are loud,

ARTICLE I
USE OF TERMS

1.
In this Agreement “gull” means any gull.

2.

A tern is no gull.

ARTICLE II

OBJECTIVES

Section 1. General

The Parties shall feed gulls.

Section 2. Special

The Parties shall count gulls.
"""
CAPITALS_ITEMS: Outline = [
    (0, "P", "", "The Parties,"),
    (0, "P", "", "Noting that gulls are loud,"),
    (0, "S", "ARTICLE I", "USE OF TERMS"),
    (1, "P", "1", "In this Agreement “gull” means any gull."),
    (1, "P", "2", "A tern is no gull."),
    (0, "S", "ARTICLE II", "OBJECTIVES"),
    (1, "S", "Section 1", "General"),
    (2, "P", "", "The Parties shall feed gulls."),
    (1, "S", "Section 2", "Special"),
    (2, "P", "", "The Parties shall count gulls."),
]
HANGING = """\
Rules of the tower

Art. 3\tBells

1.\tBells are rung:

\t(a)\tat noon;

\t\t(i)\ton land;

\t\t(ii)\tat sea;

\t(b)\tat night.

2.\tRopes are of hemp.

Art. 4\tRopes

Ropes are long.
"""
HANGING_ITEMS: Outline = [
    (0, "S", "", "Art. 3 Bells"),
    (1, "C", "1", "Bells are rung:"),
    (2, "SP", "(a)", "at noon;"),
    (3, "SP", "(i)", "on land;"),
    (3, "SP", "(ii)", "at sea;"),
    (2, "SP", "(b)", "at night."),
    (1, "P", "2", "Ropes are of hemp."),
    (0, "S", "", "Art. 4 Ropes"),
    (1, "P", "", "Ropes are long."),
]
SIGNS = """\
By-laws of the mill

Section 5 Millers

1. A miller mills.

Section 6 Wheels

• one wheel;

• two wheels.

§ 7

Water

(1) Water turns wheels.

It is paid for.

(2) Wind turns:

– one sail;

– two sails.

(3) Rain does not.

Done at the mill on a Monday
"""
SIGNS_ITEMS: Outline = [
    (0, "S", "", "Section 5 Millers"),
    (1, "P", "1", "A miller mills."),
    (0, "S", "", "Section 6 Wheels"),
    (1, "P", "", "one wheel;"),
    (1, "P", "", "two wheels."),
    (1, "S", "§ 7", "Water"),
    (2, "P", "(1)", "Water turns wheels."),
    (3, "P", "", "It is paid for."),
    (2, "C", "(2)", "Wind turns:"),
    (3, "P", "", "one sail;"),
    (3, "P", "", "two sails."),
    (2, "P", "(3)", "Rain does not."),
    (2, "P", "", "Done at the mill on a Monday"),
]
FLAWED = {
    "capitals": (CAPITALS, CAPITALS_ITEMS),
    "hanging": (HANGING, HANGING_ITEMS),
    "signs": (SIGNS, SIGNS_ITEMS),
}


@pytest.mark.parametrize(("text", "items"), FLAWED.values(), ids=FLAWED)
def test_flaws_lose_nothing(text: str, items: Outline) -> None:
    """Capitals, numbers on lines of their own, tabs, typed bullets: the same in every form."""
    assert outline(of_plain(text)) == items
    assert outline(of_word(flat(text))) == items
    # Without a `#` before it, the title is a paragraph in Markdown.
    assert outline(of_markdown(text))[1:] == items
    assert outline(of_markdown(written(of_plain(text)))) == items


@pytest.mark.parametrize("title", ["[Draft rules on kites", "Rules on kites]", "[Kites]"])
def test_signs_of_a_title_are_its_own(title: str) -> None:
    """No item is made of it, which they could be put around."""
    items = [(0, "P", "1", "Kites fly.]"), (0, "P", "2", "Tails are red.")]
    for read in (
        of_word(docx(p(title), p("1. Kites fly.]"), p("2. Tails are red."))),
        of_plain(f"{title}\n\n1. Kites fly.]\n\n2. Tails are red."),
        of_markdown(f"# {title}\n\n1. Kites fly.]\n\n2. Tails are red."),
    ):
        assert (read.title, outline(read)) == (title, items)


_ARTICLES = (
    '<w:abstractNum w:abstractNumId="5">'
    + level(0, "decimal", "Article %1")
    + level(1, "decimal", "%2.")
    + level(2, "lowerLetter", "(%3)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="6">'
    + level(0, "decimal", "%1")
    + level(1, "decimal", "%1.%2")
    + "</w:abstractNum>"
)
_LISTS = "".join(
    f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (5, 6)
)


def numbered(*lines: tuple[int, int, str]) -> Outline:
    """Read paragraphs, each with the list and the level that number it; list 0 is none."""
    paragraphs = (p(text, numbering=(of, at) if of else None) for of, at, text in lines)
    numbering = NUMBERING.replace("<w:num ", f"{_ARTICLES}<w:num ", 1) + _LISTS
    return outline(of_word(docx(p("Rules on kites"), *paragraphs, numbering=numbering)))


def test_automatic_numbers_of_word_are_marks_like_typed_ones() -> None:
    """Also that of an empty paragraph, whose title comes next."""
    assert numbered(
        (5, 0, "Strings"),
        (5, 1, "A string is long:"),
        (5, 2, "by day."),
        (0, 0, "It may be cut."),
        (5, 0, ""),
        (0, 0, "Tails"),
        (0, 0, "Tails are red."),
    ) == [
        (0, "S", "Article 1", "Strings"),
        (1, "C", "1", "A string is long:"),
        (2, "SP", "(a)", "by day."),
        (2, "P", "", "It may be cut."),
        (0, "S", "Article 2", "Tails"),
        (1, "P", "", "Tails are red."),
    ]
    assert numbered(
        (6, 0, "Scope"), (0, 0, "About kites."), (6, 0, "Load"), (6, 1, "It bears a mouse.")
    ) == [
        (0, "S", "1", "Scope"),
        (1, "P", "", "About kites."),
        (0, "S", "2", "Load"),
        (1, "P", "2.1", "It bears a mouse."),
    ]


@pytest.mark.parametrize("label", ["4.2.1", "2.1"])
def test_a_clause_has_its_number_as_it_was(label: str) -> None:
    """No stop is set behind it."""
    document = of_plain(f"Kites\n\n{label} A kite has a tail.\n\nIt is long.\n")
    assert f"\n\n{label} A kite has" in written(document)


@pytest.mark.parametrize(
    ("line", "following", "level"),
    [
        ("2.2 Walls", "a) The wall shall be thick.", 11),
        ("2.2 Walls", "(a) The wall shall be thick.", 11),
        ("2.2 Members shall", "a) report", 0),
        ("2.2 Walls", "b) The wall shall be thick.", 0),
        ("2 Walls", "a) The wall shall be thick.", 0),
    ],
)
def test_a_clause_over_a_list_is_a_heading(line: str, following: str, level: int) -> None:
    """Unless the list goes on with its sentence."""
    assert heading_level(line, following) == level


def test_headings_have_the_words_that_citations_know() -> None:
    """And in the order of what contains what."""
    headed = [part for part in dict.fromkeys(PARTS.values()) if part.is_heading]
    known = [[word for word, each in PARTS.items() if each is part] for part in headed]
    assert [words.split() for words in HEADINGS] == known
