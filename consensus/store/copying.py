"""Copying a record from any place to any other, its chain kept and verified."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

from consensus.errors import Damaged
from consensus.history.verify import Verification, verify
from consensus.store.opening import create_store, open_store


def copy_record(
    source: str | Path, target: str | Path, progress: Callable[[int, int], None] | None = None
) -> Verification:
    """Copy every step of a record to a new one, with the same hashes in the same order.

    Private notes and the wall stay where they are.

    Args:
        source: the record, as `open_store` takes it; it may be in use.
        target: where to; nothing may be there.
        progress: called with the parts done and the parts in all.

    Returns:
        The proof that the copy is what was recorded.

    Raises:
        Damaged: the source is not as it was recorded, and nothing was made; or the copy is not.
        StoreError: the source cannot be read, or the target cannot be made.
    """

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, 2 * length)

    with closing(open_store(source, read_only=True)) as there:
        length = there.length
        stored = list(islice(there.read_stored(), length))
    found = verify(stored, progress=tell)
    if not found.is_unaltered:
        altered = [each for each in found.problems if not each.unreadable]
        raise Damaged(
            f"the record is not as it was recorded, so it was not copied: {altered[0]}",
            altered[0].step,
        )
    with closing(create_store(target, steps=[each.open() for each in stored])) as made:
        copied = verify(made.read_stored(), found.head, lambda done: tell(length + done))
    if copied != found:
        raise Damaged("the copy is not what was read; do not use it, and check the disk")
    return copied
