"""What the members say of a target, counted together and by groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.history.operations import AddMember, ChangeMember, TakePosition
from consensus.model.counting import (
    Counts,
    Electorate,
    GroupCount,
    Tally,
    contesting_elsewhere,
    positions_on,
    together,
    waiting_since_merged,
)
from consensus.model.staleness import has_failed, is_declared


def counts(panel: WorkingGroup, name: str, assumed: Collection[str] | None = None) -> Counts:
    """What is counted on a target today."""
    state = panel.state
    tally = Tally(state, Electorate.of(state, panel.now().date()))
    return tally.count(state.handles[name], assumed)


def test_electorate_is_that_of_the_day(panel: WorkingGroup) -> None:
    """Who joins later does not count yet, and an observer never does."""
    panel.record(AddMember(code="NEW", group="CIV", since=date(2027, 1, 1)))
    now = Electorate.of(panel.state, date(2026, 3, 2))
    then = Electorate.of(panel.state, date(2027, 3, 2))
    assert Counter(now.groups.values()) == {"GOV": 3, "CIV": 2, "BUS": 1}
    assert Counter(then.groups.values()) == {"GOV": 3, "CIV": 3, "BUS": 1}
    assert {*now.declared_groups} == {*now.group_bits} == {"GOV", "CIV", "BUS"}
    assert now.there is None


def test_presence_is_counted_by_group(panel: WorkingGroup) -> None:
    """In a meeting everybody who was not noted is absent; who recuses itself leaves the count."""
    panel.open_meeting("Meeting")
    panel.note_presence(["ASH", "BAY", "DUN", "OBS"])
    panel.take_position("ASH", "1", Stance.RECUSE)
    panel.take_position("COL", "1", Stance.RECUSE, source="written", document="a letter")
    found = counts(panel, "R1")
    assert (found.eligible, found.present) == (4, 2)
    assert (found.groups["GOV"].eligible, found.groups["GOV"].present) == (1, 1)
    assert found.groups["BUS"].present == 0
    assert found.silent == 4


def test_nobody_is_present_where_nobody_counts(panel: WorkingGroup) -> None:
    """In a meeting of observers there are none; outside one it is not known."""
    for code in panel.state.members:
        panel.record(ChangeMember(code=code, observer=True))
    assert counts(panel, "R1").present is None
    panel.open_meeting("Meeting")
    assert counts(panel, "R1").present == 0


def test_every_stance_has_its_number(panel: WorkingGroup) -> None:
    """Stances are counted by group; what was not said is counted as silence."""
    said = zip(
        ("ASH", "BAY", "COL", "DUN", "ELM"),
        (Stance.SUPPORT, Stance.ACCEPT, Stance.OBJECT, Stance.HOLD, Stance.ABSTAIN),
        strict=True,
    )
    for code, stance in said:
        panel.take_position(code, "1", stance)
    panel.take_position("OBS", "1", Stance.OBJECT)
    found = counts(panel, "R1")
    assert {stance: number for stance, number in found.stances().items() if number} == {
        Stance.SUPPORT: 1,
        Stance.ACCEPT: 1,
        Stance.OBJECT: 1,
        Stance.HOLD: 1,
        Stance.ABSTAIN: 1,
    }
    assert (found.in_favour, found.cast, found.silent, found.unanswered) == (2, 4, 1, 1)
    assert found.holds == ("DUN",)
    assert [each.member for each in found.standing] == ["COL"]
    assert found.only("CIV").holds == ("DUN",)
    assert found.only("GOV").holds == ()
    assert found.only("NIX").eligible == 0


@pytest.mark.parametrize(("became", "stands"), [("accommodated", 0), ("sustained", 1)])
def test_objection_that_was_met_counts_nowhere(
    panel: WorkingGroup, became: str, stands: int
) -> None:
    """Accommodated it is silence; sustained it stands, answered or not."""
    panel.take_position("COL", "1", Stance.OBJECT)
    panel.answer_objection("1", "COL", "as in the other panel")
    assert counts(panel, "R1").unanswered == 0
    panel.settle_objection("1", "COL", became)
    found = counts(panel, "R1")
    assert (found.of(Stance.OBJECT), len(found.standing)) == (stands, stands)
    assert found.silent == 6 - stands


def test_sponsors_support_unless_they_said_otherwise(panel: WorkingGroup) -> None:
    """Who proposed or joined supports; an observer who did counts no more than elsewhere."""
    panel.propose("1", "must", old="shall", by=["ASH", "OBS"], cosponsors=["BAY"])
    panel.take_position("BAY", "A1", Stance.ABSTAIN)
    found = counts(panel, "A1")
    amendment = panel.state.handles["A1"]
    assert (found.of(Stance.SUPPORT), found.of(Stance.ABSTAIN)) == (1, 1)
    assert [(each.member, each.stance) for each in positions_on(panel.state, amendment)] == [
        ("ASH", Stance.SUPPORT),
        ("BAY", Stance.ABSTAIN),
        ("OBS", Stance.SUPPORT),
    ]
    assert positions_on(panel.state, amendment)[0].happened <= panel.now()


def test_conditions_are_pending_met_or_failed(panel: WorkingGroup) -> None:
    """A condition that waits holds the target open; failed, the other stance counts."""
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"], otherwise=Stance.DISAGREE)
    found = counts(panel, "R1")
    assert (found.conditional, found.of(Stance.HOLD)) == (("ASH",), 1)
    second = panel.state.handles["R2"]
    assumed = counts(panel, "R1", assumed={second})
    assert assumed.of(Stance.SUPPORT) == 1
    panel.decide("2", "agreed", pending=["FIR"])
    assert not is_declared(panel.state, second)
    panel.confirm_decision("2", "FIR")
    assert is_declared(panel.state, second)
    assert counts(panel, "R1").of(Stance.SUPPORT) == 1
    panel.decide("2", "reopened")
    panel.decide("2", "withdrawn")
    assert has_failed(panel.state, second)
    assert counts(panel, "R1").of(Stance.DISAGREE) == 1


def test_condition_of_who_does_not_count(panel: WorkingGroup) -> None:
    """An observer's condition is pending nowhere, and a stale one is silence."""
    panel.take_position("OBS", "1", Stance.SUPPORT, conditions=["2"])
    panel.take_position("ASH", "1", Stance.SUPPORT, conditions=["2"])
    panel.edit("1", "Members report.")
    found = counts(panel, "R1")
    assert (found.conditional, found.stale, found.silent) == ((), ("ASH",), 6)


