"""The example: what the command makes, and its whole life up to a published revision."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from consensus.cli import main

from .conftest import Run, done

# The whole life of the example, from the import to a published revision, through the command.

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
    opened.run("member", "group", "import", str(EXAMPLE / "groups.csv"))
    opened.run("draft", "import", str(EXAMPLE / "draft.md"))
    taken = opened.data("amendment", "import", str(EXAMPLE / "amendments.jsonl"), expected=1)
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
    run("draft", "bracket", "4", "at least six weeks beforehand")
    assert item("4")["brackets"] == 1
    lifted = text("4").replace("[", "").replace("]", "")
    run("amendment", "add", "4", "--text", lifted, "--sponsor", "JRL")
    last = data("amendment", "list")["amendments"][-1]["handle"]
    run("merge", "4", "--take", last, "--yes")
    assert item("4")["brackets"] == 0

    # half of an amendment goes in today, and the rest later
    words = "Invite the secretariat to gather and publish the agenda and all documents of each"
    run(
        "amendment",
        "add",
        "4",
        "--old",
        "Invite the secretariat to publish the agenda and the documents of each",
        "--text",
        words,
        "--sponsor",
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
    run("decision", "package", "add", "Connectivity and safety", "--item", "9,12")
    run("position", "set", "ELD", "PKG1", "support")
    run("decision", "add", "PKG1", "agreed")
    assert item("9")["status"] == item("12")["status"] == "agreed"

    # a decision over dissent needs a reason, and is marked
    run("decision", "add", "5", "agreed", expected=3)
    run("decision", "add", "5", "agreed", "--reason", "answered, and one only", "--yes")
    assert any("PLG" in reason for reason in data("why", "5")["reasons"])

    # a step is taken back
    run("decision", "add", "13", "rejected")
    assert item("13")["status"] == "rejected"
    run("undo")
    assert item("13")["status"] == "open"

    # words are taken out of the record, and it still verifies
    run("position", "set", "KEL", "13", "object", "--reason", "as Ms Ondine Farrow told us")
    run("history", "redact", "Ms Ondine Farrow", "--yes")
    proof = data("history", "verify")
    assert proof["intact"] is True
    assert len(proof["redactions"]) == 1
    assert b"Farrow" not in terminal.file.read_bytes()

    # a revision is published, with every label mapped
    run(
        "amendment",
        "add",
        "--kind",
        "insert",
        "--after",
        "2",
        "--text",
        "Keep at it.",
        "--sponsor",
        "ELD",
    )
    inserted = data("amendment", "list")["amendments"][-1]["handle"]
    run("merge", inserted, "--yes")
    run("draft", "publish", "Rev.1", "--standing", "without prejudice")
    mapped = {
        row["old"]: row["new"] for row in data("draft", "compare", "Rev.1", "--labels")["rows"]
    }
    assert (mapped["2"], mapped["2 bis"], mapped["3"], mapped["16"]) == ("2", "3", "4", "17")
    assert item("3")["handle"] != item("4")["handle"]
    report = run("report", "open", "--audience", "secretariat")
    assert "PLG" in report
    assert "PLG" not in run("report", "open")

    # every past moment can be looked at
    start = data("history", "list")["steps"][5]["id"]
    assert json.loads(run("--as-of", start, "status", "--json"))["totals"] == before
    connection = sqlite3.connect(terminal.file)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


# The example that the command makes.

README = Path(__file__).parents[2] / "examples" / "wgec" / "README.md"


def test_demo_ends_where_its_readme_says(run: Run, demo: Path) -> None:
    """Every item of the example has the status that is promised."""
    text = README.read_text(encoding="utf-8").split("## Where it stands in the end")[1]
    promised = {
        label: status.replace("*", "")
        for label, status in re.findall(r"^\| ([\w()]+) \| ([*\w ]+) \|", text, re.MULTILINE)
        if label != "item"
    }
    found = {each["label"]: each["status"] for each in run("status", "--json").json["items"]}
    found["footnote"] = found["[^ldc]"]
    assert {label: found[label] for label in promised} == promised
    assert len(promised) == 23


def test_demo_keeps_the_real_times_of_recording(run: Run, demo: Path) -> None:
    """What happened in 2017 was recorded now."""
    meetings = run("meeting", "list", "--json").json["meetings"]
    assert [each["opened"][:10] for each in meetings] == ["2017-01-26", "2017-01-26", "2017-01-27"]
    assert all(each["recorded"] > "2020" for each in run("history", "list", "--json").json["steps"])
    assert run("history", "verify").code == 0


def test_demo_shows_what_a_facilitator_wants_first(run: Run) -> None:
    """Where it is, totals, what to take up, the tray, and commands that work."""
    answer = run("demo", "--no-tui")
    assert (answer.code, answer.err) == (0, "")
    ruled = "1 of the agreed declared by the Chair, objections stated"
    for words in (
        "wgec-demo.consensus",
        "23 items",
        ruled,
        "To take up next",
        "In the inbox",
        "TR1: ",
    ):
        assert words in answer.out
    commands = re.findall(r"^  consensus (.*)$", answer.out, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert run(*command.split()).code in (0, 1)


def test_demo_takes_the_next_free_name(run: Run) -> None:
    """A record that is there already is left alone."""
    for name in ("wgec-demo.consensus", "wgec-demo-2.consensus"):
        assert name in run("demo").out
        assert Path(name).exists()


def test_demo_makes_the_file_that_is_named_before_it(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that stands in the environment for every command stays as it is."""
    assert "in mine.consensus" in run("-f", "mine.consensus", "demo").out
    assert [each.name for each in folder.iterdir()] == ["mine.consensus"]
    twice = run("-f", "mine.consensus", "demo", "other.consensus")
    assert (twice.code, "name the file once" in twice.err) == (2, True)
    monkeypatch.setenv("CONSENSUS_FILE", "mine.consensus")
    assert "in wgec-demo.consensus" in run("demo").out


