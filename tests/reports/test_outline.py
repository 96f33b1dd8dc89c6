"""Outlines and tables as Markdown, plain text, Word documents and spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from consensus.formats.docx.document import Paragraph, Table
from consensus.formats.docx.writer import StoryWriter
from consensus.history.operations import AddGroup
from consensus.model.positions import Stance
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.outline import (
    Grid,
    Heading,
    Mark,
    Outline,
    Point,
    Points,
    Quotation,
    Sheet,
    Span,
    grid_of,
    markdown_of,
    markdown_quotation,
    parts_of,
    passage,
    place,
    points_of,
    quoted_text,
    strong_words,
)
from consensus.reports.outline import Table as Cells
from consensus.reports.outline_text import outline_text
from consensus.text.display import escape_formula
from consensus.working_group.docx_blocks import set_outline
from consensus.working_group.reports.report import Form
from tests.reports.test_audience import planted
from tests.support.every_report import csv_of, requests, written
from tests.support.market import markdown

# Outlines, written as Markdown, as plain text, and as Word documents.

CHANGED = Quotation((Span("Stalls "), Span("shall ", Mark.REMOVED), Span("may", Mark.INSERTED)))
OUTLINE = Outline(
    "Agreed and open",
    ("Two items.",),
    Withheld({Kind.REASONS: 2}),
    (
        Heading(2, "Rules", "rules"),
        passage(strong_words("1"), " is open."),
        quoted_text("One\n# two"),
        Points((Point("first"), Point("second", 1))),
        CHANGED,
        Grid("Members", Cells(("code", "count"), (("ASP", "7"), ("BIR", "12")))),
    ),
)
MARKDOWN = """# Agreed and open

Two items.
Not shown in this version: reasons.

## Rules

**1** is open.

> One
> # two

- first
  - second

> Stalls ~~shall~~ **may**

| code | count |
| --- | --- |
| ASP | 7 |
| BIR | 12 |
"""
TEXT = """Agreed and open
===============

Two items.
Not shown in this version: reasons.

Rules
-----

1 is open.

  | One
  | # two

- first
  - second

  | Stalls [-shall -]{+may+}

