"""A record with steps that cannot be read, or that newer software wrote, opens and is kept."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import attrs
import msgspec
import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Damaged, Rejected, StoreTooNew
from consensus.finding import Severity
from consensus.history import replay as replaying
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import AddMember, UndoStep
from consensus.history.step import HashedBody, Step, Unreadable, make_step
from consensus.history.verify import verify
from consensus.model.state import new_id
from consensus.reports.history import describe
from consensus.store.doctor import doctor
from consensus.store.memory import MemoryStore
from consensus.store.opening import copy_record, create_store, open_store
from consensus.working_group.log import Log
from tests.history.samples.make_sample import FOLDER
from tests.support.panel import copy_of, fill, one_clock, ticking
from tests.support.postgres import Server
from tests.working_group.test_any_commands import tables

_FIELDS = 600 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 30


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A copy of the kept record, of which four steps cannot be read."""
    return Path(shutil.copy(FOLDER / "unreadable.consensus", tmp_path / "ferry.consensus"))


def opened(path: Path) -> WorkingGroup:
    """The record, open."""
    return WorkingGroup.open(path, by="deputy", clock=one_clock())


def in_memory(path: Path) -> WorkingGroup:
    """The record in memory."""
    with closing(open_store(path)) as stored:
        store = MemoryStore()
        store.extend(list(stored.read()), "")
    return WorkingGroup(Log(store, one_clock(), "deputy"))


def with_body(step: Step, index: int, change: Callable[[str], str]) -> Step:
    """The step with another body, under the digest of that body."""
    sealed = step.bodies[index]
    body = change(sealed.body or "")
    assert body != sealed.body
    digest = hashlib.sha256(f"{sealed.salt}{body}".encode()).hexdigest()
    bodies = list(step.bodies)
    bodies[index] = HashedBody(sealed.name, digest, sealed.salt, body)
    return msgspec.structs.replace(step, bodies=tuple(bodies))


def recorded_by_old_software(
    group: WorkingGroup, *operations: Operation, change: Callable[[str], str], index: int = 1
) -> Step:
    """Append what cannot be read, behind the back of the group."""
    now = group.now()
    act = StepContext(new_id(now), "old", now, now)
    given = [attrs.evolve(each, id=new_id(now)) for each in operations]
    step = with_body(make_step(act, (group.head,), given), index, change)
    group._log.store.append(step, group.head)
    return step


def test_it_opens_and_names_each_step_that_is_left_out(ferry: Path) -> None:
    """Number, time, person, operation and field of those not to be read; why the others fall."""
    with opened(ferry) as group:
        found = group.unreadable
        assert [each.number for each in found] == [5, 6, 7, 8, 9, 10, 11, 12, 13]
        wrong = [
            (each.number, bad.name, bad.field, bad.problem)
            for each in found
            for bad in each.operations
        ]
        text = "expected text, found nothing"
        assert wrong == [
            (5, "take-position/1", "reason", text),
            (7, "take-position/1", "reason", text),
            (7, "take-position/1", "reservation", text),
            (8, "propose-amendment/1", "rationale", text),
            (12, "move-milestone/1", "reason", text),
        ]
        first = str(found[0])
        for words in (found[0].id, "number 5", "2026-05-04 09:13", "secretary", "field reason"):
            assert words in first
        assert found[1].reasons == ("FIR has raised no objection there",)


def test_everything_else_is_shown(ferry: Path) -> None:
    """Good rows of a bad import, and all that was recorded later and rests on none of it."""
    with opened(ferry) as group:
        state = group.state
        held = {
            (state.full_label(item), code): position.stance.value
            for item in state.items
            for code, position in state.positions.get(item, {}).items()
        }
        assert held == {
            ("1", "ELM"): "support",
            ("2", "ELM"): "accept",
            ("2", "OAK"): "accept",
            ("3", "FIR"): "accept",
        }
        assert group.verdict("3").status.value == "agreed"
        assert state.text(state.handles["A2"]) == "Dogs travel on the upper deck."
        assert [each.title for each in state.meetings.values()] == ["First crossing"]
        assert state.milestones == {}
        history = list(group.history())
        assert len(history) == 20
        assert isinstance(history[4][1][0], Unreadable)
        told = [each.line.sentences[0] for each in group.chronicle.entries()]
        assert told[4].startswith("an operation (take-position/1) cannot be read: field reason")


