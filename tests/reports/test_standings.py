"""Who stands where on one target."""

from __future__ import annotations

import pytest

from consensus import Stance, WorkingGroup
from consensus.formats.source import decode
from consensus.model.lookup import find_target
from consensus.model.meetings import Presence
from consensus.reports.audience import Audience, Kind
from consensus.reports.matrix import Standings, standings


@pytest.fixture
def group() -> WorkingGroup:
    """Three members of two groups at a meeting, two of which have spoken."""
    group = WorkingGroup.in_memory(title="Panel", rule="consent()")
    group.import_groups(decode(b"code,name\nGOV,Governments\nCIV,Civil society\n", "groups.csv"))
    rows = b"code,name,group\nCLI,Club,CIV\nANA,Ana,GOV\nBEN,Ben,GOV\n"
    group.import_members(decode(rows, "members.csv"))
    group.import_draft(decode(b"# Draft\n\n1. Users shall clean the bench.\n", "draft.md"))
    group.open_meeting("First")
    group.note_presence(["ANA", "CLI"])
    group.take_position("ANA", "1", Stance.SUPPORT)
    group.take_position("CLI", "1", Stance.OBJECT, reason="too strict")
    return group


def looked_at(group: WorkingGroup, audience: Audience) -> Standings:
    """Who stands where on 1."""
    return standings(group.state, group.judgement(), find_target(group.state, "1"), audience)


def test_members_stand_group_by_group_in_the_order_of_the_record(group: WorkingGroup) -> None:
    """Groups come as they were declared, members within them as they joined."""
    found = looked_at(group, Audience.SECRETARIAT)
    assert [(each.member, each.presence) for each in found.members] == [
        ("ANA", Presence.IN_PERSON),
        ("BEN", Presence.ABSENT),
        ("CLI", Presence.IN_PERSON),
    ]
    assert [each.position and each.position.stance for each in found.members] == [
        Stance.SUPPORT,
        None,
        Stance.OBJECT,
    ]


def test_groups_count_their_members_with_denominators(group: WorkingGroup) -> None:
    """Of each group it is said how many count, are there, and are silent."""
    found = looked_at(group, Audience.SECRETARIAT)
    assert [(each.group, each.members, each.present, each.silent) for each in found.groups] == [
        ("GOV", 2, 1, 1),
        ("CIV", 1, 1, 0),
    ]
    assert found.groups[0].counts[Stance.SUPPORT] == 1


def test_a_stale_position_is_not_counted(group: WorkingGroup) -> None:
    """Support for other words is shown as stale."""
    group.edit("1", "Users shall clean the whole bench.")
    found = looked_at(group, Audience.SECRETARIAT)
    assert (found.groups[0].counts[Stance.SUPPORT], found.groups[0].stale) == (0, 1)


def test_the_public_sees_nobody(group: WorkingGroup) -> None:
    """It is told how much was left out."""
    found = looked_at(group, Audience.PUBLIC)
    assert (found.members, found.groups) == ((), ())
    assert found.withheld.counts == {Kind.POSITIONS: 2, Kind.MEMBERS: 3}
