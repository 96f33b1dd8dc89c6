"""The final report of a working group, or of its chair, with its annexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial

import attrs
from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.decisions import Decision, Statement, StatementKind
from consensus.model.lookup import amendments_below, with_parts
from consensus.model.positions import Position, Stance
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    confided,
    number_hidden,
    told_verdict,
    visible_decision,
    visible_positions,
)
from consensus.reports.decisions import annexed_before, members_apart, stated_on
from consensus.reports.meeting_record import (
    Delegation,
    delegation_blocks,
    listed_delegations,
    participants_of,
    with_persons,
)
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    Table,
    grid_of,
    passage,
    place,
    points_of,
    quoted_text,
    quoted_words,
)
from consensus.reports.reference import AGREED
from consensus.reports.summary.context import (
    body_of,
    body_title,
    capitalize,
    clause,
    day,
    motion,
    own_title,
    phrase,
    spell_count,
    subject,
    subjects,
    with_members_noun,
)
from consensus.reports.words import join_names, unmet_words
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import PROVISIONAL, UNDECIDED, Status


class Under(StrEnum):
    """Under whose responsibility a report is."""

    GROUP = "group"
    CHAIR = "chair"


@frozen
class ReportParagraph:
    """One numbered paragraph of a report."""

    number: int  # as it is printed
    words: str  # what it says, a sentence or more
    handle: str = ""  # of the text that it is about; empty for none in particular
    standing: str = ""  # where that text stands, in words
    level: str = ""  # the level of agreement that was declared; empty for none
    text: str = ""  # that text, in the notation of brackets; empty where it is not quoted
    notes: tuple[str, ...] = ()  # what stood beside its agreement, a sentence each


@frozen
class ReportPart:
    """Some paragraphs under a heading."""

    title: str  # the heading, without a number
    paragraphs: tuple[ReportParagraph, ...]


@frozen
class RivalProposal:
    """One proposal to a text on which there was no consensus."""

    handle: str  # the handle of the amendment
    text: str  # the whole text as proposed, in the notation of brackets; empty for a deletion
    proposed_by: tuple[str, ...]  # who proposed it; empty where withheld, and for the chair's own
    supported: tuple[str, ...]  # who else supported it, or could live with it, as far as shown
    opposed: tuple[str, ...]  # who was against it or objected to it, as far as shown
    rationale: str  # why, in the words of those who proposed it; empty where withheld
    does: str = ""  # what it does to texts, a sentence; empty where it is a wording
    came_after: bool = False  # whether it was made after it was declared that there was none
    # who of those opposed objected, with the reason; empty words where none was given
    objected: Mapping[str, str] = attrs.field(factory=dict)


@frozen
class ContestedText:
    """A text on which there was no consensus, with the proposals to it."""

    handle: str  # its handle
    name: str  # what people call it, such as `recommendation 7`
    text: str  # as it stands, in the notation of brackets; empty for one that was only proposed
    proposals: tuple[RivalProposal, ...]  # in the order in which they were made
    supported: tuple[str, ...] = ()  # who was for it, or could live with it, as far as shown
    opposed: tuple[str, ...] = ()  # who was against it or objected to it, as far as shown
    # who of those objected, with the reason; empty words where none was given
    objected: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def is_annexed(self) -> bool:
        """Whether the annex has anything on it."""
        return bool(self.text or self.proposals or self.supported or self.opposed)


@frozen
class AnnexedStatement:
    """What a member agreed to have annexed, in its own words."""

    handles: tuple[str, ...]  # the handles of the texts that it is about
    about: str  # what people call these texts
    member: str  # whose words they are
    kind: StatementKind  # explanation, reservation, dissociation or minority statement
    text: str  # the words, never edited
    words: str = ""  # its kind, and whether it was made before or after the vote


@frozen
class ReportedMeeting:
    """A meeting, and who was there."""

    title: str  # what it is called
    place: str  # where it was held; may be empty
    opened: datetime  # when it began
    closed: datetime | None  # when it ended; None while it is open
    present: int | None  # how many members were there; None where that was not noted
    members: tuple[str, ...]  # who they were; empty where withheld
    observers: tuple[str, ...]  # who else was there; empty where withheld


@frozen
class ReportedQuestion:
    """A question, and who answered it."""

    number: str  # as it is printed
    text: str  # the question
    answers: int  # how many contributions answer it
    contributors: tuple[str, ...]  # who they come from; empty where withheld


@frozen
class FinalReport:
    """What a working group agreed on, and what it did not."""

    title: str  # the name of the working group
    as_of: datetime  # the moment it was drawn up
    audience: Audience  # who it is for
    under: Under  # whether it is the report of the group, or the chair's own
    with_unagreed: bool  # whether texts without consensus are stated beside those with
    parts: tuple[ReportPart, ...]  # its paragraphs
    contested: tuple[ContestedText, ...]  # those without consensus, an annex
    statements: tuple[AnnexedStatement, ...]  # the last annex
    meetings: tuple[ReportedMeeting, ...]  # the record of attendance
    documents: tuple[tuple[str, str, str], ...]  # the title, the state and the day of each
    questions: tuple[ReportedQuestion, ...]  # those put, with the contributions
    withheld: Withheld  # what was left out for the audience
    parent: str = ""  # the body that the working group is part of
    # where texts were numbered anew: the title of the draft, the first number and the present one
    renumbered: tuple[tuple[str, str, str], ...] = ()
    participants: tuple[Delegation, ...] = ()  # the list of participants; empty where nobody is


def annexed_to(state: State, target: str) -> list[Statement]:
    """Returns the statements on a target that are annexed to a report.

    Of one kind a member replaces what it stated before.
    """
    stated = [each for each in stated_on(state, target) if each.annexed]
    last = {(each.member, each.kind, each.before): each for each in stated}
    return sorted(last.values(), key=lambda each: not each.before)


def final_report(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str] = (),
    audience: Audience = Audience.PUBLIC,
    under: Under = Under.GROUP,
    with_unagreed: bool = True,
) -> FinalReport:
    """Assembles the final report from the record.

    Args:
        drafts: the ids of the drafts that it reports on; all that are no report if not given.
        audience: the public reads no stance, reason or statement, and no name but of who attended.
        under: the report of the group, or one under the chair's own responsibility.
        with_unagreed: whether texts without consensus are stated beside those with; else they are
            left out, with the proposals to them and the statements on them.
    """
    chosen = [*drafts] or [each.id for each in state.drafts.values() if not each.is_report]
    return _Assembly(state, judgement, chosen, audience, with_unagreed).report(under)


class _Assembly:
    """Assembles one report."""

    def __init__(
        self,
        state: State,
        judgement: Judgement,
        drafts: Sequence[str],
        audience: Audience,
        with_unagreed: bool,
    ) -> None:
        self.state, self.judgement, self.drafts = state, judgement, drafts
        self.viewer = Viewer(audience).throughout(state, judgement.now)
        self.style = state.settings[""].style
        self.with_unagreed = with_unagreed
        items = [each for draft in drafts for each in state.walk(draft) if each.kind.can_be_agreed]
        self.verdicts = {
            each.id: told_verdict(state, judgement.verdict(each.id, with_moves=False), audience)
            for each in items
        }
        self.unagreed: list[str] = [*self._standing(Status.NO_CONSENSUS)]
        for each in filter(lambda one: _is_without(state.last_decision(one)), self._others()):
            # An amendment to a text without consensus stands with that text.
            found = state.amendments.get(each)
            if found is None or found.target not in self.unagreed:
                self.unagreed.append(each)

    def _others(self) -> Iterator[str]:
        """Yields amendments and packages of the drafts, and procedural proposals."""
        state, drafts = self.state, {*self.drafts}
        yield from (each.id for each in state.amendments.values() if each.draft in drafts)
        for package in state.packages.values():
            if drafts.intersection(map(state.draft_of, package.items)):
                yield package.id
        yield from (each.id for each in state.proposals)

    def _standing(self, *statuses: Status) -> Iterator[str]:
        return (item for item, each in self.verdicts.items() if each.status in statuses)

    def say(self, key: str, count: int = 1, /, **blanks: str) -> str:
        """Returns a sentence in the style of the body."""
        chair, body = phrase(self.style, "chair"), body_of(self.state)
        blanks = {"amended": "", "by_consensus": ""} | blanks
        said = phrase(self.style, key, count, chair=chair, body=body, **blanks)
        return f"{capitalize(said)}."

    def report(self, under: Under) -> FinalReport:
        """Returns the report."""
        state, stated = self.state, self.unagreed if self.with_unagreed else []
        self.contested = tuple(map(self._contested, stated))
        self.statements = tuple(self._statements(self._stated()))
        self.meetings = tuple(map(self._meeting, state.meetings))
        came = listed_delegations(state, [*state.meetings], self.viewer)
        participants = came if with_persons(came) else ()
        found = (
            ("Introduction", self._introduction()),
            ("What was agreed", map(self._agreed, self._standing(*AGREED))),
            ("Where there was no consensus", self._unagreed()),
            ("What was not decided", self._undecided()),
            ("What was not retained", self._not_retained()),
            ("Statements", self._told_statements()),
        )
        parts, number = [], 0
        for title, paragraphs in found:
            made = [attrs.evolve(each, number=n) for n, each in enumerate(paragraphs, number + 1)]
            number += len(made)
            if made:
                parts.append(ReportPart(title, tuple(made)))
        return FinalReport(
            title=own_title(state) or body_of(state),
            as_of=self.judgement.now,
            audience=self.viewer.audience,
            under=under,
            with_unagreed=self.with_unagreed,
            parts=tuple(parts),
            contested=tuple(each for each in self.contested if each.is_annexed),
            statements=self.statements,
            meetings=self.meetings,
            documents=tuple(self._documents()),
            questions=tuple(self._questions()),
            participants=participants,
            withheld=self.viewer.withheld,
            parent=" ".join(state.settings[""].parent.split()),
            renumbered=tuple(self._renumbered()),
        )

    # The paragraphs, which are numbered when all are there.

    def _introduction(self) -> Iterator[ReportParagraph]:
        state, body = self.state, capitalize(body_of(self.state))
        if self.meetings:
            held = spell_count(len(self.meetings), "meeting", "meetings")
            first = day(self.meetings[0].opened)
            last = day(max(each.closed or each.opened for each in self.meetings))
            when = f"on {first}" if first == last else f"from {first} to {last}"
            where = f"The record of attendance is in {self._number('attendance')}."
            yield ReportParagraph(0, f"{body} held {held}, {when}. {where}")
        titles = [state.drafts[each].title for each in self.drafts if state.drafts[each].title]
        if titles:
            listed = join_names([f"“{each}”" for each in titles])
            yield ReportParagraph(0, f"It had before it {listed}.")
        sent = [each for each in state.contributions.values() if each.stands]
        if state.questions or sent:
            asked = spell_count(len(state.questions), "question was", "questions were")
            came = spell_count(len(sent), "contribution was", "contributions were")
            yield ReportParagraph(0, f"{capitalize(asked)} put, and {came} received.")
        if talks := len(state.consultations):
            said = spell_count(talks, "informal consultation was", "informal consultations were")
            yield ReportParagraph(0, f"{capitalize(said)} held.")

    def _agreed(self, item: str) -> ReportParagraph:
        state, verdict = self.state, self.verdicts[item]
        last = state.last_decision(item)
        assert last is not None
        told = visible_decision(last, self.viewer.audience)
        key = PROVISIONAL if verdict.is_provisional and not last.pending else last.outcome.value
        key = f"ruled {key}" if verdict.is_ruling else key
        level = f" ({last.level})" if last.level else ""
        words = self.say(key, what=f"{subject(state, item)}{level}")
        notes, seen = [], self.viewer.at(state, last.meeting, last.happened)
        called = partial(self._called, notes=self._confided(last, item))
        if verdict.is_ruling:
            who = seen.named(tuple(map(called, told.over_on(item))), Kind.OBJECTIONS)
            notes.append(f"{join_names(who)} objected" if who else "objections were stated")
        notes += members_apart(state, item, self.viewer, called).values()
        if last.pending:
            who = seen.named(tuple(map(called, last.pending)), Kind.MEMBERS)
            unnamed = spell_count(len(last.pending), "member", "members")
            unnamed = "at least one member" if seen.is_vague else unnamed
            notes.append(f"awaiting confirmation by {join_names(who) or unnamed}")
        if unmet := unmet_words(told, state.handle_of, item):
            notes.append(f"decided although {unmet}")
        if not seen.sees_names:
            notes = [with_members_noun(state, each) for each in notes]
        reason = told.reason if unmet or verdict.is_ruling else ""
        if reason := clause(self.viewer.named(reason, Kind.REASONS)):
            notes.append(f"reason given by {phrase(self.style, 'chair')}: {reason}")
        ended = [f"{capitalize(each)}." for each in notes]
        text = self.viewer.text(state.version(item).wording)
        handle, standing = state.handle_of(item), verdict.standing
        return ReportParagraph(0, words, handle, standing, last.level, text, tuple(ended))

    def _unagreed(self) -> Iterator[ReportParagraph]:
        if self.unagreed and not self.with_unagreed:
            left = "What was put forward without reaching consensus is not stated in this report."
            yield ReportParagraph(0, left)
        about = {handle for each in self.statements for handle in each.handles}
        for target, annexed in zip(self.unagreed, self.contested, strict=False):
            last = self.state.last_decision(target)
            assert last is not None
            tried = self.viewer.named(last.tried, Kind.REASONS)
            after = f", after {clause(tried)}" if tried else ""
            level = f" ({last.level})" if last.level else ""
            words = self.say("no consensus", what=f"{annexed.name}{level}", tried=after)
            what = ["the text as it stands"] if annexed.text else []
            count = len(annexed.proposals)
            if count:
                what.append(spell_count(count, "proposal", "proposals"))
            verb = "is" if len(what) == 1 and count < 2 else "are"
            if what:
                words += f" {capitalize(join_names(what))} {verb} in {self._number('contested')}."
            if about.intersection([annexed.handle, *(each.handle for each in annexed.proposals)]):
                words += f" Statements on it are in {self._number('statements')}."
            yield ReportParagraph(0, words, annexed.handle, Status.NO_CONSENSUS.value, last.level)

    def _undecided(self) -> Iterator[ReportParagraph]:
        found = self._standing(*UNDECIDED, Status.DEFERRED)
        if left := [each for each in found if not self.state.left_out(each)]:
            verb = "was" if len(left) == 1 else "were"
            # A sentence that names thousands is read by nobody.
            named = subjects(self.state, left) if len(left) <= _MOST_NAMED else f"{len(left)} texts"
            yield ReportParagraph(0, f"{capitalize(named)} {verb} not decided.")

    def _not_retained(self) -> Iterator[ReportParagraph]:
        if gone := [*self._standing(Status.REJECTED, Status.WITHDRAWN, Status.DELETED)]:
            count = capitalize(spell_count(len(gone), "text was", "texts were"))
            yield ReportParagraph(0, f"{count} not retained: {subjects(self.state, gone)}.")

    def _told_statements(self) -> Iterator[ReportParagraph]:
        if self.statements:
            count = len({each.member for each in self.statements})
            who = with_members_noun(self.state, spell_count(count, "member", "members"))
            where = self._number("statements")
            yield ReportParagraph(0, f"The statements of {who} are in {where}, in their own words.")
        if lost := [*self._lost()] if self.viewer.sees_names else []:
            many = spell_count(len(lost), "statement was", "statements were")
            verb = "is" if len(lost) == 1 else "are"
            why = f"made before the text was reopened, and {verb} not annexed"
            yield ReportParagraph(0, f"{capitalize(many)} {why}: {join_names(lost)}.")

    def _stated(self) -> list[str]:
        """Returns what statements for the annex are on, each text before the amendments to it."""
        state = self.state
        stated = [each for each in state.statements.values() if each.annexed]
        on = {of for e in stated for of in e.about or state.decisions[e.decision].targets}
        below = {
            item: [item, *(each.id for each, _ in amendments_below(state, item))]
            for item in self.verdicts
        }
        found = [each for item in below for each in below[item]]
        left_out = set() if self.with_unagreed else {*self.unagreed}
        left_out.update(*(below.get(each, ()) for each in [*left_out]))
        every = dict.fromkeys((*found, *self._others()))
        return [each for each in every if each in on and each not in left_out]

    def _lost(self) -> Iterator[str]:
        """Yields the statements for the annex on texts that were reopened, until made again."""
        state, targets = self.state, self._stated()
        kept = {(e.member, e.kind, each) for each in targets for e in annexed_to(state, each)}
        for target in targets:
            lost = dict.fromkeys((e.member, e.kind) for e in annexed_before(state, target))
            for member, kind in lost:
                if (member, kind, target) not in kept:
                    yield f"the {kind} of {self._called(member)} on {self._name(target)}"

    def _name(self, target: str) -> str:
        """Returns what people call a target; of an amendment, the text that it is to change."""
        state = self.state
        if target in state.packages:
            return f"{subject(state, target)} ({subjects(state, state.packages[target].items)})"
        found = state.amendments.get(target)
        if found is None:
            return subject(state, target)
        if found.kind is AmendmentKind.INSERT:
            return "a further text"
        return f"a proposal on {self._name(found.target)}"

    # The annexes.

    def _annexes(self) -> list[str]:
        contested = any(each.is_annexed for each in self.contested)
        documents = bool(self.drafts or self.state.questions)
        # In the order in which the text refers to them.
        there = {"attendance": self.meetings, "documents": documents, "contested": contested}
        # Last, since the public reads none: so the others have one number for every audience.
        there["statements"] = self.statements
        return [name for name, each in there.items() if each]

    def _number(self, name: str) -> str:
        return f"annex {_ROMAN[self._annexes().index(name)]}"

    def _contested(self, target: str) -> ContestedText:
        state, viewer = self.state, self.viewer
        last = state.last_decision(target)
        assert last is not None
        found = [e for e in state.amendments_on(target) if self._is_put_forward(e)]
        is_amendment, package = target in state.amendments, state.packages.get(target)
        if is_amendment:
            found.insert(0, state.amendments[target])
        elif package:
            found = [state.amendments[each] for each in package.amendments]
        has_text = target in state.items and not motion(state, target)
        said = () if is_amendment else visible_positions(state, target, viewer.audience)
        hidden = 0 if is_amendment else number_hidden(state, target, viewer.audience)
        viewer.left_out[Kind.POSITIONS] += hidden
        return ContestedText(
            handle=state.handle_of(target),
            name=self._name(target),
            text=viewer.text(state.version(target).wording) if has_text else "",
            proposals=tuple(self._proposal(each, last.happened) for each in found),
            supported=self._taking(target, said, last.happened, Stance.SUPPORT, Stance.ACCEPT),
            opposed=self._taking(target, said, last.happened, Stance.OBJECT, Stance.DISAGREE),
            objected=self._objecting(target, said, last.happened),
        )

    def _is_put_forward(self, amendment: Amendment) -> bool:
        """Returns whether it was neither taken nor given up, however it was decided."""
        last = self.state.last_decision(amendment.id)
        is_open = amendment.state not in _ENDED
        return is_open or (amendment.state is AmendmentState.CLOSED and _is_without(last))

    def _proposal(self, found: Amendment, until: datetime) -> RivalProposal:
        state, viewer, amendment = self.state, self.viewer, found.id
        said = visible_positions(state, amendment, viewer.audience)
        others = [each for each in said if each.member not in found.backers]
        viewer.left_out[Kind.POSITIONS] += number_hidden(state, amendment, viewer.audience)
        backers = viewer.named(found.backers, Kind.SPONSORS)
        is_wording = found.kind in (AmendmentKind.MODIFY, AmendmentKind.INSERT)
        does = "" if is_wording else change_summary(state, amendment, viewer.sees_names)
        return RivalProposal(
            handle=found.handle,
            text=viewer.text(state.version(amendment).wording) if is_wording else "",
            proposed_by=self._names(backers),
            supported=self._taking(amendment, others, until, Stance.SUPPORT, Stance.ACCEPT),
            opposed=self._taking(amendment, others, until, Stance.OBJECT, Stance.DISAGREE),
            objected=self._objecting(amendment, others, until),
            rationale=viewer.named(found.rationale, Kind.RATIONALES),
            does="To delete the text."
            if found.kind is AmendmentKind.DELETE
            else does and f"To {does}.",
            came_after=state.moments.get(amendment, until) > until,
        )

    def _taking(
        self, target: str, said: Iterable[Position], until: datetime, *stances: Stance
    ) -> tuple[str, ...]:
        """Returns who takes some stances; what was said after the decision is marked so."""
        said = [*said]
        notes = confided(self.state, target) if self.viewer.audience.sees_all else {}
        for each in said:
            if each.happened > until:
                noted = notes.get(each.member)
                notes[each.member] = f"{noted}, afterwards" if noted else "afterwards"
        names = (self._called(e.member, notes) for e in said if e.stance in stances)
        return self.viewer.named(tuple(names), Kind.POSITIONS)

    def _objecting(self, target: str, said: Iterable[Position], until: datetime) -> dict[str, str]:
        found = [each for each in said if each.stance is Stance.OBJECT and self.viewer.sees_names]
        names = self._taking(target, found, until, Stance.OBJECT)
        return dict(zip(names, (clause(each.reason) for each in found), strict=True))

    def _statements(self, targets: Iterable[str]) -> Iterator[AnnexedStatement]:
        state = self.state
        on: dict[str, list[str]] = {}
        for target in targets:
            for each in annexed_to(state, target):
                on.setdefault(each.id, []).append(target)
        for each in self.viewer.named(
            tuple(map(state.statements.__getitem__, on)), Kind.STATEMENTS
        ):
            yield AnnexedStatement(
                handles=tuple(map(state.handle_of, on[each.id])),
                about=self._names_of(on[each.id]),
                member=self._called(each.member),
                kind=each.kind,
                text=each.text,
                words=each.words,
            )

    def _names_of(self, targets: Sequence[str]) -> str:
        """Returns what people call some targets; a package stands for what is in it."""
        state = self.state
        within = {part for each in targets for part in with_parts(state, (each,))[1:]}
        items = [each for each in targets if each in state.items and each not in within]
        others = [each for each in targets if each not in state.items and each not in within]
        named = [subjects(state, items)] if items else []
        return join_names([*named, *map(self._name, others)])

    def _meeting(self, meeting: str) -> ReportedMeeting:
        found = self.state.meetings[meeting]
        there = participants_of(
            self.state, found, self.viewer.at(self.state, meeting, found.opened)
        )
        return ReportedMeeting(
            title=found.title,
            place=found.place,
            opened=found.opened,
            closed=found.closed,
            present=there.present if there.is_noted else None,
            members=self._attending((*there.in_person, *there.remote)),
            observers=self._attending(there.observers),
        )

    def _attending(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Returns who was there; the members of an assembly are numbered to its readers."""
        return self._names(codes) or tuple(f"member {each}" for each in codes)

    def _documents(self) -> Iterator[tuple[str, str, str]]:
        for draft in self.drafts:
            found = self.state.drafts[draft]
            came = day(found.circulated) if found.circulated else ""
            yield found.title or "Draft", "first draft", came
            for each in self.state.revisions.values():
                if each.draft == draft:
                    yield found.title or "Draft", each.name, day(each.issued)

    def _renumbered(self) -> Iterator[tuple[str, str, str]]:
        """Yields the texts of the drafts that have another number than at first."""
        state, first = self.state, dict[str, str]()
        for each in state.revisions.values():
            old = {line.item: line.old for line in each.concordance}
            items = {key: attrs.evolve(state.items[key], label=old[key]) for key in old}
            then = attrs.evolve(state, items={**state.items, **items})
            for key in old:
                first.setdefault(key, then.full_label(key))
        for draft in self.drafts:
            for item in state.walk(draft):
                was, now = first.get(item.id), state.full_label(item.id)
                if was and item.label and was != now:
                    yield state.drafts[draft].title or "Draft", was, now

    def _questions(self) -> Iterator[ReportedQuestion]:
        sent = [each for each in self.state.contributions.values() if each.stands]
        seen = self.viewer.seen(sent, Kind.CONTRIBUTIONS)
        for question in self.state.questions.values():
            answers = [each for each in seen if each.answer_to(question.id)]
            names = (self._names([e.member])[0] if e.member else e.name for e in answers)
            shown = self.viewer.named(tuple(names), Kind.MEMBERS)
            yield ReportedQuestion(question.number, question.text, len(answers), shown)

    def _called(self, code: str, notes: Mapping[str, str] | None = None) -> str:
        """Returns the name of a member with its code, and the note beside it."""
        found = self.state.members.get(code)
        note = (notes or {}).get(code)
        name = f"{found.name} ({code})" if found and found.name else code
        return f"{name} ({note})" if note else name

    def _confided(self, made: Decision, item: str) -> dict[str, str]:
        """Returns what the secretariat reads beside members that spoke in confidence on an item."""
        if not self.viewer.audience.sees_all:
            return {}
        hidden = {each.member for each in stated_on(self.state, item) if each.in_confidence}
        return dict.fromkeys(hidden.union(made.in_confidence.get(item, ())), "in confidence")

    def _names(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._called(each) for each in codes if each in self.state.members)


