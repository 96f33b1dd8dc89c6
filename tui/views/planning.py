"""Papers: their lists, what dialogs need, and each in full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.planning import Contribution
from consensus.model.state import State
from consensus.reports.audience import Audience, Viewer
from consensus.reports.ballots import BallotLine, ballot_line, ballots
from consensus.reports.consultations import ConsultationLine, consultation_line, consultation_lines
from consensus.reports.contributions import (
    ContributionLine,
    GroupAnswers,
    QuestionAnswers,
    compiled_contributions,
    contribution_line,
    group_name,
    members_missing,
)
from consensus.reports.meetings import meeting_lines
from consensus.reports.outline import minute, moment
from consensus.reports.planning import (
    Countdown,
    MilestoneLine,
    Overdue,
    UndertakingLine,
    milestone_lines,
    overdue,
    time_until,
    undertaking_line,
    undertaking_lines,
)
from consensus.reports.reminders import (
    consultation_reminder,
    question_reminder,
    undertaking_reminder,
)
from consensus.reports.translations import language_versions
from consensus.reports.words import display_name, label_or_handle
from consensus.rules.judgement import Judgement
from consensus.text.display import count_noun, escape_control_characters
from consensus.working_group import WorkingGroup
from tui.views.ballots import report_spans
from tui.views.text import Choice, Mark, Span, as_typed
from tui.worker import Check, as_look


class Sheet(StrEnum):
    """One of the five lists."""

    QUESTIONS = "questions"
    UNDERTAKINGS = "undertakings"
    MILESTONES = "milestones"
    CONSULTATIONS = "consultations"
    BALLOTS = "ballots"


class PaperKind(StrEnum):
    """The kind of a paper."""

    QUESTION = "question"
    CONTRIBUTION = "contribution"
    UNDERTAKING = "undertaking"
    MILESTONE = "milestone"
    MEETING = "meeting"
    CONSULTATION = "consultation"
    TRANSLATION = "translation"
    BALLOT = "ballot"


class Standing(StrEnum):
    """The status of a paper."""

    OVERDUE = "overdue"
    NEAR = "near"
    OPEN = "open"
    DONE = "done"


_SIGNS = {Standing.OVERDUE: "! ", Standing.DONE: "✓ "}


@frozen
class PaperLine:
    """One undertaking, question, translation or other paper in a list."""

    key: str  # the handle; of a translation the language and the handle of the draft
    kind: PaperKind
    standing: Standing  # its status
    when: str  # its status, in words
    who: str  # whose it is, or how many answered
    what: str  # what it says
    # the id of the item, amendment or package that it is about first; may be empty
    target: str = ""

    @property
    def signed(self) -> str:
        """The status with its sign."""
        return f"{_SIGNS.get(self.standing, '')}{self.when}"


@frozen
class PapersView:
    """One of the five lists, and what is overdue in all of them."""

    sheet: Sheet  # which list it is
    title: str  # how many there are of what it lists
    lines: tuple[PaperLine, ...]  # what it lists
    overdue: Overdue

    def overdue_on(self, sheet: Sheet) -> int:
        """Returns how many papers of a list are overdue."""
        return len(getattr(self.overdue, sheet))


_Read = tuple[str, list[PaperLine]]


@as_look
def papers_look(group: WorkingGroup, check: Check, sheet: Sheet) -> PapersView:
    """Reads one of the lists."""
    state, now = group.state, group.now()
    title, lines = _READERS[sheet](state, now, check)
    return PapersView(sheet, title, tuple(lines), overdue(state, now))


def _questions(state: State, now: datetime, check: Check) -> _Read:
    compiled = compiled_contributions(state, now, Audience.SECRETARIAT)
    check()
    lines = [_question(each, now) for each in compiled.questions]
    highlights = Counter(each.contribution for each in compiled.issues)
    for each in compiled.contributions:
        check()
        lines.append(_contribution(each, highlights[each.handle]))
    asked = count_noun(len(compiled.questions), "question", "questions")
    came = count_noun(len(compiled.contributions), "contribution", "contributions")
    return f"{asked} and {came}", lines


def _question(each: QuestionAnswers, now: datetime) -> PaperLine:
    standing, when = Standing.OPEN, "no deadline"
    if each.deadline is not None:
        when = time_until(each.deadline, now)
        if now > each.deadline:
            standing = Standing.OVERDUE if each.missing else Standing.DONE
            when = when if each.missing else f"closed {each.deadline:%Y-%m-%d}"
    late = f", {each.late} late" if each.late else ""
    counts = f"{each.missing} missing, {each.answered} in{late}"
    return PaperLine(
        each.handle, PaperKind.QUESTION, standing, when, counts, f"{each.number}. {each.text}"
    )


def _contribution(each: ContributionLine, highlights: int) -> PaperLine:
    said = [
        f"to {', '.join(each.answers)}" if each.answers else "",
        "beside the questions" if each.has_text else "",
        "in confidence" if each.confidential else "",
        count_noun(highlights, "highlight", "highlights") if highlights else "",
        count_noun(len(each.documents), "document", "documents") if each.documents else "",
        f"{each.replaced_by} took its place" if each.replaced_by else "",
    ]
    late = ", late" if each.is_late else ""
    who = f"{each.contributor} ({each.group})" if each.group else each.contributor
    return PaperLine(
        each.handle,
        PaperKind.CONTRIBUTION,
        Standing.NEAR if late else Standing.OPEN,
        f"{each.received:%Y-%m-%d}{late}",
        who,
        ", ".join(filter(None, said)),
    )


def _undertakings(state: State, now: datetime, check: Check) -> _Read:
    found = undertaking_lines(state, now, Audience.SECRETARIAT, Counter())
    check()
    open_ones = sorted((each for each in found if each.done is None), key=_urgency)
    done = [each for each in reversed(found) if each.done is not None]
    lines = [_undertaking(each, now) for each in (*open_ones, *done)]
    undertaken = count_noun(len(found), "undertaking", "undertakings")
    return f"{undertaken}, {len(open_ones)} to be done", lines


def _urgency(each: UndertakingLine | ConsultationLine) -> tuple[bool, float]:
    return each.due is None, each.due.timestamp() if each.due else 0


def _undertaking(each: UndertakingLine, now: datetime) -> PaperLine:
    standing = Standing.OVERDUE if each.is_overdue else Standing.OPEN
    when = f"before {each.before}" if each.before else "no time"
    if each.due is not None:
        when = time_until(each.due, now)
    if each.done is not None:
        standing, when = Standing.DONE, f"done {each.done:%Y-%m-%d}"
    return PaperLine(each.handle, PaperKind.UNDERTAKING, standing, when, each.by, each.what)


def _milestones(state: State, now: datetime, check: Check) -> _Read:
    milestones = milestone_lines(state, now.date(), Audience.SECRETARIAT)
    check()
    meetings = [each for each in meeting_lines(state, now.date()) if each.opened is None]
    dated = [(f"{each.target}", _milestone(each)) for each in milestones]
    for each in meetings:
        if each.begins is None:
            continue
        standing, when = Standing.OPEN, time_until(each.begins, now)
        if each.cancelled:
            standing, when = Standing.DONE, "cancelled"
        elif now > each.begins:
            when = "not opened yet"
        place = f", {each.place}" if each.place else ""
        number = f"{each.number}. " if each.number else ""
        begins, what = minute(each.begins), f"{number}{each.title}{place}"
        line = PaperLine(each.handle, PaperKind.MEETING, standing, when, begins, what)
        dated.append((f"{each.begins:%Y-%m-%d}", line))
    dated.sort(key=lambda each: (each[1].standing is Standing.DONE, each[0]))
    to_come = sum(not each.cancelled for each in meetings)
    set_up = count_noun(len(milestones), "milestone", "milestones")
    coming = count_noun(to_come, "meeting", "meetings")
    return f"{set_up} and {coming} to come", [line for _, line in dated]


_STANDING_OF = {
    Countdown.REACHED: Standing.DONE,
    Countdown.OVERDUE: Standing.OVERDUE,
    Countdown.NEAR: Standing.NEAR,
    Countdown.AHEAD: Standing.OPEN,
}


def _milestone(each: MilestoneLine) -> PaperLine:
    near = "near: " if each.countdown is Countdown.NEAR else ""
    standing, when = _STANDING_OF[each.countdown], f"{near}{each.sentence}"
    day = each.target.isoformat()
    return PaperLine(each.handle, PaperKind.MILESTONE, standing, when, day, each.title)


def _consultations(state: State, now: datetime, check: Check) -> _Read:
    found = consultation_lines(state, now, Audience.SECRETARIAT, Counter())
    open_ones = sorted((each for each in found if each.goes_on), key=_urgency)
    reported = [each for each in reversed(found) if not each.goes_on]
    lines = [_consultation(state, each, now) for each in (*open_ones, *reported)]
    lines += _translations(state, check)
    held = count_noun(len(found), "consultation", "consultations")
    versions = len(lines) - len(found)
    languages = count_noun(versions, "translation", "translations")
    return f"{held}, {len(open_ones)} open; {languages}", lines


def _consultation(state: State, each: ConsultationLine, now: datetime) -> PaperLine:
    standing = Standing.OVERDUE if each.is_overdue else Standing.OPEN
    when = time_until(each.due, now) if each.due else "open"
    if each.reported is not None:
        standing, when = Standing.DONE, f"reported {each.reported:%Y-%m-%d}"
    what = ": ".join(filter(None, (", ".join(each.items), each.outcome or each.purpose)))
    target = state.handles[each.items[0]] if each.items else ""
    return PaperLine(
        each.handle, PaperKind.CONSULTATION, standing, when, each.facilitator, what, target
    )


def _translations(state: State, check: Check) -> Iterator[PaperLine]:
    for language in sorted(state.translations):
        for draft in state.drafts:
            check()
            for each in language_versions(state, [draft], language):
                is_done = not each.behind and not each.missing
                yield PaperLine(
                    f"{each.language} {each.draft}",
                    PaperKind.TRANSLATION,
                    Standing.DONE if is_done else Standing.OPEN,
                    "up to date" if is_done else "outdated" if each.behind else "not finished",
                    "",
                    each.sentence,
                )


def _ballots(state: State, now: datetime, check: Check) -> _Read:
    found = ballots(state, Judgement(state, now), Audience.SECRETARIAT).ballots
    ordered = sorted(found, key=lambda each: (bool(each.closed), not each.is_overdue))
    still_open = sum(each.closed is None for each in found)
    title = f"{count_noun(len(found), 'ballot', 'ballots')}, {still_open} open"
    return title, [_ballot(state, each, now) for each in ordered]


def _ballot(state: State, each: BallotLine, now: datetime) -> PaperLine:
    standing = Standing.OVERDUE if each.is_overdue else Standing.OPEN
    when = time_until(each.deadline, now) if each.deadline else "open"
    if each.closed is not None:
        standing, when = Standing.DONE, f"closed {each.closed:%Y-%m-%d}"
    what = f"{each.question}: {each.result}" if each.result else each.question
    who = f"{each.took_part} of {each.entitled}"
    target = state.handles[each.about[0]] if each.about else ""
    return PaperLine(each.handle, PaperKind.BALLOT, standing, when, who, what, target)


_READERS: Mapping[Sheet, Callable[[State, datetime, Check], _Read]] = {
    Sheet.QUESTIONS: _questions,
    Sheet.UNDERTAKINGS: _undertakings,
    Sheet.MILESTONES: _milestones,
    Sheet.CONSULTATIONS: _consultations,
    Sheet.BALLOTS: _ballots,
}


_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|$|(?=\n))", re.MULTILINE)
_MOST_SENTENCES = 400


@frozen
class Paper:
    """A paper in full."""

    key: str  # as in the list
    id: str  # its id; of a translation that of the draft
    kind: PaperKind
    name: str  # its name, with control characters escaped
    spans: tuple[Span, ...]  # all that there is to say of it, as a passage
    reminder: str = ""  # the reminder to those that are late; empty for none
    when: str = ""  # its deadline, day or beginning, as it would be typed; empty for none
    is_done: bool = False  # whether it is done, reached, cancelled or reported back
    passages: tuple[str, ...] = ()  # of a contribution, the sentences that can be highlighted


@as_look
def paper_look(group: WorkingGroup, check: Check, key: str, kind: PaperKind) -> Paper | None:
    """Reads a paper in full; None once it was taken back."""
    is_there = key.split()[-1] in group.state.handles
    return _PAPER_READERS[kind](group.state, key, group.now()) if is_there else None


def _question_paper(state: State, key: str, now: datetime) -> Paper:
    question = state.questions[state.handles[key]]
    compiled = compiled_contributions(state, now, Audience.SECRETARIAT, [question.id]).questions[0]
    missing = members_missing(state, question.id, now)
    until = moment(question.deadline) if question.deadline else "none"
    if question.deadline:
        until += f" ({time_until(question.deadline, now)})"
    spans = [
        Span(f"{key}  question {question.number}\n", Mark.HEADING),
        Span(f"{question.text}\n"),
        *_said(("asked", minute(question.asked)), ("deadline", until)),
        *_said(("answers", f"{compiled.answered}, {compiled.late} of them late")),
        *_answers(compiled.groups),
    ]
    if missing:
        spans += [
            Span(f"\nno answer yet from {len(missing)} of {compiled.members}: ", Mark.HEADING),
            Span(f"{', '.join(missing)}\n"),
            Span("y copies a reminder to them", Mark.FAINT),
        ]
    name = escape_control_characters(f"question {question.number}")
    reminder = question_reminder(state, question, now)
    when = as_typed(question.deadline) if question.deadline else ""
    return Paper(key, question.id, PaperKind.QUESTION, name, tuple(spans), reminder, when)


def _answers(groups: Iterable[GroupAnswers]) -> Iterator[Span]:
    """Yields the answers to a question, by stakeholder group."""
    for group in groups:
        yield Span(f"\n{group.name} ({len(group.answers)})\n", Mark.HEADING)
        for each in group.answers:
            yield Span(each.contributor, Mark.NAME)
            late = ", late" if each.is_late else ""
            yield Span(f"  {each.contribution}, {each.received:%Y-%m-%d}{late}\n", Mark.FAINT)
            yield Span(f"{each.text}\n")


def _contribution_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.contributions[state.handles[key]]
    line = contribution_line(state, found)
    group = f", {group_name(state, line.group)}" if line.group else ""
    late = f", late for {', '.join(line.late)}" if line.late else ", late" if line.is_late else ""
    spans = [
        Span(f"{key}  {line.contributor}{group}\n", Mark.HEADING),
        Span(f"received {minute(line.received)}{late}", Mark.FAINT),
        Span("; in confidence, for the secretariat alone" if line.confidential else "", Mark.SIGN),
        Span("\n"),
        *_said(
            ("documents", ", ".join(each.name for each in line.documents)),
            ("in place of", line.replaces),
            ("its place was taken by", line.replaced_by),
        ),
    ]
    for answer in found.answers:
        question = state.questions[answer.question]
        spans.append(Span(f"\n({question.number}) {question.text}\n", Mark.FAINT))
        spans += _highlighted(state, found, answer.question, answer.text)
    if found.text:
        spans.append(Span("\nbeside the questions\n", Mark.FAINT))
        spans += _highlighted(state, found, "", found.text)
    of_it = [each for each in state.highlights.values() if each.contribution == found.id]
    if of_it:
        spans.append(Span("\nHighlighted\n", Mark.HEADING))
    for each in of_it:
        links = ", ".join(
            label_or_handle(state, link) for link in each.links if state.is_target(link)
        )
        links = links or ", ".join(map(state.handle_of, each.links))
        about = ": ".join(filter(None, (links, each.issue))) or "nothing in particular"
        spans += [Span(f"{each.handle}  ", Mark.NAME), Span(f"{about}  ")]
        spans.append(Span(f"“{each.passage}”\n", Mark.FAINT))
    texts = [*(each.text for each in found.answers), found.text]
    sentences = (each[0].strip() for text in texts for each in _SENTENCE.finditer(text))
    passages = tuple(dict.fromkeys(filter(None, sentences)))[:_MOST_SENTENCES]
    name, kind = escape_control_characters(f"{key} of {line.contributor}"), PaperKind.CONTRIBUTION
    return Paper(key, found.id, kind, name, tuple(spans), passages=passages)


def _highlighted(
    state: State, contribution: Contribution, question: str, text: str
) -> Iterator[Span]:
    """Yields a text with its highlighted passages."""
    places = sorted(
        (text.find(each.passage), len(each.passage))
        for each in state.highlights.values()
        if each.contribution == contribution.id and each.question == question
    )
    at = 0
    for start, length in places:
        if start >= at:
            yield Span(text[at:start])
            yield Span(text[start : start + length], Mark.CHOSEN)
            at = start + length
    yield Span(f"{text[at:]}\n")


def _undertaking_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.undertakings[state.handles[key]]
    line = undertaking_line(state, found, now, Viewer(Audience.SECRETARIAT))
    member = state.members.get(found.member)
    named = f" ({member.name})" if member and member.name else ""
    due = f"{moment(line.due)} ({time_until(line.due, now)})" if line.due else ""
    reminder = undertaking_reminder(state, found, now)
    spans = [
        Span(f"{key}  {line.by}{named}\n", Mark.HEADING),
        Span(f"{line.what}\n\n"),
        *_said(
            ("undertaken", minute(line.made)),
            ("before", line.before),
            ("due", due if line.done is None else ""),
            ("done", minute(line.done) if line.done else ""),
            ("how", line.outcome),
        ),
        Span("\nC notes that it is done, y copies a reminder" if reminder else "", Mark.FAINT),
    ]
    name, kind = escape_control_characters(f"{key} of {line.by}"), PaperKind.UNDERTAKING
    is_done = line.done is not None
    return Paper(key, found.id, kind, name, tuple(spans), reminder, is_done=is_done)


def _milestone_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.milestones[state.handles[key]]
    lines = milestone_lines(state, now.date(), Audience.SECRETARIAT)
    line = next(each for each in lines if each.handle == found.handle)
    keys = "" if line.reached else "\nC notes that it is reached, d moves it"
    spans = [
        Span(f"{key}  {line.title}\n", Mark.HEADING),
        *_said(
            ("to be reached by", line.target.isoformat()),
            ("it is", line.sentence),
            ("note", line.note),
        ),
        Span(keys, Mark.FAINT),
    ]
    name, when = escape_control_characters(line.title), line.target.isoformat()
    is_done, kind = line.reached is not None, PaperKind.MILESTONE
    return Paper(key, found.id, kind, name, tuple(spans), when=when, is_done=is_done)


def _meeting_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.announcements[state.handles[key]]
    until = f" to {minute(found.ends)}" if found.ends else ""
    number = f"{found.number}. " if found.number else ""
    before = [each for each in state.undertakings.values() if each.before == found.id]
    keys = "" if found.cancelled else "\nd holds it at another time or place, Delete cancels it"
    spans = [
        Span(f"{key}  {number}{found.title}\n", Mark.HEADING),
        Span("cancelled\n" if found.cancelled else "", Mark.SIGN),
        *_said(
            ("begins", f"{minute(found.begins)}{until} ({time_until(found.begins, now)})"),
            ("place", found.place or "not said"),
            ("quorum", found.quorum),
        ),
    ]
    if before:
        spans.append(Span("\nTo be done before it\n", Mark.HEADING))
    for each in before:
        sign = "✓ " if each.done else ""
        spans += [Span(f"{sign}{each.handle} {each.by}  ", Mark.NAME), Span(f"{each.what}\n")]
    spans.append(Span(keys, Mark.FAINT))
    name, when = escape_control_characters(found.title), as_typed(found.begins)
    is_done, kind = found.cancelled, PaperKind.MEETING
    return Paper(key, found.id, kind, name, tuple(spans), when=when, is_done=is_done)


def _consultation_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.consultations[state.handles[key]]
    line = consultation_line(state, found, now, Viewer(Audience.SECRETARIAT))
    due = f"{moment(line.due)} ({time_until(line.due, now)})" if line.due else ""
    items = ", ".join(label_or_handle(state, each) for each in found.items)
    keys = "\nC notes the outcome, y copies a reminder" if line.goes_on else ""
    spans = [
        Span(f"{key}  on {items}\n", Mark.HEADING),
        Span(f"{line.outcome}\n\n" if line.outcome else ""),
        *_said(
            ("to find", line.purpose),
            ("led by", line.facilitator or "no one named"),
            ("with", ", ".join(line.participants) or "whoever likes"),
            ("opened", minute(line.opened)),
            ("reports back by", due if line.goes_on else ""),
            ("reported back", minute(line.reported) if line.reported else ""),
        ),
        Span(keys, Mark.FAINT),
    ]
    name, kind = escape_control_characters(f"{key} on {items}"), PaperKind.CONSULTATION
    reminder = consultation_reminder(state, found, now)
    return Paper(key, found.id, kind, name, tuple(spans), reminder, is_done=not line.goes_on)


def _ballot_paper(state: State, key: str, now: datetime) -> Paper:
    found = state.ballots[state.handles[key]]
    line = ballot_line(state, found, Judgement(state, now), Viewer(Audience.SECRETARIAT))
    name, spans = escape_control_characters(found.question), tuple(report_spans(state, found, line))
    return Paper(key, found.id, PaperKind.BALLOT, name, spans, is_done=not found.is_open)


def _translation_paper(state: State, key: str, now: datetime) -> Paper:
    language, _, handle = key.partition(" ")
    draft = state.handles[handle]
    found = language_versions(state, [draft], language)
    if not found:
        raise NotFound(f"nothing of {handle} is translated into {language}")
    version = found[0]
    behind = [each for each in version.items if each.is_behind]
    missing = [each for each in version.items if not each.rendered]
    spans = [
        Span(f"{handle}  {version.sentence}\n", Mark.HEADING),
        Span(f"{state.drafts[draft].title}\n", Mark.FAINT),
        Span("\nChanged since they were translated\n" if behind else "", Mark.HEADING),
    ]
    for each in behind:
        spans += [
            Span(f"{display_name(each.label, each.handle)}  ", Mark.NAME),
            Span(f"version {each.rendered} is translated, version {each.current} stands\n"),
        ]
    if missing:
        spans.append(Span("\nNot translated\n", Mark.HEADING))
        spans.append(Span(", ".join(display_name(each.label, each.handle) for each in missing)))
    return Paper(key, draft, PaperKind.TRANSLATION, f"{language} of {handle}", tuple(spans))


def _said(*said: tuple[str, str]) -> Iterator[Span]:
    """Yields facts, one on a line; empty ones are left out."""
    for name, words in said:
        if words:
            yield Span(f"{name} ", Mark.FAINT)
            yield Span(f"{words}\n")


_PAPER_READERS: Mapping[PaperKind, Callable[[State, str, datetime], Paper]] = {
    PaperKind.QUESTION: _question_paper,
    PaperKind.CONTRIBUTION: _contribution_paper,
    PaperKind.UNDERTAKING: _undertaking_paper,
    PaperKind.MILESTONE: _milestone_paper,
    PaperKind.MEETING: _meeting_paper,
    PaperKind.CONSULTATION: _consultation_paper,
    PaperKind.TRANSLATION: _translation_paper,
    PaperKind.BALLOT: _ballot_paper,
}


def questions_view(group: WorkingGroup, check: Check) -> tuple[Choice, ...]:
    """Reads the questions, by id, in the order in which they were asked."""
    return tuple(Choice(each.id, each.number, each.text) for each in group.state.questions.values())


def groups_view(group: WorkingGroup, check: Check) -> tuple[Choice, ...]:
    """Reads the stakeholder groups, by code."""
    return tuple(Choice(each.code, each.code, each.name) for each in group.state.groups.values())


def meetings_to_come_view(group: WorkingGroup, check: Check) -> tuple[tuple[str, str], ...]:
    """Reads the meetings to come, the next one first: handle and title."""
    return tuple((each.handle, each.title) for each in group.state.meetings_to_come)


@as_look
def standing_of(group: WorkingGroup, check: Check, code: str, name: str) -> Choice:
    """Reads the id and handle of a contributor's latest valid contribution."""
    for each in reversed(group.state.contributions.values()):
        if each.stands and (each.member, each.name.casefold()) == (code, name.casefold()):
            return Choice(each.id, each.handle)
    return Choice("", "")
