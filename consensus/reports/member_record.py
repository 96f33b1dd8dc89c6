"""Who said what: the record of a member, and the history of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from operator import attrgetter
from typing import Any

from attrs import evolve, field, frozen

from consensus.history import operations
from consensus.history.operation import Operation, StepContext
from consensus.model.decisions import StatementKind
from consensus.model.lookup import amendments_below, targets_in_order
from consensus.model.positions import StatedBy
from consensus.model.state import State
from consensus.reports.amendments import (
    AmendmentLine,
    Piece,
    amendment_line,
    change_summary,
    changes_quoted,
    compare_texts,
)
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    confidence_note,
    number_hidden,
    visible_positions,
)
from consensus.reports.contributions import (
    ContributionLine,
    contribution_line,
    contributions_grid,
    contributor_of,
)
from consensus.reports.decisions import decision_line, decision_notes
from consensus.reports.history import is_about
from consensus.reports.meetings import offices_of
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Table,
    grid_of,
    parts_of,
    passage,
    place,
    plain,
    points_of,
    quoted_text,
)
from consensus.reports.planning import UndertakingLine, undertaking_line, undertakings_grid
from consensus.reports.positions import (
    NotedLine,
    PositionLine,
    noted_lines,
    noted_sentence,
    position_line,
    sense_lines,
)
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.summary.context import day
from consensus.reports.words import (
    STANCE_WORDS,
    SentenceContext,
    display_name,
    join_names,
    label_of,
)
from consensus.rules.judgement import Judgement
from consensus.text.display import count_noun, one_line


@frozen
class MemberPosition:
    """What a member says of one target."""

    target: str  # the handle of the target
    label: str  # what people call it; may be empty
    position: PositionLine  # what the member says


@frozen
class MemberStatement:
    """What a member put on record beside a decision."""

    decision: str  # the handle of the decision
    kind: StatementKind  # explanation, reservation, dissociation or minority statement
    text: str  # the member's words


@frozen
class MemberRecord:
    """Everything that is known of one member."""

    member: str = ""  # its code; empty where withheld
    name: str = ""  # its name in full; may be empty
    group: str = ""  # the code of its stakeholder group; empty when it is in none
    negotiating_groups: tuple[str, ...] = ()  # the codes of the alliances that it is in
    offices: tuple[str, ...] = ()  # the offices that its people hold, such as `chair: Ada Lind`
    is_observer: bool = False  # whether it takes part without counting
    since: date | None = None  # the first day of membership; None from the beginning
    until: date | None = None  # the last day of membership; None without end
    # what it says of texts, in the order of the documents
    positions: tuple[MemberPosition, ...] = ()
    # the handles of the items on which it has no position
    silent_on: tuple[str, ...] = ()
    # the handles of the items on which the audience sees no position of it, and may not see the
    # positions of every member: they are the same for all members that said nothing openly
    not_shown: tuple[str, ...] = ()
    # the handles of the items of which it spoke on a part only, merged since
    to_reconfirm: tuple[str, ...] = ()
    amendments: tuple[AmendmentLine, ...] = ()  # those that it proposes or supports
    statements: tuple[MemberStatement, ...] = ()  # what it put on record beside decisions
    noted: tuple[NotedLine, ...] = ()  # what it said or wrote, as far as that was noted
    # its contributions; in confidence for the secretariat alone
    contributions: tuple[ContributionLine, ...] = ()
    undertakings: tuple[UndertakingLine, ...] = ()  # what it is to do
    # what is left out for the audience of the positions and contributions of all members together,
    # since how much there is of this one would show that it said something
    withheld: Withheld = field(factory=Withheld)


def member_record(
    state: State,
    judgement: Judgement,
    member: str,
    drafts: Sequence[str],
    now: datetime,
    audience: Audience = Audience.PUBLIC,
) -> MemberRecord:
    """Returns everything recorded of one member; the public gets an empty record."""
    if not audience.sees_names:
        return MemberRecord(withheld=Withheld({Kind.MEMBERS: 1}))
    viewer = Viewer(audience).throughout(state, now)
    found = state.members[member]
    targets = list(targets_in_order(state, drafts))
    positions = _positions(state, member, targets, audience)
    spoken_of = {each.target for each in positions}
    hidden = {each: number_hidden(state, each, audience) for each in targets}
    viewer.left_out[Kind.POSITIONS] += sum(hidden.values())
    items = [each for each in targets if each in state.items]
    unheard = [each for each in items if state.handle_of(each) not in spoken_of]
    silent = [each for each in unheard if not hidden[each]]
    counted = {each: judgement.counts(each) for each in silent}
    partly = [e for e in silent if member in (*counted[e].proposed, *counted[e].disagreed)]
    sent_in = viewer.seen(state.contributions.values(), Kind.CONTRIBUTIONS)
    return MemberRecord(
        member=member,
        name=found.name,
        group=found.group,
        negotiating_groups=state.negotiating_groups_of(member),
        offices=offices_of(state, member),
        is_observer=found.observer,
        since=found.since,
        until=found.until,
        positions=positions,
        silent_on=tuple(state.handle_of(each) for each in silent if each not in partly),
        not_shown=tuple(state.handle_of(each) for each in unheard if hidden[each]),
        to_reconfirm=tuple(map(state.handle_of, partly)),
        amendments=tuple(
            amendment_line(state, judgement, each.id, viewer)
            for each in state.amendments.values()
            if member in each.backers
        ),
        statements=tuple(
            MemberStatement(state.decisions[each.decision].handle, each.kind, each.text)
            for each in state.statements.values()
            if each.member == member and (audience.sees_all or not each.in_confidence)
        ),
        noted=noted_lines(
            state, (each for each in state.interventions.values() if each.member == member), viewer
        ),
        contributions=tuple(
            contribution_line(state, each) for each in sent_in if each.member == member
        ),
        undertakings=tuple(
            undertaking_line(state, each, now, viewer)
            for each in state.undertakings.values()
            if each.member == member
        ),
        withheld=viewer.withheld,
    )


def _positions(
    state: State, member: str, targets: Sequence[str], audience: Audience
) -> tuple[MemberPosition, ...]:
    return tuple(
        MemberPosition(
            state.handle_of(target), label_of(state, target), position_line(state, target, position)
        )
        for target in targets
        for position in visible_positions(state, target, audience)
        if position.member == member
    )


def member_record_outline(record: MemberRecord) -> Outline:
    """Returns the record of a member as an outline; empty parts are left out."""
    if not record.member:
        return Outline("Record of a member", withheld=record.withheld)
    title = f"Record of {display_name(record.name, record.member)}"
    return Outline(title, tuple(_standing(record)), record.withheld, tuple(_blocks(record)))


def _standing(record: MemberRecord) -> Iterator[str]:
    yield "Observer." if record.is_observer else "Member."
    facts = (
        ("Stakeholder group: ", record.group),
        ("Negotiates with: ", ", ".join(record.negotiating_groups)),
        ("Offices: ", ", ".join(record.offices)),
        ("Since ", record.since),
        ("Until ", record.until),
    )
    yield from (f"{what}{said}." for what, said in facts if said)
    if record.withheld.counts:
        yield "What is not shown is named for all members together, and says nothing of this one."


_POSITIONS = ("on", "position", "why", "where it was said", "notes")


def _blocks(record: MemberRecord) -> Iterator[Block]:
    positions = [
        (display_name(each.label, each.target), each.position.says, *each.position.cells)
        for each in record.positions
    ]
    return parts_of(
        ("Positions", grid_of("Positions", Table.of(_POSITIONS, positions))),
        ("No position", points_of(", ".join(record.silent_on))),
        (
            "Not shown, whether this member took a position or not",
            points_of(", ".join(record.not_shown)),
        ),
        ("To be reconfirmed", points_of(", ".join(record.to_reconfirm))),
        (
            "Amendments",
            points_of(
                *(
                    f"{each.handle} to {each.target}, {each.standing}: {each.summary}"
                    for each in record.amendments
                )
            ),
        ),
        (
            "Statements on decisions",
            points_of(
                *(f"{each.decision}, {each.kind}: {each.text}" for each in record.statements)
            ),
        ),
        ("Said and written", points_of(*map(noted_sentence, record.noted))),
        ("Contributions", grid_of("Contributions", contributions_grid(record.contributions))),
        ("Undertakings", grid_of("Undertakings", undertakings_grid(record.undertakings))),
    )


def member_record_table(record: MemberRecord) -> Table:
    """Returns a member's word on each text, as a table for spreadsheets."""
    what = ("stance", "reason", "reservation", "conditions")
    where = ("source", "via", "document")
    return Table.of(
        ("member", "target", "label", *what, "otherwise", *where, "stale", "happened"),
        [
            (
                record.member,
                each.target,
                each.label,
                *attrgetter(*what)(line),
                line.otherwise if line.conditions else "",
                *attrgetter(*where)(line),
                line.is_stale,
                line.happened.isoformat(),
            )
            for each in record.positions
            for line in (each.position,)
        ],
    )


