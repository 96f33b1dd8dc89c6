"""Track drafts, amendments and positions of a body that must agree on a text.

The names below are the public interface; they are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.errors import ConsensusError, NotFound, Rejected, StoreError, UnreadableInput
    from consensus.finding import Finding
    from consensus.formats.source import Source
    from consensus.model.decisions import Outcome
    from consensus.model.positions import Stance
    from consensus.reports.audience import Audience
    from consensus.rules.verdict import Status, Verdict
    from consensus.text.blocks import align
    from consensus.text.combination import Combination
    from consensus.text.combine import combine
    from consensus.text.document import combine_documents
    from consensus.working_group import WorkingGroup
    from consensus.working_group.sync import SyncReport

__version__ = "0.1.0"

API = "1.0"
"""The version of the public interface: the first number changes when something is taken away."""

__all__ = [
    "API",
    "Audience",
    "Combination",
    "ConsensusError",
    "Finding",
    "NotFound",
    "Outcome",
    "Rejected",
    "Source",
    "Stance",
    "Status",
    "StoreError",
    "SyncReport",
    "UnreadableInput",
    "Verdict",
    "WorkingGroup",
    "align",
    "combine",
    "combine_documents",
]

_HOMES = {
    "Audience": "consensus.reports.audience",
    "Combination": "consensus.text.combination",
    "ConsensusError": "consensus.errors",
    "Finding": "consensus.finding",
    "NotFound": "consensus.errors",
    "Outcome": "consensus.model.decisions",
    "Rejected": "consensus.errors",
    "Source": "consensus.formats.source",
    "Stance": "consensus.model.positions",
    "Status": "consensus.rules.verdict",
    "StoreError": "consensus.errors",
    "SyncReport": "consensus.working_group.sync",
    "UnreadableInput": "consensus.errors",
    "Verdict": "consensus.rules.verdict",
    "WorkingGroup": "consensus.working_group",
    "align": "consensus.text.blocks",
    "combine": "consensus.text.combine",
    "combine_documents": "consensus.text.document",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
