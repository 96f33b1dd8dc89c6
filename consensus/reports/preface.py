"""What stands under the title of every report."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from consensus.reports.audience import Audience


@frozen
class Sheet:
    """What every page and document of a report says of itself.

    Attributes:
        body: whose report it is, such as the name of a working group.
        as_of: the moment it is drawn up.
        audience: who it is for.
        language: the language of the texts of the record, as a tag; empty for not known.
    """

    body: str
    as_of: datetime
    audience: Audience
    language: str = ""


def as_of_line(as_of: datetime, audience: Audience, body: str = "") -> str:
    """The moment a report was drawn up, and for whom.

    Args:
        as_of: the moment.
        audience: who it is for.
        body: whose report it is; empty where that stands elsewhere.
    """
    opening = f"{body}, as of" if body else "As of"
    return f"{opening} {moment(as_of)}, for: {audience}."


def minute(when: datetime) -> str:
    """A moment to the minute, as its own clock tells it, where its zone would only be noise."""
    return f"{when:%Y-%m-%d %H:%M}"


def moment(when: datetime | None) -> str:
    """A moment to the minute with its zone; nothing where there is none."""
    return f"{when:%Y-%m-%d %H:%M %Z}".rstrip() if when else ""
