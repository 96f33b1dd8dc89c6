"""Days as documents print them."""

from __future__ import annotations

from datetime import date, datetime, time

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_END_OF_DAY = time(23, 59)


def day(moment: date) -> str:
    """A day in words, such as `30 September 2016`, in English wherever the software runs.

    Args:
        moment: a day, or a time, of which the day in its own time zone is meant.
    """
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def moment(due: datetime) -> str:
    """A day in words, with the time where it is neither the first nor the last of the day."""
    clock = due.time().replace(second=0, microsecond=0)
    if clock in (time.min, _END_OF_DAY):
        return day(due)
    return f"{day(due)} at {due:%H:%M %Z}".rstrip()


def days(begins: date, ends: date | None) -> str:
    """The days from one to another, such as `26-27 January 2017`."""
    first = begins.date() if isinstance(begins, datetime) else begins
    last = ends.date() if isinstance(ends, datetime) else ends
    if last is None or last <= first:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"
