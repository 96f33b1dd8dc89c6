"""Counts as a sentence."""

from __future__ import annotations

import pytest

from consensus.model.counting import Counts, GroupCount
from consensus.model.positions import Stance
from consensus.rules.explain import explain_counts

CASES = (
    (Counts(groups={"": GroupCount(6)}, silent=6), "0 of 6 in favour, 6 silent"),
    (
        Counts(groups={"": GroupCount(6, stances={Stance.SUPPORT: 2, Stance.ACCEPT: 1})}, silent=3),
        "3 of 6 in favour (2 support, 1 accept), 3 silent",
    ),
    (
        Counts(
            groups={
                "GOV": GroupCount(3, stances={Stance.OBJECT: 1, Stance.DISAGREE: 2}),
                "CIV": GroupCount(3, stances={Stance.HOLD: 2, Stance.ABSTAIN: 1}),
            },
            conditional=("ELM",),
        ),
        "0 of 6 in favour, 1 objects, 2 against, 1 stands aside, 1 holds, 1 waits for a condition",
    ),
    (
        Counts(
            groups={"": GroupCount(5, stances={Stance.RECUSE: 1, Stance.SUPPORT: 1})},
            stale=("ASH", "BAY"),
            silent=4,
        ),
        "1 of 5 in favour, 2 silent, 2 need a fresh position, 1 recused",
    ),
)


@pytest.mark.parametrize(("counts", "sentence"), CASES)
def test_counts_are_said_with_their_denominator(counts: Counts, sentence: str) -> None:
    """What nobody says is left out; who is to say it afresh is not called silent."""
    assert sentence == explain_counts(counts)
