"""Files of amendments and positions: every way a row finds its place, or does not."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected, StoreError, UnreadableInput
from consensus.finding import Severity
from consensus.formats.amendment_rows import FIELDS, ColumnMap, read_column_map
from consensus.formats.guess_columns import guess_columns
from consensus.formats.source import Source as FileSource
from consensus.history.operations import AddMember, FormNegotiatingGroup
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.positions import StatedBy
from consensus.working_group.import_base import ImportReport
from tests.support.panel import text, text_source, ticking
from tests.support.recording import HARBOUR_WORDS

SECOND = "# Quay rules\n\n## Recommendations\n\n1. Quays are swept.\n\n2. Bollards are painted.\n"


def take(panel: WorkingGroup, *rows: dict[str, Any], **choices: Any) -> ImportReport:
    """Import rows of amendments."""
    text = "\n".join(json.dumps(row) for row in rows)
    return panel.import_amendments(text_source("rows.jsonl", text), **choices)


PLACED = {
    "whole of a target": ({"target": "4", "text": "Fees are waived."}, "R4", "target", None),
    "passage in a target": (
        {"target": "4", "old": "in advance", "text": "in arrears"},
        "R4",
        "target",
        "Fees are paid in arrears.",
    ),
    "exact passage anywhere": (
        {"old": "with a pilot", "text": "without a pilot"},
        "R3",
        "exact",
        "Ships may enter at night without a pilot on board.",
    ),
    "passage with other spaces": (
        {"old": "enter  at\nnight", "text": "enter by day"},
        "R3",
        "normalised",
        "Ships may enter by day with a pilot on board.",
    ),
    "misquoted passage": (
        {"old": "Ships may enter at nite with one pilot on board", "text": "Ships wait"},
        "R3",
        "fuzzy",
        "Ships wait.",
    ),
    "passage that goes": (
        {"kind": "delete", "old": "with a pilot"},
        "R3",
        "exact",
        "Ships may enter at night on board.",
    ),
    "last words that go": (
        {"kind": "delete", "old": "in advance"},
        "R4",
        "exact",
        "Fees are paid.",
    ),
    "first words that go": (
        {"kind": "delete", "old": "Ships may"},
        "R3",
        "exact",
        "enter at night with a pilot on board.",
    ),
    "words after a passage": (
        {"kind": "insert", "old": "at night", "text": "or day"},
        "R3",
        "exact",
        "Ships may enter at night or day with a pilot on board.",
    ),
    "sign after a passage": (
        {"kind": "insert", "after": "at night", "text": ", if it is clear,"},
        "R3",
        "exact",
        "Ships may enter at night, if it is clear, with a pilot on board.",
    ),
    "words after a passage in a target": (
        {"kind": "insert", "target": "3", "after": "at night", "text": "or day"},
        "R3",
        "target",
        "Ships may enter at night or day with a pilot on board.",
    ),
    "words with their own space": (
        {"kind": "insert", "old": "Ships ", "text": " of any size"},
        "R3",
        "exact",
        "Ships of any size may enter at night with a pilot on board.",
    ),
}


@pytest.mark.parametrize(("row", "item", "how", "expected"), PLACED.values(), ids=PLACED)
def test_row_finds_its_place(
    panel: WorkingGroup, row: dict[str, Any], item: str, how: str, expected: str | None
) -> None:
    """By its target or by what it quotes; spaces are neither doubled nor lost."""
    report = take(panel, {**row, "by": ["ASH"]})
    (amendment,) = panel.state.amendments.values()
    assert (report.taken, report.placed[how]) == (1, 1)
    assert panel.state.handle_of(amendment.target) == item
    assert amendment.kind is AmendmentKind.MODIFY
    assert amendment.placing.how == how
    assert text(panel, "A1") == (expected or row["text"])
    likeness = [each.message for each in report.findings if "not to the letter" in each.message]
    assert bool(likeness) is (how == "fuzzy")


TRAY = {
    "quoted nowhere": ({"old": "whales and dolphins", "text": "x"}, "nothing in the draft says"),
    "ambiguous": ({"old": "office", "text": "bureau"}, "it could belong to R1, R2"),
    "unknown target": ({"target": "17", "text": "x"}, "nothing is called 17; did you mean 1?"),
    "passage not in its target": (
        {"target": "1", "old": "with a pilot on board", "text": "x"},
        "1 does not say: “with a pilot on board”",
    ),
    "long passage": (
        {"target": "1", "old": "pilots " * 20, "text": "x"},
        "1 does not say: “pilots pilots",
    ),
    "no target and no passage": ({"text": "x"}, "it names no text and quotes no passage"),
    "target is a draft": ({"target": "D1", "text": "x"}, "D1 is nothing that can be amended"),
    "same words": (
        {"target": "4", "text": "Fees are paid in advance."},
        "it changes nothing",
    ),
    "same passage": (
        {"target": "4", "old": "in advance", "text": "in advance"},
        "it changes nothing",
    ),
    "deletion of an amendment": (
        {"kind": "delete", "target": "A1"},
        "an amendment is not deleted but withdrawn",
    ),
    "removed target": ({"target": "R2", "text": "x"}, "R2 was removed from the draft"),
    "another draft": ({"target": "R5", "text": "x"}, "R5 is in another draft"),
    "amendment moved": (
        {"kind": "move", "target": "A1", "after": "1"},
        "only items can be moved, and A1 is none",
    ),
    "amendment joined": (
        {"kind": "join", "target": "1", "others": ["A1"]},
        "only items can be joined, and A1 is none",
    ),
    "moved beside a passage": (
        {"kind": "move", "target": "1", "after": "no such thing"},
        "nothing is called no such thing",
    ),
    "moved after an amendment": (
        {"kind": "move", "target": "1", "after": "A1"},
        "A1 is no item that a text could follow",
    ),
    "under one and after another": (
        {"kind": "insert", "parent": "3", "after": "1", "text": "x"},
        "1 does not stand under 3",
    ),
}


@pytest.fixture
def used(panel: WorkingGroup) -> WorkingGroup:
    """A panel with an amendment, a removed item and another draft."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("2", kind="delete", by=["ASH"])
    panel.merge("A2")
    panel.import_draft(text_source("quays.md", SECOND))
    return panel


