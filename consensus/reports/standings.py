"""Who stands where on one target: every member, and every stakeholder group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from consensus.model.meeting import Presence
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.positions import PositionLine, position_groups
from consensus.reports.targets import label_of
from consensus.rules.judgement import Judgement


@frozen
class MemberStanding:
    """Where one member stands.

    Attributes:
        member: its code.
        name: its name in full; may be empty.
        group: the code of its stakeholder group; empty when it is in none.
        presence: whether it is at the meeting; None between meetings.
        position: its position; None where it has none that the audience may see.
    """

    member: str
    name: str
    group: str
    presence: Presence | None
    position: PositionLine | None


@frozen
class GroupStanding:
    """Where the members of one stakeholder group stand.

    Attributes:
        group: its code; empty for members that are in none.
        members: how many of its members count.
        present: how many of them are at the meeting; None between meetings.
        counts: how many fresh positions there are of each stance.
        stale: how many positions need to be taken afresh.
        silent: how many members have no position.
        proposed: how many proposed or supported part of the text and said nothing of the whole.
    """

    group: str
    members: int
    present: int | None
    counts: Mapping[Stance, int]
    stale: int
    silent: int
    proposed: int = 0


@frozen
class Standings:
    """Who stands where on one target.

    Attributes:
        target: its handle.
        label: the printed label; may be empty.
        groups: the stakeholder groups that have members that count, in the order of the record.
        members: the members that count, group by group; empty for the public.
        withheld: what was left out for the audience.
    """

    target: str
    label: str
    groups: tuple[GroupStanding, ...]
    members: tuple[MemberStanding, ...]
    withheld: Withheld


def standings(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> Standings:
    """Say where every member and every stakeholder group stands on a target.

    Args:
        state: the state.
        judgement: of that state.
        target: the id of an item, amendment or package.
        audience: who it is for; the public sees neither members nor counts.
    """
    eligible = judgement.electorate.groups
    said = {
        line.member: line
        for group in position_groups(state, target, audience)
        for line in group.positions
    }
    meeting = state.meeting
    by_group: dict[str, list[MemberStanding]] = {}
    for code, group in eligible.items():
        presence = state.presence_of(code, meeting.id) if meeting else None
        standing = MemberStanding(code, state.members[code].name, group, presence, said.get(code))
        by_group.setdefault(group, []).append(standing)
    proposing = set(judgement.counts(target).proposed).difference(said)
    order = [group for group in (*state.groups, "") if group in by_group]
    hidden = sum(1 for code in state.positions.get(target, {}) if code in eligible)
    seen = sum(1 for code in said if code in eligible)
    left_out = Counter({Kind.POSITIONS: hidden - seen})
    if not audience.sees_names:
        left_out[Kind.MEMBERS] = len(eligible)
        order = []
    return Standings(
        target=state.handle_of(target),
        label=label_of(state, target),
        groups=tuple(_of_group(group, by_group[group], proposing) for group in order),
        members=tuple(each for group in order for each in by_group[group]),
        withheld=Withheld.of(left_out),
    )


def _of_group(
    group: str, members: Sequence[MemberStanding], proposing: Collection[str]
) -> GroupStanding:
    positions = [each.position for each in members if each.position is not None]
    fresh = [each for each in positions if not each.is_stale]
    proposed = sum(1 for each in members if each.member in proposing)
    between_meetings = any(each.presence is None for each in members)
    there = sum(1 for each in members if each.presence is not Presence.ABSENT)
    return GroupStanding(
        group=group,
        members=len(members),
        present=None if between_meetings else there,
        counts={stance: sum(1 for each in fresh if each.stance is stance) for stance in Stance},
        stale=len(positions) - len(fresh),
        silent=len(members) - len(positions) - proposed,
        proposed=proposed,
    )
