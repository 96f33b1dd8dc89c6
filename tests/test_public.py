"""What embedders were promised is still there, and called as it was.

Run `python -m tests.test_public` for a new version of the interface, and commit what it writes.
"""

from __future__ import annotations

import inspect
import json
import re
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import consensus

KEPT = Path(__file__).parent / f"api-{consensus.API}.json"


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


def promised() -> dict[str, Any]:
    """The public interface as it was kept."""
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
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


def test_every_public_name_is_still_there() -> None:
    """Names may be added; what is taken away needs another version of the interface."""
    assert set(promised()["names"]) <= set(consensus.__all__)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in promised()["names"]:
            getattr(consensus, name)


def test_every_method_is_called_as_it_was() -> None:
    """Parameters may be added where no caller has to give them."""
    methods = public()["methods"]
    assert promised()["methods"].keys() - methods.keys() == set()
    broken = {name: breaks(before, methods[name]) for name, before in promised()["methods"].items()}
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
