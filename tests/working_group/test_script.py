"""Scripts of acts, and the stories of a meeting, played through the library."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected, UnreadableInput, Unresolved
from consensus.formats.draft_writer import NOTATIONS, write_text
from consensus.reports.audience import Audience
from consensus.rules.verdict import Status
from consensus.working_group.script import play, read_script
from tests.support.panel import MEMBERS, status, text_source

SCRIPT = """[
  {"act": "open-meeting", "title": "One", "forum": "plenary", "happened": "2017-01-26T10:00:00Z"},
  {"act": "presence", "members": ["ASH", "BAY"], "presence": "in person"},
  {"act": "position", "member": "ASH", "target": "1", "stance": "support", "reservation": "r"},
  {"act": "position", "member": "ISL", "target": "1", "stance": "accept"},
  {"act": "sense", "target": "1", "quantity": "several", "stance": "support"},
  {"act": "decide", "targets": ["1"], "outcome": "agreed", "happened": "2017-01-26T11:00:00Z"},
  {"act": "close-meeting"}
]"""


def test_acts_happen_when_the_script_says(panel: WorkingGroup) -> None:
    """An act without a time takes place at that of the act before; recorded is now."""
    before = len(panel.steps())
    play(panel, read_script(text_source("script.json", SCRIPT)))
    steps = panel.steps()[before:]
    assert [step.happened.hour for step in steps] == [10, 10, 10, 10, 10, 11, 11]
    assert all(step.recorded.year == 2026 for step in steps)
    held = panel.state.positions[panel.state.handles["R1"]]
    assert [(held[code].via, held[code].reservation) for code in ("ASH", "BAY")] == [
        ("", "r"),
        ("ISL", ""),
    ]
    (decision,) = panel.state.decisions.values()
    assert decision.happened == datetime(2017, 1, 26, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "{}",
        "[1]",
        '[{"act": "dance", "happened": "2017-01-26T10:00:00Z"}]',
        '[{"act": "close-meeting"}]',
        '[{"act": "close-meeting", "happened": "yesterday"}]',
        '[{"title": "no act"}]',
    ],
)
def test_what_is_no_script_is_refused(text: str) -> None:
    """A file of another kind is named as such."""
    with pytest.raises(UnreadableInput, match=r"script\.json"):
        read_script(text_source("script.json", text))


def test_act_without_a_field_is_refused(panel: WorkingGroup) -> None:
    """The field that is missing is named."""
    script = '[{"act": "open-meeting", "happened": "2017-01-26T10:00:00Z"}]'
    with pytest.raises(UnreadableInput, match="'title'"):
        play(panel, read_script(text_source("script.json", script)))


def test_entry_of_the_tray_is_placed_once(panel: WorkingGroup) -> None:
    """What was placed by hand keeps its sponsors, and is not placed again."""
    row = '{"old": "nowhere at all", "text": "by boat", "by": "ASH", "rationale": "short"}'
    panel.import_amendments(text_source("a.jsonl", row))
    with pytest.raises(Rejected, match="quote the passage"):
        panel.place("TR1", "3")
    panel.place("TR1", "3", old="at night")
    amendment = panel.state.amendments[panel.state.handles["A1"]]
    assert panel.state.text(amendment.id) == "Ships may enter by boat with a pilot on board."
    assert (amendment.sponsors, amendment.rationale) == (("ASH",), "short")
    assert amendment.placing.how == "by hand"
    with pytest.raises(Rejected, match="TR1 is placed already"):
        panel.place("TR1", "3", old="")
    with pytest.raises(Rejected, match="no entry of the inbox"):
        panel.place("A1", "3")


def test_text_is_written_in_each_notation(panel: WorkingGroup) -> None:
    """Brackets, names, what amendments would change, and a clean text where there is one."""
    draft = panel.state.handles["D1"]
    assert "at night" in write_text(panel.state, draft, "clean")
    panel.bracket("3", "Ships may enter [ASH: at night] with a pilot on board.")
    panel.propose("4", "later", old="in advance", by=["BAY"])
    assert "[at night]" in write_text(panel.state, draft, "brackets")
    assert "[ASH: at night]" in write_text(panel.state, draft, "markdown", names=True)
    assert "{~~in advance~>later~~}" in write_text(panel.state, draft, "critic")
    with pytest.raises(Unresolved, match=r"brackets are left \(1\), in 3"):
        write_text(panel.state, draft, "clean")
    with pytest.raises(ValueError, match=", ".join(NOTATIONS)):
        write_text(panel.state, draft, "docx")


def test_procedures_are_played(panel: WorkingGroup) -> None:
    """Silence, ratings, offices and what is agreed as a whole happen as the script says."""
    script = """[
      {"act": "assign-office", "role": "chair", "person": "Ada Lind", "member": "ASH",
       "happened": "2017-01-26T10:00:00Z"},
      {"act": "all-or-nothing", "holds": true},
      {"act": "open-silence", "targets": ["1", "2"], "hours": 24},
      {"act": "break-silence", "silence": "SP1", "member": "ASH", "targets": ["1"]},
      {"act": "rate", "member": "BAY", "target": "2", "rating": 8},
      {"act": "open-silence", "targets": ["3"], "until": "2017-01-30T10:00:00Z"},
      {"act": "open-ballot", "kind": "yes-no", "question": "So?", "until": "2017-01-30T10:00:00Z"},
      {"act": "cast-vote", "ballot": "BAL1", "member": "ASH", "choice": "yes"},
      {"act": "close-ballot", "ballot": "BAL1", "reason": "enough"}
    ]"""
    play(panel, read_script(text_source("script.json", script)))
    state = panel.state
    assert [(each.person, each.member) for each in state.offices.values()] == [("Ada Lind", "ASH")]
    assert [draft.all_or_nothing for draft in state.drafts.values()] == [True]
    first, second = state.silences.values()
    assert (first.deadline.day, second.deadline.day) == (27, 30)
    assert [breach.member for breach in first.breaches] == ["ASH"]
    (rating,) = state.ratings[state.handles["R2"]].values()
    assert (rating.rating, rating.happened.year) == (8, 2017)
    (ballot,) = state.ballots.values()
    assert ballot.outcome is not None
    assert (ballot.opened.year, ballot.outcome.met, ballot.outcome.reason) == (2017, True, "enough")


def test_the_floor_can_be_played(panel: WorkingGroup) -> None:
    """Agenda, requests, turns and notes happen when the script says."""
    script = """[
      {"act": "open-meeting", "title": "One", "forum": "plenary",
       "happened": "2017-01-26T10:00:00Z"},
      {"act": "add-agenda-item", "title": "Reports", "targets": ["1"]},
      {"act": "take-up-agenda-item", "item": "1"},
      {"act": "set-time-budget", "seconds": 180, "observers": 60},
      {"act": "request-floor", "member": "OBS", "remote": true},
      {"act": "request-floor", "member": "ASH"},
      {"act": "request-floor", "member": "BAY"},
      {"act": "withdraw-request", "member": "BAY"},
      {"act": "close-list"},
      {"act": "reopen-list"},
      {"act": "give-floor"},
      {"act": "note-intervention", "text": "Once a year.", "member": "ASH", "items": ["1"]},
      {"act": "give-floor", "happened": "2017-01-26T10:02:00Z"},
      {"act": "end-intervention", "happened": "2017-01-26T10:03:00Z"},
      {"act": "finish-agenda-item"}
    ]"""
    play(panel, read_script(text_source("script.json", script)))
    floor = panel.state.floor
    assert floor is not None
    spoken = [(turn.member, turn.seconds(panel.now())) for turn in floor.turns]
    assert spoken == [("ASH", 120), ("OBS", 60)]
    assert [each.text for each in panel.state.interventions.values()] == ["Once a year."]
    assert [each.finished is not None for each in panel.state.agenda.values()] == [True]


# The stories of a meeting, played through the library.


def test_hold_keeps_the_item_open_and_moves_no_share(panel: WorkingGroup) -> None:
    """A member that reserves its position keeps the item open; its acceptance makes it ready."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    before = panel.verdict("1").counts
    panel.take_position("BAY", "1", Stance.HOLD)
    held = panel.verdict("1")
    assert held.status is Status.OPEN
    assert (held.counts.eligible, held.counts.in_favour, held.counts.cast) == (
        before.eligible,
        before.in_favour,
        before.cast,
    )
    panel.take_position("BAY", "1", Stance.ACCEPT)
    assert status(panel, "1") is Status.READY


