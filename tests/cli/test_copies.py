"""Copies of a record from the command line: sync, bundle, unbundle, and what was overtaken."""

from __future__ import annotations

import shutil
from pathlib import Path

from .conftest import Run


def apart(run: Run, folder: Path) -> None:
    """Ann agrees recommendation 1 in one file before Bob amends and rewords it in another."""
    run("-f", "harbour.consensus", "position", "take", "ASH", "1", "support")
    shutil.copy(folder / "harbour.consensus", folder / "bob.consensus")
    run("-f", "harbour.consensus", "--by", "ann", "decision", "record", "1", "agreed")
    run("-f", "harbour.consensus", "amendment", "propose", "2", "--text", "Later.", "--by", "ASH")
    bob = ("-f", "bob.consensus", "--by", "bob")
    assert run(*bob, "edit", "1", "Members report.").code == 0
    assert run(*bob, "amendment", "propose", "2", "--text", "Never.", "--by", "BAY").code == 0


def test_two_files_are_joined(run: Run, harbour: Path, folder: Path) -> None:
    """What came in, which handles were given twice, and what does not apply, are said."""
    apart(run, folder)
    ann = ("-f", "harbour.consensus")
    tried = run(*ann, "sync", "bob.consensus", "--dry-run")
    assert (tried.code, tried.out) == (0, "2 steps would come in, 2 steps would go out\n")
    assert "would be joined" in tried.err
    found = run(*ann, "sync", "bob.consensus")
    assert (found.code, found.out) == (0, "2 steps came in, 2 steps went out\n")
    assert "two things were called A1: the later one is A1-2 from now on" in found.err
    assert "does not apply any more: N1 is closed by a decision; reopen it first" in found.err
    assert run(*ann, "sync", "bob.consensus", "--json").json == {
        "schema": 1,
        "dry_run": False,
        "came_in": 0,
        "went_out": 0,
        "joined": False,
        "head": run("-f", "bob.consensus", "verify", "--json").json["head"],
        "overtaken": [],
        "renamed": [],
        "findings": [],
    }


def test_what_was_overtaken_is_listed_and_settled(run: Run, harbour: Path, folder: Path) -> None:
    """It is taken again once nothing is in its way, or let go with a reason."""
    apart(run, folder)
    ann = ("-f", "harbour.consensus", "--by", "ann")
    run(*ann, "sync", "bob.consensus")
    listed = run(*ann, "overtaken", "list")
    assert "N1 was reworded" in listed.out
    assert "does not apply: N1 is closed by a decision; reopen it first" in listed.out
    data = run(*ann, "overtaken", "list", "--json").json["overtaken"]
    step = data[0]["line"]["id"]
    assert (len(data), data[0]["line"]["by"], data[0]["rows"]) == (1, "bob", 1)
    assert "(does not apply)" in run(*ann, "log").out
    refused = run(*ann, "overtaken", "again", step)
    assert (refused.code, "closed by a decision" in refused.err) == (3, True)
    run(*ann, "decision", "record", "1", "reopened")
    again = run(*ann, "overtaken", "again", step, "--reason", "as Bob had it")
    assert (again.code, f"recorded again: step {step}" in again.err) == (0, True)
    assert run(*ann, "overtaken", "list").err == "nothing waits to be settled\n"
    run(*ann, "undo")
    assert run(*ann, "overtaken", "let-go", step, "as it was").code == 0
    assert run(*ann, "overtaken", "list", "--json").json["overtaken"] == []
    assert run(*ann, "overtaken", "let-go", step, "as it was").code == 3


def test_bundles_go_by_mail(run: Run, harbour: Path, folder: Path) -> None:
    """A copy begins with one, answers with another, and nothing is written over."""
    ann, cyn = ("-f", "harbour.consensus"), ("-f", "cyn.consensus")
    assert run(*ann, "bundle", "all.bundle").code == 0
    assert run(*ann, "bundle", "all.bundle").code == 2
    made = run(*cyn, "unbundle", "all.bundle", "--new")
    assert (made.code, made.out) == (0, "cyn.consensus\n")
    assert run(*cyn, "unbundle", "all.bundle", "--new").code == 4
    assert run("unbundle", "all.bundle", "--new").code == 2
    head = run(*ann, "verify", "--json").json["head"]
    run(*cyn, "amendment", "propose", "2", "--text", "Never.", "--by", "BAY")
    assert run(*cyn, "bundle", "reply.bundle", "--since", head).code == 0
    tried = run(*ann, "unbundle", "reply.bundle", "--dry-run", "--json").json
    assert (tried["came_in"], tried["dry_run"]) == (1, True)
    assert run(*ann, "unbundle", "reply.bundle").out == "1 step came in\n"
    assert run(*ann, "unbundle", "reply.bundle").out == "0 steps came in\n"
    assert (
        run(
            *ann, "bundle", "none.bundle", "--since", run(*ann, "verify", "--json").json["head"]
        ).code
        == 3
    )
    assert not (folder / "none.bundle").exists()


def test_what_is_no_copy_is_refused(run: Run, harbour: Path, folder: Path) -> None:
    """Another working group, another kind of file, and what is too large."""
    ann = ("-f", "harbour.consensus")
    run("-f", "other.consensus", "init", "--title", "Other")
    other = run(*ann, "sync", "other.consensus")
    assert (other.code, "begins another working group" in other.err) == (3, True)
    (folder / "words.bundle").write_text("words", encoding="utf-8")
    assert (run(*ann, "unbundle", "words.bundle").code, run(*ann, "sync", "words.bundle").code) == (
        3,
        4,
    )
    assert run(*ann, "sync", "nowhere.consensus").code == 4
    (folder / "large.bundle").write_bytes(bytes(1_100_000))
    assert run(*ann, "unbundle", "large.bundle", "--most", "1").code == 2
