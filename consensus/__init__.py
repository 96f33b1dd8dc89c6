"""Track drafts, amendments and positions of a body that must agree on a text.

The names below are the public interface; they are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.errors import ConsensusError as ConsensusError
    from consensus.errors import NotFound as NotFound
    from consensus.errors import Rejected as Rejected
    from consensus.errors import StoreError as StoreError
    from consensus.errors import UnreadableInput as UnreadableInput
    from consensus.finding import Finding as Finding
    from consensus.formats.source import Source as Source
    from consensus.model.decisions import Outcome as Outcome
    from consensus.model.positions import Stance as Stance
    from consensus.reports.audience import Audience as Audience
    from consensus.rules.verdict import Status as Status
    from consensus.rules.verdict import Verdict as Verdict
    from consensus.text.blocks import align as align
    from consensus.text.combination import Combination as Combination
    from consensus.text.combine import combine as combine
    from consensus.text.document import combine_documents as combine_documents
    from consensus.working_group import WorkingGroup as WorkingGroup
    from consensus.working_group.sync import SyncReport as SyncReport

__version__ = "0.1.0"

API = "1.0"
"""The version of the public interface: the first number changes when something is taken away."""

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

__all__ = ["API", *_HOMES]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
