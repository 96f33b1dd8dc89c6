"""Revisions: their text, the concordance, and what changed between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import NotFound
from consensus.reports.amendments import PieceKind, compare_texts
from consensus.reports.audience import Audience
from consensus.reports.comparison import Change, compare_revisions, comparison_outline
from consensus.reports.outline import csv_of
from consensus.reports.revisions import (
    LabelChange,
    concordance,
    concordance_table,
    revision_document,
)
from consensus.working_group import WorkingGroup
from tests.support.market import markdown


@pytest.fixture
def reissued(market: WorkingGroup) -> WorkingGroup:
    """The market committee after a revision: a new item after R2, R4 gone, R1 reworded."""
    market.propose(kind="insert", after="R2", text="Fees are posted.", by=["CED"], label="2 bis")
    market.propose("R4", kind="delete", by=["ASP"])
    market.merge("A1")
    market.merge("A2")
    market.edit("R1", "Stalls should open at eight in the morning.")
    market.publish("Rev.1", standing="without prejudice")
    return market


def draft_of(group: WorkingGroup) -> str:
    """The id of the only draft."""
    return next(iter(group.state.drafts))


def test_a_revision_is_an_outline_of_texts(reissued: WorkingGroup) -> None:
    """A revision has its labels and texts in order, with name, time and standing."""
    found = revision_document(reissued.state, draft_of(reissued), "Rev.1")
    assert (found.title, found.name, found.standing) == (
        "Market rules",
        "Rev.1",
        "without prejudice",
    )
    assert found.issued is not None
    assert [(item.label, item.depth, item.text) for item in found.items if item.label] == [
        ("1", 1, "Stalls should open at eight in the morning."),
        ("2", 1, "Sellers shall pay the fee before noon."),
        ("3", 1, "Fees are posted."),
        ("4", 1, "Music may be played on the square."),
        ("5", 1, "The committee meets every month."),
    ]


def test_the_first_draft_can_still_be_written(reissued: WorkingGroup) -> None:
    """The text as it was imported keeps its own labels and words."""
    found = revision_document(reissued.state, draft_of(reissued), "zero draft")
    assert [item.label for item in found.items if item.label] == ["1", "2", "3", "4", "5"]
    assert "at seven" in found.items[1].text


def test_a_revision_nobody_issued_is_not_found(reissued: WorkingGroup) -> None:
    """The error names the revisions there are."""
    with pytest.raises(NotFound, match=r"Rev\.1, first"):
        revision_document(reissued.state, draft_of(reissued), "Rev.7")
    with pytest.raises(NotFound):
        concordance(reissued.state, draft_of(reissued), "Rev.7")


def test_brackets_of_a_revision_are_named_only_to_those_who_may_see(market: WorkingGroup) -> None:
    """The public gets the brackets without the names, and how many were left out."""
    market.bracket("R4", "Dogs [ASP: are] kept on a lead.")
    draft = draft_of(market)
    public = revision_document(market.state, draft)
    named = revision_document(market.state, draft, audience=Audience.MEMBERS)
    assert public.items[4].text == "Dogs [are] kept on a lead."
    assert named.items[4].text == "Dogs [ASP: are] kept on a lead."
    assert public.withheld.total == 1


def test_a_concordance_maps_every_label(reissued: WorkingGroup) -> None:
    """Old label to new for everything that was there before or is there now."""
    found = concordance(reissued.state, draft_of(reissued), "Rev.1")
    assert [(line.old, line.new, line.change) for line in found.lines if line.old or line.new] == [
        ("1", "1", LabelChange.KEPT),
        ("2", "2", LabelChange.KEPT),
        ("", "3", LabelChange.NEW),
        ("3", "4", LabelChange.RENUMBERED),
        ("5", "5", LabelChange.KEPT),
        ("4", "", LabelChange.REMOVED),
    ]
    assert "R3,3,4,renumbered\n" in csv_of(concordance_table(found))


def test_revisions_are_compared_item_by_item(reissued: WorkingGroup) -> None:
    """Each item is kept, changed, inserted or removed; a removed one stands where it stood."""
    found = compare_revisions(reissued.state, draft_of(reissued))
    assert [(item.old_label, item.new_label, item.change) for item in found.items][1:] == [
        ("1", "1", Change.CHANGED),
        ("2", "2", Change.KEPT),
        ("", "3", Change.INSERTED),
        ("3", "4", Change.KEPT),
        ("4", "", Change.REMOVED),
        ("5", "5", Change.KEPT),
    ]
    assert found.totals == {
        Change.KEPT: 4,
        Change.CHANGED: 1,
        Change.INSERTED: 1,
        Change.REMOVED: 1,
    }


def test_a_comparison_marks_words(reissued: WorkingGroup) -> None:
    """Removed words are struck out and inserted ones bold."""
    written = markdown(comparison_outline(compare_revisions(reissued.state, draft_of(reissued))))
    assert "> Stalls should open at ~~seven~~**eight** in the morning." in written
    assert "## 3 → 4 (R3): kept" in written
    assert "Sellers" not in written


@given(st.text(), st.text())
def test_a_comparison_of_texts_loses_no_word(old: str, new: str) -> None:
    """What is kept and removed is the old text; what is kept and inserted the new one."""
    pieces = compare_texts(old, new)
    before = "".join(each.text for each in pieces if each.kind is not PieceKind.INSERTED)
    after = "".join(each.text for each in pieces if each.kind is not PieceKind.REMOVED)
    assert (before, after) == (old, new)
