"""What embedders were promised is still there, and called as it was.

Run `python -m tests.test_public` for a new version of the interface, and commit what it writes.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import networkx
import pytest

import consensus
from consensus.arguments import FORMER_PARAMETERS

KEPT = Path(__file__).parent / f"api-{consensus.API}.json"
MAJOR = consensus.API.partition(".")[0]
STUB = Path(consensus.__file__).with_suffix(".pyi")


def parameters(function: Any) -> list[list[Any]]:
    """The name, kind and need of each parameter of a function, `self` and `cls` left out."""
    return [
        [each.name, each.kind.name, each.default is inspect.Parameter.empty]
        for each in inspect.signature(function).parameters.values()
        if each.name not in ("self", "cls")
    ]


def public() -> dict[str, Any]:
    """Every public name, and how each method of `WorkingGroup` is called."""
    methods = {
        name: parameters(each)
        for name, each in inspect.getmembers(consensus.WorkingGroup, callable)
        if not name.startswith("_")
    }
    return {"names": sorted(consensus.__all__), "methods": methods}


_BY_PLACE = "POSITIONAL_OR_KEYWORD"
LIBRARY = Path(__file__).parents[1] / "docs" / "library.md"


@pytest.fixture(params=sorted(Path(__file__).parent.glob(f"api-{MAJOR}.*.json")), ids=str)
def promised(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What each version with the same first number promised."""
    kept: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return kept


def breaks(before: list[list[Any]], now: list[list[Any]]) -> list[str]:
    """Why calls that were right are wrong now; nothing where none is."""
    were = {name: (kind, needed) for name, kind, needed in before}
    are = {name: (kind, needed) for name, kind, needed in now}
    problems = [f"{name} is gone" for name in were.keys() - are.keys()]
    problems += [
        f"{name} is given otherwise"
        for name in were.keys() & are.keys()
        if were[name][0] != are[name][0]
    ]
    problems += [
        f"{name} has to be given"
        for name, (kind, needed) in are.items()
        if needed and not kind.startswith("VAR_") and not were.get(name, ("", False))[1]
    ]
    places = [[name for name, kind, _ in each if kind == _BY_PLACE] for each in (before, now)]
    if places[1][: len(places[0])] != places[0]:
        problems.append("what is given by its place has another place")
    return problems


def test_every_public_name_is_still_there(promised: dict[str, Any]) -> None:
    """Names may be added; what is taken away needs another version of the interface."""
    assert set(promised["names"]) <= set(consensus.__all__)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in promised["names"]:
            getattr(consensus, name)


def test_every_method_is_called_as_it_was(promised: dict[str, Any]) -> None:
    """Parameters may be added where no caller has to give them."""
    methods = public()["methods"]
    assert promised["methods"].keys() - methods.keys() == set()
    broken = {}
    for name, before in promised["methods"].items():
        renamed = FORMER_PARAMETERS.get(name, {})
        present = [[renamed.get(old, old), *how] for old, *how in before]
        broken[name] = breaks(present, methods[name])
    assert {name: problems for name, problems in broken.items() if problems} == {}


def test_what_would_break_a_caller_is_noticed() -> None:
    """A parameter that goes, moves, is renamed, or has to be given now."""
    place, key = _BY_PLACE, "KEYWORD_ONLY"
    before = [["one", place, True], ["two", place, False], ["three", key, False]]
    assert breaks(before, [*before, ["four", key, False], ["more", "VAR_KEYWORD", True]]) == []
    for now in (
        before[:2],
        [before[1], before[0], before[2]],
        [["uno", place, True], *before[1:]],
        [before[0], ["two", place, True], before[2]],
        [*before[:2], ["three", place, False]],
        [*before, ["four", key, True]],
    ):
        assert breaks(before, now) != []


def signatures() -> dict[str, Any]:
    """Every public function, and every method and property of `WorkingGroup`, by name."""
    found = {name: getattr(consensus, name) for name in consensus.__all__}
    calls = {name: each for name, each in found.items() if inspect.isfunction(each)}
    for name in dir(consensus.WorkingGroup):
        member = inspect.getattr_static(consensus.WorkingGroup, name)
        if isinstance(member, property):
            member = member.fget
        elif isinstance(member, cached_property):
            member = member.func
        if not name.startswith("_"):
            calls[f"WorkingGroup.{name}"] = getattr(member, "__func__", member)
    return calls


def classes_in(hint: Any) -> Iterator[type]:
    """Every class of the project that an annotation names, with those in its parameters."""
    if isinstance(hint, list):
        parts = hint
    elif isinstance(hint, TypeVar):
        parts = [hint.__bound__]
    else:
        parts = list(get_args(hint))
        if isinstance(hint, type) and hint.__module__.startswith("consensus."):
            yield hint
    for part in parts:
        yield from classes_in(part)


@pytest.mark.parametrize("name", sorted(signatures()))
def test_what_a_signature_names_is_public(name: str) -> None:
    """Annotations resolve at run time, and whatever class they name can be imported."""
    public_values = [getattr(consensus, each) for each in consensus.__all__]
    hints = get_type_hints(signatures()[name])
    assert "return" in hints
    named = {each for hint in hints.values() for each in classes_in(hint)}
    assert [each for each in named if each not in public_values] == []


def test_type_checkers_read_the_same_names() -> None:
    """What the stub says is imported from where it is at run time."""
    stub = STUB.read_text(encoding="utf-8")
    found = re.findall(r"from (\S+) import (\w+) as _?(\w+)", stub)
    assert sorted(["API", *(name for _, _, name in found)]) == sorted(consensus.__all__)
    (listed,) = (
        ast.literal_eval(each.value)
        for each in ast.parse(stub).body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets) == "__all__"
    )
    assert listed == consensus.__all__
    for module, there, name in found:
        if name != "Graph":
            assert getattr(import_module(module), there) is getattr(consensus, name)
    assert consensus.Graph is networkx.MultiDiGraph


def test_the_public_names_are_in_the_documentation() -> None:
    """Whatever is promised is listed where embedders read what is."""
    text = LIBRARY.read_text(encoding="utf-8")
    assert [name for name in consensus.__all__ if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", re.findall(r"auto(?:class|function):: (\S+)", LIBRARY.read_text()))
def test_what_the_documentation_describes_is_there(name: str) -> None:
    """Classes and functions on the page about the library can be imported by their names."""
    module, _, attribute = name.rpartition(".")
    assert callable(getattr(import_module(module), attribute))


if __name__ == "__main__":
    KEPT.write_text(json.dumps(public(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
