"""Comment tables of standards bodies: what is a comment in them, and how they go back."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from unittest.mock import patch

import attrs
import openpyxl
import pytest

from consensus.errors import Rejected, UnreadableInput
from consensus.finding import Severity
from consensus.formats.amendment_rows import CommentRow
from consensus.formats.comment_table import (
    Observation,
    decode_xlsx,
    read_comments,
    read_observation,
    write_comments,
    write_observation,
)
from consensus.formats.docx.writer import TitleBlock
from consensus.formats.draft_docx import decode_docx
from consensus.formats.rows import write_table
from consensus.formats.source import Source
from consensus.model.amendments import CommentKind, Disposition
from tests.support.docx_files import archive, cell, docx, ins, p, part, row, table

HEADS = (
    *("MB/NC1", "Line number (e.g. 17)", "Clause/ Subclause (e.g. 3.1)"),
    *("Paragraph/ Figure/ Table/ (e.g. Table 1)", "Type of comment2", "Comments"),
    *("Proposed change", "Observations of the secretariat"),
)
NUMBERS = ("1", "2", "(3)", "4", "5", "(6)", "7", "8")
WHAT = 'Replace "six" with "nine".'
FIRST = ("DE-012", "17", "2.1", "2nd", "te", "Too short a time.", WHAT, "")
SECOND = ("FR", "", "General", "", "ge", "A good text.", "", "")
TITLE = TitleBlock("Committee", "Jars", "")


def csv(*rows: tuple[str, ...]) -> Source:
    """A table in a file."""
    return Source.of(write_table(rows[0], rows[1:]), "form.csv")


def taken(source: Source) -> list[CommentRow]:
    """The comments of a table of which every row is one, or nothing."""
    found = read_comments(source)
    assert found is not None
    rows, findings = found
    assert findings == ()
    return [attrs.evolve(each, line=0, fields={}) for each in rows]


def test_the_cells_of_a_comment_are_read_as_they_are() -> None:
    """Each under its heading; what only the paper has is no comment."""
    title = ("Template for comments and secretariat observations", *[""] * 7)
    foot = ("1 MB = Member body / NC = National Committee", *[""] * 7)
    first, second = taken(csv(title, HEADS, NUMBERS, FIRST, HEADS, SECOND, foot))
    assert (first.body, first.line_number, first.clause, first.paragraph) == FIRST[:4]
    assert (first.comment_kind, first.rationale, first.text) == (CommentKind.TECHNICAL, *FIRST[5:7])
    assert (second.body, second.clause, second.text) == ("FR", "General", "")


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        (
            "en",
            "MB1|Clause No./ Subclause No./ Annex (e.g. 3.1)|Paragraph/ Figure/Table/Note"
            "|Type of com-ment2|Comment (justification for change) by the MB"
            "|Proposed change by the MB|Secretariat observations on each comment submitted",
        ),
        (
            "fr",
            "MB/NC1|Article/ Paragraphe (p. ex. 3.1)|Alinéa/ Figure/ Tableau|Type de commentaire2"
            "|Commentaires|Modification proposée|Observations du secrétariat",
        ),
        (
            "de",
            "MB/NC1|Abschnitt/ Unterabschnitt (z. B. 3.1)|Absatz/ Bild/ Tabelle"
            "|Art des Kommentars2|Kommentare|Vorgeschlagene Änderung|Bemerkungen des Sekretariats",
        ),
        (
            "es",
            "MB/NC1|Capítulo/ Apartado (p. ej. 3.1)|Párrafo/ Figura/ Tabla|Tipo de comentario2"
            "|Comentarios|Cambio propuesto|Observaciones de la secretaría",
        ),
        (
            "en",
            "National Committee|Clause/ Subclause|Paragraph Figure/ Table|Type of comment (General/"
            " Technical/ Editorial)|COMMENTS|Proposed change|OBSERVATIONS OF THE SECRETARIAT on"
            " each comment submitted",
        ),
    ],
)
def test_headings_are_known_in_several_languages(language: str, heads: str) -> None:
    """Also those of the older template, which has no column for lines."""
    cells = ("DE", "3.1", "Table 1", "ed", "why", "what", "seen")
    (found,) = taken(csv(tuple(heads.split("|")), cells))
    assert (found.body, found.clause, found.paragraph, found.comment_kind) == (*cells[:3], "ed")
    assert (found.rationale, found.text, found.observations) == cells[4:]
    assert found.language == language


@pytest.mark.parametrize(
    "heads",
    [
        ("target", "by", "text", "comment"),
        ("Article", "Comment", "Proposed text", "Member", "Type"),
        ("Clause", "Comments", "Reply"),
    ],
)
def test_other_tables_are_no_comment_tables(heads: tuple[str, ...]) -> None:
    """A list of amendments has comments too; it is read by its columns."""
    assert read_comments(csv(heads, ("1",) * len(heads))) is None


def test_a_merged_cell_of_the_body_holds_for_the_rows_below() -> None:
    """It stands once; its number is of the first comment alone."""
    below = ("", *SECOND[1:])
    assert [each.body for each in taken(csv(HEADS, FIRST, below))] == ["DE-012", "DE"]


def test_what_is_no_comment_is_told() -> None:
    """A heading over several rows is a note; so is a row that lacks words."""
    heading = ("Comments on clause 2", *[""] * 7)
    empty = ("DE", "", "2.1", "", "te", "", "", "")
    rows, findings = read_comments(csv(HEADS, heading, empty, FIRST)) or ((), ())
    assert len(rows) == 1
    assert [each.severity for each in findings] == [Severity.NOTE, Severity.NOTE]
    assert '"Comments on clause 2" heads other rows' in findings[0].message


def test_other_columns_are_kept() -> None:
    """They go back behind the form's own."""
    (found,) = taken(csv((*HEADS, "Date"), (*FIRST, "2026-05-04")))
    assert found.other_cells == {"Date": "2026-05-04"}
    assert taken(Source.of(write_comments([found], "csv", TITLE).decode(), "b.csv")) == [found]


