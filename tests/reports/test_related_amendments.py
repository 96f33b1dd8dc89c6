"""What an amendment has to do with the others, how it came about, and which steps speak of it."""

from __future__ import annotations

from consensus.model.lookup import find
from consensus.reports.amendments import Near, PieceKind, RelatedAmendments, related_amendments
from consensus.reports.audience import Audience
from consensus.reports.history import ids_of_target, is_about
from consensus.reports.texts import version_lines
from consensus.working_group import WorkingGroup


def made(group: WorkingGroup, name: str) -> RelatedAmendments:
    """Returns the amendments related to what a name means."""
    return related_amendments(group.state, find(group.state, name))


def test_twins_and_rivals_are_told_apart(market: WorkingGroup) -> None:
    """The same words make twins, other words in the same place rivals, words elsewhere neither."""
    base = "Sellers shall pay the fee before noon."
    for text in (
        base.replace("before noon", "by five in the evening"),
        base.replace("before noon", "by five in the evening"),
        base.replace("before noon", "by six in the evening"),
        base.replace("Sellers", "All sellers"),
    ):
        market.propose("R2", text, by=["ASP"])
    found = made(market, "A1")
    assert found.same == ("A2",)
    assert [each.handle for each in found.near] == ["A3"]
    assert found.rivals == ("A3",)
    assert made(market, "A4") == RelatedAmendments()


def test_withdrawn_amendments_are_no_relatives(market: WorkingGroup) -> None:
    """Only what is undecided is compared."""
    market.propose("R2", "Sellers pay.", by=["ASP"])
    market.propose("R2", "Sellers pay.", by=["BIR"])
    market.withdraw("A2", ["BIR"])
    assert made(market, "A1") == RelatedAmendments()


def test_insertions_are_compared_by_their_words(market: WorkingGroup) -> None:
    """Two new items that read nearly alike are near, wherever they are to stand."""
    market.propose(kind="insert", after="R1", text="Minutes of it are kept and sent.", by=["ASP"])
    market.propose(kind="insert", after="R5", text="Minutes of it are kept and read.", by=["BIR"])
    (near,) = made(market, "A1").near
    assert near == Near("A2", near.likeness)
    assert 0.75 < near.likeness < 1


def test_what_stands_after_a_new_item_follows_it(market: WorkingGroup) -> None:
    """An insertion after another is named from both sides."""
    market.propose(kind="insert", after="R5", text="Minutes are kept.", by=["ASP"])
    market.propose(kind="insert", after="R5", text="They are read aloud.", by=["ASP"])
    assert made(market, "A1").followed_by == ()
    assert made(market, "R1") == RelatedAmendments()


def test_versions_say_what_changed(market: WorkingGroup) -> None:
    """Each version names its cause, what was merged into it, and what changed."""
    market.propose("R2", "Sellers shall pay the fee before sunset.", by=["ASP"])
    market.merge("R2")
    first, second = version_lines(
        market.state, find(market.state, "R2"), audience=Audience.SECRETARIAT
    )
    assert (first.number, first.cause, second.number, second.cause) == (1, "original", 2, "merge")
    assert second.merged == ("A1",)
    assert [each.text for each in second.pieces if each.kind is PieceKind.INSERTED] == ["sunset"]


def test_steps_that_speak_of_a_target_are_found(busy: WorkingGroup) -> None:
    """Positions, answers, decisions and what is said beside them concern the item; others not."""
    things = ids_of_target(busy.state, find(busy.state, "R1"))
    kinds = [
        type(each).__name__
        for _, operations, _ in busy.history()
        for each in operations
        if is_about(each, things)
    ]
    assert kinds == ["ImportDraft", "RecordDecision", "MakeStatement"]