@pytest.mark.parametrize(("row", "problem"), TRAY.values(), ids=TRAY)
def test_row_that_fits_nowhere_waits_in_the_tray(
    used: WorkingGroup, row: dict[str, Any], problem: str
) -> None:
    """It is kept whole with what is wrong, and is not put there again."""
    if problem.startswith("it could"):
        row = {"old": "are", "text": "were"}
        problem = "it could belong to"
        used.edit("3", "Ships are welcome.")
    report = take(used, {**row, "by": ["ASH"]}, draft="D1")
    (entry,) = used.state.tray.values()
    assert entry.problem.startswith(problem)
    assert entry.fields["by"] == "ASH"
    assert (report.tray, report.taken, report.refused) == (1, 0, 0)
    assert report.findings[-1].message == f"{entry.problem}; it waits in the inbox as TR1"
    again = take(used, {**row, "by": ["ASH"]}, draft="D1")
    assert (again.duplicates, again.operations) == (1, ())


def test_rows_that_rearrange(panel: WorkingGroup) -> None:
    """Rows insert, delete, move, split and join items, and each can be merged."""
    report = take(
        panel,
        {
            "kind": "insert",
            "after": "1",
            "text": "Boats are welcome.",
            "label": "1 bis",
            "by": "ASH",
        },
        {"kind": "insert", "text": "The last word.", "by": "ASH"},
        {"kind": "insert", "parent": "S1", "after": "3", "text": "After three.", "by": "ASH"},
        {"kind": "insert", "after": "S1", "text": "The first word.", "by": "ASH"},
        {"kind": "delete", "target": "2", "by": "ASH"},
        {"kind": "move", "target": "4", "after": "1", "by": "ASH"},
        {
            "kind": "split",
            "target": "3",
            "text": "Ships may enter at night.",
            "parts": ["A pilot is on board."],
            "by": "ASH",
        },
        {"kind": "join", "target": "1", "others": ["4"], "by": "ASH"},
    )
    assert (report.taken, report.tray, report.refused) == (8, 0, 0)
    for number in range(1, 9):
        panel.merge(f"A{number}")
    draft = panel.state.handles["D1"]
    assert [panel.state.text(item.id) for item in panel.state.walk(draft)] == [
        "Recommendations",
        "The first word.",
        "Members shall report every year to the harbour office. Fees are paid in advance.",
        "Boats are welcome.",
        "Ships may enter at night.",
        "A pilot is on board.",
        "After three.",
        "The last word.",
    ]


