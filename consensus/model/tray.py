"""The tray: amendments that fit nowhere yet and mails, kept whole until they are placed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

MESSAGE_ID = "message id"
"""The field in which an entry that is a mail has the Message-ID."""


class TrayState(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    PLACED = "placed"
    SET_ASIDE = "set aside"


@frozen
class TrayEntry:
    """One row that was imported and could not be placed, or one mail.

    Attributes:
        id: the id of the operation that put it there.
        handle: such as `T4`.
        fields: the row as it came: field name to text.
        problem: why it could not be placed, in one sentence.
        source: the name of the file it came from.
        line: its line there, counted from 1; 0 if it had none.
        state: what became of it.
        became: the id of the amendment made of it; empty until then.
        reason: why it was set aside; empty unless it was.
    """

    id: str
    handle: str
    fields: Mapping[str, str]
    problem: str
    source: str = ""
    line: int = 0
    state: TrayState = TrayState.WAITING
    became: str = ""
    reason: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail, of which several amendments may be made."""
        return MESSAGE_ID in self.fields
