"""How alike two changes of one text are."""

from __future__ import annotations

from consensus.text.diff import diff
from consensus.text.tokens import tokenise


def likeness(base: str, one: str, other: str) -> float:
    """How alike two proposals for a text are in what they change.

    What tells the two apart is held against what both change: 1 less the words in which they
    differ from one another, as a share of the words in which each differs from the base.

    Args:
        base: the text that both change; empty where both are new.
        one: the text that one proposes.
        other: the text that the other proposes.

    Returns:
        1 for the same text, 0 where they have nothing in common.
    """
    if one == other:
        return 1.0
    # A difference read forwards and backwards may keep other words where several would do.
    apart = min(_words_changed(one, other), _words_changed(other, one))
    together = _words_changed(base, one) + _words_changed(base, other)
    return max(0.0, 1 - apart / together) if together else 0.0


def _words_changed(old: str, new: str) -> int:
    """How many words are taken out and put in to make one text of another."""
    return sum(
        sum(not token.isspace() for token in tokenise(part))
        for edit in diff(old, new)
        for part in (old[edit.start : edit.end], edit.text)
    )
