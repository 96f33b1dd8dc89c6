"""The layout of the code: how large each package may be, and that no files import each other."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parents[1]
PLACE = Path(__file__).with_name("layout_budget.json")
BUDGET: dict[str, dict[str, dict[str, int]]] = json.loads(PLACE.read_text(encoding="utf-8"))
UPDATE = "UPDATE_BUDGET"
"""Set in the environment, ceilings are lowered to what is there."""

# How far a package may be below its ceiling before the ceiling has to be lowered.
_SLACK = {"files": 2, "lines": 500}
# Ceilings of lines are whole hundreds, so that not every change has to lower one.
_STEP = {"files": 1, "lines": 100}


def sources() -> dict[str, Path]:
    """The name of each module to its file."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for top in ("consensus", "tui")
        for path in (ROOT / top).rglob("*.py")
    }


SOURCES = sources()


def package_of(module: str) -> str:
    """The package that a module counts for; `consensus` for those that are in none of its own."""
    top, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return name if top == "consensus" and (ROOT / top / name).is_dir() and name else top


def sizes() -> dict[str, dict[str, int]]:
    """How many files and lines each package has."""
    found: dict[str, dict[str, int]] = {}
    for module, path in SOURCES.items():
        package = found.setdefault(package_of(module), {"files": 0, "lines": 0})
        package["files"] += 1
        package["lines"] += len(path.read_text(encoding="utf-8").splitlines())
    return found


def imported(module: str) -> Iterator[str]:
    """Every module of the project that another one imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(SOURCES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            below = [f"{node.module}.{each.name}" for each in node.names]
            names = [name if name in SOURCES else str(node.module) for name in below]
        else:
            continue
        yield from (name for name in names if name in SOURCES and name != module)


def test_every_package_has_a_budget() -> None:
    """No package is left out of what is counted."""
    assert BUDGET.keys() == sizes().keys()


@pytest.mark.parametrize("what", ["files", "lines"])
def test_no_package_outgrows_its_budget(what: str) -> None:
    """A package above its target does not grow; one below it may grow up to it."""
    found = sizes()
    if os.environ.get(UPDATE):
        for package, budget in BUDGET.items():
            step = _STEP[what]
            least = max(-(-found[package][what] // step) * step, budget[what]["target"])
            budget[what]["ceiling"] = min(budget[what]["ceiling"], least)
        PLACE.write_text(json.dumps(BUDGET, indent=1) + "\n", encoding="utf-8")
    over = {
        package: (found[package][what], budget[what]["ceiling"])
        for package, budget in BUDGET.items()
        if found[package][what] > budget[what]["ceiling"]
    }
    assert over == {}


@pytest.mark.parametrize("what", ["files", "lines"])
def test_ceilings_follow_what_shrinks(what: str) -> None:
    """A package that shrank well below its ceiling stays there: `UPDATE_BUDGET=1` lowers it."""
    found = sizes()
    loose = {
        package: (found[package][what], budget[what]["ceiling"])
        for package, budget in BUDGET.items()
        if budget[what]["ceiling"]
        > max(found[package][what] + _SLACK[what], budget[what]["target"])
    }
    assert loose == {}


def test_no_files_import_each_other() -> None:
    """Neither at their top, nor for type checkers, nor inside functions."""
    graph: networkx.DiGraph[str] = networkx.DiGraph(
        (module, other) for module in SOURCES for other in imported(module)
    )
    rings = [
        sorted(ring) for ring in networkx.strongly_connected_components(graph) if len(ring) > 1
    ]
    assert rings == []


def test_an_import_inside_a_function_counts() -> None:
    """What is imported where it is needed makes a ring too."""
    assert "consensus.text.combine" in set(imported("consensus.text.merge"))


def test_one_file_says_what_an_audience_sees() -> None:
    """Elsewhere no audience is compared: each is asked by `sees`, `sees_names` or `sees_all`."""
    texts = {module: path.read_text(encoding="utf-8") for module, path in SOURCES.items()}
    comparing = {
        module
        for module, text in texts.items()
        if "Audience" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare) and "Audience." in ast.unparse(node)
    }
    assert comparing == {"consensus.reports.audience"}
