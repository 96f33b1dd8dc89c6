"""Running the command as a user does, in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from click.testing import CliRunner

from consensus.cli import main

DRAFT = """# Harbour rules

1. Members shall report every year to the harbour office.

2. The office should publish all reports.

3. Ships may enter at night with a pilot on board.
"""
MEMBERS = """code,name,group,observer
ASH,Ashland,GOV,
BAY,Bayland,GOV,
COL,Colland,CIV,
OBS,Observers,,yes
"""


@frozen
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as data."""
        return json.loads(self.out)


Run = Callable[..., Answer]


def run_command(*arguments: str, stdin: str | bytes = "") -> Answer:
    """Run the command in this process, through its entry point."""
    result = CliRunner().invoke(main, list(arguments), input=stdin)
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONSENSUS_FILE", "CONSENSUS_BY", "CONSENSUS_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command in the folder; a failure that was not asked for shows what it said."""
    return run_command


def done(answer: Answer) -> Answer:
    """The answer, which must be one of success."""
    assert (answer.code, "") == (0, "" if answer.code == 0 else answer.err)
    return answer


@pytest.fixture(scope="session")
def harbour_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of three members, an observer and three paragraphs, made once."""
    place = tmp_path_factory.mktemp("harbour") / "harbour.consensus"
    folder = place.parent
    (folder / "rules.md").write_text(DRAFT, encoding="utf-8")
    (folder / "members.csv").write_text(MEMBERS, encoding="utf-8")
    on = ("-f", str(place))
    done(run_command(*on, "init", "--title", "Harbour panel", "--rule", "no_objection()"))
    done(run_command(*on, "member", "import", str(folder / "members.csv")))
    done(run_command(*on, "draft", "import", str(folder / "rules.md")))
    return place


@pytest.fixture
def harbour(harbour_file: Path, folder: Path) -> Path:
    """A copy of that record, the only one in the folder."""
    return Path(shutil.copy(harbour_file, folder / "harbour.consensus"))


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the example, made once."""
    place = tmp_path_factory.mktemp("demo") / "demo.consensus"
    done(run_command("demo", str(place), "--no-tui"))
    return place


@pytest.fixture
def demo(demo_file: Path, folder: Path) -> Path:
    """A copy of the example, the only record in the folder."""
    return Path(shutil.copy(demo_file, folder / "demo.consensus"))


def item(run: Run, label: str) -> Any:
    """What `status` says of an item."""
    items = done(run("status", "--json")).json["items"]
    return next(each for each in items if each["label"] == label)