def test_word_files_with_headings_at_the_top_of_pages_are_read() -> None:
    """As in the older template; tracked changes are taken as accepted."""
    body = table(row(*FIRST[:5], f"{FIRST[5]}", ins("A", WHAT), ""), row(*SECOND))
    other = table(row("Date:", "Document:"), row("2026", "Jars"))
    heads = {"word/header1.xml": part("hdr", table(row("Template", "Date"), row(*HEADS)))}
    found = taken(decode_docx(docx(other, p(), body, more=heads), "form.docx"))
    assert [each.body for each in found] == ["DE-012", "FR"]
    assert found[0].text == WHAT


def test_several_tables_of_a_word_file_are_read() -> None:
    """One of each body, with title rows of fewer cells; words of several paragraphs stay so."""
    first = table(row("Template for comments"), row(*HEADS), row(*NUMBERS), row(*FIRST))
    second = table(row(*HEADS), row(*SECOND))
    found = taken(decode_docx(docx(first, second), "form.docx"))
    assert [each.body for each in found] == ["DE-012", "FR"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_what_is_written_reads_as_the_same(form: str, language: str) -> None:
    """Also cells of several lines, and such as a spreadsheet would take for formulas."""
    rows = [
        attrs.evolve(each, language=language, observations="=1+1")
        for each in taken(
            csv(HEADS, FIRST, (*SECOND[:5], "- one\n- two", "=SUM(A1)", ""), ("JP", *FIRST[1:]))
        )
    ]
    written = write_comments(rows, form, TITLE)
    source = {
        "csv": lambda: Source.of(written.decode(), "a.csv"),
        "xlsx": lambda: decode_xlsx(written, "a.xlsx"),
        "docx": lambda: decode_docx(written, "a.docx"),
    }[form]()
    assert taken(source) == rows


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
@pytest.mark.parametrize("disposition", Disposition)
def test_what_is_said_of_a_comment_is_read_again(language: str, disposition: Disposition) -> None:
    """In the language of its table."""
    is_see = disposition is Disposition.SEE
    said = Observation(disposition, "" if is_see else "why not", "FR-003" if is_see else "")
    found = read_observation(write_observation(said, language))
    assert found == attrs.evolve(said, words="" if is_see else "why not.")


@pytest.mark.parametrize("cell", ["", "Accepted by all", "To be discussed", "Noted by DE in Kyoto"])
def test_other_observations_are_no_disposition(cell: str) -> None:
    """They stay words."""
    assert read_observation(cell) is None


def workbook(*sheets: list[tuple[object, ...]]) -> bytes:
    """An Excel workbook."""
    book = openpyxl.Workbook()
    for cells in sheets:
        sheet = book.create_sheet()
        for each in cells:
            sheet.append(each)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_the_longest_sheet_is_read() -> None:
    """Numbers read as they are shown; merged and empty cells hold nothing."""
    content = workbook([("Read me",)], [HEADS, ("DE", 17, 3.1, None, "te", "why", "what", None)])
    (found,) = taken(decode_xlsx(content, "form.xlsx"))
    assert (found.line_number, found.clause) == ("17", "3.1")


# Cells over several rows.

_OVER = (
    ("DE-012", "2.1", "te", "Too short.", 'Replace "six" with "nine".'),
    ("", "", "te", "Too long.", 'Replace "nine" with "six".'),
    ("FR", "General", "ge", "A good text.", ""),
    ("", "", "ge", "On the whole.", ""),
)
_OVER_HEADS = ("MB/NC", "Clause", "Type of comment", "Comments", "Proposed change")


def in_word(*merged: tuple[int, int]) -> Source:
    """The rows as a Word table; cells that go on from above hold words that are not shown."""
    rows = [row(*_OVER_HEADS)]
    for number, words in enumerate(_OVER, 1):
        cells = []
        for at, each in enumerate(words):
            begins = '<w:vMerge w:val="restart"/>' if (number + 1, at) in merged else ""
            goes_on = "<w:vMerge/>" if (number, at) in merged else ""
            cells.append(cell("hidden" if goes_on else each, marked=goes_on or begins))
        rows.append(row(*cells))
    return decode_docx(docx(table(*rows)), "form.docx")


def in_workbook(*merged: tuple[int, int]) -> Source:
    """The rows as a workbook, below an empty row."""
    book = openpyxl.Workbook()
    for number, words in enumerate((_OVER_HEADS, *_OVER), 2):
        for at, each in enumerate(words, 1):
            book.active.cell(number, at, each)
    for number, at in merged:
        letter = "ABCDE"[at]
        book.active.merge_cells(f"{letter}{number + 1}:{letter}{number + 2}")
    written = io.BytesIO()
    book.save(written)
    return decode_xlsx(written.getvalue(), "form.xlsx")


@pytest.mark.parametrize("written", [in_word, in_workbook])
def test_a_cell_over_several_rows_holds_for_each(written: Callable[..., Source]) -> None:
    """Its words are those of every row; a member numbers its comments on."""
    rows = taken(written((2, 0), (2, 1), (4, 1)))
    assert [each.body for each in rows] == ["DE-012", "DE", "FR", "FR"]
    assert [each.clause for each in rows] == ["2.1", "2.1", "General", "General"]
    assert [each.text for each in rows] == [each[4] for each in _OVER]


@pytest.mark.parametrize("written", [in_word, in_workbook])
def test_an_empty_cell_is_not_one_with_that_above(written: Callable[..., Source]) -> None:
    """Only the member of a row that names none is the one above."""
    rows = taken(written())
    assert [each.body for each in rows] == ["DE-012", "DE", "FR", "FR"]
    assert [each.clause for each in rows] == ["2.1", "", "General", ""]


@pytest.mark.parametrize("written", [in_word, in_workbook])
def test_comments_and_proposals_over_several_rows(written: Callable[..., Source]) -> None:
    """They hold for each row that has something of its own."""
    rows = taken(written((2, 3), (2, 4)))
    assert [each.rationale for each in rows[:2]] == ["Too short."] * 2
    assert [each.text for each in rows[:2]] == [_OVER[0][4]] * 2
    found = read_comments(written((2, 0), (2, 1), (2, 2), (2, 3), (2, 4)))
    assert found is not None
    assert [each.clause for each in found[0]] == ["2.1", "General", ""]


def test_merges_without_end_are_refused() -> None:
    """A sheet may say that more cells are one than any has; below its rows there are none."""
    book = openpyxl.Workbook()
    for each in (_OVER_HEADS, *_OVER):
        book.active.append(list(each))
    book.active.merged_cells.add("B2:B1048576")
    written = io.BytesIO()
    book.save(written)
    assert len(taken(decode_xlsx(written.getvalue(), "form.xlsx"))) == len(_OVER)
    with (
        patch("consensus.formats.comment_table._MOST_MERGED", 2),
        pytest.raises(UnreadableInput, match="more cells are merged than a table can have"),
    ):
        decode_xlsx(written.getvalue(), "form.xlsx")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"no archive", "no zip archive"),
        (docx("<w:p/>"), "is no Excel workbook"),
        (workbook([]), "is empty"),
        (archive({"xl/workbook.xml": "<x/>"}), "is damaged, or is no workbook"),
        (archive({"xl/workbook.xml": "<!DOCTYPE x><x/>"}), "DOCTYPE|document type"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, told: str) -> None:
    """With what is wrong with it."""
    with pytest.raises(UnreadableInput, match=told):
        decode_xlsx(content, "form.xlsx")


def test_what_a_workbook_cannot_hold_is_refused() -> None:
    """A cell is never cut short; without what writes workbooks it is said how to get it."""
    (long,) = taken(csv(HEADS, (*FIRST[:6], "x" * 32_768, "")))
    with pytest.raises(Rejected, match="too long for a workbook"):
        write_comments([long], "xlsx", TITLE)
    with patch.dict(sys.modules, {"openpyxl": None}), pytest.raises(Rejected, match="pip install"):
        write_comments([long], "xlsx", TITLE)
