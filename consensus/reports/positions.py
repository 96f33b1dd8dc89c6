"""Positions, objections, the sense of the room and what was noted, as lines of reports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter

from attrs import frozen

from consensus.model.amendments import AmendmentKind
from consensus.model.contested import ContestedChange, ContestedState
from consensus.model.counting import Counts, Standpoint, contested_on, positions_on
from consensus.model.decisions import StatementKind
from consensus.model.lookup import with_parts
from consensus.model.meetings import Intervention, InterventionKind
from consensus.model.positions import SUPPORTIVE, ObjectionState, Position, Stance, StatedBy
from consensus.model.rivals import competing_amendments
from consensus.model.staleness import is_stale, stance_in_force
from consensus.model.state import State
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    confidence_note,
    sees_attendance,
    visible_positions,
)
from consensus.reports.words import STANCE_WORDS
from consensus.rules.reasons import Label, contested_words
from consensus.text.display import list_phrase


@frozen
class PositionLine:
    """One member's position in a report."""

    member: str  # the member's code
    stance: Stance  # what the member says
    source: StatedBy  # where it comes from
    via: str  # the code of the negotiating group that spoke for it; empty if it spoke itself
    document: str  # the written source; empty where there is none
    reason: str  # why; empty means not stated
    reservation: str  # a reservation on record; may be empty
    conditions: tuple[str, ...]  # the handles of what must be agreed for the stance to hold
    otherwise: Stance  # the stance that counts once a condition has failed
    version: int  # the number of the version it was taken on; 0 for packages
    is_stale: bool  # whether the text changed so that it is to be reconfirmed
    by_sponsoring: bool  # whether the member supports it by sponsoring it
    happened: datetime  # when it was taken

    @property
    def says(self) -> str:
        """What is said of its member, such as `supports`."""
        return STANCE_WORDS[self.stance]

    @property
    def cells(self) -> tuple[str, str, str]:
        """Why it says so, where it was said, and notes on it, as cells of a table."""
        where = f"via {self.via}" if self.via else self.document or self.source.value
        return self.reason, where, "; ".join(position_notes(self))


@frozen
class PositionGroup:
    """The positions of one stance."""

    stance: Stance  # the stance
    positions: tuple[PositionLine, ...]  # by member


@frozen
class ObjectionLine:
    """One objection and how far it has come."""

    member: str  # who objects
    reason: str  # why; empty means not stated
    state: ObjectionState  # raised, answered, accommodated, withdrawn or `sustained`
    answer: str  # what was answered; empty until then
    is_standing: bool  # whether it is neither withdrawn nor accommodated
    words: str = ""  # the words of an amendment that it is about; empty where it is about all of it
    # what its member put on record when it did not stand in the way; None for nothing
    aside: StatementKind | None = None
    note: str = ""  # such as `in confidence`; empty where all members heard it

    @property
    def who(self) -> str:
        """Its member, with the note: `MER (in confidence)`."""
        return f"{self.member} ({self.note})" if self.note else self.member

    @property
    def became(self) -> str:
        """What became of it, such as `withdrawn` or `dissociated itself`."""
        if self.state is ObjectionState.WITHDRAWN and self.aside:
            is_joining = self.aside is StatementKind.RESERVATION
            return "joined with a reservation" if is_joining else "dissociated itself"
        return self.state.words

    @property
    def about(self) -> str:
        """Its words as a phrase, such as ` to “should”`; empty if it is about all of them."""
        return f" to “{self.words}”" if self.words else ""


