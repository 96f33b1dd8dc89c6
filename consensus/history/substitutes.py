"""Substitutes: what stands in the record in place of a body from which words were taken out."""

from __future__ import annotations

from typing import Any

import msgspec

# What stands where words were taken out.
REDACTED = "(redacted)"


def narrower(one: str, other: str) -> str:
    """A substitute for a body with nothing that either of two substitutes for it lacks.

    Args:
        one: a body as JSON, without some words; empty when it went whole.
        other: the same body without other words.
    """
    if not one or not other:
        return ""
    shared = _shared(msgspec.json.decode(one), msgspec.json.decode(other))
    return msgspec.json.encode(shared, order="sorted").decode()


def _shared(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: _shared(one[name], other[name]) for name in one if name in other}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_shared(*pair) for pair in zip(one, other, strict=True)]
    return one if one == other else REDACTED


def only_words_taken_out(body: str, substitute: str) -> bool:
    """Whether a substitute says nothing that the body did not say.

    Args:
        body: the body as JSON.
        substitute: what stands in its place, as JSON.
    """
    return _is_without_words(msgspec.json.decode(body), msgspec.json.decode(substitute))


def _is_without_words(value: Any, left: Any) -> bool:
    if isinstance(value, str) and isinstance(left, str):
        return _is_text_without_words(value, left)
    if isinstance(value, list) and isinstance(left, list) and len(value) == len(left):
        return all(_is_without_words(*pair) for pair in zip(value, left, strict=True))
    if isinstance(value, dict) and isinstance(left, dict) and len(value) == len(left):
        # Words may have been taken out of a name too, which then has no other to be compared with.
        renamed = [name for name in left if name not in value]
        gone = [name for name in value if name not in left]
        return (
            all(REDACTED in name for name in renamed)
            and all(_is_without_words(value[name], left[name]) for name in left if name in value)
            and all(
                any(
                    _is_text_without_words(name, new) and _is_without_words(value[name], left[new])
                    for new in renamed
                )
                for name in gone
            )
        )
    return bool(value == left)


def _is_text_without_words(text: str, left: str) -> bool:
    first, *others = left.split(REDACTED)
    if not others:
        return text == left
    if not text.startswith(first) or not text.endswith(others[-1]):
        return False
    place = len(first)
    for piece in others:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True