def test_split_without_its_own_first_part_cuts_the_text(panel: WorkingGroup) -> None:
    """Parts that are not what the item ends with are refused."""
    take(panel, {"kind": "split", "target": "4", "parts": ["in advance."], "by": "ASH"})
    assert text(panel, "A1") == "Fees are paid"
    report = take(panel, {"kind": "split", "target": "4", "parts": ["Fees are low."], "by": "ASH"})
    assert (report.taken, report.refused) == (0, 1)


def test_row_of_a_known_id_is_a_new_wording(panel: WorkingGroup) -> None:
    """The amendment gets its next version; the same again, or the old row, adds nothing."""
    first = {"id": "7", "target": "4", "text": "Fees are waived.", "by": ["ASH"]}
    second = {**first, "text": "Fees are halved."}
    take(panel, first)
    report = take(panel, second)
    assert (report.taken, text(panel, "A1")) == (1, "Fees are halved.")
    assert [each.message for each in report.findings] == ["taken as a new wording of A1"]
    assert take(panel, second).duplicates == 1
    assert take(panel, first).duplicates == 1
    assert take(panel, {**second, "rationale": "cheaper"}).duplicates == 1
    assert len(panel.state.amendments) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": "", "old": "no such words at all"}, "a new wording of A1, but 4 does not say"),
        ({"target": "3"}, "A1 came from this row and proposed something else there"),
        ({"kind": "delete", "text": ""}, "A1 came from this row and proposed something else there"),
    ],
)
def test_row_of_a_known_id_that_does_not_fit(
    panel: WorkingGroup, change: dict[str, Any], problem: str
) -> None:
    """A row that now amends something else is no new wording, and is refused."""
    first = {"id": "7", "target": "4", "text": "Fees are waived.", "by": ["ASH"]}
    take(panel, first)
    report = take(panel, {**first, **change})
    assert (report.refused, report.operations) == (1, ())
    assert report.findings[0].message.startswith(problem)
    assert text(panel, "A1") == "Fees are waived."


def test_row_of_a_decided_amendment_is_refused(panel: WorkingGroup) -> None:
    """What was merged is not reworded by a file."""
    first = {"id": "7", "target": "4", "text": "Fees are waived.", "by": ["ASH"]}
    take(panel, first)
    panel.merge("4")
    report = take(panel, {**first, "text": "Fees are halved."})
    assert [each.message for each in report.findings] == [
        "A1 came from this row and is decided already"
    ]


def test_another_delegation_counts_its_rows_alike(panel: WorkingGroup) -> None:
    """Number 1 of one file is not number 1 of another's, nor of another draft."""
    take(panel, {"id": "1", "target": "4", "text": "Fees are waived.", "by": ["ASH"]})
    report = take(panel, {"id": "1", "target": "4", "text": "Fees are halved.", "by": ["BAY"]})
    assert (text(panel, "A1"), text(panel, "A2")) == ("Fees are waived.", "Fees are halved.")
    assert report.findings[0].message == "A1 is another amendment of the same number, 1"
    panel.import_draft(text_source("quays.md", SECOND))
    take(panel, {"id": "1", "target": "2", "text": "Bollards rust.", "by": ["BAY"]}, draft="D2")
    assert panel.state.amendments[panel.state.handles["A3"]].draft == panel.state.handles["D2"]


