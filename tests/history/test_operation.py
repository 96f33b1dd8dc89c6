"""Stable names, schema versions, and bodies that cannot be read."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from textwrap import dedent
from typing import Any, get_type_hints

import attrs
import pytest
from attrs import frozen

from consensus.errors import Damaged, NotFound, StoreTooNew
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
from consensus.history.operations import AddMember, PutInTray, TakePosition, load
from consensus.history.step import close_body, open_body, redacted, topological_order
from consensus.model.amendments import TrayEntry
from consensus.model.positions import Stance
from consensus.model.state import State
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
        ("add-member/2", "of a later version than this software knows"),
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
    assert stable_name(AddMember) == "add-member/1"
    assert stable_name(AddMember(code="ASH")) == "add-member/1"
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


def nouns_made() -> Iterator[Any]:
    """Yields each operation, with each noun that it makes and the fields that it gives it."""
    for kind in load().values():
        for base in kind.__mro__:
            if base.__module__.rpartition(".")[0] != "consensus.history.operations":
                continue
            for call in ast.walk(ast.parse(dedent(inspect.getsource(base)))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in _MAKERS:
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
    assert len(shared) > 1


def test_every_field_of_an_operation_is_shown() -> None:
    """What is shown of one would make it again, though its class has no text of its own for it."""
    made = AddMember(id="x.0", code="ASH", name="Ashland")
    assert "__repr__" not in vars(AddMember)
    assert eval(repr(made), {"AddMember": AddMember}) == made