@frozen
class ContestedLine:
    """A change in a text that a member objected to, or reserved on, before it was merged."""

    member: str  # the code of the member
    stance: Stance  # `object` or `hold`
    state: ContestedState  # whether it stands, is to be confirmed, or how it ended
    amendment: str  # the handle of the amendment that proposed it
    kind: AmendmentKind  # what that proposed to do
    replaces: str  # the words before; of a deleted item its text
    text: str  # the words after; of an inserted item its text
    reason: str  # why; empty means not stated
    answer: str  # what was answered; empty until then
    note: str = ""  # such as `in confidence`; empty where all members heard it

    @property
    def is_open(self) -> bool:
        """Whether it counts against the text."""
        return self.state in (ContestedState.STANDING, ContestedState.TO_CONFIRM)

    @property
    def about(self) -> str:
        """Such as `“should” → “shall” (A4)`."""
        return f"{contested_words(self.kind, self.replaces, self.text)} ({self.amendment})"

    @property
    def sentence(self) -> str:
        """Such as `MER objects to “should” → “shall” (A4): “no binding language”`."""
        held = self.stance is Stance.HOLD
        member = f"{self.member} ({self.note})" if self.note else self.member
        reason = f": “{self.reason}”" if self.reason else ""
        reason += f" — answer: {self.answer}" if self.answer else ""
        if self.state is ContestedState.STANDING:
            verb = "reserves its position on" if held else "objects to"
            return f"{member} {verb} {self.about}{reason}"
        what = "the reserved position" if held else "the objection"
        return f"{what} of {member} to {self.about} {_HAS_BECOME[self.state]}{reason}"


_HAS_BECOME = {
    ContestedState.TO_CONFIRM: "is to be confirmed",
    ContestedState.LAPSED: "no longer applies: the text reads as before",
    ContestedState.WITHDRAWN: "was withdrawn",
    ContestedState.ACCOMMODATED: "was accommodated",
    ContestedState.REPLACED: "gave way to one to the whole",
    ContestedState.NOT_CONFIRMED: "was not confirmed when the Chair asked",
}


@frozen
class SenseLine:
    """A sense of the room."""

    quantity: str  # such as `the majority`
    stance: Stance  # what they expressed
    note: str  # further words; may be empty
    happened: datetime  # when the room was sounded


def position_groups(state: State, target: str, audience: Audience) -> tuple[PositionGroup, ...]:
    """Returns the positions on a target that an audience may see, in the order of the stances."""
    seen = visible_positions(state, target, audience)
    lines = [position_line(state, target, each) for each in seen]
    groups = [
        PositionGroup(stance, tuple(line for line in lines if line.stance is stance))
        for stance in Stance
    ]
    return tuple(group for group in groups if group.positions)


# What a failed condition leaves goes stale only where it lets the text pass.
_WITH_TEXT = (None, *SUPPORTIVE)

WAITS = "waiting for a condition"
STALE = "needing a fresh position"
NOT_COUNTED = "not counted"
_COUNTED_AS = {
    Standpoint.CONDITIONAL: WAITS,
    Standpoint.RECONFIRM: STALE,
    Standpoint.NONE: NOT_COUNTED,
}


def counted_as(
    counts: Counts, electorate: Collection[str], seen: Sequence[Position]
) -> dict[str, tuple[str, ...]]:
    """Returns the members under what their position counts as now, in the order of the stances.

    Beside the stances there are `waiting for a condition`, `needing a fresh position`, and `not
    counted`: observers, and whose objection is withdrawn or accommodated. `electorate` has the
    codes of the members that count, and `seen` the positions that are to be named.
    """
    named = {code: each for each, codes in counts.members().items() for code in codes}
    found: dict[str, list[str]] = {}
    for position in seen:
        is_recused = position.stance is Stance.RECUSE and position.member in electorate
        what = Stance.RECUSE.value if is_recused else NOT_COUNTED
        if position.member in named:
            each = named[position.member]
            what = _COUNTED_AS.get(each, each.value)
        found.setdefault(what, []).append(position.member)
    order = (*Stance, WAITS, STALE, NOT_COUNTED)
    return {str(what): tuple(sorted(found[what])) for what in order if what in found}


def position_line(state: State, target: str, position: Position) -> PositionLine:
    """Returns a position as a report line, without filtering by audience."""
    version = state.versions.get(position.version)
    return PositionLine(
        member=position.member,
        stance=position.stance,
        source=position.source,
        via=position.via,
        document=position.document,
        reason=position.reason,
        reservation=position.reservation,
        conditions=tuple(state.handle_of(each) for each in position.conditions),
        otherwise=position.otherwise,
        version=version.number if version else 0,
        is_stale=is_stale(state, position) and stance_in_force(position, state) in _WITH_TEXT,
        by_sponsoring=position.id == target,
        happened=position.happened,
    )


