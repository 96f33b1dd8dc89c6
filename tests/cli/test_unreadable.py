"""A record with steps that cannot be read, from the command line: warned of, used, repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consensus.store.opening import copy_record
from tests.history.samples.make_sample import FOLDER
from tests.support.postgres import Server

from .conftest import Run, done

REPAIR = "consensus doctor --repair"


@pytest.fixture(params=["file", "database"])
def ferry(request: pytest.FixtureRequest, folder: Path) -> str:
    """The kept record, of which four steps cannot be read, in each kind of store."""
    file = shutil.copy(FOLDER / "unreadable.consensus", folder / "ferry.consensus")
    if request.param == "file":
        return str(file)
    pytest.importorskip("psycopg")
    server: Server = request.getfixturevalue("postgres")
    url = server.new_url()
    copy_record(file, url)
    return url


def test_from_the_warning_to_the_repair(run: Run, ferry: str) -> None:
    """Each command warns once and does its work, until what cannot be read is set aside."""
    answer = run("-f", ferry, "status", "--json")
    assert (answer.code, answer.json["totals"]["agreed"]) == (0, 1)
    assert answer.err.count("number 5, 2026-05-04 09:13, by secretary") == 1
    assert "operation 1 (take-position/1) cannot be read: field reason: expected text" in answer.err
    assert "4 more steps are left out" in answer.err
    assert REPAIR in answer.err
    proof = run("-f", ferry, "verify")
    assert (proof.code, "unreadable" in proof.err, "intact" in proof.err) == (1, True, False)
    assert (
        "(number 12, 2026-05-04 09:32, by secretary): operation 2 (move-milestone/1)" in proof.out
    )
    assert run("-f", ferry, "verify", "--json").json["intact"] is False
    looked = run("-f", ferry, "doctor", "--json")
    assert (looked.code, looked.json["sound"]) == (1, False)
    messages = [each["message"] for each in looked.json["findings"]]
    assert sum("cannot be read: field" in each for each in messages) == 5
    assert sum("rests on what cannot be read" in each for each in messages) == 5
    taken = run("-f", ferry, "--by", "dep", "position", "take", "OAK", "4", "support")
    assert (taken.code, REPAIR in taken.err) == (0, True)
    log = run("-f", ferry, "log")
    assert "an operation (propose-amendment/1) cannot be read: field rationale" in log.out
    assert run("-f", ferry, "--as-of", "M1", "status").code == 0
    waiting = run("-f", ferry, "overtaken", "list", "--json").json["overtaken"]
    repaired = run("-f", ferry, "--by", "keeper", "doctor", "--repair")
    assert repaired.out.count("it was set aside") == 10
    # The server of the tests is set so that it can lose steps, which the doctor says too.
    assert repaired.code == (1 if "fsync" in repaired.out else 0)
    for words in ("status", "log", "next"):
        assert "warning" not in done(run("-f", ferry, words)).err
    proof = done(run("-f", ferry, "verify"))
    assert "5 operations that cannot be read, set aside on record" in proof.out
    assert proof.err == "intact\n"
    assert "5 operations that cannot be read are set aside" in run("-f", ferry, "doctor").out
    log = run("-f", ferry, "log").out
    assert log.count("by keeper") == len(waiting) == 9


def test_one_command_warns_once(run: Run, folder: Path) -> None:
    """Also where it opens the record more than once, and never where a shell completes a word."""
    shutil.copy(FOLDER / "unreadable.consensus", folder / "ferry.consensus")
    shutil.copy(FOLDER / "unreadable.consensus", folder / "copy.consensus")
    answer = run("-f", "ferry.consensus", "sync", "copy.consensus")
    assert (answer.code, answer.err.count(REPAIR)) == (0, 1)
