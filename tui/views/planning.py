"""One of the papers in full: what it says, and the text that reminds of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import NotFound
from consensus.model.planning import Contribution
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.consultations import consultation_lines
from consensus.reports.contributions import (
    GroupAnswers,
    compiled_contributions,
    contribution_line,
    group_name,
    members_missing,
)
from consensus.reports.planning import milestone_lines, time_until, undertaking_lines
from consensus.reports.reminders import (
    consultation_reminder,
    question_reminder,
    undertaking_reminder,
)
from consensus.reports.translations import TranslatedItem, language_versions
from consensus.text.display import made_visible
from tui.views.moments import as_typed
from tui.views.papers import PaperKind
from tui.views.positions import name_of
from tui.views.text import Mark, Piece

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from tui.worker import Check, Look

_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|$|(?=\n))", re.MULTILINE)
_MOST_SENTENCES = 400


@frozen
class Paper:
    """One of the papers in full.

    Attributes:
        key: as in the list.
        id: its id; of a translation that of the draft.
        kind: what it is.
        name: what people call it, control signs made visible.
        pieces: all that there is to say of it, as a passage.
        reminder: the text that reminds whoever is behind; empty where nobody is.
        when: its deadline, day or beginning, as it would be typed; empty for none.
        is_done: whether it is done, reached, cancelled or reported back.
        passages: of a contribution, the sentences that can be highlighted.
    """

    key: str
    id: str
    kind: PaperKind
    name: str
    pieces: tuple[Piece, ...]
    reminder: str = ""
    when: str = ""
    is_done: bool = False
    passages: tuple[str, ...] = ()


def paper_look(key: str, kind: PaperKind) -> Look[Paper]:
    """What reads one of the papers in full.

    Args:
        key: as in the list.
        kind: what it is.
    """

    def look(group: WorkingGroup, check: Check) -> Paper:
        return _READERS[kind](group.state, key, group.now())

    return look


def _question(state: State, key: str, now: datetime) -> Paper:
    question = state.questions[_id_of(state, key)]
    compiled = compiled_contributions(state, now, Audience.SECRETARIAT, [question.id]).questions[0]
    missing = members_missing(state, question.id, now)
    until = _moment(question.deadline) if question.deadline else "none"
    if question.deadline:
        until += f" ({time_until(question.deadline, now)})"
    pieces = [
        Piece(f"{key}  question {question.number}\n", Mark.HEADING),
        Piece(f"{question.text}\n"),
        *_said(("asked", _moment(question.asked)), ("deadline", until)),
        *_said(("answers", f"{compiled.answered}, {compiled.late} of them late")),
        *_answers(compiled.groups),
    ]
    if missing:
        pieces += [
            Piece(f"\nno answer yet from {len(missing)} of {compiled.members}: ", Mark.HEADING),
            Piece(f"{', '.join(missing)}\n"),
            Piece("y copies a reminder to them", Mark.FAINT),
        ]
    return Paper(
        key,
        question.id,
        PaperKind.QUESTION,
        made_visible(f"question {question.number}"),
        tuple(pieces),
        question_reminder(state, question, now),
        as_typed(question.deadline) if question.deadline else "",
    )


def _answers(groups: Iterable[GroupAnswers]) -> Iterator[Piece]:
    """What was said to a question, by stakeholder group."""
    for group in groups:
        yield Piece(f"\n{group.name} ({len(group.answers)})\n", Mark.HEADING)
        for each in group.answers:
            yield Piece(each.contributor, Mark.NAME)
            late = ", late" if each.is_late else ""
            yield Piece(f"  {each.contribution}, {each.received:%Y-%m-%d}{late}\n", Mark.FAINT)
            yield Piece(f"{each.text}\n")


def _contribution(state: State, key: str, now: datetime) -> Paper:
    found = state.contributions[_id_of(state, key)]
    line = contribution_line(state, found)
    group = f", {group_name(state, line.group)}" if line.group else ""
    late = f", late for {', '.join(line.late)}" if line.late else ", late" if line.is_late else ""
    pieces = [
        Piece(f"{key}  {line.contributor}{group}\n", Mark.HEADING),
        Piece(f"received {_moment(line.received)}{late}", Mark.FAINT),
        Piece("; in confidence, for the secretariat alone" if line.confidential else "", Mark.SIGN),
        Piece("\n"),
        *_said(
            ("documents", ", ".join(each.name for each in line.documents)),
            ("in place of", line.replaces),
            ("its place was taken by", line.replaced_by),
        ),
    ]
    for answer in found.answers:
        question = state.questions[answer.question]
        pieces.append(Piece(f"\n({question.number}) {question.text}\n", Mark.FAINT))
        pieces += _highlighted(state, found, answer.question, answer.text)
    if found.text:
        pieces.append(Piece("\nbeside the questions\n", Mark.FAINT))
        pieces += _highlighted(state, found, "", found.text)
    of_it = [each for each in state.highlights.values() if each.contribution == found.id]
    if of_it:
        pieces.append(Piece("\nHighlighted\n", Mark.HEADING))
    for each in of_it:
        links = ", ".join(name_of(state, link) for link in each.links if state.is_target(link))
        links = links or ", ".join(map(state.handle_of, each.links))
        about = ": ".join(filter(None, (links, each.issue))) or "nothing in particular"
        pieces += [Piece(f"{each.handle}  ", Mark.NAME), Piece(f"{about}  ")]
        pieces.append(Piece(f"“{each.passage}”\n", Mark.FAINT))
    texts = [*(each.text for each in found.answers), found.text]
    return Paper(
        key,
        found.id,
        PaperKind.CONTRIBUTION,
        made_visible(f"{key} of {line.contributor}"),
        tuple(pieces),
        passages=tuple(_sentences(texts)),
    )


def _sentences(texts: Iterable[str]) -> list[str]:
    found = (each[0].strip() for text in texts for each in _SENTENCE.finditer(text))
    return list(dict.fromkeys(filter(None, found)))[:_MOST_SENTENCES]


def _highlighted(
    state: State, contribution: Contribution, question: str, text: str
) -> Iterator[Piece]:
    """A text with the passages in it that are highlighted."""
    places = sorted(
        (text.find(each.passage), len(each.passage))
        for each in state.highlights.values()
        if each.contribution == contribution.id and each.question == question
    )
    at = 0
    for start, length in places:
        if start >= at:
            yield Piece(text[at:start])
            yield Piece(text[start : start + length], Mark.CHOSEN)
            at = start + length
    yield Piece(f"{text[at:]}\n")


def _undertaking(state: State, key: str, now: datetime) -> Paper:
    found = state.undertakings[_id_of(state, key)]
    lines = undertaking_lines(state, now, Audience.SECRETARIAT, Counter())
    line = next(each for each in lines if each.handle == found.handle)
    member = state.members.get(found.member)
    named = f" ({member.name})" if member and member.name else ""
    due = f"{_moment(line.due)} ({time_until(line.due, now)})" if line.due else ""
    reminder = undertaking_reminder(state, found, now)
    pieces = [
        Piece(f"{key}  {line.by}{named}\n", Mark.HEADING),
        Piece(f"{line.what}\n\n"),
        *_said(
            ("undertaken", _moment(line.made)),
            ("before", line.before),
            ("due", due if line.done is None else ""),
            ("done", _moment(line.done) if line.done else ""),
            ("how", line.outcome),
        ),
        Piece("\nC notes that it is done, y copies a reminder" if reminder else "", Mark.FAINT),
    ]
    return Paper(
        key,
        found.id,
        PaperKind.UNDERTAKING,
        made_visible(f"{key} of {line.by}"),
        tuple(pieces),
        reminder,
        is_done=line.done is not None,
    )


def _milestone(state: State, key: str, now: datetime) -> Paper:
    found = state.milestones[_id_of(state, key)]
    lines = milestone_lines(state, now.date(), Audience.SECRETARIAT)
    line = next(each for each in lines if each.handle == found.handle)
    keys = "" if line.reached else "\nC notes that it is reached, d moves it"
    pieces = [
        Piece(f"{key}  {line.title}\n", Mark.HEADING),
        *_said(
            ("to be reached by", line.target.isoformat()),
            ("it is", line.sentence),
            ("note", line.note),
        ),
        Piece(keys, Mark.FAINT),
    ]
    return Paper(
        key,
        found.id,
        PaperKind.MILESTONE,
        made_visible(line.title),
        tuple(pieces),
        when=line.target.isoformat(),
        is_done=line.reached is not None,
    )


def _meeting(state: State, key: str, now: datetime) -> Paper:
    found = state.announcements[_id_of(state, key)]
    until = f" to {_moment(found.ends)}" if found.ends else ""
    number = f"{found.number}. " if found.number else ""
    before = [each for each in state.undertakings.values() if each.before == found.id]
    keys = "" if found.cancelled else "\nd holds it at another time or place, Delete cancels it"
    pieces = [
        Piece(f"{key}  {number}{found.title}\n", Mark.HEADING),
        Piece("cancelled\n" if found.cancelled else "", Mark.SIGN),
        *_said(
            ("begins", f"{_moment(found.begins)}{until} ({time_until(found.begins, now)})"),
            ("place", found.place or "not said"),
            ("quorum", found.quorum),
        ),
    ]
    if before:
        pieces.append(Piece("\nTo be done before it\n", Mark.HEADING))
    for each in before:
        sign = "✓ " if each.done else ""
        pieces += [Piece(f"{sign}{each.handle} {each.by}  ", Mark.NAME), Piece(f"{each.what}\n")]
    pieces.append(Piece(keys, Mark.FAINT))
    return Paper(
        key,
        found.id,
        PaperKind.MEETING,
        made_visible(found.title),
        tuple(pieces),
        when=as_typed(found.begins),
        is_done=found.cancelled,
    )


def _consultation(state: State, key: str, now: datetime) -> Paper:
    found = state.consultations[_id_of(state, key)]
    lines = consultation_lines(state, now, Audience.SECRETARIAT, Counter())
    line = next(each for each in lines if each.handle == found.handle)
    due = f"{_moment(line.due)} ({time_until(line.due, now)})" if line.due else ""
    items = ", ".join(name_of(state, each) for each in found.items)
    keys = "\nC notes what it came to, y copies a reminder" if line.goes_on else ""
    pieces = [
        Piece(f"{key}  on {items}\n", Mark.HEADING),
        Piece(f"{line.outcome}\n\n" if line.outcome else ""),
        *_said(
            ("to find", line.purpose),
            ("led by", line.facilitator or "no one named"),
            ("with", ", ".join(line.participants) or "whoever likes"),
            ("opened", _moment(line.opened)),
            ("reports back by", due if line.goes_on else ""),
            ("reported back", _moment(line.reported) if line.reported else ""),
        ),
        Piece(keys, Mark.FAINT),
    ]
    return Paper(
        key,
        found.id,
        PaperKind.CONSULTATION,
        made_visible(f"{key} on {items}"),
        tuple(pieces),
        consultation_reminder(state, found, now),
        is_done=not line.goes_on,
    )


def _translation(state: State, key: str, now: datetime) -> Paper:
    language, _, handle = key.partition(" ")
    draft = _id_of(state, handle)
    found = language_versions(state, [draft], language)
    if not found:
        raise NotFound(f"nothing of {handle} is translated into {language}")
    version = found[0]
    behind = [each for each in version.items if each.is_behind]
    missing = [each for each in version.items if not each.rendered]
    pieces = [
        Piece(f"{handle}  {version.sentence}\n", Mark.HEADING),
        Piece(f"{state.drafts[draft].title}\n", Mark.FAINT),
        Piece("\nChanged since they were translated\n" if behind else "", Mark.HEADING),
    ]
    for each in behind:
        pieces += [
            Piece(f"{_name(each)}  ", Mark.NAME),
            Piece(f"version {each.rendered} is translated, version {each.current} stands\n"),
        ]
    if missing:
        pieces.append(Piece("\nNot translated\n", Mark.HEADING))
        pieces.append(Piece(", ".join(map(_name, missing))))
    return Paper(key, draft, PaperKind.TRANSLATION, f"{language} of {handle}", tuple(pieces))


def _id_of(state: State, handle: str) -> str:
    if handle not in state.handles:
        raise NotFound(f"nothing is called {handle} any more")
    return state.handles[handle]


def _name(item: TranslatedItem) -> str:
    return f"{item.label} ({item.handle})" if item.label else item.handle


def _said(*said: tuple[str, str]) -> Iterator[Piece]:
    """Facts, one in a line; those without words are left out."""
    for name, words in said:
        if words:
            yield Piece(f"{name} ", Mark.FAINT)
            yield Piece(f"{words}\n")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


_READERS: Mapping[PaperKind, Callable[[State, str, datetime], Paper]] = {
    PaperKind.QUESTION: _question,
    PaperKind.CONTRIBUTION: _contribution,
    PaperKind.UNDERTAKING: _undertaking,
    PaperKind.MILESTONE: _milestone,
    PaperKind.MEETING: _meeting,
    PaperKind.CONSULTATION: _consultation,
    PaperKind.TRANSLATION: _translation,
}
