"""Lists of amendments as secretariats export them: cited in words, old and new side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import pytest

from consensus.errors import UnreadableInput
from consensus.formats.amendment_rows import ColumnMap, read_column_map
from consensus.formats.guess_columns import guess_columns
from consensus.formats.source import Source
from consensus.history.operations import AddMember, FormNegotiatingGroup
from consensus.model.amendments import AmendmentKind
from consensus.working_group import WorkingGroup
from consensus.working_group.import_base import ImportReport
from tests.support.panel import text_source, ticking

DRAFT = """# Draft rules

(1) Harbours are useful.

(2) Ships need harbours.

## Article 1 – Subject matter

These rules apply to “all” harbours.

## Article 5 – Reporting

1. Members shall report every year:

(a) to the harbour office;

(b) to the public.

2. The office should publish all reports.

## Annex II

### Part A

1. First thing.

2. Second thing.
"""
HEADINGS = ("No", "Reference", "Original text", "Amendment", "Authors", "Group", "Justification")


@pytest.fixture
def rules() -> Iterator[WorkingGroup]:
    """A draft in articles, three members and an alliance of two of them."""
    with WorkingGroup.in_memory(title="Rules", clock=ticking()) as group:
        group.record(
            AddMember(code="ASH", name="Ashland"),
            AddMember(code="BAY", name="Bay and Shore"),
            AddMember(code="COL", name="Colland, Republic of"),
            FormNegotiatingGroup(code="ISL", name="Island States", members=("ASH", "BAY")),
        )
        group.import_draft(text_source("rules.md", DRAFT))
        yield group


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Source:
    """A list as a spreadsheet saves it."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows((headings, *rows))
    return text_source("list.csv", written.getvalue())


def take(rules: WorkingGroup, *rows: Sequence[str]) -> ImportReport:
    """Import rows of reference, old, new and, where they have it, authors."""
    whole = [(str(at), *row[:3], *(row[3:] or ("COL",)), "", "") for at, row in enumerate(rows, 1)]
    source = table(*whole)
    return rules.import_amendments(source, columns=guess_columns(source).columns)


PLACED = {
    "point": (
        ("Article 5 – paragraph 1 – point a", "(a) to the harbour office;", "(a) to the master;"),
        ("L1", AmendmentKind.MODIFY, "to the master;"),
    ),
    "point in German": (
        ("Artikel 5 Absatz 1 Buchstabe b", "", "b) to everybody."),
        ("L2", AmendmentKind.MODIFY, "to everybody."),
    ),
    "compact": (
        ("Art. 5(2)", "", "2. Reports rest."),
        ("N4", AmendmentKind.MODIFY, "Reports rest."),
    ),
    "recital by its number": (
        ("Considérant 2", "(2) Ships need harbours.", "(2) Ships like harbours."),
        ("N2", AmendmentKind.MODIFY, "Ships like harbours."),
    ),
    "only paragraph, which has no number": (
        ("Article 1 – paragraph 1", 'These  rules apply to "all" harbours.', "These rules apply."),
        ("N3", AmendmentKind.MODIFY, "These rules apply."),
    ),
    "words of an article": (
        ("Article 5", "publish all reports", "publish some reports"),
        ("N4", AmendmentKind.MODIFY, "The office should publish some reports."),
    ),
    "heading": (
        ("Article 5 – title", "Reporting", "Reports"),
        ("S2", AmendmentKind.MODIFY, "Article 5 – Reports"),
    ),
    "annex": (
        ("point 2 of part A of Annex 2", "", "2. Another thing."),
        ("N6", AmendmentKind.MODIFY, "Another thing."),
    ),
    "soft hyphens and quotes are no change": (
        (
            "Article 5 – paragraph 2",
            "2. The office should pub\u00adlish all reports.",
            "2. The office shall pub\u00adlish all reports.",
        ),
        ("N4", AmendmentKind.MODIFY, "The office shall publish all reports."),
    ),
    "deleted": (("Article 5 – paragraph 2", "2. The office", "deleted"), None),
    "deleted whole": (
        ("Annex II – part A – point 2", "2. Second thing.", "[supprimé]"),
        ("N6", AmendmentKind.DELETE, ""),
    ),
    "deleted without its words": (
        ("Anexo II, parte A, punto 2", "", "Suprimido"),
        ("N6", AmendmentKind.DELETE, ""),
    ),
    "new paragraph": (
        ("Article 5 – paragraph 2 a (new)", "", "2a. Fees are waived."),
        ("D1", AmendmentKind.INSERT, "Fees are waived."),
    ),
    "new point": (
        ("Article 5 – paragraph 1 – point c (new)", "—", "(c) to ships."),
        ("D1", AmendmentKind.INSERT, "to ships."),
    ),
    "wrong place, but words that stand once": (
        ("Article 9", "The office should publish all reports.", "It rests."),
        ("N4", AmendmentKind.MODIFY, "It rests."),
    ),
}
PLACED["deleted"] = (
    PLACED["deleted"][0],
    ("N4", AmendmentKind.MODIFY, " should publish all reports."),
)


