"""Two copies that went different ways become one, whatever fails and whatever is redacted."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from errno import EACCES
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import (
    ConsensusError,
    NotFound,
    Rejected,
    StoreError,
    StoreTooNew,
    UnreadableInput,
)
from consensus.formats.bundle import write_bundle
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    AddMember,
    JoinCopies,
    NoteIntervention,
    OpenMeeting,
    RedactBody,
    StartWorkingGroup,
    TakePosition,
    UndoStep,
)
from consensus.history.replicas import make_merge_step
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import (
    HashedBody,
    Step,
    StoredStep,
    close_body,
    encode_step,
    make_step,
    redacted,
)
from consensus.history.verify import SnapshotCheck, check_snapshot, verify
from consensus.model.amendments import AmendmentState
from consensus.model.positions import StatedBy
from consensus.model.state import new_id
from consensus.store.doctor import doctor
from consensus.store.memory import MemoryStore
from consensus.store.sqlite import SqliteStore
from consensus.working_group.log import Log
from tests.support.faults import Fault
from tests.support.panel import (
    copy_of,
    fill,
    hashes,
    make_panel,
    one_clock,
    text_source,
    ticking,
    two_copies,
)
from tests.working_group.test_any_commands import tables


def merged(group: WorkingGroup) -> Step:
    """A1 replaces a word of recommendation 1, and is merged."""
    group.propose("1", "must", old="shall", by=["ASH"])
    return group.merge("1")


def synced(one: WorkingGroup, other: WorkingGroup) -> None:
    """Join two copies, and see that they are one."""
    everything = hashes(one) | hashes(other)
    one.sync(other)
    assert one.head == other.head
    assert hashes(one) == hashes(other) == everything
    assert tables(one.state) == tables(other.state)
    assert one.verify().is_intact
    assert other.verify().is_intact
    written = write_snapshot(other.state, one.head, len(one.steps()))
    kept = read_snapshot(BytesIO(written).read)
    assert kept is not None
    assert check_snapshot(kept, one._log.store) is SnapshotCheck.AGREES


def test_a_copy_that_went_on_alone_is_just_longer() -> None:
    """Nothing has to be joined where only one copy went on."""
    ann, bob = two_copies()
    ann.propose("1", "must", old="shall", by=["ASH"])
    head = ann.head
    report = bob.sync(ann)
    assert (report.came_in, report.went_out, report.joined) == (1, 0, False)
    assert (bob.head, ann.head) == (head, head)


def test_two_copies_that_went_on_are_joined() -> None:
    """Each takes in what the other did; a second sync has nothing left to do."""
    ann, bob = two_copies()
    ann.propose("1", "must", old="shall", by=["ASH"])
    bob.take_position("BAY", "2", Stance.SUPPORT)
    bob.take_position("COL", "2", Stance.SUPPORT)
    report = ann.sync(bob)
    assert (report.came_in, report.went_out, report.joined, report.overtaken) == (2, 1, True, ())
    assert report.head == ann.head == bob.head
    again = bob.sync(ann)
    assert (again.came_in, again.went_out, again.joined, again.head) == (0, 0, False, ann.head)


@pytest.mark.parametrize("by_bundle", [False, True])
def test_of_two_styles_and_two_positions_it_is_said_which_is_kept(by_bundle: bool) -> None:
    """The later one; what both copies set alike, or one alone, is not named."""
    ann, bob = two_copies(lambda group: group.take_position("COL", "1", Stance.ACCEPT))
    ann.set_style("un")
    ann.take_position("BAY", "1", Stance.SUPPORT)
    ann.take_position("ASH", "1", Stance.SUPPORT)
    ann.take_position("COL", "1", Stance.SUPPORT)
    ann.set_audience_policy("chatham-house")
    bob.set_style("ietf")
    ann.set_parent("Coast")
    bob.set_audience_policy("assembly", 3)
    bob.set_parent("Coast")
    bob.take_position("BAY", "1", Stance.OBJECT, reason="too soon")
    bob.take_position("ASH", "1", Stance.SUPPORT)
    report = ann.import_steps(bob.export_steps()) if by_bundle else ann.sync(bob)
    assert sorted(map(str, report.findings)) == [
        "BAY has two positions on 1 (R1) in the two copies: object (“too soon”) is kept, support"
        " is dropped",
        "the two copies set two audience policies: assembly with a minority of 3 is kept,"
        " chatham-house is dropped; see which of the audience policies is set",
        "the two copies set two styles: ietf is kept, un is dropped; see which of the styles is"
        " set",
    ]
    assert ann.state.settings[""].style == "ietf"
    assert ann.state.positions[ann.state.handles["R1"]]["BAY"].stance == "object"
    again = bob.sync(ann) if by_bundle else bob.import_steps(ann.export_steps())
    assert again.findings == report.findings * by_bundle
    ann.set_style("iso")
    bob.propose("1", "must", old="shall", by=["ASH"])
    assert ann.sync(bob).findings == ()


_APART = "BAY has two positions on 1 (R1) in the two copies: "
_TAKEN_BACK = "BAY withdrew its position on 1 (R1) in one copy and took one in the other: "


def _bay(stance: Stance, **said: object) -> Callable[[WorkingGroup], object]:
    """BAY takes a position on the first item."""
    return lambda group: group.take_position("BAY", "1", stance, **said)  # type: ignore[arg-type]


def _taken_back(group: WorkingGroup) -> None:
    group.take_position("BAY", "1", Stance.SUPPORT)
    group.withdraw_position("BAY", "1")


def _on_another_text(group: WorkingGroup) -> None:
    group.edit("1", "Other words.", reason="so")
    group.take_position("BAY", "1", Stance.SUPPORT)


def _by_group(stance: Stance) -> Callable[[WorkingGroup], object]:
    return lambda group: group.state_group_position("ISL", "1", stance)


def _undone(group: WorkingGroup) -> None:
    group.undo(group.take_position("BAY", "1", Stance.SUPPORT).id)


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        (
            _bay(Stance.ACCEPT, reservation="mine"),
            _bay(Stance.ACCEPT),
            _APART + "accept is kept, accept (reservation: mine) is dropped",
        ),
        (
            _bay(Stance.SUPPORT),
            _bay(Stance.SUPPORT, conditions=["2"]),
            _APART + "support (provided R2, otherwise objects) is kept, support is dropped",
        ),
        (
            _bay(Stance.OBJECT, reason="too soon"),
            _bay(Stance.OBJECT, reason="too late"),
            _APART + "object (“too late”) is kept, object (“too soon”) is dropped",
        ),
        # What is not to be read out is marked, and its words are not repeated.
        (
            _bay(Stance.OBJECT, reason="too soon", source=StatedBy.CONFIDENCE),
            _bay(Stance.ACCEPT, reservation="mine", source=StatedBy.CONFIDENCE),
            _APART + "accept (in confidence) is kept, object (in confidence) is dropped",
        ),
        (
            _bay(Stance.OBJECT, reason="too soon", source=StatedBy.CONFIDENCE),
            _bay(Stance.OBJECT, reason="too late", source=StatedBy.CONFIDENCE),
            _APART + "object (in confidence) is kept, another object (in confidence) is dropped",
        ),
        (
            _bay(Stance.SUPPORT),
            _bay(Stance.SUPPORT, source=StatedBy.WRITTEN, document="a mail"),
            _APART + "support is kept, another support is dropped",
        ),
        # What is kept is to be reconfirmed, and what is dropped is not.
        (
            _on_another_text,
            _bay(Stance.SUPPORT),
            _APART + "support (on version 1, to be reconfirmed) is kept, support is dropped",
        ),
        (
            _bay(Stance.SUPPORT),
            _on_another_text,
            _APART + "support is kept, another support is dropped",
        ),
        # A withdrawn position is none.
        (_bay(Stance.OBJECT, reason="x"), _taken_back, _TAKEN_BACK + "object (“x”) is dropped"),
        (_taken_back, _bay(Stance.OBJECT, reason="x"), _TAKEN_BACK + "object (“x”) is kept"),
        (_taken_back, _taken_back, ""),
        # What was undone in its copy was not said there.
        (_undone, _bay(Stance.OBJECT, reason="x"), ""),
        # What a group states for its members is the position of each.
        (
            _by_group(Stance.SUPPORT),
            _bay(Stance.OBJECT, reason="x"),
            _APART + "object (“x”) is kept, support (via ISL) is dropped",
        ),
        (
            _bay(Stance.OBJECT, reason="x"),
            _by_group(Stance.SUPPORT),
            _APART + "support (via ISL) is kept, object (“x”) is dropped",
        ),
        (_by_group(Stance.SUPPORT), _by_group(Stance.SUPPORT), ""),
    ],
)
@pytest.mark.parametrize("in_ann", [True, False], ids=["earlier here", "earlier there"])
def test_of_two_positions_all_that_differs_is_said(
    earlier: Callable[[WorkingGroup], object],
    later: Callable[[WorkingGroup], object],
    said: str,
    in_ann: bool,
) -> None:
    """With conditions, reservations and reasons, withdrawn or stated by a group, on both sides."""
    ann, bob = two_copies()
    earlier(ann if in_ann else bob)
    later(bob if in_ann else ann)
    assert list(map(str, ann.sync(bob).findings)) == [said] * bool(said)


def test_a_position_withdrawn_in_one_copy_alone_is_none() -> None:
    """What the other copy did not touch is not named; what it took anew is."""
    ann, bob = two_copies(_bay(Stance.SUPPORT))
    ann.withdraw_position("BAY", "1")
    bob.take_position("ASH", "1", Stance.SUPPORT)
    assert ann.sync(bob).findings == ()
    ann, bob = two_copies(_bay(Stance.SUPPORT))
    bob.take_position("BAY", "1", Stance.OBJECT, reason="x")
    ann.withdraw_position("BAY", "1")
    assert list(map(str, ann.sync(bob).findings)) == [_TAKEN_BACK + "object (“x”) is dropped"]
    assert "BAY" not in ann.state.positions[ann.state.handles["R1"]]


def test_each_makes_the_same_join() -> None:
    """Two who take in each other's bundle without talking end with one head."""
    ann, bob = two_copies()
    ann.propose("1", "must", old="shall", by=["ASH"])
    bob.take_position("BAY", "2", Stance.SUPPORT)
    to_bob, to_ann = ann.export_steps(), bob.export_steps()
    assert ann.import_steps(to_ann).head == bob.import_steps(to_bob).head
    assert tables(ann.state) == tables(bob.state)