def test_who_nobody_knows(panel: WorkingGroup) -> None:
    """A row of a stranger is refused, or makes it a member; each row is refused once."""
    row = {"target": "4", "text": "Fees are waived.", "by": ["GUM"]}
    assert take(panel, row).refused == 1
    bad = {**row, "by": ["G|M"], "text": "Fees are halved."}
    report = take(panel, row, bad, add_members=True)
    assert (report.taken, report.refused) == (1, 1)
    assert "'G|M' is no code" in report.findings[0].message
    assert "GUM" in panel.state.members
    assert "G|M" not in panel.state.members


def test_observer_proposes_and_nobody_stands_behind_it(panel: WorkingGroup) -> None:
    """The row is taken, a note says so, and the text stays as open as it was."""
    report = take(panel, {"target": "4", "text": "Fees are waived.", "by": ["OBS"]})
    (found,) = report.findings
    assert found.message == "OBS observes: no member has proposed it yet"
    assert found.severity is Severity.NOTE
    assert panel.state.open_amendments(panel.state.handles["R4"]) == ()


def test_progress_is_told_row_by_row(panel: WorkingGroup) -> None:
    """Whoever waits sees how far it is."""
    seen: list[tuple[int, int]] = []
    rows = [{"target": "4", "text": f"Fees are {each}.", "by": "ASH"} for each in ("low", "high")]
    take(panel, *rows, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


def positions(panel: WorkingGroup, rows: str) -> ImportReport:
    """Import positions from lines of a table."""
    header = (
        "target,member,stance,reason,conditions,otherwise,reservation,via,source,date,document\n"
    )
    return panel.import_positions(text_source("positions.csv", header + rows))


def test_positions_of_members_and_alliances(panel: WorkingGroup) -> None:
    """What was said is taken in with all that belongs to it; the same again adds nothing."""
    rows = (
        "1,ash,support,good,2;3,disagree,,,,2026-01-05,\n"
        "1,ISL,accept,,,,,,,,\n"
        "1,COL,support,,,,on costs,,floor,,\n"
        "2,BAY,object,costly,,,,ISL,,,letter 4\n"
    )
    report = positions(panel, rows)
    assert (report.rows, report.taken, report.refused) == (4, 4, 0)
    first, second = panel.state.handles["R1"], panel.state.handles["R2"]
    held = panel.state.positions[first]
    assert (held["ASH"].stance, held["ASH"].otherwise) == (Stance.SUPPORT, Stance.DISAGREE)
    assert held["ASH"].conditions == (second, panel.state.handles["R3"])
    assert (held["ASH"].happened.date().isoformat(), held["ASH"].document) == (
        "2026-01-05",
        "positions.csv",
    )
    assert (held["BAY"].via, held["BAY"].source) == ("ISL", StatedBy.GROUP)
    assert (held["COL"].reservation, held["COL"].source) == ("on costs", StatedBy.FLOOR)
    objection = panel.state.positions[second]["BAY"]
    assert (objection.via, objection.source, objection.document) == (
        "ISL",
        StatedBy.GROUP,
        "letter 4",
    )
    again = positions(panel, rows)
    assert (again.duplicates, again.operations) == (4, ())


@pytest.mark.parametrize(
    "text",
    ["member,1,2,3\nash,yes,,no\nBAY,yes,yes,\n", "item,ASH,BAY\n1,yes,yes\n2,,yes\n3,no,\n"],
)
def test_every_cell_of_a_grid_is_a_position(panel: WorkingGroup, text: str) -> None:
    """Several of one row are recorded, whichever way it is turned; the same again adds nothing."""
    source = text_source("grid.csv", text)
    report = panel.import_positions(source)
    assert (report.rows, report.taken, report.duplicates) == (4, 4, 0)
    assert {
        (panel.state.items[target].label, code, each.stance.value)
        for target, held in panel.state.positions.items()
        for code, each in held.items()
    } == {
        ("1", "ASH", "support"),
        ("3", "ASH", "disagree"),
        ("1", "BAY", "support"),
        ("2", "BAY", "support"),
    }
    panel.take_position("BAY", "1", "hold")
    panel.take_position("BAY", "2", "hold")
    assert panel.import_positions(source).duplicates == 4


def test_bad_positions_stay_out_and_good_ones_go_in(panel: WorkingGroup) -> None:
    """Unknown targets, members, conditions and alliances are findings on their lines."""
    report = positions(
        panel,
        "17,ASH,support,,,,,,,,\n"
        "1,NIX,support,,,,,,,,\n"
        "1,ASH,support,,17,,,,,,\n"
        "1,ASH,support,,,,,NIX,,,\n"
        "1,ASH,object,,2,,,,,,\n"
        "1,BAY,support,,,,,,,,\n",
    )
    assert (report.refused, report.taken) == (5, 1)
    assert [(each.line, each.message) for each in report.findings] == [
        (2, "nothing is called 17; did you mean 1?"),
        (3, "no member has the code NIX; see the list of members"),
        (4, "nothing is called 17; did you mean 1?"),
        (5, "no negotiating group has the code NIX"),
        (6, "only support and accept take conditions, not object"),
    ]


def test_alliance_does_not_speak_for_the_sponsor_of_an_amendment(panel: WorkingGroup) -> None:
    """Who stands behind an amendment is not reached by what the alliance says of it."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    report = positions(panel, "A1,ISL,disagree,,,,,,,,\n")
    assert report.taken == 1
    assert list(panel.state.positions[panel.state.handles["A1"]]) == ["BAY"]
    with pytest.raises(Rejected, match="every member of ISL has said so"):
        panel.state_group_position("ISL", "A1", "disagree")


def test_withdrawn_row_is_decided(panel: WorkingGroup) -> None:
    """A row of the same id does not bring back what its sponsors withdrew."""
    row = {"id": "7", "target": "4", "text": "Fees are waived.", "by": ["ASH"]}
    take(panel, row)
    panel.withdraw("A1")
    assert take(panel, {**row, "text": "Fees are low."}).refused == 1
    assert panel.state.amendments[panel.state.handles["A1"]].state is AmendmentState.WITHDRAWN


# Lists of amendments as secretariats export them: cited in words, old and new side by side.


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


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> FileSource:
    """A list as a spreadsheet saves it."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows((headings, *rows))
    return text_source("list.csv", written.getvalue())


def take_list(rules: WorkingGroup, *rows: Sequence[str]) -> ImportReport:
    """Import rows of reference, old, new and, where they have it, authors."""
    whole = [(str(at), *row[:3], *(row[3:] or ("COL",)), "", "") for at, row in enumerate(rows, 1)]
    source = table(*whole)
    return rules.import_amendments(source, columns=guess_columns(source).columns)


PLACED_BY_WORDS = {
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
PLACED_BY_WORDS["deleted"] = (
    PLACED_BY_WORDS["deleted"][0],
    ("N4", AmendmentKind.MODIFY, " should publish all reports."),
)


@pytest.mark.parametrize(("row", "expected"), PLACED_BY_WORDS.values(), ids=PLACED_BY_WORDS)
def test_row_of_a_list_finds_its_place(
    rules: WorkingGroup, row: Sequence[str], expected: tuple[str, AmendmentKind, str]
) -> None:
    """By the words that cite it; the number before a text is not part of it."""
    report = take_list(rules, row)
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
    report = take_list(rules, row)
    assert (report.taken, report.tray, report.refused) == (0, 1, 0)
    (entry,) = rules.state.tray.values()
    assert problem in entry.problem
    if not row[2].startswith("deleted"):
        rules.place(entry.handle, "N4", old="")
        assert [each.handle for each in rules.state.amendments.values()] == ["A1"]


def test_new_paragraphs_follow_one_another(rules: WorkingGroup) -> None:
    """The second is put in after the first, under labels that go on, once both are merged."""
    take_list(
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
    report = take_list(rules, ("Article 5 – paragraph 2", "", "Some.", words))
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


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *((name, name) for name in FIELDS if name != "id"),
        ("proposer", "by"),
        ("co-sponsor", "cosponsors"),
        ("insert after", "after"),
        ("new label", "label"),
        ("date circulated", "circulated"),
    ],
)
def test_a_column_that_rows_may_have_is_guessed_as_itself(heading: str, field: str) -> None:
    """Whatever an import without a map knows is not dropped, and not taken for something else."""
    headings = ("id", heading, "old" if field == "text" else "text")
    rows = [(str(at), "x", "Members should report every year.") for at in (1, 2, 3)]
    assert guess_columns(table(*rows, headings=headings)).columns.fields[field] == (heading,)


MORE_EXACT = {
    "new text": (
        ("Target", "Position", "Old text", "New text", "Country", "Kind", "Text"),
        {"target": 0, "old": 2, "text": 3, "by": 4, "kind": 5},
    ),
    "suggested text": (
        ("ID", "Original text", "Suggested text", "Text"),
        {"id": 0, "old": 1, "text": 2},
    ),
    "new text, no old one": (("Target", "New text", "Text"), {"target": 0, "old": 2, "text": 1}),
    "kind and group": (
        ("id", "kind", "type of amendment", "group", "political group", "text"),
        {"id": 0, "kind": 2, "group": 4, "text": 5},
    ),
    "no more exact": (
        ("target", "author", "by", "original", "old", "amendment", "text"),
        {"target": 0, "by": 2, "old": 4, "text": 6},
    ),
}


@pytest.mark.parametrize(("headings", "expected"), MORE_EXACT.values(), ids=MORE_EXACT)
def test_the_more_exact_heading_is_taken(
    headings: Sequence[str], expected: Mapping[str, int]
) -> None:
    """The name of a field decides only between headings that say it as exactly."""
    cells = {
        "target": "Article {} – paragraph 1",
        "id": "{}",
        **dict.fromkeys(("old", "original"), "Members shall report to office {} every year."),
    }
    rows = [
        tuple(
            cells.get(each.lower(), "Members {0} should report to office {0}.").format(at)
            if each.lower() in cells or "text" in each.lower() or each == "amendment"
            else "x"
            for each in headings
        )
        for at in range(1, 4)
    ]
    guess = guess_columns(table(*rows, headings=headings))
    assert {name: (headings[at],) for name, at in expected.items()} == dict(guess.columns.fields)
    assert set(guess.left) == set(headings) - {headings[at] for at in expected.values()}
    told = {
        each: any(f'heading "{each}" also' in doubt for doubt in guess.doubts)
        for each in guess.left
    }
    assert told == {each: each != "Position" for each in guess.left}


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


CLAUSES = """# Whistles

## 4 Requirements

### 4.1 General

The whistle shall sound.

### 4.2 Pitch

The pitch is high.

It never falls.

### 4.3 Marking
"""


@pytest.fixture
def standard() -> Iterator[WorkingGroup]:
    """A draft in clauses, each with a heading over its text, and a member."""
    with WorkingGroup.in_memory(title="Whistles", clock=ticking()) as group:
        group.add_member("ASH")
        group.import_draft(text_source("whistles.md", CLAUSES))
        yield group


def comment(standard: WorkingGroup, clause: str, words: str) -> ImportReport:
    """Import a row of the ISO commenting form."""
    source = table(("ASH", clause, "te", words), headings=("MB", "Clause", "Type", "Change"))
    columns = ColumnMap({"by": ("MB",), "target": ("Clause",), "text": ("Change",)})
    return standard.import_amendments(source, columns=columns)


@pytest.mark.parametrize(
    ("clause", "words", "replaced"),
    [
        ("4.1", "The whistle should sound.", "The whistle shall sound."),
        ("clause 4.1", "The whistle should sound", "The whistle shall sound."),
        ("4.1", "General provisions", "General"),
        ("4.1", "Scope", "General"),
        ("4.1 – title", "The whistle", "General"),
        ("4.2", "Pitch and volume", "Pitch"),
        ("4.3", "Signs on the whistle", "Marking"),
        ("heading", "The whistle should sound.", "General"),
    ],
)
def test_a_clause_with_a_heading_means_its_text(
    standard: WorkingGroup, clause: str, words: str, replaced: str
) -> None:
    """Unless the new words are clearly a heading, or the heading itself is named."""
    state = standard.state
    if clause == "heading":
        (clause,) = (e.handle for e in state.items.values() if state.text(e.id) == "General")
    assert comment(standard, clause, words).taken == 1
    (made,) = state.amendments.values()
    assert state.text(made.target) == replaced
    assert state.text(made.id) == words


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("4.2", "4.2 is the heading {} and under it several texts: N2, N3; say which"),
        ("4", "4 is the heading {} and under it no text of its own; say which"),
    ],
)
def test_which_text_of_a_clause_is_meant_is_asked(
    standard: WorkingGroup, clause: str, why: str
) -> None:
    """A row for a clause of several texts, or of none, waits in the inbox; no heading is lost."""
    report = comment(standard, clause, "The whistle is loud.")
    (entry,) = standard.state.tray.values()
    (heading,) = (e.handle for e in standard.state.items.values() if e.label == clause)
    assert (report.taken, entry.problem) == (0, why.format(heading))
    with pytest.raises(Rejected, match="; say which"):
        standard.propose(clause, text="The whistle is loud.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Scope", "taken as a new heading of 4.1"),
        ("The whistle", "taken as the new text under 4.1"),
    ],
)
def test_what_a_row_is_taken_as_is_said(standard: WorkingGroup, words: str, said: str) -> None:
    """In a note on the row."""
    (note,) = comment(standard, "4.1", words).findings
    assert note.message == said


