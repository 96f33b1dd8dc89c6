"""What is shown of a working group, and to whom."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .conftest import Run


def test_status_has_words_and_denominators(run: Run, demo: Path) -> None:
    """A sign, the word, and of how many: never colour alone."""
    lines = run("status").out.splitlines()
    (ready,) = [line.split() for line in lines if " R4 " in line]
    assert ready[:5] == ["▶", "4", "R4", "ready", "4/41"]
    assert lines[-1].endswith("1 rejected; 23 items")


def test_status_by_another_rule_records_nothing(run: Run, demo: Path) -> None:
    """What would be under another rule is shown, on trial."""
    before = run("verify", "--json").json["head"]
    items = run("status", "--rule", "consensus_minus(1)", "--json").json["items"]
    assert {each["label"]: each["status"] for each in items}["5"] == "ready"
    assert run("verify", "--json").json["head"] == before


def test_why_explains_and_names_what_could_change_it(run: Run, demo: Path) -> None:
    """The reasons, the least move, who says what, and the answer that was given."""
    out = run("why", "5").out
    for words in (
        "5 (R5): blocked",
        "one member objects: PLG",
        "the one objecting member of GOV withdrawing the objection would do",
        "support (6 of 41)",
        "PLG, answered:",
    ):
        assert words in out
    data = run("why", "5", "--json").json
    assert (data["schema"], data["status"], data["handle"]) == (1, "blocked", "R5")


def test_next_begins_with_what_needs_only_the_gavel(run: Run, demo: Path) -> None:
    """The gavel first; with a member, what still needs its position."""
    ranks = [each["rank"] for each in run("next", "--json").json["next"]]
    assert ranks[0] == "ready for the gavel"
    assert len(run("next", "-n", "3", "--json").json["next"]) == 3
    asked = run("next", "--member", "ALV", "--json").json["next"]
    assert {each["rank"] for each in asked} <= {
        "your position is missing",
        "your position needs to be taken afresh",
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--require", "agreed", "2", "15"), 0),
        (("--require", "agreed", "1"), 0),
        (("--require", "agreed", "2", "4"), 1),
        (("--require", "ready", "4", "8", "1"), 0),
        (("--require", "agreed", "8"), 1),
        (("--require", "agreed", "--require", "deferred", "2", "10"), 0),
        (("--require", "ready"), 1),
    ],
)
def test_check_answers_by_its_exit_code(
    run: Run, demo: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Zero when all have come so far, one when some have not, which are named."""
    answer = run("check", *arguments)
    assert (answer.code, bool(answer.out)) == (code, bool(code))
    assert run("check", *arguments, "--json").json["met"] is (code == 0)


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_report_for_the_public_names_nobody(run: Run, demo: Path, form: str) -> None:
    """By default nothing leaves that a member said, and what is withheld is counted."""
    secret = "Zorblax said so in confidence"
    taken = ("position", "take", "ALV", "16", "object", "--reason", secret)
    assert run(*taken, "--source", "confidence").code == 0
    report = run("report", "open", "--to", form).out
    codes = [each["code"] for each in run("member", "list", "--json").json["members"]]
    words = set(report.replace(",", " ").replace('"', " ").replace(":", " ").split())
    assert words.isdisjoint(codes)
    assert "Zorblax" not in report
    assert "Zorblax" not in run("report", "open", "--to", form, "--audience", "members").out


def test_report_goes_to_a_file(run: Run, demo: Path) -> None:
    """What is written is said on stderr, and stdout stays empty."""
    answer = run("report", "open", "--agreed-only", "--to", "csv", "-o", "agreed.csv")
    assert (answer.code, answer.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(Path("agreed.csv").read_text(encoding="utf-8"))))
    assert {row["status"] for row in rows} == {"agreed", "adopted"}


