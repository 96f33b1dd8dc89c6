"""The sentence for counts: how many say what, of how many."""

from __future__ import annotations

from consensus.model.counts import Counts
from consensus.model.stance import Stance


def explain_counts(counts: Counts) -> str:
    """Say how many say what of a target, with the number of those that count.

    Args:
        counts: the counts.

    Returns:
        One sentence without capital and full stop, such as `2 of 41 in favour (1 support, 1
        accept), 1 objects, 38 silent`; what nobody says is left out.
    """
    support, accept = counts.of(Stance.SUPPORT), counts.of(Stance.ACCEPT)
    conditional, stale = len(counts.conditional), len(counts.stale)
    proposed = len(counts.proposed)
    parts = [f"{counts.in_favour} of {counts.eligible} in favour"]
    if support and accept:
        parts[0] += f" ({support} support, {accept} accept)"
    for number, one, many in (
        (counts.of(Stance.OBJECT), "objects", "object"),
        (counts.of(Stance.DISAGREE), "against", "against"),
        (counts.of(Stance.ABSTAIN), "stands aside", "stand aside"),
        # Who waits for a condition is counted as holding, and said apart.
        (counts.of(Stance.HOLD) - conditional, "holds", "hold"),
        (conditional, "waits for a condition", "wait for a condition"),
        (counts.no_position, "silent", "silent"),
        (proposed, "proposed or supported part of it", "proposed or supported part of it"),
        (stale, "needs a fresh position", "need a fresh position"),
        (counts.of(Stance.RECUSE), "recused", "recused"),
    ):
        if number > 0:
            parts.append(f"{number} {one if number == 1 else many}")
    return ", ".join(parts)
