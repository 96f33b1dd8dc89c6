"""Exports `WorkingGroup`, loaded on first access, so that readers can import `queries` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["WorkingGroup"]

if TYPE_CHECKING:
    from consensus.working_group.working_group import WorkingGroup
else:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from consensus.working_group.working_group import WorkingGroup

        return WorkingGroup