def position_notes(line: PositionLine, name: Label = str) -> tuple[str, ...]:
    """Returns what else is known of a position beside stance and reason, in a few words each."""
    stale = f"on version {line.version}, to be reconfirmed" if line.is_stale else ""
    needed = ", ".join(map(name, line.conditions))
    conditions = f"provided {needed}, otherwise {STANCE_WORDS[line.otherwise]}" if needed else ""
    kept = f"reservation: {line.reservation}" if line.reservation else ""
    return tuple(filter(None, ("as sponsor" * line.by_sponsoring, stale, conditions, kept)))


def objection_lines(state: State, target: str, viewer: Viewer) -> tuple[ObjectionLine, ...]:
    """Returns the objections to a target that an audience may see, by member.

    Only the secretariat sees one whose member has taken another position since: whether it was
    raised openly is no longer known.
    """
    objections = state.objections.get(target, {})
    openly = {each.id for each in visible_positions(state, target, viewer.audience)}
    by_member = [each for _, each in sorted(objections.items())]
    shown = [each for each in by_member if viewer.audience.sees_all or each.id in openly]
    # To count those in confidence would tell of them.
    heard = {each.id for each in visible_positions(state, target, Audience.MEMBERS)}
    missing = [each for each in objections.values() if each not in shown and each.id in heard]
    viewer.left_out[Kind.OBJECTIONS] += len(missing)
    held = state.positions.get(target, {}).values()
    words = {position.id: position.words for position in held}
    notes = {position.id: confidence_note(position.source) for position in held}
    aside = {
        each.member: each.kind
        for each in state.statements.values()
        if each.kind in (StatementKind.RESERVATION, StatementKind.DISSOCIATION)
        and (viewer.audience.sees_all or not each.in_confidence)
        and target in with_parts(state, each.about or state.decisions[each.decision].targets)
    }
    return tuple(
        ObjectionLine(
            each.member,
            each.reason,
            each.state,
            each.answer,
            each.is_standing,
            words.get(each.id, ""),
            aside.get(each.member),
            notes.get(each.id, ""),
        )
        for each in shown
    )


def every_objection(
    state: State, viewer: Viewer, on: str = ""
) -> Iterator[tuple[str, ObjectionLine]]:
    """Yields texts with the objections that an audience may see, to one text if one is named.

    What became of an objection to merged words is told of the text that has them now.
    """

    def seen(said: Position, is_counted: bool = False) -> bool:
        is_seen = viewer.audience.sees(said)
        # To count those in confidence would tell of them.
        is_left_out = not (is_seen or is_counted)
        viewer.left_out[Kind.OBJECTIONS] += is_left_out and Audience.MEMBERS.sees(said)
        return is_seen

    def line(said: Position, became: ObjectionState, answer: str, words: str) -> ObjectionLine:
        stands = became not in (ObjectionState.ACCOMMODATED, ObjectionState.WITHDRAWN)
        note = confidence_note(said.source)
        return ObjectionLine(said.member, said.reason, became, answer, stands, words, None, note)

    gone_in: set[str] = set()
    for target in dict.fromkeys((*state.items, *state.contested)):
        ended = state.contested.get(target, ())
        open_ = contested_on(state, target) if target in state.items else ()
        for each in dict.fromkeys((*ended, *open_)):
            gone_in.add(each.position.id)
            is_about = on in ("", target, each.amendment) and each.stance is Stance.OBJECT
            # One that is replaced gave way to one to the text itself.
            if not is_about or each.state is ContestedState.REPLACED:
                continue
            # What its member still says of the amendment is counted with that.
            held = state.positions.get(each.amendment, {}).get(each.member)
            is_held = held == each.position and not each.position.conditions
            if seen(each.position, is_held and on != target):
                answered = ObjectionState.ANSWERED if each.answer else ObjectionState.RAISED
                became = _ENDED.get(each.state, answered)
                about = contested_line(state, each).about
                yield target, line(each.position, became, each.answer, about)
    for target in [on] if on else state.objections:
        recorded = state.objections.get(target, {})
        for one in objection_lines(state, target, viewer):
            if recorded[one.member].id not in gone_in:
                yield target, one
    for target in [on] if on else state.positions:
        if not state.positions.stance_index(target).conditional:
            continue  # Without decoding positions that have no condition.
        known = gone_in.union(each.id for each in state.objections.get(target, {}).values())
        for said in sorted(state.positions[target].values(), key=attrgetter("member")):
            failed = said.conditions and stance_in_force(said, state) is Stance.OBJECT
            if failed and said.id not in known and seen(said):
                yield target, line(said, ObjectionState.RAISED, "", said.words)


