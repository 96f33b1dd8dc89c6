"""The final report: what was agreed, what was not, and the annexes, for each audience and form."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from consensus import Source, WorkingGroup
from consensus.errors import NotFound
from consensus.history.operations import AddMember, ChangeMember
from consensus.reports.audience import Audience, Viewer
from consensus.reports.final_report import FinalReport, final_report
from consensus.reports.meetings import visible_attendees
from consensus.reports.next_items import Rank, next_items
from consensus.rules.verdict import Status
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import find_report, write_report
from tests.cli.conftest import done, run_command
from tests.support.every_report import written
from tests.support.panel import BEGIN, make_panel

CLOSING = Path(__file__).parents[1] / "support" / "closing"
DRAWN_UP = datetime(2031, 12, 1, 9, 0, tzinfo=UTC)
NAMES = ("ARD", "BEL", "CAL", "DRY", "ESK", "FEN", "GUE", "Ardenne", "Drystone", "Guest")
REASONS = ("belong where they were made", "cannot pay for others", "two proposals were made late")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three meetings of an invented panel, played by commands, until it ends."""
    place = tmp_path_factory.mktemp("closing") / "panel.consensus"
    on = ("-f", str(place), "--user", "secretary")
    begin = ("--title", "Archive Panel", "--rule", "no_objection()", "--at", "2031-01-10")
    done(run_command(*on, "init", *begin))
    members, draft = (str(CLOSING / name) for name in ("members.csv", "draft.md"))
    done(run_command(*on, "member", "import", members, "--at", "2031-01-10"))
    done(run_command(*on, "draft", "import", draft, "--at", "2031-01-12"))
    done(run_command(*on, "run", str(CLOSING / "commands.txt")))
    return place


@pytest.fixture
def group(record: Path) -> Iterator[WorkingGroup]:
    """That record, looked at when the report is drawn up; what a test records is not kept."""
    with WorkingGroup.open(record, clock=lambda: DRAWN_UP, read_only=True) as opened:
        yield opened


@pytest.fixture
def copy(record: Path, tmp_path: Path) -> Iterator[WorkingGroup]:
    """A copy of it to record in."""
    place = tmp_path / "copy.consensus"
    place.write_bytes(record.read_bytes())
    with WorkingGroup.open(place, clock=lambda: DRAWN_UP) as opened:
        yield opened


def report_for(group: WorkingGroup, audience: Audience, **wanted: object) -> FinalReport:
    """The value of the report."""
    return final_report(group.state, group.judgement(), audience=audience, **wanted)  # type: ignore[arg-type]


def markdown(group: WorkingGroup, audience: str, **wanted: object) -> str:
    """The report as Markdown."""
    return "".join(write_report(group, "final", wanted=Wanted(audience, **wanted)))  # type: ignore[arg-type]


def test_ending_without_consensus_on_one_recommendation_is_told_whole(group: WorkingGroup) -> None:
    """It says so, annexes proposals and statements of those who made them, and agrees the rest."""
    told = markdown(group, "members")
    assert (
        "9. There was no consensus on recommendation 5 (divergence), after three meetings and an"
        " informal consultation. The text as it stands and two proposals are in annex III."
        " Statements on it are in annex IV."
    ) in told
    report = report_for(group, Audience.MEMBERS)
    (contested,) = report.contested
    assert contested.text == "Records of closed institutions should be kept by a common depot."
    assert [
        (each.handle, each.proposed_by, each.supported, each.opposed)
        for each in contested.proposals
    ] == [
        (
            "A1",
            ("Ardenne (ARD)", "Belmora (BEL)"),
            ("Caldera (CAL)",),
            ("Drystone Libraries (DRY)",),
        ),
        (
            "A2",
            ("Drystone Libraries (DRY)", "Eskdale Readers (ESK)"),
            ("Fenwick Press (FEN)",),
            ("Ardenne (ARD)",),
        ),
    ]
    agreed = [each.handle for each in report.parts[1].paragraphs]
    assert agreed == ["R1", "R2", "R3", "R4"]
    assert "- Belmora (BEL) placed a reservation on record." in told
    assert "by consensus" not in told
    for audience in Audience:
        assert "Annex II. Documents" in markdown(group, audience)


