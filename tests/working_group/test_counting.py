"""Counting without looking at every position gives what looking at every position gives."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from consensus import Stance
from consensus.history.operation import StepContext
from consensus.history.operations import TakePosition, WithdrawPosition
from consensus.history.replay import replay
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.model.counting import Electorate, Tally, positions_on
from consensus.model.staleness import CarryOver, is_stale, stale_bits
from consensus.model.state import State
from consensus.working_group import WorkingGroup
from tests.conftest import at_most

from .plain_count import plain_count, plainly_stale
from .test_any_commands import AnyActs, members, tables, targets

_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def check_counts(state: State) -> None:
    """Compare both ways of counting, for every target."""
    electorate = Electorate.of(state, _NOW.date())
    tally = Tally(state, electorate)
    for target in targets(state):
        found, plain = tally.count(target), plain_count(state, target, electorate)
        assert plain == found
        assert plain.groups.total == found.groups.total
        positions = positions_on(state, target)
        for position in positions:
            assert plainly_stale(state, position) == is_stale(state, position)
        stale = {each.member for each in positions if is_stale(state, each)}
        assert stale == {
            *state.positions.member_index.members(stale_bits(state, target, positions))
        }


class AnyCounts(AnyActs):
    """Acts at random, with some added that are only tried."""

    @rule(data=st.data(), member=members, stance=st.sampled_from(Stance), again=st.booleans())
    def try_out(self, data: st.DataObject, member: str, stance: Stance, again: bool) -> None:
        """What is tried counts while it is tried, and not when it is taken back."""
        state = self.panel.state
        target = self.target(data)
        version = state.version_id(target)
        said = TakePosition(id="x", target=target, version=version, member=member, stance=stance)
        act = StepContext("", "", _NOW, _NOW)
        before = tables(state)
        with state.journal.rollback_scope():
            said.apply(state, act)
            check_counts(state)
            if again:
                with state.journal.rollback_scope():
                    WithdrawPosition(target=target, member=member).apply(state, act)
                    check_counts(state)
            check_counts(state)
        assert before == tables(state)

    @rule(policy=st.sampled_from(CarryOver))
    def try_another_policy(self, policy: CarryOver) -> None:
        """Counts follow the policy of how positions carry over."""
        state = self.panel.state
        with state.journal.rollback_scope():
            changed = attrs.evolve(state.settings[""], carry_over=policy.value)
            state.journal.put(state.settings, "", changed)
            check_counts(state)

    @invariant()
    def counts_are_those_of_the_positions(self) -> None:
        """Whatever happened, counting is what it would be by hand."""
        check_counts(self.panel.state)

    @invariant()
    def snapshot_gives_the_same_state(self) -> None:
        """A state read from a snapshot counts alike and equals the replayed one in every table."""
        state = self.panel.state
        read = read_snapshot(BytesIO(write_snapshot(state, "head", 7)).read)
        assert read is not None
        found, _, _ = read
        tally = Tally(state, Electorate.of(state, _NOW.date()))
        again = Tally(found, Electorate.of(found, _NOW.date()))
        for target in targets(state):
            assert tally.count(target) == again.count(target)
        assert write_snapshot(found, "head", 7) == write_snapshot(state, "head", 7)
        assert state == found == replay(self.panel.steps())

    @rule(data=st.data(), member=members, stance=st.sampled_from(Stance))
    def go_on_from_a_snapshot(self, data: st.DataObject, member: str, stance: Stance) -> None:
        """A position on a target nobody has looked at since the snapshot counts as any other."""
        read = read_snapshot(BytesIO(write_snapshot(self.panel.state, "head", 7)).read)
        assert read is not None
        found, _, _ = read
        target = self.target(data)
        version = found.version_id(target)
        said = TakePosition(id="x", target=target, version=version, member=member, stance=stance)
        with found.journal.rollback_scope():
            said.apply(found, StepContext("", "", _NOW, _NOW))
            check_counts(found)
        check_counts(found)
        assert self.panel.state == found


TestAnyCounts = AnyCounts.TestCase
TestAnyCounts.settings = settings(at_most(20, share=0.2), stateful_step_count=20)


def test_a_wish_made_a_condition_keeps_support_fresh_when_it_goes_in(
    panel: WorkingGroup,
) -> None:
    """Of two who accept, the one on condition of an amendment still does once that is merged."""
    panel.propose("1", "Members shall report every month to the harbour office.", by=["COL"])
    panel.take_position("ASH", "1", "accept", conditions=["A1"])
    panel.take_position("BAY", "1", "accept")
    panel.merge("1", take=["A1"])
    check_counts(panel.state)
    assert panel.verdict("1").counts.stale == ("BAY",)


def test_whoever_stands_behind_an_amendment_keeps_its_support_fresh(panel: WorkingGroup) -> None:
    """Support carries over the merge of one's own amendment, though nothing was said of that."""
    panel.propose("1", "Members shall report every month to the harbour office.", by=["COL"])
    for member in ("COL", "DUN"):
        panel.take_position(member, "1", "support")
    panel.merge("1", take=["A1"])
    check_counts(panel.state)
    assert panel.verdict("1").counts.stale == ("DUN",)


def test_who_disagreed_with_what_went_in_disagrees_with_part_until_it_speaks_of_the_text(
    panel: WorkingGroup,
) -> None:
    """Neither support of the text nor silence, as long as the words are there."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["COL"])
    for member, stance in (("BAY", "disagree"), ("DUN", "support"), ("ELM", "disagree")):
        panel.take_position(member, "A1", stance)
    panel.merge("1", take=["A1"])
    check_counts(panel.state)
    counts = panel.verdict("1").counts
    assert (counts.disagreed, counts.proposed) == (("BAY", "ELM"), ("COL", "DUN"))
    assert (counts.silent, counts.no_position, counts.of(Stance.DISAGREE)) == (6, 2, 0)
    panel.take_position("BAY", "1", "accept")
    check_counts(panel.state)
    assert panel.verdict("1").counts.disagreed == ("ELM",)
    panel.edit("1", "Members may report every year to the harbour office.")
    check_counts(panel.state)
    assert panel.verdict("1").counts.disagreed == ()


def test_who_supported_one_part_and_disagreed_with_another_is_named_once(
    panel: WorkingGroup,
) -> None:
    """As disagreeing, since a member is among those without a position once and no more."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["COL"])
    panel.propose("1", "Members shall report every year to the harbour master.", by=["DUN"])
    panel.take_position("BAY", "A1", "support")
    panel.take_position("BAY", "A2", "disagree")
    panel.merge("1", take=["A1", "A2"])
    check_counts(panel.state)
    counts = panel.verdict("1").counts
    assert (counts.disagreed, counts.proposed) == (("BAY",), ("COL", "DUN"))
    assert (counts.silent, counts.no_position) == (6, 3)


def test_who_disagreed_with_what_went_in_in_part_disagrees_with_that_part(
    panel: WorkingGroup,
) -> None:
    """Whoever is behind it wanted all of it, and is behind no part of this text."""
    text = "Members must report every year to the harbour office. It keeps copies."
    panel.propose("1", text, by=["COL"])
    panel.propose("1", "Members may report every year to the harbour office.", by=["DUN"])
    panel.take_position("BAY", "A1", "disagree")
    panel.merge("1", settle={0: "A2"}, take=["A1", "A2"])
    text = "Members may report every year to the harbour office. It keeps copies."
    assert panel.state.text(panel.state.handles["R1"]) == text
    check_counts(panel.state)
    counts = panel.verdict("1").counts
    assert (counts.disagreed, counts.proposed) == (("BAY",), ("DUN",))
