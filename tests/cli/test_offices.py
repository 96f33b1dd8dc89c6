"""Offices from the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_story_of_a_chair(run: Run, harbour: Path) -> None:
    """Nominated, awaiting approval, approved, listed; another nomination is declined."""
    nominated = run(
        *("office", "nominate", "chair", "Ada Hale", "--member", "ASH"), "--by", "acting chair"
    )
    assert done(nominated).out == "NOM1\n"
    assert "NOM1, awaits approval" in done(run("office", "list")).out
    waiting = done(run("office", "list", "--json")).json["nominations"]
    assert [(each["person"], each["by"]) for each in waiting] == [("Ada Hale", "acting chair")]
    assert "Ada Hale is chair" in done(run("office", "approve", "NOM1")).err
    (held,) = done(run("office", "list", "--json")).json["offices"]
    assert held == {"role": "chair", "person": "Ada Hale", "member": "ASH", "nomination": "NOM1"}
    done(run("office", "nominate", "co-chair", "Ben Oru"))
    done(run("office", "decline", "NOM2", "--reason", "no time"))
    log = done(run("log")).out
    assert "NOM1: somebody was nominated as chair by acting chair: Ada Hale" in log
    assert "NOM2 was declined: no time" in log
    assert run("office", "approve", "NOM2").code == 3
    assert run("office", "approve", "NOM9").code == 3
