"""The example that the command makes."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import Run

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
    assert all(each["recorded"] > "2020" for each in run("log", "--json").json["steps"])
    assert run("verify").code == 0


def test_demo_shows_what_a_facilitator_wants_first(run: Run) -> None:
    """Where it is, totals, what to take up, the tray, and commands that work."""
    answer = run("demo", "--no-tui")
    assert (answer.code, answer.err) == (0, "")
    for words in ("wgec-demo.consensus", "23 items", "To take up next", "In the tray", "TR1: "):
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
        assert "accept (0 of 40)" not in shown
        heading = shown.index("object (3 of 40)")
        assert "WYN" in shown[heading - 200 :]
        assert "accept, whose condition failed" in shown[heading - 200 :]


def test_who_waits_for_a_condition_is_counted_apart(run: Run, demo: Path) -> None:
    """It is no member that holds, and none that accepts."""
    shown = run("why", "14").out
    assert "- hold (1 of 40)\n    MER: Told" in shown
    waiting = shown.split("- waiting for a condition (3 of 40)\n")[1].splitlines()[:3]
    assert [line.split()[0] for line in waiting] == ["UVD", "WYN", "YAR"]
    assert "WYN (accept) provided agreed: A27, otherwise object: Without" in waiting[1]


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
    told = run("log").out
    assert "SDFA, although its rule was not met: “The Alliance" in told
    assert "discussed to the end.”\n" in told
    reason = "The chair saw no difference in substance."
    settled = ("--settle", "1=A28", "--without-brackets", "--reason", reason)
    assert run("merge", "14", *settled, "--yes").code == 0
    assert f"without brackets over QIR: “{reason}”; A26, A27" in run("log").out
