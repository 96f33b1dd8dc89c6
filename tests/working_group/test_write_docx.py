"""Drafts as Word documents, and amendments in them that read back the same."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consensus.errors import NotFound, Rejected, Unresolved
from consensus.formats.docx.document import Document, Paragraph, Revision, RevisionKind, Run
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import TitleBlock, write_document
from consensus.formats.draft_docx import decode_docx
from consensus.formats.draft_writer import write_text
from consensus.formats.placing import insertion_point_of, label_after
from consensus.formats.review_authors import AmendmentName, read_author
from consensus.formats.tracked_amendments import items_changed_by, set_amendments
from consensus.history.operations import AddGroup, AddMember, ProposeAmendment
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.reports.audience import Audience
from consensus.text.brackets import parse
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report_docx
from consensus.working_group.write_docx import DocxKind, set_docx, write_docx
from tests.conftest import at_most
from tests.support.panel import MEMBERS, text_source, ticking

DRAFT = """# Harbour rules

## Recommendations

1. Members shall report every year to the harbour office.[^law]

2. The office should:

   (a) publish all reports;

   (b) answer questions within a month.

3. Ships may enter at night with a pilot on board.

4. Fees are paid in advance.

## Follow-up

5. Whales have the right of way.

[^law]: Harbour law, article 3.
"""

_NOTE = re.compile(r"\[\^\d+\]")


def harbour() -> WorkingGroup:
    """Six members and a draft of two sections with subparagraphs and a footnote."""
    group = WorkingGroup.in_memory(title="Harbour panel", by="secretary", clock=ticking())
    group.record(
        *(AddGroup(code=code) for code in ("GOV", "CIV", "BUS")),
        *(AddMember(code=code, group=belongs) for code, belongs in MEMBERS.items()),
    )
    group.import_draft(text_source("harbour.md", DRAFT))
    return group


def draft_of(group: WorkingGroup) -> str:
    """The id of the only draft."""
    return next(iter(group.state.drafts))


def lines(content: bytes | Document, accepting: Any = "accept") -> list[str]:
    """The lines of a document, empty ones left out, notes without numbers.

    A note that is put in where another goes is the second of the file.
    """
    document = content if isinstance(content, Document) else read_document(content, "d.docx")
    shown = _NOTE.sub("[^]", text(document, accepting))
    return [line for line in shown.split("\n") if line.strip()]


def rolling(group: WorkingGroup) -> list[str]:
    """The present text as a document has it."""
    return lines(write_docx(group.state, draft_of(group)))


def test_the_rolling_text_is_set_with_labels_and_notes() -> None:
    """Labels are typed before their paragraphs, and a footnote is one."""
    with harbour() as group:
        written = write_docx(group.state, draft_of(group))
    document = read_document(written, "d.docx")
    assert lines(document) == [
        "Harbour rules",
        "Recommendations",
        "1.\tMembers shall report every year to the harbour office.[^]",
        "2.\tThe office should:",
        "(a)\tpublish all reports;",
        "(b)\tanswer questions within a month.",
        "3.\tShips may enter at night with a pilot on board.",
        "4.\tFees are paid in advance.",
        "Follow-up",
        "5.\tWhales have the right of way.",
        "[^] Harbour law, article 3.",
    ]
    assert [each.format.style for each in document.paragraphs()][:6] == [
        "title",
        "heading 1",
        "",
        "",
        "text 1",
        "text 1",
    ]


def test_brackets_are_named_only_when_asked() -> None:
    """The rolling text has brackets, and the names in them only with names."""
    with harbour() as group:
        group.bracket("4", "Fees are [ASH: paid] in advance.")
        state, draft = group.state, draft_of(group)
        assert "4.\tFees are [paid] in advance." in lines(write_docx(state, draft))
        named = lines(write_docx(state, draft, names=True))
        assert "4.\tFees are [ASH: paid] in advance." in named
        with pytest.raises(Unresolved, match="brackets are left \\(1\\), in 4"):
            write_docx(state, draft, DocxKind.CLEAN)


def test_the_clean_text_is_the_text() -> None:
    """Without brackets the clean text is written."""
    with harbour() as group:
        clean = write_docx(group.state, draft_of(group), DocxKind.CLEAN)
        assert rolling(group) == lines(clean)


def revised() -> WorkingGroup:
    """The harbour after a revision: reworded, inserted, deleted, moved, a footnote changed."""
    group = harbour()
    group.edit("1", "Members should report every second year to the harbour office.[^law]")
    group.edit("[^law]", "Harbour law, articles 3 and 4.")
    group.propose(kind="insert", after="3", text="Sailors sing on the quay.", by=["ASH"])
    group.merge("A1")
    group.propose("4", kind="delete", by=["BAY"])
    group.merge("A2")
    group.propose("5", kind="move", after="2", by=["COL"])
    group.merge("A3")
    group.publish("Rev.1", standing="without prejudice")
    return group


def test_a_revision_is_tracked_against_the_last_issued_text() -> None:
    """Accepted it is the revision, rejected the first draft, and the secretariat did it all."""
    with harbour() as before, revised() as group:
        state, draft = group.state, draft_of(group)
        written = write_docx(state, draft, DocxKind.TRACKED, revision="Rev.1")
        document = read_document(written, "d.docx")
        assert lines(write_docx(state, draft, revision="Rev.1")) == lines(document)
        assert rolling(before) == lines(document, "reject")
        assert document.authors == ("Secretariat",)
        issued = state.revisions[next(iter(state.revisions))].issued
        assert {issued.replace(microsecond=0)} == {each.date for each in document.revisions}
        moved = {RevisionKind.MOVED_FROM, RevisionKind.MOVED_TO}
        assert moved <= {each.kind for each in document.revisions}


def test_a_revision_is_tracked_against_any_other() -> None:
    """An earlier state can be named; what is not there is not found."""
    with revised() as group:
        group.edit("1", "Members report.")
        group.publish("Rev.2")
        state, draft = group.state, draft_of(group)
        last = write_docx(state, draft, DocxKind.TRACKED, revision="Rev.2")
        first = write_docx(state, draft, DocxKind.TRACKED, revision="Rev.2", against="first")
        assert lines(last) == lines(first)
        assert lines(write_docx(state, draft, revision="Rev.1")) == lines(last, "reject")
        with harbour() as before:
            assert rolling(before) == lines(first, "reject")
        present = write_docx(state, draft, DocxKind.TRACKED)
        assert lines(present) == lines(present, "reject") == lines(last)
        with pytest.raises(NotFound):
            write_docx(state, draft, DocxKind.TRACKED, revision="Rev.3")


def test_a_concordance_is_added_on_request() -> None:
    """The table says of each label what became of it."""
    with revised() as group:
        state, draft = group.state, draft_of(group)
        written = write_docx(state, draft, revision="Rev.1", with_concordance=True)
        found = lines(written)
        assert "Concordance of labels, Rev.1" in found
        assert "3 bis | 5 | new" in found
        assert "4 | – | removed" in found


def test_the_same_record_gives_the_same_bytes() -> None:
    """Written twice, a document is the same to the byte."""
    with revised() as group:
        state, draft = group.state, draft_of(group)
        one, other = (write_docx(state, draft, DocxKind.TRACKED, revision="Rev.1") for _ in "ab")
    assert one == other


def test_amendments_are_not_for_the_public() -> None:
    """They name their sponsors; the default audience is refused, and told what to do."""
    with harbour() as group:
        group.propose("3", old="may", text="shall", by=["ASH"])
        with pytest.raises(Rejected, match="for members or for the secretariat"):
            write_docx(group.state, draft_of(group), DocxKind.AMENDMENTS)


def test_the_report_of_a_draft_has_its_amendments_where_they_are_wanted() -> None:
    """For members, what `write_docx` makes of them; refused for the public."""
    with harbour() as group:
        group.propose("3", old="may", text="shall", by=["ASH"])
        wanted = Wanted("members", with_amendments=True)
        assert write_report_docx(group, "draft", wanted) == write_docx(
            group.state,
            draft_of(group),
            DocxKind.AMENDMENTS,
            audience=Audience.MEMBERS,
            issued=group.steps()[-1].recorded,
        )
        with pytest.raises(Rejected, match="for members or for the secretariat"):
            write_report_docx(group, "draft", Wanted(with_amendments=True))


def test_no_sponsor_is_in_what_is_written_by_default() -> None:
    """Sponsors, rationales and holders are in no part of a document for the public."""
    with revised() as group:
        group.propose("R3", old="may", text="shall", by=["ELM"], rationale="Sturdy piers.")
        group.edit("R1", "Members [FIR: should] report.")
        state, draft = group.state, draft_of(group)
        for kind, more in (
            (DocxKind.ROLLING, {}),
            (DocxKind.TRACKED, {"revision": "Rev.1", "with_concordance": True}),
        ):
            written = write_docx(state, draft, kind, **more)
            with zipfile.ZipFile(BytesIO(written)) as file:
                everything = b"".join(map(file.read, file.namelist())).decode()
            for secret in ("ELM", "FIR", "ASH", "Sturdy", "secretary"):
                assert secret not in everything


def amended(group: WorkingGroup, audience: Audience = Audience.MEMBERS) -> Document:
    """The amendments as tracked changes, read again."""
    written = write_docx(
        group.state, draft_of(group), DocxKind.AMENDMENTS, audience=audience, names=True
    )
    return read_document(written, "d.docx")


def test_amendments_are_changes_of_their_sponsors() -> None:
    """Each change has the codes of its sponsors and the day of its amendment."""
    with harbour() as group:
        group.propose("3", old="may", text="shall", by=["ASH", "BAY"], cosponsors=["DUN"])
        group.propose("4", kind="delete", by=["COL"])
        group.propose("5", old="Whales", text="Dolphins")
        document = amended(group)
        moments = [group.state.moments[each] for each in group.state.amendments]
    assert document.authors == ("ASH, BAY", "COL", "A3")
    assert {moment.replace(microsecond=0) for moment in moments} == {
        each.date for each in document.revisions
    }


def test_the_day_its_sponsors_gave_is_the_day_of_an_amendment() -> None:
    """A date in the file of amendments goes before the time of recording."""
    from consensus.history.operations import ProposeAmendment
    from consensus.text.brackets import BracketedText

    with harbour() as group:
        item = group.state.handles["R3"]
        group.record(
            ProposeAmendment(
                handle="A1",
                kind="modify",
                draft=draft_of(group),
                target=item,
                against=item,
                wording=BracketedText.plain("Ships wait."),
                sponsors=("ASH",),
                dated=date(2016, 12, 7),
            )
        )
        found = {each.date for each in amended(group).revisions}
    assert {datetime(2016, 12, 7, tzinfo=UTC)} == found


def test_what_amends_an_amendment_is_named_as_left_out() -> None:
    """It changes nothing of the present text; a finding says that it is not there."""
    with harbour() as group:
        group.propose("3", old="may", text="shall", by=["ASH"])
        group.propose("A1", old="shall", text="must", by=["BAY"])
        found = set_docx(
            group.state, draft_of(group), DocxKind.AMENDMENTS, audience=Audience.MEMBERS
        )
    (finding,) = found.findings
    assert "A2 amend other amendments" in finding.message


PROPOSALS: tuple[dict[str, Any], ...] = (
    {"target": "1", "old": "shall", "text": "should"},
    {"target": "1", "old": "shall", "text": "may"},
    {"target": "1", "old": "every year", "text": "twice a year"},
    {"target": "1", "old": "office.", "text": "office, in writing."},
    {"target": "1", "text": "Nobody reports\\[^law\\], ever."},
    {"target": "[^law]", "old": "article 3", "text": "article 4"},
    {"target": "2", "kind": "delete"},
    {"target": "2(a)", "old": "all", "text": "most"},
    {"target": "2", "kind": "move", "after": "4"},
    {"target": "2(b)", "kind": "move", "after": "2(a)"},
    {"target": "3", "kind": "delete"},
    {"target": "3", "old": "at night", "text": "at night and in fog"},
    {"target": "3", "text": "Ships may [not] enter."},
    {
        "target": "3",
        "kind": "split",
        "text": "Ships may enter at night.",
        "parts": ["A pilot is on board."],
    },
    {"target": "3", "kind": "join", "others": ["4"], "text": "Ships enter, and pay."},
    {"target": "4", "kind": "move", "after": "1"},
    {"target": "5", "kind": "move", "after": "3"},
    {"target": "5", "old": "Whales", "text": "Dolphins"},
    {"kind": "insert", "after": "1", "text": "Sailors sing."},
    {"kind": "insert", "after": "1", "text": "Gulls sing."},
    {"kind": "insert", "after": "5", "text": "The end.", "label": "6"},
)


@cache
def alone(number: int) -> list[str]:
    """The text with one of the proposals merged whole and no other there."""
    proposal = PROPOSALS[number]
    with harbour() as group:
        group.propose(by=["ASH"], **proposal)
        kind = proposal.get("kind", "modify")
        if kind == "modify":
            group.merge(proposal["target"], take=["A1"])
        else:
            group.merge("A1")
        return rolling(group)


SPONSORS = (("ASH",), ("BAY",), ("ASH", "BAY"), ("COL",), ("DUN",), ("ELM", "FIR"), ("FIR",), ())


@at_most(60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(range(len(PROPOSALS))),
            st.sampled_from(SPONSORS),
        ),
        min_size=1,
        max_size=8,
        unique_by=(lambda each: each[0], lambda each: each[1]),
    )
)
def test_each_amendment_reads_as_proposed(
    chosen: list[tuple[int, tuple[str, ...]]],
) -> None:
    """Accepting what names an amendment and rejecting all else gives exactly that amendment."""
    with harbour() as group:
        present = rolling(group)
        for number, sponsors in chosen:
            group.propose(by=list(sponsors), **PROPOSALS[number])
        found = set_amendments(group.state, draft_of(group), names=True)
        title_block = set_docx(group.state, draft_of(group)).title_block
        document = read_document(write_document(found.document, title_block), "d.docx")
    assert present == lines(document, "reject")
    assert set(document.authors) == set(found.authors)
    for place, (number, _) in enumerate(chosen, 1):
        wanted = {name for name, handles in found.authors.items() if f"A{place}" in handles}
        assert alone(number) == lines(document, wanted)


def test_rival_amendments_of_the_same_sponsors_are_told_apart() -> None:
    """Their handles go with the sponsors where these ask for several things of one item."""
    with harbour() as group:
        for number in (9, 10, 11, 17):
            group.propose(by=["ASH"], **PROPOSALS[number])
        document = amended(group)
    assert {"ASH", "ASH (A2)", "ASH (A3)"} == set(document.authors)
    assert alone(10) == lines(document, {"ASH (A2)"})
    assert alone(11) == lines(document, {"ASH (A3)"})


def test_amendments_that_agree_all_read_as_merged() -> None:
    """Where nothing contends, accepting all changes is merging all amendments."""
    agreeing = (0, 2, 5, 7, 11, 15, 17, 20)
    with harbour() as group:
        for number in agreeing:
            group.propose(
                by=["ASH", "BAY", "COL"][number % 3 : number % 3 + 1], **PROPOSALS[number]
            )
        document = amended(group)
        for place, number in enumerate(agreeing, 1):
            proposal = PROPOSALS[number]
            if proposal.get("kind", "modify") == "modify":
                group.merge(proposal["target"], take=[f"A{place}"])
            else:
                group.merge(f"A{place}")
        assert rolling(group) == lines(document)


def test_an_item_moved_by_one_alone_is_a_move() -> None:
    """It is a move in Word; where another changes words in it, it is taken out and put in."""
    moves = {RevisionKind.MOVED_FROM, RevisionKind.MOVED_TO}
    with harbour() as group:
        group.propose("5", kind="move", after="3", by=["ASH"])
        assert moves == {each.kind for each in amended(group).revisions}
        group.propose("5", old="Whales", text="Dolphins", by=["BAY"])
        assert moves.isdisjoint(each.kind for each in amended(group).revisions)
        assert tuple(sorted(amended(group).authors)) == ("ASH", "ASH; BAY", "BAY")


def test_contending_words_stand_side_by_side() -> None:
    """What is contended goes out once, by all who contend, and each puts its own in."""
    with harbour() as group:
        group.propose("3", old="may", text="shall", by=["ASH"])
        group.propose("3", old="may", text="can", by=["BAY"])
        runs = [
            (run.text, run.marks[0].kind.value, run.marks[0].author)
            for paragraph in amended(group).paragraphs()
            for run in paragraph.runs
            if run.marks
        ]
    assert runs == [
        ("may", "deleted", "ASH; BAY"),
        ("shall", "inserted", "ASH"),
        ("can", "inserted", "BAY"),
    ]


# Amendments written as tracked changes and read from them again are the same amendments.


WRITTEN_PROPOSALS: tuple[dict[str, Any], ...] = (
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
        spot = insertion_point_of(state, each.parent, each.after) if is_placed else ()
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
            *(insertion_point_of(state, each.parent, each.after)[1:] if is_placed else ()),
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
            st.sampled_from(range(len(WRITTEN_PROPOSALS))),
            st.sampled_from(SPONSORS),
            st.integers(1, 28),
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
            group.propose(by=list(sponsors), happened=moment, **WRITTEN_PROPOSALS[number])
        assume(not is_disputed(group))
        report = other.import_docx_amendments(decode_docx(written(group), "d.docx"))
        assert (report.refused, report.tray) == (0, 0)
        assert amendments(group) == amendments(other)
        again = other.import_docx_amendments(decode_docx(written(group), "e.docx"))
        assert (again.taken, again.duplicates) == (0, len(chosen))
        own = group.import_docx_amendments(decode_docx(written(group), "own.docx"))
        assert (own.taken, own.duplicates) == (0, len(chosen))


def circulated(group: WorkingGroup) -> list[str]:
    """The handles of amendments of all kinds, proposed by two members."""
    for number in (0, 4, 6, 8, 14, 16, 17, 19, 20):
        group.propose(by=list(SPONSORS[number // 2 % 2]), **WRITTEN_PROPOSALS[number])
    return [each.handle for each in group.state.amendments.values()]


def test_a_change_added_to_what_was_circulated_is_taken_alone() -> None:
    """A delegation adds one to the file and sends it back: the others are known already."""
    with harbour() as group, harbour() as delegation:
        count = len(circulated(group))
        circulated(delegation)
        delegation.propose("2(b)", old="a month", text="a week", by=["ASH"])
        report = group.import_docx_amendments(decode_docx(written(delegation), "back.docx"))
        assert (report.taken, report.duplicates, report.tray) == (1, count, 0)
        assert group.state.text(report.operations[0].id) == "answer questions within a week."


def test_the_same_change_by_another_member_is_another_amendment() -> None:
    """Only what the same members proposed is known."""
    with harbour() as group, harbour() as other:
        group.propose("3", old="may", text="can", by=["BAY"])
        other.propose("3", old="may", text="can", by=["ASH"])
        report = group.import_docx_amendments(decode_docx(written(other), "back.docx"))
        assert (report.taken, report.duplicates) == (1, 0)


def test_two_alike_in_one_file_are_two() -> None:
    """What a file puts in twice is no repetition of itself."""
    with harbour() as group, harbour() as other:
        for _ in range(2):
            other.propose(**WRITTEN_PROPOSALS[17], by=["ASH"])
        for known in (0, 2):
            report = group.import_docx_amendments(decode_docx(written(other), "d.docx"))
            assert (report.taken, report.duplicates) == (2 - known, known)


@pytest.mark.parametrize(
    ("end", "count"), [("withdrawn", 9), ("rejected", 9), ("revised", 9), ("merged", 5)]
)
def test_what_was_circulated_is_known_whatever_became_of_it(end: str, count: int) -> None:
    """Words that went in are not even a change any more."""
    with harbour() as group:
        handles = circulated(group)
        sent = written(group)
        if end == "revised":
            group.edit("1", "In March members shall report every year to the harbour office.[^law]")
        for handle in handles:
            amendment = group.state.amendments[group.state.handles[handle]]
            if end == "withdrawn":
                group.withdraw(handle)
            elif end == "rejected":
                group.decide(handle, "rejected")
            elif end == "merged" and amendment.kind is AmendmentKind.MODIFY:
                group.merge(group.state.handle_of(amendment.target), take=[handle])
            elif end == "merged":
                group.merge(handle)
        report = group.import_docx_amendments(decode_docx(sent, "own.docx"))
        assert (report.taken, report.tray, report.refused) == (0, 0, 0)
        assert report.duplicates == count


def test_rival_amendments_of_the_same_sponsors_come_back() -> None:
    """Handles tell them apart, and are no part of who proposes."""
    with harbour() as group, harbour() as other:
        for number in (0, 1, 3, 9, 8):
            group.propose(by=["ASH"], **WRITTEN_PROPOSALS[number])
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


# The same amendments in CriticMarkup.


def critic(group: WorkingGroup, names: bool = False) -> list[str]:
    """The paragraphs of a draft with what its amendments would change."""
    return write_text(group.state, draft_of(group), "critic", names).split("\n\n")


def test_whole_items_come_and_go_in_critic_markup() -> None:
    """Deleted, inserted, moved, split and joined, in their places, with who proposes it."""
    with harbour() as group:
        for number in (5, 11, 14, 19):
            group.propose(by=["ASH"], **WRITTEN_PROPOSALS[number])
        group.propose(kind="insert", after="2(b)", text="Deep.", by=["BAY"])
        assert critic(group, names=True)[3:-1] == [
            "{++4. Fees are paid in advance.++}{>>ASH<<}",
            "{--2. The office should:--}{>>ASH<<}",
            "(a) publish all reports;",
            "(b) answer questions within a month.",
            "{++Deep.++}{>>BAY<<}",
            "{++2 ter. The office sings.++}{>>ASH<<}",
            "3. Ships may enter at night{-- with a pilot on board--}{>>ASH<<}.",
            "{++A pilot is on board.++}{>>ASH<<}",
            "{--4. Fees are paid in advance.--}{>>ASH<<}",
            "Follow-up",
            "5. Whales have the right of way.",
        ]
    with harbour() as group:
        group.propose(by=["BAY"], **WRITTEN_PROPOSALS[12])
        assert critic(group)[7:8] == ["{--4. Fees are paid in advance.--}"]


def test_critic_markup_shows_what_a_draft_itself_is_the_parent_of() -> None:
    """As a record may have it; it comes last, as what is inserted at the top does."""
    with harbour() as group:
        draft, (wording, _) = draft_of(group), parse("Deep.", ())
        group.record(
            ProposeAmendment(
                handle="A1", kind="insert", draft=draft, target=draft, parent=draft, wording=wording
            )
        )
        assert critic(group)[-1] == "{++Deep.++}\n"


@at_most(60)
@given(st.sets(st.sampled_from(range(len(WRITTEN_PROPOSALS))), min_size=1, max_size=8))
def test_rejecting_all_critic_markup_leaves_the_present_text(chosen: set[int]) -> None:
    """However amendments contend; and each of them changes something."""
    with harbour() as group:
        before = critic(group)
        for number in chosen:
            group.propose(by=["ASH"], **WRITTEN_PROPOSALS[number])
            assert len(chosen) > 1 or critic(group) != before
        written = "\n\n".join(critic(group))
    written = re.sub(r"\{\+\+.*?\+\+\}", "", written, flags=re.DOTALL)
    written = re.sub(r"\{~~(.*?)~>.*?~~\}|\{--(.*?)--\}", r"\1\2", written, flags=re.DOTALL)
    assert [each for each in written.split("\n\n") if each.strip()] == before
