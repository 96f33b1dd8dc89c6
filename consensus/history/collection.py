"""The collector of garbage, told to wait while a record is read or judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Let no garbage be collected until the block ends.

    While a record is read or judged the number of values only grows, and none of them refers back
    to what refers to it. Looking for rings among them again and again takes a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
