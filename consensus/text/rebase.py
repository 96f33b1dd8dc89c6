"""Carrying a text over to another base."""

from __future__ import annotations

from consensus.text.combination import Combination
from consensus.text.combine import combine

# The keys of the two sides of a rebase.
BASE = "base"
TEXT = "text"


def rebase(old_base: str, new_base: str, text: str) -> Combination:
    """Carry what a text changes in its base over to a new state of that base.

    This serves the changes of a text that are no amendments: edits by the chair, an imported
    revision, undoing one of several changes.

    Args:
        old_base: what the text was made against.
        new_base: what it is to be read against from now on.
        text: the text.

    Returns:
        A combination over the old base of the new base, as "base", and the text, as "text"; where
        both changed the same words otherwise there is a conflict.
    """
    return combine(old_base, {BASE: new_base, TEXT: text})
