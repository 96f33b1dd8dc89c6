"""What to take up next, and whom to call over a whole draft."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from consensus.history.operations import PutInTray
from consensus.reports.next_items import CallSheet, HeldUp, NextItem, Rank, next_items
from consensus.working_group import WorkingGroup
from tests.support.market import new_market

# What to take up next.


def take_up(group: WorkingGroup, member: str = "", today: date | None = None) -> list[NextItem]:
    """What is listed, for the chair or a member."""
    drafts = list(group.state.drafts)
    return list(next_items(group.state, group.judgement(), drafts, member, today))


def ranks(found: list[NextItem]) -> list[tuple[str, Rank]]:
    """The handles with their ranks."""
    return [(each.handle, each.rank) for each in found]


def test_what_is_ready_comes_first_and_the_rest_by_rank(busy: WorkingGroup) -> None:
    """The gavel first, then one objection, then the text, then what awaits a word or a day."""
    assert ranks(take_up(busy)) == [
        ("A3", Rank.MERGEABLE),
        ("R2", Rank.CONFLICT),
        ("R3", Rank.CLOSEST),
        ("R2", Rank.TEXT),
        ("R4", Rank.PENDING),
        ("R5", Rank.DEFERRED),
    ]


def test_only_of_so_many_it_is_told_what_brings_them_close(busy: WorkingGroup) -> None:
    """The order is the same, and so are the first ones; of others the reason is left empty."""
    found = take_up(busy)
    (place,) = [at for at, each in enumerate(found) if each.rank is Rank.CLOSEST]
    assert found[place].reason
    asked = busy.state, busy.judgement(), list(busy.state.drafts)
    untold = evolve(found[place], reason="")
    assert next_items(*asked, explained=place + 1) == tuple(found)
    assert next_items(*asked, explained=place) == (*found[:place], untold, *found[place + 1 :])


def test_one_objection_is_named_with_its_reason(market: WorkingGroup) -> None:
    """Where a single objection stands, who objects and why is the reason given."""
    market.take_position("DOG", "R3", "object", reason="Nights are loud.")
    (found,) = [each for each in take_up(market) if each.rank is Rank.SINGLE_OBJECTION]
    assert (found.handle, found.reason) == ("R3", "only DOG objects: Nights are loud.")


def test_a_room_that_is_against_what_is_ready_is_told(market: WorkingGroup) -> None:
    """The sense of the room counts in no rule, and the chair is reminded of it."""
    market.note_sense("R3", "the majority", "object")
    (found,) = [each for each in take_up(market) if each.handle == "R3"]
    assert found.rank is Rank.READY
    assert found.reason == "the rule is met; sense of the room: the majority, objects"


def test_a_deferred_amendment_is_undecided(panel: WorkingGroup) -> None:
    """How many amendments there are to a text is told as in the status, and by why it is open."""
    for by, place in (("ASH", "4 times a year"), ("BAY", "monthly"), ("COL", "weekly")):
        panel.propose("R1", place, old="every year", by=[by])
        panel.take_position("DUN", panel.state.handle_of([*panel.state.amendments][-1]), "object")
    panel.propose("R1", "shall soon", old="shall", by=["ELM"])
    panel.decide("A1", "deferred", reason="The hall is closed.")
    (found,) = [each for each in take_up(panel) if each.rank is Rank.MERGEABLE]
    assert found.reason == "A4 could be merged, of 4 undecided amendments"
    (item,) = [each for each in panel.status().items if each.handle == "R1"]
    assert item.open_amendments == 4
    assert "3 amendments by members are undecided, and one more is deferred" in item.reasons


def test_fewer_members_to_move_come_first(market: WorkingGroup) -> None:
    """Of two that are not ready, the one with the smaller least move is taken up first."""
    for member in ("ASP", "BIR", "CED"):
        market.take_position(member, "R1", "hold")
    for member in ("DOG", "ELD"):
        market.take_position(member, "R4", "hold")
    found = [each for each in take_up(market) if each.rank is Rank.CLOSEST]
    assert [(each.handle, each.size) for each in found] == [("R4", 2), ("R1", 3)]


def test_positions_gone_stale_are_asked_for(market: WorkingGroup) -> None:
    """Where the rule is met by nobody speaking, those whose words changed are still named."""
    market.take_position("ASP", "R1", "support")
    market.edit("R1", "Stalls should open at six in the morning.")
    (found,) = [each for each in take_up(market) if each.handle == "R1"]
    assert found.reason == "the rule is met; the text changed after ASP took a position"


def test_a_deferral_is_listed_when_it_is_due(busy: WorkingGroup) -> None:
    """Before its day a deferral is left out; on its day it is listed."""
    before = ranks(take_up(busy, today=date(2026, 4, 30)))
    due = ranks(take_up(busy, today=date(2026, 5, 1)))
    assert [each for each in due if each not in before] == [("R5", Rank.DEFERRED)]


def test_what_is_agreed_but_not_merged_is_offered_for_merging(market: WorkingGroup) -> None:
    """An amendment the chair declared agreed waits to go into its text."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.decide("A1", "agreed")
    (found,) = [each for each in take_up(market) if each.rank is Rank.MERGE]
    assert found.reason == "agreed, and not in 2 (R2) yet"


