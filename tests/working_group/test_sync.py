"""Two copies of a record that went different ways become one."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.operations import AddMember
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.history.step import Step
from consensus.history.verify import SnapshotCheck, check_snapshot
from consensus.model.amendments import AmendmentState
from tests.support.panel import fill, text_source, ticking

from .copies import copy_of, hashes, one_clock, two_copies
from .test_any_commands import tables


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


def test_each_makes_the_same_join() -> None:
    """Two who take in each other's bundle without talking end with one head."""
    ann, bob = two_copies()
    ann.propose("1", "must", old="shall", by=["ASH"])
    bob.take_position("BAY", "2", Stance.SUPPORT)
    to_bob, to_ann = ann.bundle(), bob.bundle()
    assert ann.unbundle(to_ann).head == bob.unbundle(to_bob).head
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
        waiting = each.overtaken
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
        waiting = each.overtaken
        assert [line.id for line in waiting] == [undo.id]
        assert position.id in waiting[0].reasons[0]


def test_undoing_what_is_in_the_way_lets_it_apply() -> None:
    """Whoever takes the undo back has the merge and the position on it."""
    ann, bob, undo, _ = undo_and_position("undo")
    ann.sync(bob)
    ann.undo(undo.id)
    assert ann.overtaken == ()
    assert "BAY" in ann.state.positions[ann.state.handles["R1"]]
    synced(bob, ann)


def test_what_was_let_go_stays_out() -> None:
    """A settlement says why, holds in every copy and whatever is undone, and can be undone."""
    ann, bob, undo, position = undo_and_position("undo")
    ann.sync(bob)
    with pytest.raises(Rejected, match="say why"):
        ann.let_go(position.id, " ")
    settled = ann.let_go(position.id, "Bay was asked again")
    synced(bob, ann)
    assert bob.overtaken == ()
    assert [each[2] for each in bob.history() if each[0].id == position.id] == [True]
    with pytest.raises(NotFound, match="does not wait"):
        bob.let_go(position.id, "once more")
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
        ann.take_again(position.id)
    assert (ann.head, len(ann.overtaken)) == (head, 1)
    with pytest.raises(NotFound, match="does not wait"):
        ann.take_again(undo.id)


def test_two_who_settle_the_same_agree() -> None:
    """Both settlements are in the record, and nothing waits."""
    ann, bob, _, position = undo_and_position("undo")
    ann.sync(bob)
    first = ann.let_go(position.id, "asked again")
    second = bob.let_go(position.id, "of no use")
    synced(ann, bob)
    assert ann.overtaken == ()
    assert {first.id, second.id} <= {step.id for step in ann.steps()}


# What each copy does


def test_of_two_merges_of_one_text_neither_goes_in() -> None:
    """The text is what it was; when one of them is undone, it is what the other made of it."""

    def prepare(group: WorkingGroup) -> None:
        group.propose("1", "must", old="shall", by=["ASH"])
        group.propose("1", "may", old="shall", by=["BAY"])

    ann, bob = two_copies(prepare)
    merge = ann.merge("1", settle={0: "A1"})
    later = bob.merge("1", settle={0: "A2"})
    synced(ann, bob)
    text = ann.state.handles["R1"]
    assert "shall" in ann.state.text(text)
    assert [line.id for line in ann.overtaken] == [merge.id, later.id]
    ann.undo(merge.id)
    assert ("may" in ann.state.text(text), ann.overtaken) == (True, ())


def test_a_decision_that_did_not_see_an_objection_waits() -> None:
    """The gavel fell over an objection that was raised elsewhere before."""
    ann, bob = two_copies()
    bob.take_position("BAY", "1", Stance.OBJECT)
    decision = ann.decide("1", Outcome.AGREED)
    synced(ann, bob)
    assert ann.state.last_decision(ann.state.handles["R1"]) is None
    assert [line.id for line in ann.overtaken] == [decision.id]
    assert "BAY objected since" in ann.overtaken[0].reasons[0]


