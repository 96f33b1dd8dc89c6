"""Caches snapshots in the user's cache directory, never in the file of the record."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from consensus.errors import StoreError
from consensus.store.port import Read, Source, digest_of

FOLDER = "CONSENSUS_CACHE"
"""The environment variable that names the folder of snapshots, or says `off`."""

_OFF = "off"
# Together; a million positions take some 60 MB.
_MOST_BYTES = 1 << 30
_DIGEST_BYTES = 64
_BYTES_AT_ONCE = 1 << 20
_FOR_OTHERS = 0o077
# The key comes from a file that may be from elsewhere, so nothing else gets into a path.
_KEY = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[0-9a-f]{64}\.(snapshot|[0-9a-f]{12}\.part)")


def cache_folder() -> Path | None:
    """Returns the directory of cached snapshots, which may not exist; None if caching is off."""
    given = os.environ.get(FOLDER, "")
    if given == _OFF:
        return None
    return Path(given) if given else _usual_folder()


def _usual_folder() -> Path | None:
    # By the XDG Base Directory Specification a relative path is to be ignored.
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / "consensus"
    try:
        home = Path.home()
    except RuntimeError:
        # A service may run as a user without one.
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "consensus"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "consensus"
    return home / ".cache" / "consensus"


def read_cached(key: str, read: Callable[[Source], Read]) -> Read | None:
    """Returns what `read` parses from a cached snapshot; None without a valid one."""
    place = _place(key)
    if place is None:
        return None
    try:
        # A pipe in its place would be waited for, and a folder cannot be read.
        if not stat.S_ISREG(os.lstat(place).st_mode):
            return None
        opened = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with open(opened, "rb") as file:
            if not _is_own(os.fstat(opened)):
                return None
            digest = file.read(_DIGEST_BYTES).decode(errors="replace")
            if not _matches(file.read, digest):
                return None
            with suppress(OSError):
                # The least recently used go first. One that cannot be marked so is only older.
                os.utime(place)
            file.seek(_DIGEST_BYTES)
            return read(file.read)
    except OSError:
        return None


def _matches(source: Source, digest: str) -> bool:
    hashed = hashlib.sha256()
    while piece := source(_BYTES_AT_ONCE):
        hashed.update(piece)
    return hashed.hexdigest() == digest


def is_cached(key: str) -> bool:
    """Returns whether a snapshot is cached under a key, damaged or not."""
    place = _place(key)
    return place is not None and os.path.isfile(place)


def write_cached(key: str, content: bytes | bytearray) -> None:
    """Replaces the cached snapshot of a key atomically, and evicts the oldest beyond the limit.

    Errors are ignored: the old snapshot then stays, and any can be made again from the log.
    """
    place = _place(key)
    if place is None:
        return
    part = place.with_name(f"{key}.{secrets.token_hex(6)}.part")
    try:
        place.parent.mkdir(0o700, parents=True, exist_ok=True)
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(digest_of(content).encode())
            file.write(content)
        part.replace(place)
        _limit(place)
    except OSError:
        # The log has it all: without a snapshot the next opening only takes longer.
        with suppress(OSError):
            part.unlink(missing_ok=True)


def remove_cached(key: str) -> None:
    """Removes all cached files of a record, also in the default directory.

    Raises StoreError if a file cannot be deleted.
    """
    for folder in {cache_folder(), _usual_folder()} - {None}:
        assert folder is not None
        for each in list(_kept_in(folder)):
            if each.name.startswith(f"{key}."):
                try:
                    each.unlink(missing_ok=True)
                except OSError as error:
                    raise StoreError(
                        f"a snapshot of the file is still in {each} ({error.strerror});"
                        " delete that file"
                    ) from error


def _place(key: str) -> Path | None:
    folder = cache_folder()
    return folder / f"{key}.snapshot" if folder and _KEY.fullmatch(key) else None


def _is_own(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    if sys.platform == "win32":
        # There the folder belongs to the user's profile, and modes say nothing.
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & _FOR_OTHERS


def _kept_in(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        # A folder that is not there, or cannot be looked into, holds none of ours.
        yield from (each for each in folder.iterdir() if _NAME.fullmatch(each.name))


def _limit(kept: Path) -> None:
    """Removes the least recently used snapshots above the size limit, except the new one."""
    found: list[tuple[os.stat_result, Path]] = []
    for each in _kept_in(kept.parent):
        with suppress(FileNotFoundError):
            # Another process may have removed it meanwhile.
            found.append((each.stat(), each))
    total = sum(about.st_size for about, _ in found)
    for about, each in sorted(found, key=lambda entry: entry[0].st_mtime_ns):
        if total <= _MOST_BYTES:
            return
        if each != kept:
            each.unlink(missing_ok=True)
            total -= about.st_size
