"""Playing a script of acts, and writing the text that is left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected, UnreadableInput, Unresolved
from consensus.working_group.script import play, read_script
from consensus.working_group.write_text import NOTATIONS, write_text
from tests.support.panel import text_source

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
    with pytest.raises(Rejected, match="no entry of the tray"):
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
      {"act": "open-silence", "targets": ["3"], "until": "2017-01-30T10:00:00Z"}
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