# One undoes a merge, the other takes a position on it


def undo_and_position(first: str) -> tuple[WorkingGroup, WorkingGroup, Step, Step]:
    """Ann undoes a merge that Bob takes a position on; which of it comes first, and both steps."""
    ann, bob = two_copies(merged)
    merge = ann.steps()[-1]
    if first == "undo":
        undo = ann.undo(merge.id)
        position = bob.take_position("BAY", "1", Stance.SUPPORT, reason="must is good")
    else:
        position = bob.take_position("BAY", "1", Stance.SUPPORT, reason="must is good")
        undo = ann.undo(merge.id)
    return ann, bob, undo, position


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_position_on_what_was_undone_before_waits(who: str) -> None:
    """The undo came first: the position, on words that are no more, is set aside and named."""
    ann, bob, undo, position = undo_and_position("undo")
    synced(*((ann, bob) if who == "ann" else (bob, ann)))
    for each in (ann, bob):
        assert "shall" in each.state.text(each.state.handles["R1"])
        assert not each.state.positions.get(each.state.handles["R1"])
        waiting = each.superseded
        assert [line.id for line in waiting] == [position.id]
        assert waiting[0].line.sentences == ("BAY on 1 (R1): support — must is good",)
        assert len(waiting[0].rests_on) == 1
        assert undo.id in waiting[0].rests_on[0]


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_an_undo_of_what_somebody_built_on_before_waits(who: str) -> None:
    """The position came first: the undo, which one file would have refused, is set aside."""
    ann, bob, undo, position = undo_and_position("position")
    synced(*((ann, bob) if who == "ann" else (bob, ann)))
    for each in (ann, bob):
        assert "must" in each.state.text(each.state.handles["R1"])
        assert "BAY" in each.state.positions[each.state.handles["R1"]]
        waiting = each.superseded
        assert [line.id for line in waiting] == [undo.id]
        assert position.id in waiting[0].reasons[0]


@pytest.mark.parametrize("became", ["answered", "sustained"])
def test_what_became_of_an_objection_to_what_was_undone_waits(became: str) -> None:
    """The other copy undid the objection, and the amendment with it: nothing there is damaged."""
    ann, bob = two_copies()
    proposed = ann.propose("R1", "gladly", old="every year", by=["BAY"])
    objected = ann.take_position("ASH", "A1", Stance.OBJECT)
    ann.sync(bob)
    ann.undo(objected.id)
    ann.undo(proposed.id)
    if became == "answered":
        step = bob.answer_objection("A1", "ASH", "Looked into.")
    else:
        step = bob.settle_objection("A1", "ASH", became)
    ann.sync(bob)
    for group in (ann, bob):
        assert set(group.state.overtaken) == {step.id}
        assert not group.state.overtaken[step.id].unreadable
        assert group.verify().is_intact


def test_undoing_what_is_in_the_way_lets_it_apply() -> None:
    """Whoever takes the undo back has the merge and the position on it."""
    ann, bob, undo, _ = undo_and_position("undo")
    ann.sync(bob)
    ann.undo(undo.id)
    assert ann.superseded == ()
    assert "BAY" in ann.state.positions[ann.state.handles["R1"]]
    synced(bob, ann)


def test_what_was_let_go_stays_out() -> None:
    """A settlement says why, holds in every copy and whatever is undone, and can be undone."""
    ann, bob, undo, position = undo_and_position("undo")
    ann.sync(bob)
    with pytest.raises(Rejected, match="say why"):
        ann.discard(position.id, " ")
    settled = ann.discard(position.id, "Bay was asked again")
    synced(bob, ann)
    assert bob.superseded == ()
    assert [each[2] for each in bob.history() if each[0].id == position.id] == [True]
    with pytest.raises(NotFound, match="does not wait"):
        bob.discard(position.id, "once more")
    bob.undo(undo.id)
    assert not bob.state.positions.get(bob.state.handles["R1"])
    bob.undo(settled.id)
    assert "BAY" in bob.state.positions[bob.state.handles["R1"]]


def test_what_does_not_apply_yet_is_not_recorded_again() -> None:
    """The wording that the position was taken on is still not there; nothing has changed."""
    ann, bob, undo, position = undo_and_position("undo")
    ann.sync(bob)
    head = ann.head
    with pytest.raises(Rejected, match="that version is none of R1"):
        ann.reapply(position.id)
    assert (ann.head, len(ann.superseded)) == (head, 1)
    with pytest.raises(NotFound, match="does not wait"):
        ann.reapply(undo.id)