_ENDED = {
    ContestedState.LAPSED: ObjectionState.ACCOMMODATED,
    ContestedState.ACCOMMODATED: ObjectionState.ACCOMMODATED,
    ContestedState.WITHDRAWN: ObjectionState.WITHDRAWN,
    ContestedState.NOT_CONFIRMED: ObjectionState.WITHDRAWN,
}


def contested_lines(state: State, target: str, audience: Audience) -> tuple[ContestedLine, ...]:
    """Returns the contested changes in a text that an audience may see, ended ones included."""
    recorded = state.contested.get(target, ())
    in_brackets = [each for each in contested_on(state, target) if each not in recorded]
    seen = (each for each in (*recorded, *in_brackets) if audience.sees(each.position))
    return tuple(contested_line(state, each) for each in seen)


def contested_line(state: State, contested: ContestedChange) -> ContestedLine:
    """Returns a contested change as a report line, without filtering by audience."""
    kind = state.amendments[contested.amendment].kind
    return ContestedLine(
        contested.member,
        contested.stance,
        contested.state,
        state.handle_of(contested.amendment),
        kind,
        # Of a move it is where the item was, by ids.
        "" if kind is AmendmentKind.MOVE else contested.change.replaces,
        contested.change.text,
        contested.position.reason,
        contested.answer,
        confidence_note(contested.position.source),
    )


def sense_lines(state: State, target: str, viewer: Viewer) -> tuple[SenseLine, ...]:
    """Returns the senses of the room on a target, in order; they reveal stances but no names.

    Those of so few members that one could tell who is meant are withheld from the public.
    """
    noted = [each for each in state.senses.values() if each.target == target]
    told = [each for each in noted if not viewer.at(state, "", each.happened).is_vague]
    viewer.left_out[Kind.SENSES] += len(noted) - len(told)
    return tuple(
        SenseLine(e.quantity, e.stance, viewer.named(e.note, Kind.REASONS), e.happened)
        for e in told
    )


@frozen
class NotedLine:
    """What was said or written, as far as it was noted."""

    handle: str  # such as `INT4`
    member: str  # the code of who said it; empty where it is not attributed
    happened: datetime  # when it was said, or came in
    text: str  # what was said
    targets: tuple[str, ...]  # the handles of what it was about
    agenda_item: str  # the handle of the agenda item; empty when none was taken up
    # the day on which it was written; None for what was said, and where none is known
    written: date | None = None
    office: str = ""  # the office that said it, in words; empty for none
    # what it does, such as to propose something
    kind: InterventionKind = InterventionKind.STATEMENT
    voices: int = 0  # by how many it was said; 0 where that was not counted, or is withheld


def noted_lines(
    state: State, interventions: Iterable[Intervention], viewer: Viewer
) -> tuple[NotedLine, ...]:
    """Returns the notes in order; the public reads those that are no member's alone."""
    there = sorted(interventions, key=lambda each: each.happened)
    told = [each for each in there if viewer.sees_names or not each.member]
    viewer.left_out[Kind.INTERVENTIONS] += len(there) - len(told)
    return tuple(_noted_line(state, each, viewer) for each in told)


def _noted_line(state: State, intervention: Intervention, viewer: Viewer) -> NotedLine:
    agenda_item = intervention.agenda_item
    held = state.meetings.get(intervention.meeting)
    names_office = sees_attendance(state, viewer.audience, held)
    return NotedLine(
        handle=intervention.handle,
        member=intervention.member,
        happened=intervention.happened,
        text=intervention.text,
        targets=tuple(state.handle_of(each) for each in intervention.targets),
        agenda_item=state.handle_of(agenda_item) if agenda_item else "",
        written=intervention.written,
        office=intervention.office if names_office else "",
        kind=intervention.kind,
        voices=intervention.voices if viewer.sees_names or not viewer.is_vague else 0,
    )