# Amendments that are put forward no more.
_ENDED = (
    *(AmendmentState.WITHDRAWN, AmendmentState.RETIRED),
    *(AmendmentState.MERGED, AmendmentState.CLOSED),
)


def _is_without(last: Decision | None) -> bool:
    return last is not None and last.keeps_text


_MOST_NAMED = 60
_ROMAN = ("I", "II", "III", "IV", "V", "VI")
_RESPONSIBLE = {
    Under.GROUP: "Assembled from what was recorded, to be adopted paragraph by paragraph.",
    Under.CHAIR: "This report is under the Chair’s own responsibility. It was not negotiated, and"
    " does not bind the members.",
}


def report_title(report: FinalReport) -> str:
    """Returns what a report is called."""
    chair = "the Chair of " if report.under is Under.CHAIR else ""
    return f"Report of {chair}{body_title(report.title)}"


def final_report_outline(report: FinalReport) -> Outline:
    """Returns a final report as an outline, its annexes last."""
    return Outline(
        report_title(report),
        tuple(filter(None, (report.parent, _RESPONSIBLE[report.under]))),
        report.withheld,
        (*_body(report), *_annexed(report)),
        has_contents=True,
    )


def _body(report: FinalReport) -> Iterator[Block]:
    for roman, part in zip(_ROMAN, report.parts, strict=False):
        yield Heading(2, f"{roman}. {part.title}", place(part.title.lower()))
        for each in part.paragraphs:
            yield passage(f"{each.number}. {each.words}")
            if each.text:
                yield quoted_text(each.text)
            yield from points_of(*each.notes)