@pytest.mark.parametrize("notation", ["json", "dot", "graphml"])
def test_graph_for_the_public_has_no_members(run: Run, demo: Path, notation: str) -> None:
    """Texts and decisions are shown; who says what is for the secretariat."""
    answer = run("graph", "--to", notation)
    assert answer.code == 0
    assert "ALV" not in answer.out
    assert answer.err.startswith("withheld from this audience: ")
    assert "ALV" in run("graph", "--to", notation, "--audience", "secretariat").out


def test_graph_for_members_keeps_confidences(run: Run, demo: Path) -> None:
    """A position taken in confidence is an edge for the secretariat only."""
    run("position", "take", "LUM", "16(c)", "object", "--source", "confidence")

    def objections(audience: str) -> int:
        edges = run("graph", "--audience", audience).json["edges"]
        return sum(1 for each in edges if each.get("stance") == "object")

    assert objections("secretariat") == objections("members") + 1


def test_draft_is_written_in_each_notation(run: Run, demo: Path, folder: Path) -> None:
    """Markdown reads back as the same draft; a clean text needs a text without brackets."""
    assert "[shall | should]" in run("draft", "show").out
    assert "[ALV: shall | MER: should]" in run("draft", "show", "--names").out
    assert "{>>" not in run("draft", "show", "--to", "critic").out
    assert "{>>" in run("draft", "show", "--to", "critic", "--names").out
    refused = run("draft", "show", "--to", "clean")
    assert (refused.code, refused.out) == (3, "")
    assert "brackets are left (3), in PP3, 7, 14" in refused.err
    (folder / "again.md").write_text(run("draft", "show", "--to", "markdown").out, encoding="utf-8")
    run("-f", "again.consensus", "init", "--title", "Again")
    assert run("-f", "again.consensus", "draft", "import", "again.md").code == 0
    again = run("-f", "again.consensus", "draft", "show", "--json").json["items"]
    first = run("-f", "demo.consensus", "draft", "show", "--json").json["items"]
    told = ("label", "kind", "depth", "text")
    assert [[each[name] for name in told] for each in again] == [
        [each[name] for name in told] for each in first
    ]


def test_revision_is_shown_as_it_was_published(run: Run, harbour: Path) -> None:
    """A later change does not reach it."""
    run("revision", "publish", "Rev.1", "--standing", "without prejudice")
    before = run("revision", "show", "Rev.1").out
    assert run("edit", "2", "Another text.").code == 0
    assert run("revision", "show", "Rev.1").out == before
    shown = run("revision", "show", "Rev.1", "--json").json
    assert shown["standing"] == "without prejudice"
    assert [each["label"] for each in shown["items"]] == ["1", "2", "3"]


def test_rules_are_explained_without_a_record(run: Run) -> None:
    """One sentence says when a rule is met."""
    answer = run("rule", "explain", "each_group(threshold('2/3', of='cast'))")
    assert (answer.code, answer.err) == (0, "")
    assert "in each stakeholder group on its own" in answer.out
    assert "no_objection" in run("rule", "explain").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(run: Run, shell: str) -> None:
    """Each shell gets a script that asks this command."""
    assert "_CONSENSUS_COMPLETE" in run("completion", shell).out


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("consensus pos", {"position"}),
        ("consensus position t", {"take"}),
        ("consensus why R1", {"R1", "R10", "R11", "R12", "R13", "R14", "R15", "R16"}),
        ("consensus position take AL", {"ALV"}),
        ("consensus position take ALV PP", {"PP1", "PP2", "PP3"}),
        ("consensus tray place T", {"TR1", "TR2"}),
        ("consensus -f missing.consensus why R1", set()),
    ],
)
def test_names_are_completed(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, words: str, suggested: set[str]
) -> None:
    """Commands, handles, labels and codes; silence where the record cannot be read."""
    monkeypatch.setenv("_CONSENSUS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    answer = run()
    assert (answer.code, answer.err) == (0, "")
    assert {line.partition(",")[2] for line in answer.out.split()} == suggested