def noted_sentence(line: NotedLine) -> str:
    """Returns a note with who said it and, if in writing, when; as one sentence where it is one."""
    # Where nothing was noted, nothing of summaries is loaded.
    from consensus.reports.summary import context

    parts = context.split_footnotes(line.text)
    text = "".join(f"{words} ({note})" if note else words for words, note in parts)
    who = line.member or (line.office and context.office(line.office))
    if others := max(0, line.voices - bool(who)):
        other = "other " * bool(who)
        number = context.spell_count(others, f"{other}member", f"{other}members")
        who = f"{who} and {number}" if who else number
    if line.kind is InterventionKind.ISSUE:
        said = f"issue raised{who and f' by {who}'}: {text}"
    elif line.kind is InterventionKind.STATEMENT or line.written:
        day = f", written {line.written.isoformat()}" if line.written else ""
        said = f"{who or 'it was said'}{day}: {text}"
    else:
        clause = context.clause(text)
        if _SEVERAL.search(clause) or (line.kind in _OF_THINGS and _CLAUSE.match(clause)):
            said = f"{who}, {line.kind}: “{text}”" if who else f"{line.kind}: {text}"
        else:
            said = said_sentence(line.kind, context.subject_phrase(who), clause)
    return said[:1].upper() + said[1:]


# What was said, by somebody and by nobody in particular.
_SAID = {
    InterventionKind.STATEMENT: ("{who} indicated {that}", "it was indicated {that}"),
    InterventionKind.PRESENTATION: ("{who} made {what}", "{what} was made"),
    InterventionKind.EXCHANGE: (
        "{who} exchanged views on {what}",
        "members exchanged views on {what}",
    ),
    InterventionKind.STOCK: ("{who} took stock of {what}", "participants took stock of {what}"),
    InterventionKind.NOTE: ("{who} noted {that}", "it was noted {that}"),
    InterventionKind.PROPOSAL: ("{who} proposed {what}", "it was proposed {what}"),
    InterventionKind.CONCERN: (
        "{who} expressed concern over {what}",
        "concern was expressed over {what}",
    ),
    InterventionKind.SUGGESTION: ("{who} suggested {that}", "it was suggested {that}"),
    InterventionKind.ISSUE: ("{what} ({who})", "{what}"),
}
# Words of several sentences, and such as go on no verb that is about a thing.
_SEVERAL = re.compile(r"[.?!]\W?\s+\W?[^\W\da-z_]")
_CLAUSE = re.compile(r"(?:that|to)\b", re.IGNORECASE)
_OF_THINGS = (
    *(InterventionKind.PRESENTATION, InterventionKind.EXCHANGE),
    *(InterventionKind.STOCK, InterventionKind.CONCERN),
)
_CONDITION = re.compile(r"(?:if|when|where|once|unless)\b[^,]*,")


def said_sentence(kind: InterventionKind, who: str, what: str) -> str:
    """Returns what was said as a sentence without a full stop; `who` may be empty.

    Words follow the verb however they were noted: `that the costs are high`, or `to meet`.
    """
    clause = what.removeprefix("that ")
    comma = "," if _CONDITION.match(clause) else ""
    that = clause if clause.startswith("to ") else f"that{comma} {clause}"
    return _SAID[kind][not who].format(who=who, what=what, that=that)


def standing_words(present: Mapping[str, Stance], terms: Mapping[str, str]) -> str:
    """Returns who supports and who accepts a text, each with its `position_terms`; may be empty."""
    said = (("supported by", Stance.SUPPORT), ("accepted by", Stance.ACCEPT))
    named = {
        how: [code + terms.get(code, "") for code, taken in present.items() if taken is stance]
        for how, stance in said
    }
    return ", ".join(f"{how} {', '.join(codes)}" for how, codes in named.items() if codes)


def position_terms(state: State, target: str) -> dict[str, str]:
    """Returns on what terms members take a position on a text, such as ` (if A9 is agreed)`."""
    found: dict[str, list[str]] = {}
    for each in positions_on(state, target):
        if each.conditions:
            be = "is" if len(each.conditions) == 1 else "are"
            needed = list_phrase(map(state.name_of, each.conditions))
            found[each.member] = [f"if {needed} {be} agreed"]
    for amendment in competing_amendments(state, target):
        for code in amendment.backers:
            verb = "proposes" if code in amendment.sponsors else "supports"
            found.setdefault(code, []).append(f"{verb} {amendment.handle}")
    return {member: f" ({', '.join(said)})" for member, said in found.items()}