def test_paragraphs_pass_in_silence_without_inventing_positions() -> None:
    """A decision in silence says so, lists who was there, and creates no positions."""
    from tests.support.panel import make_panel

    with make_panel(rule="consent()") as group:
        group.open_meeting("First meeting")
        group.note_presence(["ASH", "BAY", "DUN"])
        for label in ("1", "2", "3", "4"):
            group.decide(label, "agreed")
        decisions = list(group.state.decisions.values())
        assert len(decisions) == 4
        assert all(each.no_objection_heard for each in decisions)
        assert decisions[0].present == ("ASH", "BAY", "DUN")
        assert decisions[0].absent == ("COL", "ELM", "FIR")
        assert not any(group.state.positions.values())
        assert group.status().totals[Status.AGREED] == 4


def test_absent_member_cannot_have_spoken(panel: WorkingGroup) -> None:
    """A stance of somebody who is away is refused as spoken and taken as written."""
    panel.open_meeting("First meeting")
    panel.note_presence(["ASH"])
    with pytest.raises(Rejected, match="ELM’s attendance was not noted"):
        panel.take_position("ELM", "1", Stance.ACCEPT)
    with pytest.raises(Rejected, match="name the written source"):
        panel.take_position("ELM", "1", Stance.ACCEPT, source="written")
    panel.take_position("ELM", "1", Stance.ACCEPT, source="written", document="letter of 1 March")
    found = panel.state.positions[panel.state.handles["R1"]]["ELM"]
    assert (found.source, found.document) == ("written", "letter of 1 March")