def test_statements_are_in_their_authors_words_and_the_last_ones(group: WorkingGroup) -> None:
    """What a member replaced is gone, and nothing of the words is changed."""
    report = report_for(group, Audience.MEMBERS)
    assert [
        (each.about, each.member, each.kind.value, each.text) for each in report.statements
    ] == [
        (
            "recommendation 2",
            "Belmora (BEL)",
            "reservation",
            "We take thirty days as working days.",
        ),
        (
            "recommendation 4",
            "Caldera (CAL)",
            "reservation",
            "Caldera will train staff as its budget allows.",
        ),
        (
            "recommendation 5",
            "Ardenne (ARD)",
            "minority statement",
            "Ardenne wanted every record to stay in the State that made it. We still do.",
        ),
        (
            "recommendation 5",
            "Drystone Libraries (DRY)",
            "minority statement",
            "Readers lose most when a collection is cut in pieces. We asked for one depot, and for"
            " a fair way to pay for it.",
        ),
    ]


@pytest.mark.parametrize("form", list(Form))
def test_public_reads_no_name_reason_or_statement(copy: WorkingGroup, form: Form) -> None:
    """In any form; the texts, outcomes, levels and proposals are there.

    Who attended is public in the room, and is withheld by the Chatham House rule.
    """
    members = written(copy, find_report("final"), Wanted("members"), form)
    assert "three meetings and an informal consultation" in " ".join(members.split())
    attended = written(copy, find_report("final"), Wanted("public"), form)
    assert (NAMES[0] in attended) == (form is not Form.CSV)
    attended = " ".join(attended.replace("|", " ").split())
    withheld = (*REASONS, "We still do", "thirty days as working", "three meetings and an")
    assert not [each for each in withheld if each in attended]
    apart = repr(attrs.asdict(attrs.evolve(report_for(copy, Audience.PUBLIC), meetings=())))
    assert not [each for each in (*NAMES, *withheld) if re.search(rf"\b{each}\b", apart)]
    copy.set_audience_policy("chatham-house")
    told = written(copy, find_report("final"), Wanted("public"), form)
    told = " ".join(told.replace("|", " ").split())
    for each in (*NAMES, *withheld):
        assert each not in told, each
    assert "There was no consensus on recommendation 5 (divergence)." in told
    if form is not Form.CSV:
        assert "every State pays for" in told
        assert "names of members" in told or form is Form.JSON


def test_body_can_leave_out_what_has_no_consensus(group: WorkingGroup) -> None:
    """With the proposals to it and the statements on it; that something is left out is said."""
    told = markdown(group, "members", with_unagreed=False)
    assert "What was put forward without reaching consensus is not stated in this report." in told
    for each in ("recommendation 5", "Proposal 1", "minority statement", "common depot"):
        assert each not in told
    assert "Recommendation 2: reservation of Belmora (BEL)" in told


def test_chairs_report_says_whose_it_is(group: WorkingGroup) -> None:
    """It is issued under the Chair's own responsibility."""
    told = markdown(group, "members", under="chair")
    assert "# Report of the Chair of the Archive Panel" in told
    assert "This report is under the Chair’s own responsibility. It was not negotiated" in told
    assert "responsibility" not in markdown(group, "members")


def test_report_becomes_a_draft_adopted_paragraph_by_paragraph(copy: WorkingGroup) -> None:
    """Each paragraph is one item, as the public reads it; no report is about it."""
    made = copy.draft_report()
    assert made.handles[0] == "D2"
    draft = copy.state.handles["D2"]
    paragraphs = [each for each in copy.state.walk(draft) if each.kind.can_be_agreed]
    assert [each.label for each in paragraphs] == [str(number) for number in range(1, 10)]
    assert copy.state.text(paragraphs[5].id) == (
        "The Panel agreed on recommendation 2 (consensus): “Records that a reader asks for should"
        " be provided within thirty days.” One member placed a reservation on record."
    )
    text = " ".join(copy.state.text(each.id) for each in paragraphs)
    assert not [each for each in (*NAMES, *REASONS, "three meetings and an") if each in text]
    copy.set_statements_due(DRAWN_UP, "D2")
    assert copy.state.drafts[draft].is_report
    copy.open_meeting("Closing meeting")
    copy.note_presence([*copy.state.members][:6])
    for each in paragraphs:
        copy.decide(f"handle:{each.handle}", "adopted")
    assert {copy.verdict(f"handle:{e.handle}").status for e in paragraphs} == {Status.ADOPTED}
    copy.close_meeting()
    assert "had before it “Draft recommendations of the Archive Panel”." in markdown(copy, "public")


