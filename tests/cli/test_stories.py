"""The stories of a meeting, played at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import Run, done


def item(run: Run, label: str) -> Any:
    """What `status` says of an item."""
    items = done(run("status", "--json")).json["items"]
    return next(each for each in items if each["label"] == label)


def total(run: Run, status: str) -> int:
    """How many items have a status."""
    return int(done(run("status", "--json")).json["totals"][status])


def test_hold_keeps_an_item_open_until_instructions_come(run: Run, harbour: Path) -> None:
    """A hold moves no share; acceptance makes the item ready."""
    done(run("position", "take", "ASH", "1", "support"))
    done(run("position", "take", "BAY", "1", "hold"))
    held = item(run, "1")
    assert (held["status"], held["counts"]["support"], held["eligible"]) == ("open", 1, 3)
    done(run("position", "take", "BAY", "1", "accept"))
    assert item(run, "1")["status"] == "ready"


def test_paragraphs_pass_in_silence(run: Run, harbour: Path) -> None:
    """Decisions say that no objection was heard and who was there; no position is invented."""
    done(run("rule", "set", "consent()"))
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH", "BAY"))
    for label in ("1", "2", "3"):
        done(run("decision", "record", label, "agreed"))
    decisions = done(run("decision", "list", "--json")).json["decisions"]
    assert [each["no_objection_heard"] for each in decisions] == [True] * 3
    assert (decisions[0]["present"], decisions[0]["absent"]) == (["ASH", "BAY"], ["COL"])
    assert item(run, "1")["no_position"] == 3


def test_somebody_absent_cannot_have_spoken(run: Run, harbour: Path) -> None:
    """The stance is refused as spoken, asked for its source, and taken as written."""
    done(run("meeting", "open", "First meeting"))
    done(run("meeting", "presence", "ASH"))
    spoken = run("position", "take", "COL", "1", "accept")
    assert (spoken.code, spoken.out) == (3, "")
    assert "COL’s attendance was not noted" in spoken.err
    assert "with 'consensus meeting presence COL'" in spoken.err
    done(run("meeting", "presence", "COL", "--absent"))
    assert "COL was noted absent" in run("position", "take", "COL", "1", "accept").err
    written = run("position", "take", "COL", "1", "accept", "--source", "written")
    assert (written.code, "name the written source" in written.err) == (3, True)
    done(
        run("position", "take", "COL", "1", "accept", "--source", "written", "--document", "note 4")
    )
    assert item(run, "1")["counts"]["accept"] == 1


def test_pending_word_keeps_an_item_from_the_agreed(run: Run, harbour: Path) -> None:
    """Agreed pending a word counts apart, names nobody in public, and is lifted by the word."""
    done(run("decision", "record", "2", "agreed", "--pending", "COL", "--forum", "informals"))
    assert (total(run, "agreed"), total(run, "agreed ad ref")) == (0, 1)
    assert "COL" not in done(run("report", "open")).out
    done(run("decision", "lift", "2", "COL"))
    assert total(run, "agreed") == 1


def test_amendment_at_midnight_is_a_request_to_reopen(run: Run, harbour: Path) -> None:
    """It is placed and listed, and the status does not move."""
    done(run("decision", "record", "1", "agreed", "ad", "ref"))
    done(run("amendment", "propose", "1", "--old", "shall", "--text", "should", "--by", "BAY"))
    assert item(run, "1")["status"] == "agreed ad ref"
    assert "reopen" in done(run("why", "1")).out
    refused = run("merge", "1", "--yes")
    assert (refused.code, "reopen it first" in refused.err) == (3, True)


def test_streamlining_keeps_what_its_sponsor_does_not_let_go(run: Run, harbour: Path) -> None:
    """Two sources retire, the third stays, and words found in none are marked."""
    for old, text, member in (
        ("shall", "must", "ASH"),
        ("every year", "twice a year", "BAY"),
        ("to the", "openly to the", "COL"),
    ):
        done(run("amendment", "propose", "1", "--old", old, "--text", text, "--by", member))
    wording = "Members must report twice a year and gladly to the harbour office."
    done(
        run(
            "amendment",
            "consolidate",
            "A1",
            "A2",
            "A3",
            "--text",
            wording,
            "--consenting",
            "ASH,COL",
        )
    )
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    assert {each["handle"]: each["state"] for each in listed} == {
        "A1": "retired",
        "A2": "open",
        "A3": "retired",
        "A4": "open",
    }
    assert "gladly" in done(run("amendment", "show", "A4")).out


def test_package_waits_for_the_last_member_and_is_settled_whole(run: Run, harbour: Path) -> None:
    """Objected to, nothing changes; then one gavel settles it, and statements change no count."""
    done(run("amendment", "propose", "1", "--old", "shall", "--text", "must", "--by", "ASH"))
    done(run("package", "propose", "Reports", "--item", "1,2", "--amendment", "A1"))
    done(run("position", "take", "COL", "PKG1", "object", "--reason", "not yet"))
    assert "shall" in done(run("why", "1", "--json")).json["text"]
    refused = run("decision", "record", "PKG1", "agreed")
    assert (refused.code, "needs a reason" in refused.err) == (3, True)
    done(run("position", "take", "COL", "PKG1", "accept"))
    done(run("decision", "record", "PKG1", "agreed"))
    before = item(run, "1")["counts"]
    done(run("decision", "statement", "PKG1", "BAY", "reservation", "on the second item"))
    done(run("decision", "statement", "PKG1", "ASH", "dissociation"))
    assert (item(run, "1")["counts"], total(run, "agreed")) == (before, 2)
    assert "must" in done(run("why", "1", "--json")).json["text"]


def test_revision_has_a_standing_and_a_concordance(run: Run, harbour: Path) -> None:
    """An inserted paragraph gets a number of its own, and every old label leads to a new one."""
    propose = ("amendment", "propose", "--kind", "insert", "--after", "2")
    done(run(*propose, "--text", "Reports are public.", "--by", "ASH"))
    done(run("merge", "A1", "--yes"))
    done(run("revision", "publish", "Rev.1", "--standing", "without prejudice"))
    rows = done(run("revision", "concordance", "Rev.1", "--json")).json["rows"]
    assert {row["old"]: row["new"] for row in rows} == {
        "1": "1",
        "2": "2",
        "2 bis": "3",
        "3": "4",
    }
    assert "without prejudice" in done(run("revision", "list")).out
