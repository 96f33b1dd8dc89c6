"""Comment tables: each comment is at its clause, is resolved, and goes back in the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.comment_table import decode_xlsx, read_comments
from consensus.formats.draft_docx import decode_docx, read_file
from consensus.formats.rows import write_table
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentState, CommentKind, Disposition, TrayState
from consensus.model.lookup import find_comment
from consensus.reports.contributions import TableCommentLine, comment_lines, resolution_of
from consensus.text.hunk import Reword
from tests.support.panel import ticking

DRAFT = """# Glass jars

## Foreword

This document was prepared by the committee.

## 1 Scope

This document covers jars made of glass.

## 2 Requirements

### 2.1 Lids

The lid shall close the jar within six seconds.

### 2.2 Walls

The wall shall be at least two millimetres thick.

The wall shall be clear.

### 2.3 Marking

Each jar shall be marked with its volume. Marks shall be legible.
"""
HEADS = (
    *("MB/NC1", "Line number (e.g. 17)", "Clause/ Subclause (e.g. 3.1)"),
    *("Paragraph/ Figure/ Table/ (e.g. Table 1)", "Type of comment2", "Comments"),
    *("Proposed change", "Observations of the secretariat"),
)
Row = Sequence[str]


def row(
    body: str,
    clause: str = "2.1",
    change: str = "",
    comment: str = "Why.",
    kind: str = "te",
    paragraph: str = "",
    observations: str = "",
) -> Row:
    """One comment of a table."""
    return (body, "", clause, paragraph, kind, comment, change, observations)


def form(*rows: Row, name: str = "form.csv") -> Source:
    """A comment table."""
    return Source.of(write_table(HEADS, rows), name)


@pytest.fixture
def jars() -> WorkingGroup:
    """A committee of five bodies, with a draft in clauses."""
    group = WorkingGroup.in_memory(title="Jars", clock=ticking())
    group.import_draft(Source.of(DRAFT, "jars.md"))
    for code in ("DE", "FR", "JP", "US", "KR"):
        group.add_member(code)
    return group


def line(group: WorkingGroup, number: str) -> TableCommentLine:
    """What is known of a comment."""
    return next(each for each in comment_lines(group.state) if each.number == number)


def said(group: WorkingGroup, number: str) -> tuple[str, str]:
    """What became of a comment, and the words behind it."""
    found = line(group, number)
    return found.disposition, found.words


NINE, SEVEN = 'Replace "six" with "nine".', "Replace “six” by “seven”."


def test_story_of_forty_comments_of_five_bodies(jars: WorkingGroup) -> None:
    """Each is at its clause, a remark has nothing to merge; decided, the form goes back filled."""
    proposals = (
        ("2.1", NINE),
        ("2.2", 'Replace "two" with "three".'),
        ("2.3", 'Replace "volume" with "volume and year".'),
    )
    rows: list[Row] = []
    for number, body in enumerate(islice(cycle(("DE", "FR", "JP", "US", "KR")), 40)):
        if number < len(proposals):
            rows.append(row(body, *proposals[number], comment=f"Reason {number}."))
        else:
            clause = ("2.1", "2.2", "General", "1", "Foreword")[number % 5]
            rows.append(row(body, clause, comment=f"Remark {number}.", kind="ge"))
    report = jars.import_amendments(form(*rows))
    assert (report.rows, report.taken, report.tray, report.refused) == (40, 40, 0, 0)
    lines = comment_lines(jars.state)
    assert Counter(each.member for each in lines) == dict.fromkeys(
        ("DE", "FR", "JP", "US", "KR"), 8
    )
    assert [each.comment for each in lines] == [each[5] for each in rows]
    texts = {
        each.clause: jars.state.text(jars.state.handles[each.item]) for each in lines if each.item
    }
    assert texts == {
        "2.1": "Lids",
        "2.2": "Walls",
        "2.3": "Marking",
        "1": "Scope",
        "Foreword": "Foreword",
    }
    assert {each.item for each in lines if each.clause == "General"} == {""}
    assert [each.amendments for each in lines[:3]] == [("A1",), ("A2",), ("A3",)]
    assert not any(each.amendments or each.entry for each in lines[3:])

    with pytest.raises(Rejected, match="40 comments have no disposition yet: DE-001, FR-001"):
        jars.comment_table()
    for handle in ("A1", "A2"):
        jars.merge(jars.state.handle_of(jars.state.amendments[jars.state.handles[handle]].target))
    jars.decide("A3", "rejected", reason="The year is not known.")
    jars.resolve_comments([each.number for each in lines[3:39]], Disposition.NOTED)
    jars.resolve_comments("KR-008", Disposition.SEE, see="FR-003")
    for written in (
        decode_docx(jars.comment_table("docx"), "back.docx"),
        decode_xlsx(jars.comment_table("xlsx"), "back.xlsx"),
        Source.of(jars.comment_table("csv").decode(), "back.csv"),
    ):
        back, findings = read_comments(written) or ((), ())
        assert findings == ()
        assert [(each.rationale, each.text) for each in back] == [each[5:7] for each in rows]
        filled = [each.observations for each in back]
        assert filled[:3] == ["Accepted.", "Accepted.", "Not accepted: The year is not known."]
        assert filled[3:] == ["Noted."] * 36 + ["See FR-003."]
        # In another record what was said is known at once, in this one nothing is new.
        assert jars.import_amendments(written).step is None
    other = WorkingGroup.in_memory(title="Jars", clock=ticking())
    other.import_draft(Source.of(DRAFT, "jars.md"))
    other.import_amendments(written, add_members=True)
    assert [each.disposition for each in comment_lines(other.state)] == [
        *("accepted", "accepted", "not accepted"),
        *["noted"] * 36,
        "see",
    ]


@pytest.mark.parametrize(
    ("cell", "number", "member"),
    [
        ("DE", "DE-001", "DE"),
        ("DE-012", "DE-012", "DE"),
        ("DE 012", "DE-012", "DE"),
        ("US/ANSI", "US-001", "US"),
        ("US/ANSI 3", "US-3", "US"),
        ("**", "CS-001", ""),
    ],
)
def test_the_cell_of_the_body_says_member_and_number(
    jars: WorkingGroup, cell: str, number: str, member: str
) -> None:
    """A body without a number gets the next one."""
    jars.import_amendments(form(row(cell)))
    found = find_comment(jars.state, number)
    assert (found.handle, found.member, found.body) == (number, member, cell)


def test_numbers_go_on_in_the_next_table(jars: WorkingGroup) -> None:
    """A number that was written is kept; those that are made come after it."""
    jars.import_amendments(form(row("DE-007"), row("DE", comment="More.")))
    jars.import_amendments(form(row("DE", comment="Still more."), name="second.csv"))
    assert [each.number for each in comment_lines(jars.state)] == ["DE-007", "DE-008", "DE-009"]
    assert [each.source for each in comment_lines(jars.state)][1:] == ["form.csv", "second.csv"]
    assert [e.number for e in comment_lines(jars.state, source="second.csv")] == ["DE-009"]


def test_unknown_bodies_become_members_only_if_wanted(jars: WorkingGroup) -> None:
    """Else their comments are refused; the others are taken."""
    table = form(row("SE-004"), row("DE"))
    report = jars.import_amendments(table)
    assert (report.taken, report.refused) == (1, 1)
    jars.import_amendments(table, add_members=True)
    assert line(jars, "SE-004").member == "SE"
    assert "SE" in jars.state.members


def test_the_same_table_adds_nothing_again(jars: WorkingGroup) -> None:
    """Two comments of the same words in it are two; a new row is added alone."""
    rows = [row("DE", change=NINE), row("DE"), row("DE"), row("FR", "9.9", NINE)]
    assert jars.import_amendments(form(*rows)).taken == 4
    again = jars.import_amendments(form(*rows, row("JP")))
    assert (again.taken, again.duplicates) == (1, 4)
    assert len(jars.state.comments) == 5


@pytest.mark.parametrize(
    ("clause", "paragraph", "place"),
    [
        ("2.2", "", "Walls"),
        ("2.2", "2nd", "The wall shall be clear."),
        ("2.2", "paragraph 2", "The wall shall be clear."),
        ("Clause 2.2", "", "Walls"),
        ("2.2, 2.3", "", "Walls"),
        ("2.2.7", "", "Walls"),
        ("Foreword", "", "Foreword"),
        ("", "", ""),
        ("all", "", ""),
        ("General", "", ""),
        ("7", "", ""),
    ],
)
def test_a_comment_is_at_its_clause(
    jars: WorkingGroup, clause: str, paragraph: str, place: str
) -> None:
    """Or at the one above it, or on the whole draft."""
    jars.import_amendments(form(row("DE", clause, paragraph=paragraph)))
    item = line(jars, "DE-001").item
    assert (jars.state.text(jars.state.handles[item]) if item else "") == place


@pytest.mark.parametrize(
    ("clause", "change", "why"),
    [
        ("9.9", NINE, "9.9"),
        ("2.2", "Clarify what clear means.", "not understood"),
        ("2.3", "A definition is needed here, and a table of volumes with tolerances", "wording"),
        ("2.1", 'Replace "ten" with "nine".', "ten"),
    ],
)
def test_a_proposal_that_cannot_be_applied_waits(
    jars: WorkingGroup, clause: str, change: str, why: str
) -> None:
    """Its comment is recorded all the same."""
    report = jars.import_amendments(form(row("DE", clause, change)))
    assert (report.taken, report.tray) == (1, 1)
    found = line(jars, "DE-001")
    assert (found.change, found.amendments) == (change, ())
    entry = jars.state.tray[jars.state.handles[found.entry]]
    assert why in entry.problem
    placed = jars.place(found.entry, "2.1", old="six", text="nine")
    assert line(jars, "DE-001").amendments == (placed.handle,)


@pytest.mark.parametrize("change", ["", "-", "None", "n/a", "—"])
def test_a_remark_has_nothing_to_merge(jars: WorkingGroup, change: str) -> None:
    """Neither an amendment nor an entry of the inbox."""
    report = jars.import_amendments(form(row("DE", change=change)))
    assert (report.taken, report.tray, len(jars.state.amendments)) == (1, 0, 0)


def test_a_new_wording_of_a_clause_is_an_amendment(jars: WorkingGroup) -> None:
    """Where it keeps enough of the text."""
    text = "The lid shall close the jar within nine seconds and keep it closed."
    jars.import_amendments(form(row("DE", change=text)))
    amendment = jars.state.amendments[jars.state.handles["A1"]]
    assert (jars.state.text(amendment.id), amendment.sponsors) == (text, ("DE",))
    assert amendment.rationale == "Why."


# What became of a comment follows from its amendments.


def proposed(group: WorkingGroup, *changes: str) -> None:
    """Comments of several bodies on the lid."""
    bodies = ("DE", "FR", "JP")
    rows = [row(each, change=change) for each, change in zip(bodies, changes, strict=False)]
    group.import_amendments(form(*rows))


def lid(group: WorkingGroup) -> str:
    """The handle of the text on lids."""
    return group.state.handle_of(next(iter(group.state.amendments.values())).target)


def test_merged_as_proposed_is_accepted(jars: WorkingGroup) -> None:
    """Nothing has to be said of it; until then nothing is known."""
    proposed(jars, NINE)
    assert said(jars, "DE-001") == ("", "")
    jars.merge(lid(jars))
    assert said(jars, "DE-001") == ("accepted", "")


def test_merged_in_other_words_is_accepted_in_principle(jars: WorkingGroup) -> None:
    """With the words that are in the text now."""
    proposed(jars, NINE)
    jars.revise("A1", "The lid shall close the jar within eight seconds.")
    jars.merge(lid(jars))
    assert said(jars, "DE-001")[0] == "accepted in principle"
    assert "eight" in said(jars, "DE-001")[1]


def test_the_words_of_another_are_told_by_its_number(jars: WorkingGroup) -> None:
    """What was not chosen is not accepted, and where to see why is said."""
    proposed(jars, NINE, SEVEN)
    jars.merge(lid(jars), settle={1: "A1"})
    assert (said(jars, "DE-001"), said(jars, "FR-001")) == (("accepted", ""), ("not accepted", ""))
    assert line(jars, "FR-001").see == "DE-001"
    back = read_comments(Source.of(jars.comment_table("csv").decode(), "back.csv"))
    assert [each.observations for each in (back or ((),))[0]] == [
        "Accepted.",
        "Not accepted: see DE-001.",
    ]


def test_a_conflict_settled_in_new_words_accepts_both_in_principle(jars: WorkingGroup) -> None:
    """With the text as it reads now."""
    proposed(jars, NINE, SEVEN)
    jars.merge(lid(jars), settle={1: Reword("eight")})
    for number in ("DE-001", "FR-001"):
        assert said(jars, number)[0] == "accepted in principle"
        assert "within eight seconds" in said(jars, number)[1]


def test_where_only_a_part_was_merged_that_part_is_named(jars: WorkingGroup) -> None:
    """Of what was proposed in one clause."""
    both = "Each jar shall be marked with its mass. Marks shall be indelible."
    other = 'Replace "volume" with "weight".'
    jars.import_amendments(form(row("DE", "2.3", both), row("FR", "2.3", other)))
    jars.merge(lid(jars), settle={1: "A2"})
    assert said(jars, "DE-001") == ("partially accepted", "“legible” → “indelible”")
    assert said(jars, "FR-001") == ("accepted", "")


def test_of_two_changes_that_came_to_other_ends_both_are_told(jars: WorkingGroup) -> None:
    """Partially accepted is only that of which something is in the text."""
    both = 'In 2.1, replace "six" with "nine".\nIn 2.3, replace "volume" with "weight".'
    jars.import_amendments(form(row("DE", "General", both), row("FR", "General", both)))
    one, other, third, last = jars.state.amendments.values()
    jars.withdraw(one.handle)
    jars.decide(other.handle, "rejected", reason="It stays.")
    assert said(jars, "DE-001") == ("not accepted", "It stays")
    jars.merge(jars.state.handle_of(third.target))
    jars.decide(last.handle, "rejected", reason="It stays.")
    assert said(jars, "FR-001") == ("partially accepted", "It stays")


def test_what_went_in_before_a_withdrawal_is_told(jars: WorkingGroup) -> None:
    """The rest was withdrawn, and the words are in the text."""
    both = "Each jar shall be marked with its mass. Marks shall be indelible."
    other = 'Replace "volume" with "weight".'
    jars.import_amendments(form(row("DE", "2.3", both), row("FR", "2.3", other)))
    jars.merge(lid(jars))
    jars.withdraw("A1")
    assert said(jars, "DE-001") == ("partially accepted", "“legible” → “indelible”")


def test_what_was_merged_into_a_text_that_is_rejected_is_not_accepted(jars: WorkingGroup) -> None:
    """As if the text had been rejected before."""
    proposed(jars, NINE)
    jars.merge(lid(jars))
    assert said(jars, "DE-001") == ("accepted", "")
    jars.decide(lid(jars), "rejected", reason="No lids.")
    assert said(jars, "DE-001") == ("not accepted", "No lids.")


def test_rejected_is_not_accepted_with_the_reason(jars: WorkingGroup) -> None:
    """Withdrawn stays withdrawn."""
    proposed(jars, NINE, SEVEN)
    jars.decide("A1", "rejected", reason="Nine is too long.")
    jars.withdraw("A2")
    assert said(jars, "DE-001") == ("not accepted", "Nine is too long.")
    assert said(jars, "FR-001") == ("withdrawn", "")


def test_what_one_wording_replaced_is_accepted_in_principle(jars: WorkingGroup) -> None:
    """Once that is merged, with its words."""
    proposed(jars, NINE, SEVEN)
    text = "The lid shall close the jar within eight seconds."
    jars.consolidate(["A1", "A2"], text, by=["DE", "FR"], consenting=["DE", "FR"])
    assert said(jars, "FR-001") == ("", "")
    jars.merge(lid(jars))
    for number in ("DE-001", "FR-001"):
        assert said(jars, number) == ("accepted in principle", "“six” → “eight”")


# What the secretariat says.


def test_what_is_said_comes_before_what_follows(jars: WorkingGroup) -> None:
    """Whoever says it later is right; an undo takes it back."""
    proposed(jars, NINE)
    jars.merge(lid(jars))
    jars.resolve_comments("de 001", Disposition.IN_PRINCIPLE, wording="nine seconds")
    assert said(jars, "DE-001") == ("accepted in principle", "nine seconds")
    jars.undo()
    assert said(jars, "DE-001") == ("accepted", "")


def test_a_proposal_that_waits_is_closed_with_its_comment(jars: WorkingGroup) -> None:
    """In one step, so that the inbox is as empty as the table is full."""
    jars.import_amendments(form(row("DE", "9.9", NINE)))
    jars.resolve_comments("DE-001", Disposition.NOT_ACCEPTED, reason="There is no 9.9.")
    assert [each.state for each in jars.state.tray.values()] == [TrayState.SET_ASIDE]
    jars.undo()
    assert [each.state for each in jars.state.tray.values()] == [TrayState.WAITING]


@pytest.mark.parametrize(
    ("disposition", "more", "why"),
    [
        (Disposition.NOT_ACCEPTED, {}, "say why DE-001 is not accepted"),
        (Disposition.IN_PRINCIPLE, {}, "say which words went in|which words are in"),
        (Disposition.SEE, {}, "say which comment to see"),
        (Disposition.SEE, {"see": "DE-001"}, "DE-001 would refer to itself"),
        (Disposition.SEE, {"see": "FR-001"}, "DE-001 would refer to itself"),
        (Disposition.NOTED, {"see": "FR-001"}, "named only"),
    ],
)
def test_what_says_too_little_is_refused(
    jars: WorkingGroup, disposition: Disposition, more: dict[str, str], why: str
) -> None:
    """A reason, the words or the other comment have to be there; none is seen for itself."""
    jars.import_amendments(form(row("DE"), row("FR")))
    jars.resolve_comments("FR-001", Disposition.SEE, see="DE-001")
    with pytest.raises(Rejected, match=why):
        jars.resolve_comments("DE-001", disposition, **more)
    with pytest.raises(NotFound):
        jars.resolve_comments("XX-001", Disposition.NOTED)


def test_observations_that_came_in_a_table_are_taken(jars: WorkingGroup) -> None:
    """Also those filled in later, in a table that was imported before; other words stay words."""
    rows = [row("DE", observations="For discussion"), row("FR")]
    jars.import_amendments(form(*rows))
    assert [each.disposition for each in comment_lines(jars.state)] == ["", ""]
    assert find_comment(jars.state, "DE-001").observations == "For discussion"
    rows = [row("DE", observations="Rejected. Out of scope"), row("FR", observations="See DE-001")]
    report = jars.import_amendments(form(*rows))
    assert (report.duplicates, report.taken) == (2, 0)
    assert said(jars, "DE-001") == ("not accepted", "Out of scope")
    assert line(jars, "FR-001").see == "DE-001"


def test_observations_against_what_is_known_are_pointed_out(jars: WorkingGroup) -> None:
    """They are taken, since the column is the secretariat's; what they pass over is said."""
    said_so = [row(each, change=NINE, observations="Accepted") for each in ("DE", "FR")]
    report = jars.import_amendments(form(*said_so))
    assert "DE-001: accepted is taken as said; its amendments are undecided" in [
        each.message for each in report.findings
    ]
    jars.decide("A1", "rejected", reason="Too long.")
    assert said(jars, "DE-001")[0] == "accepted"
    proposed(jars, SEVEN)
    jars.decide("A3", "rejected", reason="Too short.")
    again = jars.import_amendments(form(row("DE", change=SEVEN, observations="Noted.")))
    assert [each.message for each in again.findings] == [
        "DE-002: noted is taken as said; it was not accepted by what became of its amendments"
    ]


