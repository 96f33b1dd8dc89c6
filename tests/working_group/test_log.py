"""Recording, undoing, redacting and looking back, also where others write or clocks go back."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import attrs
import msgspec
import pytest

from consensus import Outcome, Stance, Status, WorkingGroup
from consensus.errors import HeadMoved, MalformedRule, NotFound, Rejected, StoreError
from consensus.formats.bracket_notation import read_text
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    AddMember,
    ChangeMember,
    ChangeText,
    NoteSense,
    OpenMeeting,
    RedactBody,
    SetRule,
    StartWorkingGroup,
    TakePosition,
    UndoStep,
)
from consensus.history.replay import replay
from consensus.history.snapshot import write_snapshot
from consensus.history.step import Step, encode_step, make_step, moment_after
from consensus.history.verify import SnapshotCheck
from consensus.model.drafts import Cause
from consensus.model.state import State, new_id
from consensus.store.memory import MemoryStore
from consensus.store.sqlite import SqliteStore
from consensus.working_group.log import Log
from tests.support.files import whole
from tests.support.panel import copy_of, fill, make_panel, ticking
from tests.support.postgres import Server


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


def test_the_last_own_step_is_found_at_the_end_without_reading_all(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long record the last steps are read alone, and all where they have none that counts."""
    taken = panel.take_position("ASH", "1", Stance.SUPPORT)
    undone = panel.take_position("BAY", "1", Stance.SUPPORT)
    panel.undo(undone.id)
    log = panel._log
    reads: list[int] = []
    read = log.store.read

    def counted(since: int = 0) -> Iterator[Step]:
        reads.append(since)
        return read(since)

    monkeypatch.setattr(log.store, "read", counted)
    monkeypatch.setattr("consensus.working_group.log._LAST", (3,))
    assert panel.last_own_step().id == taken.id
    assert reads == [log.length - 3]
    monkeypatch.setattr("consensus.working_group.log._LAST", (2,))
    log._last_own.clear()
    assert panel.last_own_step().id == taken.id
    assert 0 in reads
    with pytest.raises(NotFound):
        panel.last_own_step("nobody")


