"""The whole life of the example, from the import to a published revision, through the command."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from consensus.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "wgec"


class Terminal:
    """Runs commands on one file, as a person would type them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._runner = CliRunner()

    def run(self, *arguments: str, expected: int = 0) -> str:
        """What a command prints, its exit code being the expected one."""
        result = self._runner.invoke(main, ["-f", str(self.file), *arguments])
        assert result.exit_code == expected, (arguments, result.output, result.stderr)
        return result.stdout

    def data(self, *arguments: str, expected: int = 0) -> Any:
        """What a command prints with `--json`."""
        return json.loads(self.run(*arguments, "--json", expected=expected))

    def item(self, label: str) -> Any:
        """What `status` says of one item."""
        (found,) = [each for each in self.data("status")["items"] if each["label"] == label]
        return found

    def text(self, label: str) -> str:
        """The text of an item."""
        return str(self.data("why", label)["text"])


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A fresh record with the example's members, draft, amendments and positions."""
    opened = Terminal(tmp_path / "wgec.consensus")
    opened.run("init", "--title", "Enhanced cooperation", "--rule", "no_objection()")
    opened.run("member", "import", str(EXAMPLE / "members.csv"))
    opened.run("group", "import", str(EXAMPLE / "groups.csv"))
    opened.run("draft", "import", str(EXAMPLE / "draft.md"))
    taken = opened.data("amendment", "import", str(EXAMPLE / "amendments.jsonl"))
    assert taken["schema"] == 1
    assert taken["rows"] == 55
    assert sum(taken["placed"].values()) + taken["tray"] + taken["refused"] == 55
    assert set(taken["placed"]) == {"target", "exact", "normalised", "fuzzy"}
    opened.run("position", "import", str(EXAMPLE / "positions.csv"))
    return opened


def test_from_the_import_to_a_published_revision(terminal: Terminal) -> None:
    """Conflict, bracket, half a merge, consolidation, package, dissent, undo, redaction, proof."""
    run, data, item, text = terminal.run, terminal.data, terminal.item, terminal.text
    before = data("status")["totals"]
    assert before["open"] > 10
    assert before["conditional"] == 2

    # a conflict is shown, and settled by an option
    shown = data("combine", "3", expected=1)
    assert {"A4", "A5"} in [
        set(option["by"]) for conflict in shown["conflicts"] for option in conflict["options"]
    ]
    ruling = ("--without-brackets", "--reason", "The chair's ruling")
    run("merge", "3", "--take", "A7", "--settle", "1=A4", *ruling, "--yes")
    assert text("3").startswith("Agree that cooperation shall be open")

    # a bracket is written, and lifted by an amendment
    run("bracket", "4", "at least six weeks beforehand")
    assert item("4")["brackets"] == 1
    lifted = text("4").replace("[", "").replace("]", "")
    run("amendment", "propose", "4", "--text", lifted, "--by", "JRL")
    last = data("amendment", "list")["amendments"][-1]["handle"]
    run("merge", "4", "--take", last, "--yes")
    assert item("4")["brackets"] == 0

    # half of an amendment goes in today, and the rest later
    words = "Invite the secretariat to gather and publish the agenda and all documents of each"
    run(
        "amendment",
        "propose",
        "4",
        "--old",
        "Invite the secretariat to publish the agenda and the documents of each",
        "--text",
        words,
        "--by",
        "ALV",
    )
    half = data("amendment", "list")["amendments"][-1]["handle"]
    changes = data("combine", "4")["changes"]
    (number,) = [
        place
        for place, change in enumerate(changes, start=1)
        if change["by"] == [half] and "gather" in change["text"]
    ]
    run("merge", "4", "--change", str(number), "--yes")
    assert "to gather and publish the agenda and the documents" in text("4")
    assert data("why", half)["status"] in ("open", "ready")
    run("merge", "4", "--take", half, "--yes")
    assert text("4").startswith(words)

    # one wording is set beside several amendments
    run(
        "amendment",
        "consolidate",
        "A16",
        "A17",
        "--text",
        text("7").replace("within twelve months", "without undue delay, within two years"),
        "--consenting",
        "FAR",
    )
    consolidated = data("amendment", "list")["amendments"][-1]
    states = {each["handle"]: each["state"] for each in data("amendment", "list")["amendments"]}
    assert (states["A16"], states["A17"]) == ("retired", "open")
    assert states[consolidated["handle"]] == "open"

    # a package is decided by one gavel
    assert item("9")["status"] == item("12")["status"] == "conditional"
    run("package", "propose", "Connectivity and safety", "--item", "9,12")
    run("position", "take", "ELD", "PKG1", "support")
    run("decision", "record", "PKG1", "agreed")
    assert item("9")["status"] == item("12")["status"] == "agreed"

    # a decision over dissent needs a reason, and is marked
    run("decision", "record", "5", "agreed", expected=3)
    run("decision", "record", "5", "agreed", "--reason", "answered, and one only")
    assert any("PLG" in reason for reason in data("why", "5")["reasons"])

    # a step is taken back
    run("decision", "record", "13", "rejected")
    assert item("13")["status"] == "rejected"
    run("undo")
    assert item("13")["status"] == "open"

    # words are taken out of the record, and it still verifies
    run("position", "take", "KEL", "13", "object", "--reason", "as Ms Ondine Farrow told us")
    run("redact", "Ms Ondine Farrow", "--yes")
    proof = data("verify")
    assert proof["intact"] is True
    assert len(proof["redactions"]) == 1
    assert b"Farrow" not in terminal.file.read_bytes()

    # a revision is published, with every label mapped
    run(
        "amendment",
        "propose",
        "--kind",
        "insert",
        "--after",
        "2",
        "--text",
        "Keep at it.",
        "--by",
        "ELD",
    )
    inserted = data("amendment", "list")["amendments"][-1]["handle"]
    run("merge", inserted, "--yes")
    run("revision", "publish", "Rev.1", "--standing", "without prejudice")
    mapped = {row["old"]: row["new"] for row in data("revision", "concordance", "Rev.1")["rows"]}
    assert (mapped["2"], mapped["2 bis"], mapped["3"], mapped["16"]) == ("2", "3", "4", "17")
    assert item("3")["handle"] != item("4")["handle"]
    report = run("report", "open", "--audience", "secretariat")
    assert "PLG" in report
    assert "PLG" not in run("report", "open")

    # every past moment can be looked at
    start = data("log")["steps"][5]["id"]
    assert json.loads(run("--as-of", start, "status", "--json"))["totals"] == before
    connection = sqlite3.connect(terminal.file)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