@pytest.mark.parametrize(
    "words", ["Ashland informs us once a year", "Nobody informs anyone (see Annex 2)"]
)
def test_many_words_of_neither_heading_nor_text_are_asked_about(
    standard: WorkingGroup, words: str
) -> None:
    """A sentence without its final stop is no heading."""
    (heading,) = (e.handle for e in standard.state.items.values() if e.label == "4.1")
    why = f"4.1 is the heading {heading} and under it the text N1; say which"
    assert comment(standard, "4.1", words).taken == 0
    assert [each.problem for each in standard.state.tray.values()] == [why]
    for name, replaced in ((heading, heading), ("N1", "N1")):
        made = standard.propose(name, text=words).made
        assert standard.state.handle_of(made.target) == replaced


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


# Thousands of amendments that only quote what they change find their places, all or nothing.


_VERBS = ["shall", "should", "may", "must", "will", "can"]


def _provision(chance: random.Random, number: int) -> str:
    words = [chance.choice(HARBOUR_WORDS) for _ in range(chance.randint(14, 30))]
    words[3] = chance.choice(_VERBS)
    words[7] = f"number{chance.randint(0, 99999)}"
    return f"The {' '.join(words)}."


def make_draft(provisions: int, seed: int) -> tuple[FileSource, list[str]]:
    """A draft of numbered provisions, and their texts."""
    chance = random.Random(seed)
    texts = [_provision(chance, number) for number in range(provisions)]
    lines = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    return text_source("rules.md", "# Rules of the harbour\n\n" + "\n\n".join(lines)), texts


