"""What is about to be stored is read back first, and refused where it comes back otherwise."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen

from consensus.errors import InvalidArgument, WrongType, WrongValue
from consensus.history.operation import Operation
from consensus.history.operations import (
    AddMember,
    ArrangeItems,
    ChangeText,
    ImportDraft,
    NewItem,
    PutInTray,
    RateTarget,
    ReceiveContribution,
    TakePosition,
)
from consensus.history.operations.drafts import FollowUp
from consensus.history.step import make_step, read_back
from consensus.model.drafts import Cause, ItemKind
from consensus.model.planning import Document
from consensus.model.positions import Stance
from consensus.text.brackets import Bracket, BracketedText, BracketOption
from tests.support.recording import act

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = BracketedText.plain("Members shall report.")


def position(**fields: Any) -> TakePosition:
    """A position with some other fields."""
    usual = {"id": "p", "target": "t", "version": "v", "member": "ASH", "stance": Stance.HOLD}
    return TakePosition(**{**usual, **fields})


def rating(**fields: Any) -> RateTarget:
    """A rating with some other fields."""
    usual = {"id": "r", "target": "t", "version": "v", "member": "ASH", "rating": 7, "round": 1}
    return RateTarget(**{**usual, **fields})


def tray(fields: Any) -> PutInTray:
    """An entry of the tray with a row."""
    return PutInTray(id="e", handle="TR1", fields=fields, problem="none")


def change(**fields: Any) -> ChangeText:
    """A change of a text that leaves something of an amendment."""
    follow_up = FollowUp(**{"amendment": "a", "seen": "v", "wording": WORDS, **fields})
    return ChangeText(
        id="c", target="t", seen="v", wording=WORDS, cause=Cause.MERGE, follow_ups=(follow_up,)
    )


def draft(**fields: Any) -> ImportDraft:
    """A draft of one item."""
    item = NewItem(**{"handle": "R1", "kind": ItemKind.OPERATIVE, "wording": WORDS, **fields})
    return ImportDraft(id="d", handle="D1", title="Rules", items=(item,))


REFUSED: list[tuple[Operation, str]] = [
    (position(reason=None), "TakePosition.reason must be a text, not None"),
    (position(reason=NOON), "TakePosition.reason must be a text, not the date and time"),
    (position(reason=b"why"), "TakePosition.reason must be a text, not a value of the type bytes"),
    (position(reason="\ud83d"), "TakePosition.reason must be a text.* breaks off"),
    (position(stance="no"), "TakePosition.stance must be 'support'"),
    (position(happened=NOON.replace(tzinfo=None)), "TakePosition.happened must be a date and time"),
    (position(happened=date(2026, 3, 2)), "TakePosition.happened must be a date and time"),
    (position(conditions="A1"), "TakePosition.conditions must be a list of texts, not 'A1'"),
    (position(conditions=(1,)), r"TakePosition.conditions\[0\] must be a text, not 1"),
    (position(id=3), "TakePosition.id must be a text, not 3"),
    (rating(rating=True), "RateTarget.rating must be a whole number, not True"),
    (rating(rating=8.0), "RateTarget.rating must be a whole number, not 8.0"),
    (rating(rating=float("nan")), "RateTarget.rating must be a whole number, not nan"),
    (rating(rating=2**64), "RateTarget.rating .* not a number of more than 64 bits"),
    (rating(rating=10**5000), "RateTarget.rating .* not a number of more than 64 bits"),
    (rating(round=True), "RateTarget.round must be a whole number, not True"),
    (AddMember(id="m", code="ASH", observer=0), "AddMember.observer must be True or False, not 0"),  # type: ignore[arg-type] # what is tried
    (AddMember(id="m", code="ASH", since=NOON), "AddMember.since must be a date, not the date and"),
    (tray({1: "a"}), "a key of PutInTray.fields must be a text, not 1"),
    (tray({"a": None}), r"PutInTray.fields\['a'\] must be a text, not None"),
    (tray([("a", "b")]), "PutInTray.fields must be a dict"),
    (
        change(wording="words"),
        r"ChangeText.follow_ups\[0\].wording must be a BracketedText or None",
    ),
    (change(cause="whim"), r"ChangeText.follow_ups\[0\].cause must be"),
    (change(parts=(None,)), r"ChangeText.follow_ups\[0\].parts\[0\] must be a text"),
    (draft(kind="novel"), r"ImportDraft.items\[0\].kind must be"),
    (draft(handle=1), r"ImportDraft.items\[0\].handle must be a text, not 1"),
    (draft(wording=BracketedText((b"x",))), r"items\[0\].wording.parts\[0\] must be a text"),  # type: ignore[arg-type] # what is tried
    (
        ReceiveContribution(id="c", handle="C1", received=NOON, documents=(Document("a", 3),)),  # type: ignore[arg-type] # what is tried
        r"ReceiveContribution.documents\[0\].digest must be a text, not 3",
    ),
    (
        ArrangeItems(id="a", draft="d", reworded={"t": "words"}),  # type: ignore[dict-item] # what is tried
        r"ArrangeItems.reworded\['t'\] must be a BracketedText, not 'words'",
    ),
]


@pytest.mark.parametrize(("operation", "message"), REFUSED)
def test_a_field_that_would_come_back_otherwise_is_refused(
    operation: Operation, message: str
) -> None:
    """The operation, the field, what was given and what is expected are said."""
    with pytest.raises(InvalidArgument, match=message):
        read_back(operation)


def test_what_certainly_means_the_same_is_turned_into_it() -> None:
    """Lists, words of enumerations and classes of texts and tables are stored as what is meant."""

    class Word(str):
        pass

    given = position(stance="support", reason=Word("why"), conditions=["a", Word("b")])
    expected = position(stance=Stance.SUPPORT, reason="why", conditions=("a", "b"))
    read, body = read_back(given)
    assert read == expected
    assert type(read) is TakePosition
    assert (type(read.reason), type(read.stance)) == (str, Stance)
    assert body == read_back(expected)[1]
    assert read_back(tray(OrderedDict(a="b")))[0] == tray({"a": "b"})
    assert read_back(change(parts=["second"]))[0] == change(parts=("second",))


def test_a_moment_keeps_its_offset_and_loses_the_name_of_its_zone() -> None:
    """Also in the hour that the clocks go through twice, and of zones once told by the sun."""
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Vienna"), fold=1)
    read, _ = read_back(position(happened=twice))
    assert isinstance(read, TakePosition)
    assert read.happened == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    odd = timezone(timedelta(minutes=19, seconds=32))
    read, _ = read_back(position(happened=NOON.astimezone(odd)))
    assert isinstance(read, TakePosition)
    assert read.happened == NOON


def test_text_nested_too_deeply_to_be_read_is_refused() -> None:
    """Encoding goes deeper than a record could be read."""
    words = WORDS
    for _ in range(20_000):
        words = BracketedText((Bracket((BracketOption(words),)),))
    with pytest.raises(WrongValue, match="what can be stored, not one that cannot be read back"):
        read_back(draft(wording=words))


def test_an_operation_that_no_reader_knows_is_refused() -> None:
    """A class of an embedder's own would make the record unreadable elsewhere."""

    @frozen(kw_only=True)
    class Shout(Operation):
        words: str = ""

    with pytest.raises(WrongType, match=r"one of consensus\.history\.operations, not a Shout"):
        read_back(Shout(id="s"))


@pytest.mark.parametrize("field", ["by", "note", "meeting", "happened", "recorded"])
@pytest.mark.parametrize("value", [None, 3, "\ud800", NOON.replace(tzinfo=None)])
def test_a_step_says_who_and_when_so_that_it_is_read(field: str, value: Any) -> None:
    """What surrounds the operations is validated as they are."""
    with pytest.raises(InvalidArgument, match=rf"StepContext.{field} must be"):
        make_step(evolve(act(1), **{field: value}), (), [position()])
