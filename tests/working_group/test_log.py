"""Recording, undoing, redacting, looking back, and what comes of two at once."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import msgspec
import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import HeadMoved, MalformedRule, NotFound, Rejected, StoreError
from consensus.history.operations import (
    AddMember,
    ChangeMember,
    ChangeText,
    SetRule,
    TakePosition,
    UndoStep,
)
from consensus.history.replay import replay
from consensus.history.snapshot import write_snapshot
from consensus.history.step import encode_step
from consensus.history.verify import SnapshotCheck
from consensus.model.drafts import Cause
from consensus.model.state import State
from consensus.store.sqlite import SqliteStore
from consensus.working_group.merging import read_text
from tests.support.files import whole
from tests.support.panel import fill, make_panel, ticking


def tables(state: State) -> dict[str, object]:
    """Everything a state holds, for comparing."""
    return {
        field.name: copy.deepcopy(getattr(state, field.name))
        for field in attrs.fields(State)
        if field.name not in ("journal", "spent")
    }


def test_state_is_the_replay_of_the_log(panel: WorkingGroup) -> None:
    """Replaying the recorded steps gives the state that recording them left."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.take_position("BAY", "A1", Stance.SUPPORT)
    panel.merge("1")
    panel.decide("1", "agreed", reason="as merged")
    assert tables(replay(panel.steps())) == tables(panel.state)


def test_refused_operations_change_nothing_and_give_every_reason(panel: WorkingGroup) -> None:
    """All reasons are given at once, and neither state nor log has moved."""
    before, head = tables(panel.state), panel.head
    with pytest.raises(Rejected) as refused:
        panel.record(
            AddMember(code="GUM", group="GOV"),
            AddMember(code="ASH", group="GOV"),
            ChangeMember(code="NIX"),
        )
    assert refused.value.reasons == ("ASH is a member already", "no member has the code NIX")
    assert tables(panel.state) == before
    assert panel.head == head


def test_malformed_rule_is_refused_before_it_is_recorded(panel: WorkingGroup) -> None:
    """A rule that cannot be read never enters the record."""
    head = panel.head
    with pytest.raises(MalformedRule):
        panel.record(SetRule(rule="most_of_us()"))
    assert panel.head == head


def test_undo_takes_back_the_last_own_step(panel: WorkingGroup) -> None:
    """Undo restores the state before, keeps both steps, and can itself be undone."""
    before = tables(panel.state)
    taken = panel.take_position("ASH", "1", Stance.OBJECT)
    after = tables(panel.state)
    undo = panel.undo()
    assert tables(panel.state) == before
    assert [step.id for step in panel.steps()][-2:] == [taken.id, undo.id]
    panel.undo(undo.id)
    assert tables(panel.state) == after


def test_undo_twice_goes_further_back(panel: WorkingGroup) -> None:
    """Each undo takes the one before, never the undo."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.take_position("BAY", "1", Stance.SUPPORT)
    panel.undo()
    panel.undo()
    assert panel.state.positions == {}


def test_undo_names_what_depends_on_a_step(panel: WorkingGroup) -> None:
    """A step on which another rests is not undone, and the other is named."""
    proposed = panel.propose("1", "must", old="shall", by=["ASH"])
    position = panel.take_position("BAY", "A1", Stance.SUPPORT)
    with pytest.raises(Rejected, match=position.id):
        panel.undo(proposed.id)
    panel.undo(position.id)
    panel.undo(proposed.id)
    assert panel.state.amendments == {}


def test_handles_of_undone_steps_are_never_given_again(panel: WorkingGroup) -> None:
    """After an undo the next amendment takes the next handle."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.undo()
    panel.propose("1", "may", old="shall", by=["ASH"])
    assert list(panel.state.handles)[-1] == "A2"


def test_undo_only_one_s_own(panel: WorkingGroup) -> None:
    """The last step of somebody else is left alone unless it is named."""
    own = panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.record(AddMember(code="GUM"), by="chair")
    panel.undo()
    assert "GUM" in panel.state.members
    assert panel.state.positions == {}
    with pytest.raises(Rejected, match="undone already"):
        panel.undo(own.id)
    with pytest.raises(NotFound, match="no step to undo by nobody"):
        panel.undo(by="nobody")


def test_beginning_cannot_be_undone(panel: WorkingGroup) -> None:
    """The first step stays."""
    with pytest.raises(Rejected, match="beginning"):
        panel.undo(panel.steps()[0].id)


def test_undo_is_recorded_in_a_step_of_its_own(panel: WorkingGroup) -> None:
    """An undo mixed with other operations is refused."""
    last = panel.steps()[-1]
    with pytest.raises(Rejected, match="step of their own"):
        panel.record(UndoStep(step=last.id), AddMember(code="GUM"))


