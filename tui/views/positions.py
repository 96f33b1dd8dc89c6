"""Positions on a target: the grid, who said what and why, the room, and the speaker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from consensus.errors import NotFound, Rejected
from consensus.history.step import Step
from consensus.model.counting import Standpoint, positions_on
from consensus.model.decisions import Outcome
from consensus.model.lookup import targets_in_order
from consensus.model.meetings import Presence
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience, Viewer, marked_verdict
from consensus.reports.holders import AlternativeKind, Bridge, HoldersReport
from consensus.reports.matrix import MemberStanding, Standings, standings
from consensus.reports.next_items import root_target
from consensus.reports.positions import (
    ContestedLine,
    ObjectionLine,
    PositionLine,
    contested_lines,
    objection_lines,
    position_groups,
)
from consensus.reports.words import STANCE_SIGNS, join_names, label_or_handle
from consensus.rules.explain import explain
from consensus.text.display import shortened
from consensus.working_group import WorkingGroup
from tui.views.text import (
    Choice,
    Mark,
    Span,
    members_view,
    name_of,
    spans_of_amendment,
    spans_of_wording,
)
from tui.worker import Check, as_act, as_look


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
    version: str  # the id of the version of its words
    handle: str
    name: str  # its label, or else its handle
    said: Stance | None  # the stance that the subject has taken on it; None for none
    is_decided: bool  # whether a decision closed it, so that a statement can go on record beside it
    is_awaited: bool  # whether a decision awaits the confirmation of the subject


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
        version=state.version_id(target),
        handle=state.handle_of(target),
        name=label_or_handle(state, target),
        said=own[0].stance if own else None,
        is_decided=decision is not None and decision.outcome is not Outcome.DEFERRED,
        is_awaited=decision is not None and speaks in decision.pending,
    )


@as_act
def stance_act(
    group: WorkingGroup,
    heard: Saying,
    stance: Stance,
    reason: str,
    reservation: str,
    document: str,
) -> Step:
    """Records a stance on the words that were looked at."""
    refuse_if_changed(group, heard.target, heard.version)
    code, target = heard.subject.code, f"handle:{heard.handle}"
    if heard.subject.is_group:
        return group.state_group_position(code, target, stance, reason, document)
    return group.take_position(
        code,
        target,
        stance,
        reason=reason,
        reservation=reservation,
        source=StatedBy.WRITTEN if document else StatedBy.FLOOR,
        document=document,
    )


_QUOTED = 40


@as_look
def words_of(group: WorkingGroup, check: Check, target: str) -> str:
    """Reads how the words of a target begin, or what an amendment would do."""
    state = group.state
    if target in state.packages:
        return state.packages[target].title
    if target in state.amendments:
        return shortened(change_summary(state, target), 2 * _QUOTED)
    return f"“{shortened(state.text(target), _QUOTED)}”"


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


def refuse_if_changed(group: WorkingGroup, target: str, version: str) -> None:
    """Raises `Rejected` unless a text is still the version that was shown."""
    group.refresh()
    try:
        is_same = group.state.version_id(target) == version
    except NotFound:
        raise Rejected("what it was about is gone since; look at it again") from None
    if not is_same:
        raise Rejected(f"{name_of(group.state, target)} has changed since; look at it again")


_BEGINNING = 200

WEIGHTS = (
    Standpoint.OBJECT,
    Standpoint.HOLD,
    Standpoint.DISAGREE,
    Standpoint.CONDITIONAL,
    Standpoint.RECONFIRM,
    Standpoint.SUPPORT,
    Standpoint.ACCEPT,
    Standpoint.ABSTAIN,
    Standpoint.NONE,
)
"""The classes of members in the order of a list: first what is to be talked about."""


@frozen
class GridView:
    """The positions on one target."""

    target: str  # its id; empty when there is nothing to look at
    name: str = ""  # its label or handle
    beginning: str = ""  # what it changes, or how its text begins
    text: tuple[Span, ...] = ()  # its text; of an amendment, its changes marked
    standing: str = ""  # where it stands, in words
    reasons: tuple[str, ...] = ()  # why, as sentences
    in_favour: int = 0  # how many support it or can live with it
    eligible: int = 0  # of how many
    # every member and group; None when there is nothing to look at
    standings: Standings | None = None
    # the class of each member; who recused itself has none
    classes: Mapping[str, Standpoint] = field(factory=dict)
    # items around it with what each member says of them, where there is room for that
    beside: tuple[Beside, ...] = ()

    @property
    def by_weight(self) -> list[MemberStanding]:
        """The members, those first whose position is to be talked about first."""
        members = self.standings.members if self.standings else ()
        places = {each: place for place, each in enumerate(WEIGHTS)}
        last = len(WEIGHTS)

        def weight(standing: MemberStanding) -> int:
            found = self.classes.get(standing.member)
            return last if found is None else places[found]

        return sorted(members, key=weight)

    def is_silent(self, standing: MemberStanding) -> bool:
        """Returns whether a member said nothing of it, nor of a part of it."""
        is_none = self.classes.get(standing.member) is Standpoint.NONE
        return is_none and standing.position is None


@frozen
class Beside:
    """What the members say of one item."""

    label: str  # what people call it
    is_shown: bool  # whether it is the target
    said: Mapping[str, Stance]  # the stance of each member that has one


@as_look
def grid_of(group: WorkingGroup, check: Check, target: str, beside: int = 0) -> GridView:
    """Reads the positions on a target; on the first one if empty.

    With them come those on the items around it, whose labels fit in so many columns.
    """
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
    check()
    package = state.packages.get(found)
    if amendment := state.amendments.get(found):
        text = spans_of_amendment(state, found)
        summary = change_summary(state, found, names=False)
    else:
        words = package.title if package else state.text(found)
        summary = words
        text = (Span(words),) if package else spans_of_wording(state.version(found).wording)
    classes = verdict.counts.members()
    around = root_target(state, found) if amendment else found
    return GridView(
        target=found,
        name=there.target if package or not there.label else there.label,
        beginning=shortened(summary, _BEGINNING),
        text=text,
        standing=verdict.standing,
        reasons=explain(marked_verdict(state, verdict), label=state.handle_of),
        in_favour=verdict.counts.in_favour,
        eligible=verdict.counts.eligible,
        standings=there,
        classes={code: each for each, codes in classes.items() for code in codes},
        beside=tuple(_beside(state, around, beside)) if beside else (),
    )


def _beside(state: State, target: str, columns: int) -> Iterator[Beside]:
    """Yields the items around one whose labels fit in so many columns."""
    draft = state.draft_of(target)
    items = [each.id for each in state.walk(draft) if each.kind.can_be_agreed] if draft else []
    place = items.index(target) if target in items else 0
    for each in items[max(0, place - columns // 8) :]:
        label = label_or_handle(state, each)
        columns -= len(label) + 1
        if columns < 0:
            return
        said = {found.member: found.stance for found in positions_on(state, each)}
        yield Beside(label, each == target, said)


@as_look
def neighbour_of(group: WorkingGroup, check: Check, target: str, by: int) -> str:
    """Reads the target before or after another; itself at an end."""
    targets = list(targets_in_order(group.state, list(group.state.drafts)))
    place = targets.index(target) + by if target in targets else 0
    return targets[max(0, min(place, len(targets) - 1))] if targets else ""


@frozen
class HoldersView:
    """Who supports which wording of a text, in words."""

    title: str
    spans: tuple[Span, ...]
    member: str = ""  # the code of the member to consult first; empty for none


@as_look
def holders_view(group: WorkingGroup, check: Check, target: str) -> HoldersView:
    """Reads who supports which wording of a text, and whom to consult first."""
    state = group.state
    name = label_or_handle(state, target)
    if target in state.packages:
        said = Span("A package has no text of its own; ask of the texts in it.")
        return HoldersView(name, (said,))
    report = group.wordings(f"handle:{state.handle_of(target)}", Audience.SECRETARIAT)
    first = report.calls[0].member if report.calls else ""
    return HoldersView(f"Who supports what of {name}", tuple(_holders(report)), first)


def _holders(report: HoldersReport) -> Iterator[Span]:
    yield Span("Whom to consult first\n", Mark.HEADING)
    for call in report.calls:
        yield Span(f"{call.member} ", Mark.HEADING)
        yield Span(f"{call.weight.words}{call.like}: ", Mark.NAME)
        yield Span(f"{', '.join(call.alternatives)}\n")
    if not report.calls:
        yield Span("no member is in its way\n", Mark.FAINT)
    yield Span("\n")
    if not report.alternatives:
        yield Span("no bracket, and no undecided amendment\n", Mark.FAINT)
    for each in report.alternatives:
        by = f" {', '.join(each.amendments)}" if each.question and each.amendments else ""
        stands = " as it stands" if each.kind is AlternativeKind.CONFLICT and each.stands else ""
        yield Span(f"{each.key}{by}{stands}: ", Mark.HEADING)
        yield Span(f"{each.wording.strip() or 'no text'}\n")
        for what, said in (
            ("object", each.objecting),
            ("against", each.against),
            ("supported by", each.holders),
            ("can live with it", each.accepting),
        ):
            if said:
                yield Span(f"  {what}: ", Mark.NAME)
                yield Span(f"{', '.join(map(str, said))}\n")
        if each.is_abandoned:
            nobody = "no member supports it; it stays until it is decided"
            yield Span(f"  {nobody}\n", Mark.SIGN)


@frozen
class Said:
    """What members say of a text and of what is proposed to it, by handle."""

    target: str  # the handle of the text
    positions: Mapping[str, tuple[PositionLine, ...]]
    objections: Mapping[str, tuple[ObjectionLine, ...]]
    contested: tuple[ContestedLine, ...]  # what was objected to before it was merged into the text
    bridges: tuple[Bridge, ...]  # who could live with several of them
    absent: frozenset[str]  # the codes of members that are not at the meeting that goes on

    def named(self, codes: Iterable[str]) -> str:
        """Returns members by code, with those that are not there marked."""
        return " ".join(f"{each} (absent)" if each in self.absent else each for each in codes)


def said_of(
    group: WorkingGroup, target: str, others: Iterable[str], known: Said | None = None
) -> Said:
    """Reads what members say of a text, and of other targets, as far as it is not known."""
    state, viewer = group.state, Viewer(Audience.SECRETARIAT)
    positions = {**known.positions} if known else {}
    objections = {**known.objections} if known else {}
    for each in (target, *others):
        if (handle := state.handle_of(each)) not in positions:
            groups = position_groups(state, each, Audience.SECRETARIAT)
            amendment = state.amendments.get(each)
            backers = amendment.backers if amendment else ()
            # Who proposes it may also have said that it supports it.
            positions[handle] = tuple(
                evolve(line, by_sponsoring=line.by_sponsoring or line.member in backers)
                for found in groups
                for line in found.positions
            )
            objections[handle] = objection_lines(state, each, viewer)
    if known is not None:
        return evolve(known, positions=positions, objections=objections)
    meeting, name = state.meeting, state.handle_of(target)
    bridges: tuple[Bridge, ...] = ()
    if target not in state.packages:
        bridges = group.wordings(f"handle:{name}", Audience.SECRETARIAT).bridges
    absent = (
        code
        for code in (state.members if meeting else ())
        if meeting and state.presence_of(code, meeting.id) is Presence.ABSENT
    )
    contested = contested_lines(state, target, Audience.SECRETARIAT)
    return Said(name, positions, objections, contested, bridges, frozenset(absent))


_AGAINST = (Stance.OBJECT, Stance.HOLD, Stance.DISAGREE, Stance.ABSTAIN, Stance.RECUSE)
_MARKED = {Stance.OBJECT: Mark.SIGN, Stance.HOLD: Mark.SIGN}


def who_and_why(
    said: Said, handles: Sequence[str], members: Collection[str] | None = None
) -> Iterator[Span]:
    """Yields who says what of some targets, and why: what stands in the way first.

    Where `members` are given, only they are told of among those who object.
    """
    lines = [line for each in handles for line in said.positions.get(each, ())]
    answers = {
        one.member: one for each in handles for one in said.objections.get(each, ()) if one.answer
    }
    ended = {
        one.member
        for each in handles
        for one in said.objections.get(each, ())
        if not one.is_standing
    }
    told: set[str] = set()
    for one in said.contested if said.target in handles else ():
        if one.is_open and (members is None or one.member in members):
            told.add(one.member)
            yield Span(f"{STANCE_SIGNS[one.stance]} ", _MARKED[one.stance])
            yield Span(f"{one.sentence}\n")
    for stance in _AGAINST:
        for line in lines:
            is_other = (
                stance is Stance.OBJECT and members is not None and line.member not in members
            )
            if line.stance is not stance or is_other or line.member in told:
                continue
            told.add(line.member)
            is_over = stance is Stance.OBJECT and line.member in ended
            yield from _voice(line, said, "no longer objects" if is_over else line.says)
            if line.member in answers:
                yield Span(f"  answer: {answers[line.member].answer}\n")
    for bridge in said.bridges:
        if set(handles) & set(bridge.alternatives) and bridge.member not in told:
            provided = ", on conditions" if bridge.conditional else ""
            named = ["the text" if each == said.target else each for each in bridge.alternatives]
            yield Span("bridge ", Mark.NAME)
            yield Span(f"{bridge.member}", Mark.HEADING)
            yield Span(f" could live with {join_names(named)}{provided}\n")
    yield from _in_favour([line for line in lines if line.member not in told], said)


def _voice(line: PositionLine, said: Said, says: str) -> Iterator[Span]:
    reason, where, notes = line.cells
    yield Span(f"{STANCE_SIGNS[line.stance]} ", _MARKED.get(line.stance, Mark.FAINT))
    yield Span(f"{said.named([line.member])} ", Mark.HEADING)
    yield Span(f"{says} ")
    if reason:
        yield Span(f"“{reason}” ", Mark.OPTION)
    aside = f"{line.happened.day} {line.happened:%b}, {where}" + f"; {notes}" * bool(notes)
    yield Span(f"{aside}\n", Mark.FAINT)


def _in_favour(lines: Iterable[PositionLine], said: Said) -> Iterator[Span]:
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if line.stance in (Stance.SUPPORT, Stance.ACCEPT):
            is_sponsor = line.by_sponsoring and line.stance is Stance.SUPPORT
            how = "propose" if is_sponsor else line.stance.value
            kept = f" ({line.cells[2]})" if line.cells[2] and not is_sponsor else ""
            who = said.named([line.member]) if is_sponsor else line.member
            found.setdefault(how, {})[f"{who}{kept}"] = None
    for how in ("propose", Stance.SUPPORT.value, Stance.ACCEPT.value):
        if how in found:
            yield Span(f"{'~' if how == Stance.ACCEPT else '+'} ", Mark.NAME)
            yield Span(" ".join(found[how]), Mark.NAME)
            verb = _IN_FAVOUR.get(how, f"{how}{'s' * (len(found[how]) == 1)} it")
            yield Span(f" {verb}\n")


_IN_FAVOUR: dict[str, str] = {Stance.ACCEPT: "can live with it"}

_SHOWN_FIRST = (*_AGAINST, Stance.ACCEPT, Stance.SUPPORT)


def the_room(found: Standings) -> Iterator[Span]:
    """Yields a sign for each member, group by group, with how many are in favour of how many."""
    order = {stance: place for place, stance in enumerate(_SHOWN_FIRST)}
    width = max((len(each.group) for each in found.groups), default=0)
    for each in found.groups:
        stances = [
            one.position.stance for one in found.members if one.position and one.group == each.group
        ]
        signs = "".join(STANCE_SIGNS[one] for one in sorted(stances, key=order.__getitem__))
        silent = sum(one.group == each.group for one in found.members) - len(stances)
        yield Span(f"{each.group:<{width}} ", Mark.NAME)
        yield Span(f"{signs}{'·' * silent}")
        yield Span(f"  {each.supportive} of {each.entitled}\n", Mark.FAINT)
    signs = "  ".join(f"{STANCE_SIGNS[one]} {_LEGEND[one]}" for one in _LEGEND)
    yield Span(f"{signs}  · silent", Mark.FAINT)


_LEGEND = {
    Stance.SUPPORT: "for",
    Stance.ACCEPT: "can live with it",
    Stance.HOLD: "reserves",
    Stance.DISAGREE: "against",
    Stance.OBJECT: "objects",
}
