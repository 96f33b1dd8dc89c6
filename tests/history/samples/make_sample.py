"""Make sample records: one of everything that can happen, and what later schema versions added.

Run it once for a new sample, as `python -m tests.history.samples.make_sample NAME`, and commit
what it writes. Older samples are never made again: they show that what was once recorded can
still be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import msgspec

from consensus import Stance, WorkingGroup
from consensus.formats.source import Source
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AssignOffice,
    ChangeMember,
    FormNegotiatingGroup,
    SetAllOrNothing,
    SetReporting,
)
from consensus.history.step import FORMAT
from consensus.model.amendments import Disposition
from consensus.model.drafts import LineNumbers
from consensus.model.meetings import Presence
from consensus.model.people import Role
from consensus.model.planning import Document
from consensus.model.state import State
from consensus.text.hunk import InBrackets, KeepBase

FOLDER = Path(__file__).parent

# What other tables say too, and no record holds.
_DERIVED = ("journal", "member_codes")

_DRAFT = """# Recommendations on lighthouses

1. Keepers [ASH: shall | BAY: should] light the lamp at dusk.

2. The lamp burns oil of the best kind.

3. Every harbour keeps a log, in which:

    (a) storms are entered;

    (b) wrecks are entered.

4. Fees are waived for fishing boats.
"""

_ROWS = """\
{"id": "r1", "target": "2", "old": "oil", "text": "gas", "by": ["ASH"], "cosponsors": ["COL"]}
{"id": "r2", "target": "2", "old": "oil", "text": "wax", "by": ["BAY"], "rationale": "cheaper"}
{"id": "r3", "old": "storms are entered", "text": "storms and fogs are entered", "by": ["DUN"]}
{"id": "r4", "old": "the tariff of the inner basin", "text": "a toll", "by": ["DUN"]}
{"id": "r5", "old": "the width of the fairway", "text": "its depth", "by": ["COL"]}
"""


def play(group: WorkingGroup) -> None:
    """Record one of everything."""
    group.record(
        AddGroup(code="GOV", name="Governments"),
        AddGroup(code="CIV"),
        *(AddMember(code=code, group="GOV") for code in ("ASH", "BAY", "COL")),
        AddMember(code="DUN", group="CIV", since=datetime(2026, 1, 1, tzinfo=UTC).date()),
        AddMember(code="OBS", observer=True),
        FormNegotiatingGroup(code="ISL", name="Islands", members=("ASH", "BAY")),
        AssignOffice(role=Role.CHAIR, person="Ada Hale", member="ASH"),
    )
    group.record(ChangeMember(code="COL", name="Colm", group="GOV"))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.set_rule("no_objection()", "D1")
    group.set_notice(timedelta(hours=24))
    group.record(SetAllOrNothing(draft=group.state.handles["D1"], holds=False))
    group.import_amendments(Source("rows.jsonl", _ROWS, "digest of rows.jsonl"))
    group.propose("3(b)", "lost ships are entered", by=["DUN"], tray="TR1")
    group.dismiss("TR2", "belongs to another draft")
    group.announce_meeting(
        "First meeting", datetime(2026, 5, 4, tzinfo=UTC), number="1", place="Lamp House"
    )
    group.announce_meeting("Second meeting", datetime(2026, 7, 1, tzinfo=UTC), quorum="1/2")
    group.reschedule_meeting("M2", datetime(2026, 7, 2, tzinfo=UTC), reason="no boat")
    group.undertake("list the wrecks", "secretariat", due="next meeting")
    group.undertake("count the lamps", "DUN", due="M2")
    group.undertake("ask the keepers", "Ada Hale", due=datetime(2026, 6, 1, tzinfo=UTC))
    group.close_undertaking("U1", "read out")
    group.add_milestone("lamps for all", date(2026, 12, 31))
    group.add_milestone("a first draft", date(2026, 5, 31))
    group.move_milestone("MS1", date(2027, 1, 31), "winter")
    group.reach_milestone("MS2")
    group.open_meeting("First meeting")
    group.set_quorum('each_group(quorum("1/3"))')
    group.note_presence(["ASH", "BAY", "DUN"])
    group.note_presence(["COL"], Presence.REMOTE)
    group.add_agenda_item("Lamps", targets=["D1"])
    group.adopt_agenda()
    group.nominate(Role.CO_CHAIR, "Ben Oru", member="BAY", by="the chair")
    group.approve_nomination("NOM1")
    group.nominate(Role.SECRETARY, "Cleo Vane")
    group.decline_nomination("NOM2", "at sea")
    group.set_quantifiers({"nearly all keepers": "3/4", "several keepers": ">0"})
    group.take_up_agenda_item("1")
    group.present(["A1", "2"])
    group.set_time_budget(180, observers=120)
    for code in ("OBS", "DUN", "ASH"):
        group.request_floor(code, remote=code == "DUN")
    group.close_list()
    group.request_floor("COL", right_of_reply=True)
    group.give_floor()
    group.note_intervention("Whale oil is the best oil.", member="DUN", items=["2"])
    group.give_floor("OBS")
    group.withdraw_request("ASH")
    group.end_intervention()
    group.reopen_list()
    group.finish_agenda_item()
    group.take_position("ASH", "1", Stance.SUPPORT, reservation="on the hour")
    group.take_position("BAY", "1", Stance.ACCEPT, conditions=["2"], otherwise=Stance.ABSTAIN)
    group.take_position("DUN", "2", Stance.OBJECT, reason="Mr Vane fears the smell")
    group.take_position("COL", "2", Stance.HOLD)
    group.withdraw_position("COL", "2")
    group.state_group_position("ISL", "4", Stance.SUPPORT, "as agreed among the islands")
    group.answer_objection("2", "DUN", "gas does not smell of fish")
    group.note_sense("4", "the majority", Stance.SUPPORT)
    group.merge("2", settle={1: InBrackets()})
    group.consolidate(["A1", "A2"], "The lamp burns gas or wax.", consenting=["ASH"])
    group.cosponsor("A2", ["COL"])
    group.withdraw("A2", ["COL"])
    group.withdraw("A2")
    group.take_up("A2", ["DUN"])
    group.merge("2", take=["A5"], settle={1: "A5"})
    group.settle_objection("2", "DUN", "accommodated")
    group.bracket("4", "Fees are waived [for fishing boats].")
    group.propose_package("Lamp and log", ["1", "3(a)"], ["A3"])
    group.decide("PKG1", "agreed", pending=["COL"])
    group.confirm_decision("PKG1", "COL", "the capital agrees")
    group.make_statement("PKG1", "DUN", "explanation of position", "for the sake of peace")
    group.propose(kind="insert", after="4", text="Lamps are tested each year.", by=["COL"])
    group.merge("A6")
    group.open_silence(["3", "3(b)"], hours=72)
    group.break_silence("SP1", "DUN", "wrecks are no storms", targets=["3(b)"])
    group.translate("2", "fr", "La lampe brûle de l'huile de la meilleure sorte.")
    group.open_consultation(
        ["3", "4"],
        facilitator="Ada Hale",
        participants=["ASH", "DUN"],
        due=datetime(2026, 5, 6, 18, 0, tzinfo=UTC),
        purpose="whose wrecks are entered",
    )
    group.report_back("CON1", "all wrecks within sight of the lamp")
    group.ask_question("Who lights the lamps?", deadline=datetime(2026, 6, 1, tzinfo=UTC))
    group.extend_deadline("1", datetime(2026, 6, 8, tzinfo=UTC))
    group.receive_contribution(
        "ASH", {"1": "Their keepers do."}, received=datetime(2026, 6, 9, tzinfo=UTC)
    )
    group.receive_contribution(
        name="Friends of the lamp",
        group="CIV",
        text="Whoever sees the dusk.",
        documents=[Document("letter.txt", "digest of letter.txt")],
        confidential=True,
    )
    group.receive_contribution("ASH", {"Q1": "Their keepers do, at dusk."}, replaces="C1")
    group.highlight("C3", "at dusk", items=["1", "Q1"], issue="the hour")
    group.rate("3", "ASH", 8)
    group.rate("3", "COL", 6, round=2)
    go_apart(group)
    undone = group.decide("4", "deferred", reason="no time")
    group.undo(undone.id)
    group.redact("Mr Vane", reason="named under the rule of the house")
    group.carry_over(earlier_panel(), title="What the earlier panel agreed")
    group.close_meeting()
    group.publish("Rev.1", draft="D1", standing="without prejudice")


def play_objections(group: WorkingGroup) -> None:
    """Record what the second schema versions of merges, positions and decisions can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL", "DUN")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.propose("2", "gas", old="oil", by=["ASH"])
    group.propose("2", "cheapest", old="best", by=["ASH"])
    group.take_position("BAY", "A1", Stance.OBJECT, reason="it smells", words="gas")
    group.take_position("COL", "A1", Stance.HOLD)
    group.take_position("COL", "A2", Stance.OBJECT)
    plan = group.plan_merge("2", reason="the chair rules so")
    unbracketed = tuple(group.state.handles[each] for each in ("A1", "A2"))
    group.record(attrs.evolve(plan.operation, unbracketed=unbracketed))
    group.edit("2", "The lamp burns wax of the best kind.")
    group.propose(kind="insert", after="4", text="Lamps are tested each year.", by=["COL"])
    group.take_position("DUN", "A3", Stance.OBJECT, reason="each month")
    group.merge("A3")
    group.propose("4", kind="delete", by=["ASH"])
    group.take_position("BAY", "A4", Stance.HOLD)
    group.merge("A4")
    group.open_meeting("First meeting")
    group.note_presence(["ASH", "BAY", "COL"])
    group.take_position("ASH", "2", Stance.ACCEPT)
    group.decide("2", "agreed", no_objection_heard=True)


