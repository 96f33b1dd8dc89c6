"""Stable names, schema versions, bodies that cannot be read, and those refused unstored."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import pytest
from attrs import evolve, frozen

from consensus.errors import Damaged, InvalidArgument, NotFound, StoreTooNew, WrongType, WrongValue
from consensus.history import operation as registry
from consensus.history.operation import (
    Operation,
    class_of,
    fields_given,
    operation,
    stable_name,
    upgrade,
    upgrades_for,
)
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
    load,
)
from consensus.history.operations.drafts import FollowUp
from consensus.history.step import (
    close_body,
    make_step,
    open_body,
    read_back,
    redacted,
    topological_order,
)
from consensus.model.amendments import TrayEntry
from consensus.model.drafts import Cause, ItemKind
from consensus.model.planning import Document
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.text.brackets import Bracket, BracketedText, BracketOption
from tests.support.recording import act, chain, step


@pytest.fixture
def fresh_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register to which a test may add; afterwards it is as it was."""
    monkeypatch.setattr(registry, "_CLASSES", dict(registry._CLASSES))
    monkeypatch.setattr(registry, "_UPGRADES", dict(registry._UPGRADES))


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ("dance/1", "does not know the operation dance/1"),
        ("add-member/3", "of a later version than this software knows"),
        ("add-member/0", "of a later version than this software knows"),
        ("add-member/next", "of a later version than this software knows"),
        ("add-member", "of a later version than this software knows"),
    ],
)
def test_what_a_later_software_recorded_is_named(stored: str, reason: str) -> None:
    """An operation or a schema version that is not known asks for a newer software."""
    with pytest.raises(StoreTooNew, match=reason):
        open_body(stored, "{}")


def test_names_are_stable() -> None:
    """A class is found by the name under which it is stored, whatever it is called here."""
    assert stable_name(AddMember) == "add-member/2"
    assert stable_name(AddMember(code="ASH")) == "add-member/2"
    assert class_of("add-member/1") is AddMember
    assert upgrades_for("add-member/1") == ()


@pytest.mark.usefixtures("fresh_register")
def test_old_bodies_are_upgraded_on_reading() -> None:
    """Each step of an upgrade makes the fields of the next version out of those before."""

    @operation("wave-flag", version=3)
    @frozen(kw_only=True)
    class WaveFlag(Operation):
        colours: tuple[str, ...]
        times: int = 1

    @upgrade("wave-flag", 1)
    def _several(fields: dict[str, Any]) -> dict[str, Any]:
        colour = fields.pop("colour")
        return {**fields, "colours": [colour]}

    @upgrade("wave-flag", 2)
    def _often(fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "times": 2}

    expected = WaveFlag(id="x", colours=("red",), times=2)
    assert open_body("wave-flag/1", '{"colour":"red","id":"x"}') == expected
    assert open_body("wave-flag/2", '{"colours":["red"],"id":"x"}') == expected
    assert open_body("wave-flag/3", close_body(expected)) == expected
    with pytest.raises(Damaged, match="a stored wave-flag/1 cannot be read"):
        open_body("wave-flag/1", '{"colour":7}')


@pytest.mark.usefixtures("fresh_register")
def test_operation_without_an_outcome_cannot_be_applied() -> None:
    """Every operation says what it makes of the state; what is no reason needs no check."""

    @operation("do-nothing")
    class DoNothing(Operation):
        pass

    assert list(DoNothing().check(State(), act(1))) == []
    assert list(DoNothing().handles()) == []
    with pytest.raises(TypeError, match="DoNothing says nothing of its outcome"):
        DoNothing().apply(State(), act(1))


def test_defaults_are_left_out() -> None:
    """Only what differs from its default is stored, so that new fields cost old bodies nothing."""
    assert fields_given(AddMember(code="ASH")) == {"code": "ASH"}
    position = TakePosition(target="t", version="v", member="ASH", stance=Stance.HOLD, id="p")
    assert fields_given(position) == {
        "id": "p",
        "target": "t",
        "version": "v",
        "member": "ASH",
        "stance": Stance.HOLD,
    }
    assert open_body("take-position/1", close_body(position)) == position


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"code":7}', '{"code":"A","since":"soon"}'])
def test_body_without_its_fields_is_damaged(body: str) -> None:
    """What does not have the fields that its name says is named."""
    with pytest.raises(Damaged, match="a stored add-member/1 cannot be read"):
        open_body("add-member/1", body)