def test_stale_support_is_silence_and_named(panel: WorkingGroup) -> None:
    """A position that needs to be taken afresh counts nowhere."""
    panel.take_position("ASH", "1", Stance.SUPPORT)
    panel.edit("1", "Members report.")
    found = counts(panel, "R1")
    assert (found.stale, found.in_favour, found.silent) == (("ASH",), 0, 6)


def test_ratings_of_who_left_count_no_more(panel: WorkingGroup) -> None:
    """A rating counts while its member does and has not recused itself."""
    panel.rate("1", "ASH", 7)
    panel.rate("1", "COL", 3)
    panel.rate("1", "DUN", 9)
    panel.take_position("DUN", "1", Stance.RECUSE)
    panel.record(ChangeMember(code="COL", group="GOV", observer=True))
    assert counts(panel, "R1").ratings == (7,)
    assert counts(panel, "R1").only("CIV").ratings == ()


def test_position_may_be_older_than_its_record(panel: WorkingGroup) -> None:
    """When it was taken and when it was written down are both kept."""
    item = panel.state.handles["R1"]
    earlier = panel.now().replace(year=2025)
    panel.record(
        TakePosition(
            target=item,
            version=panel.state.version_id(item),
            member="ASH",
            stance=Stance.SUPPORT,
            happened=earlier,
        )
    )
    (held,) = positions_on(panel.state, item)
    assert (held.happened, held.recorded.year) == (earlier, 2026)


