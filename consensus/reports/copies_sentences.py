"""One plain sentence for each kind of operation between copies of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import JoinCopies, SettleOvertaken
from consensus.reports.words import Voice


def _join_copies(operation: JoinCopies, voice: Voice) -> str:
    return "two copies of the record were joined"


def _settle_overtaken(operation: SettleOvertaken, voice: Voice) -> str:
    reason = voice.words(operation.reason)
    return f"step {operation.step}, which did not apply any more, was settled{reason}"


COPIES_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    JoinCopies: _join_copies,
    SettleOvertaken: _settle_overtaken,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""
