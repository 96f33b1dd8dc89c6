"""Record files in whatever condition a test needs them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from consensus.history.step import Step
from consensus.store.port import Source
from consensus.store.sqlite import SqliteStore
from tests.support.recording import SECRET, chain


def kept(path: Path, count: int = 3) -> list[Step]:
    """Make a record of that many steps and close it."""
    steps = chain(count)
    with closing(SqliteStore.create(path)) as store:
        store.extend(steps, "")
    return steps


def whole(source: Source) -> bytes:
    """All of a snapshot."""
    return source(1 << 20)


def tampered(path: Path, *statements: str) -> None:
    """Change a file behind the back of the store."""
    with closing(sqlite3.connect(path)) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


def words_in(folder: Path) -> list[str]:
    """The names of the files in which the secret words are."""
    secret = SECRET.encode()
    return [each.name for each in sorted(folder.iterdir()) if secret in each.read_bytes()]


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as whoever runs the tests, where a test acts as somebody else."""
    user = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    try:
        yield
    finally:
        os.seteuid(user)


@contextmanager
def protecting(folder: Path) -> Iterator[None]:
    """Write-protect a folder and the files in it."""
    files = [each for each in folder.iterdir() if each.is_file()]
    with as_owner():
        for each in files:
            each.chmod(0o444)
        folder.chmod(0o555)
    try:
        yield
    finally:
        with as_owner():
            folder.chmod(0o777)
            for each in files:
                each.chmod(0o666)


def crash(path: Path) -> None:
    """Record five steps in another process that is killed without closing the file."""
    program = (
        "import os, sys; from consensus.store.sqlite import SqliteStore;"
        "from tests.support.recording import chain; store = SqliteStore.create(sys.argv[1]);"
        "[store.append(each, store.head) for each in chain(5)]; os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[2]
    with as_owner():
        subprocess.run([sys.executable, "-c", program, str(path)], cwd=root, check=False)
    assert path.with_name(f"{path.name}-wal").stat().st_size