def play_brackets(group: WorkingGroup) -> None:
    """Record what the third schema version of merges can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.propose("2", "gas", old="oil", by=["ASH"])
    group.propose("2", "wax", old="oil", by=["BAY"])
    group.propose("2", "cheapest", old="best", by=["COL"])
    group.take_position("BAY", "A1", Stance.OBJECT, reason="it smells")
    group.take_position("ASH", "A3", Stance.HOLD)
    group.merge("2", take=["A3"], settle={1: InBrackets()})
    group.merge("2", settle={"B1": "c"})


def play_closed(group: WorkingGroup) -> None:
    """Record what the fourth schema version of merges can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.propose("2", "gas", old="oil", by=["ASH"])
    group.propose("2", "wax", old="oil", by=["BAY"])
    group.propose("2", "cheapest", old="best", by=["COL"])
    group.propose("2", "finest", old="best", by=["BAY"])
    group.merge("2", settle={1: "A1", 2: KeepBase()})


def play_votes(group: WorkingGroup) -> None:
    """Record what the second schema version of members can hold."""
    group.record(
        AddMember(code="ASH", weights=(("population", "83.4"), ("votes", "29"))),
        AddMember(code="BAY"),
        ChangeMember(code="BAY", weights=(("votes", "4"),)),
    )