def _annexed(report: FinalReport) -> Iterator[Block]:
    annexes = (
        ("Record of attendance", [*_attendance(report)]),
        ("Documents, questions and contributions", [*_papers(report)]),
        ("Proposals on which there was no consensus", [*_proposals(report)]),
        ("Statements, in the words of their authors", [*_statement_blocks(report)]),
    )
    for roman, (title, blocks) in zip(_ROMAN, filter(lambda e: e[1], annexes), strict=False):
        yield Heading(2, f"Annex {roman}. {title}", place("annex", roman))
        yield from blocks


def _proposals(report: FinalReport) -> Iterator[Block]:
    for each in report.contested:
        yield Heading(3, capitalize(each.name), place("on", each.handle), (each.handle,))
        if each.text:
            yield passage("The text as it stands:")
            yield quoted_text(each.text)
        yield from _for_and_against("In favour", each)
        for number, proposal in enumerate(each.proposals, 1):
            by = f", by {join_names(proposal.proposed_by)}" if proposal.proposed_by else ""
            names = (proposal.handle,)
            by += ", made afterwards" if proposal.came_after else ""
            yield Heading(4, f"Proposal {number}{by}", place("proposal", *names), names)
            yield passage(proposal.does) if proposal.does else quoted_text(proposal.text)
            reason = f"Reason given: {proposal.rationale}" if proposal.rationale else ""
            yield from _for_and_against("Also in favour", proposal, reason)


