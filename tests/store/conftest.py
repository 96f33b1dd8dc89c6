"""What the tests of stores share: every kind of store, and a record on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from .handles import KINDS, Handles, Make, MemoryHandles, PostgresHandles


@pytest.fixture(params=KINDS)
def make_handles(request: pytest.FixtureRequest) -> Make:
    """What makes a new record of each kind of store in a folder."""
    if request.param == "postgres":
        return partial(PostgresHandles, server=request.getfixturevalue("postgres"))
    return MemoryHandles if request.param == "memory" else Handles


@pytest.fixture
def handles(make_handles: Make, tmp_path: Path) -> Iterator[Handles]:
    """A new record of each kind of store, and as many handles on it as a test wants."""
    opened = make_handles(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a record can be made."""
    return tmp_path / "group.consensus"


@contextmanager
def _anybody() -> Iterator[None]:
    """Act as a user without privileges, since nothing is write-protected for the privileged one."""
    privileged = os.geteuid() == 0
    if privileged:
        os.seteuid(65534)
    try:
        yield
    finally:
        if privileged:
            os.seteuid(0)


@pytest.fixture
def protected(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that can be write-protected, used by a user without privileges."""
    if not hasattr(os, "geteuid"):
        pytest.skip("write protection of folders works by users here")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o777)
        try:
            with _anybody():
                yield place
        finally:
            place.chmod(0o777)
