"""Counting without looking at every position gives what looking at every position gives."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from consensus import Stance
from consensus.history.operation import StepContext
from consensus.history.operations import TakePosition, WithdrawPosition
from consensus.history.replay import replay
from consensus.history.snapshot import read_snapshot, write_snapshot
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import has_words
from consensus.model.counting import (
    Counts,
    Electorate,
    GroupCount,
    Standing,
    Tally,
    contested_on,
    positions_on,
)
from consensus.model.drafts import Cause
from consensus.model.meetings import Presence
from consensus.model.positions import Position
from consensus.model.staleness import (
    HARMLESS,
    CarryOver,
    is_stale,
    stance_in_force,
    text_changed,
)
from consensus.model.state import State
from consensus.working_group import WorkingGroup
from tests.conftest import at_most
from tests.working_group.test_any_commands import AnyActs, members, of_each_record, tables, targets

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
        assert sum(found.classes.values()) == found.eligible
        members = found.members()
        assert {each: len(codes) for each, codes in members.items()} == found.classes
        recused = {each.member for each in positions if each.stance is Stance.RECUSE}
        named = [code for codes in members.values() for code in codes]
        assert sorted(named) == sorted({*electorate.on(state, target).groups} - recused)


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

    @of_each_record
    def counts_are_those_of_the_positions(self) -> None:
        """Whatever happened, counting is what it would be by hand."""
        check_counts(self.panel.state)

    @of_each_record
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
    panel.merge("1", settle={1: "A2"}, take=["A1", "A2"])
    text = "Members may report every year to the harbour office. It keeps copies."
    assert panel.state.text(panel.state.handles["R1"]) == text
    check_counts(panel.state)
    counts = panel.verdict("1").counts
    assert (counts.disagreed, counts.proposed) == (("BAY",), ("DUN",))


# Counting as one would by hand: every position on a target looked at, one after the other.


def plain_count(state: State, target: str, electorate: Electorate) -> Counts:
    """What the members say of a target."""
    meeting = state.meeting
    groups = electorate.groups
    eligible = dict.fromkeys(groups.values(), 0)
    present = dict.fromkeys(groups.values(), 0)
    for code, group in groups.items():
        eligible[group] += 1
        present[group] += bool(meeting) and is_there(state, code)
    stances: dict[str, dict[Stance, int]] = {group: {} for group in eligible}
    answered = dict.fromkeys(eligible, 0)
    standing: list[Standing] = []
    lists: dict[str, list[str]] = {"holds": [], "stale": [], "conditional": []}
    recused: list[str] = []
    silent = len(groups)
    spoke: set[str] = set()
    contested = [each for each in contested_on(state, target) if each.member in groups]
    for position in positions_on(state, target):
        member = position.member
        if member not in groups:
            continue
        group = groups[member]
        stance = stance_in_force(position, state)
        supports = stance is None or stance.is_supportive
        if supports and plainly_stale(state, position):
            lists["stale"].append(member)
            spoke.add(member)
            continue
        objection = state.objections.get(target, {}).get(member)
        if stance is Stance.OBJECT:
            is_own = objection is not None and objection.id == position.id
            if is_own and objection and not objection.is_standing:
                continue
            carried = next((each for each in contested if each.position.id == position.id), None)
            is_answered = bool(is_own and objection and objection.is_answered)
            is_answered = is_answered or bool(carried and carried.answer)
            answered[group] += is_answered
            standing.append(Standing(member, group, is_answered, position.reason))
        elif stance is Stance.HOLD:
            lists["holds"].append(member)
        elif stance is Stance.RECUSE:
            recused.append(member)
            eligible[group] -= 1
            present[group] -= bool(meeting) and is_there(state, member)
        elif stance is None:
            lists["conditional"].append(member)
            stance = Stance.HOLD
        silent -= 1
        spoke.add(member)
        stances[group][stance] = stances[group].get(stance, 0) + 1
    ratings = plain_ratings(state, target, electorate, recused)
    quiet = set(groups) - spoke
    disagreeing = plainly_disagreeing(state, target) & quiet
    return Counts(
        groups={
            group: GroupCount(
                eligible[group],
                present[group] if meeting else None,
                stances[group],
                answered[group],
                ratings.get(group, ()),
            )
            for group in eligible
        },
        standing=tuple(standing),
        silent=silent,
        proposed=tuple(sorted((plainly_proposing(state, target) & quiet) - disagreeing)),
        disagreed=tuple(sorted(disagreeing)),
        contested=tuple(contested),
        **{name: tuple(members) for name, members in lists.items()},
    )


def plainly_merged(state: State, target: str) -> list[Amendment]:
    """What was merged into a text and is still in it, whole or in part; of none deleted."""
    if target in state.items and state.items[target].removed:
        return []
    found = []
    for each in state.amendments.values():
        holder = each.became if each.kind is AmendmentKind.INSERT and each.became else each.target
        text = state.text(holder) if holder in state.items else ""
        if (
            holder == target
            and each.state is AmendmentState.MERGED
            and (not text or all(has_words(text, one.text) for one in each.taken_hunks))
        ):
            found.append(each)
    return found


def plainly_proposing(state: State, target: str) -> set[str]:
    """Who is behind what was merged whole into a text, and is still in it."""
    return {
        one.member
        for each in plainly_merged(state, target)
        for one in positions_on(state, each.id)
        if not each.closed_hunks
        and one.stance in (Stance.SUPPORT, Stance.ACCEPT)
        and not plainly_stale(state, one)
    }


def plainly_disagreeing(state: State, target: str) -> set[str]:
    """Who disagreed with something that was merged into a text, and is still in it."""
    return {
        one.member
        for each in plainly_merged(state, target)
        for one in positions_on(state, each.id)
        if one.stance is Stance.DISAGREE
    }


def is_there(state: State, member: str) -> bool:
    """Whether a member is at the meeting that goes on."""
    assert state.meeting
    return state.presence_of(member, state.meeting.id) is not Presence.ABSENT


def plainly_stale(state: State, position: Position) -> bool:
    """Whether a supportive position was taken on words that are no longer there."""
    if not position.stance.is_supportive or position.target in state.packages:
        return False
    policy = CarryOver(state.settings[""].carry_over)
    current = state.version_id(position.target)
    while current != position.version:
        version = state.versions.get(current)
        if version is None or policy is CarryOver.NEVER:
            return policy is not CarryOver.ALWAYS
        wished = version.cause is Cause.MERGE and all(
            plainly_wanted(state, position, each) for each in version.merged_whole
        )
        if policy is CarryOver.WISHES_MET and not wished and version.cause not in HARMLESS:
            return True
        current = version.previous
    return False


def plainly_wanted(state: State, position: Position, amendment: str) -> bool:
    """Whether a member supports, accepts or made a condition of an amendment, or is behind it."""
    own = state.positions.get(amendment, {}).get(position.member)
    if amendment in position.conditions:
        return True
    if own is None:
        return position.member in state.amendments[amendment].backers
    return own.stance in (Stance.SUPPORT, Stance.ACCEPT) and not plainly_stale(state, own)


def plain_ratings(
    state: State, target: str, electorate: Electorate, recused: list[str]
) -> dict[str, tuple[int, ...]]:
    """The ratings of the latest round that are of the present text, by stakeholder group."""
    fresh = [
        each
        for each in state.ratings.get(target, {}).values()
        if each.member in electorate.groups
        and each.member not in recused
        and not text_changed(state, target, each.version)
    ]
    last = [each for each in fresh if each.round == max(other.round for other in fresh)]
    return {
        group: tuple(
            sorted(each.rating for each in last if electorate.groups[each.member] == group)
        )
        for group in {electorate.groups[each.member] for each in last}
    }
