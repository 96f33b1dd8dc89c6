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
    So what there is at the end counts as old: it is looked at when everything is, and not at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What somebody else has frozen stays so.
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