def test_handles_of_what_cannot_be_read_are_not_given_again(ferry: Path) -> None:
    """A1 and MS1 were in the papers, so the next ones are others."""
    with opened(ferry) as group:
        assert "A1" not in group.state.handles
        group.propose("1", "The ferry leaves twice an hour.", by=["ELM"])
        group.add_milestone("a new bell", group.now().date())
        assert {"A3", "MS2"} <= set(group.state.handles)


def test_it_is_worked_on_before_it_is_repaired(ferry: Path) -> None:
    """Recorded, undone, redacted, looked at as it was, copied: each opening gives the same."""
    with opened(ferry) as group:
        position = group.take_position("FIR", "1", Stance.OBJECT, reason="said Ms Lund")
        group.undo(group.take_position("OAK", "4", Stance.HOLD).id)
        group.redact("Ms Lund")
        assert group.as_of(position.id).state.positions.keys() == group.state.positions.keys()
        assert group.as_of("M1").unreadable == group.unreadable
        assert [str(each) for each in group.verify().problems if not each.unreadable] == []
        group.backup(ferry.with_name("copy.consensus"))
        state, steps = tables(group.state), len(group.steps())
    for path in (ferry, ferry.with_name("copy.consensus")):
        with opened(path) as group:
            assert (tables(group.state), len(group.steps())) == (state, steps)
            assert len(group.unreadable) == 9


def test_a_repair_sets_it_aside_by_steps_of_its_own(ferry: Path) -> None:
    """No step changes, nothing is left to warn of, the state stays, and the proof says how many."""
    with opened(ferry) as group:
        before, state, head = group.steps(), tables(group.state), group.head
        assert group.verify().is_unreadable
        assert not group.verify().is_intact
    wanted = doctor(ferry)
    assert {each.severity for each in wanted} == {Severity.WARNING}
    assert any("take-position/1" in each.message for each in wanted)
    assert any("field reservation: expected text" in each.message for each in wanted)
    done = doctor(ferry, repair=True, by="keeper", clock=one_clock())
    assert {each.severity for each in done} == {Severity.NOTE}
    with opened(ferry) as group:
        after = group.steps()
        assert after[: len(before)] == before
        added = after[len(before) :]
        assert {each.act.by for each in added} == {"keeper"}
        assert [each.bodies[1].name for each in added] == ["settle-overtaken/1"] * 9
        assert group.unreadable == group.superseded == ()
        proof = group.verify(head)
        assert (proof.is_intact, len(proof.set_aside)) == (True, 5)
        assert {**tables(group.state), "overtaken": state["overtaken"]} == state
        group.take_position("FIR", "1", Stance.ACCEPT)
    assert [each.severity for each in doctor(ferry)] == [Severity.NOTE]
    assert [each.severity for each in doctor(ferry, repair=True)] == [Severity.NOTE]
    with opened(ferry) as group:
        assert len(group.steps()) == len(after) + 1


def test_an_undone_repair_is_a_step_that_waits_again(ferry: Path) -> None:
    """What set it aside is an ordinary step, and so is taking it back."""
    doctor(ferry, repair=True, clock=one_clock())
    with opened(ferry) as group:
        first = group.steps()[20]
        group.undo(first.id)
        assert [each.number for each in group.unreadable] == [5]
    doctor(ferry, repair=True, clock=one_clock())
    with opened(ferry) as group:
        assert group.unreadable == ()


def test_undoing_it_sets_it_aside_too(ferry: Path) -> None:
    """A facilitator may take the step back; the answer that rested on it still waits."""
    with opened(ferry) as group:
        bad = group.unreadable[0]
        group.undo(bad.id)
        assert group.unreadable[0].number == 6
        group.discard(group.unreadable[0].id, "answered nothing")
        state = tables(group.state)
    with opened(ferry) as group:
        assert group.unreadable[0].number == 7
        assert tables(group.state) == state


def test_what_rested_on_it_is_recorded_again_once_it_can_stand(ferry: Path) -> None:
    """The objection is taken anew, and then the answer given to it is recorded again."""
    with opened(ferry) as group:
        answer = group.unreadable[1]
        group.take_position("FIR", "1", Stance.OBJECT)
        again = group.reapply(answer.id)
        assert again.happened == group.steps()[5].happened
        objection = group.state.objections[group.state.handles["N1"]]["FIR"]
        assert objection.answer == "the hour is the same as before"
        with pytest.raises(Rejected, match="cannot be read"):
            group.reapply(group.unreadable[0].id)