@pytest.mark.parametrize(("row", "expected"), PLACED.values(), ids=PLACED)
def test_row_of_a_list_finds_its_place(
    rules: WorkingGroup, row: Sequence[str], expected: tuple[str, AmendmentKind, str]
) -> None:
    """By the words that cite it; the number before a text is not part of it."""
    report = take(rules, row)
    assert (report.taken, report.tray, report.refused) == (1, 0, 0)
    (made,) = rules.state.amendments.values()
    handle, kind, text = expected
    assert (handle, kind) == (rules.state.handle_of(made.target), made.kind)
    assert text.strip() == rules.state.text(made.id).strip()


WAITING = {
    "no such article": (("Article 9", "", "Some."), "the draft has no article 9"),
    "no such point": (
        ("Article 5 – paragraph 1 – point z", "", "Some."),
        "article 5, paragraph 1 has no point z",
    ),
    "several": (("Articles 1 and 5", "", "Some."), "article 1, 5 are several"),
    "in several places": (("paragraph 1", "", "Some."), "paragraph 1 could be"),
    "not new": (("Article 5 – paragraph 2 (new)", "", "Some."), "is not new: it is there as N4"),
    "article with paragraphs": (("Article 5", "", "deleted"), "what stands under S2 would stay"),
    "nothing before it": (
        ("Article 40 (new)", "", "Some."),
        "nothing that article 40 could follow",
    ),
}


@pytest.mark.parametrize(("row", "problem"), WAITING.values(), ids=WAITING)
def test_row_of_a_list_waits_in_the_tray(
    rules: WorkingGroup, row: Sequence[str], problem: str
) -> None:
    """With why, and it can be placed from there later."""
    report = take(rules, row)
    assert (report.taken, report.tray, report.refused) == (0, 1, 0)
    (entry,) = rules.state.tray.values()
    assert problem in entry.problem
    if not row[2].startswith("deleted"):
        rules.place(entry.handle, "N4", old="")
        assert [each.handle for each in rules.state.amendments.values()] == ["A1"]


def test_new_paragraphs_follow_one_another(rules: WorkingGroup) -> None:
    """The second is put in after the first, under labels that go on, once both are merged."""
    take(
        rules,
        ("Article 5 – paragraph 2 a (new)", "", "2 a. Fees are waived."),
        ("Article 5 – paragraph 2 b (new)", "", "2 b. Fines are not."),
        ("Recital 2 a (new)", "", "(2a) Boats need them too."),
    )
    for handle in ("A1", "A2", "A3"):
        rules.merge(handle)
    state = rules.state
    made = [(item.label, state.text(item.id)) for item in state.walk(next(iter(state.drafts)))]
    assert made[10:12] == [("2 bis", "Fees are waived."), ("2 ter", "Fines are not.")]
    assert made[2] == ("(2) bis", "Boats need them too.")