code  count
ASP       7
BIR      12
"""


def test_an_outline_as_markdown() -> None:
    """Headings, passages, quotations, points and tables, what is marked among the words."""
    assert markdown(OUTLINE) == MARKDOWN


def test_an_outline_as_text() -> None:
    """The same for a terminal, where marks are typed and columns aligned."""
    assert "".join(outline_text(OUTLINE)) == TEXT


def test_columns_are_aligned_by_what_is_read() -> None:
    """Backslashes that only protect brackets are gone before columns are measured."""
    cells = Cells(("words", "count"), ((r"a \[sic\] b", "7"), ("a b c d e f g", "12")))
    written = "".join(outline_text(Outline("Why", blocks=grid_of("Why", cells))))
    assert written.splitlines()[3:] == [
        "words          count",
        "a [sic] b          7",
        "a b c d e f g     12",
    ]


def test_a_table_wider_than_the_terminal_is_written_row_by_row() -> None:
    """Each row begins with its first cell; the others follow under their headings."""
    cells = Cells(("item", "why"), (("R1", "it rains too often"), ("R2", ""), ("", "nobody knows")))
    written = "".join(outline_text(Outline("Why", blocks=grid_of("Why", cells)), 14))
    assert written.splitlines()[3:] == [
        *("R1", "  why: it", "    rains too", "    often"),
        *("", "R2", "", "-", "  why: nobody", "    knows"),
    ]


def test_contents_lead_to_every_heading() -> None:
    """Each link has its anchor, and stands as deep as its heading."""
    blocks = (Heading(2, "Rules", "rules"), Heading(3, "Old", "rules-old"), Heading(4, "x", "x"))
    written = markdown(Outline("All", blocks=blocks, has_contents=True))
    assert "- [Rules](#rules)\n  - [Old](#rules-old)\n" in written
    assert '## <a id="rules"></a>Rules\n' in written
    assert "(#x)" not in written


def test_an_outline_as_a_word_document() -> None:
    """Its title and headings have their styles, quotations are set in, tables are tables."""
    sheet = Sheet("Market", datetime(2026, 4, 7, 8, tzinfo=UTC), Audience.PUBLIC, "en")
    document, title_block = set_outline(OUTLINE, sheet, "A/1")
    assert (title_block.body, title_block.symbol, title_block.title) == (
        "Market",
        "A/1",
        "Agreed and open",
    )
    found = [
        ("".join(run.text for run in each.runs), each.format.style)
        for each in document.body
        if isinstance(each, Paragraph)
    ]
    assert found == [
        ("Agreed and open", "title"),
        ("Two items.", ""),
        ("Not shown in this version: reasons.", ""),
        ("Rules", "heading 1"),
        ("1 is open.", ""),
        ("One", "text 1"),
        ("# two", "text 1"),
        ("–\tfirst", "text 1"),
        ("–\tsecond", "text 2"),
        ("Stalls shall may", "text 1"),
        ("", "cell"),
    ]
    runs = [run for each in document.body if isinstance(each, Paragraph) for run in each.runs]
    assert [run.text for run in runs if run.struck] == ["shall "]
    assert [run.text for run in runs if run.underlined] == ["may"]
    (table,) = (each for each in document.body if isinstance(each, Table))
    assert [len(row.cells) for row in table.rows] == [2, 2, 2]


def test_what_is_empty_is_left_out() -> None:
    """A table without rows, points without words, and headings with nothing under them."""
    assert grid_of("Nothing", Cells(("a",), ())) == ()
    assert points_of("", "") == ()
    assert list(parts_of(("Positions", points_of("x")), ("Amendments", ()))) == [
        Heading(2, "Positions", "positions"),
        *points_of("x"),
    ]


@pytest.mark.parametrize(
    ("words", "anchor"),
    [(("D1", "agreed ad referendum"), "D1-agreed-ad-referendum"), (("7°",), "x37c2b0")],
)
def test_places_are_plain_names(words: tuple[str, ...], anchor: str) -> None:
    """What is no plain name is written as its bytes."""
    assert place(*words) == anchor


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_words_cannot_leave_their_place(quoted: list[str], points: list[str]) -> None:
    """Whatever anybody wrote makes no heading, no list and no paragraph of a report."""
    blocks = (
        *(Quotation((Span(words),)) for words in quoted),
        *points_of(*points),
    )
    lines = markdown(Outline("Title", blocks=blocks)).splitlines()
    assert all(not line or line.startswith((">", "- ", "# Title")) for line in lines)


def test_columns_of_a_word_table_are_as_wide_as_their_words_need() -> None:
    """The longest word fits, a long cell is broken, and the headings stand on every page."""
    long = "as long as a report of many words " * 9
    cells = Cells(("code", "presence", "notes"), (("ASP", "", long), ("ORGANIZATIONS", "yes", "")))
    sheet = Sheet("Market", datetime(2026, 4, 7, 8, tzinfo=UTC), Audience.PUBLIC, "en")
    document, _ = set_outline(Outline("Members", blocks=(Grid("Members", cells),)), sheet)
    (table,) = (each for each in document.body if isinstance(each, Table))
    code, presence, notes = table.shares
    assert len("presence") < presence < code < notes
    assert len("ORGANIZATIONS") < code
    assert sum(table.shares) <= 80
    (element,) = StoryWriter({}).blocks((table,))
    widths = [int(width) for each in element.iter("{*}gridCol") for width in each.values()]
    assert widths[1] < widths[0] < widths[2]
    assert len(list(element.iter("{*}tblHeader"))) == 1


HTML = "<img src=x onerror=alert(1)> <script>alert(1)</script> &lt;b> <!-- x --> [a](b)|`"
OWN_HTML = re.compile(r'<a id="[A-Za-z0-9-]+">|</a>|</?(?:ins|del)>|<!-- [\w :.-]+ -->')


def test_no_report_renders_words_of_the_record_as_html() -> None:
    """Every report in Markdown, for every audience, has no HTML but its own anchors and marks."""
    group = planted("QXZQX", [f"{HTML} {number}" for number in range(6)], Stance.DISAGREE)
    group.record(AddGroup(code="HTM", name=HTML))
    group.edit("R3", f"Music may be played. {HTML}")
    group.propose("R3", HTML, old="may", by=["ASP"])
    group.propose(kind="insert", after="R3", text=HTML, by=["ASP"], label="3a")
    group.propose_package(HTML, ["R3", "R4"])
    group.add_agenda_item(HTML, targets=["R3"])
    group.take_position("DOG", "R3", "object", reason=HTML, source="written", document=HTML)
    group.ask_question(HTML)
    group.publish("Rev.2", standing=HTML)
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    shown = Counter[Audience]()
    for audience in Audience:
        for report, wanted in requests(group, audience):
            if Form.MARKDOWN in report.forms:
                text = written(group, report, wanted, Form.MARKDOWN)
                assert "<" not in OWN_HTML.sub("", text)
                html = [
                    each.content
                    for block in renderer.parse(text)
                    for each in (block, *(block.children or ()))
                    if each.type in ("html_block", "html_inline")
                ]
                assert not OWN_HTML.sub("", "".join(html)).strip()
                rendered = renderer.render(text)
                shown[audience] += rendered.count("&lt;img src=x onerror=alert(1)&gt;")
                assert "<b>" not in rendered
    assert all(shown[audience] for audience in Audience)


@given(st.text("<&;#!-/[]()\\`|*_ abx1\n"))
def test_words_are_no_html_wherever_they_stand(words: str) -> None:
    """In titles, headings, their links, passages, quotations, points and tables."""
    outline = Outline(
        words,
        (words,),
        Withheld(),
        (
            Heading(2, words, "words"),
            passage(words, strong_words(words)),
            quoted_text(words),
            Points((Point(words), Point(words, 1))),
            Grid(words, Cells((words,), ((words,),))),
        ),
        has_contents=True,
    )
    assert "<" not in OWN_HTML.sub("", markdown(outline))


# Tables written for spreadsheets and for Markdown.


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
    table = Cells.of(["one"] * 9, [(*values, *more)])
    assert table.rows == ((*cells, "2026-04-07", "3", "object"),)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_a_table_reads_back_as_its_cells_neutralised(rows: list[list[str]]) -> None:
    """Whatever cells hold, the CSV has their words in as many rows and cells as the table."""
    table = Cells.of(("one", "two"), rows)
    read = list(csv.reader(io.StringIO(csv_of(table), newline="")))
    expected = [[_with_line_feeds(cell) for cell in row] for row in rows]
    assert read == [["one", "two"], *([escape_formula(cell) for cell in row] for row in expected)]


def _with_line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def test_bars_and_line_breaks_stay_inside_a_markdown_cell() -> None:
    """A cell with bars, escaped or not, and several lines is one cell of one line."""
    table = Cells.of(("text",), [("[a | b \\| c]\nnext",)])
    assert markdown_of(table) == "| text |\n| --- |\n| [a \\| b \\| c] next |\n"


def test_words_of_members_are_no_link_to_a_script_in_markdown() -> None:
    """In cells, points and passages; what leads to a page of the web is a link as it was."""
    words = "[l](javascript:alert) [m](https://example.org)"
    table = Cells(("text",), ((words,),))
    blocks = (*points_of(words), passage(words), *grid_of("Words", table))
    written = markdown(Outline("Title", blocks=blocks))
    renderer = MarkdownIt("commonmark").enable("table")
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    assert re.findall(r'href="(.*?)"', renderer.render(written)) == ["https://example.org"] * 3


def test_html_in_a_markdown_cell_is_escaped() -> None:
    """Tags and character references are; a sign that means itself stays as it is."""
    table = Cells(("<b>",), (("Q & A, 3 < 4, &copy; &#60;",),))
    assert markdown_of(table) == (
        "| &lt;b> |\n| --- |\n| Q & A, 3 &lt; 4, &amp;copy; &amp;#60; |\n"
    )


def test_every_line_of_a_quotation_is_marked() -> None:
    """No line of a text can escape into the structure of the document."""
    assert markdown_quotation("one\n\n# two") == "> one\n>\n> # two"