def test_draft_of_the_report_is_one_step(copy: WorkingGroup) -> None:
    """Taken back, nothing of it is left; a body that leaves texts out has none of them in it."""
    copy.draft_report(with_unagreed=False)
    told = " ".join(copy.state.text(each.id) for each in copy.state.walk(copy.state.handles["D2"]))
    assert "not stated in this report" in told
    copy.undo()
    assert "D2" not in copy.state.handles


def test_proposed_text_without_consensus_is_annexed(copy: WorkingGroup) -> None:
    """A proposal of a further text, on which there was none, stands in the annex alone."""
    copy.propose(kind="insert", after="5", text="Depots should be dry.", by=["ESK"])
    copy.decide("A3", "no consensus", tried="one meeting")
    told = markdown(copy, "members")
    assert "There was no consensus on a further text, after one meeting." in told
    assert '### <a id="on-A3"></a>A further text' in told
    assert "Depots should be dry." in told


def test_chatham_house_meeting_names_nobody_to_members(copy: WorkingGroup) -> None:
    """Who was there is for the secretariat."""
    copy.open_meeting("Closed meeting", chatham_house=True)
    copy.note_presence(["ARD", "BEL"])
    copy.close_meeting()
    held = report_for(copy, Audience.MEMBERS).meetings[-1]
    assert (held.present, held.members) == (2, ())
    assert report_for(copy, Audience.SECRETARIAT).meetings[-1].members


def test_names_are_given_where_members_are_meant(panel: WorkingGroup) -> None:
    """Codes that are parts of others, and names that are words, are left alone."""
    for code, name in (("A-B", "Alpha Beta"), ("B", "Bravo"), ("EU-27", ""), ("was", "Member")):
        panel.record(AddMember(code=code, name=name))
        panel.take_position(code, "1", "object", reason="too dear")
    panel.decide("1", "agreed", reason="Time is short.")
    told = markdown(panel, "members")
    assert "- Alpha Beta (A-B), Bravo (B), EU-27 and Member (was) objected." in told
    assert "- Decided although its rule was not met." in told
    assert "- Reason given by the Chair: Time is short." in told
    public = markdown(panel, "public")
    assert "- Decided although its rule was not met." in public
    assert "Time is short" not in public


def test_secretariat_reads_who_spoke_in_confidence(panel: WorkingGroup) -> None:
    """Beside names as beside codes; members do not read of them."""
    panel.record(ChangeMember(code="BAY", name="Bayside"))
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("BAY", "A1", "object", reason="dear", source="confidence")
    panel.take_position("COL", "A1", "accept", source="confidence")
    panel.decide("1", "no consensus", tried="a meeting")
    panel.take_position("BAY", "2", "object", reason="dear", source="confidence")
    panel.decide("2", "agreed", reason="time is short")
    told = markdown(panel, "secretariat")
    assert "- Objected: Bayside (BAY) (in confidence): “dear”." in told
    assert "- Also in favour: COL (in confidence)." in told
    assert "- Bayside (BAY) (in confidence) objected." in told
    assert "BAY" not in markdown(panel, "members").partition("Record of attendance")[0]


def test_proposal_that_had_no_consensus_itself_is_in_the_annex(panel: WorkingGroup) -> None:
    """Beside those that were not decided; what was rejected or withdrawn is not."""
    for text in ("must", "may", "could"):
        panel.propose("1", text, old="shall", by=["ASH"])
    panel.decide("A1", "no consensus", tried="a meeting")
    panel.decide("A2", "rejected", reason="no")
    panel.decide("1", "no consensus", tried="a meeting")
    (contested,) = report_for(panel, Audience.MEMBERS).contested
    assert [each.handle for each in contested.proposals] == ["A1", "A3"]
    panel.propose(kind="insert", after="2", text="Logs are kept dry.", by=["ASH"])
    panel.decide("A4", "no consensus", tried="a meeting")
    assert "One proposal is in annex II." in markdown(panel, "members")


