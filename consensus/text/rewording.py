"""New wording for a conflict, parted from its neighbours as the wordings there were."""

from __future__ import annotations

from consensus.text.hunk import Conflict
from consensus.text.settlement import Reword


def reworded(conflict: Conflict, words: str) -> Reword:
    """Settle a conflict by new words, white space at their edges as the conflict needs it.

    Nobody types the white space at the edges of a conflict: where the wordings there begin or end
    with it, the new words do too.

    Args:
        conflict: the conflict.
        words: the new words; none leaves nothing there.
    """
    wordings = [option.text for option in conflict.options if option.text]
    before = all(wording[0].isspace() or not wording[0].isalnum() for wording in wordings)
    after = all(wording[-1].isspace() for wording in wordings)
    if before and any(wording[0].isspace() for wording in wordings) and words[:1].isalnum():
        words = f" {words}"
    return Reword(f"{words} " if after and words and not words[-1].isspace() else words)
