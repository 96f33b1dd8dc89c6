"""Who is to be reminded of which questions, and the mail that does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs
from attrs import frozen

from consensus.model.member import day_of
from consensus.model.state import State
from consensus.reports.contributions import members_missing
from consensus.reports.overdue import days_until


@frozen
class MissingAnswer:
    """A question that somebody has not answered.

    Attributes:
        question: its handle.
        number: as it is printed.
        text: the question.
        deadline: the last moment at which an answer is not late; None without one.
        days_left: whole days until the day of the deadline, below 0 after it; None without one.
        is_overdue: whether the deadline has passed.
    """

    question: str
    number: str
    text: str
    deadline: datetime | None
    days_left: int | None
    is_overdue: bool


@frozen
class Reminder:
    """A member that has not answered every question.

    Attributes:
        member: its code.
        name: its name in full; may be empty.
        group: the code of its stakeholder group; may be empty.
        answered: how many questions it has answered.
        missing: those it has not, the most urgent first.
    """

    member: str
    name: str
    group: str
    answered: int
    missing: tuple[MissingAnswer, ...]


def reminders(state: State, now: datetime) -> tuple[Reminder, ...]:
    """Say which members have not answered which questions.

    It names members, and leaves out who answered in confidence; so it is for the secretariat.

    Args:
        state: the state.
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
            missing=tuple(sorted(by_member[code], key=_urgency)),
        )
        for code in state.members
        if code in by_member
    )


def _urgency(missing: MissingAnswer) -> tuple[bool, int]:
    return missing.days_left is None, missing.days_left or 0


def due_within(found: Sequence[Reminder], days: int | None) -> tuple[Reminder, ...]:
    """The reminders of what is due within so many days, or overdue; all of them for None."""
    if days is None:
        return tuple(found)
    urgent = (
        attrs.evolve(
            each,
            missing=tuple(
                missing
                for missing in each.missing
                if missing.days_left is not None and missing.days_left <= days
            ),
        )
        for each in found
    )
    return tuple(each for each in urgent if each.missing)


def time_left(missing: MissingAnswer) -> str:
    """How long a question can still be answered in time, in words."""
    if missing.days_left is None:
        return "no deadline"
    return days_until(missing.days_left, missing.is_overdue)


def reminder_mail(title: str, reminder: Reminder) -> str:
    """The text of a mail that reminds a member of what it has not answered.

    Args:
        title: the name of the working group.
        reminder: the reminder.
    """
    lines = [
        f"Subject: {title}: your answers",
        "",
        f"To {reminder.name or reminder.member}:",
        "",
        f"The following {'question is' if len(reminder.missing) == 1 else 'questions are'} still"
        " without your answer.",
    ]
    for each in reminder.missing:
        until = f"Deadline {each.deadline:%Y-%m-%d %H:%M %Z}".rstrip() if each.deadline else ""
        lines += ["", f"({each.number}) {each.text}"]
        lines += [f"    {until} ({time_left(each)})."] if until else []
    lines += ["", "What comes late is taken too, and marked as late."]
    return "\n".join(lines) + "\n"