# The history of a text: what was said of it and done to it, in the order in which it happened.


_NOON = time(12)


@frozen
class TextEvent:
    """An event in the history of a text: what was said of it, or done to it or its amendments."""

    happened: datetime  # when
    meeting: str  # the handle of the meeting in which it happened; empty outside meetings
    revision: str  # the last revision of its draft by then; empty before the first
    kind: str  # `text`, `amendment`, `position`, `objection`, `decision`, `statement` and the like
    member: str  # the code of the member whose it is; empty for nobody's, and where withheld
    words: str  # what it was, in a sentence without capital and full stop
    # the text as it became, with what changed; empty where it stayed as it was
    changes: tuple[Piece, ...] = ()


@frozen
class TextHistory:
    """What was said of a text, across its versions and the meetings."""

    handle: str  # of the item, amendment or package
    label: str  # its printed label, or the title of a package; may be empty
    audience: Audience  # who it is for
    first: str  # its text as it first stood, in the notation of brackets; empty for a package
    events: tuple[TextEvent, ...]  # the first first
    withheld: Withheld  # what was left out for the audience


def _texts_about(state: State, target: str) -> frozenset[str]:
    """Returns the ids of a target, of the amendment that made it, and of all amendments to both."""
    made = [e.id for e in state.amendments.values() if e.became == target]
    below = (e.id for each in (target, *made) for e, _ in amendments_below(state, each))
    return frozenset((target, *made, *below))


