"""Reminders: who is reminded of what, and their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs
from attrs import frozen

from consensus.model.decisions import Consultation, Silence
from consensus.model.people import day_of
from consensus.model.planning import Question, Undertaking
from consensus.model.state import State
from consensus.reports.audience import Audience, visible_state
from consensus.reports.contributions import members_missing
from consensus.reports.outline import moment
from consensus.reports.planning import days_until, time_until
from consensus.reports.words import target_name
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED, Status
from consensus.text.display import list_phrase


@frozen
class MissingAnswer:
    """A question that a member has not answered."""

    question: str  # its handle
    number: str  # as it is printed
    text: str  # the question
    deadline: datetime | None  # the last moment at which an answer is not late; None without one
    # whole days until the day of the deadline, below 0 after it; None without one
    days_left: int | None
    is_overdue: bool  # whether the deadline has passed


@frozen
class Reminder:
    """A member that has not answered every question."""

    member: str  # its code
    name: str  # its name in full; may be empty
    group: str  # the code of its stakeholder group; may be empty
    answered: int  # how many questions it has answered
    missing: tuple[MissingAnswer, ...]  # those it has not, the most urgent first


def reminders(state: State, now: datetime) -> tuple[Reminder, ...]:
    """Returns the members that have not answered some questions.

    It names members, and leaves out who answered in confidence; so it is for the secretariat.

    Args:
        now: the moment to which days are counted, and that decides which members count.

    Returns:
        In the order of the record; members that have answered everything are left out.
    """
    by_member: dict[str, list[MissingAnswer]] = {}
    for question in state.questions.values():
        deadline = question.deadline
        left = (day_of(deadline) - day_of(now)).days if deadline else None
        missing = MissingAnswer(
            question=question.handle,
            number=question.number,
            text=question.text,
            deadline=deadline,
            days_left=left,
            is_overdue=question.is_late(now),
        )
        for code in members_missing(state, question.id, now):
            by_member.setdefault(code, []).append(missing)
    return tuple(
        Reminder(
            member=code,
            name=state.members[code].name,
            group=state.members[code].group,
            answered=len(state.questions) - len(by_member[code]),
            missing=tuple(
                sorted(by_member[code], key=lambda e: (e.days_left is None, e.days_left or 0))
            ),
        )
        for code in state.members
        if code in by_member
    )


def due_within(found: Sequence[Reminder], days: int | None) -> tuple[Reminder, ...]:
    """Returns the reminders of what is due within some days, or overdue; all of them for None."""
    if days is None:
        return tuple(found)
    far = days + 1

    def is_due(missing: MissingAnswer) -> bool:
        return missing.days_left is not None and missing.days_left < far

    urgent = (attrs.evolve(e, missing=tuple(filter(is_due, e.missing))) for e in found)
    return tuple(each for each in urgent if each.missing)


def time_left(missing: MissingAnswer) -> str:
    """Returns the time left to answer a question, in words."""
    if missing.days_left is None:
        return "no deadline"
    return days_until(missing.days_left, missing.is_overdue)


def reminder_mail(title: str, reminder: Reminder) -> str:
    """Returns the text of a mail that reminds a member of unanswered questions."""
    which = "question is" if len(reminder.missing) == 1 else "questions are"
    lines = [f"The following {which} still without your answer."]
    for each in reminder.missing:
        until = f"Deadline {moment(each.deadline)}" if each.deadline else ""
        lines += ["", f"({each.number}) {each.text}"]
        lines += [f"    {until} ({time_left(each)})."] if until else []
    lines += _TAKEN_LATE
    return _mail(f"{title}: your answers", reminder.name or reminder.member, lines)


_TAKEN_LATE = ("", "What comes late is taken too, and marked as late.")


def _mail(subject: str, to: str, lines: Sequence[str]) -> str:
    return "\n".join((f"Subject: {subject}", "", f"To {to}:", "", *lines)) + "\n"


def question_reminder(state: State, question: Question, now: datetime) -> str:
    """Returns the text that reminds members of an unanswered question; empty for none.

    It names them; so it is for the secretariat.
    """
    names = [state.members[code].name or code for code in members_missing(state, question.id, now)]
    if not names:
        return ""
    lines = ["The following question is still without your answer.", ""]
    lines.append(f"({question.number}) {question.text}")
    if question.deadline:
        lines.append(f"    Deadline {_until(question.deadline, now)}.")
    lines += _TAKEN_LATE
    return _mail(f"{state.title}: question {question.number}", ", ".join(names), lines)


def undertaking_reminder(state: State, undertaking: Undertaking, now: datetime) -> str:
    """Returns the text that reminds a member of an undertaking; empty for what is done."""
    if undertaking.done is not None:
        return ""
    member = state.members.get(undertaking.member)
    due = state.due_moment(undertaking)
    before = f"before {state.handle_of(undertaking.before)}" if undertaking.before else ""
    before = "before the next meeting" if undertaking.next_meeting else before
    when = [before, f"until {_until(due, now)}" if due else ""]
    lines = [f"On {undertaking.made:%Y-%m-%d} it was undertaken, and is not noted as done:", ""]
    lines.append(f"({undertaking.handle}) {undertaking.what}")
    if said := ", ".join(each for each in when if each):
        lines.append(f"    To be done {said}.")
    to = member.name if member and member.name else undertaking.by
    return _mail(f"{state.title}: {undertaking.handle}", to, lines)


def consultation_reminder(state: State, consultation: Consultation, now: datetime) -> str:
    """Returns the text that asks the lead of a consultation to report back; empty when done."""
    if not consultation.goes_on:
        return ""
    names = [consultation.facilitator, *consultation.participants]
    known = [state.members[each].name or each if each in state.members else each for each in names]
    items = ", ".join(target_name(state, each) for each in consultation.items)
    lines = [f"The consultation on {items} has not reported back yet."]
    if consultation.purpose:
        lines += ["", consultation.purpose]
    if consultation.due:
        lines.append(f"    To report back by {_until(consultation.due, now)}.")
    to = ", ".join(filter(None, known)) or "all who take part"
    return _mail(f"{state.title}: consultation {consultation.handle}", to, lines)


def silence_notice(state: State, silence: Silence, now: datetime) -> str:
    """Returns the text that announces a silence procedure: what, until when, how to break it."""
    one = len(silence.targets) == 1
    subject = f"{state.title}: silence procedure {silence.handle} until {moment(silence.deadline)}"
    lines = [
        f"A silence procedure runs on the following {'text' if one else 'texts'}"
        f" from {moment(silence.opened)} until {_until(silence.deadline, now)}."
    ]
    beyond = [beyond_silence(state, target, now) for target in silence.targets]
    is_are = "it is" if one else "they are"
    but = ", but where it says that this is not enough" if any(beyond) else ""
    lines.append(
        f"Nobody objecting by then is recorded; whether {is_are} agreed then is for the Chair."
        if all(beyond)
        else f"{is_are.capitalize()} taken as agreed unless a member objects before then{but}."
    )
    for target, why in zip(silence.targets, beyond, strict=True):
        lines += ["", f"{target_name(state, target)}:", *_words_under(state, silence, target)]
        lines += [f"    Silence alone does not make it agreed: {why}."] if why else []
    lines += [
        "",
        f"Whoever objects names {silence.handle}, the text, and if possible a reason. An objection"
        " that comes at the",
        "deadline or later is too late; a change of the text ends the silence procedure on it.",
    ]
    return _mail(subject, "all members", lines)


def beyond_silence(state: State, target: str, now: datetime) -> str:
    """Returns why nobody else objecting does not make a text agreed; empty where it does.

    What members said openly is told without names, and what they said in confidence left out.

    Args:
        target: the id of the item, amendment or package.
        now: the time at which it is looked at, or, where that is later, the end of a silence on it.
    """
    end = max([now, *(e.deadline for e in state.silences.values() if target in e.targets)])
    with visible_state(state, Audience.MEMBERS):
        judgement = Judgement(state, end)
        rule = judgement.rule_for(target)
        if not rule.counts_silence:
            return f"its rule is “{rule.sentence}”"
        if target in state.items:
            if waiting := [each.handle for each in judgement.undecided_amendments(target)]:
                return f"{list_phrase(waiting)} {'is' if len(waiting) == 1 else 'are'} not decided"
            if not state.version(target).wording.is_clean or state.spanning_over(target):
                return "brackets are left in it"
        found = judgement.verdict(target, with_moves=False, none_heard=True)
        if found.status is Status.READY and not judgement.verdict(target, with_moves=False).met:
            return "its rule also needs a member in favour, or the Chair to ask in a meeting"
        if found.status is Status.READY or found.status not in UNDECIDED:
            return ""
        told = (e.anonymous().sentence(lambda key: target_name(state, key)) for e in found.reasons)
        return "; ".join(told)


def _words_under(state: State, silence: Silence, target: str) -> Iterator[str]:
    """Yields the words that the silence procedure is about, without names."""
    if target in state.packages:
        package = state.packages[target]
        parts = (target_name(state, each) for each in (*package.items, *package.amendments))
        yield f"    {package.title}, on {', '.join(parts)}"
        return
    wording = state.versions[silence.version_of(target)].wording
    yield from (f"    {line}" for line in wording.notation(False).splitlines())


def _until(due: datetime, now: datetime) -> str:
    return f"{moment(due)} ({time_until(due, now)})"
