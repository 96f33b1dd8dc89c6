"""Identities: time-ordered ids of what is recorded, and the short handles people see."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Container, Iterator
from datetime import datetime
from itertools import count


def new_id(now: datetime) -> str:
    """Return a UUIDv7: 48 bits of time in milliseconds, then random bits.

    Args:
        now: the time of recording, aware of its zone.

    Returns:
        The id as 36 characters, sorting by time (RFC 9562, section 5.7).
    """
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def free_handle(handle: str, taken: Container[str]) -> str:
    """Return the handle, or with the first free suffix where two copies gave it twice.

    Args:
        handle: the handle stored when it was given, such as `A17`.
        taken: the handles in use.

    Returns:
        `A17`, or `A17-2`, `A17-3`, ... when it is taken.
    """
    return next(each for each in suffixed(handle) if each not in taken)


def suffixed(handle: str) -> Iterator[str]:
    """A handle, and what it becomes where it is taken: `A17`, `A17-2`, `A17-3`, ..."""
    yield handle
    for number in count(2):
        yield f"{handle}-{number}"