def test_as_of_shows_any_past_moment(panel: WorkingGroup) -> None:
    """A moment, a meeting, a revision and a step each bring the state of then back."""
    panel.open_meeting("First meeting")
    panel.note_presence(["ASH"])
    panel.close_meeting()
    closed = tables(panel.state)
    step = panel.take_position("ASH", "1", Stance.SUPPORT, source="written")
    taken = tables(panel.state)
    panel.publish("Rev.1")
    issued = tables(panel.state)
    panel.take_position("ASH", "1", Stance.OBJECT, source="written")
    assert tables(panel.as_of("M1").state) == closed
    assert tables(panel.as_of("First meeting").state) == closed
    assert tables(panel.as_of(step.id[:20]).state) == taken
    assert tables(panel.as_of(step.recorded).state) == taken
    assert tables(panel.as_of("Rev.1").state) == issued
    assert panel.as_of(datetime(2020, 1, 1, tzinfo=UTC)).state.title == ""
    with pytest.raises(NotFound):
        panel.as_of("Rev.9")
    with pytest.raises(Rejected, match="say the time zone"):
        panel.as_of(datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None))


def test_past_can_be_read_and_not_changed(panel: WorkingGroup) -> None:
    """Recording, undoing and redacting in the past are refused."""
    past = panel.as_of(panel.steps()[-1].id)
    with pytest.raises(Rejected, match="can be read, not changed"):
        past.take_position("ASH", "1", Stance.SUPPORT)
    with pytest.raises(Rejected, match="can be read, not changed"):
        past.redact("ASH")
    assert past.status() == panel.status()


def test_redaction_takes_words_out_and_the_chain_still_verifies(panel: WorkingGroup) -> None:
    """A name typed by mistake is gone from every step; the proof holds and names the gap."""
    panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said it is too costly")
    panel.take_position("BAY", "1", Stance.ACCEPT, reason="unlike Ms Quill")
    head = panel.steps()[-1].hash
    step = panel.redact("Ms Quill", reason="named under the rule of the house").step
    stored = b"".join(each.content for each in panel._log.store.read_stored())
    found = panel.verify(head)
    item = panel.state.handles["R1"]
    assert b"Quill" not in stored
    assert found.is_intact
    assert len(found.redactions) == 2
    assert panel.state.positions[item]["ASH"].reason == "(redacted) said it is too costly"
    assert panel.state.positions[item]["BAY"].reason == "unlike (redacted)"
    with pytest.raises(Rejected, match="cannot be undone"):
        panel.undo(step.id)
    with pytest.raises(NotFound, match="no recorded step has those words"):
        panel.redact("Ms Quill")


def test_redaction_survives_a_second_redaction_of_the_same_body(panel: WorkingGroup) -> None:
    """Words left by the first redaction can be taken out by another."""
    panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill and Mr Reed said so")
    panel.redact("Ms Quill")
    panel.redact("Mr Reed")
    item = panel.state.handles["R1"]
    assert panel.state.positions[item]["ASH"].reason == "(redacted) and (redacted) said so"
    assert panel.verify().is_intact


def test_words_that_carry_the_record_are_not_redacted(panel: WorkingGroup) -> None:
    """A member's code cannot be taken out where positions rest on it."""
    panel.take_position("ASH", "1", Stance.OBJECT)
    with pytest.raises(Rejected, match="carry the record"):
        panel.redact("ASH")
    with pytest.raises(Rejected, match="repeats the words"):
        panel.redact("ASH", reason="ASH asked")


def test_as_of_before_a_redaction_does_not_bring_words_back(panel: WorkingGroup) -> None:
    """The past shows the substitute, too."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.redact("Ms Quill")
    past = panel.as_of(step.id)
    item = past.state.handles["R1"]
    assert past.state.positions[item]["ASH"].reason == "(redacted) said so"


def test_second_writer_sees_the_first_and_is_checked_again(tmp_path: Path) -> None:
    """A step made on a state that has moved is checked again on the new one."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, by="second", clock=ticking()) as second:
            first.take_position("ASH", "1", Stance.SUPPORT)
            second.take_position("BAY", "1", Stance.SUPPORT)
            item = second.state.handles["R1"]
            assert set(second.state.positions[item]) == {"ASH", "BAY"}
            assert first.refresh()
            assert tables(first.state) == tables(second.state)
            assert not first.refresh()