SPONSORS = {
    "ASH": ("ASH",),
    "Ashland (ASH)": ("ASH",),
    "ASH, COL": ("ASH", "COL"),
    "Ashland\nBAY": ("ASH", "BAY"),
    "ASH & COL": ("ASH", "COL"),
    "Bay and Shore": ("BAY",),
    "Bay and Shore and ASH": (),
    "Colland, Republic of": ("COL",),
    "ISL": ("ASH", "BAY"),
    "Jane Roe, on behalf of the Island States Group": ("ASH", "BAY"),
    "Max Moe (im Namen der ISL-Fraktion)": ("ASH", "BAY"),
    "Nobody": (),
}


@pytest.mark.parametrize(("words", "expected"), SPONSORS.items(), ids=SPONSORS)
def test_cell_of_sponsors(rules: WorkingGroup, words: str, expected: tuple[str, ...]) -> None:
    """Codes, names, several of them, and alliances; a row with a name nobody has stays out."""
    report = take(rules, ("Article 5 – paragraph 2", "", "Some.", words))
    made = [each.sponsors for each in rules.state.amendments.values()]
    assert [expected] * bool(expected) == made
    assert report.refused == (not expected)


def test_group_stands_behind_what_names_nobody(rules: WorkingGroup) -> None:
    """Its members do; for sponsors that become members it is the group they belong to."""
    rows = (
        ("1", "Article 5(2)", "", "Some.", "", "ISL", "why"),
        ("2", "Article 5(2)", "", "Other.", "Jane Roe", "Greens", ""),
    )
    source = table(*rows)
    columns = guess_columns(source).columns
    report = rules.import_amendments(source, columns=columns, add_members=True)
    assert (report.taken, report.refused, report.findings) == (2, 0, ())
    first, second = rules.state.amendments.values()
    assert (first.sponsors, first.rationale) == (("ASH", "BAY"), "why")
    assert second.sponsors == ("Jane-Roe",)
    assert rules.state.members["Jane-Roe"].group == "Greens"


COLUMNS = {
    "in French": (
        ("N°", "Disposition", "Texte proposé par la Commission", "Amendement", "Auteurs", "Motif"),
        {"id": 0, "target": 1, "old": 2, "text": 3, "by": 4, "rationale": 5},
    ),
    "in German": (
        ("Nr.", "Vorschrift", "Geltende Fassung", "Änderungsantrag", "Antragsteller", "Begründung"),
        {"id": 0, "target": 1, "old": 2, "text": 3, "by": 4, "rationale": 5},
    ),
    "in Spanish": (
        (
            "Enmienda n.º",
            "Referencia",
            "Texto de la Comisión",
            "Enmienda",
            "Autor",
            "Justificación",
        ),
        {"id": 0, "target": 1, "old": 2, "text": 3, "by": 4, "rationale": 5},
    ),
    "proposed by somebody": (
        ("No", "Provision", "Text proposed by the Secretariat", "New text", "Tabled by", "Reason"),
        {"id": 0, "target": 1, "old": 2, "text": 3, "by": 4, "rationale": 5},
    ),
    "without meaning": (
        ("a", "b", "c", "d", "e", "f"),
        {"id": 0, "target": 1, "old": 2, "text": 3, "rationale": 5},
    ),
}