def test_requests_to_reopen_stand_under_what_they_concern(busy: WorkingGroup) -> None:
    """A late amendment is listed once, with the closed item it asks to reopen."""
    busy.propose("R1", "eight", old="seven", by=["ELD"])
    found = [each for each in take_up(busy) if "A4" in (each.handle, *each.reason.split("("))]
    reopened = [each for each in take_up(busy) if each.rank is Rank.REOPEN]
    assert found == []
    assert [(each.handle, each.reason) for each in reopened] == [
        ("R1", "request to reopen: one late amendment (A4)")
    ]


def test_the_tray_is_listed(market: WorkingGroup) -> None:
    """A row that fits nowhere waits for a place."""
    market.record(PutInTray(handle="T9", fields={"text": "x"}, problem="no such item"))
    assert ranks(take_up(market))[-1] == ("T9", Rank.TRAY)


def test_a_member_sees_what_needs_its_position(busy: WorkingGroup) -> None:
    """What is undecided and without the member's position is listed, in order."""
    assert ranks(take_up(busy, "FIG")) == [
        (handle, Rank.YOUR_POSITION) for handle in ("R2", "A1", "R3", "A3")
    ]


def test_a_member_is_asked_again_when_the_text_changed(market: WorkingGroup) -> None:
    """A stale position is asked for afresh, after those that are missing."""
    market.take_position("ASP", "R1", "accept")
    market.edit("R1", "Stalls should open at six in the morning.")
    found = take_up(market, "ASP")
    assert ranks(found)[-1] == ("R1", Rank.YOUR_FRESH_POSITION)
    assert found[-1].reason == "the text changed after ASP said: accept"


def test_observers_are_asked_for_no_position(market: WorkingGroup) -> None:
    """An observer's position counts nowhere, so none is missing."""
    assert take_up(market, "OBS") == []


def test_who_objects_to_the_same_words_of_another_is_named(market: WorkingGroup) -> None:
    """A2 is not ready, since BIR objects to those words in A1."""
    for by in ("ASP", "CED"):
        market.propose("R1", "at dawn", old="at seven", by=[by])
    market.take_position("BIR", "A1", "object", reason="too early")
    found = {each.handle: each for each in take_up(market)}
    assert found["A2"].reason == "BIR objects to the same words in A1: “too early”"
    assert found["R1"].rank is not Rank.MERGEABLE


def test_only_what_would_go_in_by_default_is_named_as_mergeable(market: WorkingGroup) -> None:
    """What contends is named with the conflict that has to be settled first, as a merge does."""

    def said() -> str:
        ranks = (Rank.MERGEABLE, Rank.CONFLICT)
        found = [each.reason for each in take_up(market) if each.rank in ranks]
        return found[0] if found else ""

    words = market.state.text(market.state.handles["R1"]).split()
    for number, (word, new) in enumerate(
        ((words[1], "gladly"), (words[1], "rarely"), (words[-1], "there.")), start=1
    ):
        market.propose("R1", " ".join(new if each == word else each for each in words), by=["ASP"])
        handles = [f"A{each}" for each in range(1, number + 1)]
        assert all(handle in said() for handle in handles)
    assert said() == "A3 could be merged; A1, A2 once conflict 1 is settled"
    assert [row.by for row in market.changes_to("R1") if row.is_ticked] == [("A3",)]
    market.take_position("BIR", "A3", "object")
    assert said().startswith("A1, A2 could be merged once conflict 1 is settled")
    assert ("R1", Rank.CONFLICT) in ranks(take_up(market))
    assert not any(row.is_ticked for row in market.changes_to("R1"))


# Whom to call over a whole draft, and what to take up next.


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
    assert [each.how for each in calls["ELD"].shared] == ["conditional, one of 2"]
    assert [each.how for each in calls["GUM"].shared] == ["reserves, one of 2"]
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
