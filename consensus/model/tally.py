"""Tallies: what the members say of a target, counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from attrs import frozen

from consensus.model.counts import Counts, GroupCount, Standing
from consensus.model.decision import Outcome
from consensus.model.meeting import Presence
from consensus.model.pinning import is_stale, text_changed
from consensus.model.position import Position
from consensus.model.stance import Source, Stance
from consensus.model.state import State


@frozen
class Electorate:
    """The members that count on a day, found once for many counts.

    Attributes:
        groups: member code to the code of its stakeholder group.
        eligible: how many members each stakeholder group has.
        there: the codes of the members at the meeting; None between meetings.
        present: how many of them each stakeholder group has; None between meetings.
    """

    groups: Mapping[str, str]
    eligible: Mapping[str, int]
    there: Collection[str] | None
    present: Mapping[str, int] | None

    @classmethod
    def of(cls, state: State, day: date) -> Electorate:
        """The electorate of a day; presence is that of the meeting that goes on."""
        groups = {member.code: member.group for member in state.counting(day)}
        eligible: dict[str, int] = {}
        for group in groups.values():
            eligible[group] = eligible.get(group, 0) + 1
        meeting = state.meeting
        if meeting is None:
            return cls(groups, eligible, None, None)
        there = {
            code for code in groups if state.presence_of(code, meeting.id) is not Presence.ABSENT
        }
        present = dict.fromkeys(eligible, 0)
        for code in there:
            present[groups[code]] += 1
        return cls(groups, eligible, there, present)


def is_declared(state: State, target: str) -> bool:
    """Whether a target was declared agreed with nobody's word still awaited."""
    decision = state.last_decision(target)
    return (
        decision is not None
        and decision.outcome in (Outcome.AGREED, Outcome.ADOPTED)
        and not decision.pending
    )


def has_failed(state: State, target: str) -> bool:
    """Whether a target can no longer be agreed unless it is taken up again."""
    decision = state.last_decision(target)
    return decision is not None and decision.outcome in (Outcome.REJECTED, Outcome.WITHDRAWN)


def effective(position: Position, state: State, assumed: Collection[str] | None) -> Stance | None:
    """The stance that counts, conditions considered; None while a condition is pending.

    Args:
        position: the position.
        state: where declared agreements are looked up.
        assumed: targets assumed agreed besides the declared ones; all others count as failed.
            None assumes nothing and lets undecided conditions be pending.
    """
    pending = False
    for condition in position.conditions:
        if is_declared(state, condition):
            continue
        if assumed is None and not has_failed(state, condition):
            pending = True
        elif assumed is None or condition not in assumed:
            return position.otherwise
    return None if pending else position.stance


def count(
    state: State, target: str, electorate: Electorate, assumed: Collection[str] | None = None
) -> Counts:
    """Count the positions on a target.

    A stale position counts as silence. A position whose condition is pending keeps the target
    open as a hold does. Sponsors of an amendment support it unless they said otherwise. Only
    ratings of the latest round count, and of those only the ratings of members that did not
    recuse themselves.

    Args:
        state: the state to count in.
        target: the id of an item, amendment or package.
        electorate: who counts.
        assumed: as in `effective`.
    """
    stances: dict[str, dict[Stance, int]] = {group: {} for group in electorate.eligible}
    eligible = dict(electorate.eligible)
    present = dict(electorate.present) if electorate.present is not None else None
    standing: list[Standing] = []
    holds: list[str] = []
    stale: list[str] = []
    conditional: list[str] = []
    answered = dict.fromkeys(electorate.eligible, 0)
    recused: set[str] = set()
    silent = len(electorate.groups)
    for position in _positions(state, target):
        group = electorate.groups.get(position.member)
        if group is None:
            continue
        if is_stale(state, position):
            stale.append(position.member)
            continue
        stance = effective(position, state, assumed)
        objection = state.objections.get(target, {}).get(position.member)
        if stance is Stance.OBJECT:
            if position.stance is Stance.OBJECT and objection and not objection.is_standing:
                continue
            is_answered = bool(objection and objection.is_answered)
            answered[group] += is_answered
            standing.append(Standing(position.member, group, is_answered, position.reason))
        elif stance is Stance.HOLD:
            holds.append(position.member)
        elif stance is Stance.RECUSE:
            recused.add(position.member)
            eligible[group] -= 1
            if present is not None and position.member in (electorate.there or ()):
                present[group] -= 1
        elif stance is None:
            conditional.append(position.member)
            stance = Stance.HOLD
        silent -= 1
        stances[group][stance] = stances[group].get(stance, 0) + 1
    ratings = _ratings(state, target, electorate, recused)
    return Counts(
        groups={
            group: GroupCount(
                eligible[group],
                None if present is None else present[group],
                stances[group],
                answered[group],
                ratings.get(group, ()),
            )
            for group in eligible
        },
        standing=tuple(sorted(standing, key=lambda each: each.member)),
        holds=tuple(sorted(holds)),
        stale=tuple(sorted(stale)),
        conditional=tuple(sorted(conditional)),
        silent=silent,
    )


def _ratings(
    state: State, target: str, electorate: Electorate, recused: Collection[str]
) -> dict[str, tuple[int, ...]]:
    fresh = [
        rating
        for rating in state.ratings.get(target, {}).values()
        if rating.member in electorate.groups
        and rating.member not in recused
        and not text_changed(state, target, rating.version)
    ]
    latest = max((rating.round for rating in fresh), default=0)
    by_group: dict[str, list[int]] = {}
    for rating in fresh:
        if rating.round == latest:
            by_group.setdefault(electorate.groups[rating.member], []).append(rating.rating)
    return {group: tuple(sorted(ratings)) for group, ratings in by_group.items()}


def _positions(state: State, target: str) -> list[Position]:
    recorded = state.positions.get(target, {})
    positions = list(recorded.values())
    amendment = state.amendments.get(target)
    if amendment is not None:
        positions.extend(
            support_of_sponsor(state, target, code)
            for code in amendment.backers
            if code not in recorded
        )
    return positions


def support_of_sponsor(state: State, amendment: str, member: str) -> Position:
    """The support that a sponsor lends by sponsoring; it follows the amendment's text."""
    moment = state.moments[amendment]
    return Position(
        id=amendment,
        target=amendment,
        version=state.amendments[amendment].version,
        member=member,
        stance=Stance.SUPPORT,
        happened=moment,
        recorded=moment,
        source=Source.WRITTEN,
    )


def positions_on(state: State, target: str) -> tuple[Position, ...]:
    """Every position on a target, those of sponsors included, by member."""
    return tuple(sorted(_positions(state, target), key=lambda each: each.member))
