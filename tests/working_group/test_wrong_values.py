"""Every public call with every wrong value is refused, or recorded so that it can be read."""

from __future__ import annotations

import contextlib
import inspect
import io
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import consensus
from consensus import Stance, WorkingGroup
from consensus.analysis.what_if import Declares, Says
from consensus.arguments import shown
from consensus.errors import ConsensusError, InvalidArgument, WrongType
from consensus.formats.source import Source
from consensus.history.operations import AddMember
from consensus.model.meetings import Forum
from consensus.model.people import Role
from consensus.model.planning import Document
from consensus.store.memory import MemoryStore
from consensus.store.notes import MemoryNotes
from consensus.text.hunk import KeepBase
from consensus.working_group.log import Log
from tests.support.panel import DRAFT, make_panel, text_source

SOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MAIL = (
    b"From: Ana <ana@ash.example>\nMessage-ID: <1@mail.example>\nSubject: Lamps\n\n"
    b'In paragraph 2, replace "should" with "must".\n'
)
COMMENTS = "MB/NC,Clause,Type of comment,Comments,Proposed change\nASH-001,2,ge,Bright enough.,\n"


class Word(str):
    """A text of a class of its own, as web frameworks hand over."""


class Number(int):
    """A whole number of a class of its own."""


class Odd(Enum):
    """An enumeration that nothing here asks for."""

    ODD = "odd"


def every_wrong_value() -> Iterator[Any]:
    """Values of every type that a caller may pass by mistake, of each the strangest ones."""
    yield from (None, True, False, 0, -1, 7, 10**30, 10**5000, 8.0, float("nan"), float("inf"))
    yield from (
        "",
        " ",
        "no such word",
        "plenary",
        "A99",
        "nul\0",
        "bell\x07",
        "\ud800",
        "x" * 5000,
    )
    yield from (Word("support"), Number(7), Odd.ODD, Stance.SUPPORT, b"bytes", bytearray(b"bytes"))
    yield from (SOON.replace(tzinfo=None), date(2026, 3, 2), SOON.isoformat())
    yield from (SOON, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
    yield datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=14, seconds=7)))
    yield from (date.max, date.min, timedelta(1), Path("no/such"), Path("nul\0"))
    yield from ([], ["ASH"], [None], ["\ud800"], (), ("1", 2), {"1"}, {}, {"ASH": "1"}, {1: "1"})
    yield from ({1: 1}, {"\ud800": ""}, {0: KeepBase()}, {"some": "much"}, {None: None})
    yield from (object(), object, len, (each for each in "ab"), Source("a", "b", "c"))
    yield from (Source("\ud800", "\ud800", "c"), Source(None, 3, b"c"))  # type: ignore[arg-type] # wrong
    yield from (io.BytesIO(b"\xff\0"), io.StringIO("text"), AddMember(code=3), KeepBase())  # type: ignore[arg-type] # wrong


WRONG = list(every_wrong_value())


def scene() -> WorkingGroup:
    """A panel in whose record every act finds what it is about."""
    panel = make_panel()
    panel.bracket("3", "[ELM: Ships | Boats] may enter at night with a pilot on board.")
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["COL"])
    panel.propose("1", "should", old="shall", by=["BAY"])
    panel.propose("2", "must", old="should", by=["DUN"])
    panel.propose("4", "Fees are paid.", by=["ELM"])
    panel.withdraw("A4", ["ELM"])
    panel.import_mail(io.BytesIO(MAIL), name="box", senders={"@ash.example": "ASH"})
    panel.announce_meeting("Later", SOON)
    panel.nominate("chair", "Ana Ashby")
    panel.open_meeting("Now", "plenary")
    panel.note_presence(["ASH", "BAY", "COL", "DUN", "ELM", "FIR"])
    panel.add_agenda_item("Lamps")
    panel.add_participant("Ana Reef", member="ASH")
    panel.take_up_agenda_item("1")
    panel.request_floor("ASH")
    panel.request_floor("BAY")
    panel.ask_question("Which lights?")
    panel.receive_contribution("ASH", {"Q1": "Green lights."})
    panel.open_consultation("2", facilitator="ASH")
    panel.open_ballot("yes-no", "Shall the lamp be moved?")
    panel.undertake("Write it down", "ASH")
    panel.add_milestone("Rev.1", date(2026, 4, 1))
    panel.take_position("COL", "2", Stance.OBJECT, reason="too soon")
    panel.open_silence("3", hours=72)
    panel.decide("4", "agreed ad ref", pending=["ASH"])
    panel.assign_office("chair", "Cat Cole", member="COL")
    panel.note_privately("1", "Call ASH.")
    panel.bracket_items("1", "2")
    panel.import_amendments(text_source("t.csv", COMMENTS))
    return panel


