"""Creates and replaces files atomically: written under a temporary name, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from consensus.errors import Rejected, StoreError

BESIDE = ("", "-wal", "-shm", "-journal")
"""How the names of a file and of what SQLite may put beside it while it is in use go on."""


@contextmanager
def create_atomically(path: Path) -> Iterator[Path]:
    """Yields a temporary path in the same directory, published as `path` on success.

    Raises StoreError if `path` exists or the directory is not writable; nothing is left behind.
    """
    if os.path.lexists(path):
        raise _taken(path)
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}; make it first, or choose another")
    temporary = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        # Asked of the system first, because its reasons are plainer than those of a driver.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield temporary
        _publish(temporary, path)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise StoreError(
            f"{path} cannot be made ({error.strerror}); choose a folder you may write to"
            " that has room"
        ) from error
    finally:
        remove_with_companions(temporary)


def remove_with_companions(path: Path) -> None:
    """Removes a file and SQLite's companion files, where they exist."""
    for ending in BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _taken(path: Path) -> StoreError:
    return StoreError(f"{path} is there already and is left as it is; choose another name")


def _publish(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # Memory sticks have no links: take the name with an empty file, then replace our own file.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        with _removed_on_failure(path):
            os.replace(made, path)
    if hasattr(os, "O_DIRECTORY"):
        with _removed_on_failure(path):
            _sync(path.parent)


@contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink()
        raise


def _sync(folder: Path) -> None:
    """Flushes the directory entry of a new file to disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    except OSError as error:
        # Some file systems cannot do this for a folder, and do not need it.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(opened)


def _begins_with(path: Path, start: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file atomically and never over a record; a device or a pipe as it is.

    Raises:
        Rejected: a database is there, or a part of one.
        OSError: it cannot be written.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(pieces)
        return
    # Not `resolve`, which cannot tell where a link leads that leads to itself.
    place = Path(os.path.realpath(path))
    # The newest steps may be in what SQLite keeps beside a file that is open.
    for ending in BESIDE:
        beside = Path(str(place).removesuffix(ending))
        if place.name.endswith(ending) and _begins_with(beside, _DATABASE):
            what = "part of a database" if ending else "a database"
            raise Rejected(f"{path} is {what} and is left as it is; name another file")
    passing = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        try:
            with passing.open("wb") as file:
                file.writelines(pieces)
            passing.replace(place)
        finally:
            passing.unlink(missing_ok=True)
    except OSError as error:
        # The user that named a file knows nothing of the temporary one beside it.
        error.filename = error.filename and str(path)
        raise


# How every SQLite file begins.
_DATABASE = b"SQLite format 3\x00"
