"""Reads the slide on the wall for the room: one row, and nothing else of the record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from consensus.arguments import Validated
from consensus.errors import StoreError
from consensus.reports.wall import Slide, decode_slide
from consensus.store.opening import file_of, open_store
from consensus.store.port import Store

# A screen polls again at once, so it never waits for a writer.
_WAIT = 0.02


class WallWindow(Validated):
    """Reads the slide on the wall, cheaply enough to be polled many times a second.

    It opens no working group: neither members nor positions nor texts are read, and a record of any
    size, in a file or at a URL, opens at once. A file that replaces the one it read is read from
    then on.
    """

    def __init__(self, place: str | Path) -> None:
        self._place = str(place)
        self._file = file_of(place)
        self._store: Store | None = None
        self._identity: tuple[int, int] | None = None
        self._has_looked = False
        self._from_before: tuple[object, ...] | None = None

    @classmethod
    def open(cls, place: str | Path) -> Self:
        """Opens the wall of a record; raises StoreError where it is not there or cannot be read."""
        window = cls(place)
        window._open()
        return window

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def slide(self) -> Slide | None:
        """Returns the slide on the wall; None when it is blank.

        Can be called again after an error: it then reopens the record.

        Raises:
            StoreLocked: another process is writing at this moment.
            StoreError: the record cannot be read.
            Damaged: what is on the wall was put there by other software.
        """
        if self._store is None or self._identity != self._found():
            self.close()
            self._open()
        assert self._store is not None
        try:
            shown = self._store.on_wall()
        except StoreError:
            self.close()
            raise
        return decode_slide(shown) if shown else None

    def fresh(self) -> Slide | None:
        """Returns the slide pushed since the first call; None when there is none.

        A slide pushed before the screen was opened may be of another day. Raises as `slide`.
        """
        slide = self.slide()
        # The text of what was pushed may change meanwhile.
        pushed = (slide.pushed, slide.title, slide.label) if slide else None
        if not self._has_looked:
            self._has_looked = True
            self._from_before = pushed
        elif pushed != self._from_before:
            self._from_before = None
        return None if pushed == self._from_before else slide

    def close(self) -> None:
        """Closes the record."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _open(self) -> None:
        self._store = open_store(self._place, read_only=True, wait=_WAIT)
        self._identity = self._found()

    def _found(self) -> tuple[int, int] | None:
        """Returns what distinguishes the file from another one of that name."""
        if self._file is None:
            return None
        try:
            found = os.stat(self._file)
        except OSError as error:
            raise StoreError(f"{self._file} cannot be found ({error.strerror})") from error
        return found.st_dev, found.st_ino