def make_rows(texts: list[str], count: int, seed: int) -> tuple[FileSource, dict[str, int]]:
    """Amendments that name no target, and the provision that each quotes (-1: none)."""
    chance = random.Random(seed)
    lines: list[str] = []
    quoted: dict[str, int] = {}
    for number in range(count):
        place = chance.randrange(len(texts))
        words = texts[place].split()
        start = chance.randint(0, 3)
        quote = words[start : start + 10]
        how = number % 20
        if how == 0:
            quote = ["some", "words", "that", "nobody", "wrote", "about", f"topic{number}"]
        elif how == 1:
            quote[2] = quote[2] + "s"
        elif how == 2:
            quote = [word.upper() if word == quote[0] else word for word in quote]
        row = {
            "id": f"row-{number}",
            "kind": "modify",
            "old": " ".join(quote),
            "text": " ".join([*quote[:-1], "changed", str(number)]),
            "by": [f"M{number % 7}"],
        }
        lines.append(json.dumps(row))
        quoted[f"row-{number}"] = -1 if how == 0 else place
    return text_source("rows.jsonl", "\n".join(lines)), quoted


def start(path: Path, provisions: int) -> tuple[WorkingGroup, list[str]]:
    """A working group of seven members with a long draft."""
    group = WorkingGroup.create(path, title="Harbour", clock=ticking())
    group.record(*(AddMember(code=f"M{number}") for number in range(7)))
    draft, texts = make_draft(provisions, seed=1)
    group.import_draft(draft)
    return group, texts


