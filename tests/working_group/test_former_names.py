"""Former names of methods: each does what the present one does, and names it in a warning."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, get_origin, get_type_hints

import pytest

from consensus import Step, WorkingGroup
from consensus.errors import Rejected
from consensus.working_group.working_group import FormerNames
from tests.support.panel import copy_of, one_clock, text_source, two_copies

Act = Callable[[WorkingGroup, Any], object]


def waiting(group: WorkingGroup) -> list[str]:
    """The steps that no longer apply."""
    return [each.id for each in group.superseded]


ACTS: dict[str, tuple[str, Act]] = {
    "blank_wall": ("blank_projector", lambda group, act: (act(), group.projector())),
    "bundle": ("export_steps", lambda group, act: act()),
    "fulfil": ("close_undertaking", lambda group, act: act("U1", outcome="written")),
    "holders": ("wordings", lambda group, act: act("2", "secretariat")),
    "let_go": ("discard", lambda group, act: act(*waiting(group), "asked again")),
    "lift_pending": ("confirm_decision", lambda group, act: act("4", member="ASH")),
    "push_to_wall": ("show_on_projector", lambda group, act: act("1")),
    "resting_on": ("dependents", lambda group, act: act(group.steps()[2].id)),
    "set_aside": ("dismiss", lambda group, act: act("TR1", reason="of another body")),
    "take_again": ("reapply", lambda group, act: act(*waiting(group))),
    "unbundle": ("import_steps", lambda group, act: act(group.export_steps(), dry_run=True)),
    "wall": ("projector", lambda group, act: act()),
}
"""Each former name of a method or property of a group to the present one, and a use of it."""


def prepare(group: WorkingGroup) -> None:
    """Record something that each act is about."""
    row = '{"old": "whales and dolphins", "text": "fish", "by": "ASH"}\n'
    group.import_amendments(text_source("rows.jsonl", row))
    group.undertake("Write it down", "ASH")
    group.decide("4", "agreed ad ref", pending=["ASH"])
    group.show_on_projector("2")


@pytest.fixture(scope="module")
def scene() -> WorkingGroup:
    """A panel with a milestone that no longer applies since copies were joined."""
    ann, bob = two_copies(prepare)
    for month, each in enumerate((ann, bob), 9):
        each.add_milestone("all lamps mended", date(2026, month, 30))
    ann.sync(bob)
    assert len(ann.superseded) == 1
    return ann


def outcome(group: WorkingGroup, act: Act, name: str) -> object:
    """What a use of a name gives: what is read, what a recorded step says, or a refusal."""
    try:
        found = act(group, getattr(group, name))
    except Rejected as refused:
        return refused.reasons
    if isinstance(found, Step):
        return group.chronicle.entries()[-1].line.sentences
    return found


def former_names() -> dict[str, str]:
    """Each public name of a member of `WorkingGroup` that is called otherwise now."""
    found = {}
    for name in dir(WorkingGroup):
        member = inspect.getattr_static(WorkingGroup, name)
        function = getattr(member, "fget", None) or getattr(member, "__func__", member)
        if inspect.isfunction(function) and function.__name__ != name:
            found[name] = function.__name__
    return found


def test_every_former_name_is_tried() -> None:
    """None is left out below."""
    tried = {name: new for name, (new, _) in ACTS.items()}
    assert former_names() == tried | {"from_bundle": "from_steps", "overtaken": "superseded"}


@pytest.mark.parametrize("name", ACTS)
def test_a_former_name_does_the_same_and_warns(name: str, scene: WorkingGroup) -> None:
    """Once, with the present name, at the line of the caller."""
    present, act = ACTS[name]
    expected = outcome(copy_of(scene, "ann", one_clock()), act, present)
    with pytest.warns(DeprecationWarning, match=name) as warned:
        assert outcome(copy_of(scene, "ann", one_clock()), act, name) == expected
    assert [str(each.message) for each in warned] == [f"'{name}' is now '{present}'"]
    code = getattr(act, "__code__")  # noqa: B009 # mypy does not know that it is a function
    assert (warned[0].filename, warned[0].lineno) == (__file__, code.co_firstlineno)


@pytest.mark.parametrize("name", [*ACTS, "from_bundle"])
def test_a_former_name_is_described_as_the_present_one(name: str) -> None:
    """Editors, type hints and help tell the same of both."""
    former, present = getattr(WorkingGroup, name), getattr(WorkingGroup, former_names()[name])
    assert inspect.signature(former) == inspect.signature(present)
    assert get_type_hints(former) == get_type_hints(present)
    assert former.__doc__ == present.__doc__


def test_a_subclass_gives_former_names_what_it_does_instead() -> None:
    """Whoever overrides the present method has overridden the former one, too."""

    class Panel(WorkingGroup):
        def close_undertaking(self, *_: object, **__: object) -> Step:
            return self.steps()[0]

    with Panel.in_memory(title="Panel") as panel, pytest.warns(DeprecationWarning, match="fulfil"):
        assert panel.fulfil("U1") == panel.steps()[0]


def test_a_former_name_of_a_property_gives_the_same_and_warns(scene: WorkingGroup) -> None:
    """Where it is read."""
    with pytest.warns(DeprecationWarning, match="'overtaken' is now 'superseded'") as warned:
        assert scene.overtaken == scene.superseded
    assert [each.filename for each in warned] == [__file__]


def test_a_former_name_of_a_property_is_not_to_be_set() -> None:
    """Type checkers refuse that, as at run time it cannot be done."""
    hints = get_type_hints(FormerNames)
    assert get_origin(hints["overtaken"]) is Final
    with WorkingGroup.in_memory(title="Panel") as panel, pytest.raises(AttributeError):
        setattr(panel, "overtaken", ())  # noqa: B010 # a type checker would refuse it


def test_from_bundle_makes_a_copy(scene: WorkingGroup, tmp_path: Path) -> None:
    """As `from_steps` does, of the class that is asked."""
    with (
        pytest.warns(DeprecationWarning, match="'from_bundle' is now 'from_steps'") as warned,
        WorkingGroup.from_bundle(tmp_path / "copy.db", scene.export_steps()) as copy,
    ):
        assert copy.head == scene.head
    assert [each.filename for each in warned] == [__file__]


def test_the_callback_of_watch_may_be_called_told() -> None:
    """A parameter has a former name, too."""
    seen: list[tuple[Step, ...]] = []
    with WorkingGroup.in_memory(title="Panel") as panel:
        watch: Any = panel.watch
        with pytest.warns(DeprecationWarning, match="'told=' is now 'callback='") as warned:
            watch(told=seen.append, seconds=0)
        with (
            pytest.warns(DeprecationWarning, match="'told=' is now 'callback='"),
            pytest.raises(TypeError, match="got 'told' and 'callback', which are one"),
        ):
            watch(told=seen.append, callback=seen.append)
        with (
            pytest.warns(DeprecationWarning, match="'told=' is now 'callback='"),
            pytest.raises(TypeError, match="got 'told' and 'callback', which are one"),
        ):
            watch(seen.append, told=seen.append)
    assert [each.filename for each in warned] == [__file__]