def test_two_who_settle_the_same_agree() -> None:
    """Both settlements are in the record, and nothing waits."""
    ann, bob, _, position = undo_and_position("undo")
    ann.sync(bob)
    first = ann.discard(position.id, "asked again")
    second = bob.discard(position.id, "of no use")
    synced(ann, bob)
    assert ann.superseded == ()
    assert {first.id, second.id} <= {step.id for step in ann.steps()}


# What each copy does


def test_of_two_merges_of_one_text_neither_goes_in() -> None:
    """The text is what it was; when one of them is undone, it is what the other made of it."""

    def prepare(group: WorkingGroup) -> None:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "may", old="shall", by=["BAY"])

    ann, bob = two_copies(prepare)
    merge = ann.merge("1", settle={1: "A1"})
    later = bob.merge("1", settle={1: "A2"})
    synced(ann, bob)
    text = ann.state.handles["R1"]
    assert "shall" in ann.state.text(text)
    assert [line.id for line in ann.superseded] == [merge.id, later.id]
    ann.undo(merge.id)
    assert ("may" in ann.state.text(text), ann.superseded) == (True, ())


def test_a_decision_that_did_not_see_an_objection_waits() -> None:
    """The gavel fell over an objection that was raised elsewhere before."""
    ann, bob = two_copies()
    bob.take_position("BAY", "1", Stance.OBJECT)
    decision = ann.decide("1", Outcome.AGREED)
    synced(ann, bob)
    assert ann.state.last_decision(ann.state.handles["R1"]) is None
    assert [line.id for line in ann.superseded] == [decision.id]
    assert "objection that was not seen, of BAY" in ann.superseded[0].reasons[0]


def test_what_comes_after_an_agreement_asks_to_reopen() -> None:
    """An amendment recorded elsewhere after the gavel applies, as one that came late."""
    ann, bob = two_copies(lambda group: group.take_position("ASH", "1", Stance.SUPPORT))
    ann.decide("1", Outcome.AGREED)
    bob.propose("1", "must", old="shall", by=["BAY"])
    synced(ann, bob)
    assert ann.superseded == ()
    assert ann.state.amendments[ann.state.handles["A1"]].late


def test_handles_given_twice_are_told_apart() -> None:
    """The later one gets a suffix, in both copies, and the report says so."""
    ann, bob = two_copies()
    bob.propose("1", "may", old="shall", by=["BAY"])
    ann.propose("1", "must", old="shall", by=["ASH"])
    report = ann.sync(bob)
    assert [(each.was, each.now) for each in report.renamed] == [("A1", "A1-2")]
    assert "may" in bob.state.text(bob.state.handles["A1"])
    assert "must" in bob.state.text(bob.state.handles["A1-2"])
    ann.propose("2", "can", old="should", by=["ASH"])
    assert "A2" in ann.state.handles


def test_meetings_held_at_the_same_time_both_stand() -> None:
    """What was said in each is kept with it; which goes on is told."""
    ann, bob = two_copies()
    for group, title, member in ((ann, "Small room", "ASH"), (bob, "Large room", "BAY")):
        group.open_meeting(title)
        group.note_presence([member])
        group.take_position(member, "1", Stance.SUPPORT)
    report = ann.sync(bob)
    assert report.overtaken == ()
    assert "2 meetings are open (Small room, Large room)" in str(report.findings[0])
    positions = ann.state.positions[ann.state.handles["R1"]]
    assert set(positions) == {"ASH", "BAY"}
    assert bob.state.meeting is not None
    bob.close_meeting()
    assert bob.state.meeting is not None
    assert bob.state.meeting.title == "Small room"


def test_members_added_in_both_copies() -> None:
    """The same delegation is one; of two that differ the later one waits, row by row."""
    ann, bob = two_copies()
    ann.record(AddMember(code="GUM", group="GOV"), AddMember(code="HOP", group="GOV"))
    bob.record(AddMember(code="GUM", group="GOV"), AddMember(code="HOP", group="CIV"))
    report = bob.sync(ann)
    assert [each.operations for each in report.overtaken] == [(2,)]
    assert {ann.state.members[code].group for code in ("GUM", "HOP")} == {"GOV"}


def test_a_file_imported_in_both_copies_is_taken_once() -> None:
    """The later import waits for whoever settles it, and so does what was said of its rows."""
    rows = text_source("rows.csv", "target,old,text,by\n1,shall,must,ASH\n2,should,may,BAY\n")
    ann, bob = two_copies()
    ann.import_amendments(rows)
    bob.import_amendments(rows)
    position = bob.take_position("COL", "A1", Stance.SUPPORT)
    synced(ann, bob)
    assert len(ann.state.amendments) == 2
    first, second = ann.superseded
    assert (first.rows, first.of, second.id) == (2, 2, position.id)
    assert "does not apply either" in second.rests_on[0]


def test_what_applies_again_is_recorded_as_it_was() -> None:
    """An edit of what was closed waits until that is reopened, and keeps its time and identity."""
    ann, bob = two_copies(lambda group: group.take_position("ASH", "1", Stance.SUPPORT))
    decision = ann.decide("1", Outcome.AGREED)
    edit = bob.edit("1", "Members shall report gladly.")
    synced(ann, bob)
    ann.discard(decision.id, "declared again, before all")
    ann.decide("1", Outcome.AGREED)
    with pytest.raises(Rejected, match="closed by a decision"):
        ann.reapply(edit.id)
    ann.decide("1", Outcome.REOPENED)
    again = ann.reapply(edit.id, "as Bob had it")
    assert ann.state.text(ann.state.handles["R1"]) == "Members shall report gladly."
    assert (again.happened, again.act.by) == (edit.happened, "ann")
    assert again.operation(2) == edit.operation(1)
    assert ann.superseded == ()
    synced(bob, ann)
    ann.undo(again.id)
    assert [line.id for line in ann.superseded] == [edit.id]


def test_undo_in_both_copies_is_one_undo() -> None:
    """Nothing waits when two take the same step back."""
    ann, bob = two_copies(merged)
    for each in (ann, bob):
        each.undo(each.steps()[-1].id)
    synced(ann, bob)
    assert (ann.superseded, "shall" in ann.state.text(ann.state.handles["R1"])) == ((), True)


def test_what_was_joined_is_not_undone_but_what_one_did_is() -> None:
    """A join has no words of its own to take back; undo passes it over."""
    ann, bob = two_copies()
    mine = ann.propose("1", "must", old="shall", by=["ASH"])
    bob.take_position("BAY", "2", Stance.SUPPORT)
    ann.sync(bob)
    with pytest.raises(Rejected, match="joined cannot be undone"):
        ann.undo(ann.steps()[-1].id)
    ann.undo()
    assert [each[2] for each in ann.history() if each[0].id == mine.id] == [True]


def test_the_chronicle_tells_the_joined_record() -> None:
    """Each step once, in the order of the replay, with what does not apply marked."""
    ann, bob, _, position = undo_and_position("undo")
    ann.sync(bob)
    entries = ann.chronicle.entries()
    assert [each.id for each in entries] == [step.id for step in ann.steps()]
    assert [each.id for each in entries if each.line.overtaken] == [position.id]
    assert entries[-1].line.sentences == ("two copies of the file were joined",)
    assert [each.line.overtaken for each in bob.chronicle.entries()] == [
        each.line.overtaken for each in entries
    ]


def test_the_past_of_a_joined_record_is_joined_too() -> None:
    """As of a step of one copy, what the other had recorded before is there."""
    ann, bob, undo, position = undo_and_position("undo")
    ann.sync(bob)
    then = ann.as_of(position.id)
    assert list(then.state.overtaken) == [position.id]
    assert "shall" in then.state.text(then.state.handles["R1"])
    assert list(ann.as_of(undo.id).state.overtaken) == []


