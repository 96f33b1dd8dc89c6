"""Hostile Word files at the command line: one line says why, and nothing is taken or fetched."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.support.docx_files import hostile_files, leading_out

from .conftest import Run, done

KINDS = tuple(hostile_files(""))
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes of addresses, with the program and its libraries."""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked for there."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    found = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_address[1]}/x", asked
    found.shutdown()
    found.server_close()


@pytest.fixture(scope="module")
def files(server: tuple[str, list[str]]) -> dict[str, bytes]:
    """The files, made once."""
    return hostile_files(server[0])


def everything_below(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its content; what SQLite keeps beside a record left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".consensus"))
    }


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_files_are_refused_by_every_command(
    run: Run, harbour: Path, server: tuple[str, list[str]], files: dict[str, bytes], kind: str
) -> None:
    """One line says why, the record and the folder are as they were, and nothing was fetched."""
    Path("evil.docx").write_bytes(files[kind])
    Path("secret.txt").write_text("A secret.", encoding="utf-8")
    done(run("question", "ask", "What should we recommend?"))
    log, before = done(run("log", "--json")).out, everything_below(harbour.parent)
    for words in (
        ("draft", "import"),
        ("draft", "import", "--compare", "D1"),
        ("translation", "import", "--language", "fr"),
        ("amendment", "import"),
        ("contribution", "import"),
    ):
        refused = run(*words, "evil.docx")
        assert (refused.code, refused.out) == (3, ""), words
        assert "evil.docx" in refused.err
        assert len(refused.err.splitlines()) == 1
        assert "A secret." not in refused.err
    assert log == done(run("log", "--json")).out
    assert before == everything_below(harbour.parent)
    assert server[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_files_take_bounded_memory(
    folder: Path, files: dict[str, bytes], kind: str
) -> None:
    """A process that may have a gigabyte refuses them without asking for more."""
    Path("evil.docx").write_bytes(files[kind])
    limit = (MOST_MEMORY, MOST_MEMORY)
    answer = subprocess.run(
        [sys.executable, "-m", "consensus", "convert", "evil.docx", "out.critic.md"],
        capture_output=True,
        text=True,
        timeout=600,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "evil.docx" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["evil.docx"]


def test_members_and_relations_that_lead_out_lead_nowhere(
    run: Run, folder: Path, server: tuple[str, list[str]]
) -> None:
    """The text is read; nothing is written or fetched but what was asked for."""
    inside = folder / "one" / "two"
    inside.mkdir(parents=True)
    (folder / "secret.txt").write_text("A secret.", encoding="utf-8")
    (inside / "evil.docx").write_bytes(leading_out(server[0]))
    done(run("convert", str(inside / "evil.docx"), str(inside / "out.txt")))
    assert (inside / "out.txt").read_text(encoding="utf-8") == "Members report.\n"
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert names == {"evil.docx", "out.txt", "secret.txt"}
    assert not Path("/tmp/escaped.txt").exists()
    assert server[1] == []
