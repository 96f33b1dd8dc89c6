"""Positions at the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_what_is_not_for_the_room_is_marked_for_the_secretariat(run: Run, harbour: Path) -> None:
    """Where a position is taken, listed and explained, and where the chair declares over it."""
    secretly = ("--source", "confidence", "--reason", "no")
    taken = run("position", "set", "ASH", "1", "object", *secretly)
    assert "ASH on 1: object, in confidence" in taken.err
    done(run("position", "set", "BAY", "1", "hold", "--source", "secretariat"))
    done(run("position", "set", "COL", "1", "object", "--reason", "late"))
    listed = run("position", "list", "--on", "1").out
    assert "object, in confidence" in listed
    assert "hold, as the secretariat reads it" in listed
    told = run("why", "1").out
    assert "- ASH (in confidence) and COL object\n" in told
    assert "- BAY (as the secretariat reads it) reserves its position\n" in told
    assert "- ASH (in confidence), raised: no\n" in told
    assert "- COL, raised: late\n" in told
    ruled = run("decision", "add", "1", "agreed", "--reason", "time", "--yes")
    assert "; ASH (in confidence) and COL stated their objections" in ruled.err
    assert "with the position reserved by BAY (as the secretariat reads it)" in ruled.err
    assert "ASH (in confidence) and COL stated their objections" in run("why", "1").out
    assert "in confidence" not in run("why", "1", "--for", "members").out
