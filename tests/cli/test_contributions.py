"""Questions, contributions and reminders, from the command line."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_story_of_a_call_for_contributions(run: Run, harbour: Path, folder: Path) -> None:
    """Two questions, replies from a folder and by hand, a compilation, and who is missing."""
    asked = run("question", "ask", "Which lights should we recommend?", "--deadline", "2040-12-07")
    assert done(asked).out == "Q1\n"
    done(run("question", "ask", "Who pays for them?", "--number", "2"))
    replies = folder / "replies"
    replies.mkdir()
    (replies / "ash.md").write_text(
        "# Question 1\n\nRed ones.\n\n# Question 2\n\nShips.\n", "utf-8"
    )
    (replies / "trust.txt").write_text(
        "From: Harbour Trust\nReceived: 2040-12-15\n\nQ1: None at all.\n", "utf-8"
    )
    (replies / "photo.png").write_bytes(b"\x89PNG")
    found = done(run("contribution", "import", "replies", "--json"))
    assert (found.json["taken"], found.json["findings"]) == (2, [])
    assert "photo.png was passed over" in found.err
    assert done(run("contribution", "import", "replies", "--json")).json["duplicates"] == 2
    (folder / "letter.bin").write_bytes(b"\x00\x01")
    added = run(
        *("contribution", "add", "BAY", "--answer", "1=-", "--document", "letter.bin"),
        stdin="Green ones.\n",
    )
    assert done(added).out == "C3\n"
    (late,) = done(run("contribution", "list", "--late", "--json")).json["contributions"]
    assert (late["contributor"], late["late"]) == ("Harbour Trust", ["Q1"])
    assert "late: Q1" in done(run("contribution", "list")).out
    shown = done(run("contribution", "show", "C3")).out
    assert "Green ones." in shown
    assert (
        "letter.bin (sha256 b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2)"
        in (shown)
    )
    done(run("contribution", "highlight", "ash", "red ones", "--for", "1,Q1", "--issue", "colour"))
    data = done(run("contribution", "show", "C1", "--json")).json
    assert [each["text"] for each in data["said"]] == ["Red ones.", "Ships."]
    assert data["highlights"][0]["links"] == ["N1", "Q1"]
    assert "HL1, colour, N1, Q1: Red ones" in done(run("contribution", "show", "C1")).out
    compiled = done(run("report", "contributions")).out
    assert "- [Question 1](#q1)" in compiled
    assert "> None at all." in compiled
    assert "passages highlighted 1" in compiled
    done(run("report", "contributions", "Q2", "--to", "csv", "-o", "second.csv"))
    assert "Ships." in (folder / "second.csv").read_text("utf-8")
    assert "None" not in (folder / "second.csv").read_text("utf-8")
    issues = done(run("report", "contributions", "--audience", "members", "--json")).json["issues"]
    assert issues[0]["issue"] == "colour"
    assert "C1: a contribution was received from ASH, to Q1 and Q2" in done(run("log")).out


def test_missing_answers_and_reminders(run: Run, harbour: Path) -> None:
    """Which member lacks which question, and the mail that says so."""
    assert "every member" in done(run("contribution", "missing")).err
    assert "nobody is to be reminded" in done(run("contribution", "remind")).err
    assert "nothing was asked" in done(run("question", "list")).err
    done(run("question", "ask", "Which lights?", "--deadline", "2040-12-07"))
    done(run("contribution", "add", "ASH", "--answer", "1=Red ones."))
    missing = done(run("contribution", "missing", "--json")).json["missing"]
    assert [each["member"] for each in missing] == ["BAY", "COL"]
    assert "Bayland" in done(run("contribution", "missing")).out
    mail = done(run("contribution", "remind", "bay")).out
    assert mail.startswith("Subject: Harbour panel: your answers\n\nTo Bayland:")
    assert "Colland" not in mail
    (one, _) = done(run("contribution", "remind", "--json")).json["reminders"]
    assert one["missing"][0]["days_left"] > 0
    assert "Which lights?" in one["mail"]
    assert "nobody" in done(run("contribution", "remind", "--within", "3")).err
    assert "2/3" in done(run("question", "list")).out
    (row,) = done(run("question", "list", "--json")).json["questions"]
    assert (row["answered"], row["missing"]) == (1, 2)
    done(run("question", "extend", "1", "2041-01-01"))
    assert "2041-01-01" in done(run("question", "list")).out


def test_what_cannot_be_taken_says_why(run: Run, harbour: Path, folder: Path) -> None:
    """A time that is none, an answer to nothing, a document that is not there."""
    done(run("question", "ask", "Which lights?"))
    assert run("question", "ask", "Why?", "--deadline", "2016-12-07").code == 3
    done(run("question", "ask", "Why?", "--asked", "2016-09-30", "--deadline", "2016-12-07"))
    assert "is no time" in run("question", "ask", "Why?", "--deadline", "soon").err
    assert run("contribution", "add", "ASH", "--answer", "Red").code == 2
    assert run("contribution", "add", "ASH", "--answer", "1=a", "--answer", "1=b").code == 2
    missing = run("contribution", "add", "ASH", "--answer", "1=a", "--document", "none.pdf")
    assert (missing.code, "none.pdf cannot be read" in missing.err) == (3, True)
    assert run("contribution", "add", "--answer", "1=a").code == 3
    (folder / "x.md").write_text("Q1: Whose?\n", "utf-8")
    refused = run("contribution", "import", "x.md")
    assert (refused.code, "x.md:1: error" in refused.err) == (3, True)
