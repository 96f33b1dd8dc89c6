"""Word documents written: read again by us, and by pandoc, they are the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from consensus.formats.docx.document import (
    Cell,
    Document,
    Note,
    NoteKind,
    Paragraph,
    ParagraphFormat,
    Revision,
    RevisionKind,
    Row,
    Run,
    Table,
)
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.styles import heading_format, text_format
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.docx.xml import is_right_to_left, qualify, split_by_direction
from tests.conftest import at_most

DAY = datetime(2017, 1, 26, 8, 40, tzinfo=UTC)
MASTHEAD = TitleBlock("Harbour panel", "Harbour rules", "Rev.1", "A/H/1", DAY, "without prejudice")
FORMATS = (
    ParagraphFormat(),
    ParagraphFormat("title"),
    heading_format(1),
    heading_format(6),
    text_format(1),
    text_format(8),
)

words = st.text(
    st.one_of(
        st.sampled_from(" \t\n<&>\"'[]|\\aé٣אب中\N{NON-BREAKING HYPHEN}\N{RIGHT-TO-LEFT MARK}"),
        st.characters(
            codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe"
        ),
    ),
    max_size=8,
)
dates = st.sampled_from((None, DAY, datetime(2016, 12, 7)))  # noqa: DTZ001 - as Word has it
authors = st.sampled_from(("Secretariat", "ASH; BAY", 'COL "& <Co>"'))


def revisions(kinds: tuple[RevisionKind, ...]) -> st.SearchStrategy[Revision]:
    """Changes of some kinds."""
    return st.builds(Revision, st.just(0), st.sampled_from(kinds), authors, dates)


put_in = revisions((RevisionKind.INSERTED,))
taken_out = revisions((RevisionKind.DELETED,))
marks = st.one_of(
    st.just(()),
    st.tuples(put_in),
    st.tuples(taken_out),
    st.tuples(put_in, taken_out),
    st.tuples(revisions((RevisionKind.MOVED_FROM, RevisionKind.MOVED_TO))),
)
paragraphs = st.builds(
    Paragraph,
    st.just(0),
    st.lists(st.builds(Run, words, marks), max_size=4).map(tuple),
    marks,
    st.sampled_from(FORMATS),
    st.lists(
        st.tuples(revisions((RevisionKind.FORMATTED,)), st.sampled_from(FORMATS)), max_size=1
    ).map(tuple),
)
cells = st.builds(Cell, st.lists(paragraphs, min_size=1, max_size=2).map(tuple))
rows = st.builds(
    Row,
    st.lists(
        st.builds(Cell, st.lists(paragraphs, min_size=1, max_size=2).map(tuple)),
        min_size=1,
        max_size=2,
    ).map(tuple),
    st.one_of(st.just(()), st.tuples(put_in), st.tuples(taken_out)),
)
tables = st.builds(Table, st.lists(rows, min_size=1, max_size=2).map(tuple))
bodies = st.lists(st.one_of(paragraphs, paragraphs, tables), max_size=4).map(tuple)


def write(*body: Paragraph | Table, notes: tuple[Note, ...] = ()) -> bytes:
    """The file of some paragraphs and tables."""
    return write_document(Document(body, notes), MASTHEAD)


def part(content: bytes, name: str) -> etree._Element:
    """One part of a file."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        return etree.fromstring(file.read(name))


def plain(paragraph: Paragraph) -> Paragraph:
    """A paragraph with neighbouring runs of the same marks joined, and no numbers."""
    runs: list[Run] = []
    unnumbered = [
        (each.text, tuple(map(nameless, each.marks)), each.note) for each in paragraph.runs
    ]
    for (same, note), several in groupby(
        filter(lambda each: each[0] or each[2], unnumbered), lambda each: each[1:]
    ):
        runs += [Run("".join(each[0] for each in several), same, (), note)]
    return Paragraph(
        0,
        tuple(runs),
        tuple(map(nameless, paragraph.mark)),
        paragraph.format,
        tuple((nameless(revision), before) for revision, before in paragraph.former),
    )


