"""Which record a command works on, when, and who records."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.cli.record import file_name_for

from .conftest import Run


def test_only_record_in_the_folder_is_taken(run: Run, harbour: Path) -> None:
    """Nobody has to name the only record there is."""
    assert run("status").code == 0


def test_without_a_record_the_user_is_told_how_to_begin(run: Run) -> None:
    """An empty folder is a usage error."""
    answer = run("status")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no record in this folder" in answer.err


def test_of_several_records_one_is_to_be_named(run: Run, harbour: Path) -> None:
    """No command guesses among records."""
    Path("other.consensus").write_bytes(harbour.read_bytes())
    answer = run("status")
    assert (answer.code, answer.out) == (2, "")
    assert "say which with -f: harbour.consensus, other.consensus" in answer.err
    assert run("-f", "other.consensus", "status").code == 0


def test_variable_names_the_record(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CONSENSUS_FILE is used unless -f is given."""
    harbour.rename("panel.db")
    monkeypatch.setenv("CONSENSUS_FILE", "panel.db")
    assert run("status").code == 0
    assert run("-f", "other.db", "status").code == 4


def test_global_options_may_stand_after_the_command(run: Run, harbour: Path) -> None:
    """`consensus status -f FILE` does what it says, and the later one wins."""
    harbour.rename("panel.db")
    assert run("status", "-f", "panel.db").code == 0
    assert run("-f", "other.db", "status", "--file", "panel.db").code == 0


def test_who_records_is_in_the_log(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option wins over the variable."""
    monkeypatch.setenv("CONSENSUS_BY", "Ada")
    run("position", "take", "ASH", "1", "support")
    run("--by", "Bo", "position", "take", "BAY", "1", "support")
    run("position", "take", "COL", "1", "accept", "--by", "Cy")
    assert [each["by"] for each in run("log", "-n", "3", "--json").json["steps"]] == [
        "Ada",
        "Bo",
        "Cy",
    ]


def test_undo_takes_the_own_last_step(run: Run, harbour: Path) -> None:
    """One recorder does not undo what another recorded last."""
    run("--by", "Ada", "position", "take", "ASH", "1", "support")
    run("--by", "Bo", "position", "take", "BAY", "1", "support")
    assert run("--by", "Ada", "undo").code == 0
    held = run("position", "list", "--json").json["positions"]
    assert [each["member"] for each in held] == ["BAY"]


def test_past_is_looked_at_by_step_day_and_revision(run: Run, harbour: Path) -> None:
    """What was is shown as it was."""
    start = run("log", "--json").json["steps"][-1]["id"]
    run("decision", "record", "1", "agreed")
    run("revision", "publish", "Rev.1")
    run("decision", "record", "2", "agreed")

    def agreed(*when: str) -> int:
        return int(run(*when, "status", "--json").json["totals"]["agreed"])

    assert agreed() == 2
    assert agreed("--as-of", start) == 0
    assert agreed("--as-of", "Rev.1") == 1
    assert agreed("--as-of", "2999-12-31") == 2
    assert agreed("--as-of", "2999-12-31T10:00:00+02:00") == 2


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour panel", "harbour-panel.consensus"),
        ("Comité d’éthique / 2026", "comite-d-ethique-2026.consensus"),
        ("工作组", "工作组.consensus"),
        ("../../etc", "etc.consensus"),
        ("…", "working-group.consensus"),
        ("x" * 300, "x" * 60 + ".consensus"),
    ],
)
def test_file_is_named_after_the_title(title: str, name: str) -> None:
    """Of a title only letters and digits come into the name of a file."""
    assert file_name_for(title) == name


def test_init_says_where_the_record_is(run: Run) -> None:
    """The name of the file is data, for scripts."""
    answer = run("init", "--title", "Harbour panel")
    assert (answer.code, answer.out) == (0, "harbour-panel.consensus\n")
    assert Path("harbour-panel.consensus").exists()
    assert run("-f", "sub.consensus", "init", "--title", "Other").out == "sub.consensus\n"
