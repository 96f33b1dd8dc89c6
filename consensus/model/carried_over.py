"""Carried-over text: whether it changed, and whether this working group reconfirmed it."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from consensus.model.decisions import Outcome
from consensus.model.state import State
from consensus.text.brackets import BracketedText


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