def nameless(revision: Revision) -> Revision:
    """A change without its number."""
    return Revision(0, revision.kind, revision.author, revision.date, revision.move)


def unnumbered(blocks: tuple[Paragraph | Table, ...]) -> list[Paragraph | Table]:
    """Blocks as they compare."""
    return [
        plain(each)
        if isinstance(each, Paragraph)
        else Table(
            tuple(
                Row(
                    tuple(Cell(tuple(unnumbered(cell.blocks))) for cell in row.cells),
                    tuple(map(nameless, row.marks)),
                )
                for row in each.rows
            )
        )
        for each in blocks
    ]


@at_most(60)
@given(bodies)
def test_what_is_written_is_read_again(body: tuple[Paragraph | Table, ...]) -> None:
    """Words, white space, changes with authors and dates, formats and tables all come back."""
    read = read_document(write(*body), "d.docx")
    assert unnumbered(body) == unnumbered(read.body)[:-1]
    assert read.findings == ()


def test_footnotes_are_footnotes() -> None:
    """A note has its sign in the text, and its own changes."""
    change = (Revision(0, RevisionKind.INSERTED, "ASH", DAY),)
    said = (Paragraph(0, (Run("Resolution "), Run("70/1", change))),)
    note = Note("footnote 1", NoteKind.FOOTNOTE, "[^1]", said)
    written = write(Paragraph(0, (Run("as agreed"), Run("", note="footnote 1"))), notes=(note,))
    read = read_document(written, "d.docx")
    assert text(read) == "as agreed[^1]\n\n[^1] Resolution 70/1"
    assert text(read, "reject") == "as agreed[^1]\n\n[^1] Resolution"


def test_a_sign_without_its_note_is_left_out() -> None:
    """A damaged file can refer to notes that are not there; what is written does not."""
    runs = Run("Fees"), Run("", note="footnote 7"), Run(".")
    document = Document((Paragraph(1, runs),))
    content = write_document(document, TitleBlock("", "", ""))
    assert text(read_document(content, "d.docx")) == "Fees.\n"


def test_a_move_names_the_place_it_left_and_the_one_it_went_to() -> None:
    """Both ends of a move bear its name, and one paragraph is there before and after."""
    ends = [
        (Revision(0, kind, "ASH", DAY, "move R1"),)
        for kind in (RevisionKind.MOVED_FROM, RevisionKind.MOVED_TO)
    ]
    read = read_document(
        write(
            Paragraph(0, (Run("one", ends[0]),), ends[0]),
            Paragraph(0, (Run("two"),)),
            Paragraph(0, (Run("one", ends[1]),), ends[1]),
        ),
        "d.docx",
    )
    assert [each.move for each in read.revisions] == ["move R1"] * 4
    assert (text(read, "reject"), text(read, "accept")) == ("one\ntwo\n", "two\none\n")


def test_the_same_text_gives_the_same_bytes() -> None:
    """Nothing of the moment or the machine is in the file."""
    body = Paragraph(0, (Run("Members shall report."),))
    written = write(body)
    assert written == write(body)
    with zipfile.ZipFile(BytesIO(written)) as file:
        assert {(1980, 1, 1, 0, 0, 0)} == {each.date_time for each in file.infolist()}


def test_nothing_in_the_file_says_who_made_it() -> None:
    """There are no properties but title and language, no ids of sessions, no template."""
    written = write(Paragraph(0, (Run("text", (Revision(0, RevisionKind.INSERTED, "ASH", DAY),)),)))
    with zipfile.ZipFile(BytesIO(written)) as file:
        names = file.namelist()
        everything = b"".join(map(file.read, names)).decode()
    assert [each for each in names if each.startswith("docProps")] == ["docProps/core.xml"]
    assert [etree.QName(each).localname for each in part(written, "docProps/core.xml")] == [
        "title",
        "language",
    ]
    assert not re.search(r"rsid|creator|lastModifiedBy|attachedTemplate|paraId", everything)


