"""What a summary calls the things that were discussed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consensus.model.state import State
from consensus.reports.summary.context import clause
from consensus.reports.words import listed

_WORDS_QUOTED = 40
_MOTION = re.compile(r"(that|to)\b")


def motion(state: State, target: str, version: str = "") -> str:
    """What an item proposes as a clause, where it is worded as motions are; empty where not.

    Args:
        state: the state.
        target: the id of what was discussed.
        version: the id of the version that was; the present one if not given.

    Returns:
        Such as `that the group meet twice a year` or `to meet twice a year`.
    """
    if target not in state.items:
        return ""
    wording = state.versions[version or state.version_id(target)].wording
    text = clause(wording.notation())
    return text if _MOTION.match(text) and not wording.count else ""


def subject(state: State, target: str, version: str = "") -> str:
    """A target as it is spoken of: a motion by its words, anything else by its label or handle."""
    if moved := motion(state, target, version):
        return f"the proposal {moved}"
    if target in state.packages:
        return f"the package “{state.packages[target].title}”"
    if target in state.amendments:
        return f"amendment {state.handle_of(target)}"
    if target in state.drafts:
        return (
            f"the draft “{state.drafts[target].title}”"
            if state.drafts[target].title
            else "the draft"
        )
    item = state.items[target]
    text = clause(state.text(target))
    if not item.label and text and len(text.split()) <= _WORDS_QUOTED and "[" not in text:
        return f"“{text}”"
    return f"paragraph {label(state, target)}"


def again(state: State, target: str) -> str:
    """A target that the sentence before spoke of."""
    if target in state.packages:
        return "this package"
    if target in state.amendments:
        return "this amendment"
    if target in state.drafts:
        return "this draft"
    return "this proposal" if motion(state, target) else "this paragraph"


def subjects(state: State, targets: Sequence[str]) -> str:
    """Several targets, those that are paragraphs by their labels; one as `subject` has it."""
    plain = (
        [each for each in targets if each in state.items and not motion(state, each)]
        if len(targets) > 1
        else []
    )
    named = [subject(state, each) for each in targets if each not in plain]
    if len(plain) == 1:
        named.insert(0, f"paragraph {label(state, plain[0])}")
    elif plain:
        named.insert(0, f"paragraphs {listed([label(state, each) for each in plain])}")
    return listed(named)


def label(state: State, target: str) -> str:
    """The printed label of an item, or the handle of anything else."""
    handle = state.handle_of(target)
    return state.full_label(target) or handle if target in state.items else handle