def ids_about(state: State, target: str) -> frozenset[str]:
    """Returns the ids by which operations name a target or an amendment to it, or a talk on it."""
    about = _texts_about(state, target)
    talks = (
        *((each.id, each.items) for each in state.consultations.values()),
        *((each.id, each.targets) for each in state.silences.values()),
        *((each.id, each.versions) for each in state.ballots.values()),
        *((each.id, each.targets) for each in state.decisions.values()),
    )
    return about | {each for each, on in talks if about.intersection(on)}


@frozen
class _Unnumbered(SentenceContext):
    """Says nothing of how many members there are of whom the audience reads no names."""

    def members(self, codes: Sequence[str]) -> str:
        return join_names(codes) if self.audience.sees_names else "members"


class _EventBuilder:
    """Builds the events of a text from operations, as an audience may read them."""

    def __init__(self, state: State, target: str, viewer: Viewer) -> None:
        self.about = _texts_about(state, target)
        self._state, self._target, self._viewer = state, target, viewer
        self._say = _Unnumbered(state, viewer.audience)
        self._named = ids_about(state, target)
        self._versions: dict[str, tuple[Piece, ...]] = {}
        version = state.versions.get(state.version_id(target))
        self.first = viewer.text(version.wording) if version else ""
        while version and (before := state.versions.get(version.previous)):
            new, self.first = self.first, viewer.text(before.wording)
            self._versions[version.id] = compare_texts(self.first, new)
            version = before
        # Whether the audience heard the last position of a member on a text.
        self._heard: dict[tuple[str, str], bool] = {}

    def event(self, act: StepContext, done: Operation) -> TextEvent | None:
        """Returns the event of an operation; None where the audience may not read it."""
        new = (e for e in self._versions if e == done.id or e.startswith(f"{done.id}."))
        made = next(new, "")
        found = self._said(act, done) or self._done(done)
        if found is None:
            return None
        happened = getattr(done, "happened", None) or self._dated(done) or act.happened
        meeting = act.meeting if happened == act.happened else ""
        handle = self._state.handle_of(meeting) if meeting else ""
        return TextEvent(happened, handle, "", *found, self._versions.get(made, ()))

    def _dated(self, done: Operation) -> datetime | None:
        """Returns the noon of the day that the sponsors of an amendment state."""
        found = self._state.amendments.get(done.id)
        return datetime.combine(found.dated, _NOON, UTC) if found and found.dated else None

    def _done(self, done: Operation) -> tuple[str, str, str] | None:
        """Returns the kind of what was done, and what the history says of it."""
        if type(done) not in _KINDS or not is_about(done, self._named):
            return None
        words = operation_sentence(done, self._say)
        if isinstance(done, operations.ProposeAmendment) and done.id in self._state.amendments:
            summary = change_summary(self._state, done.id, self._viewer.sees_names)
            words += f": {summary}{self._say.words(done.rationale, ' — ')}"
            if any(done.id in each.answered_by for each in self._state.decisions.values()):
                words += "; it answers a decision that awaited confirmation"
        return _KINDS[type(done)], "", words

    def _said(self, act: StepContext, done: Operation) -> tuple[str, str, str] | None:
        """Returns the kind of an utterance, the member, and the words."""
        state, viewer = self._state, self._viewer
        match done:
            case operations.TakePosition() if done.target in self.about:
                seen = viewer.audience.sees(done.source)
                self._heard[done.target, done.member] = seen
                return ("position", done.member, self._position(done)) if seen else None
            case operations.StateGroupPosition() if done.target in self.about:
                self._heard |= {(done.target, e): viewer.sees_names for e in done.members}
                on = self._on(done.target)
                words = f"{done.group}{on}{on and ':'} {STANCE_WORDS[done.stance]}"
                members = count_noun(len(done.members), "member", "members")
                words += f", for {members}{self._say.words(done.reason)}"
                return ("position", "", words) if viewer.sees_names else None
            case operations.WithdrawPosition() if self._is_heard(done):
                words = f"{done.member} took back its position{self._on(done.target)}"
                return "position", done.member, words
            case operations.AnswerObjection() if self._is_heard(done):
                words = f"the objection of {done.member}{self._on(done.target)} was answered"
                return "objection", done.member, f"{words}: {one_line(done.answer)}"
            case operations.SettleObjection() if self._is_heard(done):
                words = f"the objection of {done.member}{self._on(done.target)} was "
                why = self._say.words(done.reason)
                return "objection", done.member, f"{words}{done.state.words}{why}"
            case operations.BreakSilence() if targets := self._broken(done):
                seen = viewer.audience.sees(StatedBy.WRITTEN)
                self._heard |= {(each, done.member): seen for each in targets}
                what = f"the silence{self._among(targets, 'over')}"
                if not seen:
                    return "silence", "", f"{what} was broken"
                words = f"{done.member} broke {what}, and objects"
                return "silence", done.member, words + self._say.words(done.reason)
            case operations.RecordDecision() if done.id in state.decisions:
                told = (self._decision(done, e) for e in done.targets if e in self.about)
                words = "; ".join(told)
                return ("decision", "", words) if words else None
            case operations.LiftPending() if targets := self._decided(done.decision):
                what = f"that the decision{self._among(targets, 'on')} awaited"
                if not self._is_named(done.decision, act):
                    return "decision", "", f"a confirmation {what} was given"
                words = f"{done.member} gave the confirmation {what}"
                return "decision", done.member, words + self._say.words(done.note)
            case operations.MakeStatement() if targets := self._decided(done.decision, done.about):
                made = state.statements[done.id]
                is_hidden = made.in_confidence and not viewer.audience.sees_all
                # That there are such statements is told with the decision.
                if is_hidden or not self._is_named(done.decision, act):
                    return None
                words = f"{done.member}, {made.words}{self._among(targets, 'on')}"
                return "statement", done.member, words + self._say.words(done.text)
            case operations.NoteIntervention() if self.about.intersection(done.targets):
                noted = noted_lines(state, [state.interventions[done.id]], viewer)
                return ("statement", noted[0].member, noted_sentence(noted[0])) if noted else None
            case operations.HighlightPassage() if self.about.intersection(done.links):
                sent = state.contributions[done.contribution]
                if not (viewer.sees_names and viewer.audience.sees(sent)):
                    viewer.left_out[Kind.HIGHLIGHTS] += 1
                    return None
                words = f"{contributor_of(state, sent)}, in a contribution: “{done.passage}”"
                return "contribution", sent.member, words
            case operations.NoteSense() if done.target == self._target:
                senses = sense_lines(state, done.target, Viewer(viewer.audience))
                words = f"sense of the room: {done.quantity}, {STANCE_WORDS[done.stance]}"
                return ("sense", "", words + self._say.words(done.note)) if senses else None
        return None

    def _is_heard(self, done: Any) -> bool:
        return self._heard.get((done.target, done.member), False)

    def _on(self, target: str) -> str:
        return "" if target == self._target else f" on {self._say.handle(target)}"

    def _position(self, done: operations.TakePosition) -> str:
        on = self._on(done.target)
        words = f"{done.member}{on}{on and ':'} {STANCE_WORDS[done.stance]}"
        if done.conditions:
            otherwise = STANCE_WORDS[done.otherwise]
            words += f", provided {self._say.handles(done.conditions)}, otherwise {otherwise}"
        note = confidence_note(done.source) or done.document
        words += f" ({note})" if note else ""
        words += self._say.words(done.reason)
        return words + self._say.words(done.reservation, "; reservation: ")

    def _among(self, targets: Sequence[str], word: str) -> str:
        return "" if [*targets] == [self._target] else f" {word} {self._say.handles(targets)}"

    def _broken(self, done: operations.BreakSilence) -> list[str]:
        silence = self._state.silences.get(done.silence)
        targets = done.targets or (silence.targets if silence else ())
        return [each for each in targets if each in self.about]

    def _decided(self, decision: str, on: Sequence[str] = ()) -> list[str]:
        made = self._state.decisions.get(decision)
        return [each for each in (on or (made.targets if made else ())) if each in self.about]

    def _is_named(self, decision: str, act: StepContext) -> bool:
        """Returns whether the audience reads who said something of a decision."""
        made = self._state.decisions[decision]
        when = ((made.meeting, made.happened), (act.meeting, act.happened))
        return all(self._viewer.at(self._state, *each).sees_names for each in when)

    def _decision(self, done: operations.RecordDecision, target: str) -> str:
        made, awaited = self._state.decisions[done.id], done.pending
        # What came of it is told at its own time, and the meeting is said above.
        then = evolve(made, pending=(), given=(), answered_by=())
        line = decision_line(self._state, then, self._viewer, target)
        seen = self._viewer.at(self._state, made.meeting, made.happened)
        pending, number = seen.named(awaited, Kind.MEMBERS), len(awaited)
        at = evolve(line, meeting="", is_current=True, pending=pending, pending_count=number)
        # Of a minority that is not named it is told here, since it is known by its number alone.
        stated = () if seen.sees_names else line.statements
        beside = "".join(f"; {e.member}, {e.kind}: {e.text}" for e in stated)
        why = f": {line.reason}" if line.reason else ""
        what = self._say.handle(target)
        return f"{what} {line.outcome} ({', '.join(decision_notes(at))}){why}{beside}"