def test_text_changed_meanwhile_is_refused_and_never_pinned_anew(tmp_path: Path) -> None:
    """A merge planned on an older version is refused; a position keeps the version it saw."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, clock=ticking()) as second:
            item = second.state.handles["R1"]
            seen = second.state.version_id(item)
            first.edit("1", "Members report.")
            with pytest.raises(Rejected, match="changed since"):
                second.record(
                    ChangeText(
                        target=item,
                        seen=seen,
                        wording=read_text(second.state, "Members may report."),
                        cause=Cause.EDIT,
                    )
                )
            second.record(
                TakePosition(target=item, version=seen, member="ASH", stance=Stance.SUPPORT)
            )
            assert second.state.positions[item]["ASH"].version == seen
            assert second.verdict("1").counts.stale == ("ASH",)


def test_failed_append_leaves_the_state_as_it_was(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store cannot write, nothing has happened."""
    before, head = tables(panel.state), panel.head

    def fail(step: object, expected_head: str) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(panel._log.store, "append", fail)
    with pytest.raises(StoreError, match="disk is full"):
        panel.take_position("ASH", "1", Stance.SUPPORT)
    assert tables(panel.state) == before
    assert panel.head == head


def test_writer_gives_up_when_the_head_never_rests(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A head that moves for ever ends in a clear error, after a backoff between all tries."""
    import consensus.working_group.log as log

    def move(step: object, expected_head: str) -> None:
        raise HeadMoved("moved")

    backoffs: list[int] = []
    monkeypatch.setattr(log, "_backoff", backoffs.append)
    monkeypatch.setattr(panel._log.store, "append", move)
    with pytest.raises(StoreError, match="try again"):
        panel.take_position("ASH", "1", Stance.SUPPORT)
    assert backoffs == list(range(log._TRIES))


def test_snapshot_opens_to_the_same_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening from a snapshot and replaying the whole log give the same state."""
    import consensus.working_group.log as log

    monkeypatch.setattr(log, "_OPERATIONS_PER_SNAPSHOT", 5)
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
    with WorkingGroup.open(path, clock=ticking()) as group:
        assert group._log.store.snapshot(whole) is not None
        group.take_position("ASH", "1", Stance.SUPPORT)
        undone = group.take_position("BAY", "1", Stance.SUPPORT)
        group._log.keep_snapshot()
        group.undo(undone.id)
        assert tables(replay(group.steps())) == tables(group.state)
        expected = tables(group.state)
    with WorkingGroup.open(path, clock=ticking()) as group:
        assert tables(group.state) == expected
        assert group.verify().is_intact


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record that is large enough for a snapshot, as few operations as it has; none is kept."""
    monkeypatch.setattr("consensus.working_group.log._OPERATIONS_PER_SNAPSHOT", 5)
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
        group.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    with closing(SqliteStore.open(path)) as store:
        store.drop_snapshots()
    return path


def keeps(path: Path) -> bool:
    """Whether a snapshot of a record is kept."""
    with closing(SqliteStore.open(path)) as store:
        return store.holds_snapshot


def forge(path: Path) -> None:
    """Keep a snapshot with the true head of a record and an invented state."""
    with WorkingGroup.open(path, clock=ticking()) as group:
        group.state.settings[""] = attrs.evolve(group.state.settings[""], title="Invented")
        group._log.keep_snapshot()


def test_whoever_only_reads_a_large_record_keeps_a_snapshot_too(large: Path) -> None:
    """The file is left as it is, and the next opening is quick; small ones are not kept."""
    before = large.read_bytes()
    WorkingGroup.open(large).close()
    assert (keeps(large), large.read_bytes()) == (True, before)
    small = large.with_name("small.consensus")
    with WorkingGroup.create(small, title="Panel"):
        pass
    assert not keeps(small)


def test_a_look_at_the_past_keeps_no_snapshot(large: Path) -> None:
    """What is kept is the present, however large the past is."""
    with WorkingGroup.open(large) as group:
        with group.as_of(group.steps()[-1].id) as past:
            assert past.head == group.head
            assert past.verify().is_intact
        assert not keeps(large)


def test_a_forged_snapshot_does_not_pass_the_proof(large: Path) -> None:
    """One with the true head and an invented state is found, and dropping it is all it takes."""
    forge(large)
    with WorkingGroup.open(large) as group:
        assert group.title == "Invented"
        found = group.verify()
        assert (found.is_intact, found.snapshot) == (False, SnapshotCheck.DIFFERS)
        assert "the kept snapshot does not agree with the log" in str(found.problems[0])
        group._log.store.drop_snapshots()
    with WorkingGroup.open(large) as group:
        assert group.title == "Panel"
        group._log.keep_snapshot()
        heard: list[int] = []
        found = group.verify(progress=heard.append)
        assert (found.is_intact, found.snapshot) == (True, SnapshotCheck.AGREES)
        assert heard == [*range(1, found.steps + 1)] * 2


@pytest.mark.parametrize("claimed", [-1, 0, 1, 99, 1 << 63])
def test_a_snapshot_that_claims_other_steps_is_not_opened(large: Path, claimed: int) -> None:
    """One with the true head after another number of steps would not be compared with the log."""
    with WorkingGroup.open(large, clock=ticking()) as group:
        state, head = group.state, group.head
    state.settings[""] = attrs.evolve(state.settings[""], title="Invented")
    with closing(SqliteStore.open(large)) as store:
        store.keep_snapshot(write_snapshot(state, head, claimed))
    with WorkingGroup.open(large) as group:
        assert (group.title, group.verify().is_intact) == ("Panel", True)


def test_a_forged_snapshot_goes_into_no_copy(large: Path, tmp_path: Path) -> None:
    """Neither a backup nor a copied file brings a state of its own."""
    forge(large)
    with WorkingGroup.open(large) as group:
        group.backup(tmp_path / "backup.consensus")
        group._log.store.drop_snapshots()
    with WorkingGroup.open(tmp_path / "backup.consensus") as copy:
        assert (copy.title, copy.verify().is_intact) == ("Panel", True)


@pytest.mark.parametrize("forgery", ["another body", "no body", "an undo in disguise"])
def test_a_forged_copy_does_not_get_its_state_into_the_cache(
    large: Path, tmp_path: Path, forgery: str
) -> None:
    """It has the same first step and the same head, so the true record would open from it."""
    with WorkingGroup.open(large, clock=ticking()) as group:
        last = group.steps()[-1]
        if forgery == "an undo in disguise":
            last = group.undo(last.id)
        head, expected = group.head, tables(group.state)
    with closing(SqliteStore.open(large)) as store:
        store.drop_snapshots()
    shutil.copy(large, forged := tmp_path / "forged.consensus")
    said = last.bodies[1]
    changed = {
        "another body": lambda body: msgspec.structs.replace(
            body, body=(body.body or "").replace("Ms Quill", "Mr Smith")
        ),
        "no body": lambda body: body.without_body(),
        "an undo in disguise": lambda body: body,
    }[forgery](said)
    step = msgspec.structs.replace(last, bodies=(last.bodies[0], changed, *last.bodies[2:]))
    content = encode_step(step)
    if forgery == "an undo in disguise":
        content = content.replace(b'"undo-step/', b'"undo\\u002dstep/')
    with closing(sqlite3.connect(forged)) as connection:
        connection.execute("UPDATE steps SET content = ? WHERE id = ?", (content, last.id))
        connection.commit()
    with WorkingGroup.open(forged, clock=ticking()) as group:
        assert (group.head, group.verify().is_intact) == (head, False)
    with WorkingGroup.open(large) as group:
        assert (group.head, tables(group.state)) == (head, expected)
    assert keeps(large)


def test_words_redacted_elsewhere_leave_the_cache(
    large: Path, tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot from before a redaction on another machine is not used, and goes."""
    WorkingGroup.open(large).close()
    (kept,) = cache_folder.iterdir()
    assert b"Ms Quill" in kept.read_bytes()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CONSENSUS_CACHE", str(tmp_path / "elsewhere"))
        with WorkingGroup.open(large, clock=ticking()) as group:
            group.redact("Ms Quill")
    with WorkingGroup.open(large) as group:
        assert "Quill" not in str(group.state.objections)
        assert list(cache_folder.iterdir()) == []
    (kept,) = cache_folder.iterdir()
    assert b"Quill" not in kept.read_bytes()


def test_times_of_happening_and_recording_are_both_kept() -> None:
    """A step recorded later keeps when it happened."""
    with make_panel() as group:
        happened = datetime(2026, 3, 1, 0, 10, tzinfo=UTC)
        step = group.take_position("ASH", "1", Stance.SUPPORT, happened=happened)
        assert step.happened == happened
        assert step.recorded - happened > timedelta(hours=1)
        position = group.state.positions[group.state.handles["R1"]]["ASH"]
        assert (position.happened, position.recorded) == (happened, step.recorded)


def test_snapshot_of_an_older_state_is_not_kept_after_a_redaction(
    tmp_path: Path, cache_folder: Path
) -> None:
    """A process that loaded before a redaction cannot bring the words back when it closes."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        first.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
        with WorkingGroup.open(path, clock=ticking()) as second:
            first.redact("Ms Quill")
            second._log.keep_snapshot()
            assert second._log.store.snapshot(whole) is None
    assert b"Quill" not in path.read_bytes()
    assert list(cache_folder.glob("*")) == []


def test_working_group_that_cannot_be_started_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the first step cannot be written, nothing stays behind."""
    from consensus.store.sqlite import SqliteStore

    def fail(store: object, step: object, expected_head: str) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(SqliteStore, "extend", fail)
    with pytest.raises(StoreError):
        WorkingGroup.create(tmp_path / "panel.consensus", title="Panel")
    assert list(tmp_path.iterdir()) == []
