"""Files of amendments and positions: every way a row finds its place, or does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.finding import Severity
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.positions import Source
from consensus.working_group.import_base import ImportReport
from tests.support.panel import text_source

SECOND = "# Quay rules\n\n## Recommendations\n\n1. Quays are swept.\n\n2. Bollards are painted.\n"


def take(panel: WorkingGroup, *rows: dict[str, Any], **choices: Any) -> ImportReport:
    """Import rows of amendments."""
    text = "\n".join(json.dumps(row) for row in rows)
    return panel.import_amendments(text_source("rows.jsonl", text), **choices)


def text(panel: WorkingGroup, handle: str) -> str:
    """The present text of an item or amendment."""
    return panel.state.text(panel.state.handles[handle])


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
    "no target and no passage": ({"text": "x"}, "it names no target and quotes no passage"),
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
    assert report.findings[-1].message == f"{entry.problem}; it waits in the tray as TR1"
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


def test_split_without_its_own_first_part_leaves_the_text(panel: WorkingGroup) -> None:
    """A split whose row gives no text proposes to set something beside the whole."""
    take(panel, {"kind": "split", "target": "4", "parts": ["Fees are low."], "by": "ASH"})
    assert text(panel, "A1") == "Fees are paid in advance."


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
    assert found.message == "OBS observes: no member stands behind it yet"
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
    assert (held["BAY"].via, held["BAY"].source) == ("ISL", Source.GROUP)
    assert (held["COL"].reservation, held["COL"].source) == ("on costs", Source.FLOOR)
    objection = panel.state.positions[second]["BAY"]
    assert (objection.via, objection.source, objection.document) == (
        "ISL",
        Source.GROUP,
        "letter 4",
    )
    again = positions(panel, rows)
    assert (again.duplicates, again.operations) == (4, ())


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
        (3, "no member has the code NIX; 'consensus member list' lists them"),
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