def test_the_masthead_is_on_the_first_page_and_in_short_on_the_others() -> None:
    """Symbol, state, time, language and standing are in the headers, and no part of the text."""
    written = write(Paragraph(0, (Run("text"),)))
    first, running = (
        " ".join(part(written, f"word/header{number}.xml").itertext()) for number in (1, 2)
    )
    for said in ("Harbour panel", "A/H/1", "Rev.1", "26 January 2017, 08:40 UTC"):
        assert said in first
    assert "Original: English without prejudice" in first
    assert "A/H/1 Rev.1, 26 January 2017, 08:40 UTC, without prejudice" in running
    assert text(read_document(written, "d.docx")) == "text\n"


def test_pages_are_numbered() -> None:
    """The footer counts the pages and says how many there are."""
    footer = part(write(), "word/footer1.xml")
    fields = [each.get(qualify("w:instr")) for each in footer.iter(qualify("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_what_xml_cannot_hold_is_replaced() -> None:
    """Control signs come out as a sign that says so, and the file can still be read."""
    read = read_document(write(Paragraph(0, (Run("a\x00b\x1bc\ufffe"),))), "d.docx")
    assert text(read) == "a�b�c�\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Members shall report.", False),
        ("1. يجب على الأعضاء", True),
        ("כל חבר ידווח", True),
        ("12 (a)", False),
        ("OP1 يجب", False),
        ("", False),
    ],
)
def test_the_first_letter_decides_the_direction(words: str, expected: bool) -> None:
    """A paragraph runs from right to left when its first letter does, numbers aside."""
    assert expected is is_right_to_left(words)
    element = part(write(Paragraph(0, (Run(words),))), "word/document.xml")
    assert expected == (next(element.iter(qualify("w:bidi")), None) is not None)


@given(words, st.booleans())
def test_stretches_lose_no_sign(words: str, is_left: bool) -> None:
    """Parted by direction, a text is still all there."""
    assert words == "".join(part for part, _ in split_by_direction(words, is_left))


def test_letters_are_marked_by_direction() -> None:
    """Words of another script inside a paragraph keep their own direction."""
    assert list(split_by_direction("يجب report كل سنة", True)) == [
        ("يجب ", True),
        ("report ", False),
        ("كل سنة", True),
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "en-GB"), ("en-US", "en-US"), ("fr", "fr-FR"), ("ar", "ar-SA"), ("mi", "mi")],
)
def test_the_text_says_its_language(tag: str, expected: str) -> None:
    """Word is told the language, with the region that the United Nations write it in."""
    written = write_document(Document(()), TitleBlock("", "", "", language=tag))
    language = next(part(written, "word/styles.xml").iter(qualify("w:lang")))
    assert expected == language.get(qualify("w:val"))
    assert ("ar-SA" if tag == "ar" else None) == language.get(qualify("w:bidi"))


# The order of elements that ECMA-376 part 1 asks for, as far as they are written here.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pBdr tabs bidi spacing ind jc outlineLvl rPr pPrChange",
    "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs sz szCs vertAlign rtl lang",
    "style": "name basedOn next qFormat pPr rPr tblPr",
    "tblPr": "tblW tblInd tblBorders tblLayout tblCellMar",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tcPr": "tcW",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "settings": "zoom trackRevisions defaultTabStop characterSpacingControl footnotePr compat",
    "docDefaults": "rPrDefault pPrDefault",
    "styles": "docDefaults style",
}


@at_most(60)
@given(bodies)
def test_elements_stand_in_the_order_of_the_standard(body: tuple[Paragraph | Table, ...]) -> None:
    """Word refuses files whose elements stand in another order."""
    written = write(*body)
    with zipfile.ZipFile(BytesIO(written)) as file:
        parts = [part(written, each) for each in file.namelist() if each.startswith("word/")]
    for element in (each for root in parts for each in root.iter(etree.Element)):
        order = ORDERS.get(etree.QName(element).localname)
        if order is not None:
            found = [order.split().index(etree.QName(each).localname) for each in element]
            assert sorted(found) == found