# Counts of several groups of members, together and apart.


ratings = st.lists(st.integers(1, 9), max_size=4).map(lambda found: tuple(sorted(found)))
group_counts = st.builds(
    GroupCount,
    st.integers(0, 9),
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(Stance), st.integers(1, 9)),
    st.integers(0, 3),
    ratings,
)
groups = st.dictionaries(st.sampled_from(["GOV", "BUS", "CIV", ""]), group_counts)


@given(groups)
def test_totals_are_the_sums_of_the_groups(given: dict[str, GroupCount]) -> None:
    """Every number is that of all groups together, also without some stances."""
    counts = Counts(given)
    assert given == counts.groups
    assert counts.eligible == sum(each.eligible for each in given.values())
    assert (counts.present or 0) == sum(each.present or 0 for each in given.values())
    assert counts.ratings == tuple(sorted(each for g in given.values() for each in g.ratings))
    for stance in Stance:
        assert counts.of(stance) == sum(each.of(stance) for each in given.values())
        assert counts.stances()[stance] == counts.of(stance)
    left = counts.groups.without(Stance.OBJECT, Stance.HOLD)
    assert left == {code: each.without(Stance.OBJECT, Stance.HOLD) for code, each in given.items()}
    assert left.total == together(left.values())
    assert left.total.of(Stance.OBJECT, Stance.HOLD) == 0


def test_other_groups_have_another_total() -> None:
    """Counts changed by hand are counted anew."""
    counts = Counts({"GOV": GroupCount(3, None, {Stance.SUPPORT: 2})})
    more = attrs.evolve(counts, groups={**counts.groups, "CIV": GroupCount(4)})
    assert (counts.eligible, more.eligible) == (3, 7)
    assert repr(counts.groups) == repr({"GOV": GroupCount(3, None, {Stance.SUPPORT: 2})})


def test_presence_is_known_in_meetings_only() -> None:
    """Where it is known of no group it is not known of all."""
    assert together([GroupCount(3), GroupCount(4)]).present is None
    assert together([GroupCount(3, 1), GroupCount(4, 0)]).present == 1


def test_counts_of_some_members_are_of_them_alone(panel: WorkingGroup) -> None:
    """Each of them is in one class with its name, and nobody else is in any."""
    panel.take_position("ASH", "1", Stance.HOLD)
    panel.take_position("BAY", "1", Stance.ACCEPT, conditions=["2"])
    panel.take_position("DUN", "1", Stance.HOLD)
    found = counts(panel, "R1").narrowed(frozenset({"ASH", "BAY", "COL"}))
    members = {each.value: codes for each, codes in found.members().items() if codes}
    assert members == {"hold": ("ASH",), "conditional": ("BAY",), "no position": ("COL",)}
    assert {each: len(codes) for each, codes in found.members().items()} == found.classes
    assert (found.holds, found.conditional) == (("ASH",), ("BAY",))


def test_who_spoke_is_known_without_reading_what_was_said(panel: WorkingGroup) -> None:
    """Positions of a large record are read only where somebody is against, or has a condition."""
    texts = ("Few words.", "No words.")
    amendments = [panel.propose("R1", each, by=["ASH"]) for each in texts]
    for each in amendments:
        panel.take_position("BAY", each.handle, "support")
    state = panel.state
    for target in state.positions:
        state.positions.stance_index(target)
    state.positions.entries.update(dict(state.positions.encoded()))
    for each in amendments:
        assert not [*contesting_elsewhere(state, state.amendments[state.handles[each.handle]])]
    for target in state.items:
        waiting_since_merged(state, target)
    assert all(isinstance(each, bytes) for each in state.positions.entries.values())