def test_demo_overwrites_nothing(run: Run, harbour: Path) -> None:
    """A path that is taken is refused."""
    before = harbour.read_bytes()
    answer = run("demo", str(harbour))
    assert (answer.code, answer.out) == (4, "")
    assert harbour.read_bytes() == before


def test_every_count_is_that_of_the_names_below_it(run: Run, demo: Path) -> None:
    """Also where a condition is pending or has failed, or a position needs to be taken again."""
    for names in (("--settle", "1=A28"), ("3", "--settle", "1=a", "--settle", "2=a")):
        place = names if names[0] == "3" else ("14", *names)
        assert run("merge", *place, "--without-brackets", "--reason", "R", "--yes").code == 0
    for item in run("status", "--json").json["items"]:
        found = run("why", item["handle"], "--json").json
        waiting = len(found["counted"].get("waiting for a condition", ()))
        for stance, count in found["counts"].items():
            named = len(found["counted"].get(stance, ()))
            assert named + (waiting if stance == "hold" else 0) == count, (item["label"], stance)
    run("report", "dossier", "14", "--audience", "secretariat", "-o", "14.html")
    forms = (
        run("why", "14").out,
        run("report", "dossier", "14", "--audience", "secretariat", "--to", "markdown").out,
        Path("14.html").read_text(encoding="utf-8"),
    )
    for shown in forms:
        assert "can live with it (0 of 40)" not in shown
        heading = shown.index("objects (3 of 40)")
        assert "WYN" in shown[heading - 200 :]
        assert "can live with it, whose condition failed" in shown[heading - 200 :]


def test_check_counts_the_items_that_status_counts(run: Run, demo: Path) -> None:
    """Headings are in neither, and an item that is named is checked alone."""
    items = sum(run("status", "--json").json["totals"].values())
    assert run("status", "--require", "agreed", "--json").json["checked"] == items
    assert f"of {items} items are not agreed yet" in run("status", "--require", "agreed").err
    assert run("status", "--require", "agreed", "5", "--json").json["checked"] == 1


def test_who_waits_for_a_condition_is_counted_apart(run: Run, demo: Path) -> None:
    """It is no member that holds, and none that accepts."""
    shown = run("why", "14").out
    assert "- reserves its position (1 of 40)\n    MER (in confidence): Told" in shown
    waiting = shown.split("- conditional (3 of 40)\n")[1].splitlines()[:3]
    assert [line.split()[0] for line in waiting] == ["UVD", "WYN", "YAR"]
    assert waiting[1].strip().startswith("WYN (can live with it, written, Comments of WYN, ")
    assert ", provided A27, otherwise objects): Without the words in brackets" in waiting[1]


