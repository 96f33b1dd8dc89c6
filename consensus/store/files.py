"""Creates files atomically: written under a temporary name, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consensus.errors import StoreError

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
