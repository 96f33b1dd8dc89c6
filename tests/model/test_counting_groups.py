"""Counts of several groups of members, together and apart."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from consensus.model.counting import Counts, GroupCount, together
from consensus.model.positions import Stance

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
