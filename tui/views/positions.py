"""Who speaks on what: the subject of a key that records what a member says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.counting import positions_on
from consensus.model.decisions import Outcome
from consensus.model.meetings import Presence
from consensus.model.positions import Stance
from consensus.reports.words import label_of

if TYPE_CHECKING:
    from consensus.model.state import State
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


@frozen
class Subject:
    """Somebody that can say something.

    Attributes:
        code: the code of the member, observer or negotiating group; empty when nobody has the
            floor.
        is_away: whether a meeting goes on and it is not there, so that it cannot have spoken.
        is_observer: whether what it says counts nowhere.
        is_group: whether it speaks for its members.
    """

    code: str
    is_away: bool = False
    is_observer: bool = False
    is_group: bool = False


@frozen
class Saying:
    """Who speaks on what.

    Attributes:
        subject: who.
        target: what on, by its id.
        handle: the handle of that.
        name: what people call it: its label, or else its handle.
        said: the stance that the subject has taken on it; None for none.
        is_decided: whether a decision closed it, so that a statement can go on record beside it.
    """

    subject: Subject
    target: str
    handle: str
    name: str
    said: Stance | None
    is_decided: bool


@frozen
class Voice:
    """Somebody to be picked from a list.

    Attributes:
        code: the code of a member, an observer or a negotiating group.
        name: its name, and what it is where it is no member.
    """

    code: str
    name: str


def name_of(state: State, target: str) -> str:
    """What people call an item, amendment or package in a few letters."""
    handle = state.handle_of(target)
    return (label_of(state, target) or handle) if target in state.items else handle


def saying(target: str, code: str = "") -> Look[Saying]:
    """What reads who speaks on a target.

    Args:
        target: its id.
        code: who; whoever has the floor if not given.
    """

    def look(group: WorkingGroup, check: Check) -> Saying:
        state = group.state
        speaks = code or (state.floor.speaker if state.floor else "")
        own = [each for each in positions_on(state, target) if each.member == speaks]
        decision = state.last_decision(target)
        return Saying(
            subject=_subject(state, speaks),
            target=target,
            handle=state.handle_of(target),
            name=name_of(state, target),
            said=own[0].stance if own else None,
            is_decided=decision is not None and decision.outcome is not Outcome.DEFERRED,
        )

    return look


def _subject(state: State, code: str) -> Subject:
    member = state.members.get(code)
    if member is None:
        is_group = code in state.negotiating_groups
        return Subject(code if is_group else "", is_group=is_group)
    meeting = state.meeting
    away = meeting is not None and state.presence_of(code, meeting.id) is Presence.ABSENT
    return Subject(code, is_away=away, is_observer=member.observer)


def voices_view(group: WorkingGroup, check: Check) -> tuple[Voice, ...]:
    """Read everybody that can say something: members, observers, negotiating groups."""
    state = group.state
    members = (
        Voice(each.code, f"{each.name}{' (observer)' if each.observer else ''}")
        for each in state.members.values()
    )
    groups = (
        Voice(each.code, f"{each.name} (for its {len(each.members)} members)")
        for each in state.negotiating_groups.values()
        if each.code not in state.members
    )
    return (*members, *groups)
