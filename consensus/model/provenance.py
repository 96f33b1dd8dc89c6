"""Provenance: where a text that another working group had comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.model.decision import Outcome
from consensus.text.brackets import BracketedText

if TYPE_CHECKING:
    from consensus.model.state import State


@frozen
class Provenance:
    """Where an item was before it was carried over.

    Attributes:
        group: the name of the working group.
        head: the hash of the last step of its record when it was read.
        item: the handle of the item there.
        label: its printed label there; may be empty.
        version: the number of its version there.
        digest: of its text there, as `digest_of` makes it.
        outcome: what was declared of it there; empty where nothing was.
        decision: the handle of that decision; empty for none.
        decided: when that was declared; None where nothing was.
        meeting: the title of the meeting in which it was; may be empty.
    """

    group: str
    head: str
    item: str
    label: str
    version: int
    digest: str
    outcome: str = ""
    decision: str = ""
    decided: datetime | None = None
    meeting: str = ""


class Reconfirmation(StrEnum):
    """How this working group stands to a text that it carried over."""

    NOT_RECONFIRMED = "not reconfirmed"
    RECONFIRMED = "reconfirmed"
    WITH_CHANGES = "reconfirmed with changes"
    NOT_RETAINED = "not retained"


_OUTCOMES = {
    Outcome.AGREED: Reconfirmation.RECONFIRMED,
    Outcome.ADOPTED: Reconfirmation.RECONFIRMED,
    Outcome.REJECTED: Reconfirmation.NOT_RETAINED,
    Outcome.WITHDRAWN: Reconfirmation.NOT_RETAINED,
}


def digest_of(wording: BracketedText) -> str:
    """What two records hold against each other to see whether a text is the same, without names."""
    return sha256(wording.notation(False).encode()).hexdigest()


def reconfirmation(state: State, item: str) -> Reconfirmation:
    """How this working group stands to an item that it carried over.

    What it agreed on while it still awaits somebody's word, and what it agreed ad referendum, is
    not reconfirmed yet.

    Args:
        state: the state.
        item: the id of an item that has a provenance.
    """
    decision = state.last_decision(item)
    if decision is None or decision.pending:
        return Reconfirmation.NOT_RECONFIRMED
    found = _OUTCOMES.get(decision.outcome, Reconfirmation.NOT_RECONFIRMED)
    if found is Reconfirmation.RECONFIRMED and is_changed(state, item):
        return Reconfirmation.WITH_CHANGES
    return found


def is_changed(state: State, item: str) -> bool:
    """Whether the text of an item is another than the one that was carried over."""
    return digest_of(state.version(item).wording) != state.origins[item][0].digest
