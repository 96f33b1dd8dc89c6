"""The restore drill: a record is broken and brought back, by the commands that are documented."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.samples.make_sample import FOLDER
from tests.support.postgres import Server

from .conftest import Answer, Run

_PAGE = Path(__file__).parents[2] / "docs" / "durability.md"


def documented() -> list[list[str]]:
    """The commands of the drill, in its order, each as words without the name of the program."""
    # What copies redact is another matter, with tests of its own.
    drill, heading, _ = _PAGE.read_text(encoding="utf-8").partition("## What a copy redacts")
    assert heading
    blocks = re.findall(r"```console\n(.*?)```", drill, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("consensus ") for line in lines)
    return [shlex.split(line)[1:] for line in lines]


def broken_in_the_middle(path: Path) -> None:
    """Damage one stored step."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE steps SET content = substr(content, 1, 40) WHERE position = 2")
        connection.commit()


def cut_off(path: Path) -> None:
    """Lose the second half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [broken_in_the_middle, cut_off, Path.unlink])
def test_a_record_is_brought_back_as_documented(
    run: Run, harbour: Path, postgres: Server, damage: object
) -> None:
    """Backup, head, damage, doctor, restored file and working group, and what a colleague has."""
    assert callable(damage)
    harbour.rename("panel.consensus")
    backup, verify, doctor, restore, prove, set_aside, into_database, sync = documented()
    assert run(*backup).code == 0
    noted = run(*verify)
    head = noted.out.split()[-1]
    assert noted.code == 0
    log = run("-f", "friday.consensus", "log", "--json").json["steps"]
    run("-f", "panel.consensus", "member", "add", "LATE", "Late")
    assert run("copy", "panel.consensus", "colleague.consensus").code == 0

    damage(Path("panel.consensus"))
    assert run(*doctor).code == 1

    assert run(*restore).code == 0
    proved = run(*[head if word == "HEAD" else word for word in prove])
    assert (proved.code, proved.out) == (0, noted.out)
    assert run("-f", "restored.consensus", "log", "--json").json["steps"] == log

    shutil.copy(FOLDER / "unreadable.consensus", "panel.consensus")
    assert run(*doctor).code == 1
    assert run(*set_aside).code == 0

    url = postgres.new_url()
    assert run(*[url if "postgresql:" in word else word for word in into_database]).code == 0
    assert proved_in(run, url, head).out == noted.out

    assert run(*sync).code == 0
    restored = run("-f", "restored.consensus", "log", "--json").json["steps"]
    assert restored == run("-f", "colleague.consensus", "log", "--json").json["steps"]
    assert len(restored) == len(log) + 1
    assert run("-f", "restored.consensus", "--at", "2026-03-02", "member", "add", "TOO").code == 0


def proved_in(run: Run, place: str, head: str) -> Answer:
    """The proof of a record that was restored somewhere else."""
    answer = run("-f", place, "verify", "--head", head)
    assert answer.code == 0
    return answer