CALLS: dict[str, dict[str, Any]] = {
    "acting_as": {"by": "Ana", "happened": SOON},
    "add_agenda_item": {"title": "Buoys", "number": "7", "targets": ["1"]},
    "add_member": {"code": "GUM", "name": "Gum", "group": "GOV", "since": date(2026, 1, 1)},
    "add_milestone": {"title": "Rev.2", "target": date(2026, 5, 1)},
    "add_participant": {"name": "Bo", "meeting": "M2", "member": "ASH", "is_head": True},
    "add_proposal": {"text": "to meet twice", "by": "ASH", "office": "", "agenda_item": "1"},
    "adopt_agenda": {},
    "announce_meeting": {"title": "Next", "begins": SOON, "quorum": "1/2"},
    "answer_objection": {"target": "2", "member": "COL", "answer": "Soon enough."},
    "applied": {"about": ["1"]},
    "approve_nomination": {"nomination": "NOM1"},
    "as_of": {"when": SOON},
    "ask_question": {"text": "Which buoys?", "deadline": SOON},
    "assign_office": {"role": "chair", "person": "Ben Bay", "member": "BAY"},
    "backup": {"path": "backup.consensus"},
    "bracket": {"item": "2", "text": "The office should publish [all] reports."},
    "bracket_items": {"first": "2", "last": "3", "by": ["ASH"], "reason": "as a package"},
    "break_silence": {"silence": "SP1", "member": "DUN", "reason": "no", "targets": ["3"]},
    "cancel_meeting": {"meeting": "M1", "reason": "storm"},
    "carry_over": {"other": make_panel(), "everything": True},
    "cast_vote": {"ballot": "BAL1", "member": "ASH", "choice": "yes", "comment": "at once"},
    "change_member": {"code": "DUN", "name": "Dunes", "until": date(2040, 1, 1)},
    "changes_to": {"target": "1"},
    "check_origins": {"other": make_panel()},
    "close_ballot": {"ballot": "BAL1", "reason": "all have voted"},
    "close_list": {},
    "close_meeting": {},
    "close_undertaking": {"undertaking": "U1", "outcome": "written"},
    "combination": {"target": "1"},
    "comment_table": {"form": "docx"},
    "compare_draft": {"source": text_source("b.md", DRAFT.replace("may", "must"))},
    "confirm_decision": {"decision": "DEC1", "member": "ASH"},
    "consolidate": {"amendments": ["A1", "A2"], "text": "Members must report.", "by": ["ASH"]},
    "correct_participant": {"participant": "PER1", "title": "Dr.", "member": "BAY"},
    "cosponsor": {"amendment": "A1", "members": ["DUN"]},
    "decide": {
        "targets": ["3"],
        "outcome": "deferred",
        "reason": "late",
        "forum": "plenary",
        "due": date(2026, 4, 1),
    },
    "decline_nomination": {"nomination": "NOM1"},
    "dependents": {"step": "0"},
    "discard": {"step": "0", "reason": "gone"},
    "dismiss": {"entry": "TR1", "reason": "views only"},
    "draft_report": {"drafts": ["D1"], "audience": "public"},
    "edit": {"item": "3", "text": "Ships may enter at night."},
    "edited_summary": {"source": text_source("s.md", "A summary.")},
    "end_intervention": {},
    "erase_withheld": {"count": 0},
    "export_steps": {},
    "extend_deadline": {"question": "Q1", "deadline": SOON},
    "finish_agenda_item": {"name": "1"},
    "give_floor": {"member": "BAY"},
    "highlight": {"contribution": "C1", "passage": "Green", "items": ["1"]},
    "import_amendments": {"source": text_source("a.csv", "target,by,old,text\n3,ASH,may,must\n")},
    "import_ballot": {"ballot": "BAL1", "votes": text_source("v.csv", "member,vote\nASH,no\n")},
    "import_contributions": {"sources": text_source("ASH.md", "Our views."), "contributor": "ASH"},
    "import_counter_draft": {"source": text_source("b.md", DRAFT.replace("may", "must"))},
    "import_docx_amendments": {"sources": text_source("a.docx", "none")},
    "import_draft": {"source": text_source("c.md", "1. Buoys are painted.")},
    "import_groups": {"source": text_source("g.csv", "code,name\nNGO,Others\n")},
    "import_mail": {"files": io.BytesIO(MAIL), "senders": {}, "deadline": SOON},
    "import_members": {"source": text_source("m.csv", "code,name\nGUM,Gum\n")},
    "import_participants": {"source": text_source("w.csv", "name\nBo\n"), "meeting": "M2"},
    "import_statuses": {"source": text_source("s.csv", "label,status\n1,agreed ad ref\n")},
    "import_poll": {
        "comments": text_source("c.csv", "a\n1\n"),
        "votes": text_source("v.csv", "a\n1\n"),
    },
    "import_positions": {"source": text_source("p.csv", "member,target,stance\nDUN,3,accept\n")},
    "import_proposals": {"sources": text_source("l.json", "{}"), "on": "3"},
    "import_ratings": {"source": text_source("r.csv", "member,target,rating\nDUN,3,7\n")},
    "import_roll_calls": {"votes": text_source("v.csv", "a\n1\n")},
    "import_steps": {"content": b"none"},
    "import_translation": {"source": text_source("t.md", DRAFT), "language": "fr"},
    "import_worded_amendments": {"source": text_source("x.md", "Delete 3."), "by": ["ASH"]},
    "judgement": {"rule": "consent()"},
    "last_own_step": {},
    "leave_brackets": {"item": "3", "member": "ELM"},
    "make_statement": {"decision": "DEC1", "member": "BAY", "kind": "reservation", "text": "So."},
    "merge": {"target": "1", "take": ["A1"], "changes": [], "settle": {0: "A1"}},
    "move_milestone": {"milestone": "MS1", "target": date(2026, 6, 1)},
    "nominate": {"role": "facilitator", "person": "Dun"},
    "note_intervention": {"text": "We agree.", "member": "ASH", "items": ["1"], "voices": 2},
    "note_presence": {"members": ["ASH"], "presence": "remote"},
    "note_privately": {"target": "1", "text": "Call BAY.", "member": "BAY", "stance": "accept"},
    "note_sense": {"target": "1", "quantity": "several", "stance": "support"},
    "offers": {"entry": "TR1"},
    "open_ballot": {"kind": "ranked", "on": "1", "options": ["A1", "A2", "none"], "deadline": SOON},
    "open_consultation": {"items": "1", "due": SOON, "participants": ["ASH"]},
    "open_meeting": {"title": "Again", "forum": "plenary"},
    "open_silence": {"targets": "1", "hours": 24},
    "place": {"entry": "TR1", "target": "3", "old": "may", "text": "must"},
    "plan_edit": {"target": "3", "text": "Ships may enter."},
    "plan_merge": {"target": "1", "take": ["A1"], "settle": {0: "A1"}},
    "present": {"targets": ["A1", "2"]},
    "private_notes": {"target": "1"},
    "propose": {"target": "3", "text": "must", "old": "may", "by": ["ASH"], "kind": "modify"},
    "propose_package": {"title": "All", "items": ["2", "3"], "amendments": ["A3"]},
    "publish": {"name": "Rev.1"},
    "rate": {"target": "1", "member": "ASH", "rating": 7, "round": 1},
    "reach_milestone": {"milestone": "MS1"},
    "reapply": {"step": "0"},
    "receive_contribution": {
        "contributor": "BAY",
        "answers": {"Q1": "Red."},
        "received": SOON,
        "documents": [Document("a.pdf", "0" * 64)],
    },
    "record": {"operations": AddMember(code="GUM"), "note": "a member"},
    "redact": {"words": "Green lights.", "reason": "asked for"},
    "remove_participant": {"participant": "PER1"},
    "remove_private_note": {"number": 1},
    "reopen_list": {},
    "report_back": {"consultation": "CON1", "outcome": "agreed"},
    "request_floor": {"member": "DUN", "remote": True},
    "reschedule_meeting": {"meeting": "M1", "begins": SOON + timedelta(days=1), "place": "Here"},
    "resolve_comments": {"comments": "ASH-001", "disposition": "noted", "reason": "well"},
    "revise": {"amendment": "A1", "text": "Members must report every day to the harbour office."},
    "settle_bracket": {"bracket": "BR1", "how": "keep", "reason": "all agree"},
    "set_notice": {"notice": timedelta(hours=24)},
    "set_quantifiers": {"table": {"most": "1/2"}},
    "set_quorum": {"quorum": "1/2"},
    "set_audience_policy": {"policy": "assembly", "minority": 5},
    "set_parent": {"parent": "Coastal Commission"},
    "set_rule": {"rule": "unanimity()", "target": "1"},
    "set_style": {"style": "ietf"},
    "set_levels": {"levels": ["most", "few"], "unopposed": ["most"]},
    "set_statements_due": {"deadline": SOON, "draft": "D1"},
    "set_time_budget": {"seconds": 180, "observers": 60},
    "settle_objection": {"target": "2", "member": "COL", "became": "withdrawn"},
    "show_on_projector": {"target": "1"},
    "state_group_position": {"group": "ISL", "target": "3", "stance": "support"},
    "status": {},
    "steps": {"last": 3},
    "summary": {"audience": "members", "dated": date(2026, 3, 3)},
    "sync": {"other": make_panel(), "dry_run": True},
    "take_offers": {"entry": "TR1", "numbers": [1]},
    "take_position": {
        "member": "DUN",
        "target": "3",
        "stance": "support",
        "conditions": ["A3"],
        "otherwise": "object",
        "source": "written",
        "document": "note 1",
    },
    "take_up": {"amendment": "A4", "members": ["FIR"]},
    "take_up_agenda_item": {"name": "1"},
    "translate": {"item": "3", "language": "fr", "text": "Les navires."},
    "undertake": {"what": "Send it", "by": "BAY", "due": SOON},
    "undo": {},
    "vacate_office": {"role": "chair"},
    "verdict": {"target": "1"},
    "verify": {},
    "watch": {"callback": print, "seconds": 0},
    "withdraw": {"amendment": "A1", "members": ["ASH"]},
    "withdraw_position": {"member": "COL", "target": "2"},
    "withdraw_request": {"member": "BAY"},
    "wordings": {"target": "1", "audience": "secretariat"},
    "create": {"path": "new.consensus", "title": "New", "carry_over": "always"},
    "in_memory": {"title": "New"},
    "open": {"path_or_url": "old.consensus"},
    "from_steps": {"path": "copy.consensus", "content": b"none"},
}
"""Each public method that takes arguments, with arguments of the right types."""