_KINDS: Mapping[type[Operation], str] = {
    **dict.fromkeys((operations.ChangeText, operations.ArrangeItems), "text"),
    operations.ProposeAmendment: "amendment",
    operations.WithdrawAmendment: "amendment",
    operations.TakeUpAmendment: "amendment",
    operations.CosponsorAmendment: "amendment",
    operations.RetireAmendment: "amendment",
    operations.PresentTexts: "amendment",
    operations.OpenSilence: "silence",
    operations.OpenConsultation: "consultation",
    operations.ReportBack: "consultation",
    operations.OpenBallot: "ballot",
    operations.CloseBallot: "ballot",
}
"""Operations in the words of the history of the working group, with the kind of event."""


def text_history(
    state: State,
    applied: Iterable[tuple[StepContext, Sequence[Operation]]],
    target: str,
    now: datetime,
    audience: Audience = Audience.PUBLIC,
) -> TextHistory:
    """Tells what was said of a text and done to it, in the order in which it happened.

    Args:
        applied: the steps that made the state.
        target: the id of an item, amendment or package.

    Raises:
        NotFound: nothing that takes positions has that id.
    """
    viewer = Viewer(audience).throughout(state, now)
    builder = _EventBuilder(state, target, viewer)
    found = (builder.event(act, done) for act, made in applied for done in made)
    events = [each for each in found if each]
    hidden = sum(number_hidden(state, each, audience) for each in builder.about)
    viewer.left_out[Kind.POSITIONS] += hidden
    draft = state.draft_of(target)
    published = [(e.issued, e.name) for e in state.revisions.values() if e.draft == draft]

    def on_revision(event: TextEvent) -> TextEvent:
        names = [name for issued, name in published if issued <= event.happened]
        return evolve(event, revision=names[-1] if names else "")

    return TextHistory(
        state.handle_of(target),
        label_of(state, target),
        audience,
        builder.first,
        tuple(map(on_revision, sorted(events, key=attrgetter("happened")))),
        viewer.withheld,
    )


