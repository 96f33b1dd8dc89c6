"""The difference of two texts, by words for comparing and by characters for showing."""

from __future__ import annotations

from typing import Literal

from consensus.text.edits import Edit, apply
from consensus.text.matching import LARGEST_MATCHING
from consensus.text.original import Original

__all__ = ["Edit", "apply", "diff", "refine"]

Kind = Literal["equal", "delete", "insert"]


def diff(base: str, new: str, *, largest: int = LARGEST_MATCHING) -> tuple[Edit, ...]:
    """Find the edits that make one text of another.

    No edit begins or ends inside a word. Where an edit could stand in several places (one of two
    equal words taken out) it stands where it cuts best: at line breaks, else between sentences,
    else between words.

    Args:
        base: the text to start from.
        new: the text to arrive at.
        largest: how many pairs of tokens are compared at once; above it the texts are split first.

    Returns:
        The edits in order, so that `apply(base, diff(base, new)) == new`. Words that differ only
        in their Unicode normalisation are edits here, though `combine` takes them as equal.
    """
    return Original(base).edits(new, largest=largest)


def refine(old: str, new: str) -> list[tuple[Kind, str]]:
    """Show what changed inside a replaced passage, by characters.

    Args:
        old: the passage before.
        new: the passage after.

    Returns:
        Pieces in order, each with what became of it; the equal and deleted ones make up `old`,
        the equal and inserted ones `new`.
    """
    from diff_match_patch import diff_match_patch

    engine = diff_match_patch()
    # No time limit: the result must not depend on how fast the machine is.
    engine.Diff_Timeout = 0
    pieces = engine.diff_main(old, new)
    engine.diff_cleanupSemantic(pieces)
    kinds: dict[int, Kind] = {0: "equal", -1: "delete", 1: "insert"}
    return [(kinds[kind], piece) for kind, piece in pieces]