# Files


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one record in files."""
    with WorkingGroup.create(tmp_path / "a.consensus", title="Panel", clock=ticking()) as group:
        fill(group)
        group.backup(tmp_path / "b.consensus")
    return tmp_path / "a.consensus", tmp_path / "b.consensus"


def opened(path: Path, by: str, clock: Callable[..., object] = one_clock()) -> WorkingGroup:  # noqa: B008 # one clock for all
    """A copy, opened by somebody."""
    return WorkingGroup.open(path, by=by, clock=clock)  # type: ignore[arg-type] # it tells the time


def test_files_are_synced_by_name_and_snapshots_do_not_mislead(files: tuple[Path, Path]) -> None:
    """A copy that has a snapshot from before, or after, opens to the same state."""
    one, other = files
    with opened(one, "ann") as ann, opened(other, "bob") as bob:
        ann.propose("1", "must", old="shall", by=["ASH"])
        bob.propose("1", "may", old="shall", by=["BAY"])
        ann._log.keep_snapshot()
        assert ann.sync(other).went_out == 1
        assert bob.refresh()
        assert not bob.refresh()
        bob._log.keep_snapshot()
        bob.take_position("COL", "A1-2", Stance.SUPPORT)
        assert ann.sync(other, pull=True).came_in == 1
        expected = tables(ann.state)
    for path in files:
        with opened(path, "cyn") as group:
            assert tables(group.state) == expected
            assert group.verify().is_intact


def test_words_taken_out_in_one_copy_leave_the_other(files: tuple[Path, Path]) -> None:
    """The bytes of the other file lose them too; what it recorded meanwhile is pointed to."""
    one, other = files
    with opened(one, "ann") as ann:
        ann.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill fears it")
        ann.sync(other)
    with opened(one, "ann") as ann, opened(other, "bob") as bob:
        bob.take_position("BAY", "1", Stance.OBJECT, reason="as Ms Quill said")
        bob._log.keep_snapshot()
        ann.redact("Ms Quill", reason="Chatham House rule")
        report = bob.sync(one)
        assert "redact them once more" in str(report.findings[0])
        assert [each.bodies for each in report.withheld] == [(1,)]
        assert bob.sync(one, erase=1).erased == 1
        assert bob.verify().is_intact
        assert ann.refresh()
        reasons = [each.reason for each in bob.state.objections[bob.state.handles["R1"]].values()]
        assert reasons == ["(redacted) fears it", "as Ms Quill said"]
        bob.redact("Ms Quill")
        assert bob.sync(one, erase=1).withheld == ()
    assert b"Ms Quill" not in one.read_bytes() + other.read_bytes()


def test_a_copy_that_can_only_be_read_is_taken_in_alone(files: tuple[Path, Path]) -> None:
    """With `pull` the other file stays as it is, byte for byte."""
    one, other = files
    with opened(other, "bob") as bob:
        bob.propose("1", "may", old="shall", by=["BAY"])
    before = other.read_bytes()
    with opened(one, "ann") as ann:
        ann.propose("1", "must", old="shall", by=["ASH"])
        assert ann.sync(other, pull=True).joined
    assert other.read_bytes() == before


def test_a_copy_begins_with_a_bundle_of_everything(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    """What was sent whole becomes a file of its own; a part of it does not."""
    with opened(files[0], "ann") as ann:
        ann.propose("1", "must", old="shall", by=["ASH"])
        whole, part = ann.export_steps(), ann.export_steps(since=ann.steps()[1].id)
        expected = ann.head
    with pytest.raises(Rejected, match="step number 1 of the other copy"):
        WorkingGroup.from_steps(tmp_path / "part.consensus", part)
    assert not (tmp_path / "part.consensus").exists()
    with WorkingGroup.from_steps(tmp_path / "new.consensus", whole, by="dan") as copy:
        assert (copy.head, copy.verify().is_intact) == (expected, True)
    with opened(files[1], "bob") as bob:
        assert bob.import_steps(part).came_in == 1
        with pytest.raises(Rejected, match="nothing was recorded since"):
            bob.export_steps(since=bob.head)


def test_the_past_is_not_synced() -> None:
    """A record as it was can be sent, and takes nothing in."""
    ann, bob = two_copies()
    then = ann.as_of(ann.steps()[1].id)
    with pytest.raises(Rejected, match="can be read, not changed"):
        then.sync(bob)
    with pytest.raises(Rejected, match="can be read, not changed"):
        then.import_steps(bob.export_steps())


def test_what_applies_again_has_its_handle() -> None:
    """What waited comes back under the handle that was kept for it."""
    ann, bob = two_copies(lambda group: group.propose("1", "must", old="shall", by=["ASH"]))
    ann.merge("1")
    amending = bob.propose("A1", "will", old="must", by=["BAY"])
    bob.take_position("COL", "A2", Stance.SUPPORT)
    synced(ann, bob)
    assert len(ann.superseded) == 2
    assert ann.state.amendments[ann.state.handles["A1"]].state is AmendmentState.MERGED
    third = copy_of(ann, "cyn", one_clock())
    third.undo(next(step for step in third.steps() if step.act.by == "ann").id)
    assert third.superseded == ()
    assert third.state.handles["A2"] == amending.operation(1).id  # type: ignore[union-attr] # it has one


# Faults of the disk, and others at work, while two copies are joined.


_MANY = 400


def diverge(folder: Path, redact: bool) -> tuple[Path, Path]:
    """Two files that went different ways."""
    one, other = folder / "a.consensus", folder / "b.consensus"
    with WorkingGroup.create(one, title="Panel", by="ann", clock=ticking()) as group:
        fill(group)
        group.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill fears it")
        group.backup(other)
    clock = one_clock()
    with WorkingGroup.open(one, by="ann", clock=clock) as ann:
        ann.propose("1", "must", old="shall", by=["ASH"])
        if redact:
            ann.redact("Ms Quill")
    with WorkingGroup.open(other, by="bob", clock=clock) as bob:
        bob.propose("1", "may", old="shall", by=["BAY"])
    return one, other


def heads(*files: Path) -> list[str]:
    """The head of each file, each of which verifies."""
    found = []
    for each in files:
        with closing(SqliteStore.open(each)) as store:
            assert verify(store.read_stored()).is_intact
            found.append(store.head)
    return found


@pytest.mark.parametrize("redact", [False, True])
def test_each_copy_takes_all_in_or_nothing(fault: Fault, tmp_path: Path, redact: bool) -> None:
    """Wherever a sync fails, each file is as it was or whole, and the next sync mends the rest."""
    failed: set[tuple[bool, bool]] = set()
    for number in range(1, _MANY):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = diverge(folder, redact)
        before = heads(*files)
        with WorkingGroup.open(files[0], by="ann", clock=one_clock()) as ann:
            with fault.at_statement(number):
                try:
                    ann.sync(files[1])
                except StoreError as error:
                    message = str(error)
                    assert "disk I/O error" in message
                else:
                    assert fault.reached < number
            done = fault.reached < number
            after = heads(*files)
            failed.add((after[0] != before[0], after[1] != before[1]))
            assert ann.sync(files[1]).head == ann.head
        whole = heads(*files)
        assert whole[0] == whole[1]
        assert all(now in (then, whole[0]) for now, then in zip(after, before, strict=True))
        if done:
            # It failed before either was written, between the two, and not at all.
            assert failed == {(False, False), (True, False), (True, True)}
            return
    raise AssertionError("the sync never came to its end")


def test_a_bundle_comes_in_whole_or_not_at_all(fault: Fault, tmp_path: Path) -> None:
    """Wherever making a copy of a bundle fails, no file is left."""
    content = make_panel().export_steps()
    for number in range(1, _MANY):
        path = tmp_path / f"{number}.consensus"
        with fault.at_statement(number):
            try:
                WorkingGroup.from_steps(path, content).close()
            except StoreError:
                assert not path.exists()
                continue
        assert path.exists()
        return
    raise AssertionError("the copy never came to its end")


def test_what_is_recorded_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """Somebody goes on recording in the other copy while it is synced again and again."""
    one, other = diverge(tmp_path, redact=False)

    def record() -> None:
        with WorkingGroup.open(other, by="bob", clock=one_clock()) as bob:
            for number in range(40):
                bob.take_position("BAY", "2", Stance.SUPPORT, reason=str(number))

    writer = threading.Thread(target=record)
    writer.start()
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        while writer.is_alive():
            ann.sync(other)
        writer.join()
        ann.sync(other)
        said = [
            each.reason
            for step, operations, _ in ann.history()
            if step.act.by == "bob"
            for each in operations
            if hasattr(each, "stance")
        ]
    assert said == [str(number) for number in range(40)]
    assert len(set(heads(one, other))) == 1


def crossing(one: WorkingGroup, other: WorkingGroup) -> Callable[[], object]:
    """What syncs two copies over and over."""
    return lambda: [one.sync(other) for _ in range(5)]


def test_copies_that_sync_with_each_other_at_once_agree() -> None:
    """Two pairs of handles on the same two records sync both ways at the same time."""
    ann, bob = two_copies()
    for number in range(5):
        ann.take_position("ASH", "1", Stance.SUPPORT, reason=str(number))
        bob.take_position("BAY", "2", Stance.SUPPORT, reason=str(number))
    stores = [each._log.store for each in (ann, bob)]

    def handle(place: int, by: str) -> WorkingGroup:
        store = stores[place]
        assert isinstance(store, MemoryStore)
        return WorkingGroup(Log(store.beside(), one_clock(), by))

    threads = [
        threading.Thread(target=crossing(handle(0, "ann"), handle(1, "bob"))),
        threading.Thread(target=crossing(handle(1, "bob"), handle(0, "ann"))),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    ann.sync(bob)
    assert ann.head == bob.head
    assert ann.verify().is_intact
    assert copy_of(ann, "cyn", one_clock()).head == ann.head


# Redactions that come in from a copy: the words are shown nowhere, and kept until confirmed.


WORDS = "the pilots of Mr Vane are drunk"
REASON = "named under the rule of the house"


def stored(group: WorkingGroup) -> bytes:
    """Every byte of the steps."""
    return b"".join(each.content for each in group._log.store.read_stored())


def shown(group: WorkingGroup) -> str:
    """Everything that can be read of a record, in one text."""
    told = [str(each) for each in group.chronicle.entries()]
    told += [
        str(sentence)
        for each in group.steps()
        for sentence in group.chronicle.sentences(each.id, 99)
    ]
    told += [str(each) for each in group.history()]
    told += [str(each) for each in group.applied()]
    told += [str(each) for each in group.steps()]
    told += [str(group.state), str(group.status()), str(group.as_of(group.steps()[-1].id).state)]
    told += [str(group.as_of(each.id).steps()) for each in group.steps()[-3:]]
    told.append(gzip.decompress(group.export_steps()).decode())
    return "\n".join(told)


@pytest.fixture
def both() -> tuple[WorkingGroup, WorkingGroup]:
    """Two copies of a record in which words stand, of which Bob's has redacted them."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    fill(group)
    group.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
    group.decide("2", Outcome.DEFERRED, reason=f"since {WORDS}")
    clock = one_clock()
    ann, bob = copy_of(group, "ann", clock), copy_of(group, "bob", clock)
    bob.redact(WORDS, reason=REASON)
    return ann, bob


