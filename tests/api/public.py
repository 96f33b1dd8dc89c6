"""The public interface as plain data, kept so that nothing of it goes unnoticed.

Run `python -m tests.api.public` for a new version of the interface, and commit what it writes.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

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


if __name__ == "__main__":
    KEPT.write_text(json.dumps(public(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
