"""Words in the bodies of stored steps: where they are, and the bodies without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from consensus.errors import NotFound
from consensus.history.corrections import REDACTED
from consensus.history.operation import stable_name
from consensus.history.operations.corrections import RedactBody
from consensus.history.step import Step
from consensus.text.display import count_noun


def content_has(words: str, content: bytes) -> bool:
    """Returns whether a stored step has words in a body, or in a redacted body within a body."""
    once = msgspec.json.encode(words)[1:-1].decode()
    twice = msgspec.json.encode(once)[1:-1]
    return twice in content or msgspec.json.encode(twice.decode())[1:-1] in content


def redacted_bodies(step: Step, words: str, reason: str) -> Iterator[RedactBody]:
    """Yields what redacts words in each body of a step that contains them."""
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


def not_found(words: str, steps: Sequence[Step], step_id: str = "") -> NotFound:
    """Returns the error where no step, or not a named one, has words; it counts other capitals."""
    others = sum(any(True for _ in redacted_bodies(each, words, "")) for each in steps)
    if step_id and others:
        there = count_noun(others, "other step", "other steps")
        return NotFound(f"those words are not in that step; they are in {there}")
    bodies = (msgspec.json.decode(each.body) for step in steps for each in step.bodies if each.body)
    times = sum(text.casefold().count(words.casefold()) for each in bodies for text in _texts(each))
    otherwise = f"they are there {count_noun(times, 'time', 'times')} in another spelling"
    more = f"; upper and lower case count, and {otherwise}" if times else ""
    return NotFound(f"no recorded step has those words{more}")


def _texts(value: Any) -> Iterator[str]:
    """Yields the texts in a body, and in a body within it, without names of fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(msgspec.json.decode(each) if name == "substitute" and each else each)


def _without(value: Any, words: str) -> Any:
    if isinstance(value, str):
        return value.replace(words, REDACTED)
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    if isinstance(value, dict):
        return {_without(name, words): _without(each, words) for name, each in value.items()}
    return value
