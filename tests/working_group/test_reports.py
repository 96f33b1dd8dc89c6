"""Every report of a working group, of joined copies too, and none shows private notes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from consensus import Outcome, Stance, StatusReport, explain
from consensus.cli.renamed import current_spelling
from consensus.errors import InvalidArgument, NotFound, Rejected
from consensus.formats.draft_docx import decode_docx
from consensus.history.operations import NoteIntervention, TakePosition
from consensus.model.decisions import StatementKind
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.history import describe
from consensus.reports.json import to_json
from consensus.reports.open_items import open_items_report
from consensus.reports.summary.markup import summary_text
from consensus.store.memory import MemoryStore
from consensus.working_group import WorkingGroup
from consensus.working_group.log import Log
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_report, write_report_docx
from tests.cli.test_renamed import found
from tests.support.every_report import every_form, requests, written
from tests.support.market import busy_market, hold_a_meeting
from tests.support.panel import fill, ticking, two_copies


@pytest.fixture(scope="module")
def group() -> WorkingGroup:
    """A market that did something of everything."""
    found = busy_market()
    found.consolidate(["A1", "A2"], "Sellers shall pay the fee before lunch.")
    found.ask_question("When should stalls open?")
    found.receive_contribution("DOG", {"1": "At eight."})
    found.publish("Rev.1")
    hold_a_meeting(found)
    return found


@pytest.mark.parametrize("audience", Audience)
def test_every_report_is_written_in_every_form_it_has(
    group: WorkingGroup, audience: Audience
) -> None:
    """Data and tables read back, Word documents open, and everything has its title."""
    seen = set()
    for report, wanted in requests(group, audience):
        seen.add(report.name)
        for form in report.forms:
            text = written(group, report, wanted, form)
            if form is Form.JSON:
                assert json.loads(text)["schema"] == 1
            elif form is Form.CSV:
                rows = list(csv.reader(io.StringIO(text)))
                assert {len(row) for row in rows} == {len(rows[0])}
            elif form is Form.MARKDOWN and form not in report.own:
                assert text.startswith("# ")
                assert f"for: {audience}." in text
            elif form is Form.DOCX:
                assert decode_docx(write_report_docx(group, report.name, wanted), "a.docx")
    assert seen == set(REPORTS)


@pytest.mark.parametrize("name", REPORTS)
def test_a_command_offers_exactly_the_forms_there_are(name: str) -> None:
    """Each report has its command, and `--to` names what it can be written as; lists have more."""
    words, _ = current_spelling(["report", name])
    command, _ = found(words)
    (offered,) = (each.type.choices for each in command.params if "--to" in each.opts)
    forms = REPORTS[name].forms
    assert set(forms) <= set(offered) if words != ["report", name] else forms == tuple(offered)


def test_the_documentation_says_what_each_can_be_written_as() -> None:
    """The table in docs/reports.md has every report, and a tick for every form it has."""
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    (_, _, *forms), *told = rows
    assert forms == list(Form)
    assert {
        name.strip("`"): tuple(
            Form(form) for form, tick in zip(forms, ticks, strict=True) if tick == "✓"
        )
        for name, _, *ticks in told
    } == {name: report.forms for name, report in REPORTS.items()}


def test_a_form_that_makes_no_sense_is_refused(group: WorkingGroup) -> None:
    """The refusal says which forms there are."""
    with pytest.raises(NotFound, match="not written as csv, but as: text, markdown, json, html"):
        write_report(group, "dossier", "csv", Wanted(subject="R1"))
    with pytest.raises(NotFound, match="no text"):
        write_report(group, "open", "docx")
    with pytest.raises(NotFound, match="matrix is not written as docx"):
        write_report_docx(group, "matrix")
    with pytest.raises(NotFound, match="no report is called opne; there are: open"):
        write_report(group, "opne")


def test_one_name_is_a_tuple_of_it() -> None:
    """A text is one draft or question, and not its letters."""
    wanted = Wanted(drafts="D1", questions="Q1")
    assert (wanted.drafts, wanted.questions) == (("D1",), ("Q1",))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda _: Wanted(audience="publik"), "audience must be 'public', 'members' or 'secreta"),
        (lambda _: Wanted(by="hours"), "by must be 'day' or 'meeting', not 'hours'"),
        (lambda g: write_report(g.state, "open"), "group must be a Queries, not a value of the"),
        (lambda g: write_report(g, 5), "name must be a text, not 5"),
        (lambda g: write_report(g, "open", wanted="public"), "wanted must be a Wanted or None"),
        (lambda g: write_report(g, "open", wanted=Wanted(drafts=5)), "wanted.drafts must be a"),
        (lambda g: write_report_docx("g.consensus", "open"), "group must be a Queries, not 'g.c"),
        (lambda g: explain("R1"), "verdict must be a Verdict, not 'R1'"),
        (lambda g: to_json("R1"), "report must be what a call returned, such as a status, not 'R"),
        (lambda g: to_json(StatusReport), "not the class StatusReport"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    group: WorkingGroup, call: Callable[[WorkingGroup], object], said: str
) -> None:
    """The refusal names the argument, and what it must be."""
    with pytest.raises(InvalidArgument) as refused:
        call(group)
    assert said in str(refused.value)
    assert isinstance(refused.value, TypeError) != isinstance(refused.value, ValueError)


def test_a_report_is_written_piece_by_piece(group: WorkingGroup) -> None:
    """Whatever is asked for comes as an iterator, and is the same joined as at once."""
    pieces = write_report(group, "open", "json")
    assert next(iter(pieces)).startswith('{\n  "schema": 1,\n  "title": "Market committee"')


def test_the_same_record_gives_the_same_reports(group: WorkingGroup) -> None:
    """In every form, byte by byte."""
    then = group.as_of(group.steps()[-1].id)
    for report, wanted in requests(then, Audience.SECRETARIAT):
        for form in report.forms:
            assert written(then, report, wanted, form) == written(then, report, wanted, form)


# Reports of a record of which something no longer applies since copies were joined.


def joined() -> WorkingGroup:
    """Ann takes A1 back and notes an objection before Bob builds on A1, and uses the gavel."""
    ann, bob = two_copies(begin)
    ann.undo(ann.steps()[-1].id)
    ann.take_position("DUN", "1", Stance.OBJECT)
    bob.decide("1", Outcome.AGREED)
    bob.make_statement("1", "COL", StatementKind.EXPLANATION, "it is short")
    stances = {"ASH": "R4", "BAY": "A1", "COL": "R4"}
    bob.record(*(_support(bob, member, target) for member, target in stances.items()))
    bob.propose("A1", "can", old="must", by=["ELM"])
    bob.decide("A1", Outcome.REJECTED)
    bob.decide("3", Outcome.AGREED)
    bob.note_intervention("Ships are safe.", member="FIR", items=["3"])
    ann.sync(bob)
    return ann


def begin(group: WorkingGroup) -> None:
    """A meeting comes to a matter, and A1 is put forward."""
    group.open_meeting("Tuesday")
    group.note_presence(["ASH", "BAY", "COL", "DUN", "ELM", "FIR"])
    group.add_agenda_item("Reports")
    group.take_up_agenda_item("Reports")
    group.propose("2", "must", old="should", by=["ASH"])


def _support(group: WorkingGroup, member: str, handle: str) -> TakePosition:
    target = group.state.handles[handle]
    version = group.state.version(target).id
    return TakePosition(target=target, version=version, member=member, stance=Stance.SUPPORT)


def let_go(group: WorkingGroup) -> None:
    """Everything that waits is settled."""
    for each in group.superseded:
        group.discard(each.id, "asked again")


def redact(group: WorkingGroup) -> None:
    """Words are taken out of the record."""
    group.redact("Ships are safe.")


def leave(group: WorkingGroup) -> None:
    """Everything goes on waiting."""


LATER = pytest.mark.parametrize("later", [leave, let_go, redact])


def test_what_waits_is_what_was_built_on_what_is_gone() -> None:
    """Of the rows, one; of the rest, the whole step."""
    assert [(each.rows, each.of) for each in joined().superseded] == [
        *((1, 1), (1, 1), (1, 3), (1, 1), (1, 1))
    ]


@LATER
@pytest.mark.parametrize("audience", Audience)
def test_every_report_is_written(
    audience: Audience, later: Callable[[WorkingGroup], object]
) -> None:
    """In every form, about everything, before it is settled and after."""
    group = joined()
    later(group)
    for report, wanted in requests(group, audience):
        for form, text in every_form(group, report, wanted):
            assert text or form is Form.DOCX


@LATER
def test_a_summary_tells_what_applies_alone(later: Callable[[WorkingGroup], object]) -> None:
    """The gavel that fell over an objection, and the row on what is gone, are not told."""
    group = joined()
    later(group)
    told = summary_text(group.summary(audience=Audience.SECRETARIAT, attributed=True))
    assert (
        "DUN objected to paragraph 1. ASH and COL supported paragraph 4. The Panel agreed on "
        "paragraph 3. " in " ".join(told.split())
    )


@LATER
def test_what_applied_is_what_the_state_holds(later: Callable[[WorkingGroup], object]) -> None:
    """Each position and note in the state is there, and nothing else of their kind."""
    group = joined()
    later(group)
    state = group.state
    held = {(on, code) for on, by_code in state.positions.items() for code in by_code}
    assert {(each.target, each.member) for each in _of(group, TakePosition)} == held
    assert {each.id for each in _of(group, NoteIntervention)} == set(state.interventions)


def test_the_past_ends_with_what_applied() -> None:
    """As of a revision it is as it was issued, not as where another copy issued it again."""
    ann, bob = two_copies()
    ann.publish("Rev.1")
    bob.edit("1", "Members shall report gladly.")
    again = bob.publish("Rev.1")
    ann.sync(bob)
    assert [each.id for each in ann.superseded] == [again.id]
    then = ann.as_of("Rev.1").state
    assert "gladly" not in then.text(then.handles["R1"])


def _of(group: WorkingGroup, kind: type) -> Iterable:
    return (each for _, done in group.applied() for each in done if isinstance(each, kind))


# Private notes leave no trace in the record, nor in anything made of it.


SECRET = "Quillfeather"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record in a file, with two private notes beside it."""
    path = tmp_path / "harbour.consensus"
    with WorkingGroup.create(path, title="Harbour panel", by="chair", clock=ticking()) as group:
        fill(group)
        group.note_privately("1", f"{SECRET} of ASH wants to relent")
        group.note_privately("R2", "BAY waits for its capital")
    return path


