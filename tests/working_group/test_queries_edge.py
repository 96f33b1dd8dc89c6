"""The edges of what can be looked at, undone and taken out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.history.operations import AssignOffice, SetAllOrNothing
from consensus.model.people import Role
from consensus.working_group.script import play, read_script
from tests.support.panel import text_source, ticking


def test_the_head_stands_for_the_record(panel: WorkingGroup) -> None:
    """It is the hash of the last step, against which the record is verified."""
    head = panel.head
    assert panel.steps()[-1].hash == head
    panel.take_position("ASH", "1", Stance.SUPPORT)
    assert panel.verify(head).is_intact
    assert panel.refresh() is False


def test_the_past_by_a_meeting_its_title_and_its_end(panel: WorkingGroup) -> None:
    """A meeting ends with its last step; a name of nothing is not found."""
    panel.open_meeting("First meeting")
    panel.note_presence(["ASH"])
    panel.take_position("ASH", "1", Stance.SUPPORT)
    undone = panel.take_position("ASH", "2", Stance.SUPPORT)
    panel.undo(undone.id)
    panel.close_meeting()
    panel.decide("1", "agreed")
    for name in ("M1", "First meeting"):
        past = panel.as_of(name)
        assert past.state.positions[past.state.handles["R1"]]["ASH"].stance is Stance.SUPPORT
        assert not past.state.decisions
    with pytest.raises(NotFound, match="no step has the id Second meeting"):
        panel.as_of("Second meeting")


def test_before_the_beginning_there_was_nothing(panel: WorkingGroup) -> None:
    """A moment before the first step shows an empty record."""
    past = panel.as_of(datetime(1999, 1, 1, tzinfo=UTC))
    assert (past.title, past.steps(), past.state.members) == ("", [], {})


def test_step_is_named_by_the_start_of_its_id(panel: WorkingGroup) -> None:
    """As long as no other begins alike."""
    step = panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.undo(step.id[:-2])
    assert not panel.state.positions.get(panel.state.handles["R1"])
    with pytest.raises(NotFound, match="steps begin with 0"):
        panel.undo("0")


def test_nothing_is_recorded_as_nothing(panel: WorkingGroup) -> None:
    """A step holds something, and its time has a zone."""
    with pytest.raises(Rejected, match="there is nothing to record"):
        panel.record()
    with pytest.raises(Rejected, match="say the time zone"):
        panel.decide("1", "agreed", happened=datetime(2026, 1, 1))  # noqa: DTZ001 - is refused


def test_meeting_acts_need_a_meeting(panel: WorkingGroup) -> None:
    """Presence is noted at a meeting that goes on."""
    with pytest.raises(Rejected, match="no meeting is going on; open one first"):
        panel.note_presence(["ASH"])
    with pytest.raises(Rejected, match="no meeting is going on; open one first"):
        panel.close_meeting()


@pytest.mark.parametrize("words", ["object", "recommendation", "2026-03", "R1", "A1"])
def test_words_on_which_the_record_rests_are_not_taken_out(panel: WorkingGroup, words: str) -> None:
    """A stance, a kind or a handle is no personal data: without it nothing can be read."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("ASH", "1", Stance.OBJECT, happened=datetime(2026, 3, 1, tzinfo=UTC))
    head = panel.head
    with pytest.raises((Rejected, NotFound)):
        panel.redact(words)
    assert panel.head == head
    with pytest.raises(Rejected, match="name the words to take out"):
        panel.redact(" ")


def test_redaction_of_words_in_texts(panel: WorkingGroup) -> None:
    """They go from every version of an item, from amendments, hunks and the tray."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("1", "Master Quill shall decide.", by=["BAY"])
    panel.propose("1", "Master Quill", old="Members", by=["COL"])
    panel.merge("1", take=["A3"])
    panel.import_amendments(text_source("a.jsonl", '{"old": "by Master Quill", "text": "x"}'))
    panel.redact("Master Quill")
    stored = b"".join(each.content for each in panel._log.store.read_stored())
    assert b"Quill" not in stored
    assert panel.verify().is_intact
    assert "(redacted)" in panel.state.text(panel.state.handles["A2"])


def test_redaction_in_one_step_leaves_the_others(panel: WorkingGroup) -> None:
    """A step may be named; another body then keeps the words."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.take_position("BAY", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.redact("Ms Quill", step.id)
    held = panel.state.positions[panel.state.handles["R1"]]
    assert [held[code].reason for code in ("ASH", "BAY")] == [
        "(redacted) said so",
        "Ms Quill said so",
    ]