def test_it_is_joined_with_a_copy_of_it(ferry: Path) -> None:
    """Both copies hold the steps; what each recorded since comes to the other."""
    ann, bob = in_memory(ferry), in_memory(ferry)
    ann.take_position("OAK", "1", Stance.SUPPORT)
    bob.take_position("FIR", "4", Stance.SUPPORT)
    report = ann.sync(bob)
    assert (report.came_in, report.went_out, report.overtaken) == (1, 1, ())
    assert tables(ann.state) == tables(bob.state)
    assert len(ann.unreadable) == 9


def test_it_comes_in_from_a_copy_once_it_is_set_aside_there(panel: WorkingGroup) -> None:
    """Until its keeper has repaired it a sync is refused, whichever begins, and writes nowhere."""
    clock = one_clock()
    ann, bob = copy_of(panel, "ann", clock), copy_of(panel, "bob", clock)
    ann.take_position("BAY", "2", Stance.SUPPORT)
    bad = recorded_by_old_software(
        bob,
        AddMember(code="ELK", name="Elkland"),
        change=lambda body: body.replace('"Elkland"', "null"),
    )
    bob.refresh()
    heads = ann.head, bob.head
    for one, other in ((ann, bob), (bob, ann)):
        for dry_run in (True, False):
            with pytest.raises(Rejected, match=r"repair the copy that has them, and sync"):
                one.sync(other, dry_run=dry_run)
    assert heads == (ann._log.store.head, bob._log.store.head)
    bob.discard(bad.id, "added again")
    bob.add_member("ELK", "Elkland")
    assert ann.sync(bob).came_in == 3
    assert tables(ann.state) == tables(bob.state)
    assert ann.unreadable == ()
    assert "ELK" in ann.state.members


def test_two_repairs_of_the_same_steps_are_one(ferry: Path, tmp_path: Path) -> None:
    """Repaired apart and joined, nothing waits; a copy that lacked the steps takes them in then."""
    other, early = tmp_path / "other.consensus", tmp_path / "early.consensus"
    shutil.copy(ferry, other)
    with closing(open_store(ferry)) as store:
        first = list(store.read())[:4]
    create_store(early, steps=first).close()
    with opened(early) as group:
        group.take_position("OAK", "3", Stance.SUPPORT)
        with pytest.raises(Rejected, match="repair the copy that has them"):
            group.sync(ferry, pull=True)
        for path in (ferry, other):
            doctor(path, repair=True, clock=one_clock())
        with opened(ferry) as ann, opened(other) as bob:
            ann.take_position("OAK", "4", Stance.SUPPORT)
            report = ann.sync(bob)
            assert (report.came_in, report.went_out, report.overtaken) == (9, 10, ())
            assert tables(ann.state) == tables(bob.state)
            assert ann.unreadable == ann.superseded == ()
            assert ann.verify().is_intact
        assert group.sync(ferry, pull=True).overtaken == ()
        assert group.unreadable == ()


def test_a_step_that_comes_while_it_is_open(panel: WorkingGroup) -> None:
    """Taken in as it is opened: left out and named, and so again from a snapshot."""
    bad = recorded_by_old_software(
        panel,
        AddMember(code="ELK", name="Elkland"),
        change=lambda body: body.replace('"ELK"', "7"),
    )
    assert panel.refresh()
    assert [(each.id, each.operations[0].field) for each in panel.unreadable] == [(bad.id, "code")]
    panel._log.keep_snapshot()
    panel.take_position("BAY", "2", Stance.SUPPORT)
    again = WorkingGroup(Log(panel._log.store, one_clock()))
    assert tables(again.state) == tables(panel.state)
    assert [each.id for each in again.unreadable] == [bad.id]


def test_who_recorded_it_cannot_be_read(panel: WorkingGroup) -> None:
    """What was recorded stands, without a name, until that too is set aside."""
    bad = recorded_by_old_software(
        panel,
        AddMember(code="ELK"),
        change=lambda body: body.replace('"old"', "null"),
        index=0,
    )
    panel.refresh()
    assert "ELK" in panel.state.members
    assert [(each.id, each.by) for each in panel.unreadable] == [(bad.id, "")]
    assert panel.superseded[0].rows == 1
    assert panel.verify().is_unreadable
    panel.discard(bad.id, "it was the deputy")
    assert (panel.unreadable, panel.verify().is_intact) == ((), True)
    assert "ELK" in panel.state.members


def test_an_undo_that_cannot_be_read_undoes_nothing(panel: WorkingGroup) -> None:
    """What it should have taken back stands, and it waits."""
    position = panel.take_position("BAY", "2", Stance.OBJECT)
    recorded_by_old_software(
        panel,
        UndoStep(step=position.id, reason="by mistake"),
        change=lambda body: body.replace('"by mistake"', "null"),
    )
    panel.refresh()
    assert panel.state.positions[panel.state.handles["R2"]]["BAY"].stance is Stance.OBJECT
    assert len(panel.unreadable) == 1


