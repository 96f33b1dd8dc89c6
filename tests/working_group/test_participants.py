"""The list of participants: imported, corrected, printed for each audience, and redacted."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from consensus import Source, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.amendment_rows import read_column_map
from consensus.formats.member_rows import PARTICIPANT_COLUMNS
from consensus.model.people import AudiencePolicy
from consensus.reports.audience import Audience, Kind
from consensus.reports.history import describe
from consensus.reports.json import to_json
from consensus.reports.meeting_record import listed_not_present
from consensus.reports.meetings import attendance
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import write_report
from tests.support.panel import ticking

PERSONS = """title,first name,family name,function,delegation,organisation,head of delegation,online
Mr.,Tom,Oru,Adviser,ASH,,,yes
Ms.,Ada,Lind,Ambassador,Ashland (ASH),,yes,
Ms.,Zoe,Vale,Minister,,Ébony Bay,yes,
Dr.,Una,Moss,Professor,,University of Brink,,
Mr.,Odd,Keel,,Watchers,,,
"""


@pytest.fixture
def listed(panel: WorkingGroup) -> WorkingGroup:
    """The panel in its first meeting, with persons on the list; nobody is noted as present."""
    panel.change_member("ASH", name="Ashland")
    panel.change_member("BAY", name="Ébony Bay")
    panel.change_member("OBS", name="Watchers")
    panel.open_meeting("First meeting", quorum="1/2")
    report = panel.import_participants(Source.of(PERSONS, "persons.csv"))
    assert (report.taken, report.refused) == (5, 0)
    assert report.handles == ("PER1", "PER2", "PER3", "PER4", "PER5")
    return panel


def paper(group: WorkingGroup, audience: str = "public", form: Form = Form.MARKDOWN) -> str:
    """The list of participants of the first meeting."""
    return "".join(write_report(group, "participants", form, Wanted(audience, subject="M1")))


def persons(group: WorkingGroup) -> dict[str, str]:
    """Handle to name of everybody on a list."""
    return {each.handle: each.name for each in group.state.participants.values()}


def test_the_list_is_in_the_order_of_the_un(listed: WorkingGroup) -> None:
    """Members by name whatever their accents, heads first; then observers, then others."""
    lines = [each for each in paper(listed).splitlines() if each.startswith(("#", "- "))]
    assert lines == [
        "# List of participants",
        "## Members",
        "### Ashland",
        "- Ms. Ada Lind, Ambassador (head of delegation)",
        "- Mr. Tom Oru, Adviser (remotely)",
        "### Ébony Bay",
        "- Ms. Zoe Vale, Minister (head of delegation)",
        "## Observers",
        "### Watchers",
        "- Mr. Odd Keel",
        "## Others",
        "### University of Brink",
        "- Dr. Una Moss, Professor",
    ]
    rows = [*csv.DictReader(paper(listed, form=Form.CSV).splitlines())]
    assert [(each["standing"], each["name"], each["head"]) for each in rows][:2] == [
        ("member", "Ada Lind", "yes"),
        ("member", "Tom Oru", "no"),
    ]


def test_persons_on_the_list_make_no_member_present(listed: WorkingGroup) -> None:
    """The quorum counts what was noted; who was noted without persons is on the list by name."""
    found = attendance(listed.state, listed.now().date())
    assert (found.present, found.quorum and found.quorum.is_there) == (0, False)
    meeting = listed.state.meetings[listed.state.handles["M1"]]
    assert listed_not_present(listed.state, meeting.id) == ("ASH", "BAY", "OBS")
    listed.note_presence(["ASH", "BAY", "COL"])
    assert listed_not_present(listed.state, meeting.id) == ("OBS",)
    assert "### COL\n" in paper(listed)
    record = "".join(write_report(listed, "meeting", wanted=Wanted(subject="M1")))
    assert "### Ashland\n\n- Ms. Ada Lind" in record
    assert "### COL" not in record
    annex = "".join(write_report(listed, "final")).partition("Annex I. Record of attendance")[2]
    assert "List of participants\n\n#### Ashland\n\n- Ms. Ada Lind" in annex


def test_a_table_again_corrects_the_list(listed: WorkingGroup) -> None:
    """Empty cells leave what is known, and the same again adds nothing."""
    assert listed.import_participants(Source.of(PERSONS, "again.csv")).duplicates == 5
    more = "name,member,function\nTom Oru,ASH,Counsellor\nAda Lind,ASH,\nNo One,XXX,\n"
    report = listed.import_participants(Source.of(more, "more.csv"))
    assert (report.taken, report.duplicates, report.refused) == (1, 1, 1)
    assert "- Mr. Tom Oru, Counsellor (remotely)" in paper(listed)


def test_a_map_of_columns_reads_any_headings(panel: WorkingGroup) -> None:
    """Of a meeting to come, too, whose list is kept when it opens."""
    panel.announce_meeting("Spring", panel.now() + timedelta(days=9))
    columns = '[columns]\nname = "Badge"\nmember = 2\n'
    chosen = read_column_map(Source.of(columns, "c.toml"), PARTICIPANT_COLUMNS.fields)
    table = Source.of("Badge,From\nAda Lind,ASH\n", "badges.csv")
    with pytest.raises(NotFound, match="no meeting is open"):
        panel.import_participants(table, columns=chosen)
    assert panel.import_participants(table, "Spring", columns=chosen).taken == 1
    panel.open_meeting("Spring")
    assert "- Ada Lind" in paper(panel)


def test_persons_are_corrected_and_removed(listed: WorkingGroup) -> None:
    """By handle; each can be undone, and no handle is given twice."""
    listed.correct_participant("PER4", member="COL", title="Ms.")
    (moss,) = (e for e in listed.state.participants.values() if e.name == "Una Moss")
    assert (moss.member, moss.organisation, moss.title) == ("COL", "", "Ms.")
    listed.correct_participant("PER4", organisation="Secretariat", title="")
    with pytest.raises(Rejected, match="nothing would change"):
        listed.correct_participant("PER4", title="")
    step = listed.remove_participant("PER5")
    assert "PER5" not in persons(listed)
    assert listed.add_participant("Late Comer", member="FIR").handle == "PER6"
    listed.undo(step)
    assert persons(listed)["PER5"] == "Odd Keel"
    for wrong in ({"name": " "}, {"name": "Ann", "member": "COL", "organisation": "Press"}):
        with pytest.raises(Rejected):
            listed.add_participant(**wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="no participant is called"):
        listed.remove_participant("Nobody")


@pytest.mark.parametrize("policy", AudiencePolicy)
def test_each_audience_reads_what_its_policy_tells(
    listed: WorkingGroup, policy: AudiencePolicy
) -> None:
    """Persons are named under the UN and the IETF alone; an assembly has numbers for members."""
    listed.set_audience_policy(policy)
    is_open = policy in (AudiencePolicy.UN, AudiencePolicy.IETF)
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        for form in (Form.TEXT, Form.HTML, Form.JSON, Form.CSV):
            text = paper(listed, audience, form)
            assert ("Ada Lind" in text, "Ashland" in text) == (is_open, is_open)
            assert bool(re.search(r"Member \d{4}", text)) == (policy is AudiencePolicy.ASSEMBLY)
    told = json.loads(paper(listed, "public", Form.JSON))
    assert (Kind.PERSONS in told["withheld"]["counts"]) is not is_open
    assert "Ada Lind" in paper(listed, "secretariat")


def test_under_the_chatham_house_rule_of_a_meeting_nobody_is_named(panel: WorkingGroup) -> None:
    """In the list, in the record of the meeting, and in the history of it."""
    panel.open_meeting("Retreat", chatham_house=True)
    panel.add_participant("Ada Lind", member="ASH")
    assert "Ada Lind" not in paper(panel, "members")
    step, operations, undone = [*panel.history()][-1]
    for audience, is_told in ((Audience.MEMBERS, False), (Audience.SECRETARIAT, True)):
        told = json.dumps(to_json(describe(step, operations, panel.state, undone, audience)))
        assert ("Ada Lind" in told) is is_told


def test_a_name_is_redacted_for_good(listed: WorkingGroup) -> None:
    """From the list and from the history; what else is known of the person stays."""
    listed.redact("Ada Lind", reason="asked for")
    assert "Ada Lind" not in paper(listed, "secretariat", Form.JSON)
    assert "Ambassador" in paper(listed)
    assert listed.verify().is_unaltered


def test_two_copies_list_one_person_once(tmp_path: Path) -> None:
    """On paper whom both added stands once; the correction of who was removed is superseded."""
    place, other = tmp_path / "one.consensus", tmp_path / "two.consensus"
    clock = ticking()
    with WorkingGroup.create(place, title="Panel", by="one", clock=clock) as one:
        one.add_member("ASH")
        one.open_meeting("First")
        one.add_participant("Ada Lind", member="ASH")
        one.backup(other)
        with WorkingGroup.open(other, by="two", clock=clock) as two:
            two.add_participant("Ben Oru", organisation="Press")
            two.remove_participant("PER1")
        one.add_participant("Ben Oru", organisation="Press")
        one.correct_participant("PER1", title="Ms.")
        one.sync(other)
        assert [*persons(one).items()] == [("PER2", "Ben Oru"), ("PER2-2", "Ben Oru")]
        assert len(one.superseded) == 1
        one.change_member("ASH", name="Ashland")
        assert paper(one).count("Ben Oru") == 1


def test_no_two_persons_become_one(panel: WorkingGroup) -> None:
    """Two of one name, and two whose names were redacted, each with what is theirs."""
    panel.open_meeting("First")
    panel.add_participant("John Smith", member="ASH", title="Mr.", function="Envoy", is_head=True)
    panel.add_participant("John Smith", member="ASH", title="Dr.")
    panel.add_participant("Al Gone", member="ASH", function="Clerk")
    panel.add_participant("Bo Gone", member="ASH", function="Clerk")
    panel.add_participant("Cy Low", member="ASH")
    panel.add_participant("Cy Low", member="ASH")
    for name in ("Al Gone", "Bo Gone"):
        panel.redact(name, reason="asked for")
    assert [each for each in paper(panel).splitlines() if each.startswith("- ")] == [
        "- Mr. John Smith, Envoy (head of delegation)",
        "- Dr. John Smith",
        "- (redacted), Clerk",
        "- (redacted), Clerk",
        "- Cy Low",
        "- Cy Low",
    ]
    panel.close_meeting()
    panel.open_meeting("Second")
    panel.add_participant("John Smith", member="ASH", title="Dr.", remote=True)
    panel.add_participant("Cy Low", member="ASH", function="Judge")
    panel.announce_meeting("Third", panel.now() + timedelta(days=9))
    panel.add_participant("Di Later", meeting="Third", member="ASH")
    whole = "".join(write_report(panel, "participants", wanted=Wanted()))
    assert whole.count("John Smith") == 2
    assert (whole.count("- Cy Low\n"), whole.count("- Cy Low, Judge\n")) == (2, 1)
    assert "Di Later" not in whole
    wanted = Wanted(subject="Third")
    assert "Di Later" in "".join(write_report(panel, "participants", wanted=wanted))


def test_a_member_may_be_called_as_numbers_are(panel: WorkingGroup) -> None:
    """Such as `Member ASH`."""
    panel.change_member("ASH", name="Member ASH")
    panel.open_meeting("First")
    panel.note_presence(["ASH"])
    assert "### Member ASH" in paper(panel)


def test_papers_agree_who_was_there(listed: WorkingGroup) -> None:
    """Who is listed and was not there is said to be so; who came without persons is listed too."""
    assert "not noted as present" not in paper(listed)
    listed.note_presence(["ASH", "COL"])
    record = "".join(write_report(listed, "meeting", wanted=Wanted(subject="M1")))
    for told in (record, paper(listed)):
        assert "### Ébony Bay (listed, not noted as present)" in told
        assert "### Ashland\n" in told
    rows = [*csv.DictReader(paper(listed, form=Form.CSV).splitlines())]
    assert {each["code"] for each in rows if each["absent"] == "yes"} == {"BAY"}
    annex = "".join(write_report(listed, "final")).partition("Annex I. Record of attendance")[2]
    assert "#### COL\n" in annex
    listed.close_meeting()
    listed.open_meeting("Second")
    listed.note_presence(["BAY"])
    whole = "".join(write_report(listed, "participants", wanted=Wanted()))
    assert "not noted as present" not in whole


def test_what_a_row_says_is_taken(listed: WorkingGroup) -> None:
    """An explicit no corrects a yes; who comes from a member and from elsewhere is refused."""
    table = "name,member,organisation,is_head,remote\nAda Lind,ASH,,no,\nTom Oru,ASH,,,no\n"
    assert listed.import_participants(Source.of(table, "no.csv")).taken == 2
    assert "- Mr. Tom Oru, Adviser\n- Ms. Ada Lind, Ambassador\n" in paper(listed)
    both = "name,member,organisation\nEd Two,ASH,University of Brink\nFay One,ASH,Ashland\n"
    report = listed.import_participants(Source.of(both, "both.csv"))
    assert (report.taken, report.refused) == (1, 1)
    assert "from ASH or from University of Brink, not from both" in str(report.findings[0])


def test_a_name_is_kept_in_one_spelling(panel: WorkingGroup) -> None:
    """Accents in one character, and no control characters, from tables or from hand."""
    panel.open_meeting("First")
    table = "name,function\nJose\u0301 Vale,\nJos\u00e9 Vale,Ju\x1b[31mdge\x00\n"
    report = panel.import_participants(Source.of(table, "names.csv"))
    assert report.taken == 2
    panel.add_participant(" Lu\x1b Fen\x00\n", organisation="Zoe\u0308")
    panel.correct_participant("PER2", title="D\x07r.")
    assert [(e.name, e.title, e.organisation) for e in panel.state.participants.values()] == [
        ("Jos\u00e9 Vale", "", ""),
        ("Lu Fen", "Dr.", "Zo\u00eb"),
    ]
    assert not re.search("[\x00\x1b\x07\u0301]", paper(panel))