def test_what_comes_after_an_agreement_asks_to_reopen() -> None:
    """An amendment recorded elsewhere after the gavel applies, as one that came late."""
    ann, bob = two_copies(lambda group: group.take_position("ASH", "1", Stance.SUPPORT))
    ann.decide("1", Outcome.AGREED)
    bob.propose("1", "must", old="shall", by=["BAY"])
    synced(ann, bob)
    assert ann.overtaken == ()
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
    assert "2 meetings are going on (Small room, Large room)" in str(report.findings[0])
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
    first, second = ann.overtaken
    assert (first.rows, first.of, second.id) == (2, 2, position.id)
    assert "does not apply either" in second.rests_on[0]


def test_what_applies_again_is_recorded_as_it_was() -> None:
    """An edit of what was closed waits until that is reopened, and keeps its time and identity."""
    ann, bob = two_copies(lambda group: group.take_position("ASH", "1", Stance.SUPPORT))
    decision = ann.decide("1", Outcome.AGREED)
    edit = bob.edit("1", "Members shall report gladly.")
    synced(ann, bob)
    ann.let_go(decision.id, "declared again, before all")
    ann.decide("1", Outcome.AGREED)
    with pytest.raises(Rejected, match="closed by a decision"):
        ann.take_again(edit.id)
    ann.decide("1", Outcome.REOPENED)
    again = ann.take_again(edit.id, "as Bob had it")
    assert ann.state.text(ann.state.handles["R1"]) == "Members shall report gladly."
    assert (again.happened, again.act.by) == (edit.happened, "ann")
    assert again.operation(2) == edit.operation(1)
    assert ann.overtaken == ()
    synced(bob, ann)
    ann.undo(again.id)
    assert [line.id for line in ann.overtaken] == [edit.id]


def test_undo_in_both_copies_is_one_undo() -> None:
    """Nothing waits when two take the same step back."""
    ann, bob = two_copies(merged)
    for each in (ann, bob):
        each.undo(each.steps()[-1].id)
    synced(ann, bob)
    assert (ann.overtaken, "shall" in ann.state.text(ann.state.handles["R1"])) == ((), True)


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
    assert entries[-1].line.sentences == ("two copies of the record were joined",)
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
        whole, part = ann.bundle(), ann.bundle(since=ann.steps()[1].id)
        expected = ann.head
    with pytest.raises(Rejected, match="step number 1 of the other copy"):
        WorkingGroup.from_bundle(tmp_path / "part.consensus", part)
    assert not (tmp_path / "part.consensus").exists()
    with WorkingGroup.from_bundle(tmp_path / "new.consensus", whole, by="dan") as copy:
        assert (copy.head, copy.verify().is_intact) == (expected, True)
    with opened(files[1], "bob") as bob:
        assert bob.unbundle(part).came_in == 1
        with pytest.raises(Rejected, match="nothing was recorded since"):
            bob.bundle(since=bob.head)


def test_the_past_is_not_synced() -> None:
    """A record as it was can be sent, and takes nothing in."""
    ann, bob = two_copies()
    then = ann.as_of(ann.steps()[1].id)
    with pytest.raises(Rejected, match="can be read, not changed"):
        then.sync(bob)
    with pytest.raises(Rejected, match="can be read, not changed"):
        then.unbundle(bob.bundle())


def test_what_applies_again_has_its_handle() -> None:
    """What waited comes back under the handle that was kept for it."""
    ann, bob = two_copies(lambda group: group.propose("1", "must", old="shall", by=["ASH"]))
    ann.merge("1")
    amending = bob.propose("A1", "will", old="must", by=["BAY"])
    bob.take_position("COL", "A2", Stance.SUPPORT)
    synced(ann, bob)
    assert len(ann.overtaken) == 2
    assert ann.state.amendments[ann.state.handles["A1"]].state is AmendmentState.MERGED
    third = copy_of(ann, "cyn", one_clock())
    third.undo(next(step for step in third.steps() if step.act.by == "ann").id)
    assert third.overtaken == ()
    assert third.state.handles["A2"] == amending.operation(1).id  # type: ignore[union-attr] # it has one