def test_a_merge_says_whose_conditions_fail_by_it(run: Run, demo: Path) -> None:
    """Before it is recorded, with what the record then counts for each of these members."""
    settled = ("--settle", "1=A28", "--without-brackets", "--reason", "R")
    plan = run("merge", "14", *settled, "--dry-run").out
    assert plan.split("Conditions that fail\n")[1].split("\n\n")[0].splitlines() == [
        "- UVD on R14: “support” provided A26, which fails; then counts as “hold”",
        "- WYN on R14: “accept” provided A27, which fails; then counts as “object”",
        "- YAR on R14: “accept” provided A26 and A30, which fails; then counts as “abstain”",
    ]
    failing = run("merge", "14", *settled, "--dry-run", "--json").json["failing"]
    fields = {"on": "R14", "said": "accept", "conditions": ["A27"], "counts_as": "object"}
    assert failing[1] == {"member": "WYN", **fields}
    run("merge", "14", *settled, "--yes")
    counted = run("why", "14", "--json").json["counted"]
    assert all(each["member"] in counted[each["counts_as"]] for each in failing)


def test_a_condition_fails_beside_a_change_of_the_text(run: Run, demo: Path) -> None:
    """What passes the text goes stale by the change; what does not pass it counts at once."""
    settled = ("3", "--settle", "1=a", "--settle", "2=a", "--settle", "3=a")
    plan = run("merge", *settled, "--dry-run").out
    assert "DOL on R3: “accept” provided A9, which fails; has to take a position again" in plan
    assert "OWC on R3: “support” provided A7, which fails; then counts as “disagree”" in plan
    assert "- support: ELD\n" in plan
    run("merge", *settled, "--yes")
    counted = run("why", "3", "--json").json["counted"]
    assert "OWC" in counted["disagree"]
    assert "DOL" in counted["needing a fresh position"]
    assert run("undo").code == 0
    assert "OWC" in run("why", "3", "--json").json["counted"]["waiting for a condition"]


def test_the_log_quotes_reasons_and_says_the_rest_before(run: Run, demo: Path) -> None:
    """Whatever a reason ends with, no words of the tool are joined to it."""
    told = run("history", "list").out
    assert "SDFA stated its objection; the Chair's reason: “The Alliance" in told
    assert "discussed to the end.”\n" in told
    reason = "The chair saw no difference in substance."
    settled = ("--settle", "1=A28", "--without-brackets", "--reason", reason)
    assert run("merge", "14", *settled, "--yes").code == 0
    assert f"without brackets over QIR: “{reason}”; A26, A27" in run("history", "list").out


def test_the_examples_of_packages_run_on_the_demo(run: Run, demo: Path) -> None:
    """What the help of `package` shows is recorded as it stands there."""
    help_lines = done(run("decision", "package", "--help")).out.splitlines()
    (example,) = (each for each in help_lines if "package add" in each)
    _, *arguments = shlex.split(example)
    assert "is proposed" in done(run(*arguments)).err


def test_the_help_of_the_demo_counts_what_is_in_it(run: Run, demo: Path) -> None:
    """Recommendations by their labels, and the amendments that the list has."""
    text = " ".join(done(run("demo", "--help")).out.split())
    made = re.search(r"a draft of (\d+) recommendations, (\d+) amendments", text)
    assert made is not None
    items = done(run("status", "--json")).json["items"]
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    counted = (sum(each["label"].isdigit() for each in items), len(listed))
    assert counted == (int(made[1]), int(made[2]))


def test_the_order_of_what_is_next_is_that_of_its_help(run: Run, demo: Path) -> None:
    """Decisions and merges, what is close, what is not ready, what is deferred or unplaced."""
    ranks = [each["rank"] for each in done(run("next", "--json")).json["next"]]
    said = (
        *("ready for the gavel", "amendments ready to be merged", "closest to agreement"),
        *("waits for the text", "deferred and due", "waits for a place"),
    )
    assert [each for each in dict.fromkeys(ranks) if each in said] == [*said]
    text = " ".join(done(run("next", "--help")).out.split())
    places = [
        text.index(words)
        for words in (
            *("only the decision of the Chair", "can be merged", "close to agreement"),
            *("not ready", "deferred texts", "no place yet"),
        )
    ]
    assert places == sorted(places)
