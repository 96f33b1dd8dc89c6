"""The papers beside the text, as four lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.consultations import ConsultationLine, consultation_lines
from consensus.reports.contributions import (
    ContributionLine,
    QuestionAnswers,
    compiled_contributions,
)
from consensus.reports.meetings import meeting_lines
from consensus.reports.planning import (
    Countdown,
    MilestoneLine,
    Overdue,
    UndertakingLine,
    milestone_lines,
    overdue,
    time_until,
    undertaking_lines,
)
from consensus.reports.translations import language_versions
from consensus.reports.words import several

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look


class Sheet(StrEnum):
    """One of the four lists."""

    QUESTIONS = "questions"
    UNDERTAKINGS = "undertakings"
    MILESTONES = "milestones"
    CONSULTATIONS = "consultations"


class PaperKind(StrEnum):
    """What a line of a list is."""

    QUESTION = "question"
    CONTRIBUTION = "contribution"
    UNDERTAKING = "undertaking"
    MILESTONE = "milestone"
    MEETING = "meeting"
    CONSULTATION = "consultation"
    TRANSLATION = "translation"


class Standing(StrEnum):
    """How something stands."""

    OVERDUE = "overdue"
    NEAR = "near"
    OPEN = "open"
    DONE = "done"


_SIGNS = {Standing.OVERDUE: "! ", Standing.DONE: "✓ "}


@frozen
class PaperLine:
    """One line of a list.

    Attributes:
        key: the handle; of a translation the language and the handle of the draft.
        kind: what it is.
        standing: how it stands.
        when: how it stands, in words.
        who: whose it is, or how many answered.
        what: what it says.
        target: the id of the item, amendment or package that it is about first; may be empty.
    """

    key: str
    kind: PaperKind
    standing: Standing
    when: str
    who: str
    what: str
    target: str = ""

    @property
    def signed(self) -> str:
        """How it stands, with its sign."""
        return f"{_SIGNS.get(self.standing, '')}{self.when}"


@frozen
class PapersView:
    """One of the four lists, and what is overdue in all of them.

    Attributes:
        sheet: which list it is.
        title: how many there are of what it lists.
        lines: what it lists.
        overdue: what is overdue.
    """

    sheet: Sheet
    title: str
    lines: tuple[PaperLine, ...]
    overdue: Overdue

    def overdue_on(self, sheet: Sheet) -> int:
        """How many are overdue in a list."""
        return len(
            {
                Sheet.QUESTIONS: self.overdue.questions,
                Sheet.UNDERTAKINGS: self.overdue.undertakings,
                Sheet.MILESTONES: self.overdue.milestones,
                Sheet.CONSULTATIONS: self.overdue.consultations,
            }[sheet]
        )


_Read = tuple[str, list[PaperLine]]


def papers_look(sheet: Sheet) -> Look[PapersView]:
    """What reads one of the lists."""

    def look(group: WorkingGroup, check: Check) -> PapersView:
        state, now = group.state, group.now()
        title, lines = _READERS[sheet](state, now, check)
        return PapersView(sheet, title, tuple(lines), overdue(state, now))

    return look


# Questions and contributions


def _questions(state: State, now: datetime, check: Check) -> _Read:
    compiled = compiled_contributions(state, now, Audience.SECRETARIAT)
    check()
    lines = [_question(each, now) for each in compiled.questions]
    highlights = Counter(each.contribution for each in compiled.issues)
    for each in compiled.contributions:
        check()
        lines.append(_contribution(each, highlights[each.handle]))
    asked = several(len(compiled.questions), "question", "questions")
    came = several(len(compiled.contributions), "contribution", "contributions")
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
        several(highlights, "highlight", "highlights") if highlights else "",
        several(len(each.documents), "document", "documents") if each.documents else "",
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


# Undertakings


def _undertakings(state: State, now: datetime, check: Check) -> _Read:
    found = undertaking_lines(state, now, Audience.SECRETARIAT, Counter())
    check()
    open_ones = sorted((each for each in found if each.done is None), key=_urgency)
    done = [each for each in reversed(found) if each.done is not None]
    lines = [_undertaking(each, now) for each in (*open_ones, *done)]
    undertaken = several(len(found), "undertaking", "undertakings")
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


# Milestones and meetings to come


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
        line = PaperLine(
            each.handle,
            PaperKind.MEETING,
            standing,
            when,
            f"{each.begins:%Y-%m-%d %H:%M}",
            f"{number}{each.title}{place}",
        )
        dated.append((f"{each.begins:%Y-%m-%d}", line))
    dated.sort(key=lambda each: (each[1].standing is Standing.DONE, each[0]))
    to_come = sum(not each.cancelled for each in meetings)
    set_up = several(len(milestones), "milestone", "milestones")
    coming = several(to_come, "meeting", "meetings")
    return f"{set_up} and {coming} to come", [line for _, line in dated]


_STANDING_OF = {
    Countdown.REACHED: Standing.DONE,
    Countdown.OVERDUE: Standing.OVERDUE,
    Countdown.NEAR: Standing.NEAR,
    Countdown.AHEAD: Standing.OPEN,
}


def _milestone(each: MilestoneLine) -> PaperLine:
    near = "near: " if each.countdown is Countdown.NEAR else ""
    return PaperLine(
        each.handle,
        PaperKind.MILESTONE,
        _STANDING_OF[each.countdown],
        f"{near}{each.sentence}",
        each.target.isoformat(),
        each.title,
    )


# Consultations and translations


def _consultations(state: State, now: datetime, check: Check) -> _Read:
    found = consultation_lines(state, now, Audience.SECRETARIAT, Counter())
    open_ones = sorted((each for each in found if each.goes_on), key=_urgency)
    reported = [each for each in reversed(found) if not each.goes_on]
    lines = [_consultation(state, each, now) for each in (*open_ones, *reported)]
    lines += _translations(state, check)
    held = several(len(found), "consultation", "consultations")
    going = len(open_ones)
    go_on = f"{going} {'goes' if going == 1 else 'go'} on"
    versions = len(lines) - len(found)
    languages = several(versions, "translation", "translations")
    return f"{held}, {go_on}; {languages}", lines


def _consultation(state: State, each: ConsultationLine, now: datetime) -> PaperLine:
    standing = Standing.OVERDUE if each.is_overdue else Standing.OPEN
    when = time_until(each.due, now) if each.due else "goes on"
    if each.reported is not None:
        standing, when = Standing.DONE, f"reported {each.reported:%Y-%m-%d}"
    words = each.outcome or each.purpose
    return PaperLine(
        each.handle,
        PaperKind.CONSULTATION,
        standing,
        when,
        each.facilitator,
        f"{', '.join(each.items)}{f': {words}' if words else ''}",
        state.handles[each.items[0]] if each.items else "",
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
                    "up to date" if is_done else "behind" if each.behind else "not finished",
                    "",
                    each.sentence,
                )


_READERS: Mapping[Sheet, Callable[[State, datetime, Check], _Read]] = {
    Sheet.QUESTIONS: _questions,
    Sheet.UNDERTAKINGS: _undertakings,
    Sheet.MILESTONES: _milestones,
    Sheet.CONSULTATIONS: _consultations,
}