def test_three_thousand_amendments_by_their_quotations(tmp_path: Path) -> None:
    """They come in as one step, at the provisions they quote, and the counts add up."""
    group, texts = start(tmp_path / "harbour.consensus", 900)
    rows, quoted = make_rows(texts, 3_000, seed=2)
    with group:
        before = len(group.steps())
        report = group.import_amendments(rows)
        state = group.state
        assert len(group.steps()) == before + 1
        assert sum(report.placed.values()) + report.tray + report.refused == report.rows == 3_000
        assert report.refused == 0
        assert len(state.amendments) == sum(report.placed.values())
        assert len(state.tray) == report.tray == 150
        assert report.placed["exact"] >= 2_500
        assert report.placed["fuzzy"] >= 100
        items = list(state.walk(next(iter(state.drafts))))
        numbers = {item.id: int(item.label) - 1 for item in items if item.label}
        wrong = [
            row
            for row, place in quoted.items()
            if place >= 0
            and numbers[state.amendments[state.imported[f"row {row}"]].target] != place
        ]
        assert wrong == []
        again = group.import_amendments(rows)
        assert (again.duplicates, again.operations) == (3_000, ())
        assert group.verify().is_intact


@pytest.mark.parametrize("failing", ["append", "commit"])
def test_import_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """When the write fails, neither file nor state knows any of the rows."""
    import consensus.working_group.log as log

    # A head that is another than expected is tried again, a thousand times.
    monkeypatch.setattr(log, "backoff", lambda _: None)
    path = tmp_path / "harbour.consensus"
    group, texts = start(path, 20)
    rows, _ = make_rows(texts, 40, seed=3)
    store = group._log.store
    appended = store.append

    def fail(step: object, expected_head: str) -> None:
        if failing == "commit":
            appended(step, "no such head")  # type: ignore[arg-type]  # refused by its head
        raise StoreError("the disk is full")

    with group:
        head = group.head
        with monkeypatch.context() as patched:
            patched.setattr(store, "append", fail)
            with pytest.raises(StoreError):
                group.import_amendments(rows)
        assert (group.head, group.state.amendments, group.state.tray) == (head, {}, {})
        assert group.import_amendments(rows).taken > 0
    with WorkingGroup.open(path) as reopened:
        assert reopened.verify().is_intact
        assert len(reopened.state.amendments) > 0


