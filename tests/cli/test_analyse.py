"""Analyses on the command line: in words and as data, and nothing recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, done


@pytest.fixture
def busy(run: Run, harbour: Path) -> Run:
    """A record with rival amendments and with positions that wait for each other."""
    done(run("amendment", "add", "N1", "--text", "should", "--old", "shall", "--by", "ASH"))
    done(run("amendment", "add", "N1", "--text", "must", "--old", "shall", "--by", "BAY"))
    done(run("position", "set", "COL", "N2", "accept", "--if", "N3"))
    done(run("position", "set", "ASH", "N3", "accept", "--if", "N2"))
    return run


def test_conflicts(busy: Run) -> None:
    """What excludes what is told in words and as data."""
    shown = done(busy("analyse", "conflicts"))
    assert "| 1 | A1 ✓ | 1 | A2 | 1 |" in shown.out
    assert "| 1 | A1, A2 | 1 (N1) | they want different words for “shall” |" in shown.out
    assert "2 amendments are undecided, with 1 conflict; 1 is compatible." in shown.out
    found = done(busy("analyse", "conflicts", "--json")).json
    assert found["clusters"][0]["largest"] == found["largest"] == ["A1"]
    assert found["clusters"][0]["choices"][0]["excludes"] == ["A2"]


def test_order_and_links(busy: Run) -> None:
    """What depends on each other is one round, and linked."""
    assert "2 (N2) with 3 (N3)" in done(busy("analyse", "order")).out
    turns = done(busy("analyse", "order", "--json")).json["turns"]
    assert [each["targets"] for each in turns] == [["A1"], ["A2"], ["N1"], ["N2", "N3"]]
    shown = done(busy("analyse", "links")).out
    said = "accept, otherwise object | 3 (N3) | could be agreed together with it |"
    assert f"| COL | 2 (N2) | {said}" in shown
    assert "To be agreed together or not at all: 2 (N2), 3 (N3)." in shown
    assert "| 2 (N2) | 3 (N3) |" in shown
    bundle = done(busy("analyse", "links", "--json")).json["bundles"][0]
    assert bundle["together"] == ["N2", "N3"]


def test_what_if(busy: Run) -> None:
    """Effects of several assumptions are told; afterwards the record is as it was."""
    before = done(busy("history", "list", "--json")).json
    shown = done(busy("analyse", "what-if", "--withdraw", "A2", "--declare", "N2:agreed"))
    assert "A2: ready → withdrawn" in shown.out
    assert "2 (N2): conditional → agreed" in shown.out
    assert "nothing was recorded" in shown.err
    found = done(busy("analyse", "what-if", "--say", "ASH:N2:object", "--json")).json
    assert found["assumptions"] == ["ASH says of N2: object"]
    assert {each["target"]: each["after"] for each in found["turned"]}["N2"] == "open"
    assert done(busy("history", "list", "--json")).json == before


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--say", "ASH:accept"),
        ("--say", "ASH:N1:perhaps"),
        ("--declare", "N1"),
        ("--declare", "N1:done"),
    ],
)
def test_what_if_needs_assumptions_that_can_be_read(busy: Run, arguments: tuple[str, ...]) -> None:
    """What is not understood is an error of usage, which says how it is written."""
    assert busy("analyse", "what-if", *arguments).code == 2


def test_coalitions_and_bridges_say_when_there_are_none(busy: Run) -> None:
    """With too little said nothing is claimed, and why is told."""
    assert "None are claimed: " in done(busy("analyse", "coalitions")).out
    assert done(busy("analyse", "coalitions", "--json")).json["coalitions"] == []
    assert busy("analyse", "bridges", "--across", "coalitions").code == 3
    shown = done(busy("analyse", "bridges", "-n", "1"))
    assert "### Bridges most\n" in shown.out
    found = done(busy("analyse", "bridges", "--json")).json
    assert found["groups"] == ["CIV", "GOV"]
    assert len(found["bridging"]) == len(found["divisive"])


def test_coalitions_of_a_plenary(run: Run, folder: Path) -> None:
    """Two blocs in a file of roll calls are found and told by what divides them."""
    rows = ["rcid,country_code,vote"]
    for call in range(12):
        rows += [f"{call},M{at:02},{'yes' if (at + call) % 2 else 'no'}" for at in range(12)]
    (folder / "votes.csv").write_text("\n".join(rows), encoding="utf-8")
    done(run("-f", "plenary.consensus", "init", "--title", "Plenary"))
    done(run("draft", "import", "--as", "roll-call", "votes.csv"))
    shown = done(run("analyse", "coalitions"))
    assert "6 members, agreeing 100% among themselves and 0% with the rest" in shown.out
    assert len(done(run("analyse", "coalitions", "--json")).json["names"]) == 2


def test_what_if_takes_one_item_by_another_rule_and_one_sponsor_off(busy: Run) -> None:
    """A rule may be for one item alone, and a withdrawal by one member alone."""
    shown = done(busy("analyse", "what-if", "--rule", "N3:unanimity()", "--withdraw", "A1:ASH"))
    assert "assumed: N3 is judged so: every member is in favour (unanimity())" in shown.err
    assert "assumed: A1 is withdrawn by ASH" in shown.err
    assert "A1: ready → withdrawn" in shown.out


def test_progress(busy: Run) -> None:
    """What was agreed is counted by day and by meeting."""
    assert "Nothing has been decided yet." in done(busy("status", "--progress")).out
    done(busy("meeting", "open", "First meeting"))
    done(busy("decision", "add", "N2", "agreed", "--reason", "enough was said"))
    done(busy("meeting", "close"))
    shown = done(busy("status", "--progress", "--per", "meeting")).out
    assert "| meeting | day | agreed |" in shown
    assert "\n| M1 | " in shown
    (point,) = done(busy("status", "--progress", "--json")).json["points"]
    assert (point["agreed"], point["meeting"]) == (1, "")


def test_progress_is_written_as_a_document(busy: Run, folder: Path) -> None:
    """For the audience that is named, in the form of the file."""
    done(busy("decision", "add", "N2", "agreed", "--reason", "enough was said"))
    done(busy("status", "--progress", "-o", "progress.html"))
    assert (folder / "progress.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    found = done(busy("status", "--progress", "--audience", "members", "--json")).json
    assert [each["agreed"] for each in found["points"]] == [1]


def test_whom_to_consult(busy: Run) -> None:
    """In words and as data, no more than wanted."""
    shown = done(busy("next", "--consult"))
    assert "### Whom to consult\n" in shown.out
    assert shown.out.startswith("# Whom to consult\n")
    assert "### Closest to agreement\n" in shown.out
    found = done(busy("next", "--consult", "--draft", "D1", "-n", "1", "--json")).json
    assert list(found) == ["schema", "calls", "closest", "next"]
    assert len(found["closest"]) == 1


def test_pictures(busy: Run, harbour: Path) -> None:
    """Conflicts, packages, coalitions and what hangs on a text are drawn into files."""
    for what in ("conflicts", "links", "coalitions"):
        drawn = done(busy("analyse", what, "--to", "svg")).out
        assert drawn.startswith("<svg xmlns=")
        done(busy("analyse", what, "-o", f"{what}.svg"))
        assert (harbour.parent / f"{what}.svg").read_text(encoding="utf-8") == drawn
        assert busy("analyse", what, "-o", f"{what}.txt").code == 2
    path = harbour.parent / "n1.svg"
    done(busy("report", "graph", "--around", "N1", "--to", "svg", "-o", str(path)))
    assert "A1 · modify" in path.read_text(encoding="utf-8")
    assert busy("report", "graph", "--around", "N1").code == 2


def test_report(busy: Run) -> None:
    """The whole analysis is a report, of which the public sees progress alone."""
    whole = done(busy("report", "analysis", "--audience", "secretariat"))
    assert "## Conflicts" in whole.out
    assert "COL" in whole.out
    public = done(busy("report", "analysis"))
    assert "Not shown in this version: analyses." in public.out
    assert "COL" not in public.out
    found = done(busy("report", "analysis", "--audience", "members", "--json")).json
    assert found["conflicts"]["clusters"][0]["largest"] == ["A1"]
    assert found["coalitions"] is None
    page = done(busy("report", "analysis", "--audience", "members", "--to", "html")).out
    assert page.startswith("<!doctype html>")