def test_everything_without_consensus_is_told(panel: WorkingGroup) -> None:
    """An amendment to an agreed text, a package and a procedural proposal, with statements."""
    panel.set_style("un")
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("3", kind="move", after="1", by=["BAY"])
    panel.propose("3", "by day", old="at night", by=["DUN"])
    panel.propose_package("The deal", ["3", "4"], ["A3"])
    panel.take_position("COL", "PKG1", "object", reason="bad")
    panel.add_proposal("to have a co-chair")
    for on in ("A1", "A2", "PKG1", "PROP1"):
        panel.decide(on, "no consensus", tried="talks")
        panel.make_statement(on, "ASH", "minority statement", f"On {on}.", annexed=True)
    panel.decide("1", "agreed")
    told = markdown(panel, "members")
    for said in (
        "There was no consensus on a proposal on recommendation 1, after talks. One proposal is in"
        " annex II. Statements on it are in annex III.",
        "There was no consensus on the package “The deal” (recommendations 3 and 4), after talks."
        " One proposal is in annex II.",
        "There was no consensus on the proposal to have a co-chair, after talks. Statements on it",
        "To move 3 after 1.",
        "- Objected: COL: “bad”.",
        "A proposal on recommendation 1: minority statement of ASH",
        "The package “The deal” (recommendations 3 and 4): minority statement of ASH",
        "The proposal to have a co-chair: minority statement of ASH",
        "> On A2.",
    ):
        assert said in told, said
    left = markdown(panel, "members", with_unagreed=False)
    assert "Statements, in the words" not in left
    assert "co-chair" not in left


def test_no_statement_for_the_annex_vanishes(panel: WorkingGroup) -> None:
    """Those on what was rejected, deferred or amended are in it; reopening a text is said."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("1", "rejected", reason="no")
    panel.decide("2", "deferred", reason="later")
    panel.decide("3", "agreed")
    for on in ("1", "2", "3"):
        panel.make_statement(on, "ASH", "minority statement", f"On {on}.", annexed=True)
    panel.decide("3", "reopened")
    told = markdown(panel, "members")
    for said in (
        "Paragraph 1: minority statement of ASH",
        "Paragraph 2: minority statement of ASH",
        "One statement was made before the text was reopened, and is not annexed: the minority"
        " statement of ASH on paragraph 3.",
    ):
        assert said in told, said
    assert "> On 3." not in told
    assert "ASH" not in markdown(panel, "public")
    panel.decide("3", "agreed")
    panel.make_statement("3", "ASH", "minority statement", "Still.", annexed=True)
    assert "before the text was reopened" not in markdown(panel, "members")


def test_statement_on_several_texts_is_annexed_once(panel: WorkingGroup) -> None:
    """Under all that it is about."""
    panel.decide("D1", "no consensus", tried="talks")
    panel.make_statement("DEC1", "ASH", "minority statement", "None of it.", annexed=True)
    panel.make_statement("2", "ASH", "minority statement", "Not 2.", annexed=True)
    found = report_for(panel, Audience.MEMBERS)
    said = [(each.about, each.text) for each in found.statements]
    assert said == [("paragraphs 1, 3 and 4", "None of it."), ("paragraph 2", "Not 2.")]
    told = markdown(panel, "members")
    assert told.count("Statements on it are in annex III.") == 4


def test_annex_says_who_stood_where_and_what_came_afterwards(panel: WorkingGroup) -> None:
    """On the text itself, too; what was proposed or said later is marked."""
    later = BEGIN + timedelta(days=1)
    panel.take_position("BAY", "1", "object", reason="bad")
    panel.take_position("ELM", "1", "disagree")
    panel.take_position("COL", "1", "support")
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.decide("1", "no consensus", tried="talks")
    panel.take_position("DUN", "A1", "support", happened=later)
    panel.propose("1", "may", old="shall", by=["BAY"], happened=later)
    told = markdown(panel, "members")
    assert "- In favour: COL.\n- Objected: BAY: “bad”.\n- Against: ELM." in told
    assert "- Also in favour: DUN (afterwards)." in told
    assert "Proposal 2, by BAY, made afterwards" in told


def test_position_reserved_no_more_is_not_told_and_the_text_comes_back(panel: WorkingGroup) -> None:
    """What was agreed ad ref may be agreed once nobody reserves its position on it."""
    panel.take_position("ASH", "1", "hold")
    panel.decide("1", "agreed ad ref")

    def told() -> tuple[bool, list[str]]:
        report = report_for(panel, Audience.MEMBERS)
        notes = [note for part in report.parts for each in part.paragraphs for note in each.notes]
        found = next_items(panel.state, panel.judgement(), list(panel.state.drafts))
        reasons = [each.reason for each in found if each.rank is Rank.MAY_BE_AGREED]
        return any("reserved its position" in each for each in notes), reasons

    assert told() == (True, [])
    panel.take_position("ASH", "1", "accept")
    assert told() == (False, ["agreed ad ref, and ASH no longer reserves its position"])
    panel.decide("1", "agreed")
    assert told() == (False, [])


def test_what_was_not_retained_is_apart_from_what_is_open(panel: WorkingGroup) -> None:
    """What was rejected was decided."""
    panel.decide("1", "rejected", reason="no")
    told = markdown(panel, "members")
    at = (
        told.index("</a>II. What was not decided"),
        told.index("One text was not retained: paragraph 1."),
    )
    assert at[0] < told.index("</a>III. What was not retained") < at[1]


def test_empty_record_has_a_report(panel: WorkingGroup) -> None:
    """What is not there is left out."""
    told = markdown(panel, "members")
    assert "not decided" in told
    assert "Annex I. Documents" in told
    assert "no consensus" not in told


def test_ruling_and_open_texts_are_told(panel: WorkingGroup) -> None:
    """What the chair ruled is not what the body agreed; what is open or gone is said."""
    panel.take_position("ASH", "1", "object", reason="too dear")
    panel.decide("1", "agreed", reason="time is short")
    panel.decide("2", "rejected")
    panel.decide("3", "agreed", pending=["BAY"])
    told = markdown(panel, "members")
    assert "The Chair declared paragraph 1 agreed." in told
    assert "ASH objected" in told
    assert "Awaiting confirmation by BAY." in told
    assert "Paragraph 4 was not decided." in told
    assert "One text was not retained: paragraph" in told
    assert "ASH" not in markdown(panel, "public")


@pytest.mark.parametrize("audience", ["members", "public"])
def test_command_writes_the_report_as_approved(record: Path, audience: str) -> None:
    """Word by word, but for the moment at which it is drawn up."""
    answer = done(run_command("-f", str(record), "report", "final", "--audience", audience))
    lines = [
        line for line in answer.out.splitlines() if not line.startswith("Archive Panel, as of")
    ]
    path = CLOSING / f"final-{audience}.md"
    told = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(told, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == told


def test_command_makes_the_draft_and_refuses_a_chairs_one(record: Path, tmp_path: Path) -> None:
    """A chair's report is not adopted, and a draft is written nowhere."""
    place = str(shutil.copy(record, tmp_path / "copy.consensus"))
    answer = done(run_command("-f", place, "report", "final", "--as-draft", "--json"))
    assert "D2" in answer.json["handles"]
    chairs = ("--under", "chair")
    for wrong in (chairs, ("--to", "html"), ("-o", "r.md")):
        refused = run_command("-f", place, "report", "final", "--as-draft", *wrong)
        assert refused.code == 2
    for audience in ("members", "secretariat"):
        who = ("--audience", audience)
        refused = run_command("-f", place, "report", "final", "--as-draft", *who)
        assert refused.code == 3
    assert "everybody reads the text of a draft" in refused.err
    empty = str(tmp_path / "empty.consensus")
    done(run_command("-f", empty, "init", "--title", "Panel"))
    refused = run_command("-f", empty, "report", "final", "--as-draft")
    assert (refused.code, "there is no draft to report on" in refused.err) == (3, True)


