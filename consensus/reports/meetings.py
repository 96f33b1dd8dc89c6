"""Meetings held and announced: attendance, speakers and outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from operator import attrgetter
from unicodedata import combining, normalize

import attrs
from attrs import frozen

from consensus.model.counting import Counts, GroupCount
from consensus.model.decisions import Outcome
from consensus.model.drafts import Item
from consensus.model.meetings import (
    Forum,
    Intervention,
    InterventionKind,
    Meeting,
    Presence,
    Turn,
)
from consensus.model.people import AudiencePolicy, Member
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, sees_attendance
from consensus.reports.outline import Outline, Table, grid_of
from consensus.reports.positions import NotedLine, noted_lines
from consensus.reports.words import label_or_handle
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Context
from consensus.text.display import count_noun


@frozen
class MeetingLine:
    """One meeting in a list."""

    handle: str  # such as `M2`
    number: str  # as it is printed; may be empty
    title: str  # what it is called
    place: str  # where it is held; may be empty
    begins: datetime | None  # when it was announced to begin; None where it was not announced
    ends: datetime | None  # when it was announced to end; None where that was not said
    forum: Forum | None = None  # where its decisions are taken; None before it is opened
    opened: datetime | None = None  # when it began; None before it is opened
    closed: datetime | None = None  # when it ended; None while it is open, and before
    cancelled: bool = False  # whether it is not held
    # whether enough members are there; None without a rule, and except while it is open
    quorum: MeetingQuorum | None = None
    rule: str = ""  # the rule of its quorum; empty for none
    presence: Mapping[str, Presence] = attrs.field(factory=dict)  # who is there, member to presence


def meeting_lines(state: State, day: date) -> tuple[MeetingLine, ...]:
    """Returns the meetings in chronological order, with the attendance.

    It names members; so it is for the secretariat, and for members.

    Args:
        day: on which it is counted who is a member.
    """
    held = (_held_line(state, each, day) for each in state.meetings.values())
    announced = (each for each in state.announcements.values() if each.id not in state.meetings)
    to_come = (
        MeetingLine(
            *(each.handle, each.number, each.title, each.place, each.begins, each.ends),
            cancelled=each.cancelled,
            rule=each.quorum,
        )
        for each in sorted(announced, key=attrgetter("begins"))
    )
    return (*held, *to_come)


def _held_line(state: State, meeting: Meeting, day: date) -> MeetingLine:
    announced = state.announcements.get(meeting.id)
    goes_on = meeting.closed is None
    return MeetingLine(
        handle=meeting.handle,
        number=meeting.number,
        title=meeting.title,
        place=meeting.place,
        begins=announced.begins if announced else None,
        ends=announced.ends if announced else None,
        forum=meeting.forum,
        opened=meeting.opened,
        closed=meeting.closed,
        quorum=meeting_quorum(state, meeting.id, day) if goes_on else None,
        rule=meeting.quorum,
        presence=state.presence.get(meeting.id, {}),
    )


@frozen
class MeetingOutcome:
    """What a meeting decided in one way, by labels or handles, in the order of the decisions."""

    outcome: Outcome
    targets: tuple[str, ...]
    pending: tuple[str, ...]  # those that still awaited a member's word then


def decided_at(state: State, meeting: str) -> tuple[MeetingOutcome, ...]:
    """Returns what a meeting decided, outcome by outcome, without names."""
    there = [each for each in state.decisions.values() if each.meeting == meeting]
    found: list[MeetingOutcome] = []
    for outcome in Outcome:
        targets: dict[str, bool] = {}
        for decision in there:
            if decision.outcome is outcome:
                for target in decision.targets:
                    targets[label_or_handle(state, target)] = bool(decision.pending)
        if targets:
            pending = tuple(name for name, awaits in targets.items() if awaits)
            found.append(MeetingOutcome(outcome, tuple(targets), pending))
    return tuple(found)


@frozen
class Attendant:
    """A member or observer."""

    member: str  # its code
    name: str  # its name in full; may be empty
    group: str  # the code of its stakeholder group; empty when it is in none
    negotiating_groups: tuple[str, ...]  # the codes of the alliances that it is in
    offices: tuple[str, ...]  # the offices that its people hold, such as `chair: Ada Lind`
    is_observer: bool  # whether it takes part without counting
    counts: bool  # whether it counts towards consensus today
    since: date | None  # the first day of membership; None from the beginning
    until: date | None  # the last day of membership; None without end
    presence: Presence | None  # whether it is at the meeting; None between meetings

    @property
    def standing(self) -> str:
        """Whether it is a member today, or an observer, in a word or two."""
        return "observer" if self.is_observer else "member" if self.counts else "not a member today"

    @property
    def is_present(self) -> bool:
        """Whether it is at the meeting, in person or remotely."""
        return self.presence in (Presence.IN_PERSON, Presence.REMOTE)


@frozen
class Attendance:
    """Who is at the open meeting, among those who could be."""

    meeting: str = ""  # the handle of the meeting; empty between meetings
    title: str = ""  # what the meeting is called
    forum: Forum | None = None  # where its decisions are taken; None between meetings
    members: int = 0  # how many members count today
    present: int = 0  # how many of those are at the meeting, in person or remotely
    remote: int = 0  # how many of those present are so remotely
    observers: int = 0  # how many observers are at the meeting
    # whether enough members are there; None without a meeting, or a rule for it
    quorum: MeetingQuorum | None = None
    # every member and observer, in the order of the list; empty for the public
    attendants: tuple[Attendant, ...] = ()
    withheld: Withheld = attrs.field(factory=Withheld)  # what was left out for the audience


def attendance(state: State, day: date, audience: Audience = Audience.PUBLIC) -> Attendance:
    """Returns who is at the current meeting, and of how many.

    Under the Chatham House rule the public sees how many they are; in an assembly, with numbers for
    names.
    """
    meeting = state.meeting
    everybody = tuple(_attendant(state, each, day) for each in state.members.values())
    counting = [each for each in everybody if each.counts]
    viewer = Viewer(audience)
    shown = visible_attendees(state, state.members, viewer, meeting)
    return Attendance(
        meeting=meeting.handle if meeting else "",
        title=meeting.title if meeting else "",
        forum=meeting.forum if meeting else None,
        members=len(counting),
        present=sum(1 for each in counting if each.is_present),
        remote=sum(1 for each in counting if each.presence is Presence.REMOTE),
        observers=sum(1 for each in everybody if each.is_observer and each.is_present),
        quorum=meeting_quorum(state, meeting.id, day) if meeting else None,
        attendants=_attendants(state, everybody, shown),
        withheld=viewer.withheld,
    )


def visible_attendees(
    state: State, codes: Iterable[str], viewer: Viewer, meeting: Meeting | None = None
) -> tuple[str, ...]:
    """Returns who took part: codes, numbers in an assembly; withheld by the Chatham House rule."""
    found = tuple(codes)
    if not sees_attendance(state, viewer.audience, meeting):
        return viewer.named(found, Kind.MEMBERS)
    if viewer.audience.sees_all or state.settings[""].policy is not AudiencePolicy.ASSEMBLY:
        return found
    numbers = _numbers(state)
    return tuple(sorted((numbers[code] for code in found), key=int))


def alphabetical(name: str) -> str:
    """Returns the key by which names are in alphabetical order: accents and case do not matter."""
    return "".join(e for e in normalize("NFKD", name) if not combining(e)).casefold()


def _numbers(state: State) -> dict[str, str]:
    """Returns a number for each member that does not say which it is, and stays its own.

    It follows from the key of the record, which no paper has. Whoever joins later has one that was
    not given yet.
    """
    key = state.settings[""].key.encode()
    given: dict[int, str] = {}
    for place, code in enumerate(state.members):
        places = 10 ** max(4, len(str(2 * place)))
        number = int.from_bytes(blake2b(b"%d" % place, key=key[:64], digest_size=8).digest())
        while (number := number % places) < places // 10 or number in given:
            number += 1 + places // 10
        given[number] = code
    return {code: str(number) for number, code in given.items()}


def _attendants(
    state: State, everybody: Sequence[Attendant], shown: Sequence[str]
) -> tuple[Attendant, ...]:
    """Returns those that are shown: by their codes, or in the order of their numbers."""
    if not shown or shown == tuple(each.member for each in everybody):
        return tuple(everybody[: len(shown)])
    numbers = _numbers(state)
    found = (_numbered(each, numbers[each.member]) for each in everybody)
    return tuple(sorted(found, key=lambda each: int(each.member)))


def _numbered(attendant: Attendant, number: str) -> Attendant:
    """Returns a member or observer of an assembly without what would tell who it is."""
    return attrs.evolve(
        attendant,
        member=number,
        name=f"Member {number}",
        group="",
        negotiating_groups=(),
        offices=(),
        since=None,
        until=None,
    )


def _attendant(state: State, member: Member, day: date) -> Attendant:
    meeting = state.meeting
    return Attendant(
        *(member.code, member.name, member.group),
        negotiating_groups=state.negotiating_groups_of(member.code),
        offices=offices_of(state, member.code),
        is_observer=member.observer,
        counts=member.counts_on(day),
        since=member.since,
        until=member.until,
        presence=state.presence_of(member.code, meeting.id) if meeting else None,
    )


def offices_of(state: State, member: str) -> tuple[str, ...]:
    """Returns the offices that the people of a member hold, such as `chair: Ada Lind`."""
    held = (each for each in state.offices.values() if each.member == member)
    return tuple(f"{each.role}: {each.person}" for each in held)


def attendance_outline(report: Attendance) -> Outline:
    """Returns the attendance as an outline."""
    title = f"Attendance of {report.title} ({report.meeting})" if report.meeting else "Membership"
    columns = (("code", "member"), "name", "group", "offices", ("is", "standing"), "presence")
    members = grid_of("Members", Table.of_attributes(report.attendants, *columns))
    return Outline(title, tuple(_count_sentences(report)), report.withheld, members)


def _count_sentences(report: Attendance) -> Iterator[str]:
    if not report.meeting:
        yield f"{count_noun(report.members, 'member', 'members')}; no meeting is open."
        return
    yield (
        f"Present: {report.present} of {count_noun(report.members, 'member', 'members')},"
        f" {report.remote} of them remotely;"
        f" {count_noun(report.observers, 'observer', 'observers')}."
    )
    if report.quorum:
        there = "a quorum" if report.quorum.is_there else "no quorum"
        yield f"There is {there}. Rule: {parse_rule(report.quorum.rule).sentence}."


def attendance_table(report: Attendance) -> Table:
    """Returns every member and observer, as a table for spreadsheets."""
    return Table.of_attributes(
        report.attendants,
        *(("code", "member"), "name", "group", "negotiating_groups", "offices"),
        *(("observer", "is_observer"), "counts", "since", "until", "presence"),
    )


@frozen
class AgendaLine:
    """One matter on the agenda."""

    handle: str  # such as `AG2`
    number: str  # as it is printed, such as `3(a)`
    title: str  # what it is about
    targets: tuple[str, ...]  # the handles of the items, amendments, packages or drafts it concerns
    is_current: bool  # whether the meeting is at it
    is_finished: bool  # whether the meeting has closed it


def completes_proposed(words: str) -> bool:
    """Returns whether words go on a sentence that begins with "It was proposed"."""
    return words.partition(" ")[0].casefold() in ("to", "that", "that,")


@frozen
class ProposalLine:
    """One procedural proposal."""

    handle: str  # such as `PROP1`
    label: str  # such as `proposal 1`
    text: str  # what is proposed
    by: str  # the office, or the code of the member or observer, that proposed it; may be empty
    meeting: str  # the handle of the meeting in which it was made; empty between meetings
    agenda_item: str  # the handle of the agenda item that it belongs to; empty for none
    standing: str  # where it stands, in words


def proposal_lines(state: State, judgement: Judgement) -> tuple[ProposalLine, ...]:
    """Returns the procedural proposals, for the secretariat."""
    return tuple(_proposal_line(state, judgement, each) for each in state.proposals)


def _proposal_line(state: State, judgement: Judgement, item: Item) -> ProposalLine:
    said = proposed_by(state, item.id)
    on = (each.handle for each in state.agenda.values() if item.id in each.targets)
    return ProposalLine(
        *(item.handle, item.label, state.text(item.id)),
        (said.office or said.member) if said else "",
        state.handle_of(said.meeting) if said and said.meeting else "",
        next(on, ""),
        judgement.verdict(item.id, with_moves=False).standing,
    )


def proposed_by(state: State, item: str) -> Intervention | None:
    """Returns the note that a procedural proposal was made; None where none was taken."""
    notes = (each for each in state.interventions.values() if (item,) == each.targets)
    return next((each for each in notes if each.kind is InterventionKind.PROPOSAL), None)


@frozen
class WaitingLine:
    """Who waits for the floor."""

    member: str  # its code
    name: str  # its name in full; may be empty
    group: str  # the code of its stakeholder group; empty when it is in none
    asked: datetime  # when it asked
    is_remote: bool  # whether it takes part remotely
    is_observer: bool  # whether it does not count towards consensus, and so speaks after members
    right_of_reply: bool  # whether it answers what was said of it, and so speaks after the list


@frozen
class SpokenLine:
    """Who had the floor, and for how long."""

    member: str  # its code; empty where withheld
    began: datetime  # when
    seconds: int  # for how many whole seconds; so far, where it still speaks
    over: int  # by how many seconds it went over its time; 0 where it did not, or had no limit
    right_of_reply: bool  # whether it answered what was said of it
    out_of_turn: bool  # whether another speaker was next
    agenda_item: str  # the handle of the agenda item; empty when none was taken up


@frozen
class SpeakersReport:
    """The floor of one meeting."""

    meeting: str = ""  # the handle of the meeting; empty when none is open
    title: str = ""  # what the meeting is called
    # what is on its agenda, in the order in which it was put there
    agenda: tuple[AgendaLine, ...] = ()
    speaker: str = ""  # the code of who has the floor; empty when it is free
    name: str = ""  # the speaker's name in full; may be empty
    group: str = ""  # the code of the speaker's stakeholder group; may be empty
    is_remote: bool = False  # whether the speaker takes part remotely
    is_observer: bool = False  # whether the speaker does not count towards consensus
    right_of_reply: bool = False  # whether the speaker answers what was said of it
    elapsed: int = 0  # for how many whole seconds the speaker has had the floor; 0 when it is free
    # how many seconds the speaker has left, below 0 where it is over its time; None without a
    # limit, or when the floor is free
    left: int | None = None
    is_closed: bool = False  # whether the list takes no more speakers
    waiting: tuple[WaitingLine, ...] = ()  # who waits, in speaking order
    # who had the floor in this meeting, in order, the speaker included
    spoken: tuple[SpokenLine, ...] = ()
    noted: tuple[NotedLine, ...] = ()  # what was said, as far as it was noted; empty where withheld
    withheld: Withheld = attrs.field(factory=Withheld)  # what was left out for the audience


def speakers(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, meeting: str = ""
) -> SpeakersReport:
    """Returns the floor of a meeting: who speaks, who waits, who spoke, and the notes.

    Who speaks and who waits is called out in the room, so every audience sees it while the
    meeting goes on, but for the policies that tell of nobody who was there. Earlier speakers
    and their words are for audiences that see names.

    Args:
        now: the moment to which time is counted.
        meeting: the id of the meeting; the one that goes on if not given.

    Returns:
        An empty report when no meeting goes on and none is given.
    """
    found = state.meetings[meeting] if meeting else state.meeting
    if found is None:
        return SpeakersReport(agenda=_agenda(state, ""))
    floor = state.floor_of(found.id)
    turn = floor.turn if found.closed is None else None
    viewer = Viewer(audience)
    budget = floor.budget_for(observer=turn.observer) if turn else None
    elapsed = turn.seconds(now) if turn else 0
    code, name, group = _visible_speaker(state, turn.member, viewer) if turn else ("", "", "")
    return SpeakersReport(
        meeting=found.handle,
        title=found.title,
        agenda=_agenda(state, found.id),
        speaker=code,
        name=name,
        group=group,
        is_remote=bool(turn) and _is_remote(state, floor.speaker, found.id),
        is_observer=bool(turn and turn.observer),
        right_of_reply=bool(turn and turn.right_of_reply),
        elapsed=elapsed,
        left=None if budget is None else budget - elapsed,
        is_closed=floor.is_closed,
        waiting=_waiting(state, found, viewer) if found.closed is None else (),
        spoken=_spoken(state, found, now, viewer),
        noted=noted_lines(
            state,
            (each for each in state.interventions.values() if each.meeting == found.id),
            viewer,
        ),
        withheld=viewer.withheld,
    )


def _visible_speaker(state: State, code: str, viewer: Viewer) -> tuple[str, str, str]:
    """Returns the code, name and group of who speaks or waits, as visible_attendees has them."""
    shown = visible_attendees(state, [code], viewer)
    if shown != (code,):
        return "".join(shown), "", ""
    return code, state.members[code].name, state.members[code].group


def _agenda(state: State, meeting: str) -> tuple[AgendaLine, ...]:
    current = state.floor_of(meeting).agenda_item
    return tuple(
        AgendaLine(
            handle=each.handle,
            number=each.number,
            title=each.title,
            targets=tuple(state.handle_of(target) for target in each.targets),
            is_current=each.id == current,
            is_finished=each.finished is not None,
        )
        for each in state.agenda_of(meeting)
    )


def _is_remote(state: State, member: str, meeting: str) -> bool:
    return state.presence_of(member, meeting) is Presence.REMOTE


def _waiting(state: State, meeting: Meeting, viewer: Viewer) -> tuple[WaitingLine, ...]:
    return tuple(
        WaitingLine(
            *_visible_speaker(state, each.member, viewer),
            asked=each.asked,
            is_remote=_is_remote(state, each.member, meeting.id),
            is_observer=each.observer,
            right_of_reply=each.right_of_reply,
        )
        for each in state.floor_of(meeting.id).waiting
    )


def _spoken(
    state: State, meeting: Meeting, now: datetime, viewer: Viewer
) -> tuple[SpokenLine, ...]:
    floor = state.floor_of(meeting.id)
    end = meeting.closed or now

    def line(turn: Turn) -> SpokenLine:
        seconds = turn.seconds(end)
        budget = floor.budget_for(observer=turn.observer)
        is_now = meeting.closed is None and turn is floor.turn
        is_told = is_now or (viewer.sees_names and not meeting.chatham_house)
        viewer.left_out[Kind.MEMBERS] += not is_told
        return SpokenLine(
            member=_visible_speaker(state, turn.member, viewer)[0] if is_told else "",
            began=turn.began,
            seconds=seconds,
            over=0 if budget is None else max(0, seconds - budget),
            right_of_reply=turn.right_of_reply,
            out_of_turn=turn.out_of_turn,
            agenda_item=state.handle_of(turn.agenda_item) if turn.agenda_item else "",
        )

    return tuple(map(line, floor.turns))


@frozen
class MeetingQuorum:
    """Whether enough members are at a meeting."""

    rule: str  # the rule
    is_there: bool  # whether it is met
    present: int  # how many members are there, in person or remotely
    members: int  # how many count
    reasons: tuple[str, ...]  # why it is not met, as sentences


def meeting_quorum(state: State, meeting: str, day: date) -> MeetingQuorum | None:
    """Returns whether a meeting has its quorum; None if no quorum is set."""
    rule = state.meetings[meeting].quorum
    if not rule:
        return None
    there = state.presence.get(meeting, {})
    members = tuple(state.counting(day))
    present = [e for e in members if there.get(e.code, Presence.ABSENT) is not Presence.ABSENT]
    eligible, here = (Counter(each.group for each in some) for some in (members, present))
    counts = Counts({group: GroupCount(n, here[group]) for group, n in eligible.items()})
    groups = tuple(code for code in state.groups if code in eligible)
    unmet = parse_rule(rule).reasons(counts, Context(groups=groups))
    return MeetingQuorum(
        rule=rule,
        is_there=not unmet,
        present=len(present),
        members=len(members),
        reasons=tuple(each.sentence() for each in unmet),
    )
