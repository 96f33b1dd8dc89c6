"""Tables of amendments in Word files, read under the heads that say so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from consensus import WorkingGroup
from consensus.formats.amendment_rows import read_amendments
from consensus.formats.draft_docx import DocxSource, decode_docx
from consensus.formats.guess_columns import amendment_table
from tests.support.docx_files import docx, ins, p, row, table

HEADS = ("Article", "Present text", "Proposed amendment", "Reason")


def paper(*body: str) -> DocxSource:
    """A Word file of amendments."""
    return decode_docx(docx(p("Amendments proposed by Ashland"), *body), "paper.docx")


def test_tables_of_a_word_file_are_rows_of_amendments(panel: WorkingGroup) -> None:
    """Under heads that say so, also where a later table repeats them; other tables are not."""
    file = paper(
        table(row("Article", "Who reads it"), row("1", "Everybody")),
        p("First part"),
        table(
            row(*HEADS),
            row("3", "at night", "at dawn", "It is safer"),
            row("", "", "", ""),
            row("1", "", 'Replace "report" with "write"', ""),
        ),
        p("Second part"),
        table(row(*HEADS), row("2", "", "Deleted", "It is nobody's duty")),
        table(row("Total", "3")),
    )
    report = panel.import_amendments(file)
    made = [panel.state.amendments[each.id] for each in report.operations]
    assert (report.rows, report.taken, report.tray) == (3, 3, 0)
    assert [(panel.state.items[each.target].label, each.kind.value) for each in made] == [
        *(("3", "modify"), ("1", "modify"), ("2", "delete"))
    ]
    assert [each.rationale for each in made] == ["It is safer", "", "It is nobody's duty"]
    assert panel.state.text(made[0].id) == "Ships may enter at dawn with a pilot on board."
    again = panel.import_amendments(file)
    assert (again.taken, again.duplicates) == (0, 3)


@pytest.mark.parametrize(
    "heads",
    [
        ("Clause", "Paragraph", "Current wording", "Suggested wording", "Delegation"),
        ("Artikel", "Absatz", "Bisheriger Text", "Neuer Text", "Mitglied"),
        ("Artículo", "Apartado", "Texto vigente", "Texto propuesto", "País"),
    ],
)
def test_heads_of_other_papers(heads: Sequence[str]) -> None:
    """In other words and languages, with the place in two columns and who proposes it."""
    file = paper(table(row(*heads), row("2", "1", "Fees are low.", "Fees are high.", "ASH")))
    found, columns = amendment_table(file)
    (made,), _ = read_amendments(found, columns=columns)
    assert (made.old, made.text, made.by) == ("Fees are low.", "Fees are high.", ("ASH",))
    assert made.target == f"{heads[0]} 2 – {heads[1]} 1"


@pytest.mark.parametrize(
    "body",
    [
        table(row("Article", "Reason"), row("1", "It is late")),
        table(row(*HEADS)),
        p("Article | Present text | Proposed amendment"),
        table(row(*HEADS), row("1", "", "x", "")) + p("More ", ins("Ana", "words")),
    ],
    ids=["other heads", "no rows", "no table", "tracked changes"],
)
def test_any_other_word_file_is_as_it_was(body: str) -> None:
    """Its tracked changes and comments are read, as before."""
    file = paper(body)
    assert amendment_table(file) == (file, None)