def test_offices_change_hands_and_fall_vacant(panel: WorkingGroup) -> None:
    """One chair follows another; facilitators can be several, and lay down theirs one by one."""

    def held() -> list[tuple[str, str]]:
        return [(each.role.value, each.person) for each in panel.state.offices.values()]

    def assign(role: Role, person: str, member: str = "") -> None:
        panel.record(AssignOffice(role=role, person=person, member=member))

    assign(Role.CHAIR, "Ms Quill", "ASH")
    assign(Role.CHAIR, "Mr Reed")
    assign(Role.FACILITATOR, "Ms Sedge", "BAY")
    assign(Role.FACILITATOR, "Mr Tern", "COL")
    assert held() == [
        ("chair", "Mr Reed"),
        ("facilitator", "Ms Sedge"),
        ("facilitator", "Mr Tern"),
    ]
    assign(Role.FACILITATOR, "", "BAY")
    assign(Role.CHAIR, "")
    assert held() == [("facilitator", "Mr Tern")]
    assign(Role.FACILITATOR, "")
    assert held() == []


def test_rule_for_everything_and_all_or_nothing(panel: WorkingGroup) -> None:
    """Settings hold until they are set otherwise."""
    draft = panel.state.handles["D1"]
    panel.record(SetAllOrNothing(draft=draft, holds=True))
    assert panel.state.drafts[draft].all_or_nothing
    panel.set_rule("unanimity()")
    assert panel.verdict("1").rule == "all_of(clean_text(), unanimity())"


def test_member_without_a_bracket_leaves_none(panel: WorkingGroup) -> None:
    """Only who holds an option can let it go."""
    panel.edit("1", "Members [ASH: shall | BAY: may] report.")
    panel.leave_brackets("1", "ASH")
    assert panel.state.text(panel.state.handles["R1"]) == "Members [shall | BAY: may] report."
    with pytest.raises(Rejected, match="ASH holds no option in the brackets of 1"):
        panel.leave_brackets("1", "ASH")


SCRIPT = """[
  {"act": "position", "member": "FIR", "target": "1", "stance": "object", "reason": "costly",
   "happened": "2017-01-26T10:00:00Z"},
  {"act": "answer-objection", "target": "1", "member": "FIR", "answer": "It is paid for."},
  {"act": "propose-package", "title": "Both", "items": ["1", "2"], "amendments": ["A1"]},
  {"act": "merge", "item": "2", "take": ["A2"]},
  {"act": "decide", "targets": ["4"], "outcome": "deferred", "reason": "late",
   "due": "2017-03-01"}
]"""


def test_script_of_the_rarer_acts(panel: WorkingGroup) -> None:
    """Answers, packages, merges and deferrals are played, too."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.propose("2", "may", old="should", by=["ASH"])
    panel.propose("2", "must", old="should", by=["BAY"])
    play(panel, read_script(text_source("script.json", SCRIPT)))
    state = panel.state
    assert state.objections[state.handles["R1"]]["FIR"].answer == "It is paid for."
    assert "PKG1" in state.handles
    assert state.text(state.handles["R2"]) == "The office may publish all reports."
    (decision,) = state.decisions.values()
    assert str(decision.due) == "2017-03-01"


def test_script_that_says_what_cannot_be(panel: WorkingGroup) -> None:
    """A stance that there is not is a fault of the script."""
    script = SCRIPT.replace('"object"', '"shout"')
    with pytest.raises(
        UnreadableInput, match=r"the act position cannot be played: stance must be .*, not 'shout'"
    ):
        play(panel, read_script(text_source("script.json", script)))


def test_groups_members_and_copies_on_disk(tmp_path: Path) -> None:
    """Files of groups and members go into a file on disk, which can be copied while in use."""
    with pytest.raises(Rejected, match="a working group needs a title"):
        WorkingGroup.create(tmp_path / "none.consensus", title=" ")
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as panel:
        panel.import_groups(text_source("g.csv", "code,name,kind,members\nGOV,,stakeholder,\n"))
        panel.import_members(text_source("m.csv", "code,group\nASH,GOV\n"))
        panel.import_positions(text_source("p.csv", "target,member,stance\n"))
        panel.backup(tmp_path / "copy.consensus")
        head = panel.head
    with WorkingGroup.open(tmp_path / "copy.consensus") as copy:
        assert (copy.head, list(copy.state.members)) == (head, ["ASH"])