def test_report_of_a_draft_that_is_not_there_is_refused(group: WorkingGroup) -> None:
    """As for any report."""
    with pytest.raises(NotFound, match="D9"):
        markdown(group, "members", drafts=("D9",))


def test_annexes_follow_the_order_of_the_text_under_the_parent_body(copy: WorkingGroup) -> None:
    """The body above the group is named at the top, as in its summaries."""
    copy.set_parent("Commission on Harbours")
    page = markdown(copy, "members")
    assert page.index("Commission on Harbours") < page.index("Introduction")
    found = re.findall(r"\bannex ([IVX]+)\b", page)
    assert len({*found}) > 1
    seen = list(dict.fromkeys(found))
    assert seen == sorted(seen, key=("I", "II", "III", "IV").index)


def test_texts_numbered_anew_are_listed_with_both_numbers() -> None:
    """The first of each, and that which it has now; nothing where none has another."""
    panel = make_panel()
    assert "first number" not in markdown(panel, "public")
    panel.decide("2", "rejected", reason="no support")
    panel.publish("Rev.1")
    panel.publish("Rev.2")
    page = markdown(panel, "public")
    rows = page.partition("first number")[2]
    assert re.findall(r"\| (\d) \| (\d) \|", rows) == [("3", "2"), ("4", "3")]


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        (2, "Paragraphs 1 (“Part 1 is dry.”) and 1 (“Part 2 is dry.”) were"),
        (61, "61 texts were"),
    ],
)
def test_open_texts_of_one_number_are_named_behind_one_noun_and_many_counted(
    sections: int, told: str
) -> None:
    """The noun stands in the sentence already, and no sentence has more names than one reads."""
    parts = [f"## Part {each}\n\n1. Part {each} is dry." for each in range(1, sections + 1)]
    with WorkingGroup.in_memory(title="Ropes", by="SEC") as group:
        group.import_draft(Source.of("\n\n".join(parts), "ropes.md"))
        text = "".join(write_report(group, "final", "text", Wanted(Audience.MEMBERS)))
    assert f"{told} not decided." in " ".join(text.split())