def test_pending_word_keeps_an_item_out_of_the_agreed_totals(panel: WorkingGroup) -> None:
    """An agreement pending a member's word is ad referendum until that member gives it."""
    panel.decide("4", "agreed", pending=["FIR"])
    assert status(panel, "4") is Status.AGREED_AD_REF
    assert panel.status().totals[Status.AGREED] == 0
    panel.confirm_decision("4", "FIR")
    assert status(panel, "4") is Status.AGREED


def test_late_amendment_is_a_request_to_reopen(panel: WorkingGroup) -> None:
    """What comes in after the gavel is placed, marked late, and moves no status."""
    panel.decide("1", "agreed ad ref")
    panel.propose("1", "should", old="shall", by=["COL"])
    amendment = panel.state.amendments[panel.state.handles["A1"]]
    verdict = panel.verdict("1")
    assert amendment.late
    assert verdict.status is Status.AGREED_AD_REF
    assert "request-to-reopen" in [reason.kind for reason in verdict.reasons]
    with pytest.raises(Rejected, match="reopen it first"):
        panel.merge("1")
    panel.decide("1", "reopened")
    panel.merge("1")
    assert panel.state.text(panel.state.handles["R1"]).startswith("Members should report")


def test_consolidation_retires_only_what_its_sponsors_let_go(panel: WorkingGroup) -> None:
    """A source whose sponsor refuses stays alive, and words found in none are marked."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "twice a year", old="every year", by=["BAY"])
    panel.propose("1", "publicly to", old="to", by=["COL"])
    panel.consolidate(
        ["A1", "A2", "A3"],
        "Members must report twice a year and openly to the harbour office.",
        consenting=["ASH", "COL"],
    )
    states = {each.handle: each.state for each in panel.state.amendments.values()}
    assert states == {"A1": "retired", "A2": "open", "A3": "retired", "A4": "open"}
    made = panel.state.amendments[panel.state.handles["A4"]]
    assert "and openly" in " ".join(made.new_words)


def test_package_is_decided_by_one_gavel(panel: WorkingGroup) -> None:
    """Refused by one member a package leaves no trace; relenting, one gavel settles it all."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("3", "by day", old="at night", by=["DUN"])
    panel.propose_package("Night traffic", ["1", "3", "4"], ["A1", "A2"])
    panel.take_position("ELM", "PKG1", Stance.OBJECT, reason="too much at once")
    texts = [panel.state.text(panel.state.handles[each]) for each in ("R1", "R3", "R4")]
    assert status(panel, "PKG1") is Status.OPEN
    panel.take_position("BAY", "PKG1", Stance.SUPPORT)
    assert status(panel, "PKG1") is Status.BLOCKED
    assert texts == [panel.state.text(panel.state.handles[each]) for each in ("R1", "R3", "R4")]
    panel.take_position("ELM", "PKG1", Stance.ACCEPT)
    counts = panel.verdict("PKG1").counts
    step = panel.decide("PKG1", "agreed")
    panel.make_statement("PKG1", "FIR", "reservation", "on the fees")
    panel.make_statement("PKG1", "COL", "dissociation")
    assert panel.state.text(panel.state.handles["R1"]).startswith("Members must")
    assert panel.state.text(panel.state.handles["R3"]).startswith("Ships may enter by day")
    assert [status(panel, each) for each in ("1", "3", "4", "PKG1", "A1", "A2")] == [
        Status.AGREED
    ] * 6
    assert panel.verdict("PKG1").counts == counts
    assert [each.kind.value for each in panel.state.statements.values()] == [
        "reservation",
        "dissociation",
    ]
    assert len(panel.state.decisions) == 1
    assert next(iter(panel.state.decisions.values())).happened == step.happened


