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
    assert found.err.count("N1 was settled otherwise in another copy (step ") == 2
    assert "text and status of N1 are those from before" in found.err
    status = run(*ann, "status")
    assert "N1: settled otherwise in two copies" in status.out
    assert run(*ann, "status", "--json").json["settled_apart"] == ["N1"]
    told = run(*ann, "why", "1")
    assert "Settled otherwise in two copies" in told.out
    assert len(run(*ann, "why", "1", "--json").json["settled_apart"]) == 2
    assert run(*ann, "sync", "bob.consensus", "--json").json == {
        "schema": 1,
        "dry_run": False,
        "came_in": 0,
        "went_out": 0,
        "joined": False,
        "head": run("-f", "bob.consensus", "verify", "--json").json["head"],
        "overtaken": [],
        "settled_apart": [],
        "renamed": [],
        "findings": [],
    }


def test_of_two_that_settled_one_target_a_person_chooses(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Both are listed with what the other did; the chosen one applies, and the choice is undone."""
    apart(run, folder)
    ann = ("-f", "harbour.consensus", "--by", "ann")
    run(*ann, "sync", "bob.consensus")
    listed = run(*ann, "overtaken", "list")
    assert "N1 was reworded" in listed.out
    assert "N1 declared agreed" in listed.out
    data = {
        each["line"]["by"]: each
        for each in run(*ann, "overtaken", "list", "--json").json["overtaken"]
    }
    assert data["ann"]["rivals"] == [data["bob"]["line"]["id"]]
    assert data["bob"]["rivals"] == [data["ann"]["line"]["id"]]
    step = data["bob"]["line"]["id"]
    assert run(*ann, "log").out.count("(does not apply)") == 2
    again = run(*ann, "overtaken", "again", step, "--reason", "as Bob had it")
    assert (again.code, f"recorded again: step {step}" in again.err) == (0, True)
    assert f"let go: step {data['ann']['line']['id']}" in again.err
    assert "Members report." in run(*ann, "draft", "show").out
    assert run(*ann, "overtaken", "list").err == "nothing waits to be settled\n"
    run(*ann, "undo")
    assert len(run(*ann, "overtaken", "list", "--json").json["overtaken"]) == 2
    for each in data.values():
        assert run(*ann, "overtaken", "let-go", each["line"]["id"], "as it was").code == 0
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