def play_ratings(group: WorkingGroup) -> None:
    """Record what the second schema version of ratings can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.set_rule('delphi(scale="0-10", in_favour="7-10", opposed="0-3", not_rated="X")')
    group.rate("2", "ASH", 10)
    group.rate("2", "BAY", "X")


def play_typed(group: WorkingGroup) -> None:
    """Record rules as they may be typed: zeros before a number, and special white space."""
    group.record(AddMember(code="ASH"))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.set_rule("silence(072)")
    group.set_rule("all_of(threshold(01),\u00a0consent\u2009())", "2")


def play_gavel(group: WorkingGroup) -> None:
    """Record what the fourth schema version of decisions can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.take_position("COL", "2", Stance.HOLD)
    group.open_meeting("First meeting")
    group.note_presence(["ASH", "BAY"])
    group.decide(["2", "4"], "agreed")


def play_rulings(group: WorkingGroup) -> None:
    """Record what the fifth schema version of decisions can hold."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    for target, member in (("2", "ASH"), ("4", "BAY"), ("4", "COL")):
        group.take_position(member, target, Stance.OBJECT, reason="too dear")
    group.decide("2", "agreed", reason="heard three times")
    group.decide("4", "agreed", reservations={"BAY": "as a trial"}, dissociations={"COL": "no"})


def play_several(group: WorkingGroup) -> None:
    """Record what the sixth schema version of decisions can hold; before, as much as the fifth."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.take_position("COL", "2", Stance.HOLD)
    group.take_position("BAY", "4", Stance.OBJECT, reason="too dear", source="confidence")
    group.open_meeting("First meeting")
    group.decide(["2", "3(a)", "4"], "agreed", reason="time is short")


