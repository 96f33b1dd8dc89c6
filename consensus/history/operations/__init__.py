"""Everything that can happen in a working group, by subject.

They are loaded when one of them is asked for by its name here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.history.operations.all import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        every = import_module("consensus.history.operations.all")
        if name != "__all__" and name not in every.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(every, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("consensus.history.operations.all").__all__})
