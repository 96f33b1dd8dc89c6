"""Positions on a target: the grid, the holders of wordings, and the speaker."""

from __future__ import annotations

from attrs import frozen

from consensus.model.counting import positions_on
from consensus.model.decisions import Outcome
from consensus.model.lookup import targets_in_order
from consensus.model.meetings import Presence
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.audience import Audience, marked_verdict
from consensus.reports.holders import HoldersReport
from consensus.reports.matrix import Standings, standings
from consensus.reports.words import label_or_handle
from consensus.rules.explain import explain
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from tui.views.text import Choice, members_view
from tui.worker import Check, as_look


@frozen
class Subject:
    """A member, observer or group that takes a position."""

    # the code of the member, observer or negotiating group; empty when no member has the floor
    code: str
    # whether a meeting goes on and it is not there, so that it cannot have spoken
    is_away: bool = False
    is_observer: bool = False  # whether what it says counts nowhere
    is_group: bool = False  # whether it speaks for its members


@frozen
class Saying:
    """The speaker and its position on a target."""

    subject: Subject
    target: str  # the id of the target
    handle: str
    name: str  # its label, or else its handle
    said: Stance | None  # the stance that the subject has taken on it; None for none
    is_decided: bool  # whether a decision closed it, so that a statement can go on record beside it


@as_look
def saying_view(group: WorkingGroup, check: Check, target: str, code: str = "") -> Saying:
    """Reads the speaker, or a member, and its position on a target."""
    state = group.state
    speaks = code or (state.floor.speaker if state.floor else "")
    own = [each for each in positions_on(state, target) if each.member == speaks]
    decision = state.last_decision(target)
    return Saying(
        subject=_subject(state, speaks),
        target=target,
        handle=state.handle_of(target),
        name=label_or_handle(state, target),
        said=own[0].stance if own else None,
        is_decided=decision is not None and decision.outcome is not Outcome.DEFERRED,
    )


def _subject(state: State, code: str) -> Subject:
    member = state.members.get(code)
    if member is None:
        is_group = code in state.negotiating_groups
        return Subject(code if is_group else "", is_group=is_group)
    meeting = state.meeting
    away = meeting is not None and state.presence_of(code, meeting.id) is Presence.ABSENT
    return Subject(code, is_away=away, is_observer=member.observer)


def voices_view(group: WorkingGroup, check: Check) -> tuple[Choice, ...]:
    """Reads all that can take a position: members, observers, negotiating groups."""
    groups = (
        Choice(each.code, each.code, f"{each.name} (for its {len(each.members)} members)")
        for each in group.state.negotiating_groups.values()
        if each.code not in group.state.members
    )
    return (*members_view(group, check), *groups)


_BEGINNING = 200


@frozen
class GridView:
    """The positions on one target."""

    target: str  # its id; empty when there is nothing to look at
    name: str = ""  # its label or handle
    beginning: str = ""  # how its text begins
    standing: str = ""  # where it stands, in words
    reasons: tuple[str, ...] = ()  # why, as sentences
    # every member and group; None when there is nothing to look at
    standings: Standings | None = None
    # the codes of members that proposed or supported part of it, and are to be asked about the
    # whole
    proposed: frozenset[str] = frozenset()


@as_look
def grid_of(group: WorkingGroup, check: Check, target: str) -> GridView:
    """Reads the positions on a target; on the first one if empty."""
    state = group.state
    found = (
        target if state.is_target(target) else next(targets_in_order(state, list(state.drafts)), "")
    )
    if not found:
        return GridView("")
    judgement = group.judgement()
    verdict = judgement.verdict(found, with_moves=False)
    check()
    there = standings(state, judgement, found, Audience.SECRETARIAT)
    package = state.packages.get(found)
    text = package.title if package else state.text(found)
    return GridView(
        target=found,
        name=there.target if package or not there.label else there.label,
        beginning=shortened(text, _BEGINNING),
        standing=verdict.standing,
        reasons=explain(marked_verdict(state, verdict), label=state.handle_of),
        standings=there,
        proposed=frozenset(verdict.counts.proposed),
    )


@as_look
def neighbour_of(group: WorkingGroup, check: Check, target: str, by: int) -> str:
    """Reads the target before or after another; itself at an end."""
    targets = list(targets_in_order(group.state, list(group.state.drafts)))
    place = targets.index(target) + by if target in targets else 0
    return targets[max(0, min(place, len(targets) - 1))] if targets else ""


@frozen
class HoldersView:
    """The holders of the wordings of a text."""

    name: str  # the name of the text
    report: HoldersReport | None  # who holds what; None for a package, which has no text of its own
    names: dict[str, str]  # the names of members and groups by their codes


@as_look
def holders_view(group: WorkingGroup, check: Check, target: str) -> HoldersView:
    """Reads the holders of the wordings of a text."""
    state = group.state
    report = None
    if target not in state.packages:
        report = group.wordings(f"handle:{state.handle_of(target)}", Audience.SECRETARIAT)
    names = {each.code: each.name for each in state.negotiating_groups.values()}
    names |= {each.code: each.name for each in state.members.values()}
    return HoldersView(label_or_handle(state, target), report, names)
