"""Who is for a wording, and who is against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consensus.model.positions import Stance
from consensus.reports.holders import Support, support
from consensus.working_group import WorkingGroup
from consensus.working_group.script import make_example


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The example."""
    path: Path = tmp_path_factory.mktemp("example") / "wgec.consensus"
    with make_example(path, "sec") as group:
        yield group


def test_one_target_alone_is_backed_as_its_verdict_counts(example: WorkingGroup) -> None:
    """For every item and amendment the numbers are those that the rules judge by."""
    judgement = example.judgement()
    for target in (*example.state.items, *example.state.amendments):
        counts = judgement.counts(target)
        found = support(example.state, judgement, [target])
        assert (
            counts.in_favour,
            counts.of(Stance.DISAGREE, Stance.OBJECT),
            tuple(each.member for each in counts.standing),
            counts.eligible,
        ) == (len(found.in_favour), len(found.against), found.objecting, found.eligible)


def test_whoever_favours_one_of_two_that_want_the_same_is_for_it(market: WorkingGroup) -> None:
    """A wording that two amendments want has the friends of both, each counted once."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R2", "midday", old="noon", by=["BIR"])
    market.take_position("BIR", "A1", "object", reason="it is ours")
    market.take_position("DOG", "A2", "object", reason="too early")
    both = [market.state.handles["A1"], market.state.handles["A2"]]
    everybody = len(market.judgement().electorate.groups)
    assert Support(("ASP", "BIR"), ("DOG",), ("DOG",), everybody) == support(
        market.state, market.judgement(), both
    )