def test_points_numbered_anew_are_listed_with_the_numbers_of_what_they_are_under() -> None:
    """Also those whose own letter stays while the number above them changes."""
    lines = (
        "# Code",
        "1. One.",
        "2. Two:",
        "(a) Two a;",
        "(b) Two b.",
        "3. Three:",
        "(a) Three a.",
    )
    group = WorkingGroup.in_memory(title="Code", by="SEC")
    group.import_draft(Source.of("\n\n".join(lines) + "\n", "draft.md"))
    group.decide("2(a)", "rejected", reason="no support")
    group.publish("Rev.1")
    assert [each[1:] for each in report_for(group, Audience.PUBLIC).renumbered] == [
        ("2(b)", "2(a)")
    ]
    group.decide("1", "rejected", reason="no support")
    group.publish("Rev.2")
    assert [each[1:] for each in report_for(group, Audience.PUBLIC).renumbered] == [
        *(("2", "1"), ("2(b)", "1(a)")),
        *(("3", "2"), ("3(a)", "2(a)")),
    ]


def test_members_of_an_assembly_are_numbered(copy: WorkingGroup) -> None:
    """As in its other papers; the secretariat reads who they are."""
    copy.set_audience_policy("assembly")
    held = report_for(copy, Audience.PUBLIC).meetings[0]
    state, public = copy.state, Viewer(Audience.PUBLIC)
    numbers = {each: visible_attendees(state, [each], public)[0] for each in state.members}
    observers = [f"member {numbers[each.code]}" for each in state.members.values() if each.observer]
    assert len({*held.members}) == 6
    assert held.observers == tuple(observers)
    assert {*held.members, *held.observers} == {f"member {each}" for each in numbers.values()}
    assert report_for(copy, Audience.SECRETARIAT).meetings[0].members[0] == "Ardenne (ARD)"


def test_explanations_of_vote_are_told_before_and_after_it(panel: WorkingGroup) -> None:
    """In their authors' words: alone, in the record of the meeting, and in the annex."""
    panel.open_meeting("Closing", happened=BEGIN)
    panel.decide(["1", "2"], "adopted")
    panel.make_statement("1", "BAY", "explanation of vote", "We abstained [twice].", annexed=True)
    panel.make_statement("DEC1", "ASH", "explanation of position", "We joined.")
    panel.make_statement("1", "COL", "explanation of vote", "We will not.", before=True)
    panel.make_statement("1", "BAY", "explanation of vote", "Let us.", before=True, annexed=True)
    panel.make_statement("1", "DUN", "dissociation")
    told = "".join(write_report(panel, "statements", wanted=Wanted("members")))
    assert re.findall(r"^(?:### |> ).*", told, re.MULTILINE) == [
        "### COL, explanation of vote on recommendation 1, before the vote",
        "> We will not.",
        "### BAY, explanation of vote on recommendation 1, before the vote",
        "> Let us.",
        "### BAY, explanation of vote on recommendation 1, after the vote",
        "> We abstained [twice].",
        "### ASH, explanation of position",
        "> We joined.",
    ]
    of_meeting = Wanted("members", subject="M1")
    record = "".join(write_report(panel, "meeting", wanted=of_meeting))
    assert record.count("We will not.") == 1
    assert "COL, explanation of vote on recommendation 1, before the vote" in record
    annex = markdown(panel, "members").partition("Statements, in the words of their authors")[2]
    assert annex.index("BAY, before the vote") < annex.index("BAY, after the vote")
    for audience, is_told in (("public", False), ("members", True)):
        for form in (Form.JSON, Form.CSV, Form.HTML):
            text = "".join(write_report(panel, "statements", form, Wanted(audience)))
            assert ("We will not." in text) is is_told
