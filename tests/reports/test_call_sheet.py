"""Whom to call over a whole draft, and what to take up next."""

from __future__ import annotations

from consensus.reports.next_items import CallSheet, HeldUp, Rank
from consensus.working_group import WorkingGroup
from tests.support.market import new_market


def sheet(group: WorkingGroup) -> CallSheet:
    """The call sheet of all drafts."""
    return group.analysis.calls()


def test_who_could_live_with_rivals_and_who_alone_holds_up(market: WorkingGroup) -> None:
    """A member that accepts two rivals, and one that alone objects, are told with what it is."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R2", "sunset", old="noon", by=["DOG"])
    market.take_position("FIG", "A1", "accept")
    market.take_position("FIG", "A2", "accept")
    market.take_position("ELD", "R3", "object", reason="Loud.")
    market.take_position("ELD", "R4", "hold")
    market.take_position("GUM", "R5", "hold")
    market.take_position("CED", "R5", "object", reason="Often.")
    calls = {each.member: each for each in sheet(market).calls}
    assert list(calls) == ["ELD", "FIG", "CED", "GUM"]
    assert calls["ELD"].alone == (HeldUp("R3", True, 0), HeldUp("R4", False, 0))
    assert calls["FIG"].accepts == (("A1", "A2"),)
    assert calls["CED"].shared == (HeldUp("R5", True, 1),)
    assert calls["GUM"].shared == (HeldUp("R5", False, 1),)


def test_who_waits_for_a_condition_does_not_reserve_its_position(market: WorkingGroup) -> None:
    """What holds a target up is a condition, not a hold, unless it objects."""
    market.take_position("ELD", "R3", "accept", conditions=["R4"])
    market.take_position("GUM", "R3", "hold")
    market.take_position("CED", "R4", "hold")
    calls = {each.member: each for each in sheet(market).calls}
    assert [each.how for each in calls["ELD"].shared] == ["waits, with 1"]
    assert [each.how for each in calls["GUM"].shared] == ["reserves, with 1"]
    assert [each.how for each in calls["CED"].alone] == ["reserves"]


def test_what_is_agreed_is_held_up_by_nobody(market: WorkingGroup) -> None:
    """An objection to what was decided over it calls for no call; so does an answered one."""
    market.take_position("ELD", "R3", "object", reason="Loud.")
    market.decide("R3", "agreed", reason="The chair so rules.")
    assert sheet(market).calls == ()


def test_closest_and_next_are_those_of_the_list(busy: WorkingGroup) -> None:
    """The best item is the first to be taken up; the closest are those with a least move."""
    found = sheet(busy)
    assert found.next is not None
    assert found.next.rank is Rank.MERGEABLE
    assert [each.handle for each in found.closest] == ["R3"]


def test_order_of_recording_changes_nothing() -> None:
    """Whoever spoke first, the same members are called in the same order."""
    sheets = []
    for members in (("ASP", "DOG", "FIG"), ("FIG", "DOG", "ASP")):
        with new_market() as group:
            for member in members:
                group.take_position(member, "R1", "hold")
                group.take_position(member, "R4", "object", reason="No.")
            sheets.append(sheet(group).calls)
    assert sheets[0] == sheets[1]