def text_history_outline(history: TextHistory) -> Outline:
    """Returns the history of a text, a section for each meeting and revision."""
    name = display_name(history.label, history.handle)
    parts = groupby(history.events, attrgetter("meeting", "revision"))
    blocks = (
        block
        for number, ((meeting, revision), events) in enumerate(parts)
        for block in _part(meeting, revision, number, events)
    )
    words = (passage("The text as it first stood:"), quoted_text(history.first))
    first = words if history.first else ()
    return Outline(f"Who said what on {name}", (), history.withheld, (*first, *blocks))


def _part(meeting: str, revision: str, number: int, events: Iterable[TextEvent]) -> Iterator[Block]:
    on = f", on {revision}" if revision else ""
    yield Heading(2, f"{meeting or 'Outside meetings'}{on}", place("part", str(number)))
    told: list[str] = []
    for event in events:
        told.append(f"{day(event.happened)}: {event.words}")
        if event.changes:
            yield from points_of(*told)
            yield changes_quoted(event.changes)
            told.clear()
    yield from points_of(*told)


def text_history_table(history: TextHistory) -> Table:
    """Returns a row for each event."""
    same = ("happened", "meeting", "revision", "kind", "member", "words")
    return Table.of(
        (*same, "text"),
        [(*attrgetter(*same)(e), plain(changes_quoted(e.changes))) for e in history.events],
    )