def play_ballots(group: WorkingGroup) -> None:
    """Record ballots of every kind: open, closed and secret."""
    codes = ("ASH", "BAY", "COL", "DUN")
    group.record(*(AddMember(code=code) for code in codes))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.propose("2", "gas", old="oil", by=["ASH"])
    group.propose("2", "wax", old="oil", by=["BAY"])
    group.open_ballot("text", on="4", rule='majority("two-thirds")')
    group.cast_vote("BAL1", "ASH", "approve")
    group.cast_vote("BAL1", "BAY", "approve with comments", "whaling boats too")
    group.cast_vote("BAL1", "COL", "disapprove", "too dear")
    group.cast_vote("BAL1", "COL", "abstain")
    group.close_ballot("BAL1")
    until = datetime(2026, 6, 1, tzinfo=UTC)
    group.open_ballot("yes-no", "Shall the lamp be moved?", secret=True, deadline=until)
    group.close_ballot("BAL2", totals={"yes": 2, "no": 1}, took_part=codes[:3], reason="storm")
    group.open_ballot("scale", "How bright is it?", top="4-5", share="70%", secret=True)
    group.open_ballot(
        "ranked", on="2", conflict=True, default="the text as it stands", majorities={"A2": "2"}
    )
    group.cast_vote("BAL4", "DUN", "A1 > A2 = the text as it stands")
    group.open_ballot("ranked", "Which hour?", options=["dusk", "dawn"], secret=True)
    papers = Source.of("vote\ndusk > dawn\ndawn\ndawn > dusk\n", "papers.csv")
    group.import_ballot("BAL5", papers, took_part=codes[1:])


def play_draft_ballots(group: WorkingGroup) -> None:
    """Record what the second schema version of ballots can hold: a vote on a whole draft."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.open_ballot("text", on="D1", rule='majority("simple")')
    group.cast_vote("BAL1", "BAY", "disapprove", "the lamps are dim")


def play_spoilt_papers(group: WorkingGroup) -> None:
    """Record what the second schema version of closing can hold: papers on options were spoilt."""
    codes = ("ASH", "BAY", "COL")
    group.record(*(AddMember(code=code) for code in codes))
    group.open_ballot("approval", "Which hour?", options=["dusk", "dawn"], secret=True)
    group.close_ballot("BAL1", totals={"dusk": 2, "dawn": 1, "invalid": 1}, took_part=codes)
    group.open_ballot("ranked", "Which lamp?", options=["oil", "gas"], secret=True)
    papers = Source.of("vote\noil > gas\ninvalid\ngas\n", "papers.csv")
    group.import_ballot("BAL2", papers, took_part=codes)


def play_styles(group: WorkingGroup) -> None:
    """Record the style of summaries, and another one."""
    group.set_style("un")
    group.set_style("iso")


def play_left_out(group: WorkingGroup) -> None:
    """Record what the second schema version of revisions can hold: one without a rejected item."""
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.decide("3", "rejected", reason="no support")
    group.publish("Rev.1")


def play_outcomes(group: WorkingGroup) -> None:
    """Record an outcome without consensus, levels, statements for an annex, and a report."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.set_levels("icann")
    group.decide("2", "agreed", level="full consensus")
    group.decide("1", "no consensus", tried="two meetings", level="divergence")
    group.set_statements_due(datetime(2026, 6, 1, 18, tzinfo=UTC), "D1")
    group.make_statement("1", "ASH", "minority statement", "Keepers shall.", annexed=True)
    group.make_statement("1", "BAY", "explanation of position", "Keepers should.")
    group.import_draft(Source("report.md", "# Report\n\n1. We met.\n", "digest of report.md"))
    group.record(SetReporting(draft=group.state.handles["D2"], is_report=True))