def _for_and_against(
    lead: str, found: ContestedText | RivalProposal, reason: str = ""
) -> Iterator[Block]:
    objected = [f"{who}: “{why}”" if why else who for who, why in found.objected.items()]
    against = [each for each in found.opposed if each not in found.objected]
    yield from points_of(
        f"{lead}: {join_names(found.supported)}." if found.supported else "",
        f"Objected: {'; '.join(objected)}." if objected else "",
        f"Against: {join_names(against)}." if against else "",
        reason,
    )


def _statement_blocks(report: FinalReport) -> Iterator[Block]:
    for number, each in enumerate(report.statements, 1):
        kind, _, when = each.words.partition(",")
        title = f"{capitalize(each.about)}: {kind} of {each.member}{when and f',{when}'}"
        yield Heading(3, title, place("statement", str(number)), each.handles)
        yield quoted_words(each.text)


def _attendance(report: FinalReport) -> Iterator[Block]:
    rows = [
        (each.title, _span(each), each.place, "not noted" if each.present is None else each.present)
        for each in report.meetings
    ]
    headings = ("meeting", "held", "place", "members present")
    yield from grid_of("Meetings", Table.of(headings, rows))
    yield from points_of(
        *(f"{each.title}: {join_names(each.members)}." for each in report.meetings if each.members),
        *(
            f"{each.title}, observers: {join_names(each.observers)}."
            for each in report.meetings
            if each.observers
        ),
    )
    if report.participants:
        yield Heading(3, "List of participants", place("participants"))
        yield from delegation_blocks(report.participants, 4)


