"""A record in a database: every command takes its URL where it takes a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Server

from .conftest import Run


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The URL of a database that holds nothing."""
    with postgres.database("empty") as url:
        yield url


def test_a_working_group_is_begun_and_worked_with(run: Run, database: str) -> None:
    """The tables are made, the working group gets a name, and it is recorded in and read."""
    begun = run("-f", database, "init", "--title", "Harbour Panel")
    assert (begun.code, begun.out) == (0, f"{database}&group=harbour-panel\n")
    url = begun.out.strip()
    assert run("-f", url, "member", "add", "ASH", "Ashland").code == 0
    assert run("-f", url, "verify").out.startswith("2 steps")
    assert "Ashland" in run("-f", url, "member", "list").out
    assert run("-f", url, "backup", "copy.consensus").code == 0
    assert (
        run("-f", "copy.consensus", "log", "--json").json["steps"]
        == (run("-f", url, "log", "--json").json["steps"])
    )


def test_the_only_working_group_need_not_be_named(
    run: Run, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a second one there, it must be; no command guesses."""
    monkeypatch.setenv("CONSENSUS_FILE", database)
    answer = run("status")
    assert (answer.code, "holds no records yet" in answer.err) == (4, True)
    assert run("init", "--tables").code == 0
    answer = run("status")
    assert (answer.code, "no working group yet" in answer.err) == (4, True)
    run("init", "--title", "One")
    assert run("status").code == 0
    run("init", "--title", "Two")
    answer = run("status")
    assert (answer.code, "several working groups (one, two)" in answer.err) == (4, True)
    assert run("-f", f"{database}&group=two", "status").code == 0
    answer = run("-f", f"{database}&group=three", "status")
    assert (answer.code, "holds no working group three" in answer.err) == (4, True)
    answer = run("init", "--title", "Two")
    assert (answer.code, "there already" in answer.err) == (4, True)


def test_working_groups_are_listed(run: Run, harbour: Path, database: str) -> None:
    """Those in a database and those in a folder, also what cannot be read."""
    run("-f", database, "init", "--title", "One")
    found = run("working-groups", database, "--json").json["working_groups"]
    assert [(each["name"], each["title"], each["steps"]) for each in found] == [("one", "One", 1)]
    assert run("-f", database, "working-groups").out.count("one") == 1
    Path("broken.consensus").write_bytes(b"no record" * 100)
    found = run("working-groups", "--json").json["working_groups"]
    assert [each["name"] for each in found] == ["broken.consensus", "harbour.consensus"]
    assert "no record" in found[0]["problem"]
    assert found[1]["steps"] == run("verify", "-f", "harbour.consensus", "--json").json["steps"]
    assert run("working-groups", "nowhere").code == 4


def test_a_record_is_copied_into_a_database_and_back(
    run: Run, harbour: Path, database: str
) -> None:
    """Every copy has the same steps and the same head, and nothing is overwritten."""
    head = run("verify", "--json").json["head"]
    url = f"{database}&group=harbour"
    there = run("copy", "harbour.consensus", url)
    assert (there.code, there.out, head in there.err) == (0, f"{url}\n", True)
    assert run("copy", url, "back.consensus").code == 0
    assert run("-f", "back.consensus", "verify", "--head", head).code == 0
    assert run("copy", "harbour.consensus", url).code == 4
    assert run("copy", url, "back.consensus").code == 4


def test_the_doctor_looks_at_a_database(run: Run, database: str) -> None:
    """It says how the server is set, which for the tests is careless, and nothing else."""
    run("-f", database, "init", "--title", "One")
    answer = run("-f", database, "doctor", "--json")
    (found,) = answer.json["findings"]
    assert "fsync = off" in found["message"]
    assert answer.code == 1


def test_tables_are_made_in_a_database_only(run: Run) -> None:
    """A file has none, and a working group needs a title."""
    answer = run("-f", "panel.consensus", "init", "--tables")
    assert (answer.code, "no database" in answer.err) == (4, True)
    assert run("init").code == 2