def play_statements(group: WorkingGroup) -> None:
    """Record what the third schema version of statements can hold: what it is on, of several."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.decide(["2", "4"], "agreed")
    group.make_statement("4", "ASH", "reservation", "Not for us.", annexed=True)
    group.make_statement("DEC1", "BAY", "explanation of position", "For the sake of peace.")


def play_policies(group: WorkingGroup) -> None:
    """Record audience policies, with a threshold for minorities, and the parent body."""
    group.set_audience_policy("chatham-house")
    group.set_audience_policy("assembly", 10)
    group.set_parent("Coastal Commission")


def play_proposals(group: WorkingGroup) -> None:
    """Record procedural proposals, in a meeting and before one."""
    group.record(AddMember(code="ASH"))
    group.add_proposal("that the keepers meet in plenary")
    group.add_agenda_item("methods of work")
    group.open_meeting("First meeting")
    group.take_up_agenda_item("1")
    group.add_proposal("to have a co-chair", by="ASH")
    group.decide("PROP2", "deferred", reason="the majority objected")


def play_participants(group: WorkingGroup) -> None:
    """Record persons on lists of participants, before a meeting and in it."""
    group.record(AddMember(code="ASH", name="Ashland"), AddMember(code="OBS", observer=True))
    group.announce_meeting("First meeting", datetime(2026, 5, 5, tzinfo=UTC))
    group.add_participant("Ada Hale", meeting="M1", title="Ms.", member="ASH", is_head=True)
    group.open_meeting("M1")
    group.add_participant("Ben Oru", function="Clerk", organisation="Secretariat", remote=True)
    group.add_participant("Cleo Vane", member="OBS")
    group.correct_participant("PER1", title="Ambassador", function="Keeper of lamps")
    group.remove_participant("PER3")


def play_votes_explained(group: WorkingGroup) -> None:
    """Record what the fourth schema version of statements can hold: before or after the vote."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.decide("2", "adopted")
    group.make_statement("2", "ASH", "explanation of vote", "We will vote for it.", before=True)
    group.make_statement("2", "BAY", "explanation of vote", "We voted for it.")


_COMMENTS = """\
MB/NC,Clause,Paragraph,Type of comment,Comments,Proposed change,Observations of the secretariat,Date
ASH-004,2,,te,Oil smells.,"Replace ""oil"" with ""gas"".",,2026-05-04
BAY,General,,ge,Well done.,,Noted.,
COL,9,Table 1,ed,No such,Delete the table,,
"""


def play_comments(group: WorkingGroup) -> None:
    """Record a comment table and what became of each comment in it."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.import_amendments(Source("form.csv", _COMMENTS, "digest of form.csv"))
    group.resolve_comments("COL-001", Disposition.NOT_ACCEPTED, reason="There is no table.")
    group.resolve_comments("ASH-004", Disposition.IN_PRINCIPLE, wording="gas or wax")
    group.resolve_comments("BAY-001", Disposition.SEE, see="ASH-004")


_SPANNING = """# Recommendations on piers

1. Every harbour [shall build a pier

2. of stone

3. within ten years].

[ASH: 4. Piers are lit.

5. Their lamps burn gas.]

6. Piers are free.

7. Piers are swept.
"""


_ALTERNATIVES = """# Recommendations on tolls

[Option 1

1. Tolls are paid.

2. They are returned.]

[BAY: Option 2

1. There are no tolls.]
"""


def play_spanning(group: WorkingGroup) -> None:
    """Record brackets over several items, and alternatives: read, written, left and settled."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("piers.md", _SPANNING, "digest of piers.md"))
    group.propose(kind="insert", after="2", text="and of oak", by=["BAY"])
    group.merge("A1")
    group.leave_brackets("4", "ASH", "as a compromise")
    group.bracket_items("6", "7", by=["BAY"], reason="no agreement on fees")
    group.publish("Rev.1")
    group.settle_bracket("BR1", "keep", "the masons agree")
    group.settle_bracket("BR2", "drop")
    group.import_draft(Source("tolls.md", _ALTERNATIVES, "digest of tolls.md"), alternatives=True)
    group.settle_bracket("BR4", "b")


def play_numbered(group: WorkingGroup) -> None:
    """Record a revision in numbered lines, and an amendment that cites one of them."""
    group.record(*(AddMember(code=code) for code in ("ASH", "BAY")))
    group.import_draft(Source("lights.md", _DRAFT, "digest of lights.md"))
    group.publish("Rev.1", line_numbers=LineNumbers(30, 4))
    group.publish("Rev.2", line_numbers=LineNumbers(restarts=False))
    row = '{"text": "Page 1, line 2 of Rev.1: replace “the lamp” with “it”.", "by": ["ASH"]}'
    group.import_amendments(Source("rows.jsonl", row, "digest of rows.jsonl"))


