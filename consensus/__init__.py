"""Track drafts, amendments and positions of a body that must agree on a text.

The names below are the public interface; they are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.model.decision import Outcome
    from consensus.model.stance import Stance
    from consensus.rules.verdict import Status, Verdict
    from consensus.text.alignment import align
    from consensus.text.combination import Combination
    from consensus.text.combine import combine
    from consensus.text.document import combine_documents
    from consensus.working_group import WorkingGroup

__version__ = "0.1.0"

__all__ = [
    "Combination",
    "Outcome",
    "Stance",
    "Status",
    "Verdict",
    "WorkingGroup",
    "align",
    "combine",
    "combine_documents",
]

_HOMES = {
    "Combination": "consensus.text.combination",
    "Outcome": "consensus.model.decision",
    "Stance": "consensus.model.stance",
    "Status": "consensus.rules.verdict",
    "Verdict": "consensus.rules.verdict",
    "WorkingGroup": "consensus.working_group",
    "align": "consensus.text.alignment",
    "combine": "consensus.text.combine",
    "combine_documents": "consensus.text.document",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