def test_a_first_step_that_cannot_be_read(panel: WorkingGroup) -> None:
    """The record then has no title, and everything that does not need it."""
    first, *others = panel.steps()
    changed = with_body(first, 1, lambda body: body.replace(f'"{panel.title}"', "null"))
    store, head = MemoryStore(), ""
    for step in (changed, *others):
        parents = (head,) if head else ()
        store.append(msgspec.structs.replace(step, parents=parents), head)
        head = store.head
    group = WorkingGroup(Log(store, one_clock()))
    assert (group.title, [each.number for each in group.unreadable]) == ("", [1])
    assert group.state.members == panel.state.members
    assert len(group.status().items) == len(panel.status().items)


def test_what_was_altered_is_damage_and_nothing_else(ferry: Path) -> None:
    """A step that cannot be read since somebody altered it is never taken for one recorded so."""
    group = in_memory(ferry)
    steps = group.steps()
    body = steps[3].bodies[1]
    for words in ('"stance":7', '"stance":"supp0rt"'):
        altered = (body.body or "").replace('"stance":"support"', words)
        bodies = (steps[3].bodies[0], msgspec.structs.replace(body, body=altered))
        broken = [*steps[:3], msgspec.structs.replace(steps[3], bodies=bodies), *steps[4:]]
        with pytest.raises(Damaged, match="number 4") as caught:
            replaying.replay(broken)
        assert caught.value.step == steps[3].id


def with_altered(group: WorkingGroup, step: Step, words: str, other: str) -> WorkingGroup:
    """A copy of the group in which a word of a step was altered, its digest not."""
    steps = group.steps()
    body = (step.bodies[1].body or "").replace(words, other)
    assert body != step.bodies[1].body
    bodies = (step.bodies[0], msgspec.structs.replace(step.bodies[1], body=body))
    steps[steps.index(step)] = msgspec.structs.replace(step, bodies=bodies)
    store = MemoryStore()
    store.extend(steps, "")
    return WorkingGroup(Log(store, one_clock(), "ann"))


def test_altered_words_do_not_close_the_record(panel: WorkingGroup) -> None:
    """Where everything still holds it opens, and the proof names the step."""
    step = panel.take_position("BAY", "2", Stance.OBJECT, reason="too dear")
    panel.answer_objection("2", "BAY", "it is not")
    group = with_altered(panel, step, "dear", "bear")
    assert group.unreadable == ()
    assert [each.step for each in group.verify().problems] == [step.id]
    group.take_position("BAY", "1", Stance.ACCEPT)


@pytest.mark.parametrize(("words", "other"), [("BAY", "BAX"), ('"object"', '"accept"')])
def test_an_altered_step_on_which_another_rests_is_damage(
    panel: WorkingGroup, words: str, other: str
) -> None:
    """It is named, not the step that no longer holds, and nothing is left out for it."""
    step = panel.take_position("BAY", "2", Stance.OBJECT)
    panel.answer_objection("2", "BAY", "it is not")
    with pytest.raises(Damaged, match="is damaged") as caught:
        with_altered(panel, step, words, other)
    assert caught.value.step == step.id


def test_an_altered_step_that_comes_while_it_is_open_is_damage(panel: WorkingGroup) -> None:
    """What was read before stays as it was."""
    now, state = panel.now(), tables(panel.state)
    act = StepContext(new_id(now), "ann", now, now)
    made = make_step(act, (panel.head,), [UndoStep(id=new_id(now), step=panel.steps()[2].id)])
    body = msgspec.structs.replace(made.bodies[1], body=(made.bodies[1].body or "").upper())
    panel._log.store.append(
        msgspec.structs.replace(made, bodies=(made.bodies[0], body)), panel.head
    )
    with pytest.raises(Damaged) as caught:
        panel.refresh()
    assert (caught.value.step, tables(panel.state)) == (made.id, state)


def rebuilt(steps: Sequence[Step], changed: Step) -> WorkingGroup:
    """The record with a step in another form, each later one after what it then comes after."""
    hashes: dict[str, str] = {}
    found: list[Step] = []
    for step in steps:
        form = changed if step.id == changed.id else step
        parents = tuple(hashes[each] for each in step.parents)
        found.append(msgspec.structs.replace(form, parents=parents))
        hashes[step.hash] = found[-1].hash
    store = MemoryStore()
    store.extend(found, "")
    return WorkingGroup(Log(store, one_clock(), "deputy"))


