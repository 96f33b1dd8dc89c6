"""Redacting: what a body reads like without some words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from consensus.history.operation import stable_name
from consensus.history.operations.undoing import RedactBody
from consensus.history.step import Step
from consensus.history.substitutes import REDACTED


def redacted_bodies(step: Step, words: str, reason: str) -> Iterator[RedactBody]:
    """What takes words out of each body of a step that has them.

    Args:
        step: the step.
        words: exactly as they were recorded.
        reason: why; it must not repeat the words.
    """
    for index, sealed in enumerate(step.bodies):
        if sealed.body is None:
            continue
        fields = msgspec.json.decode(sealed.body)
        cleaned = _without(fields, words)
        if sealed.name == stable_name(RedactBody) and fields.get("substitute"):
            # A body within a body: its words are escaped there, so it is opened first.
            within = _without(msgspec.json.decode(fields["substitute"]), words)
            cleaned["substitute"] = msgspec.json.encode(within, order="sorted").decode()
        if cleaned == fields:
            continue
        substitute = msgspec.json.encode(cleaned, order="sorted").decode()
        yield RedactBody(step=step.id, index=index, substitute=substitute, reason=reason)


def _without(value: Any, words: str) -> Any:
    if isinstance(value, str):
        return value.replace(words, REDACTED)
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    if isinstance(value, dict):
        return {_without(name, words): _without(each, words) for name, each in value.items()}
    return value
