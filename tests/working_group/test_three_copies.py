"""Three copies of one record: whatever is done in each, and synced in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.history.replay import replay
from consensus.history.replicas import index_merged_corrections
from consensus.history.step import Step
from tests.conftest import at_most
from tests.support.panel import MEMBERS, Clock, copy_of, hashes, one_clock

from .test_any_commands import AnyCommands, tables

PLACES = st.integers(0, 2)
# The clocks of the copies differ, also by more than what passes between two acts.
SLOWNESS = (0, 7.25, -40.5)


def slow_clock(by: float) -> Clock:
    """A clock that is slow by some seconds."""
    tick = one_clock()
    return lambda: tick() - timedelta(seconds=by)


class ThreeCopies(AnyCommands):
    """Acts at random over any of three copies, which sync with each other now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: list[WorkingGroup] = []
        self.recorded: list[set[str]] = []
        self.replayed: dict[int, tuple[str, dict[str, Any]]] = {}
        self.sent: list[bytes] = []

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Three people take a copy of a record home that holds a few amendments."""
        for by in MEMBERS:
            self.propose(data, by)
        self.copies = [
            copy_of(self.panel, by, slow_clock(seconds))
            for by, seconds in zip(("ann", "bob", "cyn"), SLOWNESS, strict=True)
        ]
        self.recorded = [hashes(each) for each in self.copies]
        self.panel = self.copies[0]
        # They go different ways at once; otherwise most syncs would have little to join.
        for act in data.draw(st.lists(st.sampled_from(CONTRARY), min_size=6, max_size=15)):
            act(self, data)

    def attempt(self, act: Callable[[], Step]) -> None:
        """Do something that may be refused; what is done next is done in another copy."""
        super().attempt(act)
        self.no_word_proposed_vanishes()
        self.go_on_elsewhere()

    def go_on_elsewhere(self) -> None:
        """Let the next copy have its turn."""
        if self.copies:
            self.panel = self.copies[(self.copies.index(self.panel) + 1) % len(self.copies)]
        self.can_undo = False

    @rule()
    def undo_last(self) -> None:
        """Somebody takes back what they did last, unless others built on it."""
        self.attempt(self.panel.undo)

    @rule(one=PLACES, other=PLACES)
    def sync(self, one: int, other: int) -> None:
        """Two copies are joined."""
        self.replayed.clear()
        report = self.copies[one].sync(self.copies[other])
        assert report.head == self.copies[one].head == self.copies[other].head

    @rule(one=PLACES, other=PLACES)
    def pull(self, one: int, other: int) -> None:
        """One copy takes in what another has, which stays as it is."""
        self.replayed.clear()
        head = self.copies[other].head
        report = self.copies[one].sync(self.copies[other], pull=True)
        assert report.head == self.copies[one].head
        assert one == other or head == self.copies[other].head

    @rule(one=PLACES, other=PLACES)
    def try_out(self, one: int, other: int) -> None:
        """What a sync would come to is what it comes to."""
        self.replayed.clear()
        heads = [each.head for each in self.copies]
        would = self.copies[one].sync(self.copies[other], dry_run=True)
        assert heads == [each.head for each in self.copies]
        report = self.copies[one].sync(self.copies[other])
        # The clock has gone on, so that what is recorded in the future is less far from now.
        assert attrs.evolve(would, findings=()) == attrs.evolve(report, findings=())

    @rule(of=PLACES)
    def send(self, of: int) -> None:
        """Somebody writes all steps into a bundle, which may be opened much later."""
        self.sent.append(self.copies[of].export_steps())

    @rule(to=PLACES, data=st.data())
    def receive(self, to: int, data: st.DataObject) -> None:
        """Somebody takes in one of the bundles, perhaps once more."""
        self.replayed.clear()
        if self.sent:
            self.copies[to].import_steps(data.draw(st.sampled_from(self.sent)))

    @rule(again=st.booleans(), data=st.data())
    def settle(self, again: bool, data: st.DataObject) -> None:
        """What no longer applies is recorded again or let go."""
        if not self.panel.state.overtaken:
            return
        self.replayed.clear()
        step = data.draw(st.sampled_from(sorted(self.panel.state.overtaken)))
        try:
            self.panel.reapply(step) if again else self.panel.discard(step, "settled")
        except Rejected:
            assert again
        self.go_on_elsewhere()

    @invariant()
    def state_is_the_replay_of_the_log(self) -> None:
        """Nothing is known that the log does not say, wherever something was recorded."""
        for place, each in enumerate(self.copies):
            if place in self.replayed and self.replayed[place][0] == each.head:
                continue  # what was refused changed nothing, as `attempt` has seen
            steps = each.steps()
            found = tables(each.state)
            assert tables(replay(steps, index_merged_corrections(steps))) == found
            assert each.verify().is_intact
            self.recorded[place] |= hashes(each)
            assert self.recorded[place] == hashes(each)
            self.replayed[place] = each.head, found
            self.looks_alike(place)

    def looks_alike(self, place: int) -> None:
        """Copies that hold the same steps say the same, whoever joined them when."""
        for other, (_, found) in self.replayed.items():
            if self.recorded[place] == self.recorded[other]:
                assert self.replayed[place][1] == found

    def teardown(self) -> None:
        """Whoever syncs with whom in whatever order, all end with one record that has it all."""
        everything = set[str]().union(*self.recorded, *map(hashes, self.copies))
        states = [tables(each.state) for each in self.synced_in_every_order(everything)]
        assert all(each == states[0] for each in states)

    def synced_in_every_order(self, everything: set[str]) -> Iterator[WorkingGroup]:
        """The one record that all end with, for each order in which they sync with each other."""
        for order in permutations(self.copies):
            first, second, third = (copy_of(each, "dan", one_clock()) for each in order)
            first.sync(second)
            second.sync(third)
            third.sync(first)
            for each in (first, second, third):
                assert each.head == first.head
                assert hashes(each) == everything
                assert each.verify().is_intact
            tomorrow = first.as_of(first.now() + timedelta(days=1), happened=True)
            assert tables(tomorrow.state) == tables(first.state)
            yield first


CONTRARY: tuple[Callable[[ThreeCopies, st.DataObject], None], ...] = (
    lambda copies, data: copies.propose(data, "ASH"),
    lambda copies, data: copies.merge_by_name(data),
    lambda copies, data: copies.merge_by_name(data),
    lambda copies, data: copies.edit(data, "must"),
    lambda copies, data: copies.take_position(data, "BAY", Stance.OBJECT, False),
    lambda copies, data: copies.decide(data, Outcome.AGREED, []),
    lambda copies, data: copies.withdraw(data),
    lambda copies, data: copies.undo_earlier(data.draw(st.integers(1, 6))),
    lambda copies, data: copies.open_or_close_meeting(["ASH", "BAY", "COL"]),
)

TestThreeCopies = ThreeCopies.TestCase
pytestmark = pytest.mark.long
TestThreeCopies.settings = settings(at_most(20, share=0.1), stateful_step_count=25)
