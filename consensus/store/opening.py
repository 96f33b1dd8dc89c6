"""Opens stores by path, URL or `:memory:`; lists and copies records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from consensus.arguments import OnProgress
from consensus.errors import ConsensusError, Damaged, StoreError
from consensus.history.operations.membership import StartWorkingGroup
from consensus.history.step import Step, decode_step
from consensus.store.notes import MemoryNotes, NoteFile, Notes
from consensus.store.port import Store
from consensus.store.sqlite import WAIT, SqliteStore

if TYPE_CHECKING:
    from consensus.history.verify import Verification
    from consensus.store.memory import MemoryStore
    from consensus.store.postgres import PostgresStore
    from consensus.store.postgres_schema import Kept


# Opening a store by path, URL, or `:memory:`.

IN_MEMORY = ":memory:"
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@frozen
class _Kind:
    """Functions that open and create the stores of one URL scheme."""

    open: Callable[[str, bool, float], Store]
    create: Callable[[str, float, Sequence[Step]], Store]


def _memory() -> type[MemoryStore]:
    from consensus.store.memory import MemoryStore

    return MemoryStore


def _postgres() -> type[PostgresStore]:
    try:
        from consensus.store.postgres import PostgresStore
    except ImportError as error:
        raise StoreError(
            "records in a database need one more package: pip install 'consensus-tracker[postgres]'"
            f" ({error})"
        ) from error
    return PostgresStore


def _check_database(url: str) -> None:
    if _scheme(url) not in _DATABASES:
        raise StoreError(f"{url} is no database; write postgresql://host/database")


_DATABASE = _Kind(
    lambda url, read_only, wait: _postgres().open(url, read_only, wait),
    lambda url, wait, steps: _postgres().create(url, wait, steps),
)
_DATABASES = dict.fromkeys(("postgresql", "postgres"), _DATABASE)
_KINDS = {
    "": _Kind(SqliteStore.open, SqliteStore.create),
    "file": _Kind(
        lambda url, read_only, wait: SqliteStore.open(_path_of(url), read_only, wait),
        lambda url, wait, steps: SqliteStore.create(_path_of(url), wait, steps),
    ),
    **_DATABASES,
    IN_MEMORY: _Kind(lambda *_: _memory()(), lambda *given: _memory()(given[-1])),
}


def open_store(place: str | Path, read_only: bool = False, wait: float = WAIT) -> Store:
    """Opens an existing store.

    A write-protected file is opened for reading; `:memory:` is new and empty each time.

    Args:
        place: a path, `file:///…`, `postgresql://…/database?group=NAME`, or `:memory:`.
        read_only: whether to refuse every change.
        wait: how many seconds to wait for other programs that use it.

    Raises:
        StoreTooNew: a later version of this software wrote it.
        Damaged: only a part of it is there.
        StoreError: it is not there, is no record, or is of a kind that is not known.
    """
    return _kind(str(place)).open(str(place), read_only, wait)


def create_store(place: str | Path, wait: float = WAIT, steps: Sequence[Step] = ()) -> Store:
    """Creates a store and opens it.

    Args:
        place: as for `open_store`; nothing may be there.
        wait: how many seconds to wait for other programs that use it.
        steps: the initial steps.

    Raises:
        StoreError: it could not be made; nothing is left behind.
    """
    return _kind(str(place)).create(str(place), wait, steps)


def with_name(place: str, name: str) -> str:
    """Returns the place of a new record: a database URL gets the name unless it has one."""
    if _scheme(place) not in _DATABASES:
        return place
    _postgres()
    from consensus.store.postgres_connection import with_group

    return with_group(place, name)


def shown_place(place: str) -> str:
    """Returns a place for display: a database URL without its password."""
    if _scheme(place) not in _DATABASES:
        return place
    _postgres()
    from consensus.store.postgres_connection import parse_url

    return str(parse_url(place))


def open_database(url: str, read_only: bool = False, wait: float = WAIT) -> PostgresStore:
    """Opens a record that must be in a database; otherwise as `open_store`."""
    _check_database(url)
    return _postgres().open(url, read_only, wait)


def prepare_database(url: str) -> None:
    """Creates or migrates the tables of a database, without adding a record.

    Raises:
        StoreTooNew: a later version of this software made the tables.
        StoreError: it is no database, or it could not be done; nothing has changed.
    """
    _check_database(url)
    _postgres()
    from consensus.store.postgres_schema import prepare

    prepare(url)


def kept_in_database(url: str) -> list[Kept]:
    """Returns the working groups in a database, by name; raises StoreError if it is none."""
    _check_database(url)
    _postgres()
    from consensus.store.postgres_schema import kept_in

    return kept_in(url)


def open_notes(place: str | Path, store: Store) -> Notes:
    """Returns the private notes of a record; their file is created with the first note.

    They stay on this machine: beside the file of the record or, for a database, in the user's data
    directory.
    """
    file = file_of(place)
    if file is not None:
        return NoteFile.beside(file)
    if _scheme(str(place)) == IN_MEMORY:
        return MemoryNotes()
    assert isinstance(store, _postgres())
    return NoteFile.apart(store.key)


def _scheme(place: str) -> str:
    url = _URL.match(place)
    return IN_MEMORY if place == IN_MEMORY else url[1].lower() if url else ""


def _kind(place: str) -> _Kind:
    scheme = _scheme(place)
    if scheme not in _KINDS:
        # The rest of a URL may hold a password, so it is not repeated.
        raise StoreError(
            f"nothing can be kept at {scheme}://; give the path of a file, file:///…,"
            f" postgresql://… or {IN_MEMORY}"
        )
    return _KINDS[scheme]


def file_of(place: str | Path) -> Path | None:
    """Returns the path of a place that is a file, otherwise None."""
    scheme = _scheme(str(place))
    if scheme == "file":
        return Path(_path_of(str(place)))
    return Path(place) if scheme == "" else None


def _path_of(url: str) -> str:
    from urllib.request import url2pathname

    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise StoreError(f"{parts.netloc} is another machine; copy the file to this one")
    return url2pathname(parts.path)


ENDING = ".consensus"


@frozen
class Listed:
    """A working group in a folder or database."""

    name: str  # that of the file, or of the working group in its database
    title: str = ""  # the title it was begun with; empty where that cannot be read
    steps: int = 0  # how many steps it has
    recorded: datetime | None = None  # when the last one was recorded; None if there is none
    problem: str = ""  # why it cannot be read; empty where it can


def file_name_for(title: str) -> str:
    """Returns a file name for a working group, of letters, digits and hyphens."""
    return name_for(title) + ENDING


def name_for(title: str) -> str:
    """Returns a database name for a working group, of letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.sub(r"[^\w]+|_", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return words.strip("-")[:60].rstrip("-") or "working-group"


def list_records(place: str | Path) -> tuple[Listed, ...]:
    """Returns the records in a folder, or the working groups in the database of a URL, by name.

    Raises:
        StoreError: there is no such folder, or the database cannot be read.
    """
    folder = file_of(place)
    if folder is None:
        return tuple(
            _listed(name, steps, decode_step(first or last), decode_step(last))
            if last
            else Listed(name)
            for name, steps, first, last in kept_in_database(str(place))
        )
    if not folder.is_dir():
        raise StoreError(f"{folder} is no folder; name one, or the URL of a database")
    return tuple(_of_files(folder))


def _of_files(folder: Path) -> Iterator[Listed]:
    for path in sorted(folder.glob(f"*{ENDING}")):
        if not path.is_file():
            continue
        try:
            with closing(open_store(path, read_only=True)) as store:
                length = store.length
                first = next(store.read(), None)
                last = next(store.read(max(0, length - 1)), None)
                yield _listed(path.name, length, first, last)
        except StoreError as error:
            yield Listed(path.name, problem=str(error))


def _listed(name: str, steps: int, first: Step | None, last: Step | None) -> Listed:
    return Listed(name, _title(first), steps, last.recorded if last else None)


def _title(first: Step | None) -> str:
    if first is None or len(first.bodies) < 2:
        return ""
    try:
        begun = first.operation(1)
    except ConsensusError:
        # Later software may have begun it in another way; it is there all the same.
        return ""
    return begun.title if isinstance(begun, StartWorkingGroup) else ""


def copy_record(
    source: str | Path, target: str | Path, progress: OnProgress | None = None
) -> Verification:
    """Copies every step of a record to a new one, with the same hashes and order.

    Private notes and the wall are not copied.

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
    from consensus.history.verify import verify

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
            f"the file is not as it was recorded, so it was not copied: {altered[0]}",
            altered[0].step,
        )
    with closing(create_store(target, steps=[each.open() for each in stored])) as made:
        copied = verify(made.read_stored(), found.head, lambda done: tell(length + done))
    if copied != found:
        raise Damaged("the copy is not what was read; do not use it, and check the disk")
    return copied