BEFORE: dict[str, Callable[[WorkingGroup], object]] = {
    "end_intervention": lambda group: group.give_floor("ASH"),
    "open_meeting": lambda group: group.close_meeting(),
    "reopen_list": lambda group: group.close_list(),
    "take_up_agenda_item": lambda group: group.finish_agenda_item("1"),
}
"""What must have happened before an act can."""


def methods(kind: type) -> dict[str, Callable[..., Any]]:
    """Every public method of a class that takes arguments, without what it is bound to."""
    found: dict[str, Callable[..., Any]] = {}
    for name in dir(kind):
        member = inspect.getattr_static(kind, name)
        function = member.__func__ if isinstance(member, classmethod) else member
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        if function.__name__ != name:  # a former name
            continue
        if len(inspect.signature(function).parameters) > 1:
            found[name] = function
    return found


METHODS = methods(WorkingGroup)
PARAMETERS = {name: inspect.signature(each).parameters for name, each in METHODS.items()}


def call(group: WorkingGroup, name: str, arguments: dict[str, Any]) -> Any:
    """Call a method by its name, what a parameter such as `*sources` takes included."""
    several = [each.name for each in PARAMETERS[name].values() if each.kind is each.VAR_POSITIONAL]
    positional = [arguments[each] for each in several if each in arguments]
    named = {key: value for key, value in arguments.items() if key not in several}
    result = getattr(group, name)(*positional, **named)
    if name == "acting_as":
        with result:
            return group.note_sense("1", "several", "support")
    return list(result) if inspect.isgenerator(result) else result