SYNCS: dict[str, Callable[[WorkingGroup, WorkingGroup, int | None], object]] = {
    "sync": lambda one, other, erase: one.sync(other, pull=True, erase=erase),
    "unbundle": lambda one, other, erase: one.import_steps(other.export_steps(), erase=erase),
    "sent": lambda one, other, erase: other.sync(one, erase=erase),
}


@pytest.mark.parametrize("way", SYNCS)
def test_words_are_kept_and_shown_nowhere_until_it_is_confirmed(
    way: str, both: tuple[WorkingGroup, WorkingGroup]
) -> None:
    """Whichever way the redaction comes in, the bytes stay and nothing shows them."""
    ann, bob = both
    ann.refresh()
    assert WORDS in shown(ann)
    SYNCS[way](ann, bob, None)
    ann.refresh()
    assert WORDS.encode() in stored(ann)
    assert WORDS not in shown(ann)
    found = ann.verify()
    assert found.is_intact
    assert (len(found.withheld), found.redactions) == (2, ())
    waiting = ann.withheld_bodies
    assert [(each.bodies, each.by, each.reason) for each in waiting] == [((1,), "bob", REASON)] * 2
    with pytest.raises(Rejected, match="2 parts of steps wait to be erased, not 3"):
        SYNCS[way](ann, bob, 3)
    assert WORDS.encode() in stored(ann)
    SYNCS[way](ann, bob, 2)
    assert WORDS.encode() not in stored(ann)
    assert ann.withheld_bodies == ()
    assert len(ann.verify().redactions) == 2


def test_a_dry_run_lists_what_a_sync_lists(both: tuple[WorkingGroup, WorkingGroup]) -> None:
    """By step, by whom and why; nothing changes, and a wrong number is refused there too."""
    ann, bob = both
    head = ann.head
    would = ann.sync(bob, dry_run=True)
    assert ann.head == head
    assert [each.step for each in would.withheld] == [step.id for step in ann.steps()[-2:]]
    assert {each.redaction for each in would.withheld} == {bob.steps()[-1].id}
    with pytest.raises(Rejected, match="2 parts of steps wait to be erased, not 1"):
        ann.sync(bob, dry_run=True, erase=1)
    with pytest.raises(Rejected, match="2 parts of steps wait to be erased, not 1"):
        ann.sync(bob, erase=1)
    assert ann.head == head
    assert ann.sync(bob) == would
    assert ann.sync(bob).withheld == would.withheld