@pytest.mark.parametrize(("headings", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_columns_are_guessed(headings: Sequence[str], expected: dict[str, int]) -> None:
    """By their headings in four languages, and else by what their cells look like."""
    rows = [
        (
            str(at),
            f"Article {at} – paragraph 1",
            f"Members shall report every year to the office number {at}.",
            f"Members should report every year to the office number {at}.",
            "ASH" if at % 2 else "COL",
            "This makes life easier for everybody." if at != 3 else "",
        )
        for at in range(1, 6)
    ]
    title = ("Amendments, 3 March",)
    guess = guess_columns(table(headings, *rows, headings=title))
    assert guess.columns.heading_row == 2
    assert {name: (headings[at],) for name, at in expected.items()} == dict(guess.columns.fields)
    assert set(guess.reasons) == set(expected)


def test_heading_of_numbers_and_of_texts_may_be_the_same() -> None:
    """What the cells are tells which is which."""
    rows = [(str(at), "Article 3", "Members shall report.", "They should.") for at in (1, 2, 3)]
    found = guess_columns(
        table(*rows, headings=("Amendment", "Reference", "Draft", "Amendment"))
    ).columns
    assert dict(found.fields) == {
        "id": (1,),
        "target": ("Reference",),
        "old": ("Draft",),
        "text": (4,),
    }


def test_guess_reads_back_as_a_map() -> None:
    """What is shown can be kept as a file and given again."""
    guess = guess_columns(table(("1", "Article 1", "", "Some words.", "ASH", "", "")))
    written = guess.columns.toml(guess.reasons)
    assert guess.columns == read_column_map(text_source("map.toml", written))


def test_map_joins_columns_of_a_place(rules: WorkingGroup) -> None:
    """Article, paragraph and point may have columns of their own, under headings further down."""
    source = table(
        ("Art.", "Par.", "Point", "New wording", "Who", "When"),
        ("5", "1", "a", "to the master;", "ASH", "3.2.2026"),
        ("Art.", "Par.", "Point", "New wording", "Who", "When"),
        ("5", "2", "", "Reports rest.", "COL", "2/13/2026"),
        headings=("A list",),
    )
    columns = ColumnMap(
        {"target": ("Art.", "Par.", 3), "text": ("New wording",), "by": ("Who",), "date": (6,)}, 2
    )
    report = rules.import_amendments(source, columns=columns)
    assert (report.rows, report.taken) == (2, 2)
    made = rules.state.amendments.values()
    assert [rules.state.handle_of(each.target) for each in made] == ["L1", "N4"]
    assert [str(each.dated) for each in made] == ["2026-02-03", "2026-02-13"]


BAD_MAPS = {
    "columns = [": "no valid TOML",
    "x = 1": "has no table [columns]",
    "[columns]\nwords = 'A'": 'maps "words"; fields are',
    "[columns]\ntext = 1.5": "text is the heading of a column",
    "heading-row = 0\n[columns]\ntext = 'A'": "counted from 1",
}


@pytest.mark.parametrize(("toml", "problem"), BAD_MAPS.items(), ids=range(len(BAD_MAPS)))
def test_bad_map_is_refused(toml: str, problem: str) -> None:
    """It is said what is wrong with it."""
    with pytest.raises(UnreadableInput) as caught:
        read_column_map(text_source("map.toml", toml))
    assert problem in str(caught.value)


def test_column_that_is_not_there_is_refused(rules: WorkingGroup) -> None:
    """With the columns that are."""
    for columns, problem in (
        (ColumnMap({"text": ("Wording",)}), 'no column "Wording"; it has "No"'),
        (ColumnMap({"text": (9,)}), "no column 9"),
        (ColumnMap({"text": (1,)}, 7), "no row 7"),
    ):
        with pytest.raises(UnreadableInput, match=problem):
            rules.import_amendments(table(("1",) * 7), columns=columns)


def test_list_again_adds_nothing(rules: WorkingGroup) -> None:
    """With or without a map, what is in is recognised; other cells of a row are kept with it."""
    source = table(
        ("1", "Article 5(2)", "", "Some.", "ASH", "", "", "x"),
        ("2", "Article 9", "", "Some.", "ASH", "", "", "y"),
        headings=(*HEADINGS, "Votes"),
    )
    columns = guess_columns(source).columns
    report = rules.import_amendments(source, columns=columns)
    assert (report.taken, report.tray) == (1, 1)
    again = rules.import_amendments(source, columns=columns)
    assert (again.duplicates, again.operations) == (2, ())
    (entry,) = rules.state.tray.values()
    assert (entry.fields["Votes"], entry.fields["text"]) == ("y", "Some.")


def test_list_that_needs_a_map_says_so(rules: WorkingGroup) -> None:
    """Its rows wait in the tray, with which column seems to be meant."""
    report = rules.import_amendments(table(("1", "Article 5(2)", "", "Some.", "ASH", "", "")))
    assert report.tray == 1
    assert any('stand in "Reference" for target' in each.message for each in report.findings)
