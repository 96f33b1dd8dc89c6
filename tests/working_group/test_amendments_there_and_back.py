"""Amendments written as tracked changes and read from them again are the same amendments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consensus.formats.docx.document import Document, Paragraph, Revision, RevisionKind, Run
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.draft_docx import decode_docx
from consensus.history.operations import AddMember
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.reports.audience import Audience
from consensus.working_group import WorkingGroup
from consensus.working_group.editing import insertion_point_of, label_after
from consensus.working_group.review_authors import AmendmentName, read_author
from consensus.working_group.track_changes import items_changed_by
from consensus.working_group.write_docx import DocxKind, write_docx
from tests.conftest import at_most

from .test_writing_docx import draft_of, harbour

PROPOSALS: tuple[dict[str, Any], ...] = (
    {"target": "1", "old": "shall", "text": "should"},
    {"target": "1", "old": "shall", "text": "may"},
    {"target": "1", "old": "every year", "text": "twice a year"},
    {"target": "1", "old": "office.", "text": "office, in writing."},
    {"target": "[^law]", "old": "article 3", "text": "article 4"},
    {"target": "2", "kind": "delete"},
    {"target": "2(a)", "old": "all", "text": "most"},
    {"target": "2", "kind": "move", "after": "4"},
    {"target": "3", "kind": "delete"},
    {"target": "3", "old": "at night", "text": "at night and in fog"},
    {"target": "3", "text": "Ships may [not] enter."},
    {
        "target": "3",
        "kind": "split",
        "text": "Ships may enter at night.",
        "parts": ["A pilot is on board."],
    },
    {
        "target": "3",
        "kind": "join",
        "others": ["4"],
        "text": "Ships may enter at night with a pilot on board, and fees are paid in advance.",
    },
    {"target": "4", "kind": "delete"},
    {"target": "4", "kind": "move", "after": "1"},
    {"target": "5", "kind": "move", "after": "3"},
    {"target": "5", "old": "Whales", "text": "Dolphins"},
    {"kind": "insert", "after": "1", "text": "Sailors sing."},
    {"kind": "insert", "after": "1", "text": "Gulls sing."},
    {"kind": "insert", "after": "2", "text": "The office sings.", "label": "2 ter"},
    {"kind": "insert", "after": "5", "text": "The end.", "label": "6"},
)
SPONSORS = (("ASH",), ("BAY",), ("ASH", "BAY"), ("COL",), ("DUN",), ("ELM", "FIR"), ("FIR",), ())
# What Word has no mark for where others change something in the same paragraph.
WHOLE = (AmendmentKind.MOVE, AmendmentKind.SPLIT, AmendmentKind.JOIN)


def amendments(group: WorkingGroup) -> list[tuple[object, ...]]:
    """Everything that people see of the amendments, but for their handles."""
    state = group.state

    def named(node: str) -> str:
        return state.handle_of(node) if node in state.items else node

    found = []
    for each in state.amendments.values():
        has_text = each.kind not in (AmendmentKind.DELETE, AmendmentKind.MOVE)
        is_placed = each.kind in (AmendmentKind.INSERT, AmendmentKind.MOVE)
        spot = insertion_point_of(state, each) if is_placed else ()
        label = each.label or (
            label_after(state, spot[1]) if each.kind is AmendmentKind.INSERT else ""
        )
        found.append(
            (
                each.kind,
                state.handle_of(each.target),
                tuple(map(named, each.others)),
                state.version(each.id).wording.notation() if has_text else "",
                each.parts,
                tuple(map(named, spot)),
                label,
                each.sponsors,
                each.dated or state.moments[each.id].date(),
            )
        )
    return sorted(found, key=repr)


def written(group: WorkingGroup) -> bytes:
    """The open amendments as a Word file."""
    return write_docx(
        group.state, draft_of(group), DocxKind.AMENDMENTS, audience=Audience.MEMBERS, names=True
    )


def is_disputed(group: WorkingGroup) -> bool:
    """Whether somebody moves, splits or joins what others touch, or put something behind."""
    state = group.state

    def places(each: Amendment) -> set[str]:
        is_placed = each.kind in (AmendmentKind.INSERT, AmendmentKind.MOVE)
        return {
            *items_changed_by(state, each),
            *(insertion_point_of(state, each)[1:] if is_placed else ()),
        }

    every = list(state.amendments.values())
    return any(
        each.kind in WHOLE and places(each) & places(other)
        for each in every
        for other in every
        if each is not other
    )


@at_most(80)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(range(len(PROPOSALS))), st.sampled_from(SPONSORS), st.integers(1, 28)
        ),
        min_size=1,
        max_size=8,
        unique_by=(lambda each: each[0], lambda each: each[1]),
    )
)
def test_amendments_come_back_from_tracked_changes(
    chosen: list[tuple[int, tuple[str, ...], int]],
) -> None:
    """They do what they did, with their sponsors and dates, however they contend."""
    with harbour() as group, harbour() as other:
        for number, sponsors, day in chosen:
            moment = datetime(2017, 1, day, 12, tzinfo=UTC)
            group.propose(by=list(sponsors), happened=moment, **PROPOSALS[number])
        assume(not is_disputed(group))
        report = other.import_docx_amendments(decode_docx(written(group), "d.docx"))
        assert (report.refused, report.tray) == (0, 0)
        assert amendments(group) == amendments(other)
        again = other.import_docx_amendments(decode_docx(written(group), "e.docx"))
        assert (again.taken, again.duplicates) == (0, len(chosen))


def test_rival_amendments_of_the_same_sponsors_come_back() -> None:
    """Handles tell them apart, and are no part of who proposes."""
    with harbour() as group, harbour() as other:
        for number in (0, 1, 3, 9, 8):
            group.propose(by=["ASH"], **PROPOSALS[number])
        other.import_docx_amendments(decode_docx(written(group), "d.docx"))
        assert amendments(group) == amendments(other)


def test_many_sponsors_come_back_by_their_handles() -> None:
    """Where names are too long for Word, handles stand for them, and are known again."""
    codes = [f"MEMBER-NUMBER-{number}" for number in range(20)]
    with harbour() as group, harbour() as other:
        for each in (group, other):
            each.record(*(AddMember(code=code) for code in codes))
        for number, code in enumerate(codes):
            group.propose("3", old="may", text=f"shall {number} times", by=[code])
        document = decode_docx(written(group), "d.docx").document
        shared = [author for author in document.authors if ";" in author]
        assert all(len(author) <= 255 for author in document.authors)
        assert shared == ["; ".join(f"A{number}" for number in range(1, 21))]
        other.import_docx_amendments(decode_docx(written(group), "d.docx"))
        assert amendments(group) == amendments(other)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("ASH", (AmendmentName(("ASH",)),)),
        ("ASH, BAY", (AmendmentName(("ASH", "BAY")),)),
        ("ASH; BAY (A3)", (AmendmentName(("ASH",)), AmendmentName(("BAY",), "A3"))),
        ("A3; ASH", (AmendmentName((), "A3"), AmendmentName(("ASH",)))),
        ("Ana Sol (chair)", (AmendmentName(("Ana Sol (chair)",)),)),
        ("", ()),
    ],
)
def test_authors_are_read_as_amendments(author: str, expected: tuple[AmendmentName, ...]) -> None:
    """Names are read as they are written."""
    assert expected == read_author(author)
    assert author == "; ".join(map(str, read_author(author)))


def reviewed_by(author: str) -> bytes:
    """The fifth paragraph of the draft with a change."""
    marks = (Revision(0, RevisionKind.INSERTED, author),)
    words = Run("5.\tWhales have the right of way"), Run(" at night", marks), Run(".")
    return write_document(Document((Paragraph(0, words),)), TitleBlock("", "", ""))


def test_names_that_are_not_all_known_are_nobodys() -> None:
    """One who is no member keeps a change that names others, too, from being taken in."""
    with harbour() as group:
        report = group.import_docx_amendments(decode_docx(reviewed_by("ASH; Zoe"), "d.docx"))
        assert (report.taken, report.refused) == (0, 1)
        assert any("“ASH; Zoe” is no member's" in each.message for each in report.findings)
        source = decode_docx(reviewed_by("ASH; Zoe"), "d.docx")
        report = group.import_docx_amendments(source, authors={"Zoe": "BAY"})
        assert [each.sponsors for each in group.state.amendments.values()] == [("ASH",), ("BAY",)]


def test_a_handle_is_nobodys_and_said_so() -> None:
    """What nobody sponsors is written under its handle, and comes back without sponsors."""
    with harbour() as group:
        report = group.import_docx_amendments(decode_docx(reviewed_by("A3"), "d.docx"))
        assert [each.sponsors for each in group.state.amendments.values()] == [()]
        assert any("“A3” is the handle of an amendment" in each.message for each in report.findings)