def test_notes_are_found_again_by_target(record: Path) -> None:
    """A note names its target as every act does, and says when and by whom it was written."""
    with WorkingGroup.open(record) as group:
        everything = group.private_notes()
        assert [each.text for each in everything] == [
            f"{SECRET} of ASH wants to relent",
            "BAY waits for its capital",
        ]
        assert group.private_notes("2") == everything[1:]
        assert (everything[0].by, everything[0].target) == ("chair", group.state.handles["R1"])
        group.remove_private_note(1)
        assert group.private_notes() == everything[1:]


def test_nothing_made_of_the_record_has_a_note(record: Path, tmp_path: Path) -> None:
    """Record, backup, every report, the graph and the proof are as if no note had been written."""
    with WorkingGroup.open(record) as group:
        head, length = group.head, len(group.steps())
        group.note_privately("1", f"{SECRET} again")
        assert (group.head, len(group.steps())) == (head, length)
        copy = tmp_path / "copy" / "harbour.consensus"
        copy.parent.mkdir()
        group.backup(copy)
        assert group.verify(head).is_intact
        state, judgement = group.state, group.judgement()
        made = [repr(state), repr(list(group.graph.nodes(data=True))), repr(group.verify())]
        secretariat = Audience.SECRETARIAT
        items = open_items_report(
            state, judgement, list(state.drafts), secretariat, now=group.now()
        )
        shown = dossier(state, judgement, state.handles["R1"], secretariat)
        made += [json.dumps(to_json(each)) for each in (items, shown)]
        made += [
            json.dumps(to_json(describe(step, operations, state, undone, secretariat)))
            for step, operations, undone in group.history()
        ]
        assert not any(SECRET in each for each in made)
    assert [each.name for each in copy.parent.iterdir()] == ["harbour.consensus"]
    for file in (record, copy):
        assert SECRET.encode() not in file.read_bytes()
    with WorkingGroup.open(copy) as copied:
        assert copied.private_notes() == ()


