"""Everything that can happen in a working group, one noun per file.

They are loaded when one of them is asked for by its name here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.history.operations.every import *  # noqa: F403


def __getattr__(name: str) -> Any:
    value = getattr(import_module("consensus.history.operations.every"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__")})
