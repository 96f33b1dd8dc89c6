"""One wording set beside several amendments."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected

TEXT = "Members must report twice a year to the harbour office."


@pytest.fixture
def sources(panel: WorkingGroup) -> WorkingGroup:
    """Two amendments to recommendation 1, and one each to others."""
    panel.propose("1", "must", old="shall", by=["ASH"], cosponsors=["BAY"])
    panel.propose("1", "twice a year", old="every year", by=["COL"])
    panel.propose("2", "may", old="should", by=["COL"])
    panel.propose("1", kind="delete", by=["COL"])
    return panel


def states(panel: WorkingGroup) -> dict[str, str]:
    """How far each amendment has come."""
    return {each.handle: each.state.value for each in panel.state.amendments.values()}


@pytest.mark.parametrize("names", [["A1"], ["A1", "A1"], ["A1", "A3"], ["A1", "A4"]])
def test_only_amendments_to_the_words_of_one_text(sources: WorkingGroup, names: list[str]) -> None:
    """One alone, or of different texts or kinds, is nothing to draw together."""
    with pytest.raises(Rejected, match="amendments to the words of one text"):
        sources.consolidate(names, TEXT)


def test_decided_amendments_are_not_drawn_on(sources: WorkingGroup) -> None:
    """What was withdrawn has to be taken up first."""
    sources.withdraw("A2")
    with pytest.raises(Rejected, match="A2 is withdrawn already"):
        sources.consolidate(["A1", "A2"], TEXT)


def test_sponsors_consent_for_their_co_sponsors(sources: WorkingGroup) -> None:
    """A source retires with the consent of those that proposed it."""
    sources.consolidate(["A1", "A2"], TEXT, by=["DUN"], consenting=["ASH"])
    assert states(sources) == {
        "A1": "retired",
        "A2": "open",
        "A3": "open",
        "A4": "open",
        "A5": "open",
    }
    made = sources.state.amendments[sources.state.handles["A5"]]
    assert made.sponsors == ("DUN",)
    assert made.new_words == ()


def test_co_sponsors_consent_where_no_sponsor_is_left(sources: WorkingGroup) -> None:
    """Whoever keeps an amendment alive is asked."""
    sources.withdraw("A1", ["ASH"])
    sources.consolidate(["A1", "A2"], TEXT, consenting=["ASH", "COL"])
    assert (states(sources)["A1"], states(sources)["A2"]) == ("open", "retired")


def test_chair_s_own_proposal_retires_with_nobody_s_consent(sources: WorkingGroup) -> None:
    """No member stands behind it, so none is asked."""
    sources.propose("1", "weekly", old="every year")
    sources.consolidate(["A1", "A5"], TEXT)
    assert (states(sources)["A1"], states(sources)["A5"]) == ("open", "retired")