def test_a_copy_that_redacts_everything_takes_nothing_away(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """Whatever a hostile keeper takes out, it can be counted, and is still there."""
    ann, _ = both
    mallory = copy_of(ann, "mallory", one_clock())
    for words in ("Members shall report every year", WORDS, "harbour office", "Ships may enter"):
        mallory.redact(words, reason="of no use")
    before = stored(ann)
    report = ann.sync(mallory, pull=True)
    bodies = sum(len(each.bodies) for each in report.withheld)
    assert bodies == 3
    assert report.bodies == sum(len(step.bodies) for step in ann.steps())
    assert stored(ann).startswith(before)
    assert "Ships may enter" not in shown(ann)
    ann.erase_withheld(bodies)
    assert b"Ships may enter" not in stored(ann)
    with pytest.raises(Rejected, match="0 parts of steps wait to be erased, not 3"):
        ann.erase_withheld(bodies)


@pytest.mark.parametrize("way", SYNCS)
def test_withheld_words_are_not_passed_on(way: str) -> None:
    """Who had not got the words gets the step without them, and has nothing to confirm."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    fill(group)
    early = copy_of(group, "cyn", one_clock())
    group.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
    ann, bob = copy_of(group, "ann", one_clock()), copy_of(group, "bob", one_clock())
    bob.redact(WORDS)
    ann.sync(bob, pull=True)
    assert WORDS.encode() in stored(ann)
    SYNCS[way](early, ann, None)
    assert early.head == ann.head
    assert WORDS.encode() not in stored(early)
    assert (early.withheld_bodies, len(early.verify().redactions)) == ((), 1)
    assert WORDS.encode() in stored(ann)


def test_a_new_copy_from_a_bundle_lacks_withheld_words(
    both: tuple[WorkingGroup, WorkingGroup], tmp_path: Path
) -> None:
    """It opens, verifies, and stands where the other one stands."""
    ann, bob = both
    ann.sync(bob, pull=True)
    with WorkingGroup.from_steps(tmp_path / "new.consensus", ann.export_steps()) as made:
        assert made.head == ann.head
        assert WORDS.encode() not in stored(made)
        assert made.withheld_bodies == ()
        assert made.verify().is_intact
        dan = copy_of(bob, "dan", one_clock())
        dan.propose("1", "must", old="shall", by=["ASH"])
        assert made.sync(dan).withheld == ()


def test_own_redactions_erase_at_once(both: tuple[WorkingGroup, WorkingGroup]) -> None:
    """They wait for nobody, and leave what waits as it is."""
    ann, bob = both
    ann.take_position("BAY", "3", Stance.OBJECT, reason="as Ms Quill said")
    ann.sync(bob, pull=True)
    redaction = ann.redact("Ms Quill")
    assert (redaction.places, redaction.withheld) == (1, 0)
    assert b"Quill" not in stored(ann)
    assert len(ann.withheld_bodies) == 2
    with pytest.raises(NotFound, match="has those words; 2 withheld bodies have them"):
        ann.redact(WORDS)


def test_what_is_withheld_is_taken_off_the_wall_and_out_of_what_is_watched(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """The room no longer sees the words, and who watches is given the steps without them."""
    ann, bob = both
    ann._log.store.show_on_wall(WORDS.encode())
    known = ann._log.length
    bob.take_position("COL", "1", Stance.SUPPORT)
    ann.sync(bob, pull=True)
    assert ann._log.store.on_wall() == b""
    assert WORDS not in str(ann._recorded_since(0))
    assert len(ann._recorded_since(known)) == 2


def test_a_file_is_found_in_order_and_loses_its_bytes_when_it_is_confirmed(tmp_path: Path) -> None:
    """A doctor notes what waits; once confirmed no byte of the file has the words."""
    one, other = tmp_path / "one.consensus", tmp_path / "other.consensus"
    with WorkingGroup.create(one, title="Panel", clock=ticking()) as ann:
        fill(ann)
        ann.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
        ann.backup(other)
    with WorkingGroup.open(other, by="bob", clock=one_clock()) as bob:
        bob.redact(WORDS)
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        ann.sync(other)
        ann._log.keep_snapshot()
    assert WORDS.encode() in one.read_bytes()
    (found,) = doctor(one)
    assert "1 redacted body is kept with the words withheld" in found.message
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        assert WORDS not in shown(ann)
        assert len(ann.withheld_bodies) == 1
        ann.erase_withheld(1)
    assert WORDS.encode() not in one.read_bytes()
    assert doctor(one) == ()


# What still holds words that were redacted


def test_a_redaction_says_what_still_holds_the_words(tmp_path: Path) -> None:
    """Notes, backups, copies and bundles are named; what does not have the words is not."""
    one = tmp_path / "panel.consensus"
    with WorkingGroup.create(one, title="Panel", by="ann", clock=ticking()) as ann:
        fill(ann)
        ann.backup(tmp_path / "before.consensus")
        ann.take_position("ASH", "1", Stance.OBJECT, reason=f'"{WORDS}",\nso they say')
        ann.backup(tmp_path / "backup.db")
        (tmp_path / "friday.bundle").write_bytes(ann.export_steps())
        (tmp_path / "other.gz").write_bytes(b"\x1f\x8b nothing")
        (tmp_path / "damaged.consensus").write_bytes((tmp_path / "backup.db").read_bytes()[:9_000])
        WorkingGroup.create(tmp_path / "another.consensus", title=WORDS).close()
        with WorkingGroup.open(tmp_path / "backup.db", by="bob", clock=one_clock()) as bob:
            bob.propose("1", "must", old="shall", by=["ASH"])
        ann.propose("1", "may", old="shall", by=["BAY"])
        ann.sync(tmp_path / "backup.db")
        ann.note_privately("1", f"he said {WORDS}")
        ann.note_privately("1", "nothing of it")
        found = ann.redact(f'"{WORDS}",\n', reason="asked for")
        assert found.places == 1
        assert found.files == ("backup.db", "friday.bundle")
        assert [each.partition(" ")[0] for each in found.unread] == ["damaged.consensus"]
        assert found.joined_with == ("bob",)
        assert found.notes == ()
        told = " ".join(found.sentences)
        assert "backup.db has the words" in told
        assert "copies of bob were joined with this file" in told
        assert "every other backup, file of steps and copy that was made before now" in told
        ann.take_position("BAY", "1", Stance.OBJECT, reason=WORDS)
        assert ann.redact(WORDS).notes == (1,)


@pytest.mark.parametrize("method", ["iterdir", "is_file"])
def test_what_may_not_be_looked_at_is_named(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The redaction stands where the folder, or what a link in it leads to, is closed to users."""

    def refuse(path: Path) -> None:
        raise PermissionError(EACCES, "Permission denied", str(path))

    place = tmp_path / "panel.consensus"
    with WorkingGroup.create(place, title="Panel", by="ann", clock=ticking()) as ann:
        fill(ann)
        (tmp_path / "link").symlink_to("elsewhere")
        ann.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
        monkeypatch.setattr(Path, method, refuse)
        found = ann.redact(WORDS)
        assert found.places == 1
        assert any("Permission denied" in each for each in found.unread)


def test_a_record_in_no_file_says_what_cannot_be_known(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """Nothing is beside it; that others may have the words is said all the same."""
    ann, _ = both
    found = ann.redact(WORDS)
    assert (found.files, found.notes, found.unread, found.joined_with) == ((), (), (), ())
    assert len(found.sentences) == 1


# What a peer may send that was never recorded: refused, with nothing changed and nothing told.


SECRET = "the secret of Ms Quill"
ESCAPE = "\x1b]0;owned\x07"

Forged = Sequence[Step | StoredStep]


class Peer:
    """A copy whose keeper forges what comes next."""

    def __init__(self) -> None:
        self.own, self.group = two_copies(
            lambda group: group.take_position("ASH", "1", Stance.OBJECT, reason=SECRET)
        )
        self.clock = one_clock()
        self.base = [each.open() for each in self.group._log.store.read_stored()]
        self.item = self.group.state.handles["R1"]

    @property
    def last(self) -> Step:
        """The last step that both have."""
        return self.base[-1]

    def step(self, *operations: Operation, after: Sequence[Step] = (), **act: str) -> Step:
        """A step that looks as if it had been recorded there."""
        now = self.clock()
        made = StepContext(
            **{"step": new_id(now), "by": "mallory", "happened": now, "recorded": now, **act}  # type: ignore[arg-type] # tests forge some
        )
        return make_step(made, [each.hash for each in after or [self.last]], operations)

    def note(self, text: str = SECRET, name: str = "", handle: str = "INT1") -> Operation:
        """Something that anybody could have noted."""
        return NoteIntervention(id=name or new_id(self.clock()), handle=handle, text=text)

    def position(self, member: str) -> Operation:
        """A position with a secret reason."""
        return TakePosition(
            id=new_id(self.clock()),
            target=self.item,
            version=self.item,
            member=member,
            stance=Stance.SUPPORT,
            reason=SECRET,
        )

    def undo(self, step: Step) -> Operation:
        """What takes a step back."""
        return UndoStep(id=new_id(self.clock()), step=step.id)

    def redaction(self, step: Step, substitute: str, index: int = 1) -> Operation:
        """What takes words out of a step."""
        return RedactBody(id=new_id(self.clock()), step=step.id, index=index, substitute=substitute)


def thing(step: Step) -> str:
    """The identity of what the first operation of a step made."""
    operation = step.operation(1)
    assert operation is not None
    return operation.id


def evolve(step: Step, **changes: object) -> Step:
    """The step with something else in it."""
    return msgspec.structs.replace(step, **changes)


def claimed(step: Step, digest: str = "", content: bytes = b"") -> StoredStep:
    """A step under another hash, or with other bytes, than it has."""
    return StoredStep(1, step.id, digest or step.hash, content or encode_step(step))


def altered(step: Step, name: str = "", body: str = "") -> Step:
    """The step with another last body, sealed as it should be."""
    forged = make_step(step.act, step.parents, ()).bodies[0]
    last = step.bodies[-1]
    content = body or last.body or ""
    salt = forged.salt or ""
    digest = hashlib.sha256(salt.encode() + content.encode()).hexdigest()
    return evolve(
        step, bodies=(*step.bodies[:-1], HashedBody(name or last.name, digest, salt, content))
    )


def unsealed(step: Step) -> Step:
    """The step with words in its last body that are not those of its digest."""
    last = step.bodies[-1]
    body = (last.body or "").replace("secret", "public")
    return evolve(step, bodies=(*step.bodies[:-1], msgspec.structs.replace(last, body=body)))


def ends(peer: Peer) -> Forged:
    """Three ends that nobody joined."""
    return [peer.step(peer.note(handle=f"INT{number}")) for number in (1, 2, 3)]


def wrong_join(peer: Peer) -> Forged:
    """A join that records something beside it."""
    one, other = peer.step(peer.note()), peer.step(peer.note(handle="INT2"))
    real = make_merge_step(one, other)
    extra = peer.step(JoinCopies(id=new_id(peer.clock())), peer.note(), after=[one, other])
    return [one, other, evolve(real, bodies=extra.bodies)]


def undone_join(peer: Peer) -> Forged:
    """A join that is taken back."""
    one, other = peer.step(peer.note()), peer.step(peer.note(handle="INT2"))
    real = make_merge_step(one, other)
    return [one, other, real, peer.step(peer.undo(real), after=[real])]


def missing_words(peer: Peer) -> Forged:
    """A step without its words, and no redaction that says so."""
    return [redacted(peer.step(peer.note()), [1])]


def naive(peer: Peer) -> Forged:
    """A step that happened at a time without a zone."""
    return [evolve(peer.step(peer.note()), happened=datetime(2026, 3, 2))]  # noqa: DTZ001 # forged


HOSTILE: dict[str, Callable[[Peer], Forged]] = {
    "a forged hash": lambda peer: [claimed(peer.step(peer.note()), "0" * 64)],
    "other words under the old digest": lambda peer: [unsealed(peer.step(peer.note()))],
    "other words under the old hash": lambda peer: [
        claimed(altered(step := peer.step(peer.note()), body=close_body(peer.note("x"))), step.hash)
    ],
    "bytes that are written otherwise": lambda peer: [
        claimed(step := peer.step(peer.note()), content=encode_step(step) + b" ")
    ],
    "no step at all": lambda peer: [claimed(peer.last, "1" * 64, SECRET.encode())],
    "a step after one that is not here": lambda peer: [
        peer.step(peer.note(), after=[peer.step(peer.note())])
    ],
    "a second beginning": lambda peer: [evolve(peer.step(peer.note()), parents=())],
    "a beginning after the beginning": lambda peer: [
        peer.step(StartWorkingGroup(id=new_id(peer.clock()), title=SECRET))
    ],
    "a step with two parents": lambda peer: [peer.step(peer.note(), after=peer.base[-2:])],
    "ends that nobody joined": ends,
    "a join that says more": wrong_join,
    "a join of its own making": lambda peer: [
        one := peer.step(peer.note()),
        other := peer.step(peer.note(handle="INT2")),
        peer.step(JoinCopies(id=new_id(peer.clock())), after=[one, other]),
    ],
    "a join that is undone": undone_join,
    "a join of one": lambda peer: [peer.step(JoinCopies(id=new_id(peer.clock())))],
    "an operation nobody knows": lambda peer: [altered(peer.step(peer.note()), name=f"{SECRET}/1")],
    "an operation of a later version": lambda peer: [
        altered(peer.step(peer.note()), name="note-intervention/99")
    ],
    "a step of a later format": lambda peer: [evolve(peer.step(peer.note()), format=99)],
    "a body without its fields": lambda peer: [
        altered(peer.step(peer.note()), body=f'{{"text":"{SECRET}"}}')
    ],
    "a body that is nested without end": lambda peer: [
        altered(peer.step(peer.note()), body='{"handle":' + "[" * 100_000 + "]" * 100_000 + "}")
    ],
    "signs that a terminal obeys, in a text": lambda peer: [
        peer.step(peer.note(f"{SECRET}{ESCAPE}"))
    ],
    "signs that a terminal obeys, in a handle": lambda peer: [
        peer.step(peer.note(handle=f"A{ESCAPE}"))
    ],
    "signs that a terminal obeys, in who recorded": lambda peer: [
        peer.step(peer.note(), by=f"ann{ESCAPE}")
    ],
    "signs that a terminal obeys, in a meeting": lambda peer: [
        peer.step(peer.note(), meeting=ESCAPE)
    ],
    "signs that a terminal obeys, in an id": lambda peer: [
        peer.step(peer.note(), step=f"{ESCAPE}{SECRET}")
    ],
    "the id of another step": lambda peer: [peer.step(peer.note(), step=peer.last.id)],
    "the identity of another thing": lambda peer: [peer.step(peer.note(name=thing(peer.base[1])))],
    "the identity of an item": lambda peer: [peer.step(peer.note(name=peer.item))],
    "an identity that is none": lambda peer: [peer.step(peer.note(name="x"))],
    "a time without a zone": naive,
    "nothing recorded": lambda peer: [peer.step()],
    "twice who recorded it": lambda peer: [
        evolve(step := peer.step(peer.note()), bodies=(*step.bodies, step.bodies[0]))
    ],
    "words that are missing": missing_words,
    "a member that nobody knows": lambda peer: [peer.step(peer.position("XYZ"))],
    "a meeting that is not open": lambda peer: [
        peer.step(peer.note(), meeting="0195c000-0000-7000-8000-000000000000")
    ],
    "a second meeting at a time": lambda peer: [
        one := peer.step(OpenMeeting(id=new_id(peer.clock()), handle="M1", title="One")),
        peer.step(OpenMeeting(id=new_id(peer.clock()), handle="M2", title="Two"), after=[one]),
    ],
    "the beginning taken back": lambda peer: [peer.step(peer.undo(peer.base[0]))],
    "a step taken back that is not there": lambda peer: [
        peer.step(peer.undo(peer.step(peer.note())))
    ],
    "members taken back that others rest on": lambda peer: [peer.step(peer.undo(peer.base[1]))],
    "an undo beside something else": lambda peer: [peer.step(peer.undo(peer.last), peer.note())],
    "a redaction that puts words in": lambda peer: [
        peer.step(peer.redaction(peer.last, close_body(peer.position("ASH"))))
    ],
    "a redaction that leaves nothing": lambda peer: [peer.step(peer.redaction(peer.last, ""))],
    "a redaction of what is not there": lambda peer: [
        peer.step(peer.redaction(peer.last, "{}", index=7))
    ],
    "a redaction that cannot be read": lambda peer: [peer.step(peer.redaction(peer.last, SECRET))],
    "a redaction that is taken back": lambda peer: [
        step := peer.step(
            peer.redaction(
                peer.last, (peer.last.bodies[1].body or "").replace(SECRET, "(redacted)")
            )
        ),
        peer.step(peer.undo(step), after=[step]),
    ],
}


def sent(peer: Peer, forged: Forged) -> bytes:
    """The forged steps as a bundle."""
    stored = [
        each if isinstance(each, StoredStep) else StoredStep.of(each, place)
        for place, each in enumerate(forged, 1)
    ]
    return write_bundle(peer.base[0].hash, stored)


def refused(group: WorkingGroup, act: Callable[[], object]) -> ConsensusError:
    """The refusal of what changes nothing and repeats nothing."""
    stored, before = list(group._log.store.read_stored()), tables(group.state)
    with pytest.raises(ConsensusError) as caught:
        act()
    assert stored == list(group._log.store.read_stored())
    assert before == tables(group.state)
    message = str(caught.value)
    for words in (SECRET, "Quill", "owned", "\x1b", "XYZ", "mallory"):
        assert words not in message
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("went_on", [False, True])
def test_what_was_never_recorded_is_refused(name: str, went_on: bool) -> None:
    """Whether or not there is something to join, and whether it is tried out or meant."""
    peer = Peer()
    if went_on:
        peer.own.take_position("BAY", "2", Stance.SUPPORT)
    content = sent(peer, HOSTILE[name](peer))
    for dry_run in (True, False):
        refused(peer.own, lambda: peer.own.import_steps(content, dry_run=dry_run))  # noqa: B023 # called at once


def test_what_could_be_recorded_is_taken() -> None:
    """The same steps without anything forged come in: the refusals above are for a reason."""
    peer = Peer()
    honest = peer.step(peer.note("of no secret"))
    assert peer.own.import_steps(sent(peer, [honest])).came_in == 1


def test_a_copy_in_a_file_is_looked_at_as_closely(tmp_path: Path) -> None:
    """What a file holds is trusted no more than a bundle, and its keeper's file stays."""
    peer = Peer()
    peer.own.backup(tmp_path / "peer.consensus")
    with WorkingGroup.open(tmp_path / "peer.consensus") as other:
        other._log.store.append(peer.step(peer.position("XYZ")), other.head)
    before = (tmp_path / "peer.consensus").read_bytes()
    refused(peer.own, lambda: peer.own.sync(tmp_path / "peer.consensus"))
    assert (tmp_path / "peer.consensus").read_bytes() == before


def test_another_working_group_is_refused() -> None:
    """Two records that began apart are never joined, whatever the bundle calls itself."""
    peer, other = Peer(), Peer()
    refused(peer.own, lambda: peer.own.sync(other.group))
    error = refused(peer.own, lambda: peer.own.import_steps(other.group.export_steps()))
    assert isinstance(error, UnreadableInput)
    stored = list(other.group._log.store.read_stored())
    disguised = write_bundle(peer.base[0].hash, stored)
    assert "begins another" in str(refused(peer.own, lambda: peer.own.import_steps(disguised)))
    torn = write_bundle(peer.base[0].hash, stored[1:])
    assert "not here" in str(refused(peer.own, lambda: peer.own.import_steps(torn)))


def test_what_a_later_version_recorded_asks_for_that_version() -> None:
    """The error is one of the store, and says what to do."""
    for name in ("an operation nobody knows", "an operation of a later version"):
        peer = Peer()
        content = sent(peer, HOSTILE[name](peer))
        error = refused(peer.own, lambda: peer.own.import_steps(content))  # noqa: B023 # called at once
        assert isinstance(error, StoreTooNew)
        assert "up to date" in str(error)


def test_too_much_is_refused() -> None:
    """Neither a large bundle, nor one that is small until it is unpacked, nor a large file."""
    peer = Peer()
    large = peer.step(peer.note("x" * 300_000))
    content = sent(peer, [large])
    assert len(content) < 3_000
    error = refused(peer.own, lambda: peer.own.import_steps(content, most_bytes=200_000))
    assert "200,000 bytes" in str(error)
    peer.group._log.store.append(large, peer.group.head)
    refused(peer.own, lambda: peer.own.sync(peer.group, most_bytes=200_000))
    head, _, _ = gzip.decompress(content).partition(b"\n")
    bomb = gzip.compress(head + b"\n" + b"0" * 50_000_000)
    assert len(bomb) < 100_000
    refused(peer.own, lambda: peer.own.import_steps(bomb, most_bytes=1_000_000))


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 8))
def test_a_bundle_that_was_cut_or_altered_is_refused_or_the_same(where: float, bit: int) -> None:
    """No byte of a bundle can be lost or changed on its way without being noticed."""
    peer = Peer()
    content = bytearray(sent(peer, [peer.step(peer.note("of no secret"))]))
    place = int(where * len(content))
    if bit == 8:
        del content[place:]
    else:
        content[place] ^= 1 << bit
    head = peer.own.head
    try:
        report = peer.own.import_steps(bytes(content))
    except (UnreadableInput, Rejected, StoreTooNew):
        # The byte may be the number of the format, which is then a later one.
        assert peer.own.head == head
    else:
        # The header of the packing has bytes that say nothing of what is packed.
        assert report.came_in == 1