def test_whatever_cannot_be_read_the_rest_is(tmp_path: Path) -> None:
    """Any field of anything that can be recorded: the record opens, names the step, and is told."""
    with opened(Path(shutil.copy(FOLDER / "format-1.consensus", tmp_path))) as group:
        steps = group.steps()
    fields = [
        (step, index, name)
        for step in steps
        for index, body in enumerate(step.bodies)
        for name in msgspec.json.decode(body.body or "{}")
    ]
    for step, index, name in random.Random(20170126).sample(fields, _FIELDS):
        fields_of = msgspec.json.decode(step.bodies[index].body or "")
        body = msgspec.json.encode({**fields_of, name: None}, order="sorted").decode()
        group = rebuilt(steps, with_body(step, index, lambda _: body))  # noqa: B023 # called at once
        assert group.status().items
        assert len(group.chronicle.entries()) == len(steps)
        lines = [describe(each, made, group.state, gone) for each, made, gone in group.history()]
        assert len(lines) == len(steps)
        proof = group.verify()
        named = [each.step for each in proof.problems if each.unreadable]
        # Nothing at all may be what a field says when it is not given.
        assert proof.is_intact or named == [step.id], (step.bodies[index].name, name)
        assert proof.is_intact or step.id in [each.id for each in group.unreadable]


def test_a_number_where_a_name_should_be_is_told(panel: WorkingGroup) -> None:
    """The history names the field, whatever lies in it."""
    recorded_by_old_software(
        panel,
        AddMember(code="ELK", name="Elkland"),
        change=lambda body: body.replace('"ELK"', "3"),
    )
    panel.refresh()
    told = panel.chronicle.entries()[-1].line.sentences
    assert "field code: expected text, found a whole number" in told[0]


# Two versions of the software on one record: the older one spoils nothing and says why.


NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A working group that both versions use."""
    if request.param == "file":
        found = str(tmp_path / "panel.consensus")
    else:
        server: Server = request.getfixturevalue("postgres")
        found = server.new_url()
    with WorkingGroup.create(found, title="Panel", clock=ticking()) as group:
        fill(group)
    return found


def record_later(place: str, name: str = "agree-by-telepathy/1", later_format: int = 1) -> Step:
    """Record what only later software can."""
    with closing(open_store(place)) as store:
        act = StepContext("ffffffff-0000-7000-8000-000000000000", "later", NOW, NOW)
        made = make_step(act, (store.head,), [AddMember(id="m", code="ZZZ", name="Zed")])
        bodies = (made.bodies[0], msgspec.structs.replace(made.bodies[1], name=name))
        made = msgspec.structs.replace(made, bodies=bodies, format=later_format)
        store.append(made, store.head)
        return made


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("agree-by-telepathy/1", "does not know the operation agree-by-telepathy/1"),
        ("add-member/99", "add-member/99"),
    ],
)
def test_an_operation_that_is_not_known_is_named(place: str, name: str, words: str) -> None:
    """Neither is the record opened, nor is anything recorded by whoever has it open."""
    with WorkingGroup.open(place) as group:
        later = record_later(place, name)
        before = group.head
        with pytest.raises(StoreTooNew, match=words):
            group.record(AddMember(id="", code="YYY", name="Why"))
        with pytest.raises(StoreTooNew, match=words):
            group.refresh()
        assert group.head == before
    with pytest.raises(StoreTooNew, match=words):
        WorkingGroup.open(place)
    with closing(open_store(place)) as store:
        assert store.head == later.hash


def test_what_is_not_known_is_proved_copied_and_backed_up(place: str, tmp_path: Path) -> None:
    """All of that needs no understanding; nothing is lost by older software."""
    later = record_later(place)
    copy, backup = tmp_path / "copy.consensus", tmp_path / "backup.consensus"
    assert copy_record(place, copy).head == later.hash
    with closing(open_store(place)) as store:
        assert verify(store.read_stored(), later.hash).is_intact
        store.backup(str(backup))
    for each in (copy, backup):
        with closing(open_store(each)) as store:
            assert later in list(store.read())
    assert not any("step" in each.message and "fsync" not in each.message for each in doctor(place))


def test_a_step_of_a_later_format_is_told_from_a_damaged_one(place: str) -> None:
    """The software is to be brought up to date, not the record repaired."""
    record_later(place, "add-member/1", later_format=2)
    with pytest.raises(StoreTooNew, match="format 2"):
        WorkingGroup.open(place)
