"""Everything that can happen in a working group, loaded when it is asked for by its name here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from consensus.history.operation import SUBJECTS

if TYPE_CHECKING:
    from consensus.history.operations.amendments import *  # noqa: F403
    from consensus.history.operations.ballots import *  # noqa: F403
    from consensus.history.operations.brackets import *  # noqa: F403
    from consensus.history.operations.corrections import *  # noqa: F403
    from consensus.history.operations.decisions import *  # noqa: F403
    from consensus.history.operations.drafts import *  # noqa: F403
    from consensus.history.operations.meetings import *  # noqa: F403
    from consensus.history.operations.membership import *  # noqa: F403
    from consensus.history.operations.planning import *  # noqa: F403
    from consensus.history.operations.positions import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return sorted(load())
        if name not in load():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = load()[name]
        return value


@cache
def load() -> dict[str, type]:
    """Imports every operation, so that all are registered, and returns them by name."""
    return {
        name: kind
        for module in (import_module(f"{__name__}.{subject}") for subject in SUBJECTS)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and name[0] != "_"
    }


def __dir__() -> list[str]:
    return sorted({*globals(), *load()})