def test_the_past_shows_the_notes_written_by_then_and_takes_none(record: Path) -> None:
    """A note is no part of what was there before it was written."""
    with WorkingGroup.open(record, clock=ticking()) as group:
        steps = group.steps()
        past = group.as_of(steps[-1].id)
        assert past.private_notes() == ()
        with pytest.raises(Rejected, match="can be read, not changed"):
            past.note_privately("1", "too late")
        with pytest.raises(Rejected, match="can be read, not changed"):
            past.remove_private_note(1)


def test_notes_of_a_group_in_memory_are_in_memory(panel: WorkingGroup) -> None:
    """A group that is gone when the program ends has notes that are gone with it."""
    note = panel.note_privately("1", "for now")
    assert panel.private_notes("1") == (note,)
    panel.remove_private_note(note.number)
    assert panel.private_notes() == ()


def test_empty_notes_and_unknown_targets_are_refused(panel: WorkingGroup) -> None:
    """A note needs words, and something to be about."""
    with pytest.raises(Rejected, match="a note needs words"):
        panel.note_privately("1", "  ")
    with pytest.raises(NotFound):
        panel.note_privately("R99", "on nothing")


def test_record_in_no_file_takes_no_notes() -> None:
    """Where nothing lies beside the record, a note is refused, not lost."""
    with WorkingGroup(Log(MemoryStore(), ticking(), "")) as group:
        fill(group)
        assert group.private_notes() == ()
        with pytest.raises(Rejected, match="is in none"):
            group.note_privately("1", "lost")