def test_nothing_is_written_where_no_table_came(jars: WorkingGroup) -> None:
    """Nor in another form than the three."""
    with pytest.raises(Rejected, match="no comment came in a table"):
        jars.comment_table()
    with pytest.raises(Rejected, match="docx, xlsx or csv"):
        jars.comment_table("pdf")


def test_a_file_of_each_kind_is_read(jars: WorkingGroup, tmp_path: Path) -> None:
    """By its ending, as every import reads files."""
    jars.import_amendments(form(row("DE", kind="ed")))
    jars.resolve_comments("DE-001", Disposition.NOTED)
    for ending in ("docx", "xlsx", "csv"):
        path = tmp_path / f"back.{ending}"
        path.write_bytes(jars.comment_table(ending))
        rows, _ = read_comments(read_file(path)) or ((), ())
        assert [(each.body, each.comment_kind) for each in rows] == [
            ("DE-001", CommentKind.EDITORIAL)
        ]
        assert jars.import_amendments(path).duplicates == 1


def test_a_comment_stays_when_its_amendment_falls(jars: WorkingGroup) -> None:
    """With its clause rejected, nothing of it is in the text."""
    proposed(jars, NINE)
    jars.decide(lid(jars), "rejected", reason="There is no need of lids.")
    state = jars.state.state_of(jars.state.amendments[jars.state.handles["A1"]])
    assert state is AmendmentState.CLOSED
    found = resolution_of(jars.state, find_comment(jars.state, "DE-001"))
    assert found is not None
    assert found.disposition is Disposition.NOT_ACCEPTED
    assert found.words == "There is no need of lids."