def test_who_recorded_a_step_can_be_damaged() -> None:
    """A first body that names nobody is no signature; none at all is an unnamed person."""
    one = step(1, ())
    with pytest.raises(Damaged, match="who recorded step"):
        one.context_from("[]")
    assert one.context_from("").by == ""
    assert one.act.by == "SEC"


def test_redacted_body_gives_no_operation() -> None:
    """What was taken out is not there; a body that never was cannot be taken out."""
    one = step(1, ())
    assert isinstance(one.operation(1), AddMember)
    without = redacted(one, (1,))
    assert without.operation(1) is None
    assert without.hash == one.hash
    with pytest.raises(NotFound, match="none with index 2"):
        redacted(one, (2,))


def test_steps_in_a_ring_are_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes make a ring impossible; steps that claim one are not put in any order."""
    first, second = chain(2)
    monkeypatch.setattr(type(first), "hash", property(lambda self: self.id))
    from msgspec.structs import replace

    ring = [replace(first, parents=(second.id,)), replace(second, parents=(first.id,))]
    with pytest.raises(Damaged, match="each claim to come after the other"):
        topological_order(ring)


def test_an_operation_makes_its_noun_of_the_fields_that_both_have() -> None:
    """The noun is under the id, with the first free handle, and the import is noted."""
    state = State()
    for number in (1, 2):
        PutInTray(
            id=f"t{number}", handle="T1", fields={"id": "7"}, problem="no item", digest=f"d{number}"
        ).apply(state, act(number))
    assert state.tray == {
        "t1": TrayEntry(id="t1", handle="T1", fields={"id": "7"}, problem="no item"),
        "t2": TrayEntry(id="t2", handle="T1-2", fields={"id": "7"}, problem="no item"),
    }
    assert state.imported == {"d1": "t1", "d2": "t2"}


_MAKERS = ("self.build", "self.add")


@cache
def makers_in(module: str) -> dict[str, list[ast.Call]]:
    """The calls that make nouns, by the class at the top of a module in which they stand."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        each.name: [
            call
            for call in ast.walk(each)
            if isinstance(call, ast.Call) and ast.unparse(call.func) in _MAKERS
        ]
        for each in tree.body
        if isinstance(each, ast.ClassDef)
    }


def nouns_made() -> Iterator[Any]:
    """Yields each operation, with each noun that it makes and the fields that it gives it."""
    for kind in load().values():
        for base in kind.__mro__:
            if base.__module__.rpartition(".")[0] != "consensus.history.operations":
                continue
            for call in makers_in(base.__module__)[base.__name__]:
                name = ast.unparse(call.args[-1])
                noun = vars(sys.modules[base.__module__])[name]
                given = {keyword.arg for keyword in call.keywords}
                yield pytest.param(kind, noun, given, id=f"{kind.__name__}-{name}")


@pytest.mark.parametrize(("kind", "noun", "given"), list(nouns_made()))
def test_a_noun_has_fields_of_the_types_that_its_operation_has(
    kind: type[Operation], noun: type[Any], given: set[str]
) -> None:
    """What a noun needs is given, or a field of the operation with the same name and type."""
    wanted, stated = get_type_hints(noun), get_type_hints(kind)
    assert given <= wanted.keys()
    shared = (wanted.keys() & {each.name for each in attrs.fields(kind)}) - given
    assert {name: wanted[name] for name in shared} == {name: stated[name] for name in shared}
    needed = {
        name
        for name, parameter in inspect.signature(noun).parameters.items()
        if parameter.default is parameter.empty
    }
    assert needed <= shared | given


def test_every_field_of_an_operation_is_shown() -> None:
    """What is shown of one would make it again, though its class has no text of its own for it."""
    made = AddMember(id="x.0", code="ASH", name="Ashland")
    assert "__repr__" not in vars(AddMember)
    assert eval(repr(made), {"AddMember": AddMember}) == made


# What is about to be stored is read back first, and refused where it comes back otherwise.


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
    (rating(rating=True), "RateTarget.rating must be a whole number or None, not True"),
    (rating(rating=8.0), "RateTarget.rating must be a whole number or None, not 8.0"),
    (rating(rating=float("nan")), "RateTarget.rating must be a whole number or None, not nan"),
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
