"""What is recorded together: all of it or nothing, also where others record meanwhile."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.errors import HeadMoved, NotFound, Rejected, StoreError, StoreLocked
from consensus.history.operations import NoteSense, RedactBody
from consensus.history.replay import replay
from consensus.model.state import State
from consensus.store.sqlite import SqliteStore
from tests.conftest import at_most
from tests.support.panel import MEMBERS, fill, make_panel, ticking
from tests.support.postgres import Server


def tables(state: State) -> dict[str, object]:
    """Everything a state holds, for comparing."""
    return {
        field.name: copy.deepcopy(getattr(state, field.name))
        for field in attrs.fields(State)
        if field.name not in ("journal", "spent")
    }


class BlockError(Exception):
    """What a block is left with."""


def record_and_raise(group: WorkingGroup, *acts: Callable[[], object]) -> None:
    """Records in a block that raises at its end."""
    with pytest.raises(BlockError):
        _record_and_raise(group, acts)


def _record_and_raise(group: WorkingGroup, acts: Sequence[Callable[[], object]]) -> None:
    with group.atomic():
        for act in acts:
            act()
        raise BlockError


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The file of a panel."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
    return str(path)


def test_others_see_all_of_it_at_the_end(place: str) -> None:
    """Within the block only the one who records sees what was recorded, and may build on it."""
    with WorkingGroup.open(place) as group, WorkingGroup.open(place) as other:
        with group.atomic():
            group.propose("1", "must", old="shall", by=["ASH"])
            group.take_position("BAY", "A1", Stance.SUPPORT)
            group.merge("1")
            assert group.state.amendments
            assert not other.refresh()
        assert other.refresh()
        assert tables(other.state) == tables(group.state) == tables(replay(other.steps()))
        assert len(other.steps()) == len(group.steps())
        assert other.verify().is_intact


def test_what_raises_leaves_nothing_behind(place: str) -> None:
    """State, log, history and file are as before, and go on as if nothing had been."""
    with WorkingGroup.open(place) as group:
        before, head, told = tables(group.state), group.head, len(group.chronicle.entries())
        stored = in_file(place)
        assert stored == (head, len(group.steps()))
        seen: list[int] = []
        record_and_raise(
            group,
            lambda: group.propose("1", "must", old="shall", by=["ASH"]),
            lambda: seen.append(len(group.chronicle.entries())),
        )
        assert seen == [told + 1]
        assert tables(group.state) == before
        assert (group.head, len(group.chronicle.entries())) == (head, told)
        assert in_file(place) == stored
        group.take_position("BAY", "1", Stance.OBJECT)
        assert group.chronicle.entries()[-1].id == group.steps()[-1].id
        assert tables(replay(group.steps())) == tables(group.state)
        assert in_file(place) == (group.head, stored[1] + 1)


def in_file(place: str) -> tuple[str, int]:
    """The last hash and the number of steps of a record, as another process reads them."""
    with closing(SqliteStore.open(place, read_only=True)) as store:
        return store.head, store.length


def test_a_refused_act_within_does_not_end_the_block(panel: WorkingGroup) -> None:
    """Whoever catches a refusal goes on, and the rest is recorded."""
    with panel.atomic():
        panel.take_position("ASH", "1", Stance.SUPPORT)
        with pytest.raises(NotFound):
            panel.take_position("NIX", "1", Stance.SUPPORT)
        panel.take_position("BAY", "1", Stance.SUPPORT)
    assert len(panel.state.positions[panel.state.handles["R1"]]) == 2


def test_an_undo_within_is_taken_back_too(place: str) -> None:
    """What was undone in a block that raises stands again; in one that does not, it is undone."""
    with WorkingGroup.open(place, by="Ana") as group:
        group.take_position("ASH", "1", Stance.OBJECT)
        before, state = tables(group.state), group.state
        record_and_raise(group, group.undo, lambda: group.take_position("BAY", "1", Stance.SUPPORT))
        assert group.state is state
        assert tables(group.state) == before
        with group.atomic():
            group.undo()
            group.take_position("BAY", "1", Stance.SUPPORT)
            group.undo()
        assert group.state.positions.get(group.state.handles["R1"], {}) == {}
        with WorkingGroup.open(place) as other:
            assert tables(other.state) == tables(group.state)
            assert other.verify().is_intact


def test_a_block_within_takes_back_its_own_steps(place: str) -> None:
    """The outer block keeps what it recorded before and after."""
    with WorkingGroup.open(place) as group:
        length = len(group.steps())
        with group.atomic():
            group.take_position("ASH", "1", Stance.SUPPORT)
            record_and_raise(
                group, lambda: group.take_position("BAY", "1", Stance.OBJECT), group.undo
            )
            with group.atomic():
                group.take_position("COL", "1", Stance.SUPPORT)
        assert sorted(group.state.positions[group.state.handles["R1"]]) == ["ASH", "COL"]
        assert len(group.steps()) == length + 2
        record_and_raise(group, lambda: _record(group, "DUN"))
        assert len(group.steps()) == length + 2


def _record(group: WorkingGroup, code: str) -> None:
    with group.atomic():
        group.take_position(code, "1", Stance.SUPPORT)


def interrupted(place: str, act: Callable[[WorkingGroup], object]) -> None:
    """Records in a block, before the end of which another process records."""
    with WorkingGroup.open(place) as group, WorkingGroup.open(place, by="Bo") as other:
        before, head = tables(group.state), group.head
        with pytest.raises(HeadMoved):
            _interrupt(group, other, act)
        assert (group.head, tables(group.state)) == (head, before)
        with group.atomic():
            act(group)
            act(group)
        assert [step.act.by for step in group.steps()[-3:]] == ["Bo", "", ""]
        other.refresh()
        assert tables(other.state) == tables(group.state) == tables(replay(other.steps()))


def _interrupt(
    group: WorkingGroup, other: WorkingGroup, act: Callable[[WorkingGroup], object]
) -> None:
    with group.atomic():
        act(group)
        other.take_position("COL", "2", Stance.OBJECT)
        act(group)


def support(group: WorkingGroup) -> None:
    """Some member that has said nothing yet supports the first recommendation."""
    said = group.state.positions.get(group.state.handles["R1"], {})
    group.take_position(next(each for each in MEMBERS if each not in said), "1", Stance.SUPPORT)


def test_what_others_record_meanwhile_comes_before_all_or_after(place: str) -> None:
    """It never stands between two steps of the block; the block is refused whole, and done anew."""
    interrupted(place, support)


def test_a_database_takes_all_or_nothing(postgres: Server) -> None:
    """As a file does."""
    url = postgres.new_url()
    with WorkingGroup.create(url, title="Panel", clock=ticking()) as group:
        fill(group)
    interrupted(url, support)
    with WorkingGroup.open(url) as group:
        record_and_raise(group, lambda: support(group))
        assert len(group.state.positions[group.state.handles["R1"]]) == 2


_WRITERS, _BLOCKS, _ACTS = 4, 5, 3


def _note_in_blocks(place: str, name: str) -> None:
    """Records blocks of acts of one name, each once more where others were faster."""
    with WorkingGroup.open(place, by=name) as group:
        for block in range(_BLOCKS):
            while True:
                with suppress(HeadMoved, StoreLocked), group.atomic():
                    for act in range(_ACTS):
                        group.note_sense("1", f"{name} {block} {act}", "support")
                    break


def test_blocks_of_many_are_whole_and_apart(place: str) -> None:
    """Whoever comes first, no step of another is within a block, and none is lost."""
    with WorkingGroup.open(place) as group:
        before = len(group.steps())
    names = [f"W{number}" for number in range(_WRITERS)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        for done in [pool.submit(_note_in_blocks, place, name) for name in names]:
            done.result()
    with WorkingGroup.open(place) as group:
        assert group.verify().is_intact
        said = [operations[0] for _, operations, _ in group.history()][before:]
    noted = [each.quantity for each in said if isinstance(each, NoteSense)]
    blocks = [noted[at : at + _ACTS] for at in range(0, len(noted), _ACTS)]
    for block in blocks:
        first = block[0].removesuffix(" 0")
        assert block == [f"{first} {act}" for act in range(_ACTS)]
    assert sorted(each[0] for each in blocks) == sorted(
        f"{name} {block} 0" for name in names for block in range(_BLOCKS)
    )


def test_what_cannot_be_written_is_not_recorded(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at the end of the block leaves the working group as it was."""
    with WorkingGroup.open(place) as group:
        before, head = tables(group.state), group.head

        def fail(*_: object, **__: object) -> None:
            raise StoreError("the disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(SqliteStore, "extend", fail)
            with pytest.raises(StoreError, match="full"):
                _record(group, "ASH")
        assert (group.head, tables(group.state)) == (head, before)
        support(group)
        assert group.verify().is_intact


def test_an_empty_block_records_nothing(place: str) -> None:
    """Nor does one that only looks, whatever others record meanwhile."""
    with WorkingGroup.open(place) as group, WorkingGroup.open(place) as other:
        head = group.head
        with group.atomic():
            assert group.status().items
            support(other)
        assert group.head == head
        assert group.refresh()


def test_what_cannot_be_taken_back_is_refused_within(place: str, tmp_path: Path) -> None:
    """It would stay if the block raised: notes, the wall, copies, and words that are gone."""
    with WorkingGroup.open(place) as group:
        noted = group.note_privately("1", "ASH will move")
        group.show_on_projector("1")
        group.take_position("ASH", "1", Stance.OBJECT, reason="Ms Quill said so")
        copied = tmp_path / "copy.consensus"
        group.backup(copied)
        acts: list[Callable[[], object]] = [
            lambda: group.note_privately("1", "BAY will not"),
            lambda: group.remove_private_note(noted.number),
            lambda: group.show_on_projector("2"),
            group.blank_projector,
            lambda: group.backup(tmp_path / "other.consensus"),
            group.export_steps,
            lambda: group.sync(copied),
            lambda: group.redact("Ms Quill"),
            lambda: group.record(
                RedactBody(step=group.steps()[-1].id, index=1, substitute="{}", reason="")
            ),
        ]
        with group.atomic():
            shown = group.projector()
            for act in acts:
                with pytest.raises(Rejected):
                    act()
            assert group.projector() == shown
            support(group)
        assert [each.number for each in group.private_notes()] == [noted.number]
        assert group.projector() == shown
        assert not (tmp_path / "other.consensus").exists()
        assert len(group.state.positions[group.state.handles["R1"]]) == 2
        assert group.redact("Ms Quill").places == 1


def test_steps_of_a_bundle_are_taken_in_together_with_others(place: str, tmp_path: Path) -> None:
    """What comes in may be followed by what is made of it, or by nothing of either."""
    with WorkingGroup.open(place) as group:
        copied = tmp_path / "copy.consensus"
        group.backup(copied)
        with WorkingGroup.open(copied) as other:
            other.propose("1", "must", old="shall", by=["ASH"])
            sent = other.export_steps()
        before = tables(group.state)
        record_and_raise(
            group,
            lambda: group.import_steps(sent),
            lambda: group.take_position("BAY", "A1", Stance.SUPPORT),
        )
        assert tables(group.state) == before
        with group.atomic():
            group.import_steps(sent)
            group.take_position("BAY", "A1", Stance.SUPPORT)
        assert tables(replay(group.steps())) == tables(group.state)
        assert group.verify().is_intact


@pytest.mark.parametrize("options", [{}, {"pull": True}, {"dry_run": True}])
@pytest.mark.parametrize("of_past", [False, True])
def test_no_copy_is_joined_with_what_may_never_be_recorded(
    place: str, tmp_path: Path, options: dict[str, bool], of_past: bool
) -> None:
    """The other one is refused in a block as the one that joins is: neither gains or loses."""
    with WorkingGroup.open(place) as group:
        copied = tmp_path / "copy.consensus"
        group.backup(copied)
        with WorkingGroup.open(copied) as other:
            other.propose("1", "must", old="shall", by=["ASH"])
            head = other.head
            with group.atomic():
                step = group.take_position("BAY", "1", Stance.SUPPORT)
                with pytest.raises(Rejected, match="recorded together"):
                    other.sync(group.as_of(step.id) if of_past else group, **options)
                with pytest.raises(Rejected, match="recorded together"):
                    group.sync(other, **options)
                group.undo(step.id)
            assert (in_file(place)[1], other.head) == (len(group.steps()), head)
            report = other.sync(group)
            assert (report.came_in, report.went_out) == (2, 1)
            assert group.head == other.head
            assert (in_file(place), in_file(str(copied))) == (
                (group.head, len(group.steps())),
                (other.head, len(other.steps())),
            )


def test_nothing_is_carried_over_that_may_never_be_recorded(place: str) -> None:
    """It would name a head that the other record never had; nor does a group take its own texts."""
    with WorkingGroup.open(place) as group, WorkingGroup.in_memory(title="Second panel") as later:
        before = later.head
        with group.atomic():
            group.decide("1", "agreed")
            for other in (group, group.as_of(group.steps()[-1].id)):
                with pytest.raises(Rejected, match="recorded together"):
                    later.carry_over(other)
            with WorkingGroup.open(place) as itself, pytest.raises(Rejected, match="file itself"):
                group.carry_over(itself, everything=True)
        assert later.head == before
        later.carry_over(group)
        assert [str(each) for each in later.check_origins(group)] == [
            "1 item is as the record of Panel has it."
        ]


def test_no_copy_of_the_past_is_made_within(place: str, tmp_path: Path) -> None:
    """It may have steps of the block; after the block it is made."""
    with WorkingGroup.open(place) as group:
        copied = tmp_path / "copy.consensus"
        with group.atomic():
            step = group.take_position("BAY", "1", Stance.SUPPORT)
            past = group.as_of(step.id)
            for act in (lambda: past.backup(copied), past.export_steps):
                with pytest.raises(Rejected, match="recorded together"):
                    act()
        assert not copied.exists()
        group.as_of(step.id).backup(copied)
        assert in_file(str(copied)) == in_file(place)


def test_the_past_cannot_be_recorded_together(panel: WorkingGroup) -> None:
    """As it cannot be recorded at all."""
    past = panel.as_of(panel.steps()[-1].id)
    with pytest.raises(Rejected, match="can be read"), past.atomic():
        pass


def test_others_act_in_their_own_name(panel: WorkingGroup) -> None:
    """Within the block steps have another name and time; after it those of before.

    What is not given is that of the block around.
    """
    then = panel.now()
    with panel.acting_as(by="Ana", happened=then):
        first = panel.take_position("ASH", "1", Stance.SUPPORT)
        with panel.acting_as(by="Bo"):
            second = panel.take_position("BAY", "1", Stance.SUPPORT)
        with panel.acting_as(happened=then + timedelta(hours=1)):
            later = panel.take_position("DUN", "1", Stance.SUPPORT)
        with panel.acting_as(by=""):
            nobody = panel.take_position("DUN", "2", Stance.SUPPORT)
        third = panel.undo()
    with pytest.raises(BlockError), panel.acting_as(by="Cy"):
        raise BlockError
    fourth = panel.take_position("COL", "1", Stance.SUPPORT)
    assert [each.act.by for each in (first, second, third, fourth)] == [
        "Ana",
        "Bo",
        "Ana",
        "secretary",
    ]
    assert [each.happened for each in (first, second, third)] == [then] * 3
    assert (later.act.by, later.happened) == ("Ana", then + timedelta(hours=1))
    assert (nobody.act.by, nobody.happened) == ("", then)
    assert fourth.happened > then
    assert sorted(panel.state.positions[panel.state.handles["R1"]]) == ["ASH", "BAY", "COL"]


ACTS = st.sampled_from(("support", "object", "propose", "merge", "undo", "decide"))
BLOCKS = st.recursive(
    st.lists(ACTS, max_size=4),
    lambda inside: st.lists(st.one_of(ACTS, st.tuples(st.booleans(), inside)), max_size=4),
    max_leaves=12,
)
"""Acts on a panel, in blocks within blocks, some of which raise."""


def play(group: WorkingGroup, tree: list[object]) -> Iterator[str]:
    """Does what a tree says; yields the ids of the steps that are to stay."""
    for number, each in enumerate(tree):
        if isinstance(each, tuple):
            raises, inside = each
            kept: list[str] = []
            with suppress(BlockError), group.atomic():
                kept += play(group, inside)
                if raises:
                    kept.clear()
                    raise BlockError
            yield from kept
            continue
        code = list(MEMBERS)[number % len(MEMBERS)]
        with suppress(Rejected, NotFound):
            match each:
                case "support" | "object":
                    yield group.take_position(code, "1", str(each)).id
                case "propose":
                    yield group.propose("1", "must", old="shall", by=[code]).id
                case "merge":
                    yield group.merge("1").id
                case "decide":
                    yield group.decide("2", "agreed").id
                case _:
                    yield group.undo().id


@at_most(60)
@given(BLOCKS)
def test_blocks_within_blocks_keep_what_did_not_raise(tree: list[object]) -> None:
    """The log has the steps of the blocks that did not raise, and leads to the state."""
    with make_panel() as group:
        before = [step.id for step in group.steps()]
        kept = list(play(group, tree))
        assert [step.id for step in group.steps()] == before + kept
        assert tables(replay(group.steps())) == tables(group.state)