def test_revision_renumbers_and_maps_every_label(panel: WorkingGroup) -> None:
    """A published revision makes labels continuous and its concordance names every one."""
    panel.propose(kind="insert", after="2", text="Reports are public.", by=["ELM"])
    panel.merge("A1")
    panel.propose("4", kind="delete", by=["FIR"])
    panel.merge("A2")
    step = panel.publish("Rev.1", standing="without prejudice")
    revision = next(iter(panel.state.revisions.values()))
    assert [(line.old, line.new) for line in revision.concordance if line.old or line.new] == [
        ("1", "1"),
        ("2", "2"),
        ("2 bis", "3"),
        ("3", "4"),
        ("4", ""),
    ]
    assert revision.issued == step.happened
    assert panel.as_of("Rev.1").status().items == panel.status().items


def test_summary_of_a_meeting_under_the_chatham_house_rule(panel: WorkingGroup) -> None:
    """It yields no name, says several, and keeps the count; a name typed by mistake is redacted."""
    panel.open_meeting("Retreat", chatham_house=True)
    panel.note_presence(list(MEMBERS))
    panel.note_intervention("the fees are too high", voices=3)
    panel.note_intervention("as Elmar said, pilots are few", member="ELM")
    with pytest.raises(Rejected, match="Chatham House rule"):
        panel.state_group_position("ISL", "1", Stance.SUPPORT)
    panel.close_meeting()
    panel.redact("Elmar", reason="named under the rule")
    made = panel.summary(audience=Audience.MEMBERS, attributed=True)
    text = " ".join(each.text for each in made.sentences)
    assert not any(name in text for name in (*MEMBERS, "Elmar", "ISL"))
    said = next(each for each in made.sentences if each.key == "INT1")
    assert said.text == "Several members indicated that the fees are too high."
    assert (said.quantities[0].count, said.quantities[0].of) == (3, 6)
    verification = panel.verify()
    assert (verification.is_intact, len(verification.redactions)) == (True, 1)


def test_everybody_is_eligible_who_is_no_observer(panel: WorkingGroup) -> None:
    """Observers never count."""
    assert panel.verdict("1").counts.eligible == len(MEMBERS)
