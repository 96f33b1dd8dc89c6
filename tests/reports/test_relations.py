"""Ties: which texts exclude each other, and which wait for one another."""

from __future__ import annotations

from consensus.model.positions import Source
from consensus.reports.audience import Audience
from consensus.reports.graph import RelatedText, Relation, RelationKind, relations
from consensus.working_group import WorkingGroup
from tests.support.market import new_market


def related() -> WorkingGroup:
    """A market with a conflict, an amendment to an amendment, a deletion and conditions."""
    group = new_market()
    group.propose("R2", "midday", old="noon", by=["ASP"])
    group.propose("R2", "sunset", old="noon", by=["ELD"])
    group.propose("R2", "should", old="shall", by=["FIG"])
    group.propose("A1", "one o'clock", old="midday", by=["CED"])
    group.propose("R4", kind="delete", by=["CED"])
    group.propose("R4", "Cats", old="Dogs", by=["ASP"])
    group.take_position("BIR", "R1", "accept", conditions=["R2"])
    group.take_position("GUM", "R3", "accept", conditions=["R1"], source=Source.CONFIDENCE)
    return group


def found(group: WorkingGroup, audience: Audience) -> tuple[Relation, ...]:
    """Returns the relations of all drafts."""
    return relations(group.state, list(group.state.drafts), audience).relations


TEXTS = (
    Relation("A1", "A2", RelationKind.CONFLICT),
    Relation("A4", "A1", RelationKind.AMENDS),
    Relation("A5", "A6", RelationKind.CONFLICT),
)


def test_texts_that_hang_together_are_found_in_the_order_of_the_document() -> None:
    """Clashing words, a deletion beside a change, and amendments to amendments."""
    assert found(related(), Audience.PUBLIC) == TEXTS


def test_conditions_are_told_to_those_who_may_see_the_position() -> None:
    """Members learn of those stated openly, the secretariat of all."""
    openly = Relation("R1", "R2", RelationKind.CONDITION)
    quietly = Relation("R3", "R1", RelationKind.CONDITION)
    group = related()
    assert found(group, Audience.MEMBERS) == (openly, *TEXTS)
    assert set(found(group, Audience.SECRETARIAT)) == {openly, quietly, *TEXTS}


def test_the_items_of_tied_amendments_are_among_the_texts() -> None:
    """An amendment is read with the item that it amends; one without relations is left out."""
    group = related()
    texts = relations(group.state, list(group.state.drafts), Audience.PUBLIC).texts
    assert [each.handle for each in texts] == ["R2", "A1", "A4", "A2", "R4", "A5", "A6"]
    assert texts[1] == RelatedText("A1", "", "R2")


def test_nothing_is_tied_where_nothing_was_proposed() -> None:
    """A draft alone has no relations."""
    assert found(new_market(), Audience.SECRETARIAT) == ()