def wrong_values(name: str, argument: str) -> list[Any]:
    """The wrong values that are wrong for an argument, and that a call does not wait with."""
    if (name, argument) == ("watch", "seconds"):
        return [each for each in WRONG if each is not None and not isinstance(each, int | float)]
    if argument in ("progress", "check", "clock", "callback"):
        return [each for each in WRONG if not callable(each)]
    return WRONG


READ = """
import json, sys
from consensus import WorkingGroup
from consensus.arguments import shown
from consensus.errors import ConsensusError
for path in sys.argv[1:]:
    try:
        with WorkingGroup.open(path) as group:
            group.status()
            group.chronicle.entries()
            group.graph
            if group.state.meetings:
                group.summary(audience="secretariat", attributed=True)
            assert group.verify().is_intact
    except Exception as error:
        print(json.dumps([path, repr(error)]))
"""


def test_every_call_is_described() -> None:
    """No public method is left out below."""
    assert sorted(METHODS) == sorted(CALLS)


def test_no_wrong_value_escapes_or_makes_a_record_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is refused with an error of the library, or is in a record that a new process reads."""
    monkeypatch.chdir(tmp_path)
    prepared = scene()
    steps = prepared.steps()
    escaped: list[str] = []
    records: list[str] = []
    recorded = 0
    for name, parameters in PARAMETERS.items():
        store = MemoryStore()
        store.extend(steps, "")
        group = WorkingGroup(Log(store, prepared.now, "secretary"), notes=MemoryNotes)
        if name in BEFORE:
            BEFORE[name](group)
        for argument in list(parameters)[1:]:
            for value in wrong_values(name, argument):
                try:
                    made = call(group, name, CALLS[name] | {argument: value})
                    if isinstance(made, WorkingGroup):
                        made.close()
                except ConsensusError:
                    continue
                except Exception as error:
                    escaped.append(f"{name}({argument}={shown(value)}): {error!r}")
        if store.length > len(steps):
            recorded += store.length - len(steps)
            records.append(f"{name}.consensus")
            group.backup(records[-1])
    read = subprocess.run(
        [sys.executable, "-c", READ, *(str(tmp_path / each) for each in records)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert escaped == []
    assert read.stdout == ""
    assert recorded > 100


def test_no_wrong_value_escapes_from_what_only_looks() -> None:
    """What a working group hands out refuses wrong values with an error of the library too."""
    panel = scene()
    step = panel.steps()[-1].id
    document = consensus.combine_documents("One.\n\nTwo.", {"A": "One!\n\nTwo.", "B": "One?"})
    needed = {"step": step, "most": 3, "key": "A", "notation": "brackets", "settlements": {}}
    for looks in (panel.analysis, panel.chronicle, panel.combination("1"), document):
        for name, method in methods(type(looks)).items():
            parameters = inspect.signature(method).parameters
            usual = {key: value for key, value in needed.items() if key in parameters}
            for argument in list(parameters)[1:]:
                for value in wrong_values(name, argument):
                    with contextlib.suppress(ConsensusError):
                        if argument == "assumptions":
                            getattr(looks, name)(value)
                        else:
                            getattr(looks, name)(**usual | {argument: value})


LIBRARY: Any = consensus

TABLE: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda g: g.take_position("ASH", "1", "support", reason=None),
        "reason must be a text, not None",
    ),
    (lambda g: g.announce_meeting("Later", SOON, number=3), "number must be a text, not 3"),
    (
        lambda g: g.decide("1", "deferred", due=datetime.now(UTC)),
        "due must be a date, not the date and time",
    ),
    (lambda g: g.rate("1", "ASH", True), "rating must be a whole number, a text or None, not True"),
    (lambda g: g.rate("1", "ASH", 8.0), "rating must be a whole number, a text or None, not 8.0"),
    (lambda g: g.rate("1", "ASH", float("nan")), "rating must be a whole number, a text or None"),
    (lambda g: g.rate("1", "ASH", 10**30), "a whole number, not a number of more than 64 bits"),
    (lambda g: g.rate("1", "ASH", 7, round=1.5), "round must be a whole number or None, not 1.5"),
    (lambda g: g.take_position("ASH", "1", None), "stance must be 'support', 'accept'.*, not None"),
    (lambda g: g.take_position("ASH", "1", "suport"), "not 'suport'; did you mean 'support'?"),
    (lambda g: g.take_position("ASH", "1", 1), "stance must be 'support'.*, not 1"),
    (lambda g: g.take_position(7, "1", "support"), "member must be a text, not 7"),
    (lambda g: g.take_position("ASH", 1, "support"), "target must be a text, not 1"),
    (
        lambda g: g.take_position("ASH", "1", "accept", conditions="A1"),
        "conditions must be a list of texts",
    ),
    (
        lambda g: g.take_position("ASH", "1", "accept", conditions=[1]),
        r"conditions\[0\] must be a text",
    ),
    (lambda g: g.take_position("ASH", "1", "accept", source="spoken"), "source must be 'floor'"),
    (lambda g: g.take_position("ASH", "1", "hold", happened=date(2026, 3, 2)), "say the time too"),
    (lambda g: g.take_position("ASH", "1", "hold", happened="2026-03-02"), "not '2026-03-02'"),
    (
        lambda g: g.take_position("ASH", "1", "hold", reason="\ud83d"),
        "breaks off within a character",
    ),
    (lambda g: g.take_position("ASH", "1", "hold", reason=b"why"), "not a value of the type bytes"),
    (lambda g: g.ask_question("Why?", deadline=SOON.replace(tzinfo=None)), "say the time zone"),
    (lambda g: g.ask_question("Why?", number=1), "number must be a text, not 1"),
    (lambda g: g.ask_question(None), "text must be a text, not None"),
    (lambda g: g.add_milestone("Rev.2", SOON), "target must be a date, not the date and time"),
    (lambda g: g.add_milestone("Rev.2", "2026-05-01"), "target must be a date, not '2026-05-01'"),
    (lambda g: g.add_member("GUM", since=SOON), "since must be a date, not the date and time"),
    (lambda g: g.add_member("GUM", observer="no"), "observer must be True or False, not 'no'"),
    (lambda g: g.add_member("GUM", observer=0), "observer must be True or False, not 0"),
    (lambda g: g.add_member("GUM", None), "name must be a text, not None"),
    (
        lambda g: g.propose("1", "must", old="shall", by="ASH"),
        "by must be a list of texts, not 'ASH'",
    ),
    (lambda g: g.propose("1", "must", old="shall", by={"ASH"}), "by must be a list of texts"),
    (lambda g: g.propose("1", "must", old=None), "old must be a text, not None"),
    (lambda g: g.propose("1", kind="remove"), "kind must be 'modify', 'insert'.*, not 'remove'"),
    (lambda g: g.decide(1, "agreed"), "targets must be a text or a list of texts, not 1"),
    (lambda g: g.decide("1", "agreed", forum="plenery"), "not 'plenery'; did you mean 'plenary'?"),
    (lambda g: g.open_meeting("Now", "Plenary"), "not 'Plenary'; did you mean 'plenary'?"),
    (lambda g: g.open_meeting("Now", facilities="hall"), "facilities must be a list of texts"),
    (
        lambda g: g.note_presence(["ASH"], "here"),
        "presence must be 'in person', 'remote' or 'absent'",
    ),
    (lambda g: g.assign_office("boss", "Ana"), "role must be 'chair', 'co-chair'"),
    (lambda g: g.set_quantifiers({"most": 0.5}), r"table\['most'\] must be a text, not 0.5"),
    (lambda g: g.set_quantifiers([("most", "1/2")]), "table must be a dict of a text for each key"),
    (lambda g: g.set_time_budget(True), "seconds must be a whole number, not True"),
    (lambda g: g.open_silence("1", hours=1.5), "hours must be a whole number or None, not 1.5"),
    (
        lambda g: g.merge("1", take="A1"),
        "take must be a list of texts, not 'A1'; put it in square brackets",
    ),
    (lambda g: g.merge("1", settle=["A1"]), "settle must be a dict or None, not a value of"),
    (
        lambda g: g.merge("1", without_brackets="yes"),
        "without_brackets must be True or False or 'needed', not 'yes'",
    ),
    (
        lambda g: g.merge("1", settle={1.5: "A1"}),
        "a key of settle must be a whole number or a text, not 1.5",
    ),
    (lambda g: Says("ASH", "1", "noobj"), "stance must be 'support', .*, not 'noobj'"),
    (lambda g: Says("ASH", "1", 5), "stance must be 'support', .*, not 5"),
    (lambda g: Declares("1", "agred"), "outcome must be .* not 'agred'; did you mean 'agreed'?"),
    (
        lambda g: g.take_position("ASH", "1", "no objektion"),
        "not 'no objektion'; did you mean 'no objection'?",
    ),
    (lambda g: g.undertake("Write", "ASH", due=date(2026, 4, 1)), "due must be a date and time"),
    (lambda g: g.summary(audience="all"), "audience must be 'public', 'members' or 'secretariat'"),
    (lambda g: g.verify(progress=3), "progress must be a function or None, not 3"),
    (lambda g: g.record("position"), r"operations\[0\] must be an Operation, not 'position'"),
    (lambda g: WorkingGroup.in_memory(clock=datetime.now).now(), "the time of the clock must be"),
    (lambda g: WorkingGroup.in_memory(carry_over="sometimes"), "carry_over must be"),
    (lambda g: LIBRARY.combine("a", ["b"]), "proposals must be a dict"),
    (
        lambda g: LIBRARY.combine_documents("a", {"A": None}),
        r"proposals\['A'\] must be a text, not None",
    ),
    (lambda g: LIBRARY.align("old", ["new"]), "old must be a list"),
]
"""Calls as web applications make them by mistake, and what they are told."""


@pytest.mark.parametrize(("wrong", "message"), TABLE)
def test_a_wrong_value_is_named_with_what_is_expected(
    panel: WorkingGroup, wrong: Callable[[WorkingGroup], object], message: str
) -> None:
    """The argument, what was given and what is expected are said, and nothing is recorded."""
    head = panel.head
    with pytest.raises(InvalidArgument, match=message) as refused:
        wrong(panel)
    assert isinstance(refused.value, ValueError | TypeError)
    assert panel.head == head


def test_the_number_of_a_conflict_is_a_number(panel: WorkingGroup) -> None:
    """A plan says so, as what was combined does."""
    panel.propose("1", "should", old="shall", by=["ASH"])
    panel.propose("1", "must", old="shall", by=["BAY"])
    plan: Any = panel.plan_merge("1", settle={1: "A1"})
    with pytest.raises(WrongType, match="number must be a whole number, not '1'"):
        plan.open_in("1")
    with pytest.raises(WrongType, match="a key of settlements must be a whole number, not '1'"):
        plan.combination.settle({"1": "A1"})


def test_type_checkers_take_numbers_and_brackets_in_one_literal() -> None:
    """They infer no type of keys from a union of mappings, so any are; a call checks them."""
    for name in ("merge", "plan_merge"):
        mapping, none = get_args(get_type_hints(getattr(WorkingGroup, name))["settle"])
        assert none is type(None)
        assert (get_origin(mapping), get_args(mapping)[0]) == (Mapping, Any)


def test_words_are_taken_for_every_enumeration() -> None:
    """A web form need not know the classes of the library."""
    with WorkingGroup.in_memory(title="Panel", carry_over="always") as panel:
        panel.import_draft(text_source("d.md", DRAFT))
        panel.add_member("ASH")
        panel.assign_office("co-chair", "Ana")
        panel.open_meeting("Now", "plenary")
        panel.note_presence(["ASH"], "remote")
        panel.propose("1", kind="delete", by=["ASH"])
        panel.take_position("ASH", "2", "accept", source="written", document="mail")
        panel.note_intervention("Yes.", member="ASH", kind="concern")
        panel.decide("2", "agreed", forum="committee", scope="item")
        panel.wordings("1", "secretariat")
        assert [each.role for each in panel.state.offices.values()] == [Role.CO_CHAIR]
        assert panel.state.meeting is not None
        assert panel.state.meeting.forum is Forum.PLENARY


def test_signatures_and_help_are_those_of_the_methods() -> None:
    """Documentation, completion and type checkers see no difference."""
    signature = inspect.signature(WorkingGroup.rate)
    assert list(signature.parameters) == ["self", "target", "member", "rating", "round", "happened"]
    assert (WorkingGroup.rate.__doc__ or "").startswith("Records how a member rates")
    assert WorkingGroup.rate.__name__ == "rate"


def test_a_class_of_the_embedder_is_left_as_it_is() -> None:
    """Its own methods may be annotated as it likes."""

    class Own(WorkingGroup):
        def shout(self, words: int) -> str:
            return str(words).upper()

    with Own.in_memory() as own:
        assert own.shout("a") == "A"  # type: ignore[arg-type] # what is tried
