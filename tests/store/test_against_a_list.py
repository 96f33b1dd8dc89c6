"""Every kind of store against a plain list, whatever is done to them and in whatever order."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consensus.errors import HeadMoved
from consensus.history.step import Step, redacted
from consensus.history.verify import verify
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from tests.conftest import at_most
from tests.support.files import whole
from tests.support.recording import member, redaction, step

from .handles import Make


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