@at_most(60)
@given(bodies)
def test_every_mark_has_a_number_of_its_own(body: tuple[Paragraph | Table, ...]) -> None:
    """No two changes share an id, and each says who made it."""
    root = part(write(*body), "word/document.xml")
    marked = [
        each for each in root.iter(etree.Element) if each.get(qualify("w:author")) is not None
    ]
    ids = [each.get(qualify("w:id")) for each in marked]
    assert len(set(ids)) == len(ids)


# pandoc as a second reader: accepted and rejected, it reads in our Word files what we do.


PANDOC = shutil.which("pandoc")


WORDS = ("harbour", "ship", "pilot", "whale", "office", "fee", "تقرير", "港", "“no”", "a\tb")
KINDS = (RevisionKind.INSERTED, RevisionKind.DELETED)
PLAIN_FORMATS = (text_format(0), text_format(1), heading_format(1))


class Written:
    """A document with changes at random.

    Args:
        random: what decides.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._notes: list[Note] = []

    def content(self) -> bytes:
        """The file; its last paragraph is left as it is."""
        body: list[Paragraph | Table] = []
        for _ in range(self._random.randint(2, 7)):
            body += self._moved() if self._random.random() < 0.2 else [self._block()]
        document = Document((*body, Paragraph(0, (Run("The end."),))), tuple(self._notes))
        return write_document(document, TitleBlock("", "", ""))

    def _marks(self) -> tuple[Revision, ...]:
        author = self._random.choice(("ASH", "BAY; COL"))
        return (Revision(0, self._random.choice(KINDS), author),)

    def _words(self) -> str:
        return " ".join(self._random.choices(WORDS, k=self._random.randint(1, 5)))

    def _block(self) -> Paragraph | Table:
        how = self._random.random()
        if how < 0.2:
            marks = self._marks()
            return Paragraph(
                0, (Run(self._words(), marks),), marks, self._random.choice(PLAIN_FORMATS)
            )
        if how < 0.35:
            rows = [Row((Cell((self._paragraph(),)), Cell((self._paragraph(),)))) for _ in "ab"]
            return Table(tuple(rows))
        return self._paragraph(self._random.random() < 0.3)

    def _paragraph(self, has_note: bool = False) -> Paragraph:
        runs = [
            Run(self._words() + " ", self._marks() if self._random.random() < 0.4 else ())
            for _ in range(self._random.randint(1, 5))
        ]
        if has_note:
            key = f"{NoteKind.FOOTNOTE} {len(self._notes) + 1}"
            said = (Paragraph(0, (Run(self._words()),)),)
            self._notes.append(Note(key, NoteKind.FOOTNOTE, "", said))
            runs.append(Run("", note=key))
        return Paragraph(0, tuple(runs))

    def _moved(self) -> list[Paragraph | Table]:
        words = self._words()
        came, left = (
            (Revision(0, kind, "ASH", None, words),)
            for kind in (RevisionKind.MOVED_TO, RevisionKind.MOVED_FROM)
        )
        return [
            Paragraph(0, (Run(words, came),), came),
            self._paragraph(),
            Paragraph(0, (Run(words, left),), left),
        ]


def by_pandoc(content: bytes, changes: str) -> list[str]:
    """The words that pandoc reads, signs of notes and lines of tables left out."""
    assert PANDOC is not None
    options = ("--from", "docx", "--to", "plain", "--wrap=none", f"--track-changes={changes}")
    found = subprocess.run([PANDOC, *options], input=content, capture_output=True, check=True)
    return words_of(found.stdout.decode())


def words_of(shown: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", re.sub(r"\[\^?\d+\]", " ", shown))


@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed (Debian: pandoc)")
@pytest.mark.parametrize("seed", range(25))
def test_pandoc_accepts_and_rejects_as_we_do(seed: int) -> None:
    """The same words in the same order, notes and cells among them."""
    content = Written(Random(seed)).content()
    document = read_document(content, "d.docx")
    for changes in ("accept", "reject"):
        assert words_of(text(document, changes)) == by_pandoc(content, changes)