def test_strict_import_takes_none_if_one_row_is_bad(tmp_path: Path) -> None:
    """With `strict`, one unknown sponsor keeps every row out."""
    from consensus.errors import Rejected

    group, _ = start(tmp_path / "harbour.consensus", 5)
    good = {"target": "1", "kind": "modify", "text": "All new.", "by": ["M1"]}
    bad = {"target": "2", "kind": "modify", "text": "All new.", "by": ["M99"]}
    rows = text_source("rows.jsonl", f"{json.dumps(good)}\n{json.dumps(bad)}")
    with group:
        with pytest.raises(Rejected, match=r"rows.jsonl:2: error: no member has the code M99"):
            group.import_amendments(rows, strict=True)
        assert group.state.amendments == {}
        report = group.import_amendments(rows)
        assert (report.taken, report.refused) == (1, 1)
        added = group.import_amendments(rows, add_members=True)
        assert (added.taken, added.duplicates) == (1, 1)
        assert "M99" in group.state.members


def test_the_record_is_one_sqlite_file(tmp_path: Path) -> None:
    """What was imported lies in steps of an SQLite file."""
    path = tmp_path / "harbour.consensus"
    group, _ = start(path, 5)
    group.close()
    connection = sqlite3.connect(path)
    assert connection.execute("select count(*) from steps").fetchone() == (3,)
    connection.close()
