"""What was recorded in a meeting, and in between, from the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_the_log_of_a_meeting_and_of_the_time_before_it(run: Run, harbour: Path) -> None:
    """What came in between two meetings is in neither; before the first is all that came."""
    done(run("meeting", "open", "First meeting"))
    done(run("decision", "record", "1", "agreed"))
    done(run("meeting", "close"))
    done(run("amendment", "propose", "2", "--old", "all", "--text", "most", "--by", "ASH"))
    done(run("meeting", "announce", "Second meeting", "--begins", "2040-01-26"))
    done(run("meeting", "open", "Second meeting"))
    done(run("decision", "record", "3", "agreed"))
    first = done(run("log", "--meeting", "M1")).out
    assert "M1 opened" in first
    assert "1 (N1) declared agreed" in first
    assert "N3" not in first
    between = done(run("log", "--before", "M2", "--json")).json["steps"]
    assert next(sentence for step in between for sentence in step["sentences"]).startswith("A1")
    assert len(between) == 2
    assert "imported draft D1" in done(run("log", "--before", "M1")).out
    assert "3 (N3) declared agreed" in done(run("log", "--meeting", "Second meeting")).out
    assert run("log", "--meeting", "M1", "--before", "M2").code == 2
    assert run("log", "--before", "M9").code == 3
