"""A disk that is really full: a small one in memory, where this user may make one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, kibibytes: int) -> Iterator[Path]:
    """A folder on a disk of that size."""
    place.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={kibibytes}k,mode=777", "none", str(place)]
    try:
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk of its own can only be made by the privileged user of a machine")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(folder: Path) -> Path:
    """Leave no room; the file that takes it."""
    taken = folder / "taken"
    with suppress(OSError), taken.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    return taken