def test_what_was_found_of_the_last_own_step_is_not_looked_for_again(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what came since is read, also where a person has no step; an undo is looked up anew."""
    taken = panel.take_position("ASH", "1", Stance.SUPPORT)
    assert panel.last_own_step().id == taken.id
    with pytest.raises(NotFound):
        panel.last_own_step("nobody")
    searched: list[str] = []
    search = Log._find_last_own

    def counted(log: Log, who: str) -> Step | None:
        searched.append(who)
        return search(log, who)

    monkeypatch.setattr(Log, "_find_last_own", counted)
    other = panel.take_position("BAY", "1", Stance.SUPPORT)
    assert panel.last_own_step().id == other.id
    with pytest.raises(NotFound):
        panel.last_own_step("nobody")
    with pytest.raises(NotFound), panel.atomic():  # noqa: PT012 - the block is what is tried
        third = panel.take_position("COL", "1", Stance.SUPPORT)
        assert panel.last_own_step().id == third.id
        panel.last_own_step("nobody")
    assert searched == []
    assert panel.last_own_step().id == other.id
    panel.undo(other.id)
    assert panel.last_own_step().id == taken.id
    assert searched == [panel._log.by] * 2


def test_the_last_steps_are_read_without_those_before(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of the end of a long record reads the end alone, but for withheld words."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    said = panel.take_position("BAY", "1", Stance.OBJECT, reason="Secret.")
    whole, log = panel.steps(), panel._log
    assert panel.steps(last=0) == []
    assert panel.steps(last=len(whole) + 1) == whole
    with monkeypatch.context() as patched:
        patched.setattr(log, "steps", lambda: pytest.fail("all is read"))
        assert panel.steps(last=2) == whole[-2:]
    panel.redact("Secret.", step=said.id, reason="a secret")
    assert panel.steps(last=2) == panel.steps()[-2:]


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


def happened_on(month: int, day: int) -> datetime:
    """Noon of a day on which something happened."""
    return datetime(2017, month, day, 12, tzinfo=UTC)


def test_as_of_shows_what_had_happened_by_a_moment(panel: WorkingGroup) -> None:
    """Also what was entered later; what was set up here before a past process began with it."""
    item = panel.state.handles["R1"]

    def stances(moment: datetime) -> dict[str, Stance]:
        found = panel.as_of(moment, happened=True).state
        return {code: each.stance for code, each in found.positions.get(item, {}).items()}

    for code, moment in (("ASH", happened_on(1, 10)), ("BAY", happened_on(3, 10))):
        with panel.acting_as(happened=moment):
            step = panel.take_position(code, "1", Stance.SUPPORT)
    with panel.acting_as(happened=happened_on(2, 1)):
        panel.take_position("COL", "1", Stance.ACCEPT)
    assert panel.as_of(happened_on(1, 9), happened=True).head == ""
    assert stances(happened_on(1, 10)) == {"ASH": Stance.SUPPORT}
    february = {"ASH": Stance.SUPPORT, "COL": Stance.ACCEPT}
    assert stances(happened_on(2, 1)) == february
    assert stances(happened_on(3, 10)) == {**february, "BAY": Stance.SUPPORT}
    assert panel.as_of(happened_on(2, 1), happened=True).now() == happened_on(2, 1)
    # An undo that happened before the step that it takes back has nothing to take back.
    with panel.acting_as(happened=happened_on(2, 20)):
        panel.undo(step.id)
    assert stances(happened_on(2, 25)) == stances(happened_on(3, 10)) == february
    assert tables(panel.as_of(panel.now(), happened=True).state) == tables(panel.state)


def test_a_mail_from_before_the_beginning_moves_nothing_that_was_recorded_later() -> None:
    """Only what was set up on the first day is as old as what was entered after it."""
    moments = [NOON]
    with WorkingGroup.in_memory(title="Panel", clock=lambda: moments[-1]) as panel:
        fill(panel)
        item = panel.state.handles["R1"]
        for day, code in ((2, "ASH"), (9, "BAY")):
            moments.append(NOON + timedelta(days=day))
            panel.take_position(code, "1", Stance.SUPPORT)
        with panel.acting_as(happened=NOON - timedelta(days=30)):
            panel.take_position("COL", "1", Stance.ACCEPT)
        for day, codes in ((-20, {"COL"}), (3, {"ASH", "COL"}), (9, {"ASH", "BAY", "COL"})):
            past = panel.as_of(NOON + timedelta(days=day), happened=True)
            assert past.state.positions[item].keys() == codes


def test_as_of_leaves_out_what_rests_on_something_later(panel: WorkingGroup) -> None:
    """A position on an amendment that was proposed later does not apply, and is named so."""
    with panel.acting_as(happened=panel.now() + timedelta(days=9)):
        panel.propose("1", "must", old="shall", by=["ASH"])
    with panel.acting_as(happened=panel.now() + timedelta(days=2)):
        step = panel.take_position("BAY", "A1", Stance.SUPPORT)
    past = panel.as_of(panel.now() + timedelta(days=3), happened=True)
    assert past.state.amendments == {}
    assert list(past.state.overtaken) == [step.id]


def test_as_of_shows_what_had_happened_in_copies_that_were_joined(panel: WorkingGroup) -> None:
    """The steps of both, whatever the order in which they came together."""
    other = copy_of(panel, "bob", panel._log.clock)
    with panel.acting_as(happened=happened_on(1, 10)):
        panel.take_position("ASH", "1", Stance.SUPPORT)
    with other.acting_as(happened=happened_on(2, 10)):
        other.take_position("BAY", "1", Stance.SUPPORT)
    panel.sync(other)
    item = panel.state.handles["R1"]
    for moment, codes in ((happened_on(1, 20), {"ASH"}), (happened_on(2, 20), {"ASH", "BAY"})):
        assert panel.as_of(moment, happened=True).state.positions[item].keys() == codes


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
    with pytest.raises(NotFound, match="upper and lower case count, and they are there 1 time in"):
        panel.redact("SAID")


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
    with pytest.raises(Rejected, match="carry the history"):
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
    monkeypatch.setattr(log, "backoff", backoffs.append)
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
        assert "the kept snapshot does not agree with the steps" in str(found.problems[0])
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


# Logs that others write to, that were joined, or that hold what cannot stand.


BEGIN = ticking()()


def step(number: int, parents: Sequence[Step], *operations: Operation) -> Step:
    """The step of that number, after those steps."""
    moment = BEGIN + timedelta(minutes=number)
    act = StepContext(f"0195c000-{number:04x}-7000-8000-000000000000", "secretary", moment, moment)
    return make_step(act, [parent.hash for parent in parents], operations)


@pytest.fixture
def joined() -> WorkingGroup:
    """Two copies each added ASH, one opened a meeting, and their histories were joined."""
    start = step(1, [], StartWorkingGroup(id="start", title="Panel"))
    one = step(2, [start], AddMember(id="ash-1", code="ASH", name="One"))
    other = step(3, [start], AddMember(id="ash-2", code="ASH", name="Other"))
    last = step(4, [one, other], OpenMeeting(id="m", handle="M1", title="Meeting"))
    store = MemoryStore()
    store.extend([start, one, other, last], "")
    return WorkingGroup(Log(store, lambda: BEGIN + timedelta(hours=1), "secretary"))


def test_joined_histories_are_replayed_in_one_order(joined: WorkingGroup) -> None:
    """Of two that cannot both stand the earlier one holds, on every machine."""
    assert joined.state.members["ASH"].name == "One"
    assert list(joined.state.overtaken) == [joined.steps()[2].id]
    assert joined.verify().is_intact
    assert [each.handle for each in joined.state.meetings.values()] == ["M1"]


def test_what_could_not_stand_before_blames_no_undo(joined: WorkingGroup) -> None:
    """A step that contradicts another rests on nothing that is undone now."""
    meeting = joined.steps()[-1]
    joined.undo(meeting.id)
    assert joined.state.meetings == {}
    joined.record(AddMember(code="BAY", name="Bay of Quill"))
    joined.redact("Quill")
    assert joined.state.members["BAY"].name == "Bay of (redacted)"


def test_undo_by_another_writer_is_taken_in(tmp_path: Path) -> None:
    """A reader that is behind takes in steps one by one, and an undo by replaying it all."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as first:
        fill(first)
        with WorkingGroup.open(path, clock=ticking(), by="chair") as second:
            second.take_position("ASH", "1", Stance.SUPPORT)
            assert first.refresh()
            assert not first.refresh()
            second.undo()
            assert first.refresh()
            assert first.head == second.head
            assert not first.state.positions.get(first.state.handles["R1"])


def test_snapshot_and_what_came_after_it(tmp_path: Path) -> None:
    """Opening goes on from the snapshot; where later steps look back, from the beginning."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", by="chair", clock=ticking()) as panel:
        fill(panel)
        panel._log.keep_snapshot()
        panel.take_position("ASH", "1", Stance.SUPPORT)
        head = panel.head
    with WorkingGroup.open(path, by="chair", clock=ticking()) as panel:
        assert panel.head == head
        assert "ASH" in panel.state.positions[panel.state.handles["R1"]]
        panel.undo()
    with WorkingGroup.open(path, clock=ticking()) as panel:
        assert not panel.state.positions.get(panel.state.handles["R1"])


def test_undo_names_its_step_in_full(panel: WorkingGroup) -> None:
    """What is recorded is the id, not the start of it."""
    step = panel.take_position("ASH", "1", Stance.SUPPORT)
    with pytest.raises(NotFound, match="no step has the id"):
        panel.record(UndoStep(step=step.id[:-1]))


@pytest.mark.parametrize(
    ("index", "substitute", "reason"),
    [
        (9, "{}", "has no body 9"),
        (1, "", "a redacted body needs a substitute without the words"),
        (1, "[]", r"those words carry the history: .* \(take-position/2\) cannot be read"),
    ],
)
def test_redaction_of_a_body_needs_a_body_and_another(
    panel: WorkingGroup, index: int, substitute: str, reason: str
) -> None:
    """Nothing is taken out that leaves a step nobody can read."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    with pytest.raises(Rejected, match=reason):
        panel.record(RedactBody(step=step.id, index=index, substitute=substitute))
    assert panel.verify().is_intact


def test_body_that_is_gone_is_not_redacted_again(panel: WorkingGroup) -> None:
    """What stands in its place is redacted through the words, not through the body."""
    step = panel.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
    panel.redact("Ms Quill")
    with pytest.raises(Rejected, match="was redacted already"):
        panel.record(RedactBody(step=step.id, index=1, substitute="{}"))


def test_redactions_and_other_things_are_recorded_apart(panel: WorkingGroup) -> None:
    """A step either looks back or goes on."""
    item = panel.state.handles["R1"]
    position = TakePosition(target=item, version=item, member="ASH", stance=Stance.SUPPORT)
    step = panel.steps()[-1]
    with pytest.raises(Rejected, match="each recorded in a step of their own"):
        panel.record(position, RedactBody(step=step.id, index=1, substitute="{}"))


# A clock that goes back: the order is that in which things were recorded.


NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Wayward:
    """A clock that jumps back by an hour and a day in turn, and stands still in between."""

    def __init__(self) -> None:
        self._looks = count()

    def __call__(self) -> datetime:
        """The time that it shows."""
        look = next(self._looks)
        jumps = timedelta(hours=look // 3 % 2, days=look // 5)
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) - jumps


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a working group can be begun."""
    if request.param == "file":
        return str(tmp_path / "panel.consensus")
    server: Server = request.getfixturevalue("postgres")
    return server.new_url()


def test_steps_stay_in_the_order_in_which_they_were_recorded(place: str) -> None:
    """Each was recorded after the one before, whatever the clock said, and reads the same again."""
    clock = Wayward()
    with WorkingGroup.create(place, title="Panel", clock=clock) as group:
        fill(group)
        for number in range(12):
            stance = Stance.OBJECT if number % 2 else Stance.ACCEPT
            group.take_position("ASH", str(number % 4 + 1), stance, reason=str(number))
        steps = group.steps()
        assert any(later.happened < earlier.happened for earlier, later in pairwise(steps))
        assert all(later.recorded > earlier.recorded for earlier, later in pairwise(steps))
        assert all(later.parents == (earlier.hash,) for earlier, later in pairwise(steps))
        assert len({step.id for step in steps}) == len(steps)
        verdicts = {label: group.verdict(label).status for label in "1234"}
        handles = dict(group.state.handles)
    with WorkingGroup.open(place, clock=clock) as again:
        found = again.verify()
        assert found.is_intact
        assert not any("before the step" in each.message for each in found.times)
        assert handles == again.state.handles
        assert verdicts == {label: again.verdict(label).status for label in "1234"}
        assert [step.id for step in again.steps()] == [step.id for step in steps]


def test_what_was_recorded_last_is_undone_first(place: str) -> None:
    """The last step is the last one recorded, though its time is the earliest."""
    with WorkingGroup.create(place, title="Panel", clock=Wayward(), by="secretary") as group:
        fill(group)
        group.take_position("ASH", "1", Stance.ACCEPT)
        last = group.take_position("BAY", "1", Stance.OBJECT, reason="too early")
        group.undo()
        assert [step.id for step, _, undone in group.history() if undone] == [last.id]
        assert group.as_of(last.id).verdict("1").status != group.verdict("1").status


def test_a_step_from_a_wrong_clock_is_named_and_taken(place: str) -> None:
    """Of a copy whose clock was set back, or is fast, the sync and the proof say by how much."""
    with WorkingGroup.create(place, title="Panel", clock=lambda: NOON) as group:
        fill(group)
        other = copy_of(group, "bob", lambda: NOON + timedelta(days=3, hours=2))
        other.take_position("ASH", "1", Stance.ACCEPT)
        last = other.steps()[-1]
        early = attrs.evolve(last.act, step=new_id(NOON), recorded=NOON - timedelta(minutes=5))
        sense = NoteSense(
            id=new_id(NOON),
            target=other.state.handles["R1"],
            quantity="several",
            stance=Stance.SUPPORT,
        )
        # Software that does not look at the step before would record so.
        forged = make_step(early, (last.hash,), (sense,))
        other._log.store.append(forged, last.hash)
        other.refresh()
        tried = group.sync(other, pull=True, dry_run=True)
        report = group.sync(other, pull=True)
        assert tried == report
        expected = {
            f"step {last.id} says that it was recorded 3 days 2 hours from now; the clock there is"
            " fast, or the one here is slow",
            f"step {forged.id} says that it was recorded 3 days 2 hours before the step that it"
            " comes after; the clock there was set back, or is slow",
        }
        assert {each.message for each in report.findings} == expected
        found = group.verify()
        assert found.is_intact
        assert expected <= {each.message for each in found.times}
        mine = group.take_position("BAY", "1", Stance.ACCEPT)
        assert mine.recorded > forged.recorded
        assert mine.happened == NOON


def test_steps_after_one_of_a_fast_clock_are_not_named_for_it() -> None:
    """They have their time from that step, whatever their own clock said, also at its end."""
    moments = [NOON]
    with WorkingGroup.in_memory(title="Panel", clock=lambda: moments[-1]) as group:
        other = copy_of(group, "bob", lambda: moments[-1])
        fast = []
        for code, moment in enumerate((NOON + timedelta(days=3), datetime.max.replace(tzinfo=UTC))):
            moments.append(moment)
            fast.append(other.add_member(f"FAST{code}"))
            moments.append(NOON)
            for each in "AB":
                assert other.add_member(f"{each}{code}").recorded > NOON
        expected = [each.id for each in fast]
        assert expected == [each.message.split()[1] for each in other.verify().times]
        report = group.sync(other, pull=True)
        assert expected == [each.message.split()[1] for each in report.findings]


def test_a_record_of_a_clock_without_a_time_zone_goes_on() -> None:
    """Earlier versions took such a clock: the record is added to, joined and seen as it was."""
    naive = NOON.replace(tzinfo=None)
    with WorkingGroup.in_memory(title="Panel", clock=lambda: NOON) as begun:
        begun.add_member("ASH")
        first, second = begun.steps()
    first = msgspec.structs.replace(first, happened=naive, recorded=naive)
    second = msgspec.structs.replace(second, parents=(first.hash,), happened=naive, recorded=naive)
    group = WorkingGroup(Log(MemoryStore([first, second]), lambda: NOON))
    other = WorkingGroup(Log(MemoryStore([first]), lambda: NOON))
    other.add_member("BAY")
    assert group.sync(other, pull=True).joined
    added = group.add_member("CLA")
    assert added.recorded > NOON
    assert set(group.state.members) == {"ASH", "BAY", "CLA"}
    assert group.as_of(second.id).now() == NOON
    assert not group.as_of(NOON - timedelta(seconds=1)).state.members
    assert group.verify().is_intact


def test_a_fast_clock_elsewhere_counts_no_member_early() -> None:
    """An objection of a member of later years does not stop a decision of today."""
    with WorkingGroup.in_memory(title="Panel", clock=lambda: NOON) as group:
        fill(group)
        group.add_member("YEW", since=date(2030, 1, 1))
        group.take_position("YEW", "1", Stance.OBJECT, reason="too early")
        fast = copy_of(group, "bob", lambda: NOON.replace(year=2036))
        fast.take_position("ASH", "2", Stance.SUPPORT)
        group.sync(fast)
        decided = group.decide("1", Outcome.AGREED)
        assert decided.recorded.year == 2036
        assert group.verdict("1").status is Status.AGREED


def test_nothing_comes_after_the_end_of_time() -> None:
    """Whoever recorded at the last moment there is cannot keep others from recording."""
    end = datetime.max.replace(tzinfo=UTC)
    assert moment_after(end, NOON) == end
    assert moment_after(NOON, NOON) == NOON + timedelta(microseconds=1)
    assert moment_after(NOON, end) == end
    assert moment_after(None, NOON) == NOON
