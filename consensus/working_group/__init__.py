"""Exports `WorkingGroup` and `Queries`, loaded on first access: readers need the latter alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["Queries", "WorkingGroup"]

if TYPE_CHECKING:
    from consensus.working_group.queries import Queries
    from consensus.working_group.working_group import WorkingGroup
else:

    def __getattr__(name: str) -> Any:
        homes = {"Queries": "queries", "WorkingGroup": "working_group"}
        if name not in homes:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{homes[name]}"), name)
