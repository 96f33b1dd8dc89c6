"""What a summary calls the things that were discussed."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.model.state import State
from consensus.reports.summary.sentence import plain_end
from consensus.reports.voice import listed

_WORDS_QUOTED = 40


def subject(state: State, target: str) -> str:
    """A target by its words where they are few, or else by its label or handle."""
    if target in state.packages:
        return f"the package “{state.packages[target].title}”"
    if target in state.items:
        text = plain_end(state.text(target))
        if text and len(text.split()) <= _WORDS_QUOTED and "[" not in text:
            return f"the proposal “{text}”"
        return f"paragraph {label(state, target)}"
    return f"amendment {state.handle_of(target)}" if target in state.amendments else "a draft"


def subjects(state: State, targets: Sequence[str]) -> str:
    """Several targets, by their labels or handles; one as `subject` has it."""
    if len(targets) == 1:
        return subject(state, targets[0])
    return f"paragraphs {listed([label(state, each) for each in targets])}"


def label(state: State, target: str) -> str:
    """The printed label of an item, or the handle of anything else."""
    handle = state.handle_of(target)
    return state.full_label(target) or handle if target in state.items else handle
