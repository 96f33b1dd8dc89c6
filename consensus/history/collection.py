"""The collector of garbage, told to wait while a record is read or judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Fewer are looked at in a millisecond.
_MANY = 10_000


@contextmanager
def collection_paused() -> Iterator[None]:
    """Let no garbage be collected until the block ends.

    While a record is read or judged the number of values only grows, and hardly any of them refers
    back to what refers to it. Looking for rings among them again and again takes a quarter of the
    time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def count_as_old() -> None:
    """Count all there is as old if much of it is new, so that it is not looked at at once.

    For a record that was just read, and stays. After work that is done again and again it would
    let rings stay: old values are looked at only when many new ones outlived a look.
    """
    # What somebody else has frozen stays so.
    if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