def _span(meeting: ReportedMeeting) -> str:
    begins, ends = day(meeting.opened), day(meeting.closed) if meeting.closed else ""
    return f"{begins} to {ends}" if ends and ends != begins else begins


def _papers(report: FinalReport) -> Iterator[Block]:
    yield from grid_of("Documents", Table.of(("document", "state", "date"), report.documents))
    numbers = Table.of(("document", "first number", "number now"), report.renumbered)
    yield from grid_of("Texts numbered anew", numbers)
    rows = [(e.number, e.text, e.answers, join_names(e.contributors)) for e in report.questions]
    columns = 4 if any(each.contributors for each in report.questions) else 3
    headings = ("question", "text", "contributions", "from")
    cut = [row[:columns] for row in rows]
    yield from grid_of("Questions and contributions", Table.of(headings[:columns], cut))


def final_report_table(report: FinalReport) -> Table:
    """Returns the texts that a report is about as a table, a row for each."""
    columns = ("number", ("item", "handle"), "standing", "level", "text", "notes", "words")
    texts = [each for part in report.parts for each in part.paragraphs if each.handle]
    return Table.of_attributes(texts, *columns)


def report_as_draft(report: FinalReport) -> str:
    """Returns the paragraphs of a report as a draft in Markdown, without its annexes."""
    lines = [f"# {report_title(report)}"]
    for roman, part in zip(_ROMAN, report.parts, strict=False):
        lines.append(f"## {roman}. {part.title}")
        for each in part.paragraphs:
            words = " ".join(each.words.split()).rstrip("." if each.text else "")
            quoted = f": “{' '.join(each.text.split())}”" if each.text else ""
            lines.append(" ".join([f"{each.number}. {words}{quoted}", *each.notes]))
    return "\n\n".join(lines) + "\n"
