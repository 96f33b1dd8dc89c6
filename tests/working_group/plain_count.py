"""Counting as one would by hand: every position on a target looked at, one after the other."""

from __future__ import annotations

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import has_words
from consensus.model.counting import (
    Counts,
    Electorate,
    GroupCount,
    Standing,
    contested_on,
    positions_on,
)
from consensus.model.drafts import Cause
from consensus.model.meetings import Presence
from consensus.model.positions import Position, Stance
from consensus.model.staleness import HARMLESS, CarryOver, stance_in_force, text_changed
from consensus.model.state import State


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
