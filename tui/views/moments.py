"""Moments and days as people type them, and as they are shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time

HOW_TO_TYPE = (
    "A time of today such as 15:30, a day such as 2026-05-31, or a day and time such as"
    " 2026-05-31 15:30."
)
NO_MOMENT = "that is no time; write it as in 15:30 or 2026-05-31 15:30"
NO_DAY = "that is no day; write it as in 2026-05-31"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_moment(answer: str, now: datetime, *, begins: bool = False) -> datetime | None:
    """The moment that was typed, in the time zone of this machine; None where it is none.

    Args:
        answer: what was typed; a day alone is its end.
        now: the day that a time alone is of.
        begins: whether a day alone is its beginning instead.
    """
    if re.fullmatch(r"\d{1,2}:\d{2}", answer):
        answer = f"{now.astimezone():%Y-%m-%d} {answer:0>5}"
    try:
        found = datetime.fromisoformat(answer)
    except ValueError:
        return None
    if _DAY.fullmatch(answer) and not begins:
        found = datetime.combine(found, time.max)
    return found.astimezone() if found.tzinfo is None else found


def read_day(answer: str) -> date | None:
    """The day that was typed; None where it is none."""
    if not _DAY.fullmatch(answer):
        return None
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def wrong_moment(answer: str, now: datetime, *, needed: bool = False) -> str:
    """What is wrong with a moment that was typed; nothing, or the empty answer, is right."""
    if not answer and not needed:
        return ""
    return "" if read_moment(answer, now) else NO_MOMENT


def wrong_day(answer: str) -> str:
    """What is wrong with a day that was typed; empty for nothing."""
    return "" if read_day(answer) else NO_DAY


def as_typed(moment: datetime) -> str:
    """A moment as it would be typed, in the time zone of this machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