def test_a_bundle_that_says_other_than_it_holds_is_refused() -> None:
    """The head, the number of steps and the format it names are those that it has."""
    peer = Peer()
    plain = gzip.decompress(sent(peer, [peer.step(peer.note("of no secret"))]))
    header, _, rest = plain.partition(b"\n")
    said = msgspec.json.decode(header)
    for changes, error in (
        ({"head": "0" * 64}, UnreadableInput),
        ({"steps": 0}, UnreadableInput),
        ({"steps": 2}, UnreadableInput),
        ({"bundle": 99}, StoreTooNew),
        ({"more": 1}, UnreadableInput),
    ):
        content = gzip.compress(msgspec.json.encode({**said, **changes}) + b"\n" + rest)
        assert isinstance(refused(peer.own, lambda: peer.own.import_steps(content)), error)  # noqa: B023 # called at once
    for content in (b"", b"words", gzip.compress(b""), gzip.compress(b"words\n")):
        error = refused(peer.own, lambda: peer.own.import_steps(content))  # noqa: B023 # called at once
        assert isinstance(error, UnreadableInput)


def test_a_member_that_waits_is_no_way_in() -> None:
    """A step that another copy had overtaken is set aside, though it could not be recorded."""
    peer = Peer()
    peer.own.record(AddMember(code="GUM", name="Own"))
    theirs = peer.step(AddMember(id=new_id(peer.clock()), code="GUM", name="Theirs"))
    assert len(peer.own.import_steps(sent(peer, [theirs])).overtaken) == 1
    assert peer.own.state.members["GUM"].name in ("Own", "Theirs")
