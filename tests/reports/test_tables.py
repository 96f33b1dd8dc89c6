"""Tables written for spreadsheets and for Markdown."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.positions import Stance
from consensus.reports.outline import Table, csv_of, markdown_of, markdown_quotation
from consensus.text.display import escape_formula


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =x", "'  =x"),
        ("＝x", "'＝x"),
        ("'=x", "''=x"),
        ("a=b", "a=b"),
        ("", ""),
        ("'tis", "'tis"),
    ],
)
def test_cells_a_spreadsheet_would_compute_are_neutralised(cell: str, written: str) -> None:
    """An apostrophe goes before what a spreadsheet takes for a formula, and nowhere else."""
    assert written == escape_formula(cell)


def test_cells_are_values_that_the_table_formats() -> None:
    """Yes and no, moments with their zone, lists with commas, and nothing for what is missing."""
    values = (True, False, None, ("ASH", "BAY"), (), datetime(2026, 4, 7, 8, 5, 9, tzinfo=UTC))
    cells = ("yes", "no", "", "ASH, BAY", "", "2026-04-07 08:05 UTC")
    more = (date(2026, 4, 7), 3, Stance.OBJECT)
    table = Table.of(["one"] * 9, [(*values, *more)])
    assert table.rows == ((*cells, "2026-04-07", "3", "object"),)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_a_table_reads_back_as_its_cells_neutralised(rows: list[list[str]]) -> None:
    """Whatever cells hold, the CSV has their words in as many rows and cells as the table."""
    table = Table.of(("one", "two"), rows)
    read = list(csv.reader(io.StringIO(csv_of(table), newline="")))
    expected = [[_with_line_feeds(cell) for cell in row] for row in rows]
    assert read == [["one", "two"], *([escape_formula(cell) for cell in row] for row in expected)]


def _with_line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def test_bars_and_line_breaks_stay_inside_a_markdown_cell() -> None:
    """A cell with bars, escaped or not, and several lines is one cell of one line."""
    table = Table.of(("text",), [("[a | b \\| c]\nnext",)])
    assert markdown_of(table) == "| text |\n| --- |\n| [a \\| b \\| c] next |\n"


def test_html_in_a_markdown_cell_is_escaped() -> None:
    """Tags and character references are; a sign that means itself stays as it is."""
    table = Table(("<b>",), (("Q & A, 3 < 4, &copy; &#60;",),))
    assert markdown_of(table) == (
        "| &lt;b> |\n| --- |\n| Q & A, 3 &lt; 4, &amp;copy; &amp;#60; |\n"
    )


def test_every_line_of_a_quotation_is_marked() -> None:
    """No line of a text can escape into the structure of the document."""
    assert markdown_quotation("one\n\n# two") == "> one\n>\n> # two"
