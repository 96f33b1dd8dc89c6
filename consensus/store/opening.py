"""Opening a store by what the user calls it: a path, a URL, or `:memory:`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from attrs import frozen

from consensus.errors import StoreError
from consensus.store.memory import MemoryStore
from consensus.store.notes import MemoryNotes, NoteFile, Notes
from consensus.store.port import Store
from consensus.store.sqlite import SqliteStore
from consensus.store.sqlite_file import WAIT

IN_MEMORY = ":memory:"
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@frozen
class _Kind:
    """How the stores of one scheme are opened and made.

    Attributes:
        open: place, whether only to read, and seconds to wait, to the store.
        create: place and seconds to wait, to the new store.
    """

    open: Callable[[str, bool, float], Store]
    create: Callable[[str, float], Store]


_KINDS = {
    "": _Kind(SqliteStore.open, SqliteStore.create),
    "file": _Kind(
        lambda url, read_only, wait: SqliteStore.open(_path_of(url), read_only, wait),
        lambda url, wait: SqliteStore.create(_path_of(url), wait),
    ),
    IN_MEMORY: _Kind(lambda *_: MemoryStore(), lambda *_: MemoryStore()),
}


def open_store(place: str | Path, read_only: bool = False, wait: float = WAIT) -> Store:
    """Open the store that is there.

    A file that is write-protected is opened for reading; `:memory:` is new and empty each time.

    Args:
        place: a path, `file:///…`, or `:memory:`.
        read_only: whether to refuse every change.
        wait: how many seconds to wait for other programs that use it.

    Raises:
        StoreTooNew: a later version of this software wrote it.
        Damaged: only a part of it is there.
        StoreError: it is not there, is no record, or is of a kind that is not known.
    """
    return _kind(str(place)).open(str(place), read_only, wait)


def create_store(place: str | Path, wait: float = WAIT) -> Store:
    """Make a new store without any step, and open it.

    Args:
        place: a path, `file:///…`, or `:memory:`; nothing may be there.
        wait: how many seconds to wait for other programs that use it.

    Raises:
        StoreError: it could not be made; nothing is left behind.
    """
    return _kind(str(place)).create(str(place), wait)


def open_notes(place: str | Path) -> Notes | None:
    """The private notes that belong to a record; nothing is made before the first one.

    Args:
        place: that of the record, as for `open_store`.

    Returns:
        None when the record is in no file beside which they could lie.
    """
    kinds: dict[str, Callable[[str], Notes]] = {
        "": lambda path: NoteFile.beside(Path(path)),
        "file": lambda url: NoteFile.beside(Path(_path_of(url))),
        IN_MEMORY: lambda _: MemoryNotes(),
    }
    make = kinds.get(_scheme(str(place)))
    return make(str(place)) if make else None


def _scheme(place: str) -> str:
    url = _URL.match(place)
    return IN_MEMORY if place == IN_MEMORY else url[1].lower() if url else ""


def _kind(place: str) -> _Kind:
    scheme = _scheme(place)
    if scheme not in _KINDS:
        # The rest of a URL may hold a password, so it is not repeated.
        raise StoreError(
            f"no record can be kept at {scheme}://; give the path of a file, file:///… or"
            f" {IN_MEMORY}"
        )
    return _KINDS[scheme]


def file_of(place: str | Path) -> Path | None:
    """The file that a store is kept in, named as for `open_store`; None where it is in none."""
    scheme = _scheme(str(place))
    if scheme == "file":
        return Path(_path_of(str(place)))
    return Path(place) if scheme == "" else None


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise StoreError(f"{parts.netloc} is another machine; copy the file to this one")
    return url2pathname(parts.path)