def earlier_panel() -> WorkingGroup:
    """Another working group that agreed on something, and carried that over itself."""
    times = clock()
    first = WorkingGroup.in_memory(title="First panel", clock=lambda: next(times))
    first.import_draft(Source("old.md", "# Old lights\n\n## Lamps\n\n1. Lamps are lit.\n", "old"))
    first.open_meeting("Spring session")
    first.decide("1", "agreed")
    second = WorkingGroup.in_memory(title="Second panel", clock=lambda: next(times))
    second.carry_over(first)
    second.decide("1", "adopted")
    return second


def go_apart(group: WorkingGroup) -> None:
    """Record the same milestone in two copies, join them, and let the later one go."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "copy.consensus"
        group.backup(place)
        with WorkingGroup.open(place, by="deputy", clock=group.now) as other:
            other.add_milestone("all lamps mended", date(2026, 9, 30))
            group.add_milestone("all lamps mended", date(2026, 10, 31))
            other.import_steps(group.export_steps())
            other.discard(other.superseded[0].id, "set already")
        group.sync(place)


_VOTES = """rcid,code,name,vote,until
1,OLD,Oldland,no,1980-12-31
1,,West Sand,yes,
2,ASH,Ashland,yes,
"""
_RESULTS = """rcid,title,date,result,majority
1,Of lamps,1980-06-01,rejected,two-thirds
2,Of logs,1990-06-01,adopted,simple
"""


def play_roll_calls(group: WorkingGroup) -> None:
    """Roll calls with their days, majorities and results, and one reopened."""
    votes, titles = Source.of(_VOTES, "votes.csv"), Source.of(_RESULTS, "titles.csv")
    group.import_roll_calls(votes, titles)
    group.decide("1", "reopened", reason="taken up again")
    group.record(ChangeMember(code="ASH", name="Ash Islands"))


def tables(state: State) -> dict[str, Any]:
    """Everything a state holds, as plain data."""
    return {name: plain(table) for name, table in fields(state).items() if name not in _DERIVED}


def plain(value: Any) -> Any:
    """The same with every attribute of every noun, those that are as usual included."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, msgspec.Struct) or attrs.has(type(value)):
        return plain(fields(value))
    return msgspec.to_builtins(value)


def fields(value: Any) -> dict[str, Any]:
    """The attributes of a value by name."""
    names = getattr(value, "__struct_fields__", None) or [
        field.name for field in attrs.fields(type(value))
    ]
    return {name: getattr(value, name) for name in names}


def clock() -> Iterator[datetime]:
    """A time that goes on by a minute."""
    moment = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    while True:
        moment += timedelta(minutes=1)
        yield moment


PLAYS = {
    f"format-{FORMAT}": play,
    "objections-1": play_objections,
    "brackets-1": play_brackets,
    "closed-1": play_closed,
    "votes-1": play_votes,
    "gavel-1": play_gavel,
    "rulings-1": play_rulings,
    "several-1": play_several,
    "several-2": play_several,
    "roll-calls-1": play_roll_calls,
    "ratings-1": play_ratings,
    "typed-1": play_typed,
    "ballots-1": play_ballots,
    "ballots-2": play_draft_ballots,
    "ballots-3": play_spoilt_papers,
    "styles-1": play_styles,
    "left-out-1": play_left_out,
    "outcomes-1": play_outcomes,
    "statements-1": play_statements,
    "policies-1": play_policies,
    "proposals-1": play_proposals,
    "participants-1": play_participants,
    "statements-2": play_votes_explained,
    "comments-1": play_comments,
    "spanning-1": play_spanning,
    "numbered-1": play_numbered,
}
"""The name of each sample that is made here, to what is recorded in it."""


def main(name: str) -> None:
    """Write a sample and what its state must be."""
    path = FOLDER / f"{name}.consensus"
    if path.exists():
        raise SystemExit(f"{path} is kept as it is; a new sample needs a new name")
    times = clock()
    with WorkingGroup.create(
        path, title="Lighthouse panel", by="secretary", clock=lambda: next(times)
    ) as group:
        PLAYS[name](group)
        expected = {"head": group.head, "steps": len(group.steps()), "state": tables(group.state)}
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
