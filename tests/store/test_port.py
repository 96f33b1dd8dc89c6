"""The contract of the port: every kind of store keeps it, and a store that does not is found."""

from __future__ import annotations

import inspect
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from attrs import evolve
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consensus.errors import HeadMoved, NotFound, StoreError
from consensus.history.operation import StepContext
from consensus.history.operations import StartWorkingGroup
from consensus.history.step import HashedBody, Step, StoredStep, encode_step, make_step, redacted
from consensus.history.verify import verify
from consensus.store.memory import MemoryStore, PrefixStore
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.conftest import at_most
from tests.support.files import whole
from tests.support.recording import SECRET, chain, member, redaction, step, stored

from .conftest import Handles, Make

pytestmark = pytest.mark.waits

# The contract of the port: every kind of store keeps it.


def fill(store: Store, steps: list[Step]) -> list[Step]:
    """Append steps, each after the one before."""
    for each in steps:
        store.append(each, each.parents[0] if each.parents else "")
    return steps


class TestAppend:
    def test_a_new_record_is_empty(self, handles: Handles) -> None:
        """Nothing is in a record that was just made."""
        store = handles.first
        found = (store.head, store.length, list(store.read()), store.snapshot(whole))
        assert found == ("", 0, [], None)

    def test_steps_come_back_in_order(self, handles: Handles) -> None:
        """What was appended is read, as it was and in the order in which it was appended."""
        steps = fill(handles.first, chain(5))
        assert steps == list(handles.first.read())
        assert (steps[-1].hash, 5) == (handles.first.head, handles.first.length)

    def test_operations_come_back_in_order(self, handles: Handles) -> None:
        """What was done in one step is read in the order in which it was done."""
        steps = fill(handles.first, chain(1))
        steps += fill(handles.first, [step(2, (steps[0].hash,), member(2), member(3), member(4))])
        assert steps == list(handles.first.read())
        assert verify(handles.first.read_stored()).is_intact

    def test_steps_are_there_for_others_at_once(self, handles: Handles) -> None:
        """Another handle sees a step as soon as it is appended."""
        other = handles.beside()
        steps = fill(handles.first, chain(2))
        assert (steps[-1].hash, steps) == (other.head, list(other.read()))

    def test_steps_outlast_the_handle(self, handles: Handles) -> None:
        """A record opened again holds every step."""
        steps = fill(handles.first, chain(3))
        assert steps == list(handles.reopen().read())

    @pytest.mark.parametrize("since", [0, 1, 3, 4, 9])
    def test_reading_can_begin_later(self, handles: Handles, since: int) -> None:
        """Reading since a number of steps leaves those out."""
        steps = fill(handles.first, chain(4))
        assert steps[since:] == list(handles.first.read(since))

    def test_many_steps_come_back(self, handles: Handles) -> None:
        """A record larger than one portion of reading is read whole."""
        steps = chain(1203)
        handles.first.extend(steps, "")
        assert steps == list(handles.first.read())

    def test_a_moved_head_refuses_the_step(self, handles: Handles) -> None:
        """Who did not see the last step cannot append, and nothing changes."""
        steps = fill(handles.first, chain(2))
        late = step(9, (steps[0].hash,))
        for expected in (steps[0].hash, "", "nonsense"):
            with pytest.raises(HeadMoved):
                handles.beside().append(late, expected)
        assert steps == list(handles.first.read())

    def test_a_step_cannot_be_there_twice(self, handles: Handles) -> None:
        """The id of a step is its own."""
        steps = fill(handles.first, chain(2))
        with pytest.raises(StoreError, match="already"):
            handles.first.append(steps[0], steps[1].hash)
        assert steps == list(handles.first.read())

    def test_asking_again_changes_nothing(self, handles: Handles) -> None:
        """The same steps after the same head are the same act, also when others went on since."""
        steps = chain(5)
        handles.first.append(steps[0], "")
        handles.first.append(steps[0], "")
        handles.first.extend(steps[1:3], steps[0].hash)
        handles.beside().extend(steps[3:], steps[2].hash)
        handles.beside().extend(steps[1:3], steps[0].hash)
        handles.first.append(steps[4], steps[3].hash)
        assert steps == list(handles.first.read())

    def test_asking_again_for_something_else_is_no_repetition(self, handles: Handles) -> None:
        """Steps that are there after another head, or not all of them, are refused."""
        steps = fill(handles.first, chain(4))
        more = step(9, (steps[3].hash,))
        for together, head in (
            (steps[1:3], ""),
            (steps[2:3], steps[0].hash),
            ([*steps[1:3], more], steps[0].hash),
            ([steps[1], steps[3]], steps[0].hash),
        ):
            with pytest.raises(HeadMoved):
                handles.first.extend(together, head)
        assert steps == list(handles.first.read())

    def test_several_steps_go_in_together(self, handles: Handles) -> None:
        """Extending appends all steps in their order."""
        steps = chain(6)
        handles.first.extend(steps[:2], "")
        handles.first.extend(steps[2:], steps[1].hash)
        assert (steps, steps[-1].hash) == (list(handles.first.read()), handles.first.head)

    def test_of_several_steps_all_go_in_or_none(self, handles: Handles) -> None:
        """One step that cannot be appended keeps the others out."""
        steps = fill(handles.first, chain(2))
        new = step(3, (steps[1].hash,))
        for together in ([new, steps[0]], [new, new]):
            with pytest.raises(StoreError, match="already"):
                handles.first.extend(together, steps[1].hash)
        assert steps == list(handles.first.read())

    def test_what_is_kept_verifies(self, handles: Handles) -> None:
        """The stored form is the one that verification knows."""
        steps = fill(handles.first, chain(4))
        assert stored(steps) == list(handles.first.read_stored())
        assert verify(handles.first.read_stored(), head=steps[2].hash).is_intact

    def test_several_threads_append_to_one_handle(self, handles: Handles) -> None:
        """Threads that share a handle lose no step and mix none up."""

        def append(branch: str) -> None:
            for number in range(20):
                while True:
                    head = handles.first.head
                    new = step(number, (head,) if head else (), branch=branch)
                    try:
                        handles.first.append(new, head)
                    except HeadMoved:
                        continue
                    break

        threads = [threading.Thread(target=append, args=(each,)) for each in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = verify(handles.first.read_stored())
        assert (found.steps, found.is_intact) == (60, True)

    def test_a_closed_handle_says_so(self, handles: Handles) -> None:
        """Whatever is asked of a closed handle is an error of the store; closing again is not."""
        store = handles.open()
        store.close()
        store.close()
        for ask in (
            lambda: store.head,
            lambda: list(store.read()),
            lambda: store.append(step(1, ()), ""),
        ):
            with pytest.raises(StoreError, match="closed"):
                ask()


class TestRedact:
    def test_the_words_go_and_the_chain_stays(self, handles: Handles) -> None:
        """The redaction is appended and the body taken out; the record verifies."""
        steps = chain(2)
        steps.append(step(3, (steps[1].hash,), member(3, SECRET)))
        fill(handles.first, steps)
        last = redaction(4, steps[2], of=steps[2])
        handles.first.redact(last, steps[2].hash, [(steps[2].id, [1])])
        expected = [*steps[:2], redacted(steps[2], [1]), last]
        assert expected == list(handles.beside().read())
        assert last.hash == handles.first.head
        found = verify(handles.first.read_stored())
        assert (True, ((steps[2].id, 1),)) == (found.is_intact, found.redactions)

    def test_asking_again_for_a_redaction_changes_nothing(self, handles: Handles) -> None:
        """Whoever does not know whether it was done can ask again; what came since stays."""
        steps = fill(handles.first, chain(2))
        last = redaction(3, steps[1], of=steps[1])
        handles.first.redact(last, steps[1].hash, [(steps[1].id, [1])])
        handles.first.show_on_wall(b"shown")
        handles.beside().redact(last, steps[1].hash, [(steps[1].id, [1])])
        assert [steps[0], redacted(steps[1], [1]), last] == list(handles.first.read())
        assert handles.first.on_wall() == b"shown"

    def test_snapshots_go_with_the_words(self, handles: Handles) -> None:
        """A snapshot may hold the words, so it goes too."""
        steps = fill(handles.first, chain(2))
        handles.first.keep_snapshot(b"words")
        last = redaction(3, steps[1], of=steps[1])
        handles.first.redact(last, steps[1].hash, [(steps[1].id, [1])])
        assert handles.first.snapshot(whole) is None

    def test_several_bodies_of_several_steps_go_at_once(self, handles: Handles) -> None:
        """One redaction can take out many bodies, also two of one step in two pieces."""
        steps = fill(handles.first, chain(3))
        last = redaction(4, steps[2], of=steps[2])
        erase = [(steps[2].id, [1]), (steps[0].id, [0]), (steps[2].id, [0])]
        handles.first.redact(last, steps[2].hash, erase)
        expected = [redacted(steps[0], [0]), steps[1], redacted(steps[2], [0, 1]), last]
        assert expected == list(handles.first.read())

    def test_several_steps_come_in_and_bodies_go_in_one_act(self, handles: Handles) -> None:
        """As a sync does it: of a step that was there, and of one that comes in."""
        steps = fill(handles.first, chain(2))
        handles.first.keep_snapshot(b"words")
        handles.first.show_on_wall(b"words")
        new = step(3, (steps[1].hash,), member(3, SECRET))
        last = redaction(4, new, of=new)
        handles.first.extend([new, last], steps[1].hash, [(steps[0].id, [0]), (new.id, [1])])
        expected = [redacted(steps[0], [0]), steps[1], redacted(new, [1]), last]
        assert expected == list(handles.beside().read())
        assert (handles.first.snapshot(whole), handles.first.on_wall()) == (None, b"")

    @pytest.mark.parametrize(
        ("head", "erase", "error"),
        [
            ("other", [], HeadMoved),
            (None, [("nobody", [1])], NotFound),
            (None, [("", [7])], NotFound),
        ],
    )
    def test_what_cannot_be_redacted_changes_nothing(
        self,
        handles: Handles,
        head: str | None,
        erase: list[tuple[str, list[int]]],
        error: type[Exception],
    ) -> None:
        """A moved head, an unknown step or an unknown body refuses the whole redaction."""
        steps = fill(handles.first, chain(2))
        handles.first.keep_snapshot(b"kept")
        wanted = [(steps[0].id, [0]), *((each or steps[1].id, which) for each, which in erase)]
        with pytest.raises(error):
            handles.first.redact(
                redaction(3, steps[1], of=steps[1]),
                steps[1].hash if head is None else head,
                wanted,
            )
        kept = b"kept" if handles.first.keeps_snapshots else None
        assert (steps, kept) == (list(handles.first.read()), handles.first.snapshot(whole))


class TestSnapshots:
    def test_the_last_one_is_kept(self, handles: Handles) -> None:
        """A snapshot takes the place of the one before; a store in memory keeps none."""
        fill(handles.first, chain(1))
        handles.first.keep_snapshot(b"one")
        handles.first.keep_snapshot(b"two")
        expected = b"two" if handles.first.keeps_snapshots else None
        other = handles.beside()
        assert (other.snapshot(whole), other.holds_snapshot) == (expected, expected is not None)

    def test_it_outlasts_the_handle(self, handles: Handles) -> None:
        """A record opened again has its snapshot."""
        fill(handles.first, chain(1))
        handles.first.keep_snapshot(b"\x00one")
        expected = b"\x00one" if handles.first.keeps_snapshots else None
        assert handles.reopen().snapshot(whole) == expected

    def test_one_that_came_too_late_is_not_kept(self, handles: Handles) -> None:
        """A snapshot written before a redaction must not bring the words back."""
        steps = fill(handles.first, chain(2))
        late = handles.beside()
        last = redaction(3, steps[1], of=steps[1])
        handles.first.redact(last, steps[1].hash, [(steps[1].id, [1])])
        with pytest.raises(HeadMoved):
            late.keep_snapshot(b"the words", steps[1].hash)
        assert handles.first.snapshot(whole) is None
        late.keep_snapshot(b"no words", last.hash)
        expected = b"no words" if handles.first.keeps_snapshots else None
        assert handles.first.snapshot(whole) == expected

    def test_dropping_them_loses_no_step(self, handles: Handles) -> None:
        """The log has it all."""
        steps = fill(handles.first, chain(3))
        handles.first.keep_snapshot(b"one")
        handles.first.drop_snapshots()
        assert (None, steps) == (handles.first.snapshot(whole), list(handles.first.read()))


class TestWithheld:
    def test_a_redaction_without_an_erasure_keeps_the_words_and_shows_them_nowhere(
        self, handles: Handles
    ) -> None:
        """The body stays; the wall, which could show it, is blank from the same act on."""
        steps = fill(handles.first, chain(2))
        handles.first.show_on_wall(b"the words")
        last = redaction(3, steps[1], of=steps[1])
        handles.first.extend([last], steps[1].hash)
        assert [*steps, last] == list(handles.beside().read())
        assert handles.beside().on_wall() == b""

    def test_it_is_carried_out_later(self, handles: Handles) -> None:
        """Bodies are erased in an act of their own that appends nothing; the head stays."""
        steps = fill(handles.first, chain(2))
        last = redaction(3, steps[1], of=steps[1])
        handles.first.extend([last], steps[1].hash)
        with pytest.raises(HeadMoved):
            handles.first.extend((), steps[1].hash, [(steps[1].id, [1])])
        handles.first.extend((), last.hash, [(steps[1].id, [1])])
        assert (handles.first.head, handles.first.length) == (last.hash, 3)
        assert list(handles.beside().read())[1].bodies[1].is_redacted
        assert verify(handles.first.read_stored()).is_intact


class TestWall:
    def test_a_new_record_has_a_blank_wall(self, handles: Handles) -> None:
        """Nothing is shown until something is put there, and a blank one can be blanked."""
        assert handles.first.on_wall() == b""
        handles.first.show_on_wall(b"")
        assert handles.first.on_wall() == b""

    def test_every_handle_sees_it_at_once(self, handles: Handles) -> None:
        """What was shown last is there byte for byte, for whoever looks, also later."""
        other = handles.beside()
        handles.first.show_on_wall(b"one")
        other.show_on_wall(b"\x00two\xff")
        assert (handles.first.on_wall(), other.on_wall()) == (b"\x00two\xff",) * 2
        assert handles.reopen().on_wall() == b"\x00two\xff"
        other.show_on_wall(b"")
        assert handles.first.on_wall() == b""

    def test_it_is_no_step(self, handles: Handles) -> None:
        """Showing something moves no head, wakes nobody and stays while steps are appended."""
        steps = fill(handles.first, chain(2))
        other = handles.beside()
        handles.first.show_on_wall(b"shown")
        assert (False, steps[-1].hash) == (other.watch(0.02), other.head)
        other.append(step(3, (steps[-1].hash,)), steps[-1].hash)
        assert handles.first.on_wall() == b"shown"
        assert verify(other.read_stored()).is_intact

    def test_it_stays_whatever_becomes_of_snapshots(self, handles: Handles) -> None:
        """Snapshots and the wall do not touch each other."""
        handles.first.keep_snapshot(b"one")
        handles.first.show_on_wall(b"shown")
        handles.first.drop_snapshots()
        assert (handles.first.snapshot(whole), handles.first.on_wall()) == (None, b"shown")

    def test_a_redaction_blanks_it(self, handles: Handles) -> None:
        """It may show the words; what was made before the redaction is not shown after it."""
        steps = fill(handles.first, chain(2))
        late = handles.beside()
        handles.first.show_on_wall(b"the words")
        last = redaction(3, steps[1], of=steps[1])
        handles.first.redact(last, steps[1].hash, [(steps[1].id, [1])])
        with pytest.raises(HeadMoved):
            late.show_on_wall(b"the words", steps[1].hash)
        assert late.on_wall() == b""
        late.show_on_wall(b"no words", last.hash)
        assert handles.first.on_wall() == b"no words"

    def test_a_refused_redaction_leaves_it(self, handles: Handles) -> None:
        """What changes nothing blanks nothing."""
        steps = fill(handles.first, chain(2))
        handles.first.show_on_wall(b"shown")
        last = redaction(3, steps[1], of=steps[1])
        with pytest.raises(NotFound):
            handles.first.redact(last, steps[1].hash, [("nobody", [1])])
        assert handles.first.on_wall() == b"shown"

    def test_the_wall_of_a_backup_is_blank(self, handles: Handles) -> None:
        """A copy shows nothing, and its bytes do not hold what was shown."""
        steps = fill(handles.first, chain(2))
        handles.first.show_on_wall(SECRET.encode() * 200)
        handles.first.backup(str(handles.folder / "copy.consensus"))
        assert SECRET.encode() not in (handles.folder / "copy.consensus").read_bytes()
        assert [each.name for each in handles.folder.glob("copy*")] == ["copy.consensus"]
        with closing(SqliteStore.open(handles.folder / "copy.consensus")) as copy:
            assert (b"", steps) == (copy.on_wall(), list(copy.read()))
        assert SECRET.encode() * 200 == handles.first.on_wall()

    def test_a_closed_handle_shows_nothing(self, handles: Handles) -> None:
        """Whoever closed the record must open it again."""
        store = handles.open()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.on_wall()
        with pytest.raises(StoreError, match="closed"):
            store.show_on_wall(b"shown")


class TestWatch:
    def test_nothing_happens(self, handles: Handles) -> None:
        """Without a step from anybody the wait ends with its time."""
        assert not handles.first.watch(0.02)

    def test_ones_own_step_is_no_news(self, handles: Handles) -> None:
        """What this handle appended itself does not end its wait."""
        fill(handles.first, chain(2))
        assert not handles.first.watch(0.02)

    def test_a_step_since_the_last_look_is_news_once(self, handles: Handles) -> None:
        """A step that came before the wait began is not missed, and told once."""
        other = handles.beside()
        fill(handles.first, chain(1))
        assert (other.watch(0.02), other.watch(0.02)) == (True, False)

    def test_a_step_that_was_read_is_no_news(self, handles: Handles) -> None:
        """Who read the last step knows it."""
        other = handles.beside()
        fill(handles.first, chain(1))
        list(other.read())
        assert not other.watch(0.02)

    def test_a_snapshot_is_no_news(self, handles: Handles) -> None:
        """Only steps end the wait."""
        other = handles.beside()
        handles.first.keep_snapshot(b"one")
        assert not other.watch(0.02)

    def test_a_step_ends_the_wait(self, handles: Handles) -> None:
        """A step appended meanwhile ends the wait well before its hour is over."""
        other = handles.beside()
        timer = threading.Timer(0.05, fill, (handles.first, chain(1)))
        timer.start()
        begun = time.monotonic()
        assert other.watch(3600)
        assert time.monotonic() - begun < 600
        timer.join()

    def test_closing_ends_the_wait(self, handles: Handles) -> None:
        """A wait without end ends when the handle is closed."""
        store = handles.open()
        timer = threading.Timer(0.05, store.close)
        timer.start()
        assert not store.watch()
        timer.join()


class TestBackup:
    def test_the_copy_holds_everything(self, handles: Handles) -> None:
        """A backup is a record of its own with the same steps and no snapshot."""
        steps = fill(handles.first, chain(4))
        handles.first.keep_snapshot(b"one")
        handles.first.backup(str(handles.folder / "copy.consensus"))
        handles.first.drop_snapshots()
        with closing(SqliteStore.open(handles.folder / "copy.consensus")) as copy:
            assert (steps, None) == (list(copy.read()), copy.snapshot(whole))
            assert not copy.holds_old_snapshot
            assert verify(copy.read_stored(), head=steps[-1].hash).is_intact
            copy.append(step(9, (steps[-1].hash,)), steps[-1].hash)
        assert handles.first.length == 4

    def test_progress_ends_with_everything_done(self, handles: Handles) -> None:
        """The callback hears how far the copy is, and at last that it is done."""
        heard: list[tuple[int, int]] = []
        fill(handles.first, chain(2))
        handles.first.backup(
            str(handles.folder / "copy"), lambda done, of: heard.append((done, of))
        )
        assert heard[-1][0] == heard[-1][1] > 0

    def test_a_file_that_is_there_is_left_as_it_is(self, handles: Handles) -> None:
        """A backup overwrites nothing and leaves nothing else behind."""
        there = handles.folder / "there.txt"
        there.write_text("mine")
        before = sorted(handles.folder.iterdir())
        with pytest.raises(StoreError, match="there already"):
            handles.first.backup(str(there))
        assert there.read_text() == "mine"
        assert before == sorted(handles.folder.iterdir())

    def test_a_folder_that_is_not_there_is_named(self, handles: Handles) -> None:
        """The error says which folder is missing."""
        with pytest.raises(StoreError, match="no folder"):
            handles.first.backup(str(handles.folder / "nowhere" / "copy.consensus"))


# Every kind of store against a plain list, whatever is done to them and in whatever order.


class AgainstAList(RuleBasedStateMachine):
    """A store and the list of what should be in it."""

    make: Make

    @initialize()
    def begin(self) -> None:
        """Make an empty record."""
        self._folder = tempfile.TemporaryDirectory()
        self.handles = self.make(Path(self._folder.name))
        self.other = self.handles.beside()
        self.steps: list[Step] = []
        self.gone: set[tuple[str, int]] = set()
        self.redactions: set[tuple[str, int]] = set()
        self.kept: bytes | None = None
        self.shown = b""
        self.number = 0

    def teardown(self) -> None:
        """Let go of the record."""
        self.handles.close()
        self._folder.cleanup()

    @property
    def head(self) -> str:
        """The hash of the last step of the list."""
        return self.steps[-1].hash if self.steps else ""

    def made(self, name: str = "") -> Step:
        """A step that would come next."""
        self.number += 1
        parents = (self.head,) if self.head else ()
        return step(self.number, parents, member(self.number, name), member(1000 + self.number))

    def store(self, which: bool) -> Store:
        """One of the two handles on the record."""
        return self.handles.first if which else self.other

    @rule(which=st.booleans(), name=st.text(max_size=20))
    def append(self, which: bool, name: str) -> None:
        """Append the next step."""
        made = self.made(name)
        self.store(which).append(made, self.head)
        self.steps.append(made)

    @rule(which=st.booleans(), count=st.integers(0, 4))
    def extend(self, which: bool, count: int) -> None:
        """Append several steps at once."""
        before, length = self.head, len(self.steps)
        for _ in range(count):
            self.steps.append(self.made())
        self.store(which).extend(self.steps[length:], before)

    @precondition(lambda self: self.steps)
    @rule(which=st.booleans(), back=st.integers(1, 5))
    def append_too_late(self, which: bool, back: int) -> None:
        """Append a step on an earlier head; nothing may change."""
        earlier = self.steps[-1 - back].hash if back < len(self.steps) else ""
        with pytest.raises(HeadMoved):
            self.store(which).append(self.made(), earlier)

    @rule(which=st.booleans(), since=st.integers(0, 12))
    def read(self, which: bool, since: int) -> None:
        """Read from somewhere on."""
        assert self.steps[since:] == list(self.store(which).read(since))

    @rule(which=st.booleans(), content=st.binary(max_size=40))
    def keep_snapshot(self, which: bool, content: bytes) -> None:
        """Keep a snapshot in place of the last one, where the record has a step to be known by."""
        self.store(which).keep_snapshot(content)
        in_file = hasattr(self.store(which), "holds_old_snapshot")
        if self.store(which).keeps_snapshots and (self.steps or not in_file):
            self.kept = content

    @rule(which=st.booleans())
    def drop_snapshots(self, which: bool) -> None:
        """Forget the snapshot."""
        self.store(which).drop_snapshots()
        self.kept = None

    @precondition(lambda self: self.steps)
    @rule(which=st.booleans(), back=st.integers(0, 6), index=st.integers(0, 2))
    def redact(self, which: bool, back: int, index: int) -> None:
        """Take a body out, perhaps one that is out already."""
        place = max(0, len(self.steps) - 1 - back)
        self.number += 1
        target = self.steps[place]
        index = min(index, len(target.bodies) - 1)
        last = redaction(self.number, self.steps[-1], of=target, index=index)
        self.store(which).redact(last, self.head, [(target.id, [index])])
        self.steps[place] = redacted(target, [index])
        self.steps.append(last)
        self.gone.add((target.id, index))
        self.redactions.add((last.id, 1))
        self.kept = None
        self.shown = b""

    @rule(which=st.booleans(), content=st.binary(max_size=20))
    def show(self, which: bool, content: bytes) -> None:
        """Put something on the wall, or blank it."""
        self.store(which).show_on_wall(content, self.head)
        self.shown = content

    @rule()
    def reopen(self) -> None:
        """Close the record and open it again."""
        self.handles.reopen()

    @rule(which=st.booleans())
    def backup(self, which: bool) -> None:
        """Copy the record, and compare the copy."""
        self.number += 1
        place = self.handles.folder / f"copy-{self.number}"
        self.store(which).backup(str(place))
        with closing(SqliteStore.open(place)) as copy:
            assert self.steps == list(copy.read())
            assert (copy.holds_old_snapshot, copy.on_wall()) == (False, b"")

    @rule()
    def watch(self) -> None:
        """Nobody else is at work, so after the first look nothing comes."""
        self.other.watch(0)
        assert not self.other.watch(0)

    @invariant()
    def agrees_with_the_list(self) -> None:
        """Both handles hold what the list holds."""
        for store in (self.handles.first, self.other):
            assert (len(self.steps), self.head) == (store.length, store.head)
            assert (self.kept, self.shown) == (store.snapshot(whole), store.on_wall())

    @invariant()
    def verifies(self) -> None:
        """The chain holds, and every body taken out is on record."""
        assert self.steps == list(self.other.read())
        found = verify(self.other.read_stored(), head=self.head)
        # A redaction whose own body was taken out no longer says what it redacted.
        if self.steps and not self.gone & self.redactions:
            assert (True, self.gone) == (found.is_intact, set(found.redactions))


def run_against_a_list(make: Make, **given: Any) -> None:
    """Try whatever can be done to a store on records of one kind.

    Args:
        make: what makes a record in a folder.
        given: settings of Hypothesis.
    """
    machine = type("Machine", (AgainstAList,), {"make": staticmethod(make)})
    usual = settings(at_most(30, share=0.3), stateful_step_count=25)
    run_state_machine_as_test(machine, settings=settings(usual, **given))


def test_a_store_does_what_a_list_does(make_handles: Make) -> None:
    """Whatever is done to a store, it holds what a list would hold."""
    run_against_a_list(make_handles)


# Stores that do not give back what they were given, to see that the tests notice.

Change = Callable[[list[StoredStep]], list[StoredStep]]


class Mutant:
    """A store that holds other steps than were appended.

    Args:
        store: holds what was appended.
        change: what becomes of it.
    """

    def __init__(self, store: Store, change: Change) -> None:
        self._store = store
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def head(self) -> str:
        """The hash of the last step that is left."""
        left = self._left()
        return left[-1].hash if left else ""

    @property
    def length(self) -> int:
        """How many steps are left."""
        return len(self._left())

    def read(self, since: int = 0) -> Iterator[Step]:
        """The steps that are left."""
        # The store itself must hear how far was read.
        list(self._store.read(since))
        return iter([each.open() for each in self._left()[since:]])

    def read_stored(self) -> Iterator[StoredStep]:
        """The steps that are left, with the places they have now."""
        return iter(self._left())

    def _left(self) -> list[StoredStep]:
        left = self._change(list(self._store.read_stored()))
        return [evolve(each, position=place) for place, each in enumerate(left, 1)]


class MutantHandles(Handles):
    """Handles of another kind, each on a mutant."""

    def __init__(self, handles: Handles, change: Change) -> None:
        self.folder = handles.folder
        self._handles = handles
        self._change = change
        self._opened = [self._mutant(handles.first)]

    def open(self) -> Store:
        """Open the record once more."""
        return self._mutant(self._handles.open())

    def _mutant(self, store: Store) -> Store:
        mutant: Any = Mutant(store, self._change)
        return mutant


def mutating(make: Make, change: Change) -> Make:
    """What makes mutants of the stores that something else makes."""

    def made(folder: Path) -> Handles:
        return MutantHandles(make(folder), change)

    return made


def _of_steps(change: Change) -> Change:
    """A change of the steps, from the second one on."""
    return lambda steps: steps if len(steps) < 2 else change(steps)


def _of_bodies(change: Callable[[Sequence[HashedBody]], Sequence[HashedBody]]) -> Change:
    """A change of the operations in the last step."""

    def changed(steps: list[StoredStep]) -> list[StoredStep]:
        last = steps[-1].open()
        bodies = (last.bodies[0], *change(last.bodies[1:]))
        content = encode_step(msgspec.structs.replace(last, bodies=bodies))
        return [*steps[:-1], evolve(steps[-1], content=content)]

    return _of_steps(changed)


MUTATIONS: dict[str, Change] = {
    "a step dropped": _of_steps(lambda steps: [*steps[:-2], steps[-1]]),
    "the last step dropped": _of_steps(lambda steps: steps[:-1]),
    "steps reordered": _of_steps(lambda steps: [*steps[:-2], steps[-1], steps[-2]]),
    "a step doubled": _of_steps(lambda steps: [*steps, steps[-1]]),
    "an operation dropped": _of_bodies(lambda bodies: bodies[:-1]),
    "operations reordered": _of_bodies(lambda bodies: bodies[::-1]),
    "an operation doubled": _of_bodies(lambda bodies: [*bodies, bodies[-1]]),
}


# The tests of stores are strict: a store that loses, reorders or doubles something fails them.


def contract() -> Iterator[Callable[[Handles], None]]:
    """The tests of the contract that need nothing but a record."""
    for name, found in list(globals().items()):
        if name.startswith("Test"):
            tests = [each for each in vars(found) if each.startswith("test_")]
            for each in tests:
                if list(inspect.signature(getattr(found, each)).parameters) == ["self", "handles"]:
                    yield getattr(found(), each)


def keeps_the_contract(make: Make, folder: Path) -> bool:
    """Whether a kind of store passes every one of these tests."""
    for number, test in enumerate(contract()):
        place = folder / str(number)
        place.mkdir()
        with closing(make(place)) as handles:
            try:
                test(handles)
            except (Exception, pytest.fail.Exception):
                return False
    return True


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_the_contract_fails_for_a_mutant(make_handles: Make, tmp_path: Path, mutation: str) -> None:
    """Whatever it does not give back as it was given."""
    assert not keeps_the_contract(mutating(make_handles, MUTATIONS[mutation]), tmp_path)


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_the_comparison_with_a_list_fails_for_a_mutant(make_handles: Make, mutation: str) -> None:
    """Whatever it does not give back as it was given."""
    with pytest.raises(Exception):  # noqa: B017, PT011 # any will do: it is the machine that fails
        run_against_a_list(
            mutating(make_handles, MUTATIONS[mutation]), phases=[Phase.generate], database=None
        )


def test_a_mutant_that_changes_nothing_passes(make_handles: Make, tmp_path: Path) -> None:
    """It is the change that fails, not the way in which it is made."""
    harmless = mutating(make_handles, lambda steps: steps)
    assert keeps_the_contract(harmless, tmp_path)
    run_against_a_list(harmless, phases=[Phase.generate], database=None, max_examples=3)


# The past of a store: its first steps, and nothing else.


def steps(count: int) -> list[Step]:
    """Steps that come one after the other."""
    made: list[Step] = []
    for number in range(count):
        moment = datetime(2026, 3, 2, 9, number, tzinfo=UTC)
        act = StepContext(f"step{number}", "secretary", moment, moment)
        parents = (made[-1].hash,) if made else ()
        made.append(make_step(act, parents, [StartWorkingGroup(id=f"id{number}", title="Panel")]))
    return made


@pytest.fixture
def store() -> MemoryStore:
    """A store of five steps."""
    made = MemoryStore()
    made.extend(steps(5), "")
    return made


def test_only_the_first_steps_are_read(store: MemoryStore) -> None:
    """From the beginning, from somewhere in it, or as they lie there."""
    whole = list(store.read())
    past = PrefixStore(store, 3, whole[2].hash)
    assert (past.length, past.head) == (3, whole[2].hash)
    assert list(past.read()) == whole[:3]
    assert list(past.read(2)) == whole[2:3]
    assert list(past.read(4)) == []
    assert [each.position for each in past.read_stored()] == [1, 2, 3]
    assert (past.snapshot(whole), past.on_wall(), past.watch(0)) == (None, b"", False)


def test_nothing_is_changed_in_the_past(store: MemoryStore) -> None:
    """Neither the steps nor what lies beside them; the present stays open when the past closes."""
    step = steps(6)[-1]
    past = PrefixStore(store, 3, "")
    changes: tuple[Callable[[], None], ...] = (
        lambda: past.append(step, ""),
        lambda: past.extend([step], ""),
        lambda: past.redact(step, "", []),
        lambda: past.keep_snapshot(b"x"),
        past.drop_snapshots,
        lambda: past.show_on_wall(b"x"),
    )
    for change in changes:
        with pytest.raises(StoreError, match="the past"):
            change()
    past.close()
    assert store.length == 5


def test_the_past_is_copied_alone(store: MemoryStore, tmp_path: Path) -> None:
    """A copy of it holds nothing that came later."""
    whole = list(store.read())
    copy = tmp_path / "then.consensus"
    PrefixStore(store, 3, whole[2].hash).backup(str(copy))
    opened = SqliteStore.open(copy)
    assert list(opened.read()) == whole[:3]
    opened.close()
